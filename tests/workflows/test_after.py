"""After the outcome: the two routes that exclude each other, closing, and corrections that overwrite nothing."""

import datetime as dt
from typing import Any

import pytest

from cases.models import Case, load_case
from documents.models import Instrument
from dossiers.access import roles_in
from dossiers.actions import NotNow, Refused, offers, take_step
from dossiers.models import Clock, ClockStatus, Dossier
from organizations.roles import Role
from tests.cast import NOW, TODAY, Cast, case_in
from workflows.channels import Channel
from workflows.mediation import SHUT, MediationProcedure, State
from workflows.reading import rows

ALL = frozenset(Role)


def ready(case: Case, name: str, *, on: dt.date = TODAY) -> bool:
    return next(offer.ready for offer in offers(case, ALL, on=on) if offer.name == name)


def file(case: Case, cast: Cast, route: str, days: int = 0, **more: Any) -> None:
    step, to = ("file_confirmation", cast.court) if route == "confirmation" else ("file_review", cast.committee)
    take_step(case, step, by=cast.mediator, at=NOW + dt.timedelta(days=days), to=to, **more)


def clocks(case: Case) -> dict[str, str]:
    return {clock.key: clock.status for clock in Clock.objects.filter(dossier=case.pk)}


@pytest.mark.parametrize(("first", "second"), [("confirmation", "review"), ("review", "confirmation")])
def test_one_route_filed_shuts_the_other(first: str, second: str, cast: Cast) -> None:
    case = case_in(State.AGREED, cast)
    assert ready(case, "file_confirmation")
    assert ready(case, "file_review")

    file(case, cast, first)

    case = load_case(case.pk)
    assert not ready(case, "file_confirmation")
    assert not ready(case, "file_review")
    with pytest.raises(Refused):
        file(case, cast, second)


def test_an_agreement_that_confirms_employment_never_goes_to_review(cast: Cast) -> None:
    case = case_in(State.DRAFTED, cast)
    type(case.settlement).objects.filter(pk=case.settlement.pk).update(confirms_employment=True)
    people = [{"party": p, "signer": "party", "name": p.name, "signed_on": TODAY} for p in case.party_rows]
    people += [{"party": None, "signer": kind, "name": kind, "signed_on": TODAY} for kind in ("mediator", "seal")]
    take_step(case, "record_signature", by=cast.mediator, at=NOW, signers=people)

    take_step(case, "conclude_agreement", by=cast.mediator, at=NOW)

    case = load_case(case.pk)
    assert "ar" not in clocks(case), "no window is shown that is not open"
    assert (ready(case, "file_review"), ready(case, "file_confirmation")) == (False, True)


@pytest.mark.parametrize(("route", "last"), [("confirmation", 30), ("review", 15)])
def test_the_window_is_open_to_its_last_day_and_not_longer(route: str, last: int, cast: Cast) -> None:
    case = case_in(State.AGREED, cast)  # in effect on 10 March: 25 March and 9 April are working days
    step = "file_confirmation" if route == "confirmation" else "file_review"

    assert ready(case, step, on=TODAY + dt.timedelta(days=last))
    assert not ready(case, step, on=TODAY + dt.timedelta(days=last + 1))


def test_a_filing_recorded_late_counts_on_the_day_it_was_made(cast: Cast) -> None:
    case = case_in(State.AGREED, cast)

    file(case, cast, "review", days=20, acted_on=TODAY + dt.timedelta(days=15))

    case = load_case(case.pk)
    assert (case.settlement.route_filed_on, clocks(case)["ar"]) == (TODAY + dt.timedelta(days=15), ClockStatus.STOPPED)


def test_the_court_that_confirms_is_let_in_and_its_ruling_ends_the_route(cast: Cast) -> None:
    case = case_in(State.AGREED, cast)
    assert roles_in(cast.liaison, case, TODAY) == frozenset()

    file(case, cast, "confirmation")
    assert roles_in(cast.liaison, load_case(case.pk), TODAY) == {Role.COURT_LIAISON}
    assert roles_in(cast.other_liaison, load_case(case.pk), TODAY) == frozenset()
    with pytest.raises(Refused):
        take_step(case, "decide_confirmation", by=cast.liaison, at=NOW, result="perhaps")
    take_step(
        case, "decide_confirmation", by=cast.liaison, at=NOW, result="granted", number="（2026）甘0102诉前调确1号"
    )

    case = load_case(case.pk)
    assert (case.confirmation_pending, case.settlement.route_result) == (False, "granted")
    assert not {key for key, status in clocks(case).items() if status == ClockStatus.RUNNING}


