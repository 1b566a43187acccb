"""Fields of every step form: days, sums as people type them, and choices among rows that are already loaded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lawbook.forms import as_typed

YUAN = pgettext_lazy("unit", "yuan")


def text_area(rows: int = 3, **attrs: Any) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, **attrs})


def long_text(
    label: Any, *, required: bool = False, rows: int = 3, most: int = 20_000, hint: Any = ""
) -> forms.CharField:
    """A text of several lines."""
    return forms.CharField(label=label, required=required, max_length=most, widget=text_area(rows), help_text=hint)


def line(
    label: Any, *, required: bool = False, most: int = 200, hint: Any = "", wide: bool = False, **attrs: Any
) -> forms.CharField:
    """A text of one line; `wide` takes the whole row of the page."""
    if wide:
        attrs["data-span"] = "wide"
    return forms.CharField(
        label=label, required=required, max_length=most, help_text=hint, widget=forms.TextInput(attrs=attrs)
    )


class MoneyField(forms.DecimalField):
    """Yuan, two decimals, never negative. Takes what people type: 12,000.5 · １２０００ · 12000元.

    Below ten thousand million: a hundred such sums still fit the column in which they are added up.
    """

    def __init__(self, *, label: Any, required: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget",
            forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "data-unit": YUAN, "data-money": ""}),
        )
        kwargs.setdefault("error_messages", {"invalid": _("Write the sum in figures, for example 23000.00.")})
        super().__init__(
            label=label, required=required, min_value=Decimal(0), max_digits=12, decimal_places=2, **kwargs
        )

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # as DecimalField itself
        return super().to_python(as_typed(value))

    def prepare_value(self, value: Any) -> Any:
        return f"{value:.2f}" if isinstance(value, Decimal) else value


#: Nobody alive was born before it, no dispute began before it: an earlier year is a slip of the hand (0206 for 2026).
FIRST_YEAR = 1900


class PastDay(forms.DateField):
    """A day that has been: never later than `today`, never before `earliest` (both set by the form)."""

    today: dt.date | None = None
    earliest: dt.date | None = None

    def clean(self, value: Any) -> dt.date | None:
        day: dt.date | None = super().clean(value)
        if day and day.year < FIRST_YEAR:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if day and self.today and day > self.today:
            raise ValidationError(_("This day lies in the future."))
        if day and self.earliest and day < self.earliest:
            raise ValidationError(
                _("This day lies before %(day)s, when the file came this far."),
                params={"day": self.earliest.isoformat()},
            )
        return day


class FutureDay(forms.DateField):
    """A day to come: later than `today` (set by the form)."""

    today: dt.date | None = None

    def clean(self, value: Any) -> dt.date | None:
        day: dt.date | None = super().clean(value)
        if day and self.today and day <= self.today:
            raise ValidationError(_("This day must lie in the future."))
        return day


class RowField(forms.TypedChoiceField):
    """One of the rows at hand; yields the row. Rows come from the form, so a row of another file is refused."""

    def __init__(self, *, label: Any, required: bool = True, widget: Any = None, **kwargs: Any) -> None:
        super().__init__(label=label, required=required, widget=widget or forms.Select, empty_value=None, **kwargs)
        self.rows: dict[str, Any] = {}

    def offer(self, rows: Iterable[Any], name: Callable[[Any], Any] = str, *, empty: Any = None) -> None:
        """Set the rows to choose from."""
        self.rows = {str(row.pk): row for row in rows}
        choices: list[tuple[str, Any]] = [(key, name(row)) for key, row in self.rows.items()]
        if not isinstance(self.widget, forms.RadioSelect) and (
            empty is not None or not self.required or len(choices) != 1
        ):
            choices.insert(0, ("", empty if empty is not None else "—"))
        self.choices = choices

    def _coerce(self, value: Any) -> Any:
        """The row. Asked before the choice is judged, too: whether a line of rows was touched at all."""
        if value in self.empty_values:
            return None
        row = self.rows.get(str(value))
        if row is None:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params={"value": value})
        return row

    def prepare_value(self, value: Any) -> Any:
        return getattr(value, "pk", value)


class RowsField(forms.TypedMultipleChoiceField):
    """Several of the rows at hand, as tick boxes; yields the rows."""

    def __init__(self, *, label: Any, required: bool = True, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.CheckboxSelectMultiple(attrs={"data-tick-all": ""}))
        super().__init__(label=label, required=required, empty_value=[], **kwargs)
        self.rows: dict[str, Any] = {}

    def offer(self, rows: Iterable[Any], name: Callable[[Any], Any] = str, *, ticked: Iterable[Any] = ()) -> None:
        """Set the rows to choose from and those that are ticked at first."""
        self.rows = {str(row.pk): row for row in rows}
        self.choices = [(key, name(row)) for key, row in self.rows.items()]
        self.initial = [str(row.pk) for row in ticked]

    def _coerce(self, value: Any) -> list[Any]:
        return [self.rows[str(key)] for key in value]


def yes_no(label: Any, yes: Any, no: Any, *, hint: Any = "") -> forms.TypedChoiceField:
    """A question that must be answered: two radio buttons, nothing chosen beforehand."""
    return forms.TypedChoiceField(
        label=label,
        choices=[("yes", yes), ("no", no)],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        help_text=hint,
    )


def lines_of(text: str) -> list[str]:
    """The lines of a text that say something."""
    return [row.strip() for row in text.splitlines() if row.strip()]


def one_of(
    label: Any,
    choices: Sequence[tuple[Any, Any]],
    *,
    required: bool = True,
    radio: bool = False,
    hint: Any = "",
    **kwargs: Any,
) -> forms.ChoiceField:
    """A choice among words."""
    options = list(choices) if radio or (required and "initial" in kwargs) else [("", "—"), *choices]
    return forms.ChoiceField(
        label=label,
        choices=options,
        required=required,
        widget=forms.RadioSelect if radio else forms.Select,
        help_text=hint,
        **kwargs,
    )
