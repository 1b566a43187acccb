"""What the commands over `statutes` share: reading a file, one JSON object out, and the three exit codes."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import get_language

from statutes.facts import BadFact
from statutes.rules import Sentence

REFUSED = 1
BAD_INPUT = 2


def say(sentence: Sentence) -> str:
    """The sentence in the language in use."""
    return sentence.zh if (get_language() or "zh").startswith("zh") else sentence.en


def either(zh: str, en: str) -> str:
    """Chinese or English by the language in use."""
    return say(Sentence("", zh, en))


class LawCommand(BaseCommand):
    """A command that needs no database: the shipped data are enough; what is maintained here joins them."""

    requires_system_checks: list[str] = []  # the law does not depend on the installation
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        """Every such command can answer in JSON."""
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output")

    def put(self, answer: dict[str, Any], table: Iterable[str], *, as_json: bool) -> None:
        """One JSON object, or the table for people."""
        if as_json:
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
            return
        for line in table:
            self.stdout.write(line)

    def refuse(self, answer: dict[str, Any], sentences: Iterable[Sentence], *, as_json: bool) -> CommandError:
        """The error that ends the command with 1; the JSON (or the sentences) say why."""
        said = "\n".join(say(one) for one in sentences)
        if as_json:
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
        return CommandError(said, returncode=REFUSED)

    def bad(self, sentence: Sentence | BadFact) -> CommandError:
        """The error that ends the command with 2; the sentence names the field."""
        return CommandError(say(sentence.sentence if isinstance(sentence, BadFact) else sentence), returncode=BAD_INPUT)

    def read(self, file: str) -> Any:
        """The JSON in a file, or on standard input for `-`. Ends with 2 when it is none."""
        try:
            text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8-sig")
            return json.loads(text)
        except OSError as error:
            raise self.bad(
                Sentence("no_file", f"FILE：读不到{file}：{error.strerror}", f"FILE: {file}: {error.strerror}")
            ) from error
        except (ValueError, RecursionError) as error:
            raise self.bad(
                Sentence("no_json", f"FILE：{file} 不是 JSON：{error}", f"FILE: {file} is no JSON: {error}")
            ) from error


def columns(rows: Iterable[tuple[str, ...]]) -> list[str]:
    """Rows set in columns; a Chinese character is two columns wide."""
    table = list(rows)
    widths = [max(_width(row[n]) for row in table if len(row) > n) for n in range(max(len(row) for row in table))]
    return ["  ".join(cell + " " * (widths[n] - _width(cell)) for n, cell in enumerate(row)).rstrip() for row in table]


def _width(text: str) -> int:
    return sum(2 if ord(char) > 0x2E7F else 1 for char in text)
