"""The papers a procedure may issue: only their names.

What a paper looks like, who signs it and what it rests on stands one storey up, in ``documents/kinds.py``; a step of a
procedure says ``issues=[Kind.NOTICE_OF_ACCEPTANCE]`` and needs no more than the name.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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
    DISCLOSURE = "disclosure", _("Mediator's disclosure statement")
    RECUSAL_APPLICATION = "recusal_application", _("Application for recusal")
    INQUIRY_RECORD = "inquiry_record", _("Record of an inquiry")
    CONTACT_LOG = "contact_log", _("Log of contacts")
    EXTENSION_CONSENT = "extension_consent", _("Consent to an extension")
    WITHDRAWAL = "withdrawal", _("Withdrawal of the application")
    UNDISPUTED_FACTS = "undisputed_facts", _("Confirmation of undisputed facts")
    PARTIES_SETTLEMENT = "parties_settlement", _("Settlement between the parties")
    FAILURE_RECORD = "failure_record", _("Record that no agreement was reached")
    HANDOVER_LIST = "handover_list", _("Hand-over list of materials")
    ORAL_AGREEMENT = "oral_agreement", _("Registration of an oral agreement")
    CONFIRMATION_APPLICATION = "confirmation_application", _("Joint application for judicial confirmation")
    REVIEW_APPLICATION = "review_application", _("Joint application for arbitration review")
    PRESIDING_PROOF = "presiding_proof", _("Proof that the body presided")
    PAYMENT_ORDER_APPLICATION = "payment_order_application", _("Application for a payment order")
    ENFORCEMENT_APPLICATION = "enforcement_application", _("Application for enforcement")
    ARBITRATION_APPLICATION = "arbitration_application", _("Application for labour arbitration")
    PERFORMANCE_RECORD = "performance_record", _("Record of performance")
    CALLBACK_RECORD = "callback_record", _("Record of a call-back")
    CLOSING_SHEET = "closing_sheet", _("Closing approval sheet")
    FILE_COVER = "file_cover", _("Cover of the file")
    FILE_CATALOGUE = "file_catalogue", _("Catalogue of the file")
    REMARKS_SHEET = "remarks_sheet", _("Remarks sheet")
    COMPLETION_NOTICE = "completion_notice", _("Notice to complete the application")
    SESSION_NOTICE = "session_notice", _("Notice of a session")
    URGE_NOTICE = "urge_notice", _("Notice urging performance")
    NEUTRAL_ASSESSMENT = "neutral_assessment", _("Neutral assessment")
    MEDIATION_OPINION = "mediation_opinion", _("Mediation opinion")
    CIVIL_COMPLAINT = "civil_complaint", _("Complaint to a court by elements")

    # Acts of the body: numbered, issued by the step that does them.
    CONSENT_INQUIRY = "consent_inquiry", _("Inquiry whether a party agrees to mediation")
    MEDIATOR_APPOINTMENT = "mediator_appointment", _("Notice of the mediator")
    RECUSAL_DECISION = "recusal_decision", _("Decision on recusal")
    SUSPENSION_NOTICE = "suspension_notice", _("Notice of suspension")
    COMMISSION_RECEIPT = "commission_receipt", _("Receipt of a commission")
    TRANSFER_LETTER = "transfer_letter", _("Letter of transfer")
    FEEDBACK_LETTER = "feedback_letter", pgettext_lazy("paper", "Answer to the sender")
    FALSE_MEDIATION_REPORT = "false_mediation_report", _("Report of suspected false mediation")

    # Labour-law supervision (一函两书): the hint letter stands above.
    OPINION_LETTER = "opinion_letter", _("Opinion letter of labour-law supervision")
    ADVICE_LETTER = "advice_letter", _("Proposal letter of labour-law supervision")
    LEAD_DECLINED = "lead_declined", _("Notice that a lead is not taken up")
    LETTER_CORRECTION = "letter_correction", _("Correction of a letter")
    PROCURATORATE_LETTER = "procuratorate_letter", _("Letter of transfer to the procuratorate")
    LEAD_SHEET = "lead_sheet", _("Registration sheet of a lead")
    INVESTIGATION_RECORD = "investigation_record", _("Record of a supervision inquiry")
    MATERIALS_LIST = "materials_list", _("List of materials taken")
    ISSUE_SHEET = "issue_sheet", _("Approval sheet of a letter")
    REPLY_SHEET = "reply_sheet", _("Answer sheet on rectification")
    LETTER_RECEIPT = "letter_receipt", _("Receipt slip of a letter")
    VERIFICATION_RECORD = "verification_record", _("Record of a verification")
    TALK_RECORD = "talk_record", _("Record of a joint talk")
    AUTHORITY_REPLY_SHEET = "authority_reply_sheet", _("Registration of the authority's answer")
    MATTER_CLOSING_SHEET = "matter_closing_sheet", _("Closing sheet of a supervision matter")
