"""Start, stop, pause, resume, extend: clocks change inside the door only, and copy the rule they run under."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from django.utils.translation import gettext_noop

import statutes
from dossiers.models import Clock, ClockStatus, Dossier
from lawbook import tables
from statutes.calendars import CalendarMissing
from statutes.clocks import due
from statutes.keys import Clock as Term

#: Terms that tell somebody a right has begun rather than that somebody is late.
RIGHTS = frozenset({Term.RIGHT_TO_ARB})

#: Windows that close: when they pass, the right is lost and nothing is left to be late with.
WINDOWS = frozenset({Term.JC, Term.AR, Term.SUE, Term.COURT_PICK})

_LIVE = frozenset({ClockStatus.RUNNING, ClockStatus.PAUSED})
_ON_FILE = "_clocks_on_file"

START_FACTS = {
    Term.ACCEPT: gettext_noop("Application received"),
    Term.RIGHT_TO_ARB: gettext_noop("Application received"),
    Term.COURT_CONFIRM: gettext_noop("Commission reached the body"),
    Term.ASK_OTHER: gettext_noop("Commission confirmed"),
    Term.MED: gettext_noop("Application accepted"),
    Term.MED_NEF: gettext_noop("Application accepted"),
    Term.COURT_PRE: gettext_noop("Court file received or confirmed on the platform"),
    Term.COURT_POST_ORD: gettext_noop("Court file received or confirmed on the platform"),
    Term.COURT_POST_SUM: gettext_noop("Court file received or confirmed on the platform"),
    Term.ARB_ENTRUST: gettext_noop("All parties agreed"),
    Term.JC: gettext_noop("Agreement in effect"),
    Term.AR: gettext_noop("Agreement in effect"),
    Term.JC_ACCEPT: gettext_noop("Application for confirmation filed"),
    Term.JC_DECIDE: gettext_noop("Application for confirmation taken up"),
    Term.AR_DECIDE: gettext_noop("Application for review taken up"),
    Term.SUE: gettext_noop("Arbitration award received"),
    Term.COURT_PICK: gettext_noop("All parties agreed"),
    Term.PET: gettext_noop("Accepted by the petition organ"),
}


def start(dossier: Dossier, key: Term, running: list[Clock], *, on: dt.date, seq: int) -> Clock:
    """Start a term counted from the fact of day `on`; one of the same key among `running` is replaced by the new one.

    Where the calendar of a year is not maintained the clock still runs, says what is missing, and shows no date it
    cannot stand for.
    """
    clock = begun(dossier, key, running, on=on, seq=seq)
    save_ended([earlier for earlier in running if earlier.ended_by == seq])
    keep(dossier, [clock])
    return clock


def keep(dossier: Dossier, started: list[Clock]) -> None:
    """Save clocks that were begun, all at once, and put them with those the file is known to have."""
    Clock.objects.bulk_create(started)
    if _ON_FILE in dossier.__dict__:
        dossier.__dict__[_ON_FILE] += started


def begun(dossier: Dossier, key: Term, running: list[Clock], *, on: dt.date, seq: int) -> Clock:
    """The clock that `start` saves, not saved yet, nor what it replaces: the door saves all it starts at once, and all
    that ends."""
    region = dossier.county_code or dossier.prefecture_code or dossier.province_code
    term = tables.term(key, on, region)
    for earlier in running:
        if earlier.key == key and earlier.status in _LIVE:
            earlier.status, earlier.ended_by, earlier.ended_on = ClockStatus.VOID, seq, on
    clock = Clock(
        dossier_id=dossier.pk,
        key=key,
        start_fact=START_FACTS.get(key, ""),
        started_on=on,
        counted_from=on + dt.timedelta(days=1),
        amount=term.amount or 0,
        unit=term.unit,
        article=term.article,
        wording=_wording(term),
        certainty=term.certainty,
        on_expiry=term.on_expiry_zh,
        is_warning=key in RIGHTS,
        started_by=seq,
    )
    _compute(clock, term)
    return clock


def _wording(term: statutes.Term) -> str:
    """What the articles of a term say, each under its name where there are several; a gist is said to be one."""
    said = [(one, "（要旨）" if one.wording_is == "gist" else "") for one in term.articles if one.wording]
    if len(term.articles) == 1:
        return "".join(f"{gist}{one.wording}" for one, gist in said)
    return "\n".join(f"{one.citation}{gist}：{one.wording}" for one, gist in said)


def _compute(clock: Clock, term: statutes.Term) -> None:
    """Work out the dates of a clock from its start, its pauses and its rule."""
    if term.amount is None:
        clock.missing = f"term:{term.key}"
        return
    try:
        result = due(term, clock.started_on, tables.calendar(), clock.paused_days)
    except CalendarMissing as gap:
        clock.missing = ", ".join(f"holiday_calendar:{year}" for year in gap.years)
        return
    clock.counted_from = _day(result.counted_from)
    clock.raw_due, clock.due_on, clock.rolled_over = _day(result.raw_due), _day(result.due), result.rolled_over
    clock.missing = ", ".join(result.missing)


def _day(moment: dt.date) -> dt.date:
    return moment.date() if isinstance(moment, dt.datetime) else moment


def on_file(dossier: Dossier) -> list[Clock]:
    """Every clock of a file, the oldest first; read once for a loaded row, and the door loads one anew for each act."""
    if _ON_FILE not in dossier.__dict__:
        # With the clocks comes which state of the calendars counts: an act that starts a term asks nothing more.
        rows = Clock.objects.filter(dossier_id=dossier.pk).order_by("id").annotate(law_mark=tables.MARK)
        dossier.__dict__[_ON_FILE] = list(rows)
        for clock in dossier.__dict__[_ON_FILE][:1]:
            tables.know(clock.law_mark)
    known: list[Clock] = dossier.__dict__[_ON_FILE]
    return known


def live(dossier: Dossier) -> list[Clock]:
    """Clocks that run or pause, the nearest first."""
    running = [clock for clock in on_file(dossier) if clock.status in _LIVE]
    return sorted(running, key=lambda clock: (clock.due_on or dt.date.max, clock.pk))


def stop(clocks: Iterable[Clock], keys: Iterable[str], *, on: dt.date, seq: int) -> None:
    """End the clocks of `keys`, which run or pause: met when `on` is not after the due day, passed otherwise. Not saved
    (`save_ended`)."""
    for clock in [clock for clock in clocks if clock.key in set(keys)]:
        late = clock.due_on is not None and on > clock.due_on
        clock.status, clock.ended_by, clock.ended_on = ClockStatus.EXPIRED if late else ClockStatus.STOPPED, seq, on
        if late and clock.key in WINDOWS:
            clock.ended_on = clock.due_on  # it shut on its last day, whenever that is written down


def save_ended(clocks: list[Clock]) -> None:
    """Write down in one statement how clocks ended, and that their passing was noted."""
    if clocks:
        Clock.objects.bulk_update(clocks, ["status", "ended_by", "ended_on", "noted_by"])


def pause(clocks: Iterable[Clock], keys: Iterable[str], *, on: dt.date) -> None:
    for clock in clocks:
        if clock.key in set(keys) and clock.status == ClockStatus.RUNNING:
            clock.status, clock.paused_on = ClockStatus.PAUSED, on
            clock.save(update_fields=["status", "paused_on"])


def resume(clocks: Iterable[Clock], keys: Iterable[str], *, on: dt.date) -> None:
    """Go on counting: the days of the pause are added to the term; the due day is worked out anew and rolled over."""
    for clock in clocks:
        if clock.key in set(keys) and clock.status == ClockStatus.PAUSED and clock.paused_on:
            stood = max((on - clock.paused_on).days, 0)
            clock.paused_days += stood
            clock.status, clock.paused_on = ClockStatus.RUNNING, None
            if not clock.extended_from:
                compute(clock)
            elif clock.due_on:
                # The parties fixed a day; it moves by this pause alone: earlier ones are in it already.
                clock.due_on += dt.timedelta(days=stood)
            clock.save()


def compute(clock: Clock) -> None:
    """Work out a clock's dates anew from what it copied when it started: an amended term never moves it. Not saved."""
    term = replace(statutes.term(clock.key, clock.started_on), amount=clock.amount or None, unit=clock.unit)
    _compute(clock, term)


