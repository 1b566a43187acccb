"""Limitation: start, the events that restart it, suspensions, the wage exception, and what is said near the end."""

import json
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from statutes.clocks import add_months
from statutes.facts import BadFact
from statutes.limitation import CLAIM_TYPES, KINDS, Effect, Event, limitation


def on(text: str) -> date:
    return date.fromisoformat(text)


def ask(kind="economic_compensation", known="2025-03-10", as_of="2025-11-22", ended=None, events=()):
    return limitation(
        kind,
        known_on=on(known) if known else None,
        as_of=on(as_of),
        employment_end=on(ended) if ended else None,
        events=[Event(on(day), what) for day, what in events],
    )


INTERRUPTIONS = [kind.key for kind in KINDS.values() if kind.effect is Effect.INTERRUPTS]


@pytest.mark.parametrize(
    ("known", "ends_on"),
    [
        ("2025-03-10", "2026-03-10"),
        ("2024-02-29", "2025-02-28"),
        ("2025-10-01", "2026-10-08"),  # the last day is a holiday
        ("2025-05-09", "2026-05-09"),  # a make-up Saturday is a working day
        ("2025-03-14", "2026-03-16"),  # a Saturday
        ("2024-12-31", "2025-12-31"),
    ],
)
def test_a_year_from_the_day_after_knowing(known, ends_on):
    found = ask(known=known, as_of=known)

    assert found.ends_on == on(ends_on)
    assert found.days_left == (on(ends_on) - on(known)).days
    assert found.trail[0].article == "劳动争议调解仲裁法 第27条第1款"


def test_the_eight_events_of_the_mediation_rules_and_those_of_the_law_are_all_there():
    of_the_rules = [kind for kind in KINDS.values() if kind.cited[0].startswith("L02/31.")]

    assert [kind.cited[0] for kind in of_the_rules] == [f"L02/31.({n})" for n in range(1, 9)]
    assert len(INTERRUPTIONS) == 15
    assert {kind.cause for kind in KINDS.values() if kind.cause} == {"force_majeure", "guardian_missing", "just_cause"}


@pytest.mark.parametrize("kind", INTERRUPTIONS)
def test_every_interruption_starts_a_new_year(kind):
    found = ask(events=[("2025-09-01", kind)])

    assert (found.started_on, found.ends_on) == (on("2025-09-01"), on("2026-09-01"))
    assert found.trail[1].article == KINDS[kind].article
    assert "重新计算" in found.trail[1].what.zh


def test_several_interruptions_count_from_the_last():
    found = ask(
        as_of="2026-08-01",
        events=[("2026-01-05", "mediation_expired"), ("2025-12-20", "applied_for_mediation"), ("2026-07-01", "sued")],
    )

    assert [entry.on for entry in found.trail[1:4]] == [on("2025-12-20"), on("2026-01-05"), on("2026-07-01")]
    assert found.ends_on == on("2027-07-01")
    assert (found.rolled_over, found.missing) == (None, ("holiday_calendar:2027",))


def test_an_event_on_the_rolled_over_last_day_is_in_time_and_one_a_day_later_is_not():
    last = ask(known="2025-10-01", as_of="2026-11-22", events=[("2026-10-08", "applied_for_mediation")])
    late = ask(known="2025-10-01", as_of="2026-11-22", events=[("2026-10-09", "applied_for_mediation")])

    assert last.started_on == on("2026-10-08")
    assert late.ends_on == on("2026-10-08")
    assert late.expired
    assert late.trail[1].what.code == "too_late"


def test_events_before_the_start_and_after_the_day_asked_about_change_nothing():
    found = ask(as_of="2025-11-22", events=[("2025-01-05", "sued"), ("2026-01-05", "sued")])

    assert found.ends_on == on("2026-03-10")
    assert [entry.what.code for entry in found.trail] == ["known", "before_start", "ends"]


def test_agreeing_after_the_end_is_left_to_the_legal_reviewer():
    found = ask(as_of="2026-11-22", events=[("2026-06-01", "other_side_agreed_to_perform")])

    assert found.expired
    assert [one.code for one in found.warnings] == ["agreed_after_end", "expired"]


