"""The ledger on screen, in print and as a spreadsheet, and the indicators that lead to its rows."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dossiers.models import Origin
from organizations.models import User
from organizations.roles import Role
from supervision import ledger as book
from supervision import registers, sheets
from supervision.ledger import Ask
from supervision.models import Employer, Letter, Matter
from supervision.registers_forms import LedgerForm
from supervision.registers_views import download, person_of, show

PAGE = 50
#: A printed ledger or a spreadsheet holds no more; a longer period is taken in parts.
MOST = 5000


def _must(request: HttpRequest) -> User:
    user = person_of(request)
    if not book.held(user, timezone.localdate()):
        raise PermissionDenied
    return user


def _form(request: HttpRequest, user: User, base: QuerySet[Matter], without: tuple[str, ...]) -> LedgerForm:
    """The filters as asked; the year so far where none were."""
    day = timezone.localdate()
    given = request.GET.dict()
    start = {} if given else {"since": day.replace(month=1, day=1).isoformat(), "until": day.isoformat()}
    if not given.get("origin"):
        start["origin"] = _origin(base)
    bodies = [m.body for m in user.memberships_on(day) if m.role in book.READS]
    industries = list(
        Employer.objects.filter(matters__in=base.values("pk")).exclude(industry="").order_by("industry")
        .values_list("industry", flat=True).distinct()[:200]
    )  # fmt: skip
    form = LedgerForm(given | start, bodies=bodies, industries=industries, without=without)
    form.is_valid()
    return form


def _origin(base: QuerySet[Matter]) -> str:
    """Official files if there are any; a demonstration shows its own, and says so."""
    kinds = set(base.order_by().values_list("origin", flat=True).distinct())
    return Origin.REGISTERED if Origin.REGISTERED in kinds or not kinds else sorted(kinds)[0]


def _narrowed(request: HttpRequest, user: User, form: LedgerForm) -> tuple[QuerySet[Letter], str]:
    """The letters asked for, also as a part of an indicator; and what that part is called. Http404: no such part."""
    day = timezone.localdate()
    every, ask = book.letters(user, day), form.ask(day)
    name, part = request.GET.get("figure", ""), request.GET.get("part", "denominator")
    if not name:
        return book.narrowed(every, ask), ""
    if name not in book.INDICATORS or part not in ("numerator", "denominator"):
        raise Http404
    indicator = book.INDICATORS[name]
    said = str(indicator.label)
    if indicator.is_rate:
        said += f" · {_('Numerator') if part == 'numerator' else _('Denominator')}"
    return book.members(every, ask, name, part), said


def _statistician(user: User) -> bool:
    """Whether a person reads the ledger only as the area's statistician: then without whoever took a letter."""
    return all(reach.role == Role.REPORTING_SUPERVISOR for reach in book.held(user, timezone.localdate()))


def _lines(rows: QuerySet[Letter], user: User) -> list[tuple[Letter, list[Any]]]:
    found = book.cells(book.loaded(rows), timezone.localdate())
    if _statistician(user):
        for _row, values in found:
            values[book.RECEIVED_BY_AT] = ""
    return found


