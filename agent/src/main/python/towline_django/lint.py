"""What `towline lint --shadow URL --base REF` asks: the deploy's own judge. A database that the base's migrations have made stands for the real one.

    python -m towline_django.lint base|judge --out FILE < TASK        each in its own project's folder, by the same interpreter

TASK is JSON on stdin, because it may hold a password; README.md has its form and that of the answer."""
import argparse
import inspect
import json
import os
import re
import sys
import types

from . import output
from .errors import Failure, database_message, sqlstate

OWN = "(this one)"
SNAPSHOTS = 40  # Of more pending migrations the one that broke the structure is guessed by names: each snapshot reads the whole catalog.
OTHER_SERVERS = {"django.db.backends.sqlite3", "django.db.backends.mysql", "django.db.backends.oracle", "django.db.backends.dummy", ""}
MAPS = {"django.contrib.gis.db.backends.spatialite", "django.contrib.gis.db.backends.mysql", "django.contrib.gis.db.backends.oracle"}
# What is not the database's alone is not run on somebody's server; the rules judge it all the same.
BEYOND_RULES = {"server-settings", "role", "unknown-statement", "unread-statement", "copy-rows"}
BEYOND_KINDS = {"copy", "opaque"}
FOR_SUPERUSERS = {"do", "call"}


def main(argv=None):
    parser = argparse.ArgumentParser(prog="python -m towline_django.lint", description="the deploy's judge, for lint")
    parser.add_argument("command", choices=("base", "judge"))
    parser.add_argument("--out", required=True, metavar="FILE")
    options = parser.parse_args(argv)
    task, result = json.load(sys.stdin), {"error": None}
    sys.dont_write_bytecode = True
    try:
        identities = load(task)
        ACTIONS[options.command](task, result, identities)
    except Failure as e:
        result["error"] = dict(e.as_json(), message=told(e))
    except Exception as e:
        result["error"] = dict(Failure("database" if sqlstate(e) else "failed", database_message(e) if sqlstate(e) else "%s: %s" % (type(e).__name__, database_message(e))).as_json())
    output.write(options.out, result)
    sys.stdout.flush()
    os._exit(0)  # Threads that the project started at import may not keep us.


def told(failure):
    """On a developer's machine the project's own words help, and there are no visitors' values in them."""
    cause = failure.__cause__
    return failure.message if cause is None or failure.code != "load" else "%s: %s" % (failure.message, database_message(cause))


# -- the project, on the server that was named ---------------------------------------------------------


def load(task):
    """{alias: what tells databases apart}, as the project's settings have them."""
    from . import project
    identities = {}

    def on_the_shadow():
        from django.conf import settings
        databases = dict(settings.DATABASES or {})
        databases.setdefault("default", {})
        for alias, given in databases.items():
            identities[alias] = (str(given.get("HOST") or ""), str(given.get("PORT") or ""), str(given.get("NAME") or ""))
            databases[alias] = on_server(given, task["server"])
        settings.DATABASES = databases

    if not driver():
        raise Failure("load", "the interpreter %s has no psycopg, which Django needs to speak to PostgreSQL" % sys.executable)
    project.load(task.get("settings"), on_the_shadow)
    strays(task.get("elsewhere"), task.get("laid"))
    return identities


def driver():
    for name in ("psycopg", "psycopg2"):
        try:
            __import__(name)
            return True
        except Exception:  # A broken driver is as good as none.
            sys.modules.pop(name, None)
    return False


def on_server(given, server):
    engine = given.get("ENGINE") or ""
    options = {"options": given["OPTIONS"]["options"]} if (given.get("OPTIONS") or {}).get("options") else {}
    return dict({name: given[name] for name in ("TIME_ZONE", "TEST") if name in given}, OPTIONS=dict(options, **server["options"]),
                ENGINE="django.contrib.gis.db.backends.postgis" if engine in MAPS else "django.db.backends.postgresql" if engine in OTHER_SERVERS else engine,
                HOST=server["host"], PORT=server["port"], USER=server["user"], PASSWORD=server["password"], NAME=server["database"])


