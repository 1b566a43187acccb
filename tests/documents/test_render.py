"""Printing: the same bytes each time, nothing fetched, nothing hidden in the file, every text where it belongs."""

import dataclasses
import datetime as dt
import re
import subprocess
import sys
import typing
from decimal import Decimal

import pytest
from django.conf import settings
from django.utils import translation

from documents import contents as c
from documents import fonts, render
from documents.coverage import coverage, texts
from documents.kinds import PAPERS, Format
from documents.samples import (
    ARBITRATION,
    COMMISSION,
    CREATED,
    IDENTIFIER,
    ORGAN,
    SAMPLES,
    acceptance,
    agreement,
    hint,
    non_acceptance,
    report,
    session,
    termination,
)
from tests.documents.conftest import HIGH, TOP, printed
from workflows.papers import Kind

HOSTILE = (
    '<img src="http://127.0.0.1:9/"><style>@import url(file:///etc);</style></p><script>fetch(1)</script>'
    "{{ paper }}{% x %}<link rel=stylesheet href='file:///etc'>&amp;]]>"
)


def bare(kind: Kind) -> c.Contents:
    """A record of which nothing but the organ is known."""
    if kind is Kind.REPORT_TO_COURT:
        return c.ReportToCourt(organ=ORGAN, commission=c.Commission(organ="", way=""))
    return PAPERS[kind].contents(organ=ORGAN)


# --- the file ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", Kind)
def test_every_paper_prints_embedded_extractable_and_inert(kind):
    paper = printed(SAMPLES[kind]())

    root = paper.reader.trailer["/Root"]
    xmp = root["/Metadata"].get_data().decode()
    assert root["/Lang"] == "zh-CN"
    assert 'pdfaid:part="2"' in xmp
    assert 'pdfaid:conformance="U"' in xmp
    assert SAMPLES[kind]().number in paper.reader.metadata.title
    assert paper.reader.metadata.creation_date == CREATED
    for one in _fonts(paper.reader):
        assert re.match(r"/[A-Z]{6}\+", one["/BaseFont"]), one["/BaseFont"]
        assert "/ToUnicode" in one
        descriptor = one["/DescendantFonts"][0]["/FontDescriptor"]
        assert "/FontFile2" in descriptor or "/FontFile3" in descriptor
    names = {name for page in paper.reader.pages for name in page}
    assert not names & {"/Annots", "/AA"}
    assert not set(root) & {"/Names", "/OpenAction", "/AcroForm"}
    text = paper.text()
    for _where, said in texts(SAMPLES[kind]()):
        if (kind, _where) == (Kind.CIVIL_COMPLAINT, "cause"):
            continue  # the courts' form names the dispute in its title
        if _where in {"number", "organ", "case_number", "cause", "result", "breach", "release", "reason"}:
            assert _squeezed(said) in text


@pytest.mark.parametrize("kind", Kind)
def test_the_same_record_gives_the_same_bytes(kind):
    with translation.override("zh-hans"):
        first = printed(SAMPLES[kind]())
    with translation.override("en"):
        second = printed(SAMPLES[kind]())

    assert first.pdf == second.pdf
    assert first.done == second.done
    assert len(first.done.sha256) == 64
    assert first.done.renderer_version.startswith("WeasyPrint 70")
    assert first.done.font_profile.startswith("fangsong=FandolFang")


def test_another_identifier_or_time_gives_another_file():
    one = printed(hint())

    later = printed(hint(), created=CREATED + dt.timedelta(seconds=1))
    other = render.render(Kind.HINT_LETTER, hint(), identifier="another-000000001", created=CREATED)

    assert len({one.done.sha256, later.done.sha256, other.sha256}) == 3


# --- nothing from outside ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", Kind)
def test_hostile_text_in_every_field_is_printed_as_text_and_fetches_nothing(kind):
    record = _filled(PAPERS[kind].contents, HOSTILE)
    assert sum(1 for _ in texts(record)) > 20

    paper = printed(record)

    fetched = render._engine(fonts.font_dirs()).fetched
    assert fetched
    assert all(url.startswith("asset:font/") for url in fetched)
    assert "<script>fetch" in paper.text()
    assert "{{paper}}" in paper.text()
    assert not [page for page in paper.reader.pages if page.images]


def test_a_template_that_asks_for_an_address_stops_the_paper():
    engine = render._engine(fonts.font_dirs())

    for address in ("http://127.0.0.1:9/", "file:///etc/passwd", "data:image/png;base64,AAAA"):
        page = f'<html><head></head><body class="form"><img src="{address}"></body></html>'
        with pytest.raises(render.PaperError, match="may not load"):
            engine.print(page, "", b"x" * 16)


