"""The papers a procedure may issue: only their names.

What a paper looks like, who signs it and what it rests on stands one storey up, in ``documents/kinds.py``; a step of a
procedure says ``issues=[Kind.NOTICE_OF_ACCEPTANCE]`` and needs no more than the name.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """A kind of paper. The value is stored with every issued paper: never change one that has been used."""

    NOTICE_OF_ACCEPTANCE = "notice_of_acceptance", _("Notice of acceptance")
    NOTICE_OF_NON_ACCEPTANCE = "notice_of_non_acceptance", _("Notice of non-acceptance")
    NOTICE_OF_RIGHTS = "notice_of_rights", _("Notice of rights and duties")
    SESSION_RECORD = "session_record", _("Session record")
    MEDIATION_AGREEMENT = "mediation_agreement", _("Mediation agreement")
    NOTICE_OF_TERMINATION = "notice_of_termination", _("Notice of termination")
    REPORT_TO_COURT = "report_to_court", _("Report to the commissioning court")
    HINT_LETTER = "hint_letter", _("Hint letter of labour-law supervision")

    # Forms: a party signs them or the body keeps them; printed on request (workflows/forms.py).
    APPLICATION = "application", _("Application for mediation")
    ORAL_APPLICATION = "oral_application", _("Record of an oral application")
    EVIDENCE_RECEIPT = "evidence_receipt", _("List of materials with receipt")
    POWER_OF_ATTORNEY = "power_of_attorney", _("Power of attorney")
    PRINCIPAL_CERTIFICATE = "principal_certificate", _("Certificate of the legal representative")
    ELECTION = "election", _("Election of representatives with roster")
    CONSENT_ANSWER = "consent_answer", _("Answer whether a party agrees to mediation")
    ACCEPTANCE_SHEET = "acceptance_sheet", _("Registration and acceptance sheet")
    SERVICE_ADDRESS = "service_address", _("Confirmation of the service address")
    SERVICE_RECEIPT = "service_receipt", _("Proof of service")
