"""`manage.py prepare`: what has to be true of the database and the static files before serving."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection
from django.utils.translation import gettext as _


class Command(BaseCommand):
    help = "Migrates the database, loads what a first start needs and collects static files. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            connection.ensure_connection()
        except OperationalError as error:
            raise CommandError(
                _("The database of DATABASE_URL cannot be reached: %(why)s") % {"why": str(error).strip()},
                returncode=2,
            ) from error
        call_command("migrate", interactive=False, verbosity=1 if options["verbosity"] > 1 else 0)
        call_command("bootstrap")
        call_command("collectstatic", interactive=False, verbosity=0)
