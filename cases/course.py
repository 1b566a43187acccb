"""What the entries of a mediation say in the course of its file (`dossiers.course`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cases.folder import Folder
from cases.models import (
    Consent,
    Medium,
    Party,
    SessionKind,
    SessionMode,
)
from cases.sums_page import fact_label
from dossiers import course
from dossiers.course import inner, joined, named, word, yuan
from dossiers.deadlines import clock_label
from dossiers.models import Event
from statutes.limitation import KINDS
from workflows.channels import Channel, IssuedDocument
from workflows.reasons import EndReason, NotAcceptedReason, Outcome, RecusalGround, SuspensionReason
from workflows.service import Served, Way

course.TONES |= {
    Outcome.AGREED: "good",
    Outcome.PART_AGREED: "good",
    Outcome.SELF_SETTLED: "good",
    Outcome.FAILED: "bad",
    Outcome.NOT_ACCEPTED: "bad",
    Outcome.WITHDRAWN: "neutral",
    Outcome.TRANSFERRED: "neutral",
}


def _session_sentence(event: Event, folder: Folder) -> str:
    view, facts = folder.view, event.facts
    words = [
        _("Session %(no)s") % {"no": facts.get("session", "")},
        facts.get("held_on", ""),
        word(SessionMode, facts.get("mode")),
    ]
    if view.sees(event.record):
        words.append(word(SessionKind, facts.get("kind")))
        if facts.get("present"):
            words.append(_("%(n)s present") % {"n": facts["present"]})
    return " · ".join(word for word in words if word)


def _passed(facts: dict[str, Any], _folder: Folder) -> str:
    said = []
    for row in facts.get("passed", []):
        day = dt.date.fromisoformat(row["due_on"])
        said.append(f"{clock_label(row['term'], day)} {day.isoformat()}")
    return "、".join(said)


def _limitation_event(facts: dict[str, Any], folder: Folder) -> str:
    kind = KINDS.get(facts.get("kind", ""))
    english = (get_language() or "").startswith("en")
    return joined(
        facts.get("on"),
        (kind.en if english else kind.zh) if kind else "",
        inner(facts.get("evidence"), folder),
        _("takes the place of entry %(n)s") % {"n": facts["replaces"]} if facts.get("replaces") else "",
    )


def _changed(facts: dict[str, Any], _folder: Folder) -> str:
    labels = {field.name: str(field.verbose_name) for field in Party._meta.fields}
    return _("Changed: %(what)s") % {"what": "、".join(labels.get(name, name) for name in facts.get("changed", []))}


def _issued(facts: dict[str, Any], _folder: Folder) -> str:
    served = facts.get("served_on")
    return joined(
        word(IssuedDocument, facts.get("document")) if facts.get("result") == "granted" else _("Refused"),
        facts.get("number"),
        _("signed for on %(day)s") % {"day": served} if served else "",
        facts.get("reason"),
    )


_SENTENCES: dict[str, Callable[[dict[str, Any], Folder], str]] = {
    "register_case": lambda f, _o: joined(f.get("number"), word(Channel, f.get("channel")), f.get("reference")),
    "check_scope": lambda f, _o: _("within scope") if f.get("in_scope") else _("outside scope"),
    "amend_party": _changed,
    "add_claim": lambda f, _o: joined(yuan(f.get("claimed"))),
    "amend_claim": lambda f, _o: (
        joined(yuan((f.get("before") or {}).get("claimed")), "→", yuan(f.get("claimed"))) if f.get("claimed") else ""
    ),
    "record_facts": lambda f, _o: joined(
        _("Sheet %(no)s") % {"no": f.get("sheet", "")}, "、".join(str(fact_label(key)) for key in f.get("changed", []))
    ),
    "record_representatives": lambda f, _o: (
        _("%(n)s elected, %(m)s represented") % {"n": len(f.get("representatives", [])), "m": f.get("represented", 0)}
    ),
    "record_consent": lambda f, _o: joined(
        word(Consent, f.get("answer")),
        word(Medium, f.get("medium")),
        _("%(n)s parties") % {"n": len(f.get("parties", []))},
    ),
    "check_identity": lambda f, o: joined(
        _("%(n)s parties") % {"n": len(f.get("parties", []))}, inner(f.get("how"), o)
    ),
    "confirm_commission": lambda f, _o: _("received on %(day)s") % {"day": f.get("received_on", "")},
    "record_award": lambda f, _o: joined(
        _("award received on %(day)s") % {"day": f.get("award", "")},
        _("complaint handed in on %(day)s") % {"day": f["complaint"]} if f.get("complaint") else "",
    ),
    "record_limitation_start": lambda f, _o: joined(
        _("employment ended on %(day)s") % {"day": f["leave_on"]} if f.get("leave_on") else "",
        _("%(n)s claims with the day they were known") % {"n": len(f.get("known", {}))},
    ),
    "record_limitation_event": _limitation_event,
    "warn_of_limitation": lambda f, _o: (
        _("Limitation ends on %(day)s, %(n)s days left") % {"day": f.get("ends_on", ""), "n": f.get("left", "")}
    ),
    "decline_case": lambda f, _o: word(NotAcceptedReason, f.get("reason")),
    "close_on_refusal": lambda f, _o: word(NotAcceptedReason, f.get("reason")),
    "appoint_mediator": lambda f, o: named("、".join([f.get("mediator", ""), *f.get("assisting", [])]), o),
    "replace_mediator": lambda f, o: joined(
        named(f"{f.get('before', '')} → {f.get('mediator', '')}", o), inner(f.get("reason"), o)
    ),
    "disclose_interests": lambda f, _o: (
        _("an interest was disclosed") if f.get("has_interest") else _("nothing to disclose")
    ),
    "request_recusal": lambda f, _o: word(RecusalGround, f.get("ground")),
    "grant_recusal": lambda f, o: named(f.get("mediator"), o),
    "refuse_recusal": lambda f, o: inner(f.get("reason"), o),
    "confirm_facts": lambda f, _o: _("%(n)s facts") % {"n": f.get("items", 0)},
    "issue_session_record": lambda f, _o: _("Session %(no)s") % {"no": f.get("session", "")},
    "extend_period": lambda f, _o: joined(
        f"{f.get('from', '')} → {f.get('to', '')}",
        _("%(n)s parties agreed") % {"n": len(f.get("agreed_by", []))},
        word(Medium, f.get("medium")),
    ),
    "suspend_mediation": lambda f, _o: word(SuspensionReason, f.get("reason")),
    "end_mediation": lambda f, _o: word(EndReason, f.get("reason")),
    "end_after_review": lambda f, _o: word(EndReason, f.get("reason")),
    "record_refusal_to_sign": lambda f, _o: word(EndReason, f.get("reason")),
    "expire_period": lambda f, _o: word(EndReason, f.get("reason")),
    "write_terms": lambda f, _o: joined(_("%(n)s items") % {"n": f.get("items", 0)}, yuan(f.get("total"))),
    "reopen_terms": lambda f, o: inner(f.get("reason"), o),
    "record_member_consent": lambda f, o: (
        _("%(n)s agreed, %(m)s declined") % {"n": len(f.get("agreed", [])), "m": len(f.get("declined", []))}
        if o.sees_terms
        else ""
    ),
    # Who put a hand to a draft that came to nothing is as confidential as the draft.
    "record_signature": lambda f, o: named("、".join(f.get("signers", [])), o) if o.sees_terms else "",
    "conclude_agreement": lambda f, o: (
        (_("signed by all on %(day)s") if o.case.effect_by_document else _("in effect since %(day)s"))
        % {"day": f.get("effective_on", "")}
    ),
    "record_self_settlement": lambda f, _o: yuan(f.get("amount")),
    "transfer_case": lambda f, _o: str(f.get("to", "")),
    "recall_commission": lambda f, o: inner(f.get("reason"), o),
    "hand_over": lambda f, _o: str(f.get("to", "")),
    "file_confirmation": lambda f, _o: str(f.get("to", "")),
    "file_review": lambda f, _o: str(f.get("to", "")),
    "decide_confirmation": lambda f, _o: joined(
        _("Granted") if f.get("result") == "granted" else _("Refused"), f.get("number"), f.get("reason")
    ),
    "decide_review": lambda f, _o: joined(
        _("Granted") if f.get("result") == "granted" else _("Refused"), f.get("number"), f.get("reason")
    ),
    "submit_to_court": lambda f, _o: str(f.get("to", "")),
    "submit_to_tribunal": lambda f, _o: str(f.get("to", "")),
    "record_court_document": _issued,
    "record_tribunal_document": _issued,
    "record_performance": lambda f, _o: joined(f.get("what"), yuan(f.get("amount")), f.get("on")),
    "record_breach": lambda f, _o: str(f.get("what", "")),
    "propose_supervision": lambda f, o: named(f.get("addressee"), o),
    "seal_paper": lambda f, _o: joined(f.get("number"), f.get("seal"), _("%(n)s copies") % {"n": f.get("copies", "")}),
    "return_scan": lambda f, _o: str(f.get("number", "")),
    "send_paper": lambda f, o: joined(
        f.get("number"), named("、".join(f.get("to", [])), o), word(Way, f.get("way")), f.get("tracking_no")
    ),
    "record_service": lambda f, o: joined(
        f.get("number"),
        named("、".join(f.get("to", [])), o),
        word(Served, f.get("outcome")) if f.get("outcome") else _("attempt %(n)s in vain") % {"n": f.get("attempt")},
        f.get("at", "").replace("T", " ")[:16],
    ),
    "correct_paper": lambda f, o: joined(f.get("number"), inner(f.get("reason"), o)),
    "void_paper": lambda f, o: joined(f.get("number"), inner(f.get("reason"), o)),
    "note_expiry": _passed,
    "submit_closing": lambda f, _o: word(Outcome, f.get("outcome")),
    "return_closing": lambda f, o: inner(f.get("reason"), o),
    "close_case": lambda f, _o: word(Outcome, f.get("outcome")),
    "archive_case": lambda f, _o: _("%(n)s entries in the catalogue") % {"n": len(f.get("catalogue", []))},
}

course.SENTENCES |= _SENTENCES
course.EVENT_SENTENCES["log_session"] = _session_sentence
