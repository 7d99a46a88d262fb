"""What happens to statements about tables and their columns."""
from . import bridges, catalog, coltypes, record, remedies, repeat
from .catalog import SMALL
from .sqltext import identifiers, quote


class Columns:
    """One method a kind of statement: true when it has dealt with the piece."""

    def on_create_table(self, piece, op, table):
        if self.waiting("drop-table", piece.table):
            self.refuse_waiting(piece, op, self.waiting("drop-table", piece.table)[0])
            return True
        self.there_already(piece, table)

    def on_create_view(self, piece, op, table):
        self.there_already(piece, table)

    def on_add_column(self, piece, op, table):
        waits = self.waiting("drop-column", piece.table, piece.column)
        if waits:
            self.refuse_waiting(piece, op, waits[0])
            return True
        if self.there_already(piece, table) or piece.phase != "expand" and not (table is not None and table.name in self.new_tables()):
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

    def cancel_on_column(self, table, column, everything=False):
        for kind in ("set-not-null", "drop-default") + (("add-unique", "add-check", "add-foreign-key", "create-index") if everything else ()):
            for row in self.waiting(kind, table.name):
                if row.column_name == column or everything and column in [c for c, _ in row.detail.get("columns", [])]:
                    self.cancel(row)

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

    def on_alter_type(self, piece, op, table):
        if table is None or piece.column not in table.columns:
            return False
        change = self.change_of_type(piece, table)
        if table.name in self.new_tables() or self.is_added(table.name, piece.column) and self.is_small(table.name) or change == "keeps":
            self.run(piece, op, "expand", table)
            return True
        if change in ("enlarges", "collates") and self.is_small(table.name):
            return self.copy(piece, op, table)
        if change == "collates":
            self.refuse(piece, op, why="the indexes of %s.%s are built anew while nobody can read the table, which is large" % (table.name, piece.column), rule="change-collation",
                        remedy=remedies.another_collation(piece, coltypes.target(piece.sql)[1] or "default"))
            return True
        if change == "compares":
            self.refuse(piece, op, why="with another collation other values of %s.%s are equal: old code finds other rows, and what is unique changes" % (table.name, piece.column), rule="change-collation")
            return True
        if piece.phase == "expand":
            self.refuse(piece, op, why="%s.%s is %s: the change rewrites the table or does not hold what old code writes" % (table.name, piece.column, table.columns[piece.column].type),
                        rule="alter-type")
            return True

    def change_of_type(self, piece, table):
        """What it is for old code and for the table: keeps (both as they are), collates (indexes are built anew), compares (other values are equal), enlarges (the table is copied), or None: another type."""
        known, (new, collation) = table.columns[piece.column], coltypes.target(piece.sql)
        if new is None or not coltypes.widens(known.type, new):
            return "enlarges" if new is not None and coltypes.enlarges(known.type, new) else None
        if collation == known.collation:
            return "keeps"
        if not catalog.only_equal_bytes(self.connection, (known.collation, collation)):
            return "compares"
        return "collates" if catalog.is_indexed(self.connection, table.oid, piece.column) else "keeps"

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
        if table is not None and piece.name and (self.is_added(table.name, piece.column) or table.name in self.new_tables()):
            self.run(piece, op, "expand", table)
            self.called_otherwise("column_name", piece.name, [row for row in self.rows if row.table_name == table.name and row.column_name == piece.column])
            return True

    def on_rename_table(self, piece, op, table):
        if table is not None and table.name in self.new_tables() and piece.name:
            self.run(piece, op, "expand", table)
            self.called_otherwise("table_name", piece.name, [row for row in self.rows if row.table_name == table.name])
            return True

    def called_otherwise(self, what, name, rows):
        """What has run is told by the new name from now on; what waits has the names of its day, and is read with those of the catalog."""
        for row in rows:
            if row.release == self.ledger.release and row.state not in ("waiting", "building"):
                setattr(row, what, name)
                with self.connection.cursor() as cursor:
                    cursor.execute("UPDATE towline.statement SET %s = %%s WHERE id = %%s" % what, [name, row.id])
        for row in self.rows:
            if row.table_oid and row.state in ("waiting", "building"):
                self.ledger.refresh(row)

    def called_now(self):
        """What a block, a function or RunPython has renamed of what this release has brought, as the catalog has it."""
        for row in [r for r in self.rows if r.kind in ("add-column", "create-table") and r.release == self.ledger.release and r.state == "done" and r.table_oid]:
            _, table, column = catalog.names_of(self.connection, row.table_oid, row.attnum)
            if table is not None and table != row.table_name:
                self.called_otherwise("table_name", table, [r for r in self.rows if r.table_name == row.table_name])
            if column is not None and column != row.column_name:
                self.called_otherwise("column_name", column, [r for r in self.rows if (r.table_name, r.column_name) == (row.table_name, row.column_name)])

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
        if not detail and self.is_added(table.name, piece.column) and table.columns[piece.column].default is None:
            self.told_of_nulls(piece, table)
        return True

    def told_of_nulls(self, piece, table):
        """The running code does not know the column, so that its rows have NULL there."""
        data = [one["migration"] for one in self.run_python if not one["repeatable"] and one["migration"].startswith(self.migration.app_label + ".")]
        if self.mode == "plan" and not any(one["repeatable"] for one in self.run_python):
            self.note("%s.%s is NULL in the rows that the running code writes from now on: the contract waits until they are filled%s" % (table.name, piece.column, repeat.PERMIT % {"migration": data[-1]} if data else ""))

    def on_drop_not_null(self, piece, op, table):
        for row in self.waiting("set-not-null", piece.table, piece.column):
            self.cancel(row)
        return False

    def on_update(self, piece, op, table):
        if piece.phase == "expand":
            self.run(piece, op, "expand", table)
            if piece.table:
                op.updates.append((piece.table, piece.column, piece.sql))
            return True
