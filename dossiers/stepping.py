"""The common part of all step forms of every room, and the register in which a step finds its form.

Names of steps are unique over all books (`workflows.checks`), so one register holds them all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.forms.formsets import BaseFormSet
from django.forms.utils import ErrorDict, ErrorList
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dossiers.fields import (
    FutureDay,
    PastDay,
)
from organizations.models import User
from organizations.roles import Role

FORMS: dict[str, type[StepForm]] = {}


def asks(*steps: str) -> Callable[[type[StepForm]], type[StepForm]]:
    """Register the form of one or more steps."""

    def keep(form: type[StepForm]) -> type[StepForm]:
        for step in steps:
            FORMS[step] = form
        return form

    return keep


@dataclass(frozen=True)
class Group:
    """Fields that stand together on the page; `folded` ones are opened by those who need them."""

    legend: Any
    names: tuple[str, ...]
    folded: bool = False


@dataclass(frozen=True)
class DrawnGroup:
    legend: Any
    fields: list[forms.BoundField]
    open: bool
    folded: bool


class StepForm(forms.Form):
    """The common part: who acts when in which dossier, groups of fields, rows, and the day of the act."""

    #: What must be chosen before the form can be filled in: a kind of row, "party", "claim" … (`?party=…`).
    chooses: ClassVar[str] = ""
    #: Whether the form chooses among parties or claims; those that do not are answered without loading them.
    about_people: ClassVar[bool] = True
    #: A template that draws the form in its own way instead of group by group.
    drawn_by: ClassVar[str] = ""
    layout: ClassVar[tuple[Group, ...]] = ()

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        dossier: Any,
        user: User,
        roles: frozenset[Role],
        at: dt.datetime,
        given: Mapping[str, str] | None = None,
    ) -> None:
        self.dossier, self.user, self.roles, self.at = dossier, user, roles, at
        self.today = timezone.localdate(at)
        super().__init__(data, files)
        self.rows: dict[str, BaseFormSet[Any]] = {}
        earliest = dossier.accepted_on or dossier.received_on
        for name, field in self.fields.items():
            if isinstance(field, PastDay):
                field.today = self.today
                if name == "acted_on":
                    field.earliest = earliest
            elif isinstance(field, FutureDay):
                field.today = self.today
        if "acted_on" in self.fields:
            self.initial["acted_on"] = self.today
        self.given = dict(given or {})
        self.prepare()
        for name, value in self.given.items():
            if name in self.fields:
                self.initial[name] = value

    @property
    def case(self) -> Any:
        """The dossier, as the mediation room calls it."""
        return self.dossier

    def prepare(self) -> None:
        """Set choices, first values and rows from the dossier."""

    @property
    def row_sets(self) -> list[BaseFormSet[Any]]:
        """The sets of rows in the order in which they stand on the page."""
        return list(self.rows.values())

    @property
    def multipart(self) -> bool:
        return self.is_multipart()

    def is_valid(self) -> bool:
        """The form and all its rows; every mistake is looked for, so that all are shown at once."""
        return all([super().is_valid(), *(rows.is_valid() for rows in self.rows.values())]) and self.iswhole()

    def iswhole(self) -> bool:
        """What only form and rows together can tell; adds its errors and answers whether there were none."""
        return True

    def left_unjudged(self) -> StepForm:
        """Show what was typed without saying what is wrong with it (a row was added, somebody else acted first)."""
        self._errors = ErrorDict()
        for rows in self.rows.values():
            rows._errors, rows._non_form_errors = [], ErrorList()  # type: ignore[attr-defined]
            for form in rows.forms:
                form._errors = ErrorDict()
        return self

    def more(self, prefix: str, data: Any) -> Any:
        """The data with one row more in the formset `prefix`; the same data for any other word."""
        copy = data.copy()
        if prefix not in self.rows:
            return copy
        key = f"{prefix}-TOTAL_FORMS"
        copy[key] = str(min(whole(copy.get(key)) + 1, self.rows[prefix].absolute_max))
        return copy

    @property
    def day_of_act(self) -> dt.date | None:
        """The day the act was done, None for today."""
        return self.cleaned_data.get("acted_on")

    def step_data(self) -> dict[str, Any]:
        """What the step receives."""
        return {name: value for name, value in self.cleaned_data.items() if name != "acted_on"}

    def groups(self) -> list[DrawnGroup]:
        """Fields as they stand on the page: the groups of the layout, then whatever they left out."""
        named = {name for group in self.layout for name in group.names}
        rest = tuple(name for name in self.fields if name not in named and not self[name].is_hidden)
        layout = [*self.layout, *([Group("", rest)] if rest else [])]
        drawn = []
        for group in layout:
            fields = [self[name] for name in group.names if name in self.fields]
            wrong = self.is_bound and any(field.errors for field in fields)
            if fields:
                drawn.append(DrawnGroup(group.legend, fields, wrong, group.folded))
        return drawn


#: More rows than any page of ours sends; a larger number in a form's bookkeeping is no count but an attempt.
MOST_ROWS = 1000


def whole(text: Any) -> int:
    """The number of rows a form says it has, as far as it is believed."""
    try:
        return min(max(0, int(text)), MOST_ROWS)
    except (TypeError, ValueError):
        return 0


_DONE_ON, _REALLY = _("Done on"), _("Today, or the earlier day on which it was really done.")


def done_on(label: Any = _DONE_ON, hint: Any = _REALLY) -> PastDay:
    """The day of an act: today, or an earlier day."""
    return PastDay(label=label, help_text=hint)


class DatedForm(StepForm):
    """Nothing but the day: for steps that may be recorded afterwards."""

    about_people = False
    acted_on = done_on()
