"""The State Council's calendars, as shipped and as uploaded."""

from datetime import date
from typing import Any

import pytest

from statutes import CalendarMissing, StatuteDataError
from statutes.calendars import Calendar, calendar_year, load_calendars, shipped


def on(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("day", "working"),
    [
        ("2026-01-01", False),  # 元旦
        ("2026-01-02", False),  # a Friday given in exchange
        ("2026-01-04", True),  # the Sunday worked for it
        ("2026-02-14", True),
        ("2026-02-28", True),
        ("2026-05-09", True),
        ("2026-09-20", True),
        ("2026-10-10", True),
        ("2026-02-23", False),
        ("2026-02-24", True),
        ("2026-10-07", False),
        ("2026-10-08", True),
        ("2026-11-21", False),  # an ordinary Saturday
        ("2026-11-23", True),
        ("2025-01-26", True),
        ("2025-01-28", False),
        ("2025-10-11", True),
        ("2024-02-04", True),
        ("2024-02-09", True),  # 除夕 was a working day by the notice of 2024
        ("2020-01-31", False),  # the festival as prolonged
    ],
)
def test_days_are_worked_as_the_notices_say(day, working):
    assert shipped().is_working_day(on(day)) is working


@pytest.mark.parametrize(
    ("year", "number"), [(2007, 10), (2008, 11), (2013, 11), (2014, 11), (2024, 11), (2025, 13), (2026, 13)]
)
def test_statutory_holidays_are_as_many_as_the_rules_of_that_year_say(year, number):
    days = [day for day in shipped().year(year).statutory if shipped().is_statutory_holiday(day)]

    assert len(days) == number


def test_only_statutory_holidays_carry_treble_pay_not_every_day_off():
    festival = [on(f"2026-02-{day}") for day in range(15, 24)]

    treble = [day.day for day in festival if shipped().is_statutory_holiday(day)]

    assert treble == [16, 17, 18, 19]
    assert not any(shipped().is_working_day(day) for day in festival)
    assert shipped().name(on("2026-02-17")) == "春节"


def test_all_shipped_years_are_there_without_a_gap():
    assert shipped().years == tuple(range(2004, 2027))


def test_every_day_of_every_year_is_answered_and_make_up_days_fall_on_weekends():
    for year in shipped().years:
        notice = shipped().year(year)
        assert notice.certainty == "excerpt"
        assert str(year) in notice.notice
        assert all(day.weekday() >= 5 and shipped().is_working_day(day) for day in notice.working)
        assert 245 <= shipped().working_days(date(year, 1, 1), date(year, 12, 31)) <= 255


def test_a_year_that_is_not_there_is_said_to_be_missing():
    with pytest.raises(CalendarMissing, match="2031") as gap:
        shipped().is_working_day(on("2031-05-01"))
    assert gap.value.missing == ("holiday_calendar:2031",)


GOOD: dict[str, Any] = {
    "calendar": {"year": 2031, "certainty": "statute", "working": [on("2031-02-08")]},
    "holidays": [{"name": "元旦", "rest": [on("2031-01-01")], "statutory": [on("2031-01-01")]}],
}


def test_a_good_upload_is_a_year():
    year = calendar_year(GOOD)

    assert Calendar([year]).is_working_day(on("2031-02-08"))
    assert not Calendar([year]).is_working_day(on("2031-01-01"))


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"calendar": {**GOOD["calendar"], "year": "2031"}}, "calendar.year"),
        ({"calendar": {**GOOD["calendar"], "certainty": "sure"}}, "calendar.certainty"),
        ({"calendar": {**GOOD["calendar"], "working": [on("2031-02-10")]}}, "calendar.working"),  # a Monday
        ({"calendar": {**GOOD["calendar"], "working": [on("2030-02-09")]}}, "calendar.working"),  # another year
        ({"calendar": {**GOOD["calendar"], "working": ["2031-02-08"]}}, "calendar.working"),  # a text, no date
        ({"calendar": {**GOOD["calendar"], "workdays": []}}, "calendar.workdays"),
        ({"holidays": []}, "holidays"),
        ({"holidays": [{"name": "", "rest": [on("2031-01-01")]}]}, "holidays[0].name"),
        ({"holidays": [{"name": "元旦", "rest": [on("2032-01-01")]}]}, "holidays[0].rest"),
        ({"holidays": [{"name": "元旦", "days": []}]}, "holidays[0].days"),
        ({"holidays": [{"name": "某节", "rest": [on("2031-02-08")]}]}, "calendar.working"),  # off and worked
        ({"holiday": []}, "holiday"),
    ],
)
def test_a_bad_upload_is_refused_and_the_field_named(change, named):
    with pytest.raises(StatuteDataError) as refusal:
        calendar_year({**GOOD, **change}, "2031.toml")

    assert refusal.value.key == named
    assert str(refusal.value).startswith(f"2031.toml: {named}: ")


def test_a_file_is_refused_when_its_name_and_year_differ(tmp_path):
    (tmp_path / "2030.toml").write_text(
        '[calendar]\nyear = 2031\ncertainty = "statute"\n[[holidays]]\nname = "元旦"\nrest = [2031-01-01]\n',
        encoding="utf-8",
    )

    with pytest.raises(StatuteDataError, match="file name"):
        load_calendars(tmp_path)
