"""`verify_audit [--anchor FILE] [--write-anchor FILE] [--json]`: walk every chain, say where one breaks.

Papers and exhibits are read too and compared with the hashes in the log.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from dossiers import audit
from dossiers.database import make_ready
from dossiers.models import Dossier


class Command(BaseCommand):
    """Ends with 0 when every chain holds, 1 when one does not, 2 when the anchor cannot be read."""

    help = (
        "Verify the log of every file, its papers and exhibits; compare with an anchor kept outside; write a new one."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Anchors to read and write, and the form of the answer."""
        parser.add_argument("--anchor", metavar="FILE", help="an anchor written earlier (- for standard input)")
        parser.add_argument("--write-anchor", metavar="FILE", help="write the anchor of today, to be kept outside")
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        """Verify; a new anchor is written only over chains that hold."""
        deposited = self._read(options["anchor"]) if options["anchor"] else None
        make_ready(self.stderr)
        found = audit.survey(Dossier.objects.all(), deep=True)
        bad = found.first_bad
        if options["anchor"] and bad is None:
            try:
                bad = audit.against(deposited)
            except audit.AnchorDamaged as wrong:
                raise CommandError(
                    _("--anchor: not an anchor of this system: %(why)s") % {"why": wrong}, returncode=2
                ) from wrong
        found = audit.Survey(found.dossiers, found.events, bad)
        if options["write_anchor"] and bad is None:
            self._write(options["write_anchor"])
        if options["json"]:
            self.stdout.write(json.dumps(found.as_json(), ensure_ascii=False, indent=2))
        else:
            self.stdout.write(_("Files: %(n)s") % {"n": found.dossiers})
            self.stdout.write(_("Events: %(n)s") % {"n": found.events})
            if bad is None:
                self.stdout.write(_("Every chain holds."))
        if bad is not None:
            where = {"dossier": bad.dossier, "seq": bad.seq, "reason": bad.reason}
            raise CommandError(_("First break: file %(dossier)s, event %(seq)s: %(reason)s") % where, returncode=1)

    def _read(self, file: str) -> Any:
        try:
            return json.loads(sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8"))
        except (OSError, ValueError) as wrong:
            raise CommandError(_("--anchor: cannot be read: %(why)s") % {"why": wrong}, returncode=2) from wrong

    def _write(self, file: str) -> None:
        text = json.dumps(audit.anchor(), ensure_ascii=False, indent=1)
        try:
            Path(file).write_text(text + "\n", encoding="utf-8")
        except OSError as wrong:
            raise CommandError(
                _("--write-anchor: cannot be written: %(why)s") % {"why": wrong}, returncode=2
            ) from wrong
