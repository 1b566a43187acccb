"""Registers as spreadsheets: templates, uploads with a verdict on each row, exports. An upload is taken whole."""

from __future__ import annotations

import datetime as dt
import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from lawbook.imports import WORDS as IMPORT_WORDS
from lawbook.spreadsheets import Row, template
from organizations.models import Organization
from supervision import registers
from supervision.employers import credit_code, log_all
from supervision.models import Employer, Supervisor, Training, Unit, UnitKind
from supervision.registers import Reader

UNITS = ("监督组织名称", "类别", "所属工会", "用人单位信用代码", "负责人", "成立日期", "任期至")
PEOPLE = (
    "姓名", "所属工会", "监督组织名称", "监督员证号", "发证机关", "发证日期", "有效期至", "特邀", "培训日期",
    "培训学时",
)  # fmt: skip
KINDS = {"监督委员会": UnitKind.COMMITTEE, "监督小组": UnitKind.GROUP, "监督员一人": UnitKind.SINGLE}
YES = frozenset({"是", "yes", "1"})
#: A training longer than this is a slip of the hand.
MOST_HOURS = 400

WORDS = IMPORT_WORDS | {"changed": (gettext_lazy("changed"), "running")}
_SALT = "supervision.sheet"
_HOURS = 12


@dataclass
class Line:
    """A row of the preview; `entry` is what would be written."""

    number: int
    what: str
    word: str
    sentences: list[str] = field(default_factory=list)
    entry: dict[str, Any] | None = None

    @property
    def said(self) -> Any:
        return WORDS[self.word][0]

    @property
    def tone(self) -> str:
        return WORDS[self.word][1]


#: A row, what stands there, what would be written and by what it is known; nothing to write where it is wrong.
Read = tuple[Row, str, dict[str, Any] | None, Any]


# ── Reading ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _union(row: Row, known: dict[str, Organization]) -> Organization | None:
    named = row.text("所属工会", most=120)
    union = known.get(named)
    if union is None and "所属工会" not in row.wrong:
        row.wrong["所属工会"] = _("“%(name)s” is no federation of your area.") % {"name": named[:40]}
    return union


def _required(row: Row, heading: str, most: int) -> str:
    text = row.text(heading, most=most)
    if not text:
        row.wrong.setdefault(heading, _("Missing."))
    return text


def _in_order(row: Row, first: str, last: str) -> tuple[dt.date | None, dt.date | None]:
    begin, end = row.day(first, required=False), row.day(last, required=False)
    if begin and end and end < begin:
        row.wrong.setdefault(last, _("The end lies before the beginning."))
    return begin, end


def unit_lines(rows: list[Row], who: Reader) -> list[Line]:
    """Each row of a sheet of units with its verdict; a unit is known by federation and name."""
    unions = {one.name: one for one in who.unions(keeping=True)}
    have = {(row.union_id, row.name): row for row in Unit.objects.filter(union__in=[one.pk for one in unions.values()])}
    codes = dict(Employer.objects.exclude(credit_code="").values_list("credit_code", "pk"))
    read: list[Read] = []
    for row in rows:
        name, union = _required(row, "监督组织名称", 120), _union(row, unions)
        typed = row.text("类别", most=20) or "监督委员会"
        if typed not in KINDS:
            row.wrong.setdefault("类别", _("One of these is expected: %(what)s.") % {"what": "、".join(KINDS)})
        employer = None
        if code := row.text("用人单位信用代码", most=40):
            try:
                employer = codes.get(credit_code(code))
            except ValidationError as wrong:
                row.wrong["用人单位信用代码"] = "".join(wrong.messages)
            else:
                if employer is None:
                    row.wrong["用人单位信用代码"] = _("No employer is known under this code; enter it first.")
        chair = row.text("负责人", most=60)
        begun, ends = _in_order(row, "成立日期", "任期至")
        if row.wrong or union is None:
            read.append((row, name, None, None))
            continue
        entry = {
            "union_id": union.pk, "name": name, "kind": KINDS[typed].value, "employer_id": employer, "chair": chair,
            "set_up_on": begun, "term_until": ends,
        }  # fmt: skip
        read.append((row, f"{name} · {union.name}", entry, (union.pk, name)))
    return _weighed(read, have)


