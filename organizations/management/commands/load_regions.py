"""`manage.py load_regions`: the regions that are shipped, into the table; may be repeated."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from organizations.regions import EDITION, load_regions


class Command(BaseCommand):
    help = "Loads all regions to county level and Gansu's townships. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say what changed."""
        done = load_regions()
        self.stdout.write(
            _("Regions (edition %(edition)s): %(total)s, of which new %(added)s, changed %(changed)s.")
            % {"edition": EDITION, "total": done.total, "added": done.added, "changed": done.changed}
        )
