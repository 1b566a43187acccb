"""The nightly sweep: what the law attaches to the passing of time, taken through the door, one dossier a transaction.

It looks only at running clocks (partial index on `due_on`). What has happened already is not done again, and one
dossier that cannot be swept does not stop the others.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from dossiers.actions import CALENDAR, DoorError, Refused, load_subject, take_step
from dossiers.models import Clock, ClockStatus, Dossier, Origin
from workflows.steps import steps_of

log = logging.getLogger(__name__)


@dataclass
class Summary:
    """What a sweep did; lists hold the dossiers' codes."""

    day: dt.date
    looked_at: int = 0
    completed: list[str] = field(default_factory=list)  # a date that was not computable is known now
    noted: list[str] = field(default_factory=list)  # a term other than the mediation period has passed
    ended: list[str] = field(default_factory=list)  # the period passed, and the days of grace after it
    in_grace: list[str] = field(default_factory=list)  # the period has passed; somebody may still decide
    undecided: list[str] = field(default_factory=list)  # passed in a state that only a person may end
    warned: list[str] = field(default_factory=list)  # a room's own columns say that a warning is due
    found: list[str] = field(default_factory=list)  # what a room found for people to decide, by its own names
    errors: list[tuple[str, str]] = field(default_factory=list)  # code and what went wrong

    def as_json(self) -> dict[str, Any]:
        return {
            "day": self.day.isoformat(),
            "looked_at": self.looked_at,
            "completed": self.completed,
            "noted": self.noted,
            "ended": self.ended,
            "in_grace": self.in_grace,
            "undecided": self.undecided,
            "warned": self.warned,
            "found": self.found,
            "errors": [{"dossier": code, "reason": reason} for code, reason in self.errors],
        }


#: Warnings a room takes by a step of the calendar: the step, and the files in which it may be due on a day.
_warnings: list[tuple[str, Callable[[dt.date], list[int]]]] = []


def warns(step: str, due: Callable[[dt.date], list[int]]) -> None:
    """Register a warning; the step's effect refuses where it is not (or no longer) due."""
    _warnings.append((step, due))


#: What a room looks for every night beside its files; each yields the names of what it found.
_searches: list[Callable[[dt.datetime], list[str]]] = []


def nightly(search: Callable[[dt.datetime], list[str]]) -> None:
    """Register a search that runs after the sweep of the present day."""
    _searches.append(search)


def candidates(day: dt.date) -> dict[int, list[Clock]]:
    """Running clocks that ended before `day` and are not noted yet, or whose date could not be computed, by dossier.

    Files replayed from a published source stay as the source leaves them.
    """
    found: dict[int, list[Clock]] = defaultdict(list)
    running = Clock.objects.filter(status=ClockStatus.RUNNING).exclude(dossier__origin=Origin.REPLAYED)
    passed = running.filter(due_on__lt=day, noted_by=None).order_by("due_on", "dossier_id")
    unknown = running.exclude(missing="").filter(Q(due_on=None) | Q(due_on__gte=day)).order_by("dossier_id")
    for clock in [*passed, *unknown]:
        found[clock.dossier_id].append(clock)
    return found


def sweep(*, at: dt.datetime | None = None, day: dt.date | None = None) -> Summary:
    """Take every step of the calendar due on `day` (the day of `at`, which is now). ValueError: a day to come."""
    at = at or timezone.now()
    today = timezone.localdate(at)
    day = day or today
    if day > today:
        raise ValueError(f"{day.isoformat()} is still to come")
    summary = Summary(day)
    for pk, clocks in candidates(day).items():
        summary.looked_at += 1
        dossier = Dossier.objects.get(pk=pk)
        try:
            _sweep_one(dossier, clocks, at, summary)
        except Exception as error:  # one broken file must not keep the rest from their dates
            log.exception("dossier %s could not be swept", dossier.code)
            summary.errors.append((dossier.code, f"{type(error).__name__}: {error}"[:200]))
    for step, due in _warnings:
        for dossier in Dossier.objects.filter(pk__in=due(day)).exclude(origin=Origin.REPLAYED).order_by("pk"):
            try:
                if _take(dossier, step, at):
                    summary.warned.append(dossier.code)
            except Exception as error:
                log.exception("dossier %s could not be warned of", dossier.code)
                summary.errors.append((dossier.code, f"{type(error).__name__}: {error}"[:200]))
    for search in _searches if day == today else ():
        try:
            summary.found += search(at)
        except Exception as error:
            log.exception("the nightly search %s failed", search.__name__)
            summary.errors.append((search.__name__, f"{type(error).__name__}: {error}"[:200]))
    return summary


def _sweep_one(dossier: Dossier, clocks: list[Clock], at: dt.datetime, summary: Summary) -> None:
    day = summary.day
    book = steps_of(dossier.procedure)
    if any(clock.missing for clock in clocks) and "complete_terms" in book and _take(dossier, "complete_terms", at):
        summary.completed.append(dossier.code)
        clocks = list(Clock.objects.filter(dossier=dossier, status=ClockStatus.RUNNING, due_on__lt=day, noted_by=None))
    period_keys = load_subject(dossier).clocks_for("period")
    passed = [clock for clock in clocks if clock.due_on is not None and clock.due_on < day]
    others = [clock for clock in passed if clock.key not in period_keys]
    if others and "note_expiry" in book and _take(dossier, "note_expiry", at, before=day):
        summary.noted.append(dossier.code)
    for clock in passed:
        if clock.key in period_keys and clock.due_on is not None and "expire_period" in book:
            grace_ends = clock.due_on + dt.timedelta(days=settings.MEDIATION_EXPIRY_GRACE_DAYS)
            if day <= grace_ends:
                summary.in_grace.append(dossier.code)
            elif _take(dossier, "expire_period", at):
                summary.ended.append(dossier.code)
            else:
                summary.undecided.append(dossier.code)


def _take(dossier: Dossier, step: str, at: dt.datetime, **data: Any) -> bool:
    """Whether the step was taken; the door refuses what is not (or no longer) due, and that is no error."""
    try:
        take_step(dossier, step, by=CALENDAR, at=at, **data)
    except Refused:
        return False
    except DoorError as refused:
        log.info("dossier %s: %s not taken (%s)", dossier.code, step, type(refused).__name__)
        return False
    return True
