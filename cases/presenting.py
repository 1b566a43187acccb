"""What the pages of a file show, built for one reader; templates decide nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from cases import causes
from cases.deadlines import clocks_page, limitation_line
from cases.folder import Folder
from cases.models import (
    OFFICE_SIGNATURES,
    Attendance,
    Authority,
    Case,
    Claim,
    ClaimResult,
    Consent,
    Medium,
    Obligation,
    OfferAnswer,
    Party,
    PartyKind,
    SessionKind,
    SessionMode,
    Settlement,
    Side,
    Signature,
    SignerKind,
    Vulnerability,
    must_sign,
    offer_name,
)
from cases.models import Offer as SessionOffer
from cases.sums import ratio
from dossiers.actions import Offer
from dossiers.acts import Action, action_of, actions
from dossiers.course import TONES, event_view
from dossiers.deadlines import clock_view
from dossiers.folder import Folder as AnyFolder
from dossiers.folder import seen_events
from dossiers.models import Clock, ClockStatus, Event
from dossiers.visibility import View, mask_name
from organizations.models import LegalType
from statutes.amounts import MOST, in_words
from workflows.channels import Channel, Exit, IssuedDocument
from workflows.forms import fitting
from workflows.papers import Kind
from workflows.reasons import EndReason, NotAcceptedReason, Outcome

_papers: list[tuple[Callable[[Any, View], Any], Callable[[Any, View], Any], Callable[[Any, Any], Any]]] = []


def papers_by(
    papers: Callable[[Any, View], Any], exhibits: Callable[[Any, View], Any], life: Callable[[Any, Any], Any]
) -> None:
    """Register the room that keeps papers and exhibits: each of the first two yields the rows of a dossier that a view
    may see; `life` yields papers with what became of them and what is still to do."""
    _papers[:] = [(papers, exhibits, life)]


#: What is done with papers after they are numbered: offered on the tab of papers and on each paper's own page. The
#: first four may be asked for without naming the paper first.
PAPER_ACTS = ("seal_paper", "return_scan", "send_paper", "record_service")
PAPER_STEPS = (*PAPER_ACTS, "correct_paper", "void_paper")


def rows_of_papers(folder: AnyFolder) -> tuple[list[Any], list[Any]]:
    """The papers and the exhibits of a file of whatever kind that its reader may see."""
    found: tuple[list[Any], list[Any]] = ([], [])
    for papers, exhibits, life in _papers:
        found[0].extend(life(folder.dossier, papers(folder.dossier, folder.view)))
        found[1].extend(exhibits(folder.dossier, folder.view))
    return found


_linked: list[Callable[[Folder], list[Any]]] = []


def linked_by(links: Callable[[Folder], list[Any]]) -> None:
    """Register a room whose files belong to cases: it yields those a reader may know of (number, state, since, url).
    A case that has any is marked `is_linked`, so that the others cost no question."""
    _linked[:] = [links]


def linked_files(folder: Folder) -> list[Any]:
    """The files of other rooms that belong to a case."""
    return [row for links in _linked for row in links(folder)] if folder.case.is_linked else []


def exhibits_of(folder: Folder) -> list[Any]:
    """The exhibits of a file that its reader may see."""
    rows = [row for _papers_of, exhibits, _life in _papers for row in exhibits(folder.case, folder.view)]
    return rows if folder.view.sees("B") else []


# ── The head of every page ──────────────────────────────────────────────────────────────────────────────────────────

#: Tab → the record classes of which one must be open to the reader.
TABS: tuple[tuple[str, Any, str], ...] = (
    ("parties", gettext_lazy("Parties and claims"), "BE"),
    ("sessions", gettext_lazy("Sessions"), "A"),
    ("sums", gettext_lazy("Sums"), "I"),
    ("agreement", gettext_lazy("Agreement and performance"), "F"),
    ("papers", gettext_lazy("Papers and exhibits"), "A"),
    ("clocks", pgettext_lazy("time limits", "Terms"), "A"),
    ("timeline", gettext_lazy("Course"), "AH"),
)


def may_open(view: View, tab: str) -> bool:
    """Whether a tab exists for a reader; papers name people, so those without names have none."""
    if tab == "papers" and not view.names:
        return False
    return any(name == tab and any(view.sees(record) for record in records) for name, _label, records in TABS)


def _cause(case: Case) -> str:
    return causes.label_here(causes.version_on(case.received_on), case.cause_code) if case.cause_code else ""


def title(folder: Folder) -> str:
    """The file's title; without names for those who follow files without them."""
    case = folder.case
    if folder.view.names:
        return case.title
    sides = f"{mask_name(case.applicants)}与○○" if case.respondents else mask_name(case.applicants)
    return f"{sides} {_cause(case)}".strip()


