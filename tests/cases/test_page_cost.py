"""What a page costs in Python calls, statements and bytes: exact numbers that do not depend on how busy a machine is.

The goals stand in relation to the floor F2, an answer for somebody whose reach is known (`manage.py bench`); the bounds
here hold what has been reached, so that a page cannot grow heavier unnoticed.
"""

from __future__ import annotations

import gzip
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.backends.signals import connection_created
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast, case_in, new_case
from tests.dossiers.test_queries import fill
from workflows.mediation import State

SignIn = Callable[[Any], Client]
pytestmark = [pytest.mark.usefixtures("today"), pytest.mark.urls("mediation.bench.urls")]


def calls(act: Callable[[], Any]) -> int:
    """How many functions are called, Python's and C's."""
    number = 0

    def count(_frame: Any, event: str, _what: Any) -> None:
        nonlocal number
        number += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        act()
    finally:
        sys.setprofile(None)
    return number


def statements(act: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as asked:
        act()
    return len(asked)


@pytest.mark.parametrize("name", ["registrar", "mediator", "liaison", "supervisor"])
def test_a_list_costs_a_few_times_what_knowing_the_reader_costs(name: str, cast: Cast, as_user: SignIn) -> None:
    """G1: calls over F2, five statements with three files and with thirty, bytes."""
    fill(cast, 3)
    browser = as_user(cast.people[name])
    browser.get("/files/")
    few = statements(lambda: browser.get("/files/"))
    fill(cast, 60)
    browser.get("/bench/known")
    answer = browser.get("/files/")
    floor = calls(lambda: browser.get("/bench/known"))

    assert statements(lambda: browser.get("/files/")) == few <= 5
    assert calls(lambda: browser.get("/files/")) <= 2.75 * floor
    assert len(answer.content) <= 38_000
    assert len(gzip.compress(answer.content)) <= 5_600


@pytest.mark.parametrize(
    ("path", "times"), [("/", 5.9), ("/files/?state=received&channel=self&received_from=2026-01-01", 4.2)]
)
def test_a_desk_and_a_narrowed_list_cost_a_few_times_more(path: str, times: float, cast: Cast, as_user: SignIn) -> None:
    """No goal stands for these; the bounds hold what has been reached."""
    fill(cast, 60)
    browser = as_user(cast.registrar)
    for address in ("/bench/known", path):
        browser.get(address)
    floor = calls(lambda: browser.get("/bench/known"))

    assert calls(lambda: browser.get(path)) <= times * floor


def test_a_file_costs_less_than_eight_times_what_knowing_the_reader_costs(cast: Cast, as_user: SignIn) -> None:
    """G2, in calls; the goal is twice."""
    case = case_in(State.IN_MEDIATION, cast)
    browser = as_user(cast.registrar)
    for address in ("/bench/known", f"/files/{case.code}/"):
        browser.get(address)
    floor = calls(lambda: browser.get("/bench/known"))

    assert calls(lambda: browser.get(f"/files/{case.code}/")) <= 7.9 * floor  # the floor itself moves by a hundredth


def test_knowing_the_reader_is_two_statements_on_an_open_connection(cast: Cast, as_user: SignIn) -> None:
    """G3: one for the session, one for the person with their memberships; nobody connects anew."""
    browser = as_user(cast.registrar)
    browser.get("/bench/known")
    opened: list[Any] = []

    def note(**given: Any) -> None:
        opened.append(given)

    connection_created.connect(note)
    try:
        assert statements(lambda: browser.get("/bench/known")) <= 2
    finally:
        connection_created.disconnect(note)

    assert opened == []


def test_a_file_costs_eight_statements_whatever_lies_in_it(cast: Cast, as_user: SignIn) -> None:
    """G2: a short file and one of thirty parties and many acts."""
    short, long = new_case(cast, workers=2), case_in(State.IN_MEDIATION, cast, workers=29)
    browser = as_user(cast.registrar)
    browser.get(f"/files/{short.code}/")

    few = statements(lambda: browser.get(f"/files/{short.code}/"))
    many = statements(lambda: browser.get(f"/files/{long.code}/"))

    assert few <= 8
    assert many <= 8
