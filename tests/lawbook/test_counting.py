"""Counting without a case: dates, limitation, sums and agreements on pages, in two languages, with nothing kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from lawbook.actions import Proposal, enter, publish
from statutes.entitlements import CALCULATORS
from statutes.limitation import KINDS
from tests.cast import Cast
from tests.lawbook.test_tables import notice

PAGES = [
    "/law/due/",
    "/law/limitation/",
    "/law/sums/",
    *(f"/law/sums/{name}/" for name in CALCULATORS),
    "/law/agreement/",
    "/law/catalogue/",
]


def text_of(response: Any) -> str:
    """The page's words on one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def rows(prefix: str, *filled: dict[str, Any]) -> dict[str, Any]:
    data: dict[str, Any] = {f"{prefix}-TOTAL_FORMS": len(filled), f"{prefix}-INITIAL_FORMS": 0}
    for n, row in enumerate(filled):
        data |= {f"{prefix}-{n}-{key}": value for key, value in row.items()}
    return data


@pytest.mark.parametrize("part", ["mediator", "liaison", "administrator", "operator", "nobody"])
def test_everybody_who_is_signed_in_may_count_and_finds_the_way(
    part: str, cast: Cast, as_user: Callable[..., Client]
) -> None:
    browser = as_user(cast.people[part])

    assert '<a href="/law/"' in browser.get("/").content.decode()
    for page in PAGES:
        assert browser.get(page).status_code == 200, page


def test_nobody_else_may(cast: Cast, client: Client) -> None:
    for page in PAGES:
        assert client.get(page)["Location"].startswith("/sign-in/"), page


@pytest.mark.parametrize("page", PAGES)
def test_a_page_costs_at_most_five_queries(
    page: str, cast: Cast, as_user: Callable[..., Client], minimum: Callable[..., Proposal]
) -> None:
    enter([minimum()], by=cast.province_administrator)
    browser = as_user(cast.mediator)
    browser.get(page)

    with CaptureQueriesContext(connection) as asked:
        assert browser.get(page).status_code == 200
    assert len(asked) <= 5, [query["sql"][:80] for query in asked]


# --- due date -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("term", "start", "due"),
    [
        ("accept", "2026-09-30", "2026-10-10"),  # over the National Day holidays to a make-up Saturday
        ("med", "2026-03-10", "2026-03-25"),
        ("jc", "2026-03-10", "2026-04-09"),
        ("sue", "2026-04-20", "2026-05-06"),  # rolls over the May holidays
    ],
)
def test_a_date_says_why(term: str, start: str, due: str, cast: Cast, as_user: Callable[..., Client]) -> None:
    page = as_user(cast.mediator).get("/law/due/", {"term": term, "start": start, "region": "620102"})

    words = text_of(page)
    assert page.status_code == 200
    assert due in words
    for said in ("不计入", "顺延", "届满后果", "条文"):
        assert said in words


def test_a_year_that_is_not_maintained_is_named_and_no_date_is_given(
    cast: Cast, as_user: Callable[..., Client]
) -> None:
    browser = as_user(cast.mediator)
    asked = {"term": "accept", "start": "2027-01-04"}

    page = browser.get("/law/due/", asked)
    assert (page.status_code, "2027" in page.context["refusal"], "2027-01-07" in text_of(page)) == (422, True, False)

    publish(notice(2027), by=cast.province_administrator)
    assert "2027-01-07" in text_of(browser.get("/law/due/", asked))


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"term": "accept", "start": ""}, "start"),
        ({"term": "no_such_term", "start": "2026-03-10"}, "term"),
        ({"term": "ticket_dispatch", "start": "2026-03-10"}, "time"),
        ({"term": "accept", "start": "2026-03-10", "region": "999999"}, "region"),
    ],
)
def test_what_is_wrong_is_said_at_the_field(asked: Any, field: str, cast: Cast, as_user: Callable[..., Client]) -> None:
    page = as_user(cast.mediator).get("/law/due/", asked)

    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]


