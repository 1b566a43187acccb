"""Reads dates as sources publish them: full, partial, in words, relative, without a year — and never repairs them.

A text becomes a `Span`: the earliest and latest day it can mean and the one that stands for it where a procedure needs
one day. What cannot be read is None. Days after an event in the source's order are never put before it.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from statutes.calendars import CalendarMissing, shipped
from statutes.clocks import add_months

#: Stands in for the day of a record that has no date at all, not even of publication. A working day.
UNDATED = dt.date(2024, 1, 2)
EARLIEST, LATEST = dt.date(1980, 1, 1), dt.date(2100, 12, 31)

_NUMBERS = {char: number for number, char in enumerate("零一二三四五六七八九十")} | {"两": 2, "半": 0}
_COUNT = r"([0-9]{1,4}|[一二两三四五六七八九十])"


@dataclass(frozen=True)
class Span:
    """From the earliest to the latest day a text can mean; `pick` stands for it. None: open at that end."""

    lo: dt.date | None
    hi: dt.date | None
    pick: dt.date
    exact: bool = False

    def holds(self, day: dt.date) -> bool:
        """Whether the text can mean this day."""
        return (self.lo is None or self.lo <= day) and (self.hi is None or day <= self.hi)


def read_span(text: str, *, before: dt.date | None = None) -> Span | None:
    """The days a published text can mean; None when it names none. `before`: the latest day one without year means."""
    plain = re.sub(r"[(（][^)）]*[)）]", "", text).strip()
    if "计划" in text or not plain:
        return None
    try:
        span = _absolute(plain, before)
    except (ValueError, OverflowError):
        return None
    return span if span and EARLIEST <= span.pick <= LATEST else None


def _absolute(text: str, before: dt.date | None) -> Span | None:
    if found := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})(.*)", text):
        return _with_day(dt.date(int(found[1]), int(found[2]), int(found[3])), found[4])
    if found := re.fullmatch(r"(\d{4})-(\d{2})(.*)", text):
        return _with_month(int(found[1]), int(found[2]), found[3])
    if found := re.fullmatch(r"(\d{4})年?(.*)", text):
        return _with_year(int(found[1]), found[2])
    if found := re.fullmatch(r"(\d{2})-(\d{2})", text):
        return _exactly(_last_year_with(int(found[1]), int(found[2]), before))
    if found := re.fullmatch(r"(\d{2})", text):
        return _month(_last_year_with(int(found[1]), 1, before))
    return None


def _with_day(day: dt.date, rest: str) -> Span | None:
    if not rest:
        return _exactly(day)
    if rest.startswith("前"):
        return Span(None, day, day)
    if rest.startswith(("起", "后")):
        return Span(day, None, day)
    if found := re.fullmatch(r"~(\d{2})", rest):
        return Span(day, day.replace(day=int(found[1])), day.replace(day=int(found[1])))
    if found := re.fullmatch(r"~(\d{4}-\d{2}-\d{2})", rest):
        last = dt.date.fromisoformat(found[1])
        return Span(day, last, last)
    return None


def _with_month(year: int, month: int, rest: str) -> Span | None:
    first = dt.date(year, month, 1)
    last = add_months(first, 1) - dt.timedelta(days=1)
    if found := re.fullmatch(r"~(?:(\d{4})-)?(\d{2})", rest):
        end = _month(dt.date(int(found[1] or year), int(found[2]), 1))
        return Span(first, end.hi, end.hi or first)
    return {
        "": Span(first, last, first),
        "初": Span(first, first.replace(day=10), first),
        "上旬": Span(first, first.replace(day=10), first),
        "中旬": Span(first.replace(day=11), first.replace(day=20), first.replace(day=11)),
        "下旬": Span(first.replace(day=21), last, last),
        "底": Span(first.replace(day=21), last, last),
        "前": Span(None, first - dt.timedelta(days=1), first - dt.timedelta(days=1)),
        "起": Span(first, None, first),
        "前后": Span(add_months(first, -1), add_months(last, 1), first),
    }.get(rest)


def _with_year(year: int, rest: str) -> Span | None:
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    if found := re.fullmatch(r"~(\d{4})", rest):
        end = dt.date(int(found[1]), 12, 31)
        return Span(first, end, end)
    if rest.startswith("春节"):
        feast = _spring_festival(year)
        if feast is None:
            return None
        month = dt.timedelta(days=15)
        return (
            Span(feast - month, feast + month, feast)
            if rest == "春节前后"
            else Span(first, feast, feast - dt.timedelta(days=1))
        )
    return {
        "": Span(first, last, first),
        "初": Span(first, dt.date(year, 3, 31), first),
        "年初": Span(first, dt.date(year, 3, 31), first),
        "底": Span(dt.date(year, 12, 1), last, last),
        "上半年": Span(first, dt.date(year, 6, 30), dt.date(year, 6, 30)),
        "下半年": Span(dt.date(year, 7, 1), last, last),
        "暑假": Span(dt.date(year, 7, 1), dt.date(year, 8, 31), dt.date(year, 7, 1)),
        "起": Span(first, None, first),
        "前": Span(None, first - dt.timedelta(days=1), first - dt.timedelta(days=1)),
    }.get(rest)


def _exactly(day: dt.date) -> Span:
    return Span(day, day, day, exact=True)


def _month(first: dt.date) -> Span:
    return Span(first, add_months(first, 1) - dt.timedelta(days=1), first)


def _last_year_with(month: int, day: int, before: dt.date | None) -> dt.date:
    """The latest such day that is not after `before` (or lies in the year of an undated record)."""
    if before is None:
        return dt.date(UNDATED.year, month, day)
    found = dt.date(before.year, month, day)
    return found if found <= before else dt.date(before.year - 1, month, day)


def _spring_festival(year: int) -> dt.date | None:
    """The first statutory day of the Spring Festival, if the calendar of that year is maintained."""
    try:
        notice = shipped().year(year)
    except CalendarMissing:
        return None
    days = [day for day in notice.statutory if "春节" in notice.names.get(day, "")]
    return min(days) if days else None


def number_of(text: str) -> int:
    """5 · 五."""
    return int(text) if text.isdigit() else _NUMBERS[text]


def read_relative(text: str, previous: dt.date | None, first: dt.date | None, published: dt.date | None) -> Span | None:
    """A day told by its distance: from the event before, from the first event (事故后), or back from publication."""
    try:
        if re.fullmatch(r"当日|当天|同日", text) and previous:
            return _exactly(previous)
        if text == "次日" and previous:
            return _exactly(previous + dt.timedelta(days=1))
        if (found := re.fullmatch(rf"事故后第?{_COUNT}天", text)) and first:
            return _exactly(first + dt.timedelta(days=number_of(found[1])))
        if (found := re.fullmatch(rf"(?:发函|此|其)后{_COUNT}[天日]", text)) and previous:
            return _exactly(previous + dt.timedelta(days=number_of(found[1])))
        if (found := re.fullmatch(rf"第{_COUNT}天", text)) and previous:
            return _about(previous + dt.timedelta(days=number_of(found[1]) - 1))
        if (found := re.fullmatch(rf"[约近]?{_COUNT}(天|周|个月|年)[后内间]?", text)) and previous:
            return _about(_later(previous, number_of(found[1]), found[2]))
        if (found := re.fullmatch(rf"[约近]?{_COUNT}(天|周|个月|年)前起?", text)) and published:
            return _about(_later(published, -number_of(found[1]), found[2]))
    except (ValueError, OverflowError):
        return None
    return None


def _about(day: dt.date) -> Span:
    return Span(None, None, day)


def _later(day: dt.date, amount: int, unit: str) -> dt.date:
    if unit in {"天", "周"}:
        return day + dt.timedelta(days=amount * (7 if unit == "周" else 1))
    return add_months(day, amount * (12 if unit == "年" else 1))


_DUE = (
    (re.compile(r"(\d{4})-(\d{2})-(\d{2})前?"), lambda m, day: dt.date(int(m[1]), int(m[2]), int(m[3]))),
    (re.compile(r"(\d{4})年(\d{1,2})月底前?"), lambda m, day: _month(dt.date(int(m[1]), int(m[2]), 1)).hi),
    (re.compile(r"(\d{4})-(\d{2})底"), lambda m, day: _month(dt.date(int(m[1]), int(m[2]), 1)).hi),
    (re.compile(r"(\d{1,2})月(\d{1,2})日"), lambda m, day: _next(day, int(m[1]), int(m[2]))),
    (re.compile(r"(\d{1,2})月底前"), lambda m, day: _month(_next(day, int(m[1]), 28).replace(day=1)).hi),
    (re.compile(r"(\d{1,2})月前"), lambda m, day: _next(day, int(m[1]), 1) - dt.timedelta(days=1)),
    (re.compile(rf"{_COUNT}个?工作日内"), lambda m, day: shipped().add_working_days(day, number_of(m[1]))),
    (re.compile(rf"{_COUNT}[日天]内"), lambda m, day: day + dt.timedelta(days=number_of(m[1]))),
    (re.compile(rf"{_COUNT}周内"), lambda m, day: day + dt.timedelta(days=7 * number_of(m[1]))),
    (re.compile(rf"{_COUNT}个月内"), lambda m, day: add_months(day, number_of(m[1]))),
    (re.compile(r"年底前"), lambda m, day: dt.date(day.year, 12, 31)),
)


def read_due(text: str, agreed_on: dt.date) -> dt.date | None:
    """The day until which something is to be done, as promised in a sentence; None when the sentence names none."""
    for pattern, day_of in _DUE:
        found = pattern.search(text)
        if found:
            try:
                day = day_of(found, agreed_on)
            except (ValueError, OverflowError, CalendarMissing):
                continue
            if day is not None and agreed_on <= day <= LATEST:
                return day
    return None


def _next(day: dt.date, month: int, of_month: int) -> dt.date:
    found = dt.date(day.year, month, of_month)
    return found if found >= day else dt.date(day.year + 1, month, of_month)
