"""What each step writes on the file. Called inside the door, under its lock; the door has asked may and can.

`act.data` is what the step's form yields (`cases/forms.py`); `act.facts` is what the event keeps of it: never more than
the act's record class allows the readers of that class to know.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, cast

from django.db.models import Exists, OuterRef, TextChoices, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import causes, limitation, sums
from cases.linting import findings_of
from cases.models import (
    OFFICE_SIGNATURES,
    WRITTEN,
    Assignment,
    Attendance,
    Authority,
    Case,
    Claim,
    ClaimResult,
    Consent,
    Obligation,
    Offer,
    OfferAnswer,
    Party,
    Payment,
    Session,
    SessionKind,
    Settlement,
    Side,
    Signature,
    SignerKind,
    SumSheet,
    UndisputedFacts,
    Vulnerability,
    bound_by,
    load_case,
    loaded_rows,
    must_sign,
)
from cases.naming import parties_line, title_of
from cases.sealing import mark
from dossiers import access, clocks
from dossiers.actions import IN_THE_FUTURE, Act, effect, on_event, subject_of
from dossiers.models import Clock as RunningClock
from dossiers.models import Event, Note
from dossiers.models.note import NoteKind
from dossiers.numbering import next_number
from dossiers.search import index
from organizations.models import BodyKind, Membership, User
from organizations.roles import Role
from statutes.facts import BadFact
from statutes.figures import figure
from workflows.guards import PERIOD_STILL_RUNS
from workflows.papers import Kind
from workflows.reasons import BY_REFUSAL, EndReason, NotAcceptedReason, RecusalGround, SuspensionReason

subject_of("mediation", load_case)

#: Steps after which the claims may stand otherwise, beside those that are events of limitation themselves.
_BEARS_ON_LIMITATION = frozenset({"register_case", "amend_claim", "record_limitation_start", "record_limitation_event"})


def watch_limitation(act: Act, event: Event) -> None:
    """Keep the nearest end of limitation on the case: counted anew after whatever may have moved it."""
    case: Case = act.dossier
    left = act.loaded.get("leave_on", case.leave_on) != case.leave_on
    if case.leave_on:
        case.employment_lasts = False
    if event.limitation or event.step in _BEARS_ON_LIMITATION or left:
        entries = [*limitation.noted(case), limitation.Noted.of(event)] if act.loaded else [limitation.Noted.of(event)]
        limitation.refresh(case, timezone.localdate(act.at), limitation.unstruck(entries))


on_event("mediation", watch_limitation)


def digest(text: str) -> str:
    """What the log keeps of words that stay in confidence."""
    return hashlib.sha256(text.encode()).hexdigest()


def _money(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:.2f}"


def refresh_names(case: Case) -> None:
    """Write what lists show — sides, title, main cause, head count — and the search pairs, from the loaded rows."""
    case.applicants = parties_line(case.side(Side.APPLICANT))
    case.respondents = parties_line(case.side(Side.RESPONDENT))
    main = next((claim for claim in case.claim_rows if claim.is_main), None) or next(iter(case.claim_rows), None)
    case.cause_code = main.cause_code if main else ""
    case.title = title_of(case, causes.label(main.cause_version, main.cause_code) if main else "")
    case.people = max(case.people if case.origin == "replayed" else 0, len(case.workers), 1)
    index(case, [party.name for party in case.party_rows], [case.number, case.reference])


def _reload(case: Case) -> None:
    """Load parties and claims anew after a change, so that guards and names see the new rows."""
    case.__dict__.pop("_prefetched_objects_cache", None)
    prefetch_related_objects([case], *loaded_rows())


def _count_again(act: Act) -> None:
    """The terms are counted and checked from parties and claims too: when those change, it is done again."""
    case: Case = act.dossier
    settlement = case.agreement
    if settlement is not None:
        settlement.case = case
        prefetch_related_objects([settlement], "obligations")
        recount(settlement)
        settlement.findings = findings_of(case, settlement, list(settlement.obligations.all()), on=act.acted_on)
        settlement.save()


def _on_file(act: Act, rows: Iterable[Any]) -> None:
    """Refuse rows of another file: a form narrows its choices, the door does not trust that it did."""
    keys = {row.pk for row in rows if row is not None}
    if keys - {party.pk for party in act.dossier.party_rows}:
        act.refuse(_("This party is not on the file."))


def belong(act: Act, *, party: Party | None = None, claim: Claim | None = None) -> None:
    """Refuse what is said to concern a party or a claim of another file."""
    _on_file(act, [party])
    if claim is not None and claim.pk not in {row.pk for row in act.dossier.claim_rows}:
        act.refuse(_("This claim is not on the file."))


def _one_of(act: Act, vocabulary: type[TextChoices], value: str, note: str = "") -> str:
    """A reason from its closed list (law.md §4.3); "other" must be stated in words."""
    if value not in vocabulary.values:
        act.refuse(_("This reason is not in the list."))
    if value == "other" and not note.strip():
        act.refuse(_("State the other reason in words."))
    return value


def _save_all(rows: list[Any], *names: str) -> None:
    """Save the named columns of several rows of one table, in one statement however many they are."""
    if rows:
        type(rows[0]).objects.bulk_update(rows, names)


def _not_after_today(act: Act, day: dt.date | None) -> None:
    if day is not None and day > timezone.localdate(act.at):
        act.refuse(IN_THE_FUTURE)


def _party(act: Act) -> Party:
    """The party an act speaks of, from this very file."""
    wanted = act.data["party"]
    key = wanted.pk if isinstance(wanted, Party) else int(wanted)
    party: Party
    for party in act.dossier.party_rows:
        if party.pk == key:
            return party
    act.refuse(_("This party is not on the file."))
    raise AssertionError


# ── Intake ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@effect("register_case")
def register_case(act: Act) -> None:
    """data: parties [dict], claims [dict with optional `party_index`]; the case row itself is already filled."""
    case: Case = act.dossier
    people = [
        Party.objects.create(case=case, position=i, **_party_fields(row, case))
        for i, row in enumerate(act.data["parties"])
    ]
    for i, row in enumerate(act.data["claims"]):
        fields = dict(row)
        who = fields.pop("party_index", None)
        fields.setdefault("cause_version", causes.version_on(case.received_on))
        Claim.objects.create(
            case=case, position=i, party=None if who is None else people[who], is_main=(i == 0), **fields
        )
    _reload(case)
    year = timezone.localdate(act.at).year
    _seq, case.number = next_number(case.body, "调", year)
    refresh_names(case)
    act.facts = {
        "number": case.number,
        "channel": case.channel,
        "reference": case.reference,
        "received_on": case.received_on.isoformat(),
        "oral": case.oral_application,
        "applicants": len(case.side(Side.APPLICANT)),
        "claims": len(case.claim_rows),
    }


def _party_fields(row: dict[str, Any], case: Case) -> dict[str, Any]:
    fields = dict(row)
    fields["id_mark"] = mark(fields.get("id_number", ""))
    fields["vulnerable"] = flagged(fields.get("vulnerable") or [], fields.get("born_on"), case.received_on)
    return fields


def flagged(flags: list[str], born_on: dt.date | None, day: dt.date) -> list[str]:
    """The flags with what the date of birth tells on a day: a child at work must be reported, a young worker is
    protected (law.md §6.3). Without a date of birth they stay as they are."""
    if born_on is None:
        return list(flags)
    age = day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))
    kept = [flag for flag in flags if flag not in {Vulnerability.CHILD, Vulnerability.MINOR_WORKER}]
    if age < figure("working_age").value:
        return [*kept, Vulnerability.CHILD.value]
    return [*kept, Vulnerability.MINOR_WORKER.value] if age < figure("adult_age").value else kept


@effect("check_scope")
def check_scope(act: Act) -> None:
    """data: in_scope, civil, note. Outside labour law a people's mediation committee may take it as a civil dispute."""
    case = act.dossier
    case.is_civil = bool(act.data.get("civil")) and not act.data["in_scope"]
    if case.is_civil and not case.may_be_civil:
        act.refuse(_("Only a people's mediation committee takes a civil dispute, and none that was commissioned."))
    case.scope_checked_on = act.acted_on if act.data["in_scope"] or case.is_civil else None
    case.scope_note = act.data.get("note", "")
    act.facts = {"in_scope": bool(act.data["in_scope"])} | ({"civil": True} if case.is_civil else {})


