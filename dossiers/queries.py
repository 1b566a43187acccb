"""Lists of files: pages, capped counts, work lists. Built as arms, one per reach and one per kind of grant.

Each arm compares one level column by equality and is read in the order of its index up to one row more than a page
holds; `UNION ALL` puts the arms together, Python merges and drops doubles. No OR across arms, no OFFSET, no prefix LIKE
(measured in the performance notes: the other ways grow with the number of files, this one does not).

Roles that follow files without names (`visibility.NAMELESS`) get arms that do not select the names.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import heapq
import hmac
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.db.models import (
    BigIntegerField,
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    F,
    FilteredRelation,
    Func,
    Q,
    QuerySet,
    Value,
)
from django.utils import timezone
from django.utils.functional import Promise

from dossiers import access
from dossiers.models import Dossier, Origin
from dossiers.search import folded, matching
from dossiers.visibility import NAMELESS, mask_name
from organizations.models import BodyKind, Level, Membership, Organization, Region, User
from organizations.roles import SUPERVISING, Role

#: Counts stop here: "1,000+". Counting on would read every file of a province for a number nobody needs.
CAP = 1000
PAGE = 25
MOST = 200
SHORTEST = 2  # characters by which a name is found

_NEWEST, _DUE, _RECEIVED, _ENDED = "newest", "due", "received", "ended"
#: A list in the order of a date: the column, and whether the latest comes first. Only orders that an index serves.
_BY_DATE = {_DUE: ("due_on", False), _RECEIVED: ("received_on", True), _ENDED: ("ended_on", True)}
_RANGES = {
    "received_from": "received_on__gte",
    "received_to": "received_on__lte",
    "ended_from": "ended_on__gte",
    "ended_to": "ended_on__lte",
}
_SIMPLE = ("kind", "channel", "outcome", "cause_code", "mediator_id", "origin", "body_id")


class Row(NamedTuple):
    """One file as lists show it. Names are already masked where the reader may not see them."""

    id: int
    opened_at: dt.datetime
    due_on: dt.date | None
    code: str
    number: str
    applicants: str
    respondents: str
    people: int
    kind: str
    cause_code: str
    channel: str
    state: str
    outcome: str
    origin: str
    received_on: dt.date
    accepted_on: dt.date | None
    ended_on: dt.date | None
    closed_at: dt.datetime | None
    due_clock: str
    mediator_id: int | None
    mediator_name: str
    body_id: int
    last_seq: int
    nameless: bool = False
    group: str = ""
    body_name: str = ""
    sender_name: str = ""

    @property
    def is_overdue(self) -> bool:
        """Whether a duty of a dispute that has not ended lies before today."""
        return self.due_on is not None and not self.outcome and self.due_on < timezone.localdate()


_COLUMNS = Row._fields[: Row._fields.index("nameless")]


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to, by equality or as a range on an indexed column; empty is all."""

    kind: str = ""  # "mediation" | "supervision"
    q: str = ""
    state: str = ""
    shelf: str = ""  # "open" | "shut"
    channel: str = ""
    outcome: str = ""
    cause_code: str = ""
    mediator_id: int | None = None
    body_id: int | None = None
    origin: str = ""
    region: str = ""  # code of a region within a supervisor's reach
    received_from: dt.date | None = None
    received_to: dt.date | None = None
    ended_from: dt.date | None = None
    ended_to: dt.date | None = None
    causes: tuple[str, ...] = ()  # one of several causes or subjects
    due: str = ""  # "overdue" | "3" | "7"
    group: str = ""  # key of a group of the desk

    @property
    def used(self) -> dict[str, Any]:
        """The filters that narrow something."""
        return {f.name: value for f in fields(self) if (value := getattr(self, f.name)) not in ("", None, ())}

    @property
    def order(self) -> str:
        """By the date that is asked about, else the newest first: then an index ends the search."""
        if self.due:
            return _DUE
        if self.received_from or self.received_to:
            return _RECEIVED
        return _ENDED if self.ended_from or self.ended_to else _NEWEST


def overdue(day: dt.date) -> Q:
    """Open, not ended, and the nearest duty lies before `day`. The one definition, for desk, list and figures."""
    return Q(closed_at__isnull=True, outcome="", due_on__lt=day)


