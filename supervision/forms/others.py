"""The authority, the procuratorate, what was achieved, and whoever waits to be told."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms.ends import bodies_near
from dossiers.fields import MoneyField, RowField, line, long_text, one_of, yes_no
from dossiers.stepping import Group, StepForm, asks, done_on
from organizations.models import BodyKind
from supervision.effects import ACHIEVED
from supervision.forms.lead import count
from supervision.words import AuthorityResult, ProcuratorateAnswer


@asks("record_filing")
class FilingForm(StepForm):
    about_people = False
    filed = yes_no(_("Does the authority take it up?"), _("Yes, a case was opened"), _("No"))
    number = line(_("Number at the authority"), most=80)
    reason = line(_("Why not taken up"), most=300, wide=True)
    acted_on = done_on(_("Decided on"), "")

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("filed") is False and not data.get("reason"):
            self.add_error("reason", _("Say why the authority does not take it up."))
        if data.get("filed") and data.get("reason"):
            self.add_error("reason", _("A proposal that was taken up needs no reason."))
        return data


@asks("record_result")
class ResultForm(StepForm):
    about_people = False
    result = one_of(_("Result"), AuthorityResult.choices)
    document = line(_("Document of the result"), most=120, hint=_("Title and number."))
    note = long_text(_("Result in words"))
    acted_on = done_on(_("Reported on"), "")


@asks("send_to_procuratorate")
class ProcuratorateForm(StepForm):
    about_people = False
    body = RowField(label=_("Procuratorate"))
    note = long_text(
        _("What was done and what is handed over"), required=True, hint=_("Steps of supervision so far, and materials.")
    )
    acted_on = done_on(_("Sent on"), "")

    def prepare(self) -> None:
        rows = bodies_near(BodyKind.PROCURATORATE, self.dossier)
        self.fields["body"].offer(rows)  # type: ignore[attr-defined]
        if rows:
            self.initial["body"] = rows[0].pk


@asks("record_procuratorate_answer")
class ProcuratorateAnswerForm(StepForm):
    about_people = False
    answer = one_of(_("Answer"), ProcuratorateAnswer.choices)
    number = line(_("Number of the procuratorial or judicial advice"), most=80)
    note = long_text(_("Note"))
    acted_on = done_on(_("Answered on"), "")

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("answer") == ProcuratorateAnswer.ADVICE and not data.get("number"):
            self.add_error("number", _("A procuratorial advice has its number."))
        return data


@asks("end_rectified")
class RectifiedForm(StepForm):
    about_people = False
    note = long_text(_("What the authority was told"), required=True)
    acted_on = done_on()


@asks("end_unresolved")
class UnresolvedForm(StepForm):
    about_people = False
    reason = long_text(_("Why it ends without rectification"), required=True)
    acted_on = done_on()


@asks("record_achievement")
class AchievementForm(StepForm):
    about_people = False
    contracts_signed = count(_("Written contracts made up (copies)"))
    wages_paid = MoneyField(label=_("Wages paid (yuan)"))
    insurance_paid = MoneyField(label=_("Social insurance made up (yuan)"))
    insured = count(_("Social insurance made up (persons)"))
    compensation_paid = MoneyField(label=_("Compensation and damages (yuan)"))
    other_recovered = MoneyField(label=_("Other sums recovered (yuan)"))
    is_typical = forms.BooleanField(label=_("A typical case"), required=False)

    layout = (Group(_("What was achieved; nought where there is none"), ACHIEVED),)

    def prepare(self) -> None:
        self.initial.update({name: getattr(self.dossier, name) for name in ACHIEVED})


@asks("inform_reporter")
class InformForm(StepForm):
    about_people = False
    how = line(_("How"), required=True, hint=_("By phone, by letter, in person; in words that name nobody."), wide=True)
    acted_on = done_on(_("Told on"), "")


@asks("answer_clue")
class AnswerClueForm(StepForm):
    about_people = False
    text = long_text(_("What the sender was told"), required=True)
    acted_on = done_on(_("Answered on"), "")
