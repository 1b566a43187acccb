"""Sums in words by the bank-bill rules; every example of the rules is a row."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statutes.amounts import MOST, WordsUnreadable, accepted_words, check_words, in_words, read_words, words_match


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        # The examples of the rules themselves; the second form of a pair is accepted below.
        ("1409.50", "壹仟肆佰零玖元伍角"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        # Ends at 元, 角 and 分.
        ("36000", "叁万陆仟元整"),
        ("36000.00", "叁万陆仟元整"),
        ("0.50", "伍角"),
        ("0.05", "伍分"),
        ("0.55", "伍角伍分"),
        ("0", "零元整"),
        # One 拾 is written 壹拾, at every place.
        ("10", "壹拾元整"),
        ("15", "壹拾伍元整"),
        ("110", "壹佰壹拾元整"),
        ("100010", "壹拾万零壹拾元整"),
        # Zeros inside: one for several, none at the end of a group.
        ("1001", "壹仟零壹元整"),
        ("1010", "壹仟零壹拾元整"),
        ("1000000", "壹佰万元整"),
        ("1000001", "壹佰万零壹元整"),
        ("10001000", "壹仟万壹仟元整"),
        ("10000100", "壹仟万零壹佰元整"),
        ("100000000", "壹亿元整"),
        ("100000001", "壹亿零壹元整"),
        ("100010000", "壹亿零壹万元整"),
        ("100010001", "壹亿零壹万零壹元整"),
        ("1234567890.12", "壹拾贰亿叁仟肆佰伍拾陆万柒仟捌佰玖拾元壹角贰分"),
        ("1000000000000", "壹万亿元整"),
        ("100000.05", "壹拾万元零伍分"),
        ("100000.50", "壹拾万元伍角"),
        ("9999999999999999.99", "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    ],
)
def test_words_are_written_by_the_bill_rules(figure, words):
    assert in_words(Decimal(figure)) == words
    assert words_match(Decimal(figure), words)
    assert check_words(Decimal(figure), words).in_form


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        ("1680.32", "壹仟陆佰捌拾元零叁角贰分"),
        ("107000.53", "壹拾万柒仟元零伍角叁分"),
        ("107000.53", "壹拾万零柒仟元伍角叁分"),
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("36000", "人民币叁万陆仟圆正"),
        ("36000", "人民币：叁万陆仟元整"),
        ("36000", "叁萬陸仟圓整"),
        ("36000", " 叁万 陆仟元整 "),
        ("500005130", "伍亿零伍仟壹佰叁拾元整"),
        ("500005130", "伍亿伍仟壹佰叁拾元整"),
    ],
)
def test_variants_that_the_rules_allow_are_in_form(figure, words):
    check = check_words(Decimal(figure), words)

    assert (check.matches, check.in_form) == (True, True)


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        ("36000", "三万六千元"),
        ("36000", "叁万陆千元整"),
        ("2000", "两千元整"),
        ("10", "拾元整"),
        ("1001", "壹仟壹元整"),
        ("325.04", "叁佰贰拾伍元肆分"),
        ("0.05", "伍分整"),
        ("36000", "叁万陆仟元"),
    ],
)
def test_readable_words_out_of_form_match_and_say_so(figure, words):
    check = check_words(Decimal(figure), words)

    assert (check.matches, check.in_form) == (True, False)
    assert check.expected == in_words(Decimal(figure))


@pytest.mark.parametrize(
    "words",
    ["", "整", "元", "元整", "叁万陆仟", "叁陆元整", "拾佰元整", "壹万万元整", "36000元", "零壹万陆仟零元",
     "壹佰零零拾元", "叁万陆仟元零", "陆仟元叁佰", "万元整", "亿元整", "壹拾拾元", "壹拾佰元", "元叁角", "大约叁万元整",
     "叁角元"],
)  # fmt: skip
def test_words_that_are_no_sum_are_unreadable_and_match_nothing(words):
    with pytest.raises(WordsUnreadable):
        read_words(words)
    assert check_words(Decimal(36000), words).value is None
    assert not words_match(Decimal(36000), words)


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        ("36000", "叁万陆佰元整"),
        ("36000", "叁仟陆佰元整"),
        ("36000", "叁拾陆万元整"),
        ("36000.50", "叁万陆仟元零伍分"),
        ("1100", "壹仟零壹拾元整"),
        ("12000", "壹万贰佰元整"),
    ],
)
def test_other_sums_do_not_match(figure, words):
    check = check_words(Decimal(figure), words)

    assert check.value is not None
    assert not check.matches


@pytest.mark.parametrize("figure", ["-1", "0.001", "10000000000000000", "NaN", "Infinity"])
def test_figures_that_are_no_sum_are_refused(figure):
    with pytest.raises(ValueError):
        in_words(Decimal(figure))


SUMS = st.integers(0, int(MOST * 100)).map(lambda cents: Decimal(cents) / 100)
SMALL = st.integers(0, 10**11).map(lambda cents: Decimal(cents) / 100)


@given(SUMS | SMALL)
def test_what_is_written_is_read_back(amount):
    assert read_words(in_words(amount)) == amount


@given(SMALL)
def test_every_accepted_form_reads_as_the_same_sum(amount):
    forms = accepted_words(amount)

    assert in_words(amount) in forms
    assert {read_words(form) for form in forms} == {amount}


@given(SMALL, SMALL)
def test_two_sums_never_share_their_words(one, other):
    assert (in_words(one) == in_words(other)) is (one == other)
    assert bool(accepted_words(one) & accepted_words(other)) is (one == other)


@given(SMALL)
def test_words_never_hold_two_zeros_in_a_row_nor_a_zero_before_a_unit(amount):
    words = in_words(amount)

    assert "零零" not in words
    assert not any("零" + unit in words for unit in "万亿拾佰仟角分")


@given(st.text(alphabet="零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整", max_size=12))
def test_no_mixture_of_characters_breaks_the_reader(words):
    check = check_words(Decimal("1.00"), words)

    assert check.matches is (check.value == Decimal("1.00"))
