"""Work injury: one-off benefits, monthly allowances, what is due on leaving, death, and illegal employers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from statutes.entitlements.ledger import FactField, Sheet, shown
from statutes.entitlements.registry import calculator
from statutes.facts import BadFact, as_number
from statutes.parameters import ParameterMissing

AREA_AVERAGE = "area_average_wage"
GRANTS = "province_injury_grants"
YEARLY = "area_average_yearly_wage"
INCOME = "national_urban_disposable_income"

_LAST_TOTAL = 4  # grades 1 to 4: total incapacity, the employment is kept (条例 第35条)
_LAST_PARTIAL = 6  # grades 5 and 6 (第36条)


def _article(grade: int) -> str:
    return "L16/35" if grade <= _LAST_TOTAL else "L16/36" if grade <= _LAST_PARTIAL else "L16/37"


@calculator(
    "work_injury",
    FactField("grade", "whole", unit="1–10"),
    FactField("contribution_wage", "money"),
    FactField("leaves_job", "flag"),
    FactField("injury_date", "date", required=False),
    FactField("treatment_months", "number", required=False),
    FactField("treatment_wage", "money", required=False),
    FactField("nursing_level", "whole", required=False),
    FactField("insured", "flag", required=False),
    parameters=(AREA_AVERAGE, GRANTS),
)
def work_injury(sheet: Sheet) -> None:
    """The one-off disability benefit and, on leaving, both grants; monthly allowances are shown but not added up.

    `contribution_wage` is the average monthly contribution wage of the twelve months before the injury. Optional:
    `treatment_months` with `treatment_wage` (停工留薪期, paid by the employer), `nursing_level` 1 to 3.
    """
    facts = sheet.facts
    grade = facts.whole("grade", least=1, most=10)
    on = facts.day_or_none("injury_date")
    leaves = facts.flag("leaves_job")
    grants = sheet.parameter(GRANTS, on) if leaves and grade > _LAST_TOTAL else None
    average = sheet.number(AREA_AVERAGE, on)
    missing = [AREA_AVERAGE] if average is None else []
    if leaves and grade > _LAST_TOTAL and grants is None:
        missing.append(GRANTS)
    if average is None or missing:
        raise ParameterMissing(missing, sheet.region, on)

    wage = _own_wage(sheet, Fraction(facts.money("contribution_wage")), average, on)
    months = Fraction(sheet.figure("injury_disability_months", on).table[grade])
    sheet.line("disability_benefit", f"{shown(months)} × {shown(wage)}", months * wage, _article(grade), grade=grade)
    _monthly(sheet, grade, wage, average, on)
    _treatment(sheet)
    if leaves and grade > _LAST_TOTAL:
        _grants(sheet, grade, grants, average)
    elif leaves:
        sheet.warn("grade_keeps_employment")
    if not facts.flag("insured", default=True):
        sheet.warn("uninsured_employer_pays")


def _own_wage(sheet: Sheet, wage: Fraction, average: Fraction, on: date | None) -> Fraction:
    """本人工资, kept between 60 and 300 per cent of the area average (条例 第64条)."""
    low, high = sheet.rate("injury_wage_floor", on), sheet.rate("injury_wage_cap", on)
    base = min(max(wage, low * average), high * average)
    bounds = f"{shown(low * 100)}% × {shown(average)}", f"{shown(high * 100)}% × {shown(average)}"
    sheet.step("own_wage", f"min(max({shown(wage)}, {bounds[0]}), {bounds[1]})", base, "L16/64", unit="yuan")
    return base


def _monthly(sheet: Sheet, grade: int, wage: Fraction, average: Fraction, on: date | None) -> None:
    share = sheet.figure("injury_monthly_allowance", on).table.get(grade)
    if share is not None:
        code = "monthly_allowance" if grade <= _LAST_TOTAL else "monthly_allowance_employer"
        sheet.monthly(code, f"{shown(share * 100)}% × {shown(wage)}", Fraction(share) * wage, _article(grade))
        sheet.warn("allowance_minimum_wage")
    if sheet.facts.has("nursing_level"):
        level = sheet.facts.whole("nursing_level", least=1, most=3)
        rate = sheet.figure("injury_nursing_share", on).table[level]
        sheet.monthly("nursing_fee", f"{shown(rate * 100)}% × {shown(average)}", Fraction(rate) * average, "L16/34")


def _treatment(sheet: Sheet) -> None:
    facts = sheet.facts
    if not facts.has("treatment_months"):
        return
    months, wage = Fraction(facts.money("treatment_months")), Fraction(facts.money("treatment_wage"))
    sheet.line("treatment_pay", f"{shown(months)} × {shown(wage)}", months * wage, "L16/33")
    if months > 12:
        sheet.warn("treatment_longer_than_a_year")


def _grants(sheet: Sheet, grade: int, grants: Any, average: Fraction) -> None:
    """Both grants of the province: yuan, or months of the area average. A single number stands for both together."""
    where = f"parameters.{GRANTS}"
    row = _row(grants, grade, where, sheet)
    if not isinstance(row, Mapping):
        amount = Fraction(as_number(row, where))
        sheet.line("both_grants", shown(amount), amount, _article(grade), grade=grade)
        return
    for key, code in (("medical", "medical_grant"), ("employment", "employment_grant")):
        if row.get(key) is not None:
            amount = Fraction(as_number(row[key], f"{where}.{key}"))
            sheet.line(code, shown(amount), amount, _article(grade), grade=grade)
        elif row.get(f"{key}_months") is not None:
            months = Fraction(as_number(row[f"{key}_months"], f"{where}.{key}_months"))
            sheet.line(code, f"{shown(months)} × {shown(average)}", months * average, _article(grade), grade=grade)
        else:
            raise BadFact(
                f"{where}.{key}", "缺少（元），或缺少月数", f"missing; {key} in yuan or {key}_months is expected"
            )


def _row(grants: Any, grade: int, where: str, sheet: Sheet) -> Any:
    """This grade's row of the table, however the table is keyed."""
    if not isinstance(grants, Mapping):
        return grants
    if {"medical", "medical_months"} & grants.keys():
        medical = grants.get("medical", grants.get("medical_months"))
        if not isinstance(medical, Mapping):
            return grants
        return {name: column.get(str(grade)) for name, column in grants.items() if isinstance(column, Mapping)}
    row = grants.get(str(grade), grants.get(grade))
    if row is None:
        raise ParameterMissing([f"{GRANTS}[{grade}]"], sheet.region)
    return row


