"""Who may what, when: every role × state × step, the empty cells too.

`matrix.csv` is the oracle. It was drawn from the book once and then read, cell by cell, against law.md §4.2; a change
of the book that is meant must be made here by hand as well.
"""

import csv
from pathlib import Path
from typing import Any

import pytest

from dossiers import access, actions
from dossiers.actions import ADDRESSEE, CALENDAR, NotNow, NotYourRole, NotYours, offers, take_step
from organizations.models import Organization
from organizations.roles import Role
from tests.cast import NOW, TODAY, Cast, case_in
from workflows.channels import Channel
from workflows.mediation import MediationProcedure, State
from workflows.reading import may, rows

SHORT = {
    "REG": Role.REGISTRAR,
    "HEAD": Role.BODY_HEAD,
    "MED": Role.MEDIATOR,
    "COURT": Role.COURT_LIAISON,
    "ARB": Role.ARBITRATION_CLERK,
    "LAB": Role.LABOUR_OFFICER,
    "PROC": Role.PROCURATORATE_LIAISON,
    "JUST": Role.JUSTICE_LIAISON,
    "REV": Role.LEGAL_REVIEWER,
    "CAL": Role.CALENDAR,
}
UNSEATED = (CALENDAR, ADDRESSEE)
REAL_STATES = [state for state in State if state.value]


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
STEPS = [row.name for row in rows(MediationProcedure)]


def test_the_oracle_has_a_cell_for_every_step_and_state() -> None:
    assert set(ORACLE) == {(step, state.value) for step in STEPS for state in State}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("state", list(State))
def test_the_book_gives_a_role_exactly_what_the_oracle_says(role: Role, state: State) -> None:
    expected = [step for step in STEPS if role in ORACLE[step, state.value]]

    assert [row.name for row in may(MediationProcedure, role, state)] == expected


@pytest.mark.django_db
@pytest.mark.parametrize("state", REAL_STATES)
def test_offers_are_the_oracles_cells_and_nothing_else_passes_the_door(
    state: State, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = case_in(state, cast, channel=Channel.COURT_PRE)
    people = everybody_in(case, cast)
    before = (case.version, case.events.count())

    for role in Role:
        expected = [step for step in STEPS if role in ORACLE[step, state.value]]
        assert [offer.name for offer in offers(case, frozenset({role}), on=TODAY)] == expected

    # The row is the same for every attempt below: load it once instead of some thousand times.
    monkeypatch.setattr(actions, "load_subject", lambda dossier, lock=False: case)
    for role in Role:
        person = people[role]
        for step in STEPS:
            by = {r for (s, _state), held in ORACLE.items() if s == step for r in held}
            if role in ORACLE[step, state.value]:
                continue  # a full cell: its guards and effects have their own tests
            expected_refusal: type[Exception] = (
                NotYours if person in NO_FILE(cast) else NotNow if role in by else NotYourRole
            )
            with pytest.raises(expected_refusal):
                take_step(case, step, by=person, at=NOW)

    case.refresh_from_db()
    assert (case.version, case.events.count()) == before


def NO_FILE(cast: Cast) -> list[Any]:  # noqa: N802
    """Roles that open no mediation file at all."""
    return [cast.legal_supervisor, cast.union_head, cast.administrator, cast.auditor]


def everybody_in(case: Any, cast: Cast) -> dict[Role, Any]:
    """One person per role, let into the case where the role needs an invitation."""
    access.appoint([cast.second_mediator], case, Role.MEDIATOR, on=TODAY, reason="test")
    guests = {
        Role.ARBITRATION_CLERK: cast.arbitration_clerk,
        Role.LABOUR_OFFICER: cast.labour_officer,
        Role.PROCURATORATE_LIAISON: cast.prosecutor,
        Role.JUSTICE_LIAISON: cast.justice_liaison,
    }
    for role, person in guests.items():
        body = Organization.objects.get(memberships__user=person)
        access.invite_body(body, case, role, on=TODAY, reason="test")
        person.__dict__.pop("_memberships_on", None)
    return guests | {
        Role.REGISTRAR: cast.registrar,
        Role.BODY_HEAD: cast.head,
        Role.MEDIATOR: cast.second_mediator,
        Role.COURT_LIAISON: cast.liaison,
        Role.LEGAL_REVIEWER: cast.reviewer,
        Role.REPORTING_SUPERVISOR: cast.supervisor,
        Role.LEGAL_SUPERVISOR: cast.legal_supervisor,
        Role.SUPERVISION_HEAD: cast.union_head,
        Role.BODY_ADMINISTRATOR: cast.administrator,
        Role.AUDITOR: cast.auditor,
        Role.CALENDAR: CALENDAR,
        Role.ADDRESSEE: ADDRESSEE,
    }


@pytest.mark.django_db
def test_every_role_of_the_cast_is_in_the_room(cast: Cast) -> None:
    case = case_in(State.IN_MEDIATION, cast, channel=Channel.COURT_PRE)
    people = everybody_in(case, cast)

    held = {role: access.roles_in(person, case, TODAY) for role, person in people.items() if person not in UNSEATED}

    assert {role for role, roles in held.items() if not roles} == {
        Role.LEGAL_SUPERVISOR,
        Role.SUPERVISION_HEAD,
        Role.BODY_ADMINISTRATOR,
        Role.AUDITOR,
    }
    assert all(roles == {role} for role, roles in held.items() if roles)
