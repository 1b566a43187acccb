"""The agreement linter: a corpus of faulty clauses each caught by its rule, and clean texts that nothing stops."""

import json
import time
import tomllib
from copy import deepcopy
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from statutes.agreement import Level, lint, rules, sentences_of
from statutes.facts import BadFact

CORPUS = tomllib.loads((Path(__file__).parent / "data" / "clauses.toml").read_text(encoding="utf-8"))
FAULTY = [(row["rule"], row["text"]) for row in CORPUS["faulty"]]
WARNED = [(row["rule"], row["text"]) for row in CORPUS["warned"]]
CLEAN = CORPUS["clean"]["clauses"]

GOOD: dict[str, Any] = {
    "legal_type": "PMC",
    "parties": [
        {"name": "张某甲", "role": "applicant", "signs_by": "self", "authority": None, "minor": False},
        {"name": "某某建筑有限公司", "role": "respondent", "signs_by": "agent", "authority": "special", "minor": False},
    ],
    "items": [
        {
            "kind": "money",
            "what": "拖欠工资（税前）",
            "amount": "36000.00",
            "amount_words": "叁万陆仟元整",
            "payee": "张某甲",
            "account": "某某银行 6200000000000000000",
            "due_date": "2027-03-31",
            "instalments": [
                {"amount": "18000.00", "due_date": "2026-12-31"},
                {"amount": "18000.00", "due_date": "2027-03-31"},
            ],
        },
        {"kind": "act", "what": "出具解除劳动合同的证明，办理档案和社会保险转移", "due_date": "2026-12-15"},
    ],
    "clauses": ["任一期未按时足额支付的，剩余款项全部到期。"],
    "confirms_employment": False,
    "members_without_consent": 0,
}


def with_(**change):
    return deepcopy(GOOD) | change


def with_item(**change):
    agreement = deepcopy(GOOD)
    agreement["items"][0] |= change
    return agreement


def with_party(number=0, **change):
    agreement = deepcopy(GOOD)
    agreement["parties"][number] |= change
    return agreement


def found(agreement):
    return {(one.rule, str(one.level), one.where) for one in lint(agreement).findings}


def codes(agreement):
    return {one.rule for one in lint(agreement).findings}


def test_a_good_agreement_has_no_findings():
    result = lint(GOOD)

    assert result.findings == ()
    assert result.signable


def test_the_corpus_is_as_large_as_promised_and_names_only_rules_that_exist():
    assert len(FAULTY) >= 60
    assert len(CLEAN) >= 40
    assert {rule for rule, _ in FAULTY + WARNED} <= set(rules())
    assert {rules()[rule].level for rule, _ in FAULTY} == {Level.BLOCK}
    assert {rules()[rule].level for rule, _ in WARNED} == {Level.WARN}


@pytest.mark.parametrize(("rule", "text"), FAULTY)
def test_every_faulty_clause_is_caught_by_its_rule_and_stops_signing(rule, text):
    result = lint(with_(clauses=[text]))

    caught = [one for one in result.findings if one.rule == rule]
    assert caught, codes(with_(clauses=[text]))
    assert not result.signable
    assert caught[0].where == "clauses[0]"
    assert caught[0].article
    assert "{" not in caught[0].sentence.zh + caught[0].sentence.en


@pytest.mark.parametrize(("rule", "text"), WARNED)
def test_warned_clauses_are_said_and_do_not_stop(rule, text):
    result = lint(with_(clauses=[text]))

    assert rule in {one.rule for one in result.findings}
    assert result.signable, [(one.rule, one.found) for one in result.findings if one.level is Level.BLOCK]


@pytest.mark.parametrize("text", CLEAN)
def test_clean_clauses_are_never_stopped(text):
    result = lint(with_(clauses=[text]))

    assert result.signable, [(one.rule, one.found) for one in result.findings if one.level is Level.BLOCK]


def test_all_clean_clauses_together_are_signable():
    assert lint(with_(clauses=CLEAN)).signable
    assert lint(with_(clauses=["".join(CLEAN)])).signable


