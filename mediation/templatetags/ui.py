"""Words of the façade: icon, badge, card, callout, error summary, money … used by every room's templates.

`docs/ui.md` is the page author's guide. What stands in every row of a list (icon, badge, money) is a plain function
here rather than an include, because an include per cell is what makes a list of 200 rows slow.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.forms import BaseForm, BoundField
from django.forms.formsets import BaseFormSet
from django.template.base import TextNode
from django.template.context import Context
from django.template.defaulttags import CommentNode
from django.template.library import SimpleNode
from django.template.loader import render_to_string
from django.templatetags.i18n import TranslateNode
from django.templatetags.static import StaticNode, static
from django.utils import dateformat, timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

register = template.Library()

#: A status is shown by word and icon as well as by colour; these six tones are all there are.
TONES = {
    "neutral": "dot",
    "running": "progress",
    "good": "circle-check",
    "warn": "alert",
    "bad": "circle-x",
    "closed": "archive",
}
CALLOUT_ICONS = TONES | {"neutral": "info", "running": "info", "closed": "lock"}


def tone_of(tone: Any) -> str:
    """`tone` if it is one of the six, else "neutral": an unforeseen status still shows its word."""
    return str(tone) if tone in TONES else "neutral"


class FixedNode(template.Node):
    """Words and drawings that are the same for everybody who reads the same language: drawn once and kept."""

    def __init__(self, nodelist: template.NodeList) -> None:
        self.nodelist = nodelist
        self.drawn: dict[str | None, str] = {}

    def render(self, context: Context) -> SafeString:
        language = get_language()
        if language not in self.drawn:
            self.drawn[language] = self.nodelist.render(context)
        return SafeString(self.drawn[language])


@register.tag
def fixed(parser: Any, _token: Any) -> FixedNode:
    """`{% fixed %}…{% endfixed %}` around what depends on the language alone: no variable, no condition, no form.

    A page has a hundred such words; looking each of them up again is most of what a template costs.
    """
    nodelist = parser.parse(("endfixed",))
    parser.delete_first_token()
    # A tag that reads the context could carry one person's words to the next.
    allowed = (TextNode, TranslateNode, StaticNode, CommentNode, SimpleNode)
    for node in nodelist.get_nodes_by_type(template.Node):
        constant = not isinstance(node, SimpleNode) or not (
            node.takes_context or any(isinstance(arg.var, template.Variable) for arg in node.args)
        )
        if not (isinstance(node, allowed) and constant):
            raise template.TemplateSyntaxError(f"{type(node).__name__} does not depend on the language alone")
    return FixedNode(nodelist)


@lru_cache(maxsize=256)
def _decoration(sheet: str, name: str) -> SafeString:
    return format_html('<svg class="i" aria-hidden="true"><use href="{}#{}"/></svg>', sheet, name)


@lru_cache(maxsize=8)
def _sheet(_root: str) -> str:
    return static("icons.svg")


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A drawing of `static/icons.svg`. Decoration unless `label` says in words what it stands for."""
    sheet = _sheet(settings.STATIC_URL)
    if label:
        return format_html('<svg class="i" role="img" aria-label="{}"><use href="{}#{}"/></svg>', label, sheet, name)
    return _decoration(sheet, name)


@register.simple_tag
def badge(label: Any, tone: str = "neutral", symbol: str = "") -> SafeString:
    """A status: its word, an icon and a tone. `symbol` replaces the tone's own icon."""
    known = tone_of(tone)
    return format_html('<span class="badge t-{}">{}{}</span>', known, icon(symbol or TONES[known]), label)


@register.simple_tag
def meter(percent: Any, tone: str = "", label: str = "") -> SafeString:
    """A bar of `percent` (0 to 100; None: empty track), sized by SVG attributes because the CSP forbids styles."""
    try:
        share = min(Decimal(100), max(Decimal(0), Decimal(str(percent)))).quantize(Decimal("0.1"))
    except InvalidOperation:
        share = Decimal(0)
    spoken = format_html(' role="img" aria-label="{}"', label) if label else SafeString(' aria-hidden="true"')
    return format_html(
        '<svg class="meter{}" viewBox="0 0 100 8" preserveAspectRatio="none"{}>'
        '<rect class="track" width="100" height="8"/><rect class="fill" width="{}" height="8"/></svg>',
        f" t-{tone_of(tone)}" if tone else "",
        spoken,
        str(share),
    )


