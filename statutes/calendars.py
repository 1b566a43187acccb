"""Working days as the State Council fixes them each year: days off, make-up working days (调休), statutory holidays.

A year whose notice is not here is said to be missing; nobody counts Monday to Friday in its place.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from statutes.book import StatuteDataError
from statutes.rules import Certainty

CALENDARS = Path(__file__).parent / "calendars"

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


class CalendarMissing(LookupError):
    """The holiday calendar of one or more years is not maintained."""

    def __init__(self, years: Iterable[int]) -> None:
        self.years: tuple[int, ...] = tuple(sorted(set(years)))
        super().__init__("holiday calendar not maintained: " + ", ".join(str(year) for year in self.years))

    @property
    def missing(self) -> tuple[str, ...]:
        """What is missing, by name: `holiday_calendar:2031`."""
        return tuple(f"holiday_calendar:{year}" for year in self.years)


@dataclass(frozen=True)
class CalendarYear:
    """One year's notice. `rest` are days off it names, `working` make-up working days, `statutory` the 300 % days."""

    year: int
    rest: frozenset[date]
    working: frozenset[date]
    statutory: frozenset[date]
    names: Mapping[date, str] = field(default_factory=dict)
    notice: str = ""
    source: str = ""
    certainty: str = Certainty.EXCERPT
    note: str = ""


class Calendar:
    """The years that are maintained. Immutable: `with_year` gives a new one, so an upload changes no running count."""

    def __init__(self, years: Iterable[CalendarYear] = ()) -> None:
        self._years: dict[int, CalendarYear] = {one.year: one for one in years}

    @property
    def years(self) -> tuple[int, ...]:
        """The years maintained, ascending."""
        return tuple(sorted(self._years))

    def __contains__(self, year: object) -> bool:
        return year in self._years

    def year(self, year: int) -> CalendarYear:
        """One year's notice. CalendarMissing: not maintained."""
        try:
            return self._years[year]
        except KeyError:
            raise CalendarMissing([year]) from None

    def with_year(self, *years: CalendarYear) -> Calendar:
        """This calendar with further years, or with a year replaced."""
        return Calendar([*self._years.values(), *years])

    def is_working_day(self, day: date) -> bool:
        """Whether offices work that day, make-up days included. CalendarMissing: its year is not maintained."""
        year = self.year(day.year)
        if day in year.working:
            return True
        return day.weekday() < _SATURDAY and day not in year.rest

    def is_statutory_holiday(self, day: date) -> bool:
        """Whether it is one of the all-citizen holidays that carry 300 % pay (not every day off is)."""
        return day in self.year(day.year).statutory

    def name(self, day: date) -> str:
        """The name of the holiday the day belongs to, or an empty string."""
        return self.year(day.year).names.get(day, "")

    def roll_over(self, day: date) -> date:
        """The day itself if it is a working day, else the first one after (民事诉讼法 第85条第3款)."""
        while not self.is_working_day(day):
            day += _ONE_DAY
        return day

    def add_working_days(self, started: date, amount: int) -> date:
        """The last of so many working days; the starting day is not counted. CalendarMissing names the year."""
        day, left = started, amount
        while left > 0:
            day += _ONE_DAY
            if self.is_working_day(day):
                left -= 1
        return day

    def working_days(self, first: date, last: date) -> int:
        """How many working days lie from first to last, both included."""
        return sum(self.is_working_day(first + timedelta(days=n)) for n in range((last - first).days + 1))


_TOP_KEYS = {"calendar", "holidays"}
_CALENDAR_KEYS = {"year", "notice", "certainty", "source", "note", "working"}
_HOLIDAY_KEYS = {"name", "rest", "statutory"}


def calendar_year(data: Mapping[str, Any], file: str = "calendar") -> CalendarYear:
    """A year from the tables of a TOML file or an upload of the same shape. StatuteDataError says what is wrong."""
    for key in data.keys() - _TOP_KEYS:
        raise StatuteDataError(file, str(key), "unknown table; expected calendar and holidays")
    head = data.get("calendar") or {}
    for key in head.keys() - _CALENDAR_KEYS:
        raise StatuteDataError(file, f"calendar.{key}", "unknown key")
    year = head.get("year")
    if not isinstance(year, int) or isinstance(year, bool):
        raise StatuteDataError(file, "calendar.year", "a year is expected")
    if head.get("certainty") not in set(Certainty):
        raise StatuteDataError(file, "calendar.certainty", f"{head.get('certainty')!r} is not a grade of certainty")

    working = _days(file, "calendar.working", head.get("working", []), year)
    rest: set[date] = set()
    statutory: set[date] = set()
    names: dict[date, str] = {}
    for index, row in enumerate(data.get("holidays", [])):
        where = f"holidays[{index}]"
        for key in row.keys() - _HOLIDAY_KEYS:
            raise StatuteDataError(file, f"{where}.{key}", "unknown key")
        if not row.get("name"):
            raise StatuteDataError(file, f"{where}.name", "missing")
        off = _days(file, f"{where}.rest", row.get("rest", []), year)
        paid = _days(file, f"{where}.statutory", row.get("statutory", []), year)
        rest |= off | paid
        statutory |= paid
        names |= {day: row["name"] for day in off | paid if day not in names}
    if not rest:
        raise StatuteDataError(file, "holidays", "a year without holidays cannot be right")
    for day in sorted(working):
        if day in rest:
            raise StatuteDataError(file, "calendar.working", f"{day} is both a day off and a make-up working day")
        if day.weekday() < _SATURDAY:
            raise StatuteDataError(file, "calendar.working", f"{day} is no Saturday or Sunday")
    return CalendarYear(
        year, frozenset(rest), frozenset(working), frozenset(statutory), names, head.get("notice", ""),
        head.get("source", ""), head["certainty"], head.get("note", ""),
    )  # fmt: skip


def _days(file: str, where: str, values: Iterable[object], year: int) -> set[date]:
    found: set[date] = set()
    for value in values:
        if type(value) is not date:
            raise StatuteDataError(file, where, f"{value!r} is not a date")
        if value.year != year:
            raise StatuteDataError(file, where, f"{value} is not in {year}")
        found.add(value)
    return found


def load_calendars(folder: Path = CALENDARS) -> Calendar:
    """All years of a folder. StatuteDataError names the file and key of the first thing wrong."""
    years = []
    for file in sorted(folder.glob("*.toml")):
        try:
            data = tomllib.loads(file.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise StatuteDataError(file, "-", str(error)) from error
        year = calendar_year(data, file.name)
        if file.stem != str(year.year):
            raise StatuteDataError(file, "calendar.year", "does not match the file name")
        years.append(year)
    return Calendar(years)


@lru_cache(maxsize=1)
def shipped() -> Calendar:
    """The calendars shipped with the product, read once."""
    return load_calendars()
