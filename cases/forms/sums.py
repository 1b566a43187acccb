"""The facts of one worker's employment, each side's version where they differ, and what the sums rest on besides."""

from __future__ import annotations

import copy
import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases import sums, sums_page
from cases.models import Claim, Party
from dossiers.fields import FIRST_YEAR, MoneyField, RowField, line, one_of
from dossiers.stepping import StepForm, asks, whole
from lawbook.tables import parameters
from statutes.entitlements import CALCULATORS, FactField
from statutes.parameters import Parameter

MONTH = re.compile(r"^(\d{4})[-/.年]?(\d{1,2})月?$")
FOUND = [("worker", _("the worker's")), ("employer", _("the employer's"))]

Field = forms.Field


class MonthField(forms.CharField):
    """A month as 2026-03; 2026/3, 202603 and 2026年3月 are understood."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"type": "month"}), max_length=12, **kwargs)

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if not text:
            return ""
        found = MONTH.match(unicodedata.normalize("NFKC", text).strip())
        if not found or not 1 <= int(found[2]) <= 12 or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
            raise ValidationError(_("Write the month as 2026-03."))
        return f"{found[1]}-{int(found[2]):02d}"


#: Nobody of today's disputes began before `FIRST_YEAR`, none ends after this one: another year is a slip of the hand.
LAST_YEAR = 2199


class PlausibleDay(forms.DateField):
    """A day that can be part of an employment of our time; it may lie ahead."""

    def clean(self, value: Any) -> dt.date | None:
        day: dt.date | None = super().clean(value)
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day


def number_field(label: Any, most: int = 10_000) -> forms.DecimalField:
    """A number that may have decimals: months, hours, years."""
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return forms.DecimalField(
        label=label, required=False, min_value=0, max_value=most, max_digits=8, decimal_places=2, widget=widget
    )


def whole_field(label: Any, least: int = 0, most: int = 10_000) -> forms.IntegerField:
    """A whole number."""
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    return forms.IntegerField(label=label, required=False, min_value=least, max_value=most, widget=widget)


#: Narrower bounds than "a whole number".
BOUNDS = {"grade": (1, 10), "nursing_level": (1, 3)}


def field_of(fact: FactField) -> Field:
    """The form's field for a fact of a kind; none is required: what is not known is left empty."""
    label = sums_page.fact_label(fact.key)
    match fact.kind:
        case "date":
            return PlausibleDay(label=label, required=False)
        case "money":
            return MoneyField(label=label)
        case "number":
            return number_field(label)
        case "whole":
            return whole_field(label, *BOUNDS.get(fact.key, (0, 10_000)))
        case "flag":
            return forms.TypedChoiceField(
                label=label,
                choices=[("", "—"), ("yes", _("yes")), ("no", _("no"))],
                required=False,
                coerce=lambda value: value == "yes",
                empty_value=None,
            )
    return forms.RegexField(
        r"^\d{6}$",
        label=label,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 6}),
        error_messages={"invalid": _("A region code of six digits, for example 620100.")},
    )


def plain(value: Any) -> Any:
    """A value as the sheet keeps it: days and sums as text."""
    if value is None or value == "":
        return None
    if isinstance(value, bool | int):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else f"{value}"


def shown(fact: FactField, value: Any) -> Any:
    """A kept value as the form's field takes it."""
    return {True: "yes", False: "no"}.get(value, value) if fact.kind == "flag" else value


class Versions(forms.Form):
    """Beside a fact: what the employer says instead, which of both the evidence supports, evidence, open question."""

    found = one_of(_("The evidence supports"), FOUND, required=False)
    evidence = line(_("Evidence"), most=300)
    question = line(_("Open question"), most=300)


class WageRow(forms.Form):
    """One month of the wage history; the employer's figures only where they differ."""

    month = MonthField(label=_("Month"), required=False)
    due = MoneyField(label=_("Due (yuan)"))
    paid = MoneyField(label=pgettext_lazy("sum", "Paid (yuan)"))
    due_employer = MoneyField(label=_("Due, says the employer"))
    paid_employer = MoneyField(label=_("Paid, says the employer"))
    key = "month"

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if not said.get("month") and any(value is not None for name, value in said.items() if name != "month"):
            self.add_error("month", _("Say which month it is."))
        return said


class LeaveRow(forms.Form):
    """The leave taken in one year; the employer's number only where it differs."""

    year = whole_field(_("Year"), 2008, LAST_YEAR)
    taken = number_field(_("Days taken"), 366)
    taken_employer = number_field(_("Days, says the employer"), 366)
    key = "year"

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if not said.get("year") and (said.get("taken") is not None or said.get("taken_employer") is not None):
            self.add_error("year", _("Say which year it is."))
        return said


