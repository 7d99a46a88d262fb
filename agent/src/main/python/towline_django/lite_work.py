"""SQLite remakes tables, so whole operations are decided on: now, later, with a bridge, or not at all.

Two states go along: Django's own, and the physical one, in which what waits has not happened. Every table is written from the physical one.
"""
import hashlib
import os
import sqlite3
import sys
from contextlib import closing, contextmanager

from django.db import transaction
from django.db.migrations import operations as django_operations
from django.db.models import UniqueConstraint

from . import lite_field, overrides, remedies, repeat
from .errors import Refused, database_message, one_line
from .judge import Piece
from .models import bare
from .sqltext import has_words, identifiers, quote, repeated, told_repeated, tokens, without_literals

DECIDED = ("RemoveField", "DeleteModel", "AlterField", "AddConstraint", "AlterUniqueTogether", "AddField", "CreateModel", "RenameField", "RenameModel", "AlterModelTable", "RemoveConstraint",
           "AlterOrderWithRespectTo")
FREE = ("AddIndex", "RemoveIndex", "RenameIndex", "AlterIndexTogether", "AlterModelOptions", "AlterModelManagers", "AlterModelTableComment")
KINDS = {"RemoveField": "drop-column", "DeleteModel": "drop-table", "AlterField": "alter-column", "AddConstraint": "add-constraint", "AlterUniqueTogether": "add-unique",
         "AddField": "add-column", "CreateModel": "create-table"}
STILL_WAITS, UNIQUE_GOES = "name-still-waits", "drop-constraint"


