"""The calculators: every vector of the reference as a row, the edges of half-years, and properties that must hold."""

import json
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from statutes import StatuteDataError
from statutes.entitlements import CALCULATORS, calculate, final_award_possible, maternity_days, span
from statutes.entitlements.ledger import money, shown
from statutes.entitlements.service import after_months, service, severance_months
from statutes.facts import BadFact
from statutes.parameters import ParameterMissing, ParameterValue, load_parameters, shipped_parameters
from statutes.tables import sentences, table

PLENTY = {"local_average_monthly_wage": "8000", "minimum_monthly_wage": "2000"}


def amount(name, facts, parameters=None):
    return str(calculate(name, facts, parameters).amount)


def severance(entry, last, wage, parameters=None, name="economic_compensation"):
    facts = {"entry_date": entry, "exit_date": last, "average_monthly_wage": wage, "region": "620100"}
    return amount(name, facts, PLENTY if parameters is None else parameters)


# --- length of service --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "last", "months"),
    [
        ("2021-03-01", "2026-08-31", "6"),
        ("2021-03-01", "2026-02-28", "5"),
        ("2021-03-01", "2026-03-01", "5.5"),
        ("2021-03-01", "2026-08-30", "5.5"),  # a day short of six months
        ("2008-01-01", "2026-06-30", "19"),
        ("2026-01-01", "2026-01-01", "0.5"),  # one day
        ("2026-01-01", "2026-06-29", "0.5"),
        ("2026-01-01", "2026-06-30", "1"),
        ("2026-01-01", "2026-12-31", "1"),
        ("2026-01-01", "2027-01-01", "1.5"),
        ("2024-02-29", "2025-02-28", "1"),  # a year from a leap day ends with February
        ("2024-02-29", "2025-03-01", "1.5"),
        ("2025-08-31", "2026-02-28", "1"),  # six months from the 31st end with February
        ("2025-08-31", "2026-02-27", "0.5"),
        ("2020-08-31", "2026-02-27", "5.5"),
    ],
)
def test_half_years_at_their_edges(entry, last, months):
    length = service(date.fromisoformat(entry), date.fromisoformat(last))

    assert severance_months(length) == Decimal(months)


def test_no_service_before_entry():
    length = service(date(2026, 3, 2), date(2026, 3, 1))

    assert (length.years, length.months, length.days) == (0, 0, 0)
    assert severance_months(length) == 0


# --- N, 2N, +1 ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "last", "wage", "expected"),
    [
        # The vectors.
        ("2021-03-01", "2026-08-31", "6000", "36000.00"),
        ("2021-03-01", "2026-02-28", "6000", "30000.00"),
        ("2021-03-01", "2026-03-01", "6000", "33000.00"),
        ("2008-01-01", "2026-06-30", "20000", "380000.00"),
        ("2008-01-01", "2026-06-30", "40000", "288000.00"),
        # At three times the average there is no cap, one fen above there is.
        ("2008-01-01", "2026-06-30", "24000", "456000.00"),
        ("2008-01-01", "2026-06-30", "24000.01", "288000.00"),
        # The cap on the base without the cap on years, when there are fewer than twelve.
        ("2021-03-01", "2026-08-31", "40000", "144000.00"),
        # Below the minimum wage.
        ("2021-03-01", "2026-08-31", "1500", "12000.00"),
        ("2021-03-01", "2026-08-31", "2000", "12000.00"),
        # Fen are kept and rounded once.
        ("2021-03-01", "2026-03-01", "6666.67", "36666.69"),
    ],
)
def test_economic_compensation(entry, last, wage, expected):
    assert severance(entry, last, wage) == expected
    doubled = Decimal(severance(entry, last, wage, name="unlawful_termination"))
    assert abs(doubled - 2 * Decimal(expected)) <= Decimal("0.01")


def test_the_lines_show_how_the_cap_was_reached():
    found = calculate(
        "economic_compensation",
        {"entry_date": "2008-01-01", "exit_date": "2026-06-30", "average_monthly_wage": "40000", "region": "620100"},
        PLENTY,
    )

    assert [(line.what.code, line.formula, str(line.amount)) for line in found.lines] == [
        ("severance_months", "18年6个月", "19"),
        ("capped_base", "40000 > 3 × 8000", "24000.00"),
        ("capped_months", "19 > 12", "12"),
        ("economic_compensation", "12 × 24000", "288000.00"),
    ]
    assert found.lines[1].article == "劳动合同法 第47条第2款"
    assert [(used.name, used.value, used.source) for used in found.parameters] == [
        ("local_average_monthly_wage", "8000", "input"),
        ("minimum_monthly_wage", "2000", "input"),
    ]


def test_service_before_2008_counts_for_2n_but_not_for_n_and_n_says_so():
    facts = {"entry_date": "2003-01-01", "exit_date": "2009-12-31", "average_monthly_wage": "5000"}
    compensation = calculate("economic_compensation", facts, PLENTY)
    unlawful = calculate("unlawful_termination", facts, PLENTY)

    assert (str(compensation.amount), str(unlawful.amount)) == ("10000.00", "70000.00")
    assert "service_before_2008" in [one.code for one in compensation.warnings]
    assert "service_before_2008" not in [one.code for one in unlawful.warnings]


