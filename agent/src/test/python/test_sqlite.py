"""SQLite remakes tables: whole operations run now, wait, or are refused; the ledger is in the file."""
import os
import re
import shutil
import signal
import sqlite3
import tempfile
import unittest

from support import Code
from test_machinery import KILL

LITE = "DATABASES['default'] = {'ENGINE': 'django.db.backends.sqlite3', 'NAME': os.environ['TEST_DB']}\n"
THING = "class Thing(models.Model):\n    name = models.CharField(max_length=50)\n    size = models.IntegerField(null=True)\n"


class SqliteTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="towline-sqlite-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.database = os.path.join(self.folder, "db.sqlite3")

    def code(self, models, name="old"):
        code = Code(os.path.join(self.folder, name), self.database)
        code.environment["TEST_SETTINGS"] = LITE
        return code.models(models).makemigrations()

    def next(self, old, models=None, name="new"):
        new = old.successor(os.path.join(self.folder, name))
        if models is not None:
            new.models(models).makemigrations()
        return new

    def old(self, models=THING):
        code = self.code(models)
        code.manage("migrate")
        return code

    def sql(self, statement, *params):
        connection = sqlite3.connect(self.database)
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            with connection:
                return connection.execute(statement, params).fetchall()
        finally:
            connection.close()

    def states(self, *codes):
        return ["--states", *[code.towline("state", "--release", "s%d" % n)["file"] for n, code in enumerate(codes)]]

    def plan(self, code, release="r2", *more):
        return code.towline("plan", "--release", release, *more)

    def expand(self, code, release="r2", *more):
        before = self.sql("SELECT sql FROM sqlite_master ORDER BY 1")
        planned = self.plan(code, release, *more)
        self.assertTrue(planned["ok"], (planned["said"], planned["error"], [d["problems"] for d in planned["databases"].values()]))
        self.assertEqual(before, self.sql("SELECT sql FROM sqlite_master ORDER BY 1"), "a plan changes nothing")
        ran = code.towline("run", "--release", release, "--plan", planned["file"])
        self.assertTrue(ran["ok"], (ran["said"], ran["error"]))
        return planned, ran

    def contract(self, code, release="r2", *more):
        result = code.towline("contract", "--release", release, *more)
        self.assertTrue(result["ok"], (result["said"], result["error"], [d["blocked"] for d in result["databases"].values()]))
        return result

    def refusal(self, planned):
        self.assertFalse(planned["ok"], planned["said"])
        self.assertTrue(planned["databases"].get("default", {}).get("refusals"), (planned["error"], planned["said"]))
        return planned["databases"]["default"]["refusals"][0]

    def waiting(self, result):
        return sorted((w["kind"], w["table"], w["column"]) for w in result["databases"]["default"]["waiting"])

    def same_as_stock(self, old, new, database=None):
        stock = os.path.join(self.folder, "stock.sqlite3")
        if os.path.exists(stock):
            os.unlink(stock)
        old.manage("migrate", TEST_DB=stock)
        new.manage("migrate", TEST_DB=stock)
        self.assertEqual(shape(stock), shape(database or self.database))