def test_an_unknown_field_in_a_template_is_an_error_not_a_blank(monkeypatch, tmp_path):
    (tmp_path / "print").mkdir()
    (tmp_path / "print" / "hint_letter.html").write_text("<p>{{ paper.adressee }}</p>", encoding="utf-8")
    monkeypatch.setattr(render, "TEMPLATES", tmp_path)
    render.templates.cache_clear()
    try:
        with pytest.raises(render.PaperError, match=r"paper\.adressee"):
            render.html(PAPERS[Kind.HINT_LETTER], hint(), created=CREATED)
    finally:
        render.templates.cache_clear()


# --- what is printed --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", Kind)
def test_empty_fields_are_shown_as_empty_and_nothing_is_invented(kind):
    record = bare(kind)
    text = printed(record, draft=render.DRAFT).text()

    if PAPERS[kind].format is Format.SHEET:  # room to write it by hand
        page = render.html(PAPERS[kind], record, created=CREATED)
        assert any(room in page for room in ('class="blank', 'class="write"', "<td></td>"))
    else:
        assert "（未提供）" in text
    for slip in ("None", "unknownfield", "{{", "()", "。。", "，。"):
        assert slip not in text
    assert not re.search(r"20\d\d年", text)


@pytest.mark.parametrize("kind", Kind)
def test_a_draft_says_so_on_every_page_and_bears_no_number(kind):
    record = SAMPLES[kind]()

    paper = printed(record, draft=render.DRAFT_FOR_COMMENT)

    assert _squeezed(record.number) not in paper.text()
    assert ("（未编号）" in paper.text()) is (PAPERS[kind].format is not Format.SHEET)
    for page in paper.reader.pages:
        assert "征求意见稿" in page.extract_text()


def test_without_a_number_only_a_draft_can_be_printed():
    with pytest.raises(render.PaperError, match="未编号"):
        printed(hint(number=""))
    with pytest.raises(render.PaperError, match="不少于八字节"):
        render.render(Kind.HINT_LETTER, hint(), identifier="short", created=CREATED)
    with pytest.raises(render.PaperError, match="提示函"):
        render.render(Kind.HINT_LETTER, acceptance(), identifier=IDENTIFIER, created=CREATED)


def test_refusal_names_the_remedies_and_the_limitation():
    text = printed(non_acceptance()).text()

    for said in ("不同意调解", ARBITRATION.organ, "0931-2222222", "时效期间为一年", "收到调解申请的日期为2026年1月5日"):
        assert said in text


def test_termination_states_the_three_days_the_reason_and_the_right_to_arbitrate():
    text = printed(termination()).text()

    for said in (
        "收到调解申请日期：2026年1月5日", "受理日期：2026年1月7日", "终止日期：2026年1月22日", "调解期限届满",
        "可以依法向有管辖权的劳动人事争议仲裁委员会申请仲裁", "时效期间为一年",
    ):  # fmt: skip
        assert said in text


def test_a_failed_commission_is_reported_with_the_items_of_the_rule_and_nothing_else():
    text = printed(report()).text()

    headings = (
        "一、调解基本情况", "二、调解不成的原因", "三、导致其他当事人诉讼成本增加的行为", "四、需要提示的其他情况",
    )  # fmt: skip
    assert [text.count(heading) for heading in headings] == [1, 1, 1, 1]
    assert "五、" not in text
    assert "（2026）甘0199民诉前调123号" in text


@pytest.mark.parametrize(
    ("ended_as", "said", "unsaid"),
    [
        ("not_accepted", ["决定不予受理", "不予受理的原因"], ["终结", "调解不成"]),
        ("withdrawn", ["撤回调解申请", "撤回申请的原因"], ["调解不成"]),
        ("self_settled", ["自行和解并撤回", "终结原因"], ["调解不成"]),
    ],
)
def test_a_commission_that_was_not_mediated_is_reported_in_its_own_words(ended_as, said, unsaid):
    text = printed(report(ended_as=ended_as, mediators=(), cost_conduct=(), flags=())).text()

    assert all(words in text for words in [*said, "材料随文退回"])
    assert not any(words in text for words in [*unsaid, "诉讼成本"])


def test_a_settled_commission_is_reported_with_the_agreement():
    text = printed(
        report(agreed=True, agreement_number="兰示工调协〔2026〕9号", agreement_date=dt.date(2026, 1, 14), reasons=())
    ).text()

    assert "达成调解协议（编号：兰示工调协〔2026〕9号）" in text
    assert "不成的原因" not in text


