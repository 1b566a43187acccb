"""Lengths of service, counted from the first day of work to the last, both included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from statutes.book import figure

_ONE_DAY = timedelta(days=1)


def after_months(entry: date, amount: int) -> date:
    """The first day after so many full months of work: the same day of the month, or the first of the next.

    Work from 31 January has lasted a month when February has ended; work from 29 February a year when the next
    February has.
    """
    index = entry.year * 12 + entry.month - 1 + amount
    year, month = divmod(index, 12)
    if year > date.max.year - 1:
        raise OverflowError("date out of range")
    try:
        return date(year, month + 1, entry.day)
    except ValueError:
        return date(year + (month == 11), (month + 1) % 12 + 1, 1)


@dataclass(frozen=True, slots=True)
class Service:
    """How long somebody worked: full years, full months beyond them, and whether days are left over."""

    years: int
    months: int
    days: int

    @property
    def words_zh(self) -> str:
        """For a formula: 5年6个月3天."""
        parts = [f"{self.years}年" if self.years else "", f"{self.months}个月" if self.months else ""]
        return "".join(parts) + (f"{self.days}天" if self.days else "") or "0天"


def service(entry: date, last: date) -> Service:
    """The length of service from the first to the last day of work. Nothing when the last lies before the first."""
    end = last + _ONE_DAY
    if end <= entry:
        return Service(0, 0, 0)
    months = (end.year - entry.year) * 12 + end.month - entry.month + 1
    while after_months(entry, months) > end:
        months -= 1
    years, rest = divmod(months, 12)
    return Service(years, rest, (end - after_months(entry, months)).days)


def severance_months(length: Service) -> Fraction:
    """Months of pay for a length of service (劳动合同法 第47条第1款): six months and more count as a year."""
    full = Fraction(figure("severance_month_per_year").value)
    rest = Fraction(0)
    if length.months >= figure("severance_half_year_months").value:
        rest = full
    elif length.months or length.days:
        rest = Fraction(figure("severance_short_rest").value)
    return length.years * full + rest
