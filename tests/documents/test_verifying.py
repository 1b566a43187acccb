"""The public page behind the code of a paper, and how a body's letters look."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from documents import verifying
from documents.actions import render_pending
from documents.contents import Contents
from documents.layouts import LETTERS
from documents.models import Instrument, InstrumentStatus, PaperLayout
from documents.render import qr
from dossiers.actions import take_step
from organizations.auth import PER_ADDRESS
from organizations.models import SignInAttempt
from tests.cast import NOW, WORKER, Cast, case_in, make_cast
from workflows.mediation import State
from workflows.papers import Kind

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(at: Any) -> Cast:
    at(NOW.isoformat())
    return make_cast()


def paper_of(case: Any, kind: Kind) -> Instrument:
    return Instrument.objects.filter(dossier_id=case.pk, kind=kind).latest("pk")


def page(code: str, **sent: Any) -> tuple[int, str]:
    client = Client()
    answer = client.post(f"/verify/{code}/", sent) if sent else client.get(f"/verify/{code}/")
    return answer.status_code, answer.content.decode()


def transfer_letter(case: Any, cast: Cast) -> Instrument:
    take_step(case, "print_form", by=cast.head, at=NOW, kind=Kind.TRANSFER_LETTER)
    return paper_of(case, Kind.TRANSFER_LETTER)


# --- the page ---------------------------------------------------------------------------------------------------------
def test_whoever_holds_a_paper_learns_that_it_is_genuine_and_nothing_about_people(cast: Cast) -> None:
    paper = paper_of(case_in(State.NOT_ACCEPTED, cast), Kind.NOTICE_OF_NON_ACCEPTANCE)
    Instrument.objects.filter(pk=paper.pk).update(addressee=WORKER["name"])

    status, said = page(f"{paper.code[:4]}-{paper.code[4:].lower()}")

    assert status == 200
    for known in (paper.number, "不予受理通知书", cast.centre.name, "有效", "张○○"):
        assert known in said
    for private in (WORKER["name"], WORKER["phone"], "兰州黄河假日", paper.dossier.code, "马调解", "何主任"):
        assert private not in said


def test_a_void_paper_is_said_to_be_void(cast: Cast) -> None:
    paper = paper_of(case_in(State.NOT_ACCEPTED, cast), Kind.NOTICE_OF_NON_ACCEPTANCE)
    Instrument.objects.filter(pk=paper.pk).update(status=InstrumentStatus.VOID)

    _status, said = page(paper.code)

    assert "作废" in said
    assert "有效" not in said.replace("无效", "")


@pytest.mark.parametrize("record", list("CDGI"))
def test_of_a_confidential_paper_only_the_number_is_confirmed(cast: Cast, record: str) -> None:
    paper = paper_of(case_in(State.NOT_ACCEPTED, cast), Kind.NOTICE_OF_NON_ACCEPTANCE)
    Instrument.objects.filter(pk=paper.pk).update(record=record, addressee=WORKER["name"])

    status, said = page(paper.code, file=SimpleUploadedFile("a.pdf", b"%PDF-"))

    assert status == 200
    assert paper.number in said
    for more in ("不予受理通知书", cast.centre.name, "张", "2026-"):
        assert more not in said.split("<main")[1].split("</main>")[0]


def test_a_file_is_compared_by_its_hash_and_kept_nowhere(cast: Cast, tmp_path: Any, settings: Any) -> None:
    paper = paper_of(case_in(State.NOT_ACCEPTED, cast), Kind.NOTICE_OF_NON_ACCEPTANCE)
    render_pending()
    paper.refresh_from_db()
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    with paper.file.open("rb") as file:
        genuine = file.read()

    same = page(paper.code, file=SimpleUploadedFile("受理.pdf", genuine))
    other = page(paper.code, file=SimpleUploadedFile("受理.pdf", genuine + b"x" * 3_000_000))
    nothing = page(paper.code, other="x")

    assert (same[0], "就是当初签发的文件" in same[1]) == (200, True)
    assert (other[0], "不是当初签发的文件" in other[1]) == (200, True)
    assert (nothing[0], "请选择" in nothing[1]) == (422, True)
    assert list(tmp_path.iterdir()) == []


def test_a_file_beyond_the_limit_is_not_compared(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    paper = paper_of(case_in(State.NOT_ACCEPTED, cast), Kind.NOTICE_OF_NON_ACCEPTANCE)
    monkeypatch.setattr(verifying, "LARGEST", 100_000)

    status, said = page(paper.code, file=SimpleUploadedFile("a.pdf", b"x" * 200_000))

    assert (status, "请选择" in said) == (422, True)


def test_the_comparison_wants_the_token_of_its_own_page(cast: Cast) -> None:
    paper = paper_of(case_in(State.NOT_ACCEPTED, cast), Kind.NOTICE_OF_NON_ACCEPTANCE)

    answer = Client(enforce_csrf_checks=True).post(f"/verify/{paper.code}/", {"file": SimpleUploadedFile("a", b"x")})

    assert answer.status_code == 403


def test_an_unknown_code_is_a_sentence_and_trying_codes_ends_in_waiting(cast: Cast) -> None:
    paper = paper_of(case_in(State.NOT_ACCEPTED, cast), Kind.NOTICE_OF_NON_ACCEPTANCE)
    first = page("ABCDEFGHJKMN")
    for _try in range(verifying.PER_ADDRESS):
        status, said = page("ABCDEFGHJKMN")

    assert (first[0], "没有这个校验码" in first[1]) == (404, True)
    assert (status, "一刻钟" in said) == (429, True)
    assert page(paper.code)[0] == 429  # a guessed code is not confirmed either
    assert Client(REMOTE_ADDR="10.0.0.9").get(f"/verify/{paper.code}/").status_code == 200
    assert SignInAttempt.objects.count() == verifying.PER_ADDRESS < PER_ADDRESS


def test_a_code_may_be_typed_and_the_page_speaks_english(cast: Cast, client: Client) -> None:
    paper = paper_of(case_in(State.NOT_ACCEPTED, cast), Kind.NOTICE_OF_NON_ACCEPTANCE)
    assert client.get("/verify/").status_code == 200

    sent = client.get("/verify/", {"code": f" {paper.code.lower()} "})
    client.cookies["language"] = "en"

    assert sent["Location"] == f"/verify/{paper.code}/"
    assert "Notice of non-acceptance" in client.get(sent["Location"]).content.decode()


# --- what is frozen with a paper --------------------------------------------------------------------------------------
def test_layout_and_address_are_frozen_when_a_paper_is_issued(cast: Cast, client: Client, settings: Any) -> None:
    settings.MEDIATION_URL = "https://tiaojie.example.cn"
    case = case_in(State.TRANSFERRED, cast)
    as_the_kind = transfer_letter(case, cast)
    client.force_login(cast.administrator)
    form = dict.fromkeys((row.kind.value for row in LETTERS), "letter")
    form |= {"printed_by": "调解中心办公室", "transfer_letter": "red_head"}

    kept = client.post(f"/people/bodies/{cast.centre.pk}/letters/", form)
    chosen = transfer_letter(case, cast)
    PaperLayout.objects.all().delete()
    settings.MEDIATION_URL = ""

    assert kept.status_code == 302
    said = [Contents.from_json(paper.contents) for paper in (as_the_kind, chosen)]
    assert [(one.layout, one.printed_by) for one in said] == [("letter", ""), ("red_head", "调解中心办公室")]
    assert {one.verify_at for one in said} == {"https://tiaojie.example.cn/verify/"}
    assert render_pending() == Instrument.objects.count()
    later = Contents.from_json(transfer_letter(case, cast).contents)
    assert (later.layout, later.verify_at) == ("letter", "")
    assert qr(said[0]) != qr(later)


def test_a_wrong_layout_is_said_at_its_field(cast: Cast, client: Client) -> None:
    client.force_login(cast.head)

    answer = client.post(f"/people/bodies/{cast.centre.pk}/letters/", {"transfer_letter": "blue_head"})

    assert answer.status_code == 422
    assert not PaperLayout.objects.exists()


def test_only_a_body_s_administrator_and_head_set_its_layouts(cast: Cast) -> None:
    found = {}
    for part, person in cast.people.items():
        client = Client()
        client.force_login(person)
        found[part] = client.get(f"/people/bodies/{cast.centre.pk}/letters/").status_code

    assert {part for part, status in found.items() if status == 200} == {"administrator", "head"}
    assert set(found.values()) == {200, 404}


@pytest.mark.once
def test_the_code_holds_path_and_number_where_the_installation_has_no_address() -> None:
    import segno

    from documents.samples import hint

    plain = hint(verification="ABCDEFGHJKMN")

    assert str(qr(plain)) == segno.make(
        "/verify/ABCDEFGHJKMN/ 兰示工监提〔2026〕1号", error="m", micro=False
    ).svg_inline(omitsize=True)
    assert qr(hint(verification="")) == ""
    assert json.loads(plain.to_json())["contents"]["verify_at"] == ""
