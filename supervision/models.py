"""The file of a supervision matter: lead, findings, evidence, letters, answers; and employers, units, supervisors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.db import connection, models
from django.db.models import Exists, F, OuterRef, Prefetch, Q, prefetch_related_objects
from django.utils.functional import cached_property
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

import statutes
from cases.models import Yuan, noting_papers
from cases.sealing import SealedTextField
from dossiers.models import Addressee, Dossier
from lawbook import tables
from organizations.models import BodyKind, Level, Organization, Region
from statutes.keys import Clock
from supervision import topics
from workflows.papers import Kind
from workflows.reasons import Conduct, NotTakenUpReason, ProcuratorateGround
from workflows.supervision import State, SupervisionProcedure


class LeadSource(models.TextChoices):
    """Where a lead came from (documents.md A2.5)."""

    VISIT = "visit", _("Visit in person")
    CALL = "call", _("Call, 12351")
    ONLINE = "online", _("Online")
    PETITION = "petition", _("Petition")
    INSPECTION = "inspection", _("Inspection round")
    CHECK_UP = "check_up", _("Legal check-up of the employer")
    MEDIA = "media", _("Public opinion and media")
    COURT = "court", _("Passed on by a court")
    PROCURATORATE = "procuratorate", _("Passed on by a procuratorate")
    LABOUR = "labour", _("Passed on by a labour bureau")
    SUPERIOR = "superior", _("Assigned by the federation above")
    SUBORDINATE = "subordinate", _("Reported by the union below")
    CASE = "case", _("From mediation cases")
    CAMPAIGN = "campaign", _("Campaign, own initiative")


#: Sources that are a partner body waiting for an answer.
PASSED_ON = frozenset({LeadSource.COURT, LeadSource.PROCURATORATE, LeadSource.LABOUR})


class Urgency(models.TextChoices):
    ORDINARY = "ordinary", _("Ordinary")
    URGENT = "urgent", _("Urgent")
    GRAVE = "grave", _("Urgent and grave")


class OtherProcedure(models.TextChoices):
    MEDIATION = "mediation", _("Mediation")
    ARBITRATION = "arbitration", _("Arbitration")
    LITIGATION = "litigation", _("Court")
    INSPECTION = "inspection", _("Labour inspection")


class Ownership(models.TextChoices):
    STATE = "state", _("State-owned or state-controlled")
    PRIVATE = "private", _("Private")
    FOREIGN = "foreign", _("Foreign or Hong Kong, Macao, Taiwan investment")
    PUBLIC = "public", _("Public institution or organ")
    INDIVIDUAL = "individual", _("Individual business")
    OTHER_OWNER = "other_owner", _("Other")


class EmploymentForm(models.TextChoices):
    DIRECT = "direct", _("Direct employment")
    DISPATCHED = "dispatched", _("Labour dispatch")
    OUTSOURCED = "outsourced", _("Outsourcing")
    PLATFORM = "platform", _("Platform work")


# ── Employers ───────────────────────────────────────────────────────────────────────────────────────────────────────


class Employer(models.Model):
    """An employer as the union knows it, found again under earlier and other names."""

    name = models.CharField(_("Name"), max_length=120)
    credit_code = models.CharField(_("Unified social credit code"), max_length=18, blank=True)
    region = models.ForeignKey(Region, models.PROTECT, related_name="employers", verbose_name=_("Region"))
    address = models.CharField(_("Address, real place of business"), max_length=200, blank=True)
    legal_representative = models.CharField(_("Legal representative or person in charge"), max_length=60, blank=True)
    post = models.CharField(_("Post"), max_length=60, blank=True)
    contact = models.CharField(_("Contact person"), max_length=60, blank=True)
    phone = models.CharField(_("Phone"), max_length=40, blank=True)
    industry = models.CharField(_("Industry"), max_length=60, blank=True)
    ownership = models.CharField(_("Kind of ownership"), max_length=12, choices=Ownership.choices, blank=True)
    headcount = models.PositiveIntegerField(_("Employees"), null=True, blank=True)
    has_union = models.BooleanField(_("A union has been set up"), null=True, blank=True)
    employment_form = models.CharField(
        _("Form of employment"), max_length=12, choices=EmploymentForm.choices, blank=True
    )
    note = models.CharField(_("Note"), max_length=300, blank=True)

    class Meta:
        ordering = ("name", "id")
        verbose_name = _("Employer")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("credit_code",), condition=~Q(credit_code=""), name="employer_code_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=("name", "id"), name="employer_name"),
            models.Index(fields=("region", "name"), name="employer_region"),
        ]

    def __str__(self) -> str:
        return self.name


class EmployerAlias(models.Model):
    """Another name of an employer: an earlier one, a brand, a site; kept with where it was seen."""

    employer = models.ForeignKey(Employer, models.CASCADE, related_name="aliases")
    name = models.CharField(_("Other name"), max_length=120)
    until = models.DateField(_("Borne until"), null=True, blank=True)
    source = models.CharField(_("Where it was seen"), max_length=200, blank=True)

    class Meta:
        ordering = ("name",)
        verbose_name = _("Other name of an employer")
        constraints: ClassVar = [models.UniqueConstraint(fields=("employer", "name"), name="employer_alias_once")]
        indexes: ClassVar = [models.Index(fields=("name",), name="employer_alias_name")]

    def __str__(self) -> str:
        return self.name


# ── Units of supervision and supervisors ────────────────────────────────────────────────────────────────────────────


class UnitKind(models.TextChoices):
    COMMITTEE = "committee", _("Supervision committee")
    GROUP = "group", _("Supervision group")
    SINGLE = "single", _("One supervisor, too few members for a committee")


class Unit(models.Model):
    """An organisation of labour-law supervision (监督组织): a federation's committee, or one at the grass roots."""

    name = models.CharField(_("Name"), max_length=120)
    kind = models.CharField(_("Kind"), max_length=10, choices=UnitKind.choices, default=UnitKind.COMMITTEE)
    union = models.ForeignKey(
        Organization, models.PROTECT, related_name="supervision_units", verbose_name=_("Federation it reports to")
    )
    employer = models.ForeignKey(
        Employer, models.PROTECT, null=True, blank=True, related_name="units", verbose_name=_("Employer it belongs to")
    )
    chair = models.CharField(_("Chair"), max_length=60, blank=True)
    set_up_on = models.DateField(_("Set up on"), null=True, blank=True)
    term_until = models.DateField(_("Term until"), null=True, blank=True)
    dissolved_on = models.DateField(_("Dissolved on"), null=True, blank=True)

    class Meta:
        ordering = ("union", "name", "id")
        verbose_name = _("Unit of supervision")
        constraints: ClassVar = [models.UniqueConstraint(fields=("union", "name"), name="unit_once_in_a_union")]
        indexes: ClassVar = [
            models.Index(fields=("union",), name="unit_active", condition=Q(dissolved_on__isnull=True)),
            models.Index(fields=("name", "id"), name="unit_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Supervisor(models.Model):
    """A labour-law supervisor (监督员): trained first, certified, and only then at work."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="supervisors", verbose_name=_("Unit of supervision"))
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="supervisor_profile",
        verbose_name=_("Account, where there is one"),
    )
    name = models.CharField(_("Name"), max_length=60)
    card = models.CharField(_("Certificate number"), max_length=40, blank=True)
    issued_by = models.CharField(_("Certificate issued by"), max_length=120, blank=True)
    issued_on = models.DateField(_("Issued on"), null=True, blank=True)
    valid_until = models.DateField(_("Valid until"), null=True, blank=True)
    trained_on = models.DateField(_("Last training"), null=True, blank=True)
    training_hours = models.PositiveSmallIntegerField(_("Hours of training"), null=True, blank=True)
    is_invited = models.BooleanField(_("Invited from outside the union"), default=False)
    employers_disclosed = models.TextField(
        _("Employers and posts to be disclosed"), blank=True, help_text=_("One per line; searched for ties.")
    )
    retired_on = models.DateField(_("Left on"), null=True, blank=True)

    class Meta:
        ordering = ("name", "id")
        verbose_name = _("Labour-law supervisor")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("card",), condition=~Q(card=""), name="supervisor_card_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=("unit",), name="supervisor_active", condition=Q(retired_on__isnull=True)),
            models.Index(fields=("name", "id"), name="supervisor_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.card}）" if self.card else self.name

    def certified_on(self, day: dt.date) -> bool:
        """Whether the certificate holds on a day."""
        return bool(
            self.card
            and (self.issued_on is None or self.issued_on <= day)
            and (self.valid_until is None or day <= self.valid_until)
            and (self.retired_on is None or day <= self.retired_on)
        )


class Training(models.Model):
    """One sitting of training that a supervisor attended; sittings are counted by these rows (培训人次)."""

    supervisor = models.ForeignKey(Supervisor, models.CASCADE, related_name="trainings")
    on = models.DateField(_("Trained on"))
    hours = models.PositiveSmallIntegerField(_("Hours"), default=0)
    subject = models.CharField(_("Subject of the training"), max_length=120, blank=True)

    class Meta:
        ordering = ("-on", "-id")
        verbose_name = _("Training")
        constraints: ClassVar = [models.UniqueConstraint(fields=("supervisor", "on"), name="training_once_a_day")]
        indexes: ClassVar = [models.Index(fields=("on",), name="training_day")]

    def __str__(self) -> str:
        return f"{self.supervisor} {self.on}"


class RegisterChange(models.Model):
    """Who changed what in a register, when and why: employers, units and supervisors have no procedure to log it."""

    register = models.CharField(
        max_length=10,
        choices=[("employer", _("Employer")), ("unit", _("Unit of supervision")), ("person", _("Supervisor"))],
    )
    row = models.PositiveBigIntegerField()  # primary key there; the row may be gone (merged)
    action = models.CharField(
        max_length=8,
        choices=[
            ("enter", _("Entered")), ("amend", _("Amended")), ("merge", _("Merged")), ("retire", _("Retired")),
        ],
    )  # fmt: skip
    what = models.JSONField(default=dict)
    reason = models.CharField(_("Reason"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-id")
        verbose_name = _("Change of a register")
        indexes: ClassVar = [models.Index(fields=("register", "row", "-at"), name="register_change")]

    def __str__(self) -> str:
        return f"{self.register} {self.row} {self.action}"


# ── The matter ──────────────────────────────────────────────────────────────────────────────────────────────────────


class Matter(SupervisionProcedure, Dossier):  # type: ignore[django-manager-missing]  # guardian is untyped
    """A matter of supervision. Facts that guards ask are columns here or rows loaded with it."""

    dossier_ptr = models.OneToOneField(
        Dossier, models.CASCADE, parent_link=True, primary_key=True, related_name="matter"
    )
    #: The day on which the door or a page asks the guards.
    as_of: dt.date

    # The lead.
    source = models.CharField(_("Source of the lead"), max_length=16, choices=LeadSource.choices)
    source_note = models.CharField(_("Source in words"), max_length=200, blank=True)
    reference = models.CharField(_("Sender's reference"), max_length=80, blank=True)
    is_broadcast = models.BooleanField(_("To all employers of the region"), default=False)
    employer = models.ForeignKey(
        Employer, models.PROTECT, null=True, blank=True, related_name="matters", verbose_name=_("Employer")
    )
    topic = models.CharField(_("Subject"), max_length=40, choices=topics.choices, blank=True)
    summary = models.TextField(_("What was reported"))
    demand = models.CharField(_("What is asked for"), max_length=300, blank=True)
    reporter = SealedTextField(_("Who reported it"), blank=True)
    reporter_contact = SealedTextField(_("How to reach them"), blank=True)
    reporter_named = models.BooleanField(_("Reported by name"), default=False)
    reporter_told_on = models.DateField(_("Told of the result on"), null=True, blank=True)
    urgency = models.CharField(_("Urgency"), max_length=10, choices=Urgency.choices, default=Urgency.ORDINARY)
    is_group = models.BooleanField(_("Concerns a group"), default=False)
    migrant_workers = models.PositiveIntegerField(_("of them migrant workers"), default=0)
    women = models.PositiveIntegerField(_("of them women"), default=0)
    minors = models.PositiveIntegerField(_("of them minors"), default=0)
    disabled = models.PositiveIntegerField(_("of them disabled"), default=0)
    older = models.PositiveIntegerField(_("of them beyond retirement age"), default=0)
    new_form = models.PositiveIntegerField(_("of them in new forms of work"), default=0)
    amount = Yuan(_("Sum concerned (yuan)"), null=True, blank=True)
    period = models.CharField(_("Period concerned"), max_length=100, blank=True)

    # First check and investigation.
    exclusivity_checked_on = models.DateField(_("Checked for other procedures on"), null=True, blank=True)
    other_procedure = models.CharField(_("Already before"), max_length=12, choices=OtherProcedure.choices, blank=True)
    other_note = models.CharField(_("Where, under which number"), max_length=200, blank=True)
    decline_reason = models.CharField(max_length=24, choices=NotTakenUpReason.choices, blank=True)
    decline_note = models.CharField(max_length=300, blank=True)
    inquiries_held = models.PositiveSmallIntegerField(default=0)
    conclusion = models.TextField(_("Result of the investigation"), blank=True)
    skip_reason = models.CharField(_("Why no hint letter comes first"), max_length=300, blank=True)

    # Where the letters stand: copied from them by the steps, so that guards and lists need not look.
    hint_conduct = models.CharField(max_length=16, choices=Conduct.choices, blank=True)
    opinion_conduct = models.CharField(max_length=16, choices=Conduct.choices, blank=True)
    reply_due_on = models.DateField(_("Answer due"), null=True, blank=True)
    reply_extended = models.BooleanField(default=False)

    # The authority and the procuratorate.
    authority = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("supervision", "Authority"),
    )
    authority_filed_on = models.DateField(_("Taken up on"), null=True, blank=True)
    authority_number = models.CharField(_("Number at the authority"), max_length=80, blank=True)
    authority_reason = models.CharField(_("Why not taken up"), max_length=300, blank=True)
    authority_result = models.CharField(max_length=16, blank=True)
    authority_document = models.CharField(_("Document of the result"), max_length=120, blank=True)
    authority_answered_on = models.DateField(_("Result reported on"), null=True, blank=True)
    procuratorate = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Procuratorate")
    )
    procuratorate_sent_on = models.DateField(_("Sent to the procuratorate on"), null=True, blank=True)
    procuratorate_answer = models.CharField(max_length=20, blank=True)
    procuratorate_number = models.CharField(
        _("Number of the procuratorial or judicial advice"), max_length=80, blank=True
    )

    # What was achieved (documents.md A4).
    outcome_recorded_on = models.DateField(null=True, blank=True)
    contracts_signed = models.PositiveIntegerField(_("Written contracts made up (copies)"), default=0)
    wages_paid = Yuan(_("Wages paid (yuan)"), default=Decimal(0))
    insurance_paid = Yuan(_("Social insurance made up (yuan)"), default=Decimal(0))
    insured = models.PositiveIntegerField(_("Social insurance made up (persons)"), default=0)
    compensation_paid = Yuan(_("Compensation and damages (yuan)"), default=Decimal(0))
    other_recovered = Yuan(_("Other sums recovered (yuan)"), default=Decimal(0))
    is_typical = models.BooleanField(_("A typical case"), default=False)
    end_note = models.TextField(_("Reason of the end"), blank=True)
    answered_on = models.DateField(_("Sender answered on"), null=True, blank=True)

    class Meta:
        verbose_name = _("Matter of supervision")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(is_broadcast=True, employer__isnull=True) | Q(is_broadcast=False, employer__isnull=False),
                name="matter_one_employer_or_all",
            ),
            models.CheckConstraint(
                condition=Q(authority_answered_on__isnull=True) | Q(authority_filed_on__isnull=False),
                name="authority_files_before_it_answers",
            ),
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if not args:
            kwargs.setdefault("kind", "supervision")
        super().__init__(*args, **kwargs)

    # ── rows loaded with it ─────────────────────────────────────────────────────────────────────────────────────────

    @property
    def finding_rows(self) -> list[Finding]:
        """Findings that stand, in their order."""
        return [row for row in self.findings.all() if row.dropped_on is None]

    @cached_property
    def evidence_rows(self) -> list[Evidence]:
        """Every piece of evidence, read when somebody asks."""
        return list(self.evidence.all())

    @property
    def letter_rows(self) -> list[Letter]:
        return list(self.letters.all())

    @property
    def letter(self) -> Letter | None:
        """The letter in hand or last sent: the newest that was neither dropped nor withdrawn."""
        rows = [row for row in self.letter_rows if row.dropped_on is None and row.withdrawn_on is None]
        return rows[-1] if rows else None

    @property
    def has_number(self) -> bool:
        """Whether the letter in hand has its number: before, nothing goes out with it."""
        return bool(self.letter and self.letter.number)

    @property
    def has_numbered_letter(self) -> bool:
        """Whether there is a letter that can be put right by another."""
        return any(row.number and row.withdrawn_on is None for row in self.letter_rows)

    @property
    def employer_correctable(self) -> bool:
        """Whether the lead may still turn out to concern another employer: nothing has gone out about this one."""
        checking = self.state in {State.LEAD, State.INVESTIGATING, State.INVESTIGATED}
        return checking and not self.is_broadcast and not any(row.number for row in self.letter_rows)

    @property
    def answerable(self) -> Letter | None:
        """The last numbered letter that asks the employer for an answer."""
        rows = [row for row in self.letter_rows if row.number and row.reply_wanted and row.kind != Kind.ADVICE_LETTER]
        return rows[-1] if rows else None

    @property
    def is_underway(self) -> bool:
        """Whether inquiries may be held."""
        return self.state in {State.INVESTIGATING, State.AWAITING_REPLY, State.VERIFYING}

    @property
    def letter_to_employer(self) -> Letter | None:
        """The last letter that was served on the employer and holds: the one it answers, whatever went elsewhere."""
        rows = [row for row in self.letter_rows if row.outcome and row.withdrawn_on is None]
        return next((row for row in reversed(rows) if row.kind != Kind.ADVICE_LETTER), None)

    @property
    def asked_rows(self) -> list[Finding]:
        """Standing findings about which the letter wrote that the employer answers: later ones are not asked yet."""
        letter = self.letter_to_employer
        said = {point["finding"] for point in letter.points} if letter else set()
        return [row for row in self.finding_rows if row.pk in said or not said]

    @property
    def awaited(self) -> Letter | None:
        """The letter for whose answer the time runs, or has run out without one: nothing was served after it."""
        last = next((row for row in reversed(self.letter_rows) if row.outcome), None)
        if last is None or last.kind == Kind.ADVICE_LETTER or last.withdrawn_on or not last.reply_wanted:
            return None
        done = last.replied_on or last.verified_on or last.outcome == ServiceOutcome.REFUSED
        return None if done or last.reply_due_on != self.reply_due_on else last

    @property
    def answer_not_due(self) -> bool:
        """Whether the employer has not answered and still may in time."""
        letter = self.awaited
        return letter is not None and (letter.reply_due_on is None or self.day <= letter.reply_due_on)

    @property
    def investigator_rows(self) -> list[Investigator]:
        """Supervisors of the matter now."""
        return [row for row in self.investigators.all() if row.until is None]

    @property
    def day(self) -> dt.date:
        """The day on which guards ask: that of the act."""
        return getattr(self, "as_of", None) or self.received_on

    # ── what guards ask ─────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def investigator_faults(self) -> list[str]:
        """Whose certificate does not hold on the day."""
        return [
            now("%(name)s: the certificate does not hold on this day.") % {"name": row.supervisor.name}
            for row in self.investigator_rows
            if not row.supervisor.certified_on(self.day)
        ]

    @property
    def investigators_ready(self) -> bool:
        rows = self.investigator_rows
        return len(rows) >= topics.INVESTIGATORS and not self.investigator_faults

    @property
    def conflict_faults(self) -> list[str]:
        """Who has declared nothing yet, and who has a tie."""
        return [
            now("%(name)s has a tie to the employer.") % {"name": row.supervisor.name}
            if row.has_tie
            else now("%(name)s has not declared yet.") % {"name": row.supervisor.name}
            for row in self.investigator_rows
            if row.has_tie or row.declared_on is None
        ]

    @property
    def conflicts_cleared(self) -> bool:
        return not self.conflict_faults

    @property
    def ties_declared(self) -> bool:
        return bool(self.investigator_rows) and self.conflicts_cleared

    @property
    def ruling_sought(self) -> bool:
        """Whether the matter is where somebody decides it; a mediation decides nothing."""
        return self.other_procedure not in {"", OtherProcedure.MEDIATION}

    @property
    def has_inquiry(self) -> bool:
        return self.inquiries_held > 0

    @property
    def finding_faults(self) -> list[str]:
        """What each finding still lacks, finding by finding."""
        said = []
        for row in self.finding_rows:
            lacks = [
                str(word)
                for word, there in (
                    (_("facts"), row.facts),
                    (_("article"), row.articles),
                    (_("demand"), row.demand),
                    (_("due day"), row.due_on),
                    (_("evidence"), getattr(row, "is_proven", False)),
                )
                if not there
            ]
            if lacks:
                said.append(now("Finding %(no)s lacks: %(what)s.") % {"no": row.position, "what": "、".join(lacks)})
        return said

    @property
    def findings_proven(self) -> bool:
        return bool(self.finding_rows) and not self.finding_faults

    def served(self, kind: str) -> Letter | None:
        """The last letter of a kind that came to an outcome of service and was not withdrawn."""
        rows = [row for row in self.letter_rows if row.kind == kind and row.outcome and row.withdrawn_on is None]
        return rows[-1] if rows else None

    def _conduct(self, kind: str, recorded: str) -> str:
        """How the employer met the last letter of a kind, on the day; empty where it did as asked, or still may."""
        letter = self.served(kind)
        if letter is None:
            return ""
        if recorded:
            return recorded
        if letter.outcome == ServiceOutcome.REFUSED:
            return Conduct.REFUSED
        awaited = self.awaited  # nobody is late with an answer that nobody waits for any more
        late = awaited is not None and awaited.pk == letter.pk and not self.answer_not_due
        return Conduct.SILENT if late else ""

    def met_with(self, letter: Letter) -> str:
        """How the employer met a letter, as far as it was written down."""
        recorded = {Kind.HINT_LETTER: self.hint_conduct, Kind.OPINION_LETTER: self.opinion_conduct}
        return recorded.get(Kind(letter.kind), "")

    @property
    def hint_answered_by(self) -> str:
        return self._conduct(Kind.HINT_LETTER, self.hint_conduct)

    @property
    def opinion_answered_by(self) -> str:
        return self._conduct(Kind.OPINION_LETTER, self.opinion_conduct)

    @property
    def hint_ineffective(self) -> bool:
        return bool(self.hint_answered_by)

    @property
    def opinion_ineffective(self) -> bool:
        return bool(self.opinion_answered_by)

    @property
    def employer_uncooperative(self) -> bool:
        return self.hint_ineffective or self.opinion_ineffective

    @property
    def is_county_union(self) -> bool:
        body = self.body
        return body.kind == BodyKind.UNION and body.region.level in {
            Level.COUNTRY, Level.PROVINCE, Level.PREFECTURE, Level.COUNTY,
        }  # fmt: skip

    @property
    def union_above(self) -> Organization | None:
        """The federation that a union of the grass roots reports to."""
        above = self.body.parent
        return above if above is not None and above.kind == BodyKind.UNION else None

    @property
    def letter_faults(self) -> list[str]:
        """What the letter in hand still lacks."""
        return self.letter.faults(self) if self.letter else [now("No letter is being drafted.")]

    @property
    def is_joint(self) -> bool:
        return bool(self.letter and self.letter.cosigners.all())

    @property
    def cosigners_missing(self) -> list[str]:
        return [row.body.name for row in self.letter.cosigners.all() if row.agreed_on is None] if self.letter else []

    @property
    def all_cosigned(self) -> bool:
        return not self.cosigners_missing

    @property
    def reply_wanted(self) -> bool:
        return bool(self.letter and self.letter.reply_wanted)

    @property
    def reply_extendable(self) -> bool:
        return not self.reply_extended

    @property
    def has_letter_served(self) -> bool:
        return self.letter_to_employer is not None

    @property
    def answer_on_file(self) -> bool:
        """Whether the employer has said something to the letter it was last sent."""
        letter = self.letter_to_employer
        return letter is not None and letter.replied_on is not None

    @property
    def procuratorate_grounds(self) -> list[ProcuratorateGround]:
        """Which of the two situations of the notice is given (documents.md A1.3)."""
        grounds = []
        named = {self.topic, *(row.topic for row in self.finding_rows)}
        subjects = {topic.split(".")[0] for topic in named}
        groups = self.new_form or self.women or self.minors or self.disabled or self.older
        if groups or "protected" in subjects or "dispatch.platform" in named:
            grounds.append(ProcuratorateGround.PROTECTED_GROUP)
        if self.is_group and ("social" in subjects or ("pay" in subjects and self.migrant_workers)):
            grounds.append(ProcuratorateGround.GROUP_ARREARS)
        return grounds

    @property
    def procuratorate_faults(self) -> list[str]:
        """Which of the conditions are missing."""
        missing = (
            (not self.is_county_union, _("The body is no county union or above.")),
            (not self.procuratorate_grounds, _("Neither a protected group nor collective arrears are on file.")),
            (not self.employer_uncooperative, _("The employer has not failed to cooperate yet.")),
        )
        return [str(sentence) for lacks, sentence in missing if lacks]

    @property
    def all_verified(self) -> bool:
        """Whether every finding about which the employer was written to has been verified."""
        return all(row.verdict for row in self.asked_rows)

    @property
    def all_followed(self) -> bool:
        """Whether the letter was followed in every finding about which it wrote."""
        rows = self.asked_rows
        return bool(rows) and all(row.verdict == Verdict.DONE for row in rows)

    @property
    def all_rectified(self) -> bool:
        rows = self.finding_rows
        return bool(rows) and all(row.verdict == Verdict.DONE for row in rows)

    @property
    def state_after_verification(self) -> State:
        if self.all_rectified:
            return State.RECTIFIED
        return State.AWAITING_REPLY if self.awaited else State.VERIFYING

    @property
    def reporter_told(self) -> bool:
        return not self.reporter_named or self.reporter_told_on is not None

    @property
    def sender_told(self) -> bool:
        return self.source not in PASSED_ON or self.answered_on is not None

    @property
    def authority_filed(self) -> bool:
        return self.authority_filed_on is not None

    @property
    def state_after_service(self) -> State:
        """Where the served letter leaves the matter."""
        letter = self.letter
        assert letter is not None  # noqa: S101 (a letter is numbered in this state)
        if letter.kind == Kind.ADVICE_LETTER:
            return State.WITH_AUTHORITY
        if letter.outcome == ServiceOutcome.REFUSED:
            return State.VERIFYING
        return State.AWAITING_REPLY if letter.reply_wanted else State.INFORMED

    @property
    def state_without_letter(self) -> State:
        """Where the matter stands when the letter in hand is dropped or withdrawn."""
        return State.AWAITING_REPLY if self.awaited else self.state_of_work

    @property
    def state_of_work(self) -> State:
        """Where the matter stands by what is on file, when no letter is in hand and no time for an answer runs."""
        if any(row.outcome for row in self.letter_rows if row.withdrawn_on is None):
            return State.VERIFYING
        if self.conclusion:
            return State.INVESTIGATED
        return State.INVESTIGATING if self.inquiries_held else State.LEAD

    @property
    def letter_sealed(self) -> bool:
        return bool(self.letter and self.letter.sealed_on)

    # ── papers ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def recipients(self) -> list[Addressee]:
        """The employer, and the bodies the matter was sent to or came from."""
        employer, bodies = self.employer, (self.authority, self.sender)
        found = [Addressee("employer", employer.name, "employer", employer.address)] if employer else []
        return [*found, *(Addressee(f"body-{one.pk}", one.name, "sender", one.address) for one in bodies if one)]

    def served_apart(self, number: str, to_key: str) -> str:
        """A letter goes to its addressee by a step of its own, from which the time for the answer counts; copies of it
        go to others like any paper."""
        own = next((row for row in self.letter_rows if number and row.number == number), None)
        if own is None or own.to_key != to_key:
            return ""
        step = now("Record the service")
        return now("The step “%(step)s” serves this letter on its addressee; only copies go this way.") % {"step": step}

    def paper_sealed(self, paper: dict[str, Any], on: dt.date) -> None:
        letter = self.letter
        if letter is not None and letter.number == paper["number"]:
            letter.sealed_on = on
            letter.save(update_fields=["sealed_on"])

    # ── clocks ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def reply_clock(self) -> Clock:
        """The term under which the letter in hand is answered: the region's where one is maintained, else the neutral
        default, which says of itself that it has no local basis."""
        letter = self.letter
        assert letter is not None  # noqa: S101 (asked of a letter that was served)
        return self.reply_clock_of(Kind(letter.kind))

    def reply_clock_of(self, kind: Kind) -> Clock:
        """The same of a kind of letter."""
        return self._maintained(*_REPLY_TERMS[kind])

    def result_clock(self) -> Clock:
        """The term in which the authority reports its result, likewise."""
        return self._maintained(Clock.ADVICE_RESULT, Clock.ADVICE_RESULT_DEFAULT)

    def _maintained(self, local: Clock, default: Clock) -> Clock:
        return local if tables.term(local, self.day, self.place_of_rule).maintained else default

    def clocks_for(self, slot: str) -> list[Clock]:
        """The clocks behind a slot: "answer" begins with service, "reply" is whichever of them runs, "awaited" those
        of the employer once nobody waits for its answer any more."""
        if slot == "period":
            return []
        if slot == "result":
            return [self.result_clock()] if self.authority_filed else []
        if slot == "reply":  # to be stopped: whichever of them runs
            return [key for pair in _REPLY_TERMS.values() for key in pair]
        if slot == "awaited":
            terms = {kind: pair for kind, pair in _REPLY_TERMS.items() if kind != Kind.ADVICE_LETTER}
            return [] if self.awaited else [key for pair in terms.values() for key in pair]
        if slot != "answer":
            return super().clocks_for(slot)
        letter = self.letter
        runs = letter is not None and letter.reply_wanted and letter.outcome not in {"", ServiceOutcome.REFUSED}
        return [self.reply_clock()] if runs else []

    def note_clocks(self, running: list[Any]) -> None:
        """Keep the day on which the answer is due on the matter and on its letter."""
        keys = {key for pair in _REPLY_TERMS.values() for key in pair}
        clock = next((clock for clock in running if clock.key in keys), None)
        self.reply_due_on, letter = clock.due_on if clock else None, self.letter
        if clock is not None and letter is not None:
            letter.reply_due_on = clock.due_on
            letter.save()

    def paper_numbered(self, kind: str, number: str) -> None:
        letter = self.letter
        if letter is not None and letter.kind == kind and not letter.number:
            letter.number = number
            letter.save()

    def wants(self, kind: str) -> bool:
        if kind == Kind.LEAD_DECLINED:
            return self.reporter_named
        return kind != Kind.FEEDBACK_LETTER or self.source in PASSED_ON


_REPLY_TERMS: dict[Kind, tuple[Clock, Clock]] = {
    Kind.HINT_LETTER: (Clock.HINT_REPLY, Clock.HINT_REPLY_DEFAULT),
    Kind.OPINION_LETTER: (Clock.OPINION_REPLY, Clock.OPINION_REPLY_DEFAULT),
    Kind.ADVICE_LETTER: (Clock.ADVICE_ACCEPT, Clock.ADVICE_ACCEPT_DEFAULT),
}


class Investigator(models.Model):
    """A supervisor on a matter, with what they declared about ties to the employer."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="investigators")
    supervisor = models.ForeignKey(Supervisor, models.PROTECT, related_name="investigations")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    declared_on = models.DateField(_("Declared on"), null=True, blank=True)
    has_tie = models.BooleanField(_("Has a tie to the employer"), default=False)
    tie = models.CharField(_("Which"), max_length=200, blank=True)

    class Meta:
        ordering = ("id",)
        verbose_name = _("Supervisor on a matter")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("matter", "supervisor"), condition=Q(until__isnull=True), name="investigator_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.supervisor)


class InquiryMethod(models.TextChoices):
    SITE = "site", _("On site")
    TALK = "talk", _("Talk with workers or the employer")
    PAPERS = "papers", _("Study of documents")
    PHONE = "phone", _("By phone")


class Inquiry(models.Model):
    """One inquiry: where, when, who asked whom, what was found, and whether the record was signed."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="inquiries")
    no = models.PositiveSmallIntegerField()
    held_on = models.DateField(_("Held on"))
    place = models.CharField(_("Place"), max_length=200)
    method = models.CharField(_("Manner"), max_length=8, choices=InquiryMethod.choices)
    supervisors = models.ManyToManyField(Supervisor, related_name="+", verbose_name=_("Supervisors"))
    asked = models.CharField(_("Who was asked (name, post)"), max_length=200, blank=True)
    text = SealedTextField(_("What was asked and answered, what was seen"))
    signed = models.BooleanField(_("The record was signed"), default=True)
    refusal = models.CharField(_("Why it was not signed"), max_length=200, blank=True)

    class Meta:
        ordering = ("no",)
        verbose_name = _("Inquiry")
        constraints: ClassVar = [models.UniqueConstraint(fields=("matter", "no"), name="inquiry_numbered_once")]

    def __str__(self) -> str:
        return f"{self.no} · {self.held_on}"


class Verdict(models.TextChoices):
    DONE = "done", _("Done")
    PART = "part", _("Done in part")
    UNDONE = "undone", _("Not done")


class Finding(models.Model):
    """One point of a matter: what was found, under which article, what is demanded by when, and what came of it."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="findings")
    position = models.PositiveSmallIntegerField()
    topic = models.CharField(_("Subject"), max_length=40, choices=topics.choices)
    facts = models.TextField(pgettext_lazy("supervision", "Facts"))
    period_from = models.DateField(_("From"), null=True, blank=True)
    period_to = models.DateField(_("Until"), null=True, blank=True)
    people = models.PositiveIntegerField(_("Workers concerned"), null=True, blank=True)
    amount = Yuan(_("Sum concerned (yuan)"), null=True, blank=True)
    articles = models.JSONField(_("Articles"), default=list)  # keys of statutes
    article_words = models.CharField(
        _("Articles in words"), max_length=200, blank=True, help_text=_("Where the book of law does not hold it.")
    )
    demand = models.TextField(_("What is demanded"), blank=True)
    due_on = models.DateField(_("To be done by"), null=True, blank=True)
    verdict = models.CharField(_("Result of the verification"), max_length=8, choices=Verdict.choices, blank=True)
    verified_on = models.DateField(_("Verified on"), null=True, blank=True)
    verdict_note = models.CharField(_("What was seen"), max_length=300, blank=True)
    dropped_on = models.DateField(null=True, blank=True)
    dropped_because = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("position", "id")
        verbose_name = _("Finding")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("matter", "position"), name="finding_numbered_once"),
            models.CheckConstraint(
                condition=Q(period_from__isnull=True) | Q(period_to__isnull=True) | Q(period_to__gte=F("period_from")),
                name="finding_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.get_topic_display()}"

    def as_said(self) -> dict[str, Any]:
        """The finding as a letter says it to its addressee: amended later, it is another text."""
        articles = [statutes.cite(key).citation for key in self.articles]
        return {
            "finding": self.pk,
            "no": self.position,
            "subject": topics.topics()[self.topic].zh if self.topic in topics.topics() else "",
            "facts": self.facts,
            "articles": [*articles, *([self.article_words] if self.article_words else [])],
            "demand": self.demand,
            "due_on": self.due_on.isoformat() if self.due_on else "",
        }


class Evidence(models.Model):
    """A piece of evidence for a finding (调取资料清单): what it is, whose, how many pages, original or copy."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="evidence")
    finding = models.ForeignKey(Finding, models.PROTECT, null=True, blank=True, related_name="evidence")
    no = models.PositiveSmallIntegerField()
    title = models.CharField(_("Title"), max_length=200)
    copies = models.PositiveSmallIntegerField(_("Copies"), default=1)
    pages = models.PositiveSmallIntegerField(_("Pages"), null=True, blank=True)
    is_original = models.BooleanField(_("Original"), default=False)
    given_by = models.CharField(_("Given by"), max_length=100, blank=True)
    taken_on = models.DateField(_("Taken on"))
    taken_by = models.CharField(_("Taken by"), max_length=100, blank=True)

    class Meta:
        ordering = ("no",)
        verbose_name = _("Evidence")
        verbose_name_plural = _("Evidence")
        constraints: ClassVar = [models.UniqueConstraint(fields=("matter", "no"), name="evidence_numbered_once")]

    def __str__(self) -> str:
        return self.title


# ── Letters ─────────────────────────────────────────────────────────────────────────────────────────────────────────


class ServiceOutcome(models.TextChoices):
    RECEIVED = "received", _("Received")
    LEFT = "left", _("Left with witness or video")
    REFUSED = "refused", pgettext_lazy("service", "Refused")


#: The three letters of 一函两书.
LETTERS = [(kind.value, kind.label) for kind in (Kind.HINT_LETTER, Kind.OPINION_LETTER, Kind.ADVICE_LETTER)]


class Letter(models.Model):
    """One letter of a matter, from its draft to what it led to; the paper itself is an instrument of `documents`."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="letters")
    kind = models.CharField(_("Kind"), max_length=30, choices=LETTERS)
    addressee = models.CharField(_("Addressee"), max_length=200, blank=True)
    authority = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("supervision", "Authority"),
    )
    opening = models.TextField(_("How the union came to know"), blank=True)
    advice = models.JSONField(_("What is advised or asked for"), default=list)  # a text an entry
    closing = models.TextField(_("Further"), blank=True)
    copy_to = models.JSONField(_("Copies to"), default=list)
    conduct = models.CharField(
        _("How the employer met the opinion"), max_length=16, choices=Conduct.choices, blank=True
    )
    reply_wanted = models.BooleanField(_("Asks for a written answer"), default=True)
    drafted_by = models.CharField(_("Drafted by"), max_length=200)
    writers = models.JSONField(default=list)  # accounts of everybody who has written on it: names are borne by several
    drafted_on = models.DateField()
    reviewed_by = models.CharField(_("Legal review by"), max_length=60, blank=True)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_on = models.DateField(null=True, blank=True)
    review = models.TextField(_("Opinion of the legal review"), blank=True)
    approved_by = models.CharField(_("Approved by"), max_length=60, blank=True)
    issued_on = models.DateField(_("Date of the letter"), null=True, blank=True)
    number = models.CharField(_("Number"), max_length=80, blank=True)
    points = models.JSONField(default=list)  # what it says of each finding (`Finding.as_said`), fixed with its number
    answer_code = models.CharField(max_length=12, blank=True, unique=True, null=True)
    sealed_on = models.DateField(_("Sealed on"), null=True, blank=True)
    served_on = models.DateField(_("Served on"), null=True, blank=True)
    method = models.CharField(_("Way of service"), max_length=16, blank=True)
    outcome = models.CharField(_("Outcome of the service"), max_length=10, choices=ServiceOutcome.choices, blank=True)
    received_by = models.CharField(_("Received by"), max_length=100, blank=True)
    service_note = models.CharField(_("Tracking number, witness, reason of refusal"), max_length=1000, blank=True)
    reply_due_on = models.DateField(_("Answer due"), null=True, blank=True)
    replied_on = models.DateField(_("Answered on"), null=True, blank=True)
    result = models.CharField(_("Rectification"), max_length=8, choices=Verdict.choices, blank=True)
    verified_on = models.DateField(_("Verified on"), null=True, blank=True)
    # What the authority did with a proposal; the matter keeps a copy of the last for its guards.
    filed_on = models.DateField(_("Taken up on"), null=True, blank=True)
    filed_number = models.CharField(_("Number at the authority"), max_length=80, blank=True)
    filed_reason = models.CharField(_("Why not taken up"), max_length=300, blank=True)
    reported_on = models.DateField(_("Result reported on"), null=True, blank=True)
    reported_result = models.CharField(max_length=16, blank=True)
    reported_document = models.CharField(_("Document of the result"), max_length=120, blank=True)
    reported_note = models.TextField(_("Result in words"), blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    dropped_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        verbose_name = _("Letter")
        indexes: ClassVar = [models.Index(fields=("kind", "issued_on"), name="letter_kind_issued")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("number",), condition=~Q(number=""), name="letter_number_once"),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(served_on__isnull=False), name="served_letter_has_its_day"
            ),
        ]

    def __str__(self) -> str:
        return self.number or str(self.get_kind_display())

    @property
    def to_key(self) -> str:
        """Its addressee among those of the matter (`Matter.recipients`)."""
        return "employer" if self.authority_id is None else f"body-{self.authority_id}"

    def faults(self, matter: Matter) -> list[str]:
        """What it lacks before it may be reviewed and approved."""
        missing = (
            (not self.addressee, _("The addressee is missing.")),
            (not self.opening, _("How the union came to know of it is missing.")),
            (not matter.finding_rows, _("No finding stands on the file.")),
            # An opinion demands what its findings demand; what it asks for besides is its own.
            (self.kind != Kind.OPINION_LETTER and not self.advice, _("What is advised or asked for is missing.")),
            (self.kind == Kind.ADVICE_LETTER and self.authority_id is None, _("The authority is missing.")),
            (self.kind == Kind.ADVICE_LETTER and not self.conduct, _("How the employer met the opinion is missing.")),
        )
        return [str(sentence) for lacks, sentence in missing if lacks]


