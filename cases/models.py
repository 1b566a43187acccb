"""The file of a mediation case: its parties, claims, sessions, agreement and what is left to perform."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import connection, models
from django.db.models import Exists, F, OuterRef, Prefetch, Q, Subquery
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cases.sealing import SealedTextField
from dossiers.models import Addressee, Dossier, Event, LogColumn
from lawbook import tables
from organizations.models import LegalType, Organization
from statutes.figures import figure
from statutes.keys import Clock
from workflows.channels import Channel, ChannelRule, Exit, IssuedDocument, PeriodStart, rule_of
from workflows.mediation import MediationProcedure, State
from workflows.papers import Kind
from workflows.reasons import (
    ENDS_BEFORE_MEDIATION,
    STATED_ENDS,
    EndReason,
    Outcome,
    RecusalGround,
    SuspensionReason,
)


def Yuan(label: Any, **kwargs: Any) -> models.DecimalField[Any, Any]:  # noqa: N802 (reads as a field type in the models below)
    """An amount in yuan, two decimals, never negative."""
    return models.DecimalField(
        label, max_digits=14, decimal_places=2, validators=[MinValueValidator(Decimal(0))], **kwargs
    )


class RelationType(models.TextChoices):
    EMPLOYMENT = "employment", _("Employment")
    DE_FACTO = "de_facto", _("De facto employment")
    DISPATCH = "dispatch", _("Labour dispatch")
    PART_TIME = "part_time", _("Part-time")
    SERVICE = "service", _("Service contract")
    NEW_FORM = "new_form", _("New form of work, not fully employment")
    SELF_EMPLOYED = "self_employed", _("Self-employed")
    OVER_AGE = "over_age", _("Beyond retirement age")
    INTERN = "intern", _("Internship")
    PERSONNEL = "personnel", _("Appointed personnel")
    FOREIGNER = "foreigner", _("Foreign worker")
    UNKNOWN = "unknown", _("Not known")


class ContractStatus(models.TextChoices):
    WRITTEN = "written", _("Written contract")
    NONE = "none", _("No written contract")
    EXPIRED = "expired", _("Expired and not renewed")
    UNKNOWN = "unknown", _("Not known")


class CourtProcedure(models.TextChoices):
    ORDINARY = "ordinary", _("Ordinary procedure")
    SUMMARY = "summary", _("Summary procedure")


class Case(MediationProcedure, Dossier):  # type: ignore[django-manager-missing]  # guardian is untyped
    """A mediation case. Facts that guards ask are columns here or rows loaded with it; none is looked up on asking."""

    dossier_ptr = models.OneToOneField(Dossier, models.CASCADE, parent_link=True, primary_key=True, related_name="case")
    summary = models.TextField(_("What happened"), help_text=_("Facts and reasons in the applicant's words."))
    demand = models.TextField(_("What is asked for"), blank=True)
    oral_application = models.BooleanField(_("Oral application, taken down on the spot"), default=False)
    taken_down_at = models.DateTimeField(_("Taken down at"), null=True, blank=True)
    relation_type = models.CharField(
        _("Relationship"), max_length=16, choices=RelationType.choices, default=RelationType.UNKNOWN
    )
    contract_status = models.CharField(
        _("Written contract"), max_length=10, choices=ContractStatus.choices, default=ContractStatus.UNKNOWN
    )
    entry_on = models.DateField(_("Began work"), null=True, blank=True)
    leave_on = models.DateField(_("Left work"), null=True, blank=True)
    monthly_wage = Yuan(_("Monthly wage (yuan)"), null=True, blank=True)
    workplace = models.CharField(_("Workplace"), max_length=200, blank=True)
    in_other_procedure = models.CharField(_("Arbitration, suit or complaint already begun"), max_length=200, blank=True)

    sender_name = models.CharField(_("Sent by (in words)"), max_length=120, blank=True)
    reference = models.CharField(
        _("Sender's reference"),
        max_length=80,
        blank=True,
        help_text=_("For example （2026）甘0102民诉前调123号; kept exactly as written."),
    )
    letter_on = models.DateField(_("Date of the letter"), null=True, blank=True)
    court_procedure = models.CharField(_("Court procedure"), max_length=10, choices=CourtProcedure.choices, blank=True)
    commission_received_on = models.DateField(_("Signed receipt or platform confirmation"), null=True, blank=True)
    award_received_on = models.DateField(_("Arbitration award received"), null=True, blank=True)
    complaint_handed_in_on = models.DateField(_("Complaint handed in at court"), null=True, blank=True)
    petition_accepted_on = models.DateField(_("Accepted by the petition organ on"), null=True, blank=True)

    legal_type = models.CharField(_("Legal type of the body in this case"), max_length=8, choices=LegalType.choices)
    scope_checked_on = models.DateField(_("Scope check passed"), null=True, blank=True)
    scope_note = models.CharField(_("Scope note"), max_length=300, blank=True)
    is_civil = models.BooleanField(_("Taken as a civil dispute, not a labour dispute"), default=False)
    rights_explained_on = models.DateField(_("Rights explained"), null=True, blank=True)
    disclosure_on = models.DateField(_("Disclosure signed"), null=True, blank=True)
    interest_disclosed = models.BooleanField(default=False)
    interest_waived_on = models.DateField(null=True, blank=True)
    recusal_pending_flag = models.BooleanField(default=False)
    sessions_held = models.PositiveSmallIntegerField(default=0)
    joint_sessions = models.PositiveSmallIntegerField(default=0)
    period_due_on = models.DateField(_("End of the period"), null=True, blank=True)
    extended = models.BooleanField(_("Extended"), default=False)
    suspension_reason = models.CharField(max_length=20, choices=SuspensionReason.choices, blank=True)
    end_note = models.TextField(_("Course and reason of the end"), blank=True)
    costly_conduct = models.TextField(_("Conduct that raised the other side's costs"), blank=True)
    court_hint = models.TextField(_("Matters the court should know"), blank=True)
    transferred_to = models.CharField(_("Transferred to"), max_length=200, blank=True)
    self_settled = Yuan(_("Settled between the parties (yuan)"), null=True, blank=True)
    closing_submitted_on = models.DateField(_("Submitted for closing"), null=True, blank=True)
    closing_summary = models.TextField(_("Closing summary"), blank=True)
    outcome_reviewed_on = models.DateField(_("Acknowledged by the sender"), null=True, blank=True)
    answered_on = models.DateField(_("Sender answered on"), null=True, blank=True)
    employment_lasts = models.BooleanField(_("The employment lasts"), default=False)
    limitation_on = models.DateField(
        null=True, blank=True, editable=False, help_text="first day on which the limitation of an open claim ends"
    )
    limitation_warned = models.PositiveSmallIntegerField(
        null=True, blank=True, editable=False, help_text="days left at which the last warning was noted"
    )
    is_linked = models.BooleanField(
        default=False, editable=False, help_text="a file of another room belongs to it, or was asked for from here"
    )

    class Meta:
        verbose_name = _("Mediation case")
        indexes: ClassVar = [
            models.Index(fields=("limitation_on",), name="case_limitation", condition=Q(limitation_on__isnull=False))
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(leave_on__isnull=True) | Q(entry_on__isnull=True) | Q(leave_on__gte=F("entry_on")),
                name="case_left_after_entry",
            ),
            models.CheckConstraint(
                condition=Q(interest_waived_on__isnull=True) | Q(interest_disclosed=True),
                name="case_waiver_needs_interest",
            ),
            models.CheckConstraint(
                condition=Q(employment_lasts=False) | Q(leave_on__isnull=True), name="case_lasts_or_left"
            ),
        ]

    #: The day for which guards are asked; set by the door and by offers, never guessed here.
    as_of: dt.date
    #: Whether the answer to the sender that is going through the door is a written one.
    answers_in_writing = False
    #: Looked up with the row (`load_case`), for papers: whether mediators assist, whether a session was held by video,
    #: and the number of the agreement drafted last.
    is_assisted: bool
    met_by_video: bool
    agreement_number: str | None
    #: What the log has that bears on limitation, loaded with the row too (`cases.limitation.noted`).
    limitation_log: list[list[Any]] | None
    #: The edition of the maintained law, come along with the row for pages that count (`lawbook.tables.know`).
    law_mark: str | None
    #: Something wrote on the agreement that `save` is to save with the case.
    agreement_changed = False

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The agreement too, where an act changed it: once, though the effect and the clocks both write on it."""
        super().save(*args, **kwargs)
        if self.agreement_changed:
            self.settlement.save()
            self.agreement_changed = False

    # Loaded rows (see `load_case`); every list below is the same rows the pages show.
    @property
    def party_rows(self) -> list[Party]:
        return list(self.parties.all())

    @property
    def claim_rows(self) -> list[Claim]:
        return list(self.claims.all())

    @property
    def rule(self) -> ChannelRule:
        """The channel's row: clock, period, exits."""
        return rule_of(self.channel, civil=self.is_civil)

    def side(self, side: str) -> list[Party]:
        return [party for party in self.party_rows if party.side == side]

    @property
    def workers(self) -> list[Party]:
        """The workers' side: the persons who apply, or those an employer applies against (competition, training)."""
        people = [party for party in self.party_rows if party.kind == PartyKind.PERSON]
        return [row for row in people if row.side == Side.APPLICANT] or [
            row for row in people if row.side == Side.RESPONDENT
        ]

    @property
    def employers(self) -> list[Party]:
        """Whoever of the two sides is not the workers'."""
        workers = {party.pk for party in self.workers}
        return [party for party in self.party_rows if party.side != Side.THIRD and party.pk not in workers]

    # ── What the procedure asks (workflows/facts.py) ───────────────────────────────────────────────────────────────

    def _by_now(self, day: dt.date | None) -> bool:
        """Whether something was done on or before the day for which guards are asked: no act rests on a later one.
        Where nobody asks for a day, all that is on file counts."""
        return day is not None and day <= getattr(self, "as_of", day)

    @property
    def in_scope(self) -> bool:
        return self._by_now(self.scope_checked_on)

    @property
    def found_outside_scope(self) -> bool:
        return self.scope_checked_on is None and bool(self.scope_note)

    @property
    def may_be_civil(self) -> bool:
        """Whether the body could take it as a civil dispute: a people's mediation committee, nobody commissioned it."""
        return self.legal_type == LegalType.PMC and not self.is_commissioned

    @property
    def has_both_sides(self) -> bool:
        return bool(self.side(Side.APPLICANT) and self.side(Side.RESPONDENT))

    @property
    def has_claim(self) -> bool:
        return bool(self.claim_rows)

    @property
    def all_parties_consent(self) -> bool:
        asked = [party for party in self.party_rows if party.side != Side.THIRD]
        return bool(asked) and all(
            party.consent == Consent.AGREED and self._by_now(party.consent_on) for party in asked
        )

    @property
    def refusal_recorded(self) -> bool:
        return any(
            party.consent in {Consent.REFUSED, Consent.UNREACHABLE} and self._by_now(party.consent_on)
            for party in self.party_rows
        )

    @property
    def is_commissioned(self) -> bool:
        # By channel alone: a commission whose sender is not on file would otherwise be accepted without its period.
        return self.rule.sender_kind in {"court", "arbitration"}

    @property
    def is_from_court(self) -> bool:
        return self.channel in {Channel.COURT_PRE, Channel.COURT_POST}

    @property
    def commission_confirmed(self) -> bool:
        return self._by_now(self.commission_received_on)

    @property
    def has_mediator(self) -> bool:
        return self.mediator_id is not None

    @property
    def disclosure_made(self) -> bool:
        return self._by_now(self.disclosure_on)

    @property
    def interest_waived(self) -> bool:
        return not self.interest_disclosed or self._by_now(self.interest_waived_on)

    @property
    def recusal_pending(self) -> bool:
        return self.recusal_pending_flag

    @property
    def identities_checked(self) -> bool:
        return bool(self.party_rows) and all(
            self._by_now(party.identity_checked_on) for party in self.party_rows if party.side != Side.THIRD
        )

    @property
    def rights_explained(self) -> bool:
        return self._by_now(self.rights_explained_on)

    @property
    def period_still_runs(self) -> bool:
        return self.period_due_on is None or self.as_of <= self.period_due_on

    @property
    def extension_allowed(self) -> bool:
        return self.rule.extension and not (self.rule.extension_cap_days and self.extended)

    @property
    def stated_ends(self) -> tuple[EndReason, ...]:
        """The reasons for which mediation can be ended in the present state."""
        sat_down = self.state in {self.State.IN_MEDIATION, self.State.SUSPENDED}
        return STATED_ENDS if sat_down else ENDS_BEFORE_MEDIATION

    @property
    def agreement(self) -> Settlement | None:
        try:
            return self.settlement
        except Settlement.DoesNotExist:
            return None

    @property
    def has_terms(self) -> bool:
        return bool(self.agreement and self.agreement.items_count)

    @property
    def terms_complete(self) -> bool:
        return bool(self.agreement and self.agreement.items_count and not self.agreement.items_incomplete)

    @property
    def results_stated(self) -> bool:
        settled = [claim for claim in self.claim_rows if claim.result == ClaimResult.SETTLED]
        return bool(settled) and all(claim.agreed is not None or not claim.is_money for claim in settled)

    @property
    def terms_blocked(self) -> list[str]:
        """What the check of the terms found that stops signing, a line each."""
        said = self.agreement.said_findings() if self.agreement else []
        return [str(row["line"]) for row in said if row["level"] == "block"]

    @property
    def session_held(self) -> bool:
        return self.sessions_held > 0

    @property
    def draft_names_decliners(self) -> bool:
        return bool(self.agreement and self.agreement.items_declined)

    @property
    def members_consent(self) -> bool:
        return all(party.terms_consent_on or party.declined_terms for party in self.workers if party.is_represented)

    @property
    def agents_authorised(self) -> bool:
        return all(party.agent_authority == Authority.SPECIAL for party in self.party_rows if party.agent_signs)

    @property
    def guardians_present(self) -> bool:
        return all(party.guardian_name for party in self.party_rows if party.lacks_capacity)

    @property
    def signatures_complete(self) -> bool:
        return bool(self.agreement and self.agreement.signatures_missing == 0 and self.agreement.items_count)

    def waits_for(self) -> list[str]:
        """Who has to sign before the agreement can take effect, parties by name and offices by their part."""
        if self.state != State.DRAFTED or not self.agreement:
            return []
        signed = list(self.agreement.signatures.all())
        hands = {row.party_id for row in signed}
        debtors = [row.debtor_id for row in self.agreement.obligations.all()]
        parties = [party.name for party in must_sign(self.party_rows, debtors) if party.pk not in hands]
        offices = [kind for kind in OFFICE_SIGNATURES[self.legal_type] if kind not in {row.signer for row in signed}]
        return [*parties, *(str(SignerKind(kind).label) for kind in offices)]

    @property
    def agreement_effective(self) -> bool:
        return bool(self.agreement and self.agreement.effective_on)

    @property
    def settled_in_full(self) -> bool:
        return all(claim.result == ClaimResult.SETTLED for claim in self.claim_rows) and not any(
            party.declined_terms for party in self.workers
        )

    def _window_open(self, exit_: Exit, due_on: dt.date | None) -> bool:
        return exit_ in self.rule.success and due_on is not None and self.as_of <= due_on

    @property
    def confirmation_open(self) -> bool:
        agreed = self.agreement
        return bool(agreed and self._window_open(Exit.CONFIRMATION, agreed.confirmation_due_on) and not agreed.route)

    @property
    def review_open(self) -> bool:
        agreed = self.agreement
        return bool(agreed and self._window_open(Exit.REVIEW, agreed.review_due_on) and not agreed.route)

    @property
    def route_filed(self) -> bool:
        return bool(self.agreement and self.agreement.route)

    @property
    def confirms_employment(self) -> bool:
        return bool(self.agreement and self.agreement.confirms_employment)

    def _pending(self, route: str) -> bool:
        agreed = self.agreement
        return bool(agreed and agreed.route == route and not agreed.route_result)

    @property
    def confirmation_pending(self) -> bool:
        return self._pending(Exit.CONFIRMATION)

    @property
    def review_pending(self) -> bool:
        return self._pending(Exit.REVIEW)

    @property
    def route_taken_up(self) -> bool:
        return bool(self.agreement and self.agreement.route_accepted_on)

    @property
    def is_before_filing(self) -> bool:
        return self.channel == Channel.COURT_PRE

    def _submittable(self, exit_: Exit) -> bool:
        return bool(exit_ in self.rule.success and self.agreement_effective and not self.route_filed)

    @property
    def court_document_open(self) -> bool:
        return self._submittable(Exit.COURT_STATEMENT)

    @property
    def tribunal_document_open(self) -> bool:
        return self._submittable(Exit.TRIBUNAL_STATEMENT)

    @property
    def court_document_pending(self) -> bool:
        return bool(self.agreement and self.agreement.route == Exit.COURT_STATEMENT and self.agreement.awaits_document)

    @property
    def tribunal_document_pending(self) -> bool:
        return bool(
            self.agreement and self.agreement.route == Exit.TRIBUNAL_STATEMENT and self.agreement.awaits_document
        )

    @property
    def effect_by_document(self) -> bool:
        """Whether the agreement takes effect by what the court or tribunal issues, not by its signatures (§3)."""
        return self.legal_type in {LegalType.CRT_POST, LegalType.ARB}

    @property
    def closing_submitted(self) -> bool:
        return self.closing_submitted_on is not None

    @property
    def amounts_recorded(self) -> bool:
        if self.outcome not in {Outcome.AGREED, Outcome.PART_AGREED}:
            return True
        settled = [claim for claim in self.claim_rows if claim.result == ClaimResult.SETTLED]
        return (
            bool(settled)
            and all(claim.result for claim in self.claim_rows)
            and all(claim.agreed is not None or not claim.is_money for claim in settled)
        )

    @property
    def required_papers(self) -> list[Kind]:
        """Papers without which the case cannot be closed, by outcome and channel (law.md §4.8)."""
        kinds: list[Kind] = []
        if not self.outcome:
            return kinds
        if self.outcome == Outcome.NOT_ACCEPTED:
            kinds.append(Kind.NOTICE_OF_NON_ACCEPTANCE)
        elif self.accepted_on and self.outcome not in {Outcome.TRANSFERRED, Outcome.WITHDRAWN, Outcome.SELF_SETTLED}:
            kinds += [Kind.NOTICE_OF_ACCEPTANCE, Kind.NOTICE_OF_RIGHTS]
        if self.outcome in {Outcome.AGREED, Outcome.PART_AGREED}:
            kinds.append(Kind.MEDIATION_AGREEMENT)
        if self.outcome in {Outcome.PART_AGREED, Outcome.FAILED}:
            kinds.append(Kind.NOTICE_OF_TERMINATION)  # of what was not settled: it names arbitration
        if self.joint_sessions and self.outcome in {Outcome.AGREED, Outcome.PART_AGREED, Outcome.FAILED}:
            kinds.append(Kind.SESSION_RECORD)
        if self.wants(Kind.REPORT_TO_COURT) and self.outcome != Outcome.TRANSFERRED:
            kinds.append(Kind.REPORT_TO_COURT)
        return kinds

    @property
    def papers_complete(self) -> bool:
        return {str(kind) for kind in self.required_papers} <= set(self.papers)

    @property
    def sent_by_a_body(self) -> bool:
        return self.sender_id is not None and (self.acting is None or self.sender_id in self.acting)

    @property
    def left_unsettled(self) -> bool:
        return self.outcome in {Outcome.PART_AGREED, Outcome.FAILED}

    @property
    def route_is_ours(self) -> bool:
        """Whether it is for these people to say what became of the application: its own body's, or the mediators'."""
        to = self.agreement.route_body_id if self.agreement else None
        return self.acting is None or to is None or bool({self.body_id, to} & self.acting)

    @property
    def sender_awaits_answer(self) -> bool:
        return Exit.FEEDBACK in self.rule.failure and self.answered_on is None

    @property
    def sender_answered(self) -> bool:
        return not self.sender_awaits_answer

    @property
    def is_petition(self) -> bool:
        return self.channel == Channel.PETITION

    @property
    def outcome_reviewed(self) -> bool:
        return self.outcome_reviewed_on is not None

    @property
    def has_open_obligation(self) -> bool:
        return bool(self.agreement and self.agreement.open_obligations)

    @property
    def has_overdue_obligation(self) -> bool:
        agreed = self.agreement
        return bool(agreed and agreed.unmet_since and agreed.unmet_since < self.as_of)

    @property
    def windows_closed(self) -> bool:
        """Whether neither way to an enforceable title can be taken any more: decided, passed, or never open. A window
        whose last day cannot be worked out has not passed."""
        agreed = self.agreement
        if agreed is None or not agreed.effective_on or agreed.route_result:
            return True
        due = {Clock.JC: agreed.confirmation_due_on, Clock.AR: agreed.review_due_on}
        days = [due[clock] for clock in self.clocks_for("after_agreement")]
        return all(day is not None and day < self.as_of for day in days)

    @property
    def duties_settled(self) -> bool:
        return not (self.agreement_effective and self.settlement.duties_unsettled)

    @property
    def employer_known(self) -> bool:
        return any(party.kind != PartyKind.PERSON for party in self.employers)

    @property
    def is_group(self) -> bool:
        return len(self.workers) >= figure("representatives_from").value

    # ── Clocks ─────────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def period_clock(self) -> Clock:
        """The term of the mediation period by channel (and, in litigation, by procedure)."""
        if self.channel == Channel.COURT_POST and self.court_procedure == CourtProcedure.SUMMARY:
            return Clock.COURT_POST_SUM
        return self.rule.period

    def clocks_for(self, slot: str) -> list[Clock]:  # noqa: C901 (a table of slots, one case each)
        rule, period = self.rule, self.period_clock
        match slot:
            case "intake":
                return [rule.intake]
            case "right_to_arbitrate":
                # Before an award only: after one the way leads to the court.
                return [Clock.RIGHT_TO_ARB] if rule.applied and not self.award_received_on else []
            case "no_arbitration":
                return [Clock.RIGHT_TO_ARB] if self.is_civil else []
            case "award" | "complaint":
                return self._suing(handed_in=slot == "complaint")
            case "picking":
                return self._picking()
            case "petition":
                return [Clock.PET] if self.petition_accepted_on else []
            case "asking":
                return [rule.asks] if rule.asks else []
            case "answered" | "still_asking":
                # The question to the other side is answered when nobody is left who has not answered.
                waiting = any(party.consent == Consent.ASKED for party in self.party_rows if party.side != Side.THIRD)
                return [rule.asks] if rule.asks and waiting is (slot == "still_asking") else []
            case "period":
                return [period]
            case "confirmed_period":
                return [period] if rule.period_start == PeriodStart.CONFIRMATION else []
            case "accepted_period":
                return [period] if rule.period_start != PeriodStart.CONFIRMATION else []
            case "pausable_period":
                # Only appraisal before filing is excluded from the period (L08 art. 26); no other pause is known.
                pausable = self.channel == Channel.COURT_PRE and self.suspension_reason == SuspensionReason.APPRAISAL
                return [period] if pausable else []
            case "after_agreement":
                ways = [(Exit.CONFIRMATION, Clock.JC), (Exit.REVIEW, Clock.AR)]
                return [
                    clock
                    for way, clock in ways
                    if way in rule.success and not (clock == Clock.AR and self.confirms_employment)
                ]
        raise LookupError(f"no clock stands behind {slot!r}")

    def _suing(self, *, handed_in: bool) -> list[Clock]:
        """The days for suing after an award: they start unless the complaint is in, and stop when it is."""
        awarded = self.is_before_filing and self.award_received_on is not None
        return [Clock.SUE] if awarded and (self.complaint_handed_in_on is not None) is handed_in else []

    def _picking(self) -> list[Clock]:
        """Joint choice is a rule of online mediation: that it is one is known where all agreed on the platform."""
        online = all(p.consent_medium == Medium.PLATFORM for p in self.party_rows if p.side != Side.THIRD)
        return [Clock.COURT_PICK] if self.is_from_court and online else []

    def clock_start(self, clock: Clock) -> dt.date | None:
        if clock in {self.rule.intake, Clock.RIGHT_TO_ARB}:
            return self.received_on
        if clock == self.rule.asks:
            return self.commission_received_on
        if clock == self.period_clock:
            if self.rule.period_start == PeriodStart.CONFIRMATION:
                return self.commission_received_on
            if self.rule.period_start == PeriodStart.CONSENT:
                return self._agreed_on()
            return self.accepted_on
        if clock == Clock.COURT_PICK:
            return self._agreed_on()
        if clock == Clock.SUE:
            return self.award_received_on
        if clock == Clock.PET:
            return self.petition_accepted_on
        if clock in {Clock.JC, Clock.AR}:
            return self.agreement.effective_on if self.agreement else None
        return None

    def _agreed_on(self) -> dt.date | None:
        """The day on which the last party agreed."""
        days = [party.consent_on for party in self.party_rows if party.consent_on and party.side != Side.THIRD]
        return max(days) if days else None

    def note_clocks(self, running: list[Any]) -> None:
        period = next((clock for clock in running if clock.key == self.period_clock), None)
        if period is not None:
            self.period_due_on = period.due_on
        agreed = self.agreement
        due = {clock.key: clock.due_on for clock in running if clock.key in {Clock.JC, Clock.AR}}
        if agreed and due:
            windows = due.get(Clock.JC, agreed.confirmation_due_on), due.get(Clock.AR, agreed.review_due_on)
            if windows != (agreed.confirmation_due_on, agreed.review_due_on):
                agreed.confirmation_due_on, agreed.review_due_on = windows
                self.agreement_changed = True

    def wants(self, kind: str) -> bool:
        """Reports are due only where a court commissioned the case, and can only go to one on file; a notice that
        mediation ended, where anything was left unsettled; a receipt, to whoever is on file as the sender; a decision
        on recusal, where the body took it and not the court; a letter to the sender, where the answer is a written
        one."""
        if kind == Kind.COMMISSION_RECEIPT:
            return self.sender_id is not None
        if kind == Kind.RECUSAL_DECISION:
            return self.acting is None or self.body_id in self.acting
        if kind == Kind.FEEDBACK_LETTER:
            return self.answers_in_writing
        if kind == Kind.FALSE_MEDIATION_REPORT and self.suspension_reason != SuspensionReason.FALSE_MEDIATION:
            return False
        if kind == Kind.NOTICE_OF_TERMINATION:
            return not (self.signatures_complete and self.settled_in_full)
        to_court = kind in {Kind.REPORT_TO_COURT, Kind.FALSE_MEDIATION_REPORT}
        return not to_court or (self.is_from_court and self.sender_id is not None)

    def recipients(self) -> list[Addressee]:
        """The parties, and the body that sent the case. Without addresses where they were not loaded: class G."""

        def of(row: Party) -> Addressee:
            closed = "address" in row.get_deferred_fields()
            return Addressee(
                f"party:{row.pk}",
                row.name,
                row.side,
                "" if closed else row.service_address or row.address,
                "" if closed else row.service_electronic,
                row.service_consent_on,
                row.is_represented,
            )

        rows = [of(row) for row in self.party_rows]
        name = self.sender.name if self.sender_id and self.sender else self.sender_name
        return [*rows, *([Addressee("sender", name, "sender")] if name else [])]

    def counts_as(self, event: str) -> str:
        return "" if event == "applied_for_mediation" and not self.rule.applied else event