def head(folder: Folder, current: str = "") -> dict[str, Any]:
    """Title, number, state and tabs: the frame around every page of a file."""
    case = folder.case
    tone = "closed" if not case.is_open else TONES.get(case.outcome, "neutral") if case.outcome else "running"
    tabs = [{"label": _("Overview"), "url": folder.url, "current": not current}]
    tabs += [
        {"label": label, "url": folder.tab_url(name), "current": name == current}
        for name, label, _records in TABS
        if may_open(folder.view, name)
    ]
    return {
        "folder": folder,
        "case_title": title(folder),
        "number": case.number,
        "state": case.state_label,
        "tone": tone,
        "tabs": tabs,
        "body_name": case.body.name,
        "channel": Channel(case.channel).label,
        "handler": f"{_('Mediator')} {case.mediator_name}" if case.mediator_name else "",
        "shelf_label": _("Files"),
        "shelf_url": reverse("files"),
        "file_url": folder.url,
        "origin": "" if case.origin == "registered" else case.get_origin_display(),
    }


def steps_of_file(case: Case) -> list[dict[str, Any]]:
    """The stations of the procedure: done, current, to come; one that an ended case never reached is not ticked."""
    stations = case.procedure.stations
    here = next((i for i, (_label, states) in enumerate(stations) if case.state in states), 0)
    agreed = case.outcome in {"", Outcome.AGREED, Outcome.PART_AGREED}
    reached = [
        True,
        True,
        bool(case.accepted_on),
        bool(case.mediator_name),
        bool(case.disclosure_on),
        agreed,
        True,
        True,
        True,
    ]
    days = {0: case.received_on, 2: case.accepted_on, 6: case.ended_on, 7: case.closed_at}
    rows = []
    for i, (label, _states) in enumerate(stations):
        state = "current" if i == here else "done" if i < here and (not case.outcome or reached[i]) else "future"
        rows.append(
            {
                "label": label,
                "state": state,
                "date": days.get(i) if state != "future" else None,
                "note": case.state_label if i == here else "",
            }
        )
    return rows


# ── Overview ────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Sums:
    claimed: Decimal = Decimal(0)
    agreed: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)


def claims_view(folder: Folder, limit: int | None = None) -> dict[str, Any]:
    """Claims with their three sums; what was agreed only where the agreement may be read."""
    case, sums, rows = folder.case, Sums(), []
    names = {party.pk: party.name for party in case.party_rows}
    terms = folder.sees_terms
    for claim in case.claim_rows:
        sums.claimed += claim.claimed or 0
        sums.agreed += claim.agreed or 0
        sums.paid += claim.paid or 0
        span = " – ".join(day.isoformat() for day in (claim.period_from, claim.period_to) if day)
        rows.append(
            {
                "pk": claim.pk,
                "what": claim.what,
                "claimant": names.get(claim.party_id or 0, _("All applicants") if len(names) > 2 else ""),
                "span": span,
                "cause": causes.label_here(claim.cause_version, claim.cause_code),
                "claimed": claim.claimed,
                "agreed": claim.agreed if terms else None,
                "paid": claim.paid if terms and claim.agreed is not None else None,
                "is_main": claim.is_main,
                "result": ClaimResult(claim.result).label if terms and claim.result else "",
                "tone": _RESULT_TONES.get(ClaimResult(claim.result), "neutral"),
            }
        )
    return {
        "claims": rows[:limit],
        "more_claims": max(0, len(rows) - limit) if limit else 0,
        "sums": sums,
        "terms_open": terms,
    }


_RESULT_TONES = {ClaimResult.SETTLED: "good", ClaimResult.FAILED: "bad", ClaimResult.DROPPED: "closed"}
_CONSENT_TONES = {Consent.ASKED: "neutral", Consent.AGREED: "good", Consent.REFUSED: "bad", Consent.UNREACHABLE: "warn"}


def _party_line(party: Party) -> dict[str, Any]:
    return {
        "name": party.name,
        "capacity": party.capacity,
        "consent": Consent(party.consent).label,
        "tone": _CONSENT_TONES[Consent(party.consent)],
        "agent": party.agent_name,
        "is_person": party.kind == PartyKind.PERSON,
        "asked": party.side != Side.THIRD,
    }


def sides_view(case: Case, limit: int) -> list[dict[str, Any]]:
    """Each side with its first members."""
    sides = []
    for side in Side:
        rows = case.side(side)
        if rows:
            sides.append(
                {
                    "label": side.label,
                    "count": len(rows),
                    "rows": [_party_line(row) for row in rows[:limit]],
                    "more": max(0, len(rows) - limit),
                    "agreed": sum(row.consent == Consent.AGREED for row in rows),
                }
            )
    return sides


def _reason(case: Case) -> str:
    for words in (EndReason, NotAcceptedReason):
        if case.end_reason in words.values:
            return str(words(case.end_reason).label)
    return case.end_reason