class Cosigner(models.Model):
    """A body that issues a letter jointly, and when it agreed."""

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="cosigners")
    body = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    agreed_on = models.DateField(_("Agreed on"), null=True, blank=True)
    agreed_by = models.CharField(_("Agreed through"), max_length=100, blank=True)

    class Meta:
        ordering = ("id",)
        verbose_name = _("Co-issuer")
        constraints: ClassVar = [models.UniqueConstraint(fields=("letter", "body"), name="cosigner_once")]

    def __str__(self) -> str:
        return self.body.name


class ReplyWay(models.TextChoices):
    ONLINE = "online", _("Through the code on the letter")
    PAPER = "paper", _("On paper")
    IN_PERSON = "in_person", _("In person")


class Measure(models.TextChoices):
    DONE = "done", _("Done")
    UNDER_WAY = "under_way", _("Under way")
    NOT_DONE = "not_done", _("Will not be done")


class Reply(models.Model):
    """An answer of the addressee to a letter; each answer is kept as it came."""

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="replies")
    on = models.DateField(_("Answered on"))
    way = models.CharField(_("Way"), max_length=10, choices=ReplyWay.choices)
    by = models.CharField(_("Answered by (name, post)"), max_length=100)
    phone = models.CharField(_("Phone"), max_length=40, blank=True)
    objection = models.TextField(_("Objection with its reasons"), blank=True)

    class Meta:
        ordering = ("id",)
        verbose_name = _("Answer")

    def __str__(self) -> str:
        return f"{self.letter} {self.on}"