@pytest.mark.parametrize(
    ("wage", "parameters", "missing"),
    [
        ("6000", {}, ("local_average_monthly_wage", "minimum_monthly_wage")),
        ("6000", {"minimum_monthly_wage": "2000"}, ("local_average_monthly_wage",)),
        ("6000", {"local_average_monthly_wage": "8000"}, ("minimum_monthly_wage",)),
    ],
)
def test_missing_regional_figures_are_named_and_the_sum_refused(wage, parameters, missing):
    with pytest.raises(ParameterMissing) as gap:
        severance("2021-03-01", "2026-08-31", wage, parameters)
    assert gap.value.missing == missing
    assert gap.value.region == "620100"


def test_a_wage_above_the_local_average_needs_no_minimum_wage():
    assert severance("2008-01-01", "2026-06-30", "20000", {"local_average_monthly_wage": "8000"}) == "380000.00"


def test_pay_in_lieu_has_no_cap():
    assert amount("pay_in_lieu_of_notice", {"previous_month_wage": "88000"}) == "88000.00"


def test_nothing_is_due_in_place_of_a_notice_that_was_given():
    assert amount("pay_in_lieu_of_notice", {"previous_month_wage": "6000", "notice_given": True}) == "0.00"
    assert amount("pay_in_lieu_of_notice", {"previous_month_wage": "6000", "notice_given": False}) == "6000.00"


DAYS = st.dates(date(2008, 1, 1), date(2030, 12, 31))
WAGES = st.integers(0, 20_000_000).map(lambda fen: Decimal(fen) / 100)


@given(DAYS, st.integers(0, 8000), st.integers(0, 400), WAGES)
def test_more_service_never_gives_less(entry, days, more, wage):
    last = entry + timedelta(days=days)
    sums = [Decimal(severance(entry, end, str(wage))) for end in (last, last + timedelta(days=more))]

    assert sums[0] <= sums[1]


@given(DAYS, st.integers(0, 8000), WAGES)
def test_the_caps_bind(entry, days, wage):
    sum_ = Decimal(severance(entry, entry + timedelta(days=days), str(wage)))
    months = severance_months(service(entry, entry + timedelta(days=days)))

    if wage > 24000:
        assert sum_ == 24000 * min(months, Fraction(12))
    else:
        assert sum_ == money(months * Fraction(max(wage, Decimal(2000))))


@given(DAYS, st.integers(0, 8000))
def test_service_adds_up(entry, days):
    last = entry + timedelta(days=days)
    length = service(entry, last)

    reached = after_months(entry, length.years * 12 + length.months)
    assert reached + timedelta(days=length.days) == last + timedelta(days=1)
    assert 0 <= length.months < 12
    assert 0 <= length.days < 31


# --- double wage --------------------------------------------------------------------------------------------------


def double(entry="2025-03-10", signed=None, end=None, wage="6525", divisor="21.75"):
    facts = {"entry_date": entry, "signed_date": signed, "end_date": end, "monthly_wage": wage}
    return calculate("double_wage", facts, {"double_pay_divisor": divisor} if divisor else {})


def test_never_signed_gives_eleven_months_and_needs_no_divisor():
    found = double(divisor=None)

    assert found.lines[0].formula == "2025-04-10 … 2026-03-09"
    assert (str(found.lines[0].amount), str(found.amount)) == ("11", "71775.00")


@pytest.mark.parametrize(
    ("signed", "end", "expected"),
    [
        ("2025-03-20", None, "0.00"),  # within the first month
        ("2025-04-10", None, "0.00"),  # on the first day after it: the day before signing lies before the start
        ("2025-05-10", None, "6525.00"),  # one whole month
        ("2025-08-25", None, "29100.00"),  # four months and ten working days at 300
        ("2026-03-10", None, "71775.00"),  # on the anniversary
        ("2027-01-01", None, "71775.00"),  # long after
        (None, "2025-04-05", "0.00"),  # left before the first month was over
        (None, "2025-05-09", "6525.00"),
        ("2025-08-25", "2025-06-09", "13050.00"),  # whichever is earlier
        (None, "2025-10-09", "39150.00"),
    ],
)
def test_double_wage_periods(signed, end, expected):
    assert str(double(signed=signed, end=end).amount) == expected


def test_a_partial_month_needs_its_divisor_or_counts_the_working_days_of_the_month():
    with pytest.raises(ParameterMissing) as gap:
        double(signed="2025-08-25", divisor=None)
    assert gap.value.missing == ("double_pay_divisor",)

    found = double(signed="2025-08-25", divisor="actual")  # 10 of 22 working days from 10 August to 9 September
    assert [line.formula for line in found.lines if line.counts] == ["4 × 6525", "6525 ÷ 22 × 10"]


