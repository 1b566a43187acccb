"""What the pages of a matter show, built for one reader; templates decide nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

import statutes
from cases.presenting import PAPER_ACTS, catalogue_of, forms_of, rows_of_papers
from dossiers.acts import Action, action_of, actions
from dossiers.course import TONES, event_view, joined, word, yuan
from dossiers.deadlines import clock_view, split
from dossiers.folder import seen_events
from dossiers.models import Clock, ClockStatus
from dossiers.visibility import View
from statutes.identity import mask_phone
from supervision import topics
from supervision.folder import Folder
from supervision.models import (
    Cosigner,
    Employer,
    Finding,
    InquiryMethod,
    Investigator,
    LeadSource,
    Letter,
    Matter,
    Measure,
    OtherProcedure,
    ReplyItem,
    ReplyWay,
    ServiceOutcome,
    Urgency,
    Verdict,
    Verification,
)
from supervision.proposals import DECIDES, cases_of
from supervision.words import AuthorityResult, ProcuratorateAnswer
from workflows.papers import Kind
from workflows.reasons import Conduct, MatterOutcome, NotTakenUpReason
from workflows.service import Way

# ── The head of every page ──────────────────────────────────────────────────────────────────────────────────────────

#: Tab → the record classes of which one must be open to the reader.
TABS: tuple[tuple[str, Any, str], ...] = (
    ("lead", gettext_lazy("Lead and employer"), "H"),
    ("investigation", gettext_lazy("Investigation"), "H"),
    ("findings", pgettext_lazy("supervision", "Findings"), "H"),
    ("letters", gettext_lazy("Letters and answers"), "HF"),
    ("papers", gettext_lazy("Papers and exhibits"), "HF"),
    ("clocks", pgettext_lazy("time limits", "Terms"), "A"),
    ("timeline", gettext_lazy("Course"), "A"),
)


def may_open(view: View, tab: str) -> bool:
    """Whether a tab exists for a reader."""
    return any(name == tab and any(view.sees(record) for record in records) for name, _label, records in TABS)


def title(folder: Folder) -> str:
    """The matter's title; the subject alone for those who follow files without names."""
    matter = folder.matter
    return matter.title if folder.view.names else f"○○ {topics.label(matter.topic)}"


def head(folder: Folder, current: str = "") -> dict[str, Any]:
    """Title, number, state and tabs: the frame around every page of a matter."""
    matter = folder.matter
    tone = "closed" if not matter.is_open else TONES.get(matter.outcome, "neutral") if matter.outcome else "running"
    tabs = [{"label": _("Overview"), "url": folder.url, "current": not current}]
    tabs += [
        {"label": label, "url": folder.tab_url(name), "current": name == current}
        for name, label, _records in TABS
        if may_open(folder.view, name)
    ]
    names = matter.mediator_name if folder.view.names else ""
    return {
        "folder": folder,
        "case_title": title(folder),
        "number": matter.number,
        "state": matter.state_label,
        "tone": tone,
        "tabs": tabs,
        "body_name": matter.body.name,
        "channel": LeadSource(matter.source).label,
        "handler": f"{_('Supervisors')} {names}" if names else "",
        "shelf_label": _("Letters of supervision"),
        "shelf_url": reverse("matters"),
        "file_url": folder.url,
        "origin": "" if matter.origin == "registered" else matter.get_origin_display(),
    }


def steps_of_matter(matter: Matter) -> list[dict[str, Any]]:
    """The stations of the procedure: gone through, current, to come; one that was never stopped at is not ticked."""
    stations = matter.procedure.stations
    here = next((i for i, (_label, states) in enumerate(stations) if matter.state in states), 0)
    # Behind the station of the answer a letter has been served; what has ended says so by its outcome.
    early = matter.outcome in {MatterOutcome.UNRESOLVED, MatterOutcome.REFERRED_UP}
    served = matter.outcome in _AFTER_SERVICE or (here in {4, 5, 6} and not early)
    if early:  # it may have ended before anything was served
        served = any(row.outcome for row in matter.letter_rows)
    conduct = matter.opinion_conduct or matter.hint_conduct
    verified = conduct in {Conduct.PARTIAL, Conduct.UNJUSTIFIED} or matter.outcome == MatterOutcome.RECTIFIED
    reached = (
        True,
        bool(matter.inquiries_held),
        served,
        served,
        served and conduct not in {Conduct.REFUSED, Conduct.SILENT} and matter.outcome != MatterOutcome.INFORMED,
        verified,
        bool(matter.authority_filed_on),
        True,
        True,
    )
    days = {0: matter.received_on, 6: matter.authority_filed_on, 7: matter.closed_at}
    rows = []
    for i, (label, _states) in enumerate(stations):
        state = "current" if i == here else "done" if i < here and reached[i] else "future"
        rows.append(
            {
                "label": label,
                "state": state,
                "date": days.get(i) if state != "future" else None,
                "note": matter.state_label if i == here else "",
            }
        )
    return rows


