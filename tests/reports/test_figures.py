"""A number and the files behind it are the same question asked twice."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from cases.models import Case
from dossiers.models import Dossier, Origin
from reports.figures import DIMENSIONS, FIGURES, Ask, members, rows, total, within_reach
from reports.figures import table as in_all
from tests.cast import NOW, TODAY, Cast, case_in, make_cast, new_case
from workflows.mediation import State

pytestmark = pytest.mark.django_db
ENDS = (
    State.AGREED,
    State.PART_AGREED,
    State.FAILED,
    State.WITHDRAWN,
    State.SETTLED_WITHDRAWN,
    State.TRANSFERRED,
    State.NOT_ACCEPTED,
    State.CLOSED,
)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def year(cast: Cast) -> Cast:
    """One file of every end, an open one, and one next door that must not be counted for 城关."""
    for state in (*ENDS, State.IN_MEDIATION):
        case_in(state, cast)
    new_case(cast, centre=cast.neighbour, by=cast.neighbour_registrar)
    return cast


def ask(name: str, **more: Any) -> Ask:
    return Ask(FIGURES[name], since=dt.date(2026, 1, 1), until=dt.date(2026, 12, 31), as_of=TODAY, **more)


def test_success_rate_counts_agreements_and_settlements_over_what_was_concluded(year: Cast) -> None:
    found = total(within_reach(year.supervisor, TODAY), ask("success_rate"))

    # agreed, part agreed, closed after agreement, settled and withdrawn / these four, failed, withdrawn
    assert (found.numerator, found.denominator) == (4, 6)
    assert str(found.value) == "0.6667"


def test_every_cell_counts_exactly_its_members(year: Cast) -> None:
    base = within_reach(year.supervisor, TODAY)
    wrong = []

    for name in FIGURES:
        whole = total(base, ask(name))
        for by in DIMENSIONS:
            said, table = in_all(base, ask(name, by=by))
            if sum(row.denominator for row in table) != whole.denominator or said != whole:
                wrong.append((name, by, "the rows do not add up"))
            for row in table:
                one = ask(name, by=by, key=row.key)
                counted = (
                    members(base, one, "numerator").count() if row.numerator is not None else None,
                    members(base, one, "denominator").count(),
                )
                if counted != (row.numerator, row.denominator):
                    wrong.append((name, by, row.key))

    assert wrong == []


def test_nothing_to_divide_is_no_rate(cast: Cast) -> None:
    assert total(within_reach(cast.supervisor, TODAY), ask("success_rate")).value is None


def test_replayed_and_demonstration_files_enter_no_official_figure(year: Cast) -> None:
    before = total(within_reach(year.supervisor, TODAY), ask("ended")).denominator
    Dossier.objects.filter(state=State.FAILED).update(origin=Origin.REPLAYED)

    after = total(within_reach(year.supervisor, TODAY), ask("ended")).denominator

    assert after == before - 1


def test_a_case_before_2026_keeps_its_cause(cast: Cast) -> None:
    old = dt.datetime(2025, 3, 11, 9, tzinfo=NOW.tzinfo)
    case = new_case(cast, at=old)
    Case.objects.get(pk=case.pk).claims.update(cause_version="2021", cause_code="186-5")
    Dossier.objects.filter(pk=case.pk).update(cause_code="186-5")

    table = rows(within_reach(cast.supervisor, TODAY), Ask(FIGURES["received"], by="cause", as_of=TODAY))

    assert [(row.key, row.label) for row in table] == [("186-5", "追索劳动报酬纠纷")]


def sign_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_page_prints_numbers_and_definition_and_leads_to_the_files(year: Cast, at: Any) -> None:
    at(NOW.isoformat())
    client = sign_in(year.supervisor)

    page = client.get(
        "/reports/",
        {"figure": "success_rate", "by": "month", "since": "2026-01-01", "until": "2026-12-31", "origin": "registered"},
    )

    text = page.content.decode()
    assert page.status_code == 200
    assert "66.7%" in text
    assert FIGURES["success_rate"].name in text
    files = client.get(
        "/reports/files/",
        {
            "figure": "success_rate",
            "by": "month",
            "since": "2026-01-01",
            "until": "2026-12-31",
            "origin": "registered",
            "part": "numerator",
            "key": "2026-03",
        },
    )
    assert files.status_code == 200
    assert files.content.decode().count('href="/files/') - files.content.decode().count('href="/files/"') >= 4


def test_a_supervisor_sees_no_names_behind_the_number(year: Cast, at: Any) -> None:
    at(NOW.isoformat())

    text = (
        sign_in(year.supervisor)
        .get("/reports/files/", {"figure": "ended", "by": "month", "origin": "registered"})
        .content.decode()
    )

    assert "城关工调" in text
    assert "张秀英" not in text
    assert "黄河假日" not in text


def test_the_head_sees_own_files_only(year: Cast, at: Any) -> None:
    at(NOW.isoformat())

    text = (
        sign_in(year.head)
        .get("/reports/files/", {"figure": "received", "by": "month", "origin": "registered"})
        .content.decode()
    )

    assert "城关工调" in text
    assert "皋兰工调" not in text


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"figure": "no_such"}, 422),
        ({"figure": "success_rate", "since": "2026-02-30"}, 422),
        ({"figure": "success_rate", "since": "2026-05-01", "until": "2026-01-01"}, 422),
        ({"figure": "success_rate", "region": "999999"}, 422),
    ],
)
def test_bad_questions_are_answered_with_a_sentence(cast: Cast, query: dict[str, str], status: int) -> None:
    assert sign_in(cast.supervisor).get("/reports/", query).status_code == status


@pytest.mark.parametrize(
    "query", [{"part": "x"}, {"key": "2026-99", "by": "month"}, {"key": "abc", "by": "body"}, {"after": "junk"}]
)
def test_a_bent_address_leads_nowhere(cast: Cast, query: dict[str, str]) -> None:
    assert sign_in(cast.supervisor).get("/reports/files/", {"figure": "received", **query}).status_code == 404


def test_who_follows_no_files_gets_no_figures(cast: Cast) -> None:
    assert sign_in(cast.administrator).get("/reports/").status_code == 403


def test_the_table_saves_without_formulas(year: Cast, at: Any) -> None:
    at(NOW.isoformat())
    year.mediator.full_name = "=cmd()"
    year.mediator.save()

    answer = sign_in(year.head).get(
        "/reports/", {"figure": "received", "by": "mediator", "origin": "registered", "format": "csv"}
    )

    cells = [cell for row in csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))) for cell in row]
    assert "'=cmd()" in cells
    assert "=cmd()" not in cells


@pytest.mark.parametrize("by", DIMENSIONS)
def test_a_report_takes_nine_queries_whatever_it_counts_and_by_what(
    by: str, cast: Cast, at: Any, django_assert_max_num_queries: Any
) -> None:
    at(NOW.isoformat())
    client = sign_in(cast.supervisor)
    client.get("/reports/")
    case_in(State.AGREED, cast)
    Dossier.objects.update(origin=Origin.DEMONSTRATION)

    for name in FIGURES:
        with django_assert_max_num_queries(9):
            client.get("/reports/", {"figure": name, "by": by})


@pytest.mark.parametrize("by", ["month", "region"])
def test_every_number_leads_to_what_it_counts_above_the_table_as_in_it(by: str, year: Cast, at: Any) -> None:
    at(NOW.isoformat())
    client = sign_in(year.supervisor)
    page = client.get("/reports/", {"figure": "success_rate", "by": by, "origin": "registered"}).content.decode()
    links = re.findall(r'<a (?:class="nowrap" )?href="(/reports/files/[^"]+)">([^<]+)</a>', page)

    said = [(part(address), number) for address, number in links]
    counted = [
        (re.search(r"(\d+) 件", client.get(unescape(address)).content.decode()), number) for address, number in links
    ]

    # Above: the rate, its two counts, three sums; then the row: its two counts, the rate.
    one = [("numerator", "4"), ("denominator", "6"), ("denominator", "66.7%")]
    assert said[:3] == [one[2], *one[:2]]
    assert said[6:] == one
    assert all(found and found[1] in {"4", "6"} for found, _number in counted)
    assert all(found and found[1] == number for found, number in counted if number.isdigit())


def part(address: str) -> str:
    return "numerator" if "part=numerator" in address else "denominator"


def test_files_of_two_provinces_are_parted_by_province(year: Cast) -> None:
    far = new_case(year, centre=year.neighbour, by=year.neighbour_registrar)
    Dossier.objects.filter(pk=far.pk).update(province_code="610000", prefecture_code="610100")

    found = rows(Dossier.objects.all(), ask("received", by="region"))

    assert [(row.key, row.denominator) for row in found] == [("620000", 10), ("610000", 1)]
