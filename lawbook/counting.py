"""What the pages without a case show: a date, a limitation, a sheet, findings; each with everything it rests on."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.utils.translation import gettext as _

from lawbook.words import (
    CERTAINTY,
    EFFECTS,
    LEVELS,
    LINE_UNITS,
    TONES,
    UNITS,
    cited,
    either,
    english,
    label,
    missing_names,
    say,
)
from statutes import acts, term_versions, terms
from statutes.agreement import Lint, rules
from statutes.calendars import Calendar
from statutes.clocks import CHINA, not_yet_in_force
from statutes.entitlements import CALCULATORS, Calculator, Entitlement
from statutes.limitation import CLAIM_TYPES, KINDS, Limitation
from statutes.parameters import ParameterTables, shipped_parameters
from statutes.rules import Due, Term

#: A longer span is shown by its beginning and its end.
MOST_DAYS = 42
_ENDS = 10


def due_view(found: Due, calendar: Calendar, parameters: ParameterTables) -> dict[str, Any]:
    """A date with its way: day zero, raw end, roll-over, articles with wording, certainty, consequence, the days."""
    term = found.term
    return {
        "label": label(term),
        "due": found.due,
        "by_the_clock": isinstance(found.due, dt.datetime),
        "started": found.started,
        "start_fact": either(term, "starts"),
        "counted_from": found.counted_from,
        "length": f"{found.amount} {UNITS[found.unit]}",
        "unit_stated": term.unit_stated,
        "raw_due": found.raw_due,
        "rolled_over": found.rolled_over,
        "missing": missing_names(found.missing, parameters.parameters),
        "articles": term.articles,
        "certainty": CERTAINTY[found.certainty],
        "tone": TONES[found.certainty],
        "consequence": either(term, "on_expiry"),
        "stops": either(term, "stops"),
        "extension": either(term, "extension"),
        "note": either(term, "note"),
        "region": term.region,
        "early": [one.citation for one in not_yet_in_force(term, _day(found.started))],
        "weeks": weeks(_day(found.started), _day(found.raw_due), _day(found.due), calendar),
    }


def weeks(start: dt.date, raw: dt.date, due: dt.date, calendar: Calendar) -> list[dict[str, Any]]:
    """The days from day zero to the end in rows of a week; a long span leaves out its middle (`gap`)."""
    first, last = start - dt.timedelta(days=start.weekday()), due + dt.timedelta(days=6 - due.weekday())
    rows: list[dict[str, Any]] = []
    for n in range(0, (last - first).days + 1, 7):
        monday = first + dt.timedelta(days=n)
        far = (last - first).days + 1 > MOST_DAYS and start + dt.timedelta(days=7) < monday
        if far and monday < raw - dt.timedelta(days=_ENDS):
            if rows and not rows[-1].get("gap"):
                rows.append({"gap": True})
            continue
        days = [monday + dt.timedelta(days=m) for m in range(7)]
        rows.append({"days": [_cell(day, start, raw, due, calendar) for day in days]})
    return rows


def _cell(day: dt.date, start: dt.date, raw: dt.date, due: dt.date, calendar: Calendar) -> dict[str, Any]:
    words = []
    if day == start:
        words.append(_("day zero"))
    if day == raw and raw != due:
        words.append(_("last day before roll-over"))
    if day == due:
        words.append(_("due"))
    kind = day_kind(day, calendar)
    name = calendar.name(day) if day.year in calendar else ""
    return {
        "day": day, "kind": kind, "name": name, "mark": "、".join(words), "inside": start <= day <= due,
        "end": day == due, "start": day == start,
    }  # fmt: skip


def day_kind(day: dt.date, calendar: Calendar) -> str:
    """work · makeup · rest · holiday · statutory · unknown."""
    if day.year not in calendar:
        return "unknown"
    year = calendar.year(day.year)
    if day in year.statutory:
        return "statutory"
    if day in year.working:
        return "makeup"
    if day in year.rest:
        return "holiday"
    return "work" if calendar.is_working_day(day) else "rest"


def _day(moment: dt.date | dt.datetime) -> dt.date:
    return (moment.astimezone(CHINA) if moment.tzinfo else moment).date() if isinstance(moment, dt.datetime) else moment


def limitation_view(found: Limitation, parameters: ParameterTables) -> dict[str, Any]:
    """Where a claim stands, with its trail."""
    left = found.days_left
    tone = "running"
    if found.no_limitation_while_employed:
        tone = "good"
    elif found.expired:
        tone = "bad"
    elif left is not None and left <= 30:
        tone = "warn"
    return {
        "claim": said_of(CLAIM_TYPES[found.claim_type]),
        "found": found,
        "tone": tone,
        "missing": missing_names(found.missing, parameters.parameters),
        "trail": [
            {"on": entry.on, "what": say(entry.what), "article": entry.article, "evidence": entry.evidence}
            for entry in found.trail
        ],
        "warnings": [say(one) for one in found.warnings],
        "articles": cited(*(entry.article for entry in found.trail)),
    }


def sheet_view(found: Entitlement, regions: dict[str, str], parameters: ParameterTables) -> dict[str, Any]:
    """A calculator's answer: steps, lines, total, figures with their source, warnings, wording."""
    return {
        "label": say(CALCULATORS[found.name].label),
        "amount": found.amount,
        "lines": [
            {
                "what": say(line.what),
                "formula": line.formula,
                "amount": line.amount,
                "is_money": line.unit.startswith("yuan"),
                "unit": LINE_UNITS[line.unit],
                "article": line.article,
                "certainty": CERTAINTY[line.certainty],
                "counts": line.counts,
            }
            for line in found.lines
        ],
        "parameters": [
            {
                "label": label(parameters.parameters[used.name]) if used.name in parameters.parameters else used.name,
                "value": used.value,
                "unit": parameters.parameters[used.name].unit if used.name in parameters.parameters else "",
                "region": regions.get(used.region or "", used.region or ""),
                "period": used.period,
                "supplied": used.source == "input",
                "source": used.source,
                "certainty": CERTAINTY[used.certainty],
            }
            for used in found.parameters
        ],
        "warnings": [say(one) for one in found.warnings],
        "articles": cited(*(line.article for line in found.lines)),
    }


