"""Reads `acts/*.toml` into one book and answers: which term, which article.

A file that cannot be right is refused with its name and the key that is wrong: an amendment typed badly must not become
a date on somebody's notice.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Any

from statutes.keys import Clock
from statutes.rules import Act, Article, Certainty, Figure, Term, Unit, regions_above

ACTS = Path(__file__).parent / "acts"

_ACT_KEYS = {
    "key", "title", "short_title", "number", "in_force_from", "in_force_until", "certainty", "source", "kind", "region",
}  # fmt: skip
_ARTICLE_KEYS = {"wording", "wording_is", "certainty", "unnumbered"}
_TERM_REQUIRED = {"label_zh", "label_en", "articles", "unit", "starts_zh", "starts_en", "certainty"}
_TERM_OPTIONAL = {
    "amount", "extension_zh", "extension_en", "stops_zh", "stops_en", "on_expiry_zh", "on_expiry_en", "region",
    "valid_from", "valid_until", "extension", "parameter", "unit_stated", "note_zh", "note_en",
}  # fmt: skip
_TERM_KEYS = _TERM_REQUIRED | _TERM_OPTIONAL
_FIGURE_REQUIRED = {"label_zh", "label_en", "articles", "value", "certainty"}
_FIGURE_KEYS = _FIGURE_REQUIRED | {"valid_from", "valid_until"}
_LOCATOR = re.compile(r"^\d+(\.\d+)?(\.\(\d+\))?$")
_REGION = re.compile(r"^\d{6}$")
_WORDING_IS = {"text", "gist"}


class StatuteDataError(ValueError):
    """A TOML file of the law is wrong; the message names the file and the key."""

    def __init__(self, file: Path | str, key: str, what: str) -> None:
        super().__init__(f"{Path(file).name}: {key}: {what}")
        self.file = str(file)
        self.key = key


class TermNotInForce(LookupError):
    """The term exists, but no version of it is known for that day (and region)."""

    def __init__(self, key: str, on: date, region: str | None) -> None:
        super().__init__(f"no version of term {key!r} is maintained for {on.isoformat()} (region {region or '-'})")
        self.key = key
        self.on = on
        self.region = region


@dataclass(frozen=True)
class Book:
    """All acts, articles and term versions, checked against each other."""

    acts: Mapping[str, Act]
    articles: Mapping[str, Article]
    terms: Mapping[str, tuple[Term, ...]]
    figures: Mapping[str, tuple[Figure, ...]]

    def term(self, key: str, on: date, region: str | None = None) -> Term:
        """The version of a term in force on a day, the nearest region first. KeyError: no such term."""
        try:
            versions = self.terms[str(key)]
        except KeyError:
            raise KeyError(f"no term {str(key)!r}; known: {', '.join(sorted(self.terms))}") from None
        for place in regions_above(region):
            for version in versions:
                if version.region == place and _in_force(version, on):
                    return version
        raise TermNotInForce(str(key), on, region)

    def figure(self, key: str, on: date | None = None) -> Figure:
        """A number fixed by law on a day; without a day the one not ended. KeyError, TermNotInForce as above."""
        versions = self.figures[str(key)]
        for version in versions:
            if _in_force(version, on) if on else version.valid_until is None:
                return version
        raise TermNotInForce(str(key), on or date.max, None)

    def cite(self, key: str) -> Article:
        """The article behind a key such as `L01/14`. KeyError: not in the book."""
        try:
            return self.articles[str(key)]
        except KeyError:
            raise KeyError(f"no article {str(key)!r} in the book") from None


def _in_force(term: Term | Figure, on: date) -> bool:
    return (term.valid_from is None or term.valid_from <= on) and (term.valid_until is None or on <= term.valid_until)


def load(folder: Path = ACTS) -> Book:
    """Read and check every act in a folder. StatuteDataError names the file and key of the first thing wrong."""
    acts: dict[str, Act] = {}
    articles: dict[str, Article] = {}
    raw_terms: list[tuple[Path, str, dict[str, Any]]] = []
    raw_figures: list[tuple[Path, str, dict[str, Any]]] = []
    for file in sorted(folder.glob("*.toml")):
        data = _read(file)
        for key in data.keys() - {"act", "articles", "terms", "figures"}:
            raise StatuteDataError(file, key, "unknown table; expected act, articles, terms, figures")
        act = _act(file, data.get("act"))
        if act.key in acts:
            raise StatuteDataError(file, "act.key", f"{act.key} is already another file's key")
        acts[act.key] = act
        for number, row in data.get("articles", {}).items():
            article = _article(file, act, number, row)
            articles[article.key] = article
        raw_terms += [(file, key, row) for key, row in data.get("terms", {}).items()]
        raw_figures += [(file, key, row) for key, row in data.get("figures", {}).items()]

    terms: dict[str, tuple[Term, ...]] = {}
    for file, key, row in raw_terms:
        if key in terms:
            raise StatuteDataError(file, f"terms.{key}", "is already defined in another file")
        terms[key] = _versions(file, key, row, articles)
    for file, key, _ in raw_terms:
        for version in terms[key]:
            if version.extension is not None and version.extension not in terms:
                raise StatuteDataError(file, f"terms.{key}.extension", f"no term {version.extension!r}")
    figures: dict[str, tuple[Figure, ...]] = {}
    for file, key, row in raw_figures:
        if key in figures:
            raise StatuteDataError(file, f"figures.{key}", "is already defined in another file")
        figures[key] = _figures(file, key, row, articles)
    return Book(acts, articles, terms, figures)


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StatuteDataError(file, "-", str(error)) from error


def _act(file: Path, row: dict[str, Any] | None) -> Act:
    if row is None:
        raise StatuteDataError(file, "act", "missing")
    _known(file, "act", row, _ACT_KEYS)
    for key in ("key", "title", "short_title", "certainty", "source"):
        if not row.get(key):
            raise StatuteDataError(file, f"act.{key}", "missing")
    if row["key"] != file.stem:
        raise StatuteDataError(file, "act.key", f"{row['key']} does not match the file name")
    _certainty(file, "act", row["certainty"])
    since, until = _date(file, "act.in_force_from", row), _date(file, "act.in_force_until", row)
    if since and until and since > until:
        raise StatuteDataError(file, "act.in_force_until", "lies before in_force_from")
    if "region" in row and not _REGION.match(row["region"]):
        raise StatuteDataError(file, "act.region", "a region code of six digits is expected")
    return Act(
        row["key"], row["title"], row["short_title"], row.get("number", ""), since, until, row["certainty"],
        row["source"], row.get("kind", "law"), row.get("region"),
    )  # fmt: skip


def _article(file: Path, act: Act, number: str, row: dict[str, Any]) -> Article:
    where = f"articles.{number}"
    _known(file, where, row, _ARTICLE_KEYS)
    if not _LOCATOR.match(number):
        raise StatuteDataError(file, where, 'a number such as "14", "14.3" or "31.(1)" is expected')
    certainty = row.get("certainty", act.certainty)
    _certainty(file, where, certainty)
    wording_is = row.get("wording_is", "text")
    if wording_is not in _WORDING_IS:
        raise StatuteDataError(file, f"{where}.wording_is", f"{wording_is!r} is not one of {sorted(_WORDING_IS)}")
    return Article(act, number, row.get("wording", "").strip(), certainty, wording_is, bool(row.get("unnumbered")))


def _versions(file: Path, key: str, row: dict[str, Any], articles: Mapping[str, Article]) -> tuple[Term, ...]:
    """The term as first written and its `versions`: later or regional rows that state only what differs."""
    base = {name: value for name, value in row.items() if name != "versions"}
    found = [_term(file, f"terms.{key}", key, base, articles)]
    for where, whole in _later(file, f"terms.{key}", row, base):
        found.append(_term(file, where, key, whole, articles))
    for one, first in enumerate(found):
        for other in found[one + 1 :]:
            if first.region == other.region and _overlap(first, other):
                raise StatuteDataError(file, f"terms.{key}", f"two versions overlap (region {first.region or '-'})")
    return tuple(found)


def _later(file: Path, at: str, row: dict[str, Any], base: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each version with what it inherits from the first row."""
    inherited = {name: value for name, value in base.items() if name not in {"valid_from", "valid_until"}}
    for index, change in enumerate(row.get("versions", [])):
        where = f"{at}.versions[{index}]"
        if not {"region", "valid_from", "valid_until"} & change.keys():
            raise StatuteDataError(file, where, "a version states a region, valid_from or valid_until")
        yield where, inherited | change


