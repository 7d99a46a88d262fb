"""What SQL Django would send for each migration of a project, without any database server.

Run by `towline lint` with the project's own interpreter. The PostgreSQL backend is never connected: what Django asks the database
(names of constraints, for instance) is answered from the project's state where that can be; where not, the operation is opaque.
Nothing of the project is run but its import: RunPython is only named, RunSQL only read.

Only the standard library and the project's own Django; Python >= 3.9, Django >= 4.2.
"""

import argparse
import ast
import json
import os
import re
import sys
import tempfile
import traceback
import types

import lint_environment


class AsksTheDatabase(Exception):
    """A migration wants to know something that only a server could tell."""


def find_settings(project, named):
    if named:
        return named
    if os.environ.get("DJANGO_SETTINGS_MODULE"):
        return os.environ["DJANGO_SETTINGS_MODULE"]
    try:
        with open(os.path.join(project, "manage.py"), encoding="utf-8") as file:
            text = file.read()
    except OSError:
        text = ""
    found = re.search(r"DJANGO_SETTINGS_MODULE['\"]\s*,\s*['\"]([\w.]+)['\"]", text)
    if not found:
        raise SystemExit("no settings: give --settings MODULE, or set DJANGO_SETTINGS_MODULE")
    return found.group(1)


class Stub(types.ModuleType):
    """Stands in for a driver that is not installed; it is imported and never used."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        made = type(name, (Exception,) if name.endswith("Error") else (), {"__init__": lambda self, *a, **k: None})
        setattr(self, name, made)
        return made


def ensure_driver():
    for name in ("psycopg", "psycopg2"):
        try:
            __import__(name)
            return
        except Exception:  # noqa: BLE001 a broken driver is as good as none
            sys.modules.pop(name, None)
    for name in ("psycopg2", "psycopg2.extensions", "psycopg2.extras", "psycopg2.errors", "psycopg2.sql"):
        stub = Stub(name)
        stub.__path__ = []
        sys.modules[name] = stub
        if "." in name:
            setattr(sys.modules["psycopg2"], name.split(".")[1], stub)
    driver = sys.modules["psycopg2"]
    driver.__version__ = "2.9.10 (none)"
    for name in ("DatabaseError", "IntegrityError", "OperationalError", "InternalError", "ProgrammingError", "NotSupportedError",
                 "DataError", "InterfaceError", "Error"):
        setattr(driver, name, type(name, (Exception,), {}))
    nothing = lambda *args, **kwargs: None  # noqa: E731
    for name in ("register_adapter", "register_type", "new_type", "new_array_type", "adapt", "quote_ident"):
        setattr(sys.modules["psycopg2.extensions"], name, nothing)
    for name in ("register_uuid", "register_default_json", "register_default_jsonb"):
        setattr(sys.modules["psycopg2.extras"], name, nothing)


class SilentCursor:
    """Answers what Django asks the catalogue about extensions and types with nothing; everything else is refused."""

    description = None
    rowcount = 0

    def __enter__(self):
        return self

    def __exit__(self, *args):
        return False

    def __iter__(self):
        return iter(())

    def execute(self, sql, params=None):
        if not re.match(r"\s*SELECT\b.*\bpg_(extension|type|catalog|collation|available_extensions)", str(sql), re.I | re.S):
            raise AsksTheDatabase("it sends a statement of its own: " + " ".join(str(sql).split())[:200])

    def executemany(self, sql, params=None):
        self.execute(sql)

    def fetchone(self):
        return None

    def fetchall(self):
        return []

    def close(self):
        pass


def quote(value):
    """A value as SQL. Exact bytes do not matter: the digest of a statement does not see them."""
    if value is None:
        return "NULL"
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, (list, tuple)):
        return "ARRAY[" + ", ".join(quote(v) for v in value) + "]" if value else "'{}'"
    if isinstance(value, (bytes, bytearray, memoryview)):
        return "'\\x" + bytes(value).hex() + "'::bytea"
    inner = getattr(value, "obj", getattr(value, "adapted", value))
    if isinstance(inner, (dict, list)):
        inner = json.dumps(inner, default=str)
    return "'" + str(inner).replace("'", "''") + "'"


def fill(sql, params):
    sql = str(sql)
    if params is None:
        return sql
    if isinstance(params, dict):
        return sql % {key: quote(value) for key, value in params.items()}
    return sql % tuple(quote(value) for value in params) if params else sql.replace("%%", "%")


def recording_editor(base):
    class RecordingEditor(base):
        def __init__(self, connection):
            super().__init__(connection, collect_sql=True, atomic=False)
            self.statements = []
            self.python = []
            self.was = {}
            self.source = "schema"

        def __enter__(self):
            self.deferred_sql = []
            return self

        def __exit__(self, *args):
            return False

        def execute(self, sql, params=()):
            self.statements.append({"sql": fill(sql, params or None if self.source == "runsql" else params), "source": self.source})

        def quote_value(self, value):
            return quote(value).replace("%", "%%") if isinstance(value, str) else quote(value)

        def _alter_field(self, model, old_field, new_field, old_type, new_type, *args, **kwargs):
            self.was[model._meta.db_table + "." + old_field.column] = old_type
            return super()._alter_field(model, old_field, new_field, old_type, new_type, *args, **kwargs)

        def _constraint_names(self, model, column_names=None, unique=None, primary_key=None, index=None, foreign_key=None,
                              check=None, type_=None, exclude=None):
            table = model._meta.db_table.strip('"').replace('"."', "_")
            columns = "_".join(column_names or ())
            suffix = ("pkey" if primary_key else "key" if unique else "fkey" if foreign_key else "check" if check else "idx")
            name = table + "_" + suffix if primary_key else table + "_" + columns + "_" + suffix
            return [] if exclude and name in exclude else [name[-63:]]

        def _is_identity_column(self, *args):  # Django 4.1 to 5.x asks the catalogue
            return True

    return RecordingEditor


def patch_operations():
    from django.db.migrations.operations.special import RunPython, RunSQL

    def run_python(self, app_label, schema_editor, from_state, to_state):
        if self.code is not RunPython.noop:
            schema_editor.python.append(getattr(self.code, "__name__", "code"))

    def run_sql(self, app_label, schema_editor, from_state, to_state):
        before, schema_editor.source = schema_editor.source, "runsql"
        try:
            parts = self.sql if isinstance(self.sql, (list, tuple)) else [self.sql]
            for part in parts:
                sql, params = part if isinstance(part, (list, tuple)) else (part, None)
                if str(sql).strip():
                    schema_editor.execute(sql, params)
        finally:
            schema_editor.source = before

    RunPython.database_forwards = run_python
    RunSQL.database_forwards = run_sql


def offline(alias, major):
    """The connection of that alias, which can say what it would send and never sends it."""
    from django.db import connections

    connection = connections[alias]

    def never(*args, **kwargs):
        raise AsksTheDatabase("it opens a connection")

    connection.connect = never
    connection.ensure_connection = never
    connection.cursor = lambda *args, **kwargs: SilentCursor()
    connection.__dict__["pg_version"] = major * 10000
    connection.get_autocommit = lambda: True
    connection.introspection.get_sequences = lambda cursor, table, fields=(): [
        {"name": table + "_id_seq", "table": table, "column": "id"}]
    connection.introspection.get_constraints = lambda cursor, table: {}
    connection.introspection.table_names = lambda *args, **kwargs: []
    return connection


def operation_lines(path):
    """The line of each operation, as far as they are written out in one list."""
    try:
        with open(path, encoding="utf-8") as file:
            tree = ast.parse(file.read())
    except (OSError, SyntaxError, ValueError):
        return 1, []
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.name == "Migration":
            for part in node.body:
                targets = part.targets if isinstance(part, ast.Assign) else [part.target] if isinstance(part, ast.AnnAssign) else []
                if any(getattr(t, "id", "") == "operations" for t in targets) and isinstance(part.value, (ast.List, ast.Tuple)):
                    if not any(isinstance(e, ast.Starred) for e in part.value.elts):
                        return node.lineno, [(e.lineno, e.col_offset + 1) for e in part.value.elts]
            return node.lineno, []
    return 1, []


def irreversible(operation):
    try:
        return not operation.reversible
    except Exception:  # noqa: BLE001
        return False


def describe(operation):
    try:
        return operation.describe()
    except Exception:  # noqa: BLE001 somebody else's code
        return type(operation).__name__


def collect_operation(editor, migration, operation, state):
    """The statements of one operation, or why they cannot be known; the state moves on in either case."""
    from django.db.utils import NotSupportedError

    result = {"describe": describe(operation), "kind": type(operation).__name__, "irreversible": False, "opaque": None,
              "transaction": None}
    editor.statements, editor.python, editor.was = [], [], {}
    waiting = list(editor.deferred_sql)
    before = state.clone()
    try:
        operation.state_forwards(migration.app_label, state)
    except Exception as failure:  # noqa: BLE001
        result["opaque"] = "its state cannot be made: " + brief(failure)
    try:
        editor.connection.in_atomic_block = bool(getattr(operation, "atomic", None) or migration.atomic)
        if result["opaque"] is None:
            operation.database_forwards(migration.app_label, editor, before, state)
    except NotSupportedError as failure:
        result["transaction"] = brief(failure)
    except Exception as failure:  # noqa: BLE001
        result["opaque"] = "it cannot be written as SQL: " + brief(failure)
    finally:
        editor.connection.in_atomic_block = False
    result["statements"] = editor.statements
    result["python"] = editor.python
    result["was"] = editor.was
    result["irreversible"] = bool(editor.python or any(s["source"] == "runsql" for s in editor.statements)) and irreversible(operation)
    postponed = [sql for sql in editor.deferred_sql if not any(sql is w for w in waiting)]
    return result, postponed, state


def brief(failure):
    return (type(failure).__name__ + ": " + str(failure)).splitlines()[0][:300]


def collect_migration(connection, editor_class, migration, state, file):
    first, lines = operation_lines(file)
    entry = {"app": migration.app_label, "name": migration.name, "file": file, "line": first, "atomic": bool(migration.atomic),
             "operations": []}
    editor = editor_class(connection)
    owners = []
    with editor:
        for number, operation in enumerate(migration.operations):
            result, postponed, state = collect_operation(editor, migration, operation, state)
            place = lines[number] if len(lines) == len(migration.operations) else (first, 1)
            result["line"], result["column"] = place
            entry["operations"].append(result)
            owners.extend((sql, number) for sql in postponed)
        for sql in editor.deferred_sql:
            number = next((n for s, n in owners if s is sql), len(entry["operations"]) - 1)
            entry["operations"][number]["statements"].append({"sql": str(sql), "source": "schema"})
    return entry, state


def plan_of(loader):
    seen = set()
    for leaf in sorted(loader.graph.leaf_nodes()):
        for key in loader.graph.forwards_plan(leaf):
            if key not in seen:
                seen.add(key)
                yield loader.graph.nodes[key]


def source_file(migration):
    return os.path.realpath(sys.modules[migration.__module__].__file__)


def configure(settings_module):
    os.environ["DJANGO_SETTINGS_MODULE"] = settings_module
    from django.conf import settings

    databases = dict(settings.DATABASES) or {}
    databases.setdefault("default", {})
    for alias, given in databases.items():
        # A server of another kind is judged as PostgreSQL; SQLite has an engine of its own.
        databases[alias] = {**{"NAME": "none", "USER": "", "PASSWORD": "", "HOST": "", "PORT": ""},
                            "ENGINE": "django.db.backends.postgresql", "OPTIONS": {}, "TEST": given.get("TEST", {})}
    settings.DATABASES = databases
    settings.LOGGING_CONFIG = None
    import django

    django.setup()
    return settings


def old_enough():
    import django

    if django.VERSION < (4, 2):
        raise SystemExit("Django %s is too old: 4.2 is the first that this works with" % django.get_version())


def collect(project, named, major, everything=False):
    from importlib import import_module

    ensure_driver()
    settings = configure(find_settings(project, named))
    import_module("django.db.backends.postgresql.base")
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.state import ProjectState

    patch_operations()
    aliases = list(settings.DATABASES) if settings.DATABASE_ROUTERS else ["default"]
    loader = MigrationLoader(None)
    conflicts = loader.detect_conflicts()
    root = os.path.realpath(project) + os.sep
    result = {"migrations": [], "errors": []}
    for app, names in sorted(conflicts.items()):
        result["errors"].append({"file": None, "app": app, "line": 1, "message": "several migrations are the last one of "
                                 + app + ": " + ", ".join(sorted(names)) + "; merge them by makemigrations --merge"})
    plan = list(plan_of(loader))
    for alias in aliases:
        connection = offline(alias, major)
        editor_class = recording_editor(connection.SchemaEditorClass)

        def part(start, end):
            entries = []
            state = ProjectState(real_apps=loader.unmigrated_apps)
            for number, migration in enumerate(plan[:end]):
                file = source_file(migration)
                foreign = "site-packages" in file or "dist-packages" in file or not file.startswith(root)
                if foreign and not everything or number < start:
                    state = migration.mutate_state(state, preserve=False)
                    continue
                entry, state = collect_migration(connection, editor_class, migration, state, file)
                entry["foreign"] = foreign
                if alias != "default":
                    entry["operations"] = [op for op in entry["operations"] if op["statements"] or op["python"]]
                    if not entry["operations"]:
                        continue
                entries.append(entry)
            return entries

        result["migrations"].extend(in_parts(part, len(plan)))
    return result


def in_parts(part, count):
    """Long histories in several processes: to know what a migration starts from costs little beside the SQL of it."""
    workers = min(4, len(os.sched_getaffinity(0))) if hasattr(os, "sched_getaffinity") and count >= 100 else 1
    # Rendering models grows with their number, so that later parts cost more.
    edges = [int(count * (n / workers) ** 0.6) for n in range(workers + 1)]
    children = []
    for number in range(1, workers):
        handle, path = tempfile.mkstemp(prefix="towline-lint-", suffix=".json")
        os.close(handle)
        child = os.fork()
        if child == 0:
            try:
                with open(path, "w", encoding="utf-8") as file:
                    json.dump(part(edges[number], edges[number + 1]), file)
            except BaseException:  # noqa: BLE001 the parent does this part itself, and says why it cannot
                os._exit(1)
            os._exit(0)
        children.append((number, child, path))
    entries = part(edges[0], edges[1])
    for number, child, path in children:
        _, status = os.waitpid(child, 0)
        if status == 0:
            with open(path, encoding="utf-8") as file:
                entries.extend(json.load(file))
        else:
            entries.extend(part(edges[number], edges[number + 1]))
        os.unlink(path)
    return entries


def failed(project, failure, variable=None):
    """Which file of the project could not be read, and why."""
    frames = [f for f in traceback.extract_tb(failure.__traceback__) if f.filename.startswith(os.path.realpath(project) + os.sep)
              and "site-packages" not in f.filename]
    if isinstance(failure, SyntaxError) and failure.filename:
        where = (failure.filename, failure.lineno or 1)
    else:
        where = (frames[-1].filename, frames[-1].lineno) if frames else (None, 1)
    return {"migrations": [], "errors": [{"file": where[0], "app": None, "line": where[1], "message": lint_environment.told(variable, brief(failure)) if variable else brief(failure)}]}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--project", required=True)
    parser.add_argument("--settings")
    parser.add_argument("--pg", type=int, default=15)
    parser.add_argument("--everything", action="store_true", help="also the migrations of other packages, which the project's own stand on")
    options = parser.parse_args()
    project = os.path.realpath(options.project)
    os.chdir(project)
    sys.path[0] = project
    sys.dont_write_bytecode = True
    lint_environment.watch()
    real, sys.stdout = sys.stdout, sys.stderr
    try:
        old_enough()
        result = collect(project, options.settings, options.pg, options.everything)
        result["standIns"] = lint_environment.stand_ins()
    except (Exception, SystemExit) as failure:  # noqa: BLE001 whatever a project does at import
        result = failed(project, failure, lint_environment.again(failure, os.path.realpath(__file__)))
    handle, path = tempfile.mkstemp(prefix="towline-lint-", suffix=".json")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(result, file)
    real.write(path + "\n")
    real.flush()
    os._exit(0)  # threads that the project started at import may not keep us


if __name__ == "__main__":
    main()
