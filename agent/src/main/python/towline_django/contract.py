"""The contract phase: what waited runs, in order, each in a transaction of its own with its ledger row; one that cannot does not stall the rest."""
import time

from django.db import transaction

from . import bridges, catalog, traffic
from .catalog import SMALL
from .constraints import duplicates
from .errors import Failure, database_message, sqlstate
from .indexes import valid_after
from .repeat import fills
from .sqltext import quote, told_repeated, without_literals, words_before

BATCH = 5000
REMOVES = {"drop-column", "drop-table"}
STILL_SENT = "Let a release out that does not send it; if what sent it has ended since, let Towline know (settle), then run the contract again"


class Blocked(Exception):
    """This statement cannot run now; the others can."""

    def __init__(self, why, remedy):
        super().__init__(why)
        self.why, self.remedy = why, remedy


class Contract:
    def __init__(self, connection, ledger, session, say, alias=None, states=(), only_before=None, sent=None):
        self.connection, self.ledger, self.session, self.say = connection, ledger, session, say
        self.alias, self.states, self.only_before = alias or connection.alias, states, only_before
        self.gone = []
        self.sent = sent if sent is not None else traffic.Traffic("off")
        self.unrepeated = None

    def before(self):
        """The first run whose deferrals stay, or None."""
        if self.only_before is None:
            return None
        return catalog.one(self.connection, "SELECT min(id) FROM towline.migration_run WHERE release = %s", [self.only_before])[0]

    def rows(self):
        rows, first = [row for row in self.ledger.load() if row.state == "waiting"], self.before()
        # What is unique stays so until what takes its place is there: code upserts by it.
        return sorted((row for row in rows if first is None or row.run_id < first), key=lambda row: bool(row.detail.get("unique")))

    def would(self):
        rows, blocked, would = self.rows(), [], []
        for row in rows:
            try:
                would.append(dict(self.told(row), steps=self.steps(row)))
            except Blocked as e:
                blocked.append(dict(self.told(row), why=e.why, remedy=e.remedy))
        return {"would": would, "blocked": blocked, "waiting": [row.waiting_json() for row in rows]}

    def all(self):
        done, blocked = [], []
        for row in self.rows():
            start = time.perf_counter()
            self.say("%s" % without_literals(row.sql, 160))
            if row.table_oid:
                self.ledger.refresh(row)   # What ran before it may have taken it along.
            try:
                steps = self.session.retrying("contract of %s" % row.table_name, lambda row=row: self.one(row))
                done.append(dict(self.told(row), steps=steps, ms=round((time.perf_counter() - start) * 1000, 1)))
            except Blocked as e:
                blocked.append(self.blocked(row, e.why, e.remedy))
            except Failure as e:
                if e.code != "lock-timeout":
                    raise
                blocked.append(self.blocked(row, e.message, "Let what holds the lock end, then run the contract again"))
            except Exception as e:
                if not sqlstate(e) or sqlstate(e).startswith(("08", "57P")):
                    raise
                blocked.append(self.blocked(row, database_message(e), "Mend what the database says, then run the contract again"))
        return {"done": done, "blocked": blocked, "bridgesGone": self.gone,
                "waiting": [row.waiting_json() for row in self.ledger.load() if row.state == "waiting"]}

    def blocked(self, row, why, remedy):
        self.say("  cannot run: %s" % why)
        self.ledger.settle(row, "waiting", why[:1000])
        return dict(self.told(row), why=why, remedy=remedy)

    @staticmethod
    def told(row):
        return {"id": row.id, "sql": row.sql, "kind": row.kind, "table": row.table_name, "column": row.column_name, "release": row.release, "migration": row.migration}

    def steps(self, row):
        """What would be sent, after the checks that need no lock."""
        if row.gone:
            return []
        self.check(row)
        return [row.sql]

    def one(self, row):
        if row.gone:
            self.ledger.settle(row, "contracted", "it was gone already")
            self.take_bridges(row)
            return []
        self.check(row)
        action = getattr(self, "run_" + row.kind.replace("-", "_"), self.plainly)
        steps = action(row, self.table(row))
        return steps

    # -- may it? -----------------------------------------------------------------------------------

    def check(self, row):
        self.nobody_knows(row)
        table = self.table(row)
        if table is None:
            raise Blocked("the table %s is not there" % row.table_name, "See towline status: ledger and catalog disagree")
        if row.kind in REMOVES and self.unrepeated:
            raise Blocked("a data migration that is to run once more before could not: %s" % self.unrepeated, "Mend it, then run the contract again")
        self.nobody_leaves_out(row, table)
        if row.kind in REMOVES:
            attnum = table.columns[row.column_name].attnum if row.kind == "drop-column" else 0
            if row.kind == "drop-column":
                naming = catalog.triggers_naming(self.connection, table.oid, row.column_name)
                if naming:
                    raise Blocked("%s still names %s, and every write to %s would fail" % (", ".join(naming), row.column_name, table.name),
                                  "Drop the trigger and its function in a migration, or replace the function by one that does not name it; then run the contract again")
            taken = catalog.dependents(self.connection, table.oid, attnum)
            if taken:
                raise Blocked("%s needs it" % ", ".join(taken), "Drop or change %s first, then run the contract again" % ", ".join(taken))
        if row.kind == "add-unique" or row.kind == "create-index":
            columns = [c for c, _ in row.detail.get("columns", [])] or [row.column_name]
            count = duplicates(self.connection, table, row.sql, columns)
            if count:
                raise Blocked(told_repeated(count, columns, table.name), "Remove the duplicates, then run the contract again")
        if row.kind == "set-not-null" and not row.detail.get("fill") and not row.detail.get("perRow"):
            count = catalog.one(self.connection, "SELECT count(*) FROM %s WHERE %s IS NULL" % (bridges.qualified(table), quote(row.column_name)))[0]
            if count:
                raise Blocked("%d row(s) of %s have NULL in %s" % (count, table.name, row.column_name), fills(row, self.ledger.known()))

    def nobody_knows(self, row):
        """A release that may run needs what goes."""
        if row.kind not in REMOVES:
            return
        for state in self.states:
            known = state["databases"].get(self.alias, {}).get("tables", {}).get(row.table_name)
            if known is not None and (row.kind == "drop-table" or row.column_name in known["columns"]):
                raise Blocked("the code of release %s still knows %s%s" % (state["release"], row.table_name, "." + row.column_name if row.column_name else ""),
                              "It runs when that release is no longer a rollback target and no process of it runs")

    def nobody_leaves_out(self, row, table):
        """An INSERT that counts on the default, or on NULL, which goes."""
        if row.kind not in ("drop-default", "set-not-null") or not self.sent.marked:
            return
        column = table.columns.get(row.column_name)
        if column is None or row.kind == "drop-default" and not column.not_null or row.kind == "set-not-null" and column.fills_itself:
            return
        for one in self.sent.sent:
            found = one.inserts()
            if found and found[0] == table.name and column.name not in found[1]:
                raise Blocked("the running code has sent %s, which leaves out %s" % (one.quoted, column.name), STILL_SENT)

    def nobody_sends(self, works):
        """Inside of the transaction of what has just gone: what worked before must prepare."""
        for one in works:
            why = one.fails(self.connection)
            if why is not None:
                raise Blocked("the running code has sent %s, which would fail: %s" % (one.quoted, why), STILL_SENT)

    def table(self, row):
        return catalog.table(self.connection, row.table_name, row.schema_name)

    # -- how ---------------------------------------------------------------------------------------

    def send(self, sql):
        with self.connection.cursor() as cursor:
            cursor.execute(sql)

    def settle(self, row):
        self.ledger.settle(row, "contracted")
        self.take_bridges(row)

    def plainly(self, row, table):
        works = self.sent.working(self.connection, only=table.name) if self.sent.marked and row.kind not in ("set-not-null", "drop-default", "add-unique", "add-check") else []
        with transaction.atomic(using=self.connection.alias):
            self.send(row.sql)
            self.nobody_sends(works)
            self.settle(row)
        return [row.sql]

    def is_large(self, table):
        return table.size >= SMALL

    def run_set_not_null(self, row, table):
        column, name = quote(row.column_name), bridges.qualified(table)
        steps = self.fill(row, table)
        if not self.is_large(table):
            with transaction.atomic(using=self.connection.alias):
                self.send("LOCK TABLE %s IN ACCESS EXCLUSIVE MODE" % name)
                steps += self.fill_rest(row, table)
                self.send("SET CONSTRAINTS ALL IMMEDIATE")
                self.send(row.sql)
                self.settle(row)
            return steps + [row.sql]
        check = quote("towline_not_null_%d" % row.id)
        add = "ALTER TABLE %s ADD CONSTRAINT %s CHECK (%s IS NOT NULL) NOT VALID" % (name, check, column)
        if not self.constraint(table, "towline_not_null_%d" % row.id):
            with transaction.atomic(using=self.connection.alias):
                self.send(add)
        validate = "ALTER TABLE %s VALIDATE CONSTRAINT %s" % (name, check)
        steps += self.fill(row, table)
        with self.session.unhurried():
            self.send(validate)
        drop = "ALTER TABLE %s DROP CONSTRAINT %s" % (name, check)
        with transaction.atomic(using=self.connection.alias):
            self.send(row.sql)
            self.send(drop)
            self.settle(row)
        return steps + [add, validate, row.sql, drop]

    def fill(self, row, table):
        """In batches, each committed; what old code has written since is filled too."""
        if row.detail.get("perRow"):
            return self.fill_per_row(row, table)
        fill = row.detail.get("fill")
        if not fill:
            return []
        at = words_before(fill, "WHERE")
        if at < 0 or not self.is_large(table):
            return []
        batch = "%sWHERE ctid = ANY(ARRAY(SELECT ctid FROM %s WHERE %s IS NULL LIMIT %d))" % (fill[:at], bridges.qualified(table), quote(row.column_name), BATCH)
        while True:
            with self.connection.cursor() as cursor:
                cursor.execute(batch)
                if cursor.rowcount < BATCH:
                    return [batch]

    def fill_rest(self, row, table):
        fill = row.detail.get("fill")
        if fill and not row.detail.get("perRow"):
            self.send(fill)
            return [fill]
        if row.detail.get("perRow"):
            return self.fill_per_row(row, table)
        return []

    def fill_per_row(self, row, table):
        """A callable default gives each row its own value; the field is asked, as its model is now."""
        from django.apps import apps
        from .models import table_fields
        field = table_fields(apps).get(table.name, {}).get(row.column_name)
        left = catalog.rows(self.connection, "SELECT ctid::text FROM %s WHERE %s IS NULL" % (bridges.qualified(table), quote(row.column_name)))
        if not left:
            return []
        if field is None or not field.has_default():
            raise Blocked("%d row(s) of %s have NULL in %s, and the model has no default for it" % (len(left), table.name, row.column_name), fills(row, self.ledger.known()))
        statement = "UPDATE %s SET %s = %%s WHERE ctid = %%s::tid AND %s IS NULL" % (bridges.qualified(table).replace("%", "%%"), quote(row.column_name).replace("%", "%%"), quote(row.column_name).replace("%", "%%"))
        with self.connection.cursor() as cursor:
            for (ctid,) in left:
                cursor.execute(statement, [field.get_db_prep_save(field.get_default(), self.connection), ctid])
        return [statement.replace("%s", "…")]

    def constraint(self, table, name):
        return next((k for k in catalog.constraints(self.connection, table.oid) if k.name == name), None)

    def run_drop_constraint(self, row, table):
        if self.constraint(table, row.name):
            return self.plainly(row, table)
        self.settle(row)
        return []

    def run_add_foreign_key(self, row, table):
        """The final key in the place of the bridge: without a scan under the lock, then validated."""
        name = row.name
        there, steps = self.constraint(table, name) if name else None, []
        if there is None or there.action in ("c", "n", "d") and row.detail.get("replaces"):
            sql = row.sql.rstrip().rstrip(";")
            sql = sql if sql.upper().endswith("NOT VALID") else sql + " NOT VALID"
            with transaction.atomic(using=self.connection.alias):
                if there is not None:
                    steps.append("ALTER TABLE %s DROP CONSTRAINT %s" % (bridges.qualified(table), quote(name)))
                    self.send(steps[-1])
                self.send(sql)
            steps.append(sql)
        return steps + self.validate(row, table, name)

    def run_add_check(self, row, table):
        steps = []
        if not self.constraint(table, row.name):
            sql = row.sql.rstrip().rstrip(";")
            sql = sql if sql.upper().endswith("NOT VALID") else sql + " NOT VALID"
            with transaction.atomic(using=self.connection.alias):
                self.send(sql)
            steps.append(sql)
        return steps + self.validate(row, table, row.name)

    def validate(self, row, table, name):
        sql = "ALTER TABLE %s VALIDATE CONSTRAINT %s" % (bridges.qualified(table), quote(name))
        with self.session.unhurried():
            with transaction.atomic(using=self.connection.alias):
                self.send(sql)
                self.settle(row)
        return [sql]

    def run_add_unique(self, row, table):
        if not self.is_large(table) or "USING INDEX" in row.sql.upper() or words_before(row.sql, "UNIQUE") < 0:
            if self.constraint(table, row.name):
                self.settle(row)
                return []
            return self.plainly(row, table)
        if self.constraint(table, row.name):
            self.settle(row)
            return []
        index = ("towline_%d_%s" % (row.id, row.name))[:63]
        columns = row.sql[words_before(row.sql, "UNIQUE") + 6:]
        deferrable = words_before(columns, "DEFERRABLE")
        listed, tail = (columns[:deferrable], " " + columns[deferrable:]) if deferrable >= 0 else (columns, "")
        build = "CREATE UNIQUE INDEX CONCURRENTLY %s ON %s %s" % (quote(index), bridges.qualified(table), listed.strip().rstrip(";"))
        self.build(build, index)
        use = "ALTER TABLE %s ADD CONSTRAINT %s UNIQUE USING INDEX %s%s" % (bridges.qualified(table), quote(row.name), quote(index), tail.rstrip().rstrip(";"))
        with transaction.atomic(using=self.connection.alias):
            self.send(use)
            self.settle(row)
        return [build, use]

    def run_create_index(self, row, table):
        if not self.is_large(table):
            if catalog.index(self.connection, row.name):
                self.settle(row)
                return []
            return self.plainly(row, table)
        at = words_before(row.sql, "INDEX") + len("INDEX")
        sql = row.sql if "CONCURRENTLY" in row.sql.upper() else row.sql[:at] + " CONCURRENTLY" + row.sql[at:]
        self.build(sql, row.name)
        self.settle(row)
        return [sql]

    def run_drop_index(self, row, table):
        if "CONCURRENTLY" in row.sql.upper() or self.is_large(table):
            sql = "DROP INDEX CONCURRENTLY IF EXISTS %s" % quote(row.name)
            with self.session.unhurried():
                self.send(sql)
            self.settle(row)
            return [sql]
        return self.plainly(row, table)

    def build(self, sql, name):
        if not valid_after(self, sql, name, self.say):
            raise Blocked("the index %s is not valid after its build" % name, "Run the contract again")

    def take_bridges(self, row):
        """Bridges end with what they bridged: dropped with it, or replaced by it."""
        for found in catalog.rows(self.connection, "SELECT id, sql, kind, table_name, column_name, release FROM towline.statement WHERE phase = 'bridge' AND state = 'done'"
                                  " AND table_oid = %s AND (%s = 'drop-table' OR column_name = %s OR detail::jsonb ->> 'owner' = %s) ORDER BY id",
                                  [row.table_oid, row.kind, row.column_name if row.kind in ("drop-column", "drop-default") else None, str(row.id)]):
            with self.connection.cursor() as cursor:
                cursor.execute("UPDATE towline.statement SET state = 'contracted', finished = clock_timestamp() WHERE id = %s", [found[0]])
            self.gone.append(dict(zip(("id", "sql", "kind", "table", "column", "release"), found)))
