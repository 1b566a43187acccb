"""The sums of a case: facts entered once, each side's version, what is missing, sheets that stay as they were."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from cases.models import Case, Settlement, SumSheet, load_case
from dossiers import access
from dossiers.actions import Refused, take_step
from organizations.roles import Role
from tests.cases.pages import filled, url
from tests.cast import NOW, PASSWORD, TODAY, Cast, case_in, make_cast
from workflows.mediation import State

SignIn = Callable[[Any], Client]


@pytest.fixture(autouse=True)
def _day(request: pytest.FixtureRequest) -> None:
    """The cast's own day, but in a browser, whose session would have run out by then."""
    if "chromium" not in request.fixturenames:
        request.getfixturevalue("today")


def employed(cast: Cast, entry: str, last: str, *, what: str = "经济补偿", **more: Any) -> Case:
    """A case in mediation with a claim for severance beside the wages."""
    case = case_in(
        State.IN_MEDIATION, cast, entry_on=dt.date.fromisoformat(entry), leave_on=dt.date.fromisoformat(last), **more
    )
    take_step(
        case, "add_claim", by=cast.mediator, at=NOW, cause_code="205-6", what=what, claimed=Decimal("50000.00"),
        party=case.side("applicant")[0],
    )  # fmt: skip
    return load_case(case.pk)


def form_of(browser: Client, case: Case, **changes: Any) -> dict[str, Any]:
    page = browser.get(url(case, "do/record_facts/"))
    assert page.status_code == 200
    return filled(page, **changes)


def given(average: str = "8000", minimum: str = "2000") -> dict[str, str]:
    return {
        "figure-local_average_monthly_wage": average,
        "figure-local_average_monthly_wage-source": "兰统计〔2026〕1号",
        "figure-minimum_monthly_wage": minimum,
        "figure-minimum_monthly_wage-source": "甘人社通〔2026〕2号",
    }


def kept(case: Case) -> dict[str, Any]:
    return {row["what"]: row for row in SumSheet.objects.filter(case=case).latest("no").results}


@pytest.mark.parametrize(
    ("entry", "last", "wage", "expected"),
    [
        ("2021-03-01", "2026-02-28", "6000", "30000.00"),
        ("2021-03-01", "2026-03-01", "6000", "33000.00"),
        ("2008-01-01", "2026-02-28", "40000", "288000.00"),
    ],
)
def test_the_vectors_of_the_law_come_out_of_the_page(
    entry: str, last: str, wage: str, expected: str, cast: Cast, as_user: SignIn
) -> None:
    case = employed(cast, entry, last)
    browser = as_user(cast.mediator)

    data = form_of(browser, case, monthly_wage=wage) | given()
    answer = browser.post(url(case, "do/record_facts/"), data)

    assert answer.status_code == 302, answer.content.decode()
    assert kept(case)["经济补偿"]["by_law"] == expected
    assert f"{Decimal(expected):,.2f}" in browser.get(url(case, "sums/")).content.decode()
    assert load_case(case.pk).claim_rows[1].by_law == Decimal(expected)


# ── disputed facts ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_disputed_fact_gives_a_span_and_says_what_it_moves(cast: Cast, as_user: SignIn) -> None:
    case = employed(cast, "2021-03-01", "2026-02-28")
    browser = as_user(cast.mediator)
    data = form_of(browser, case, monthly_wage="6000") | given()
    data |= {"exit_date-employer": "2025-08-01", "exit_date-evidence": "解除通知书", "exit_date-question": "何日离岗"}

    browser.post(url(case, "do/record_facts/"), data)

    row = kept(case)["经济补偿"]
    assert (row["low"], row["by_law"], row["high"]) == ("27000.00", None, "30000.00")
    assert [(one["fact"], one["low"], one["high"]) for one in row["drivers"]] == [("exit_date", "27000.00", "30000.00")]
    assert row["undecided"] == ["exit_date"]
    page = browser.get(url(case, "sums/")).content.decode()
    assert "尚未认定采哪一方说法：离职日期" in page
    assert "3,000.00" in page
    assert load_case(case.pk).claim_rows[1].by_law is None


