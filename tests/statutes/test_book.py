"""The book of acts: what is in it, and that a badly typed file is refused by name."""

import subprocess
import sys
from datetime import date

import pytest

from statutes import Cite, Clock, StatuteDataError, TermNotInForce, acts, articles, cite, term, terms
from statutes.book import load
from statutes.rules import Certainty


def test_the_names_in_the_code_and_the_terms_in_the_files_are_the_same():
    assert {one.key for one in terms()} == {str(one) for one in Clock}
    assert [one.key for one in terms()] == [str(one) for one in Clock]


@pytest.mark.parametrize("name", list(Cite.__members__))
def test_every_citation_in_the_code_is_an_article_of_the_book(name):
    article = cite(Cite[name])

    assert article.citation
    assert article.act.short_title in article.citation


@pytest.mark.parametrize(
    ("key", "printed"),
    [
        ("L01/14", "劳动争议调解仲裁法 第14条"),
        ("L01/14.3", "劳动争议调解仲裁法 第14条第3款"),
        ("L02/31.(5)", "企业劳动争议协商调解规定 第31条第5项"),
        ("L04/205", "民事诉讼法 第205条"),
        ("P05/1", "人社厅发〔2024〕4号"),  # seen without article numbers: none is printed
    ],
)
def test_citations_are_printed_as_lawyers_write_them(key, printed):
    assert cite(key).citation == printed


def test_statutes_read_in_full_show_their_text_and_others_say_that_it_is_a_gist():
    assert cite("L01/14.3").wording.startswith("自劳动争议调解组织收到调解申请之日起十五日内")
    assert cite("L01/14.3").wording_is == "text"
    assert cite("L02/22").wording_is == "gist"
    assert cite("P07/1").wording == ""  # not obtained: nothing is invented
    assert all(one.wording_is == "gist" or one.certainty == "statute" for one in articles() if one.wording)


def test_every_term_says_all_it_must_in_both_languages():
    for one in terms():
        assert all((one.label_zh, one.label_en, one.starts_zh, one.starts_en, one.stops_zh, one.stops_en)), one.key
        assert one.articles, one.key
        assert one.certainty in set(Certainty), one.key


def test_grades_are_carried():
    graded = {key: term(key, date(2026, 1, 5)).certainty for key in ("med", "med_nef", "med_pmc", "revisit")}

    assert graded == {"med": "statute", "med_nef": "excerpt", "med_pmc": "unverified", "revisit": "configured"}


def test_acts_carry_their_source_and_grade():
    assert len(acts()) >= 40
    assert all(one.source and one.certainty in set(Certainty) for one in acts())


def test_an_unknown_term_or_article_is_refused():
    with pytest.raises(KeyError, match="no_such_term"):
        term("no_such_term", date(2026, 1, 5))
    with pytest.raises(KeyError, match="L01/999"):
        cite("L01/999")


ACT = """
[act]
key = "X01"
title = "某法"
short_title = "某法"
certainty = "statute"
source = "测试"

[articles."3"]
wording = "三日内答复。"

[terms.answer]
label_zh = "答复"
label_en = "Answer"
articles = ["X01/3"]
amount = 3
unit = "working_day"
starts_zh = "收到"
starts_en = "Received"
certainty = "statute"
"""


def written(tmp_path, text, name="X01.toml"):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_a_small_book_loads(tmp_path):
    book = load(written(tmp_path, ACT))

    assert book.term("answer", date(2026, 1, 5)).amount == 3
    assert book.cite("X01/3").citation == "某法 第3条"


AMENDED = (
    ACT
    + """
valid_until = 2025-12-31
[[terms.answer.versions]]
valid_from = 2026-01-01
amount = 5
[[terms.answer.versions]]
region = "620000"
amount = 7
unit = "natural_day"
"""
)


def test_a_rule_of_another_place_is_looked_to_where_it_does_not_hold(tmp_path):
    of_a_city = load(written(tmp_path, ACT.replace("[act]", '[act]\nregion = "360100"', 1))).cite("X01/3")
    of_the_country = cite("L01/14")

    assert of_a_city.cited_in("360102") == of_a_city.cited_in("360100") == "某法 第3条"
    assert of_a_city.cited_in("620102") == of_a_city.cited_in("360000") == of_a_city.cited_in(None) == "参照某法 第3条"
    assert of_the_country.cited_in("620102") == of_the_country.citation


def test_an_amendment_is_a_row_and_the_old_one_stays(tmp_path):
    book = load(written(tmp_path, AMENDED))

    assert book.term("answer", date(2025, 12, 31)).amount == 3
    assert book.term("answer", date(2026, 1, 1)).amount == 5
    assert book.term("answer", date(2026, 1, 1), "110000").amount == 5
    assert (
        book.term("answer", date(2026, 1, 1), "620102").amount,
        book.term("answer", date(2020, 1, 1), "620000").unit,
    ) == (
        7,
        "natural_day",
    )


