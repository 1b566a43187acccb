"""Reading a book aloud: steps in written order, the diagram, the who-may-what table. Drawn from the code alone."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

import statutes
from organizations.roles import Role
from workflows.steps import Step, steps_of


def rows(procedure: Any) -> list[Step]:
    """Every step in the order it is written."""
    return list(steps_of(procedure).values())


def may(procedure: Any, role: Role, state: str) -> list[Step]:
    """The steps a role is offered in a state (conditions aside)."""
    return [row for row in rows(procedure) if role in row.by and state in row.sources]


def diagram(procedure: Any) -> str:
    """The moves as a Mermaid state diagram. A step open to a whole stretch of states is one arrow from that stretch."""
    steps = rows(procedure)
    open_, ended = procedure.open_states, procedure.ended_states
    stretches = {"open": open_, "ended": ended}
    lines = ["stateDiagram-v2", "    direction TB"]
    for name, label in (("open", _("Open states")), ("ended", _("Outcomes"))):
        lines.append(f'    state "{label}" as {name} {{')
        lines += [
            f'        state "{state.label}" as {state.value}' for state in procedure.State if state in stretches[name]
        ]
        lines.append("    }")
    lines += [
        f'    state "{state.label}" as {state.value}'
        for state in procedure.State
        if state.value and state not in (*open_, *ended)
    ]
    arrows: dict[tuple[str, str], list[str]] = {}
    for row in steps:
        for start in _starts(tuple(state for state in row.sources if state not in row.stays), stretches):
            for target in row.targets:
                if start != target:
                    arrows.setdefault((start, target), []).append(str(row.label))
    lines += [f"    {start} --> {target}: {' / '.join(labels)}" for (start, target), labels in arrows.items()]
    lines += [f"    {state.value} --> [*]" for state, desk in procedure.desks.items() if desk is None]
    return "\n".join(lines)


def _starts(sources: tuple[str, ...], stretches: dict[str, tuple[str, ...]]) -> list[str]:
    """Where arrows begin: a stretch whose every state is a source counts once; the start of all is `[*]`."""
    whole = [name for name, states in stretches.items() if set(states) <= set(sources)]
    covered = {state for name in whole for state in stretches[name]}
    return [*whole, *(source or "[*]" for source in sources if source not in covered)]


def citation(row: Step) -> str:
    """The article behind a row, printable."""
    return statutes.cite(row.under).citation
