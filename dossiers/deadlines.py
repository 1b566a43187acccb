"""Terms as the pages show them: each with everything that answers "why this date"."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

import statutes
from dossiers.models import Clock, ClockStatus
from lawbook.words import CERTAINTY, UNITS, label


def clock_label(key: str, started: dt.date) -> str:
    """What a term is called, by the version in force when it began."""
    try:
        term = statutes.term(key, started)
    except LookupError:
        return key
    return label(term)


def clock_view(clock: Clock, today: dt.date) -> dict[str, Any]:
    """A term with everything that answers "why this date"."""
    left = clock.days_left(today)
    word, tone = "", "running"
    if clock.status == ClockStatus.RUNNING:
        if clock.is_warning and left is not None and left < 0:
            word, tone = _("right open"), "neutral"
        elif left is not None and left < 0:
            tone = "bad"
        elif left is not None and left <= 3:
            tone = "warn"
    else:
        word = str(ClockStatus(clock.status).label)
        tone = {"paused": "neutral", "stopped": "good", "expired": "bad", "void": "closed"}[clock.status]
    percent = None
    if clock.due_on and clock.runs and clock.due_on > clock.started_on:
        percent = max(
            0, min(100, round(100 * (today - clock.started_on).days / (clock.due_on - clock.started_on).days))
        )
    notes = []
    if clock.missing:
        notes.append(_("Not certain: %(what)s is not maintained.") % {"what": missing(clock.missing)})
    if clock.rolled_over and clock.raw_due:
        notes.append(
            _("The last day, %(day)s, is a day off; the term ends on the next working day.")
            % {"day": clock.raw_due.isoformat()}
        )
    notes += [
        _("Extended by the parties; before that due on %(day)s.") % {"day": row.get("due_on") or "–"}
        for row in clock.extended_from
    ]
    if clock.paused_days:
        notes.append(_("Paused for %(days)s days.") % {"days": clock.paused_days})
    if clock.paused_on:
        notes.append(_("Paused since %(day)s.") % {"day": clock.paused_on.isoformat()})
    if clock.ended_on:
        notes.append(_("Ended on %(day)s.") % {"day": clock.ended_on.isoformat()})
    return {
        "key": clock.key if clock.runs else "",
        "label": clock_label(clock.key, clock.started_on),
        "tone": tone,
        "due_on": clock.due_on,
        "days_left": left if clock.runs else None,
        "working": False,
        "word": word,
        "percent": percent,
        "note": " ".join(notes),
        "started_on": clock.started_on,
        "start_fact": _(clock.start_fact) if clock.start_fact else "",
        "days": clock.amount,
        "unit": _unit(clock),
        "article": clock.article,
        "wording": clock.wording,
        "certainty": CERTAINTY.get(clock.certainty, clock.certainty),
        "consequence": clock.on_expiry or _("the article names no consequence"),
        "is_warning": clock.is_warning,
        "counted_from": clock.counted_from,
        "runs": clock.runs,
    }


def _unit(clock: Clock) -> str:
    """The unit, and that the article leaves it open where it does."""
    unit = str(UNITS.get(clock.unit, clock.unit))
    try:
        stated = statutes.term(clock.key, clock.started_on).unit_stated
    except LookupError:
        return unit
    return unit if stated else _("%(unit)s (the article does not state the unit)") % {"unit": unit}


def missing(what: str) -> str:
    """The name of a calendar or figure that is not maintained."""
    kind, _colon, rest = what.partition(":")
    return _("the holiday calendar of %(year)s") % {"year": rest} if kind == "holiday_calendar" else what


def split(clocks: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Terms that run (or stay open as a right), and those that have ended."""
    return {
        "running": [row for row in clocks if row["runs"] or row["tone"] == "neutral"],
        "ended": [row for row in clocks if not (row["runs"] or row["tone"] == "neutral")],
    }