@dataclass(frozen=True)
class Place:
    """An entry of the main navigation."""

    label: str
    url: str
    icon: str
    current: bool = False
    count: int = 0


@register.simple_tag
def side_nav(places: Iterable[Place]) -> str:
    """The main navigation: the same for all who can go to the same places, drawn once for each."""
    return _side_nav(tuple(places), get_language())


@lru_cache(maxsize=512)
def _side_nav(places: tuple[Place, ...], _language: str | None) -> SafeString:
    return render_to_string("ui/nav.html", {"nav": places})


@register.simple_tag
def crumbs(*pairs: Any) -> SafeString:
    """`{% crumbs label url label url … last_label %}`: the way here. A label without address is shown as text."""
    items: list[SafeString] = []
    for at in range(0, len(pairs), 2):
        label, url = pairs[at], pairs[at + 1] if at + 1 < len(pairs) else ""
        if url:
            items.append(format_html('<li><a href="{}">{}</a></li>', url, label))
        else:
            items.append(format_html('<li aria-current="page">{}</li>', label))
    return format_html(
        '<nav class="crumbs" aria-label="{}"><ol>{}</ol></nav>',
        _("You are here"),
        format_html_join("", "{}", ((i,) for i in items)),
    )


@register.filter
def money(value: Any) -> str:
    """Yuan with separators and two decimals, "12,345.60"; "–" where there is none. For columns headed with the unit."""
    try:
        return f"{Decimal(str(value)).quantize(Decimal('0.01'), ROUND_HALF_UP):,}"
    except InvalidOperation:
        return "–"


@register.filter
def yuan(value: Any) -> str:
    """A sum with its unit, for running text: "12,345.60 元"."""
    amount = money(value)
    return amount if amount == "–" else _("%(amount)s yuan") % {"amount": amount}


@register.filter
def rate(value: Any) -> str:
    """A share between 0 and 1 as "81.3%"; "–" where the denominator was nothing (None)."""
    try:
        return f"{(Decimal(str(value)) * 100).quantize(Decimal('0.1'), ROUND_HALF_UP)}%"
    except InvalidOperation:
        return "–"


@register.filter
def day(value: dt.date | dt.datetime | None) -> SafeString | str:
    """A date for tables and facts, `2026-11-22` in a <time>; "–" where there is none."""
    if value is None or value == "":
        return "–"
    if isinstance(value, dt.datetime):
        value = timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return _day(value)


@lru_cache(maxsize=2048)
def _day(value: dt.date) -> SafeString:
    return format_html('<time datetime="{0}">{0}</time>', value.isoformat())


@register.filter
def moment(value: dt.datetime | None) -> SafeString | str:
    """A date and time, `2026-11-22 14:30`, in a <time>; "–" where there is none."""
    if value is None or value == "":
        return "–"
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return format_html(
        '<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), local.strftime("%Y-%m-%d %H:%M")
    )


@register.filter
def long_day(value: dt.date | None) -> str:
    """A date for sentences: 2026年11月22日, in English 22 November 2026."""
    return dateformat.format(value, pgettext("long date", "j F Y")) if value else "–"


@register.simple_tag
def days_left(days: Any, working: bool = False) -> str:
    """How far off a due date is, in words; nothing for None. Below zero is overdue; `working` says working days."""
    if days is None or days == "":
        return ""
    days = int(days)
    words = {"days": abs(days)}
    if days == 0:
        return _("due today")
    if days > 0:
        return (_("%(days)s working days left") if working else _("%(days)s days left")) % words
    return (_("%(days)s working days overdue") if working else _("%(days)s days overdue")) % words


@register.filter
def widget_attr(field: BoundField, name: str) -> Any:
    """An attribute given to the field's widget, such as data-unit; names with hyphens cannot be reached by a dot."""
    return field.field.widget.attrs.get(name, "")


@register.simple_tag
def filter_field(field: BoundField, grow: bool = False) -> SafeString:
    """A field of a filter bar with its label and, where it could not be read, the reason."""
    errors = field.errors
    said: str = ""
    if errors:
        said = format_html(
            '<div class="error" id="{}_error">{}<div>{}</div></div>', field.auto_id, icon("circle-x"), errors[0]
        )
    classes = f"field{' grow' if grow else ''}{' wrong' if errors else ''}"
    return format_html(
        '<div class="{}"><label for="{}">{}</label>{}{}</div>', classes, field.id_for_label, field.label, field, said
    )