def test_a_day_that_no_version_covers_is_refused(tmp_path):
    book = load(written(tmp_path, ACT + "valid_from = 2026-01-01\n"))

    with pytest.raises(TermNotInForce) as refusal:
        book.term("answer", date(2025, 12, 31))
    assert (refusal.value.key, refusal.value.on) == ("answer", date(2025, 12, 31))


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('key = "X01"', 'key = "X02"', "act.key"),
        ('title = "某法"\nshort', 'title = ""\nshort', "act.title"),
        ('certainty = "statute"\nsource', 'certainty = "certain"\nsource', "act.certainty"),
        ('source = "测试"', 'source = "测试"\npublisher = "x"', "act.publisher"),
        ('source = "测试"', 'source = "测试"\nin_force_from = "2020"', "act.in_force_from"),
        (
            'source = "测试"',
            'source = "测试"\nin_force_from = 2021-01-01\nin_force_until = 2020-01-01',
            "act.in_force_until",
        ),
        ('[articles."3"]', '[articles."third"]', "articles.third"),
        ('wording = "三日内答复。"', 'words = "三日内答复。"', "articles.3.words"),
        ('wording = "三日内答复。"', 'wording = "x"\nwording_is = "song"', "articles.3.wording_is"),
        ("amount = 3", "amount = 0", "terms.answer.amount"),
        ("amount = 3", "amount = -3", "terms.answer.amount"),
        ("amount = 3", "amount = true", "terms.answer.amount"),
        ("amount = 3", "amount = 3.5", "terms.answer.amount"),
        ("amount = 3", 'amount = "three"', "terms.answer.amount"),
        ("amount = 3", "", "terms.answer.amount"),
        ("amount = 3", 'amount = "not maintained"', "terms.answer.parameter"),
        ('unit = "working_day"', 'unit = "day"', "terms.answer.unit"),
        ('unit = "working_day"', "", "terms.answer.unit"),
        ('articles = ["X01/3"]', 'articles = ["X01/4"]', "terms.answer.articles"),
        ('articles = ["X01/3"]', "articles = []", "terms.answer.articles"),
        ('starts_en = "Received"', "", "terms.answer.starts_en"),
        ('starts_en = "Received"', 'starts_en = "Received"\nstops_zh = "答复"', "terms.answer.stops_zh"),
        ('starts_en = "Received"', 'starts_en = "Received"\nday = 3', "terms.answer.day"),
        ('starts_en = "Received"', 'starts_en = "Received"\nextension = "more"', "terms.answer.extension"),
        ('starts_en = "Received"', 'starts_en = "Received"\nregion = "Gansu"', "terms.answer.region"),
        ("[act]", '[act]\nregion = "Gansu"', "act.region"),
        (
            'starts_en = "Received"',
            'starts_en = "R"\nvalid_from = 2026-02-01\nvalid_until = 2026-01-01',
            "terms.answer.valid_until",
        ),
        (
            'starts_en = "Received"\ncertainty = "statute"',
            'starts_en = "Received"\ncertainty = "V"',
            "terms.answer.certainty",
        ),
    ],
)
def test_a_file_that_cannot_be_right_is_refused_with_file_and_key(tmp_path, old, new, named):
    assert old in ACT

    with pytest.raises(StatuteDataError) as refusal:
        load(written(tmp_path, ACT.replace(old, new, 1)))

    assert refusal.value.key == named
    assert str(refusal.value).startswith(f"X01.toml: {named}: ")


@pytest.mark.parametrize(
    "tail",
    [
        "[[terms.answer.versions]]\nvalid_from = 2026-01-01\namount = 5\n",  # the first row is still open-ended
        '[[terms.answer.versions]]\nregion = "620000"\n[[terms.answer.versions]]\nregion = "620000"\namount = 9\n',
    ],
)
def test_overlapping_versions_are_refused(tmp_path, tail):
    with pytest.raises(StatuteDataError, match="overlap"):
        load(written(tmp_path, ACT + tail))


def test_a_version_must_say_what_it_is_for(tmp_path):
    with pytest.raises(StatuteDataError, match="region, valid_from or valid_until"):
        load(written(tmp_path, ACT + "[[terms.answer.versions]]\namount = 5\n"))


def test_broken_toml_names_the_file(tmp_path):
    with pytest.raises(StatuteDataError, match=r"^X01\.toml"):
        load(written(tmp_path, ACT + "amount = = 3\n"))


def test_the_same_term_in_two_files_is_refused(tmp_path):
    written(tmp_path, ACT)
    written(tmp_path, ACT.replace('key = "X01"', 'key = "X02"', 1), "X02.toml")

    with pytest.raises(StatuteDataError, match="already defined"):
        load(tmp_path)


def test_the_law_knows_no_web_framework():
    code = (
        "import pkgutil, sys, importlib, statutes\n"
        "for found in pkgutil.walk_packages(statutes.__path__, 'statutes.'):\n"
        "    importlib.import_module(found.name)\n"
        "sys.exit('django' in sys.modules)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
