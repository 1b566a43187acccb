"""Reads `tables/*.toml`: the sentences the law room says, and small tables such as event kinds and lint rules."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from statutes.book import StatuteDataError
from statutes.rules import Sentence

TABLES = Path(__file__).parent / "tables"


@lru_cache
def table(name: str) -> Mapping[str, Any]:
    """One file, read once. StatuteDataError: not readable as TOML."""
    file = TABLES / f"{name}.toml"
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StatuteDataError(file, "-", str(error)) from error


@lru_cache
def sentences(name: str) -> Mapping[str, Sentence]:
    """The `[sentences.*]` of one file by code. StatuteDataError: one language is missing."""
    found: dict[str, Sentence] = {}
    for code, row in table(name).get("sentences", {}).items():
        if not row.get("zh") or not row.get("en"):
            raise StatuteDataError(f"{name}.toml", f"sentences.{code}", "zh and en are both needed")
        found[code] = Sentence(code, row["zh"], row["en"])
    return found
