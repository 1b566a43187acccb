"""Pages that count with the law without a case, for everybody who is signed in. Nothing that is typed is kept."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lawbook import counting, tables
from lawbook.forms import (
    PARAMETER,
    AgreementForm,
    DueForm,
    EventForm,
    ItemForm,
    LimitationForm,
    MonthForm,
    PartyForm,
    SumForm,
    filled,
    own_region,
    printed,
    regions_for,
    rows_of,
)
from lawbook.words import missing_names, say
from organizations.models import User
from statutes import CalendarMissing, NotMaintained, TermNotInForce, Unit, clocks
from statutes.agreement import lint
from statutes.entitlements import CALCULATORS, calculate
from statutes.facts import BadFact
from statutes.limitation import Event, limitation
from statutes.parameters import ParameterMissing

TABS = (
    ("law_due", gettext_lazy("Due date")),
    ("law_limitation", gettext_lazy("Limitation")),
    ("law_sums", gettext_lazy("Sums")),
    ("law_agreement", gettext_lazy("Agreement check")),
    ("law_catalogue", gettext_lazy("Terms and rules")),
    ("law_figures", gettext_lazy("Regional figures")),
    ("law_calendars", gettext_lazy("Holiday calendars")),
)


def reader_of(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 (LoginRequiredMiddleware stands before every view here)
    return request.user


def show(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """The page with the tabs of the room. What htmx asks for while somebody types is no refusal yet."""
    here = request.resolver_match.url_name if request.resolver_match else ""
    current = context.get("tab", here)
    tabs = [{"label": label, "url": reverse(name), "current": name == current} for name, label in TABS]
    live = "HX-Request" in request.headers
    return render(request, f"lawbook/{template}", {"tabs": tabs, **context}, status=200 if live else status)


@require_safe
def law(request: HttpRequest) -> HttpResponse:
    """The way in: what is asked most."""
    return redirect("law_due")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def due(request: HttpRequest) -> HttpResponse:
    """The day a term ends. A term and a day say nothing about anybody, so an answer may have an address."""
    reader, today = reader_of(request), timezone.localdate()
    given = request.POST if request.method == "POST" else request.GET
    regions = regions_for(reader, today)
    asked = "term" in given
    form = DueForm(
        given if asked else None, regions=regions, initial={"start": today, "region": own_region(reader, today)}
    )
    answer, refusal = None, ""
    if asked and form.is_valid():
        data = form.cleaned_data
        region = data["region"] or None
        try:
            term = tables.term(data["term"], data["start"], region)
            hours = term.unit in (Unit.HOUR, Unit.MINUTE)
            started = dt.datetime.combine(data["start"], data["time"], clocks.CHINA) if hours else data["start"]
            answer = counting.due_view(
                clocks.due(term, started, tables.calendar(), region=region), tables.calendar(), tables.parameters()
            )
        except (CalendarMissing, NotMaintained) as gap:
            refusal = not_maintained(gap.missing)
        except TermNotInForce:
            refusal = _("No version of this term is known for that day.")
        except OverflowError:
            form.add_error("start", _("The date is out of range."))
    status = 422 if asked and not answer else 200
    return show(
        request, "due.html", {"form": form, "answer": answer, "refusal": refusal, "today": today}, status=status
    )


def not_maintained(missing: Any) -> str:
    """The sentence for what is not there, by name."""
    names = missing_names(list(missing), tables.parameters().parameters)
    return _("Not maintained: %(what)s. No date or sum is guessed.") % {"what": "、".join(names)}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def limitation_page(request: HttpRequest) -> HttpResponse:
    """Until when a claim can be brought, with what moved that day."""
    data = request.POST if request.method == "POST" else None
    form = LimitationForm(data, initial={"as_of": timezone.localdate()})
    rows = rows_of(EventForm, "events", data)
    answer = None
    counts = data is not None and "add_row" not in data
    if counts and form.is_valid() and rows.is_valid():
        asked = form.cleaned_data
        events = [Event(row["on"], row["kind"], row["evidence"]) for row in filled(rows)]
        try:
            found = limitation(
                asked["claim_type"],
                known_on=asked["known_on"],
                employment_end=asked["employment_end"],
                as_of=asked["as_of"],
                events=events,
                calendar=tables.calendar(),
            )
            answer = counting.limitation_view(found, tables.parameters()) | {"facts": printed(form, form.fields)}
        except BadFact as bad:
            _refuse_event(form, rows, bad)
        except OverflowError:
            form.add_error("known_on", _("The date is out of range."))
    status = 422 if counts and not answer else 200
    return show(request, "limitation.html", {"form": form, "rows": rows, "answer": answer}, status=status)


def _refuse_event(form: LimitationForm, rows: Any, bad: BadFact) -> None:
    """A fact that was refused, said at its field."""
    said = say(bad.sentence).removeprefix(bad.field).lstrip("：: ")
    if bad.field.startswith("events["):
        index = int(bad.field.removeprefix("events[").partition("]")[0])
        [row for row in rows.forms if row.has_changed()][index].add_error("kind", said)
    elif bad.field == "known_on":
        form.add_error("known_on", _("Enter the day; only wages while employed do without it."))
    else:
        form.add_error(bad.field if bad.field in form.fields else None, said)


@require_safe
def sums(request: HttpRequest) -> HttpResponse:
    """The calculators."""
    return show(request, "sums.html", {"calculators": counting.catalogue_of_sums()})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one_sum(request: HttpRequest, name: str) -> HttpResponse:
    """One calculator: its facts, the sheet. What is missing is named and may be given for this run."""
    if name not in CALCULATORS:
        raise Http404
    calculator = CALCULATORS[name]
    reader, today = reader_of(request), timezone.localdate()
    regions = regions_for(reader, today)
    data = request.POST if request.method == "POST" else None
    form = SumForm(data, calculator=calculator, regions=regions, initial={"region": own_region(reader, today)})
    rows = rows_of(MonthForm, "months", data) if any(fact.kind == "rows" for fact in calculator.facts) else None
    answer, refusal, missing = None, "", False
    counts = data is not None and "add_row" not in data
    if counts and form.is_valid() and (rows is None or rows.is_valid()):
        facts = form.facts()
        if rows is not None:
            facts["months"] = filled(rows)
        try:
            found = calculate(name, facts, form.given(), tables=tables.parameters(), calendar=tables.calendar())
            answer = counting.sheet_view(found, dict(regions), tables.parameters()) | {"facts": form.printed()}
        except ParameterMissing as gap:
            refusal, missing = not_maintained(gap.missing), True
            for key in gap.missing:
                field = PARAMETER + key.partition("[")[0]
                if field in form.fields:
                    form.add_error(
                        field,
                        _("Not maintained for this region and day. Enter it for this run, with its source at hand."),
                    )
        except BadFact as bad:
            form.refuse(bad, rows)
    context = {
        "form": form,
        "rows": rows,
        "answer": answer,
        "refusal": refusal,
        "open_parameters": missing or any(form.data.get(PARAMETER + key) for key in calculator.parameters),
        "title": say(calculator.label),
        "regional": bool(calculator.parameters),
        "tab": "law_sums",
    }
    return show(request, "sum.html", context, status=422 if counts and not answer else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request: HttpRequest) -> HttpResponse:
    """What speaks against signing a text, without a case."""
    data = request.POST if request.method == "POST" else None
    form = AgreementForm(data, initial={"signed_on": timezone.localdate()})
    parties, items = rows_of(PartyForm, "parties", data, least=2), rows_of(ItemForm, "items", data)
    answer = None
    counts = data is not None and "add_row" not in data
    if counts and form.is_valid() and parties.is_valid() and items.is_valid():
        text = form.cleaned_data | {
            "parties": [row | {"authority": row["authority"] or None} for row in filled(parties)],
            "items": filled(items),
            "members_without_consent": form.cleaned_data["members_without_consent"] or 0,
        }
        try:
            answer = counting.findings_view(lint(text))
        except BadFact as bad:
            form.add_error(None, say(bad.sentence))
    context = {"form": form, "parties": parties, "items": items, "answer": answer}
    return show(request, "agreement.html", context, status=422 if counts and not answer else 200)


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Terms, calculators, rules and events with article and grade."""
    return show(request, "catalogue.html", counting.catalogue())
