"""The mediator: who may be one here, what they disclose, who decides on a recusal and what it closes to them."""

from typing import Any

import pytest

from cases.models import Case, load_case
from dossiers.access import roles_in, visible_to
from dossiers.actions import NotYours, Refused, take_step
from organizations.roles import Role
from tests.cast import NOW, TODAY, Cast, case_in
from workflows.channels import Channel
from workflows.mediation import State


def appoint(case: Case, cast: Cast, mediator: Any, **more: Any) -> None:
    take_step(case, "appoint_mediator", by=cast.registrar, at=NOW, mediator=mediator, method="body", **more)


def ask_recusal(case: Case, cast: Cast) -> None:
    take_step(case, "request_recusal", by=cast.registrar, at=NOW, asked_by="张秀英", ground="kin", reason="亲属关系")


def test_only_a_mediator_in_office_is_appointed(cast: Cast) -> None:
    case = case_in(State.ACCEPTED, cast)

    for person in (cast.registrar, cast.nobody):
        with pytest.raises(Refused, match="调解员身份"):
            appoint(case, cast, person)

    assert load_case(case.pk).state == State.ACCEPTED


@pytest.mark.parametrize("step", ["appoint_mediator", "replace_mediator"])
def test_who_was_recused_does_not_come_back_by_either_door(step: str, cast: Cast) -> None:
    case = case_in(State.ASSIGNING, cast)
    ask_recusal(case, cast)
    take_step(case, "grant_recusal", by=cast.head, at=NOW)
    if step == "replace_mediator":
        appoint(case, cast, cast.second_mediator)

    with pytest.raises(Refused, match="回避"):
        take_step(case, step, by=cast.registrar, at=NOW, mediator=cast.mediator, method="body", reason="x")
    with pytest.raises(Refused, match="回避"):
        take_step(
            case,
            step,
            by=cast.registrar,
            at=NOW,
            mediator=cast.neighbour_mediator,
            method="body",
            reason="x",
            assisting=[cast.mediator],
        )


@pytest.mark.parametrize("step", ["appoint_mediator", "replace_mediator"])
def test_a_pending_request_is_not_swept_away_by_an_appointment(step: str, cast: Cast) -> None:
    case = case_in(State.ASSIGNING, cast)
    ask_recusal(case, cast)

    with pytest.raises(Refused):
        take_step(case, step, by=cast.registrar, at=NOW, mediator=cast.second_mediator, method="body", reason="x")

    assert load_case(case.pk).recusal_pending


def test_a_granted_recusal_closes_the_file_at_once(cast: Cast) -> None:
    case = case_in(State.IN_MEDIATION, cast)
    assert roles_in(cast.mediator, case, TODAY) == {Role.MEDIATOR}
    ask_recusal(case, cast)

    take_step(case, "grant_recusal", by=cast.head, at=NOW)

    case = load_case(case.pk)
    assert (case.state, case.mediator, case.disclosure_on) == (State.ASSIGNING, None, None)
    assert roles_in(cast.mediator, case, TODAY) == frozenset()
    assert list(visible_to(cast.mediator, TODAY)) == []
    with pytest.raises(NotYours):
        take_step(case, "add_note", by=cast.mediator, at=NOW, text="x")
    assert case.period_due_on is not None, "the period runs on"
    assert case.assignments.get().mediator == cast.mediator, "what was, stays on record for the successor"


def test_the_head_ends_a_case_whose_replacement_is_rejected(cast: Cast) -> None:
    case = case_in(State.IN_MEDIATION, cast)
    ask_recusal(case, cast)
    take_step(case, "grant_recusal", by=cast.head, at=NOW)

    with pytest.raises(Refused, match="理由"):
        take_step(case, "end_mediation", by=cast.head, at=NOW, reason="deadlock")
    take_step(case, "end_mediation", by=cast.head, at=NOW, reason="rejected_mediator", note="被申请人不同意另选")

    case = load_case(case.pk)
    assert (case.state, case.end_reason) == (State.FAILED, "rejected_mediator")
    assert "notice_of_termination" in case.papers
    assert case.period_due_on is not None
    assert not case.clocks.filter(status="running").exists()


