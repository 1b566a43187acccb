"""A file as one row of a table: words, tones and dates, made ready so that a template only prints them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

import statutes
from dossiers.queries import Row, cause_name
from workflows.channels import Channel
from workflows.mediation import PROCEDURES
from workflows.reasons import Outcome

#: How an end is toned; what is not here is neutral.
OUTCOME_TONES = {
    Outcome.AGREED: "good",
    Outcome.PART_AGREED: "good",
    Outcome.SELF_SETTLED: "good",
    Outcome.FAILED: "warn",
}
#: From this many days on a due day is no longer worth a badge.
SOON = 3


@dataclass(frozen=True)
class Columns:
    """What a table of files shows beside the columns that every one has."""

    body: bool
    day: dt.date


@dataclass(frozen=True)
class Shown:
    """The words of a row."""

    url: str
    number: str
    applicants: str
    respondents: str
    hidden: bool
    people: int
    cause: str
    channel: str
    sender: str
    state: str
    tone: str
    outcome: str
    outcome_tone: str
    mediator: str
    body: str
    received_on: dt.date
    ended_on: dt.date | None
    due_on: dt.date | None
    due_what: str
    due_words: str
    due_tone: str
    origin: str


def shown(row: Row, columns: Columns) -> Shown:
    """The words for one row in the reader's language."""
    procedure: Any = PROCEDURES[row.kind]
    state = procedure.State(row.state)
    days = (row.due_on - columns.day).days if row.due_on and not row.closed_at else None
    late = days is not None and days < 0 and not row.outcome
    soon = days is not None and 0 <= days <= SOON
    return Shown(
        url=reverse("file", args=[row.code]),
        number=row.number or row.code,
        applicants=row.applicants,
        respondents=row.respondents,
        hidden=row.nameless,
        people=row.people,
        cause=cause_name(row.kind, row.cause_code),
        channel=str(Channel(row.channel).label) if row.channel in Channel.values else row.channel,
        sender=row.sender_name,
        state=str(state.label),
        tone=_tone(procedure, row),
        outcome=str(Outcome(row.outcome).label) if row.outcome else "",
        outcome_tone=OUTCOME_TONES.get(Outcome(row.outcome), "neutral") if row.outcome else "neutral",
        mediator=row.mediator_name,
        body=row.body_name,
        received_on=row.received_on,
        ended_on=row.ended_on,
        due_on=row.due_on if not row.closed_at else None,
        due_what=_term(row.due_clock, get_language() or "") if days is not None else "",
        due_words=_days(days) if late or soon else "",
        due_tone="bad" if late else "warn",
        origin=row.origin,
    )


def _tone(procedure: Any, row: Row) -> str:
    """By where the procedure's own lists put the state: under way, ended, shut; before acceptance it still waits."""
    if row.state in procedure.shut_states:
        return "closed"
    if row.outcome:
        return OUTCOME_TONES.get(Outcome(row.outcome), "neutral")
    return "running" if row.accepted_on else "neutral"


def _days(days: int | None) -> str:
    if days is None:
        return ""
    if days == 0:
        return _("due today")
    return _("%(days)s days left") % {"days": days} if days > 0 else _("%(days)s days overdue") % {"days": -days}


@lru_cache(maxsize=256)
def _term(key: str, language: str) -> str:
    """The name of a term in the reader's language."""
    versions = statutes.term_versions(key) if key else ()
    if not versions:
        return key
    return versions[-1].label_en if language.startswith("en") else versions[-1].label_zh
