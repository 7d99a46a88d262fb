from django.db import migrations


def welcome(apps, schema_editor):
    apps.get_model("notices", "Notice").objects.create(title="New here", body="The club has a **notice board** now.")


class Migration(migrations.Migration):

    dependencies = [
        ("notices", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(welcome, migrations.RunPython.noop),
    ]
