"""The sweep: what the law attaches to the passing of time happens once, by the door, and one bad file stops nothing."""

import datetime as dt
import json
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.management import CommandError, call_command

from cases.models import Case, load_case
from dossiers import sweep as sweeping
from dossiers.actions import CALENDAR, Refused, take_step
from dossiers.models import Clock, ClockStatus, Dossier
from dossiers.sweep import sweep
from organizations.roles import Role
from tests.cast import NOW, TODAY, Cast, case_in, new_case
from workflows.channels import Channel
from workflows.mediation import State
from workflows.papers import Kind

GRACE = settings.MEDIATION_EXPIRY_GRACE_DAYS


def after(days: int) -> dt.datetime:
    return NOW + dt.timedelta(days=days)


def clock(case: Case, key: str) -> Clock:
    return Clock.objects.get(dossier=case.pk, key=key)


def test_on_the_last_day_nothing_has_passed(cast: Cast) -> None:
    case = case_in(State.IN_MEDIATION, cast)

    done = sweep(at=after(15))

    assert (done.looked_at, load_case(case.pk).version) == (0, case.version)


def test_within_the_days_of_grace_somebody_may_still_decide(cast: Cast) -> None:
    case = case_in(State.IN_MEDIATION, cast)

    done = sweep(at=after(15 + GRACE))

    assert (done.in_grace, done.ended) == ([case.code], [])
    case = load_case(case.pk)
    assert (case.state, case.due_on) == (State.IN_MEDIATION, TODAY + dt.timedelta(days=15)), (
        "overdue, and shown as overdue"
    )


def test_then_the_calendar_ends_the_case_on_the_day_the_period_ended(cast: Cast) -> None:
    case = case_in(State.IN_MEDIATION, cast)

    done = sweep(at=after(16 + GRACE))

    assert done.ended == [case.code]
    case = load_case(case.pk)
    due = TODAY + dt.timedelta(days=15)
    assert (case.state, case.end_reason, case.ended_on, case.due_on) == (State.FAILED, "expired", due, None)
    event = case.events.latest("seq")
    assert (event.step, event.role, event.actor, event.acted_on, event.at) == (
        "expire_period",
        Role.CALENDAR,
        None,
        due,
        after(16 + GRACE),
    )
    assert event.limitation == "mediation_expired"
    assert clock(case, "med").status == ClockStatus.EXPIRED
    assert Kind.NOTICE_OF_TERMINATION in case.papers


def test_a_second_sweep_finds_nothing_to_do(cast: Cast) -> None:
    for state in (State.RECEIVED, State.IN_MEDIATION, State.AGREED):
        case_in(state, cast)
    sweep(at=after(60))
    before = {row.pk: row.version for row in Dossier.objects.all()}

    done = sweep(at=after(60))

    assert (done.completed, done.noted, done.ended, done.errors) == ([], [], [], [])
    assert {row.pk: row.version for row in Dossier.objects.all()} == before


def test_an_extended_period_ends_on_the_day_agreed_on(cast: Cast) -> None:
    case = case_in(State.IN_MEDIATION, cast)
    to = TODAY + dt.timedelta(days=30)
    take_step(case, "extend_period", by=cast.mediator, at=NOW, to=to, agreed_by=case.party_rows, medium="paper")

    assert sweep(at=after(16 + GRACE)).ended == []
    assert sweep(at=after(31 + GRACE)).ended == [case.code]

    assert load_case(case.pk).ended_on == to


def test_an_extension_that_comes_first_wins_over_the_sweep(cast: Cast) -> None:
    case = case_in(State.IN_MEDIATION, cast)
    found = sweeping.candidates(after(16 + GRACE).date())
    assert case.pk in found
    Clock.objects.filter(dossier=case.pk, key="med").update(due_on=TODAY + dt.timedelta(days=40))

    with pytest.raises(Refused):
        take_step(case, "expire_period", by=CALENDAR, at=after(16 + GRACE))

    assert load_case(case.pk).state == State.IN_MEDIATION


@pytest.mark.parametrize("state", [State.SUSPENDED, State.CONSENT_PENDING])
def test_what_only_a_person_may_end_waits_for_that_person(state: State, cast: Cast) -> None:
    case = case_in(state, cast, channel=Channel.COURT_PRE)
    if state == State.SUSPENDED:  # an appraisal pauses this period; a suspicion does not
        take_step(case, "resume_mediation", by=cast.head, at=NOW, note="审查完毕")
        take_step(case, "suspend_mediation", by=cast.mediator, at=NOW, reason="false_mediation", note="异常")

    done = sweep(at=after(40))

    assert (done.undecided, done.ended, done.errors) == ([case.code], [], [])
    assert load_case(case.pk).state == state


def test_a_paused_period_does_not_pass(cast: Cast) -> None:
    case = case_in(State.SUSPENDED, cast, channel=Channel.COURT_PRE)

    done = sweep(at=after(90))

    assert case.code not in [*done.ended, *done.undecided, *done.in_grace]


