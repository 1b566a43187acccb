"""Papers that are acts of the body: each comes with its step, to whom it concerns, and says no more than it may."""

from __future__ import annotations

from typing import Any

import pytest

from cases.models import Case, load_case
from documents import contents as c
from documents.models import Instrument
from dossiers.actions import take_step
from tests.cast import NOW, Cast, case_in, make_cast
from workflows.mediation import State
from workflows.papers import Kind

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(at: Any) -> Cast:
    at(NOW.isoformat())
    return make_cast()


def issued(case: Case, kind: Kind) -> list[Any]:
    rows = Instrument.objects.filter(dossier_id=case.pk, kind=kind).order_by("id")
    return [c.Contents.from_json(row.contents) for row in rows]


def go(case: Case, step: str, by: Any, **data: Any) -> Case:
    take_step(load_case(case.pk), step, by=by, at=NOW, **data)
    return load_case(case.pk)


def test_who_has_not_answered_is_asked_with_a_slip_to_answer_on(cast: Cast) -> None:
    case = case_in(State.CONSENT_PENDING, cast, channel="court_pre")

    (paper,) = issued(case, Kind.CONSENT_INQUIRY)

    assert paper.addressee == "兰州黄河假日餐饮有限公司"
    assert [claim.matter for claim in paper.claims] == ["支付2025年10月至12月工资"]
    assert paper.reply_by


def test_a_confirmed_commission_is_answered_to_the_court_with_its_period(cast: Cast) -> None:
    (paper,) = issued(case_in(State.ACCEPTED, cast, channel="court_pre"), Kind.COMMISSION_RECEIPT)

    assert (paper.addressee, paper.period) == (cast.court.name, "三十日")
    assert paper.period_until


def test_both_sides_hear_who_mediates_and_who_no_longer_does(cast: Cast) -> None:
    case = case_in(State.ASSIGNING, cast)

    go(case, "replace_mediator", cast.head, mediator=cast.second_mediator, method="joint", reason="原调解员患病")

    first, second = issued(case, Kind.MEDIATOR_APPOINTMENT)
    assert ([one.name for one in first.mediators], first.replaced) == (["马调解"], "")
    assert ([one.name for one in second.mediators], second.replaced, second.method) == (["杨调解"], "马调解", "joint")
    assert "患病" not in second.to_json()


@pytest.mark.parametrize(("step", "granted"), [("grant_recusal", True), ("refuse_recusal", False)])
def test_the_body_decides_on_recusal_in_writing(cast: Cast, step: str, granted: bool) -> None:
    case = case_in(State.ASSIGNING, cast)
    go(case, "request_recusal", cast.registrar, asked_by="张秀英", ground="kin", reason="表亲")

    go(case, step, cast.head, **({} if granted else {"reason": "并无亲属关系"}))

    (paper,) = issued(case, Kind.RECUSAL_DECISION)
    assert (paper.asked_by, paper.mediator, paper.granted) == ("张秀英", "马调解", granted)
    assert paper.reason == ("" if granted else "并无亲属关系")


def test_what_the_court_decides_on_recusal_is_no_paper_of_ours(cast: Cast) -> None:
    case = case_in(State.ASSIGNING, cast, channel="court_pre")
    go(case, "request_recusal", cast.registrar, asked_by="张秀英", ground="kin", reason="表亲")

    go(case, "grant_recusal", cast.liaison)

    assert issued(case, Kind.RECUSAL_DECISION) == []


def test_a_suspicion_is_not_told_to_those_whom_it_concerns(cast: Cast) -> None:
    case = case_in(State.IN_MEDIATION, cast, channel="court_pre")

    go(case, "suspend_mediation", cast.mediator, reason="false_mediation", note="双方串通")

    (paper,) = issued(case, Kind.SUSPENSION_NOTICE)
    assert "串通" not in paper.to_json()
    assert "虚假" not in paper.reason
    assert paper.excluded is False
    (report,) = issued(case, Kind.FALSE_MEDIATION_REPORT)
    assert (report.addressee, report.suspicion) == (cast.court.name, "双方串通")
    kept = Instrument.objects.get(kind=Kind.FALSE_MEDIATION_REPORT)
    assert (kept.record, kept.volume) == ("F", "副卷")


@pytest.mark.parametrize(("channel", "reason"), [("self", "false_mediation"), ("court_pre", "appraisal")])
def test_only_a_suspicion_in_what_a_court_commissioned_is_reported_to_it(cast: Cast, channel: str, reason: str) -> None:
    case = case_in(State.IN_MEDIATION, cast, channel=channel)

    go(case, "suspend_mediation", cast.mediator, reason=reason, note="双方串通")

    assert issued(case, Kind.FALSE_MEDIATION_REPORT) == []


def test_a_pause_for_appraisal_before_filing_is_not_counted(cast: Cast) -> None:
    (paper,) = issued(case_in(State.SUSPENDED, cast, channel="court_pre"), Kind.SUSPENSION_NOTICE)

    assert paper.excluded is True


def test_a_transfer_goes_with_a_letter_that_lists_what_is_handed_over(cast: Cast) -> None:
    transferred = case_in(State.TRANSFERRED, cast)
    go(transferred, "print_form", cast.head, kind=Kind.TRANSFER_LETTER)
    failed = case_in(State.FAILED, cast)
    go(failed, "hand_over", cast.registrar, to=cast.committee, materials="申请书\n工资条")

    (elsewhere,), (onward,) = (issued(case, Kind.TRANSFER_LETTER) for case in (transferred, failed))

    assert (elsewhere.addressee, elsewhere.unsettled) == ("劳动监察大队", False)
    assert (onward.addressee, onward.materials) == (cast.committee.name, ("申请书", "工资条"))
    assert onward.unsettled is True


@pytest.mark.parametrize(("medium", "letters"), [("paper", 1), ("phone", 0)])
def test_a_written_answer_to_the_sender_is_a_letter_and_a_call_is_none(cast: Cast, medium: str, letters: int) -> None:
    case = case_in(State.FAILED, cast, channel="petition", sender_name="兰州市城关区信访局")

    case = go(case, "answer_sender", cast.registrar, text="双方未达成协议。", medium=medium)

    found = issued(case, Kind.FEEDBACK_LETTER)
    assert len(found) == letters
    assert [paper.addressee for paper in found] == ["兰州市城关区信访局"][:letters]
    assert (Kind.FEEDBACK_LETTER in case.papers) is bool(letters)
