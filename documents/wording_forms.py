"""What somebody types who words a kind of paper anew, and who decides on it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.coverage import covered
from documents.fonts import FontsMissing
from documents.wording import LONGEST, LONGEST_TITLE, TITLE, faults, passages, tidied
from workflows.papers import Kind

#: How far ahead words may be settled; a later day is a slip of the hand.
AHEAD = dt.timedelta(days=366)


class WordingForm(forms.Form):
    """Every passage of a kind, the reason, the day; and whether a federation means its whole region."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy("What is different and why: whoever approves reads it, and it stays on record."),
        widget=forms.TextInput(attrs={"data-span": "wide"}),
    )
    in_force_from = forms.DateField(
        label=gettext_lazy("In force from"),
        help_text=gettext_lazy("Not before the day of approval; papers issued before keep their words."),
    )
    for_region = forms.BooleanField(
        label=gettext_lazy("For every body of the region that has no words of its own"), required=False
    )

    def __init__(
        self, *args: Any, kind: Kind, texts: dict[str, str], regional: bool, day: dt.date, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.kind, self.day = kind, day
        for row in passages(kind):
            title = row.key == TITLE
            self.fields[self._name(row.key)] = forms.CharField(
                label=row.label,
                required=False,
                initial=texts[row.key],
                max_length=LONGEST_TITLE if title else LONGEST,
                widget=forms.TextInput(attrs={"data-span": "wide"})
                if title
                else forms.Textarea(attrs={"rows": 2 + len(texts[row.key]) // 50, "data-span": "wide"}),
                help_text=_("Must stay: %(names)s") % {"names": " ".join(f"{{{name}}}" for name in row.names)}
                if row.names
                else "",
            )
        if not regional:
            del self.fields["for_region"]
        self.order_fields([*(self._name(row.key) for row in passages(kind)), "reason", "in_force_from", "for_region"])

    @staticmethod
    def _name(key: str) -> str:
        return f"text_{key}"

    @property
    def texts(self) -> dict[str, str]:
        """The passages as they will be kept."""
        return {row.key: self.cleaned_data[self._name(row.key)] for row in passages(self.kind)}

    def clean_in_force_from(self) -> dt.date:
        since: dt.date = self.cleaned_data["in_force_from"]
        if not self.day <= since <= self.day + AHEAD:
            raise ValidationError(_("Choose a day from today on, within a year."))
        return since

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for row in passages(self.kind):
            name = self._name(row.key)
            if name not in data:
                continue
            text = tidied(data[name])
            data[name] = text.replace("\n", "") if row.key == TITLE else text
            for sentence in (*faults(self.kind, row, data[name]), *self._undrawn(data[name])):
                self.add_error(name, sentence)
        return data

    def _undrawn(self, text: str) -> list[str]:
        try:
            missing = covered([("", text)]).missing
        except FontsMissing:
            return []
        return [
            _("No typeface on this machine can draw “%(character)s” (%(code)s).")
            % {"character": one.character, "code": one.code}
            for one in missing
        ]


class DecideForm(forms.Form):
    """Approve or reject, with a reason that rejecting needs."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Needed when a version is rejected."),
        widget=forms.TextInput(attrs={"data-span": "wide"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.data.get("do") == "reject" and not data.get("reason"):
            self.add_error("reason", _("Say why the version is rejected."))
        return data