@pytest.mark.parametrize("state", [State.ACCEPTED, State.ASSIGNING])
def test_before_anybody_sat_down_only_fitting_reasons_end_a_case(state: State, cast: Cast) -> None:
    case = case_in(state, cast)

    assert set(case.stated_ends) == {"party_quit", "unreachable", "rejected_mediator", "other"}
    take_step(case, "end_mediation", by=cast.head, at=NOW, reason="party_quit")

    assert load_case(case.pk).state == State.FAILED


def test_the_commissioning_court_may_decide_on_a_recusal(cast: Cast) -> None:
    case = case_in(State.ASSIGNING, cast, channel=Channel.COURT_PRE)
    ask_recusal(case, cast)

    take_step(case, "refuse_recusal", by=cast.liaison, at=NOW, reason="不属回避情形")

    case = load_case(case.pk)
    assert (case.recusal_pending, case.assignments.get().recusal_granted) == (False, False)


def test_an_assistant_reaches_the_file_by_grant_and_loses_it_with_the_appointment(cast: Cast) -> None:
    case = case_in(State.ACCEPTED, cast)
    appoint(case, cast, cast.mediator, assisting=[cast.neighbour_mediator])
    assert roles_in(cast.neighbour_mediator, case, TODAY) == {Role.MEDIATOR}

    take_step(
        case, "replace_mediator", by=cast.registrar, at=NOW, mediator=cast.second_mediator, method="body", reason="病假"
    )

    assert roles_in(cast.neighbour_mediator, load_case(case.pk), TODAY) == frozenset()
    assert list(visible_to(cast.neighbour_mediator, TODAY)) == []


def test_each_mediator_discloses_for_themselves(cast: Cast) -> None:
    case = case_in(State.ACCEPTED, cast)
    appoint(case, cast, cast.mediator, assisting=[cast.second_mediator])

    take_step(
        case, "disclose_interests", by=cast.second_mediator, at=NOW, has_interest=True, disclosure="曾任该公司法律顾问"
    )
    assert not load_case(case.pk).disclosure_made
    take_step(case, "disclose_interests", by=cast.mediator, at=NOW, has_interest=False)

    case = load_case(case.pk)
    assert (case.disclosure_made, case.interest_disclosed, case.interest_waived) == (True, True, False)
    with pytest.raises(Refused):
        take_step(case, "record_waiver", by=cast.mediator, at=NOW, agreed_by=case.side("applicant"))
    take_step(case, "record_waiver", by=cast.mediator, at=NOW, agreed_by=case.party_rows)
    assert load_case(case.pk).interest_waived


def test_a_name_already_on_the_file_must_be_disclosed(cast: Cast) -> None:
    case = case_in(State.ASSIGNING, cast)
    take_step(
        case,
        "record_agent",
        by=cast.registrar,
        at=NOW,
        party=case.party_rows[0],
        agent_name=cast.second_mediator.full_name,
    )
    take_step(
        case, "replace_mediator", by=cast.registrar, at=NOW, mediator=cast.second_mediator, method="body", reason="x"
    )

    with pytest.raises(Refused, match="披露"):
        take_step(case, "disclose_interests", by=cast.second_mediator, at=NOW, has_interest=False)
    take_step(case, "disclose_interests", by=cast.second_mediator, at=NOW, has_interest=True, disclosure="曾代理申请人")

    assert not load_case(case.pk).interest_waived, "both sides must agree first"


def test_who_mediated_does_not_become_an_agent(cast: Cast) -> None:
    case = case_in(State.ASSIGNING, cast)
    take_step(
        case, "replace_mediator", by=cast.registrar, at=NOW, mediator=cast.second_mediator, method="body", reason="x"
    )

    with pytest.raises(Refused, match=cast.mediator.full_name):
        take_step(
            case,
            "record_agent",
            by=cast.registrar,
            at=NOW,
            party=case.party_rows[0],
            agent_name=cast.mediator.full_name,
        )