class Side(models.TextChoices):
    APPLICANT = "applicant", _("Applicant")
    RESPONDENT = "respondent", _("Respondent")
    THIRD = "third", _("Third party")


class PartyKind(models.TextChoices):
    PERSON = "person", _("Natural person")
    ORGANISATION = "organisation", _("Organisation")
    UNLICENSED = "unlicensed", _("Employer without a licence")


class Consent(models.TextChoices):
    ASKED = "asked", _("Not answered yet")
    AGREED = "agreed", _("Agrees to mediation")
    REFUSED = "refused", _("Refuses mediation")
    UNREACHABLE = "unreachable", _("Could not be reached")


class Medium(models.TextChoices):
    PAPER = "paper", _("In writing")
    COUNTER = "counter", _("In person")
    PHONE = "phone", _("By phone")
    VIDEO = "video", _("By video")
    PLATFORM = "platform", _("On the platform")
    MESSAGE = "message", _("By message")


#: Ways of answering that leave a text to be read again: what the law calls written (Civil Code art. 469).
WRITTEN = (Medium.PAPER, Medium.PLATFORM, Medium.MESSAGE)


class Authority(models.TextChoices):
    GENERAL = "general", _("General authority")
    SPECIAL = "special", _("Special authority")


class AgentKind(models.TextChoices):
    LAWYER = "lawyer", _("Lawyer or legal worker")
    KIN = "kin", _("Close relative")
    STAFF = "staff", _("Member of staff")
    RECOMMENDED = "recommended", _("Person recommended by a union or community")


