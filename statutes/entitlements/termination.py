"""What is due when employment ends: economic compensation (N), unlawful termination (2N), pay in lieu (+1)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from statutes.book import book
from statutes.entitlements.ledger import FactField, Sheet, shown
from statutes.entitlements.registry import calculator
from statutes.entitlements.service import service, severance_months
from statutes.facts import BadFact
from statutes.parameters import ParameterMissing

LOCAL_AVERAGE = "local_average_monthly_wage"
MINIMUM = "minimum_monthly_wage"

_FACTS = (
    FactField("entry_date", "date"),
    FactField("exit_date", "date"),
    FactField("average_monthly_wage", "money"),
    FactField("region", "region"),
)


def period_of(sheet: Sheet) -> tuple[date, date]:
    """First and last day of work. BadFact: the last lies before the first."""
    entry, last = sheet.facts.day("entry_date"), sheet.facts.day("exit_date")
    if last < entry:
        raise BadFact(sheet.facts.name("exit_date"), "早于入职日期", "lies before the entry date")
    return entry, last


@calculator("economic_compensation", *_FACTS, parameters=(LOCAL_AVERAGE, MINIMUM))
def economic_compensation(sheet: Sheet) -> None:
    """N = months × base (劳动合同法 第47条). Service before 2008 follows older rules and is not worked out."""
    entry, last = period_of(sheet)
    since = book().acts["L14"].in_force_from or date.min
    if entry < since:
        sheet.warn("service_before_2008", since=since.isoformat())
    months, base = _months_and_base(sheet, max(entry, since), last)
    sheet.line(
        "economic_compensation", f"{shown(months)} × {shown(base)}", months * base, "L14/46", "L14/47.1", "L14/47.2"
    )
    sheet.warn("severance_grounds")


@calculator("unlawful_termination", *_FACTS, parameters=(LOCAL_AVERAGE, MINIMUM))
def unlawful_termination(sheet: Sheet) -> None:
    """2N, all years from the first day of work; N is not paid in addition (实施条例 第25条)."""
    entry, last = period_of(sheet)
    months, base = _months_and_base(sheet, entry, last)
    multiple = sheet.rate("unlawful_termination_multiple", last)
    sheet.line(
        "unlawful_termination",
        f"{shown(multiple)} × {shown(months)} × {shown(base)}",
        multiple * months * base,
        "L14/48",
        "L14/87",
        "L14R/25",
    )
    sheet.warn("not_with_compensation")


def _months_and_base(sheet: Sheet, entry: date, last: date) -> tuple[Fraction, Fraction]:
    """Months of pay and monthly base, after the floor at the minimum wage and the cap at three times the average."""
    wage = Fraction(sheet.facts.money("average_monthly_wage"))
    length = service(entry, last)
    months = severance_months(length)
    sheet.step("severance_months", length.words_zh, months, "L14/47.1", unit="month")

    average, minimum = sheet.number(LOCAL_AVERAGE, last), sheet.number(MINIMUM, last)
    missing = [LOCAL_AVERAGE] if average is None else []
    # At or above the local average no wage can lie below the minimum wage: the floor is then not needed.
    if minimum is None and (average is None or wage < average):
        missing.append(MINIMUM)
    if average is None or missing:
        raise ParameterMissing(missing, sheet.region, last)

    base = wage
    if minimum is not None and wage < minimum:
        base = minimum
        sheet.step("raised_to_minimum", f"{shown(wage)} < {shown(minimum)}", base, "L14R/27", unit="yuan")
    multiple = sheet.rate("severance_cap_multiple", last)
    cap = multiple * average
    if base > cap:
        most = sheet.rate("severance_cap_months", last)
        sheet.step("capped_base", f"{shown(base)} > {shown(multiple)} × {shown(average)}", cap, "L14/47.2", unit="yuan")
        base = cap
        if months > most:
            sheet.step("capped_months", f"{shown(months)} > {shown(most)}", most, "L14/47.2", unit="month")
            months = most
    return months, base


@calculator(
    "pay_in_lieu_of_notice",
    FactField("previous_month_wage", "money"),
    FactField("notice_given", "flag", required=False),
)
def pay_in_lieu_of_notice(sheet: Sheet) -> None:
    """One month's pay by the standard of the month before (实施条例 第20条). No cap at three times the average.

    `notice_given`: thirty days' notice in writing, after which nothing is due in its place.
    """
    wage = Fraction(sheet.facts.money("previous_month_wage"))
    if sheet.facts.flag("notice_given", default=False):
        sheet.line("notice_given", "0", 0, "L14/40")
    else:
        sheet.line("pay_in_lieu_of_notice", f"1 × {shown(wage)}", wage, "L14/40", "L14R/20")
    sheet.warn("notice_pay_grounds")


@calculator("severance_tax_free", FactField("severance", "money"), FactField("exit_date", "date", required=False),
            parameters=("area_average_yearly_wage",))  # fmt: skip
def severance_tax_free(sheet: Sheet) -> None:
    """How much of a one-off severance is free of income tax: a hint, unverified."""
    (average,) = sheet.needed(sheet.facts.day_or_none("exit_date"), "area_average_yearly_wage")
    severance = Fraction(sheet.facts.money("severance"))
    multiple = sheet.rate("severance_tax_free_years")
    limit = multiple * average
    sheet.step("tax_free_limit", f"{shown(multiple)} × {shown(average)}", limit, "IIT/1", unit="yuan")
    sheet.line("tax_free_part", f"min({shown(severance)}, {shown(limit)})", min(severance, limit), "IIT/1")
    sheet.warn("tax_unverified")


@calculator("union_retaliation", FactField("yearly_income", "money"))
def union_retaliation(sheet: Sheet) -> None:
    """Twice the yearly income for a dismissal because of union work (工会法 第53条); reinstatement is the other way."""
    income = Fraction(sheet.facts.money("yearly_income"))
    multiple = sheet.rate("union_retaliation_multiple")
    sheet.line("union_retaliation", f"{shown(multiple)} × {shown(income)}", multiple * income, "L13/53")
    sheet.warn("union_retaliation_choice")