def _fact(label: Any, value: Any, *, wide: bool = False) -> dict[str, Any]:
    return {"label": label, "value": value, "wide": wide}


def case_facts(folder: Folder) -> list[dict[str, Any]]:
    """The procedural sheet; party details only for those who may read party papers."""
    case, view = folder.case, folder.view
    rows = [
        _fact(_("Channel"), Channel(case.channel).label),
        _fact(_("Received on"), case.received_on.isoformat()),
        _fact(_("Cause of action"), _cause(case)),
        _fact(_("Accepted on"), case.accepted_on.isoformat() if case.accepted_on else _("not yet")),
        _fact(_("Handling body"), case.body.name),
        _fact(_("Standing of the body in this case"), LegalType(case.legal_type).label),
        _fact(
            _("Mediator"),
            case.mediator_name or _("not yet appointed"),
        ),
        _fact(_("Workers"), case.people),
    ]
    if case.sender_id and case.sender:
        rows += [_fact(_("Sent by"), case.sender.name), _fact(_("Sender's reference"), case.reference)]
    elif case.rule.needs_reference:
        sent_by = case.sender_name or Channel(case.channel).label
        rows += [_fact(_("Sent by"), sent_by), _fact(_("Sender's reference"), case.reference)]
    if case.commission_received_on:
        rows.append(_fact(_("Commission confirmed"), case.commission_received_on.isoformat()))
    if view.sees("B"):
        rows += [
            _fact(_("Relationship"), case.get_relation_type_display()),
            _fact(_("Written contract"), case.get_contract_status_display()),
            _fact(_("Began work"), case.entry_on.isoformat() if case.entry_on else ""),
            _fact(_("Left work"), case.leave_on.isoformat() if case.leave_on else ""),
            _fact(_("Monthly wage (yuan)"), f"{case.monthly_wage:,.2f}" if case.monthly_wage is not None else ""),
            _fact(_("Workplace"), case.workplace),
            *(
                [_fact(_("Arbitration, suit or complaint already begun"), case.in_other_procedure, wide=True)]
                if case.in_other_procedure
                else []
            ),
            *(
                [_fact(_("Arbitration award received"), case.award_received_on.isoformat())]
                if case.award_received_on
                else []
            ),
            *(
                [_fact(_("Accepted by the petition organ on"), case.petition_accepted_on.isoformat())]
                if case.petition_accepted_on
                else []
            ),
            *(
                [_fact(_("Complaint handed in at court"), case.complaint_handed_in_on.isoformat())]
                if case.complaint_handed_in_on
                else []
            ),
            _fact(_("What happened"), case.summary, wide=True),
            _fact(_("What is asked for"), case.demand, wide=True),
        ]
    return rows


def outcome_facts(folder: Folder) -> list[dict[str, Any]]:
    """How it ended. After a failure a court reads what article 21 of L08 lists, and nothing else."""
    case, view = folder.case, folder.view
    if not case.outcome:
        return []
    rows = [
        _fact(_("Outcome"), Outcome(case.outcome).label),
        _fact(_("Ended on"), case.ended_on.isoformat() if case.ended_on else ""),
    ]
    if case.end_reason:
        rows.append(_fact(_("Reason"), _reason(case)))
    if view.sees("F"):
        extra = [
            (_("Course and reason of the end"), case.end_note),
            (_("Conduct that raised the other side's costs"), case.costly_conduct),
            (_("Matters the court should know"), case.court_hint),
        ]
        rows += [_fact(label, value, wide=True) for label, value in extra if value]
        if case.self_settled is not None:
            rows.append(_fact(_("Settled between the parties (yuan)"), f"{case.self_settled:,.2f}"))
        if case.transferred_to:
            rows.append(_fact(_("Transferred to"), case.transferred_to))
    if folder.inside and case.closing_submitted_on:
        rows += [
            _fact(_("Submitted for closing"), case.closing_submitted_on.isoformat()),
            _fact(_("Closing summary"), case.closing_summary, wide=True),
        ]
    if case.answered_on:
        rows.append(_fact(_("Sender answered on"), case.answered_on.isoformat()))
    if case.outcome_reviewed_on:
        rows.append(_fact(_("Acknowledged by the sender"), case.outcome_reviewed_on.isoformat()))
    return rows