@never_cache
@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """One row a letter, every column; filtered, by keyset, the latest first."""
    user = _must(request)
    base = book.matters(user, timezone.localdate())
    form = _form(request, user, base, LedgerForm.INDICATORS_ONLY)
    if not form.is_valid():
        return show(request, "ledger.html", {"form": form}, tab="registers_ledger", status=422)
    rows, part = _narrowed(request, user, form)
    total = rows.order_by().count()
    page = rows.order_by("-issued_on", "-pk")
    day, _sep, key = request.GET.get("after", "").partition("~")
    try:
        if key.isdigit() and len(key) < 18:
            place = dt.date.fromisoformat(day)
            page = page.filter(Q(issued_on__lt=place) | Q(issued_on=place, pk__lt=int(key)))
    except ValueError:
        pass
    found = _lines(page[: PAGE + 1], user)
    more, found = found[PAGE:], found[:PAGE]
    query = request.GET.copy()
    started = "after" in query
    query.pop("after", None)
    plain = query.urlencode() or urlencode({name: form.data[name] for name in ("since", "until", "origin")})
    last = found[-1][0] if found else None
    context = {
        "form": form, "part": part, "rows": found, "columns": book.COLUMNS, "groups": book.column_groups(),
        "summary": _("Letters: %(n)s") % {"n": total},
        "next_url": f"?{plain}&{urlencode({'after': f'{last.issued_on}~{last.pk}'})}" if more and last else "",
        "first_url": f"?{plain}" if started else "",
        "sheet_url": f"{reverse('registers_ledger_sheet')}?{plain}",
        "print_url": f"{reverse('registers_ledger_print')}?{plain}",
        "unofficial": _unofficial(form), "unnarrowed_url": _without_part(request) if part else "",
    }  # fmt: skip
    return show(request, "ledger.html", context, tab="registers_ledger")


def _without_part(request: HttpRequest) -> str:
    query = request.GET.copy()
    for name in ("figure", "part", "after"):
        query.pop(name, None)
    return f"?{query.urlencode()}"


def _unofficial(form: LedgerForm) -> str:
    origin = form.cleaned_data.get("origin") or Origin.REGISTERED
    return "" if origin == Origin.REGISTERED else str(Origin(origin).label)


def _whole(request: HttpRequest) -> tuple[list[tuple[Letter, list[Any]]], LedgerForm, str]:
    """All rows asked for, the earliest first as a register is kept."""
    user = _must(request)
    form = _form(request, user, book.matters(user, timezone.localdate()), LedgerForm.INDICATORS_ONLY)
    if not form.is_valid():
        raise Http404
    rows, part = _narrowed(request, user, form)
    return _lines(rows.order_by("issued_on", "pk")[:MOST], user), form, part


def _period(form: LedgerForm) -> str:
    data = form.cleaned_data
    return f"{data.get('since') or '…'} – {data.get('until') or '…'}"


@never_cache
@require_safe
def printed(request: HttpRequest) -> HttpResponse:
    """The ledger for A3 paper: the columns in parts of a page's breadth, number and employer before each."""
    rows, form, part = _whole(request)
    parts: list[tuple[str, list[int]]] = []
    at = 0
    for name, number in book.column_groups():
        spans = [index for index in range(at, at + number) if index not in (book.NUMBER_AT, book.EMPLOYER_AT)]
        at += number
        if parts and len(parts[-1][1]) + len(spans) <= _BREADTH:
            parts[-1] = (f"{parts[-1][0]} · {name}", parts[-1][1] + spans)
        elif spans:
            parts.append((name, spans))
    context = {
        "parts": [
            {
                "name": name,
                "columns": [book.COLUMNS[index] for index in spans],
                "rows": [
                    (values[book.NUMBER_AT], values[book.EMPLOYER_AT],
                     [(values[index], book.COLUMNS[index].drawn) for index in spans])
                    for _row, values in rows
                ],
            }
            for name, spans in parts
        ],
        "period": _period(form), "part": part, "total": len(rows), "unofficial": _unofficial(form),
    }  # fmt: skip
    return render(request, "supervision/registers/ledger_print.html", context)


#: So many columns fit the breadth of an A3 page beside number and employer.
_BREADTH = 15


@never_cache
@require_safe
def sheet(request: HttpRequest) -> HttpResponse:
    """The ledger as a spreadsheet, with the groups of columns above the headings."""
    rows, _given, _part = _whole(request)
    headings = ["序号", *(str(column.label) for column in book.COLUMNS)]
    above = [""]
    for name, number in book.column_groups():
        above += [name, *[""] * (number - 1)]
    lines = ((at, *values) for at, (_row, values) in enumerate(rows, 1))
    return download(sheets.workbook("台账", headings, lines, above), "supervision-ledger.xlsx")