def _figures(file: Path, key: str, row: dict[str, Any], articles: Mapping[str, Article]) -> tuple[Figure, ...]:
    base = {name: value for name, value in row.items() if name != "versions"}
    found = [_figure(file, f"figures.{key}", key, base, articles)]
    for where, whole in _later(file, f"figures.{key}", row, base):
        found.append(_figure(file, where, key, whole, articles))
    for one, first in enumerate(found):
        if any(_overlap(first, other) for other in found[one + 1 :]):
            raise StatuteDataError(file, f"figures.{key}", "two versions overlap")
    return tuple(found)


def _figure(file: Path, where: str, key: str, row: dict[str, Any], articles: Mapping[str, Article]) -> Figure:
    _known(file, where, row, _FIGURE_KEYS)
    for name in sorted(_FIGURE_REQUIRED):
        if not row.get(name):
            raise StatuteDataError(file, f"{where}.{name}", "missing")
    _certainty(file, where, row["certainty"])
    for cited in row["articles"]:
        if cited not in articles:
            raise StatuteDataError(file, f"{where}.articles", f"no article {cited!r} in the book")
    raw = row["value"]
    try:
        table = {int(step): Decimal(value) for step, value in raw.items()} if isinstance(raw, dict) else {}
        value = Decimal(0) if isinstance(raw, dict) else _exact(raw)
    except (InvalidOperation, ValueError, TypeError) as error:
        raise StatuteDataError(file, f"{where}.value", 'a quoted number such as "21.75" is expected') from error
    return Figure(
        key, row["label_zh"], row["label_en"], tuple(articles[cited] for cited in row["articles"]), value, table,
        row["certainty"], _date(file, f"{where}.valid_from", row), _date(file, f"{where}.valid_until", row),
    )  # fmt: skip


