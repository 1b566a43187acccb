"""Numbers in the law that are not terms, read from `figures.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

DATA = Path(__file__).parent / "figures.toml"


@dataclass(frozen=True, slots=True)
class Figure:
    value: int
    article: str
    certainty: str
    label_zh: str
    label_en: str


@lru_cache(maxsize=1)
def _all() -> dict[str, Figure]:
    return {key: Figure(**row) for key, row in tomllib.loads(DATA.read_text(encoding="utf-8")).items()}


def figure(key: str) -> Figure:
    """A figure by its key. Raises KeyError."""
    return _all()[key]
