"""The commands on a SQLite database."""
import fcntl
import os
import pathlib
import random
import sqlite3
import tempfile
import time
from contextlib import contextmanager

from django.db import transaction

from . import catalog, lite_field, overrides, record, repeat
from .errors import Failure, database_message, one_line
from .ledger import MIGRATION, OPERATION
from .lite_ledger import LiteLedger
from .lite_work import LiteWork, name_of, replay
from .models import bare
from .sqltext import quote

BOOKKEEPING = ("django_migrations", "django_content_type", "auth_permission", "towline_migration_run", "towline_statement")
REMOVES = ("drop-column", "drop-table")


# -- the file --------------------------------------------------------------------------------------

def path_of(connection):
    return str(connection.settings_dict["NAME"])


@contextmanager
def alone(connection, options, say):
    """One agent at a time. Closing this descriptor would drop SQLite's own locks of the process, so it stays open."""
    path, until, told = path_of(connection), time.monotonic() + options.wait, False
    descriptor = os.open(path, os.O_RDONLY | os.O_CREAT, 0o640)
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except OSError:
            if not told:
                say("another agent migrates this database; waiting for it")
                told = True
            if time.monotonic() > until:
                raise Failure("locked-out", "another agent has held the migration lock for %d s" % options.wait, connection.alias)
            time.sleep(0.5 * (0.5 + random.random()))
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = %d" % options.lock_timeout)
    try:
        yield
    finally:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


def busy(error):
    return any(word in str(error) for word in ("database is locked", "database table is locked", "database is busy"))


def retrying(what, options, one, say, action):
    pause = 0.2
    for attempt in range(1, options.attempts + 1):
        try:
            return action()
        except Exception as e:
            if isinstance(e, Failure) or not busy(e):
                raise
            if one is not None:
                one["retries"] += 1
            if attempt == options.attempts:
                raise Failure("lock-timeout", "%s: somebody else wrote to the file each time, in %d attempts of %d ms" % (what, attempt, options.lock_timeout)) from e
            say("%s: somebody else writes to the file (attempt %d of %d)" % (what, attempt, options.attempts))
            time.sleep(pause * (0.5 + random.random()))
            pause = min(pause * 2, 10)


@contextmanager
def shadow(connection):
    """The schema in a file of its own, with the rows of Django's bookkeeping."""
    folder = tempfile.mkdtemp(prefix="towline-shadow-")
    path = os.path.join(folder, "shadow.sqlite3")
    try:
        connection.ensure_connection()
        schema = catalog.rows(connection, "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%%' ESCAPE '\\' ORDER BY type = 'table' DESC, rowid".replace("%%", "%"))
        with sqlite3.connect(path) as target:
            for _, statement in schema:
                target.execute(statement)
            for table in BOOKKEEPING:
                if any(name == table for name, _ in schema):
                    rows = catalog.rows(connection, "SELECT * FROM %s" % table)
                    if rows:
                        target.executemany("INSERT INTO %s VALUES (%s)" % (table, ", ".join("?" * len(rows[0]))), [[plain(v) for v in row] for row in rows])
        target.close()
        connection.close()
        real, connection.settings_dict = connection.settings_dict, dict(connection.settings_dict, NAME=path)
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict = real
    finally:
        for name in os.listdir(folder):
            os.unlink(os.path.join(folder, name))
        os.rmdir(folder)


def plain(value):
    return value.isoformat(" ") if hasattr(value, "isoformat") else value


# -- plan and run ----------------------------------------------------------------------------------

