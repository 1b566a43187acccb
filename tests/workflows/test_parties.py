"""The people of a file: what their birthday tells, who acted for them, what both sides confirmed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from cases.models import Case, Party, load_case
from documents.contents import Contents
from documents.models import Exhibit, Instrument
from dossiers.actions import Refused, take_step
from dossiers.models import Dossier, Event
from reports.figures import FIGURES, Ask, money
from tests.cases.pages import filled, url
from tests.cast import NOW, Cast, case_in, make_cast, new_case
from workflows.mediation import State


@pytest.fixture
def cast(db: None, at: Callable[[str], Any]) -> Cast:
    at(NOW.isoformat())
    return make_cast()


def go(case: Case, step: str, by: Any, **data: Any) -> Case:
    take_step(case, step, by=by, at=NOW, **data)
    return load_case(case.pk)


# ── Age ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("born", "flags"),
    [
        (dt.date(2010, 3, 11), ["child"]),  # sixteen tomorrow
        (dt.date(2010, 3, 10), ["minor_worker"]),
        (dt.date(2008, 3, 11), ["minor_worker"]),
        (dt.date(2008, 3, 10), []),
        (None, []),
    ],
)
def test_a_young_worker_is_flagged_wherever_the_birthday_comes_from(
    cast: Cast, born: dt.date | None, flags: list[str]
) -> None:
    case = new_case(cast)
    case = go(case, "add_party", cast.registrar, side="applicant", kind="person", name="小甲", born_on=born)
    first, added = case.side("applicant")
    case = go(case, "amend_party", cast.registrar, party=first, born_on=born, vulnerable=["veteran"])

    assert added.vulnerable == flags
    assert case.side("applicant")[0].vulnerable == ["veteran", *flags]


def test_a_corrected_birthday_takes_the_flag_away(cast: Cast) -> None:
    case = new_case(cast)
    case = go(case, "amend_party", cast.registrar, party=case.party_rows[0], born_on=dt.date(2012, 1, 1))
    assert case.party_rows[0].vulnerable == ["child"]

    case = go(case, "amend_party", cast.registrar, party=case.party_rows[0], born_on=dt.date(1990, 1, 1))

    assert case.party_rows[0].vulnerable == []


# ── Rows of another file ────────────────────────────────────────────────────────────────────────────────────


def test_nothing_of_another_file_is_taken_for_this_ones(cast: Cast) -> None:
    case, other = new_case(cast), new_case(cast, names=["邻人"])
    claim = {"cause_code": "205-6", "what": "经济补偿", "claimed": Decimal(1)}
    upload = SimpleUploadedFile("a.pdf", b"%PDF-1.4")
    paper = {"file": upload, "content_type": "application/pdf", "title": "甲", "evidence_kind": "contract"}

    steps: list[tuple[str, dict[str, Any]]] = [
        ("add_claim", claim | {"party": other.party_rows[0]}),
        ("amend_claim", {"claim": case.claim_rows[0], "party": other.party_rows[0]}),
        ("lodge_exhibit", paper | {"claim": other.claim_rows[0]}),
        ("lodge_exhibit", paper | {"lodged_for": other.party_rows[0]}),
    ]
    for step, data in steps:
        with pytest.raises(Refused):
            take_step(case, step, by=cast.registrar, at=NOW, **data)

    assert not Exhibit.objects.exists()
    assert [row.party.name for row in load_case(case.pk).claim_rows if row.party] == ["张秀英"]


# ── The agent ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_change_of_agent_is_told_to_the_other_side_and_the_former_stays_on_the_file(cast: Cast) -> None:
    case = case_in(State.IN_MEDIATION, cast)
    first = {"agent_name": "秦律师", "agent_kind": "lawyer", "agent_authority": "general"}
    case = go(case, "record_agent", cast.registrar, party=case.party_rows[0], **first)
    browser = Client()
    browser.force_login(cast.registrar)
    address = url(case, f"do/record_agent/?party={case.party_rows[0].pk}")
    change = {"agent_name": "苏律师", "agent_authority": "special", "agent_scope": "和解、签收"}

    untold = browser.post(address, filled(browser.get(address), **change))
    told = browser.post(address, filled(browser.get(address), **change, told_on="2026-03-10"))

    assert untold.status_code == 422
    assert "请填写告知对方的日期" in untold.content.decode()
    assert told.status_code == 302
    facts = Event.objects.filter(dossier_id=case.pk, step="record_agent").latest("seq").facts
    assert (facts["agent"], facts["authority"], facts["told_on"]) == ("苏律师", "special", "2026-03-10")
    assert facts["before"] == {"name": "秦律师", "authority": "general"}
    page = browser.get(url(case, "parties/")).content.decode()
    assert "苏律师" in page
    assert "秦律师 · 一般授权 · 至2026-03-10止" in page


# ── Undisputed facts ────────────────────────────────────────────────────────────────────────────────────────


def test_facts_are_undisputed_when_both_sides_confirmed_them_by_name(cast: Cast) -> None:
    case = case_in(State.IN_MEDIATION, cast, workers=2)
    worker, _other, employer = case.party_rows
    said: dict[str, Any] = {"items": ["月工资六千元"], "aware_of_use": True}

    with pytest.raises(Refused, match="双方"):
        take_step(case, "confirm_facts", by=cast.mediator, at=NOW, confirmed_by=[worker], **said)
    case = go(case, "confirm_facts", cast.mediator, confirmed_by=[worker, employer], **said)
    case = go(case, "end_mediation", cast.mediator, reason="deadlock")

    assert set(case.undisputed.get().confirmed_by.all()) == {worker, employer}
    paper: Any = Contents.from_json(Instrument.objects.get(dossier_id=case.pk, kind="notice_of_termination").contents)
    assert paper.undisputed_by == (worker.name, employer.name)
    browser = Client()
    browser.force_login(cast.liaison if case.is_commissioned else cast.mediator)
    assert f"{worker.name}、{employer.name}" in browser.get(url(case, "parties/")).content.decode()


# ── What was left, what was settled elsewhere ───────────────────────────────────────────────────────────────


def test_what_a_partial_agreement_leaves_is_told_with_its_remedies(cast: Cast) -> None:
    case = case_in(State.PART_AGREED, cast)

    paper: Any = Contents.from_json(Instrument.objects.get(dossier_id=case.pk, kind="notice_of_termination").contents)

    assert paper.settled == ("支付2025年10月至12月工资",)
    assert "其余请求" in paper.reason
    assert paper.remedies
    case_in(State.AGREED, cast)
    assert Instrument.objects.filter(kind="notice_of_termination").count() == 1


def test_what_the_parties_settled_themselves_is_counted_as_agreed(cast: Cast) -> None:
    case_in(State.SETTLED_WITHDRAWN, cast)
    case_in(State.AGREED, cast, workers=2)

    sums = money(Dossier.objects.all(), Ask(FIGURES["ended"]))

    assert sums["agreed"] == Decimal("40000.00")  # 10 000 between the parties, twice 15 000 in the agreement


# ── Sealed ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("given", "shown"), [("13912345678", "139****5678"), ("zhang@example.cn", "z***@example.cn"), ("wx12", "****")]
)
def test_where_electronic_service_goes_is_sealed_and_masked(cast: Cast, given: str, shown: str) -> None:
    case = new_case(cast)
    case = go(
        case, "record_service_address", cast.registrar, party=case.party_rows[0], service_electronic=given,
        electronic_consent=True,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT service_electronic FROM cases_party WHERE id = %s", [case.party_rows[0].pk])
        assert cursor.fetchone()[0].startswith("s1:")

    page = {}
    for part in ("registrar", "reviewer"):
        browser = Client()
        browser.force_login(cast.people[part])
        page[part] = browser.get(url(case, "parties/")).content.decode()

    assert shown in page["registrar"]
    assert shown not in page["reviewer"]
    assert "电子送达，方式存卷" in page["reviewer"]
    assert not any(given in text for text in page.values())
    browser.force_login(cast.registrar)
    told = browser.post(url(case, "reveal/"), {"party": case.party_rows[0].pk, "purpose": "送达"})
    assert given in told.content.decode()


def test_a_code_of_any_length_is_taken_with_a_reason(cast: Cast) -> None:
    case = new_case(cast)
    browser = Client()
    browser.force_login(cast.registrar)
    address = url(case, f"do/amend_party/?party={case.side('respondent')[0].pk}")
    long = "91350100M000100Y43-001"

    bare = browser.post(address, filled(browser.get(address), credit_code=long))
    answer = browser.post(address, filled(browser.get(address), credit_code=long, credit_problem="执照附号如此"))

    assert (bare.status_code, answer.status_code) == (422, 302)
    assert Party.objects.get(pk=case.side("respondent")[0].pk).credit_code == "91350100M000100Y43001"
