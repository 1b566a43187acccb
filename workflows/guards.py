"""Conditions: a statement, the test that answers it, the sentence said when it is not met, the article behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from statutes.keys import Cite

if TYPE_CHECKING:
    from workflows.facts import DossierFacts


@dataclass(frozen=True)
class Guard:
    """A condition of a step. `test` asks the dossier for a fact and must not query the database."""

    name: str
    test: Callable[[Any], bool]
    sentence: Promise
    under: Cite | None = None
    details: Callable[[Any], list[str]] | None = None  # what in particular stands in the way, said after it

    def met_by(self, dossier: DossierFacts) -> bool:
        return bool(self.test(dossier))

    def refusals(self, dossier: DossierFacts) -> list[str]:
        """Every sentence to be said where the condition is not met; none where it is."""
        if self.met_by(dossier):
            return []
        return [str(self.sentence), *(self.details(dossier) if self.details else ())]


_FOUND_OUTSIDE = _("The scope check found it outside scope: the head decides that it is not accepted.")
IN_SCOPE = Guard(
    "in_scope",
    lambda case: case.in_scope,
    _("The dispute must be one a mediation body may take: the scope check has not been passed."),
    Cite.REGISTRATION,
    details=lambda case: [str(_FOUND_OUTSIDE)] if case.found_outside_scope else [],
)
PARTIES_ON_BOTH_SIDES = Guard(
    "parties_on_both_sides",
    lambda case: case.has_both_sides,
    _("There must be at least one applicant and one respondent on the file."),
    Cite.REGISTRATION,
)
CLAIM_STATED = Guard(
    "claim_stated",
    lambda case: case.has_claim,
    _("At least one claim must be stated."),
    Cite.REGISTRATION,
)
ALL_PARTIES_CONSENT = Guard(
    "all_parties_consent",
    lambda case: case.all_parties_consent,
    _("Every party must have agreed to mediation on or before the day of this step, with date and medium recorded."),
    Cite.ACCEPTANCE,
)
CONSENT_MISSING = Guard(
    "consent_missing",
    lambda case: not case.all_parties_consent,
    _("All parties have already agreed; nobody is left to be asked."),
    Cite.ACCEPTANCE,
)
REFUSAL_RECORDED = Guard(
    "refusal_recorded",
    lambda case: case.refusal_recorded,
    _("A refusal, or the attempts to reach the other side, must be recorded first."),
    Cite.ACCEPTANCE,
)
COMMISSIONED = Guard(
    "commissioned",
    lambda case: case.is_commissioned,
    _("Only a case commissioned by a court or an arbitration committee has a commission to confirm."),
    Cite.COMMISSION_CONFIRM,
)
COMMISSION_UNCONFIRMED = Guard(
    "commission_unconfirmed",
    lambda case: not case.commission_received_on,
    _("The commission has already been confirmed."),
    Cite.COMMISSION_CONFIRM,
)
COMMISSION_DAY_ON_FILE = Guard(
    "commission_day_on_file",
    lambda case: case.is_commissioned and bool(case.commission_received_on),
    _("No day of a confirmed commission is on file yet."),
    Cite.COMMISSION_CONFIRM,
)
COMMISSION_CONFIRMED = Guard(
    "commission_confirmed",
    lambda case: case.commission_confirmed or not case.is_commissioned,
    _("The commission must be confirmed first: the date of signed receipt or platform confirmation starts the period."),
    Cite.COMMISSION_CONFIRM,
)
MEDIATOR_APPOINTED = Guard(
    "mediator_appointed",
    lambda case: case.has_mediator,
    _("A mediator must have been appointed."),
    Cite.MEDIATOR_CHOICE,
)
DISCLOSURE_MADE = Guard(
    "disclosure_made",
    lambda case: case.disclosure_made,
    _("The mediator must have signed the disclosure of interests."),
    Cite.DISCLOSURE,
)
INTEREST_WAIVED = Guard(
    "interest_waived",
    lambda case: case.interest_waived,
    _("The mediator disclosed an interest: both sides must have agreed to go on with this mediator."),
    Cite.DISCLOSURE,
)
NO_PENDING_RECUSAL = Guard(
    "no_pending_recusal",
    lambda case: not case.recusal_pending,
    _("A request for recusal has not been decided yet."),
    Cite.RECUSAL,
)
RECUSAL_PENDING = Guard(
    "recusal_pending",
    lambda case: case.recusal_pending,
    _("No request for recusal is waiting for a decision."),
    Cite.RECUSAL,
)
IDENTITIES_CHECKED = Guard(
    "identities_checked",
    lambda case: case.identities_checked,
    _("The identity of every party must have been checked and the way of checking recorded."),
    Cite.IDENTITY_CHECK,
)
RIGHTS_EXPLAINED = Guard(
    "rights_explained",
    lambda case: case.rights_explained,
    _(
        "Rights, rules, effect of an agreement and the warning against false mediation must have been explained "
        "to the parties."
    ),
    Cite.DUTY_TO_INFORM,
)
PERIOD_STILL_RUNS = Guard(
    "period_still_runs",
    lambda case: case.period_still_runs,
    _("The mediation period has passed; an extension must be agreed before it ends."),
    Cite.PERIOD,
)
EXTENSION_ALLOWED = Guard(
    "extension_allowed",
    lambda case: case.extension_allowed,
    _("This channel knows no extension of its period, or its longest extension has been used."),
    Cite.ARBITRATION_ENTRUSTMENT,
)
TERMS_DRAFTED = Guard(
    "terms_drafted",
    lambda case: case.has_terms,
    _("The agreement must contain at least one item."),
    Cite.AGREEMENT_CONTENT,
)
TERMS_COMPLETE = Guard(
    "terms_complete",
    lambda case: case.terms_complete,
    _("Every money item needs an amount, a payee, a way of payment and a due date."),
    Cite.AGREEMENT_CONTENT,
)
RESULTS_STATED = Guard(
    "results_stated",
    lambda case: case.results_stated,
    _("The terms must settle at least one claim and state the sum agreed for every one they settle."),
    Cite.AGREEMENT_CONTENT,
)
LINT_CLEAN = Guard(
    "lint_clean",
    lambda case: not case.terms_blocked,
    _("The check of the terms found what would make the agreement void or impossible to enforce."),
    Cite.CONFIRMATION_CONTENT,
    details=lambda case: case.terms_blocked,
)
SESSION_HELD = Guard(
    "session_held",
    lambda case: case.session_held,
    _("At least one session must be on the file before an agreement is submitted for signature."),
    Cite.MINUTES,
)
DECLINERS_LEFT_OUT = Guard(
    "decliners_left_out",
    lambda case: not case.draft_names_decliners,
    _("The draft still settles for workers who declined its terms: take the draft back and issue it without them."),
    Cite.GROUP_CONSENT,
)
MEMBERS_CONSENT = Guard(
    "members_consent",
    lambda case: case.members_consent,
    _("Representatives may not settle for workers who have not consented to the final terms."),
    Cite.GROUP_CONSENT,
)
AGENTS_AUTHORISED = Guard(
    "agents_authorised",
    lambda case: case.agents_authorised,
    _("An agent signs an agreement only with special authority."),
    Cite.AGENCY,
)
GUARDIANS_PRESENT = Guard(
    "guardians_present",
    lambda case: case.guardians_present,
    _("A minor or a person without full capacity needs a guardian on the file."),
    Cite.AGENCY,
)
SIGNATURES_COMPLETE = Guard(
    "signatures_complete",
    lambda case: case.signatures_complete,
    _("Signatures that this kind of body needs are still missing."),
    Cite.AGREEMENT_WRITTEN,
)
AGREEMENT_EFFECTIVE = Guard(
    "agreement_effective",
    lambda case: case.agreement_effective,
    _("There is no agreement in effect."),
    Cite.CONFIRMATION,
)
CONFIRMATION_OPEN = Guard(
    "confirmation_open",
    lambda case: case.confirmation_open,
    _("The thirty days for a joint application for judicial confirmation have passed, or it has already been filed."),
    Cite.CONFIRMATION,
)
REVIEW_OPEN = Guard(
    "review_open",
    lambda case: case.review_open,
    _("The fifteen days for arbitration review have passed, or it has already been filed."),
    Cite.REVIEW,
)
NO_OTHER_ROUTE = Guard(
    "no_other_route",
    lambda case: not case.route_filed,
    _("The ways to an enforceable title exclude each other; one of them has been taken."),
    Cite.REVIEW,
)
NO_EMPLOYMENT_CONFIRMED = Guard(
    "no_employment_confirmed",
    lambda case: not case.confirms_employment,
    _("An agreement that confirms an employment relationship cannot go to arbitration review."),
    Cite.REVIEW,
)
CONFIRMATION_FILED = Guard(
    "confirmation_filed",
    lambda case: case.confirmation_pending,
    _("No application for judicial confirmation is waiting for a decision."),
    Cite.CONFIRMATION,
)
REVIEW_FILED = Guard(
    "review_filed",
    lambda case: case.review_pending,
    _("No application for arbitration review is waiting for a decision."),
    Cite.REVIEW,
)
ROUTE_NOT_TAKEN_UP = Guard(
    "route_not_taken_up",
    lambda case: not case.route_taken_up,
    _("It is already on file that the application was taken up."),
    Cite.CONFIRMATION,
)
BEFORE_FILING = Guard(
    "before_filing",
    lambda case: case.is_before_filing,
    _("Only in a case commissioned before filing do the days for suing after an award run beside the mediation."),
    Cite.SUIT,
)
COURT_DOCUMENT_OPEN = Guard(
    "court_document_open",
    lambda case: case.court_document_open,
    _("Only an agreement that a court commissioned is submitted to that court, and only once."),
    Cite.COMMISSION_SUCCESS,
)
COURT_DOCUMENT_PENDING = Guard(
    "court_document_pending",
    lambda case: case.court_document_pending,
    _("No agreement submitted to the court is waiting for its document or for being signed for."),
    Cite.COMMISSION_SUCCESS,
)
TRIBUNAL_DOCUMENT_OPEN = Guard(
    "tribunal_document_open",
    lambda case: case.tribunal_document_open,
    _("Only an agreement that a tribunal entrusted is submitted to that tribunal, and only once."),
    Cite.TRIBUNAL_STATEMENT,
)
TRIBUNAL_DOCUMENT_PENDING = Guard(
    "tribunal_document_pending",
    lambda case: case.tribunal_document_pending,
    _("No agreement submitted to the tribunal is waiting for its document or for being signed for."),
    Cite.TRIBUNAL_STATEMENT,
)
CLOSING_SUBMITTED = Guard(
    "closing_submitted",
    lambda case: case.closing_submitted,
    _("The closing sheet has not been submitted for approval."),
    Cite.CLOSING,
)
CLOSING_NOT_SUBMITTED = Guard(
    "closing_not_submitted",
    lambda case: not case.closing_submitted,
    _("The closing sheet is already waiting for the head's approval."),
    Cite.CLOSING,
)
AMOUNTS_RECORDED = Guard(
    "amounts_recorded",
    lambda case: case.amounts_recorded,
    _("Every settled claim needs the amount agreed, and every claim a result."),
    Cite.CLOSING,
)
PAPERS_COMPLETE = Guard(
    "papers_complete",
    lambda case: case.papers_complete,
    _("A paper that this outcome requires has not been issued yet."),
    Cite.END_REPORT,
)
NO_ROUTE_UNDECIDED = Guard(
    "no_route_undecided",
    lambda case: (
        not (
            case.confirmation_pending
            or case.review_pending
            or case.court_document_pending
            or case.tribunal_document_pending
        )
    ),
    _("What was filed with a court or committee is still waiting for its decision, or for the parties' signatures."),
    Cite.CONFIRMATION,
)
SENT_BY_A_BODY = Guard(
    "sent_by_a_body",
    lambda case: case.sent_by_a_body,
    _("Only the body that sent the case acknowledges its outcome."),
    Cite.FILE_WITH_COURT,
)
ROUTE_IS_OURS = Guard(
    "route_is_ours",
    lambda case: case.route_is_ours,
    _("Only the body before which the application lies, or the mediation body, says what became of it."),
    Cite.CONFIRMATION,
)
LEFT_UNSETTLED = Guard(
    "left_unsettled",
    lambda case: case.left_unsettled,
    _("Everything was settled; only what mediation left open is handed over."),
    Cite.RIGHT_TO_ARBITRATE,
)
SENDER_AWAITS_ANSWER = Guard(
    "sender_awaits_answer",
    lambda case: case.sender_awaits_answer,
    _("Nobody waits for an answer: nobody sent the case in such a way, or the answer has been given."),
    Cite.FEDERATION_RULE,
)
SENDER_ANSWERED = Guard(
    "sender_answered",
    lambda case: case.sender_answered,
    _("Whoever passed the dispute on must have been answered before the file is closed."),
    Cite.FEDERATION_RULE,
)
FROM_PETITION = Guard(
    "from_petition",
    lambda case: case.is_petition,
    _("Only a dispute that came as a petition runs beside the petition organ's own term."),
    Cite.PETITION,
)
OUTCOME_UNREVIEWED = Guard(
    "outcome_unreviewed",
    lambda case: not case.outcome_reviewed,
    _("The outcome has already been acknowledged."),
    Cite.FILE_WITH_COURT,
)
OBLIGATION_OPEN = Guard(
    "obligation_open",
    lambda case: case.has_open_obligation,
    _("Nothing is left to be performed under the agreement."),
    Cite.PERFORMANCE,
)
OBLIGATION_OVERDUE = Guard(
    "obligation_overdue",
    lambda case: case.has_overdue_obligation,
    _("Nothing agreed is overdue: an item is in breach only after its day has passed."),
    Cite.LIMITATION_EVENTS,
)
WINDOWS_CLOSED = Guard(
    "windows_closed",
    lambda case: case.windows_closed,
    _("The time for judicial confirmation or arbitration review still runs: one of them may yet be filed."),
    Cite.CONFIRMATION,
)
DUTIES_SETTLED = Guard(
    "duties_settled",
    lambda case: case.duties_settled,
    _("Something agreed is still to be performed: record the performance or the breach of every item first."),
    Cite.PERFORMANCE,
)
PAPERS_SET = Guard(
    "papers_set",
    lambda case: not case.papers_unset,
    _("A paper of the file is still being set, or could not be set; the catalogue would lack it."),
    Cite.ARCHIVING,
)
PAPER_ISSUED = Guard(
    "paper_issued",
    lambda dossier: bool(dossier.papers),
    _("No paper of this file has been issued yet."),
    Cite.CLOSING,
)
PAPER_UNSEALED = Guard(
    "paper_unsealed",
    lambda dossier: dossier.papers_unsealed,
    _("No paper of this file is waiting for its seal."),
    Cite.CLOSING,
)
PAPER_UNDER_WAY = Guard(
    "paper_under_way",
    lambda dossier: dossier.papers_under_way,
    _("No paper of this file is on its way: record first that it was sent."),
    Cite.SERVICE_RECEIPT,
)
EMPLOYER_KNOWN = Guard(
    "employer_known",
    lambda case: case.employer_known,
    _("There must be an employer on the file to whom a letter can be addressed."),
    Cite.SUPERVISION_LETTERS,
)
GROUP = Guard(
    "group",
    lambda case: case.is_group,
    _("Representatives are elected where ten or more workers share a claim."),
    Cite.REPRESENTATIVES,
)