def plan(connection, judge, options, mine, given, say):
    alias = connection.alias
    stop(connection, LiteLedger(connection, options.release), options.accept_edited)
    before, real = tables_of(connection), connection.settings_dict["NAME"]
    with shadow(connection):
        ledger = LiteLedger(connection, options.release)
        fresh = is_fresh(connection, ledger)
        ledger.create()
        ledger.open_run()
        waiting = [row.waiting_json() for row in ledger.load() if row.state == "waiting"]
        work = LiteWork(connection, "plan", judge, ledger, say, maintenance=options.maintenance, fresh=fresh, unguarded=options.unguarded, repeatable=options.repeatable,
                        unique_now=options.unique_now)
        work.overrides, work.real = options.override, pathlib.Path(real).absolute()
        if options.maintenance and pending(connection):
            contract_all(connection, work, options, None, (), say)
        applied, problems, whole = [], [], True
        try:
            applied = migrate(connection, work, options, None, emit=False)
        except Exception as e:
            if not work.refusals:
                raise
            whole = False
            work.notes.append("nothing is judged after %s: %s" % (work.name, one_line(database_message(e))))
        now = tables_of(connection)
        if whole and not options.maintenance:
            problems = [dict(p, state=state["release"]) for state in given for p in problems_of(state, alias, now, before)
                        if not (p["problem"] == "new-constraint" and p["table"] in work.declared and p["why"].endswith("is unique now"))]
            problems += [dict(p, state=mine["release"]) for p in worse(mine, given, alias, now, before)]
        problems = overrides.excused(work, problems, applied)
        work.notes += overrides.unneeded(work, applied) + record.notes(ledger)
    return {"engine": "sqlite", "serverMajor": sqlite3.sqlite_version_info[0], "migrations": applied, "statements": work.statements, "refusals": work.refusals, "notes": work.notes,
            "runPython": work.run_python, "traffic": {"state": "off", "statements": 0, "since": None, "why": "SQLite does not count statements"}, "waiting": waiting,
            "state": mine["databases"].get(alias), "problems": problems, "digests": work.seen_digests,
            "dataLosing": options.maintenance and bool(applied) or any(s["kind"] in REMOVES for s in work.statements)}


def pending(connection):
    from django.db.migrations.executor import MigrationExecutor
    executor = MigrationExecutor(connection)
    return executor.migration_plan(executor.loader.graph.leaf_nodes())


def is_fresh(connection, ledger):
    return applied_names(connection) <= ledger.completed(ledger.release)


def applied_names(connection):
    from django.db.migrations.recorder import MigrationRecorder
    recorder = MigrationRecorder(connection)
    return {"%s.%s" % key for key in recorder.applied_migrations()} if recorder.has_table() else set()


def run(connection, judge, options, planned, one, say):
    connection.ensure_connection()
    with alone(connection, options, say):
        ledger = LiteLedger(connection, options.release)
        stop(connection, ledger, options.accept_edited)
        retrying("the ledger", options, one, say, ledger.create)
        retrying("the ledger", options, one, say, lambda: record.learn(ledger, options.accept_edited))
        if not pending(connection) and not ledger.unfinished():
            one["waiting"] = [row.waiting_json() for row in ledger.load() if row.state == "waiting"]
            say("%s: nothing to do" % connection.alias)
            return
        fresh = is_fresh(connection, ledger)
        retrying("the ledger", options, one, say, ledger.open_run)
        work = LiteWork(connection, "run", judge, ledger, say, maintenance=options.maintenance, fresh=fresh, unguarded=options.unguarded, repeatable=options.repeatable,
                        unique_now=options.unique_now, digests=None if options.maintenance else (planned or {}).get("digests", {}))
        work.overrides = options.override
        try:
            if options.maintenance:
                contract_all(connection, work, options, None, (), say)
            one["applied"] = migrate(connection, work, options, one)
            ledger.close_run("done")
        except BaseException as e:
            try:
                ledger.close_run("failed", e.code if isinstance(e, Failure) else database_message(e)[:500])
            except Exception:  # It stays 'running', which the next one reads as unfinished all the same.
                pass
            raise
        finally:
            one["statements"], one["notes"] = work.statements, work.notes
        one["waiting"] = [row.waiting_json() for row in ledger.load() if row.state == "waiting"]