def test_the_right_to_arbitrate_is_told_and_not_called_late(cast: Cast) -> None:
    case = case_in(State.IN_MEDIATION, cast, channel=Channel.COURT_PRE)  # its period runs longer than the fifteen days

    done = sweep(at=after(16))

    assert done.noted == [case.code]
    case = load_case(case.pk)
    assert case.events.latest("seq").facts == {"passed": [{"term": "right_to_arb", "due_on": "2026-03-25"}]}
    assert (case.state, case.due_clock) == (State.IN_MEDIATION, "court_pre")


def test_windows_that_close_are_noted_each_on_its_day_and_no_longer_due(cast: Cast) -> None:
    case = case_in(State.AGREED, cast)
    assert load_case(case.pk).due_clock == "ar"

    sweep(at=after(16))
    case = load_case(case.pk)
    assert (clock(case, "ar").status, clock(case, "ar").ended_on, case.due_clock) == (
        ClockStatus.EXPIRED,
        TODAY + dt.timedelta(days=15),
        "jc",
    )
    sweep(at=after(31))

    case = load_case(case.pk)
    assert (clock(case, "jc").status, case.due_on, case.state) == (ClockStatus.EXPIRED, None, State.AGREED)
    assert [event.step for event in case.events.all()][-2:] == ["note_expiry", "note_expiry"]


def test_a_duty_that_is_late_is_noted_once_and_stays_due_until_it_is_done(cast: Cast) -> None:
    case = new_case(cast)

    assert sweep(at=after(4)).noted == [case.code]
    assert sweep(at=after(5)).noted == []
    case = load_case(case.pk)
    assert (case.due_clock, case.due_on, clock(case, "accept").noted_by) == (
        "accept",
        TODAY + dt.timedelta(days=3),
        case.last_seq,
    )
    take_step(case, "screen_case", by=cast.registrar, at=after(5))
    take_step(case, "decline_case", by=cast.head, at=after(5), reason="out_of_scope")

    late = clock(case, "accept")
    assert (late.status, late.ended_on) == (ClockStatus.EXPIRED, after(5).date()), "done, and late"


def test_windows_of_a_closed_file_are_noted_too_and_an_archived_one_is_left_alone(cast: Cast) -> None:
    closed, archived = case_in(State.CLOSED, cast), case_in(State.ARCHIVED, cast)

    done = sweep(at=after(60))

    assert (done.noted, done.errors) == ([closed.code], [])
    assert load_case(archived.pk).version == archived.version


def test_a_replayed_file_stays_as_its_source_leaves_it(cast: Cast) -> None:
    case = case_in(State.IN_MEDIATION, cast)
    Dossier.objects.filter(pk=case.pk).update(origin="replayed")

    assert sweep(at=after(60)).looked_at == 0


def test_one_file_that_cannot_be_swept_does_not_stop_the_others(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    broken, sound = case_in(State.IN_MEDIATION, cast), case_in(State.IN_MEDIATION, cast)
    real = take_step

    def stumble(dossier: Any, *words: Any, **more: Any) -> Any:
        if dossier.pk == broken.pk:
            raise RuntimeError("no file is without its surprises")
        return real(dossier, *words, **more)

    monkeypatch.setattr(sweeping, "take_step", stumble)

    done = sweep(at=after(60))

    assert [code for code, _reason in done.errors] == [broken.code]
    assert (done.ended, load_case(broken.pk).state) == ([sound.code], State.IN_MEDIATION)


def test_a_date_that_was_not_computable_is_worked_out_when_the_calendar_is_there(cast: Cast) -> None:
    case = new_case(cast)
    Clock.objects.filter(dossier=case.pk, key="accept").update(
        due_on=None, raw_due=None, missing="holiday_calendar:2026"
    )
    Dossier.objects.filter(pk=case.pk).update(due_on=None, due_clock="")

    done = sweep(at=NOW)

    case = load_case(case.pk)
    assert (done.completed, case.due_on, clock(case, "accept").missing) == (
        [case.code],
        TODAY + dt.timedelta(days=3),
        "",
    )
    assert case.events.latest("seq").step == "complete_terms"
    assert sweep(at=NOW).completed == []


def test_no_case_is_ended_on_a_day_that_is_not_certain(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    case = case_in(State.IN_MEDIATION, cast)
    Clock.objects.filter(dossier=case.pk, key="med").update(missing="holiday_calendar:2026")
    from dossiers import clocks

    monkeypatch.setattr(clocks, "compute", lambda clock: setattr(clock, "missing", "holiday_calendar:2026"))

    done = sweep(at=after(60))

    assert (done.ended, done.undecided, load_case(case.pk).state) == ([], [case.code], State.IN_MEDIATION)


def test_a_day_to_come_is_not_swept(cast: Cast) -> None:
    with pytest.raises(ValueError, match="still to come"):
        sweep(at=NOW, day=TODAY + dt.timedelta(days=1))


def test_the_command_prints_what_was_done(cast: Cast) -> None:
    case = case_in(State.IN_MEDIATION, cast)
    out = StringIO()

    with time_machine.travel(after(30), tick=False):
        call_command("sweep", day="2026-03-26", json=True, stdout=out)
        assert json.loads(out.getvalue())["in_grace"] == [case.code]
        out = StringIO()
        call_command("sweep", stdout=out)
        with pytest.raises(CommandError) as bad:
            call_command("sweep", day="yesterday")

    assert "因调解期限届满终止的案件: 1" in out.getvalue()
    assert bad.value.returncode == 2
