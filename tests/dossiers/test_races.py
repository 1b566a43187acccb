"""Two people at once: exactly one wins, the other is told; one click is one act; numbers have no gap.

Real threads with connections of their own, so tables are emptied instead of rolled back. They run on both databases:
PostgreSQL by row locks, SQLite because every transaction begins by taking the write lock (IMMEDIATE).
"""

import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connections, transaction
from django.db.models import F

from cases.models import Case, load_case
from dossiers import audit
from dossiers.actions import DoorError, NotNow, Stale, open_dossier, take_step
from dossiers.models import Dossier, Event, Register
from dossiers.numbering import next_number
from organizations.models import User
from tests.cast import EMPLOYER, NOW, WAGES, WORKER, Cast, case_in, make_cast, new_case
from workflows.mediation import State

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 60


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make_cast()


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run every act in its own thread, started together; each gives its result or the error it met."""
    gate, given = threading.Barrier(len(acts)), [None] * len(acts)

    def run(index: int, act: Callable[[], Any]) -> None:
        try:
            gate.wait(timeout=20)
            given[index] = act()
        except Exception as error:
            given[index] = error  # type: ignore[call-overload]
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return given


def person(user: User) -> User:
    return User.objects.get(pk=user.pk)


def withdraw_and_transfer(cast: Cast, case: Case, version: int | None) -> list[Any]:
    """The counter records a withdrawal while the head transfers the case: both end it."""
    return at_once(
        lambda: take_step(
            case, "withdraw_application", by=person(cast.registrar), at=NOW, version=version, reason="撤回"
        ),
        lambda: take_step(
            case,
            "transfer_case",
            by=person(cast.head),
            at=NOW,
            version=version,
            to="监察大队",
            materials="申请书",
            consent=True,
        ),
    )


@pytest.mark.slow
@pytest.mark.parametrize("saw_the_version", [True, False])
def test_two_opposite_steps_at_once_have_exactly_one_winner(saw_the_version: bool, cast: Cast) -> None:
    for _round in range(ROUNDS):
        case = new_case(cast)

        given = withdraw_and_transfer(cast, case, case.version if saw_the_version else None)

        won = [one for one in given if isinstance(one, Event)]
        lost = [one for one in given if not isinstance(one, Event)]
        assert len(won) == 1, given
        assert isinstance(lost[0], Stale | NotNow), lost
        after = load_case(case.pk)
        assert (after.state, after.version, after.last_seq) == (won[0].to_state, case.version + 1, 2)
        assert audit.verify(after.dossier_ptr) is None


def test_the_loser_is_told_who_was_first(cast: Cast) -> None:
    case = new_case(cast)
    take_step(case, "screen_case", by=cast.registrar, at=NOW)

    with pytest.raises(Stale) as lost:
        take_step(
            case,
            "transfer_case",
            by=cast.head,
            at=NOW,
            version=case.version,
            to="监察大队",
            materials="申请书",
            consent=True,
        )

    assert lost.value.last
    assert (lost.value.last.step, lost.value.last.actor_name) == ("screen_case", cast.registrar.full_name)


def test_two_acts_that_do_not_exclude_each_other_both_stand_one_after_the_other(cast: Cast) -> None:
    case = case_in(State.IN_MEDIATION, cast)

    given = at_once(
        *[
            lambda who=who: take_step(case, "add_note", by=person(who), at=NOW, text="x")
            for who in (cast.head, cast.registrar, cast.mediator)
        ]
    )

    assert sorted(event.seq for event in given) == [case.last_seq + 1, case.last_seq + 2, case.last_seq + 3]
    assert load_case(case.pk).version == case.version + 3
    assert audit.verify(Dossier.objects.get(pk=case.pk)) is None


@pytest.mark.parametrize("_round", range(5))
def test_one_click_sent_twice_at_once_is_one_act(_round: int, cast: Cast) -> None:
    case = case_in(State.AGREED, cast)
    duty = case.settlement.obligations.get()

    given = at_once(
        *[
            lambda: take_step(
                case,
                "record_performance",
                by=person(cast.mediator),
                at=NOW,
                op_id="click",
                obligation=duty,
                amount=Decimal(100),
            )
        ]
        * 4
    )

    assert len({event.pk for event in given}) == 1, given
    assert case.settlement.obligations.get().paid == Decimal(100)
    assert Event.objects.filter(dossier=case.pk, op_id="click").count() == 1


def register(cast: Cast, op_id: str) -> Event:
    case = Case(channel="self", received_on=NOW.date(), opened_at=NOW, summary="x", legal_type=cast.centre.legal_type)
    case.place(cast.centre)
    return open_dossier(
        case,
        by=person(cast.registrar),
        at=NOW,
        op_id=op_id,
        parties=[WORKER, EMPLOYER],
        claims=[WAGES | {"party_index": 0}],
    )


@pytest.mark.parametrize("_round", range(5))
def test_a_registration_sent_twice_at_once_opens_one_file(_round: int, cast: Cast) -> None:
    given = at_once(*[lambda: register(cast, "click")] * 4)

    assert len({event.pk for event in given}) == 1, given
    assert Dossier.objects.count() == 1
    assert Register.objects.get(series="调").value == 1, "the number given back was given again"


def test_eight_counters_registering_at_once_leave_no_gap(cast: Cast) -> None:
    given = at_once(*[lambda n=n: [register(cast, f"click-{n}-{i}") for i in range(4)] for n in range(8)])

    assert not [one for one in given if isinstance(one, Exception)], given
    numbers = sorted(int(number.split("〕")[1][:-1]) for number in Dossier.objects.values_list("number", flat=True))
    assert numbers == list(range(1, 33))


def test_a_number_whose_act_fails_is_given_again(cast: Cast) -> None:
    def number(fails: bool) -> int:
        with transaction.atomic():
            seq, _text = next_number(cast.centre, "试", 2026)
            if fails:
                raise ValueError
        return seq

    given = at_once(*[lambda n=n: number(n % 3 == 0) for n in range(12)])

    assert sorted(one for one in given if isinstance(one, int)) == list(range(1, 9))
    assert Register.objects.get(series="试").value == 8


def test_the_version_is_compared_under_the_lock(cast: Cast) -> None:
    """Whoever read the file, waited and acts on what is no longer so, is stopped even if their step still fits."""
    case = case_in(State.IN_MEDIATION, cast)

    given = at_once(
        *[
            lambda who=who: take_step(
                case, "add_correction", by=person(who), at=NOW, version=case.version, concerns="x", text="y"
            )
            for who in (cast.head, cast.registrar, cast.mediator)
        ]
    )

    assert sum(isinstance(one, Event) for one in given) == 1
    assert sum(isinstance(one, Stale) for one in given) == 2


@pytest.mark.postgresql
def test_a_reader_is_not_held_up_by_somebody_acting(cast: Cast) -> None:
    case = case_in(State.IN_MEDIATION, cast)

    with transaction.atomic():
        Dossier.objects.select_for_update().get(pk=case.pk)
        (given,) = at_once(lambda: load_case(case.pk).state)

    assert given == State.IN_MEDIATION


def test_a_save_past_the_door_does_not_overwrite_a_step(cast: Cast) -> None:
    from workflows.fields import ConcurrentTransition

    case = case_in(State.RECEIVED, cast)
    stale = load_case(case.pk)
    take_step(case, "screen_case", by=cast.registrar, at=NOW)

    stale.screen_case()
    with pytest.raises(ConcurrentTransition), transaction.atomic():
        stale.save()

    assert load_case(case.pk).state == State.SCREENING
    assert Dossier.objects.filter(pk=case.pk).update(version=F("version")) == 1


def test_every_loss_is_a_refusal_that_people_can_read(cast: Cast) -> None:
    assert issubclass(Stale, DoorError)
    assert issubclass(NotNow, DoorError)
