from typing import Any

from django.db import migrations, models


def void_drafts(apps: Any, schema_editor: Any) -> None:
    """A draft taken back is void at once now, no longer when the next one is issued."""
    papers = apps.get_model("documents", "Instrument").objects
    papers.filter(
        kind="mediation_agreement", dossier__case__settlement__isnull=False, dossier__case__settlement__drafted_on=None
    ).update(status="void")


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial"), ("cases", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="instrument",
            name="status",
            field=models.CharField(
                choices=[
                    ("waiting", "Being set"),
                    ("ready", "Issued"),
                    ("failed", "Could not be set"),
                    ("void", "Void"),
                ],
                default="waiting",
                max_length=8,
                verbose_name="Status",
            ),
        ),
        migrations.RunPython(void_drafts, migrations.RunPython.noop),
    ]
