"""Several databases in one site: each its own plan, ledger and contract; on PostgreSQL, on SQLite, and both."""
import hashlib
import os
import sqlite3
import unittest

from support import Code, PostgresTest, sql
from test_sqlite import SqliteTest, THING

SECOND = "DATABASES['logs'] = dict(DATABASES['default'], NAME=os.environ['TEST_LOGS'])\n"
LITE = "DATABASES['logs'] = {'ENGINE': 'django.db.backends.sqlite3', 'NAME': os.environ['TEST_LOGS']}\n"
ROUTED = "DATABASE_ROUTERS = ['club.router.Router']\n"
ROUTER = """
class Router:
    def db_for_read(self, model, **hints):
        return "logs" if model._meta.model_name == "entry" else None

    db_for_write = db_for_read

    def allow_migrate(self, db, app_label, model_name=None, **hints):
        if model_name is None:
            return None
        return (db == "logs") == (model_name == "entry")
"""
OLD = """
class Member(models.Model):
    name = models.CharField(max_length=50)
    nick = models.CharField(max_length=30)

class Entry(models.Model):
    text = models.CharField(max_length=80)
    level = models.IntegerField()
"""
NEW = OLD.replace("    nick = models.CharField(max_length=30)\n", "    born = models.IntegerField(default=1970)\n").replace(
    "    level = models.IntegerField()\n", "    author = models.CharField(max_length=20, default='nobody')\n")
WRITES = """
from club.models import Member, Entry
Member.objects.create(name="m", **({"nick": "n"} if hasattr(Member, "nick") else {}))
Entry.objects.create(text="e", **({"level": 3} if hasattr(Entry, "level") else {}))
"""


class SeveralTest(PostgresTest):
    def site(self, logs, settings=SECOND, migrated=True):
        """The old release, migrated by hand, with rows in both."""
        self.logs = logs
        old = Code(os.path.join(self.folder, "old"), self.database)
        old.environment.update(TEST_SETTINGS=settings + ROUTED, TEST_LOGS=logs)
        old.write("club/router.py", ROUTER).models(OLD).makemigrations()
        if migrated:
            old.manage("migrate")
            old.manage("migrate", "--database", "logs")
            old.python(WRITES)
        return old

    def owned(self):
        return ["--owned", self.database, "--owned", self.logs]

    def shadows(self):
        words = ["--shadow", self.database, self.shadow(self.database)]
        return words if self.logs.startswith("/") else words + ["--shadow", self.logs, self.shadow(self.logs)]

    def planned(self, code, *more, **env):
        return code.towline("plan", "--release", "r2", *self.owned(), *self.shadows(), *more, **env)

    def ran(self, code, planned, *more):
        return code.towline("run", "--release", "r2", *self.owned(), "--plan", planned["file"], *more)

    def waits(self, result):
        return {alias: sorted((w["kind"], w["column"]) for w in one["waiting"] if w["kind"] in ("drop-column", "drop-table")) for alias, one in result["databases"].items()}

    def goes_out(self, old):
        new = self.next(old, NEW)
        planned = self.planned(new, *self.states(old))
        self.assertTrue(planned["ok"], (planned["said"], planned["error"]))
        self.assertEqual(["default", "logs"], list(planned["databases"]))
        ran = self.ran(new, planned)
        self.assertTrue(ran["ok"], (ran["said"], ran["error"]))
        waiting = self.waits(ran)
        self.assertIn(("drop-column", "nick"), waiting["default"])
        self.assertNotIn(("drop-column", "level"), waiting["default"])
        self.assertIn(("drop-column", "level"), waiting["logs"])
        self.assertNotIn(("drop-column", "nick"), waiting["logs"])
        old.python(WRITES)
        new.python(WRITES)
        old.python(WRITES)
        again = self.ran(new, planned)
        self.assertEqual(([], []), (again["databases"]["default"]["applied"], again["databases"]["logs"]["applied"]))
        settled = new.towline("settle", "--release", "r2", *self.owned())
        self.assertEqual(["default", "logs"], list(settled["databases"]))
        kept = new.towline("contract", "--release", "r2", *self.owned(), *self.states(old))
        self.assertFalse(kept["ok"], "old code still needs both")
        done = new.towline("contract", "--release", "r2", *self.owned())
        self.assertTrue(done["ok"], done["said"])
        self.assertEqual({"default": [], "logs": []}, self.waits(done))
        new.python(WRITES)
        return new


