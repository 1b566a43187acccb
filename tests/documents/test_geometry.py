"""The page in millimetres: GB/T 9704-2012 as measured from real PDFs, not as promised by style sheets."""

import itertools

import pytest

from documents.contents import Member
from documents.measuring import bands
from documents.render import balanced
from documents.samples import SAMPLES, acceptance, hint, report, session
from tests.documents.conftest import CHARACTER, DPI, HIGH, LEFT, LINE, MM, TOP, WIDE, millimetres, printed
from workflows.papers import Kind

TEXT = "工会劳动法律监督提示函用于提醒用人单位及时自查自纠维护职工合法权益促进劳动关系和谐稳定"
LONG = "".join(itertools.islice(itertools.cycle(TEXT), 28 * 50))


def test_a_full_page_has_22_lines_of_28_characters():
    paper = printed(hint(advice=(LONG,), addressee="甘肃示例公司", employer=None))

    page = paper.sheets[1].body()

    assert len(page) == 22
    full = [line for line in page if set(line.text) <= set(TEXT)]
    assert len(full) >= 18
    assert {len(line.text) for line in full[1:-1]} == {28}


def test_the_version_area_is_156_by_225_mm_with_margins_37_26_35_28():
    paper = printed(hint(advice=(LONG,)))

    box = paper.reader.pages[1].mediabox
    page = paper.sheets[1].body()
    full = [line for line in page if len(line.text) == 28]

    assert (float(box.width) * MM, float(box.height) * MM) == pytest.approx((210, 297), abs=0.02)
    assert min(line.left for line in full) == pytest.approx(LEFT, abs=0.1)
    assert max(line.right for line in full) == pytest.approx(LEFT + 28 * CHARACTER, abs=0.2)
    assert max(line.right for line in page) <= LEFT + WIDE + 0.1
    inside = [y for y in paper.sheets[1].ink() if millimetres(y) < TOP + HIGH]
    assert TOP <= millimetres(inside[0]) <= TOP + (LINE - CHARACTER)  # ink of the first line
    assert TOP + HIGH - LINE < millimetres(inside[-1]) < TOP + HIGH


def test_lines_stand_28_95_points_apart_whatever_stands_in_them():
    # A rare name, figures, Latin and a heading must not push the grid: the 22nd line would be lost.
    mixed = "王珺、李䶮和阿依努尔·买买提于2026年1月5日领取人民币￥1,234.50元（编号AB-77），" * 30
    paper = printed(hint(advice=(mixed,)))

    page = paper.sheets[1].body()

    assert len(page) == 22
    tops = sorted(line.bottom for line in page)
    gaps = [after - before for before, after in itertools.pairwise(tops)]
    assert max(gaps) == pytest.approx(LINE, abs=0.6)  # boxes of different faces differ, lines do not
    assert tops[-1] - tops[0] == pytest.approx(21 * LINE, abs=0.6)


@pytest.mark.parametrize(
    "organ", ["甘肃省总工会", "兰州市示例区总工会", "临夏回族自治州积石山保安族东乡族撒拉族自治县总工会"]
)
def test_the_letter_has_its_mark_at_30_mm_and_both_double_lines_in_place(organ):
    sheet = printed(hint(organ=organ)).sheets[0]

    rows = sheet.ink(red=True)
    wide = [y for y, (left, right) in rows.items() if millimetres(right - left) > 169.5]
    found = bands(wide)
    mark = [y for y in rows if y < found[0][0] - 5]

    assert len(found) == 4
    first_thick, first_thin, second_thin, second_thick = found
    assert millimetres(mark[0]) == pytest.approx(30, abs=0.5)
    assert millimetres(first_thick[0] - mark[-1]) == pytest.approx(4, abs=0.6)
    assert millimetres(first_thick[1] - first_thick[0]) > 2 * millimetres(first_thin[1] - first_thin[0])
    assert millimetres(second_thick[1] - second_thick[0]) > 2 * millimetres(second_thin[1] - second_thin[0])
    assert 297 - millimetres(second_thick[1] + 1) == pytest.approx(20, abs=0.2)
    for top, _bottom in found:
        assert [millimetres(x) for x in rows[top]] == pytest.approx([20, 190], abs=0.2)


