"""What a report is asked for."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dossiers.models import Origin
from organizations.models import Region
from reports.figures import DIMENSIONS, FIGURES, Ask


class ReportForm(forms.Form):
    figure = forms.ChoiceField(label=_("Figure"), choices=[(f.name, f.label) for f in FIGURES.values()])
    by = forms.ChoiceField(label=_("By"), choices=list(DIMENSIONS.items()), required=False)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    region = forms.ChoiceField(label=_("Region"), required=False)
    origin = forms.ChoiceField(label=_("Files counted"), choices=Origin.choices, required=False)

    def __init__(self, *args: Any, regions: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        """`regions` are those offered; without them (the shell) any region there is."""
        super().__init__(*args, **kwargs)
        offered = list(Region.objects.values_list("code", "name")) if regions is None else regions
        choice = cast("forms.ChoiceField", self.fields["region"])
        choice.choices = [("", _("All")), *offered]
        if not offered:
            del self.fields["region"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", _("The end of the period lies before its beginning."))
        return data

    def ask(self, **more: Any) -> Ask:
        """The question, once the form is valid."""
        data = self.cleaned_data
        return Ask(
            figure=FIGURES[data["figure"]],
            since=data.get("since"),
            until=data.get("until"),
            by=data.get("by") or "month",
            origin=data.get("origin") or Origin.REGISTERED,
            region=data.get("region") or "",
            as_of=timezone.localdate(),
            **more,
        )


def year_to_date(today: dt.date) -> dict[str, str]:
    """The period a report opens with: this year so far."""
    return {"since": dt.date(today.year, 1, 1).isoformat(), "until": today.isoformat()}