def test_a_partial_month_names_the_calendar_it_lacks():
    with pytest.raises(ParameterMissing) as gap:
        double(entry="2031-01-15", signed="2031-04-20")
    assert gap.value.missing == ("holiday_calendar:2031",)


def test_a_month_from_the_31st_ends_with_the_month():
    found = double(entry="2026-01-31", end="2026-03-31")

    assert found.lines[0].formula == "2026-03-01 … 2026-03-31"


@given(DAYS, st.integers(0, 500))
def test_double_wage_grows_with_the_wait_and_stops_at_eleven_months(entry, days):
    # Whole numbers only: the partial month rests on calendars that end.
    signed = after_months(entry, days // 30)
    found = double(entry=entry.isoformat(), signed=signed.isoformat(), wage="1000")

    assert found.amount == 1000 * max(0, min(11, days // 30 - 1))


# --- overtime, leave ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ((10, 0, 0), "562.50"),
        ((0, 8, 0), "600.00"),
        ((0, 0, 8), "900.00"),
        ((10, 8, 8), "2062.50"),
        ((0, 0, 0), "0.00"),
        (("0.5", 0, 0), "28.13"),  # 28.125 is rounded half-up
    ],
)
def test_overtime(hours, expected):
    facts = dict(zip(("weekday_hours", "rest_day_hours", "holiday_hours"), hours, strict=True))

    assert amount("overtime", {"monthly_wage": "6525", **facts}) == expected


def test_overtime_shows_day_and_hour_and_warns_over_thirty_six_hours():
    found = calculate(
        "overtime", {"monthly_wage": "6525", "weekday_hours": 30, "rest_day_hours": 8, "holiday_hours": 0}
    )

    assert [(line.what.code, str(line.amount)) for line in found.lines[:2]] == [
        ("daily_wage", "300.00"),
        ("hourly_wage", "37.50"),
    ]
    assert "overtime_limit" in [one.code for one in found.warnings]


def leave(years=5, year=2025, entry=None, last=None, taken=0, wage="6525", **more):
    facts = {
        "cumulative_years": years, "year": year, "entry_date": entry, "exit_date": last, "taken_days": taken,
        "average_monthly_wage": wage, **more,
    }  # fmt: skip
    found = calculate("annual_leave", facts)
    unused = next(line.amount for line in found.lines if line.what.code == "leave_unused")
    return str(unused), str(found.amount)


@pytest.mark.parametrize(
    ("facts", "unused", "expected"),
    [
        ({"last": "2025-06-30", "taken": 1}, "1", "600.00"),  # the vector: ⌊2.479⌋ − 1
        ({"last": "2025-06-30", "taken": 3}, "0", "0.00"),  # over-taken is not clawed back
        ({}, "5", "3000.00"),
        ({"taken": 5}, "0", "0.00"),
        ({"years": "0.9"}, "0", "0.00"),
        ({"years": 1}, "5", "3000.00"),
        ({"years": "9.99"}, "5", "3000.00"),
        ({"years": 10}, "10", "6000.00"),
        ({"years": "19.5"}, "10", "6000.00"),
        ({"years": 20}, "15", "9000.00"),
        ({"entry": "2025-07-01"}, "2", "1200.00"),  # 184 days left: ⌊2.52⌋
        ({"entry": "2025-10-21"}, "0", "0.00"),  # 72 days left: ⌊0.986⌋
        ({"entry": "2025-10-20"}, "1", "600.00"),  # 73 days left: exactly one
        ({"entry": "2025-03-01", "last": "2025-12-31"}, "4", "2400.00"),
        ({"entry": "2020-03-01", "last": "2025-12-31"}, "5", "3000.00"),
        ({"year": 2024, "last": "2024-12-30", "years": 20}, "15", "9000.00"),  # a leap year never gives more than all
        ({"taken": "0.5"}, "4.5", "2700.00"),
        ({"written_refusal": True}, "5", "0.00"),
    ],
)
def test_annual_leave(facts, unused, expected):
    assert leave(**facts) == (unused, expected)


@pytest.mark.parametrize(
    "facts", [{"entry": "2026-01-05"}, {"last": "2024-12-31"}, {"entry": "2025-05-01", "last": "2025-04-01"}]
)
def test_a_year_outside_the_employment_is_refused(facts):
    with pytest.raises(BadFact):
        leave(**facts)


@given(st.dates(date(2025, 1, 1), date(2025, 12, 30)), st.integers(1, 40))
def test_leaving_later_never_gives_less_leave(last, years):
    first, second = (Decimal(leave(years=years, last=day.isoformat())[0]) for day in (last, last + timedelta(days=1)))

    assert first <= second


# --- work injury --------------------------------------------------------------------------------------------------


def injury(grade, wage, leaves=False, average="8000", grants=None, **more):
    parameters = {"area_average_wage": average} | ({"province_injury_grants": grants} if grants else {})
    return calculate(
        "work_injury", {"grade": grade, "contribution_wage": wage, "leaves_job": leaves, **more}, parameters
    )


@pytest.mark.parametrize(
    ("grade", "wage", "expected"),
    [
        (10, "3000", "33600.00"),  # raised to 60 % of the average
        (5, "6000", "108000.00"),
        (1, "40000", "648000.00"),  # cut at 300 %
        (2, "6000", "150000.00"),
        (3, "6000", "138000.00"),
        (4, "6000", "126000.00"),
        (6, "6000", "96000.00"),
        (7, "6000", "78000.00"),
        (8, "6000", "66000.00"),
        (9, "6000", "54000.00"),
    ],
)
def test_disability_benefits(grade, wage, expected):
    assert str(injury(grade, wage).amount) == expected


@pytest.mark.parametrize(
    ("grade", "allowance"),
    [
        (1, "5400.00"),
        (2, "5100.00"),
        (3, "4800.00"),
        (4, "4500.00"),
        (5, "4200.00"),
        (6, "3600.00"),
        (7, None),
        (10, None),
    ],
)
def test_monthly_allowances_are_shown_and_not_added_up(grade, allowance):
    found = injury(grade, "6000")
    monthly = [str(line.amount) for line in found.lines if line.unit == "yuan_per_month"]

    assert monthly == ([allowance] if allowance else [])
    assert sum(line.amount for line in found.lines if line.counts) == found.amount


@pytest.mark.parametrize(
    ("grants", "expected"),
    [
        ({"5": {"medical": "100000", "employment": "80000"}}, "288000.00"),
        ({"5": {"medical_months": "18", "employment_months": 10}}, "332000.00"),
        ({"medical": "100000", "employment": "80000"}, "288000.00"),
        ({"medical": {"5": "100000"}, "employment": {"5": "80000"}}, "288000.00"),
        ({"5": "180000"}, "288000.00"),
    ],
)
def test_on_leaving_both_grants_of_the_province_are_due(grants, expected):
    assert str(injury(5, "6000", leaves=True, grants=grants).amount) == expected


def test_on_leaving_without_a_provincial_table_the_sum_is_refused():
    with pytest.raises(ParameterMissing) as gap:
        calculate("work_injury", {"grade": 8, "contribution_wage": "6000", "leaves_job": True, "region": "620000"}, {})
    assert gap.value.missing == ("area_average_wage", "province_injury_grants")

    with pytest.raises(ParameterMissing) as gap:
        injury(8, "6000", leaves=True, grants={"7": "1"})
    assert gap.value.missing == ("province_injury_grants[8]",)


def test_grades_one_to_four_keep_the_employment():
    found = injury(4, "6000", leaves=True)

    assert str(found.amount) == "126000.00"
    assert "grade_keeps_employment" in [one.code for one in found.warnings]


def test_treatment_and_nursing():
    found = injury(1, "6000", treatment_months=6, treatment_wage="7000", nursing_level=1, insured=False)

    assert str(found.amount) == "204000.00"
    assert [str(line.amount) for line in found.lines if line.unit == "yuan_per_month"] == ["5400.00", "4000.00"]
    assert "uninsured_employer_pays" in [one.code for one in found.warnings]


def test_death_at_work_and_illegal_employers():
    facts = {"contribution_wage": "6000", "spouse": True, "other_dependants": 3, "orphans_or_lone_elders": 1}
    death = calculate("injury_death", facts, {"area_average_wage": "8000", "national_urban_disposable_income": "50000"})
    pension = [str(line.amount) for line in death.lines if line.unit == "yuan_per_month"]

    assert str(death.amount) == "1048000.00"
    assert pension == ["6000.00"]  # 40 + 90 + 10 per cent, cut at the whole wage
    yearly = {"area_average_yearly_wage": "96000"}
    assert amount("illegal_employer_injury", {"grade": 10}, yearly) == "96000.00"
    assert amount("illegal_employer_injury", {"grade": 1}, yearly) == "1536000.00"
    assert amount("illegal_employer_injury", {}, {"national_urban_disposable_income": "50000"}) == "1500000.00"


@given(st.integers(1, 9), WAGES)
def test_a_graver_injury_never_gives_less(grade, wage):
    assert injury(grade, str(wage)).amount >= injury(grade + 1, str(wage)).amount


# --- arrears, probation, non-compete and the rest -----------------------------------------------------------------


def month(name, due, paid):
    return {"month": name, "due": due, "paid": paid}


def test_arrears_add_up_month_by_month_and_overpayment_does_not_reduce_others():
    months = [month("2026-01", "6000", "4000"), month("2026-02", "6000", "7000"), month("2026-03", "6000.55", "0")]
    found = calculate("wage_arrears", {"months": months})

    assert str(found.amount) == "8000.55"
    assert [str(line.amount) for line in found.lines] == ["2000.00", "0.00", "6000.55"]
    assert {"paid_more_than_due", "minimum_not_checked"} <= {one.code for one in found.warnings}


def test_wages_below_the_minimum_count_with_the_minimum():
    months = [month("2026-01", "1500", "1000"), month("2026-02", "6000", "6000"), month("2026-03", None, "0")]

    assert amount("wage_arrears", {"months": months}, {"minimum_monthly_wage": "2000"}) == "3000.00"


def test_a_month_without_an_agreed_wage_needs_the_minimum_wage():
    with pytest.raises(ParameterMissing) as gap:
        calculate("wage_arrears", {"months": [month("2026-03", None, "0")]})
    assert gap.value.missing == ("minimum_monthly_wage",)


@pytest.mark.parametrize(
    ("months", "field"),
    [
        ([], "facts.months"),
        ([month("2026-3", "1", "0")], "facts.months[0].month"),
        ([month("2026-13", "1", "0")], "facts.months[0].month"),
        ([month("2026-03", "1", "0"), month("2026-03", "1", "0")], "facts.months[1].month"),
        ([month("2026-03", "-1", "0")], "facts.months[0].due"),
        ([month("2026-03", "1", None)], "facts.months[0].paid"),
        ([{"month": "2026-03", "due": "1", "paid": "0", "pay": "0"}], "facts.months[0].pay"),
        ("2026-03", "facts.months"),
    ],
)
def test_bad_months_are_named(months, field):
    with pytest.raises(BadFact) as refusal:
        calculate("wage_arrears", {"months": months})
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("contract", "agreed", "served", "expected"),
    [
        (2, 1, 1, "6000.00"),  # below three months: no probation at all
        (3, 1, 1, "0.00"),
        (11, 2, 2, "6000.00"),
        (12, 2, 2, "0.00"),
        (12, 6, 6, "24000.00"),
        (35, 3, "2.5", "3000.00"),
        (36, 6, 6, "0.00"),
        (36, 12, 8, "12000.00"),
        (None, 7, 7, "6000.00"),  # open-ended
        (12, 1, 3, "0.00"),  # only the agreed probation counts
    ],
)
def test_probation(contract, agreed, served, expected):
    facts = {"contract_months": contract, "probation_months": agreed, "served_months": served, "regular_wage": "6000"}

    assert amount("probation", facts) == expected