@pytest.mark.parametrize(
    ("rule", "text"),
    [row for row in FAULTY if rules()[row[0]].patterns and not rules()[row[0]].clauses_only][::7],
)
def test_what_no_clause_may_say_no_item_may_be_called(rule, text):
    agreement = with_item(what=text.rstrip("。")[:200])

    assert (rule, "block", "items[0].what") in found(agreement)


def test_the_name_of_an_item_need_not_say_its_sum_or_day():
    assert codes(with_item(what="拖欠工资（税前，3万余元，约定分批付清）")) == set()


def test_a_faulty_clause_hidden_among_clean_ones_is_found_where_it_stands():
    result = lint(with_(clauses=[*CLEAN[:5], CLEAN[5] + "乙方自愿放弃社会保险。" + CLEAN[6], *CLEAN[7:9]]))

    assert [(one.rule, one.where) for one in result.findings if one.level is Level.BLOCK] == [
        ("social_insurance_waiver", "clauses[5]")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "乙方自愿放弃 社会 保险。",
        "乙方自愿放弃\u3000社会保险。",
        "（一）乙方自愿放弃社会保险；",
        "乙方自愿放弃社会保险\n其他不变",
    ],
)
def test_spaces_and_numbering_hide_nothing(text):
    assert "social_insurance_waiver" in codes(with_(clauses=[text]))


# --- items --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "rule", "where"),
    [
        ({"what": ""}, "item_without_what", "items[0].what"),
        ({"amount": None}, "item_without_amount", "items[0].amount"),
        ({"amount": ""}, "item_without_amount", "items[0].amount"),
        ({"amount": "约36000"}, "amount_unreadable", "items[0].amount"),
        ({"amount": "-5"}, "amount_unreadable", "items[0].amount"),
        ({"amount": 0}, "amount_unreadable", "items[0].amount"),
        ({"amount": "36000.001"}, "amount_unreadable", "items[0].amount"),
        ({"amount": "NaN"}, "amount_unreadable", "items[0].amount"),
        ({"amount_words": ""}, "words_missing", "items[0].amount_words"),
        ({"amount_words": None}, "words_missing", "items[0].amount_words"),
        ({"amount_words": "叁万陆佰元整"}, "words_differ", "items[0].amount_words"),
        ({"amount_words": "三万六"}, "words_differ", "items[0].amount_words"),
        ({"payee": ""}, "payee_missing", "items[0].payee"),
        ({"payee": None}, "payee_missing", "items[0].payee"),
        ({"payee": "待定"}, "payee_unclear", "items[0].payee"),
        ({"payee": "申请人指定的人"}, "payee_unclear", "items[0].payee"),
        ({"payee": "张某甲等人"}, "payee_unclear", "items[0].payee"),
        ({"payee": "张某甲或者李某乙"}, "payee_unclear", "items[0].payee"),
        ({"payee": "包工头王某"}, "payee_unclear", "items[0].payee"),
        ({"account": ""}, "account_missing", "items[0].account"),
        ({"instalments": [], "due_date": None}, "item_without_due_date", "items[0].due_date"),
        ({"instalments": None, "due_date": ""}, "item_without_due_date", "items[0].due_date"),
        ({"due_date": "年底前"}, "due_date_unreadable", "items[0].due_date"),
        ({"due_date": "2026-02-30"}, "due_date_unreadable", "items[0].due_date"),
        (
            {
                "instalments": [
                    {"amount": "18000", "due_date": "2026-12-31"},
                    {"amount": "17000", "due_date": "2027-03-31"},
                ]
            },
            "instalments_do_not_add_up",
            "items[0].instalments",
        ),
        (
            {"instalments": [{"amount": "18000", "due_date": None}, {"amount": "18000", "due_date": "2027-03-31"}]},
            "instalment_without_due_date",
            "items[0].instalments[0].due_date",
        ),
        (
            {
                "instalments": [
                    {"amount": None, "due_date": "2026-12-31"},
                    {"amount": "36000", "due_date": "2027-03-31"},
                ]
            },
            "instalment_without_amount",
            "items[0].instalments[0].amount",
        ),
    ],
)
def test_faulty_items_stop_signing(change, rule, where):
    result = lint(with_item(**change))

    assert (rule, "block", where) in found(with_item(**change))
    assert not result.signable


