"""A paper as an editable draft for office software: the same frozen record, the same HTML, walked into a .docx.

There is no second set of templates: whatever `documents.render.html` says is carried over, with the page of GB/T
9704—2012 and the official typefaces by name (an office that has them sees them; the PDF uses stand-ins). It is a
draft: it says so on every page and bears neither number nor verification code, so it cannot pass for what was issued.

Loads python-docx on first use; the PDF engine is not needed.
"""

from __future__ import annotations

import datetime as dt
import functools
import io
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from documents.contents import Contents
from documents.kinds import PAPERS, Format
from documents.render import MARK_HEIGHT, MARK_LEAST, MARK_WIDTH, TEMPLATES, html, width

if TYPE_CHECKING:
    from docx.document import Document

TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NOTE: Final = "可编辑草稿　未编号　不作为正式文书"
FANGSONG, XIAOBIAOSONG, HEITI, KAITI, SONGTI = "仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "宋体"
RED: Final = "E60012"

MARGINS: Final = {"top": 37, "bottom": 35, "left": 28, "right": 26}  # mm; 156 x 225 remain
TEXT_WIDTH: Final = 156
SIZE, PITCH = 16.0, 28.95  # pt: 3号 in office software; 22 lines a page
#: The grid sets 28 characters of 16 pt into 156 mm: each a little narrower, in 1/4096 pt (Office's own unit).
CHARACTER_SPACE: Final = round((TEXT_WIDTH / 25.4 * 72 / 28 - SIZE) * 4096)
TWIPS: Final = 20  # in a point


@dataclass(frozen=True)
class Look:
    """How a paragraph is set: typeface, size and line in pt, alignment, indents in characters."""

    face: str = FANGSONG
    size: float = SIZE
    line: float = PITCH
    align: str = "justify"
    first: float = 2
    right: float = 0
    before: float = 0
    colour: str = ""
    keep: bool = False
    under: str = ""  # a rule below the paragraph


_BODY: Final = Look()
_FLAT: Final = Look(first=0)
_LOOKS: Final[dict[str, Look]] = {
    "h1": Look(XIAOBIAOSONG, 22, PITCH, "center", 0, keep=True),
    "h2": Look(HEITI, keep=True),
    "h3": Look(KAITI, keep=True),
    "head": Look(XIAOBIAOSONG, 18, PITCH, "center", 0, keep=True),
    "number": Look(align="right", first=0),
    "of": Look(size=12, line=20, align="right", first=0),
    "cover-organ": Look(align="center", first=0),
    "to": Look(first=0, before=PITCH),
    "flat": _FLAT,
    "organ": Look(align="right", first=0, right=4, keep=True),
    "date": Look(align="right", first=0, right=4),
    "note": Look(size=12, line=20),
    "write": Look(first=0, under="single"),
    "copies": Look(size=14, line=20, first=0),
}


def docx_of(contents: Contents) -> bytes:
    """The draft of a paper. The same record gives the same document but for the packing of the file."""
    import docx
    import lxml.html

    row = PAPERS[contents.kind]
    bare = replace(contents, number="", verification="")
    page = html(row, bare, created=dt.datetime.now(tz=dt.UTC), draft=NOTE)
    document = docx.Document()
    _set_up(document, contents.title or row.title, contents.organ)
    writer = _Writer(document, row.format)
    writer.blocks(lxml.html.fromstring(page).find("body"), document)
    writer.finish()
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def _set_up(document: Document, title: str, organ: str) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Mm

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    for side, size in MARGINS.items():
        setattr(section, f"{side}_margin", Mm(size))
    # Header and folio stand where the standard has them: the folio 7 mm below the text.
    section.header_distance, section.footer_distance = Mm(20), Mm(24)
    grid = _child(section._sectPr, "w:docGrid")
    grid.set(qn("w:type"), "linesAndChars")
    grid.set(qn("w:linePitch"), str(round(PITCH * TWIPS)))
    grid.set(qn("w:charSpace"), str(CHARACTER_SPACE))
    document.core_properties.title, document.core_properties.author = title, organ
    document.core_properties.comments = ""
    normal: Any = document.styles["Normal"]
    _face(normal.element.get_or_add_rPr(), FANGSONG)
    normal.font.size = _pt(SIZE)
    _set(section.header.paragraphs[0], NOTE, Look(HEITI, 10.5, 14, "center", 0, colour="808080"))
    foot = section.footer.paragraphs[0]
    _look(foot, Look(SONGTI, 14, 14, "center", 0))
    for part in ("— ", "PAGE", " —"):
        _field(foot, part) if part == "PAGE" else _run(foot, part, Look(SONGTI, 14))


