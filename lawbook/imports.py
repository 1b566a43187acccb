"""From the rows of an uploaded sheet to what would be entered, with a verdict on each; nothing is written here."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import asdict, dataclass, field
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lawbook import tables
from lawbook.actions import Proposal, shelf, weigh
from lawbook.maintaining import Maintainer, period
from lawbook.spreadsheets import Row, template
from lawbook.values import read_value, written
from lawbook.words import label
from statutes.calendars import CalendarYear
from statutes.keys import Param
from statutes.parameters import shipped_parameters
from statutes.rules import Certainty

FIGURES = ("参数", "地区", "起始日", "终止日", "数值", "来源", "文号", "确定程度", "理由", "接续前一数值")
HOLIDAYS = ("节日", "放假第一天", "放假最后一天", "法定节假日第一天", "法定节假日最后一天", "调休上班日")
GRADES = {
    "条文": Certainty.STATUTE.value,
    "摘录": Certainty.EXCERPT.value,
    "未核实": Certainty.UNVERIFIED.value,
    "设置": Certainty.CONFIGURED.value,
}
YES = frozenset({"是", "yes", "1"})
COUNTRY = "全国"

WORDS = {
    "new": (gettext_lazy("new"), "good"),
    "same": (gettext_lazy("the same"), "closed"),
    "overlaps": (gettext_lazy("overlaps"), "bad"),
    "error": (gettext_lazy("error"), "bad"),
}
_SALT = "lawbook.import"
_HOURS = 12


@dataclass
class Line:
    """A row of the preview."""

    number: int
    what: str
    word: str
    sentences: list[str] = field(default_factory=list)
    proposal: Proposal | None = None

    @property
    def said(self) -> Any:
        return WORDS[self.word][0]

    @property
    def tone(self) -> str:
        return WORDS[self.word][1]


def figure_lines(rows: list[Row], who: Maintainer) -> list[Line]:
    """Each row of a sheet of figures with its verdict."""
    codes = {code for code, _label in who.regions() if code}
    names: dict[str, list[str]] = defaultdict(list)
    for code, shown in who.regions():
        names[shown.removesuffix(code).strip()].append(code)
    return weighed([(row.number, *_figure(row, who, codes, names)) for row in rows])


Read = tuple[int, Proposal | None, str, list[str]]


def weighed(read: list[Read]) -> list[Line]:
    """Verdicts against what is maintained and against the rows before; those are told apart by their number."""
    present = shelf()
    own: dict[int, int] = {}
    lines = []
    for number, proposal, what, wrong in read:
        if proposal is None:
            lines.append(Line(number, what, "error", wrong))
            continue
        verdict = weigh(proposal, present)
        line = Line(number, what, verdict.word, list(verdict.problems.values()), proposal)
        beside = present.setdefault((proposal.key, proposal.region), [])
        if verdict.problems or verdict.word == "same":
            twins = [own[id(row)] for row in beside if id(row) in own]
            if twins:
                line.word = "overlaps"
                line.sentences.append(_("It meets row %(n)s of this sheet.") % {"n": twins[-1]})
        else:
            row = proposal.row()
            if verdict.ends is not None:
                before = proposal.valid_from - dt.timedelta(days=1)
                line.sentences.append(
                    _("The value from %(since)s ends on %(until)s.")
                    % {"since": verdict.ends.valid_from.isoformat(), "until": before.isoformat()}
                )
                beside.remove(verdict.ends)
            if verdict.corrects is not None:
                line.sentences.append(_("Stands in place of the value that is shipped."))
            beside.append(row)
            own[id(row)] = number
        lines.append(line)
    return lines


def _figure(
    row: Row, who: Maintainer, codes: set[str], names: dict[str, list[str]]
) -> tuple[Proposal | None, str, list[str]]:
    known = shipped_parameters().parameters
    by_name = {one.label_zh: one for one in known.values()} | dict(known)
    named = row.text("参数")
    parameter = by_name.get(named)
    if "参数" not in row.wrong and (parameter is None or parameter.key == Param.HOLIDAY_CALENDAR):
        row.wrong["参数"] = _("There is no parameter “%(name)s”.") % {"name": named[:40]}
    place = row.text("地区")
    region = _region(row, place, who, codes, names)
    since, until = row.day("起始日"), row.day("终止日", required=False)
    if since and until and until < since:
        row.wrong.setdefault("终止日", _("The end lies before the beginning."))
    value: Any = None
    typed = row.text("数值", most=4000)
    if parameter is not None and "数值" not in row.wrong:
        try:
            value = read_value(parameter, typed)
        except ValidationError as wrong:
            row.wrong["数值"] = wrong.messages[0]
    source, number, reason = row.text("来源"), row.text("文号", most=80), row.text("理由", most=300)
    if not source:
        row.wrong.setdefault("来源", _("Missing."))
    grade = row.text("确定程度") or "摘录"
    certainty = GRADES.get(grade, grade)
    if certainty not in set(Certainty):
        row.wrong.setdefault("确定程度", _("One of these is expected: %(what)s.") % {"what": "、".join(GRADES)})
    follows = row.text("接续前一数值").lower()
    what = " · ".join(
        part
        for part in (
            label(parameter) if parameter else named,
            place or COUNTRY,
            period(since, until) if since else "",
            written(value) if value is not None else typed[:60],
        )
        if part
    )
    if row.wrong or parameter is None or since is None:
        return None, what, [f"{heading}：{said}" for heading, said in row.wrong.items()]
    return (
        Proposal(
            parameter.key, region or None, since, until, value, source, number, certainty, reason,
            ends_earlier=follows in YES,
        ),
        what,
        [],
    )  # fmt: skip


def _region(row: Row, place: str, who: Maintainer, codes: set[str], names: dict[str, list[str]]) -> str:
    """The code of the region in the cell: a code, a name that is the only one, or nothing for the whole country."""
    if "地区" in row.wrong:
        return ""
    if place in ("", COUNTRY):
        if not who.national:
            row.wrong["地区"] = _("Figures of the whole country are maintained at the province.")
        return ""
    if place in codes:
        return place
    found = names.get(place, [])
    if len(found) == 1:
        return found[0]
    row.wrong["地区"] = (
        _("Several regions bear this name; enter the code: %(codes)s.") % {"codes": "、".join(found)}
        if found
        else _("“%(place)s” is no region of yours; enter a code of six digits.") % {"place": place[:30]}
    )
    return ""


def sealed(proposals: list[Proposal], who: Maintainer) -> str:
    """What was previewed, to be handed back with the confirmation; nobody can change it on the way."""
    rows = [
        asdict(one) | {"valid_from": one.valid_from.isoformat(),
                       "valid_until": one.valid_until.isoformat() if one.valid_until else None}
        for one in proposals
    ]  # fmt: skip
    return signing.dumps({"by": who.user.pk, "rows": rows}, salt=_SALT, compress=True)


def unsealed(text: str, who: Maintainer) -> list[Proposal]:
    """What was previewed. signing.BadSignature: altered, too old, or somebody else's."""
    data = signing.loads(text, salt=_SALT, max_age=dt.timedelta(hours=_HOURS))
    if data["by"] != who.user.pk or not all(who.covers(row["region"]) for row in data["rows"]):
        raise signing.BadSignature
    return [
        Proposal(**(row | {"valid_from": dt.date.fromisoformat(row["valid_from"]),
                           "valid_until": dt.date.fromisoformat(row["valid_until"]) if row["valid_until"] else None}))
        for row in data["rows"]
    ]  # fmt: skip