@pytest.mark.parametrize(
    ("change", "rule", "where"),
    [
        ({"amount_words": "三万六千元"}, "words_out_of_form", "items[0].amount_words"),
        ({"payee": "李某乙"}, "payee_not_a_party", "items[0].payee"),
        ({"account": "微信转账"}, "account_odd", "items[0].account"),
        ({"due_date": "2027-01-31"}, "instalment_after_due_date", "items[0].instalments"),
        ({"by_law": "90000"}, "below_calculation", "items[0].amount"),
        (
            {
                "instalments": [
                    {"amount": "18000", "due_date": "2027-03-31"},
                    {"amount": "18000", "due_date": "2026-12-31"},
                ]
            },
            "instalments_out_of_order",
            "items[0].instalments",
        ),
    ],
)
def test_doubtful_items_are_warned_of(change, rule, where):
    result = lint(with_item(**change))

    assert (rule, "warn", where) in found(with_item(**change))
    assert result.signable


@pytest.mark.parametrize(
    "change",
    [
        {"amount": 36000},
        {"amount": "36,000.00"},
        {"amount_words": "人民币叁万陆仟圆正"},
        {"payee": "申请人"},
        {"account": "现金"},
        {"instalments": []},
        {"instalments": None},
        {"due_date": None},  # the instalments carry the dates
        {"by_law": "40000"},
        {"by_law": None},
    ],
)
def test_sound_items_are_left_alone(change):
    assert lint(with_item(**change)).findings == ()


def test_an_act_needs_a_date_and_no_money_fields():
    agreement = deepcopy(GOOD)
    agreement["items"][1]["due_date"] = None

    assert found(agreement) == {("item_without_due_date", "block", "items[1].due_date")}


def test_the_word_applicant_is_unclear_when_there_are_two():
    agreement = with_item(payee="申请人")
    agreement["parties"].append({"name": "李某乙", "role": "applicant", "signs_by": "self"})

    assert "payee_not_a_party" in codes(agreement)


def test_sums_in_clauses_that_are_items_are_not_asked_for_again():
    agreement = with_(clauses=["被申请人支付申请人36000元，分两期，每期支付18000元。任一期逾期的，剩余款项全部到期。"])

    assert lint(agreement).findings == ()


# --- who signs ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("authority", ["general", None])
def test_an_agent_without_special_authority_stops_signing(authority):
    agreement = with_party(1, authority=authority)

    assert found(agreement) == {("agent_without_special_authority", "block", "parties[1]")}
    assert "某某建筑有限公司" in lint(agreement).findings[0].sentence.zh
    assert lint(agreement).findings[0].article == "民事诉讼法 第62条；民事诉讼法解释 第147条"


@pytest.mark.parametrize("signs_by", ["self", "representative"])
def test_a_minor_without_a_guardian_stops_signing(signs_by):
    assert found(with_party(minor=True, signs_by=signs_by)) == {("minor_without_guardian", "block", "parties[0]")}
    assert lint(with_party(minor=True, signs_by="guardian")).signable


def test_members_without_consent_stop_signing():
    result = lint(with_(members_without_consent=3))

    assert [one.rule for one in result.findings] == ["member_without_consent"]
    assert "3名" in result.findings[0].sentence.zh


def test_one_party_or_a_nameless_one_stops_signing():
    assert "parties_incomplete" in codes(with_(parties=GOOD["parties"][:1]))
    assert "party_without_name" in codes(with_party(name=" "))


def test_a_body_of_doubtful_status_is_warned_of():
    assert found(with_(legal_type="OTH")) == {("body_without_status", "warn", "legal_type")}


def test_confirming_employment_closes_arbitration_review_but_not_signing():
    for agreement in (
        with_(confirms_employment=True),
        with_(clauses=["双方确认自2024年3月1日起存在劳动关系。任一期逾期的全部到期。"]),
    ):
        result = lint(agreement)
        assert result.signable
        assert result.closed_routes == ("arbitration_review",)
    assert lint(GOOD).closed_routes == ()


