"""`manage.py replay FILE`: every record of a file of published cases, opened and walked through the doors."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from cases.replay.bodies import Stage
from cases.replay.page import page
from cases.replay.source import BadSource, Record, read_records
from cases.replay.walk import Outcome, replay_record
from dossiers.database import make_ready
from workflows.books import PROCEDURES

SHIPPED = Path(__file__).resolve().parents[2] / "data" / "published-cases.json"
BAD_INPUT = 2


class Command(BaseCommand):
    help = (
        "Opens every record of FILE (shaped like cases/data/published-cases.json; - is standard input; without FILE "
        "the shipped one) and walks it through the doors as far as its source goes: a settled one is closed where "
        "the source tells that everything was performed or calls the file closed, and stays with its outcome where "
        "it tells neither; nothing goes on to the archive, which no source mentions. Every record says why it stopped "
        "there (stopped_because), what was supplied and what is held as published. An empty database gets its tables "
        "first. Replayed files enter no official figure."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and whether anything stays."""
        parser.add_argument("file", nargs="?", default=str(SHIPPED), metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="walk everything, keep nothing")
        form = parser.add_mutually_exclusive_group()
        form.add_argument("--json", action="store_true", help="one JSON object on standard output")
        form.add_argument("--markdown", action="store_true", help="the page docs/replay.md on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the whole file, walk every record, say what became of each."""
        records = self._read(options["file"])
        make_ready(self.stderr)
        stage = Stage()
        with transaction.atomic():
            stage.set_up()
            done = [replay_record(record, stage) for record in records]
            if options["dry_run"]:
                transaction.set_rollback(True)
        answer = summary(done)
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
            return
        if options["markdown"]:
            self.stdout.write(page(answer), ending="")
            return
        for line in _table(done, answer, dry=options["dry_run"]):
            self.stdout.write(line)

    def _read(self, file: str) -> list[Record]:
        try:
            text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            what = error.strerror if isinstance(error, OSError) else str(error)
            raise CommandError(
                _("FILE: %(file)s: %(what)s") % {"file": file, "what": what}, returncode=BAD_INPUT
            ) from error
        try:
            return read_records(json.loads(text))
        except BadSource as wrong:
            raise CommandError(str(wrong), returncode=BAD_INPUT) from wrong
        except (ValueError, RecursionError) as error:
            raise CommandError(
                _("FILE: %(file)s is no JSON: %(what)s") % {"file": file, "what": error}, returncode=BAD_INPUT
            ) from error


def summary(done: list[Outcome]) -> dict[str, Any]:
    """The whole answer: how many were opened, where they stand, how they ended, and each record's detail."""
    opened = [one for one in done if one.state]
    return {
        "records": len(done),
        "opened": len(opened),
        "by_state": _counted(one.state for one in opened),
        "by_outcome": _counted(one.outcome or "open" for one in opened),
        "by_procedure": _counted(one.procedure for one in done),
        "by_source_outcome": _counted(one.record.outcome or "unknown" for one in done),
        "records_detail": [one.as_json() for one in done],
    }


def _counted(values: Any) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))


def _table(done: list[Outcome], answer: dict[str, Any], *, dry: bool) -> list[str]:
    lines = []
    for one in (row for first in done for row in (first, first.also) if row):
        state = str(PROCEDURES[one.procedure].State(one.state).label) if one.state else _("not opened")
        counts = _("steps %(steps)s, supplied %(supplied)s, held %(held)s") % {
            "steps": len(one.steps), "supplied": len(one.supplied), "held": len(one.held),
        }  # fmt: skip
        lines.append(f"{one.record.id}  {state}  {one.reference or '–'}  {counts}")
        lines += [f"      {one.stopped_because}"] if one.stopped_because else []
        lines += [f"      {row['step']}: {' '.join(row['sentences'])}" for row in one.refused]
    labels = {state.value: state.label for book in reversed(PROCEDURES.values()) for state in book.State}
    states = "，".join(f"{labels[state]} {count}" for state, count in answer["by_state"].items())
    lines.append(
        _("Records: %(records)s, opened: %(opened)s. %(states)s.")
        % {"records": answer["records"], "opened": answer["opened"], "states": states}
    )
    if dry:
        lines.append(_("Dry run: nothing has been kept."))
    return lines
