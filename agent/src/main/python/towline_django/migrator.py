"""Django's migration executor, with our schema editor around the project's and each migration's ledger rows in its own transaction."""
from contextlib import contextmanager

from django.db import transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations.base import Operation as AnyOperation

from . import record, repeat
from .errors import Failure
from .ledger import MIGRATION, OPERATION
from .operation import Operation
from .sqltext import identifiers, name_list_after, words_before


def deferring(editor_class):
    """The project's schema editor, asking first; on connections that no Work belongs to it is the project's own."""

    class DeferringSchemaEditor(editor_class):
        def execute(self, sql, params=()):
            work = getattr(self.connection, "towline_work", None)
            if work is None or self.collect_sql or work.inner:
                return super().execute(sql, params)
            text = str(sql)
            if params is not None:
                text = self.connection.ops.compose_sql(text, params)
            work.statement(text)

    return DeferringSchemaEditor


def introspecting(introspection, work):
    """get_constraints as Django's bookkeeping has it: what waits to be added is there, what waits to be dropped is not."""
    original = introspection.get_constraints

    def get_constraints(cursor, table_name):
        found = original(cursor, table_name)
        for row in work.rows:
            if row.state not in ("waiting", "building") or row.table_name != table_name or not row.name:
                continue
            if row.kind in ("drop-index", "drop-constraint"):
                found.pop(row.name, None)
            elif row.kind == "add-foreign-key" and row.name not in found:
                # Django replaces only a key that it finds.
                columns = name_list_after(row.sql, "FOREIGN", "KEY")
                found[row.name] = {"columns": columns, "primary_key": False, "unique": False, "foreign_key": tuple(identifiers(row.sql[words_before(row.sql, "REFERENCES"):])[1:3]),
                                   "check": False, "index": False, "definition": None, "options": None, "orders": None, "type": None}
            elif row.kind in ("add-unique", "add-check", "create-index") and row.name not in found:
                columns = [c for c, _ in row.detail.get("columns", [])] or ([row.column_name] if row.column_name else [])
                index = row.kind == "create-index" or "INDEX" in row.sql.upper().split("(")[0]
                found[row.name] = {"columns": columns, "primary_key": False, "unique": row.kind == "add-unique" or "UNIQUE" in row.sql.upper().split("(")[0],
                                   "foreign_key": None, "check": row.kind == "add-check", "index": index, "definition": None, "options": None,
                                   "orders": ["ASC"] * len(columns), "type": "btree"}
        return found

    introspection.get_constraints = get_constraints
    return original


@contextmanager
def installed(connection, work):
    """Our editor, introspection and guard on this connection."""
    own, original = connection.SchemaEditorClass, introspecting(connection.introspection, work)
    connection.towline_work = work
    connection.SchemaEditorClass = deferring(own)
    try:
        with connection.execute_wrapper(work.wrapper):
            yield
    finally:
        connection.SchemaEditorClass = own
        connection.introspection.get_constraints = original
        connection.towline_work = None


def stays_outside(operation):
    """Operations of a non-atomic migration that cannot be put into a transaction of their own. Django's base class says `atomic = False` for all of them: only a class of its own counts."""
    if any(vars(part).get("atomic") is False for part in type(operation).__mro__ if part is not AnyOperation):
        return True
    if hasattr(operation, "database_operations"):
        return any(stays_outside(o) for o in operation.database_operations)
    return hasattr(operation, "code") or hasattr(operation, "sql")


