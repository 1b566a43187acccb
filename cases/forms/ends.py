"""Withdrawal, settlement between the parties, transfer, and the roads out to court and committee."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.models import (
    Case,
)
from dossiers.fields import (
    MoneyField,
    PastDay,
    RowField,
    line,
    long_text,
    one_of,
)
from dossiers.stepping import StepForm, asks, done_on
from organizations.models import BodyKind, Organization


@asks("withdraw_application")
class WithdrawForm(StepForm):
    about_people = False
    reason = long_text(_("Reason"), required=True, hint=_("As the applicant gave it."))
    in_writing = forms.BooleanField(label=_("Withdrawn in writing"), required=False)
    acted_on = done_on(_("Withdrawn on"))


@asks("record_self_settlement")
class SelfSettlementForm(StepForm):
    about_people = False
    text = long_text(_("What the parties agreed between themselves"), required=True)
    amount = MoneyField(label=_("Amount (yuan)"))
    acted_on = done_on(_("Settled on"))


@asks("transfer_case")
class TransferForm(StepForm):
    about_people = False
    body = RowField(label=_("To which body"), required=False)
    to = line(_("Another body, by name"), hint=_("Where it is not in the list."))
    materials = long_text(
        _("Materials handed over"), required=True, hint=_("One a line; signed for by the receiving body.")
    )
    consent = forms.BooleanField(
        label=_("The applicant agreed that the data go to that body"),
        error_messages={"required": _("Without this consent personal data may not be passed on.")},
    )
    acted_on = done_on()

    def prepare(self) -> None:
        kinds = (BodyKind.MEDIATION, BodyKind.ARBITRATION, BodyKind.LABOUR, BodyKind.COURT, BodyKind.JUSTICE)
        rows = [body for kind in kinds for body in bodies_near(kind, self.case) if body.pk != self.case.body_id]
        self.fields["body"].offer(rows)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if bool(data.get("body")) is bool(data.get("to")) and "body" not in self.errors:
            self.add_error("to", _("Choose the receiving body, or name it where it is not in the list."))
        return data

    def step_data(self) -> dict[str, Any]:
        data = super().step_data()
        return data | {"to": data["body"].name if data["body"] else data["to"]}


def bodies_near(kind: str, case: Case) -> list[Organization]:
    """Partner bodies of the region and above, the nearest first; a commissioning body leads."""
    region = case.body.region
    codes = [code for code in (region.county_code, region.prefecture_code, region.province_code) if code]
    found = list(Organization.objects.filter(kind=kind, region_id__in=codes, is_active=True))
    found.sort(key=lambda body: (body.pk != case.sender_id, codes.index(body.region_id), body.name))
    if case.sender is not None and case.sender.kind == kind and case.sender not in found:
        found.insert(0, case.sender)
    return found


class ToBody(StepForm):
    """An application that goes to a court or a committee."""

    about_people = False
    body_kind: ClassVar[str] = ""
    to = RowField(label=_("To which body"))

    def prepare(self) -> None:
        rows = bodies_near(self.body_kind, self.case)
        self.fields["to"].offer(rows)  # type: ignore[attr-defined]
        if rows:
            self.initial["to"] = rows[0].pk


@asks("hand_over")
class HandOverForm(ToBody):
    body_kind = BodyKind.ARBITRATION
    materials = long_text(
        _("Materials handed over"),
        hint=_("Application and exhibits. Never the joint record or anything said in confidence."),
    )
    acted_on = done_on()


@asks("file_confirmation")
class ConfirmationForm(ToBody):
    body_kind = BodyKind.COURT
    acted_on = done_on(_("Filed on"), _("Both parties apply jointly; the day the court received the application."))


@asks("file_review")
class ReviewForm(ToBody):
    body_kind = BodyKind.ARBITRATION
    acted_on = done_on(_("Filed on"), _("Both parties apply jointly; the day the committee received the application."))


@asks("submit_to_court")
class ToCourtForm(ToBody):
    body_kind = BodyKind.COURT
    acted_on = done_on(_("Submitted on"), "")

    def prepare(self) -> None:
        super().prepare()
        if self.case.sender is not None:  # it goes back to where the case came from
            self.fields["to"].offer([self.case.sender])  # type: ignore[attr-defined]


@asks("submit_to_tribunal")
class ToTribunalForm(ToCourtForm):
    body_kind = BodyKind.ARBITRATION


@asks("record_court_document", "record_tribunal_document")
class IssuedForm(StepForm):
    about_people = False
    result = one_of(
        _("Decision"), [("granted", _("Issued")), ("refused", pgettext_lazy("ruling", "Refused"))], radio=True
    )
    document = one_of(_("What was issued"), [], required=False)
    number = line(_("Number of the document"), most=80)
    acted_on = done_on(_("Issued or refused on"), "")
    served_on = PastDay(
        label=_("Signed for by the last party on"),
        required=False,
        help_text=_("A mediation statement binds from this day. Leave it empty until all have signed for it."),
    )
    reason = line(_("Reason of the refusal"), most=300, wide=True)

    def prepare(self) -> None:
        settlement = self.case.agreement
        known = [(one.value, one.label) for one in self.case.rule.issues]
        self.fields["document"].choices = known  # type: ignore[attr-defined]
        if settlement is not None and settlement.route_decided_on:
            self.initial["result"], self.initial["document"] = settlement.route_result, settlement.route_document
            self.initial["number"], self.initial["acted_on"] = settlement.route_number, settlement.route_decided_on

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        issued, served = data.get("acted_on"), data.get("served_on")
        if data.get("result") == "refused":
            if not data.get("reason"):
                self.add_error("reason", _("Give the reason of the refusal."))
            return data
        if data.get("result") == "granted":
            if not data.get("number"):
                self.add_error("number", _("A document has its number."))
            if not data.get("document") and "document" not in self.errors:
                self.add_error("document", _("Say what was issued."))
            if issued and served and served < issued:
                self.add_error("served_on", _("A document cannot be signed for before it is issued."))
        return data


@asks("decide_confirmation", "decide_review")
class DecisionForm(StepForm):
    about_people = False
    result = one_of(
        _("Decision"), [("granted", _("Granted")), ("refused", pgettext_lazy("ruling", "Refused"))], radio=True
    )
    number = line(_("Number of the ruling"), most=80)
    reason = line(_("Reason of the refusal"), most=300, wide=True)
    acted_on = done_on(_("Decided on"), "")

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("result") == "refused" and not data.get("reason"):
            self.add_error("reason", _("Give the reason of the refusal."))
        if data.get("result") == "granted" and not data.get("number"):
            self.add_error("number", _("A ruling has its number."))
        return data