class ReplyItem(models.Model):
    """What the addressee says to one finding, with its proof."""

    reply = models.ForeignKey(Reply, models.CASCADE, related_name="items")
    finding = models.ForeignKey(Finding, models.PROTECT, related_name="answers")
    admits = models.BooleanField(_("Admits the finding"), null=True, blank=True)
    status = models.CharField(_("Where it stands"), max_length=10, choices=Measure.choices)
    measure = models.TextField(_("Measure taken, or reason why not"))
    done_on = models.DateField(_("Done on"), null=True, blank=True)
    people = models.PositiveIntegerField(_("Workers concerned"), null=True, blank=True)
    amount = Yuan(_("Paid or made up (yuan)"), null=True, blank=True)
    proof = models.CharField(_("Proof handed in"), max_length=300, blank=True)
    exhibits = models.JSONField(default=list)  # codes of exhibits lodged with it

    class Meta:
        ordering = ("id",)
        verbose_name = _("Answer to a finding")

    def __str__(self) -> str:
        return f"{self.finding_id} {self.status}"


class Verification(models.Model):
    """One verification (核查): when, how, by whom; what was seen of each finding is kept with it."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="verifications")
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="verifications")
    on = models.DateField(_("Verified on"))
    method = models.CharField(_("Manner"), max_length=8, choices=InquiryMethod.choices)
    by = models.CharField(_("Verified by"), max_length=200)
    results = models.JSONField(default=list)  # rows of finding, verdict, note
    satisfaction = models.CharField(_("What the workers say"), max_length=200, blank=True)

    class Meta:
        ordering = ("id",)
        verbose_name = _("Verification")

    def __str__(self) -> str:
        return f"{self.letter} {self.on}"


class Talk(models.Model):
    """A joint talk (联合约谈) with the employer."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="talks")
    on = models.DateField(_("Held on"))
    place = models.CharField(_("Place"), max_length=200, blank=True)
    with_bodies = models.CharField(_("Together with"), max_length=300)
    present = models.CharField(_("For the employer"), max_length=200)
    result = models.TextField(_("What was agreed"))

    class Meta:
        ordering = ("id",)
        verbose_name = _("Joint talk")

    def __str__(self) -> str:
        return f"{self.on}"


