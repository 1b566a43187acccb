"""The passages of a paper that a body may word itself, and the closed list of what its wording may name.

In a print template ``{% wording "closing" %}特此函复。{% endwording %}`` holds the shipped words; each line is a
paragraph. The record may bring other words for the same passage (`Contents.wording`). A text names a field of the
record by its Chinese name in braces, ``{申请人}``; it is filled by plain substitution, never by the template engine,
so that wording typed by a body reaches nothing but the frozen record.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from django import template
from django.template.base import Parser, TextNode, Token
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from documents import contents as c
from documents.templatetags import paper as show

register = template.Library()

_BRACES: Final = re.compile(r"\{([^{}]*)\}")
_LINE = '<span class="blank w8"></span>'


@dataclass(frozen=True)
class Place:
    """A name that wording may use: which fields of the record it needs, and what is printed in its place."""

    needs: tuple[str, ...]
    show: Callable[[Any], str]


def _clause(before: str, value: str, after: str = "") -> str:
    """A part of a sentence that falls away with its value."""
    return f"{before}{value}{after}" if value else ""


def _court(paper: Any, before: str, after: str = "") -> str:
    sent = paper.commission
    return f"{before}{sent.organ}案号：{sent.case_number}{after}" if sent and sent.case_number else ""


def _proof_of_day(paper: Any) -> str:
    """The day that interrupts the limitation: the application's, or that of the commission's materials."""
    sent = paper.commission
    if sent:
        return f"本组织签收{sent.way}材料的日期为{show.cn_date(sent.received_on)}"
    return f"收到调解申请的日期为{show.cn_date(paper.received_on)}"


#: What wording may name. Names of people and days, no identity number, no account, nothing said in confidence.
PLACES: Final[Mapping[str, Place]] = {
    "本组织名称": Place((), lambda p: p.organ),
    "案号": Place((), lambda p: p.case_number),
    "申请人": Place(("applicants",), lambda p: show.names(p.applicants) if p.applicants else ""),
    "被申请人": Place(("respondents",), lambda p: show.names(p.respondents) if p.respondents else ""),
    "争议": Place(("cause",), lambda p: show.dispute(p.cause)),
    "调解员": Place(("mediators",), lambda p: show.mediators(p.mediators) if p.mediators else ""),
    "收件人": Place(("addressee",), lambda p: p.addressee),
    "收到日期": Place(("received_on",), lambda p: show.cn_date(p.received_on)),
    "受理日期": Place(("accepted_on",), lambda p: show.cn_date(p.accepted_on)),
    "终结日期": Place(("ended_on",), lambda p: show.cn_date(p.ended_on)),
    "成文日期": Place((), lambda p: show.cn_date(p.issued_on)),
    "协议编号": Place(("agreement_number",), lambda p: p.agreement_number),
    "协议生效日期": Place(("agreement_date",), lambda p: show.cn_date(p.agreement_date)),
    "答复期限": Place(("reply_by",), lambda p: f"于{show.cn_date(p.reply_by)}前" if p.reply_by else "尽快"),
    "收到证明": Place(("commission", "received_on"), _proof_of_day),
    "填写": Place((), lambda _p: ""),
    "填写日期": Place((), lambda _p: show.BLANK_DATE),
    # Parts of a sentence that fall away where the record has nothing to say.
    "依据": Place((), lambda p: _clause("依据", show.articles(p.articles), "，")),
    "括注依据": Place((), lambda p: _clause("（", show.articles(p.articles), "）")),
    "来函案号": Place(("commission",), lambda p: _court(p, "，")),
    "括注来函案号": Place(("commission",), lambda p: _court(p, "（", "）")),
    "来文编号": Place(("reference",), lambda p: _clause("（来文（单）编号：", p.reference, "）")),
    # Labour-law supervision.
    "用人单位": Place(("opening", "findings"), lambda p: p.whom),
    "涉及情况": Place(("opening", "findings"), show.concerned),
    "答复天数": Place(("reply_days",), lambda p: p.reply_days),
    "括注答复依据": Place(("reply_basis",), lambda p: _clause("（", show.article(p.reply_basis), "）")),
    "括注答复日期": Place(("reply_by",), lambda p: f"（至{show.cn_date(p.reply_by)}）" if p.reply_by else ""),
    "对待监督意见": Place(("conduct",), lambda p: p.conduct or "未予改正"),
    "移送情形": Place(("grounds",), lambda p: show.joined(p.grounds)),
}  # fmt: skip
FALLS_AWAY: Final = frozenset(
    {"依据", "括注依据", "来函案号", "括注来函案号", "来文编号", "涉及情况", "括注答复依据", "括注答复日期"}
)
"""Names whose place stays empty without a word of it; any other empty one is （未提供）, or a line to write on."""


def names_for(kind: type[c.Contents]) -> tuple[str, ...]:
    """The names that wording of this kind of record may use."""
    known = {item.name for item in fields(kind)}
    return tuple(name for name, place in PLACES.items() if known.issuperset(place.needs))


def named_in(text: str) -> tuple[str, ...]:
    """The names a text uses, each once, in their order."""
    return tuple(dict.fromkeys(_BRACES.findall(text)))


def unknown_in(text: str, allowed: Collection[str]) -> tuple[str, ...]:
    """What stands in braces in a text and is no name of the list; a lone brace counts as one."""
    wrong = [f"{{{name}}}" for name in named_in(text) if name not in allowed]
    return (*wrong, *dict.fromkeys(re.findall(r"[{}]", _BRACES.sub("", text))))


def filled(text: str, record: c.Contents, *, by_hand: bool = False) -> SafeString:
    """The text with every name replaced; what is not known is （未提供）, on a sheet a line to write on."""

    def fill(found: re.Match[str]) -> str:
        name = found[1]
        said = PLACES[name].show(record) if name in names_for(type(record)) else ""
        if not said and name not in FALLS_AWAY:
            return _LINE if by_hand or name == "填写" else show.NOT_PROVIDED
        return str(conditional_escape(said))

    # Escaped before anything is put in; what is put in is escaped on its own.
    return SafeString(_BRACES.sub(fill, str(conditional_escape(text))))


class WordingNode(template.Node):
    """A passage in a print template: its key, its shipped words, the class of its paragraphs."""

    def __init__(self, key: str, text: str, css: str) -> None:
        self.key, self.text, self.css = key, text, css

    def render(self, context: template.Context) -> SafeString:
        record, by_hand = context["paper"], context["row"].format == "sheet"
        text = record.words.get(self.key, self.text)
        css = format_html(' class="{}"', self.css) if self.css else ""
        said = [format_html("<p{}>{}</p>\n", css, filled(line, record, by_hand=by_hand)) for line in text.split("\n")]
        return SafeString("".join(said)) if text.strip() else SafeString("")


@register.tag
def wording(parser: Parser, token: Token) -> WordingNode:
    """``{% wording "key" ["class"] %}text with {names}{% endwording %}``; nothing but text may stand inside."""
    _tag, key, *css = [part.strip('"') for part in token.split_contents()]
    inside = parser.parse(("endwording",))
    parser.delete_first_token()
    words = [node.s for node in inside if isinstance(node, TextNode)]
    if len(words) < len(inside):
        raise template.TemplateSyntaxError("A passage holds nothing but text and {names}.")
    text = "\n".join(line.strip() for line in "".join(words).strip().split("\n"))
    if wrong := unknown_in(text, PLACES):
        raise template.TemplateSyntaxError(f"Unknown in a passage: {wrong[0]}")
    return WordingNode(key, text, css[0] if css else "")
