"""The calculators by name, each with the facts it asks for and the regional figures it may need."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from statutes.calendars import Calendar, CalendarMissing
from statutes.entitlements.ledger import Entitlement, FactField, Sheet
from statutes.facts import BadFact, Facts
from statutes.parameters import ParameterMissing, ParameterTables
from statutes.rules import Sentence
from statutes.tables import table

Work = Callable[[Sheet], None]


@dataclass(frozen=True, slots=True)
class Calculator:
    """One calculator: its name, facts, possible parameters, and the function that writes on the sheet."""

    name: str
    work: Work
    facts: tuple[FactField, ...]
    parameters: tuple[str, ...]

    @property
    def label(self) -> Sentence:
        """Its name for people."""
        row = table("entitlements")["calculators"][self.name]
        return Sentence(self.name, row["zh"], row["en"])

    def fact_label(self, key: str) -> Sentence:
        """A fact's name for people."""
        row = table("entitlements")["facts"][key]
        return Sentence(key, row["zh"], row["en"])


CALCULATORS: dict[str, Calculator] = {}

# How a kind of fact is read; each names the field when it cannot be.
READERS: Mapping[str, Callable[[Facts, str], object]] = {
    "date": Facts.day,
    "money": Facts.money,
    "number": Facts.money,
    "whole": Facts.whole,
    "flag": Facts.flag,
    "rows": Facts.rows,
    "region": Facts.text,
}

REGION = FactField("region", "region", required=False)


def calculator(name: str, *facts: FactField, parameters: tuple[str, ...] = ()) -> Callable[[Work], Work]:
    """Enter a function as a calculator."""

    def enter(work: Work) -> Work:
        with_region = facts if any(fact.key == "region" for fact in facts) else (*facts, REGION)
        CALCULATORS[name] = Calculator(name, work, with_region, parameters)
        return work

    return enter


def calculate(
    name: str,
    facts: Mapping[str, Any],
    parameters: Mapping[str, Any] | None = None,
    *,
    tables: ParameterTables | None = None,
    calendar: Calendar | None = None,
) -> Entitlement:
    """Work out a statutory sum.

    `parameters` override the maintained tables. KeyError: no such calculator. BadFact: a fact that cannot be read.
    ParameterMissing: figures that are needed and nowhere given (calendars as `holiday_calendar:2031`).
    """
    chosen = CALCULATORS[name]
    given = dict(parameters or {})
    read = Facts.of(facts, "facts")
    for fact in chosen.facts:
        if read.has(fact.key):  # also those that this case does not come to need: a typing error is one anyway
            READERS[fact.kind](read, fact.key)
    sheet = Sheet(name, read, given, tables, calendar)
    for key in sorted(read.values.keys() - {fact.key for fact in chosen.facts}):
        sheet.warn("unknown_fact", name=key)
    for key in sorted(given.keys() - set(chosen.parameters)):
        sheet.warn("unused_parameter", name=key)
    try:
        chosen.work(sheet)
    except CalendarMissing as gap:
        raise ParameterMissing(gap.missing, sheet.region) from gap
    except OverflowError as error:
        raise BadFact("facts", "日期超出范围", "a date is out of range") from error
    return sheet.done()
