"""Reading and making .xlsx sheets: what is uploaded is looked at with suspicion, and nothing in it is run."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 20 * 1024 * 1024  # what a small archive may not grow to
MOST_ROWS = 2000
MOST_TEXT = 4000
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: A text that begins so is run as a formula by whoever opens an export of it.
_RUNS = ("=", "+", "@", "\t", "\r")


class SheetError(Exception):
    """The file cannot be read as the sheet that is expected; the message is a sentence for the field."""


@dataclass
class Row:
    """A row that holds something, by the headings; `wrong` are the cells that cannot be taken."""

    number: int
    cells: dict[str, Any]
    wrong: dict[str, str]

    def text(self, heading: str, *, most: int = 200) -> str:
        """A text; a whole number as it is written."""
        value = self.cells.get(heading)
        if value is None:
            return ""
        if isinstance(value, dt.date):
            self.wrong.setdefault(heading, _("A text is expected, not a date."))
            return ""
        text = f"{value:.0f}" if isinstance(value, float) and value.is_integer() else str(value)
        text = text.strip()
        if text.startswith(_RUNS):
            self.wrong.setdefault(heading, _("A text may not begin with =, + or @."))
        if len(text) > most:
            self.wrong.setdefault(heading, _("At most %(n)s characters.") % {"n": most})
        return text

    def day(self, heading: str, *, required: bool = True) -> dt.date | None:
        """A day: a date cell, or a text that is one."""
        value = self.cells.get(heading)
        if isinstance(value, dt.datetime):
            return value.date()
        if isinstance(value, dt.date):
            return value
        if value is None or (isinstance(value, str) and not value.strip()):
            if required:
                self.wrong.setdefault(heading, _("Missing."))
            return None
        try:
            if isinstance(value, str):
                day: dt.date = forms.DateField().clean(value.strip())
                return day
        except ValidationError:
            pass
        self.wrong.setdefault(
            heading, _("“%(value)s” is no date; 2026-01-01 is expected.") % {"value": str(value)[:30]}
        )
        return None


def read(upload: Any, headings: tuple[str, ...]) -> list[Row]:
    """The rows under these headings on the first sheet. SheetError says why the file cannot be taken at all."""
    if upload.size > MOST_BYTES:
        raise SheetError(_("The file is larger than 10 MB."))
    upload.seek(0)
    content = upload.read()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(one.file_size for one in archive.infolist()) > MOST_UNPACKED:
                raise SheetError(_("The file unpacks to far more than a sheet of figures holds."))
        book = load_workbook(io.BytesIO(content), data_only=False, keep_links=False)
        sheet = book.worksheets[0]
    except SheetError:
        raise
    except Exception as error:  # openpyxl lets many kinds through; whatever it is, the file is not what is expected
        raise SheetError(_("This is no spreadsheet in the format .xlsx; use the template.")) from error
    return _rows(sheet, headings)


def _rows(sheet: Worksheet, headings: tuple[str, ...]) -> list[Row]:
    if sheet.merged_cells.ranges:
        where = ", ".join(str(one) for one in list(sheet.merged_cells.ranges)[:3])
        raise SheetError(_("Merged cells cannot be read (%(where)s): separate them first.") % {"where": where})
    first = next(sheet.iter_rows(min_row=1, max_row=1, max_col=len(headings) + 20), ())
    found = {str(cell.value).strip(): cell.column for cell in first if cell.value is not None}
    lacking = [heading for heading in headings if heading not in found]
    if lacking:
        raise SheetError(_("Columns are missing: %(what)s. Use the template.") % {"what": "、".join(lacking)})
    rows = []
    last = max((found[heading] for heading in headings), default=1)
    for cells in sheet.iter_rows(min_row=2, max_row=min(sheet.max_row, MOST_ROWS + 200), max_col=last):
        row = _row(cells, {heading: found[heading] for heading in headings})
        if row is not None:
            rows.append(row)
    if len(rows) > MOST_ROWS or sheet.max_row > MOST_ROWS + 200:
        raise SheetError(_("More than %(n)s rows; divide the sheet.") % {"n": MOST_ROWS})
    if not rows:
        raise SheetError(_("The sheet holds no rows below its headings."))
    return rows


def _row(cells: tuple[Any, ...], columns: dict[str, int]) -> Row | None:
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for heading, column in columns.items():
        cell = cells[column - 1]
        if cell.value is None:
            continue
        if cell.data_type == "f":
            wrong[heading] = _("A formula stands here; paste its value.")
        elif cell.data_type == "e":
            wrong[heading] = _("An error value stands here.")
        elif cell.data_type == "b":
            wrong[heading] = _("Yes or no stands here where something else is expected.")
        elif isinstance(cell.value, str) and len(cell.value) > MOST_TEXT:
            wrong[heading] = _("At most %(n)s characters.") % {"n": MOST_TEXT}
        else:
            values[heading] = cell.value
    if not wrong and not any(str(value).strip() for value in values.values()):
        return None
    return Row(cells[0].row, values, wrong)


def template(
    title: str,
    headings: tuple[str, ...],
    *,
    choices: dict[str, list[str]],
    notes: Iterable[tuple[str, ...]],
    dates: tuple[str, ...] = (),
) -> bytes:
    """An empty sheet with headings, lists to choose from, and a second sheet that says how it is filled in."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)  # noqa: S101 (a new workbook has one)
    sheet.title = title
    help_sheet = book.create_sheet("填写说明")
    for line in notes:
        help_sheet.append([_plain(cell) for cell in line])
    for column, heading in enumerate(headings, 1):
        cell = sheet.cell(1, column, heading)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E5EEF8")
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        letter = cell.column_letter
        sheet.column_dimensions[letter].width = 24 if heading in choices else 16
        for row in range(2, 202):
            sheet.cell(row, column).number_format = "yyyy-mm-dd" if heading in dates else "@"
        if heading in choices:
            place = book.create_sheet(f"选项{column}")
            place.sheet_state = "hidden"
            for text in choices[heading]:
                place.append([_plain(text)])
            rule = DataValidation("list", formula1=f"'选项{column}'!$A$1:$A${len(choices[heading])}", allow_blank=True)
            sheet.add_data_validation(rule)
            rule.add(f"{letter}2:{letter}201")
    sheet.freeze_panes = "A2"
    help_sheet.column_dimensions["A"].width = help_sheet.column_dimensions["B"].width = 40
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _plain(text: str) -> str:
    """A text that no spreadsheet runs."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def filled(title: str, headings: tuple[str, ...], lines: Iterable[tuple[Any, ...]]) -> bytes:
    """A list as a sheet: headings, then a line a row. A text that a spreadsheet would run is made a plain one."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    sheet.append(headings)
    for line in lines:
        sheet.append([_plain(cell) if isinstance(cell, str) else cell for cell in line])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
