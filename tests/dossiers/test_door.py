"""The door: what it writes, whom it refuses, and that one click is one act."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from cases.models import Case, Party, load_case
from cases.sealing import Unreadable, seal, unseal
from dossiers.actions import NotYourRole, NotYours, Refused, Stale, open_dossier, take_step
from dossiers.models import Dossier, Event, Register
from dossiers.numbering import next_number
from organizations.models import BodyKind, Organization
from tests.cast import EMPLOYER, NOW, TODAY, WAGES, WORKER, Cast, case_in, new_case
from workflows.mediation import MediationProcedure, State
from workflows.reading import citation, rows


def register(cast: Cast, **more: Any) -> Event:
    case = Case(
        channel="self",
        received_on=more.pop("received_on", TODAY),
        opened_at=NOW,
        summary="x",
        legal_type=cast.centre.legal_type,
    )
    case.place(more.pop("body", cast.centre))
    words = {"parties": [WORKER, EMPLOYER], "claims": [WAGES | {"party_index": 0}], "by": cast.registrar, "at": NOW}
    return open_dossier(case, **(words | more))


def test_an_event_says_who_as_what_where_when_and_why(cast: Cast) -> None:
    case = case_in(State.SCREENING, cast)

    event = take_step(case, "decline_case", by=cast.head, at=NOW, acted_on=TODAY, reason="out_of_scope")

    assert (event.actor, event.actor_name, event.role, event.body_name) == (
        cast.head,
        "何主任",
        "body_head",
        cast.centre.name,
    )
    assert (event.at, event.acted_on, event.from_state, event.to_state) == (NOW, TODAY, "screening", "not_accepted")
    assert event.facts["reason"] == "out_of_scope"
    assert event.under == citation(next(row for row in rows(MediationProcedure) if row.name == "decline_case"))


def test_every_citation_fits_its_column() -> None:
    longest = Event._meta.get_field("under").max_length or 0

    assert [citation(row) for row in rows(MediationProcedure) if len(citation(row)) > longest] == []


def test_only_a_registrar_of_the_body_opens_its_files(cast: Cast) -> None:
    for stranger in (cast.head, cast.mediator, cast.neighbour_registrar, cast.liaison, cast.operator, cast.nobody):
        with pytest.raises(NotYourRole):
            register(cast, by=stranger)

    assert (Dossier.objects.count(), Register.objects.count()) == (0, 0)


def test_a_file_is_not_received_tomorrow(cast: Cast) -> None:
    with pytest.raises(Refused):
        register(cast, received_on=TODAY + dt.timedelta(days=1))

    assert Dossier.objects.count() == 0


def test_a_registration_sent_again_is_the_same_file(cast: Cast) -> None:
    first, again = register(cast, op_id="click"), register(cast, op_id="click")

    assert (first.pk, Dossier.objects.count()) == (again.pk, 1)
    register(cast, op_id="another")
    assert Dossier.objects.count() == 2


def test_a_click_of_somebody_else_is_not_mine(cast: Cast) -> None:
    case = case_in(State.IN_MEDIATION, cast)
    words: dict[str, Any] = {"concerns": "x", "text": "y"}
    first = take_step(case, "add_correction", by=cast.head, at=NOW, op_id="click", **words)

    assert take_step(case, "add_correction", by=cast.head, at=NOW, op_id="click", **words).pk == first.pk
    with pytest.raises(NotYours):
        take_step(case, "add_correction", by=cast.nobody, at=NOW, op_id="click", **words)
    with pytest.raises(Stale):
        take_step(case, "add_correction", by=cast.registrar, at=NOW, op_id="click", **words)
    with pytest.raises(Stale):
        take_step(case, "add_note", by=cast.head, at=NOW, op_id="click", text="x")

    assert case.events.filter(op_id="click").count() == 1


def test_an_overlong_operation_id_is_cut_alike_both_times(cast: Cast) -> None:
    case = case_in(State.RECEIVED, cast)

    events = [take_step(case, "screen_case", by=cast.registrar, at=NOW, op_id="x" * 300) for _ in range(2)]

    assert events[0].pk == events[1].pk
    assert len(events[0].op_id) == 64


def test_a_step_may_speak_of_a_name(cast: Cast) -> None:
    case = case_in(State.RECEIVED, cast)

    take_step(case, "add_party", by=cast.registrar, at=NOW, side="third", kind="person", name="第三人")

    assert [party.name for party in load_case(case.pk).side("third")] == ["第三人"]


# ── Numbers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_two_bodies_under_one_mark_share_one_series(cast: Cast) -> None:
    district = cast.centre.parent
    assert district
    second = Organization.objects.create(
        name="城关区建筑行业劳动争议调解委员会",
        kind=BodyKind.MEDIATION,
        region=cast.centre.region,
        parent=district,
        legal_type="OTH",
    )

    given = [next_number(body, "调", 2026) for body in (cast.centre, second, district, cast.neighbour)]

    assert given == [
        (1, "城关工调〔2026〕1号"),
        (2, "城关工调〔2026〕2号"),
        (3, "城关工调〔2026〕3号"),
        (1, "皋兰工调〔2026〕1号"),
    ]


def test_the_year_of_a_number_is_that_of_the_office_clock(cast: Cast) -> None:
    eve = dt.datetime(2026, 12, 31, 16, 30, tzinfo=dt.UTC)  # half past midnight in Lanzhou

    case = new_case(cast, at=eve)

    assert timezone.localdate(eve).year == 2027
    assert "〔2027〕1号" in case.number


# ── Sealed columns ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_sealed_is_not_readable_in_the_database(cast: Cast) -> None:
    from django.db import connection

    case = new_case(cast)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id_number, phone, address FROM cases_party WHERE case_id = %s", [case.pk])
        stored = [value for row in cursor.fetchall() for value in row if value]

    assert stored
    assert all(value.startswith("s1:") for value in stored)
    assert case.party_rows[0].phone == WORKER["phone"]


@pytest.mark.parametrize("text", ["s1:", "s1:1390000", "s1:" + "A" * 60, "普通文字", "x" * 5000])
def test_any_text_can_be_sealed_and_read_again_whatever_it_begins_with(text: str, cast: Cast) -> None:
    case = case_in(State.RECEIVED, cast)

    take_step(case, "amend_party", by=cast.registrar, at=NOW, party=case.party_rows[0], address=text)

    assert load_case(case.pk).party_rows[0].address == text
    assert Party.objects.filter(case=case).first()


@pytest.mark.parametrize("damaged", ["s1:", "s1:x", "s1:" + "A" * 60, "cut short"])
def test_a_damaged_seal_says_so(damaged: str) -> None:
    with pytest.raises(Unreadable):
        unseal(seal("text")[:-4] if damaged == "cut short" else damaged)