def people_lines(rows: list[Row], who: Reader) -> list[Line]:
    """Each row of a sheet of supervisors with its verdict; a supervisor is known by the number of the certificate."""
    unions = {one.name: one for one in who.unions(keeping=True)}
    units = {
        (row.union_id, row.name): row
        for row in Unit.objects.filter(union__in=[one.pk for one in unions.values()], dissolved_on__isnull=True)
    }
    have = {(row.card,): row for row in Supervisor.objects.exclude(card="").select_related("unit")}
    mine = {one.pk for one in unions.values()}
    read: list[Read] = []
    for row in rows:
        name, union = _required(row, "姓名", 60), _union(row, unions)
        unit_name, card = _required(row, "监督组织名称", 120), _required(row, "监督员证号", 40)
        unit = units.get((union.pk, unit_name)) if union else None
        if union and unit is None and unit_name:
            row.wrong.setdefault("监督组织名称", _("This federation has no such unit; enter it first."))
        known = have.get((card,))
        if known is not None and known.unit.union_id not in mine:
            row.wrong.setdefault("监督员证号", _("This certificate belongs to a supervisor of another area."))
        issued_by = row.text("发证机关", most=120)
        issued, until = _in_order(row, "发证日期", "有效期至")
        trained, hours = row.day("培训日期", required=False), _hours(row)
        if hours and trained is None:
            row.wrong.setdefault("培训日期", _("Missing."))
        invited = row.text("特邀", most=10).lower() in YES
        if row.wrong or unit is None:
            read.append((row, name, None, None))
            continue
        entry = {
            "unit_id": unit.pk, "name": name, "card": card, "issued_by": issued_by, "issued_on": issued,
            "valid_until": until, "is_invited": invited, "trained": trained, "hours": hours,
        }  # fmt: skip
        read.append((row, f"{name} · {card} · {unit_name}", entry, (card,)))
    return _weighed(read, have)


def _hours(row: Row) -> int:
    text = row.text("培训学时", most=10)
    if text and not (text.isdigit() and int(text) <= MOST_HOURS):
        row.wrong.setdefault("培训学时", _("A whole number of hours up to %(n)s.") % {"n": MOST_HOURS})
        return 0
    return int(text or 0)


def _weighed(read: list[Read], have: dict[Any, Any]) -> list[Line]:
    """The verdicts, against what is on the register and against the rows before."""
    trained: set[Any] = set()
    if any(entry and entry.get("trained") for _row, _what, entry, _key in read):
        known_rows = Training.objects.filter(supervisor__in=[row.pk for row in have.values()])
        trained = set(known_rows.values_list("supervisor", "on"))
    seen: dict[Any, int] = {}
    lines = []
    for row, what, entry, key in read:
        if entry is None:
            said = [f"{heading}：{sentence}" for heading, sentence in row.wrong.items()]
            lines.append(Line(row.number, what, "error", said))
            continue
        if key in seen:
            said = [_("It meets row %(n)s of this sheet.") % {"n": seen[key]}]
            lines.append(Line(row.number, what, "overlaps", said))
            continue
        seen[key] = row.number
        known = have.get(key)
        if known is None:
            lines.append(Line(row.number, what, "new", [], entry))
            continue
        entry["pk"] = known.pk
        differs = [name for name in entry if name not in ("pk", "trained", "hours") and
                   getattr(known, name) != entry[name]]  # fmt: skip
        more = bool(entry.get("trained")) and (known.pk, entry["trained"]) not in trained
        said = [_("Amends: %(what)s.") % {"what": "、".join(_labels(known, differs))}] if differs else []
        said += [_("Adds a training.")] if more else []
        lines.append(Line(row.number, what, "changed" if differs or more else "same", said, entry))
    return lines


def _labels(row: Any, names: list[str]) -> list[str]:
    return [str(row._meta.get_field(name.removesuffix("_id")).verbose_name) for name in names]


# ── Writing ─────────────────────────────────────────────────────────────────────────────────────────────────────────

_DAYS = ("set_up_on", "term_until", "issued_on", "valid_until", "trained")


def sealed(lines: list[Line], who: Reader) -> str:
    """What was previewed, to be handed back with the confirmation; nobody can change it on the way."""
    rows = [line.entry for line in lines if line.entry and line.word != "same"]
    plain = [{k: v.isoformat() if isinstance(v, dt.date) else v for k, v in row.items()} for row in rows]
    return signing.dumps({"by": who.user.pk, "rows": plain}, salt=_SALT, compress=True)


def unsealed(text: str, who: Reader) -> list[dict[str, Any]]:
    """What was previewed. signing.BadSignature: altered, too old, or somebody else's."""
    data = signing.loads(text, salt=_SALT, max_age=dt.timedelta(hours=_HOURS))
    if data["by"] != who.user.pk:
        raise signing.BadSignature
    return [
        {k: dt.date.fromisoformat(v) if k in _DAYS and v else v for k, v in row.items()} for row in data["rows"]
    ]  # fmt: skip


@transaction.atomic
def enter_units(entries: list[dict[str, Any]], who: Reader) -> int:
    """Enter or amend them all. IntegrityError: one of them has come into the register since the preview."""
    return _enter(Unit, entries, who, ("pk",))