@effect("add_party")
def add_party(act: Act) -> None:
    """data: fields of a Party."""
    case = act.dossier
    party = Party.objects.create(case=case, position=len(case.party_rows), **_party_fields(act.data, case))
    _reload(case)
    refresh_names(case)
    _count_again(act)
    act.facts = {"side": party.side, "party": party.pk}


#: Who a party is, as the agreement prints it: while the paper waits for its signatures the file must not part from it.
_IDENTITY = frozenset(
    {"side", "kind", "name", "sex", "born_on", "nationality", "id_type", "id_number"}
    | {"credit_code", "investor", "legal_representative", "representative_post"}
)


@effect("amend_party")
def amend_party(act: Act) -> None:
    """data: party, and the fields to change. The event keeps which fields changed, not their content."""
    party = _party(act)
    given = {name: value for name, value in act.data.items() if name != "party"}
    given["vulnerable"] = flagged(
        given.get("vulnerable", party.vulnerable), given.get("born_on", party.born_on), act.dossier.received_on
    )
    changes = {name: value for name, value in given.items() if getattr(party, name) != value}
    agreed = act.dossier.agreement
    if agreed and agreed.drafted_on and _IDENTITY & changes.keys():
        labels = [str(Party._meta.get_field(name).verbose_name) for name in changes if name in _IDENTITY]  # type: ignore[union-attr]
        act.refuse(
            _(
                "The agreement waiting for signature prints this party as before: "
                "take the draft back to change %(what)s."
            )
            % {"what": "、".join(labels)}
        )
    for name, value in changes.items():
        setattr(party, name, value)
    if "id_number" in changes:
        party.id_mark = mark(party.id_number)
    party.save()
    refresh_names(act.dossier)
    _count_again(act)
    act.facts = {"party": party.pk, "changed": sorted(changes)}


@effect("add_claim")
def add_claim(act: Act) -> None:
    """data: fields of a Claim."""
    case = act.dossier
    belong(act, party=act.data.get("party"))
    fields = {"cause_version": causes.version_on(case.received_on)} | act.data
    claim = Claim.objects.create(case=case, position=len(case.claim_rows), is_main=not case.claim_rows, **fields)
    _reload(case)
    refresh_names(case)
    _count_again(act)
    act.facts = {"claim": claim.pk, "cause": claim.cause_code, "claimed": _money(claim.claimed)}


@effect("amend_claim")
def amend_claim(act: Act) -> None:
    """data: claim, and the fields to change."""
    case = act.dossier
    claim = next(
        (row for row in case.claim_rows if row.pk == int(getattr(act.data["claim"], "pk", act.data["claim"]))), None
    )
    if claim is None:
        act.refuse(_("This claim is not on the file."))
        return
    belong(act, party=act.data.get("party"))
    before = {"claimed": _money(claim.claimed), "cause": claim.cause_code}
    if act.data.get("is_main"):
        case.claims.exclude(pk=claim.pk).update(is_main=False)
    for name, value in act.data.items():
        if name != "claim":
            setattr(claim, name, value)
    claim.save()
    _reload(case)
    refresh_names(case)
    _count_again(act)
    act.facts = {"claim": claim.pk, "before": before, "claimed": _money(claim.claimed), "cause": claim.cause_code}


@effect("record_agent")
def record_agent(act: Act) -> None:
    """data: party, agent_name, agent_kind, agent_authority, agent_scope, agent_since, agent_until, agent_signs,
    told_on.

    The log keeps who acts with what authority from when, and whom that replaces; the other side is told of a change
    (L04 art. 63).
    """
    party = _party(act)
    before = {"name": party.agent_name, "authority": party.agent_authority} if party.agent_name else None
    told_on = act.data.get("told_on")
    _not_after_today(act, told_on)
    for name, value in act.data.items():
        if name.startswith("agent_"):
            setattr(party, name, value)
    # L07 art. 16: who mediated the dispute may not act in it later in another part.
    if party.agent_name and act.dossier.assignments.filter(mediator__full_name=party.agent_name).exists():
        act.refuse(
            _("%(name)s has mediated this dispute and cannot act in it as an agent.") % {"name": party.agent_name}
        )
    party.save()
    _count_again(act)
    act.facts = {
        "party": party.pk,
        "agent": party.agent_name,
        "kind": party.agent_kind,
        "authority": party.agent_authority,
        "since": party.agent_since.isoformat() if party.agent_since else None,
        "until": party.agent_until.isoformat() if party.agent_until else None,
        "before": before if before != {"name": party.agent_name, "authority": party.agent_authority} else None,
        "told_on": told_on.isoformat() if told_on else None,
    }


@effect("record_representatives")
def record_representatives(act: Act) -> None:
    """data: representatives [Party]; every other worker then acts through them."""
    case = act.dossier
    chosen = {row.pk for row in act.data["representatives"]}
    if not chosen or chosen - {party.pk for party in case.workers}:
        act.refuse(_("Representatives are elected from among the workers on the file."))
    for party in case.workers:
        party.is_representative = party.pk in chosen
        party.is_represented = party.pk not in chosen
    _save_all(case.workers, "is_representative", "is_represented")
    _count_again(act)
    act.facts = {"representatives": sorted(chosen), "represented": len(case.workers) - len(chosen)}


@effect("record_service_address")
def record_service_address(act: Act) -> None:
    """data: party, service_address, service_recipient, service_electronic, electronic_consent."""
    party = _party(act)
    party.service_address = act.data.get("service_address", "")
    party.service_recipient = act.data.get("service_recipient", "")
    party.service_electronic = act.data.get("service_electronic", "")
    party.service_consent_on = act.acted_on if act.data.get("electronic_consent") else None
    party.service_confirmed_on = act.acted_on
    party.save()
    act.facts = {"party": party.pk, "electronic": bool(act.data.get("electronic_consent"))}


@effect("check_identity")
def check_identity(act: Act) -> None:
    """data: parties [Party], how."""
    keys = {row.pk for row in act.data["parties"]}
    checked = [party for party in act.dossier.party_rows if party.pk in keys]
    for party in checked:
        party.identity_checked_on, party.identity_checked_how = act.acted_on, act.data["how"]
    _save_all(checked, "identity_checked_on", "identity_checked_how")
    act.facts = {"parties": sorted(keys), "how": act.data["how"]}


@effect("record_facts")
def record_facts(act: Act) -> None:
    """data: party, facts {key: version}, calculators {claim key: name}, figures {name: {value, source}}.

    Keeps the next sheet of sums for all workers; the sum by law goes to each claim, where the check of the terms reads
    it. The log says which facts changed, the sheets what they were.
    """
    case, data = act.dossier, act.data
    party = _party(act)
    if party not in case.workers:
        act.refuse(_("Facts of employment are recorded for a worker."))
    last = sums.latest(case)
    before = sums.basis(case, last)
    given = before.of(party, data["facts"], data.get("calculators", {}), data.get("figures", {}))
    results = sums.work_out(case, given, on=act.acted_on)
    sheet = SumSheet.objects.create(
        case=case,
        no=last.no + 1 if last else 1,
        worked_on=act.acted_on,
        by_name=act.by.full_name,
        facts=given.facts,
        calculators=given.calculators,
        figures=given.figures,
        results=results,
    )
    due = sums.by_law(results)
    for claim in case.claim_rows:
        claim.by_law = due.get(claim.pk)
    _save_all(case.claim_rows, "by_law")
    _count_again(act)
    old, new = (last.facts.get(str(party.pk), {}) if last else {}), data["facts"]
    changed = sorted(key for key in {*old, *new} if old.get(key) != new.get(key))
    act.facts = {"sheet": sheet.no, "party": party.pk, "changed": changed}


@effect("confirm_commission")
def confirm_commission(act: Act) -> None:
    """data: received_on (signed receipt or platform confirmation)."""
    case = act.dossier
    _not_after_today(act, act.data["received_on"])
    case.commission_received_on = act.data["received_on"]
    act.facts = {"received_on": case.commission_received_on.isoformat()}


@effect("correct_commission")
def correct_commission(act: Act) -> None:
    """data: received_on, reason. The period counts anew from the right day; an extension has fixed its end itself."""
    case = act.dossier
    if case.extended:
        act.refuse(_("The parties have extended the period to a day of their own; the first day no longer decides it."))
    if act.data["received_on"] == case.commission_received_on:
        act.refuse(_("This day is already on file."))
    _not_after_today(act, act.data["received_on"])
    before, case.commission_received_on = case.commission_received_on, act.data["received_on"]
    act.facts = {
        "before": before.isoformat(),
        "received_on": case.commission_received_on.isoformat(),
        "reason": act.data["reason"],
    }


