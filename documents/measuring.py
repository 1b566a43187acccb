"""Measures printed papers in millimetres and lines, from the PDF and its picture and not from the style sheets.

What is held against them is GB/T 9704—2012 for letters and red-head papers, its page and type for forms and sheets, and
the structure that PDF/A-2u asks of a file for archives. The latter is our own reading of that standard: a strict test
of structure, no independent validator.

Needs poppler's ``pdftotext`` and ``pdftoppm`` and the package pypdf, which the tests need as well.
"""

from __future__ import annotations

import functools
import io
import itertools
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from documents import render
from documents.contents import Contents
from documents.kinds import OFFICIAL, PAPERS, Format, Signer
from documents.kinds import layout as layout_of
from documents.render import SEAL, SEAT_PITCH, SEATS
from documents.samples import CREATED, IDENTIFIER, SAMPLES, hint, session
from documents.templatetags.paper import cn_date
from workflows.papers import Kind

if TYPE_CHECKING:
    from PIL import Image

MM: Final = 25.4 / 72  # millimetres in a point
DPI: Final = 300
CHARACTER: Final = 15.75 * MM
LINE: Final = 28.95 * MM
LEFT, TOP, WIDE, HIGH = 28.0, 37.0, 156.0, 225.0
RIGHT: Final = LEFT + WIDE
FOOT: Final = TOP + HIGH
TOOLS: Final = ("pdftotext", "pdftoppm")


# --- reading a page back ----------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Line:
    """Text as printed, a line or a word: its characters and where they stand, in mm from the page's top left corner."""

    text: str
    left: float
    right: float
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def centre(self) -> float:
        return (self.left + self.right) / 2


class Sheet:
    """One printed page, read back."""

    def __init__(self, pdf: bytes, number: int, dpi: int = DPI) -> None:
        self.pdf, self.number, self.dpi = pdf, number, dpi

    @functools.cached_property
    def words(self) -> list[Line]:
        """The words of the page from the top, as the PDF places them."""
        said = _run("pdftotext", self.number, "-bbox-layout", "-", "-", pdf=self.pdf).decode()
        found = [
            Line(_plain(text), *(float(at) * MM for at in (left, right, top, bottom)))
            for left, top, right, bottom, text in re.findall(
                r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>', said
            )
        ]
        return sorted(found, key=lambda word: (word.top, word.left))

    @functools.cached_property
    def _lines(self) -> list[Line]:
        """Lines of text from the top, glyph by glyph from the PDF, so that gaps inside a line do not split it."""
        found: list[list[Line]] = []
        for word in self.words:
            if found and word.top - found[-1][0].top < 8 * MM:  # tops of faces on one line differ by a few points
                found[-1].append(word)
            else:
                found.append([word])
        return [
            Line(
                "".join(word.text for word in sorted(row, key=lambda word: word.left)),
                min(word.left for word in row), max(word.right for word in row),
                min(word.top for word in row), max(word.bottom for word in row),
            )
            for row in found
        ]  # fmt: skip

    def lines(self) -> list[Line]:
        return self._lines

    def line(self, piece: str) -> Line:
        return next(line for line in self.lines() if piece in line.text)

    def body(self) -> list[Line]:
        """The lines inside the version area."""
        return [line for line in self.lines() if line.middle < FOOT]

    def text(self) -> str:
        return "".join(line.text for line in self.lines())

    @functools.cached_property
    def picture(self) -> Image.Image:
        from PIL import Image

        drawn = _run("pdftoppm", self.number, "-r", str(self.dpi), "-", pdf=self.pdf)
        return Image.open(io.BytesIO(drawn)).convert("RGB")

    @functools.cached_property
    def grey(self) -> Image.Image:
        return self.picture.convert("L")

    def ink(self, *, red: bool = False) -> dict[int, tuple[int, int]]:
        """The rows of pixels that are inked (or red), each with its first and one past its last inked pixel."""
        return self._red if red else self._black

    @functools.cached_property
    def _red(self) -> dict[int, tuple[int, int]]:
        return _rows(self._mask(red=True))

    @functools.cached_property
    def _black(self) -> dict[int, tuple[int, int]]:
        return _rows(self._mask(red=False))

    @property
    def has_red(self) -> bool:
        return self._mask(red=True).getbbox() is not None

    def inked(self, left: float, top: float, right: float, bottom: float) -> tuple[float, float] | None:
        """Top and bottom of what is printed inside a rectangle, all in mm; None where nothing is."""
        box = tuple(round(side / 25.4 * self.dpi) for side in (left, top, right, bottom))
        found = self._mask(red=False).crop(box).getbbox()
        return (top + self.mm(found[1]), top + self.mm(found[3])) if found else None

    def _mask(self, *, red: bool) -> Any:
        from PIL import ImageChops

        if not red:
            return self.grey.point(lambda value: 255 * (value < 127))
        channels = self.picture.split()
        strong = channels[0].point(lambda value: 255 * (value > 200))
        return ImageChops.multiply(strong, channels[1].point(lambda value: 255 * (value < 90)))

    def mm(self, pixels: float) -> float:
        return pixels * 25.4 / self.dpi


