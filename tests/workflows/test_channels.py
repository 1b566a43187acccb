"""How a dispute came in decides its clocks and ways out (law.md §2.2, §4.4): every channel, from and until when.

The week of the story: received Tuesday 10 March 2026, commission confirmed on the 11th, the last party agrees on the
12th, accepted on the 13th, agreement in effect on the 16th. Due days are counted by hand on the calendar of 2026.
"""

import datetime as dt
from decimal import Decimal
from typing import Any, NamedTuple

import pytest

from cases.models import load_case
from documents.contents import Contents
from documents.models import Instrument
from dossiers.actions import Refused, take_step
from dossiers.models import Clock, ClockStatus
from organizations.roles import Role
from statutes.keys import Clock as Term
from tests.cast import NOW, Cast, case_in, new_case
from workflows.channels import RULES, Channel, Exit, rule_of
from workflows.forms import fitting
from workflows.mediation import State
from workflows.papers import Kind


def march(day: int) -> dt.date:
    return dt.date(2026, 3, day)


#: Where a party has applied for mediation. The union's initiative and clues have no applicant yet; what a court hears
#: or a committee has before it was applied for there.
APPLIED = {
    Channel.SELF,
    Channel.COURT_PRE,
    Channel.HOTLINE,
    Channel.OTHER_HOTLINE,
    Channel.PETITION,
    Channel.NEW_FORM,
    Channel.OTHER_PROVINCE,
}

APRIL_15 = dt.date(2026, 4, 15)


class Row(NamedTuple):
    channel: Channel
    procedure: str  # of the court, for a commission after filing
    intake: Term
    period: Term
    counts_from: dt.date
    due: dt.date
    extension: bool
    failure: Exit  # where a failed case goes
    windows: tuple[Term, ...]  # clocks after agreement


OWN = (Term.AR, Term.JC)
C, X = Channel, Exit
MED_DUE = march(30)  # 13 + 15 = Saturday 28 March, rolls over to Monday
TABLE = [
    Row(C.SELF, "", Term.ACCEPT, Term.MED, march(13), MED_DUE, True, X.ARBITRATION, OWN),
    Row(C.PROACTIVE, "", Term.ACCEPT, Term.MED, march(13), MED_DUE, True, X.ARBITRATION, OWN),
    Row(
        C.COURT_PRE,
        "",
        Term.COURT_CONFIRM,
        Term.COURT_PRE,
        march(11),
        dt.date(2026, 4, 10),
        True,
        X.RETURN_TO_COURT,
        (Term.JC,),
    ),
    Row(
        C.COURT_POST,
        "ordinary",
        Term.COURT_CONFIRM,
        Term.COURT_POST_ORD,
        march(11),
        march(26),
        True,
        X.RETURN_TO_COURT,
        (),
    ),
    Row(
        C.COURT_POST,
        "summary",
        Term.COURT_CONFIRM,
        Term.COURT_POST_SUM,
        march(11),
        march(18),
        True,
        X.RETURN_TO_COURT,
        (),
    ),
    Row(C.ARB_GUIDE, "", Term.ACCEPT, Term.MED, march(13), MED_DUE, True, X.RETURN_TO_TRIBUNAL, (Term.AR,)),
    # 10 working days from the day the last party agreed: 13, 16–20, 23–26 March
    Row(C.ARB_ENTRUST, "", Term.ACCEPT, Term.ARB_ENTRUST, march(12), march(26), False, X.RETURN_TO_TRIBUNAL, ()),
    Row(C.HOTLINE, "", Term.ACCEPT, Term.MED, march(13), MED_DUE, True, X.FEEDBACK, OWN),
    Row(C.OTHER_HOTLINE, "", Term.ACCEPT, Term.MED, march(13), MED_DUE, True, X.FEEDBACK, OWN),
    Row(C.PETITION, "", Term.ACCEPT, Term.MED, march(13), MED_DUE, True, X.FEEDBACK, OWN),
    Row(C.CLUE_PROC, "", Term.ACCEPT, Term.MED, march(13), MED_DUE, True, X.FEEDBACK, OWN),
    Row(C.CLUE_LABOUR, "", Term.ACCEPT, Term.MED, march(13), MED_DUE, True, X.FEEDBACK, OWN),
    Row(C.CLUE_JUSTICE, "", Term.ACCEPT, Term.MED, march(13), MED_DUE, True, X.FEEDBACK, OWN),
    Row(C.NEW_FORM, "", Term.ACCEPT, Term.MED_NEF, march(13), MED_DUE, True, X.ARBITRATION, OWN),
    Row(C.OTHER_PROVINCE, "", Term.ACCEPT, Term.MED, march(13), MED_DUE, True, X.FEEDBACK, OWN),
]


