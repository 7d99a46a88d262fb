"""What ran, what waits and what bridges: rows in a schema of the site's own database, written in the transaction of what they tell of."""
import json

from . import catalog
from .errors import Failure, database_message
from .sqltext import renamed, sha256, words_before

POSTGRESQL = """
CREATE SCHEMA IF NOT EXISTS towline;
CREATE TABLE IF NOT EXISTS towline.migration_run (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, release text NOT NULL, started timestamptz NOT NULL DEFAULT clock_timestamp(),
  finished timestamptz, state text NOT NULL DEFAULT 'running', error text);
CREATE TABLE IF NOT EXISTS towline.statement (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, run_id bigint NOT NULL REFERENCES towline.migration_run(id), release text NOT NULL,
  migration text, operation integer, ordinal integer NOT NULL DEFAULT 0, sha256 text NOT NULL, digest text NOT NULL DEFAULT '',
  phase text NOT NULL, state text NOT NULL, source text NOT NULL, kind text NOT NULL, sql text NOT NULL,
  schema_name text, table_name text, column_name text, name text, table_oid bigint, attnum integer, object_oid bigint,
  detail text NOT NULL DEFAULT '{}', error text, created timestamptz NOT NULL DEFAULT clock_timestamp(), finished timestamptz, ms double precision);
CREATE TABLE IF NOT EXISTS towline.traffic_call (queryid bigint PRIMARY KEY, calls bigint NOT NULL);
CREATE TABLE IF NOT EXISTS towline.traffic_mark (at timestamptz PRIMARY KEY DEFAULT clock_timestamp(), release text NOT NULL)
"""
NEWEST = "traffic_mark"  # A ledger that lacks it was made by an earlier version; one of SQL files has it too.
COLUMNS = ("id", "run_id", "release", "migration", "operation", "ordinal", "sha256", "digest", "phase", "state", "source", "kind", "sql", "schema_name",
           "table_name", "column_name", "name", "table_oid", "attnum", "object_oid", "detail", "error", "created", "ms")
WRITTEN = COLUMNS[1:22]
# What is no statement: an operation or a migration that is done, so that a cut non-atomic one goes on where it was.
OPERATION, MIGRATION = "operation", "migration"


class Row:
    """One line of the ledger, with the names as they are now."""

    def __init__(self, **values):
        for name in COLUMNS:
            setattr(self, name, values.get(name))
        if isinstance(self.detail, str):
            self.detail = json.loads(self.detail)
        self.detail = self.detail or {}
        self.gone = False

    def waiting_json(self):
        return {"id": self.id, "release": self.release, "migration": self.migration, "operation": self.operation, "sql": self.sql,
                "kind": self.kind, "table": self.table_name, "column": self.column_name,
                "since": self.created.isoformat() if hasattr(self.created, "isoformat") else self.created, "error": self.error}