class WorkerGroup(models.TextChoices):
    NONE = "", _("None of these")
    MIGRANT = "migrant", _("Migrant worker")
    NEW_FORM = "new_form", _("Worker in a new form of employment")
    DISPATCHED = "dispatched", _("Dispatched worker")


class Vulnerability(models.TextChoices):
    """Flags of law.md §6.3; several may hold."""

    FEMALE_PROTECTED = "female_protected", _("Pregnant, after birth or nursing")
    MINOR_WORKER = "minor_worker", _("Worker of 16 to 18")
    CHILD = "child", _("Under 16: must be reported")
    INJURED = "injured", _("Injured at work")
    OCCUPATIONAL_DISEASE = "occupational_disease", _("Occupational disease")
    DISABLED = "disabled", _("Disability")
    OVER_AGE = "over_age", _("Beyond retirement age")
    HARDSHIP = "hardship", _("In hardship")
    VETERAN = "veteran", _("Veteran")
    MINORITY_LANGUAGE = "minority_language", _("Needs a minority language")
    UNION_MEMBER = "union_member", _("Union member")


class IdType(models.TextChoices):
    RESIDENT = "resident", _("Resident identity card")
    HMT_RESIDENCE = "hmt_residence", _("Residence permit for Hong Kong, Macao and Taiwan residents")
    FOREIGN_PERMANENT = "foreign_permanent", _("Foreigner's permanent residence card")
    TRAVEL_PERMIT = "travel_permit", _("Travel permit")
    PASSPORT = "passport", _("Passport")
    OTHER = "other", _("Another document")


