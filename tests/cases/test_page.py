"""The file page: who sees what, what it costs, what it says."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.models import Case, Offer, load_case
from dossiers.actions import Refused, take_step
from dossiers.models import Reading
from tests.cases.pages import TABS, plain, url
from tests.cast import NOW, Cast, case_in, new_case
from workflows.mediation import State

#: Who reaches a case that 城关 mediates for its district court, and which of its tabs exist for them.
ALL = set(TABS)
OPEN_TO: dict[str, set[str] | None] = {
    "registrar": ALL,
    "head": ALL,
    "mediator": ALL,
    "reviewer": ALL,
    "liaison": ALL - {"sums"},  # working papers of the body
    "supervisor": {"sessions", "clocks", "timeline"},
    "city_supervisor": {"sessions", "clocks", "timeline"},
    "second_mediator": None,
    "labour_officer": None,
    "arbitration_clerk": None,
    "prosecutor": None,
    "justice_liaison": None,
    "legal_supervisor": None,
    "other_liaison": None,
    "neighbour_registrar": None,
    "neighbour_head": None,
    "neighbour_mediator": None,
    "administrator": None,
    "auditor": None,
    "operator": None,
    "nobody": None,
}

SignIn = Callable[[Any], Client]
pytestmark = pytest.mark.usefixtures("today")


def test_each_role_finds_its_tabs_and_no_others(cast: Cast, as_user: SignIn) -> None:
    case = case_in(State.IN_MEDIATION, cast, channel="court_pre")

    for part, tabs in OPEN_TO.items():
        browser = as_user(getattr(cast, part))
        answers = {tab: browser.get(url(case, f"{tab}/")).status_code for tab in TABS}
        answers[""] = browser.get(url(case)).status_code
        expected = {tab: 200 if tabs is not None and tab in tabs else 404 for tab in TABS} | {
            "": 404 if tabs is None else 200
        }
        assert answers == expected, part


def test_a_partner_sees_what_its_own_body_sent(cast: Cast, as_user: SignIn) -> None:
    case = new_case(cast, channel="clue_labour")
    Case.objects.filter(pk=case.pk).update(sender=cast.labour_officer.memberships.get().body)

    page = as_user(cast.labour_officer).get(url(case))

    assert page.status_code == 200
    assert "13900000001" not in page.content.decode()
    assert as_user(cast.labour_officer).get(url(case, "parties/")).status_code == 404
    assert as_user(cast.prosecutor).get(url(case)).status_code == 404


def test_a_file_of_others_looks_like_no_file(cast: Cast, as_user: SignIn) -> None:
    case = new_case(cast)
    browser = as_user(cast.neighbour_registrar)
    nothing = "ZZZZZZZZZZZZ"

    for rest in ("", "timeline/", "do/accept_case/"):
        theirs, none = browser.get(url(case, rest)), browser.get(f"/files/{nothing}/{rest}")
        assert (theirs.status_code, none.status_code) == (404, 404)
        assert plain(theirs, case.code) == plain(none, nothing)
    posted, none = browser.post(url(case, "do/accept_case/"), {}), browser.post(f"/files/{nothing}/do/accept_case/", {})
    assert (posted.status_code, plain(posted, case.code)) == (404, plain(none, nothing))
    assert browser.post(url(case, "reveal/"), {"party": case.party_rows[0].pk, "purpose": "x"}).status_code == 404


def test_nobody_signed_in_is_sent_to_the_sign_in(cast: Cast, client: Client) -> None:
    case = new_case(cast)

    assert client.get(url(case)).status_code == 302
    assert client.post(url(case, "do/screen_case/"), {}).status_code == 302
    case.refresh_from_db()
    assert case.state == State.RECEIVED


def _grown(cast: Cast, workers: int, acts: int) -> Case:
    case = case_in(State.IN_MEDIATION, cast, channel="court_pre", workers=workers)
    for n in range(acts):
        take_step(
            case,
            "log_session",
            by=cast.mediator,
            at=NOW,
            kind="joint",
            mode="phone",
            began_at=NOW,
            joint_record=f"第{n}次",
            present=[{"party": party, "name": party.name} for party in case.party_rows],
            offers=[{"by_side": "applicant", "amount": 100, "terms": "", "confidential": True}],
        )
    return case


@pytest.fixture
def no_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether files are demonstration files is asked once a minute and process: not a cost of the page."""
    monkeypatch.setattr("mediation.context.is_demo", lambda: False)


