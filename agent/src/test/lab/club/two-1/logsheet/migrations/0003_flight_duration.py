from django.db import migrations, models
from django.db.models import F


def copy(apps, schema_editor):
    """Only what has no duration yet: what this release itself has written stays."""
    apps.get_model("logsheet", "Flight").objects.filter(duration=0).exclude(minutes=0).update(duration=F("minutes"))


copy.towline_repeatable = True


class Migration(migrations.Migration):

    dependencies = [
        ('logsheet', '0002_winches'),
    ]

    operations = [
        migrations.AddField(
            model_name='flight',
            name='duration',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.RunPython(copy, migrations.RunPython.noop),
    ]