_AFTER_SERVICE = frozenset({MatterOutcome.INFORMED, MatterOutcome.RECTIFIED, MatterOutcome.ADDRESSED})


# ── Overview ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _fact(label: Any, value: Any, *, wide: bool = False) -> dict[str, Any]:
    return {"label": label, "value": value, "wide": wide}


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def _known(*facts: tuple[Any, Any]) -> list[dict[str, Any]]:
    """Facts that are there; what is not known is left out."""
    return [_fact(label, value) for label, value in facts if value not in ("", None)]


def facts_of(folder: Folder) -> list[dict[str, Any]]:
    """The procedural sheet; what the matter is about only for those who may read the matter."""
    matter, view = folder.matter, folder.view
    rows = [
        _fact(_("Source of the lead"), LeadSource(matter.source).label),
        _fact(_("Received on"), matter.received_on.isoformat()),
        _fact(_("Subject"), topics.label(matter.topic)),
        _fact(_("Handling body"), matter.body.name),
    ]
    if view.names:
        employer = matter.employer
        rows.append(_fact(_("Employer"), employer.name if employer else _("all employers of the region")))
        rows.append(_fact(_("Supervisors"), matter.mediator_name or _("not yet named")))
    rows.append(_fact(_("Workers concerned"), matter.people))
    if matter.sender_id and matter.sender:
        rows += [_fact(_("Sent by"), matter.sender.name), _fact(_("Sender's reference"), matter.reference)]
    if view.sees("H"):
        checked = _day(matter.exclusivity_checked_on) or _("not yet")
        if matter.other_procedure:
            checked = joined(checked, OtherProcedure(matter.other_procedure).label)
        rows += [
            _fact(_("Urgency"), Urgency(matter.urgency).label),
            _fact(_("Checked for other procedures on"), checked),
        ]
        rows += _known((_("Sum concerned (yuan)"), f"{matter.amount:,.2f}" if matter.amount is not None else ""))
    if view.sees("F"):
        rows += _known(
            (pgettext("supervision", "Authority"), matter.authority.name if matter.authority else ""),
            (_("Taken up on"), _day(matter.authority_filed_on)),
            (_("Why not taken up"), "" if matter.authority_filed_on else matter.authority_reason),
            (_("Result reported on"), _day(matter.authority_answered_on)),
            (_("Document of the result"), matter.authority_document),
            (_("Procuratorate"), matter.procuratorate.name if matter.procuratorate else ""),
            (_("Sent to the procuratorate on"), _day(matter.procuratorate_sent_on)),
            (_("Its answer"), word(ProcuratorateAnswer, matter.procuratorate_answer)),
        )
    return rows


def outcome_of(folder: Folder) -> list[dict[str, Any]]:
    """How it ended, and what was achieved."""
    matter, view = folder.matter, folder.view
    rows = []
    if matter.outcome:
        rows += [_fact(_("Outcome"), MatterOutcome(matter.outcome).label), _fact(_("Ended on"), _day(matter.ended_on))]
    if matter.outcome == MatterOutcome.REFERRED_UP and view.sees("H"):
        rows += _handed_up(matter)
    if view.sees("F"):
        rows += _known((_("Result at the authority"), word(AuthorityResult, matter.authority_result)))
    if view.sees("H"):
        reason = NotTakenUpReason(matter.decline_reason).label if matter.decline_reason else ""
        rows += _known((_("Reason"), reason), (_("Sender answered on"), _day(matter.answered_on)))
        rows += [
            _fact(_("Reason in words"), note, wide=True) for note in (matter.decline_note, matter.end_note) if note
        ]
        if matter.reporter_named and matter.outcome:
            rows.append(_fact(_("Told of the result on"), _day(matter.reporter_told_on) or _("not yet")))
        if matter.outcome_recorded_on:
            rows += achieved(matter)
    return rows