class Ledger:
    """All statements are the caller's transaction's."""

    def __init__(self, connection, release):
        self.connection = connection
        self.release = release
        self.run_id = None

    def exists(self, table="statement"):
        return catalog.one(self.connection, "SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                           " WHERE n.nspname = 'towline' AND c.relname = %s", [table]) is not None

    def create(self):
        """Needs CREATE on the database, which its owner has."""
        if self.exists(NEWEST) and self.exists():
            return
        try:
            with self.connection.cursor() as cursor:
                cursor.execute(POSTGRESQL)
        except Exception as e:
            raise Failure("database", "the ledger's schema cannot be made (%s): GRANT CREATE ON DATABASE … TO the site's role"
                          % database_message(e), self.connection.alias) from e

    def open_run(self):
        self.run_id = catalog.one(self.connection, "INSERT INTO towline.migration_run (release) VALUES (%s) RETURNING id", [self.release])[0]

    def close_run(self, state, error=None):
        with self.connection.cursor() as cursor:
            cursor.execute("UPDATE towline.migration_run SET state = %s, error = %s, finished = clock_timestamp() WHERE id = %s", [state, error, self.run_id])
            if state == "done":
                cursor.execute("UPDATE towline.migration_run SET state = 'superseded', finished = clock_timestamp() WHERE state <> 'done' AND id < %s"
                               " AND state <> 'superseded'", [self.run_id])

    def unfinished(self):
        """(release, error) of the last run when it did not come to its end."""
        if not self.exists():
            return None
        found = catalog.one(self.connection, "SELECT release, state, error FROM towline.migration_run ORDER BY id DESC LIMIT 1")
        return found if found and found[1] != "done" else None

    def mark(self):
        """(moment, release) since which traffic counts, or None."""
        return catalog.one(self.connection, "SELECT at, release FROM towline.traffic_mark") if self.exists(NEWEST) else None

    def add(self, row):
        values = [json.dumps(row.detail) if name == "detail" else getattr(row, name) for name in WRITTEN]
        row.id, row.created = catalog.one(self.connection, "INSERT INTO towline.statement (%s) VALUES (%s) RETURNING id, created"
                                          % (", ".join(WRITTEN), ", ".join(["%s"] * len(WRITTEN))), values)
        return row

    def new(self, piece_sql, **values):
        values.setdefault("release", self.release)
        values.setdefault("digest", "")
        values.setdefault("ordinal", 0)
        return Row(run_id=self.run_id, sql=piece_sql, sha256=sha256(piece_sql), **values)

    def settle(self, row, state, error=None, ms=None):
        row.state, row.error = state, error
        with self.connection.cursor() as cursor:
            cursor.execute("UPDATE towline.statement SET state = %s, error = %s, ms = coalesce(%s, ms), finished = CASE WHEN %s IN ('waiting','building','repeat')"
                           " THEN NULL ELSE clock_timestamp() END WHERE id = %s", [state, error, ms, state, row.id])

    def load(self):
        """What waits or is being built, bridges that stand, and all of this release's own; with the names as they are now."""
        if not self.exists():
            return []
        found = catalog.rows(self.connection, "SELECT %s FROM towline.statement WHERE state IN ('waiting','building') OR (phase = 'bridge' AND state = 'done')"
                             " OR (release = %%s AND state = 'done') ORDER BY id" % ", ".join(COLUMNS), [self.release])
        result = [Row(**dict(zip(COLUMNS, row))) for row in found]
        for row in result:
            if row.table_oid and row.state in ("waiting", "building"):
                self.refresh(row)
        return result

    def refresh(self, row):
        """Follows renames: tables and columns are known by (oid, attnum)."""
        schema, table, column = catalog.names_of(self.connection, row.table_oid, row.attnum)
        if table is None or (row.attnum and column is None):
            row.gone = True
            return
        names = {row.table_name: table}
        if row.attnum:
            names[row.column_name] = column
        for old, attnum in row.detail.get("columns", []):
            now = catalog.names_of(self.connection, row.table_oid, attnum)[2]
            if now:
                names[old] = now
        if row.object_oid:
            known = catalog.constraint_name(self.connection, row.object_oid) if row.kind == "drop-constraint" else catalog.relation_name(self.connection, row.object_oid)
            if known is None:
                row.gone = not self.built_anew(row)
            elif row.name:
                names[row.name], row.name = known, known
        row.sql = renamed(row.sql, names)
        if row.detail.get("refers"):
            self.refresh_reference(row)
        if row.detail.get("fill"):
            row.detail["fill"] = renamed(row.detail["fill"], names)
        row.detail["columns"] = [[names.get(old, old), attnum] for old, attnum in row.detail.get("columns", [])]
        row.schema_name, row.table_name, row.column_name = schema, table, column if row.attnum else row.column_name

    def built_anew(self, row):
        """A change of a column's type makes what is built on it again, under its name: with another oid it is the same."""
        if not row.name:
            return False
        found = ("SELECT count(*) FROM pg_constraint WHERE conrelid = %s AND conname = %s" if row.kind == "drop-constraint" else
                 "SELECT count(*) FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE indrelid = %s AND relname = %s")
        return catalog.one(self.connection, found, [row.table_oid, row.name])[0] > 0

    def refresh_reference(self, row):
        """The table and the columns that a foreign key refers to may be called otherwise as well."""
        oid, table, columns = row.detail["refers"]
        now = catalog.names_of(self.connection, oid, 0)[1]
        if now is None:
            return
        called = {column: catalog.names_of(self.connection, oid, attnum)[2] or column for column, attnum in columns}
        at = words_before(row.sql, "REFERENCES")
        opens = row.sql.find("(", at) if "(" in row.sql[at:] else len(row.sql)
        row.sql = row.sql[:at] + renamed(row.sql[at:opens], {table: now}) + renamed(row.sql[opens:], called)
        row.detail["refers"] = [oid, now, [[called[column], attnum] for column, attnum in columns]]

    def checkpoint(self, migration, operation, kind):
        """How far a cut one has come, or None."""
        found = catalog.rows(self.connection, "SELECT %s FROM towline.statement WHERE migration = %%s AND operation = %%s AND kind = %%s AND state = 'running' ORDER BY id DESC LIMIT 1"
                             % ", ".join(COLUMNS), [migration, operation, kind])
        return Row(**dict(zip(COLUMNS, found[0]))) if found else None

    def set_detail(self, row, detail):
        with self.connection.cursor() as cursor:
            cursor.execute("UPDATE towline.statement SET detail = %s WHERE id = %s", [json.dumps(detail), row.id])

    def repeats(self):
        """Data migrations that run again once old code has stopped."""
        if not self.exists():
            return []
        return [Row(**dict(zip(COLUMNS, row))) for row in catalog.rows(self.connection, "SELECT %s FROM towline.statement WHERE state = 'repeat' ORDER BY id" % ", ".join(COLUMNS))]

    def known(self):
        """What waits, what has been applied, and what is or was to run again."""
        return [Row(**dict(zip(COLUMNS, row))) for row in catalog.rows(self.connection, "SELECT %s FROM towline.statement WHERE state = 'waiting' OR kind IN ('%s', 'repeat') ORDER BY id" % (", ".join(COLUMNS), MIGRATION))]

    def permitted(self, called):
        """(a migration's row, operation): from now on it runs again, as if its permit had been there."""
        for ran, operation in called:
            row = self.new("", migration=ran.migration, operation=operation, release=ran.release, phase="repeat", state="repeat", source="runpython", kind="repeat")
            row.run_id = ran.run_id
            self.add(row)

    def completed(self, release=None):
        """The migrations that the ledger says have been applied (by this release)."""
        if not self.exists():
            return set()
        return {row[0] for row in catalog.rows(self.connection, "SELECT DISTINCT migration FROM towline.statement WHERE kind = %s AND state = 'done'"
                                               " AND (%s::text IS NULL OR release = %s)", [MIGRATION, release, release])}

    def migrations(self):
        """{migration: (plain digest of its file, what else is known of it)} of all that have been applied through this ledger."""
        if not self.exists():
            return {}
        found = catalog.rows(self.connection, "SELECT DISTINCT ON (migration) migration, digest, detail::text FROM towline.statement WHERE kind = %s AND state = 'done' ORDER BY migration, id DESC", [MIGRATION])
        return {migration: (digest, json.loads(detail or "{}")) for migration, digest, detail in found}

    def accept(self, migration, digest, detail):
        """The file, as it is now, means what has run."""
        with self.connection.cursor() as cursor:
            cursor.execute("UPDATE towline.statement SET digest = %s, detail = %s WHERE kind = %s AND migration = %s", [digest, json.dumps(detail), MIGRATION, migration])

    def began(self, migration):
        """{(operation, ordinal): digest} that a cut, non-atomic run of this migration has left, and the operations that were finished."""
        found = catalog.rows(self.connection, "SELECT kind, operation, ordinal, digest FROM towline.statement WHERE migration = %s AND state IN ('done','waiting','building')"
                             " AND phase <> 'bridge' AND id > coalesce((SELECT max(id) FROM towline.statement WHERE migration = %s AND kind = %s), 0)",
                             [migration, migration, MIGRATION])
        finished = {row[1] for row in found if row[0] == OPERATION}
        return {(row[1], row[2]): row[3] for row in found if row[0] != OPERATION}, finished
