"""What happens to each statement that Django is about to send: now, later, with a bridge, or not at all."""
import os
import sys
import time
from contextlib import contextmanager

from django.db import transaction

from . import bridges, catalog, coltypes, overrides, record, remedies
from .errors import Failure, Refused, database_message, one_line, sqlstate
from .models import table_fields
from .sqltext import has_words, identifiers, name_list_after, quote, renamed, without_literals, words_before

SMALL = 10 * 1024 * 1024  # bytes; as the judge's: below, a lock that stops writers is over in an instant
READS = {"select"}
WRITES = {"insert", "update"}
SESSION = {"lock_timeout", "statement_timeout", "session_replication_role", "set_config", "pg_advisory_unlock", "pg_advisory_unlock_all"}
NOT_IN_TRANSACTION = {"25001", "2D000"}  # active_sql_transaction, invalid_transaction_termination
KEEPS_TABLE = {"opaque", "do", "call", "truncate", "transaction", "lock", "vacuum", "cluster", "drop-schema"}


class Operation:
    """One operation of a migration while it runs."""

    def __init__(self, index, operation, from_state, to_state):
        self.index, self.operation = index, operation
        self.from_state, self.to_state = from_state, to_state
        self.source = "schema"
        self.ordinal = 0
        self.updates = []        # (table, column or None, sql) that ran in it
        self.defaults = {}       # (table, column): the database's default before this operation set its own
        self._fields = {}

    @property
    def describe(self):
        return one_line(self.operation.describe()) if self.operation is not None else "postponed to the end of the migration"

    def field(self, which, table, column):
        state = self.from_state if which == "old" else self.to_state
        if state is None or table is None:
            return None
        if which not in self._fields:
            self._fields[which] = table_fields(state.apps)
        return self._fields[which].get(table, {}).get(column)


