"""Random acts on one matter against a model of the procedure: the promises of log, numbers and clocks hold throughout.

The model knows who may take a step in which state as the oracle of `test_matrix.py` has it, and where each step leads.
It does not know the conditions: where the door refuses, nothing may have changed.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from documents.models import Instrument
from dossiers import access, audit
from dossiers.actions import DoorError, NotNow, Refused, take_step
from dossiers.models import Clock, ClockStatus, Event
from organizations.roles import Role
from supervision.models import Matter, load_matter
from tests.cast import NOW, Cast, make_cast, set_papers
from tests.supervision import walk
from tests.supervision.test_matrix import ORACLE, UNSEATED, everybody_in
from workflows.reading import rows as book_rows
from workflows.supervision import ENDED, SHUT, SupervisionProcedure

BOOK = {row.name: row for row in book_rows(SupervisionProcedure) if row.name != "register_lead"}
#: Acts that need what only another room holds (a file, a form's kind, a case) are left to their own tests.
ACTS = sorted(set(BOOK) - {"lodge_exhibit", "print_form", "link_case", "return_scan", "send_paper", "record_service"})
#: The ordinary way, taken more often than chance would, so that walks get beyond the lead.
ONWARD = [
    "check_exclusivity", "name_supervisors", "declare_ties", "take_up_lead", "record_inquiry", "add_finding",
    "conclude_investigation", "record_urgency", "draft_opinion", "draft_hint", "submit_letter", "pass_letter",
    "approve_letter", "seal_paper", "record_letter_service", "record_reply", "verify_findings", "draft_advice",
    "record_filing", "record_result", "record_achievement", "close_matter", "archive_matter",
]  # fmt: skip


class Walk(RuleBasedStateMachine):
    cast: Cast
    matter: Matter

    @initialize(broadcast=st.sampled_from([False] * 7 + [True]), named=st.booleans())
    def a_lead_arrives(self, broadcast: bool, named: bool) -> None:
        self.cast, self.now = make_cast(), NOW
        self.supervisors = walk.supervisors(self.cast)
        self.matter = walk.new_matter(self.cast, is_broadcast=broadcast, reporter_named=named)
        self.people = everybody_in(self.matter, self.cast)
        self.state, self.acts, self.tried = self.matter.state, 1, set[str]()

    def data(self, step: str, draw: Any) -> dict[str, Any]:  # noqa: C901 (a table of words, one row per step)
        """Plausible words for a step; sometimes the wrong ones."""
        matter, cast, today = self.matter, self.cast, self.now.date()
        some, rows = draw(st.booleans()), matter.finding_rows
        match step:
            case "amend_lead":
                other = {"employer": walk.employer(cast, draw(st.sampled_from("甲乙")), credit_code="")} if some else {}
                return {"women": draw(st.integers(0, 3))} | other
            case "check_exclusivity":
                return {} if draw(st.integers(0, 4)) else {"other_procedure": "arbitration", "other_note": "x"}
            case "name_supervisors":
                return {"supervisors": self.supervisors}
            case "declare_ties":
                return {"ties": [{"investigator": r.pk, "has_tie": False} for r in matter.investigator_rows]}
            case "decline_lead":
                return {"reason": "no_substance"}
            case "record_inquiry":
                return {"place": "x", "method": "site", "supervisors": self.supervisors, "text": "x", "signed": True}
            case "record_evidence":
                return {"title": "x", "finding": rows[0] if rows else None}
            case "add_finding":
                return dict(walk.FINDING) if draw(st.integers(0, 4)) else {"topic": "pay.arrears", "facts": "x"}
            case "amend_finding":
                return {"finding": rows[0] if rows else matter, "facts": draw(st.sampled_from("abc"))}
            case "drop_finding":
                return {"finding": rows[-1] if rows else matter, "reason": "x"}
            case "conclude_investigation":
                return {"conclusion": "x"}
            case "draft_hint" | "draft_opinion" | "draft_advice" | "amend_letter":
                joint = {"cosigners": [cast.court]} if draw(st.integers(0, 4)) == 0 else {}
                return walk.LETTER | joint | ({"authority": walk.bureau(cast)} if step == "draft_advice" else {})
            case "cosign_letter":
                return {"body": cast.court}
            case "record_letter_service":
                outcome = draw(st.sampled_from(["received", "received", "refused", "left"]))
                return {"method": "direct", "outcome": outcome, "received_by": "x", "refusal_reason": "x",
                        "note": "x" if some else ""}  # fmt: skip
            case "seal_paper":
                numbers = [row.number for row in matter.letter_rows if row.number]
                paper = Instrument.objects.filter(number__in=numbers, sealed_on=None).first()
                return {"paper": paper, "seal_name": "x", "copies": 1, "approved_by": "x"}
            case "correct_letter":
                return {"letter": next(iter(matter.letter_rows), None), "wrong": "x", "right": "y"}
            case "extend_reply":
                return {"to": today + dt.timedelta(days=draw(st.integers(1, 40))), "reason": "x"}
            case "record_reply":
                items = [{"finding": r.pk, "admits": some, "status": "done", "measure": "x"} for r in matter.asked_rows]
                return {"way": "paper", "signer": "x", "items": items}
            case "note_expiry":
                return {"before": today}
            case "verify_findings":
                verdict = draw(st.sampled_from(["done", "part", "undone"]))
                results = [{"finding": r.pk, "verdict": verdict} for r in matter.asked_rows]
                return {"method": "papers", "supervisors": self.supervisors, "results": results}
            case "urge_employer":
                due_on = today + dt.timedelta(days=draw(st.integers(0, 9)))
                return {"findings": [{"finding": r.pk, "due_on": due_on} for r in rows]}
            case "record_talk":
                return {"with_bodies": "x", "present": "x", "result": "x"}
            case "record_filing":
                return {"filed": some, "number": "x", "reason": "x"}
            case "record_result":
                return {"result": "corrected"}
            case "send_to_procuratorate":
                return {"body": cast.prosecutor.memberships.get().body}
            case "record_procuratorate_answer":
                return {"answer": "advice"}
            case "inform_reporter":
                return {"how": "x"}
            case "add_correction":
                return {"concerns": "x", "text": "y"}
        return {"reason": "x", "text": "x", "opinion": "x", "summary": "x", "note": "x"}

    def take(self, step: str, role: Role, data: Any) -> None:
        before, row, person = self.snapshot(), BOOK[step], self.people[role]
        if step == "archive_matter":
            set_papers(self.matter)
        try:
            event = take_step(self.matter, step, by=person, at=self.now, **self.data(step, data.draw))
        except NotNow:
            assert role not in ORACLE[step, self.state]
        except DoorError as refused:
            held = frozenset({role}) if role in UNSEATED else access.roles_in(person, self.matter, self.now.date())
            if role in held & ORACLE[step, self.state] and not isinstance(refused, Refused):
                raise AssertionError(f"{role} may {step} in {self.state}") from refused
        else:
            assert Role(event.role) in ORACLE[step, self.state], "nothing passes that the oracle does not know"
            assert (event.from_state, event.seq) == (self.state, self.acts + 1)
            self.acts, self.state = self.acts + 1, event.to_state
            moved = row.moves_from(event.from_state)
            assert self.state in row.targets if moved else self.state == event.from_state
            self.matter = load_matter(self.matter.pk)
            return
        assert self.snapshot() == before, "a refusal changes nothing"

    def snapshot(self) -> tuple[Any, ...]:
        pk = self.matter.pk
        rows = [list(getattr(self.matter, name).order_by("pk").values()) for name in ("findings", "letters", "clocks")]
        return (Matter.objects.filter(pk=pk).values().get(), rows, Event.objects.filter(dossier=pk).count())

    @rule(step=st.sampled_from(ACTS), data=st.data())
    def somebody_whose_role_it_is_tries_a_step(self, step: str, data: Any) -> None:
        self.take(step, data.draw(st.sampled_from(BOOK[step].by)), data)

    @rule(step=st.sampled_from(ACTS), role=st.sampled_from(list(Role)), data=st.data())
    def anybody_tries_anything(self, step: str, role: Role, data: Any) -> None:
        self.take(step, role, data)

    @rule(data=st.data(), count=st.integers(4, 14))
    def the_union_goes_on(self, data: Any, count: int) -> None:
        for _turn in range(count):
            ahead = [name for name in ONWARD if self.state in BOOK[name].sources and name not in self.tried]
            if not ahead:
                self.tried.clear()
                return
            self.tried.add(ahead[0])
            self.take(ahead[0], BOOK[ahead[0]].by[0], data)

    @rule(days=st.integers(1, 20))
    def time_passes(self, days: int) -> None:
        self.now += dt.timedelta(days=days)

    # ── what holds ──────────────────────────────────────────────────────────────────────────────────────────────────

    @invariant()
    def one_act_is_one_event_one_version_and_the_chain_holds(self) -> None:
        events = list(self.matter.events.order_by("seq"))
        assert [event.seq for event in events] == list(range(1, self.acts + 1))
        assert (self.matter.version, self.matter.last_seq) == (self.acts, self.acts)
        assert audit.verify(self.matter.dossier_ptr, events) is None

    @invariant()
    def an_outcome_and_its_day_are_there_exactly_when_the_matter_has_ended(self) -> None:
        matter = self.matter
        assert bool(matter.outcome) is (matter.state in {*ENDED, *SHUT}) is (matter.ended_on is not None)
        assert (matter.closed_at is not None) is (matter.state in SHUT)

    @invariant()
    def numbers_are_given_once_and_without_a_gap_and_only_to_letters_that_were_approved(self) -> None:
        issued: dict[str, list[int]] = {}
        for series, seq in self.matter.instruments.order_by("seq").values_list("series", "seq"):
            issued.setdefault(series, []).append(seq)
        assert all(seqs == list(range(1, len(seqs) + 1)) for seqs in issued.values())
        for letter in self.matter.letter_rows:
            assert bool(letter.number) is bool(letter.approved_by) is (letter.issued_on is not None)
            assert not (letter.number and letter.dropped_on), "a letter with its number is never dropped"
            assert not letter.approved_by or letter.approved_by not in {
                letter.reviewed_by,
                *letter.drafted_by.split("、"),
            }

    @invariant()
    def at_most_one_answer_is_waited_for_and_none_in_a_matter_that_has_ended(self) -> None:
        running = Clock.objects.filter(dossier=self.matter.pk, status=ClockStatus.RUNNING)
        assert running.count() <= (0 if self.matter.outcome else 1)
        nearest = running.exclude(due_on=None).order_by("due_on").first()
        assert (self.matter.due_on, self.matter.due_clock) == ((nearest.due_on, nearest.key) if nearest else (None, ""))


@pytest.mark.slow
@pytest.mark.once
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
        settings=settings(
            max_examples=12, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        ),
    )  # fmt: skip
