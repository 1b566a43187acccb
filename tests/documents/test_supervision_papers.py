"""Papers of labour-law supervision: what each says and never says, how it is numbered, who may read it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from documents import contents as c
from documents import render
from documents.kinds import PAPERS, Volume
from documents.models import Exhibit, Instrument
from documents.samples import SAMPLES
from documents.views import exhibits_of, papers_of
from dossiers.actions import Refused
from dossiers.visibility import SUPERVISION_WALL, view_for
from lawbook.actions import Proposal, enter
from organizations.models import BodyKind, Organization
from organizations.roles import Role
from supervision.models import Matter, Supervisor
from tests.cast import NOW, Cast, make_cast, set_papers
from tests.supervision.walk import LETTER, answered, go, in_hand, investigated, new_matter, served, supervisors
from workflows.forms import MATTER_FORMS, fitting
from workflows.papers import Kind

pytestmark = pytest.mark.django_db

REPORTER, CONTACT = "张秀英", "13900000001"


@pytest.fixture
def cast(at: Any) -> Cast:
    at(NOW.isoformat())
    return make_cast()


def issued(matter: Matter, kind: Kind) -> list[Any]:
    rows = Instrument.objects.filter(dossier_id=matter.pk, kind=kind).order_by("id")
    return [c.Contents.from_json(row.contents) for row in rows]


def page(paper: Any) -> str:
    return render.html(PAPERS[paper.kind], paper, created=NOW)


def body(cast: Cast, kind: BodyKind) -> Organization:
    return Organization.objects.get(kind=kind, region=cast.regions["城关区"])


def reminded(cast: Cast, **more: Any) -> Matter:
    """A hint letter served, answered, verified, without effect; the lead came by name."""
    matter = investigated(cast, reporter=REPORTER, reporter_contact=CONTACT, reporter_named=True, women=3)
    matter = go(matter, "draft_hint", cast.legal_supervisor, **(LETTER | more))
    matter = answered(cast, served(cast, in_hand(cast, matter), method="post", tracking_no="1000"))
    rows = [{"finding": row.pk, "verdict": "undone", "note": "仍未支付"} for row in matter.finding_rows]
    return go(
        matter, "verify_findings", cast.legal_supervisor, method="site", supervisors=supervisors(cast), results=rows
    )


def refused(cast: Cast) -> Matter:
    """An opinion that the employer refused to receive."""
    matter = in_hand(cast, go(reminded(cast), "draft_opinion", cast.legal_supervisor, **LETTER))
    return served(cast, matter, outcome="refused", note="前台拒收，现场录像")


def proposed(cast: Cast, **more: Any) -> Matter:
    """A proposal with the labour bureau."""
    said = LETTER | {"authority": body(cast, BodyKind.LABOUR), "advice": ["依法立案查处。"]} | more
    return served(cast, in_hand(cast, go(refused(cast), "draft_advice", cast.legal_supervisor, **said)))


def maintained(key: str, value: Any) -> Proposal:
    """A setting of 城关 as its administrators would enter it; invented."""
    return Proposal(key, "620102", dt.date(2026, 1, 1), None, value, "示例规定", "城关工发〔2026〕1号", "statute")


# ── What letters say ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_opinion_states_course_findings_demands_and_how_to_answer(cast: Cast) -> None:
    matter = refused(cast)

    (paper,) = issued(matter, Kind.OPINION_LETTER)
    text = page(paper)

    assert (paper.number, matter.letter and matter.letter.number) == ("城关工监意〔2026〕1号",) * 2
    assert [(one.name, one.card) for one in paper.supervisors] == [("督监督", "甘监0001"), ("查监督", "甘监0002")]
    assert [(one.on, one.way) for one in paper.inquiries] == [(NOW.date(), "现场检查")]
    (found,) = paper.findings
    assert (found.people, found.evidence, found.due_on) == (12, "1", dt.date(2026, 3, 31))
    assert found.obligation == "用人单位应当按照劳动合同约定和国家规定，向劳动者及时足额支付劳动报酬。"
    (before,) = paper.before
    assert (before.number, before.way, before.conduct) == ("城关工监提〔2026〕1号", "邮寄送达", "无正当理由不予改正")
    for words in (
        "其中农民工8人、女职工3人", "《中华人民共和国劳动合同法》第三十条、第八十五条", "于2026年3月31日前完成",
        "收到本意见书之日起十五个工作日内", "有异议的", "提出监督建议", paper.answer_code, "证号甘监0001",
        "整改情况反馈表", "法律条文摘录", "证据目录", "工资台账复印件",
    ):  # fmt: skip
        assert words in text


def test_a_letter_quotes_under_the_article_it_quotes_and_demands_once(cast: Cast) -> None:
    """Section 85 comes first and is too long to quote; the sentence is that of section 30. A local rule is cited."""
    matter = investigated(cast)
    words: dict[str, Any] = {"articles": ["L14/85", "L14/30"], "article_words": "《甘肃省实施〈工会法〉办法》第十条"}
    matter = go(matter, "amend_finding", cast.legal_supervisor, finding=matter.finding_rows[0], **words)
    matter = in_hand(cast, go(matter, "draft_hint", cast.legal_supervisor, **LETTER))
    served_hint = served(cast, matter, outcome="refused", note="前台拒收，现场录像")
    in_hand(cast, go(served_hint, "draft_opinion", cast.legal_supervisor, **LETTER))

    (hint,), (opinion,) = issued(matter, Kind.HINT_LETTER), issued(matter, Kind.OPINION_LETTER)
    quoted = "用人单位应当按照劳动合同约定和国家规定，向劳动者及时足额支付劳动报酬"

    assert f"{quoted}（《中华人民共和国劳动合同法》第三十条），另见《中华人民共和国劳动合同法》第八十五条" in page(hint)
    assert f"《中华人民共和国劳动合同法》第三十条规定：“{quoted}。”" in page(opinion)
    assert "《甘肃省实施〈工会法〉办法》第十条的规定" in page(opinion)
    assert (opinion.advice, hint.advice) == (("自查工资支付情况。",), tuple(LETTER["advice"]))
    assert page(opinion).split("附件1")[0].count("足额支付拖欠的工资") == 1


def test_papers_name_who_held_what_they_tell_of_and_whom_to_ask_now(cast: Cast) -> None:
    """Two hold the inquiry and verify; two others have the matter when its letter is written and its form printed."""
    matter = reminded(cast)
    first = supervisors(cast)
    others = [
        Supervisor.objects.create(unit=first[0].unit, name=name, card=card, issued_on=dt.date(2024, 1, 1))
        for name, card in (("新监督", "甘监0003"), ("继监督", "甘监0004"))
    ]
    matter = go(matter, "name_supervisors", cast.legal_supervisor, supervisors=others)
    matter = in_hand(cast, go(matter, "draft_opinion", cast.legal_supervisor, **LETTER))
    for kind in (Kind.VERIFICATION_RECORD, Kind.INVESTIGATION_RECORD, Kind.MATERIALS_LIST):
        matter = go(matter, "print_form", cast.union_head, kind=kind)

    (letter,), (seen,) = issued(matter, Kind.OPINION_LETTER), issued(matter, Kind.VERIFICATION_RECORD)
    (asked,), (taken,) = issued(matter, Kind.INVESTIGATION_RECORD), issued(matter, Kind.MATERIALS_LIST)

    held, present = ["甘监0001", "甘监0002"], ["甘监0003", "甘监0004"]
    names = (letter.supervisors, asked.mediators, seen.mediators)
    assert [sorted(one.card for one in row) for row in names] == [held] * 3
    assert [one.card for one in taken.mediators] == present
    assert letter.contact.person == "新监督、继监督"
    assert "新监督" not in page(seen)


def test_a_hint_asks_for_a_self_check_within_days_of_receipt(cast: Cast) -> None:
    (paper,) = issued(reminded(cast, copy_to=["兰州市总工会"]), Kind.HINT_LETTER)
    text = page(paper)

    assert (paper.number, paper.reply_days, paper.cc) == ("城关工监提〔2026〕1号", "十五日", ("兰州市总工会",))
    assert "收到本函之日起十五日内自查" in text
    assert LETTER["opening"] in text
    assert text.index("附件1") < text.index("抄送：兰州市总工会。")  # the copy list stands behind the annexes


def test_a_hint_to_all_employers_asks_for_no_answer(cast: Cast) -> None:
    matter = new_matter(cast, is_broadcast=True, people=0, amount=None)
    matter = go(matter, "add_finding", cast.legal_supervisor, topic="pay.arrears", facts="岁末年初容易发生欠薪。")
    in_hand(cast, go(matter, "draft_hint", cast.legal_supervisor, **LETTER))

    (paper,) = issued(matter, Kind.HINT_LETTER)

    assert (paper.addressee, paper.reply_days, paper.answer_code) == ("各用人单位", "", "")
    assert "反馈" not in page(paper)


def test_a_proposal_proves_what_was_done_and_hands_the_evidence_over(cast: Cast) -> None:
    (paper,) = issued(proposed(cast), Kind.ADVICE_LETTER)
    text = page(paper)

    assert (paper.addressee, paper.conduct) == (body(cast, BodyKind.LABOUR).name, "拒绝签收")
    assert [(one.number, one.outcome) for one in paper.before] == [
        ("城关工监提〔2026〕1号", "已签收"), ("城关工监意〔2026〕1号", "拒收"),
    ]  # fmt: skip
    for words in ("前台拒收，现场录像", "五个工作日", "六十个工作日", "移送材料清单", "工资台账复印件", "依法立案查处"):
        assert words in text


def test_a_lead_goes_to_the_procuratorate_on_its_grounds(cast: Cast) -> None:
    matter = go(
        refused(cast),
        "send_to_procuratorate",
        cast.union_head,
        body=body(cast, BodyKind.PROCURATORATE),
        note="两次督促。",
    )

    (paper,) = issued(matter, Kind.PROCURATORATE_LETTER)

    assert (paper.addressee, len(paper.grounds), len(paper.before)) == (body(cast, BodyKind.PROCURATORATE).name, 2, 2)
    assert "支持起诉" in page(paper)


@pytest.mark.parametrize(
    ("step", "title", "words"),
    [
        ("correct_letter", "更正函", ("原文：十二名", "更正为：十三名")),
        ("withdraw_letter", "撤回函", ("因引用条文有误，现予撤回",)),
    ],
)
def test_a_letter_that_was_wrong_stays_and_another_follows(
    cast: Cast, step: str, title: str, words: tuple[str, ...]
) -> None:
    matter = in_hand(cast, go(investigated(cast), "draft_hint", cast.legal_supervisor, **LETTER))
    data: dict[str, Any] = (
        {"wrong": "十二名", "right": "十三名"} if step == "correct_letter" else {"reason": "引用条文有误"}
    )

    matter = go(matter, step, cast.union_head, letter=matter.letter, **data)

    (paper,) = issued(matter, Kind.LETTER_CORRECTION)
    assert (paper.number, paper.corrected.number) == ("城关工监更〔2026〕1号", "城关工监提〔2026〕1号")
    assert Instrument.objects.get(number=paper.number).title == title
    for said in ("城关工监提〔2026〕1号", *words):
        assert said in page(paper)


#: Papers to courts, procuratorates, authorities and senders, with how each is addressed.
POLITE = {
    Kind.REPORT_TO_COURT: "贵院", Kind.FALSE_MEDIATION_REPORT: "贵院", Kind.PROCURATORATE_LETTER: "贵院",
    Kind.ADVICE_LETTER: "贵单位", Kind.TRANSFER_LETTER: "贵单位", Kind.FEEDBACK_LETTER: "贵单位",
}  # fmt: skip


def test_whoever_passed_a_lead_on_or_reported_it_is_told(cast: Cast) -> None:
    matter = new_matter(
        cast, source="court", sender=cast.court, reference="甘0102函1号", reporter=REPORTER, reporter_named=True
    )
    matter = go(matter, "decline_lead", cast.union_head, reason="in_other_procedure", note="仲裁已受理")
    matter = go(matter, "answer_clue", cast.legal_supervisor, text="已告知反映人依法通过仲裁解决。")

    (declined,), (answer,) = issued(matter, Kind.LEAD_DECLINED), issued(matter, Kind.FEEDBACK_LETTER)

    assert (declined.addressee, declined.number) == (REPORTER, "城关工监不受〔2026〕1号")
    assert "已由行政机关、仲裁机构或者人民法院受理" in page(declined)
    assert (answer.addressee, answer.number) == (cast.court.name, "城关工监复〔2026〕1号")
    assert Instrument.objects.get(number=answer.number).title == "线索办理情况复函"
    assert REPORTER not in answer.to_json()


@pytest.mark.once
def test_other_bodies_are_addressed_with_respect_and_an_employer_as_usual() -> None:
    texts = {kind: page(SAMPLES[kind]()) for kind in (*POLITE, Kind.HINT_LETTER, Kind.OPINION_LETTER)}

    assert all(word in texts[kind] and "你单位" not in texts[kind] for kind, word in POLITE.items())
    assert "你单位" in texts[Kind.HINT_LETTER]
    assert "凭本意见书的文号" in texts[Kind.OPINION_LETTER]
    assert "本函件" not in texts[Kind.OPINION_LETTER]


# ── What a region decides ────────────────────────────────────────────────────────────────────────────────────────────


def test_title_number_and_days_are_those_of_the_region(cast: Cast) -> None:
    """利通区 has called them otherwise since 2016; another word begins a series of its own."""
    matter = go(investigated(cast), "draft_hint", cast.legal_supervisor, **LETTER)
    local: dict[str, Any] = {"hint_title": "劳动用工提示书", "hint_word": "法提", "hint_signer": "主任"}
    enter([maintained("supervision_profile", local), maintained("hint_letter_reply_days", "30")], by=cast.administrator)

    matter = in_hand(cast, matter)
    go(matter, "print_form", cast.union_head, kind=Kind.ISSUE_SHEET)

    row = Instrument.objects.get(dossier=matter.pk, kind=Kind.HINT_LETTER)
    assert (row.number, row.title, row.series) == ("城关工法提〔2026〕1号", "劳动用工提示书", "法提")
    (letter,), (sheet,) = issued(matter, Kind.HINT_LETTER), issued(matter, Kind.ISSUE_SHEET)
    assert (letter.reply_days, sheet.signer) == ("三十日", "主任")
    assert "城关工发〔2026〕1号" in sheet.settings[0]


def test_where_no_local_rule_is_maintained_the_file_says_so_and_the_letter_does_not(cast: Cast) -> None:
    matter = in_hand(cast, go(investigated(cast), "draft_hint", cast.legal_supervisor, **LETTER))
    go(matter, "print_form", cast.legal_supervisor, kind=Kind.ISSUE_SHEET)

    (sheet,), (letter,) = issued(matter, Kind.ISSUE_SHEET), issued(matter, Kind.HINT_LETTER)

    assert sheet.reply_days == letter.reply_days == "十五日"
    assert all("没有地方依据" in line for line in sheet.settings)
    assert "没有地方依据" not in page(letter)
    assert (sheet.drafted_by, sheet.reviewed_by, sheet.passed_by) == ("督监督", "文法审", "谢主席")


# ── Who may read what ────────────────────────────────────────────────────────────────────────────────────────────────

#: Which classes each paper may be read in, and so by whom.
CLASSES = {
    Kind.HINT_LETTER: "H", Kind.OPINION_LETTER: "H", Kind.ADVICE_LETTER: "F", Kind.PROCURATORATE_LETTER: "F",
    Kind.LEAD_DECLINED: "G", Kind.LEAD_SHEET: "G", Kind.ISSUE_SHEET: "I", Kind.AUTHORITY_REPLY_SHEET: "I",
    Kind.MATTER_CLOSING_SHEET: "I", Kind.INVESTIGATION_RECORD: "H", Kind.REPLY_SHEET: "H",
}  # fmt: skip


@pytest.mark.once
def test_each_paper_has_its_class_and_none_that_names_the_reporter_lies_in_the_open_volume() -> None:
    assert {kind: PAPERS[kind].record_class for kind in CLASSES} == CLASSES
    assert {PAPERS[kind].volume for kind, record in CLASSES.items() if record in "GI"} == {Volume.INTERNAL}


def test_the_reporter_stands_in_the_sheet_of_the_lead_alone_and_partners_read_what_was_sent_to_them(
    cast: Cast,
) -> None:
    matter = proposed(cast)
    for row in fitting(matter, [Role.LEGAL_SUPERVISOR]):
        matter = go(matter, "print_form", cast.legal_supervisor, kind=row.kind)
    rows = {row.kind: row for row in Instrument.objects.filter(dossier_id=matter.pk)}

    naming = {kind for kind, row in rows.items() if REPORTER in row.contents or CONTACT in row.contents}

    assert naming == {Kind.LEAD_SHEET}
    sees = {}
    for part in (cast.labour_officer, cast.prosecutor, cast.union_lawyer, cast.arbitration_clerk):
        seat = part.memberships.get()
        matter.acting = frozenset({seat.body_id})
        sees[part] = {row.kind for row in papers_of(matter, view_for([Role(seat.role)], "supervision"))}
    assert sees[cast.labour_officer] == {Kind.ADVICE_LETTER}
    assert sees[cast.prosecutor] == sees[cast.arbitration_clerk] == set()
    assert sees[cast.union_lawyer] == set(rows) - {Kind.LEAD_SHEET}


def test_a_correction_is_read_by_whoever_reads_the_letter(cast: Cast) -> None:
    matter = proposed(cast)
    for letter in matter.letter_rows:
        matter = go(matter, "correct_letter", cast.union_head, letter=letter, wrong="十二名", right="十三名")

    found = Instrument.objects.filter(dossier_id=matter.pk, kind=Kind.LETTER_CORRECTION).order_by("id")

    assert [row.record for row in found] == ["H", "H", "F"]


def test_what_is_lodged_is_of_the_matter_and_proof_of_identity_of_those_who_may_know(cast: Cast) -> None:
    matter = new_matter(cast)
    for evidence_kind in ("document", "identity"):
        file = SimpleUploadedFile("one.pdf", b"%PDF-1.7")
        go(
            matter, "lodge_exhibit", cast.legal_supervisor, file=file, content_type="application/pdf", title="一份",
            evidence_kind=evidence_kind,
        )  # fmt: skip

    assert [row.record for row in Exhibit.objects.filter(dossier_id=matter.pk).order_by("position")] == ["H", "G"]
    assert exhibits_of(matter, view_for([Role.LABOUR_OFFICER], "supervision")).count() == 0
    assert exhibits_of(matter, view_for([Role.LEGAL_REVIEWER], "supervision")).count() == 1


# ── Forms on request ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.once
def test_whoever_may_print_a_form_of_a_matter_may_read_it() -> None:
    from documents.gather_supervision import class_in_matter

    for kind, row in MATTER_FORMS.items():
        for role in row.by:
            assert class_in_matter(kind) in SUPERVISION_WALL[role], (kind, role)


def test_forms_are_filled_from_the_file_in_a_series_of_their_own(cast: Cast) -> None:
    matter = proposed(cast)
    kinds = [row.kind for row in fitting(matter, [Role.SUPERVISION_HEAD])]
    for kind in kinds:
        matter = go(matter, "print_form", cast.union_head, kind=kind)

    found = {kind: issued(matter, kind)[-1] for kind in kinds}

    assert set(kinds) == {
        Kind.LEAD_SHEET, Kind.INVESTIGATION_RECORD, Kind.MATERIALS_LIST, Kind.ISSUE_SHEET, Kind.REPLY_SHEET,
        Kind.LETTER_RECEIPT, Kind.SERVICE_RECEIPT, Kind.VERIFICATION_RECORD, Kind.TALK_RECORD,
        Kind.AUTHORITY_REPLY_SHEET,
    }  # fmt: skip
    assert [paper.number for paper in found.values()] == [f"城关工监表〔2026〕{n}号" for n in range(1, len(kinds) + 1)]
    said = {kind: page(paper) for kind, paper in found.items()}
    for kind, words in (
        (Kind.LEAD_SHEET, (REPORTER, CONTACT, "来电")),
        (Kind.INVESTIGATION_RECORD, ("询问工资支付情况", "王建国 总经理", "甘监0002")),
        (Kind.MATERIALS_LIST, ("工资台账复印件",)),
        (Kind.REPLY_SHEET, ("城关工监意〔2026〕1号", "足额支付拖欠的工资")),
        (Kind.SERVICE_RECEIPT, ("城关工监建〔2026〕1号", body(cast, BodyKind.LABOUR).name)),
        (Kind.VERIFICATION_RECORD, ("仍未支付", "☑ 未完成")),
        (Kind.AUTHORITY_REPLY_SHEET, (body(cast, BodyKind.LABOUR).name, "城关工监建〔2026〕1号")),
    ):  # fmt: skip
        for one in words:
            assert one in said[kind], (kind, one)


def test_a_form_that_does_not_fit_the_matter_is_refused(cast: Cast) -> None:
    matter = new_matter(cast)

    with pytest.raises(Refused):
        go(matter, "print_form", cast.legal_supervisor, kind=Kind.LETTER_RECEIPT)

    go(matter, "print_form", cast.legal_supervisor, kind=Kind.MATERIALS_LIST)
    assert '<td class="c">10</td>' in page(issued(matter, Kind.MATERIALS_LIST)[0])  # rows to write in


def test_the_answer_and_what_was_achieved_stand_in_their_forms(cast: Cast) -> None:
    matter = investigated(cast)
    matter = served(cast, in_hand(cast, go(matter, "draft_hint", cast.legal_supervisor, **LETTER)))
    letter = matter.letter
    assert letter is not None
    reply = letter.replies.create(on=NOW.date(), way="paper", by="王建国 总经理")
    reply.items.create(
        finding=matter.finding_rows[0], admits=True, status="done", measure="已付清。", people=12, amount=96000
    )
    matter = go(matter, "print_form", cast.union_head, kind=Kind.REPLY_SHEET)
    rows = [{"finding": row.pk, "verdict": "done", "note": ""} for row in matter.finding_rows]
    matter = go(
        matter, "verify_findings", cast.legal_supervisor, method="papers", supervisors=supervisors(cast), results=rows
    )
    matter = go(matter, "record_achievement", cast.legal_supervisor, wages_paid=96000)
    for kind in (Kind.MATTER_CLOSING_SHEET, Kind.FILE_COVER, Kind.FILE_CATALOGUE, Kind.REMARKS_SHEET):
        matter = go(matter, "print_form", cast.union_head, kind=kind)

    (answer,), (closing,) = issued(matter, Kind.REPLY_SHEET), issued(matter, Kind.MATTER_CLOSING_SHEET)
    (cover,), (catalogue,) = issued(matter, Kind.FILE_COVER), issued(matter, Kind.FILE_CATALOGUE)

    assert (answer.answers[0].measure, answer.answered_by) == ("已付清。", "王建国 总经理")
    assert (closing.wages.figures, closing.insured, closing.verdicts[0].verdict) == ("96,000.00", 0, "done")
    assert "工会劳动法律监督卷宗" in page(cover)
    assert "监督员" in page(cover)
    assert [row.number for row in catalogue.open_volume] == ["城关工监提〔2026〕1号"]
    assert "结案审批表" in catalogue.internal_volume[0].name


def test_archiving_freezes_the_catalogue(cast: Cast) -> None:
    matter = new_matter(cast)
    matter = go(matter, "decline_lead", cast.union_head, reason="no_substance")
    matter = go(matter, "print_form", cast.union_head, kind=Kind.FILE_COVER)
    matter = go(matter, "record_achievement", cast.legal_supervisor)
    matter = go(matter, "close_matter", cast.union_head, summary="")
    set_papers(matter)

    go(matter, "archive_matter", cast.legal_supervisor)

    (event,) = matter.events.filter(step="archive_matter")
    assert [row["number"] for row in event.facts["catalogue"]] == ["城关工监表〔2026〕1号"]
