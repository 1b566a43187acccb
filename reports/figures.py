"""Figures: each a named count or rate with its definition, its version, and exactly the files behind it.

A rate is never stored: numerator and denominator are counted, the quotient is worked out when it is shown. The same
conditions that count a figure list its files (`members`), so that a number and the page behind it cannot disagree.
No statute defines these rates (law.md §7.1); the definitions here are ours and are printed beside every number.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases import causes
from dossiers.access import reaches
from dossiers.models import Dossier, Origin
from dossiers.queries import region_column
from organizations.models import Organization, Region, User
from workflows.channels import Channel
from workflows.reasons import Outcome

CONCLUDED = Q(outcome__in=[o.value for o in Outcome if o not in {Outcome.NOT_ACCEPTED, Outcome.TRANSFERRED}])
AGREEMENTS = Q(outcome__in=[Outcome.AGREED, Outcome.PART_AGREED])
SUCCESS = Q(outcome__in=[Outcome.AGREED, Outcome.PART_AGREED, Outcome.SELF_SETTLED])


@dataclass(frozen=True)
class Figure:
    """A rate (numerator within denominator) or, without a denominator, a count."""

    name: str
    label: Promise
    definition: Promise
    version: str
    dated_by: str  # the date column that puts a file into a period
    denominator: Q
    numerator: Q | None = None

    @property
    def is_rate(self) -> bool:
        return self.numerator is not None


FIGURES: dict[str, Figure] = {
    figure.name: figure
    for figure in (
        Figure(
            "success_rate",
            _("Success rate"),
            _(
                "Files that ended in the period with a full or partial agreement, or were withdrawn because the "
                "parties settled, divided by all files that ended in the period except those not accepted or "
                "transferred."
            ),
            "1",
            "ended_on",
            CONCLUDED,
            SUCCESS,
        ),
        Figure(
            "agreement_rate",
            _("Agreement rate"),
            _(
                "Files that ended in the period with a full or partial agreement before the body, divided by all "
                "files that ended in the period except those not accepted or transferred. Settlements between the "
                "parties alone do not count."
            ),
            "1",
            "ended_on",
            CONCLUDED,
            AGREEMENTS,
        ),
        Figure(
            "full_agreement_rate",
            _("Full-agreement rate"),
            _(
                "Files that ended in the period with an agreement on all claims, divided by all files that ended in "
                "the period except those not accepted or transferred."
            ),
            "1",
            "ended_on",
            CONCLUDED,
            Q(outcome=Outcome.AGREED),
        ),
        Figure(
            "on_time_rate",
            _("On-time rate"),
            _(
                "Files that ended in the period on or before the last day of their mediation period (as extended), "
                "divided by all accepted files that ended in the period and whose period could be computed."
            ),
            "1",
            "ended_on",
            CONCLUDED & Q(case__period_due_on__isnull=False),
            Q(ended_on__lte=F("case__period_due_on")),
        ),
        Figure(
            "acceptance_rate",
            _("Acceptance rate"),
            _("Files received in the period that have been accepted, divided by all files received in the period."),
            "1",
            "received_on",
            Q(),
            Q(accepted_on__isnull=False),
        ),
        Figure(
            "received",
            _("Files received"),
            _("Files received in the period, whatever became of them."),
            "1",
            "received_on",
            Q(),
        ),
        Figure(
            "ended",
            _("Files ended"),
            _("Files that ended in the period in any way, those not accepted or transferred included."),
            "1",
            "ended_on",
            ~Q(outcome=""),
        ),
        Figure(
            "overdue",
            _("Files overdue"),
            _(
                "Files whose dispute has not ended and whose nearest duty fell due in the period and before the day "
                "of the report."
            ),
            "1",
            "due_on",
            Q(closed_at__isnull=True, outcome=""),
        ),
    )
}

DIMENSIONS: dict[str, Promise] = {
    "region": _("Region"),
    "month": _("Month"),
    "cause": _("Cause of action"),
    "channel": _("Channel"),
    "body": _("Handling body"),
    "mediator": _("Mediator"),
    "outcome": _("Outcome"),
}


@dataclass(frozen=True)
class Ask:
    """What is asked of a figure: whose files, which period, which origin, by what."""

    figure: Figure
    since: dt.date | None = None
    until: dt.date | None = None
    origin: str = Origin.REGISTERED
    by: str = ""
    region: str = ""
    key: str | None = None  # one group of `by`
    national: bool = False  # files of several provinces: without a region they are parted by province
    as_of: dt.date | None = None  # the day of the report; what is late is late on that day


@dataclass(frozen=True)
class Row:
    """One group: its key, its label, the two counts. `value` is None where there is nothing to divide by."""

    key: str
    label: str
    numerator: int | None
    denominator: int

    @property
    def value(self) -> Decimal | None:
        if self.numerator is None:
            return Decimal(self.denominator)
        return (Decimal(self.numerator) / self.denominator).quantize(Decimal("0.0001")) if self.denominator else None


def within_reach(user: User, day: dt.date) -> QuerySet[Dossier]:
    """The files a person's figures rest on: ordinary reach alone, so invitations to single files distort nothing."""
    where = Q(pk__in=[])
    for reach in reaches(user, day):
        where |= Q(**dict(reach.where))
    return Dossier.objects.filter(where, kind="mediation")