def overview(folder: Folder) -> dict[str, Any]:
    """Everything the first page of a file shows; five queries after the reader is known."""
    case, view = folder.case, folder.view
    folder.load_people()
    offered = folder.offers(lambda step: step.name not in PAPER_STEPS)
    context: dict[str, Any] = {"steps": steps_of_file(case), "actions": actions(folder, offered)}
    if view.sees("A"):
        running = list(
            Clock.objects.filter(dossier_id=case.pk, status__in=[ClockStatus.RUNNING, ClockStatus.PAUSED]).order_by(
                "is_warning", "due_on", "id"
            )
        )
        context |= {
            "clocks": [clock_view(clock, folder.today) for clock in running],
            "facts": case_facts(folder),
            "outcome": outcome_facts(folder),
            "limitation": limitation_line(folder),
        }
    if view.sees("B"):
        context |= {"sides": sides_view(case, 5), **claims_view(folder, 8)}
    if folder.inside:
        context["papers_missing"] = (
            [kind.label for kind in case.required_papers if str(kind) not in case.papers] if case.outcome else []
        )
    events = seen_events(folder).order_by("-seq")[:6]
    context["events"] = [event_view(folder, event) for event in events]
    context["linked"] = linked_files(folder)
    return context


# ── Parties ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def parties_page(folder: Folder) -> dict[str, Any]:
    case, view = folder.case, folder.view
    folder.load_people()
    context: dict[str, Any] = {}
    offered = {offer.name: action_of(folder, offer) for offer in folder.offers() if offer.ready}
    context["actions"] = [
        offered[name]
        for name in (
            "add_party",
            "add_claim",
            "record_consent",
            "check_identity",
            "record_representatives",
            "confirm_facts",
        )
        if name in offered
    ]
    if view.sees("B"):
        sensitive = view.sees("G")
        context |= claims_view(folder)
        context["can_amend_claim"] = offered.get("amend_claim")
        former = _former_agents(folder)
        context["sides"] = [
            {
                "label": side.label,
                "rows": [
                    _party_full(folder, row, sensitive, offered, former.get(row.pk, [])) for row in case.side(side)
                ],
            }
            for side in Side
            if case.side(side)
        ]
        context["reveal_url"] = reverse("file_reveal", args=[case.code]) if sensitive else ""
    if view.sees("E"):
        context["undisputed"] = [
            {
                "items": row.items,
                "confirmed_on": row.confirmed_on,
                "by": "、".join(one.name for one in row.confirmed_by.all()),
            }
            for row in case.undisputed.prefetch_related(Prefetch("confirmed_by", Party.objects.only("name")))
        ]
    return context


def _identity_facts(party: Party, sensitive: bool) -> list[dict[str, Any]]:
    """Who a party is: a person's or a firm's sheet, sealed details masked and only where class G is open."""
    if party.kind == PartyKind.PERSON:
        always = [
            *([(_("Identity number"), party.masked_id)] if sensitive else []),
            (_("Sex"), party.get_sex_display()),
            (_("Date of birth"), party.born_on.isoformat() if party.born_on else ""),
        ]
        optional = [
            (_("Ethnicity or nationality"), party.nationality),
            (_("Language needed"), party.language),
            (_("Occupation"), party.occupation),
            (_("Worker group"), party.get_worker_group_display() if party.worker_group else ""),
        ]
    else:
        union = "" if party.has_union is None else _("yes") if party.has_union else _("no")
        always = [
            (_("Unified social credit code"), party.credit_code),
            (_("Legal representative or principal"), party.legal_representative),
        ]
        optional = [
            (_("Post"), party.representative_post),
            (_("Investor"), party.investor),
            (_("Industry"), party.industry),
            (_("Size"), party.staff_size),
            (_("Project or site"), party.project),
            (_("Has a union"), union),
        ]
    if sensitive:
        always += [(_("Phone"), party.masked_phone), (_("Address"), _("on file") if party.address else "")]
        flags = [str(Vulnerability(flag).label) for flag in party.vulnerable if flag in Vulnerability.values]
        guardian = f"{party.guardian_name} {party.guardian_relation}".strip() if party.lacks_capacity else ""
        optional += [(_("Special care"), "、".join(flags)), (_("Guardian"), guardian)]
    optional.insert(0, (_("Capacity"), party.capacity))
    return [_fact(label, value) for label, value in [*always, *((k, v) for k, v in optional if v)]]


def _former_agents(folder: Folder) -> dict[int, list[str]]:
    """Who acted for each party before the present agent, the latest first: the log keeps whom each change replaced."""
    former: dict[int, list[str]] = {}
    for event in seen_events(folder).filter(step="record_agent").order_by("-seq"):
        before = event.facts.get("before")
        if before:
            authority = Authority(before["authority"]).label if before["authority"] else ""
            until = _("until %(day)s") % {"day": event.acted_on.isoformat()}
            former.setdefault(event.facts["party"], []).append(_dotted(before["name"], authority, until))
    return former


