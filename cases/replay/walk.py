"""Takes a planned record through the doors, act by act, and writes down how far it came and why it went no further."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from cases.models import OFFICE_SIGNATURES, Case, Obligation, Party, Side, SignerKind, load_case
from cases.replay.bodies import Stage
from cases.replay.plan import Act, Plan, plan_of
from cases.replay.source import Record
from dossiers.actions import DoorError, NotNow, NotYourRole, NotYours, Refused, open_dossier, take_step
from dossiers.models.dossier import Origin
from organizations.models import Organization, Region, User
from organizations.roles import Role
from workflows.channels import rule_of

log = logging.getLogger(__name__)
_SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass
class Outcome:
    """What became of one record."""

    record: Record
    procedure: str
    reference: str | None = None
    code: str | None = None
    state: str | None = None
    outcome: str | None = None
    steps: list[str] = field(default_factory=list)
    supplied: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)
    stopped_because: str = ""
    also: Outcome | None = None  # the matter of supervision that the record tells of beside the mediation

    def as_json(self) -> dict[str, Any]:
        """One row of `records_detail`."""
        return {
            "id": self.record.id,
            "reference": self.reference,
            "procedure": self.procedure,
            "state": self.state,
            "steps": self.steps,
            "supplied": self.supplied,
            "refused": self.refused,
            "held": self.held,
            "stopped_because": self.stopped_because or None,
            "outcome": self.outcome,
            "source_outcome": self.record.outcome or None,
            "terms_passed": self.passed,
            "code": self.code,
            **({"supervision": self.also.as_json()} if self.also else {}),
        }

    def refuse(self, step: str, sentences: Iterable[str]) -> None:
        """A step that was not taken, with its sentences."""
        self.refused.append({"step": step, "sentences": [str(sentence) for sentence in sentences]})


def replay_record(record: Record, stage: Stage) -> Outcome:
    """Open one record and walk it as far as its source goes; one transaction, never an exception for what it says."""
    if not record.is_mediation:
        return _matters(record, stage, None)
    done = _mediated(record, stage)
    if record.kind != "mediation" and record.letters:
        case = Case.objects.filter(code=done.code).first() if done.code else None
        done.also = _matters(record, stage, case)
    return done


#: The room above that walks matters of supervision says how: record, stage, the case it also tells of.
_matter_walkers: list[Callable[[Record, Stage, Case | None], Outcome]] = []


def matters_walked_by(walk: Callable[[Record, Stage, Case | None], Outcome]) -> None:
    """Register the walk of a record of supervision."""
    _matter_walkers[:] = [walk]


def _matters(record: Record, stage: Stage, case: Case | None) -> Outcome:
    return _matter_walkers[0](record, stage, case)


def _mediated(record: Record, stage: Stage) -> Outcome:
    done = Outcome(record, "mediation")
    region = stage.region_of(record)
    if region is None:
        done.refuse("register_case", [_("The region of the record cannot be found in the region table.")])
        done.stopped_because = _("A step was refused.")
        return done
    plan = plan_of(record)
    _Walk(record, plan, stage, region, done).go()
    return done


def guarded(done: Outcome, step: str, take: Callable[[], None]) -> bool:
    """Take one step (its own transaction in the door); whatever the rules or the data refuse becomes sentences."""
    try:
        take()
    except Refused as refused:
        done.refuse(step, refused.sentences)
    except NotNow as early:
        done.refuse(step, [_("Not in the state “%(state)s”.") % {"state": early.state_label}])
    except NotYourRole:
        done.refuse(step, [_("This step belongs to another role.")])
    except (NotYours, DoorError):
        done.refuse(step, [_("The file cannot be reached, or somebody else acted on it.")])
    except ValidationError as wrong:
        done.refuse(step, wrong.messages)
    except (DatabaseError, ArithmeticError, LookupError, TypeError, ValueError) as broken:
        # A fault of the replay, not of the record: say so, go on with the next record, leave the trace in the log.
        log.exception("replay of %s stopped at %s", done.record.id, step)
        done.refuse(step, [_("The replay itself failed here: %(what)s") % {"what": type(broken).__name__}])
    else:
        done.steps.append(step)
        return True
    return False


class _Walk:
    """One record on its way."""

    def __init__(self, record: Record, plan: Plan, stage: Stage, region: Region, done: Outcome) -> None:
        self.record, self.plan, self.stage, self.region, self.done = record, plan, stage, region, done
        self.taken = 0
        self._pk = 0
        self._case: Case | None = None
        self._stale = False

    @property
    def case(self) -> Case:
        """The file as it stands now: read again only when an act needs to look at it."""
        if self._stale or self._case is None:
            self._case, self._stale = load_case(self._pk), False
        return self._case

    @transaction.atomic
    def go(self) -> None:
        """Register, then take the acts until one is refused."""
        self._place()
        if self._guarded("register_case", self._register):
            self._guarded("add_note", self._note_source)
            for act in self.plan.acts:
                if not self._guarded(act.step, lambda act=act: self._take(act)):
                    break
        self.done.stopped_because = _("A step was refused.") if self.done.refused else self.plan.end
        self._report()

    def _guarded(self, step: str, take: Any) -> bool:
        return guarded(self.done, step, take)

    # ── Opening ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _place(self) -> None:
        """The bodies of the record, and what had to be said about them."""
        record, plan = self.record, self.plan
        if record.code != self.region.code:
            said = _("%(code)s is not in the region table; the body sits in %(name)s (%(found)s)")
            found = {"code": record.code or "–", "name": self.region.name, "found": self.region.code}
            plan.supply("region", said % found)
        self.body = self.stage.handler(record, self.region)
        if "（来源未载明机构）" in self.body.name:
            plan.supply(
                "body", _("no mediation organisation is named in the source; a stand-in of the place is entered")
            )
        if self.body.legal_type == "OTH" and not plan.legal_type:
            plan.supply("legal_type", _("not in the source; held as another lawfully established organisation"))
        kind = rule_of(plan.channel).sender_kind
        self.sender: Organization | None = None
        if kind:
            self.sender = self.stage.partner(record, self.region, kind, needed=kind in {"court", "arbitration"})

    def _register(self) -> None:
        record, plan = self.record, self.plan
        opened_at = self._moment(plan.received_on)
        case = Case(
            origin=Origin.REPLAYED,
            channel=plan.channel,
            received_on=plan.received_on,
            opened_at=opened_at,
            summary=plan.summary,
            demand=record.claim.text if record.claim else "",
            sender=self.sender,
            legal_type=plan.legal_type or self.body.legal_type,
            place_code=record.code,
            people=plan.people,
        )
        case.place(self.body)
        event = open_dossier(
            case,
            by=self._user("registrar"),
            at=opened_at,
            op_id=self._op(),
            parties=plan.parties,
            claims=plan.claims,
        )
        self._pk = event.dossier_id

    def _note_source(self) -> None:
        """Source, what it says against itself, and what was supplied, as a note of the file."""
        plan = self.plan
        text = [plan.summary.splitlines()[0], self.record.url]
        text += [_("Held as published:"), *plan.held] if plan.held else []
        text += [_("Supplied for the procedure:"), *plan.supplied] if plan.supplied else []
        self._step("add_note", "registrar", plan.received_on, text="\n".join(text))

    # ── One act ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _take(self, act: Act) -> None:
        if act.step == "record_performance":
            self._perform(act)
            return
        self._step(act.step, act.role, act.day, **getattr(self, f"_data_{act.step}", self._as_is)(act))

    def _step(self, step: str, role: str, day: dt.date, **data: Any) -> None:
        self.taken += 1
        take_step(
            self.case if self._case is None else self._case,
            step,
            by=self._user(role),
            at=self._moment(day),
            op_id=self._op(),
            **data,
        )
        self._stale = True

    def _user(self, role: str) -> User:
        return self.stage.people[Role(role)]

    def _op(self) -> str:
        """The same record replayed again is the same acts."""
        return f"replay:{self.record.digest[:32]}:{self.taken}"

    def _moment(self, day: dt.date) -> dt.datetime:
        """A minute later for each act of a record, so that the log of one day reads in order."""
        return dt.datetime(day.year, day.month, day.day, 9, 0, tzinfo=_SHANGHAI) + dt.timedelta(minutes=self.taken)

    def _parties(self, which: str) -> list[Party]:
        return self.case.party_rows if which == "all" else self.case.side(which)

    def _as_is(self, act: Act) -> dict[str, Any]:
        data = dict(act.data)
        if "parties" in data:
            data["parties"] = self._parties(data["parties"])
        return data

    def _data_appoint_mediator(self, act: Act) -> dict[str, Any]:
        return {**act.data, "mediator": self._user("mediator")}

    def _data_record_agent(self, act: Act) -> dict[str, Any]:
        return {**act.data, "party": self._parties(act.data["party"])[0]}

    def _data_log_session(self, act: Act) -> dict[str, Any]:
        moment = self._moment(act.day)
        return {**act.data, "began_at": moment, "present": []}

    def _data_issue_session_record(self, act: Act) -> dict[str, Any]:
        return {**act.data, "session": self.case.sessions.filter(kind="joint").latest("no")}

    def _data_write_terms(self, act: Act) -> dict[str, Any]:
        data = dict(act.data)
        respondents, applicants = self.case.side(Side.RESPONDENT), self.case.side(Side.APPLICANT)
        claims = self.case.claim_rows
        one = applicants[0] if len(applicants) == 1 else None
        items = []
        for row in data.pop("items"):
            item = {**row, "debtor": respondents[row["debtor"]], "creditor": one, "claim": claims[0]}
            if item["kind"] == "money":
                item["payee"] = one.name if one else _("all applicants")
            items.append(item)
        results = data.pop("results")
        return {**data, "items": items, "claims": {claim.pk: said for claim, said in zip(claims, results, strict=True)}}

    def _data_record_signature(self, act: Act) -> dict[str, Any]:
        settlement = self.case.settlement
        signers: list[dict[str, Any]] = []
        for party in self.case.party_rows:
            if party.side == Side.THIRD:
                continue
            kind, name = SignerKind.PARTY, party.name
            if act.data["agent"] and party.agent_signs:
                kind, name = SignerKind.AGENT, party.agent_name
            elif party.deceased:
                kind, name = SignerKind.REPRESENTATIVE, party.agent_name or _("kin of %(name)s") % {"name": party.name}
            signers.append({"party": party, "signer": kind, "name": name[:120]})
        for office in OFFICE_SIGNATURES[self.case.legal_type]:
            name = self.case.mediator_name if office == SignerKind.MEDIATOR else self.case.body.name
            signers.append({"party": None, "signer": office, "name": name})
        day = max(act.day, settlement.drafted_on or act.day)
        return {"signers": [{**row, "signed_on": day} for row in signers]}

    def _data_file_confirmation(self, act: Act) -> dict[str, Any]:
        return {"to": self.stage.partner(self.record, self.region, act.data["to"], needed=True)}

    _data_file_review = _data_hand_over = _data_file_confirmation

    def _data_record_breach(self, act: Act) -> dict[str, Any]:
        return {**act.data, "obligation": self._obligations()[0], "remedy": ""}

    def _obligations(self) -> list[Obligation]:
        return list(self.case.settlement.obligations.all())

    def _perform(self, act: Act) -> None:
        """The sum that was paid, over the obligations in order; an act is done when the source says so.

        Asks nothing of what has been performed: the record replayed again must come to the same acts.
        """
        left: Decimal | None = act.data["paid"]
        told = act.data["rows"]
        common = {"on": act.data["on"], "proof": _("as the source tells")}
        for n, row in enumerate(self._obligations()):
            if any(told) and not told[n]:
                continue
            if row.kind != "money":
                self._step("record_performance", act.role, act.day, obligation=row, **common)
                continue
            part = (row.amount or Decimal(0)) if left is None else min(row.amount or Decimal(0), left)
            if part > 0:
                left = None if left is None else left - part
                self._step("record_performance", act.role, act.day, obligation=row, amount=part, **common)

    def _report(self) -> None:
        done, plan = self.done, self.plan
        done.supplied, done.held = plan.supplied, plan.held
        if not self._pk:
            return
        case = self.case
        done.reference, done.code, done.state, done.outcome = case.number, case.code, case.state, case.outcome or None
        done.passed = [
            f"{clock.key}: {clock.due_on.isoformat()} < {clock.ended_on.isoformat()}"
            for clock in case.clocks.filter(status="expired").order_by("id")
            if clock.due_on and clock.ended_on
        ]