def test_the_version_the_evidence_supports_makes_the_sum_by_law(cast: Cast, as_user: SignIn) -> None:
    case = employed(cast, "2021-03-01", "2026-02-28")
    browser = as_user(cast.mediator)
    data = form_of(browser, case, monthly_wage="6000") | given()
    data |= {"exit_date-employer": "2025-08-01", "exit_date-found": "employer"}

    browser.post(url(case, "do/record_facts/"), data)

    row = kept(case)["经济补偿"]
    assert (row["low"], row["by_law"], row["high"]) == ("27000.00", "27000.00", "30000.00")
    assert "2025-08-01" in browser.get(url(case, "sums/")).content.decode()


def test_the_employer_may_say_that_a_contract_was_signed_after_all(cast: Cast, as_user: SignIn) -> None:
    case = employed(cast, "2025-01-10", "2026-02-28", what="二倍工资差额", contract_status="none")
    browser = as_user(cast.mediator)
    data = form_of(browser, case, monthly_wage="5000") | {"signed_date-employer": "2025-05-10"}

    answer = browser.post(url(case, "do/record_facts/"), data)

    assert answer.status_code == 302, answer.context["form"].errors
    row = kept(case)["二倍工资差额"]
    assert (row["low"], row["high"]) == ("15000.00", "55000.00")


def test_whether_notice_was_given_is_a_fact_like_any_other(cast: Cast, as_user: SignIn) -> None:
    case = employed(cast, "2021-03-01", "2026-02-28", what="代通知金")
    browser = as_user(cast.mediator)
    data = form_of(browser, case, monthly_wage="6000")

    browser.post(url(case, "do/record_facts/"), data)
    unknown = kept(case)["代通知金"]
    data = form_of(browser, case) | {"notice_given": "no", "notice_given-employer": "yes"}
    browser.post(url(case, "do/record_facts/"), data)
    disputed = kept(case)["代通知金"]

    assert [row["fact"] for row in unknown["missing"]] == ["notice_given"]
    assert (disputed["low"], disputed["by_law"], disputed["high"]) == ("0.00", None, "6000.00")


# ── wages, leave ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_wage_history_is_entered_once_and_feeds_every_claim(cast: Cast, as_user: SignIn) -> None:
    """The months of the claim are there already; the average for the severance comes from the same rows."""
    case = employed(cast, "2021-03-01", "2025-12-31")
    browser = as_user(cast.mediator)
    data = form_of(browser, case) | given()
    assert [data[f"wages-{n}-month"] for n in range(3)] == ["2025-10", "2025-11", "2025-12"]
    for n, (due, paid) in enumerate([("6000", "0"), ("6000", "1000"), ("9000", "0")]):
        data |= {f"wages-{n}-due": due, f"wages-{n}-paid": paid}

    browser.post(url(case, "do/record_facts/"), data)

    rows = kept(case)
    assert rows["支付2025年10月至12月工资"]["by_law"] == "20000.00"
    assert rows["经济补偿"]["by_law"] == "35000.00"  # 5 months at an average of 7000
    assert "按工资明细中的3个月计算" in browser.get(url(case, "sums/")).content.decode()


def test_a_month_that_is_not_known_is_named(cast: Cast, as_user: SignIn) -> None:
    case = employed(cast, "2021-03-01", "2025-12-31")
    browser = as_user(cast.mediator)
    data = form_of(browser, case) | {"wages-0-due": "6000", "wages-0-paid": "0", "wages-1-due": "6000"}

    browser.post(url(case, "do/record_facts/"), data)

    row = kept(case)["支付2025年10月至12月工资"]
    assert row["low"] is None
    assert [one["detail"] for one in row["missing"]] == ["2025-11", "2025-12"]
    assert "工资明细 2025-11" in browser.get(url(case, "sums/")).content.decode()


