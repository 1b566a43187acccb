"""What a maintainer enters: a value, its end, its withdrawal, a year's notice, a sheet."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lawbook.actions import Proposal
from lawbook.forms import SEARCH, parameter_field
from lawbook.imports import days_in
from lawbook.maintaining import Maintainer
from lawbook.models import GRADES
from lawbook.values import read_value
from statutes.parameters import Parameter

#: A year outside is a slip of the hand.
FIRST_YEAR, LAST_YEAR = 1990, 2100


class _Grounded(forms.Form):
    """What every entry says of itself."""

    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=200,
        help_text=gettext_lazy("The document as it is called, with who published it."),
        widget=forms.TextInput(attrs={"data-span": "wide"}),
    )
    document_number = forms.CharField(label=gettext_lazy("Document number"), max_length=80, required=False)
    certainty = forms.ChoiceField(label=gettext_lazy("Certainty"), choices=GRADES)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Needed where something that counts already is corrected."),
        widget=forms.TextInput(attrs={"data-span": "wide"}),
    )


class FigureForm(_Grounded):
    """A value of one parameter."""

    region = forms.ChoiceField(label=gettext_lazy("Region"), required=False)
    value = forms.CharField()
    valid_from = forms.DateField(label=gettext_lazy("First day"))
    valid_until = forms.DateField(
        label=gettext_lazy("Last day"), required=False, help_text=gettext_lazy("Leave empty where no end is set.")
    )
    ends_earlier = forms.BooleanField(
        label=gettext_lazy("A value that runs without an end gets its last day: the day before this one begins"),
        required=False,
    )

    field_order = ("region", "value", "valid_from", "valid_until", "ends_earlier", "source", "document_number")

    def __init__(self, *args: Any, parameter: Parameter, who: Maintainer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parameter = parameter
        self.fields["region"] = forms.ChoiceField(
            label=_("Region"),
            required=not who.national,  # empty is the whole country
            choices=who.regions(),
            widget=forms.Select(attrs={"data-search": SEARCH}),
        )
        value = parameter_field(parameter)
        value.label, value.required = _("Value of the figure"), True
        self.fields["value"] = value
        self.order_fields(self.field_order)

    def clean_region(self) -> str | None:
        return self.cleaned_data["region"] or None

    def clean_value(self) -> Any:
        return read_value(self.parameter, self.cleaned_data["value"])

    def clean_valid_from(self) -> dt.date:
        day: dt.date = self.cleaned_data["valid_from"]
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValidationError(_("The year cannot be right."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("valid_from") and data.get("valid_until") and data["valid_until"] < data["valid_from"]:
            self.add_error("valid_until", _("The end lies before the beginning."))
        return data

    def proposal(self) -> Proposal:
        return Proposal(key=self.parameter.key, **self.cleaned_data)


class WithdrawForm(forms.Form):
    """Why a row is taken out of force."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)


class EndForm(WithdrawForm):
    """The last day of a value, and why."""

    on = forms.DateField(label=gettext_lazy("Last day"))

    field_order = ("on", "reason")


class SheetForm(forms.Form):
    """A sheet of figures."""

    sheet = forms.FileField(
        label=gettext_lazy("Spreadsheet (.xlsx)"), widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"})
    )


class NoticeForm(_Grounded):
    """A year's notice: what it is, and its days by a sheet or by rows below."""

    year = forms.IntegerField(
        label=gettext_lazy("Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "data-span": "short"}),
    )  # fmt: skip
    sheet = forms.FileField(
        label=gettext_lazy("Spreadsheet (.xlsx)"),
        required=False,
        help_text=gettext_lazy("Instead of the rows below."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )
    working = forms.CharField(
        label=gettext_lazy("Make-up working days"),
        required=False,
        max_length=400,
        help_text=gettext_lazy("Separated by commas or lines."),
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": "2027-02-06、2027-02-20"}),
    )

    field_order = ("year", "source", "document_number", "certainty", "reason", "sheet", "working")

    def clean_working(self) -> list[dt.date]:
        wrong: dict[str, str] = {}
        found = days_in(self.cleaned_data["working"], wrong)
        if wrong:
            raise ValidationError(list(wrong.values()))
        return found


class HolidayForm(forms.Form):
    """A holiday of the notice."""

    name = forms.CharField(label=gettext_lazy("Holiday"), max_length=20)
    rest_from = forms.DateField(label=gettext_lazy("First day off"))
    rest_to = forms.DateField(label=gettext_lazy("Last day off"))
    paid_from = forms.DateField(label=gettext_lazy("First statutory day"), required=False)
    paid_to = forms.DateField(label=gettext_lazy("Last statutory day"), required=False)
