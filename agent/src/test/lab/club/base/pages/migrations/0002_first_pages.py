from django.db import migrations


def first_pages(apps, schema_editor):
    Page = apps.get_model("pages", "Page")
    Page.objects.get_or_create(slug="about", defaults={"title": "About us", "body": "We fly gliders.\n\nSince 1962."})
    Page.objects.get_or_create(slug="visit", defaults={"title": "Visit us", "body": "Every Sunday, *weather permitting*."})


class Migration(migrations.Migration):

    dependencies = [
        ("pages", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(first_pages, migrations.RunPython.noop),
    ]