def _narrow(rows: QuerySet[Dossier], wanted: Filters, user: User, day: dt.date, nameless: bool) -> QuerySet[Dossier]:
    rows = rows.filter(*_conditions(wanted, day))
    if wanted.group:
        rows = rows.filter(GROUPS[wanted.group].where(user, day), kind=GROUPS[wanted.group].kind)
    if wanted.q:
        rows = matching(rows, wanted.q)
        if nameless:
            rows = rows.filter(number__icontains=wanted.q.strip())  # a name may not be guessed by searching for it
    return rows


def _conditions(wanted: Filters, day: dt.date) -> Iterator[Q]:
    """What each filter in use says of the columns."""
    for name, value in wanted.used.items():
        if name in _SIMPLE:
            yield Q(**{name: value})
        elif name in _RANGES:
            yield Q(**{_RANGES[name]: value})
    if wanted.causes:
        yield Q(cause_code__in=wanted.causes)
    if wanted.region:
        yield Q(**{region_column(wanted.region): wanted.region})
    if wanted.state:
        yield Q(state=wanted.state)
    if wanted.shelf:
        yield Q(closed_at__isnull=wanted.shelf == "open")
    if wanted.origin and wanted.origin != Origin.REGISTERED:
        yield ~Q(origin=Origin.REGISTERED)  # implied, and it lets the small index of unofficial files serve
    if wanted.due == "overdue":
        yield overdue(day)
    elif wanted.due:
        until = day + dt.timedelta(days=int(wanted.due))
        yield Q(closed_at__isnull=True, due_on__gte=day, due_on__lte=until)


# ── Arms ────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Arm:
    """A part of what a person reaches: rows, the roles held there, the relation that orders it, names or none."""

    rows: QuerySet[Dossier]
    roles: frozenset[Role]
    sort_on: str = ""  # relation whose copy of the sort key orders this arm

    @property
    def nameless(self) -> bool:
        return self.roles <= NAMELESS


def arms(user: User, day: dt.date, roles: frozenset[Role] | None = None) -> list[Arm]:
    """One arm per distinct reach, one for personal grants, one per body for its grants. `roles` keeps only those."""
    if not user.is_active:
        return []
    found: dict[tuple[tuple[str, Any], ...], set[Role]] = {}
    for reach in access.reaches(user, day):
        if roles is None or reach.role in roles:
            found.setdefault(reach.where, set()).add(reach.role)
    built = [
        Arm(_open_to(user, Dossier.objects.filter(**dict(where)), frozenset(held)), frozenset(held))
        for where, held in found.items()
    ]
    mine = {Role(m.role) for m in user.memberships_on(day)}
    mine = mine if roles is None else mine & roles
    # Grants exist for mediators and for partners of a file; nobody else is asked for them.
    personal = mine & access.GRANTABLE
    if personal:
        rows = Dossier.objects.filter(
            user_grants__user=user, user_grants__permission__codename__in=sorted(f"as_{r}" for r in personal)
        )
        built.append(Arm(rows, frozenset(personal), "user_grants"))
    for group, held in access.invited_groups(user, day).items():
        held = held & mine
        if held:
            rows = Dossier.objects.filter(
                group_grants__group_id=group, group_grants__permission__codename__in=sorted(f"as_{r}" for r in held)
            )
            built.append(Arm(rows, frozenset(held), "group_grants"))
    return built


def _open_to(user: User, rows: QuerySet[Dossier], held: frozenset[Role]) -> QuerySet[Dossier]:
    """Without the files that are closed to this person; only those of a supervising union ever are."""
    return access.open_to(user, rows) if held & SUPERVISING else rows


