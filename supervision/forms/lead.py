"""The lead: what it says, where else it is, who looks into it, and why it is not taken up."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from dossiers.access import visible_to
from dossiers.fields import MoneyField, RowsField, line, long_text, one_of
from dossiers.stepping import Group, StepForm, asks, done_on
from supervision import topics
from supervision.effects import LEAD_FIELDS, employers_named
from supervision.employers import concerns, open_cases_of, plain_name
from supervision.models import Employer, LinkKind, Matter, OtherProcedure, Supervisor, Urgency
from workflows.reasons import NotTakenUpReason


def count(label: Any, *, required: bool = False, **more: Any) -> forms.IntegerField:
    """A number of people or copies."""
    return forms.IntegerField(
        label=label,
        required=required,
        min_value=0,
        max_value=10_000_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        **more,
    )


def topic_field(**more: Any) -> forms.ChoiceField:
    """A subject of supervision, by group."""
    return forms.ChoiceField(label=_("Subject"), choices=lambda: [("", "—"), *topics.choices()], **more)


class LeadFields(forms.Form):
    """What a lead says: asked when it is registered, and when it is amended."""

    topic = topic_field()
    urgency = one_of(_("Urgency"), Urgency.choices, initial=Urgency.ORDINARY)
    summary = long_text(_("What was reported"), required=True, rows=5, hint=_("Facts, without the reporter's name."))
    demand = line(_("What is asked for"), most=300, wide=True)
    people = count(_("Workers concerned"), required=True, initial=1)
    migrant_workers = count(_("of them migrant workers"))
    women = count(_("of them women"))
    minors = count(_("of them minors"))
    disabled = count(_("of them disabled"))
    older = count(_("of them beyond retirement age"))
    new_form = count(_("of them in new forms of work"))
    is_group = forms.BooleanField(label=_("Concerns a group"), required=False)
    amount = MoneyField(label=_("Sum concerned (yuan)"))
    period = line(_("Period concerned"), most=100)

    GROUPS = ("migrant_workers", "women", "minors", "disabled", "older", "new_form")

    def clean_people(self) -> int:
        number: int = self.cleaned_data["people"]
        if number < 1:
            raise ValidationError(_("At least one worker is concerned."))
        return number

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name in self.GROUPS:
            if name in data:
                data[name] = data[name] or 0
                if data.get("people") and data[name] > data["people"]:
                    self.add_error(name, _("More than the workers concerned."))
        return data


class EmployerField(forms.CharField):
    """An employer of the register by its name, another name or its credit code; yields the row."""

    kept: Employer | None = None

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off", "data-span": "wide"}), **kwargs
        )

    def clean(self, value: Any) -> Employer:
        text = plain_name(super().clean(value))
        if self.kept is not None and text == self.kept.name:
            return self.kept
        found = employers_named(text, text.upper())
        if not found:
            raise ValidationError(_("No employer is known under this name or code; enter it in the register first."))
        if len(found) > 1:
            raise ValidationError(_("Several records bear this name: enter the credit code."))
        return found[0]


@asks("amend_lead")
class AmendLeadForm(LeadFields, StepForm):
    about_people = False
    employer = EmployerField(
        label=_("Employer"),
        help_text=_("By its name or its credit code, as it stands in the register; another one is checked anew."),
    )
    source_note = line(_("Source in words"), wide=True)
    reference = line(_("Sender's reference"), most=80)

    layout = (
        Group(_("What it is about"), ("employer", "topic", "urgency", "summary", "demand", "amount", "period")),
        Group(_("Who is concerned"), ("people", *LeadFields.GROUPS, "is_group")),
    )

    def prepare(self) -> None:
        matter: Matter = self.dossier
        self.initial.update({name: getattr(matter, name) for name in LEAD_FIELDS})
        self.initial["employer"] = matter.employer.name if matter.employer else ""
        self.fields["employer"].kept = matter.employer  # type: ignore[attr-defined]
        if not matter.employer_correctable:
            del self.fields["employer"]


@asks("check_exclusivity")
class ExclusivityForm(StepForm):
    """Asked beside the mediation cases that run against the employer: number, body and state, nobody's name."""

    drawn_by = "supervision/_exclusivity.html"
    about_people = False
    other_procedure = one_of(
        _("Already before"),
        [("none", _("Nowhere else: supervision may go on")), *OtherProcedure.choices],
        radio=True,
    )
    other_note = line(_("Where, under which number"), wide=True)
    acted_on = done_on(_("Checked on"), "")

    def prepare(self) -> None:
        matter: Matter = self.dossier
        self.cases = open_cases_of(matter.employer) if matter.employer else []
        if matter.exclusivity_checked_on:
            self.initial.update({"other_procedure": matter.other_procedure or "none", "other_note": matter.other_note})

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        elsewhere = data.get("other_procedure") not in {"none", None}
        if elsewhere and not data.get("other_note"):
            self.add_error("other_note", _("Say where it is, under which number."))
        if data.get("other_procedure") == "none" and data.get("other_note"):
            self.add_error("other_procedure", _("Say which procedure it is in."))
        return data

    def step_data(self) -> dict[str, Any]:
        data = super().step_data()
        other = "" if data["other_procedure"] == "none" else data["other_procedure"]
        return data | {"other_procedure": other, "found": [row.pk for row in self.cases]}