def _rows(mask: Any) -> dict[int, tuple[int, int]]:
    rows = {}
    for y, inked in enumerate(mask.getprojection()[1]):
        if inked:
            box = mask.crop((0, y, mask.width, y + 1)).getbbox()
            rows[y] = (box[0], box[2])
    return rows


class Paper:
    """A printed paper: its pages, its bytes, its PDF objects."""

    def __init__(self, done: render.Rendered, dpi: int = DPI) -> None:
        import pypdf

        self.done, self.pdf, self.dpi = done, done.pdf, dpi
        self.reader = pypdf.PdfReader(io.BytesIO(done.pdf))

    @functools.cached_property
    def sheets(self) -> list[Sheet]:
        return [Sheet(self.pdf, number + 1, self.dpi) for number in range(self.done.pages)]

    def text(self) -> str:
        """All text without blanks and line ends: a wide gap may come back as a blank."""
        said = _run("pdftotext", 0, "-raw", "-", "-", pdf=self.pdf)
        return re.sub(r"\s+", "", said.decode())


def _run(tool: str, page: int, *words: str, pdf: bytes) -> bytes:
    pages = ["-f", str(page), "-l", str(page)] if page else []
    # Two fixed programs; the PDF is our own and goes in by standard input.
    return subprocess.run([tool, *pages, *words], input=pdf, capture_output=True, check=True).stdout  # noqa: S603


