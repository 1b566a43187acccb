"""`sample_documents DIR [--json]`: one PDF of every kind of paper, from one full sample dossier, and `index.json`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from documents.kinds import PAPERS
from documents.samples import CREATED, IDENTIFIER, sample


class Command(BaseCommand):
    """Needs no database. The same run twice gives the same bytes: record, identifier and time are fixed."""

    help = "Print one paper of every kind from a sample dossier into a folder, with an index."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        """The folder and the form of the answer."""
        parser.add_argument("directory", metavar="DIR", help="folder to write into; made if it is not there")
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print, write the index, say what was written. A folder that cannot be written ends with 2."""
        from documents.fonts import FontsMissing
        from documents.render import render

        folder = Path(options["directory"])
        index: list[dict[str, Any]] = []
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for kind, row in PAPERS.items():
                contents = sample(kind)
                done = render(kind, contents, identifier=IDENTIFIER, created=CREATED)
                name = f"{kind.value}.pdf"
                (folder / name).write_bytes(done.pdf)
                index.append({
                    "kind": kind.value, "title": contents.title or row.title, "format": row.format.value, "file": name,
                    "pages": done.pages, "sha256": done.sha256, "number": contents.number,
                })  # fmt: skip
            text = json.dumps(index, ensure_ascii=False, indent=2) + "\n"
            (folder / "index.json").write_text(text, encoding="utf-8")
        except OSError as wrong:
            raise CommandError(_("DIR: cannot be written: %(why)s") % {"why": wrong}, returncode=2) from wrong
        except FontsMissing as wrong:
            raise CommandError(str(wrong), returncode=1) from wrong
        if options["json"]:
            answer = {"directory": str(folder), "documents": index}
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
            return
        for one in index:
            self.stdout.write("{number}  {title}  {file}  {pages}  {sha256}".format(**one))
