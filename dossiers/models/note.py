"""Words beside the record: notes of the body, and corrections, which are additions and never overwrite."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class NoteKind(models.TextChoices):
    NOTE = "note", _("Note")
    CORRECTION = "correction", _("Correction")
    LEGAL_OPINION = "legal_opinion", _("Legal opinion")
    CALLBACK = "callback", _("Call-back")
    ANSWER = "answer", _("Answer to the sender")


class Note(models.Model):
    dossier = models.ForeignKey("dossiers.Dossier", models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=16, choices=NoteKind.choices, default=NoteKind.NOTE)
    record = models.CharField(_("Record class"), max_length=1, default="A")
    text = models.TextField(_("Text"))
    concerns = models.CharField(_("Concerns"), max_length=120, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-id")
        indexes: ClassVar = [models.Index(fields=("dossier", "-at"), name="note_dossier")]

    def __str__(self) -> str:
        return self.text[:40]
