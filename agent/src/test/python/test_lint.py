"""`towline lint --shadow URL --base REF`: the deploy's judge, where a database that the base's migrations have made stands for the real one."""
import json
import os
import subprocess
import sys
import uuid

from support import HOST, PORT, PostgresTest, sql, tool

THING = """
class Thing(models.Model):
    name = models.CharField(max_length=50)
    size = models.IntegerField(null=True)
    tags = models.ManyToManyField("Tag")

class Tag(models.Model):
    word = models.CharField(max_length=9, db_column="w")

class Big(Thing):
    weight = models.DecimalField(max_digits=6, decimal_places=2)
"""
WITHOUT_SIZE = THING.replace("    size = models.IntegerField(null=True)\n", "")
SEEN = THING + """
class Seen(models.Model):
    name = models.CharField(max_length=5)
    class Meta:
        managed = False
        db_table = "seen"
"""
LEVER = """migrations.RunSQL("CREATE TABLE seen (id bigint PRIMARY KEY, name varchar(5) NOT NULL); CREATE TABLE lever (n int);"
    " CREATE FUNCTION hide() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN %s; RETURN NEW; END $$;"
    " CREATE TRIGGER pull BEFORE INSERT ON lever FOR EACH ROW EXECUTE FUNCTION hide()")"""