@calculator(
    "injury_death",
    FactField("contribution_wage", "money"),
    FactField("spouse", "flag", required=False),
    FactField("other_dependants", "whole", required=False),
    FactField("orphans_or_lone_elders", "whole", required=False),
    FactField("death_date", "date", required=False),
    parameters=(AREA_AVERAGE, INCOME),
)
def injury_death(sheet: Sheet) -> None:
    """Death at work: funeral grant, one-off benefit, and the dependants' monthly pensions within the worker's wage."""
    facts = sheet.facts
    on = facts.day_or_none("death_date")
    average, income = sheet.needed(on, AREA_AVERAGE, INCOME)
    wage = _own_wage(sheet, Fraction(facts.money("contribution_wage")), average, on)
    funeral, multiple = sheet.rate("injury_funeral_months", on), sheet.rate("injury_death_multiple", on)
    sheet.line("funeral_grant", f"{shown(funeral)} × {shown(average)}", funeral * average, "L16/39")
    sheet.line("death_benefit", f"{shown(multiple)} × {shown(income)}", multiple * income, "L16/39")

    spouse = facts.flag("spouse", default=False)
    others = facts.whole("other_dependants", most=50) if facts.has("other_dependants") else 0
    lone = facts.whole("orphans_or_lone_elders", most=50) if facts.has("orphans_or_lone_elders") else 0
    if lone > others + spouse:
        raise BadFact(facts.name("orphans_or_lone_elders"), "多于供养亲属人数", "more than there are dependants")
    share = (
        spouse * sheet.rate("injury_spouse_share", on)
        + others * sheet.rate("injury_dependant_share", on)
        + lone * sheet.rate("injury_lonely_share", on)
    )
    if share:
        pension = min(share, Fraction(1)) * wage
        sheet.monthly("dependants_pension", f"min({shown(share * 100)}%, 100%) × {shown(wage)}", pension, "L16/39")


@calculator(
    "illegal_employer_injury",
    FactField("grade", "whole", required=False, unit="1–10"),
    FactField("event_date", "date", required=False),
    parameters=(YEARLY, INCOME),
)
def illegal_employer_injury(sheet: Sheet) -> None:
    """Compensation by an employer without licence, or for child labour. `grade` null means death."""
    facts = sheet.facts
    on = facts.day_or_none("event_date")
    if facts.has("grade"):
        (yearly,) = sheet.needed(on, YEARLY)
        grade = facts.whole("grade", least=1, most=10)
        multiple = Fraction(sheet.figure("illegal_employer_multiples", on).table[grade])
        sheet.line(
            "illegal_employer_disability",
            f"{shown(multiple)} × {shown(yearly)}",
            multiple * yearly,
            "L26/5",
            grade=grade,
        )
    else:
        (income,) = sheet.needed(on, INCOME)
        death, funeral = sheet.rate("illegal_employer_death", on), sheet.rate("illegal_employer_funeral", on)
        sheet.line("illegal_employer_death", f"{shown(death)} × {shown(income)}", death * income, "L26/6")
        sheet.line("illegal_employer_funeral", f"{shown(funeral)} × {shown(income)}", funeral * income, "L26/6")
    sheet.warn("child_labour_report")