def test_twelve_months_are_put_in_by_a_button_and_nothing_typed_is_lost(cast: Cast, as_user: SignIn) -> None:
    case = employed(cast, "2021-03-01", "2025-12-31")
    browser = as_user(cast.mediator)
    data = form_of(browser, case, monthly_wage="6100") | {"wages-0-paid": "77", "add_row": "year"}

    page = browser.post(url(case, "do/record_facts/"), data)

    assert page.status_code == 200
    again = filled(page)
    months = sorted(again[f"wages-{n}-month"] for n in range(int(again["wages-TOTAL_FORMS"])))
    assert [month for month in months if month] == [f"2025-{n:02d}" for n in range(1, 13)]
    assert again["wages-0-paid"] == "77.00" or again["wages-0-paid"] == "77"
    assert not SumSheet.objects.exists()


def test_leave_is_worked_out_for_each_year_of_the_claim(cast: Cast, as_user: SignIn) -> None:
    case = employed(cast, "2020-01-01", "2025-06-30", what="未休年休假工资")
    claim = case.claim_rows[1]
    claim.period_from, claim.period_to = dt.date(2024, 1, 1), dt.date(2025, 6, 30)
    claim.save()
    browser = as_user(cast.mediator)
    data = form_of(browser, case, monthly_wage="6525", cumulative_years="6")
    data |= {"leave-0-year": "2024", "leave-0-taken": "3", "leave-1-year": "2025", "leave-1-taken": "1"}

    browser.post(url(case, "do/record_facts/"), data)

    assert kept(case)["未休年休假工资"]["by_law"] == "1800.00"  # two days of 2024, one of 2025, 300 a day, twice


# ── what is not maintained ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_figure_that_is_not_maintained_is_named_and_may_be_given_by_hand(cast: Cast, as_user: SignIn) -> None:
    case = employed(cast, "2021-03-01", "2026-02-28")
    browser = as_user(cast.mediator)
    data = form_of(browser, case, monthly_wage="6000")

    refused = browser.post(url(case, "sums/preview/"), data).content.decode()
    supplied = browser.post(url(case, "sums/preview/"), data | given()).content.decode()

    assert "参数未维护：本地区上年度职工月平均工资（620102，2026-02-28）" in refused
    assert "参数未维护：月最低工资标准" in refused
    assert "30,000.00" not in refused
    assert "30,000.00" in supplied
    assert "手工填入" in supplied
    assert "兰统计〔2026〕1号" in supplied
    assert not SumSheet.objects.exists()
    assert load_case(case.pk).version == case.version


def test_a_figure_given_by_hand_needs_its_source(cast: Cast, as_user: SignIn) -> None:
    case = employed(cast, "2021-03-01", "2026-02-28")
    browser = as_user(cast.mediator)
    data = form_of(browser, case) | given() | {"figure-minimum_monthly_wage-source": ""}

    page = browser.post(url(case, "do/record_facts/"), data)

    assert page.status_code == 422
    assert "手工填入的参数须写明来源" in page.content.decode()
    assert not SumSheet.objects.exists()


def test_a_sheet_that_was_kept_shows_the_figures_of_its_day(cast: Cast, as_user: SignIn) -> None:
    case = employed(cast, "2008-01-01", "2026-02-28")
    browser = as_user(cast.mediator)
    browser.post(url(case, "do/record_facts/"), form_of(browser, case, monthly_wage="40000") | given("8000"))
    browser.post(url(case, "do/record_facts/"), form_of(browser, case) | given("10000"))

    first = browser.get(url(case, "sums/?sheet=1")).content.decode()
    now = browser.get(url(case, "sums/")).content.decode()

    assert "288,000.00" in first
    assert "360,000.00" not in first
    assert "360,000.00" in now
    assert browser.get(url(case, "sums/?sheet=9")).status_code == 404
    assert "288,000.00" in browser.get(url(case, "sums/print/?sheet=1")).content.decode()