def _exact(raw: object) -> Decimal:
    if not isinstance(raw, str):
        raise TypeError  # 21.75 without quotes is a binary fraction
    return Decimal(raw)


def _overlap(one: Term | Figure, other: Term | Figure) -> bool:
    return (one.valid_from or date.min) <= (other.valid_until or date.max) and (other.valid_from or date.min) <= (
        one.valid_until or date.max
    )


def _term(file: Path, where: str, key: str, row: dict[str, Any], articles: Mapping[str, Article]) -> Term:
    _known(file, where, row, _TERM_KEYS)
    for name in sorted(_TERM_REQUIRED):
        if not row.get(name):
            raise StatuteDataError(file, f"{where}.{name}", "missing")
    _certainty(file, where, row["certainty"])
    if row["unit"] not in set(Unit):
        raise StatuteDataError(file, f"{where}.unit", f"{row['unit']!r} is not one of {[str(u) for u in Unit]}")
    amount = _amount(file, where, row)
    for cited in row["articles"]:
        if cited not in articles:
            raise StatuteDataError(file, f"{where}.articles", f"no article {cited!r} in the book")
    region = row.get("region")
    if region is not None and not _REGION.match(region):
        raise StatuteDataError(file, f"{where}.region", "a region code of six digits is expected")
    since, until = _date(file, f"{where}.valid_from", row), _date(file, f"{where}.valid_until", row)
    if since and until and since > until:
        raise StatuteDataError(file, f"{where}.valid_until", "lies before valid_from")
    words = _words(file, where, row)
    return Term(
        key=key,
        articles=tuple(articles[cited] for cited in row["articles"]),
        amount=amount,
        unit=row["unit"],
        certainty=row["certainty"],
        region=region,
        valid_from=since,
        valid_until=until,
        extension=row.get("extension"),
        parameter=row.get("parameter"),
        unit_stated=row.get("unit_stated", True),
        **words,
    )


