"""The life of a paper after its number: sealed, scanned back, delivered with proof, void, replaced, registered."""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import zxingcpp
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from cases.models import Case, load_case
from documents import seals
from documents.actions import render_one
from documents.models import Copy, Delivery, Instrument, InstrumentStatus, Sealing
from documents.scans import codes_in
from dossiers import audit
from dossiers.actions import Refused, offers, take_step
from dossiers.models import Dossier
from organizations.roles import Role
from tests.cast import NOW, TODAY, Cast, case_in, make_cast
from workflows import service
from workflows.mediation import State
from workflows.papers import Kind

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n%%EOF\n"
JPG = b"\xff\xd8\xff\xe0"


@pytest.fixture
def cast(at: Any) -> Cast:
    at(NOW.isoformat())
    return make_cast()


def reader(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def paper_of(case: Any, kind: Kind = Kind.NOTICE_OF_ACCEPTANCE) -> Instrument:
    return Instrument.objects.filter(dossier_id=case.pk, kind=kind).latest("pk")


def kept(row: Any) -> bytes:
    with row.file.open("rb") as file:
        content: bytes = file.read()
    return content


def go(case: Any, step: str, by: Any, **data: Any) -> Any:
    return take_step(load_case(case.pk), step, by=by, at=NOW, **data)


def sealed(case: Any, cast: Cast, paper: Instrument | None = None, **more: Any) -> Instrument:
    paper = paper or paper_of(case)
    said = {"seal_name": "城关区总工会调解中心印章", "copies": 3, "approved_by": "何主任"}
    go(case, "seal_paper", cast.registrar, paper=paper, **said | more)
    paper.refresh_from_db()
    return paper


def sent(case: Any, cast: Cast, paper: Instrument, to: str = "respondent", **more: Any) -> Delivery:
    whom = [one for one in load_case(case.pk).recipients() if one.side == to]
    go(case, "send_paper", cast.registrar, paper=paper, to=whom, **{"way": "direct"} | more)
    return Delivery.objects.select_related("instrument").latest("pk")


def post(client: Client, case: Any, step: str, **data: Any) -> Any:
    form = {"version": load_case(case.pk).version, "op_id": step + "0" * 20, "acted_on": TODAY.isoformat()}
    return client.post(f"/files/{case.code}/do/{step}/", form | data)


# ── The seal ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_sealing_is_a_line_of_the_seal_log_and_the_room_hears_of_it(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, heard = case_in(State.ACCEPTED, cast), []
    monkeypatch.setattr(Case, "paper_sealed", lambda self, facts, on: heard.append((facts["number"], on)))

    paper = sealed(case, cast)

    entry = Sealing.objects.get()
    assert (paper.sealed_on, entry.sealed_by, entry.approved_by, entry.copies) == (TODAY, "陈登记", "何主任", 3)
    assert heard == [(paper.number, TODAY)]
    with pytest.raises(Refused, match="用印"):
        sealed(case, cast)
    rights = paper_of(case, Kind.NOTICE_OF_RIGHTS)
    rights.issued_on = TODAY + dt.timedelta(days=1)
    rights.save()
    with pytest.raises(Refused, match="文书日期"):
        sealed(case, cast, rights)
    page = reader(cast.head).get("/papers/seals/").content.decode()
    assert paper.number in page
    assert "城关区总工会调解中心印章" in page
    assert reader(cast.registrar).get("/papers/seals/").status_code == 403
    assert paper.number not in reader(cast.neighbour_head).get("/papers/seals/").content.decode()


def test_an_electronic_seal_keeps_both_files_verifies_and_marks_no_page(cast: Cast) -> None:
    case = case_in(State.ACCEPTED, cast, origin="demonstration")
    paper = paper_of(case)
    with pytest.raises(Refused, match="尚未生成"):
        sealed(case, cast, way="electronic")
    render_one(paper.pk)
    paper.refresh_from_db()

    sealed(case, cast, way="electronic")

    copy = Copy.objects.get()
    issued, signed = kept(paper), kept(copy)
    assert signed.startswith(issued), "what was issued stands unchanged in what was signed"
    event = case.events.get(step="seal_paper")
    assert (event.facts["issued_sha256"], event.facts["sha256"]) == (paper.sha256, copy.sha256)
    [said] = seals.verify(signed)
    assert (said.intact, said.trusted) == (True, True)
    assert "无法律效力" in said.signer
    at = signed.index(b"/Type /Page")
    changed = signed[:at] + b"/Type /Fage" + signed[at + 11 :]
    assert not any(one.intact for one in seals.verify(changed))
    page = reader(cast.head).get(f"/papers/{paper.code}/life/").content.decode()
    assert "测试证书，不具有法律效力" in page
    assert "验证通过" in page
    assert reader(cast.head).get(f"/papers/copies/{copy.code}/").getvalue() == signed
    assert reader(cast.neighbour_head).get(f"/papers/copies/{copy.code}/").status_code == 404
    assert audit.survey(Dossier.objects.all(), deep=True).first_bad is None


def test_the_test_certificate_signs_no_registered_file_and_the_page_says_that_paper_always_works(
    cast: Cast, settings: Any
) -> None:
    case = case_in(State.ACCEPTED, cast)
    render_one(paper_of(case).pk)

    with pytest.raises(Refused, match="演示"):
        sealed(case, cast, way="electronic")
    assert not Copy.objects.exists()
    for given in ("test", ""):
        settings.ESEAL = given
        form = reader(cast.registrar).get(f"/files/{case.code}/do/seal_paper/").content.decode()
        assert 'name="way"' not in form
        assert "手工盖章" in form
    assert post(
        reader(cast.registrar), case, "seal_paper", paper=paper_of(case).pk, seal_name="印章", copies=2,
        approved_by="何主任",
    ).status_code == 302  # fmt: skip


# ── The scan ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def picture(code: str) -> bytes:
    """A scan as a picture, with the code of a paper in a two-dimensional code as a verification page prints it."""
    made: Any = zxingcpp.create_barcode(f"https://tiaojie.example.cn/verify/{code}", zxingcpp.BarcodeFormat.QRCode)
    out = io.BytesIO()
    Image.fromarray(zxingcpp.write_barcode_to_image(made, scale=6)).save(out, "PNG")
    return out.getvalue()


def test_a_scan_finds_its_paper_by_the_printed_code(cast: Cast) -> None:
    case = case_in(State.ACCEPTED, cast)
    paper = sealed(case, cast)
    scan = picture(paper.code)

    answer = post(reader(cast.registrar), case, "return_scan", file=SimpleUploadedFile("scan.png", scan))

    copy = Copy.objects.get()
    assert answer.status_code == 302
    assert (copy.instrument, copy.matched, kept(copy)) == (paper, "read", scan)
    assert case.events.get(step="return_scan").facts["sha256"] == copy.sha256


def test_the_code_is_read_from_the_text_of_a_pdf_too(cast: Cast) -> None:
    paper = paper_of(case_in(State.ACCEPTED, cast))
    render_one(paper.pk)
    paper.refresh_from_db()

    assert paper.code in codes_in(kept(paper), "application/pdf")
    assert codes_in(b"%PDF-1.4 broken", "application/pdf") == set()


def test_what_the_scan_is_not_is_said_at_the_field(cast: Cast) -> None:
    case, elsewhere = case_in(State.ACCEPTED, cast), case_in(State.ACCEPTED, cast)
    paper, other = sealed(case, cast), sealed(case, cast, paper_of(case, Kind.NOTICE_OF_RIGHTS))
    clerk = reader(cast.registrar)

    def told(content: bytes, **data: Any) -> str:
        answer = post(clerk, case, "return_scan", file=SimpleUploadedFile("scan.png", content), **data)
        assert answer.status_code == 422
        said: str = answer.content.decode()
        return said

    assert f"这是{other.number}的扫描件" in told(picture(other.code), paper=paper.pk)
    assert "另一案卷" in told(picture(paper_of(elsewhere).code))
    blank = picture("NOTHING")
    assert "未能从扫描件中读出校验码" in told(blank)
    assert f"与{paper.number}上印制的校验码不一致" in told(blank, paper=paper.pk, code=other.code)
    assert not Copy.objects.exists()

    typed = f"{paper.code[:4]}-{paper.code[4:8]}-{paper.code[8:]}".lower()
    content = SimpleUploadedFile("scan.png", blank)
    assert post(clerk, case, "return_scan", file=content, paper=paper.pk, code=typed).status_code == 302
    assert Copy.objects.get().matched == "typed"


# ── Delivery ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def d(way: str, **more: Any) -> service.Delivery:
    return service.Delivery(way, **more)


@pytest.mark.once
@pytest.mark.parametrize(
    ("rules", "delivery", "about"),
    [
        (service.SENDING, d("direct"), []),
        (service.SENDING, d("post"), ["tracking_no"]),
        (service.SENDING, d("post", tracking_no="EMS1"), []),
        (service.SENDING, d("electronic"), ["way"]),
        (service.SENDING, d("electronic", consented=True), []),
        (service.SENDING, d("left", may_be_left=False), ["way"]),
        (service.SENDING, d("left"), []),
        (service.OUTCOME, d("direct", outcome="received"), ["received_by"]),
        (service.OUTCOME, d("electronic", outcome="received"), []),
        (service.OUTCOME, d("direct", outcome="refused"), ["refusal_reason"]),
        (service.OUTCOME, d("direct", outcome="left", refusal_reason="x"), ["witness"]),
        (service.OUTCOME, d("direct", outcome="left", refusal_reason="x", witness="x"), []),
        (service.OUTCOME, d("direct", outcome="left", refusal_reason="x", proven=True), []),
        (service.OUTCOME, d("direct", outcome="left", refusal_reason="x", proven=True, may_be_left=False), ["outcome"]),
        (service.OUTCOME, d("post", outcome="left", refusal_reason="x", proven=True), ["outcome"]),
        (service.OUTCOME, d("left", outcome="received", received_by="x"), ["outcome"]),
        (service.OUTCOME, d("post", outcome="returned"), []),
        (service.OUTCOME, d("direct", outcome=""), []),
    ],
)
def test_what_the_law_asks_of_a_delivery(rules: Any, delivery: service.Delivery, about: list[str]) -> None:
    assert [rule.about for rule in service.broken(rules, delivery)] == about


def test_nothing_leaves_without_its_seal_nor_electronically_without_consent(cast: Cast) -> None:
    case = case_in(State.ACCEPTED, cast)
    with pytest.raises(Refused, match="尚未用印"):
        sent(case, cast, paper_of(case))
    paper = sealed(case, cast)

    with pytest.raises(Refused, match="第90条"):
        sent(case, cast, paper, way="electronic")

    party = load_case(case.pk).side("respondent")[0]
    said = {"party": party, "service_electronic": "13900000009", "electronic_consent": True}
    go(case, "record_service_address", cast.registrar, **said)
    assert sent(case, cast, paper, way="electronic").address == "13900000009"


def test_a_refusal_is_an_outcome_with_its_proof_and_the_room_hears_of_it(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, heard = case_in(State.ACCEPTED, cast), []
    monkeypatch.setattr(Case, "paper_served", lambda self, *said: heard.append(said))
    paper = sealed(case, cast)
    row = sent(case, cast, paper, receipt=True)

    go(case, "record_service", cast.registrar, delivery=row, outcome="", note="无人")
    assert heard == []
    clerk = reader(cast.registrar)
    photo = {"delivery": row.pk, "outcome": "left", "received_at": "2026-03-10 09:20", "refusal_reason": "不认可"}
    assert "第89条" in post(clerk, case, "record_service", **photo).content.decode(), "no witness and no film yet"
    answer = post(clerk, case, "record_service", **photo, file=SimpleUploadedFile("p.jpg", JPG), receipt="on")

    row.refresh_from_db()
    assert answer.status_code == 302
    assert (row.outcome, row.way, len(row.attempts)) == ("left", "left", 2)
    assert heard == [(paper.kind, paper.number, "left", TODAY)]
    assert row.proofs.get().sha256 in case.events.filter(step="record_service").latest("seq").facts["copies"].values()
    first, last = (
        json.loads(one.contents)["contents"]
        for one in Instrument.objects.filter(kind=Kind.SERVICE_RECEIPT).order_by("pk")
    )
    assert (first["way"], first["arrived_at"], first["served"][0]["number"]) == ("direct", None, paper.number)
    assert (last["way"], last["refusal_reason"]) == ("left", "不认可")
    assert last["arrived_at"].startswith("2026-03-10T09:20")
    with pytest.raises(Refused, match="没有正在送达"):
        go(case, "record_service", cast.registrar, delivery=Delivery.objects.get(), outcome="refused")
    assert audit.survey(Dossier.objects.all(), deep=True).first_bad is None
    Path(row.proofs.get().file.path).unlink()
    found = audit.survey(Dossier.objects.all(), deep=True).first_bad
    assert found
    assert found.reason == "a copy of a paper was changed or lost"


def test_an_agreement_may_not_be_left(cast: Cast) -> None:
    case = case_in(State.AGREED, cast)
    paper = sealed(case, cast, paper_of(case, Kind.MEDIATION_AGREEMENT))
    row = sent(case, cast, paper)

    said = {"refusal_reason": "x", "witness": "x"}
    with pytest.raises(Refused, match="第133条"):
        go(case, "record_service", cast.registrar, delivery=row, outcome="left", **said)


def test_the_papers_tab_says_what_is_still_to_do(cast: Cast) -> None:
    case = case_in(State.ACCEPTED, cast)
    tab = f"/files/{case.code}/papers/"
    clerk = reader(cast.registrar)
    page = clerk.get(tab).content.decode()
    assert "待用印" in page
    assert "待送达" not in page, "the seal comes first"

    paper = sealed(case, cast)
    assert "待送达：张秀英、兰州黄河假日餐饮有限公司" in clerk.get(tab).content.decode()
    row = sent(case, cast, paper)
    go(case, "record_service", cast.registrar, delivery=row, outcome="refused", refusal_reason="拒收")

    page = clerk.get(tab).content.decode()
    assert "待送达：张秀英<" in page
    assert "缺送达凭证：兰州黄河假日餐饮有限公司" in page


# ── Void, and issued anew ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_wrong_paper_is_replaced_by_a_new_one_and_stays_in_the_register(cast: Cast) -> None:
    case = case_in(State.ACCEPTED, cast)
    old = paper_of(case)
    render_one(old.pk)
    head = reader(cast.head)
    said = {"paper": old.pk, "wrong": "张秀英", "right": "张秀瑛", "reason": "姓名有误"}
    assert "没有" in post(head, case, "correct_paper", **said | {"wrong": "李四"}).content.decode()

    assert post(head, case, "correct_paper", **said).status_code == 302

    old.refresh_from_db()
    new = old.replaced_by
    assert (old.status, old.void_reason, len(old.sha256)) == (InstrumentStatus.VOID, "姓名有误", 64)
    assert (new.seq, new.needs_seal, new.sealed_on) == (old.seq + 1, True, None)
    assert "张秀瑛" in new.contents
    assert "张秀英" not in new.contents
    assert Kind.NOTICE_OF_ACCEPTANCE in load_case(case.pk).papers
    with pytest.raises(Refused, match="作废"):
        sealed(case, cast, old)
    assert audit.survey(Dossier.objects.all(), deep=True).first_bad is None


def test_a_void_paper_no_longer_counts_and_what_parties_sign_is_not_the_bodys_to_undo(cast: Cast) -> None:
    case = case_in(State.AGREED, cast)

    go(case, "void_paper", cast.head, paper=paper_of(case), reason="误发")

    assert Kind.NOTICE_OF_ACCEPTANCE not in load_case(case.pk).papers
    assert not load_case(case.pk).papers_complete
    with pytest.raises(Refused, match="当事人签署"):
        go(case, "void_paper", cast.head, paper=paper_of(case, Kind.MEDIATION_AGREEMENT), reason="x")


def test_acts_on_papers_are_offered_when_there_is_something_to_do(cast: Cast) -> None:
    case = case_in(State.SCREENING, cast)
    steps = {"seal_paper", "return_scan", "send_paper", "record_service"}

    def ready(case: Any) -> set[str]:
        rows = offers(load_case(case.pk), frozenset({Role.REGISTRAR}), on=TODAY)
        return {one.name for one in rows if one.ready} & steps

    assert ready(case) == set()
    case = case_in(State.ACCEPTED, cast)
    assert ready(case) == {"seal_paper", "return_scan", "send_paper"}
    for paper in Instrument.objects.filter(dossier_id=case.pk, needs_seal=True):
        sealed(case, cast, paper)
    sent(case, cast, paper_of(case))
    assert ready(case) == {"return_scan", "send_paper", "record_service"}


def test_a_paper_beyond_the_wall_is_neither_sealed_nor_sent_nor_scanned(cast: Cast) -> None:
    case = case_in(State.AGREED, cast)
    record = paper_of(case, Kind.SESSION_RECORD)  # class C: not for the registrar

    for step, data in (
        ("send_paper", {"to": load_case(case.pk).recipients(), "way": "direct"}),
        ("return_scan", {"code": record.code, "file": SimpleUploadedFile("x.pdf", PDF), "content_type": "x"}),
    ):
        with pytest.raises(Refused):
            go(case, step, cast.registrar, paper=record, **data)
    assert reader(cast.registrar).get(f"/papers/{record.code}/life/").status_code == 404
    assert reader(cast.head).get(f"/papers/{record.code}/life/").status_code == 200
    other = paper_of(case_in(State.ACCEPTED, cast))
    with pytest.raises(Refused):
        go(case, "void_paper", cast.head, paper=other, reason="x")


# ── The register ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_register_shows_every_number_and_no_more_than_the_wall_lets_through(cast: Cast) -> None:
    case = case_in(State.AGREED, cast)
    sealed(case, cast)
    numbers = set(Instrument.objects.values_list("number", flat=True))
    record = paper_of(case, Kind.SESSION_RECORD)

    page = reader(cast.registrar).get("/papers/").content.decode()
    sheet = reader(cast.registrar).get("/papers/register.xlsx")

    assert all(number in page for number in numbers)
    assert record.title not in page
    assert record.title in reader(cast.head).get("/papers/").content.decode()
    lines = list(openpyxl.load_workbook(io.BytesIO(sheet.content)).active.iter_rows(values_only=True))
    assert {line[0] for line in lines[1:]} == numbers
    assert next(line for line in lines if line[0] == record.number)[1] in (None, "")
    assert "号码连续" in page
    assert reader(cast.neighbour_head).get("/papers/").content.decode().count("城关工调") == 0
    assert reader(cast.liaison).get("/papers/").status_code == 403
    Instrument.objects.filter(pk=record.pk).update(seq=9)
    assert "有缺号" in reader(cast.head).get("/papers/").content.decode()


def test_the_register_turns_its_pages_by_day_and_row(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("documents.registers.MANY", 2)
    case_in(State.AGREED, cast)
    head, seen, url = reader(cast.head), [], "/papers/"
    while url:
        page = head.get(url)
        seen += [row.number for row in page.context["rows"]]
        url = f"/papers/{page.context['next']}" if page.context["next"] else ""

    assert sorted(seen) == sorted(Instrument.objects.values_list("number", flat=True))
    assert head.get("/papers/?year=2025").status_code == 200


def test_an_act_is_not_dated_after_now(cast: Cast) -> None:
    case = case_in(State.ACCEPTED, cast)
    row = sent(case, cast, sealed(case, cast))

    later = NOW + dt.timedelta(hours=1)
    with pytest.raises(Refused):
        go(case, "record_service", cast.head, delivery=row, outcome="received", received_by="x", received_at=later)