def _handed_up(matter: Matter) -> list[dict[str, Any]]:
    """Which federation was asked, and what became of it there."""
    asked = matter.handed_up_as.select_related("union", "matter").last()
    if asked is None:
        return []
    number = asked.matter.number if asked.matter else ""
    return [
        _fact(_("Federation asked"), asked.union.name),
        _fact(_("What it decided"), joined(asked.get_status_display(), number, asked.reason)),
    ]


def achieved(matter: Matter) -> list[dict[str, Any]]:
    """What the matter brought the workers, in the words of the register (documents.md A4)."""
    sums = (
        (_("Wages paid (yuan)"), matter.wages_paid),
        (_("Social insurance made up (yuan)"), matter.insurance_paid),
        (_("Compensation and damages (yuan)"), matter.compensation_paid),
        (_("Other sums recovered (yuan)"), matter.other_recovered),
    )
    return [
        _fact(_("Written contracts made up (copies)"), matter.contracts_signed),
        _fact(_("Social insurance made up (persons)"), matter.insured),
        *(_fact(label, f"{value:,.2f}") for label, value in sums),
        *([_fact(_("A typical case"), _("yes"))] if matter.is_typical else []),
    ]


_VERDICT_TONES = {Verdict.DONE: "good", Verdict.PART: "warn", Verdict.UNDONE: "bad"}
_MEASURE_TONES = {Measure.DONE: "good", Measure.UNDER_WAY: "running", Measure.NOT_DONE: "bad"}


def finding_line(finding: Finding, today: dt.date) -> dict[str, Any]:
    """A finding in a row: subject, people, sum, day, and what came of it."""
    standing, tone = _("not verified yet"), "neutral"
    if finding.verdict:
        standing, tone = str(Verdict(finding.verdict).label), _VERDICT_TONES[Verdict(finding.verdict)]
    elif finding.due_on and finding.due_on < today:
        standing, tone = _("the day has passed"), "warn"
    return {
        "pk": finding.pk,
        "no": finding.position,
        "topic": topics.label(finding.topic),
        "people": finding.people,
        "amount": finding.amount,
        "due_on": finding.due_on,
        "standing": standing,
        "tone": tone,
    }


def overview(folder: Folder) -> dict[str, Any]:
    """Everything the first page of a matter shows."""
    matter, view = folder.matter, folder.view
    folder.load_people()
    running = Clock.objects.filter(dossier_id=matter.pk, status__in=[ClockStatus.RUNNING, ClockStatus.PAUSED])
    context: dict[str, Any] = {
        "steps": steps_of_matter(matter),
        "actions": actions(folder, folder.offers()),
        "clocks": [clock_view(clock, folder.today) for clock in running.order_by("is_warning", "due_on", "id")],
        "facts": facts_of(folder),
        "outcome": outcome_of(folder),
    }
    if view.sees("F"):
        context["letters"] = [_letter_line(folder, row) for row in matter.letter_rows if row.dropped_on is None]
    if view.sees("H"):
        rows = matter.finding_rows
        context["findings"] = [finding_line(row, folder.today) for row in rows[:MOST_FINDINGS]]
        context["more_findings"] = max(0, len(rows) - MOST_FINDINGS)
        context["has_findings"] = True
        context["linked"], context["first_link"] = matter.linked or 0, matter.first_link  # type: ignore[attr-defined]
    context["events"] = [event_view(folder, event) for event in seen_events(folder).order_by("-seq")[:6]]
    return context


#: So many findings stand on the first page; the others on their own.
MOST_FINDINGS = 10


# ── Lead and employer ───────────────────────────────────────────────────────────────────────────────────────────────


def _ready(folder: Folder, *names: str) -> list[Action]:
    return [action_of(folder, offer) for offer in folder.offers_of(*names) if offer.ready]


