"""From a term and the day it starts to the day it ends. What day it is today, nobody here knows."""

from __future__ import annotations

import calendar as months
from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone

from statutes.calendars import Calendar, CalendarMissing, shipped
from statutes.rules import Article, Due, Term, Unit

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
_ONE_DAY = timedelta(days=1)


class NotMaintained(LookupError):
    """The term exists but its figure is not maintained for the region."""

    def __init__(self, term: Term, region: str | None = None) -> None:
        self.term = term
        self.missing: tuple[str, ...] = (f"{term.parameter}:{region or term.region or 'CN'}",)
        super().__init__(f"{term.key}: not maintained ({self.missing[0]})")


def due(
    term: Term,
    started: date | datetime,
    calendar: Calendar | None = None,
    paused_days: int = 0,
    region: str | None = None,
) -> Due:
    """The day a term ends, with raw day, roll-over and article.

    - The starting day is not counted (民事诉讼法 第85条第2款).
    - Natural days, months and years: if the last day is a day off the term ends on the next working day (第85条第3款);
      days off in between are not deducted. A month or year ends on the corresponding day, or on the last of its month.
    - Working days: counted by the State Council's calendar, make-up days included.
    - `paused_days` are added in the term's own unit (natural days for months and years).
    - Hours and minutes need a datetime and are counted by the clock.

    A working-day term raises CalendarMissing when a year's calendar is not maintained. A natural-day term is still
    given: `due` is then the day before roll-over, `rolled_over` is None (unknown) and `missing` names the calendar.
    NotMaintained: the term has no figure for the region. TypeError: a time of day is needed. ValueError: the pause
    is negative.
    """
    if term.amount is None:
        raise NotMaintained(term, region)
    if paused_days < 0:
        raise ValueError("paused_days is negative")
    if term.unit in (Unit.HOUR, Unit.MINUTE):
        return _by_the_clock(term, term.amount, started)

    first = _day(started)
    cal = shipped() if calendar is None else calendar
    counted_from = first + _ONE_DAY
    rolled_over: bool | None = False
    missing: tuple[str, ...] = ()
    if term.unit == Unit.WORKING_DAY:
        raw_due = last = cal.add_working_days(first, term.amount + paused_days)
    else:
        raw_due = _raw(first, term.amount, term.unit) + timedelta(days=paused_days)
        try:
            last = cal.roll_over(raw_due)
            rolled_over = last != raw_due
        except CalendarMissing as gap:
            last, rolled_over, missing = raw_due, None, gap.missing
    return Due(
        term, first, counted_from, raw_due, last, term.amount, term.unit, rolled_over, term.article, term.certainty,
        paused_days, missing,
    )  # fmt: skip


def not_yet_in_force(term: Term, on: date) -> tuple[Article, ...]:
    """The articles of a term whose act, in the wording cited, took effect only after that day.

    An older wording usually said the same under another number; the reader is told rather than left to guess.
    """
    return tuple(one for one in term.articles if one.act.in_force_from is not None and on < one.act.in_force_from)


def pause_length(term: Term, spans: Iterable[tuple[date, date]], calendar: Calendar | None = None) -> int:
    """How many days of paused spans (first and last day included) to pass to `due`, in the term's own unit."""
    cal = shipped() if calendar is None else calendar
    days = {first + timedelta(days=n) for first, last in spans for n in range((last - first).days + 1)}
    if term.unit == Unit.WORKING_DAY:
        return sum(cal.is_working_day(day) for day in days)
    return len(days)


def add_months(day: date, amount: int) -> date:
    """The corresponding day so many months on, or the last of that month (民法典 第202条). OverflowError: too far."""
    index = day.year * 12 + day.month - 1 + amount
    year, month = divmod(index, 12)
    if year > date.max.year:
        raise OverflowError("date out of range")
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def _raw(first: date, amount: int, unit: str) -> date:
    if unit == Unit.NATURAL_DAY:
        return first + timedelta(days=amount)
    return add_months(first, amount * 12 if unit == Unit.YEAR else amount)


def _day(moment: date | datetime) -> date:
    """The day in China. A moment stored in UTC late in the evening is already tomorrow there."""
    if isinstance(moment, datetime):
        return (moment.astimezone(CHINA) if moment.tzinfo else moment).date()
    return moment


def _by_the_clock(term: Term, amount: int, started: date | datetime) -> Due:
    if not isinstance(started, datetime):
        raise TypeError(f"{term.key} is counted in {term.unit}s and needs the time of day")
    length = timedelta(hours=amount) if term.unit == Unit.HOUR else timedelta(minutes=amount)
    end = started + length
    return Due(term, started, started, end, end, amount, term.unit, False, term.article, term.certainty)
