"""`sweep [--day]`: take the steps that the law attaches to the passing of time. Once a night; twice does no harm."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from dossiers.sweep import sweep


class Command(BaseCommand):
    """Prints what was done; ends with 1 when a file could not be swept, with 2 for a day that cannot be read."""

    help = "Note terms that have passed and end mediation whose period is over, through the door."

    def add_arguments(self, parser: CommandParser) -> None:
        """The day to sweep for, and the form of the answer."""
        parser.add_argument("--day", metavar="DATE", help="as of this day, not after today (default: today)")
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep and say what was done."""
        try:
            day = dt.date.fromisoformat(options["day"]) if options["day"] else timezone.localdate()
            done = sweep(day=day)
        except ValueError as error:
            raise CommandError(
                _("--day: not a date up to today: %(day)s") % {"day": options["day"]}, returncode=2
            ) from error
        if options["json"]:
            self.stdout.write(json.dumps(done.as_json(), ensure_ascii=False, indent=2))
        else:
            lines = [
                (_("Day"), done.day.isoformat()),
                (_("Files looked at"), done.looked_at),
                (_("Dates worked out"), len(done.completed)),
                (_("Terms noted as passed"), len(done.noted)),
                (_("Cases ended because the period has passed"), len(done.ended)),
                (_("Period passed, within the days of grace"), len(done.in_grace)),
                (_("Period passed, waiting for a person's decision"), len(done.undecided)),
                (_("Warnings noted"), len(done.warned)),
                (_("Found for people to decide"), len(done.found)),
                (_("Files that could not be swept"), len(done.errors)),
            ]
            for label, value in lines:
                self.stdout.write(f"{label}: {value}")
            for code, reason in done.errors:
                self.stderr.write(f"  {code}: {reason}")
        if done.errors:
            raise CommandError(_("%(n)s files could not be swept.") % {"n": len(done.errors)}, returncode=1)
