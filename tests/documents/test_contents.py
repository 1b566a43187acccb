"""The record a paper is printed from: what it refuses, what it keeps, how it reads back."""

import dataclasses
import datetime as dt
import json
import typing
from decimal import Decimal

import pytest
from django.utils.translation import gettext_lazy

from documents import contents as c
from documents.kinds import CATALOGUE, PAPERS, Grade, Recipient, Volume, format_number, record_class, volume
from documents.samples import (
    COMMISSION,
    ORGAN,
    SAMPLES,
    acceptance,
    agreement,
    hint,
    report,
    resident_id,
    session,
)
from statutes import cite
from workflows.papers import Kind


@pytest.mark.parametrize("kind", Kind)
def test_a_record_reads_back_as_it_was_written(kind):
    record = SAMPLES[kind]()

    text = record.to_json()
    back = c.Contents.from_json(text)

    assert back == record
    assert back.to_json() == text
    assert type(back) is PAPERS[kind].contents
    assert json.loads(text)["kind"] == kind.value


def test_equal_records_have_equal_bytes():
    assert acceptance().to_json() == acceptance().to_json()
    keys = list(json.loads(acceptance().to_json())["contents"])
    assert keys == sorted(keys)


def test_money_and_dates_stay_exact():
    record = agreement()

    values = json.loads(record.to_json())["contents"]

    assert values["total"]["amount"] == "26500"
    assert values["payments"][0]["due_on"] == "2026-01-31"
    back = c.MediationAgreement.from_json(record.to_json())
    assert back.total == c.Money(amount=Decimal(26500), words="贰万陆仟伍佰元整")


@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        (lambda: c.Money(amount=typing.cast("Decimal", 12.5)), "exact sum"),
        (lambda: c.Money(amount=Decimal("0.005")), "two decimals"),
        (lambda: c.Money(amount=Decimal("NaN")), "finite"),
        (lambda: acceptance(issued_on=dt.datetime(2026, 1, 1)), "date is expected"),  # noqa: DTZ001
        (lambda: acceptance(cause=gettext_lazy("Wages")), "finished text"),
        (lambda: acceptance(cause=None), "text is expected"),
        (lambda: hint(workers=True), "int is expected"),
        (lambda: hint(broadcast=True), "starts no clock"),
        (lambda: agreement(legal_type="XYZ"), "not a legal type"),
        (lambda: agreement(total=c.Money(amount=Decimal(1))), "add up"),
        (lambda: acceptance(applicants="王某"), "list is expected"),
    ],
)
def test_a_record_that_cannot_be_true_is_refused(made, sentence):
    with pytest.raises(c.ContentsError, match=sentence):
        made()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda body: body["contents"].update(offers="三万元"), "unknown field 'offers'"),
        (lambda body: body["contents"].pop("organ"), "'organ' is missing"),
        (lambda body: body.update(version=99), "Version 99"),
        (lambda body: body.update(kind="ransom_note"), "Not a record"),
        (lambda body: body["contents"].update(issued_on="gestern"), "cannot be read"),
    ],
)
def test_foreign_json_is_refused_with_a_sentence(change, sentence):
    body = json.loads(acceptance().to_json())
    change(body)

    with pytest.raises(c.ContentsError, match=sentence):
        c.Contents.from_json(json.dumps(body))


def test_a_record_of_one_kind_is_not_taken_for_another():
    with pytest.raises(c.ContentsError, match="not of HintLetter"):
        c.HintLetter.from_json(acceptance().to_json())


def test_what_prints_nothing_or_turns_a_line_round_is_removed():
    record = acceptance(cause="追\u200b索\u202e劳动\x00报酬\ufeff\r\n")

    assert record.cause == "追索劳动报酬"
    assert c.clean("第一行\r\n第二行") == "第一行\n第二行"
    assert c.clean("\uf900\ufa0e") == "\uf900\ufa0e"  # compatibility ideographs of names are not exchanged


def test_no_record_can_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        acceptance().number = "甘工调受〔2026〕99号"  # type: ignore[misc]


# --- confidentiality ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("letter", ["C", "D", "G", "H", ""])
def test_minutes_and_private_notes_cannot_be_attached_to_a_report_to_the_court(letter):
    with pytest.raises(c.ContentsError, match="调解笔录"):
        report(attachments=(c.Attachment(name="调解笔录", record_class=letter),))


def test_a_report_to_the_court_has_no_place_for_offers():
    names = {field.name for field in dataclasses.fields(c.ReportToCourt)}

    assert not {name for name in names if any(word in name for word in ("offer", "proposal", "statement", "position"))}
    assert {"course", "reasons", "cost_conduct", "flags"} <= names


def test_a_private_session_is_of_class_d_and_never_in_the_open_volume():
    assert (record_class(session()), volume(session())) == ("C", Volume.OPEN)
    assert (record_class(session(private=True)), volume(session(private=True))) == ("D", Volume.INTERNAL)


# --- completeness ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", Kind)
def test_a_full_record_misses_nothing(kind):
    assert SAMPLES[kind]().unfilled() == ()


