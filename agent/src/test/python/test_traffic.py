"""The third witness: what the running code has really sent."""
from support import PostgresTest, sql

THING = "class Thing(models.Model):\n    name = models.CharField(max_length=50)\n    size = models.IntegerField(null=True)\n"


class Traffic(PostgresTest):
    def setUp(self):
        super().setUp()
        if "pg_stat_statements" not in sql("postgres", "SHOW shared_preload_libraries")[0][0]:
            self.skipTest("the server does not count statements")
        self.old = self.code(THING)
        self.old.manage("migrate")
        sql(self.database, "CREATE EXTENSION pg_stat_statements; SELECT pg_stat_statements_reset()")

    def traffic(self, result):
        return result["databases"]["default"]["traffic"]

    def hidden(self, change):
        """A migration whose effect the rules do not see: a trigger that changes the schema."""
        sql(self.database, "CREATE TABLE lever (n int); CREATE FUNCTION hide() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN %s; RETURN NEW; END $$;"
            " CREATE TRIGGER pull BEFORE INSERT ON lever FOR EACH ROW EXECUTE FUNCTION hide()" % change)
        new = self.next(self.old)
        return new.migration("0002_hand", "operations = [migrations.RunSQL('INSERT INTO lever VALUES (1)')]", "0001_initial")

    def test_what_stops_working_is_quoted_with_how_often_it_was_sent_and_without_values(self):
        sql(self.database, "CREATE VIEW wide AS SELECT id, name, size FROM club_thing")
        for _ in range(3):
            sql(self.database, "SELECT size FROM wide WHERE name = 'a hidden value'")
        planned = self.plan(self.hidden("DROP VIEW wide; CREATE VIEW wide AS SELECT id, name FROM club_thing"), "r2", *self.states(self.old))
        self.assertFalse(planned["ok"])
        found = [p for p in planned["databases"]["default"]["problems"] if p["problem"] == "traffic"]
        self.assertEqual(["wide"], [p["table"] for p in found])
        self.assertIn("SELECT size FROM wide WHERE name = $1 (sent 3 times)", found[0]["why"])
        self.assertNotIn("hidden value", str(planned))

    def test_an_insert_that_leaves_out_what_nothing_fills(self):
        sql(self.database, "CREATE TABLE notes (id int PRIMARY KEY); INSERT INTO notes (id) VALUES (1)")
        planned = self.plan(self.hidden("ALTER TABLE notes ADD COLUMN word text NOT NULL DEFAULT ''; ALTER TABLE notes ALTER COLUMN word DROP DEFAULT"))
        self.assertEqual([("notes", "word")], [(p["table"], p["column"]) for p in planned["databases"]["default"]["problems"] if p["problem"] == "traffic"])

    def test_an_ordinary_release_passes_and_says_how_many_were_tried(self):
        self.assertEqual([], self.old.crud())
        new = self.next(self.old, "class Thing(models.Model):\n    name = models.CharField(max_length=90)\n    more = models.IntegerField(default=1)\n")
        planned = self.plan(new, "r2", "--traffic-age", "1ms", *self.states(self.old))
        self.assertTrue(planned["ok"], planned["databases"])
        self.assertEqual("checked", self.traffic(planned)["state"])
        self.assertGreater(self.traffic(planned)["statements"], 3)

    def test_off_unreadable_and_young_are_said(self):
        new = self.next(self.old, THING + "    more = models.IntegerField(default=1)\n")
        self.assertEqual([], self.old.crud())
        self.assertEqual("young", self.traffic(self.plan(new, "r2", "--traffic-age", "99999h"))["state"])
        sql(self.database, "DROP EXTENSION pg_stat_statements")
        self.assertEqual("off", self.traffic(self.plan(new))["state"])
        sql(self.database, "CREATE EXTENSION pg_stat_statements; DROP ROLE IF EXISTS towline_blind; CREATE ROLE towline_blind LOGIN; REVOKE ALL ON pg_stat_statements FROM PUBLIC;"
            " GRANT ALL ON SCHEMA public TO towline_blind; GRANT ALL ON ALL TABLES IN SCHEMA public TO towline_blind; REVOKE ALL ON pg_stat_statements FROM towline_blind")
        sql(self.database, "GRANT CREATE ON DATABASE %s TO towline_blind" % self.database)
        shadow = self.shadow()
        sql(shadow, "ALTER TABLE club_thing OWNER TO towline_blind; GRANT ALL ON ALL TABLES IN SCHEMA public TO towline_blind; GRANT ALL ON SCHEMA public TO towline_blind;"
            " GRANT CREATE ON DATABASE %s TO towline_blind" % shadow)
        planned = new.towline("plan", "--release", "r2", "--shadow-name", shadow, TEST_SETTINGS="DATABASES['default']['USER'] = 'towline_blind'")
        self.assertEqual("unreadable", self.traffic(planned)["state"], planned["said"])
        self.assertTrue(planned["ok"], planned["databases"])

    def release(self):
        new = self.next(self.old, "class Thing(models.Model):\n    name = models.CharField(max_length=50)\n    more = models.IntegerField(default=1)\n")
        self.expand(new, "r2", *self.states(self.old))
        self.assertEqual([], self.old.crud())
        return new

    def test_the_contract_asks_what_was_sent_since_the_old_release_ended(self):
        new = self.release()
        settled = new.towline("settle", "--release", "r2")
        self.assertEqual((True, True), (settled["ok"], settled["databases"]["default"]["marked"]), settled["said"])
        self.assertEqual([], new.crud())
        sql(self.database, "SELECT name FROM club_thing WHERE size = 3")  # Something that no release knows of.
        sql(self.database, "INSERT INTO club_thing (name) VALUES ('a')")
        done = new.towline("contract", "--release", "r2", "--traffic-age", "1ms")
        blocked = {b["column"]: b["why"] for b in done["databases"]["default"]["blocked"]}
        self.assertEqual({"size", "more"}, set(blocked), done["said"])
        self.assertIn("SELECT name FROM club_thing WHERE size = $1 (sent 1 times), which would fail", blocked["size"])
        self.assertIn("INSERT INTO club_thing (name) VALUES ($1) (sent 1 times), which leaves out more", blocked["more"])
        new.towline("settle", "--release", "r2")
        self.assertEqual([], new.crud())
        done = self.contract(new, "r2", "--traffic-age", "1ms")
        self.assertEqual("checked", self.traffic(done)["state"])
        self.same_as_stock_but_for_the_extension(new)

    def same_as_stock_but_for_the_extension(self, new):
        sql(self.database, "DROP EXTENSION pg_stat_statements")
        self.same_as_stock(self.old, new)

    def test_without_a_mark_the_traffic_of_older_releases_stops_no_contract(self):
        new = self.release()
        self.contract(new)


