"""What one region decides about the letters of labour-law supervision: titles, words in the number, who signs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from lawbook import tables
from statutes.keys import Param
from workflows.papers import Kind

_PARTS = {Kind.HINT_LETTER: "hint", Kind.OPINION_LETTER: "opinion", Kind.ADVICE_LETTER: "advice"}


def profile(region: str | None, on: dt.date) -> tuple[Mapping[str, str], str]:
    """The settings in force in a region on a day, and their source: that of the neutral default says that it has no
    local basis."""
    found = tables.parameters().find(Param.SUPERVISION_PROFILE, on, region)
    if found is None or not isinstance(found.value, Mapping):
        return {}, ""
    return {str(key): str(said) for key, said in found.value.items()}, found.source


def called(kind: Kind, region: str | None, on: dt.date) -> dict[str, Any]:
    """Title, word and pattern of the number of one letter, as the region has them; frozen with the paper."""
    part, (said, _source) = _PARTS.get(kind), profile(region, on)
    if part is None or not said:
        return {}
    return {
        "title": said.get(f"{part}_title", ""),
        "word": said.get(f"{part}_word", ""),
        "pattern": said.get("number_pattern", ""),
    }


def signer(kind: Kind, region: str | None, on: dt.date) -> str:
    """Who approves a letter, as the region has it: 工会主席或者副主席."""
    return profile(region, on)[0].get(f"{_PARTS.get(kind)}_signer", "")
