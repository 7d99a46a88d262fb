"""Locks, timeouts, kills, several agents, several databases: the run itself."""
import json
import os
import random
import signal
import subprocess
import threading
import time
import unittest

from support import BIN, HOST, PORT, USER, PostgresTest, shape, sql, tool

THING = "class Thing(models.Model):\n    name = models.CharField(max_length=50)\n    size = models.IntegerField(null=True)\n"
# In the settings of the process under test: SIGKILL to itself, or to its server's process (which takes the whole server down and up again), around the n-th statement that it sends.
KILL = """
import os, signal, subprocess
from django.db.backends import utils
_execute, _left = utils.CursorWrapper._execute, [int(os.environ["KILL_AT"])]
def _kill(wrapper):
    if os.environ["KILL_WHOM"] == "self":
        os.kill(os.getpid(), signal.SIGKILL)
    real = wrapper.db.connection
    pid = real.info.backend_pid if hasattr(real, "info") else real.get_backend_pid()
    subprocess.run([os.environ["KILL_WHOM"], "-KILL", str(pid)], check=True)
def _killing(self, sql, params, *rest):
    _left[0] -= 1
    if _left[0] == 0 and os.environ["KILL_WHEN"] == "before":
        _kill(self)
    result = _execute(self, sql, params, *rest)
    if _left[0] == 0:
        _kill(self)
    return result
utils.CursorWrapper._execute = _killing
"""


