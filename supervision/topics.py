"""What is supervised: the subjects of `data/topics.toml`, each with the articles that suggest themselves."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.utils.translation import get_language

FILE = Path(__file__).parent / "data" / "topics.toml"

#: Two supervisors investigate together (R33 art. 20; the labour inspectorate's own rule, L20 art. 16, is the same).
INVESTIGATORS = 2


@dataclass(frozen=True)
class Topic:
    """A subject: `code` is group.detail, `articles` keys of the book of law."""

    code: str
    group_zh: str
    group_en: str
    zh: str
    en: str
    articles: tuple[str, ...]


@lru_cache(maxsize=1)
def topics() -> dict[str, Topic]:
    """Every subject by its code, in the order of the file."""
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {
        f"{group}.{detail}": Topic(
            f"{group}.{detail}", head["zh"], head["en"], row["zh"], row["en"], tuple(row["articles"])
        )
        for group, head in data.items()
        for detail, row in head.items()
        if isinstance(row, dict)
    }


def label(code: str) -> str:
    """The name of a subject, or of a group of them, in the reader's language."""
    english = (get_language() or "").startswith("en")
    found = topics().get(code)
    if found:
        return found.en if english else found.zh
    of_group = next((one for one in topics().values() if one.code.startswith(f"{code}.")), None)
    return code if of_group is None else of_group.group_en if english else of_group.group_zh


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Subjects for a select, by group, in the reader's language."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in topics().values():
        groups.setdefault(label(one.code.split(".")[0]), []).append((one.code, label(one.code)))
    return list(groups.items())