def strays(elsewhere, laid):
    """The base must not import the working tree, as an editable install would have it; what the base has no files of is no part of it."""
    from django.apps import apps
    for app in apps.get_app_configs() if elsewhere else ():
        path = os.path.realpath(app.path)
        inside = path.startswith(elsewhere + os.sep) and not path.startswith(laid + os.sep)
        if inside and os.path.exists(os.path.join(laid, os.path.relpath(path, elsewhere))):
            raise Failure("load", "it imports the app %s from %s, which is not the base (an editable install?): let manage.py put the project's own folder first on sys.path" % (app.label, path))


def aliases(identities):
    """As collect.py has it: the default one, and where routers choose, each further database."""
    from django.conf import settings
    result, seen = [], set()
    for alias in sorted(identities, key=lambda a: a != "default") if settings.DATABASE_ROUTERS else ["default"]:
        if identities[alias] not in seen or alias == "default":
            seen.add(identities[alias])
            result.append(alias)
    return result


def create(connection, server, name, template="template0"):
    """On a connection of its own: nobody may be in a template."""
    from django.db import connections
    maker = connections.create_connection(connection.alias)
    maker.settings_dict = dict(connection.settings_dict, NAME=server["database"])
    try:
        with maker.cursor() as cursor:
            cursor.execute("CREATE DATABASE %s TEMPLATE %s" % (name, template))
    finally:
        maker.close()


def options_of(task, release):
    return types.SimpleNamespace(release=release, lock_timeout=5_000, statement_timeout=60_000, index_timeout=60_000, attempts=2, wait=60, traffic_age=1, maintenance=False,
                                 unguarded=(), repeatable=(), unique_now=(), override=task.get("overrides", ()), accept_edited=())


def say(text):
    print(text, flush=True)


