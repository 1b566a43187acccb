"""Filters for the print templates: Chinese dates, sums, citations, blanks.

Papers are Chinese whatever language the reader's screen has, so nothing here is translated. What is empty is shown as
empty: `given` says so in words, `blank` leaves a line to write on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from documents import contents

register = template.Library()

NOT_PROVIDED = "（未提供）"
BLANK_DATE = "　　年　　月　　日"
LONGEST_NUMBER = 20  # characters of a telephone number with its extension
MANY = 3
"""From more names than this a notice says 张某等12人; the names are on the list or in the file."""


@register.filter
def cn_date(value: dt.date | None) -> str:
    """2026年1月5日, no leading zeros (GB/T 9704); a missing date leaves room to write one."""
    return f"{value.year}年{value.month}月{value.day}日" if value else BLANK_DATE


@register.filter
def cn_time(value: dt.datetime | None) -> str:
    """2026年1月5日9时05分, to the minute; a missing time leaves room to write one."""
    return f"{cn_date(value)}{value.hour}时{value.minute:02d}分" if value else BLANK_DATE + "　　时　　分"


@register.filter
def given(value: object) -> str:
    """The value, or （未提供）: an empty field is shown as empty."""
    return NOT_PROVIDED if value in (None, "", ()) else str(value)


@register.filter
def blank(value: object, width: int = 6) -> SafeString | str:
    """The value, or a line `width` characters long to write on."""
    return str(value) if value not in (None, "", ()) else format_html('<span class="blank w{}"></span>', width)


@register.filter
def ordinal(value: int) -> str:
    """1 → 一, for headings."""
    return contents.cn_number(value)


@register.filter
def yuan(value: contents.Money | None) -> str:
    """人民币12,000.00元（大写：壹万贰仟元整）. Written 元 and not ￥: some faces draw that sign as a dollar."""
    if value is None:
        return NOT_PROVIDED
    return f"人民币{value.figures}元" + (f"（大写：{value.words}）" if value.words else f"（大写：{NOT_PROVIDED}）")


@register.filter
def figures(value: contents.Money | None) -> str:
    """12,000.00 for a column headed 元; a dash where no sum belongs."""
    return value.figures if value else "—"


@register.filter
def paragraphs(value: str) -> list[str]:
    """The text's lines that say something."""
    return [line.strip() for line in value.split("\n") if line.strip()]


@register.filter
def bare(value: str) -> str:
    """The text without its final stop, to stand inside a sentence."""
    return value.rstrip("。；;，,.、 　")


def _titled(act: str) -> str:
    """A title inside a title takes single marks."""
    return f"《{act.replace('《', '〈').replace('》', '〉')}》"


@register.filter
def article(value: contents.Article | None) -> str:
    """《劳动争议调解仲裁法》第十四条第三款."""
    return f"{_titled(value.act)}{value.article}" if value else ""


@register.filter
def articles(value: Sequence[contents.Article]) -> str:
    """Several citations in a row; an act is named once if its articles follow each other."""
    said, last = "", ""
    for one in value:
        if one.act == last and one.article:
            said += f"、{one.article}"
        else:
            said += ("、" if said else "") + f"{_titled(one.act)}{one.article}"
        last = one.act
    return said


@register.filter
def names(value: Sequence[contents.Party]) -> str:
    """王某、李某; more than three: 王某等12人（单位）."""
    if not value:
        return NOT_PROVIDED
    if len(value) > MANY:
        people = not any(party.is_organization for party in value)
        return f"{value[0].name}等{len(value)}{'人' if people else '方'}"
    return "、".join(party.name for party in value)


@register.filter
def mediators(value: Sequence[contents.Mediator]) -> str:
    """Names, of several with their part: 张某（主持）、李某."""
    several = len(value) > 1
    return "、".join(f"{one.name}（{one.part}）" if one.part and several else one.name for one in value) or NOT_PROVIDED


@register.filter
def phone(value: str) -> SafeString | str:
    """A telephone number in one piece: never broken over two lines. Longer texts wrap like any other."""
    return _in_one_piece("", value) if value else NOT_PROVIDED


