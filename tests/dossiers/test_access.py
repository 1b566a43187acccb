"""Who reaches which file: lists, the check on one file and pages give one answer, with files around that could leak."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.models import Case, load_case
from dossiers import queries
from dossiers.access import GRANTABLE, appoint, invite_body, reaches, relieve, roles_in, visible_to
from dossiers.actions import NotYours, take_step
from dossiers.models import Dossier
from organizations.actions import admit, group_of, retire
from organizations.models import BodyKind, Membership, Organization, Region, User
from organizations.roles import Role
from tests.cast import NOW, TODAY, Cast, case_in, new_case
from workflows.channels import Channel
from workflows.mediation import State


def fresh(user: User) -> User:
    """The same person in the next request."""
    return User.objects.get(pk=user.pk)


@pytest.fixture
def room(cast: Cast) -> dict[str, Case]:
    """Six files: own, the neighbour's, from the court, entrusted, assisted, sent to confirmation."""
    other = {"centre": cast.neighbour, "by": cast.neighbour_registrar}
    assisted = case_in(State.ACCEPTED, cast)
    take_step(
        assisted,
        "appoint_mediator",
        by=cast.registrar,
        at=NOW,
        mediator=cast.second_mediator,
        method="body",
        assisting=[cast.neighbour_mediator],
    )
    agreed = case_in(State.AGREED, cast)
    take_step(agreed, "file_confirmation", by=cast.mediator, at=NOW, to=Organization.objects.get(name="皋兰县人民法院"))
    return {
        "own": case_in(State.IN_MEDIATION, cast),
        "neighbour": new_case(cast, **other),
        "court": new_case(cast, channel=Channel.COURT_PRE),
        "entrusted": new_case(cast, channel=Channel.ARB_ENTRUST),
        "assisted": assisted,
        "confirmed": agreed,
    }


MINE = {"own", "court", "entrusted", "assisted", "confirmed"}
EVERY = MINE | {"neighbour"}
#: persona → the files they reach; everybody of the cast is here
REACH: dict[str, set[str]] = {
    "registrar": MINE,
    "head": MINE,
    "reviewer": MINE,
    "mediator": {"own", "confirmed"},
    "second_mediator": {"assisted"},
    "liaison": {"court"},
    "other_liaison": {"confirmed"},
    "arbitration_clerk": {"entrusted"},
    "labour_officer": set(),
    "prosecutor": set(),
    "justice_liaison": set(),
    "legal_supervisor": set(),
    "second_supervisor": set(),
    "union_head": set(),
    "union_lawyer": set(),
    "neighbour_supervisor": set(),
    "neighbour_union_head": set(),
    "administrator": set(),
    "auditor": set(),
    "supervisor": EVERY,
    "city_supervisor": EVERY,
    "neighbour_registrar": {"neighbour"},
    "neighbour_head": {"neighbour"},
    "neighbour_mediator": {"assisted"},
    "operator": set(),
    "nobody": set(),
}


def test_the_table_names_the_whole_cast(cast: Cast) -> None:
    assert set(REACH) == set(cast.people)


def test_lists_checks_and_pages_agree_for_everybody(cast: Cast, room: dict[str, Case]) -> None:
    code = {case.pk: name for name, case in room.items()}
    files = [load_case(case.pk) for case in room.values()]
    for name, person in cast.people.items():
        user = fresh(person)
        by_check = {code[case.pk] for case in files if roles_in(user, case, TODAY)}
        by_list = {code[dossier.pk] for dossier in visible_to(user, TODAY)}
        by_page = {room_code(room, row) for row in queries.page(user, TODAY).rows}
        assert (name, by_check, by_list, by_page) == (name, REACH[name], REACH[name], REACH[name])


def room_code(room: dict[str, Case], row: Any) -> str:
    return next(name for name, case in room.items() if case.code == row.code)


def test_somebody_outside_finds_nothing_with_files_in_the_room(cast: Cast, room: dict[str, Case]) -> None:
    assert Dossier.objects.count() == len(EVERY)

    assert list(visible_to(cast.nobody, TODAY)) == []
    assert [roles_in(cast.nobody, case, TODAY) for case in room.values()] == [frozenset()] * len(EVERY)


def test_an_operator_is_no_mediator(cast: Cast, room: dict[str, Case]) -> None:
    assert cast.operator.is_superuser

    assert list(visible_to(cast.operator, TODAY)) == []
    assert reaches(cast.operator, TODAY) == ()
    for case in room.values():
        with pytest.raises(NotYours):
            take_step(case, "add_note", by=cast.operator, at=NOW, text="x")


def test_in_reach_nothing_is_asked_and_a_grant_is_one_query(
    cast: Cast, room: dict[str, Case], django_assert_num_queries: Any
) -> None:
    own, assisted = load_case(room["own"].pk), load_case(room["assisted"].pk)
    for person in (cast.registrar, cast.head, cast.mediator, cast.supervisor):
        user = fresh(person)
        user.memberships_on(TODAY)
        with django_assert_num_queries(0):
            assert roles_in(user, own, TODAY)

    helper = fresh(cast.neighbour_mediator)
    helper.memberships_on(TODAY)
    with django_assert_num_queries(1):
        assert roles_in(helper, assisted, TODAY) == {Role.MEDIATOR}
    with django_assert_num_queries(1):
        assert roles_in(helper, own, TODAY) == frozenset()


def test_reach_in_one_role_does_not_hide_a_grant_in_another(cast: Cast, room: dict[str, Case]) -> None:
    admit(cast.neighbour_mediator, cast.centre, Role.REGISTRAR, since=TODAY)

    assert roles_in(fresh(cast.neighbour_mediator), load_case(room["assisted"].pk), TODAY) == {
        Role.REGISTRAR,
        Role.MEDIATOR,
    }


