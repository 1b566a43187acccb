"""Why a case is not accepted, ends or pauses: closed vocabularies (law.md §4.3)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class NotAcceptedReason(models.TextChoices):
    OUT_OF_SCOPE = "out_of_scope", _("Not a labour dispute")
    NOT_ELIGIBLE_PARTY = "not_eligible_party", _("The applicant is not the right party")
    OTHER_SIDE_REFUSED = "other_side_refused", _("The other side refused mediation")
    OTHER_SIDE_UNREACHABLE = "other_side_unreachable", _("The other side could not be reached")
    NO_JURISDICTION = "no_jurisdiction", _("Outside the body's area")
    UNSUITABLE_ONLINE = "unsuitable_online", _("Not suited to online mediation")
    OUTSIDE_BODY_CHARTER = "outside_body_charter", _("Outside the body's charter")
    BEYOND_MEDIATOR_SKILL = "beyond_mediator_skill", _("Beyond the mediators' skill")
    ALREADY_IN_PROCEDURE = "already_in_procedure", _("Already in arbitration or court")
    ALREADY_ADJUDICATED = "already_adjudicated", _("Already decided")
    DUPLICATE = "duplicate", _("The same dispute is already on file")


#: Reasons that only the other side's recorded answer gives, or its silence: they close the case by a step of their own.
BY_REFUSAL = frozenset({NotAcceptedReason.OTHER_SIDE_REFUSED, NotAcceptedReason.OTHER_SIDE_UNREACHABLE})


class EndReason(models.TextChoices):
    DEADLOCK = "deadlock", _("Positions too far apart")
    PARTY_QUIT = "party_quit", _("A party no longer wishes to mediate")
    NO_SHOW = "no_show", _("A party did not attend")
    UNREACHABLE = "unreachable", _("A party could not be reached within the period")
    EXPIRED = "expired", _("The period ended without agreement or extension")
    REFUSED_TO_SIGN = "refused_to_sign", _("A party refused to sign")
    FALSE_MEDIATION = "false_mediation", _("False mediation")
    REJECTED_MEDIATOR = "rejected_mediator", _("A party rejected the appointed mediator and would not choose another")
    OTHER = "other", _("Another reason, stated in words")


#: What a mediator or the head may state as the end; the calendar and the refusal to sign have steps of their own.
STATED_ENDS = tuple(one for one in EndReason if one not in {EndReason.EXPIRED, EndReason.REFUSED_TO_SIGN})

#: The same before anybody has sat down together: nothing can have shown itself in mediation yet.
ENDS_BEFORE_MEDIATION = (
    EndReason.PARTY_QUIT,
    EndReason.UNREACHABLE,
    EndReason.REJECTED_MEDIATOR,
    EndReason.OTHER,
)


class SuspensionReason(models.TextChoices):
    FALSE_MEDIATION = "false_mediation", _("Suspicion of false mediation")
    APPRAISAL = "appraisal", _("Appraisal or assessment")
    OTHER = "other", _("Another reason, stated in words")


class RecusalGround(models.TextChoices):
    KIN = "kin", _("Party, or close relative of a party or agent")
    INTEREST = "interest", _("Interest in the dispute")
    OTHER_TIE = "other_tie", _("Another tie that may affect fairness")
    PRIOR_ROLE = "prior_role", _("Agent, supervisor or investigator in the same matter")


class Outcome(models.TextChoices):
    """How a case ended, apart from where its file lies (state)."""

    AGREED = "agreed", _("Agreement on all claims")
    PART_AGREED = "part_agreed", _("Agreement on some claims")
    SELF_SETTLED = "self_settled", _("Settled by the parties and withdrawn")
    FAILED = "failed", _("No agreement")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    NOT_ACCEPTED = "not_accepted", _("Not accepted")
    TRANSFERRED = "transferred", _("Transferred")


class MatterOutcome(models.TextChoices):
    """How a matter of labour-law supervision ended."""

    NOT_TAKEN_UP = "not_taken_up", _("Not taken up")
    REFERRED = "referred", _("Referred to mediation")
    REFERRED_UP = "referred_up", _("Handed to the federation above")
    UNFOUNDED = "unfounded", _("No violation found")
    INFORMED = "informed", _("Reminder given, no answer asked for")
    RECTIFIED = "rectified", _("Rectified")
    ADDRESSED = "addressed", _("Dealt with by the authority")
    UNRESOLVED = "unresolved", _("Ended without rectification")


class NotTakenUpReason(models.TextChoices):
    """Why a lead is not taken up (documents.md A2.5)."""

    OUT_OF_SCOPE = "out_of_scope", _("Not within labour-law supervision")
    IN_OTHER_PROCEDURE = "in_other_procedure", _("Already before an authority, a tribunal or a court")
    NOT_THIS_BODY = "not_this_body", _("Another union is competent")
    NO_SUBSTANCE = "no_substance", _("Nothing that could be checked")
    DUPLICATE_LEAD = "duplicate_lead", _("The same matter is already on file")


class Conduct(models.TextChoices):
    """How an employer met a letter: what opens the next one (documents.md A2.4)."""

    REFUSED = "refused", _("Refused to receive it")
    SILENT = "silent", _("Did not answer in time")
    UNJUSTIFIED = "unjustified", _("Did not rectify and gave no justified reason")
    PARTIAL = "partial", _("Rectified in part")
    OTHER_CONDUCT = "other_conduct", _("Other, stated in words")


class ProcuratorateGround(models.TextChoices):
    """When a lead may be handed to the procuratorate (notice of February 2024, digest; documents.md A1.3)."""

    PROTECTED_GROUP = "protected_group", _("New-form, female, minor, disabled or older workers")
    GROUP_ARREARS = "group_arrears", _("Collective arrears of social insurance or of migrant workers' wages")
