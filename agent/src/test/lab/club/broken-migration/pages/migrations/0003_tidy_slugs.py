from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("pages", "0002_first_pages"),
    ]

    operations = [
        migrations.CreateModel(
            name="Redirect",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("old", models.SlugField()),
            ],
        ),
        migrations.RunSQL("UPDATE pages_page SET slug = lower(path) WHERE slug <> lower(path)"),
    ]
