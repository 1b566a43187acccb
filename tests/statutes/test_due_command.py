"""`manage.py due`: one JSON object, three exit codes, sentences that name the field."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

pytestmark = pytest.mark.django_db  # years and figures that are maintained here count too


def run(*args: str) -> dict:
    out = StringIO()
    call_command("due", *args, "--json", stdout=out)
    answer: dict = json.loads(out.getvalue())
    return answer


def refused(*args: str) -> tuple[int, str, str]:
    out = StringIO()
    with pytest.raises(CommandError) as error:
        call_command("due", *args, stdout=out)
    return error.value.returncode, str(error.value), out.getvalue()


def test_the_answer_holds_what_was_promised():
    answer = run("accept", "--from", "2026-09-30")

    promised = {
        "term": "accept",
        "from": "2026-09-30",
        "counted_from": "2026-10-01",
        "raw_due": "2026-10-10",
        "due": "2026-10-10",
        "amount": 3,
        "unit": "working_day",
        "rolled_over": False,
        "article": "企业劳动争议协商调解规定 第22条",
        "certainty": "statute",
    }
    assert {key: answer[key] for key in promised} == promised


@pytest.mark.parametrize("written", ["right_to_arb", "RIGHT_TO_ARB", "CLK-RIGHT-TO-ARB", "right-to-arb"])
def test_a_term_may_be_written_as_in_the_catalogue(written):
    assert run(written, "--from", "2026-09-17")["due"] == "2026-10-08"


def test_a_missing_calendar_is_named_in_the_json_and_the_command_ends_with_one():
    code, said, out = refused("accept", "--from", "2031-01-06", "--json")

    assert (code, json.loads(out)) == (1, {"missing": ["holiday_calendar:2031"]})
    assert "holiday_calendar:2031" in said


def test_a_missing_regional_figure_is_named():
    code, _, out = refused("opinion_reply", "--from", "2026-01-05", "--region", "620000", "--json")

    assert (code, json.loads(out)) == (1, {"missing": ["opinion_letter_reply_days:620000"]})
    assert run("opinion_reply", "--from", "2026-01-05", "--region", "330106")["due"] == "2026-01-26"


def test_a_natural_day_term_in_a_missing_year_says_that_roll_over_is_unknown():
    answer = run("med", "--from", "2031-01-01")

    assert (answer["due"], answer["rolled_over"], answer["missing"]) == ("2031-01-16", None, ["holiday_calendar:2031"])


@pytest.mark.parametrize(
    ("args", "field"),
    [
        (("accept",), "--from"),
        (("accept", "--from", "2026-02-30"), "--from"),
        (("accept", "--from", "yesterday"), "--from"),
        (("accept", "--from", "9999-12-31"), "--from"),
        (("med", "--from", "9999-12-31"), "--from"),
        (("no_such", "--from", "2026-01-05"), "TERM"),
        (("jc_object", "--from", "2026-01-05"), "TERM"),
        (("accept", "--from", "2026-01-05", "--region", "Gansu"), "--region"),
        (("ticket_dispatch", "--from", "2026-01-05"), "--from"),
    ],
)
def test_bad_input_ends_with_two_and_names_the_field(args, field):
    code, said, out = refused(*args)

    assert code == 2
    assert said.startswith(field)
    assert out == ""


def test_a_name_that_means_two_terms_offers_both():
    _, said, _ = refused("jc_object", "--from", "2026-01-05")

    assert "jc_object_party、jc_object_third" in said


def test_people_get_a_table_in_their_language():
    for language, words in (("zh-hans", "收到调解申请"), ("en", "Application received")):
        out = StringIO()
        with translation.override(language):
            call_command("due", "accept", "--from", "2026-09-30", stdout=out)
        assert words in out.getvalue()


def test_without_a_term_the_catalogue_is_printed():
    out = StringIO()
    call_command("due", stdout=out)

    assert "opinion_reply" in out.getvalue()
    assert "未维护" in out.getvalue()


def test_a_start_before_the_act_took_effect_is_said():
    assert [one["code"] for one in run("jc", "--from", "2023-05-04")["warnings"]] == ["not_yet_in_force"]
    assert run("jc", "--from", "2024-01-02")["warnings"] == []
