"""What the law gives on each claim of a case, from facts that are entered once per worker.

A fact is agreed, or each side has its version of it and, once the evidence is weighed, one of them is found. A claim is
worked out by a calculator of `statutes.entitlements` in every combination of the versions: low · by law · high. What is
not known is named and the claim refuses; nothing is guessed. The results are plain data, so that a sheet that was kept
shows the figures of its day (`cases.models.SumSheet`). Offers and confidential notes are never read here.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

from cases import causes
from cases.models import Case, Claim, ContractStatus, Party, SumSheet
from lawbook.tables import calendar, parameters
from statutes.calendars import Calendar
from statutes.entitlements import CALCULATORS, Entitlement, FactField, calculate, weigh
from statutes.entitlements.ledger import money
from statutes.entitlements.ranges import MOST_COMBINATIONS
from statutes.facts import BadFact
from statutes.figures import figure
from statutes.parameters import ParameterMissing, ParameterTables
from statutes.rules import Sentence

DATA = Path(__file__).parent / "data" / "sums.toml"

#: Chosen for a claim that is not to be worked out.
NO_CALCULATOR = "none"

#: Facts that only a case knows; all others are a calculator's own. Rows are entered as tables.
OWN = {
    "wages": FactField("wages", "rows"),
    "leave": FactField("leave", "rows"),
    "never_signed": FactField("never_signed", "flag"),
    "open_ended": FactField("open_ended", "flag"),
    "probation_served": FactField("probation_served", "number"),
    "service_served": FactField("service_served", "number"),
    "non_compete_months": FactField("non_compete_months", "number"),
}

Version = dict[str, Any]  # "agreed", or "worker" and "employer" with "found"; "evidence", "question"
Said = dict[str, Version]  # a worker's facts by key


@lru_cache(maxsize=1)
def data() -> dict[str, Any]:
    """The table, checked against the calculators. KeyError: it names one that does not exist."""
    read = tomllib.loads(DATA.read_text(encoding="utf-8"))
    named = {*read["words"].values(), *(name for row in read["causes"].values() for name in row), *read["facts"]}
    for name in sorted(named | set(read["needs"])):
        CALCULATORS[name]
    return read


@lru_cache(maxsize=1)
def fields() -> dict[str, FactField]:
    """Every fact a case may hold, in the order of the page."""
    known = {fact.key: fact for one in CALCULATORS.values() for fact in one.facts} | OWN
    return {key: known[key] for group in data()["groups"].values() for key in group} | {
        key: OWN[key] for key in ("wages", "leave")
    }


@lru_cache(maxsize=64)
def reads(name: str) -> frozenset[str]:
    """The facts of a case that bear on a calculator: those it asks for and those they are worked out from."""
    chosen = CALCULATORS[name]
    asked = {_of_case(name, fact.key) for fact in chosen.facts}
    asked |= {part for need in data()["needs"].get(name, ()) for part in need.split(":")}
    return frozenset(asked | {key for one in asked for key in data()["from"].get(one, ())})


def _of_case(name: str, key: str) -> str:
    return str(data()["facts"].get(name, {}).get(key, key))


@lru_cache(maxsize=1)
def may_be_none() -> frozenset[str]:
    """Facts that one side may say never were: a day of signing where it is disputed whether anything was signed."""
    return frozenset(need.split(":")[0] for row in data()["needs"].values() for need in row if ":" in need)


# ── Which calculator ────────────────────────────────────────────────────────────────────────────────────────────────


def suggested(claim: Claim) -> list[str]:
    """Calculators for a claim, the likeliest first: by the words of the demand, then by its cause."""
    if not claim.is_money:
        return []
    found = [name for word, name in data()["words"].items() if word in claim.what][:1]
    newest = causes.versions()[0]
    code: str = claim.cause_code
    if claim.cause_version != newest:
        code = next((row.code for row in causes.all_causes(newest) if row.old == code), code)
    while code and code not in data()["causes"]:
        try:
            code = causes.cause(newest, code).parent
        except KeyError:
            break
    return list(dict.fromkeys([*found, *data()["causes"].get(code, ())]))


def chosen(claim: Claim, calculators: Mapping[str, str]) -> str:
    """The calculator of a claim: the one chosen for it, else the likeliest; empty for none."""
    name = calculators.get(str(claim.pk)) or next(iter(suggested(claim)), "")
    return "" if name == NO_CALCULATOR else name


def workers_of(case: Case, claim: Claim) -> list[Party]:
    """Whose facts a claim rests on: its claimant, or every worker where it is for all or against them."""
    return [row for row in case.workers if row.pk == claim.party_id] or case.workers


# ── What a sheet rests on ────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Basis:
    """Facts by worker, the calculator chosen for a claim, and regional figures given by hand with their source."""

    facts: dict[str, Said] = field(default_factory=dict)
    calculators: dict[str, str] = field(default_factory=dict)
    figures: dict[str, dict[str, Any]] = field(default_factory=dict)

    def of(self, party: Party, facts: Said, calculators: dict[str, str], figures: dict[str, Any]) -> Basis:
        """The same with one worker's facts, and further choices."""
        return replace(
            self,
            facts={**self.facts, str(party.pk): facts},
            calculators={**self.calculators, **calculators},
            figures=figures,
        )


