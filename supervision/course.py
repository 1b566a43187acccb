"""What the entries of a matter of supervision say in the course of its file (`dossiers.course`).

An entry of class A or F is read by partners too, and by those who follow matters without names: a name, a reason and
what somebody wrote are said only to those inside.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from dossiers import course
from dossiers.course import inner, joined, named, word
from dossiers.folder import Folder
from supervision import topics
from supervision.models import (
    Finding,
    InquiryMethod,
    LeadSource,
    Matter,
    OtherProcedure,
    ReplyWay,
    ServiceOutcome,
    Verdict,
)
from supervision.words import AuthorityResult, ProcuratorateAnswer
from workflows.papers import Kind
from workflows.reasons import MatterOutcome, NotTakenUpReason, ProcuratorateGround
from workflows.service import Way

course.TONES |= {
    MatterOutcome.RECTIFIED: "good",
    MatterOutcome.ADDRESSED: "good",
    MatterOutcome.INFORMED: "good",
    MatterOutcome.UNRESOLVED: "bad",
    MatterOutcome.NOT_TAKEN_UP: "neutral",
    MatterOutcome.REFERRED: "neutral",
    MatterOutcome.REFERRED_UP: "neutral",
    MatterOutcome.UNFOUNDED: "neutral",
}


def _changed(model: Any) -> Callable[[dict[str, Any], Folder], str]:
    """The fields that were put right, by their names; what stood in them is not said."""

    def say(facts: dict[str, Any], _folder: Folder) -> str:
        what = "、".join(_label(model, name) for name in facts.get("changed", []))
        return joined(_finding(facts), _("Changed: %(what)s") % {"what": what})

    return say


def _label(model: Any, name: str) -> str:
    return str(model._meta.get_field(name).verbose_name)


def _finding(facts: dict[str, Any]) -> str:
    return _("Finding %(no)s") % {"no": facts["finding"]} if facts.get("finding") else ""


def _letter(facts: dict[str, Any], *_more: Any) -> str:
    return joined(word(Kind, facts.get("letter")), facts.get("number"))


def _verified(facts: dict[str, Any], _folder: Folder) -> str:
    results = facts.get("results", {})
    counts = [(verdict.label, sum(one == verdict for one in results.values())) for verdict in Verdict]
    return joined(word(InquiryMethod, facts.get("method")), *(f"{label} {n}" for label, n in counts if n))


def _until(facts: dict[str, Any], _folder: Folder) -> str:
    return "、".join(f"{_finding({'finding': no})} → {day}" for no, day in facts.get("until", {}).items())


def _achieved(facts: dict[str, Any], _folder: Folder) -> str:
    sums = ("wages_paid", "insurance_paid", "compensation_paid", "other_recovered")
    numbers = ("contracts_signed", "insured")
    said = [f"{_label(Matter, name)} {facts[name]}" for name in numbers if facts.get(name)]
    said += [f"{_label(Matter, name)} {facts[name]}" for name in sums if facts.get(name) not in (None, "", "0.00", "0")]
    return "、".join(said) or _("nothing in figures")


def _supervisors(facts: dict[str, Any], folder: Folder) -> str:
    return named("、".join(facts.get("supervisors", [])), folder)


_SENTENCES: dict[str, Callable[[dict[str, Any], Folder], str]] = {
    "register_lead": lambda f, o: joined(
        f.get("number"), word(LeadSource, f.get("source")), topics.label(f.get("topic", "")), f.get("reference")
    ),
    "amend_lead": lambda f, o: joined(
        _changed(Matter)(f, o), named(f"{f['from']} → {f['to']}", o) if f.get("to") else ""
    ),
    "check_exclusivity": lambda f, _o: (
        word(OtherProcedure, f["other"]) if f.get("other") else _("in no other procedure")
    ),
    "name_supervisors": _supervisors,
    "declare_ties": lambda f, o: (
        joined(_("has a tie"), named("、".join(f["tied"]), o)) if f.get("tied") else _("no tie declared")
    ),
    "decline_lead": lambda f, _o: word(NotTakenUpReason, f.get("reason")),
    "link_case": lambda f, o: inner(f.get("case"), o),
    "refer_to_mediation": lambda f, o: inner(f.get("case"), o),
    "refer_upward": lambda f, o: joined(f.get("to"), inner(f.get("reason"), o)),
    "resume_after_mediation": lambda f, o: inner(f.get("reason"), o),
    "record_inquiry": lambda f, o: joined(
        _("Inquiry %(no)s") % {"no": f.get("inquiry", "")},
        word(InquiryMethod, f.get("method")),
        _supervisors(f, o),
        "" if f.get("signed") else _("not signed"),
    ),
    "record_evidence": lambda f, _o: joined(_("Piece %(no)s") % {"no": f.get("evidence", "")}, _finding(f)),
    "add_finding": lambda f, _o: joined(_finding(f), topics.label(f.get("topic", ""))),
    "amend_finding": _changed(Finding),
    "drop_finding": lambda f, _o: _finding(f),
    "draft_hint": lambda f, _o: joined("、".join(f.get("joint", []))),
    "draft_opinion": lambda f, _o: joined("、".join(f.get("joint", []))),
    "draft_advice": lambda f, _o: joined("、".join(f.get("joint", []))),
    "amend_letter": _letter,
    "submit_letter": _letter,
    "pass_letter": _letter,
    "drop_letter": lambda f, o: joined(_letter(f), inner(f.get("reason"), o)),
    "return_letter": lambda f, o: joined(_letter(f), inner(f.get("reason"), o)),
    "cosign_letter": lambda f, _o: str(f.get("body", "")),
    "approve_letter": _letter,
    "record_letter_service": lambda f, _o: joined(
        _letter(f), word(Way, f.get("method")), word(ServiceOutcome, f.get("outcome"))
    ),
    "withdraw_letter": lambda f, o: joined(_letter(f), inner(f.get("reason"), o)),
    "correct_letter": lambda f, o: joined(f.get("number"), inner(f"{f.get('wrong', '')} → {f.get('right', '')}", o)),
    "extend_reply": lambda f, o: joined(f"{f.get('from', '')} → {f.get('to', '')}", inner(f.get("reason"), o)),
    "record_reply": lambda f, _o: joined(
        f.get("number"),
        word(ReplyWay, f.get("way")),
        _("%(n)s findings answered") % {"n": f.get("items", 0)},
        _("after the time") if f.get("late") else "",
    ),
    "verify_findings": _verified,
    "end_rectified": lambda f, o: inner(f.get("note"), o),
    "urge_employer": lambda f, o: joined(_until(f, o), inner(f.get("note"), o)),
    "record_talk": lambda f, _o: str(f.get("with", "")),
    "record_filing": lambda f, _o: joined(
        _("taken up") if f.get("filed") else _("not taken up"), f.get("number"), f.get("reason")
    ),
    "record_result": lambda f, _o: joined(word(AuthorityResult, f.get("result")), f.get("document")),
    "send_to_procuratorate": lambda f, o: joined(
        f.get("to"), inner("、".join(word(ProcuratorateGround, one) for one in f.get("grounds", [])), o)
    ),
    "record_procuratorate_answer": lambda f, _o: joined(word(ProcuratorateAnswer, f.get("answer")), f.get("number")),
    "end_unresolved": lambda f, o: inner(f.get("reason"), o),
    "record_achievement": _achieved,
    "inform_reporter": lambda f, o: inner(f.get("how"), o),
    "answer_clue": lambda f, _o: str(f.get("text", "")),
    "close_matter": lambda f, _o: word(MatterOutcome, f.get("outcome")),
}

course.SENTENCES |= _SENTENCES
