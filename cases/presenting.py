"""What the pages of a file show: built here once, filtered by the reader's `View`; templates decide nothing.

What a reader may not see is not queried: texts of class B and F are left out of the first query for those whose offices
never show them, parties come without their sealed columns where class G is closed, events and notes by their class.
Partners (court, committee) see an agreement only when it is in effect: a draft is a concession, and those stay inside.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import F, Prefetch, Q, prefetch_related_objects
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

import statutes
from cases import causes
from cases.models import (
    OFFICE_SIGNATURES,
    Case,
    Claim,
    ClaimResult,
    Consent,
    Medium,
    Obligation,
    Party,
    PartyKind,
    SessionKind,
    SessionMode,
    Settlement,
    Side,
    Signature,
    SignerKind,
)
from dossiers import access
from dossiers.actions import Offer, offers
from dossiers.models import Clock, ClockStatus, Event, Note, Reading
from dossiers.visibility import LOGGED, View, mask_name, view_for
from organizations.models import LegalType, User
from organizations.roles import Role
from statutes.amounts import MOST, in_words
from workflows.channels import Channel, Exit
from workflows.papers import Kind
from workflows.reasons import EndReason, NotAcceptedReason, Outcome, RecusalGround, SuspensionReason
from workflows.steps import steps_of

#: Those who work inside the mediation body; everybody else is a partner or looks on from above.
INSIDE = frozenset({Role.REGISTRAR, Role.BODY_HEAD, Role.MEDIATOR, Role.LEGAL_REVIEWER})

_TEXTS = {
    "B": ("summary", "demand", "workplace", "in_other_procedure"),
    "F": ("end_note", "costly_conduct", "court_hint", "closing_summary"),
}
_AGREEMENT_TEXTS = ("facts", "disputed", "responsibility", "clauses", "breach")
_SEALED = ("id_number", "phone", "address", "vulnerable")

#: Steps whose F record is still negotiation: partners do not read it (law.md §9.1, without prejudice).
_NEGOTIATION = ("write_terms", "draft_agreement", "review_draft")

_papers: list[tuple[Callable[[Any, View], Any], Callable[[Any, View], Any]]] = []


def papers_by(papers: Callable[[Any, View], Any], exhibits: Callable[[Any, View], Any]) -> None:
    """Register the room that keeps papers and exhibits: each call yields the rows of a dossier that a view may see."""
    _papers[:] = [(papers, exhibits)]


@dataclass
class Folder:
    """One file in one reader's hands."""

    case: Case
    view: View
    user: User
    today: dt.date

    @property
    def inside(self) -> bool:
        return bool(self.view.roles & INSIDE)

    @property
    def sees_terms(self) -> bool:
        """Whether the agreement, or its draft, may be read."""
        return self.view.sees("F") and (self.inside or self.case.agreement_effective)

    @property
    def url(self) -> str:
        return reverse("file", args=[self.case.code])

    def tab_url(self, tab: str) -> str:
        return reverse("file_tab", args=[self.case.code, tab])

    def load_people(self) -> None:
        """Parties and claims, as far as the reader may see them; needed before offers are asked."""
        if not self.view.sees("B"):
            return
        parties = Party.objects.all() if self.view.sees("G") else Party.objects.defer(*_SEALED)
        prefetch_related_objects([self.case], Prefetch("parties", parties), "claims")

    def offers(self) -> list[Offer]:
        return offers(self.case, self.view.roles, on=self.today)

    def some_offers(self, *names: str) -> list[Offer]:
        """Offers of steps without conditions, for pages that do not load what the others' conditions ask."""
        case = self.case
        return [
            Offer(row, ())
            for name, row in steps_of(case.procedure).items()
            if name in names and not row.given and case.state in row.sources and self.view.roles.intersection(row.by)
        ]


