"""The rows of a list of files, drawn in Python: 25 rows of nine cells are what a list costs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dossiers.rows import Columns, Shown
from mediation.renderer import quick_escape
from mediation.templatetags.ui import badge, day, meter, rate

register = template.Library()


@register.simple_tag
def file_rows(rows: Iterable[Shown], columns: Columns) -> SafeString:
    """The <tr> of every file; the head stands in `dossiers/_rows.html`. Every value is escaped here."""
    say = {
        "applicants": _("Applicants"),
        "respondents": _("Respondents"),
        "cause": _("Cause"),
        "channel": _("Channel"),
        "state": _("Status"),
        "mediator": _("Mediator"),
        "due": _("Due"),
        "body": _("Handling body"),
    }
    label = {name: quick_escape(text) for name, text in say.items()}
    received = quick_escape(pgettext("after a date", "received"))
    hidden = quick_escape(_("Names are not shown to you"))
    why = quick_escape(_("Why this date"))
    badges: dict[tuple[str, str], SafeString] = {}
    lines: list[str] = []
    for row in rows:
        text = quick_escape
        people = f" {text(_('and others, %(n)s in all') % {'n': row.people})}" if row.hidden and row.people > 1 else ""
        other = f'<span class="muted" title="{hidden}">○○</span>' if row.hidden else text(row.respondents or "–")
        sender = f'<span class="sub">{text(row.sender)}</span>' if row.sender else ""
        body = f'<td data-label="{label["body"]}">{text(row.body)}</td>' if columns.body else ""
        if (row.state, row.tone) not in badges:
            badges[row.state, row.tone] = badge(row.state, row.tone)
        lines.append(
            f'<tr><th scope="row" class="tight led"><a href="{text(row.url)}">{text(row.number)}</a>'
            f'<span class="sub">{day(row.received_on)} {received}</span></th>'
            f'<td data-label="{label["applicants"]}">{text(row.applicants)}{people}</td>'
            f'<td class="long" data-label="{label["respondents"]}">{other}</td>'
            f'<td data-label="{label["cause"]}">{text(row.cause)}</td>'
            f'<td data-label="{label["channel"]}">{text(row.channel)}{sender}</td>{body}'
            f'<td class="nowrap" data-label="{label["mediator"]}">{text(row.mediator)}</td>'
            f'<td class="nowrap" data-label="{label["due"]}">{_due(row, why)}</td>'
            f'<td class="nowrap where" data-label="{label["state"]}">{badges[row.state, row.tone]}</td></tr>'
        )
    return mark_safe("\n".join(lines))  # noqa: S308  (every value above is escaped)


@register.simple_tag
def report_rows(rows: Iterable[dict[str, Any]], is_rate: bool) -> SafeString:
    """The <tr> of every group of a report: every number leads to its files, a rate to those it is a rate of."""
    text = quick_escape
    numerator, denominator, value, files = (text(_(word)) for word in ("Numerator", "Denominator", "Value", "Files"))
    lines: list[str] = []
    for item in rows:
        row, below = item["row"], f'<a href="{text(item["denominator_url"])}">'
        cells = f'<td class="num" data-label="{denominator if is_rate else files}">{below}{row.denominator}</a></td>'
        if is_rate:
            above = f'<a href="{text(item["numerator_url"])}">{row.numerator}</a>'
            share = "–" if row.value is None else f"{below}{rate(row.value)}</a>"
            cells = (
                f'<td class="num" data-label="{numerator}">{above}</td>{cells}'
                f'<td class="num" data-label="{value}">{share}</td>'
            )
        bar = meter(item["percent"])
        lines.append(f'<tr><th scope="row">{text(row.label)}</th>{cells}<td class="long desk-only">{bar}</td></tr>')
    return mark_safe("\n".join(lines))  # noqa: S308  (every value above is escaped)


def _due(row: Shown, why: str) -> str:
    """The due day, leading to the term that answers why it is this one."""
    if not row.due_on:
        return "–"
    on = day(row.due_on)
    if row.due_why:
        on = f'<a href="{quick_escape(row.due_why)}" title="{why}">{on}</a>'
    if row.due_words:
        said = f'<span class="sub late t-{quick_escape(row.due_tone)}">{quick_escape(row.due_words)}</span>'
    else:
        said = f'<span class="sub">{quick_escape(row.due_what)}</span>'
    return f"<span>{on}{said}</span>"