def test_a_membership_that_has_ended_reaches_nothing_from_the_next_day(cast: Cast, room: dict[str, Case]) -> None:
    tomorrow = TODAY + dt.timedelta(days=1)
    for person in (cast.registrar, cast.mediator, cast.neighbour_mediator, cast.other_liaison, cast.supervisor):
        retire(person.memberships.get(), on=TODAY)
        user = fresh(person)

        assert visible_to(user, TODAY).exists(), "the last day counts"
        assert list(visible_to(fresh(person), tomorrow)) == []
        assert not any(roles_in(fresh(person), case, tomorrow) for case in room.values())


def test_an_account_that_is_switched_off_reaches_nothing(cast: Cast, room: dict[str, Case]) -> None:
    User.objects.filter(pk=cast.registrar.pk).update(is_active=False)
    user = fresh(cast.registrar)

    assert list(visible_to(user, TODAY)) == []
    assert roles_in(user, room["own"], TODAY) == frozenset()


def test_what_was_opened_to_one_person_closes_again(cast: Cast, room: dict[str, Case]) -> None:
    case = room["neighbour"]
    appoint([cast.mediator], case, Role.MEDIATOR, on=TODAY, reason="test")
    assert roles_in(cast.mediator, case, TODAY) == {Role.MEDIATOR}

    relieve([cast.mediator], case, Role.MEDIATOR, on=TODAY)

    assert roles_in(cast.mediator, case, TODAY) == frozenset()
    assert case.invitations.get().until == TODAY


def seat(user: User, body: Organization, role: Role) -> None:
    """Any role in any body: the doors give none that does not fit, but access must hold for whatever a row says."""
    Membership.objects.create(user=user, body=body, role=role, since=TODAY)
    user.groups.add(group_of(body))


def test_an_invited_body_is_its_people_in_that_role_only(cast: Cast, room: dict[str, Case]) -> None:
    clerk = User.objects.create_user("clerk", full_name="书记员")
    seat(clerk, cast.court, Role.LABOUR_OFFICER)
    invite_body(cast.court, room["own"], Role.COURT_LIAISON, on=TODAY, reason="test")

    assert roles_in(fresh(cast.liaison), room["own"], TODAY) == {Role.COURT_LIAISON}
    assert roles_in(fresh(clerk), room["own"], TODAY) == frozenset()
    assert list(visible_to(fresh(clerk), TODAY)) == [room["court"].dossier_ptr], "only what the court sent itself"


def test_a_supervisor_of_the_country_sees_all_of_the_line_and_one_of_a_township_no_neighbour(
    cast: Cast, room: dict[str, Case]
) -> None:
    country = Organization.objects.create(name="全国总工会", kind=BodyKind.UNION, region=cast.regions["中华人民共和国"])
    street = Region.objects.create(code="620102001", name="酒泉路街道", level="township", parent=cast.regions["城关区"])
    local = Organization.objects.create(name="酒泉路街道总工会", kind=BodyKind.UNION, region=street)
    people = {}
    for body in (country, local):
        people[body.name] = User.objects.create_user(body.name, full_name="统计员")
        admit(people[body.name], body, Role.REPORTING_SUPERVISOR, since=TODAY)

    assert set(visible_to(people["全国总工会"], TODAY)) == set(Dossier.objects.all())
    assert list(visible_to(people["酒泉路街道总工会"], TODAY)) == []


def test_only_these_roles_come_by_invitation() -> None:
    assert {
        Role.MEDIATOR,
        Role.COURT_LIAISON,
        Role.ARBITRATION_CLERK,
        Role.LABOUR_OFFICER,
        Role.PROCURATORATE_LIAISON,
        Role.JUSTICE_LIAISON,
    } == GRANTABLE


BODIES = (
    "兰州市城关区总工会劳动争议调解中心",
    "皋兰县总工会劳动争议调解中心",
    "兰州市总工会",
    "甘肃省总工会",
    "兰州市城关区人民法院",
    "皋兰县人民法院",
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    held=st.lists(
        st.tuples(st.sampled_from([r for r in Role if r != Role.CALENDAR]), st.sampled_from(BODIES)), max_size=3
    ),
    grants=st.lists(st.tuples(st.sampled_from(sorted(GRANTABLE)), st.integers(0, 5), st.booleans()), max_size=3),
)
def test_for_any_person_the_list_is_what_the_check_allows(
    held: list[tuple[Role, str]], grants: list[tuple[Role, int, bool]], cast: Cast, room: dict[str, Case]
) -> None:
    from django.db import transaction

    with transaction.atomic():
        user = User.objects.create_user("anybody", full_name="某人")
        bodies = {body.name: body for body in Organization.objects.all()}
        for role, name in held:
            if not user.memberships.filter(body=bodies[name]).exists():
                seat(user, bodies[name], role)
        files = list(room.values())
        for role, index, to_body in grants:
            if to_body and held:
                invite_body(bodies[held[0][1]], files[index], role, on=TODAY, reason="test")
            else:
                appoint([user], files[index], role, on=TODAY, reason="test")
        user = fresh(user)

        by_check = {case.pk for case in files if roles_in(user, load_case(case.pk), TODAY)}
        by_list = set(visible_to(user, TODAY).values_list("pk", flat=True))
        by_page = {Dossier.objects.get(code=row.code).pk for row in queries.page(user, TODAY).rows}
        transaction.set_rollback(True)

    assert by_check == by_list == by_page
