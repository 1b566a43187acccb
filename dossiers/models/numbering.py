"""The counter behind a series of numbers; the rows that carry the numbers are the proof that none is missing."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from organizations.models import Organization


class Register(models.Model):
    body = models.ForeignKey(Organization, models.PROTECT, related_name="registers")
    series = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    value = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("body", "series", "year"), name="register_once")]

    def __str__(self) -> str:
        return f"{self.series}〔{self.year}〕{self.value}"