@pytest.mark.usefixtures("no_demo")
@pytest.mark.parametrize("part", ["registrar", "head", "mediator", "liaison", "supervisor"])
def test_a_page_costs_eight_queries_whatever_its_history(cast: Cast, as_user: SignIn, part: str) -> None:
    small, large = _grown(cast, 3, 1), _grown(cast, 30, 8)
    browser = as_user(getattr(cast, part))

    for tab in ("", *(f"{tab}/" for tab in TABS)):
        costs = []
        for case in (small, large):
            with CaptureQueriesContext(
                connection,
            ) as asked:
                page = browser.get(url(case, tab))
            costs.append(len(asked))
        if page.status_code == 200:
            assert costs[0] == costs[1], (tab, costs)
            assert costs[1] <= 8, (tab, [q["sql"][:120] for q in asked])


@pytest.mark.usefixtures("no_demo")
def test_an_agreement_costs_no_more(cast: Cast, as_user: SignIn) -> None:
    case = case_in(State.AGREED, cast, channel="court_pre", workers=30)

    for part in ("mediator", "registrar", "liaison"):
        browser = as_user(getattr(cast, part))
        with CaptureQueriesContext(connection) as asked:
            page = browser.get(url(case, "agreement/"))
        assert page.status_code == 200
        assert len(asked) <= 8, (part, [q["sql"][:120] for q in asked])


def test_the_overview_says_what_can_be_done_and_why_not_the_rest(cast: Cast, as_user: SignIn) -> None:
    case = case_in(State.SCREENING, cast)

    page = as_user(cast.registrar).get(url(case))
    text = page.content.decode()

    actions = page.context["actions"]
    assert actions.main[0].name == "ask_other_side"
    assert [act.name for act in actions.waiting] == ["accept_case"]
    assert len(actions.waiting[0].refusals) >= 2
    for sentence in actions.waiting[0].refusals:
        assert sentence in text
    assert {"withdraw_application"} <= {act.name for act in actions.grave}
    assert f"/files/{case.code}/do/ask_other_side/" in text


def test_a_commission_whose_days_run_out_is_a_button(cast: Cast, as_user: SignIn) -> None:
    case = new_case(cast, channel="court_pre")

    actions = as_user(cast.registrar).get(url(case)).context["actions"]

    assert [act.name for act in actions.main][:2] == ["screen_case", "confirm_commission"]


def test_a_way_to_a_title_that_is_closed_is_not_waited_for(cast: Cast, as_user: SignIn) -> None:
    case = case_in(State.AGREED, cast)

    actions = as_user(cast.mediator).get(url(case)).context["actions"]

    assert "file_confirmation" in {act.name for act in actions.main}
    assert not actions.waiting
    assert {"submit_to_court", "submit_to_tribunal"} <= {act.name for act in actions.refused}


def test_every_state_shows_its_page_and_every_offer_its_form(cast: Cast, as_user: SignIn) -> None:
    people = ("registrar", "head", "mediator", "reviewer", "liaison", "supervisor")

    for state in (state for state in State if state.value):
        case = case_in(state, cast, channel="court_pre", workers=2)
        for part in people:
            browser = as_user(getattr(cast, part))
            page = browser.get(url(case))
            if page.status_code == 404:  # no mediator yet
                assert (part, case.mediator_id) == ("mediator", None)
                continue
            assert page.status_code == 200, (state, part)
            groups = page.context["actions"]
            for act in (*groups.main, *groups.other, *groups.grave):
                assert browser.get(act.url).status_code == 200, (state, part, act.name)
            for act in (*groups.waiting, *groups.refused):
                answer = browser.get(act.url)
                assert answer.status_code == 409, (state, part, act.name)
                assert act.refusals[0] in answer.content.decode()


