"""Gap-free numbers by mark, series and year. The counter and the row that bears the number share one transaction."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from dossiers.models import Register
from organizations.models import Organization

#: GB/T 9704 puts the year in hexagonal brackets, without 第 and without leading zeros.
PATTERN = "{mark}{word}〔{year}〕{seq}号"


def next_number(body: Organization, word: str, year: int) -> tuple[int, str]:
    """The next number of a series: (serial, printed number). Call it as late as possible before the commit.

    Bodies that number under one mark (a centre under its federation's) share one series, or two papers would bear the
    same number.
    The row lock is held until the caller's transaction ends; when that rolls back the number was never given.
    """
    with transaction.atomic():
        key = {"body": body.marked_by, "series": word, "year": year}
        if not Register.objects.filter(**key).update(value=F("value") + 1):
            Register.objects.get_or_create(**key, defaults={"value": 0})
            Register.objects.filter(**key).update(value=F("value") + 1)
        seq = Register.objects.values_list("value", flat=True).get(**key)
    return seq, PATTERN.format(mark=body.mark, word=word, year=year, seq=seq)