class Beyond(Func):
    """`(a, b) < (x, y)` as a comparison of rows. Django writes it as alternatives, which no index ends early."""

    output_field = BooleanField()

    def __init__(self, *parts: Any, later: bool = False) -> None:
        super().__init__(*parts)
        self.later = later

    def as_sql(self, compiler: Any, connection: Any, **_context: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """Four parts: two columns, two values."""
        sqls: list[str] = []
        params: list[Any] = []
        for part in self.get_source_expressions():
            sql, given = compiler.compile(part)
            sqls.append(sql)
            params += given
        return f"({sqls[0]}, {sqls[1]}) {'>' if self.later else '<'} ({sqls[2]}, {sqls[3]})", params


class Part(NamedTuple):
    """The first rows of an arm, in order: without names where it has none, for one pile of the desk or for a list."""

    rows: QuerySet[Dossier]
    nameless: bool
    group: str


def _ordered(arm: Arm, rows: QuerySet[Dossier], order: str, backwards: bool) -> QuerySet[Dossier]:
    if order in _BY_DATE:
        column, latest_first = _BY_DATE[order]
        sign = "-" if latest_first != backwards else ""
        return rows.filter(**{f"{column}__isnull": False}).order_by(f"{sign}{column}", f"{sign}id")
    key = ("opened_at", "id") if not arm.sort_on else (f"{arm.sort_on}__opened_at", f"{arm.sort_on}__content_object_id")
    return rows.order_by(*(key if backwards else (f"-{name}" for name in key)))


def _placed(arm: Arm, rows: QuerySet[Dossier], order: str, at: Cursor | None, backwards: bool) -> QuerySet[Dossier]:
    """Only what lies behind the cursor in reading direction: a row comparison that the index serves at any depth."""
    if at is None:
        return rows
    if order in _BY_DATE:
        column, latest_first = _BY_DATE[order]
        names: tuple[str, str] = (column, "id")
        later = latest_first == backwards
    else:
        names = (
            ("opened_at", "id")
            if not arm.sort_on
            else (f"{arm.sort_on}__opened_at", f"{arm.sort_on}__content_object_id")
        )
        later = backwards
    kind = DateTimeField() if isinstance(at.key, dt.datetime) else DateField()
    return rows.filter(
        Beyond(*(F(name) for name in names), Value(at.key, kind), Value(at.id, BigIntegerField()), later=later)
    )


def _arms_for(user: User, day: dt.date, wanted: Filters) -> list[Arm]:
    """The arms a list is made of: all of them, or those of the pile asked for."""
    return _group_arms(GROUPS[wanted.group], user, day) if wanted.group else arms(user, day)


def _group_arms(one: Group, user: User, day: dt.date) -> list[Arm]:
    found = arms(user, day, frozenset({one.role}))
    return [arm for arm in found if not one.via or (one.via == "grant") == bool(arm.sort_on)]


def _union(parts: Sequence[Part]) -> tuple[str, list[Any]]:
    """One statement for the keys of limited querysets. Django's own `union` cannot limit its parts on SQLite."""
    sqls: list[str] = []
    params: list[Any] = []
    for rows, nameless, group in parts:
        sql, given = rows.values_list("id").query.sql_with_params()
        sqls.append(f"SELECT id, {int(nameless)} AS hidden, CAST(%s AS TEXT) AS pile FROM ({sql}) part")  # noqa: S608 (no values in it)
        params += [group, *given]
    return " UNION ALL ".join(sqls), params


#: What stands for a column where names are hidden. Mediators act in office: their names are hidden from nobody who
#: follows files (docs/adr/0012).
_MASKED = {"applicants": "SUBSTR(own.applicants, 1, 1)", "respondents": "''"}


@lru_cache(maxsize=1)
def _reading() -> tuple[str, Callable[[Iterable[Any]], Iterable[Any]]]:
    """The columns of `Row`, and what makes our values of the database's."""
    compiler = Dossier.objects.values_list(*_COLUMNS).order_by().query.get_compiler("default")
    compiler.setup_query()
    columns = [f"own.{Dossier._meta.get_field(name).column}" for name in _COLUMNS]  # type: ignore[union-attr]
    for name, masked in _MASKED.items():
        at = _COLUMNS.index(name)
        columns[at] = f"CASE WHEN listed.hidden = 1 THEN {masked} ELSE {columns[at]} END"
    converters = compiler.get_converters([column for column, _sql, _alias in compiler.select])
    return ", ".join(columns), lambda raw: compiler.apply_converters(raw, converters) if converters else raw


def _fetch(parts: Sequence[Part]) -> list[Row]:
    """Run the arms as one statement and read the rows, names masked where their arm has none. Only what is shown is
    read beside its key."""
    if not parts:
        return []
    sql, params = _union(parts)
    columns, converted = _reading()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns}, listed.hidden, listed.pile, body.name, body.short_name, sender.name "  # noqa: S608 (no values in it)
            f"FROM ({sql}) listed JOIN dossiers_dossier own ON own.id = listed.id "
            "JOIN organizations_organization body ON body.id = own.body_id "
            "LEFT JOIN organizations_organization sender ON sender.id = own.sender_id",
            params,
        )
        raw = cursor.fetchall()
    rows = []
    for *own, hidden, group, name, short, sender in converted(raw):
        row = Row._make((*own, bool(hidden), group, short or name, sender or ""))
        rows.append(row._replace(applicants=mask_name(row.applicants)) if hidden else row)
    return rows


