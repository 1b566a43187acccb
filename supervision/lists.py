"""The list of matters. `queries` says what may be seen and counted."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from dossiers import queries
from dossiers.forms import ALL, DUE, SHELVES
from dossiers.queries import Filters
from dossiers.rows import Columns, shown
from organizations.models import User
from supervision import topics
from supervision.registration import bodies_of
from workflows.reasons import MatterOutcome
from workflows.supervision import State


def _groups() -> list[Any]:
    """The groups of subjects, and under each its subjects."""
    rows: list[Any] = [ALL]
    for code, (label, details) in {row[1][0][0].split(".")[0]: row for row in topics.choices()}.items():
        rows.append((label, [(code, _("%(group)s: all") % {"group": label}), *details]))
    return rows


class MatterFilters(forms.Form):
    """The bar above the list. Unknown values are said to be unknown rather than silently ignored."""

    q = forms.CharField(
        label=gettext_lazy("Employer or number"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    shelf = forms.ChoiceField(label=gettext_lazy("Open or closed"), required=False, choices=lambda: SHELVES)
    state = forms.ChoiceField(
        label=gettext_lazy("Status"),
        required=False,
        choices=lambda: [ALL, *((s.value, s.label) for s in State if s.value)],
    )
    due = forms.ChoiceField(label=gettext_lazy("Due"), required=False, choices=lambda: DUE)
    topic = forms.ChoiceField(label=gettext_lazy("Subject"), required=False, choices=_groups)
    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"), required=False, choices=lambda: [ALL, *MatterOutcome.choices]
    )
    received_from = forms.DateField(label=gettext_lazy("Received from"), required=False)
    received_to = forms.DateField(label=gettext_lazy("Received until"), required=False)
    group = forms.ChoiceField(label=gettext_lazy("Pile of the desk"), required=False, widget=forms.HiddenInput())

    def __init__(self, data: Any, *, groups: list[queries.Group]) -> None:
        super().__init__(data)
        self.fields["group"].choices = [("", ""), *((g.key, g.title) for g in groups)]  # type: ignore[attr-defined]

    def clean_q(self) -> str:
        q: str = self.cleaned_data["q"].strip()
        if q and not queries.long_enough(q):
            raise ValidationError(_("Two characters at least: a name or a number is found from two on."))
        return q

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("received_from") and data.get("received_to") and data["received_to"] < data["received_from"]:
            self.add_error("received_to", _("The end lies before the beginning."))
        return data

    def filters(self) -> Filters:
        """The filters as far as they could be read."""
        given = {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}
        topic = given.pop("topic", "")
        if topic:
            given["causes"] = tuple(code for code in topics.topics() if code == topic or code.startswith(f"{topic}."))
        return Filters(kind="supervision", **given)

    def chips(self) -> list[dict[str, Any]]:
        """The filters in use in words, each with the name of its field."""
        said = []
        for name, value in self.cleaned_data.items():
            if value in ("", None):
                continue
            field = self.fields[name]
            words = str(value)
            if name == "topic":
                words = topics.label(value)
            elif isinstance(field, forms.ChoiceField):
                choices: Any = field.choices
                words = next((str(label) for key, label in choices if key == value), words)
            said.append({"label": field.label, "value": words, "name": name})
        return said


def _with(given: QueryDict, **changes: Any) -> str:
    """The address of this page with some parameters changed; empty ones are left out."""
    wanted = {key: value for key, value in given.items() if value and key not in {"after", "before"}}
    wanted |= {key: str(value) for key, value in changes.items()}
    return "?" + urlencode({key: value for key, value in wanted.items() if value})


@require_safe
def matters(request: HttpRequest) -> HttpResponse:
    """The matters within a person's reach, narrowed, newest first (by due day where due ones are asked for)."""
    user, day = request.user, timezone.localdate()
    assert isinstance(user, User)  # noqa: S101 (LoginRequiredMiddleware stands before every view here)
    groups = [one for one in queries.groups_for(user, day) if one.kind == "supervision"]
    form = MatterFilters(request.GET or None, groups=groups)
    valid = not form.is_bound or form.is_valid()
    wanted = form.filters() if form.is_bound and valid else Filters(kind="supervision")
    page = queries.Page([], 0, False)
    if valid:
        page = queries.page(user, day, wanted, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    chips = form.chips() if form.is_bound and valid else []
    columns = Columns(body=queries.bodies_reached(user, day), day=day)
    number = f"{queries.CAP:,}+" if page.capped else f"{page.count:,}"
    context = {
        "form": form,
        "in_sight": [form[name] for name in ("q", "shelf", "state", "due")],
        "more_fields": [form[name] for name in ("topic", "outcome", "received_from", "received_to")],
        "rows": [shown(row, columns) for row in page.rows],
        "columns": columns,
        "chips": [{**chip, "url": _with(request.GET, **{chip["name"]: ""})} for chip in chips],
        "more_used": any(chip["name"] not in {"q", "shelf", "state", "due"} for chip in chips),
        "count": number,
        "page": page,
        "refused": not valid,
        "next": _with(request.GET, after=page.next) if page.next else "",
        "previous": _with(request.GET, before=page.previous) if page.previous else "",
        "first": _with(request.GET) if request.GET.get("after") or request.GET.get("before") else "",
        "summary": _("%(shown)s of %(count)s matters") % {"shown": len(page.rows), "count": number},
        "names_hidden": queries.names_hidden(user, day),
        "registers": bool(bodies_of(user, day)),
    }
    return render(request, "supervision/matters.html", context, status=200 if valid else 422)
