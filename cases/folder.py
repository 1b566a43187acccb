"""One file in one reader's hands: found through access, read through the wall.

What a reader may not see is not queried: texts of class B and F are left out of the first query for those whose offices
never show them, parties come without their sealed columns where class G is closed, events and notes by their class.
Partners (court, committee) see an agreement only when it is in effect: a draft is a concession, and those stay inside.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q, prefetch_related_objects
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from cases.models import (
    Case,
    Claim,
    Party,
    noting_limitation,
    noting_papers,
)
from dossiers import access
from dossiers.actions import Offer, offers
from dossiers.models import Event, Reading
from dossiers.visibility import INSIDE, View, view_for
from lawbook import tables
from organizations.models import User
from organizations.roles import Role
from workflows.steps import Step, steps_of

_TEXTS = {
    "B": ("summary", "demand", "workplace", "in_other_procedure"),
    "F": ("end_note", "costly_conduct", "court_hint", "closing_summary", "self_settled"),
}
_AGREEMENT_TEXTS = ("facts", "disputed", "responsibility", "clauses", "breach", "findings")
_SEALED = ("id_number", "phone", "address", "service_address", "service_electronic", "vulnerable")

#: Steps whose F record is still negotiation: partners do not read it (law.md §9.1, without prejudice).
_NEGOTIATION = ("write_terms", "draft_agreement", "review_draft")


@dataclass
class Folder:
    """One file in one reader's hands."""

    case: Case
    view: View
    user: User
    today: dt.date

    @property
    def inside(self) -> bool:
        return bool(self.view.roles & INSIDE)

    @property
    def sees_terms(self) -> bool:
        """Whether the agreement, or its draft, may be read."""
        return self.view.sees("F") and (self.inside or self.case.agreement_effective)

    @property
    def url(self) -> str:
        return reverse("file", args=[self.case.code])

    def tab_url(self, tab: str) -> str:
        return reverse("file_tab", args=[self.case.code, tab])

    def load_people(self) -> None:
        """Parties and claims, as far as the reader may see them; needed before offers are asked."""
        if not self.view.sees("B"):
            return
        parties = Party.objects.all() if self.view.sees("G") else Party.objects.defer(*_SEALED)
        claims = Claim.objects.all() if self.view.sees("I") else Claim.objects.defer("by_law")
        prefetch_related_objects([self.case], Prefetch("parties", parties), Prefetch("claims", claims))

    def offers(self, asked: Callable[[Step], bool] | None = None) -> list[Offer]:
        return offers(self.case, self.view.roles, on=self.today, asked=asked)

    def some_offers(self, *names: str) -> list[Offer]:
        """Offers of steps without conditions, for pages that do not load what the others' conditions ask."""
        case = self.case
        return [
            Offer(row, ())
            for name, row in steps_of(case.procedure).items()
            if name in names and not row.given and case.state in row.sources and self.view.roles.intersection(row.by)
        ]


def find(code: str, user: User, at: dt.datetime) -> Folder:
    """The file behind a code, if this person may open it. Raises Http404 without a word whether it exists."""
    day = timezone.localdate(at)
    held = frozenset(Role(row.role) for row in user.memberships_on(day))
    possible = view_for(held).records
    rows = noting_papers(Case.objects.select_related("body__region", "sender"))
    if "B" in possible:
        counting: dict[str, Any] = {"law_mark": tables.MARK}  # days and sums are counted on these pages
        rows = noting_limitation(rows).annotate(**counting)
    if "F" in possible:
        rows = rows.select_related("settlement__route_body")
    left_out = [name for record, names in _TEXTS.items() if record not in possible for name in names]
    if "F" in possible and not held & INSIDE:
        left_out += [f"settlement__{name}" for name in _AGREEMENT_TEXTS]
    # Not `first`: putting the one row there is in order costs more than reading it.
    case = next(iter(rows.defer(*left_out).filter(code=code).order_by()[:1]), None)
    if case is None:
        raise Http404
    if "B" in possible:
        tables.know(case.law_mark)
    view = view_for(access.roles_in(user, case, day))
    if not view.records:
        raise Http404
    case.as_of, case.acting = day, access.bodies_of(user, day)
    return Folder(case, view, user, day)


def log_reading(folder: Folder, records: str, what: str, *, at: dt.datetime, purpose: str = "") -> None:
    """Write down that confidential records were opened: who, what, when, and why where a reason was asked."""
    Reading.objects.create(
        dossier_id=folder.case.pk, user=folder.user, at=at, records=records, what=what[:120], purpose=purpose[:200]
    )


def seen_events(folder: Folder) -> Any:
    """Events of the classes a reader may see; a session's existence is procedural, whatever was said in it."""
    view = folder.view
    mine = Q(record__in=view.records)
    if view.sees("A"):
        mine |= Q(step="log_session")
    rows = Event.objects.filter(mine, dossier_id=folder.case.pk)
    if not folder.inside:
        rows = rows.exclude(step__in=_NEGOTIATION)
    return rows
