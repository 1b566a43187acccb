"""The cast: who takes part, a sentence each. Imports nothing of ours.

A role is held in a body and for a time (`Membership`); what a role may do stands in the procedures' books (`by=`),
what it may see in `dossiers/visibility.py`. A person may hold several roles, never two in conflict in one dispute.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """Every role a person (or, once, the calendar) acts in."""

    REGISTRAR = "registrar", _("Registrar")
    BODY_HEAD = "body_head", _("Head of the mediation body")
    MEDIATOR = "mediator", _("Mediator")
    COURT_LIAISON = "court_liaison", _("Court liaison")
    LABOUR_OFFICER = "labour_officer", _("Labour-bureau officer")
    ARBITRATION_CLERK = "arbitration_clerk", _("Arbitration clerk")
    PROCURATORATE_LIAISON = "procuratorate_liaison", _("Procuratorate liaison")
    JUSTICE_LIAISON = "justice_liaison", _("Justice-bureau liaison")
    LEGAL_SUPERVISOR = "legal_supervisor", _("Labour-law supervisor")
    SUPERVISION_HEAD = "supervision_head", _("Head of labour-law supervision")
    LEGAL_REVIEWER = "legal_reviewer", _("Legal reviewer")
    REPORTING_SUPERVISOR = "reporting_supervisor", _("Reporting supervisor")
    BODY_ADMINISTRATOR = "body_administrator", _("Body administrator")
    AUDITOR = "auditor", _("Auditor")
    CALENDAR = "calendar", _("The calendar")
    ADDRESSEE = "addressee", _("The addressee of a letter")


SENTENCES = {
    Role.REGISTRAR: _(
        "Registers what arrives at the counter, by phone or by letter, asks the other side, hands out the case."
    ),
    Role.BODY_HEAD: _("Decides on acceptance, recusal and closing for the mediation body and answers for its periods."),
    Role.MEDIATOR: _("Conducts the mediation of the cases appointed to them and keeps what is said in confidence."),
    Role.COURT_LIAISON: _("Commissions cases for the court, sees their course and outcome, records confirmation."),
    Role.LABOUR_OFFICER: _("Refers disputes for the labour bureau and sees where they stand."),
    Role.ARBITRATION_CLERK: _("Guides or entrusts disputes for the arbitration committee and reviews agreements."),
    Role.PROCURATORATE_LIAISON: _("Sends clues for the procuratorate and sees how they were answered."),
    Role.JUSTICE_LIAISON: _("Refers disputes for the justice bureau and legal aid and sees how they were answered."),
    Role.LEGAL_SUPERVISOR: _("Checks employers' compliance for the union with the supervisor's card."),
    Role.SUPERVISION_HEAD: _(
        "Decides for the union whether a lead is taken up, approves and signs letters, closes the matter."
    ),
    Role.LEGAL_REVIEWER: _("Reads agreements and letters for lawfulness before they are signed."),
    Role.REPORTING_SUPERVISOR: _("Follows figures and overdue files of all bodies of the region, without names."),
    Role.BODY_ADMINISTRATOR: _("Admits and retires the people of one body; sees no file."),
    Role.AUDITOR: _("Verifies the log of every file; sees who did what and when, not what was said."),
    Role.CALENDAR: _("Takes the steps that the law attaches to the end of a period; no person."),
    Role.ADDRESSEE: _("Answers a letter through the code printed on it, without an account."),
}

#: Roles that no membership gives: nobody is admitted in them.
UNSEATED = frozenset({Role.CALENDAR, Role.ADDRESSEE})

#: Whoever supervises for a union.
SUPERVISING = frozenset({Role.LEGAL_SUPERVISOR, Role.SUPERVISION_HEAD})

#: Pairs that one person may not hold in the same body at the same time (separation of duties): who gives out the keys
#: opens no file, who verifies the log writes none of it.
CONFLICTING = frozenset(
    {
        *(
            frozenset({Role.BODY_ADMINISTRATOR, role})
            for role in Role
            if role not in {Role.BODY_ADMINISTRATOR, Role.AUDITOR, *UNSEATED}
        ),
        frozenset({Role.AUDITOR, Role.MEDIATOR}),
        frozenset({Role.AUDITOR, Role.REGISTRAR}),
        frozenset({Role.AUDITOR, Role.BODY_HEAD}),
        frozenset({Role.AUDITOR, Role.LEGAL_SUPERVISOR}),
        frozenset({Role.AUDITOR, Role.SUPERVISION_HEAD}),
        frozenset({Role.AUDITOR, Role.BODY_ADMINISTRATOR}),
    }
)
