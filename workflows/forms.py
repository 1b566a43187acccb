"""The forms that can be printed on request: when each fits, who may print it.

A form is filled from the file as far as that goes and leaves blanks where it does not; a party signs it, or the body
keeps it. It moves nothing and decides nothing: what was signed comes back as an exhibit or as a step of the book.
Source of the rows: law.md §4.7, 4.8; documents.md B2. What a form looks like stands in ``documents/kinds.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from organizations.roles import Role
from workflows.mediation import BEFORE_ACCEPTANCE, OPEN, S
from workflows.papers import Kind


class Group(TextChoices):
    """Where in a file's life a form is wanted: the headings of the list."""

    PARTIES = "parties", _("Application and parties")
    MEDIATION = "mediation", _("Mediation")
    AFTER = "after", _("Agreement and afterwards")
    FILE = "file", _("The file itself")


PRINTERS: Final = (Role.REGISTRAR, Role.MEDIATOR, Role.BODY_HEAD)
STATES: Final = tuple(state for state in S if state and state != S.ARCHIVED)


@dataclass(frozen=True)
class OnRequest:
    """One form: in which states it fits, who may print it, and what else must hold (asks no query).

    `each`: one for every party concerned, who signs it alone; then it may be printed for one of them only.
    """

    kind: Kind
    group: Group
    states: Collection[str] = STATES
    by: tuple[Role, ...] = PRINTERS
    fits: Callable[[Any], bool] = lambda case: True
    each: bool = False


FORMS: Final[dict[Kind, OnRequest]] = {
    row.kind: row
    for row in (
        OnRequest(Kind.APPLICATION, Group.PARTIES, BEFORE_ACCEPTANCE, fits=lambda case: not case.oral_application),
        OnRequest(Kind.ORAL_APPLICATION, Group.PARTIES, BEFORE_ACCEPTANCE, fits=lambda case: case.oral_application),
        OnRequest(Kind.CONSENT_ANSWER, Group.PARTIES, OPEN, each=True),
        OnRequest(Kind.SERVICE_ADDRESS, Group.PARTIES, each=True),
        OnRequest(Kind.POWER_OF_ATTORNEY, Group.PARTIES, each=True),
        OnRequest(Kind.PRINCIPAL_CERTIFICATE, Group.PARTIES, fits=lambda case: case.employer_known, each=True),
        OnRequest(Kind.ELECTION, Group.PARTIES, OPEN, fits=lambda case: case.is_group),
        OnRequest(Kind.EVIDENCE_RECEIPT, Group.PARTIES, each=True),
        OnRequest(Kind.SERVICE_RECEIPT, Group.PARTIES, each=True),
        OnRequest(Kind.ACCEPTANCE_SHEET, Group.FILE, OPEN),
    )
}


def fitting(case: Any, roles: Collection[Role]) -> list[OnRequest]:
    """The forms that the holder of `roles` may print for this file as it stands, in the order of the table.

    `case` is the room's own row, which answers `workflows/facts.py` and knows how the application came."""
    return [row for row in FORMS.values() if case.state in row.states and set(roles) & set(row.by) and row.fits(case)]
