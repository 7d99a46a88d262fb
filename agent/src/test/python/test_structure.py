"""The second witness: what releases know about tables and columns, against a catalog; it sees what the rules cannot."""
import json
import os

from support import PACKAGE, Code, PostgresTest, sql

THING = """
class Thing(models.Model):
    name = models.CharField(max_length=50)
    size = models.IntegerField(null=True)
    tags = models.ManyToManyField("Tag")

class Tag(models.Model):
    word = models.CharField(max_length=9, db_column="w")

class Big(Thing):
    weight = models.DecimalField(max_digits=6, decimal_places=2)

class Seen(models.Model):
    name = models.CharField(max_length=5)
    class Meta:
        managed = False
        db_table = "seen"
"""


class Structure(PostgresTest):
    def setUp(self):
        super().setUp()
        self.old = self.code(THING)
        self.old.manage("migrate")
        sql(self.database, "CREATE TABLE seen (id bigint PRIMARY KEY, name varchar(5) NOT NULL)")

    def problems(self, change):
        shadow = self.shadow()
        sql(shadow, change)
        found = self.old.towline("check", "--shadow-name", shadow, *self.states(self.old))
        self.assertIsNone(found["error"], found["said"])
        problems = found["databases"]["default"]["problems"]
        self.assertEqual(found["ok"], not problems)
        return [(p["problem"], p["table"], p["column"]) for p in problems]

    def test_nothing_is_wrong_with_what_code_does_not_mind(self):
        self.assertEqual([], self.problems("""
            ALTER TABLE club_thing ADD COLUMN a int, ADD COLUMN b int NOT NULL DEFAULT 1, ALTER COLUMN name TYPE text, ALTER COLUMN name DROP NOT NULL;
            CREATE TABLE more (id int PRIMARY KEY, thing bigint REFERENCES club_thing(id) ON DELETE CASCADE); CREATE INDEX ON club_thing (size)"""))

    def test_what_is_gone(self):
        self.assertEqual([("missing-column", "club_big", "weight"), ("missing-column", "club_tag", "w"), ("missing-table", "club_thing_tags", None), ("missing-table", "seen", None),
                          ("not-null-without-default", "club_tag", "word")],
                         sorted(self.problems("ALTER TABLE club_tag RENAME w TO word; ALTER TABLE club_big DROP COLUMN weight; DROP TABLE club_thing_tags, seen"), key=str))

    def test_what_old_inserts_cannot_fill(self):
        self.assertEqual([("not-null-without-default", "club_thing_tags", "since"), ("not-null-without-default", "seen", "extra")],
                         self.problems("ALTER TABLE club_thing_tags ADD COLUMN since date NOT NULL; ALTER TABLE seen ADD COLUMN extra int NOT NULL"))

    def test_types_that_do_not_hold_what_code_writes(self):
        self.assertEqual([("type", "club_big", "weight"), ("type", "club_thing", "name")],
                         self.problems("ALTER TABLE club_thing ALTER COLUMN name TYPE varchar(20); ALTER TABLE club_big ALTER COLUMN weight TYPE numeric(5,2)"))

    def test_constraints_that_were_not_there(self):
        self.assertEqual([("new-constraint", "club_tag", "w"), ("new-constraint", "club_tag", None), ("new-constraint", "club_thing", "name"), ("new-constraint", "club_thing", "size")],
                         sorted(set(self.problems("""ALTER TABLE club_thing ALTER COLUMN size SET NOT NULL, ADD CHECK (name <> ''); CREATE UNIQUE INDEX ON club_tag (w);
                            CREATE TABLE more (tag bigint REFERENCES club_tag(id))""")), key=str))

    def test_a_state_is_plain_and_needs_no_database(self):
        found = self.old.towline("state", "--release", "r1", TEST_DB="nowhere")
        self.assertTrue(found["ok"])
        tables = found["state"]["databases"]["default"]["tables"]
        self.assertEqual({"type": "varchar(9)", "null": False, "hasDbDefault": False, "unique": False, "primaryKey": False, "generated": False, "references": None}, tables["club_tag"]["columns"]["w"])
        self.assertEqual(("club_thing", True), (tables["club_big"]["columns"]["thing_ptr_id"]["references"], tables["club_thing_tags"]["through"]))
        self.assertEqual("r1", found["state"]["release"])

    def test_what_runs_on_django_3_2_is_asked_for_its_models_and_migrated_only_from_4_2_on(self):
        def of(version):
            """As Python starts, before anything looks at it."""
            folder = os.path.join(self.folder, version)
            os.makedirs(folder, exist_ok=True)
            with open(os.path.join(folder, "sitecustomize.py"), "w", encoding="utf-8") as file:
                file.write("import django\ndjango.VERSION = (%s, 25, 'final', 0)\n" % version)
            return os.pathsep.join([folder, PACKAGE])
        self.assertTrue(self.old.towline("state", "--release", "r1", PYTHONPATH=of("3, 2"))["ok"])
        refused = self.old.towline("status", PYTHONPATH=of("3, 2"))
        self.assertEqual((2, "load"), (refused["exit"], refused["error"]["code"]))
        self.assertEqual("load", self.old.towline("state", "--release", "r1", PYTHONPATH=of("3, 1"))["error"]["code"])

    def hidden(self, operations, models=None):
        new = self.next(self.old)
        if models:
            new.models(models)
        new.migration("0002_hand", "operations = [%s]" % operations, "0001_initial")
        return self.plan(new, "r2", *self.states(self.old))

    def test_a_break_that_the_rules_cannot_see_is_seen_on_the_shadow(self):
        sql(self.database, "CREATE TABLE lever (n int); CREATE FUNCTION tighten() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " ALTER TABLE seen ADD COLUMN extra int NOT NULL; RETURN NEW; END $$; CREATE TRIGGER pull BEFORE INSERT ON lever FOR EACH ROW EXECUTE FUNCTION tighten()")
        planned = self.hidden("migrations.RunSQL('INSERT INTO lever VALUES (1)')")
        self.assertFalse(planned["ok"])
        self.assertEqual([("s0", "seen", "extra", "not-null-without-default")],
                         [(p["state"], p["table"], p["column"], p["problem"]) for p in planned["databases"]["default"]["problems"] if p["state"] == "s0"])

    def test_state_that_the_database_does_not_get_is_the_new_code_s_problem(self):
        planned = self.hidden("migrations.SeparateDatabaseAndState(state_operations=[migrations.AddField('tag', 'lost', models.IntegerField(null=True))])",
                              THING.replace('db_column="w")', 'db_column="w")\n    lost = models.IntegerField(null=True)'))
        self.assertFalse(planned["ok"])
        self.assertEqual([("r2", "club_tag", "lost", "missing-column")], [(p["state"], p["table"], p["column"], p["problem"]) for p in planned["databases"]["default"]["problems"]])

    def test_a_drop_behind_separate_state_is_deferred_and_bridged(self):
        planned = self.hidden("migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField('tag', 'word')], database_operations=[migrations.RunSQL('ALTER TABLE club_tag DROP COLUMN w')])",
                              THING.replace('    word = models.CharField(max_length=9, db_column="w")', "    pass"))
        self.assertTrue(planned["ok"], (planned["said"], planned["databases"]))
        self.assertEqual([("deferred", "drop-column"), ("bridge", "set-default")], [p[:2] for p in self.phases(planned)])

    def later(self, models, name="0002_note"):
        """The next release: one field more, and models that say so."""
        new = self.next(self.old)
        new.models(models)
        return new.migration(name, "operations = [migrations.AddField('thing', 'note', models.TextField(null=True))]", "0001_initial")

    NOTED = THING.replace("    tags = ", "    note = models.TextField(null=True)\n    tags = ")

    def test_a_disagreement_that_the_running_release_has_too_is_no_finding(self):
        sql(self.database, "ALTER TABLE club_tag ADD COLUMN extra int NOT NULL; ALTER TABLE club_big ALTER COLUMN weight TYPE numeric(5,2), ADD COLUMN checked text NOT NULL;"
            " ALTER TABLE club_thing ALTER COLUMN size SET NOT NULL; DROP TABLE seen, club_thing_tags")
        planned = self.plan(self.later(self.NOTED), "r2", *self.states(self.old))
        self.assertTrue(planned["ok"], (planned["said"], planned["databases"]["default"]["problems"]))
        same = self.next(self.old, name="same")
        found = same.towline("check", *self.states(self.old, same))
        self.assertEqual([], found["databases"]["default"]["problems"])

    def test_what_the_structure_refuses_goes_out_by_the_override_that_it_prints_and_in_maintenance(self):
        new = self.hidden("migrations.SeparateDatabaseAndState(state_operations=[migrations.AddField('tag', 'lost', models.IntegerField(null=True))])",
                          THING.replace('db_column="w")', 'db_column="w")\n    lost = models.IntegerField(null=True)'))
        problem = new["databases"]["default"]["problems"][0]
        self.assertEqual(("structure", "club.0002_hand", True), (problem["rule"], problem["migration"], problem["approve"]))
        code = Code.at(self.folder + "/new", self.old)
        word = problem["override"]
        self.assertTrue(self.plan(code, "r2", *self.states(self.old), "--override", word["rule"], word["migration"], word["sha256"])["ok"])
        self.assertTrue(self.plan(code, "r2", "--maintenance")["ok"])

    def test_what_the_change_makes_worse_is_found_beside_what_was_wrong_before(self):
        sql(self.database, "ALTER TABLE club_tag ADD COLUMN extra int NOT NULL; ALTER TABLE club_thing ALTER COLUMN name TYPE varchar(40)")
        self.assertEqual([("type", "club_thing", "name")], self.problems("ALTER TABLE club_thing ALTER COLUMN name TYPE varchar(30)"))
        self.assertEqual([], self.problems("ALTER TABLE club_thing ALTER COLUMN name TYPE varchar(45)"))
        new = self.later(self.NOTED.replace('db_column="w")', 'db_column="w")\n    lost = models.IntegerField(null=True)').replace("max_digits=6", "max_digits=8"))
        planned = self.plan(new, "r2", *self.states(self.old))
        self.assertEqual([("missing-column", "club_tag", "lost"), ("type", "club_big", "weight")],
                         sorted((p["problem"], p["table"], p["column"]) for p in planned["databases"]["default"]["problems"]))

    def test_a_release_without_migrations_is_held_against_what_the_running_one_lives_with(self):
        sql(self.database, "DROP TABLE seen; ALTER TABLE club_tag ADD COLUMN extra int NOT NULL")
        new = self.next(self.old)
        new.models(THING.replace('db_column="w")', 'db_column="w")\n    lost = models.IntegerField(null=True)'))
        found = new.towline("check", *self.states(self.old, new))
        self.assertEqual([("missing-column", "club_tag", "lost")], [(p["problem"], p["table"], p["column"]) for p in found["databases"]["default"]["problems"]])


class UpgradedKeys(PostgresTest):
    """DEFAULT_AUTO_FIELD changes from AutoField to BigAutoField: Django widens the models' keys and the references to them, and never those of ManyToMany tables."""
    MODELS = """
class Genre(models.Model):
    word = models.CharField(max_length=9)

class Book(models.Model):
    title = models.CharField(max_length=50)
    genre = models.ManyToManyField(Genre)
"""
    SMALL = "DEFAULT_AUTO_FIELD = 'django.db.models.AutoField'\n"
    NOTED = MODELS + "    note = models.TextField(null=True)\n"

    def setUp(self):
        super().setUp()
        self.old = self.code(name="old")
        self.old.environment["TEST_SETTINGS"] = self.SMALL
        self.old.models(self.MODELS).makemigrations()
        self.old.manage("migrate")

    def upgraded(self, old, models, name, settings=""):
        new = old.successor(self.folder + "/" + name)
        new.environment["TEST_SETTINGS"] = settings
        return new.models(models).makemigrations()

    def test_the_release_that_upgrades_and_those_after_it_go_out(self):
        wide = self.upgraded(self.old, self.MODELS, "wide")
        self.expand(wide, "r2", *self.states(self.old))
        self.assertEqual([["integer", "bigint"]], sql(self.database, "SELECT (SELECT data_type FROM information_schema.columns WHERE table_name = 'club_book_genre' AND column_name = 'id'),"
                         " (SELECT data_type FROM information_schema.columns WHERE table_name = 'club_book_genre' AND column_name = 'book_id')"))
        self.assertEqual(([], [], []), (self.old.crud(), wide.crud(), self.old.crud()))
        noted = self.upgraded(wide, self.NOTED, "noted")
        self.expand(noted, "r3", *self.states(wide))
        self.assertEqual([], noted.towline("check", *self.states(wide, noted))["databases"]["default"]["problems"])
        self.assertTrue(noted.towline("doctor", "--release", "r3")["ok"])
        self.contract(noted, "r3")

    def test_it_goes_out_together_with_another_change(self):
        both = self.upgraded(self.old, self.NOTED, "both")
        self.expand(both, "r2", *self.states(self.old))
        self.assertEqual(([], [], []), (self.old.crud(), both.crud(), self.old.crud()))

    def test_a_site_that_is_adopted_after_its_upgrade_goes_out(self):
        wide = self.upgraded(self.old, self.MODELS, "wide")
        wide.manage("migrate")
        noted = self.upgraded(wide, self.NOTED, "noted")
        self.expand(noted, "r1")
        self.assertEqual([], noted.crud())

    def test_a_column_that_code_fills_is_not_taken_for_one_that_the_database_counts(self):
        new = self.upgraded(self.old, self.NOTED + "    pages = models.IntegerField(null=True)\n", "pages", self.SMALL)
        new.models(self.NOTED + "    pages = models.BigIntegerField(null=True)\n")
        planned = self.plan(new, "r2", *self.states(self.old))
        self.assertEqual([("type", "club_book", "pages")], [(p["problem"], p["table"], p["column"]) for p in planned["databases"]["default"]["problems"]])


class Files(PostgresTest):
    def setUp(self):
        super().setUp()
        self.old = self.code(THING)

    def test_a_state_file_that_is_none_is_a_usage_error(self):
        with open(self.folder + "/no.json", "w", encoding="utf-8") as out:
            json.dump({"a": 1}, out)
        found = self.old.towline("check", "--states", self.folder + "/no.json")
        self.assertEqual((2, "load"), (found["exit"], found["error"]["code"]))
