"""The register of letters (台账) with every column of documents.md A4, and the indicators that are counted from it.

A number and the rows behind it rest on the same condition: an indicator is a condition on letters (`INDICATORS`), and
the ledger is narrowed by it. What a rate divides is said beside it; no source defines these rates (documents.md A4 is
our proposal). Nobody who reported something and no worker stands in any column.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import (
    Avg,
    Count,
    DateField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce, TruncMonth
from django.utils.functional import Promise
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from dossiers.access import Reach, reaches
from dossiers.models import Origin
from organizations.models import Level, Region, User
from organizations.roles import Role
from statutes.book import cite
from supervision import topics
from supervision.models import Finding, Letter, Matter, Reply, ReplyItem, ReplyWay, ServiceOutcome, Verdict
from supervision.words import AuthorityResult
from workflows.papers import Kind
from workflows.reasons import Conduct
from workflows.service import Way
from workflows.supervision import State

READS = frozenset({Role.SUPERVISION_HEAD, Role.LEGAL_SUPERVISOR, Role.REPORTING_SUPERVISOR})
KINDS = (Kind.HINT_LETTER, Kind.OPINION_LETTER, Kind.ADVICE_LETTER)
HINT, OPINION, ADVICE = KINDS

#: Groups of workers a matter may concern; one matter may concern several.
GROUPS: dict[str, Promise] = {
    "migrant_workers": _("Migrant workers"),
    "women": _("Women"),
    "minors": _("Minors"),
    "disabled": _("Disabled workers"),
    "older": _("Beyond retirement age"),
    "new_form": _("New forms of work"),
}
STATUSES: dict[str, Promise] = {
    "to_serve": _("To be served"),
    "never": _("Never served"),
    "waiting": _("Waiting for the answer"),
    "late": _("Answer overdue"),
    "replied": _("Answered, not verified"),
    "decided": _("Answered by the authority"),
    "done": _("Rectified"),
    "part": _("Rectified in part"),
    "undone": _("Not rectified"),
    "withdrawn": _("Withdrawn"),
}
DIMENSIONS: dict[str, Promise] = {
    "month": _("Month"),
    "region": _("Region"),
    "level": _("Level"),
    "industry": _("Industry"),
    "topic": _("Subject"),
    "group": _("Group of workers"),
}


def held(user: User, day: dt.date) -> list[Reach]:
    """The reaches in which a person reads the ledger: of the own body, or of the area for its statistician."""
    return [reach for reach in reaches(user, day) if reach.role in READS and _of_union(user, day, reach)]


def _of_union(user: User, day: dt.date, reach: Reach) -> bool:
    # A statistician of another line (labour bureau …) follows files of that line, and there are no such letters in it.
    return reach.role != Role.REPORTING_SUPERVISOR or ("body_kind", "union") in reach.where


def letters(user: User, day: dt.date) -> QuerySet[Letter]:
    """The numbered letters a person may read, with what indicators ask."""
    mine = Q(pk__in=[])
    for reach in held(user, day):
        mine |= Q(**{f"matter__{column}": value for column, value in reach.where})
    due = Finding.objects.filter(matter=OuterRef("matter"), dropped_on__isnull=True).order_by()
    last_due = due.values("matter").annotate(last=Max("due_on")).values("last")
    in_time = Q(on__lte=F("letter__reply_due_on")) | Q(letter__reply_due_on__isnull=True)
    written = Reply.objects.filter(in_time, letter=OuterRef("pk")).exclude(way=ReplyWay.IN_PERSON)
    later = Letter.objects.filter(matter=OuterRef("matter"), pk__gt=OuterRef("pk"), kind__in=KINDS).exclude(number="")
    return (
        Letter.objects.filter(mine, kind__in=KINDS)
        .exclude(number="")
        .annotate(
            to_be_done_on=Coalesce(Subquery(last_due, output_field=DateField()), F("reply_due_on")),
            answered_in_time=Exists(written),
            went_on=Exists(later.filter(kind__in=(OPINION, ADVICE))),
            is_last=~Exists(later),
        )
    )


def matters(user: User, day: dt.date) -> QuerySet[Matter]:
    """The matters a person may count."""
    mine = Q(pk__in=[])
    for reach in held(user, day):
        mine |= Q(**dict(reach.where))
    return Matter.objects.filter(mine)


# ── What is asked ───────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Ask:
    """Which letters: the period of their dates, place, level, kind, standing, and what they are about."""

    as_of: dt.date
    since: dt.date | None = None
    until: dt.date | None = None
    region: str = ""
    level: str = ""
    kind: str = ""
    status: str = ""
    industry: str = ""
    topic: str = ""  # a subject, or the group of them
    group: str = ""
    origin: str = Origin.REGISTERED


def _status(name: str, day: dt.date) -> Q:
    """The condition behind a standing."""
    stands = Q(withdrawn_on__isnull=True)
    answered = Q(replied_on__isnull=False)
    open_answer = stands & SERVED & Q(reply_wanted=True, replied_on__isnull=True, result="")
    late = Q(reply_due_on__lt=day)
    return {
        "to_serve": stands & Q(outcome="", matter__outcome=""),
        "never": stands & Q(outcome="") & ~Q(matter__outcome=""),
        "waiting": open_answer & ~Q(outcome=ServiceOutcome.REFUSED) & (~late | Q(reply_due_on__isnull=True)),
        "late": open_answer & late,
        "replied": stands & answered & Q(kind__in=(HINT, OPINION), result=""),
        "decided": stands & answered & Q(kind=ADVICE),
        "done": stands & Q(result=Verdict.DONE),
        "part": stands & Q(result=Verdict.PART),
        "undone": stands & Q(result=Verdict.UNDONE),
        "withdrawn": ~stands,
    }[name]


def _where(ask: Ask, at: str) -> Q:
    """What is asked of the matter; `at` leads to it ("" or "matter__")."""
    where = Q(**{f"{at}origin": ask.origin})
    if ask.region:
        where &= Q(**{f"{at}{_column(ask.region)}": ask.region})
    if ask.level:
        where &= Q(**{f"{at}body__region__level": ask.level})
    if ask.industry:
        where &= Q(**{f"{at}employer__industry": ask.industry})
    if ask.topic:
        where &= Q(**{f"{at}topic": ask.topic}) | Q(**{f"{at}topic__startswith": f"{ask.topic}."})
    if ask.group:
        where &= Q(**{f"{at}{ask.group}__gt": 0})
    return where


def _column(region: str) -> str:
    if region.endswith("0000"):
        return "province_code"
    return "prefecture_code" if region.endswith("00") else "county_code"


def narrowed(rows: QuerySet[Letter], ask: Ask) -> QuerySet[Letter]:
    """The letters asked for. The period is that of the date of the letter."""
    rows = rows.filter(_where(ask, "matter__"))
    if ask.since:
        rows = rows.filter(issued_on__gte=ask.since)
    if ask.until:
        rows = rows.filter(issued_on__lte=ask.until)
    if ask.kind:
        rows = rows.filter(kind=ask.kind)
    if ask.status:
        rows = rows.filter(_status(ask.status, ask.as_of))
    return rows


# ── Indicators of letters ───────────────────────────────────────────────────────────────────────────────────────────

SERVED = ~Q(outcome="")
ARRIVED = SERVED & ~Q(outcome=ServiceOutcome.REFUSED)
STANDS = Q(withdrawn_on__isnull=True)
#: Letters that ask the employer for an answer; a refused one asks too, though it did not arrive.
ASKING = SERVED & STANDS & Q(reply_wanted=True, kind__in=(HINT, OPINION))
ASKED = ASKING & ARRIVED


@dataclass(frozen=True)
class Indicator:
    """A rate (numerator within denominator) or, without a numerator, a count; `denominator` may ask for the day."""

    name: str
    label: Promise
    definition: Promise
    denominator: Callable[[dt.date], Q]
    numerator: Callable[[dt.date], Q] | None = None

    @property
    def is_rate(self) -> bool:
        return self.numerator is not None

    def part(self, part: str, day: dt.date) -> Q:
        """The condition of the numerator (within the denominator) or of the denominator."""
        whole = self.denominator(day)
        return whole & self.numerator(day) if part == "numerator" and self.numerator else whole


def _to_be_done(day: dt.date) -> Q:
    return ASKING & Q(to_be_done_on__lte=day)


INDICATORS: dict[str, Indicator] = {
    one.name: one
    for one in (
        Indicator("hints", _("Hint letters issued"), _("Numbered hint letters dated in the period."),
                  lambda _d: Q(kind=HINT)),
        Indicator("opinions", _("Opinion letters issued"), _("Numbered opinion letters dated in the period."),
                  lambda _d: Q(kind=OPINION)),
        Indicator("advices", _("Proposal letters issued"), _("Numbered proposal letters dated in the period."),
                  lambda _d: Q(kind=ADVICE)),
        Indicator(
            "served", _("Service rate"),
            _("Letters that were served (left with witness, or refused, included), divided by all letters numbered and "
              "not withdrawn before service."),
            lambda _d: STANDS | SERVED, lambda _d: SERVED,
        ),
        Indicator(
            "replied", _("Answer rate"),
            _("Hint and opinion letters answered in writing on or before the last day (as extended), divided by all "
              "that arrived, ask for an answer and were not withdrawn, those whose last day is still to come included. "
              "A refused letter did not arrive; an answer given in person is not in writing."),
            lambda _d: ASKED, lambda _d: Q(answered_in_time=True),
        ),
        Indicator(
            "in_time", _("Answer rate within the term"),
            _("The same letters answered in writing on or before the last day, divided by those of them whose last "
              "day has passed or that were answered, late or in person too."),
            lambda d: ASKED & (Q(reply_due_on__lt=d) | Q(replied_on__isnull=False)),
            lambda _d: Q(answered_in_time=True),
        ),
        Indicator(
            "rectified", _("Rectification rate, by letter"),
            _("Letters whose last verification found every finding done, divided by the hint and opinion letters "
              "served, not withdrawn, that ask for an answer and whose last day for rectification (the latest of the "
              "findings, else that of the answer) has come. A refused letter counts as served."),
            _to_be_done, lambda _d: Q(result=Verdict.DONE),
        ),
        Indicator(
            "escalated", _("Escalation rate"),
            _("Hint letters after which an opinion or a proposal was issued in the same matter, divided by all hint "
              "letters issued."),
            lambda _d: Q(kind=HINT), lambda _d: Q(went_on=True),
        ),
        Indicator(
            "filed", _("Proposals taken up"),
            _("Proposal letters that the authority took up, divided by the proposal letters served."),
            lambda _d: Q(kind=ADVICE) & SERVED, lambda _d: Q(filed_on__isnull=False),
        ),
        Indicator(
            "fed_back", _("Proposals answered"),
            _("Proposal letters whose result the authority reported, or said in writing why it did not take them up, "
              "divided by the proposal letters served."),
            lambda _d: Q(kind=ADVICE) & SERVED,
            lambda _d: Q(reported_on__isnull=False) | ~Q(filed_reason=""),
        ),
    )
}  # fmt: skip


class Row(NamedTuple):
    """An indicator in numbers; `value` is None where there is nothing to divide by."""

    name: str
    numerator: int | None
    denominator: int

    @property
    def value(self) -> Decimal | None:
        if self.numerator is None:
            return Decimal(self.denominator)
        return (Decimal(self.numerator) / self.denominator).quantize(Decimal("0.0001")) if self.denominator else None


def _counts(day: dt.date) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in INDICATORS.values():
        found[f"{one.name}_d"] = Count("pk", filter=one.part("denominator", day))
        if one.is_rate:
            found[f"{one.name}_n"] = Count("pk", filter=one.part("numerator", day))
    return found


def _rows(found: dict[str, Any]) -> dict[str, Row]:
    return {name: Row(name, found.get(f"{name}_n"), found[f"{name}_d"]) for name in INDICATORS}


def indicators(rows: QuerySet[Letter], ask: Ask) -> dict[str, Row]:
    """Every indicator over the letters asked for, in one query."""
    return _rows(narrowed(rows, ask).aggregate(**_counts(ask.as_of)))


def members(rows: QuerySet[Letter], ask: Ask, name: str, part: str) -> QuerySet[Letter]:
    """Exactly the letters that a number counts. KeyError: no such indicator."""
    return narrowed(rows, ask).filter(INDICATORS[name].part(part, ask.as_of))


def by_dimension(rows: QuerySet[Letter], ask: Ask, by: str) -> list[tuple[str, str, dict[str, Row]]]:
    """The indicators of each group of a dimension: key, name, rows. A matter of several groups counts in each."""
    base = narrowed(rows, ask)
    if by == "group":
        every = {name: base.filter(**{f"matter__{name}__gt": 0}) for name in GROUPS}
        sums = {name: rows.aggregate(n=Count("pk"), **_counts(ask.as_of)) for name, rows in every.items()}
        return [(name, str(GROUPS[name]), _rows(sum_)) for name, sum_ in sums.items() if sum_["n"]]
    key: Any = {
        "month": TruncMonth("issued_on"),
        "region": F(f"matter__{_below(ask.region)}"),
        "level": F("matter__body__region__level"),
        "industry": F("matter__employer__industry"),
        "topic": F("matter__topic"),
    }[by]
    found: list[Any] = list(base.order_by().annotate(k=key).values("k").annotate(**_counts(ask.as_of)).order_by("k"))
    names = _names(by, [row["k"] for row in found])
    return [(_key(row["k"]), names(row["k"]), _rows(row)) for row in found]


def _below(region: str) -> str:
    return "county_code" if region and not region.endswith("0000") else "prefecture_code"


def _key(value: Any) -> str:
    return f"{value:%Y-%m}" if isinstance(value, dt.date) else str(value or "")


def _names(by: str, keys: list[Any]) -> Callable[[Any], str]:
    unknown = now("not stated")
    if by == "region":
        regions = dict(Region.objects.filter(pk__in=[key for key in keys if key]).values_list("pk", "name"))
        return lambda key: regions.get(key) or now("at the level above")
    if by == "level":
        return lambda key: str(Level(key).label)
    if by == "topic":
        return lambda key: topics.label(key) if key else unknown
    return lambda key: _key(key) or unknown


# ── Figures of matters and findings ─────────────────────────────────────────────────────────────────────────────────

#: Sums of what was achieved: column → its name.
SUMS: dict[str, Promise] = {
    "wages_paid": _("Wages paid (yuan)"),
    "insurance_paid": _("Social insurance made up (yuan)"),
    "compensation_paid": _("Compensation and damages (yuan)"),
    "other_recovered": _("Other sums recovered (yuan)"),
}
COUNTS: dict[str, Promise] = {
    "contracts_signed": _("Written contracts made up (copies)"),
    "insured": _("Social insurance made up (persons)"),
}
ACHIEVED = _("As recorded on the matters whose achievement was recorded in the period; each matter counts once.")
DAYS = _(
    "Days from receipt of the lead to the end of the matter, on average over the matters that ended in the period."
)
EMPLOYERS = _("Employers to which at least one letter dated in the period was addressed or about which it was written.")
FINDINGS = _(
    "Findings verified as done, divided by all standing findings whose day for rectification (their own, else that of "
    "the answer) has come, of matters with a hint or opinion letter that is dated in the period, was served and asks "
    "for an answer."
)


@dataclass(frozen=True)
class Achieved:
    """What was achieved in the period, and how long matters took."""

    sums: dict[str, Decimal]
    counts: dict[str, int]
    matters: int  # with an achievement recorded
    ended: int
    days: Decimal | None

    @property
    def recovered(self) -> Decimal:
        return sum(self.sums.values(), Decimal(0))


def _dated(rows: QuerySet[Matter], ask: Ask, column: str) -> QuerySet[Matter]:
    rows = rows.filter(_where(ask, ""), **{f"{column}__isnull": False})
    if ask.since:
        rows = rows.filter(**{f"{column}__gte": ask.since})
    return rows.filter(**{f"{column}__lte": ask.until}) if ask.until else rows


def with_achievement(rows: QuerySet[Matter], ask: Ask) -> QuerySet[Matter]:
    """The matters behind the sums."""
    return _dated(rows, ask, "outcome_recorded_on")


def ended(rows: QuerySet[Matter], ask: Ask) -> QuerySet[Matter]:
    """The matters behind the average of days."""
    return _dated(rows, ask, "ended_on")


def achieved(rows: QuerySet[Matter], ask: Ask) -> Achieved:
    """Two queries."""
    found = with_achievement(rows, ask).aggregate(n=Count("pk"), **{name: Sum(name) for name in (*SUMS, *COUNTS)})
    length = ExpressionWrapper(F("ended_on") - F("received_on"), output_field=DurationField())
    over = ended(rows, ask).aggregate(n=Count("pk"), average=Avg(length))
    days = over["average"]
    return Achieved(
        {name: found[name] or Decimal(0) for name in SUMS},
        {name: found[name] or 0 for name in COUNTS},
        found["n"],
        over["n"],
        None if days is None else (Decimal(days.total_seconds()) / 86400).quantize(Decimal("0.1")),
    )


def findings(rows: QuerySet[Letter], ask: Ask) -> Row:
    """The rectification rate finding by finding."""
    about = narrowed(rows, ask).filter(ASKING).order_by().values("matter")
    standing = Finding.objects.filter(matter__in=about, dropped_on__isnull=True)
    answer = Letter.objects.filter(ASKING, matter=OuterRef("matter")).order_by("-pk").values("reply_due_on")[:1]
    due = standing.annotate(last=Coalesce("due_on", Subquery(answer))).filter(last__lte=ask.as_of)
    found = due.aggregate(d=Count("pk"), n=Count("pk", filter=Q(verdict=Verdict.DONE)))
    return Row("findings", found["n"], found["d"])


def employers(rows: QuerySet[Letter], ask: Ask) -> int:
    """How many employers letters were written to or about."""
    return narrowed(rows, ask).aggregate(n=Count("matter__employer", distinct=True))["n"] or 0


# ── The ledger ──────────────────────────────────────────────────────────────────────────────────────────────────────


class Column(NamedTuple):
    """A column: its group, its heading, how it is drawn ("text", "day", "money", "num"), what stands in it."""

    group: Promise
    label: Promise
    drawn: str
    value: Callable[[Letter], Any]


def _yes(value: bool | None) -> str:
    return "" if value is None else now("yes") if value else now("no")


def _next(letter: Letter) -> str:
    """The letter that followed: its number."""
    rows = [row for row in letter.matter.letters.all() if row.pk > letter.pk and row.number and row.kind in KINDS]
    return rows[0].number if rows else ""


def _once(name: str) -> Callable[[Letter], Any]:
    """What belongs to the matter stands in the row of its last letter, so that a column can be added up."""
    return lambda row: getattr(row.matter, name) if row.is_last and row.matter.outcome_recorded_on else None  # type: ignore[attr-defined]


def _of_employer(name: str) -> Callable[[Letter], Any]:
    return lambda row: getattr(row.matter.employer, name) if row.matter.employer else ""


def _number(letter: Letter) -> str:
    return letter.number


def _employer_name(letter: Letter) -> str:
    return letter.matter.employer.name if letter.matter.employer else now("all employers")


def _received_by(letter: Letter) -> str:
    return letter.received_by


def _articles(letter: Letter) -> str:
    found: list[str] = []
    for row in letter.matter.findings.all():
        if row.dropped_on is None:
            found += [cite(key).citation for key in row.articles] + ([row.article_words] if row.article_words else [])
    return "；".join(dict.fromkeys(found))


def _special(letter: Letter) -> str:
    matter = letter.matter
    rest = [name for name in GROUPS if name not in ("migrant_workers", "women", "new_form")]
    return "、".join(f"{GROUPS[name]}{number}" for name in rest if (number := getattr(matter, name)))


def _conduct(letter: Letter) -> str:
    """How the rectification of a letter stands."""
    if letter.withdrawn_on:
        return str(STATUSES["withdrawn"])
    if letter.result:
        return str(Verdict(letter.result).label)
    return now("not verified yet") if letter.outcome and letter.kind != ADVICE else ""


def _done_on(letter: Letter) -> dt.date | None:
    """The day on which the employer finished, as it said and as was verified; that of the verification where it said
    none."""
    return letter.finished_on or letter.verified_on if letter.result == Verdict.DONE else None  # type: ignore[attr-defined]


def _late(letter: Letter) -> str:
    if letter.reply_due_on is None:
        return ""
    if letter.replied_on is not None:
        return _yes(letter.replied_on > letter.reply_due_on)
    day: dt.date = letter.as_of  # type: ignore[attr-defined]
    return now("yes") if day > letter.reply_due_on else now("not yet due")


def _verdict(letter: Letter) -> str:
    return f"{letter.verified_on:%Y-%m-%d} {Verdict(letter.result).label}" if letter.verified_on else ""


def _authority(letter: Letter) -> str:
    return letter.authority.name if letter.authority else ""


def _result(letter: Letter) -> str:
    said = (_word(AuthorityResult, letter.reported_result), letter.reported_document, letter.filed_reason)
    return " ".join(part for part in said if part)


def _word(choices: Any, value: str) -> str:
    """The word of a value, as the form that offers it has it."""
    return str(choices(value).label) if value in choices.values else value


def _sent(letter: Letter) -> str:
    matter = letter.matter
    said = [matter.procuratorate.name] if matter.procuratorate else []
    return "、".join(said)


_THE_LETTER, _THE_LEAD = _("Letter"), _("Lead")
_THE_EMPLOYER, _THE_SUBJECT, _THE_OFFICE = _("Employer"), _("Subject"), _("Handled by")
_THE_SERVICE, _THE_ANSWER, _THE_RESULT = _("Service"), _("Answer and rectification"), _("Achieved")
_THE_AUTHORITY, _THE_END = _("Authority and others"), _("End")

COLUMNS: tuple[Column, ...] = (
    Column(_THE_LETTER, _("Letter number"), "text", _number),
    Column(_THE_LETTER, _("Kind of letter"), "text", lambda row: row.get_kind_display()),
    Column(_THE_LETTER, _("Issued by"), "text", lambda row: row.matter.body.name),
    Column(_THE_LETTER, _("Level"), "text", lambda row: row.matter.body.region.get_level_display()),
    Column(_THE_LETTER, _("Region"), "text", lambda row: row.matter.body.region.name),
    Column(_THE_LETTER, _("Issued jointly with"), "text",
           lambda row: "、".join(one.body.name for one in row.cosigners.all())),
    Column(_THE_LEAD, _("Number of the lead"), "text", lambda row: row.matter.number),
    Column(_THE_LEAD, _("Source of the lead"), "text", lambda row: row.matter.get_source_display()),
    Column(_THE_EMPLOYER, _("Employer"), "text", _employer_name),
    Column(_THE_EMPLOYER, _("Credit code"), "text", _of_employer("credit_code")),
    Column(_THE_EMPLOYER, _("Industry"), "text", _of_employer("industry")),
    Column(_THE_EMPLOYER, _("Kind of ownership"), "text",
           lambda row: row.matter.employer.get_ownership_display() if row.matter.employer else ""),
    Column(_THE_EMPLOYER, _("Size (employees)"), "num", _of_employer("headcount")),
    Column(_THE_EMPLOYER, _("Union set up"), "text",
           lambda row: _yes(row.matter.employer.has_union) if row.matter.employer else ""),
    Column(_THE_SUBJECT, _("Group of subjects"), "text", lambda row: topics.label(row.matter.topic.split(".")[0])),
    Column(_THE_SUBJECT, _("Subject in detail"), "text", lambda row: topics.label(row.matter.topic)),
    Column(_THE_SUBJECT, _("Articles relied on"), "text", _articles),
    Column(_THE_SUBJECT, _("Workers concerned"), "num", lambda row: row.matter.people),
    Column(_THE_SUBJECT, _("of them migrant workers"), "num", lambda row: row.matter.migrant_workers),
    Column(_THE_SUBJECT, _("of them women"), "num", lambda row: row.matter.women),
    Column(_THE_SUBJECT, _("of them in new forms of work"), "num", lambda row: row.matter.new_form),
    Column(_THE_SUBJECT, _("of them other protected groups"), "text", _special),
    Column(_THE_SUBJECT, _("Sum concerned (yuan)"), "money", lambda row: row.matter.amount),
    Column(_THE_OFFICE, _("Drafted by"), "text", lambda row: row.drafted_by),
    Column(_THE_OFFICE, _("Legal review by"), "text", lambda row: row.reviewed_by),
    Column(_THE_OFFICE, _("Approved by"), "text", lambda row: row.approved_by),
    Column(_THE_OFFICE, _("Dated"), "day", lambda row: row.issued_on),
    Column(_THE_OFFICE, _("Sealed on"), "day", lambda row: row.sealed_on),
    Column(_THE_SERVICE, _("Way of service"), "text", lambda row: _word(Way, row.method)),
    Column(_THE_SERVICE, _("Served on"), "day", lambda row: row.served_on),
    Column(_THE_SERVICE, _("Received by"), "text", _received_by),
    Column(_THE_SERVICE, _("Refused at service"), "text",
           lambda row: _yes(row.outcome == ServiceOutcome.REFUSED) if row.outcome else ""),
    Column(_THE_ANSWER, _("Answer due"), "day", lambda row: row.reply_due_on),
    Column(_THE_ANSWER, _("Answered on"), "day", lambda row: row.replied_on),
    Column(_THE_ANSWER, _("Answered late"), "text", _late),
    Column(_THE_ANSWER, _("Rectification"), "text", _conduct),
    Column(_THE_ANSWER, _("Rectified on"), "day", _done_on),
    Column(_THE_RESULT, _("Contracts made up (copies)"), "num", _once("contracts_signed")),
    Column(_THE_RESULT, _("Wages paid (yuan)"), "money", _once("wages_paid")),
    Column(_THE_RESULT, _("Social insurance made up (yuan)"), "money", _once("insurance_paid")),
    Column(_THE_RESULT, _("Social insurance made up (persons)"), "num", _once("insured")),
    Column(_THE_RESULT, _("Compensation and damages (yuan)"), "money", _once("compensation_paid")),
    Column(_THE_RESULT, _("Other sums recovered (yuan)"), "money", _once("other_recovered")),
    Column(_THE_RESULT, _("Verified on, result"), "text", _verdict),
    Column(_THE_AUTHORITY, _("Next letter"), "text", _next),
    Column(_THE_AUTHORITY, _("Authority addressed"), "text", _authority),
    Column(_THE_AUTHORITY, _("Filed by the authority on"), "day", lambda row: row.filed_on),
    Column(_THE_AUTHORITY, _("Result of the authority"), "text", _result),
    Column(_THE_AUTHORITY, _("Result reported on"), "day", lambda row: row.reported_on),
    Column(_THE_AUTHORITY, _("Sent to procuratorate or court"), "text", _sent),
    Column(_THE_AUTHORITY, _("Number of the procuratorial or judicial advice"), "text",
           lambda row: row.matter.procuratorate_number),
    Column(_THE_END, _("Typical case"), "text", lambda row: _yes(row.matter.is_typical or None)),
    Column(_THE_END, _("Closed on"), "day", lambda row: row.matter.closed_at),
    Column(_THE_END, _("Archive number"), "text",
           lambda row: row.matter.number if row.matter.state == State.ARCHIVED else ""),
    Column(_THE_END, _("Note"), "text",
           lambda row: str(Conduct(row.conduct).label) if row.conduct else ""),
)  # fmt: skip

NUMBER_AT, EMPLOYER_AT, RECEIVED_BY_AT = (
    next(at for at, one in enumerate(COLUMNS) if one.value is value)
    for value in (_number, _employer_name, _received_by)
)


def column_groups() -> list[tuple[str, int]]:
    """The groups of columns with how many each spans."""
    found: list[tuple[str, int]] = []
    for one in COLUMNS:
        if found and found[-1][0] == str(one.group):
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((str(one.group), 1))
    return found


def loaded(rows: QuerySet[Letter]) -> QuerySet[Letter]:
    """With everything that the columns ask; the reporter's sealed columns and the texts of the lead are not read."""
    finished = ReplyItem.objects.filter(
        finding__matter=OuterRef("matter"), finding__verdict=Verdict.DONE, finding__dropped_on__isnull=True,
        done_on__lte=OuterRef("verified_on"),
    ).order_by("-done_on").values("done_on")  # fmt: skip
    return rows.annotate(finished_on=Subquery(finished[:1])).select_related(
        "authority", "matter__body__region", "matter__employer", "matter__procuratorate"
    ).defer(
        "matter__reporter", "matter__reporter_contact", "matter__summary", "matter__demand", "matter__conclusion",
        "opening", "closing", "review", "reported_note",
    ).prefetch_related(
        "cosigners__body",
        Prefetch(
            "matter__findings", Finding.objects.only("matter", "articles", "article_words", "dropped_on", "position")
        ),
        Prefetch("matter__letters", Letter.objects.only("matter", "number", "kind").order_by("pk")),
    )  # fmt: skip


def cells(rows: Iterable[Letter], as_of: dt.date) -> list[tuple[Letter, list[Any]]]:
    """Each letter with its values in the order of the columns."""
    found = []
    for row in rows:
        row.as_of = as_of  # type: ignore[attr-defined]
        values = [column.value(row) for column in COLUMNS]
        found.append((row, [value.date() if isinstance(value, dt.datetime) else value for value in values]))
    return found
