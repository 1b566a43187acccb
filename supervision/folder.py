"""One matter in one reader's hands: found through access, read through the wall of supervision.

What a reader may not see is not queried: who reported it (class G) and the words of the matter (H) are left out of the
first query for those whose offices never show them; letters, findings, evidence are rows of H, and a partner body gets
only the letters that were sent to it or that it issues with the union. Who follows files without names (the reporting
supervisor) gets no employer either: a small firm is its owner, and the lists of cases hide the respondent as well.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import cast

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery, prefetch_related_objects
from django.http import Http404
from django.utils import timezone

from cases.models import noting_papers
from dossiers import access, folder
from dossiers.actions import Offer
from dossiers.visibility import view_for
from organizations.models import User
from organizations.roles import Role
from supervision.acts import HINTS
from supervision.models import Cosigner, Letter, Link, Matter, load_rows
from workflows.papers import Kind
from workflows.steps import steps_of

_LEFT_OUT = {
    "G": ("reporter", "reporter_contact"),
    "H": (
        *("summary", "demand", "source_note", "period", "other_note", "decline_note", "conclusion", "skip_reason"),
        *("end_note", "employer__address", "employer__legal_representative", "employer__contact", "employer__phone"),
        "employer__note",
    ),
    "F": ("authority_reason", "authority_document", "authority_number", "procuratorate_number"),
}
_OUR_OWN_OF_A_LETTER = ("review", "drafted_by", "writers", "reviewed_by", "service_note", "received_by")


@dataclass
class Folder(folder.Folder):
    """A matter of supervision in one reader's hands."""

    hints = HINTS

    @property
    def matter(self) -> Matter:
        return cast("Matter", self.dossier)

    def load_people(self) -> None:
        """What the guards ask, as far as the reader may see it; needed before offers are asked."""
        if self.view.sees("H"):
            load_rows([self.matter])
        elif self.view.sees("F"):
            bodies = Prefetch("cosigners", Cosigner.objects.select_related("body"))
            prefetch_related_objects([self.matter], Prefetch("letters", self.letters_shown().prefetch_related(bodies)))

    def letters_shown(self) -> QuerySet[Letter]:
        """The letters a reader may see: all in the union; to a partner those served on it or issued with it.

        Each with the code of its paper (`paper`), as far as the paper is of a class that the reader reads.
        """
        papers = Matter.objects.filter(
            pk=OuterRef("matter_id"), instruments__number=OuterRef("number"), instruments__record__in=self.view.records
        )
        rows = Letter.objects.annotate(paper=Subquery(papers.order_by().values("instruments__code")[:1]))
        if self.view.sees("H"):
            return rows
        mine = self.matter.acting or frozenset()
        sent = Q(kind=Kind.ADVICE_LETTER, authority__in=mine, served_on__isnull=False)
        shared = Q(cosigners__body__in=mine, reviewed_on__isnull=False)
        return rows.filter(sent | shared, dropped_on__isnull=True).distinct().defer(*_OUR_OWN_OF_A_LETTER)

    def offers_of(self, *names: str) -> list[Offer]:
        """Offers of some steps by name, for pages that have loaded what those steps' conditions ask."""
        matter = self.matter
        matter.as_of = self.today
        return [
            Offer(row, tuple(sentence for guard in row.given for sentence in guard.refusals(matter)))
            for name, row in steps_of(matter.procedure).items()
            if name in names and matter.state in row.sources and self.view.roles.intersection(row.by)
        ]


def find(code: str, user: User, at: dt.datetime) -> Folder:
    """The matter behind a code, if this person may open it. Raises Http404 without a word whether it exists."""
    day = timezone.localdate(at)
    possible = view_for((Role(row.role) for row in user.memberships_on(day)), "supervision")
    joined = ["body__region", "body__parent", "sender", "authority", "procuratorate"]
    left_out = [name for record, names in _LEFT_OUT.items() if record not in possible.records for name in names]
    if possible.names:
        joined.append("employer")
    else:
        left_out = [name for name in left_out if not name.startswith("employer__")] + ["title", "respondents"]
    rows = noting_papers(Matter.objects.select_related(*joined))
    if possible.sees("H"):  # how many cases are linked, and the number of the first
        links = Link.objects.filter(matter=OuterRef("pk"))
        linked = links.order_by().values("matter").annotate(n=Count("pk")).values("n")
        first = links.order_by("id").values("case__number")[:1]
        rows = rows.annotate(linked=Subquery(linked), first_link=Subquery(first))
    matter = next(iter(rows.defer(*left_out).filter(code=code).order_by()[:1]), None)
    if matter is None:
        raise Http404
    view = view_for(access.roles_in(user, matter, day), "supervision")
    if not view.records:
        raise Http404
    matter.as_of, matter.acting = day, access.bodies_of(user, day)
    return Folder(matter, view, user, day)
