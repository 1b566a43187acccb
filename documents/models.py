"""Papers issued and things lodged. An instrument is frozen when it is numbered; its file follows and never changes."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.sealing import SealedTextField
from documents.storage import DurableStorage
from dossiers.models.dossier import new_code
from organizations.models import Organization
from workflows.papers import Kind


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
    font_profile = models.CharField(max_length=40, blank=True)
    renderer = models.CharField(max_length=40, blank=True)
    fallback_characters = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)

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
    lodged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

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
    kind = models.CharField(_("Kind"), max_length=30, choices=Kind.choices)
    layout = models.CharField(_("Layout"), max_length=8, choices=Layout.choices)
    printed_by = models.CharField(_("Printed and sent out by"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("Layout of a letter")
        constraints: ClassVar = [models.UniqueConstraint(fields=("body", "kind"), name="layout_once")]

    def __str__(self) -> str:
        return f"{self.body} · {self.get_kind_display()}"
