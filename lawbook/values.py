"""What is typed or stands in a cell, read as a parameter's value; each refusal is a sentence for the field."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from statutes import Term, terms
from statutes.facts import MOST
from statutes.keys import Param
from statutes.parameters import Parameter

MOST_TEXT = 200
MOST_LINES = 60
MOST_LENGTH = 10_000
_ENTRY = re.compile(r"^(?P<path>[^=＝]+)[=＝](?P<value>.+)$")


def read_value(parameter: Parameter, typed: str) -> Any:
    """The value as it is kept: a number as plain text, a text, a table of texts. ValidationError says what is wrong."""
    text = typed.strip()
    if not text:
        raise ValidationError(_("Enter the value."))
    if parameter.kind == "number":
        return _number(text)
    if parameter.kind == "table":
        return _lengths(parameter, _table(text))
    if len(text) > MOST_TEXT:
        raise ValidationError(_("At most %(n)s characters.") % {"n": MOST_TEXT})
    if parameter.key == Param.DOUBLE_PAY_DIVISOR and text != "actual":
        days = _number(text)
        if Decimal(days) > 31:
            raise ValidationError(_("A number of days up to 31 is expected, or the word actual."))
        return days
    return text


def fills(parameter: Parameter) -> list[Term]:
    """The terms that take their length from a table of this parameter."""
    return [one for one in terms() if one.parameter == parameter.key] if parameter.kind == "table" else []


def _lengths(parameter: Parameter, table: dict[str, Any]) -> dict[str, Any]:
    """A table of lengths names terms and whole numbers; other tables are taken as they are."""
    known = [one.key for one in fills(parameter)]
    for key, value in table.items() if known else ():
        if key not in known or not isinstance(value, str) or not value.isdecimal() or not 0 < int(value) <= MOST_LENGTH:
            raise ValidationError(
                _("Each line is one of these and a whole number: %(what)s.") % {"what": "、".join(known)}
            )
    return table


def written(value: Any) -> str:
    """A kept value as it is typed: a table as its lines."""
    if isinstance(value, dict):
        return "\n".join(f"{path} = {entry}" for path, entry in entries(value))
    return str(value)


def entries(table: dict[str, Any], above: str = "") -> list[tuple[str, str]]:
    """The entries of a table with their full names: `5.medical`."""
    found: list[tuple[str, str]] = []
    for key, value in table.items():
        path = f"{above}{key}"
        found += entries(value, f"{path}.") if isinstance(value, dict) else [(path, str(value))]
    return found


def _number(text: str) -> str:
    try:
        number = Decimal(text.replace(",", "").replace("，", "").replace(" ", ""))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise ValidationError(_("A number such as 1820.00 is expected."))
    if not 0 < number <= MOST:
        raise ValidationError(_("The number must be above zero and not beyond measure."))
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -4:  # sheets print no more
        raise ValidationError(_("At most four decimals."))
    return f"{number:f}"


def _table(text: str) -> dict[str, Any]:
    """Lines of the form `5.medical = 60000`."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        raise ValidationError(_("At most %(n)s lines.") % {"n": MOST_LINES})
    table: dict[str, Any] = {}
    for line in lines:
        found = _ENTRY.match(line)
        path = [part.strip() for part in found["path"].split(".")] if found else []
        if not found or not all(path) or not found["value"].strip():
            raise ValidationError(
                _("“%(line)s” cannot be read: each line is an entry and its value, such as 5.medical = 60000.")
                % {"line": line[:60]}
            )
        inner = table
        for part in path[:-1]:
            inner = inner.setdefault(part, {})
            if not isinstance(inner, dict):
                break
        if not isinstance(inner, dict) or path[-1] in inner:
            raise ValidationError(_("“%(path)s” stands there twice.") % {"path": ".".join(path)[:60]})
        inner[path[-1]] = found["value"].strip()[:MOST_TEXT]
    return table
