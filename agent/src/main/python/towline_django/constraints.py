"""What happens to statements about keys, UNIQUE and CHECK."""
from . import bridges, catalog, foresight, overrides, remedies
from .operation import kind_of
from .sqltext import has_words, identifiers, name_list_after, quote, repeated, told_repeated, words_before


UNIQUE_GOES = "drop-constraint"


class Constraints:
    """One method a kind of statement: true when it has dealt with the piece."""

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
        if known.type == "f" and isinstance(op.operation, kind_of("RemoveField")) and not any(self.is_added(table.name, c) for c in known.columns):
            if known.action in ("c", "n", "d"):
                self.tell(piece, op, "bridge")  # The database does already what new code cannot.
                return True
            self.replace_key(op, table, known, piece)
            return True
        if known.type == "p":
            self.defer(piece, op, table, object_oid=known.oid)
            return True
        if known.type == "u" and self.upserted(piece, op, table, known.columns, known.oid):
            return True
        self.run(piece, op, "expand", table)
        if known.type == "f" and known.action in ("a", "r") and known.valid:
            self.keys_away.add((table.name, tuple(known.columns), known.refers))
        return True

    def upserted(self, piece, op, table, columns, oid):
        """What is unique no longer waits for the contract: old code may upsert by it (ON CONFLICT), which fails at once without. Whether it is put off."""
        if columns and all(self.is_added(table.name, c) for c in columns) or self.overridden(self.refusal(piece, op, rule=UNIQUE_GOES)):
            return False
        word = overrides.word(self.name, self.path(), UNIQUE_GOES)
        self.note("%s stays unique until the contract, because the running code may upsert by it; new code that writes the same value twice fails until then.%s"
                  % (piece.name, " If it must be gone now, and nothing upserts by it: overrides: [{ rule: %(rule)s, migration: %(migration)s, sha256: %(sha256)s, reason: say why }]" % word if word else ""))
        self.defer(piece, op, table, object_oid=oid, detail={"unique": True, "of": sorted(columns)})
        return True

    def unique_again(self, piece, op, table):
        """The same name while the old one waits to go: the same columns stay as they are; others need the name now."""
        for row in self.waiting("drop-constraint", table.name, name=piece.name):
            if sorted(c for c in self.mentioned(piece.sql, table) if c != piece.name) == row.detail.get("of"):
                self.cancel(row)
                self.tell(piece, op, "cancelled")
                return True
            self.send(row.sql)
            self.ledger.settle(row, "contracted")
        return False

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

    def on_add_unique(self, piece, op, table):
        if table is not None and self.unique_again(piece, op, table):
            return True
        return self.unique(piece, op, table)

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
        if self.is_unique_now():
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

    def no_duplicates(self, piece, op, table, columns):
        """Looked for on the real data, before a tightening is put off to a contract that could never run; a data migration of the same plan may remove them."""
        count = duplicates(self.real if self.real is not None else self.connection, table, piece.sql, columns)
        if not count:
            return
        why = told_repeated(count, columns, table.name)
        if self.mode == "plan" and self.changes_data(table.name):
            self.note(why + ": the data migration before it has to remove them")
        elif self.mode == "run" and not self.is_unique_now():
            self.note(why + ": the contract waits until somebody has removed them")
        else:
            self.refuse(piece, op, why=why, rule="duplicates", remedy=remedies.DUPLICATES, sent=self.mode == "plan")

    def foresee(self, piece, op):
        """A maintenance release: what is known to fail is refused before visitors are shut out."""
        table = self.table(piece)
        unique = piece.kind == "add-unique" or piece.kind == "create-index" and has_words(piece.sql, "CREATE", "UNIQUE", "INDEX")
        if table is None or table.name in self.new_tables():
            return
        if not unique:
            why = None if self.real is None or foresight.written(self, table.name, *identifiers(piece.refers or "")[-1:]) \
                else foresight.violations(self.real, table, piece.kind, piece.sql, piece.column, piece.name)
            if why:
                self.refuse(piece, op, why=why, rule="wrong-rows", remedy=remedies.WRONG_ROWS, sent=True)
            return
        columns = [c for c in self.mentioned(piece.sql, table) if c != piece.name] or [piece.column]
        if not any(self.is_added(table.name, c) for c in columns):
            self.no_duplicates(piece, op, table, columns)

    def changes_data(self, table):
        """Whether this plan has come by a data migration that may have to do with the table's rows; what RunPython does is not known."""
        return bool(self.run_python) or any(s["source"] == "runsql" and s["table"] == table and s["kind"] in ("update", "delete", "merge") for s in self.statements)

    def is_unique_now(self):
        return self.name in self.unique_now or getattr(self.migration, "towline_unique_now", False)

    def on_rename_constraint(self, piece, op, table):
        self.run(piece, op, "expand", table)
        return True

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


def duplicates(connection, table, sql, columns):
    """How many values a unique statement would find more than once; expressions and NULLS NOT DISTINCT are left to the server."""
    known = catalog.table(connection, table.name, table.schema)
    if known is None or not columns or any(c not in known.columns for c in columns):
        return 0
    where = ""
    at = words_before(sql, "WHERE")
    if at > 0:
        where = " AND (%s)" % sql[at + 5:].strip().rstrip(";")
    if "(" in sql[sql.find("(") + 1:] and not where and has_words(sql, "CREATE"):
        return 0
    return catalog.one(connection, repeated(bridges.qualified(known), columns, where))[0]