@register.filter
def is_tick(field: BoundField) -> bool:
    """Whether the field is a single tick box, whose label stands behind it."""
    return getattr(field.field.widget, "input_type", "") == "checkbox" and not field.use_fieldset


def first_control(field: BoundField) -> str:
    """Id of the control a link to the field should lead to: of a group, its first choice."""
    return f"{field.auto_id}_0" if field.use_fieldset else (field.id_for_label or field.auto_id)


def problems_of(form: BaseForm, row: int = 0, named: Any = "") -> Iterable[dict[str, Any]]:
    """One entry per message of a form: where to go (an id, or nothing), the field's label, the sentence.

    `row` is the form's place in a formset, counted from 1, and is named in the label; `named` is the word that
    stands above each row on the page, so that a sheet of several lists says which of them is meant.
    """
    where = (f"{named} {row}" if named else _("Row %(number)s") % {"number": row}) if row else ""
    for message in form.non_field_errors():
        yield {"target": "", "label": where, "message": message}
    for field in form:
        label = f"{where} {field.label}".strip()
        for message in field.errors:
            yield {"target": "" if field.is_hidden else first_control(field), "label": label, "message": message}


@register.inclusion_tag("ui/errors.html")
def error_summary(*forms: Any) -> dict[str, Any]:
    """What is wrong in the given forms and formsets, in reading order, each linked to its field.

    Nothing is drawn if nothing is wrong; what is no form (a name that is not in the context) is passed over. A list
    stands for everything in it.
    """
    problems: list[dict[str, Any]] = []
    for form in (one for given in forms for one in (given if isinstance(given, list) else [given])):
        if isinstance(form, BaseFormSet):
            if form.is_bound:
                problems += [{"target": "", "label": "", "message": m} for m in form.non_form_errors()]
                for number, row in enumerate(form.forms, 1):
                    # A row marked for removal is not asked whether it is right.
                    if not (form.can_delete and form._should_delete_form(row)):  # type: ignore[attr-defined]
                        problems += problems_of(row, number, getattr(form, "row_name", ""))
        elif isinstance(form, BaseForm) and form.is_bound:
            problems += problems_of(form)
    return {"problems": problems}


@register.simple_block_tag
def card(
    content: str,
    title: Any = "",
    symbol: str = "",
    level: int = 2,
    id: str = "",
    flush: bool = False,
    screen: bool = False,
) -> SafeString:
    """A panel with a heading (h2, or `level`).

    `flush` leaves out the padding, for a table, facts or list that fills it; `screen` leaves it off the printed page.
    """
    head: str = ""
    if title:
        head = format_html(
            '<div class="card-head"><h{0}>{1}{2}</h{0}></div>', level, icon(symbol) if symbol else "", title
        )
    inner = format_html("{}", content) if flush else format_html('<div class="card-body">{}</div>', content)
    anchor = format_html(' id="{}"', id) if id else ""
    return format_html('<section class="card{}"{}>{}{}</section>', " no-print" if screen else "", anchor, head, inner)


@register.simple_block_tag
def callout(content: str, tone: str = "running", title: Any = "", role: str = "") -> SafeString:
    """A remark in a tone: running (information), warn, bad (refusal), good, neutral, closed."""
    known = tone_of(tone)
    return format_html(
        '<div class="callout t-{}"{}>{}<div>{}{}</div></div>',
        known,
        format_html(' role="{}"', role) if role else "",
        icon(CALLOUT_ICONS[known]),
        format_html('<p class="title">{}</p>', title) if title else "",
        content,
    )


@register.simple_block_tag
def table(content: str, label: Any, cards: bool = True, wide: bool = False, id: str = "") -> SafeString:
    """A table around the author's thead and tbody. On the phone its rows become cards unless `cards=False`.

    `label` names the table for screen readers; `wide` lets it scroll sideways within itself on every screen.
    """
    kinds = "table-wrap" + (" cards" if cards else "") + (" wide" if wide else "")
    anchor = format_html(' id="{}"', id) if id else ""
    return format_html(
        '<div class="{}"{} role="region" aria-label="{}" tabindex="0"><table class="table">{}</table></div>',
        kinds,
        anchor,
        label,
        content,
    )


@register.simple_block_tag(takes_context=True)
def filters(
    context: Context, content: str, action: str = "", reset: str = "", active: bool = False, more: bool = True
) -> str:
    """A filter bar (GET form). On the phone the fields in `<div class="set more">` fold away behind one button."""
    return render_to_string(
        "ui/filters.html", {"content": content, "action": action, "reset": reset, "active": active, "more": more}
    )