@pytest.mark.parametrize(
    ("legal_type", "effect", "breach"),
    [
        ("TWN", "经调解员签名并加盖调解组织印章后生效", "另一方可以依法申请仲裁"),
        ("ENT", "经调解员签名并加盖调解组织印章后生效", "另一方可以依法申请仲裁"),
        ("OTH", "经调解员签名并加盖调解组织印章后生效", "另一方可以依法申请仲裁"),
        ("PMC", "人民调解员签名并加盖人民调解委员会印章之日起生效", "另一方可以依法申请仲裁"),
        ("CRT_PRE", "自双方当事人签名、盖章或者捺印后生效", "另一方可以依法申请仲裁"),
        ("CRT_POST", "应当提交委托的人民法院审查", "由人民法院依法审判"),
        ("ARB", "由其制作仲裁调解书", "由仲裁庭依法裁决"),
    ],
)
def test_an_agreement_states_its_effect_by_what_the_organisation_is_in_law(legal_type, effect, breach):
    text = printed(agreement(legal_type=legal_type)).text()

    assert effect in text
    assert breach in text


def test_an_agreement_has_all_that_enforcement_needs():
    text = printed(agreement()).text()

    for said in (
        "91620100MA0000000W", "620102197501100006", "人民币26,500.00元（大写：贰万陆仟伍佰元整）",
        "2026年1月31日前（含当日）", "2026年2月28日前（含当日）", "银行转账", "账号62000000000000000", "一式三份",
        "任何一期未按期足额支付", "再无争议", "兰州市示例区劳动人事争议仲裁委员会", "兰州市示例区人民法院",
    ):  # fmt: skip
        assert said in text


def test_a_private_session_says_that_it_is_confidential():
    later = dt.datetime(2026, 1, 13, 8, 5, tzinfo=CREATED.tzinfo)
    text = printed(session(private=True, private_with="申请人", recorded_later_at=later)).text()

    assert "仅限本案调解员查阅，不入正卷" in text
    assert "本笔录于2026年1月13日8时05分补记" in text


def test_a_letter_to_all_employers_asks_for_no_answer():
    text = printed(hint(broadcast=True, addressee="", reply_days="", employer=None, workers=None, amount=None)).text()

    assert "各用人单位：" in text
    assert "反馈" not in text.replace("整改情况反馈表", "")


def test_a_court_commission_changes_the_notice_of_acceptance():
    text = printed(acceptance(commission=COMMISSION, arbitration_open_on=None)).text()

    assert "兰州市示例区人民法院委派本组织调解" in text
    assert "在调解平台确认接受" in text
    assert "可以依法申请仲裁" not in text