def test_every_channel_is_in_the_table_and_in_the_book() -> None:
    assert {row.channel for row in TABLE} == set(Channel) == {Channel(key) for key in RULES}


def on(day: int) -> dt.datetime:
    return NOW.replace(day=day)


def clock(case: Any, key: str) -> Clock | None:
    return Clock.objects.filter(dossier=case.pk, key=key).exclude(status=ClockStatus.VOID).first()


@pytest.mark.parametrize("row", TABLE, ids=[f"{row.channel}-{row.procedure}".rstrip("-") for row in TABLE])
def test_its_clocks_count_from_the_right_fact_to_the_right_day(row: Row, cast: Cast) -> None:
    case = new_case(cast, channel=row.channel)
    if row.procedure == "summary":
        type(case).objects.filter(pk=case.pk).update(court_procedure="summary")

    def go(step: str, day: int, by: Any = None, **data: Any) -> Any:
        take_step(case, step, by=by or cast.registrar, at=on(day), **data)
        return load_case(case.pk)

    # Received: the intake clock and the right to go to arbitration count from receipt.
    intake, right = clock(case, row.intake), clock(case, Term.RIGHT_TO_ARB)
    assert intake
    assert (intake.started_on, intake.counted_from, intake.due_on) == (march(10), march(11), march(13))
    applied = row.channel in APPLIED
    assert (right and (right.due_on, right.is_warning)) == ((march(25), True) if applied else None)
    assert case.events.get().limitation == ("applied_for_mediation" if applied else "")
    assert clock(case, row.period) is None
    assert (case.due_on, case.due_clock) == (march(13), row.intake), "a right that begins is no duty"

    case = go("screen_case", 10)
    if case.is_commissioned:
        case = go("confirm_commission", 11, received_on=march(11))
    case = go("check_scope", 11, in_scope=True)
    if row.channel in {Channel.COURT_PRE, Channel.COURT_POST}:
        asked = clock(case, Term.ASK_OTHER)
        assert asked
        assert (asked.started_on, asked.due_on, asked.status) == (march(11), march(16), ClockStatus.RUNNING)
        assert (intake := clock(case, row.intake))
        assert intake.status == ClockStatus.STOPPED
    case = go("record_consent", 11, parties=case.side("applicant"), answer="agreed", medium="counter")
    case = go("record_consent", 12, parties=case.side("respondent"), answer="agreed", medium="phone")
    if row.channel in {Channel.COURT_PRE, Channel.COURT_POST}:
        assert (asked := clock(case, Term.ASK_OTHER))
        assert (asked.status, asked.ended_on) == (
            ClockStatus.STOPPED,
            march(12),
        )
    case = go("accept_case", 13, cast.head)

    period = clock(case, row.period)
    assert period
    assert (period.started_on, period.due_on, period.status) == (
        row.counts_from,
        row.due,
        ClockStatus.RUNNING,
    )
    assert period.rolled_over is (row.due == MED_DUE)
    assert period.article
    assert period.wording
    assert period.start_fact
    assert period.certainty in {"statute", "excerpt"}
    assert (case.period_due_on, case.due_on, case.due_clock) == (row.due, row.due, row.period)
    assert (intake := clock(case, row.intake))
    assert intake.status == ClockStatus.STOPPED
    assert rule_of(row.channel).extension is row.extension
    assert row.failure in rule_of(row.channel).failure

    case = go("check_identity", 13, parties=case.party_rows, how="身份证")
    case = go("appoint_mediator", 13, mediator=cast.mediator, method="body")
    case = go("disclose_interests", 13, cast.mediator, has_interest=False)
    case = go("explain_rights", 13, cast.mediator)
    case = go("begin_mediation", 13, cast.mediator)
    case = go("log_session", 13, cast.mediator, kind="joint", mode="phone", began_at=on(13), joint_record="双方到场。")
    claim, employer = case.claim_rows[0], case.side("respondent")[0]
    item = {
        "kind": "money",
        "what": "工资",
        "debtor": employer,
        "creditor": claim.party,
        "amount": Decimal(9000),
        "payee": "张秀英",
        "method": "cash",
        "due_on": march(20),
        "claim": claim,
    }
    case = go(
        "write_terms",
        13,
        cast.mediator,
        items=[item],
        claims={claim.pk: {"result": "settled", "agreed": Decimal(9000)}},
    )
    case = go("draft_agreement", 13, cast.mediator)
    signers = [{"party": p, "signer": "party", "name": p.name, "signed_on": march(16)} for p in case.party_rows]
    signers += [
        {"party": None, "signer": kind, "name": "马调解", "signed_on": march(16)} for kind in ("mediator", "seal")
    ]
    case = go("record_signature", 16, cast.mediator, signers=signers)
    case = go("conclude_agreement", 17, cast.mediator)

    assert case.state == State.AGREED
    running = {one.key: one.due_on for one in Clock.objects.filter(dossier=case.pk, status=ClockStatus.RUNNING)}
    assert running == {key: {Term.JC: APRIL_15, Term.AR: march(31)}[key] for key in row.windows}
    assert (period := clock(case, row.period))
    assert (period.status, period.ended_on) == (ClockStatus.STOPPED, march(16))