def test_the_sheet_says_when_the_file_has_moved_on_since_it_was_kept(cast: Cast, as_user: SignIn) -> None:
    case = employed(cast, "2021-03-01", "2026-02-28")
    browser = as_user(cast.mediator)
    browser.post(url(case, "do/record_facts/"), form_of(browser, case, monthly_wage="6000") | given())
    before = browser.get(url(case, "sums/")).content.decode()

    take_step(case, "amend_claim", by=cast.mediator, at=NOW, claim=case.claim_rows[1], claimed=Decimal(40000))

    assert "之后数额有变化" not in before
    assert "之后数额有变化" in browser.get(url(case, "sums/")).content.decode()


# ── the form and the door ─────────────────────────────────────────────────────────────────────────────────────────────


def test_bad_input_is_said_at_the_field_and_nothing_is_lost(cast: Cast, as_user: SignIn) -> None:
    case = employed(cast, "2021-03-01", "2026-02-28")
    browser = as_user(cast.mediator)
    data = form_of(browser, case) | {
        "exit_date": "2020-01-01",
        "signed_date": "9999-12-31",
        "weekday_hours": "很多",
        "grade": "11",
        "wages-0-month": "2025-13",
        "wages-1-paid": "100",
        "wages-1-month": "",
        "deposit-question": "押金收据在何处",
    }

    page = browser.post(url(case, "do/record_facts/"), data)

    assert page.status_code == 422
    form = page.context["form"]
    assert {"exit_date", "signed_date", "weekday_hours", "grade"} <= set(form.errors)
    assert set(form.rows["wages"].errors[0]) == {"month"}
    assert set(form.rows["wages"].errors[1]) == {"month"}
    again = filled(page)
    assert {key: again[key] for key in ("weekday_hours", "deposit-question")} == {
        "weekday_hours": "很多", "deposit-question": "押金收据在何处",
    }  # fmt: skip
    assert not SumSheet.objects.exists()
    assert browser.post(url(case, "sums/preview/"), data).status_code == 200


def test_who_comes_second_is_told_and_keeps_what_was_typed(cast: Cast, as_user: SignIn) -> None:
    case = employed(cast, "2021-03-01", "2026-02-28")
    browser = as_user(cast.mediator)
    data = form_of(browser, case, monthly_wage="6789") | given()
    take_step(case, "add_note", by=cast.registrar, at=NOW, text="x")

    page = browser.post(url(case, "do/record_facts/"), data)

    assert page.status_code == 409
    assert filled(page)["monthly_wage"] == "6789"
    assert not SumSheet.objects.exists()
    assert browser.post(url(case, "do/record_facts/"), filled(page)).status_code == 302


def test_facts_are_a_workers_and_the_claims_of_this_file(cast: Cast) -> None:
    case = employed(cast, "2021-03-01", "2026-02-28")

    with pytest.raises(Refused, match="用工事实只能为劳动者登记"):
        take_step(case, "record_facts", by=cast.mediator, at=NOW, party=case.side("respondent")[0], facts={})

    assert not SumSheet.objects.exists()


def test_each_worker_has_facts_of_their_own(cast: Cast, as_user: SignIn) -> None:
    case = case_in(State.IN_MEDIATION, cast, names=["张甲", "李乙"])
    browser = as_user(cast.mediator)
    for worker, due in zip(case.workers, ("6000", "7000"), strict=True):
        address = url(case, f"do/record_facts/?party={worker.pk}")
        data = filled(browser.get(address))
        for n in range(3):
            data |= {f"wages-{n}-due": due, f"wages-{n}-paid": "0"}
        assert browser.post(address, data).status_code == 302

    results = SumSheet.objects.filter(case=case).latest("no").results

    assert [row["by_law"] for row in results] == ["18000.00", "21000.00"]
    assert f"?party={case.workers[1].pk}" in browser.get(url(case, "sums/")).content.decode()


def test_a_mediator_may_choose_another_calculator(cast: Cast, as_user: SignIn) -> None:
    case = employed(cast, "2021-03-01", "2026-02-28")
    browser = as_user(cast.mediator)
    claim = case.claim_rows[1]
    data = form_of(browser, case, monthly_wage="6000") | given() | {f"claim-{claim.pk}": "unlawful_termination"}

    browser.post(url(case, "do/record_facts/"), data)
    chosen = kept(case)["经济补偿"]
    browser.post(url(case, "do/record_facts/"), form_of(browser, case) | {f"claim-{claim.pk}": ""})

    assert (chosen["calculator"], chosen["by_law"]) == ("unlawful_termination", "60000.00")
    assert kept(case)["经济补偿"]["calculator"] == ""


