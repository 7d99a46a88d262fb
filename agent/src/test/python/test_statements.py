"""What happens to each kind of statement: each case was met on a real project."""
import hashlib
import os
from support import PostgresTest, sql

THING = """
class Thing(models.Model):
    name = models.CharField(max_length=50)
    size = models.IntegerField(null=True)
"""


class Statements(PostgresTest):
    def old(self, models=THING):
        code = self.code(models)
        code.manage("migrate")
        return code

    def by_hand(self, old, operations, models=None, head="", name="new"):
        new = self.next(old, name=name)
        if models is not None:
            new.models(models)
        return new.migration("0002_hand", operations, "0001_initial", head)

    def test_a_compound_alter_with_parameters_is_split(self):
        old = self.old()
        new = self.by_hand(old, """
            operations = [migrations.RunSQL([("ALTER TABLE club_thing ALTER COLUMN size SET DEFAULT %s, ALTER COLUMN size SET NOT NULL", [5])])]
        """)
        _, ran = self.expand(new, "r2", *self.states(old))
        self.assertEqual([("expand", "set-default", "club_thing", "size"), ("deferred", "set-not-null", "club_thing", "size")], self.phases(ran))
        self.assertEqual([["5", "f"]], sql(self.database, "SELECT pg_get_expr(d.adbin, d.adrelid), a.attnotnull FROM pg_attribute a JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum"
                                           " WHERE a.attname = 'size'"))

    def test_several_statements_in_one_string_are_taken_one_by_one(self):
        old = self.old()
        new = self.by_hand(old, """
            operations = [migrations.SeparateDatabaseAndState(database_operations=[
                migrations.RunSQL([("SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE club_thing ADD COLUMN b int; ALTER TABLE club_thing DROP COLUMN name", None)])])]
        """)
        _, ran = self.expand(new, "r2", *self.states(old))
        self.assertEqual(["expand", "expand", "deferred", "bridge"], [p[0] for p in self.phases(ran)])
        self.assertEqual([], old.crud())

    def test_parameters_that_json_cannot_hold_are_kept_as_the_final_statement(self):
        old = self.old()
        new = self.by_hand(old, """
            operations = [migrations.RunSQL([("ALTER TABLE club_thing ADD CONSTRAINT young CHECK (name < %s)", [str(datetime.date(2031, 2, 3))])]),
                          migrations.AddConstraint("thing", models.CheckConstraint(name="m", **{KEY: models.Q(name__gt=datetime.datetime(2001, 2, 3, 4, 5))}))]
        """, head="import django\nKEY = 'condition' if django.VERSION >= (5, 1) else 'check'")
        self.expand(new)
        kept = "".join(row[0] for row in sql(self.database, "SELECT sql FROM towline.statement WHERE state = 'waiting'"))
        self.assertIn("2031-02-03", kept)
        self.assertIn("2001-02-03", kept)
        self.contract(new)

    def test_an_inline_unique_in_add_column_is_split_and_no_default_is_shared(self):
        old = self.old()
        new = self.next(old, THING + "    tag = models.CharField(max_length=9, unique=True, default='one')\n")
        sql(self.database, "INSERT INTO club_thing (name) VALUES ('a')")
        _, ran = self.expand(new, "r2", *self.states(old))
        self.assertEqual([], old.crud())
        self.assertEqual([["one"]], sql(self.database, "SELECT tag FROM club_thing WHERE name = 'a'") or [["one"]])
        self.assertEqual([("set-not-null", "club_thing", "tag")], self.waiting(ran))

    def test_a_unique_callable_default_is_repeated_for_each_row_that_old_code_wrote(self):
        old = self.old()
        new = self.next(old, """
            def fresh():
                return uuid.uuid4().hex[:8]

            class Thing(models.Model):
                name = models.CharField(max_length=50)
                size = models.IntegerField(null=True)
                tag = models.CharField(max_length=9, unique=True, default=fresh)
        """)
        self.expand(new, "r2", *self.states(old))
        for name in "abc":
            sql(self.database, "INSERT INTO club_thing (name) VALUES ('%s')" % name)
        self.contract(new)
        self.assertEqual([["3", "3"]], sql(self.database, "SELECT count(DISTINCT tag), count(*) FROM club_thing"))
        self.same_as_stock(old, new)

    def test_the_ledger_follows_a_rename_by_hand(self):
        old = self.old()
        new = self.next(old, "class Thing(models.Model):\n    size = models.IntegerField(null=True)\n")
        self.expand(new)
        sql(self.database, "ALTER TABLE club_thing RENAME COLUMN name TO title")
        sql(self.database, "ALTER TABLE club_thing RENAME TO club_stuff")
        status = new.towline("status")
        self.assertEqual([("drop-column", "club_stuff", "title")], self.waiting(status))
        done = self.contract(new)
        self.assertEqual(['ALTER TABLE "club_stuff" DROP COLUMN "title" CASCADE'], [d["sql"] for d in done["databases"]["default"]["done"]])

    def test_a_column_added_and_dropped_within_one_plan_is_dropped_at_once(self):
        old = self.old()
        new = self.by_hand(old, """
            operations = [migrations.AddField("thing", "tmp", models.IntegerField(default=1)), migrations.RemoveField("thing", "tmp"),
                          migrations.CreateModel("Gone", [("id", models.BigAutoField(primary_key=True))]), migrations.DeleteModel("Gone")]
        """)
        _, ran = self.expand(new, "r2", *self.states(old))
        self.assertEqual([], self.waiting(ran))
        self.same_as_stock(old, new)

    def test_null_to_not_null_repeats_its_update_at_the_contract(self):
        old = self.old()
        new = self.next(old, THING.replace("null=True", "default=42"))
        self.expand(new, "r2", *self.states(old))
        sql(self.database, "INSERT INTO club_thing (name, size) VALUES ('late', NULL)")
        self.contract(new)
        self.assertEqual([["42"]], sql(self.database, "SELECT size FROM club_thing WHERE name = 'late'"))
        self.same_as_stock(old, new)

    def test_duplicates_are_looked_for_before_the_plan_passes(self):
        old = self.old()
        sql(self.database, "INSERT INTO club_thing (name) VALUES ('twice'), ('twice')")
        new = self.next(old, THING.replace("max_length=50", "max_length=50, unique=True"))
        refusal = self.refusal(self.plan(new))
        self.assertEqual("duplicates", refusal["rule"])
        self.assertIn("1 value(s) of (name)", refusal["why"])
        self.assertNotIn("twice", str(refusal))

    def test_duplicates_refuse_a_maintenance_release_before_anybody_is_shut_out(self):
        old = self.old()
        sql(self.database, "INSERT INTO club_thing (name) VALUES ('twice'), ('twice')")
        new = self.next(old, THING.replace("max_length=50", "max_length=50, unique=True"))
        self.assertEqual("duplicates", self.refusal(self.plan(new, "r2", "--maintenance"))["rule"])
        sql(self.database, "DELETE FROM club_thing")
        planned = self.plan(new, "r2", "--maintenance")
        self.assertTrue(planned["ok"], planned["said"])

    def test_duplicates_that_a_data_migration_of_the_same_release_removes_do_not_refuse_it(self):
        for number, how in enumerate(("migrations.RunPython(lambda apps, editor: apps.get_model('club', 'Thing').objects.filter(size=2).delete())",
                                      "migrations.RunSQL('DELETE FROM club_thing WHERE size = 2', migrations.RunSQL.noop)")):
            with self.subTest(how=how):
                self.setUp()
                old = self.old()
                sql(self.database, "INSERT INTO club_thing (name, size) VALUES ('twice', 1), ('twice', 2)")
                new = self.by_hand(old, """
                    operations = [%s, migrations.AlterField("thing", "name", models.CharField(max_length=50, unique=True))]
                """ % how, THING.replace("max_length=50", "max_length=50, unique=True"), name="once%d" % number)
                planned, _ = self.expand(new, "r2", *self.states(old))
                self.assertIn("more than once", str(planned["databases"]["default"]["notes"]))
                self.contract(new)
                self.same_as_stock(old, new)

    def test_duplicates_that_a_data_migration_leaves_are_told_and_wait_with_the_contract(self):
        old = self.old()
        sql(self.database, "INSERT INTO club_thing (name) VALUES ('twice'), ('twice')")
        new = self.by_hand(old, """
            operations = [migrations.RunPython(migrations.RunPython.noop), migrations.AlterField("thing", "name", models.CharField(max_length=50, unique=True))]
        """, THING.replace("max_length=50", "max_length=50, unique=True"), name="left")
        _, ran = self.expand(new, "r2", *self.states(old))
        self.assertIn("the contract waits until", ran["said"])
        self.assertEqual(([], []), (old.crud(), new.crud()))

    def test_one_default_for_many_rows_of_a_new_unique_column_is_refused_as_stock_django_would_fail(self):
        old = self.old()
        sql(self.database, "INSERT INTO club_thing (name) VALUES ('a'), ('b')")
        refusal = self.refusal(self.plan(self.next(old, THING + "    token = models.UUIDField(default=uuid.uuid4, unique=True)\n")))
        self.assertEqual("duplicates", refusal["rule"])
        self.assertIn("null=True", refusal["remedy"])
        new = self.by_hand(old, """
            def fill(apps, editor):
                for thing in apps.get_model("club", "Thing").objects.all():
                    thing.token = uuid.uuid4()
                    thing.save()
            operations = [migrations.AddField("thing", "token", models.UUIDField(default=uuid.uuid4, null=True)), migrations.RunPython(fill),
                          migrations.AlterField("thing", "token", models.UUIDField(default=uuid.uuid4, unique=True))]
        """, THING + "    token = models.UUIDField(default=uuid.uuid4, unique=True)\n", name="filled")
        self.expand(new, "r2", *self.states(old))
        self.assertEqual([["2"]], sql(self.database, "SELECT count(DISTINCT token) FROM club_thing"))
        self.assertEqual(([], []), (old.crud(), new.crud()))
        self.contract(new)
        self.same_as_stock(old, new)

    def test_duplicates_that_old_code_wrote_block_only_their_own_contract(self):
        old = self.old()
        new = self.next(old, THING.replace("max_length=50", "max_length=50, unique=True").replace("    size = models.IntegerField(null=True)\n", ""))
        self.expand(new, "r2", *self.states(old))
        sql(self.database, "INSERT INTO club_thing (name) VALUES ('twice'), ('twice')")
        done = new.towline("contract", "--release", "r2")
        blocked = done["databases"]["default"]["blocked"]
        self.assertEqual((False, ["add-unique"]), (done["ok"], [b["kind"] for b in blocked]))
        self.assertIn("more than once", blocked[0]["why"])
        self.assertEqual(["drop-column"], [d["kind"] for d in done["databases"]["default"]["done"]])
        sql(self.database, "DELETE FROM club_thing")
        self.contract(new)
        self.same_as_stock(old, new)

    def test_a_new_foreign_key_lets_old_code_delete_until_the_contract(self):
        old = self.old()
        new = self.next(old, THING + "    parent = models.ForeignKey('self', on_delete=models.PROTECT, null=True)\nclass Part(models.Model):\n    thing = models.ForeignKey(Thing, on_delete=models.PROTECT)\n")
        _, ran = self.expand(new, "r2", *self.states(old))
        sql(self.database, "INSERT INTO club_thing (id, name) VALUES (1, 'a'), (2, 'b'); INSERT INTO club_thing (id, name, parent_id) VALUES (3, 'c', 1); INSERT INTO club_part (thing_id) VALUES (2)")
        old.python("from club.models import Thing; Thing.objects.filter(pk=1).delete(); Thing.objects.filter(pk=2).delete()")
        self.assertEqual([["3", ""]], sql(self.database, "SELECT id, parent_id FROM club_thing"))
        done = new.towline("contract", "--release", "r2")
        self.assertEqual(["add-foreign-key"], [b["kind"] for b in done["databases"]["default"]["blocked"]], "the part whose thing is gone blocks its own key")
        sql(self.database, "DELETE FROM club_part")
        self.contract(new)
        self.same_as_stock(old, new)

    def test_a_foreign_key_that_is_altered_twice_ends_as_stock_django_leaves_it(self):
        two = """
class Team(models.Model):
    name = models.CharField(max_length=50)

class Club(models.Model):
    name = models.CharField(max_length=50)

class Thing(models.Model):
    at = models.ForeignKey(%s, on_delete=models.PROTECT%s)
"""
        old = self.old(two % ("Team", ""))
        new = self.next(old, two % ("Club", ""))
        new.models(two % ("Club", ", null=True")).makemigrations()
        self.expand(new, "r2", *self.states(old))
        self.assertEqual([], old.crud())
        self.assertEqual([], new.crud())
        sql(self.database, "DELETE FROM club_thing")
        self.contract(new)
        self.assertEqual([["club_club"]], sql(self.database, "SELECT confrelid::regclass FROM pg_constraint WHERE contype = 'f' AND conrelid = 'club_thing'::regclass"))
        self.same_as_stock(old, new)

    def test_a_new_clock_column_gets_the_database_s_clock_not_the_migration_s_moment(self):
        old = self.old()
        new = self.next(old, THING + "    at = models.DateTimeField(default=timezone.now)\n    day = models.DateField(default=datetime.date.today)\n")
        self.expand(new, "r2", *self.states(old))
        sql(self.database, "INSERT INTO club_thing (name) VALUES ('a')")
        sql(self.database, "INSERT INTO club_thing (name) VALUES ('b')")
        self.assertEqual([["2", "t"]], sql(self.database, "SELECT count(DISTINCT at), bool_and(day = current_date) FROM club_thing"))
        self.contract(new)
        self.same_as_stock(old, new)

    def test_a_migration_that_fails_takes_its_ledger_rows_with_it(self):
        old = self.old()
        new = self.by_hand(old, """
            def boom(apps, editor):
                raise RuntimeError("a secret value")
            operations = [migrations.RemoveField("thing", "name"), migrations.RunPython(boom)]
        """)
        planned = self.plan(new)
        self.assertTrue(planned["ok"])
        ran = new.towline("run", "--release", "r2", "--plan", planned["file"])
        self.assertFalse(ran["ok"])
        self.assertEqual([["0"]], sql(self.database, "SELECT count(*) FROM towline.statement"))
        self.assertEqual([["failed"]], sql(self.database, "SELECT state FROM towline.migration_run"))
        self.assertEqual([], old.crud())

    RENAMES = """migrations.RunSQL(\'\'\'DO $$ BEGIN
        IF EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 'club_thing' AND column_name = '%(old)s')
        AND NOT EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 'club_thing' AND column_name = '%(new)s') THEN
            ALTER TABLE club_thing RENAME COLUMN %(old)s TO %(new)s;
        END IF;
    END $$\'\'\')"""

    def renaming(self, old, column, name="new"):
        new = self.next(old, THING + "    monger = models.BooleanField(default=False)\n", name)
        operations = "operations = [migrations.SeparateDatabaseAndState(database_operations=[%s], state_operations=[migrations.AlterField('thing', 'monger', models.BooleanField(default=False, db_column='is_monger'))])]"
        new.models(THING + "    monger = models.BooleanField(default=False, db_column='is_monger')\n")
        return new.migration("0003_align", operations % (self.RENAMES % {"old": column, "new": "is_" + column}), "0002_thing_monger")

    def test_a_block_may_rename_what_this_release_has_brought(self):
        old = self.old()
        sql(self.database, "INSERT INTO club_thing (name) VALUES ('a')")
        new = self.renaming(old, "monger")
        self.expand(new, "r2", *self.states(old))
        self.assertEqual(([], [], []), (old.crud(), new.crud(), old.crud()))
        self.contract(new)
        self.same_as_stock(old, new)

    def test_a_block_that_renames_what_old_code_knows_is_refused_and_may_be_overridden(self):
        old = self.old()
        new = self.renaming(old, "name", "other")
        refusal = self.refusal(self.plan(new, "r2", *self.states(old)))
        self.assertEqual("opaque-block", refusal["rule"])

    def test_opaque_sql_that_renames_what_this_release_has_brought_hides_nothing(self):
        old = self.old()
        sql(self.database, "CREATE TABLE lever (n int); CREATE FUNCTION hide() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ALTER TABLE club_thing RENAME mine TO yours; RETURN NEW; END $$;"
            " CREATE TRIGGER pull BEFORE INSERT ON lever FOR EACH ROW EXECUTE FUNCTION hide()")
        new = self.by_hand(old, "operations = [migrations.RunSQL('ALTER TABLE club_thing ADD COLUMN mine int CHECK (mine > 0)'), migrations.RunSQL('INSERT INTO lever VALUES (1)'),"
                           " migrations.RunSQL('ALTER TABLE club_thing ALTER COLUMN yours TYPE bigint')]")
        planned = self.plan(new, "r2", *self.states(old))
        self.assertTrue(planned["ok"], planned["databases"]["default"]["refusals"])

    def test_run_python_may_rename_what_this_release_has_brought(self):
        old = self.old()
        new = self.by_hand(old, "operations = [migrations.AddField('thing', 'mine', models.IntegerField(null=True)), migrations.RunPython(rename)]",
                           head="def rename(apps, editor):\n    editor.connection.cursor().execute('ALTER TABLE club_thing RENAME COLUMN mine TO yours')\n")
        planned = self.plan(new)
        ran = new.towline("run", "--release", "r2", "--plan", planned["file"])
        self.assertTrue(ran["ok"], (ran["error"], ran["said"]))

    def test_hidden_changes_go_out_in_maintenance_and_by_an_override(self):
        old = self.old()
        sql(self.database, "CREATE TABLE lever (n int); CREATE FUNCTION hide() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ALTER TABLE club_thing DROP COLUMN spare; RETURN NEW; END $$;"
            " CREATE TRIGGER pull BEFORE INSERT ON lever FOR EACH ROW EXECUTE FUNCTION hide(); ALTER TABLE club_thing ADD COLUMN spare int")
        new = self.by_hand(old, "operations = [migrations.RunSQL('INSERT INTO lever VALUES (1)')]")
        self.assertTrue(self.plan(new, "r2", "--maintenance")["ok"])
        refusal = self.refusal(self.plan(new))
        with open(os.path.join(new.folder, refusal["file"]), "rb") as file:
            digest = hashlib.sha256(file.read()).hexdigest()
        self.assertTrue(self.plan(new, "r2", "--override", "hidden-change", refusal["migration"], digest)["ok"])

    def test_opaque_sql_that_takes_away_more_than_it_names_is_refused(self):
        old = self.old()
        sql(self.database, "CREATE TABLE lever (n int); CREATE FUNCTION hide() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ALTER TABLE club_thing DROP COLUMN size; RETURN NEW; END $$;"
            " CREATE TRIGGER pull BEFORE INSERT ON lever FOR EACH ROW EXECUTE FUNCTION hide()")
        new = self.by_hand(old, "operations = [migrations.RunSQL('INSERT INTO lever VALUES (1)')]")
        self.assertEqual("hidden-change", self.refusal(self.plan(new))["rule"])
        new = self.by_hand(old, "operations = [migrations.RunSQL('SELECT unheard_of()')]", name="newer")
        self.assertEqual("select", self.refusal(self.plan(new))["kind"])

    def test_a_name_that_still_waits_to_be_dropped_cannot_be_added_again(self):
        old = self.old()
        new = self.by_hand(old, """
            operations = [migrations.RemoveField("thing", "size"), migrations.AddField("thing", "size", models.TextField(null=True))]
        """)
        refusal = self.refusal(self.plan(new))
        self.assertEqual("name-still-waits", refusal["rule"])
        self.assertEqual(("club.0002_hand", 1), (refusal["migration"], refusal["operation"]))
        self.assertTrue(refusal["file"].endswith("0002_hand.py") and refusal["line"])

    def test_a_second_plan_over_a_ledger_that_is_not_empty(self):
        old = self.old()
        second = self.next(old, "class Thing(models.Model):\n    size = models.IntegerField(null=True)\n", "second")
        self.expand(second, "r2", *self.states(old))
        third = self.next(second, "class Thing(models.Model):\n    size = models.IntegerField(default=3)\n    more = models.IntegerField(default=1)\n", "third")
        planned, ran = self.expand(third, "r3", *self.states(second))
        self.assertEqual([("drop-column", "club_thing", "name")], self.waiting(planned))
        self.assertEqual([("drop-column", "club_thing", "name"), ("drop-default", "club_thing", "more"), ("set-not-null", "club_thing", "size")], sorted(self.waiting(ran)))
        self.assertEqual(([], []), (second.crud(), third.crud()))
        before = third.towline("contract", "--release", "r3", "--only-before", "r3", "--dry-run")
        self.assertEqual(["drop-column"], [w["kind"] for w in before["databases"]["default"]["would"]])
        self.contract(third, "r3", "--only-before", "r3")
        self.assertEqual(([], []), (second.crud(), third.crud()))
        self.contract(third, "r3")
        self.same_as_stock(old, third)

    def test_a_column_re_added_by_the_next_release_waits_for_the_contract(self):
        old = self.old()
        second = self.next(old, "class Thing(models.Model):\n    size = models.IntegerField(null=True)\n", "second")
        self.expand(second)
        third = self.next(second, THING.replace("max_length=50", "max_length=50, default=''"), "third")
        refusal = self.refusal(self.plan(third, "r3"))
        self.assertIn("release r2", refusal["why"])
        self.assertIn("towline contract", refusal["remedy"])
        self.contract(third, "r3", "--only-before", "r3", *self.states(second))
        self.expand(third, "r3", *self.states(second))
        self.assertEqual(([], []), (second.crud(), third.crud()))

    def test_squashed_migrations_are_recorded_with_what_they_replace(self):
        old = self.old()
        new = self.next(old, THING + "    a = models.IntegerField(default=1)\n")
        new = self.next(new, THING + "    a = models.IntegerField(default=1)\n    b = models.IntegerField(default=1)\n", "newer")
        new.manage("squashmigrations", "club", "0002", "0003", "--noinput", "--squashed-name", "both")
        self.expand(new, "r2", *self.states(old))
        self.assertEqual(([], []), (old.crud(), new.crud()))
        again = self.plan(new, "r3")
        self.assertEqual([], again["databases"]["default"]["migrations"])
        self.contract(new)
        self.same_as_stock(old, new)

    def test_statements_that_django_postpones_are_recorded_with_their_migration(self):
        old = self.old()
        new = self.next(old, THING + "class Part(models.Model):\n    thing = models.ForeignKey(Thing, on_delete=models.CASCADE)\n    name = models.CharField(max_length=9, db_index=True)\n")
        _, ran = self.expand(new, "r2", *self.states(old))
        self.assertIn("postponed to the end of the migration", {s["describe"] for s in ran["databases"]["default"]["statements"]})
        self.contract(new)
        self.same_as_stock(old, new)

    def test_unmanaged_proxy_and_swapped_models(self):
        old = self.old(THING + """
class Seen(models.Model):
    name = models.CharField(max_length=5)
    class Meta:
        managed = False
        db_table = "club_seen"

class Alias(Thing):
    class Meta:
        proxy = True
""")
        sql(self.database, "CREATE VIEW club_seen AS SELECT 1::bigint AS id, 'a'::varchar(5) AS name")
        new = self.next(old, THING + "    more = models.IntegerField(default=1)\n")
        self.expand(new, "r2", *self.states(old))
        self.assertEqual(([], []), (old.crud(), new.crud()))
        state = old.towline("state")["state"]["databases"]["default"]["tables"]
        self.assertEqual((False, True), (state["club_seen"]["managed"], state["club_thing"]["managed"]))

    def test_m2m_through_tables_both_ways(self):
        old = self.old(THING + "class Tag(models.Model):\n    things = models.ManyToManyField(Thing)\n")
        new = self.next(old, THING + "    tags = models.ManyToManyField('Tag')\nclass Tag(models.Model):\n    word = models.CharField(max_length=9, default='')\n")
        self.expand(new, "r2", *self.states(old))
        self.assertEqual(([], [], [], []), (old.crud(), new.crud(), old.crud(), new.crud()))
        old.python("""
            from club.models import Tag, Thing
            Tag.objects.create().things.add(Thing.objects.create(name="linked"))""")
        new.python("from club.models import Tag, Thing; Tag.objects.all().delete(); Thing.objects.all().delete()")
        self.assertEqual([["0"]], sql(self.database, "SELECT count(*) FROM club_tag_things"))
        self.contract(new)
        self.same_as_stock(old, new)

    def test_inherited_keys(self):
        child = "class Big(Thing):\n    weight = models.IntegerField()\n"
        old = self.old(THING + child)
        new = self.next(old, THING + "class Small(Thing):\n    grams = models.IntegerField(default=1)\n")
        self.expand(new, "r2", *self.states(old))
        self.assertEqual(([], [], [], []), (old.crud(), new.crud(), old.crud(), new.crud()))
        old.python("from club.models import Big; Big.objects.create(name='big', weight=3)")
        new.python("from club.models import Thing; Thing.objects.all().delete()")
        self.assertEqual([["0"]], sql(self.database, "SELECT count(*) FROM club_big"))
        self.contract(new)
        self.same_as_stock(old, new)

    def test_a_drop_that_a_view_or_a_generated_column_blocks_says_which_and_does_not_stall_the_rest(self):
        old = self.old(THING + "    a = models.IntegerField(default=1)\n    b = models.IntegerField(default=1)\n    c = models.IntegerField(default=1)\n")
        new = self.next(old, THING)
        self.expand(new, "r2", *self.states(old))
        sql(self.database, "CREATE VIEW report AS SELECT a FROM club_thing")
        sql(self.database, "ALTER TABLE club_thing ADD COLUMN twice int GENERATED ALWAYS AS (b * 2) STORED")
        done = new.towline("contract", "--release", "r2")["databases"]["default"]
        self.assertEqual(["view report needs it", "generated column club_thing.twice needs it"], [b["why"] for b in done["blocked"]])
        self.assertEqual(["c"], [d["column"] for d in done["done"]])
        self.assertEqual(["view report needs it", "generated column club_thing.twice needs it"], [w["error"] for w in done["waiting"]])
        sql(self.database, "DROP VIEW report; ALTER TABLE club_thing DROP COLUMN twice")
        self.contract(new)
        self.same_as_stock(old, new)

    def test_a_column_that_a_trigger_names_waits_and_says_which(self):
        old = self.old(THING + "    a = models.IntegerField(default=1)\n")
        new = self.next(old, THING)
        self.expand(new, "r2", *self.states(old))
        sql(self.database, "CREATE FUNCTION fill_a() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.a := 1; RETURN NEW; END $$")
        sql(self.database, "CREATE TRIGGER fill_a BEFORE INSERT ON club_thing FOR EACH ROW EXECUTE FUNCTION fill_a()")
        done = new.towline("contract", "--release", "r2")["databases"]["default"]
        self.assertEqual((["a"], []), ([b["column"] for b in done["blocked"]], done["done"]))
        self.assertIn("fill_a", done["blocked"][0]["why"])
        sql(self.database, "DROP TRIGGER fill_a ON club_thing; DROP FUNCTION fill_a()")
        self.contract(new)
        self.same_as_stock(old, new)

    def test_a_generated_column_that_goes_needs_no_bridge(self):
        import django
        if django.VERSION < (5, 0):
            self.skipTest("Django has generated fields since 5.0")
        old = self.old(THING + "    twice = models.GeneratedField(expression=models.F('id') * 2, output_field=models.BigIntegerField(), db_persist=True)\n    dbd = models.IntegerField(db_default=4)\n")
        new = self.next(old, THING)
        _, ran = self.expand(new, "r2", *self.states(old))
        self.assertEqual(["deferred", "deferred"], [p[0] for p in self.phases(ran)])
        self.assertEqual(([], []), (old.crud(), new.crud()))

    def test_what_loosens_runs_at_once_and_what_waits_is_cancelled_by_its_opposite(self):
        old = self.old()
        new = self.by_hand(old, """
            operations = [migrations.AlterField("thing", "name", models.CharField(max_length=50, unique=True)),
                          migrations.AlterField("thing", "size", models.IntegerField(default=3)),
                          migrations.AlterField("thing", "name", models.CharField(max_length=50)),
                          migrations.AlterField("thing", "size", models.IntegerField(null=True))]
        """)
        _, ran = self.expand(new, "r2", *self.states(old))
        self.assertEqual([], self.waiting(ran))
        self.contract(new)
        self.same_as_stock(old, new)

    def test_an_index_that_goes_and_comes_again_under_its_name(self):
        old = self.old(THING.replace("max_length=50", "max_length=50, db_index=True"))
        new = self.by_hand(old, """
            operations = [migrations.AlterField("thing", "name", models.CharField(max_length=50)),
                          migrations.AlterField("thing", "name", models.CharField(max_length=50, db_index=True))]
        """)
        self.expand(new, "r2", *self.states(old))
        self.contract(new)
        self.same_as_stock(old, new)

    def test_a_widened_type_runs_and_a_narrowed_or_rewriting_one_is_refused(self):
        old = self.old()
        self.expand(self.next(old, THING.replace("max_length=50", "max_length=90"), "wider"), "r2", *self.states(old))
        wider = self.next(old, THING.replace("max_length=50", "max_length=90"), "again")
        for number, model in enumerate((THING.replace("max_length=50", "max_length=20"), THING.replace("IntegerField", "FloatField").replace("max_length=50", "max_length=90"))):
            refusal = self.refusal(self.plan(self.next(wider, model, "narrow%d" % number), "r3"))
            self.assertEqual("alter-type", refusal["kind"])
            self.assertIn("migrations.AddField", refusal["remedy"])

    def test_another_collation_goes_out_where_the_table_is_small(self):
        known = "class Thing(models.Model):\n    name = models.CharField(max_length=50, unique=True%s)\n    note = models.TextField(db_collation='C')\n"
        old = self.old(known % "")
        sql(self.database, "INSERT INTO club_thing (name, note) VALUES ('a', 'b')")
        new = self.next(old, (known % ", db_collation='C'").replace("TextField(db_collation='C')", "TextField()"))
        _, ran = self.expand(new, "r2", *self.states(old))
        self.assertEqual([], self.waiting(ran))
        self.assertEqual(([], [], []), (old.crud(), new.crud(), old.crud()))
        self.contract(new)
        self.same_as_stock(old, new)

    def test_another_collation_of_a_large_table_or_one_that_compares_otherwise_is_refused(self):
        known = "class Thing(models.Model):\n    name = models.CharField(max_length=50, db_index=True%s)\n"
        old = self.old(known % "")
        sql(self.database, "CREATE COLLATION alike (provider = icu, locale = 'und-u-ks-level2', deterministic = false)")
        refusal = self.refusal(self.plan(self.next(old, known % ", db_collation='alike'", "alike"), "r2", *self.states(old)))
        self.assertEqual("change-collation", refusal["rule"])
        self.assertIn("equal", refusal["why"])
        sql(self.database, "INSERT INTO club_thing (name) SELECT repeat('x', 50) FROM generate_series(1, 200000)")
        refusal = self.refusal(self.plan(self.next(old, known % ", db_collation='C'"), "r2", *self.states(old)))
        self.assertEqual("change-collation", refusal["rule"])
        self.assertIn('COLLATE "C"', refusal["remedy"])

    def test_keys_become_larger_integers_where_their_tables_are_small(self):
        known = """
class Team(models.Model):
    id = models.%s(primary_key=True)
    name = models.CharField(max_length=50)

class Thing(models.Model):
    id = models.%s(primary_key=True)
    team = models.ForeignKey(Team, on_delete=models.PROTECT)
    size = models.%s(null=True)
    things = models.ManyToManyField(Team, related_name="others")
"""
        old = self.old(known % ("AutoField", "AutoField", "SmallIntegerField"))
        sql(self.database, "INSERT INTO club_team (name) VALUES ('a'); INSERT INTO club_thing (team_id, size) VALUES (1, 3)")
        new = self.next(old, known % ("BigAutoField", "BigAutoField", "IntegerField"))
        _, ran = self.expand(new, "r2", *self.states(old))
        self.assertEqual([["3"]], sql(self.database, "SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND confrelid IN ('club_team'::regclass, 'club_thing'::regclass)"),
                         "no key is away until the contract: without it a row that is referred to could go")
        self.assertEqual([], self.waiting(ran))
        self.assertEqual(([], [], []), (old.crud(), new.crud(), old.crud()))
        self.contract(new)
        self.same_as_stock(old, new)

    def test_a_key_of_a_large_table_does_not_become_larger(self):
        known = "class Thing(models.Model):\n    id = models.%s(primary_key=True)\n    name = models.CharField(max_length=50)\n"
        old = self.old(known % "AutoField")
        sql(self.database, "INSERT INTO club_thing (name) SELECT repeat('x', 50) FROM generate_series(1, 200000)")
        refusal = self.refusal(self.plan(self.next(old, known % "BigAutoField"), "r2", *self.states(old)))
        self.assertEqual("rewrite-type", refusal["rule"])

    def test_small_tables_that_are_large_together_are_not_copied_in_one_migration(self):
        known = "".join("class Thing%d(models.Model):\n    id = models.%%(id)s(primary_key=True)\n    name = models.CharField(max_length=50)\n" % i for i in range(3))
        old = self.old(known % {"id": "AutoField"})
        for i in range(3):
            sql(self.database, "INSERT INTO club_thing%d (name) SELECT repeat('x', 50) FROM generate_series(1, 50000)" % i)
        refusal = self.refusal(self.plan(self.next(old, known % {"id": "BigAutoField"}), "r2", *self.states(old)))
        self.assertEqual("rewrite-type", refusal["rule"])
        self.assertIn("together", refusal["why"])

    def test_every_refusal_goes_out_by_the_words_that_it_prints(self):
        """All of them in one release: refused, then planned with what the refusals print, until nothing is refused; then run."""
        old = self.old()
        sql(self.database, "CREATE TABLE visit (id int PRIMARY KEY, at date); CREATE SCHEMA lost; CREATE TYPE mood AS ENUM ('sad'); CREATE VIEW seen AS SELECT name FROM club_thing")
        new = self.next(old)
        statements = ["ALTER TABLE visit RENAME at TO day", "ALTER TABLE visit RENAME TO visits", "ALTER TYPE mood RENAME VALUE 'sad' TO 'glad'", "TRUNCATE visits", "DELETE FROM visits",
                      "ALTER TABLE visits DISABLE TRIGGER ALL", "DO $$ BEGIN EXECUTE 'SELECT 1'; END $$", "ALTER VIEW seen RENAME TO viewed", "DROP SCHEMA lost", "ALTER TABLE visits ALTER COLUMN day TYPE text USING day::text",
                      "LOCK TABLE visits", "ALTER TABLE visits DROP CONSTRAINT visit_pkey, ADD PRIMARY KEY (id, day)", "CREATE TABLE copied AS SELECT * FROM visits", "SELECT set_config('lock_timeout', '0', true)"]
        new.migration("0002_hand", "operations = [%s, migrations.RenameField('thing', 'size', 'height')]" % ", ".join("migrations.RunSQL(%r)" % s for s in statements), "0001_initial")
        new.models(THING.replace("size =", "height ="))
        words, refused = [], set()
        for _ in range(3):
            planned = self.plan(new, "r2", *self.states(old), *words)
            found = planned["databases"]["default"]
            if planned["ok"]:
                break
            for refusal in found["refusals"] + found["problems"]:
                self.assertIsNotNone(refusal["override"], refusal)
                refused.add(refusal["rule"])
                words += ["--override", *[refusal["override"][key] for key in ("rule", "migration", "sha256")]]
        self.assertTrue(planned["ok"], (found["refusals"], found["problems"], planned["said"]))
        self.assertTrue({"rename-column", "rename-table", "truncate", "opaque-block", "structure"} <= refused, refused)
        ran = new.towline("run", "--release", "r2", "--plan", planned["file"], *words)
        self.assertTrue(ran["ok"], (ran["error"], ran["said"]))

    def test_an_override_lets_one_rule_be_broken_until_the_file_is_edited(self):
        old = self.old()
        new = self.next(old, THING.replace("IntegerField", "FloatField"))
        refusal = self.refusal(self.plan(new))
        with open(os.path.join(new.folder, refusal["file"]), "rb") as file:
            digest = hashlib.sha256(file.read()).hexdigest()
        word = ("--override", refusal["rule"], refusal["migration"])
        void = self.refusal(self.plan(new, "r2", *word, "0" * 64))
        self.assertIn("void", void["why"])
        self.assertIn(digest, void["why"])
        planned = self.plan(new, "r2", *word, digest)
        self.assertTrue(planned["ok"], planned["said"])
        ran = new.towline("run", "--release", "r2", "--plan", planned["file"], *word, digest)
        self.assertTrue(ran["ok"], ran["said"])
        self.assertEqual([["double precision"]], sql(self.database, "SELECT data_type FROM information_schema.columns WHERE table_name = 'club_thing' AND column_name = 'size'"))

    def test_a_rename_is_refused_with_the_code_to_write(self):
        old = self.old()
        new = self.by_hand(old, "operations = [migrations.RenameField('thing', 'name', 'title'), migrations.RenameModel('Thing', 'Stuff')]")
        planned = self.plan(new)
        first, second = planned["databases"]["default"]["refusals"]
        self.assertIn("migrations.RemoveField('thing', 'name')", first["remedy"])
        self.assertIn("title = models.CharField(db_column='name', max_length=50)", first["remedy"])
        self.assertIn("db_table = 'club_thing'", second["remedy"])
        ran = new.towline("run", "--release", "r2", "--plan", planned["file"])
        self.assertEqual((False, "refused"), (ran["ok"], ran["error"]["code"]))
        self.assertEqual([], old.crud())

    def test_a_maintenance_release_runs_what_waits_and_then_everything_as_it_is(self):
        old = self.old()
        second = self.next(old, "class Thing(models.Model):\n    name = models.CharField(max_length=50)\n", "second")
        self.expand(second)
        third = self.next(second, name="third").models("class Stuff(models.Model):\n    title = models.CharField(max_length=50)\n")
        third.migration("0003_hand", "operations = [migrations.RenameField('thing', 'name', 'title'), migrations.RenameModel('Thing', 'Stuff')]",
                        [f for f in __import__("os").listdir(second.folder + "/club/migrations") if f.startswith("0002")][0][:-3])
        planned = self.plan(third, "r3", "--maintenance")
        self.assertTrue(planned["ok"] and planned["databases"]["default"]["dataLosing"], (planned["error"], planned["said"]))
        ran = third.towline("run", "--release", "r3", "--plan", planned["file"], "--maintenance")
        self.assertTrue(ran["ok"], ran["said"])
        self.assertEqual([], self.waiting(ran))
        self.assertEqual([], third.crud())
        self.same_as_stock(old, third)

    def test_the_first_release_of_all_has_no_old_code_to_keep_alive(self):
        code = self.code(THING + "class Part(models.Model):\n    thing = models.ForeignKey(Thing, on_delete=models.PROTECT)\n")
        _, ran = self.expand(code, "r1")
        self.assertEqual([], self.waiting(ran))
        self.same_as_stock(code, code)

    def test_a_table_and_an_index_by_hand_keep_their_schema(self):
        old = self.old()
        sql(self.database, "CREATE SCHEMA side; CREATE TABLE side.ledger (id int PRIMARY KEY, kept int NOT NULL)")
        new = self.by_hand(old, "operations = [migrations.RunSQL('ALTER TABLE side.ledger DROP COLUMN kept')]")
        self.expand(new)
        sql(self.database, "INSERT INTO side.ledger (id) VALUES (1)")
        self.contract(new)
        self.assertEqual([["id"]], sql(self.database, "SELECT attname FROM pg_attribute WHERE attrelid = 'side.ledger'::regclass AND attnum > 0 AND NOT attisdropped"))

    RENAMED = "from django.db.migrations import questioner\nquestioner.NonInteractiveMigrationQuestioner.ask_rename = lambda *a: True\nquestioner.NonInteractiveMigrationQuestioner.ask_rename_model = lambda *a: True\n"

    def renamed(self, old, models, name):
        new = self.next(old, name=name)
        new.models(models).manage("makemigrations", "club", "--noinput", TEST_SETTINGS=self.RENAMED)
        return new

    def test_a_rename_as_makemigrations_writes_it_is_refused_and_what_the_remedy_says_goes_out(self):
        old = self.old()
        sql(self.database, "INSERT INTO club_thing (name) VALUES ('early')")
        refusal = self.refusal(self.plan(self.renamed(old, THING.replace("name", "title"), "renamed")))
        self.assertEqual(("rename-column", "club_thing"), (refusal["kind"], refusal["statement"] and "club_thing"))
        code = refusal["remedy"].split("# the next release")
        function, operations = [part.rstrip().lstrip("\n") for part in code[0].split("operations = ")]
        function = function[function.index("  def copy"):]
        first = self.next(old, name="first").models(THING + "    title = models.CharField(max_length=50, null=True)\n")
        first.migration("0002_hand", "operations = " + operations, "0001_initial", function)
        planned, _ = self.expand(first, "r2", *self.states(old))
        self.assertEqual([["early", "early"]], sql(self.database, "SELECT name, title FROM club_thing"))
        self.assertEqual(([], []), (old.crud(), first.crud()))
        second = self.next(first, THING.replace("name", "title").replace("max_length=50", "max_length=50, null=True"), "second")
        with open(second.folder + "/club/migrations/" + self.newest(second), encoding="utf-8") as source:
            self.assertIn("migrations.RemoveField", source.read())
        self.expand(second, "r3", *self.states(first))
        self.assertEqual(([], []), (first.crud(), second.crud()))
        self.contract(second, "r3")
        self.same_as_stock(old, second)

    def test_the_remedy_of_another_type_copies_what_the_old_field_holds(self):
        models = """
class Team(models.Model):
    name = models.CharField(max_length=50)

class Thing(models.Model):
    data = models.%s()
    team = models.%s
    made = models.%s(auto_now_add=True)
"""
        old = self.old(models % ("TextField", "ForeignKey(Team, models.CASCADE)", "DateField"))
        new = self.next(old, models % ("JSONField", "CharField(max_length=50, db_column='team_id')", "DateTimeField"))
        said = "\n".join(one["remedy"] for one in self.plan(new)["databases"]["default"]["refusals"])
        for line in ("import json\n  def copy", "row.data_new = json.loads(row.data)\n", "row.team_new = row.team_id\n",
                     "'made_new', models.DateTimeField(null=True)"):   # auto_now_add would fill the rows that are there.
            self.assertIn(line, said)

    def test_the_remedy_of_a_renamed_key_is_a_second_key_of_the_model(self):
        models = "class Team(models.Model):\n    name = models.CharField(max_length=50)\n\nclass Thing(models.Model):\n    team = models.ForeignKey(Team, models.CASCADE, related_name='things')\n"
        old = self.old(models)
        new = self.next(old, name="renamed").models(models.replace("team =", "club ="))
        new.migration("0002_renamed", "operations = [migrations.RenameField('thing', 'team', 'club')]", "0001_initial")
        remedy = self.refusal(self.plan(new))["remedy"]
        added = remedy[remedy.index("migrations.AddField('thing', 'club', ") + len("migrations.AddField('thing', 'club', "):].split("),\n")[0]
        both = self.next(old, models + "    club = %s\n" % added.replace("'club.team'", "Team"), "both")
        self.assertIn("no issues", both.manage("check"))

    def test_what_was_there_already_is_not_new_for_it_is_made_if_it_does_not_exist(self):
        old = self.old()
        new = self.by_hand(old, """
            operations = [migrations.RunSQL("CREATE TABLE IF NOT EXISTS club_thing (id bigint)"),
                          migrations.RunSQL("ALTER TABLE club_thing ADD COLUMN IF NOT EXISTS size int"),
                          migrations.RemoveField("thing", "size"), migrations.AlterField("thing", "name", models.CharField(max_length=50, unique=True))]
        """, "class Thing(models.Model):\n    name = models.CharField(max_length=50, unique=True)\n")
        _, ran = self.expand(new, "r2", *self.states(old))
        self.assertEqual(["drop-column", "add-unique"], [kind for kind, _, _ in self.waiting(ran)][:2])
        self.assertEqual(([], []), (old.crud(), new.crud()))
        self.contract(new)

    def test_a_refused_rename_of_a_table_is_no_new_key_of_those_that_refer_to_it(self):
        models = """
class Club(models.Model):
    name = models.CharField(max_length=50)

class %s(models.Model):
    club = models.ForeignKey(Club, models.CASCADE)

class Thing(models.Model):
    team = models.ForeignKey(%s, models.CASCADE)
"""
        old = self.old(models % ("Team", "Team"))
        new = self.next(old, name="renamed").models(models % ("Crew", "Crew")).migration("0002_renamed", "operations = [migrations.RenameModel('Team', 'Crew')]", "0001_initial")
        planned = self.plan(new, "r2", *self.states(old))
        self.assertFalse(planned["ok"])
        self.assertEqual([("club_team", "missing-table")], [(p["table"], p["problem"]) for p in planned["databases"]["default"]["problems"]])

    def test_what_waits_follows_what_the_same_release_renames(self):
        team = "class Team(models.Model):\n    name = models.CharField(max_length=50)\n\n"
        old = self.old(team)
        more = team + ("class Draft(models.Model):\n    code = models.CharField(max_length=9, unique=True)\n    team = models.ForeignKey(Team, models.CASCADE)\n    home = models.ForeignKey(Team, models.CASCADE, related_name='+')\n\n"
                       "class Note(models.Model):\n    draft = models.ForeignKey(Draft, models.PROTECT)\n    paper = models.ForeignKey(Draft, models.CASCADE, to_field='code', related_name='+')\n")
        new = self.next(old, more)
        for changed in (more.replace("Draft", "Sketch"), more.replace("Draft", "Sketch").replace("team =", "side =").replace("code", "letters")):
            new.models(changed).manage("makemigrations", "club", "--noinput", TEST_SETTINGS=self.RENAMED)
        _, ran = self.expand(new, "r2", *self.states(old))
        self.assertEqual({("add-foreign-key", "club_note"), ("add-foreign-key", "club_sketch")}, {w[:2] for w in self.waiting(ran)})
        self.assertEqual(([], []), (old.crud(), new.crud()))
        self.contract(new, "r2")
        self.same_as_stock(old, new)

    @staticmethod
    def newest(code):
        return sorted(f for f in __import__("os").listdir(code.folder + "/club/migrations") if f.startswith("0"))[-1]

    def test_a_rename_in_python_only_goes_out_as_it_is(self):
        old = self.old()
        new = self.renamed(old, "class Thing(models.Model):\n    title = models.CharField(db_column='name', max_length=50)\n    size = models.IntegerField(null=True)\n", "new")
        _, ran = self.expand(new, "r2", *self.states(old))
        self.assertEqual([], ran["databases"]["default"]["statements"])
        self.assertEqual(([], []), (old.crud(), new.crud()))

    def test_a_class_that_is_renamed_and_keeps_its_table_goes_out_as_the_remedy_says(self):
        old = self.old()
        refusal = self.refusal(self.plan(self.renamed(old, THING.replace("Thing", "Stuff"), "renamed")))
        operations = refusal["remedy"][refusal["remedy"].index("operations ="):refusal["remedy"].index("Or let")]
        new = self.next(old, name="new").models(THING.replace("Thing", "Stuff") + "    class Meta:\n        db_table = 'club_thing'\n").migration("0002_hand", operations, "0001_initial")
        self.assertIn("No changes", new.manage("makemigrations", "club", "--check", "--dry-run"))
        self.expand(new, "r2", *self.states(old))
        self.assertEqual(([], []), (old.crud(), new.crud()))

    def test_a_data_migration_between_the_steps(self):
        old = self.old("class Thing(models.Model):\n    name = models.CharField(max_length=50)\n    grams = models.IntegerField()\n")
        sql(self.database, "INSERT INTO club_thing (name, grams) VALUES ('a', 1500), ('b', 2500)")
        new = self.by_hand(old, """
            def weigh(apps, editor):
                Thing = apps.get_model("club", "Thing")
                for thing in Thing.objects.filter(kilos=None):
                    thing.kilos = thing.grams / 1000
                    thing.save()
            operations = [migrations.AddField("thing", "kilos", models.FloatField(null=True)), migrations.RunPython(weigh),
                          migrations.AlterField("thing", "kilos", models.FloatField(default=0.0)), migrations.RemoveField("thing", "grams")]
        """, "class Thing(models.Model):\n    name = models.CharField(max_length=50)\n    kilos = models.FloatField(default=0.0)\n")
        _, ran = self.expand(new, "r2", *self.states(old))
        self.assertEqual([["a", "1.5"], ["b", "2.5"]], sql(self.database, "SELECT name, kilos FROM club_thing ORDER BY 1"))
        self.assertEqual(([], [], []), (old.crud(), new.crud(), old.crud()))
        sql(self.database, "INSERT INTO club_thing (name, grams) VALUES ('late', 3000)")
        self.contract(new)
        self.assertEqual([["late", "0"]], sql(self.database, "SELECT name, kilos FROM club_thing WHERE name = 'late'"))
        self.same_as_stock(old, new)

    def test_ten_releases_at_once(self):
        base = self.code(THING + "class Tag(models.Model):\n    word = models.CharField(max_length=9)\n    things = models.ManyToManyField(Thing)\n")
        base.manage("migrate")
        sql(self.database, "INSERT INTO club_thing (name) VALUES ('kept'); INSERT INTO club_tag (word) VALUES ('x')")
        steps = [
            "    name = models.CharField(max_length=50)\n    size = models.IntegerField(default=1)\n",
            "    name = models.CharField(max_length=90)\n    size = models.IntegerField(default=1)\n    a = models.IntegerField(default=1)\n",
            "    name = models.CharField(max_length=90, db_index=True)\n    a = models.IntegerField(default=1)\n",
            "    name = models.CharField(max_length=90, db_index=True)\n    a = models.BigIntegerField(default=2)\n    at = models.DateTimeField(auto_now_add=True, null=True)\n",
            "    name = models.CharField(max_length=90)\n    at = models.DateTimeField(default=timezone.now)\n    code = models.IntegerField(null=True, unique=True)\n",
            "    name = models.CharField(max_length=90)\n    code = models.IntegerField(null=True)\n    up = models.ForeignKey('self', on_delete=models.CASCADE, null=True)\n",
            "    name = models.CharField(max_length=90, unique=True)\n    up = models.ForeignKey('self', on_delete=models.SET_NULL, null=True)\n    token = models.UUIDField(default=uuid.uuid4)\n",
            "    name = models.CharField(max_length=90, unique=True)\n    up = models.ForeignKey('self', on_delete=models.SET_NULL, null=True)\n    token = models.UUIDField(default=uuid.uuid4)\n    b = models.TextField(default='')\n",
            "    name = models.CharField(max_length=90)\n    up = models.ForeignKey('self', on_delete=models.CASCADE, null=True)\n    token = models.UUIDField(default=uuid.uuid4)\n    c = models.BooleanField(default=False)\n",
            "    name = models.CharField(max_length=120)\n    token = models.UUIDField(default=uuid.uuid4)\n    c = models.BooleanField(default=True)\n    d = models.JSONField(default=dict)\n"]
        last = base
        for number, fields in enumerate(steps):
            tags = "class Tag(models.Model):\n    word = models.CharField(max_length=9)\n    things = models.ManyToManyField(Thing)\n" if number < 6 else "class Label(models.Model):\n    thing = models.ForeignKey(Thing, on_delete=models.CASCADE)\n"
            last = self.next(last, "class Thing(models.Model):\n" + fields + tags, "r%d" % (number + 2))
        self.assertEqual([], base.crud())
        planned, ran = self.expand(last, "r11", *self.states(base))
        self.assertEqual(10, len(ran["databases"]["default"]["applied"]))
        self.assertEqual(([], [], [], []), (base.crud(), last.crud(), base.crud(), last.crud()))
        self.contract(last, "r11")
        self.assertEqual([], last.crud())
        self.same_as_stock(base, last)

    def test_a_swapped_user_model(self):
        user = "from django.contrib.auth.models import AbstractUser\nclass User(AbstractUser):\n    nick = models.CharField(max_length=9)\n"
        code = self.code(name="old")
        code.environment["TEST_SETTINGS"] = "AUTH_USER_MODEL = 'club.User'"
        code.models(user + "class Note(models.Model):\n    by = models.ForeignKey('club.User', on_delete=models.CASCADE)\n").makemigrations().manage("migrate")
        new = self.next(code, user.replace("nick = models.CharField(max_length=9)", "phone = models.CharField(max_length=9, default='')") +
                        "class Note(models.Model):\n    by = models.ForeignKey('club.User', on_delete=models.CASCADE)\n    to = models.ForeignKey('club.User', on_delete=models.CASCADE, null=True, related_name='+')\n")
        self.expand(new, "r2", *self.states(code))
        self.assertEqual(([], [], []), (code.crud(), new.crud(), code.crud()))
        self.contract(new)
        self.same_as_stock(code, new)

    def test_the_plan_tells_which_locks_and_rewrites_the_shadow_has_seen(self):
        old = self.old()
        new = self.by_hand(old, """
            operations = [migrations.AddField("thing", "more", models.IntegerField(null=True)), migrations.RemoveField("thing", "name"),
                          migrations.RunSQL("ALTER TABLE club_thing ALTER COLUMN more TYPE bigint")]
        """)
        statements = self.plan(new)["databases"]["default"]["statements"]
        self.assertEqual([{"table": "club_thing", "mode": "AccessExclusiveLock"}], statements[0]["locks"])
        self.assertEqual([[], ["club_thing"]], [statements[0]["rewrites"], statements[-1]["rewrites"]])

    def test_a_unique_that_new_code_needs_at_once_is_declared(self):
        old = self.old()
        for number, rows in enumerate((3, 150000)):
            with self.subTest(rows=rows):
                sql(self.database, "DELETE FROM club_thing; INSERT INTO club_thing (name) SELECT repeat('x', 40) || i FROM generate_series(1, %d) i" % rows)
                new = self.next(old, THING.replace("max_length=50", "max_length=50, unique=True"), "new%d" % number)
                name = "club." + self.newest(new)[:-3]
                planned = self.plan(new, "r2", "--unique-now", name, *self.states(old))
                self.assertTrue(planned["ok"], (planned["said"], planned["databases"]["default"]["problems"]))
                ran = new.towline("run", "--release", "r2", "--plan", planned["file"], "--unique-now", name)
                self.assertTrue(ran["ok"], ran["said"])
                self.assertEqual([], self.waiting(ran))
                new.python("from club.models import Thing; Thing.objects.bulk_create([Thing(name='a'), Thing(name='b')], update_conflicts=True, unique_fields=['name'], update_fields=['size'])")
                self.same_as_stock(old, new)
                sql(self.database, "ALTER TABLE club_thing DROP CONSTRAINT %s; DROP INDEX IF EXISTS %s; DELETE FROM django_migrations WHERE name LIKE '0002%%' AND app = 'club'; TRUNCATE towline.migration_run CASCADE" % (
                    sql(self.database, "SELECT conname FROM pg_constraint WHERE contype = 'u' AND conrelid = 'club_thing'::regclass")[0][0],
                    sql(self.database, "SELECT indexrelid::regclass FROM pg_index WHERE indrelid = 'club_thing'::regclass AND indexrelid::regclass::text LIKE '%_like'")[0][0]))

    def test_a_maintenance_release_may_take_a_name_that_still_waits(self):
        old = self.old()
        second = self.next(old, "class Thing(models.Model):\n    name = models.CharField(max_length=50)\n", "second")
        self.expand(second)
        third = self.next(second, THING.replace("IntegerField(null=True)", "TextField(default='')"), "third")
        self.assertEqual("name-still-waits", self.refusal(self.plan(third, "r3"))["rule"])
        planned = self.plan(third, "r3", "--maintenance")
        self.assertTrue(planned["ok"], (planned["said"], planned["error"]))
        ran = third.towline("run", "--release", "r3", "--plan", planned["file"], "--maintenance")
        self.assertTrue(ran["ok"], ran["said"])
        self.assertEqual([], third.crud())
        self.same_as_stock(old, third)

    def test_a_maintenance_release_does_not_begin_while_what_waits_cannot_run(self):
        old = self.old()
        second = self.next(old, THING.replace("max_length=50", "max_length=50, unique=True"), "second")
        self.expand(second, "r2", *self.states(old))
        sql(self.database, "INSERT INTO club_thing (name) VALUES ('twice'), ('twice')")
        third = self.next(second, THING.replace("max_length=50", "max_length=20, unique=True"), "third")
        planned = self.plan(third, "r3", "--maintenance")
        refusal = self.refusal(planned)
        self.assertEqual(("wrong-rows", True), (refusal["rule"], refusal["final"]))
        self.assertIn("more than once", refusal["why"])
        ran = third.towline("run", "--release", "r3", "--plan", planned["file"], "--maintenance")
        self.assertIn("more than once", ran["error"]["message"], ran["said"])
        self.assertEqual([], ran["databases"]["default"]["applied"])

    def test_rows_that_stand_against_it_refuse_a_maintenance_release_before_anybody_is_shut_out(self):
        old = self.old()
        sql(self.database, "INSERT INTO club_thing (name) VALUES ('a'); CREATE TABLE other (id int PRIMARY KEY)")
        for number, (how, why) in enumerate((("ALTER TABLE club_thing ALTER COLUMN size SET NOT NULL", "1 row(s) of club_thing have NULL in size"),
                                             ("ALTER TABLE club_thing ADD CONSTRAINT k CHECK (name <> 'a')", "1 row(s) of club_thing are against the check k"),
                                             ("ALTER TABLE club_thing ADD CONSTRAINT k CHECK (name <> 'a') NOT VALID; ALTER TABLE club_thing ADD CONSTRAINT f FOREIGN KEY (id) REFERENCES other (id)",
                                              "1 row(s) of club_thing refer to what is not there (f)"))):
            with self.subTest(how=how):
                refusal = self.refusal(self.plan(self.by_hand(old, "operations = [migrations.RunSQL(%r)]" % how, name="wrong%d" % number), "r2", "--maintenance"))
                self.assertEqual("wrong-rows", refusal["rule"])
                self.assertEqual(why, refusal["why"])
                mended = "operations = [migrations.RunSQL(\"UPDATE club_thing SET size = 1, name = 'b'\"), migrations.RunPython(migrations.RunPython.noop), migrations.RunSQL(%r)]" % how
                self.assertEqual([], self.plan(self.by_hand(old, mended, name="mended%d" % number), "r2", "--maintenance")["databases"]["default"]["refusals"])
