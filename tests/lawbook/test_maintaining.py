"""Who maintains what; a sheet is entered as a whole or not at all; a year is looked at before it counts."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook, load_workbook

from lawbook import tables
from lawbook.actions import Proposal, enter, publish
from lawbook.imports import FIGURES, HOLIDAYS
from lawbook.models import Figure, Notice
from tests.cast import Cast
from tests.lawbook.test_counting import rows, text_of
from tests.lawbook.test_tables import found, notice

MINIMUM = "/law/figures/minimum_monthly_wage/"
READ = ["/law/figures/", MINIMUM, "/law/calendars/", "/law/calendars/2026/", "/law/calendars/2031/"]
KEPT = ["/law/figures/upload/", "/law/figures/template.xlsx", "/law/figures/changes/"]
YEARLY = ["/law/calendars/new/", "/law/calendars/template.xlsx"]
AsUser = Callable[..., Client]
Propose = Callable[..., Proposal]


def value(**change: Any) -> dict[str, Any]:
    return {
        "region": "620100", "value": "1820", "valid_from": "2026-01-01", "valid_until": "", "source": "示例通知",
        "document_number": "示例〔2025〕1号", "certainty": "statute", "reason": "",
    } | change  # fmt: skip


def sheet(*lines: Any, headings: tuple[str, ...] = FIGURES, name: str = "figures.xlsx", change: Any = None) -> Any:
    """An uploaded sheet; `change` may spoil it before it is saved."""
    book = Workbook()
    book.active.append(list(headings))
    for line in lines:
        book.active.append(list(line))
    if change is not None:
        change(book.active)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile(name, out.getvalue())


def row(**change: Any) -> list[Any]:
    """A row of the sheet of figures."""
    cells = {
        "参数": "月最低工资标准", "地区": "620100", "起始日": dt.date(2026, 1, 1), "终止日": None, "数值": 1820,
        "来源": "示例通知", "文号": "示例〔2025〕1号", "确定程度": "条文", "理由": None, "接续前一数值": None,
    } | change  # fmt: skip
    return [cells[heading] for heading in FIGURES]


def sealed(page: Any) -> str:
    match = re.search(r'name="sealed" value="([^"]+)"', page.content.decode())
    assert match
    return match[1]


# --- who ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "kept", "yearly"),
    [
        ("province_administrator", 200, 200),
        ("city_administrator", 200, 403),
        ("administrator", 403, 403),  # of a mediation organisation
        ("court_administrator", 403, 403),
        ("head", 403, 403),
        ("supervisor", 403, 403),
        ("liaison", 403, 403),
        ("operator", 403, 403),
        ("nobody", 403, 403),
    ],
)
def test_who_reads_and_who_maintains(part: str, kept: int, yearly: int, cast: Cast, as_user: AsUser) -> None:
    browser = as_user(cast.people[part])

    assert {page: browser.get(page).status_code for page in READ} == dict.fromkeys(READ, 200)
    assert {page: browser.get(page).status_code for page in KEPT} == dict.fromkeys(KEPT, kept)
    assert {page: browser.get(page).status_code for page in YEARLY} == dict.fromkeys(YEARLY, yearly)
    if kept == 403:
        assert browser.post(MINIMUM, value()).status_code == 403
        assert not Figure.objects.exists()


@pytest.mark.parametrize(
    ("part", "region", "may"),
    [
        ("province_administrator", "", True),
        ("province_administrator", "620000", True),
        ("province_administrator", "620122", True),
        ("city_administrator", "", False),
        ("city_administrator", "620000", False),
        ("city_administrator", "620100", True),
        ("city_administrator", "620122", True),
        ("city_administrator", "620500", False),
    ],
)
def test_each_maintains_the_own_region(part: str, region: str, may: bool, cast: Cast, as_user: AsUser) -> None:
    page = as_user(cast.people[part]).post(MINIMUM, value(region=region))

    assert (page.status_code, Figure.objects.count()) == ((302, 1) if may else (422, 0))


def test_another_region_s_value_can_be_read_and_not_touched(cast: Cast, as_user: AsUser, minimum: Propose) -> None:
    (other,) = enter([minimum(region="620500")], by=cast.province_administrator)
    browser = as_user(cast.city_administrator)

    assert "天水市" in text_of(browser.get(MINIMUM))
    for act in ("end", "withdraw"):
        page = browser.post(f"/law/figures/{other.pk}/{act}/", {"on": "2026-06-30", "reason": "示例"})
        assert page.status_code == 403
    other.refresh_from_db()
    assert other.withdrawn_at is None


def test_who_entered_it_is_shown_to_maintainers_only(cast: Cast, as_user: AsUser, minimum: Propose) -> None:
    enter([minimum(reason="内部理由")], by=cast.province_administrator)
    publish(notice(2027), by=cast.province_administrator)

    for page in (*READ, "/law/calendars/2027/"):
        words = text_of(as_user(cast.mediator).get(page))
        assert "省参数员" not in words
        assert "内部理由" not in words
    words = text_of(as_user(cast.city_administrator).get(MINIMUM))
    assert "省参数员" in words
    assert "内部理由" in words


@pytest.mark.parametrize("page", [*READ, "/law/figures/upload/", "/law/figures/changes/", "/law/calendars/new/"])
def test_a_page_costs_at_most_five_queries_whatever_is_maintained(
    page: str, cast: Cast, as_user: AsUser, minimum: Propose
) -> None:
    enter(
        [minimum(str(1800 + n), f"20{n}-01-01", f"20{n}-12-31") for n in range(10, 26)], by=cast.province_administrator
    )
    publish(notice(2027), by=cast.province_administrator)
    browser = as_user(cast.province_administrator)
    browser.get(page)

    with CaptureQueriesContext(connection) as asked:
        assert browser.get(page).status_code == 200
    assert len(asked) <= 5, [query["sql"][:90] for query in asked]


# --- one value ----------------------------------------------------------------------------------------------------


def test_what_is_not_maintained_is_said_plainly(cast: Cast, as_user: AsUser) -> None:
    words = text_of(as_user(cast.mediator).get("/law/figures/"))

    assert words.count("未维护") >= 20
    for said in ("月最低工资标准", "一次性工伤医疗补助金和伤残就业补助金标准", "案卷保管期限表"):
        assert said in words


@pytest.mark.parametrize(
    ("key", "change", "field"),
    [
        ("minimum_monthly_wage", {"value": "一千八"}, "value"),
        ("minimum_monthly_wage", {"value": "-5"}, "value"),
        ("minimum_monthly_wage", {"value": "0"}, "value"),
        ("minimum_monthly_wage", {"value": "1e400"}, "value"),
        ("minimum_monthly_wage", {"value": ""}, "value"),
        ("minimum_monthly_wage", {"valid_from": "2026-02-30"}, "valid_from"),
        ("minimum_monthly_wage", {"valid_from": "0206-01-01"}, "valid_from"),
        ("minimum_monthly_wage", {"valid_until": "2025-12-31"}, "valid_until"),
        ("minimum_monthly_wage", {"source": ""}, "source"),
        ("minimum_monthly_wage", {"certainty": "sure"}, "certainty"),
        ("double_pay_divisor", {"value": "50"}, "value"),
        ("revisit_intervals", {"value": "下周 = 7"}, "value"),
        ("revisit_intervals", {"value": "revisit = 很久"}, "value"),
        ("province_injury_grants", {"value": "五级六万"}, "value"),
        ("province_injury_grants", {"value": "5 = 1\n5.medical = 2"}, "value"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_what_was_typed_stays(
    key: str, change: Any, field: str, cast: Cast, as_user: AsUser
) -> None:
    page = as_user(cast.province_administrator).post(f"/law/figures/{key}/", value(**change))

    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
    assert "示例〔2025〕1号" in page.content.decode()
    assert not Figure.objects.exists()


def test_a_value_is_entered_followed_ended_and_withdrawn_and_every_change_is_on_record(
    cast: Cast, as_user: AsUser
) -> None:
    browser = as_user(cast.city_administrator)
    browser.post(MINIMUM, value(valid_from="2024-01-01"))
    met = browser.post(MINIMUM, value(value="1900"))
    assert (met.status_code, list(met.context["form"].errors)) == (422, ["valid_from"])
    assert browser.post(MINIMUM, value(value="1900", ends_earlier="on")).status_code == 302
    latest = Figure.objects.in_force().get(valid_until=None)

    nameless = browser.post(f"/law/figures/{latest.pk}/end/", {"on": "2026-12-31", "reason": ""})
    assert (nameless.status_code, list(nameless.context["form"].errors)) == (422, ["reason"])
    assert (
        browser.post(f"/law/figures/{latest.pk}/end/", {"on": "2026-12-31", "reason": "新标准公布"}).status_code == 302
    )
    ended = Figure.objects.in_force().get(valid_from=dt.date(2026, 1, 1))
    assert browser.post(f"/law/figures/{ended.pk}/withdraw/", {"reason": "文号有误"}).status_code == 302
    assert browser.get(f"/law/figures/{ended.pk}/withdraw/").status_code == 404

    assert (str(found("2025-12-31")), found("2026-06-01")) == ("1820", None)
    words = text_of(browser.get("/law/figures/changes/"))
    for said in ("市参数员", "新标准公布", "文号有误", "由后一数值接续"):
        assert said in words


def test_a_table_is_entered_line_by_line_and_counts(cast: Cast, as_user: AsUser) -> None:
    browser = as_user(cast.province_administrator)
    browser.post(
        "/law/figures/province_injury_grants/", value(region="620000", value="10.medical = 9000\n10.employment = 8000")
    )
    browser.post("/law/figures/area_average_wage/", value(region="620000", value="8000"))

    page = browser.post(
        "/law/sums/work_injury/",
        {
            "grade": "10",
            "contribution_wage": "3000",
            "leaves_job": "yes",
            "injury_date": "2026-02-01",
            "region": "620102",
        },
    )

    assert "50,600.00 元" in text_of(page)  # 33,600 and both grants


# --- a sheet ------------------------------------------------------------------------------------------------------


def test_the_template_can_be_filled_in_and_uploaded(cast: Cast, as_user: AsUser) -> None:
    browser = as_user(cast.province_administrator)
    for address, headings in (("/law/figures/template.xlsx", FIGURES), ("/law/calendars/template.xlsx", HOLIDAYS)):
        book = load_workbook(io.BytesIO(browser.get(address).content))
        assert [cell.value for cell in book.worksheets[0][1]] == list(headings)
        assert all(cell.data_type != "f" for one in book.worksheets for line in one.iter_rows() for cell in line)

    book = load_workbook(io.BytesIO(browser.get("/law/figures/template.xlsx").content))
    for column, cell in enumerate(row(), 1):
        book.worksheets[0].cell(2, column, cell)
    out = io.BytesIO()
    book.save(out)
    page = browser.post("/law/figures/upload/", {"sheet": SimpleUploadedFile("a.xlsx", out.getvalue())})
    assert [line.word for line in page.context["lines"]] == ["new"]


def test_nothing_is_written_before_it_is_confirmed_and_then_all_of_it(
    cast: Cast, as_user: AsUser, minimum: Propose
) -> None:
    enter([minimum()], by=cast.province_administrator)
    browser = as_user(cast.province_administrator)
    lines = (
        row(),
        row(地区="天水市", 数值="1,700.00"),
        row(参数="maternity_extra_days", 地区="全国", 数值=60, 确定程度="摘录"),
    )

    page = browser.post("/law/figures/upload/", {"sheet": sheet(*lines)})
    assert [line.word for line in page.context["lines"]] == ["same", "new", "new"]
    assert (page.status_code, Figure.objects.count()) == (200, 1)

    assert browser.post("/law/figures/upload/", {"sealed": sealed(page)}).status_code == 302
    assert (Figure.objects.count(), str(found("2026-06-01", "620502"))) == (3, "1700.00")
    assert browser.post("/law/figures/upload/", {"sealed": sealed(page)}).status_code == 302, (
        "a second time changes nothing"
    )
    assert Figure.objects.count() == 3


def test_dates_as_text_and_numbers_as_text_are_understood(cast: Cast, as_user: AsUser) -> None:
    lines = (
        row(起始日="2026年1月1日", 终止日="2026/12/31", 数值="1820.50", 地区=620100),
        row(地区="620500", 起始日="20260101"),
    )

    page = as_user(cast.province_administrator).post("/law/figures/upload/", {"sheet": sheet(*lines)})

    assert [line.word for line in page.context["lines"]] == ["new", "new"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"参数": "最低工资"}, "没有参数"),
        ({"地区": "440100"}, "不是本单位范围内的地区"),
        ({"地区": "火星"}, "不是本单位范围内的地区"),
        ({"起始日": None}, "起始日：缺少"),
        ({"起始日": "下个月"}, "不是日期"),
        ({"起始日": 46023}, "不是日期"),
        ({"终止日": dt.date(2025, 1, 1)}, "终止"),
        ({"数值": "=1820*2"}, "公式"),
        ({"数值": "很多"}, "应填数字"),
        ({"数值": True}, "是/否值"),
        ({"数值": None}, "请填写数值"),
        ({"来源": None}, "来源：缺少"),
        ({"来源": "@SUM(1)"}, "开头"),
        ({"来源": "很长" * 200}, "不超过"),
        ({"确定程度": "确定"}, "应为下列之一"),
    ],
)
def test_each_bad_row_is_reported_and_nothing_is_entered(change: Any, said: str, cast: Cast, as_user: AsUser) -> None:
    page = as_user(cast.province_administrator).post(
        "/law/figures/upload/", {"sheet": sheet(row(地区="620500"), row(**change))}
    )

    lines = page.context["lines"]
    assert ([line.word for line in lines], page.status_code) == (["new", "error"], 422)
    assert said in "".join(lines[1].sentences)
    assert 'name="sealed"' not in page.content.decode()
    assert not Figure.objects.exists()


def test_rows_that_meet_are_told_apart(cast: Cast, as_user: AsUser, minimum: Propose) -> None:
    enter([minimum("1700", "2024-01-01")], by=cast.province_administrator)
    browser = as_user(cast.province_administrator)

    page = browser.post("/law/figures/upload/", {"sheet": sheet(row())})
    assert [line.word for line in page.context["lines"]] == ["overlaps"]
    page = browser.post("/law/figures/upload/", {"sheet": sheet(row(接续前一数值="是"), row(数值=1900))})
    lines = page.context["lines"]
    assert [line.word for line in lines] == ["new", "overlaps"]
    assert "2025-12-31" in lines[0].sentences[0]
    assert "第2行" in lines[1].sentences[-1]


def _merge(active: Any) -> None:
    active.merge_cells("A2:A3")


def _no_heading(active: Any) -> None:
    active["A1"] = "项目"


def _no_rows(active: Any) -> None:
    active.delete_rows(2, 5)


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (lambda: sheet(row(), row(), change=_merge), "合并单元格"),
        (lambda: sheet(row(), change=_no_heading), "缺少列"),
        (lambda: sheet(row(), change=_no_rows), "没有内容"),
        (lambda: SimpleUploadedFile("a.xlsx", b"PK\x03\x04 no archive"), "不是.xlsx格式"),
        (lambda: SimpleUploadedFile("a.xls", b"\xd0\xcf\x11\xe0"), "不是.xlsx格式"),
        (lambda: SimpleUploadedFile("a.xlsx", b"1" * (10 * 1024 * 1024 + 1)), "10MB"),
        (lambda: sheet(*[row() for _n in range(2001)]), "超过2000行"),
    ],
)
def test_a_file_that_is_no_such_sheet_is_refused_at_the_field(
    file: Callable[[], Any], said: str, cast: Cast, as_user: AsUser
) -> None:
    page = as_user(cast.province_administrator).post("/law/figures/upload/", {"sheet": file()})

    assert page.status_code == 422
    assert said in page.context["form"].errors["sheet"][0]


def test_a_preview_cannot_be_altered_or_handed_on(cast: Cast, as_user: AsUser) -> None:
    page = as_user(cast.province_administrator).post("/law/figures/upload/", {"sheet": sheet(row())})
    mark = sealed(page)

    assert (
        as_user(cast.province_administrator).post("/law/figures/upload/", {"sealed": mark[:-3] + "abc"}).status_code
        == 422
    )
    assert as_user(cast.city_administrator).post("/law/figures/upload/", {"sealed": mark}).status_code == 422
    assert not Figure.objects.exists()


def test_what_came_in_between_is_weighed_again(cast: Cast, as_user: AsUser, minimum: Propose) -> None:
    browser = as_user(cast.province_administrator)
    mark = sealed(browser.post("/law/figures/upload/", {"sheet": sheet(row(), row(地区="620500"))}))
    enter([minimum("1999")], by=cast.city_administrator)

    page = browser.post("/law/figures/upload/", {"sealed": mark})

    assert (page.status_code, Figure.objects.count()) == (409, 1)
    assert [line.word for line in page.context["lines"]] == ["overlaps", "new"]


# --- a year -------------------------------------------------------------------------------------------------------


def year(**change: Any) -> dict[str, Any]:
    holidays = rows(
        "holidays",
        {
            "name": "元旦",
            "rest_from": "2027-01-01",
            "rest_to": "2027-01-03",
            "paid_from": "2027-01-01",
            "paid_to": "2027-01-01",
        },
        {
            "name": "春节",
            "rest_from": "2027-02-05",
            "rest_to": "2027-02-11",
            "paid_from": "2027-02-05",
            "paid_to": "2027-02-08",
        },
    )
    return holidays | {
        "year": "2027", "source": "关于2027年部分节假日安排的通知（示例）", "document_number": "示例〔2026〕7号",
        "certainty": "statute", "reason": "", "working": "2027-02-20、2027-02-27",
    } | change  # fmt: skip


def test_a_year_is_shown_before_it_is_entered_and_then_counts(cast: Cast, as_user: AsUser) -> None:
    browser = as_user(cast.province_administrator)
    page = browser.post("/law/calendars/new/", year())
    assert (page.status_code, Notice.objects.count(), 2027 in tables.calendar()) == (200, 0, False)
    assert (page.context["view"]["rest"], page.context["view"]["statutory"], page.context["view"]["working"]) == (
        10,
        5,
        2,
    )

    assert browser.post("/law/calendars/new/", {"sealed": sealed(page)})["Location"] == "/law/calendars/2027/"

    assert tables.calendar().is_working_day(dt.date(2027, 2, 20))
    words = text_of(as_user(cast.mediator).get("/law/calendars/2027/"))
    assert "春节" in words
    assert "示例〔2026〕7号" in words


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"holidays-0-rest_to": "2028-01-03"}, "error"),
        ({"holidays-0-rest_from": "2027-01-04"}, "error"),
        ({"holidays-1-rest_from": "2027-01-03", "holidays-1-rest_to": "2027-01-05"}, "overlaps"),
        ({"holidays-1-rest_to": "2027-03-11"}, "error"),
        ({"working": "2027-02-22"}, "error"),
        ({"working": "2027-02-06"}, "overlaps"),
    ],
)
def test_rows_of_a_year_that_cannot_be_right(change: Any, word: str, cast: Cast, as_user: AsUser) -> None:
    page = as_user(cast.province_administrator).post("/law/calendars/new/", year(**change))

    assert page.status_code == 422
    assert word in [line.word for line in page.context["draft"].lines]
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"year": "27"}, "year"),
        ({"source": ""}, "source"),
        ({"working": "元宵节"}, "working"),
        ({"year": "2026"}, "reason"),  # shipped: a correction says why
    ],
)
def test_a_notice_that_lacks_something_is_told_at_the_field(
    change: Any, field: str, cast: Cast, as_user: AsUser
) -> None:
    page = as_user(cast.province_administrator).post("/law/calendars/new/", year(**change))

    assert page.status_code == 422
    assert field in page.context["form"].errors


def test_a_year_comes_by_a_sheet_too_and_each_row_has_its_verdict(cast: Cast, as_user: AsUser) -> None:
    browser = as_user(cast.province_administrator)
    new_year = ["元旦", dt.date(2027, 1, 1), "2027年1月3日", dt.date(2027, 1, 1), dt.date(2027, 1, 1), None]
    made_up = [None, None, None, None, None, "2027-02-20、2027-02-27"]
    data = {name: text for name, text in year(working="").items() if not name.startswith("holidays-")} | rows(
        "holidays"
    )

    page = browser.post("/law/calendars/new/", data | {"sheet": sheet(new_year, made_up, headings=HOLIDAYS)})
    assert [line.word for line in page.context["draft"].lines] == ["new", "new"]
    browser.post("/law/calendars/new/", {"sealed": sealed(page)})
    again = browser.post(
        "/law/calendars/new/", data | {"reason": "再次", "sheet": sheet(new_year, made_up, headings=HOLIDAYS)}
    )
    assert [line.word for line in again.context["draft"].lines] == ["same", "same"]
    bad = [None, dt.date(2027, 1, 1), "=B2", None, None, None]
    page = browser.post("/law/calendars/new/", data | {"reason": "x", "sheet": sheet(new_year, bad, headings=HOLIDAYS)})
    assert (page.status_code, page.context["draft"].lines[1].word) == (422, "overlaps")


def test_a_withdrawn_year_is_not_maintained_any_more(cast: Cast, as_user: AsUser) -> None:
    row_ = publish(notice(2027), by=cast.province_administrator)
    browser = as_user(cast.province_administrator)

    assert browser.post(f"/law/calendars/notice/{row_.pk}/withdraw/", {"reason": ""}).status_code == 422
    assert browser.post(f"/law/calendars/notice/{row_.pk}/withdraw/", {"reason": "录错年度"}).status_code == 302

    assert 2027 not in tables.calendar()
    assert "未维护" in text_of(browser.get("/law/calendars/2027/"))
    assert Notice.objects.get().withdrawn_because == "录错年度"
