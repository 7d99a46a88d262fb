"""What happens to indexes: at once where the table is small, concurrently and after the migration's commit where it is large."""
import time

from django.db import transaction

from . import catalog
from .errors import Failure
from .sqltext import has_words, quote, words_before


class Indexes:
    """One method a kind of statement: true when it has dealt with the piece."""

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
            there = catalog.table(self.connection, owner[1], owner[0])
            if not self.upserted(piece, op, there, self.mentioned(found[3], there), found[0]):
                self.run(piece, op, "expand", table)
            return True
        if any(r.kind == "create-index" and r.name == piece.name and r.release == self.ledger.release for r in self.rows):
            self.run(piece, op, "dropped-at-once", table)
            return True
        self.defer(piece, op, catalog.table(self.connection, owner[1], owner[0]), object_oid=found[0])
        return True

    def on_rename_index(self, piece, op, table):
        self.run(piece, op, "expand", table)
        return True

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
        start = time.perf_counter()
        if not valid_after(self, sql, name, self.say):
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


def valid_after(sender, sql, name, say):
    """Whether the index is valid after this concurrent build; what a broken build has left goes first."""
    found = catalog.index(sender.connection, name)
    if found is not None and not found[2]:
        say("  dropping the INVALID index %s that a broken build has left" % name)
        with sender.session.unhurried():
            sender.send("DROP INDEX CONCURRENTLY IF EXISTS %s" % quote(name))
        found = None
    if found is None:
        with sender.session.unhurried():
            sender.send(sql)
        found = catalog.index(sender.connection, name)
    return found is not None and found[2]
