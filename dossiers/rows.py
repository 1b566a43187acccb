"""A file as one row of a table: words, tones and dates, made ready so that a template only prints them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from django.urls import get_urlconf, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

import statutes
from dossiers.models.dossier import ADDRESSES
from dossiers.queries import Row, cause_name
from workflows.books import PROCEDURES
from workflows.channels import Channel
from workflows.reasons import MatterOutcome, Outcome

#: How an end is toned; what is not here is neutral.
OUTCOME_TONES: dict[str, str] = {
    Outcome.AGREED: "good",
    Outcome.PART_AGREED: "good",
    Outcome.SELF_SETTLED: "good",
    Outcome.FAILED: "warn",
    MatterOutcome.RECTIFIED: "good",
    MatterOutcome.ADDRESSED: "good",
    MatterOutcome.UNRESOLVED: "warn",
}
#: From this many days on a due day is no longer worth a badge.
SOON = 3


@dataclass(frozen=True)
class Columns:
    """What a table of files shows beside the columns that every one has."""

    body: bool
    day: dt.date


class Shown(NamedTuple):
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
    due_why: str  # where the term answers "why this date"
    due_words: str
    due_tone: str
    origin: str


def shown(row: Row, columns: Columns) -> Shown:
    """The words for one row in the reader's language."""
    procedure: Any = PROCEDURES[row.kind]
    language = get_language() or ""
    words = _words(language, row.kind, row.state, row.cause_code, row.channel, row.outcome)
    days = (row.due_on - columns.day).days if row.due_on and not row.closed_at else None
    late = days is not None and days < 0 and not row.outcome
    soon = days is not None and 0 <= days <= SOON
    return Shown(
        url=file_address(row.code, row.kind),
        number=row.number or row.code,
        applicants=row.applicants,
        respondents=row.respondents,
        hidden=row.nameless,
        people=row.people,
        cause=words.cause,
        channel=words.channel,
        sender=row.sender_name,
        state=words.state,
        tone=_tone(procedure, row),
        outcome=words.outcome,
        outcome_tone=words.outcome_tone,
        mediator=row.mediator_name,
        body=row.body_name,
        received_on=row.received_on,
        ended_on=row.ended_on,
        due_on=row.due_on if not row.closed_at else None,
        due_what=_term(row.due_clock, language) if days is not None else "",
        due_why=f"{file_address(row.code, row.kind)}clocks/#clock-{row.due_clock}"
        if days is not None and row.due_clock
        else "",
        due_words=_days(days, language) if days is not None and (late or soon) else "",
        due_tone="bad" if late else "warn",
        origin=row.origin,
    )


class Words(NamedTuple):
    """What a row's codes are called."""

    state: str
    cause: str
    channel: str
    outcome: str
    outcome_tone: str


@lru_cache(maxsize=4096)
def _words(language: str, kind: str, state: str, cause_code: str, channel: str, outcome: str) -> Words:
    """The names of a row's codes in the language that is spoken now; nothing of them is about a person."""
    procedure: Any = PROCEDURES[kind]
    return Words(
        state=str(procedure.State(state).label),
        cause=cause_name(kind, cause_code),
        channel=str(Channel(channel).label) if channel in Channel.values else channel,
        outcome=str(procedure.Outcome(outcome).label) if outcome else "",
        outcome_tone=OUTCOME_TONES.get(outcome, "neutral") if outcome else "neutral",
    )


def file_address(code: str, kind: str) -> str:
    """The address of a file: the pattern is resolved once, the code is put in."""
    return _pattern(get_urlconf(), kind).replace(_ANY_CODE, code)


_ANY_CODE = "222222222222"


@lru_cache(maxsize=8)
def _pattern(_urlconf: str | None, kind: str) -> str:
    return reverse(ADDRESSES[kind], args=[_ANY_CODE])


def _tone(procedure: Any, row: Row) -> str:
    """By where the procedure's own lists put the state: under way, ended, shut; before acceptance it still waits."""
    if row.state in procedure.shut_states:
        return "closed"
    if row.outcome:
        return OUTCOME_TONES.get(row.outcome, "neutral")
    return "running" if row.accepted_on or row.kind == "supervision" else "neutral"


@lru_cache(maxsize=1024)
def _days(days: int, _language: str) -> str:
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
