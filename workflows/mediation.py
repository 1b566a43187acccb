"""The life of a mediation case: every state and every step there is. Read this page first.

A row says who may take the step, from where to where, on what condition, under which article, which clocks it starts
and stops, which paper it issues. What a step writes on the file stands in `cases/effects.py`, what it asks in
`cases/forms.py`. A step with a target moves the case; a step without one is an act recorded where the case stands.
Source of the rows: law.md §4.1–4.5, 5.3; channels differ by `workflows/channels.py` alone.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from organizations.roles import Role
from statutes.keys import Cite, Clock
from workflows import guards as g
from workflows.papers import Kind
from workflows.reasons import Outcome
from workflows.steps import step


class State(models.TextChoices):
    UNREGISTERED = "", _("Not registered")
    RECEIVED = "received", _("Received")
    SCREENING = "screening", _("Screening")
    CONSENT_PENDING = "consent_pending", _("Asking the other side")
    ACCEPTED = "accepted", _("Accepted")
    NOT_ACCEPTED = "not_accepted", _("Not accepted")
    ASSIGNING = "assigning", _("Mediator appointed")
    IN_MEDIATION = "in_mediation", _("In mediation")
    SUSPENDED = "suspended", _("Suspended")
    DRAFTED = "drafted", _("Agreement awaiting signature")
    AGREED = "agreed", _("Agreement reached")
    PART_AGREED = "part_agreed", _("Partial agreement")
    FAILED = "failed", _("No agreement reached")
    WITHDRAWN = "withdrawn", _("Application withdrawn")
    SETTLED_WITHDRAWN = "settled_withdrawn", _("Settled and withdrawn")
    TRANSFERRED = "transferred", _("Transferred elsewhere")
    CLOSED = "closed", _("Closed")
    ARCHIVED = "archived", _("Archived")


S = State
BEFORE_ACCEPTANCE = (S.RECEIVED, S.SCREENING, S.CONSENT_PENDING)
UNDER_WAY = (S.ACCEPTED, S.ASSIGNING, S.IN_MEDIATION, S.SUSPENDED, S.DRAFTED)
OPEN = (*BEFORE_ACCEPTANCE, *UNDER_WAY)
#: While a draft waits for its signatures the file must say what the paper says: who and what is taken back first.
UNDRAFTED = tuple(state for state in OPEN if state != S.DRAFTED)
SETTLED = (S.AGREED, S.PART_AGREED)
ENDED = (S.NOT_ACCEPTED, *SETTLED, S.FAILED, S.WITHDRAWN, S.SETTLED_WITHDRAWN, S.TRANSFERRED)
SHUT = (S.CLOSED, S.ARCHIVED)

#: Whose move it is. Every state that is not the last has a desk; `None` for the last.
DESKS: dict[State, Role | None] = {
    S.RECEIVED: Role.REGISTRAR,
    S.SCREENING: Role.REGISTRAR,
    S.CONSENT_PENDING: Role.REGISTRAR,
    S.ACCEPTED: Role.REGISTRAR,
    S.ASSIGNING: Role.MEDIATOR,
    S.IN_MEDIATION: Role.MEDIATOR,
    S.SUSPENDED: Role.BODY_HEAD,
    S.DRAFTED: Role.MEDIATOR,
    S.NOT_ACCEPTED: Role.BODY_HEAD,
    S.AGREED: Role.MEDIATOR,
    S.PART_AGREED: Role.MEDIATOR,
    S.FAILED: Role.MEDIATOR,
    S.WITHDRAWN: Role.BODY_HEAD,
    S.SETTLED_WITHDRAWN: Role.BODY_HEAD,
    S.TRANSFERRED: Role.BODY_HEAD,
    S.CLOSED: Role.REGISTRAR,
    S.ARCHIVED: None,
}

OUTCOMES: dict[State, Outcome] = {
    S.NOT_ACCEPTED: Outcome.NOT_ACCEPTED,
    S.AGREED: Outcome.AGREED,
    S.PART_AGREED: Outcome.PART_AGREED,
    S.FAILED: Outcome.FAILED,
    S.WITHDRAWN: Outcome.WITHDRAWN,
    S.SETTLED_WITHDRAWN: Outcome.SELF_SETTLED,
    S.TRANSFERRED: Outcome.TRANSFERRED,
}

#: The ordinary way, for the stepper: each entry is a station and the states in which the case stands at it.
STATIONS = (
    (_("Registration"), (S.RECEIVED,)),
    (_("Screening and consent"), (S.SCREENING, S.CONSENT_PENDING, S.NOT_ACCEPTED)),
    (_("Acceptance"), (S.ACCEPTED,)),
    (_("Mediator"), (S.ASSIGNING,)),
    (_("Mediation"), (S.IN_MEDIATION, S.SUSPENDED)),
    (_("Agreement"), (S.DRAFTED,)),
    (_("Outcome"), (S.AGREED, S.PART_AGREED, S.FAILED, S.WITHDRAWN, S.SETTLED_WITHDRAWN, S.TRANSFERRED)),
    (_("Closing"), (S.CLOSED,)),
    (_("Archive"), (S.ARCHIVED,)),
)

COUNTER = (Role.REGISTRAR,)
HEAD = (Role.BODY_HEAD,)
CASE_MEDIATOR = (Role.MEDIATOR,)
CASE_OR_HEAD = (Role.MEDIATOR, Role.BODY_HEAD)  # a mediator may have left before the work is done
DESK = (Role.REGISTRAR, Role.MEDIATOR)
PAPER_KEEPERS = (Role.REGISTRAR, Role.MEDIATOR, Role.BODY_HEAD)
RECUSAL_DECIDERS = (Role.BODY_HEAD, Role.COURT_LIAISON)  # the court decides in what it commissioned (L07 art. 15)
SENDERS = (Role.COURT_LIAISON, Role.ARBITRATION_CLERK)
SENDING_BODIES = (*SENDERS, Role.LABOUR_OFFICER, Role.PROCURATORATE_LIAISON, Role.JUSTICE_LIAISON)


# Each step is one row and is read as one; the formatter would stand every row upright.
# fmt: off
class MediationProcedure:
    """The rows, in the order of a case's life."""

    State = State
    Outcome = Outcome
    desks = DESKS
    outcomes = OUTCOMES
    stations = STATIONS
    open_states, ended_states, shut_states = OPEN, ENDED, SHUT

    # ── Intake ─────────────────────────────────────────────────────────────────────────────────────────────────────

    @step(_("Register the case"), source=[S.UNREGISTERED], target=S.RECEIVED, by=COUNTER, under=Cite.REGISTRATION,
          starts=["intake", "right_to_arbitrate", "award", "petition"], limitation="applied_for_mediation",
          weight="main")
    def register_case(self) -> None: ...

    @step(_("Begin screening"), source=[S.RECEIVED], target=S.SCREENING, by=COUNTER, under=Cite.ACCEPTANCE,
          weight="main")
    def screen_case(self) -> None: ...

    @step(_("Record the scope check"), source=[S.SCREENING, S.CONSENT_PENDING], by=[Role.REGISTRAR, Role.BODY_HEAD],
          under=Cite.REGISTRATION, stops=["no_arbitration"])
    def check_scope(self) -> None: ...

    @step(_("Add a party"), source=UNDRAFTED, by=DESK, under=Cite.REGISTRATION, record="B")
    def add_party(self) -> None: ...

    @step(_("Amend a party's details"), source=OPEN, by=DESK, under=Cite.REGISTRATION, record="B")
    def amend_party(self) -> None: ...

    @step(_("Add a claim"), source=UNDRAFTED, by=DESK, under=Cite.REGISTRATION, record="B",
          limitation="claimed_from_other_side")
    def add_claim(self) -> None: ...

    @step(_("Amend a claim"), source=UNDRAFTED, by=DESK, under=Cite.REGISTRATION, record="B")
    def amend_claim(self) -> None: ...

    @step(_("Record an agent"), source=OPEN, by=DESK, under=Cite.AGENCY, record="B")
    def record_agent(self) -> None: ...

    @step(_("Record the election of representatives"), source=OPEN, by=DESK, given=[g.GROUP],
          under=Cite.REPRESENTATIVES, record="B")
    def record_representatives(self) -> None: ...

    @step(_("Record the service address"), source=(*OPEN, *ENDED), by=DESK, under=Cite.SERVICE_ADDRESS)
    def record_service_address(self) -> None: ...

    @step(_("Record an identity check"), source=OPEN, by=DESK, under=Cite.IDENTITY_CHECK)
    def check_identity(self) -> None: ...

    # Working papers of the mediation: sums and the parties' versions of a fact stay inside the body.
    @step(_("Record the facts and work out the sums"), source=OPEN, by=DESK, under=Cite.HEARING_BOTH_SIDES,
          record="I")
    def record_facts(self) -> None: ...

    # After the end too: signed copies, rulings and payment slips come back then. It adds, it changes nothing.
    @step(_("Lodge an exhibit"), source=(*OPEN, *ENDED, S.CLOSED), by=DESK, under=Cite.EVIDENCE, record="B")
    def lodge_exhibit(self) -> None: ...

    @step(_("Confirm the commission"), source=[S.RECEIVED, S.SCREENING, S.CONSENT_PENDING],
          by=[Role.REGISTRAR, Role.BODY_HEAD],
          given=[g.COMMISSIONED, g.COMMISSION_UNCONFIRMED], under=Cite.COMMISSION_CONFIRM, stops=[Clock.COURT_CONFIRM],
          starts=["confirmed_period", "asking"], issues=[Kind.COMMISSION_RECEIPT])
    def confirm_commission(self) -> None: ...

    # The period started from the wrong day is replaced by one from the right day; the log keeps both.
    @step(_("Correct the day of the commission"), source=[*BEFORE_ACCEPTANCE, S.ACCEPTED, S.ASSIGNING, S.IN_MEDIATION],
          by=[Role.REGISTRAR, Role.BODY_HEAD], given=[g.COMMISSION_DAY_ON_FILE], under=Cite.COMMISSION_CONFIRM,
          starts=["confirmed_period", "still_asking"])
    def correct_commission(self) -> None: ...

    # After an award mediation stops nothing: the days for suing run until the complaint is handed in (L01 art. 50).
    @step(_("Record the award and the complaint"), source=(*OPEN, *ENDED), by=DESK, given=[g.BEFORE_FILING],
          under=Cite.SUIT, stops=["complaint"], starts=["award"])
    def record_award(self) -> None: ...

    # The petition organ's own term runs beside the mediation until it has been answered (L21 art. 34).
    @step(_("Record the petition's acceptance"), source=(*OPEN, *ENDED), by=DESK, given=[g.FROM_PETITION],
          under=Cite.PETITION, starts=["petition"])
    def record_petition(self) -> None: ...

    # What starts, interrupts or stops limitation: much of it happened before anybody came to the counter.
    @step(_("Record since when the claims were known"), source=(*OPEN, *ENDED), by=DESK, under=Cite.LIMITATION,
          record="B")
    def record_limitation_start(self) -> None: ...

    @step(_("Record an event of limitation"), source=(*OPEN, *ENDED), by=DESK, under=Cite.LIMITATION_EVENTS, record="B")
    def record_limitation_event(self) -> None: ...

    @step(_("Ask the other side"), source=[S.SCREENING], target=S.CONSENT_PENDING, by=COUNTER,
          given=[g.PARTIES_ON_BOTH_SIDES, g.CONSENT_MISSING], under=Cite.ASK_OTHER_SIDE,
          issues=[Kind.CONSENT_INQUIRY], weight="main")
    def ask_other_side(self) -> None: ...

    # After acceptance too: a party who joins later must agree before anything is begun or written down with them.
    @step(_("Record a party's answer"), source=[*BEFORE_ACCEPTANCE, S.ACCEPTED, S.ASSIGNING, S.IN_MEDIATION], by=DESK,
          under=Cite.ACCEPTANCE, stops=["answered"], weight="main")
    def record_consent(self) -> None: ...

    @step(_("Close because the other side refuses"), source=[S.CONSENT_PENDING], target=S.NOT_ACCEPTED, by=COUNTER,
          given=[g.REFUSAL_RECORDED], under=Cite.REFUSAL_BARS, stops=["intake", "asking", "period", Clock.RIGHT_TO_ARB],
          issues=[Kind.NOTICE_OF_NON_ACCEPTANCE, Kind.REPORT_TO_COURT], limitation="mediation_refused", weight="grave")
    def close_on_refusal(self) -> None: ...

    @step(_("Accept the case"), source=[S.SCREENING, S.CONSENT_PENDING], target=S.ACCEPTED,
          by=[Role.BODY_HEAD, Role.REGISTRAR],
          given=[g.IN_SCOPE, g.PARTIES_ON_BOTH_SIDES, g.CLAIM_STATED, g.COMMISSION_CONFIRMED, g.ALL_PARTIES_CONSENT],
          under=Cite.ACCEPTANCE, stops=["intake", "asking"], starts=["accepted_period", "picking"],
          issues=[Kind.NOTICE_OF_ACCEPTANCE, Kind.NOTICE_OF_RIGHTS], weight="main")
    def accept_case(self) -> None: ...

    @step(_("Do not accept the case"), source=[S.SCREENING, S.CONSENT_PENDING], target=S.NOT_ACCEPTED, by=HEAD,
          under=Cite.ACCEPTANCE, stops=["intake", "asking", "period", Clock.RIGHT_TO_ARB],
          issues=[Kind.NOTICE_OF_NON_ACCEPTANCE, Kind.REPORT_TO_COURT], weight="grave")
    def decline_case(self) -> None: ...

    # ── Mediator ───────────────────────────────────────────────────────────────────────────────────────────────────

    @step(_("Appoint the mediator"), source=[S.ACCEPTED, S.ASSIGNING], target=S.ASSIGNING,
          by=[Role.REGISTRAR, Role.BODY_HEAD], given=[g.NO_PENDING_RECUSAL], under=Cite.MEDIATOR_CHOICE,
          stops=["picking"], issues=[Kind.MEDIATOR_APPOINTMENT], weight="main")
    def appoint_mediator(self) -> None: ...

    @step(_("Sign the disclosure"), source=[S.ASSIGNING, S.IN_MEDIATION], by=CASE_MEDIATOR,
          given=[g.MEDIATOR_APPOINTED], under=Cite.DISCLOSURE, weight="main")
    def disclose_interests(self) -> None: ...

    @step(_("Record agreement to go on with the mediator"), source=[S.ASSIGNING, S.IN_MEDIATION], by=DESK,
          given=[g.DISCLOSURE_MADE], under=Cite.DISCLOSURE)
    def record_waiver(self) -> None: ...

    @step(_("Record a request for recusal"), source=[S.ASSIGNING, S.IN_MEDIATION],
          by=[Role.REGISTRAR, Role.BODY_HEAD, Role.MEDIATOR], given=[g.MEDIATOR_APPOINTED], under=Cite.RECUSAL)
    def request_recusal(self) -> None: ...

    @step(_("Grant the recusal"), source=[S.ASSIGNING, S.IN_MEDIATION], target=S.ASSIGNING, by=RECUSAL_DECIDERS,
          given=[g.RECUSAL_PENDING], under=Cite.RECUSAL, issues=[Kind.RECUSAL_DECISION], weight="grave")
    def grant_recusal(self) -> None: ...

    @step(_("Refuse the recusal"), source=[S.ASSIGNING, S.IN_MEDIATION], by=RECUSAL_DECIDERS, given=[g.RECUSAL_PENDING],
          under=Cite.RECUSAL, issues=[Kind.RECUSAL_DECISION])
    def refuse_recusal(self) -> None: ...

    @step(_("Replace the mediator"), source=[S.ASSIGNING, S.IN_MEDIATION], target=S.ASSIGNING,
          by=[Role.BODY_HEAD, Role.REGISTRAR],
          given=[g.MEDIATOR_APPOINTED, g.NO_PENDING_RECUSAL], under=Cite.REPLACEMENT,
          issues=[Kind.MEDIATOR_APPOINTMENT])
    def replace_mediator(self) -> None: ...

    @step(_("Explain rights and rules"), source=[S.ACCEPTED, S.ASSIGNING], by=DESK, under=Cite.DUTY_TO_INFORM,
          weight="main")
    def explain_rights(self) -> None: ...

    # ── Mediation ──────────────────────────────────────────────────────────────────────────────────────────────────

    @step(_("Begin mediation"), source=[S.ASSIGNING], target=S.IN_MEDIATION, by=CASE_MEDIATOR,
          given=[g.ALL_PARTIES_CONSENT, g.MEDIATOR_APPOINTED, g.DISCLOSURE_MADE, g.INTEREST_WAIVED,
                 g.NO_PENDING_RECUSAL, g.IDENTITIES_CHECKED, g.RIGHTS_EXPLAINED],
          under=Cite.DUTY_TO_INFORM, weight="main")
    def begin_mediation(self) -> None: ...

    @step(_("Log a session"), source=[S.IN_MEDIATION, S.DRAFTED], by=CASE_MEDIATOR, under=Cite.MINUTES, record="C",
          weight="main")
    def log_session(self) -> None: ...

    @step(_("Record an offer or an answer"), source=[S.IN_MEDIATION], by=CASE_MEDIATOR, under=Cite.PROPOSALS,
          record="D")
    def record_offer(self) -> None: ...

    @step(_("Confirm undisputed facts"), source=[S.IN_MEDIATION, S.DRAFTED, S.FAILED], by=CASE_MEDIATOR,
          under=Cite.UNDISPUTED_FACTS, record="E")
    def confirm_facts(self) -> None: ...

    @step(_("Issue a session record"), source=[S.IN_MEDIATION, S.DRAFTED, *ENDED], by=CASE_OR_HEAD, under=Cite.MINUTES,
          record="C", issues=[Kind.SESSION_RECORD])
    def issue_session_record(self) -> None: ...

    @step(_("Extend the period"), source=[S.ACCEPTED, S.ASSIGNING, S.IN_MEDIATION, S.DRAFTED], by=CASE_MEDIATOR,
          given=[g.EXTENSION_ALLOWED, g.PERIOD_STILL_RUNS], under=Cite.PERIOD)
    def extend_period(self) -> None: ...

    @step(_("Suspend mediation"), source=[S.IN_MEDIATION], target=S.SUSPENDED, by=CASE_MEDIATOR,
          under=Cite.FALSE_MEDIATION, pauses=["pausable_period"],
          issues=[Kind.SUSPENSION_NOTICE, Kind.FALSE_MEDIATION_REPORT])
    def suspend_mediation(self) -> None: ...

    @step(_("Resume mediation"), source=[S.SUSPENDED], target=S.IN_MEDIATION, by=[Role.BODY_HEAD, Role.COURT_LIAISON],
          under=Cite.FALSE_MEDIATION, resumes=["period"], weight="main")
    def resume_mediation(self) -> None: ...

    @step(_("End after review"), source=[S.SUSPENDED], target=S.FAILED, by=[Role.BODY_HEAD, Role.COURT_LIAISON],
          under=Cite.FALSE_MEDIATION, stops=["period", Clock.RIGHT_TO_ARB],
          issues=[Kind.NOTICE_OF_TERMINATION, Kind.REPORT_TO_COURT], limitation="mediation_stopped", weight="grave")
    def end_after_review(self) -> None: ...

    # ── Agreement ──────────────────────────────────────────────────────────────────────────────────────────────────

    @step(_("Write the terms"), source=[S.IN_MEDIATION], by=CASE_MEDIATOR, under=Cite.AGREEMENT_CONTENT, record="F",
          weight="main")
    def write_terms(self) -> None: ...

    @step(_("Submit the agreement for signature"), source=[S.IN_MEDIATION], target=S.DRAFTED, by=CASE_MEDIATOR,
          given=[g.ALL_PARTIES_CONSENT, g.SESSION_HELD, g.TERMS_DRAFTED, g.TERMS_COMPLETE, g.RESULTS_STATED,
                 g.GUARDIANS_PRESENT, g.LINT_CLEAN],
          under=Cite.AGREEMENT_CONTENT, record="F",
          issues=[Kind.MEDIATION_AGREEMENT], weight="main")
    def draft_agreement(self) -> None: ...

    @step(_("Give a legal opinion on the draft"), source=[S.IN_MEDIATION, S.DRAFTED],
          by=[Role.LEGAL_REVIEWER, Role.BODY_HEAD], under=Cite.AGREEMENT_CONTENT, record="F")
    def review_draft(self) -> None: ...

    @step(_("Take the draft back"), source=[S.DRAFTED], target=S.IN_MEDIATION, by=CASE_OR_HEAD, under=Cite.PROPOSALS)
    def reopen_terms(self) -> None: ...

    @step(_("Record a worker's consent to the terms"), source=[S.DRAFTED], by=DESK, under=Cite.GROUP_CONSENT)
    def record_member_consent(self) -> None: ...

    @step(_("Record a signature"), source=[S.DRAFTED], by=DESK, given=[g.AGENTS_AUTHORISED],
          under=Cite.AGREEMENT_WRITTEN, weight="main")
    def record_signature(self) -> None: ...

    @step(_("Put the agreement into effect"), source=[S.DRAFTED],
          target=(lambda case: S.AGREED if case.settled_in_full else S.PART_AGREED, [S.AGREED, S.PART_AGREED]), by=DESK,
          given=[g.ALL_PARTIES_CONSENT, g.IDENTITIES_CHECKED, g.DECLINERS_LEFT_OUT, g.SIGNATURES_COMPLETE,
                 g.MEMBERS_CONSENT, g.AGENTS_AUTHORISED, g.GUARDIANS_PRESENT],
          under=Cite.AGREEMENT_COURT, stops=["period", Clock.RIGHT_TO_ARB], starts=["after_agreement"],
          issues=[Kind.NOTICE_OF_TERMINATION, Kind.REPORT_TO_COURT], record="F",
          limitation="other_side_agreed_to_perform", weight="main")
    def conclude_agreement(self) -> None: ...

    # ── Ends without agreement ─────────────────────────────────────────────────────────────────────────────────────

    @step(_("Record a refusal to sign"), source=[S.DRAFTED], target=S.FAILED, by=CASE_OR_HEAD, under=Cite.END_GROUNDS,
          stops=["period", Clock.RIGHT_TO_ARB], issues=[Kind.NOTICE_OF_TERMINATION, Kind.REPORT_TO_COURT],
          limitation="mediation_stopped", weight="grave")
    def record_refusal_to_sign(self) -> None: ...

    # The head too: between a recusal and the next appointment no mediator is there to end it.
    @step(_("End mediation without agreement"), source=[S.ACCEPTED, S.ASSIGNING, S.IN_MEDIATION], target=S.FAILED,
          by=[Role.MEDIATOR, Role.BODY_HEAD], under=Cite.FAILURE_NOTICE,
          stops=["period", Clock.RIGHT_TO_ARB, Clock.COURT_PICK],
          issues=[Kind.NOTICE_OF_TERMINATION, Kind.REPORT_TO_COURT], limitation="mediation_stopped", weight="grave")
    def end_mediation(self) -> None: ...

    @step(_("End because the period has passed"), source=[S.ACCEPTED, S.ASSIGNING, S.IN_MEDIATION, S.DRAFTED],
          target=S.FAILED, by=[Role.CALENDAR], under=Cite.PERIOD,
          stops=["period", Clock.RIGHT_TO_ARB, Clock.COURT_PICK],
          issues=[Kind.NOTICE_OF_TERMINATION, Kind.REPORT_TO_COURT], limitation="mediation_expired", weight="grave")
    def expire_period(self) -> None: ...

    @step(_("Record a withdrawal"), source=OPEN, target=S.WITHDRAWN, by=DESK, under=Cite.WITHDRAWAL,
          stops=["intake", "asking", "period", Clock.RIGHT_TO_ARB, Clock.COURT_PICK], issues=[Kind.REPORT_TO_COURT],
          weight="grave")
    def withdraw_application(self) -> None: ...

    @step(_("Record a settlement between the parties"), source=OPEN, target=S.SETTLED_WITHDRAWN, by=DESK,
          under=Cite.WITHDRAWAL, stops=["intake", "asking", "period", Clock.RIGHT_TO_ARB, Clock.COURT_PICK],
          issues=[Kind.REPORT_TO_COURT], limitation="other_side_agreed_to_perform")
    def record_self_settlement(self) -> None: ...

    @step(_("Transfer the case"), source=OPEN, target=S.TRANSFERRED, by=HEAD, under=Cite.FEDERATION_RULE,
          stops=["intake", "asking", "period", Clock.RIGHT_TO_ARB, Clock.COURT_PICK], weight="grave")
    def transfer_case(self) -> None: ...

    @step(_("Recall the commission"), source=OPEN, target=S.TRANSFERRED, by=SENDERS, given=[g.COMMISSIONED],
          under=Cite.COMMISSION_CONFIRM, stops=["intake", "asking", "period", Clock.RIGHT_TO_ARB, Clock.COURT_PICK],
          weight="grave")
    def recall_commission(self) -> None: ...

    @step(_("Hand over to arbitration"), source=[S.FAILED, S.PART_AGREED, S.CLOSED],
          by=[Role.REGISTRAR, Role.BODY_HEAD], given=[g.LEFT_UNSETTLED], under=Cite.RIGHT_TO_ARBITRATE,
          issues=[Kind.TRANSFER_LETTER])
    def hand_over(self) -> None: ...

    # ── After agreement ────────────────────────────────────────────────────────────────────────────────────────────

    @step(_("File for judicial confirmation"), source=[S.AGREED, S.PART_AGREED, S.CLOSED], by=DESK,
          given=[g.AGREEMENT_EFFECTIVE, g.NO_OTHER_ROUTE, g.CONFIRMATION_OPEN], under=Cite.CONFIRMATION,
          stops=[Clock.JC], starts=[Clock.JC_ACCEPT], record="F", weight="main")
    def file_confirmation(self) -> None: ...

    @step(_("Record that the court took up the application"), source=[S.AGREED, S.PART_AGREED, S.CLOSED],
          by=[Role.COURT_LIAISON, Role.REGISTRAR], given=[g.CONFIRMATION_FILED, g.ROUTE_NOT_TAKEN_UP, g.ROUTE_IS_OURS],
          under=Cite.CONFIRMATION_ACCEPTANCE, stops=[Clock.JC_ACCEPT], starts=[Clock.JC_DECIDE], record="F")
    def accept_confirmation(self) -> None: ...

    @step(_("Record the court's ruling on confirmation"), source=[S.AGREED, S.PART_AGREED, S.CLOSED],
          by=[Role.COURT_LIAISON, Role.REGISTRAR],
          given=[g.CONFIRMATION_FILED, g.ROUTE_IS_OURS], under=Cite.CONFIRMATION,
          stops=[Clock.JC_ACCEPT, Clock.JC_DECIDE, Clock.AR], record="F", weight="main")
    def decide_confirmation(self) -> None: ...

    @step(_("File for arbitration review"), source=[S.AGREED, S.PART_AGREED, S.CLOSED], by=DESK,
          given=[g.AGREEMENT_EFFECTIVE, g.NO_OTHER_ROUTE, g.REVIEW_OPEN, g.NO_EMPLOYMENT_CONFIRMED], under=Cite.REVIEW,
          stops=[Clock.AR], record="F")
    def file_review(self) -> None: ...

    @step(_("Record that the committee took up the application"), source=[S.AGREED, S.PART_AGREED, S.CLOSED],
          by=[Role.ARBITRATION_CLERK, Role.REGISTRAR], given=[g.REVIEW_FILED, g.ROUTE_NOT_TAKEN_UP, g.ROUTE_IS_OURS],
          under=Cite.REVIEW_DECISION, starts=[Clock.AR_DECIDE], record="F")
    def accept_review(self) -> None: ...

    @step(_("Record the committee's decision on review"), source=[S.AGREED, S.PART_AGREED, S.CLOSED],
          by=[Role.ARBITRATION_CLERK, Role.REGISTRAR], given=[g.REVIEW_FILED, g.ROUTE_IS_OURS],
          under=Cite.REVIEW_DECISION, stops=[Clock.AR_DECIDE, Clock.JC], record="F", weight="main")
    def decide_review(self) -> None: ...

    @step(_("Submit the agreement to the court"), source=[S.AGREED, S.PART_AGREED, S.CLOSED], by=DESK,
          given=[g.AGREEMENT_EFFECTIVE, g.NO_OTHER_ROUTE, g.COURT_DOCUMENT_OPEN], under=Cite.COMMISSION_SUCCESS,
          record="F", weight="main")
    def submit_to_court(self) -> None: ...

    # Taken again when the last party has signed for the document: only then does it bind (L05 art. 149).
    @step(_("Record what the court issued"), source=[S.AGREED, S.PART_AGREED, S.CLOSED],
          by=[Role.COURT_LIAISON, Role.REGISTRAR], given=[g.COURT_DOCUMENT_PENDING, g.ROUTE_IS_OURS],
          under=Cite.COMMISSION_SUCCESS, stops=[Clock.JC], record="F", weight="main")
    def record_court_document(self) -> None: ...

    @step(_("Submit the agreement to the tribunal"), source=[S.AGREED, S.PART_AGREED, S.CLOSED], by=DESK,
          given=[g.AGREEMENT_EFFECTIVE, g.NO_OTHER_ROUTE, g.TRIBUNAL_DOCUMENT_OPEN], under=Cite.TRIBUNAL_STATEMENT,
          record="F", weight="main")
    def submit_to_tribunal(self) -> None: ...

    @step(_("Record what the tribunal issued"), source=[S.AGREED, S.PART_AGREED, S.CLOSED],
          by=[Role.ARBITRATION_CLERK, Role.REGISTRAR], given=[g.TRIBUNAL_DOCUMENT_PENDING, g.ROUTE_IS_OURS],
          under=Cite.TRIBUNAL_STATEMENT, record="F", weight="main")
    def record_tribunal_document(self) -> None: ...

    @step(_("Record performance"), source=[S.AGREED, S.PART_AGREED, S.CLOSED], by=DESK, given=[g.OBLIGATION_OPEN],
          under=Cite.PERFORMANCE, record="F")
    def record_performance(self) -> None: ...

    @step(_("Record a breach"), source=[S.AGREED, S.PART_AGREED, S.CLOSED], by=DESK, given=[g.OBLIGATION_OVERDUE],
          under=Cite.LIMITATION_EVENTS, record="F", limitation="agreement_not_performed")
    def record_breach(self) -> None: ...

    @step(_("Record a call-back"), source=[*ENDED, S.CLOSED], by=DESK, under=Cite.PERFORMANCE)
    def record_callback(self) -> None: ...

    @step(_("Answer the sender"), source=[*ENDED, S.CLOSED], by=DESK, given=[g.SENDER_AWAITS_ANSWER],
          under=Cite.FEDERATION_RULE, stops=[Clock.PET], issues=[Kind.FEEDBACK_LETTER])
    def answer_sender(self) -> None: ...

    @step(_("Acknowledge the outcome"), source=[*ENDED, S.CLOSED], by=SENDING_BODIES,
          given=[g.SENT_BY_A_BODY, g.OUTCOME_UNREVIEWED], under=Cite.FILE_WITH_COURT, weight="main")
    def review_outcome(self) -> None: ...

    # ── The calendar ───────────────────────────────────────────────────────────────────────────────────────────────

    @step(_("Note that a term has passed"), source=(*OPEN, *ENDED, S.CLOSED), by=[Role.CALENDAR],
          under=Cite.TIME_COUNTING)
    def note_expiry(self) -> None: ...

    @step(_("Work out a date that was not computable"), source=(*OPEN, *ENDED, S.CLOSED), by=[Role.CALENDAR],
          under=Cite.TIME_COUNTING)
    def complete_terms(self) -> None: ...

    @step(_("Warn that limitation is about to end"), source=(*OPEN, *ENDED), by=[Role.CALENDAR], under=Cite.LIMITATION,
          record="B")
    def warn_of_limitation(self) -> None: ...

    # ── Letters, notes, closing ────────────────────────────────────────────────────────────────────────────────────

    # A letter is the federation's, reviewed, approved and entered in its ledger: mediation only hands the lead over.
    @step(_("Hand over to labour-law supervision"), source=[*UNDER_WAY, *ENDED, S.CLOSED], by=CASE_OR_HEAD,
          given=[g.EMPLOYER_KNOWN], under=Cite.SUPERVISION_LETTERS, record="I")
    def propose_supervision(self) -> None: ...

    # It moves nothing: what was signed comes back as an exhibit. Which form fits when: `workflows/forms.py`.
    @step(_("Print a form"), source=(*OPEN, *ENDED, S.CLOSED), by=[Role.REGISTRAR, Role.MEDIATOR, Role.BODY_HEAD],
          under=Cite.RECORDS)
    def print_form(self) -> None: ...

    # ── Papers after their number (`workflows/service.py`) ──────────────────────────────────────────────────────────

    @step(_("Record the sealing of a paper"), source=(*OPEN, *ENDED, S.CLOSED), by=[Role.REGISTRAR, Role.BODY_HEAD],
          given=[g.PAPER_ISSUED, g.PAPER_UNSEALED], under=Cite.CLOSING)
    def seal_paper(self) -> None: ...

    @step(_("Keep the scan of a paper"), source=(*OPEN, *ENDED, S.CLOSED), by=PAPER_KEEPERS, given=[g.PAPER_ISSUED],
          under=Cite.CLOSING)
    def return_scan(self) -> None: ...

    @step(_("Send a paper"), source=(*OPEN, *ENDED, S.CLOSED), by=PAPER_KEEPERS, given=[g.PAPER_ISSUED],
          under=Cite.SERVICE_DIRECT)
    def send_paper(self) -> None: ...

    # A refusal is an outcome: it is recorded as such, and what follows from it may be taken.
    @step(_("Record what became of a delivery"), source=(*OPEN, *ENDED, S.CLOSED), by=PAPER_KEEPERS,
          given=[g.PAPER_UNDER_WAY], under=Cite.SERVICE_RECEIPT)
    def record_service(self) -> None: ...

    # Nothing issued is changed: the wrong paper stays in the register as void, a new one with its own number follows.
    @step(_("Issue a paper anew"), source=(*OPEN, *ENDED, S.CLOSED), by=HEAD, given=[g.PAPER_ISSUED],
          under=Cite.CLOSING)
    def correct_paper(self) -> None: ...

    @step(_("Declare a paper void"), source=(*OPEN, *ENDED, S.CLOSED), by=HEAD, given=[g.PAPER_ISSUED],
          under=Cite.CLOSING, weight="grave")
    def void_paper(self) -> None: ...

    @step(_("Add a note"), source=OPEN, by=[Role.REGISTRAR, Role.BODY_HEAD, Role.MEDIATOR], under=Cite.RECORDS,
          record="I")
    def add_note(self) -> None: ...

    @step(_("Add a correction"), source=(*OPEN, *ENDED, *SHUT), by=[Role.REGISTRAR, Role.BODY_HEAD, Role.MEDIATOR],
          under=Cite.RECORDS)
    def add_correction(self) -> None: ...

    @step(_("Submit for closing"), source=ENDED, by=DESK,
          given=[g.CLOSING_NOT_SUBMITTED, g.AMOUNTS_RECORDED, g.NO_ROUTE_UNDECIDED, g.SENDER_ANSWERED],
          under=Cite.CLOSING, weight="main")
    def submit_closing(self) -> None: ...

    @step(_("Send the closing sheet back"), source=ENDED, by=HEAD, given=[g.CLOSING_SUBMITTED], under=Cite.CLOSING)
    def return_closing(self) -> None: ...

    @step(_("Approve closing"), source=ENDED, target=S.CLOSED, by=HEAD,
          given=[g.CLOSING_SUBMITTED, g.AMOUNTS_RECORDED, g.PAPERS_COMPLETE, g.NO_ROUTE_UNDECIDED, g.SENDER_ANSWERED],
          under=Cite.CLOSING, weight="main")
    def close_case(self) -> None: ...

    # The catalogue it freezes names papers of every class: internal to the body.
    @step(_("Archive the file"), source=[S.CLOSED], target=S.ARCHIVED, by=COUNTER,
          given=[g.NO_ROUTE_UNDECIDED, g.WINDOWS_CLOSED, g.DUTIES_SETTLED, g.PAPERS_SET], under=Cite.ARCHIVING,
          stops=[Clock.JC, Clock.AR, Clock.SUE], record="I", weight="main")
    def archive_case(self) -> None: ...
# fmt: on
