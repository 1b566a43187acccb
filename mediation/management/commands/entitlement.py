"""What does the law give? `manage.py entitlement economic_compensation facts.json --json`"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.management.base import CommandParser

from lawbook.tables import for_commands
from mediation.management.commands._law import LawCommand, columns, either, say
from statutes.entitlements import CALCULATORS, Calculator, Entitlement, Line, calculate
from statutes.facts import BadFact, Facts
from statutes.parameters import ParameterMissing
from statutes.rules import Sentence


class Command(LawCommand):
    """`entitlement NAME FILE`: the sum with its lines; without NAME: all calculators with facts and parameters."""

    help = "A statutory sum from a JSON file (or - for standard input): facts and parameters."

    def add_arguments(self, parser: CommandParser) -> None:
        """The calculator and the file."""
        super().add_arguments(parser)
        parser.add_argument("name", nargs="?", metavar="NAME", help="a calculator; none: list them")
        parser.add_argument("file", nargs="?", metavar="FILE", help="a JSON file, or - for standard input")
        parser.add_argument("--list", action="store_true", help="all calculators")

    def handle(self, *args: Any, **options: Any) -> None:
        """Work it out; say what is missing (1) or which field is bad (2)."""
        as_json: bool = options["json"]
        name: str | None = options["name"]
        if options["list"] or name is None:
            calculators = {"calculators": [_described(one) for one in CALCULATORS.values()]}
            self.put(calculators, _list(), as_json=as_json)
            return
        if name not in CALCULATORS:
            known = ", ".join(CALCULATORS)
            raise self.bad(
                Sentence("no_name", f"NAME：没有“{name}”；可用：{known}", f"NAME: no {name!r}; known: {known}")
            )
        if not options["file"]:
            raise self.bad(Sentence("no_file", "FILE：缺少文件", "FILE: missing"))
        figures, calendar = for_commands()
        try:
            asked = Facts.of(self.read(options["file"])).only(("facts", "parameters"))
            given = asked.part("parameters", required=False).values
            found = calculate(name, asked.part("facts").values, given, tables=figures, calendar=calendar)
        except BadFact as error:
            raise self.bad(error) from error
        except ParameterMissing as gap:
            missing = list(gap.missing)
            detail = {"region": gap.region, "on": gap.on.isoformat() if gap.on else None}
            said = Sentence("missing", f"参数未维护：{'、'.join(missing)}", f"Not maintained: {', '.join(missing)}")
            raise self.refuse({"missing": missing, **detail}, [said], as_json=as_json) from gap
        self.put(_answer(found), _table(found), as_json=as_json)


def _answer(found: Entitlement) -> dict[str, Any]:
    return {
        "name": found.name,
        "amount": _yuan(found.amount),
        "lines": [
            {
                "what": say(line.what),
                "formula": line.formula,
                "amount": _yuan(line.amount),
                "article": line.article,
                "code": line.what.code,
                "certainty": str(line.certainty),
            }
            for line in found.lines
            if line.counts
        ],
        # What leads to a line, and what falls due every month: shown, not part of the total.
        "steps": [
            {
                "what": say(line.what),
                "formula": line.formula,
                "value": _yuan(line.amount) if line.unit.startswith("yuan") else f"{line.amount:f}",
                "unit": line.unit,
                "article": line.article,
                "code": line.what.code,
            }
            for line in found.lines
            if not line.counts
        ],
        "parameters": [
            {
                "name": used.name,
                "value": used.value,
                "region": used.region,
                "period": used.period,
                "source": used.source,
                "certainty": str(used.certainty),
            }
            for used in found.parameters
        ],
        "warnings": [{"code": one.code, "sentence": say(one)} for one in found.warnings],
    }


def _yuan(amount: Decimal) -> str:
    return f"{amount:.2f}"


def _table(found: Entitlement) -> list[str]:
    def cell(line: Line) -> str:
        return f"{line.amount:,.2f}" if line.unit.startswith("yuan") else str(line.amount)

    rows = [
        ("＋" if line.counts else "", say(line.what), line.formula, cell(line), _unit(line.unit), line.article)
        for line in found.lines
    ]
    rows.append(("＝", say(CALCULATORS[found.name].label), "", f"{found.amount:,.2f}", _unit("yuan"), ""))
    lines = columns(rows)
    lines += [
        f"{used.name} = {used.value} ({used.region or '–'}, {used.period or '–'}, {used.source})"
        for used in found.parameters
    ]
    return lines + [f"! {say(one)}" for one in found.warnings]


def _unit(unit: str) -> str:
    zh, en = {
        "yuan": ("元", "yuan"),
        "yuan_per_month": ("元/月", "yuan a month"),
        "month": ("个月", "months"),
        "day": ("天", "days"),
    }[unit]
    return either(zh, en)


def _described(one: Calculator) -> dict[str, Any]:
    return {
        "name": one.name,
        "label": {"zh": one.label.zh, "en": one.label.en},
        "facts": [
            {
                "key": fact.key,
                "kind": fact.kind,
                "required": fact.required,
                "label": {"zh": one.fact_label(fact.key).zh, "en": one.fact_label(fact.key).en},
            }
            for fact in one.facts
        ],
        "parameters": list(one.parameters),
    }


def _list() -> list[str]:
    return columns(
        [
            (
                one.name,
                say(one.label),
                ", ".join(fact.key if fact.required else f"[{fact.key}]" for fact in one.facts),
                ", ".join(one.parameters) or "–",
            )
            for one in CALCULATORS.values()
        ]
    )
