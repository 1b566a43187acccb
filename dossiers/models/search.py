"""Pairs of neighbouring characters of names and numbers, so that two Chinese characters suffice on either database."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Gram(models.Model):
    gram = models.CharField(max_length=2)
    dossier = models.ForeignKey("dossiers.Dossier", models.CASCADE, related_name="grams")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("gram", "dossier"), name="gram_once")]

    def __str__(self) -> str:
        return self.gram