# ── Pages ───────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Cursor:
    """A place in a list: the sort key of a row, and its id to tell equals apart."""

    key: dt.datetime | dt.date
    id: int

    @classmethod
    def of(cls, row: Row, order: str) -> Cursor:
        day = getattr(row, _BY_DATE[order][0]) if order in _BY_DATE else None
        return cls(day or row.opened_at, row.id)

    def text(self) -> str:
        """For an address. The id is veiled: addresses are passed on, and it would tell how many files there are."""
        key = self.key.astimezone(dt.UTC).isoformat() if isinstance(self.key, dt.datetime) else self.key.isoformat()
        return f"{key}~{self.id ^ _veil(key):x}"

    @classmethod
    def read(cls, text: str) -> Cursor | None:
        """The place an address names; None for anything that is none (the list then begins at its start)."""
        key, _sep, veiled = text.partition("~")
        try:
            moment: dt.datetime | dt.date = dt.datetime.fromisoformat(key) if "T" in key else dt.date.fromisoformat(key)
            if isinstance(moment, dt.datetime):
                if moment.tzinfo is None:
                    return None
                moment = moment.astimezone(dt.UTC)  # OverflowError at the two ends of the calendar
            number = int(veiled, 16) ^ _veil(key)
        except (ValueError, OverflowError):
            return None
        return cls(moment, number) if 0 <= number < 2**63 else None


def _veil(key: str) -> int:
    return int.from_bytes(hmac.new(settings.SECRET_KEY.encode(), key.encode(), hashlib.sha256).digest()[:7])


@dataclass(frozen=True)
class Page:
    """A page of a list. `count` stops at CAP; `capped` says that there are more."""

    rows: list[Row]
    count: int
    capped: bool
    next: str = ""
    previous: str = ""


def page(
    user: User,
    day: dt.date,
    wanted: Filters | None = None,
    *,
    after: str = "",
    before: str = "",
    size: int = PAGE,
) -> Page:
    """A page of the files a person reaches, newest first (by the date that is asked about), and their number.

    Two queries. `after` and `before` are cursors from an earlier page.
    """
    wanted = wanted or Filters()
    size = max(1, min(size, MOST))
    reached = [(arm, _narrow(arm.rows, wanted, user, day, arm.nameless)) for arm in _arms_for(user, day, wanted)]
    if not reached:
        return Page([], 0, False)
    order = wanted.order
    backwards = bool(before)
    at = Cursor.read(before or after)
    if at is not None and isinstance(at.key, dt.datetime) != (order == _NEWEST):
        at = None
    if at is None:
        backwards = False
    parts = [
        Part(_ordered(arm, _placed(arm, rows, order, at, backwards), order, backwards)[: size + 1], arm.nameless, "")
        for arm, rows in reached
    ]
    rows = _merged(_fetch(parts), order, backwards)
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    count, capped = _count([rows for _arm, rows in reached])
    ahead = more if not backwards else True
    behind = at is not None if not backwards else more
    return Page(
        rows,
        count,
        capped,
        next=Cursor.of(rows[-1], order).text() if rows and ahead else "",
        previous=Cursor.of(rows[0], order).text() if rows and behind else "",
    )


def _merged(rows: list[Row], order: str, backwards: bool) -> list[Row]:
    """The rows of all arms in one order; of a file reached twice the row with names."""
    known: dict[int, Row] = {}
    for row in rows:
        if row.id not in known or known[row.id].nameless:
            known[row.id] = row
    if order in _BY_DATE:
        column, latest_first = _BY_DATE[order]
        return sorted(
            known.values(),
            key=lambda row: (getattr(row, column) or dt.date.max, row.id),
            reverse=latest_first != backwards,
        )
    return sorted(known.values(), key=lambda row: (row.opened_at, row.id), reverse=not backwards)


