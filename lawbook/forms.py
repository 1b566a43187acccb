"""What is asked on the pages that count without a case."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet
from django.utils.choices import flatten_choices
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from lawbook.values import fills, read_value
from lawbook.words import EFFECTS, label, say
from organizations.models import LegalType, Level, Region, User
from statutes import Unit, terms
from statutes.agreement import LEGAL_TYPES
from statutes.entitlements import Calculator, FactField
from statutes.facts import BadFact
from statutes.limitation import CLAIM_TYPES, KINDS
from statutes.parameters import Parameter, shipped_parameters

MOST_ROWS = 100
NOTHING = [("", "—")]
#: What stands in the box above a long list.
SEARCH = gettext_lazy("type to narrow the list")

#: Facts whose number is a sum; others of the kind `number` are months, hours, days or years.
_YUAN = pgettext_lazy("unit", "yuan")


def as_typed(value: Any) -> Any:
    """A number as people type it, made ready to be read: without separators, full width and unit."""
    if not isinstance(value, str):
        return value
    return unicodedata.normalize("NFKC", value).strip().removesuffix("元").replace(",", "").replace(" ", "")


class NumberField(forms.DecimalField):
    """A number as people type it: 12,000.5 · １２０００ · 12000元. Never negative."""

    def __init__(self, *, unit: Any = "", **kwargs: Any) -> None:
        attrs = {"inputmode": "decimal", "autocomplete": "off"} | ({"data-unit": unit} if unit else {})
        kwargs.setdefault("widget", forms.TextInput(attrs=attrs))
        kwargs.setdefault("error_messages", {"invalid": gettext_lazy("A number such as 1820.00 is expected.")})
        super().__init__(min_value=Decimal(0), max_digits=15, decimal_places=4, **kwargs)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # as DecimalField itself
        return super().to_python(as_typed(value))


def regions_for(user: User, day: dt.date) -> list[tuple[str, str]]:
    """Regions to choose from: those of the reader's province, or all provinces where they belong to no body."""
    prefixes = {m.body.region_id[:2] for m in user.memberships_on(day)} - {"10"}
    rows = Region.objects.exclude(level__in=(Level.COUNTRY, Level.TOWNSHIP)).order_by("code")
    if prefixes:
        rows = rows.filter(code__startswith=min(prefixes))
    else:
        rows = rows.filter(level=Level.PROVINCE)
    names = dict(rows.values_list("code", "name"))
    found = []
    for code, name in names.items():
        above = names.get(f"{code[:4]}00", "") if code[4:] != "00" else ""
        found.append((code, f"{above} · {name}" if above else name))
    return found


def own_region(user: User, day: dt.date) -> str:
    """The region of the reader's body, to begin with."""
    held = user.memberships_on(day)
    return held[0].body.region_id[:6] if held else ""


