"""Channels: how a dispute reaches the body decides its clock, its period and its exits (law.md §4.4), as one table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from statutes.keys import Cite, Clock


class Channel(models.TextChoices):
    SELF = "self", _("Application by a party")
    PROACTIVE = "proactive", _("The union's own initiative")
    COURT_PRE = "court_pre", _("Commissioned by a court before filing")
    COURT_POST = "court_post", _("Commissioned by a court after filing")
    ARB_GUIDE = "arb_guide", _("Guided by an arbitration committee")
    ARB_ENTRUST = "arb_entrust", _("Entrusted by an arbitral tribunal")
    HOTLINE = "hotline", _("Hotline 12351")
    OTHER_HOTLINE = "other_hotline", _("Another hotline (12345, 12348, 12333, 12309)")
    PETITION = "petition", _("Petition")
    CLUE_PROC = "clue_proc", _("Clue from a procuratorate")
    CLUE_LABOUR = "clue_labour", _("Clue from a labour bureau")
    CLUE_JUSTICE = "clue_justice", _("Clue from a justice bureau")
    NEW_FORM = "new_form", _("One-stop mediation for new forms of work")
    OTHER_PROVINCE = "other_province", _("Union of another province")


class PeriodStart(StrEnum):
    """The fact from which the mediation period counts."""

    ACCEPTANCE = "acceptance"
    CONFIRMATION = "confirmation"  # signed receipt of the court's file, or confirmation on the platform
    CONSENT = "consent"  # the day the last party agreed


class Exit(models.TextChoices):
    """Where a dispute can go from here."""

    CONFIRMATION = "confirmation", _("Judicial confirmation")
    REVIEW = "review", _("Arbitration review")
    PAYMENT_ORDER = "payment_order", _("Payment order")
    COURT_STATEMENT = "court_statement", _("Court mediation statement")
    TRIBUNAL_STATEMENT = "tribunal_statement", _("Tribunal mediation statement")
    ARBITRATION = "arbitration", _("Labour arbitration")
    SUIT = "suit", _("Suit")
    RETURN_TO_COURT = "return_to_court", _("Back to the court")
    RETURN_TO_TRIBUNAL = "return_to_tribunal", _("Back to the arbitration committee")
    FEEDBACK = "feedback", _("Answer to the sender")


class IssuedDocument(models.TextChoices):
    """What a commissioning court or tribunal makes of an agreement submitted to it."""

    STATEMENT = "statement", _("Mediation statement")
    PRE_FILING = "pre_filing", _("Pre-filing mediation statement (诉前调书)")
    WITHDRAWAL = "withdrawal", _("Ruling allowing the withdrawal")


@dataclass(frozen=True)
class ChannelRule:
    """One row of the table. `period=None` never occurs: a referral becomes the body's own case on registration."""

    channel: Channel
    period: Clock
    period_start: PeriodStart
    intake: Clock
    success: tuple[Exit, ...]
    failure: tuple[Exit, ...]
    under: Cite
    #: A party has applied for mediation: that interrupts the limitation, and opens the way to arbitration in time.
    applied: bool = True
    asks: Clock | None = None
    extension: bool = True
    extension_cap_days: Clock | None = None  # the clock whose term is the longest extension
    sender_kind: str = ""  # organizations.BodyKind of the sender; empty: no body sends it
    legal_type: str = ""  # organizations.LegalType fixed by the channel; empty: the body's own
    needs_reference: bool = False
    issues: tuple[IssuedDocument, ...] = ()  # what the sender may issue on an agreement; the first is the usual one
    note: Promise | str = ""

    @property
    def names_sender(self) -> bool:
        """Whether somebody sent it who is no body of ours and is kept in words; the own hotline is its own name."""
        return self.needs_reference and not self.sender_kind and self.channel != Channel.HOTLINE


_OWN = (Exit.CONFIRMATION, Exit.REVIEW, Exit.PAYMENT_ORDER)
_ARB = (Exit.ARBITRATION,)


def _row(channel: Channel, under: Cite, **changes: object) -> ChannelRule:
    base: dict[str, object] = {
        "period": Clock.MED,
        "period_start": PeriodStart.ACCEPTANCE,
        "intake": Clock.ACCEPT,
        "success": _OWN,
        "failure": _ARB,
    }
    return ChannelRule(channel, under=under, **(base | changes))  # type: ignore[arg-type]


_REFERRED = {"needs_reference": True, "failure": (Exit.ARBITRATION, Exit.FEEDBACK), "success": (*_OWN, Exit.FEEDBACK)}
_CLUE = {"applied": False, **_REFERRED}  # the sender noticed something; the worker has asked nobody yet