def _count(parts: Sequence[QuerySet[Dossier]]) -> tuple[int, bool]:
    """How many distinct rows the arms hold together, never looking at more than CAP + 1 of each."""
    limited = [rows.order_by().values_list("id")[: CAP + 1] for rows in parts]
    sqls: list[str] = []
    params: list[Any] = []
    for rows in limited:
        sql, given = rows.query.sql_with_params()
        sqls.append(f"SELECT * FROM ({sql}) part")  # noqa: S608 (no values in it)
        params += given
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM ({' UNION '.join(sqls)}) counted", params)  # noqa: S608 (no values in it)
        (number,) = cursor.fetchone()
    return min(number, CAP), number > CAP


# ── The desk ────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Group:
    """A pile on somebody's desk: which files, of which role, in which order, and what is said when there are none.

    A room registers its own; `where` may name the room's columns through the relation (`case__…`).
    """

    key: str
    role: Role
    title: str | Promise
    empty: str | Promise
    where: Callable[[User, dt.date], Q]
    by_due: bool = False
    hint: str | Promise = ""
    tone: str = "neutral"
    icon: str = "files"
    kind: str = "mediation"
    shows: str = (
        ""  # last column: "due" · "waiting" (since when) · "next" (what comes, or why not) · "outcome", or `COLUMNS`
    )
    limit: int = 8  # 0: a number with a link, no rows
    soonest: bool = False  # rows shown in the order of their due day
    via: str = ""  # "reach": what is one's own by the columns of the file · "grant": what one was let into


@dataclass(frozen=True)
class Pile:
    """A group as it lies on one person's desk today."""

    group: Group
    rows: list[Row]
    count: int
    capped: bool

    @property
    def more(self) -> bool:
        return self.count > len(self.rows)


GROUPS: dict[str, Group] = {}


def group(**given: Any) -> Group:
    """Register a group of the desk. Rooms do so in their AppConfig.ready; keys are unique."""
    made = Group(**given)
    GROUPS[made.key] = made
    return made


def groups_for(user: User, day: dt.date) -> list[Group]:
    """The groups of the roles a person holds on a day, in the order in which they were registered."""
    roles = {Role(m.role) for m in user.memberships_on(day)}
    return [one for one in GROUPS.values() if one.role in roles]


def worklist(user: User, day: dt.date, keys: Sequence[str] | None = None) -> list[Pile]:
    """Everything that waits for a person: each group of their roles with its first rows and its number. Two queries."""
    wanted = [one for one in groups_for(user, day) if keys is None or one.key in keys]
    parts: list[Part] = []
    counted: list[tuple[str, QuerySet[Dossier]]] = []
    for one in wanted:
        for arm in _group_arms(one, user, day):
            rows = arm.rows.filter(one.where(user, day), kind=one.kind)
            counted.append((one.key, rows))
            if not one.limit:
                continue
            ordered = (
                rows.filter(due_on__isnull=False).order_by("due_on", "id")
                if one.by_due
                else _ordered(arm, rows, _NEWEST, True)
            )
            parts.append(Part(ordered[: one.limit], arm.nameless, one.key))
    found = _fetch(parts)
    numbers = _group_counts(counted)
    piles = []
    for one in wanted:
        own = _merged([row for row in found if row.group == one.key], _DUE if one.by_due else _NEWEST, not one.by_due)
        if one.soonest:
            own.sort(key=lambda row: (row.due_on or dt.date.max, row.id))
        number = numbers.get(one.key, 0)
        piles.append(Pile(one, own[: one.limit], min(number, CAP), number > CAP))
    return piles


def _group_counts(parts: Sequence[tuple[str, QuerySet[Dossier]]]) -> dict[str, int]:
    """The capped number of every group in one statement."""
    sqls: list[str] = []
    params: list[Any] = []
    for key, rows in parts:
        sql, given = (
            rows.order_by()
            .annotate(_group=Value(key, CharField()))
            .values_list("_group", "id")[: CAP + 1]
            .query.sql_with_params()
        )
        sqls.append(f"SELECT * FROM ({sql}) part")  # noqa: S608 (no values in it)
        params += given
    if not sqls:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT _group, COUNT(*) FROM ({' UNION '.join(sqls)}) counted GROUP BY _group",  # noqa: S608 (no values)
            params,
        )
        return dict(cursor.fetchall())


