"""Which characters of a record will not be in the body face, and which no face of this machine can draw.

Rare characters of personal names (䶮, 珺, 堃 …) fall back glyph by glyph to another face: readable, but darker than the
line around them. Whoever issues the paper sees them named before it is issued. A character that no face has would be
printed as a box; such a paper is refused until a face that has it lies in the font directory.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from django.utils.translation import gettext as _

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
    return covered(texts(contents), profile)


def covered(pieces: Iterable[tuple[str, str]], profile: fonts.Profile | None = None) -> Coverage:
    """Check texts, each with the place where it stands. Raises FontsMissing as `fonts.profile` does."""
    faces = (profile or fonts.profile()).chain(fonts.Role.BODY)
    body = faces[0].characters()
    places: dict[str, list[str]] = {}
    for where, text in pieces:
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


def undrawable(contents: Contents, title: str) -> list[str]:
    """Why a record cannot be printed here, a sentence for each character that no typeface has; empty when it can.

    Asked before a number is taken. A machine without any Chinese typeface says so in `doctor`, and the worker tries
    again when there is one; that is no fault of the record.
    """
    try:
        found = coverage(contents)
    except fonts.FontsMissing:
        return []
    return [
        _(
            "%(title)s: no typeface on this machine can draw “%(character)s” (%(code)s), which stands in “%(where)s”. "
            "Lay a typeface that has it into the font directory, or write it another way."
        )
        % {"title": title, "character": one.character, "code": one.code, "where": _around(contents, one)}
        for one in found.missing
    ]


def _around(contents: Contents, stray: Stray) -> str:
    """The few characters around the first place of a stray character: where a clerk looks for it."""
    text = next(text for where, text in texts(contents) if where == stray.where[0])
    place = text.index(stray.character)
    return text[max(0, place - 8) : place + 8].replace("\n", " ")
