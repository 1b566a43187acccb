from django.db import migrations


class Migration(migrations.Migration):
    """Nobody ever read it: a paper that waits for its file is its own job."""

    dependencies = [("dossiers", "0002_append_only")]

    operations = [migrations.DeleteModel(name="Outgoing")]
