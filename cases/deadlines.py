"""Terms as the pages show them: each with everything that answers "why this date"."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from cases import limitation
from cases.folder import Folder
from cases.limitation import Noted, Standing
from dossiers.acts import action_of
from dossiers.deadlines import clock_view, missing, split
from dossiers.models import Clock
from lawbook import tables
from lawbook.words import label, say
from statutes.limitation import CLAIM_TYPES, KINDS, WARN_AT
from workflows.steps import steps_of


def clocks_page(folder: Folder) -> dict[str, Any]:
    rows = [
        clock_view(clock, folder.today)
        for clock in Clock.objects.filter(dossier_id=folder.case.pk).order_by("due_on", "id")
    ]
    return {
        **split(rows),
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
        notes.append(_("Not certain: %(what)s is not maintained.") % {"what": "、".join(map(missing, found.missing))})
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