def mask_short(number: str) -> str:
    """First three and last four characters; a short one is hidden whole."""
    return f"{number[:3]}****{number[-4:]}" if len(number) >= 8 else "*" * len(number)


class Party(models.Model):
    """Somebody on one side: a worker, an employer, an investor behind an unlicensed one, an heir."""

    #: Whether they confirmed facts as undisputed; looked up with the row (`loaded_rows`).
    has_confirmed: bool

    case = models.ForeignKey(Case, models.CASCADE, related_name="parties")
    position = models.PositiveSmallIntegerField(default=0)
    side = models.CharField(_("Side"), max_length=12, choices=Side.choices)
    kind = models.CharField(_("Kind"), max_length=14, choices=PartyKind.choices)
    capacity = models.CharField(
        _("Capacity"),
        max_length=60,
        blank=True,
        help_text=_("For example 用人单位, 用工单位, 总承包, 平台企业, 近亲属."),
    )
    name = models.CharField(_("Name"), max_length=120)
    id_type = models.CharField(_("Identity document"), max_length=20, choices=IdType.choices, blank=True)
    id_number = SealedTextField(_("Identity number"), blank=True)
    id_mark = models.CharField(
        max_length=64, blank=True, editable=False, help_text="keyed digest for finding duplicates"
    )
    id_problem = models.CharField(_("Identity number accepted although"), max_length=200, blank=True)
    sex = models.CharField(_("Sex"), max_length=1, choices=[("m", _("Male")), ("f", _("Female"))], blank=True)
    born_on = models.DateField(_("Date of birth"), null=True, blank=True)
    nationality = models.CharField(_("Ethnicity or nationality"), max_length=40, blank=True)
    language = models.CharField(_("Language needed"), max_length=40, blank=True)
    occupation = models.CharField(_("Occupation"), max_length=60, blank=True)
    phone = SealedTextField(_("Phone"), blank=True)
    address = SealedTextField(_("Address"), blank=True)
    worker_group = models.CharField(_("Worker group"), max_length=12, choices=WorkerGroup.choices, blank=True)
    vulnerable = models.JSONField(_("Flags"), default=list, blank=True)
    lacks_capacity = models.BooleanField(_("Minor or without full capacity"), default=False)
    guardian_name = models.CharField(_("Guardian"), max_length=60, blank=True)
    guardian_relation = models.CharField(_("Relation of the guardian"), max_length=40, blank=True)
    deceased = models.BooleanField(_("Deceased; heirs act"), default=False)

    credit_code = models.CharField(_("Unified social credit code"), max_length=40, blank=True)
    credit_problem = models.CharField(_("Credit code accepted although"), max_length=200, blank=True)
    legal_representative = models.CharField(_("Legal representative or principal"), max_length=60, blank=True)
    representative_post = models.CharField(_("Post"), max_length=40, blank=True)
    investor = models.CharField(
        _("Investor"), max_length=120, blank=True, help_text=_("Required where the employer has no licence.")
    )
    industry = models.CharField(_("Industry"), max_length=60, blank=True)
    staff_size = models.CharField(_("Size"), max_length=20, blank=True)
    has_union = models.BooleanField(_("Has a union"), null=True, blank=True)
    project = models.CharField(_("Project or site"), max_length=120, blank=True)

    consent = models.CharField(_("Answer"), max_length=12, choices=Consent.choices, default=Consent.ASKED)
    consent_on = models.DateField(_("Answered on"), null=True, blank=True)
    consent_medium = models.CharField(_("Answered"), max_length=10, choices=Medium.choices, blank=True)
    consent_note = models.CharField(max_length=300, blank=True)
    identity_checked_on = models.DateField(_("Identity checked on"), null=True, blank=True)
    identity_checked_how = models.CharField(_("Identity checked by"), max_length=120, blank=True)
    service_address = SealedTextField(_("Address for service"), blank=True)
    service_recipient = models.CharField(_("Recipient"), max_length=60, blank=True)
    service_electronic = SealedTextField(_("Electronic service to"), blank=True)
    service_consent_on = models.DateField(_("Agreed to electronic service on"), null=True, blank=True)
    service_confirmed_on = models.DateField(_("Service address confirmed on"), null=True, blank=True)

    agent_name = models.CharField(_("Agent"), max_length=60, blank=True)
    agent_kind = models.CharField(_("Kind of agent"), max_length=12, choices=AgentKind.choices, blank=True)
    agent_authority = models.CharField(_("Authority"), max_length=8, choices=Authority.choices, blank=True)
    agent_scope = models.CharField(_("Scope of authority"), max_length=200, blank=True)
    agent_since = models.DateField(_("Authority from"), null=True, blank=True)
    agent_until = models.DateField(_("Authority until"), null=True, blank=True)
    agent_signs = models.BooleanField(_("The agent signs"), default=False)

    is_representative = models.BooleanField(_("Elected representative"), default=False)
    is_represented = models.BooleanField(_("Acts through representatives"), default=False)
    terms_consent_on = models.DateField(_("Agreed to the terms on"), null=True, blank=True)
    declined_terms = models.BooleanField(_("Did not agree to the terms"), default=False)

    class Meta:
        ordering = ("position", "id")
        verbose_name = _("Party")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(kind="unlicensed") | ~Q(investor=""), name="unlicensed_names_investor"),
            models.CheckConstraint(
                condition=Q(agent_until__isnull=True)
                | Q(agent_since__isnull=True)
                | Q(agent_until__gte=F("agent_since")),
                name="agent_ends_after_start",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=("id_mark",), name="party_id_mark", condition=~Q(id_mark="")),
            models.Index(fields=("name",), name="party_respondent", condition=Q(side="respondent")),
            models.Index(
                fields=("credit_code",), name="party_credit_code", condition=Q(side="respondent") & ~Q(credit_code="")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def masked_id(self) -> str:
        """First six and last two characters; enough to tell two people apart at the counter."""
        number = self.id_number
        return f"{number[:6]}{'*' * max(len(number) - 8, 0)}{number[-2:]}" if len(number) > 8 else "*" * len(number)

    @property
    def masked_phone(self) -> str:
        return mask_short(self.phone)

    @property
    def masked_service(self) -> str:
        """A phone or account as the phone is masked; of an e-mail address the first character and the provider."""
        name, at, provider = self.service_electronic.partition("@")
        return f"{name[:1]}***@{provider}" if at else mask_short(self.service_electronic)


class ClaimResult(models.TextChoices):
    OPEN = "", pgettext_lazy("claim", "Open")
    SETTLED = "settled", _("Settled")
    FAILED = "failed", _("Not settled")
    DROPPED = "dropped", _("Given up")


class Claim(models.Model):
    """One demand: cause, period, and three different sums — claimed, agreed, paid."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="claims")
    party = models.ForeignKey(
        Party, models.CASCADE, null=True, blank=True, related_name="claims", verbose_name=_("Claimant")
    )
    position = models.PositiveSmallIntegerField(default=0)
    cause_version = models.CharField(max_length=10)
    cause_code = models.CharField(_("Cause of action"), max_length=20)
    what = models.CharField(_("Demand"), max_length=200)
    is_money = models.BooleanField(_("A sum of money"), default=True)
    period_from = models.DateField(_("From"), null=True, blank=True)
    period_to = models.DateField(_("To"), null=True, blank=True)
    claimed = Yuan(_("Claimed (yuan)"), null=True, blank=True)
    agreed = Yuan(_("Agreed (yuan)"), null=True, blank=True)
    paid = Yuan(_("Paid (yuan)"), default=0)
    by_law = Yuan(
        _("By law (yuan)"),
        null=True,
        blank=True,
        editable=False,
        help_text="as the sheet kept last has it: class I, read where that class is open and nowhere else",
    )
    is_main = models.BooleanField(_("Main claim"), default=False)
    result = models.CharField(_("Result"), max_length=8, choices=ClaimResult.choices, blank=True)
    known_on = models.DateField(
        _("Known on"),
        null=True,
        blank=True,
        help_text=_("The day on which the claimant knew or should have known that the right was infringed."),
    )
    known_note = models.CharField(_("Evidence for it"), max_length=300, blank=True)
    limitation_kind = models.CharField(
        _("Kind of claim for limitation"), max_length=24, blank=True, help_text="empty: by cause and demand"
    )

    class Meta:
        ordering = ("position", "id")
        verbose_name = _("Claim")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(period_to__isnull=True) | Q(period_from__isnull=True) | Q(period_to__gte=F("period_from")),
                name="claim_period_in_order",
            ),
            models.UniqueConstraint(fields=("case",), condition=Q(is_main=True), name="one_main_claim"),
        ]

    def __str__(self) -> str:
        return self.what


class AssignmentRole(models.TextChoices):
    PRESIDING = "presiding", _("Presiding")
    ASSISTING = "assisting", _("Assisting")


class ChoiceMethod(models.TextChoices):
    JOINT = "joint", _("Chosen by the parties")
    BODY = "body", _("Appointed by the body")
    COURT = "court", _("Appointed by the court")


class Assignment(models.Model):
    """Who mediates from when until when, what they disclosed, and what came of a request for recusal."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="assignments")
    mediator = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=10, choices=AssignmentRole.choices, default=AssignmentRole.PRESIDING)
    method = models.CharField(_("How chosen"), max_length=8, choices=ChoiceMethod.choices)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=200, blank=True)
    disclosed_on = models.DateField(null=True, blank=True)
    disclosure = models.TextField(_("Disclosure"), blank=True)
    has_interest = models.BooleanField(default=False)
    recusal_by = models.CharField(_("Recusal asked by"), max_length=120, blank=True)
    recusal_ground = models.CharField(_("Ground"), max_length=12, choices=RecusalGround.choices, blank=True)
    recusal_reason = models.TextField(_("Reason"), blank=True)
    recusal_granted = models.BooleanField(null=True, blank=True)

    class Meta:
        ordering = ("since", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("case",), condition=Q(role="presiding", until__isnull=True), name="one_presiding_mediator"
            )
        ]

    def __str__(self) -> str:
        return f"{self.mediator} {self.since}"