RULES: dict[str, ChannelRule] = {
    rule.channel.value: rule
    for rule in (
        _row(Channel.SELF, Cite.ACCEPTANCE),
        _row(
            Channel.PROACTIVE,
            Cite.UNION_INITIATIVE,
            applied=False,
            note=_("Both sides must agree; a clear refusal bars mediation."),
        ),
        _row(
            Channel.COURT_PRE,
            Cite.EXTENSION_COURT,
            period=Clock.COURT_PRE,
            period_start=PeriodStart.CONFIRMATION,
            intake=Clock.COURT_CONFIRM,
            asks=Clock.ASK_OTHER,
            sender_kind="court",
            legal_type="CRT_PRE",
            needs_reference=True,
            success=(Exit.CONFIRMATION, Exit.COURT_STATEMENT),
            issues=(IssuedDocument.PRE_FILING,),
            failure=(Exit.RETURN_TO_COURT,),
            note=_("If an arbitration award has been served, the fifteen days for suing run on; record its date."),
        ),
        _row(
            Channel.COURT_POST,
            Cite.EXTENSION_COURT,
            applied=False,  # to the court, which hears the case already
            period=Clock.COURT_POST_ORD,
            period_start=PeriodStart.CONFIRMATION,
            intake=Clock.COURT_CONFIRM,
            asks=Clock.ASK_OTHER,
            sender_kind="court",
            legal_type="CRT_POST",
            needs_reference=True,
            success=(Exit.COURT_STATEMENT,),
            issues=(IssuedDocument.STATEMENT, IssuedDocument.WITHDRAWAL),
            failure=(Exit.RETURN_TO_COURT,),
            note=_("Fifteen days in ordinary, seven in summary procedure; all parties must have agreed."),
        ),
        _row(
            Channel.ARB_GUIDE,
            Cite.DEFER_ACCEPTANCE,
            applied=False,  # for arbitration
            sender_kind="arbitration",
            needs_reference=True,
            success=(Exit.REVIEW,),
            failure=(Exit.RETURN_TO_TRIBUNAL,),
        ),
        _row(
            Channel.ARB_ENTRUST,
            Cite.ARBITRATION_ENTRUSTMENT,
            applied=False,
            period=Clock.ARB_ENTRUST,
            period_start=PeriodStart.CONSENT,
            sender_kind="arbitration",
            legal_type="ARB",
            needs_reference=True,
            extension=False,
            success=(Exit.TRIBUNAL_STATEMENT,),
            issues=(IssuedDocument.STATEMENT, IssuedDocument.WITHDRAWAL),
            failure=(Exit.RETURN_TO_TRIBUNAL,),
        ),
        _row(Channel.HOTLINE, Cite.ACCEPTANCE, **_REFERRED),
        _row(Channel.OTHER_HOTLINE, Cite.ACCEPTANCE, **_REFERRED),
        _row(Channel.PETITION, Cite.PETITION, note=_("Keep inside the petition's own sixty days."), **_REFERRED),
        _row(Channel.CLUE_PROC, Cite.SUPERVISION_LETTERS, sender_kind="procuratorate", **_CLUE),
        _row(Channel.CLUE_LABOUR, Cite.FEDERATION_RULE, sender_kind="labour", **_CLUE),
        _row(Channel.CLUE_JUSTICE, Cite.FEDERATION_RULE, sender_kind="justice", **_CLUE),
        _row(
            Channel.NEW_FORM,
            Cite.NEW_FORM,
            period=Clock.MED_NEF,
            extension_cap_days=Clock.MED_NEF_EXT,
            success=(Exit.REVIEW, Exit.CONFIRMATION),
            note=_("Extended once, by both sides, by at most the same period."),
        ),
        _row(Channel.OTHER_PROVINCE, Cite.FEDERATION_RULE, **_REFERRED),
    )
}


def rule_of(channel: str, *, civil: bool = False) -> ChannelRule:
    """The row of a channel. Raises KeyError for one that is not in the table (a system check keeps it complete).

    `civil`: no labour dispute but one a people's mediation committee took as a civil dispute (law.md §4.3): its own
    period, confirmation by the court as the only title, and the court instead of arbitration where it fails.
    """
    rule = RULES[channel]
    if not civil:
        return rule
    failure = tuple(Exit.SUIT if way == Exit.ARBITRATION else way for way in rule.failure)
    success = tuple(way for way in rule.success if way in {Exit.CONFIRMATION, Exit.FEEDBACK})
    return replace(rule, period=Clock.MED_PMC, success=success, failure=failure)
