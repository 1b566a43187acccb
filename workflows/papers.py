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
