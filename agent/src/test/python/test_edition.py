"""What is an edit of a migration that has run, and what only looks like one."""
import os
import sys
import unittest

from support import PACKAGE

sys.path.insert(0, PACKAGE)
from towline_django.edition import EDITED, OTHERWISE, SAME, Edition, compared  # noqa: E402

RAN = """
import datetime
from django.db import migrations, models
import django.db.models.deletion


def fill(apps, schema_editor):
    apps.get_model("club", "Thing").objects.update(day=datetime.date(2020, 1, 1))


class Migration(migrations.Migration):

    dependencies = [
        ("club", "0001_initial"),
        ("auth", "0012_x"),
    ]

    operations = [
        migrations.AddField("thing", "owner", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="club.owner")),
        migrations.RunPython(fill),
    ]
"""


class Editions(unittest.TestCase):
    def verdict(self, *changes, package=False, old=False):
        text = RAN
        for before, after in changes:
            self.assertIn(before, text)
            text = text.replace(before, after)
        ran, now = Edition(RAN), Edition(text)
        return compared(ran.plain, {} if old else ran.recorded(), now, package)

    def test_imports_in_another_order_or_that_nothing_uses(self):
        self.assertEqual(SAME, self.verdict(("import datetime\nfrom django.db import migrations, models\nimport django.db.models.deletion",
                                             "import uuid\nimport django.db.models.deletion\nfrom django.db import models\nfrom django.db import migrations\nimport datetime")))

    def test_replaces_that_was_added(self):
        added = "    dependencies", "    replaces = [('club', '0002_a'), ('club', '0003_b')]\n    dependencies"
        self.assertEqual(SAME, self.verdict(added))
        self.assertEqual(SAME, self.verdict(added, old=True), "an earlier version has recorded less")

    def test_docstrings(self):
        self.assertEqual(SAME, self.verdict(("\nimport datetime", "'''A module.'''\nimport datetime"), ("schema_editor):", "schema_editor):\n    'It fills.'"),
                                            ("Migration):", "Migration):\n    'One.'")))

    def test_dependencies_in_another_order(self):
        self.assertEqual(SAME, self.verdict(('        ("club", "0001_initial"),\n        ("auth", "0012_x"),\n', '        ("auth", "0012_x"),\n        ("club", "0001_initial"),\n')))

    def test_another_operation(self):
        for package in (False, True):
            self.assertEqual(EDITED, self.verdict(("AddField(", "AlterField("), package=package))
            self.assertEqual(EDITED, self.verdict(("        migrations.RunPython(fill),\n", ""), package=package))

    def test_another_argument(self):
        for package in (False, True):
            self.assertEqual(EDITED, self.verdict(("deletion.CASCADE", "deletion.PROTECT"), package=package))

    def test_operations_in_another_order(self):
        for package in (False, True):
            self.assertEqual(EDITED, self.verdict(("),\n        migrations.RunPython(fill),\n    ]", "),\n    ]"), ("    operations = [\n", "    operations = [\n        migrations.RunPython(fill),\n"), package=package))

    def test_another_body_of_what_an_operation_names(self):
        for package in (False, True):
            self.assertEqual(EDITED, self.verdict(("date(2020", "date(2021"), package=package))

    def test_the_same_name_from_elsewhere(self):
        self.assertEqual(EDITED, self.verdict(("import datetime", "import ours as datetime")))

    def test_a_dependency_more_is_a_package_s_own_affair(self):
        more = '        ("auth", "0012_x"),\n', '        ("auth", "0012_x"),\n        ("sites", "0001_initial"),\n'
        self.assertEqual(EDITED, self.verdict(more))
        self.assertEqual(OTHERWISE, self.verdict(more, package=True))

    def test_what_an_earlier_version_has_recorded(self):
        self.assertEqual(SAME, self.verdict(old=True))
        self.assertEqual(EDITED, self.verdict(("deletion.CASCADE", "deletion.PROTECT"), old=True, package=True))

    def test_operations_that_are_computed_are_compared_as_a_whole(self):
        ran = Edition(RAN.replace("    operations = [", "    operations = made() + ["))
        self.assertIsNone(ran.operations)
        self.assertEqual(EDITED, compared(ran.plain, ran.recorded(), Edition(RAN), True))

    def test_the_migrations_of_django_itself_are_read(self):
        import django.contrib.auth.migrations as there
        folder = os.path.dirname(there.__file__)
        for name in (n for n in os.listdir(folder) if n[:1] == "0"):
            with open(os.path.join(folder, name), encoding="utf-8") as source:
                text = source.read()
            self.assertIsNotNone(Edition(text).operations, name)
            self.assertEqual(Edition(text).recorded(), Edition("# -\n" + text).recorded())
