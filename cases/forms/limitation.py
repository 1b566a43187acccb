"""Limitation: since when the claims were known, and what interrupted or stopped it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cases.limitation import BY_HAND, kind_of, noted
from cases.models import Case, Claim
from dossiers.fields import PastDay, RowField, RowsField, line, one_of
from dossiers.stepping import StepForm, asks
from statutes.limitation import CLAIM_TYPES, KINDS

EMPLOYMENT = [("", _("Not known")), ("lasts", _("The employment lasts")), ("ended", _("The employment has ended"))]


def _word(row: Any) -> str:
    return str(row.en if (get_language() or "").startswith("en") else row.zh)


def _types() -> list[tuple[str, str]]:
    return [("", "—"), *((key, _word(row)) for key, row in CLAIM_TYPES.items())]


def _kinds() -> list[tuple[str, str]]:
    return [("", "—"), *((key, f"{_word(row)}（{row.article}）") for key, row in KINDS.items())]


class StartRow(forms.Form):
    """One claim: since when it was known, by what evidence, and what kind it is where the cause does not tell."""

    claim = forms.CharField(widget=forms.HiddenInput)
    known_on = PastDay(label=_("Known on"), required=False)
    known_note = line(_("Evidence for it"), most=300)
    limitation_kind = forms.ChoiceField(label=_("Kind of claim for limitation"), required=False, choices=_types)

    def __init__(self, *args: Any, case: Case, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["known_on"].today = today  # type: ignore[attr-defined]
        self.by_key = {str(row.pk): row for row in case.claim_rows}
        self.about = self.by_key.get(str(self["claim"].value()))
        self.claimant = next((row.name for row in case.party_rows if self.about and row.pk == self.about.party_id), "")

    def clean_claim(self) -> Claim:
        claim = self.by_key.get(self.cleaned_data["claim"])
        if claim is None:
            raise ValidationError(_("This claim is not on the file."))
        return claim


StartRows = forms.formset_factory(StartRow, extra=0, max_num=400)


@asks("record_limitation_start")
class StartForm(StepForm):
    drawn_by = "cases/_limitation_start.html"
    employment = forms.ChoiceField(
        label=_("Employment"),
        choices=EMPLOYMENT,
        required=False,
        widget=forms.RadioSelect,
        help_text=_(
            "Unpaid wages know no limitation while it lasts, and one year from its end (劳动争议调解仲裁法 第27条)."
        ),
    )
    leave_on = forms.DateField(label=_("Left work"), required=False)
    all_known_on = PastDay(
        label=_("Known on, for every claim left empty below"),
        required=False,
        help_text=_("The day on which the claimant knew or should have known that the right was infringed."),
    )
    all_known_note = line(_("Evidence for it"), most=300)

    def prepare(self) -> None:
        case = self.case
        self.initial["leave_on"] = case.leave_on
        self.initial["employment"] = "ended" if case.leave_on else "lasts" if case.employment_lasts else ""
        data = self.data if self.is_bound else None
        self.rows = {
            "claims": StartRows(
                data,
                prefix="claims",
                form_kwargs={"case": case, "today": self.today},
                initial=None
                if data is not None
                else [
                    {
                        "claim": row.pk,
                        "known_on": row.known_on,
                        "known_note": row.known_note,
                        "limitation_kind": kind_of(row),
                    }
                    for row in case.claim_rows
                ],
            )
        }

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("employment") == "ended" and not data.get("leave_on") and "leave_on" not in self.errors:
            self.add_error("leave_on", _("Say on which day the employment ended."))
        if data.get("leave_on") and self.case.entry_on and data["leave_on"] < self.case.entry_on:
            self.add_error("leave_on", _("The employment cannot end before it began."))
        return data

    def step_data(self) -> dict[str, Any]:
        said = self.cleaned_data
        claims = {}
        for row in (form.cleaned_data for form in self.rows["claims"].forms):
            claim: Claim = row["claim"]
            own = row.get("known_on")
            kind = row.get("limitation_kind") or ""
            claims[claim.pk] = {
                "known_on": own or said.get("all_known_on"),
                "known_note": row.get("known_note") or ("" if own else said.get("all_known_note", "")),
                # What the cause tells anyway is not stated: it goes on following the cause.
                "limitation_kind": "" if kind == kind_of(claim) and not claim.limitation_kind else kind,
            }
        employment = said.get("employment") or ""
        return {"employment": employment, "leave_on": said.get("leave_on"), "claims": claims}


@asks("record_limitation_event")
class EventForm(StepForm):
    kind = forms.ChoiceField(label=_("Event"), choices=_kinds, required=False)
    on = PastDay(label=_("Happened on"), required=False)
    claims = RowsField(label=_("For the claims"))
    evidence = line(_("Evidence for it"), most=300, wide=True, hint=_("Receipt, message, decision: what proves it."))
    exhibit = RowField(label=_("Exhibit"), required=False)
    replaces = one_of(
        _("Takes the place of"), [], required=False, hint=_("An entry made by mistake: it counts no more.")
    )

    def prepare(self) -> None:
        case = self.case
        names = {party.pk: party.name for party in case.party_rows}
        self.fields["claims"].offer(  # type: ignore[attr-defined]
            case.claim_rows,
            lambda row: " · ".join(filter(None, (names.get(row.party_id), row.what))),
            ticked=case.claim_rows,
        )
        self.fields["exhibit"].offer(case.exhibits.filter(record="B"), empty="—")  # type: ignore[attr-defined]
        mine = [row for row in noted(case) if row.step == BY_HAND]
        if mine:
            labels = [(str(row.seq), f"{row.day.isoformat()} {_word(KINDS[row.kind])}") for row in mine]
            self.fields["replaces"].choices = [("", "—"), *labels]  # type: ignore[attr-defined]
        else:
            del self.fields["replaces"]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not data.get("kind") and not data.get("replaces"):
            self.add_error("kind", _("Say what happened."))
        if data.get("kind") and not data.get("on") and "on" not in self.errors:
            self.add_error("on", _("Say on which day it happened."))
        if data.get("kind") and not data.get("evidence") and not data.get("exhibit"):
            self.add_error("evidence", _("Name the evidence, or choose the exhibit."))
        return data

    def step_data(self) -> dict[str, Any]:
        data = super().step_data()
        return data | {"replaces": int(data["replaces"]) if data.get("replaces") else None}
