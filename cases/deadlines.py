"""Terms as the pages show them: each with everything that answers "why this date"."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

import statutes
from cases.folder import Folder
from dossiers.models import Clock, ClockStatus

CERTAINTY = {
    "statute": gettext_lazy("wording of the article seen"),
    "excerpt": gettext_lazy("seen as an excerpt"),
    "unverified": gettext_lazy("not verified"),
    "configured": gettext_lazy("set by the body"),
}
UNITS = {
    "natural_day": gettext_lazy("natural days"),
    "working_day": gettext_lazy("working days"),
    "month": gettext_lazy("months"),
    "year": gettext_lazy("years"),
    "hour": gettext_lazy("hours"),
    "minute": gettext_lazy("minutes"),
}


def _english() -> bool:
    return (get_language() or "").startswith("en")


def clock_label(key: str, started: dt.date) -> str:
    try:
        term = statutes.term(key, started)
    except LookupError:
        return key
    return term.label_en if _english() else term.label_zh


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
        notes.append(_("Not certain: %(what)s is not maintained.") % {"what": _missing(clock.missing)})
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
        "unit": UNITS.get(clock.unit, clock.unit),
        "article": clock.article,
        "wording": clock.wording,
        "certainty": CERTAINTY.get(clock.certainty, clock.certainty),
        "consequence": clock.on_expiry,
        "is_warning": clock.is_warning,
        "counted_from": clock.counted_from,
        "runs": clock.runs,
    }


def _missing(what: str) -> str:
    kind, _colon, rest = what.partition(":")
    return _("the holiday calendar of %(year)s") % {"year": rest} if kind == "holiday_calendar" else what


def clocks_page(folder: Folder) -> dict[str, Any]:
    rows = [
        clock_view(clock, folder.today)
        for clock in Clock.objects.filter(dossier_id=folder.case.pk).order_by("due_on", "id")
    ]
    return {
        "running": [row for row in rows if row["runs"] or row["tone"] == "neutral"],
        "ended": [row for row in rows if not (row["runs"] or row["tone"] == "neutral")],
    }