@effect("record_petition")
def record_petition(act: Act) -> None:
    """data: petition_accepted_on, the day on which the petition organ took the petition up."""
    _not_after_today(act, act.data["petition_accepted_on"])
    act.dossier.petition_accepted_on = act.data["petition_accepted_on"]
    act.facts = {"accepted_on": act.dossier.petition_accepted_on.isoformat()}


@effect("record_award")
def record_award(act: Act) -> None:
    """data: award_received_on, complaint_handed_in_on. The complaint ends the term on the day it was handed in."""
    case, award, complaint = act.dossier, act.data["award_received_on"], act.data.get("complaint_handed_in_on")
    _not_after_today(act, award)
    _not_after_today(act, complaint)
    if complaint and complaint < award:
        act.refuse(_("The complaint against an award is not handed in before the award."))
    case.award_received_on, case.complaint_handed_in_on = award, complaint
    if complaint:
        act.acted_on = complaint
    act.facts = {"award": award.isoformat(), "complaint": complaint.isoformat() if complaint else None}


@effect("record_limitation_start")
def record_limitation_start(act: Act) -> None:
    """data: employment ("" not known | "lasts" | "ended"), leave_on, claims {claim pk: {known_on, known_note,
    limitation_kind}}. Replaces what was on file; the event keeps the days, the notes are party papers."""
    case, data = act.dossier, act.data
    rows = {claim.pk: claim for claim in case.claim_rows}
    if data["claims"].keys() - rows.keys():
        act.refuse(_("This claim is not on the file."))
    left = data.get("leave_on") if data["employment"] == "ended" else None
    if left and case.entry_on and left < case.entry_on:
        act.refuse(_("The employment cannot end before it began."))
    case.leave_on, case.employment_lasts = left, data["employment"] == "lasts"
    for key, said in data["claims"].items():
        _not_after_today(act, said.get("known_on"))
        rows[key].known_on, rows[key].known_note = said.get("known_on"), said.get("known_note", "")
        rows[key].limitation_kind = said.get("limitation_kind", "")
    _save_all(case.claim_rows, "known_on", "known_note", "limitation_kind")
    act.facts = {
        "employment": data["employment"],
        "leave_on": left.isoformat() if left else None,
        "known": {str(row.pk): row.known_on.isoformat() for row in case.claim_rows if row.known_on},
    }


@effect("record_limitation_event")
def record_limitation_event(act: Act) -> None:
    """data: kind (of `statutes.limitation.KINDS`, empty to strike out only), on, claims [Claim], evidence, exhibit,
    replaces (seq of an earlier entry by hand). Refused where the entries together make no sense."""
    case, data = act.dossier, act.data
    _not_after_today(act, data.get("on"))
    for claim in data["claims"]:
        belong(act, claim=claim)
    exhibit = data.get("exhibit")
    if exhibit is not None and exhibit.dossier_id != case.pk:
        act.refuse(_("This exhibit is not on the file."))
    by_hand = {row.seq for row in limitation.noted(case) if row.step == limitation.BY_HAND}
    if data.get("replaces") and data["replaces"] not in by_hand:
        act.refuse(_("Only an entry made by hand that still counts can be replaced."))
    act.facts = {
        "kind": data.get("kind", ""),
        "on": data["on"].isoformat() if data.get("on") else None,
        "claims": sorted(claim.pk for claim in data["claims"]),
        "evidence": data.get("evidence", ""),
        "exhibit": {"code": exhibit.code, "title": exhibit.title} if exhibit is not None else None,
        "replaces": data.get("replaces"),
    }
    mine = limitation.Noted(act.seq, act.step.name, "", act.acted_on, act.facts)
    try:
        limitation.standings(case, timezone.localdate(act.at), limitation.unstruck([*limitation.noted(case), mine]))
    except BadFact:
        act.refuse(_("A suspension can only end after it began: record its beginning first."))


@effect("warn_of_limitation")
def warn_of_limitation(act: Act) -> None:
    """Note once that 60, 30 or 7 days are left (`statutes.limitation.WARN_AT`); asked anew under the lock."""
    case, today = act.dossier, timezone.localdate(act.at)
    limitation.refresh(case, today)
    reached = limitation.level(case.limitation_on, today) if case.limitation_on else None
    found = limitation.nearest(case, today)
    if (
        found is None
        or reached is None
        or case.limitation_on < today
        or (case.limitation_warned is not None and case.limitation_warned <= reached)
    ):
        act.refuse(_("No warning of limitation is due that is not noted already."))
        return
    case.limitation_warned = reached
    act.facts = {
        "left": (found[0] - today).days,
        "ends_on": found[0].isoformat(),
        "claims": sorted(claim.pk for one in found[1] for claim in one.claims),
    }


@effect("record_consent")
def record_consent(act: Act) -> None:
    """data: parties [Party], answer, medium, answered_on, note."""
    _not_after_today(act, act.data.get("answered_on"))
    keys = {row.pk for row in act.data["parties"]}
    asked = [party for party in act.dossier.party_rows if party.pk in keys]
    for party in asked:
        party.consent, party.consent_on = act.data["answer"], act.data.get("answered_on") or act.acted_on
        party.consent_medium, party.consent_note = act.data.get("medium", ""), act.data.get("note", "")
    _save_all(asked, "consent", "consent_on", "consent_medium", "consent_note")
    act.facts = {"parties": sorted(keys), "answer": act.data["answer"], "medium": act.data.get("medium", "")}


@effect("close_on_refusal")
def close_on_refusal(act: Act) -> None:
    case = act.dossier
    refused = any(party.consent == Consent.REFUSED for party in case.party_rows)
    case.end_reason = NotAcceptedReason.OTHER_SIDE_REFUSED if refused else NotAcceptedReason.OTHER_SIDE_UNREACHABLE
    case.end_note = act.data.get("note", "")
    act.facts = {"reason": case.end_reason}


@effect("decline_case")
def decline_case(act: Act) -> None:
    """data: reason, note."""
    case = act.dossier
    if act.data["reason"] in BY_REFUSAL:
        # Asked, answered and recorded first (L02 art. 22): the head does not decide for the other side.
        act.refuse(_("A refusal, or that a party cannot be reached, is recorded as its answer and closes the case."))
    case.end_reason, case.end_note = _one_of(act, NotAcceptedReason, act.data["reason"]), act.data.get("note", "")
    act.facts = {"reason": case.end_reason}


@effect("accept_case")
def accept_case(act: Act) -> None:
    act.dossier.accepted_on = act.acted_on
    act.facts = {"accepted_on": act.acted_on.isoformat()}


# ── Mediator ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _install(act: Act, mediator: User, method: str) -> None:
    case = act.dossier
    day = timezone.localdate(act.at)
    people = {mediator, *act.data.get("assisting", [])}
    offices = set(
        Membership.objects.in_force(day).filter(user__in=people, role=Role.MEDIATOR).values_list("user", flat=True)
    )
    earlier = list(case.assignments.select_related("mediator"))
    recused = {row.mediator_id for row in earlier if row.recusal_granted}
    for person in people:
        if person.pk not in offices or not person.is_active:
            act.refuse(_("%(name)s holds no office as mediator.") % {"name": person.full_name})
        if person.pk in recused:
            act.refuse(_("This mediator has been recused from the case."))
    if mediator in act.data.get("assisting", []):
        act.refuse(_("The presiding mediator cannot assist as well."))
    _end_presiding(act, act.data.get("reason", ""), earlier)
    parts = [(mediator, "presiding"), *((helper, "assisting") for helper in act.data.get("assisting", []))]
    Assignment.objects.bulk_create(
        Assignment(case=case, mediator=person, role=part, method=method, since=act.acted_on) for person, part in parts
    )
    access.appoint(act.data.get("assisting", []), case, Role.MEDIATOR, on=act.acted_on, reason="assisting mediator")
    case.mediator, case.mediator_name = mediator, mediator.full_name
    case.disclosure_on, case.interest_disclosed, case.interest_waived_on, case.recusal_pending_flag = (
        None,
        False,
        None,
        False,
    )