def test_after_an_award_nobody_waits_for_the_right_to_arbitrate(cast: Cast) -> None:
    case = new_case(cast, channel=Channel.COURT_PRE, award_received_on=march(2))

    assert clock(case, Term.RIGHT_TO_ARB) is None
    assert case.events.get().limitation == "applied_for_mediation"


def test_after_an_award_the_days_for_suing_run_until_the_complaint_is_handed_in(cast: Cast) -> None:
    case = new_case(cast, channel=Channel.COURT_PRE, award_received_on=march(2))
    sue = clock(case, Term.SUE)
    assert sue
    assert (sue.started_on, sue.due_on, sue.status) == (march(2), march(17), ClockStatus.RUNNING)

    days: dict[str, Any] = {"award_received_on": march(2), "complaint_handed_in_on": march(12)}
    take_step(case, "record_award", by=cast.registrar, at=on(13), **days)

    assert (sue := clock(case, Term.SUE))
    assert (sue.status, sue.ended_on) == (ClockStatus.STOPPED, march(12))


def test_an_award_learnt_of_later_starts_its_days_too(cast: Cast) -> None:
    case = new_case(cast, channel=Channel.COURT_PRE)
    assert clock(case, Term.SUE) is None

    take_step(case, "record_award", by=cast.registrar, at=on(11), award_received_on=march(9))

    assert (sue := clock(case, Term.SUE))
    assert sue.due_on == march(24)


def test_no_days_for_suing_run_where_the_complaint_was_there_from_the_start(cast: Cast) -> None:
    known: dict[str, Any] = {"award_received_on": march(2), "complaint_handed_in_on": march(5)}

    assert clock(new_case(cast, channel=Channel.COURT_PRE, **known), Term.SUE) is None