# ── Supervisors ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _names_of(matter: Matter) -> list[str]:
    """The names under which the employer may be disclosed."""
    employer = matter.employer
    return [employer.name, *employer.aliases.values_list("name", flat=True)] if employer else []


@asks("name_supervisors")
class SupervisorsForm(StepForm):
    supervisors = RowsField(
        label=_("Supervisors"), help_text=_("Two at least, with certificates that hold; ties are declared afterwards.")
    )
    acted_on = done_on(_("Named on"), "")

    def prepare(self) -> None:
        matter: Matter = self.dossier
        unions = {matter.body_id, matter.body.parent_id}
        now = {row.supervisor_id for row in matter.investigator_rows}
        rows = [
            row
            for row in Supervisor.objects.filter(unit__union__in=unions).select_related("unit")
            if row.retired_on is None or row.pk in now
        ]
        self.names = _names_of(matter)
        field: Any = self.fields["supervisors"]
        field.offer(rows, self._name, ticked=[row for row in rows if row.pk in now])
        if not rows:
            field.help_text = _(
                "No supervisor of this union is registered yet; they are entered in the register first."
            )

    def _name(self, row: Supervisor) -> str:
        said = [str(row), row.unit.name]
        if not row.certified_on(self.today):
            said.append(gettext("the certificate does not hold today"))
        disclosed = row.employers_disclosed
        if any(name and name in disclosed for name in self.names):
            said.append(gettext("has disclosed a tie to this employer"))
        return " · ".join(said)

    def clean_supervisors(self) -> list[Supervisor]:
        rows: list[Supervisor] = self.cleaned_data["supervisors"]
        if len(rows) < topics.INVESTIGATORS:
            raise ValidationError(_("An investigation needs two supervisors at least."))
        return rows