@contextmanager
def installed(connection, work):
    own = connection.SchemaEditorClass
    connection.towline_work = work
    connection.SchemaEditorClass = lite_field.editor_class(own)
    try:
        with connection.execute_wrapper(work.wrapper):
            yield
    finally:
        connection.SchemaEditorClass = own
        connection.towline_work = None


def migrate(connection, work, options, one, emit=True):
    """Every pending migration; returns their names."""
    from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
    from django.db.migrations.executor import MigrationExecutor
    from .migrator import Quiet, reloaded
    with installed(connection, work):
        executor = MigrationExecutor(connection)
        executor.loader.check_consistent_history(connection)
        conflicts = executor.loader.detect_conflicts()
        if conflicts:
            raise Failure("failed", "conflicting migrations in %s; run makemigrations --merge" % ", ".join(sorted(conflicts)), connection.alias)
        targets = executor.loader.graph.leaf_nodes()
        todo = executor.migration_plan(targets)
        with work.own():
            executor.recorder.ensure_schema()
        full = executor.migration_plan(targets, clean_start=True)
        applied = [m for m, _ in full if (m.app_label, m.name) in executor.loader.applied_migrations]
        logical = executor._create_project_state(with_applied_migrations=True)
        work.physical = replay(work, executor.loader, applied, connection.schema_editor())
        if emit:
            emit_pre_migrate_signal(0, False, connection.alias, stdout=Quiet(), apps=logical.apps, plan=todo)
        for migration, _ in todo:
            work.say("%s.%s" % (migration.app_label, migration.name))
            logical = retrying("%s.%s" % (migration.app_label, migration.name), options, one, work.say, lambda: once(connection, work, executor, migration, logical))
        if emit:
            work.source, work.migration = "runpython", None
            logical.clear_delayed_apps_cache()
            emit_post_migrate_signal(0, False, connection.alias, stdout=Quiet(), apps=reloaded(logical.apps), plan=todo)
            work.source = "schema"
    return ["%s.%s" % (m.app_label, m.name) for m, _ in todo]


def once(connection, work, executor, migration, logical):
    """One migration with its ledger rows and its record, in one transaction where it is atomic."""
    physical, state, told, noted = work.physical.clone(), logical.clone(), len(work.statements), len(work.notes)
    work.migration = migration
    work.reload()
    finished = work.ledger.finished(work.name) if not migration.atomic else set()
    try:
        with connection.schema_editor(atomic=migration.atomic) as editor:
            if migration.atomic:
                with work.own():
                    work.ledger.touch()
            for index, operation in enumerate(migration.operations):
                before = state.clone()
                operation.state_forwards(migration.app_label, state)
                if index in finished:
                    resumed(work, migration, index, operation, editor)
                elif migration.atomic:
                    work.take(editor, index, operation, before, state)
                else:
                    apart(connection, work, editor, index, operation, before, state)
            with work.own():
                record.applied(executor, (migration.app_label, migration.name))
                work.ledger.add(migration=work.name, phase="expand", source="towline", kind=MIGRATION, sql="", **record.ran(migration))
        work.source, work.operation = "schema", None
        return state
    except Exception:
        work.physical = physical
        del work.statements[told:], work.notes[noted:]
        raise


def apart(connection, work, editor, index, operation, before, state):
    """One operation of a non-atomic migration, in a transaction of its own unless it is code."""
    if name_of(operation) == "RunPython":
        work.take(editor, index, operation, before, state)
        with work.own():
            work.ledger.add(migration=work.name, operation=index, phase="expand", source="towline", kind=OPERATION, sql="")
        return
    with transaction.atomic(using=connection.alias):
        with work.own():
            work.ledger.touch()
        work.take(editor, index, operation, before, state)
        for sql in editor.deferred_sql:
            editor.execute(sql)
        editor.deferred_sql = []
        with work.own():
            work.ledger.add(migration=work.name, operation=index, phase="expand", source="towline", kind=OPERATION, sql="")


def resumed(work, migration, index, operation, editor):
    from .lite_work import replayed
    for one in replayed(work, operation, work.physical, editor) if work.decided(migration, index) else [operation]:
        one.state_forwards(migration.app_label, work.physical)


