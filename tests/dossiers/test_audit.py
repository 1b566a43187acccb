"""The log: bound link by link, protected in the database, and compared with an anchor kept outside."""

import datetime as dt
import json
import random
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from dossiers import audit
from dossiers.actions import take_step
from dossiers.models import Dossier, Event, Reading
from dossiers.protection import TABLES, removals, statements
from tests.cast import NOW, Cast, case_in, new_case
from workflows.mediation import State


@pytest.fixture
def protected(db: None) -> Iterator[None]:
    """The triggers of the first migrations, which tests do not walk."""
    with connection.cursor() as cursor:
        for sql in statements(connection.vendor):
            cursor.execute(sql)
    yield
    with connection.cursor() as cursor:
        for sql in removals(connection.vendor):
            cursor.execute(sql)


@pytest.fixture
def dossier(cast: Cast) -> Dossier:
    new_case(cast)
    return case_in(State.AGREED, cast).dossier_ptr


def command(**options: Any) -> tuple[int, Any]:
    out = StringIO()
    code = 0
    try:
        call_command("verify_audit", json=True, stdout=out, **options)
    except CommandError as error:
        code = error.returncode
    return code, json.loads(out.getvalue()) if out.getvalue() else None


# ── The chain ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_chain_holds_from_the_first_event_to_the_last(dossier: Dossier) -> None:
    events = list(dossier.events.order_by("seq"))

    assert audit.verify(dossier) is None
    assert events[0].previous == ""
    assert [event.previous for event in events[1:]] == [event.digest for event in events[:-1]]
    assert (dossier.last_seq, dossier.last_hash) == (len(events), events[-1].digest)


#: Every column of an event that means something, and another value for it.
TAMPERINGS: list[tuple[str, Any]] = [
    ("step", "decline_case"),
    ("at", NOW + dt.timedelta(microseconds=1)),
    ("acted_on", NOW.date() - dt.timedelta(days=1)),
    ("actor_name", "别人"),
    ("role", "body_head"),
    ("body_name", "别的机构"),
    ("from_state", "archived"),
    ("to_state", "failed"),
    ("record", "D"),
    ("under", "L01/1"),
    ("limitation", "claim_made"),
    ("facts", {"reason": "x"}),
    ("op_id", "another"),
    ("previous", "0" * 64),
    ("digest", "0" * 64),
    ("seq", 999),
]


def test_the_table_of_tamperings_names_every_column() -> None:
    columns = {field.name for field in Event._meta.concrete_fields} - {"id", "dossier", "actor"}

    assert {name for name, _value in TAMPERINGS} == columns


@pytest.mark.parametrize(("column", "value"), TAMPERINGS, ids=[name for name, _value in TAMPERINGS])
def test_any_change_to_any_event_is_found_where_it_was_made(column: str, value: Any, dossier: Dossier) -> None:
    seq = random.Random(column).randint(2, dossier.last_seq - 1)
    Event.objects.filter(dossier=dossier, seq=seq).update(**{column: value})

    bad = audit.verify(dossier)

    assert bad
    assert bad.seq == seq


def test_another_actor_is_found(dossier: Dossier, cast: Cast) -> None:
    Event.objects.filter(dossier=dossier, seq=2).update(actor=cast.nobody)

    assert audit.verify(dossier) == audit.Break(dossier.code, 2, "changed")


def test_an_event_taken_out_or_the_end_cut_off_is_found(dossier: Dossier) -> None:
    for seq in (1, 4, dossier.last_seq):
        with transaction.atomic():
            Event.objects.filter(dossier=dossier, seq=seq).delete()
            bad = audit.verify(dossier)
            transaction.set_rollback(True)
        assert bad
        assert bad.seq == seq


def test_an_event_moved_to_another_file_is_found(dossier: Dossier, cast: Cast) -> None:
    other = new_case(cast)
    Event.objects.filter(dossier=dossier, seq=dossier.last_seq).update(dossier=other, seq=2)

    assert audit.verify(dossier)
    assert audit.verify(other.dossier_ptr) == audit.Break(other.code, 2, "not bound to the event before it")


# ── The command ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_command_counts_and_finds_nothing(dossier: Dossier) -> None:
    code, answer = command()

    assert (code, answer) == (0, {"dossiers": 2, "events": Event.objects.count(), "first_bad": None})


def test_the_command_names_the_first_break(dossier: Dossier) -> None:
    Event.objects.filter(dossier=dossier, seq=3).update(actor_name="别人")

    code, answer = command()

    assert (code, answer["first_bad"]) == (1, {"dossier": dossier.code, "seq": 3, "reason": "changed"})


