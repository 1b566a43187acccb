"""The forms that can be printed on request: when each fits, who may print it.

A form is filled from the file as far as that goes and leaves blanks where it does not; a party signs it, or the body
keeps it. It moves nothing and decides nothing: what was signed comes back as an exhibit or as a step of the book.
Source of the rows: law.md §4.7, 4.8; documents.md B2, of supervision A2.5. What a form looks like stands in
``documents/kinds.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from organizations.roles import Role
from workflows.channels import Exit, IssuedDocument
from workflows.mediation import BEFORE_ACCEPTANCE, ENDED, OPEN, SETTLED, UNDER_WAY, S
from workflows.papers import Kind
from workflows.reasons import Outcome
from workflows.supervision import ENDED as MATTER_ENDED
from workflows.supervision import OPEN as MATTER_OPEN
from workflows.supervision import State as M


class Group(TextChoices):
    """Where in a file's life a form is wanted: the headings of the list."""

    PARTIES = "parties", _("Application and parties")
    MEDIATION = "mediation", _("Mediation")
    AFTER = "after", _("Agreement and afterwards")
    LEAD = "lead", _("Lead and investigation")
    LETTERS = "letters", _("Letters and answers")
    FILE = "file", _("The file itself")


AT_WORK: Final = (S.ACCEPTED, S.ASSIGNING, S.IN_MEDIATION)
EFFECTIVE: Final = (*SETTLED, S.CLOSED)
ARBITRABLE_ENDS: Final = (Outcome.NOT_ACCEPTED, Outcome.FAILED, Outcome.PART_AGREED)
PEOPLES_COMMITTEE: Final = "PMC"  # only it registers an agreement that was never written (L03 art. 28)
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


def _enforceable(case: Any) -> bool:
    """Whether a court or committee has given the agreement a title, and something under it is still to be done."""
    agreed = case.agreement
    titled = bool(agreed and agreed.route_result == "granted" and agreed.route_document != IssuedDocument.WITHDRAWAL)
    return titled and bool(agreed.open_obligations)


