"""Figures on the desk: wiring between the reports room and the work list, which must not know it."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from dossiers import queries
from dossiers.models import Origin
from mediation.context import is_demo
from organizations.models import User
from organizations.roles import Role
from reports import figures

FOLLOW_FIGURES = frozenset({Role.REPORTING_SUPERVISOR, Role.BODY_HEAD})


def success_rate(user: User, day: dt.date) -> list[dict[str, Any]]:
    """The success rate of the year so far within a person's reach, with what it divides and its definition."""
    if not any(m.role in FOLLOW_FIGURES for m in user.memberships_on(day)):
        return []
    base = figures.within_reach(user, day)
    since = day.replace(month=1, day=1)
    figure = figures.FIGURES["success_rate"]
    ask = figures.Ask(figure, since, day, Origin.REGISTERED, as_of=day)
    whole = figures.total(base, ask)
    if not whole.denominator and is_demo():
        ask = figures.Ask(figure, since, day, Origin.DEMONSTRATION, as_of=day)
        whole = figures.total(base, ask)
    query = {
        "figure": figure.name,
        "since": since.isoformat(),
        "until": day.isoformat(),
        "origin": ask.origin,
        "by": "month",
    }
    return [
        {
            "label": _("%(figure)s, %(year)s so far") % {"figure": figure.label, "year": day.year},
            "value": None if whole.value is None else f"{whole.value * 100:.1f}%",
            "url": f"{_url('reports')}?{urlencode(query)}",
            "numerator": whole.numerator,
            "numerator_url": f"{_url('report_files')}?{urlencode(query | {'part': 'numerator'})}",
            "denominator": whole.denominator,
            "denominator_url": f"{_url('report_files')}?{urlencode(query | {'part': 'denominator'})}",
            "definition": figure.definition,
            "tone": "",
        }
    ]


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def register() -> None:
    """Put the tiles on the desk."""
    queries.TILES.append(success_rate)
