"""Lists: who gets what, in which order, at what price. Plans and counters here; times only in `manage.py bench`."""

from __future__ import annotations

import datetime as dt
import random
import re
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Case
from dossiers import access, queries
from dossiers.models import Dossier
from dossiers.queries import CAP, Cursor, Filters
from organizations.models import Organization, User
from organizations.roles import Role
from tests.cast import NOW, TODAY, Cast, case_in, new_case
from workflows.mediation import State

SCOPES = ("registrar", "head", "mediator", "liaison", "supervisor", "city_supervisor")
ALIKE = (
    Filters(),
    Filters(state="received"),
    Filters(state="closed"),
    Filters(shelf="open"),
    Filters(channel="self"),
    Filters(cause_code="205-5"),
    Filters(outcome="agreed"),
    Filters(received_from=TODAY),
    Filters(origin="registered"),
)


def fill(cast: Cast, count: int, *, body: Organization | None = None, at: dt.datetime = NOW) -> None:
    """Bare rows, a minute apart: enough for plans and pages, quicker than the door."""
    states = [s.value for s in State if s.value]
    chance = random.Random(62)
    rows, have = [], Dossier.objects.count()
    for i in range(count):
        state = chance.choice(states)
        shut = state in {"closed", "archived"}
        case = Dossier(
            number=f"试〔2026〕{have + i}号",
            title="某",
            applicants=f"张{i}",
            respondents="某公司",
            cause_code="205-5",
            channel="self",
            received_on=TODAY,
            opened_at=at - dt.timedelta(minutes=i + 1),
            sender=cast.court if i % 3 == 0 else None,
            mediator=cast.mediator if i % 2 else None,
            mediator_name="马调解" if i % 2 else "",
            due_on=TODAY + dt.timedelta(days=i % 20 - 5),
            closed_at=at if shut else None,
        )
        case.place(body or cast.centre)
        case.__dict__["state"] = state
        rows.append(case)
    Dossier.objects.bulk_create(rows)


