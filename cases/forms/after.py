"""Performance and breach, letters, notes, closing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

import statutes
from cases.models import (
    Medium,
    ObligationKind,
    PartyKind,
)
from cases.naming import naming
from dossiers.fields import (
    FutureDay,
    MoneyField,
    RowField,
    RowsField,
    line,
    lines_of,
    long_text,
    one_of,
)
from dossiers.stepping import Group, StepForm, asks, done_on
from organizations.roles import Role
from workflows.forms import fitting
from workflows.papers import Kind


def _obligation_name(row: Any) -> str:
    parts = [
        row.what,
        f"{row.amount:,.2f}" if row.amount else "",
        gettext("%(rest)s yuan still open") % {"rest": f"{row.amount - row.paid:,.2f}"}
        if row.amount and row.paid
        else "",
        row.due_on.isoformat() if row.due_on else "",
        row.creditor.name if row.creditor else "",
    ]
    return " · ".join(part for part in parts if part)


class AboutObligation(StepForm):
    obligation = RowField(label=_("Obligation"))

    def prepare(self) -> None:
        settlement = self.case.agreement
        rows = (
            list(settlement.obligations.filter(performed_on__isnull=True).select_related("creditor"))
            if settlement
            else []
        )
        self.open = self.fitting(rows)
        self.fields["obligation"].offer(self.open, _obligation_name)  # type: ignore[attr-defined]

    def fitting(self, rows: list[Any]) -> list[Any]:
        return rows


@asks("record_performance")
class PerformanceForm(AboutObligation):
    """One item with its sum, or several at once that were met in full: an employer pays a dozen workers in one go."""

    amount = MoneyField(label=_("Amount paid (yuan)"), help_text=_("Empty for an act that was done."))
    in_full = RowsField(
        label=_("Met in full on the same day"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"data-tick-all": "", "data-span": "wide"}),
        help_text=_("Several items at once: each with the sum that was still open on it."),
    )
    proof = line(_("Proof"), hint=_("Transfer slip, receipt, certificate: what was seen."))
    acted_on = done_on(_("Paid or done on"), "")

    layout = (Group(_("One item"), ("obligation", "amount")), Group(_("Several items"), ("in_full",)))

    def prepare(self) -> None:
        super().prepare()
        if len(self.open) > 1:
            self.fields["in_full"].offer(self.open, _obligation_name)  # type: ignore[attr-defined]
            self.fields["obligation"].required = False
            self.fields["obligation"].offer(self.open, _obligation_name, empty="—")  # type: ignore[attr-defined]
        else:
            del self.fields["in_full"]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        row, amount = data.get("obligation"), data.get("amount")
        if row is None and not data.get("in_full") and not self.errors:
            self.add_error("obligation", _("Say which item was met."))
        if row is None and amount and "obligation" not in self.errors:
            self.add_error("amount", _("Say for which one item the sum was paid; items met in full need no sum."))
        if row is not None and row in data.get("in_full", []):
            self.add_error("in_full", _("The item chosen above is ticked here as well; take one of the two."))
        if row is not None and row.kind == ObligationKind.MONEY and "amount" not in self.errors:
            rest = (row.amount or Decimal(0)) - row.paid
            if not amount:
                self.add_error("amount", _("State the amount that was paid."))
            elif amount > rest:
                self.add_error(
                    "amount", _("Only %(rest)s yuan are still open on this item.") % {"rest": f"{rest:,.2f}"}
                )
        if row is not None and row.kind == ObligationKind.ACT and amount:
            self.add_error("amount", _("An act has no sum; leave it empty."))
        return data


_REMEDIES = [
    ("payment_order", _("Payment order")),
    ("enforcement", _("Enforcement")),
    ("arbitration", _("Labour arbitration")),
    ("suit", _("Suit")),
    ("inspection", _("Complaint to labour inspection")),
    ("none", _("None chosen yet")),
]


@asks("record_breach")
class BreachForm(AboutObligation):
    remedy = one_of(_("Remedy chosen"), _REMEDIES, initial="none")
    note = long_text(_("Note"))
    acted_on = done_on(_("Established on"), "")

    def fitting(self, rows: list[Any]) -> list[Any]:
        return [row for row in rows if row.due_on and row.due_on < self.today and not row.breach_on]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        row, day = data.get("obligation"), data.get("acted_on")
        if row is not None and day and row.due_on and day <= row.due_on:
            self.add_error("acted_on", _("On that day the item was not overdue yet."))
        return data


@asks("record_callback")
class CallbackForm(StepForm):
    about_people = False
    text = long_text(
        _("What was said"), required=True, hint=_("Performance, satisfaction, whether the dispute may flare up again.")
    )
    acted_on = done_on(_("Called on"), "")


@asks("answer_sender")
class AnswerForm(StepForm):
    about_people = False
    text = long_text(
        _("What the sender was told"),
        required=True,
        hint=_("Outcome and what remains open, without what was said in confidence. The sender can read it again."),
    )
    medium = one_of(_("How"), Medium.choices)
    acted_on = done_on(_("Answered on"), "")


# ── Letters, notes, closing ─────────────────────────────────────────────────────────────────────────────────────────


#: Acts a reminder letter rests on: labour law and the union's own; procedure of courts is not what an employer broke.
_LETTER_ACTS = ("L01", "L12", "L13", "L14", "L15", "L16", "L17", "L18", "L19", "L20", "L24", "L25", "L26")


def _article_choices() -> list[tuple[str, Any]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in statutes.articles():
        if one.act.key in _LETTER_ACTS:
            groups.setdefault(one.act.short_title, []).append((one.key, one.citation))
    return [("", "—"), *groups.items()]


class RiskRow(forms.Form):
    """One risk point of a reminder letter."""

    situation = line(_("What was observed"), most=500, wide=True)
    duty = line(_("What the law asks"), most=500, wide=True)
    article = forms.ChoiceField(label=_("Article"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["article"].choices = _article_choices()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if (data.get("duty") or data.get("article")) and not data.get("situation"):
            self.add_error("situation", _("Say what was observed."))
        return data


class BaseRisks(BaseFormSet):  # type: ignore[type-arg]
    def clean(self) -> None:
        if not any(form.is_valid() and form.cleaned_data.get("situation") for form in self.forms):
            raise ValidationError(_("A letter needs at least one risk point."))


RiskRows = forms.formset_factory(RiskRow, formset=BaseRisks, extra=2, max_num=30, absolute_max=31)


@asks("issue_hint_letter")
class HintLetterForm(StepForm):
    drawn_by = "cases/_letter.html"
    addressee = RowField(label=_("Addressee"))
    period = line(_("Period the findings concern"), most=100)
    advice = long_text(
        _("Advice"), required=True, rows=4, hint=_("One piece of advice a line. No worker is named in the letter.")
    )
    reply_by = FutureDay(
        label=_("Answer wanted by"), required=False, help_text=_("Empty: the letter asks for no answer.")
    )

    def prepare(self) -> None:
        employers = [row for row in self.case.employers if row.kind != PartyKind.PERSON]
        self.fields["addressee"].offer(employers)  # type: ignore[attr-defined]
        self.rows = {"risks": RiskRows(self.data if self.is_bound else None, prefix="risks")}

    def step_data(self) -> dict[str, Any]:
        data = super().step_data()
        risks = [
            {"situation": row["situation"], "duty": row["duty"], "articles": [row["article"]] if row["article"] else []}
            for row in (form.cleaned_data for form in self.rows["risks"].forms)
            if row.get("situation")
        ]
        return data | {"advice": lines_of(data["advice"]), "risks": risks, "reply_days": ""}


@asks("print_form")
class PrintForm(StepForm):
    kind = forms.ChoiceField(label=_("Form"))
    party = RowField(
        label=_("For whom"),
        required=False,
        help_text=_("Only for forms that each party signs alone; otherwise it stands for everybody."),
    )
    letter = RowField(label=_("Which letter"), required=False, help_text=_("Only for forms that go with a letter."))
    inquiry = RowField(label=_("Which inquiry"), required=False, help_text=_("Only for the record of an inquiry."))

    def prepare(self) -> None:
        groups: dict[str, list[tuple[str, Any]]] = {}
        for row in fitting(self.case, self.roles):
            groups.setdefault(str(row.group.label), []).append((str(row.kind), row.kind.label))
        self.fields["kind"].choices = [("", "—"), *groups.items()]  # type: ignore[attr-defined]
        if self.dossier.kind == "mediation":
            self.fields["party"].offer(self.case.party_rows, naming, empty=_("Everybody concerned"))  # type: ignore[attr-defined]
            del self.fields["letter"], self.fields["inquiry"]
            return
        del self.fields["party"]  # a matter of supervision has none; it may have several letters and inquiries
        letters = [row for row in self.dossier.letter_rows if row.dropped_on is None]
        inquiries = list(self.dossier.inquiries.all())
        for name, rows, empty in (("letter", letters, _("The last one")), ("inquiry", inquiries, _("Each of them"))):
            if len(rows) > 1:
                self.fields[name].offer(rows, empty=empty)  # type: ignore[attr-defined]
            else:
                del self.fields[name]

    def clean_kind(self) -> Kind:
        return Kind(self.cleaned_data["kind"])


@asks("add_note")
class NoteForm(StepForm):
    about_people = False
    text = long_text(_("Note"), required=True, rows=4)
    confidential = forms.BooleanField(
        label=_("Confidential: for the mediators of this case only"),
        required=False,
        help_text=_("Otherwise everybody who may open the file reads it."),
    )

    def prepare(self) -> None:
        if Role.MEDIATOR not in self.roles:
            del self.fields["confidential"]
        else:
            self.initial["confidential"] = True


@asks("add_correction")
class CorrectionForm(StepForm):
    about_people = False
    concerns = line(
        _("What it corrects"), required=True, most=120, hint=_("For example: session 2, time; or: claim 1, sum.")
    )
    text = long_text(
        _("Correction"),
        required=True,
        hint=_("What stood there before stays; the correction is added and read by everybody who may open the file."),
    )

    def prepare(self) -> None:
        if self.dossier.kind == "supervision":
            self.fields["concerns"].help_text = _("For example: finding 2, sum; or: inquiry 1, place.")


@asks("submit_closing")
class ClosingForm(StepForm):
    about_people = False
    summary = long_text(
        _("Closing summary"), rows=4, hint=_("How the case was handled, in a few sentences, for the head's approval.")
    )