def digest(sql):
    """Of the statement with its literals replaced."""
    text = " ".join("?" if kind in ("string", "escape", "number") else word.lower() if kind == "word" else word for kind, word in tokens(sql) if kind not in ("space", "comment"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def name_of(operation):
    """The class of Django's that it is or extends."""
    for cls in type(operation).__mro__:
        if cls.__module__.startswith("django.db.migrations.operations"):
            return cls.__name__
    return type(operation).__name__


class Decision:
    """`now`: operations on the physical state; `bridges`: {(table, column): bridge}; `waits`: (kind, table, column) or None; `why`: it is refused."""

    def __init__(self, now, bridges=None, waits=None, why=None, remake=(), notes=(), rule=None):
        self.now, self.bridges, self.waits, self.why, self.remake, self.notes, self.rule = now, bridges or {}, waits, why, list(remake), list(notes), rule


class LiteWork:
    """The decisions for one database; `mode` is plan (on the shadow), run or contract."""

    def __init__(self, connection, mode, judge, ledger, say, maintenance=False, fresh=False, digests=None, unguarded=(), repeatable=(), unique_now=()):
        self.connection, self.mode, self.judge, self.ledger, self.say = connection, mode, judge, ledger, say
        self.maintenance, self.fresh, self.digests, self.unguarded = maintenance, fresh, digests, set(unguarded)
        self.repeatable, self.unique_now, self.declared = set(repeatable), set(unique_now), set()
        self.overrides, self.overrides_used = (), set()
        self.inner, self.index, self.ordinal, self.source, self.phase = 0, None, 0, "schema", "expand"
        self.migration = self.operation = self.physical = None
        self.real = None          # the real file's name, where this is the shadow
        self.statements, self.refusals, self.notes, self.run_python, self.seen_digests = [], [], [], [], {}
        self.reload()

    def reload(self):
        with self.own():
            self.rows = self.ledger.load()

    @contextmanager
    def own(self):
        self.inner += 1
        try:
            yield
        finally:
            self.inner -= 1

    @property
    def name(self):
        return "%s.%s" % (self.migration.app_label, self.migration.name) if self.migration is not None else None

    @property
    def describe(self):
        return one_line(self.operation.describe()) if self.operation is not None else None

    def everything(self):
        return self.maintenance or self.fresh

    # -- what is known -----------------------------------------------------------------------------

    def bridge_of(self, table, column):
        table = bare(table)
        table = table[5:] if table.startswith("new__") else table
        result = {}
        for row in self.rows:
            if row.phase == "bridge" and row.state == "done" and (row.table_name, row.column_name) == (table, column):
                result.update(row.detail["bridge"])
        return result

    def new_tables(self):
        return {row.table_name for row in self.rows if row.kind == "create-table" and row.release == self.ledger.release and row.state in ("done", "waiting")}

    def is_added(self, table, column):
        return table in self.new_tables() or any(row.kind == "add-column" and (row.table_name, row.column_name) == (table, column) and row.release == self.ledger.release
                                                 and row.state in ("done", "waiting") for row in self.rows)

    def waiting(self, kind=None, table=None, column=None):
        return [row for row in self.rows if row.state == "waiting" and kind in (None, row.kind) and table in (None, row.table_name) and column in (None, row.column_name)]

    def decided(self, migration, index):
        """Whether this operation was put off, and has not been made up for since."""
        name = "%s.%s" % (migration.app_label, migration.name)
        return any(row.migration == name and row.operation == index and row.phase == "deferred" and row.state in ("waiting", "cancelled") for row in self.rows)

    # -- the operations ----------------------------------------------------------------------------

    def take(self, editor, index, operation, before, after):
        """Runs, puts off or refuses one operation; `before` and `after` are Django's states."""
        self.index, self.operation, self.ordinal, self.source, self.phase = index, operation, 0, "schema", "direct" if self.maintenance else "expand"
        kind, app = name_of(operation), self.migration.app_label
        self.say(" %s" % self.describe)
        if kind in ("RunPython", "RunSQL"):
            self.source = kind.lower()
            operation.state_forwards(app, self.physical)
            if kind == "RunPython":
                self.run_python.append({"migration": self.name, "operation": index, "describe": self.describe, "guarded": self.name not in self.unguarded, "repeatable": repeat.is_repeatable(operation, self.migration, self.repeatable), "backfill": None})
            if kind == "RunSQL" or self.mode != "plan":
                operation.database_forwards(app, editor, before, after)
            if kind == "RunPython" and self.mode == "run" and not self.everything() and repeat.is_repeatable(operation, self.migration, self.repeatable):
                self.add(phase=repeat.REPEAT, state=repeat.REPEAT, kind=repeat.REPEAT, sql="")
            self.source = "schema"
        elif kind == "SeparateDatabaseAndState":
            self.separate(editor, index, operation)
        elif self.everything() or kind in FREE or not self.allowed(operation):
            self.forwards(editor, operation)
        elif kind in DECIDED:
            self.carry_out(editor, index, operation, self.decide(operation, self.physical, editor))
        else:
            told = len(self.statements)
            self.forwards(editor, operation)
            if len(self.statements) > told:
                self.refuse("nothing is known about the operation %s" % type(operation).__name__, "unknown-operation")

    def allowed(self, operation):
        from django.db import router
        model = getattr(operation, "model_name", None) or getattr(operation, "name", None)
        return router.allow_migrate(self.connection.alias, self.migration.app_label, model_name=model.lower() if isinstance(model, str) else None)

    def separate(self, editor, index, operation):
        """The database's part is decided on; the state's part is where the physical state goes."""
        begin = self.physical.clone()
        for inner in operation.database_operations:
            self.operation = inner
            if name_of(inner) in DECIDED and not self.everything():
                decision = self.decide(inner, self.physical, editor)
                if (decision.waits or decision.why) and not self.refuse(decision.why or "what it takes away or tightens cannot wait inside of SeparateDatabaseAndState on SQLite",
                                                                        "separate-state"):
                    continue
            self.source = "runsql" if name_of(inner) == "RunSQL" else "runpython" if name_of(inner) == "RunPython" else "schema"
            if not (self.source == "runpython" and self.mode == "plan"):
                self.forwards(editor, inner)
        self.operation, self.physical = operation, begin
        for inner in operation.state_operations:
            inner.state_forwards(self.migration.app_label, self.physical)

    def forwards(self, editor, operation):
        before = self.physical.clone()
        operation.state_forwards(self.migration.app_label, self.physical)
        operation.database_forwards(self.migration.app_label, editor, before, self.physical)

    def carry_out(self, editor, index, operation, decision):
        if decision.why:
            if self.refuse(decision.why, decision.rule or KINDS.get(name_of(operation), "rename-table"), remedies.DUPLICATES if decision.rule == "duplicates" else None, editor=editor):
                self.forwards(editor, operation)
            return
        table, column = decision.waits[1:] if decision.waits else (None, None)
        owner, bridged_anew = None, set()
        if decision.waits:
            if decision.waits[0] == "cancelled":
                self.add(phase="deferred", state="cancelled", kind="drop-constraint", sql=self.describe)
                return self.tell("cancelled")
            owner = self.add(phase="deferred", state="waiting", kind=decision.waits[0], table_name=table, column_name=column, sql=self.describe)
        for (bridged, name), bridge in sorted(decision.bridges.items()):
            if any(self.bridge_of(bridged, name).get(key) != value for key, value in bridge.items()):
                bridged_anew.add(bridged)
                self.add(phase="bridge", kind="bridge", table_name=bridged, column_name=name, sql="%s.%s %s" % (bridged, name, ", ".join("%s %s" % item for item in sorted(bridge.items()))),
                         source="bridge", detail={"bridge": bridge, "owner": owner.id if owner else None})
        for note in decision.notes:
            self.notes.append("%s: %s" % (self.name, note))
            self.say("  note: " + note)
        self.record_new(operation, decision, owner)
        for one in decision.now:
            self.forwards(editor, one)
        for model in [m for m in decision.remake if bare(m._meta.db_table) in bridged_anew]:
            self.phase = "bridge"
            editor._remake_table(model)
            self.phase = "expand"
        if owner is not None:
            self.tell("deferred")

    def record_new(self, operation, decision, owner):
        """What this very plan brings: it is exempt."""
        kind = name_of(operation)
        if owner is not None or kind not in ("CreateModel", "AddField"):
            return
        after = self.physical.clone()
        operation.state_forwards(self.migration.app_label, after)
        model = after.apps.get_model(self.migration.app_label, operation.name if kind == "CreateModel" else operation.model_name)
        if kind == "CreateModel":
            for one in [model] + throughs(model):
                self.add(phase="expand", kind="create-table", table_name=bare(one._meta.db_table), sql=self.describe)
        else:
            field = model._meta.get_field(operation.name)
            if field.many_to_many:
                self.add(phase="expand", kind="create-table", table_name=bare(field.remote_field.through._meta.db_table), sql=self.describe)
            elif field.column:
                self.add(phase="expand", kind="add-column", table_name=bare(model._meta.db_table), column_name=field.column, sql=self.describe)

    def decide(self, operation, physical, editor):
        """Depends on the physical state, the operation and what is new; in a plan, also on the rows that what is to be unique finds."""
        return getattr(self, "on_" + name_of(operation).lower())(operation, self.migration.app_label, physical, editor)

    def on_createmodel(self, operation, app, physical, editor):
        after = physical.clone()
        operation.state_forwards(app, after)
        model = after.apps.get_model(app, operation.name)
        if not model._meta.managed or model._meta.proxy or model._meta.swapped:
            return Decision([operation])
        table = bare(model._meta.db_table)
        if self.waiting("drop-table", table):
            return Decision([operation], why="%s still waits to be dropped: run the waiting contract first (towline contract SITE)" % table, rule=STILL_WAITS)
        bridges = {}
        for one in [model] + throughs(model):
            for field in one._meta.local_concrete_fields:
                if field.is_relation and not field.primary_key:
                    bridge = lite_field.for_added(editor, field, bare(field.remote_field.model._meta.db_table) in self.new_tables() | {table})
                    bridge.pop("null", None)
                    bridges[bare(one._meta.db_table), field.column] = bridge
        return Decision([operation], bridges, ("create-table", table, None) if any(bridges.values()) else None)

    def on_addfield(self, operation, app, physical, editor):
        after = physical.clone()
        operation.state_forwards(app, after)
        model = after.apps.get_model(app, operation.model_name)
        field, table = model._meta.get_field(operation.name), bare(model._meta.db_table)
        if field.many_to_many:
            through = field.remote_field.through
            if not through._meta.auto_created:
                return Decision([operation])
            bridges = {(bare(through._meta.db_table), f.column): lite_field.for_added(editor, f, bare(f.remote_field.model._meta.db_table) in self.new_tables())
                       for f in through._meta.local_concrete_fields if f.is_relation}
            for bridge in bridges.values():
                bridge.pop("null", None)
            return Decision([operation], bridges, ("create-table", bare(through._meta.db_table), None) if any(bridges.values()) else None)
        if not field.column or not model._meta.managed:
            return Decision([operation])
        if table in self.new_tables():
            bridge = lite_field.for_added(editor, field, bare(field.remote_field.model._meta.db_table) in self.new_tables()) if field.is_relation else {}
            bridge.pop("null", None)
            return Decision([operation], {(table, field.column): bridge}, ("add-column", table, field.column) if bridge else None)
        if self.waiting("drop-column", table, field.column):
            return Decision([operation], why="%s.%s still waits to be dropped: run the waiting contract first (towline contract SITE)" % (table, field.column), rule=STILL_WAITS)
        if field.primary_key:
            return Decision([operation], why="a new primary key: old code neither writes nor reads it")
        bridge = lite_field.for_added(editor, field, field.is_relation and bare(field.remote_field.model._meta.db_table) in self.new_tables())
        return Decision([operation], {(table, field.column): bridge}, ("add-column", table, field.column) if bridge else None)

    def on_removefield(self, operation, app, physical, editor):
        model = physical.apps.get_model(app, operation.model_name)
        field, table = model._meta.get_field(operation.name), bare(model._meta.db_table)
        if field.many_to_many:
            through = field.remote_field.through
            return self.gone([through], through) if through._meta.auto_created and bare(through._meta.db_table) not in self.new_tables() else Decision([operation])
        if not field.column or self.is_added(table, field.column) or not model._meta.managed:
            for row in self.waiting("add-column", table, field.column) if self.mode != "replay" else []:
                self.cancel(row)
            return Decision([operation])
        if field.primary_key:
            return Decision([operation], why="it is the primary key: old code needs it")
        if self.mode != "replay":
            for row in self.waiting("alter-column", table, field.column):
                self.cancel(row)
        bridge, why = lite_field.for_removed(editor, field, field.unique or any(operation.name in group for group in model._meta.unique_together))
        notes = ["%s.%s may be NULL until the contract: %s" % (table, field.column, why)] if bridge.get("null") else []
        return Decision([], {(table, field.column): bridge}, ("drop-column", table, field.column), remake=[model] if bridge else [], notes=notes)

    def on_deletemodel(self, operation, app, physical, editor):
        model = physical.apps.get_model(app, operation.name)
        if not model._meta.managed or model._meta.proxy or model._meta.swapped:
            return Decision([operation])
        if bare(model._meta.db_table) in self.new_tables():
            for row in self.waiting(None, bare(model._meta.db_table)) if self.mode != "replay" else []:
                self.cancel(row)
            return Decision([operation])
        return self.gone([model] + throughs(model), model)

    def gone(self, models, model):
        """Tables that stay for old code: new code, which does not know their rows, may delete what these refer to."""
        bridges = {}
        for one in models:
            for field in one._meta.local_concrete_fields:
                if field.is_relation and not field.primary_key:
                    bridges[bare(one._meta.db_table), field.column] = lite_field.for_removed(None, field, False)[0]
        for bridge in bridges.values():
            bridge.pop("null", None)
        bridges = {key: bridge for key, bridge in bridges.items() if bridge}
        touched = {table for table, _ in bridges}
        notes = ["%s.%s refers to rows that new code may delete" % key for key, bridge in sorted(bridges.items()) if bridge.get("action") == "NONE"]
        return Decision([], bridges, ("drop-table", bare(model._meta.db_table), None), remake=[m for m in models if bare(m._meta.db_table) in touched], notes=notes)

    def on_alterfield(self, operation, app, physical, editor):
        model = physical.apps.get_model(app, operation.model_name)
        old, table = model._meta.get_field(operation.name), bare(model._meta.db_table)
        if not model._meta.managed or old.many_to_many or not old.column or table in self.new_tables():
            return Decision([operation])
        after = physical.clone()
        operation.state_forwards(app, after)
        new = after.apps.get_model(app, operation.model_name)._meta.get_field(operation.name)
        if new.many_to_many or new.column != old.column:
            return Decision([operation], why="the column of %s.%s changes" % (table, old.column), rule="rename-column")
        if lite_field.storage(old, self.connection) != lite_field.storage(new, self.connection) or old.primary_key != new.primary_key:
            return Decision([operation], why="%s.%s is %s: old code could neither read nor write what new code takes for %s" % (table, old.column, old.db_type(self.connection), new.db_type(self.connection)),
                            rule="rewrite-type")
        for row in self.waiting("alter-column", table, old.column) if self.mode != "replay" else []:
            self.cancel(row)
        tighter = {}
        if old.null and not new.null:
            tighter["null"] = True
        if new.unique and not old.unique:
            tighter["unique"] = False
        stays = old.unique and not new.unique and self.stays_unique(table, [old.column])
        twice = self.duplicates(table, [old.column]) if "unique" in tighter else None
        if twice:
            return Decision([operation], why=twice, rule="duplicates")
        if "unique" in tighter and self.at_once(table):
            del tighter["unique"]
        if not tighter and new.db_check(self.connection) not in (None, old.db_check(self.connection)) or new.is_relation and not old.is_relation and new.db_constraint:
            return Decision([], waits=("alter-column", table, old.column))
        if not tighter and not stays:
            return Decision([operation])
        if "unique" in tighter and type(operation.field).__name__ == "OneToOneField":
            return Decision([], waits=("alter-column", table, old.column))
        loose = operation.field.clone()
        if "null" in tighter:
            loose.null = True
        if "unique" in tighter:
            loose._unique = False
        if stays:
            loose._unique = True
        return Decision([django_operations.AlterField(operation.model_name, operation.name, loose)], waits=("alter-column", table, old.column), notes=[stays] if stays else ())

    def stays_unique(self, table, columns):
        """A note, where what is unique no longer waits for the contract: old code may upsert by it (ON CONFLICT), which fails at once without. None where it may go now."""
        if columns and all(self.is_added(table, c) for c in columns):
            return None
        if self.mode == "replay":
            return "it waited"
        refusal = self.refusal("", UNIQUE_GOES)
        if overrides.covers(self, refusal):
            return None
        word = refusal["override"]
        return "%s (%s) stays unique until the contract, because the running code may upsert by it; new code that writes the same value twice fails until then.%s" % (
            table, ", ".join(columns), " If it must be gone now, and nothing upserts by it: overrides: [{ rule: %(rule)s, migration: %(migration)s, sha256: %(sha256)s, reason: say why }]" % word if word else "")

    def at_once(self, table):
        """Declared: new code's upserts need what is unique, and old code writes no duplicates."""
        if self.name not in self.unique_now and not getattr(self.migration, "towline_unique_now", False):
            return False
        self.declared.add(table)
        return True

    def duplicates(self, table, columns):
        """Why this cannot be unique, or None: looked for in the real file, before it is put off to a contract that could never run."""
        if self.mode != "plan" or self.real is None:
            return None
        count = more_than_once(self.real, table, columns)
        if not count:
            return None
        why = told_repeated(count, columns, table)
        if self.run_python or any(s["source"] == "runsql" for s in self.statements):
            self.notes.append("%s: %s: the data migration before it has to remove them" % (self.name, why))
            return None
        return why

    def on_addconstraint(self, operation, app, physical, editor):
        model = physical.apps.get_model(app, operation.model_name)
        table, constraint = bare(model._meta.db_table), operation.constraint
        if table in self.new_tables():
            return Decision([operation])
        if isinstance(constraint, UniqueConstraint) and self.mode != "replay" and constraint in model._meta.constraints:
            for row in self.waiting("drop-constraint", table):
                if row.detail.get("name") == constraint.name:
                    self.cancel(row)   # It has never gone.
                    return Decision([], waits=("cancelled", None, None))
        if isinstance(constraint, UniqueConstraint):
            twice = self.duplicates(table, columns_of(model, constraint.fields)) if constraint.fields and not constraint.condition else None
            if twice:
                return Decision([operation], why=twice, rule="duplicates")
            if self.at_once(table):
                return Decision([operation])
        return Decision([], waits=("add-constraint", table, None))

    def on_removeconstraint(self, operation, app, physical, editor):
        state = physical.models[app, operation.model_name_lower]
        if not any(c.name == operation.name for c in state.options.get("constraints", [])):
            for row in self.waiting("add-constraint") if self.mode != "replay" else []:
                other = row.detail.get("name")
                if other == operation.name:
                    self.cancel(row)
            return Decision([], waits=("cancelled", None, None))
        model = physical.apps.get_model(app, operation.model_name)
        table, constraint = bare(model._meta.db_table), next(c for c in model._meta.constraints if c.name == operation.name)
        stays = isinstance(constraint, UniqueConstraint) and table not in self.new_tables() and self.stays_unique(table, columns_of(model, constraint.fields))
        return Decision([], waits=("drop-constraint", table, None), notes=[stays]) if stays else Decision([operation])

    def on_alteruniquetogether(self, operation, app, physical, editor):
        model = physical.apps.get_model(app, operation.name)
        table, old, new = bare(model._meta.db_table), {tuple(g) for g in model._meta.unique_together}, {tuple(g) for g in operation.unique_together or ()}
        if self.mode != "replay":
            for row in self.waiting("drop-unique", table):
                self.cancel(row)   # Said anew, by what is to be unique from now on.
        if table in self.new_tables() or new == old:
            return Decision([operation])
        stays = [note for note in (self.stays_unique(table, columns_of(model, group)) for group in sorted(old - new)) if note]
        if new < old:
            return Decision([], waits=("drop-unique", table, None), notes=stays) if stays else Decision([operation])
        for group in sorted(new - old):
            twice = self.duplicates(table, columns_of(model, group))
            if twice:
                return Decision([operation], why=twice, rule="duplicates")
        if self.at_once(table):
            return Decision([operation])
        kept = old if stays else new & old
        return Decision([django_operations.AlterUniqueTogether(operation.name, kept)] if kept != old else [], waits=("add-unique", table, None), notes=stays)

    def on_renamefield(self, operation, app, physical, editor):
        after = physical.clone()
        operation.state_forwards(app, after)
        old = physical.apps.get_model(app, operation.model_name)
        new = after.apps.get_model(app, operation.model_name)
        field = old._meta.get_field(operation.old_name)
        if field.many_to_many or self.is_added(bare(old._meta.db_table), field.column) or field.column == new._meta.get_field(operation.new_name).column:
            return Decision([operation])
        return Decision([operation], why="the running release still names the column %s.%s" % (bare(old._meta.db_table), field.column), rule="rename-column")

    def on_renamemodel(self, operation, app, physical, editor):
        after = physical.clone()
        operation.state_forwards(app, after)
        return self.table_changes(operation, physical.apps.get_model(app, operation.old_name), after.apps.get_model(app, operation.new_name))

    def on_altermodeltable(self, operation, app, physical, editor):
        after = physical.clone()
        operation.state_forwards(app, after)
        return self.table_changes(operation, physical.apps.get_model(app, operation.name), after.apps.get_model(app, operation.name))

    def table_changes(self, operation, old, new):
        names = bare(old._meta.db_table), bare(new._meta.db_table)
        if names[0] == names[1] or names[0] in self.new_tables() or not old._meta.managed:
            return Decision([operation])
        return Decision([operation], why="the running release still names the table %s" % names[0], rule="rename-table")

    def on_alterorderwithrespectto(self, operation, app, physical, editor):
        table = bare(physical.apps.get_model(app, operation.name)._meta.db_table)
        if table in self.new_tables() or not operation.order_with_respect_to:
            return Decision([operation])
        return Decision([operation], {(table, "_order"): {"default": "0"}}, ("add-column", table, "_order"))

    # -- the record --------------------------------------------------------------------------------

    def add(self, **values):
        values.setdefault("source", self.source)
        if values.get("kind") == "add-constraint":
            values["detail"] = {"name": self.operation.constraint.name}
        elif values.get("kind") == "drop-constraint" and values["state"] == "waiting":
            values["detail"] = {"name": self.operation.name}
        with self.own():
            row = self.ledger.add(migration=self.name, operation=self.index, **values)
        self.rows.append(row)
        return row

    def cancel(self, row):
        with self.own():
            self.ledger.settle(row, "cancelled")
            self.unbridge(row)

    def unbridge(self, owner, state="cancelled"):
        result = []
        for row in self.rows:
            if row.phase == "bridge" and row.state == "done" and row.detail.get("owner") == owner.id:
                self.ledger.settle(row, state)
                result.append(row)
        return result

    def tell(self, phase, sql=None):
        self.ordinal += 1
        self.statements.append({"migration": self.name, "operation": self.index, "ordinal": self.ordinal, "describe": self.describe, "source": self.source, "sql": sql or self.describe,
                                "digest": digest(sql) if sql else "", "kind": KINDS.get(name_of(self.operation), "other") if self.operation is not None else "other", "phase": phase, "table": None,
                                "column": None, "name": None, "rule": None, "why": None, "remedy": None, "locks": [], "rewrites": [], "ms": None})
        self.say("  %-15s %s" % (phase, without_literals(sql or self.describe or "", 160)))

    def sending(self, sql):
        """A statement of the schema editor, or of RunSQL through it."""
        if self.source == "runpython":
            return self.guard(sql)
        if self.source == "runsql" and not self.everything():
            self.judge_sql(sql)
        value = digest(sql)
        self.seen_digests.setdefault(self.name, []).append(value)
        if self.mode == "run" and self.digests is not None and value not in self.digests.get(self.name, []):
            raise Refused(self.refusal("it is not in the plan that was judged", "not-in-plan", "Plan again: the schema, the code or the migration is not what was planned", sql), "unknown-statement")
        self.tell(self.phase, sql)

    def judge_sql(self, sql):
        for piece in self.judge.pieces(sql, engine="sqlite", new=self.new_tables(), source="runsql"):
            if piece.phase != "expand" and piece.kind not in ("insert", "update", "select") and piece.table not in self.new_tables():
                self.refuse(piece.why or "it is not safe for code that runs", piece.rule or piece.kind, piece.remedy, sql)

    def wrapper(self, execute, sql, params, many, context):
        """Django's execute_wrapper: what a RunPython sends."""
        if not self.inner and self.source == "runpython":
            self.guard(str(sql))
        return execute(sql, params, many, context)

    def guard(self, sql):
        if self.everything() or self.name in self.unguarded:
            return
        words = [w.upper() for w in identifiers(sql)[:2]]
        if ";" in sql.rstrip().rstrip(";") and len([1 for kind, text in tokens(sql) if text == ";"]) > 1:
            words = ["SEVERAL"]
        if words and (words[0] in ("SELECT", "INSERT", "UPDATE", "WITH", "SAVEPOINT", "RELEASE", "REPLACE", "EXPLAIN") or words[:2] == ["ROLLBACK", "TO"]
                      or words[0] == "PRAGMA" and not any(w in sql.lower() for w in ("writable_schema", "=")) or words[0] == "BEGIN"):
            return
        if words and words[0] == "DELETE" and (has_words(sql, "WHERE") or identifiers(sql)[2:3] and identifiers(sql)[2] in self.new_tables()):
            return
        pieces = self.judge.pieces(sql.replace("%s", "NULL"), engine="sqlite", new=self.new_tables(), source="runpython")
        if all(piece.phase == "expand" and piece.kind not in ("delete", "truncate") for piece in pieces):
            return
        refusal = self.refusal("RunPython was about to send %s: %s" % (without_literals(sql, 200), pieces[0].why or "it is not safe for code that runs"), pieces[0].rule or "guarded",
                               "Make it an operation of the migration, or permit it to run unguarded", sql)
        raise Refused(dict(refusal, override=None, permit={"migration": self.name, "allow": "unguarded"}))

    def refusal(self, why, rule, remedy=None, sql=None):
        path = getattr(sys.modules.get(type(self.migration).__module__), "__file__", None)
        piece = Piece({"sql": sql or "", "kind": "alter-type" if rule == "rewrite-type" else rule, "table": self.table_of()})
        return overrides.told({"migration": self.name, "file": os.path.relpath(path) if path else None, "line": remedies.line_of(path, self.index) if path else None, "operation": self.index,
                "describe": self.describe, "statement": without_literals(sql, 2000) if sql else None, "kind": rule, "rule": rule, "why": why,
                "remedy": remedy or remedies.remedy(self.operation, piece, self.migration.app_label, self.old_field())})

    def table_of(self):
        try:
            name = getattr(self.operation, "old_name", None) if name_of(self.operation) == "RenameModel" else getattr(self.operation, "model_name", None) or getattr(self.operation, "name", None)
            return bare(self.physical.apps.get_model(self.migration.app_label, name)._meta.db_table)
        except (LookupError, ValueError, AttributeError, TypeError):
            return None

    def old_field(self):
        try:
            return self.physical.apps.get_model(self.migration.app_label, self.operation.model_name)._meta.get_field(getattr(self.operation, "old_name", None) or self.operation.name)
        except Exception:  # Only for the remedy's text.
            return None

    def refuse(self, why, rule, remedy=None, sql=None, editor=None):
        """Whether it runs all the same, on a person's word."""
        refusal = self.refusal(why, rule, remedy, sql)
        if rule not in overrides.WITHOUT and overrides.covers(self, refusal):
            self.notes.append("%s: %s is overridden in the config repo" % (self.name, rule))
            return True
        if self.mode != "plan":
            raise Refused(refusal)
        self.refusals.append(refusal)
        self.tell("refused")
        self.say("  refused: %s" % why)
        if editor is not None:  # So that what comes after it can be planned too.
            try:
                with transaction.atomic(using=self.connection.alias):
                    self.forwards(editor, self.operation)
            except Exception as e:
                self.notes.append("%s: not run on the shadow either: %s" % (self.name, database_message(e)))
        return False


def columns_of(model, fields):
    return [model._meta.get_field(name).column for name in fields]


def more_than_once(path, table, columns):
    """How many values of the columns are there more than once; none where the file does not have them yet."""
    if not path.is_file():
        return 0
    with closing(sqlite3.connect(path.as_uri() + "?mode=ro", uri=True)) as real:
        there = {row[1] for row in real.execute("PRAGMA table_info(%s)" % quote(table))}
        if not there.issuperset(columns):
            return 0
        return real.execute(repeated(quote(table), columns)).fetchone()[0]


def throughs(model):
    """The automatic tables of its many-to-many fields."""
    return [f.remote_field.through for f in model._meta.local_many_to_many if f.remote_field.through._meta.auto_created]


def replay(work, loader, applied, editor):
    """The physical state: every applied migration, without what still waits."""
    from django.db.migrations.state import ProjectState
    state, mode = ProjectState(real_apps=loader.unmigrated_apps), work.mode
    work.mode = "replay"
    try:
        for migration in applied:
            work.migration = migration
            for index, operation in enumerate(migration.operations):
                if work.decided(migration, index):
                    for one in replayed(work, operation, state, editor):
                        one.state_forwards(migration.app_label, state)
                else:
                    operation.state_forwards(migration.app_label, state)
    finally:
        work.mode, work.migration = mode, None
    return state


def replayed(work, operation, state, editor):
    if name_of(operation) in ("AddField", "CreateModel", "AlterOrderWithRespectTo"):
        return [operation]
    if name_of(operation) in ("RemoveField", "DeleteModel", "AddConstraint", "RemoveConstraint"):
        return []
    return work.decide(operation, state, editor).now

