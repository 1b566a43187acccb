"""What the tests of papers stand on: typefaces, and a reader that measures a printed page in millimetres."""

import datetime as dt
import shutil

import pytest

from documents import fonts, render
from documents.contents import Contents
from documents.measuring import CHARACTER, DPI, HIGH, LEFT, LINE, MM, TOOLS, TOP, WIDE, Paper
from documents.samples import CREATED, IDENTIFIER

__all__ = ["CHARACTER", "DPI", "HIGH", "LEFT", "LINE", "MM", "TOP", "WIDE", "Paper", "millimetres", "printed"]


@pytest.fixture(scope="session", autouse=True)
def _typefaces() -> None:
    """Papers cannot be judged without the faces they are made for: say so instead of skipping."""
    profile = fonts.profile()
    wrong = [*profile.warnings()]
    if wrong or not profile.body.family.startswith("Fandol"):
        pytest.fail(f"The typefaces for papers are not complete (run `make setup`): {profile.name} {wrong}")
    for tool in TOOLS:
        if shutil.which(tool) is None:
            pytest.fail(f"{tool} is missing: install poppler-utils to measure printed pages.")


def millimetres(pixels: float) -> float:
    return pixels * 25.4 / DPI


def printed(contents: Contents, *, draft: str = "", created: dt.datetime = CREATED) -> Paper:
    return Paper(render.render(contents.kind, contents, identifier=IDENTIFIER, created=created, draft=draft))