def people_of(matter: Matter) -> str:
    """How many workers, and how many of which groups."""
    groups = (
        (_("migrant workers"), matter.migrant_workers),
        (_("women"), matter.women),
        (_("minors"), matter.minors),
        (_("disabled"), matter.disabled),
        (_("beyond retirement age"), matter.older),
        (_("in new forms of work"), matter.new_form),
    )
    among = "、".join(f"{name} {number}" for name, number in groups if number)
    return f"{matter.people}（{among}）" if among else str(matter.people)


def lead_page(folder: Folder) -> dict[str, Any]:
    """What was reported, by whom (masked), on whom; and the mediation cases that belong to it, by number alone."""
    matter, view = folder.matter, folder.view
    source = joined(LeadSource(matter.source).label, matter.source_note)
    facts = [
        _fact(_("Number"), matter.number),
        _fact(_("Source of the lead"), source),
        _fact(_("Received on"), matter.received_on.isoformat()),
        _fact(_("Urgency"), Urgency(matter.urgency).label),
        _fact(_("Subject"), topics.label(matter.topic)),
        _fact(_("Workers concerned"), people_of(matter)),
        _fact(_("Sum concerned (yuan)"), f"{matter.amount:,.2f}" if matter.amount is not None else ""),
        _fact(_("Period concerned"), matter.period),
        *_known(
            (_("Sent by"), matter.sender.name if matter.sender else ""), (_("Sender's reference"), matter.reference)
        ),
        _fact(_("What was reported"), matter.summary, wide=True),
        _fact(_("What is asked for"), matter.demand, wide=True),
    ]
    checked = []
    if matter.exclusivity_checked_on:
        found = _("in no other procedure")
        if matter.other_procedure:
            found = joined(OtherProcedure(matter.other_procedure).label, matter.other_note)
        checked = [_fact(_("Checked on"), _day(matter.exclusivity_checked_on)), _fact(_("Found"), found)]
    reporter = None
    if view.sees("G"):
        reporter = {
            "named": matter.reporter_named,
            "name": f"{matter.reporter[:1]}○○" if matter.reporter else "",
            "contact": mask_phone(matter.reporter_contact) if matter.reporter_contact else "",
            "told_on": matter.reporter_told_on,
            "url": reverse("matter_reveal", args=[matter.code]) if matter.reporter or matter.reporter_contact else "",
        }
    names = ("amend_lead", "check_exclusivity", "link_case", "inform_reporter")
    return {
        "actions": _ready(folder, *names),
        "facts": facts,
        "checked": checked,
        "reporter": reporter,
        "employer": employer_facts(matter.employer) if matter.employer else [],
        "employer_url": reverse("registers_employer", args=[matter.employer_id])
        if matter.employer_id and view.roles & DECIDES
        else "",
        "broadcast": matter.is_broadcast,
        "region": matter.body.region.name,
        "links": cases_of(matter, folder.user, folder.today),
        "read": "H",
    }


def employer_facts(employer: Employer) -> list[dict[str, Any]]:
    """An employer's sheet."""
    union = "" if employer.has_union is None else _("yes") if employer.has_union else _("no")
    return [
        _fact(_("Name"), employer.name, wide=True),
        _fact(_("Unified social credit code"), employer.credit_code),
        _fact(_("Legal representative or person in charge"), joined(employer.legal_representative, employer.post)),
        _fact(_("Address, real place of business"), employer.address),
        _fact(_("Industry"), employer.industry),
        _fact(_("Kind of ownership"), employer.get_ownership_display()),
        _fact(_("Employees"), employer.headcount),
        _fact(_("A union has been set up"), union),
        *_known(
            (_("Contact person"), joined(employer.contact, employer.phone)),
            (_("Form of employment"), employer.get_employment_form_display()),
        ),
    ]


# ── Investigation ───────────────────────────────────────────────────────────────────────────────────────────────────