class RegionChoice(forms.ChoiceField):
    """A region of the list, by code."""

    def __init__(self, regions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(
            label=gettext_lazy("Region"),
            choices=[*NOTHING, *regions],
            widget=forms.Select(attrs={"data-search": SEARCH}),
            **kwargs,
        )


def term_choices() -> list[Any]:
    """The catalogue of terms, grouped by the act each rests on."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for term in terms():
        act = term.articles[0].act.short_title if term.articles else "—"
        groups.setdefault(act, []).append((term.key, label(term)))
    return [("", "—"), *groups.items()]


class DueForm(forms.Form):
    """A term, the day it starts, and where."""

    term = forms.ChoiceField(label=gettext_lazy("Term"), widget=forms.Select(attrs={"data-search": SEARCH}))
    start = forms.DateField(
        label=gettext_lazy("Day the fact happened"), help_text=gettext_lazy("This day itself is not counted.")
    )
    time = forms.TimeField(
        label=gettext_lazy("Time of day"),
        required=False,
        help_text=gettext_lazy("Only for terms in hours or minutes."),
    )

    def __init__(self, *args: Any, regions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["term"].choices = term_choices()  # type: ignore[attr-defined]
        self.fields["region"] = RegionChoice(regions, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        units = {one.key: one.unit for one in terms()}
        if units.get(data.get("term", "")) in (Unit.HOUR, Unit.MINUTE) and not data.get("time"):
            self.add_error("time", _("This term is counted in hours or minutes: enter the time of day."))
        return data


class LimitationForm(forms.Form):
    """One claim, in the words of `statutes.limitation`."""

    claim_type = forms.ChoiceField(label=gettext_lazy("Claim"))
    known_on = forms.DateField(
        label=gettext_lazy("Day the right was known to be infringed"),
        required=False,
        help_text=gettext_lazy("Known, or should have been known. Not needed for wages while employed."),
    )
    employment_end = forms.DateField(
        label=gettext_lazy("End of the employment"),
        required=False,
        help_text=gettext_lazy("Leave empty while it lasts."),
    )
    as_of = forms.DateField(label=gettext_lazy("Counted on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = [
            (one.key, one.en if (get_language() or "").startswith("en") else one.zh) for one in CLAIM_TYPES.values()
        ]
        self.fields["claim_type"].choices = [*NOTHING, *words]  # type: ignore[attr-defined]


def event_choices() -> list[Any]:
    """Events by what they do."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for kind in KINDS.values():
        said = kind.en if (get_language() or "").startswith("en") else kind.zh
        groups.setdefault(str(EFFECTS[kind.effect]), []).append((kind.key, said))
    return [("", "—"), *groups.items()]


class EventForm(forms.Form):
    """Something that moved the limitation."""

    on = forms.DateField(label=gettext_lazy("Day"))
    kind = forms.ChoiceField(label=gettext_lazy("Kind of event"), choices=event_choices)
    evidence = forms.CharField(label=gettext_lazy("Evidence"), max_length=200, required=False)


class MonthForm(forms.Form):
    """A month of wages."""

    month = forms.RegexField(
        r"^\d{4}-(0[1-9]|1[0-2])$",
        label=gettext_lazy("Month"),
        error_messages={"invalid": gettext_lazy("A month such as 2026-03 is expected.")},
        widget=forms.TextInput(attrs={"type": "month", "placeholder": "2026-03"}),
    )
    due = NumberField(
        label=gettext_lazy("Wage due"),
        required=False,
        unit=_YUAN,
        help_text=gettext_lazy("Empty where none was agreed: the minimum wage counts."),
    )
    paid = NumberField(label=gettext_lazy("Wage paid"), unit=_YUAN)


class PartyForm(forms.Form):
    """Somebody who signs."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    role = forms.ChoiceField(
        label=gettext_lazy("Side"),
        choices=[("applicant", gettext_lazy("Applicant")), ("respondent", gettext_lazy("Respondent"))],
        initial="applicant",  # a row in which nothing else was touched counts for nothing
    )
    signs_by = forms.ChoiceField(
        label=gettext_lazy("Signed by"),
        choices=[
            ("self", gettext_lazy("in person")),
            ("agent", gettext_lazy("an agent")),
            ("guardian", gettext_lazy("the guardian")),
            ("representative", gettext_lazy("the legal representative")),
        ],
        initial="self",
    )
    authority = forms.ChoiceField(
        label=gettext_lazy("Authority of the agent"),
        required=False,
        choices=[*NOTHING, ("general", gettext_lazy("general")), ("special", gettext_lazy("special"))],
    )
    minor = forms.BooleanField(label=gettext_lazy("A minor"), required=False)


class ItemForm(forms.Form):
    """Something promised. What is missing is a finding, not an error of the form."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[("money", gettext_lazy("Money")), ("act", gettext_lazy("An act"))],
        initial="money",
    )
    what = forms.CharField(label=gettext_lazy("What for"), max_length=300, required=False)
    amount = forms.CharField(
        label=gettext_lazy("Amount (yuan)"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    amount_words = forms.CharField(label=gettext_lazy("Amount in words"), max_length=80, required=False)
    due_date = forms.DateField(label=gettext_lazy("Due on"), required=False)
    payee = forms.CharField(label=gettext_lazy("Payee"), max_length=120, required=False)
    account = forms.CharField(label=gettext_lazy("Account or way of paying"), max_length=120, required=False)
    instalments = forms.CharField(
        label=gettext_lazy("Instalments"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": "2026-04-30 5000"}),
        help_text=gettext_lazy("One a line: day and sum."),
    )

    def clean_instalments(self) -> list[dict[str, str]]:
        rows = []
        for line in self.cleaned_data["instalments"].splitlines():
            parts = line.split()
            if not parts:
                continue
            if len(parts) != 2:
                raise ValidationError(
                    _("“%(line)s” cannot be read: a day and a sum are expected.") % {"line": line[:40]}
                )
            rows.append({"due_date": parts[0], "amount": parts[1].replace(",", "").removesuffix("元")})
        return rows


class AgreementForm(forms.Form):
    """The text of an agreement and what is known around it."""

    legal_type = forms.ChoiceField(
        label=gettext_lazy("Standing of the mediation body"),
        choices=[(key, LegalType(key).label) for key in LEGAL_TYPES],
        initial="TWN",
    )
    signed_on = forms.DateField(label=gettext_lazy("Day of signing"), required=False)
    members_without_consent = forms.IntegerField(
        label=gettext_lazy("Members of the group without their consent"),
        required=False,
        min_value=0,
        max_value=1_000_000,
    )
    confirms_employment = forms.BooleanField(
        label=gettext_lazy("It confirms or denies an employment relationship"), required=False
    )
    clauses = forms.CharField(
        label=gettext_lazy("Clauses"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=gettext_lazy("Paste the text; each line is looked at as a clause."),
    )

    def clean_clauses(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["clauses"].splitlines() if line.strip()]


PARAMETER = "given-"


class SumForm(forms.Form):
    """The facts a calculator asks for, drawn from its own list, and the figures that may be given for one run."""

    def __init__(self, *args: Any, calculator: Calculator, regions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.calculator = calculator
        for fact in calculator.facts:
            if fact.kind != "rows":
                self.fields[fact.key] = self._field(fact, regions)
        known = shipped_parameters().parameters
        for key in calculator.parameters:
            self.fields[PARAMETER + key] = parameter_field(known[key])

    def _field(self, fact: FactField, regions: list[tuple[str, str]]) -> forms.Field:
        given: dict[str, Any] = {"label": say(self.calculator.fact_label(fact.key)), "required": fact.required}
        if fact.kind == "region":
            return RegionChoice(regions, required=fact.required)
        if fact.kind == "date":
            return forms.DateField(**given)
        if fact.kind == "flag":
            return forms.TypedChoiceField(
                choices=[*NOTHING, ("yes", _("Yes")), ("no", _("No"))],
                coerce=lambda word: word == "yes",
                empty_value=None,
                **given,
            )
        if fact.kind == "whole":
            widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
            return forms.IntegerField(min_value=0, help_text=fact.unit, widget=widget, **given)
        return NumberField(unit=_YUAN if fact.kind == "money" else "", **given)

    def main_fields(self) -> list[Any]:
        return [self[fact.key] for fact in self.calculator.facts if fact.kind != "rows"]

    def parameter_fields(self) -> list[Any]:
        return [self[PARAMETER + key] for key in self.calculator.parameters]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        known = shipped_parameters().parameters
        for key in self.calculator.parameters:
            typed = data.get(PARAMETER + key)
            if typed:
                try:
                    data[PARAMETER + key] = read_value(known[key], typed)
                except ValidationError as wrong:
                    self.add_error(PARAMETER + key, wrong)
        return data

    def printed(self) -> list[dict[str, Any]]:
        """What the sheet stands on, for the printed page."""
        return printed(self, [fact.key for fact in self.calculator.facts if fact.kind != "rows"])

    def facts(self) -> dict[str, Any]:
        """What was entered, for the calculator; what was left empty is not there."""
        keys = [fact.key for fact in self.calculator.facts if fact.kind != "rows"]
        return {key: self.cleaned_data[key] for key in keys if self.cleaned_data.get(key) not in (None, "")}

    def given(self) -> dict[str, Any]:
        """The figures given for this run."""
        data = self.cleaned_data
        return {key: data[PARAMETER + key] for key in self.calculator.parameters if data.get(PARAMETER + key)}

    def refuse(self, bad: BadFact, rows: BaseFormSet[Any] | None) -> None:
        """Say what the calculator refused at the field it names."""
        said = say(bad.sentence)
        said = said.removeprefix(bad.field).lstrip("：: ")
        place, _dot, rest = bad.field.partition(".")
        if rows is not None and rest.startswith("months["):
            index, _bracket, name = rest.removeprefix("months[").partition("]")
            filled = [row for row in rows.forms if row.has_changed()]
            if int(index) < len(filled):
                filled[int(index)].add_error(name.lstrip(".") or None, said)
                return
        key = PARAMETER + rest.partition(".")[0] if place == "parameters" else rest
        self.add_error(key if key in self.fields else None, said)


def printed(form: forms.Form, names: Iterable[str]) -> list[dict[str, Any]]:
    """The fields that were filled in, in words."""
    found = []
    for name in names:
        value = form.cleaned_data.get(name)
        if value in (None, ""):
            continue
        field = form.fields[name]
        if isinstance(field, forms.ChoiceField):
            choices: Any = field.choices
            value = dict(flatten_choices(choices)).get(form[name].value(), value)
        found.append({"label": field.label, "value": value})
    return found


def parameter_field(parameter: Parameter) -> forms.CharField:
    table = parameter.kind == "table"
    widget: forms.Widget = (
        forms.Textarea(attrs={"rows": 4, "placeholder": "5.medical = 60000"})
        if table
        else forms.TextInput(attrs={"data-unit": parameter.unit, "autocomplete": "off"})
    )
    note = parameter.note_en if (get_language() or "").startswith("en") else parameter.note_zh
    lengths = fills(parameter)
    if lengths:
        note = "；".join(f"{one.key} = {label(one)}" for one in lengths)
        widget.attrs["placeholder"] = f"{lengths[0].key} = {lengths[0].amount}"
    return forms.CharField(
        label=label(parameter),
        required=False,
        max_length=4000,
        widget=widget,
        help_text=note if parameter.kind != "number" else "",
    )


def rows_of(form: type[forms.Form], prefix: str, data: Mapping[str, Any] | None, *, least: int = 1) -> BaseFormSet[Any]:
    """Rows of a form; a row that was left empty counts for nothing. `add_row` asks for one more."""
    factory = forms.formset_factory(form, extra=least, max_num=MOST_ROWS, absolute_max=MOST_ROWS)
    if data is not None and data.get("add_row") == prefix:
        raised = data.copy()  # type: ignore[attr-defined]  # a QueryDict
        total = raised.get(f"{prefix}-TOTAL_FORMS", "0")
        raised[f"{prefix}-TOTAL_FORMS"] = str(min(int(total) + 1, MOST_ROWS)) if total.isdigit() else str(least)
        data = raised
    return factory(data, prefix=prefix)


def filled(rows: BaseFormSet[Any]) -> list[dict[str, Any]]:
    """The rows that hold something."""
    return [row.cleaned_data for row in rows.forms if row.has_changed()]