@pytest.mark.parametrize(
    ("facts", "parameters", "expected"),
    [
        ({"average_monthly_wage": "10000", "months": 6}, {"minimum_monthly_wage": "2000"}, "18000.00"),
        ({"average_monthly_wage": "5000", "months": 6}, {"minimum_monthly_wage": "2000"}, "12000.00"),
        ({"average_monthly_wage": "10000", "months": 6, "agreed_monthly": "4000"}, {}, "24000.00"),
        (
            {"average_monthly_wage": "10000", "months": 6, "employer_released": True},
            {"minimum_monthly_wage": "2000"},
            "27000.00",
        ),
    ],
)
def test_non_compete(facts, parameters, expected):
    assert amount("non_compete", facts, parameters) == expected


def test_non_compete_needs_the_minimum_wage():
    with pytest.raises(ParameterMissing) as gap:
        calculate("non_compete", {"average_monthly_wage": "10000", "months": 6})
    assert gap.value.missing == ("minimum_monthly_wage",)


TRAINING = {"training_cost": "30000", "agreed_months": 36, "served_months": 12}
STOPPAGE = {"contract_wage": "6000", "pay_periods": 3, "worked_periods": 1}
PROBATION_PAY = {"agreed_wage": "5000", "probation_wage": "3000", "served_months": 2}
LEAST = {"minimum_monthly_wage": "2000"}
YEARLY = {"area_average_yearly_wage": "90000"}


