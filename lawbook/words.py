"""What the law's data are called on pages: units, grades, effects; and its sentences in the reader's language."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from statutes.book import articles
from statutes.rules import Article

CERTAINTY = {
    "statute": gettext_lazy("wording of the article seen"),
    "excerpt": gettext_lazy("seen as an excerpt"),
    "unverified": gettext_lazy("not verified"),
    "configured": gettext_lazy("set by the body"),
}
TONES = {"statute": "good", "excerpt": "running", "unverified": "warn", "configured": "neutral"}
UNITS = {
    "natural_day": gettext_lazy("natural days"),
    "working_day": gettext_lazy("working days"),
    "month": gettext_lazy("months"),
    "year": gettext_lazy("years"),
    "hour": gettext_lazy("hours"),
    "minute": gettext_lazy("minutes"),
}
#: Units of a line of a sheet.
LINE_UNITS = {
    "yuan": gettext_lazy("yuan"),
    "yuan_per_month": gettext_lazy("yuan a month"),
    "month": gettext_lazy("months"),
    "day": gettext_lazy("days"),
}
LEVELS = {
    "block": (gettext_lazy("must not be signed"), "bad"),
    "warn": (gettext_lazy("warning"), "warn"),
    "suggest": (gettext_lazy("suggestion"), "running"),
}
EFFECTS = {
    "interrupts": gettext_lazy("interrupts"),
    "suspends": gettext_lazy("suspends"),
    "resumes": gettext_lazy("lets it run on"),
}


def english() -> bool:
    return (get_language() or "").startswith("en")


def say(sentence: Any) -> str:
    """The sentence, or whatever else has `zh` and `en`, in the reader's language."""
    return str(sentence.en if english() else sentence.zh)


def label(one: Any) -> str:
    """The name of a term, a parameter or whatever else has `label_zh` and `label_en`."""
    return str(one.label_en if english() else one.label_zh)


def either(one: Any, name: str) -> str:
    """`starts_zh` or `starts_en`, by the reader's language."""
    return str(getattr(one, f"{name}_{'en' if english() else 'zh'}"))


def missing_name(one: str, parameters: Any) -> str:
    """What is not maintained, by the name people know it by."""
    key, _colon, rest = one.partition(":")
    key = key.partition("[")[0]
    if key == "holiday_calendar":
        return _("the holiday calendar of %(year)s") % {"year": rest}
    return label(parameters[key]) if key in parameters else one


def missing_names(missing: tuple[str, ...] | list[str], parameters: Any) -> list[str]:
    """Several of them."""
    return [missing_name(one, parameters) for one in missing]


@lru_cache(maxsize=1)
def _by_citation() -> dict[str, Article]:
    return {one.citation: one for one in articles()}


def cited(*lines: str) -> list[Article]:
    """The articles printed in these lines (joined by ；), each once, in their order."""
    known = _by_citation()
    names = dict.fromkeys(name for line in lines for name in line.split("；") if name)
    return [known[name] for name in names if name in known]
