"""When does a term end? `manage.py due accept --from 2026-09-30 --json`"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.management.base import CommandParser

from lawbook import tables
from mediation.management.commands._law import LawCommand, columns, either, say
from statutes import CalendarMissing, NotMaintained, Sentence, TermNotInForce, Unit, clocks, terms
from statutes.rules import Due, Term

UNITS = {
    Unit.NATURAL_DAY: ("自然日", "natural days"),
    Unit.WORKING_DAY: ("工作日", "working days"),
    Unit.MONTH: ("个月", "months"),
    Unit.YEAR: ("年", "years"),
    Unit.HOUR: ("小时", "hours"),
    Unit.MINUTE: ("分钟", "minutes"),
}


class Command(LawCommand):
    """`due TERM --from DATE [--region CODE]`: the day, the article, and how it was counted."""

    help = "The day a term ends, with its article. Without TERM: all terms."

    def add_arguments(self, parser: CommandParser) -> None:
        """The term, the day it starts, and where."""
        super().add_arguments(parser)
        parser.add_argument("term", nargs="?", metavar="TERM", help="a key of the catalogue, such as accept, med or jc")
        parser.add_argument("--from", dest="started", metavar="DATE", help="the day it starts (the day is not counted)")
        parser.add_argument("--region", metavar="CODE", help="a region code such as 620000")
        parser.add_argument("--list", action="store_true", help="all terms")

    def handle(self, *args: Any, **options: Any) -> None:
        """Count, or say why not."""
        as_json: bool = options["json"]
        if options["list"] or options["term"] is None:
            self.put({"terms": [_row(one) for one in terms()]}, _catalogue(), as_json=as_json)
            return
        started = self._started(options["started"])
        region = self._region(options["region"])
        key = options["term"].strip().lower().replace("-", "_").removeprefix("clk_")
        if key not in {one.key for one in terms()}:
            raise self.bad(_unknown(key))
        figures, calendar = tables.for_commands()
        try:
            version = tables.term(key, started.date() if isinstance(started, datetime) else started, region, figures)
            found = clocks.due(version, started, calendar, region=region)
        except (CalendarMissing, NotMaintained) as gap:
            missing = list(gap.missing)
            raise self.refuse({"missing": missing}, [_missing(missing)], as_json=as_json) from gap
        except TermNotInForce as gap:
            missing = [f"term:{key}:{gap.on.isoformat()}"]
            raise self.refuse({"missing": missing}, [_missing(missing)], as_json=as_json) from gap
        except TypeError as error:
            raise self.bad(
                Sentence(
                    "needs_time",
                    f"--from：{key} 按小时或分钟计算，应写明时刻，如2026-01-31T09:30",
                    f"--from: {key} is counted in hours or minutes and needs a time such as 2026-01-31T09:30",
                )
            ) from error
        except OverflowError as error:
            raise self.bad(Sentence("far", "--from：日期超出范围", "--from: the date is out of range")) from error
        self.put(_answer(found), _table(found), as_json=as_json)

    def _started(self, text: str | None) -> date | datetime:
        if not text:
            raise self.bad(Sentence("no_from", "--from：缺少开始日期", "--from: missing"))
        try:
            return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
        except ValueError as error:
            raise self.bad(
                Sentence(
                    "bad_from",
                    f"--from：“{text}”不是日期，应如2026-01-31",
                    f"--from: {text!r} is no date; 2026-01-31 is expected",
                )
            ) from error

    def _region(self, code: str | None) -> str | None:
        if code is None:
            return None
        if not (code.isascii() and code.isdigit() and len(code) in (2, 4, 6, 9, 12)):
            raise self.bad(
                Sentence(
                    "bad_region",
                    f"--region：“{code}”不是区划代码，应如620000",
                    f"--region: {code!r} is no region code such as 620000",
                )
            )
        return code


def _answer(found: Due) -> dict[str, Any]:
    return {
        "term": found.term.key,
        "from": found.started.isoformat(),
        "counted_from": found.counted_from.isoformat(),
        "raw_due": found.raw_due.isoformat(),
        "due": found.due.isoformat(),
        "amount": found.amount,
        "unit": str(found.unit),
        "rolled_over": found.rolled_over,
        "article": found.article,
        "certainty": str(found.certainty),
        "region": found.term.region,
        "missing": list(found.missing),
        "warnings": [{"code": one.code, "sentence": say(one)} for one in _warnings(found)],
        "label": {"zh": found.term.label_zh, "en": found.term.label_en},
    }


def _table(found: Due) -> list[str]:
    term_ = found.term
    unit_zh, unit_en = UNITS[Unit(found.unit)]
    rolled = {
        True: either("是", "yes"),
        False: either("否", "no"),
        None: either("未知：缺少节假日安排", "unknown: calendar not maintained"),
    }[found.rolled_over]
    return columns(
        [
            (either("期限", "term"), either(term_.label_zh, term_.label_en)),
            (either("起算事实", "starts"), either(term_.starts_zh, term_.starts_en)),
            (either("开始之日（不计入）", "from (not counted)"), found.started.isoformat()[:16]),
            (either("起算日", "counted from"), found.counted_from.isoformat()[:16]),
            (either("长度", "length"), either(f"{found.amount}{unit_zh}", f"{found.amount} {unit_en}")),
            (either("顺延前", "before roll-over"), found.raw_due.isoformat()[:16]),
            (either("顺延", "rolled over"), rolled),
            (either("届满日", "due"), found.due.isoformat()[:16]),
            (either("届满后果", "on expiry"), either(term_.on_expiry_zh, term_.on_expiry_en) or "–"),
            (either("依据", "article"), found.article),
            (either("确定程度", "certainty"), str(found.certainty)),
            *(("!", say(one)) for one in _warnings(found)),
        ]
    )


def _warnings(found: Due) -> list[Sentence]:
    first = found.started.date() if isinstance(found.started, datetime) else found.started
    return [
        Sentence(
            "not_yet_in_force",
            f"{one.citation}自{one.act.in_force_from}起施行，起算日在此之前：请核对当时的规定",
            f"{one.citation} took effect on {one.act.in_force_from}, after the start: check the rule of that day",
        )
        for one in clocks.not_yet_in_force(found.term, first)
    ]


def _row(one: Term) -> dict[str, Any]:
    return {
        "term": one.key,
        "label": {"zh": one.label_zh, "en": one.label_en},
        "amount": one.amount,
        "unit": str(one.unit),
        "article": one.article,
        "certainty": str(one.certainty),
    }


def _catalogue() -> list[str]:
    def length(one: Term) -> str:
        if one.amount is None:
            return either("未维护", "not maintained")
        unit_zh, unit_en = UNITS[Unit(one.unit)]
        return either(f"{one.amount}{unit_zh}", f"{one.amount} {unit_en}")

    return columns([(one.key, length(one), either(one.label_zh, one.label_en), one.article) for one in terms()])


def _unknown(key: str) -> Sentence:
    like = [one.key for one in terms() if one.key.startswith(key + "_")] or [one.key for one in terms()]
    return Sentence(
        "unknown_term",
        f"TERM：没有期限“{key}”；可用：{'、'.join(like)}",
        f"TERM: there is no term {key!r}; known: {', '.join(like)}",
    )


def _missing(missing: list[str]) -> Sentence:
    return Sentence("missing", f"参数未维护：{'、'.join(missing)}", f"Not maintained: {', '.join(missing)}")