def figures_template(who: Maintainer) -> bytes:
    """The empty sheet of figures, with this maintainer's regions."""
    known = [one for one in shipped_parameters().parameters.values() if one.key != Param.HOLIDAY_CALENDAR]
    notes: list[tuple[str, ...]] = [
        ("每行一个数值；不要合并单元格，不要使用公式。",),
        ("地区填六位代码或者名称；全国适用的填“全国”。",),
        ("终止日留空表示未定终止日；接续前一数值填“是”的，前一数值于本数值起始日前一日终止。",),
        ("更正系统自带的数值，须填理由。",),
        ("表格类参数在“数值”单元格内逐行填写，如：5.medical = 60000",),
        (),
        ("参数", "单位", "说明"),
        *((one.label_zh, one.unit, one.note_zh) for one in known),
        (),
        ("地区", "代码"),
        *((shown.removesuffix(code).strip(), code) for code, shown in who.regions()),
    ]
    return template(
        "参数",
        FIGURES,
        choices={"参数": [one.label_zh for one in known], "确定程度": list(GRADES), "接续前一数值": ["是", "否"]},
        notes=notes,
        dates=("起始日", "终止日"),
    )


def holidays_template() -> bytes:
    """The empty sheet of a year's notice."""
    return template(
        "节假日安排",
        HOLIDAYS,
        choices={},
        notes=[
            ("每个节日一行；两节连休的分两行填写，日期不重复。",),
            ("调休上班日单独成行填写（其余各列留空），或者填在相应节日一行；多个日期用顿号分隔。",),
            ("法定节假日为支付百分之三百工资的日期，没有的留空。",),
        ],
        dates=HOLIDAYS[1:5],
    )


