"""The life of a matter of labour-law supervision (一函两书): every state and every step there is.

A lead is checked, investigated where it must be, and answered by letters: 提示函 to remind, 意见书 to demand, 建议书 to
the authority. Each letter has the same life — drafted, read by a lawyer, agreed to by whoever issues it jointly,
approved (and only then numbered), sealed, served — and then the matter waits, is verified finding by finding, and ends
or goes on to the next letter. Source: documents.md A1–A3; what one region decides differently is data
(`supervision_profile`, the terms of `P07`). What a step writes stands in `supervision/effects.py`, what it asks in
`supervision/forms/`.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organizations.roles import Role
from statutes.keys import Cite
from workflows import supervision_guards as g
from workflows.papers import Kind
from workflows.reasons import MatterOutcome
from workflows.steps import step


class State(models.TextChoices):
    UNREGISTERED = "", _("Not registered")
    LEAD = "lead", _("Lead, first check")
    INVESTIGATING = "investigating", _("Under investigation")
    INVESTIGATED = "investigated", _("Investigation concluded")
    DRAFTING = "drafting", _("Letter being drafted")
    IN_REVIEW = "in_review", _("Letter with the lawyer")
    SIGNING = "signing", _("Letter awaiting approval")
    NUMBERED = "numbered", _("Letter to be served")
    AWAITING_REPLY = "awaiting_reply", _("Waiting for the answer")
    VERIFYING = "verifying", _("Verification")
    WITH_AUTHORITY = "with_authority", _("Proposal with the authority")
    AUTHORITY_ACTING = "authority_acting", _("Taken up by the authority")
    NOT_TAKEN_UP = "not_taken_up", _("Not taken up")
    REFERRED = "referred", _("Referred to mediation")
    REFERRED_UP = "referred_up", _("Handed to the federation above")
    UNFOUNDED = "unfounded", _("No violation found")
    INFORMED = "informed", _("Reminded")
    RECTIFIED = "rectified", _("Rectified")
    ADDRESSED = "addressed", _("Dealt with by the authority")
    UNRESOLVED = "unresolved", _("Ended without rectification")
    CLOSED = "closed", pgettext_lazy("supervision", "Closed")
    ARCHIVED = "archived", pgettext_lazy("supervision", "Archived")


S = State
CHECKING = (S.LEAD, S.INVESTIGATING, S.INVESTIGATED)
WRITING = (S.DRAFTING, S.IN_REVIEW, S.SIGNING, S.NUMBERED)
WAITING = (S.AWAITING_REPLY, S.VERIFYING)
BEFORE_AUTHORITY = (S.WITH_AUTHORITY, S.AUTHORITY_ACTING)
OPEN = (*CHECKING, *WRITING, *WAITING, *BEFORE_AUTHORITY)
#: What a draft says must not change under it: a finding is amended before a letter is drafted or after it is served.
UNDRAFTED = (*CHECKING, *WAITING, *BEFORE_AUTHORITY)
ENDED = (
    S.NOT_TAKEN_UP, S.REFERRED, S.REFERRED_UP, S.UNFOUNDED, S.INFORMED, S.RECTIFIED, S.ADDRESSED, S.UNRESOLVED,
)  # fmt: skip
SHUT = (S.CLOSED, S.ARCHIVED)

DESKS: dict[State, Role | None] = {
    S.LEAD: Role.LEGAL_SUPERVISOR,
    S.INVESTIGATING: Role.LEGAL_SUPERVISOR,
    S.INVESTIGATED: Role.LEGAL_SUPERVISOR,
    S.DRAFTING: Role.LEGAL_SUPERVISOR,
    S.IN_REVIEW: Role.LEGAL_REVIEWER,
    S.SIGNING: Role.SUPERVISION_HEAD,
    S.NUMBERED: Role.LEGAL_SUPERVISOR,
    S.AWAITING_REPLY: Role.LEGAL_SUPERVISOR,
    S.VERIFYING: Role.LEGAL_SUPERVISOR,
    S.WITH_AUTHORITY: Role.LEGAL_SUPERVISOR,
    S.AUTHORITY_ACTING: Role.LEGAL_SUPERVISOR,
    **dict.fromkeys(ENDED, Role.SUPERVISION_HEAD),
    S.CLOSED: Role.LEGAL_SUPERVISOR,
    S.ARCHIVED: None,
}

OUTCOMES: dict[State, MatterOutcome] = {state: MatterOutcome(state.value) for state in ENDED}

#: The ordinary way, for the stepper: each entry is a station and the states in which the matter stands at it.
STATIONS = (
    (_("Lead"), (S.LEAD, S.NOT_TAKEN_UP, S.REFERRED)),
    (_("Investigation"), (S.INVESTIGATING, S.INVESTIGATED, S.UNFOUNDED)),
    (_("Letter"), (S.DRAFTING, S.IN_REVIEW, S.SIGNING)),
    (_("Service"), (S.NUMBERED,)),
    (_("Answer"), (S.AWAITING_REPLY, S.INFORMED)),
    (_("Verification"), (S.VERIFYING, S.RECTIFIED, S.UNRESOLVED, S.REFERRED_UP)),
    (pgettext_lazy("supervision", "Authority"), (S.WITH_AUTHORITY, S.AUTHORITY_ACTING, S.ADDRESSED)),
    (_("Closing"), (S.CLOSED,)),
    (_("Archive"), (S.ARCHIVED,)),
)

SUPERVISOR = (Role.LEGAL_SUPERVISOR,)
HEAD = (Role.SUPERVISION_HEAD,)
DESK = (Role.LEGAL_SUPERVISOR, Role.SUPERVISION_HEAD)
CO_ISSUERS = (Role.COURT_LIAISON, Role.PROCURATORATE_LIAISON, Role.LABOUR_OFFICER)


def after_service(matter: object) -> State:
    """Where a served letter leaves the matter: with the authority, waiting for an answer, or done."""
    return State(matter.state_after_service)  # type: ignore[attr-defined]


def after_verification(matter: object) -> State:
    """Rectified when every finding was found done, else still waited for or to be followed."""
    return State(matter.state_after_verification)  # type: ignore[attr-defined]


def without_letter(matter: object) -> State:
    """Where the matter stood before the letter in hand."""
    return State(matter.state_without_letter)  # type: ignore[attr-defined]


def by_what_is_on_file(matter: object) -> State:
    """Where the matter stands when no letter is in hand and no answer is waited for."""
    return State(matter.state_of_work)  # type: ignore[attr-defined]


def after_filing(matter: object) -> State:
    """The authority has taken it up, or has said why not: then the union decides how to go on."""
    return S.AUTHORITY_ACTING if matter.authority_filed else S.VERIFYING  # type: ignore[attr-defined]


# Each step is one row and is read as one; the formatter would stand every row upright.
# fmt: off
class SupervisionProcedure:
    """The rows, in the order of a matter's life."""

    State = State
    Outcome = MatterOutcome
    desks = DESKS
    outcomes = OUTCOMES
    stations = STATIONS
    open_states, ended_states, shut_states = OPEN, ENDED, SHUT

    # ── Lead and first check ───────────────────────────────────────────────────────────────────────────────────────

    @step(_("Register a lead"), source=[S.UNREGISTERED], target=S.LEAD, by=DESK, under=Cite.UNION_INVESTIGATES,
          weight="main")
    def register_lead(self) -> None: ...

    @step(_("Amend the lead"), source=OPEN, by=DESK, under=Cite.UNION_INVESTIGATES, record="H")
    def amend_lead(self) -> None: ...

    # Inspection sends away what is already in mediation, arbitration or court; so does a union that knows it.
    @step(_("Check for other procedures"), source=(*CHECKING, *WAITING), by=DESK, given=[g.ONE_EMPLOYER],
          under=Cite.OTHER_ROUTE, record="H")
    def check_exclusivity(self) -> None: ...

    @step(_("Name the supervisors"), source=UNDRAFTED, by=DESK, given=[g.ONE_EMPLOYER],
          under=Cite.SUPERVISORS_TWO, record="H")
    def name_supervisors(self) -> None: ...

    @step(_("Declare ties to the employer"), source=UNDRAFTED, by=DESK, given=[g.ONE_EMPLOYER],
          under=Cite.SUPERVISORS_TWO, record="H")
    def declare_ties(self) -> None: ...

    @step(_("Take the lead up for investigation"), source=[S.LEAD], target=S.INVESTIGATING, by=HEAD,
          given=[g.ONE_EMPLOYER, g.EXCLUSIVITY_CHECKED, g.NO_OTHER_PROCEDURE, g.TWO_SUPERVISORS, g.NO_CONFLICT],
          under=Cite.UNION_INVESTIGATES, weight="main")
    def take_up_lead(self) -> None: ...

    @step(_("Do not take the lead up"), source=[S.LEAD], target=S.NOT_TAKEN_UP, by=HEAD,
          under=Cite.SUPERVISION_RULES, issues=[Kind.LEAD_DECLINED], weight="grave")
    def decline_lead(self) -> None: ...

    # Linked, not merged: the mediation has a file and a procedure of its own.
    @step(_("Link a mediation case"), source=(*OPEN, *ENDED), by=DESK, under=Cite.FEDERATION_RULE, record="H")
    def link_case(self) -> None: ...

    @step(_("Refer to mediation"), source=(*CHECKING, *WAITING), target=S.REFERRED, by=HEAD, given=[g.ONE_EMPLOYER],
          under=Cite.UNION_MEDIATION, stops=["reply"], weight="grave")
    def refer_to_mediation(self) -> None: ...

    @step(_("Take the matter up again"), source=[S.REFERRED, S.REFERRED_UP],
          target=(by_what_is_on_file, [S.LEAD, S.INVESTIGATING, S.INVESTIGATED, S.VERIFYING]), by=HEAD,
          under=Cite.UNION_INVESTIGATES)
    def resume_after_mediation(self) -> None: ...

    # ── Investigation ──────────────────────────────────────────────────────────────────────────────────────────────

    @step(_("Record an inquiry"), source=(S.INVESTIGATING, *WAITING), by=SUPERVISOR,
          given=[g.TWO_SUPERVISORS, g.NO_CONFLICT], under=Cite.UNION_INVESTIGATES, record="H")
    def record_inquiry(self) -> None: ...

    @step(_("Record evidence"), source=UNDRAFTED, by=SUPERVISOR, under=Cite.UNION_INVESTIGATES, record="H")
    def record_evidence(self) -> None: ...

    @step(_("Add a finding"), source=UNDRAFTED, by=SUPERVISOR, under=Cite.SUPERVISION_RULES, record="H")
    def add_finding(self) -> None: ...

    @step(_("Amend a finding"), source=UNDRAFTED, by=SUPERVISOR, given=[g.HAS_FINDING], under=Cite.SUPERVISION_RULES,
          record="H")
    def amend_finding(self) -> None: ...

    @step(_("Take a finding back"), source=UNDRAFTED, by=SUPERVISOR, given=[g.HAS_FINDING],
          under=Cite.SUPERVISION_RULES, record="H")
    def drop_finding(self) -> None: ...

    @step(_("Lodge an exhibit"), source=(*OPEN, *ENDED, S.CLOSED), by=DESK, under=Cite.EVIDENCE, record="H")
    def lodge_exhibit(self) -> None: ...

    # What is looked into while an answer is waited for is concluded there too.
    @step(_("Conclude the investigation"), source=(S.INVESTIGATING, *WAITING), target=S.INVESTIGATED, stays=WAITING,
          by=SUPERVISOR,
          given=[g.INQUIRY_RECORDED, g.TWO_SUPERVISORS, g.NO_CONFLICT], under=Cite.UNION_INVESTIGATES, record="H",
          weight="main")
    def conclude_investigation(self) -> None: ...

    @step(_("Go on investigating"), source=[S.INVESTIGATED, S.VERIFYING], target=S.INVESTIGATING, by=DESK,
          given=[g.ONE_EMPLOYER], under=Cite.UNION_INVESTIGATES, record="H")
    def resume_investigation(self) -> None: ...

    @step(_("Close without a letter: no violation"), source=[S.INVESTIGATED], target=S.UNFOUNDED, by=HEAD,
          given=[g.NO_FINDING], under=Cite.SUPERVISION_RULES, weight="grave")
    def end_unfounded(self) -> None: ...

    # ── The letter: drafted, reviewed, agreed to, approved and numbered, served ────────────────────────────────────

    # No source makes a hint the condition of anything: it may follow the lead at once. It reminds and asks for no
    # ruling, so that a mediation between worker and employer does not stand in its way.
    @step(_("Draft a hint letter"), source=(*CHECKING, S.VERIFYING), target=S.DRAFTING, by=SUPERVISOR,
          given=[g.HAS_FINDING, g.EXCLUSIVITY_CHECKED, g.NO_RULING_SOUGHT], under=Cite.SUPERVISION_LETTERS,
          record="H", weight="main")
    def draft_hint(self) -> None: ...

    @step(_("Draft an opinion letter"), source=(S.INVESTIGATED, *WAITING), target=S.DRAFTING, by=SUPERVISOR,
          given=[g.ONE_EMPLOYER, g.INQUIRY_RECORDED, g.CONCLUDED, g.FINDINGS_PROVEN, g.FIRST_HINT_OR_REASON,
                 g.EXCLUSIVITY_CHECKED, g.NO_OTHER_PROCEDURE],
          under=Cite.UNION_DEMANDS, record="H", weight="main")
    def draft_opinion(self) -> None: ...

    @step(_("Record why no hint letter comes first"), source=(S.INVESTIGATED, *WAITING), by=DESK,
          given=[g.ONE_EMPLOYER], under=Cite.SUPERVISION_LETTERS, record="H")
    def record_urgency(self) -> None: ...

    @step(_("Draft a proposal to the authority"), source=WAITING, target=S.DRAFTING, by=SUPERVISOR,
          given=[g.COUNTY_UNION, g.OPINION_INEFFECTIVE, g.ANSWER_VERIFIED, g.FINDINGS_PROVEN, g.EXCLUSIVITY_CHECKED,
                 g.NO_OTHER_PROCEDURE],
          under=Cite.ADVICE_BY_COUNTY, record="H", weight="main")
    def draft_advice(self) -> None: ...

    # 提请上级工会: a union below the county does not write to the authority. Its file stays with it; the federation
    # above finds the matter among the leads proposed to it and opens a file of its own.
    @step(_("Ask the federation above to take it over"), source=(S.INVESTIGATED, *WAITING), target=S.REFERRED_UP,
          by=HEAD, given=[g.ONE_EMPLOYER, g.UNION_ABOVE, g.ANSWER_VERIFIED], under=Cite.ADVICE_BY_COUNTY,
          stops=["reply"], weight="grave")
    def refer_upward(self) -> None: ...

    @step(_("Amend the draft"), source=[S.DRAFTING], by=SUPERVISOR, under=Cite.SUPERVISION_LETTERS, record="H")
    def amend_letter(self) -> None: ...

    @step(_("Drop the draft"), source=[S.DRAFTING],
          target=(without_letter, [S.LEAD, S.INVESTIGATING, S.INVESTIGATED, S.AWAITING_REPLY, S.VERIFYING]), by=DESK,
          under=Cite.SUPERVISION_LETTERS, record="H", weight="grave")
    def drop_letter(self) -> None: ...

    @step(_("Submit for legal review"), source=[S.DRAFTING], target=S.IN_REVIEW, by=SUPERVISOR,
          given=[g.LETTER_COMPLETE], under=Cite.SUPERVISION_LETTERS, record="H", weight="main")
    def submit_letter(self) -> None: ...

    @step(_("Pass the letter"), source=[S.IN_REVIEW], target=S.SIGNING, by=[Role.LEGAL_REVIEWER],
          given=[g.LETTER_COMPLETE], under=Cite.SUPERVISION_LETTERS, record="H", weight="main")
    def pass_letter(self) -> None: ...

    @step(_("Send the letter back"), source=[S.IN_REVIEW, S.SIGNING], target=S.DRAFTING,
          by=[Role.LEGAL_REVIEWER, Role.SUPERVISION_HEAD], under=Cite.SUPERVISION_LETTERS, record="H")
    def return_letter(self) -> None: ...

    @step(_("Record that a co-issuer agrees"), source=[S.SIGNING], by=(*DESK, *CO_ISSUERS), given=[g.JOINT_LETTER],
          under=Cite.LINKED_ADVICE, record="F")
    def cosign_letter(self) -> None: ...

    # Numbered here and nowhere earlier: number, contents and register row are one transaction.
    @step(_("Approve and number the letter"), source=[S.SIGNING], target=S.NUMBERED, by=HEAD,
          given=[g.LETTER_COMPLETE, g.ALL_COSIGNED], under=Cite.OPINION_SIGNED, weight="main")
    def approve_letter(self) -> None: ...

    # What happens to any paper of the file after its number: the same acts as in a mediation.
    @step(_("Record the sealing of a paper"), source=(*OPEN, *ENDED, S.CLOSED), by=DESK,
          given=[g.PAPER_ISSUED, g.PAPER_UNSEALED], under=Cite.SUPERVISION_LETTERS)
    def seal_paper(self) -> None: ...

    @step(_("Keep the scan of a paper"), source=(*OPEN, *ENDED, S.CLOSED), by=DESK, given=[g.PAPER_ISSUED],
          under=Cite.SUPERVISION_LETTERS)
    def return_scan(self) -> None: ...

    # A letter's own service moves the matter; what goes elsewhere is sent and comes back like any paper.
    @step(_("Send a paper"), source=(*OPEN, *ENDED, S.CLOSED), by=DESK, given=[g.PAPER_ISSUED],
          under=Cite.SERVICE_DIRECT)
    def send_paper(self) -> None: ...

    @step(_("Record what became of a delivery"), source=(*OPEN, *ENDED, S.CLOSED), by=DESK, given=[g.PAPER_UNDER_WAY],
          under=Cite.SERVICE_RECEIPT)
    def record_service(self) -> None: ...

    # The clock starts on the day of service, never on the date of the letter; a refusal is an outcome of service.
    # A letter that is served takes the place of the one before: nobody has two answers to give.
    @step(_("Record the service"), source=[S.NUMBERED],
          target=(after_service, [S.AWAITING_REPLY, S.WITH_AUTHORITY, S.INFORMED, S.VERIFYING]), by=SUPERVISOR,
          given=[g.LETTER_SEALED], under=Cite.SUPERVISION_LETTERS, stops=["reply"], starts=["answer"], weight="main")
    def record_letter_service(self) -> None: ...

    # The time for the answer to an earlier letter goes on where the one withdrawn had not been served.
    @step(_("Withdraw the letter"), source=(S.NUMBERED, *WAITING),
          target=(without_letter, [S.LEAD, S.INVESTIGATING, S.INVESTIGATED, S.AWAITING_REPLY, S.VERIFYING]), by=HEAD,
          under=Cite.SUPERVISION_LETTERS, stops=["awaited"], issues=[Kind.LETTER_CORRECTION], weight="grave")
    def withdraw_letter(self) -> None: ...

    @step(_("Correct the letter"), source=(S.NUMBERED, *WAITING, *BEFORE_AUTHORITY, *ENDED), by=HEAD,
          given=[g.LETTER_NUMBERED], under=Cite.SUPERVISION_LETTERS, issues=[Kind.LETTER_CORRECTION])
    def correct_letter(self) -> None: ...

    # ── Answer and verification ────────────────────────────────────────────────────────────────────────────────────

    @step(_("Extend the time for the answer"), source=[S.AWAITING_REPLY], by=HEAD,
          given=[g.ANSWER_DUE, g.REPLY_NOT_EXTENDED], under=Cite.OPINION_ANSWERED)
    def extend_reply(self) -> None: ...

    # An answer is taken whenever it comes: while the next letter is written, and while the authority has the matter.
    @step(_("Record the answer"), source=(*WRITING, *WAITING, *BEFORE_AUTHORITY), target=S.VERIFYING,
          stays=(*WRITING, *BEFORE_AUTHORITY), by=(Role.LEGAL_SUPERVISOR, Role.ADDRESSEE),
          given=[g.ONE_EMPLOYER, g.LETTER_SERVED], under=Cite.OPINION_ANSWERED, stops=["awaited"], record="H",
          weight="main")
    def record_reply(self) -> None: ...

    @step(_("Note that a term has passed"), source=(*WAITING, *BEFORE_AUTHORITY), by=[Role.CALENDAR],
          under=Cite.SUPERVISION_RULES)
    def note_expiry(self) -> None: ...

    @step(_("Work out a date that was not computable"), source=(*WAITING, *BEFORE_AUTHORITY), by=[Role.CALENDAR],
          under=Cite.SUPERVISION_RULES)
    def complete_terms(self) -> None: ...

    # Who looks before the answer is due stops nothing: the employer has its time. What the authority deals with stays
    # there, whatever the employer puts right meanwhile.
    @step(_("Record the verification"), source=(*WAITING, *BEFORE_AUTHORITY),
          target=(after_verification, [S.RECTIFIED, S.AWAITING_REPLY, S.VERIFYING]), stays=BEFORE_AUTHORITY,
          by=SUPERVISOR, given=[g.VERIFIABLE, g.TWO_SUPERVISORS, g.NO_CONFLICT], under=Cite.UNION_INVESTIGATES,
          stops=["awaited"], record="H", weight="main")
    def verify_findings(self) -> None: ...

    @step(_("End as rectified"), source=BEFORE_AUTHORITY, target=S.RECTIFIED, by=DESK, given=[g.ALL_RECTIFIED],
          under=Cite.UNION_INVESTIGATES, stops=["reply", "result"])
    def end_rectified(self) -> None: ...

    @step(_("Set a new term to finish"), source=[S.VERIFYING], target=S.AWAITING_REPLY, by=DESK,
          given=[g.ONE_EMPLOYER, g.VERIFIABLE], under=Cite.UNION_DEMANDS, record="H")
    def urge_employer(self) -> None: ...

    @step(_("Record a joint talk"), source=(*WAITING, *BEFORE_AUTHORITY), by=DESK, given=[g.ONE_EMPLOYER],
          under=Cite.UNION_NEGOTIATES, record="H")
    def record_talk(self) -> None: ...

    # ── The authority and the procuratorate ────────────────────────────────────────────────────────────────────────

    @step(_("Record whether the authority takes it up"), source=[S.WITH_AUTHORITY],
          target=(after_filing, [S.AUTHORITY_ACTING, S.VERIFYING]), by=(*SUPERVISOR, Role.LABOUR_OFFICER),
          under=Cite.ADVICE_ANSWERED, stops=["reply"], starts=["result"], record="F", weight="main")
    def record_filing(self) -> None: ...

    @step(_("Record the authority's result"), source=[S.AUTHORITY_ACTING], target=S.ADDRESSED,
          by=(*SUPERVISOR, Role.LABOUR_OFFICER), under=Cite.ADVICE_ANSWERED, stops=["result"], record="F",
          weight="main")
    def record_result(self) -> None: ...

    @step(_("Send the lead to the procuratorate"), source=UNDRAFTED, by=HEAD,
          given=[g.MAY_GO_TO_PROCURATORATE], under=Cite.LETTERS_TO_PROCURATORATE,
          issues=[Kind.PROCURATORATE_LETTER])
    def send_to_procuratorate(self) -> None: ...

    @step(_("Record the procuratorate's answer"), source=(*OPEN, *ENDED),
          by=(*DESK, Role.PROCURATORATE_LIAISON), given=[g.WITH_PROCURATORATE], under=Cite.LETTERS_TO_PROCURATORATE,
          record="F")
    def record_procuratorate_answer(self) -> None: ...

    # A letter may find nobody, and an employer may be gone: then it ends with its reason where it stands.
    @step(_("End without rectification"), source=(S.INVESTIGATED, S.NUMBERED, *WAITING, *BEFORE_AUTHORITY),
          target=S.UNRESOLVED, by=HEAD,
          given=[g.ANSWER_VERIFIED], under=Cite.SUPERVISION_RULES, stops=["reply", "result"], weight="grave")
    def end_unresolved(self) -> None: ...

    # ── What is on file, closing, archive ──────────────────────────────────────────────────────────────────────────

    @step(_("Record what was achieved"), source=(*WAITING, *BEFORE_AUTHORITY, *ENDED), by=DESK,
          under=Cite.SUPERVISION_RULES)
    def record_achievement(self) -> None: ...

    @step(_("Tell whoever reported it"), source=ENDED, by=SUPERVISOR, under=Cite.SUPERVISION_RULES, record="G")
    def inform_reporter(self) -> None: ...

    @step(_("Answer the sender"), source=ENDED, by=DESK, under=Cite.FEDERATION_RULE, issues=[Kind.FEEDBACK_LETTER],
          record="F")
    def answer_clue(self) -> None: ...

    @step(_("Print a form"), source=(*OPEN, *ENDED, S.CLOSED), by=DESK, under=Cite.RECORDS)
    def print_form(self) -> None: ...

    @step(_("Add a note"), source=(*OPEN, *ENDED), by=(*DESK, Role.LEGAL_REVIEWER), under=Cite.RECORDS, record="I")
    def add_note(self) -> None: ...

    @step(_("Add a correction"), source=(*OPEN, *ENDED, *SHUT), by=DESK, under=Cite.RECORDS)
    def add_correction(self) -> None: ...

    @step(_("Close the matter"), source=ENDED, target=S.CLOSED, by=HEAD,
          given=[g.OUTCOME_RECORDED, g.REPORTER_TOLD, g.SENDER_TOLD], under=Cite.SUPERVISION_RULES,
          weight="main")
    def close_matter(self) -> None: ...

    @step(_("Archive the matter"), source=[S.CLOSED], target=S.ARCHIVED, by=SUPERVISOR, given=[g.PAPERS_ON_FILE],
          under=Cite.ARCHIVING, record="I", weight="main")
    def archive_matter(self) -> None: ...
# fmt: on
