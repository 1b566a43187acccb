"""Conditions of labour-law supervision: the test, the sentence said when it is not met, the article behind it.

Where an article of one province stands behind a condition it is named as the nearest published rule, not as Gansu's.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from statutes.keys import Cite
from workflows.guards import PAPER_ISSUED, PAPER_UNDER_WAY, PAPER_UNSEALED, Guard

__all__ = ["PAPER_ISSUED", "PAPER_UNDER_WAY", "PAPER_UNSEALED"]  # asked alike in every kind of file

ONE_EMPLOYER = Guard(
    "one_employer",
    lambda matter: not matter.is_broadcast,
    _("This reminder goes to all employers of the region; it has no single employer to deal with."),
)
EXCLUSIVITY_CHECKED = Guard(
    "exclusivity_checked",
    lambda matter: matter.exclusivity_checked_on is not None or matter.is_broadcast,
    _("It must first be checked whether the same matter is in mediation, arbitration, court or inspection."),
    Cite.OTHER_ROUTE,
)
NO_OTHER_PROCEDURE = Guard(
    "no_other_procedure",
    lambda matter: not matter.other_procedure,
    _("The same matter is already in another procedure: the person is told to go on with that one."),
    Cite.OTHER_ROUTE,
)
NO_RULING_SOUGHT = Guard(
    "no_ruling_sought",
    lambda matter: not matter.ruling_sought,
    _("The same matter is before a tribunal, a court or the labour inspection: the person is told to go on there."),
    Cite.OTHER_ROUTE,
)
TWO_SUPERVISORS = Guard(
    "two_supervisors",
    lambda matter: matter.investigators_ready,
    _("Two supervisors whose certificates are valid on the day must be named for the investigation."),
    Cite.SUPERVISORS_TWO,
    details=lambda matter: matter.investigator_faults,
)
NO_CONFLICT = Guard(
    "no_conflict",
    lambda matter: matter.conflicts_cleared,
    _("A supervisor with a tie to the employer must be replaced, and each must have declared whether there is one."),
    Cite.SUPERVISORS_TWO,
    details=lambda matter: matter.conflict_faults,
)
INQUIRY_RECORDED = Guard(
    "inquiry_recorded",
    lambda matter: matter.has_inquiry,
    _("At least one inquiry must be recorded: where, when, by which supervisors, who was asked."),
    Cite.UNION_INVESTIGATES,
)
HAS_FINDING = Guard(
    "has_finding",
    lambda matter: bool(matter.finding_rows),
    _("At least one finding, or one point to be reminded of, must stand on the file."),
    Cite.SUPERVISION_RULES,
)
NO_FINDING = Guard(
    "no_finding",
    lambda matter: not matter.finding_rows,
    _("Findings stand on the file: take them back with a reason, or write to the employer about them."),
)
CONCLUDED = Guard(
    "concluded",
    lambda matter: bool(matter.conclusion),
    _("The investigation must have been concluded first: its result must stand on the file."),
    Cite.UNION_INVESTIGATES,
)
FINDINGS_PROVEN = Guard(
    "findings_proven",
    lambda matter: matter.findings_proven,
    _("Every finding needs its facts, its article, what is demanded by when, and at least one piece of evidence."),
    Cite.SUPERVISION_RULES,
    details=lambda matter: matter.finding_faults,
)
FIRST_HINT_OR_REASON = Guard(
    "first_hint_or_reason",
    lambda matter: matter.hint_ineffective or bool(matter.skip_reason),
    _("An opinion follows a hint letter that had no effect; where it is urgent or grave the reason must be recorded."),
    Cite.SUPERVISION_LETTERS,
)
OPINION_INEFFECTIVE = Guard(
    "opinion_ineffective",
    lambda matter: matter.opinion_ineffective,
    _("A proposal to the authority needs an opinion that was refused, not answered in time, or not followed."),
    Cite.OPINION_ANSWERED,
)
COUNTY_UNION = Guard(
    "county_union",
    lambda matter: matter.is_county_union,
    _("Only a union federation of county level or above writes to the authority; others ask the federation above."),
    Cite.ADVICE_BY_COUNTY,
)
UNION_ABOVE = Guard(
    "union_above",
    lambda matter: not matter.is_county_union and matter.union_above is not None,
    _("Only a union below county level, with a federation above it, asks that one; others write to the authority."),
    Cite.ADVICE_BY_COUNTY,
)
LETTER_COMPLETE = Guard(
    "letter_complete",
    lambda matter: not matter.letter_faults,
    _("The draft is not complete yet."),
    details=lambda matter: matter.letter_faults,
)
LETTER_NUMBERED = Guard(
    "letter_numbered",
    lambda matter: matter.has_numbered_letter,
    _("No letter of this file has its number yet, or every one was withdrawn."),
)
ALL_COSIGNED = Guard(
    "all_cosigned",
    lambda matter: matter.all_cosigned,
    _("Every body that issues the letter jointly must have agreed to it first."),
    Cite.LINKED_ADVICE,
    details=lambda matter: matter.cosigners_missing,
)
JOINT_LETTER = Guard(
    "joint_letter",
    lambda matter: matter.is_joint,
    _("The letter is not issued jointly with another body."),
    Cite.LINKED_ADVICE,
)
REPLY_NOT_EXTENDED = Guard(
    "reply_not_extended",
    lambda matter: matter.reply_extendable,
    _("The time for the answer has been extended already: it can be once."),
)
LETTER_SEALED = Guard(
    "letter_sealed",
    lambda matter: matter.letter_sealed,
    _("The letter must be sealed first: nothing leaves the house without its seal."),
    Cite.SUPERVISION_LETTERS,
)
ANSWER_DUE = Guard(
    "answer_due",
    lambda matter: matter.reply_wanted,
    _("This letter asks for no answer."),
)
VERIFIABLE = Guard(
    "verifiable",
    lambda matter: matter.has_letter_served,
    _("Nothing can be verified before the letter has been served."),
)
LETTER_SERVED = Guard(
    "letter_served",
    lambda matter: matter.has_letter_served,
    _("No letter has been served on the employer yet."),
)
ALL_RECTIFIED = Guard(
    "all_rectified",
    lambda matter: matter.all_rectified,
    _("Every finding must have been verified as done."),
)
MAY_GO_TO_PROCURATORATE = Guard(
    "may_go_to_procuratorate",
    lambda matter: matter.is_county_union and bool(matter.procuratorate_grounds) and matter.employer_uncooperative,
    _(
        "The procuratorate is addressed by a county union or above, for protected groups or collective arrears, when "
        "the employer does not cooperate."
    ),
    Cite.LETTERS_TO_PROCURATORATE,
    details=lambda matter: matter.procuratorate_faults,
)
WITH_PROCURATORATE = Guard(
    "with_procuratorate",
    lambda matter: matter.procuratorate_sent_on is not None,
    _("The matter has not been sent to the procuratorate."),
)
OUTCOME_RECORDED = Guard(
    "outcome_recorded",
    lambda matter: matter.outcome_recorded_on is not None,
    _("What was achieved must be recorded first (contracts, wages, contributions, compensation; nought where none)."),
)
ANSWER_VERIFIED = Guard(
    "answer_verified",
    lambda matter: matter.all_verified or not matter.answer_on_file,
    _("The employer has answered: what it says of each finding must be verified first."),
)
REPORTER_TOLD = Guard(
    "reporter_told",
    lambda matter: matter.reporter_told,
    _("The person who reported it by name must be told the result first."),
    Cite.SUPERVISION_RULES,
)
SENDER_TOLD = Guard(
    "sender_told",
    lambda matter: matter.sender_told,
    _("Whoever passed the lead on must be answered first."),
    Cite.FEDERATION_RULE,
)
PAPERS_ON_FILE = Guard(
    "papers_on_file",
    lambda matter: not matter.papers_unset,
    _("A paper of this file is still being set."),
)