def _amount(file: Path, where: str, row: dict[str, Any]) -> int | None:
    amount = row.get("amount")
    if amount == "not maintained":
        if not row.get("parameter"):
            raise StatuteDataError(file, f"{where}.parameter", "a term without amount names the missing parameter")
        return None
    if not isinstance(amount, int) or isinstance(amount, bool) or amount <= 0:
        raise StatuteDataError(file, f"{where}.amount", 'a whole number above zero or "not maintained" is expected')
    return amount


def _words(file: Path, where: str, row: dict[str, Any]) -> dict[str, str]:
    words = {name: row.get(name, "") for name in _TERM_KEYS if name.endswith(("_zh", "_en"))}
    for name, text in words.items():
        if name.endswith("_zh") and bool(text) != bool(words[name[:-3] + "_en"]):
            raise StatuteDataError(file, f"{where}.{name}", "Chinese and English are given together or not at all")
    return words


def _known(file: Path, where: str, row: dict[str, Any], allowed: set[str]) -> None:
    for name in row:
        if name not in allowed:
            raise StatuteDataError(file, f"{where}.{name}", f"unknown key; one of {', '.join(sorted(allowed))}")


def _certainty(file: Path, where: str, value: object) -> None:
    if value not in set(Certainty):
        raise StatuteDataError(
            file, f"{where}.certainty", f"{value!r} is not one of {', '.join(str(one) for one in Certainty)}"
        )


def _date(file: Path, where: str, row: dict[str, Any]) -> date | None:
    value = row.get(where.rsplit(".", 1)[1])
    if value is None or type(value) is date:
        return value
    raise StatuteDataError(file, where, "a date such as 2026-01-31 (without quotes) is expected")


@lru_cache(maxsize=1)
def book() -> Book:
    """The shipped book, read once."""
    return load()


def term(key: str, on: date, region: str | None = None) -> Term:
    """The term in force on a day, regional version first.

    KeyError: no such term. TermNotInForce: none of its versions covers that day. A term whose `amount` is None exists,
    but its figure is not maintained for that region.
    """
    return book().term(key, on, region)


def terms() -> tuple[Term, ...]:
    """Every term as first written, in order of the catalogue (not its later or regional versions)."""
    order = {str(key): index for index, key in enumerate(Clock)}
    first = (versions[0] for versions in book().terms.values())
    return tuple(sorted(first, key=lambda one: order.get(one.key, len(order))))


def term_versions(key: str) -> tuple[Term, ...]:
    """All versions of one term: the first row, then amended and regional ones."""
    return book().terms[str(key)]


def figure(key: str, on: date | None = None) -> Figure:
    """A number the law fixes, on a day or as it stands. KeyError: no such figure."""
    return book().figure(key, on)


def all_figures() -> tuple[Figure, ...]:
    """Every number the law fixes, as first written."""
    return tuple(versions[0] for versions in book().figures.values())


def cite(key: str) -> Article:
    """The article behind a key such as `Cite.ACCEPTANCE` or `"L01/14"`. KeyError: not in the book."""
    return book().cite(key)


def articles() -> tuple[Article, ...]:
    """Every article in the book."""
    return tuple(book().articles.values())


def acts() -> tuple[Act, ...]:
    """Every act in the book."""
    return tuple(book().acts.values())
