"""Lists: who gets what, in which order, at what price. Plans and counters here; times only in `manage.py bench`."""

from __future__ import annotations

import datetime as dt
import json
import random
import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Case
from dossiers import access, queries
from dossiers.actions import take_step
from dossiers.models import Dossier, DossierUserGrant
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
    """A plan without names of indexes and columns, without conditions and estimates."""
    plain = [re.sub(r"USING (?:COVERING )?INDEX \w+ \(.*\)|using \w+ |\(cost=.*\)", "", line).strip() for line in lines]
    return [line for line in plain if not re.match(r"\w+ Cond:|Filter:", line)]


def _as_if_large() -> None:
    """PostgreSQL plans for a few thousand rows as for a million: scanning and sorting only where no index serves."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE dossiers_dossier, dossiers_dossierusergrant")
        for way in ("seqscan", "bitmapscan", "sort"):
            cursor.execute(f"SET LOCAL enable_{way} = off")


# ── Reach ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_everybody_gets_exactly_what_they_may_open(cast: Cast) -> None:
    """The arms and the check on one loaded row agree for every person of the cast and every file."""
    own = new_case(cast)
    sent = new_case(cast, channel="court_pre")
    mediated = case_in(State.ASSIGNING, cast)
    next_door = new_case(cast, centre=cast.neighbour, by=cast.neighbour_registrar)
    access.appoint([cast.second_mediator], own, Role.MEDIATOR, on=TODAY, reason="assisting")
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
    _as_if_large()
    for name in SCOPES:
        for wanted in (*ALIKE, Filters(due="overdue"), Filters(due="7")):
            for arm, sql, params in queries.each_arm_sql(cast.people[name], TODAY, wanted):
                told = "\n".join(plan(sql, params))
                if connection.vendor == "sqlite":
                    assert "SCAN dossiers_dossier" not in told, (name, wanted)
                    if not (
                        arm.sort_on and wanted.order != queries._NEWEST
                    ):  # invitations are few: those are sorted by a day
                        assert "TEMP B-TREE" not in told, (name, wanted)
                else:
                    # With both made dear a plan holds them only where no index gives rows in order.
                    assert "Seq Scan on dossiers_dossier" not in told, (name, wanted, told)
                    if not (arm.sort_on and wanted.order != queries._NEWEST):
                        assert "Sort" not in told, (name, wanted, told)


@pytest.mark.parametrize("wanted", ["text", "number", "channel", "outcome", "cause", "pile"])
def test_a_filter_without_an_index_of_its_own_still_reads_no_more_than_the_scope(cast: Cast, wanted: str) -> None:
    """G8: what is found in the newest files is read in their order; text by its pairs; nothing scans all files."""
    fill(cast, 3000 if connection.vendor == "postgresql" else 50)
    _as_if_large()
    narrowed = {
        "text": Filters(q="黄河假日"),
        "number": Filters(q="〔2026〕4号"),
        "channel": Filters(channel="self"),
        "outcome": Filters(outcome="agreed"),
        "cause": Filters(cause_code="205-6"),
    }
    for name in SCOPES:
        user = cast.people[name]
        piles = [Filters(group=one.key) for one in queries.groups_for(user, TODAY)]
        for filters in piles if wanted == "pile" else [narrowed[wanted]]:
            for _arm, sql, params in queries.each_arm_sql(user, TODAY, filters):
                told = "\n".join(plan(sql, params))
                assert not re.search(r"(SCAN|Seq Scan on) (cases|dossiers)_", told), (name, filters, told)


@pytest.mark.parametrize("wanted", ALIKE, ids=lambda wanted: "-".join(wanted.used) or "all")
def test_the_plan_has_the_same_shape_for_every_scope(cast: Cast, wanted: Filters) -> None:
    fill(cast, 3000 if connection.vendor == "postgresql" else 50)
    _as_if_large()
    shapes = {
        tuple(shape(plan(sql, params)))
        for name in SCOPES
        for arm, sql, params in queries.each_arm_sql(cast.people[name], TODAY, wanted)
        if not arm.sort_on
    }
    assert len(shapes) == 1, shapes


def test_rows_read_do_not_grow_with_the_files(cast: Cast) -> None:
    """G4, G5: the first page of thousands of files costs what that of a few costs, in steps or in pages of the disk."""
    fill(cast, 1000 if connection.vendor == "postgresql" else 100)
    few = _price(cast)
    fill(cast, 4000 if connection.vendor == "postgresql" else 1500, at=NOW - dt.timedelta(days=30))

    assert _price(cast) <= (few + 5 if connection.vendor == "postgresql" else few * 1.25)


def _price(cast: Cast) -> int:
    """What the first page of a registrar costs: steps on SQLite, buffers on PostgreSQL."""
    (_arm, sql, params), *_rest = queries.each_arm_sql(cast.registrar, TODAY)
    if connection.vendor == "sqlite":
        return _steps_of(sql, params)[0]
    _as_if_large()
    with connection.cursor() as cursor:
        for _again in range(2):
            cursor.execute("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + sql, params)
            told = cursor.fetchone()[0]
    top = (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]
    return int(top["Shared Hit Blocks"] + top["Shared Read Blocks"])


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


# ── Filters: what a page reads ──────────────────────────────────────────────────────────────────────────────


def _narrowings(cast: Cast) -> dict[str, Filters]:
    """Every filter a list offers, on what the files in the room hold; rare ones lie behind hundreds of others."""
    day = TODAY - dt.timedelta(days=200)
    return {
        "open": Filters(shelf="open"),
        "shut": Filters(shelf="shut"),
        "received state": Filters(state="received"),
        "closed": Filters(state="closed"),
        "archived": Filters(state="archived"),
        "replayed": Filters(origin="replayed"),
        "registered": Filters(origin="registered"),
        "received from": Filters(received_from=day),
        "received until": Filters(received_to=day),
        "received in": Filters(received_from=day - dt.timedelta(days=9), received_to=day),
        "ended from": Filters(ended_from=day),
        "ended until": Filters(ended_to=day),
        "ended in": Filters(ended_from=day - dt.timedelta(days=9), ended_to=day),
        "overdue": Filters(due="overdue"),
        "due": Filters(due="7"),
        "body": Filters(body_id=cast.neighbour.pk),
        "mediator": Filters(mediator_id=cast.second_mediator.pk),
    }


def fill_years(cast: Cast, count: int = 1200) -> None:
    """Files of one and a half years at two bodies, nearly all shut and archived, with a few of everything else."""
    rows = []
    for i in range(count):
        day, shut, rare = TODAY - dt.timedelta(days=i // 2), i % 40 != 0, i % 97 == 3
        case = Dossier(
            number=f"年〔2026〕{i}号",
            cause_code="205-5",
            channel="self",
            origin="replayed" if rare else "registered",
            received_on=day,
            opened_at=NOW - dt.timedelta(hours=12 * i),
            sender=cast.court,
            mediator=cast.second_mediator if i % 53 == 5 else cast.mediator,
            mediator_name="马调解",
            outcome="agreed" if shut else "",
            ended_on=day + dt.timedelta(days=20) if shut else None,
            closed_at=NOW if shut else None,
            due_on=None if shut else TODAY + dt.timedelta(days=i % 20 - 5),
        )
        case.place(cast.neighbour if i % 31 == 7 else cast.centre)
        case.__dict__["state"] = ("closed" if rare else "archived") if shut else ("received", "in_mediation")[i % 2]
        rows.append(case)
    Dossier.objects.bulk_create(rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE dossiers_dossier" if connection.vendor == "postgresql" else "ANALYZE")


#: What it costs to find the place in an index, in rows.
SEEK = 4


def rows_read(sql: str, params: list[Any]) -> tuple[int, int]:
    """(what reading a statement touched, rows it gave): rows and rows thrown away on PostgreSQL, steps on SQLite."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            return _steps_of(sql, params)
        cursor.execute("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + sql, params)
        told = cursor.fetchone()[0]
    tree = (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]
    return _touched(tree), tree["Actual Rows"]


def _touched(node: dict[str, Any]) -> int:
    """Rows that a plan's scans gave and those they threw away."""
    own = 0
    if "Scan" in node["Node Type"] and node["Node Type"] != "Subquery Scan":
        own = (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
    return int(own) + sum(_touched(child) for child in node.get("Plans", []))


def _steps_of(sql: str, params: list[Any]) -> tuple[int, int]:
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    with connection.cursor() as cursor:
        connection.connection.set_progress_handler(count, 1)
        try:
            cursor.execute(sql, params)
            return steps, len(cursor.fetchall())
        finally:
            connection.connection.set_progress_handler(None, 0)


def test_a_filter_reads_no_more_than_four_times_what_it_shows(cast: Cast) -> None:
    """G8: every filter offered, for every scope, whatever lies around the files it finds."""
    fill_years(cast)
    _as_if_large()
    too_much = []
    whole = Dossier.objects.order_by("-opened_at").values_list(*queries._COLUMNS)[: queries.PAGE + 1]
    sql, values = whole.query.sql_with_params()
    read, given = rows_read(sql, list(values))
    a_row = read / given if connection.vendor == "sqlite" else 1  # steps it takes to read a row as lists show it
    for name in SCOPES:
        user = cast.people[name]
        for label, wanted in _narrowings(cast).items():
            for arm, sql, params in queries.each_arm_sql(user, TODAY, wanted):
                read, given = rows_read(sql, params)
                if not arm.sort_on and read > 4 * a_row * (given + SEEK):
                    too_much.append((name, label, round(read / a_row), given))
    assert too_much == []


def _let_in(cast: Cast, count: int) -> None:
    """Invite a mediator of the house into the newest files."""
    permission = Permission.objects.get(codename="as_mediator")
    DossierUserGrant.objects.bulk_create(
        DossierUserGrant(
            user=cast.neighbour_mediator, permission=permission, content_object=row, opened_at=row.opened_at
        )
        for row in Dossier.objects.order_by("-opened_at")[:count]
    )
    _as_if_large()


def test_a_thousand_invitations_are_read_no_further_than_a_page(cast: Cast) -> None:
    """G9: the arm of grants is ordered by its own index and stops with the page."""
    fill(cast, 1000)
    _let_in(cast, 30)
    (few,) = [arm for arm in queries.each_arm_sql(cast.neighbour_mediator, TODAY) if arm[0].sort_on]
    read_few, given = rows_read(*few[1:])
    DossierUserGrant.objects.all().delete()
    _let_in(cast, 1000)

    (many,) = [arm for arm in queries.each_arm_sql(cast.neighbour_mediator, TODAY) if arm[0].sort_on]
    read_many, shown = rows_read(*many[1:])

    assert given == shown == queries.PAGE + 1
    assert read_many <= 2 * read_few


def test_a_count_stops_reading_at_its_cap(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """G10: counting costs what its cap costs, however many files there are."""
    monkeypatch.setattr(queries, "CAP", 100)
    fill(cast, 200)
    few = _counting(cast)
    fill(cast, 1500, at=NOW - dt.timedelta(days=30))

    assert _counting(cast) <= few * 1.25


def _counting(cast: Cast) -> int:
    with CaptureQueriesContext(connection) as asked:
        queries.page(cast.supervisor, TODAY)
    (sql,) = [query["sql"] for query in asked if "COUNT(*)" in query["sql"]]
    if connection.vendor == "sqlite":
        return _steps_of(sql, [])[0]
    _as_if_large()
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + sql)
        told = cursor.fetchone()[0]
    top = (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]
    return _touched(top)


# ── Partners' desks ─────────────────────────────────────────────────────────────────────────────────────────


def _on_desk(user: User, day: dt.date = TODAY) -> dict[str, set[int]]:
    return {pile.group.key: {row.id for row in pile.rows} for pile in queries.worklist(user, day) if pile.rows}


def test_what_was_referred_to_a_partner_lies_apart_from_what_it_sent(cast: Cast) -> None:
    """Labour bureau and committee: invited files lie on their own pile; only what they sent waits for them."""
    own = case_in(State.FAILED, cast)
    take_step(own, "hand_over", by=cast.registrar, at=NOW, to=cast.committee)
    bureau = Organization.objects.get(memberships__user=cast.labour_officer)
    access.invite_body(bureau, own, Role.LABOUR_OFFICER, on=TODAY, reason="transferred")
    sent = case_in(State.FAILED, cast, channel="arb_entrust")
    agreed = case_in(State.AGREED, cast)
    take_step(agreed, "file_review", by=cast.registrar, at=NOW, to=cast.committee)

    assert _on_desk(cast.labour_officer) == {"b-referred": {own.pk}}
    assert _on_desk(cast.arbitration_clerk) == {
        "a-handed": {own.pk},
        "a-outcome": {sent.pk},
        "a-route": {agreed.pk},
    }
    listed = queries.page(cast.arbitration_clerk, TODAY, Filters(group="a-outcome")).rows
    assert [row.id for row in listed] == [sent.pk]


def test_what_waits_to_be_acknowledged_can_be_acknowledged(cast: Cast) -> None:
    for channel in ("self", "court_pre", "court_post", "arb_guide", "arb_entrust"):
        case_in(State.FAILED, cast, channel=channel)
    for user, key in ((cast.liaison, "c-outcome"), (cast.arbitration_clerk, "a-outcome")):
        waiting = _on_desk(user).get(key, set())
        assert waiting, key
        for pk in waiting:
            take_step(Dossier.objects.get(pk=pk), "review_outcome", by=user, at=NOW)
        assert key not in _on_desk(user)