def investigation_page(folder: Folder) -> dict[str, Any]:
    """Who investigates, with what ties; what was asked and seen; what was taken; what was talked over."""
    matter = folder.matter
    people = Prefetch("investigators", Investigator.objects.select_related("supervisor"))
    prefetch_related_objects([matter], "findings", "evidence", people)
    names = (
        "name_supervisors", "declare_ties", "record_inquiry", "record_evidence", "conclude_investigation",
        "record_talk",
    )  # fmt: skip
    by_finding = {row.pk: row.position for row in matter.findings.all()}
    return {
        "actions": _ready(folder, *names),
        "investigators": [
            {
                "name": row.supervisor.name,
                "card": row.supervisor.card,
                "valid_until": row.supervisor.valid_until,
                "certified": row.supervisor.certified_on(folder.today),
                "since": row.since,
                "until": row.until,
                "declared_on": row.declared_on,
                "has_tie": row.has_tie,
                "tie": row.tie,
            }
            for row in matter.investigators.all()
        ],
        "inquiries": [
            {
                "no": row.no,
                "on": row.held_on,
                "place": row.place,
                "method": InquiryMethod(row.method).label,
                "by": "、".join(one.name for one in row.supervisors.all()),
                "asked": row.asked,
                "text": row.text,
                "signed": row.signed,
                "refusal": row.refusal,
            }
            for row in matter.inquiries.prefetch_related("supervisors")
        ],
        "evidence": [{"row": row, "finding": by_finding.get(row.finding_id or 0, "")} for row in matter.evidence.all()],
        "talks": list(matter.talks.all()),
        "conclusion": matter.conclusion,
        "skip_reason": matter.skip_reason,
        "read": "H",
    }


# ── Findings ────────────────────────────────────────────────────────────────────────────────────────────────────────


def articles_of(finding: Finding) -> list[str]:
    """The articles of a finding as they are cited."""
    cited = []
    for key in finding.articles:
        try:
            cited.append(statutes.cite(key).citation)
        except LookupError:
            cited.append(key)
    return [*cited, finding.article_words] if finding.article_words else cited


def answers_by_finding(matter: Matter) -> dict[int, list[dict[str, Any]]]:
    """What the employer said to each finding, the latest first. One query."""
    said: dict[int, list[dict[str, Any]]] = {}
    rows = ReplyItem.objects.filter(reply__letter__matter=matter).select_related("reply").order_by("-reply_id", "id")
    for row in rows:
        said.setdefault(row.finding_id, []).append(
            {
                "on": row.reply.on,
                "way": ReplyWay(row.reply.way).label,
                "by": row.reply.by,
                "status": Measure(row.status).label,
                "tone": _MEASURE_TONES[Measure(row.status)],
                "admits": row.admits,
                "measure": row.measure,
                "done_on": row.done_on,
                "people": row.people,
                "amount": row.amount,
                "proof": row.proof,
            }
        )
    return said


def findings_page(folder: Folder) -> dict[str, Any]:
    """Every finding whole: facts, articles, demand, evidence, what the employer said, what was seen."""
    matter = folder.matter
    folder.load_people()
    offered = {
        act.name: act for act in _ready(folder, "add_finding", "amend_finding", "drop_finding", "record_evidence")
    }
    answers = answers_by_finding(matter)
    proofs: dict[int, list[str]] = {}
    for piece in matter.evidence.all():
        proofs.setdefault(piece.finding_id or 0, []).append(f"{piece.no}. {piece.title}")
    rows = []
    for finding in matter.findings.all():
        standing = finding.dropped_on is None
        links = ("amend_finding", "record_evidence", "drop_finding") if standing else ()
        rows.append(
            finding_line(finding, folder.today)
            | {
                "facts": finding.facts,
                "period": " – ".join(filter(None, map(_day, (finding.period_from, finding.period_to)))),
                "articles": articles_of(finding),
                "demand": finding.demand,
                "evidence": proofs.get(finding.pk, []),
                "verified_on": finding.verified_on,
                "verdict_note": finding.verdict_note,
                "dropped_on": finding.dropped_on,
                "dropped_because": finding.dropped_because,
                "answers": answers.get(finding.pk, []),
                "links": [
                    {"label": offered[name].label, "url": f"{offered[name].url}?finding={finding.pk}"}
                    for name in links
                    if name in offered
                ],
            }
        )
    standing_rows = matter.finding_rows
    return {
        "actions": [offered["add_finding"]] if "add_finding" in offered else [],
        "findings": rows,
        "count": len(standing_rows),
        "people": sum(row.people or 0 for row in standing_rows),
        "amount": sum((row.amount or Decimal(0) for row in standing_rows), Decimal(0)),
        "faults": matter.finding_faults,
        "read": "H",
    }


