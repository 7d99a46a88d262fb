"""What does not pass the schema editor: statements that RunPython sends itself, or sends around the connection."""
from contextlib import contextmanager

from . import catalog
from .catalog import SMALL
from .errors import Refused
from .operation import Operation
from .sqltext import has_words, identifiers, without_literals

READS = {"select"}
WRITES = {"insert", "update"}
SESSION = {"lock_timeout", "statement_timeout", "session_replication_role", "set_config", "pg_advisory_unlock", "pg_advisory_unlock_all"}
RESETS = (["reset", "all"], ["discard", "all"])
KEEPS_TABLE = {"opaque", "do", "call", "truncate", "transaction", "lock", "vacuum", "cluster", "drop-schema"}


class Guard:
    """Nothing that old code does not survive is sent unseen."""

    def wrapper(self, execute, sql, params, many, context):
        """Django's execute_wrapper: every statement of the session, before it is sent."""
        if self.inner:
            return execute(sql, params, many, context)
        if self.operation is not None and self.operation.source == "schema" and self.operation.operation is not None and self.is_read(sql):
            return execute(sql, params, many, context)
        with self.own():
            self.guard(sql, params=params, many=many)
        return execute(sql, params, many, context)

    @staticmethod
    def is_read(sql):
        text = str(sql).lstrip().upper()
        return text.startswith(("SELECT", "SHOW")) and ";" not in text.rstrip().rstrip(";") or text.startswith(("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT"))

    def guard(self, sql, params=None, many=False):
        """Lets reads, inserts and updates through; judges the rest by the rules, and refuses before anything is sent."""
        text = self.as_text(sql)
        if text in self.guarded or self.lets_all_through():
            return
        op = self.operation or Operation(None, None, None, None)
        pieces = self.judged(text.replace("%s", "NULL").replace("%%", "%") if params is not None else text)
        first = params if not many else params[0] if params and isinstance(params, (list, tuple)) else None
        written = first and any(piece.kind == "opaque" for piece in pieces)
        if written:  # INTERVAL %s, %(name)s: read as the driver writes it, each time, for a parameter may be more than a value.
            pieces = self.judged(self.connection.ops.compose_sql(text, first))
        ddl = False
        for piece in pieces:
            ddl |= self.guard_piece(piece, op)
        if not ddl and not written:
            self.guarded[text] = True

    def judged(self, sql):
        return self.judge.pieces(sql, major=self.major, new=self.new_tables(), sizes=self.sizes(), source="runpython")

    def lets_all_through(self):
        return self.maintenance or self.fresh or self.name in self.unguarded

    def guard_piece(self, piece, op):
        """Whether it changes the schema."""
        if (SESSION.intersection(identifiers(piece.sql)) or identifiers(piece.sql)[:2] in RESETS) and piece.kind not in WRITES:
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
        if self.is_nobodys(piece):
            self.keep(self.row(piece, op, "expand", "done", None), piece=piece)
            return True
        if piece.kind == "drop-index" and piece.name and self.cannot_be_missed(piece):
            self.keep(self.row(piece, op, "expand", "done", None), piece=piece)
            return True
        if piece.phase == "expand" or piece.kind == "alter-type" and self.fits_type(piece):
            if piece.kind in ("create-table", "create-view", "add-column"):
                self.there_already(piece, self.table(piece))
            self.keep(self.row(piece, op, "expand", "done", self.table(piece)), piece=piece)
            return True
        self.refuse_guarded(piece, op, piece.why or "it is not safe for code that runs")

    def fits_type(self, piece):
        table = self.table(piece)
        change = self.change_of_type(piece, table) if table is not None and piece.column in table.columns else None
        if change in ("enlarges", "collates") and self.is_small(table.name):
            self.copied += self.sizes().get(table.name, 0)
            return self.copied < SMALL
        return change == "keeps"

    def cannot_be_missed(self, piece):
        """Whether old code cannot miss the index: it is not there, or on a table that old code does not know."""
        found = catalog.index(self.connection, piece.name)
        return found is None or catalog.names_of(self.connection, found[1], 0)[1] in self.new_tables()

    def refuse_guarded(self, piece, op, why):
        raise Refused(self.unguarded_by(self.refusal(piece, op, why="RunPython was about to send %s: %s" % (without_literals(piece.sql, 200), why), rule=piece.rule or "guarded",
                                                     remedy="Make it an operation of the migration, so that it can be ordered, or permit it to run unguarded")))

    def unguarded_by(self, refusal):
        """While RunPython runs, its permit counts and no override does."""
        return dict(refusal, override=None, permit={"migration": self.name, "allow": "unguarded"} if self.migration is not None else None)

    def as_text(self, sql):
        if isinstance(sql, str):
            return sql
        if hasattr(sql, "as_string"):
            return sql.as_string(self.connection.connection)
        return str(sql)

    def compare(self, before, pieces, op):
        """Nothing may be gone that the judged statements do not name (plan: RunSQL; run: RunPython)."""
        lost = self.lost(before)
        named = {n for piece in pieces for n in identifiers(piece.sql)}
        hidden = [line for line in lost if not named.intersection(identifiers(line.split(" ", 1)[1]))]
        if hidden:
            piece = pieces[0]
            self.refuse(piece, op, why="the catalog has lost what the statement does not name: %s" % "; ".join(hidden[:5]), rule="hidden-change", sent=True)

    def lost(self, before):
        """What was there, as old code knows it: not what this release has brought itself."""
        after = catalog.fingerprint(self.connection)
        return sorted(line for line, (table, columns) in before.items() if line not in after and table not in self.new_tables()
                      and not (columns and all(self.is_added(table, column) for column in columns)))

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
            allowed = {row.table_name for row in self.rows[known:]}
            lost = [line for line in self.lost(before) if not allowed.intersection(identifiers(line.split(" ", 1)[1]))]
            self.called_now()
            if lost:
                raise Refused(self.unguarded_by({"migration": self.name, "file": None, "line": None, "operation": op.index, "describe": op.describe, "statement": None, "kind": "opaque",
                                                 "rule": "hidden-change", "why": "RunPython has changed the schema behind the guard: %s" % "; ".join(lost[:5]),
                                                 "remedy": "Make it an operation of the migration, so that it can be ordered, or permit it to run unguarded"}))
