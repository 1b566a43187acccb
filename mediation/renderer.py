"""Draws the plain widgets in Python. A template per option made the filters cost more than the list they filter.

Everything that is not a plain input, select or text area still goes through its template (`templates/django/forms/`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape as html_escape
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.utils.functional import Promise
from django.utils.safestring import mark_safe

#: Most words of a page have none of these and need no new text.
special = re.compile("[&<>\"']").search


def quick_escape(value: Any) -> str:
    """What `conditional_escape` gives for a text, without its detour through lazy wrappers."""
    if type(value) is str:
        return html_escape(value) if special(value) else value
    if isinstance(value, Promise):
        value = str(value)
    return str(value.__html__()) if hasattr(value, "__html__") else html_escape(str(value))


def _attributes(attrs: dict[str, Any]) -> str:
    """What django/forms/widgets/attrs.html writes: False is left out, True is a bare name."""
    parts = []
    for name, value in attrs.items():
        if value is False:
            continue
        parts.append(f" {quick_escape(name)}" if value is True else f' {quick_escape(name)}="{quick_escape(value)}"')
    return "".join(parts)


def _input(widget: dict[str, Any]) -> str:
    value = widget["value"]
    said = f' value="{quick_escape(value)}"' if value is not None else ""
    kind, name = quick_escape(widget["type"]), quick_escape(widget["name"])
    return f'<input type="{kind}" name="{name}"{said}{_attributes(widget["attrs"])}>'


def _option(widget: dict[str, Any]) -> str:
    value = quick_escape(widget["value"] if widget["value"] is not None else "")
    return f'<option value="{value}"{_attributes(widget["attrs"])}>{quick_escape(widget["label"])}</option>'


def _select(widget: dict[str, Any]) -> str:
    parts = [f'<select name="{quick_escape(widget["name"])}"{_attributes(widget["attrs"])}>']
    for group, options, _index in widget["optgroups"]:
        if group:
            parts.append(f'<optgroup label="{quick_escape(group)}">')
        parts.extend(_option(option) for option in options)
        if group:
            parts.append("</optgroup>")
    return "".join([*parts, "</select>"])


def _textarea(widget: dict[str, Any]) -> str:
    # The first line feed after the tag belongs to HTML; without it a text that begins with one would lose its own.
    text = quick_escape(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{quick_escape(widget["name"])}"{_attributes(widget["attrs"])}>\n{text}</textarea>'


_PLAIN: dict[str, Callable[[dict[str, Any]], str]] = {
    **{
        f"django/forms/widgets/{name}.html": _input
        for name in ("input", "text", "number", "email", "url", "password", "hidden", "checkbox", "search", "tel")
    },
    "django/forms/widgets/select.html": _select,
    "django/forms/widgets/textarea.html": _textarea,
}


class QuickRenderer(TemplatesSetting):
    """`FORM_RENDERER`: plain widgets in Python, the rest by template."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        draw = _PLAIN.get(template_name)
        if draw is None:
            return super().render(template_name, context, request)
        return mark_safe(draw(context["widget"]))  # noqa: S308  (every part above is escaped)