def test_a_term_in_minutes_is_counted_by_the_clock(cast: Cast, as_user: Callable[..., Client]) -> None:
    asked = {"term": "ticket_dispatch", "start": "2026-03-10", "time": "09:30"}

    assert as_user(cast.mediator).get("/law/due/", asked).status_code == 200


# --- limitation ---------------------------------------------------------------------------------------------------


def test_a_limitation_with_its_trail(cast: Cast, as_user: Callable[..., Client]) -> None:
    asked = {"claim_type": "economic_compensation", "known_on": "2025-03-10", "as_of": "2026-01-10"}
    events = rows("events", {"on": "2025-06-01", "evidence": "微信记录"})
    kind = next(key for key, one in KINDS.items() if one.effect == "interrupts")
    events["events-0-kind"] = kind

    page = as_user(cast.mediator).post("/law/limitation/", asked | events)

    words = text_of(page)
    assert page.status_code == 200
    for said in ("2026-06-01", "微信记录", "劳动争议调解仲裁法 第27条第1款", "还剩 142 日"):
        assert said in words, said


def test_wages_while_employed_have_no_end(cast: Cast, as_user: Callable[..., Client]) -> None:
    page = as_user(cast.mediator).post(
        "/law/limitation/", {"claim_type": "wage_arrears", "as_of": "2026-01-10"} | rows("events")
    )

    assert "在职期间不受时效限制" in text_of(page)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"known_on": ""}, "known_on"),
        ({"claim_type": ""}, "claim_type"),
        ({"as_of": "yesterday"}, "as_of"),
        ({"events-0-kind": "force_majeure_ended"}, "events"),
    ],
)
def test_a_limitation_that_cannot_be_counted_says_so_at_the_field(
    change: Any, where: str, cast: Cast, as_user: Callable[..., Client]
) -> None:
    asked = {"claim_type": "economic_compensation", "known_on": "2025-03-10", "as_of": "2026-01-10"}
    asked |= rows("events", {"on": "2025-06-01", "kind": "force_majeure_began"})

    page = as_user(cast.mediator).post("/law/limitation/", asked | change)

    assert page.status_code == 422
    wrong = page.context["rows"].errors[0] if where == "events" else page.context["form"].errors
    assert wrong


# --- sums ---------------------------------------------------------------------------------------------------------

AVERAGE, MINIMUM = "given-local_average_monthly_wage", "given-minimum_monthly_wage"
SEVERANCE = {
    "entry_date": "2021-03-01",
    "average_monthly_wage": "6000",
    "region": "620102",
    AVERAGE: "8000",
    MINIMUM: "1820",
}

#: The vectors of the calculators' reference, through the pages.
VECTORS = [
    ("economic_compensation", SEVERANCE | {"exit_date": "2026-08-31"}, "36,000.00"),
    ("economic_compensation", SEVERANCE | {"exit_date": "2026-02-28"}, "30,000.00"),
    ("economic_compensation", SEVERANCE | {"exit_date": "2026-03-01"}, "33,000.00"),
    (
        "economic_compensation",
        SEVERANCE | {"entry_date": "2008-01-01", "exit_date": "2026-06-30", "average_monthly_wage": "20000"},
        "380,000.00",
    ),
    (
        "economic_compensation",
        SEVERANCE | {"entry_date": "2008-01-01", "exit_date": "2026-06-30", "average_monthly_wage": "40,000"},
        "288,000.00",
    ),
    ("unlawful_termination", SEVERANCE | {"exit_date": "2026-08-31"}, "72,000.00"),
    (
        "annual_leave",  # a common year until 30 June, five days a year, one taken: one day is left
        {"cumulative_years": "5", "year": "2026", "exit_date": "2026-06-30", "taken_days": "1",
         "average_monthly_wage": "6525"},
        "600.00",
    ),
    ("double_wage", {"entry_date": "2025-03-10", "monthly_wage": "6000"}, "66,000.00"),
    (
        "overtime",
        {"monthly_wage": "6525", "weekday_hours": "10", "rest_day_hours": "8", "holiday_hours": "8"},
        "2,062.50",
    ),
    (
        "work_injury",
        {"grade": "10", "contribution_wage": "3000", "leaves_job": "no", "given-area_average_wage": "8000"},
        "33,600.00",
    ),
    (
        "work_injury",
        {"grade": "5", "contribution_wage": "6000", "leaves_job": "no", "given-area_average_wage": "8000"},
        "108,000.00",
    ),
    (
        "work_injury",
        {"grade": "1", "contribution_wage": "40000", "leaves_job": "no", "given-area_average_wage": "8000"},
        "648,000.00",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "facts", "amount"), VECTORS)
