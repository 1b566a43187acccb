"""Draws `docs/statutes.md` (Chinese) and `docs/statutes.en.md` from the data: `python -m statutes.draw [--check]`.

A lawyer reads the drawn page; the TOML files behind it are what she edits.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from statutes.agreement import rules
from statutes.book import acts, all_figures, term_versions, terms
from statutes.calendars import shipped
from statutes.clauses import clauses
from statutes.entitlements import CALCULATORS
from statutes.limitation import CLAIM_TYPES, KINDS
from statutes.parameters import shipped_parameters
from statutes.rules import Article, Figure, Term, Unit

DOCS = Path(__file__).resolve().parent.parent / "docs"

_UNITS = {
    Unit.NATURAL_DAY: ("自然日", "natural days"),
    Unit.WORKING_DAY: ("工作日", "working days"),
    Unit.MONTH: ("个月", "months"),
    Unit.YEAR: ("年", "years"),
    Unit.HOUR: ("小时", "hours"),
    Unit.MINUTE: ("分钟", "minutes"),
}
_GRADES = {
    "statute": ("条文", "statute"),
    "excerpt": ("摘录", "excerpt"),
    "unverified": ("未核实", "unverified"),
    "configured": ("设置", "configured"),
}
_LEVELS = {"block": ("不能签署", "block"), "warn": ("提示", "warn"), "suggest": ("建议", "suggest")}
_EFFECTS = {
    "interrupts": ("中断", "interrupts"),
    "suspends": ("中止", "suspends"),
    "resumes": ("继续", "resumes"),
}


class _Page:
    """A page in one language, line by line."""

    def __init__(self, chinese: bool) -> None:
        self._chinese = chinese
        self._lines: list[str] = []

    def say(self, zh: str, en: str) -> str:
        return zh if self._chinese else en

    def head(self, zh: str, en: str, level: int = 2) -> None:
        gap = [""] if self._lines and self._lines[-1] else []
        self._lines += [*gap, f"{'#' * level} {self.say(zh, en)}", ""]

    def text(self, zh: str, en: str) -> None:
        self._lines += [self.say(zh, en), ""]

    def points(self, *both: tuple[str, str]) -> None:
        self._lines += [f"- {self.say(zh, en)}" for zh, en in both]

    def table(self, heads: Iterable[tuple[str, str]], rows: Iterable[Iterable[str]]) -> None:
        titles = [self.say(*one) for one in heads]
        self._lines += [_row(titles), _row(["---"] * len(titles)), *(_row(cells) for cells in rows)]

    def done(self) -> str:
        return "\n".join(self._lines).strip() + "\n"


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") or "–" for cell in cells) + " |"


def document(*, chinese: bool) -> str:
    """The whole page in one language."""
    page = _Page(chinese)
    page.head("法律数据", "The law as data", 1)
    page.text(
        "本页由 `statutes/` 的数据生成，不手工修改；修改数据后运行 `python -m statutes.draw`。",
        "Drawn from the data in `statutes/`; edit the data and run `python -m statutes.draw`.",
    )
    _counting(page)
    _terms(page)
    _figures(page)
    _limitation(page)
    _calculators(page)
    _parameters(page)
    _lint(page)
    _library(page)
    _calendars(page)
    _acts(page)
    return page.done()


def _counting(page: _Page) -> None:
    page.head("期限怎样计算", "How days are counted")
    page.points(
        (
            "开始之日不计入（民事诉讼法 第85条第2款）。",
            "The starting day is not counted (Civil Procedure Law, art. 85(2)).",
        ),
        (
            "自然日：最后一日为休息日的，顺延至其后第一个工作日（第85条第3款）；中间的休息日不扣除。",
            "Natural days: a last day off moves to the next working day (art. 85(3)); days off between count.",
        ),
        (
            "工作日：按国务院办公厅的节假日安排，包括调休上班日；没有安排的年度不计算，并说明缺少哪一年。",
            "Working days: by the State Council's notices, make-up days included; a missing year is named.",
        ),
        (
            "月、年：至届满月的对应日；没有对应日的，为月末日。",
            "Months and years end on the corresponding day, or on the last day of the month.",
        ),
        (
            "仲裁办案规则中的三日、五日、十日为工作日，十五日、四十五日为自然日（第80条）。",
            "In the arbitration rules 3, 5 and 10 days are working days, 15 and 45 natural days (art. 80).",
        ),
    )


def _terms(page: _Page) -> None:
    page.head("期限", "Terms")
    heads = [
        ("代码", "Key"), ("期限", "Term"), ("起算", "Starts"), ("长度", "Length"), ("延长、中止", "Extension, pause"),
        ("停止", "Stops"), ("届满", "On expiry"), ("依据", "Articles"), ("确定程度", "Certainty"),
    ]  # fmt: skip
    page.table(heads, (_term(page, one) for first in terms() for one in term_versions(first.key)))
    notes = [(one.key, one) for first in terms() for one in term_versions(first.key) if one.note_zh]
    if notes:
        page.head("说明", "Notes", 3)
        page.points(*((f"`{key}`：{one.note_zh}", f"`{key}`: {one.note_en}") for key, one in notes))


def _term(page: _Page, one: Term) -> list[str]:
    length = page.say("未维护", "not maintained")
    if one.amount is not None:
        zh, en = _UNITS[Unit(one.unit)]
        length = page.say(f"{one.amount}{zh}", f"{one.amount} {en}")
    if not one.unit_stated:
        length += page.say("（条文未写明单位）", " (unit not stated)")
    scope = "".join(
        (
            f" [{one.region}]" if one.region else "",
            f" {one.valid_from or ''}–{one.valid_until or ''}" if one.valid_from or one.valid_until else "",
        )
    )
    return [
        f"`{one.key}`{scope}", page.say(one.label_zh, one.label_en), page.say(one.starts_zh, one.starts_en), length,
        page.say(one.extension_zh, one.extension_en), page.say(one.stops_zh, one.stops_en),
        page.say(one.on_expiry_zh, one.on_expiry_en), _cited(one.articles), page.say(*_GRADES[one.certainty]),
    ]  # fmt: skip


def _cited(articles: Iterable[Article]) -> str:
    return "；".join(one.citation for one in articles)


def _figures(page: _Page) -> None:
    page.head("法律规定的数值", "Figures fixed by law")
    heads = [("代码", "Key"), ("含义", "Meaning"), ("数值", "Value"), ("依据", "Articles"), ("确定程度", "Certainty")]
    page.table(
        heads,
        (
            [f"`{one.key}`", page.say(one.label_zh, one.label_en), _value(one), _cited(one.articles),
             page.say(*_GRADES[one.certainty])]
            for one in sorted(all_figures(), key=lambda figure: figure.key)
        ),
    )  # fmt: skip


def _value(one: Figure) -> str:
    if not one.table:
        return f"{one.value}"
    return ", ".join(f"{step} → {value}" for step, value in one.table.items())


def _limitation(page: _Page) -> None:
    page.head("仲裁时效", "Limitation")
    page.text(
        "一年，自知道或者应当知道权利被侵害的次日起算。下列事件使时效中断（重新计算一年）或者中止。",
        "One year from the day after the party knew or should have known. These events interrupt or suspend it.",
    )
    heads = [("代码", "Key"), ("事件", "Event"), ("效果", "Effect"), ("依据", "Articles")]
    page.table(
        heads,
        (
            [f"`{one.key}`", page.say(one.zh, one.en), page.say(*_EFFECTS[one.effect]), one.article]
            for one in KINDS.values()
        ),
    )
    page.head("请求类型", "Kinds of claims", 3)
    page.table(
        [("代码", "Key"), ("请求", "Claim"), ("劳动关系存续期间", "While employed")],
        (
            [f"`{one.key}`", page.say(one.zh, one.en),
             page.say("不受时效限制", "no limitation") if one.remuneration else page.say("照常计算", "runs")]
            for one in CLAIM_TYPES.values()
        ),
    )  # fmt: skip


def _calculators(page: _Page) -> None:
    page.head("计算器", "Calculators")
    heads = [
        ("代码", "Key"),
        ("项目", "Sum"),
        ("事实（方括号可选）", "Facts (optional in brackets)"),
        ("可能需要的地区参数", "Regional figures it may need"),
    ]
    page.table(
        heads,
        (
            [
                f"`{one.name}`",
                page.say(one.label.zh, one.label.en),
                ", ".join(f"`{fact.key}`" if fact.required else f"[`{fact.key}`]" for fact in one.facts),
                ", ".join(f"`{key}`" for key in one.parameters),
            ]
            for one in CALCULATORS.values()
        ),
    )


def _parameters(page: _Page) -> None:
    tables = shipped_parameters()
    page.head("地区和年度参数", "Regional and yearly figures")
    page.text(
        "没有数值的参数是“未维护”：需要它的计算会拒绝，并说明缺少什么。",
        "A figure without values is not maintained: a sum that needs it is refused and says what is missing.",
    )
    heads = [("代码", "Key"), ("参数", "Figure"), ("单位", "Unit"), ("已维护", "Maintained")]
    page.table(
        heads,
        (
            [f"`{one.key}`", page.say(one.label_zh, one.label_en), one.unit,
             str(sum(value.key == one.key for value in tables.values)) or "0"]
            for one in tables.parameters.values()
        ),
    )  # fmt: skip


def _lint(page: _Page) -> None:
    page.head("调解协议检查规则", "Rules of the agreement linter")
    heads = [("代码", "Key"), ("级别", "Level"), ("提示", "Sentence"), ("依据", "Articles")]
    page.table(
        heads,
        (
            [f"`{one.code}`", page.say(*_LEVELS[one.level]), page.say(one.sentence.zh, one.sentence.en), one.article]
            for one in rules().values()
        ),
    )


def _library(page: _Page) -> None:
    page.head("标准条款", "Standard clauses")
    page.text(
        "花括号中的内容由案卷填写；案卷没有记载的留空，留空的条款不能签署。",
        "Words in braces are filled from the file; what the file does not know is left blank and stops signing.",
    )
    heads = [("代码", "Key"), ("条款", "Clause"), ("文字", "Text"), ("依据", "Articles")]
    page.table(heads, ([f"`{one.key}`", page.say(one.zh, one.en), one.text, one.article] for one in clauses().values()))


def _calendars(page: _Page) -> None:
    calendar = shipped()
    page.head("节假日安排", "Calendars")
    heads = [
        ("年度", "Year"),
        ("法定节假日天数", "Statutory holidays"),
        ("调休上班日", "Make-up working days"),
        ("确定程度", "Certainty"),
    ]
    page.table(
        heads,
        (
            [
                str(number),
                str(len(year.statutory)),
                ", ".join(f"{day:%m-%d}" for day in sorted(year.working)),
                page.say(*_GRADES[year.certainty]),
            ]
            for number in calendar.years
            for year in [calendar.year(number)]
        ),
    )


def _acts(page: _Page) -> None:
    page.head("法律、法规和文件", "Acts and documents")
    heads = [
        ("代码", "Key"), ("名称", "Title"), ("文号", "Number"), ("施行", "In force"), ("确定程度", "Certainty"),
        ("来源", "Source"),
    ]  # fmt: skip
    page.table(
        heads,
        (
            [
                one.key,
                one.title,
                one.number,
                str(one.in_force_from or ""),
                page.say(*_GRADES[one.certainty]),
                one.source,
            ]
            for one in acts()
        ),
    )


def pages() -> dict[Path, str]:
    """Each drawn page and what should stand in it."""
    return {
        DOCS / "statutes.md": document(chinese=True),
        DOCS / "statutes.en.md": document(chinese=False),
    }


def main(arguments: list[str]) -> int:
    """Write the pages, or with --check name those that are not current. Returns the exit code."""
    stale = [path for path, text in pages().items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if "--check" in arguments:
        for path in stale:
            sys.stderr.write(f"docs/{path.name} is not current; run `python -m statutes.draw`.\n")
        return 1 if stale else 0
    DOCS.mkdir(exist_ok=True)
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
