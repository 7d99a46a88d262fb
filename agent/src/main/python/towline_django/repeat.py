"""Data migrations that run once more after old code has stopped, and those that run in batches.

Both are attributes of the function that a RunPython names; Django alone ignores them:

    def copy(apps, editor, rows=None):
        rows = apps.get_model("club", "Member").objects.all() if rows is None else rows
        rows.filter(title=None).update(title=F("name"))
    copy.towline_repeatable = True
    copy.towline_backfill = {"model": "Member", "batch": 2000}
"""
import time

from django.db import transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython

from .errors import Failure
from .ledger import MIGRATION
from .judge import Piece
from .operation import Operation

REPEAT, BACKFILL = "repeat", "backfill"
BATCH = 1000
LONGEST_PAUSE = 1.0
PERMIT = "; or, if the data migration %(migration)s may run twice, let it: permits: [{ migration: %(migration)s, allow: [repeatable], reason: say why }]"


def is_repeatable(operation, migration, declared=()):
    return bool(getattr(operation.code, "towline_repeatable", False) or getattr(migration, "towline_repeatable", False)
                or "%s.%s" % (migration.app_label, migration.name) in declared)


def called_for(known, names):
    """[(the migration's row, operation)] of data migrations whose permit came after they had run, as long as something of their release waits; `known`: the ledger's rows."""
    loader, result = MigrationLoader(None, ignore_no_migrations=True) if names else None, []
    for name in sorted(set(names)):
        ran = [row for row in known if row.kind == MIGRATION and row.migration == name]
        migration = loader.disk_migrations.get(tuple(name.split(".", 1)))
        if migration is None or not ran or any(row.kind == REPEAT and row.migration == name for row in known):
            continue
        if any(row.state == "waiting" and row.release == ran[-1].release for row in known):
            result += [(ran[-1], number) for number, operation in enumerate(migration.operations) if isinstance(operation, RunPython)]
    return result


def fills(waits, known):
    """What to do about the NULLs in the way of what waits: its own or the last data migration before it, of the same app and release, may be the one to run again."""
    app, loader = waits.migration.split(".", 1)[0], MigrationLoader(None, ignore_no_migrations=True)
    names = sorted({row.migration for row in known if row.kind == MIGRATION and row.release == waits.release and row.migration <= waits.migration and row.migration.startswith(app + ".")})
    data = [name for name in names if any(isinstance(o, RunPython) for o in getattr(loader.disk_migrations.get(tuple(name.split(".", 1))), "operations", ()))]
    return "Fill them, then run the contract again" + (PERMIT % {"migration": data[-1]} if data else "")


def backfill_of(operation):
    """{"model", "batch"} or None."""
    given = getattr(operation.code, "towline_backfill", None)
    return dict({"batch": BATCH}, **given) if given else None


def refuse_in_transaction(work, op):
    piece = Piece({"sql": "", "kind": "other", "rule": "backfill-in-transaction"})
    work.refuse(piece, op, why="it is declared as a backfill in batches, and its migration is one transaction", rule="backfill-in-transaction",
                remedy="Give the migration `atomic = False`, and leave the other operations to another migration", sent=True)


def in_batches(work, op, operation, migration, editor, state):
    """Ranges of the key, each committed with its checkpoint; as long a pause after each as it took."""
    given, alias = backfill_of(operation), work.connection.alias
    from django.db import router
    if not router.allow_migrate(alias, migration.app_label, **operation.hints):
        return
    state.clear_delayed_apps_cache()
    model = state.apps.get_model(migration.app_label, given["model"])
    key, rows = model._meta.pk, model._base_manager.using(alias).order_by("pk")
    with work.own():
        point = work.ledger.checkpoint(work.name, op.index, BACKFILL)
        if point is None:
            last = rows.values_list("pk", flat=True).last()
            point = work.ledger.add(work.ledger.new("", migration=work.name, operation=op.index, phase=BACKFILL, state="running", source="runpython", kind=BACKFILL,
                                                    detail={"until": None if last is None else str(last), "last": None, "batches": 0}))
    if point.detail["until"] is None:
        return
    rows = rows.filter(pk__lte=key.to_python(point.detail["until"]))
    while True:
        left = rows if point.detail["last"] is None else rows.filter(pk__gt=key.to_python(point.detail["last"]))
        page = list(left.values_list("pk", flat=True)[:given["batch"]])
        if not page:
            break
        start = time.perf_counter()
        work.session.retrying("%s batch %d" % (work.name, point.detail["batches"] + 1), lambda page=page: batch(work, op, operation, editor, state, model, page, point))
        took = time.perf_counter() - start
        work.say("  batch %d: %d rows in %d ms" % (point.detail["batches"], len(page), took * 1000))
        time.sleep(min(took, LONGEST_PAUSE))
    with work.own():
        work.ledger.settle(point, "done")


def batch(work, op, operation, editor, state, model, page, point):
    rows = model._base_manager.using(work.connection.alias).filter(pk__gte=page[0], pk__lte=page[-1])
    with transaction.atomic(using=work.connection.alias):
        operation.code(state.apps, editor, rows=rows)
        with work.own():
            detail = dict(point.detail, last=str(page[-1]), batches=point.detail["batches"] + 1)
            work.ledger.set_detail(point, detail)
    point.detail = detail


def remember(work, op):
    """It is to run again when the old release has stopped."""
    with work.own():
        work.ledger.add(work.ledger.new("", migration=work.name, operation=op.index, phase=REPEAT, state=REPEAT, source="runpython", kind=REPEAT))


def again(work, rows, finish):
    """Runs what is to be repeated, as this release's code has it; returns what ran. `finish`: old code never comes back."""
    from . import migrator
    if not rows:
        return []
    loader, done = MigrationLoader(work.connection), []
    with migrator.installed(work.connection, work):
        for row in rows:
            app_label, name = row.migration.split(".", 1)
            migration = loader.graph.nodes.get((app_label, name))
            if migration is None or row.operation >= len(migration.operations) or not hasattr(migration.operations[row.operation], "code"):
                raise Failure("failed", "%s is to be repeated, and this release does not have it any more" % row.migration, work.connection.alias, row.migration)
            start = time.perf_counter()
            once(work, loader, migration, row.operation)
            with work.own():
                work.ledger.settle(row, "done" if finish else REPEAT, ms=(time.perf_counter() - start) * 1000)
            done.append({"migration": row.migration, "operation": row.operation, "ms": round((time.perf_counter() - start) * 1000, 1)})
    return done


def once(work, loader, migration, index):
    operation = migration.operations[index]
    state = loader.project_state((migration.app_label, migration.name), at_end=False)
    for earlier in migration.operations[:index]:
        earlier.state_forwards(migration.app_label, state)
    work.begin(migration)
    work.operation = op = Operation(index, operation, state, state)
    op.source = "runpython"
    work.say("%s again: %s" % (work.name, op.describe))
    try:
        with work.catalog_watched(op):
            if backfill_of(operation):
                with work.connection.schema_editor(atomic=False) as editor:
                    in_batches(work, op, operation, migration, editor, state)
            else:
                work.session.retrying(work.name, lambda: plainly(work, operation, migration, state))
    finally:
        work.operation = work.migration = None


def plainly(work, operation, migration, state):
    with work.connection.schema_editor(atomic=True) as editor:
        operation.database_forwards(migration.app_label, editor, state, state)