class BaseRows(BaseFormSet):  # type: ignore[type-arg]
    """Rows by month or year, each once."""

    def clean(self) -> None:
        seen = set()
        for form in self.forms:
            key = form.cleaned_data.get(form.key) if hasattr(form, "cleaned_data") else None
            if key and key in seen:
                form.add_error(form.key, _("This stands in the table already."))
            seen.add(key)

    def version(self, employer: bool) -> list[dict[str, Any]]:
        """The rows as one side tells them; the employer's as the worker's where nothing else is said."""
        rows = []
        for form in self.forms:
            said = getattr(form, "cleaned_data", {})
            if not said.get(form.key):
                continue
            row = {form.key: said[form.key]}
            for name in form.fields:
                if name != form.key and not name.endswith("_employer"):
                    other = said.get(f"{name}_employer") if employer else None
                    row[name] = plain(said.get(name) if other is None else other)
            rows.append(row)
        return sorted(rows, key=lambda row: row[form.key])


WageRows = forms.formset_factory(WageRow, formset=BaseRows, extra=1, max_num=120, absolute_max=130)
LeaveRows = forms.formset_factory(LeaveRow, formset=BaseRows, extra=1, max_num=40, absolute_max=50)
TABLES = {"wages": WageRows, "leave": LeaveRows}