def latest(case: Case) -> SumSheet | None:
    """The sheet kept last."""
    return SumSheet.objects.filter(case=case).order_by("-no").first()


def basis(case: Case, sheet: SumSheet | None) -> Basis:
    """What was recorded last; for workers of whom nothing is recorded, what the file says."""
    kept = Basis(sheet.facts, sheet.calculators, sheet.figures) if sheet else Basis()
    known = {str(row.pk): kept.facts.get(str(row.pk)) or on_file(case) for row in case.workers}
    return replace(kept, facts=known)


def on_file(case: Case) -> Said:
    """What the registration says: the place, and the worker's own dates and wage where there is one worker only."""
    said: dict[str, Any] = {"region": case.body.region.code}
    if len(case.workers) == 1:
        said |= {
            "entry_date": case.entry_on and case.entry_on.isoformat(),
            "exit_date": case.leave_on and case.leave_on.isoformat(),
            "monthly_wage": None if case.monthly_wage is None else f"{case.monthly_wage:.2f}",
            "never_signed": True if case.contract_status == ContractStatus.NONE else None,
        }
    return {key: {"agreed": value} for key, value in said.items() if value is not None}


def value_of(version: Version) -> Any:
    """The version that counts: what is agreed, else what the evidence supports, else the worker's."""
    return version["agreed"] if "agreed" in version else version.get(version.get("found") or "worker")


def undecided(version: Version) -> bool:
    return "agreed" not in version and not version.get("found")


# ── Working out ──────────────────────────────────────────────────────────────────────────────────────────────────────


class Unknown(Exception):
    """Facts that are needed and not known: (fact, detail such as a month)."""

    def __init__(self, missing: Iterable[tuple[str, str]]) -> None:
        self.missing = list(dict.fromkeys(missing))
        super().__init__(str(self.missing))


@dataclass
class _Sum:
    """One claim for one worker."""

    name: str
    claim: Claim
    figures: dict[str, Any]
    on: dt.date
    tables: ParameterTables
    calendar: Calendar

    def work(self, world: Mapping[str, Any]) -> Entitlement:
        """The sum in one world of facts. Unknown, BadFact, ParameterMissing: why there is none."""
        parts = [
            calculate(self.name, facts, self.figures, tables=self.tables, calendar=self.calendar)
            for facts in self.asked(world)
        ]
        if len(parts) == 1:
            return parts[0]
        return Entitlement(
            self.name,
            sum((part.amount for part in parts), Decimal(0)),
            tuple(line for part in parts for line in part.lines),
            tuple(dict.fromkeys(used for part in parts for used in part.parameters)),
            tuple({one.code: one for part in parts for one in part.warnings}.values()),
        )

    def asked(self, world: Mapping[str, Any]) -> list[dict[str, Any]]:
        """What the calculator is given; leave is worked out year by year. Unknown names all that is missing."""
        missing = [
            (fact, "")
            for fact, _colon, instead in (need.partition(":") for need in data()["needs"].get(self.name, ()))
            if self.fact(world, fact) is None and not (instead and self.fact(world, instead))
        ]
        facts: dict[str, Any] = {}
        for asked in CALCULATORS[self.name].facts:
            key = _of_case(self.name, asked.key)
            if key in {"wages", "leave"} or asked.key == "year":
                continue
            value = self.fact(world, key)
            if value is not None:
                facts[asked.key] = value
            elif asked.required:
                missing.append((key, ""))
        each = [facts]
        if self.name == "wage_arrears":
            rows, gaps = self.months(world.get("wages") or [])
            missing += gaps
            facts["months"] = rows
        elif self.name == "annual_leave":
            taken = {row["year"]: row["taken"] for row in world.get("leave") or [] if row["taken"] is not None}
            years = list(self.years(facts))
            missing += [("leave", str(year)) for year in years if year not in taken]
            each = [{**facts, "year": year, "taken_days": taken.get(year)} for year in years]
        if missing:
            raise Unknown(missing)
        return each

    def fact(self, world: Mapping[str, Any], key: str) -> Any:
        """A fact as stated, or worked out from others; None when it is not known."""
        stated = world.get(key)
        if stated is not None:
            return stated
        match key:
            case "until":
                return world.get("exit_date") or self.on
            case "leaves_job":
                return True if world.get("exit_date") else None
            case "happened_on":
                return world.get("death_date") or world.get("injury_date")
            case "average_monthly_wage":
                wages = before_leaving(world, self.on)
                return average(wages) if wages else world.get("monthly_wage")
            case "previous_month_wage":
                wages = before_leaving(world, self.on)
                return wages[-1] if wages else world.get("monthly_wage")
        return None

    def months(self, rows: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[tuple[str, str]]]:
        """The months of the claim (all that are entered where it has no period), and those not known."""
        first, last = self.claim.period_from, self.claim.period_to
        wanted = list(months_between(first, last)) if first and last else [row["month"] for row in rows]
        known = {row["month"]: row for row in rows if row["paid"] is not None}
        gaps = [("wages", month) for month in wanted if month not in known]
        return [known[month] for month in wanted if month in known], gaps or ([] if wanted else [("wages", "")])

    def years(self, facts: Mapping[str, Any]) -> Iterator[int]:
        """The years of the claim in which the worker was employed; without a period the last year of work."""
        entry, last = (_day(facts.get(key)) for key in ("entry_date", "exit_date"))
        end = min(self.claim.period_to or last or self.on, last or dt.date.max)
        begin = max(self.claim.period_from or end, entry or dt.date.min)
        yield from range(begin.year, max(begin.year, end.year) + 1)