@transaction.atomic
def enter_people(entries: list[dict[str, Any]], who: Reader) -> int:
    """The same for supervisors; a training named in a row is written down once."""
    number = _enter(Supervisor, entries, who, ("pk", "trained", "hours"))
    told = {row["card"]: row for row in entries if row.get("trained")}
    if told:
        keys = dict(Supervisor.objects.filter(card__in=told).values_list("card", "pk"))
        Training.objects.bulk_create(
            [Training(supervisor_id=keys[card], on=row["trained"], hours=row["hours"]) for card, row in told.items()],
            batch_size=500, ignore_conflicts=True,
        )  # fmt: skip
        registers.note_training(list(keys.values()))
    return number


def _enter(table: type[Unit | Supervisor], entries: list[dict[str, Any]], who: Reader, but: tuple[str, ...]) -> int:
    values = [{k: v for k, v in row.items() if k not in but} for row in entries]
    new = [table(**own) for own, row in zip(values, entries, strict=True) if "pk" not in row]
    old = [table(pk=row["pk"], **own) for own, row in zip(values, entries, strict=True) if "pk" in row]
    manager: Any = table.objects
    manager.bulk_create(new, batch_size=500)
    if old:
        manager.bulk_update(old, [name.removesuffix("_id") for name in values[-1]], batch_size=200)
    register = "unit" if table is Unit else "person"
    rows = [(row.pk, action, {"name": row.name}) for action, kept in (("enter", new), ("amend", old)) for row in kept]
    log_all(register, rows, who.user, _("Spreadsheet"))
    return len(rows)


def tally(lines: list[Line]) -> dict[str, int]:
    """How many rows got which verdict, the bad ones together."""
    found = Counter(line.word for line in lines)
    return {word: found[word] for word in ("new", "changed", "same")} | {"bad": found["error"] + found["overlaps"]}


# ── Templates and exports ───────────────────────────────────────────────────────────────────────────────────────────


def _notes(who: Reader, *lines: str) -> list[tuple[str, ...]]:
    return [
        *((line,) for line in lines),
        ("每行一条；不要合并单元格，不要使用公式。",),
        (),
        ("所属工会（填全称）",),
        *((one.name,) for one in who.unions(keeping=True)[:400]),
    ]


def units_template(who: Reader) -> bytes:
    """The empty sheet of units."""
    notes = _notes(who, "同一工会下的同名监督组织视为同一组织，已在册的按本表更新。", "类别留空的按监督委员会。")
    return template("监督组织", UNITS, choices={"类别": list(KINDS)}, notes=notes, dates=UNITS[5:])


def people_template(who: Reader) -> bytes:
    """The empty sheet of supervisors."""
    notes = _notes(who, "监督员证号相同的视为同一人，已在册的按本表更新。", "监督组织须先在册。")
    dates = ("发证日期", "有效期至", "培训日期")
    return template("监督员", PEOPLE, choices={"特邀": ["是", "否"]}, notes=notes, dates=dates)


def units_export(rows: Iterable[Unit]) -> bytes:
    """The register of units in the columns of the template."""
    names = {kind: name for name, kind in KINDS.items()}
    return workbook(
        "监督组织", UNITS,
        (
            (row.name, names[UnitKind(row.kind)], row.union.name, row.employer.credit_code if row.employer else "",
             row.chair, row.set_up_on, row.term_until)
            for row in rows
        ),
    )  # fmt: skip


def people_export(rows: Iterable[Supervisor]) -> bytes:
    """The register of supervisors in the columns of the template; hours are the sum of all trainings."""
    return workbook(
        "监督员", PEOPLE,
        (
            (row.name, row.unit.union.name, row.unit.name, row.card, row.issued_by, row.issued_on, row.valid_until,
             "是" if row.is_invited else "否", row.trained_on, row.training_hours)
            for row in rows
        ),
    )  # fmt: skip


def plain(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    if isinstance(value, str) and value[:1] in tuple("=+-@\t\r＝＋－＠"):
        return f"'{value}"
    return value


def workbook(title: str, headings: Iterable[str], rows: Iterable[Iterable[Any]], above: Iterable[str] = ()) -> bytes:
    """A sheet with a bold first row (and `above` it, groups of columns); cells are values, never formulas."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    headings, above = list(headings), list(above)
    sheet.freeze_panes = "D3" if above else "B2"
    for at in range(1, len(headings) + 1):
        sheet.column_dimensions[get_column_letter(at)].width = 16
    for line in [above, headings] if above else [headings]:
        sheet.append([_head(sheet, text) for text in line])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _head(sheet: Any, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, plain(text))
    cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E5EEF8")
    cell.alignment = Alignment(wrap_text=True, vertical="center")
    return cell


def _cell(sheet: Any, value: Any) -> Any:
    if not isinstance(value, dt.date):
        return plain(value)
    cell = WriteOnlyCell(sheet, value)
    cell.number_format = "yyyy-mm-dd"
    return cell