def find(code: str, user: User, at: dt.datetime) -> Folder:
    """The file behind a code, if this person may open it. Raises Http404 without a word whether it exists."""
    day = timezone.localdate(at)
    held = frozenset(Role(row.role) for row in user.memberships_on(day))
    possible = view_for(held).records
    rows = Case.objects.select_related("body__region", "sender")
    if "F" in possible:
        rows = rows.select_related("settlement__route_body")
    left_out = [name for record, names in _TEXTS.items() if record not in possible for name in names]
    if "F" in possible and not held & INSIDE:
        left_out += [f"settlement__{name}" for name in _AGREEMENT_TEXTS]
    case = rows.defer(*left_out).filter(code=code).first()
    if case is None:
        raise Http404
    view = view_for(access.roles_in(user, case, day))
    if not view.records:
        raise Http404
    case.as_of = day
    return Folder(case, view, user, day)


def log_reading(folder: Folder, records: str, what: str, *, at: dt.datetime, purpose: str = "") -> None:
    """Write down that confidential records were opened: who, what, when, and why where a reason was asked."""
    Reading.objects.create(
        dossier_id=folder.case.pk, user=folder.user, at=at, records=records, what=what[:120], purpose=purpose[:200]
    )


# ── The head of every page ─────────────────────────────────────────────────────────────────────────────────────────────

_TONES = {
    Outcome.AGREED: "good",
    Outcome.PART_AGREED: "good",
    Outcome.SELF_SETTLED: "good",
    Outcome.FAILED: "bad",
    Outcome.NOT_ACCEPTED: "bad",
    Outcome.WITHDRAWN: "neutral",
    Outcome.TRANSFERRED: "neutral",
}

#: Tab → the record classes of which one must be open to the reader.
TABS: tuple[tuple[str, Any, str], ...] = (
    ("parties", gettext_lazy("Parties and claims"), "BE"),
    ("sessions", gettext_lazy("Sessions"), "A"),
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
    tone = "closed" if not case.is_open else _TONES.get(Outcome(case.outcome), "neutral") if case.outcome else "running"
    tabs = [{"label": _("Overview"), "url": folder.url, "current": not current}]
    tabs += [
        {"label": label, "url": folder.tab_url(name), "current": name == current}
        for name, label, _records in TABS
        if may_open(folder.view, name)
    ]
    mediator = case.mediator_name if folder.view.names else mask_name(case.mediator_name)
    return {
        "folder": folder,
        "case_title": title(folder),
        "number": case.number,
        "state": case.state_label,
        "tone": tone,
        "tabs": tabs,
        "body_name": case.body.name,
        "channel": Channel(case.channel).label,
        "mediator": mediator,
        "file_url": folder.url,
        "origin": "" if case.origin == "registered" else case.get_origin_display(),
    }


def steps_of_file(case: Case) -> list[dict[str, Any]]:
    """The stations of the procedure: done, current, still to come; a station an ended case never reached is not ticked."""
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


# ── What I can do now ──────────────────────────────────────────────────────────────────────────────────────────────────

#: Acts that need doing once: when the file shows them done they step back behind what is still open.
_DONE = {
    "check_scope": "scope_checked_on",
    "disclose_interests": "disclosure_on",
    "explain_rights": "rights_explained_on",
}


#: The same for acts whose completion is a fact of all parties rather than a day.
_ANSWERED = {"record_consent": "all_parties_consent", "check_identity": "identities_checked"}


@dataclass
class Action:
    """A button or a refusal, as `ui/offer.html` draws it."""

    name: str
    label: str
    url: str
    weight: str
    article: str
    refusals: tuple[str, ...] = ()
    done_on: dt.date | None = None
    done: bool = False
    main: bool = False


@dataclass
class Actions:
    """What one person can do: the way on first, then other acts, grave ones apart, and why the rest is not possible yet."""

    main: list[Action] = field(default_factory=list)
    other: list[Action] = field(default_factory=list)
    grave: list[Action] = field(default_factory=list)
    waiting: list[Action] = field(default_factory=list)  # the way on, not open yet
    refused: list[Action] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.main or self.other or self.grave or self.waiting or self.refused)


def action_of(folder: Folder, offer: Offer) -> Action:
    step, case = offer.step, folder.case
    done_on = getattr(case, _DONE[step.name]) if step.name in _DONE else None
    done = bool(done_on) or (step.name in _ANSWERED and bool(getattr(case, _ANSWERED[step.name])))
    return Action(
        step.name,
        offer.label,
        reverse("take", args=[case.code, step.name]),
        step.weight,
        statutes.cite(step.under).citation,
        offer.refusals,
        done_on,
        done,
    )