FORMS: Final[dict[Kind, OnRequest]] = {
    row.kind: row
    for row in (
        OnRequest(Kind.APPLICATION, Group.PARTIES, BEFORE_ACCEPTANCE, fits=lambda case: not case.oral_application),
        OnRequest(Kind.ORAL_APPLICATION, Group.PARTIES, BEFORE_ACCEPTANCE, fits=lambda case: case.oral_application),
        OnRequest(Kind.CONSENT_ANSWER, Group.PARTIES, OPEN, each=True),
        OnRequest(Kind.COMPLETION_NOTICE, Group.PARTIES, BEFORE_ACCEPTANCE, by=(Role.REGISTRAR, Role.BODY_HEAD)),
        OnRequest(Kind.SERVICE_ADDRESS, Group.PARTIES, each=True),
        OnRequest(Kind.POWER_OF_ATTORNEY, Group.PARTIES, each=True),
        OnRequest(Kind.PRINCIPAL_CERTIFICATE, Group.PARTIES, fits=lambda case: case.employer_known, each=True),
        OnRequest(Kind.ELECTION, Group.PARTIES, OPEN, fits=lambda case: case.is_group),
        OnRequest(Kind.EVIDENCE_RECEIPT, Group.PARTIES, each=True),
        OnRequest(Kind.SERVICE_RECEIPT, Group.PARTIES, each=True),
        OnRequest(Kind.DISCLOSURE, Group.MEDIATION, AT_WORK, fits=lambda case: case.has_mediator),
        OnRequest(Kind.RECUSAL_APPLICATION, Group.MEDIATION, AT_WORK, fits=lambda case: case.has_mediator, each=True),
        OnRequest(Kind.SESSION_NOTICE, Group.MEDIATION, UNDER_WAY, fits=lambda case: case.has_mediator, each=True),
        OnRequest(Kind.INQUIRY_RECORD, Group.MEDIATION, UNDER_WAY, by=(Role.MEDIATOR, Role.BODY_HEAD)),
        OnRequest(Kind.EXTENSION_CONSENT, Group.MEDIATION, UNDER_WAY, fits=lambda case: case.extension_allowed),
        OnRequest(Kind.WITHDRAWAL, Group.MEDIATION, (*OPEN, S.WITHDRAWN, S.SETTLED_WITHDRAWN)),
        OnRequest(Kind.PARTIES_SETTLEMENT, Group.MEDIATION, (*OPEN, S.SETTLED_WITHDRAWN)),
        OnRequest(Kind.UNDISPUTED_FACTS, Group.MEDIATION, (S.IN_MEDIATION, S.DRAFTED, S.FAILED, S.PART_AGREED)),
        OnRequest(Kind.FAILURE_RECORD, Group.MEDIATION, (S.IN_MEDIATION, S.FAILED, S.PART_AGREED)),
        OnRequest(
            Kind.NEUTRAL_ASSESSMENT,
            Group.MEDIATION,
            (S.IN_MEDIATION,),
            by=(Role.MEDIATOR,),
            fits=lambda case: case.has_mediator,
        ),
        OnRequest(
            Kind.MEDIATION_OPINION,
            Group.MEDIATION,
            (S.FAILED, S.PART_AGREED),
            by=(Role.MEDIATOR, Role.BODY_HEAD),
        ),
        OnRequest(
            Kind.ORAL_AGREEMENT,
            Group.AFTER,
            (S.IN_MEDIATION, S.DRAFTED, *SETTLED),
            by=(Role.MEDIATOR, Role.BODY_HEAD),
            fits=lambda case: case.legal_type == PEOPLES_COMMITTEE,
        ),
        OnRequest(Kind.CONFIRMATION_APPLICATION, Group.AFTER, EFFECTIVE, fits=lambda case: case.confirmation_open),
        OnRequest(
            Kind.PRESIDING_PROOF,
            Group.AFTER,
            EFFECTIVE,
            fits=lambda case: case.agreement_effective and (case.confirmation_open or case.confirmation_pending),
        ),
        OnRequest(
            Kind.REVIEW_APPLICATION,
            Group.AFTER,
            EFFECTIVE,
            fits=lambda case: case.review_open and not case.confirms_employment,
        ),
        OnRequest(
            Kind.PAYMENT_ORDER_APPLICATION,
            Group.AFTER,
            EFFECTIVE,
            fits=lambda case: (
                Exit.PAYMENT_ORDER in case.rule.success and case.agreement_effective and case.has_open_obligation
            ),
            each=True,
        ),
        OnRequest(Kind.ENFORCEMENT_APPLICATION, Group.AFTER, EFFECTIVE, fits=_enforceable, each=True),
        OnRequest(
            Kind.ARBITRATION_APPLICATION,
            Group.AFTER,
            (S.NOT_ACCEPTED, S.FAILED, S.PART_AGREED, S.CLOSED),
            fits=lambda case: Exit.ARBITRATION in case.rule.failure and case.outcome in ARBITRABLE_ENDS,
        ),
        OnRequest(Kind.PERFORMANCE_RECORD, Group.AFTER, EFFECTIVE, fits=lambda case: case.agreement_effective),
        OnRequest(Kind.URGE_NOTICE, Group.AFTER, EFFECTIVE, fits=lambda case: case.has_open_obligation, each=True),
        OnRequest(Kind.CALLBACK_RECORD, Group.AFTER, (*ENDED, S.CLOSED), each=True),
        OnRequest(
            Kind.CIVIL_COMPLAINT,
            Group.AFTER,
            (S.NOT_ACCEPTED, S.FAILED, S.PART_AGREED, S.CLOSED),
            # To a court at once, or after an award; where a court commissioned the case it has a complaint already.
            fits=lambda case: (
                bool({Exit.SUIT, Exit.ARBITRATION} & {*case.rule.failure})
                and case.outcome in ARBITRABLE_ENDS
                and not case.is_civil  # the form is that of labour disputes
            ),
        ),
        OnRequest(Kind.ACCEPTANCE_SHEET, Group.FILE, OPEN),
        OnRequest(Kind.CONTACT_LOG, Group.FILE, (*OPEN, *ENDED)),
        OnRequest(
            Kind.TRANSFER_LETTER,
            Group.FILE,
            (S.TRANSFERRED,),
            by=(Role.BODY_HEAD, Role.REGISTRAR),
            fits=lambda case: not case.is_commissioned,  # what a court recalls it has itself
        ),
        OnRequest(
            Kind.HANDOVER_LIST,
            Group.FILE,
            (*ENDED, S.CLOSED),
            fits=lambda case: case.is_commissioned or case.outcome == Outcome.TRANSFERRED,
        ),
        OnRequest(Kind.CLOSING_SHEET, Group.FILE, (*ENDED, S.CLOSED)),
        OnRequest(Kind.FILE_COVER, Group.FILE, (*ENDED, S.CLOSED)),
        OnRequest(Kind.FILE_CATALOGUE, Group.FILE, (*ENDED, S.CLOSED)),
        OnRequest(Kind.REMARKS_SHEET, Group.FILE, (*ENDED, S.CLOSED)),
    )
}


