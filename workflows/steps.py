"""@step: one row of a procedure, in our words, on top of django_fsm.transition."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django_fsm import GET_STATE, transition

from organizations.roles import Role
from statutes.keys import Cite, Clock
from workflows.guards import Guard
from workflows.papers import Kind


@dataclass(frozen=True)
class Step:
    """A row: who may take it, from where, to where, on what condition, under which article, with what consequences."""

    name: str
    label: Promise
    sources: tuple[str, ...]
    targets: tuple[str, ...]  # empty: an act that does not move the dossier
    by: tuple[Role, ...]
    under: Cite
    given: tuple[Guard, ...] = ()
    starts: tuple[Clock | str, ...] = ()  # a Clock, or a slot the channel fills ("period", "intake", …)
    stops: tuple[Clock | str, ...] = ()
    pauses: tuple[Clock | str, ...] = ()
    resumes: tuple[Clock | str, ...] = ()
    issues: tuple[Kind, ...] = ()
    record: str = "A"  # record class of what the act leaves behind (law.md §9.2)
    limitation: str = ""  # limitation event the act is (law.md §2.3), else empty
    weight: str = field(default="plain")  # "main": the ordinary way on · "plain" · "grave": ends or refuses something
    stays: tuple[str, ...] = ()  # sources in which a step that leads on elsewhere leaves the dossier where it is

    @property
    def moves(self) -> bool:
        return bool(self.targets)

    def moves_from(self, state: str) -> bool:
        """Whether the step moves a dossier that stands there, or is only recorded."""
        return self.moves and state not in self.stays


def step(
    label: Promise,
    *,
    source: Sequence[str],
    by: Sequence[Role],
    under: Cite,
    target: str | tuple[Callable[[Any], str], Sequence[str]] | None = None,
    stays: Sequence[str] = (),
    **row: Any,
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Declare a step. `target` is a state, None for an act, or (choose, states) where a fact decides; in the sources
    that are in `stays` it is an act like one without a target."""

    def declare(method: Callable[..., None]) -> Callable[..., None]:
        choose: Callable[[Any], Any] = target[0] if isinstance(target, tuple) else lambda _dossier: target
        targets = () if target is None else tuple(target[1]) if isinstance(target, tuple) else (target,)
        goal: Any = target
        if isinstance(target, tuple) or stays:
            goal = GET_STATE(
                lambda self, *args, **kwargs: self.state if self.state in stays else choose(self),
                states=[*targets, *stays],
            )
        lists: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
        lists["stays"] = tuple(stays)
        method.step = Step(method.__name__, label, tuple(source), targets, tuple(by), under, **lists)  # type: ignore[attr-defined]
        moved: Callable[..., None] = transition(field="state", source=list(source), target=goal)(method)
        moved.step = method.step  # type: ignore[attr-defined]
        return moved

    return declare


def steps_of(procedure: type) -> dict[str, Step]:
    """The rows of a book in the order they are written."""
    rows: dict[str, Step] = {}
    for page in reversed(procedure.__mro__):
        for name, member in vars(page).items():
            if isinstance(getattr(member, "step", None), Step):
                rows[name] = member.step
    return rows