_PLACE = re.compile(r"^(?P<list>items|parties|clauses)\[(?P<n>\d+)\](?:\.(?P<rest>.+))?$")


def findings_view(found: Lint) -> dict[str, Any]:
    """What the linter found, each at a place people know."""
    return {
        "signable": found.signable,
        "findings": [
            {
                "level": LEVELS[one.level][0],
                "tone": LEVELS[one.level][1],
                "where": place(one.where),
                "sentence": say(one.sentence),
                "article": one.article,
                "found": one.found,
            }
            for one in found.findings
        ],
        "articles": cited(*(one.article for one in found.findings)),
    }


def place(where: str) -> str:
    """`items[0].due_date` as people say it."""
    match = _PLACE.match(where)
    if match is None:
        return {"items": _("Items"), "parties": _("Parties")}.get(where, "")
    number = int(match["n"]) + 1
    words = {
        "items": _("Item %(n)s"),
        "parties": _("Party %(n)s"),
        "clauses": _("Clause %(n)s"),
    }
    return words[match["list"]] % {"n": number}


def said_of(one: Any) -> str:
    """The name of a kind of claim or event."""
    return str(one.en if english() else one.zh)


# --- the catalogue ------------------------------------------------------------------------------------------------


def catalogue() -> dict[str, Any]:
    """Everything the pages count with, for a lawyer: rule, article, grade."""
    return {
        "terms": [_term_row(version) for first in terms() for version in term_versions(first.key)],
        "calculators": catalogue_of_sums(),
        "rules": [
            {
                "level": LEVELS[one.level][0],
                "tone": LEVELS[one.level][1],
                "sentence": say(one.sentence),
                "article": one.article,
            }
            for one in rules().values()
        ],
        "events": [
            {"label": said_of(one), "effect": EFFECTS[one.effect], "article": one.article} for one in KINDS.values()
        ],
        "acts": [
            {"title": one.title, "number": one.number, "from": one.in_force_from, "certainty": CERTAINTY[one.certainty],
             "tone": TONES[one.certainty], "source": one.source}
            for one in acts()
        ],
    }  # fmt: skip


def catalogue_of_sums() -> list[dict[str, Any]]:
    """The calculators with what they ask for."""
    return [_calculator_row(one) for one in CALCULATORS.values()]


def _term_row(term: Term) -> dict[str, Any]:
    return {
        "key": term.key,
        "label": label(term),
        "region": term.region,
        "starts": either(term, "starts"),
        "length": f"{term.amount} {UNITS[term.unit]}" if term.amount is not None else "",
        "extension": either(term, "extension"),
        "stops": either(term, "stops"),
        "consequence": either(term, "on_expiry"),
        "article": term.article,
        "certainty": CERTAINTY[term.certainty],
        "tone": TONES[term.certainty],
        "note": either(term, "note"),
    }


def _calculator_row(one: Calculator) -> dict[str, Any]:
    known = shipped_parameters().parameters
    return {
        "name": one.name,
        "label": say(one.label),
        "facts": [say(one.fact_label(fact.key)) for fact in one.facts],
        "parameters": [label(known[key]) for key in one.parameters],
    }
