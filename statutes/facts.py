"""Reads facts that came from outside (a file, a form, the API): each refusal names the field.

Dates are ISO strings or dates, sums of money strings or whole numbers in yuan, never binary fractions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from statutes.rules import Sentence

# Sums beyond this are typing errors; the words for money end at 千兆 anyway.
MOST = Decimal("1e15")


class BadFact(ValueError):
    """A fact that cannot be read. `field` is where, `sentence` is what is wrong."""

    def __init__(self, field: str, zh: str, en: str) -> None:
        self.field = field
        self.sentence = Sentence("bad_fact", f"{field}：{zh}", f"{field}: {en}")
        super().__init__(self.sentence.en)


@dataclass(frozen=True, slots=True)
class Facts:
    """A JSON object and where it stands, so that `facts.months[2].due` can be named."""

    values: Mapping[str, Any]
    at: str = ""

    @classmethod
    def of(cls, value: object, at: str = "") -> Facts:
        """The object itself. BadFact: not an object."""
        if not isinstance(value, Mapping):
            raise BadFact(at or "input", "应为一个对象", "an object is expected")
        return cls(value, at)

    def name(self, key: str) -> str:
        """The full name of a field."""
        return f"{self.at}.{key}" if self.at else key

    def only(self, allowed: Iterable[str]) -> Facts:
        """The same facts; BadFact names the first field nobody asked for (a typing error would go unnoticed)."""
        known = set(allowed)
        for key in self.values:
            if key not in known:
                raise BadFact(self.name(str(key)), "没有这个字段", f"unknown field; known: {', '.join(sorted(known))}")
        return self

    def has(self, key: str) -> bool:
        """Whether the field is there and not null."""
        return self.values.get(key) is not None

    def day(self, key: str) -> date:
        """A date. BadFact: missing or not a date."""
        return as_date(self._required(key), self.name(key))

    def day_or_none(self, key: str) -> date | None:
        """A date, or None when the field is null or absent."""
        return self.day(key) if self.has(key) else None

    def money(self, key: str, *, least: Decimal = Decimal(0)) -> Decimal:
        """A sum in yuan, not below `least`. BadFact otherwise."""
        return as_number(self._required(key), self.name(key), least=least)

    def money_or_none(self, key: str) -> Decimal | None:
        """A sum in yuan, or None when the field is null or absent."""
        return self.money(key) if self.has(key) else None

    def whole(self, key: str, *, least: int = 0, most: int = 10_000) -> int:
        """A whole number within bounds. BadFact otherwise."""
        number = as_number(self._required(key), self.name(key))
        if number != number.to_integral_value():
            raise BadFact(self.name(key), "应为整数", "a whole number is expected")
        if not least <= number <= most:
            raise BadFact(self.name(key), f"应在{least}至{most}之间", f"must lie between {least} and {most}")
        return int(number)

    def flag(self, key: str, default: bool | None = None) -> bool:
        """True or false. BadFact: something else, or missing without a default."""
        value = self.values.get(key)
        if value is None and default is not None:
            return default
        if not isinstance(value, bool):
            raise BadFact(self.name(key), "应为 true 或 false", "true or false is expected")
        return value

    def text(self, key: str, default: str | None = None) -> str:
        """A text; an empty one is allowed. BadFact: something else, or missing without a default."""
        value = self.values.get(key)
        if value is None and default is not None:
            return default
        if not isinstance(value, str):
            raise BadFact(self.name(key), "应为文字", "a text is expected")
        return value

    def choice(self, key: str, allowed: Iterable[str], default: str | None = None) -> str:
        """One of the allowed words. BadFact names them."""
        value = self.text(key, default)
        known = list(allowed)
        if value not in known:
            raise BadFact(
                self.name(key), f"“{value}”不在可选值之内：{'、'.join(known)}", f"{value!r} is not one of {known}"
            )
        return value

    def rows(self, key: str, *, required: bool = True) -> list[Facts]:
        """A list of objects. BadFact: not a list, or a row is no object."""
        value = self.values.get(key)
        if value is None and not required:
            return []
        if not isinstance(value, list):
            raise BadFact(self.name(key), "应为列表", "a list is expected")
        return [Facts.of(row, f"{self.name(key)}[{index}]") for index, row in enumerate(value)]

    def part(self, key: str, *, required: bool = True) -> Facts:
        """An object within the object."""
        value = self.values.get(key)
        if value is None and not required:
            return Facts({}, self.name(key))
        return Facts.of(value, self.name(key))

    def _required(self, key: str) -> Any:
        value = self.values.get(key)
        if value is None or value == "":
            raise BadFact(self.name(key), "缺少", "missing")
        return value


def as_date(value: object, field: str) -> date:
    """A date from an ISO string or a date. BadFact otherwise."""
    if type(value) is date:
        return value
    if isinstance(value, str) and len(value) == 10:
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise BadFact(field, "应为日期，如2026-01-31", "a date such as 2026-01-31 is expected")


def as_number(value: object, field: str, *, least: Decimal = Decimal(0)) -> Decimal:
    """A decimal from a string, a whole number or a decimal. BadFact otherwise.

    A binary fraction from JSON is taken by its shortest writing (`0.1` is a tenth), which is what was typed.
    """
    number: Decimal | None = None
    if isinstance(value, Decimal):
        number = value
    elif isinstance(value, int | float) and not isinstance(value, bool):
        number = Decimal(str(value))
    elif isinstance(value, str):
        try:
            number = Decimal(value.strip())
        except InvalidOperation:
            number = None
    if number is None or not number.is_finite():
        raise BadFact(field, "应为数字，如6000.00", "a number such as 6000.00 is expected")
    if number < least:
        raise BadFact(field, f"不得小于{least}", f"must not be below {least}")
    if number > MOST:
        raise BadFact(field, "数额过大", "is too large")
    return number
