"""What I can do now: the procedure's offers, sorted for the page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

import statutes
from dossiers.actions import Offer
from dossiers.folder import Folder


@dataclass
class Action:
    """A button or a refusal, as `ui/offer.html` draws it."""

    name: str
    label: str
    url: str
    weight: str
    article: str
    refusals: tuple[str, ...] = ()
    done_on: dt.date | None = None
    done: bool = False
    main: bool = False


@dataclass
class Actions:
    """What one person can do: the way on first, then other acts, grave ones apart, why the rest must wait."""

    main: list[Action] = field(default_factory=list)
    other: list[Action] = field(default_factory=list)
    grave: list[Action] = field(default_factory=list)
    waiting: list[Action] = field(default_factory=list)  # the way on, not open yet
    refused: list[Action] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.main or self.other or self.grave or self.waiting or self.refused)


def action_of(folder: Folder, offer: Offer) -> Action:
    step = offer.step
    fact = getattr(folder.dossier, folder.hints.done[step.name]) if step.name in folder.hints.done else None
    return Action(
        step.name,
        offer.label,
        folder.take_url(step.name),
        "plain" if folder.dossier.state in step.stays else step.weight,
        statutes.cite(step.under).cited_in(folder.dossier.place_of_rule),
        offer.refusals,
        fact if isinstance(fact, dt.date) else None,
        bool(fact),
    )


def actions(folder: Folder, offered: Iterable[Offer]) -> Actions:
    """Offers sorted by weight; the main button is the step that moves the file on, if it may be taken."""
    groups, hints = Actions(), folder.hints
    moving: Action | None = None
    for offer in offered:
        act = action_of(folder, offer)
        if act.refusals:
            waits = act.weight == "main" and not act.done and act.name not in hints.unawaited
            (groups.waiting if waits else groups.refused).append(act)
        elif act.name in hints.decides | hints.presses:
            groups.main.append(act)
        elif act.weight == "main" and not act.done:
            groups.main.append(act)
            if offer.step.moves:
                moving = act
        else:
            (groups.grave if act.weight == "grave" else groups.other).append(act)
    wait = {act.name for act in groups.waiting}
    prepare = [
        act for act in groups.other if not act.done and wait.intersection(hints.prepares.get(act.name, "").split())
    ]
    groups.main += prepare
    groups.other = [act for act in groups.other if act not in prepare]
    first = moving or next((act for act in groups.main if act.name not in hints.decides), None)
    if first:
        first.main = True
        groups.main.sort(key=lambda act: not act.main)
    return groups
