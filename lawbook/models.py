"""Figures and yearly notices as they are maintained: rows are added and withdrawn, never changed and never deleted.

What counted on a day can therefore be asked again: a row counts from `entered_at` until `withdrawn_at`. Ending a value
withdraws it and enters it anew with its last day. Who did it, when and why stands in the row; the rows are the log.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from statutes.calendars import CalendarYear, calendar_year
from statutes.parameters import ParameterValue
from statutes.rules import Certainty

GRADES = [
    (Certainty.STATUTE.value, _("read in the published document")),
    (Certainty.EXCERPT.value, _("seen as an excerpt")),
    (Certainty.UNVERIFIED.value, _("not verified")),
    (Certainty.CONFIGURED.value, _("a setting of the office")),
]


class Edition(models.Model):
    """One row: a mark that changes with every change, so that each process notices with one small query.

    The mark is random: a number would return to a value already seen when a transaction is rolled back.
    """

    ONLY = 1
    mark = models.CharField(max_length=32)

    def __str__(self) -> str:
        return self.mark


class MaintainedQuerySet(models.QuerySet[Any]):
    def in_force(self, at: dt.datetime | None = None) -> MaintainedQuerySet:
        """Rows that count: now, or as it was known at a moment."""
        if at is None:
            return self.filter(withdrawn_at=None)
        return self.filter(Q(withdrawn_at=None) | Q(withdrawn_at__gt=at), entered_at__lte=at)


class Maintained(models.Model):
    """What both kinds of row share: where it stands, how sure that is, who entered and who withdrew it and why."""

    source = models.CharField(_("Source"), max_length=200)
    document_number = models.CharField(_("Document number"), max_length=80, blank=True)
    certainty = models.CharField(_("Certainty"), max_length=12, choices=GRADES)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    reason = models.CharField(_("Reason"), max_length=300, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_because = models.CharField(_("Reason"), max_length=300, blank=True)

    objects = MaintainedQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def printed_source(self) -> str:
        """The source with its document number, as sheets print it."""
        return f"{self.source}（{self.document_number}）" if self.document_number else self.source


class Figure(Maintained):
    """A value of a parameter for a region and a period. `region` None is the whole country."""

    key = models.CharField(_("Parameter"), max_length=64)
    region = models.ForeignKey(
        "organizations.Region", models.PROTECT, null=True, related_name="+", verbose_name=_("Region")
    )
    valid_from = models.DateField(_("First day"))
    valid_until = models.DateField(_("Last day"), null=True)
    value = models.JSONField(_("Value"))  # a number as text, a text, or a table of texts

    class Meta:
        ordering = ("key", "region_id", "-valid_from", "-entered_at")
        verbose_name = _("Maintained figure")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="figure_ends_after_start",
            ),
            # Two that overlap are refused by `lawbook.actions` under the lock of the edition; the same twice by this.
            models.UniqueConstraint(
                fields=("key", "region", "valid_from"),
                condition=Q(withdrawn_at__isnull=True),
                name="figure_begins_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.region_id or 'CN'} {self.valid_from}"

    def as_value(self, kind: str) -> ParameterValue:
        """The row as the law room reads it; `kind` is the parameter's."""
        value = Decimal(self.value) if kind == "number" else self.value
        return ParameterValue(
            self.key, value, self.region_id, self.valid_from, self.valid_until, self.printed_source, self.certainty
        )


class Notice(Maintained):
    """The State Council's notice of one year's holidays, in the shape of `statutes/calendars/*.toml`."""

    year = models.PositiveSmallIntegerField(_("Year"))
    holidays = models.JSONField(_("Holidays"))  # rows of name, rest and statutory; days as ISO text
    working = models.JSONField(_("Make-up working days"))

    class Meta:
        ordering = ("-year", "-entered_at")
        verbose_name = _("Notice of holidays")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("year",), condition=Q(withdrawn_at__isnull=True), name="one_notice_for_a_year"
            )
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.source}"

    def as_year(self) -> CalendarYear:
        """The row as the law room reads it."""
        return year_of(
            self.year, self.holidays, self.working, notice=self.source, source=self.printed_source, grade=self.certainty
        )


def year_of(
    year: int, holidays: list[dict[str, Any]], working: list[str], *, notice: str, source: str, grade: str
) -> CalendarYear:
    """A year from rows whose days are ISO text. StatuteDataError says what is wrong."""

    def days(texts: list[str]) -> list[dt.date]:
        return [dt.date.fromisoformat(text) for text in texts]

    head = {"year": year, "notice": notice, "source": source, "certainty": grade, "working": days(working)}
    rows = [{"name": row["name"], "rest": days(row["rest"]), "statutory": days(row["statutory"])} for row in holidays]
    return calendar_year({"calendar": head, "holidays": rows}, f"notice {year}")
