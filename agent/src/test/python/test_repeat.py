"""Data migrations that run once more after old code has stopped, and those that run in batches."""
import signal

from support import PostgresTest, sql
from test_machinery import KILL

OLD = "class Thing(models.Model):\n    name = models.CharField(max_length=50)\n    grams = models.IntegerField(default=0)\n"
NEW = "class Thing(models.Model):\n    name = models.CharField(max_length=50)\n    kilos = models.FloatField(null=True)\n"
COPY = """
def weigh(apps, editor, rows=None):
    rows = apps.get_model("club", "Thing").objects.all() if rows is None else rows
    rows.filter(kilos=None).update(kilos=models.F("grams") / 1000.0)
"""


class Repeat(PostgresTest):
    def setUp(self):
        super().setUp()
        self.old = self.code(OLD)
        self.old.manage("migrate")

    def kilos(self):
        return dict(sql(self.database, "SELECT name, kilos FROM club_thing"))

    def release(self, marks="weigh.towline_repeatable = True\n"):
        new = self.next(self.old, name="new").models(NEW)
        return new.migration("0002_hand", "operations = [migrations.AddField('thing', 'kilos', models.FloatField(null=True)), migrations.RunPython(weigh), migrations.RemoveField('thing', 'grams')]",
                             "0001_initial", COPY + marks)

    def test_what_old_code_wrote_after_it_is_copied_once_more_when_old_code_has_stopped_and_before_what_it_reads_goes(self):
        sql(self.database, "INSERT INTO club_thing (name, grams) VALUES ('early', 1000)")
        new = self.release()
        planned, _ = self.expand(new, "r2", *self.states(self.old))
        self.assertEqual([True], [r["repeatable"] for r in planned["databases"]["default"]["runPython"]])
        sql(self.database, "INSERT INTO club_thing (name, grams) VALUES ('late', 2000)")
        settled = new.towline("settle", "--release", "r2")
        self.assertEqual(["club.0002_hand"], [r["migration"] for r in settled["databases"]["default"]["repeated"]], settled["said"])
        self.assertEqual({"early": "1", "late": "2"}, self.kilos())
        sql(self.database, "INSERT INTO club_thing (name, grams) VALUES ('rolled back', 3000)")  # Old code was back for a while.
        done = self.contract(new)
        self.assertEqual(1, len(done["databases"]["default"]["repeated"]))
        self.assertEqual({"early": "1", "late": "2", "rolled back": "3"}, self.kilos())
        self.assertEqual([], new.towline("settle", "--release", "r2")["databases"]["default"]["repeated"], "what it read is gone")
        self.same_as_stock(self.old, new)

    def test_one_that_fails_keeps_what_it_reads(self):
        new = self.release()
        self.expand(new, "r2", *self.states(self.old))
        sql(self.database, "CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'not today'; END $$; CREATE TRIGGER no BEFORE UPDATE ON club_thing FOR EACH ROW EXECUTE FUNCTION no()")
        sql(self.database, "INSERT INTO club_thing (name, grams) VALUES ('late', 2000)")
        done = new.towline("contract", "--release", "r2")
        self.assertEqual(["drop-column"], [b["kind"] for b in done["databases"]["default"]["blocked"]])
        self.assertIn("not today", done["databases"]["default"]["blocked"][0]["why"])
        sql(self.database, "DROP TRIGGER no ON club_thing; DROP FUNCTION no()")
        self.contract(new)
        self.assertEqual({"late": "2"}, self.kilos())

    def test_one_that_is_declared_from_outside_repeats_too(self):
        new = self.release("")
        planned = self.plan(new, "r2", "--repeatable", "club.0002_hand")
        new.towline("run", "--release", "r2", "--plan", planned["file"], "--repeatable", "club.0002_hand")
        self.assertEqual(1, len(new.towline("settle", "--release", "r2")["databases"]["default"]["repeated"]))

    def test_nulls_that_old_code_leaves_are_told_and_filled_by_a_permit_that_comes_after(self):
        sql(self.database, "INSERT INTO club_thing (name, grams) VALUES ('early', 1000)")
        new = self.next(self.old, name="new").models(OLD + "    kilos = models.FloatField()\n")
        new.migration("0002_hand", "operations = [migrations.AddField('thing', 'kilos', models.FloatField(null=True)), migrations.RunPython(weigh), migrations.AlterField('thing', 'kilos', models.FloatField())]", "0001_initial", COPY)
        planned, _ = self.expand(new, "r2", *self.states(self.old))
        permit = "permits: [{ migration: club.0002_hand, allow: [repeatable], reason: say why }]"
        self.assertIn(permit, "".join(planned["databases"]["default"]["notes"]))
        sql(self.database, "INSERT INTO club_thing (name, grams) VALUES ('late', 2000)")
        blocked = new.towline("contract", "--release", "r2")["databases"]["default"]["blocked"]
        self.assertEqual([("set-not-null", "kilos")], [(b["kind"], b["column"]) for b in blocked])
        self.assertIn(permit, blocked[0]["remedy"])
        self.assertEqual(1, len(self.contract(new, "r2", "--repeatable", "club.0002_hand")["databases"]["default"]["repeated"]))
        self.assertEqual({"early": "1", "late": "2"}, self.kilos())
        self.assertEqual([], self.contract(new, "r2", "--repeatable", "club.0002_hand")["databases"]["default"]["repeated"], "nothing waits any more")
        self.same_as_stock(self.old, new)

    def test_the_next_release_contracts_and_repeats_with_its_own_code(self):
        new = self.release()
        self.expand(new, "r2", *self.states(self.old))
        sql(self.database, "INSERT INTO club_thing (name, grams) VALUES ('late', 2000)")
        third = self.next(new, NEW + "    more = models.IntegerField(default=1)\n", "third")
        self.contract(third, "r3", "--only-before", "r3", *self.states(new))
        self.assertEqual({"late": "2"}, self.kilos())
        self.expand(third, "r3", *self.states(new))

    BATCHED = "weigh.towline_backfill = {'model': 'Thing', 'batch': 10}\n"

    def batched(self):
        sql(self.database, "INSERT INTO club_thing (name, grams) SELECT 'n' || i, i * 1000 FROM generate_series(1, 95) i")
        new = self.next(self.old, name="new").models(OLD + "    kilos = models.FloatField(null=True)\n")
        new.migration("0002_kilos", "operations = [migrations.AddField('thing', 'kilos', models.FloatField(null=True))]", "0001_initial")
        return new.migration("0003_weigh", "atomic = False\noperations = [migrations.RunPython(weigh)]", "0002_kilos", COPY + self.BATCHED)

    def right(self):
        return sql(self.database, "SELECT count(*) FROM club_thing WHERE kilos = grams / 1000.0")

    def test_a_backfill_runs_in_batches_of_the_key_each_with_its_checkpoint(self):
        new = self.batched()
        _, ran = self.expand(new, "r2", *self.states(self.old))
        self.assertEqual([["95"]], self.right())
        self.assertIn("batch 10: 5 rows", ran["said"])
        self.assertEqual([['{"until": "95", "last": "95", "batches": 10}', "done"]], sql(self.database, "SELECT detail, state FROM towline.statement WHERE kind = 'backfill'"))
        stock = self.create()
        self.old.manage("migrate", TEST_DB=stock)
        new.manage("migrate", TEST_DB=stock)

    def test_a_backfill_that_is_killed_goes_on_where_it_was(self):
        new = self.batched()
        planned = self.plan(new)
        counting = KILL.replace("    _left[0] -= 1\n", "    _left[0] -= 'UPDATE \"club_thing\"' in str(sql)\n    if not 'UPDATE \"club_thing\"' in str(sql): return _execute(self, sql, params, *rest)\n")
        process, _ = new.popen("run", "--release", "r2", "--plan", planned["file"], TEST_SETTINGS=counting, KILL_AT="5", KILL_WHEN="after", KILL_WHOM="self")
        said = process.communicate()[0]
        self.assertEqual(-signal.SIGKILL, process.returncode, said)
        self.assertEqual([["40"]], self.right())
        again = new.towline("run", "--release", "r2", "--plan", planned["file"])
        self.assertTrue(again["ok"], again["said"])
        self.assertNotIn("batch 4:", again["said"])
        self.assertIn("batch 5:", again["said"])
        self.assertEqual([["95"]], self.right())

    def test_a_backfill_inside_a_transaction_is_refused_with_the_way_out(self):
        new = self.next(self.old, name="new").models(OLD)
        new.migration("0002_hand", "operations = [migrations.RunPython(weigh)]", "0001_initial", COPY + self.BATCHED)
        refusal = self.refusal(self.plan(new))
        self.assertEqual("backfill-in-transaction", refusal["rule"])
        self.assertIn("atomic = False", refusal["remedy"])