def _end_presiding(act: Act, reason: str, rows: list[Assignment]) -> None:
    """Close the current mediators' assignments; what was opened to assistants closes with them."""
    current = [row for row in rows if row.until is None]
    for row in current:
        row.until, row.end_reason = act.acted_on, reason
    _save_all(current, "until", "end_reason")
    helpers = [row.mediator for row in current if row.role == "assisting"]
    access.relieve(helpers, act.dossier, Role.MEDIATOR, on=act.acted_on)
    act.dossier.mediator, act.dossier.mediator_name = None, ""


@effect("appoint_mediator")
def appoint_mediator(act: Act) -> None:
    """data: mediator (User), method, assisting [User]. A recused mediator may not be appointed again."""
    mediator = act.data["mediator"]
    _install(act, mediator, act.data["method"])
    act.facts = {
        "mediator": mediator.full_name,
        "method": act.data["method"],
        "assisting": [u.full_name for u in act.data.get("assisting", [])],
    }


@effect("replace_mediator")
def replace_mediator(act: Act) -> None:
    """data: mediator, method, reason, assisting."""
    before = act.dossier.mediator_name
    _install(act, act.data["mediator"], act.data["method"])
    act.facts = {"before": before, "mediator": act.data["mediator"].full_name, "reason": act.data["reason"]}


def _current(act: Act) -> Assignment:
    case: Case = act.dossier
    return case.assignments.get(role="presiding", until__isnull=True)


def _ties(case: Case, name: str) -> bool:
    """Whether somebody of this name already stands on the file in another part (party, agent, guardian, principal)."""
    return any(
        name in (party.name, party.agent_name, party.guardian_name, party.legal_representative)
        for party in case.party_rows
    )


@effect("disclose_interests")
def disclose_interests(act: Act) -> None:
    """data: has_interest, disclosure. Each mediator discloses alone; the case's disclosure stands when all have."""
    case = act.dossier
    rows = list(case.assignments.filter(until__isnull=True))
    row = next((one for one in rows if act.user and one.mediator_id == act.user.pk), None)
    if row is None:
        act.refuse(_("Only a mediator of this case signs its disclosure."))
        return
    if not act.data["has_interest"] and _ties(case, act.by.full_name):
        act.refuse(_("Your name stands on this file in another part: disclose it, and both sides must agree to go on."))
    row.disclosed_on, row.has_interest, row.disclosure = (
        act.acted_on,
        act.data["has_interest"],
        act.data.get("disclosure", ""),
    )
    row.save()
    case.disclosure_on = act.acted_on if all(one.disclosed_on for one in rows) else None
    case.interest_disclosed, case.interest_waived_on = any(one.has_interest for one in rows), None
    act.facts = {"has_interest": row.has_interest}


@effect("record_waiver")
def record_waiver(act: Act) -> None:
    """data: agreed_by [Party] must hold both sides."""
    case = act.dossier
    if not case.interest_disclosed:
        act.refuse(_("No interest has been disclosed; there is nothing to agree to."))
    _on_file(act, act.data["agreed_by"])
    sides = {party.side for party in act.data["agreed_by"]}
    if not {Side.APPLICANT, Side.RESPONDENT} <= sides:
        act.refuse(_("Both sides must agree to go on with this mediator."))
    case.interest_waived_on = act.acted_on
    act.facts = {"agreed_by": sorted(party.pk for party in act.data["agreed_by"])}


@effect("request_recusal")
def request_recusal(act: Act) -> None:
    """data: asked_by, ground, reason."""
    row = _current(act)
    row.recusal_by, row.recusal_reason = act.data["asked_by"], act.data["reason"]
    row.recusal_ground, row.recusal_granted = _one_of(act, RecusalGround, act.data["ground"]), None
    row.save()
    act.dossier.recusal_pending_flag = True
    act.facts = {"ground": row.recusal_ground}


@effect("grant_recusal")
def grant_recusal(act: Act) -> None:
    rows = list(act.dossier.assignments.select_related("mediator"))
    row = next(one for one in rows if one.role == "presiding" and one.until is None)
    row.recusal_granted = True
    row.save()
    act.data["decided"] = row  # the decision's paper states what was asked
    name = act.dossier.mediator_name
    _end_presiding(act, "recusal", rows)
    case = act.dossier
    case.recusal_pending_flag, case.disclosure_on, case.interest_disclosed, case.interest_waived_on = (
        False,
        None,
        False,
        None,
    )
    act.facts = {"mediator": name}


@effect("refuse_recusal")
def refuse_recusal(act: Act) -> None:
    """data: reason."""
    row = act.data["decided"] = _current(act)
    row.recusal_granted = False
    row.save()
    act.dossier.recusal_pending_flag = False
    act.facts = {"reason": act.data["reason"]}


@effect("explain_rights")
def explain_rights(act: Act) -> None:
    act.dossier.rights_explained_on = act.acted_on
    act.facts = {"false_mediation_warning": True}


# ── Mediation ────────────────────────────────────────────────────────────────────────────────────────────────────────


@effect("log_session")
def log_session(act: Act) -> None:
    """data: kind, with_side, mode, place, began_at, ended_at, late_reason, joint_record, private_note, recording,
    result, next_step, next_on, present [{party, name, capacity, identity_checked}],
    offers [{by_side, amount, terms, answer, in_reply_to (an Offer, or "above" for the row before), confidential}].

    A session recorded after the day it was held bears the mark "recorded later" and needs a reason.
    """
    case, data = act.dossier, act.data
    began = data["began_at"]
    held_on = timezone.localdate(began)
    if began > act.at:
        act.refuse(_("A session cannot be recorded before it was held."))
    if case.accepted_on and held_on < case.accepted_on:
        act.refuse(_("The session lies before the case was accepted."))
    late = held_on < timezone.localdate(act.at)
    if late and not data.get("late_reason"):
        act.refuse(_("The session was held on an earlier day: say why it is recorded later."))
    private = data["kind"] == SessionKind.PRIVATE
    no = (case.sessions.order_by("-no").values_list("no", flat=True).first() or 0) + 1
    session = Session.objects.create(
        case=case,
        no=no,
        kind=data["kind"],
        with_side=data.get("with_side", "") if private else "",
        mode=data["mode"],
        place=data.get("place", ""),
        began_at=began,
        ended_at=data.get("ended_at"),
        recorded_at=act.at,
        late=late,
        late_reason=data.get("late_reason", "") if late else "",
        joint_record="" if private else data.get("joint_record", ""),
        other_side="" if private else data.get("other_side", ""),
        focus="" if private else data.get("focus", ""),
        private_note=data.get("private_note", ""),
        recording=data.get("recording", ""),
        result="" if private else data.get("result", ""),
        next_step=data.get("next_step", ""),
        next_on=data.get("next_on"),
        mediator_name=act.by.full_name,
    )
    _on_file(act, (row.get("party") for row in data.get("present", [])))
    Attendance.objects.bulk_create(Attendance(session=session, **row) for row in data.get("present", []))
    _offers(act, data.get("offers", []), session, held_on, private)
    case.sessions_held += 1
    case.joint_sessions += not private
    act.record = "D" if private else "C"
    act.facts = {
        "session": no,
        "held_on": held_on.isoformat(),
        "kind": data["kind"],
        "mode": data["mode"],
        "late": late,
        "present": len(data.get("present", [])),
        "digest": digest("\n".join((session.joint_record, session.other_side, session.focus, session.private_note))),
    }


def _offers(act: Act, rows: list[dict[str, Any]], session: Session | None, on: dt.date, private: bool) -> None:
    """Keep offers in the order in which they were made; one in reply to an earlier offer answers it."""
    above: Offer | None = None
    for row in rows:
        earlier = above if row.get("in_reply_to") == "above" else row.get("in_reply_to")
        if earlier:
            earlier = _answer(act, earlier.pk, OfferAnswer.COUNTERED)
            if earlier.by_side == row["by_side"]:
                act.refuse(_("Nobody replies to their own offer."))
        above = Offer.objects.create(
            case=act.dossier,
            session=session,
            made_on=row.get("made_on") or on,
            in_reply_to=earlier or None,
            **{"confidential": private} | {k: v for k, v in row.items() if k not in {"made_on", "in_reply_to"}},
        )


def _answer(act: Act, key: int, answer: str) -> Offer:
    """Write down how an offer of this file was answered; each is answered once."""
    offer: Offer | None = act.dossier.offers.filter(pk=key, answer=OfferAnswer.OPEN).first()
    if offer is None:
        act.refuse(_("This offer is not on the file, or has been answered already."))
        raise AssertionError
    offer.answer = answer
    offer.save(update_fields=["answer"])
    return offer


