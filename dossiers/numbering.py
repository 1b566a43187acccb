"""Gap-free numbers by mark, series and year. The counter and the row that bears the number share one transaction."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import connection

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
    seq = take_numbers(body, {word: 1}, year)[word]
    return seq, PATTERN.format(mark=body.mark, word=word, year=year, seq=seq)


def take_numbers(body: Organization, wanted: Mapping[str, int], year: int) -> dict[str, int]:
    """Take several numbers in one statement: of each series as many as `wanted` says. Returns the first of each.

    One statement, so that nobody can come between reading a counter and moving it.
    """
    rows = [(body.marked_by.pk, word, year, count) for word, count in sorted(wanted.items())]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Register._meta.db_table} (body_id, series, year, value) "  # noqa: S608 (no values in it)
            f"VALUES {', '.join(['(%s, %s, %s, %s)'] * len(rows))} ON CONFLICT (body_id, series, year) "
            f"DO UPDATE SET value = {Register._meta.db_table}.value + excluded.value RETURNING series, value",
            [value for row in rows for value in row],
        )
        last = dict(cursor.fetchall())
    return {word: last[word] - count + 1 for word, count in wanted.items()}
