"""The course of a file in human sentences: who did what when, by the classes a reader may see; notes beside it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from dossiers import access
from dossiers.acts import action_of
from dossiers.deadlines import clock_label
from dossiers.folder import Folder, seen_events
from dossiers.models import Clock, Event, Note
from dossiers.visibility import LOGGED
from organizations.roles import UNSEATED, Role
from workflows.papers import Kind
from workflows.steps import steps_of

#: What the facts of a step say in words, and the tone of an outcome: each room adds its own.
SENTENCES: dict[str, Callable[[dict[str, Any], Any], str]] = {}
EVENT_SENTENCES: dict[str, Callable[[Event, Any], str]] = {}
TONES: dict[str, str] = {}


def event_view(folder: Folder, event: Event) -> dict[str, Any]:
    """One line of the course: what, who, when recorded, when said to have been done, under which article."""
    view = folder.view
    step = steps_of(folder.dossier.procedure).get(event.step)
    role = str(Role(event.role).label)
    who = f"{event.actor_name} · {role}" if view.names and event.role not in UNSEATED else role
    if event.body_name and event.role in access.SENDING:
        who += f" · {event.body_name}"
    text = _sentence(folder, event)
    recorded = timezone.localdate(event.at)
    lines = [text] if text else []
    for paper in event.facts.get("papers", []):
        if isinstance(paper, dict) and paper.get("kind") in Kind.values and view.sees(event.record):
            lines.append(
                _("Paper: %(title)s %(numbers)s")
                % {"title": Kind(paper["kind"]).label, "numbers": "、".join(paper.get("numbers", []))}
            )
    badge = ""
    if event.acted_on < recorded:
        badge = _("recorded later")
        lines.append(
            _("Done on %(day)s, recorded on %(recorded)s.")
            % {"day": event.acted_on.isoformat(), "recorded": recorded.isoformat()}
        )
    tone = (
        "warn"
        if badge
        else TONES.get(folder.dossier.procedure.outcomes[event.to_state], "")
        if event.to_state != event.from_state and event.to_state in folder.dossier.procedure.outcomes
        else ""
    )
    moved = event.from_state != event.to_state and event.to_state
    return {
        "at": event.at,
        "title": str(step.label) if step else event.step,
        "by": f"{who} · {event.under}",
        "text": "\n".join(lines),
        "tone": tone,
        "badge": badge,
        "state": str(folder.dossier.procedure.State(event.to_state).label) if moved else "",
    }


def _sentence(folder: Folder, event: Event) -> str:
    """What the event's facts say, in words; never a name for those who follow files without names."""
    if event.step in EVENT_SENTENCES:
        return EVENT_SENTENCES[event.step](event, folder)
    say = SENTENCES.get(event.step)
    return say(event.facts, folder) if say else ""


def word(words: Any, value: Any) -> str:
    """The label of a value of a closed list; the value itself where the list does not know it."""
    return str(words(value).label) if value in words.values else str(value or "")


def yuan(value: Any) -> str:
    """A sum in yuan as a sentence shows it, empty for none."""
    return _("%(amount)s yuan") % {"amount": f"{Decimal(str(value)):,.2f}"} if value else ""


def inner(text: Any, folder: Folder) -> str:
    """Words somebody typed as a reason: they stay inside the body."""
    return str(text or "") if folder.inside else ""


def joined(*parts: Any) -> str:
    """Parts that say something, side by side."""
    return " · ".join(str(part) for part in parts if part)


def named(text: Any, folder: Folder) -> str:
    """A name, for those who follow files with names."""
    return str(text or "") if folder.view.names else ""


#: Events on one page of the course.
MANY = 100


def timeline_page(folder: Folder, before: int | None) -> dict[str, Any]:
    """The course, newest first, a hundred at a time, with notes and corrections of the classes the reader may see."""
    view = folder.view
    rows = seen_events(folder).order_by("-seq")
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: MANY + 1])
    notes = Note.objects.filter(dossier_id=folder.dossier.pk, record__in=view.records)
    if not folder.inside:
        notes = notes.exclude(kind="legal_opinion")
    told = (
        [
            {
                "at": note.at,
                "kind": note.get_kind_display(),
                "text": note.text,
                "concerns": note.concerns,
                "by": note.by_name if view.names else "",
                "confidential": note.record in LOGGED,
                "record": note.record,
            }
            for note in notes[:200]
        ]
        if view.names
        else []
    )
    return {
        "events": [event_view(folder, event) for event in found[:MANY]],
        "older": found[MANY - 1].pk if len(found) > MANY else None,
        "notes": told,
        "actions": [
            action_of(folder, offer) for offer in folder.some_offers("add_note", "add_correction", "record_callback")
        ],
        "read": "".join(sorted({str(note["record"]) for note in told} & LOGGED)),
    }


def said_after(dossier: Any, event: Event) -> str:
    """What happened and what it set going: clocks with their due days, papers with their numbers."""
    step = steps_of(dossier.procedure)[event.step]
    words = [_("Done: %(label)s.") % {"label": step.label}]
    if step.starts:
        for clock in Clock.objects.filter(dossier_id=dossier.pk, started_by=event.seq).order_by("due_on", "id"):
            label = clock_label(clock.key, clock.started_on)
            day = clock.due_on.isoformat() if clock.due_on else _("no date can be given")
            words.append(_("Term “%(label)s” runs until %(day)s.") % {"label": label, "day": day})
    for paper in event.facts.get("papers", []):
        if isinstance(paper, dict) and paper.get("kind") in Kind.values:
            words.append(
                _("Paper queued: %(title)s %(numbers)s.")
                % {"title": Kind(paper["kind"]).label, "numbers": "、".join(paper.get("numbers", []))}
            )
    return " ".join(words)
