"""Enter, end, withdraw: each change is a row added or a row withdrawn, with who, when and why, and a new mark.

Whoever writes holds the row of the edition, so that two administrators cannot both enter what overlaps.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lawbook import tables
from lawbook.models import Edition, Figure, Notice
from organizations.models import User
from statutes.calendars import shipped
from statutes.parameters import ParameterValue, overlap, shipped_parameters


class Refused(Exception):
    """What speaks against a change: sentences by the name of the field."""

    def __init__(self, problems: dict[str, str]) -> None:
        self.problems = problems
        super().__init__("; ".join(problems.values()))


@dataclass
class Proposal:
    """A value somebody wants to enter. `value` as `lawbook.values.read_value` gives it; `region` None: the country."""

    key: str
    region: str | None
    valid_from: dt.date
    valid_until: dt.date | None
    value: Any
    source: str
    document_number: str
    certainty: str
    reason: str = ""
    ends_earlier: bool = False  # the value that runs without an end gets its last day: the day before this one begins

    def row(self) -> Figure:
        """The row it would be."""
        return Figure(
            key=self.key, region_id=self.region, valid_from=self.valid_from, valid_until=self.valid_until,
            value=self.value, source=self.source, document_number=self.document_number, certainty=self.certainty,
            reason=self.reason,
        )  # fmt: skip

    def named(self) -> str:
        """In a line: what, where, from when."""
        return f"{shipped_parameters().parameters[self.key].label_zh} · {self.region or '–'} · {self.valid_from}"

    def as_value(self) -> ParameterValue:
        """As the law room reads it."""
        return self.row().as_value(shipped_parameters().parameters[self.key].kind)


@dataclass
class Verdict:
    """What is to be said of a proposal: new · same · overlaps; `ends` is the value it gives a last day to."""

    word: str
    problems: dict[str, str] = field(default_factory=dict)
    ends: Figure | None = None
    corrects: ParameterValue | None = None  # a shipped value it stands in place of


Shelf = dict[tuple[str, str | None], list[Figure]]


def shelf() -> Shelf:
    """The values that count now, by parameter and region."""
    found: Shelf = defaultdict(list)
    for row in Figure.objects.in_force():
        found[row.key, row.region_id].append(row)
    return found


def weigh(proposal: Proposal, present: Shelf, known: Iterable[ParameterValue] | None = None) -> Verdict:
    """Against the values that count now and those that are shipped (`known`): may it be entered as it stands?"""
    new = proposal.as_value()
    rows = [row for row in present.get((new.key, new.region), []) if overlap(row.as_value(_kind(row.key)), new)]
    for row in rows:
        if (row.valid_from, row.valid_until, row.value) == (new.valid_from, new.valid_until, proposal.value):
            return Verdict("same")
    runs_on = [row for row in rows if row.valid_until is None and row.valid_from < new.valid_from]
    if rows and runs_on == rows:
        before = new.valid_from - dt.timedelta(days=1)
        if proposal.ends_earlier:
            return Verdict("new", ends=rows[0])
        said = _(
            "A value runs from %(since)s without an end; say that this one follows it, and it ends on %(until)s."
        ) % {
            "since": rows[0].valid_from.isoformat(),
            "until": before.isoformat(),
        }
        return Verdict("overlaps", {"valid_from": said})
    if rows:
        said = _("A value from %(since)s until %(until)s is maintained already; end or withdraw it first.") % {
            "since": rows[0].valid_from.isoformat(),
            "until": rows[0].valid_until.isoformat() if rows[0].valid_until else _("further notice"),
        }
        return Verdict("overlaps", {"valid_from": said})
    with_product = shipped_parameters().values if known is None else known
    met = next((one for one in with_product if overlap(one, new)), None)
    if met is not None and not proposal.reason:
        said = _("The product ships %(value)s for this period (%(source)s): say why it is corrected.") % {
            "value": met.value,
            "source": met.source,
        }
        return Verdict("overlaps", {"reason": said}, corrects=met)
    return Verdict("new", corrects=met)


@transaction.atomic
def enter(proposals: Iterable[Proposal], *, by: User, at: dt.datetime | None = None) -> list[Figure]:
    """Enter all of them or none; those that are there already are left out. Refused: the first that may not be."""
    at = at or timezone.now()
    _hold()
    present = shelf()
    entered: list[Figure] = []
    for proposal in proposals:
        verdict = weigh(proposal, present)
        if verdict.problems:
            raise Refused(verdict.problems)
        if verdict.word == "same":
            continue
        beside = present.setdefault((proposal.key, proposal.region), [])
        if verdict.ends is not None:
            day = proposal.valid_from - dt.timedelta(days=1)
            beside.remove(verdict.ends)
            beside.append(_ended(verdict.ends, day, _("Followed by a later value."), by, at))
        row = proposal.row()
        row.entered_by, row.entered_at = by, at
        row.save()
        beside.append(row)
        entered.append(row)
    if entered:
        _mark()
    return entered


@transaction.atomic
def end(figure: Figure, on: dt.date, *, reason: str, by: User, at: dt.datetime | None = None) -> Figure:
    """Give a value its last day. Refused: the day lies before its first, or after the last it has."""
    at = at or timezone.now()
    _hold()
    _check_still_there(figure)
    if on < figure.valid_from:
        raise Refused(
            {"on": _("The last day lies before the first, %(day)s.") % {"day": figure.valid_from.isoformat()}}
        )
    if figure.valid_until is not None and on >= figure.valid_until:
        raise Refused({"on": _("It ends on %(day)s already.") % {"day": figure.valid_until.isoformat()}})
    row = _ended(figure, on, reason, by, at)
    _mark()
    return row


@transaction.atomic
def withdraw(row: Figure | Notice, *, reason: str, by: User, at: dt.datetime | None = None) -> None:
    """Take a row out of force. It stays on record; what was counted with it stays as it was counted."""
    _hold()
    _check_still_there(row)
    _withdraw(row, reason, by, at or timezone.now())
    _mark()


@transaction.atomic
def publish(notice: Notice, *, by: User, at: dt.datetime | None = None) -> Notice:
    """Enter a year's notice in place of the one that counts. Refused: another one counts and no reason is given.

    Clocks that have their date keep it; those that waited for the year get theirs with the next sweep.
    """
    at = at or timezone.now()
    _hold()
    present = Notice.objects.in_force().filter(year=notice.year).first()
    if (present is not None or notice.year in shipped()) and not notice.reason:
        raise Refused({"reason": _("The calendar of this year is maintained already: say why it is corrected.")})
    if present is not None:
        _withdraw(present, notice.reason, by, at)
    notice.entered_by, notice.entered_at = by, at
    notice.save()
    _mark()
    return notice


def _kind(key: str) -> str:
    return shipped_parameters().parameters[key].kind


def _ended(figure: Figure, on: dt.date, reason: str, by: User, at: dt.datetime) -> Figure:
    """The same value with its last day, in place of the row without."""
    _withdraw(figure, reason, by, at)
    row = Figure(
        key=figure.key, region_id=figure.region_id, valid_from=figure.valid_from, valid_until=on, value=figure.value,
        source=figure.source, document_number=figure.document_number, certainty=figure.certainty, reason=reason,
        entered_by=by, entered_at=at,
    )  # fmt: skip
    row.save()
    return row


def _withdraw(row: Figure | Notice, reason: str, by: User, at: dt.datetime) -> None:
    row.withdrawn_by, row.withdrawn_at, row.withdrawn_because = by, at, reason
    row.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_because"])


def _check_still_there(row: Figure | Notice) -> None:
    """Read the row anew under the lock. Refused: somebody has withdrawn it meanwhile."""
    row.refresh_from_db()
    if row.withdrawn_at is not None:
        raise Refused({"reason": _("Somebody has withdrawn or ended this meanwhile; look at the list again.")})


def note_change() -> None:
    """Another room has changed what it maintains under the same edition: every process reads it anew."""
    _hold()
    _mark()


def _hold() -> None:
    """Let nobody else write until this is done."""
    Edition.objects.get_or_create(pk=Edition.ONLY, defaults={"mark": secrets.token_hex(8)})
    Edition.objects.select_for_update().get(pk=Edition.ONLY)


def _mark() -> None:
    Edition.objects.filter(pk=Edition.ONLY).update(mark=secrets.token_hex(8))
    tables.forget()
