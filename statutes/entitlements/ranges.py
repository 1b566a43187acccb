"""From disputed facts to a span: the lowest and highest sum, the sum by law, and which fact drives the difference."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Any

from statutes.calendars import Calendar
from statutes.entitlements.ledger import Entitlement
from statutes.entitlements.registry import calculate
from statutes.parameters import ParameterTables

# Two versions of ten facts are 1024 sheets: more than anyone can weigh, and the page would wait.
MOST_COMBINATIONS = 1024


@dataclass(frozen=True, slots=True)
class Driver:
    """How much one disputed fact moves the sum when the others stay as found by law; largest first."""

    fact: str
    low: Decimal
    high: Decimal

    @property
    def swing(self) -> Decimal:
        """The difference it makes, in yuan."""
        return self.high - self.low


@dataclass(frozen=True, slots=True)
class Range:
    """Low, by law and high with the sheet behind each."""

    low: Entitlement
    by_law: Entitlement
    high: Entitlement
    drivers: tuple[Driver, ...]


def weigh(
    work: Callable[[Mapping[str, Any]], Entitlement], facts: Mapping[str, Any], versions: Mapping[str, Sequence[Any]]
) -> Range:
    """Work out every combination of the parties' versions of disputed facts with `work`.

    `facts` is the version that the evidence supports; `versions` gives each disputed fact's other values. Raises what
    `work` raises, and ValueError for more than MOST_COMBINATIONS.
    """
    choices = {key: [facts.get(key), *others] for key, others in versions.items()}
    size = 1
    for values in choices.values():
        size *= len(values)
    if size > MOST_COMBINATIONS:
        raise ValueError(f"{size} combinations of disputed facts; at most {MOST_COMBINATIONS}")

    by_law = work(facts)
    every = [work({**facts, **dict(zip(choices, values, strict=True))}) for values in product(*choices.values())]
    drivers = []
    for key, values in choices.items():
        amounts = [work({**facts, key: value}).amount for value in values]
        drivers.append(Driver(key, min(amounts), max(amounts)))
    drivers.sort(key=lambda driver: driver.swing, reverse=True)
    return Range(min(every, key=lambda one: one.amount), by_law, max(every, key=lambda one: one.amount), tuple(drivers))


def span(
    name: str,
    facts: Mapping[str, Any],
    versions: Mapping[str, Sequence[Any]],
    parameters: Mapping[str, Any] | None = None,
    *,
    tables: ParameterTables | None = None,
    calendar: Calendar | None = None,
) -> Range:
    """`weigh` for one calculator, whose own facts are disputed. Raises what `calculate` and `weigh` raise."""
    return weigh(lambda world: calculate(name, world, parameters, tables=tables, calendar=calendar), facts, versions)
