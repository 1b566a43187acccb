"""Regional and yearly figures: minimum wage, average wage, grants. What is not maintained is said to be missing.

`parameters/*.toml` names every parameter and holds the values shipped with the product, each with its region, period,
source and grade. An administrator's values are added with `with_values`; nothing here changes a table in place, so a
run can be repeated with the figures of its day.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from statutes.book import StatuteDataError
from statutes.rules import Certainty, regions_above

PARAMETERS = Path(__file__).parent / "parameters"

Value = Decimal | str | Mapping[str, Any]

_HEAD_KEYS = {"key", "label_zh", "label_en", "unit", "kind", "basis", "note_zh", "note_en"}
_VALUE_KEYS = {"region", "from", "until", "value", "source", "certainty"}
_KINDS = {"number", "text", "table"}
_REGION = re.compile(r"^\d{6}$")


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a figure is: its name, unit and what it is for."""

    key: str
    label_zh: str
    label_en: str
    unit: str
    kind: str
    basis: str
    note_zh: str = ""
    note_en: str = ""


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """One figure of one region for one period. `region` None is the whole country."""

    key: str
    value: Value
    region: str | None
    valid_from: date
    valid_until: date | None
    source: str
    certainty: str

    @property
    def period(self) -> str:
        """The period as printed: 2025-01-01/2025-12-31, open at the end while it runs."""
        return f"{self.valid_from.isoformat()}/{self.valid_until.isoformat() if self.valid_until else ''}"


class ParameterMissing(LookupError):
    """Figures that are needed and not maintained, by name."""

    def __init__(self, missing: Iterable[str], region: str | None = None, on: date | None = None) -> None:
        self.missing: tuple[str, ...] = tuple(dict.fromkeys(missing))
        self.region = region
        self.on = on
        super().__init__("not maintained: " + ", ".join(self.missing))


@dataclass(frozen=True)
class ParameterTables:
    """All parameters and the values that are maintained."""

    parameters: Mapping[str, Parameter]
    values: tuple[ParameterValue, ...] = field(default=())

    def find(self, key: str, on: date, region: str | None = None) -> ParameterValue | None:
        """The value in force on a day, the nearest region first; None when it is not maintained."""
        for place in regions_above(region):
            for value in self._by_place.get((key, place), ()):
                if _in_force(value, on):
                    return value
        return None

    @cached_property
    def _by_place(self) -> Mapping[tuple[str, str | None], list[ParameterValue]]:
        """The values of one parameter in one region: a province maintains thousands in all."""
        found: dict[tuple[str, str | None], list[ParameterValue]] = {}
        for value in self.values:
            found.setdefault((value.key, value.region), []).append(value)
        return found

    def with_values(self, *values: ParameterValue) -> ParameterTables:
        """These tables with further values. StatuteDataError: unknown parameter, or two values for one period."""
        merged = (*self.values, *values)
        for value in values:
            if value.key not in self.parameters:
                raise StatuteDataError("parameters", value.key, "there is no such parameter")
        _no_overlap("parameters", merged)
        return ParameterTables(self.parameters, merged)

    def corrected(self, *values: ParameterValue) -> ParameterTables:
        """These tables with values that stand in place of what is here for the same region and days.

        What is left of a period before and after the correction stays. StatuteDataError: unknown parameter, or two of
        the corrections overlap.
        """
        kept = list(self.values)
        for value in values:
            kept = [piece for one in kept for piece in _without(one, value)]
        return ParameterTables(self.parameters, tuple(kept)).with_values(*values)


def _in_force(value: ParameterValue, on: date) -> bool:
    return value.valid_from <= on and (value.valid_until is None or on <= value.valid_until)


def overlap(one: ParameterValue, other: ParameterValue) -> bool:
    """Whether both speak of the same parameter and region on some day."""
    return (
        (one.key, one.region) == (other.key, other.region)
        and one.valid_from <= (other.valid_until or date.max)
        and other.valid_from <= (one.valid_until or date.max)
    )


