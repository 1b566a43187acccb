"""What happened: append-only, numbered per dossier, each entry bound to the one before; and who read what."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    """One act. Names are copied, not joined: the log reads the same when a person leaves. Never changed (triggers)."""

    dossier = models.ForeignKey("dossiers.Dossier", models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    step = models.CharField(max_length=60)
    at = models.DateTimeField(_("Recorded"))
    acted_on = models.DateField(
        _("Done on"), help_text=_("The day the act is said to have been done; may lie before it was recorded.")
    )
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    actor_name = models.CharField(max_length=60)
    role = models.CharField(max_length=24)
    body_name = models.CharField(max_length=120, blank=True)
    from_state = models.CharField(max_length=24, blank=True)
    to_state = models.CharField(max_length=24, blank=True)
    record = models.CharField(_("Record class"), max_length=1, default="A")
    under = models.CharField(_("Article"), max_length=40, blank=True)
    limitation = models.CharField(max_length=40, blank=True)
    facts = models.JSONField(default=dict)
    op_id = models.CharField(max_length=64, blank=True)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ("dossier_id", "seq")
        verbose_name = _("Event")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("dossier", "seq"), name="event_seq_once"),
            models.UniqueConstraint(fields=("dossier", "op_id"), condition=~models.Q(op_id=""), name="event_op_once"),
            models.UniqueConstraint(
                fields=("actor", "op_id"), condition=models.Q(seq=1) & ~models.Q(op_id=""), name="event_opens_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}#{self.seq} {self.step}"

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("events are never deleted")


class LogColumn(models.Subquery):
    """Entries of a file's log in a column of its row: a list of [seq, step, limitation, acted_on, facts], or nothing
    where there are none. Loaded with the row they cost no statement of their own under the door's lock."""

    output_field = models.JSONField()
    _SQLITE = (
        "(SELECT json_group_array(json_array(r.seq, r.step, r.limitation, r.acted_on, json(r.facts)))"
        " FROM (%(subquery)s) r)"
    )
    _POSTGRESQL = (
        "(SELECT jsonb_agg(jsonb_build_array(r.seq, r.step, r.limitation, r.acted_on, r.facts)) FROM (%(subquery)s) r)"
    )

    def __init__(self, entries: models.QuerySet[Event]) -> None:
        super().__init__(entries.values("seq", "step", "limitation", "acted_on", "facts"))

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, template=self._SQLITE, **more)

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, template=self._POSTGRESQL, **more)


class Reading(models.Model):
    """Somebody opened what is confidential (classes C, D, G, H) or a file of a body below: who, what, why, when."""

    dossier = models.ForeignKey("dossiers.Dossier", models.PROTECT, related_name="readings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    records = models.CharField(_("Record classes"), max_length=8)
    what = models.CharField(max_length=120)
    purpose = models.CharField(_("Purpose"), max_length=200, blank=True)

    class Meta:
        ordering = ("-at", "-id")
        indexes: ClassVar = [
            models.Index(fields=("dossier", "-at"), name="reading_dossier"),
            models.Index(fields=("user", "-at"), name="reading_user"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.what}"
