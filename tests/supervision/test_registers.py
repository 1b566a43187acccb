"""Units and supervisors as registers: who keeps them, what a sheet may bring in, what is counted."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from supervision import registers, sheets
from supervision.models import Supervisor, Unit
from tests.cast import NOW, TODAY, Cast
from tests.supervision import walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(cast: Cast, at: Callable[[str], Any]) -> Cast:
    at(NOW.isoformat())
    return cast


def sheet(headings: tuple[str, ...], *lines: tuple[Any, ...]) -> Any:
    book = Workbook()
    page: Any = book.active
    for line in (headings, *lines):
        page.append(line)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("a.xlsx", out.getvalue())


def test_a_head_keeps_the_units_of_the_own_area_and_sees_no_others(cast: Cast, client: Client) -> None:
    walk.supervisors(cast)
    other = Unit.objects.create(name="皋兰县总工会劳动法律监督委员会", union=walk.union_of(cast, "皋兰县总工会"))
    client.force_login(cast.union_head)

    entered = client.post(
        "/registers/units/new/",
        {"name": "黄河餐饮监督小组", "kind": "group", "union": walk.union_of(cast).pk, "chair": "王某"},
    )
    foreign = client.post("/registers/units/new/", {"name": "甲", "kind": "group", "union": other.union_id})

    assert (entered.status_code, foreign.status_code) == (302, 422)
    assert client.get(f"/registers/units/{other.pk}/").status_code == 404
    page = client.get("/registers/units/").content.decode()
    assert "黄河餐饮监督小组" in page
    assert "皋兰县" not in page


def test_a_supervisor_reads_and_a_stranger_does_not(cast: Cast, client: Client) -> None:
    first, _second = walk.supervisors(cast)
    answers = {}
    for part in ("legal_supervisor", "supervisor", "registrar", "liaison"):
        client.force_login(getattr(cast, part))
        pages = ("/registers/people/", f"/registers/people/{first.pk}/", "/registers/people/new/")
        answers[part] = [client.get(address).status_code for address in pages]

    assert answers == {
        "legal_supervisor": [200, 200, 403], "supervisor": [200, 200, 403],
        "registrar": [403, 403, 403], "liaison": [403, 403, 403],
    }  # fmt: skip


def test_a_certificate_about_to_end_is_marked_and_one_that_ended_too(cast: Cast) -> None:
    first, second = walk.supervisors(cast)
    first.valid_until, second.valid_until = TODAY + dt.timedelta(days=90), TODAY - dt.timedelta(days=1)

    assert [registers.card_of(row, TODAY).tone for row in (first, second)] == ["warn", "bad"]


def test_a_sheet_is_taken_whole_or_not_at_all(cast: Cast, client: Client) -> None:
    walk.supervisors(cast)
    union, unit = "兰州市城关区总工会", "城关区总工会劳动法律监督委员会"
    client.force_login(cast.union_head)
    good = ("赵新", union, unit, "甘监0003", "甘肃省总工会", "2025-01-01", "2029-12-31", "否", "2026-01-15", 8)
    amended = ("督监督", union, unit, "甘监0001", "", "2024-01-01", "2030-12-31", "否", None, None)
    foreign = ("钱外", "皋兰县总工会", unit, "甘监0004", "", None, None, "否", None, None)
    formula = ("=HYPERLINK()", union, unit, "甘监0005", "", None, None, "否", None, None)

    refused = client.post("/registers/people/upload/", {"sheet": sheet(sheets.PEOPLE, good, good, foreign, formula)})
    preview = client.post("/registers/people/upload/", {"sheet": sheet(sheets.PEOPLE, good, amended)})

    assert (refused.status_code, refused.context["sealed"], Supervisor.objects.count()) == (422, "", 2)
    assert [line.word for line in refused.context["lines"]] == ["new", "overlaps", "error", "error"]
    assert [line.word for line in preview.context["lines"]] == ["new", "changed"]
    client.post("/registers/people/upload/", {"sealed": preview.context["sealed"]})
    new, old = Supervisor.objects.get(card="甘监0003"), Supervisor.objects.get(card="甘监0001")
    assert (new.name, new.trained_on, new.training_hours) == ("赵新", dt.date(2026, 1, 15), 8)
    assert (old.valid_until, old.user) == (dt.date(2030, 12, 31), cast.legal_supervisor)


def test_a_preview_of_somebody_else_is_not_entered(cast: Cast, client: Client) -> None:
    line = ("新组织", "监督小组", "兰州市城关区总工会", "", "", None, None)
    client.force_login(cast.union_head)
    sealed = client.post("/registers/units/upload/", {"sheet": sheet(sheets.UNITS, line)}).context["sealed"]
    client.force_login(cast.neighbour_union_head)

    answer = client.post("/registers/units/upload/", {"sealed": sealed})

    assert (answer.status_code, Unit.objects.count()) == (422, 0)


def test_what_was_exported_comes_back_as_the_same(cast: Cast, client: Client) -> None:
    walk.supervisors(cast)
    client.force_login(cast.union_head)

    content = client.get("/registers/units/?format=xlsx").content
    rows = load_workbook(io.BytesIO(content)).worksheets[0].values
    preview = client.post("/registers/units/upload/", {"sheet": SimpleUploadedFile("a.xlsx", content)})

    assert next(iter(rows)) == sheets.UNITS
    assert [line.word for line in preview.context["lines"]] == ["same"]


def test_the_register_in_figures(cast: Cast) -> None:
    first, second = walk.supervisors(cast)
    second.valid_until = TODAY - dt.timedelta(days=1)
    second.save()
    employer = walk.employer(cast)
    Unit.objects.create(name="黄河餐饮监督小组", kind="group", union=walk.union_of(cast), employer=employer)
    Unit.objects.create(name="皋兰县监督委员会", union=walk.union_of(cast, "皋兰县总工会"))
    Unit.objects.create(name="已撤销", union=walk.union_of(cast), dissolved_on=TODAY)
    registers.train([first, second], dt.date(2026, 2, 1), 8, "欠薪", cast.union_head)
    who = registers.reader(cast.supervisor, TODAY)
    assert who is not None

    found = registers.counts(who, TODAY)

    assert [(code, own.units, own.people, own.certified) for code, _name, _by, own in found.rows] == [
        ("620100", 3, 2, 1)
    ]  # fmt: skip
    assert {level: one.units for level, one in found.by_level.items()} == {"county": 2, "grass_roots": 1}
    assert (found.whole.units, found.whole.people, found.trained, found.hours) == (3, 2, 2, 16)


def test_a_unit_that_is_dissolved_takes_its_supervisors_along(cast: Cast, client: Client) -> None:
    first, _second = walk.supervisors(cast)
    client.force_login(cast.union_head)

    client.post(f"/registers/units/{first.unit_id}/dissolve/", {"on": TODAY.isoformat(), "reason": "合并"})

    assert set(Supervisor.objects.values_list("retired_on", flat=True)) == {TODAY}
    assert not first.certified_on(TODAY + dt.timedelta(days=1)) or Supervisor.objects.get(pk=first.pk).retired_on


def test_a_list_of_many_is_read_page_by_page_with_the_same_queries(
    cast: Cast, client: Client, django_assert_max_num_queries: Any
) -> None:
    walk.supervisors(cast)
    unit = Unit.objects.get()
    Supervisor.objects.bulk_create(Supervisor(unit=unit, name=f"人{n:05}", card=f"证{n:05}") for n in range(120))
    client.force_login(cast.union_head)
    seen: list[str] = []
    address = "/registers/people/"

    for _page in range(3):
        with django_assert_max_num_queries(9):
            page = client.get(address)
        seen += [one["row"].card for one in page.context["rows"]]
        address = f"/registers/people/{page.context['next_url']}"

    assert (len(seen), len(set(seen)), page.context["next_url"]) == (122, 122, "")