class Several(SeveralTest):
    def test_two_databases_each_with_a_shadow_a_plan_and_a_ledger_of_its_own(self):
        self.goes_out(self.site(self.create()))
        for database in (self.database, self.logs):
            self.assertEqual([["t"]], sql(database, "SELECT count(*) > 0 FROM towline.statement"))
        self.assertEqual([["id"], ["name"], ["born"]], sql(self.database, "SELECT attname FROM pg_attribute WHERE attrelid = 'club_member'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum"))
        self.assertEqual([["author"], ["id"], ["text"]], sql(self.logs, "SELECT attname FROM pg_attribute WHERE attrelid = 'club_entry'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY 1"))

    def test_postgresql_and_sqlite_in_one_site(self):
        self.goes_out(self.site(os.path.join(self.folder, "logs.sqlite3"), LITE))
        with sqlite3.connect(self.logs) as connection:
            self.assertEqual(["id", "text", "author"], [row[1] for row in connection.execute("PRAGMA table_info(club_entry)")])
            self.assertGreater(connection.execute("SELECT count(*) FROM towline_statement").fetchone()[0], 0)

    def test_a_second_database_that_is_empty_yet_is_migrated_too(self):
        new = self.site(self.create(), migrated=False)
        pending = new.towline("status", *self.owned())["databases"]
        self.assertTrue(pending["default"]["pending"] and pending["logs"]["pending"])
        self.assertTrue(self.ran(new, self.planned(new))["ok"])
        new.python(WRITES)
        self.assertEqual([["1"]], sql(self.logs, "SELECT count(*) FROM club_entry"))

    def test_what_the_second_refuses_is_refused_before_anything_ran_in_the_first(self):
        old = self.site(self.create())
        new = self.next(old)
        new.migration("0002_hand", "operations = [migrations.AddField('member', 'born', models.IntegerField(default=1)), migrations.RenameField('entry', 'text', 'title')]", "0001_initial")
        planned = self.planned(new, *self.states(old))
        self.assertFalse(planned["ok"])
        self.assertEqual(([], "rename-column"), (planned["databases"]["default"]["refusals"], planned["databases"]["logs"]["refusals"][0]["rule"]))
        self.assertEqual("refused", self.ran(new, planned)["error"]["code"])
        self.assertEqual([["0"]], sql(self.database, "SELECT count(*) FROM pg_attribute WHERE attrelid = 'club_member'::regclass AND attname = 'born'"))

    def test_a_failure_in_the_second_leaves_old_code_at_work_and_the_next_attempt_converges(self):
        old = self.site(self.create())
        new = self.next(old, NEW)
        new.write("club/migrations/0003_copy.py", """
            import os
            from django.db import migrations

            def copy(apps, editor):
                if editor.connection.alias == "logs" and os.environ.get("TEST_FAILS"):
                    raise ValueError("the second one fails")

            class Migration(migrations.Migration):
                dependencies = [("club", %r)]
                operations = [migrations.RunPython(copy)]
            """ % next(f[:-3] for f in os.listdir(new.folder + "/club/migrations") if f.startswith("0002")))
        planned = self.planned(new, *self.states(old))
        self.assertTrue(planned["ok"], planned["said"])
        failed = new.towline("run", "--release", "r2", *self.owned(), "--plan", planned["file"], TEST_FAILS="1")
        self.assertIn("ValueError", failed["error"]["message"])
        old.python(WRITES)
        status = new.towline("status", *self.owned())["databases"]
        self.assertEqual(([], ["club.0003_copy"]), (status["default"]["pending"], status["logs"]["pending"]))
        self.assertEqual({"default": [("drop-column", "nick")], "logs": [("drop-column", "level")]}, self.waits({"databases": status}))
        again = self.planned(new, *self.states(old))
        self.assertTrue(again["ok"], again["said"])
        self.assertEqual(([], ["club.0003_copy"]), (again["databases"]["default"]["migrations"], again["databases"]["logs"]["migrations"]))
        ran = self.ran(new, again)
        self.assertTrue(ran["ok"], ran["said"])
        self.assertEqual({"default": [("drop-column", "nick")], "logs": [("drop-column", "level")]}, self.waits(ran))
        old.python(WRITES)
        new.python(WRITES)

    def test_a_replica_counts_for_nothing_and_a_foreign_database_is_left_alone(self):
        foreign = self.create()
        old = self.site(self.create(), SECOND + "DATABASES['copy'] = dict(DATABASES['default'], HOST='localhost')\nDATABASES['foreign'] = dict(DATABASES['default'], NAME=%r)\n" % foreign)
        old.manage("migrate", "--database", "foreign")
        new = self.next(old, NEW)
        planned = self.planned(new, *self.states(old))
        self.assertTrue(planned["ok"], (planned["said"], planned["error"]))
        self.assertEqual(["default", "logs"], list(planned["databases"]))
        self.assertIn("foreign is left alone", planned["said"])
        self.assertNotIn("copy is left alone", planned["said"])

    def test_a_server_that_is_away_is_not_the_release_s_fault_and_the_database_is_named(self):
        old = self.site(self.create(), SECOND.replace("NAME=os", "PORT='1', NAME=os"), migrated=False)
        error = old.towline("status", *self.owned())["error"]
        self.assertEqual(("database", "logs"), (error["code"], error["database"]))

    def test_a_default_database_that_nobody_saves_is_refused_with_both_names(self):
        old = self.site(self.create())
        refused = old.towline("status", "--owned", self.logs)
        self.assertEqual(("load", 2), (refused["error"]["code"], refused["exit"]))
        self.assertIn("what the site saves before it migrates is %s, but DATABASES['default'] is %s" % (self.logs, self.database), refused["error"]["message"])

    def test_a_database_without_a_shadow_is_refused_by_its_alias(self):
        old = self.site(self.create())
        new = self.next(old, NEW)
        planned = new.towline("plan", "--release", "r2", *self.owned(), "--shadow", self.database, self.shadow(self.database))
        self.assertIn("no shadow for the database logs", planned["error"]["message"])

    def test_old_code_that_calls_the_database_by_another_alias_is_asked_all_the_same(self):
        old = self.site(self.create())
        known = self.states(old)
        new = self.next(old, name="renamed").models(OLD)
        new.environment["TEST_SETTINGS"] = (SECOND + ROUTED).replace("'logs'", "'diary'")
        new.write("club/router.py", ROUTER.replace('"logs"', '"diary"'))
        new.migration("0002_hand", "operations = [migrations.RunSQL('ALTER TABLE club_entry RENAME COLUMN text TO title')]", "0001_initial")
        sha = sha256(os.path.join(new.folder, "club/migrations/0002_hand.py"))
        planned = new.towline("plan", "--release", "r2", "--database", "diary", *self.owned(), *self.shadows(), *known, "--override", "rename-column", "club.0002_hand", sha)
        self.assertIn(("s0", "text"), [(p["state"], p["column"]) for p in planned["databases"]["diary"]["problems"]], planned["said"])