def _standing_facts(party: Party, inside: bool, sensitive: bool, former: list[str]) -> list[dict[str, Any]]:
    """How a party stands in the case: agent, service, identity check."""
    facts = []
    problem = party.id_problem or party.credit_problem
    if inside and problem:
        facts.append(_fact(_("Number accepted although"), problem, wide=True))
    if party.agent_name:
        span = " – ".join(day.isoformat() for day in (party.agent_since, party.agent_until) if day)
        kind, authority = party.get_agent_kind_display(), party.get_agent_authority_display()
        facts.append(_fact(_("Agent"), _dotted(party.agent_name, kind, authority, party.agent_scope, span), wide=True))
    facts += [_fact(_("Earlier agent"), said, wide=True) for said in former]
    if party.service_confirmed_on:
        way = _("address on file")
        if party.service_consent_on:
            way = party.masked_service if sensitive else _("electronic, on file")
        confirmed = party.service_confirmed_on.isoformat()
        facts.append(_fact(_("Service"), _dotted(way, party.service_recipient, confirmed), wide=True))
    checked = party.identity_checked_on
    how = f"{checked.isoformat()} {party.identity_checked_how}" if checked else _("not yet")
    return [*facts, _fact(_("Identity checked on"), how, wide=True)]


def _dotted(*words: Any) -> str:
    return " · ".join(str(word) for word in words if word)


def _party_full(
    folder: Folder, party: Party, sensitive: bool, offered: dict[str, Action], former: list[str]
) -> dict[str, Any]:
    badges = []
    if party.side != Side.THIRD:
        how = f"（{Medium(party.consent_medium).label}）" if party.consent_medium else ""
        badges.append((f"{Consent(party.consent).label}{how}", _CONSENT_TONES[Consent(party.consent)]))
    if party.is_representative:
        badges.append((_("Elected representative"), "running"))
    if party.is_represented:
        badges.append((_("Acts through representatives"), "neutral"))
    if party.declined_terms and folder.sees_terms:
        badges.append((_("Did not agree to the terms"), "warn"))
    links = [
        {"label": offered[name].label, "url": f"{offered[name].url}?party={party.pk}"}
        for name in ("amend_party", "record_agent", "record_service_address")
        if name in offered
    ]
    return {
        "pk": party.pk,
        "name": party.name,
        "facts": _identity_facts(party, sensitive) + _standing_facts(party, folder.inside, sensitive, former),
        "badges": badges,
        "links": links,
        "hidden": sensitive
        and any((party.id_number, party.phone, party.address, party.service_address, party.service_electronic)),
    }


# ── Sessions ────────────────────────────────────────────────────────────────────────────────────────────────────────


def sessions_page(folder: Folder) -> dict[str, Any]:
    """Sessions: that, when and how they were held is procedural; the joint record is C, what one side said alone D."""
    case, view = folder.case, folder.view
    joint, private = view.sees("C"), view.sees("D")
    columns = ["id", "case", "no", "mode", "began_at", "ended_at", "recorded_at", "late"]
    if joint:
        columns += [
            "kind",
            "place",
            "joint_record",
            "other_side",
            "focus",
            "recording",
            "result",
            "next_step",
            "next_on",
            "mediator_name",
            "late_reason",
        ]
    if private:
        columns += ["with_side", "private_note"]
    sessions = list(case.sessions.only(*columns))
    rows: list[dict[str, Any]] = []
    by_key: dict[int, dict[str, Any]] = {}
    for one in sessions:
        # Only its class A for whoever may not read a private session: not even that it was one.
        open_here = joint and (private or one.kind == SessionKind.JOINT)
        row: dict[str, Any] = {
            "no": one.no,
            "began_at": one.began_at,
            "ended_at": one.ended_at,
            "mode": SessionMode(one.mode).label,
            "late": one.late,
            "recorded_at": one.recorded_at,
            "open": open_here,
            "present": [],
            "offers": [],
        }
        if open_here:
            row |= {
                "kind": SessionKind(one.kind).label,
                "is_private": one.kind == SessionKind.PRIVATE,
                "place": one.place,
                "record": one.joint_record,
                "other_side": one.other_side,
                "focus": one.focus,
                "recording": one.recording,
                "result": one.result,
                "next_step": one.next_step,
                "next_on": one.next_on,
                "mediator": one.mediator_name,
                "late_reason": one.late_reason,
            }
        if private:
            row |= {"note": one.private_note, "with_side": Side(one.with_side).label if one.with_side else ""}
        rows.append(row)
        by_key[one.pk] = row
    loose: list[dict[str, Any]] = []
    if joint and sessions:
        people = Attendance.objects.filter(session__in=[one.pk for one in sessions if by_key[one.pk]["open"]])
        for person in people:
            by_key[person.session_id]["present"].append(
                {"name": person.name, "capacity": person.capacity, "checked": person.identity_checked}
            )
    if joint:
        offers = case.offers.all()
        if not private:  # what was put on the table before both sides
            offers = offers.filter(confidential=False).exclude(session__kind=SessionKind.PRIVATE)
        for offer, line in _offer_lines(list(offers)):
            (by_key[offer.session_id]["offers"] if offer.session_id in by_key else loose).append(line)
    rows.reverse()
    can = [
        action_of(folder, offer)
        for offer in folder.some_offers("log_session", "record_offer", "confirm_facts", "issue_session_record")
    ]
    shown = "".join(record for record, is_open in (("C", joint), ("D", private)) if is_open)
    return {
        "sessions": rows,
        "offers_apart": loose,
        "actions": can,
        "joint": joint,
        "private": private,
        "read": shown if rows or loose else "",
    }


