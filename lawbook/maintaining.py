"""Who may maintain what, and what the pages of figures and calendars show."""

from __future__ import annotations

import calendar as months
import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from lawbook import tables
from lawbook.counting import day_kind
from lawbook.models import Figure, Notice
from lawbook.values import written
from lawbook.words import CERTAINTY, TONES, label
from organizations.models import BodyKind, Level, Organization, Region, User
from organizations.regions import regions_within
from organizations.roles import Role
from statutes.book import cite
from statutes.calendars import Calendar, shipped
from statutes.keys import Param
from statutes.parameters import Parameter, shipped_parameters

#: Values of one parameter that the list shows; the rest stands on the parameter's own page.
MOST_SHOWN = 5
MOST_CHANGES = 200

_LEVELS = frozenset({Level.COUNTRY, Level.PROVINCE, Level.PREFECTURE})
_CUT = {Level.COUNTRY: 0, Level.PROVINCE: 2, Level.PREFECTURE: 4}


@dataclass(frozen=True)
class Maintainer:
    """An administrator of the federation of a province or prefecture: maintains the figures of its region, and at the
    province also those of the whole country and the yearly notices."""

    user: User
    bodies: tuple[Organization, ...]

    @property
    def national(self) -> bool:
        return any(body.region.level in (Level.COUNTRY, Level.PROVINCE) for body in self.bodies)

    def covers(self, region: str | None) -> bool:
        """Whether a value of this region is theirs; None is the whole country."""
        if region is None:
            return self.national
        return any(region.startswith(body.region_id[: _CUT[Level(body.region.level)]]) for body in self.bodies)

    def regions(self) -> list[tuple[str, str]]:
        """Theirs to choose from, by code; the whole country as an empty code."""
        rows = regions_within([body.region for body in self.bodies]).exclude(level__in=(Level.TOWNSHIP, Level.COUNTRY))
        found = [(row.code, f"{row.name} {row.code}") for row in rows]
        return [("", _("the whole country")), *found] if self.national else found


def maintainer(user: User, day: dt.date) -> Maintainer | None:
    """The person as a maintainer, or None."""
    bodies = {
        m.body_id: m.body
        for m in user.memberships_on(day)
        if m.role == Role.BODY_ADMINISTRATOR and m.body.kind == BodyKind.UNION and m.body.region.level in _LEVELS
    }
    return Maintainer(user, tuple(bodies.values())) if bodies else None


def parameter_rows(day: dt.date) -> list[dict[str, Any]]:
    """Every parameter with what is maintained, the newest first; what is not is there too."""
    by_key: dict[str, list[Figure]] = defaultdict(list)
    for row in Figure.objects.in_force().select_related("region"):
        by_key[row.key].append(row)
    shipped_by_key: dict[str, int] = defaultdict(int)
    for value in shipped_parameters().values:
        shipped_by_key[value.key] += 1
    found: list[dict[str, Any]] = []
    for key, parameter in shipped_parameters().parameters.items():
        if key == Param.HOLIDAY_CALENDAR:  # calendars have pages of their own
            found.append({"label": label(parameter), "years": tables.calendar().years, "values": []})
            continue
        rows = sorted(by_key[key], key=lambda row: row.valid_from, reverse=True)
        found.append(
            {
                "key": key,
                "label": label(parameter),
                "unit": parameter.unit,
                "basis": cite(parameter.basis).citation if parameter.basis else "",
                "values": [value_view(row, parameter, day) for row in rows[:MOST_SHOWN]],
                "more": max(0, len(rows) - MOST_SHOWN),
                "shipped": shipped_by_key[key],
            }
        )
    return found


def value_view(row: Figure, parameter: Parameter, day: dt.date) -> dict[str, Any]:
    """A value as the pages show it."""
    over = row.valid_until is not None and row.valid_until < day
    return {
        "row": row,
        "region": region_name(row.region),
        "value": written(row.value),
        "is_table": parameter.kind == "table",
        "source": row.printed_source,
        "certainty": CERTAINTY[row.certainty],
        "tone": TONES[row.certainty],
        "over": over,
        "to_come": row.valid_from > day,
    }


def region_name(region: Region | None) -> str:
    return region.name if region else _("the whole country")


def history(key: str | None = None) -> list[dict[str, Any]]:
    """What was entered and withdrawn, by whom, when and why, the newest first. Only for maintainers."""
    parameters = shipped_parameters().parameters
    figures = Figure.objects.select_related("region", "entered_by", "withdrawn_by").order_by("-entered_at")
    rows: list[tuple[Any, str]] = []
    for figure in (figures.filter(key=key) if key else figures)[:MOST_CHANGES]:
        named = label(parameters[figure.key]) if figure.key in parameters else figure.key
        when = period(figure.valid_from, figure.valid_until)
        rows.append((figure, f"{named} · {region_name(figure.region)} · {when} · {written(figure.value)}"))
    if key is None:
        notices = Notice.objects.select_related("entered_by", "withdrawn_by").order_by("-entered_at")[:MOST_CHANGES]
        rows += [(row, _("Holiday calendar of %(year)s") % {"year": row.year} + f" · {row.source}") for row in notices]
    events = []
    for row, what in rows:
        said = f"{what}（{row.reason}）" if row.reason else what
        by = str(row.entered_by)
        events.append({"at": row.entered_at, "title": _("Entered"), "by": by, "tone": "good", "text": said})
        if row.withdrawn_at is not None:
            said, by = f"{what}（{row.withdrawn_because}）", str(row.withdrawn_by)
            events.append({"at": row.withdrawn_at, "title": _("Withdrawn"), "by": by, "tone": "closed", "text": said})
    return sorted(events, key=lambda event: event["at"], reverse=True)[:MOST_CHANGES]


def period(since: dt.date, until: dt.date | None) -> str:
    """From when until when, as read."""
    return f"{since.isoformat()} — {until.isoformat() if until else _('further notice')}"


# --- calendars ----------------------------------------------------------------------------------------------------


def year_rows(today: dt.date) -> list[dict[str, Any]]:
    """Every year that is maintained and the present and next one, the latest first."""
    known = tables.calendar()
    own = set(Notice.objects.in_force().values_list("year", flat=True))
    years = sorted({*known.years, today.year, today.year + 1}, reverse=True)
    return [{"year": year, "own": year in own, **_numbers(known, year)} for year in years]


def _numbers(known: Calendar, year: int) -> dict[str, Any]:
    if year not in known:
        return {"maintained": False}
    one = known.year(year)
    return {
        "maintained": True,
        "rest": len(one.rest),
        "working": len(one.working),
        "statutory": len(one.statutory),
        "notice": one.notice,
        "source": one.source,
        "certainty": CERTAINTY[one.certainty],
        "tone": TONES[one.certainty],
    }


def year_view(known: Calendar, year: int) -> dict[str, Any]:
    """A year as twelve months of weeks."""
    return {
        "year": year,
        **_numbers(known, year),
        "shipped": year in shipped(),
        "months": [{"first": dt.date(year, n, 1), "weeks": _month(known, year, n)} for n in range(1, 13)]
        if year in known
        else [],
    }


def _month(known: Calendar, year: int, month: int) -> list[list[dict[str, Any]]]:
    weeks = months.Calendar().monthdatescalendar(year, month)
    return [
        [
            {"day": day, "kind": day_kind(day, known), "name": known.name(day)} if day.month == month else {}
            for day in week
        ]
        for week in weeks
    ]
