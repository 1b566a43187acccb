"""A body words its papers: what may be said, whose words count, who approves, and that a paper keeps its own."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from typing import Any

import docx as office
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.models import load_case
from documents import contents as c
from documents.actions import render_one
from documents.models import Instrument, Wording, WordingStatus
from documents.samples import sample
from documents.templatetags.wording import PLACES, filled, names_for
from documents.wording import LABELS, TITLE, faults, fixed, passages
from documents.wordings import WordingRefused, decide, full_texts, in_force, propose, reworded, seats_of, take_back
from dossiers.actions import take_step
from organizations.actions import admit
from organizations.models import BodyKind, LegalType, Organization, User
from organizations.roles import Role
from tests.cast import NOW, PASSWORD, Cast, case_in, make_cast
from tests.documents.conftest import printed
from workflows.mediation import State
from workflows.papers import Kind

DAY = NOW.date()


def text_of(kind: Kind, key: str) -> Any:
    return next(row for row in passages(kind) if row.key == key)


# --- what may be said -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", Kind)
def test_every_kind_can_be_titled_and_added_to_and_each_passage_has_a_name(kind: Kind) -> None:
    keys = [row.key for row in passages(kind)]

    assert keys[0] == TITLE
    assert keys[-1] == "addition"
    assert len(keys) == len(set(keys))
    assert set(keys) <= set(LABELS)
    assert all(not faults(kind, row, row.shipped) for row in passages(kind))  # the shipped words pass their own rules


def test_letters_forms_and_sheets_have_words_to_change_and_say_what_is_fixed() -> None:
    with_words = {kind for kind in Kind if len(passages(kind)) > 2}

    assert len(with_words) >= 12
    assert {Kind.NOTICE_OF_ACCEPTANCE, Kind.FEEDBACK_LETTER, Kind.MEDIATION_AGREEMENT, Kind.WITHDRAWAL} <= with_words
    assert "生效" in "".join(map(str, fixed(Kind.MEDIATION_AGREEMENT)))
    assert "救济" in "".join(map(str, fixed(Kind.NOTICE_OF_TERMINATION)))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("请{申请人}到场。", []),
        ("见{身份证号码}。", ["身份证号码"]),
        ("{{ paper.applicants }}", ["paper.applicants"]),
        ("{% include 'x' %}", ["include"]),
        ("一个括号{", ["{"]),
    ],
)
def test_words_name_only_what_the_list_holds(text: str, said: list[str]) -> None:
    found = faults(Kind.SUSPENSION_NOTICE, text_of(Kind.SUSPENSION_NOTICE, "notice"), text)

    assert len(found) == len(said)
    assert all(word in sentence for word, sentence in zip(said, found, strict=True))


def test_a_fact_that_a_passage_tells_cannot_be_worded_away() -> None:
    opening = text_of(Kind.NOTICE_OF_ACCEPTANCE, "opening")

    (sentence,) = faults(Kind.NOTICE_OF_ACCEPTANCE, opening, opening.shipped.replace("{受理日期}", "今日"))

    assert "{受理日期}" in sentence


def test_what_is_put_in_is_text_and_never_markup_or_template() -> None:
    worker = c.Party(role="申请人", name="<b>{案号}</b>{{ 1 }}")
    known: Any = sample(Kind.SUSPENSION_NOTICE)
    record = replace(known, applicants=(worker,))

    said = filled("<i>{申请人}</i>与{案号}", record)

    assert said == f"&lt;i&gt;&lt;b&gt;{{案号}}&lt;/b&gt;{{{{ 1 }}}}&lt;/i&gt;与{record.case_number}"


def test_no_name_reaches_an_identity_an_account_or_what_was_said_in_confidence() -> None:
    for kind in Kind:
        record = sample(kind)
        said = "".join(filled(f"{{{name}}}", record) for name in names_for(type(record)))
        assert not [one for one in ("620102", "6200000000000", "32500元。") if one in said], kind
    assert not {"proposals", "statements", "facts"} & {need for place in PLACES.values() for need in place.needs}


def test_own_words_are_printed_and_old_records_print_as_before() -> None:
    record = sample(Kind.SUSPENSION_NOTICE)
    own = reworded(
        record, {TITLE: "暂停调解通知书", "notice": "第一段，{申请人}。\n第二段。", "addition": "另附须知。"}, "abc"
    )
    old = record.to_json().replace(',"wording":[],"wording_version":""', "")

    paper, shipped = printed(own), printed(record)

    assert all(word in paper.text() for word in ("暂停调解通知书", "第一段，王珺。", "第二段。", "另附须知。"))
    assert "不影响当事人要求终止调解" not in paper.text()
    assert printed(c.Contents.from_json(own.to_json())).pdf == paper.pdf
    assert "wording" not in old
    assert printed(c.Contents.from_json(old)).pdf == shipped.pdf


# --- whose words count ------------------------------------------------------------------------------------------------
@pytest.fixture
def cast(db: None, at: Any) -> Cast:
    at(NOW.isoformat())
    return make_cast()


def member(name: str, body: Organization, role: Role) -> User:
    user = User.objects.create_user(name, password=PASSWORD, full_name=name, must_change_password=False)
    admit(user, body, role, since=dt.date(2020, 1, 1))
    return user


def wording(body: Organization, notice: str | None, *, kind: Kind = Kind.SUSPENSION_NOTICE, **more: Any) -> Wording:
    """An approved version of a body; None gives its own words up."""
    texts = full_texts(kind, None) | ({"notice": notice} if notice is not None else {})
    writer, head = (
        User.objects.filter(username=name).first() or User.objects.create_user(name) for name in ("甲", "乙")
    )  # fmt: skip
    said: dict[str, Any] = {"reason": "统一表述", "since": DAY, "for_region": False, "by": writer} | more
    return decide(propose(kind, body, texts, **said).code, by=head, approve=True)


def counting(body: Organization, day: dt.date = DAY) -> str:
    found = in_force([Kind.SUSPENSION_NOTICE], body, day).get(Kind.SUSPENSION_NOTICE)
    return found.texts["notice"] if found else "as shipped"


def test_the_nearest_words_count(cast: Cast) -> None:
    district: Any = cast.centre.parent
    city = district.parent
    firm = Organization.objects.create(name="某厂调解委员会", kind=BodyKind.MEDIATION, region=cast.centre.region,
                                       legal_type=LegalType.ENT)  # fmt: skip

    assert counting(cast.centre) == "as shipped"
    wording(city, "市", for_region=True)
    assert [counting(body) for body in (cast.centre, firm, cast.neighbour)] == ["市"] * 3  # the tree, and the region
    wording(district, "区")  # for those below it alone
    assert [counting(body) for body in (cast.centre, firm, cast.neighbour)] == ["区", "市", "市"]
    wording(cast.centre, "本单位")
    assert [counting(body) for body in (cast.centre, district, firm)] == ["本单位", "区", "市"]
    wording(cast.centre, None)  # given up: those above count again
    assert counting(cast.centre) == "区"


def test_words_count_from_their_day_and_the_latest_version_counts(cast: Cast) -> None:
    wording(cast.centre, "一")
    wording(cast.centre, "二", since=DAY + dt.timedelta(days=10))

    days = [DAY - dt.timedelta(days=1), DAY, DAY + dt.timedelta(days=10)]

    assert [counting(cast.centre, day) for day in days] == ["as shipped", "一", "二"]


def test_nobody_approves_what_they_proposed_and_nothing_is_decided_twice(cast: Cast) -> None:
    texts = full_texts(Kind.SUSPENSION_NOTICE, None)
    said: dict[str, Any] = {"reason": "x", "since": DAY, "for_region": False, "by": cast.head}
    with pytest.raises(WordingRefused):  # nothing is different
        propose(Kind.SUSPENSION_NOTICE, cast.centre, texts, **said)
    row = propose(Kind.SUSPENSION_NOTICE, cast.centre, texts | {"notice": "新"}, **said)

    with pytest.raises(WordingRefused):
        decide(row.code, by=cast.head, approve=True)
    with pytest.raises(WordingRefused):  # one waits already
        propose(Kind.SUSPENSION_NOTICE, cast.centre, texts | {"notice": "又"}, **said)
    with pytest.raises(WordingRefused):
        take_back(row.code, by=cast.reviewer)
    decide(row.code, by=cast.reviewer, approve=False, reason="不妥")
    with pytest.raises(WordingRefused):
        decide(row.code, by=cast.reviewer, approve=True)

    assert counting(cast.centre) == "as shipped"
    assert [row.status for row in Wording.objects.all()] == [WordingStatus.REJECTED]


def test_a_paper_is_frozen_with_the_words_of_its_day_without_a_statement_more(cast: Cast) -> None:
    case = case_in(State.IN_MEDIATION, cast)
    row = wording(cast.centre, "中止期间请保持电话畅通。")
    assert counting(cast.centre)  # read once in this process

    with CaptureQueriesContext(
        connection,
    ) as asked:
        take_step(case, "suspend_mediation", by=cast.mediator, at=NOW, reason="appraisal")
    paper = Instrument.objects.get(kind=Kind.SUSPENSION_NOTICE)
    wording(cast.centre, "以后的文字。")
    assert render_one(paper.pk)

    record = c.Contents.from_json(paper.contents)
    assert (record.words, record.wording_version) == ({"notice": "中止期间请保持电话畅通。"}, row.code)
    assert not [one for one in asked if "documents_wording" in one["sql"]]


# --- on the page ------------------------------------------------------------------------------------------------------
def reader(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_one_proposes_another_approves_and_the_paper_follows(cast: Cast) -> None:
    place = f"/wording/{cast.centre.pk}/suspension_notice/"
    writer, head = reader(cast.registrar), reader(cast.head)
    texts = {f"text_{key}": text for key, text in full_texts(Kind.SUSPENSION_NOTICE, None).items()}
    typed = texts | {"reason": "改短", "in_force_from": DAY.isoformat(), "do": "propose"}

    form = writer.get(f"{place}new/").content.decode()
    unknown = writer.post(f"{place}new/", typed | {"text_notice": "见{底线}"})
    boxes = writer.post(f"{place}new/", typed | {"text_notice": "\ue123"})
    draft = writer.post(f"{place}new/", typed | {"text_notice": "请{申请人}知悉。", "do": "draft"})
    sent = writer.post(f"{place}new/", typed | {"text_notice": "请{申请人}知悉。"})
    row = Wording.objects.get()
    own = writer.post(row.get_absolute_url(), {"do": "approve"})
    seen = head.get(row.get_absolute_url()).content.decode()
    silent = head.post(row.get_absolute_url(), {"do": "reject", "reason": ""})
    done = head.post(row.get_absolute_url(), {"do": "approve"})

    assert "{括注依据}" in form
    assert unknown.status_code == 422
    assert "见{底线}" in unknown.content.decode()  # what was typed is kept, and said at its field
    assert "底线" in str(unknown.context["form"].errors["text_notice"])
    assert "U+E123" in str(boxes.context["form"].errors["text_notice"])
    assert "请王珺知悉。" in "".join(one.text for one in office.Document(io.BytesIO(draft.content)).paragraphs)
    assert sent.status_code == 302
    assert own.status_code == 403
    assert "请{申请人}知悉。" in seen
    assert silent.status_code == 422
    assert done.status_code == 302
    assert "请{申请人}知悉。" in writer.get(place).content.decode()
    assert "第1版" in writer.get("/wording/").content.decode()


def test_a_preview_is_a_draft_set_in_a_process_of_its_own(cast: Cast) -> None:
    answer = reader(cast.reviewer).get(f"/wording/{cast.centre.pk}/feedback_letter/specimen.pdf")

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("part", "status"),
    [("registrar", 200), ("head", 200), ("reviewer", 200), ("administrator", 200), ("mediator", 403),
     ("liaison", 403), ("supervisor", 403), ("legal_supervisor", 403), ("auditor", 403), ("operator", 403),
     ("nobody", 403), ("neighbour_head", 404)],
)  # fmt: skip
def test_who_words_the_papers_of_a_body(cast: Cast, part: str, status: int) -> None:
    row = wording(cast.centre, "本单位")
    client = reader(cast.people[part])
    pages = [f"/wording/{cast.centre.pk}/suspension_notice/", f"/wording/{cast.centre.pk}/suspension_notice/new/",
             row.get_absolute_url(), f"{row.get_absolute_url()}paper.docx"]  # fmt: skip

    assert [client.get(page).status_code for page in pages] == [status] * len(pages)
    assert client.get("/wording/").status_code == (200 if status == 404 else status)


def test_who_words_without_deciding_does_not_decide(cast: Cast) -> None:
    row = propose(Kind.SUSPENSION_NOTICE, cast.centre, full_texts(Kind.SUSPENSION_NOTICE, None) | {"notice": "新"},
                  reason="x", since=DAY, for_region=False, by=cast.registrar)  # fmt: skip

    answer = reader(cast.administrator).post(row.get_absolute_url(), {"do": "approve"})

    assert answer.status_code == 403
    assert [seat.decides for seat in seats_of(cast.administrator, DAY)] == [False]
    assert Wording.objects.get().status == WordingStatus.PROPOSED


# --- the editable draft -----------------------------------------------------------------------------------------------
def test_the_draft_of_a_paper_is_for_whoever_may_open_it_and_its_reading_is_logged(cast: Cast) -> None:
    case = case_in(State.DRAFTED, cast)
    record = Instrument.objects.get(dossier=case, kind=Kind.SESSION_RECORD)
    place = f"/papers/{record.code}/draft.docx"

    answers = {part: reader(cast.people[part]).get(place) for part in ("mediator", "registrar", "neighbour_head")}

    assert {part: one.status_code for part, one in answers.items()} == {
        "mediator": 200, "registrar": 404, "neighbour_head": 404,
    }  # fmt: skip
    assert [row.what for row in load_case(case.pk).readings.all()] == [f"{record.number} .docx"]