@pytest.mark.parametrize("channel", [Channel.COURT_POST, Channel.ARB_ENTRUST])
def test_routes_a_channel_does_not_know_are_not_offered_as_open(channel: Channel, cast: Cast) -> None:
    case = case_in(State.AGREED, cast, channel=channel)

    assert not ready(case, "file_confirmation")


@pytest.mark.parametrize(
    ("route", "step", "decides", "waits"),
    [
        ("confirmation", "accept_confirmation", "jc_decide", "jc_accept"),
        ("review", "accept_review", "ar_decide", None),
    ],
)
def test_the_term_for_deciding_runs_from_the_day_the_application_is_taken_up(
    route: str, step: str, decides: str, waits: str | None, cast: Cast
) -> None:
    case = case_in(State.AGREED, cast)
    file(case, cast, route)
    assert decides not in clocks(case)
    assert waits is None or clocks(case)[waits] == ClockStatus.RUNNING

    take_step(case, step, by=cast.registrar, at=NOW + dt.timedelta(days=2))

    running = Clock.objects.get(dossier=case.pk, key=decides)
    assert (running.started_on, running.status) == (TODAY + dt.timedelta(days=2), ClockStatus.RUNNING)
    assert waits is None or clocks(case)[waits] == ClockStatus.STOPPED
    take_step(case, f"decide_{route}", by=cast.registrar, at=NOW + dt.timedelta(days=3), result="granted", number="1号")
    assert clocks(case)[decides] == ClockStatus.STOPPED


def submit(case: Case, cast: Cast) -> None:
    step, to = ("submit_to_court", cast.court) if case.is_from_court else ("submit_to_tribunal", cast.committee)
    take_step(case, step, by=cast.mediator, at=NOW, to=to)


def test_what_a_court_entrusted_takes_effect_with_its_statement_when_signed_for(cast: Cast) -> None:
    case = case_in(State.AGREED, cast, channel=Channel.COURT_POST)
    submit(case, cast)
    number = "（2026）甘0102民初45号"
    issued: dict[str, Any] = {"result": "granted", "document": "statement", "number": number}

    take_step(case, "record_court_document", by=cast.liaison, at=NOW, **issued)

    case = load_case(case.pk)
    assert case.court_document_pending, "issued is not signed for"
    assert not ready(case, "submit_closing")
    with pytest.raises(Refused):
        take_step(
            case, "record_court_document", by=cast.liaison, at=NOW, served_on=TODAY - dt.timedelta(days=1), **issued
        )
    take_step(
        case,
        "record_court_document",
        by=cast.liaison,
        at=NOW + dt.timedelta(days=3),
        served_on=TODAY + dt.timedelta(days=2),
        **issued,
    )

    case = load_case(case.pk)
    settlement = case.settlement
    assert (settlement.route_decided_on, settlement.route_served_on) == (TODAY, TODAY + dt.timedelta(days=2))
    assert not case.court_document_pending
    assert ready(case, "submit_closing")


def test_a_statement_not_signed_for_never_took_effect(cast: Cast) -> None:
    case = case_in(State.AGREED, cast, channel=Channel.ARB_ENTRUST)
    submit(case, cast)
    clerk = cast.arbitration_clerk
    take_step(
        case, "record_tribunal_document", by=clerk, at=NOW, result="granted", document="statement", number="仲调1号"
    )

    take_step(
        case, "record_tribunal_document", by=clerk, at=NOW, result="refused", reason="被申请人在送达前反悔，拒绝签收"
    )

    case = load_case(case.pk)
    assert (case.settlement.route_result, case.settlement.route_document) == ("refused", "")
    assert (case.tribunal_document_pending, case.settlement.route_served_on) == (False, None)


