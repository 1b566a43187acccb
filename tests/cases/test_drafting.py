"""Drafting: checked while it is typed, settled in one go, divided all at once, clauses from the library."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as some

from cases.drafting import shares
from cases.models import Case, Claim, Obligation, load_case
from dossiers.actions import take_step
from tests.cases.pages import filled
from tests.cast import NOW, Cast, case_in
from workflows.mediation import State

SignIn = Callable[[Any], Client]
pytestmark = pytest.mark.usefixtures("today")


def address(case: Case) -> str:
    return f"/files/{case.code}/do/write_terms/"


def accepted(case: Case, cast: Cast, amount: str) -> Case:
    """One side offered a sum in a session and the other took it."""
    take_step(
        case, "record_offer", by=cast.mediator, at=NOW, by_side="respondent", amount=Decimal(amount), answer="accepted"
    )
    return load_case(case.pk)


def test_the_check_says_what_is_wrong_beside_the_entry_and_saves_nothing(cast: Cast, as_user: SignIn) -> None:
    case = case_in(State.IN_MEDIATION, cast)
    browser = as_user(cast.mediator)
    typed = filled(
        browser.get(address(case)), items__0__amount="一万", items__0__due_on="2026-02-30",
        clauses="乙方自愿放弃社会保险。", breach="____", add_row="check",
    )  # fmt: skip

    page = browser.post(address(case), typed)

    form = page.context["form"]
    places = {(row["rule"], name) for row in form.findings for name in row["entries"]}
    assert {
        ("amount_unreadable", "items-0-amount"), ("due_date_unreadable", "items-0-due_on"),
        ("account_missing", "items-0-account"), ("social_insurance_waiver", "clauses"), ("blank_left", "breach"),
    } <= places  # fmt: skip
    kept = filled(page)
    assert (kept["items-0-amount"], kept["clauses"]) == ("一万", "乙方自愿放弃社会保险。"), "half-typed terms survive"
    assert load_case(case.pk).version == case.version
    assert not Obligation.objects.exists()


def test_script_gets_the_same_as_a_fragment(cast: Cast, as_user: SignIn) -> None:
    case = case_in(State.IN_MEDIATION, cast)
    browser = as_user(cast.mediator)
    typed = filled(browser.get(address(case)), items__0__amount="12000", release="再无其他争议", add_row="check")

    answer = browser.post(address(case), typed, headers={"HX-Request": "true"})

    told = answer.content.decode()
    assert "<html" not in told
    assert 'id="checked"' in told
    assert 'id="found-items-0-amount" hx-swap-oob="true"' in told
    assert "壹万贰仟元整" in told
    assert "劳动争议司法解释（一） 第35条" in told.split('id="found-release"')[1].split("</div>")[0]


def test_a_form_nobody_has_begun_is_not_judged(cast: Cast, as_user: SignIn) -> None:
    case = case_in(State.IN_MEDIATION, cast)

    form = as_user(cast.mediator).get(address(case)).context["form"]

    assert form.findings == []


def test_saving_what_is_blocked_is_no_plain_success(cast: Cast, as_user: SignIn) -> None:
    case = case_in(State.IN_MEDIATION, cast)
    browser = as_user(cast.mediator)
    data = filled(
        browser.get(address(case)), disputed="数额", results__0__result="settled", results__0__agreed="15000",
        items__0__amount="15000", clauses="乙方自愿放弃社会保险。",
    )  # fmt: skip

    page = browser.post(address(case), data, follow=True)

    (said,) = page.context["messages"]
    assert said.level_tag == "warning"
    assert "不能签署" in str(said)
    assert "社会保险" in str(said)
    data = filled(browser.get(address(case)), clauses="", items__0__account="6222000000000000001")
    data["items-0-due_on"] = "2026-04-10"
    (said,) = browser.post(address(case), data, follow=True).context["messages"]
    assert said.level_tag == "success"


def test_what_both_sides_accepted_stands_in_a_new_draft(cast: Cast, as_user: SignIn) -> None:
    case = accepted(case_in(State.IN_MEDIATION, cast, workers=2), cast, "15000.01")

    data = filled(as_user(cast.mediator).get(address(case)))

    assert [data[f"items-{n}-amount"] for n in range(2)] == ["7500.00", "7500.01"]
    assert [data[f"results-{n}-agreed"] for n in range(2)] == ["7500.00", "7500.01"]
    assert {data[f"results-{n}-result"] for n in range(2)} == {"settled"}


def test_a_dozen_workers_are_settled_and_divided_without_typing(cast: Cast, as_user: SignIn) -> None:
    case = case_in(State.IN_MEDIATION, cast, workers=12)
    browser = as_user(cast.mediator)

    page = browser.post(address(case), filled(browser.get(address(case)), add_row="settle:claimed"))
    page = browser.post(address(case), filled(page, add_row="split-all", split_parts="3", split_first="2026-04-30"))
    assert page.context["form"].totals["items"] == Decimal("216000.00")
    data = filled(page, disputed="数额", breach="有任何一期逾期的，未到期各期一并到期。")
    for n in range(36):
        data[f"items-{n}-account"] = f"62220000000000{n:05d}"
    assert browser.post(address(case), data).status_code == 302

    rows = Obligation.objects.filter(settlement__case=case.pk)
    assert rows.count() == 36
    assert {(row.amount, row.creditor_id == row.claim.party_id) for row in rows} == {(Decimal("6000.00"), True)}  # type: ignore[union-attr]
    assert {row.due_on for row in rows} == {dt.date(2026, 4, 30), dt.date(2026, 5, 30), dt.date(2026, 6, 30)}
    assert load_case(case.pk).terms_blocked == []


def test_an_offer_that_was_not_accepted_settles_nothing(cast: Cast, as_user: SignIn) -> None:
    case = case_in(State.IN_MEDIATION, cast)
    take_step(case, "record_offer", by=cast.mediator, at=NOW, by_side="respondent", amount=Decimal(9))
    browser = as_user(cast.mediator)

    page = browser.get(address(case))
    after = browser.post(address(case), filled(page, add_row=f"settle:{case.offers.get().pk}"))

    assert "settle:claimed" in page.content.decode()
    assert f"settle:{case.offers.get().pk}" not in page.content.decode()
    assert filled(after)["items-0-amount"] == ""


def test_a_clause_of_the_library_is_put_in_without_script(cast: Cast, as_user: SignIn) -> None:
    case = case_in(State.IN_MEDIATION, cast)
    browser = as_user(cast.mediator)

    page = browser.post(address(case), filled(browser.get(address(case)), clauses="第一条。", add_row="clause:payment"))
    page = browser.post(address(case), filled(page, add_row="clause:release"))

    kept = filled(page)
    assert kept["clauses"].splitlines()[0] == "第一条。"
    assert kept["clauses"].splitlines()[1].startswith("被申请人应当将本协议列明的款项")
    assert "支付2025年10月至12月工资" in kept["release"]


@pytest.mark.parametrize(
    "word",
    [
        "settle:",
        "settle:x",
        "settle:99999999999999999999",
        "clause:",
        "clause:none",
        "split-all",
        "check:",
        "：",
        "settle:²",
    ],
)
def test_words_nobody_sends_change_nothing(cast: Cast, as_user: SignIn, word: str) -> None:
    case = case_in(State.IN_MEDIATION, cast)
    browser = as_user(cast.mediator)
    typed = filled(
        browser.get(address(case)), add_row=word, items__0__method="x", items__0__kind="x", items__0__claim="x",
        results__0__claim="²", split_parts="10" * 9,
    )  # fmt: skip

    assert browser.post(address(case), typed).status_code in {200, 422}
    assert load_case(case.pk).version == case.version


@given(
    total=some.decimals(min_value="0.01", max_value="99999999", places=2),
    claimed=some.lists(
        some.none() | some.decimals(min_value="0", max_value="999999", places=2), min_size=1, max_size=12
    ),
)
def test_shares_always_add_up(total: Decimal, claimed: list[Decimal | None]) -> None:
    rows = [Claim(pk=n, claimed=amount) for n, amount in enumerate(claimed)]

    found = shares(rows, total)

    assert sum(found.values()) == total
    assert all(amount >= 0 for amount in found.values())
