"""Pages of employers, units, supervisors and proposals. A view is a doorman: find, ask, act, say, send on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from dossiers.access import visible_to
from lawbook import spreadsheets
from lawbook.maintain_forms import SheetForm
from organizations.models import User
from organizations.roles import Role
from supervision import employers as book
from supervision import ledger, sheets, topics
from supervision import proposals as born
from supervision import registers as register
from supervision.models import Employer, Proposal, ProposalStatus, RegisterChange, Supervisor, Unit
from supervision.registers import Reader
from supervision.registers_forms import (
    AliasForm,
    EmployerFilter,
    EmployerForm,
    LeaveForm,
    MergeForm,
    PeopleFilter,
    ReasonForm,
    SupervisorForm,
    TrainingForm,
    UnitFilter,
    UnitForm,
)

ASKS = ["GET", "HEAD", "POST"]


def person_of(request: HttpRequest) -> User:
    return cast("User", request.user)  # LoginRequiredMiddleware stands before every page here


def _reader_of(user: User) -> Reader | None:
    return register.reader(user, timezone.localdate())


def _knows_employers(user: User) -> bool:
    return any(m.role in register.KNOWS_EMPLOYERS for m in user.memberships_on(timezone.localdate()))


def _must_read(request: HttpRequest) -> Reader:
    who = _reader_of(person_of(request))
    if who is None:
        raise PermissionDenied
    return who


def _must_keep(request: HttpRequest) -> Reader:
    who = _must_read(request)
    if not who.keeps:
        raise PermissionDenied
    return who


def _must_know_employers(request: HttpRequest) -> User:
    user = person_of(request)
    if not _knows_employers(user):
        raise PermissionDenied
    return user


#: (name of the address, label, who may open it)
TABS: tuple[tuple[str, Any, Callable[[User], bool]], ...] = (
    ("registers_ledger", gettext_lazy("Ledger of letters"), lambda user: bool(ledger.held(user, timezone.localdate()))),
    ("registers_proposals", gettext_lazy("Proposed from mediation"),
     lambda user: bool(born.deciding_bodies(user, timezone.localdate()))),
    ("registers_employers", gettext_lazy("Employers"), _knows_employers),
    ("registers_units", gettext_lazy("Units of supervision"), lambda user: _reader_of(user) is not None),
    ("registers_people", gettext_lazy("Supervisors"), lambda user: _reader_of(user) is not None),
    ("registers_counts", gettext_lazy("Register in figures"), lambda user: _reader_of(user) is not None),
)  # fmt: skip


def show(request: HttpRequest, template: str, context: dict[str, Any], *, tab: str, status: int = 200) -> HttpResponse:
    """A page with the tabs its reader may open."""
    user = person_of(request)
    tabs = [{"label": label, "url": reverse(name), "current": name == tab} for name, label, may in TABS if may(user)]
    return render(request, f"supervision/registers/{template}", {"tabs": tabs, **context}, status=status)


@require_safe
def registers(request: HttpRequest) -> HttpResponse:
    """The first register that its reader may open."""
    user = person_of(request)
    first = next((name for name, _label, may in TABS if may(user)), None)
    if first is None:
        raise PermissionDenied
    return redirect(first)


def _status(request: HttpRequest) -> int:
    return 422 if request.method == "POST" else 200


def pager(request: HttpRequest, page: register.Page, summary: str) -> dict[str, Any]:
    """What ui/pager.html shows: on from here, and back to the start."""
    query = request.GET.copy()
    started = "after" in query
    query.pop("after", None)
    plain = query.urlencode()
    return {
        "summary": summary,
        "first_url": f"?{plain}" if started else "",
        "next_url": f"?{urlencode({**query.dict(), 'after': page.after})}" if page.after else "",
    }


def _save(request: HttpRequest, form: Any, keep: Callable[[Any], Any]) -> Any:
    """The row of a valid form, kept; None where the form is shown (again)."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        row = form.save(commit=False)
        keep(row)
    except IntegrityError:
        form.add_error(None, _("Somebody has entered the same in the meantime."))
        return None
    return row


