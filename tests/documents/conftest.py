"""What the tests of papers stand on: typefaces, and a reader that measures a printed page in millimetres."""

import datetime as dt
import functools
import io
import re
import shutil
import subprocess
from dataclasses import dataclass

import pypdf
import pytest
from PIL import Image, ImageChops

from documents import fonts, render
from documents.contents import Contents
from documents.samples import CREATED, IDENTIFIER

MM = 25.4 / 72  # millimetres in a point
DPI = 300
CHARACTER = 15.75 * MM
LINE = 28.95 * MM
LEFT, TOP, WIDE, HIGH = 28.0, 37.0, 156.0, 225.0


@pytest.fixture(scope="session", autouse=True)
def _typefaces() -> None:
    """Papers cannot be judged without the faces they are made for: say so instead of skipping."""
    profile = fonts.profile()
    wrong = [*profile.warnings()]
    if wrong or not profile.body.family.startswith("Fandol"):
        pytest.fail(f"The typefaces for papers are not complete (run `make setup`): {profile.name} {wrong}")
    for tool in ("pdftoppm", "pdftotext"):
        if shutil.which(tool) is None:
            pytest.fail(f"{tool} is missing: install poppler-utils to measure printed pages.")


@dataclass(frozen=True)
class Line:
    """A line of text as printed: its characters and where they stand, in mm from the top left corner of the page."""

    text: str
    left: float
    right: float
    top: float
    bottom: float


class Sheet:
    """One printed page, read back."""

    def __init__(self, pdf: bytes, number: int) -> None:
        self.pdf, self.number = pdf, number

    @functools.cached_property
    def _lines(self) -> list[Line]:
        """Lines of text from the top, glyph by glyph from the PDF, so that gaps inside a line do not split it."""
        page = ["-f", str(self.number), "-l", str(self.number)]
        said = subprocess.run(
            ["pdftotext", *page, "-bbox-layout", "-", "-"], input=self.pdf, capture_output=True, check=True
        ).stdout.decode()
        words = [
            (float(top), float(left), float(right), float(bottom), _plain(text))
            for left, top, right, bottom, text in re.findall(
                r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>', said
            )
        ]
        found: list[list[tuple[float, float, float, float, str]]] = []
        for word in sorted(words):
            if found and word[0] - found[-1][0][0] < 8:  # tops of faces on one line differ by a few points
                found[-1].append(word)
            else:
                found.append([word])
        return [
            Line(
                "".join(word[4] for word in sorted(row, key=lambda word: word[1])),
                min(w[1] for w in row) * MM, max(w[2] for w in row) * MM,
                min(w[0] for w in row) * MM, max(w[3] for w in row) * MM,
            )
            for row in found
        ]  # fmt: skip

    def lines(self) -> list[Line]:
        return self._lines

    def line(self, piece: str) -> Line:
        return next(line for line in self.lines() if piece in line.text)

    def body(self) -> list[Line]:
        """The lines inside the version area."""
        return [line for line in self.lines() if (line.top + line.bottom) / 2 < TOP + HIGH]

    def text(self) -> str:
        return "".join(line.text for line in self.lines())

    @functools.cached_property
    def picture(self) -> Image.Image:
        page = ["-f", str(self.number), "-l", str(self.number)]
        drawn = subprocess.run(
            ["pdftoppm", *page, "-r", str(DPI), "-"], input=self.pdf, capture_output=True, check=True
        ).stdout
        return Image.open(io.BytesIO(drawn)).convert("RGB")

    def ink(self, *, red: bool = False) -> dict[int, tuple[int, int]]:
        """The rows of pixels that are inked (or red), each with its first and one past its last inked pixel."""
        channels = self.picture.split()
        if red:
            strong = channels[0].point(lambda value: 255 * (value > 200))
            mask = ImageChops.multiply(strong, channels[1].point(lambda value: 255 * (value < 90)))
        else:
            mask = self.picture.convert("L").point(lambda value: 255 * (value < 127))
        wide, high = mask.size
        rows = {}
        for y in range(high):
            if box := mask.crop((0, y, wide, y + 1)).getbbox():
                rows[y] = (box[0], box[2])
        return rows


def millimetres(pixels: float) -> float:
    return pixels * 25.4 / DPI


def _plain(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")


class Paper:
    """A printed paper: its pages, its bytes, its PDF objects."""

    def __init__(self, done: render.Rendered) -> None:
        self.done, self.pdf = done, done.pdf
        self.reader = pypdf.PdfReader(io.BytesIO(done.pdf))

    @functools.cached_property
    def sheets(self) -> list[Sheet]:
        return [Sheet(self.pdf, number + 1) for number in range(self.done.pages)]

    def text(self) -> str:
        """All text without blanks and line ends: a wide gap may come back as a blank."""
        said = subprocess.run(["pdftotext", "-raw", "-", "-"], input=self.pdf, capture_output=True, check=True).stdout
        return re.sub(r"\s+", "", said.decode())


def printed(contents: Contents, *, draft: str = "", created: dt.datetime = CREATED) -> Paper:
    return Paper(render.render(contents.kind, contents, identifier=IDENTIFIER, created=created, draft=draft))