def test_an_agreement_without_any_obligation_is_warned_of():
    assert ("no_obligation", "warn", "items") in found(with_(items=[]))


@pytest.mark.parametrize(
    ("agreement", "rule"),
    [
        (
            with_(clauses=["双方劳动关系于2026年8月31日解除。任一期逾期的全部到期。"], items=GOOD["items"][:1]),
            "leaving_papers",
        ),
        (with_item(what="拖欠工资"), "tax_not_said"),
        (with_(clauses=[]), "no_default_clause"),
    ],
)
def test_suggestions_never_stop(agreement, rule):
    result = lint(agreement)

    assert {(one.rule, one.level) for one in result.findings} == {(rule, Level.SUGGEST)}
    assert result.signable


def test_blocks_come_first():
    levels = [one.level for one in lint(with_(clauses=["双方再无其他争议。", "甲方尽快支付。"])).findings]

    assert levels == sorted(levels, key=list(Level).index)
    assert levels[0] is Level.BLOCK


# --- shape --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("agreement", "field"),
    [
        ([], "input"),
        ({}, "legal_type"),
        (with_(legal_type="UNION"), "legal_type"),
        (with_(parties={}), "parties"),
        (with_party(signs_by="proxy"), "parties[0].signs_by"),
        (with_party(authority="full"), "parties[0].authority"),
        (with_party(minor="no"), "parties[0].minor"),
        (with_party(name=5), "parties[0].name"),
        (with_(items=["x"]), "items[0]"),
        (with_item(kind="gift"), "items[0].kind"),
        (with_item(instalments={}), "items[0].instalments"),
        (with_item(amount_words=36000), "items[0].amount_words"),
        (with_(clauses="x"), "clauses"),
        (with_(clauses=[5]), "clauses.0"),
        (with_(members_without_consent=-1), "members_without_consent"),
        (with_(confirms_employment="no"), "confirms_employment"),
    ],
)
def test_a_wrong_shape_is_refused_by_name(agreement, field):
    with pytest.raises(BadFact) as refusal:
        lint(agreement)
    assert refusal.value.field == field


@given(st.lists(st.text(max_size=200), max_size=4))
def test_no_text_breaks_the_linter(clauses):
    lint(with_(clauses=clauses))


@pytest.mark.parametrize(
    "unit", ["支付", "放弃", "不得", "1", "36000元", "元（大写", "日", "（", "乙方不再要求甲方", "确认"]
)
def test_long_clauses_are_read_in_time(unit):
    began = time.perf_counter()
    lint(with_(clauses=[unit * (20_000 // len(unit))]))

    assert time.perf_counter() - began < 3


def test_sentences_are_cut_at_full_stops_and_lines():
    assert list(sentences_of("一、甲方 支付；\n二、乙方收款。")) == ["一、甲方支付", "二、乙方收款"]


def test_every_rule_has_an_article_and_both_languages():
    for rule in rules().values():
        assert rule.article
        assert rule.sentence.zh
        assert rule.sentence.en


# --- the command --------------------------------------------------------------------------------------------------


def run(tmp_path, agreement):
    file = tmp_path / "agreement.json"
    file.write_text(json.dumps(agreement), encoding="utf-8")
    out = StringIO()
    call_command("lint_agreement", str(file), "--json", stdout=out)
    return json.loads(out.getvalue())


def test_the_command_answers_as_promised(tmp_path):
    assert run(tmp_path, GOOD) == {"findings": [], "signable": True, "closed_routes": []}

    answer = run(tmp_path, with_(members_without_consent=3))
    assert answer["signable"] is False
    assert set(answer["findings"][0]) >= {"rule", "level", "where", "sentence", "article"}
    assert answer["findings"][0]["article"] == "劳动人事争议仲裁办案规则 第63条"


def test_the_command_names_a_wrong_shape_and_lists_its_rules(tmp_path):
    with pytest.raises(CommandError) as error:
        run(tmp_path, with_(legal_type="X"))
    assert error.value.returncode == 2
    assert str(error.value).startswith("legal_type")

    out = StringIO()
    call_command("lint_agreement", "--rules", stdout=out)
    assert "social_insurance_waiver" in out.getvalue()
