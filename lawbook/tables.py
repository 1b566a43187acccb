"""The figures and calendars in force here: the shipped ones and those maintained on the pages of this room.

Each process keeps what it has read as long as the mark of the edition stays the same; asking for the mark is one small
query, and within one request or one act (`reading`) it is asked once.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connection
from django.db.models import Subquery

import statutes
from lawbook.models import Edition, Figure, Notice
from statutes.calendars import Calendar, shipped
from statutes.parameters import ParameterTables, shipped_parameters
from statutes.rules import Term

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Tables:
    mark: str
    parameters: ParameterTables
    calendar: Calendar


class _Reading(threading.local):
    """Whether this thread is within one reading, and the mark it found."""

    depth = 0
    mark: str | None = None


_reading = _Reading()

#: The mark beside the rows of another query.
MARK = Subquery(Edition.objects.filter(pk=Edition.ONLY).values("mark"))
_kept: _Tables | None = None


def parameters(at: dt.datetime | None = None) -> ParameterTables:
    """Every regional and yearly figure that is maintained; with `at`, as it was known at that moment."""
    return _tables().parameters if at is None else _load("", at).parameters


def calendar(at: dt.datetime | None = None) -> Calendar:
    """Every year whose notice of holidays is maintained; with `at`, as it was known at that moment."""
    return _tables().calendar if at is None else _load("", at).calendar


def term(key: str, on: dt.date, region: str | None = None, figures: ParameterTables | None = None) -> Term:
    """A term of the law; where its length is left to the region or the office, with the length maintained here.

    `figures` are those already at hand.

    KeyError and TermNotInForce as `statutes.term`.
    """
    found = statutes.term(key, on, region)
    if not found.parameter:
        return found
    value = (figures or parameters()).find(found.parameter, on, region)
    if value is None:
        return found
    if isinstance(value.value, Mapping):  # a setting of the office: one figure for each term it fills
        amount = value.value.get(found.key)
    else:  # a term whose length the act states is not changed by a figure
        amount = value.value if found.amount is None else None
    if amount is None:
        return found
    return replace(found, amount=int(amount), region=value.region, certainty=value.certainty)


def for_commands() -> tuple[ParameterTables, Calendar]:
    """Figures and calendar for a command that must also run where no database was set up: the shipped data alone then.

    A database that is set up and cannot be read is said in the log: without it a sum may be another.
    """
    where = connection.settings_dict
    if where["ENGINE"].endswith("sqlite3") and not _there(str(where["NAME"])):
        return shipped_parameters(), shipped()
    try:
        if Edition._meta.db_table in connection.introspection.table_names():
            found = _tables()
            return found.parameters, found.calendar
    except DatabaseError:
        log.warning("The database cannot be read; counting with the figures and calendars that are shipped.")
    return shipped_parameters(), shipped()


def _there(name: str) -> bool:
    """Whether there is something in the file: opening it would make an empty one. A database in memory is there."""
    return name.startswith("file:") or name == ":memory:" or (Path(name).is_file() and Path(name).stat().st_size > 0)


@contextmanager
def reading() -> Iterator[None]:
    """Within it the mark is asked for once: one act, or one request, counts with one state of the tables."""
    _reading.depth += 1
    try:
        yield
    finally:
        _reading.depth -= 1
        if _reading.depth == 0:
            _reading.mark = None


def begin_request(**_kwargs: Any) -> None:
    """A request is one reading."""
    _reading.depth, _reading.mark = 1, None


def end_request(**_kwargs: Any) -> None:
    """What comes after it asks anew."""
    _reading.depth, _reading.mark = 0, None


def know(mark: str | None) -> None:
    """The mark has come with another query (`MARK`): within this reading it need not be asked for."""
    if _reading.depth and _reading.mark is None:
        _reading.mark = mark or ""


def forget() -> None:
    """Ask for the mark again: the tables have just been changed in this thread."""
    _reading.mark = None


def edition() -> str:
    """The mark of what is maintained here, empty where nothing is: whoever keeps rows of it in memory compares it."""
    if _reading.mark is not None:
        return _reading.mark
    mark = Edition.objects.filter(pk=Edition.ONLY).values_list("mark", flat=True).first() or ""
    if _reading.depth:
        _reading.mark = mark
    return mark


def _tables() -> _Tables:
    global _kept  # noqa: PLW0603 (one per process; swapped whole, so that a reader never sees half of it)
    mark = edition()
    found = _kept
    if found is None or found.mark != mark:
        found = _kept = _load(mark) if mark else _Tables("", shipped_parameters(), shipped())
    return found


def _load(mark: str, at: dt.datetime | None = None) -> _Tables:
    known = shipped_parameters()
    rows = Figure.objects.in_force(at).filter(key__in=list(known.parameters))
    years = [row.as_year() for row in Notice.objects.in_force(at)]
    values = [row.as_value(known.parameters[row.key].kind) for row in rows]
    return _Tables(mark, known.corrected(*values), shipped().with_year(*years))
