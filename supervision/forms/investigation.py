"""What is asked, seen and taken; what is found."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

import statutes
from dossiers.fields import MoneyField, RowField, RowsField, line, long_text, one_of, yes_no
from dossiers.stepping import Group, StepForm, asks, done_on
from supervision import topics
from supervision.effects import FINDING_FIELDS
from supervision.forms.lead import count, topic_field
from supervision.models import Finding, InquiryMethod, Matter, Supervisor


def finding_name(row: Finding) -> str:
    """A finding in a list of choices."""
    return f"{row.position}. {topics.label(row.topic)}"


def offer_supervisors(form: StepForm) -> None:
    """Let the supervisors of the matter be chosen; two of them act together."""
    rows = [row.supervisor for row in form.dossier.investigator_rows]
    form.fields["supervisors"].offer(rows, ticked=rows)  # type: ignore[attr-defined]


def two_of_them(form: StepForm) -> list[Supervisor]:
    """The supervisors chosen, at least two."""
    rows: list[Supervisor] = form.cleaned_data["supervisors"]
    if len(rows) < topics.INVESTIGATORS:
        raise ValidationError(_("Two supervisors of this matter act together."))
    return rows


@asks("record_inquiry")
class InquiryForm(StepForm):
    place = line(_("Place"), required=True)
    method = one_of(_("Manner"), InquiryMethod.choices)
    supervisors = RowsField(label=_("Held by"), help_text=_("Certificates are shown first; two at least."))
    asked = line(_("Who was asked (name, post)"), wide=True)
    text = long_text(
        _("What was asked and answered, what was seen"),
        required=True,
        rows=8,
        hint=_("Kept encrypted; read by the union's own people only."),
    )
    signed = yes_no(_("Was the record signed?"), _("Yes, by whoever was asked"), _("No"))
    refusal = line(_("Why it was not signed"), wide=True)
    acted_on = done_on(_("Held on"), "")

    layout = (
        Group(_("When, where, who"), ("acted_on", "place", "method", "asked", "supervisors")),
        Group(_("Record"), ("text", "signed", "refusal")),
    )

    def prepare(self) -> None:
        offer_supervisors(self)

    def clean_supervisors(self) -> list[Supervisor]:
        return two_of_them(self)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("signed") is False and not data.get("refusal"):
            self.add_error("refusal", _("Say why the record was not signed."))
        if data.get("signed") and data.get("refusal"):
            self.add_error("refusal", _("A record that was signed needs no reason."))
        return data


@asks("record_evidence")
class EvidenceForm(StepForm):
    finding = RowField(label=_("For the finding"), required=False)
    title = line(_("Title"), required=True, wide=True)
    copies = count(_("Copies"), initial=1)
    pages = count(_("Pages"))
    is_original = forms.BooleanField(label=_("Original"), required=False)
    given_by = line(_("Given by"), most=100)
    taken_by = line(_("Taken by"), most=100)
    acted_on = done_on(_("Taken on"), "")

    def prepare(self) -> None:
        field: Any = self.fields["finding"]
        field.offer(self.dossier.finding_rows, finding_name, empty=_("No particular finding"))
        self.initial["taken_by"] = self.user.full_name


# ── Findings ────────────────────────────────────────────────────────────────────────────────────────────────────────

#: So many articles are shown for a word; who looks for more says more.
MOST_FOUND = 20


class ArticlesField(forms.MultipleChoiceField):
    """Articles of the book of law, as tick boxes: those the subject suggests, those chosen, those a word finds."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.CheckboxSelectMultiple, **kwargs)

    def show(self, keys: list[str]) -> None:
        known = {one.key: one.citation for one in statutes.articles()}
        self.choices = [(key, known[key]) for key in dict.fromkeys(keys) if key in known]

    def valid_value(self, value: Any) -> bool:
        return any(one.key == value for one in statutes.articles())


def articles_like(words: str) -> list[str]:
    """Keys of the articles whose citation or wording holds every one of the words."""
    wanted = words.split()
    if not wanted:
        return []
    found = [
        one.key for one in statutes.articles() if all(w in f"{one.key} {one.citation} {one.wording}" for w in wanted)
    ]
    return found[:MOST_FOUND]