@register.filter
def telephone(value: str) -> SafeString | str:
    """电话：0931-… with its label, in one piece."""
    return _in_one_piece("电话：", value)


def _in_one_piece(label: str, number: str) -> SafeString | str:
    text = f"{label}{number}"
    return format_html('<span class="nobreak">{}</span>', text) if len(number) <= LONGEST_NUMBER else text


@register.filter
def reach(value: contents.Contact, extent: str = "all") -> SafeString:
    """联系人、电话、地址、邮编 as far as they are known; with ``person`` only the first two. Nothing known: nothing."""
    said: list[str] = []
    said += [f"联系人：{value.person}"] if value.person else []
    said += [telephone(value.phone)] if value.phone else []
    if extent == "all":
        said += [f"地址：{value.address}"] if value.address else []
        said += [f"邮编：{value.postcode}"] if value.postcode else []
    return format_html_join("，", "{}", ((part,) for part in said))


@register.filter
def concerned(value: Any) -> str:
    """，涉及职工12人（其中农民工8人），所涉期间为…，涉及金额…: whom a letter is about, as a part of a sentence."""
    said = f"，涉及职工{value.workers}人" if value.workers else ""
    said += f"（{value.worker_note}）" if value.workers and value.worker_note else ""
    said += f"，所涉期间为{value.period}" if value.period else ""
    return said + (f"，涉及金额{yuan(value.amount)}" if value.amount else "")


@register.simple_tag(takes_context=True)
def heading(context: template.Context, title: str) -> SafeString:
    """The next heading of the first level with its number (一、二、…), so that a part left out leaves no gap."""
    return format_html("<h2>{}、{}</h2>", ordinal(next(context["sections"])), title)


@register.filter
def dispute(cause: str) -> str:
    """A cause as the name of the dispute: 追索劳动报酬纠纷 stays, 追索劳动报酬 gets its 争议, nothing is a 劳动争议."""
    if not cause:
        return "劳动争议"
    return cause if cause.endswith(("纠纷", "争议")) else f"{cause}争议"


@register.filter
def joined(value: Sequence[str]) -> str:
    """Texts as a list in running text."""
    return "、".join(value)


@register.filter
def broken(value: Sequence[str]) -> SafeString:
    """Lines one under the other."""
    return format_html_join(SafeString("<br>"), "{}", ((line,) for line in value))


@register.filter
def or_blank(value: Sequence[contents.Party], role: str) -> Sequence[contents.Party]:
    """The parties, or one that is not known and whose place on a form is left to be written."""
    return value or (contents.Party(role=role, name=""),)


@register.filter
def tick(value: object) -> str:
    """☑ or ☐; what is not known stays to be ticked by hand."""
    return "☑" if value else "☐"


@register.filter
def rows(value: Sequence[object], least: int) -> Sequence[object]:
    """The rows of a table, with empty ones up to `least`: room to go on by hand."""
    return [*value, *[None] * (least - len(value))]


@register.simple_tag
def written(value: str, lines: int = 3) -> SafeString:
    """A text in its paragraphs, or so many lines to write on."""
    said = paragraphs(value)
    if said:
        return format_html_join("", "<p>{}</p>", ((line,) for line in said))
    return format_html_join("", '<p class="write">{}</p>', [("",)] * lines)


@register.filter
def named(value: Sequence[contents.Party]) -> SafeString | str:
    """As `names`, but with a line to write on where nobody is known."""
    return names(value) if value else blank("", 8)


@register.filter
def people(value: int) -> SafeString | str:
    """12人, or a line to write the number on."""
    return f"{value}人" if value else format_html("{}人", blank("", 4))


@register.filter
def by_two(value: Sequence[str]) -> list[Sequence[str]]:
    """Names in rows of two."""
    return [value[start : start + 2] for start in range(0, len(value), 2)]


@register.filter
def square(drawing: SafeString) -> SafeString | str:
    """The drawing of a code in its box, or nothing."""
    return format_html('<div class="qr">{}</div>', drawing) if drawing else ""
