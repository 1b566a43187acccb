"""The course of a file in human sentences: who did what when, by the classes a reader may see; notes beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cases.acts import action_of
from cases.deadlines import clock_label
from cases.folder import Folder, seen_events
from cases.models import (
    Case,
    Consent,
    Medium,
    Party,
    SessionKind,
    SessionMode,
)
from cases.sums_page import fact_label
from dossiers import access
from dossiers.models import Clock, Event, Note
from dossiers.visibility import LOGGED, View
from organizations.roles import Role
from statutes.limitation import KINDS
from workflows.channels import Channel, IssuedDocument
from workflows.papers import Kind
from workflows.reasons import EndReason, NotAcceptedReason, Outcome, RecusalGround, SuspensionReason
from workflows.service import Served, Way
from workflows.steps import steps_of

OUTCOME_TONES = {
    Outcome.AGREED: "good",
    Outcome.PART_AGREED: "good",
    Outcome.SELF_SETTLED: "good",
    Outcome.FAILED: "bad",
    Outcome.NOT_ACCEPTED: "bad",
    Outcome.WITHDRAWN: "neutral",
    Outcome.TRANSFERRED: "neutral",
}


def event_view(folder: Folder, event: Event) -> dict[str, Any]:
    """One line of the course: what, who, when recorded, when said to have been done, under which article."""
    view = folder.view
    step = steps_of(folder.case.procedure).get(event.step)
    role = str(Role(event.role).label)
    who = f"{event.actor_name} · {role}" if view.names and event.role != Role.CALENDAR else role
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
        else OUTCOME_TONES.get(Outcome(folder.case.procedure.outcomes[event.to_state]), "")
        if event.to_state != event.from_state and event.to_state in folder.case.procedure.outcomes
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
        "state": str(folder.case.procedure.State(event.to_state).label) if moved else "",
    }


def _word(words: Any, value: Any) -> str:
    return str(words(value).label) if value in words.values else str(value or "")


def _yuan(value: Any) -> str:
    return _("%(amount)s yuan") % {"amount": f"{Decimal(str(value)):,.2f}"} if value else ""


def _sentence(folder: Folder, event: Event) -> str:
    """What the event's facts say, in words; never a name for those who follow files without names."""
    view, facts = folder.view, event.facts
    if event.step == "log_session":
        return _session_sentence(view, event)
    say = _SENTENCES.get(event.step)
    return say(facts, folder) if say else ""


def _session_sentence(view: View, event: Event) -> str:
    facts = event.facts
    words = [
        _("Session %(no)s") % {"no": facts.get("session", "")},
        facts.get("held_on", ""),
        _word(SessionMode, facts.get("mode")),
    ]
    if view.sees(event.record):
        words.append(_word(SessionKind, facts.get("kind")))
        if facts.get("present"):
            words.append(_("%(n)s present") % {"n": facts["present"]})
    return " · ".join(word for word in words if word)


def _inner(text: Any, folder: Folder) -> str:
    """Words somebody typed as a reason stay inside the body."""
    return str(text or "") if folder.inside else ""


def _joined(*parts: Any) -> str:
    return " · ".join(str(part) for part in parts if part)


def _named(text: Any, folder: Folder) -> str:
    return str(text or "") if folder.view.names else ""


def _passed(facts: dict[str, Any], _folder: Folder) -> str:
    said = []
    for row in facts.get("passed", []):
        day = dt.date.fromisoformat(row["due_on"])
        said.append(f"{clock_label(row['term'], day)} {day.isoformat()}")
    return "、".join(said)


def _limitation_event(facts: dict[str, Any], folder: Folder) -> str:
    kind = KINDS.get(facts.get("kind", ""))
    english = (get_language() or "").startswith("en")
    return _joined(
        facts.get("on"),
        (kind.en if english else kind.zh) if kind else "",
        _inner(facts.get("evidence"), folder),
        _("takes the place of entry %(n)s") % {"n": facts["replaces"]} if facts.get("replaces") else "",
    )


def _changed(facts: dict[str, Any], _folder: Folder) -> str:
    labels = {field.name: str(field.verbose_name) for field in Party._meta.fields}
    return _("Changed: %(what)s") % {"what": "、".join(labels.get(name, name) for name in facts.get("changed", []))}


