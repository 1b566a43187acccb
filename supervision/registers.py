"""Units of supervision and supervisors as registers: who keeps them, what is counted, what is about to lapse."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organizations.models import BodyKind, Level, Organization, Region, User
from organizations.regions import regions_within
from organizations.roles import Role
from supervision.employers import log
from supervision.models import Supervisor, Training, Unit

#: A certificate that ends within so many days is marked.
SOON = 90
PAGE = 50

KEEPS = frozenset({Role.SUPERVISION_HEAD, Role.BODY_ADMINISTRATOR})
READS = KEEPS | {Role.LEGAL_SUPERVISOR, Role.REPORTING_SUPERVISOR}
#: Who opens the records of employers; they are the union's working file, so its statisticians do not.
KNOWS_EMPLOYERS = frozenset({Role.SUPERVISION_HEAD, Role.LEGAL_SUPERVISOR})

GRASS_ROOTS = "grass_roots"
LEVELS: dict[str, Promise] = {
    Level.COUNTRY: Level.COUNTRY.label,
    Level.PROVINCE: Level.PROVINCE.label,
    Level.PREFECTURE: Level.PREFECTURE.label,
    Level.COUNTY: Level.COUNTY.label,
    Level.TOWNSHIP: Level.TOWNSHIP.label,
    GRASS_ROOTS: _("Grass roots"),
}
DEFINITION = _(
    "Units that are not dissolved and supervisors that have not left, on the day of the count. The level is that of "
    "the federation a unit reports to; a unit that belongs to an employer is of the grass roots. Certified: the "
    "certificate holds on that day."
)


@dataclass(frozen=True)
class Reader:
    """Somebody who reads the registers of the unions in their area, and keeps those they have the role for."""

    user: User
    reads: tuple[Organization, ...]
    keeps: tuple[Organization, ...]

    def unions(self, keeping: bool = False) -> QuerySet[Organization]:
        """The federations of the area: the own one and all below it; a township's own alone."""
        return unions_of(self.keeps if keeping else self.reads)

    def covers(self, union: Organization) -> bool:
        return any(_inside(union, body) for body in self.keeps)


#: How many digits of its code a region shares with what lies in it.
_CUT = {Level.COUNTRY: 0, Level.PROVINCE: 2, Level.PREFECTURE: 4, Level.COUNTY: 6}


def _inside(union: Organization, body: Organization) -> bool:
    cut = _CUT.get(Level(body.region.level))
    return union.pk == body.pk or (cut is not None and union.region_id.startswith(body.region_id[:cut]))


def unions_of(bodies: Iterable[Organization]) -> QuerySet[Organization]:
    """The federations of these bodies' areas."""
    inside = Q(pk__in=[])
    for body in bodies:
        cut = _CUT.get(Level(body.region.level))
        inside |= Q(pk=body.pk) if cut is None else Q(region__code__startswith=body.region_id[:cut])
    return Organization.objects.filter(inside, kind=BodyKind.UNION).order_by("region_id", "name")


def reader(user: User, day: dt.date) -> Reader | None:
    """The person as a reader of the registers, or None."""
    held = [m for m in user.memberships_on(day) if m.body.kind == BodyKind.UNION]
    reads = {m.body_id: m.body for m in held if m.role in READS}
    keeps = {m.body_id: m.body for m in held if m.role in KEEPS}
    return Reader(user, tuple(reads.values()), tuple(keeps.values())) if reads else None


# ── What is listed ──────────────────────────────────────────────────────────────────────────────────────────────────


def _at_level(rows: QuerySet[Any], level: str, unit: str) -> QuerySet[Any]:
    if level == GRASS_ROOTS:
        return rows.filter(**{f"{unit}employer__isnull": False})
    return rows.filter(**{f"{unit}employer__isnull": True, f"{unit}union__region__level": level}) if level else rows


def _in_region(rows: QuerySet[Any], code: str, unit: str) -> QuerySet[Any]:
    if not code:
        return rows
    region = Region.objects.filter(pk=code).first()
    if region is None:
        return rows.none()
    cut = _CUT.get(Level(region.level), len(code))
    return rows.filter(**{f"{unit}union__region__code__startswith": code[:cut]})


def units(who: Reader, given: dict[str, Any]) -> QuerySet[Unit]:
    """Units of the reader's area: q, region, level, kind, gone (also those that are dissolved)."""
    rows = Unit.objects.filter(union__in=who.unions().values("pk")).select_related("union__region", "employer")
    if not given.get("gone"):
        rows = rows.filter(dissolved_on__isnull=True)
    if given.get("kind"):
        rows = rows.filter(kind=given["kind"])
    if q := (given.get("q") or "").strip():
        rows = rows.filter(Q(name__icontains=q) | Q(chair__icontains=q))
    return _at_level(_in_region(rows, given.get("region") or "", ""), given.get("level") or "", "")