# ── the agreement ─────────────────────────────────────────────────────────────────────────────────────────────────────


def terms(case: Case, *amounts: str) -> dict[str, Any]:
    """Terms that settle the severance in so many instalments, and drop the rest."""
    claim, employer = case.claim_rows[1], case.side("respondent")[0]
    items = [
        {
            "kind": "money", "what": "经济补偿", "debtor": employer, "creditor": claim.party, "claim": claim,
            "amount": Decimal(amount), "method": "cash", "payee": "张秀英", "due_on": NOW.date(),
        }
        for amount in amounts
    ]  # fmt: skip
    agreed = sum(map(Decimal, amounts), Decimal(0))
    claims = {claim.pk: {"result": "settled", "agreed": agreed}, case.claim_rows[0].pk: {"result": "dropped"}}
    return {"facts": "x", "disputed": "y", "items": items, "claims": claims}


@pytest.mark.parametrize(
    ("amounts", "warned"), [(["9000"], True), (["4500", "4500"], True), (["29000"], False), (["14500", "14500"], False)]
)
def test_the_check_of_the_terms_knows_the_sum_by_law(
    amounts: list[str], warned: bool, cast: Cast, as_user: SignIn
) -> None:
    """Instalments are weighed together."""
    case = employed(cast, "2021-03-01", "2026-02-28")
    browser = as_user(cast.mediator)
    browser.post(url(case, "do/record_facts/"), form_of(browser, case, monthly_wage="6000") | given())
    take_step(case, "write_terms", by=cast.mediator, at=NOW, **terms(load_case(case.pk), *amounts))

    rules = [row["rule"] for row in load_case(case.pk).settlement.findings]

    assert rules.count("below_calculation") == warned


def test_agreed_by_the_sum_of_law_is_shown_to_the_body_alone(cast: Cast, as_user: SignIn) -> None:
    case = employed(cast, "2021-03-01", "2026-02-28", channel="court_pre")
    browser = as_user(cast.mediator)
    browser.post(url(case, "do/record_facts/"), form_of(browser, case, monthly_wage="6000") | given())
    take_step(case, "write_terms", by=cast.mediator, at=NOW, **terms(load_case(case.pk), "24690"))

    mine = as_user(cast.mediator).get(url(case, "agreement/")).content.decode()
    typing = as_user(cast.mediator).get(url(case, "do/write_terms/")).content.decode()

    assert "82.3%" in mine
    assert "82.3%" in typing
    Settlement.objects.filter(case=case).update(effective_on=NOW.date())
    courts = as_user(cast.liaison).get(url(case, "agreement/"))
    assert courts.status_code == 200
    assert "24,690.00" in courts.content.decode()
    assert "82.3%" not in courts.content.decode()
    assert "30,000.00" not in courts.content.decode()


