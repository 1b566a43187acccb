"""`measure_documents`: every kind of paper held against its format, and what the yardstick says of a wrong paper."""

import io
import json
from typing import Any

import pypdf
import pytest
from django.core.management import CommandError, call_command
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from documents import measuring, render
from documents.contents import Attachment
from documents.measuring import FOOT, LEFT, RIGHT, archive_faults, measure
from documents.samples import SAMPLES, acceptance, hint
from tests.documents.conftest import printed
from workflows.papers import Kind

pytestmark = pytest.mark.once


def test_every_kind_keeps_its_format_to_the_millimetre():
    said = io.StringIO()

    call_command("measure_documents", "--json", stdout=said)

    found = json.loads(said.getvalue())
    assert found["deviations"] == 0
    names = [row["paper"] for row in found["papers"]]
    assert len(names) > len(Kind)
    assert {"联合行文3家（letter）", "联合行文3家（red_head）", "22 × 28（form）"} <= set(names)
    assert all(row["measures"] for row in found["papers"])


def test_a_rule_two_millimetres_off_ends_the_command_with_one(monkeypatch):
    monkeypatch.setattr(render, "MARK_TO_RULE", 6.0)
    monkeypatch.setattr(measuring, "trials", lambda: [("提示函", lambda: measure(hint(layout="red_head")))])
    said = io.StringIO()

    with pytest.raises(CommandError) as ended:
        call_command("measure_documents", stdout=said)

    assert ended.value.returncode == 1
    assert "! red line below the number: 5.99 mm (4.00 ± 0.3 mm)" in said.getvalue()


def test_a_file_that_is_no_archive_file_is_named_for_what_it_lacks():
    whole = printed(acceptance()).pdf
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(whole))
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject({NameObject("/JS"): TextStringObject("beep()")})
    del writer.root_object["/OutputIntents"]
    out = io.BytesIO()
    writer.write(out)

    assert archive_faults(whole) == []
    assert {"output intent", "/OpenAction", "/JS"} <= set(archive_faults(out.getvalue()))


@pytest.mark.parametrize("lines", range(8, 18, 3))
def test_three_seals_stand_together_with_two_lines_of_text_wherever_the_page_ends(lines):
    paper = hint(
        advice=("提" * (28 * lines),), attachments=(), offer_of_help=False, reply_days="", cc=(),
        co_issuers=measuring.PARTNERS[:2],
    )  # fmt: skip

    found = list(measuring._seals(printed(paper), paper))

    assert len(found) > 12
    assert [one for one in found if not one.kept] == []


def test_a_joint_letter_bears_the_mark_and_the_number_of_the_lead_and_a_red_head_paper_all_marks():
    partners = measuring.PARTNERS[:2]

    letter, red_head = (printed(hint(co_issuers=partners, layout=one)).sheets[0] for one in ("letter", "red_head"))

    for partner in partners:
        assert partner not in letter.text()
        assert partner in red_head.text().replace("文件", "")
    assert "兰示工监提〔2026〕1号" in letter.text()
    assert "兰示工监提〔2026〕1号" in red_head.text()


@pytest.mark.parametrize("rows", [3, 300])
@pytest.mark.parametrize("kind", [Kind.EVIDENCE_RECEIPT, Kind.HANDOVER_LIST, Kind.FILE_CATALOGUE, Kind.ELECTION])
def test_lists_of_three_and_three_hundred_rows_are_whole_and_inside_the_page(kind, rows):
    field = {
        Kind.EVIDENCE_RECEIPT: "evidence", Kind.HANDOVER_LIST: "attachments", Kind.FILE_CATALOGUE: "open_volume",
        Kind.ELECTION: "members",
    }[kind]  # fmt: skip
    full = SAMPLES[kind]()
    one = Attachment(name="") if kind is Kind.HANDOVER_LIST else getattr(full, field)[0]
    more: dict[str, Any] = {"record_class": "B"} if kind is Kind.HANDOVER_LIST else {}
    named = tuple(type(one)(name=f"李䶮·买买提江之{number:03d}号", **more) for number in range(rows))

    paper = printed(SAMPLES[kind](**{field: named}))

    text = paper.text()
    assert [one.name for one in named if one.name not in text] == []
    assert 1 <= paper.done.pages <= rows // 8 + 3
    for sheet in paper.sheets:
        assert f"第{sheet.number}页共{paper.done.pages}页" in sheet.text().replace(" ", "").replace("　", "")
        assert all(line.left >= LEFT - 0.5 and line.right <= RIGHT + 0.5 for line in sheet.body())
        assert all(line.bottom <= FOOT + 1.2 for line in sheet.body())