@pytest.mark.parametrize("kind", ["wage_arrears", "overtime", "wages", "remuneration"])
def test_wages_know_no_limitation_while_the_employment_lasts(kind):
    for ended in (None, "2026-12-31"):
        found = ask(kind=kind, known="2019-01-31", ended=ended, as_of="2026-11-22", events=[("2020-01-05", "sued")])

        assert (found.ends_on, found.days_left, found.no_limitation_while_employed) == (None, None, True)
        assert found.trail[0].article == "劳动争议调解仲裁法 第27条第4款"
        assert found.trail[1].what.code == "not_running"
        assert not found.expired


def test_wages_run_a_year_from_the_end_of_the_employment_however_long_ago_they_were_due():
    found = ask(kind="wage_arrears", known="2019-01-31", ended="2025-06-30", as_of="2025-11-22")

    assert (found.started_on, found.ends_on, found.no_limitation_while_employed) == (
        on("2025-06-30"),
        on("2026-06-30"),
        False,
    )


def test_other_claims_run_during_the_employment_too():
    found = ask(kind="economic_compensation", ended=None)

    assert found.ends_on == on("2026-03-10")
    assert not found.no_limitation_while_employed


def test_a_suspension_moves_the_end_by_the_days_it_lasted():
    found = ask(
        as_of="2025-11-22", events=[("2025-06-01", "force_majeure_began"), ("2025-07-01", "force_majeure_ended")]
    )

    assert found.raw_end == on("2026-03-10") + timedelta(days=30)
    assert found.ends_on == on("2026-04-09")
    assert not found.suspended


def test_overlapping_causes_are_counted_once():
    found = ask(
        events=[
            ("2025-06-01", "force_majeure_began"),
            ("2025-06-15", "just_cause_began"),
            ("2025-07-01", "force_majeure_ended"),
            ("2025-07-10", "just_cause_ended"),
        ]
    )

    assert found.raw_end == on("2026-03-10") + timedelta(days=39)


def test_a_suspension_that_lasts_shows_what_is_left_once_it_ends():
    found = ask(as_of="2026-05-01", events=[("2026-03-01", "guardian_missing_began")])

    assert (found.suspended, found.ends_on, found.days_left) == (True, None, 9)
    assert [one.code for one in found.warnings] == ["suspended"]


def test_a_suspension_that_began_before_the_start_counts_from_the_start():
    found = ask(events=[("2025-02-01", "just_cause_began"), ("2025-03-21", "just_cause_ended")])

    assert found.raw_end == on("2026-03-20")


def test_a_suspension_after_the_end_revives_nothing():
    found = ask(
        as_of="2026-11-22", events=[("2026-04-01", "force_majeure_began"), ("2026-05-01", "force_majeure_ended")]
    )

    assert found.ends_on == on("2026-03-10")
    assert found.expired


def test_an_interruption_during_a_suspension_starts_a_year_that_stands_still_until_it_ends():
    found = ask(
        as_of="2025-11-22",
        events=[("2025-06-01", "just_cause_began"), ("2025-06-10", "sued"), ("2025-06-21", "just_cause_ended")],
    )

    assert found.raw_end == on("2026-06-20")


@pytest.mark.parametrize(
    ("left", "codes"),
    [
        (61, []),
        (60, ["left_60"]),
        (31, ["left_60"]),
        (30, ["left_30"]),
        (8, ["left_30"]),
        (7, ["left_7"]),
        (6, ["left_7", "legal_aid_urgent"]),
        (0, ["left_7", "legal_aid_urgent"]),
        (-1, ["expired"]),
    ],
)
def test_what_is_said_as_the_end_comes_near(left, codes):
    found = limitation("other", known_on=on("2025-03-10"), as_of=on("2026-03-10") - timedelta(days=left))

    assert found.days_left == left
    assert [one.code for one in found.warnings] == codes
    assert all(str(left) in one.zh for one in found.warnings if one.code.startswith("left_"))


def test_claims_whose_start_regions_treat_differently_say_so():
    for kind in CLAIM_TYPES.values():
        codes = [one.code for one in ask(kind=kind.key, known="2025-06-10", ended="2025-06-10").warnings]
        assert ("regional_start" in codes) is kind.regional_start


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "wage_arears"}, "claim_type"),
        ({"known": None}, "known_on"),
        ({"events": [("2025-06-01", "shouted")]}, "events[0].kind"),
        ({"events": [("2025-06-01", "sued"), ("2025-07-01", "just_cause_ended")]}, "events[1].kind"),
    ],
)
def test_bad_facts_are_refused_by_name(change, field):
    with pytest.raises(BadFact) as refusal:
        ask(**change)
    assert refusal.value.field == field