def _plain(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")


def bands(rows: Iterator[int] | list[int]) -> list[tuple[int, int]]:
    """Runs of neighbouring rows, each with its first and last row."""
    found: list[list[int]] = []
    for y in rows:
        if found and found[-1][1] == y - 1:
            found[-1][1] = y
        else:
            found.append([y, y])
    return [(first, last) for first, last in found]


# --- what is measured -------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Measure:
    """One rule held against one paper: what it wants, what was found, whether that is near enough."""

    what: str
    wanted: str
    found: str
    kept: bool


def _near(what: str, found: float, wanted: float, within: float) -> Measure:
    return Measure(what, f"{wanted:.2f} ± {within:g} mm", f"{found:.2f} mm", abs(found - wanted) <= within)


def _is(what: str, found: object, wanted: object) -> Measure:
    return Measure(what, str(wanted), str(found), found == wanted)


def missing_tools() -> list[str]:
    """What this machine lacks to measure papers."""
    import importlib.util

    return [tool for tool in TOOLS if shutil.which(tool) is None] + [
        name for name in ("pypdf",) if importlib.util.find_spec(name) is None
    ]


def measure(contents: Contents) -> list[Measure]:
    """Print a paper and hold it against the rules of its format."""
    layout = layout_of(contents)
    done = render.render(contents.kind, contents, identifier=IDENTIFIER, created=CREATED)
    paper = Paper(done, DPI if layout in OFFICIAL else 100)
    found = [*_page(paper), *_text(paper, contents)]
    if layout is Format.LETTER:
        found += [*_letter_head(paper, contents), *_folios(paper, first=2), *_copies(paper, contents)]
    elif layout is Format.RED_HEAD:
        found += [*_red_head(paper, contents), *_folios(paper, first=1), *_imprint(paper, contents)]
    else:
        found += _form(paper, contents)
    if layout is not Format.SHEET and Signer.ORGAN_SEAL in PAPERS[contents.kind].signers:
        found += _seals(paper, contents)
    faults = archive_faults(done.pdf)
    return [*found, Measure("PDF/A-2u, structure", "0", "; ".join(faults) or "0", not faults)]


def _page(paper: Paper) -> Iterator[Measure]:
    boxes = {(round(float(page.mediabox.width) * MM, 1), round(float(page.mediabox.height) * MM, 1))
             for page in paper.reader.pages}  # fmt: skip
    yield _is("page", sorted(boxes), [(210.0, 297.0)])
    body = [line for sheet in paper.sheets for line in sheet.body() if line.top > TOP - 1]
    left, right = min(line.left for line in body), max(line.right for line in body)
    inside = left >= LEFT - 0.3 and right <= RIGHT + 0.5 and all(line.bottom <= FOOT + 1.2 for line in body)
    lowest = max(line.bottom for line in body)
    yield Measure("text inside 156 × 225 mm", "28–184, –262", f"{left:.1f}–{right:.1f}, –{lowest:.1f}", inside)
    yield _is("pages without text", [sheet.number for sheet in paper.sheets if not sheet.body()], [])


def _text(paper: Paper, contents: Contents) -> Iterator[Measure]:
    said = paper.text()
    lost = [part for part in (*contents.organs, contents.number) if re.sub(r"\s+", "", part) not in said]
    yield _is("text that cannot be extracted", lost, [])
    yield _is("characters without a meaning", sorted(set(re.findall("[\ue000-\uf8ff\ufffd]", said))), [])


def _grid(paper: Paper) -> Iterator[Measure]:
    """22 lines of 28 characters on the second page, which is full of running text."""
    page = paper.sheets[1].body()
    yield _is("lines on a full page", len(page), 22)
    yield _is("characters in a full line", max(len(line.text) for line in page), 28)
    gaps = [after.bottom - before.bottom for before, after in itertools.pairwise(page)]
    yield _near("from line to line", max(gaps, key=lambda gap: abs(gap - LINE)), LINE, 0.6)
    yield _near("from first to last line", page[-1].bottom - page[0].bottom, 21 * LINE, 0.6)


def _letter_head(paper: Paper, contents: Contents) -> Iterator[Measure]:
    first = paper.sheets[0]
    rows = first.ink(red=True)
    lines = bands([y for y, (left, right) in rows.items() if first.mm(right - left) > 169.5])
    yield _is("red lines of 170 mm", len(lines), 4)
    if len(lines) != 4:
        return
    thick, thin, second_thin, second_thick = lines
    mark = [y for y in rows if y < thick[0] - 5]
    yield _near("mark below the paper's edge", first.mm(mark[0]), 30, 0.5)
    yield _near("first double line below the mark", first.mm(thick[0] - mark[-1]), 4, 0.6)
    yield _near("second double line above the paper's edge", 297 - first.mm(second_thick[1] + 1), 20, 0.2)
    for name, band, wanted in (
        ("first line, thick", thick, 1.1), ("first line, thin", thin, 0.35),
        ("second line, thin", second_thin, 0.35), ("second line, thick", second_thick, 1.1),
    ):  # fmt: skip
        yield _near(name, first.mm(band[1] - band[0] + 1), wanted, 0.13)
        yield _near(f"{name}, left end", first.mm(rows[band[0]][0]), 20, 0.2)
    number = next(word for word in first.words if contents.number.endswith(word.text) and word.top > first.mm(thin[1]))
    yield _near("number at the right edge", number.right, RIGHT, 0.3)
    top = min(y for y in first.ink() if y > thin[1] + 3)
    yield _near("number below the first double line", first.mm(top - thin[1]), CHARACTER * 7 / 8, 0.6)
    text = [line for line in first.body() if line.bottom < 297 - 20]
    yield Measure("text above the second line", "≥ 4.86 mm",
                  f"{first.mm(second_thin[0]) - text[-1].bottom:.2f} mm",
                  first.mm(second_thin[0]) - text[-1].bottom >= CHARACTER * 7 / 8)  # fmt: skip
    others = [sheet.number for sheet in paper.sheets[1:] if sheet.has_red]
    yield _is("further pages with red", others, [])


def _red_head(paper: Paper, contents: Contents) -> Iterator[Measure]:
    first = paper.sheets[0]
    rows = first.ink(red=True)
    lines = bands([y for y, (left, right) in rows.items() if first.mm(right - left) > 155.5])
    yield _is("red lines of 156 mm", len(lines), 1)
    if len(lines) != 1:
        return
    rule = lines[0]
    mark = [y for y in rows if y < rule[0] - 5]
    yield _near("mark below the version area's top", first.mm(mark[0]) - TOP, 35, 0.5)
    yield _near("red line, left end", first.mm(rows[rule[0]][0]), LEFT, 0.2)
    yield _near("red line", first.mm(rule[1] - rule[0] + 1), 0.5, 0.13)
    number = next(word for word in first.words if contents.number.endswith(word.text[-6:]) and word.top > TOP + 30)
    # Measured to the characters: brackets and figures reach a little further down.
    characters = first.inked(number.left, number.top, number.left + 2 * CHARACTER, first.mm(rule[0] - 2))
    yield _near("red line below the number", first.mm(rule[0]) - characters[1] if characters else 0, 4, 0.3)
    rows_of_names = max(1, -(-len(contents.approved_by) // 2))
    wanted = 2 * LINE + LINE / 2 + (rows_of_names - 1) * LINE
    yield _near("middle of the number below the mark", number.middle - first.mm(mark[-1]), wanted, 0.9)
    title = first.line((contents.title or PAPERS[contents.kind].title)[:6])
    yield _near("middle of the title below the red line", title.middle - first.mm(rule[1]), 2.5 * LINE, 0.9)
    yield _is("text on the first page", bool([line for line in first.body() if line.top > title.bottom + LINE]), True)
    others = [sheet.number for sheet in paper.sheets[1:] if sheet.has_red]
    yield _is("further pages with red", others, [])


def _folios(paper: Paper, *, first: int) -> Iterator[Measure]:
    """Page numbers 7 mm below the text, one character in, odd ones at the right and even ones at the left."""
    for sheet in paper.sheets:
        below = [line for line in sheet.lines() if line.middle > FOOT]
        name = f"page {sheet.number}, number"
        if sheet.number < first:
            yield _is(name, [line.text for line in below], [])
            continue
        yield _is(name, [line.text for line in below], [f"—{sheet.number}—"])
        if len(below) == 1:
            odd = sheet.number % 2
            found = RIGHT - below[0].right if odd else below[0].left - LEFT
            yield _near(f"{name}, {'right' if odd else 'left'}", found, CHARACTER, 0.3)
            ink = [y for y in sheet.ink() if FOOT + 1 < sheet.mm(y) < 274]
            dash = next((y for y in ink if _is_dash(sheet, y)), ink[0])
            yield _near(f"{name}, below the text", sheet.mm(dash) - FOOT, 7, 0.5)


def _is_dash(sheet: Sheet, y: int) -> bool:
    row = sheet.grey.crop((0, y, sheet.grey.width, y + 1)).tobytes()
    return sum(value < 127 for value in row) > 80


def _copies(paper: Paper, contents: Contents) -> Iterator[Measure]:
    if getattr(contents, "cc", ()):
        last = paper.sheets[-1].body()[-1]
        yield _is("copies at the foot of the last page", last.text.endswith("。"), True)
        yield _near("copies above the version area's end", FOOT - last.bottom, 0, 2)


def _imprint(paper: Paper, contents: Contents) -> Iterator[Measure]:
    last = paper.sheets[-1]
    black = {y: ends for y, ends in last.ink().items() if last.mm(ends[1] - ends[0]) > 155.5 and last.mm(y) > TOP + 20}
    rules = bands(list(black))
    widths = [0.35, 0.25, 0.35] if getattr(contents, "cc", ()) else [0.35, 0.35]
    yield _is("rules of the imprint", len(rules), len(widths))
    for number, (band, wanted) in enumerate(zip(rules, widths, strict=False), 1):
        yield _near(f"rule {number} of the imprint", last.mm(band[1] - band[0] + 1), wanted, 0.1)
    if rules:
        yield _near("last rule on the version area's edge", last.mm(rules[-1][1] + 1), FOOT, 0.3)
        printed = next(line for line in last.body() if line.text.endswith("印发"))
        yield _near("day of printing, from the right", RIGHT - printed.right, 14 * MM, 0.3)
        yield _near("who printed it, from the left", printed.left - LEFT, 14 * MM, 0.3)


def _form(paper: Paper, contents: Contents) -> Iterator[Measure]:
    red = [sheet.number for sheet in paper.sheets if sheet.has_red]
    yield _is("pages with red", red, [])
    bare = [
        sheet.number for sheet in paper.sheets
        if f"第{sheet.number}页共{paper.done.pages}页" not in re.sub(r"\s", "", sheet.text())
    ]  # fmt: skip
    yield _is("pages without “第×页 共×页”", bare, [])
    first = paper.sheets[0]
    title = first.line((contents.title or PAPERS[contents.kind].title)[:6])
    yield _near("title, middle", title.centre, LEFT + WIDE / 2, 0.4)


def _seals(paper: Paper, contents: Contents) -> Iterator[Measure]:
    """Room for each seal: on one page with text, inside the version area, free of all but the name and the date."""
    day = cn_date(contents.issued_on)
    dated = [(sheet, word) for sheet in paper.sheets for word in sheet.words if word.text == day]
    if not dated:  # the seal has a cell of its own in the table where hands are put
        cell = next((word for word in paper.sheets[-1].words if word.text == contents.seal_label), None)
        yield _is("cell of the seal on the last page", cell is not None, True)
        return
    (last, date), count = dated[-1], len(contents.signatories)
    long = count == 1 and render.width(contents.organ) > 15
    if not long:
        yield _near("date, from the right edge", RIGHT - date.right, 4 * CHARACTER, 0.3)
    rows = -(-count // SEATS)
    above = [line for line in last.body() if line.bottom < date.top - (1 + (rows - 1) * render.SEAT_LINES) * LINE + 3]
    names = [line.text for line in above[-1:] if any(line.text in organ for organ in contents.signatories)]
    text = above[: len(above) - len(names)]
    yield Measure("lines of text on the page of the seal", "≥ 2", str(len(text)), len(text) >= 2)
    for number, organ in enumerate(contents.signatories):
        row = number // SEATS
        left = count > 1 and number % SEATS == 0 and number < count - 1
        x = date.centre - SEAT_PITCH * left
        name = date.middle - (1 + (rows - 1 - row) * render.SEAT_LINES) * LINE
        found = [word for word in last.words if abs(word.middle - name) < 2 and abs(word.centre - x) < SEAT_PITCH / 2]
        yield _is(f"name of signing organ {number + 1}", bool(found) and organ.endswith(found[0].text), True)
        if not found:
            continue
        yield _near(f"name {number + 1}, middle in its seal", found[0].centre, x, 0.6)
        y = name + 2.4  # the seal's middle is 28 mm below the text, the name's 25.6 mm
        box = (x - SEAL / 2, y - SEAL / 2, x + SEAL / 2, y + SEAL / 2)
        whole = box[0] >= LEFT and box[2] <= RIGHT and box[1] >= TOP and box[3] <= FOOT + 0.5
        yield Measure(f"seal {number + 1} inside the version area", "28–184, 37–262",
                      f"{box[0]:.1f}–{box[2]:.1f}, {box[1]:.1f}–{box[3]:.1f}", whole)  # fmt: skip
        if row == 0 and text:
            gap = box[1] - (text[-1].bottom - (LINE - CHARACTER) / 2)
            yield Measure(f"seal {number + 1} below the text", "0–10.2 mm", f"{gap:.1f} mm", -1 <= gap <= LINE)
        foot = (date.bottom if number == count - 1 else found[0].bottom) + 0.5
        stray = last.inked(box[0], foot, box[2], min(box[3], FOOT))
        yield _is(f"what else stands under seal {number + 1}", stray, None)


# --- the file for the archive -----------------------------------------------------------------------------------------
_FORBIDDEN: Final = frozenset({
    "/JavaScript", "/JS", "/AA", "/OpenAction", "/Launch", "/EmbeddedFiles", "/AcroForm", "/XFA",
    "/RichMedia", "/Movie", "/Sound", "/SMask", "/OCProperties", "/Annots", "/URI", "/TR", "/HTP",
    "/Alternates", "/Ref", "/PresSteps",
})  # fmt: skip


def archive_faults(pdf: bytes) -> list[str]:
    """What keeps a file from being a PDF/A-2u, as far as its structure shows it; empty: nothing was found.

    ISO 19005-2: header and file identifier, no encryption, one output intent with its profile, XMP that says part 2
    level U and agrees with the information dictionary, every typeface embedded with a mapping to Unicode, no
    transparency, no actions, no files inside, no outside streams, no LZW.
    """
    import pypdf
    from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

    reader = pypdf.PdfReader(io.BytesIO(pdf))
    trailer: Any = reader.trailer
    root: Any = trailer["/Root"]
    faults = []
    if not re.match(rb"%PDF-1\.[4-7]\n%[\x80-\xff]{4}", pdf):
        faults.append("header")
    if "/ID" not in trailer or "/Encrypt" in trailer:
        faults.append("file identifier or encryption")
    intents = [one.get_object() for one in root.get("/OutputIntents", [])]
    if [one.get("/S") for one in intents] != ["/GTS_PDFA1"] or "/DestOutputProfile" not in intents[0]:
        faults.append("output intent")
    faults += _metadata_faults(root, reader)
    seen: set[int] = set()
    waiting: list[Any] = [trailer]
    while waiting:
        one = waiting.pop()
        if isinstance(one, IndirectObject):
            if one.idnum in seen:
                continue
            seen.add(one.idnum)
            one = one.get_object()
        if isinstance(one, ArrayObject):
            waiting += one
        if isinstance(one, DictionaryObject):
            waiting += [one.raw_get(key) for key in one]
            faults += [f"{key}" for key in sorted(_FORBIDDEN & set(one))]
            faults += _object_faults(one, isinstance(one, StreamObject))
    return faults


def _metadata_faults(root: Any, reader: Any) -> list[str]:
    xmp = root["/Metadata"].get_object().get_data().decode() if "/Metadata" in root else ""
    information = reader.metadata
    wanted = {
        "part 2": 'pdfaid:part="2"', "level U": 'pdfaid:conformance="U"', "title": f">{_escaped(information.title)}<",
        "author": f">{_escaped(information.author)}<",
    }  # fmt: skip
    return [f"metadata: {name}" for name, piece in wanted.items() if piece not in xmp]


def _escaped(text: str | None) -> str:
    return (text or "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _says_unicode(font: Any) -> bool:
    """Whether a font maps its glyphs to characters, none of them to nothing or to a mark of byte order."""
    if "/ToUnicode" not in font:
        return False
    mapping = font["/ToUnicode"].get_object().get_data()
    return not re.search(rb"> <(0000|FEFF|FFFE)>", mapping, re.IGNORECASE)


def _object_faults(one: Any, is_stream: bool) -> list[str]:
    faults = []
    if one.get("/Type") == "/Font" and one.get("/Subtype") != "/Type3":
        if one.get("/Subtype") == "/Type0" and not _says_unicode(one):
            faults.append(f"no Unicode: {one.get('/BaseFont')}")
        if one.get("/Subtype") != "/Type0":
            descriptor = one["/FontDescriptor"].get_object() if "/FontDescriptor" in one else {}
            if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor):
                faults.append(f"not embedded: {one.get('/BaseFont')}")
    if float(one.get("/ca", 1)) != 1 or float(one.get("/CA", 1)) != 1 or one.get("/BM", "/Normal") != "/Normal":
        faults.append("transparency")
    if "/FontFile3" in one and one["/FontFile3"].get("/Subtype") not in {"/Type1C", "/CIDFontType0C", "/OpenType"}:
        faults.append("kind of font program")
    if is_stream and ("/F" in one or "/LZWDecode" in str(one.get("/Filter"))):
        faults.append("outside stream or LZW")
    if one.get("/S") == "/Transparency":
        faults.append("transparency group")
    return faults


# --- what is set to be measured ---------------------------------------------------------------------------------------
_RUNNING: Final = "工会劳动法律监督提示函用于提醒用人单位及时自查自纠维护职工合法权益促进劳动关系和谐稳定"
LONG: Final = "".join(itertools.islice(itertools.cycle(_RUNNING), 28 * 50))
PARTNERS: Final = ("兰州市示例区人民法院", "兰州市示例区人力资源和社会保障局", "兰州市示例区司法局")


def trials() -> Iterator[tuple[str, Callable[[], list[Measure]]]]:
    """Every kind of paper in its own layout, some under a red head, joint papers, and full pages of text."""
    for kind in Kind:
        yield PAPERS[kind].title, functools.partial(measure, SAMPLES[kind]())
    for kind in (Kind.REPORT_TO_COURT, Kind.FEEDBACK_LETTER):  # a title of two lines; no copies and so two rules
        red = replace(SAMPLES[kind](), layout=Format.RED_HEAD.value)
        yield f"{PAPERS[kind].title}（red_head）", functools.partial(measure, red)
    for count, layout in ((1, Format.RED_HEAD), (2, Format.RED_HEAD), (2, Format.LETTER), (3, Format.RED_HEAD)):
        joint = hint(co_issuers=PARTNERS[:count], layout=layout.value)
        yield f"联合行文{count + 1}家（{layout.value}）", functools.partial(measure, joint)
    upward = hint(layout=Format.RED_HEAD.value, approved_by=("王示例", "李示例", "赵示例"))
    yield "上行文（red_head）", functools.partial(measure, upward)
    for layout in OFFICIAL:
        full = hint(advice=(LONG,), addressee="甘肃示例公司", employer=None, layout=layout.value)
        yield f"22 × 28（{layout.value}）", functools.partial(_full_page, full)
    yield "22 × 28（form）", functools.partial(_full_page, session(told=(LONG,)))


def _full_page(contents: Contents) -> list[Measure]:
    done = render.render(contents.kind, contents, identifier=IDENTIFIER, created=CREATED)
    return list(_grid(Paper(done)))