class SessionKind(models.TextChoices):
    JOINT = "joint", _("Joint session")
    PRIVATE = "private", _("Private session (背对背)")


class SessionMode(models.TextChoices):
    IN_PERSON = "in_person", _("In person")
    PHONE = "phone", _("By phone")
    VIDEO = "video", _("By video")
    MIXED = "mixed", _("Mixed")


class Session(models.Model):
    """A sitting. Its joint record is class C; what one side said alone is class D, for the case's mediators."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="sessions")
    no = models.PositiveSmallIntegerField()
    kind = models.CharField(_("Kind"), max_length=8, choices=SessionKind.choices)
    with_side = models.CharField(_("With"), max_length=12, choices=Side.choices, blank=True)
    mode = models.CharField(_("Way of meeting"), max_length=10, choices=SessionMode.choices)
    place = models.CharField(_("Place or link"), max_length=200, blank=True)
    began_at = models.DateTimeField(_("Began"))
    ended_at = models.DateTimeField(_("Ended"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("Recorded"))
    late = models.BooleanField(_("Recorded later"), default=False)
    late_reason = models.CharField(_("Why recorded later"), max_length=200, blank=True)
    joint_record = models.TextField(_("Record"), blank=True)
    other_side = models.TextField(_("The other side's answer"), blank=True)
    focus = models.TextField(_("Focus of the dispute"), blank=True)
    private_note = SealedTextField(_("Confidential note"), blank=True)
    recording = models.CharField(_("Audio or video recording"), max_length=200, blank=True)
    result = models.CharField(_("Result"), max_length=200, blank=True)
    next_step = models.CharField(_("Next step"), max_length=200, blank=True)
    next_on = models.DateField(_("Next date"), null=True, blank=True)
    mediator_name = models.CharField(max_length=60)

    class Meta:
        ordering = ("no",)
        verbose_name = _("Session")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("case", "no"), name="session_numbered_once"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("began_at")), name="session_ends_after_start"
            ),
            models.CheckConstraint(
                condition=~Q(kind="private") | Q(joint_record="", other_side="", focus=""),
                name="private_session_has_no_joint_record",
            ),
            models.CheckConstraint(condition=~Q(kind="private") | ~Q(with_side=""), name="private_session_names_side"),
            models.CheckConstraint(condition=Q(late=False) | ~Q(late_reason=""), name="late_record_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.no}"


class Attendance(models.Model):
    session = models.ForeignKey(Session, models.CASCADE, related_name="attendance")
    party = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(_("Name"), max_length=60)
    capacity = models.CharField(_("Capacity"), max_length=60, blank=True)
    identity_checked = models.CharField(_("Identity checked by"), max_length=60, blank=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.name


class OfferAnswer(models.TextChoices):
    OPEN = "open", pgettext_lazy("offer", "Open")
    ACCEPTED = "accepted", pgettext_lazy("offer", "Accepted")
    REFUSED = "refused", pgettext_lazy("offer", "Refused")
    COUNTERED = "countered", _("Answered by another offer")


class Offer(models.Model):
    """What one side proposed, as data. Class D until the mediator makes it joint; never leaves to court on failure."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="offers")
    session = models.ForeignKey(Session, models.CASCADE, null=True, blank=True, related_name="offers")
    by_side = models.CharField(_("Offered by"), max_length=12, choices=[*Side.choices, ("mediator", _("Mediator"))])
    made_on = models.DateField(_("Made on"))
    amount = Yuan(_("Amount (yuan)"), null=True, blank=True)
    terms = models.CharField(_("Terms"), max_length=500, blank=True)
    answer = models.CharField(
        _("Answer"),
        max_length=10,
        choices=OfferAnswer.choices,
        default=OfferAnswer.OPEN,
    )
    in_reply_to = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="replies", verbose_name=_("In reply to")
    )
    confidential = models.BooleanField(_("Made in confidence"), default=True)

    class Meta:
        ordering = ("made_on", "id")
        verbose_name = _("Offer")

    def __str__(self) -> str:
        return f"{self.by_side} {self.amount}"


