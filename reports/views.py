"""The report page, the files behind a number, and the table as a file. Figures come from `reports.figures`."""

from __future__ import annotations

import csv
import datetime as dt
from typing import Any, cast
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from dossiers import queries
from dossiers.access import reaches
from dossiers.models import Dossier, Origin
from dossiers.queries import Cursor
from dossiers.visibility import NAMELESS, WALL
from organizations.models import User
from reports import figures
from reports.forms import ReportForm, year_to_date
from supervision import ledger

PAGE = 50


def _person(request: HttpRequest) -> User:
    user = cast("User", request.user)  # every page but the door asks who it is
    if not reaches(user, timezone.localdate()):
        raise PermissionDenied
    return user


def _may_sum(user: User) -> bool:
    """Whether sums may be shown: over a single file of one's own a sum is what was agreed in it (class F).

    A supervisor gets statistics by right (law.md §9.2); everybody else must be allowed to read the outcome itself.
    """
    return all("F" in WALL[reach.role] or reach.role in NAMELESS for reach in reaches(user, timezone.localdate()))


def _default_origin(base: Any) -> str:
    """Official files if there are any within reach; a demonstration shows its own, and says so."""
    if base.filter(origin=Origin.REGISTERED).exists() or not base.filter(origin=Origin.DEMONSTRATION).exists():
        return Origin.REGISTERED
    return Origin.DEMONSTRATION


def _asked(request: HttpRequest, base: Any) -> ReportForm:
    given = request.GET.dict()
    start = {"figure": "success_rate", "by": "month", **year_to_date(timezone.localdate())}
    if "figure" in given:
        start |= {"since": "", "until": ""}
    form = ReportForm(
        {**start, **given} | ({} if given.get("origin") else {"origin": _default_origin(base)}),
        regions=_regions(request),
    )
    form.is_valid()
    return form


def _regions(request: HttpRequest) -> list[tuple[str, str]]:
    """The regions below those whose figures the person follows: prefectures of a province, counties of a prefecture."""
    user = cast("User", request.user)  # every page but the door asks who it is
    return queries.followed(user, timezone.localdate()).regions


def _link(form: ReportForm, part: str, key: str | None, by: str) -> str:
    query = {name: str(form.data.get(name) or "") for name in ("figure", "since", "until", "region", "origin")}
    query |= {"part": part, "by": by}
    if key is not None:
        query["key"] = key
    return f"{reverse('report_files')}?{urlencode({k: v for k, v in query.items() if v or k == 'key'})}"


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """One figure over a period by one dimension; every number leads to its files."""
    user, today = _person(request), timezone.localdate()
    base = figures.within_reach(user, today)
    form = _asked(request, base)
    if not form.is_valid():
        return render(request, "reports/report.html", {"form": form}, status=422)
    ask = form.ask()
    whole, table = figures.table(base, ask)
    if request.GET.get("format") == "csv":
        return _table_file(ask, whole, table)
    by = ask.by
    biggest = max((row.denominator for row in table), default=0)
    shown = [
        {
            "row": row,
            "numerator_url": _link(form, "numerator", row.key, by),
            "denominator_url": _link(form, "denominator", row.key, by),
            "percent": (float(row.value) * 100 if row.value is not None else None)
            if ask.figure.is_rate
            else (row.denominator * 100 / biggest if biggest else None),
        }
        for row in table
    ]
    query = request.GET.copy()
    query["format"] = "csv"
    numerator_url, denominator_url = _link(form, "numerator", None, by), _link(form, "denominator", None, by)
    if ask.figure.is_rate:
        value = None if whole.value is None else f"{whole.value * 100:.1f}%"
        main = {
            "value": value,
            "url": denominator_url,  # as in the table: a rate leads to what it is a rate of
            "numerator": whole.numerator,
            "numerator_url": numerator_url,
            "denominator": whole.denominator,
            "denominator_url": denominator_url,
        }
    else:
        main = {"value": whole.denominator, "url": denominator_url}
    said = _("%(definition)s (definition %(version)s)") % {
        "definition": ask.figure.definition,
        "version": ask.figure.version,
    }
    sums = figures.money(base, ask) if ask.figure.dated_by == "ended_on" and _may_sum(user) else {}
    return render(
        request,
        "reports/report.html",
        {
            "form": form,
            "figure": ask.figure,
            "rows": shown,
            "as_of": timezone.now(),
            "dimension": figures.DIMENSIONS[by],
            "period": _period(ask),
            "main_stat": main | {"label": ask.figure.label, "definition": said},
            "sums": [
                {"label": label, "definition": definition, "value": f"{sums[name]:,.2f}", "url": denominator_url}
                for name, (label, definition) in _MONEY.items()
                if name in sums
            ],
            "origin_label": Origin(ask.origin).label,
            "official": ask.origin == Origin.REGISTERED,
            "csv_url": f"?{query.urlencode()}",
            "supervision_url": reverse("reports_supervision") if ledger.held(user, today) else "",
        },
    )


