"""`measure_documents [--json] [--all]`: sets every kind of paper and measures it; ends with 1 if anything deviates."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _


class Command(BaseCommand):
    """Needs no database. The table shows what deviates; with --all every measure."""

    help = "Measure every kind of paper in millimetres and lines against its format (GB/T 9704-2012) and PDF/A-2u."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        """How much is said, and in which form."""
        parser.add_argument("--all", action="store_true", help="show every measure, not only the deviations")
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure, print the table, end with 1 on a deviation and with 2 where this machine cannot measure."""
        from documents.fonts import FontsMissing
        from documents.measuring import missing_tools, trials

        if lacking := missing_tools():
            raise CommandError(
                _("To measure papers this machine lacks: %(tools)s.") % {"tools": ", ".join(lacking)}, returncode=2
            )
        try:
            measured = [(name, trial()) for name, trial in trials()]
        except FontsMissing as wrong:
            raise CommandError(str(wrong), returncode=2) from wrong
        deviations = sum(not one.kept for _name, found in measured for one in found)
        if options["json"]:
            rows = [{"paper": name, "measures": [asdict(one) for one in found]} for name, found in measured]
            self.stdout.write(json.dumps({"deviations": deviations, "papers": rows}, ensure_ascii=False, indent=2))
        else:
            for name, found in measured:
                kept = sum(one.kept for one in found)
                self.stdout.write(f"{kept:>3}/{len(found):<3} {name}")
                for one in found:
                    if options["all"] or not one.kept:
                        self.stdout.write(f"    {'=' if one.kept else '!'} {one.what}: {one.found} ({one.wanted})")
        if deviations:
            raise CommandError(_("%(count)s measures deviate.") % {"count": deviations}, returncode=1)
