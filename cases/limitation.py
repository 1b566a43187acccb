"""Limitation on a file, claim by claim: what it starts from, what moved it, when it ends (law.md §2.3).

The law counts (`statutes.limitation`); here its facts are read from the file: when the party knew and whether the
employment has ended from the rows, what interrupted or stopped it from the log, where steps note it by themselves
(`Event.limitation`) and people by hand (`record_limitation_event`). What is not on file is said to be unknown.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases import causes
from cases.models import Case, Claim, ClaimResult, RelationType
from dossiers.models import Event
from lawbook import tables
from statutes.keys import Param
from statutes.limitation import CLAIM_TYPES, WARN_AT, Limitation
from statutes.limitation import Event as Happened
from statutes.limitation import limitation as counted

DATA = Path(__file__).parent / "data" / "claim_types.toml"
BY_HAND = "record_limitation_event"

#: Work that is no employment: not for labour arbitration, so that its limitation does not apply (CC art. 188).
CIVIL = frozenset({RelationType.SERVICE, RelationType.SELF_EMPLOYED, RelationType.NEW_FORM})

KNOWN_MISSING = _("It is not on file when the party knew or should have known.")
EMPLOYMENT_MISSING = _(
    "It is not on file whether the employment has ended: as long as it lasts, unpaid wages know no limitation."
)
NOT_LABOUR = _("No labour dispute: the limitation of civil law applies and is not counted here (民法典 第188条).")
OTHER_RULES = _("For civil servants on contract other rules apply (劳动人事争议仲裁办案规则 第26条).")


# ── The facts of a claim ────────────────────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=1)
def _rows() -> tuple[Mapping[str, Any], ...]:
    return tuple(tomllib.loads(DATA.read_text(encoding="utf-8"))["rows"])


def kind_of(claim: Claim) -> str:
    """What a claim is for limitation: as somebody stated it, else by cause and demand; empty for no labour claim."""
    if claim.limitation_kind:
        return claim.limitation_kind
    codes = _with_parents(claim.cause_version, claim.cause_code)
    if not codes:
        return ""
    for row in _rows():
        if codes & set(row.get("causes", ())) or re.search("|".join(row.get("words", ("(?!)",))), claim.what):
            return str(row["type"])
    return ""


def _with_parents(version: str, code: str) -> set[str]:
    """A cause and those it stands under; none where it is no labour dispute in itself."""
    found: set[str] = set()
    while code:
        try:
            row = causes.cause(version, code)
        except KeyError:
            break
        if row.related:
            return set()
        found.add(code)
        code = row.parent
    return found


class Noted(NamedTuple):
    """An entry of the log that bears on limitation."""

    seq: int
    step: str
    limitation: str
    on: dt.date
    facts: Mapping[str, Any]

    @classmethod
    def of(cls, event: Event) -> Noted:
        return cls(event.seq, event.step, event.limitation, event.acted_on, event.facts)

    @property
    def kind(self) -> str:
        return str(self.facts.get("kind", "")) if self.step == BY_HAND else self.limitation

    @property
    def day(self) -> dt.date:
        """The day it happened: what is recorded by hand often lies before the file."""
        return dt.date.fromisoformat(self.facts["on"]) if self.step == BY_HAND and self.facts.get("on") else self.on

    def touches(self, claim: Claim) -> bool:
        """Whether it is about a claim: one that is named, those of the application, those that were settled, or all."""
        if self.step == BY_HAND:
            return claim.pk in set(self.facts["claims"])
        if self.facts.get("claim"):
            return bool(claim.pk == self.facts["claim"])
        if self.step == "register_case":
            return claim.position < int(self.facts.get("claims", 0))
        if self.step in {"conclude_agreement", "record_breach"}:
            return claim.result == ClaimResult.SETTLED
        return True


def noted(case: Case) -> list[Noted]:
    """What the log has that bears on limitation, in its order, without entries struck out; loaded with the row."""
    if "limitation_log" not in case.__dict__:
        raise LookupError("a case whose limitation is asked for is loaded by load_case")
    rows = sorted(case.limitation_log or [])
    return unstruck(Noted(seq, step, what, dt.date.fromisoformat(on), facts) for seq, step, what, on, facts in rows)


def unstruck(entries: Iterable[Noted]) -> list[Noted]:
    """Entries that still count: one by hand may take the place of an earlier one."""
    rows = list(entries)
    struck = {row.facts.get("replaces") for row in rows if row.step == BY_HAND}
    return [row for row in rows if row.seq not in struck and row.kind]


# ── Where the claims stand ──────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Standing:
    """Claims that stand alike: what they are, what was counted, and, where nothing could be, why not.

    `rule` is the region's rule on when such a claim starts, None where none is maintained though it is needed.
    """

    claims: tuple[Claim, ...]
    kind: str
    found: Limitation | None
    unknown: tuple[Promise, ...]
    entries: tuple[Noted, ...]
    rule: str | None = ""


def standings(case: Case, day: dt.date, entries: Sequence[Noted] | None = None) -> list[Standing]:
    """Every claim of a case on a day; those with the same facts together. BadFact: a suspension ends that never began.

    `entries` are those of the log (`noted`) unless given: inside the door the act itself is not in the log yet.
    """
    rows = noted(case) if entries is None else entries
    alike: dict[tuple[Any, ...], list[Claim]] = {}
    for claim in case.claim_rows:
        about = tuple(row for row in rows if row.touches(claim))
        key = (kind_of(claim), claim.known_on, claim.known_note, tuple(row.seq for row in about))
        alike.setdefault(key, []).append(claim)
    by_seq = {row.seq: row for row in rows}
    return [
        _standing(case, day, kind, claims, [by_seq[seq] for seq in seqs])
        for (kind, _known, _note, seqs), claims in alike.items()
    ]


def _standing(case: Case, day: dt.date, kind: str, claims: list[Claim], entries: list[Noted]) -> Standing:
    shown, first = tuple(claims), claims[0]
    if not kind or case.relation_type in CIVIL:
        return Standing(shown, kind, None, (NOT_LABOUR,), tuple(entries))
    claim_type = CLAIM_TYPES[kind]
    unknown: list[Promise] = []
    if case.relation_type == RelationType.PERSONNEL:
        unknown.append(OTHER_RULES)
    if claim_type.remuneration and case.leave_on is None and not case.employment_lasts:
        unknown.append(EMPLOYMENT_MISSING)
    elif not claim_type.remuneration and first.known_on is None:
        unknown.append(KNOWN_MISSING)
    rule = _start_rule(case, kind, day) if claim_type.regional_start else ""
    found = None
    if EMPLOYMENT_MISSING not in unknown and KNOWN_MISSING not in unknown:
        happened = [Happened(row.day, row.kind, str(row.seq)) for row in entries]
        found = counted(
            kind, known_on=first.known_on, as_of=day, employment_end=case.leave_on, events=happened,
            calendar=tables.calendar(),
        )  # fmt: skip
    return Standing(shown, kind, found, tuple(unknown), tuple(entries), rule)


def rule_key(kind: str) -> Param:
    """The regional figure that says when a kind of claim starts."""
    return Param.DOUBLE_PAY_LIMITATION_RULE if kind == "double_wage" else Param.LIMITATION_START_RULE


def _start_rule(case: Case, kind: str, day: dt.date) -> str | None:
    """The region's rule in words, None where it is not maintained."""
    region = case.county_code or case.prefecture_code or case.province_code
    value = tables.parameters().find(str(rule_key(kind)), day, region)
    return str(value.value) if value else None