def people(who: Reader, given: dict[str, Any], day: dt.date) -> QuerySet[Supervisor]:
    """Supervisors of the reader's area: q, region, level, status (certified, soon, lapsed, untrained, gone)."""
    rows = Supervisor.objects.filter(unit__union__in=who.unions().values("pk")).select_related(
        "unit__union__region", "user"
    )
    status = given.get("status") or ""
    rows = rows.filter(retired_on__isnull=status != "gone")
    holds = certified(day)
    if status == "certified":
        rows = rows.filter(holds)
    elif status == "soon":
        rows = rows.filter(holds, valid_until__lte=day + dt.timedelta(days=SOON))
    elif status == "lapsed":
        rows = rows.exclude(holds)
    elif status == "untrained":
        rows = rows.filter(trained_on__isnull=True)
    if q := (given.get("q") or "").strip():
        rows = rows.filter(Q(name__icontains=q) | Q(card__icontains=q) | Q(unit__name__icontains=q))
    if given.get("unit"):
        rows = rows.filter(unit_id=given["unit"])
    return _at_level(_in_region(rows, given.get("region") or "", "unit__"), given.get("level") or "", "unit__")


def certified(day: dt.date) -> Q:
    """As `Supervisor.certified_on`, in the database; of those who have not left."""
    begun = Q(issued_on__isnull=True) | Q(issued_on__lte=day)
    runs = Q(valid_until__isnull=True) | Q(valid_until__gte=day)
    return ~Q(card="") & begun & runs


class Card(NamedTuple):
    """How a certificate stands on a day: the word, and its tone."""

    word: str
    tone: str


def card_of(row: Supervisor, day: dt.date) -> Card:
    """How the certificate stands: none, lapsed, lapsing, holding."""
    if row.retired_on is not None and row.retired_on < day:
        return Card(str(_("has left")), "closed")
    if not row.card:
        return Card(str(_("no certificate")), "bad")
    if not row.certified_on(day):
        return Card(str(_("does not hold")), "bad")
    if row.valid_until is not None and row.valid_until <= day + dt.timedelta(days=SOON):
        return Card(str(_("ends within %(days)s days")) % {"days": SOON}, "warn")
    return Card(str(_("holds")), "good")


# ── Counting ────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Tally:
    """Units, supervisors and those certified, of one region and level."""

    units: int = 0
    people: int = 0
    certified: int = 0


@dataclass(frozen=True)
class Counted:
    """The register in numbers: by region, and of each region by level; `whole` over all."""

    rows: list[tuple[str, str, dict[str, Tally], Tally]]  # code, name, by level, all levels
    by_level: dict[str, Tally]
    whole: Tally
    trained: int  # sittings in the year
    hours: int


def counts(who: Reader, day: dt.date) -> Counted:
    """Region × level. Regions are those right below the reader's own, and the own one for its federation itself."""
    tops = [body.region for body in who.reads]
    inside = {one.code: one for one in regions_within(tops).exclude(level=Level.TOWNSHIP)}
    deep = Level.PREFECTURE if any(one.level in (Level.PROVINCE, Level.COUNTRY) for one in tops) else Level.COUNTY
    table: dict[str, dict[str, Tally]] = defaultdict(lambda: defaultdict(Tally))

    def cell(region: str, level: str, grass: bool) -> Tally:
        code = region[:4] + "00" if deep == Level.PREFECTURE and not region.endswith("0000") else region[:6]
        return table[code if code in inside else region][GRASS_ROOTS if grass else level]

    mine = Unit.objects.filter(union__in=who.unions().values("pk"), dissolved_on__isnull=True).order_by()
    mine = mine.annotate(grass=ExpressionWrapper(Q(employer__isnull=False), BooleanField()))
    for region, level, grass, number in mine.values_list("union__region_id", "union__region__level", "grass").annotate(
        n=Count("pk")
    ):
        cell(region, level, grass).units += number
    active = Supervisor.objects.filter(unit__union__in=who.unions().values("pk"), retired_on__isnull=True).order_by()
    active = active.annotate(grass=ExpressionWrapper(Q(unit__employer__isnull=False), BooleanField()))
    grouped = active.values_list("unit__union__region_id", "unit__union__region__level", "grass").annotate(
        n=Count("pk"), held=Count("pk", filter=certified(day))
    )
    for region, level, grass, number, held in grouped:
        one = cell(region, level, grass)
        one.people += number
        one.certified += held
    names = dict(Region.objects.filter(pk__in=list(table)).values_list("pk", "name"))
    by_level: dict[str, Tally] = defaultdict(Tally)
    whole = Tally()
    rows = []
    for code in sorted(table):
        own = Tally()
        for level, one in table[code].items():
            for total in (own, by_level[level], whole):
                total.units += one.units
                total.people += one.people
                total.certified += one.certified
        rows.append((code, names.get(code, code), dict(table[code]), own))
    everybody = Supervisor.objects.filter(unit__union__in=who.unions().values("pk"))
    sittings = trained(everybody, day.replace(month=1, day=1), day)
    return Counted(rows, dict(by_level), whole, sittings["n"], sittings["hours"] or 0)


