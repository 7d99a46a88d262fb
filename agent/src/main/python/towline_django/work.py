"""What happens to each statement that Django is about to send: now, later, with a bridge, or not at all."""
import os
import sys
import time
from contextlib import contextmanager

from django.db import transaction

from . import catalog, overrides, remedies
from .catalog import SMALL
from .columns import Columns
from .constraints import Constraints
from .errors import Refused, database_message, sqlstate
from .guard import KEEPS_TABLE, Guard
from .indexes import Indexes
from .operation import Operation
from .sqltext import has_words, identifiers, name_list_after, without_literals

OF_A_COLUMN = {"rename-column", "drop-column", "alter-type", "set-default", "drop-default", "set-not-null", "drop-not-null"}
IN_A_BLOCK = {"select", "insert", "update", "comment", "add-column", "create-table", "create-index", "create-sequence", "create-type", "set-default", "drop-not-null", "rename-index", "rename-constraint"}
NOT_IN_TRANSACTION = {"25001", "2D000"}  # active_sql_transaction, invalid_transaction_termination


class Work(Columns, Constraints, Indexes, Guard):
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

    # -- the frame

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

    # -- what is known

    def table(self, piece):
        return catalog.table(self.connection, piece.table, piece.schema) if piece.table else None

    def waiting(self, kind, table=None, column=None, name=None):
        return [row for row in self.rows if row.state in ("waiting", "building") and row.kind == kind and (table is None or row.table_name == table)
                and (column is None or row.column_name == column) and (name is None or row.name == name)]

    def new_tables(self):
        return {row.table_name for row in self.rows if row.kind in ("create-table", "create-view") and row.release == self.ledger.release and row.state == "done"}

    def is_added(self, table, column):
        return any(row.kind == "add-column" and row.table_name == table and row.column_name == column and row.release == self.ledger.release
                   and row.state == "done" for row in self.rows)

    def is_nobodys(self, piece):
        """Whether no running code can know what it changes: this release has brought the table, or the very column."""
        if piece.table in self.new_tables():
            return piece.kind not in KEEPS_TABLE
        return piece.kind in OF_A_COLUMN and self.is_added(piece.table, piece.column)

    def on_do(self, piece, op, table):
        """A plain block, judged by what is in it, as if every branch ran; what runs of it is asked of the catalog."""
        if not piece.block or not all(self.harmless(inside) for inside in piece.block):
            return False
        makes = [inside for inside in piece.block if inside.kind in ("create-table", "add-column") and not self.there(inside)]
        self.run(piece, op, "expand")
        for made in makes:
            if self.there(made):
                self.keep(self.row(made, op, "expand", "done", self.table(made)), piece=made, quiet=True)
        return True

    def harmless(self, piece):
        waits = self.waiting("drop-table", piece.table) if piece.kind == "create-table" else self.waiting("drop-column", piece.table, piece.column) if piece.kind == "add-column" else ()
        return self.is_nobodys(piece) or piece.phase == "expand" and piece.kind in IN_A_BLOCK and not waits

    def there(self, piece):
        table = self.table(piece)
        return table is not None and (piece.kind == "create-table" or piece.column in table.columns)

    def there_already(self, piece, table):
        """IF NOT EXISTS, or OR REPLACE: what old code has had all along is not new."""
        if table is None or piece.kind == "add-column" and piece.column not in table.columns or table.name in self.new_tables():
            return False
        piece.kind = "other"
        return True

    def sizes(self):
        if self.real is not None:
            if not hasattr(self, "real_sizes"):
                self.real_sizes = catalog.sizes(self.real)
            return self.real_sizes
        return catalog.sizes(self.connection)

    def is_small(self, table):
        return self.sizes().get(table, 0) < SMALL

    # -- in

    def statement(self, sql):
        """A statement of the schema editor (or of RunSQL, through it)."""
        with self.own():
            if self.operation is None:
                self.operation = Operation(None, None, None, None)
            op = self.operation
            if not sql.strip().rstrip(";").strip():
                return
            if op.source == "runpython":
                self.guard(sql)
                return self.send(sql)
            pieces = self.judge.pieces(sql, major=self.major, new=self.new_tables(), sizes=self.sizes(), source=op.source)
            self.check_digests(pieces, op)
            before = catalog.fingerprint(self.connection) if self.mode == "plan" and op.source == "runsql" and not self.lets_all_through() else None
            for piece in pieces:
                op.ordinal += 1
                if self.began.get((op.index, op.ordinal)) == piece.digest and op.index is not None:
                    continue
                self.taken(piece, op)
            if before is not None:
                self.compare(before, pieces, op)
            if op.source == "runsql":
                self.called_now()

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
            if self.maintenance and self.mode == "plan":
                self.foresee(piece, op)
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

    # -- out

    def send(self, sql):
        with self.own():
            if self.mode == "run":
                self.session.limited()
            start = time.perf_counter()
            with self.connection.cursor() as cursor:
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
        if piece.kind == "add-foreign-key" and has_words(piece.sql, "REFERENCES"):
            detail.update(self.reference(piece))
        row = self.row(piece, op, "deferred", "waiting", table, detail=detail, object_oid=object_oid)
        return self.keep(row, piece=piece)

    def reference(self, piece):
        """What a foreign key refers to, by what stays the same when it is renamed."""
        words = identifiers(piece.refers or "")
        other = catalog.table(self.connection, words[-1], words[0] if len(words) > 1 else None) if words else None
        if other is None:
            return {}
        return {"refers": [other.oid, other.name, [[c, other.columns[c].attnum] for c in name_list_after(piece.sql, "REFERENCES") if c in other.columns]]}

    def bridge(self, sql, kind, op, table, column, why, owner=None, name=None, phase="bridge"):
        ms, seen = self.watched(sql)
        attnum = table.columns[column].attnum if column in table.columns else None
        row = self.ledger.new(sql, migration=self.name, operation=op.index, ordinal=op.ordinal, phase=phase, state="done", source="bridge", kind=kind,
                              schema_name=table.schema, table_name=table.name, column_name=column, name=name, table_oid=table.oid, attnum=attnum,
                              detail={"why": why, "owner": owner.id if owner is not None else None})
        self.keep(row, ms=ms, why=why)
        self.statements[-1].update(seen)
        return row

    def path(self):
        module = sys.modules.get(type(self.migration).__module__) if self.migration is not None else None
        return getattr(module, "__file__", None)

    def refusal(self, piece, op, why=None, rule=None, remedy=None):
        path = self.path()
        return overrides.told({"migration": self.name, "file": os.path.relpath(path) if path else None, "line": remedies.line_of(path, op.index) if path else None, "operation": op.index,
                               "describe": op.describe, "statement": without_literals(piece.sql, 2000), "kind": piece.kind, "rule": rule or piece.rule, "why": why or piece.why or "it cannot be ordered",
                               "remedy": remedy or remedies.remedy(op.operation, piece, self.migration.app_label if self.migration is not None else None, op.field("old", piece.table, piece.column))})

    def refuse(self, piece, op, why=None, rule=None, remedy=None, sent=False):
        refusal = self.refusal(piece, op, why, rule, remedy)
        if refusal["rule"] not in overrides.WITHOUT and self.overridden(refusal):
            return None if sent else self.run(piece, op, "expand", self.table(piece))
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