def expire(clock: Clock, *, on: dt.date, seq: int) -> None:
    """End a clock because its day has passed; `on` is its last day. Not saved (`save_ended`)."""
    clock.status, clock.ended_by, clock.ended_on = ClockStatus.EXPIRED, seq, on


def extend(clock: Clock, to: dt.date, *, seq: int) -> None:
    """Move the due day to the day the parties agreed on; the earlier one stays on record."""
    earlier = {"due_on": clock.due_on.isoformat() if clock.due_on else None, "by": seq}
    clock.extended_from = [*clock.extended_from, earlier]
    clock.due_on, clock.rolled_over, clock.missing, clock.noted_by = to, False, "", None
    clock.save(update_fields=["extended_from", "due_on", "rolled_over", "missing", "noted_by"])


def note_next_due(dossier: Dossier, clocks: Iterable[Clock]) -> None:
    """Copy the nearest duty onto the dossier for lists, and let the dossier's room copy what its guards ask."""
    running = [clock for clock in clocks if clock.status in _LIVE]
    duties = sorted(
        (c for c in running if c.due_on and not c.is_warning and c.runs), key=lambda c: (c.due_on or dt.date.max, c.pk)
    )
    dossier.due_on, dossier.due_clock = (duties[0].due_on, duties[0].key) if duties else (None, "")
    dossier.note_clocks(running)