def actions(folder: Folder, offered: Iterable[Offer]) -> Actions:
    """Offers sorted by weight; the main button is the step that moves the file on, if it may be taken."""
    groups = Actions()
    moving: Action | None = None
    for offer in offered:
        act = action_of(folder, offer)
        if act.refusals:
            (groups.waiting if act.weight == "main" else groups.refused).append(act)
        elif act.weight == "main" and not act.done:
            groups.main.append(act)
            if offer.step.moves:
                moving = act
        else:
            (groups.grave if act.weight == "grave" else groups.other).append(act)
    if groups.main:
        (moving or groups.main[0]).main = True
        groups.main.sort(key=lambda act: not act.main)
    return groups


# ── Clocks ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

CERTAINTY = {
    "statute": gettext_lazy("wording of the article seen"),
    "excerpt": gettext_lazy("seen as an excerpt"),
    "unverified": gettext_lazy("not verified"),
    "configured": gettext_lazy("set by the body"),
}
UNITS = {
    "natural_day": gettext_lazy("natural days"),
    "working_day": gettext_lazy("working days"),
    "month": gettext_lazy("months"),
    "year": gettext_lazy("years"),
    "hour": gettext_lazy("hours"),
    "minute": gettext_lazy("minutes"),
}


def _english() -> bool:
    return (get_language() or "").startswith("en")


def clock_label(key: str, started: dt.date) -> str:
    try:
        term = statutes.term(key, started)
    except LookupError:
        return key
    return term.label_en if _english() else term.label_zh


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
        "unit": UNITS.get(clock.unit, clock.unit),
        "article": clock.article,
        "wording": clock.wording,
        "certainty": CERTAINTY.get(clock.certainty, clock.certainty),
        "consequence": clock.on_expiry,
        "is_warning": clock.is_warning,
        "counted_from": clock.counted_from,
        "runs": clock.runs,
    }


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
    }


# ── Overview ───────────────────────────────────────────────────────────────────────────────────────────────────────────


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
                "claimant": names.get(claim.party_id, _("All applicants") if len(names) > 2 else ""),
                "span": span,
                "cause": causes.label_here(claim.cause_version, claim.cause_code),
                "claimed": claim.claimed,
                "agreed": claim.agreed if terms else None,
                "paid": claim.paid if terms and claim.agreed is not None else None,
                "is_main": claim.is_main,
                "result": ClaimResult(claim.result).label if terms and claim.result else "",
                "tone": _RESULT_TONES.get(claim.result, "neutral"),
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
            (case.mediator_name if view.names else mask_name(case.mediator_name)) or _("not yet appointed"),
        ),
        _fact(_("Workers"), case.people),
    ]
    if case.sender_id and case.sender:
        rows += [_fact(_("Sent by"), case.sender.name), _fact(_("Sender's reference"), case.reference)]
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
        if case.transferred_to:
            rows.append(_fact(_("Transferred to"), case.transferred_to))
    if folder.inside and case.closing_submitted_on:
        rows += [
            _fact(_("Submitted for closing"), case.closing_submitted_on.isoformat()),
            _fact(_("Closing summary"), case.closing_summary, wide=True),
        ]
    if case.outcome_reviewed_on:
        rows.append(_fact(_("Acknowledged by the sender"), case.outcome_reviewed_on.isoformat()))
    return rows


def overview(folder: Folder) -> dict[str, Any]:
    """Everything the first page of a file shows; five queries after the reader is known."""
    case, view = folder.case, folder.view
    folder.load_people()
    context: dict[str, Any] = {"steps": steps_of_file(case), "actions": actions(folder, folder.offers())}
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
        }
    if view.sees("B"):
        context |= {"sides": sides_view(case, 5), **claims_view(folder, 8)}
    if folder.inside:
        context["papers_missing"] = (
            [kind.label for kind in case.required_papers if str(kind) not in case.papers] if case.outcome else []
        )
    events = seen_events(folder).order_by("-seq")[:6]
    context["events"] = [event_view(folder, event) for event in events]
    return context