def test_a_party_who_joins_later_must_agree_before_mediation_begins(cast: Cast) -> None:
    case = case_in(State.ASSIGNING, cast)
    take_step(
        case,
        "add_party",
        by=cast.registrar,
        at=NOW,
        side="respondent",
        kind="organisation",
        name="兰州黄河劳务派遣有限公司",
    )
    take_step(case, "disclose_interests", by=cast.mediator, at=NOW, has_interest=False)
    take_step(case, "explain_rights", by=cast.mediator, at=NOW)
    late = load_case(case.pk).party_rows[-1]
    take_step(case, "check_identity", by=cast.mediator, at=NOW, parties=[late], how="营业执照")

    with pytest.raises(Refused):
        take_step(case, "begin_mediation", by=cast.mediator, at=NOW)
    take_step(case, "record_consent", by=cast.mediator, at=NOW, parties=[late], answer="agreed", medium="paper")
    take_step(case, "begin_mediation", by=cast.mediator, at=NOW)

    assert load_case(case.pk).state == State.IN_MEDIATION


@pytest.mark.parametrize(
    ("state", "step", "who", "data"),
    [
        (State.SCREENING, "decline_case", "head", {"reason": "bored"}),
        (State.SCREENING, "decline_case", "head", {"reason": "other_side_refused"}),
        (State.CONSENT_PENDING, "decline_case", "head", {"reason": "other_side_unreachable"}),
        (State.ACCEPTED, "transfer_case", "head", {"to": "监察大队", "materials": "申请书"}),
        (State.ACCEPTED, "transfer_case", "head", {"to": "监察大队", "materials": " ", "consent": True}),
        (State.IN_MEDIATION, "end_mediation", "mediator", {"reason": "bored"}),
        (State.IN_MEDIATION, "end_mediation", "mediator", {"reason": "other", "note": " "}),
        (State.IN_MEDIATION, "suspend_mediation", "mediator", {"reason": "bored"}),
        (State.IN_MEDIATION, "suspend_mediation", "mediator", {"reason": "other"}),
        (State.ASSIGNING, "request_recusal", "registrar", {"asked_by": "张秀英", "ground": "bored", "reason": "x"}),
        (State.SUSPENDED, "end_after_review", "head", {"reason": "bored", "note": "x"}),
        (State.SUSPENDED, "end_after_review", "head", {"reason": "false_mediation", "note": " "}),
        (State.SUSPENDED, "resume_mediation", "head", {"note": ""}),
    ],
)
def test_reasons_come_from_the_closed_lists(
    state: State, step: str, who: str, data: dict[str, Any], cast: Cast
) -> None:
    case = case_in(state, cast)

    with pytest.raises(Refused):
        take_step(case, step, by=cast.people[who], at=NOW, **data)

    assert load_case(case.pk).state == state


def test_a_confidential_note_is_never_kept_where_the_court_reads(cast: Cast) -> None:
    case = case_in(State.IN_MEDIATION, cast)

    with pytest.raises(Refused):
        take_step(case, "add_note", by=cast.registrar, at=NOW, text="底线一万元", confidential=True)
    take_step(case, "add_note", by=cast.mediator, at=NOW, text="底线一万元", confidential=True)

    assert [(note.record, note.text) for note in case.notes.all()] == [("D", "底线一万元")]


def test_a_registrar_who_is_also_the_mediator_keeps_it_in_confidence_too(cast: Cast) -> None:
    from organizations.actions import admit

    admit(cast.mediator, cast.centre, Role.REGISTRAR, since=TODAY)
    case = case_in(State.IN_MEDIATION, cast)

    take_step(case, "add_note", by=cast.mediator, at=NOW, text="底线一万元", confidential=True)

    assert case.notes.get().record == "D"
