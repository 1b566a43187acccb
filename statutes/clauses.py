"""The library of clauses for mediation agreements, read from `tables/clauses.toml`: each with the article behind it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from statutes.book import StatuteDataError, cite
from statutes.rules import Article
from statutes.tables import table

PARTS = ("clauses", "breach", "release")
FILLED = frozenset({"worker", "employer", "claims", "leave_on", "body", "guarantor", "due"})
#: What stands where the file does not know a word: the linter stops signing on it (`blank_left`).
GAP = "＿＿＿＿"
_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: its title, its text with places to be filled, the part of the agreement it belongs to.

    `route` is the way to enforceability it speaks of, empty for all.
    """

    key: str
    zh: str
    en: str
    into: str
    text: str
    articles: tuple[Article, ...]
    route: str = ""

    @property
    def article(self) -> str:
        """All articles in one printable line."""
        return "；".join(one.citation for one in self.articles)

    @property
    def places(self) -> frozenset[str]:
        """The words it wants filled in."""
        return frozenset(_PLACE.findall(self.text))

    def filled(self, words: Mapping[str, str]) -> str:
        """The text with what is known; a gap for the rest."""
        return _PLACE.sub(lambda place: words.get(place[1]) or GAP, self.text)


@lru_cache(maxsize=1)
def clauses() -> Mapping[str, Clause]:
    """Every clause by key, in the order of the table. StatuteDataError: a part, article or place is unknown."""
    found: dict[str, Clause] = {}
    for key, row in table("clauses")["clauses"].items():
        where = f"clauses.{key}"
        try:
            one = Clause(
                key, row["zh"], row["en"], row["into"], row["text"], tuple(cite(name) for name in row["articles"]),
                row.get("route", ""),
            )  # fmt: skip
        except KeyError as error:
            raise StatuteDataError("clauses.toml", where, str(error)) from error
        if one.into not in PARTS or not one.articles:
            raise StatuteDataError("clauses.toml", where, "a part of the agreement and an article are needed")
        if unknown := one.places - FILLED:
            raise StatuteDataError("clauses.toml", where, f"nobody fills {sorted(unknown)}")
        found[key] = one
    return found
