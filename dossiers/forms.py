"""What a list of files can be narrowed by."""

from __future__ import annotations

import copy
import datetime as dt
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

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


class Select(forms.Select):
    """A select whose options are the same for everybody who reads the same language: drawn once and kept."""

    drawn: ClassVar[dict[tuple[str, str | None], str]] = {}

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        if attrs and "aria-invalid" in attrs:
            return super().render(name, value, attrs, renderer)  # one reader's mistake is not kept for others
        key = (name, get_language())
        if key not in self.drawn:
            self.drawn[key] = str(super().render(name, None, attrs, renderer))
        chosen = f'<option value="{escape(value or "")}"'
        # What is not in the list marks nothing, as in Django's own.
        html = self.drawn[key].replace(f"{chosen} selected", chosen) if value else self.drawn[key]
        return mark_safe(html.replace(f"{chosen}>", f"{chosen} selected>", 1))  # noqa: S308  (drawn by Django, escaped)

    def __deepcopy__(self, memo: Any) -> Select:
        return copy.copy(self)


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
    shelf = forms.ChoiceField(
        label=gettext_lazy("Open or closed"), required=False, choices=lambda: SHELVES, widget=Select
    )
    state = forms.ChoiceField(
        label=gettext_lazy("Status"),
        required=False,
        choices=lambda: [ALL, *((s.value, s.label) for s in State if s.value)],
        widget=Select,
    )
    due = forms.ChoiceField(label=gettext_lazy("Due"), required=False, choices=lambda: DUE, widget=Select)
    channel = forms.ChoiceField(
        label=gettext_lazy("Channel"), required=False, choices=lambda: [ALL, *Channel.choices], widget=Select
    )
    cause_code = forms.ChoiceField(
        label=gettext_lazy("Cause of action"), required=False, choices=_causes, widget=Select
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"), required=False, choices=lambda: [ALL, *Outcome.choices], widget=Select
    )
    mediator_id = forms.TypedChoiceField(label=gettext_lazy("Mediator"), required=False, coerce=int, empty_value=None)
    received_from = forms.DateField(label=gettext_lazy("Received from"), required=False)
    received_to = forms.DateField(label=gettext_lazy("Received until"), required=False)
    origin = forms.ChoiceField(
        label=gettext_lazy("Origin"), required=False, choices=lambda: [ALL, *Origin.choices], widget=Select
    )
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
        if regions:
            self.fields["region"].choices = [ALL, *regions]  # type: ignore[attr-defined]
        else:
            del self.fields["region"]
        if bodies:
            self.fields["body_id"].widget = forms.Select(choices=[ALL, *bodies])
        self.fields["group"].choices = [("", ""), *((g.key, g.title) for g in groups)]  # type: ignore[attr-defined]
        if mediators:
            self.fields["mediator_id"].choices = [ALL, *mediators]  # type: ignore[attr-defined]
        else:
            del self.fields["mediator_id"]

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


def _flat(choices: Any) -> dict[str, Any]:
    """Choices with their groups opened."""
    flat: dict[str, Any] = {}
    for value, label in choices:
        if isinstance(label, (list, tuple)):
            flat |= {str(code): name for code, name in label}
        else:
            flat[str(value)] = label
    return flat
