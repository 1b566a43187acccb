"""The cells of the ledger: fifty columns a row, so they are drawn in Python. Every value is escaped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from supervision.ledger import Column

register = template.Library()


@register.simple_tag
def ledger_value(value: Any, drawn: str) -> str:
    """A value in words: days as they sort, sums with separators, nothing for what is not there."""
    if value is None or value == "":
        return ""
    if isinstance(value, dt.date):
        return value.isoformat()
    if drawn == "money":
        return f"{Decimal(value):,.2f}"
    return str(value)


@register.simple_tag
def ledger_cells(columns: Iterable[Column], values: list[Any]) -> SafeString:
    """The <td> of a row but the first, which is its heading; an empty cell is left out of the cards on a phone."""
    rows = list(zip(columns, values, strict=True))[1:]
    return format_html_join(
        "",
        '<td class="{}" data-label="{}">{}</td>',
        (
            ("num" if column.drawn in ("money", "num") else "nowrap" if column.drawn == "day" else "",
             column.label, format_html("{}", ledger_value(value, column.drawn)))
            for column, value in rows
        ),
    )  # fmt: skip