# ── Letters and answers ─────────────────────────────────────────────────────────────────────────────────────────────

_OUTCOME_TONES = {ServiceOutcome.RECEIVED: "good", ServiceOutcome.LEFT: "neutral", ServiceOutcome.REFUSED: "bad"}


def life_of(letter: Letter) -> list[dict[str, Any]]:
    """The stations of one letter, with day and person where they are passed."""
    cosigners = list(letter.cosigners.all())
    agreed = [row.agreed_on for row in cosigners if row.agreed_on]
    stations = [
        (_("drafted"), letter.drafted_on, letter.drafted_by),
        (_("legally reviewed"), letter.reviewed_on, letter.reviewed_by),
        *(
            [(_("agreed to by co-issuers"), max(agreed) if len(agreed) == len(cosigners) else None,
              f"{len(agreed)}/{len(cosigners)}")]
            if cosigners
            else []
        ),
        (_("approved, numbered"), letter.issued_on, letter.approved_by),
        (_("sealed"), letter.sealed_on, ""),
        (_("served"), letter.served_on, str(ServiceOutcome(letter.outcome).label) if letter.outcome else ""),
        *([(_("answered"), letter.replied_on, "")] if letter.reply_wanted else []),
    ]  # fmt: skip
    return [{"label": label, "on": on, "by": by} for label, on, by in stations]


def _letter_state(folder: Folder, letter: Letter) -> tuple[str, str]:
    """Where a letter stands, in a word and a tone."""
    late = letter.reply_due_on is not None and letter.reply_due_on < folder.today
    ways = (
        (letter.dropped_on, _("dropped"), "closed"),
        (letter.withdrawn_on, _("withdrawn"), "closed"),
        (letter.outcome == ServiceOutcome.REFUSED, _("service refused"), "bad"),
        (letter.replied_on, _("answered"), "good"),
        (letter.served_on and letter.reply_wanted and late, _("answer overdue"), "bad"),
        (letter.served_on and letter.reply_wanted, _("waiting for the answer"), "running"),
        (letter.served_on, _("served"), "good"),
        (letter.number and folder.matter.has_ended, _("never served"), "closed"),
        (letter.number, _("to be served"), "running"),
        (letter.reviewed_on, _("reviewed"), "running"),
    )
    return next(((word, tone) for there, word, tone in ways if there), (_("draft"), "neutral"))


def _letter_line(folder: Folder, letter: Letter) -> dict[str, Any]:
    word, tone = _letter_state(folder, letter)
    return {
        "pk": letter.pk,
        "kind": Kind(letter.kind).label,
        "number": letter.number,
        "addressee": letter.addressee,
        "word": word,
        "tone": tone,
        "served_on": letter.served_on,
        "reply_due_on": letter.reply_due_on,
        "replied_on": letter.replied_on,
        "joint": [row.body.name for row in letter.cosigners.all()],
    }


def draft_of(letter: Letter, *, inside: bool = True) -> dict[str, Any]:
    """The words of a letter as they were drafted; what the lawyer said of them stays inside the union."""
    return {
        "opening": letter.opening,
        "advice": letter.advice,
        "closing": letter.closing,
        "copy_to": letter.copy_to,
        "conduct": Conduct(letter.conduct).label if letter.conduct else "",
        "reply_wanted": letter.reply_wanted,
        "review": letter.review if inside else "",
    }