# --- many and strange -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("workers", [3, 12, 300])
def test_agreements_with_few_and_many_workers_keep_their_tables_whole(workers):
    paper = printed(agreement(workers))

    pages = [page.extract_text().replace("\n", "").replace(" ", "") for page in paper.reader.pages]
    rows = workers if workers > 3 else 0
    heads = {"权利人事项": workers, "权利人金额": None, "申请人证件号码": rows, "申请人签名（捺印）": rows}
    for head, count in heads.items():
        found = [number for number, page in enumerate(pages) if head in page]
        assert bool(found) is (count != 0)
        assert found == list(range(found[0], found[-1] + 1)) if found else True  # repeated on every page it covers
    text = paper.text()
    for name in {worker.name for worker in agreement(workers).applicants}:
        assert text.count(name) >= 4
    assert paper.done.pages <= 80
    for sheet in paper.sheets[:: max(1, paper.done.pages // 6)]:
        assert all(line.bottom <= TOP + HIGH + 0.6 for line in sheet.body())
        assert all(line.right <= 184.3 for line in sheet.body())


def test_rare_names_fall_back_glyph_by_glyph_and_are_named():
    names = "王珺䶮堃喆㛃𠮷"
    paper = printed(acceptance(applicants=(dataclasses.replace(acceptance().applicants[0], name=names),)))

    assert set(paper.done.fallback_characters) == set("珺䶮堃喆㛃𠮷")
    assert names in paper.text()
    by_font = _characters_by_font(paper)
    for character in "珺䶮堃喆㛃":
        assert by_font[character] == {"Noto-Serif-CJK-SC"}
    assert by_font["王"] == {"GB-fangsong"}


def test_the_yuan_sign_is_not_left_to_the_face_that_draws_a_dollar():
    paper = printed(hint(advice=("应付￥12,345.60元。",)))

    by_font = _characters_by_font(paper)
    assert by_font["￥"] == {"Noto-Serif-CJK-SC"}
    assert "￥12,345.60" in paper.text()


def test_a_character_that_no_face_has_is_named_and_refused():
    record = hint(addressee="甘肃🀄公司")

    found = coverage(record)
    assert [(stray.character, stray.where, stray.drawn_by) for stray in found.missing] == [("🀄", ("addressee",), None)]
    with pytest.raises(render.PaperError, match=r"🀄（U\+1F004）"):
        printed(record)
    assert printed(record, draft=render.DRAFT).done.pages  # a draft may be looked at


def test_names_of_any_length_stay_on_the_page():
    long = "甘肃示例工程建设集团有限责任公司兰州新区综合保税区第三分公司（筹）" * 3
    organ = "临夏回族自治州积石山保安族东乡族撒拉族自治县总工会劳动争议人民调解委员会"
    for record in (
        hint(organ=organ, addressee=long, title=f"关于{long}遵守劳动法律法规的提示函"),
        agreement(organ=organ, respondents=(dataclasses.replace(agreement().respondents[0], name=long),)),
        acceptance(organ=organ, cause="W" * 200),
    ):
        paper = printed(record)
        for sheet in paper.sheets:
            page = [line for line in sheet.body() if line.top > TOP - 4]  # the mark of a letter stands above
            assert all(line.left >= 27 and line.right <= 185 for line in page)
        assert _squeezed(organ) in paper.text()


def test_too_many_pages_are_refused_with_a_sentence(monkeypatch):
    monkeypatch.setattr(render, "MAX_PAGES", 1)

    with pytest.raises(render.PaperError, match="超过 1 页"):
        printed(acceptance())


# --- the child process ------------------------------------------------------------------------------------------------
def test_the_child_prints_the_same_bytes():
    here = printed(hint()).done

    there = render.render_in_child(Kind.HINT_LETTER, hint(), identifier=IDENTIFIER, created=CREATED)

    assert there == here


def test_the_child_passes_refusals_on_and_ends_in_time():
    with pytest.raises(render.PaperError, match="未编号"):
        render.render_in_child(Kind.HINT_LETTER, hint(number=""), identifier=IDENTIFIER, created=CREATED)
    with pytest.raises(render.RenderFailed, match="超过"):
        render.render_in_child(Kind.HINT_LETTER, hint(), identifier=IDENTIFIER, created=CREATED, seconds=0)
    with pytest.raises(render.PaperError, match="过大"):
        render.render_in_child(Kind.HINT_LETTER, hint(advice=("文" * 700_000,)), identifier=IDENTIFIER, created=CREATED)


@pytest.mark.parametrize(
    ("deed", "said"),
    [
        ("socket.create_connection(('127.0.0.1', 9))", "PermissionError"),
        ("socket.getaddrinfo('localhost', 80)", "PermissionError"),
        ("subprocess.run(['true'])", "PermissionError"),
        ("bytearray(3_000_000_000)", "MemoryError"),
    ],
)
def test_the_child_may_not_reach_out_nor_grow(deed, said):
    done = _python(f"import socket, subprocess\nfrom documents import render\nrender._limit()\n{deed}")

    assert done.returncode
    assert said in done.stderr


def test_a_process_that_only_asks_for_a_print_never_loads_the_engine():
    done = _python(
        "import sys\nfrom documents import render, kinds, coverage\n"
        "assert not {'weasyprint', 'fontTools', 'pydyf', 'PIL'} & set(sys.modules), sorted(sys.modules)"
    )

    assert done.returncode == 0, done.stderr


# --- helpers ----------------------------------------------------------------------------------------------------------
def _python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _fonts(reader):
    found = {}
    for page in reader.pages:
        for name, one in (page["/Resources"].get("/Font") or {}).items():
            found[name] = one.get_object()
    return found.values()


def _characters_by_font(paper) -> dict[str, set[str]]:
    by_font: dict[str, set[str]] = {}

    def visit(text, _cm, _tm, font, _size):
        if font:
            for character in text:
                by_font.setdefault(character, set()).add(font["/BaseFont"].partition("+")[2])

    for page in paper.reader.pages:
        page.extract_text(visitor_text=visit)
    return by_font


def _filled(cls, text: str):
    """A record of `cls` with `text` in every text field, one entry in every list."""
    kept = {"legal_type": "CRT_PRE", "record_class": "A", "routes": c.ROUTES}
    hints = typing.get_type_hints(cls)
    values = {
        item.name: kept.get(item.name) or _value(hints[item.name], text)
        for item in dataclasses.fields(cls)
        if item.name not in {"total", "reply_by", "reply_days", "broadcast", "ended_as"}
    }
    return cls(**values)


def _value(hint, text: str):
    simple = {
        str: text, int: 3, bool: False, dt.date: dt.date(2026, 1, 5), dt.datetime: dt.datetime(2026, 1, 5, 9, 0),  # noqa: DTZ001
    }  # fmt: skip
    if hint in simple:
        return simple[hint]
    arms = [arm for arm in typing.get_args(hint) if arm not in (type(None), Ellipsis)]
    if typing.get_origin(hint) is tuple:
        return (_value(arms[0], text),)
    if arms:
        return _value(arms[0], text)
    if hint is c.Money:
        return c.Money(amount=Decimal(1200), words=text)
    return _filled(hint, text)
