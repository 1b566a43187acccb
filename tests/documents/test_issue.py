"""Papers issued by steps: numbered in the step's transaction, rendered once, opened through the wall."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cases.models import load_case
from documents.actions import render_pending, retry_failed
from documents.models import Exhibit, Instrument, InstrumentStatus
from dossiers import audit
from dossiers.actions import Refused, take_step
from dossiers.models import Dossier, Reading
from tests.cast import NOW, Cast, case_in, make_cast
from workflows.mediation import State
from workflows.papers import Kind

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(at: Any) -> Cast:
    at(NOW.isoformat())
    return make_cast()


def reader(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def issued(case: Any, kind: Kind) -> Instrument:
    return Instrument.objects.filter(dossier_id=case.pk, kind=kind).latest("pk")


def test_numbers_have_no_gaps_by_body_series_and_year(cast: Cast) -> None:
    for state in (State.ACCEPTED, State.NOT_ACCEPTED, State.FAILED, State.AGREED):
        case_in(state, cast)

    series: dict[str, list[int]] = {}
    for row in Instrument.objects.order_by("pk"):
        series.setdefault(row.series, []).append(row.seq)

    assert all(found == list(range(1, len(found) + 1)) for found in series.values())
    assert issued(case_in(State.ACCEPTED, cast), Kind.NOTICE_OF_ACCEPTANCE).number.startswith("城关工调受〔2026〕")


def test_a_refused_step_gives_no_number(cast: Cast) -> None:
    case = case_in(State.SCREENING, cast)

    with pytest.raises(Refused):
        take_step(case, "accept_case", by=cast.head, at=NOW)

    assert not Instrument.objects.exists()


def test_a_paper_is_set_once_and_its_bytes_stay(cast: Cast) -> None:
    case = case_in(State.NOT_ACCEPTED, cast)
    paper = issued(case, Kind.NOTICE_OF_NON_ACCEPTANCE)
    client = reader(cast.head)
    waiting = client.get(f"/papers/{paper.code}/")
    assert waiting.status_code == 202
    assert waiting["Refresh"] == "2"

    assert render_pending() == 1
    assert render_pending() == 0

    paper.refresh_from_db()
    assert paper.status == InstrumentStatus.READY
    assert paper.pages
    first, second = client.get(f"/papers/{paper.code}/"), client.get(f"/papers/{paper.code}/")
    assert first.getvalue() == second.getvalue()
    assert first["Cache-Control"] == "private, no-store"


def test_outsiders_learn_nothing_not_even_that_it_exists(cast: Cast) -> None:
    paper = issued(case_in(State.ACCEPTED, cast), Kind.NOTICE_OF_ACCEPTANCE)

    for name in ("neighbour_head", "other_liaison", "supervisor", "administrator", "auditor", "operator", "nobody"):
        client = reader(cast.people[name])
        assert client.get(f"/papers/{paper.code}/").status_code == 404, name
        assert client.get("/papers/NOSUCHPAPER2/").status_code == 404


def test_the_court_reads_the_agreement_only_once_it_is_in_effect(cast: Cast) -> None:
    drafted = case_in(State.DRAFTED, cast, channel="court_pre")
    agreed = case_in(State.AGREED, cast, channel="court_pre")
    liaison = reader(cast.liaison)

    assert liaison.get(f"/papers/{issued(drafted, Kind.MEDIATION_AGREEMENT).code}/").status_code == 404
    assert liaison.get(f"/papers/{issued(agreed, Kind.MEDIATION_AGREEMENT).code}/").status_code == 202
    assert reader(cast.mediator).get(f"/papers/{issued(drafted, Kind.MEDIATION_AGREEMENT).code}/").status_code == 202


def test_a_draft_taken_back_is_void_and_keeps_its_number(cast: Cast) -> None:
    case = case_in(State.DRAFTED, cast)
    first = issued(case, Kind.MEDIATION_AGREEMENT)

    take_step(case, "reopen_terms", by=cast.mediator, at=NOW, reason="改期限")
    assert issued(case, Kind.MEDIATION_AGREEMENT).status == InstrumentStatus.VOID, "before a new one is issued"
    take_step(load_case(case.pk), "draft_agreement", by=cast.mediator, at=NOW)

    first.refresh_from_db()
    second = issued(case, Kind.MEDIATION_AGREEMENT)
    assert (first.status, second.seq) == (InstrumentStatus.VOID, first.seq + 1)


def test_a_session_record_is_for_the_body_and_every_reading_is_logged(cast: Cast) -> None:
    case = case_in(State.IN_MEDIATION, cast, channel="court_pre")
    take_step(
        case,
        "log_session",
        by=cast.mediator,
        at=NOW,
        kind="joint",
        mode="in_person",
        began_at=NOW - dt.timedelta(hours=1),
        joint_record="双方陈述。",
    )
    take_step(load_case(case.pk), "issue_session_record", by=cast.mediator, at=NOW, session=case.sessions.get())
    paper = issued(case, Kind.SESSION_RECORD)

    assert reader(cast.liaison).get(f"/papers/{paper.code}/").status_code == 404
    assert reader(cast.registrar).get(f"/papers/{paper.code}/").status_code == 404
    before = Reading.objects.count()
    assert reader(cast.mediator).get(f"/papers/{paper.code}/").status_code == 202
    assert Reading.objects.count() == before + 1


def test_the_report_to_the_court_after_a_failure_holds_no_offer(cast: Cast) -> None:
    case = case_in(State.IN_MEDIATION, cast, channel="court_pre")
    take_step(case, "record_offer", by=cast.mediator, at=NOW, by_side="respondent", amount=12345, terms="一次付清八成")
    take_step(load_case(case.pk), "end_mediation", by=cast.mediator, at=NOW, reason="deadlock", note="差距过大")

    contents = issued(case, Kind.REPORT_TO_COURT).contents

    assert "差距过大" in contents
    assert "12345" not in contents
    assert "八成" not in contents


def _refused(case: Any, cast: Cast) -> None:
    answer = {"parties": case.side("respondent"), "answer": "refused", "medium": "phone"}
    take_step(case, "record_consent", by=cast.registrar, at=NOW, **answer)
    take_step(load_case(case.pk), "close_on_refusal", by=cast.registrar, at=NOW, note="不愿调解")


#: Ways in which a commissioned case ends without having been mediated to its end, and what its report must say.
UNMEDIATED: list[tuple[State, Any, str, str]] = [
    (State.CONSENT_PENDING, _refused, "not_accepted", "对方当事人拒绝调解"),
    (
        State.SCREENING,
        lambda case, cast: take_step(case, "decline_case", by=cast.head, at=NOW, reason="duplicate", note="已登记"),
        "not_accepted",
        "已登记",
    ),
    (
        State.IN_MEDIATION,
        lambda case, cast: take_step(case, "withdraw_application", by=cast.mediator, at=NOW, reason="另行起诉"),
        "withdrawn",
        "另行起诉",
    ),
    (
        State.RECEIVED,
        lambda case, cast: take_step(case, "withdraw_application", by=cast.registrar, at=NOW, reason="另行起诉"),
        "withdrawn",
        "未组织调解",
    ),
    (
        State.IN_MEDIATION,
        lambda case, cast: take_step(
            case, "record_self_settlement", by=cast.mediator, at=NOW, text="一次付清八成", amount=12345
        ),
        "self_settled",
        "组织双方当事人共同参加的调解",
    ),
]


@pytest.mark.parametrize(("state", "story", "ended_as", "said"), UNMEDIATED)
@pytest.mark.parametrize("channel", ["court_pre", "self"])
def test_a_court_hears_at_once_of_a_case_that_was_not_mediated(
    channel: str, state: State, story: Any, ended_as: str, said: str, cast: Cast
) -> None:
    case = case_in(state, cast, channel=channel)

    story(case, cast)

    case = load_case(case.pk)
    assert (Kind.REPORT_TO_COURT in case.papers) is (channel == "court_pre")
    assert (Kind.REPORT_TO_COURT in case.required_papers) is (channel == "court_pre")
    assert case.papers_complete
    if channel == "court_pre":
        contents = issued(case, Kind.REPORT_TO_COURT).contents
        assert f'"ended_as":"{ended_as}"' in contents
        assert said in contents
        assert "八成" not in contents, "what they settled is the parties' own"


@pytest.mark.parametrize(("channel", "told"), [("arb_guide", True), ("arb_entrust", True), ("self", False)])
def test_the_committee_gets_the_notice_of_termination_too(channel: str, told: bool, cast: Cast) -> None:
    case = case_in(State.FAILED, cast, channel=channel)

    assert f'"served_on_sender":{str(told).lower()}' in issued(case, Kind.NOTICE_OF_TERMINATION).contents


@pytest.mark.parametrize(
    ("relation", "ways"),
    [
        ("employment", ["申请劳动人事争议仲裁", "拖欠工资", "申请法律援助"]),
        ("new_form", ["向人民法院提起诉讼", "申请劳动人事争议仲裁", "申请法律援助"]),
        ("unknown", ["申请劳动人事争议仲裁", "向人民法院提起诉讼", "拖欠工资", "申请法律援助"]),
    ],
)
def test_for_new_forms_of_work_the_way_on_follows_the_relationship(relation: str, ways: list[str], cast: Cast) -> None:
    case = case_in(State.FAILED, cast, channel="new_form", relation_type=relation)

    contents = issued(case, Kind.NOTICE_OF_TERMINATION).contents

    found = [one["title"] for one in json.loads(contents)["contents"]["remedies"]]
    assert [title.startswith(way) for title, way in zip(found, ways, strict=True)] == [True] * len(ways)
    assert f'"arbitrable":{str(relation != "new_form").lower()}' in contents


def test_what_is_no_labour_dispute_is_shown_the_way_to_civil_mediation_and_court(cast: Cast) -> None:
    case = case_in(State.NOT_ACCEPTED, cast)

    remedies = json.loads(issued(case, Kind.NOTICE_OF_NON_ACCEPTANCE).contents)["contents"]["remedies"]
    assert "人民调解委员会" in remedies[0]["title"]
    assert [one["organ"] for one in remedies[1:3]] == [cast.court.name, cast.committee.name]


def test_a_paper_that_could_not_be_set_is_tried_again_and_a_replaced_draft_gets_its_file_too(cast: Cast) -> None:
    case = case_in(State.DRAFTED, cast)
    take_step(case, "reopen_terms", by=cast.mediator, at=NOW, reason="修改")
    take_step(load_case(case.pk), "draft_agreement", by=cast.mediator, at=NOW)
    old = Instrument.objects.get(dossier_id=case.pk, kind=Kind.MEDIATION_AGREEMENT, status="void")
    Instrument.objects.filter(dossier_id=case.pk).exclude(pk=old.pk).update(status="failed", attempts=3)
    assert render_pending() == 1

    assert retry_failed() > 0
    render_pending()

    old.refresh_from_db()
    assert (old.status, len(old.sha256)) == ("void", 64)
    assert set(case.instruments.exclude(pk=old.pk).values_list("status", flat=True)) == {"ready"}


# ── Frozen by proof ──────────────────────────────────────────────────────────────────────────────────────────────────


def lodged(case: Any, cast: Cast) -> Exhibit:
    upload = SimpleUploadedFile("工资条.pdf", PDF)
    said: dict[str, Any] = {"title": "工资条", "evidence_kind": "wage_record", "content_type": "application/pdf"}
    take_step(load_case(case.pk), "lodge_exhibit", by=cast.registrar, at=NOW, file=upload, **said)
    return Exhibit.objects.get()


def audited() -> Any:
    return audit.survey(Dossier.objects.all(), deep=True).first_bad


def test_the_log_holds_number_and_hash_of_every_paper_issued(cast: Cast) -> None:
    case = case_in(State.ACCEPTED, cast)
    paper = issued(case, Kind.NOTICE_OF_ACCEPTANCE)

    said = case.events.get(step="accept_case").facts["papers"][0]

    assert (said["kind"], said["numbers"], said["sha256"]) == (paper.kind, [paper.number], [paper.contents_sha256])
    assert audited() is None


def test_contents_changed_after_issue_are_not_set_and_are_found(cast: Cast) -> None:
    case = case_in(State.NOT_ACCEPTED, cast)
    paper = issued(case, Kind.NOTICE_OF_NON_ACCEPTANCE)
    forged = paper.contents.replace("不属于劳动争议", "申请人未到场")
    # Whoever changes the contents changes the hash beside them as well; the one in the chain stays.
    Instrument.objects.filter(pk=paper.pk).update(
        contents=forged, contents_sha256=hashlib.sha256(forged.encode()).hexdigest()
    )

    assert render_pending() == 0

    paper.refresh_from_db()
    assert "not those that were issued" in paper.error
    assert (audited().dossier, audited().seq) == (case.code, paper.event_seq)
    assert audited().reason == "the contents of a paper were changed"


def test_contents_changed_under_their_hash_are_found(cast: Cast) -> None:
    paper = issued(case_in(State.ACCEPTED, cast), Kind.NOTICE_OF_ACCEPTANCE)
    Instrument.objects.filter(pk=paper.pk).update(contents=paper.contents.replace("18000", "11000"))

    assert audited().reason == "the contents of a paper were changed"


def test_a_paper_taken_out_or_slipped_in_is_found(cast: Cast) -> None:
    paper = issued(case_in(State.ACCEPTED, cast), Kind.NOTICE_OF_ACCEPTANCE)
    Instrument.objects.filter(pk=paper.pk).update(number="城关工调受〔2026〕99号")
    assert audited().reason == "a paper is missing"

    Instrument.objects.filter(pk=paper.pk).update(number=paper.number)
    paper.pk, paper.code, paper.number, paper.seq = None, "SLIPPEDIN234", "城关工调受〔2026〕98号", 98
    paper.save(force_insert=True)
    assert audited().reason == "a paper that no event issued"


@pytest.mark.parametrize("loss", ["changed", "gone"])
def test_a_file_that_is_not_the_one_kept_is_refused_logged_and_found(
    cast: Cast, loss: str, caplog: pytest.LogCaptureFixture
) -> None:
    case = case_in(State.ACCEPTED, cast)
    render_pending()
    paper, exhibit = issued(case, Kind.NOTICE_OF_ACCEPTANCE), lodged(case, cast)
    client = reader(cast.head)
    assert audited() is None

    for row, path, reason in (
        (exhibit, f"/exhibits/{exhibit.code}/", "an exhibit was changed or lost"),
        (paper, f"/papers/{paper.code}/", "the file of a paper was changed or lost"),
    ):
        file = Path(row.file.path)
        if loss == "gone":
            file.unlink()
        else:
            file.write_bytes(file.read_bytes() + b"%")
        answer = client.get(path)
        assert answer.status_code == 409
        assert "不予显示" in answer.content.decode()
        assert audited().reason == reason
    assert "file papers/2026/" in caplog.text


PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.mark.parametrize(
    ("name", "body", "status"),
    [
        ("工资条.pdf", PDF, 302),
        ("page.html", b"<html><script>alert(1)</script>", 422),
        ("照片.jpg", b"GIF89a....", 422),
        ("empty.pdf", b"", 422),
    ],
)
def test_only_safe_kinds_of_file_are_lodged(cast: Cast, name: str, body: bytes, status: int) -> None:
    case = case_in(State.ACCEPTED, cast)
    client = reader(cast.registrar)
    form = {
        "title": "工资条",
        "evidence_kind": "wage_record",
        "proves": "欠薪",
        "version": load_case(case.pk).version,
        "op_id": "a" * 32,
        "file": SimpleUploadedFile(name, body),
    }

    answer = client.post(f"/files/{case.code}/do/lodge_exhibit/", form)

    assert answer.status_code == status
    assert Exhibit.objects.count() == (1 if status == 302 else 0)
    if status == 302:
        exhibit = Exhibit.objects.get()
        assert client.get(f"/exhibits/{exhibit.code}/").getvalue() == PDF
        assert reader(cast.neighbour_head).get(f"/exhibits/{exhibit.code}/").status_code == 404
