"""The tree of causes of action, versioned; read from `data/causes.toml`, which says how sure each version is."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.utils.translation import get_language

DATA = Path(__file__).parent / "data" / "causes.toml"


@dataclass(frozen=True)
class Version:
    key: str
    title: str
    certainty: str
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None


@dataclass(frozen=True)
class Cause:
    version: str
    code: str
    label: str
    label_en: str
    parent: str = ""
    old: str = ""  # code of the same cause in the list before
    related: bool = False  # met at the counter, not a labour dispute in itself


@lru_cache(maxsize=1)
def _tree() -> tuple[dict[str, Version], dict[tuple[str, str], Cause]]:
    raw = tomllib.loads(DATA.read_text(encoding="utf-8"))
    versions = {key: Version(key, **row) for key, row in raw["versions"].items()}
    causes = {(row["version"], row["code"]): Cause(**row) for row in raw["causes"]}
    return versions, causes


def version_on(day: dt.date) -> str:
    """The list in force on a day."""
    for key, version in _tree()[0].items():
        if (version.valid_from is None or version.valid_from <= day) and (
            version.valid_until is None or day <= version.valid_until
        ):
            return key
    raise LookupError(f"no list of causes is maintained for {day.isoformat()}")


def versions() -> list[str]:
    """The keys of all lists, the newest first."""
    return sorted(_tree()[0], reverse=True)


def version(key: str) -> Version:
    return _tree()[0][key]


def cause(version_key: str, code: str) -> Cause:
    """A cause by version and code. Raises KeyError."""
    return _tree()[1][version_key, code]


def label(version_key: str, code: str, language: str | None = None) -> str:
    """The name of a cause in Chinese (titles, papers) or, where `language` is "en", in English; the code if unknown."""
    found = _tree()[1].get((version_key, code))
    if found is None:
        return code
    return found.label_en if language == "en" else found.label


def label_here(version_key: str, code: str) -> str:
    """The name of a cause in the language of the page."""
    return label(version_key, code, "en" if (get_language() or "").startswith("en") else None)


def all_causes(version_key: str) -> list[Cause]:
    """Every cause of a version in the order of the list."""
    return [row for row in _tree()[1].values() if row.version == version_key]


def options(version_key: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Choices for a form: (group label, [(code, label)]); groups without children hold themselves."""
    return _options(version_key, (get_language() or "").startswith("en"))


@lru_cache(maxsize=8)
def _options(version_key: str, english: bool) -> list[tuple[str, list[tuple[str, str]]]]:
    rows = all_causes(version_key)
    name = {row.code: (row.label_en if english else row.label) for row in rows}
    parents = {row.parent for row in rows if row.parent}
    groups: list[tuple[str, list[tuple[str, str]]]] = []
    for top in [row for row in rows if not row.parent]:
        members = [row for row in rows if row.code == top.code or _under(row, top.code, rows)]
        groups.append(
            (
                name[top.code],
                [(row.code, name[row.code]) for row in members if row.code not in parents or row.parent]
                or [(top.code, name[top.code])],
            )
        )
    return groups


def _under(row: Cause, top: str, rows: list[Cause]) -> bool:
    while row.parent:
        if row.parent == top:
            return True
        row = next(other for other in rows if other.code == row.parent)
    return False


def find(text: str, version_key: str) -> str | None:
    """The code of a cause by its exact name, None if the list does not hold it."""
    return next((row.code for row in all_causes(version_key) if row.label == text), None)