class Machinery(PostgresTest):
    def old(self, models=THING):
        code = self.code(models)
        code.manage("migrate")
        return code

    def holding(self, statement):
        """Another session that holds a lock until `release` is called."""
        process = subprocess.Popen([os.path.join(BIN, "psql"), "-h", HOST, "-p", PORT, "-U", USER, "-d", self.database, "-X", "-q", "-A", "-t"], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, universal_newlines=True)
        process.stdin.write("SET application_name = 'the blocker'; BEGIN; %s; SELECT 'held';\n" % statement)
        process.stdin.flush()
        while "held" not in process.stdout.readline():
            pass

        def release():
            if process.poll() is None:
                process.stdin.write("ROLLBACK;\n")
                process.stdin.close()
                process.wait()
                process.stdout.close()
        self.addCleanup(release)
        return release

    def read(self, out):
        with open(out, encoding="utf-8") as source:
            return json.load(source)

    def test_a_blocker_is_named_and_the_attempts_are_bounded(self):
        old = self.old()
        new = self.next(old, THING + "    more = models.IntegerField(default=1)\n")
        planned = self.plan(new)
        self.holding("SELECT 'hidden value' FROM club_thing")
        start = time.monotonic()
        ran = new.towline("run", "--release", "r2", "--plan", planned["file"], "--lock-timeout", "400ms", "--attempts", "3")
        self.assertLess(time.monotonic() - start, 15)
        self.assertEqual("lock-timeout", ran["error"]["code"], ran["said"])
        blocker = ran["error"]["blockers"][0]
        self.assertEqual((USER, "the blocker", "idle in transaction"), (blocker["user"], blocker["application"], blocker["state"]))
        self.assertNotIn("hidden value", ran["said"])
        self.assertIn("attempt 2 of 3", ran["said"])
        self.assertEqual(2 + 1, ran["databases"]["default"]["retries"])
        self.assertEqual([], old.crud())

    def test_a_blocker_that_goes_only_delays(self):
        old = self.old()
        new = self.next(old, THING + "    more = models.IntegerField(default=1)\n")
        planned = self.plan(new)
        release = self.holding("SELECT 1 FROM club_thing")
        process, out = new.popen("run", "--release", "r2", "--plan", planned["file"], "--lock-timeout", "300ms")
        while "no lock within" not in process.stdout.readline():
            self.assertIsNone(process.poll())
        release()
        process.communicate()
        self.assertEqual(0, process.returncode)
        self.assertEqual(["expand", "deferred"], [s["phase"] for s in self.read(out)["databases"]["default"]["statements"]])

    def test_of_several_agents_exactly_one_applies(self):
        old = self.old()
        new = self.next(old, THING + "    more = models.IntegerField(default=1, db_index=True)\n")
        planned = self.plan(new)
        started = [new.popen("run", "--release", "r2", "--plan", planned["file"]) for _ in range(3)]
        for process, _ in started:
            self.assertEqual(0, (process.communicate(), process.returncode)[1])
        applied = sorted(len(self.read(out)["databases"]["default"]["applied"]) for _, out in started)
        self.assertEqual([0, 0, 1], applied)

    def test_the_loser_of_the_lock_gives_up_in_time(self):
        old = self.old()
        new = self.next(old, THING + "    more = models.IntegerField(default=1)\n")
        planned = self.plan(new)
        import hashlib
        key = int.from_bytes(hashlib.sha256(("towline migrations " + self.database).encode()).digest()[:8], "big", signed=True)
        self.holding("SELECT pg_advisory_lock(%d)" % key)
        ran = new.towline("run", "--release", "r2", "--plan", planned["file"], "--wait", "1s")
        self.assertEqual("locked-out", ran["error"]["code"], ran["said"])

    def test_a_statement_that_is_not_in_the_plan_is_refused(self):
        old = self.old()
        new = self.next(old, THING + "    more = models.IntegerField(default=1)\n")
        planned = self.plan(new)
        name = [f for f in os.listdir(new.folder + "/club/migrations") if f.startswith("0002")][0]
        with open(new.folder + "/club/migrations/" + name, encoding="utf-8") as source:
            text = source.read()
        new.write("club/migrations/" + name, text.replace("IntegerField(default=1)", "TextField(default='1')"))
        ran = new.towline("run", "--release", "r2", "--plan", planned["file"])
        self.assertEqual("unknown-statement", ran["error"]["code"], ran["said"])
        self.assertEqual([], old.crud())

    def test_a_timeout_of_zero_is_no_timeout_and_refused(self):
        old = self.old()
        process, out = old.popen("run", "--release", "r", "--plan", "x", "--lock-timeout", "0s")
        self.assertIn("would wait for ever", process.communicate()[0])
        self.assertEqual(2, process.returncode)

    def test_the_server_s_limit_of_a_transaction_does_not_cut_a_migration(self):
        if int(sql("postgres", "SHOW server_version_num")[0][0]) < 170000:
            self.skipTest("PostgreSQL has such a limit from 17 on")
        old = self.old()
        new = self.next(old).migration("0002_slow", "operations = [migrations.RunPython(slow)]", "0001_initial", """
            import time
            def slow(apps, editor):
                Thing = apps.get_model("club", "Thing")
                Thing.objects.create(name="a")
                time.sleep(1)
                Thing.objects.create(name="b")
            """)
        planned = self.plan(new)
        sql(self.database, "ALTER DATABASE %s SET transaction_timeout = '500ms'" % self.database)
        ran = new.towline("run", "--release", "r2", "--plan", planned["file"])
        self.assertTrue(ran["ok"], (ran["error"], ran["said"]))
        self.assertEqual([["2"]], sql(self.database, "SELECT count(*) FROM club_thing"))

    def test_a_pooler_that_swallows_the_timeouts_is_noticed_before_anything_runs(self):
        old = self.old()
        new = self.next(old, THING + "    more = models.IntegerField(default=1)\n")
        planned = self.plan(new)
        for name in ("lock_timeout", "statement_timeout"):
            ran = new.towline("run", "--release", "r2", "--plan", planned["file"], TEST_SETTINGS="""
from django.db.backends import utils
_execute = utils.CursorWrapper._execute
utils.CursorWrapper._execute = lambda self, sql, params, *rest: None if str(sql).startswith("SET %s") else _execute(self, sql, params, *rest)
""" % name)
            self.assertEqual("database", ran["error"]["code"], ran["said"])
            self.assertIn("%s is 0" % name, ran["error"]["message"])
        self.assertEqual([["0"]], sql(self.database, "SELECT count(*) FROM pg_namespace WHERE nspname = 'towline'"))

    def test_a_concurrent_build_does_not_deadlock_with_agents_that_wait(self):
        old = self.large()
        new = self.next(old, THING.replace("null=True", "null=True, db_index=True"))
        planned = self.plan(new)
        started = [new.popen("run", "--release", "r2", "--plan", planned["file"]) for _ in range(3)]
        said = [process.communicate()[0] for process, _ in started]
        self.assertEqual([0, 0, 0], [process.returncode for process, _ in started], said)
        self.assertNotIn("deadlock", "".join(said))
        self.assertEqual([["t"]], sql(self.database, "SELECT indisvalid FROM pg_index i JOIN pg_class c ON c.oid = indexrelid WHERE c.relname LIKE 'club_thing_size_%'"))

    def test_the_index_of_a_large_table_is_built_concurrently_after_its_migration(self):
        old = self.old()
        sql(self.database, "INSERT INTO club_thing (name, size) SELECT repeat('x', 50), i FROM generate_series(1, 150000) i")
        new = self.next(old, THING.replace("null=True", "null=True, db_index=True"))
        planned, ran = self.expand(new, "r2", *self.states(old))
        self.assertEqual([("concurrent", "create-index")], [p[:2] for p in self.phases(planned)])
        self.assertIn("CONCURRENTLY", ran["databases"]["default"]["statements"][0]["sql"])
        self.same_as_stock(old, new)

    def test_an_invalid_leftover_is_dropped_and_built_again(self):
        old = self.old()
        new = self.next(old, name="new").migration("0002_hand", """
            atomic = False
            operations = [AddIndexConcurrently("thing", models.Index(fields=["size"], name="thing_size"))]
        """, "0001_initial", "from django.contrib.postgres.operations import AddIndexConcurrently")
        planned = self.plan(new)
        self.assertTrue(planned["ok"], planned["said"])
        sql(self.database, "CREATE INDEX thing_size ON club_thing (size); UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'thing_size'::regclass")
        ran = new.towline("run", "--release", "r2", "--plan", planned["file"])
        self.assertTrue(ran["ok"], ran["said"])
        self.assertIn("INVALID index thing_size", ran["said"])
        self.assertEqual([["t"]], sql(self.database, "SELECT indisvalid FROM pg_index WHERE indexrelid = 'thing_size'::regclass"))

    def large(self):
        old = self.old()
        sql(self.database, "INSERT INTO club_thing (name, size) SELECT repeat('x', 44) || i, nullif(i %% 3, 0) FROM generate_series(1, 150000) i".replace("%%", "%"))
        return old

    def test_tightenings_of_a_large_table_are_contracted_in_steps(self):
        old = self.large()
        new = self.next(old, THING.replace("max_length=50", "max_length=50, unique=True").replace("null=True", "default=9"))
        self.expand(new, "r2", *self.states(old))
        done = self.contract(new)["databases"]["default"]["done"]
        steps = " | ".join(step for d in done for step in d["steps"])
        for part in ("NOT VALID", "VALIDATE CONSTRAINT", "CREATE UNIQUE INDEX CONCURRENTLY", "USING INDEX", "LIMIT 5000"):
            self.assertIn(part, steps)
        self.same_as_stock(old, new)

    def test_two_databases_each_have_their_own_plan_and_ledger(self):
        other = self.create()
        settings = """
DATABASES["other"] = dict(DATABASES["default"], NAME=%r)
DATABASES["replica"] = dict(DATABASES["default"])
class Router:
    def allow_migrate(self, db, app_label, model_name=None, **hints):
        return (db == "other") == (model_name == "far") if app_label == "club" else db == "default" or None
    def db_for_read(self, model, **hints):
        return "other" if model._meta.model_name == "far" else None
    db_for_write = db_for_read
DATABASE_ROUTERS = [Router()]
""" % other
        model = THING + "class Far(models.Model):\n    name = models.CharField(max_length=9)\n"
        old = self.code(THING, "empty")
        old.environment["TEST_SETTINGS"] = settings
        old.models(model).manage("makemigrations", "club")
        old.manage("migrate")
        old.manage("migrate", "--database", "other")
        new = self.next(old, model.replace("max_length=9)", "max_length=9)\n    more = models.IntegerField(default=1)").replace("    size = models.IntegerField(null=True)\n", ""))
        planned = new.towline("plan", "--release", "r2", "--shadow-name", "default=" + self.shadow(), "--shadow-name", "other=" + self.shadow(other), *self.states(old))
        self.assertTrue(planned["ok"], (planned["said"], planned["error"]))
        ran = new.towline("run", "--release", "r2", "--plan", planned["file"])
        self.assertTrue(ran["ok"], (ran["said"], ran["error"]))
        self.assertEqual({"default": [("drop-column", "club_thing", "size")], "other": [("drop-default", "club_far", "more")]},
                         {alias: [(w["kind"], w["table"], w["column"]) for w in d["waiting"]] for alias, d in ran["databases"].items()})
        self.contract(new)
        self.assertEqual([["0"]], sql(other, "SELECT count(*) FROM towline.statement WHERE state = 'waiting'"))

    def test_the_ledger_and_django_s_record_disagree(self):
        old = self.old()
        new = self.next(old, THING.replace("    size = models.IntegerField(null=True)\n", ""))
        planned, _ = self.expand(new)
        sql(self.database, "DELETE FROM django_migrations WHERE app = 'club' AND name LIKE '0002%'")
        ran = new.towline("run", "--release", "r2", "--plan", planned["file"])
        self.assertEqual("disagreement", ran["error"]["code"])
        status = new.towline("status")
        self.assertEqual((False, "applied", "not applied"), (status["ok"],) + tuple(status["databases"]["default"]["disagreements"][0][k] for k in ("ledger", "django")))

    def test_what_waits_is_gone_from_the_catalog(self):
        old = self.old()
        new = self.next(old, THING.replace("    size = models.IntegerField(null=True)\n", ""))
        self.expand(new)
        sql(self.database, "ALTER TABLE club_thing DROP COLUMN size")
        status = new.towline("status")
        self.assertIn("club_thing.size is not there", status["databases"]["default"]["disagreements"][0]["catalog"])
        self.contract(new)
        self.assertTrue(new.towline("status")["ok"])

    def test_status_tells_what_deferral_costs(self):
        old = self.old()
        new = self.next(old, "class Thing(models.Model):\n    more = models.IntegerField(default=1)\n")
        self.expand(new)
        costs = new.towline("status")["databases"]["default"]["costs"]
        self.assertIn("the table club_thing keeps the column name", costs)
        self.assertIn("an insert into club_thing that does not name name carries a default", costs)

    def test_the_contract_stays_away_from_what_a_release_still_knows(self):
        old = self.old()
        new = self.next(old, THING.replace("    size = models.IntegerField(null=True)\n", ""))
        self.expand(new)
        done = new.towline("contract", "--release", "r2", *self.states(old))
        self.assertIn("the code of release s0 still knows club_thing.size", done["databases"]["default"]["blocked"][0]["why"])
        by_old = old.towline("contract", "--release", "r1")
        self.assertIn("the code of release r1 still knows", by_old["databases"]["default"]["blocked"][0]["why"])
        self.contract(new)

    def test_a_revert_that_brings_a_migration_of_its_own_keeps_what_it_needs(self):
        old = self.old()
        self.expand(self.next(old, THING.replace("    size = models.IntegerField(null=True)\n", "")))
        reverted = self.next(old, THING + "    more = models.IntegerField(default=1)\n", "reverted")
        done = reverted.towline("contract", "--release", "r3", "--only-before", "r3")
        self.assertIn("the code of release r3 still knows club_thing.size", done["databases"]["default"]["blocked"][0]["why"])
        self.expand(reverted, "r3")
        self.assertEqual([], reverted.crud())

    # -- kill -9 -----------------------------------------------------------------------------------

    def killed(self, code, at, when, whom, *args):
        process, _ = code.popen(*args, TEST_SETTINGS=KILL, KILL_AT=str(at), KILL_WHEN=when, KILL_WHOM=whom)
        said = process.communicate()[0]
        if whom != "self":
            self.server_is_back()
        return process.returncode == (-signal.SIGKILL if whom == "self" else 1), said

    def server_is_back(self):
        until = time.monotonic() + 60
        while True:
            try:
                return sql("postgres", "SELECT 1")
            except AssertionError:
                if time.monotonic() > until:
                    raise

    def sweep(self, old, new, chosen, whom="self"):
        expected = None
        planned = self.plan(new)
        self.assertTrue(planned["ok"], planned["said"])
        template, original = self.database, self.database
        stock = self.create()
        old.manage("migrate", TEST_DB=stock)
        new.manage("migrate", TEST_DB=stock)
        expected = shape(stock)
        for at, when in chosen:
            database = self.create(template)
            for code in (old, new):
                code.database = database
            died, said = self.killed(new, at, when, whom, "run", "--release", "r2", "--plan", planned["file"])
            if not died:
                return at
            again = new.towline("run", "--release", "r2", "--plan", planned["file"])
            self.assertTrue(again["ok"], ("killed %s statement %d" % (when, at), again["error"], again["said"], said))
            self.assertEqual([["0"]], sql(database, "SELECT count(*) FROM towline.statement WHERE state = 'building'"))
            died, said = self.killed(new, at // 2 + 1, when, whom, "contract", "--release", "r2")
            done = new.towline("contract", "--release", "r2")
            self.assertTrue(done["ok"], ("contract killed %s statement %d" % (when, at // 2 + 1), done["databases"], said))
            self.assertEqual(expected, shape(database), "killed %s statement %d" % (when, at))
            self.assertEqual([], new.crud())

    def points(self, highest, number):
        if os.environ.get("TOWLINE_SWEEP"):
            return [(at, when) for at in range(1, 2000) for when in ("before", "after")]
        seed = int(os.environ.get("TOWLINE_SEED", random.randrange(1 << 30)))
        print("seed %d" % seed)
        chance = random.Random(seed)
        return sorted((at, chance.choice(("before", "after"))) for at in chance.sample(range(1, highest), number))

    def test_killed_at_any_statement_of_an_ordinary_release_it_converges(self):
        old, new = self.ordinary()
        self.sweep(old, new, self.points(230, 5))

    def test_a_server_killed_at_any_statement_of_an_ordinary_release_and_it_converges(self):
        kill = self.what_kills_the_server()
        if kill is None:
            self.skipTest("the server belongs to somebody else")
        old, new = self.ordinary()
        self.sweep(old, new, self.points(230, 4), kill)

    def what_kills_the_server(self):
        """A process id that another host's server tells is a stranger's here: its own `kill` must be beside its other programs."""
        theirs = os.path.join(BIN, "kill")
        if HOST != "127.0.0.1":
            return theirs if os.path.exists(theirs) else None
        try:
            os.kill(int(sql(self.database, "SELECT pg_backend_pid(); SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'")[-1][0]), 0)
            return "kill"
        except OSError:
            return None

    def ordinary(self):
        old = self.old()
        return old, self.next(old, """
            class Thing(models.Model):
                name = models.CharField(max_length=50, unique=True)
                more = models.IntegerField(default=1)
                parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True)

            class Part(models.Model):
                thing = models.ForeignKey(Thing, on_delete=models.CASCADE)
        """)

    def test_killed_at_any_statement_of_a_non_atomic_migration_it_converges(self):
        old = self.old()
        new = self.next(old, name="new").models("""
            class Thing(models.Model):
                name = models.CharField(max_length=50, db_index=True)
                more = models.IntegerField(default=1)
                parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True)
                class Meta:
                    indexes = [models.Index(fields=["more"], name="thing_more")]
        """)
        new.migration("0002_hand", """
            atomic = False
            operations = [migrations.AddField("thing", "more", models.IntegerField(default=1)),
                          migrations.RemoveField("thing", "size"),
                          migrations.RunSQL(["CREATE TABLE one (a int)", "ALTER TABLE one ADD COLUMN b int", "ALTER TABLE club_thing ADD COLUMN c int"]),
                          migrations.AddField("thing", "parent", models.ForeignKey("self", on_delete=models.CASCADE, null=True)),
                          AddIndexConcurrently("thing", models.Index(fields=["more"], name="thing_more")),
                          migrations.RunPython(lambda apps, editor: apps.get_model("club", "Thing").objects.filter(more=1).update(more=2)),
                          migrations.AlterField("thing", "name", models.CharField(max_length=50, db_index=True))]
        """, "0001_initial", "from django.contrib.postgres.operations import AddIndexConcurrently")
        self.sweep(old, new, self.points(260, 5))