# --- a year's notice ----------------------------------------------------------------------------------------------

MOST_SPAN = 20  # days in one holiday; more is a slip of the hand


@dataclass
class YearDraft:
    """A notice as it would be entered, with a verdict on each of its rows."""

    holidays: list[dict[str, Any]]
    working: list[str]
    lines: list[Line]

    @property
    def good(self) -> bool:
        return all(line.word in ("new", "same") for line in self.lines) and bool(self.holidays)


def draft_of_sheet(year: int, rows: list[Row]) -> YearDraft:
    """From an uploaded sheet."""
    read = []
    for row in rows:
        name = row.text("节日", most=20)
        days = [row.day(heading, required=False) for heading in HOLIDAYS[1:5]]
        working = row.cells.get("调休上班日")
        made = [working.date() if isinstance(working, dt.datetime) else working] if isinstance(working, dt.date) else []
        if working is not None and not made:
            made = days_in(row.text("调休上班日", most=400), row.wrong)
        read.append((row.number, name, days, made, [f"{heading}：{said}" for heading, said in row.wrong.items()]))
    return draft(year, read)


def days_in(text: str, wrong: dict[str, str]) -> list[dt.date]:
    """Days separated by 、 commas, spaces or lines."""
    found = []
    for part in text.replace("、", " ").replace("，", " ").replace(",", " ").replace("；", " ").split():
        try:
            day = forms.DateField().clean(part)
        except ValidationError:
            wrong["调休上班日"] = _("“%(value)s” is no date; 2026-01-01 is expected.") % {"value": part[:30]}
            continue
        found.append(day)
    return found


def draft(year: int, read: list[tuple[int, str, list[dt.date | None], list[dt.date], list[str]]]) -> YearDraft:
    """Rows of number, name, the four days, make-up days and what is wrong already: checked against each other."""
    known = tables.calendar()
    present = known.year(year) if year in known else None
    taken: dict[dt.date, int] = {}
    holidays: list[dict[str, Any]] = []
    made: list[str] = []
    lines: list[Line] = []
    for number, name, (rest_from, rest_to, paid_from, paid_to), working, wrong in read:
        problems = list(wrong)
        rest = _span(rest_from, rest_to, problems)
        paid = _span(paid_from, paid_to, problems)
        if (rest or paid) and not name:
            problems.append(_("The name of the holiday is missing."))
        if name and not rest and not problems:
            problems.append(_("The days off are missing."))
        outside = [day for day in (*rest, *paid, *working) if day.year != year]
        if outside:
            problems.append(_("%(day)s does not lie in %(year)s.") % {"day": outside[0].isoformat(), "year": year})
        problems += [
            _("%(day)s is no Saturday or Sunday: there is nothing to make up for.") % {"day": day.isoformat()}
            for day in working
            if day.weekday() < 5
        ]
        days = dict.fromkeys([*rest, *paid, *working])
        meets = next((taken[day] for day in days if day in taken), None)
        word = "error" if problems else "new"
        if meets is not None or set(working) & {*rest, *paid}:
            word = "overlaps"
            problems.append(_("A day stands here that row %(n)s names too.") % {"n": meets or number})
        elif not problems and present is not None and _same(present, rest, paid, working):
            word = "same"
        taken |= dict.fromkeys(days, number)
        if rest or paid:
            holidays.append({"name": name, "rest": [day.isoformat() for day in dict.fromkeys([*rest, *paid])],
                             "statutory": [day.isoformat() for day in paid]})  # fmt: skip
        made += [day.isoformat() for day in working]
        what = " · ".join(part for part in (name, _said(rest), "、".join(day.isoformat() for day in working)) if part)
        lines.append(Line(number, what, word, problems))
    return YearDraft(holidays, sorted(made), lines)


def _span(first: dt.date | None, last: dt.date | None, problems: list[str]) -> list[dt.date]:
    if first is None and last is None:
        return []
    first, last = first or last, last or first
    assert first is not None and last is not None  # noqa: S101, PT018 (one of them is there)
    if last < first:
        problems.append(_("The end lies before the beginning."))
        return []
    if (last - first).days >= MOST_SPAN:
        problems.append(_("From %(first)s to %(last)s is longer than any holiday.")
                        % {"first": first.isoformat(), "last": last.isoformat()})  # fmt: skip
        return []
    return [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]


def _same(present: CalendarYear, rest: list[dt.date], paid: list[dt.date], working: list[dt.date]) -> bool:
    return set(rest) <= present.rest and set(paid) <= present.statutory and set(working) <= present.working


def _said(days: list[dt.date]) -> str:
    return f"{days[0].isoformat()} — {days[-1].isoformat()}" if days else ""
