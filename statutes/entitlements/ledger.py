"""What every calculator hands back: lines with formula and article, the parameters used, and warnings.

Decimals and exact fractions throughout; each line is rounded half-up to the fen at its end and nowhere before.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

from statutes.book import cite, figure
from statutes.calendars import Calendar, shipped
from statutes.facts import BadFact, Facts, as_number
from statutes.parameters import ParameterMissing, ParameterTables, shipped_parameters
from statutes.rules import Certainty, Figure, Sentence
from statutes.tables import sentences

FEN = Decimal("0.01")
Number = Decimal | Fraction | int


@dataclass(frozen=True, slots=True)
class Line:
    """One step of the arithmetic. `counts` tells whether `amount` is part of the total.

    `unit` says what `amount` is: yuan, yuan_per_month, or month and day for a step that leads to a sum.
    """

    what: Sentence
    formula: str
    amount: Decimal
    article: str
    certainty: str
    unit: str = "yuan"
    counts: bool = True


@dataclass(frozen=True, slots=True)
class ParameterUsed:
    """A regional figure as it was used, so that the run can be repeated and explained."""

    name: str
    value: str
    region: str | None
    period: str | None
    source: str
    certainty: str


@dataclass(frozen=True, slots=True)
class Entitlement:
    """A calculator's answer. `amount` is the sum of the lines that count, in yuan."""

    name: str
    amount: Decimal
    lines: tuple[Line, ...]
    parameters: tuple[ParameterUsed, ...]
    warnings: tuple[Sentence, ...]


def money(number: Number) -> Decimal:
    """Yuan and fen, rounded half-up."""
    fraction = Fraction(number)
    fen = floor(abs(fraction) * 100 + Fraction(1, 2))
    return Decimal(fen if fraction >= 0 else -fen).scaleb(-2)


def shown(number: Number) -> str:
    """A number as printed in a formula: at most four decimals, without trailing zeros."""
    value = Fraction(number)
    if value.denominator == 1:
        return str(value.numerator)
    text = f"{Decimal(value.numerator) / Decimal(value.denominator):.4f}".rstrip("0").rstrip(".")
    return text if Fraction(text) == value else f"≈{text}"


class Sheet:
    """What a calculator writes on: it asks for facts, figures and parameters, and adds lines and warnings."""

    def __init__(
        self,
        name: str,
        facts: Facts,
        given: Mapping[str, Any],
        tables: ParameterTables | None = None,
        calendar: Calendar | None = None,
    ) -> None:
        self.name = name
        self.facts = facts
        self.calendar = shipped() if calendar is None else calendar
        self.region = facts.text("region", "") or None
        self._given = given
        self._tables = shipped_parameters() if tables is None else tables
        self._lines: list[Line] = []
        self._used: dict[str, ParameterUsed] = {}
        self._warnings: dict[str, Sentence] = {}

    def figure(self, key: str, on: date | None = None) -> Figure:
        """A number the law fixes."""
        return figure(key, on)

    def rate(self, key: str, on: date | None = None) -> Fraction:
        """The same as an exact number."""
        return Fraction(figure(key, on).value)

    def parameter(self, key: str, on: date | None) -> Any:
        """A regional figure: given with the facts, else from the tables; None when nowhere.

        `on` None (the facts name no day) reads the input only: a period cannot be chosen without a day.
        """
        if self._given.get(key) is not None:
            value = self._given[key]
            printed = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
            self._used[key] = ParameterUsed(key, printed, self.region, None, "input", Certainty.CONFIGURED)
            return value
        found = self._tables.find(key, on, self.region) if on else None
        if found is None:
            return None
        self._used[key] = ParameterUsed(
            key, str(found.value), found.region, found.period, found.source, found.certainty
        )
        return found.value

    def number(self, key: str, on: date | None) -> Fraction | None:
        """A regional figure as a number above zero, or None. BadFact: the given value is no such number."""
        value = self.parameter(key, on)
        if value is None:
            return None
        number = as_number(value, f"parameters.{key}")
        if number <= 0:
            raise BadFact(f"parameters.{key}", "应大于零", "must be above zero")
        return Fraction(number)

    def needed(self, on: date | None, *keys: str) -> tuple[Fraction, ...]:
        """Regional figures that must be there. ParameterMissing names all that are not."""
        found = {key: self.number(key, on) for key in keys}
        missing = [key for key, value in found.items() if value is None]
        if missing:
            raise ParameterMissing(missing, self.region, on)
        return tuple(value for value in found.values() if value is not None)

    def line(self, code: str, formula: str, amount: Number, *cited: str, **values: object) -> Decimal:
        """A sum that counts towards the total. Returns it rounded."""
        return self._add(code, formula, money(amount), cited, values, unit="yuan", counts=True)

    def step(self, code: str, formula: str, amount: Number, *cited: str, unit: str, **values: object) -> None:
        """A step on the way (months of pay, days, a base); it does not count towards the total."""
        rounded = money(amount) if unit.startswith("yuan") else _plain(amount)
        self._add(code, formula, rounded, cited, values, unit=unit, counts=False)

    def monthly(self, code: str, formula: str, amount: Number, *cited: str, **values: object) -> None:
        """A sum that falls due every month; shown, not added up."""
        self._add(code, formula, money(amount), cited, values, unit="yuan_per_month", counts=False)

    def _add(
        self,
        code: str,
        formula: str,
        amount: Decimal,
        cited: Iterable[str],
        values: Mapping[str, object],
        *,
        unit: str,
        counts: bool,
    ) -> Decimal:
        articles = [cite(key) for key in cited]
        certainty = max((one.certainty for one in articles), key=_doubt, default=str(Certainty.STATUTE))
        said = sentences("entitlements")[code]
        self._lines.append(
            Line(
                said.filled(**values) if values else said,
                formula,
                amount,
                "；".join(one.citation for one in articles),
                certainty,
                unit,
                counts,
            )
        )
        return amount

    def warn(self, code: str, **values: object) -> None:
        """Something the reader must know; said once."""
        said = sentences("entitlements")[code]
        self._warnings.setdefault(code, said.filled(**values) if values else said)

    def done(self) -> Entitlement:
        """The answer."""
        total = sum((line.amount for line in self._lines if line.counts), Decimal(0)).quantize(FEN)
        return Entitlement(
            self.name, total, tuple(self._lines), tuple(self._used.values()), tuple(self._warnings.values())
        )


def _doubt(certainty: str) -> int:
    """A line is as sure as the least sure of its articles."""
    return [Certainty.STATUTE, Certainty.EXCERPT, Certainty.UNVERIFIED, Certainty.CONFIGURED].index(
        Certainty(certainty)
    )


def _plain(number: Number) -> Decimal:
    value = Fraction(number)
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.0001")).normalize() + 0


@dataclass(frozen=True, slots=True)
class FactField:
    """A fact a calculator asks for, as a form would show it."""

    key: str
    kind: str
    required: bool = True
    unit: str = ""
    choices: tuple[str, ...] = field(default=())
