"""Reading a book aloud: steps in written order, the diagram, the who-may-what table. Drawn from the code alone."""

from __future__ import annotations

from typing import Any

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
    """The moves as a Mermaid state diagram; steps from many states to one are drawn once per pair of stations."""
    lines = ["stateDiagram-v2"]
    for state in procedure.State:
        if state.value:
            lines.append(f'    state "{state.label}" as {state.value}')
    for row in rows(procedure):
        for source in row.sources:
            for target in row.targets:
                start = source or "[*]"
                if source != target:
                    lines.append(f"    {start} --> {target}: {row.label}")
    lines.extend(f"    {state.value} --> [*]" for state, desk in procedure.desks.items() if desk is None)
    return "\n".join(lines)


def citation(row: Step) -> str:
    """The article behind a row, printable."""
    return statutes.cite(row.under).citation