@asks("record_facts")
class FactsForm(StepForm):
    """Every fact once, the calculator of each claim, the figures that are not maintained; the sums stand beside it."""

    drawn_by = "cases/_facts_form.html"
    party = RowField(label=_("Worker"), widget=forms.HiddenInput)

    def prepare(self) -> None:
        case = self.case
        self.before = sums.basis(case, sums.latest(case))
        self.fields["party"].offer(case.workers)  # type: ignore[attr-defined]
        wanted = str(self.data.get("party") or self.given.get("party") or "")
        self.worker: Party | None = next((row for row in case.workers if str(row.pk) == wanted), None) or next(
            iter(case.workers), None
        )
        self.said: sums.Said = {}
        self.claims: list[Claim] = []
        self.figures: dict[str, Parameter] = {}
        if self.worker is None:
            return
        self.given.pop("party", None)
        self.initial["party"] = self.worker.pk
        self.said = self.before.facts.get(str(self.worker.pk), {})
        self.claims = [row for row in case.claim_rows if row.is_money and self.worker in sums.workers_of(case, row)]
        for key, fact in sums.fields().items():
            if fact.kind != "rows":
                self.fields[key] = field_of(fact)
                if fact.kind != "region":
                    self.fields[f"{key}-employer"] = field_of(fact)
                    self.fields[f"{key}-employer"].label = _("The employer says")
            for name, field in Versions.base_fields.items():
                if fact.kind != "region":
                    self.fields[f"{key}-{name}"] = copy.deepcopy(field)
            self._fill(key, fact)
        self._choices()
        data = self.data if self.is_bound else None
        self.rows = {
            key: rows(data, prefix=key, initial=None if data is not None else self._rows(key))
            for key, rows in TABLES.items()
        }

    def _fill(self, key: str, fact: FactField) -> None:
        said = self.said.get(key, {})
        worker = said.get("agreed", said.get("worker"))
        if fact.kind != "rows":
            self.initial[key] = shown(fact, worker)
            self.initial[f"{key}-employer"] = shown(fact, said.get("employer"))
        for name in Versions.base_fields:
            self.initial[f"{key}-{name}"] = said.get(name, "")

    def _choices(self) -> None:
        """A calculator for each claim, and every figure that one of them may need."""
        labels = sums_page.calculators()
        for claim in self.claims:
            likely = sums.suggested(claim)
            groups = [
                (_("Usual for this claim"), [(name, labels[name]) for name in likely]),
                (_("Others"), [(name, label) for name, label in labels.items() if name not in likely]),
            ]
            self.fields[f"claim-{claim.pk}"] = forms.ChoiceField(
                label=claim.what,
                required=False,
                choices=[("", _("— not worked out —")), *((name, rows) for name, rows in groups if rows)],
            )
            self.initial[f"claim-{claim.pk}"] = sums.chosen(claim, self.before.calculators)
        self.figures = sums_page.parameters_of(CALCULATORS)
        for key, parameter in self.figures.items():
            kept = self.before.figures.get(key, {})
            for name, label in self._figure_parts(parameter):
                numeric = parameter.kind != "text"
                self.fields[name] = MoneyField(label=label) if numeric else line(label, most=20)
                value = kept.get("value")
                self.initial[name] = value.get(name.rsplit("-", 1)[1]) if isinstance(value, dict) else value
            self.fields[f"figure-{key}-source"] = line(_("Source"), most=200)
            self.initial[f"figure-{key}-source"] = kept.get("source", "")

    def _figure_parts(self, parameter: Parameter) -> list[tuple[str, Any]]:
        """A figure is one field; the grants of a province are two sums for the grade in question."""
        if parameter.kind == "table":
            return [
                (f"figure-{parameter.key}-medical", _("Medical grant of this grade (yuan)")),
                (f"figure-{parameter.key}-employment", _("Employment grant of this grade (yuan)")),
            ]
        return [(f"figure-{parameter.key}", sums_page.parameter_label(parameter))]

    def _rows(self, key: str) -> list[dict[str, Any]]:
        """The rows as they were recorded, the employer's figures where they differ; else what the claims are about."""
        said, by = self.said.get(key, {}), TABLES[key].form.key
        rows = {row[by]: dict(row) for row in said.get("agreed") or said.get("worker") or []}
        for other in said.get("employer") or []:
            mine = rows.setdefault(other[by], {by: other[by]})
            mine.update({f"{name}_employer": value for name, value in other.items() if value != mine.get(name)})
        if rows:
            return list(rows.values())
        return self._months_of_claims() if key == "wages" else self._years_of_claims()

    def _months_of_claims(self) -> list[dict[str, Any]]:
        """Nothing is recorded yet: the months for which wages are claimed, with the wage on file as due."""
        months = {
            month
            for claim in self.claims
            if claim.period_from and claim.period_to and sums.chosen(claim, self.before.calculators) == "wage_arrears"
            for month in sums.months_between(claim.period_from, claim.period_to)
        }
        wage = sums.value_of(self.said.get("monthly_wage", {"agreed": None}))
        return [{"month": month, "due": wage} for month in sorted(months)[:60]]

    def _years_of_claims(self) -> list[dict[str, Any]]:
        years = {
            year
            for claim in self.claims
            if sums.chosen(claim, self.before.calculators) == "annual_leave"
            for day in (claim.period_from, claim.period_to)
            if day
            for year in range(day.year, (claim.period_to or day).year + 1)
        }
        return [{"year": year} for year in sorted(years)]

    # ── what is asked and drawn ─────────────────────────────────────────────────────────────────────────────────────

    def more(self, prefix: str, data: Any) -> Any:
        """One row more; for `year`, the twelve months before leaving that are not in the table yet."""
        if prefix != "year":
            return super().more(prefix, data)
        grown = data.copy()
        total = whole(grown.get("wages-TOTAL_FORMS"))
        there = {grown.get(f"wages-{n}-month") for n in range(total)}
        for month in sums.averaged_months(self._clean("exit_date", grown) or self.today):
            if month not in there:
                place = next((n for n in range(total) if not grown.get(f"wages-{n}-month")), total)
                grown[f"wages-{place}-month"] = month
                grown[f"wages-{place}-due"] = grown.get("monthly_wage", "")
                there.add(month)
                total = max(total, place + 1)
        grown["wages-TOTAL_FORMS"] = str(total)
        return grown

    def _clean(self, name: str, data: Any) -> Any:
        try:
            return self.fields[name].clean(data.get(name))
        except ValidationError:
            return None

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        for side in ("", "-employer"):
            entry, last = (said.get(f"{key}{side}") or said.get(key) for key in ("entry_date", "exit_date"))
            if entry and last and last < entry:
                name = f"exit_date{side}" if said.get(f"exit_date{side}") else f"entry_date{side}"
                self.add_error(name, _("The last day of work lies before the first."))
        for key in sums.fields().keys() - sums.may_be_none():
            if said.get(f"{key}-employer") is not None and said.get(key) is None and key not in self.errors:
                self.add_error(key, _("State the worker's version too, or enter what is agreed here."))
        for key, parameter in self.figures.items():
            given = [said.get(name) for name, _label in self._figure_parts(parameter)]
            if any(value not in (None, "") for value in given) and not said.get(f"figure-{key}-source"):
                self.add_error(f"figure-{key}-source", _("Name the source of a figure that is not maintained."))
        return said

    def facts(self) -> sums.Said:
        """The worker's facts as far as they could be read."""
        said: sums.Said = {}
        for key, fact in sums.fields().items():
            if fact.kind == "rows":
                worker, employer = self.rows[key].version(False), self.rows[key].version(True)  # type: ignore[attr-defined]
            else:
                worker, employer = (plain(self.cleaned_data.get(name)) for name in (key, f"{key}-employer"))
            nothing = worker is None or worker == []
            if nothing and (employer is None or key not in sums.may_be_none()):
                version: sums.Version = {}
            elif employer is None or employer == worker:
                version = {"agreed": worker}
            else:
                found = self.cleaned_data.get(f"{key}-found", "")
                version = {"worker": worker, "employer": employer, "found": found}
            version |= {
                name: words for name in ("evidence", "question") if (words := self.cleaned_data.get(f"{key}-{name}"))
            }
            if version:
                said[key] = version
        return said

    def calculators(self) -> dict[str, str]:
        return {str(row.pk): self.cleaned_data.get(f"claim-{row.pk}") or sums.NO_CALCULATOR for row in self.claims}

    def figures_given(self) -> dict[str, dict[str, Any]]:
        """Figures typed by hand with their source."""
        given = {}
        for key, parameter in self.figures.items():
            names = [name for name, _label in self._figure_parts(parameter)]
            values = {name.rsplit("-", 1)[1]: plain(self.cleaned_data.get(name)) for name in names}
            if any(value is not None for value in values.values()):
                value: Any = values if parameter.kind == "table" else values[key]
                given[key] = {"value": value, "source": self.cleaned_data.get(f"figure-{key}-source", "")}
        return given

    def step_data(self) -> dict[str, Any]:
        """What the step receives."""
        return {
            "party": self.worker,
            "facts": self.facts(),
            "calculators": self.calculators(),
            "figures": self.figures_given(),
        }

    @cached_property
    def calculators_now(self) -> list[str]:
        """The calculators of this worker's claims as the form has them."""
        return [name for row in self.claims if (name := sums.chosen(row, self.basis.calculators))]

    @cached_property
    def basis(self) -> sums.Basis:
        """What the sums beside the form rest on: what is typed, as far as it can be read, else what is recorded."""
        if not self.is_bound or self.worker is None:
            return self.before
        read = type(self)(self.data, dossier=self.case, user=self.user, roles=self.roles, at=self.at, given=self.given)
        read.is_valid()
        return self.before.of(self.worker, read.facts(), read.calculators(), read.figures_given())

    @cached_property
    def sheet(self) -> dict[str, Any]:
        """The sums of this worker's claims as they would be kept."""
        results = sums.work_out(self.case, self.basis, on=self.today, claims=self.claims)
        return sums_page.sheet_view(self.case, results)

    def groups_of_facts(self) -> Iterator[dict[str, Any]]:
        """Groups in the order of the page; those that no claim needs are folded, unless something stands in them."""
        needed: set[str] = set().union(*(sums.reads(name) for name in self.calculators_now))
        for group, keys in sums.data()["groups"].items():
            table = {"wages": "wages", "leave": "leave"}.get(group)
            facts = [self._drawn(key, key in needed) for key in keys]
            rows = self._drawn_table(table) if table else None
            shown_here = [*facts, *([rows] if rows else [])]
            yield {
                "legend": sums_page.GROUPS[group],
                "facts": facts,
                "table": rows,
                "open": any(row["needed"] or row["stated"] or row["wrong"] for row in shown_here)
                or (table in needed if table else False),
            }

    def _drawn(self, key: str, needed: bool) -> dict[str, Any]:
        sides = [self[name] for name in self._names(key) if name in self.fields]
        return {
            "field": self[key],
            "sides": sides,
            "needed": needed,
            "stated": self[key].value() not in (None, ""),
            "wrong": self.is_bound and any(field.errors for field in (self[key], *sides)),
            "open": any(field.value() not in (None, "") or (self.is_bound and field.errors) for field in sides),
        }

    def _drawn_table(self, key: str) -> dict[str, Any]:
        sides = [self[f"{key}-{name}"] for name in Versions.base_fields]
        return {
            "set": self.rows[key],
            "sides": sides,
            "needed": False,
            "stated": key in self.said,
            "wrong": self.is_bound and not all(form.is_valid() for form in self.rows[key].forms),
            "is_wages": key == "wages",
            "open": any(field.value() for field in sides),
        }

    def _names(self, key: str) -> list[str]:
        return [f"{key}-{name}" for name in ("employer", *Versions.base_fields)]

    def drawn_claims(self) -> list[forms.BoundField]:
        return [self[f"claim-{row.pk}"] for row in self.claims]

    def drawn_figures(self) -> dict[str, list[dict[str, Any]]]:
        """Figures that a calculator of this worker's claims may need, and the others: what is maintained of each, and
        what is given instead."""
        wanted = {key for name in self.calculators_now for key in CALCULATORS[name].parameters}
        place = sums.value_of(self.said.get("region", {"agreed": ""})) or ""
        day = sums.value_of(self.said.get("exit_date", {"agreed": None})) or self.today.isoformat()
        tables = parameters()
        drawn: dict[str, list[dict[str, Any]]] = {"needed": [], "others": []}
        for key, parameter in self.figures.items():
            fields, source = (
                [self[name] for name, _label in self._figure_parts(parameter)],
                self[f"figure-{key}-source"],
            )
            stated = any(field.value() not in (None, "") for field in [*fields, source])
            drawn["needed" if key in wanted or stated else "others"].append(
                {
                    "label": sums_page.parameter_label(parameter),
                    "fields": fields,
                    "source": source,
                    "maintained": sums_page.maintained(tables, key, place, day),
                }
            )
        return drawn