def test_number_title_and_addressee_of_a_letter_keep_their_distances():
    sheet = printed(hint()).sheets[0]
    red = sheet.ink(red=True)
    rule_end = max(y for y, (left, right) in red.items() if y < 1200 and millimetres(right - left) > 169.5)
    number_top = min(y for y in sheet.ink() if y > rule_end + 3)
    number = sheet.line("〔2026〕1号")
    title = sheet.line("工会劳动法律监督提示函")
    to = sheet.line("甘肃示例建筑劳务有限公司：")

    # 7/8 of a character of the 3rd size, measured to the ink; brackets stand a little higher than characters.
    assert millimetres(number_top - rule_end) == pytest.approx(CHARACTER * 7 / 8, abs=0.5)
    assert number.right == pytest.approx(LEFT + WIDE, abs=0.2)
    assert (title.left + title.right) / 2 == pytest.approx(LEFT + WIDE / 2, abs=0.3)
    assert to.left == pytest.approx(LEFT, abs=0.1)
    centre = (title.top + title.bottom) / 2 - (number.top + number.bottom) / 2
    assert centre == pytest.approx(3 * LINE, abs=0.8)  # two blank lines between
    assert (to.top + to.bottom) / 2 - (title.top + title.bottom) / 2 == pytest.approx(2 * LINE, abs=0.8)


def test_a_letter_is_numbered_from_page_two_outside_and_7_mm_below_the_text():
    first, second, third = printed(hint(advice=(LONG * 2,))).sheets[:3]

    assert not [line for line in first.lines() if line.top > TOP + HIGH]
    even = second.line("—2—")
    odd = third.line("—3—")
    assert even.left == pytest.approx(LEFT + CHARACTER, abs=0.3)
    assert odd.right == pytest.approx(LEFT + WIDE - CHARACTER, abs=0.3)
    folio = second.picture.convert("L").crop((0, round((TOP + HIGH + 1) / MM / 72 * DPI), second.picture.width, 3500))
    dash = next(y for y in range(folio.height) if sum(v < 127 for v in folio.crop((0, y, 900, y + 1)).tobytes()) > 80)
    assert TOP + HIGH + 1 + millimetres(dash) == pytest.approx(TOP + HIGH + 7, abs=0.5)


@pytest.mark.parametrize(
    "organ", ["甘肃省总工会", "兰州市示例区总工会劳动争议调解委员会", "阿克塞哈萨克族自治县总工会"]
)
def test_the_signature_is_centred_on_a_date_four_characters_from_the_edge(organ):
    sheet = printed(hint(organ=organ, signed_by=())).sheets[-1]

    date = sheet.line("2026年3月12日")
    name = [line for line in sheet.body() if line.text.endswith(organ) and line.bottom <= date.bottom][-1]

    assert (name.left + name.right) / 2 == pytest.approx((date.left + date.right) / 2, abs=0.5)
    assert date.top - name.top == pytest.approx(LINE, abs=0.5)
    if len(organ) <= 15:
        assert date.right == pytest.approx(LEFT + WIDE - 4 * CHARACTER, abs=0.3)
    assert name.right <= LEFT + WIDE + 0.1


@pytest.mark.parametrize("lines", range(8, 20))
def test_a_seal_never_stands_on_a_page_without_text(lines):
    paper = printed(hint(advice=("提" * (28 * lines),), attachments=(), offer_of_help=False, reply_days=""))

    last = paper.sheets[-1]
    date = last.line("2026年3月12日")
    above = [line for line in last.body() if line.bottom < date.top - LINE - 2]

    assert len(above) >= 2
    assert date.top - above[-1].top == pytest.approx(4 * LINE, abs=0.8)  # two blank lines, the name, the date
    # Room for a 45 mm seal whose middle is 28 mm below the text, inside the version area.
    assert above[-1].bottom + 50.5 <= TOP + HIGH + 0.5


