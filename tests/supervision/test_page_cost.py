"""What the pages of a matter cost in statements: the same for one finding and for ten."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from supervision.models import Matter
from tests.cases.pages import filled
from tests.cast import Cast
from tests.supervision import walk

SignIn = Callable[[Any], Client]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

TABS = ("", "lead/", "investigation/", "findings/", "letters/", "papers/", "clocks/", "timeline/")


def answered(cast: Cast, browser: Client, findings: int) -> Matter:
    """A matter with a hint letter that was served and answered to every point."""
    matter = walk.investigated(cast)
    for _i in range(findings - 1):
        matter = walk.go(matter, "add_finding", cast.legal_supervisor, **walk.FINDING)
    walk.with_letter(cast, "draft_hint", matter)
    url = f"/supervision/{matter.code}/do/record_reply/"
    said = {
        f"items-{i}-{name}": word for i in range(findings) for name, word in (("status", "done"), ("measure", "已付"))
    }
    answer = browser.post(url, filled(browser.get(url)) | {"way": "paper", "signer": "王建国"} | said)
    assert answer.status_code == 302
    return matter


def statements(browser: Client, url: str) -> int:
    browser.get("/law/")  # whether this is a demonstration is asked once a minute, by whichever page comes first
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(url).status_code == 200
    return len(asked)


def test_a_page_of_a_matter_costs_ten_statements_whatever_was_found(cast: Cast, as_user: SignIn) -> None:
    browser = as_user(cast.legal_supervisor)
    few, many = answered(cast, browser, 1), answered(cast, browser, 10)
    browser.get(f"/supervision/{few.code}/")

    cost = {
        tab: tuple(statements(browser, f"/supervision/{matter.code}/{tab}") for matter in (few, many)) for tab in TABS
    }

    assert all(one == other for one, other in cost.values()), cost
    assert {tab: one for tab, (one, _other) in cost.items() if one > 10} == {}


def test_the_list_and_the_desk_cost_the_same_for_one_and_for_five(cast: Cast, as_user: SignIn) -> None:
    browser = as_user(cast.legal_supervisor)
    walk.new_matter(cast)
    browser.get("/supervision/")
    few = [statements(browser, url) for url in ("/supervision/", "/")]
    for _i in range(4):
        walk.new_matter(cast)

    assert [statements(browser, url) for url in ("/supervision/", "/")] == few
    assert few[0] <= 5
