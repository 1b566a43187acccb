"""What a list of files can be narrowed by."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from dossiers import queries
from dossiers.models import Origin
from dossiers.queries import Filters
from workflows.channels import Channel
from workflows.mediation import State
from workflows.reasons import Outcome

ALL = ("", pgettext_lazy("filter", "All"))
SHELVES = [ALL, ("open", gettext_lazy("Open")), ("shut", gettext_lazy("Closed"))]
DUE = [
    ALL,
    ("overdue", gettext_lazy("Overdue")),
    ("3", gettext_lazy("Due within three days")),
    ("7", gettext_lazy("Due within seven days")),
]
SIZES = (25, 50, 100, queries.MOST)


def _causes() -> list[Any]:
    return [ALL, *queries.cause_choices()]


class FilterForm(forms.Form):
    """The bar above the list. Unknown values are said to be unknown rather than silently ignored."""

    q = forms.CharField(
        label=gettext_lazy("Name or number"),
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
    channel = forms.ChoiceField(label=gettext_lazy("Channel"), required=False, choices=lambda: [ALL, *Channel.choices])
    cause_code = forms.ChoiceField(label=gettext_lazy("Cause of action"), required=False, choices=_causes)
    outcome = forms.ChoiceField(label=gettext_lazy("Outcome"), required=False, choices=lambda: [ALL, *Outcome.choices])
    mediator_id = forms.TypedChoiceField(label=gettext_lazy("Mediator"), required=False, coerce=int, empty_value=None)
    received_from = forms.DateField(label=gettext_lazy("Received from"), required=False)
    received_to = forms.DateField(label=gettext_lazy("Received until"), required=False)
    origin = forms.ChoiceField(label=gettext_lazy("Origin"), required=False, choices=lambda: [ALL, *Origin.choices])
    # Without a field in the bar: other pages lead here with them, and they stand as chips above the list.
    ended_from = forms.DateField(label=gettext_lazy("Ended from"), required=False, widget=forms.HiddenInput())
    ended_to = forms.DateField(label=gettext_lazy("Ended until"), required=False, widget=forms.HiddenInput())
    body_id = forms.IntegerField(
        label=gettext_lazy("Body"), required=False, min_value=1, max_value=2**31, widget=forms.HiddenInput()
    )
    region = forms.ChoiceField(label=gettext_lazy("Region"), required=False)
    group = forms.ChoiceField(label=gettext_lazy("Pile of the desk"), required=False, widget=forms.HiddenInput())

    def __init__(
        self,
        data: Any,
        *,
        mediators: list[tuple[int, str]],
        groups: list[queries.Group],
        regions: list[tuple[str, str]],
        bodies: list[tuple[int, str]],
    ) -> None:
        super().__init__(data)
        for name, choices in (("region", regions), ("mediator_id", mediators)):
            if choices:
                _offer(self.fields[name], choices)
            else:
                del self.fields[name]
        if bodies:
            _offer(self.fields["body_id"], bodies)
        self.fields["group"].choices = [("", ""), *((g.key, g.title) for g in groups)]  # type: ignore[attr-defined]

    def clean_q(self) -> str:
        q: str = self.cleaned_data["q"].strip()
        if q and not queries.long_enough(q):
            raise ValidationError(_("Two characters at least: a name or a number is found from two on."))
        return q

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for start, end in (("received_from", "received_to"), ("ended_from", "ended_to")):
            if data.get(start) and data.get(end) and data[end] < data[start]:
                self.add_error(end, _("The end lies before the beginning."))
        return data

    def filters(self) -> Filters:
        """The filters as far as they could be read."""
        return Filters(**{name: value for name, value in self.cleaned_data.items() if value not in ("", None)})

    def chips(self) -> list[dict[str, Any]]:
        """The filters in use in words: label, value, name of the field."""
        found = []
        for name, field in self.fields.items():
            value = self.cleaned_data.get(name)
            if value in ("", None):
                continue
            if isinstance(value, dt.date):
                shown = value.isoformat()
            elif isinstance(field, forms.ChoiceField):
                shown = str(_flat(field.choices).get(str(value), value))
            else:
                shown = queries.body_named(value) if name == "body_id" else str(value)
            found.append({"label": field.label, "value": shown, "name": name})
        return found


def _offer(field: forms.Field, choices: Any) -> None:
    """Let a field be chosen from what one person may choose."""
    if isinstance(field, forms.ChoiceField):
        field.choices = [ALL, *choices]
    else:
        field.widget = forms.Select(choices=[ALL, *choices])


#: Choices that differ from person to person; where there are none the bar does without the field.
PERSONAL = ("mediator_id", "region", "body_id")


@dataclass(frozen=True)
class Bar:
    """The filter bar of a page: what was asked, what this person may choose from, and, where anything was asked, the
    form that read it. A page without a question costs no form."""

    data: Mapping[str, Any]
    offered: dict[str, tuple[tuple[Any, str], ...]]
    form: FilterForm | None

    def fields(self, *names: str) -> list[str]:
        """Those of the names that stand in this person's bar."""
        return [name for name in names if name not in PERSONAL or self.offered.get(name)]


def blank_field(name: str, choices: Any = None) -> forms.BoundField:
    """A field of the bar as nobody has filled it in, with one person's choices where they are their own."""
    field = copy.deepcopy(FilterForm.base_fields[name])
    if choices:
        _offer(field, choices)
    form = forms.Form()
    form.fields[name] = field
    return form[name]


def _flat(choices: Any) -> dict[str, Any]:
    """Choices with their groups opened."""
    flat: dict[str, Any] = {}
    for value, label in choices:
        if isinstance(label, (list, tuple)):
            flat |= {str(code): name for code, name in label}
        else:
            flat[str(value)] = label
    return flat