def test_copies_stand_at_the_foot_of_the_last_page():
    sheet = printed(hint()).sheets[-1]

    copies = sheet.line("抄送：")

    assert copies.left == pytest.approx(LEFT + 14 * MM, abs=0.3)
    assert copies.text.endswith("。")
    assert copies.bottom == pytest.approx(TOP + HIGH, abs=2)
    assert not [line for line in sheet.body() if line.top > copies.bottom]


def test_a_form_has_no_red_a_centred_title_and_counted_pages():
    paper = printed(acceptance())

    for sheet in paper.sheets:
        assert not any(sheet.ink(red=True))
        foot = [line for line in sheet.lines() if line.top > TOP + HIGH]
        assert f"第{sheet.number}页共{paper.done.pages}页" in foot[0].text.replace("　", "")
        assert "兰示工调受〔2026〕12号" in foot[0].text
    first = paper.sheets[0]
    title, number = first.line("受理通知书"), first.line("〔2026〕12号")
    assert (title.left + title.right) / 2 == pytest.approx(LEFT + WIDE / 2, abs=0.3)
    assert number.right == pytest.approx(LEFT + WIDE, abs=0.2)


def test_a_form_keeps_the_grid_of_22_lines():
    # The record's told list is plain running text of the 3rd size.
    paper = printed(session(told=(LONG,)))

    assert len(paper.sheets[1].body()) == 22


def test_a_record_asks_for_signatures_on_every_page():
    paper = printed(session(told=(LONG,)))

    assert paper.done.pages > 2
    for sheet in paper.sheets:
        foot = "".join(line.text for line in sheet.lines() if line.top > TOP + HIGH)
        assert "当事人（代理人）：" in foot
        assert "记录人：" in foot
        assert f"第{sheet.number}页" in foot.replace(" ", "")


def test_titles_break_at_pauses_and_never_inside_a_case_number():
    case = "关于（2026）甘0199民诉前调123号案件调解情况的报告"

    assert balanced(case, 20) == ("关于（2026）甘0199民诉前调123号", "案件调解情况的报告")
    assert balanced("受理通知书", 20) == ("受理通知书",)
    assert balanced("第一行\n第二行", 20) == ("第一行", "第二行")
    title = printed(report()).sheets[0]
    assert title.line("案件调解情况的报告").text == "案件调解情况的报告"
    assert report().kind is Kind.REPORT_TO_COURT


def test_a_sheet_has_its_title_in_the_middle_and_only_the_register_number_in_the_foot():
    paper = printed(SAMPLES[Kind.SERVICE_ADDRESS]())

    first = paper.sheets[0]
    title = first.line("送达地址确认书")
    assert (title.left + title.right) / 2 == pytest.approx(LEFT + WIDE / 2, abs=0.3)
    assert not any(first.ink(red=True))
    assert [line.text for line in first.body() if "调表〔2026〕" in line.text] == []
    foot = [line for line in first.lines() if line.top > TOP + HIGH]
    assert "兰示工调表〔2026〕9号" in foot[0].text
    frame = [box for y, box in first.ink().items() if millimetres(y) < TOP + HIGH]
    assert millimetres(min(left for left, _right in frame)) >= LEFT - 0.3
    assert millimetres(max(right for _left, right in frame)) <= LEFT + WIDE + 0.3


def test_a_roster_of_a_group_repeats_its_head_and_keeps_inside_the_page():
    members = tuple(Member(name=f"阿依努尔·买买提{n}", elected=n < 3) for n in range(40))
    paper = printed(SAMPLES[Kind.ELECTION](members=members))

    assert paper.done.pages > 2
    for sheet in paper.sheets[:-1]:
        assert "请求金额" in sheet.text()
        assert all(line.bottom <= TOP + HIGH + 0.6 and line.right <= LEFT + WIDE + 0.5 for line in sheet.body())


@pytest.mark.parametrize("kind", [Kind.WITHDRAWAL, Kind.EXTENSION_CONSENT, Kind.CONFIRMATION_APPLICATION])
def test_hands_stand_together_on_one_page(kind):
    paper = printed(SAMPLES[kind]())

    with_hands = [sheet.number for sheet in paper.sheets if "签名、捺印" in sheet.text() or "盖章：" in sheet.text()]

    assert len(with_hands) == 1