def test_those_without_names_read_no_name(cast: Cast, as_user: SignIn) -> None:
    case = case_in(State.AGREED, cast, channel="court_pre", workers=3)
    # The mediator acts in office and is named (docs/adr/0012).
    names = ["张秀英", "工友2", "黄河假日", "王建国", "陈登记", "何主任"]

    browser = as_user(cast.supervisor)
    for tab in ("", "sessions/", "clocks/", "timeline/"):
        page = browser.get(url(case, tab))
        assert page.status_code == 200
        assert [name for name in names if name in page.content.decode()] == []
    assert case.number in browser.get(url(case)).content.decode()
    assert "张○○" in browser.get(url(case)).content.decode()


def test_sealed_details_are_masked_and_shown_once_for_a_purpose(cast: Cast, as_user: SignIn) -> None:
    case = new_case(cast)
    worker = case.party_rows[0]
    browser = as_user(cast.registrar)

    page = browser.get(url(case, "parties/")).content.decode()
    assert "11010519491231002X" not in page
    assert "13900000001" not in page
    assert "110105**********2X" in page
    assert not Reading.objects.exists()

    refused = browser.post(url(case, "reveal/"), {"party": worker.pk, "purpose": " "})
    assert refused.status_code == 422
    assert "11010519491231002X" not in refused.content.decode()
    assert not Reading.objects.exists()

    shown = browser.post(url(case, "reveal/"), {"party": worker.pk, "purpose": "电话通知开庭"})
    assert "11010519491231002X" in shown.content.decode()
    assert "13900000001" in shown.content.decode()
    reading = Reading.objects.get()
    assert (reading.user, reading.records, reading.purpose) == (cast.registrar, "G", "电话通知开庭")
    assert browser.get(url(case, "reveal/")).status_code == 405


def test_sealed_details_are_closed_to_partners(cast: Cast, as_user: SignIn) -> None:
    case = new_case(cast, channel="court_pre")
    browser = as_user(cast.liaison)

    page = browser.get(url(case, "parties/")).content.decode()

    assert "张秀英" in page
    assert "110105" not in page
    assert "139****" not in page
    assert browser.post(url(case, "reveal/"), {"party": case.party_rows[0].pk, "purpose": "核对"}).status_code == 404
    assert not Reading.objects.exists()


def test_opening_confidential_records_is_written_down(cast: Cast, as_user: SignIn) -> None:
    case = _grown(cast, 1, 1)

    as_user(cast.mediator).get(url(case, "sessions/"))
    as_user(cast.head).get(url(case, "sessions/"))
    as_user(cast.registrar).get(url(case, "sessions/"))
    as_user(cast.liaison).get(url(case, "sessions/"))

    assert sorted(Reading.objects.values_list("user__username", "records")) == [("head", "C"), ("mediator", "CD")]


def test_an_offer_is_countered_accepted_and_shown_to_those_it_is_for(cast: Cast, as_user: SignIn) -> None:
    case = case_in(State.IN_MEDIATION, cast)

    def offer(**data: Any) -> Offer:
        take_step(load_case(case.pk), "record_offer", by=cast.mediator, at=NOW, **data)
        return Offer.objects.latest("pk")

    first = offer(by_side="applicant", amount=Decimal(18000), confidential=False)
    second = offer(in_reply_to=first, by_side="respondent", amount=Decimal(12345), confidential=False)
    third = offer(in_reply_to=second, by_side="applicant", amount=Decimal(16789), confidential=True)
    offer(in_reply_to=third, reply="accepted")

    assert list(Offer.objects.values_list("answer", "in_reply_to")) == [
        ("countered", None),
        ("countered", first.pk),
        ("accepted", second.pk),
    ]
    with pytest.raises(Refused):
        offer(in_reply_to=third, reply="refused")
    seen = {
        part: as_user(cast.people[part]).get(url(case, "sessions/")).content.decode()
        for part in ("mediator", "head", "registrar")
    }
    assert {part for part, text in seen.items() if "12,345.00" in text} == {"mediator", "head"}
    assert {part for part, text in seen.items() if "16,789.00" in text} == {"mediator"}