# ── Parties ────────────────────────────────────────────────────────────────────────────────────────────────────────────


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
        context["sides"] = [
            {"label": side.label, "rows": [_party_full(folder, row, sensitive, offered) for row in case.side(side)]}
            for side in Side
            if case.side(side)
        ]
        context["reveal_url"] = reverse("file_reveal", args=[case.code]) if sensitive else ""
    if view.sees("E"):
        context["undisputed"] = list(case.undisputed.all())
    return context


def _party_full(folder: Folder, party: Party, sensitive: bool, offered: dict[str, Action]) -> dict[str, Any]:
    person = party.kind == PartyKind.PERSON
    facts = []
    if party.capacity:
        facts.append(_fact(_("Capacity"), party.capacity))
    if person:
        if sensitive:
            facts.append(_fact(_("Identity number"), party.masked_id))
        facts += [
            _fact(_("Sex"), party.get_sex_display()),
            _fact(_("Date of birth"), party.born_on.isoformat() if party.born_on else ""),
        ]
        optional = [
            (_("Ethnicity or nationality"), party.nationality),
            (_("Language needed"), party.language),
            (_("Occupation"), party.occupation),
            (_("Worker group"), party.get_worker_group_display() if party.worker_group else ""),
        ]
    else:
        facts += [
            _fact(_("Unified social credit code"), party.credit_code),
            _fact(_("Legal representative or principal"), party.legal_representative),
        ]
        optional = [
            (_("Post"), party.representative_post),
            (_("Investor"), party.investor),
            (_("Industry"), party.industry),
            (_("Size"), party.staff_size),
            (_("Project or site"), party.project),
            (_("Has a union"), "" if party.has_union is None else _("yes") if party.has_union else _("no")),
        ]
    if sensitive:
        facts += [_fact(_("Phone"), party.masked_phone), _fact(_("Address"), _("on file") if party.address else "")]
    facts += [_fact(label, value) for label, value in optional if value]
    if folder.inside and (party.id_problem or party.credit_problem):
        facts.append(_fact(_("Number accepted although"), party.id_problem or party.credit_problem, wide=True))
    if sensitive and party.vulnerable:
        from cases.models import Vulnerability

        facts.append(
            _fact(
                _("Special care"),
                "、".join(str(Vulnerability(flag).label) for flag in party.vulnerable if flag in Vulnerability.values),
                wide=True,
            )
        )
    if party.lacks_capacity and sensitive:
        facts.append(_fact(_("Guardian"), f"{party.guardian_name} {party.guardian_relation}".strip()))
    if party.agent_name:
        span = " – ".join(day.isoformat() for day in (party.agent_since, party.agent_until) if day)
        words = [
            party.agent_name,
            party.get_agent_kind_display(),
            party.get_agent_authority_display(),
            party.agent_scope,
            span,
        ]
        facts.append(_fact(_("Agent"), " · ".join(str(word) for word in words if word), wide=True))
    if party.service_confirmed_on:
        way = party.service_electronic if party.service_consent_on else _("address on file")
        facts.append(
            _fact(
                _("Service"),
                f"{way} · {party.service_recipient} · {party.service_confirmed_on.isoformat()}".replace(
                    " ·  · ", " · "
                ),
                wide=True,
            )
        )
    checked = party.identity_checked_on
    facts.append(
        _fact(
            _("Identity checked on"),
            f"{checked.isoformat()} {party.identity_checked_how}" if checked else _("not yet"),
            wide=True,
        )
    )
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
        "facts": facts,
        "badges": badges,
        "links": links,
        "is_person": person,
        "hidden": sensitive and bool(party.id_number or party.phone or party.address or party.service_address),
    }