@pytest.mark.parametrize(
    ("name", "facts", "parameters", "expected"),
    [
        ("extra_compensation", {"unpaid": "10000"}, {}, "5000.00"),
        ("deposit_return", {"deposit": "500"}, {}, "500.00"),
        ("union_retaliation", {"yearly_income": "72000"}, {}, "144000.00"),
        ("service_period_penalty", TRAINING, {}, "20000.00"),
        ("service_period_penalty", {**TRAINING, "agreed_penalty": "9000"}, {}, "9000.00"),
        ("service_period_penalty", {**TRAINING, "served_months": 40}, {}, "0.00"),
        ("stoppage_pay", STOPPAGE, LEAST, "8000.00"),
        ("stoppage_pay", {"contract_wage": "6000", "pay_periods": 1}, {}, "6000.00"),
        ("severance_tax_free", {"severance": "300000"}, YEARLY, "270000.00"),
        ("severance_tax_free", {"severance": "100000"}, YEARLY, "100000.00"),
        ("probation_wage_floor", PROBATION_PAY, LEAST, "2000.00"),
        ("probation_wage_floor", {**PROBATION_PAY, "agreed_wage": "2400", "probation_wage": "1900"}, LEAST, "200.00"),
        ("probation_wage_floor", {**PROBATION_PAY, "lowest_same_post": "4000"}, LEAST, "400.00"),
    ],
)
def test_the_smaller_items(name, facts, parameters, expected):
    assert amount(name, facts, parameters) == expected


def test_final_awards_and_maternity_days():
    assert final_award_possible(24000, 2000)
    assert not final_award_possible(24001, 2000)
    assert maternity_days(babies=2, difficult=True, provincial_days=60) == 98 + 15 + 15 + 60
    with pytest.raises(ParameterMissing):
        maternity_days()


