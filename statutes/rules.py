"""The nouns of the law: an act, an article, a term, and a date worked out from a term."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


class Certainty(StrEnum):
    """How sure we are of a fact: read in full, seen as an excerpt, unverified, or a setting of the office."""

    STATUTE = "statute"
    EXCERPT = "excerpt"
    UNVERIFIED = "unverified"
    CONFIGURED = "configured"


def regions_above(region: str | None) -> Iterator[str | None]:
    """The region itself, then its prefecture, its province, and None for the whole country."""
    if region:
        code = region[:6].ljust(6, "0")
        seen: list[str] = []
        for candidate in (code, code[:4] + "00", code[:2] + "0000"):
            if candidate not in seen:
                seen.append(candidate)
        yield from seen
    yield None


class Unit(StrEnum):
    """What a term is counted in."""

    NATURAL_DAY = "natural_day"
    WORKING_DAY = "working_day"
    MONTH = "month"
    YEAR = "year"
    HOUR = "hour"
    MINUTE = "minute"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stable code with the sentence said for it, in Chinese and English; pages choose the language."""

    code: str
    zh: str
    en: str

    def filled(self, **values: object) -> Sentence:
        """The same sentence with its `{placeholders}` filled in."""
        return Sentence(self.code, self.zh.format(**values), self.en.format(**values))


@dataclass(frozen=True, slots=True)
class Act:
    """A law, regulation, judicial interpretation or policy document."""

    key: str
    title: str
    short_title: str
    number: str
    in_force_from: date | None
    in_force_until: date | None
    certainty: str
    source: str
    kind: str = "law"
    region: str | None = None  # where it holds: a code of six digits; None for the whole country


# "14" · "14.3" is paragraph 3 of article 14 · "31.(1)" is item (1) · "14.1.(2)" is item (2) of paragraph 1.
_LOCATOR = re.compile(r"^(?P<article>\d+)(?:\.(?P<paragraph>\d+))?(?:\.\((?P<item>\d+)\))?$")


@dataclass(frozen=True, slots=True)
class Article:
    """A place in an act. `wording` is its text or, where `wording_is` says so, only its gist; empty when unknown."""

    act: Act
    number: str
    wording: str
    certainty: str
    wording_is: str = "text"
    unnumbered: bool = False

    @property
    def key(self) -> str:
        """The key it is cited by, for example `L01/14`."""
        return f"{self.act.key}/{self.number}"

    @property
    def citation(self) -> str:
        """What is printed: 劳动争议调解仲裁法 第14条. A document seen without article numbers is cited as a whole."""
        if self.unnumbered:
            return self.act.short_title
        found = _LOCATOR.match(self.number)
        if found is None:  # pragma: no cover - the loader refuses such numbers
            return f"{self.act.short_title} {self.number}"
        printed = f"第{found['article']}条"
        if found["paragraph"]:
            printed += f"第{found['paragraph']}款"
        if found["item"]:
            printed += f"第{found['item']}项"
        return f"{self.act.short_title} {printed}"

    def cited_in(self, region: str | None) -> str:
        """The citation as it is said in a region: a rule of another place does not hold there, it is looked to."""
        holds = self.act.region is None or self.act.region in regions_above(region)
        return self.citation if holds else f"参照{self.citation}"

    def __str__(self) -> str:
        return self.citation


@dataclass(frozen=True, slots=True)
class Term:
    """How long, counted how, from what fact, until when, and what then.

    `amount` is None where the figure is regional and this region's is not maintained: nobody may guess it.
    `extension` names the term that caps an extension; `parameter` the regional parameter that would fill `amount`.
    `unit_stated` is False where the act gives a number of days without saying which kind.
    """

    key: str
    label_zh: str
    label_en: str
    articles: tuple[Article, ...]
    amount: int | None
    unit: str
    starts_zh: str
    starts_en: str
    extension_zh: str
    extension_en: str
    stops_zh: str
    stops_en: str
    on_expiry_zh: str
    on_expiry_en: str
    certainty: str
    region: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    extension: str | None = None
    parameter: str | None = None
    unit_stated: bool = True
    note_zh: str = ""
    note_en: str = ""

    @property
    def article(self) -> str:
        """All articles it rests on, printable in one line."""
        return "；".join(article.citation for article in self.articles)

    @property
    def maintained(self) -> bool:
        """Whether the figure is known."""
        return self.amount is not None


@dataclass(frozen=True, slots=True)
class Figure:
    """A number the law itself fixes (three times the average, 21.75 days): one `value`, or a `table` of steps."""

    key: str
    label_zh: str
    label_en: str
    articles: tuple[Article, ...]
    value: Decimal
    table: Mapping[int, Decimal]
    certainty: str
    valid_from: date | None = None
    valid_until: date | None = None

    def step(self, at: int | Decimal) -> Decimal:
        """The value of the highest step not above `at`; nought below the first."""
        reached = [key for key in self.table if key <= at]
        return self.table[max(reached)] if reached else Decimal(0)


@dataclass(frozen=True, slots=True)
class Due:
    """A date worked out, with everything it rests on, so that it can be copied and shown later unchanged.

    `rolled_over` is None when the calendar that would tell is not maintained (`missing` names it); `due` is then the
    day before any roll-over. Dates are datetimes for terms counted in hours or minutes.
    """

    term: Term
    started: date | datetime
    counted_from: date | datetime
    raw_due: date | datetime
    due: date | datetime
    amount: int
    unit: str
    rolled_over: bool | None
    article: str
    certainty: str
    paused_days: int = 0
    missing: tuple[str, ...] = ()