@effect("record_offer")
def record_offer(act: Act) -> None:
    """data: in_reply_to (Offer), reply accepted|refused|countered, by_side, amount, terms, confidential, made_on.

    An offer, the answer to an earlier one, or both: a counter-offer."""
    data = dict(act.data)
    earlier, reply = data.get("in_reply_to"), data.pop("reply", "") or OfferAnswer.COUNTERED
    if earlier and reply != OfferAnswer.COUNTERED:
        _answer(act, earlier.pk, _one_of(act, OfferAnswer, reply))
        data["in_reply_to"] = None
    if data.get("by_side"):
        _offers(act, [data], None, act.acted_on, True)
    elif not earlier or reply == OfferAnswer.COUNTERED:
        act.refuse(_("State a sum or the terms."))
    told = f"{data.get('by_side')} {data.get('amount')} {data.get('terms', '')}"
    act.facts = {"digest": digest(f"{told} {reply}" if earlier else told)}


@effect("confirm_facts")
def confirm_facts(act: Act) -> None:
    """data: items [str], confirmed_by [Party] must hold both sides, aware_of_use."""
    _on_file(act, act.data["confirmed_by"])
    if not {Side.APPLICANT, Side.RESPONDENT} <= {party.side for party in act.data["confirmed_by"]}:
        act.refuse(_("Undisputed is what both sides have confirmed."))
    row = UndisputedFacts.objects.create(
        case=act.dossier, items=act.data["items"], confirmed_on=act.acted_on, aware_of_use=act.data["aware_of_use"]
    )
    row.confirmed_by.add(*act.data["confirmed_by"])  # a new row has none that would have to go
    act.facts = {"items": len(row.items), "confirmed_by": sorted(party.pk for party in act.data["confirmed_by"])}


@effect("issue_session_record")
def issue_session_record(act: Act) -> None:
    """data: session (Session): only a joint one has a record that both sides may read."""
    session = act.data["session"]
    if session.case_id != act.dossier.pk:
        act.refuse(_("This session is not on the file."))
    if session.kind == SessionKind.PRIVATE:
        act.refuse(_("A private session has no record for both sides."))
    act.facts = {"session": session.no}


@effect("extend_period")
def extend_period(act: Act) -> None:
    """data: to (date), agreed_by [Party] must hold every party, medium."""
    case, to = act.dossier, act.data["to"]
    period = next((clock for clock in clocks.live(case) if clock.key == case.period_clock), None)
    if period is None or period.due_on is None:
        act.refuse(_("The period of this case has no computable end; maintain the calendar first."))
        return
    if timezone.localdate(act.at) > period.due_on:
        # The guard asked for the day the act is said to have been done; what counts is the day it is recorded.
        act.refuse(PERIOD_STILL_RUNS.sentence)
    agreed_by = {party.pk for party in act.data["agreed_by"]}
    if act.data.get("medium") not in WRITTEN:
        act.refuse(_("Consent to an extension is given in writing: on paper, on the platform or by message."))
    if {party.pk for party in case.party_rows if party.side != Side.THIRD} - agreed_by:
        act.refuse(_("An extension needs the written consent of every party."))
    if to <= period.due_on:
        act.refuse(_("The new end must lie after the present one."))
    cap = case.rule.extension_cap_days
    if cap:
        import statutes

        longest = period.due_on + dt.timedelta(days=statutes.term(cap, act.acted_on).amount or 0)
        if to > longest:
            act.refuse(
                _("This channel allows an extension until %(day)s at the latest.") % {"day": longest.isoformat()}
            )
    before = period.due_on
    clocks.extend(period, to, seq=act.seq)
    case.extended = True
    clocks.note_next_due(case, clocks.live(case))
    act.facts = {
        "from": before.isoformat(),
        "to": to.isoformat(),
        "agreed_by": sorted(agreed_by),
        "medium": act.data["medium"],
    }


@effect("suspend_mediation")
def suspend_mediation(act: Act) -> None:
    """data: reason, note."""
    case, note = act.dossier, act.data.get("note", "")
    case.suspension_reason = _one_of(act, SuspensionReason, act.data["reason"], note)
    # A suspicion in what a court commissioned is reported to that court with its grounds (L07 art. 18).
    reported = case.is_from_court and case.suspension_reason == SuspensionReason.FALSE_MEDIATION
    if reported and not note.strip():
        act.refuse(_("State what gives rise to the suspicion: it is reported to the court."))
    act.facts = {"reason": act.data["reason"]} | _keep(act, "F" if reported else "I", note)


@effect("resume_mediation")
def resume_mediation(act: Act) -> None:
    """data: note, the finding of the review."""
    act.dossier.suspension_reason = ""
    act.facts = _keep(act, "F", _finding(act))


def _finding(act: Act) -> str:
    """What the review of a suspension found: nothing goes on or ends without it."""
    note: str = act.data.get("note", "")
    if not note.strip():
        act.refuse(_("State what the review found."))
    return note


def _void_terms(case: Case, result: str) -> None:
    """What a draft had settled is not settled when the case ends without it: no sum may count as agreed."""
    left = [
        claim
        for claim in case.claim_rows
        if claim.result != ClaimResult.DROPPED and (claim.result, claim.agreed) != (result, None)
    ]
    for claim in left:
        claim.result, claim.agreed = result, None
    _save_all(left, "result", "agreed")


def _stated(act: Act, reason: str) -> str:
    """A reason that may be stated as the end in the state the case is in."""
    if reason in EndReason.values and reason not in act.dossier.stated_ends:
        act.refuse(_("This reason cannot end the case where it stands now."))
    return reason


def _end(act: Act, reason: str) -> None:
    case = act.dossier
    case.end_reason = _one_of(act, EndReason, reason, act.data.get("note", ""))
    case.end_note, case.costly_conduct = act.data.get("note", ""), act.data.get("costly_conduct", "")
    case.court_hint = act.data.get("court_hint", "")
    _void_terms(case, ClaimResult.FAILED)
    act.facts = {"reason": reason}


@effect("end_after_review")
def end_after_review(act: Act) -> None:
    """data: reason, note, costly_conduct, court_hint."""
    _finding(act)  # kept as the reason of the end
    _end(act, _stated(act, act.data.get("reason") or EndReason.FALSE_MEDIATION))


@effect("end_mediation")
def end_mediation(act: Act) -> None:
    """data: reason, note, costly_conduct, court_hint."""
    _end(act, _stated(act, act.data["reason"]))


@effect("expire_period")
def expire_period(act: Act) -> None:
    """Taken by the sweep with the due day as day of the act; asks again under the lock whether the period is over."""
    case = act.dossier
    period = next((clock for clock in clocks.live(case) if clock.key == case.period_clock and clock.runs), None)
    if period is None or period.due_on is None or timezone.localdate(act.at) <= period.due_on:
        act.refuse(_("The mediation period has not passed."))
        return
    if period.missing:
        # The last day may roll over a holiday nobody has entered yet: no case ends on a day that cannot be stood for.
        act.refuse(_("The end of the period is not certain: the holiday calendar of that year is not maintained."))
    act.acted_on = period.due_on
    clocks.expire(period, on=period.due_on, seq=act.seq)  # saved by the door with the others that end
    _end(act, EndReason.EXPIRED)
    act.facts["due_on"] = period.due_on.isoformat()


@effect("note_expiry")
def note_expiry(act: Act) -> None:
    """data: before. What has passed without being done is written down once. A right or a window ends with that; a duty
    stays due until it is done, so that it does not vanish from anybody's list. The mediation period ends by its own
    step."""
    case = act.dossier
    today = min(act.data.get("before", dt.date.max), timezone.localdate(act.at))
    live = clocks.live(case)
    passed = [
        clock
        for clock in live
        if clock.runs
        and clock.key != case.period_clock
        and clock.due_on
        and clock.due_on < today
        and not clock.missing
        and clock.noted_by is None
    ]
    if not passed:
        act.refuse(_("No term has passed that is not noted already."))
    for clock in passed:
        clock.noted_by = act.seq
        if clock.is_warning or clock.key in clocks.WINDOWS:
            clocks.expire(clock, on=clock.due_on or today, seq=act.seq)
    clocks.save_ended(passed)
    clocks.note_next_due(case, live)
    act.facts = {
        "passed": [{"term": clock.key, "due_on": clock.due_on.isoformat()} for clock in passed if clock.due_on]
    }