def _day(value: Any) -> dt.date | None:
    return dt.date.fromisoformat(value) if isinstance(value, str) else value


def months_between(first: dt.date, last: dt.date) -> Iterator[str]:
    """Every month from one day to another, as 2026-03."""
    for index in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield f"{index // 12:04d}-{index % 12 + 1:02d}"


def averaged_months(last: dt.date) -> list[str]:
    """The twelve full months before the end of work; the month of leaving counts when it was worked to its last day
    (劳动合同法 第47条第3款)."""
    end = last + dt.timedelta(days=1)
    after = end.year * 12 + end.month - 1
    first = after - int(figure("wage_average_months").value)
    return [f"{index // 12:04d}-{index % 12 + 1:02d}" for index in range(first, after)]


def before_leaving(world: Mapping[str, Any], on: dt.date) -> list[Decimal]:
    """The wages due in those months, oldest first; fewer where fewer are known (实施条例 第27条)."""
    due = {row["month"]: row["due"] for row in world.get("wages") or [] if row["due"] is not None}
    return [Decimal(due[month]) for month in averaged_months(_day(world.get("exit_date")) or on) if month in due]


def average(wages: list[Decimal]) -> Decimal:
    """The mean in yuan and fen."""
    return money(Fraction(sum(wages)) / len(wages))


def work_out(case: Case, given: Basis, *, on: dt.date, claims: Iterable[Claim] | None = None) -> list[dict[str, Any]]:
    """Every money claim of the case on a day (or some of them): the sums with all that they rest on, as plain data."""
    tables, days = parameters(), calendar()
    rows = case.claim_rows if claims is None else claims
    return [_claim(case, claim, given, on, tables, days) for claim in rows if claim.is_money]


def _claim(
    case: Case, claim: Claim, given: Basis, on: dt.date, tables: ParameterTables, days: Calendar
) -> dict[str, Any]:
    name = chosen(claim, given.calculators)
    row: dict[str, Any] = {
        "claim": claim.pk,
        "what": claim.what,
        "claimed": None if claim.claimed is None else f"{claim.claimed:.2f}",
        "calculator": name,
        "low": None,
        "by_law": None,
        "high": None,
    }
    row |= {key: [] for key in ("lines", "parameters", "warnings", "drivers", "notes", "missing", "figures", "wrong")}
    row["undecided"] = []
    if not name:
        return row
    totals, known = [Decimal(0)] * 3, True
    for worker in workers_of(case, claim):
        one = _Sum(name, claim, _given(name, given), on, tables, days)
        found = _of_worker(one, given.facts.get(str(worker.pk), {}), row, worker)
        known = known and found is not None
        for index, amount in enumerate(found or ()):
            totals[index] += amount
    row["parameters"] = _supplied(row["parameters"], given)
    row["warnings"] = list({one["zh"]: one for one in row["warnings"]}.values())
    if known:
        row["low"], row["by_law"], row["high"] = (f"{amount:.2f}" for amount in totals)
    if row["undecided"]:
        row["by_law"] = None  # which version holds is the mediator's to say, not a default's
    return row


def _given(name: str, given: Basis) -> dict[str, Any]:
    return {key: row["value"] for key, row in given.figures.items() if key in CALCULATORS[name].parameters}


