"""Forms printed on request: who may, when, what they say, what they cost; and that nothing known leaves blanks."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.models import Case, load_case
from documents import contents as c
from documents.actions import render_one, render_pending
from documents.gather import _element_of
from documents.kinds import PAPERS
from documents.models import Instrument
from dossiers.actions import NotYourRole, Refused, open_dossier, take_step
from dossiers.visibility import WALL
from organizations.models import LegalType
from organizations.roles import Role
from tests.cast import NOW, Cast, case_in, make_cast
from workflows.forms import FORMS, fitting
from workflows.mediation import State
from workflows.papers import Kind

pytestmark = pytest.mark.django_db

#: Where a form is at home that fits in few states or to few files: state, channel, what the file is like.
HOME: dict[Kind, tuple[State, str, dict[str, Any]]] = {
    Kind.ORAL_APPLICATION: (State.RECEIVED, "self", {"oral_application": True, "taken_down_at": NOW}),
    Kind.APPLICATION: (State.RECEIVED, "self", {}),
    Kind.ELECTION: (State.SCREENING, "self", {"workers": 12}),
    Kind.HANDOVER_LIST: (State.FAILED, "court_pre", {}),
    Kind.TRANSFER_LETTER: (State.TRANSFERRED, "self", {}),
    Kind.ARBITRATION_APPLICATION: (State.FAILED, "self", {}),
    Kind.CALLBACK_RECORD: (State.WITHDRAWN, "self", {}),
    Kind.CLOSING_SHEET: (State.AGREED, "court_pre", {}),
    Kind.FILE_COVER: (State.FAILED, "self", {}),
    Kind.FILE_CATALOGUE: (State.FAILED, "self", {}),
    Kind.REMARKS_SHEET: (State.FAILED, "self", {}),
    Kind.CONFIRMATION_APPLICATION: (State.AGREED, "self", {"workers": 12}),
    Kind.REVIEW_APPLICATION: (State.AGREED, "self", {}),
    Kind.PRESIDING_PROOF: (State.AGREED, "court_pre", {}),
    Kind.PAYMENT_ORDER_APPLICATION: (State.AGREED, "self", {}),
    Kind.ENFORCEMENT_APPLICATION: (State.AGREED, "self", {}),
    Kind.COMPLETION_NOTICE: (State.SCREENING, "self", {}),
    Kind.URGE_NOTICE: (State.AGREED, "self", {}),
    Kind.PERFORMANCE_RECORD: (State.AGREED, "self", {"workers": 12}),
    Kind.MEDIATION_OPINION: (State.FAILED, "self", {}),
    Kind.CIVIL_COMPLAINT: (State.FAILED, "self", {}),
}
#: What a form needs beside the state: steps taken before it.
BEFORE: dict[Kind, Any] = {
    Kind.ENFORCEMENT_APPLICATION: (
        ("file_confirmation", "registrar", lambda case, cast: {"to": cast.court}),
        ("decide_confirmation", "liaison", lambda case, cast: {"result": "granted", "number": "（2026）甘0102确1号"}),
    ),
}
#: Forms for what was due yesterday.
OVERDUE = {Kind.PAYMENT_ORDER_APPLICATION, Kind.ENFORCEMENT_APPLICATION, Kind.URGE_NOTICE}
PARTS = {Role.REGISTRAR: "registrar", Role.MEDIATOR: "mediator", Role.BODY_HEAD: "head"}


@pytest.fixture
def cast(at: Any) -> Cast:
    at(NOW.isoformat())
    return make_cast()


def home(kind: Kind, cast: Cast) -> Case:
    state, channel, more = HOME.get(kind, (State.IN_MEDIATION, "self", {}))
    case = case_in(state, cast, channel=channel, **more)
    for step, by, data in BEFORE.get(kind, ()):
        take_step(case, step, by=getattr(cast, by), at=NOW, **data(case, cast))
        case = load_case(case.pk)
    if kind in OVERDUE:
        case.settlement.obligations.update(due_on=NOW.date() - dt.timedelta(days=1))
    if kind == Kind.ORAL_AGREEMENT:
        Case.objects.filter(pk=case.pk).update(legal_type=LegalType.PMC)
    return load_case(case.pk)


def printer(kind: Kind, case: Case, cast: Cast) -> Any:
    """Somebody of this file who may print it; a mediator only once appointed."""
    held = [role for role in FORMS[kind].by if role != Role.MEDIATOR or case.mediator_id]
    return getattr(cast, PARTS[held[0]])


def printed(kind: Kind, case: Case, cast: Cast, **data: Any) -> list[Any]:
    take_step(load_case(case.pk), "print_form", by=printer(kind, case, cast), at=NOW, kind=kind, **data)
    rows = Instrument.objects.filter(dossier_id=case.pk, kind=kind, event_seq=load_case(case.pk).last_seq)
    return [c.Contents.from_json(row.contents) for row in rows.order_by("id")]


def reader(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


# ── Who and when ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_whoever_may_print_a_form_may_read_it() -> None:
    for kind, row in FORMS.items():
        for role in row.by:
            assert PAPERS[kind].record_class in WALL[role], (kind, role)


def test_of_the_class_of_private_sessions_is_the_assessment_alone_and_mediators_alone_print_it() -> None:
    private = [row for kind, row in FORMS.items() if PAPERS[kind].record_class == "D"]

    assert [(row.kind, row.by) for row in private] == [(Kind.NEUTRAL_ASSESSMENT, (Role.MEDIATOR,))]


@pytest.mark.parametrize("kind", FORMS)
def test_a_form_is_numbered_logged_read_by_its_class_and_costs_a_dozen_statements(kind: Kind, cast: Cast) -> None:
    ContentType.objects.get_for_model(Case)
    case, record = home(kind, cast), PAPERS[kind].record_class
    by = printer(kind, case, cast)

    with CaptureQueriesContext(connection) as asked:
        event = take_step(case, "print_form", by=by, at=NOW, kind=kind)

    rows = list(Instrument.objects.filter(dossier_id=case.pk, kind=kind).order_by("id"))
    assert event.facts["papers"] == [
        {"kind": kind, "numbers": [r.number for r in rows], "sha256": [r.contents_sha256 for r in rows]}
    ]
    assert rows
    assert event.record == record
    said = [q["sql"] for q in asked if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN"))]
    assert len(said) <= 12, "\n".join(said)
    for name in ("neighbour_head", "other_liaison", "supervisor", "administrator", "auditor", "operator", "nobody"):
        assert reader(cast.people[name]).get(f"/papers/{rows[0].code}/").status_code == 404, name
    for name, role in (("registrar", Role.REGISTRAR), ("head", Role.BODY_HEAD)):
        seen = reader(cast.people[name]).get(f"/papers/{rows[0].code}/").status_code == 202
        assert seen is (record in WALL[role])
    assert render_one(rows[0].pk)


def test_a_form_that_does_not_fit_is_refused_and_gives_no_number(cast: Cast) -> None:
    case = case_in(State.IN_MEDIATION, cast)

    with pytest.raises(Refused):
        take_step(case, "print_form", by=cast.mediator, at=NOW, kind=Kind.ELECTION)
    with pytest.raises(NotYourRole):
        take_step(case_in(State.SCREENING, cast, channel="court_pre"), "print_form", by=cast.liaison, at=NOW,
                  kind=Kind.APPLICATION)  # fmt: skip

    assert not Instrument.objects.filter(kind__in=[Kind.ELECTION, Kind.APPLICATION]).exists()


# ── What they say ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_of_a_form_that_each_signs_there_is_one_for_each_or_for_the_one_chosen(cast: Cast) -> None:
    case = case_in(State.SCREENING, cast, workers=12)

    everybody = printed(Kind.SERVICE_ADDRESS, case, cast)
    one = printed(Kind.SERVICE_ADDRESS, case, cast, party=case.party_rows[3])
    firms = printed(Kind.PRINCIPAL_CERTIFICATE, case, cast)

    assert [paper.addressee for paper in everybody] == [row.name for row in case.party_rows]
    assert [paper.addressee for paper in one] == [case.party_rows[3].name]
    assert [paper.party.representative for paper in firms] == ["王建国"]


def test_a_form_holds_of_a_person_only_what_it_needs(cast: Cast) -> None:
    case = case_in(State.SCREENING, cast, workers=10)
    needs = {Kind.APPLICATION, Kind.POWER_OF_ATTORNEY}  # who applies or gives authority is identified

    for row in fitting(case, {Role.REGISTRAR}):
        said = json.dumps([paper.to_json() for paper in printed(row.kind, case, cast)])
        assert ("11010519491231002X" in said) is (row.kind in needs), row.kind


def test_a_file_of_which_only_names_are_known_leaves_blanks(cast: Cast) -> None:
    case = Case(channel="self", received_on=NOW.date(), opened_at=NOW, summary="", legal_type=cast.centre.legal_type)
    case.place(cast.centre)
    people = [{"side": "applicant", "kind": "person", "name": "甲"}]
    open_dossier(case, by=cast.registrar, at=NOW, parties=people, claims=[])
    case = load_case(case.pk)

    for row in fitting(case, {Role.REGISTRAR}):
        if row.kind != Kind.PRINCIPAL_CERTIFICATE:
            assert printed(row.kind, case, cast), row.kind

    assert render_pending(limit=100)
    assert set(Instrument.objects.filter(dossier_id=case.pk).values_list("error", flat=True)) == {""}


def test_the_receipt_of_service_lists_what_the_party_gets(cast: Cast) -> None:
    case = case_in(State.NOT_ACCEPTED, cast)

    to_worker, to_firm = printed(Kind.SERVICE_RECEIPT, case, cast)

    assert [one.name for one in to_worker.served] == ["不予受理通知书"]
    assert to_firm.served == ()


def test_an_answer_on_file_is_ticked(cast: Cast) -> None:
    case = case_in(State.CONSENT_PENDING, cast)

    worker, firm = printed(Kind.CONSENT_ANSWER, case, cast)

    assert (worker.agreed, worker.answered_on, worker.medium) == (True, dt.date(2026, 3, 10), "当面")
    assert (firm.agreed, firm.refused, firm.answered_on) == (False, False, None)


def test_a_payment_order_is_for_the_worker_alone_and_for_what_is_overdue(cast: Cast) -> None:
    case = home(Kind.PAYMENT_ORDER_APPLICATION, cast)

    (paper,) = printed(Kind.PAYMENT_ORDER_APPLICATION, case, cast)
    case.settlement.obligations.update(due_on=NOW.date())

    assert paper.addressee == "张秀英"
    assert [row.name for row in paper.respondents] == ["兰州黄河假日餐饮有限公司"]
    assert paper.total == c.Money(amount=Decimal("15000.00"), words="壹万伍仟元整")
    with pytest.raises(Refused):  # due today is not overdue
        printed(Kind.PAYMENT_ORDER_APPLICATION, case, cast)
    with pytest.raises(Refused):  # nothing is owed to the employer
        printed(Kind.PAYMENT_ORDER_APPLICATION, case, cast, party=case.side("respondent")[0])


def test_a_title_is_enforced_as_the_court_made_it(cast: Cast) -> None:
    (paper,) = printed(Kind.ENFORCEMENT_APPLICATION, home(Kind.ENFORCEMENT_APPLICATION, cast), cast)

    assert (paper.to, paper.title_name, paper.title_number) == (cast.court.name, "民事裁定书", "（2026）甘0102确1号")


def test_no_form_says_what_was_offered_or_said_in_private(cast: Cast) -> None:
    case = case_in(State.IN_MEDIATION, cast, channel="court_pre")
    private: dict[str, Any] = {"kind": "private", "with_side": "applicant", "mode": "phone", "began_at": NOW}
    take_step(case, "log_session", by=cast.mediator, at=NOW, **private, private_note="底线一万三")
    offer: dict[str, Any] = {"by_side": "respondent", "amount": Decimal(12345), "terms": "一次付清八成"}
    take_step(load_case(case.pk), "record_offer", by=cast.mediator, at=NOW, **offer)
    for state in (State.IN_MEDIATION, State.FAILED):
        if state == State.FAILED:
            take_step(load_case(case.pk), "end_mediation", by=cast.mediator, at=NOW, reason="deadlock", note="差距大")
        for row in fitting(load_case(case.pk), {Role.MEDIATOR}):
            said = "".join(paper.to_json() for paper in printed(row.kind, case, cast))
            assert not [word for word in ("底线", "八成", "12345", "12,345") if word in said], row.kind


def test_an_opinion_states_what_is_undisputed_and_open_and_refuses_what_was_said_in_mediation(cast: Cast) -> None:
    case = case_in(State.IN_MEDIATION, cast)
    facts: dict[str, Any] = {"items": ["2025年3月入职"], "confirmed_by": case.party_rows, "aware_of_use": True}
    take_step(case, "confirm_facts", by=cast.mediator, at=NOW, **facts)
    take_step(load_case(case.pk), "end_mediation", by=cast.mediator, at=NOW, reason="deadlock", note="差距大")

    (paper,) = printed(Kind.MEDIATION_OPINION, load_case(case.pk), cast)

    assert [(one.text, one.record_class) for one in paper.undisputed] == [("2025年3月入职", "E")]
    assert [one.text for one in paper.unsettled] == ["支付2025年10月至12月工资"]
    for record_class in "BCDGHI":
        with pytest.raises(c.ContentsError):
            replace(paper, undisputed=(c.Stated(text="同意让步至一万五", record_class=record_class),))


def test_an_assessment_is_read_by_the_mediator_alone_and_never_handed_over(cast: Cast) -> None:
    case = case_in(State.IN_MEDIATION, cast, channel="court_pre")

    (paper,) = printed(Kind.NEUTRAL_ASSESSMENT, case, cast)
    row = Instrument.objects.get(dossier_id=case.pk, kind=Kind.NEUTRAL_ASSESSMENT)
    take_step(load_case(case.pk), "end_mediation", by=cast.mediator, at=NOW, reason="deadlock", note="差距大")
    (handed,) = printed(Kind.HANDOVER_LIST, load_case(case.pk), cast)

    assert (row.record, row.volume) == ("D", "副卷")
    assert [one.matter for one in paper.claims] == ["支付2025年10月至12月工资"]
    assert "评估" not in handed.to_json()
    people = ("mediator", "head", "registrar", "liaison")
    opened = [reader(cast.people[part]).get(f"/papers/{row.code}/draft.docx").status_code for part in people]
    assert opened == [200, 404, 404, 404]


@pytest.mark.parametrize(
    ("what", "heading"),
    [
        ("支付2025年10月至12月工资", "工资支付"),
        ("支付未签劳动合同二倍工资差额", "未签订书面劳动合同双倍工资"),
        ("支付休息日加班工资", "加班费"),
        ("支付未休年休假工资", "未休年休假工资"),
        ("赔偿未缴社会保险的损失", "未依法缴纳社会保险费造成的经济损失"),
        ("支付经济补偿", "解除劳动合同经济补偿"),
        ("支付违法解除赔偿金", "违法解除劳动合同赔偿金"),
        ("出具离职证明", "其他诉讼请求"),
    ],
)
def test_a_claim_stands_under_the_heading_of_the_courts_form(what: str, heading: str) -> None:
    assert _element_of(what) == heading


def test_a_complaint_is_filled_from_the_file(cast: Cast) -> None:
    (paper,) = printed(Kind.CIVIL_COMPLAINT, home(Kind.CIVIL_COMPLAINT, cast), cast)

    assert paper.to == cast.court.name
    assert [one.name for one in paper.elements if one.claims] == ["工资支付"]
    assert paper.total == c.Money(amount=Decimal("18000.00"), words="壹万捌仟元整")
    assert [row.role for row in (*paper.applicants, *paper.respondents)] == ["原告", "被告"]


def test_what_is_handed_over_has_no_minutes_and_no_proof_of_identity(cast: Cast) -> None:
    case = case_in(State.AGREED, cast, channel="court_pre")
    for title, evidence in (("工资条", "wage_record"), ("身份证", "identity")):
        said: dict[str, Any] = {"title": title, "evidence_kind": evidence, "content_type": "application/pdf"}
        take_step(load_case(case.pk), "lodge_exhibit", by=cast.registrar, at=NOW,
                  file=SimpleUploadedFile("x.pdf", b"%PDF-1.4"), **said)  # fmt: skip

    (handed,) = printed(Kind.HANDOVER_LIST, case, cast)
    (filed,) = printed(Kind.FILE_CATALOGUE, case, cast)

    names = [one.name.partition("（")[0] for one in handed.attachments]
    assert {"调解协议书", "工资条"} <= {*names}
    assert not {"调解笔录", "身份证"} & {*names}
    assert {"调解笔录", "身份证", "工资条"} <= {one.name for one in filed.open_volume}
    assert [one.name for one in filed.internal_volume] == []


# ── On the page ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_papers_tab_lists_the_forms_by_group_and_prints_one(cast: Cast) -> None:
    case = case_in(State.IN_MEDIATION, cast)
    client = reader(cast.mediator)

    page = client.get(f"/files/{case.code}/papers/").content.decode()
    form = client.get(f"/files/{case.code}/do/print_form/?kind=service_address").content.decode()
    said = {"kind": "service_address", "party": "", "version": load_case(case.pk).version, "op_id": "b" * 32}
    answer = client.post(f"/files/{case.code}/do/print_form/", said)
    wrong = client.post(f"/files/{case.code}/do/print_form/", said | {"kind": "election", "op_id": "c" * 32,
                        "version": load_case(case.pk).version})  # fmt: skip

    assert "可打印签署的文书" in page
    assert "?kind=service_address" in page
    assert "?kind=election" not in page
    assert 'value="service_address" selected' in form
    assert answer.status_code == 302
    assert answer["Location"].endswith("/papers/")
    assert wrong.status_code == 422
    assert Instrument.objects.filter(dossier_id=case.pk, kind=Kind.SERVICE_ADDRESS).count() == 2
    assert "可打印签署的文书" not in reader(cast.reviewer).get(f"/files/{case.code}/papers/").content.decode()
