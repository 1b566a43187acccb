"""Who may what, when, in a matter of supervision: every role × state × step, the empty cells too.

`matrix.csv` is the oracle. It was drawn from the book once and then read, cell by cell, against documents.md A1–A3; a
change of the book that is meant must be made here by hand as well.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from dossiers import access, actions
from dossiers.actions import ADDRESSEE, CALENDAR, NotNow, NotYourRole, NotYours, offers, take_step
from organizations.models import Organization
from organizations.roles import Role
from tests.cast import NOW, TODAY, Cast
from tests.supervision.walk import matter_in
from workflows.reading import may, rows
from workflows.supervision import State, SupervisionProcedure

SHORT = {
    "SUP": Role.LEGAL_SUPERVISOR,
    "HEAD": Role.SUPERVISION_HEAD,
    "REV": Role.LEGAL_REVIEWER,
    "COURT": Role.COURT_LIAISON,
    "LAB": Role.LABOUR_OFFICER,
    "PROC": Role.PROCURATORATE_LIAISON,
    "CAL": Role.CALENDAR,
    "ADDR": Role.ADDRESSEE,
}
REAL_STATES = [state for state in State if state.value]
UNSEATED = {Role.CALENDAR: CALENDAR, Role.ADDRESSEE: ADDRESSEE}


def oracle() -> dict[tuple[str, str], frozenset[Role]]:
    """(step, state) → the roles that may."""
    with (Path(__file__).parent / "matrix.csv").open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    return {
        (row["step"], "" if state == "(new)" else state): frozenset(SHORT[word] for word in cell.split())
        for row in table
        for state, cell in row.items()
        if state != "step"
    }


ORACLE = oracle()
STEPS = [row.name for row in rows(SupervisionProcedure)]


def test_the_oracle_has_a_cell_for_every_step_and_state() -> None:
    assert set(ORACLE) == {(step, state.value) for step in STEPS for state in State}


@pytest.mark.parametrize("role", list(Role))
def test_the_book_gives_a_role_exactly_what_the_oracle_says(role: Role) -> None:
    given = {state: [row.name for row in may(SupervisionProcedure, role, state)] for state in State}

    assert given == {state: [step for step in STEPS if role in ORACLE[step, state.value]] for state in State}


def everybody_in(matter: Any, cast: Cast) -> dict[Role, Any]:
    """One person per role; partners are let into the matter, who mediates or administers is not."""
    guests = {
        Role.COURT_LIAISON: cast.liaison,
        Role.ARBITRATION_CLERK: cast.arbitration_clerk,
        Role.LABOUR_OFFICER: cast.labour_officer,
        Role.PROCURATORATE_LIAISON: cast.prosecutor,
        Role.JUSTICE_LIAISON: cast.justice_liaison,
    }
    for role, person in guests.items():
        access.invite_body(Organization.objects.get(memberships__user=person), matter, role, on=TODAY, reason="test")
        person.__dict__.pop("_memberships_on", None)
    return (
        guests
        | UNSEATED
        | {
            Role.LEGAL_SUPERVISOR: cast.legal_supervisor,
            Role.SUPERVISION_HEAD: cast.union_head,
            Role.LEGAL_REVIEWER: cast.union_lawyer,
            Role.REPORTING_SUPERVISOR: cast.supervisor,
            Role.REGISTRAR: cast.registrar,
            Role.BODY_HEAD: cast.head,
            Role.MEDIATOR: cast.mediator,
            Role.BODY_ADMINISTRATOR: cast.administrator,
            Role.AUDITOR: cast.auditor,
        }
    )


#: Roles that open no file of supervision at all: the mediation centre is another body than the union above it.
OUTSIDE = {Role.REGISTRAR, Role.BODY_HEAD, Role.MEDIATOR, Role.BODY_ADMINISTRATOR, Role.AUDITOR}


@pytest.mark.django_db
@pytest.mark.parametrize("state", REAL_STATES)
def test_offers_are_the_oracles_cells_and_nothing_else_passes_the_door(
    state: State, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    matter = matter_in(state, cast)
    people = everybody_in(matter, cast)
    before = (matter.state, matter.version, matter.events.count())
    held = {role: access.roles_in(who, matter, TODAY) for role, who in people.items() if role not in UNSEATED}
    assert held == {role: frozenset() if role in OUTSIDE else frozenset({role}) for role in held}

    # The row is the same for every attempt below: load it once instead of some thousand times.
    monkeypatch.setattr(actions, "load_subject", lambda dossier, lock=False: matter)
    for role in Role:
        expected = [step for step in STEPS if role in ORACLE[step, state.value]]
        assert [offer.name for offer in offers(matter, frozenset({role}), on=TODAY)] == expected
        for step in STEPS:
            by = {r for (s, _state), may_take in ORACLE.items() if s == step for r in may_take}
            if role in ORACLE[step, state.value]:
                continue  # a full cell: its guards and effects have their own tests
            if role not in SHORT.values() and state != State.LEAD:
                continue  # takes no step of the book at all: refused before anybody asks where the matter stands
            refusal: type[Exception] = NotYours if role in OUTSIDE else NotNow if role in by else NotYourRole
            with pytest.raises(refusal):
                take_step(matter, step, by=people[role], at=NOW)

    matter.refresh_from_db()
    assert before == (state, matter.version, matter.events.count())


def test_no_state_is_a_dead_end_but_the_archive() -> None:
    """From every state somebody can move the matter, and every way leads to the archive in the end."""
    leads = {
        state: {
            to for row in rows(SupervisionProcedure) if state in {*row.sources} - {*row.stays} for to in row.targets
        }
        for state in State
    }

    reached = {State.ARCHIVED}
    while more := {state for state in State if leads[state] & reached} - reached:
        reached |= more

    assert reached == set(State)
