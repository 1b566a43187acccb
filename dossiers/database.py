"""What a command that reads or writes files asks of the database before it begins."""

from __future__ import annotations

from django.core.management import call_command
from django.core.management.base import CommandError, OutputWrapper
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

BAD_INPUT = 2


def make_ready(said: OutputWrapper) -> None:
    """Make the tables of an empty database, quietly but for a line on `said`; leave any other as it is.

    A database whose tables are older than the program is nobody's to change in passing: it ends the command with 2, and
    so does one that does not answer.
    """
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        tables = connection.introspection.table_names() if waiting else []
    except OperationalError as broken:
        raise CommandError(_("DATABASE_URL: the database does not answer."), returncode=BAD_INPUT) from broken
    if not waiting:
        return
    if tables:
        sentence = _("DATABASE_URL: the tables are older than the program; bring them up with: %(command)s")
        raise CommandError(sentence % {"command": "manage.py migrate"}, returncode=BAD_INPUT)
    call_command("migrate", interactive=False, verbosity=0)
    said.write(_("The database was empty; its tables have been made."))