def offer_name(offer: Offer) -> str:
    """An offer in a line: its sum, else its terms."""
    return f"{offer.amount:,.2f}" if offer.amount is not None else offer.terms[:40]


class UndisputedFacts(models.Model):
    """Facts both sides confirmed in writing: the only admissions that may be used later (L08 arts. 18, 22)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="undisputed")
    items = models.JSONField(default=list)
    confirmed_on = models.DateField()
    confirmed_by = models.ManyToManyField(Party, related_name="+", verbose_name=_("Confirmed by"))
    aware_of_use = models.BooleanField(_("Both know that it may be used in arbitration or court"), default=False)

    class Meta:
        ordering = ("confirmed_on", "id")

    def __str__(self) -> str:
        return f"{len(self.items)}"


class Settlement(models.Model):
    """The agreement as data: its text parts, who must sign, when it takes effect, and the road to enforceability."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="settlement")
    facts = models.TextField(_("Main facts"), blank=True)
    disputed = models.TextField(_("Disputed items"), blank=True)
    responsibility = models.TextField(_("Responsibility of each side"), blank=True)
    clauses = models.JSONField(_("Further clauses"), default=list, blank=True)
    breach = models.TextField(_("Liability for breach"), blank=True)
    release = models.TextField(_("What is settled for good"), blank=True)
    confirms_employment = models.BooleanField(_("Confirms an employment relationship"), default=False)
    drafted_on = models.DateField(null=True, blank=True)
    effective_on = models.DateField(_("In effect since"), null=True, blank=True)
    items_count = models.PositiveSmallIntegerField(default=0)
    items_incomplete = models.PositiveSmallIntegerField(default=0)
    items_declined = models.PositiveSmallIntegerField(default=0)
    findings = models.JSONField(_("Findings of the check"), default=list, blank=True)
    left_out = models.JSONField(
        default=list, blank=True, help_text="keys of the workers who declined and whom the draft no longer names"
    )
    signatures_missing = models.PositiveSmallIntegerField(default=0)
    open_obligations = models.PositiveSmallIntegerField(default=0)
    unmet_since = models.DateField(
        _("Earliest due day of an item neither performed nor in breach"), null=True, blank=True
    )
    duties_unsettled = models.PositiveSmallIntegerField(default=0)
    confirmation_due_on = models.DateField(null=True, blank=True)
    review_due_on = models.DateField(null=True, blank=True)
    route = models.CharField(_("Route"), max_length=20, choices=Exit.choices, blank=True)
    route_body = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="+")
    route_filed_on = models.DateField(null=True, blank=True)
    route_accepted_on = models.DateField(_("Taken up on"), null=True, blank=True)
    route_number = models.CharField(_("Number of the ruling"), max_length=80, blank=True)
    route_result = models.CharField(
        max_length=10,
        choices=[("granted", _("Granted")), ("refused", pgettext_lazy("ruling", "Refused"))],
        blank=True,
    )
    route_decided_on = models.DateField(null=True, blank=True)
    route_reason = models.CharField(max_length=300, blank=True)
    route_document = models.CharField(_("What was issued"), max_length=12, choices=IssuedDocument.choices, blank=True)
    route_served_on = models.DateField(_("Signed for by the last party on"), null=True, blank=True)

    class Meta:
        verbose_name = _("Agreement")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(route_served_on__isnull=True)
                | Q(route_decided_on__isnull=True)
                | Q(route_served_on__gte=F("route_decided_on")),
                name="document_served_after_issue",
            ),
        ]

    def __str__(self) -> str:
        return str(self.case_id)

    @property
    def awaits_document(self) -> bool:
        """Whether a submitted agreement still waits for its document, or the document for the last party's hand."""
        if self.route_result == "refused" or self.route_document == IssuedDocument.WITHDRAWAL:
            return False
        return self.route_served_on is None

    def said_findings(self) -> list[dict[str, Any]]:
        """The findings of the terms as last saved, in the reader's language."""
        return said_in(self.findings)


