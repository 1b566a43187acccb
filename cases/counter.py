"""A roster as it is pasted at the counter: one worker a line, from a spreadsheet, a message or a typed list."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

#: More than the largest group that one sitting could take down; a longer paste is a mistake.
MOST_LINES = 500

_NAME, _PHONE_LENGTH = 60, 40  # characters

_HEADINGS = {
    "name": ("姓名", "申请人", "职工", "名字", "name"),
    "id_number": ("身份证", "证件", "身份号码", "号码", "id"),
    "phone": ("电话", "手机", "联系", "phone", "mobile"),
    "claimed": ("金额", "欠薪", "工资", "数额", "请求", "amount", "sum"),
    "id_problem": ("理由", "说明", "备注", "reason", "note"),
}
_ORDER = ("name", "id_number", "phone", "claimed", "id_problem")
_PHONE = re.compile(r"^(?:\+?86[- ]?)?1\d{10}$|^0\d{2,3}-?\d{7,8}$")
_ID = re.compile(r"^(?:\d{15}|\d{17}[\dXx])$")


@dataclass
class Line:
    """One worker of a roster; `problems` are sentences about what could not be read."""

    no: int
    name: str = ""
    id_number: str = ""
    phone: str = ""
    claimed: Decimal | None = None
    id_problem: str = ""
    problems: tuple[str, ...] = ()


def read_roster(text: str) -> list[Line]:
    """The workers of a pasted roster, in order. Cells are parted by tabs, commas or semicolons, else by blanks.

    A first line of headings gives the order of the columns; without one it is name, identity number, phone, sum,
    reason. Where blanks part the cells, numbers are told apart by their looks.
    """
    rows: list[Line] = []
    order: tuple[str, ...] = _ORDER
    for no, raw in enumerate(text.splitlines(), start=1):
        plain = unicodedata.normalize("NFKC", raw).strip()
        if not plain:
            continue
        cells = _cells(plain)
        heading = _heading(cells) if not rows else None
        if heading:
            order = heading
            continue
        rows.append(_line(no, cells, order, explicit=_parted(plain)))
    return rows


def _parted(text: str) -> bool:
    return bool(re.search(r"[\t;,、]", _without_thousands(text)))


def _without_thousands(text: str) -> str:
    """12,345.60 is one number, not two cells."""
    return re.sub(
        r"(?<![\d])(\d{1,3}(?:,\d{3})+)(?=(?:\.\d{1,2})?(?:\D|$))", lambda found: found[1].replace(",", ""), text
    )


def _cells(text: str) -> list[str]:
    plain = _without_thousands(text)
    if "\t" in plain:
        return [cell.strip() for cell in plain.split("\t")]
    if re.search(r"[;,、]", plain):
        return [cell.strip() for cell in re.split(r"[;,、]", plain)]
    return plain.split()


def _heading(cells: list[str]) -> tuple[str, ...] | None:
    """The columns that a first line names, None if it is a worker already."""
    if any(char.isdigit() for cell in cells for char in cell):
        return None
    named = tuple(
        next((key for key, words in _HEADINGS.items() if any(word in cell.lower() for word in words)), "")
        for cell in cells
    )
    return named if "name" in named and len([key for key in named if key]) >= 2 else None


def _line(no: int, cells: list[str], order: tuple[str, ...], *, explicit: bool) -> Line:
    problems: list[str] = []
    if explicit or order != _ORDER:
        found = {key: cell for key, cell in zip(order, cells, strict=False) if key and cell}
        if any(cells[len(order) :]):
            problems.append(_("There are more cells than columns."))
    else:
        found = _by_looks(cells, problems)
    amount = _sum(found["claimed"]) if "claimed" in found else None
    if "claimed" in found and amount is None:
        problems.append(_("“%(cell)s” is no sum of money.") % {"cell": found["claimed"]})
    name, phone = found.get("name", ""), found.get("phone", "")
    if not name:
        problems.append(_("There is no name."))
    elif name.isdigit():
        problems.append(_("“%(cell)s” is no name.") % {"cell": name})
    if len(name) > _NAME:
        problems.append(_("The name is too long."))
    if len(phone) > _PHONE_LENGTH:
        problems.append(_("“%(cell)s” could not be read.") % {"cell": phone[:_PHONE_LENGTH]})
    return Line(
        no,
        name[:_NAME],
        found.get("id_number", ""),
        phone[:_PHONE_LENGTH],
        amount,
        found.get("id_problem", ""),
        tuple(problems),
    )


def _by_looks(cells: list[str], problems: list[str]) -> dict[str, str]:
    """Cells without separators: the first is the name, each other is told by what it looks like."""
    found = {"name": cells[0]}
    for cell in cells[1:]:
        key = "claimed" if _sum(cell) is not None else ""
        key = "id_number" if _ID.match(cell) else "phone" if _PHONE.match(cell) else key
        if not key or key in found:
            problems.append(_("“%(cell)s” could not be read.") % {"cell": cell})
        else:
            found[key] = cell
    return found


def _sum(text: str) -> Decimal | None:
    plain = text.removesuffix("元").removeprefix("¥").replace(",", "").strip()
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        return None
    if not amount.is_finite() or amount < 0 or amount >= Decimal("1e12") or amount != amount.quantize(Decimal("0.01")):
        return None
    return amount