class _Writer:
    """Carries the blocks of a page over, in their order."""

    def __init__(self, document: Document, format_: Format) -> None:
        self.document, self.format = document, format_
        self.last: list[Any] = []  # copies go to the very end

    def blocks(self, parent: Any, into: Any) -> None:
        """Every block below an element, into a document or a cell."""
        for node in parent:
            classes = set((node.get("class") or "").split())
            if not isinstance(node.tag, str) or classes & {"watermark", "rule", "lead"}:
                continue
            if "mark" in classes:
                self.mark(node, into)
            elif "copies" in classes:
                self.last.append(node)
            elif node.tag == "table":
                self.table(node, into, classes)
            elif node.tag == "div" and not (classes & {"organ", "date"}):
                if "pair" in classes:  # two blank lines above: room for the seal
                    _set(into.add_paragraph(), "", _FLAT)
                    _set(into.add_paragraph(), "", _FLAT)
                self.blocks(node, into)
            else:
                self.paragraph(node, into.add_paragraph(), classes)

    def finish(self) -> None:
        for node in self.last:
            for one in node:
                self.paragraph(one, self.document.add_paragraph(), {"copies"})
        _set(self.document.add_paragraph(), "", Look(size=1, line=1, first=0))  # no document ends with a table

    def mark(self, node: Any, into: Any) -> None:
        """The organ in red above the double line of a letter."""
        text = node.text_content().strip()
        size = min(MARK_HEIGHT, max(MARK_WIDTH / width(text), MARK_LEAST)) / 25.4 * 72
        rule = Look(XIAOBIAOSONG, size, size * 1.3, "center", 0, colour=RED, under="thickThinSmallGap")
        _set(into.add_paragraph(), text, rule)

    def paragraph(self, node: Any, into: Any, classes: set[str], base: Look = _BODY) -> None:
        look = next((_LOOKS[name] for name in (*sorted(classes), node.tag) if name in _LOOKS), base)
        _look(into, look)
        _inline(into, node, look)

    def table(self, node: Any, into: Any, classes: set[str]) -> None:
        """A table with its heads and spans; without lines where it only holds places to sign."""
        rows = [list(row) for row in node.iter("tr")]
        columns = max((sum(int(cell.get("colspan") or 1) for cell in row) for row in rows), default=0)
        if not columns:
            return
        before = [one for one in self.document.element.body if not one.tag.endswith("}sectPr")]
        if before and before[-1].tag.endswith("}tbl"):  # office software joins tables that touch
            _set(into.add_paragraph(), "", Look(size=1, line=6, first=0))
        made = into.add_table(len(rows), columns)
        made.autofit = False
        widths = _widths(node, columns, classes)
        if "grid" in classes:
            made.style = "Table Grid"
        heads = len(list(node.iterfind("thead/tr")))
        size = (10.5, 15.0) if "small" in classes else (12.0, 17.0)
        if "grid" not in classes:
            size = (14.0, 26.0) if "hands" in classes else (SIZE, PITCH)
        taken: set[tuple[int, int]] = set()
        for number, (row, laid) in enumerate(zip(rows, made.rows, strict=True)):
            _row_rules(laid, head=number < heads)
            cells = laid.cells
            for at in range(columns):
                cells[at].width = _mm(widths[at])
            at = 0
            for cell in row:
                while (number, at) in taken:
                    at += 1
                across, down = int(cell.get("colspan") or 1), int(cell.get("rowspan") or 1)
                target = cells[at]
                if across > 1:
                    target = target.merge(cells[at + across - 1])
                if down > 1:
                    target = target.merge(made.cell(number + down - 1, at + across - 1))
                    taken |= {(number + y, at + x) for y in range(1, down) for x in range(across)}
                self.cell(cell, target, size)
                at += across

    def cell(self, node: Any, into: Any, size: tuple[float, float]) -> None:
        classes = set((node.get("class") or "").split())
        head = node.tag == "th"
        align = "center" if head or "c" in classes else "right" if "r" in classes else "left"
        look = Look(HEITI if head else FANGSONG, *size, align, 0)
        first = into.paragraphs[0]
        _look(first, look)
        _inline(first, node, look, blocks=False)
        used = bool(first.text)
        for inner in node:
            if inner.tag in ("p", "div"):
                paragraph = into.add_paragraph() if used else first
                used = True
                _look(paragraph, look)
                _inline(paragraph, inner, look)


def _inline(into: Any, node: Any, look: Look, *, blocks: bool = True) -> None:
    """The text of an element with its breaks and its lines to write on; with `blocks` false without inner blocks."""
    _run(into, _flowing(node.text), look)
    for inner in node:
        if inner.tag == "br":
            into.add_run().add_break()
        elif inner.tag == "span" and "blank" in (inner.get("class") or ""):
            room = re.search(r"\bw(\d+)", inner.get("class"))
            _run(into, "　" * int(room[1] if room else 6), look).font.underline = True
        elif blocks or inner.tag not in ("p", "div"):
            _inline(into, inner, look, blocks=blocks)
        _run(into, _flowing(inner.tail), look)