class FindingForm(StepForm):
    """One point: what was found, under which article, what is demanded by when."""

    drawn_by = "supervision/_finding.html"
    topic = topic_field()
    facts = long_text(
        pgettext_lazy("supervision", "Facts"),
        required=True,
        rows=4,
        hint=_("No worker is named: the letter goes to the employer."),
    )
    period_from = forms.DateField(label=_("From"), required=False)
    period_to = forms.DateField(label=_("Until"), required=False)
    people = count(_("Workers concerned"))
    amount = MoneyField(label=_("Sum concerned (yuan)"))
    articles = ArticlesField(label=_("Articles"))
    look_for = forms.CharField(
        label=_("Look for an article"),
        required=False,
        max_length=60,
        help_text=_("Words of the article or its act, set apart by blanks."),
    )
    article_words = line(
        _("Articles in words"),
        hint=_("Title and number of an article that the book of law does not hold: 《…条例》第十条."),
        wide=True,
    )
    demand = long_text(_("What is demanded"), rows=3)
    due_on = forms.DateField(label=_("To be done by"), required=False)

    def prepare(self) -> None:
        first = self.first_values()
        self.initial.update(first)
        topic = self.data.get("topic", "") if self.is_bound else first.get("topic", "")
        chosen = self.data.getlist("articles") if self.is_bound else first.get("articles", [])  # type: ignore[attr-defined]
        suggested = topics.topics()[topic].articles if topic in topics.topics() else ()
        found = articles_like(self.data.get("look_for", "")) if self.is_bound else []
        self.nothing_found = bool(self.is_bound and self.data.get("look_for") and not found)
        self.fields["articles"].show([*chosen, *suggested, *found])  # type: ignore[attr-defined]

    def first_values(self) -> dict[str, Any]:
        return {}

    def clean_article_words(self) -> str:
        """Cited, not quoted: a quotation would stand under whichever articles the finding has besides."""
        words: str = self.cleaned_data["article_words"]
        if set(words) & set("。“”"):
            raise ValidationError(_("Write title and number of the article only; its wording is not quoted here."))
        return words

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        start, end = data.get("period_from"), data.get("period_to")
        if start and end and end < start:
            self.add_error("period_to", _("The end lies before the beginning."))
        return data

    def step_data(self) -> dict[str, Any]:
        data = super().step_data()
        data.pop("look_for")
        return data


@asks("add_finding")
class AddFindingForm(FindingForm):
    about_people = False
    evidence = line(_("First piece of evidence"), hint=_("Its title; more are recorded beside the finding."), wide=True)

    def first_values(self) -> dict[str, Any]:
        matter: Matter = self.dossier
        topic = self.given.get("topic") or matter.topic
        first = {"topic": topic, "articles": list(topics.topics()[topic].articles) if topic in topics.topics() else []}
        if matter.is_broadcast:
            return first
        return first | {"people": matter.people, "amount": matter.amount}


@asks("amend_finding")
class AmendFindingForm(FindingForm):
    chooses = "finding"
    finding = RowField(label=_("Finding"), widget=forms.HiddenInput)

    def prepare(self) -> None:
        self.fields["finding"].offer(self.dossier.finding_rows, finding_name)  # type: ignore[attr-defined]
        super().prepare()

    def first_values(self) -> dict[str, Any]:
        key = self.data.get("finding") if self.is_bound else self.given.get("finding")
        row = next((row for row in self.dossier.finding_rows if str(row.pk) == str(key)), None)
        return {name: getattr(row, name) for name in FINDING_FIELDS} if row else {}


@asks("drop_finding")
class DropFindingForm(StepForm):
    chooses = "finding"
    finding = RowField(label=_("Finding"))
    reason = line(_("Why it is taken back"), required=True, wide=True)

    def prepare(self) -> None:
        self.fields["finding"].offer(self.dossier.finding_rows, finding_name)  # type: ignore[attr-defined]


@asks("conclude_investigation")
class ConclusionForm(StepForm):
    about_people = False
    conclusion = long_text(_("Result of the investigation"), required=True, rows=5)
    acted_on = done_on(_("Concluded on"), "")


@asks("end_unfounded")
class UnfoundedForm(StepForm):
    about_people = False
    note = long_text(_("Why there is no violation"), required=True)
    acted_on = done_on()


@asks("record_urgency")
class UrgencyForm(StepForm):
    about_people = False
    reason = long_text(
        _("Why no hint letter comes first"), required=True, most=300, hint=_("Urgent or grave: say what would be lost.")
    )

    def prepare(self) -> None:
        self.initial["reason"] = self.dossier.skip_reason