def counted(base: QuerySet[Dossier], ask: Ask) -> QuerySet[Dossier]:
    """The files of the denominator (or of the count): period, origin, region and group applied to `base`."""
    figure = ask.figure
    rows = base.filter(figure.denominator, origin=ask.origin)
    if ask.since:
        rows = rows.filter(**{f"{figure.dated_by}__gte": ask.since})
    if ask.until:
        rows = rows.filter(**{f"{figure.dated_by}__lte": ask.until})
    if figure.name == "overdue":
        rows = rows.filter(due_on__lt=ask.as_of)
    if ask.region:
        rows = rows.filter(**{region_column(ask.region): ask.region})
    if ask.by and ask.key is not None:
        rows = _in_group(rows, ask)
    return rows


def members(base: QuerySet[Dossier], ask: Ask, part: str) -> QuerySet[Dossier]:
    """Exactly the files that a number counts: `part` is "numerator" or "denominator"."""
    rows = counted(base, ask)
    if part == "numerator" and ask.figure.numerator is not None:
        rows = rows.filter(ask.figure.numerator)
    return rows


def group_column(ask: Ask) -> str:
    """The column a dimension groups by; a region is split into the level below the one asked for."""
    if ask.by == "region":
        if ask.key:
            return region_column(ask.key)
        if not ask.region:
            return "province_code" if ask.national else "prefecture_code"
        return "prefecture_code" if ask.region.endswith("0000") else "county_code"
    return {
        "cause": "cause_code",
        "channel": "channel",
        "body": "body_id",
        "mediator": "mediator_id",
        "outcome": "outcome",
    }[ask.by]


