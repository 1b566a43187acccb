"""The editable draft of every kind: the page and the typefaces of the standard, and not a word less than the paper."""

from __future__ import annotations

import html
import io
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm

from documents import docx as office
from documents import render
from documents.kinds import PAPERS, Format
from documents.samples import CREATED, sample
from workflows.papers import Kind

pytestmark = pytest.mark.once


def opened(kind: Kind) -> Any:
    return docx.Document(io.BytesIO(office.docx_of(sample(kind))))


def words(document: Any) -> str:
    """Every character of the body, tables too, without blanks."""
    return re.sub(r"\s+", "", "".join(node.text or "" for node in document.element.body.iter(qn("w:t"))))


def faces(node: Any) -> set[str]:
    return {one.get(qn("w:eastAsia")) for one in node.iter(qn("w:rFonts"))}


@pytest.mark.parametrize("kind", Kind)
def test_nothing_of_the_paper_is_lost(kind: Kind) -> None:
    record = replace(sample(kind), number="", verification="")
    page = render.html(PAPERS[kind], record, created=CREATED, draft="草稿")
    body = re.sub(r'<div class="watermark">.*?</div>|<head>.*?</head>', "", page, flags=re.DOTALL)
    text = re.sub(r"\s+", "", html.unescape(re.sub(r"<[^>]+>", "", body)))

    assert Counter(words(opened(kind))) == Counter(text)


@pytest.mark.parametrize("kind", [Kind.NOTICE_OF_ACCEPTANCE, Kind.REPORT_TO_COURT, Kind.APPLICATION])
def test_the_page_is_that_of_the_standard_and_says_that_it_is_a_draft(kind: Kind) -> None:
    document = opened(kind)
    (section,) = document.sections
    grid = section._sectPr.find(qn("w:docGrid"))
    page = (section.page_width, section.page_height)
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)

    assert [round(size / Mm(1)) for size in (*page, *margins)] == [210, 297, 37, 35, 28, 26]
    assert int(grid.get(qn("w:linePitch"))) == 579  # 28.95 pt: 22 lines in 225 mm
    assert 225 / 25.4 * 72 // 28.95 == 22
    assert section.header.paragraphs[0].text == office.NOTE
    assert "PAGE" in "".join(node.text or "" for node in section.footer._element.iter(qn("w:instrText")))
    number = sample(kind).number
    assert number
    assert number not in words(document)
    assert sample(kind).verification not in words(document)
    if PAPERS[kind].format != Format.SHEET:
        assert "（未编号）" in words(document)


def test_the_typefaces_have_their_official_names() -> None:
    agreement, letter = opened(Kind.MEDIATION_AGREEMENT), opened(Kind.FEEDBACK_LETTER)
    looks = {one.text: one for one in agreement.paragraphs}
    title = looks["调解协议书"].runs[0]
    mark = next(one for one in letter.paragraphs if one.text)

    assert faces(title._r) == {"方正小标宋简体"}
    assert title.font.size.pt == 22
    assert faces(looks["一、当事人"]._p) == {"黑体"}
    assert faces(looks["（一）协议事项"]._p) == {"楷体_GB2312"}
    assert faces(looks["经调解，双方当事人自愿达成如下协议："]._p) == {"仿宋_GB2312"}
    assert looks["经调解，双方当事人自愿达成如下协议："].runs[0].font.size.pt == 16
    assert str(mark.runs[0].font.color.rgb) == office.RED
    assert mark._p.find(f".//{qn('w:pBdr')}") is not None
    assert faces(agreement.sections[0].footer._element) == {"宋体"}


def test_tables_keep_their_heads_their_lines_and_their_widths() -> None:
    items = opened(Kind.MEDIATION_AGREEMENT).tables[0]
    head, *rows = items.rows

    assert [cell.text for cell in head.cells] == ["序号", "权利人", "事项", "所属期间", "金额（元）"]
    assert head._tr.find(f".//{qn('w:tblHeader')}") is not None
    assert all(row._tr.find(f".//{qn('w:cantSplit')}") is not None for row in rows)
    assert [round(cell.width / Mm(1)) for cell in head.cells] == [11, 30, 51, 36, 28]
    assert "合计" in rows[-1].cells[0].text
    assert rows[-1].cells[0]._tc is rows[-1].cells[1]._tc  # two columns in one


def test_a_web_process_makes_a_draft_without_the_pdf_engine() -> None:
    program = (
        "import os, sys, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'tests.settings'; django.setup()\n"
        "from documents import docx, samples, actions, wordings, wording_views\nfrom workflows.papers import Kind\n"
        "docx.docx_of(samples.sample(Kind.WITHDRAWAL)); assert 'weasyprint' not in sys.modules; print('made')"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert done.stdout.strip() == "made", done.stderr