@effect("complete_terms")
def complete_terms(act: Act) -> None:
    """Terms whose calendar was not maintained when they started get their date; one the parties extended stays."""
    case = act.dossier
    live = clocks.live(case)
    changed: list[RunningClock] = []
    for clock in live:
        if clock.missing and not clock.extended_from:
            before = (clock.due_on, clock.missing)
            clock.missing = ""
            clocks.compute(clock)
            if (clock.due_on, clock.missing) != before:
                clock.save()
                changed.append(clock)
    if not changed:
        act.refuse(_("No date can be worked out that was not before."))
    clocks.note_next_due(case, live)
    act.facts = {
        "terms": [
            {"term": clock.key, "due_on": clock.due_on.isoformat() if clock.due_on else None} for clock in changed
        ]
    }


@effect("record_refusal_to_sign")
def record_refusal_to_sign(act: Act) -> None:
    """data: refused_by [Party], note, costly_conduct, court_hint."""
    _end(act, EndReason.REFUSED_TO_SIGN)
    act.facts["refused_by"] = sorted(party.pk for party in act.data.get("refused_by", []))


# ── Agreement ────────────────────────────────────────────────────────────────────────────────────────────────────────


def recount(
    settlement: Settlement, rows: list[Obligation] | None = None, signed: list[Signature] | None = None
) -> None:
    """Write what guards ask of the agreement — items, gaps, signatures, open duties — from its rows, read where the
    caller does not hold them. Not saved here."""
    case = settlement.case
    rows = list(settlement.obligations.all()) if rows is None else rows
    signed = list(settlement.signatures.all()) if signed is None else signed
    declined = {party.pk for party in case.party_rows if party.declined_terms}
    settlement.items_declined = sum(bool(declined & _meant(case, row)) for row in rows)
    settlement.duties_unsettled = sum(row.performed_on is None and row.breach_on is None for row in rows)
    settlement.items_count = len(rows)
    settlement.items_incomplete = sum(not row.is_complete for row in rows)
    settlement.open_obligations = sum(row.performed_on is None for row in rows)
    unmet = [row.due_on for row in rows if row.due_on and row.performed_on is None and row.breach_on is None]
    settlement.unmet_since = min(unmet, default=None)
    signing = must_sign(case.party_rows, [row.debtor_id for row in rows])
    missing = len({party.pk for party in signing} - {row.party_id for row in signed})
    missing += len(set(OFFICE_SIGNATURES[case.legal_type]) - {SignerKind(row.signer) for row in signed})
    settlement.signatures_missing = missing


def _meant(case: Case, row: Obligation) -> set[int]:
    """The worker an item is for, by creditor or by claim; empty where it names nobody."""
    of_claim = {claim.pk: claim.party_id for claim in case.claim_rows}
    return {key for key in (row.creditor_id, of_claim.get(row.claim_id or 0)) if key}


@effect("write_terms")
def write_terms(act: Act) -> None:
    """data: facts, disputed, responsibility, clauses [str], breach, release, confirms_employment,
    items [Obligation fields], claims {claim pk: {"result", "agreed"}}. Replaces the working draft as a whole."""
    case, data = act.dossier, act.data
    settlement = case.agreement or Settlement.objects.get_or_create(case=case)[0]
    for name in ("facts", "disputed", "responsibility", "clauses", "breach", "release", "confirms_employment"):
        if name in data:
            setattr(settlement, name, data[name])
    _on_file(act, [row.get(part) for row in data["items"] for part in ("debtor", "creditor")])
    # In one statement: nothing is paid under terms that are still being written, so nothing hangs on the items.
    settlement.obligations.all()._raw_delete(settlement._state.db)
    items = Obligation.objects.bulk_create(
        [Obligation(settlement=settlement, position=i, **row) for i, row in enumerate(data["items"])]
    )
    for claim in case.claim_rows:
        said = data.get("claims", {}).get(claim.pk)
        if said:
            claim.result, claim.agreed = said["result"], said.get("agreed")
    _save_all(case.claim_rows, "result", "agreed")
    settlement.case = case
    case.settlement = settlement
    recount(settlement, items, signed=[])  # taken back, a draft has lost its signatures (`reopen_terms`)
    settlement.findings = findings_of(case, settlement, items, on=act.acted_on)
    settlement.save()
    total = sum((row.get("amount") or Decimal(0) for row in data["items"]), Decimal(0))
    act.facts = {"items": settlement.items_count, "incomplete": settlement.items_incomplete, "total": _money(total)}


@effect("draft_agreement")
def draft_agreement(act: Act) -> None:
    """Everybody is asked anew about the new draft, except who declined the last one and is no longer meant by any item:
    the new one is issued without them."""
    case, settlement = act.dossier, act.dossier.settlement
    settlement.drafted_on = act.acted_on
    prefetch_related_objects([settlement], "obligations")
    meant = [_meant(case, row) for row in settlement.obligations.all()]
    asked_anew = []
    by_name = all(meant)  # an item for nobody in particular may be for anybody
    settlement.left_out = []
    for party in case.party_rows:
        if party.declined_terms and by_name and not any(party.pk in keys for keys in meant):
            settlement.left_out.append(party.pk)
        elif party.terms_consent_on or party.declined_terms:
            party.terms_consent_on, party.declined_terms = None, False
            asked_anew.append(party)
    _save_all(asked_anew, "terms_consent_on", "declined_terms")
    settlement.case = case
    recount(settlement, signed=[])  # taken back, a draft has lost its signatures (`reopen_terms`)
    settlement.save()
    act.facts = {"items": settlement.items_count, "left_out": len(settlement.left_out)}


@effect("reopen_terms")
def reopen_terms(act: Act) -> None:
    """data: reason. Signatures given to the earlier draft lose their object, and the paper is void; its number stays
    on the register."""
    settlement = act.dossier.settlement
    drafts = act.dossier.instruments.filter(kind=Kind.MEDIATION_AGREEMENT).exclude(status="void")
    drafts.update(status="void", voided_on=act.acted_on, void_reason=act.data.get("reason", "")[:300])
    settlement.signatures.all().delete()
    settlement.drafted_on = None
    recount(settlement, signed=[])
    settlement.save()
    act.facts = {"reason": act.data.get("reason", "")}


@effect("review_draft")
def review_draft(act: Act) -> None:
    """data: text."""
    _note(act, NoteKind.LEGAL_OPINION, "F", act.data["text"])


@effect("record_member_consent")
def record_member_consent(act: Act) -> None:
    """data: agreed [Party], declined [Party]."""
    case = act.dossier
    agreed = {party.pk for party in act.data.get("agreed", [])}
    declined = {party.pk for party in act.data.get("declined", [])}
    if agreed & declined:
        act.refuse(_("The same worker cannot have agreed and declined."))
    if (agreed | declined) & set(case.settlement.left_out):
        act.refuse(_("A worker whom the draft leaves out can join only a new draft: take this one back first."))
    for party in case.workers:
        if party.pk in agreed | declined:
            party.terms_consent_on, party.declined_terms = (act.acted_on, False) if party.pk in agreed else (None, True)
    _save_all(case.workers, "terms_consent_on", "declined_terms")
    settlement = case.settlement
    settlement.case = case
    recount(settlement)
    settlement.save()
    act.facts = {"agreed": sorted(agreed), "declined": sorted(declined)}


def _may_sign(party: Party | None, day: dt.date) -> bool:
    """Whether the party's agent held special authority on a day."""
    return bool(
        party
        and party.agent_authority == Authority.SPECIAL
        and (party.agent_since is None or party.agent_since <= day)
        and (party.agent_until is None or day <= party.agent_until)
    )