def _of_worker(one: _Sum, said: Said, row: dict[str, Any], worker: Party) -> tuple[Decimal, Decimal, Decimal] | None:
    """Low, by law, high of one worker, written with everything they rest on into the row; None when refused."""
    mine = {key: version for key, version in said.items() if key in reads(one.name)}
    facts = {key: value_of(version) for key, version in mine.items()}
    others = {
        key: [side for side in (version.get("worker"), version.get("employer")) if side != facts[key]]
        for key, version in mine.items()
        if "agreed" not in version
    }
    try:
        found = weigh(one.work, facts, {key: versions for key, versions in others.items() if versions})
    except Unknown as gap:
        row["missing"] += [{"worker": worker.pk, "fact": fact, "detail": detail} for fact, detail in gap.missing]
        return None
    except ParameterMissing as gap:
        day = gap.on.isoformat() if gap.on else ""
        gaps = [{"key": key, "region": gap.region or "", "on": day} for key in gap.missing]
        row["figures"] += [one for one in gaps if one not in row["figures"]]
        return None
    except BadFact as error:
        row["wrong"].append(_both(_in_words(one.name, error)))
        return None
    except ValueError:
        row["notes"].append({"code": "too_many", "most": MOST_COMBINATIONS})
        return None
    law = found.by_law
    row["lines"] += [
        {
            "what": _both(line.what),
            "formula": line.formula,
            "amount": f"{line.amount:f}",
            "unit": line.unit,
            "article": line.article,
            "certainty": str(line.certainty),
            "counts": line.counts,
            "worker": worker.pk,
        }
        for line in law.lines
    ]
    used = [_used(one) for one in law.parameters]
    row["parameters"] += [one for one in used if one not in row["parameters"]]
    row["warnings"] += [_both(warning) for warning in law.warnings]
    row["drivers"] += [
        {
            "worker": worker.pk,
            "fact": driver.fact,
            "low": f"{driver.low:.2f}",
            "high": f"{driver.high:.2f}",
            "versions": {side: mine[driver.fact].get(side) for side in ("worker", "employer")},
            "found": mine[driver.fact].get("found", ""),
        }
        for driver in found.drivers
    ]
    row["undecided"] += [d.fact for d in found.drivers if d.swing and undecided(mine[d.fact])]
    row["notes"] += _derived(one, facts, worker)
    return found.low.amount, law.amount, found.high.amount


def _derived(one: _Sum, facts: Mapping[str, Any], worker: Party) -> list[dict[str, Any]]:
    """Which wage stands for one that was not stated."""
    asked = {_of_case(one.name, fact.key) for fact in CALCULATORS[one.name].facts}
    notes = []
    for key in ("average_monthly_wage", "previous_month_wage"):
        if key in asked and facts.get(key) is None:
            months = len(before_leaving(facts, one.on))
            code = ("from_history" if months else "from_monthly_wage") + f":{key}"
            notes.append({"code": code, "worker": worker.pk, "months": months, "amount": f"{one.fact(facts, key)}"})
    return notes


def _used(used: Any) -> dict[str, Any]:
    return {key: str(getattr(used, key) or "") for key in ("name", "value", "region", "period", "source", "certainty")}


def _supplied(rows: list[dict[str, Any]], given: Basis) -> list[dict[str, Any]]:
    """The figures used; one typed by hand says so and names its own source."""
    return [
        {**row, "supplied": True, "source": given.figures[row["name"]]["source"]}
        if row["source"] == "input" and row["name"] in given.figures
        else {**row, "supplied": False}
        for row in rows
    ]


def _both(sentence: Sentence) -> dict[str, str]:
    return {"zh": sentence.zh, "en": sentence.en}


def _in_words(name: str, error: BadFact) -> Sentence:
    """The sentence about a bad fact with the fact's name for people instead of its key."""
    key = error.field.split(".")[-1].split("[")[0]
    said = error.sentence
    try:
        label = CALCULATORS[name].fact_label(key)
    except KeyError:
        return said
    return Sentence(said.code, said.zh.replace(error.field, label.zh), said.en.replace(error.field, label.en))


def by_law(results: list[dict[str, Any]]) -> dict[int, Decimal | None]:
    """The sum by law of each claim, by its key."""
    return {row["claim"]: None if row["by_law"] is None else Decimal(row["by_law"]) for row in results}


def numbers(results: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """What two sheets are compared by."""
    return [tuple(row[key] for key in ("claim", "claimed", "calculator", "low", "by_law", "high")) for row in results]


def ratio(agreed: Decimal | None, due: Decimal | None) -> Decimal | None:
    """Agreed ÷ by law; None where one of them is not known or nothing is due by law."""
    try:
        return None if agreed is None or not due else agreed / due
    except InvalidOperation:
        return None