def test_the_vectors_of_the_law_through_the_page(
    name: str, facts: Any, amount: str, cast: Cast, as_user: Callable[..., Client]
) -> None:
    page = as_user(cast.mediator).post(f"/law/sums/{name}/", facts)

    assert page.status_code == 200, page.context["form"].errors
    assert f"{amount} 元" in text_of(page)
    assert page.context["answer"]["articles"], "each sheet shows the wording it rests on"


def test_a_missing_figure_is_named_with_a_field_and_then_counts_as_supplied(
    cast: Cast, as_user: Callable[..., Client], minimum: Callable[..., Proposal]
) -> None:
    browser = as_user(cast.mediator)
    facts = {
        "agreed_wage": "2000",
        "probation_wage": "1500",
        "served_months": "1",
        "exit_date": "2026-03-01",
        "region": "620102",
    }

    page = browser.post("/law/sums/probation_wage_floor/", facts)
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [MINIMUM]
    assert "月最低工资标准" in text_of(page)

    page = browser.post("/law/sums/probation_wage_floor/", facts | {MINIMUM: "1820"})
    assert (page.status_code, "本次计算自行填写" in text_of(page)) == (200, True)

    enter([minimum()], by=cast.province_administrator)
    page = browser.post("/law/sums/probation_wage_floor/", facts)
    assert (page.status_code, "示例通知（示例〔2025〕1号）" in text_of(page)) == (200, True)


def test_wages_month_by_month_with_a_row_added_without_script(cast: Cast, as_user: Callable[..., Client]) -> None:
    browser = as_user(cast.mediator)
    months = rows("months", {"month": "2026-01", "due": "5000", "paid": "3000"})

    more = browser.post("/law/sums/wage_arrears/", months | {"add_row": "months"})
    assert (more.status_code, more.context["rows"].total_form_count()) == (200, 2)
    assert 'value="5000"' in more.content.decode()

    months = rows(
        "months", {"month": "2026-01", "due": "5000", "paid": "3000"}, {"month": "2026-02", "due": "5000", "paid": "0"}
    )
    assert "7,000.00 元" in text_of(browser.post("/law/sums/wage_arrears/", months))
    months["months-1-month"] = "2026-01"
    page = browser.post("/law/sums/wage_arrears/", months)
    assert (page.status_code, "month" in page.context["rows"].errors[1]) == (422, True)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"monthly_wage": "六千"}, "monthly_wage"),
        ({"monthly_wage": "-1"}, "monthly_wage"),
        ({"entry_date": "2026-13-01"}, "entry_date"),
        ({"end_date": "2024-01-01"}, "end_date"),
        ({"given-double_pay_divisor": "40"}, "given-double_pay_divisor"),
    ],
)
def test_a_fact_that_cannot_be_read_is_said_at_its_field(
    facts: Any, field: str, cast: Cast, as_user: Callable[..., Client]
) -> None:
    page = as_user(cast.mediator).post(
        "/law/sums/double_wage/", {"entry_date": "2025-03-10", "monthly_wage": "6000"} | facts
    )

    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]


