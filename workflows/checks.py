"""The house's own system checks: a book with a hole in it does not start."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, register

import statutes
from statutes.limitation import KINDS
from workflows.books import PROCEDURES
from workflows.channels import RULES, Channel
from workflows.reading import rows


@register()
def procedures_are_whole(**_kwargs: Any) -> list[CheckMessage]:
    """Each state has a desk and can be left or is last; each step a role and an article; each channel a rule."""
    found: list[CheckMessage] = []
    for name, procedure in PROCEDURES.items():
        steps = rows(procedure)
        for state in procedure.State:
            if not state.value:
                continue
            if state not in procedure.desks:
                found.append(Error(f"{name}: state {state} has no desk", id="workflows.E001"))
            leaves = any(state in row.sources and row.moves for row in steps)
            if not leaves and procedure.desks.get(state) is not None:
                found.append(Error(f"{name}: state {state} cannot be left", id="workflows.E002"))
            if not any(state in row.targets for row in steps):
                found.append(Error(f"{name}: state {state} cannot be reached", id="workflows.E003"))
        for row in steps:
            if not row.by:
                found.append(Error(f"{name}: step {row.name} belongs to no role", id="workflows.E004"))
            try:
                statutes.cite(row.under)
            except KeyError:
                found.append(
                    Error(f"{name}: step {row.name} cites {row.under}, which no act holds", id="workflows.E005")
                )
            if row.limitation and row.limitation not in KINDS:
                found.append(
                    Error(f"{name}: step {row.name} is no event of limitation: {row.limitation}", id="workflows.E007")
                )
    missing = sorted(set(Channel.values) - set(RULES))
    if missing:
        found.append(Error(f"channels without a rule: {', '.join(missing)}", id="workflows.E006"))
    return found