# ── Links and proposals ─────────────────────────────────────────────────────────────────────────────────────────────


class LinkKind(models.TextChoices):
    BORN_FROM = "born_from", _("The matter came from the case")
    REFERRED = "referred", _("The matter was referred to the case")
    CONCERNS = "concerns", _("Both concern the same employer")


class Link(models.Model):
    """A matter and a mediation case that belong together; each keeps its own file."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="links")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="supervision_links")
    kind = models.CharField(max_length=12, choices=LinkKind.choices)
    since = models.DateField()

    class Meta:
        ordering = ("id",)
        verbose_name = _("Link")
        constraints: ClassVar = [models.UniqueConstraint(fields=("matter", "case"), name="link_once")]

    def __str__(self) -> str:
        return f"{self.matter_id} – {self.case_id}"


class ProposalStatus(models.TextChoices):
    OPEN = "open", _("To be decided")
    TAKEN = "taken", _("Became a matter")
    DISMISSED = "dismissed", _("Dismissed")


class Proposal(models.Model):
    """Similar claims against one employer in a window of days: a hint letter is proposed, with the cases behind it.

    Everything that decides is kept, so that the list can be worked out again: names and codes of the employer, the
    causes of the subject, the days of the window, how many it takes, and the moment of looking. A single case that its
    mediator hands over (`handed_by`) is a proposal too, and so is a matter that a union below asks to take over.
    """

    union = models.ForeignKey(Organization, models.PROTECT, related_name="letter_proposals")
    employer = models.ForeignKey(Employer, models.PROTECT, related_name="proposals")
    topic = models.CharField(max_length=40, choices=topics.choices)
    until = models.DateField(_("Last day of the window"))
    days = models.PositiveSmallIntegerField(_("Days of the window"))
    wanted = models.PositiveSmallIntegerField(_("Cases it takes"))
    asked = models.JSONField(default=dict)  # names, codes, bodies, causes: what was compared
    cases = models.JSONField(default=list)  # primary keys of the cases, in order
    handed_by = models.CharField(_("Handed over by"), max_length=60, blank=True)
    handed_over = models.ForeignKey(
        "cases.Case", models.PROTECT, null=True, blank=True, related_name="lead_proposals", verbose_name=_("Case")
    )
    handed_up = models.ForeignKey(
        Matter,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="handed_up_as",
        verbose_name=_("Matter of supervision"),
    )
    note = models.CharField(_("What was seen"), max_length=500, blank=True)
    people = models.PositiveIntegerField(default=0)
    amount = Yuan(_("Sum claimed (yuan)"), default=Decimal(0))
    found_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=ProposalStatus.choices, default=ProposalStatus.OPEN)
    matter = models.ForeignKey(Matter, models.PROTECT, null=True, blank=True, related_name="proposals")
    decided_by = models.CharField(max_length=60, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("Reason"), max_length=300, blank=True)

    class Meta:
        ordering = ("-found_at", "-id")
        verbose_name = _("Proposed hint letter")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("employer", "topic"), condition=Q(status="open", handed_by=""), name="proposal_open_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=("union", "status"), name="proposal_union")]

    def __str__(self) -> str:
        return f"{self.employer} {self.topic}"


def load_rows(found: list[Matter]) -> list[Matter]:
    """What the guards of matters ask of other rows, and nothing more: which findings have evidence comes with them, and
    co-issuers are read where a letter has any."""
    proven = Exists(Evidence.objects.filter(finding=OuterRef("pk")))
    joint = Exists(Cosigner.objects.filter(letter=OuterRef("pk")))
    prefetch_related_objects(
        found,
        Prefetch("findings", Finding.objects.annotate(is_proven=proven)),
        Prefetch("investigators", Investigator.objects.select_related("supervisor")),
        Prefetch("letters", Letter.objects.annotate(has_cosigners=joint)),
    )
    letters: list[Any] = [letter for matter in found for letter in matter.letters.all()]
    for letter in letters:
        letter._prefetched_objects_cache = {} if letter.has_cosigners else {"cosigners": Cosigner.objects.none()}
    jointly = [letter for letter in letters if letter.has_cosigners]
    prefetch_related_objects(jointly, Prefetch("cosigners", Cosigner.objects.select_related("body")))
    return found


def _with_rows(rows: models.QuerySet[Matter]) -> list[Matter]:
    """Matters with what their guards ask of the rest of the file."""
    joined = rows.select_related("body__region", "body__parent", "sender", "employer", "authority")
    return load_rows(list(noting_papers(joined)))


def load_matter(pk: int, lock: bool = False) -> Matter:
    """The matter with everything its guards and papers ask. `lock` takes the row lock, by a statement of its own."""
    if lock and connection.features.has_select_for_update:
        Dossier.objects.select_for_update().values_list("pk").get(pk=pk)
    found = _with_rows(Matter.objects.filter(pk=pk))
    if not found:
        raise Matter.DoesNotExist
    return found[0]


def load_matters(keys: Iterable[int]) -> list[Matter]:
    """Several matters at once, for the desk."""
    return _with_rows(Matter.objects.filter(pk__in=list(keys)))
