"""What is maintained counts at once, stays on record when withdrawn, and never moves what has been counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import load_case
from dossiers.models import Clock
from dossiers.sweep import sweep
from lawbook import tables
from lawbook.actions import Proposal, Refused, end, enter, publish, shelf, weigh, withdraw
from lawbook.models import Edition, Figure, Notice
from statutes.calendars import shipped
from statutes.parameters import ParameterValue, shipped_parameters
from tests.cast import NOW, TODAY, Cast, new_case

MINIMUM = "minimum_monthly_wage"
Propose = Callable[..., Proposal]


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def found(on: str, region: str | None = "620102", at: dt.datetime | None = None) -> Any:
    value = tables.parameters(at).find(MINIMUM, day(on), region)
    return value.value if value else None


def notice(year: int = 2027, reason: str = "", **more: Any) -> Notice:
    """A year with the first three days of January off and one make-up Saturday."""
    first = [dt.date(year, 1, n).isoformat() for n in (1, 2, 3)]
    saturday = next(dt.date(year, 1, n) for n in range(8, 15) if dt.date(year, 1, n).weekday() == 5)
    given = {
        "year": year,
        "holidays": [{"name": "元旦", "rest": first, "statutory": first[:1]}],
        "working": [saturday.isoformat()],
        "source": f"国务院办公厅关于{year}年部分节假日安排的通知",
        "document_number": "国办发明电〔示例〕1号",
        "certainty": "statute",
        "reason": reason,
    }
    return Notice(**(given | more))


def test_with_nothing_maintained_the_shipped_data_count(db: None) -> None:
    assert tables.parameters() is shipped_parameters()
    assert tables.calendar() is shipped()


def test_a_value_counts_in_its_region_and_period_and_nowhere_else(cast: Cast, minimum: Propose) -> None:
    enter([minimum("1820", "2026-01-01", "2026-12-31")], by=cast.province_administrator)

    table = {
        ("2026-01-01", "620102"): Decimal(1820),
        ("2026-12-31", "620100"): Decimal(1820),
        ("2025-12-31", "620102"): None,
        ("2027-01-01", "620102"): None,
        ("2026-06-01", "620500"): None,
        ("2026-06-01", None): None,
    }
    assert {asked: found(*asked) for asked in table} == table


def test_the_nearest_region_wins(cast: Cast, minimum: Propose) -> None:
    enter([minimum("1820"), minimum("1700", region="620000")], by=cast.province_administrator)

    assert (found("2026-06-01", "620102"), found("2026-06-01", "620502")) == (Decimal(1820), Decimal(1700))


def test_a_later_value_ends_the_earlier_one_only_when_asked_to(cast: Cast, minimum: Propose) -> None:
    enter([minimum("1820", "2024-01-01")], by=cast.province_administrator)
    with pytest.raises(Refused) as refused:
        enter([minimum("1900", "2026-01-01")], by=cast.province_administrator)
    assert "2025-12-31" in refused.value.problems["valid_from"]

    enter([minimum("1900", "2026-01-01", ends_earlier=True)], by=cast.province_administrator)

    assert (found("2025-12-31"), found("2026-01-01")) == (Decimal(1820), Decimal(1900))
    assert Figure.objects.count() == 3, "the row without an end stays on record"


@pytest.mark.parametrize(
    ("since", "until", "value", "word"),
    [
        ("2026-01-01", "2026-12-31", "1820", "same"),
        ("2026-01-01", "2026-12-31", "1900", "overlaps"),
        ("2025-07-01", "2026-01-01", "1820", "overlaps"),
        ("2026-12-31", None, "1820", "overlaps"),
        ("2025-01-01", "2025-12-31", "1820", "new"),
        ("2027-01-01", None, "1820", "new"),
    ],
)
def test_the_verdict_on_a_value_beside_one_of_2026(
    cast: Cast, minimum: Propose, since: str, until: str | None, value: str, word: str
) -> None:
    enter([minimum("1820", "2026-01-01", "2026-12-31")], by=cast.province_administrator)

    assert weigh(minimum(value, since, until), shelf()).word == word


def test_all_or_nothing(cast: Cast, minimum: Propose) -> None:
    enter([minimum("1820", "2026-01-01", "2026-12-31")], by=cast.province_administrator)

    with pytest.raises(Refused):
        enter([minimum("1700", region="620500"), minimum("1900", "2026-06-01")], by=cast.province_administrator)

    assert Figure.objects.count() == 1


def test_an_old_run_can_be_repeated_with_the_figures_of_its_day(
    cast: Cast, minimum: Propose, at: Callable[[str], dt.datetime]
) -> None:
    (row,) = enter([minimum("1820")], by=cast.province_administrator, at=at("2026-03-10 10:00"))
    then = at("2026-03-11 10:00")
    withdraw(row, reason="文号有误", by=cast.province_administrator, at=at("2026-03-12 10:00"))
    enter([minimum("1900")], by=cast.province_administrator, at=at("2026-03-13 10:00"))

    assert (found("2026-06-01"), found("2026-06-01", at=then)) == (Decimal(1900), Decimal(1820))
    assert found("2026-06-01", at=at("2026-03-12 12:00")) is None
    row.refresh_from_db()
    assert (row.withdrawn_by, row.withdrawn_because) == (cast.province_administrator, "文号有误")


def test_ending_keeps_what_was_and_can_be_done_once(cast: Cast, minimum: Propose) -> None:
    (row,) = enter([minimum("1820")], by=cast.province_administrator)
    end(row, day("2026-06-30"), reason="新标准", by=cast.province_administrator)

    assert (found("2026-06-30"), found("2026-07-01")) == (Decimal(1820), None)
    with pytest.raises(Refused):
        end(row, day("2026-05-31"), reason="再一次", by=cast.province_administrator)


def test_a_shipped_value_is_corrected_with_a_reason_and_stays_around_the_correction(minimum: Propose) -> None:
    shipped_one = ParameterValue(MINIMUM, Decimal(1500), "620100", day("2020-01-01"), None, "随产品", "excerpt")
    known = shipped_parameters().with_values(shipped_one)
    silent = weigh(minimum(), {}, known.values)
    assert (silent.word, list(silent.problems)) == ("overlaps", ["reason"])
    assert "1500" in silent.problems["reason"]
    assert weigh(minimum(reason="省厅已调整"), {}, known.values).corrects == shipped_one

    corrected = known.corrected(minimum("1820", "2026-01-01", "2026-12-31").as_value())

    values = {on: corrected.find(MINIMUM, day(on), "620100") for on in ("2025-12-31", "2026-06-01", "2027-01-01")}
    assert {on: value.value if value else None for on, value in values.items()} == {
        "2025-12-31": Decimal(1500), "2026-06-01": Decimal(1820), "2027-01-01": Decimal(1500),
    }  # fmt: skip


def test_one_small_query_an_act_and_another_process_sees_a_change_at_once(cast: Cast, minimum: Propose) -> None:
    enter([minimum()], by=cast.province_administrator)
    tables.parameters()

    with CaptureQueriesContext(connection) as asked, tables.reading():
        for _n in range(5):
            tables.parameters()
            tables.calendar()
    assert len(asked) == 1

    before = tables.parameters()
    Figure.objects.update(value="1999")  # as another process does: its own mark, nothing said to this one
    assert tables.parameters() is before
    Edition.objects.update(mark="another")
    assert found("2026-06-01") == Decimal(1999)


# --- calendars and clocks -----------------------------------------------------------------------------------------


def test_a_clock_without_a_calendar_gets_its_date_from_the_sweep_when_the_year_arrives(
    cast: Cast, at: Callable[[str], dt.datetime]
) -> None:
    moment = at("2027-01-04 09:30")
    case = new_case(cast, at=moment)
    clock = Clock.objects.get(dossier=case.pk, key="accept")
    assert (clock.due_on, clock.missing) == (None, "holiday_calendar:2027")
    assert sweep(at=moment).completed == []

    publish(notice(2027), by=cast.province_administrator)
    done = sweep(at=moment)

    clock.refresh_from_db()
    assert (done.completed, clock.due_on, clock.missing) == ([case.code], day("2027-01-07"), "")
    assert load_case(case.pk).due_on == day("2027-01-07")
    assert sweep(at=moment).completed == []


def test_a_clock_with_a_date_is_not_moved_by_a_corrected_year_and_a_new_one_follows_it(cast: Cast) -> None:
    case = new_case(cast)
    before = list(Clock.objects.order_by("pk").values())
    closed = [(TODAY + dt.timedelta(days=n)).isoformat() for n in range(1, 4)]
    rows = [{"name": "示例", "rest": closed, "statutory": []}]

    publish(notice(2026, "更正通知", holidays=rows, working=[]), by=cast.province_administrator)
    done = sweep(at=NOW)

    assert (done.completed, list(Clock.objects.order_by("pk").values())) == ([], before)
    assert load_case(case.pk).due_on == TODAY + dt.timedelta(days=3)
    other = new_case(cast)
    assert Clock.objects.get(dossier=other.pk, key="accept").due_on == day("2026-03-18")


def test_a_year_is_corrected_with_a_reason_only(cast: Cast) -> None:
    publish(notice(2027), by=cast.province_administrator)

    for year in (2026, 2027):  # one is shipped, the other maintained
        with pytest.raises(Refused) as refused:
            publish(notice(year), by=cast.province_administrator)
        assert list(refused.value.problems) == ["reason"]

    publish(notice(2027, "更正", working=[]), by=cast.province_administrator)
    assert (Notice.objects.count(), Notice.objects.in_force().count()) == (2, 1)
    assert not tables.calendar().year(2027).working


def test_a_term_that_regions_fix_takes_its_length_from_what_is_maintained(cast: Cast, minimum: Propose) -> None:
    assert tables.term("opinion_reply", TODAY, "620102").amount is None

    enter([minimum("15", key="opinion_letter_reply_days", region="620000")], by=cast.province_administrator)

    term = tables.term("opinion_reply", TODAY, "620102")
    assert (term.amount, term.region, term.certainty) == (15, "620000", "statute")


def test_settings_of_the_office_are_a_table_of_terms(cast: Cast, minimum: Propose) -> None:
    table = {"revisit": "10"}
    enter([minimum(table, key="revisit_intervals", region="620000")], by=cast.province_administrator)

    assert [tables.term(key, TODAY, "620102").amount for key in ("revisit", "revisit_last")] == [10, 30]
    assert tables.term("revisit", TODAY, "440100").amount == 7


def test_the_commands_count_with_what_is_maintained(cast: Cast, minimum: Propose, capsys: Any, tmp_path: Any) -> None:
    publish(notice(2027), by=cast.province_administrator)
    enter([minimum("1820", region="620000")], by=cast.province_administrator)
    file = tmp_path / "facts.json"
    file.write_text(
        '{"facts": {"agreed_wage": "2000", "probation_wage": "1500", "served_months": "1", "region": "620102",'
        ' "exit_date": "2026-03-01"}}'
    )

    call_command("due", "accept", "--from", "2027-01-04")
    call_command("entitlement", "probation_wage_floor", str(file))

    said = capsys.readouterr().out
    assert "2027-01-07" in said
    assert "minimum_monthly_wage = 1820" in said


@pytest.mark.parametrize("name", ["absent", "empty"])
def test_without_a_database_the_commands_count_with_the_shipped_data(
    name: str, db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    file = tmp_path / "mediation.sqlite3"
    if name == "empty":
        file.touch()
    monkeypatch.setitem(connection.settings_dict, "ENGINE", "django.db.backends.sqlite3")
    monkeypatch.setitem(connection.settings_dict, "NAME", str(file))

    assert tables.for_commands() == (shipped_parameters(), shipped())
    assert file.exists() is (name == "empty")