@pytest.mark.parametrize(
    ("channel", "document", "known"),
    [
        (Channel.COURT_PRE, "pre_filing", True),
        (Channel.COURT_PRE, "withdrawal", False),
        (Channel.COURT_POST, "withdrawal", True),
        (Channel.COURT_POST, "pre_filing", False),
        (Channel.ARB_ENTRUST, "statement", True),
        (Channel.ARB_ENTRUST, "pre_filing", False),
    ],
)
def test_a_channel_knows_its_documents_and_no_other(channel: Channel, document: str, known: bool, cast: Cast) -> None:
    case = case_in(State.AGREED, cast, channel=channel)
    submit(case, cast)
    step = "record_court_document" if case.is_from_court else "record_tribunal_document"
    data: dict[str, Any] = {"result": "granted", "document": document, "number": "1号", "served_on": TODAY}

    if known:
        take_step(case, step, by=cast.registrar, at=NOW, **data)
    else:
        with pytest.raises(Refused):
            take_step(case, step, by=cast.registrar, at=NOW, **data)

    assert load_case(case.pk).settlement.route_document == (document if known else "")


@pytest.mark.parametrize("first", ["file_confirmation", "submit_to_court"])
def test_confirmation_and_a_statement_of_the_court_exclude_each_other(first: str, cast: Cast) -> None:
    case = case_in(State.AGREED, cast, channel=Channel.COURT_PRE)
    assert ready(case, "file_confirmation")
    assert ready(case, "submit_to_court")

    take_step(case, first, by=cast.mediator, at=NOW, to=cast.court)

    case = load_case(case.pk)
    assert not ready(case, "file_confirmation")
    assert not ready(case, "submit_to_court")


def test_an_agreement_is_submitted_to_the_body_that_sent_the_case(cast: Cast) -> None:
    case = case_in(State.AGREED, cast, channel=Channel.COURT_POST)
    elsewhere = cast.other_liaison.memberships.get().body

    with pytest.raises(Refused):
        take_step(case, "submit_to_court", by=cast.mediator, at=NOW, to=elsewhere)

    assert not load_case(case.pk).route_filed


def test_what_waits_for_the_court_lies_on_its_liaisons_desk(cast: Cast) -> None:
    from dossiers.queries import GROUPS

    case, other = (case_in(State.AGREED, cast, channel=Channel.COURT_POST) for _i in range(2))
    pile = GROUPS["c-document"]

    def waiting(who: Any) -> set[int]:
        return set(Dossier.objects.filter(pile.where(who, TODAY)).values_list("pk", flat=True))

    assert waiting(cast.liaison) == set()

    submit(case, cast)
    submit(other, cast)
    assert waiting(cast.liaison) == {case.pk, other.pk}
    assert waiting(cast.other_liaison) == set()
    data: dict[str, Any] = {"result": "granted", "number": "1号"}
    take_step(case, "record_court_document", by=cast.liaison, at=NOW, document="withdrawal", **data)
    take_step(other, "record_court_document", by=cast.liaison, at=NOW, document="statement", **data)

    assert waiting(cast.liaison) == {other.pk}, "a statement nobody signed for yet still waits"


def test_closing_waits_for_the_sheet_the_amounts_the_papers_and_the_ruling(cast: Cast) -> None:
    case = case_in(State.AGREED, cast)
    assert (ready(case, "submit_closing"), ready(case, "close_case")) == (True, False)
    take_step(case, "submit_closing", by=cast.mediator, at=NOW, summary="已履行。")
    assert ready(load_case(case.pk), "close_case")

    take_step(case, "return_closing", by=cast.head, at=NOW, reason="补充送达回证")
    assert not ready(load_case(case.pk), "close_case")
    file(case, cast, "confirmation")
    case = load_case(case.pk)
    assert not ready(case, "submit_closing")


#: What may still be written on a file that is shut: additions, and nothing that was there before is changed by them.
ADDITIONS = {
    State.CLOSED: {
        "hand_over",
        "file_confirmation",
        "accept_confirmation",
        "decide_confirmation",
        "file_review",
        "accept_review",
        "decide_review",
        "submit_to_court",
        "record_court_document",
        "submit_to_tribunal",
        "record_tribunal_document",
        "record_performance",
        "record_breach",
        "record_callback",
        "answer_sender",
        "review_outcome",
        "note_expiry",
        "complete_terms",
        "propose_supervision",
        "add_correction",
        "lodge_exhibit",
        "print_form",
        "seal_paper",
        "return_scan",
        "send_paper",
        "record_service",
        "correct_paper",
        "void_paper",
        "archive_case",
    },
    State.ARCHIVED: {"add_correction"},
}