class DeferringExecutor(MigrationExecutor):
    """One instance for one database."""

    def __init__(self, connection, work, progress=None):
        super().__init__(connection, progress)
        self.work = work

    def apply_migration(self, state, migration, fake=False, fake_initial=False):
        if fake:
            return super().apply_migration(state, migration, fake, fake_initial)
        self.work.say("%s.%s" % (migration.app_label, migration.name))
        if self.work.mode == "plan":
            return self.once(state, migration)
        return self.work.session.retrying("%s.%s" % (migration.app_label, migration.name), lambda: self.once(state.clone(), migration))

    def once(self, state, migration):
        work = self.work
        with work.own():
            if work.mode == "run":
                work.session.still_locked()
        work.begin(migration)
        restore = self.instrument(migration)
        try:
            with self.connection.schema_editor(atomic=migration.atomic) as editor:
                state = migration.apply(state, editor)
                self.postponed(editor, migration, state)
                with work.own():
                    record.applied(self, (migration.app_label, migration.name))
                    work.ledger.add(work.ledger.new("", migration=work.name, phase="expand", state="done", source="towline", kind=MIGRATION, **record.ran(migration)))
        except Failure:
            work.rolled_back()
            raise
        except Exception:
            work.rolled_back()
            raise
        finally:
            work.operation = None
            restore()
        if work.mode == "run":
            work.build_waiting()
        work.migration = None
        return state

    def postponed(self, editor, migration, state, index=None):
        """Django's own statements that it keeps for the end: inside of our transaction, so that the record commits with them."""
        if not editor.deferred_sql:
            return
        if index is None:
            self.work.operation = Operation(len(migration.operations), None, None, state)
        for sql in editor.deferred_sql:
            editor.execute(sql, None)
        editor.deferred_sql.clear()

    def instrument(self, migration):
        """Each operation tells when it runs; on the instances, so that a migration's own `apply` stays what it is."""
        touched = []
        for index, operation in enumerate(migration.operations):
            original = operation.database_forwards
            operation.database_forwards = self.watched(migration, index, operation, original)
            touched.append(operation)

        def restore():
            for operation in touched:
                operation.__dict__.pop("database_forwards", None)
        return restore

    def watched(self, migration, index, operation, original):
        work = self.work

        def database_forwards(app_label, editor, from_state, to_state):
            if index in work.finished:
                return
            work.operation = op = Operation(index, operation, from_state, to_state)
            work.say(" %s" % op.describe)
            nested = self.instrument_nested(operation, op)
            try:
                if migration.atomic:
                    self.forwards(op, operation, original, app_label, editor, from_state, to_state)
                elif stays_outside(operation):
                    self.forwards(op, operation, original, app_label, editor, from_state, to_state)
                    self.finish(editor, migration, index, to_state)
                else:
                    work.session.retrying("%s operation %d" % (work.name, index), lambda: self.apart(op, operation, original, app_label, editor, from_state, to_state, migration, index)) \
                        if work.mode == "run" and not self.connection.in_atomic_block else self.apart(op, operation, original, app_label, editor, from_state, to_state, migration, index)
            finally:
                nested()
                work.operation = None
        return database_forwards

    def apart(self, op, operation, original, app_label, editor, from_state, to_state, migration, index):
        rows, told = list(self.work.rows), len(self.work.statements)
        try:
            with transaction.atomic(using=self.connection.alias):
                self.forwards(op, operation, original, app_label, editor, from_state, to_state)
                self.finish(editor, migration, index, to_state)
        except Exception:
            self.work.rows, op.ordinal = rows, 0
            del self.work.statements[told:]
            raise

    def finish(self, editor, migration, index, to_state):
        work = self.work
        with transaction.atomic(using=self.connection.alias):
            self.postponed(editor, migration, to_state, index)
            with work.own():
                work.ledger.add(work.ledger.new("", migration=work.name, operation=index, phase="expand", state="done", source="towline", kind=OPERATION))

    def forwards(self, op, operation, original, app_label, editor, from_state, to_state):
        self.classify(op, operation)
        if op.source == "runpython":
            if self.python(op, operation):
                return
            with self.work.catalog_watched(op):
                if repeat.backfill_of(operation) and not self.work.lets_all_through():
                    repeat.in_batches(self.work, op, operation, self.work.migration, editor, from_state)
                else:
                    original(app_label, editor, from_state, to_state)
            if repeat.is_repeatable(operation, self.work.migration, self.work.repeatable) and not (self.work.maintenance or self.work.fresh):
                repeat.remember(self.work, op)
        else:
            original(app_label, editor, from_state, to_state)

    def python(self, op, operation):
        """Whether it is left out, as on a shadow."""
        work = self.work
        batched = repeat.backfill_of(operation)
        work.run_python.append({"migration": work.name, "operation": op.index, "describe": op.describe, "guarded": work.name not in work.unguarded,
                                "repeatable": repeat.is_repeatable(operation, work.migration, work.repeatable), "backfill": batched})
        if batched and work.migration.atomic and not work.lets_all_through():
            repeat.refuse_in_transaction(work, op)
        return work.mode == "plan"

    def classify(self, op, operation):
        from django.db.migrations.operations import RunPython, RunSQL
        op.source = "runpython" if isinstance(operation, RunPython) else "runsql" if isinstance(operation, RunSQL) else "schema"

    def instrument_nested(self, operation, op):
        """SeparateDatabaseAndState: the operation inside is what runs, with the states that it is given."""
        inside = list(getattr(operation, "database_operations", None) or [])
        for inner in inside:
            inner.database_forwards = self.watched_inside(inner, op, inner.database_forwards)

        def restore():
            for inner in inside:
                inner.__dict__.pop("database_forwards", None)
        return restore

    def watched_inside(self, inner, op, original):
        def database_forwards(app_label, editor, from_state, to_state):
            kept = op.operation, op.from_state, op.to_state, op.source, op._fields
            op.operation, op.from_state, op.to_state, op._fields = inner, from_state, to_state, {}
            nested = self.instrument_nested(inner, op)
            try:
                self.forwards(op, inner, original, app_label, editor, from_state, to_state)
            finally:
                nested()
                op.operation, op.from_state, op.to_state, op.source, op._fields = kept
        return database_forwards


