"""A running term. It copies what it rests on when it starts, so that an amended rule never moves it."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class ClockStatus(models.TextChoices):
    RUNNING = "running", _("Running")
    PAUSED = "paused", _("Paused")
    STOPPED = "stopped", _("Met")
    EXPIRED = "expired", _("Passed")
    VOID = "void", _("Without effect")


class Clock(models.Model):
    dossier = models.ForeignKey("dossiers.Dossier", models.PROTECT, related_name="clocks")
    key = models.CharField(_("Term"), max_length=40)
    status = models.CharField(_("Status"), max_length=10, choices=ClockStatus.choices, default=ClockStatus.RUNNING)
    start_fact = models.CharField(_("Counted from"), max_length=200, blank=True)
    started_on = models.DateField(_("Day of that fact"))
    counted_from = models.DateField(_("First day counted"))
    amount = models.PositiveIntegerField(_("Length"))
    unit = models.CharField(_("Unit"), max_length=16)
    raw_due = models.DateField(_("Last day before roll-over"), null=True)
    due_on = models.DateField(_("Due"), null=True)
    rolled_over = models.BooleanField(_("Rolled over a rest day"), null=True)
    missing = models.CharField(
        _("Not computable"),
        max_length=80,
        blank=True,
        help_text=_("What is not maintained, e.g. holiday_calendar:2031."),
    )
    article = models.CharField(_("Article"), max_length=200)
    wording = models.TextField(_("Wording"), blank=True)
    certainty = models.CharField(_("Certainty"), max_length=12)
    on_expiry = models.CharField(_("When it passes"), max_length=300, blank=True)
    extended_from = models.JSONField(_("Earlier due dates"), default=list, blank=True)
    paused_on = models.DateField(null=True, blank=True)
    paused_days = models.PositiveIntegerField(default=0)
    is_warning = models.BooleanField(_("A right, not a duty"), default=False)
    started_by = models.PositiveIntegerField(help_text="seq of the event")
    noted_by = models.PositiveIntegerField(
        null=True, blank=True, help_text="seq of the event that noted that it has passed"
    )
    ended_by = models.PositiveIntegerField(null=True, blank=True, help_text="seq of the event")
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("due_on", "id")
        verbose_name = _("Clock")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("dossier", "key"), condition=models.Q(status__in=["running", "paused"]), name="clock_runs_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=("due_on", "dossier"), name="clock_sweep", condition=models.Q(status="running"))
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.due_on}"

    @property
    def runs(self) -> bool:
        return self.status == ClockStatus.RUNNING

    def days_left(self, today: dt.date) -> int | None:
        """Natural days from `today` to the due day; negative when it has passed; None when it cannot be computed."""
        return None if self.due_on is None else (self.due_on - today).days