@pytest.mark.parametrize("state", SHUT)
def test_a_shut_file_takes_additions_only(state: State, cast: Cast) -> None:
    assert {row.name for row in rows(MediationProcedure) if state in row.sources} == ADDITIONS[state]


@pytest.mark.parametrize("state", SHUT)
def test_a_correction_adds_and_leaves_what_stood_there(state: State, cast: Cast) -> None:
    case = case_in(state, cast)
    before: dict[str, Any] = dict(Case.objects.filter(pk=case.pk).values().get())
    kept = [list(case.parties.values()), list(case.claims.values()), list(case.settlement.obligations.values())]

    take_step(case, "add_correction", by=cast.registrar, at=NOW, concerns="申请人电话", text="应为13900000002。")

    after: dict[str, Any] = dict(Case.objects.filter(pk=case.pk).values().get())
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"version", "last_seq", "last_hash"}
    assert [list(case.parties.values()), list(case.claims.values()), list(case.settlement.obligations.values())] == kept
    assert case.notes.get().text == "应为13900000002。"


@pytest.mark.parametrize(
    ("step", "who"),
    [
        ("amend_party", "registrar"),
        ("amend_claim", "registrar"),
        ("reopen_terms", "mediator"),
        ("write_terms", "mediator"),
    ],
)
@pytest.mark.parametrize("state", SHUT)
def test_nothing_closed_can_be_changed(state: State, step: str, who: str, cast: Cast) -> None:
    case = case_in(state, cast)

    with pytest.raises(NotNow):
        take_step(
            case, step, by=cast.people[who], at=NOW, party=case.party_rows[0], claim=case.claim_rows[0], name="他人"
        )

    assert load_case(case.pk).version == case.version


def test_a_settlement_between_the_parties_is_recorded_from_the_first_day(cast: Cast) -> None:
    case = case_in(State.RECEIVED, cast)

    take_step(case, "record_self_settlement", by=cast.registrar, at=NOW, text="自行和解")

    assert load_case(case.pk).state == State.SETTLED_WITHDRAWN


def test_a_session_record_of_another_file_is_not_issued_here(cast: Cast) -> None:
    case, other = case_in(State.DRAFTED, cast), case_in(State.DRAFTED, cast)

    with pytest.raises(Refused):
        take_step(case, "issue_session_record", by=cast.mediator, at=NOW, session=other.sessions.get())


def test_archiving_freezes_the_catalogue_and_guesses_no_retention(cast: Cast) -> None:
    case = case_in(State.ARCHIVED, cast)

    event = case.events.latest("seq")
    papers = Instrument.objects.filter(dossier=case.pk).order_by("issued_at", "id")
    assert (event.step, event.record) == ("archive_case", "I")
    assert [(row["number"], row["sha256"]) for row in event.facts["catalogue"]] == [
        (paper.number, paper.sha256) for paper in papers
    ]
    assert event.facts["retention"] is None
    clock = Clock.objects.get(dossier=case.pk, key="jc")
    assert (clock.status, clock.ended_on) == ("expired", clock.due_on), "it was not met, it passed on its last day"


def test_a_second_document_does_not_take_the_place_of_the_first(cast: Cast) -> None:
    case = case_in(State.AGREED, cast, channel=Channel.COURT_POST)
    submit(case, cast)
    issued: dict[str, Any] = {"result": "granted", "document": "statement"}
    take_step(case, "record_court_document", by=cast.liaison, at=NOW, number="（2026）甘0102民初45号", **issued)

    with pytest.raises(Refused):
        take_step(case, "record_court_document", by=cast.liaison, at=NOW, number="（2026）甘0102民初46号", **issued)
    take_step(case, "record_court_document", by=cast.liaison, at=NOW, served_on=TODAY, **issued)

    agreed = load_case(case.pk).settlement
    assert (agreed.route_number, agreed.route_served_on) == ("（2026）甘0102民初45号", TODAY)
