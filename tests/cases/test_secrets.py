"""Two worlds, alike but for a secret: every reader outside the mediation sees the same bytes in both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from cases.models import Case
from dossiers.actions import take_step
from tests.cases.pages import TABS, plain, url
from tests.cast import NOW, Cast, case_in, new_case
from workflows.mediation import State

SignIn = Callable[[Any], Client]
pytestmark = pytest.mark.usefixtures("today")
OTHERS = ("registrar", "head", "reviewer", "liaison", "supervisor", "city_supervisor")
SECRETS = ("底线是八成", "14400", "14,400", "先别告诉对方", "分四期")


def _with_secret(cast: Cast) -> Case:
    case = case_in(State.IN_MEDIATION, cast, channel="court_pre")
    take_step(
        case,
        "log_session",
        by=cast.mediator,
        at=NOW,
        kind="private",
        with_side="respondent",
        mode="phone",
        began_at=NOW - dt.timedelta(hours=1),
        private_note="底线是八成",
        offers=[{"by_side": "respondent", "amount": Decimal("14400"), "terms": "分四期", "confidential": True}],
        present=[{"party": case.side("respondent")[0], "name": "王建国"}],
    )
    take_step(
        case,
        "record_offer",
        by=cast.mediator,
        at=NOW,
        by_side="respondent",
        amount=Decimal("14400"),
        terms="分四期",
        confidential=True,
    )
    take_step(case, "add_note", by=cast.mediator, at=NOW, text="先别告诉对方", confidential=True)
    return case


def _without(cast: Cast) -> Case:
    case = case_in(State.IN_MEDIATION, cast, channel="court_pre")
    take_step(
        case,
        "log_session",
        by=cast.mediator,
        at=NOW,
        kind="private",
        with_side="applicant",
        mode="phone",
        began_at=NOW - dt.timedelta(hours=1),
        private_note="",
    )
    return case


def _everything(browser: Client, case: Case, *hide: str) -> dict[str, str]:
    pages = {tab: browser.get(url(case, f"{tab}/" if tab else "")) for tab in ("", *TABS)}
    return {tab: plain(page, case.code, *hide) for tab, page in pages.items()}


@pytest.mark.parametrize("part", OTHERS)
def test_what_was_said_alone_leaves_no_trace_elsewhere(cast: Cast, as_user: SignIn, part: str) -> None:
    with_secret, without = _with_secret(cast), _without(cast)
    browser = as_user(getattr(cast, part))

    told, untold = _everything(browser, with_secret), _everything(browser, without)

    for tab, text in told.items():
        assert [secret for secret in SECRETS if secret in text] == [], (part, tab)
        if tab != "papers":  # papers have their own random addresses
            assert text == untold[tab], (part, tab)


def test_the_mediator_does_see_it(cast: Cast, as_user: SignIn) -> None:
    case = _with_secret(cast)

    browser = as_user(cast.mediator)

    sessions, course = (
        browser.get(url(case, "sessions/")).content.decode(),
        browser.get(url(case, "timeline/")).content.decode(),
    )
    assert "底线是八成" in sessions
    assert "14,400.00" in sessions
    assert "先别告诉对方" in course


def test_a_draft_is_no_outcome(cast: Cast, as_user: SignIn) -> None:
    """Terms under negotiation are concessions: the court reads them in effect, never before, never after a failure."""
    drafted = case_in(State.DRAFTED, cast, channel="court_pre")
    take_step(drafted, "review_draft", by=cast.reviewer, at=NOW, text="第二条数额偏低")
    browser = as_user(cast.liaison)

    def leaks() -> list[str]:
        pages = _everything(browser, drafted)
        return [
            word
            for word in ("15000", "15,000", "拖欠工资属实", "第二条数额偏低")
            if any(word in text for text in pages.values())
        ]

    assert leaks() == []
    take_step(
        drafted,
        "record_refusal_to_sign",
        by=cast.mediator,
        at=NOW,
        refused_by=drafted.side("respondent"),
        note="单位拒签",
    )
    assert leaks() == []
    assert "单位拒签" in browser.get(url(drafted)).content.decode()  # article 21: course and reason


def test_the_court_reads_the_agreement_in_effect(cast: Cast, as_user: SignIn) -> None:
    case = case_in(State.AGREED, cast, channel="court_pre")

    page = as_user(cast.liaison).get(url(case, "agreement/")).content.decode()

    assert "15,000.00" in page
    assert "拖欠工资属实" in page
    assert "6222" not in page


def test_files_of_the_county_next_door_never_appear(cast: Cast, as_user: SignIn) -> None:
    theirs = new_case(
        cast, centre=cast.neighbour, by=cast.neighbour_registrar, names=["邻县工人甲"], employer="皋兰某矿业有限公司"
    )
    case = case_in(State.ACCEPTED, cast)

    for part in ("registrar", "head", "reviewer"):
        browser = as_user(getattr(cast, part))
        pages = _everything(browser, case) | {"appoint": plain(browser.get(url(case, "do/appoint_mediator/")))}
        assert not any(
            word in text for text in pages.values() for word in ("邻县工人甲", "皋兰某矿业", theirs.code, "邻调解")
        )
        assert browser.get(url(theirs)).status_code == 404


def test_a_note_stays_inside_the_body(cast: Cast, as_user: SignIn) -> None:
    case = case_in(State.IN_MEDIATION, cast, channel="court_pre")
    take_step(case, "add_note", by=cast.registrar, at=NOW, text="下周二再约一次")

    seen = {
        part: any(
            "下周二再约一次" in as_user(getattr(cast, part)).get(url(case, f"{tab}/" if tab else "")).content.decode()
            for tab in ("", *TABS)
        )
        for part in ("registrar", "head", "mediator", "reviewer", "liaison", "supervisor")
    }

    assert seen == {
        "registrar": True,
        "head": True,
        "mediator": True,
        "reviewer": True,
        "liaison": False,
        "supervisor": False,
    }