@effect("record_signature")
def record_signature(act: Act) -> None:
    """data: signers [{party|None, signer, name, signed_on, medium}] — several people sign in one sitting."""
    case = act.dossier
    settlement = case.settlement
    _on_file(act, (row.get("party") for row in act.data["signers"]))
    on_file = {party.pk: party for party in case.party_rows}
    earlier = list(settlement.signatures.all())
    signed = {(sign.party_id, sign.signer if sign.party_id is None else "") for sign in earlier}
    agreeing = []
    for row in act.data["signers"]:
        party = on_file[row["party"].pk] if row.get("party") else None
        if row["signer"] == SignerKind.AGENT and not _may_sign(party, row["signed_on"]):
            act.refuse(_("%(name)s signs for a party without special authority.") % {"name": row["name"]})
        if party and party.lacks_capacity and row["signer"] not in {SignerKind.GUARDIAN, SignerKind.AGENT}:
            act.refuse(_("For %(name)s the guardian signs.") % {"name": party.name})
        if row["signed_on"] < (settlement.drafted_on or row["signed_on"]):
            act.refuse(_("A signature cannot be older than the draft it stands under."))
        if row["signed_on"] > timezone.localdate(act.at):
            act.refuse(_("A signature cannot be dated in the future."))
        hand = (None, row["signer"]) if party is None else (party.pk, "")
        if hand in signed:
            act.refuse(_("%(name)s has already signed.") % {"name": row["name"]})
        if party and party.declined_terms:
            act.refuse(_("%(name)s has declined the terms; record the new answer first.") % {"name": party.name})
        signed.add(hand)
        if party and party.is_represented and not party.terms_consent_on:
            # Whoever signs with their own hand has agreed to the terms, representatives or not (L06 art. 63).
            party.terms_consent_on = row["signed_on"]
            agreeing.append(party)
    fresh = Signature.objects.bulk_create(Signature(settlement=settlement, **row) for row in act.data["signers"])
    _save_all(agreeing, "terms_consent_on")
    settlement.case = case
    recount(settlement, signed=[*earlier, *fresh])
    settlement.save()
    act.facts = {"signers": [row["name"] for row in act.data["signers"]], "missing": settlement.signatures_missing}


@effect("conclude_agreement")
def conclude_agreement(act: Act) -> None:
    """Takes effect with the last signature that this kind of body needs (law.md §3), and binds only those who agreed:
    the claim of a worker who declined the terms is not settled (L06 art. 63)."""
    case, settlement = act.dossier, act.dossier.settlement
    out = {party.pk for party in case.party_rows if party.declined_terms}
    if out and not {party.pk for party in case.workers} - out:
        act.refuse(_("Nobody on the workers' side has agreed to the terms."))
    unsettled = [claim for claim in case.claim_rows if not claim.result or claim.party_id in out]
    for claim in unsettled:
        claim.result, claim.agreed = ClaimResult.FAILED, None
    if not any(claim.result == ClaimResult.SETTLED for claim in case.claim_rows):
        act.refuse(_("Of those who agreed nobody has a settled claim left: take the draft back."))
    _save_all(unsettled, "result", "agreed")
    owed = Obligation.objects.filter(settlement=settlement, debtor=OuterRef("party"))
    signed = list(settlement.signatures.annotate(owes=Exists(owed)))
    bound = {party.pk for party in bound_by(case.party_rows, [row.party_id for row in signed if row.owes])}
    needed = set(OFFICE_SIGNATURES[case.legal_type])
    days = [row.signed_on for row in signed if row.party_id in bound or SignerKind(row.signer) in needed]
    days += [party.terms_consent_on for party in case.workers if party.is_represented and party.terms_consent_on]
    settlement.effective_on = max(days)
    case.agreement_changed = True
    act.acted_on = settlement.effective_on
    case.end_reason = ""
    act.facts = {
        "effective_on": settlement.effective_on.isoformat(),
        "full": case.settled_in_full,
        "not_bound": sorted(out),
    }


# ── Other ends ───────────────────────────────────────────────────────────────────────────────────────────────────────


@effect("withdraw_application")
def withdraw_application(act: Act) -> None:
    """data: reason."""
    act.dossier.end_note = act.data.get("reason", "")
    _void_terms(act.dossier, ClaimResult.OPEN)
    act.facts = {"in_writing": bool(act.data.get("in_writing"))}


@effect("record_self_settlement")
def record_self_settlement(act: Act) -> None:
    """data: text, amount."""
    case = act.dossier
    case.end_note = act.data.get("text", "")
    _void_terms(case, ClaimResult.OPEN)
    case.self_settled = act.data.get("amount")
    act.record = "F"
    act.facts = {"amount": _money(case.self_settled)}


#: Who reads a file in a partner body to which it is transferred.
RECEIVING: dict[str, Role] = {
    BodyKind.COURT: Role.COURT_LIAISON,
    BodyKind.ARBITRATION: Role.ARBITRATION_CLERK,
    BodyKind.LABOUR: Role.LABOUR_OFFICER,
    BodyKind.JUSTICE: Role.JUSTICE_LIAISON,
}


@effect("transfer_case")
def transfer_case(act: Act) -> None:
    """data: to (a name), body (Organization, where it is one of ours), materials, consent. A partner body is let in to
    read the file; a mediation organisation registers the dispute as its own."""
    case, materials = act.dossier, act.data.get("materials", "")
    unmet = [] if materials.strip() else [_("List the materials handed over; the receiving body signs for them.")]
    if not act.data.get("consent"):
        unmet.append(_("Without this consent personal data may not be passed on."))
    if unmet:
        act.refuse(*unmet)
    case.transferred_to, case.end_note = act.data["to"], materials
    _void_terms(case, ClaimResult.OPEN)
    body = act.data.get("body")
    if body is not None and body.kind in RECEIVING and body.pk != case.sender_id:
        access.invite_body(body, case, RECEIVING[body.kind], on=act.acted_on, reason="transferred")
    act.facts = {"to": case.transferred_to, "consent": bool(act.data.get("consent"))}


@effect("recall_commission")
def recall_commission(act: Act) -> None:
    """data: reason."""
    case = act.dossier
    case.transferred_to, case.end_note = case.sender.name if case.sender else "", act.data["reason"]
    _void_terms(case, ClaimResult.OPEN)
    act.facts = {"reason": act.data["reason"]}


@effect("hand_over")
def hand_over(act: Act) -> None:
    """data: to (Organization), materials."""
    access.invite_body(
        act.data["to"], act.dossier, Role.ARBITRATION_CLERK, on=act.acted_on, reason="handed over to arbitration"
    )
    act.facts = {"to": act.data["to"].name, "materials": act.data.get("materials", "")}


# ── After agreement ──────────────────────────────────────────────────────────────────────────────────────────────────


def _file_route(act: Act, route: str, role: Role, reason: str) -> None:
    case, body = act.dossier, act.data["to"]
    settlement = case.settlement
    settlement.route, settlement.route_body, settlement.route_filed_on = route, body, act.acted_on
    settlement.route_result, settlement.route_number, settlement.route_accepted_on = "", "", None
    settlement.save()
    if case.sender_id != body.pk:
        access.invite_body(body, case, role, on=act.acted_on, reason=reason)
    act.facts = {"to": body.name}


@effect("file_confirmation")
def file_confirmation(act: Act) -> None:
    """data: to (the court)."""
    _file_route(act, "confirmation", Role.COURT_LIAISON, "judicial confirmation")


@effect("file_review")
def file_review(act: Act) -> None:
    """data: to (the arbitration committee)."""
    _file_route(act, "review", Role.ARBITRATION_CLERK, "arbitration review")


def _take_up(act: Act) -> None:
    settlement = act.dossier.settlement
    if act.acted_on < settlement.route_filed_on:
        act.refuse(_("An application is not taken up before it is filed."))
    settlement.route_accepted_on = act.acted_on
    settlement.save()


@effect("accept_confirmation")
def accept_confirmation(act: Act) -> None:
    _take_up(act)


@effect("accept_review")
def accept_review(act: Act) -> None:
    _take_up(act)


def _decide(act: Act) -> None:
    settlement = act.dossier.settlement
    if act.data["result"] not in {"granted", "refused"}:
        act.refuse(_("The decision is either granted or refused."))
    settlement.route_result, settlement.route_number = act.data["result"], act.data.get("number", "")
    settlement.route_decided_on, settlement.route_reason = act.acted_on, act.data.get("reason", "")
    if settlement.route_result == "refused":
        act.facts["reason"] = settlement.route_reason
    settlement.save()
    act.facts |= {"result": settlement.route_result, "number": settlement.route_number}


@effect("decide_confirmation")
def decide_confirmation(act: Act) -> None:
    """data: result granted|refused, number, reason."""
    _decide(act)


@effect("decide_review")
def decide_review(act: Act) -> None:
    """data: result granted|refused, number, reason."""
    _decide(act)


def _submit(act: Act, route: str, role: Role) -> None:
    case = act.dossier
    if case.sender_id not in {None, act.data["to"].pk}:
        act.refuse(_("An agreement is submitted to the body that commissioned the case."))
    _file_route(act, route, role, "agreement submitted")


@effect("submit_to_court")
def submit_to_court(act: Act) -> None:
    """data: to (the commissioning court)."""
    _submit(act, "court_statement", Role.COURT_LIAISON)