def shape(path):
    connection, result = sqlite3.connect(path), {}
    for name, statement in connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'towline%'"):
        result[name] = {"columns": sorted(row[1:] for row in connection.execute('PRAGMA table_xinfo("%s")' % name)), "keys": sorted(row[2:] for row in connection.execute('PRAGMA foreign_key_list("%s")' % name)),
                        "uniques": sorted(tuple(r[2] for r in connection.execute('PRAGMA index_info("%s")' % row[1])) for row in connection.execute('PRAGMA index_list("%s")' % name) if row[2]),
                        "indexes": sorted(str(r) for r in connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL", (name,))),
                        "checks": sorted(re.findall(r'CHECK \((?:[^()]|\([^()]*\))*\)', statement))}
    connection.close()
    return result


class Sqlite(SqliteTest):
    OLD = """
class Team(models.Model):
    name = models.CharField(max_length=50)
    motto = models.CharField(max_length=80)
    friends = models.ManyToManyField("Member", related_name="befriended")

class Season(models.Model):
    name = models.CharField(max_length=40, unique=True)

class Member(models.Model):
    name = models.CharField(max_length=50)
    email = models.CharField(max_length=100)
    nick = models.CharField(max_length=30)
    joined = models.DateField(null=True)
    team = models.ForeignKey(Team, on_delete=models.CASCADE)
    code = models.IntegerField(unique=True)
    score = models.IntegerField(default=7)
    made = models.DateTimeField(auto_now_add=True)
    token = models.UUIDField(default=uuid.uuid4)
    extra = models.JSONField(default=dict)
    weight = models.IntegerField()
    note = models.TextField(null=True)
    rival = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, related_name="rivals")
    patron = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="patrons")

class Diary(models.Model):
    member = models.ForeignKey(Member, on_delete=models.CASCADE)
    text = models.TextField()
    seasons = models.ManyToManyField(Season)

class Badge(models.Model):
    owner = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True)
    label = models.CharField(max_length=20, db_index=True)
    size = models.IntegerField(null=True)
"""
    NEW = """
class Team(models.Model):
    name = models.CharField(max_length=100)
    motto = models.CharField(max_length=80, null=True)

class Season(models.Model):
    name = models.CharField(max_length=40)
    year = models.IntegerField(default=2020)

class Member(models.Model):
    name = models.CharField(max_length=50, db_index=True)
    email = models.CharField(max_length=100, unique=True)
    joined = models.DateField(default=datetime.date(2020, 1, 1))
    team = models.ForeignKey(Team, on_delete=models.CASCADE)
    level = models.IntegerField(default=1)
    title = models.CharField(max_length=10, default="it's 100%")
    since = models.DateTimeField(default=timezone.now)
    ref = models.UUIDField(null=True, unique=True)
    sponsor = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, related_name="sponsored")
    helper = models.ForeignKey("self", on_delete=models.CASCADE, null=True)
    seasons = models.ManyToManyField(Season)
    class Meta:
        indexes = [models.Index(fields=["level", "name"], name="member_level_name")]
        unique_together = [("team", "name")]
        constraints = [models.CheckConstraint(CHECK=models.Q(level__gte=0), name="level_positive")]

class Badge(models.Model):
    owner = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True)
    label = models.CharField(max_length=20)
    size = models.IntegerField(default=3)

class Trophy(models.Model):
    member = models.ForeignKey(Member, on_delete=models.CASCADE)
    team = models.ForeignKey(Team, on_delete=models.PROTECT)
    season = models.ForeignKey(Season, on_delete=models.SET_NULL, null=True)
"""

    def release(self):
        import django
        old = self.old(self.OLD)
        self.assertEqual([], old.crud())
        return old, self.next(old, self.NEW.replace("CHECK=", ("condition" if django.VERSION >= (5, 1) else "check") + "="))

    def told(self, code):
        doctor = code.towline("doctor", "--release", "r2")
        self.assertIsNone(doctor["error"], doctor["said"])
        return [(f["what"], f["well"]) for f in doctor["databases"]["default"]["findings"]]

    def test_the_doctor_explains_what_is_gone_and_a_run_that_was_cut(self):
        old = self.old()
        new = self.next(old, THING.replace("    size = models.IntegerField(null=True)\n", ""))
        self.expand(new)
        self.assertEqual(([], []), (self.told(old), self.told(new)))
        self.sql("UPDATE towline_migration_run SET state = 'running'")
        self.assertEqual([("the run of release r2", False)], self.told(new))
        self.sql("UPDATE towline_migration_run SET state = 'done'")
        self.sql("DELETE FROM django_migrations WHERE app = 'club' AND name LIKE '0002%'")
        self.assertEqual(1, len(self.told(new)))
        self.sql("ALTER TABLE club_thing RENAME TO elsewhere")
        self.assertIn(("club_thing", False), self.told(old))

    def test_old_and_new_code_work_in_every_phase_and_the_schema_ends_as_stock_django_s(self):
        old, new = self.release()
        planned, ran = self.expand(new, "r2", *self.states(old))
        self.assertEqual([], old.crud(), "old code on the expanded schema")
        self.assertEqual([], new.crud(), "new code on the expanded schema")
        self.assertEqual([], old.crud(), "old code after a rollback")
        self.assertEqual([], new.crud(), "new code, released again")
        again = new.towline("run", "--release", "r2", "--plan", planned["file"])
        self.assertEqual(([], []), (again["databases"]["default"]["applied"], again["databases"]["default"]["statements"]))
        self.assertGreater(len(new.towline("status")["databases"]["default"]["costs"]), 3)
        self.contract(new)
        self.assertEqual([], new.crud(), "new code on the contracted schema")
        self.same_as_stock(old, new)
        status = new.towline("status")["databases"]["default"]
        self.assertEqual(([], [], []), (status["waiting"], status["bridges"], status["costs"]))
        self.assertEqual([], self.sql("PRAGMA foreign_key_check"))

    def test_a_column_that_goes_stays_with_its_rows_until_the_contract(self):
        old = self.old()
        self.sql("INSERT INTO club_thing (name, size) VALUES ('a', 3)")
        new = self.next(old, "class Thing(models.Model):\n    name = models.CharField(max_length=50)\n    more = models.IntegerField(default=1)\n")
        _, ran = self.expand(new, "r2", *self.states(old))
        self.assertEqual([("add-column", "club_thing", "more"), ("drop-column", "club_thing", "size")], self.waiting(ran))
        self.assertEqual([("a", 3, 1)], self.sql("SELECT name, size, more FROM club_thing"))
        third = self.next(new, "class Thing(models.Model):\n    name = models.CharField(max_length=50, db_index=True)\n    more = models.IntegerField(default=1)\n    third = models.TextField(default='x')\n", "third")
        self.expand(third, "r3", *self.states(new))
        self.assertEqual([("a", 3, 1, "x")], self.sql("SELECT name, size, more, third FROM club_thing"), "a later remake keeps it")
        self.assertEqual(([], []), (new.crud(), third.crud()))
        blocked = third.towline("contract", "--release", "r3", "--dry-run", *self.states(old))["databases"]["default"]["blocked"]
        self.assertIn("the code of release s0 still knows club_thing.size", blocked[0]["why"])
        self.contract(third, "r3", "--only-before", "r3", *self.states(new))
        self.assertEqual([("add-column", "club_thing", "third")], self.waiting(third.towline("status")))
        self.contract(third, "r3")
        self.same_as_stock(old, third)

    def test_renames_and_other_types_are_refused_and_nothing_ran(self):
        old = self.old()
        new = self.next(old, name="new").migration("0002_hand", """
            operations = [migrations.RenameField('thing', 'name', 'title'), migrations.RenameModel('Thing', 'Stuff'),
                          migrations.AlterField('stuff', 'size', models.DateField(null=True)), migrations.RunSQL('DROP TABLE club_thing', migrations.RunSQL.noop)]
        """, "0001_initial")
        before = shape(self.database)
        planned = self.plan(new)
        self.assertIsNone(planned["error"], planned["said"])
        refusals = planned["databases"]["default"]["refusals"]
        self.assertEqual(["Rename field name on thing to title", "Rename model Thing to Stuff", "Alter field size on stuff"], [r["describe"] for r in refusals[:3]])
        self.assertIn("title = models.CharField(db_column='name', max_length=50)", refusals[0]["remedy"])
        self.assertEqual("DROP TABLE club_thing", refusals[3]["statement"])
        ran = new.towline("run", "--release", "r2", "--plan", planned["file"])
        self.assertEqual("refused", ran["error"]["code"])
        self.assertEqual(before, shape(self.database))
        self.assertEqual([], old.crud())

    def test_a_maintenance_release_contracts_and_runs_everything(self):
        old = self.old()
        new = self.next(old, "class Thing(models.Model):\n    name = models.CharField(max_length=50)\n")
        self.expand(new)
        third = self.next(new, name="third").models("class Stuff(models.Model):\n    title = models.CharField(max_length=50)\n")
        third.migration("0003_hand", "operations = [migrations.RenameField('thing', 'name', 'title'), migrations.RenameModel('Thing', 'Stuff')]",
                        sorted(f for f in os.listdir(new.folder + "/club/migrations") if f.startswith("0002"))[0][:-3])
        planned = self.plan(third, "r3", "--maintenance")
        self.assertTrue(planned["ok"] and planned["databases"]["default"]["dataLosing"], planned["said"])
        ran = third.towline("run", "--release", "r3", "--plan", planned["file"], "--maintenance")
        self.assertTrue(ran["ok"], ran["said"])
        self.assertEqual([], third.crud())
        self.same_as_stock(old, third)

    def test_null_to_not_null_and_unique_wait_and_tell_what_is_in_their_way(self):
        old = self.old()
        new = self.next(old, THING.replace("max_length=50", "max_length=50, unique=True").replace("null=True", "default=42"))
        _, ran = self.expand(new, "r2", *self.states(old))
        self.assertEqual([("alter-column", "club_thing", "name"), ("alter-column", "club_thing", "size")], self.waiting(ran))
        self.sql("INSERT INTO club_thing (name, size) VALUES ('twice', NULL), ('twice', 1)")
        done = new.towline("contract", "--release", "r2")
        self.assertEqual([("alter-column", "name")], [(b["kind"], b["column"]) for b in done["databases"]["default"]["blocked"]])
        self.assertIn("UNIQUE constraint failed: ", done["databases"]["default"]["blocked"][0]["why"])
        self.assertEqual([("twice", 42), ("twice", 1)], self.sql("SELECT name, size FROM club_thing ORDER BY id"))
        self.sql("DELETE FROM club_thing")
        self.contract(new)
        self.same_as_stock(old, new)

    def test_nulls_that_old_code_leaves_are_filled_by_a_permit_that_comes_after(self):
        old = self.old()
        new = self.next(old, name="new").models(THING + "    half = models.IntegerField()\n")
        new.migration("0002_hand", "operations = [migrations.AddField('thing', 'half', models.IntegerField(null=True)), migrations.RunPython(fill), migrations.AlterField('thing', 'half', models.IntegerField())]",
                      "0001_initial", "def fill(apps, editor):\n    apps.get_model('club', 'Thing').objects.filter(half=None).update(half=1)\n")
        self.expand(new, "r2", *self.states(old))
        self.sql("INSERT INTO club_thing (name) VALUES ('late')")
        blocked = new.towline("contract", "--release", "r2")["databases"]["default"]["blocked"]
        self.assertIn("permits: [{ migration: club.0002_hand, allow: [repeatable]", blocked[0]["remedy"])
        self.assertEqual(1, len(self.contract(new, "r2", "--repeatable", "club.0002_hand")["databases"]["default"]["repeated"]))
        self.assertEqual([("late", 1)], self.sql("SELECT name, half FROM club_thing"))
        self.same_as_stock(old, new)

    def test_a_data_migration_that_fails_when_it_runs_again_is_told_and_ends_nothing(self):
        old = self.old()
        new = self.next(old, name="new").models(THING)
        new.migration("0002_hand", "operations = [migrations.AlterField('thing', 'name', models.CharField(max_length=50, unique=True)), migrations.RunPython(twice)]", "0001_initial",
                      "from django.db import transaction\ndef twice(apps, editor):\n    with transaction.atomic(savepoint=False):\n        apps.get_model('club', 'Thing').objects.create(id=7, name='a')\ntwice.towline_repeatable = True\n")
        new.models(THING.replace("max_length=50", "max_length=50, unique=True"))
        self.expand(new, "r2", *self.states(old))
        for command in ("settle", "contract"):
            done = new.towline(command, "--release", "r2")
            self.assertNotIn("TransactionManagementError", done["said"])
        self.assertEqual([], done["databases"]["default"]["blocked"], done["said"])

    def test_what_is_unique_stays_so_until_nobody_upserts_by_it(self):
        known = "class Thing(models.Model):\n    name = models.CharField(max_length=50%s)\n    code = models.IntegerField()\n    size = models.IntegerField(null=True)\n    class Meta:\n        %s\n"
        unique = "unique_together = [('code', 'size')]; constraints = [models.UniqueConstraint(fields=['name', 'code'], name='both')]"
        old = self.old(known % (", unique=True", unique))
        new = self.next(old, known % ("", "pass"))
        upserts = ["INSERT INTO club_thing (name, code, size) VALUES ('a', 1, 2) ON CONFLICT (%s) DO UPDATE SET size = 2" % by for by in ("name", "name, code", "code, size")]
        planned, ran = self.expand(new, "r2", *self.states(old))
        self.assertEqual([("alter-column", "club_thing", "name"), ("drop-constraint", "club_thing", None), ("drop-unique", "club_thing", None)], self.waiting(ran))
        self.assertEqual(3, len([n for n in planned["databases"]["default"]["notes"] if "overrides: [{ rule: drop-constraint" in n]))
        for upsert in upserts:
            self.sql(upsert)
        self.assertEqual(([], []), (old.crud(), new.crud()))
        back = self.next(new, known % ("", unique), "back")
        _, ran = self.expand(back, "r3", *self.states(new))
        self.assertEqual([("alter-column", "club_thing", "name")], self.waiting(ran), "what comes back has never gone")
        for upsert in upserts:
            self.sql(upsert)
        self.contract(back, "r3")
        self.assertEqual([], back.crud())
        self.same_as_stock(old, back)

    def test_duplicates_are_looked_for_before_the_plan_passes(self):
        old = self.old()
        self.sql("INSERT INTO club_thing (name, size) VALUES ('twice', 1), ('twice', 1)")
        tightenings = (THING.replace("max_length=50", "max_length=50, unique=True"), THING + "    class Meta:\n        unique_together = [('name', 'size')]\n",
                       THING + "    class Meta:\n        constraints = [models.UniqueConstraint(fields=['name'], name='one')]\n")
        for number, models in enumerate(tightenings):
            for more in ((), ("--unique-now",)):
                with self.subTest(models=models, more=more):
                    new = self.next(old, models, "new%d%s" % (number, len(more)))
                    name = sorted(os.listdir(os.path.join(new.folder, "club", "migrations")))[1][:-3]
                    refusal = self.refusal(new.towline("plan", "--release", "r2", *(more and (*more, "club." + name))))
                    self.assertEqual("duplicates", refusal["rule"])
                    self.assertIn("1 value(s) of (name", refusal["why"])
                    self.assertIn("data migration before it", refusal["remedy"])
                    self.assertNotIn("twice", str(refusal))

    def test_duplicates_that_a_data_migration_of_the_same_release_removes_do_not_refuse_it(self):
        old = self.old()
        self.sql("INSERT INTO club_thing (name, size) VALUES ('twice', 1), ('twice', 2)")
        new = self.next(old, name="new").models(THING.replace("max_length=50", "max_length=50, unique=True"))
        new.migration("0002_hand", "operations = [migrations.RunPython(once), migrations.AlterField('thing', 'name', models.CharField(max_length=50, unique=True))]", "0001_initial",
                      "def once(apps, editor):\n    apps.get_model('club', 'Thing').objects.filter(size=2).delete()\n")
        planned, _ = self.expand(new, "r2", *self.states(old))
        self.assertIn("more than once", str(planned["databases"]["default"]["notes"]))
        self.contract(new)
        self.same_as_stock(old, new)

    def test_a_data_migration_runs_once_more_when_old_code_has_stopped_and_before_the_contract(self):
        old = self.old()
        self.sql("INSERT INTO club_thing (name, size) VALUES ('early', 1)")
        new = self.next(old, name="new").models("class Thing(models.Model):\n    name = models.CharField(max_length=50)\n    half = models.FloatField(null=True)\n")
        new.migration("0002_hand", "operations = [migrations.AddField('thing', 'half', models.FloatField(null=True)), migrations.RunPython(halve), migrations.RemoveField('thing', 'size')]", "0001_initial",
                      "def halve(apps, editor):\n    apps.get_model('club', 'Thing').objects.filter(half=None).update(half=models.F('size') / 2.0)\nhalve.towline_repeatable = True\n")
        self.expand(new, "r2", *self.states(old))
        self.sql("INSERT INTO club_thing (name, size) VALUES ('late', 2)")
        settled = new.towline("settle", "--release", "r2")
        self.assertEqual(["club.0002_hand"], [r["migration"] for r in settled["databases"]["default"]["repeated"]], settled["said"])
        self.sql("INSERT INTO club_thing (name, size) VALUES ('back', 3)")
        self.contract(new)
        self.assertEqual([("early", 0.5), ("late", 1.0), ("back", 1.5)], self.sql("SELECT name, half FROM club_thing ORDER BY id"))
        self.same_as_stock(old, new)

    def test_a_non_atomic_migration_that_is_cut_goes_on_where_it_was(self):
        old = self.old()
        new = self.next(old, name="new").models("class Thing(models.Model):\n    name = models.CharField(max_length=50, db_index=True)\n    more = models.IntegerField(default=1)\n")
        new.migration("0002_hand", """
            atomic = False
            operations = [migrations.AddField("thing", "more", models.IntegerField(default=1)), migrations.RemoveField("thing", "size"), migrations.RunPython(work),
                          migrations.AlterField("thing", "name", models.CharField(max_length=50, db_index=True))]
        """, "0001_initial", "def work(apps, editor):\n    if apps.get_model('club', 'Thing').objects.filter(name='stop').exists():\n        raise RuntimeError('stop')\n")
        self.sql("INSERT INTO club_thing (name) VALUES ('stop')")
        planned = self.plan(new, "r2", *self.states(old))
        self.assertFalse(new.towline("run", "--release", "r2", "--plan", planned["file"])["ok"])
        self.assertEqual([], self.sql("SELECT * FROM django_migrations WHERE name = '0002_hand'"))
        self.sql("UPDATE club_thing SET name = 'go'")
        again = new.towline("run", "--release", "r2", "--plan", planned["file"])
        self.assertTrue(again["ok"], again["said"])
        self.assertEqual(([], []), (old.crud(), new.crud()))
        self.contract(new)
        self.same_as_stock(old, new)

    def test_a_run_python_is_guarded(self):
        old = self.old()
        self.sql("INSERT INTO club_thing (name) VALUES ('a')")
        for number, (body, passes) in enumerate((("Thing.objects.update(size=4); Thing.objects.filter(name='b').delete()", True), ("cursor.execute('DELETE FROM club_thing')", False),
                                                 ("cursor.execute('ALTER TABLE club_thing DROP COLUMN size')", False), ("cursor.execute('PRAGMA writable_schema = 1')", False))):
            new = self.next(old, name="new%d" % number).migration("0002_hand", "operations = [migrations.RunPython(work)]", "0001_initial",
                                                                   "def work(apps, editor):\n    Thing = apps.get_model('club', 'Thing')\n    cursor = editor.connection.cursor()\n    %s\n" % body)
            planned = self.plan(new)
            self.assertTrue(planned["ok"], (planned["said"], planned["error"]))
            ran = new.towline("run", "--release", "r2", "--plan", planned["file"])
            self.assertEqual((passes, None if passes else "refused"), (ran["ok"], ran["error"] and ran["error"]["code"]), ran["said"])
            self.assertEqual([("a", 4)], self.sql("SELECT name, size FROM club_thing"))
            self.sql("DELETE FROM django_migrations WHERE name = '0002_hand'")
            self.sql("DELETE FROM towline_statement")

    def test_a_writer_that_holds_the_file_only_delays_and_is_no_wait_without_end(self):
        old = self.old()
        new = self.next(old, THING + "    more = models.IntegerField(default=1)\n")
        planned = self.plan(new)
        blocker = sqlite3.connect(self.database, isolation_level=None)
        blocker.execute("BEGIN IMMEDIATE")
        ran = new.towline("run", "--release", "r2", "--plan", planned["file"], "--lock-timeout", "200ms", "--attempts", "2")
        self.assertEqual("lock-timeout", ran["error"]["code"], ran["said"])
        blocker.execute("ROLLBACK")
        blocker.close()
        self.assertTrue(new.towline("run", "--release", "r2", "--plan", planned["file"])["ok"])

    def test_a_statement_that_is_not_in_the_plan_is_refused(self):
        old = self.old()
        new = self.next(old, THING + "    more = models.IntegerField(default=1)\n")
        planned = self.plan(new)
        name = "club/migrations/" + [f for f in os.listdir(new.folder + "/club/migrations") if f.startswith("0002")][0]
        with open(new.folder + "/" + name, encoding="utf-8") as source:
            text = source.read()
        new.write(name, text.replace("IntegerField(default=1)", "TextField(default='1')"))
        ran = new.towline("run", "--release", "r2", "--plan", planned["file"])
        self.assertEqual("unknown-statement", ran["error"]["code"], ran["said"])
        self.assertEqual([], old.crud())

    def test_killed_at_any_statement_it_converges(self):
        old, new = self.release()
        planned = self.plan(new)
        original = self.database
        stock = os.path.join(self.folder, "expected.sqlite3")
        old.manage("migrate", TEST_DB=stock)
        new.manage("migrate", TEST_DB=stock)
        for at in (5, 70, 150, 300):
            self.database = os.path.join(self.folder, "killed%d.sqlite3" % at)
            shutil.copy(original, self.database)
            for code in (old, new):
                code.database = self.database
            process, _ = new.popen("run", "--release", "r2", "--plan", planned["file"], TEST_SETTINGS=LITE + KILL, KILL_AT=str(at), KILL_WHEN="after", KILL_WHOM="self")
            said = process.communicate()[0]
            self.assertIn(process.returncode, (-signal.SIGKILL, 0), said)
            again = new.towline("run", "--release", "r2", "--plan", planned["file"])
            self.assertTrue(again["ok"], (at, again["error"], again["said"]))
            process, _ = new.popen("contract", "--release", "r2", TEST_SETTINGS=LITE + KILL, KILL_AT=str(at), KILL_WHEN="after", KILL_WHOM="self")
            process.communicate()
            done = new.towline("contract", "--release", "r2")
            self.assertTrue(done["ok"], (at, done["databases"], done["error"]))
            self.assertEqual(shape(stock), shape(self.database))


class Record(SqliteTest):
    """The ledger of a SQLite file against the files, as on PostgreSQL: test_record.py, test_edition.py."""

    def setUp(self):
        super().setUp()
        self.before = self.old()
        self.new = self.next(self.before, THING + "    more = models.IntegerField(null=True)\n")
        self.expand(self.new)
        self.file = "club/migrations/" + [f for f in os.listdir(self.new.folder + "/club/migrations") if f.startswith("0002")][0]

    def edited(self, *change):
        code = self.next(self.new, name="edited")
        with open(os.path.join(code.folder, self.file), encoding="utf-8") as source:
            text = source.read()
        self.assertIn(change[0], text)
        return code.write(self.file, text.replace(*change))

    def test_what_only_looks_like_an_edit_passes(self):
        code = self.edited("    dependencies", "    'Said.'\n    replaces = [('club', '0002_other')]\n    dependencies")
        self.assertTrue(code.towline("status")["ok"])
        self.sql("UPDATE towline_statement SET detail = '{}' WHERE kind = 'migration'")
        self.assertTrue(self.new.towline("status")["ok"])

    def test_an_edit_is_refused_until_it_is_accepted_and_then_it_is_what_ran(self):
        code = self.edited("null=True", "null=True, blank=True")
        found = code.towline("status")["databases"]["default"]["disagreements"]
        self.assertEqual(1, len(found), found)
        third = self.next(code, THING + "    more = models.IntegerField(null=True, blank=True)\n    other = models.IntegerField(null=True)\n", "third")
        planned = self.plan(third, "r3", "--accept-edited", found[0]["what"])
        self.assertTrue(planned["ok"], planned["said"])
        ran = third.towline("run", "--release", "r3", "--plan", planned["file"], "--accept-edited", found[0]["what"])
        self.assertTrue(ran["ok"], ran["said"])
        self.assertTrue(third.towline("status")["ok"])
        self.assertFalse(self.new.towline("status")["ok"])
