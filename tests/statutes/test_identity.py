"""Numbers of people and organisations: the published vectors, and problems named softly."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statutes import identity
from statutes.identity import check_credit_code, check_resident_id


@pytest.mark.parametrize(
    "number",
    [
        "11010519491231002X",
        "440524188001010014",
        "11010519491231002x",
        "110105 19491231 002X",
        "１１０１０５１９４９１２３１００２Ｘ",
    ],
)
def test_good_resident_numbers(number):
    check = check_resident_id(number)

    assert check.valid
    assert check.hints == ()
    assert check.number in {"11010519491231002X", "440524188001010014"}


@pytest.mark.parametrize(
    ("number", "problems", "hints"),
    [
        ("", ("empty",), ()),
        ("  ", ("empty",), ()),
        ("1101051949123100", ("length",), ()),
        ("11010519491231002XX", ("length",), ()),
        ("11010519491231A02X", ("characters",), ()),
        ("X1010519491231002X", ("characters",), ()),
        ("110105194912310021", ("checksum",), ()),
        ("11010519491331002X", ("checksum", "birth_date"), ()),
        ("110105490229002", ("birth_date",), ("old_form",)),
        ("110105491231002", (), ("old_form",)),
        ("990105194912310023", (), ("area_unknown",)),
    ],
)
def test_problems_are_named_and_odd_areas_are_only_a_hint(number, problems, hints):
    if number.startswith("99"):
        number = number[:17] + identity.resident_id_check_digit(number[:17])
    check = check_resident_id(number)

    assert (check.problems, check.hints) == (problems, hints)
    assert [one.code for one in check.sentences] == [*problems, *hints]
    assert all(one.zh and one.en for one in check.sentences)


def test_what_a_number_tells_is_compared_with_what_was_said():
    check = check_resident_id("11010519491231002X", on=date(2026, 11, 22), birth_date=date(1949, 12, 30), sex="male")

    assert check.problems == ("birth_differs", "sex_differs")
    assert (check.birth_date, check.sex, check.area) == (date(1949, 12, 31), "female", "110105")
    assert check_resident_id("11010519491231002X", on=date(1940, 1, 1)).problems == ("birth_future",)


def test_an_old_number_grows_into_the_new_form():
    assert identity.upgraded("110105491231002") == "11010519491231002X"


@pytest.mark.parametrize(
    ("code", "problems"),
    [
        ("91350100M000100Y43", ()),
        ("91440300708461136T", ()),
        ("91110000100001342C", ()),
        ("91350100m000100y43", ()),
        ("911100001000013428", ("checksum",)),
        ("91350100M000100Y44", ("checksum",)),
        ("91350100M000100Y4", ("length",)),
        ("91350100M0001O0Y43", ("characters",)),
        ("91350100I000100Y43", ("characters",)),
        ("", ("empty",)),
    ],
)
def test_credit_codes(code, problems):
    assert check_credit_code(code).problems == problems


def test_a_wrong_body_code_is_found_even_when_the_outer_check_fits():
    first = "91350100M000100Y5"
    code = first + identity.credit_code_check_character(first)

    assert check_credit_code(code).problems == ("body_code",)


def test_codes_of_union_bodies_are_recognised():
    assert identity.registered_by_union("81620000000000000X")
    assert not identity.registered_by_union("91350100M000100Y43")


@pytest.mark.parametrize(
    ("masked", "shown"),
    [
        (identity.mask_number("11010519491231002X"), "1101**********002X"),
        (identity.mask_number("1234"), "****"),
        (identity.mask_phone("13800005678"), "138****5678"),
        (identity.mask_account("6222000000001234"), "************1234"),
        (identity.mask_name("张三"), "张*"),
        (identity.mask_name("欧阳某某"), "欧***"),
        (identity.mask_name("甲"), "*"),
        (identity.mask_name(""), ""),
    ],
)
def test_masks(masked, shown):
    assert masked == shown


@given(st.integers(0, 10**17 - 1), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(number, place, shift):
    first = f"{number:017d}"
    good = first + identity.resident_id_check_digit(first)
    wrong = first[:place] + str((int(first[place]) + shift) % 10) + first[place + 1 :] + good[17]

    assert "checksum" not in check_resident_id(good).problems
    assert "checksum" in check_resident_id(wrong).problems


@given(st.text(max_size=20))
def test_no_text_breaks_the_checks(text):
    assert check_resident_id(text).number == check_credit_code(text).number
