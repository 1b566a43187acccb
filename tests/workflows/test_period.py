"""The mediation period: extended before it ends by everybody, paused for an appraisal, never moved by an amendment."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

import statutes
from cases.models import Case, load_case
from dossiers import clocks
from dossiers.actions import IN_THE_FUTURE, Refused, take_step
from dossiers.models import Clock, ClockStatus
from tests.cast import NOW, TODAY, Cast, case_in
from workflows.channels import Channel
from workflows.guards import (
    ALL_PARTIES_CONSENT,
    DISCLOSURE_MADE,
    IDENTITIES_CHECKED,
    PERIOD_STILL_RUNS,
    RIGHTS_EXPLAINED,
    Guard,
)
from workflows.mediation import State

DUE = dt.date(2026, 3, 25)  # fifteen days from acceptance on the 10th


def days(count: int) -> dt.datetime:
    return NOW + dt.timedelta(days=count)


def extend(case: Case, cast: Cast, to: dt.date, *, at: dt.datetime = NOW, **more: Any) -> Case:
    words: dict[str, Any] = {"to": to, "agreed_by": case.party_rows, "medium": "paper"} | more
    take_step(case, "extend_period", by=cast.mediator, at=at, **words)
    return load_case(case.pk)


def period(case: Case) -> Clock:
    return Clock.objects.get(
        dossier=case.pk, key=case.period_clock, status__in=[ClockStatus.RUNNING, ClockStatus.PAUSED]
    )


def test_everybody_agrees_on_the_last_day_and_the_earlier_end_stays_on_record(cast: Cast) -> None:
    case = case_in(State.IN_MEDIATION, cast)
    assert case.period_due_on == DUE

    case = extend(case, cast, dt.date(2026, 4, 8), at=days(15))

    assert (case.period_due_on, case.due_on, case.extended) == (dt.date(2026, 4, 8), dt.date(2026, 4, 8), True)
    assert period(case).extended_from == [{"due_on": "2026-03-25", "by": case.last_seq}]


def test_one_party_missing_is_no_extension(cast: Cast) -> None:
    case = case_in(State.IN_MEDIATION, cast, workers=3)

    with pytest.raises(Refused, match=r"每一方|各方|全体"):
        extend(case, cast, dt.date(2026, 4, 8), agreed_by=case.party_rows[1:])

    assert period(load_case(case.pk)).due_on == DUE


@pytest.mark.parametrize("backdated", [None, TODAY])
def test_the_day_after_is_too_late_also_when_the_consent_is_said_to_be_older(
    backdated: dt.date | None, cast: Cast
) -> None:
    case = case_in(State.IN_MEDIATION, cast)

    with pytest.raises(Refused) as refused:
        extend(case, cast, dt.date(2026, 4, 8), at=days(16), acted_on=backdated)

    assert refused.value.sentences == [str(PERIOD_STILL_RUNS.sentence)]


@pytest.mark.parametrize("medium", ["", "counter", "phone", "video"])
def test_an_extension_agreed_by_word_of_mouth_is_none(medium: str, cast: Cast) -> None:
    case = case_in(State.IN_MEDIATION, cast)

    with pytest.raises(Refused, match="书面"):
        extend(case, cast, dt.date(2026, 4, 8), medium=medium)


def test_who_agreed_to_the_extension_and_how_stays_in_the_log(cast: Cast) -> None:
    case = case_in(State.IN_MEDIATION, cast)

    case = extend(case, cast, dt.date(2026, 4, 8), medium="message")

    facts = case.events.get(step="extend_period").facts
    assert (facts["agreed_by"], facts["medium"]) == ([party.pk for party in case.party_rows], "message")


@pytest.mark.parametrize(
    ("channel", "reason", "record"),
    [
        (Channel.COURT_PRE, "false_mediation", "F"),
        (Channel.COURT_PRE, "other", "I"),
        (Channel.SELF, "false_mediation", "I"),
    ],
)
def test_why_mediation_was_suspended_is_kept_inside_or_reported_to_the_court(
    channel: Channel, reason: str, record: str, cast: Cast
) -> None:
    case = case_in(State.IN_MEDIATION, cast, channel=channel)

    take_step(case, "suspend_mediation", by=cast.mediator, at=NOW, reason=reason, note="双方陈述高度一致")
    take_step(case, "resume_mediation", by=cast.head, at=NOW, note="经核实无异常")

    notes = [(note.record, note.text) for note in case.notes.order_by("id")]
    assert notes == [(record, "双方陈述高度一致"), ("F", "经核实无异常")]
    assert "双方" not in str([event.facts for event in case.events.all()]), "the log keeps a digest"


def test_a_suspicion_is_not_reported_to_the_court_without_its_grounds(cast: Cast) -> None:
    case = case_in(State.IN_MEDIATION, cast, channel=Channel.COURT_PRE)

    with pytest.raises(Refused):
        take_step(case, "suspend_mediation", by=cast.mediator, at=NOW, reason="false_mediation", note=" ")

    assert load_case(case.pk).state == State.IN_MEDIATION


def test_an_extension_is_no_shortening(cast: Cast) -> None:
    case = case_in(State.IN_MEDIATION, cast)

    with pytest.raises(Refused):
        extend(case, cast, DUE)


def test_new_forms_of_work_extend_once_by_fifteen_days_at_most(cast: Cast) -> None:
    case = case_in(State.IN_MEDIATION, cast, channel=Channel.NEW_FORM)
    longest = DUE + dt.timedelta(days=15)

    with pytest.raises(Refused, match=longest.isoformat()):
        extend(case, cast, longest + dt.timedelta(days=1))
    case = extend(case, cast, longest)
    with pytest.raises(Refused):
        extend(case, cast, longest + dt.timedelta(days=1))

    assert load_case(case.pk).period_due_on == longest


def test_an_appraisal_pauses_the_period_of_a_case_from_the_court(cast: Cast) -> None:
    case = case_in(State.IN_MEDIATION, cast, channel=Channel.COURT_PRE)
    assert case.period_due_on == dt.date(2026, 4, 9)

    take_step(case, "suspend_mediation", by=cast.mediator, at=days(2), reason="appraisal")
    assert period(case).status == ClockStatus.PAUSED
    take_step(case, "resume_mediation", by=cast.head, at=days(12), note="审查完毕")

    case = load_case(case.pk)
    # Ten days more: 19 April 2026 is a Sunday, so Monday the 20th.
    assert (period(case).paused_days, case.period_due_on) == (10, dt.date(2026, 4, 20))


@pytest.mark.parametrize(
    ("channel", "reason"),
    [(Channel.SELF, "appraisal"), (Channel.COURT_PRE, "false_mediation"), (Channel.COURT_POST, "appraisal")],
)
def test_no_other_suspension_stops_the_period(channel: Channel, reason: str, cast: Cast) -> None:
    case = case_in(State.IN_MEDIATION, cast, channel=channel)
    due = case.period_due_on

    take_step(case, "suspend_mediation", by=cast.mediator, at=days(2), reason=reason, note="陈述异常一致")
    assert period(case).status == ClockStatus.RUNNING
    take_step(case, "resume_mediation", by=cast.head, at=days(5), note="审查完毕")

    assert load_case(case.pk).period_due_on == due


def test_each_pause_counts_once_also_after_an_extension(cast: Cast) -> None:
    case = case_in(State.IN_MEDIATION, cast, channel=Channel.COURT_PRE)

    def pause(first: int, last: int) -> None:
        take_step(case, "suspend_mediation", by=cast.mediator, at=days(first), reason="appraisal")
        take_step(case, "resume_mediation", by=cast.head, at=days(last), note="审查完毕")

    pause(1, 4)
    extend(load_case(case.pk), cast, dt.date(2026, 5, 8), at=days(5))
    pause(6, 8)
    pause(9, 10)

    # The agreed day and the two pauses after it; the three days before it were in it already.
    assert load_case(case.pk).period_due_on == dt.date(2026, 5, 11)


def test_an_amended_term_does_not_move_a_clock_that_runs(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    case = case_in(State.IN_MEDIATION, cast, channel=Channel.COURT_PRE)
    now_in_force = statutes.term
    monkeypatch.setattr(statutes, "term", lambda *key: replace(now_in_force(*key), amount=5))

    take_step(case, "suspend_mediation", by=cast.mediator, at=days(2), reason="appraisal")
    take_step(case, "resume_mediation", by=cast.head, at=days(3), note="审查完毕")

    assert load_case(case.pk).period_due_on == dt.date(2026, 4, 10), "thirty days and one, as when it started"
    fresh = clocks.start(case, case.period_clock, clocks.live(case), on=TODAY, seq=99)
    assert fresh.amount == 5, "a clock that starts now follows the amendment"


def test_a_restarted_clock_leaves_the_earlier_one_void(cast: Cast) -> None:
    case = case_in(State.IN_MEDIATION, cast)

    clocks.start(case, case.period_clock, clocks.live(case), on=dt.date(2026, 3, 12), seq=99)

    rows = Clock.objects.filter(dossier=case.pk, key=case.period_clock).order_by("id")
    assert [(row.status, row.ended_by) for row in rows] == [(ClockStatus.VOID, 99), (ClockStatus.RUNNING, None)]


def test_a_case_is_not_accepted_on_a_day_before_its_parties_agreed(cast: Cast) -> None:
    case = case_in(State.CONSENT_PENDING, cast)
    answer: dict[str, Any] = {"parties": case.side("respondent"), "answer": "agreed", "medium": "phone"}
    take_step(case, "record_consent", by=cast.registrar, at=days(9), **answer)

    with pytest.raises(Refused) as refused:
        take_step(case, "accept_case", by=cast.head, at=days(9), acted_on=TODAY + dt.timedelta(days=2))
    take_step(case, "accept_case", by=cast.head, at=days(9))

    assert refused.value.sentences == [str(ALL_PARTIES_CONSENT.sentence)]
    assert load_case(case.pk).accepted_on == TODAY + dt.timedelta(days=9)


@pytest.mark.parametrize(
    ("later", "sentence"),
    [
        ("disclosure_on", DISCLOSURE_MADE),
        ("rights_explained_on", RIGHTS_EXPLAINED),
        ("identity_checked_on", IDENTITIES_CHECKED),
    ],
)
def test_mediation_does_not_begin_before_what_it_rests_on(later: str, sentence: Guard, cast: Cast) -> None:
    case = case_in(State.ASSIGNING, cast)
    take_step(case, "disclose_interests", by=cast.mediator, at=NOW, has_interest=False)
    take_step(case, "explain_rights", by=cast.mediator, at=NOW)
    rows = case.parties if later == "identity_checked_on" else Case.objects.filter(pk=case.pk)
    rows.update(**{later: TODAY + dt.timedelta(days=5)})

    with pytest.raises(Refused) as refused:
        take_step(case, "begin_mediation", by=cast.mediator, at=days(5), acted_on=TODAY)
    take_step(case, "begin_mediation", by=cast.mediator, at=days(5))

    assert refused.value.sentences == [str(sentence.sentence)]


def test_a_file_does_not_move_on_before_the_day_it_came_where_it_stands(cast: Cast) -> None:
    case = case_in(State.ACCEPTED, cast)
    appointed: dict[str, Any] = {"mediator": cast.mediator, "method": "body"}
    take_step(case, "appoint_mediator", by=cast.registrar, at=days(3), **appointed)

    with pytest.raises(Refused, match="2026-03-13"):
        take_step(case, "withdraw_application", by=cast.registrar, at=days(4), acted_on=days(2).date(), reason="x")
    take_step(case, "withdraw_application", by=cast.registrar, at=days(4), acted_on=days(3).date(), reason="x")

    assert load_case(case.pk).ended_on == days(3).date()


def test_no_act_is_dated_tomorrow_or_before_the_file_was_received(cast: Cast) -> None:
    case = case_in(State.IN_MEDIATION, cast)

    for acted_on in (TODAY + dt.timedelta(days=1), TODAY - dt.timedelta(days=1)):
        with pytest.raises(Refused):
            take_step(case, "add_note", by=cast.mediator, at=NOW, acted_on=acted_on, text="x")
    with pytest.raises(Refused, match=str(IN_THE_FUTURE)):
        take_step(case, "add_note", by=cast.mediator, at=NOW, acted_on=TODAY + dt.timedelta(days=1), text="x")