# ── Sessions ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def sessions_page(folder: Folder) -> dict[str, Any]:
    """Sessions: that they were held, when and how is procedural; the joint record is C, what one side said alone is D."""
    case, view = folder.case, folder.view
    joint, private = view.sees("C"), view.sees("D")
    columns = ["id", "case", "no", "mode", "began_at", "ended_at", "recorded_at", "late"]
    if joint:
        columns += [
            "kind",
            "place",
            "joint_record",
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
        from cases.models import Attendance

        people = Attendance.objects.filter(session__in=[one.pk for one in sessions if by_key[one.pk]["open"]])
        for person in people:
            by_key[person.session_id]["present"].append(
                {"name": person.name, "capacity": person.capacity, "checked": person.identity_checked}
            )
    if private:
        sides = {**dict(Side.choices), "mediator": _("Mediator")}
        for offer in case.offers.all():
            line = {
                "by": sides[offer.by_side],
                "amount": offer.amount,
                "terms": offer.terms,
                "made_on": offer.made_on,
                "confidential": offer.confidential,
            }
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


# ── Agreement ──────────────────────────────────────────────────────────────────────────────────────────────────────────

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
        if one.pay_on:  # type: ignore[attr-defined]
            row["payments"].append({"on": one.pay_on, "amount": one.pay_amount, "proof": one.pay_proof})  # type: ignore[attr-defined]
    return list(rows.values())


def _signatures(folder: Folder, settlement: Settlement, names: dict[int, str]) -> list[dict[str, Any]]:
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
    for party in case.party_rows:
        bound = (
            party.side != Side.THIRD
            and not party.declined_terms
            and not (party.is_represented and party.terms_consent_on)
        )
        if bound and party.pk not in signed:
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
    """The ways to an enforceable title, with both due dates: review ends first, and one shuts the other (law.md §5.3)."""
    case = folder.case
    ways = []
    for exit_, step, due, where in (
        (
            Exit.REVIEW,
            "file_review",
            settlement.review_due_on,
            _(
                "Arbitration committee of the workplace; both parties apply jointly. Result: a mediation statement of the committee, enforceable."
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
                "chosen": settlement.route == exit_,
            }
        )
    ways.sort(key=lambda way: (way["due_on"] is None, way["due_on"]))
    others = [exit_.label for exit_ in case.rule.success if exit_ not in {Exit.REVIEW, Exit.CONFIRMATION}]
    warnings = []
    if settlement.confirms_employment:
        warnings.append(_("The agreement confirms an employment relationship: arbitration review is closed to it."))
    if case.award_received_on:
        warnings.append(
            _(
                "The dispute follows an arbitration award: it takes effect if nobody sues within fifteen days of service. Prefer a document of the court."
            )
        )
    chosen = None
    if settlement.route:
        result = {"granted": _("Granted"), "refused": _("Refused")}.get(
            settlement.route_result, _("waiting for the decision")
        )
        chosen = {
            "label": Exit(settlement.route).label,
            "to": settlement.route_body.name if settlement.route_body else "",
            "filed_on": settlement.route_filed_on,
            "result": result,
            "tone": {"granted": "good", "refused": "bad"}.get(settlement.route_result, "running"),
            "number": settlement.route_number,
            "decided_on": settlement.route_decided_on,
            "reason": settlement.route_reason,
        }
    return {"ways": ways, "others": others, "warnings": warnings, "chosen": chosen}


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
        "decide_confirmation",
        "decide_review",
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
        "signatures": _signatures(folder, settlement, people),
        **claims_view(folder),
        "can_perform": "record_performance" in offered and offered["record_performance"].ready,
        "routes": _routes(folder, settlement, offered) if settlement.effective_on else None,
        "perform_url": reverse("take", args=[case.code, "record_performance"]),
        "share": (sum((c.agreed or Decimal(0) for c in case.claim_rows), Decimal(0)) / claimed)
        if (claimed := _claimed(case.claim_rows))
        else None,
        "percent_paid": round(100 * paid / total) if total else None,
    }
    return context


def _claimed(rows: Iterable[Claim]) -> Decimal:
    return sum((row.claimed or Decimal(0) for row in rows), Decimal(0))


# ── Papers ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def papers_page(folder: Folder) -> dict[str, Any]:
    folder.load_people()
    offered = {offer.name: offer for offer in folder.offers()}
    can = [
        action_of(folder, offered[name])
        for name in ("lodge_exhibit", "issue_session_record", "issue_hint_letter")
        if name in offered and offered[name].ready
    ]
    context: dict[str, Any] = {"actions": can, "has_room": bool(_papers)}
    for papers, exhibits in _papers:
        rows = papers(folder.case, folder.view)
        if not folder.sees_terms:  # the paper of an agreement that is not in effect is a draft
            rows = rows.exclude(kind=Kind.MEDIATION_AGREEMENT)
        context |= {
            "papers": list(rows),
            "exhibits": list(exhibits(folder.case, folder.view)) if folder.view.sees("B") else [],
        }
    return context


# ── Course ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def seen_events(folder: Folder) -> Any:
    """Events of the classes a reader may see; a session's existence is procedural, whatever was said in it."""
    view = folder.view
    mine = Q(record__in=view.records)
    if view.sees("A"):
        mine |= Q(step="log_session")
    rows = Event.objects.filter(mine, dossier_id=folder.case.pk)
    if not folder.inside:
        rows = rows.exclude(step__in=_NEGOTIATION)
    return rows


def event_view(folder: Folder, event: Event) -> dict[str, Any]:
    """One line of the course: what, who, when it was recorded and when it is said to have been done, under which article."""
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
        else _TONES.get(Outcome(folder.case.procedure.outcomes[event.to_state]), "")
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


def _changed(facts: dict[str, Any], _folder: Folder) -> str:
    labels = []
    for name in facts.get("changed", []):
        try:
            labels.append(str(Party._meta.get_field(name).verbose_name))
        except LookupError:
            labels.append(name)
        except Exception:
            labels.append(name)
    return _("Changed: %(what)s") % {"what": "、".join(labels)} if labels else ""


_SENTENCES: dict[str, Callable[[dict[str, Any], Folder], str]] = {
    "register_case": lambda f, _o: _joined(f.get("number"), _word(Channel, f.get("channel")), f.get("reference")),
    "check_scope": lambda f, _o: _("within scope") if f.get("in_scope") else _("outside scope"),
    "amend_party": _changed,
    "add_claim": lambda f, _o: _joined(_yuan(f.get("claimed"))),
    "amend_claim": lambda f, _o: (
        _joined(_yuan((f.get("before") or {}).get("claimed")), "→", _yuan(f.get("claimed"))) if f.get("claimed") else ""
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
    "extend_period": lambda f, _o: f"{f.get('from', '')} → {f.get('to', '')}",
    "suspend_mediation": lambda f, _o: _word(SuspensionReason, f.get("reason")),
    "end_mediation": lambda f, _o: _word(EndReason, f.get("reason")),
    "end_after_review": lambda f, _o: _word(EndReason, f.get("reason")),
    "record_refusal_to_sign": lambda f, _o: _word(EndReason, f.get("reason")),
    "expire_period": lambda f, _o: _word(EndReason, f.get("reason")),
    "write_terms": lambda f, _o: _joined(_("%(n)s items") % {"n": f.get("items", 0)}, _yuan(f.get("total"))),
    "reopen_terms": lambda f, o: _inner(f.get("reason"), o),
    "record_member_consent": lambda f, _o: (
        _("%(n)s agreed, %(m)s declined") % {"n": len(f.get("agreed", [])), "m": len(f.get("declined", []))}
    ),
    "record_signature": lambda f, o: _named("、".join(f.get("signers", [])), o),
    "conclude_agreement": lambda f, _o: _("in effect since %(day)s") % {"day": f.get("effective_on", "")},
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
    "record_performance": lambda f, _o: _joined(f.get("what"), _yuan(f.get("amount")), f.get("on")),
    "record_breach": lambda f, _o: str(f.get("what", "")),
    "issue_hint_letter": lambda f, o: _named(f.get("addressee"), o),
    "submit_closing": lambda f, _o: _word(Outcome, f.get("outcome")),
    "return_closing": lambda f, o: _inner(f.get("reason"), o),
    "close_case": lambda f, _o: _word(Outcome, f.get("outcome")),
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
        "read": "".join(sorted({note["record"] for note in told} & LOGGED)),
    }


PAGES: dict[str, Callable[[Folder], dict[str, Any]]] = {
    "parties": parties_page,
    "sessions": sessions_page,
    "agreement": agreement_page,
    "papers": papers_page,
    "clocks": clocks_page,
}


# ── After an act ───────────────────────────────────────────────────────────────────────────────────────────────────────


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