_MONEY = {
    "claimed": (
        gettext_lazy("Claimed (yuan)"),
        gettext_lazy("What the claims of all files in the denominator ask for, as far as a sum was stated."),
    ),
    "agreed": (
        gettext_lazy("Agreed (yuan)"),
        gettext_lazy("What was agreed on these claims; claims left open or given up count nothing."),
    ),
    "paid": (
        gettext_lazy("Paid (yuan)"),
        gettext_lazy("What has been recorded as paid on these claims up to now."),
    ),
}


def _period(ask: figures.Ask) -> str:
    """2026-01-01 – 2026-11-22, an open end as an ellipsis."""
    return f"{ask.since or '…'} – {ask.until or '…'}"


@require_safe
def report_files(request: HttpRequest) -> HttpResponse:
    """Exactly the files that a number of a report counts, within the reader's rights, newest first, by keyset."""
    user, today = _person(request), timezone.localdate()
    base = figures.within_reach(user, today)
    form = _asked(request, base)
    part = request.GET.get("part", "denominator")
    if not form.is_valid() or part not in {"numerator", "denominator"}:
        raise Http404
    try:
        ask = form.ask(key=request.GET.get("key"))
        found = figures.members(base, ask, part)
        number = found.count()
    except (ValueError, KeyError) as wrong:
        raise Http404 from wrong
    after = request.GET.get("after", "")
    if after:
        found = _beyond(found, after)
    page = list(found.select_related("body").order_by("-opened_at", "-id")[: PAGE + 1])
    more, page = page[PAGE:], page[:PAGE]
    held = reaches(user, today)
    for dossier in page:
        roles = {reach.role for reach in held if reach.covers(dossier)}
        if roles <= NAMELESS:
            dossier.title = _cause_only(dossier)
    query = request.GET.copy()
    next_url = ""
    if more:
        last = page[-1]
        query["after"] = Cursor(last.opened_at, last.pk).text()
        next_url = f"?{query.urlencode()}"
    query.pop("after", None)
    label = (
        next((row.label for row in figures.rows(base, form.ask()) if row.key == ask.key), "")
        if ask.key is not None
        else ""
    )
    return render(
        request,
        "reports/files.html",
        {
            "figure": ask.figure,
            "part": part,
            "number": number,
            "files": page,
            "next_url": next_url,
            "first_url": f"?{query.urlencode()}" if after else "",
            "group": label,
            "period": _period(ask),
            "back": f"{reverse('reports')}?{_back(form)}",
        },
    )


def _cause_only(dossier: Dossier) -> str:
    return figures._cause(dossier.cause_code) or _("Labour dispute")


def _beyond(found: Any, after: str) -> Any:
    place = Cursor.read(after)
    if place is None or not isinstance(place.key, dt.datetime):
        raise Http404
    return found.filter(opened_at__lt=place.key) | found.filter(opened_at=place.key, pk__lt=place.id)


def _back(form: ReportForm) -> str:
    return urlencode(
        {k: v for k in ("figure", "since", "until", "region", "origin", "by") if (v := str(form.data.get(k) or ""))}
    )


def _plain(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r＝＋－＠" else text


def _table_file(ask: figures.Ask, whole: figures.Row, table: list[figures.Row]) -> HttpResponse:
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{ask.figure.name}-{ask.by}.csv"'
    answer.write("\ufeff")
    out = csv.writer(answer)
    out.writerow([_("Figure"), str(ask.figure.label)])
    out.writerow([_("Definition"), str(ask.figure.definition)])
    out.writerow([_("Version"), ask.figure.version])
    out.writerow([_("Period"), f"{ask.since or '…'} – {ask.until or '…'}"])
    out.writerow([_("Files counted"), str(Origin(ask.origin).label)])
    out.writerow([_("As of"), timezone.localtime().isoformat(timespec="minutes")])
    out.writerow([])
    out.writerow([str(figures.DIMENSIONS[ask.by]), _("Numerator"), _("Denominator"), _("Value")])
    for row in [*table, figures.Row("", _("All"), whole.numerator, whole.denominator)]:
        out.writerow(
            [
                _plain(row.label),
                "" if row.numerator is None else row.numerator,
                row.denominator,
                "" if row.value is None else row.value,
            ]
        )
    return answer
