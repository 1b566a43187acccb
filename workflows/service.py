"""Service of papers (送达): the ways, the outcomes, and what the law asks of each, as rows with their articles.

Papers of mediation and letters of a union are no litigation papers: the rules of civil procedure are followed by
analogy (documents.md A3), so that what was served here is proven as a court would want it proven.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

import statutes
from statutes.keys import Cite


class Way(models.TextChoices):
    """How a paper travels to whom it is for."""

    DIRECT = "direct", _("Brought to the addressee")
    ON_THE_SPOT = "on_the_spot", _("Handed over on the spot")
    POST = "post", _("By post")
    ELECTRONIC = "electronic", _("Electronically")
    LEFT = "left", _("Left at the address")
    VIA_UNION = "via_union", _("Through the employer's union")


class Served(models.TextChoices):
    """What became of it. A refusal is an outcome as any other, and opens the next step where one follows from it."""

    UNDER_WAY = "", pgettext_lazy("service", "Under way")
    RECEIVED = "received", pgettext_lazy("service", "Received")
    LEFT = "left", pgettext_lazy("service", "Refused and left: deemed served")
    REFUSED = "refused", pgettext_lazy("service", "Refused")
    RETURNED = "returned", pgettext_lazy("service", "Returned")
    UNREACHABLE = "unreachable", pgettext_lazy("service", "Addressee not found")


#: Outcomes with which a paper counts as served: its day is the day of service.
SERVED: Final = (Served.RECEIVED, Served.LEFT)

#: Ways in which somebody stands before the addressee and can leave the paper there.
IN_PERSON: Final = (Way.DIRECT, Way.ON_THE_SPOT, Way.LEFT)


@dataclass(frozen=True)
class Delivery:
    """What is known of one delivery when it is sent, and when its outcome is said."""

    way: str
    may_be_left: bool = True
    consented: bool = False  # the addressee agreed to electronic service
    tracking_no: str = ""
    outcome: str = ""
    received_by: str = ""
    refusal_reason: str = ""
    witness: str = ""
    proven: bool = False  # a photograph, film or receipt is kept with it, or it is said where one is


@dataclass(frozen=True)
class Rule:
    """A row: about which answer, when it is asked, whether it is met, what is said when it is not, under what."""

    about: str
    asked: Callable[[Delivery], bool]
    met: Callable[[Delivery], bool]
    sentence: Promise
    under: Cite


SENDING: Final = (
    Rule("way", lambda d: d.way == Way.LEFT, lambda d: d.may_be_left,
         _("This kind of paper is handed to the party in person or to whom they named; it cannot be left."),
         Cite.NOT_LEFT),
    Rule("way", lambda d: d.way == Way.ELECTRONIC, lambda d: d.consented,
         _("Electronic service needs the addressee's consent on the file."), Cite.SERVICE_ELECTRONIC),
    Rule("tracking_no", lambda d: d.way == Way.POST, lambda d: bool(d.tracking_no),
         _("State the tracking number of the posting."), Cite.SERVICE_POST),
)  # fmt: skip

OUTCOME: Final = (
    Rule("outcome", lambda d: d.outcome == Served.LEFT, lambda d: d.may_be_left,
         _("This kind of paper is handed to the party in person or to whom they named; it cannot be left."),
         Cite.NOT_LEFT),
    Rule("outcome", lambda d: d.outcome == Served.LEFT, lambda d: d.way in IN_PERSON,
         _("Only what was brought to the addressee can be left there."), Cite.SERVICE_LEFT),
    Rule("outcome", lambda d: d.way == Way.LEFT, lambda d: d.outcome != Served.RECEIVED,
         _("What was left was not taken: record it as refused and left."), Cite.SERVICE_LEFT),
    Rule("received_by", lambda d: d.outcome == Served.RECEIVED and d.way != Way.ELECTRONIC,
         lambda d: bool(d.received_by), _("Say who took it."), Cite.SERVICE_RECEIPT),
    Rule("refusal_reason", lambda d: d.outcome in {Served.REFUSED, Served.LEFT}, lambda d: bool(d.refusal_reason),
         _("Say with what reason it was refused."), Cite.SERVICE_LEFT),
    Rule("witness", lambda d: d.outcome == Served.LEFT, lambda d: bool(d.witness) or d.proven,
         _("Leaving needs a witness, or photographs or a film of it."), Cite.SERVICE_LEFT),
)  # fmt: skip


def broken(rules: Iterable[Rule], delivery: Delivery) -> list[Rule]:
    """The rules that are asked of a delivery and not met."""
    return [rule for rule in rules if rule.asked(delivery) and not rule.met(delivery)]


def said(rules: Iterable[Rule], delivery: Delivery) -> dict[str, list[str]]:
    """What is said of a delivery that breaks rules, each sentence with its article, by the answer it is about."""
    found: dict[str, list[str]] = {}
    for rule in broken(rules, delivery):
        found.setdefault(rule.about, []).append(f"{rule.sentence}（{statutes.cite(rule.under).citation}）")
    return found
