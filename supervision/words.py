"""Closed vocabularies of what others do about a letter: what an authority and a procuratorate answer."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AuthorityResult(TextChoices):
    """What an authority did about a proposal (documents.md A2.5)."""

    ORDER = "order", _("Ordered to correct")
    DECISION = "decision", _("Decision on handling")
    PENALTY = "penalty", _("Administrative penalty")
    TRANSFERRED = "transferred", _("Passed on to another authority")
    UNFOUNDED = "unfounded", _("Not established")


class ProcuratorateAnswer(TextChoices):
    """What a procuratorate answered to a lead (documents.md A2.5)."""

    SUIT_SUPPORT = "suit_support", _("Supports a suit")
    ADVICE = "advice", _("Procuratorial advice issued")
    PUBLIC_INTEREST = "public_interest", _("Public-interest litigation")
    NOT_TAKEN_UP = "not_taken_up", _("Not taken up")