def decisions():
    """Work, which leaves alone what reaches beyond the database, and remembers the catalog before each migration."""
    from . import catalog, check
    from .work import Work

    class LintWork(Work):
        made = None

        def __init__(self, connection, *args, **more):
            super().__init__(connection, *args, **more)
            self.snapshots, self.begun, self.untried, self.sent = [], [], [], None
            self.superuser = bool(catalog.one(connection, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user")[0])
            LintWork.made = self

        def begin(self, migration):
            super().begin(migration)
            self.begun.append(migration)
            with self.own():
                if not self.fresh and len(self.snapshots) < SNAPSHOTS:
                    self.snapshots.append((migration, check.Catalog(self.connection), self.failing()))

        def failing(self):
            """What production sends and this schema no longer takes."""
            return {one.text for one, _ in self.sent.stopped(self.connection)} if self.sent is not None else set()

        def take(self, piece, op):
            if not self.beyond(piece):
                return super().take(piece, op)
            self.untried.append((self.migration, op.index, piece.sql))
            if piece.phase == "refuse" and not self.fresh:
                self.refuse(piece, op, sent=True)

        def beyond(self, piece):
            return piece.kind in BEYOND_KINDS or piece.rule in BEYOND_RULES or self.superuser and (piece.kind in FOR_SUPERUSERS or piece.rule == "unknown-function")

    return LintWork


# -- base ------------------------------------------------------------------------------------------------


def base(task, result, identities):
    """A database as production has it: by production's schema, or by all of the base's migrations."""
    from django.db import connections
    from . import commands, state as states
    from .judge import Judge
    result["databases"] = {}
    with Judge() as judge:
        for number, alias in enumerate(aliases(identities)):
            connection = connections[alias]
            name = "%s_a%d" % (task["prefix"], number)
            create(connection, task["server"], name)
            commands.to_database(connection, name)
            applied = of_schema(connection, task) if alias == "default" and task.get("schema") else of_history(connection, judge, task)
            connection.close()
            result["databases"][alias] = {"name": name, "migrations": applied}
    result["state"] = states.of_release(task["release"], list(result["databases"]))


def of_history(connection, judge, task):
    from . import migrator
    from .ledger import Ledger
    from .session import Session
    options = options_of(task, task["release"])
    session = Session(connection, options, say)
    session.open(lock=False)
    ledger = Ledger(connection, options.release)
    ledger.create()
    ledger.open_run()
    work = decisions()(connection, "plan", judge, ledger, session, say, fresh=True)
    try:
        with migrator.installed(connection, work):
            applied = migrator.apply_all(connection, work, emit=False)
    except Exception as e:
        if isinstance(e, Failure) or not sqlstate(e):
            raise
        raise Failure("database", database_message(e), connection.alias, work.name) from e
    ledger.close_run("done")
    return applied


def of_schema(connection, task):
    """Production's own dump, on which all of the base's migrations have run."""
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.recorder import MigrationRecorder
    from . import record
    from .ledger import MIGRATION, Ledger
    with open(task["schema"], encoding="utf-8") as source:
        # psql's own commands (\restrict) are no SQL, and a newer pg_dump sets what an older server does not know.
        text = re.sub(r"(?m)^(\\.*|SET transaction_timeout = 0;)$", "", source.read())
    try:
        with connection.cursor() as cursor:
            cursor.execute(text)
    except Exception as e:
        if not sqlstate(e):
            raise
        raise Failure("schema", database_message(e), connection.alias) from e
    connection.close()  # A dump empties the search path of its session.
    ledger = Ledger(connection, task["release"])
    ledger.create()
    ledger.open_run()
    loader, recorder = MigrationLoader(None, ignore_no_migrations=True), MigrationRecorder(connection)
    recorder.ensure_schema()
    for key, migration in sorted(loader.disk_migrations.items()):
        if key in loader.graph.nodes or key in loader.replacements:
            recorder.record_applied(*key)
            ledger.add(ledger.new("", migration="%s.%s" % key, phase="expand", state="done", source="towline", kind=MIGRATION, **record.ran(migration)))
    ledger.close_run("done")
    return sorted("%s.%s" % key for key in loader.disk_migrations)


# -- judge -----------------------------------------------------------------------------------------------


def judge(task, result, identities):
    """The deploy's plan of what the base has not, and then the contract of it, each against the models that meet it."""
    from django.db import connections
    from . import check, commands, state as states
    from .judge import Judge
    result.update(pending=[], missing=[], findings=[], untried=[], prepared=0)
    given = check.read([task["base"]])
    with open(task["base"], encoding="utf-8") as source:
        made = json.load(source)["databases"]
    mine = states.of_release(OWN, aliases(identities))
    with Judge() as asked:
        for number, alias in enumerate(aliases(identities)):
            connection = connections[alias]
            real, shadow = made.get(alias, {}).get("name") or "%s_n%d" % (task["prefix"], number), "%s_b%d" % (task["prefix"], number)
            if alias not in made:
                create(connection, task["server"], real)
            create(connection, task["server"], shadow, real)
            commands.to_database(connection, real)
            One(connection, asked, task, result, mine, given).judge(shadow, made.get(alias, {}).get("migrations", []))


class One:
    """One database's findings."""

    def __init__(self, connection, asked, task, result, mine, given):
        self.connection, self.asked, self.task, self.result, self.mine, self.given = connection, asked, task, result, mine, given
        self.alias, self.options, self.decisions = connection.alias, options_of(task, OWN), decisions()
        # A new database's state has the name that it is made by.
        for state in [mine] + given:
            if self.alias in state["databases"]:
                state["databases"][self.alias]["name"] = connection.settings_dict["NAME"]

    def judge(self, shadow, before):
        from . import commands
        pending = self.pending(before)
        sent = self.sent()
        self.lived_with = self.lives_with()
        try:
            planned = commands.plan_one(self.connection, self.alias, shadow, self.asked, self.options, self.mine, self.given, say, sent=sent, decisions=self.working(sent))
        except Exception as e:
            self.failed(e, pending)
            return
        self.result["prepared"] += sent.counted
        for refusal in planned["refusals"]:
            self.refused(refusal)
        work = self.decisions.made
        for migration, operation, sql in work.untried:
            self.result["untried"].append(dict(place(migration, operation), statement=sql))
        for problem in planned["problems"]:
            self.problem(problem, planned, work)
        if not planned["refusals"] and not planned["problems"] and planned["migrations"]:
            self.contracted()

    def lives_with(self):
        from . import check
        lived_with = check.lives_with(check.Catalog(self.connection), self.given[0], self.alias) if self.given else ()
        self.connection.close()
        return lived_with

    def working(self, sent):
        def made(*args, **more):
            work = self.decisions(*args, **more)
            work.sent = sent if sent.sent else None
            return work
        return made

    def pending(self, before):
        """What the base has not; what it has must not have been edited since."""
        from django.db.migrations.loader import MigrationLoader
        from . import migrator, record
        from .ledger import Ledger
        loader = MigrationLoader(None, ignore_no_migrations=True)
        self.result["missing"] += [name for name in before if tuple(name.split(".", 1)) not in loader.disk_migrations]
        ledger, edited = Ledger(self.connection, OWN), []
        for found in record.disagreements(self.connection, ledger) if ledger.exists() else ():
            migration = loader.disk_migrations.get(tuple(found["what"].split(".", 1)))
            if migration is not None:
                edited.append(found["what"])
                self.find(place(migration, None), "out-of-order", found["what"], "%s has it already, and it has been edited since" % self.task["release"],
                          "put the file back as it is there, and write a new migration; white space, comments, docstrings, quotes and the order of imports may change")
        self.options.accept_edited = edited
        pending = [migration for migration, _ in migrator.pending_plan(migrator.DeferringExecutor(self.connection, None))]
        self.result["pending"] += [place(migration, None)["file"] for migration in pending]
        self.connection.close()
        return pending

    def sent(self):
        from . import traffic
        given = [traffic.Sent(one["query"], one["calls"]) for one in self.task.get("traffic") or () if traffic.told(one["query"])]
        return traffic.Traffic("checked" if given else "off", None if given else "none was given", given)

    def find(self, where, rule, statement, why, remedy, block=True):
        self.result["findings"].append(dict(where, rule=rule, statement=statement, why=why, remedy=remedy, block=block))

    def refused(self, refusal):
        where = {"file": os.path.realpath(refusal["file"]) if refusal["file"] else None, "line": refusal["line"] or 1}
        self.find(where, refusal["rule"] or "shadow-refused", refusal["statement"] or refusal["describe"], refusal["why"], refusal["remedy"])

    def failed(self, error, pending):
        """What fails on the shadow fails on the real database; all else is told as it is."""
        work = self.decisions.made
        if isinstance(error, Failure) and error.code in ("judge", "locked-out", "load"):
            raise error
        broken = next((m for m in pending if error.migration == "%s.%s" % (m.app_label, m.name)), None) if isinstance(error, Failure) else work.migration if work is not None else None
        refusal = getattr(error, "refusal", None)
        if refusal is not None:
            self.refused(refusal)
        elif broken is not None and (sqlstate(error) or isinstance(error, Failure)):
            self.find(place(broken, None), "shadow-failed", "%s.%s" % (broken.app_label, broken.name), error.message if isinstance(error, Failure) else database_message(error), "mend it as the message says")
        else:
            raise error

    def problem(self, problem, planned, work):
        table, column = problem["table"], problem["column"]
        named = "%s.%s" % (table, column) if column else str(table)
        if problem["state"] == OWN:
            self.find(self.model(table), "structure", named, "the code of this change meets another schema: %s" % problem["why"], self.remedy(problem))
            return
        rule = "traffic" if problem["problem"] == "traffic" else "structure"
        migration = self.culprit(problem, work) if len(work.begun) <= SNAPSHOTS else self.named(planned, work, table, column)
        statement = self.touching(planned, migration, table, column)
        where = place(migration, statement["operation"] if statement else None)
        if any(f["block"] and (f["file"], f["line"]) == (where["file"], where["line"]) and f["rule"] not in ("structure", "traffic", "hidden-change") for f in self.result["findings"]):
            return  # It is what the refused statement there does.
        words = "the code of %s, which runs meanwhile: %s" % (problem["state"], problem["why"])
        remedy = "keep what it needs until nothing of it runs: leave the old column, table or view in place in this change, and take it away in the next one"
        self.find(where, rule, statement["sql"] if statement else named, words, remedy)

    @staticmethod
    def remedy(problem):
        return {"not-null-without-default": "give the column a default in the database, or let it be NULL, or let the model have its field",
                "new-constraint": "let the model say what the database wants, or take the constraint out",
                "type": "let field and column have one type"}.get(problem["problem"], "write the migration that makes it so (makemigrations), or take it out of the model")

    def culprit(self, problem, work):
        """The last migration since which it is so."""
        from . import check, traffic
        before = work.snapshots[0][1] if work.snapshots else None
        suspect = None
        for migration, snapshot, failing in reversed(work.snapshots):
            if problem["problem"] == "traffic":
                there = any(text in failing and " ".join(text.split())[:600] in problem["why"] for text in failing) \
                    or any(one.quoted in problem["why"] and (t, c) == (problem["table"], problem["column"]) for one, t, c in traffic.unfilled(work.sent.sent if work.sent else [], snapshot.tables))
            else:
                there = any(check.problem_key(p) == check.problem_key(problem) for p in check.compare(snapshot, self.given, self.alias, before=before))
            suspect = migration
            if not there:
                break
        return suspect

    @staticmethod
    def named(planned, work, table, column):
        """The last of many that names it, or the last of all."""
        names = [s["migration"] for s in planned["statements"] if s["table"] == table and s["column"] in (column, None)]
        return next((m for m in reversed(work.begun) if "%s.%s" % (m.app_label, m.name) in names), work.begun[-1])

    @staticmethod
    def touching(planned, migration, table, column):
        name = "%s.%s" % (migration.app_label, migration.name) if migration is not None else None
        mine = [s for s in planned["statements"] if s["migration"] == name and s["phase"] != "bridge"]
        return next((s for s in reversed(mine) if s["table"] == table and s["column"] == column), None) or next((s for s in reversed(mine) if s["table"] == table), None) \
            or (mine[-1] if len(mine) == 1 else None)

    @staticmethod
    def model(table):
        """Where the model of a table is written."""
        from django.apps import apps
        from .models import bare
        for model in apps.get_models(include_auto_created=True):
            if bare(model._meta.db_table) == table and not model._meta.proxy:
                owner = model._meta.auto_created or model
                try:
                    return {"file": os.path.realpath(inspect.getsourcefile(owner)), "line": inspect.getsourcelines(owner)[1]}
                except (OSError, TypeError):
                    break
        return {"file": None, "line": 1}

    def contracted(self):
        """Then what waits is taken away, when this code alone runs."""
        from . import check
        from .contract import Contract
        from .ledger import Ledger
        from .session import Session
        session = Session(self.connection, self.options, say)
        session.open()
        ledger = Ledger(self.connection, OWN)
        try:
            done = Contract(self.connection, ledger, session, say, alias=self.alias, states=[self.mine]).all()
            for blocked in done["blocked"]:
                self.find(self.of(blocked), "structure", blocked["sql"], "a deploy lets it out, but this statement will wait: %s" % blocked["why"].replace("the code of release %s" % OWN, "the code of this very change"),
                          "take it out of the model as well, or leave it in the database", block=False)
            for problem in check.compare(check.Catalog(self.connection), [self.mine], self.alias, own=True, lived_with=self.lived_with):
                self.find(self.model(problem["table"]), "structure", "%s.%s" % (problem["table"], problem["column"]) if problem["column"] else problem["table"],
                          "once what waits has been taken away, the code of this change meets another schema: %s" % problem["why"], self.remedy(problem))
        finally:
            self.connection.close()

    @staticmethod
    def of(row):
        from django.db.migrations.loader import MigrationLoader
        return place(MigrationLoader(None, ignore_no_migrations=True).disk_migrations.get(tuple((row["migration"] or ".").split(".", 1))), None)


def place(migration, operation):
    from .remedies import line_of
    module = sys.modules.get(type(migration).__module__) if migration is not None else None
    path = getattr(module, "__file__", None)
    line = line_of(path, operation) if path and operation is not None else None
    return {"file": os.path.realpath(path) if path else None, "line": line or 1}


ACTIONS = {"base": base, "judge": judge}

if __name__ == "__main__":
    main()
