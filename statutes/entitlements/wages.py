"""Wages: arrears, double wage without a contract, overtime, unused leave, probation, non-compete and smaller items."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from math import floor

from statutes.book import figure
from statutes.entitlements.ledger import FactField, Sheet, shown
from statutes.entitlements.registry import calculator
from statutes.entitlements.service import after_months
from statutes.facts import BadFact, Facts, as_number
from statutes.parameters import ParameterMissing

MINIMUM = "minimum_monthly_wage"
DIVISOR = "double_pay_divisor"
_ONE_DAY = timedelta(days=1)


@calculator(
    "double_wage",
    FactField("entry_date", "date"),
    FactField("signed_date", "date", required=False),
    FactField("end_date", "date", required=False),
    FactField("monthly_wage", "money"),
    parameters=(DIVISOR,),
)
def double_wage(sheet: Sheet) -> None:
    """The second wage from the day after the first full month until the day before signing, at most eleven months.

    A month is counted from the day of entry, not by the calendar. A partial month goes by its working days
    (解释（二）第6条); the divisor is a regional parameter: a number of days, or `actual`.
    """
    facts = sheet.facts
    entry, wage = facts.day("entry_date"), Fraction(facts.money("monthly_wage"))
    signed, ended = facts.day_or_none("signed_date"), facts.day_or_none("end_date")
    if ended is not None and ended < entry:
        raise BadFact(facts.name("end_date"), "早于入职日期", "lies before the entry date")
    grace = int(sheet.rate("double_wage_grace_months", entry))
    most = int(sheet.rate("double_wage_last_month", entry))
    first, last = after_months(entry, grace), after_months(entry, most) - _ONE_DAY
    if signed is not None:
        last = min(last, signed - _ONE_DAY)
    if ended is not None:
        last = min(last, ended)
    sheet.warn("double_wage_limitation")
    if last < first:
        sheet.line("double_wage_none", "0", 0, "L14/82.1", "L14R/6")
        return

    whole = 0
    while grace + whole < most and after_months(entry, grace + whole + 1) - _ONE_DAY <= last:
        whole += 1
    sheet.step(
        "double_wage_period", f"{first.isoformat()} … {last.isoformat()}", whole, "L14R/6", "L14R/7", unit="month"
    )
    if whole:
        sheet.line("double_wage_months", f"{whole} × {shown(wage)}", whole * wage, "L14/82.1", "L14R/7")
    rest = after_months(entry, grace + whole)
    if rest <= last:
        _partial_month(sheet, wage, rest, last, after_months(entry, grace + whole + 1) - _ONE_DAY)


def _partial_month(sheet: Sheet, wage: Fraction, first: date, last: date, month_end: date) -> None:
    """A month that is not full: its working days over the divisor."""
    rule = sheet.parameter(DIVISOR, last)
    if rule is None:
        raise ParameterMissing([DIVISOR], sheet.region, last)
    worked = sheet.calendar.working_days(first, last)
    if str(rule).strip() == "actual":
        divisor = Fraction(sheet.calendar.working_days(first, month_end))
    else:
        divisor = Fraction(as_number(rule, f"parameters.{DIVISOR}"))
    if not 0 < divisor <= 31:
        raise BadFact(f"parameters.{DIVISOR}", "应为1至31的天数或actual", "a number of days up to 31, or actual")
    amount = min(wage, wage / divisor * worked)
    sheet.line(
        "double_wage_days", f"{shown(wage)} ÷ {shown(divisor)} × {worked}", amount, "L12/6",
        first=first.isoformat(), last=last.isoformat(),
    )  # fmt: skip
    sheet.warn("partial_month_rule")


@calculator(
    "overtime",
    FactField("monthly_wage", "money"),
    FactField("weekday_hours", "number"),
    FactField("rest_day_hours", "number"),
    FactField("holiday_hours", "number"),
)
def overtime(sheet: Sheet) -> None:
    """Overtime at 150, 200 and 300 per cent of the hourly wage (劳动法 第44条; 21.75 days, 8 hours)."""
    facts = sheet.facts
    wage = Fraction(facts.money("monthly_wage"))
    days, hours_a_day = sheet.rate("pay_days_per_month"), sheet.rate("hours_per_day")
    day = wage / days
    hour = day / hours_a_day
    sheet.step("daily_wage", f"{shown(wage)} ÷ {shown(days)}", day, "L18/1", unit="yuan")
    sheet.step("hourly_wage", f"{shown(wage)} ÷ {shown(days)} ÷ {shown(hours_a_day)}", hour, "L18/1", unit="yuan")
    for key, code in (
        ("weekday_hours", "overtime_weekday"),
        ("rest_day_hours", "overtime_rest_day"),
        ("holiday_hours", "overtime_holiday"),
    ):
        hours, rate = Fraction(facts.money(key)), sheet.rate(code)
        sheet.line(code, f"{shown(hour)} × {shown(rate * 100)}% × {shown(hours)}", hour * rate * hours, "L15/44")
    if facts.money("weekday_hours") + facts.money("rest_day_hours") > sheet.figure("overtime_month_limit").value:
        sheet.warn("overtime_limit")
    if facts.money("rest_day_hours"):
        sheet.warn("rest_day_time_off")
    sheet.warn("overtime_base_regional")


@calculator(
    "annual_leave",
    FactField("cumulative_years", "number"),
    FactField("year", "whole"),
    FactField("entry_date", "date", required=False),
    FactField("exit_date", "date", required=False),
    FactField("taken_days", "number"),
    FactField("average_monthly_wage", "money"),
    FactField("written_refusal", "flag", required=False),
)
def annual_leave(sheet: Sheet) -> None:
    """Unused annual leave at 300 per cent, of which 100 per cent is the normal pay already due; the rest is the claim.

    `average_monthly_wage` is the average of the twelve months before, without overtime pay.
    """
    facts = sheet.facts
    year = facts.whole("year", least=2008, most=9998)
    wage, taken = Fraction(facts.money("average_monthly_wage")), Fraction(facts.money("taken_days"))
    years = facts.money("cumulative_years")
    full = int(sheet.figure("annual_leave_days").step(years))
    sheet.step("leave_entitlement", f"{years}", full, "L17/3", unit="day")
    days = _leave_days(sheet, year, full)
    unused = max(Fraction(0), days - taken)
    sheet.step("leave_unused", f"max(0, {shown(days)} − {shown(taken)})", unused, "L17M/12", unit="day")

    pay_days = sheet.rate("pay_days_per_month")
    day = wage / pay_days
    sheet.step("daily_wage", f"{shown(wage)} ÷ {shown(pay_days)}", day, "L17M/11", unit="yuan")
    rate, normal = sheet.rate("annual_leave_pay"), sheet.rate("annual_leave_normal_pay")
    if facts.flag("written_refusal", default=False):
        sheet.line("leave_refused", "0", 0, "L17M/10")
    else:
        sheet.line(
            "leave_pay", f"{shown(unused)} × {shown(day)} × {shown(rate * 100)}%", unused * day * rate, "L17M/10"
        )
        sheet.line(
            "leave_normal_pay", f"−{shown(unused)} × {shown(day)} × {shown(normal * 100)}%", -(unused * day * normal),
            "L17M/10",
        )  # fmt: skip
    if not full:
        sheet.warn("leave_needs_a_year")
    sheet.warn("leave_exclusions")


def _leave_days(sheet: Sheet, year: int, full: int) -> Fraction:
    """The days of one year: whole, or in proportion in a year of entry or exit, rounded down to whole days."""
    facts = sheet.facts
    entry, last = facts.day_or_none("entry_date"), facts.day_or_none("exit_date")
    if entry is not None and last is not None and last < entry:
        raise BadFact(facts.name("exit_date"), "早于入职日期", "lies before the entry date")
    first, end = date(year, 1, 1), date(year, 12, 31)
    begin = max(first, entry) if entry else first
    finish = min(end, last) if last else end
    if finish < begin:
        raise BadFact(facts.name("year"), "当年不在职", "not employed in that year")
    if (begin, finish) == (first, end):
        return Fraction(full)
    present = (finish - begin).days + 1
    of_year = int(sheet.rate("annual_leave_year_days"))
    days = min(full, floor(Fraction(present * full, of_year)))
    sheet.step(
        "leave_in_proportion", f"⌊{present} ÷ {of_year} × {full}⌋", days, "L17M/12" if last else "L17M/5", unit="day"
    )
    return Fraction(days)


@calculator("wage_arrears", FactField("months", "rows"), parameters=(MINIMUM,))
def wage_arrears(sheet: Sheet) -> None:
    """The wages due and not paid, month by month; a month below the minimum wage counts with the minimum.

    Each row is `{month: "2026-03", due, paid}`. `due` may be null where no wage was agreed: the minimum wage then
    stands for it and must be known. More paid than due in one month does not reduce another.
    """
    seen: set[str] = set()
    unchecked = False
    for row in sheet.facts.rows("months"):
        row.only(("month", "due", "paid"))
        month, first = _month(row)
        if month in seen:
            raise BadFact(row.name("month"), f"{month}重复", f"{month} appears twice")
        seen.add(month)
        paid, due = Fraction(row.money("paid")), row.money_or_none("due")
        minimum = sheet.number(MINIMUM, first)
        if due is None and minimum is None:
            raise ParameterMissing([MINIMUM], sheet.region, first)
        owed = Fraction(due) if due is not None else Fraction(0)
        unchecked = unchecked or minimum is None
        if minimum is not None and owed < minimum:
            sheet.step(
                "raised_to_minimum", f"{shown(owed)} < {shown(minimum)}", minimum, "L15/48", "L14/85", unit="yuan"
            )
            owed = minimum
        if paid > owed:
            sheet.warn("paid_more_than_due")
        sheet.line(
            "wage_arrears", f"{shown(owed)} − {shown(paid)}", max(Fraction(0), owed - paid), "L15/50", month=month
        )
    if not seen:
        raise BadFact(sheet.facts.name("months"), "至少要有一个月", "at least one month is expected")
    if unchecked:
        sheet.warn("minimum_not_checked")


def _month(row: Facts) -> tuple[str, date]:
    text = row.text("month")
    try:
        if len(text) != 7:
            raise ValueError
        return text, date.fromisoformat(f"{text}-01")
    except ValueError:
        raise BadFact(row.name("month"), "应为年月，如2026-03", "a month such as 2026-03 is expected") from None


@calculator("extra_compensation", FactField("unpaid", "money"))
def extra_compensation(sheet: Sheet) -> None:
    """加付赔偿金, 50 to 100 per cent of what an ignored payment order names. Not a floor of mediation."""
    unpaid = Fraction(sheet.facts.money("unpaid"))
    low, high = sheet.rate("extra_compensation_low"), sheet.rate("extra_compensation_high")
    sheet.line("extra_compensation_low", f"{shown(low * 100)}% × {shown(unpaid)}", low * unpaid, "L14/85", "L20/26")
    sheet.step(
        "extra_compensation_high", f"{shown(high * 100)}% × {shown(unpaid)}", high * unpaid, "L14/85", unit="yuan"
    )
    sheet.warn("extra_compensation_condition")


@calculator(
    "probation",
    FactField("contract_months", "whole", required=False),
    FactField("probation_months", "number"),
    FactField("served_months", "number"),
    FactField("regular_wage", "money"),
)
def probation(sheet: Sheet) -> None:
    """Damages for probation beyond the legal limit: the regular wage for the months served beyond it.

    `contract_months` null is an open-ended contract. Months may be fractions.
    """
    facts = sheet.facts
    limits = sheet.figure("probation_limits")
    length = facts.whole("contract_months", least=0, most=1200) if facts.has("contract_months") else max(limits.table)
    limit = Fraction(limits.step(length))
    agreed, served = Fraction(facts.money("probation_months")), Fraction(facts.money("served_months"))
    wage = Fraction(facts.money("regular_wage"))
    beyond = max(Fraction(0), min(agreed, served) - limit)
    sheet.step("probation_limit", str(length), limit, "L14/19", unit="month")
    sheet.step("probation_beyond", f"max(0, min({shown(agreed)}, {shown(served)}) − {shown(limit)})", beyond, "L14/83",
               unit="month")  # fmt: skip
    sheet.line("probation", f"{shown(beyond)} × {shown(wage)}", beyond * wage, "L14/83")
    if served > agreed:
        sheet.warn("probation_over_agreed")


@calculator("probation_wage_floor", FactField("agreed_wage", "money"), FactField("probation_wage", "money"),
            FactField("served_months", "number"), FactField("lowest_same_post", "money", required=False),
            FactField("exit_date", "date", required=False), parameters=(MINIMUM,))  # fmt: skip
def probation_wage_floor(sheet: Sheet) -> None:
    """What is missing to the least wage during probation: 80 per cent of the agreed pay, and the minimum wage.

    The law gives the worker the lower of two measures: the lowest pay of the same post, or 80 per cent of the agreed
    wage (实施条例 第15条).
    """
    facts = sheet.facts
    (minimum,) = sheet.needed(facts.day_or_none("exit_date"), MINIMUM)
    agreed, paid = Fraction(facts.money("agreed_wage")), Fraction(facts.money("probation_wage"))
    months = Fraction(facts.money("served_months"))
    share, measure = sheet.rate("probation_wage_share"), agreed
    if facts.has("lowest_same_post"):
        # Article 15: not below 80 % of the lowest pay of the post, or not below 80 % of the agreed wage.
        measure = min(agreed, Fraction(facts.money("lowest_same_post")))
    least = max(share * measure, minimum)
    formula = f"max({shown(share * 100)}% × {shown(measure)}, {shown(minimum)})"
    sheet.step("probation_wage_least", formula, least, "L14/20", "L14R/15", unit="yuan")
    gap = max(Fraction(0), least - paid)
    sheet.line(
        "probation_wage_gap", f"({shown(least)} − {shown(paid)}) × {shown(months)}", gap * months, "L14/20", "L14R/15"
    )


@calculator(
    "non_compete",
    FactField("average_monthly_wage", "money"),
    FactField("months", "number"),
    FactField("agreed_monthly", "money", required=False),
    FactField("employer_released", "flag", required=False),
    FactField("exit_date", "date", required=False),
    parameters=(MINIMUM,),
)
def non_compete(sheet: Sheet) -> None:
    """Compensation for keeping a non-compete clause without an agreed sum: 30 per cent, at least the minimum wage.

    `months` are the months kept. An agreed monthly sum is taken as agreed. Three months more on the employer's release.
    """
    facts = sheet.facts
    months = Fraction(facts.money("months"))
    if facts.has("agreed_monthly"):
        monthly = Fraction(facts.money("agreed_monthly"))
        sheet.step("non_compete_agreed", shown(monthly), monthly, "L14/23", unit="yuan")
    else:
        (minimum,) = sheet.needed(facts.day_or_none("exit_date"), MINIMUM)
        share, wage = sheet.rate("non_compete_share"), Fraction(facts.money("average_monthly_wage"))
        monthly = max(share * wage, minimum)
        formula = f"max({shown(share * 100)}% × {shown(wage)}, {shown(minimum)})"
        sheet.step("non_compete_monthly", formula, monthly, "L11/36", unit="yuan")
    sheet.line("non_compete", f"{shown(months)} × {shown(monthly)}", months * monthly, "L11/36")
    if facts.flag("employer_released", default=False):
        extra = sheet.rate("non_compete_release_months")
        sheet.line("non_compete_release", f"{shown(extra)} × {shown(monthly)}", extra * monthly, "L11/39")
    sheet.warn("non_compete_scope")


@calculator("service_period_penalty", FactField("training_cost", "money"), FactField("agreed_months", "number"),
            FactField("served_months", "number"), FactField("agreed_penalty", "money", required=False))  # fmt: skip
def service_period_penalty(sheet: Sheet) -> None:
    """The most a worker owes for leaving early: the training cost, in proportion to what is not served."""
    facts = sheet.facts
    cost, agreed = Fraction(facts.money("training_cost")), Fraction(facts.money("agreed_months"))
    served = Fraction(facts.money("served_months"))
    if not agreed:
        raise BadFact(facts.name("agreed_months"), "应大于零", "must be above zero")
    share = max(Fraction(0), agreed - served) / agreed
    most = cost * share
    formula = f"{shown(cost)} × ({shown(agreed)} − {shown(served)}) ÷ {shown(agreed)}"
    if facts.has("agreed_penalty"):
        penalty = Fraction(facts.money("agreed_penalty"))
        most, formula = min(most, penalty), f"min({formula}, {shown(penalty)})"
    sheet.line("service_period_penalty", formula, most, "L14/22")


@calculator("stoppage_pay", FactField("contract_wage", "money"), FactField("pay_periods", "whole"),
            FactField("worked_periods", "whole", required=False), FactField("exit_date", "date", required=False),
            parameters=(MINIMUM,))  # fmt: skip
def stoppage_pay(sheet: Sheet) -> None:
    """Wages during a stoppage not caused by the worker: the first pay period in full, later ones by the minimum wage.

    Later periods without work follow provincial rules and are named, not guessed.
    """
    facts = sheet.facts
    wage, periods = Fraction(facts.money("contract_wage")), facts.whole("pay_periods", least=1, most=120)
    worked = facts.whole("worked_periods", most=120) if facts.has("worked_periods") else 0
    sheet.line("stoppage_first", f"1 × {shown(wage)}", wage, "WPR/12")
    if worked > periods - 1:
        raise BadFact(facts.name("worked_periods"), "多于第一个周期之后的周期", "more than the periods after the first")
    if worked:
        (minimum,) = sheet.needed(facts.day_or_none("exit_date"), MINIMUM)
        sheet.line("stoppage_worked", f"{worked} × {shown(minimum)}", worked * minimum, "WPR/12")
    if periods - 1 - worked:
        sheet.warn("stoppage_provincial", periods=periods - 1 - worked)


@calculator("deposit_return", FactField("deposit", "money"))
def deposit_return(sheet: Sheet) -> None:
    """A deposit taken from a worker goes back in full (劳动合同法 第84条)."""
    deposit = Fraction(sheet.facts.money("deposit"))
    sheet.line("deposit_return", shown(deposit), deposit, "L14/84")


def final_award_possible(amount: Fraction | int, minimum_monthly_wage: Fraction | int) -> bool:
    """Whether an item can be decided with finality: at most twelve monthly minimum wages (调解仲裁法 第47条)."""
    return Fraction(amount) <= Fraction(figure("final_award_months").value) * Fraction(minimum_monthly_wage)


def maternity_days(*, babies: int = 1, difficult: bool = False, provincial_days: int | None = None) -> int:
    """Days of maternity leave. ParameterMissing: the province's further days are not given."""
    if provincial_days is None:
        raise ParameterMissing(["maternity_extra_days"])
    days = figure("maternity_days").value + (babies - 1) * figure("maternity_multiple_days").value
    return int(days + (figure("maternity_difficult_days").value if difficult else 0)) + provincial_days
