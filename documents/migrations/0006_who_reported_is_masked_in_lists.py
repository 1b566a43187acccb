"""Of who reported something lists keep the first character only; the whole name stands in the sealed contents."""

from django.db import migrations


def mask(apps, schema_editor):
    papers = apps.get_model("documents", "Instrument")
    for paper in papers.objects.filter(record="G").exclude(addressee="").only("addressee"):
        papers.objects.filter(pk=paper.pk).update(addressee=f"{paper.addressee[:1]}○○")


class Migration(migrations.Migration):
    dependencies = [("documents", "0005_papers_wait_for_their_seal")]

    operations = [migrations.RunPython(mask, migrations.RunPython.noop)]