def test_facts_about_a_person_are_never_in_an_address(cast: Cast, as_user: Callable[..., Client]) -> None:
    browser = as_user(cast.mediator)

    assert not browser.get("/law/sums/overtime/", {"monthly_wage": "6525"}).context["form"].is_bound
    for address in ("/law/sums/overtime/", "/law/limitation/", "/law/agreement/"):
        assert '<form method="post"' in browser.get(address).content.decode()


def test_while_somebody_types_an_unfinished_form_is_no_refusal(cast: Cast, as_user: Callable[..., Client]) -> None:
    page = as_user(cast.mediator).post("/law/sums/overtime/", {"monthly_wage": "6525"}, headers={"HX-Request": "true"})

    assert page.status_code == 200
    assert page.context["answer"] is None


def test_there_is_no_calculator_of_another_name(cast: Cast, as_user: Callable[..., Client]) -> None:
    assert as_user(cast.mediator).get("/law/sums/no-such-sum/").status_code == 404


# --- agreement and catalogue --------------------------------------------------------------------------------------


def agreement(**change: Any) -> dict[str, Any]:
    parties = rows(
        "parties",
        {"name": "张秀英", "role": "applicant", "signs_by": "self"},
        {"name": "示例餐饮公司", "role": "respondent", "signs_by": "representative"},
    )
    items = rows(
        "items",
        {"kind": "money", "what": "工资", "amount": "18000", "amount_words": "壹万捌仟元整", "due_date": "2026-03-20",
         "payee": "张秀英", "account": "6222020000000000000"},
    )  # fmt: skip
    return parties | items | {"legal_type": "TWN", "signed_on": "2026-03-10", "clauses": ""} | change


def test_an_agreement_is_looked_at_item_by_item_and_clause_by_clause(
    cast: Cast, as_user: Callable[..., Client]
) -> None:
    browser = as_user(cast.mediator)

    clean = browser.post("/law/agreement/", agreement())
    assert clean.context["answer"]["signable"] is True
    waived = browser.post("/law/agreement/", agreement(clauses="双方一致。\n张秀英自愿放弃社会保险。"))
    assert waived.context["answer"]["signable"] is False
    assert "条款 2" in text_of(waived)
    split = agreement(**{"items-0-instalments": "2026-03-15 9000\n2026-03-20 8000"})
    assert browser.post("/law/agreement/", split).context["answer"]["signable"] is False
    untouched = {"parties-2-role": "applicant", "parties-2-signs_by": "self", "items-1-kind": "money"}
    more = agreement(**untouched, **{"parties-TOTAL_FORMS": 3, "items-TOTAL_FORMS": 2})
    assert browser.post("/law/agreement/", more).context["answer"]["signable"] is True
    unread = browser.post("/law/agreement/", agreement(**{"items-0-instalments": "下月付清"}))
    assert (unread.status_code, list(unread.context["items"].errors[0])) == (422, ["instalments"])


def test_markup_that_is_pasted_stays_text(cast: Cast, as_user: Callable[..., Client]) -> None:
    page = as_user(cast.mediator).post(
        "/law/agreement/", agreement(clauses="<script>alert(1)</script>自愿放弃社会保险")
    )

    assert escape("<script>alert(1)</script>") in page.content.decode()
    assert "<script>alert" not in page.content.decode()


def test_the_catalogue_shows_rule_article_and_grade(cast: Cast, as_user: Callable[..., Client]) -> None:
    words = text_of(as_user(cast.mediator).get("/law/catalogue/"))

    for said in ("受理审查", "企业劳动争议协商调解规定 第22条", "经济补偿（N）", "工会劳动法律监督办法", "未维护"):
        assert said in words, said


@pytest.mark.parametrize("page", PAGES)
def test_the_pages_speak_english_too(page: str, cast: Cast, as_user: Callable[..., Client]) -> None:
    browser = as_user(cast.mediator)
    browser.cookies["language"] = "en"

    assert "Law and sums" in browser.get(page).content.decode()
