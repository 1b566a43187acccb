"""Papers issued and things lodged. An instrument is frozen when it is numbered; its file follows and never changes."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.sealing import SealedTextField
from documents.storage import DurableStorage
from dossiers.models.dossier import new_code
from organizations.models import Organization
from workflows.papers import Kind
from workflows.service import Served, Way


class InstrumentStatus(models.TextChoices):
    WAITING = "waiting", _("Being set")
    READY = "ready", _("Issued")
    FAILED = "failed", _("Could not be set")
    VOID = "void", _("Void")


def paper_path(instrument: Instrument, _name: str) -> str:
    return f"papers/{instrument.issued_on:%Y}/{instrument.code}.pdf"


class Instrument(models.Model):
    """One paper: number and contents fixed in the transaction of its step, file rendered from them once."""

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    dossier = models.ForeignKey("dossiers.Dossier", models.PROTECT, related_name="instruments")
    kind = models.CharField(_("Kind"), max_length=30, choices=Kind.choices)
    body = models.ForeignKey(Organization, models.PROTECT, related_name="instruments", verbose_name=_("Issued by"))
    series = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    seq = models.PositiveIntegerField()
    number = models.CharField(_("Number"), max_length=80, unique=True)
    title = models.CharField(_("Title"), max_length=120)
    addressee = models.CharField(_("Addressee"), max_length=200, blank=True)
    record = models.CharField(_("Record class"), max_length=1)
    volume = models.CharField(_("Volume"), max_length=4)
    contents = SealedTextField()
    contents_sha256 = models.CharField(max_length=64)
    event_seq = models.PositiveIntegerField()
    issued_on = models.DateField(_("Date"))
    issued_at = models.DateTimeField()
    issued_by = models.CharField(_("Issued through"), max_length=60)
    status = models.CharField(
        _("Status"), max_length=8, choices=InstrumentStatus.choices, default=InstrumentStatus.WAITING
    )
    file = models.FileField(storage=DurableStorage, upload_to=paper_path, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    pages = models.PositiveSmallIntegerField(null=True, blank=True)
    font_profile = models.CharField(max_length=600, blank=True)  # each part with family, version and file
    renderer = models.CharField(max_length=120, blank=True)
    fallback_characters = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    needs_seal = models.BooleanField(default=False, editable=False, help_text="the seal of the body belongs on it")
    sealed_on = models.DateField(_("Sealed on"), null=True, blank=True)
    voided_on = models.DateField(_("Void since"), null=True, blank=True)
    void_reason = models.CharField(_("Why it is void"), max_length=300, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("Takes the place of")
    )

    class Meta:
        ordering = ("-issued_at", "-id")
        verbose_name = _("Paper")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("body", "series", "year", "seq"), name="instrument_number_once"),
            models.CheckConstraint(condition=~Q(status="ready") | ~Q(sha256=""), name="issued_paper_has_file"),
        ]
        indexes: ClassVar = [
            models.Index(fields=("id",), name="instrument_waiting", condition=Q(status="waiting")),
            models.Index(fields=("dossier", "-issued_at"), name="instrument_dossier"),
            models.Index(fields=("body", "-issued_on", "-id"), name="instrument_register"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("paper", args=[self.code])

    @property
    def is_ready(self) -> bool:
        return bool(self.sha256)


class EvidenceKind(models.TextChoices):
    DOCUMENT = "document", _("Document")
    WAGE_RECORD = "wage_record", _("Wage record")
    ATTENDANCE = "attendance", _("Attendance record")
    CONTRACT = "contract", _("Contract")
    IOU = "iou", _("Written acknowledgement of debt")
    CHAT = "chat", _("Messages")
    PHOTO = "photo", _("Photograph")
    AUDIO_VIDEO = "audio_video", _("Audio or video")
    IDENTITY = "identity", _("Proof of identity or capacity")
    APPLICATION = "application", _("Application or letter of commission")
    SIGNED_PAPER = "signed_paper", _("Signed or sealed paper, scanned back")
    ANSWER = "answer", _("Handed in with the answer to a letter")
    OTHER = "other", _("Other")


def exhibit_path(exhibit: Exhibit, _name: str) -> str:
    return f"exhibits/{exhibit.lodged_at:%Y}/{exhibit.code}"


class Exhibit(models.Model):
    """Something handed in: kept as it came, under its hash. Class B as party papers are; proof of identity G."""

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    dossier = models.ForeignKey("dossiers.Dossier", models.PROTECT, related_name="exhibits")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("Title"), max_length=200)
    evidence_kind = models.CharField(_("Kind"), max_length=16, choices=EvidenceKind.choices)
    proves = models.CharField(_("What it shows"), max_length=300, blank=True)
    claim = models.ForeignKey("cases.Claim", models.PROTECT, null=True, blank=True, related_name="exhibits")
    lodged_for = models.ForeignKey("cases.Party", models.PROTECT, null=True, blank=True, related_name="exhibits")
    is_original = models.BooleanField(_("The original was shown"), default=False)
    record = models.CharField(_("Record class"), max_length=1, default="B")
    file = models.FileField(storage=DurableStorage, upload_to=exhibit_path)
    original_name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    lodged_at = models.DateTimeField()
    # Nobody's account: it came with an answer through the code on a letter.
    lodged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("position", "id")
        verbose_name = _("Exhibit")
        constraints: ClassVar = [models.UniqueConstraint(fields=("dossier", "position"), name="exhibit_numbered_once")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("exhibit", args=[self.code])


class Layout(models.TextChoices):
    """The two layouts of `documents.kinds.OFFICIAL`."""

    LETTER = "letter", _("Letter format")
    RED_HEAD = "red_head", _("Red-head format")


class PaperLayout(models.Model):
    """How a body writes one kind of its letters; where it has set nothing, as the kind is set in `documents.kinds`."""

    body = models.ForeignKey(Organization, models.CASCADE, related_name="paper_layouts")
    kind = models.CharField(_("Kind"), max_length=30)  # a `Kind`; not listed here again, or each new one would migrate
    layout = models.CharField(_("Layout"), max_length=8, choices=Layout.choices)
    printed_by = models.CharField(_("Printed and sent out by"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("Layout of a letter")
        constraints: ClassVar = [models.UniqueConstraint(fields=("body", "kind"), name="layout_once")]

    def __str__(self) -> str:
        return f"{self.body} · {Kind(self.kind).label}"


class WordingStatus(models.TextChoices):
    PROPOSED = "proposed", _("Waiting for approval")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Taken back")


class Wording(models.Model):
    """One version of a body's own words for a kind of paper: proposed by one person, decided on by another.

    Rows are added and decided on, never changed after that and never deleted: they are the history. `texts` holds the
    passages that differ from the shipped ones; an approved version without any gives the body's own words up.
    """

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    kind = models.CharField(_("Kind"), max_length=30)  # a `Kind`; not listed here again, or each new one would migrate
    body = models.ForeignKey(Organization, models.PROTECT, related_name="wordings", verbose_name=_("Body"))
    version = models.PositiveSmallIntegerField(_("Version"))
    for_region = models.BooleanField(_("For every body of the region"), default=False)
    region = models.ForeignKey("organizations.Region", models.PROTECT, related_name="+", editable=False)  # the body's
    texts = models.JSONField(default=dict)
    reason = models.CharField(_("Reason"), max_length=300)
    in_force_from = models.DateField(_("In force from"))
    status = models.CharField(_("Status"), max_length=10, choices=WordingStatus.choices, default=WordingStatus.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_because = models.CharField(_("Reason"), max_length=300, blank=True)

    class Meta:
        ordering = ("kind", "body", "-version")
        verbose_name = _("Wording")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("kind", "body", "version"), name="wording_version_once"),
            models.UniqueConstraint(
                fields=("kind", "body"), condition=Q(status="proposed"), name="one_wording_waits_for_approval"
            ),
            # Four eyes: nobody approves what they proposed.
            models.CheckConstraint(
                condition=~Q(status="approved")
                | (Q(decided_by__isnull=False) & ~Q(decided_by=models.F("proposed_by"))),
                name="wording_approved_by_another",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=("region", "kind"), name="wording_in_region", condition=Q(status="approved"))
        ]

    def __str__(self) -> str:
        return f"{self.kind_label} · {self.body} · {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("wording_version", args=[self.code])

    @property
    def kind_label(self) -> str:
        """The kind of paper as it is called on screen."""
        return str(Kind(self.kind).label)


# ── After the number: seal, copies that come back, delivery ─────────────────────────────────────────────────────────


class SealWay(models.TextChoices):
    PAPER = "paper", _("By hand on paper")
    ELECTRONIC = "electronic", _("Electronically, by a provider")


class Sealing(models.Model):
    """A line of the seal log (用印登记): which seal, on how many copies, by whom, approved by whom, when."""

    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="sealings")
    way = models.CharField(_("Way of sealing"), max_length=10, choices=SealWay.choices)
    seal_name = models.CharField(_("Seal"), max_length=120)
    copies = models.PositiveSmallIntegerField(_("Copies"))
    sealed_by = models.CharField(_("Sealed by"), max_length=60)
    approved_by = models.CharField(_("Approved by"), max_length=60)
    sealed_on = models.DateField(_("Sealed on"))
    provider = models.CharField(_("Provider"), max_length=60, blank=True)
    recorded_at = models.DateTimeField()
    event_seq = models.PositiveIntegerField()

    class Meta:
        ordering = ("-sealed_on", "-id")
        verbose_name = _("Entry of the seal log")

    def __str__(self) -> str:
        return f"{self.seal_name} {self.sealed_on}"


class Delivery(models.Model):
    """One paper on its way to one addressee, how often it was tried, and what became of it.

    `to_key` names the addressee as its dossier does (`Dossier.recipients`); `received_at` is known to the minute.
    """

    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="deliveries")
    to_key = models.CharField(max_length=24)
    to_name = models.CharField(_("Addressee"), max_length=200)
    way = models.CharField(_("Way of service"), max_length=12, choices=Way.choices)
    address = SealedTextField(_("Sent to"), blank=True)
    tracking_no = models.CharField(_("Tracking number"), max_length=40, blank=True)
    sent_on = models.DateField(_("Sent on"))
    sent_by = models.CharField(_("Sent through"), max_length=60)
    attempts = models.JSONField(_("Attempts"), default=list, blank=True)
    outcome = models.CharField(_("Outcome"), max_length=12, choices=Served.choices, blank=True)
    received_at = models.DateTimeField(_("Time of the outcome"), null=True, blank=True)
    received_by = models.CharField(pgettext_lazy("service", "Taken by"), max_length=60, blank=True)
    relation = models.CharField(_("Relation to the addressee"), max_length=60, blank=True)
    refusal_reason = models.CharField(pgettext_lazy("service", "Reason of the refusal"), max_length=300, blank=True)
    witness = models.CharField(_("Witness"), max_length=120, blank=True)
    proof_note = models.CharField(_("Proof kept elsewhere"), max_length=300, blank=True)
    recorded_by = models.CharField(_("Recorded by"), max_length=60, blank=True)
    sent_seq = models.PositiveIntegerField()
    outcome_seq = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        verbose_name = _("Delivery")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(outcome="") | Q(received_at__isnull=False), name="delivery_outcome_has_time"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=("instrument",), name="delivery_under_way", condition=Q(outcome="")),
        ]

    def __str__(self) -> str:
        return f"{self.instrument_id} → {self.to_name}"


class CopyKind(models.TextChoices):
    SCAN = "scan", _("Scan of the sealed or signed paper")
    SIGNED = "signed", _("Copy with electronic seal")
    PROOF = "proof", _("Proof of service")


def copy_path(copy: Copy, _name: str) -> str:
    return f"copies/{copy.kept_at:%Y}/{copy.code}"


class Copy(models.Model):
    """A file that belongs to one paper: its scan, its copy with electronic seal, the proof that it was served.

    Kept as it came, under its hash; read by whoever may read the paper.
    """

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="copies")
    delivery = models.ForeignKey(Delivery, models.PROTECT, null=True, blank=True, related_name="proofs")
    kind = models.CharField(_("Kind"), max_length=8, choices=CopyKind.choices)
    file = models.FileField(storage=DurableStorage, upload_to=copy_path)
    original_name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    matched = models.CharField(max_length=8, blank=True, help_text="how a scan was matched: by its code, read or typed")
    kept_at = models.DateTimeField()
    kept_by = models.CharField(max_length=60)
    event_seq = models.PositiveIntegerField()

    class Meta:
        ordering = ("id",)
        verbose_name = _("Copy")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind="proof", delivery__isnull=False) | (~Q(kind="proof") & Q(delivery__isnull=True)),
                name="copy_proof_is_of_a_delivery",
            ),
        ]

    def __str__(self) -> str:
        return self.original_name

    def get_absolute_url(self) -> str:
        return reverse("paper_copy", args=[self.code])
