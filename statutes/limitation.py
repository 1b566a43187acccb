"""Arbitration limitation (仲裁时效): when a claim can no longer be enforced against a party that pleads it.

One year from when the party knew or should have known; restarted by interruptions; stopped while a suspension lasts;
none for unpaid wages while the employment lasts (劳动争议调解仲裁法 第27条; 企业劳动争议协商调解规定 第31条).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from statutes.book import cite, term
from statutes.calendars import Calendar, CalendarMissing, shipped
from statutes.clocks import add_months
from statutes.facts import BadFact, Facts
from statutes.keys import Clock
from statutes.rules import Article, Sentence
from statutes.tables import sentences, table


class Effect(StrEnum):
    """What an event does to the running period."""

    INTERRUPTS = "interrupts"
    SUSPENDS = "suspends"
    RESUMES = "resumes"


@dataclass(frozen=True, slots=True)
class EventKind:
    """An event the law names, with its effect and article. `cause` pairs a suspension with its end."""

    key: str
    effect: Effect
    zh: str
    en: str
    cited: tuple[str, ...]
    cause: str = ""

    @property
    def articles(self) -> tuple[Article, ...]:
        """The articles behind it."""
        return tuple(cite(key) for key in self.cited)

    @property
    def article(self) -> str:
        """All of them in one printable line."""
        return "；".join(one.citation for one in self.articles)


_TABLE = table("limitation")
_SAID = sentences("limitation")

KINDS: Mapping[str, EventKind] = {
    key: EventKind(key, Effect(row["effect"]), row["zh"], row["en"], tuple(row["articles"]), row.get("cause", ""))
    for key, row in _TABLE["events"].items()
}


@dataclass(frozen=True, slots=True)
class ClaimType:
    """A kind of claim. `remuneration` claims know no limitation while the employment lasts."""

    key: str
    zh: str
    en: str
    remuneration: bool = False
    regional_start: bool = False


CLAIM_TYPES: Mapping[str, ClaimType] = {
    key: ClaimType(key, row["zh"], row["en"], row.get("remuneration", False), row.get("regional_start", False))
    for key, row in _TABLE["claims"].items()
}

_ALSO_CALLED = {other: key for key, row in _TABLE["claims"].items() for other in row.get("also_called", [])}

# Days left at which the file says so, and below which legal aid may be given first (法律援助法 第44条).
WARN_AT: tuple[int, ...] = tuple(_TABLE["warnings"]["at"])
URGENT_BELOW: int = _TABLE["warnings"]["urgent_below"]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, and where the evidence for it is."""

    on: date
    kind: str
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the trail: what happened, what it did, under which article."""

    on: date
    what: Sentence
    article: str
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Limitation:
    """Where a claim stands. `ends_on` is None when nothing runs: wages while employed, or a suspension that lasts.

    `days_left` counts from the day asked about to the last day; negative when it has passed. During a suspension it is
    what is left once it ends. `rolled_over` None: the calendar of that year is not maintained (`missing` names it).
    """

    claim_type: str
    ends_on: date | None
    raw_end: date | None
    days_left: int | None
    no_limitation_while_employed: bool
    suspended: bool
    started_on: date | None
    rolled_over: bool | None
    trail: tuple[Entry, ...]
    warnings: tuple[Sentence, ...]
    missing: tuple[str, ...] = ()

    @property
    def expired(self) -> bool:
        """Whether the period has run out."""
        return self.ends_on is not None and self.days_left is not None and self.days_left < 0


def claim_type(key: str, field: str = "claim_type") -> ClaimType:
    """The kind of claim by its name or a common other name. BadFact names the known ones."""
    found = CLAIM_TYPES.get(_ALSO_CALLED.get(key, key))
    if found is None:
        known = "、".join(CLAIM_TYPES)
        raise BadFact(
            field, f"没有请求类型“{key}”；可用：{known}", f"no claim type {key!r}; known: {', '.join(CLAIM_TYPES)}"
        )
    return found


def limitation(
    kind: str,
    *,
    known_on: date | None,
    as_of: date,
    employment_end: date | None = None,
    events: Iterable[Event] = (),
    calendar: Calendar | None = None,
) -> Limitation:
    """How long a claim can still be brought, with every step that moved the date.

    `known_on` is when the party knew or should have known; it may be None only for wages while employed. Events after
    `as_of` are left out. BadFact: an unknown kind of claim or event, a missing date, a suspension ended but not begun.
    """
    claim = claim_type(kind)
    cal = shipped() if calendar is None else calendar
    happened = sorted((event for event in _checked(events) if event.on <= as_of), key=_order)
    employed = employment_end is None or employment_end > as_of
    warnings = _regional(claim)
    if claim.remuneration and employed:
        why = Entry(as_of, _SAID["employed"], cite("L01/27.4").citation)
        return Limitation(
            claim.key, None, None, None, True, False, None, None,
            (why, *(_without_effect(event, "not_running") for event in happened)), tuple(warnings),
        )  # fmt: skip

    start, opening = _opening(claim, known_on, employment_end, warnings)
    return _run(claim, start, opening, happened, as_of, cal, warnings)


def limitation_of(facts: Facts, calendar: Calendar | None = None) -> Limitation:
    """The limitation of the claim a JSON object describes: claim_type, known_on, employment_end, events, as_of.

    BadFact names the field that is wrong, unknown fields included.
    """
    facts.only(("claim_type", "known_on", "employment_end", "events", "as_of"))
    rows = [row.only(("on", "kind", "evidence")) for row in facts.rows("events", required=False)]
    return limitation(
        facts.text("claim_type"),
        known_on=facts.day_or_none("known_on"),
        employment_end=facts.day_or_none("employment_end"),
        as_of=facts.day("as_of"),
        events=[Event(row.day("on"), row.text("kind"), row.text("evidence", "")) for row in rows],
        calendar=calendar,
    )


def _opening(
    claim: ClaimType, known_on: date | None, employment_end: date | None, warnings: list[Sentence]
) -> tuple[date, Entry]:
    """The day the year starts, and why."""
    if claim.remuneration and employment_end is not None:
        if known_on is not None and known_on > employment_end:
            warnings.append(_SAID["known_after_end"])
        return employment_end, Entry(employment_end, _SAID["employment_ended"], cite("L01/27.4").citation)
    if known_on is None:
        raise BadFact("known_on", "缺少", "missing")
    return known_on, Entry(known_on, _SAID["known"], cite("L01/27.1").citation)


def _run(
    claim: ClaimType,
    start: date,
    opening: Entry,
    happened: list[Event],
    as_of: date,
    cal: Calendar,
    warnings: list[Sentence],
) -> Limitation:
    """Walk through the events in order; each looks at the end as it stands before it."""
    trail = [opening]
    spans = _Spans()
    for event in happened:
        kind = KINDS[event.kind]
        if kind.effect is Effect.RESUMES:
            if not spans.close(kind.cause, event.on):
                trail.append(_without_effect(event, "too_late"))
                continue
            trail.append(Entry(event.on, _did(kind, "resumes"), kind.article, event.evidence))
            continue
        end = _end(start, spans, event.on, cal)
        if event.on < start:
            if kind.effect is Effect.SUSPENDS:
                spans.open(kind.cause, event.on)
                trail.append(Entry(event.on, _did(kind, "suspends"), kind.article, event.evidence))
            else:
                trail.append(_without_effect(event, "before_start"))
        elif event.on > end.last:
            trail.append(_without_effect(event, "too_late"))
            if event.kind == "other_side_agreed_to_perform":
                warnings.append(_SAID["agreed_after_end"])
        elif kind.effect is Effect.SUSPENDS:
            spans.open(kind.cause, event.on)
            trail.append(Entry(event.on, _did(kind, "suspends"), kind.article, event.evidence))
        else:
            start = event.on
            trail.append(Entry(event.on, _did(kind, "interrupts"), kind.article, event.evidence))

    end = _end(start, spans, as_of, cal)
    if spans.running(as_of) and end.raw >= as_of:
        return Limitation(
            claim.key, None, None, (end.raw - as_of).days, False, True, start, None, tuple(trail),
            (*warnings, _SAID["suspended"]),
        )  # fmt: skip
    left = (end.last - as_of).days
    warnings += _countdown(left)
    trail.append(Entry(end.last, _SAID["rolled" if end.rolled else "ends"], cite("L04/85.3").citation))
    return Limitation(
        claim.key, end.last, end.raw, left, False, False, start, end.rolled, tuple(trail), tuple(warnings), end.missing
    )


class _Spans:
    """The spans during which the period stood still; several causes may overlap."""

    def __init__(self) -> None:
        self._open: dict[str, date] = {}
        self._closed: list[tuple[date, date]] = []

    def open(self, cause: str, on: date) -> None:
        self._open.setdefault(cause, on)

    def close(self, cause: str, on: date) -> bool:
        """End a cause; False when its beginning came too late to count."""
        began = self._open.pop(cause, None)
        if began is not None:
            self._closed.append((began, on))
        return began is not None

    def running(self, on: date) -> bool:
        return any(began <= on for began in self._open.values())

    def merged(self, now: date) -> list[tuple[date, date]]:
        """Spans in order without overlap, each up to the day it ended (that day counts again); open ones up to now."""
        spans = sorted([*self._closed, *((began, max(began, now)) for began in self._open.values())])
        found: list[tuple[date, date]] = []
        for began, ended in spans:
            if found and began <= found[-1][1]:
                found[-1] = (found[-1][0], max(ended, found[-1][1]))
            else:
                found.append((began, ended))
        return found


@dataclass(frozen=True, slots=True)
class _End:
    raw: date
    last: date
    rolled: bool | None
    missing: tuple[str, ...]


def _end(start: date, spans: _Spans, now: date, cal: Calendar) -> _End:
    """The last day of the year that starts after `start`, moved by the days that stood still."""
    raw = add_months(start, 12 * (term(Clock.LIM, start).amount or 0))
    first = start + timedelta(days=1)
    for began, ended in spans.merged(now):
        if began <= raw:
            raw += timedelta(days=max(0, (ended - max(began, first)).days))
    try:
        last = cal.roll_over(raw)
    except CalendarMissing as gap:
        return _End(raw, raw, None, gap.missing)
    return _End(raw, last, last != raw, ())


def _checked(events: Iterable[Event]) -> list[Event]:
    found = list(events)
    begun: set[str] = set()
    for index, event in sorted(enumerate(found), key=lambda pair: _order(pair[1])):
        kind = KINDS.get(event.kind)
        if kind is None:
            known = ", ".join(KINDS)
            raise BadFact(
                f"events[{index}].kind",
                f"没有事件“{event.kind}”；可用：{known}",
                f"no event {event.kind!r}; known: {known}",
            )
        if kind.effect is Effect.SUSPENDS:
            begun.add(kind.cause)
        elif kind.effect is Effect.RESUMES:
            if kind.cause not in begun:
                raise BadFact(f"events[{index}].kind", f"“{kind.zh}”之前没有对应的开始", "ends what never began")
            begun.discard(kind.cause)
    return found


def _order(event: Event) -> tuple[date, int]:
    """By day; on the same day a suspension begins before it ends, and an interruption comes last."""
    rank = {Effect.SUSPENDS: 0, Effect.RESUMES: 1, Effect.INTERRUPTS: 2}
    kind = KINDS.get(event.kind)
    return event.on, rank[kind.effect] if kind else 3


def _did(kind: EventKind, effect: str) -> Sentence:
    zh, en = {
        "interrupts": ("时效中断，自次日起重新计算", "interrupts; a new year begins the day after"),
        "suspends": ("时效中止", "suspends"),
        "resumes": ("时效继续计算", "continues"),
    }[effect]
    return Sentence(effect, f"{kind.zh}：{zh}", f"{kind.en}: {en}")


def _without_effect(event: Event, why: str) -> Entry:
    kind = KINDS[event.kind]
    said = _SAID[why]
    return Entry(
        event.on, Sentence(why, f"{kind.zh}：{said.zh}", f"{kind.en}: {said.en}"), kind.article, event.evidence
    )


def _regional(claim: ClaimType) -> list[Sentence]:
    return [_SAID["regional_start"]] if claim.regional_start else []


def _countdown(left: int) -> list[Sentence]:
    if left < 0:
        return [_SAID["expired"]]
    reached = [days for days in WARN_AT if left <= days]
    said = [_SAID[f"left_{min(reached)}"].filled(days=left)] if reached else []
    return [*said, _SAID["legal_aid_urgent"]] if left < URGENT_BELOW else said