# ── What the row of the case keeps ──────────────────────────────────────────────────────────────────────────────────


def open_claims(case: Case, entries: Iterable[Noted]) -> set[int]:
    """The claims whose limitation still matters: not given up, nor settled by an agreement that nobody has broken."""
    broken = [row for row in entries if row.kind == "agreement_not_performed"]
    return {
        claim.pk
        for claim in case.claim_rows
        if claim.result != ClaimResult.DROPPED
        and not (
            claim.result == ClaimResult.SETTLED
            and case.agreement_effective
            and not any(row.touches(claim) for row in broken)
        )
    }


def nearest(case: Case, day: dt.date, entries: Sequence[Noted] | None = None) -> tuple[dt.date, list[Standing]] | None:
    """The first day on which the limitation of an open claim ends, and the claims it ends for."""
    rows = noted(case) if entries is None else entries
    still = open_claims(case, rows)
    ends: dict[dt.date, list[Standing]] = {}
    for one in standings(case, day, rows):
        if one.found and one.found.ends_on and any(claim.pk in still for claim in one.claims):
            ends.setdefault(one.found.ends_on, []).append(one)
    return min(ends.items()) if ends else None


def refresh(case: Case, day: dt.date, entries: Sequence[Noted] | None = None) -> None:
    """Copy the nearest end onto the case for the desk; not saved. A day that moved is warned of anew."""
    # Wages begin to run when the employment ends: counted from there even while that day lies ahead.
    found = nearest(case, max(day, case.leave_on or day), entries)
    ends_on = found[0] if found else None
    if ends_on != case.limitation_on:
        case.limitation_on, case.limitation_warned = ends_on, None


def ground(standing: Standing) -> str:
    """What a date rests on, in Chinese for papers: the last entry of the trail that set it, with its article."""
    if standing.found is None:
        return ""
    moved = [row for row in standing.found.trail[:-1] if row.what.code not in NO_EFFECT]
    last = moved[-1]
    return f"{last.on.year}年{last.on.month}月{last.on.day}日{last.what.zh}，{last.article}"


#: Entries of a trail that moved nothing.
NO_EFFECT = frozenset({"not_running", "before_start", "too_late"})


def note(case: Case, day: dt.date, entries: Sequence[Noted]) -> str:
    """For a notice: when the limitation of what is not settled ends, with the ground, in Chinese; empty if unknown."""
    found = nearest(case, day, entries)
    if found is None:
        return ""
    ends_on, rows = found
    names = "、".join(dict.fromkeys(f"“{claim.what}”" for one in rows for claim in one.claims))
    said = f"{names}的仲裁时效期间最后一日为{ends_on.year}年{ends_on.month}月{ends_on.day}日（{ground(rows[0])}）"
    if rows[0].found and rows[0].found.missing:
        said += "；该年节假日安排尚未公布，最后一日为休息日的顺延"
    return f"按本案已有材料，{said}"


def level(ends_on: dt.date, day: dt.date) -> int | None:
    """The warning reached on a day: the smallest number of days of `WARN_AT` not below what is left, None before."""
    return min((days for days in WARN_AT if (ends_on - day).days <= days), default=None)


def to_warn(day: dt.date) -> list[int]:
    """Files whose limitation came within a warning that is not noted yet; one query over the index."""
    wanted = Q()
    for days in WARN_AT:
        reached = Q(limitation_on__lte=day + dt.timedelta(days=days))
        wanted |= reached & (Q(limitation_warned=None) | Q(limitation_warned__gt=days))
    rows = Case.objects.filter(wanted, limitation_on__gte=day, closed_at__isnull=True)
    return list(rows.order_by("limitation_on", "pk").values_list("pk", flat=True))