@dataclass(frozen=True)
class BodyLoad:
    """How one body stands: files whose dispute goes on, and those of them that are late."""

    body_id: int
    name: str
    open: int
    overdue: int


def overdue_by_body(user: User, day: dt.date, most: int = 15) -> list[BodyLoad]:
    """Bodies in a supervisor's region with overdue files, the most first. One query per region supervised, over the
    index of open files only."""
    from django.db.models import Count

    loads: dict[int, BodyLoad] = {}
    for reach in access.reaches(user, day):
        if reach.role != Role.REPORTING_SUPERVISOR:
            continue
        rows = (
            Dossier.objects.filter(**dict(reach.where), kind="mediation", closed_at__isnull=True, outcome="")
            .values("body_id", "body__name", "body__short_name")
            .annotate(all=Count("id"), late=Count("id", filter=Q(due_on__lt=day)))
        )
        for row in rows:
            name = row["body__short_name"] or row["body__name"]
            loads[row["body_id"]] = BodyLoad(row["body_id"], name, row["all"], row["late"])
    late = (load for load in loads.values() if load.overdue)
    return heapq.nsmallest(most, late, key=lambda load: (-load.overdue, load.name))


#: Figures on top of a desk, given by rooms above: each a function (user, day) → tiles (templates/ui/stat.html).
TILES: list[Callable[[User, dt.date], list[dict[str, Any]]]] = []


# ── What a search needs ─────────────────────────────────────────────────────────────────────────────────────


def long_enough(text: str) -> bool:
    """Whether a name or number is long enough to search by."""
    return len(folded(text)) >= SHORTEST


def names_hidden(user: User, day: dt.date) -> bool:
    """Whether everything this person reaches comes without names, so that only numbers can be searched."""
    held = {reach.role for reach in access.reaches(user, day)}  # who may be let into single files has a reach too
    return bool(held) and held <= NAMELESS


def bodies_reached(user: User, day: dt.date) -> bool:
    """Whether files of more than one body may stand in the list, so that it must say whose each is."""
    held = {m.body_id for m in user.memberships_on(day) if m.role in access.IN_BODY or m.role == Role.MEDIATOR}
    other = any(m.role in access.SENDING or m.role == Role.REPORTING_SUPERVISOR for m in user.memberships_on(day))
    return other or len(held) > 1


def mediators_of(user: User, day: dt.date) -> list[tuple[int, str]]:
    """The mediators of the bodies in whose files a person works, for the filter. One query, none for the others."""
    bodies = {m.body_id for m in user.memberships_on(day) if m.role in access.IN_BODY}
    if not bodies:
        return []
    rows = Membership.objects.filter(
        Q(until__isnull=True) | Q(until__gte=day), role=Role.MEDIATOR, body__in=bodies, since__lte=day
    ).order_by()
    return sorted(set(rows.values_list("user_id", "user__full_name")), key=lambda row: (row[1], row[0]))


def region_column(code: str) -> str:
    """The level column in which a region's code stands."""
    if code.endswith("0000"):
        return "province_code"
    return "prefecture_code" if code.endswith("00") else "county_code"


@dataclass(frozen=True)
class Followed:
    """What a supervisor follows, for filters: regions (code, name) down to the county, bodies (id, name, region)."""

    regions: list[tuple[str, str]]
    bodies: list[tuple[int, str, str]]

    def bodies_in(self, region: str) -> list[tuple[int, str]]:
        """The bodies to choose from: all where they are few, else those of the region chosen."""
        few = len(self.bodies) <= PAGE
        return [(pk, name) for pk, name, code in self.bodies if few or (region and _lies_in(code, region))]


def _lies_in(code: str, region: str) -> bool:
    return code.startswith(
        region[: {"province_code": 2, "prefecture_code": 4, "county_code": 6}[region_column(region)]]
    )