def trained(people: QuerySet[Supervisor], since: dt.date | None, until: dt.date | None) -> dict[str, Any]:
    """Sittings of training of some supervisors in a period (`n`), hours and people behind them."""
    rows = Training.objects.filter(supervisor__in=people.order_by().values("pk"))
    if since:
        rows = rows.filter(on__gte=since)
    if until:
        rows = rows.filter(on__lte=until)
    return rows.aggregate(n=Count("pk"), hours=Sum("hours"), people=Count("supervisor", distinct=True))


# ── Changing ────────────────────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def keep(row: Unit | Supervisor, changed: list[str], by: User) -> None:
    """Save a row that was entered or amended, and write it down."""
    new = row.pk is None
    row.save()
    if new or changed:
        log(_register(row), row.pk, "enter" if new else "amend", {"name": row.name, "changed": changed}, by)


def _register(row: Unit | Supervisor) -> str:
    return "unit" if isinstance(row, Unit) else "person"


@transaction.atomic
def retire(row: Unit | Supervisor, on: dt.date, reason: str, by: User) -> None:
    """Give a unit or a supervisor a last day; they stay on record. With a unit its supervisors leave."""
    if isinstance(row, Unit):
        row.dissolved_on = on
        row.supervisors.filter(retired_on__isnull=True).update(retired_on=on)
    else:
        row.retired_on = on
    row.save()
    log(_register(row), row.pk, "retire", {"name": row.name, "on": on.isoformat()}, by, reason)


@transaction.atomic
def train(people: Iterable[Supervisor], on: dt.date, hours: int, subject: str, by: User) -> int:
    """Write down a sitting for each of these; who was written down for that day already is left. Yields how many."""
    rows = list(people)
    had = set(Training.objects.filter(on=on, supervisor__in=rows).values_list("supervisor", flat=True))
    new = [row for row in rows if row.pk not in had]
    Training.objects.bulk_create(
        [Training(supervisor=row, on=on, hours=hours, subject=subject) for row in new], batch_size=500
    )
    note_training([row.pk for row in new])
    for row in new:
        log("person", row.pk, "amend", {"name": row.name, "trained": on.isoformat(), "hours": hours}, by)
    return len(new)


def note_training(keys: list[int]) -> None:
    """Keep the last day and the sum of hours on the supervisors, for lists."""
    found: dict[int, tuple[dt.date, int]] = {}
    for pk, on, hours in Training.objects.filter(supervisor__in=keys).values_list("supervisor", "on", "hours"):
        last, total = found.get(pk, (on, 0))
        found[pk] = (max(last, on), total + hours)
    rows = [Supervisor(pk=pk, trained_on=on, training_hours=min(hours, 32767)) for pk, (on, hours) in found.items()]
    Supervisor.objects.bulk_update(rows, ["trained_on", "training_hours"], batch_size=500)


# ── Pages ───────────────────────────────────────────────────────────────────────────────────────────────────────────


class Page(NamedTuple):
    """A page by keyset: rows, the number of all, the address part of the next page."""

    rows: list[Any]
    total: int
    after: str


def page_of(rows: QuerySet[Any], after: str, size: int = PAGE) -> Page:
    """A page in the order of name and key; an address that names no place begins at the start."""
    number = rows.count()
    rows = rows.order_by("name", "id")
    name, _sep, key = after.rpartition("~")
    if key.isdigit() and len(key) < 18:
        rows = rows.filter(Q(name__gt=name) | Q(name=name, pk__gt=int(key)))
    found = list(rows[: size + 1])
    last = found[size - 1] if len(found) > size else None
    return Page(found[:size], number, f"{last.name}~{last.pk}" if last else "")
