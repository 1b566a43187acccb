"""What each step writes on a matter. Called inside the door, under its lock; the door has asked may and can.

`act.data` is what the step's form yields (`supervision/forms/`); `act.facts` is what the event keeps of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, cast

from django.utils import timezone
from django.utils.translation import gettext as _

from cases.effects import digest
from cases.models import Case
from dossiers import access, clocks
from dossiers.actions import Act, effect, subject_of
from dossiers.models import Clock as RunningClock
from dossiers.models import Note
from dossiers.models.dossier import new_code
from dossiers.models.note import NoteKind
from dossiers.numbering import next_number
from dossiers.queries import subjects_are
from dossiers.search import index
from organizations.models import BodyKind, Organization, User
from organizations.roles import Role
from supervision import topics
from supervision.models import (
    PASSED_ON,
    Cosigner,
    Employer,
    Evidence,
    Finding,
    Inquiry,
    Investigator,
    Letter,
    Link,
    LinkKind,
    Matter,
    Proposal,
    ProposalStatus,
    Reply,
    ReplyItem,
    ServiceOutcome,
    Talk,
    Verdict,
    Verification,
    load_matter,
    load_matters,
)
from workflows import service
from workflows.papers import Kind
from workflows.reasons import Conduct
from workflows.supervision import BEFORE_AUTHORITY

KIND = "supervision"
#: The series of matters: 甘工监〔2026〕1号.
SERIES = "监"

subject_of(KIND, load_matter)
subjects_are(KIND, load_matters)

#: Who may be let into a matter to read what was sent to them.
PARTNER_ROLES = {
    BodyKind.COURT: Role.COURT_LIAISON,
    BodyKind.PROCURATORATE: Role.PROCURATORATE_LIAISON,
    BodyKind.LABOUR: Role.LABOUR_OFFICER,
    BodyKind.JUSTICE: Role.JUSTICE_LIAISON,
}


def _letter(act: Act) -> Letter:
    """The letter in hand."""
    letter = act.dossier.letter
    if letter is None:
        act.refuse(_("There is no letter in hand."))
    return cast("Letter", letter)


def _served(act: Act) -> Letter:
    """The letter that the employer answers."""
    letter = act.dossier.letter_to_employer
    if letter is None:
        act.refuse(_("The letter has not been served yet."))
    return cast("Letter", letter)


def _of_matter(act: Act, row: Any) -> Any:
    """Refuse a row of another matter: a form narrows its choices, the door does not trust that it did."""
    if row.matter_id != act.dossier.pk:
        act.refuse(_("This entry is not on the file."))
    return row


def name_lines(matter: Matter) -> None:
    """Write what lists show and what searches find: employer, subject, number. The reporter stands nowhere."""
    employer = matter.employer
    matter.cause_code = matter.topic[:30]
    where = employer.name if employer else _("all employers of %(region)s") % {"region": matter.body.region.name}
    matter.respondents = where[:200]
    subject = topics.topics()[matter.topic].zh if matter.topic in topics.topics() else ""
    matter.title = f"{where}{subject}"[:300]
    names = [employer.name, *(alias.name for alias in employer.aliases.all())] if employer else []
    index(matter, names, [matter.number, matter.reference])


# ── Lead and first check ────────────────────────────────────────────────────────────────────────────────────────────


@effect("register_lead", KIND)
def register_lead(act: Act) -> None:
    """data: cases [Case] it came from, proposal (optional); the matter row itself is already filled."""
    matter: Matter = act.dossier
    _seq, matter.number = next_number(matter.body, SERIES, timezone.localdate(act.at).year)
    name_lines(matter)
    if cases := act.data.get("cases"):
        kept = {"matter": matter, "kind": LinkKind.BORN_FROM, "since": act.acted_on}
        Link.objects.bulk_create([Link(case=case, **kept) for case in cases])
        Case.objects.filter(pk__in=[case.pk for case in cases]).update(is_linked=True)
    proposal = act.data.get("proposal")
    if proposal is not None:
        proposal.status, proposal.matter_id = ProposalStatus.TAKEN, matter.pk
        proposal.decided_by, proposal.decided_at = act.by.full_name, act.at
        proposal.save()
    act.facts = {
        "number": matter.number,
        "source": matter.source,
        "reference": matter.reference,
        "topic": matter.topic,
        "cases": [case.pk for case in act.data.get("cases", [])],
    }


#: What may be put right on a lead as long as the matter is open.
LEAD_FIELDS = (
    "topic", "summary", "demand", "urgency", "is_group", "people", "migrant_workers", "women", "minors", "disabled",
    "older", "new_form", "amount", "period", "source_note", "reference",
)  # fmt: skip


@effect("amend_lead", KIND)
def amend_lead(act: Act) -> None:
    """data: any of LEAD_FIELDS; employer (Employer), as long as nothing has gone out about the one on the lead."""
    matter: Matter = act.dossier
    changed = [name for name in LEAD_FIELDS if name in act.data and getattr(matter, name) != act.data[name]]
    employer = act.data.get("employer")
    if employer is not None and employer.pk != matter.employer_id:
        _concerns(act, employer)
        changed.append("employer")
    if not changed:
        act.refuse(_("Nothing was changed."))
    for name in changed:
        setattr(matter, name, act.data[name])
    name_lines(matter)
    act.facts["changed"] = changed


def _concerns(act: Act, employer: Employer) -> None:
    """The lead concerns another employer: what was declared and looked up about the first is declared and looked up
    again."""
    matter: Matter = act.dossier
    if not matter.employer_correctable:
        act.refuse(_("The employer can be changed only before a letter has its number."))
    before = matter.employer
    matter.exclusivity_checked_on, matter.other_procedure, matter.other_note = None, "", ""
    matter.close_to((), but=[row.supervisor.user_id for row in matter.investigator_rows if row.supervisor.user_id])
    Investigator.objects.filter(matter=matter, until=None).update(declared_on=None, has_tie=False, tie="")
    act.facts = {"from": before.name if before else "", "to": employer.name}


@effect("check_exclusivity", KIND)
def check_exclusivity(act: Act) -> None:
    """data: other_procedure (empty: none), other_note, found [pk of open mediation cases that were looked at]."""
    matter: Matter = act.dossier
    matter.exclusivity_checked_on = act.acted_on
    matter.other_procedure = act.data.get("other_procedure", "")
    matter.other_note = act.data.get("other_note", "")
    if matter.other_procedure and not matter.other_note:
        act.refuse(_("Say where it is, under which number."))
    act.facts = {"other": matter.other_procedure, "found": list(act.data.get("found", []))}


@effect("name_supervisors", KIND)
def name_supervisors(act: Act) -> None:
    """data: supervisors [Supervisor], all who are to be on the matter from now on."""
    matter: Matter = act.dossier
    wanted = {row.pk: row for row in act.data["supervisors"]}
    if len(wanted) < topics.INVESTIGATORS:
        act.refuse(_("An investigation needs two supervisors at least."))
    tied = [row.supervisor.name for row in matter.investigators.all() if row.has_tie and row.supervisor_id in wanted]
    if tied:
        act.refuse(_("%(names)s declared a tie to the employer and cannot be named.") % {"names": "、".join(tied)})
    have = {row.supervisor_id: row for row in matter.investigator_rows}
    gone = [row.pk for key, row in have.items() if key not in wanted]
    if gone:
        Investigator.objects.filter(pk__in=gone).update(until=act.acted_on)
    Investigator.objects.bulk_create(
        Investigator(matter=matter, supervisor=row, since=act.acted_on)
        for key, row in wanted.items()
        if key not in have
    )
    matter.mediator_name = "、".join(row.name for row in wanted.values())[:60]
    act.facts = {"supervisors": [row.name for row in wanted.values()]}


@effect("declare_ties", KIND)
def declare_ties(act: Act) -> None:
    """data: ties [{investigator (pk), has_tie, tie}], one row for each supervisor who declares."""
    rows = {row.pk: row for row in act.dossier.investigator_rows}
    for said in act.data["ties"]:
        row = rows.get(said["investigator"])
        if row is None:
            act.refuse(_("This entry is not on the file."))
            raise AssertionError
        if said["has_tie"] and not said.get("tie"):
            act.refuse(_("Say which tie it is."))
        if row.has_tie and not said["has_tie"]:
            if act.role != Role.SUPERVISION_HEAD or said.get("tie", "") in ("", row.tie):
                act.refuse(
                    _("%(name)s declared a tie: only the head takes a declaration back, and says why.")
                    % {"name": row.supervisor.name}
                )
            act.dossier.close_to((), but=[row.supervisor.user_id])
        row.declared_on, row.has_tie, row.tie = act.acted_on, said["has_tie"], said.get("tie", "")
    Investigator.objects.bulk_update(rows.values(), ["declared_on", "has_tie", "tie"])
    act.dossier.close_to(row.supervisor.user_id for row in rows.values() if row.has_tie and row.supervisor.user_id)
    act.facts = {"tied": [row.supervisor.name for row in rows.values() if row.has_tie]}


@effect("decline_lead", KIND)
def decline_lead(act: Act) -> None:
    """data: reason (NotTakenUpReason), note."""
    matter: Matter = act.dossier
    matter.decline_reason, matter.decline_note = act.data["reason"], act.data.get("note", "")
    matter.end_reason = matter.decline_reason
    act.facts = {"reason": matter.decline_reason}


def _link(act: Act, kind: str) -> None:
    """data: case (Case)."""
    case = act.data["case"]
    _row, made = Link.objects.get_or_create(
        matter=act.dossier, case=case, defaults={"kind": kind, "since": act.acted_on}
    )
    if not made:
        act.refuse(_("This case is linked already."))
    Case.objects.filter(pk=case.pk).update(is_linked=True)
    act.facts = {"case": case.number}


@effect("link_case", KIND)
def link_case(act: Act) -> None:
    _link(act, act.data.get("kind") or LinkKind.CONCERNS)


@effect("refer_to_mediation", KIND)
def refer_to_mediation(act: Act) -> None:
    """data: case (Case, optional: registered there already), note."""
    matter: Matter = act.dossier
    if act.data.get("case"):
        _link(act, LinkKind.REFERRED)
    # Written down for good: should the matter come back, nobody was late with what the mediation put off.
    matter.hint_conduct, matter.opinion_conduct = matter.hint_answered_by, matter.opinion_answered_by
    matter.end_note = act.data.get("note", "")


@effect("refer_upward", KIND)
def refer_upward(act: Act) -> None:
    """data: reason. The federation above finds it among the leads proposed to it; this file stays with its union."""
    matter, above = act.dossier, act.dossier.union_above
    matter.hint_conduct, matter.opinion_conduct = matter.hint_answered_by, matter.opinion_answered_by
    Proposal.objects.create(
        union=above, employer=matter.employer, topic=matter.topic, until=act.acted_on, days=1, wanted=1,
        handed_up=matter, handed_by=f"{matter.body.name} {act.by.full_name}"[:60], note=act.data["reason"][:500],
        people=matter.people, amount=matter.amount or Decimal(0), found_at=act.at,
    )  # fmt: skip
    matter.end_note = act.data["reason"]
    act.facts = {"to": above.name, "reason": act.data["reason"]}


@effect("resume_after_mediation", KIND)
def resume_after_mediation(act: Act) -> None:
    """data: reason. It has not ended: who was told a result is told the one to come, and what is achieved is still to
    be seen."""
    matter: Matter = act.dossier
    for proposal in matter.handed_up_as.exclude(status=ProposalStatus.DISMISSED).select_related("matter"):
        if proposal.matter is not None:
            act.refuse(_("The federation above deals with it under %(number)s.") % {"number": proposal.matter.number})
        proposal.status, proposal.reason = ProposalStatus.DISMISSED, act.data["reason"][:300]
        proposal.decided_by, proposal.decided_at = act.by.full_name, act.at
        proposal.save()
    matter.outcome, matter.ended_on, matter.end_note = "", None, ""
    matter.reporter_told_on = matter.answered_on = matter.outcome_recorded_on = None
    act.facts = {"reason": act.data["reason"]}


# ── Investigation ───────────────────────────────────────────────────────────────────────────────────────────────────


@effect("record_inquiry", KIND)
def record_inquiry(act: Act) -> None:
    """data: place, method, supervisors [Supervisor], asked, text, signed, refusal. Held on the day of the act."""
    matter, data = act.dossier, act.data
    on_matter = {row.supervisor_id for row in matter.investigator_rows}
    if len(data["supervisors"]) < topics.INVESTIGATORS or {row.pk for row in data["supervisors"]} - on_matter:
        act.refuse(_("Two supervisors of this matter hold an inquiry together."))
    if not data["signed"] and not data.get("refusal"):
        act.refuse(_("Say why the record was not signed."))
    matter.inquiries_held += 1
    inquiry = Inquiry.objects.create(
        matter=matter, no=matter.inquiries_held, held_on=act.acted_on, place=data["place"], method=data["method"],
        asked=data.get("asked", ""), text=data["text"], signed=data["signed"], refusal=data.get("refusal", ""),
    )  # fmt: skip
    inquiry.supervisors.set(data["supervisors"])
    act.facts = {
        "inquiry": inquiry.no, "method": inquiry.method, "digest": digest(inquiry.text), "signed": inquiry.signed,
        "supervisors": [row.name for row in data["supervisors"]],
    }  # fmt: skip


def _next_no(matter: Matter) -> int:
    return max((row.no for row in matter.evidence_rows), default=0) + 1


@effect("record_evidence", KIND)
def record_evidence(act: Act) -> None:
    """data: finding (Finding or None), title, copies, pages, is_original, given_by, taken_by. Taken on the day."""
    matter, data = act.dossier, act.data
    finding = data.get("finding")
    if finding is not None:
        _of_matter(act, finding)
    row = Evidence.objects.create(
        matter=matter, finding=finding, no=_next_no(matter), title=data["title"],
        copies=data.get("copies") or 1, pages=data.get("pages"), is_original=bool(data.get("is_original")),
        given_by=data.get("given_by", ""), taken_on=act.acted_on, taken_by=data.get("taken_by") or act.by.full_name,
    )  # fmt: skip
    act.facts = {"evidence": row.no, "finding": finding.position if finding else None}


#: What a finding says; `articles` are keys of the book of law.
FINDING_FIELDS = (
    "topic", "facts", "period_from", "period_to", "people", "amount", "articles", "article_words", "demand", "due_on",
)  # fmt: skip


@effect("add_finding", KIND)
def add_finding(act: Act) -> None:
    """data: FINDING_FIELDS; evidence (title of a first piece, optional)."""
    matter, data = act.dossier, act.data
    last = max((row.position for row in matter.findings.all()), default=0)
    fields = {name: data[name] for name in FINDING_FIELDS if data.get(name) is not None}
    row = Finding.objects.create(matter=matter, position=last + 1, **fields)
    if data.get("evidence"):
        Evidence.objects.create(
            matter=matter,
            finding=row,
            no=_next_no(matter),
            title=data["evidence"],
            taken_on=act.acted_on,
            taken_by=act.by.full_name,
        )
    act.facts = {"finding": row.position, "topic": row.topic}


@effect("amend_finding", KIND)
def amend_finding(act: Act) -> None:
    """data: finding (Finding), FINDING_FIELDS. What was verified is verified anew."""
    row, data = _of_matter(act, act.data["finding"]), act.data
    changed = [name for name in FINDING_FIELDS if name in data and getattr(row, name) != data[name]]
    if not changed:
        act.refuse(_("Nothing was changed."))
    for name in changed:
        setattr(row, name, data[name])
    row.verdict, row.verified_on = "", None
    row.save()
    act.facts = {"finding": row.position, "changed": changed}


@effect("drop_finding", KIND)
def drop_finding(act: Act) -> None:
    """data: finding (Finding), reason."""
    row = _of_matter(act, act.data["finding"])
    row.dropped_on, row.dropped_because = act.acted_on, act.data["reason"]
    row.save()
    act.facts = {"finding": row.position}


@effect("conclude_investigation", KIND)
def conclude_investigation(act: Act) -> None:
    """data: conclusion."""
    act.dossier.conclusion = act.data["conclusion"]


@effect("end_unfounded", KIND)
def end_unfounded(act: Act) -> None:
    """data: note."""
    act.dossier.end_note = act.data.get("note", "")


@effect("record_urgency", KIND)
def record_urgency(act: Act) -> None:
    """data: reason."""
    act.dossier.skip_reason = act.data["reason"]


# ── Letters ─────────────────────────────────────────────────────────────────────────────────────────────────────────

#: What the person who drafts decides.
LETTER_FIELDS = ("addressee", "authority", "opening", "advice", "closing", "copy_to", "conduct", "reply_wanted")


def _hand(act: Act) -> int:
    """The account of whoever writes, reviews or approves: two people may bear one name."""
    return int(cast("User", act.by).pk)


def _draft(act: Act, kind: Kind) -> None:
    """data: LETTER_FIELDS; cosigners [Organization]."""
    matter: Matter = act.dossier
    fields = {name: act.data[name] for name in LETTER_FIELDS if act.data.get(name) is not None}
    fields.setdefault("addressee", matter.employer.name if matter.employer else "各用人单位")  # as the letter says it
    if matter.is_broadcast:
        fields["reply_wanted"] = False  # nobody in particular could be late
    letter = Letter.objects.create(
        matter=matter, kind=kind, drafted_by=act.by.full_name, drafted_on=act.acted_on, writers=[_hand(act)], **fields
    )
    Cosigner.objects.bulk_create(Cosigner(letter=letter, body=body) for body in act.data.get("cosigners", []))
    act.facts = {"letter": kind.value, "joint": [row.name for row in act.data.get("cosigners", [])]}


def _cosigned_by(act: Act, letter: Letter, bodies: Iterable[Organization]) -> None:
    wanted = {body.pk: body for body in bodies}
    gone = letter.cosigners.exclude(body__in=wanted).select_related("body")
    _let_out(act, letter, [row.body for row in gone])
    gone.delete()
    Cosigner.objects.bulk_create(
        (Cosigner(letter=letter, body=body) for body in wanted.values()), ignore_conflicts=True
    )


@effect("draft_hint", KIND)
def draft_hint(act: Act) -> None:
    """data: LETTER_FIELDS; cosigners."""
    _draft(act, Kind.HINT_LETTER)


@effect("draft_opinion", KIND)
def draft_opinion(act: Act) -> None:
    """data: LETTER_FIELDS; cosigners. How the employer met the hint is written down for good."""
    act.dossier.hint_conduct = act.dossier.hint_answered_by
    _draft(act, Kind.OPINION_LETTER)


@effect("draft_advice", KIND)
def draft_advice(act: Act) -> None:
    """data: LETTER_FIELDS (authority is the addressee, conduct says how the opinion was met); cosigners."""
    matter: Matter = act.dossier
    matter.opinion_conduct = matter.opinion_answered_by
    act.data.setdefault("conduct", matter.opinion_conduct)
    if act.data.get("authority") is not None:
        act.data["addressee"] = act.data["authority"].name
    _draft(act, Kind.ADVICE_LETTER)


@effect("amend_letter", KIND)
def amend_letter(act: Act) -> None:
    """data: LETTER_FIELDS; cosigners."""
    letter = _letter(act)
    for name in LETTER_FIELDS:
        if name in act.data:
            setattr(letter, name, act.data[name])
    if _hand(act) not in letter.writers:
        letter.drafted_by = f"{letter.drafted_by}、{act.by.full_name}"
        letter.writers.append(_hand(act))
    if letter.kind == Kind.ADVICE_LETTER and letter.authority:
        letter.addressee = letter.authority.name
    letter.save()
    if "cosigners" in act.data:
        _cosigned_by(act, letter, act.data["cosigners"])
    act.facts = {"letter": letter.kind}


@effect("drop_letter", KIND)
def drop_letter(act: Act) -> None:
    """data: reason."""
    letter = _letter(act)
    letter.dropped_on = act.acted_on
    letter.save()
    _let_out(act, letter, [row.body for row in letter.cosigners.all()])
    act.facts = {"letter": letter.kind, "reason": act.data.get("reason", "")}


@effect("submit_letter", KIND)
def submit_letter(act: Act) -> None:
    """data: none."""
    act.facts = {"letter": _letter(act).kind}


@effect("pass_letter", KIND)
def pass_letter(act: Act) -> None:
    """data: opinion."""
    letter = _letter(act)
    if _hand(act) in letter.writers:
        act.refuse(_("Whoever drafted a letter does not review it."))
    letter.reviewer, letter.reviewed_by, letter.reviewed_on = act.user, act.by.full_name, act.acted_on
    letter.review = act.data.get("opinion", "")
    letter.save()
    for row in letter.cosigners.all():  # whoever is to agree must be able to read what to
        _let_in(act, row.body, _("The letter is issued jointly with it"))
    act.facts = {"letter": letter.kind}


@effect("return_letter", KIND)
def return_letter(act: Act) -> None:
    """data: reason. What was agreed to by others was another text: they are asked again."""
    letter = _letter(act)
    letter.review = act.data["reason"]
    letter.reviewer, letter.reviewed_by, letter.reviewed_on = None, "", None
    letter.save()
    letter.cosigners.update(agreed_on=None, agreed_by="")
    act.facts = {"letter": letter.kind, "reason": act.data["reason"]}


@effect("cosign_letter", KIND)
def cosign_letter(act: Act) -> None:
    """data: body (Organization), through (whom, on what). Staff of a partner body agree for their own body alone."""
    letter, body = _letter(act), act.data["body"]
    row = next((one for one in letter.cosigners.all() if one.body_id == body.pk), None)
    if row is None:
        act.refuse(_("This body does not issue the letter."))
        raise AssertionError
    own = act.dossier.acting or frozenset()
    if act.role in access.SENDING and body.pk not in own:
        act.refuse(_("You can agree for your own body only."))
    row.agreed_on, row.agreed_by = act.acted_on, act.data.get("through") or act.by.full_name
    row.save()
    act.facts = {"body": body.name}


@effect("approve_letter", KIND)
def approve_letter(act: Act) -> None:
    """data: none. The paper of the letter's kind is numbered and frozen with the step (`act.asked`); the code by which
    the employer answers is made here, so that it can be printed."""
    letter = _letter(act)
    if _hand(act) in {letter.reviewer_id, *letter.writers}:
        act.refuse(_("Whoever drafted or reviewed a letter does not approve it."))
    letter.approved_by, letter.issued_on = act.by.full_name, act.acted_on
    letter.reply_wanted = letter.reply_wanted and not act.dossier.is_broadcast
    letter.answer_code = new_code() if letter.reply_wanted and letter.kind != Kind.ADVICE_LETTER else None
    letter.points = [row.as_said() for row in act.dossier.finding_rows]  # saved with its number (`paper_numbered`)
    act.asked = [letter.kind]
    act.facts = {"letter": letter.kind}


@effect("record_letter_service", KIND)
def record_letter_service(act: Act) -> None:
    """data: method, outcome (ServiceOutcome), time (of day, optional), received_by, tracking_no, consent (to electronic
    service: where it is on file), refusal_reason, witness, note (what proves it). Served on the day of the act; the
    time for the answer counts from it."""
    matter, data = act.dossier, act.data
    letter = _letter(act)
    if letter.issued_on and act.acted_on < letter.issued_on:
        act.refuse(_("A letter cannot be served before its date, %(day)s.") % {"day": letter.issued_on.isoformat()})
    if wrong := [sentence for about in service_faults(matter, data).values() for sentence in about]:
        act.refuse(*wrong)
    left = data["outcome"] == ServiceOutcome.LEFT
    letter.served_on, letter.outcome = act.acted_on, data["outcome"]
    letter.method = service.Way.LEFT if left else data["method"]
    letter.received_by, letter.service_note = data.get("received_by", ""), _proof_in_words(data)
    data["served_at"] = _moment(act)
    matter.reply_extended = False
    _met(matter, letter, "")  # how an earlier one of its kind was met no longer counts
    if letter.outcome == ServiceOutcome.REFUSED:
        _met(matter, letter, Conduct.REFUSED)
    if not matter.clocks_for("answer"):
        letter.save()  # else with the day of its answer (`note_clocks`)
    if letter.kind == Kind.ADVICE_LETTER and letter.authority_id:
        matter.authority = letter.authority
        _copy(matter, letter)  # what another authority did stays with its own letter
        _let_in(act, cast("Organization", letter.authority), _("The proposal was served on it"))
    act.facts = {
        "letter": letter.kind, "number": letter.number, "outcome": letter.outcome, "method": letter.method,
    }  # fmt: skip


def service_faults(matter: Matter, data: dict[str, Any]) -> dict[str, list[str]]:
    """Why a letter cannot be recorded as served this way, by the answer it is about: the rules of service that every
    paper follows, and what a refusal of a letter needs besides. What goes to all employers is handed to nobody."""
    outcome, note, letter = data["outcome"], data.get("note", ""), matter.letter
    tried = service.Delivery(
        data["method"], consented=bool(data.get("consent")), tracking_no=data.get("tracking_no", ""), outcome=outcome,
        received_by=data.get("received_by", ""), refusal_reason=data.get("refusal_reason", ""),
        witness=data.get("witness", ""), proven=bool(note),
    )  # fmt: skip
    rules = () if matter.is_broadcast else (*service.SENDING, *service.OUTCOME)
    found = service.said(rules, tried)
    if outcome == ServiceOutcome.REFUSED:
        if not note:
            found.setdefault("note", []).append(_("Say how it was refused and what proves it."))
        if letter is not None and letter.kind == Kind.ADVICE_LETTER:
            said = _("An authority does not refuse a letter; record it again when it has arrived.")
            found.setdefault("outcome", []).append(said)
    return found


def _proof_in_words(data: dict[str, Any]) -> str:
    """What proves a service, as a letter that follows says it."""
    words = (
        ("tracking_no", "邮件单号{}"), ("consent", "同意电子送达：{}"), ("refusal_reason", "拒收理由：{}"),
        ("witness", "见证人{}"), ("note", "{}"),
    )  # fmt: skip
    return "；".join(text.format(data[name].rstrip("。")) for name, text in words if data.get(name))


def _moment(act: Act) -> dt.datetime:
    """When a letter reached its addressee: to the minute where that is known."""
    if act.data.get("time") is None and act.acted_on == timezone.localdate(act.at):
        return act.at
    moment = timezone.make_aware(dt.datetime.combine(act.acted_on, act.data.get("time") or dt.time()))
    if moment > act.at:
        act.refuse(_("An act cannot be dated in the future."))
    return moment


def _let_in(act: Act, body: Organization, reason: str) -> None:
    role = PARTNER_ROLES.get(BodyKind(body.kind))
    if role is not None:
        access.invite_body(body, act.dossier, role, on=act.acted_on, reason=reason)


def _let_out(act: Act, letter: Letter, bodies: Iterable[Organization]) -> None:
    """Close the matter again to bodies that were to issue a letter jointly, unless it reads another paper of it."""
    matter: Matter = act.dossier
    others = matter.letters.exclude(pk=letter.pk).filter(dropped_on=None).values_list("cosigners__body", flat=True)
    stay = {*others, matter.authority_id, matter.procuratorate_id}
    for body in bodies:
        role = PARTNER_ROLES.get(BodyKind(body.kind))
        if role is not None and body.pk not in stay:
            access.close_to_body(body, matter, role, on=act.acted_on)


@effect("withdraw_letter", KIND)
def withdraw_letter(act: Act) -> None:
    """data: reason. The letter stays as it is; a letter of withdrawal with its own number follows it."""
    letter = _letter(act)
    if letter.outcome:
        _met(act.dossier, letter, "")  # how it was met no longer counts
    letter.withdrawn_on = act.acted_on
    letter.save()
    act.data["letter"] = letter  # for its paper: the matter no longer counts it
    act.facts = {"letter": letter.kind, "number": letter.number, "reason": act.data["reason"]}


@effect("correct_letter", KIND)
def correct_letter(act: Act) -> None:
    """data: letter (Letter), wrong, right."""
    letter = _of_matter(act, act.data["letter"])
    if not letter.number:
        act.refuse(_("Only a letter that has its number is corrected by a letter; a draft is amended."))
    act.facts = {"number": letter.number, "wrong": act.data["wrong"], "right": act.data["right"]}


# ── Answer and verification ─────────────────────────────────────────────────────────────────────────────────────────


@effect("extend_reply", KIND)
def extend_reply(act: Act) -> None:
    """data: to (date), reason: what the employer applied for in writing; applied_on, the day on which the application
    arrived (that of the act where none is given): it counts, whenever it is decided."""
    matter: Matter = act.dossier
    due = matter.reply_due_on
    to: dt.date = act.data["to"]
    applied_on: dt.date = act.data.get("applied_on") or act.acted_on
    if due is not None and applied_on > due:
        act.refuse(_("The application must have arrived on %(day)s at the latest.") % {"day": due.isoformat()})
    if applied_on > act.acted_on:
        act.refuse(_("The application cannot have arrived after it was decided on."))
    if due is not None and to <= due:
        act.refuse(_("The new day must lie after %(day)s.") % {"day": due.isoformat()})
    running = next((clock for clock in clocks.live(matter) if clock.key in matter.clocks_for("reply")), None)
    if running is None:
        act.refuse(_("No time for an answer runs."))
    clocks.extend(cast("RunningClock", running), to, seq=act.seq)
    clocks.note_next_due(matter, clocks.live(matter))
    matter.reply_extended = True
    letter = _served(act)
    if matter.met_with(letter) == Conduct.SILENT:
        _met(matter, letter, "")  # it has its time again
    act.facts = {
        "from": due.isoformat() if due else "", "to": to.isoformat(), "reason": act.data["reason"],
        "applied_on": applied_on.isoformat(),
    }  # fmt: skip


Keep = Callable[[Act, list[tuple[Any, str]]], list[dict[str, Any]]]
_keepers: list[Keep] = []


def proofs_kept_by(keep: Keep) -> None:
    """Register the room that keeps what is handed in with an answer: (upload, content type) become exhibits, and of
    each is told its `exhibit` (position), `code`, `name` and `sha256`."""
    _keepers[:] = [keep]


@effect("record_reply", KIND)
def record_reply(act: Act) -> None:
    """data: way, signer (name, post), phone, objection, items [{finding (pk), admits, status, measure, done_on, people,
    amount, proof, files [(upload, content type)]}]. Answered on the day of the act. How the employer met the letter
    stays as it was written down."""
    matter, data = act.dossier, act.data
    letter = _served(act)
    if letter.served_on and act.acted_on < letter.served_on:
        act.refuse(_("A letter cannot be answered before it was served, on %(day)s.")
                   % {"day": letter.served_on.isoformat()})  # fmt: skip
    known = {row.pk: row for row in matter.asked_rows}
    if {row["finding"] for row in data["items"]} - set(known):
        act.refuse(_("This entry is not on the file."))
    if not data["items"] and not data.get("objection"):
        act.refuse(_("An answer says something to one finding at least, or objects with reasons."))
    reply = Reply.objects.create(
        letter=letter, on=act.acted_on, way=data["way"], by=data["signer"], phone=data.get("phone", ""),
        objection=data.get("objection", ""),
    )  # fmt: skip
    uploads = [upload for row in data["items"] for upload in row.get("files", [])]
    kept = iter(_keepers[0](act, uploads) if uploads else [])
    lodged, items = [], []
    for row in data["items"]:
        own = [next(kept) for _upload in row.get("files", [])]
        lodged += own
        items.append(
            ReplyItem(
                reply=reply, finding_id=row["finding"], admits=row.get("admits"), status=row["status"],
                measure=row.get("measure", ""), done_on=row.get("done_on"), people=row.get("people"),
                amount=row.get("amount"), proof=(row.get("proof") or "、".join(one["name"] for one in own))[:300],
                exhibits=[one["code"] for one in own],
            )
        )  # fmt: skip
    ReplyItem.objects.bulk_create(items)
    anew = [known[row["finding"]] for row in data["items"] if known[row["finding"]].verdict]
    for finding in anew:
        finding.verdict, finding.verified_on = "", None
    if anew:  # what is answered anew is verified anew; what was seen before stays with its verification
        Finding.objects.bulk_update(anew, ["verdict", "verified_on"])
    late = letter.reply_due_on is not None and act.acted_on > letter.reply_due_on
    if letter.replied_on is None:
        letter.replied_on = act.acted_on
        letter.save(update_fields=["replied_on"])
        if late and not matter.met_with(letter):
            _met(matter, letter, Conduct.SILENT)
    act.facts = {
        "number": letter.number, "reply": reply.pk, "items": len(items), "way": reply.way, "late": late,
        "exhibits": [{name: one[name] for name in ("exhibit", "name", "sha256")} for one in lodged],
    }  # fmt: skip


def _met(matter: Matter, letter: Letter, conduct: str) -> None:
    """Write down how the employer met a letter."""
    if letter.kind == Kind.HINT_LETTER:
        matter.hint_conduct = conduct
    elif letter.kind == Kind.OPINION_LETTER:
        matter.opinion_conduct = conduct


@effect("note_expiry", KIND)
def note_expiry(act: Act) -> None:
    """data: before (date, exclusive): terms that ended earlier and are not noted yet."""
    before = act.data["before"]
    passed = [
        clock
        for clock in clocks.live(act.dossier)
        if clock.due_on is not None and clock.due_on < before and clock.noted_by is None
    ]
    if not passed:
        act.refuse(_("No term has passed that is not noted."))
    for clock in passed:
        clock.noted_by = act.seq
    clocks.save_ended(passed)
    act.facts = {"passed": [{"term": c.key, "due_on": c.due_on.isoformat()} for c in passed if c.due_on is not None]}


@effect("complete_terms", KIND)
def complete_terms(act: Act) -> None:
    """data: none. Clocks whose calendar was missing are worked out where it has come."""
    completed = []
    for clock in clocks.live(act.dossier):
        if clock.missing:
            before = clock.due_on
            clocks.compute(clock)
            if not clock.missing or clock.due_on != before:
                completed.append(clock)
    if not completed:
        act.refuse(_("No date can be worked out yet."))
    RunningClock.objects.bulk_update(completed, ["counted_from", "raw_due", "due_on", "rolled_over", "missing"])
    clocks.note_next_due(act.dossier, clocks.live(act.dossier))
    act.facts = {"terms": [clock.key for clock in completed]}


@effect("verify_findings", KIND)
def verify_findings(act: Act) -> None:
    """data: method, supervisors [Supervisor], results [{finding (pk), verdict, note}] for every finding about which the
    letter wrote, satisfaction.

    All done → the matter is rectified; else how the employer met the letter is written down, and the next letter is
    open. Before the answer is due, and once the authority has the matter, it is only written down what was seen.
    """
    matter, data = act.dossier, act.data
    letter = _served(act)
    on_matter = {row.supervisor_id for row in matter.investigator_rows}
    if len(data["supervisors"]) < topics.INVESTIGATORS or {row.pk for row in data["supervisors"]} - on_matter:
        act.refuse(_("Two supervisors of this matter verify together."))
    rows, early = {row.pk: row for row in matter.asked_rows}, matter.answer_not_due
    if set(rows) != {row["finding"] for row in data["results"]}:
        act.refuse(_("Each finding needs its result."))
    for said in data["results"]:
        row = rows[said["finding"]]
        row.verdict, row.verified_on, row.verdict_note = said["verdict"], act.acted_on, said.get("note", "")
    Finding.objects.bulk_update(rows.values(), ["verdict", "verified_on", "verdict_note"])
    Verification.objects.create(
        matter=matter, letter=letter, on=act.acted_on, method=data["method"],
        by="、".join(row.name for row in data["supervisors"]),
        results=[{"finding": rows[said["finding"]].position, **{k: said.get(k, "") for k in ("verdict", "note")}}
                 for said in data["results"]],
        satisfaction=data.get("satisfaction", ""),
    )  # fmt: skip
    some, followed = any(row.verdict in {Verdict.DONE, Verdict.PART} for row in rows.values()), matter.all_followed
    if followed or not early:
        letter.result = Verdict.DONE if followed else Verdict.PART if some else Verdict.UNDONE
        letter.verified_on = act.acted_on
        letter.save(update_fields=["result", "verified_on"])
        if not matter.all_rectified and matter.state not in BEFORE_AUTHORITY:
            _met(matter, letter, "" if followed else Conduct.PARTIAL if some else Conduct.UNJUSTIFIED)
    act.facts = {
        "results": {str(row.position): row.verdict for row in rows.values()}, "method": data["method"],
    }  # fmt: skip


@effect("end_rectified", KIND)
def end_rectified(act: Act) -> None:
    """data: note, what the authority was told."""
    act.dossier.end_note = act.data["note"]
    act.facts = {"note": act.data["note"]}


@effect("urge_employer", KIND)
def urge_employer(act: Act) -> None:
    """data: findings [{finding (pk), due_on}], note: a new day for what is not done yet."""
    matter: Matter = act.dossier
    rows = {row.pk: row for row in matter.finding_rows}
    for said in act.data["findings"]:
        row = rows.get(said["finding"])
        if row is None:
            act.refuse(_("This entry is not on the file."))
            raise AssertionError
        if said["due_on"] <= act.acted_on:
            act.refuse(_("The new day must lie in the future."))
        row.due_on, row.verdict, row.verified_on = said["due_on"], "", None
    Finding.objects.bulk_update(rows.values(), ["due_on", "verdict", "verified_on"])
    act.facts = {
        "until": {str(rows[said["finding"]].position): said["due_on"].isoformat() for said in act.data["findings"]},
        "note": act.data.get("note", ""),
    }


@effect("record_talk", KIND)
def record_talk(act: Act) -> None:
    """data: place, with_bodies, present, result."""
    data = act.data
    Talk.objects.create(
        matter=act.dossier, on=act.acted_on, place=data.get("place", ""), with_bodies=data["with_bodies"],
        present=data["present"], result=data["result"],
    )  # fmt: skip
    act.facts = {"with": data["with_bodies"]}


# ── Authority and procuratorate ─────────────────────────────────────────────────────────────────────────────────────


@effect("record_filing", KIND)
def record_filing(act: Act) -> None:
    """data: filed, number, reason (where it was not taken up). It answers the proposal on the day of the act."""
    data, letter = act.data, _proposal(act)
    if data["filed"]:
        letter.filed_on, letter.filed_number, letter.filed_reason = act.acted_on, data.get("number", ""), ""
    elif data.get("reason"):
        letter.filed_reason = data["reason"]
    else:
        act.refuse(_("Say why the authority does not take it up."))
    letter.replied_on = act.acted_on
    _keep(act, letter)
    act.facts = {"filed": data["filed"], "number": letter.filed_number, "reason": letter.filed_reason}


@effect("record_result", KIND)
def record_result(act: Act) -> None:
    """data: result (AUTHORITY_RESULTS), document, note."""
    data, letter = act.data, _proposal(act)
    letter.reported_on, letter.reported_result = act.acted_on, data["result"]
    letter.reported_document, letter.reported_note = data.get("document", ""), data.get("note", "")
    _keep(act, letter)
    act.dossier.end_note = letter.reported_note
    act.facts = {"result": letter.reported_result, "document": letter.reported_document}


#: What guards and the first page ask of the last proposal: column of the matter → that of the letter.
_OF_AUTHORITY = {
    "authority_filed_on": "filed_on", "authority_number": "filed_number", "authority_reason": "filed_reason",
    "authority_result": "reported_result", "authority_document": "reported_document",
    "authority_answered_on": "reported_on",
}  # fmt: skip


def _proposal(act: Act) -> Letter:
    """The proposal that lies with an authority, which answers for itself."""
    letter: Letter | None = act.dossier.served(Kind.ADVICE_LETTER)
    if letter is None:
        act.refuse(_("The letter has not been served yet."))
        raise AssertionError
    _own_body(act, letter.authority_id)
    return letter


def _keep(act: Act, letter: Letter) -> None:
    letter.save()
    _copy(act.dossier, letter)


def _copy(matter: Matter, letter: Letter) -> None:
    for copy, name in _OF_AUTHORITY.items():
        setattr(matter, copy, getattr(letter, name))


def _own_body(act: Act, body_id: int | None) -> None:
    """Staff of a partner body record what their own body did, nobody else's."""
    if act.role in access.SENDING and body_id not in (act.dossier.acting or frozenset()):
        act.refuse(_("This was sent to another body."))