def _issued(facts: dict[str, Any], _folder: Folder) -> str:
    served = facts.get("served_on")
    return _joined(
        _word(IssuedDocument, facts.get("document")) if facts.get("result") == "granted" else _("Refused"),
        facts.get("number"),
        _("signed for on %(day)s") % {"day": served} if served else "",
        facts.get("reason"),
    )


_SENTENCES: dict[str, Callable[[dict[str, Any], Folder], str]] = {
    "register_case": lambda f, _o: _joined(f.get("number"), _word(Channel, f.get("channel")), f.get("reference")),
    "check_scope": lambda f, _o: _("within scope") if f.get("in_scope") else _("outside scope"),
    "amend_party": _changed,
    "add_claim": lambda f, _o: _joined(_yuan(f.get("claimed"))),
    "amend_claim": lambda f, _o: (
        _joined(_yuan((f.get("before") or {}).get("claimed")), "→", _yuan(f.get("claimed"))) if f.get("claimed") else ""
    ),
    "record_facts": lambda f, _o: _joined(
        _("Sheet %(no)s") % {"no": f.get("sheet", "")}, "、".join(str(fact_label(key)) for key in f.get("changed", []))
    ),
    "record_representatives": lambda f, _o: (
        _("%(n)s elected, %(m)s represented") % {"n": len(f.get("representatives", [])), "m": f.get("represented", 0)}
    ),
    "record_consent": lambda f, _o: _joined(
        _word(Consent, f.get("answer")),
        _word(Medium, f.get("medium")),
        _("%(n)s parties") % {"n": len(f.get("parties", []))},
    ),
    "check_identity": lambda f, o: _joined(
        _("%(n)s parties") % {"n": len(f.get("parties", []))}, _inner(f.get("how"), o)
    ),
    "confirm_commission": lambda f, _o: _("received on %(day)s") % {"day": f.get("received_on", "")},
    "record_award": lambda f, _o: _joined(
        _("award received on %(day)s") % {"day": f.get("award", "")},
        _("complaint handed in on %(day)s") % {"day": f["complaint"]} if f.get("complaint") else "",
    ),
    "record_limitation_start": lambda f, _o: _joined(
        _("employment ended on %(day)s") % {"day": f["leave_on"]} if f.get("leave_on") else "",
        _("%(n)s claims with the day they were known") % {"n": len(f.get("known", {}))},
    ),
    "record_limitation_event": _limitation_event,
    "warn_of_limitation": lambda f, _o: (
        _("Limitation ends on %(day)s, %(n)s days left") % {"day": f.get("ends_on", ""), "n": f.get("left", "")}
    ),
    "decline_case": lambda f, _o: _word(NotAcceptedReason, f.get("reason")),
    "close_on_refusal": lambda f, _o: _word(NotAcceptedReason, f.get("reason")),
    "appoint_mediator": lambda f, o: _named("、".join([f.get("mediator", ""), *f.get("assisting", [])]), o),
    "replace_mediator": lambda f, o: _joined(
        _named(f"{f.get('before', '')} → {f.get('mediator', '')}", o), _inner(f.get("reason"), o)
    ),
    "disclose_interests": lambda f, _o: (
        _("an interest was disclosed") if f.get("has_interest") else _("nothing to disclose")
    ),
    "request_recusal": lambda f, _o: _word(RecusalGround, f.get("ground")),
    "grant_recusal": lambda f, o: _named(f.get("mediator"), o),
    "refuse_recusal": lambda f, o: _inner(f.get("reason"), o),
    "confirm_facts": lambda f, _o: _("%(n)s facts") % {"n": f.get("items", 0)},
    "issue_session_record": lambda f, _o: _("Session %(no)s") % {"no": f.get("session", "")},
    "extend_period": lambda f, _o: _joined(
        f"{f.get('from', '')} → {f.get('to', '')}",
        _("%(n)s parties agreed") % {"n": len(f.get("agreed_by", []))},
        _word(Medium, f.get("medium")),
    ),
    "suspend_mediation": lambda f, _o: _word(SuspensionReason, f.get("reason")),
    "end_mediation": lambda f, _o: _word(EndReason, f.get("reason")),
    "end_after_review": lambda f, _o: _word(EndReason, f.get("reason")),
    "record_refusal_to_sign": lambda f, _o: _word(EndReason, f.get("reason")),
    "expire_period": lambda f, _o: _word(EndReason, f.get("reason")),
    "write_terms": lambda f, _o: _joined(_("%(n)s items") % {"n": f.get("items", 0)}, _yuan(f.get("total"))),
    "reopen_terms": lambda f, o: _inner(f.get("reason"), o),
    "record_member_consent": lambda f, o: (
        _("%(n)s agreed, %(m)s declined") % {"n": len(f.get("agreed", [])), "m": len(f.get("declined", []))}
        if o.sees_terms
        else ""
    ),
    # Who put a hand to a draft that came to nothing is as confidential as the draft.
    "record_signature": lambda f, o: _named("、".join(f.get("signers", [])), o) if o.sees_terms else "",
    "conclude_agreement": lambda f, o: (
        (_("signed by all on %(day)s") if o.case.effect_by_document else _("in effect since %(day)s"))
        % {"day": f.get("effective_on", "")}
    ),
    "record_self_settlement": lambda f, _o: _yuan(f.get("amount")),
    "transfer_case": lambda f, _o: str(f.get("to", "")),
    "recall_commission": lambda f, o: _inner(f.get("reason"), o),
    "hand_over": lambda f, _o: str(f.get("to", "")),
    "file_confirmation": lambda f, _o: str(f.get("to", "")),
    "file_review": lambda f, _o: str(f.get("to", "")),
    "decide_confirmation": lambda f, _o: _joined(
        _("Granted") if f.get("result") == "granted" else _("Refused"), f.get("number"), f.get("reason")
    ),
    "decide_review": lambda f, _o: _joined(
        _("Granted") if f.get("result") == "granted" else _("Refused"), f.get("number"), f.get("reason")
    ),
    "submit_to_court": lambda f, _o: str(f.get("to", "")),
    "submit_to_tribunal": lambda f, _o: str(f.get("to", "")),
    "record_court_document": _issued,
    "record_tribunal_document": _issued,
    "record_performance": lambda f, _o: _joined(f.get("what"), _yuan(f.get("amount")), f.get("on")),
    "record_breach": lambda f, _o: str(f.get("what", "")),
    "issue_hint_letter": lambda f, o: _named(f.get("addressee"), o),
    "seal_paper": lambda f, _o: _joined(f.get("number"), f.get("seal"), _("%(n)s copies") % {"n": f.get("copies", "")}),
    "return_scan": lambda f, _o: str(f.get("number", "")),
    "send_paper": lambda f, o: _joined(
        f.get("number"), _named("、".join(f.get("to", [])), o), _word(Way, f.get("way")), f.get("tracking_no")
    ),
    "record_service": lambda f, o: _joined(
        f.get("number"),
        _named("、".join(f.get("to", [])), o),
        _word(Served, f.get("outcome")) if f.get("outcome") else _("attempt %(n)s in vain") % {"n": f.get("attempt")},
        f.get("at", "").replace("T", " ")[:16],
    ),
    "correct_paper": lambda f, o: _joined(f.get("number"), _inner(f.get("reason"), o)),
    "void_paper": lambda f, o: _joined(f.get("number"), _inner(f.get("reason"), o)),
    "note_expiry": _passed,
    "submit_closing": lambda f, _o: _word(Outcome, f.get("outcome")),
    "return_closing": lambda f, o: _inner(f.get("reason"), o),
    "close_case": lambda f, _o: _word(Outcome, f.get("outcome")),
    "archive_case": lambda f, _o: _("%(n)s entries in the catalogue") % {"n": len(f.get("catalogue", []))},
}

#: Events on one page of the course.
MANY = 100


def timeline_page(folder: Folder, before: int | None) -> dict[str, Any]:
    """The course, newest first, a hundred at a time, with notes and corrections of the classes the reader may see."""
    view = folder.view
    rows = seen_events(folder).order_by("-seq")
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: MANY + 1])
    notes = Note.objects.filter(dossier_id=folder.case.pk, record__in=view.records)
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


def said_after(case: Case, event: Event) -> str:
    """What happened and what it set going: clocks with their due days, papers with their numbers."""
    step = steps_of(case.procedure)[event.step]
    words = [_("Done: %(label)s.") % {"label": step.label}]
    if step.starts:
        for clock in Clock.objects.filter(dossier_id=case.pk, started_by=event.seq).order_by("due_on", "id"):
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