class TieRow(forms.Form):
    """What one supervisor declares; one who says nothing yet is left open."""

    investigator = forms.CharField(widget=forms.HiddenInput)
    said = one_of(
        _("Declaration"),
        [("open", _("not yet")), ("none", _("no tie")), ("tie", _("has a tie"))],
        required=False,
        radio=True,
    )
    tie = line(_("Which"))

    def __init__(self, *args: Any, names: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = names.get(str(self["investigator"].value()), "")

    @property
    def declared(self) -> bool:
        return self.cleaned_data.get("said") in {"none", "tie"}

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("said") == "tie" and not data.get("tie"):
            self.add_error("tie", _("Say which tie it is."))
        return data


class BaseTies(BaseFormSet):  # type: ignore[type-arg]
    def clean(self) -> None:
        if not any(form.is_valid() and form.declared for form in self.forms):
            raise ValidationError(_("Nobody has declared anything."))


TieRows = forms.formset_factory(TieRow, formset=BaseTies, extra=0, max_num=100)


@asks("declare_ties")
class TiesForm(StepForm):
    drawn_by = "supervision/_ties.html"
    acted_on = done_on(_("Declared on"), "")

    def prepare(self) -> None:
        rows = self.dossier.investigator_rows
        initial = [
            {
                "investigator": row.pk,
                "said": "open" if row.declared_on is None else "tie" if row.has_tie else "none",
                "tie": row.tie,
            }
            for row in rows
        ]
        names = {str(row.pk): str(row.supervisor) for row in rows}
        data = self.data if self.is_bound else None
        self.rows = {"ties": TieRows(data, prefix="ties", initial=initial, form_kwargs={"names": names})}

    def step_data(self) -> dict[str, Any]:
        said = [form.cleaned_data for form in self.rows["ties"].forms if form.declared]
        return {
            "ties": [
                {"investigator": int(row["investigator"]), "has_tie": row["said"] == "tie", "tie": row["tie"]}
                for row in said
                if row["investigator"].isdigit()
            ]
        }


# ── Not taken up, linked, referred ──────────────────────────────────────────────────────────────────────────────────


@asks("decline_lead")
class DeclineLeadForm(StepForm):
    about_people = False
    reason = one_of(_("Reason"), NotTakenUpReason.choices)
    note = long_text(
        _("Explanation"), most=300, hint=_("Where else the person can turn; stands in the notice to whoever reported.")
    )
    acted_on = done_on()


class CaseField(forms.CharField):
    """A mediation case by its exact number; yields the row. Known are those against the employer of the matter and
    those that whoever types may open: a number that is guessed opens nothing."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}), **kwargs)

    def ask_for(self, form: StepForm) -> None:
        """For which matter, and who types."""
        self.matter, self.mine = form.dossier, visible_to(form.user, form.today)

    def clean(self, value: Any) -> Case | None:
        number = super().clean(value)
        if not number:
            return None
        rows = Case.objects.filter(number=number, province_code=self.matter.province_code)
        found = rows.only("pk", "number").first()
        if found is None or not (concerns(found, self.matter.employer) or self.mine.filter(pk=found.pk).exists()):
            raise ValidationError(_("No case against this employer, and none open to you, bears exactly this number."))
        return found


@asks("link_case")
class LinkForm(StepForm):
    about_people = False
    case_number = CaseField(
        label=_("Number of the case"), help_text=_("Exactly as it stands on its papers. The case itself stays closed.")
    )
    kind = one_of(_("How they belong together"), LinkKind.choices, initial=LinkKind.CONCERNS)

    def prepare(self) -> None:
        self.fields["case_number"].ask_for(self)  # type: ignore[attr-defined]

    def clean_case_number(self) -> Case:
        case: Case = self.cleaned_data["case_number"]
        if self.dossier.links.filter(case=case).exists():
            raise ValidationError(_("This case is linked already."))
        return case

    def step_data(self) -> dict[str, Any]:
        return {"case": self.cleaned_data["case_number"], "kind": self.cleaned_data["kind"]}


@asks("refer_upward")
class ReferUpForm(StepForm):
    about_people = False
    reason = long_text(
        _("Why the federation above is asked"), required=True, most=500, hint=_("What was done, and what it is to do.")
    )
    acted_on = done_on()

    def prepare(self) -> None:
        above = self.dossier.union_above
        if above is not None:
            self.fields["reason"].help_text = _("Goes to %(name)s: what was done, and what it is to do.") % {
                "name": above.name
            }


@asks("resume_after_mediation")
class ResumeForm(StepForm):
    about_people = False
    reason = long_text(_("Why it is taken up again"), required=True, hint=_("For example: the mediation has failed."))
    acted_on = done_on()


@asks("refer_to_mediation")
class ReferForm(StepForm):
    about_people = False
    case_number = CaseField(
        label=_("Number of the case"),
        required=False,
        help_text=_("Where it has been registered for mediation already."),
    )
    note = long_text(_("Why mediation"), required=True)
    acted_on = done_on()

    def prepare(self) -> None:
        self.fields["case_number"].ask_for(self)  # type: ignore[attr-defined]

    def clean_case_number(self) -> Case | None:
        case: Case | None = self.cleaned_data["case_number"]
        if case is not None and self.dossier.links.filter(case=case).exists():
            raise ValidationError(_("This case is linked already."))
        return case

    def step_data(self) -> dict[str, Any]:
        return {"case": self.cleaned_data["case_number"], "note": self.cleaned_data["note"]}