def _offer_lines(offers: list[SessionOffer]) -> Iterator[tuple[SessionOffer, dict[str, Any]]]:
    """Offers with their answers. An answer or a reply that lies in an offer the reader may not see is not shown."""
    sides = {**dict(Side.choices), "mediator": _("Mediator")}
    seen = {offer.pk: offer for offer in offers}
    countered = {offer.in_reply_to_id for offer in offers}
    for offer in offers:
        earlier = seen.get(offer.in_reply_to_id or 0)
        told = offer.answer != OfferAnswer.COUNTERED or offer.pk in countered
        yield (
            offer,
            {
                "by": sides[offer.by_side],
                "amount": offer.amount,
                "terms": offer.terms,
                "made_on": offer.made_on,
                "confidential": offer.confidential,
                "answer": OfferAnswer(offer.answer).label if told else "",
                "tone": _ANSWER_TONES[OfferAnswer(offer.answer)] if told else "neutral",
                "in_reply_to": f"{sides[earlier.by_side]} {offer_name(earlier)}" if earlier else "",
            },
        )


_ANSWER_TONES = {
    OfferAnswer.OPEN: "running",
    OfferAnswer.ACCEPTED: "good",
    OfferAnswer.REFUSED: "bad",
    OfferAnswer.COUNTERED: "neutral",
}


# ── Agreement ───────────────────────────────────────────────────────────────────────────────────────────────────────

STANDING = {
    "due_later": (gettext_lazy("Not due yet"), "neutral"),
    "due": (gettext_lazy("Due today"), "warn"),
    "part_performed": (gettext_lazy("Partly performed"), "running"),
    "overdue": (gettext_lazy("Overdue"), "bad"),
    "breach": (gettext_lazy("Breach recorded"), "bad"),
    "performed": (gettext_lazy("Performed"), "good"),
}


def _obligations(folder: Folder, settlement: Settlement, payees: dict[int, str]) -> list[dict[str, Any]]:
    """Obligations with their payments, in one query: a payment repeats its obligation's row."""
    found = (
        Obligation.objects.filter(settlement=settlement)
        .defer(*([] if folder.view.sees("G") else ["account"]))
        .annotate(pay_on=F("payments__on"), pay_amount=F("payments__amount"), pay_proof=F("payments__proof"))
        .order_by("due_on", "position", "id", "payments__on", "payments__id")
    )
    rows: dict[int, dict[str, Any]] = {}
    for one in found:
        row = rows.get(one.pk)
        if row is None:
            label, tone = STANDING[one.standing(folder.today)]
            account = ""
            if folder.view.sees("G") and one.account:
                account = f"****{one.account[-4:]}" if len(one.account) > 6 else "****"
            row = rows[one.pk] = {
                "pk": one.pk,
                "what": one.what,
                "debtor_id": one.debtor_id,
                "debtor": payees.get(one.debtor_id, ""),
                "creditor": payees.get(one.creditor_id or 0, ""),
                "amount": one.amount,
                "due_on": one.due_on,
                "method": one.get_method_display(),
                "payee": one.payee,
                "account": account,
                "paid": one.paid,
                "standing": label,
                "tone": tone,
                "payments": [],
                "complete": one.is_complete,
                "is_money": one.kind == "money",
                "performed_on": one.performed_on,
                "remedy": one.remedy,
                "open": one.performed_on is None,
            }
        if one.pay_on:
            row["payments"].append({"on": one.pay_on, "amount": one.pay_amount, "proof": one.pay_proof})
    return list(rows.values())


