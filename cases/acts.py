"""What I can do now: the procedure's offers, sorted for the page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.urls import reverse

import statutes
from cases.folder import Folder
from dossiers.actions import Offer

#: Acts that need doing once: when the file shows them done they step back behind what is still open.
_DONE = {
    "check_scope": "scope_checked_on",
    "disclose_interests": "disclosure_on",
    "explain_rights": "rights_explained_on",
}


#: The same for acts whose completion is a fact of the file rather than a day.
_ANSWERED = {
    "ask_other_side": "all_parties_consent",
    "record_consent": "all_parties_consent",
    "check_identity": "identities_checked",
    "appoint_mediator": "mediator_name",
}

#: Side acts that open the way on: as long as that way waits, they stand among the buttons and not among the links.
_PREPARES = {"check_scope": "accept_case", "check_identity": "begin_mediation"}

#: The two ways of deciding one question stand side by side, whichever of them moves the file or refuses something.
_DECIDES = {"grant_recusal", "refuse_recusal", "return_closing"}

#: Side acts for which a term of days is running: a button as long as they are open.
_PRESSES = {"confirm_commission"}

#: The ways to an enforceable title: one that is closed to a case, or was not taken, is not waited for.
_ROUTES = {
    *("file_confirmation", "decide_confirmation", "file_review", "decide_review"),
    *("submit_to_court", "record_court_document", "submit_to_tribunal", "record_tribunal_document"),
}


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
    step, case = offer.step, folder.case
    done_on = getattr(case, _DONE[step.name]) if step.name in _DONE else None
    done = bool(done_on) or (step.name in _ANSWERED and bool(getattr(case, _ANSWERED[step.name])))
    return Action(
        step.name,
        offer.label,
        reverse("take", args=[case.code, step.name]),
        step.weight,
        statutes.cite(step.under).citation,
        offer.refusals,
        done_on,
        done,
    )


def actions(folder: Folder, offered: Iterable[Offer]) -> Actions:
    """Offers sorted by weight; the main button is the step that moves the file on, if it may be taken."""
    groups = Actions()
    moving: Action | None = None
    for offer in offered:
        act = action_of(folder, offer)
        if act.refusals:
            waits = act.weight == "main" and not act.done and act.name not in _ROUTES
            (groups.waiting if waits else groups.refused).append(act)
        elif act.name in _DECIDES | _PRESSES:
            groups.main.append(act)
        elif act.weight == "main" and not act.done:
            groups.main.append(act)
            if offer.step.moves:
                moving = act
        else:
            (groups.grave if act.weight == "grave" else groups.other).append(act)
    wait = {act.name for act in groups.waiting}
    prepare = [act for act in groups.other if not act.done and _PREPARES.get(act.name) in wait]
    groups.main += prepare
    groups.other = [act for act in groups.other if act not in prepare]
    first = moving or next((act for act in groups.main if act.name not in _DECIDES), None)
    if first:
        first.main = True
        groups.main.sort(key=lambda act: not act.main)
    return groups
