"""One dossier in one reader's hands, whatever its kind: what every room's pages stand on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.db.models import Q

from dossiers.actions import Offer, offers
from dossiers.models import Event, Reading
from dossiers.visibility import INSIDE, View
from organizations.models import User
from workflows.steps import Step, steps_of


@dataclass(frozen=True)
class Hints:
    """What a room says of its steps so that they are sorted as people work; names of steps throughout."""

    #: Acts that need doing once, with the fact that shows them done (a day, or yes): they step back.
    done: Mapping[str, str] = field(default_factory=dict)
    #: Side acts that open a way on (or several, names set apart by blanks): as long as one of them waits, they stand
    #: among the buttons and not among the links.
    prepares: Mapping[str, str] = field(default_factory=dict)
    #: The ways of deciding one question stand side by side, whichever of them moves the file or refuses something.
    decides: frozenset[str] = frozenset()
    #: Side acts for which a term of days is running: a button as long as they are open.
    presses: frozenset[str] = frozenset()
    #: Ways that are not waited for: one that is closed to a dossier, or was not taken.
    unawaited: frozenset[str] = frozenset()


@dataclass
class Folder:
    """A dossier, what its reader may see of it, and the day."""

    dossier: Any
    view: View
    user: User
    today: dt.date

    hints: ClassVar[Hints] = Hints()
    #: Steps whose record is negotiation: partners do not read it (law.md §9.1, without prejudice).
    negotiation: ClassVar[tuple[str, ...]] = ()
    #: Steps whose having happened is procedural, whatever was said in them.
    procedural: ClassVar[tuple[str, ...]] = ()

    @property
    def inside(self) -> bool:
        return bool(self.view.roles & INSIDE)

    @property
    def url(self) -> str:
        return str(self.dossier.get_absolute_url())

    def tab_url(self, tab: str) -> str:
        return f"{self.url}{tab}/"

    def take_url(self, step: str) -> str:
        """The page on which a step is taken."""
        return self.dossier.take_url(step)  # type: ignore[no-any-return]

    def load_people(self) -> None:
        """Load what the guards of this kind ask, as far as the reader may see it; needed before offers are asked."""

    def offers(self, asked: Callable[[Step], bool] | None = None) -> list[Offer]:
        return offers(self.dossier, self.view.roles, on=self.today, asked=asked)

    def some_offers(self, *names: str) -> list[Offer]:
        """Offers of steps without conditions, for pages that do not load what the others' conditions ask."""
        dossier = self.dossier
        return [
            Offer(row, ())
            for name, row in steps_of(dossier.procedure).items()
            if name in names and not row.given and dossier.state in row.sources and self.view.roles.intersection(row.by)
        ]


def log_reading(folder: Folder, records: str, what: str, *, at: dt.datetime, purpose: str = "") -> None:
    """Write down that confidential records were opened: who, what, when, and why where a reason was asked."""
    Reading.objects.create(
        dossier_id=folder.dossier.pk, user=folder.user, at=at, records=records, what=what[:120], purpose=purpose[:200]
    )


def seen_events(folder: Folder) -> Any:
    """Events of the classes a reader may see, and those whose existence is procedural."""
    view = folder.view
    mine = Q(record__in=view.records)
    if view.sees("A"):
        mine |= Q(step__in=folder.procedural)
    rows = Event.objects.filter(mine, dossier_id=folder.dossier.pk)
    return rows if folder.inside else rows.exclude(step__in=folder.negotiation)