def sha256(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


class SqliteWords(SqliteTest):
    """What a person says in the config repo reaches SQLite too."""

    def changed(self, operations):
        old = self.old()
        new = self.next(old, name="new").migration("0002_hand", "operations = [%s]" % operations, "0001_initial")
        return old, new, os.path.join(new.folder, "club/migrations/0002_hand.py")

    def test_an_override_lets_one_rule_be_broken_until_the_file_is_edited(self):
        old, new, path = self.changed("migrations.AlterField('thing', 'size', models.CharField(max_length=9, null=True))")
        refusal = self.refusal(self.plan(new))
        self.assertEqual("rewrite-type", refusal["rule"])
        self.assertIn("size_new", refusal["remedy"])
        words = ["--override", "rewrite-type", "club/migrations/0002_hand.py", sha256(path)]
        with open(path, "a", encoding="utf-8") as file:
            file.write("# edited\n")
        self.assertIn("the override for it is void, because the file was edited: its sha256 is %s" % sha256(path), self.refusal(self.plan(new, "r2", *words))["why"])
        words[-1] = sha256(path)
        planned = self.plan(new, "r2", *words, *self.states(old))
        self.assertTrue(planned["ok"], planned["said"])
        self.assertIn("club.0002_hand: rewrite-type is overridden in the config repo", planned["databases"]["default"]["notes"])
        ran = new.towline("run", "--release", "r2", "--plan", planned["file"], *words)
        self.assertTrue(ran["ok"], (ran["said"], ran["error"]))
        self.assertEqual("varchar(9)", self.sql("SELECT type FROM pragma_table_info('club_thing') WHERE name = 'size'")[0][0])

    def test_an_override_that_nothing_needs_is_told(self):
        old, new, path = self.changed("migrations.AddField('thing', 'more', models.IntegerField(null=True))")
        planned = self.plan(new, "r2", "--override", "rewrite-type", "club.0002_hand", sha256(path))
        self.assertIn("was not needed", planned["databases"]["default"]["notes"][0])

    def test_raw_sql_can_be_overridden_by_the_rule_that_refuses_it(self):
        old, new, path = self.changed("migrations.RunSQL('ALTER TABLE club_thing RENAME COLUMN size TO width')")
        refusal = self.refusal(self.plan(new))
        planned = self.plan(new, "r2", "--override", refusal["rule"], "club.0002_hand", sha256(path))
        self.assertEqual([], planned["databases"]["default"]["refusals"])

    def test_what_is_unique_is_made_at_once_where_it_is_declared(self):
        old = self.old()
        new = self.next(old, THING.replace("max_length=50", "max_length=50, unique=True"))
        name = "club." + next(f[:-3] for f in os.listdir(new.folder + "/club/migrations") if f.startswith("0002"))
        planned = self.plan(new, "r2", "--unique-now", name, *self.states(old))
        self.assertTrue(planned["ok"], (planned["said"], planned["databases"]["default"]["problems"]))
        ran = new.towline("run", "--release", "r2", "--plan", planned["file"], "--unique-now", name)
        self.assertTrue(ran["ok"], ran["said"])
        self.assertEqual([], self.waiting(ran))
        self.assertEqual([(1,)], self.sql("SELECT \"unique\" FROM pragma_index_list('club_thing')"))

    def test_a_file_that_is_locked_or_away_is_not_the_release_s_fault(self):
        code = self.old()
        self.database = code.database = os.path.join(self.folder, "away", "db.sqlite3")
        self.assertEqual("database", code.towline("status")["error"]["code"])

    def test_the_file_is_known_by_its_path_however_it_is_written(self):
        code = self.old()
        link = os.path.join(self.folder, "link.sqlite3")
        os.symlink(self.database, link)
        self.assertEqual(["default"], list(code.towline("status", "--owned", link)["databases"]))
        other = code.towline("status", "--owned", os.path.join(self.folder, "other.sqlite3"))
        self.assertIn("DATABASES['default'] is %s" % self.database, other["error"]["message"])


if __name__ == "__main__":
    unittest.main()