@effect("submit_to_tribunal")
def submit_to_tribunal(act: Act) -> None:
    """data: to (the entrusting committee)."""
    _submit(act, "tribunal_statement", Role.ARBITRATION_CLERK)


def _issued(act: Act) -> None:
    """What came of a submitted agreement; the second time, that the document was signed for, or that it was not."""
    case, settlement = act.dossier, act.dossier.settlement
    document, served_on, first = act.data.get("document", ""), act.data.get("served_on"), settlement.route_decided_on
    if act.data["result"] == "granted" and document not in case.rule.issues:
        act.refuse(_("This channel does not know such a document."))
    _not_after_today(act, served_on)
    if first and settlement.route_number and act.data.get("number") not in {None, "", settlement.route_number}:
        act.refuse(
            _("%(number)s is already on file; a mistake in it is put right by a correction, not by a second document.")
            % {"number": settlement.route_number}
        )
    act.data.setdefault("number", "")
    act.data["number"] = act.data["number"] or settlement.route_number
    issued_on = first or act.acted_on
    if served_on is not None and served_on < issued_on:
        act.refuse(_("A document cannot be signed for before it is issued."))
    _decide(act)
    granted = settlement.route_result == "granted"
    settlement.route_decided_on = issued_on if granted else act.acted_on
    if first and served_on:
        act.acted_on = served_on
    settlement.route_document, settlement.route_served_on = (document, served_on) if granted else ("", None)
    settlement.save()
    act.facts |= {"document": settlement.route_document, "served_on": served_on.isoformat() if served_on else None}


@effect("record_court_document")
def record_court_document(act: Act) -> None:
    """data: result granted|refused, document, number, served_on, reason."""
    _issued(act)


@effect("record_tribunal_document")
def record_tribunal_document(act: Act) -> None:
    """data: result granted|refused, document, number, served_on, reason."""
    _issued(act)


def _obligation(act: Act, wanted: int) -> Obligation:
    """An obligation an act speaks of, read under the lock: what the form saw may be older than another's payment."""
    prefetch_related_objects([act.dossier.settlement], "obligations")
    row: Obligation | None = next((one for one in act.dossier.settlement.obligations.all() if one.pk == wanted), None)
    if row is None:
        act.refuse(_("This obligation is not on the file."))
        raise AssertionError
    if row.performed_on is not None:
        act.refuse(_("This obligation has already been performed."))
    return row


@effect("record_performance")
def record_performance(act: Act) -> None:
    """data: obligation and amount, or in_full [Obligation], or both; proof, on. An obligation is performed when its sum
    has come, or its act was done; those in full are met with what was still open on them."""
    case, settlement = act.dossier, act.dossier.settlement
    on = act.data.get("on") or act.acted_on
    _not_after_today(act, on)
    met: list[tuple[Obligation, Decimal | None]] = []
    if act.data.get("obligation") is not None:
        row = _obligation(act, act.data["obligation"].pk)
        if row.kind == "money" and not act.data.get("amount"):
            act.refuse(_("State the amount that was paid."))
        met.append((row, act.data.get("amount")))
    for one in act.data.get("in_full") or []:
        row = _obligation(act, one.pk)
        met.append((row, None if row.kind == "act" else (row.amount or Decimal(0)) - row.paid))
    if not met:
        act.refuse(_("Say which item was met."))
    claims = {claim.pk: claim for claim in case.claim_rows}
    for row, amount in met:
        row.paid += amount or Decimal(0)
        if row.kind == "act" or row.paid >= (row.amount or Decimal(0)):
            row.performed_on = on
        if row.claim_id in claims:
            claims[row.claim_id].paid += amount or Decimal(0)
    Payment.objects.bulk_create(
        Payment(obligation=row, on=on, amount=amount, proof=act.data.get("proof", ""), recorded_at=act.at)
        for row, amount in met
    )
    _save_all([row for row, _amount in met], "paid", "performed_on")
    _save_all([claim for claim in claims.values() if claim.pk in {row.claim_id for row, _amount in met}], "paid")
    settlement.case = case
    recount(settlement)
    settlement.save()
    total = sum((amount or Decimal(0) for _row, amount in met), Decimal(0))
    act.facts = {
        "what": "、".join(dict.fromkeys(row.what for row, _amount in met)),
        "amount": _money(total or None),
        "items": len(met),
        "on": on.isoformat(),
        "performed": all(row.performed_on is not None for row, _amount in met),
    }


@effect("record_breach")
def record_breach(act: Act) -> None:
    """data: obligation, remedy, note. Only what is due can be in breach."""
    row = _obligation(act, act.data["obligation"].pk)
    if row.due_on is None or act.acted_on <= row.due_on:
        act.refuse(_("This obligation is not overdue yet."))
    row.breach_on, row.remedy = act.acted_on, act.data.get("remedy", "")
    row.save(update_fields=["breach_on", "remedy"])
    settlement = act.dossier.settlement
    settlement.case = act.dossier
    recount(settlement)
    settlement.save()
    act.facts = {"what": row.what, "remedy": row.remedy, "claim": row.claim_id} | _keep(
        act, "I", act.data.get("note", "")
    )


@effect("record_callback")
def record_callback(act: Act) -> None:
    """data: text."""
    _note(act, NoteKind.CALLBACK, "A", act.data["text"])


@effect("answer_sender")
def answer_sender(act: Act) -> None:
    """data: text, medium. What the sender was told of the outcome; the sender's people may read it again (class A)."""
    act.dossier.answered_on, act.dossier.answers_in_writing = act.acted_on, act.data["medium"] in WRITTEN
    _note(act, NoteKind.ANSWER, "A", act.data["text"])
    act.facts |= {"medium": act.data["medium"]}


@effect("review_outcome")
def review_outcome(act: Act) -> None:
    act.dossier.outcome_reviewed_on = act.acted_on
    act.facts = {"outcome": act.dossier.outcome}


# ── Letters, notes, closing ──────────────────────────────────────────────────────────────────────────────────────────


def _write(act: Act, kind: str, record: str, text: str, concerns: str = "") -> dict[str, Any]:
    """Put a note beside the record; yields what the event keeps of it."""
    Note.objects.create(
        dossier_id=act.dossier.pk,
        kind=kind,
        record=record,
        text=text,
        concerns=concerns,
        by=cast("User", act.user),  # no row gives the calendar a note to write
        by_name=act.by.full_name,
        at=act.at,
    )
    return {"digest": digest(text)}


def _note(act: Act, kind: str, record: str, text: str, concerns: str = "") -> None:
    """An act that is nothing but its note is of the note's class."""
    act.facts = _write(act, kind, record, text, concerns)
    act.record = record


def _keep(act: Act, record: str, text: str) -> dict[str, Any]:
    """Keep the words typed with an act as a note of class `record`, named after the act; nothing where none were."""
    return _write(act, NoteKind.NOTE, record, text, str(act.step.label)[:120]) if text.strip() else {}


@effect("add_note")
def add_note(act: Act) -> None:
    """data: text, confidential. A note stays inside the body (I), a mediator's confidential one with mediators (D)."""
    secret = bool(act.data.get("confidential"))
    if secret and Role.MEDIATOR not in act.held:
        # Never kept silently in a class that the court and the sender read.
        act.refuse(_("Only a mediator of this case keeps a confidential note."))
    _note(act, NoteKind.NOTE, "D" if secret else "I", act.data["text"])


@effect("add_correction")
def add_correction(act: Act) -> None:
    """data: concerns, text. What stood there before stays."""
    _note(act, NoteKind.CORRECTION, "A", act.data["text"], act.data["concerns"])


@effect("submit_closing")
def submit_closing(act: Act) -> None:
    """data: summary."""
    case = act.dossier
    case.closing_submitted_on, case.closing_summary = act.acted_on, act.data.get("summary", "")
    act.facts = {"outcome": case.outcome}


@effect("return_closing")
def return_closing(act: Act) -> None:
    """data: reason."""
    act.dossier.closing_submitted_on = None
    act.facts = {"reason": act.data["reason"]}


@effect("close_case")
def close_case(act: Act) -> None:
    case = act.dossier
    sums = {
        name: _money(sum((getattr(claim, name) or Decimal(0) for claim in case.claim_rows), Decimal(0)))
        for name in ("claimed", "agreed", "paid")
    }
    if case.self_settled is not None:
        sums["self_settled"] = _money(case.self_settled)
    act.facts = {"outcome": case.outcome, "people": case.people, **sums}