@pytest.mark.parametrize("medium", ["platform", "phone"])
def test_who_agreed_on_the_platform_has_two_working_days_to_choose_the_mediator(medium: str, cast: Cast) -> None:
    case = new_case(cast, channel=Channel.COURT_PRE)
    take_step(case, "screen_case", by=cast.registrar, at=on(10))
    take_step(case, "confirm_commission", by=cast.registrar, at=on(10), received_on=march(10))
    take_step(case, "check_scope", by=cast.registrar, at=on(10), in_scope=True)
    answer: dict[str, Any] = {"parties": case.party_rows, "answer": "agreed", "medium": medium}
    take_step(case, "record_consent", by=cast.registrar, at=on(11), **answer)

    take_step(case, "accept_case", by=cast.head, at=on(12))

    pick = clock(case, Term.COURT_PICK)
    assert (pick and (pick.started_on, pick.due_on)) == ((march(11), march(13)) if medium == "platform" else None)
    take_step(case, "appoint_mediator", by=cast.registrar, at=on(13), mediator=cast.mediator, method="joint")
    assert not case.clocks.filter(key=Term.COURT_PICK, status=ClockStatus.RUNNING).exists()


def test_an_entrusted_case_cannot_be_extended_and_the_one_stop_only_once() -> None:
    assert [channel for channel, rule in RULES.items() if not rule.extension] == [Channel.ARB_ENTRUST]
    assert [channel for channel, rule in RULES.items() if rule.extension_cap_days] == [Channel.NEW_FORM]


def test_a_commission_without_its_sender_on_file_still_has_to_be_confirmed(cast: Cast) -> None:
    case = new_case(cast, channel=Channel.COURT_PRE)
    type(case).objects.filter(pk=case.pk).update(sender=None)

    case = load_case(case.pk)

    assert case.is_commissioned
    assert not case.commission_confirmed, "or it would be accepted with no period running at all"


@pytest.mark.parametrize("row", [row for row in TABLE if rule_of(row.channel).legal_type], ids=lambda row: row.channel)
def test_a_commission_fixes_the_legal_type(row: Row, cast: Cast) -> None:
    assert new_case(cast, channel=row.channel).legal_type == rule_of(row.channel).legal_type


@pytest.mark.parametrize("channel", list(Channel))
def test_texts_a_clock_copies_fit_their_columns(channel: Channel, cast: Cast) -> None:
    for one in Clock.objects.filter(dossier=new_case(cast, channel=channel).pk):
        one.full_clean()


def test_a_wrong_day_of_the_commission_is_put_right_and_the_period_counts_anew(cast: Cast) -> None:
    case = new_case(cast, channel=Channel.COURT_PRE)
    take_step(case, "confirm_commission", by=cast.registrar, at=on(13), received_on=march(13))
    assert (wrong := clock(case, Term.COURT_PRE))
    assert wrong.due_on == dt.date(2026, 4, 13), "13 March + 30 is Sunday 12 April"

    take_step(case, "correct_commission", by=cast.registrar, at=on(13), received_on=march(11), reason="看错签收日期")

    kept = Clock.objects.filter(dossier=case.pk, key=Term.COURT_PRE).order_by("id")
    assert [(one.started_on, one.due_on, one.status) for one in kept] == [
        (march(13), dt.date(2026, 4, 13), ClockStatus.VOID),
        (march(11), dt.date(2026, 4, 10), ClockStatus.RUNNING),
    ]
    case = load_case(case.pk)
    assert (case.commission_received_on, case.period_due_on) == (march(11), dt.date(2026, 4, 10))
    assert case.events.get(step="correct_commission").facts["before"] == "2026-03-13"


