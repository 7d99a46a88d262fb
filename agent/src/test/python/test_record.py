"""Ledger, django_migrations, the files and the catalog: where they disagree nothing runs, and both sides are shown."""
import os

from support import PACKAGE, PostgresTest, sql

THING = "class Thing(models.Model):\n    name = models.CharField(max_length=50)\n    size = models.IntegerField(null=True)\n"
SHORT = "class Thing(models.Model):\n    name = models.CharField(max_length=50)\n"


class Record(PostgresTest):
    def setUp(self):
        super().setUp()
        self.old = self.code(THING)
        self.old.manage("migrate")
        self.new = self.next(self.old, SHORT)
        self.planned, _ = self.expand(self.new)

    def disagreement(self, code=None):
        code = code or self.new
        status = code.towline("status")
        self.assertFalse(status["ok"])
        ran = code.towline("run", "--release", "r3", "--plan", self.planned["file"])
        self.assertEqual("disagreement", ran["error"]["code"], ran["said"])
        planned = self.plan(code, "r3")
        self.assertEqual("disagreement", planned["error"]["code"], planned["said"])
        found = status["databases"]["default"]["disagreements"]
        for side in ("ledger", "django", "catalog", "remedy"):
            self.assertTrue(found[0][side])
            if side != "catalog" or found[0][side] != "not asked":
                self.assertIn(found[0][side], ran["error"]["message"])
        return found

    def test_a_ledger_that_is_lost(self):
        sql(self.database, "DROP SCHEMA towline CASCADE")
        found = self.disagreement()
        self.assertEqual([("club_thing.size", "there is no ledger", "still there: release r2 takes it away at its contract")], [(d["what"], d["ledger"], d["catalog"]) for d in found])

    def test_a_ledger_that_was_emptied(self):
        sql(self.database, "TRUNCATE towline.migration_run CASCADE")
        self.assertEqual(["nothing waits"], [d["ledger"] for d in self.disagreement()])

    def told(self, code=None):
        """[(what, well)] of those that are not well, whatever release is asked; and all of it in words."""
        doctor = (code or self.new).towline("doctor", "--release", "r2")
        self.assertIsNone(doctor["error"], doctor["said"])
        found = doctor["databases"]["default"]["findings"]
        self.assertEqual(doctor["ok"], all(f["well"] for f in found))
        return [f["what"] for f in found if not f["well"]], str(found)

    def test_the_doctor_finds_nothing_where_all_agree(self):
        for code in (self.old, self.new):
            self.assertEqual(([], "[]"), self.told(code))
        self.contract(self.new)
        self.assertEqual(([], "[]"), self.told())

    def test_the_doctor_explains_a_lost_ledger_a_lost_record_and_a_table_that_is_gone(self):
        sql(self.database, "DROP SCHEMA towline CASCADE")
        what, words = self.told()
        self.assertEqual(["club_thing.size"], what)
        self.assertIn("there is no ledger", words)
        sql(self.database, "DELETE FROM django_migrations WHERE app = 'club' AND name LIKE '0002%'")
        what, words = self.told()
        self.assertTrue(what[-1].startswith("club.0002"), words)
        sql(self.database, "ALTER TABLE club_thing RENAME TO elsewhere; DELETE FROM django_migrations WHERE app = 'club'")
        sql(self.database, "INSERT INTO django_migrations (app, name, applied) SELECT 'club', replace(name, '.py', ''), now() FROM unnest(ARRAY['%s']) name"
            % "','".join(f for f in os.listdir(self.new.folder + "/club/migrations") if f.startswith("0")))
        what, words = self.told()
        self.assertIn("club_thing", what, words)

    def test_the_doctor_explains_a_cut_run_and_an_index_that_is_not_valid(self):
        sql(self.database, "UPDATE towline.migration_run SET state = 'running'")
        sql(self.database, "INSERT INTO club_thing (name) VALUES ('a'), ('a')")
        try:
            sql(self.database, "CREATE UNIQUE INDEX CONCURRENTLY half ON club_thing (name)")
        except AssertionError:
            pass
        what, words = self.told()
        self.assertEqual(["the run of release r2", "the index public.half on club_thing"], what, words)
        self.assertIn("towline retry SITE", words)
        self.assertIn("DROP INDEX CONCURRENTLY public.half", words)

    def test_a_migration_that_the_record_has_forgotten(self):
        sql(self.database, "DELETE FROM django_migrations WHERE app = 'club' AND name LIKE '0002%'")
        self.assertEqual([("applied", "not applied")], [(d["ledger"], d["django"]) for d in self.disagreement()])

    def test_a_column_that_somebody_has_dropped_by_hand(self):
        sql(self.database, "ALTER TABLE club_thing DROP COLUMN size")
        self.assertEqual(["club_thing.size is not there"], [d["catalog"] for d in self.disagreement()])
        self.contract(self.new)
        self.assertTrue(self.new.towline("status")["ok"])

    def file(self, code):
        return "club/migrations/" + [f for f in os.listdir(code.folder + "/club/migrations") if f.startswith("0002")][0]

    def edited(self, change):
        code = self.next(self.new, name="edited")
        with open(code.folder + "/" + self.file(code), encoding="utf-8") as source:
            text = source.read()
        self.assertNotEqual(text, change(text))
        code.write(self.file(code), change(text))
        return code

    def test_an_applied_file_that_was_edited(self):
        code = self.edited(lambda text: text.replace("model_name='thing'", "model_name='Thing'"))
        found = self.disagreement(code)
        self.assertIn("digest", found[0]["django"])
        self.assertIn("allow: [edited]", found[0]["remedy"])
        self.assertTrue(code.towline("status", "--accept-edited", found[0]["what"])["ok"])
        planned = self.plan(code, "r3", "--accept-edited", found[0]["what"])
        self.assertTrue(planned["ok"], planned["said"])
        ran = code.towline("run", "--release", "r3", "--plan", planned["file"], "--accept-edited", found[0]["what"])
        self.assertTrue(ran["ok"] and code.towline("status")["ok"], ran["said"])

    def test_comments_quotes_and_white_space_are_no_edit(self):
        code = self.edited(lambda text: "# Reformatted.\n\n\n" + text.replace("'", '"'))
        self.assertTrue(code.towline("status")["ok"])

    def test_the_order_of_imports_and_a_docstring_are_no_edit(self):
        code = self.edited(lambda text: '"""Said."""\nimport uuid\n' + text.replace("    dependencies", "    'Said.'\n    dependencies"))
        self.assertTrue(code.towline("status")["ok"])
        self.assertNotIn("0002", self.told(code)[1])

    def test_what_an_earlier_version_has_recorded_is_compared_and_learnt(self):
        sql(self.database, "UPDATE towline.statement SET detail = '{}' WHERE kind = 'migration'")
        self.assertTrue(self.new.towline("status")["ok"])
        replaced = self.edited(lambda text: text.replace("    dependencies", "    replaces = [('club', '0002_other')]\n    dependencies"))
        self.assertTrue(replaced.towline("status")["ok"])
        third = self.next(self.new, SHORT + "    more = models.IntegerField(null=True)\n", "third")
        self.expand(third, "r3", *self.states(self.new))
        self.assertEqual([["0"]], sql(self.database, "SELECT count(*) FROM towline.statement WHERE kind = 'migration' AND detail::jsonb ->> 'normal' IS NULL"))

    def test_a_comment_of_the_project_s_own_stays(self):
        sql(self.database, "COMMENT ON COLUMN club_thing.name IS 'ours'")
        self.expand(self.next(self.new, "class Thing(models.Model):\n    more = models.IntegerField(default=1)\n", "third"), "r3", *self.states(self.new))
        self.assertEqual([["ours"]], sql(self.database, "SELECT col_description('club_thing'::regclass, 2)"))


