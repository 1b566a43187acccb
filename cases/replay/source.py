"""Reads a file of published cases, shaped like `data/published-cases.json`, and refuses it by field when it is wrong.

Nothing is interpreted here: texts stay as published, unknown stays None. A file is read as a whole before anything is
opened, so that a mistake in the last record leaves nothing behind.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

CHANNELS = (
    "worker_application", "union_inspection", "hotline_12351", "petition", "supervisor_assigned", "union_entrustment",
    "court_commission_pre_filing", "court_entrustment_post_filing", "court_in_litigation", "arbitration_entrustment",
    "arbitration_case", "people_mediation_application", "labour_inspection_complaint", "procuratorate", "legal_aid",
    "police",
)  # fmt: skip
OUTCOMES = (
    "settled", "partial", "in_progress", "refused", "agreement_not_performed", "arbitration_not_accepted",
    "failed_then_arbitration", "partial_then_arbitration", "failed_then_litigation_won", "litigation_won",
    "litigation_pending", "arbitration_award_then_employer_sues", "rectified", "no_reply_escalated",
    "follow_up_pending", "oral_advice", "self_inspection_reported", "no_violation_found",
)  # fmt: skip
ACTORS = (
    "worker", "family", "respondent", "union", "mediator", "people_mediation", "court", "arbitration", "hrss",
    "procuratorate", "justice", "police", "government", "expert", "legal_aid", "women_federation", "media",
)  # fmt: skip
KINDS = ("mediation", "supervision", "mediation+supervision")
LETTERS = ("提示函", "意见书", "建议书")

MOST_PEOPLE = 1_000_000
MOST_YUAN = Decimal(10) ** 12
LONGEST = 2000
_BREAKS_STORAGE = re.compile("[\x00\ud800-\udfff]")


class BadSource(ValueError):
    """The file is not of the expected shape; `field` says where."""

    def __init__(self, field: str, what: str) -> None:
        super().__init__(f"{field}: {what}")
        self.field = field


@dataclass(frozen=True)
class Sum:
    """An amount as published: its figure in yuan, the words it was published in, and whether the figure is exact."""

    value: Decimal | None
    text: str
    exact: bool


@dataclass(frozen=True)
class Opponent:
    """One of those against whom the claim goes; not always an employer."""

    role: str
    type: str
    name: str


@dataclass(frozen=True)
class Happening:
    """An event of the source; `date` is published text, possibly relative, possibly absent."""

    order: int
    date: str
    actor: str
    action: str


@dataclass(frozen=True)
class Instalment:
    """A row of an instalment plan; a row of nothing means that instalments were agreed and not published."""

    due: str
    amount: Decimal | None
    paid: bool


@dataclass(frozen=True)
class Letter:
    """A supervision letter named by the source."""

    type: str
    issued_by: str
    issued_to: str
    count: int | None
    date: str
    deadline_days: int | None
    issues: tuple[str, ...]
    reply: str
    rectification: str


@dataclass(frozen=True)
class Record:
    """One published case."""

    id: str
    kind: str
    title: str
    publisher: str
    url: str
    published: str
    truncated: bool
    province: str
    city: str
    county: str
    code: str
    region_note: str
    channel: str
    channel_note: str
    cause: str
    count: int | None
    count_text: str
    group: str
    names: tuple[str, ...]
    opponents: tuple[Opponent, ...]
    claim: Sum | None
    agreed: Sum | None
    paid: Sum | None
    awarded: Sum | None
    received: str
    accepted: str
    sessions: tuple[str, ...]
    agreement: str
    paid_on: str
    bodies: tuple[str, ...]
    events: tuple[Happening, ...]
    outcome: str
    confirmed: bool
    reviewed: bool
    plan: tuple[Instalment, ...]
    payment_order: str
    legal_aid: bool
    follow_up: str
    letters: tuple[Letter, ...]
    documents: tuple[str, ...]
    found: str
    workers: int | None
    recovered: Sum | None
    notes: str
    digest: str

    @property
    def is_mediation(self) -> bool:
        """Whether the mediation procedure is what the record is about, alone or with supervision."""
        return self.kind != "supervision"


class _Reader:
    """One object of the file and where it stands; asks for a field by name, type and meaning of absence."""

    def __init__(self, value: Any, where: str) -> None:
        if not isinstance(value, dict):
            raise BadSource(where, _("an object is expected"))
        self.value, self.where = value, where

    def at(self, key: str) -> str:
        return f"{self.where}.{key}" if self.where else key

    def must(self, *keys: str) -> None:
        """Fields that may be null but not absent: their absence means another kind of file."""
        for key in keys:
            if key not in self.value:
                raise BadSource(self.at(key), _("is missing"))

    def text(self, key: str, *, needed: bool = False) -> str:
        value = self.value.get(key)
        if value is None:
            if needed:
                raise BadSource(self.at(key), _("is missing"))
            return ""
        return _text(value, self.at(key))

    def one_of(self, key: str, allowed: Sequence[str], *, needed: bool = True) -> str:
        value = self.text(key, needed=needed)
        if (value or needed) and value not in allowed:
            raise BadSource(self.at(key), _("“%(value)s” is not in the list") % {"value": value[:40]})
        return value

    def flag(self, key: str) -> bool:
        value = self.value.get(key)
        if value is not None and not isinstance(value, bool):
            raise BadSource(self.at(key), _("true, false or null is expected"))
        return bool(value)

    def whole(self, key: str, low: int, high: int) -> int | None:
        value = self.value.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise BadSource(
                self.at(key), _("a whole number from %(low)s to %(high)s is expected") % {"low": low, "high": high}
            )
        return value

    def yuan(self, key: str) -> Decimal | None:
        value = self.value.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise BadSource(self.at(key), _("a sum in yuan is expected"))
        amount = Decimal(str(value))
        if not amount.is_finite() or not 0 <= amount < MOST_YUAN:
            raise BadSource(self.at(key), _("a sum in yuan is expected"))
        if amount != amount.quantize(Decimal("0.01")):
            raise BadSource(self.at(key), _("a sum has at most two decimals"))
        return amount.quantize(Decimal("0.01"))

    def part(self, key: str) -> _Reader:
        value = self.value.get(key)
        return _Reader({} if value is None else value, self.at(key))

    def rows(self, key: str) -> list[tuple[Any, str]]:
        value = self.value.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            raise BadSource(self.at(key), _("a list is expected"))
        return [(row, f"{self.at(key)}[{i}]") for i, row in enumerate(value)]

    def texts(self, key: str) -> tuple[str, ...]:
        return tuple(_text(row, where) for row, where in self.rows(key) if row is not None)


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise BadSource(where, _("a text is expected"))
    if len(value) > LONGEST:
        raise BadSource(where, _("a text of at most %(most)s characters is expected") % {"most": LONGEST})
    if _BREAKS_STORAGE.search(value):
        raise BadSource(where, _("contains a character that cannot be stored"))
    return value.strip()


def read_records(data: Any) -> list[Record]:
    """All records of a file shaped like `published-cases.json`. Raises BadSource naming the first wrong field."""
    if not isinstance(data, dict) or not isinstance(data.get("cases"), list):
        raise BadSource("cases", _("a list is expected"))
    rows = _Reader(data, "").rows("cases")
    records: list[Record] = []
    seen: dict[str, str] = {}
    for row, where in rows:
        record = _record(_Reader(row, where))
        if record.id in seen:
            said = _("“%(id)s” already stands at %(where)s") % {"id": record.id, "where": seen[record.id]}
            raise BadSource(f"{where}.id", said)
        seen[record.id] = where
        records.append(record)
    return records


def _record(at: _Reader) -> Record:
    at.must("id", "kind", "region", "channel", "claimant", "respondents", "amounts", "dates", "events", "outcome")
    source, region, claimant = at.part("source"), at.part("region"), at.part("claimant")
    amounts, dates, follow = at.part("amounts"), at.part("dates"), at.part("follow_up")
    supervised = at.part("supervision")
    code = region.text("gbt2260")
    if code and not re.fullmatch(r"[0-9]{6}", code):
        raise BadSource(region.at("gbt2260"), _("six digits or null are expected"))
    identity = at.text("id", needed=True)
    if not re.fullmatch(r"[\w.-]{1,32}", identity):
        raise BadSource(at.at("id"), _("a short name of letters and digits is expected"))
    return Record(
        id=identity,
        kind=at.one_of("kind", KINDS),
        title=source.text("title"),
        publisher=source.text("publisher"),
        url=source.text("url"),
        published=source.text("published"),
        truncated=source.flag("excerpt_truncated"),
        province=region.text("province"),
        city=region.text("city"),
        county=region.text("county"),
        code=code,
        region_note=region.text("note"),
        channel=at.one_of("channel", CHANNELS),
        channel_note=at.text("channel_note"),
        cause=at.text("cause"),
        count=claimant.whole("count", 1, MOST_PEOPLE),
        count_text=claimant.text("count_text"),
        group=claimant.text("worker_group"),
        names=claimant.texts("names"),
        opponents=tuple(_opponent(_Reader(row, where)) for row, where in at.rows("respondents")),
        claim=_sum(amounts, "claim"),
        agreed=_sum(amounts, "agreed"),
        paid=_sum(amounts, "paid"),
        awarded=_sum(amounts, "awarded"),
        received=dates.text("received"),
        accepted=dates.text("accepted"),
        sessions=dates.texts("sessions"),
        agreement=dates.text("agreement"),
        paid_on=dates.text("paid"),
        bodies=at.texts("bodies"),
        events=_events(at),
        outcome=at.one_of("outcome", OUTCOMES, needed=False),
        confirmed=follow.flag("judicial_confirmation"),
        reviewed=follow.flag("arbitration_review"),
        plan=tuple(_instalment(_Reader(row, where)) for row, where in follow.rows("instalment_plan")),
        payment_order=_said(follow, "payment_order"),
        legal_aid=follow.flag("legal_aid"),
        follow_up=follow.text("other"),
        letters=tuple(_letter(_Reader(row, where)) for row, where in supervised.rows("letters")),
        documents=supervised.texts("other_documents"),
        found=supervised.text("result"),
        workers=supervised.whole("workers_affected", 1, MOST_PEOPLE),
        recovered=_sum(supervised, "amount_recovered"),
        notes=at.text("notes"),
        digest=hashlib.sha256(json.dumps(at.value, ensure_ascii=True, sort_keys=True).encode()).hexdigest(),
    )


def _opponent(at: _Reader) -> Opponent:
    return Opponent(at.text("role"), at.text("type"), at.text("name"))


def _sum(at: _Reader, key: str) -> Sum | None:
    if at.value.get(key) is None:
        return None
    one = at.part(key)
    return Sum(one.yuan("value_cny"), one.text("text"), one.flag("exact"))


def _events(at: _Reader) -> tuple[Happening, ...]:
    found: list[Happening] = []
    for row, where in at.rows("events"):
        one = _Reader(row, where)
        one.must("order", "action")
        order = one.whole("order", 0, 10_000)
        if order is None:
            raise BadSource(one.at("order"), _("is missing"))
        found.append(Happening(order, one.text("date"), one.one_of("actor", ACTORS), one.text("action", needed=True)))
    return tuple(sorted(found, key=lambda event: event.order))


def _instalment(at: _Reader) -> Instalment:
    return Instalment(at.text("due"), at.yuan("amount_cny"), at.flag("paid"))


def _letter(at: _Reader) -> Letter:
    return Letter(
        type=at.one_of("type", LETTERS),
        issued_by=at.text("issued_by"),
        issued_to=at.text("issued_to"),
        count=at.whole("count", 1, MOST_PEOPLE),
        date=at.text("date"),
        deadline_days=at.whole("deadline_days", 0, 3650),
        issues=at.texts("issue"),
        reply=at.text("reply"),
        rectification=at.text("rectification"),
    )


def _said(at: _Reader, key: str) -> str:
    """A field that is true, false or a sentence."""
    value = at.value.get(key)
    if isinstance(value, bool) or value is None:
        return "是" if value else ""
    return _text(value, at.at(key))