def test_after_an_agreed_extension_the_first_day_decides_nothing_any_more(cast: Cast) -> None:
    case = case_in(State.IN_MEDIATION, cast, channel=Channel.COURT_PRE)
    more: dict[str, Any] = {"to": dt.date(2026, 5, 8), "agreed_by": case.party_rows, "medium": "paper"}
    take_step(case, "extend_period", by=cast.mediator, at=on(11), **more)

    with pytest.raises(Refused):
        take_step(case, "correct_commission", by=cast.registrar, at=on(11), received_on=march(9), reason="x")

    assert load_case(case.pk).period_due_on == dt.date(2026, 5, 8)


def test_the_petition_organ_has_its_own_sixty_days_until_it_is_answered(cast: Cast) -> None:
    case = case_in(State.FAILED, cast, channel=Channel.PETITION)
    take_step(case, "record_petition", by=cast.registrar, at=on(11), petition_accepted_on=march(2))
    assert (own := clock(case, Term.PET))
    assert (own.started_on, own.due_on) == (march(2), dt.date(2026, 5, 6)), "1 May + 5 is the Labour Day holiday"

    take_step(case, "answer_sender", by=cast.registrar, at=on(20), text="调解不成，已告知仲裁途径", medium="paper")

    assert (own := clock(case, Term.PET))
    assert own.status == ClockStatus.STOPPED


def test_a_case_that_somebody_passed_on_is_not_closed_before_they_are_answered(cast: Cast) -> None:
    case = case_in(State.FAILED, cast, channel=Channel.HOTLINE)
    with pytest.raises(Refused):
        take_step(case, "submit_closing", by=cast.mediator, at=on(11), summary="x")
    take_step(case, "answer_sender", by=cast.registrar, at=on(11), text="已告知", medium="phone")

    take_step(case, "submit_closing", by=cast.mediator, at=on(11), summary="x")
    take_step(case, "close_case", by=cast.head, at=on(12))

    assert load_case(case.pk).state == State.CLOSED


def test_a_peoples_mediation_committee_takes_what_is_no_labour_dispute_as_a_civil_one(cast: Cast) -> None:
    case = new_case(cast)
    type(case).objects.filter(pk=case.pk).update(legal_type="PMC")
    take_step(case, "screen_case", by=cast.registrar, at=on(10))
    take_step(case, "check_scope", by=cast.registrar, at=on(10), in_scope=False, civil=True, note="家政服务")
    case = load_case(case.pk)
    assert (right := clock(case, Term.RIGHT_TO_ARB))
    assert right.status == ClockStatus.STOPPED, "no arbitration for a civil dispute"
    take_step(case, "check_identity", by=cast.registrar, at=on(10), parties=case.party_rows, how="身份证")
    take_step(
        case, "record_consent", by=cast.registrar, at=on(11), parties=case.party_rows, answer="agreed", medium="paper"
    )

    take_step(case, "accept_case", by=cast.head, at=on(13))

    case = load_case(case.pk)
    assert (period := clock(case, Term.MED_PMC))
    assert (period.started_on, period.certainty) == (march(13), "unverified")
    assert (case.rule.success, case.rule.failure) == ((Exit.CONFIRMATION,), (Exit.SUIT,))
    take_step(case, "end_mediation", by=cast.head, at=on(16), reason="party_quit", note="一方不再愿意")
    paper: Any = Contents.from_json(Instrument.objects.get(dossier=case.pk, kind="notice_of_termination").contents)
    assert paper.limitation is False
    assert [row.title for row in paper.remedies] == ["向人民法院提起诉讼", "申请法律援助"]
    assert Kind.CIVIL_COMPLAINT not in {row.kind for row in fitting(load_case(case.pk), {Role.REGISTRAR})}


def test_nobody_else_takes_a_civil_dispute(cast: Cast) -> None:
    case = new_case(cast)
    take_step(case, "screen_case", by=cast.registrar, at=on(10))

    with pytest.raises(Refused):
        take_step(case, "check_scope", by=cast.registrar, at=on(10), in_scope=False, civil=True, note="家政服务")