@effect("send_to_procuratorate", KIND)
def send_to_procuratorate(act: Act) -> None:
    """data: body (Organization), note: what was done and what is handed over."""
    matter, body = act.dossier, act.data["body"]
    if body.kind != BodyKind.PROCURATORATE:
        act.refuse(_("This body is no procuratorate."))
    matter.procuratorate, matter.procuratorate_sent_on = body, act.acted_on
    _let_in(act, body, _("The lead was sent to it"))
    act.facts = {
        "to": body.name, "grounds": [ground.value for ground in matter.procuratorate_grounds],
    }  # fmt: skip


@effect("record_procuratorate_answer", KIND)
def record_procuratorate_answer(act: Act) -> None:
    """data: answer, number, note."""
    matter, data = act.dossier, act.data
    _own_body(act, matter.procuratorate_id)
    matter.procuratorate_answer, matter.procuratorate_number = data["answer"], data.get("number", "")
    act.facts = {"answer": data["answer"], "number": matter.procuratorate_number}


@effect("end_unresolved", KIND)
def end_unresolved(act: Act) -> None:
    """data: reason."""
    act.dossier.end_note = act.data["reason"]
    act.facts = {"reason": act.data["reason"]}


# ── Closing ─────────────────────────────────────────────────────────────────────────────────────────────────────────