def pending_plan(executor):
    return executor.migration_plan(executor.loader.graph.leaf_nodes())


def apply_all(connection, work, emit=True):
    """Every pending migration; returns their names. Emits what `migrate` emits, so that permissions and content types come."""
    from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
    executor = DeferringExecutor(connection, work)
    with work.own():
        executor.loader.check_consistent_history(connection)
    conflicts = executor.loader.detect_conflicts()
    if conflicts:
        raise Failure("failed", "conflicting migrations: %s; run makemigrations --merge" % "; ".join(
            "%s: %s" % (app, ", ".join(names)) for app, names in sorted(conflicts.items())), connection.alias)
    plan = pending_plan(executor)
    with work.own():
        executor.recorder.ensure_schema()
    state = executor._create_project_state(with_applied_migrations=True)
    if emit:
        emit_pre_migrate_signal(0, False, connection.alias, stdout=Quiet(), apps=state.apps, plan=plan)
    targets = executor.loader.graph.leaf_nodes()
    state = executor.migrate(targets, plan=plan, state=state.clone(), fake=False, fake_initial=False)
    if emit:
        state.clear_delayed_apps_cache()
        signals(connection, work, lambda: emit_post_migrate_signal(0, False, connection.alias, stdout=Quiet(), apps=reloaded(state.apps), plan=plan))
    return ["%s.%s" % (m.app_label, m.name) for m, _ in plan]


def reloaded(apps):
    """As `migrate` does: models of apps without migrations may refer to what has changed."""
    from django.apps import apps as installed_apps
    from django.db.migrations.state import ModelState
    with apps.bulk_update():
        keys = []
        for model_state in apps.real_models:
            key = model_state.app_label, model_state.name_lower
            keys.append(key)
            apps.unregister_model(*key)
    apps.render_multiple([ModelState.from_model(installed_apps.get_model(*key)) for key in keys])
    return apps


def signals(connection, work, action):
    work.operation = op = Operation(None, None, None, None)
    op.source = "runpython"
    work.migration = None
    try:
        action()
    finally:
        work.operation = None


class Quiet:
    """Handlers may print; what they print is not ours to show."""

    def write(self, *ignored):
        return 0

    def flush(self):
        pass
