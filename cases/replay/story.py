"""What a record's events tell: when each happened, which brought the dispute, which mediated, agreed, paid or refused.

Everything is read from published words by the patterns of `tables.py`; no day is invented here. An event without a day
of its own carries that of the one before it.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases.replay import tables as t
from cases.replay.days import UNDATED, Span, read_due, read_relative, read_span
from cases.replay.source import Happening, Record

#: How far a record goes in the procedure.
SCREENED, MEDIATED, SETTLED, PARTLY, FAILED, REFUSED, DECLINED, HANDED_ON = (
    "screened", "mediated", "settled", "partly", "failed", "refused", "declined", "handed_on",
)  # fmt: skip


@dataclass(frozen=True)
class Timeline:
    """The day of each event in the source's order; `dated` where the source gives it, outright or by its distance
    from a day that it gives, else carried over."""

    days: tuple[dt.date | None, ...]
    dated: tuple[bool, ...]
    published: dt.date | None
    fallback: dt.date
    disorder: tuple[str, ...]

    def on(self, index: int) -> dt.date:
        """The day of an event; the first known day for those before it."""
        day = self.days[index] if 0 <= index < len(self.days) else None
        return day or self.fallback


def timeline_of(record: Record) -> Timeline:
    """Read the events' dates in order: an event without a date happened on the day of the one before it, or after.

    `floor` is the earliest day on which everything so far can have happened; only what lies wholly before it
    contradicts the order.
    """
    published = read_span(record.published)
    latest = published.hi or published.pick if published else None
    days: list[dt.date | None] = []
    dated: list[bool] = []
    disorder: list[str] = []
    previous: dt.date | None = None
    first: dt.date | None = None
    floor = dt.date.min
    for event in record.events:
        own = read_span(event.date, before=latest)
        span = own or read_relative(event.date, previous, first, latest)
        day = previous
        if span is not None:
            day = span.pick
            if previous and day < previous:
                if span.hi and span.hi < floor:
                    said = _("event %(order)s: “%(date)s” lies before the event it follows")
                    disorder.append(said % {"order": event.order, "date": event.date})
                    day = previous
                elif span.holds(previous):
                    day = previous
                else:
                    day = max(day, floor)
            floor = max(floor, min(span.lo or dt.date.min, day))
        first, previous = first or day, day
        days.append(day)
        near = bool(dated) and dated[-1]
        dated.append(own is not None or (span is not None and (near or bool(t.FAR_ANCHOR.search(event.date)))))
    known = next((day for day in days if day), None)
    fallback = known or latest or next(iter(_said_days(record, latest)), None) or UNDATED
    return Timeline(tuple(days), tuple(dated), latest, fallback, tuple(disorder))


def _said_days(record: Record, latest: dt.date | None) -> list[dt.date]:
    """The days that the record names apart from its events."""
    said = (record.received, record.accepted, *record.sessions, record.agreement, record.paid_on)
    return [span.pick for text in said if text and (span := read_span(text, before=latest))]


class Story:
    """One record's events, asked for what the procedure needs to know."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.time = timeline_of(record)
        self.arrival = self._arrival()
        self.after = range(self.arrival, len(record.events))
        self.received = self._received()
        self.made = self._agreement()
        self.goal = self._goal()

    def event(self, index: int) -> Happening:
        """An event by its place in the source's order."""
        return self.record.events[index]

    def words(self, index: int | None) -> str:
        """What an event says; nothing where there is none."""
        return self.record.events[index].action if index is not None and index < len(self.record.events) else ""

    def span(self, text: str) -> Span | None:
        """A published date, a missing year taken from the publication."""
        return read_span(text, before=self.time.published) if text else None

    def by_sides(self, index: int) -> bool:
        """Whether a party acts, who cannot mediate."""
        return self.event(index).actor in t.SIDES

    # ── Arrival ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _arrival(self) -> int:
        """The index of the event with which the dispute reached the body; 0 when none can be told.

        Who refuses mediation has been asked: the dispute was there by then.
        """
        asked = [i for i, event in enumerate(self.record.events) if t.REFUSES_MEDIATION.search(event.action)]
        return min([self._brought(), *asked])

    def _brought(self) -> int:
        """The index of the event whose words bring the dispute."""
        events = self.record.events
        others = [i for i in range(len(events)) if not self.by_sides(i)]
        if self.record.channel == "union_inspection" and others:
            return others[0]
        court = self.record.channel in t.THROUGH_COURT
        words = t.TO_COURT if court else t.ARRIVAL
        if self.record.channel == "court_in_litigation":
            words = t.TO_COURT_ITSELF
        found = [
            i
            for i, event in enumerate(events)
            if words.search(event.action) and (court or event.actor != "respondent" or "申请调解" in event.action)
        ]
        working = [i for i in others if t.SESSION.search(events[i].action) or t.RESULT.search(events[i].action)]
        first_work = working[0] if working else len(events) - 1
        before = [i for i in found if i <= first_work]
        if court:
            return before[-1] if before else max(first_work, 0)
        if before or found:
            own = t.OWN_DOOR.get(self.record.channel)
            here = [i for i in before if own and own.search(events[i].action)]
            return (here or before or found)[0]
        return others[0] if others else 0

    def _received(self) -> dt.date:
        """The published day, else the arrival's own, else the latest it can have been: the first later one that is
        given, else the publication; else the day of the event before.

        A dispute is not received on the day somebody was hired, hurt or heard in another instance.
        """
        said = self.span(self.record.received)
        if said is not None:
            return self.fitted(said, self.arrival)
        if not self.record.events or not self.time.dated[self.arrival]:
            carried = self.time.on(self.arrival)
            events = [self.time.on(i) for i in self.after if self.time.dated[i]]
            later = [day for day in (*events, *_said_days(self.record, self.time.published)) if day >= carried]
            if later:
                return min(later)
            if self.time.published and self.time.published >= carried:
                return self.time.published
        return self.time.on(self.arrival)

    def fitted(self, said: Span, index: int | None) -> dt.date:
        """A published day made fuller by the event's own, where one can be the other."""
        told = self.time.days[index] if index is not None and index < len(self.time.days) else None
        if index is None or told is None:
            return said.pick
        if self.time.dated[index] and said.holds(told):
            return told
        return max(said.pick, told) if said.holds(max(said.pick, told)) else said.pick

    # ── Mediation and agreement ────────────────────────────────────────────────────────────────────────────────────

    def is_session(self, index: int) -> bool:
        """Whether somebody who is no party worked on the dispute with one."""
        words = self.words(index)
        if self.by_sides(index) or re.search(r"未见|译文截断", words):
            return False
        # Commissioned before filing, the very event that brings the dispute may be the mediation.
        before_filing = self.record.channel == "court_commission_pre_filing" and "诉前调解" in words
        return before_filing or bool(t.SESSION.search(words))

    def _agreement(self) -> int | None:
        """The index of the event that made or shows the agreement; None when there is none to show it."""
        fitting = [
            i for i in self.after if t.AGREEMENT.search(self.words(i)) and not t.NOT_AN_AGREEMENT.search(self.words(i))
        ]
        said = self.span(self.record.agreement)
        if said is not None:
            hi = said.hi or said.pick
            early = [i for i in fitting if self.time.days[i] is None or self.time.on(i) <= hi]
            fitting = early or fitting[:1]
        if fitting:
            return fitting[-1]
        sat = [span for text in self.record.sessions if (span := self.span(text))]
        telling = [
            i
            for i in self.after
            if not self.by_sides(i)
            and not t.NO_RESULT.search(self.words(i))
            and (t.RESULT.search(self.words(i)) or self._dated_in(i, sat))
        ]
        paying = [i for i in self.after if t.PAID.search(self.words(i))]
        return telling[-1] if telling else paying[0] if paying else None

    def _dated_in(self, index: int, spans: list[Span]) -> bool:
        return self.time.dated[index] and any(span.holds(self.time.on(index)) for span in spans)

    def agreed_on(self) -> dt.date:
        """The day of the agreement, as far as it can be told."""
        said = self.span(self.record.agreement)
        if said is not None:
            return self.fitted(said, self.made)
        return self.time.on(self.made) if self.made is not None else self.time.fallback

    def promised_until(self, day: dt.date) -> dt.date | None:
        """The day until which was promised to pay, in the agreement's words or those beside it."""
        start = self.made if self.made is not None else self.arrival
        for i in (start, start + 1, start - 1):
            if i in self.after and self.event(i).actor not in {"worker", "family"}:
                due = read_due(self.words(i), day)
                if due:
                    return due
        return None

    # ── Payment and what followed ──────────────────────────────────────────────────────────────────────────────────

    def pays(self, index: int) -> bool:
        """Whether an event says that money came; what only promises it does not."""
        if "计划" in self.event(index).date:
            return False
        words = self.words(index)
        if t.PAID_AT_ONCE.search(words):
            return True
        return index != self.made and bool(t.PAID.search(words)) and not t.PROMISED.search(words)

    def payments(self) -> list[int]:
        """The events from the agreement on that say that money came."""
        start = self.made if self.made is not None else self.arrival
        return [i for i in self.after if i >= start and self.pays(i)]

    def paid_on(self, agreed: dt.date) -> dt.date | None:
        """The day of payment; None when the source does not say that anything was paid."""
        record, told = self.record, self.payments()
        if record.paid and record.paid.value == 0:
            return None
        unpaid_plan = bool(record.plan) and not any(row.paid for row in record.plan)
        if not record.paid and (not told or unpaid_plan):
            return None
        said = self.span(record.paid_on)
        if said:
            return max(said.pick, agreed)
        return max(self.time.on(told[-1]) if told else agreed, agreed)

    def follows_up(self, index: int) -> bool:
        """Whether somebody looked after the agreement; letters, rulings and payments have steps of their own."""
        words = self.words(index)
        if self.by_sides(index) or not t.FOLLOWED_UP.search(words) or t.ROUTE.search(words):
            return False
        return not t.LETTER.search(words) or "会" in words

    # ── Ends ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def refused_by_employer(self, index: int) -> bool:
        """Whether an event is the employer's no."""
        own = self.event(index).actor == "respondent" and bool(re.search(r"拒绝|不愿", self.words(index)))
        return own or bool(t.EMPLOYER_REFUSES.search(self.words(index)))

    def rest_follows(self) -> bool:
        """Whether what has not come yet was agreed too: an open row of the plan, or words such as 其余陆续."""
        start = self.made if self.made is not None else self.arrival
        told = any(t.REST_FOLLOWS.search(self.words(i)) for i in self.after if i >= start)
        return told or any(not row.paid for row in self.record.plan)

    def handed_on_to(self) -> str:
        """Where the body sent the dispute on with the last event of the source; empty when it kept it."""
        last = len(self.record.events) - 1
        found = t.HANDED_ON.search(self.words(last)) if last in self.after and not self.by_sides(last) else None
        return found["to"] if found else ""

    def says_closed(self) -> bool:
        """Whether the source says, from the agreement on, that the file was closed."""
        start = self.made if self.made is not None else self.arrival
        return any(t.SAYS_CLOSED.search(self.words(i)) for i in self.after if i >= start)

    def _goal(self) -> str:
        """How far the record goes."""
        outcome, sessions = self.record.outcome, bool(self.record.sessions) or any(map(self.is_session, self.after))
        if outcome in {"settled", "agreement_not_performed", "rectified"}:
            return SETTLED
        if outcome in {"partial", "partial_then_arbitration"}:
            return SETTLED if outcome == "partial" and self.rest_follows() else PARTLY
        if outcome == "refused":
            by_body = any(not self.by_sides(i) and t.REFUSES.search(self.words(i)) for i in self.after)
            return DECLINED if by_body else REFUSED
        if outcome in {"", "in_progress", "follow_up_pending"}:
            if self.handed_on_to():
                return HANDED_ON
            return MEDIATED if sessions else SCREENED
        if sessions:
            return FAILED
        return REFUSED if any(map(self.refused_by_employer, self.after)) else DECLINED