def said_in(findings: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Findings in the reader's language: level, what it is about, sentence, article, and all in one line."""
    language = "en" if (get_language() or "").startswith("en") else "zh"
    said = []
    for row in findings:
        about = f"{row['about']}：" if row["about"] else ""
        line = f"{about}{row['sentence'][language]}（{row['article']}）"
        said.append({**row, "sentence": row["sentence"][language], "line": line})
    return said


class ObligationKind(models.TextChoices):
    MONEY = "money", _("Payment")
    ACT = "act", _("Act")


class PayMethod(models.TextChoices):
    TRANSFER = "transfer", _("Bank transfer")
    CASH = "cash", _("Cash")
    ON_SIGNING = "on_signing", _("Paid on signing")
    OTHER = "other", _("Another way")


class Obligation(models.Model):
    """One thing to be done under the agreement: who owes whom what, until when; instalments are rows of their own."""

    settlement = models.ForeignKey(Settlement, models.CASCADE, related_name="obligations")
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(_("Kind"), max_length=6, choices=ObligationKind.choices, default=ObligationKind.MONEY)
    what = models.CharField(_("What"), max_length=200)
    debtor = models.ForeignKey(Party, models.PROTECT, related_name="owes", verbose_name=_("Owed by"))
    creditor = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="is_owed", verbose_name=_("Owed to")
    )
    claim = models.ForeignKey(Claim, models.PROTECT, null=True, blank=True, related_name="obligations")
    amount = Yuan(_("Amount (yuan)"), null=True, blank=True)
    method = models.CharField(_("Way of payment"), max_length=12, choices=PayMethod.choices, blank=True)
    payee = models.CharField(_("Payee"), max_length=120, blank=True)
    account = SealedTextField(_("Account"), blank=True)
    due_on = models.DateField(_("Due"), null=True, blank=True)
    paid = Yuan(_("Paid (yuan)"), default=0)
    performed_on = models.DateField(_("Performed on"), null=True, blank=True)
    breach_on = models.DateField(_("Breach recorded on"), null=True, blank=True)
    remedy = models.CharField(_("Remedy chosen"), max_length=40, blank=True)

    class Meta:
        ordering = ("due_on", "position", "id")
        verbose_name = _("Obligation")
        indexes: ClassVar = [
            models.Index(fields=("due_on",), name="obligation_due", condition=Q(performed_on__isnull=True))
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def is_complete(self) -> bool:
        """Whether it could be enforced as written: sum, payee, way of payment, due date (L05 art. 358(5))."""
        if self.due_on is None or not self.what:
            return False
        return self.kind == ObligationKind.ACT or bool(self.amount and self.payee and self.method)

    def standing(self, today: dt.date) -> str:
        """Where the obligation stands on a day: due_later · due · part_performed · overdue · breach · performed."""
        if self.performed_on:
            return "performed"
        if self.breach_on:
            return "breach"
        if self.due_on and today > self.due_on:
            return "overdue"
        if self.paid:
            return "part_performed"
        return "due" if self.due_on == today else "due_later"


class Payment(models.Model):
    """Money that came, or an act that was done, with its proof."""

    obligation = models.ForeignKey(Obligation, models.CASCADE, related_name="payments")
    on = models.DateField(_("On"))
    amount = Yuan(_("Amount (yuan)"), null=True, blank=True)
    proof = models.CharField(_("Proof"), max_length=200, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("on", "id")

    def __str__(self) -> str:
        return f"{self.on} {self.amount}"


def bound_by(parties: Iterable[Party], debtors: Iterable[int]) -> list[Party]:
    """Whom an agreement binds: both sides without those who declined its terms, and whoever else owes under it
    (`debtors`: keys), such as a guarantor (L09 art. 8)."""
    owing = set(debtors)
    return [row for row in parties if (row.side != Side.THIRD or row.pk in owing) and not row.declined_terms]


def must_sign(parties: Iterable[Party], debtors: Iterable[int]) -> list[Party]:
    """Who of those bound signs: everybody but represented workers who agreed to the terms (L06 art. 63)."""
    return [row for row in bound_by(parties, debtors) if not (row.is_represented and row.terms_consent_on)]


class SignerKind(models.TextChoices):
    PARTY = "party", _("Party")
    AGENT = "agent", _("Agent with special authority")
    GUARDIAN = "guardian", _("Guardian")
    REPRESENTATIVE = "representative", _("Representative")
    MEDIATOR = "mediator", _("Mediator")
    SEAL = "seal", _("Seal of the body")


class Signature(models.Model):
    """A signature or seal under the agreement, with the day on which it was put there."""

    settlement = models.ForeignKey(Settlement, models.CASCADE, related_name="signatures")
    party = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="signatures")
    signer = models.CharField(_("Signed by"), max_length=16, choices=SignerKind.choices)
    name = models.CharField(_("Name"), max_length=120)
    signed_on = models.DateField(_("Signed on"))
    medium = models.CharField(_("How"), max_length=10, choices=Medium.choices, default=Medium.PAPER)

    class Meta:
        ordering = ("signed_on", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("settlement", "party"), condition=Q(party__isnull=False), name="party_signs_once"
            ),
            models.UniqueConstraint(
                fields=("settlement", "signer"), condition=Q(signer__in=["mediator", "seal"]), name="office_signs_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


#: Whose signatures make an agreement effective, by legal type (law.md §3): both parties always; mediator, then seal.
OFFICE_SIGNATURES: dict[str, tuple[SignerKind, ...]] = {
    LegalType.ENT: (SignerKind.MEDIATOR, SignerKind.SEAL),
    LegalType.PMC: (SignerKind.MEDIATOR, SignerKind.SEAL),
    LegalType.TWN: (SignerKind.MEDIATOR, SignerKind.SEAL),
    LegalType.OTH: (SignerKind.MEDIATOR, SignerKind.SEAL),
    LegalType.ARB: (),
    LegalType.CRT_PRE: (),  # both parties' signatures alone (L07 art. 24); effect does not wait for the seal
    LegalType.CRT_POST: (),
}


class SumSheet(models.Model):
    """What the law gives on each claim, worked out once: facts, figures and results of that day. Class I.

    A sheet is kept and never changed: recording facts anew keeps the next one. `cases.sums` says what is in it.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="sum_sheets")
    no = models.PositiveSmallIntegerField()
    worked_on = models.DateField(_("Worked out on"))
    by_name = models.CharField(max_length=60)
    facts = models.JSONField(default=dict)
    calculators = models.JSONField(default=dict)
    figures = models.JSONField(default=dict)
    results = models.JSONField(default=list)

    class Meta:
        ordering = ("no",)
        verbose_name = _("Sheet of sums")
        constraints: ClassVar = [models.UniqueConstraint(fields=("case", "no"), name="sum_sheet_numbered_once")]

    def __str__(self) -> str:
        return f"{self.no}"


#: Entries of the log that bear on limitation: steps that are events of it by themselves, and what is noted by hand.
BEARS_ON_LIMITATION = Q(step="record_limitation_event") | ~Q(limitation="")


def noting_papers(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Rows that know whether a paper of theirs waits for its file or failed to get one (`papers_unset`), for its seal
    (`papers_unsealed`), or is on its way (`papers_under_way`): what guards ask, without a query when asked."""
    # By the relation: the room that keeps papers stands above this one.
    papers: Any = Case._meta.get_field("instruments").related_model
    ways: Any = papers._meta.get_field("deliveries").related_model
    here = OuterRef("pk")
    known: dict[str, Any] = {
        "papers_unset": Exists(papers.objects.filter(dossier=here, sha256="")),
        "papers_unsealed": Exists(papers.objects.filter(dossier=here, needs_seal=True, sealed_on=None, voided_on=None)),
        "papers_under_way": Exists(ways.objects.filter(instrument__dossier=here, outcome="")),
    }
    noted: models.QuerySet[Any] = rows.annotate(**known)
    return noted


def noting_limitation(rows: models.QuerySet[Case]) -> models.QuerySet[Case]:
    """Rows that know what the log has of limitation (`cases.limitation.noted`): for those who may read its facts."""
    entries = Event.objects.filter(BEARS_ON_LIMITATION, dossier=OuterRef("pk")).order_by("seq")
    known: dict[str, Any] = {"limitation_log": LogColumn(entries)}
    return rows.annotate(**known)


def loaded_rows() -> tuple[Prefetch[Any] | str, ...]:
    """What is loaded with a case: its parties, each with whether they confirmed facts as undisputed, and its claims."""
    confirmed = UndisputedFacts.confirmed_by.through.objects.filter(party=OuterRef("pk"))
    known: dict[str, Any] = {"has_confirmed": Exists(confirmed)}
    return Prefetch("parties", Party.objects.annotate(**known)), "claims"


def load_case(pk: int, lock: bool = False) -> Case:
    """The case with everything its guards and its papers ask of the rest of the file: one joined row, its parties, its
    claims. `lock` takes the row lock.

    The lock is a statement of its own: whoever waits for a row that is just being changed gets its new columns, but
    what is joined to it (the agreement) as it was before.
    """
    if lock and connection.features.has_select_for_update:
        Dossier.objects.select_for_update().values_list("pk").get(pk=pk)
    rows = Case.objects.select_related("body__region", "body__parent", "sender", "settlement", "mediator")
    of_case = OuterRef("pk")
    drafts = Case.objects.filter(pk=of_case, instruments__kind=Kind.MEDIATION_AGREEMENT)
    known: dict[str, Any] = {
        "is_assisted": Exists(Assignment.objects.filter(case=of_case, until=None, role=AssignmentRole.ASSISTING)),
        "met_by_video": Exists(Session.objects.filter(case=of_case, mode=SessionMode.VIDEO)),
        "agreement_number": Subquery(drafts.order_by("-instruments__id").values("instruments__number")[:1]),
    }
    known["law_mark"] = tables.MARK  # words of papers and figures are kept in memory by it
    case = noting_limitation(noting_papers(rows)).annotate(**known).prefetch_related(*loaded_rows()).get(pk=pk)
    tables.know(case.law_mark)
    return case