def _without(one: ParameterValue, other: ParameterValue) -> list[ParameterValue]:
    """What is left of a value's period when another takes its place."""
    if not overlap(one, other):
        return [one]
    pieces = []
    if one.valid_from < other.valid_from:
        pieces.append(replace(one, valid_until=other.valid_from - timedelta(days=1)))
    if other.valid_until is not None and other.valid_until < (one.valid_until or date.max):
        pieces.append(replace(one, valid_from=other.valid_until + timedelta(days=1)))
    return pieces


def _no_overlap(file: str, values: Iterable[ParameterValue]) -> None:
    rows = sorted(values, key=lambda value: (value.key, value.region or "", value.valid_from))
    for one, other in pairwise(rows):
        if overlap(one, other):
            raise StatuteDataError(file, one.key, f"two values overlap (region {one.region or '-'})")


def load_parameters(folder: Path = PARAMETERS) -> ParameterTables:
    """Read and check every parameter file. StatuteDataError names the file and key of the first thing wrong."""
    parameters: dict[str, Parameter] = {}
    values: list[ParameterValue] = []
    for file in sorted(folder.glob("*.toml")):
        try:
            data = tomllib.loads(file.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise StatuteDataError(file, "-", str(error)) from error
        parameter = _parameter(file, data)
        parameters[parameter.key] = parameter
        found = [_value(file, index, row, parameter) for index, row in enumerate(data.get("values", []))]
        _no_overlap(file.name, found)
        values += found
    return ParameterTables(parameters, tuple(values))


def _parameter(file: Path, data: dict[str, Any]) -> Parameter:
    for key in data.keys() - {"parameter", "values"}:
        raise StatuteDataError(file, key, "unknown table; expected parameter and values")
    head = data.get("parameter", {})
    for key in head.keys() - _HEAD_KEYS:
        raise StatuteDataError(file, f"parameter.{key}", "unknown key")
    for key in ("key", "label_zh", "label_en", "unit", "kind"):
        if not head.get(key):
            raise StatuteDataError(file, f"parameter.{key}", "missing")
    if head["key"] != file.stem:
        raise StatuteDataError(file, "parameter.key", "does not match the file name")
    if head["kind"] not in _KINDS:
        raise StatuteDataError(file, "parameter.kind", f"{head['kind']!r} is not one of {sorted(_KINDS)}")
    return Parameter(
        head["key"], head["label_zh"], head["label_en"], head["unit"], head["kind"], head.get("basis", ""),
        head.get("note_zh", ""), head.get("note_en", ""),
    )  # fmt: skip


def _value(file: Path, index: int, row: dict[str, Any], parameter: Parameter) -> ParameterValue:
    where = f"values[{index}]"
    for key in row.keys() - _VALUE_KEYS:
        raise StatuteDataError(file, f"{where}.{key}", "unknown key")
    for key in ("from", "value", "source", "certainty"):
        if not row.get(key):
            raise StatuteDataError(file, f"{where}.{key}", "missing")
    if row["certainty"] not in set(Certainty):
        raise StatuteDataError(file, f"{where}.certainty", f"{row['certainty']!r} is not a grade of certainty")
    region = row.get("region")
    if region is not None and not _REGION.match(region):
        raise StatuteDataError(file, f"{where}.region", "a region code of six digits is expected")
    since, until = row["from"], row.get("until")
    if type(since) is not date or (until is not None and type(until) is not date) or (until and until < since):
        raise StatuteDataError(file, f"{where}.from", "from and until are dates, in this order")
    return ParameterValue(
        parameter.key, _read(file, f"{where}.value", row["value"], parameter.kind), region, since, until,
        row["source"], row["certainty"],
    )  # fmt: skip


def _read(file: Path, where: str, raw: object, kind: str) -> Value:
    if kind == "table" and isinstance(raw, dict):
        return raw
    if kind == "text" and isinstance(raw, str):
        return raw
    if kind == "number" and isinstance(raw, str):
        try:
            number = Decimal(raw)
        except InvalidOperation:
            number = Decimal(-1)
        if number.is_finite() and number > 0:
            return number
    raise StatuteDataError(file, where, f"a {kind} is expected (numbers in quotes, above zero)")


@lru_cache(maxsize=1)
def shipped_parameters() -> ParameterTables:
    """The tables shipped with the product, read once."""
    return load_parameters()
