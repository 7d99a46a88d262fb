"""The ledger of a SQLite database: two tables in its file."""
import datetime
import json

from . import catalog
from .ledger import MIGRATION, OPERATION, Row
from .sqltext import sha256

TABLES = (
    "CREATE TABLE IF NOT EXISTS towline_migration_run (id INTEGER PRIMARY KEY AUTOINCREMENT, release TEXT NOT NULL, started TEXT NOT NULL, finished TEXT,"
    " state TEXT NOT NULL DEFAULT 'running', error TEXT)",
    "CREATE TABLE IF NOT EXISTS towline_statement (id INTEGER PRIMARY KEY AUTOINCREMENT, run_id INTEGER NOT NULL, release TEXT NOT NULL, migration TEXT, operation INTEGER,"
    " ordinal INTEGER NOT NULL DEFAULT 0, sha256 TEXT NOT NULL, digest TEXT NOT NULL DEFAULT '', phase TEXT NOT NULL, state TEXT NOT NULL, source TEXT NOT NULL, kind TEXT NOT NULL,"
    " sql TEXT NOT NULL, table_name TEXT, column_name TEXT, name TEXT, detail TEXT NOT NULL DEFAULT '{}', error TEXT, created TEXT NOT NULL, finished TEXT)")
COLUMNS = ("id", "run_id", "release", "migration", "operation", "ordinal", "sha256", "digest", "phase", "state", "source", "kind", "sql", "table_name", "column_name", "name", "detail",
           "error", "created")


def now():
    return datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds")


class LiteLedger:
    """All statements are the caller's transaction's."""

    def __init__(self, connection, release):
        self.connection, self.release, self.run_id = connection, release, None

    def exists(self):
        return catalog.one(self.connection, "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'towline_statement'") is not None

    def create(self):
        for statement in TABLES:
            self.change(statement)

    def change(self, sql, params=None):
        with self.connection.cursor() as cursor:
            cursor.execute(sql, params)
            return cursor.lastrowid

    def open_run(self):
        self.run_id = self.change("INSERT INTO towline_migration_run (release, started) VALUES (%s, %s)", [self.release, now()])

    def touch(self):
        """A write, so that the transaction holds the file's lock from its first statement."""
        self.change("UPDATE towline_migration_run SET state = 'running' WHERE id = %s", [self.run_id])

    def close_run(self, state, error=None):
        self.change("UPDATE towline_migration_run SET state = %s, error = %s, finished = %s WHERE id = %s", [state, error, now(), self.run_id])

    def unfinished(self):
        found = catalog.one(self.connection, "SELECT release, state, error FROM towline_migration_run ORDER BY id DESC LIMIT 1") if self.exists() else None
        return found if found and found[1] != "done" else None

    def add(self, **values):
        row = Row(release=self.release, run_id=self.run_id, ordinal=0, digest="", state="done", sha256=sha256(values.get("sql") or ""), created=now())
        for name, value in values.items():
            setattr(row, name, value)
        names = COLUMNS[1:]
        row.id = self.change("INSERT INTO towline_statement (%s) VALUES (%s)" % (", ".join(names), ", ".join(["%s"] * len(names))),
                             [json.dumps(row.detail) if name == "detail" else getattr(row, name) for name in names])
        return row

    def permitted(self, called):
        """(a migration's row, operation): from now on it runs again, as if its permit had been there."""
        for ran, operation in called:
            self.add(migration=ran.migration, operation=operation, release=ran.release, run_id=ran.run_id, phase="repeat", state="repeat", source="runpython", kind="repeat", sql="")

    def settle(self, row, state, error=None):
        row.state, row.error = state, error
        self.change("UPDATE towline_statement SET state = %s, error = %s, finished = %s WHERE id = %s", [state, error, None if state == "waiting" else now(), row.id])

    def load(self):
        if not self.exists():
            return []
        return [Row(**dict(zip(COLUMNS, found))) for found in catalog.rows(self.connection, "SELECT %s FROM towline_statement ORDER BY id" % ", ".join(COLUMNS))]

    def migrations(self):
        """{migration: (plain digest of its file, what else is known of it)}."""
        return {row.migration: (row.digest, row.detail) for row in self.load() if row.kind == MIGRATION}

    def accept(self, migration, digest, detail):
        """The file, as it is now, means what has run."""
        self.change("UPDATE towline_statement SET digest = %s, detail = %s WHERE kind = %s AND migration = %s", [digest, json.dumps(detail), MIGRATION, migration])

    def completed(self, release=None):
        return {row.migration for row in self.load() if row.kind == MIGRATION and release in (None, row.release)}

    def finished(self, migration):
        """The operations that a cut, non-atomic run has finished."""
        rows = [row for row in self.load() if row.migration == migration]
        return set() if any(row.kind == MIGRATION for row in rows) else {row.operation for row in rows if row.kind == OPERATION}