def _form_page(
    request: HttpRequest, form: Any, tab: str, heading: str, submit: str, back: str, **more: Any
) -> HttpResponse:
    context = {"form": form, "heading": heading, "submit_label": submit, "cancel_url": back, **more}
    return show(request, "form.html", context, tab=tab, status=_status(request))


def _history(name: str, pk: int) -> list[RegisterChange]:
    return list(RegisterChange.objects.filter(register=name, row=pk)[:30])


# ── Employers ───────────────────────────────────────────────────────────────────────────────────────────────────────


@never_cache
@require_safe
def employers(request: HttpRequest) -> HttpResponse:
    """Employers by name, other name or credit code."""
    _must_know_employers(request)
    form = EmployerFilter(request.GET)
    form.is_valid()
    rows = book.found_by(form.cleaned_data.get("q", "")).prefetch_related("aliases")
    page = register.page_of(rows, request.GET.get("after", ""))
    summary = _("Employers: %(n)s") % {"n": page.total}
    context = {"form": form, "rows": page.rows, "asked": bool(form.cleaned_data.get("q"))}
    return show(request, "employers.html", context | pager(request, page, summary), tab="registers_employers")


@never_cache
@require_safe
def employer(request: HttpRequest, pk: int) -> HttpResponse:
    """One employer: data, names, matters, and mediation cases as far as the reader may open them."""
    user, day = _must_know_employers(request), timezone.localdate()
    row = _employer(pk)
    ours = book.lies_in(_areas(user), row)
    mine = visible_to(user, day).filter(kind="supervision")
    matters = list(row.matters.filter(pk__in=mine.values("pk")).select_related("body").order_by("-received_on", "-pk"))
    cases, others = book.cases_against(row, user, day)
    context = {
        "row": row,
        "keeps": ours,
        "merges": book.lies_in(_areas(user, MERGE), row),
        "facts": _facts(row, but=() if ours else OWN_WORK),
        "aliases": list(row.aliases.all()),
        "units": list(row.units.filter(dissolved_on__isnull=True)),
        "matters": [{"row": one, "topic": topics.label(one.topic) if one.topic else ""} for one in matters],
        "matters_elsewhere": row.matters.count() - len(matters),
        "cases": cases,
        "cases_elsewhere": others,
        "history": _history("employer", pk) if ours else [],
    }
    return show(request, "employer.html", context, tab="registers_employers")


def _employer(pk: int) -> Employer:
    row = Employer.objects.select_related("region").filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


#: What a federation wrote down for its own work: read by those in whose area the employer lies.
OWN_WORK = ("contact", "phone", "note")


