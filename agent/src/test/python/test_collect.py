"""What `towline lint` learns from a project, without a database: collect.py."""
import json
import os
import subprocess
import sys
import tempfile
import textwrap
import unittest

from support import PACKAGE

SETTINGS = """
SECRET_KEY = "x"
INSTALLED_APPS = ["django.contrib.contenttypes", "club"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "nowhere"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
"""
HEAD = """
from django.db import migrations, models
import django.utils.timezone
import uuid


class Migration(migrations.Migration):
    dependencies = [%s]
    %s
    operations = [
%s
    ]
"""
FIRST = """
        migrations.CreateModel("Member", [("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(max_length=50)), ("age", models.IntegerField(null=True))]),
        migrations.CreateModel("Booking", [("id", models.BigAutoField(primary_key=True)), ("member", models.ForeignKey("club.Member", on_delete=models.CASCADE))]),
"""


class Collect(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.count = 0
        self.write("site_settings.py", SETTINGS)
        self.write("manage.py", 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_settings")\n')
        self.write("club/__init__.py", "")
        self.write("club/migrations/__init__.py", "")
        self.migration(FIRST)

    def write(self, name, text):
        path = os.path.join(self.folder.name, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def migration(self, operations, more=""):
        self.count += 1
        before = '("club", "%04d_some")' % (self.count - 1) if self.count > 1 else ""
        self.write("club/migrations/%04d_some.py" % self.count, HEAD % (before, more, textwrap.indent(textwrap.dedent(operations), " " * 8)))

    def collect(self, **more):
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "", **more}
        done = subprocess.run([sys.executable, os.path.join(PACKAGE, "towline_django", "collect.py"), "--project", self.folder.name],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True, env=environment)
        self.assertEqual(0, done.returncode, done.stderr)
        path = done.stdout.strip()
        with open(path, encoding="utf-8") as file:
            found = json.load(file)
        os.unlink(path)
        return found

    def operations(self):
        found = self.collect()
        self.assertEqual([], found["errors"])
        return found["migrations"][-1]["operations"]

    def sql(self):
        return [s["sql"] for operation in self.operations() for s in operation["statements"]]

    def test_it_is_the_sql_of_postgresql_whatever_the_settings_say_and_no_database_is_made(self):
        self.migration('migrations.AddField("Member", "points", models.IntegerField(default=1)),')
        self.assertEqual(['ALTER TABLE "club_member" ADD COLUMN "points" integer DEFAULT 1 NOT NULL',
                          'ALTER TABLE "club_member" ALTER COLUMN "points" DROP DEFAULT'], [s.rstrip(";") for s in self.sql()])
        self.assertNotIn("nowhere", os.listdir(self.folder.name))

    def test_each_operation_knows_its_line(self):
        self.migration('migrations.AddField("Member", "a", models.IntegerField(null=True)),\nmigrations.AddField("Member", "b", models.IntegerField(null=True)),')
        self.assertEqual([(11, 9), (12, 9)], [(o["line"], o["column"]) for o in self.operations()])

    def test_the_type_before_is_told(self):
        self.migration('migrations.AlterField("Member", "name", models.CharField(max_length=20)),')
        self.assertEqual({"club_member.name": "varchar(50)"}, self.operations()[0]["was"])

    def test_names_of_constraints_are_guessed_from_the_state(self):
        self.migration('migrations.AlterField("Booking", "member", models.ForeignKey("club.Member", null=True, on_delete=models.CASCADE)),')
        self.assertIsNone(self.operations()[0]["opaque"])

    def test_python_is_named_and_not_run(self):
        self.migration('migrations.RunPython(lambda apps, editor: 1 / 0),')
        operation = self.operations()[0]
        self.assertEqual((["<lambda>"], True, []), (operation["python"], operation["irreversible"], operation["statements"]))

    def test_sql_of_the_projects_own_is_marked(self):
        self.migration('migrations.RunSQL([("UPDATE club_member SET age = %s WHERE id = %s", [1, 2])], migrations.RunSQL.noop),')
        self.assertEqual([{"sql": "UPDATE club_member SET age = 1 WHERE id = 2", "source": "runsql"}], self.operations()[0]["statements"])

    def test_an_operation_that_asks_the_database_is_opaque_and_the_others_are_not(self):
        self.write("club/ops.py", """
from django.db.migrations.operations.base import Operation


class Ask(Operation):
    def state_forwards(self, app_label, state):
        pass

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("DELETE FROM club_member")
""")
        self.migration('__import__("club.ops").ops.Ask(),\nmigrations.AddField("Member", "a", models.IntegerField(null=True)),')
        first, second = self.operations()
        self.assertIn("it sends a statement of its own: DELETE FROM club_member", first["opaque"])
        self.assertIsNone(second["opaque"])
        self.assertEqual(1, len(second["statements"]))

    def test_concurrently_in_a_transaction_is_told(self):
        text = 'from_postgres.AddIndexConcurrently("Member", models.Index(fields=["name"], name="n")),'.replace("from_postgres", '__import__("django.contrib.postgres.operations").contrib.postgres.operations')
        self.migration(text)
        self.assertIn("NotSupportedError", self.operations()[0]["transaction"])
        self.count -= 1
        self.migration(text, "atomic = False")
        self.assertEqual([], [o["transaction"] for o in self.operations() if o["transaction"]])
        self.assertIn("CREATE INDEX CONCURRENTLY", self.sql()[0])

    def test_what_cannot_be_imported_says_where(self):
        self.write("club/migrations/0002_bad.py", "import nothing_of_that_name\n")
        found = self.collect()
        self.assertEqual([], found["migrations"])
        self.assertIn("nothing_of_that_name", found["errors"][0]["message"])
        self.assertTrue(found["errors"][0]["file"].endswith("0002_bad.py"), found)

    DECOUPLE = """
import os


class UndefinedValueError(Exception):
    pass


def config(option, default=None, cast=str):
    if option in os.environ:
        return cast(os.environ[option])
    if default is None:
        raise UndefinedValueError("{} not found. Declare it as envvar or define a default value.".format(option))
    return cast(default)
"""
    ENVIRON = """
import os


class ImproperlyConfigured(Exception):
    pass


class Env:
    ENVIRON = os.environ

    def __call__(self, var, default=None):
        try:
            return self.ENVIRON[var]
        except KeyError as e:
            if default is None:
                raise ImproperlyConfigured("Set the {} environment variable".format(var)) from e
            return default
"""

    def test_what_the_settings_need_gets_a_stand_in_and_is_named(self):
        self.write("decouple.py", self.DECOUPLE)
        self.write("environ.py", self.ENVIRON)
        self.write("site_settings.py", SETTINGS + """
import os
from decouple import config
from environ import Env
env = Env()
SECRET_KEY = os.environ["CLUB_SECRET_KEY"]
PORT = int(os.environ.get("CLUB_MAIL_PORT"))
DEBUG = config("CLUB_DEBUG", cast=lambda v: {"true": True, "false": False}[v.lower()])
CACHE = env("CLUB_CACHE_URL").split("://")[1]
RATE = config("CLUB_RATE", cast=float)
LEFT = env("CLUB_LEFT", default="as it was") + os.environ.get("CLUB_OTHER", "")
assert LEFT == "as it was" and DEBUG is False
""")
        found = self.collect()
        self.assertEqual([], found["errors"])
        self.assertEqual(1, len(found["migrations"]))
        self.assertEqual(["CLUB_CACHE_URL", "CLUB_DEBUG", "CLUB_MAIL_PORT", "CLUB_RATE", "CLUB_SECRET_KEY"], sorted(found["standIns"]))
        given = self.collect(CLUB_SECRET_KEY="s", CLUB_MAIL_PORT="25", CLUB_DEBUG="false", CLUB_CACHE_URL="a://b", CLUB_RATE="0.5")
        self.assertEqual({}, given["standIns"])

    def test_an_empty_secret_key_is_named_as_well(self):
        self.write("site_settings.py", SETTINGS.replace('SECRET_KEY = "x"', 'import os\nSECRET_KEY = os.environ.get("SECRET_KEY", "")'))
        self.write("club/models.py", "from django.conf import settings\nKEY = settings.SECRET_KEY\n")
        self.assertEqual(["SECRET_KEY"], list(self.collect()["standIns"]))

    def test_a_variable_for_which_no_stand_in_will_do_is_named_with_the_place(self):
        self.write("site_settings.py", SETTINGS + "\nimport os\nLEVEL = {'gold': 1}[os.environ['CLUB_LEVEL']]\n")
        error = self.collect()["errors"][0]
        self.assertIn("the settings need the environment variable CLUB_LEVEL", error["message"])
        self.assertIn("--env-file FILE", error["message"])
        self.assertTrue(error["file"].endswith("site_settings.py"), error)

    def test_a_wrong_value_that_was_given_is_not_replaced(self):
        self.write("site_settings.py", SETTINGS + "\nimport os\nPORT = int(os.environ['CLUB_PORT'])\n")
        self.assertIn("invalid literal", self.collect(CLUB_PORT="high")["errors"][0]["message"])

    def test_another_failure_blames_no_variable(self):
        self.write("site_settings.py", SETTINGS + "\nimport os\nos.environ.get('CLUB_OTHER')\nraise RuntimeError('no')\n")
        self.assertEqual("RuntimeError: no", self.collect()["errors"][0]["message"])

    def test_an_old_django_is_named(self):
        self.write("django/__init__.py", "VERSION = (3, 2, 25)\ndef get_version():\n    return '3.2.25'\n")
        self.assertIn("Django 3.2.25 is too old: 4.2 is the first", self.collect()["errors"][0]["message"])

    def test_two_last_migrations_are_an_error(self):
        self.migration('migrations.AddField("Member", "a", models.IntegerField(null=True)),')
        self.write("club/migrations/0002_other.py", HEAD % ('("club", "0001_some")', "", ""))
        self.assertIn("several migrations are the last one of club", self.collect()["errors"][0]["message"])

    def test_a_long_history_is_the_same_in_several_processes(self):
        for number in range(120):
            self.migration('migrations.AddField("Member", "f%d", models.IntegerField(null=True)),' % number)
        found = self.collect()
        self.assertEqual(["%04d_some" % n for n in range(1, 122)], [m["name"] for m in found["migrations"]])
        self.assertEqual(['ALTER TABLE "club_member" ADD COLUMN "f119" integer NULL'],
                         [s["sql"].rstrip(";") for s in found["migrations"][-1]["operations"][0]["statements"]])


if __name__ == "__main__":
    unittest.main()