class Package(PostgresTest):
    """A third party's migrations: nobody can put its files back."""

    FIRST = "from django.db import migrations, models\n\n\nclass Migration(migrations.Migration):\n    dependencies = []\n" \
            "    operations = [migrations.CreateModel('Box', [('id', models.BigAutoField(primary_key=True)), ('name', models.CharField(max_length=9))])]\n"

    def setUp(self):
        super().setUp()
        self.old = self.code(THING)
        self.old.environment.update(TEST_APPS="parcel", PYTHONPATH=PACKAGE + os.pathsep + self.edition("one", self.FIRST))
        self.expand(self.old, "r1")

    def edition(self, name, text):
        root = os.path.join(self.folder, name, "site-packages")
        os.makedirs(os.path.join(root, "parcel", "migrations"))
        for path, said in (("__init__.py", ""), ("migrations/__init__.py", ""), ("migrations/0001_initial.py", text),
                           ("models.py", "from django.db import models\n\n\nclass Box(models.Model):\n    name = models.CharField(max_length=9)\n")):
            with open(os.path.join(root, "parcel", path), "w", encoding="utf-8") as out:
                out.write(said)
        return root

    def newer(self, change):
        self.assertNotEqual(self.FIRST, change(self.FIRST))
        new = self.next(self.old)
        new.environment["PYTHONPATH"] = PACKAGE + os.pathsep + self.edition("two", change(self.FIRST))
        return new

    def test_another_edition_with_the_same_operations_is_told_and_not_refused(self):
        new = self.newer(lambda text: text.replace("    dependencies = []", "    initial = True\n    dependencies = [('contenttypes', '0001_initial')]"))
        self.assertEqual([], new.towline("status")["databases"]["default"]["disagreements"])
        doctor = new.towline("doctor", "--release", "r1")
        self.assertTrue(doctor["ok"], doctor)
        self.assertEqual([("parcel.0001_initial", True)], [(f["what"], f["well"]) for f in doctor["databases"]["default"]["findings"]])
        planned = self.plan(new, "r2")
        self.assertTrue(planned["ok"], planned["said"])
        self.assertIn("parcel.0001_initial", "".join(planned["databases"]["default"]["notes"]))

    def test_another_edition_with_other_operations_is_refused_with_a_way_out(self):
        new = self.newer(lambda text: text.replace("max_length=9", "max_length=10"))
        found = new.towline("status")["databases"]["default"]["disagreements"]
        self.assertEqual(["parcel.0001_initial"], [d["what"] for d in found])
        self.assertIn("install the edition of the package", found[0]["remedy"])
        self.assertTrue(new.towline("status", "--accept-edited", found[0]["what"])["ok"])

    def test_the_project_s_own_file_is_not_let_pass_like_that(self):
        new = self.next(self.old)
        path = "club/migrations/0001_initial.py"
        with open(os.path.join(new.folder, path), encoding="utf-8") as source:
            new.write(path, source.read().replace("initial = True", "initial = True\n    run_before = [('parcel', '0001_initial')]"))
        self.assertEqual(["club.0001_initial"], [d["what"] for d in new.towline("status")["databases"]["default"]["disagreements"]])