def _facts(row: Employer, but: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    names = (
        "credit_code", "region", "address", "legal_representative", "post", "contact", "phone", "industry",
        "ownership", "headcount", "has_union", "employment_form", "note",
    )  # fmt: skip
    said: dict[str, Any] = {
        "ownership": row.get_ownership_display(), "employment_form": row.get_employment_form_display(),
        "has_union": "" if row.has_union is None else _("yes") if row.has_union else _("no"),
    }  # fmt: skip
    return [
        {
            "label": str(Employer._meta.get_field(name).verbose_name),  # type: ignore[union-attr]
            "value": said.get(name, getattr(row, name)),
            "wide": name in ("address", "note"),
        }
        for name in names
        if name not in but
    ]


#: Who makes two records one: it cannot be undone.
MERGE = frozenset({Role.SUPERVISION_HEAD})


def _areas(user: User, roles: frozenset[Role] = register.KNOWS_EMPLOYERS) -> list[Any]:
    """The regions in which a person keeps employers: those of the federations where they supervise."""
    day = timezone.localdate()
    return [m.body.region for m in user.memberships_on(day) if m.role in roles]


def _kept_employer(request: HttpRequest, pk: int, roles: frozenset[Role] = register.KNOWS_EMPLOYERS) -> Employer:
    """A record for whoever may change it: an employer is kept by the federations in whose area it lies."""
    row = _employer(pk)
    if not book.lies_in(_areas(_must_know_employers(request), roles), row):
        raise PermissionDenied
    return row


def _edit_employer(request: HttpRequest, row: Employer | None) -> HttpResponse:
    user = _must_know_employers(request)
    areas = _areas(user)
    start = {"name": request.GET.get("name", ""), "region": areas[0].pk if areas else None} if row is None else {}
    form = EmployerForm(request.POST or None, instance=row, areas=areas, initial=start)
    kept = _save(request, form, lambda one: book.keep(one, _changed(form), user))
    if kept is not None:
        messages.success(request, _("%(name)s: the record is kept.") % {"name": kept.name})
        return redirect("registers_employer", kept.pk)
    back = reverse("registers_employer", args=[row.pk]) if row else reverse("registers_employers")
    heading = _employer(row.pk).name if row else _("Enter an employer")
    submit = _("Keep the record") if row else _("Enter the employer")
    return _form_page(request, form, "registers_employers", heading, submit, back, alike=form.alike)


def _changed(form: Any) -> list[str]:
    """The labels of what was changed, for the log: what was typed is on the record itself."""
    return [str(form.fields[name].label) for name in form.changed_data if name != "differs"]


@never_cache
@require_http_methods(ASKS)
def new_employer(request: HttpRequest) -> HttpResponse:
    """Enter an employer; those with a name like it are shown first."""
    return _edit_employer(request, None)


@never_cache
@require_http_methods(ASKS)
def edit_employer(request: HttpRequest, pk: int) -> HttpResponse:
    """Amend a record; a name that is given up stays as an alias."""
    return _edit_employer(request, _kept_employer(request, pk))


@never_cache
@require_http_methods(ASKS)
def add_alias(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name of an employer."""
    row, user = _kept_employer(request, pk), person_of(request)
    form = AliasForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            book.add_alias(row, given["name"], given["until"], given["source"], user)
        except ValidationError as wrong:
            form.add_error("name", wrong)
        else:
            messages.success(request, _("%(name)s: the record is kept.") % {"name": row.name})
            return redirect("registers_employer", pk)
    back = reverse("registers_employer", args=[pk])
    heading = _("Another name of %(name)s") % {"name": row.name}
    return _form_page(request, form, "registers_employers", heading, _("Add the name"), back)


@never_cache
@require_http_methods(ASKS)
def merge_employer(request: HttpRequest, pk: int) -> HttpResponse:
    """Two records that are one employer: this one goes into another."""
    row, user = _kept_employer(request, pk, MERGE), person_of(request)
    form = MergeForm(request.POST or None, gone=row, areas=_areas(user, MERGE))
    if request.method == "POST" and form.is_valid():
        try:
            into = book.merge(row, form.cleaned_data["into"], form.cleaned_data["reason"], user)
        except ValidationError as wrong:
            form.add_error("into", wrong)
        else:
            messages.success(request, _("%(name)s: both records are one now.") % {"name": into.name})
            return redirect("registers_employer", into.pk)
    context = {
        "form": form, "heading": _("Merge two records"), "submit_label": _("Merge the records"),
        "sentence": f"{row.name} {row.credit_code}".strip(), "grave": True,
        "consequences": [
            _("Its matters, units and proposals go to the record that stays; its names become other names there."),
            _("Letters that were issued keep the name they bear."), _("This cannot be undone."),
        ],
        "cancel_url": reverse("registers_employer", args=[pk]),
    }  # fmt: skip
    return render(request, "ui/confirm.html", context, status=_status(request))


# ── Units ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@never_cache
@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """Units of supervision of the area; the same list as a spreadsheet."""
    who = _must_read(request)
    form = UnitFilter(request.GET, who=who)
    form.is_valid()
    rows = register.units(who, form.cleaned_data)
    if request.GET.get("format") == "xlsx":
        return download(sheets.units_export(rows.order_by("union__region_id", "name", "pk")), "supervision-units.xlsx")
    page = register.page_of(rows, request.GET.get("after", ""))
    summary = _("Units: %(n)s") % {"n": page.total}
    context = {"form": form, "rows": page.rows, "keeps": bool(who.keeps), "sheet_url": _as_sheet(request)}
    return show(request, "units.html", context | pager(request, page, summary), tab="registers_units")


def _as_sheet(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("after", None)
    query["format"] = "xlsx"
    return f"?{query.urlencode()}"


def download(content: bytes, name: str) -> HttpResponse:
    """A spreadsheet to be saved."""
    answer = HttpResponse(content, content_type=spreadsheets.TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _unit(who: Reader, pk: int) -> Unit:
    row = Unit.objects.filter(pk=pk, union__in=who.unions().values("pk")).select_related("union__region", "employer")
    found = row.first()
    if found is None:
        raise Http404
    return found


def _kept_unit(request: HttpRequest, pk: int) -> tuple[Unit, Reader]:
    who = _must_keep(request)
    row = _unit(who, pk)
    if not who.covers(row.union):
        raise PermissionDenied
    return row, who


@never_cache
@require_safe
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit with its supervisors."""
    who, day = _must_read(request), timezone.localdate()
    row = _unit(who, pk)
    staff = row.supervisors.filter(retired_on__isnull=True)
    context = {
        "row": row,
        "staff": [{"row": one, "card": register.card_of(one, day)} for one in staff],
        "keeps": who.covers(row.union) and row.dissolved_on is None,
        "history": _history("unit", pk),
    }
    return show(request, "unit.html", context, tab="registers_units")


def _edit_unit(request: HttpRequest, who: Reader, row: Unit | None) -> HttpResponse:
    form = UnitForm(request.POST or None, instance=row, who=who)
    kept = _save(request, form, lambda one: register.keep(one, _changed(form), who.user))
    if kept is not None:
        messages.success(request, _("%(name)s: the record is kept.") % {"name": kept.name})
        return redirect("registers_unit", kept.pk)
    back = reverse("registers_unit", args=[row.pk]) if row else reverse("registers_units")
    heading = _("Amend a unit") if row else _("Enter a unit")
    submit = _("Keep the record") if row else _("Enter the unit")
    return _form_page(request, form, "registers_units", heading, submit, back)


@never_cache
@require_http_methods(ASKS)
def new_unit(request: HttpRequest) -> HttpResponse:
    """Enter a unit."""
    return _edit_unit(request, _must_keep(request), None)


@never_cache
@require_http_methods(ASKS)
def edit_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """Amend a unit."""
    row, who = _kept_unit(request, pk)
    return _edit_unit(request, who, row)


def _leave(request: HttpRequest, row: Unit | Supervisor, user: User, texts: dict[str, Any], done: str) -> HttpResponse:
    form = LeaveForm(request.POST or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        register.retire(row, form.cleaned_data["on"], form.cleaned_data["reason"], user)
        messages.success(request, _("%(name)s: the last day is kept.") % {"name": row.name})
        return redirect(done, row.pk)
    context = {"form": form, "sentence": row.name, "cancel_url": reverse(done, args=[row.pk]), "grave": True} | texts
    return render(request, "ui/confirm.html", context, status=_status(request))


@never_cache
@require_http_methods(ASKS)
def dissolve_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a unit its last day."""
    row, who = _kept_unit(request, pk)
    texts = {
        "heading": _("Dissolve a unit"), "submit_label": _("Dissolve the unit"),
        "consequences": [_("Its supervisors leave with it; all stay on record and no longer count.")],
    }  # fmt: skip
    return _leave(request, row, who.user, texts, "registers_unit")


# ── Supervisors ─────────────────────────────────────────────────────────────────────────────────────────────────────


@never_cache
@require_http_methods(ASKS)
def people(request: HttpRequest) -> HttpResponse:
    """Supervisors of the area; the same list as a spreadsheet."""
    who, day = _must_read(request), timezone.localdate()
    form = PeopleFilter(request.GET, who=who)
    form.is_valid()
    rows = register.people(who, form.cleaned_data, day)
    if request.GET.get("format") == "xlsx":
        content = sheets.people_export(rows.order_by("unit__union__region_id", "unit__name", "name", "pk"))
        return download(content, "supervisors.xlsx")
    page = register.page_of(rows, request.GET.get("after", ""))
    summary = _("Supervisors: %(n)s") % {"n": page.total}
    context = {
        "form": form,
        "rows": [{"row": row, "card": register.card_of(row, day)} for row in page.rows],
        "keeps": bool(who.keeps),
        "sheet_url": _as_sheet(request),
    }
    return show(request, "people.html", context | pager(request, page, summary), tab="registers_people")


def _supervisor(who: Reader, pk: int) -> Supervisor:
    rows = Supervisor.objects.filter(pk=pk, unit__union__in=who.unions().values("pk"))
    row = rows.select_related("unit__union__region", "user").first()
    if row is None:
        raise Http404
    return row


def _kept_person(request: HttpRequest, pk: int) -> tuple[Supervisor, Reader]:
    who = _must_keep(request)
    row = _supervisor(who, pk)
    if not who.covers(row.unit.union):
        raise PermissionDenied
    return row, who


@never_cache
@require_http_methods(ASKS)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One supervisor: certificate, trainings; POST writes a training down."""
    day = timezone.localdate()
    who = _must_read(request)
    row = _supervisor(who, pk)
    keeps = who.covers(row.unit.union)
    form = TrainingForm(request.POST or None, day=day) if keeps else None
    if request.method == "POST":
        row, who = _kept_person(request, pk)
        if form is not None and form.is_valid():
            given = form.cleaned_data
            if register.train([row], given["on"], given["hours"], given["subject"], who.user):
                messages.success(request, _("The training is on record."))
                return redirect("registers_person", pk)
            form.add_error("on", _("A training of this day is on record already."))
    context = {
        "row": row, "card": register.card_of(row, day), "trainings": list(row.trainings.all()), "form": form,
        "keeps": keeps and row.retired_on is None, "history": _history("person", pk),
        "disclosed": row.employers_disclosed.splitlines() if keeps else [],
    }  # fmt: skip
    return show(request, "person.html", context, tab="registers_people", status=_status(request))


def _edit_person(request: HttpRequest, who: Reader, row: Supervisor | None) -> HttpResponse:
    start = {"unit": request.GET.get("unit")} if row is None else {}
    form = SupervisorForm(request.POST or None, instance=row, who=who, day=timezone.localdate(), initial=start)
    kept = _save(request, form, lambda one: register.keep(one, _changed(form), who.user))
    if kept is not None:
        messages.success(request, _("%(name)s: the record is kept.") % {"name": kept.name})
        return redirect("registers_person", kept.pk)
    back = reverse("registers_person", args=[row.pk]) if row else reverse("registers_people")
    heading = _("Amend a supervisor") if row else _("Enter a supervisor")
    submit = _("Keep the record") if row else _("Enter the supervisor")
    return _form_page(request, form, "registers_people", heading, submit, back)


@never_cache
@require_http_methods(ASKS)
def new_person(request: HttpRequest) -> HttpResponse:
    """Enter a supervisor."""
    return _edit_person(request, _must_keep(request), None)


@never_cache
@require_http_methods(ASKS)
def edit_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Amend a supervisor."""
    row, who = _kept_person(request, pk)
    return _edit_person(request, who, row)


@never_cache
@require_http_methods(ASKS)
def retire_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a supervisor a last day."""
    row, who = _kept_person(request, pk)
    texts = {
        "heading": _("A supervisor leaves"), "submit_label": _("Keep the last day"),
        "consequences": [_("After that day the supervisor is named on no matter; what was done stays on record.")],
    }  # fmt: skip
    return _leave(request, row, who.user, texts, "registers_person")


# ── Spreadsheets ────────────────────────────────────────────────────────────────────────────────────────────────────

_GONE = gettext_lazy("What was previewed is no longer there or has been altered; upload the sheet again.")


@require_safe
def units_template(request: HttpRequest) -> HttpResponse:
    """The empty sheet of units."""
    return download(sheets.units_template(_must_keep(request)), "supervision-units.xlsx")


@require_safe
def people_template(request: HttpRequest) -> HttpResponse:
    """The empty sheet of supervisors."""
    return download(sheets.people_template(_must_keep(request)), "supervisors.xlsx")


@never_cache
@require_http_methods(ASKS)
def upload_units(request: HttpRequest) -> HttpResponse:
    """A sheet of units: a preview with a verdict on each row, then, confirmed, all of it or nothing."""
    return _upload(request, "units", sheets.UNITS, sheets.unit_lines, sheets.enter_units)


@never_cache
@require_http_methods(ASKS)
def upload_people(request: HttpRequest) -> HttpResponse:
    """A sheet of supervisors, likewise."""
    return _upload(request, "people", sheets.PEOPLE, sheets.people_lines, sheets.enter_people)


def _upload(request: HttpRequest, what: str, headings: tuple[str, ...], weigh: Any, enter: Any) -> HttpResponse:
    who = _must_keep(request)
    confirming = "sealed" in request.POST
    form = SheetForm(None if confirming else request.POST or None, request.FILES or None)
    lines: list[sheets.Line] = []
    if confirming:
        try:
            number = enter(sheets.unsealed(request.POST["sealed"], who), who)
        except (signing.BadSignature, IntegrityError):
            form = SheetForm({})
            form.add_error(None, str(_GONE))
        else:
            messages.success(request, _("%(n)s rows are entered.") % {"n": number})
            return redirect(f"registers_{what}")
    elif request.method == "POST" and form.is_valid():
        try:
            lines = weigh(spreadsheets.read(form.cleaned_data["sheet"], headings), who)
        except spreadsheets.SheetError as wrong:
            form.add_error("sheet", str(wrong))
    found = sheets.tally(lines)
    good = not found["bad"] and bool(found["new"] + found["changed"])
    context = {
        "form": form, "lines": lines, **found, "sealed": sheets.sealed(lines, who) if good else "",
        "list_url": reverse(f"registers_{what}"), "template_url": reverse(f"registers_{what}_template"),
    }  # fmt: skip
    bad = request.method == "POST" and (found["bad"] or not lines)
    return show(request, "upload.html", context, tab=f"registers_{what}", status=422 if bad else 200)


@never_cache
@require_safe
def counts(request: HttpRequest) -> HttpResponse:
    """Region × level: units, supervisors, those certified."""
    who, day = _must_read(request), timezone.localdate()
    found = register.counts(who, day)
    levels = [(name, label) for name, label in register.LEVELS.items() if name in found.by_level]
    context = {
        "found": found,
        "levels": levels,
        "rows": [
            {"code": code, "name": name, "cells": [(level, by.get(level)) for level, _label in levels], "own": own}
            for code, name, by, own in found.rows
        ],
        "sums": [(level, found.by_level[level]) for level, _label in levels],
        "definition": register.DEFINITION,
        "day": day,
    }
    return show(request, "counts.html", context, tab="registers_counts")


# ── Proposals ───────────────────────────────────────────────────────────────────────────────────────────────────────


@never_cache
@require_safe
def proposals(request: HttpRequest) -> HttpResponse:
    """Letters proposed from mediation cases, those to be decided first."""
    user, day = person_of(request), timezone.localdate()
    if not born.deciding_bodies(user, day):
        raise PermissionDenied
    rows = born.proposals_for(user, day)
    context = {
        "waiting": [_said(row) for row in rows.filter(status=ProposalStatus.OPEN)],
        "decided": [_said(row) for row in rows.exclude(status=ProposalStatus.OPEN)[:50]],
    }
    return show(request, "proposals.html", context, tab="registers_proposals")


def _said(row: Proposal) -> dict[str, Any]:
    return {"row": row, "topic": topics.label(row.topic) if row.topic else "", "number": len(row.cases)}


@never_cache
@require_http_methods(ASKS)
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """One proposal: what was compared, the cases by their numbers, the figures; POST dismisses it."""
    user, day = person_of(request), timezone.localdate()
    row = born.proposals_for(user, day).filter(pk=pk).first()
    if row is None:
        raise Http404
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if born.dismiss(row, form.cleaned_data["reason"], user):
            messages.success(request, _("The proposal is dismissed."))
            return redirect("registers_proposals")
        form.add_error(None, _("Somebody has decided on this proposal in the meantime."))
    context = _said(row) | {
        "form": form if row.status == ProposalStatus.OPEN or form.errors else None,
        "figures": born.figures(row),
        "cases": born.cases_in(row),
        "register_url": f"{reverse('register_lead')}?{urlencode({'proposal': row.pk})}",
        "matter_url": _matter_url(row, user),
    }
    return show(request, "proposal.html", context, tab="registers_proposals", status=_status(request))


def _matter_url(row: Proposal, user: User) -> str:
    matter = row.matter
    if matter is None or not visible_to(user, timezone.localdate()).filter(pk=matter.pk).exists():
        return ""
    return matter.get_absolute_url()
