"""What the addressee of a letter fills in: one part for each point of the letter, and who answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.forms.intake import recognised
from dossiers.fields import MoneyField, line, long_text
from supervision.answering import Point
from supervision.models import Measure

#: Files for one point of a letter; more are put together in one PDF.
MOST_FILES = 5


class PairForm(forms.Form):
    """Number and code of a letter; whether they fit is said by the view, in one sentence for every reason."""

    number = forms.CharField(
        label=_("Number of the letter"),
        max_length=80,
        help_text=_("As it stands at its top right."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "placeholder": "××工监提〔2026〕1号"}
        ),
    )
    code = forms.CharField(
        label=_("Code of the letter"),
        max_length=40,
        help_text=_("Twelve letters and digits; printed with the letter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files of the kinds that may be lodged; yields (upload, content type recognised by its first bytes)."""

    def __init__(self, **kwargs: Any) -> None:
        accept = ".pdf,.jpg,.jpeg,.png,.webp,.mp3,.mp4,.m4a,.amr,.ogg"
        super().__init__(widget=FilesInput(attrs={"accept": accept}), required=False, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[tuple[Any, str]]:
        uploads = data if isinstance(data, list | tuple) else [data] if data else []
        if len(uploads) > MOST_FILES:
            raise ValidationError(_("At most %(most)s files for one point."), params={"most": MOST_FILES})
        kept = []
        for upload in uploads:
            super().clean(upload, initial)
            kept.append((upload, recognised(upload)))
        return kept


_ADMITS = [("yes", _("It is as the letter says")), ("no", _("We object"))]


class PointForm(forms.Form):
    """The answer to one point; left empty it is answered another time."""

    admits = forms.ChoiceField(
        label=_("Is the point as the letter says?"), choices=_ADMITS, required=False, widget=forms.RadioSelect
    )
    status = forms.ChoiceField(
        label=_("Where it stands"), choices=Measure.choices, required=False, widget=forms.RadioSelect
    )
    measure = long_text(
        _("What was done or will be done; reasons of an objection or of what will not be done"), most=2000
    )
    done_on = forms.DateField(label=_("Day on which it was done, or will be"), required=False)
    people = forms.IntegerField(label=_("Workers concerned"), required=False, min_value=0, max_value=1_000_000)
    amount = MoneyField(label=_("Paid or made up (yuan)"))
    files = FilesField(  # type: ignore[assignment]  # the uploads of the whole form bear this name too
        label=_("Proof"), help_text=_("PDF, pictures, sound or film, up to 20 MB each; several files can be chosen.")
    )

    def __init__(self, *args: Any, point: Point, today: dt.date, held: Iterable[dict[str, Any]] = (), **kwargs: Any):
        self.point, self.today, self.held = point, today, list(held)
        super().__init__(*args, **kwargs | {"prefix": f"p{point.said['no']}"})

    @property
    def said(self) -> bool:
        """Whether anything was answered to this point."""
        return any(value not in (None, "", []) for value in self.cleaned_data.values())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if len(data.get("files") or []) + len(self.held) > MOST_FILES:
            self.add_error("files", _("At most %(most)s files for one point.") % {"most": MOST_FILES})
        if self.errors or not (self.said or self.held):
            return data
        status, day = data.get("status"), data.get("done_on")
        if not data.get("admits"):
            self.add_error("admits", _("Say whether the point is as the letter says."))
        if not status and data.get("admits") != "no":
            self.add_error("status", _("Say where it stands."))
        if not data.get("measure"):
            self.add_error("measure", _("Say what was done or will be done, or the reason."))
        if status == Measure.DONE and day is None:
            self.add_error("done_on", _("Say on which day it was done."))
        if status == Measure.DONE and day is not None and day > self.today:
            self.add_error("done_on", _("This day lies in the future."))
        return data

    def as_item(self) -> dict[str, Any]:
        """The answer as the step takes it."""
        data = self.cleaned_data
        return {
            "finding": self.point.key,
            "admits": data["admits"] == "yes",
            "status": data["status"] or Measure.NOT_DONE,
            "measure": data["measure"],
            "done_on": data["done_on"],
            "people": data["people"],
            "amount": data["amount"],
        }


class WhoForm(forms.Form):
    """Who answers for the employer, and what is objected to the letter as a whole."""

    name = line(_("Your name"), required=True, most=50)
    post = line(_("Your post"), required=True, most=48)
    phone = line(_("Phone"), required=True, most=40, hint=_("So that the union can ask back."), inputmode="tel")
    objection = long_text(_("Objection to the letter as a whole, with its reasons"), most=4000)

    @property
    def signer(self) -> str:
        return f"{self.cleaned_data['name']} {self.cleaned_data['post']}"


class AnswerForm:
    """All parts of an answer; valid where every part is and something was said at all."""

    def __init__(
        self, points: list[Point], today: dt.date, data: Any = None, files: Any = None, held: Any = (),
    ) -> None:  # fmt: skip
        self.who = WhoForm(data)
        self.parts = [
            PointForm(data, files, point=one, today=today, held=[row for row in held if row["finding"] == one.key])
            for one in points
        ]

    @property
    def all(self) -> list[forms.Form]:
        return [*self.parts, self.who]

    @property
    def answered(self) -> list[PointForm]:
        """The parts to which something was said."""
        return [part for part in self.parts if part.said or part.held]

    def is_valid(self) -> bool:
        said = [form.is_valid() for form in self.all]  # each is asked, so that all mistakes are shown at once
        fine = all(said)
        if fine and not self.answered and not self.who.cleaned_data["objection"]:
            self.who.add_error(None, _("Answer one point at least, or object to the letter with your reasons."))
            return False
        return fine
