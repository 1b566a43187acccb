"""One file in one reader's hands: found through access, read through the wall.

What a reader may not see is not queried: texts of class B and F are left out of the first query for those whose offices
never show them, parties come without their sealed columns where class G is closed, events and notes by their class.
Partners (court, committee) see an agreement only when it is in effect: a draft is a concession, and those stay inside.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404
from django.utils import timezone

from cases.acts import HINTS
from cases.models import (
    Case,
    Claim,
    Party,
    noting_limitation,
    noting_papers,
)
from dossiers import access, folder
from dossiers.visibility import INSIDE, view_for
from lawbook import tables
from organizations.models import User
from organizations.roles import Role

_TEXTS = {
    "B": ("summary", "demand", "workplace", "in_other_procedure"),
    "F": ("end_note", "costly_conduct", "court_hint", "closing_summary", "self_settled"),
}
_AGREEMENT_TEXTS = ("facts", "disputed", "responsibility", "clauses", "breach", "findings")
_SEALED = ("id_number", "phone", "address", "service_address", "service_electronic", "vulnerable")


@dataclass
class Folder(folder.Folder):
    """A mediation case in one reader's hands."""

    hints = HINTS
    negotiation = ("write_terms", "draft_agreement", "review_draft")
    procedural = ("log_session",)

    @property
    def case(self) -> Case:
        return cast("Case", self.dossier)

    @property
    def sees_terms(self) -> bool:
        """Whether the agreement, or its draft, may be read."""
        return self.view.sees("F") and (self.inside or self.case.agreement_effective)

    def load_people(self) -> None:
        """Parties and claims, as far as the reader may see them; needed before offers are asked."""
        if not self.view.sees("B"):
            return
        parties = Party.objects.all() if self.view.sees("G") else Party.objects.defer(*_SEALED)
        claims = Claim.objects.all() if self.view.sees("I") else Claim.objects.defer("by_law")
        prefetch_related_objects([self.case], Prefetch("parties", parties), Prefetch("claims", claims))


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
