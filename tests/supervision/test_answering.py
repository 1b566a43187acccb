"""The employer answers through the number and the code on the letter, on a phone, without an account."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from documents.models import Exhibit, Instrument, InstrumentStatus
from documents.proof import against_log
from dossiers import audit
from supervision.answering import MOST_A_DAY, forget_old
from supervision.models import Letter, Matter, ReplyItem, load_matter
from tests.cast import NOW, PASSWORD, Cast
from tests.supervision.walk import LETTER, State, go, in_hand, matter_in, served, verified

pytestmark = pytest.mark.django_db
LETTER_PAGE, REVIEW, DONE = "/answer/letter/", "/answer/review/", "/answer/done/"
SECRETS = {"reporter": "赵举报", "reporter_contact": "13911112222", "summary": "内部线索描述", "conclusion": "内部结论"}


@pytest.fixture
def matter(cast: Cast, at: Callable[[str], Any]) -> Matter:
    at(NOW.isoformat())
    return matter_in(State.AWAITING_REPLY, cast, findings=2, reporter=SECRETS["reporter"],
                     reporter_contact=SECRETS["reporter_contact"], summary=SECRETS["summary"])  # fmt: skip


def opened(letter: Letter, client: Client | None = None) -> Client:
    """A browser in which the letter is open."""
    browser = client or Client()
    page = browser.post("/answer/", {"number": letter.number, "code": letter.answer_code})
    assert (page.status_code, page["Location"]) == (302, LETTER_PAGE)
    return browser


def typed(**change: Any) -> dict[str, Any]:
    return {
        "p1-admits": "yes", "p1-status": "done", "p1-measure": "已经补发工资。", "p1-done_on": "2026-03-09",
        "p1-people": "12", "p1-amount": "96,000",
        "name": "王建国", "post": "总经理", "phone": "0931-7654321", "objection": "",
    } | change  # fmt: skip


def pdf(name: str = "转账回单.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.7 " + name.encode(), content_type="text/html")


def text(page: Any) -> str:
    return str(page.content.decode())


# ── The pair ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_number_and_code_open_the_letter_however_they_are_typed(matter: Matter) -> None:
    letter = matter.letter
    assert letter is not None
    assert letter.answer_code
    code = letter.answer_code
    plain = letter.number.replace("〔", "[").replace("〕", " ]").removesuffix("号")

    page = Client().post("/answer/", {"number": plain, "code": f"{code[:4].lower()} {code[4:8]}-{code[8:]}"})

    assert page["Location"] == LETTER_PAGE


def test_a_wrong_pair_says_one_sentence_whatever_is_wrong_and_too_many_wait(matter: Matter) -> None:
    letter = matter.letter
    assert letter is not None
    wrong = [(letter.number, "AAAABBBBCCCC"), ("城关工监提〔2026〕99号", letter.answer_code), ("x", "y")]

    pages = [Client().post("/answer/", {"number": number, "code": code}) for number, code in wrong]

    assert {page.status_code for page in pages} == {422}
    assert len({str(page.context["form"].non_field_errors()) for page in pages}) == 1
    for _turn in range(4):
        Client().post("/answer/", {"number": letter.number, "code": "AAAABBBBCCCC"})
    assert Client().post("/answer/", {"number": letter.number, "code": letter.answer_code}).status_code == 429


def test_whoever_tries_codes_keeps_neither_the_employer_from_answering_nor_the_office_from_signing_in(
    matter: Matter, cast: Cast
) -> None:
    letter = matter.letter
    assert letter is not None
    for turn in range(55):
        Client(REMOTE_ADDR="10.0.0.9").post("/answer/", {"number": f"{letter.number[:-1]}{turn % 11}号", "code": "x"})
    for _turn in range(6):
        Client(REMOTE_ADDR="10.0.0.9").post("/answer/", {"number": letter.number, "code": "AAAABBBBCCCC"})

    pair = {"number": letter.number, "code": letter.answer_code}
    user = {"username": cast.legal_supervisor.username, "password": PASSWORD}
    assert Client(REMOTE_ADDR="10.0.0.9").post("/answer/", pair).status_code == 429
    assert Client(REMOTE_ADDR="10.0.0.10").post("/answer/", pair).status_code == 302
    assert Client(REMOTE_ADDR="10.0.0.9").post("/sign-in/", user).status_code == 302


def test_an_address_alone_opens_nothing_and_an_hour_too_long_shuts_it(matter: Matter, at: Callable[[str], Any]) -> None:
    letter = matter.letter
    assert letter is not None
    stranger, browser = Client(), opened(letter)

    assert stranger.get(f"/answer/{letter.answer_code}/").status_code == 404, "no code stands in an address"
    assert stranger.get("/answer/", {"code": letter.answer_code or ""}).context["form"]["code"].value() is None
    assert [stranger.get(page)["Location"] for page in (LETTER_PAGE, REVIEW, DONE)] == ["/answer/"] * 3
    assert browser.get(LETTER_PAGE).status_code == 200
    assert browser.get(LETTER_PAGE)["Cache-Control"].count("no-store")

    at("2026-03-10 12:00")
    assert browser.get(LETTER_PAGE)["Location"] == "/answer/"
    again = opened(letter, browser)
    again.post("/answer/leave/")
    assert again.get(LETTER_PAGE)["Location"] == "/answer/"


def test_the_square_code_of_a_letter_leads_to_its_answer_and_that_of_a_void_one_does_not(matter: Matter) -> None:
    letter = matter.letter
    assert letter is not None
    paper = Instrument.objects.get(dossier=matter.pk, number=letter.number)

    page = Client().get(f"/verify/{paper.code}/")
    lead = page.context["answer_at"]

    assert f'href="{lead}"' in text(page)
    assert Client().get(lead).context["form"]["number"].value() == letter.number
    assert letter.answer_code
    assert letter.answer_code not in text(page)
    Instrument.objects.filter(pk=paper.pk).update(status=InstrumentStatus.VOID)
    assert Client().get(f"/verify/{paper.code}/").context["answer_at"] == ""


def test_a_letter_that_was_withdrawn_is_said_to_be_and_leads_to_no_answer(matter: Matter, cast: Cast) -> None:
    paper = Instrument.objects.get(dossier=matter.pk, number=matter.letter.number if matter.letter else "")
    go(matter, "withdraw_letter", cast.union_head, reason="认定有误")

    page = Client().get(f"/verify/{paper.code}/")

    assert (page.context["status"]["tone"], page.context["answer_at"]) == ("bad", "")
    assert "2026-03-10" in text(page)


def test_a_page_sent_from_elsewhere_is_refused(matter: Matter) -> None:
    assert matter.letter is not None
    strict = Client(enforce_csrf_checks=True)

    assert strict.post("/answer/", {"number": "x", "code": "y"}).status_code == 403


# ── The letter and its answer ───────────────────────────────────────────────────────────────────────────────────────


def test_it_shows_what_the_letter_says_and_nothing_else_of_the_matter(matter: Matter, cast: Cast) -> None:
    letter = matter.letter
    assert letter is not None
    go(matter, "add_note", cast.legal_supervisor, text="内部备注一则")
    go(matter, "add_finding", cast.legal_supervisor, topic="social.arrears", facts="函件没有写的新问题")
    go(matter, "amend_finding", cast.legal_supervisor, finding=load_matter(matter.pk).finding_rows[0], facts="改写")
    inquired = matter.inquiries.get().text

    page = text(opened(letter).get(LETTER_PAGE))

    for said in (letter.number, "兰州市城关区总工会", "未支付十二名职工工资", "足额支付拖欠的工资", "2026-03-25"):
        assert said in page
    for secret in (*SECRETS.values(), inquired, "内部备注", "函件没有写的新问题", "改写", "督监督", matter.code):
        assert secret not in page


def test_an_answer_is_looked_through_sent_and_lies_on_the_supervisors_desk(matter: Matter, cast: Cast) -> None:
    letter = matter.letter
    assert letter is not None
    browser = opened(letter)
    page = browser.post(LETTER_PAGE, typed() | {"p1-files": [pdf(), pdf("工资表.pdf")]})
    assert page["Location"] == REVIEW
    look = text(browser.get(REVIEW))
    assert "已经补发工资。" in look
    assert "转账回单.pdf" in look
    assert not ReplyItem.objects.exists(), "nothing counts before it is sent"

    page = browser.post(REVIEW)

    assert page["Location"] == DONE
    receipt = text(browser.get(DONE))
    item = ReplyItem.objects.get()
    exhibits = list(Exhibit.objects.filter(dossier=matter.pk))
    assert (item.finding.position, item.status, item.admits, str(item.amount), item.people) == (
        1, "done", True, "96000.00", 12,
    )  # fmt: skip
    assert item.exhibits == [row.code for row in exhibits]
    assert [(row.record, row.evidence_kind, row.lodged_by, row.content_type) for row in exhibits] == [
        ("H", "answer", None, "application/pdf")
    ] * 2
    assert all(row.sha256 in receipt for row in exhibits)
    after = load_matter(matter.pk)
    event = after.events.order_by("-seq")[0]
    assert (after.state, event.step, event.role, event.actor) == (State.VERIFYING, "record_reply", "addressee", None)
    events = list(after.events.order_by("seq"))
    assert audit.verify(after.dossier_ptr, events) is None
    assert list(against_log([(after.dossier_ptr, events)], deep=True)) == []
    assert default_storage.listdir("answers")[1] == []
    assert browser.post(REVIEW)["Location"] == DONE, "sent twice is sent once"
    assert ReplyItem.objects.count() == 1


def test_what_was_left_out_is_completed_later_and_late_is_said_and_not_refused(
    matter: Matter, at: Callable[[str], Any]
) -> None:
    letter = matter.letter
    assert letter is not None
    browser = opened(letter)
    browser.post(LETTER_PAGE, typed())
    browser.post(REVIEW)

    at("2026-03-26 09:00")  # the day after the last one
    browser = opened(letter)
    assert "已经补发工资。" in text(browser.get(LETTER_PAGE))
    second = {name.replace("p1", "p2"): value for name, value in typed(**{"p1-done_on": "2026-03-26"}).items()}
    browser.post(LETTER_PAGE, second)
    assert browser.get(REVIEW).context["late"] is True
    browser.post(REVIEW)

    rows = ReplyItem.objects.order_by("id")
    assert [(row.finding.position, row.reply.on) for row in rows] == [
        (1, dt.date(2026, 3, 10)), (2, dt.date(2026, 3, 26)),
    ]  # fmt: skip
    assert load_matter(matter.pk).events.order_by("-seq")[0].facts["late"] is True
    assert load_matter(matter.pk).hint_conduct == "", "the first answer was in time"


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"p1-measure": ""}, "p1-measure"),
        ({"p1-admits": ""}, "p1-admits"),
        ({"p1-status": ""}, "p1-status"),
        ({"p1-done_on": ""}, "p1-done_on"),
        ({"p1-done_on": "2026-03-11"}, "p1-done_on"),
        ({"p1-amount": "很多"}, "p1-amount"),
        ({"name": ""}, "name"),
        ({"p1-files": [SimpleUploadedFile("x.pdf", b"<html>")]}, "p1-files"),
    ],
)
def test_bad_input_is_said_at_the_field_and_what_was_typed_stays(
    matter: Matter, change: dict[str, Any], wrong: str
) -> None:
    assert matter.letter is not None
    browser = opened(matter.letter)

    page = browser.post(LETTER_PAGE, typed(**change))

    assert page.status_code == 422
    forms = page.context["form"].all
    assert [form.add_prefix(name) for form in forms for name in form.errors] == [wrong]
    assert "总经理" in text(page)


def test_a_file_is_kept_beside_a_wrong_word_and_taken_out_when_asked(matter: Matter) -> None:
    assert matter.letter is not None
    browser = opened(matter.letter)
    page = browser.post(LETTER_PAGE, typed(name="") | {"p1-files": [pdf()]})
    assert "转账回单.pdf" in text(page)
    held = browser.session["answering"]["files"]

    browser.post(LETTER_PAGE, typed() | {"drop": [held[0]["at"]]})

    assert browser.session["answering"]["files"] == []
    assert not default_storage.exists(held[0]["at"])


def test_an_objection_alone_is_an_answer_and_silence_is_none(matter: Matter) -> None:
    assert matter.letter is not None
    browser = opened(matter.letter)
    who = {"name": "王建国", "post": "总经理", "phone": "1"}

    assert browser.post(LETTER_PAGE, who).status_code == 422
    assert browser.post(LETTER_PAGE, who | {"objection": "不存在拖欠。"})["Location"] == REVIEW
    assert browser.post(REVIEW)["Location"] == DONE
    assert matter.letters.get().replies.get().objection == "不存在拖欠。"


def test_it_is_said_why_a_letter_takes_no_answer(matter: Matter, cast: Cast) -> None:
    letter = matter.letter
    assert letter is not None
    browser = opened(letter)
    matter = verified(cast, matter)

    assert browser.get(LETTER_PAGE).context["found"].closed
    assert browser.post(LETTER_PAGE, typed()).status_code == 409

    other = matter_in(State.AWAITING_REPLY, cast)
    withdrawn = opened(other.letter)  # type: ignore[arg-type]
    withdrawn.post(LETTER_PAGE, typed())
    other = go(other, "withdraw_letter", cast.union_head, reason="有误")
    assert withdrawn.post(REVIEW)["Location"] == LETTER_PAGE
    first = withdrawn.get(LETTER_PAGE).context["found"].closed
    other = go(other, "record_urgency", cast.legal_supervisor, reason="x")
    other = go(other, "draft_opinion", cast.legal_supervisor, **LETTER)
    other = in_hand(cast, other)
    unserved = opened(other.letter).get(LETTER_PAGE).context["found"].closed  # type: ignore[arg-type]
    other = served(cast, other)
    assert not opened(other.letter).get(LETTER_PAGE).context["found"].closed  # type: ignore[arg-type]
    assert len({first, unserved, ""}) == 3
    assert not ReplyItem.objects.exists()


def test_it_is_taken_while_the_next_letter_is_written_and_while_the_authority_has_the_matter(
    matter: Matter, cast: Cast
) -> None:
    letter = matter.letter
    assert letter is not None
    matter = go(matter, "record_urgency", cast.legal_supervisor, reason="x")
    go(matter, "draft_opinion", cast.legal_supervisor, **LETTER)
    browser = opened(letter)
    browser.post(LETTER_PAGE, typed())
    assert browser.post(REVIEW)["Location"] == DONE
    assert load_matter(matter.pk).state == State.DRAFTING

    proposed = matter_in(State.WITH_AUTHORITY, cast)
    opinion = proposed.letter_to_employer
    assert opinion is not None
    assert not opened(opinion, Client()).get(LETTER_PAGE).context["found"].closed


def test_files_of_an_answer_that_was_never_sent_are_forgotten(matter: Matter, at: Callable[[str], Any]) -> None:
    assert matter.letter is not None
    default_storage.save("answers/old", ContentFile(b"x"))

    at("2099-01-01 09:00")
    call_command("clearsessions")
    opened(matter.letter)

    assert default_storage.listdir("answers")[1] == []


# ── How much ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_no_point_takes_more_files_than_are_said_and_no_page_a_body_beyond_its_limit(matter: Matter) -> None:
    letter = matter.letter
    assert letter is not None
    browser = opened(letter)
    browser.post(LETTER_PAGE, typed(name="") | {"p1-files": [pdf(f"{n}.pdf") for n in range(3)]})

    more = browser.post(LETTER_PAGE, typed() | {"p1-files": [pdf(f"{n}.pdf") for n in range(3, 6)]})

    assert more.status_code == 422
    assert len(default_storage.listdir("answers")[1]) == 3
    for page in ("/answer/", "/verify/", "/sign-in/"):
        assert Client().post(page, {}, CONTENT_LENGTH=str(200 * 1024 * 1024)).status_code == 413


def test_on_one_day_so_many_answers_and_what_was_never_sent_is_forgotten_by_night(
    matter: Matter, at: Callable[[str], Any]
) -> None:
    letter = matter.letter
    assert letter is not None
    browser = opened(letter)
    for _turn in range(MOST_A_DAY):
        browser.post(LETTER_PAGE, typed())
        browser.post(REVIEW)
    assert browser.post(LETTER_PAGE, typed()).status_code == 409
    at("2026-03-11 09:00")
    browser = opened(letter)
    assert browser.post(LETTER_PAGE, typed() | {"p1-files": [pdf()]})["Location"] == REVIEW

    forget_old(timezone.now() + dt.timedelta(days=600))

    assert default_storage.listdir("answers")[1] == []
