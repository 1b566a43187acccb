"""Random acts on one file against a model of the procedure: the promises of the log and the clocks hold throughout.

The model knows law.md §4.2 as the oracle of `test_matrix.py` has it (who may take a step in which state) and where each
step leads. It does not know the conditions: where the door refuses, nothing may have changed.
"""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from cases.models import Case, load_case
from dossiers import access, audit
from dossiers.actions import CALENDAR, DoorError, NotNow, Refused, Stale, offers, take_step
from dossiers.models import Clock, ClockStatus, Event
from organizations.roles import Role
from tests.cast import NOW, Cast, make_cast, new_case
from tests.workflows.test_matrix import ORACLE, UNSEATED, everybody_in
from workflows.channels import Channel
from workflows.mediation import ENDED, SHUT, MediationProcedure, State
from workflows.papers import Kind
from workflows.reading import rows as book_rows

BOOK = {row.name: row for row in book_rows(MediationProcedure) if row.name != "register_case"}

#: Acts that need what only another room holds (an uploaded file, a letter's addressee) are left to their own tests.
LEFT_OUT = {
    *("lodge_exhibit", "issue_session_record", "hand_over", "propose_supervision"),
    *("seal_paper", "return_scan", "send_paper", "record_service", "correct_paper", "void_paper"),
}
ACTS = sorted(set(BOOK) - LEFT_OUT)

#: The ordinary way, offered more often than chance would, so that walks get beyond the counter.
ONWARD = (
    "screen_case",
    "confirm_commission",
    "check_scope",
    "check_identity",
    "record_consent",
    "accept_case",
    "appoint_mediator",
    "disclose_interests",
    "explain_rights",
    "begin_mediation",
    "log_session",
    "write_terms",
    "draft_agreement",
    "record_signature",
    "conclude_agreement",
    "submit_closing",
    "close_case",
    "archive_case",
)