# --- all of them --------------------------------------------------------------------------------------------------

SERVICE = {"entry_date": "2021-03-01", "exit_date": "2026-08-31", "average_monthly_wage": "6000"}
NATION = {"national_urban_disposable_income": "50000"}
AREA = {"area_average_wage": "8000"}
SAMPLES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "economic_compensation": (SERVICE, PLENTY),
    "unlawful_termination": (SERVICE, PLENTY),
    "pay_in_lieu_of_notice": ({"previous_month_wage": "6000"}, {}),
    "severance_tax_free": ({"severance": "6000"}, {"area_average_yearly_wage": "90000"}),
    "union_retaliation": ({"yearly_income": "6000"}, {}),
    "double_wage": ({"entry_date": "2025-03-10", "monthly_wage": "6000"}, {}),
    "overtime": ({"monthly_wage": "6000", "weekday_hours": 1, "rest_day_hours": 1, "holiday_hours": 1}, {}),
    "annual_leave": ({"cumulative_years": 5, "year": 2025, "taken_days": 0, "average_monthly_wage": "6000"}, {}),
    "wage_arrears": ({"months": [month("2026-03", "6000", "0")]}, {}),
    "extra_compensation": ({"unpaid": "6000"}, {}),
    "probation": ({"contract_months": 12, "probation_months": 3, "served_months": 3, "regular_wage": "6000"}, {}),
    "probation_wage_floor": (PROBATION_PAY, LEAST),
    "non_compete": ({"average_monthly_wage": "6000", "months": 3}, LEAST),
    "service_period_penalty": ({"training_cost": "6000", "agreed_months": 12, "served_months": 3}, {}),
    "stoppage_pay": ({"contract_wage": "6000", "pay_periods": 1}, {}),
    "deposit_return": ({"deposit": "500"}, {}),
    "work_injury": ({"grade": 8, "contribution_wage": "6000", "leaves_job": False}, AREA),
    "injury_death": ({"contribution_wage": "6000"}, AREA | NATION),
    "illegal_employer_injury": ({"grade": 3}, {"area_average_yearly_wage": "96000"}),
}  # fmt: skip


def test_there_is_a_sample_of_every_calculator():
    assert set(SAMPLES) == set(CALCULATORS)


@pytest.mark.parametrize("name", list(CALCULATORS))
def test_every_calculator_cites_names_and_adds_up(name):
    facts, parameters = SAMPLES[name]
    found = calculate(name, facts, parameters)
    chosen = CALCULATORS[name]

    assert chosen.label.zh
    assert chosen.label.en
    assert all(chosen.fact_label(fact.key).zh for fact in chosen.facts)
    assert found.lines
    assert all(line.article and line.formula and line.what.zh and line.what.en for line in found.lines)
    assert sum(line.amount for line in found.lines if line.counts) == found.amount
    assert found.amount == found.amount.quantize(Decimal("0.01"))
    assert {"unknown_fact", "unused_parameter"}.isdisjoint(one.code for one in found.warnings)
    assert not any("{" in text for line in found.lines for text in (line.what.zh, line.what.en))


@pytest.mark.parametrize("name", list(CALCULATORS))
def test_every_missing_fact_is_named(name):
    facts, parameters = SAMPLES[name]
    for fact in CALCULATORS[name].facts:
        if fact.required and fact.key in facts:
            without = {key: value for key, value in facts.items() if key != fact.key}
            with pytest.raises(BadFact) as refusal:
                calculate(name, without, parameters)
            assert refusal.value.field == f"facts.{fact.key}"


@pytest.mark.parametrize("name", list(CALCULATORS))
@pytest.mark.parametrize("junk", ["abc", "-1", [], {}, True, "NaN", "1e40"])
def test_junk_in_any_fact_is_refused_by_name(name, junk):
    facts, parameters = SAMPLES[name]
    for fact in CALCULATORS[name].facts:
        if fact.kind == "flag" and junk is True:
            continue
        if fact.kind == "region" and isinstance(junk, str):
            continue
        with pytest.raises(BadFact) as refusal:
            calculate(name, {**facts, fact.key: junk}, parameters)
        assert refusal.value.field.startswith(("facts.", "facts"))


def test_a_fact_nobody_asked_for_is_mentioned():
    found = calculate("deposit_return", {"deposit": "500", "colour": "red"}, {"minimum_monthly_wage": "1"})

    assert [one.code for one in found.warnings] == ["unknown_fact", "unused_parameter"]
    assert "colour" in found.warnings[0].zh


@pytest.mark.parametrize("value", ["0", "-5", "many", [], "NaN"])
def test_a_bad_parameter_is_named(value):
    with pytest.raises(BadFact) as refusal:
        severance("2021-03-01", "2026-08-31", "6000", {**PLENTY, "local_average_monthly_wage": value})
    assert refusal.value.field == "parameters.local_average_monthly_wage"