# -- contract --------------------------------------------------------------------------------------

class Blocked(Exception):
    def __init__(self, why, remedy):
        super().__init__(why)
        self.why, self.remedy = why, remedy


def contract(connection, judge, options, known, say):
    one = {"engine": "sqlite", "done": [], "blocked": [], "would": [], "bridgesGone": [], "waiting": [], "repeated": [], "traffic": None, "retries": 0}
    connection.ensure_connection()
    with alone(connection, options, say):
        ledger = LiteLedger(connection, options.release)
        if not ledger.exists():
            return one
        if not options.dry_run:
            call_for(connection, ledger, options)
        work = LiteWork(connection, "contract", judge, ledger, say)
        if options.dry_run:
            rows = chosen(connection, work, options.only_before)
            for row in rows:
                try:
                    check_known(connection, row, known)
                    one["would"].append(dict(told(row), steps=[row.sql]))
                except Blocked as e:
                    one["blocked"].append(dict(told(row), why=e.why, remedy=e.remedy))
        else:
            one["done"], one["blocked"], one["bridgesGone"] = contract_all(connection, work, options, options.only_before, known, say, one)
        one["waiting"] = [row.waiting_json() for row in ledger.load() if row.state == "waiting"]
    return one


def chosen(connection, work, only_before, state="waiting"):
    rows = [row for row in work.rows if row.state == state]
    if only_before is None:
        return rows
    first = catalog.one(connection, "SELECT min(id) FROM towline_migration_run WHERE release = %s", [only_before])[0]
    return rows if first is None else [row for row in rows if row.run_id < first]


def told(row):
    return {"id": row.id, "sql": row.sql, "kind": row.kind, "table": row.table_name, "column": row.column_name, "release": row.release, "migration": row.migration}


def again(connection, work, options, rows, finish):
    """Data migrations once more: (what ran, why not all of it or None)."""
    from django.db.migrations.loader import MigrationLoader
    done, loader = [], MigrationLoader(connection) if rows else None
    for row in rows:
        start = time.perf_counter()
        app, name = row.migration.split(".", 1)
        migration = loader.graph.nodes.get((app, name))
        if migration is None or row.operation >= len(migration.operations):
            return done, "%s is to be repeated, and this release does not have it any more" % row.migration
        try:
            with installed(connection, work):
                retrying(row.migration, options, None, work.say, lambda row=row, migration=migration: again_one(connection, work, loader, migration, row, finish))
        except Failure as e:
            return done, e.message
        except Exception as e:
            left_behind(connection, options)
            e = e.__context__ if type(e).__name__ == "TransactionManagementError" and e.__context__ is not None else e
            return done, "%s: %s" % (type(e).__name__, one_line(database_message(e)))
        finally:
            work.migration, work.operation, work.source = None, None, "schema"
        done.append({"migration": row.migration, "operation": row.operation, "ms": round((time.perf_counter() - start) * 1000, 1)})
    return done, None


def left_behind(connection, options):
    """Django's editor for SQLite asks the database before it leaves a transaction, and stays in one that is broken: the connection is made anew."""
    if connection.in_atomic_block:
        connection.in_atomic_block = False
        connection.close()
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = %d" % options.lock_timeout)


def again_one(connection, work, loader, migration, row, finish):
    operation, state = migration.operations[row.operation], loader.project_state((migration.app_label, migration.name), at_end=False)
    for earlier in migration.operations[:row.operation]:
        earlier.state_forwards(migration.app_label, state)
    work.migration, work.operation, work.index = migration, operation, row.operation
    work.say("%s again: %s" % (work.name, work.describe))
    with connection.schema_editor(atomic=True) as editor:
        with work.own():
            work.ledger.settle(row, "done" if finish else "repeat")
        work.source = "runpython"
        try:
            operation.database_forwards(migration.app_label, editor, state, state)
        finally:
            work.source = "schema"


