"""What a step costs: no more queries for thirty parties than for three, and a dozen at the most.

Every step of the book that somebody can take stands in the table; one that is missing makes the test fail by name.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Case, Settlement, load_case
from documents.models import Delivery, Instrument
from dossiers.actions import CALENDAR, take_step
from dossiers.models import Clock
from organizations.roles import Role
from tests.cast import NOW, TODAY, Cast, case_in, set_papers
from tests.supervision import walk
from workflows.mediation import MediationProcedure, State
from workflows.papers import Kind
from workflows.reading import rows as book_rows

MOST = 12
#: Representatives are elected by ten workers or more.
TEN = {"record_representatives", "draft_agreement", "record_member_consent", "record_signature", "conclude_agreement"}
Data = Callable[[Case, Cast], dict[str, Any]]
Before = tuple[tuple[str, str, Data], ...]


def _nothing(_case: Case, _cast: Cast) -> dict[str, Any]:
    return {}


def _say(**data: Any) -> Data:
    return lambda case, cast: data


def _first(**data: Any) -> Data:
    return lambda case, cast: {"party": case.party_rows[0], **data}


def _all_parties(name: str = "parties", **data: Any) -> Data:
    return lambda case, cast: {name: case.party_rows, **data}


def _terms(case: Case, _cast: Cast) -> dict[str, Any]:
    employer = case.side("respondent")[0]
    items = [
        {
            "kind": "money",
            "what": claim.what,
            "debtor": employer,
            "creditor": claim.party,
            "claim": claim,
            "amount": Decimal(100),
            "method": "cash",
            "payee": "x",
            "due_on": TODAY,
        }
        for claim in case.claim_rows
    ]
    results = {claim.pk: {"result": "settled", "agreed": Decimal(100)} for claim in case.claim_rows}
    return {"facts": "属实。", "items": items, "claims": results}


def _signers(case: Case, cast: Cast) -> dict[str, Any]:
    rows: list[tuple[Any, str, str]] = [(party, "party", party.name) for party in case.party_rows]
    rows += [(None, "mediator", cast.mediator.full_name), (None, "seal", case.body.name)]
    return {"signers": [{"party": p, "signer": s, "name": n, "signed_on": TODAY} for p, s, n in rows]}


def _session(case: Case, _cast: Cast) -> dict[str, Any]:
    return {
        "kind": "joint",
        "mode": "in_person",
        "began_at": NOW,
        "joint_record": "双方陈述意见。",
        "present": [{"party": party, "name": party.name} for party in case.party_rows],
        "offers": [{"by_side": "applicant", "amount": Decimal(9000)}, {"by_side": "respondent", "amount": Decimal(1)}],
    }


def _duty(**data: Any) -> Data:
    return lambda case, cast: {"obligation": case.settlement.obligations.first(), **data}


def _represented(case: Case, _cast: Cast) -> dict[str, Any]:
    return {"representatives": case.side("applicant")[:1]}


def _assisted(case: Case, cast: Cast) -> dict[str, Any]:
    return {"mediator": cast.second_mediator, "assisting": [cast.mediator], "method": "body", "reason": "x"}


def _exhibit(case: Case, _cast: Cast) -> dict[str, Any]:
    file = ContentFile("示例".encode(), name="x.txt")
    return {"file": file, "content_type": "text/plain", "title": "x", "evidence_kind": "other"}


def _notice(case: Case) -> dict[str, Any]:
    return {"paper": Instrument.objects.get(dossier_id=case.pk, kind=Kind.NOTICE_OF_ACCEPTANCE)}


def _seal(case: Case, _cast: Cast) -> dict[str, Any]:
    return _notice(case) | {"seal_name": "x", "copies": 3, "approved_by": "x"}


def _scan(case: Case, _cast: Cast) -> dict[str, Any]:
    file = ContentFile(b"%PDF-1.4", name="x.pdf")
    return _notice(case) | {"file": file, "content_type": "application/pdf", "code": _notice(case)["paper"].code}


def _sent(case: Case, _cast: Cast) -> dict[str, Any]:
    return _notice(case) | {"to": case.recipients(), "way": "direct"}


def _received(case: Case, _cast: Cast) -> dict[str, Any]:
    row = Delivery.objects.select_related("instrument").filter(instrument__dossier=case.pk).latest("pk")
    photo = ContentFile(b"\xff\xd8\xff", name="x.jpg")
    return {"delivery": row, "outcome": "received", "received_by": "x", "files": [(photo, "image/jpeg")]}


ELECTED: Before = (("record_representatives", "registrar", _represented),)
DECLINED: Before = (
    (
        "record_member_consent",
        "mediator",
        lambda case, cast: {"agreed": case.side("applicant")[:-1], "declined": case.side("applicant")[-1:]},
    ),
)
TAKEN_BACK: Before = (("reopen_terms", "mediator", _say(reason="x")),)
CONSENT: Before = (
    ("check_scope", "registrar", _say(in_scope=True)),
    ("record_consent", "registrar", _all_parties(answer="agreed", medium="phone")),
)
RECUSAL: Before = (("request_recusal", "registrar", _say(asked_by="张秀英", ground="kin", reason="x")),)
OFFERED: Before = (("log_session", "mediator", _session),)
CONFIRMED: Before = (("confirm_facts", "mediator", _all_parties("confirmed_by", items=["x"], aware_of_use=True)),)
SETTLED: Before = (("write_terms", "mediator", _terms),)
SEALED: Before = (("seal_paper", "registrar", _seal),)
SENT: Before = (*SEALED, ("send_paper", "registrar", _sent))
SIGNED: Before = (("record_signature", "mediator", _signers),)
SUBMITTED: Before = (("submit_closing", "mediator", _say(summary="x")),)
COURT: Data = lambda case, cast: {"to": cast.court}  # noqa: E731 (a row of the table below)
COMMITTEE: Data = lambda case, cast: {"to": cast.committee}  # noqa: E731
CONFIRMING: Before = (("file_confirmation", "registrar", COURT),)
REVIEWING: Before = (("file_review", "registrar", COMMITTEE),)
OTHER_MEDIATOR: Data = lambda case, cast: {"mediator": cast.second_mediator, "method": "body", "reason": "x"}  # noqa: E731

#: step → state it is taken in, channel, steps before it, who takes it, what they say.
TABLE: dict[str, tuple[State, str, Before, str, Data]] = {
    "screen_case": (State.RECEIVED, "self", (), "registrar", _nothing),
    "check_scope": (State.SCREENING, "self", (), "registrar", _say(in_scope=True)),
    "add_party": (State.SCREENING, "self", (), "registrar", _say(side="third", kind="person", name="第三人")),
    "amend_party": (State.SCREENING, "self", (), "registrar", _first(phone="13900000009")),
    "record_facts": (State.SCREENING, "self", (), "registrar", _first(facts={"monthly_wage": {"agreed": "6000.00"}})),
    "add_claim": (State.SCREENING, "self", (), "registrar", _say(cause_code="205-6", what="x", claimed=Decimal(5))),
    "amend_claim": (
        State.SCREENING,
        "self",
        (),
        "registrar",
        lambda case, cast: {"claim": case.claim_rows[-1], "claimed": Decimal(6), "is_main": True},
    ),
    "record_agent": (State.SCREENING, "self", (), "registrar", _first(agent_name="秦", agent_authority="special")),
    "record_representatives": (State.SCREENING, "self", (), "registrar", _represented),
    "record_service_address": (State.SCREENING, "self", (), "registrar", _first(service_address="x")),
    "check_identity": (State.SCREENING, "self", (), "registrar", _all_parties(how="原件")),
    "lodge_exhibit": (State.SCREENING, "self", (), "registrar", _exhibit),
    "confirm_commission": (State.SCREENING, "court_pre", (), "registrar", _say(received_on=TODAY)),
    "correct_commission": (
        State.CONSENT_PENDING,
        "court_pre",
        (),
        "registrar",
        _say(received_on=TODAY - dt.timedelta(days=1), reason="x"),
    ),
    "record_petition": (State.IN_MEDIATION, "petition", (), "registrar", _say(petition_accepted_on=TODAY)),
    "record_award": (State.SCREENING, "court_pre", (), "registrar", _say(award_received_on=TODAY)),
    "record_limitation_start": (
        State.SCREENING,
        "self",
        (),
        "registrar",
        lambda case, cast: {
            "employment": "ended",
            "leave_on": TODAY,
            "claims": {row.pk: {"known_on": TODAY, "known_note": "x"} for row in case.claim_rows},
        },
    ),
    "record_limitation_event": (
        State.SCREENING,
        "self",
        (),
        "registrar",
        lambda case, cast: {"kind": "sued", "on": TODAY, "claims": case.claim_rows, "evidence": "x"},
    ),
    "ask_other_side": (State.SCREENING, "self", (), "registrar", _nothing),
    "record_consent": (State.SCREENING, "court_pre", (), "registrar", _all_parties(answer="agreed", medium="paper")),
    "close_on_refusal": (
        State.CONSENT_PENDING,
        "self",
        (("record_consent", "registrar", _all_parties(answer="refused", medium="phone")),),
        "registrar",
        _nothing,
    ),
    "accept_case": (State.SCREENING, "self", CONSENT, "head", _nothing),
    "decline_case": (State.SCREENING, "court_pre", (), "head", _say(reason="out_of_scope", note="x")),
    "appoint_mediator": (State.ACCEPTED, "self", (), "registrar", _assisted),
    "disclose_interests": (State.ASSIGNING, "self", (), "mediator", _say(has_interest=False)),
    "record_waiver": (
        State.ASSIGNING,
        "self",
        (("disclose_interests", "mediator", _say(has_interest=True, disclosure="x")),),
        "registrar",
        _all_parties("agreed_by"),
    ),
    "request_recusal": (State.ASSIGNING, "self", (), "registrar", RECUSAL[0][2]),
    "grant_recusal": (State.ASSIGNING, "self", RECUSAL, "head", _nothing),
    "refuse_recusal": (State.ASSIGNING, "self", RECUSAL, "head", _say(reason="x")),
    "replace_mediator": (State.IN_MEDIATION, "self", (), "head", OTHER_MEDIATOR),
    "explain_rights": (State.ACCEPTED, "self", (), "registrar", _nothing),
    "begin_mediation": (
        State.ASSIGNING,
        "self",
        (("disclose_interests", "mediator", _say(has_interest=False)), ("explain_rights", "mediator", _nothing)),
        "mediator",
        _nothing,
    ),
    "log_session": (State.IN_MEDIATION, "self", (), "mediator", _session),
    "record_offer": (State.IN_MEDIATION, "self", (), "mediator", _say(by_side="applicant", amount=Decimal(9))),
    "confirm_facts": (State.IN_MEDIATION, "self", (), "mediator", CONFIRMED[0][2]),
    "issue_session_record": (
        State.IN_MEDIATION,
        "court_pre",
        OFFERED,
        "mediator",
        lambda case, cast: {"session": case.sessions.get()},
    ),
    "extend_period": (
        State.IN_MEDIATION,
        "court_pre",
        (),
        "mediator",
        _all_parties("agreed_by", to=TODAY + dt.timedelta(days=40), medium="paper"),
    ),
    "suspend_mediation": (State.IN_MEDIATION, "court_pre", (), "mediator", _say(reason="appraisal")),
    "resume_mediation": (State.SUSPENDED, "court_pre", (), "head", _say(note="x")),
    "end_after_review": (State.SUSPENDED, "court_pre", (), "head", _say(reason="false_mediation", note="x")),
    "write_terms": (State.IN_MEDIATION, "self", SETTLED, "mediator", _terms),
    "draft_agreement": (State.DRAFTED, "court_pre", (*ELECTED, *DECLINED, *TAKEN_BACK), "mediator", _nothing),
    "review_draft": (State.DRAFTED, "self", (), "reviewer", _say(text="x")),
    "reopen_terms": (State.DRAFTED, "self", (), "mediator", _say(reason="x")),
    "record_member_consent": (State.DRAFTED, "self", ELECTED, "mediator", DECLINED[0][2]),
    "record_signature": (State.DRAFTED, "self", ELECTED, "mediator", _signers),
    "conclude_agreement": (State.DRAFTED, "court_pre", (*ELECTED, *SIGNED), "mediator", _nothing),
    "record_refusal_to_sign": (State.DRAFTED, "court_pre", (), "mediator", _all_parties("refused_by", note="x")),
    "end_mediation": (State.IN_MEDIATION, "court_pre", CONFIRMED, "mediator", _say(reason="deadlock", note="x")),
    "withdraw_application": (State.IN_MEDIATION, "court_pre", SETTLED, "mediator", _say(reason="x")),
    "record_self_settlement": (
        State.IN_MEDIATION,
        "court_pre",
        SETTLED,
        "mediator",
        _say(text="x", amount=Decimal(1)),
    ),
    "transfer_case": (
        State.IN_MEDIATION,
        "self",
        SETTLED,
        "head",
        lambda case, cast: {"to": "x", "body": cast.committee, "materials": "x", "consent": True},
    ),
    "recall_commission": (State.IN_MEDIATION, "court_pre", (), "liaison", _say(reason="x")),
    "hand_over": (State.FAILED, "self", (), "registrar", COMMITTEE),
    "file_confirmation": (State.AGREED, "self", (), "registrar", COURT),
    "accept_confirmation": (State.AGREED, "court_pre", CONFIRMING, "liaison", _nothing),
    "decide_confirmation": (
        State.AGREED,
        "court_pre",
        CONFIRMING,
        "liaison",
        _say(result="granted"),
    ),
    "file_review": (State.AGREED, "self", (), "registrar", COMMITTEE),
    "accept_review": (State.AGREED, "self", REVIEWING, "arbitration_clerk", _nothing),
    "decide_review": (State.AGREED, "self", REVIEWING, "arbitration_clerk", _say(result="granted")),
    "submit_to_court": (State.AGREED, "court_pre", (), "registrar", COURT),
    "record_court_document": (
        State.AGREED,
        "court_pre",
        (("submit_to_court", "registrar", COURT),),
        "liaison",
        _say(result="granted", document="pre_filing", number="x"),
    ),
    "submit_to_tribunal": (State.AGREED, "arb_entrust", (), "registrar", COMMITTEE),
    "record_tribunal_document": (
        State.AGREED,
        "arb_entrust",
        (("submit_to_tribunal", "registrar", COMMITTEE),),
        "arbitration_clerk",
        _say(result="granted", document="statement", number="x"),
    ),
    "record_performance": (State.AGREED, "self", (), "registrar", _duty(amount=Decimal(100), proof="x")),
    "record_breach": (State.AGREED, "self", (), "registrar", _duty(remedy="x")),
    "record_callback": (State.AGREED, "self", (), "registrar", _say(text="x")),
    "answer_sender": (State.FAILED, "hotline", (), "registrar", _say(text="x", medium="phone")),
    "review_outcome": (State.FAILED, "court_pre", (), "liaison", _nothing),
    "propose_supervision": (
        State.FAILED,
        "self",
        (),
        "head",
        # The record of an employer that supervision does not know yet is made by the first hand-over.
        lambda case, cast: {"addressee": walk.employer(cast) and case.side("respondent")[0], "note": "x"},
    ),
    "print_form": (State.IN_MEDIATION, "court_pre", (), "mediator", _say(kind=Kind.SERVICE_ADDRESS)),
    "seal_paper": (State.ACCEPTED, "court_pre", (), "registrar", _seal),
    "return_scan": (State.ACCEPTED, "court_pre", SEALED, "registrar", _scan),
    "send_paper": (State.ACCEPTED, "court_pre", SEALED, "head", _sent),
    "record_service": (State.ACCEPTED, "court_pre", SENT, "head", _received),
    "correct_paper": (
        State.ACCEPTED,
        "court_pre",
        (),
        "head",
        lambda case, cast: _notice(case) | {"wrong": "张秀英", "right": "张秀瑛", "reason": "x"},
    ),
    "void_paper": (State.ACCEPTED, "court_pre", (), "head", lambda case, cast: _notice(case) | {"reason": "x"}),
    "add_note": (State.IN_MEDIATION, "self", (), "mediator", _say(text="x", confidential=True)),
    "add_correction": (State.CLOSED, "self", (), "head", _say(concerns="x", text="y")),
    "submit_closing": (State.FAILED, "court_pre", (), "mediator", _say(summary="x")),
    "return_closing": (State.FAILED, "self", SUBMITTED, "head", _say(reason="x")),
    "close_case": (State.AGREED, "court_pre", SUBMITTED, "head", _nothing),
    "archive_case": (State.CLOSED, "self", (), "registrar", _nothing),
    "expire_period": (State.IN_MEDIATION, "court_pre", (), "calendar", _nothing),
    "note_expiry": (State.IN_MEDIATION, "court_pre", (), "calendar", _nothing),
    "complete_terms": (State.IN_MEDIATION, "court_pre", (), "calendar", _nothing),
    "warn_of_limitation": (
        State.IN_MEDIATION,
        "self",
        (("record_limitation_start", "registrar", _say(employment="ended", leave_on=TODAY, claims={})),),
        "calendar",
        _nothing,
    ),
}

#: The day on which a step is taken where it is not the day of the story.
LATER = {"expire_period": 200, "note_expiry": 60, "record_breach": 30, "archive_case": 40, "warn_of_limitation": 330}


BOOK = {row.name: row for row in book_rows(MediationProcedure)}


def test_every_step_of_the_book_has_its_row() -> None:
    assert set(TABLE) == BOOK.keys() - {"register_case"}


def _cost(step: str, cast: Cast, parties: int) -> list[str]:
    """The statements a step asks of the database, without those that only frame a transaction."""
    state, channel, before, part, data = TABLE[step]
    case = case_in(state, cast, channel=channel, workers=parties - 1)
    for name, by, said in before:
        take_step(case, name, by=getattr(cast, by), at=NOW, **said(case, cast))
        case = load_case(case.pk)
    if step == "complete_terms":
        Clock.objects.filter(dossier=case.pk).update(missing="holiday_calendar:2026", due_on=None)
    if step == "archive_case":
        case.settlement.obligations.update(performed_on=TODAY)
        Settlement.objects.filter(case=case).update(duties_unsettled=0)
        set_papers(case)
    if step == "note_expiry":
        case.clocks.filter(key=case.period_clock).update(due_on=TODAY + dt.timedelta(days=90))
    at = NOW + dt.timedelta(days=LATER.get(step, 0))
    who: Any = CALENDAR if part == Role.CALENDAR else getattr(cast, part)
    if part != Role.CALENDAR:
        who.memberships_on(at.date())  # known of everybody who is signed in
    given = data(case, cast)
    ContentType.objects.clear_cache()
    ContentType.objects.get_for_model(type(case.dossier_ptr))
    with CaptureQueriesContext(connection) as asked:
        take_step(case, step, by=who, at=at, **given)
    frame = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    return [query["sql"] for query in asked if not query["sql"].startswith(frame)]


@pytest.mark.django_db
@pytest.mark.parametrize("step", TABLE)
def test_a_step_costs_a_dozen_queries_whatever_the_number_of_parties(step: str, cast: Cast) -> None:
    few, many = _cost(step, cast, 12 if step in TEN else 3), _cost(step, cast, 30)

    told = "\n".join(sql[:160] for sql in many)
    locks = int(connection.features.has_select_for_update)  # SQLite has one writer and needs no lock on the row
    assert len(few) == len(many), told
    letters = sum("documents_paperlayout" in sql for sql in many)  # how the body writes its letters: asked once
    assert letters <= 1, told
    assert len(many) <= MOST + locks + letters, told
