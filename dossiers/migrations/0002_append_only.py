from django.db import migrations

from dossiers.protection import protect, unprotect


class Migration(migrations.Migration):
    """The log and the list of readings can be added to, never changed."""

    dependencies = [("dossiers", "0001_initial")]

    operations = [migrations.RunPython(protect, unprotect)]