def _signatures(
    folder: Folder, settlement: Settlement, names: dict[int, str], items: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Who has signed, and whose hand is still missing."""
    case = folder.case
    given = list(Signature.objects.filter(settlement=settlement))
    rows = [
        {
            "name": row.name,
            "who": SignerKind(row.signer).label,
            "for": names.get(row.party_id or 0, ""),
            "on": row.signed_on,
            "how": Medium(row.medium).label,
            "given": True,
        }
        for row in given
    ]
    if settlement.effective_on:
        return rows
    signed = {row.party_id for row in given}
    for party in must_sign(case.party_rows, [row["debtor_id"] for row in items]):
        if party.pk not in signed:
            rows.append(
                {"name": party.name, "who": Side(party.side).label, "for": "", "on": None, "how": "", "given": False}
            )
    offices = {row.signer for row in given}
    rows += [
        {"name": SignerKind(office).label, "who": "", "for": "", "on": None, "how": "", "given": False}
        for office in OFFICE_SIGNATURES[case.legal_type]
        if office not in offices
    ]
    return rows


def _routes(folder: Folder, settlement: Settlement, offered: dict[str, Offer]) -> dict[str, Any]:
    """The ways to an enforceable title with both due days: review ends first, one shuts the other (law.md §5.3)."""
    case = folder.case
    ways = []
    for exit_, step, due, where in (
        (
            Exit.REVIEW,
            "file_review",
            settlement.review_due_on,
            _(
                "Arbitration committee of the workplace; both parties apply jointly. "
                "Result: a mediation statement of the committee, enforceable."
            ),
        ),
        (
            Exit.CONFIRMATION,
            "file_confirmation",
            settlement.confirmation_due_on,
            _("Both parties apply jointly, without fee. Result: a ruling of the court, enforceable.")
            + " "
            + (
                _("Goes to the court that commissioned the case.")
                if case.is_from_court
                else _("Basic court at a party's domicile, the place of the subject matter or of the body.")
            ),
        ),
    ):
        if exit_ not in case.rule.success:
            continue
        offer = offered.get(step)
        left = (due - folder.today).days if due else None
        ways.append(
            {
                "label": exit_.label,
                "window": True,
                "due_on": due,
                "days_left": left,
                "where": where,
                "tone": "bad"
                if left is not None and left < 0
                else "warn"
                if left is not None and left <= 3
                else "running",
                "offer": action_of(folder, offer) if offer else None,
                "refusals": offer.refusals if offer else (),
            }
        )
    ways.sort(key=lambda way: (way["due_on"] is None, way["due_on"]))
    for exit_, step in ((Exit.COURT_STATEMENT, "submit_to_court"), (Exit.TRIBUNAL_STATEMENT, "submit_to_tribunal")):
        if exit_ in case.rule.success:
            offer = offered.get(step)
            what = " / ".join(str(one.label) for one in case.rule.issues)
            ways.append(
                {
                    "label": exit_.label,
                    "window": False,
                    "where": _("The agreement is submitted to %(body)s. Result: %(what)s.")
                    % {"body": case.sender.name if case.sender else _("the commissioning body"), "what": what},
                    "tone": "running",
                    "offer": action_of(folder, offer) if offer else None,
                    "refusals": offer.refusals if offer else (),
                }
            )
    acts = {Exit.REVIEW, Exit.CONFIRMATION, Exit.COURT_STATEMENT, Exit.TRIBUNAL_STATEMENT}
    others = [exit_.label for exit_ in case.rule.success if exit_ not in acts]
    warnings = []
    if settlement.confirms_employment:
        warnings.append(_("The agreement confirms an employment relationship: arbitration review is closed to it."))
    if case.award_received_on:
        warnings.append(
            _(
                "The dispute follows an arbitration award: it takes effect if nobody sues within fifteen days of "
                "service. "
                "Prefer a document of the court."
            )
        )
    chosen = None
    if settlement.route:
        result = {"granted": _("Granted"), "refused": pgettext("ruling", "Refused")}.get(
            settlement.route_result, _("waiting for the decision")
        )
        chosen = {
            "label": Exit(settlement.route).label,
            "to": settlement.route_body.name if settlement.route_body else "",
            "filed_on": settlement.route_filed_on,
            "accepted_on": settlement.route_accepted_on,
            "result": result,
            "tone": {"granted": "good", "refused": "bad"}.get(settlement.route_result, "running"),
            "number": settlement.route_number,
            "decided_on": settlement.route_decided_on,
            "reason": settlement.route_reason,
            "document": settlement.get_route_document_display(),
            "served_on": settlement.route_served_on,
            "unserved": bool(settlement.route_document) and settlement.awaits_document,
            "untitled": settlement.route_document == IssuedDocument.WITHDRAWAL,
        }
    return {"ways": ways, "others": others, "warnings": warnings, "chosen": chosen}


def _effect(case: Case, settlement: Settlement) -> dict[str, Any]:
    """From when the agreement binds, and by what: its signatures, or the document of the court or tribunal (§3)."""
    if not case.effect_by_document:
        return {"label": _("In effect since"), "on": settlement.effective_on, "tone": "good", "note": ""}
    if settlement.route_served_on:
        return {"label": _("In effect since"), "on": settlement.route_served_on, "tone": "good", "note": ""}
    note = (
        _("The proceedings were withdrawn: no document gives it effect; it is no enforceable title.")
        if settlement.route_document == IssuedDocument.WITHDRAWAL
        else _("Takes effect with the mediation statement, when the last party signs for it.")
    )
    return {"label": _("Signed by all on"), "on": settlement.effective_on, "tone": "running", "note": note}


def agreement_page(folder: Folder) -> dict[str, Any]:
    case = folder.case
    folder.load_people()
    offered = {offer.name: offer for offer in folder.offers()}
    names = (
        "write_terms",
        "draft_agreement",
        "review_draft",
        "reopen_terms",
        "record_member_consent",
        "record_signature",
        "conclude_agreement",
        "accept_confirmation",
        "decide_confirmation",
        "accept_review",
        "decide_review",
        "submit_to_court",
        "record_court_document",
        "submit_to_tribunal",
        "record_tribunal_document",
        "record_performance",
        "record_breach",
    )
    context: dict[str, Any] = {"actions": [action_of(folder, offered[name]) for name in names if name in offered]}
    settlement = case.agreement if folder.sees_terms else None
    if settlement is None:
        return context
    if not folder.inside:  # their texts were left out of the first query
        settlement = Settlement.objects.select_related("route_body").get(pk=settlement.pk)
    people = {party.pk: party.name for party in case.party_rows}
    items = _obligations(folder, settlement, people)
    total = sum((row["amount"] or Decimal(0) for row in items), Decimal(0))
    paid = sum((row["paid"] or Decimal(0) for row in items), Decimal(0))
    context |= {
        "settlement": settlement,
        "items": items,
        "total": total,
        "paid": paid,
        "rest": total - paid,
        "words": in_words(total) if 0 < total <= MOST else "",
        "signatures": _signatures(folder, settlement, people, items),
        # Drafting help is the body's own, also when partners may read the agreement.
        "findings": settlement.said_findings() if folder.inside else [],
        "ratios": _ratios(case) if folder.view.sees("I") else [],
        **claims_view(folder),
        "can_perform": "record_performance" in offered and offered["record_performance"].ready,
        "routes": _routes(folder, settlement, offered) if settlement.effective_on else None,
        "effect": _effect(case, settlement),
        "perform_url": reverse("take", args=[case.code, "record_performance"]),
        "share": (sum((c.agreed or Decimal(0) for c in case.claim_rows), Decimal(0)) / claimed)
        if (claimed := _claimed(case.claim_rows))
        else None,
        "percent_paid": round(100 * paid / total) if total else None,
    }
    return context


def _ratios(case: Case) -> list[dict[str, Any]]:
    """Agreed ÷ by law for each claim of which both are known; said without judgement."""
    return [
        {"what": row.what, "agreed": row.agreed, "by_law": row.by_law, "ratio": share}
        for row in case.claim_rows
        if (share := ratio(row.agreed, row.by_law)) is not None
    ]


def _claimed(rows: Iterable[Claim]) -> Decimal:
    return sum((row.claimed or Decimal(0) for row in rows), Decimal(0))


# ── Papers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def papers_page(folder: Folder) -> dict[str, Any]:
    folder.load_people()
    offered = {offer.name: offer for offer in folder.offers()}
    can = [
        action_of(folder, offered[name])
        for name in ("lodge_exhibit", "issue_session_record", *PAPER_ACTS)
        if name in offered and offered[name].ready
    ]
    context: dict[str, Any] = {"actions": can, "has_room": bool(_papers)}
    if "print_form" in offered:
        context["forms"] = forms_of(folder, offered["print_form"])
    for papers, exhibits, life in _papers:
        rows = papers(folder.case, folder.view)
        if not folder.sees_terms:  # the paper of an agreement that is not in effect is a draft
            rows = rows.exclude(kind=Kind.MEDIATION_AGREEMENT)
        context |= {
            "papers": life(folder.case, rows),
            "exhibits": list(exhibits(folder.case, folder.view)) if folder.view.sees("B") else [],
        }
    return context | catalogue_of(folder, "archive_case")


def catalogue_of(folder: AnyFolder, step: str) -> dict[str, Any]:
    """The catalogue frozen when a file was archived, as far as its reader sees what is in it; nothing before."""
    dossier = folder.dossier
    if not dossier.closed_at or not folder.view.sees("I"):
        return {}
    archived = Event.objects.filter(dossier_id=dossier.pk, step=step).first()
    if not archived:
        return {}
    rows = [row for row in archived.facts["catalogue"] if folder.view.sees(row["record"])]
    return {
        "catalogue": [{**row, "on": dt.date.fromisoformat(row["on"])} for row in rows],
        "retention": archived.facts["retention"],
    }


def forms_of(folder: AnyFolder, offer: Offer) -> list[tuple[str, list[dict[str, Any]]]]:
    """The forms that can be printed now, by group: the heading, and each form with the address that prints it."""
    url = action_of(folder, offer).url
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in fitting(folder.dossier, folder.view.roles):
        groups.setdefault(str(row.group.label), []).append({"label": row.kind.label, "url": f"{url}?kind={row.kind}"})
    return list(groups.items())


PAGES: dict[str, Callable[[Folder], dict[str, Any]]] = {
    "parties": parties_page,
    "sessions": sessions_page,
    "agreement": agreement_page,
    "papers": papers_page,
    "clocks": clocks_page,
}