def _in_group(rows: QuerySet[Dossier], ask: Ask) -> QuerySet[Dossier]:
    key = ask.key or ""
    if ask.by == "month":
        first = dt.date.fromisoformat(f"{key}-01")
        after = dt.date(first.year + first.month // 12, first.month % 12 + 1, 1)
        return rows.filter(**{f"{ask.figure.dated_by}__gte": first, f"{ask.figure.dated_by}__lt": after})
    column = group_column(ask)
    if key == "":
        return rows.filter(**{f"{column}__isnull": True}) if column.endswith("_id") else rows.filter(**{column: ""})
    if not column.endswith("_id"):
        return rows.filter(**{column: key})
    number = int(key)
    if abs(number) >= 2**63:
        raise ValueError("no row has this key")
    return rows.filter(**{column: number})


def _counts(figure: Figure) -> dict[str, Any]:
    """The two counts of a figure, for an aggregate."""
    counts: dict[str, Any] = {"d": Count("pk")}
    return counts if figure.numerator is None else counts | {"n": Count("pk", filter=figure.numerator)}


def total(base: QuerySet[Dossier], ask: Ask) -> Row:
    """The figure over everything asked for, in one query."""
    found = counted(base, ask).aggregate(**_counts(ask.figure))
    return Row("", "", found.get("n"), found["d"])


def rows(base: QuerySet[Dossier], ask: Ask) -> list[Row]:
    """The figure by the dimension asked for (`table`)."""
    return table(base, ask)[1]


def table(base: QuerySet[Dossier], ask: Ask) -> tuple[Row, list[Row]]:
    """The figure over everything asked for and by its dimension, in one query (and one for names of regions, bodies or
    people): each file is in one group, so the whole is the sum of the groups."""
    query = counted(base, ask)
    if ask.by == "month":
        grouped: QuerySet[Any, Any] = query.annotate(k=TruncMonth(ask.figure.dated_by)).values("k")
    elif ask.by == "region" and not ask.region:
        grouped = query.values("province_code", k=F("prefecture_code"))
    else:
        grouped = query.values(k=F(group_column(ask)))
    found: list[dict[str, Any]] = list(grouped.annotate(**_counts(ask.figure)).order_by("k"))
    if len({row.get("province_code") for row in found}) > 1:
        ask, found = replace(ask, national=True), _by_province(found)
    name = _names(ask, [row["k"] for row in found])
    result = [Row(_key(row["k"]), name(row["k"]), row.get("n"), row["d"]) for row in found]
    numerator = sum(row.numerator or 0 for row in result) if ask.figure.is_rate else None
    whole = Row("", "", numerator, sum(row.denominator for row in result))
    if ask.by == "month":
        return whole, [row for row in result if row.key]
    return whole, sorted(result, key=lambda row: (-row.denominator, row.label))


def _by_province(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Counts by prefecture of several provinces, summed by province."""
    sums: dict[str, dict[str, Any]] = {}
    for row in found:
        one = sums.setdefault(row["province_code"], {"k": row["province_code"]})
        for name in ("d", "n") if "n" in row else ("d",):
            one[name] = one.get(name, 0) + row[name]
    return list(sums.values())


def _key(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:%Y-%m}" if isinstance(value, dt.date) else str(value)


def _names(ask: Ask, keys: list[Any]) -> Callable[[Any], str]:
    """How each key of a dimension is called."""
    unknown = str(_("not stated"))
    if ask.by == "month":
        return lambda key: f"{key:%Y-%m}" if key else unknown
    if ask.by == "region":
        regions = dict(Region.objects.filter(pk__in=[k for k in keys if k]).values_list("pk", "name"))
        # A body of the province or of a prefecture lies in none of the divisions below it.
        own = {"prefecture_code": _("at province level"), "county_code": _("at prefecture level")}
        return lambda key: regions.get(key) or str(own.get(group_column(ask), unknown))
    if ask.by == "body":
        bodies = dict(Organization.objects.filter(pk__in=[k for k in keys if k]).values_list("pk", "name"))
        return lambda key: bodies.get(key, unknown)
    if ask.by == "mediator":
        people = dict(User.objects.filter(pk__in=[k for k in keys if k]).values_list("pk", "full_name"))
        return lambda key: people.get(key, str(_("no mediator yet")))
    if ask.by == "cause":
        return lambda key: _cause(key) or unknown
    choices = dict(Channel.choices) if ask.by == "channel" else dict(Outcome.choices)
    return lambda key: str(choices.get(key, unknown))


def _cause(code: str) -> str:
    for version in ("2026", "2021"):
        name = causes.label_here(version, code)
        if code and name != code:
            return name
    return code


def money(base: QuerySet[Dossier], ask: Ask) -> dict[str, Decimal]:
    """Claimed, agreed and paid: three different sums over the files counted (yuan).

    What parties settled between themselves is agreed too; it is one sum for the file, not parted among its claims.
    """
    files = counted(base, ask)
    found = files.aggregate(
        claimed=Sum("case__claims__claimed"), agreed=Sum("case__claims__agreed"), paid=Sum("case__claims__paid")
    )
    alone = files.aggregate(agreed=Sum("case__self_settled"))["agreed"] or Decimal(0)
    sums = {name: value or Decimal(0) for name, value in found.items()}
    return sums | {"agreed": sums["agreed"] + alone}
