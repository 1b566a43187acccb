"""Small helpers of these tests: fill in a form as a browser would, take what stands in it."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

TABS = ("parties", "sessions", "sums", "agreement", "papers", "clocks", "timeline")


class _Fields(HTMLParser):
    """Collects what a browser would send with the page's main form."""

    def __init__(self) -> None:
        super().__init__()
        self.inside = self.template = False
        self.data: dict[str, Any] = {}
        self.select = self.area = ""
        self.chosen: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        have = dict(attrs)
        if tag == "template":
            self.template = True
        if tag == "form":
            self.inside = "sheet" in (have.get("class") or "")
        name = have.get("name") or ""
        if not self.inside or self.template or "disabled" in have:
            return
        if tag == "input" and name:
            kind = have.get("type", "text")
            if kind in {"checkbox", "radio"}:
                if "checked" in have:
                    self._add(name, have.get("value") or "on", many=kind == "checkbox")
            elif kind != "file":
                self._add(name, have.get("value") or "")
        elif tag == "textarea" and name:
            self.area = name
            self.data[name] = ""
        elif tag == "select":
            self.select, self.chosen = name, None
        elif tag == "option" and self.select and (self.chosen is None or "selected" in have):
            self.chosen = have.get("value") or ""

    def _add(self, name: str, value: str, *, many: bool = False) -> None:
        if many and name in self.data:
            held = self.data[name]
            self.data[name] = [*held, value] if isinstance(held, list) else [held, value]
        else:
            self.data[name] = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self.template = False
        if tag == "form":
            self.inside = False
        if tag == "select" and self.select:
            self.data[self.select] = self.chosen or ""
            self.select = ""
        if tag == "textarea":
            self.area = ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.data[self.area] += data


def filled(page: Any, **changes: Any) -> dict[str, Any]:
    """What a browser would post from the step's form, with some entries changed; None takes an entry out."""
    fields = _Fields()
    fields.feed(page.content.decode())
    data = {name: value.removeprefix("\n") if isinstance(value, str) else value for name, value in fields.data.items()}
    data.pop("csrfmiddlewaretoken", None)
    for name, value in changes.items():
        key = name.replace("__", "-")
        if value is None:
            data.pop(key, None)
        else:
            data[key] = value
    return data


def plain(page: Any, *hide: str) -> str:
    """A page's text without what differs by nature: tokens and the given words."""
    text: str = page.content.decode()
    text = re.sub(r'name="(csrfmiddlewaretoken|op_id)" value="[^"]*"', "", text)
    text = re.sub(r'(party|claim|why|obligation)([-=]|" value=")[0-9]+', r"\1", text)  # keys of rows
    text = re.sub(r"〔[0-9]{4}〕[0-9]+号", "", text)  # numbers follow one another
    for word in hide:
        text = text.replace(word, "·")
    return text


def url(case: Any, rest: str = "") -> str:
    return f"/files/{case.code}/{rest}"