# ── who sees ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_sums_stay_inside_the_body(cast: Cast, as_user: SignIn) -> None:
    """Every page of the file for every partner, with facts, sums, an offer and a confidential note in the room."""
    case = employed(cast, "2021-03-01", "2026-02-28", channel="court_pre")
    browser = as_user(cast.mediator)
    data = form_of(browser, case, monthly_wage="6000") | given() | {"exit_date-employer": "2025-08-01"}
    data |= {"exit_date-question": "何日离岗待查", "exit_date-evidence": "门禁记录打印件"}
    browser.post(url(case, "do/record_facts/"), data)
    take_step(
        case, "record_offer", by=cast.mediator, at=NOW, by_side="respondent", amount="8765.00", terms="分三期给付"
    )
    take_step(
        case, "log_session", by=cast.mediator, at=NOW, kind="private", with_side="respondent", mode="phone",
        began_at=NOW, private_note="底线两万元",
    )  # fmt: skip
    secrets = ("何日离岗待查", "门禁记录打印件", "27,000.00", "兰统计〔2026〕1号", "登记用工事实")
    private = ("8,765", "8765", "分三期给付", "底线两万元")
    access.invite_body(cast.committee, case, Role.ARBITRATION_CLERK, on=TODAY, reason="x")

    for part in ("registrar", "head", "mediator", "reviewer"):
        browser = as_user(cast.people[part])
        for address in ("sums/", "sums/print/", "sums/?sheet=1"):
            page = browser.get(url(case, address))
            assert page.status_code == 200, (part, address)
            assert "27,000.00" in page.content.decode()
            assert not any(word in page.content.decode() for word in private), part
    for part in ("liaison", "arbitration_clerk", "supervisor"):
        browser = as_user(cast.people[part])
        for address in ("sums/", "sums/print/", "sums/?sheet=1", "do/record_facts/"):
            assert browser.get(url(case, address)).status_code in {403, 404}, (part, address)
        assert browser.post(url(case, "sums/preview/"), data).status_code == 404
        for page_of in (
            "/",
            "/files/",
            *(url(case, tab) for tab in ("", "parties/", "agreement/", "timeline/", "papers/")),
        ):
            with CaptureQueriesContext(connection) as asked:
                page = browser.get(page_of)
            assert not any(word in page.content.decode() for word in secrets), (part, page_of)
            assert not any("sumsheet" in row["sql"] or "by_law" in row["sql"] for row in asked), (part, page_of)


def test_the_readers_among_the_body_do_not_write(cast: Cast, as_user: SignIn) -> None:
    case = employed(cast, "2021-03-01", "2026-02-28")

    assert as_user(cast.reviewer).get(url(case, "do/record_facts/")).status_code == 403
    assert as_user(cast.reviewer).post(url(case, "sums/preview/"), {}).status_code == 404
    assert as_user(cast.neighbour_mediator).get(url(case, "sums/print/")).status_code == 404


def test_the_page_of_sums_costs_eight_queries_whatever_is_kept(cast: Cast, as_user: SignIn) -> None:
    short, long = (case_in(State.IN_MEDIATION, cast, workers=n) for n in (1, 12))
    browser = as_user(cast.mediator)
    for _again in range(3):
        take_step(long, "record_facts", by=cast.mediator, at=NOW, party=load_case(long.pk).workers[0], facts={})
    browser.get(url(short, "sums/"))

    costs = []
    for case in (short, long):
        for address in ("sums/", "sums/print/"):
            with CaptureQueriesContext(connection) as asked:
                browser.get(url(case, address))
            costs.append(len(asked))

    assert costs[:2] == costs[2:]
    assert max(costs) <= 8


# ── the preparation sheet ─────────────────────────────────────────────────────────────────────────────────────────────


def test_the_preparation_sheet_sets_positions_side_by_side_and_flags_what_is_empty(cast: Cast, as_user: SignIn) -> None:
    case = employed(cast, "2021-03-01", "2026-02-28")
    browser = as_user(cast.mediator)
    data = form_of(browser, case, monthly_wage="6000") | given() | {"exit_date-employer": "2025-08-01"}
    data |= {"exit_date-evidence": "解除通知书", "exit_date-question": "何日离岗"}
    browser.post(url(case, "do/record_facts/"), data)

    page = browser.get(url(case, "sums/print/"))

    wages, severance = page.context["rows"]
    assert wages["employer"] == []
    assert wages["evidence"] == []
    assert any("工资明细" in line for line in wages["questions"])
    assert severance["worker"] == ["离职日期（最后工作日）：2026-02-28"]
    assert severance["employer"] == ["离职日期（最后工作日）：2025-08-01"]
    assert severance["evidence"] == ["离职日期（最后工作日）：解除通知书"]
    assert severance["articles"][0] == "劳动合同法 第46条"
    assert severance["questions"] == ["何日离岗", "证据支持哪一方的说法：离职日期（最后工作日）？"]
    assert "尚不清楚" in page.content.decode()