# ── Indicators ──────────────────────────────────────────────────────────────────────────────────────────────────────


@never_cache
@require_safe
def indicators(request: HttpRequest) -> HttpResponse:
    """Every indicator with what it divides and its definition; each number leads to its rows."""
    user, day = _must(request), timezone.localdate()
    base = book.matters(user, day)
    form = _form(request, user, base, LedgerForm.LEDGER_ONLY)
    if not form.is_valid():
        return render(request, "supervision/registers/indicators.html", {"form": form}, status=422)
    ask, by = form.ask(day), form.cleaned_data.get("by") or "month"
    letters = book.letters(user, day)
    whole = book.indicators(letters, ask)
    done = book.achieved(base, ask)
    links = _Links(form)
    context = {
        "form": form,
        "tiles": [_tile(name, row, links) for name, row in whole.items()] + _more(letters, ask, links),
        "achieved": _achieved(done, links),
        "nothing": not any(row.denominator for row in whole.values()) and not done.matters and not done.ended,
        "table": [(label, [_cell(one, links.of(by, key)) for one in rows.values()])
                  for key, label, rows in book.by_dimension(letters, ask, by)],
        "heads": list(book.INDICATORS.values()),
        "dimension": book.DIMENSIONS[by],
        "overlap": by == "group",
        "register": _register(user, ask),
        "period": _period(form),
        "unofficial": _unofficial(form),
        "as_of": timezone.now(),
    }  # fmt: skip
    return render(request, "supervision/registers/indicators.html", context)