@pytest.mark.parametrize("kind", Kind)
def test_an_empty_record_names_every_field_the_law_wants(kind):
    cls = PAPERS[kind].contents
    commission: dict[str, typing.Any] = {"commission": c.Commission(organ="", way="")}
    empty = cls(organ=ORGAN, **(commission if kind == Kind.REPORT_TO_COURT else {}))

    missing = [str(label) for label in empty.unfilled()]

    assert len(missing) >= len(cls.REQUIRED)
    assert all(missing)


def test_a_failed_case_is_reported_with_reasons_and_a_settled_one_with_its_agreement():
    assert [str(label) for label in report(reasons=()).unfilled()] == ["未达成协议的原因"]
    assert [str(label) for label in report(agreed=True).unfilled()] == ["协议文号"]
    assert report(agreed=True, agreement_number="兰示工调协〔2026〕9号").unfilled() == ()
    assert len(report(commission=dataclasses.replace(COMMISSION, case_number="")).unfilled()) == 1


SUPERVISION = {
    Kind.LEAD_SHEET, Kind.LEAD_DECLINED, Kind.MATERIALS_LIST, Kind.INVESTIGATION_RECORD, Kind.TALK_RECORD,
    Kind.ISSUE_SHEET, Kind.HINT_LETTER, Kind.OPINION_LETTER, Kind.ADVICE_LETTER, Kind.PROCURATORATE_LETTER,
    Kind.LETTER_CORRECTION, Kind.LETTER_RECEIPT, Kind.REPLY_SHEET, Kind.VERIFICATION_RECORD,
    Kind.AUTHORITY_REPLY_SHEET, Kind.MATTER_CLOSING_SHEET,
}  # fmt: skip
"""The papers of labour-law supervision (A2); the fifty numbers are those of mediation (B2)."""


# --- the table ------------------------------------------------------------------------------------------------------
def test_every_kind_has_a_row_a_record_and_articles_that_exist():
    assert set(PAPERS) == set(Kind) == set(c.CONTENTS)
    covered = {kind for _name, kinds in CATALOGUE.values() for kind in kinds}
    assert [*CATALOGUE] == [*range(1, 51)]
    assert set(Kind) - covered == SUPERVISION
    for row in PAPERS.values():
        assert row.contents.kind is row.kind
        assert row.record_class in "ABCDEFGHI"
        assert row.basis
        for key in row.basis:
            assert cite(key)
            assert c.cited(key).act == cite(key).act.title
    numbered = [row.word for row in PAPERS.values() if row.is_numbered]
    assert len(set(numbered)) == len(numbered)


def test_numbers_follow_the_official_pattern():
    row = PAPERS[Kind.NOTICE_OF_ACCEPTANCE]

    assert row.number(org="甘工", year=2026, seq=12) == "甘工调受〔2026〕12号"
    assert PAPERS[Kind.HINT_LETTER].number(org="甘工", year=2026, seq=1) == "甘工监提〔2026〕1号"
    own = {"word": "受理", "pattern": "{org}{type}〔{year}〕{seq}号"}
    assert row.number(org="甘工", year=2026, seq=3, **own) == "甘工受理〔2026〕3号"
    assert row.number_grade is Grade.PROPOSED


@pytest.mark.parametrize(
    ("pattern", "seq"),
    [
        ("{org}〔{year}〕号", 1),
        ("{org}{seq}号", 1),
        ("{org.__class__}〔{year}〕{seq}号", 1),
        ("{org}〔{year}〕{seq}号", 0),
    ],
)
def test_a_pattern_that_could_repeat_a_number_is_refused(pattern, seq):
    with pytest.raises(ValueError, match=r"pattern|serial"):
        format_number(pattern, org="甘工", word="受", year=2026, seq=seq)


def test_originals_are_counted_by_who_gets_one():
    row = PAPERS[Kind.MEDIATION_AGREEMENT]

    assert row.copies(applicants=1, respondents=1) == 3  # both sides and the organisation (部令17号 第26条)
    assert row.copies(applicants=12, respondents=1) == 14
    assert Recipient.COURT in PAPERS[Kind.REPORT_TO_COURT].recipients


@pytest.mark.parametrize(
    ("number", "written"),
    [(1, "一"), (10, "十"), (14, "十四"), (20, "二十"), (27, "二十七"), (105, "一百零五"), (110, "一百一十"),
     (205, "二百零五"), (358, "三百五十八"), (1010, "一千零一十"), (1259, "一千二百五十九")],
)  # fmt: skip
def test_article_numbers_are_written_out(number, written):
    assert c.cn_number(number) == written


def test_an_article_is_cited_as_on_paper():
    assert c.cited("L01/14").article == "第十四条"
    assert c.cited("L08/10.2").article == "第十条第二款"
    assert c.cited("L01/14").act == "中华人民共和国劳动争议调解仲裁法"
    assert c.cited("P08/1").article == ""  # a document seen without article numbers is cited as a whole


def test_invented_ids_pass_the_national_check():
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    for number in range(300):
        one = resident_id(number)
        assert "10X98765432"[sum(int(d) * w for d, w in zip(one, weights, strict=False)) % 11] == one[17]