SUPERVISORS: Final = (Role.LEGAL_SUPERVISOR, Role.SUPERVISION_HEAD)
MATTER_STATES: Final = (*MATTER_OPEN, *MATTER_ENDED, M.CLOSED)


def _for_matter(
    kind: Kind, group: Group, states: Collection[str] = MATTER_STATES, fits: Callable[[Any], bool] = lambda matter: True
) -> OnRequest:
    """A form of a matter of supervision: its supervisors and the head of supervision print it."""
    return OnRequest(kind, group, states, by=SUPERVISORS, fits=fits)


def _of_one(matter: Any) -> bool:
    return not matter.is_broadcast


#: The forms of a matter of labour-law supervision.
MATTER_FORMS: Final[dict[Kind, OnRequest]] = {
    row.kind: row
    for row in (
        _for_matter(Kind.LEAD_SHEET, Group.LEAD),
        _for_matter(
            Kind.INVESTIGATION_RECORD, Group.LEAD, fits=lambda m: _of_one(m) and bool(m.inquiries_held or m.is_underway)
        ),
        _for_matter(Kind.MATERIALS_LIST, Group.LEAD, fits=_of_one),
        _for_matter(Kind.ISSUE_SHEET, Group.LETTERS, fits=lambda matter: matter.letter is not None),
        _for_matter(Kind.REPLY_SHEET, Group.LETTERS, fits=lambda matter: matter.answerable is not None),
        _for_matter(Kind.LETTER_RECEIPT, Group.LETTERS, fits=lambda matter: _of_one(matter) and matter.has_number),
        _for_matter(Kind.SERVICE_RECEIPT, Group.LETTERS, fits=lambda matter: _of_one(matter) and matter.has_number),
        _for_matter(Kind.VERIFICATION_RECORD, Group.LETTERS, fits=lambda matter: matter.has_letter_served),
        _for_matter(Kind.TALK_RECORD, Group.LETTERS, fits=lambda matter: matter.has_letter_served),
        _for_matter(Kind.AUTHORITY_REPLY_SHEET, Group.LETTERS, fits=lambda matter: matter.authority_id is not None),
        _for_matter(Kind.MATTER_CLOSING_SHEET, Group.FILE, (*MATTER_ENDED, M.CLOSED)),
        _for_matter(Kind.FILE_COVER, Group.FILE, (*MATTER_ENDED, M.CLOSED)),
        _for_matter(Kind.FILE_CATALOGUE, Group.FILE, (*MATTER_ENDED, M.CLOSED)),
        _for_matter(Kind.REMARKS_SHEET, Group.FILE, (*MATTER_ENDED, M.CLOSED)),
    )
}

FORMS_OF: Final = {"mediation": FORMS, "supervision": MATTER_FORMS}


def fitting(file: Any, roles: Collection[Role]) -> list[OnRequest]:
    """The forms that the holder of `roles` may print for this file as it stands, in the order of the table.

    `file` is the room's own row: of a case one that answers `workflows/facts.py` and knows how the application came."""
    rows = FORMS_OF[file.kind].values()
    return [row for row in rows if file.state in row.states and set(roles) & set(row.by) and row.fits(file)]