def test_the_preparation_sheet_takes_evidence_and_confirmed_facts_from_the_file(cast: Cast, as_user: SignIn) -> None:
    case = employed(cast, "2021-03-01", "2026-02-28")
    paper: dict[str, Any] = {
        "file": ContentFile(b"%PDF-1.4 x", "x.pdf"),
        "content_type": "application/pdf",
        "evidence_kind": "document",
    }
    take_step(
        case, "lodge_exhibit", by=cast.mediator, at=NOW, title="工资流水", claim=case.claim_rows[0], **paper,
    )  # fmt: skip
    case = load_case(case.pk)
    take_step(case, "lodge_exhibit", by=cast.mediator, at=NOW, title="劳动合同", **paper)
    take_step(
        load_case(case.pk), "confirm_facts", by=cast.mediator, at=NOW, items=["每月十五日发工资"],
        confirmed_by=case.party_rows, aware_of_use=True,
    )  # fmt: skip

    page = as_user(cast.mediator).get(url(case, "sums/print/"))

    assert [row["evidence"] for row in page.context["rows"]] == [["工资流水"], []]
    assert page.context["exhibits"] == ["劳动合同"]
    assert page.context["confirmed"] == ["每月十五日发工资"]


def test_the_claim_of_an_employer_stands_in_its_own_column(cast: Cast, as_user: SignIn) -> None:
    case = employed(cast, "2021-03-01", "2026-02-28")
    take_step(
        case, "add_claim", by=cast.mediator, at=NOW, cause_code="205-7", what="返还培训费用", claimed=Decimal(8000),
        party=case.side("respondent")[0],
    )  # fmt: skip

    page = as_user(cast.mediator).get(url(case, "sums/print/"))

    assert [row["claims"] for row in page.context["rows"]] == ["worker", "worker", "employer"]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_an_ordinary_case_fills_two_pages_at_the_most_and_the_sums_follow_the_typing(
    chromium: Any, live_server: Any
) -> None:
    """From the facts to the paper, in a browser: what is typed is worked out at once, what is printed is counted."""
    at = timezone.now()
    cast = make_cast()
    case = case_in(
        State.IN_MEDIATION, cast, at=at, entry_on=dt.date(2021, 3, 1), leave_on=dt.date(2026, 2, 28),
        monthly_wage=Decimal(6000), contract_status="none",
    )  # fmt: skip
    worker = case.workers[0]
    for what in ("经济补偿", "加班工资", "未休年休假工资", "二倍工资差额"):
        take_step(
            case, "add_claim", by=cast.mediator, at=at, cause_code="205-6", what=what, claimed=Decimal(30000),
            party=worker,
        )  # fmt: skip
    page = chromium.new_page(locale="zh-CN", timezone_id="Asia/Shanghai")
    page.goto(f"{live_server.url}/sign-in/")
    page.fill("[name=username]", "mediator")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.goto(f"{live_server.url}{url(case, 'do/record_facts/')}")

    for name, value in given().items():
        page.fill(f"[name='{name}']", value)
    page.wait_for_selector("#sums >> text=30,000.00")
    page.click(".fact:has([name='exit_date-employer']) summary")
    page.fill("[name='exit_date-employer']", "2025-08-01")
    page.fill("[name='exit_date-question']", "何日离岗，由谁交接，考勤何时停止")
    page.fill("[name='exit_date-evidence']", "解除通知书、门禁记录、社会保险停缴记录")
    page.wait_for_selector("#sums >> text=27,000.00")
    page.click("button.main:has-text('登记用工事实并测算')")
    page.wait_for_load_state()
    assert page.url.endswith("/sums/")
    page.goto(f"{live_server.url}{url(case, 'sums/print/')}")
    printed = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))

    assert len(printed.pages) <= 2
    assert printed.pages[0].mediabox.width > printed.pages[0].mediabox.height
    assert "27,000.00" in "".join(one.extract_text() for one in printed.pages)
    page.context.close()
