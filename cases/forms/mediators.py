"""Who mediates, what they disclose, who objects."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases import roster
from cases.models import (
    ChoiceMethod,
    Party,
    Side,
)
from cases.naming import naming
from dossiers.fields import (
    RowField,
    RowsField,
    line,
    long_text,
    one_of,
    yes_no,
)
from dossiers.stepping import StepForm, asks, done_on
from workflows.reasons import RecusalGround


@asks("appoint_mediator")
class AppointForm(StepForm):
    drawn_by = "cases/_appoint.html"
    mediator = RowField(label=_("Mediator"), widget=forms.RadioSelect)
    method = one_of(_("How chosen"), ChoiceMethod.choices, radio=True, initial=ChoiceMethod.BODY)
    assisting = RowsField(
        label=_("Assisting mediators"),
        required=False,
        help_text=_("For a major or complex case, or where the parties ask."),
    )
    acted_on = done_on(_("Appointed on"), "")

    def prepare(self) -> None:
        self.candidates = roster.candidates(self.case, self.today)
        people = [row.user for row in self.candidates if not row.barred]
        self.fields["mediator"].offer(people)  # type: ignore[attr-defined]
        self.fields["assisting"].offer(people)  # type: ignore[attr-defined]
        chosen = self.data.get("mediator") if self.is_bound else None
        for row in self.candidates:
            row.chosen = str(row.user.pk) == str(chosen)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("mediator") and data["mediator"] in data.get("assisting", []):
            self.add_error("assisting", _("The presiding mediator cannot also assist."))
        if data.get("method") == ChoiceMethod.COURT and not self.case.is_from_court:
            self.add_error("method", _("This case was not commissioned by a court."))
        return data


@asks("replace_mediator")
class ReplaceForm(AppointForm):
    reason = line(_("Why replaced"), required=True, wide=True)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("mediator") and data["mediator"].pk == self.case.mediator_id:
            self.add_error("mediator", _("This mediator already has the case."))
        return data


@asks("disclose_interests")
class DisclosureForm(StepForm):
    about_people = False
    has_interest = yes_no(
        _("Is there anything to disclose?"),
        _("Yes, disclosed below"),
        _("No, nothing that could affect fairness"),
        hint=_(
            "Kinship with a party or agent, interest in the dispute, an earlier role in the matter, "
            "a former employer, another tie."
        ),
    )
    disclosure = long_text(_("Disclosure"), hint=_("Told to both sides; they decide whether to go on."))
    acted_on = done_on(_("Signed on"), "")

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("has_interest") and not data.get("disclosure"):
            self.add_error("disclosure", _("Say what is disclosed."))
        return data


@asks("record_waiver")
class WaiverForm(StepForm):
    agreed_by = RowsField(label=_("Who agreed to go on"), help_text=_("Both sides must have agreed."))
    acted_on = done_on(_("Day of agreeing"), "")

    def prepare(self) -> None:
        self.fields["agreed_by"].offer([row for row in self.case.party_rows if row.side != Side.THIRD], naming)  # type: ignore[attr-defined]

    def clean_agreed_by(self) -> list[Party]:
        rows: list[Party] = self.cleaned_data["agreed_by"]
        if not {Side.APPLICANT, Side.RESPONDENT} <= {row.side for row in rows}:
            raise ValidationError(_("Both sides must agree to go on with this mediator."))
        return rows


@asks("request_recusal")
class RecusalForm(StepForm):
    about_people = False
    asked_by = line(_("Asked by"), required=True, most=120, list="recusal-names")
    ground = one_of(_("Ground"), RecusalGround.choices)
    reason = long_text(_("Reason"), required=True)
    acted_on = done_on(_("Asked on"), "")


@asks("refuse_recusal", "reopen_terms", "return_closing", "recall_commission")
class ReasonForm(StepForm):
    about_people = False
    reason = long_text(_("Reason"), required=True)