def test_an_anchor_kept_outside_finds_a_chain_rewritten_whole(dossier: Dossier, tmp_path: Path, cast: Cast) -> None:
    file = tmp_path / "anchor.json"
    assert command(write_anchor=str(file))[0] == 0
    take_step(dossier, "add_correction", by=cast.head, at=NOW, concerns="x", text="y")
    assert command(anchor=str(file)) == (0, {"dossiers": 2, "events": Event.objects.count(), "first_bad": None}), (
        "a file that has grown since is in order"
    )

    previous = ""
    for event in dossier.events.order_by("seq"):  # what somebody with the whole database in hand could do
        event.dossier, event.actor_name, event.previous = dossier, "别人", previous
        event.digest = previous = audit.digest_of(event)
        Event.objects.filter(pk=event.pk).update(actor_name="别人", previous=event.previous, digest=event.digest)
    Dossier.objects.filter(pk=dossier.pk).update(last_hash=previous)

    assert command()[0] == 0, "the chain alone cannot tell"
    code, answer = command(anchor=str(file))
    assert (code, answer["first_bad"]["reason"]) == (1, "differs from the anchor")


def test_an_anchor_finds_a_file_that_is_gone_and_a_tail_cut_off_cleanly(dossier: Dossier, tmp_path: Path) -> None:
    file = tmp_path / "anchor.json"
    command(write_anchor=str(file))
    last = dossier.events.order_by("-seq")[1]
    Event.objects.filter(dossier=dossier, seq__gt=last.seq).delete()
    Dossier.objects.filter(pk=dossier.pk).update(last_seq=last.seq, last_hash=last.digest)

    assert command()[0] == 0
    assert command(anchor=str(file))[1]["first_bad"] == {
        "dossier": dossier.code,
        "seq": dossier.last_seq,
        "reason": "in the anchor, no longer in the log",
    }


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"heads": [["A", 1, "x"]], "root": "0"}', '{"heads": 3, "root": ""}', "null"]
)
def test_an_anchor_that_is_none_is_bad_input(text: str, dossier: Dossier, tmp_path: Path) -> None:
    file = tmp_path / "anchor.json"
    file.write_text(text, encoding="utf-8")

    assert command(anchor=str(file)) == (2, None)
    assert command(anchor=str(tmp_path / "nowhere")) == (2, None)


def test_no_anchor_is_written_over_a_broken_chain(dossier: Dossier, tmp_path: Path) -> None:
    Event.objects.filter(dossier=dossier, seq=3).update(actor_name="别人")
    file = tmp_path / "anchor.json"

    assert command(write_anchor=str(file))[0] == 1

    assert not file.exists()


def test_an_anchor_names_nobody(dossier: Dossier) -> None:
    anchor = audit.anchor()

    assert {len(row) for row in anchor["heads"]} == {3}
    assert "张秀英" not in json.dumps(anchor, ensure_ascii=False)


# ── The triggers ─────────────────────────────────────────────────────────────────────────────────────────────────────

WAYS = [
    "UPDATE dossiers_event SET actor_name = 'x'",
    "DELETE FROM dossiers_event",
    "UPDATE dossiers_reading SET what = 'x'",
    "DELETE FROM dossiers_reading",
]


@pytest.mark.parametrize("sql", WAYS)
def test_the_database_itself_refuses_to_change_or_delete(
    sql: str, protected: None, dossier: Dossier, cast: Cast
) -> None:
    Reading.objects.create(dossier=dossier, user=cast.head, at=NOW, records="C", what="session")
    before = (list(Event.objects.values()), list(Reading.objects.values()))

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)

    assert (list(Event.objects.values()), list(Reading.objects.values())) == before


def test_replacing_a_row_is_refused_too(protected: None, dossier: Dossier) -> None:
    event = Event.objects.filter(dossier=dossier).order_by("seq")[1]
    columns = ", ".join(f'"{field.column}"' for field in Event._meta.concrete_fields)
    replace = {
        "sqlite": f"INSERT OR REPLACE INTO dossiers_event ({columns}) "  # noqa: S608 (names of columns)
        f"SELECT {columns} FROM dossiers_event WHERE id = {event.pk}",
        "postgresql": "TRUNCATE dossiers_event CASCADE",
    }[connection.vendor]

    if connection.vendor == "postgresql":  # what is still to be checked would refuse the TRUNCATE first
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(replace)

    assert audit.verify(dossier) is None


def test_steps_go_on_under_protection(protected: None, cast: Cast) -> None:
    case = case_in(State.ARCHIVED, cast)

    assert audit.verify(case.dossier_ptr) is None


def test_protecting_twice_does_no_harm(protected: None) -> None:
    with connection.cursor() as cursor:
        for sql in statements(connection.vendor):
            cursor.execute(sql)


def test_both_registers_of_the_log_are_protected() -> None:
    assert (Event._meta.db_table, Reading._meta.db_table) == TABLES