def followed(user: User, day: dt.date) -> Followed:
    """The regions and mediating bodies whose files a person supervises. One query, none for everybody else."""
    places = [m.body for m in user.memberships_on(day) if m.role == Role.REPORTING_SUPERVISOR]
    if not places:
        return Followed([], [])
    tops = {body.region_id for body in places}
    rows = (
        Region.objects.filter(Q(pk__in=tops) | Q(parent__in=tops) | Q(parent__parent__in=tops))
        .exclude(level=Level.TOWNSHIP)
        .annotate(centre=FilteredRelation("bodies", condition=Q(bodies__kind=BodyKind.MEDIATION)))
        .order_by("code", "centre__name")
        .values_list("code", "name", "level", "centre__pk", "centre__name", "centre__parent__kind")
    )
    regions: dict[str, str] = {}
    bodies = []
    lines = {body.line for body in places}
    for code, name, level, pk, body, line in rows:
        regions[code] = f"{'　' * (level == Level.COUNTY)}{name}"
        if pk is not None and (line or BodyKind.MEDIATION) in lines:
            bodies.append((pk, body, code))
    return Followed(list(regions.items()), bodies)


def body_named(pk: int) -> str:
    """The name of a body, for a chip; empty when there is none."""
    return Organization.objects.filter(pk=pk).values_list("name", flat=True).first() or ""


# ── Names of causes: the tree belongs to a room above ───────────────────────────────────────────────────────

_cause_names: dict[str, Callable[[str], str]] = {}
_cause_choices: dict[str, Callable[[], list[tuple[str, list[tuple[str, str]]]]]] = {}


def causes_are(
    kind: str, name: Callable[[str], str], choices: Callable[[], list[tuple[str, list[tuple[str, str]]]]]
) -> None:
    """Register how a kind of dossier names its causes of action and which there are."""
    _cause_names[kind] = name
    _cause_choices[kind] = choices


def cause_name(kind: str, code: str) -> str:
    """The name of a cause in the reader's language; the code where nobody registered one."""
    return _cause_names[kind](code) if code and kind in _cause_names else code


def cause_choices(kind: str = "mediation") -> list[tuple[str, list[tuple[str, str]]]]:
    """Groups of causes for a filter."""
    return _cause_choices[kind]() if kind in _cause_choices else []


@dataclass(frozen=True)
class Appointment:
    """Something fixed for a day: where to be, in which file."""

    on: dt.date
    what: str
    place: str
    code: str
    number: str
    parties: str
    at: dt.datetime | None = None


#: What the last column of a pile says where a room knows it: each a function (keys of files, day) → words per file.
COLUMNS: dict[str, Callable[[Sequence[int], dt.date], dict[int, dict[str, Any]]]] = {}


def column_is(name: str, say: Callable[[Sequence[int], dt.date], dict[int, dict[str, Any]]]) -> None:
    """Register what piles with `shows=name` say in their last column."""
    COLUMNS[name] = say


_loaders: dict[str, Callable[[Sequence[int]], list[Any]]] = {}
_calendars: list[Callable[[User, dt.date], list[Appointment]]] = []


def subjects_are(kind: str, load: Callable[[Sequence[int]], list[Any]]) -> None:
    """Register how a room loads several of its rows at once, with what their guards ask."""
    _loaders[kind] = load


def appointments_are(find: Callable[[User, dt.date], list[Appointment]]) -> None:
    """Register a room's appointments of a person on a day."""
    _calendars.append(find)


def subjects(rows: Iterable[Row]) -> dict[int, Any]:
    """The rooms' own rows behind listed files, for asking what they offer; a fixed number of queries per kind."""
    by_kind: dict[str, list[int]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row.id)
    return {one.pk: one for kind, keys in by_kind.items() if kind in _loaders for one in _loaders[kind](keys)}


def appointments(user: User, day: dt.date) -> list[Appointment]:
    """What a mediator has fixed for a day."""
    if not any(m.role == Role.MEDIATOR for m in user.memberships_on(day)):
        return []
    return [one for find in _calendars for one in find(user, day)]


def each_arm_sql(
    user: User, day: dt.date, wanted: Filters | None = None, size: int = PAGE
) -> Iterator[tuple[Arm, str, list[Any]]]:
    """The statement of every arm by itself, for EXPLAIN in tests and in the bench."""
    wanted = wanted or Filters()
    for arm in _arms_for(user, day, wanted):
        rows = _narrow(arm.rows, wanted, user, day, arm.nameless)
        sql, params = _union([Part(_ordered(arm, rows, wanted.order, False)[: size + 1], arm.nameless, "")])
        yield arm, sql, params


def narrowed(wanted: Filters, **more: Any) -> Filters:
    """The same filters with some replaced."""
    return replace(wanted, **more)
