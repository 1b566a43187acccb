"""`manage.py bootstrap`: what a database needs before the first person signs in. Run at every start."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dossiers.models import Dossier, Origin
from mediation.demo.files import Shelf, make_files
from mediation.demo.matters import make_matters
from mediation.demo.people import login_lines, make_people, password_file
from organizations.bodies import make_bodies
from organizations.models import Organization, Region, User
from organizations.regions import load_regions

GANSU = "620000"


class Command(BaseCommand):
    help = (
        "Loads regions, the bodies of Gansu and, unless MEDIATION_DEMO=0, demonstration people and files into an empty "
        "database. What is there is left as it is."
    )
    requires_system_checks = ()  # part of every start, which has checked already

    def handle(self, *args: Any, **options: Any) -> None:
        """Each part only where there is nothing of its kind; a part is made whole or not at all.

        What a replay of published cases leaves behind (inactive bodies, people who cannot sign in) is nothing here.
        """
        if not Region.objects.exists():
            done = load_regions()
            self.stdout.write(_("Regions loaded: %(count)s.") % {"count": done.total})
        if not Organization.objects.filter(is_active=True).exists():
            made = make_bodies(GANSU)
            self.stdout.write(_("Bodies of Gansu made: %(count)s.") % {"count": made.bodies})
        nobody = not User.objects.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX).exists()
        if settings.MEDIATION_DEMO and nobody and not Dossier.objects.exclude(origin=Origin.REPLAYED).exists():
            with transaction.atomic():
                shelf = Shelf(make_people(), timezone.now())
                count = make_files(shelf) + make_matters(shelf)
            self.stdout.write(_("Demonstration files walked: %(count)s.") % {"count": count})
        if Dossier.objects.filter(origin=Origin.DEMONSTRATION).exists():
            for line in self._sign_ins():
                self.stdout.write(line)
        elif nobody:
            self.stdout.write(
                _("Nobody can sign in yet. Let the first administrator in with: %(command)s")
                % {"command": "manage.py admit USERNAME --name … --body … --role body_administrator"}
            )

    def _sign_ins(self) -> list[str]:
        """Who can sign in to the demonstration; a lost password is said to be lost, never made up anew."""
        if password_file().exists():
            return login_lines()
        return [_("The demonstration's password is lost: %(file)s is missing.") % {"file": password_file()}]