def call_for(connection, ledger, options):
    called = repeat.called_for(ledger.load(), options.repeatable)
    if called:
        with transaction.atomic(using=connection.alias):
            ledger.permitted(called)


def settle(connection, judge, options, say):
    one = {"engine": "sqlite", "repeated": [], "marked": False, "why": None}
    connection.ensure_connection()
    with alone(connection, options, say):
        ledger = LiteLedger(connection, options.release)
        if ledger.exists():
            call_for(connection, ledger, options)
            work = LiteWork(connection, "run", judge, ledger, say, unguarded=options.unguarded)
            one["repeated"], one["why"] = again(connection, work, options, [r for r in work.rows if r.state == "repeat"], False)
    return one


def check_known(connection, row, known):
    for state in known if row.kind in REMOVES else ():
        table = state["databases"].get(connection.alias, {}).get("tables", {}).get(row.table_name)
        if table is not None and (row.kind == "drop-table" or row.column_name in table["columns"]):
            raise Blocked("the code of release %s still knows %s%s" % (state["release"], row.table_name, "." + row.column_name if row.column_name else ""),
                          "It runs when that release is no longer a rollback target and no process of it runs")


def contract_all(connection, work, options, only_before, known, say, one=None):
    """The operations that wait, in order, on the physical state; each in a transaction of its own. One that cannot does not stall the rest."""
    from django.db.migrations.executor import MigrationExecutor
    done, blocked, gone = [], [], []
    repeated, unrepeated = again(connection, work, options, chosen(connection, work, only_before, "repeat"), True) if work.mode != "plan" else ([], None)
    if one is not None:
        one["repeated"] = repeated
    rows = chosen(connection, work, only_before)
    if not rows:
        return done, blocked, gone
    executor = MigrationExecutor(connection)
    full = executor.migration_plan(executor.loader.graph.leaf_nodes(), clean_start=True)
    applied = [m for m, _ in full if (m.app_label, m.name) in executor.loader.applied_migrations]
    mode, work.mode = work.mode, "contract"
    with installed(connection, work):
        work.physical = replay(work, executor.loader, applied, connection.schema_editor())
        for row in rows:
            if row.state != "waiting":
                continue
            say(row.sql)
            start, physical = time.perf_counter(), work.physical.clone()
            try:
                check_known(connection, row, known)
                if unrepeated and row.kind in REMOVES:
                    raise Blocked("a data migration that is to run once more before could not: %s" % unrepeated, "Mend it, then run the contract again")
                bridges = retrying(row.sql, options, None, say, lambda row=row: contract_one(connection, work, executor.loader, row))
                gone += [dict(told(b), kind="bridge") for b in bridges]
                done.append(dict(told(row), steps=[row.sql], ms=round((time.perf_counter() - start) * 1000, 1)))
                continue
            except Blocked as e:
                why, remedy = e.why, e.remedy
            except Failure as e:
                why, remedy = e.message, "Let what writes to the file end, then run the contract again"
            except Exception as e:
                why = "%s: %s" % (type(e).__name__, one_line(database_message(e)))
                remedy = repeat.fills(row, work.rows) if "NOT NULL constraint failed" in why else "Mend what the database says, then run the contract again"
            work.physical = physical
            work.reload()
            say("  cannot run: %s" % why)
            with work.own():
                work.ledger.settle(row, "waiting", why[:1000])
            work.reload()
            blocked.append(dict(told(row), why=why, remedy=remedy))
    work.mode = mode
    work.migration = work.operation = None
    return done, blocked, gone