DAYS = st.dates(date(2010, 1, 1), date(2024, 12, 31))


@given(DAYS, st.lists(st.tuples(st.integers(0, 900), st.sampled_from(INTERRUPTIONS)), max_size=6), st.integers(0, 2000))
def test_an_interruption_never_shortens(known, happened, later):
    as_of = known + timedelta(days=later)
    events = [Event(known + timedelta(days=days), kind) for days, kind in happened]

    plain = limitation("other", known_on=known, as_of=as_of)
    moved = limitation("other", known_on=known, as_of=as_of, events=events)

    assert plain.ends_on is not None
    assert moved.ends_on is not None
    assert moved.ends_on >= plain.ends_on
    assert moved.started_on is not None
    assert moved.raw_end == add_months(moved.started_on, 12)
    assert [entry.on for entry in moved.trail[:-1]] == sorted(entry.on for entry in moved.trail[:-1])


def command(facts: object, tmp_path) -> dict:
    file = tmp_path / "facts.json"
    file.write_text(json.dumps(facts), encoding="utf-8")
    out = StringIO()
    call_command("limitation", str(file), "--json", stdout=out)
    answer: dict = json.loads(out.getvalue())
    return answer


FACTS = {
    "claim_type": "wage_arrears",
    "known_on": "2024-05-31",
    "employment_end": "2025-06-30",
    "events": [{"on": "2025-09-01", "kind": "applied_for_mediation"}],
    "as_of": "2025-11-22",
}


@pytest.mark.django_db
def test_the_command_answers_in_one_object(tmp_path):
    answer = command(FACTS, tmp_path)

    assert answer["ends_on"] == "2026-09-01"
    assert answer["no_limitation_while_employed"] is False
    assert answer["days_left"] == 283
    assert [(row["on"], row["article"]) for row in answer["trail"][:2]] == [
        ("2025-06-30", "劳动争议调解仲裁法 第27条第4款"),
        ("2025-09-01", "劳动争议调解仲裁法 第27条第2款；劳动人事争议仲裁办案规则 第27条"),
    ]


@pytest.mark.django_db
def test_the_command_knows_wages_while_employed(tmp_path):
    answer = command({**FACTS, "employment_end": None}, tmp_path)

    assert (answer["ends_on"], answer["no_limitation_while_employed"], answer["days_left"]) == (None, True, None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"claim_type": "nothing"}, "claim_type"),
        ({"claim_type": 3}, "claim_type"),
        ({"known_on": "2025-02-30", "employment_end": "2025-06-30"}, "known_on"),
        ({"as_of": None}, "as_of"),
        ({"events": {}}, "events"),
        ({"events": ["sued"]}, "events[0]"),
        ({"events": [{"on": "2025-09-01", "kind": "x"}]}, "events[0].kind"),
        ({"events": [{"on": "soon", "kind": "sued"}]}, "events[0].on"),
        ({"employed": True}, "employed"),
        ({"known_on": "9999-12-31", "claim_type": "other", "as_of": "9999-12-31"}, "known_on"),
    ],
)
def test_the_command_names_the_bad_field(tmp_path, change, field):
    with pytest.raises(CommandError) as error:
        command({**FACTS, **change}, tmp_path)
    assert error.value.returncode == 2
    assert str(error.value).startswith(field)


@pytest.mark.django_db
def test_the_command_lists_kinds_and_prints_for_people(tmp_path):
    out = StringIO()
    call_command("limitation", "--kinds", "--json", stdout=out)
    assert {row["kind"] for row in json.loads(out.getvalue())["kinds"]} == set(KINDS)

    file = tmp_path / "facts.json"
    file.write_text(json.dumps(FACTS), encoding="utf-8")
    out = StringIO()
    call_command("limitation", str(file), stdout=out)
    assert "2026-09-01" in out.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("content", ["", "[]", "{", "null", "[" * 100000])
def test_a_file_that_is_no_object_ends_with_two(tmp_path, content):
    file = tmp_path / "facts.json"
    file.write_text(content, encoding="utf-8")

    with pytest.raises(CommandError) as error:
        call_command("limitation", str(file), "--json", stdout=StringIO())
    assert error.value.returncode == 2