def test_every_sentence_is_in_both_languages_and_every_table_entry_is_used():
    assert all(one.zh and one.en for one in sentences("entitlements").values())
    asked = {fact.key for one in CALCULATORS.values() for fact in one.facts}
    assert set(table("entitlements")["facts"]) == asked
    assert set(table("entitlements")["calculators"]) == set(CALCULATORS)


# --- maintained tables --------------------------------------------------------------------------------------------


def test_nothing_of_gansu_is_maintained_and_no_figure_is_shipped_by_guess():
    tables = shipped_parameters()

    assert [(row.key, row.region, row.certainty) for row in tables.values] == [
        ("supervision_profile", None, "configured")  # the neutral default, which says so
    ]
    assert {"minimum_monthly_wage", "local_average_monthly_wage", "area_average_wage"} <= set(tables.parameters)


def maintained():
    def row(key, value, region, since, until=None):
        return ParameterValue(
            key, Decimal(value), region, date.fromisoformat(since), date.fromisoformat(until) if until else None,
            "甘政发〔某〕1号", "statute",
        )  # fmt: skip

    return shipped_parameters().with_values(
        row("local_average_monthly_wage", "7000", "620000", "2025-07-01", "2026-06-30"),
        row("local_average_monthly_wage", "7500", "620000", "2026-07-01"),
        row("local_average_monthly_wage", "8000", "620100", "2026-07-01"),
        row("minimum_monthly_wage", "2000", "620000", "2024-01-01"),
    )


@pytest.mark.parametrize(
    ("region", "last", "average", "period"),
    [
        ("620102", "2026-08-31", "8000", "2026-07-01/"),
        ("620200", "2026-08-31", "7500", "2026-07-01/"),
        ("620100", "2026-06-30", "7000", "2025-07-01/2026-06-30"),
    ],
)
def test_maintained_figures_are_found_by_region_and_day_and_named_in_the_answer(region, last, average, period):
    facts = {"entry_date": "2021-03-01", "exit_date": last, "average_monthly_wage": "6000", "region": region}
    found = calculate("economic_compensation", facts, tables=maintained())

    used = {one.name: one for one in found.parameters}["local_average_monthly_wage"]
    assert (used.value, used.period, used.source) == (average, period, "甘政发〔某〕1号")


def test_a_day_before_every_period_is_missing_and_input_beats_the_table():
    facts = {"entry_date": "2021-03-01", "exit_date": "2025-06-30", "average_monthly_wage": "6000", "region": "620100"}
    with pytest.raises(ParameterMissing):
        calculate("economic_compensation", facts, tables=maintained())

    found = calculate("economic_compensation", facts, {"local_average_monthly_wage": "5000"}, tables=maintained())
    assert {one.name: one.source for one in found.parameters} == {
        "local_average_monthly_wage": "input",
        "minimum_monthly_wage": "甘政发〔某〕1号",
    }


def test_overlapping_and_unknown_figures_are_refused():
    tables = maintained()
    with pytest.raises(StatuteDataError, match="overlap"):
        tables.with_values(tables.values[1])
    with pytest.raises(StatuteDataError, match="no such parameter"):
        tables.with_values(ParameterValue("bonus", Decimal(1), None, date(2026, 1, 1), None, "x", "statute"))


GOOD = """
[parameter]
key = "minimum_monthly_wage"
label_zh = "最低工资"
label_en = "Minimum wage"
unit = "元/月"
kind = "number"
[[values]]
region = "620000"
from = 2026-01-01
value = "2000"
source = "文号"
certainty = "statute"
"""


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('key = "minimum_monthly_wage"', 'key = "other"', "parameter.key"),
        ('kind = "number"', 'kind = "figure"', "parameter.kind"),
        ('unit = "元/月"', "", "parameter.unit"),
        ('unit = "元/月"', 'unit = "元/月"\nnote = "x"', "parameter.note"),
        ('region = "620000"', 'region = "甘肃"', "values[0].region"),
        ("from = 2026-01-01", 'from = "2026-01-01"', "values[0].from"),
        ("from = 2026-01-01", "from = 2026-01-01\nuntil = 2025-01-01", "values[0].from"),
        ("from = 2026-01-01", "", "values[0].from"),
        ('value = "2000"', "value = 2000", "values[0].value"),
        ('value = "2000"', 'value = "-1"', "values[0].value"),
        ('source = "文号"', "", "values[0].source"),
        ('certainty = "statute"', 'certainty = "sure"', "values[0].certainty"),
        ("[[values]]", "[[figures]]", "figures"),
    ],
)
def test_a_bad_parameter_file_is_refused_with_file_and_key(tmp_path, old, new, named):
    file = tmp_path / "minimum_monthly_wage.toml"
    file.write_text(GOOD, encoding="utf-8")
    assert len(load_parameters(tmp_path).values) == 1

    file.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(StatuteDataError) as refusal:
        load_parameters(tmp_path)
    assert refusal.value.key == named


# --- spans, numbers -----------------------------------------------------------------------------------------------


