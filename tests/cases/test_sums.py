"""The sums of a case: facts entered once, each side's version, what is missing, sheets that stay as they were."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from cases.models import Case, SumSheet, load_case
from dossiers.actions import take_step
from tests.cases.pages import filled, url
from tests.cast import NOW, Cast, case_in
from workflows.mediation import State

SignIn = Callable[[Any], Client]
pytestmark = pytest.mark.usefixtures("today")


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
