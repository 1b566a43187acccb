"""Which characters of a record will not be in the body face, and which no face of this machine can draw.

Rare characters of personal names (䶮, 珺, 堃 …) fall back glyph by glyph to another face: readable, but darker than the
line around them. Whoever issues the paper sees them named before it is issued. A character that no face has would be
printed as a box; such a paper is refused until a face that has it lies in the font directory.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from documents import fonts
from documents.contents import Contents


@dataclass(frozen=True)
class Stray:
    """A character outside the body face: where it stands, and the face that will draw it (None: no face has it)."""

    character: str
    where: tuple[str, ...]
    drawn_by: str | None

    @property
    def code(self) -> str:
        return f"U+{ord(self.character):04X}"


@dataclass(frozen=True)
class Coverage:
    """What the coverage check found; empty tuples mean every character is in the body face."""

    fallback: tuple[Stray, ...]
    missing: tuple[Stray, ...]

    @property
    def complete(self) -> bool:
        return not (self.fallback or self.missing)


def texts(value: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a record with the path of its field, e.g. ``applicants[0].name``."""
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, tuple):
        for number, item in enumerate(value):
            yield from texts(item, f"{where}[{number}]")
    elif is_dataclass(value) and not isinstance(value, (type, dt.date)):
        for item in fields(value):
            yield from texts(getattr(value, item.name), f"{where}.{item.name}" if where else item.name)


def coverage(contents: Contents, profile: fonts.Profile | None = None) -> Coverage:
    """Check a record against the faces of this machine (or of `profile`) before it is issued."""
    faces = (profile or fonts.profile()).chain(fonts.Role.BODY)
    body = faces[0].characters()
    places: dict[str, list[str]] = {}
    for where, text in texts(contents):
        for character in dict.fromkeys(text):
            if ord(character) not in body and not character.isspace():
                places.setdefault(character, []).append(where)
    strays = [
        Stray(
            character,
            tuple(where),
            next((face.family for face in faces[1:] if ord(character) in face.characters()), None),
        )
        for character, where in sorted(places.items())
    ]
    return Coverage(
        fallback=tuple(stray for stray in strays if stray.drawn_by), missing=tuple(s for s in strays if not s.drawn_by)
    )