def test_disputed_facts_give_a_span_and_the_one_that_drives_it_comes_first():
    facts = {"entry_date": "2021-03-01", "exit_date": "2026-08-31", "average_monthly_wage": "6000"}
    found = span(
        "economic_compensation",
        facts,
        {"average_monthly_wage": ["5500"], "entry_date": ["2019-03-01", "2021-06-01"]},
        PLENTY,
    )

    assert (str(found.low.amount), str(found.by_law.amount), str(found.high.amount)) == (
        "30250.00",
        "36000.00",
        "48000.00",
    )
    assert [(one.fact, str(one.low), str(one.high)) for one in found.drivers] == [
        ("entry_date", "33000.00", "48000.00"),
        ("average_monthly_wage", "33000.00", "36000.00"),
    ]
    assert found.drivers[0].swing == Decimal("15000.00")


def test_too_many_disputed_facts_are_refused():
    with pytest.raises(ValueError, match="at most 1024"):
        span("deposit_return", {"deposit": "1"}, {"deposit": [str(n) for n in range(2000)]})


@pytest.mark.parametrize(
    ("number", "rounded"),
    [("0.005", "0.01"), ("0.0049", "0.00"), ("2.675", "2.68"), ("-0.005", "-0.01"), ("1234567.895", "1234567.90")],
)
def test_sums_are_rounded_half_up(number, rounded):
    assert str(money(Decimal(number))) == rounded


@pytest.mark.parametrize(
    ("number", "text"), [("21.75", "21.75"), ("300", "300"), ("0.333333333", "≈0.3333"), ("5.50", "5.5")]
)
def test_numbers_in_formulas(number, text):
    assert shown(Decimal(number)) == text


# --- the command --------------------------------------------------------------------------------------------------


def run(tmp_path, name, asked, *more):
    file = tmp_path / "facts.json"
    file.write_text(json.dumps(asked), encoding="utf-8")
    out = StringIO()
    try:
        call_command("entitlement", name, str(file), "--json", *more, stdout=out)
    except CommandError as error:
        return error.returncode, json.loads(out.getvalue() or "null"), str(error)
    return 0, json.loads(out.getvalue()), ""


@pytest.mark.django_db
def test_the_command_answers_as_promised(tmp_path):
    facts, parameters = SAMPLES["economic_compensation"]
    code, answer, _ = run(tmp_path, "economic_compensation", {"facts": facts, "parameters": parameters})

    assert code == 0
    assert (answer["name"], answer["amount"]) == ("economic_compensation", "36000.00")
    assert answer["lines"] == [
        {
            "what": "经济补偿",
            "formula": "6 × 6000",
            "amount": "36000.00",
            "article": "劳动合同法 第46条；劳动合同法 第47条第1款；劳动合同法 第47条第2款",
            "code": "economic_compensation",
            "certainty": "statute",
        }
    ]
    assert set(answer["parameters"][0]) >= {"name", "value", "region", "period", "source"}
    assert answer["steps"][0]["value"] == "6"


@pytest.mark.django_db
def test_the_command_says_what_is_missing(tmp_path):
    facts, _ = SAMPLES["economic_compensation"]
    code, answer, said = run(tmp_path, "economic_compensation", {"facts": {**facts, "region": "620100"}})

    assert code == 1
    assert answer["missing"] == ["local_average_monthly_wage", "minimum_monthly_wage"]
    assert "local_average_monthly_wage" in said


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "asked", "field"),
    [
        ("economic_compensation", {"facts": {"entry_date": "x"}}, "facts.entry_date"),
        ("economic_compensation", {}, "facts"),
        ("economic_compensation", [], "input"),
        ("economic_compensation", {"facts": {}, "params": {}}, "params"),
        ("economic_compensation", {"facts": SAMPLES["economic_compensation"][0], "parameters": []}, "parameters"),
        ("work_injury", {"facts": {"grade": 11, "contribution_wage": "1", "leaves_job": False}}, "facts.grade"),
        ("work_injury", {"facts": {"grade": "1.5", "contribution_wage": "1", "leaves_job": False}}, "facts.grade"),
        ("work_injury", {"facts": {"grade": 1, "contribution_wage": "1", "leaves_job": "no"}}, "facts.leaves_job"),
        ("double_wage", {"facts": {"entry_date": "9999-12-01", "monthly_wage": "1"}}, "facts"),
        ("severance", {"facts": {}}, "NAME"),
    ],
)
def test_the_command_names_the_bad_field(tmp_path, name, asked, field):
    code, answer, said = run(tmp_path, name, asked)

    assert (code, answer) == (2, None)
    assert said.startswith(field)


@pytest.mark.django_db
def test_the_command_lists_the_calculators_and_prints_for_people(tmp_path):
    out = StringIO()
    call_command("entitlement", "--list", "--json", stdout=out)
    assert {row["name"] for row in json.loads(out.getvalue())["calculators"]} == set(CALCULATORS)

    file = tmp_path / "facts.json"
    file.write_text(json.dumps({"facts": SAMPLES["overtime"][0]}), encoding="utf-8")
    out = StringIO()
    call_command("entitlement", "overtime", str(file), stdout=out)
    assert "法定休假日加班工资" in out.getvalue()
