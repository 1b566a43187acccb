"""A whole sheet of sums for the bench: eight claims of one worker over a year, counted one after the other."""

from __future__ import annotations

from typing import Any

from statutes.entitlements import calculate

_FIGURES = {"local_average_monthly_wage": "8000", "minimum_monthly_wage": "2000", "area_average_yearly_wage": "96000"}
_LEFT = {"entry_date": "2019-03-01", "exit_date": "2026-08-31", "average_monthly_wage": "6000", "region": "620102"}
_MONTHS = [{"month": f"2025-{n:02d}", "due": "6000", "paid": "4000"} for n in range(1, 13)]
CLAIMS: dict[str, dict[str, Any]] = {
    "wage_arrears": {"months": _MONTHS},
    "economic_compensation": _LEFT,
    "unlawful_termination": _LEFT,
    "pay_in_lieu_of_notice": {"previous_month_wage": "6000"},
    "double_wage": {"entry_date": "2025-03-10", "monthly_wage": "6000"},
    "overtime": {"monthly_wage": "6000", "weekday_hours": 20, "rest_day_hours": 16, "holiday_hours": 8},
    "annual_leave": {"cumulative_years": 8, "year": 2025, "taken_days": 2, "average_monthly_wage": "6000"},
    "severance_tax_free": {"severance": "45000", "exit_date": "2026-08-31"},
}


def whole_sheet() -> list[Any]:
    """Every claim counted anew."""
    return [calculate(name, facts, _FIGURES) for name, facts in CLAIMS.items()]