class Upserts(PostgresTest):
    KNOWN = "class Thing(models.Model):\n    name = models.CharField(max_length=50%s)\n    size = models.IntegerField(null=True)\n"
    UPSERT = "INSERT INTO club_thing (name, size) VALUES ('a', 1) ON CONFLICT (name) DO UPDATE SET size = excluded.size"

    def test_what_is_unique_stays_so_until_nobody_upserts_by_it(self):
        old = self.code(self.KNOWN % ", unique=True")
        old.manage("migrate")
        new = self.next(old, self.KNOWN % "")
        _, ran = self.expand(new, "r2", *self.states(old))
        self.assertEqual([("drop-constraint", "club_thing", None)], [w for w in self.waiting(ran) if w[0] == "drop-constraint"])
        sql(self.database, self.UPSERT)
        self.assertEqual(([], []), (old.crud(), new.crud()))
        self.contract(new)
        self.same_as_stock(old, new)

    def test_the_witness_plans_what_it_asks(self):
        old = self.code(self.KNOWN % ", unique=True")
        old.manage("migrate")
        said = old.python("""
            from django.db import connection
            from towline_django import traffic
            one = traffic.Sent('INSERT INTO club_thing (name, size) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET size = excluded.size', 1)
            sent = traffic.Traffic('checked', sent=[one])
            sent.working(connection)
            print(one.works, one.plans, sent.stopped(connection))
            with connection.cursor() as cursor:
                cursor.execute("SELECT conname FROM pg_constraint WHERE conrelid = 'club_thing'::regclass AND contype = 'u'")
                cursor.execute('ALTER TABLE club_thing DROP CONSTRAINT "%s"' % cursor.fetchone()[0])
            print(traffic.prepares(connection, one.text))
            print(sent.stopped(connection)[0][1])
        """).splitlines()
        self.assertEqual(["True True []", "None"], said[:2])
        self.assertIn("ON CONFLICT", said[2])