def contract_one(connection, work, loader, row):
    app, name = row.migration.split(".", 1)
    migration = loader.disk_migrations.get((app, name))
    if migration is None or row.operation >= len(migration.operations):
        raise Blocked("this release does not have %s any more" % row.migration, "Release one that has it, or a squashed one after the contract")
    operation = migration.operations[row.operation]
    work.migration, work.operation, work.index, work.source = migration, operation, row.operation, "schema"
    before = work.physical.clone()
    current = next((r for r in work.rows if r.id == row.id), row)
    with connection.schema_editor(atomic=True) as editor:
        with work.own():
            bridges = work.unbridge(current, "contracted")
            work.ledger.settle(current, "contracted")
        if name_of(operation) in ("AddField", "CreateModel", "AlterOrderWithRespectTo"):
            tables = {b.table_name for b in bridges}
            for model in before.apps.get_models(include_auto_created=True):
                if bare(model._meta.db_table) in tables and not model._meta.proxy and model._meta.managed:
                    fill(connection, work, model, {b.column_name for b in bridges if b.table_name == bare(model._meta.db_table)})
                    editor._remake_table(model)
        else:
            operation.state_forwards(app, work.physical)
            operation.database_forwards(app, editor, before, work.physical)
    row.state = "contracted"
    return bridges


def fill(connection, work, model, columns):
    """A value of its own for each row that old code has left empty."""
    for field in model._meta.local_concrete_fields:
        if field.column not in columns or field.null or not field.has_default():
            continue
        table, column = quote(bare(model._meta.db_table)), quote(field.column)
        with work.own(), connection.cursor() as cursor:
            for (key,) in catalog.rows(connection, "SELECT rowid FROM %s WHERE %s IS NULL" % (table, column)):
                cursor.execute("UPDATE %s SET %s = %%s WHERE rowid = %%s" % (table, column), [field.get_db_prep_save(field.get_default(), connection), key])


# -- the witness of the structure ------------------------------------------------------------------

def tables_of(connection):
    """{table: {"columns": {name: (type, not null, fills itself)}, "uniques": {columns}, "keys": {(column, refers, on delete)}}}"""
    result = {}
    for (name,) in catalog.rows(connection, "SELECT name FROM sqlite_master WHERE type IN ('table','view') AND name NOT LIKE 'sqlite%'"):
        columns = {row[1]: (row[2], bool(row[3]) or bool(row[5]), row[4] is not None or bool(row[5]) or row[6] in (2, 3))
                   for row in catalog.rows(connection, "PRAGMA table_xinfo(%s)" % quote(name))}
        uniques = set()
        for row in catalog.rows(connection, "PRAGMA index_list(%s)" % quote(name)):
            if row[2]:
                uniques.add(tuple(sorted(str(r[2]) for r in catalog.rows(connection, "PRAGMA index_info(%s)" % quote(row[1])))))
        keys = {(row[3], row[2], row[6]) for row in catalog.rows(connection, "PRAGMA foreign_key_list(%s)" % quote(name))}
        result[name] = {"columns": columns, "uniques": uniques, "keys": keys}
    return result


def problems_of(state, alias, now, before):
    """As check.py on PostgreSQL; types are SQLite's own affair. `before` is None for the release's own state."""
    from .check import problem
    result = []
    database = state["databases"].get(alias)
    known = database["tables"] if database else {}
    for name, table in sorted(known.items()):
        there = now.get(name)
        if there is None:
            if (before is None and table["managed"] and table.get("migrated", True)) or (before is not None and name in before):
                result.append(problem(name, None, "missing-table", "it knows the table %s (%s), which is not there" % (name, table["model"])))
            continue
        was = before.get(name) if before is not None else None
        for column, expected in sorted(table["columns"].items()):
            found = there["columns"].get(column)
            if found is None:
                if was is None or column in was["columns"]:
                    result.append(problem(name, column, "missing-column", "it knows %s.%s, which is not there" % (name, column)))
            elif found[1] and expected["null"] and not found[2] and not (was and was["columns"].get(column, (0, 0))[1]):
                result.append(problem(name, column, "new-constraint", "it writes NULL to %s.%s, which is NOT NULL" % (name, column)))
        for column, (_, not_null, fills) in there["columns"].items():
            if column not in table["columns"] and not_null and not fills and not (was and column in was["columns"] and was["columns"][column][1:] == (True, False)):
                result.append(problem(name, column, "not-null-without-default", "it does not know %s.%s, which is NOT NULL and has no default: its INSERTs fail" % (name, column)))
        if was is not None:
            for columns in sorted(there["uniques"] - was["uniques"]):
                if all(c in table["columns"] for c in columns):
                    result.append(problem(name, columns[0], "new-constraint", "(%s) of %s is unique now" % (", ".join(columns), name)))
    for name, there in now.items() if before is not None else ():
        for column, refers, action in sorted(there["keys"]):
            if refers in known and action in ("NO ACTION", "RESTRICT") and not (name in known and column in known[name]["columns"]) and (column, refers, action) not in before.get(name, {"keys": ()})["keys"]:
                result.append(problem(refers, None, "new-constraint", "the new foreign key %s.%s stops its DELETEs from %s" % (name, column, refers)))
    return result