ACHIEVED = (
    "contracts_signed", "wages_paid", "insurance_paid", "insured", "compensation_paid", "other_recovered", "is_typical",
)  # fmt: skip


@effect("record_achievement", KIND)
def record_achievement(act: Act) -> None:
    """data: ACHIEVED; nought where there is none."""
    matter: Matter = act.dossier
    for name in ACHIEVED:
        setattr(matter, name, act.data.get(name) or type(getattr(matter, name))(0))
    matter.outcome_recorded_on = act.acted_on
    act.facts = {
        name: (f"{value:.2f}" if isinstance(value := getattr(matter, name), Decimal) else value) for name in ACHIEVED
    }


@effect("inform_reporter", KIND)
def inform_reporter(act: Act) -> None:
    """data: how."""
    act.dossier.reporter_told_on = act.acted_on
    act.facts = {"how": act.data["how"]}


@effect("answer_clue", KIND)
def answer_clue(act: Act) -> None:
    """data: text."""
    matter: Matter = act.dossier
    if matter.source not in PASSED_ON:
        act.refuse(_("No partner body passed this lead on."))
    matter.answered_on = act.acted_on
    act.facts = {"text": act.data["text"]}


def _note(act: Act, kind: str, record: str, text: str, concerns: str = "") -> None:
    Note.objects.create(
        dossier_id=act.dossier.pk, kind=kind, record=record, text=text, concerns=concerns, by=cast("User", act.user),
        by_name=act.by.full_name, at=act.at,
    )  # fmt: skip
    act.facts, act.record = {"digest": digest(text)}, record


@effect("add_note", KIND)
def add_note(act: Act) -> None:
    """data: text. Stays inside the body."""
    _note(act, NoteKind.NOTE, "I", act.data["text"])


@effect("add_correction", KIND)
def add_correction(act: Act) -> None:
    """data: concerns, text."""
    _note(act, NoteKind.CORRECTION, "H", act.data["text"], act.data["concerns"])


@effect("close_matter", KIND)
def close_matter(act: Act) -> None:
    """data: summary."""
    act.facts = {"outcome": act.dossier.outcome}


def employers_named(name: str, code: str = "") -> list[Employer]:
    """Employers that bear a name now or bore it, or a credit code."""
    found = Employer.objects.filter(credit_code=code) if code else Employer.objects.none()
    named = Employer.objects.filter(name=name) | Employer.objects.filter(aliases__name=name)
    return list((found | named).distinct()[:10]) if name or code else []
