"""`manage.py make_bodies --province 62`: the bodies of a province, made from the region table."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from organizations.bodies import NoPattern, make_bodies


class Command(BaseCommand):
    help = (
        "Makes a union federation with its mediation centre, a court, a labour bureau with its arbitration committee, "
        "a procuratorate and a justice bureau for the province, its prefectures and its counties. Existing ones stay."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Which province."""
        parser.add_argument("--province", required=True, metavar="CODE", help="two or six digits, for example 62")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is missing; 2 when the province cannot be read, 1 when no pattern fits it."""
        code = str(options["province"]).strip()
        if not (code.isascii() and code.isdigit() and (len(code) == 2 or (len(code) == 6 and code.endswith("0000")))):
            raise CommandError(
                _("--province: %(code)s is no province code such as 62 or 620000.") % {"code": code}, returncode=2
            )
        try:
            done = make_bodies(code)
        except NoPattern as odd:
            raise CommandError(
                _("--province: the bodies of a municipality are not named by this pattern; enter them one by one."),
                returncode=1,
            ) from odd
        except LookupError as unknown:
            raise CommandError(
                _("--province: the region table holds no province %(code)s; run load_regions first.") % {"code": code},
                returncode=2,
            ) from unknown
        self.stdout.write(
            _(
                "Bodies for %(regions)s regions: %(bodies)s, of which new %(new)s. "
                "Organ marks are proposals; legal types are not maintained."
            )
            % {"regions": done.regions, "bodies": done.bodies, "new": done.new}
        )