def letters_page(folder: Folder) -> dict[str, Any]:
    """Each letter's life, what was answered, and what the verification found."""
    matter, view = folder.matter, folder.view
    inside = view.sees("H")
    bodies = Prefetch("cosigners", Cosigner.objects.select_related("body"))
    rows = folder.letters_shown().filter(matter=matter)
    rows = rows.prefetch_related(bodies, "replies__items", "verifications") if inside else rows.prefetch_related(bodies)
    positions = dict(matter.findings.values_list("pk", "position")) if inside else {}
    letters = []
    for letter in rows:
        paper = letter.paper  # type: ignore[attr-defined]
        letters.append(
            _letter_line(folder, letter)
            | {
                "life": life_of(letter) if inside else [],
                "paper_url": reverse("paper", args=[paper]) if paper else "",
                "draft": draft_of(letter, inside=inside),
                "service": _service(letter) if inside else "",
                "outcome_tone": _OUTCOME_TONES.get(letter.outcome, "neutral"),  # type: ignore[call-overload]
                "cosigners": [
                    {"name": row.body.name, "on": row.agreed_on, "by": row.agreed_by} for row in letter.cosigners.all()
                ],
                "authority": _dealt_with(letter),
                "replies": [_reply(reply, positions) for reply in letter.replies.all()] if inside else [],
                "verifications": [_verification(one) for one in letter.verifications.all()] if inside else [],
            }
        )
    return {"letters": letters[::-1], **({"read": "H"} if inside else {})}


def _service(letter: Letter) -> str:
    if not letter.outcome:
        return ""
    outcome = ServiceOutcome(letter.outcome).label
    return joined(outcome, word(Way, letter.method), letter.received_by, letter.service_note)


def _dealt_with(letter: Letter) -> list[dict[str, Any]]:
    """What the authority did with a proposal."""
    return _known(
        (_("Taken up on"), _day(letter.filed_on)),
        (_("Number at the authority"), letter.filed_number),
        (_("Why not taken up"), letter.filed_reason),
        (_("Result reported on"), _day(letter.reported_on)),
        (_("Result"), word(AuthorityResult, letter.reported_result)),
        (_("Document of the result"), letter.reported_document),
        (_("Result in words"), letter.reported_note),
    )


def _reply(reply: Any, positions: dict[int, int]) -> dict[str, Any]:
    items = sorted(reply.items.all(), key=lambda row: positions.get(row.finding_id, 0))
    return {
        "on": reply.on,
        "way": ReplyWay(reply.way).label,
        "by": reply.by,
        "objection": reply.objection,
        "items": [
            {
                "no": positions.get(row.finding_id, ""),
                "status": Measure(row.status).label,
                "tone": _MEASURE_TONES[Measure(row.status)],
                "denied": row.admits is False,
                "measure": row.measure,
                "what": joined(_day(row.done_on), _people(row.people), yuan(row.amount), row.proof),
            }
            for row in items
        ],
    }


def _people(number: int | None) -> str:
    return _("%(n)s workers") % {"n": number} if number else ""


def _verification(one: Verification) -> dict[str, Any]:
    return {
        "on": one.on,
        "method": InquiryMethod(one.method).label,
        "by": one.by,
        "satisfaction": one.satisfaction,
        "results": [
            {
                "no": row["finding"],
                "word": Verdict(row["verdict"]).label,
                "tone": _VERDICT_TONES[Verdict(row["verdict"])],
                "note": row.get("note", ""),
            }
            for row in one.results
        ],
    }


# ── Papers, terms ───────────────────────────────────────────────────────────────────────────────────────────────────


def clocks_page(folder: Folder) -> dict[str, Any]:
    rows = Clock.objects.filter(dossier_id=folder.matter.pk).order_by("due_on", "id")
    return split([clock_view(clock, folder.today) for clock in rows])


def papers_page(folder: Folder) -> dict[str, Any]:
    """Papers and exhibits of the classes the reader may see, and the forms that can be printed now."""
    offered = {offer.name: offer for offer in folder.offers_of("print_form")}
    context: dict[str, Any] = {"actions": _ready(folder, "lodge_exhibit", *PAPER_ACTS), "has_room": True}
    context["papers"], context["exhibits"] = rows_of_papers(folder)
    if "print_form" in offered:
        prefetch_related_objects([folder.matter], "letters")  # most forms go with one
        context["forms"] = forms_of(folder, offered["print_form"])
    return context | catalogue_of(folder, "archive_matter")


PAGES: dict[str, Callable[[Folder], dict[str, Any]]] = {
    "lead": lead_page,
    "investigation": investigation_page,
    "findings": findings_page,
    "letters": letters_page,
    "papers": papers_page,
    "clocks": clocks_page,
}
