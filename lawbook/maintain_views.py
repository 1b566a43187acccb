"""Pages of figures and calendars: everybody reads them, the administrators of province and prefecture maintain them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lawbook import imports, maintaining, spreadsheets, tables
from lawbook.actions import Refused, end, enter, publish, withdraw
from lawbook.forms import filled, rows_of
from lawbook.maintain_forms import EndForm, FigureForm, HolidayForm, NoticeForm, SheetForm, WithdrawForm
from lawbook.maintaining import Maintainer, maintainer, region_name
from lawbook.models import Figure, Notice
from lawbook.values import written
from lawbook.views import reader_of, show
from lawbook.words import either, label
from statutes.book import cite
from statutes.keys import Param
from statutes.parameters import Parameter, shipped_parameters

_GONE = gettext_lazy("What was previewed is no longer there or has been altered; upload the sheet again.")


def _may(request: HttpRequest) -> Maintainer | None:
    return maintainer(reader_of(request), timezone.localdate())


def _must(request: HttpRequest) -> Maintainer:
    """The maintainer. PermissionDenied: somebody else."""
    who = _may(request)
    if who is None:
        raise PermissionDenied
    return who


def _must_cover(request: HttpRequest, region: str | None) -> Maintainer:
    """The maintainer of that region (None: the whole country). PermissionDenied: somebody else."""
    who = _must(request)
    if not who.covers(region):
        raise PermissionDenied
    return who


def _parameter(key: str) -> Parameter:
    found = shipped_parameters().parameters.get(key)
    if found is None or key == Param.HOLIDAY_CALENDAR:
        raise Http404
    return found


@never_cache
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Every parameter and what is maintained of it."""
    rows = maintaining.parameter_rows(timezone.localdate())
    return show(request, "figures.html", {"rows": rows, "who": _may(request)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def figure(request: HttpRequest, key: str) -> HttpResponse:
    """One parameter: its values, and for a maintainer their history and a form for another."""
    parameter, who = _parameter(key), _may(request)
    if request.method == "POST":
        who = _must(request)
    form = None
    if who is not None:
        form = FigureForm(request.POST or None, parameter=parameter, who=who, initial={"certainty": "excerpt"})
    if request.method == "POST" and form is not None and who is not None and form.is_valid():
        try:
            entered = enter([form.proposal()], by=who.user)
        except Refused as refused:
            _say(form, refused)
        else:
            if entered:
                messages.success(request, _("%(what)s: the value is entered.") % {"what": label(parameter)})
                return redirect("law_figures_one", key)
            form.add_error(None, _("This very value is maintained already."))
    rows = Figure.objects.in_force().filter(key=key).select_related("region").order_by("region_id", "-valid_from")
    values = [maintaining.value_view(row, parameter, timezone.localdate()) for row in rows]
    for value in values:
        value["mine"] = who is not None and who.covers(value["row"].region_id)
    context = {
        "parameter": parameter,
        "title": label(parameter),
        "note": either(parameter, "note"),
        "basis": cite(parameter.basis) if parameter.basis else None,
        "values": values,
        "shipped": [value for value in shipped_parameters().values if value.key == key],
        "form": form,
        "who": who,
        "events": maintaining.history(key) if who else [],
        "tab": "law_figures",
    }
    return show(request, "figure.html", context, status=422 if request.method == "POST" else 200)


def _say(form: Any, refused: Refused) -> None:
    for name, sentence in refused.problems.items():
        form.add_error(name if name in form.fields else None, sentence)


def _figure_of(request: HttpRequest, pk: int) -> tuple[Figure, Maintainer]:
    row = Figure.objects.in_force().filter(pk=pk).select_related("region").first()
    if row is None:
        raise Http404
    return row, _must_cover(request, row.region_id)


def _sentence(row: Figure) -> str:
    parts = (
        label(shipped_parameters().parameters[row.key]),
        region_name(row.region),
        maintaining.period(row.valid_from, row.valid_until),
        written(row.value),
        row.printed_source,
    )
    return " · ".join(parts)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def end_figure(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a value its last day."""
    row, who = _figure_of(request, pk)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            end(row, form.cleaned_data["on"], reason=form.cleaned_data["reason"], by=who.user)
        except Refused as refused:
            _say(form, refused)
        else:
            messages.success(request, _("The value ends on %(day)s.") % {"day": form.cleaned_data["on"].isoformat()})
            return redirect("law_figures_one", row.key)
    consequences = [
        _("From the day after, the figure is not maintained unless another value is entered."),
        _("What has been worked out stays as it was worked out."),
    ]
    return _confirm(request, form, row, _("End a value"), _("End the value"), consequences)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_figure(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a value out of force: it was wrong."""
    row, who = _figure_of(request, pk)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw(row, reason=form.cleaned_data["reason"], by=who.user)
        except Refused as refused:
            _say(form, refused)
        else:
            messages.success(request, _("The value is withdrawn."))
            return redirect("law_figures_one", row.key)
    consequences = [
        _("Nothing is worked out with it any more; it stays on record with your reason."),
        _("What has been worked out stays as it was worked out."),
    ]
    return _confirm(request, form, row, _("Withdraw a value"), _("Withdraw the value"), consequences)


def _confirm(
    request: HttpRequest, form: Any, row: Figure, heading: str, submit: str, consequences: list[str]
) -> HttpResponse:
    context = {
        "form": form,
        "heading": heading,
        "submit_label": submit,
        "sentence": _sentence(row),
        "consequences": consequences,
        "cancel_url": reverse("law_figures_one", args=[row.key]),
        "grave": True,
    }
    return render(request, "ui/confirm.html", context, status=422 if request.method == "POST" else 200)


def _download(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=spreadsheets.TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_safe
def figures_template(request: HttpRequest) -> HttpResponse:
    """The empty sheet of figures."""
    return _download(imports.figures_template(_must(request)), "figures.xlsx")


@require_safe
def calendar_template(request: HttpRequest) -> HttpResponse:
    """The empty sheet of a year's notice."""
    _must_cover(request, None)
    return _download(imports.holidays_template(), "holidays.xlsx")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def upload_figures(request: HttpRequest) -> HttpResponse:
    """A sheet: first a preview with a verdict on each row, then, confirmed, all of it or nothing."""
    who = _must(request)
    if "sealed" in request.POST:
        return _enter_sheet(request, who)
    form = SheetForm(request.POST or None, request.FILES or None)
    lines: list[imports.Line] = []
    if request.method == "POST" and form.is_valid():
        try:
            lines = imports.figure_lines(spreadsheets.read(form.cleaned_data["sheet"], imports.FIGURES), who)
        except spreadsheets.SheetError as wrong:
            form.add_error("sheet", str(wrong))
    return _preview(request, who, form, lines)


def _preview(
    request: HttpRequest, who: Maintainer, form: Any, lines: list[imports.Line], status: int = 0
) -> HttpResponse:
    bad = [line for line in lines if line.word in ("error", "overlaps")]
    new = [line.proposal for line in lines if line.word == "new" and line.proposal]
    context = {
        "form": form,
        "lines": lines,
        "bad": len(bad),
        "new": len(new),
        "same": len(lines) - len(bad) - len(new),
        "sealed": imports.sealed(new, who) if new and not bad else "",
        "tab": "law_figures",
    }
    if not status:
        status = 422 if request.method == "POST" and (bad or not lines) else 200
    return show(request, "figures_upload.html", context, status=status)


def _enter_sheet(request: HttpRequest, who: Maintainer) -> HttpResponse:
    form = SheetForm()
    try:
        proposals = imports.unsealed(request.POST["sealed"], who)
    except signing.BadSignature:
        form = SheetForm({})
        form.add_error(None, str(_GONE))
        return _preview(request, who, form, [])
    try:
        entered = enter(proposals, by=who.user)
    except Refused:
        # Somebody entered something since the preview: the rows are weighed again and shown.
        rows: list[imports.Read] = [(n, one, one.named(), []) for n, one in enumerate(proposals, 1)]
        return _preview(request, who, form, imports.weighed(rows), status=409)
    messages.success(request, _("%(n)s values are entered.") % {"n": len(entered)})
    return redirect("law_figures")


# --- calendars ----------------------------------------------------------------------------------------------------


@never_cache
@require_safe
def calendars(request: HttpRequest) -> HttpResponse:
    """The years."""
    who = _may(request)
    context = {"years": maintaining.year_rows(timezone.localdate()), "may": who is not None and who.national}
    return show(request, "calendars.html", context)


@never_cache
@require_safe
def calendar_year(request: HttpRequest, year: int) -> HttpResponse:
    """One year, month by month."""
    if not 1990 <= year <= 2100:
        raise Http404
    who = _may(request)
    may = who is not None and who.national
    row = None
    if may:
        row = Notice.objects.in_force().filter(year=year).select_related("entered_by").first()
    view = maintaining.year_view(tables.calendar(), year)
    return show(request, "calendar.html", {"view": view, "may": may, "row": row, "tab": "law_calendars"})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_calendar(request: HttpRequest) -> HttpResponse:
    """A year's notice by form or sheet: first the year as it would be, then, confirmed, it is entered."""
    who = _must_cover(request, None)
    if "sealed" in request.POST:
        return _publish(request, who)
    data = request.POST if request.method == "POST" else None
    asked = request.GET.get("year", "")
    initial = {"certainty": "excerpt", "year": asked if asked.isdigit() else timezone.localdate().year + 1}
    form = NoticeForm(data, request.FILES or None, initial=initial)
    rows = rows_of(HolidayForm, "holidays", data, least=7)
    draft, view, sealed = None, None, ""
    counts = data is not None and "add_row" not in data
    if counts and form.is_valid() and (form.cleaned_data["sheet"] or rows.is_valid()):
        draft = _draft(form, rows)
        if draft is not None and draft.good:
            given = form.cleaned_data
            notice = {name: given[name] for name in ("year", "source", "document_number", "certainty", "reason")}
            notice |= {"holidays": draft.holidays, "working": draft.working}
            sealed = signing.dumps({"by": who.user.pk, "notice": notice}, salt=_NOTICE, compress=True)
            view = maintaining.year_view(tables.calendar().with_year(Notice(**notice).as_year()), given["year"])
    context = {
        "form": form, "rows": rows, "draft": draft, "view": view, "sealed": sealed, "tab": "law_calendars",
    }  # fmt: skip
    return show(request, "calendar_new.html", context, status=422 if counts and not view else 200)


_NOTICE = "lawbook.notice"


def _draft(form: NoticeForm, rows: Any) -> imports.YearDraft | None:
    """The days of the sheet or of the rows; what the sheet lacks is said at its field."""
    given = form.cleaned_data
    if given["sheet"]:
        try:
            found = imports.draft_of_sheet(given["year"], spreadsheets.read(given["sheet"], imports.HOLIDAYS))
        except spreadsheets.SheetError as wrong:
            form.add_error("sheet", str(wrong))
            return None
    else:
        names = ("rest_from", "rest_to", "paid_from", "paid_to")
        read: list[Any] = [
            (n, row["name"], [row[name] for name in names], [], []) for n, row in enumerate(filled(rows), 1)
        ]
        if given["working"]:
            read.append((len(read) + 1, "", [None] * 4, given["working"], []))
        found = imports.draft(given["year"], read)
    known = tables.calendar()
    if not found.holidays and not any(line.sentences for line in found.lines):
        form.add_error(None, _("A year without holidays cannot be right."))
        return None
    if given["year"] in known and not given["reason"]:
        form.add_error("reason", _("The calendar of this year is maintained already: say why it is corrected."))
        found.lines.append(imports.Line(0, str(given["year"]), "error", [_("The reason is missing.")]))
    return found


def _publish(request: HttpRequest, who: Maintainer) -> HttpResponse:
    try:
        data = signing.loads(request.POST["sealed"], salt=_NOTICE, max_age=dt.timedelta(hours=12))
        if data["by"] != who.user.pk:
            raise signing.BadSignature
    except signing.BadSignature:
        form = NoticeForm({})
        form.add_error(None, str(_GONE))
        rows: Any = rows_of(HolidayForm, "holidays", None, least=7)
        context = {"form": form, "rows": rows, "tab": "law_calendars"}
        return show(request, "calendar_new.html", context, status=422)
    try:
        notice = publish(Notice(**data["notice"]), by=who.user)
    except Refused as refused:
        messages.error(request, "".join(refused.problems.values()))
        return redirect(f"{reverse('law_calendar_new')}?year={data['notice']['year']}")
    messages.success(
        request,
        _("The calendar of %(year)s is entered; terms that waited for it get their day with the next sweep.")
        % {"year": notice.year},
    )
    return redirect("law_calendar", notice.year)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a maintained year out of force; a shipped one counts again where there is one."""
    who = _must_cover(request, None)
    row = Notice.objects.in_force().filter(pk=pk).first()
    if row is None:
        raise Http404
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw(row, reason=form.cleaned_data["reason"], by=who.user)
        except Refused as refused:
            _say(form, refused)
        else:
            messages.success(request, _("The calendar of %(year)s is withdrawn.") % {"year": row.year})
            return redirect("law_calendars")
    context = {
        "form": form,
        "heading": _("Withdraw a calendar"),
        "submit_label": _("Withdraw the calendar"),
        "sentence": f"{row.year} · {row.printed_source}",
        "consequences": [
            _("Without another calendar, terms in working days of that year get no date any more."),
            _("Terms that have their date keep it."),
        ],
        "cancel_url": reverse("law_calendar", args=[row.year]),
        "grave": True,
    }
    return render(request, "ui/confirm.html", context, status=422 if request.method == "POST" else 200)


@never_cache
@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """Who entered or withdrew what, when and why."""
    _must(request)
    return show(request, "changes.html", {"events": maintaining.history(), "tab": "law_figures"})
