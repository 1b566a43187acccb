"""The rows of a list of files, drawn in Python: 25 rows of nine cells are what a list costs."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from dossiers.forms import Bar, blank_field
from dossiers.rows import Columns, Shown
from mediation.renderer import quick_escape, special
from mediation.templatetags.ui import badge, day, days_left, filter_field, meter, rate

register = template.Library()


@register.simple_tag
def file_rows(rows: Iterable[Shown], columns: Columns) -> SafeString:
    """The <tr> of every file; the head stands in `dossiers/_rows.html`. Every value is escaped here."""
    label = _labels(get_language())
    lines: list[str] = []
    for row in rows:
        words = [row.url, row.number, row.applicants, row.respondents, row.cause, row.channel, row.sender, row.mediator]
        if special("".join(words)):
            words = [quick_escape(word) for word in words]
        url, number, applicants, respondents, cause, channel, sender, mediator = words
        people = (
            quick_escape(_("and others, %(n)s in all") % {"n": row.people}) if row.hidden and row.people > 1 else ""
        )
        other = f'<span class="muted" title="{label["hidden"]}">○○</span>' if row.hidden else respondents or "–"
        sent = f'<span class="sub">{sender}</span>' if sender else ""
        body = f'<td data-label="{label["body"]}">{quick_escape(row.body)}</td>' if columns.body else ""
        lines.append(
            f'<tr><th scope="row" class="tight led"><a href="{url}">{number}</a>'
            f'<span class="sub">{day(row.received_on)} {label["received"]}</span></th>'
            f'<td data-label="{label["applicants"]}">{applicants or "–"}{" " if people else ""}{people}</td>'
            f'<td class="long" data-label="{label["respondents"]}">{other}</td>'
            f'<td data-label="{label["cause"]}">{cause}</td>'
            f'<td data-label="{label["channel"]}">{channel}{sent}</td>{body}'
            f'<td class="nowrap" data-label="{label["mediator"]}">{mediator}</td>'
            f'<td class="nowrap" data-label="{label["due"]}">{_due(row, label["why"])}</td>'
            f'<td class="nowrap where" data-label="{label["state"]}">{_state(row.state, row.tone)}</td></tr>'
        )
    return mark_safe("\n".join(lines))  # noqa: S308  (every value above is escaped)


@register.simple_tag
def pile_rows(card: dict[str, Any], columns: Columns) -> SafeString:
    """The <tr> of every file of a pile; the head stands in `dossiers/_pile.html`. Every value is escaped here."""
    label, shows, text = _labels(get_language()), card["shows"], quick_escape
    if card["pile"].group.kind == "supervision":
        label = label | _labels_of_matters(get_language())
    last = text(card["last"])
    lines: list[str] = []
    for row, told in card["rows"]:
        said = told or {}
        if row.hidden:
            others = " " + text(_("and others, %(n)s in all") % {"n": row.people}) if row.people > 1 else ""
            parties = text(row.applicants or "○○") + others
        else:
            other = text(row.respondents or "–")
            # A matter of supervision has an employer and nobody against whom it stands.
            one = text(row.applicants)
            parties = f'<span>{one}<span class="sub">{other}</span></span>' if one else f"<span>{other}</span>"
        body = f'<td data-label="{label["body"]}">{text(row.body)}</td>' if columns.body else ""
        mediator = f'<td class="nowrap" data-label="{label["mediator"]}">{text(row.mediator)}</td>'
        if shows == "next":
            mediator = ""
            due = f'<td class="nowrap" data-label="{label["due"]}">{_due(row, label["why"])}</td>'
            end = f'{due}<td class="long" data-label="{last}"><span>{_next(said)}</span></td>'
        elif shows == "waiting":
            days = said.get("days")
            counted = _("%(n)s days") % {"n": days}
            ago = "" if days is None else f'<span class="sub">{text(counted)}</span>'
            end = f'<td class="nowrap" data-label="{last}"><span>{day(said.get("since"))}{ago}</span></td>'
        elif shows == "limitation":
            left = f'<span class="sub late t-{text(said["tone"])}">{text(days_left(said["left"]))}</span>'
            on = f'<a href="{text(said["url"])}">{day(said["on"])}</a>'
            end = f'<td class="nowrap" data-label="{last}"><span>{on}{left}</span></td>'
        elif shows == "outcome":
            ended = f'{text(row.outcome or "–")}<span class="sub">{day(row.ended_on)}</span>'
            end = f'<td class="nowrap" data-label="{last}"><span>{ended}</span></td>'
        else:
            end = f'<td class="nowrap" data-label="{last}">{_due(row, label["why"])}</td>'
        lines.append(
            f'<tr><th scope="row" class="tight led"><a href="{text(row.url)}">{text(row.number)}</a>'
            f'<span class="sub">{day(row.received_on)} {label["received"]}</span></th>'
            f'<td class="long" data-label="{label["parties"]}">{parties}</td>'
            f'<td data-label="{label["cause"]}">{text(row.cause)}</td>{body}{mediator}'
            f'<td class="nowrap where" data-label="{label["state"]}">{_state(row.state, row.tone)}</td>{end}</tr>'
        )
    return mark_safe("\n".join(lines))  # noqa: S308  (every value above is escaped)


def _next(said: dict[str, Any]) -> str:
    """The step that comes next, what it waits for, and whom."""
    step, waits, who = (quick_escape(said.get(name) or "") for name in ("step", "waits", "who"))
    return (
        (f'<span class="strong">{step}</span>' if step else "")
        + (f'<span class="{"sub" if step else ""}">{waits}</span>' if waits else "")
        + (f'<span class="sub">{who}</span>' if who else "")
        + ("" if step or waits else "–")
    )


@lru_cache(maxsize=8)
def _labels(_language: str | None) -> dict[str, str]:
    """The words that stand in every row, escaped."""
    say = {
        "parties": _("Parties"),
        "applicants": _("Applicants"),
        "respondents": _("Respondents"),
        "cause": _("Cause"),
        "channel": _("Channel"),
        "state": _("Status"),
        "mediator": _("Mediator"),
        "due": _("Due"),
        "body": _("Handling body"),
        "received": pgettext("after a date", "received"),
        "hidden": _("Names are not shown to you"),
        "why": _("Why this date"),
    }
    return {name: quick_escape(text) for name, text in say.items()}


@lru_cache(maxsize=8)
def _labels_of_matters(_language: str | None) -> dict[str, str]:
    """What the columns of a pile are called where it holds matters of supervision."""
    say = {"parties": _("Employer"), "cause": _("Subject"), "mediator": _("Supervisors")}
    return {name: quick_escape(text) for name, text in say.items()}


@lru_cache(maxsize=256)
def _state(state: str, tone: str) -> SafeString:
    return badge(state, tone)


@register.simple_tag
def filter_set(bar: Bar, names: Iterable[str]) -> SafeString:
    """Fields of the filter bar: as nobody has filled them in, drawn once for all who choose from the same, with what
    was asked put in; one that could not be read is drawn with its reason by its form."""
    language = get_language()
    lines: list[str] = []
    for name in names:
        if bar.form is not None and name in bar.form.errors:
            lines.append(filter_field(bar.form[name], name == "q"))
            continue
        html, value = _blank(name, language, bar.offered.get(name)), bar.data.get(name)
        if value:
            said = quick_escape(value)
            if "<select " in html:
                html = html.replace(' value="" selected>', ' value="">', 1)
                html = html.replace(f'<option value="{said}">', f'<option value="{said}" selected>', 1)
            else:
                html = html.replace(f' name="{name}"', f' name="{name}" value="{said}"', 1)
        lines.append(html)
    return mark_safe("".join(lines))  # noqa: S308  (drawn by Django; the value is escaped)


@lru_cache(maxsize=512)
def _blank(name: str, _language: str | None, choices: tuple[tuple[Any, str], ...] | None) -> str:
    return filter_field(blank_field(name, choices), name == "q")


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


@register.simple_tag
def due_cell(row: Shown) -> SafeString:
    """The due day of a file in a list that is drawn by a template."""
    return mark_safe(_due(row, _labels(get_language())["why"]))  # noqa: S308  (escaped in `_due`)


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