def plan(sql: str, params: list[Any]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(("EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN ") + sql, params)
        return [row[3] if connection.vendor == "sqlite" else row[0] for row in cursor.fetchall()]


def shape(lines: list[str]) -> list[str]:
    """A plan without names of indexes and columns and without estimates."""
    return [re.sub(r"USING INDEX \w+ \(.*\)|\(cost=.*\)", "", line) for line in lines]


# ── Reach ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_everybody_gets_exactly_what_they_may_open(cast: Cast) -> None:
    """The arms and the check on one loaded row agree for every person of the cast and every file."""
    own = new_case(cast)
    sent = new_case(cast, channel="court_pre")
    mediated = case_in(State.ASSIGNING, cast)
    next_door = new_case(cast, centre=cast.neighbour, by=cast.neighbour_registrar)
    access.appoint(cast.second_mediator, own, Role.MEDIATOR, on=TODAY, reason="assisting")
    access.invite_body(cast.committee, sent, Role.ARBITRATION_CLERK, on=TODAY, reason="review")
    every = {case.pk: Dossier.objects.get(pk=case.pk) for case in (own, sent, mediated, next_door)}
    for user in User.objects.all():
        listed = {row.id for row in queries.page(user, TODAY).rows}
        opened = {pk for pk, dossier in every.items() if access.roles_in(user, dossier, TODAY)}
        assert listed == opened, user
        assert queries.page(user, TODAY).count == len(opened)


def test_a_file_reached_twice_is_listed_once_and_with_names(cast: Cast) -> None:
    from organizations.actions import admit

    case = new_case(cast, names=["欧阳示例"])
    admit(cast.registrar, cast.centre.parent, Role.REPORTING_SUPERVISOR, since=TODAY)  # type: ignore[arg-type]
    user = User.objects.get(pk=cast.registrar.pk)
    page = queries.page(user, TODAY)
    assert [row.id for row in page.rows] == [case.pk]
    assert page.count == 1
    assert page.rows[0].applicants == "欧阳示例"
    assert not page.rows[0].nameless


def test_who_follows_without_names_gets_none_from_the_database(cast: Cast) -> None:
    new_case(cast, names=["欧阳示例"], employer="某某样本公司")
    with CaptureQueriesContext(connection) as asked:
        rows = queries.page(cast.supervisor, TODAY).rows
    assert rows[0].applicants == "欧○○"
    assert rows[0].respondents == ""
    selected = [query["sql"].split("FROM")[0] for query in asked if "dossiers_dossier" in query["sql"]]
    assert not any(
        re.search(r'(?<!LEFT\()(?<!SUBSTR\()(?<!SUBSTRING\()"dossiers_dossier"\."(applicants|respondents|title)"', sql)
        for sql in selected
    )


def test_a_name_cannot_be_guessed_by_searching_without_names(cast: Cast) -> None:
    case = new_case(cast, names=["欧阳示例"])
    assert queries.page(cast.registrar, TODAY, Filters(q="欧阳")).count == 1
    assert queries.page(cast.supervisor, TODAY, Filters(q="欧阳")).count == 0
    assert queries.page(cast.supervisor, TODAY, Filters(q=case.number[-6:])).count == 1


def test_a_closed_account_reaches_nothing(cast: Cast) -> None:
    new_case(cast)
    cast.registrar.is_active = False
    assert queries.page(cast.registrar, TODAY).rows == []


# ── Pages ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("wanted", [Filters(), Filters(due="7")], ids=["newest", "due"])
def test_pages_forwards_and_back_show_every_file_once(cast: Cast, wanted: Filters) -> None:
    fill(cast, 60)
    fill(cast, 5, at=NOW)  # the same moments again: only the id tells them apart
    whole = [row.id for row in queries.page(cast.registrar, TODAY, wanted, size=200).rows]
    assert len(whole) > 20
    seen: list[int] = []
    page = queries.page(cast.registrar, TODAY, wanted, size=7)
    pages = [page]
    while page.next:
        page = queries.page(cast.registrar, TODAY, wanted, after=page.next, size=7)
        pages.append(page)
    for one in pages:
        seen += [row.id for row in one.rows]
    assert seen == whole
    assert not pages[0].previous
    back = pages[-1]
    for earlier in reversed(pages[:-1]):
        back = queries.page(cast.registrar, TODAY, wanted, before=back.previous, size=7)
        assert [row.id for row in back.rows] == [row.id for row in earlier.rows]
    assert not back.previous


@pytest.mark.parametrize(
    "text",
    [
        "",
        "~",
        "x~y",
        "2026-03-10T01:30:00~1",
        "2026-03-10T01:30:00+00:00~zz",
        "9" * 5000,
        "2026-03-10~ffffffffffffffffff",
    ],
)
def test_a_cursor_that_is_none_begins_at_the_start(cast: Cast, text: str) -> None:
    fill(cast, 3)
    assert len(queries.page(cast.registrar, TODAY, after=text).rows) == 3
    assert len(queries.page(cast.registrar, TODAY, before=text).rows) == 3


def test_a_cursor_does_not_tell_how_many_files_there_are(cast: Cast) -> None:
    fill(cast, 2)
    row = queries.page(cast.registrar, TODAY).rows[0]
    cursor = Cursor.of(row, "newest")
    assert Cursor.read(cursor.text()) == cursor
    assert cursor.text().rpartition("~")[2] != f"{row.id:x}"


def test_a_count_stops_at_its_cap(cast: Cast) -> None:
    fill(cast, CAP + 5)
    page = queries.page(cast.registrar, TODAY)
    assert (page.count, page.capped) == (CAP, True)
    assert not queries.page(cast.neighbour_registrar, TODAY).capped


def test_filters_narrow(cast: Cast) -> None:
    first = new_case(cast, names=["阿依古丽·买买提"], employer="兰州样本食品有限公司")
    second = case_in(State.IN_MEDIATION, cast, channel="court_pre", at=NOW + dt.timedelta(days=1))

    def found(**wanted: Any) -> set[int]:
        return {row.id for row in queries.page(cast.registrar, TODAY + dt.timedelta(days=1), Filters(**wanted)).rows}

    both = {first.pk, second.pk}
    assert found() == both
    assert found(q="古丽") == {first.pk}
    assert found(q="古丽买") == {first.pk}
    assert found(q="样本食品") == {first.pk}
    assert found(q=second.number) == {second.pk}
    assert found(q="诉前调123") == {second.pk}
    assert found(state="received") == {first.pk}
    assert found(channel="court_pre") == {second.pk}
    assert found(mediator_id=cast.mediator.pk) == {second.pk}
    assert found(received_from=TODAY + dt.timedelta(days=1)) == {second.pk}
    assert found(received_to=TODAY) == {first.pk}
    assert found(shelf="shut") == set()
    assert found(body_id=cast.neighbour.pk) == set()
    assert found(group="r-received") == {first.pk}


def test_overdue_means_a_duty_of_a_dispute_that_goes_on(cast: Cast) -> None:
    case = new_case(cast)  # three working days to decide on acceptance
    later = TODAY + dt.timedelta(days=9)
    assert queries.page(cast.registrar, TODAY, Filters(due="overdue")).count == 0
    assert [row.id for row in queries.page(cast.registrar, later, Filters(due="overdue")).rows] == [case.pk]
    assert queries.page(cast.registrar, TODAY, Filters(due="3")).count == 1
    ended = case_in(State.FAILED, cast)
    Case.objects.filter(pk=ended.pk).update(due_on=TODAY)
    assert queries.page(cast.registrar, later, Filters(due="overdue")).count == 1


# ── Counters ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_page_is_two_queries_without_offset_or_alternatives(cast: Cast) -> None:
    fill(cast, 40)
    for size in (3, 30):
        for name in SCOPES:
            user = User.objects.get(pk=cast.people[name].pk)
            user.memberships_on(TODAY)
            list(access.reaches(user, TODAY))
            ContentType.objects.get_for_model(Dossier)
            with CaptureQueriesContext(connection) as asked:
                page = queries.page(user, TODAY, size=size)
                queries.page(user, TODAY, after=page.next, size=size)
            assert len(asked) == 4, name
            for query in asked:
                assert "OFFSET" not in query["sql"]
                assert " OR " not in query["sql"]
                assert "EXISTS" not in query["sql"]
                assert not re.search(r"LIKE '\w+%'", query["sql"])


def test_every_arm_is_read_from_its_index_in_order(cast: Cast) -> None:
    """No scan of the files and no sorting, for every scope and every filter with its own index or none."""
    fill(cast, 3000 if connection.vendor == "postgresql" else 50)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE dossiers_dossier")
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
    for name in SCOPES:
        for wanted in (*ALIKE, Filters(due="overdue"), Filters(due="7")):
            for arm, sql, params in queries.each_arm_sql(cast.people[name], TODAY, wanted):
                told = "\n".join(plan(sql, params))
                if connection.vendor == "sqlite":
                    assert "SCAN dossiers_dossier" not in told, (name, wanted)
                    if not (arm.sort_on and wanted.due):  # invitations are few: those are sorted by their due day
                        assert "TEMP B-TREE" not in told, (name, wanted)
                else:
                    # With both made dear a plan holds them only where no index gives rows in order.
                    assert "Seq Scan on dossiers_dossier" not in told, (name, wanted, told)
                    if not (arm.sort_on and wanted.due):
                        assert "Sort" not in told, (name, wanted, told)


@pytest.mark.parametrize("wanted", ALIKE, ids=lambda wanted: "-".join(wanted.used) or "all")
def test_the_plan_has_the_same_shape_for_every_scope(cast: Cast, wanted: Filters) -> None:
    fill(cast, 50)
    shapes = {
        tuple(shape(plan(sql, params)))
        for name in SCOPES
        for arm, sql, params in queries.each_arm_sql(cast.people[name], TODAY, wanted)
        if not arm.sort_on
    }
    if connection.vendor == "sqlite":
        assert len(shapes) == 1


def test_rows_read_do_not_grow_with_the_files(cast: Cast) -> None:
    """SQLite counts its steps exactly: the first page of a thousand files costs what that of a hundred costs."""
    if connection.vendor != "sqlite":
        return
    fill(cast, 100)
    few = _steps(cast)
    fill(cast, 1500, at=NOW - dt.timedelta(days=30))
    assert _steps(cast) <= few * 1.25


def _steps(cast: Cast) -> int:
    (_arm, sql, params), *_rest = queries.each_arm_sql(cast.registrar, TODAY)
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    with connection.cursor() as cursor:
        connection.connection.set_progress_handler(count, 1)
        try:
            cursor.execute(sql, params)
            cursor.fetchall()
        finally:
            connection.connection.set_progress_handler(None, 0)
    return steps


# ── The desk ────────────────────────────────────────────────────────────────────────────────────────────────


def test_piles_and_the_lists_behind_them_hold_the_same_files(cast: Cast) -> None:
    for state in State:
        if state.value and state != State.ARCHIVED:
            case_in(state, cast, channel="court_pre" if state in {State.SUSPENDED, State.AGREED} else "self")
    later = TODAY + dt.timedelta(days=6)
    some = False
    for user in User.objects.all():
        for pile in queries.worklist(user, later):
            listed = queries.page(user, later, Filters(group=pile.group.key), size=200)
            assert listed.count == pile.count, (user, pile.group.key)
            if pile.group.limit:
                assert {row.id for row in pile.rows} <= {row.id for row in listed.rows}
            some = some or pile.count > 0
    assert some


def test_a_worklist_is_two_queries_whoever_asks(cast: Cast) -> None:
    fill(cast, 30)
    for name in (*SCOPES, "arbitration_clerk", "labour_officer", "reviewer"):
        user = User.objects.get(pk=cast.people[name].pk)
        user.memberships_on(TODAY)
        with CaptureQueriesContext(connection) as asked:
            queries.worklist(user, TODAY)
        assert len(asked) == 2, name
    with CaptureQueriesContext(connection) as asked:
        assert queries.worklist(cast.nobody, TODAY) == []


def test_a_supervisor_sees_which_body_is_late(cast: Cast) -> None:
    new_case(cast)
    new_case(cast)
    new_case(cast, centre=cast.neighbour, by=cast.neighbour_registrar)
    later = TODAY + dt.timedelta(days=9)
    loads = queries.overdue_by_body(cast.supervisor, later)
    assert [(load.overdue, load.open) for load in loads] == [(2, 2), (1, 1)]
    assert queries.overdue_by_body(cast.registrar, later) == []
    assert queries.page(cast.supervisor, later, Filters(due="overdue", body_id=loads[0].body_id)).count == 2