class _Links:
    """Addresses of the rows behind numbers, under the filters of the page."""

    def __init__(self, form: LedgerForm, **more: str) -> None:
        names = ("since", "until", "region", "level", "industry", "topic", "group", "origin")
        self.query = {name: str(value) for name in names if (value := form.cleaned_data.get(name))} | more
        self.form = form

    def of(self, by: str, key: str) -> _Links | None:
        """The same within one group of a dimension; None where a group cannot be asked for ("not stated")."""
        if not key:
            return None
        if by == "month":
            first = dt.date.fromisoformat(f"{key}-01")
            last = dt.date(first.year + first.month // 12, first.month % 12 + 1, 1) - dt.timedelta(days=1)
            since, until = self.query.get("since", ""), self.query.get("until", "")
            return _Links(self.form, since=max(first.isoformat(), since), until=min(last.isoformat(), until or "9"))
        return _Links(self.form, **{by: key})

    def letters(self, name: str = "", part: str = "denominator") -> str:
        figure = {"figure": name, "part": part} if name else {}
        return f"{reverse('registers_ledger')}?{urlencode(self.query | figure)}"

    def matters(self, which: str) -> str:
        return f"{reverse('reports_supervision_matters')}?{urlencode(self.query | {'which': which})}"


def _said(row: book.Row) -> Any:
    if row.value is None:
        return None
    return row.denominator if row.numerator is None else f"{row.value * 100:.1f}%"


def _tile(name: str, row: book.Row, links: _Links) -> dict[str, Any]:
    one = book.INDICATORS[name]
    tile: dict[str, Any] = {
        "label": one.label, "value": _said(row), "definition": one.definition, "url": links.letters(name),
    }  # fmt: skip
    if one.is_rate:
        tile |= {
            "numerator": row.numerator, "numerator_url": links.letters(name, "numerator"),
            "denominator": row.denominator, "denominator_url": links.letters(name),
        }  # fmt: skip
    return tile


def _cell(row: book.Row, links: _Links | None) -> dict[str, Any]:
    return {
        "value": _said(row), "numerator": row.numerator, "denominator": row.denominator,
        "url": links.letters(row.name) if links else "",
        "numerator_url": links.letters(row.name, "numerator") if links and row.numerator is not None else "",
    }  # fmt: skip


def _more(letters: QuerySet[Letter], ask: Ask, links: _Links) -> list[dict[str, Any]]:
    row = book.findings(letters, ask)
    return [
        {"label": _("Rectification rate, by finding"), "value": _said(row), "definition": book.FINDINGS,
         "numerator": row.numerator, "denominator": row.denominator, "url": links.letters("rectified")},
        {"label": _("Employers supervised"), "value": book.employers(letters, ask), "definition": book.EMPLOYERS,
         "url": links.letters()},
    ]  # fmt: skip


def _achieved(done: book.Achieved, links: _Links) -> list[dict[str, Any]]:
    behind, over = links.matters("achieved"), links.matters("ended")
    definition = f"{book.ACHIEVED} " + _("Matters: %(n)s") % {"n": done.matters}
    tiles: list[dict[str, Any]] = [
        {"label": _("Recovered in all (yuan)"), "value": f"{done.recovered:,.2f}", "definition": definition,
         "url": behind}
    ]  # fmt: skip
    tiles += [{"label": book.SUMS[name], "value": f"{value:,.2f}", "url": behind} for name, value in done.sums.items()]
    tiles += [{"label": book.COUNTS[name], "value": value, "url": behind} for name, value in done.counts.items()]
    days = {
        "label": _("Average days to the end"), "value": done.days, "url": over,
        "definition": f"{book.DAYS} " + _("Matters: %(n)s") % {"n": done.ended},
    }  # fmt: skip
    return [*(tiles if done.matters else []), days]


def _register(user: User, ask: Ask) -> list[dict[str, Any]]:
    """Units, supervisors and sittings of training; not by subject, so only where none is asked for."""
    who = registers.reader(user, ask.as_of)
    if who is None or ask.industry or ask.topic or ask.group:
        return []
    given = {"region": ask.region, "level": ask.level}
    query = urlencode({name: value for name, value in given.items() if value})
    people = registers.people(who, given, ask.as_of)
    trained = registers.trained(people, ask.since, ask.until)
    tiles: list[dict[str, Any]] = [
        {"label": _("Units of supervision"), "value": registers.units(who, given).order_by().count(),
         "definition": registers.DEFINITION, "url": f"{reverse('registers_units')}?{query}"},
        {"label": _("Supervisors"), "value": people.order_by().count(),
         "url": f"{reverse('registers_people')}?{query}"},
        {"label": _("Supervisors with a certificate that holds"),
         "value": people.filter(registers.certified(ask.as_of)).order_by().count(),
         "url": f"{reverse('registers_people')}?{urlencode({**given, 'status': 'certified'})}"},
        {"label": _("Sittings of training"), "value": trained["n"] or 0,
         "definition": _("Sittings in the period that present supervisors attended, one for each person and day; "
                         "%(people)s people, %(hours)s hours.")
         % {"people": trained["people"], "hours": trained["hours"] or 0}},
    ]  # fmt: skip
    return tiles


@never_cache
@require_safe
def counted_matters(request: HttpRequest) -> HttpResponse:
    """The matters behind sums and days."""
    user, day = _must(request), timezone.localdate()
    base = book.matters(user, day)
    form = _form(request, user, base, LedgerForm.LEDGER_ONLY)
    which = request.GET.get("which")
    if not form.is_valid() or which not in ("achieved", "ended"):
        raise Http404
    ask = form.ask(day)
    rows = book.with_achievement(base, ask) if which == "achieved" else book.ended(base, ask)
    rows = rows.select_related("employer", "body").order_by("-ended_on", "-pk")
    total = rows.order_by().count()
    query = request.GET.copy()
    query.pop("which", None)
    context = {
        "rows": [
            {"row": row, "days": (row.ended_on - row.received_on).days if row.ended_on else None,
             "recovered": sum(getattr(row, name) for name in book.SUMS)}
            for row in rows[:MOST]
        ],
        "total": total, "which": which, "period": _period(form),
        "back": f"{reverse('reports_supervision')}?{query.urlencode()}",
    }  # fmt: skip
    return render(request, "supervision/registers/matters.html", context)
