"""What the employer answers, what the supervisors see, and what is asked again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext_lazy as _

from dossiers.fields import FutureDay, MoneyField, PastDay, RowsField, line, long_text, one_of
from dossiers.stepping import StepForm, asks, done_on
from supervision.forms.investigation import finding_name, offer_supervisors, two_of_them
from supervision.forms.lead import count
from supervision.models import Finding, InquiryMethod, Matter, Measure, ReplyWay, Supervisor, Verdict
from supervision.presenting import answers_by_finding


@asks("extend_reply")
class ExtendForm(StepForm):
    about_people = False
    applied_on = PastDay(label=_("Applied for on"), help_text=_("The day on which the written application arrived."))
    to = FutureDay(label=_("New last day for the answer"))
    reason = long_text(_("Why it was asked for"), required=True, hint=_("From the employer's written application."))

    def prepare(self) -> None:
        due, letter = self.dossier.reply_due_on, self.dossier.letter_to_employer
        self.initial["applied_on"] = self.today
        self.fields["applied_on"].earliest = letter.served_on if letter else None  # type: ignore[attr-defined]
        if due:
            self.fields["to"].help_text = _("The time ends on %(day)s.") % {"day": due.isoformat()}

    def clean_applied_on(self) -> Any:
        day, due = self.cleaned_data["applied_on"], self.dossier.reply_due_on
        if due and day > due:
            raise ValidationError(
                _("The application must have arrived on %(day)s at the latest.") % {"day": due.isoformat()}
            )
        return day

    def clean_to(self) -> Any:
        to, due = self.cleaned_data["to"], self.dossier.reply_due_on
        if due and to <= due:
            raise ValidationError(_("The new day must lie after %(day)s.") % {"day": due.isoformat()})
        return to


class AboutFinding(forms.Form):
    """A row about one finding of the matter."""

    finding = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, findings: list[Finding], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_key = {str(row.pk): row for row in findings}
        self.about = self.by_key.get(str(self["finding"].value()))
        self.title = finding_name(self.about) if self.about else ""

    def clean_finding(self) -> Finding:
        row = self.by_key.get(self.cleaned_data["finding"])
        if row is None:
            raise ValidationError(_("This entry is not on the file."))
        return row


# ── The answer ──────────────────────────────────────────────────────────────────────────────────────────────────────


class AnswerRow(AboutFinding):
    """What is said to one finding; a row without a standing says nothing."""

    status = one_of(_("Where it stands"), Measure.choices, required=False)
    admits = one_of(_("Admits the finding"), [("yes", _("yes")), ("no", _("no"))], required=False)
    measure = long_text(_("Measure taken, or reason why not"), rows=2, most=2000)
    done_on = forms.DateField(label=_("Finished on"), required=False)
    people = count(_("Workers concerned"))
    amount = MoneyField(label=_("Paid or made up (yuan)"))
    proof = line(_("Proof handed in"), most=300, wide=True)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        said = any(
            data.get(name) not in ("", None) for name in ("admits", "measure", "done_on", "people", "amount", "proof")
        )
        if said and not data.get("status") and "status" not in self.errors:
            self.add_error("status", _("Say where it stands."))
        if data.get("status") and not data.get("measure") and "measure" not in self.errors:
            self.add_error("measure", _("Say what was done, or why not."))
        return data


AnswerRows = forms.formset_factory(AnswerRow, extra=0, max_num=200)


@asks("record_reply")
class ReplyForm(StepForm):
    """An answer that came on paper or in person, point by point."""

    drawn_by = "supervision/_reply.html"
    way = one_of(_("Way"), [row for row in ReplyWay.choices if row[0] != ReplyWay.ONLINE])
    signer = line(_("Answered by (name, post)"), required=True, most=100)
    phone = line(_("Phone"), most=40)
    objection = long_text(_("Objection with its reasons"))
    acted_on = done_on(_("Answered on"), _("The day on which the answer arrived."))

    def prepare(self) -> None:
        rows = self.dossier.asked_rows
        self.rows = {
            "items": AnswerRows(
                self.data if self.is_bound else None,
                prefix="items",
                initial=[{"finding": row.pk} for row in rows],
                form_kwargs={"findings": rows},
            )
        }
        letter = self.dossier.letter_to_employer
        if letter is not None and letter.served_on:
            self.fields["acted_on"].earliest = letter.served_on  # type: ignore[attr-defined]

    def iswhole(self) -> bool:
        said = any(getattr(form, "cleaned_data", {}).get("status") for form in self.rows["items"].forms)
        if not said and not self.cleaned_data.get("objection"):
            self.add_error("objection", _("An answer says something to one finding at least, or objects with reasons."))
            return False
        return True

    def step_data(self) -> dict[str, Any]:
        items = [form.cleaned_data for form in self.rows["items"].forms if form.cleaned_data.get("status")]
        return super().step_data() | {
            "items": [
                row | {"finding": row["finding"].pk, "admits": {"yes": True, "no": False}.get(row["admits"])}
                for row in items
            ]
        }


# ── Verification ────────────────────────────────────────────────────────────────────────────────────────────────────


class ResultRow(AboutFinding):
    """What was seen of one finding, beside what the employer said."""

    verdict = one_of(_("Result of the verification"), Verdict.choices, radio=True)
    note = line(_("What was seen"), most=300, wide=True)

    def __init__(self, *args: Any, answers: dict[int, list[dict[str, Any]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.answers = answers.get(self.about.pk, []) if self.about else []

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("verdict") in {Verdict.PART, Verdict.UNDONE} and not data.get("note"):
            self.add_error("note", _("Say what is still missing."))
        return data


class BaseResults(BaseFormSet):  # type: ignore[type-arg]
    """One row for every finding, none twice."""

    wanted: frozenset[int] = frozenset()

    def clean(self) -> None:
        said = [form.cleaned_data["finding"].pk for form in self.forms if form.cleaned_data.get("finding")]
        if frozenset(said) != self.wanted or len(said) != len(self.wanted):
            raise ValidationError(_("Each finding needs its result."))


ResultRows = forms.formset_factory(ResultRow, formset=BaseResults, extra=0, max_num=200)


@asks("verify_findings")
class VerifyForm(StepForm):
    drawn_by = "supervision/_verify.html"
    method = one_of(_("Manner"), InquiryMethod.choices)
    supervisors = RowsField(label=_("Verified by"))
    satisfaction = line(_("What the workers say"), hint=_("From a call-back, without names."), wide=True)
    acted_on = done_on(_("Verified on"), "")

    def prepare(self) -> None:
        matter: Matter = self.dossier
        offer_supervisors(self)
        rows = matter.asked_rows
        initial = [{"finding": row.pk, "verdict": row.verdict, "note": row.verdict_note} for row in rows]
        said = {"findings": rows, "answers": answers_by_finding(matter)}
        data = self.data if self.is_bound else None
        results = ResultRows(data, prefix="results", initial=initial, form_kwargs=said)
        results.wanted = frozenset(row.pk for row in rows)  # type: ignore[attr-defined]
        self.rows = {"results": results}

    def clean_supervisors(self) -> list[Supervisor]:
        return two_of_them(self)

    def step_data(self) -> dict[str, Any]:
        results = [
            form.cleaned_data | {"finding": form.cleaned_data["finding"].pk} for form in self.rows["results"].forms
        ]
        return super().step_data() | {"results": results}


class UrgeRow(AboutFinding):
    due_on = FutureDay(label=_("New day"), required=False)


class BaseUrges(BaseFormSet):  # type: ignore[type-arg]
    def clean(self) -> None:
        if not any(form.is_valid() and form.cleaned_data.get("due_on") for form in self.forms) and not any(
            form.errors for form in self.forms
        ):
            raise ValidationError(_("Set a new day for one finding at least."))


UrgeRows = forms.formset_factory(UrgeRow, formset=BaseUrges, extra=0, max_num=200)


@asks("urge_employer")
class UrgeForm(StepForm):
    drawn_by = "supervision/_urge.html"
    note = long_text(_("What the employer was told"))

    def prepare(self) -> None:
        rows = [row for row in self.dossier.finding_rows if row.verdict != Verdict.DONE]
        self.rows = {
            "findings": UrgeRows(
                self.data if self.is_bound else None,
                prefix="findings",
                initial=[{"finding": row.pk} for row in rows],
                form_kwargs={"findings": rows},
            )
        }
        for form in self.rows["findings"].forms:
            form.fields["due_on"].today = self.today

    def step_data(self) -> dict[str, Any]:
        rows = [form.cleaned_data for form in self.rows["findings"].forms if form.cleaned_data.get("due_on")]
        return super().step_data() | {
            "findings": [{"finding": row["finding"].pk, "due_on": row["due_on"]} for row in rows]
        }


@asks("record_talk")
class TalkForm(StepForm):
    about_people = False
    with_bodies = line(_("Together with"), required=True, most=300, wide=True)
    place = line(_("Place"))
    present = line(_("For the employer"), required=True, hint=_("Name and post."))
    result = long_text(_("What was agreed"), required=True)
    acted_on = done_on(_("Held on"), "")
