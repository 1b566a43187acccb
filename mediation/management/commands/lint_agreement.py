"""What stops this agreement? `manage.py lint_agreement agreement.json --json`"""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from mediation.management.commands._law import LawCommand, columns, either, say
from statutes.agreement import Level, lint, rules
from statutes.facts import BadFact
from statutes.rules import Sentence


class Command(LawCommand):
    """`lint_agreement FILE`: every finding with its article, and whether the text may be signed."""

    help = "Findings in a mediation agreement, from a JSON file or - for standard input. --rules lists the rules."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, or the list of rules."""
        super().add_arguments(parser)
        parser.add_argument("file", nargs="?", metavar="FILE", help="a JSON file, or - for standard input")
        parser.add_argument("--rules", action="store_true", help="all rules")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look, or name the field that has the wrong shape."""
        as_json: bool = options["json"]
        if options["rules"]:
            listed = [
                {
                    "rule": rule.code,
                    "level": str(rule.level),
                    "sentence": {"zh": rule.sentence.zh, "en": rule.sentence.en},
                    "article": rule.article,
                }
                for rule in rules().values()
            ]
            self.put(
                {"rules": listed},
                columns([(one.code, str(one.level), say(one.sentence), one.article) for one in rules().values()]),
                as_json=as_json,
            )
            return
        if not options["file"]:
            raise self.bad(Sentence("no_file", "FILE：缺少文件", "FILE: missing"))
        try:
            found = lint(self.read(options["file"]))
        except BadFact as error:
            raise self.bad(error) from error
        answer = {
            "findings": [
                {
                    "rule": one.rule,
                    "level": str(one.level),
                    "where": one.where,
                    "sentence": say(one.sentence),
                    "article": one.article,
                    "found": one.found,
                }
                for one in found.findings
            ],
            "signable": found.signable,
            "closed_routes": list(found.closed_routes),
        }
        marks = {Level.BLOCK: either("不能签署", "block"), Level.WARN: either("提示", "warn"),
                 Level.SUGGEST: either("建议", "suggest")}  # fmt: skip
        rows = [(marks[one.level], one.where, say(one.sentence), one.article) for one in found.findings]
        verdict = either("可以签署", "may be signed") if found.signable else either("不能签署", "must not be signed")
        self.put(answer, [*(columns(rows) if rows else []), verdict], as_json=as_json)