def worse(mine, given, alias, now, before):
    """What this release disagrees about and the code that runs, the first of the given, does not."""
    from .check import told_as
    lived_with = {told_as(p) for p in problems_of(given[0], alias, before, None)} if given else ()
    return [p for p in problems_of(mine, alias, now, None) if told_as(p) not in lived_with]


def check(connection, given, alias):
    """Nothing is to run: see commands.unchanged."""
    now = tables_of(connection)
    return [dict(p, state=state["release"]) for state in (given[1:] or given) for p in worse(state, given[:1] if len(given) > 1 else (), alias, now, now)]


# -- status ----------------------------------------------------------------------------------------

def disagreements(connection, ledger, accepted=()):
    result = record.of_files(applied_names(connection), ledger, accepted) if ledger.exists() else []
    there = tables_of(connection)
    for row in ledger.load():
        if row.state == "waiting" and row.kind in REMOVES and (row.table_name not in there or row.column_name and row.column_name not in there[row.table_name]["columns"]):
            result.append(record.told(row.sql, "waits for its contract (release %s)" % row.release, "applied: %s" % row.migration,
                                      "%s%s is not there" % (row.table_name, "." + row.column_name if row.column_name else ""), "Restore a restore point"))
    return result


def stop(connection, ledger, accepted):
    found = disagreements(connection, ledger, accepted)
    if found:
        first = found[0]
        raise Failure("disagreement", "%s: the ledger says %s, django_migrations says %s, the catalog says %s. %s; see towline doctor" % (
            first["what"], first["ledger"], first["django"], first["catalog"], first["remedy"]), connection.alias)


def status(connection, options):
    from django.db.migrations.executor import MigrationExecutor
    ledger, executor = LiteLedger(connection, options.release or ""), MigrationExecutor(connection)
    rows = ledger.load()
    waiting = [row for row in rows if row.state == "waiting"]
    bridges = [row for row in rows if row.phase == "bridge" and row.state == "done"]
    unfinished = ledger.unfinished()
    costs = {"drop-column": "the table %s keeps the column %s", "drop-table": "the table %s is kept", "alter-column": "the column %s.%s is not yet as strict as its model",
             "add-constraint": "a constraint of %s is not there yet", "add-unique": "nothing stops duplicates in %s yet"}
    return {"engine": "sqlite", "pending": ["%s.%s" % (m.app_label, m.name) for m, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())],
            "waiting": [row.waiting_json() for row in waiting],
            "bridges": [{"id": b.id, "sql": b.sql, "table": b.table_name, "column": b.column_name, "release": b.release, "why": None} for b in bridges],
            "repeats": [{"id": row.id, "release": row.release, "migration": row.migration, "operation": row.operation} for row in rows if row.state == "repeat"],
            "costs": [costs[w.kind] % ((w.table_name, w.column_name) if costs[w.kind].count("%s") == 2 else w.table_name) for w in waiting if w.kind in costs],
            "unfinished": {"release": unfinished[0], "migration": None, "error": unfinished[2]} if unfinished else None, "disagreements": disagreements(connection, ledger, options.accept_edited)}
