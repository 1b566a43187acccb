"""Terms as the pages show them: each with everything that answers "why this date"."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

import statutes
from cases import limitation
from cases.acts import action_of
from cases.folder import Folder
from cases.limitation import Noted, Standing
from dossiers.models import Clock, ClockStatus
from lawbook import tables
from lawbook.words import CERTAINTY, UNITS, label, say
from statutes.limitation import CLAIM_TYPES, KINDS, WARN_AT
from workflows.steps import steps_of


def clock_label(key: str, started: dt.date) -> str:
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
        **(limitation_page(folder) if folder.view.sees("B") else {}),
    }


# ── Limitation ──────────────────────────────────────────────────────────────────────────────────────────────────────


def limitation_page(folder: Folder) -> dict[str, Any]:
    """Where the limitation of every claim stands, for those who may read the facts of the file (class B)."""
    folder.load_people()
    case = folder.case
    names = {party.pk: party.name for party in case.party_rows}
    steps = ("record_limitation_start", "record_limitation_event")
    return {
        "limitation": [_standing_view(folder, one, names) for one in limitation.standings(case, folder.today)],
        "actions": [action_of(folder, offer) for offer in folder.some_offers(*steps)],
    }


def limitation_line(folder: Folder) -> dict[str, Any] | None:
    """The nearest end of limitation where it is within the first warning or has passed, from the row of the case."""
    ends_on = folder.case.limitation_on
    if ends_on is None or not folder.view.sees("B") or not folder.case.is_open:
        return None
    left = (ends_on - folder.today).days
    if left > WARN_AT[0]:
        return None
    return {"ends_on": ends_on, "days_left": left, "tone": _tone(left), "url": f"{folder.tab_url('clocks')}#limitation"}


def _tone(left: int) -> str:
    return "bad" if left <= WARN_AT[1] else "warn" if left <= WARN_AT[0] else "running"


def _standing_view(folder: Folder, one: Standing, names: dict[int, str]) -> dict[str, Any]:
    first, found = one.claims[0], one.found
    by_seq = {str(row.seq): row for row in one.entries}
    word, tone = "", "running"
    if found is None:
        word, tone = _("not known"), "warn"
        if limitation.NOT_LABOUR in one.unknown:
            word, tone = _("not counted"), "neutral"
    elif found.no_limitation_while_employed:
        word, tone = _("no limitation while employed"), "good"
    elif found.suspended:
        word, tone = _("suspended"), "neutral"
    elif found.days_left is not None:
        tone = _tone(found.days_left)
        word = _("passed") if found.expired else ""
    notes = [str(sentence) for sentence in one.unknown]
    if found:
        # The regional sentence is said below, with the name of what is not maintained.
        notes += [say(sentence) for sentence in found.warnings if sentence.code != "regional_start"]
    if one.rule is None:
        rule = tables.parameters().parameters[str(limitation.rule_key(one.kind))]
        notes.append(
            _("Regions differ on when limitation starts for this kind of claim; not maintained here: %(what)s.")
            % {"what": label(rule)}
        )
    elif one.rule:
        notes.append(_("Regional rule on the start: %(rule)s") % {"rule": one.rule})
    if found and found.missing:
        notes.append(_("Not certain: %(what)s is not maintained.") % {"what": "、".join(map(_missing, found.missing))})
    claimants = dict.fromkeys(names[row.party_id] for row in one.claims if row.party_id in names)
    return {
        "what": list(dict.fromkeys(row.what for row in one.claims)),
        "claimants": list(claimants),
        "kind": say(CLAIM_TYPES[one.kind]) if one.kind else "",
        "known_on": first.known_on,
        "known_note": first.known_note,
        "started_on": found.started_on if found else None,
        "ends_on": found.ends_on if found else None,
        "days_left": found.days_left if found and found.ends_on and not found.expired else None,
        "word": word,
        "tone": tone,
        "notes": notes,
        "trail": [
            {
                "on": entry.on,
                "what": say(entry.what),
                "article": entry.article,
                "evidence": _evidence(folder, by_seq[entry.evidence]) if entry.evidence in by_seq else "",
            }
            for entry in (found.trail if found else ())
        ]
        or [
            {"on": row.day, "what": _kind(row), "article": _article(row), "evidence": _evidence(folder, row)}
            for row in one.entries
        ],
        "open": found is not None and tone in {"warn", "bad"},
    }


def _kind(row: Noted) -> str:
    return say(KINDS[row.kind])


def _article(row: Noted) -> str:
    return KINDS[row.kind].article


def _evidence(folder: Folder, row: Noted) -> str:
    """What proves an entry: as somebody stated it, or the entry of the log with its papers."""
    if row.step == limitation.BY_HAND:
        exhibit = row.facts.get("exhibit") or {}
        return " · ".join(filter(None, (row.facts.get("evidence"), exhibit.get("title"))))
    step = steps_of(folder.case.procedure).get(row.step)
    papers = [number for paper in row.facts.get("papers", []) for number in paper["numbers"]]
    entry = _("entry %(n)s of the log: %(label)s") % {"n": row.seq, "label": step.label if step else row.step}
    return " · ".join([entry, *papers])