class Lint(PostgresTest):
    def setUp(self):
        super().setUp()
        self.database = "nowhere"  # The project's own database is never asked.
        self.user = "towline_ci"
        sql("postgres", "DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'towline_ci') THEN CREATE ROLE towline_ci LOGIN CREATEDB; END IF; END $$")
        self.prefix = "towline_lint_" + uuid.uuid4().hex[:12]
        self.addCleanup(self.drop)
        self.old = self.code(THING)

    def drop(self):
        for (name,) in sql("postgres", "SELECT datname FROM pg_database WHERE datname LIKE '%s%%'" % self.prefix):
            tool("psql", "-d", "postgres", "-X", "-q", "-c", "DROP DATABASE %s WITH (FORCE)" % name)

    def asked(self, command, code, task):
        out = os.path.join(self.folder, command + ".json")
        task = dict({"settings": None, "prefix": self.prefix, "server": {"host": HOST, "port": PORT, "user": self.user, "password": "", "database": "postgres", "options": {}}}, **task)
        done = subprocess.run([sys.executable, "-m", "towline_django.lint", command, "--out", out], cwd=code.folder, env=code.env(), input=json.dumps(task),
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True)
        self.assertEqual(0, done.returncode, done.stdout)
        with open(out, encoding="utf-8") as source:
            return json.load(source), out, done.stdout

    def base(self, **more):
        return self.asked("base", self.old, dict({"release": "main"}, **more))

    def lint(self, new, base=None, **more):
        found, file, said = self.base(**(base or {}))
        self.assertIsNone(found["error"], said)
        found, _, said = self.asked("judge", new, dict({"release": "main", "base": file}, **more))
        self.assertIsNone(found["error"], said)
        return found

    def found(self, *args, **more):
        """[(rule, file, line, block)]"""
        return [(f["rule"], os.path.basename(f["file"] or ""), f["line"], f["block"]) for f in self.lint(*args, **more)["findings"]]

    def hidden(self, operations, models=None, head=""):
        new = self.next(self.old)
        if models:
            new.models(models)
        return new.migration("0002_hand", "operations = [\n    %s\n]" % operations, "0001_initial", head)

    def pulling(self, change, models=SEEN):
        """What no rule can see: a trigger of long ago that changes the schema."""
        self.old.models(models).migration("0002_lever", "operations = [%s]" % (LEVER % change), "0001_initial")
        new = self.next(self.old)
        return new.migration("0003_hand", "operations = [\n    migrations.RunSQL('INSERT INTO lever VALUES (1)')\n]", "0002_lever")

    def test_an_ordinary_change_finds_nothing_and_names_what_the_base_has_not(self):
        found = self.lint(self.next(self.old, THING.replace("class Big", "class More(models.Model):\n    n = models.IntegerField(default=1)\n\nclass Big").replace("max_length=50", "max_length=90")))
        self.assertEqual(([], ["0002_more_alter_thing_name.py"], []), (found["findings"], [os.path.basename(f) for f in found["pending"]], found["missing"]))

    def test_what_takes_away_is_deferred_and_contracted_and_finds_nothing(self):
        self.assertEqual([], self.found(self.next(self.old, WITHOUT_SIZE.replace('    tags = models.ManyToManyField("Tag")\n', ""))))

    def test_a_break_behind_a_trigger_is_found_at_its_migration(self):
        new = self.pulling("ALTER TABLE club_tag RENAME w TO word")
        found = self.lint(new)
        self.assertEqual({("structure", "0003_hand.py", 8, "INSERT INTO lever VALUES (1)")}, {(f["rule"], os.path.basename(f["file"]), f["line"], f["statement"]) for f in found["findings"] if "of main" in f["why"]})
        self.assertTrue(all(f["block"] for f in found["findings"]))
        self.assertIn("the code of main, which runs meanwhile: it knows club_tag.w, which is not there", [f["why"] for f in found["findings"]])

    def test_inherited_and_through_tables_and_unmanaged_models_count(self):
        new = self.pulling("ALTER TABLE club_big DROP COLUMN weight; DROP TABLE club_thing_tags; DROP TABLE seen")
        whys = " ".join(f["why"] for f in self.lint(new)["findings"] if "of main" in f["why"])
        for lost in ("club_big.weight", "the table club_thing_tags", "the table seen"):
            self.assertIn("it knows %s" % lost, whys)

    def test_of_several_migrations_the_one_that_breaks_is_named(self):
        new = self.pulling("ALTER TABLE club_tag DROP COLUMN w")
        new.migration("0004_fine", "operations = [migrations.RunSQL('CREATE TABLE fine (n bigint)')]", "0003_hand")
        self.assertEqual({"0003_hand.py"}, {os.path.basename(f["file"]) for f in self.lint(new)["findings"] if "of main" in f["why"]})

    def test_of_very_many_migrations_the_last_that_names_it_is_taken(self):
        new = self.pulling("ALTER TABLE club_tag DROP COLUMN w")
        for number in range(4, 46):
            new.migration("%04d_more" % number, "operations = [migrations.RunSQL('CREATE TABLE more%d (n bigint)')]" % number, "%04d_%s" % (number - 1, "hand" if number == 4 else "more"))
        self.assertEqual({"0045_more.py"}, {os.path.basename(f["file"]) for f in self.lint(new)["findings"] if "of main" in f["why"]})

    def test_a_rename_is_refused_with_the_code_to_write(self):
        found = self.lint(self.hidden("migrations.RenameField('thing', 'size', 'height'),", THING.replace("size =", "height =")))
        self.assertEqual([("rename-column", "0002_hand.py")], [(f["rule"], os.path.basename(f["file"])) for f in found["findings"]])
        self.assertIn("copy.towline_repeatable = True", found["findings"][0]["remedy"])
        self.assertEqual("migrations.RenameField('thing', 'size', 'height'),", self.line(found["findings"][0]))

    def line(self, finding):
        with open(finding["file"], encoding="utf-8") as source:
            return source.read().splitlines()[finding["line"] - 1].strip()

    def test_a_drop_behind_separate_state_is_bridged_and_passes(self):
        self.assertEqual([], self.found(self.hidden("migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField('tag', 'word')],"
                                                    " database_operations=[migrations.RunSQL('ALTER TABLE club_tag DROP COLUMN w')])", THING.replace('    word = models.CharField(max_length=9, db_column="w")', "    pass"))))

    def test_what_the_code_itself_still_knows_waits_for_ever_which_is_a_warning(self):
        self.assertEqual([("structure", "0002_hand.py", 1, False)], self.found(self.hidden("migrations.RunSQL('ALTER TABLE club_tag DROP COLUMN w')")))

    def test_a_model_without_its_migration_is_found_at_the_model(self):
        new = self.next(self.old).models(THING.replace("max_length=50)\n", "max_length=50)\n    level = models.IntegerField()\n"))
        found = self.lint(new)["findings"]
        self.assertEqual(["class Thing(models.Model):"], [self.line(f) for f in found])
        self.assertIn("it knows club_thing.level, which is not there", found[0]["why"])

    def test_another_column_in_state_than_in_the_database(self):
        new = self.hidden("migrations.SeparateDatabaseAndState(state_operations=[migrations.AlterField('tag', 'word', models.CharField(max_length=9, db_column='word'))])", THING.replace('"w"', '"word"'))
        whys = " ".join(f["why"] for f in self.lint(new)["findings"])
        self.assertIn("it knows club_tag.word, which is not there", whys)

    def test_a_first_release_may_do_as_it_likes(self):
        os.remove(os.path.join(self.old.folder, "club/migrations/0001_initial.py"))
        new = self.next(self.old, THING)
        self.assertEqual([], self.found(new))

    def test_a_file_that_was_edited_is_out_of_order_and_may_be_overridden(self):
        new = self.next(self.old)
        path = os.path.join(new.folder, "club/migrations/0001_initial.py")
        with open(path, encoding="utf-8") as source:
            text = source.read()
        with open(path, "w", encoding="utf-8") as out:
            out.write("# a comment\n" + text.replace("max_length=50", "max_length=51"))
        self.assertEqual(("out-of-order", "0001_initial.py", 1, True), self.found(new)[0])

    def test_a_migration_that_is_not_here_is_told(self):
        new = self.next(self.old)
        self.old.migration("0002_theirs", "operations = [migrations.RunSQL('CREATE TABLE theirs (n int)')]", "0001_initial")
        self.assertEqual(["club.0002_theirs"], self.lint(new)["missing"])

    def test_a_statement_that_fails_is_found_at_its_migration(self):
        self.assertEqual([("shadow-failed", "0002_hand.py", 1, True)], self.found(self.hidden("migrations.RunSQL('ALTER TABLE club_thing ADD COLUMN x nosuchtype')")))

    def test_what_reaches_beyond_the_database_is_not_run(self):
        self.user = "club"
        role = "r" + uuid.uuid4().hex[:8]
        found = self.lint(self.hidden("migrations.RunSQL('CREATE ROLE %s'), migrations.RunSQL(\"DO $$ BEGIN CREATE TABLE done (n int); END $$\"), migrations.RunSQL(\"COPY club_tag TO PROGRAM 'true'\")" % role))
        self.assertEqual([["0"]], sql("postgres", "SELECT count(*) FROM pg_roles WHERE rolname = '%s'" % role))
        self.assertEqual(3, len(found["untried"]), found)
        self.assertEqual(2, len([f for f in found["findings"] if f["block"]]), found["findings"])

    def test_traffic_that_stops_working_is_quoted_with_its_calls(self):
        self.old.migration("0002_view", "operations = [migrations.RunSQL('CREATE VIEW wide AS SELECT id, name, size FROM club_thing'), %s]" % (LEVER % "DROP VIEW wide; CREATE VIEW wide AS SELECT id, name FROM club_thing"), "0001_initial")
        new = self.next(self.old).migration("0003_hand", "operations = [migrations.RunSQL('INSERT INTO lever VALUES (1)')]", "0002_view")
        new.migration("0004_fine", "operations = [migrations.RunSQL('CREATE TABLE fine (n bigint)')]", "0003_hand")
        found = self.lint(new, traffic=[{"query": "SELECT size FROM wide WHERE name = $1", "calls": 7}, {"query": "SELECT name FROM wide", "calls": 3}, {"query": "SELECT nothing FROM here", "calls": 1}])
        traffic = [f for f in found["findings"] if f["rule"] == "traffic"]
        self.assertEqual([("0003_hand.py", True)], [(os.path.basename(f["file"]), f["block"]) for f in traffic])
        self.assertIn("SELECT size FROM wide WHERE name = $1 (sent 7 times)", traffic[0]["why"])
        self.assertEqual(2, found["prepared"])

    def test_an_insert_that_leaves_out_what_nothing_fills(self):
        new = self.pulling("ALTER TABLE seen ADD COLUMN word text NOT NULL")
        found = self.lint(new, traffic=[{"query": "INSERT INTO seen (id, name) VALUES ($1, $2)", "calls": 2}])
        self.assertEqual(["0003_hand.py"], [os.path.basename(f["file"]) for f in found["findings"] if f["rule"] == "traffic" and "leaves out word" in f["why"]])

    def test_productions_schema_in_the_place_of_the_history(self):
        self.old.migration("0002_broken", "operations = [migrations.RunSQL('CREATE EXTENSION nosuchextension')]", "0001_initial")
        self.old.models(SEEN)
        found, _, said = self.base()
        self.assertEqual(("database", "club.0002_broken"), (found["error"]["code"], found["error"]["migration"]), said)
        self.drop()
        real = self.create()
        for what in (["auth"], ["club", "0001"]):
            self.old.manage("migrate", *what, TEST_DB=real)
        sql(real, "CREATE TABLE seen (id bigint PRIMARY KEY, name varchar(5) NOT NULL)")
        schema = os.path.join(self.folder, "schema.sql")
        with open(schema, "w", encoding="utf-8") as out:
            out.write(tool("pg_dump", "-s", "-O", "-x", real))
        new = self.next(self.old).migration("0003_hand", "operations = [migrations.RunSQL('ALTER TABLE seen RENAME name TO title')]", "0002_broken")
        found = self.lint(new, base={"schema": schema})
        self.assertEqual(["0003_hand.py"], [os.path.basename(f) for f in found["pending"]])
        self.assertEqual([("rename-column", "0003_hand.py")], [(f["rule"], os.path.basename(f["file"])) for f in found["findings"] if "the code of this change" not in f["why"]])

    def test_a_schema_that_cannot_be_made_says_so(self):
        with open(os.path.join(self.folder, "schema.sql"), "w", encoding="utf-8") as out:
            out.write("CREATE TABLE t (a nosuchtype);")
        found, _, _ = self.base(schema=out.name)
        self.assertEqual("schema", found["error"]["code"])
        self.assertIn("nosuchtype", found["error"]["message"])

    def test_a_base_that_cannot_be_imported_says_why_and_where(self):
        self.old.write("club/models.py", "import nothing_of_that_name\n")
        found, _, _ = self.base()
        self.assertEqual("load", found["error"]["code"])
        self.assertIn("No module named 'nothing_of_that_name'", found["error"]["message"])
        self.assertIn("models.py:1", found["error"]["message"])

    def test_a_base_that_imports_the_working_tree_is_found_out(self):
        new = self.next(self.old)
        self.old.write("manage.py", "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'site_settings')")
        self.old.write("site_settings.py", "import sys\nsys.path.insert(0, %r)\nfrom importlib import import_module\nexec(open(%r).read())\n" % (new.folder, os.path.join(new.folder, "site_settings.py")))
        found, _, _ = self.base(elsewhere=os.path.realpath(new.folder), laid=os.path.realpath(self.old.folder))
        self.assertIn("an editable install", found["error"]["message"])

    def test_the_overrides_of_a_refusal_count(self):
        import hashlib
        new = self.hidden("migrations.RenameField('thing', 'size', 'height'),", THING.replace("size =", "height ="))
        with open(os.path.join(new.folder, "club/migrations/0002_hand.py"), "rb") as source:
            digest = hashlib.sha256(source.read()).hexdigest()
        found = self.found(new, overrides=[["rename-column", "club/migrations/0002_hand.py", digest]])
        self.assertEqual([], [f for f in found if f[0] == "rename-column"])
        self.assertIn("structure", [f[0] for f in found])

    def test_a_project_on_another_server_is_judged_on_postgresql(self):
        for code in (self.old,):
            code.environment["TEST_SETTINGS"] = "DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': 'nowhere.sqlite3'}}"
        self.assertEqual([], self.found(self.next(self.old, WITHOUT_SIZE)))
        self.assertNotIn("nowhere.sqlite3", os.listdir(self.old.folder))

    def test_each_database_that_routers_choose_has_its_own(self):
        settings = "DATABASES['other'] = dict(DATABASES['default'], NAME='another'); DATABASES['replica'] = dict(DATABASES['default']); DATABASE_ROUTERS = ['routes.Routes']"
        self.old.environment["TEST_SETTINGS"] = settings
        self.old.write("routes.py", "class Routes:\n    def allow_migrate(self, db, app_label, **hints):\n        return (db == 'other') == (app_label == 'club')\n")
        new = self.hidden("migrations.RenameField('thing', 'size', 'height'),", THING.replace("size =", "height ="))
        self.assertEqual(["rename-column"], [f[0] for f in self.found(new)])
        self.assertEqual([["4"]], sql("postgres", "SELECT count(*) FROM pg_database WHERE datname LIKE '%s%%'" % self.prefix))