def _flowing(text: str | None) -> str:
    """A text of the page without the line ends of its source; Chinese has no blank in their place."""
    return re.sub(r"[ \t]*\n[ \t]*", "", text or "")


def _set(paragraph: Any, text: str, look: Look) -> None:
    _look(paragraph, look)
    _run(paragraph, text, look)


def _run(paragraph: Any, text: str, look: Look) -> Any:
    run = paragraph.add_run(text)
    if text:
        _face(run._r.get_or_add_rPr(), look.face)
        run.font.size = _pt(look.size)
        if look.colour:
            from docx.shared import RGBColor

            run.font.color.rgb = RGBColor.from_string(look.colour)
    return run


def _look(paragraph: Any, look: Look) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    kept = paragraph.paragraph_format
    paragraph.alignment = getattr(WD_ALIGN_PARAGRAPH, look.align.upper())
    kept.line_spacing_rule, kept.line_spacing = WD_LINE_SPACING.EXACTLY, _pt(look.line)
    kept.space_before, kept.space_after = _pt(look.before), _pt(0)
    kept.first_line_indent, kept.right_indent = _pt(look.first * look.size), _pt(look.right * look.size)
    kept.keep_with_next = look.keep
    if look.under:
        properties = paragraph._p.get_or_add_pPr()
        frame = OxmlElement("w:pBdr")
        properties.insert_element_before(frame, "w:spacing", "w:ind", "w:jc")  # the schema wants its order
        border = _child(frame, "w:bottom")
        weight = ("24" if look.colour else "4", look.colour or "000000", "8" if look.colour else "1")
        for name, value in zip(("sz", "color", "space"), weight, strict=True):
            border.set(qn(f"w:{name}"), value)
        border.set(qn("w:val"), look.under)


def _row_rules(row: Any, *, head: bool) -> None:
    """A row is never torn; heads come again on the next page."""
    kept = row._tr.get_or_add_trPr()
    _child(kept, "w:cantSplit")
    if head:
        _child(kept, "w:tblHeader")


def _face(properties: Any, face: str) -> None:
    from docx.oxml.ns import qn

    fonts = properties.get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), face)


def _field(paragraph: Any, code: str) -> None:
    """A field that office software fills in, such as the number of the page."""
    from docx.oxml.ns import qn

    for kind in ("begin", "", "end"):
        run = _run(paragraph, "", Look(SONGTI, 14))
        _face(run._r.get_or_add_rPr(), SONGTI)
        run.font.size = _pt(14)
        if kind:
            _child(run._r, "w:fldChar").set(qn("w:fldCharType"), kind)
        else:
            _child(run._r, "w:instrText").text = code


def _child(parent: Any, name: str) -> Any:
    """The element of that name below a parent, made where it is not there."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    found = parent.find(qn(name))
    if found is None:
        found = OxmlElement(name)
        parent.append(found)
    return found


def _widths(table: Any, columns: int, classes: set[str]) -> list[float]:
    """Widths of columns in mm, from the style sheets of the papers; what no rule says shares the rest."""
    named = [(col.get("class") or "").split() for col in table.iter("col")]
    if len(named) != columns:
        named = [[] for _column in range(columns)]
    known = [max((_ruled(one, classes) for one in names), default=0.0) for names in named]
    if not any(known) and columns == 2:
        known = [0.45 * TEXT_WIDTH, 0.55 * TEXT_WIDTH]
    rest = [at for at, size in enumerate(known) if not size]
    share = (TEXT_WIDTH - sum(known)) / len(rest) if rest else 0
    return [size or share for size in known]


def _ruled(column: str, classes: set[str]) -> float:
    rules = _column_rules()
    return max((rules.get((one, column), 0.0) for one in (*classes, "")), default=0.0)


@functools.cache
def _column_rules() -> dict[tuple[str, str], float]:
    """(class of the table or nothing, class of the column) → mm."""
    found: dict[tuple[str, str], float] = {}
    for name in ("paper", "form"):
        sheet = (TEMPLATES / "print" / f"{name}.css").read_text(encoding="utf-8")
        for selectors, size in re.findall(r"^([^{}\n]*col\.[^{}\n]*)\{ *width: *([\d.]+)mm", sheet, re.MULTILINE):
            for selector in selectors.split(","):
                if one := re.fullmatch(r"(?:\.(\w+) )?col\.(\w+)", selector.strip()):
                    found[one[1] or "", one[2]] = float(size)
    return found


def _pt(size: float) -> Any:
    from docx.shared import Pt

    return Pt(size)


def _mm(size: float) -> Any:
    from docx.shared import Mm

    return Mm(size)
