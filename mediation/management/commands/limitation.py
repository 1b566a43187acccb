"""When does a claim run out? `manage.py limitation facts.json --json`"""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from lawbook.tables import for_commands
from mediation.management.commands._law import LawCommand, columns, either, say
from statutes.facts import BadFact, Facts
from statutes.limitation import CLAIM_TYPES, KINDS, Limitation, limitation_of
from statutes.rules import Sentence


class Command(LawCommand):
    """`limitation FILE`: the last day, the days left, and what moved it. `--kinds` names the events."""

    help = "Arbitration limitation of one claim, from a JSON file or - for standard input."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, or the list of kinds."""
        super().add_arguments(parser)
        parser.add_argument("file", nargs="?", metavar="FILE", help="a JSON file, or - for standard input")
        parser.add_argument("--kinds", action="store_true", help="the kinds of events and claims")

    def handle(self, *args: Any, **options: Any) -> None:
        """Work it out, or name the field that is wrong."""
        as_json: bool = options["json"]
        if options["kinds"]:
            self.put(_kinds(), _kind_table(), as_json=as_json)
            return
        if not options["file"]:
            raise self.bad(Sentence("no_file", "FILE：缺少文件", "FILE: missing"))
        _figures, calendar = for_commands()
        try:
            found = limitation_of(Facts.of(self.read(options["file"])), calendar)
        except BadFact as error:
            raise self.bad(error) from error
        except OverflowError as error:
            raise self.bad(Sentence("far", "known_on：日期超出范围", "known_on: the date is out of range")) from error
        self.put(_answer(found), _table(found), as_json=as_json)


def _answer(found: Limitation) -> dict[str, Any]:
    return {
        "claim_type": found.claim_type,
        "ends_on": found.ends_on.isoformat() if found.ends_on else None,
        "no_limitation_while_employed": found.no_limitation_while_employed,
        "days_left": found.days_left,
        "expired": found.expired,
        "suspended": found.suspended,
        "raw_end": found.raw_end.isoformat() if found.raw_end else None,
        "started_on": found.started_on.isoformat() if found.started_on else None,
        "rolled_over": found.rolled_over,
        "trail": [
            {
                "on": entry.on.isoformat(),
                "what": say(entry.what),
                "code": entry.what.code,
                "article": entry.article,
                "evidence": entry.evidence,
            }
            for entry in found.trail
        ],
        "warnings": [{"code": one.code, "sentence": say(one)} for one in found.warnings],
        "missing": list(found.missing),
    }


def _table(found: Limitation) -> list[str]:
    ends = found.ends_on.isoformat() if found.ends_on else "–"
    left = str(found.days_left) if found.days_left is not None else "–"
    lines = columns(
        [
            (either("请求", "claim"), either(CLAIM_TYPES[found.claim_type].zh, CLAIM_TYPES[found.claim_type].en)),
            (either("时效届满", "ends on"), ends),
            (either("剩余天数", "days left"), left),
        ]
    )
    lines += ["", *columns([(entry.on.isoformat(), say(entry.what), entry.article) for entry in found.trail])]
    return lines + [f"! {say(one)}" for one in found.warnings]


def _kinds() -> dict[str, Any]:
    return {
        "kinds": [
            {
                "kind": kind.key,
                "effect": str(kind.effect),
                "label": {"zh": kind.zh, "en": kind.en},
                "article": kind.article,
            }
            for kind in KINDS.values()
        ],
        "claim_types": [
            {"claim_type": one.key, "label": {"zh": one.zh, "en": one.en}, "remuneration": one.remuneration}
            for one in CLAIM_TYPES.values()
        ],
    }


def _kind_table() -> list[str]:
    return columns([(kind.key, str(kind.effect), either(kind.zh, kind.en), kind.article) for kind in KINDS.values()])
