"""Resident ID numbers (GB 11643), unified social credit codes (GB 32100) and what of them is shown.

A check tells what is wrong and why; it never decides that a petitioner is turned away. Old numbers, numbers typed
wrongly years ago and area codes that no list knows do exist.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from statutes.rules import Sentence

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECK = "10X98765432"
# Provinces, Hong Kong, Macao and Taiwan (81–83), and 9 for foreigners' permanent residence.
_PROVINCES = frozenset(
    (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82, 83, 91)
)
_CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CODE_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)

_SENTENCES = {
    one.code: one
    for one in (
        Sentence("empty", "没有填写号码。", "No number was given."),
        Sentence("length", "位数不对。", "The number of characters is wrong."),
        Sentence("characters", "含有不应出现的字符。", "It contains characters that cannot occur."),
        Sentence("checksum", "校验位不符，请核对原件。", "The check digit does not fit; compare with the original."),
        Sentence("birth_date", "其中的出生日期不存在。", "The date of birth in it does not exist."),
        Sentence("birth_future", "其中的出生日期在今天之后。", "The date of birth in it lies in the future."),
        Sentence("birth_differs", "与填写的出生日期不一致。", "It differs from the date of birth given."),
        Sentence("sex_differs", "与填写的性别不一致。", "It differs from the sex given."),
        Sentence(
            "area_unknown",
            "地区代码不在省级代码之内，仅作提示。",
            "The area code is of no known province; a hint only.",
        ),
        Sentence(
            "old_form", "是十五位旧号码，没有校验位。", "It is an old number of fifteen digits without a check digit."
        ),
        Sentence("body_code", "主体标识码的校验位不符。", "The check character of the body code does not fit."),
    )
}

# What is worth saying but no error.
_HINTS = frozenset({"area_unknown", "old_form"})


def sentence(code: str) -> Sentence:
    """The sentence for a problem code, in both languages."""
    return _SENTENCES[code]


@dataclass(frozen=True, slots=True)
class NumberCheck:
    """A number as it is stored, what is wrong with it, what is only worth a hint, and what it tells."""

    number: str
    problems: tuple[str, ...]
    hints: tuple[str, ...]
    birth_date: date | None = None
    sex: str | None = None
    area: str | None = None

    @property
    def valid(self) -> bool:
        """Whether nothing is wrong (hints do not count)."""
        return not self.problems

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """All problems and hints as sentences."""
        return tuple(sentence(code) for code in (*self.problems, *self.hints))


def check_resident_id(
    number: str, *, on: date | None = None, birth_date: date | None = None, sex: str | None = None
) -> NumberCheck:
    """Check a resident ID (also residence permits of the same build).

    `on` is today, to notice a birth in the future; `birth_date` and `sex` ("male", "female") are compared if given.
    Upper-cases x, drops spaces and full-width forms. Fifteen-digit numbers are read, with a hint.
    """
    text = _clean(number)
    if not text:
        return NumberCheck("", ("empty",), ())
    if len(text) not in (15, 18):
        return NumberCheck(text, ("length",), ())
    if not re.fullmatch(r"[0-9]{17}[0-9X]|[0-9]{15}", text):
        return NumberCheck(text, ("characters",), ())

    found: list[str] = []
    long = text if len(text) == 18 else upgraded(text)
    if len(text) == 15:
        found.append("old_form")
    elif resident_id_check_digit(text[:17]) != text[17]:
        found.append("checksum")
    born = _born(long[6:14])
    if born is None:
        found.append("birth_date")
    elif on is not None and born > on:
        found.append("birth_future")
    if birth_date is not None and born is not None and born != birth_date:
        found.append("birth_differs")
    told = "male" if int(long[16]) % 2 else "female"
    if sex is not None and sex != told:
        found.append("sex_differs")
    if int(long[:2]) not in _PROVINCES:
        found.append("area_unknown")
    return NumberCheck(text, *_sorted(found), birth_date=born, sex=told, area=long[:6])


def resident_id_check_digit(first: str) -> str:
    """The check character for the first seventeen digits."""
    return _ID_CHECK[sum(int(char) * weight for char, weight in zip(first, _ID_WEIGHTS, strict=True)) % 11]


def upgraded(old: str) -> str:
    """A fifteen-digit number in its later form: the century and the check digit added."""
    first = old[:6] + "19" + old[6:]
    return first + resident_id_check_digit(first)


def check_credit_code(code: str) -> NumberCheck:
    """Check a unified social credit code: alphabet, check character, and the body code inside it (GB 11714)."""
    text = _clean(code)
    if not text:
        return NumberCheck("", ("empty",), ())
    if len(text) != 18:
        return NumberCheck(text, ("length",), ())
    if any(char not in _CODE_ALPHABET for char in text):
        return NumberCheck(text, ("characters",), ())
    found: list[str] = []
    if credit_code_check_character(text[:17]) != text[17]:
        found.append("checksum")
    if body_code_check_character(text[8:16]) != text[16]:
        found.append("body_code")
    return NumberCheck(text, *_sorted(found), area=text[2:8])


def credit_code_check_character(first: str) -> str:
    """The check character for the first seventeen."""
    total = sum(_CODE_ALPHABET.index(char) * weight for char, weight in zip(first, _CODE_WEIGHTS, strict=True))
    return _CODE_ALPHABET[(31 - total % 31) % 31]


def body_code_check_character(first: str) -> str:
    """The check character of a body code's first eight (组织机构代码): letters count from ten."""
    total = sum(int(char, 36) * weight for char, weight in zip(first, _BODY_WEIGHTS, strict=True))
    rest = 11 - total % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def registered_by_union(code: str) -> bool:
    """Whether the code says a union registered the body. Unverified: codes beginning with 8."""
    return _clean(code).startswith("8")


def mask_number(number: str, head: int = 4, tail: int = 4) -> str:
    """An ID number as shown to those who need not know it: 6201**********123X. Short ones are hidden whole."""
    text = _clean(number)
    if len(text) <= head + tail:
        return "*" * len(text)
    return text[:head] + "*" * (len(text) - head - tail) + text[-tail:]


def mask_phone(number: str) -> str:
    """A telephone number: 138****5678."""
    return mask_number(number, head=3, tail=4)


def mask_account(number: str) -> str:
    """A bank account: only the last four digits."""
    return mask_number(number, head=0, tail=4)


def mask_name(name: str) -> str:
    """A person's name: the first character stays. 欧阳某某 → 欧***."""
    text = name.strip()
    return text[:1] + "*" * (len(text) - 1) if len(text) > 1 else "*" * len(text)


def _clean(number: str) -> str:
    return re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", number)).upper()


def _born(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None


def _sorted(found: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    codes = list(found)
    return tuple(code for code in codes if code not in _HINTS), tuple(code for code in codes if code in _HINTS)
