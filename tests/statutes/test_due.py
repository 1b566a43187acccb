"""When terms end: tables of start, length and end, with the year ends, make-up days and leap days that go wrong."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statutes import Calendar, CalendarMissing, NotMaintained, Unit, clocks, due, term, terms
from statutes.calendars import shipped


def on(text: str) -> date:
    return date.fromisoformat(text)


def ends(key: str, started: str, region: str | None = None) -> str:
    day = on(started)
    return due(term(key, day, region), day).due.isoformat()


@pytest.mark.parametrize(
    ("key", "started", "raw", "ends_on", "rolled"),
    [
        # Day zero is not counted; an ordinary end stays where it is.
        ("right_to_arb", "2026-03-02", "2026-03-17", "2026-03-17", False),
        ("med", "2026-03-02", "2026-03-17", "2026-03-17", False),
        # The last day is a Saturday, then Sunday: Monday.
        ("right_to_arb", "2026-03-06", "2026-03-21", "2026-03-23", True),
        ("court_post_sum", "2026-03-08", "2026-03-15", "2026-03-16", True),
        # The last day is a make-up Saturday: a working day, no roll-over.
        ("right_to_arb", "2026-02-13", "2026-02-28", "2026-02-28", False),
        ("right_to_arb", "2026-04-24", "2026-05-09", "2026-05-09", False),
        # The last day falls into the Spring Festival: first working day after the nine days.
        ("court_pre", "2026-01-16", "2026-02-15", "2026-02-24", True),
        ("jc", "2026-01-18", "2026-02-17", "2026-02-24", True),
        # The last day is the Sunday before a working Saturday week: the National Day holiday ends on the 7th.
        ("right_to_arb", "2026-09-17", "2026-10-02", "2026-10-08", True),
        ("ar", "2026-09-20", "2026-10-05", "2026-10-08", True),
        # A holiday in the middle is not deducted.
        ("court_pre", "2026-09-10", "2026-10-10", "2026-10-10", False),
        # Over the year's end, and ending on New Year's Day.
        ("right_to_arb", "2025-12-17", "2026-01-01", "2026-01-04", True),
        ("court_pre", "2025-12-20", "2026-01-19", "2026-01-19", False),
        # Five days of the arbitration rules are working days, fifteen and forty-five natural ones (办案规则 第80条).
        ("arb_accept", "2026-09-24", "2026-10-09", "2026-10-09", False),
        ("ar_decide", "2026-04-30", "2026-05-11", "2026-05-11", False),
        ("arb_entrust", "2026-09-28", "2026-10-16", "2026-10-16", False),
        ("arb_award", "2026-08-20", "2026-10-04", "2026-10-08", True),
        # Three working days: over a weekend, and over a long holiday that ends with a make-up Saturday.
        ("accept", "2026-03-05", "2026-03-10", "2026-03-10", False),
        ("accept", "2026-09-30", "2026-10-10", "2026-10-10", False),
        ("accept", "2026-02-13", "2026-02-25", "2026-02-25", False),
        ("court_pick", "2026-05-08", "2026-05-11", "2026-05-11", False),
        ("court_confirm", "2025-12-31", "2026-01-06", "2026-01-06", False),
        # Starting on a day off changes nothing: counting begins the day after.
        ("accept", "2026-10-03", "2026-10-10", "2026-10-10", False),
        # Years and months end on the corresponding day, or on the last day of the month.
        ("lim", "2024-02-29", "2025-02-28", "2025-02-28", False),
        ("lim", "2023-02-28", "2024-02-28", "2024-02-28", False),
        ("enf", "2024-02-29", "2026-02-28", "2026-02-28", False),
        ("enf", "2024-10-01", "2026-10-01", "2026-10-08", True),
        ("jc_object_third", "2025-08-31", "2026-02-28", "2026-02-28", False),
        ("jc_object_third", "2025-08-30", "2026-02-28", "2026-02-28", False),
        ("lim", "2025-10-01", "2026-10-01", "2026-10-08", True),
        # Sixty working days of an inspection.
        ("inspect", "2026-03-02", "2026-05-28", "2026-05-28", False),
        ("pet", "2026-03-02", "2026-05-01", "2026-05-06", True),
    ],
)
def test_a_term_ends_where_the_table_says(key, started, raw, ends_on, rolled):
    found = due(term(key, on(started)), on(started))

    assert found.counted_from == on(started) + timedelta(days=1)
    assert (found.raw_due.isoformat(), found.due.isoformat(), found.rolled_over) == (raw, ends_on, rolled)


def test_the_two_fifteen_day_clocks_start_at_different_facts():
    right, mediation = term("right_to_arb", on("2026-03-02")), term("med", on("2026-03-02"))

    assert (right.amount, mediation.amount) == (15, 15)
    assert (right.starts_zh, mediation.starts_zh) == ("调解组织收到调解申请", "受理调解申请")
    assert ends("right_to_arb", "2026-03-02") != ends("med", "2026-03-05")


def test_arbitration_units_follow_article_80():
    by_unit = {
        key: term(key, on("2026-01-05")).unit for key in ("arb_accept", "arb_entrust", "ar_decide", "ar_decide_ext")
    }
    natural = {key: term(key, on("2026-01-05")).unit for key in ("ar", "arb_award", "arb_award_ext")}

    assert set(by_unit.values()) == {Unit.WORKING_DAY}
    assert set(natural.values()) == {Unit.NATURAL_DAY}


@pytest.mark.parametrize(
    ("region", "unit", "ends_on"),
    [
        ("330000", Unit.WORKING_DAY, "2026-01-26"),
        ("330106", Unit.WORKING_DAY, "2026-01-26"),
        ("360102", Unit.NATURAL_DAY, "2026-03-06"),
        ("360100", Unit.NATURAL_DAY, "2026-03-06"),
    ],
)
def test_a_region_has_its_own_reply_term_and_its_counties_inherit_it(region, unit, ends_on):
    version = term("opinion_reply", on("2026-01-05"), region)

    assert version.unit == unit
    assert due(version, on("2026-01-05")).due.isoformat() == ends_on


@pytest.mark.parametrize("region", [None, "620000", "620102", "360200"])
def test_a_region_without_a_figure_is_not_maintained_rather_than_guessed(region):
    version = term("opinion_reply", on("2026-01-05"), region)

    assert version.amount is None
    with pytest.raises(NotMaintained) as refusal:
        due(version, on("2026-01-05"), region=region)
    assert refusal.value.missing == (f"opinion_letter_reply_days:{region or 'CN'}",)


def test_a_working_day_term_names_the_calendar_that_is_missing():
    with pytest.raises(CalendarMissing) as gap:
        due(term("accept", on("2031-01-06")), on("2031-01-06"))
    assert gap.value.missing == ("holiday_calendar:2031",)


def test_a_working_day_term_that_reaches_into_a_missing_year_is_refused_too():
    last = shipped().years[-1]
    with pytest.raises(CalendarMissing) as gap:
        due(term("accept", on("2026-01-05")), date(last, 12, 31))
    assert gap.value.years == (last + 1,)


def test_a_natural_day_term_in_a_missing_year_is_given_without_roll_over_and_says_so():
    found = due(term("med", on("2031-01-01")), on("2031-01-01"))

    assert found.due == found.raw_due == on("2031-01-16")
    assert (found.rolled_over, found.missing) == (None, ("holiday_calendar:2031",))


def test_an_uploaded_year_is_used_and_the_shipped_calendar_stays_as_it_was():
    from statutes.calendars import calendar_year

    year = calendar_year(
        {
            "calendar": {"year": 2031, "certainty": "statute", "working": [on("2031-02-08")]},
            "holidays": [{"name": "元旦", "rest": [on("2031-01-01")], "statutory": [on("2031-01-01")]}],
        }
    )
    longer = shipped().with_year(year)

    assert due(term("accept", on("2030-12-31")), on("2031-01-01"), longer).due == on("2031-01-06")
    assert 2031 in longer
    assert 2031 not in shipped()


def test_paused_days_move_the_end_and_roll_over_is_asked_again():
    court = term("court_pre", on("2026-03-02"))
    appraisal = clocks.pause_length(court, [(on("2026-03-10"), on("2026-03-19"))])

    assert appraisal == 10
    assert due(court, on("2026-03-02"), paused_days=appraisal).raw_due == on("2026-04-11")
    assert due(court, on("2026-03-02"), paused_days=appraisal).due == on("2026-04-13")


def test_a_pause_of_a_working_day_term_counts_working_days_and_overlapping_spans_once():
    inspection = term("inspect", on("2026-03-02"))
    spans = [(on("2026-04-30"), on("2026-05-06")), (on("2026-05-06"), on("2026-05-09"))]

    assert clocks.pause_length(inspection, spans) == 5
    assert due(inspection, on("2026-03-02"), paused_days=5).due == shipped().add_working_days(on("2026-03-02"), 65)


def test_hours_and_minutes_run_by_the_clock():
    called = datetime(2026, 9, 30, 23, 45, tzinfo=clocks.CHINA)

    assert due(term("ticket_dispatch", called.date()), called).due == called + timedelta(minutes=30)
    assert due(term("ticket_respond", called.date()), called).due == called + timedelta(hours=2)
    assert due(term("ticket_follow_up", called.date()), called).due == called + timedelta(hours=24)
    with pytest.raises(TypeError, match="time of day"):
        due(term("ticket_dispatch", called.date()), called.date())


def test_a_moment_stored_in_utc_is_taken_as_the_day_it_was_in_china():
    late = datetime(2026, 3, 1, 17, 30, tzinfo=UTC)  # half past one on the 2nd in Lanzhou

    assert due(term("med", on("2026-03-02")), late).started == on("2026-03-02")


DAYS = st.dates(date(2008, 5, 1), date(2025, 12, 1))
DAY_TERMS = [one.key for one in terms() if one.amount and one.unit not in (Unit.HOUR, Unit.MINUTE)]


@given(st.sampled_from(DAY_TERMS), DAYS)
def test_a_term_never_ends_on_a_day_off_and_never_before_its_raw_day(key, started):
    found = due(term(key, started), started)

    if found.missing:
        assert found.rolled_over is None
    else:
        assert shipped().is_working_day(found.due)
        assert found.due >= found.raw_due
        assert found.rolled_over == (found.due != found.raw_due)
        assert found.due < found.raw_due + timedelta(days=12)


@given(st.sampled_from(DAY_TERMS), DAYS, st.integers(0, 30))
def test_starting_later_never_ends_earlier(key, started, later):
    first, second = (due(term(key, day), day) for day in (started, started + timedelta(days=later)))

    if not first.missing and not second.missing:
        assert first.due <= second.due


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 60))
def test_months_keep_the_day_or_end_the_month(day, amount):
    end = clocks.add_months(day, amount)

    assert (end.year * 12 + end.month) - (day.year * 12 + day.month) == amount
    assert end.day == day.day or (end + timedelta(days=1)).day == 1


def test_an_empty_calendar_refuses_to_count_monday_to_friday():
    with pytest.raises(CalendarMissing):
        due(term("accept", on("2026-03-02")), on("2026-03-02"), Calendar())
