"""RunPython is guarded as it runs: what it may not do is stopped before it is sent, and the migration's transaction is undone."""
from support import PostgresTest, sql

THING = "class Thing(models.Model):\n    name = models.CharField(max_length=50)\n    size = models.IntegerField(null=True)\n"


class Guard(PostgresTest):
    def setUp(self):
        super().setUp()
        self.old = self.code(THING)
        self.old.manage("migrate")
        sql(self.database, "INSERT INTO club_thing (name) VALUES ('a'), ('b')")

    def python(self, body, name="new", atomic=True):
        new = self.next(self.old, name=name)
        lines = "".join("    %s\n" % line for line in body.strip().splitlines())
        return new.migration("0002_hand", "atomic = %s\noperations = [migrations.RunPython(work)]" % atomic, "0001_initial",
                             "def work(apps, editor):\n    Thing = apps.get_model('club', 'Thing')\n    cursor = editor.connection.cursor()\n" + lines)

    def attempt(self, body, *more, **kinds):
        new = self.python(body, name="new%d" % len(self.databases), **kinds)
        self.databases.append(new)
        planned = self.plan(new, "r2", *more)
        self.assertTrue(planned["ok"], planned["said"])
        self.assertEqual([("club.0002_hand", 0)], [(r["migration"], r["operation"]) for r in planned["databases"]["default"]["runPython"]])
        return new.towline("run", "--release", "r2", "--plan", planned["file"], *more)

    def refused(self, body, rule=None):
        before = sql(self.database, "SELECT count(*), count(size) FROM club_thing")
        ran = self.attempt(body)
        self.assertEqual((False, "refused"), (ran["ok"], ran["error"] and ran["error"]["code"]), ran["said"])
        self.assertEqual(before, sql(self.database, "SELECT count(*), count(size) FROM club_thing"))
        self.assertEqual([["0"]], sql(self.database, "SELECT count(*) FROM django_migrations WHERE name = '0002_hand'"))
        self.assertEqual([], self.old.crud())
        return ran["error"]["refusal"]

    def test_reads_inserts_updates_and_bounded_deletes_pass(self):
        ran = self.attempt("""
from django.db import transaction
with transaction.atomic():
    Thing.objects.bulk_create([Thing(name="n%d" % i) for i in range(300)])
for thing in Thing.objects.filter(name__startswith="n1").iterator():
    thing.size = 3
    thing.save()
Thing.objects.filter(name="a").delete()
cursor.execute("SELECT count(*), '100%%' FROM club_thing WHERE name LIKE %s", ["n%"])
cursor.execute("UPDATE club_thing SET size = 1 WHERE name = 'b'")
cursor.execute("CREATE TABLE club_extra (id int)")
cursor.execute("INSERT INTO club_extra VALUES (1)")
""")
        self.assertTrue(ran["ok"], ran["said"])
        self.assertEqual([["301", "112"]], sql(self.database, "SELECT count(*), count(size) FROM club_thing"))

    def test_a_type_that_old_code_takes_for_its_own_passes_where_the_table_is_small(self):
        self.assertEqual("rewrite-type", self.refused("editor.execute('ALTER TABLE club_thing ALTER COLUMN size TYPE numeric')")["rule"])
        ran = self.attempt("""
editor.execute('ALTER TABLE club_thing ALTER COLUMN name TYPE varchar(50) COLLATE "C"')
editor.execute('ALTER TABLE club_thing ALTER COLUMN name TYPE varchar(90) COLLATE "C"')
editor.execute('ALTER TABLE club_thing ALTER COLUMN size TYPE bigint')
""")
        self.assertTrue(ran["ok"], ran["said"])
        self.assertEqual([], self.old.crud())

    def test_a_materialized_view_that_it_makes_gets_its_unique_index(self):
        ran = self.attempt("""
cursor.execute("CREATE MATERIALIZED VIEW IF NOT EXISTS club_seen AS SELECT id, name FROM club_thing")
cursor.execute("CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS club_seen_id ON club_seen (id)")
cursor.execute("CREATE TABLE IF NOT EXISTS club_extra (id int)")
cursor.execute("DROP TABLE club_extra")
""", atomic=False)
        self.assertTrue(ran["ok"], ran["said"])

    def test_a_table_that_was_there_is_not_new_for_it_is_made_if_it_does_not_exist(self):
        self.refused("cursor.execute('CREATE TABLE IF NOT EXISTS club_thing (id int)')\ncursor.execute('ALTER TABLE club_thing DROP COLUMN name')")

    def test_values_that_the_driver_writes_into_the_statement(self):
        ran = self.attempt("""
cursor.execute("UPDATE club_thing SET size = EXTRACT(HOUR FROM INTERVAL %s) WHERE name LIKE '%%a'", ["3 hours"])
cursor.execute("UPDATE club_thing SET size = %(size)s WHERE name = %(name)s", {"size": 4, "name": "b"})
cursor.executemany("INSERT INTO club_thing (name, size) SELECT %(name)s, EXTRACT(HOUR FROM INTERVAL %(size)s)", [{"name": "c", "size": "5 hours"}, {"name": "d", "size": "6 hours"}])
""")
        self.assertTrue(ran["ok"], ran["said"])
        self.assertEqual([["a", "3"], ["b", "4"], ["c", "5"], ["d", "6"]], sql(self.database, "SELECT name, size FROM club_thing ORDER BY name"))

    def test_a_drop_is_stopped_before_it_is_sent(self):
        refusal = self.refused("Thing.objects.update(size=1)\ncursor.execute('ALTER TABLE club_thing DROP COLUMN name')")
        self.assertEqual(("drop-column", "club.0002_hand"), (refusal["kind"], refusal["migration"]))

    def test_a_drop_through_the_editor_that_it_is_given(self):
        self.refused("editor.execute('DROP TABLE club_thing')")
        self.refused("editor.remove_field(Thing, Thing._meta.get_field('name'))")

    def test_an_index_that_old_code_never_had_may_be_dropped(self):
        ran = self.attempt("""
cursor.execute("DROP INDEX IF EXISTS thing_gone")
editor.execute("DROP INDEX IF EXISTS thing_size; CREATE INDEX thing_size ON club_thing (size, name)")
cursor.execute("CREATE TABLE club_extra (id int)")
cursor.execute("CREATE INDEX extra_id ON club_extra (id)")
cursor.execute("DROP INDEX extra_id")
""")
        self.assertTrue(ran["ok"], ran["said"])
        self.assertEqual([["2"]], sql(self.database, "SELECT indnatts FROM pg_index WHERE indexrelid = 'thing_size'::regclass"))

    def test_an_index_that_old_code_has_stays(self):
        sql(self.database, "CREATE INDEX thing_name ON club_thing (name)")
        self.assertEqual("drop-index", self.refused("editor.execute('DROP INDEX IF EXISTS thing_name')")["kind"])

    def test_truncate_and_deletes_without_a_bound(self):
        self.assertEqual("truncate", self.refused("cursor.execute('TRUNCATE club_thing')")["kind"])
        self.assertEqual("delete", self.refused("cursor.execute('DELETE FROM club_thing')")["kind"])

    def test_commits_and_timeouts_by_hand(self):
        self.refused("cursor.execute('COMMIT')")
        self.refused("cursor.execute('SET lock_timeout = 0')")
        self.refused("cursor.execute('RESET ALL')")
        self.refused("cursor.execute('DISCARD ALL')")
        self.refused("cursor.execute(\"SELECT set_config('statement_timeout', '0', false)\")")
        self.refused("cursor.execute('SELECT 1; DROP TABLE club_thing')")
        self.refused("cursor.execute(\"SELECT INTERVAL %s; DROP TABLE club_thing\", ['1 day'])")

    def test_what_goes_around_the_wrapper_shows_in_the_catalog(self):
        refusal = self.refused("editor.connection.connection.cursor().execute('ALTER TABLE club_thing DROP COLUMN name')")
        self.assertEqual("hidden-change", refusal["rule"])
        self.assertIn("club_thing.name", refusal["why"])

    def test_a_declared_data_migration_may_do_more(self):
        ran = self.attempt("cursor.execute('DELETE FROM club_thing')", "--unguarded", "club.0002_hand")
        self.assertTrue(ran["ok"], ran["said"])
        self.assertEqual([["0"]], sql(self.database, "SELECT count(*) FROM club_thing"))

    def test_the_error_says_no_value_of_a_row(self):
        ran = self.attempt("cursor.execute('ALTER TABLE club_thing ADD COLUMN u int'); cursor.execute(\"CREATE UNIQUE INDEX nn ON club_thing (u)\")\nThing.objects.create(pk=1, name='topsecret')")
        self.assertFalse(ran["ok"])
        self.assertNotIn("topsecret", ran["said"] + str(ran["error"]))

    def test_a_limit_that_runsql_takes_away_is_set_again_before_its_next_statement(self):
        ways = ("SET lock_timeout = 0; SET statement_timeout = 0", "RESET ALL", "SET lock_timeout TO DEFAULT; RESET statement_timeout",
                "SET lock_timeout = '30min'; SET statement_timeout = '3h'")
        new = self.next(self.old)
        new.migration("0002_hand", "operations = [%s]" % ", ".join(
            "migrations.RunSQL(\"%s; CREATE TABLE club_seen%d AS SELECT current_setting('lock_timeout') AS held, current_setting('statement_timeout') AS ran\")"
            % (way, number) for number, way in enumerate(ways)), "0001_initial")
        planned = self.plan(new, "r2")
        self.assertTrue(planned["ok"], planned["said"])
        ran = new.towline("run", "--release", "r2", "--plan", planned["file"])
        self.assertTrue(ran["ok"], ran["said"])
        seen = [sql(self.database, "SELECT held, ran FROM club_seen%d" % number)[0] for number in range(len(ways))]
        self.assertEqual([seen[0]] * len(ways), seen)
        self.assertNotIn("0", seen[0])