class Walk(RuleBasedStateMachine):
    cast: Cast
    case: Case
    people: dict[Role, Any]

    @initialize(channel=st.sampled_from(list(Channel)), workers=st.sampled_from([1, 2, 10]))
    def a_case_arrives(self, channel: Channel, workers: int) -> None:
        self.cast = make_cast()
        self.now = NOW
        self.case = new_case(self.cast, channel=channel, workers=workers)
        self.people = everybody_in(self.case, self.cast) | {Role.CALENDAR: CALENDAR}
        self.state, self.acts, self.seen = self.case.state, 1, set[str]()

    # ── what the acts say ─────────────────────────────────────────────────────────────────────────────────────────────

    def data(self, step: str, draw: Any) -> dict[str, Any]:  # noqa: C901 (a table of words, one row per step)
        """Plausible words for a step; sometimes the wrong ones."""
        case, today = self.case, self.now.date()
        some = draw(st.booleans())
        match step:
            case "check_scope":
                return {"in_scope": True}
            case "add_party":
                return {"side": "third", "kind": "person", "name": "第三人"}
            case "amend_party" | "record_service_address":
                return (
                    {"party": case.party_rows[0], "phone": "13900000009"}
                    if step == "amend_party"
                    else {"party": case.party_rows[0]}
                )
            case "record_facts":
                said = {
                    "monthly_wage": {"agreed": "6000"},
                    "exit_date": {"worker": "2026-03-01", "employer": "2026-02-01"},
                }
                return {"party": case.party_rows[0 if some else -1], "facts": said}
            case "record_agent":
                return {
                    "party": case.party_rows[0],
                    "agent_name": "秦律师",
                    "agent_authority": "special",
                    "agent_signs": some,
                }
            case "add_claim":
                return {"cause_code": "205-6", "what": "经济补偿", "claimed": Decimal(5000)}
            case "amend_claim":
                return {"claim": case.claim_rows[0], "claimed": Decimal(19000)}
            case "record_representatives":
                return {"representatives": case.side("applicant")[:3]}
            case "check_identity":
                return {"parties": case.party_rows, "how": "身份证"}
            case "record_award":
                return {"award_received_on": today, "complaint_handed_in_on": today if some else None}
            case "correct_commission":
                return {"received_on": today, "reason": "x"}
            case "record_petition":
                return {"petition_accepted_on": today}
            case "record_limitation_start":
                known = {row.pk: {"known_on": today - dt.timedelta(days=300)} for row in case.claim_rows}
                return {"employment": "ended" if some else "", "leave_on": today, "claims": known}
            case "record_limitation_event":
                kind = draw(st.sampled_from(["complained_to_department", "just_cause_began", "just_cause_ended"]))
                return {"kind": kind, "on": today, "claims": case.claim_rows, "evidence": "x"}
            case "confirm_commission":
                return {"received_on": today}
            case "record_consent":
                return {
                    "parties": case.party_rows,
                    "answer": "agreed" if draw(st.integers(0, 4)) else "refused",
                    "medium": "phone",
                }
            case "decline_case":
                return {"reason": "out_of_scope"}
            case "appoint_mediator" | "replace_mediator":
                return {
                    "mediator": self.cast.mediator if some else self.cast.second_mediator,
                    "method": "body",
                    "reason": "x",
                }
            case "disclose_interests":
                return {"has_interest": not draw(st.integers(0, 4))}
            case "record_waiver":
                return {"agreed_by": case.party_rows}
            case "request_recusal":
                return {"asked_by": "张秀英", "ground": "kin", "reason": "x"}
            case "refuse_recusal" | "return_closing" | "recall_commission" | "reopen_terms":
                return {"reason": "x"}
            case "log_session":
                return {"kind": "joint", "mode": "in_person", "began_at": self.now}
            case "record_offer":
                return {"by_side": "applicant", "amount": Decimal(9000)}
            case "confirm_facts":
                return {"items": ["工资标准每月六千元"], "confirmed_by": case.party_rows, "aware_of_use": True}
            case "extend_period":
                return {
                    "to": today + dt.timedelta(days=draw(st.integers(1, 40))),
                    "agreed_by": case.party_rows,
                    "medium": "paper",
                }
            case "print_form":
                return {"kind": Kind.SERVICE_ADDRESS if some else Kind.ELECTION}
            case "suspend_mediation":
                return {"reason": "appraisal" if some else "false_mediation", "note": "x"}
            case "end_after_review" | "end_mediation":
                return {"reason": "deadlock" if some else "party_quit", "note": "x"}
            case "resume_mediation":
                return {"note": "x"}
            case "write_terms":
                employer = case.side("respondent")[0]
                items = [
                    {
                        "kind": "money",
                        "what": claim.what,
                        "debtor": employer,
                        "creditor": claim.party,
                        "amount": Decimal(100),
                        "payee": "x",
                        "method": "cash",
                        "due_on": today,
                        "claim": claim,
                    }
                    for claim in case.claim_rows
                ]
                return {
                    "items": items,
                    "claims": {claim.pk: {"result": "settled", "agreed": Decimal(100)} for claim in case.claim_rows},
                }
            case "review_draft" | "record_callback" | "add_note":
                return {"text": "x"}
            case "answer_sender":
                return {"text": "x", "medium": "phone"}
            case "record_member_consent":
                people = case.side("applicant")
                return {"agreed": people[:-1], "declined": people[-1:]} if some else {"agreed": people, "declined": []}
            case "record_signature":
                done: set[Any] = (
                    set(case.settlement.signatures.values_list("party_id", "signer")) if case.agreement else set()
                )
                gone = {party for party, _signer in done}
                left = [(party, "party", party.name) for party in case.party_rows if party.pk not in gone]
                rows: list[tuple[Any, str, str]] = [
                    *left,
                    *((None, k, k) for k in ("mediator", "seal") if (None, k) not in done),
                ]
                return {"signers": [{"party": p, "signer": s, "name": n, "signed_on": today} for p, s, n in rows]}
            case "transfer_case":
                return {"to": "劳动监察大队", "materials": "x" if some else "", "consent": True}
            case "file_confirmation" | "submit_to_court":
                return {"to": self.cast.court}
            case "file_review" | "submit_to_tribunal":
                return {"to": self.cast.committee}
            case "record_court_document" | "record_tribunal_document":
                document = next(iter(case.rule.issues), "statement")
                return {"result": "granted", "document": document, "number": "x", "served_on": today if some else None}
            case "decide_confirmation" | "decide_review":
                return {"result": "granted"}
            case "record_performance" | "record_breach":
                duty = case.settlement.obligations.filter(performed_on=None).first() if case.agreement else None
                return {"obligation": duty or case, "amount": Decimal(100)}
            case "add_correction":
                return {"concerns": "x", "text": "y"}
        return {}

    # ── what happens ──────────────────────────────────────────────────────────────────────────────────────────────────

    def take(self, step: str, role: Role, data: Any) -> None:
        before = self.snapshot()
        row, person = BOOK[step], self.people[role]
        try:
            event = take_step(self.case, step, by=person, at=self.now, **self.data(step, data.draw))
        except NotNow:
            assert role not in ORACLE[step, self.state]
        except DoorError as refused:
            held = frozenset({role}) if person in UNSEATED else access.roles_in(person, self.case, self.now.date())
            wrongly = role in held & ORACLE[step, self.state] and not isinstance(refused, Refused)
            if wrongly:
                raise AssertionError(f"{role} may {step} in {self.state}") from refused
        else:
            assert Role(event.role) in ORACLE[step, self.state], "nothing passes that the oracle does not know"
            assert (event.from_state, event.seq) == (self.state, self.acts + 1)
            self.acts += 1
            self.state = event.to_state
            assert self.state in row.targets if row.moves else self.state == event.from_state
            self.case = load_case(self.case.pk)
            self.seen.add(step)
            return
        assert self.snapshot() == before, "a refusal changes nothing"

    def snapshot(self) -> tuple[Any, ...]:
        row = Case.objects.filter(pk=self.case.pk).values().get()
        clocks = list(Clock.objects.filter(dossier=self.case.pk).order_by("id").values())
        return (
            row,
            clocks,
            list(self.case.parties.values()),
            list(self.case.claims.values()),
            Event.objects.filter(dossier=self.case.pk).count(),
        )

    @rule(step=st.sampled_from(ACTS), data=st.data())
    def somebody_whose_role_it_is_tries_a_step(self, step: str, data: Any) -> None:
        self.take(step, data.draw(st.sampled_from(BOOK[step].by)), data)

    @rule(step=st.sampled_from(ACTS), role=st.sampled_from(list(Role)), data=st.data())
    def anybody_tries_anything(self, step: str, role: Role, data: Any) -> None:
        self.take(step, role, data)

    @rule(data=st.data(), count=st.integers(1, 8))
    def the_office_goes_on(self, data: Any, count: int) -> None:
        for _turn in range(count):
            everybody = frozenset(role for role in Role if role != Role.CALENDAR)
            ready = [
                o.step
                for o in offers(self.case, everybody, on=self.now.date())
                if o.ready and o.name in ONWARD and o.name not in self.seen
            ]
            if not ready:
                self.seen -= {"record_consent", "record_signature", "write_terms", "disclose_interests"}
                return
            row = ready[0]
            self.take(row.name, row.by[0], data)
            self.seen.add(row.name)

    @rule(days=st.integers(1, 12))
    def time_passes(self, days: int) -> None:
        self.now += dt.timedelta(days=days)

    @precondition(lambda self: self.acts > 1)
    @rule()
    def somebody_acts_on_an_old_page(self) -> None:
        before = self.snapshot()
        with pytest.raises((Stale, NotNow, Refused)):
            take_step(
                self.case,
                "add_correction",
                by=self.cast.head,
                at=self.now,
                version=self.case.version - 1,
                concerns="x",
                text="y",
            )
        assert self.snapshot() == before

    @rule(data=st.data())
    def somebody_clicks_twice(self, data: Any) -> None:
        words: dict[str, Any] = {"concerns": "x", "text": "y"}
        op_id = f"click-{self.acts}"
        first = take_step(self.case, "add_correction", by=self.cast.head, at=self.now, op_id=op_id, **words)
        again = take_step(self.case, "add_correction", by=self.cast.head, at=self.now, op_id=op_id, **words)
        assert first.pk == again.pk
        self.acts += 1
        self.case = load_case(self.case.pk)

    # ── what holds ────────────────────────────────────────────────────────────────────────────────────────────────────

    @invariant()
    def one_act_is_one_event_one_version_and_the_chain_holds(self) -> None:
        events = list(self.case.events.order_by("seq"))
        assert [event.seq for event in events] == list(range(1, self.acts + 1))
        assert (self.case.version, self.case.last_seq) == (self.acts, self.acts)
        assert audit.verify(self.case.dossier_ptr, events) is None

    @invariant()
    def an_outcome_and_its_day_are_there_exactly_when_the_case_has_ended(self) -> None:
        case = self.case
        ended = case.state in {*ENDED, *SHUT}
        assert bool(case.outcome) is ended is (case.ended_on is not None)
        assert (case.closed_at is not None) is (case.state in SHUT)
        if case.state in MediationProcedure.outcomes:
            assert case.outcome == MediationProcedure.outcomes[State(case.state)]

    @invariant()
    def the_next_due_day_is_the_nearest_running_duty(self) -> None:
        duties = Clock.objects.filter(dossier=self.case.pk, status=ClockStatus.RUNNING, is_warning=False).exclude(
            due_on=None
        )
        nearest = duties.order_by("due_on", "id").first()
        assert (self.case.due_on, self.case.due_clock) == ((nearest.due_on, nearest.key) if nearest else (None, ""))

    @invariant()
    def no_period_runs_in_a_case_that_has_ended(self) -> None:
        if self.case.outcome:
            running = set(
                Clock.objects.filter(dossier=self.case.pk, status__in=["running", "paused"]).values_list(
                    "key", flat=True
                )
            )
            assert not running & {
                *self.case.clocks_for("period"),
                *self.case.clocks_for("intake"),
                "right_to_arb",
                "ask_other",
            }

    @invariant()
    def nothing_counts_as_agreed_without_an_agreement(self) -> None:
        if self.case.outcome and self.case.outcome not in {"agreed", "part_agreed"}:
            assert not any(claim.agreed is not None for claim in self.case.claim_rows)


@pytest.mark.slow
@pytest.mark.django_db
def test_whatever_people_do_the_promises_hold() -> None:
    from django.db import transaction

    class OneWalk(Walk):
        """Each walk in its own transaction, undone afterwards."""

        def __init__(self) -> None:
            super().__init__()
            self.room = transaction.atomic()
            self.room.__enter__()

        def teardown(self) -> None:
            transaction.set_rollback(True)
            self.room.__exit__(None, None, None)

    run_state_machine_as_test(
        OneWalk,
        # No shrinking: a walk of real steps is slow, and the steps printed for the one found tell the story.
        settings=settings(
            max_examples=20,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        ),
    )