class Work:
    """The decisions for one database; `mode` is plan (on the shadow) or run."""

    def __init__(self, connection, mode, judge, ledger, session, say, maintenance=False, digests=None, real=None, unguarded=(), fresh=False, repeatable=(), unique_now=()):
        self.connection, self.mode, self.judge, self.ledger, self.session, self.say = connection, mode, judge, ledger, session, say
        self.maintenance, self.digests, self.real, self.unguarded = maintenance, digests, real, set(unguarded)
        self.repeatable, self.unique_now, self.declared = set(repeatable), set(unique_now), set()
        self.fresh = fresh        # nothing has ever run on this database but this release: there is no old code
        self.major = catalog.major(connection)
        self.migration = None
        self.operation = None
        self.inner = 0            # above 0: statements of our own, and those that have been judged already
        self.overrides, self.overrides_used = (), set()
        self.rows, self.statements, self.refusals, self.notes, self.run_python = [], [], [], [], []
        self.seen_digests = {}
        self.began, self.finished = {}, set()
        self.guarded = {}

    # -- the frame ---------------------------------------------------------------------------------

    @contextmanager
    def own(self):
        self.inner += 1
        try:
            yield
        finally:
            self.inner -= 1

    def begin(self, migration):
        with self.own():
            self.rows = self.ledger.load()
            self.began, self.finished = self.ledger.began(str(migration)) if migration is not None and self.mode == "run" and not migration.atomic else ({}, set())
        self.migration = migration
        self.mark = (len(self.statements), len(self.notes))
        self.copied, self.keys_away = 0, set()

    def rolled_back(self):
        """What was told of an attempt whose transaction is gone is taken back."""
        if getattr(self, "mark", None):
            del self.statements[self.mark[0]:], self.notes[self.mark[1]:]
        self.operation = None

    @property
    def name(self):
        return "%s.%s" % (self.migration.app_label, self.migration.name) if self.migration is not None else None

    def note(self, text):
        self.notes.append("%s: %s" % (self.name, text) if self.name else text)
        self.say("  note: " + text)

    # -- what is known -----------------------------------------------------------------------------

    def table(self, piece):
        return catalog.table(self.connection, piece.table, piece.schema) if piece.table else None

    def waiting(self, kind, table=None, column=None, name=None):
        return [row for row in self.rows if row.state in ("waiting", "building") and row.kind == kind and (table is None or row.table_name == table)
                and (column is None or row.column_name == column) and (name is None or row.name == name)]

    def new_tables(self):
        return {row.table_name for row in self.rows if row.kind == "create-table" and row.release == self.ledger.release and row.state == "done"}

    def is_added(self, table, column):
        return any(row.kind == "add-column" and row.table_name == table and row.column_name == column and row.release == self.ledger.release
                   and row.state == "done" for row in self.rows)

    def sizes(self):
        if self.real is not None:
            if not hasattr(self, "real_sizes"):
                self.real_sizes = catalog.sizes(self.real)
            return self.real_sizes
        return catalog.sizes(self.connection)

    def is_small(self, table):
        return self.sizes().get(table, 0) < SMALL

    # -- in ----------------------------------------------------------------------------------------

    def statement(self, sql):
        """A statement of the schema editor (or of RunSQL, through it)."""
        with self.own():
            if self.operation is None:
                self.operation = Operation(None, None, None, None)
            op = self.operation
            if not sql.strip().rstrip(";").strip():
                return
            if op.source == "runpython":
                self.guard(sql, via_editor=True)
                return self.send(sql)
            pieces = self.judge.pieces(sql, major=self.major, new=self.new_tables(), sizes=self.sizes(), source=op.source)
            self.check_digests(pieces, op)
            before = catalog.fingerprint(self.connection) if self.mode == "plan" and op.source == "runsql" else None
            for piece in pieces:
                op.ordinal += 1
                if self.began.get((op.index, op.ordinal)) == piece.digest and op.index is not None:
                    continue
                self.taken(piece, op)
            if before is not None:
                self.compare(before, pieces, op)

    def check_digests(self, pieces, op):
        seen = self.seen_digests.setdefault(self.name, [])
        for piece in pieces:
            seen.append(piece.digest)
        if self.mode == "run" and self.digests is not None:
            allowed = self.digests.get(self.name, [])
            for piece in pieces:
                if piece.digest not in allowed:
                    raise Refused(self.refusal(piece, op, why="it is not in the plan that was judged", rule="not-in-plan",
                                               remedy="Plan again: the schema, the code or the migration is not what was planned"), "unknown-statement")

    def taken(self, piece, op):
        """The statement and its rows in one transaction; where the migration gives none it is one of its own, if the server lets the statement into it."""
        if self.mode != "run" or self.connection.in_atomic_block or piece.concurrently:
            return self.take(piece, op)
        rows, told = list(self.rows), len(self.statements)
        try:
            with transaction.atomic(using=self.connection.alias):
                return self.take(piece, op)
        except Exception as e:
            self.rows = rows
            del self.statements[told:]
            if sqlstate(e) not in NOT_IN_TRANSACTION:
                raise
        return self.take(piece, op)

    def take(self, piece, op):
        if self.maintenance or self.fresh:
            return self.run(piece, op, "direct" if self.maintenance else "expand")
        handler = getattr(self, "on_" + piece.kind.replace("-", "_"), None)
        table = self.table(piece)
        if handler is not None and handler(piece, op, table):
            return
        self.by_phase(piece, op, table)

    def by_phase(self, piece, op, table):
        if table is not None and table.name in self.new_tables() and piece.kind not in KEEPS_TABLE:
            return self.run(piece, op, "expand", table)
        if piece.phase == "expand":
            return self.run(piece, op, "expand", table)
        if piece.phase == "contract":
            return self.defer(piece, op, table)
        self.refuse(piece, op)

    # -- one method a kind: true when it has dealt with the piece -------------------------------------

    def on_create_table(self, piece, op, table):
        if self.waiting("drop-table", piece.table):
            self.refuse_waiting(piece, op, self.waiting("drop-table", piece.table)[0])
            return True

    def on_add_column(self, piece, op, table):
        waits = self.waiting("drop-column", piece.table, piece.column)
        if waits:
            self.refuse_waiting(piece, op, waits[0])
            return True
        if piece.phase != "expand" and not (table is not None and table.name in self.new_tables()):
            return False
        self.run(piece, op, "expand", table)
        table = self.table(piece)
        if table is not None and piece.column in table.columns and table.name not in self.new_tables():
            self.own_default(op, table, piece.column)
        return True

    def own_default(self, op, table, column):
        """A clock or a generator in the place of one moment's value."""
        sql, why = bridges.for_added_column(self.connection, table, column, op.field("new", table.name, column))
        if sql:
            self.bridge(sql, "set-default", op, table, column, why)

    def on_drop_column(self, piece, op, table):
        if table is None or piece.column not in table.columns:
            self.run(piece, op, "expand", table)
            return True
        if table.name in self.new_tables() or self.is_added(table.name, piece.column):
            self.cancel_on_column(table, piece.column, everything=True)
            self.run(piece, op, "dropped-at-once", table)
            return True
        if self.waiting("drop-column", table.name, piece.column):
            self.tell(piece, op, "deferred")
            return True
        if any(k.type == "p" and piece.column in k.columns for k in catalog.constraints(self.connection, table.oid)):
            self.refuse(piece, op, why="it is the primary key (or a part of it): old code needs it and new code cannot leave it out",
                        rule="drop-primary-key")
            return True
        if piece.phase == "refuse":
            return False
        self.cancel_on_column(table, piece.column)
        self.release_keys(op, table, piece.column)
        sql, why = bridges.for_dropped_column(self.connection, table, piece.column, op.field("old", table.name, piece.column))
        row = self.defer(piece, op, table)
        self.label(table, piece.column)
        if sql:
            self.bridge(sql, "drop-not-null" if sql.endswith("DROP NOT NULL") else "set-default", op, table, piece.column, why, row)
            if sql.endswith("DROP NOT NULL"):
                self.note("%s.%s may be NULL until the contract: %s" % (table.name, piece.column, why))
        return True

    def on_drop_table(self, piece, op, table):
        if table is None:
            self.run(piece, op, "expand", table)
            return True
        if table.name in self.new_tables():
            for row in [r for r in self.rows if r.state in ("waiting", "building") and r.table_name == table.name]:
                self.cancel(row)
            self.run(piece, op, "dropped-at-once", table)
            return True
        if self.waiting("drop-table", table.name):
            self.tell(piece, op, "deferred")
            return True
        if piece.phase == "refuse":
            return False
        for column in table.columns:
            self.cancel_on_column(table, column)
        self.release_keys(op, table, None)
        self.defer(piece, op, table)
        self.label(table, None)
        return True

    def label(self, table, column):
        """Says in the catalog what waits, for the day on which the ledger is lost; a comment that is there stays."""
        if catalog.comment(self.connection, table.oid, table.columns[column].attnum if column else 0) is None:
            self.send(record.mark(self.ledger.release, table, column, bridges.qualified(table) + ("." + quote(column) if column else "")))

    def on_drop_constraint(self, piece, op, table):
        for kind in ("add-unique", "add-check", "add-foreign-key", "add-exclude"):
            for row in self.waiting(kind, piece.table, name=piece.name):
                self.cancel(row)
                if not row.detail.get("replaces"):
                    self.tell(piece, op, "cancelled")
                    return True
        if table is None:
            return False
        known = next((k for k in catalog.constraints(self.connection, table.oid) if k.name == piece.name), None)
        if known is None:
            self.run(piece, op, "expand", table)
            return True
        if table.name in self.new_tables():
            self.run(piece, op, "expand", table)
            return True
        if known.type == "f" and isinstance(op.operation, models_operation("RemoveField")) and not any(self.is_added(table.name, c) for c in known.columns):
            if known.action in ("c", "n", "d"):
                self.tell(piece, op, "bridge")  # The database does already what new code cannot.
                return True
            self.replace_key(op, table, known, piece)
            return True
        if known.type == "p":
            self.defer(piece, op, table, object_oid=known.oid)
            return True
        self.run(piece, op, "expand", table)
        if known.type == "f" and known.action in ("a", "r") and known.valid:
            self.keys_away.add((table.name, tuple(known.columns), known.refers))
        return True

    def key_again(self, piece, op, table, columns):
        """Django takes a key away while it alters its column. What old code has obeyed all along tightens nothing; only the check of all rows may take long."""
        refers = identifiers(piece.refers or "")[-1:]
        if (table.name, tuple(columns), *refers) not in self.keys_away:
            return False
        if has_words(piece.sql, "NOT", "VALID") or all(self.is_small(name) for name in (table.name, *refers)):
            self.run(piece, op, "expand", table)
            return True
        row = self.defer(piece, op, table, quiet=True, detail={"replaces": piece.name})
        self.bridge(piece.sql.rstrip().rstrip(";") + " NOT VALID", "add-foreign-key", op, table, columns[0], "the rows that are there are checked with the contract", row, name=piece.name)
        return True

    def on_add_foreign_key(self, piece, op, table):
        if table is None or has_words(piece.sql, "ON", "DELETE"):
            return False
        columns = name_list_after(piece.sql, "FOREIGN", "KEY") or [piece.column]
        new = table.name in self.new_tables() or all(self.is_added(table.name, c) for c in columns)
        if not new:
            return self.key_again(piece, op, table, columns)
        nullable = all(c in table.columns and not table.columns[c].not_null for c in columns)
        field = op.field("new", table.name, columns[0])
        action = bridges.for_added_key(field, nullable)
        if action is None:
            self.note("the new foreign key %s comes with the contract: with it old code could not delete from %s" % (piece.name, piece.refers))
            self.defer(piece, op, table)
            return True
        sql = bridges.with_action(piece.sql, action)
        if table.name not in self.new_tables() and not self.is_small(table.name) and not has_words(sql, "NOT", "VALID"):
            sql = sql.rstrip().rstrip(";") + " NOT VALID"
        row = self.defer(piece, op, table, quiet=True, detail={"replaces": piece.name})
        self.bridge(sql, "add-foreign-key", op, table, columns[0], "old code does not know the referring rows: until the contract the database does at a delete %s" % action,
                    row, name=piece.name)
        return True

    def on_add_unique(self, piece, op, table):
        return self.unique(piece, op, table)

    def on_create_index(self, piece, op, table):
        waits = [row for row in self.rows if row.state == "waiting" and row.kind == "drop-index" and row.name == piece.name and piece.name]
        if waits:  # The same name again, while the old index waits for its end: an index may go at any time, a name is there once.
            for row in waits:
                self.send("DROP INDEX IF EXISTS %s" % quote(piece.name))
                self.ledger.settle(row, "contracted")
        if has_words(piece.sql, "CREATE", "UNIQUE", "INDEX"):
            return self.unique(piece, op, table)
        if table is None or table.name in self.new_tables():
            return False
        if piece.concurrently:
            self.concurrently(piece, op, table)
            return True
        if self.is_small(table.name):
            if piece.phase == "refuse" and piece.cls != "blocking":
                return False
            self.run(piece, op, "expand", table)
            return True
        self.build_later(piece, op, table)
        return True

    def unique(self, piece, op, table):
        if table is None or table.name in self.new_tables():
            return False
        columns = [c for c in self.mentioned(piece.sql, table) if c != piece.name] or [piece.column]
        fresh = [c for c in columns if self.is_added(table.name, c)]
        if fresh:
            if self.shares_default(table, fresh, columns):
                self.refuse(piece, op, why="every row of %s that is there gets the same default in (%s), which is to be unique" % (table.name, ", ".join(columns)), rule="duplicates",
                            remedy="Three operations: AddField with null=True and without unique; RunPython that gives each row a value of its own; AlterField to unique", sent=True)
            for column in fresh:
                known = table.columns[column]
                if not bridges.shared(known) or [c for c in columns if c not in fresh]:
                    continue
                if not known.not_null:
                    self.bridge(bridges.alter_column(table, column, "DROP DEFAULT"), "drop-default", op, table, column, "it is unique: no default can be shared", phase="expand")
                else:
                    sql = bridges.alter_column(table, column, "DROP NOT NULL, ALTER COLUMN %s DROP DEFAULT" % quote(column))
                    later = self.ledger.new(bridges.alter_column(table, column, "SET NOT NULL"), migration=self.name, operation=op.index, ordinal=op.ordinal, phase="deferred",
                                            state="waiting", source="bridge", kind="set-not-null", schema_name=table.schema, table_name=table.name, column_name=column,
                                            table_oid=table.oid, attnum=known.attnum, detail={"columns": [[column, known.attnum]], "perRow": True})
                    self.keep(later, why="repeats the field's default for each row that old code wrote")
                    self.bridge(sql, "drop-not-null", op, table, column, "it is unique: no default can be shared, so old code's rows have NULL there until the contract", later)
            table = self.table(piece)
            if not any(bridges.shared(table.columns[c]) or table.columns[c].not_null and table.columns[c].default is None for c in fresh):
                if self.is_small(table.name):
                    self.run(piece, op, "expand", table)   # NULLs never collide: old code cannot break it.
                    return True
        self.no_duplicates(piece, op, table, columns)
        if self.name in self.unique_now or getattr(self.migration, "towline_unique_now", False):
            self.unique_at_once(piece, op, table)
            return True
        if piece.phase == "refuse" and piece.cls not in ("blocking", "contract"):
            return False
        self.defer(piece, op, table)
        return True

    def unique_at_once(self, piece, op, table):
        """Declared: new code's upserts need it, and old code writes no duplicates."""
        self.declared.add(piece.name)
        if self.is_small(table.name):
            self.run(piece, op, "expand", table)
            return
        if piece.kind == "create-index":
            self.build_later(piece, op, table)
            return
        listed = ", ".join(quote(c) for c in self.mentioned(piece.sql, table) if c != piece.name)
        use = "ALTER TABLE %s ADD CONSTRAINT %s UNIQUE USING INDEX %s%s" % (bridges.qualified(table), quote(piece.name), quote(piece.name),
                                                                            piece.sql[words_before(piece.sql, "DEFERRABLE"):].rstrip(";") if has_words(piece.sql, "DEFERRABLE") else "")
        if self.mode == "plan":
            self.run(piece, op, "concurrent", table)
            return
        row = self.row(piece, op, "concurrent", "building", table, detail={"columns": [], "then": use})
        row.sql, row.kind = "CREATE UNIQUE INDEX CONCURRENTLY %s ON %s (%s)" % (quote(piece.name), bridges.qualified(table), listed), "create-index"
        self.keep(row, piece=piece)

    def shares_default(self, table, fresh, columns):
        """Whether the rows that are there cannot be unique; a data migration since may have changed them."""
        if self.mode != "plan" or fresh != columns or self.run_python or any(table.columns[c].default is None for c in fresh) or self.real is None:
            return False
        there = catalog.table(self.real, table.name, table.schema)
        return there is not None and len(catalog.rows(self.real, "SELECT 1 FROM %s LIMIT 2" % bridges.qualified(there))) > 1

    def on_drop_index(self, piece, op, table):
        for row in [r for r in self.rows if r.state in ("waiting", "building") and r.kind in ("create-index", "add-unique") and r.name == piece.name]:
            self.cancel(row)
            self.tell(piece, op, "cancelled")
            return True
        found = catalog.index(self.connection, piece.name) if piece.name else None
        if found is None:
            self.run(piece, op, "expand", table)
            return True
        owner = catalog.names_of(self.connection, found[1], 0)
        if owner[1] in self.new_tables():
            self.run(piece, op, "dropped-at-once", table)
            return True
        if has_words(found[3], "CREATE", "UNIQUE", "INDEX"):
            self.run(piece, op, "expand", table)      # It loosens.
            return True
        if any(r.kind == "create-index" and r.name == piece.name and r.release == self.ledger.release for r in self.rows):
            self.run(piece, op, "dropped-at-once", table)
            return True
        self.defer(piece, op, catalog.table(self.connection, owner[1], owner[0]), object_oid=found[0])
        return True

    def on_rename_index(self, piece, op, table):
        self.run(piece, op, "expand", table)
        return True

    def on_rename_constraint(self, piece, op, table):
        self.run(piece, op, "expand", table)
        return True

    def on_alter_type(self, piece, op, table):
        if table is None or piece.column not in table.columns:
            return False
        new = coltypes.target_type(piece.sql)
        if table.name in self.new_tables() or self.is_added(table.name, piece.column) and self.is_small(table.name):
            self.run(piece, op, "expand", table)
            return True
        if new is not None and coltypes.widens(table.columns[piece.column].type, new):
            self.run(piece, op, "expand", table)
            return True
        if new is not None and coltypes.enlarges(table.columns[piece.column].type, new) and self.is_small(table.name):
            return self.copy(piece, op, table)
        if piece.phase == "expand":
            self.refuse(piece, op, why="%s.%s is %s: the change rewrites the table or does not hold what old code writes" % (table.name, piece.column, table.columns[piece.column].type),
                        rule="alter-type")
            return True

    def copy(self, piece, op, table):
        """Old code reads and writes the larger integer as its own; what counts is how long the tables are locked, and a migration keeps its locks to the end."""
        self.copied += self.sizes().get(table.name, 0)
        if self.copied < SMALL:
            self.run(piece, op, "expand", table)
        else:
            self.refuse(piece, op, why="the tables that this migration copies are small each, and more than %d MB together: all of them are locked until it has ended" % (SMALL >> 20), rule="rewrite-type",
                        remedy="Split it into migrations of a few tables each")
        return True

    def on_rename_column(self, piece, op, table):
        if table is not None and self.is_added(table.name, piece.column) and piece.name:
            self.run(piece, op, "expand", table)
            for row in self.rows:
                if row.table_name == table.name and row.column_name == piece.column and row.release == self.ledger.release:
                    row.column_name = piece.name
                    with self.connection.cursor() as cursor:
                        cursor.execute("UPDATE towline.statement SET column_name = %s WHERE id = %s", [piece.name, row.id])
            return True

    def on_rename_table(self, piece, op, table):
        if table is not None and table.name in self.new_tables() and piece.name:
            self.run(piece, op, "expand", table)
            for row in self.rows:
                if row.table_name == table.name and row.release == self.ledger.release:
                    row.table_name = piece.name
                    with self.connection.cursor() as cursor:
                        cursor.execute("UPDATE towline.statement SET table_name = %s WHERE id = %s", [piece.name, row.id])
            return True

    def on_set_default(self, piece, op, table):
        if table is not None and piece.column in table.columns:
            op.defaults.setdefault((table.name, piece.column), table.columns[piece.column].default)
            for row in self.waiting("drop-default", table.name, piece.column):
                self.cancel(row)
            if self.is_added(table.name, piece.column) and piece.phase == "expand":
                self.run(piece, op, "expand", table)
                self.own_default(op, self.table(piece), piece.column)
                return True
        return False

    def on_drop_default(self, piece, op, table):
        if table is None or piece.column not in table.columns:
            return False
        known = table.columns[piece.column]
        if known.default is None:
            self.run(piece, op, "expand", table)
            return True
        before = op.defaults.get((table.name, piece.column), "")
        if before is None and not self.is_added(table.name, piece.column):
            self.run(piece, op, "dropped-at-once", table)
            return True
        if self.waiting("drop-default", table.name, piece.column):
            self.tell(piece, op, "deferred")
            return True

    def on_set_not_null(self, piece, op, table):
        if table is None or piece.column not in table.columns or table.name in self.new_tables():
            return False
        if table.columns[piece.column].not_null:
            self.run(piece, op, "expand", table)
            return True
        if self.waiting("set-not-null", table.name, piece.column):
            self.tell(piece, op, "deferred")
            return True
        if piece.phase == "refuse":
            return False
        fill = next((sql for t, c, sql in reversed(op.updates) if t == table.name and piece.column in identifiers(sql)), None)
        detail = {"fill": fill} if fill else {}
        field = op.field("new", table.name, piece.column)
        if field is not None and callable(getattr(field, "default", None)) and field.has_default():
            detail["perRow"] = True
        self.defer(piece, op, table, detail=detail)
        return True

    def on_drop_not_null(self, piece, op, table):
        for row in self.waiting("set-not-null", piece.table, piece.column):
            self.cancel(row)
        return False

    def on_validate_constraint(self, piece, op, table):
        if any(row.name == piece.name and row.table_name == piece.table for row in self.rows if row.state == "waiting"):
            self.tell(piece, op, "cancelled")   # The contract validates what it adds.
            return True
        if table is not None and not self.is_small(table.name):
            return False

    def on_set_constraints(self, piece, op, table):
        waits = {row.name for row in self.rows if row.state == "waiting" and row.name and not row.detail.get("replaces")}
        if not waits.intersection(identifiers(piece.sql)):
            self.run(piece, op, "expand", table)
        else:
            self.tell(piece, op, "cancelled")
        return True

    def on_update(self, piece, op, table):
        if piece.phase == "expand":
            self.run(piece, op, "expand", table)
            if piece.table:
                op.updates.append((piece.table, piece.column, piece.sql))
            return True

    # -- out ---------------------------------------------------------------------------------------

    def send(self, sql):
        start = time.perf_counter()
        with self.own(), self.connection.cursor() as cursor:
            cursor.execute(sql)
        return (time.perf_counter() - start) * 1000

    def run(self, piece, op, phase, table=None):
        ms, seen = self.watched(piece.sql)
        row = self.row(piece, op, phase, "done", self.table(piece) or table)
        self.keep(row, piece=piece, ms=ms)
        self.statements[-1].update(seen)
        rewritten = [t for t in seen.get("rewrites", []) if t not in self.new_tables() and not self.is_small(t)]
        if rewritten and phase == "expand":
            self.refuse(piece, op, why="the shadow has seen it rewrite %s, which is too large to be locked so long" % ", ".join(rewritten), rule="rewrite", sent=True)
        return row

    def watched(self, sql):
        """Sends it: (milliseconds, {locks, rewrites} that the shadow has seen). A lock that an earlier statement of the migration holds is that one's."""
        if self.mode != "plan":
            return self.send(sql), {}
        locks, nodes = catalog.locks(self.connection), catalog.filenodes(self.connection)
        ms = self.send(sql)
        now = catalog.filenodes(self.connection)
        return ms, {"locks": [{"table": t, "mode": m} for t, m in sorted(catalog.locks(self.connection) - locks)], "rewrites": sorted(t for t in nodes if t in now and now[t] != nodes[t])}

    def row(self, piece, op, phase, state, table, **more):
        attnum = table.columns[piece.column].attnum if table is not None and piece.column in table.columns else None
        return self.ledger.new(piece.sql, migration=self.name, operation=op.index, ordinal=op.ordinal, digest=piece.digest, phase=phase, state=state, source=op.source,
                               kind=piece.kind, schema_name=table.schema if table is not None else piece.schema, table_name=table.name if table is not None else piece.table,
                               column_name=piece.column, name=piece.name, table_oid=table.oid if table is not None else None, attnum=attnum, **more)

    def keep(self, row, piece=None, ms=None, why=None, quiet=False):
        self.ledger.add(row)
        if ms is not None:
            self.ledger.settle(row, row.state, ms=ms)
        self.rows.append(row)
        if not quiet:
            self.told(row, piece, ms, why)
        return row

    def told(self, row, piece=None, ms=None, why=None):
        op = self.operation
        self.statements.append({"migration": row.migration, "operation": row.operation, "ordinal": row.ordinal, "describe": op.describe if op else None, "source": row.source,
                                "sql": row.sql, "digest": row.digest, "kind": row.kind, "phase": row.phase, "table": row.table_name, "column": row.column_name,
                                "name": row.name, "rule": piece.rule if piece else None, "why": why or (piece.why if piece else None),
                                "remedy": piece.remedy if piece else None, "locks": [], "rewrites": [], "ms": round(ms, 1) if ms is not None else None})
        self.say("  %-15s %s" % (row.phase, without_literals(row.sql, 160)))

    def tell(self, piece, op, phase):
        """Recorded for resuming, and told; nothing is sent."""
        self.keep(self.row(piece, op, phase, "done", self.table(piece)), piece=piece)

    def defer(self, piece, op, table, detail=None, object_oid=None, quiet=False):
        detail = dict(detail or {})
        if table is not None:
            detail["columns"] = [[c, table.columns[c].attnum] for c in self.mentioned(piece.sql, table)]
        row = self.row(piece, op, "deferred", "waiting", table, detail=detail, object_oid=object_oid)
        return self.keep(row, piece=piece)

    def bridge(self, sql, kind, op, table, column, why, owner=None, name=None, phase="bridge"):
        ms, seen = self.watched(sql)
        attnum = table.columns[column].attnum if column in table.columns else None
        row = self.ledger.new(sql, migration=self.name, operation=op.index, ordinal=op.ordinal, phase=phase, state="done", source="bridge", kind=kind,
                              schema_name=table.schema, table_name=table.name, column_name=column, name=name, table_oid=table.oid, attnum=attnum,
                              detail={"why": why, "owner": owner.id if owner is not None else None})
        self.keep(row, ms=ms, why=why)
        self.statements[-1].update(seen)
        return row

    def build_later(self, piece, op, table):
        if self.mode == "plan":
            self.run(piece, op, "concurrent", table)
            return
        at = words_before(piece.sql, "INDEX") + len("INDEX")
        row = self.row(piece, op, "concurrent", "building", table, detail={"columns": []})
        row.sql = piece.sql[:at] + " CONCURRENTLY" + piece.sql[at:]
        self.keep(row, piece=piece)

    def concurrently(self, piece, op, table):
        """Django's own CONCURRENTLY, outside of a transaction."""
        if self.connection.in_atomic_block:
            self.refuse(piece, op, why="CONCURRENTLY cannot run inside a transaction", rule="concurrently-in-transaction")
            return
        ms = self.build(piece.sql, piece.name)
        self.keep(self.row(piece, op, "expand", "done", table), piece=piece, ms=ms)

    def build(self, sql, name):
        """A concurrent build that is only done when the index is valid; leftovers of a broken one go first."""
        start = time.perf_counter()
        found = catalog.index(self.connection, name)
        if found is not None and not found[2]:
            self.say("  dropping the INVALID index %s that a broken build has left" % name)
            with self.session.unhurried():
                self.send("DROP INDEX CONCURRENTLY IF EXISTS %s" % quote(name))
            found = None
        if found is None:
            with self.session.unhurried():
                self.send(sql)
            found = catalog.index(self.connection, name)
        if found is None or not found[2]:
            raise Failure("failed", "the index %s is not valid after its build; it is tried again at the next run" % name, self.connection.alias, self.name)
        return (time.perf_counter() - start) * 1000

    def build_waiting(self):
        """The indexes of large tables whose migration has been committed."""
        with self.own():
            for row in [r for r in self.ledger.load() if r.state == "building"]:
                if row.gone:
                    self.ledger.settle(row, "cancelled", "its table is gone")
                    continue
                self.say("building %s on %s concurrently" % (row.name, row.table_name))
                ms = self.session.retrying("index %s" % row.name, lambda row=row: self.build(row.sql, row.name))
                self.session.retrying("index %s" % row.name, lambda row=row, ms=ms: self.built(row, ms))

    def built(self, row, ms):
        with transaction.atomic(using=self.connection.alias):
            if row.detail.get("then") and not any(k.name == row.name for k in catalog.constraints(self.connection, row.table_oid)):
                self.send(row.detail["then"])
            self.ledger.settle(row, "done", ms=ms)

    def refusal(self, piece, op, why=None, rule=None, remedy=None):
        module = sys.modules.get(type(self.migration).__module__) if self.migration is not None else None
        path = getattr(module, "__file__", None)
        return {"migration": self.name, "file": os.path.relpath(path) if path else None, "line": remedies.line_of(path, op.index) if path else None, "operation": op.index,
                "describe": op.describe, "statement": without_literals(piece.sql, 2000), "kind": piece.kind, "rule": rule or piece.rule, "why": why or piece.why or "it cannot be ordered",
                "remedy": remedy or remedies.remedy(op.operation, piece, self.migration.app_label if self.migration is not None else None, op.field("old", piece.table, piece.column))}

    def refuse(self, piece, op, why=None, rule=None, remedy=None, sent=False):
        refusal = self.refusal(piece, op, why, rule, remedy)
        if not sent and self.overridden(refusal):
            return self.run(piece, op, "expand", self.table(piece))
        if self.mode == "run":
            raise Refused(refusal)
        self.refusals.append(refusal)
        if sent:
            return
        row = self.row(piece, op, "refused", "done", self.table(piece))
        self.told(row, piece)
        self.say("  refused: %s" % refusal["why"])
        try:  # So that what comes after it can be planned too.
            with transaction.atomic(using=self.connection.alias):
                self.send(piece.sql)
        except Exception as e:
            self.note("not run on the shadow either: %s" % database_message(e))

    def overridden(self, refusal):
        if not overrides.covers(self, refusal):
            return False
        self.note("%s: %s is overridden in the config repo" % (self.name, refusal["rule"]))
        return True

    def refuse_waiting(self, piece, op, row):
        same = row.release == self.ledger.release
        self.refuse(piece, op, why="%s still holds what release %s takes away (%s waits for its contract)" % (piece.table, row.release, row.sql), rule="name-still-waits",
                    remedy="Split it: release the migrations up to %s, and this one after its contract has run (towline contract SITE)" % row.migration if same
                    else "Run the waiting contract first (towline contract SITE), then release again")

    def mentioned(self, sql, table):
        found = []
        for name in identifiers(sql):
            if name in table.columns and name not in found:
                found.append(name)
        return found

    def cancel(self, row):
        self.ledger.settle(row, "cancelled")
        for bridge in self.rows:
            if bridge.phase == "bridge" and bridge.detail.get("owner") == row.id and bridge.state == "done":
                self.ledger.settle(bridge, "cancelled")

    def cancel_on_column(self, table, column, everything=False):
        for kind in ("set-not-null", "drop-default") + (("add-unique", "add-check", "add-foreign-key", "create-index") if everything else ()):
            for row in self.waiting(kind, table.name):
                if row.column_name == column or everything and column in [c for c, _ in row.detail.get("columns", [])]:
                    self.cancel(row)

    def release_keys(self, op, table, column):
        """Foreign keys of what goes, on the column or on the whole table, that Django leaves to CASCADE."""
        for known in catalog.constraints(self.connection, table.oid):
            if known.type == "f" and (column is None or column in known.columns) and known.action in ("a", "r"):
                self.replace_key(op, table, known, None)

    def replace_key(self, op, table, known, piece):
        sql, why = bridges.for_removed_key(table, known, op.field("old", table.name, known.columns[0]))
        drop = "ALTER TABLE %s DROP CONSTRAINT %s" % (bridges.qualified(table), quote(known.name))
        if any(table.columns[c].not_null for c in known.columns) and sql and "ON DELETE SET NULL" in sql:
            sql = None
        if piece is not None:
            self.run(piece, op, "expand", table)
        else:
            self.bridge(drop, "drop-constraint", op, table, known.columns[0], "replaced by one with ON DELETE" if sql else why)
        if sql:
            self.bridge(sql, "add-foreign-key", op, table, known.columns[0], why, name=known.name)
        else:
            self.note(why)

    def no_duplicates(self, piece, op, table, columns):
        """Looked for on the real data, before a tightening is put off to a contract that could never run."""
        connection = self.real if self.real is not None else self.connection
        count = duplicates(connection, table, piece.sql, columns)
        if count:
            self.refuse(piece, op, why="%d value(s) of (%s) in %s are there more than once" % (count, ", ".join(columns), table.name), rule="duplicates",
                        remedy="Remove the duplicates in a data migration of an earlier release, then add the constraint", sent=self.mode == "plan")

    # -- what does not pass the editor ----------------------------------------------------------------

    def wrapper(self, execute, sql, params, many, context):
        """Django's execute_wrapper: every statement of the session, before it is sent."""
        if self.inner:
            return execute(sql, params, many, context)
        if self.operation is not None and self.operation.source == "schema" and self.operation.operation is not None and self.is_read(sql):
            return execute(sql, params, many, context)
        with self.own():
            self.guard(sql, params=params)
        return execute(sql, params, many, context)

    @staticmethod
    def is_read(sql):
        text = str(sql).lstrip().upper()
        return text.startswith(("SELECT", "SHOW")) and ";" not in text.rstrip().rstrip(";") or text.startswith(("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT"))

    def guard(self, sql, params=None, via_editor=False):
        """Lets reads, inserts and updates through; judges the rest by the rules, and refuses before anything is sent."""
        text = self.as_text(sql)
        if text in self.guarded or self.lets_all_through():
            return
        op = self.operation or Operation(None, None, None, None)
        pieces = self.judge.pieces(text.replace("%s", "NULL").replace("%%", "%") if params is not None else text, major=self.major,
                                   new=self.new_tables(), sizes=self.sizes(), source="runpython")
        ddl = False
        for piece in pieces:
            ddl |= self.guard_piece(piece, op)
        if not ddl:
            self.guarded[text] = True

    def lets_all_through(self):
        return self.maintenance or self.fresh or self.name in self.unguarded

    def guard_piece(self, piece, op):
        """Whether it changes the schema."""
        if SESSION.intersection(identifiers(piece.sql)) and piece.kind not in WRITES:
            self.refuse_guarded(piece, op, "it changes the session's own timeouts or locks")
        if piece.kind in READS or piece.kind in WRITES or piece.kind in ("set-constraints",):
            return False
        first = identifiers(piece.sql)[:2]
        if piece.kind in ("transaction", "set", "opaque", "other") and first and (first[0] in ("savepoint", "release", "show") or first == ["rollback", "to"]
                or first[0] == "set"):
            return False
        if piece.kind == "delete":
            if has_words(piece.sql, "WHERE") or piece.table in self.new_tables():
                return False
            self.refuse_guarded(piece, op, "a DELETE without WHERE on %s, which old code reads" % piece.table)
        if piece.kind == "truncate" and piece.table in self.new_tables():
            return False
        if piece.table in self.new_tables() and piece.kind not in KEEPS_TABLE:
            self.keep(self.row(piece, op, "expand", "done", None), piece=piece)
            return True
        if piece.phase == "expand":
            self.keep(self.row(piece, op, "expand", "done", self.table(piece)), piece=piece)
            return True
        self.refuse_guarded(piece, op, piece.why or "it is not safe for code that runs")

    def refuse_guarded(self, piece, op, why):
        raise Refused(self.refusal(piece, op, why="RunPython was about to send %s: %s" % (without_literals(piece.sql, 200), why), rule=piece.rule or "guarded",
                                   remedy="Make it an operation of the migration, so that it can be ordered; or declare the data migration in the config repo, with a reason; "
                                          "or let it out as a maintenance release: towline approve SITE"))

    def as_text(self, sql):
        if isinstance(sql, str):
            return sql
        if hasattr(sql, "as_string"):
            return sql.as_string(self.connection.connection)
        return str(sql)

    def compare(self, before, pieces, op):
        """Nothing may be gone that the judged statements do not name (plan: RunSQL; run: RunPython)."""
        after = catalog.fingerprint(self.connection)
        lost = sorted(before - after)
        named = {n for piece in pieces for n in identifiers(piece.sql)}
        hidden = [line for line in lost if not named.intersection(identifiers(line.split(" ", 1)[1]))]
        if hidden:
            piece = pieces[0]
            self.refuse(piece, op, why="the catalog has lost what the statement does not name: %s" % "; ".join(hidden[:5]), rule="hidden-change", sent=True)

    @contextmanager
    def catalog_watched(self, op):
        """RunPython: what went around the wrapper (COPY, the driver's own cursor, a function) shows in the catalog."""
        if self.lets_all_through():
            yield
            return
        with self.own():
            before = catalog.fingerprint(self.connection)
        known = len(self.rows)
        yield
        with self.own():
            after = catalog.fingerprint(self.connection)
            allowed = {row.table_name for row in self.rows[known:]} | self.new_tables()
            lost = [line for line in sorted(before - after) if not allowed.intersection(identifiers(line.split(" ", 1)[1]))]
            if lost:
                raise Refused({"migration": self.name, "file": None, "line": None, "operation": op.index, "describe": op.describe, "statement": None, "kind": "opaque",
                               "rule": "hidden-change", "why": "RunPython has changed the schema behind the guard: %s" % "; ".join(lost[:5]),
                               "remedy": "Make it an operation of the migration, so that it can be ordered"})


def models_operation(name):
    from django.db.migrations import operations
    return getattr(operations, name)


def duplicates(connection, table, sql, columns):
    """How many values a unique statement would find more than once; expressions and NULLS NOT DISTINCT are left to the server."""
    known = catalog.table(connection, table.name, table.schema)
    if known is None or not columns or any(c not in known.columns for c in columns):
        return 0
    where = ""
    at = words_before(sql, "WHERE")
    if at > 0:
        where = " AND (%s)" % sql[at + 5:].strip().rstrip(";")
    listed = ", ".join(quote(c) for c in columns)
    if "(" in sql[sql.find("(") + 1:] and not where and has_words(sql, "CREATE"):
        return 0
    found = catalog.one(connection, "SELECT count(*) FROM (SELECT 1 FROM %s WHERE %s%s GROUP BY %s HAVING count(*) > 1) d" % (
        bridges.qualified(known), " AND ".join("%s IS NOT NULL" % quote(c) for c in columns), where, listed))
    return found[0]
