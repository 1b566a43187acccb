"""Sums of money in Chinese words (大写), written and read by the rules for bank bills (票据和结算凭证填写的基本规定).

Written: 人民币 is left to the caller; 整 after 元, none after 角 or 分; several zeros in a row are one 零; a zero at 元
or at 万 before a digit that is not zero is left out, which the rules allow. Read: every variant the rules allow, and
also everyday numerals, which are understood but reported as not in bill form.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

DIGITS = "零壹贰叁肆伍陆柒捌玖"
MOST = Decimal("9999999999999999.99")

_PLACES = ("", "拾", "佰", "仟")
_FEN = Decimal("0.01")

# Variants of the same character: traditional, everyday and easily confused forms.
_SAME = str.maketrans(
    {
        "圆": "元", "圓": "元", "正": "整", "〇": "零", "○": "零", "0": "零",
        "壱": "壹", "弌": "壹", "一": "壹", "二": "贰", "貳": "贰", "貮": "贰", "弍": "贰", "两": "贰", "兩": "贰",
        "三": "叁", "叄": "叁", "參": "叁", "参": "叁", "四": "肆", "五": "伍", "六": "陆", "陸": "陆",
        "七": "柒", "八": "捌", "九": "玖", "十": "拾", "百": "佰", "千": "仟", "萬": "万", "億": "亿",
        "角": "角", "毛": "角",
    }
)  # fmt: skip
_EVERYDAY = frozenset("〇○0一二两兩三四五六七八九十百千毛")
_PREFIX = re.compile(r"^(人民币|RMB)?[:：]?")
_SUM = re.compile(
    r"^(?:(?P<yuan>[^元角分]*)元)?(?:零?(?P<jiao>[^元角分零])角)?(?P<gap>零?)(?:(?P<fen>[^元角分零])分)?$"
)


class WordsUnreadable(ValueError):
    """The words are no sum of money."""


@dataclass(frozen=True, slots=True)
class WordsCheck:
    """How words compare with a figure. `value` is None when they cannot be read; `in_form` is the bill form."""

    matches: bool
    in_form: bool
    value: Decimal | None
    expected: str


def in_words(amount: Decimal | int) -> str:
    """The sum in bill words: 1409.50 → 壹仟肆佰零玖元伍角.

    Yuan with at most two decimals, up to `MOST`. ValueError: negative, finer than a fen, too large, or no number.
    """
    yuan, jiao, fen = _parts(Decimal(amount))
    return _join(_whole(yuan), yuan, jiao, fen, zero_at_yuan=False)


def read_words(words: str) -> Decimal:
    """The sum that words say, in yuan. WordsUnreadable: they say none."""
    text = _normal(words)
    if text.endswith("整"):
        text = text[:-1]
    found = _SUM.match(text)
    if found is None or not text:
        raise WordsUnreadable(words)
    if found["gap"] and not found["fen"]:
        raise WordsUnreadable(words)
    total = Decimal(0)
    if found["yuan"] is not None:
        total += _read_whole(found["yuan"], words)
    total += _one_digit(found["jiao"], words) * Decimal("0.1") + _one_digit(found["fen"], words) * _FEN
    return total.quantize(_FEN)


def check_words(amount: Decimal | int, words: str) -> WordsCheck:
    """Compare a figure with its words. Never raises for bad words; ValueError for a figure that is no sum of money."""
    expected = in_words(amount)
    try:
        value = read_words(words)
    except WordsUnreadable:
        return WordsCheck(matches=False, in_form=False, value=None, expected=expected)
    everyday = any(char in _EVERYDAY for char in words)
    in_form = not everyday and _normal(words) in accepted_words(value)
    return WordsCheck(matches=value == Decimal(amount), in_form=in_form, value=value, expected=expected)


def words_match(amount: Decimal | int, words: str) -> bool:
    """Whether the words say this sum, in whatever readable form."""
    return check_words(amount, words).matches


def accepted_words(amount: Decimal | int) -> frozenset[str]:
    """Every form the bill rules allow for a sum: optional zeros written or not, 整 after 角 or not."""
    yuan, jiao, fen = _parts(Decimal(amount))
    forms: set[str] = set()
    for zeros in product((False, True), repeat=4):
        text = _join(_whole(yuan, zeros[:3]), yuan, jiao, fen, zero_at_yuan=zeros[3])
        forms.add(text)
        if text.endswith("角"):
            forms.add(text + "整")
    return frozenset(forms)


def _parts(amount: Decimal) -> tuple[int, int, int]:
    if not amount.is_finite():
        raise ValueError("no number")
    if amount < 0:
        raise ValueError("a negative sum has no words")
    if amount > MOST:
        raise ValueError("the sum is too large")
    if amount != amount.quantize(_FEN):
        raise ValueError("the sum is finer than a fen")
    cents = int(amount * 100)
    return cents // 100, cents // 10 % 10, cents % 10


def _join(whole: str, yuan: int, jiao: int, fen: int, *, zero_at_yuan: bool) -> str:
    """Put yuan, jiao and fen together. `zero_at_yuan` writes the 零 that the rules leave free in 1680.32."""
    if not (jiao or fen):
        return f"{whole or '零'}元整"
    text = f"{whole}元" if whole else ""
    if jiao:
        if whole and zero_at_yuan and yuan % 10 == 0:
            text += "零"
        text += DIGITS[jiao] + "角"
    elif whole:
        text += "零"  # 325.04: required
    return text + (DIGITS[fen] + "分" if fen else "")


def _whole(number: int, zeros: tuple[bool, ...] = (False, False, False)) -> str:
    """Whole yuan in words, empty for nought. `zeros` takes the other form of the free 零 after 万亿, 亿 and 万."""
    high, low = divmod(number, 10**8)
    if high:
        text = _up_to_wan(high, zeros[0]) + "亿"
        if low:
            text += _gap(high, low, 10**7, zeros[1]) + _up_to_wan(low, zeros[2])
        return text
    return _up_to_wan(low, zeros[2])


def _up_to_wan(number: int, zero: bool) -> str:
    high, low = divmod(number, 10**4)
    if not high:
        return _group(low)
    text = _group(high) + "万"
    return text + (_gap(high, low, 10**3, zero) + _group(low) if low else "")


def _gap(high: int, low: int, full: int, flip: bool) -> str:
    """零 between two groups: required when the lower one begins with zeros, free where the rules leave it free.

    Free at 万 or 元 when the higher group ends with a zero (107000.53), and when all of 万 is zero but 千 is not
    (500005130); `flip` gives the other of the two forms.
    """
    if low >= full:
        return "零" if flip and high % 10 == 0 else ""
    free = full == 10**7 and 1000 <= low < 10**4
    return "" if free and flip else "零"


def _group(number: int) -> str:
    """Up to 9999 in words."""
    text, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            text += ("零" if gap and text else "") + DIGITS[digit] + _PLACES[place]
            gap = False
        else:
            gap = True
    return text


def _normal(words: str) -> str:
    text = unicodedata.normalize("NFKC", words)
    text = re.sub(r"[\s,，。.]", "", text)
    return _PREFIX.sub("", text).translate(_SAME)


def _one_digit(char: str | None, words: str) -> Decimal:
    if char is None:
        return Decimal(0)
    if len(char) != 1 or char not in DIGITS:
        raise WordsUnreadable(words)
    return Decimal(DIGITS.index(char))


def _read_whole(text: str, words: str) -> Decimal:
    if text == "零":
        return Decimal(0)
    if not text or text.endswith("零"):
        raise WordsUnreadable(words)
    high, yi, low = text.rpartition("亿")
    total = Decimal(_read_wan(low, words)) if low else Decimal(0)
    if yi:
        total += Decimal(_read_wan(high, words)) * 10**8
    return total


def _read_wan(text: str, words: str) -> int:
    high, wan, low = text.rpartition("万")
    total = _read_group(low, words) if low else 0
    if wan:
        total += _read_group(high, words) * 10**4
    if not text or not total:
        raise WordsUnreadable(words)
    return total


def _read_group(text: str, words: str) -> int:
    """Up to 9999: places must fall from left to right, each digit but the last has its place."""
    total, digit, place_before = 0, -1, 4
    for index, char in enumerate(text):
        if char == "零":
            if digit > 0:
                raise WordsUnreadable(words)
            continue
        if char in DIGITS:
            if digit > 0:
                raise WordsUnreadable(words)
            digit = DIGITS.index(char)
            continue
        place = _PLACES.index(char) if char in _PLACES else -1
        if digit < 0 and place == 1 and index == 0:
            digit = 1  # 拾元 for 壹拾元: readable, though no bill form
        if not 0 < place < place_before or digit < 1:
            raise WordsUnreadable(words)
        total += digit * 10**place
        digit, place_before = -1, place
    if digit > 0:
        total += digit
    if not total:
        raise WordsUnreadable(words)
    return total
