"""The commands, each a table of contents of what it does."""
import json

from . import catalog, foresight, migrator, overrides, project, record, repeat, state as states, traffic
from .contract import Contract
from .errors import Failure
from .judge import Judge
from .ledger import Ledger
from .session import Session
from .work import Work
from . import check as checks


def postgresql(connection, alias):
    return connection.vendor == "postgresql"


def plan(options, result, say):
    from django.db import connections
    shadows = shadow_names(options)
    ok = True
    mine = states.of_release(options.release)
    result["state"] = mine
    given = checks.read(options.states)
    for alias in project.left_alone(options):
        say("%s is left alone: it is no database of the site's own" % alias)
    with Judge() as judge:
        for alias in project.each(options):
            connection = connections[alias]
            if not postgresql(connection, alias):
                from . import sqlite
                one = sqlite.plan(connection, judge, options, mine, given, say)
            else:
                one = plan_one(connection, alias, shadow_of(connection, options, shadows), judge, options, mine, given, say)
            result["databases"][alias] = one
            ok &= not one["refusals"] and not one["problems"]
    result["ok"] = ok
    return 0 if ok else 1


def shadow_names(options):
    """{alias or None: name}"""
    return dict((part.split("=", 1) if "=" in part else (None, part)) for part in options.shadow_name)


def shadow_of(connection, options, shadows):
    """Named for the database itself, or for its alias."""
    return dict(options.shadow).get(str(connection.settings_dict["NAME"])) or shadows.get(connection.alias, shadows.get(None))


def plan_one(connection, alias, shadow, judge, options, mine, given, say, sent=None, decisions=Work):
    if not shadow:
        raise Failure("load", "no shadow for the database %s" % alias, alias)
    real = original(connection, alias)
    if str(real.settings_dict["NAME"]) == shadow:
        raise Failure("load", "the shadow of %s is the database itself" % alias, alias)
    try:
        real_ledger = Ledger(real, options.release)
        session_of_real = Session(real, options, say)
        session_of_real.open(lock=False)
        record.stop(real, real_ledger, options.accept_edited)
        waiting = real_ledger.load()
        to_database(connection, shadow)
        session = Session(connection, options, say)
        session.open()
        ledger = Ledger(connection, options.release)
        ledger.create()
        mirror(connection, ledger, waiting)
        ledger.open_run()
        work = decisions(connection, "plan", judge, ledger, session, say, maintenance=options.maintenance, real=real, unguarded=options.unguarded,
                    fresh=is_fresh(real, real_ledger), repeatable=options.repeatable, unique_now=options.unique_now)
        work.overrides = options.override
        if options.maintenance and migrator.pending_plan(migrator.DeferringExecutor(connection, None)):
            foresight.of_what_waits(work, Contract(real, real_ledger, session_of_real, say), real_ledger.repeats())
            contracted_first(connection, ledger, judge, session, options, say)
        before = checks.Catalog(connection)
        sent = sent or traffic.read(real, real_ledger, options.traffic_age)
        sent.working(connection)
        applied, whole = judged(connection, work)
        now = checks.Catalog(connection)
        problems = [p for p in checks.compare(now, given, alias, before=before) if not (p["problem"] == "new-constraint" and work.declared.intersection(p["why"].split()))]
        problems += checks.compare(now, [mine], alias, own=True, lived_with=checks.lives_with(before, given[0], alias) if given else ())
        problems += traffic.problems(sent, connection, before, now, given[0]["release"] if given else "that runs")
        problems = overrides.excused(work, problems, applied) if whole and not options.maintenance else []
        for note in overrides.unneeded(work, applied) + (record.notes(real_ledger) if real_ledger.exists() else []):
            work.note(note)
        return {"engine": "postgresql", "serverMajor": work.major, "migrations": applied, "statements": work.statements, "refusals": work.refusals, "notes": work.notes,
                "runPython": work.run_python, "traffic": sent.as_json(), "waiting": [row.waiting_json() for row in waiting if row.state == "waiting"],
                "state": mine["databases"].get(alias), "problems": problems, "digests": work.seen_digests,
                "dataLosing": options.maintenance and bool(applied) or any(s["kind"] in ("drop-table", "drop-column", "delete", "truncate") for s in work.statements)}
    finally:
        real.close()
        connection.close()


def judged(connection, work):
    """(migrations, whether all of them were judged): after a refusal what follows may not run on the shadow any more."""
    try:
        with migrator.installed(connection, work):
            return migrator.apply_all(connection, work, emit=False), True
    except Exception as e:
        from .errors import database_message, sqlstate
        if not work.refusals or (sqlstate(e) or "").startswith(("08", "57P")):
            raise
        work.notes.append("nothing is judged after %s: %s" % (work.name, database_message(e)))
        return [], False


def original(connection, alias):
    """A second connection with the settings as the project has them."""
    from django.db import connections
    second = connections.create_connection(alias)
    second.settings_dict = dict(connection.settings_dict)
    return second


def to_database(connection, name):
    connection.close()
    connection.settings_dict = dict(connection.settings_dict, NAME=name)


def mirror(connection, ledger, waiting):
    """The shadow has the real ledger's rows by names; its tables have other oids."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM towline.statement WHERE state IN ('waiting','building') OR phase = 'bridge'")
    if not waiting:
        return
    ledger.open_run()
    for row in waiting:
        if row.gone:
            continue
        row.run_id = ledger.run_id
        table = catalog.table(connection, row.table_name, row.schema_name) if row.table_name else None
        row.table_oid = table.oid if table is not None else None
        column = table.columns.get(row.column_name) if table is not None else None
        row.attnum = column.attnum if column is not None else None
        row.object_oid = None
        row.detail["columns"] = [[c, table.columns[c].attnum] for c, _ in row.detail.get("columns", []) if table is not None and c in table.columns]
        kept, created = row.id, row.created
        ledger.add(row)
        row.id, row.created = kept, created


def is_fresh(connection, ledger):
    """No migration was ever applied here but by this very release: there is no old code to keep alive."""
    from django.db.migrations.recorder import MigrationRecorder
    recorder = MigrationRecorder(connection)
    applied = {"%s.%s" % key for key in recorder.applied_migrations()} if recorder.has_table() else set()
    return applied <= ledger.completed(ledger.release)


def run(options, result, say):
    from django.db import connections
    planned = read_plan(options)
    with Judge() as judge:
        for alias in project.each(options):
            connection = connections[alias]
            one = result["databases"][alias] = {"engine": connection.vendor, "applied": [], "statements": [], "retries": 0, "waiting": [], "notes": []}
            if not postgresql(connection, alias):
                from . import sqlite
                sqlite.run(connection, judge, options, planned.get(alias), one, say)
                continue
            run_one(connection, alias, judge, options, planned, one, say)
    result["ok"] = True
    return 0


def contracted_first(connection, ledger, judge, session, options, say):
    """A maintenance release: no old code runs, so everything that waits runs before it."""
    act = Contract(connection, ledger, session, say)
    if options.command == "run":
        _, act.unrepeated = again(connection, ledger, judge, session, options, say, ledger.repeats(), finish=True)
    blocked = act.all()["blocked"]
    if blocked:
        raise Failure("failed", "what waits for the contract cannot run: %s: %s. %s" % (blocked[0]["sql"], blocked[0]["why"], blocked[0]["remedy"]), connection.alias, blocked[0]["migration"])


def read_plan(options):
    try:
        with open(options.plan, encoding="utf-8") as source:
            planned = json.load(source)
    except (OSError, ValueError) as e:
        raise Failure("load", "the plan %s cannot be read: %s" % (options.plan, type(e).__name__))
    if not planned.get("ok") and not options.maintenance:
        raise Failure("refused", "the plan was refused; nothing runs")
    return planned["databases"]


def run_one(connection, alias, judge, options, planned, one, say):
    session = Session(connection, options, say)
    session.open()
    ledger = Ledger(connection, options.release)
    work = None
    try:
        record.stop(connection, ledger, options.accept_edited)
        ledger.create()
        record.learn(ledger, options.accept_edited)
        executor = migrator.DeferringExecutor(connection, None)
        if not migrator.pending_plan(executor) and not ledger.unfinished() and not any(row.state == "building" for row in ledger.load()):
            one["waiting"] = [row.waiting_json() for row in ledger.load() if row.state == "waiting"]
            say("%s: nothing to do" % alias)
            return
        if options.maintenance:
            contracted_first(connection, ledger, judge, session, options, say)
        ledger.open_run()
        work = Work(connection, "run", judge, ledger, session, say, maintenance=options.maintenance, unguarded=options.unguarded, fresh=is_fresh(connection, ledger), repeatable=options.repeatable, unique_now=options.unique_now,
                    digests=None if options.maintenance else planned.get(alias, {}).get("digests", {}))
        work.overrides = options.override
        try:
            with migrator.installed(connection, work):
                work.build_waiting()
                one["applied"] = migrator.apply_all(connection, work)
            ledger.close_run("done")
        except BaseException as e:
            close_failed(connection, ledger, e)
            raise
    finally:
        if work is not None:
            one["statements"], one["notes"] = work.statements, work.notes
        one["retries"] = session.retries
    one["waiting"] = [row.waiting_json() for row in ledger.load() if row.state == "waiting"]
    session.release()


def close_failed(connection, ledger, error):
    from .errors import database_message
    try:
        ledger.close_run("failed", error.code if isinstance(error, Failure) else database_message(error)[:500])
    except Exception:  # The run stays 'running', which the next one reads as unfinished all the same.
        pass


def contract(options, result, say):
    from django.db import connections
    # Before its own expand this release's code does not run yet: what it needs is what it has not taken away by then.
    own = states.of_applied if options.only_before == options.release else states.of_release
    known = checks.read(options.states) + [own(options.release, project.aliases(options))]
    ok = True
    with Judge() as judge:
        for alias in project.each(options):
            connection = connections[alias]
            if not postgresql(connection, alias):
                from . import sqlite
                one = sqlite.contract(connection, judge, options, known, say)
            else:
                one = contract_one(connection, alias, judge, options, known, say)
            result["databases"][alias] = one
            ok &= not one["blocked"]
    result["ok"] = ok
    return 0 if ok else 1


def contract_one(connection, alias, judge, options, known, say):
    session = Session(connection, options, say)
    session.open()
    ledger = Ledger(connection, options.release)
    one = {"engine": "postgresql", "done": [], "blocked": [], "would": [], "bridgesGone": [], "waiting": [], "repeated": [], "traffic": None}
    if ledger.exists():
        ledger.create()
        sent = traffic.read(connection, ledger, options.traffic_age)
        act = Contract(connection, ledger, session, say, alias=alias, states=known, only_before=options.only_before, sent=sent)
        if not options.dry_run:
            one["repeated"], act.unrepeated = repeated(connection, ledger, judge, session, options, say, act.before())
        one.update(act.would() if options.dry_run else act.all())
        one["traffic"] = sent.as_json()
    session.release()
    return one


def repeated(connection, ledger, judge, session, options, say, before):
    """Data migrations once more, before what they read goes: (what ran, why not all of it or None)."""
    ledger.permitted(repeat.called_for(ledger.known(), options.repeatable))
    rows = [row for row in ledger.repeats() if before is None or row.run_id < before]
    return again(connection, ledger, judge, session, options, say, rows, finish=True)


def again(connection, ledger, judge, session, options, say, rows, finish):
    if not rows:
        return [], None
    ledger.open_run()
    work = Work(connection, "run", judge, ledger, session, say, unguarded=options.unguarded)
    done, why = [], None
    try:
        done = repeat.again(work, rows, finish)
    except Failure as e:
        why = e.message
    except Exception as e:
        from .errors import database_message, sqlstate
        if sqlstate(e) and sqlstate(e).startswith(("08", "57P")):
            raise
        why = "%s: %s" % (type(e).__name__, database_message(e))
    ledger.close_run("done", why)
    return done, why


def settle(options, result, say):
    """The last process of the previous release has ended: data migrations run once more, and from now on this release's traffic is counted."""
    from django.db import connections
    ok = True
    with Judge() as judge:
        for alias in project.each(options):
            connection = connections[alias]
            if postgresql(connection, alias):
                one = settle_one(connection, judge, options, say)
            else:
                from . import sqlite
                one = sqlite.settle(connection, judge, options, say)
            result["databases"][alias] = one
            ok &= one["why"] is None
            if one["why"]:
                result["error"] = Failure("failed", one["why"], alias).as_json()
    result["ok"] = ok
    return 0 if ok else 1


def settle_one(connection, judge, options, say):
    one = {"engine": "postgresql", "repeated": [], "marked": False, "why": None}
    session = Session(connection, options, say)
    session.open()
    ledger = Ledger(connection, options.release)
    if ledger.exists():
        ledger.create()
        ledger.permitted(repeat.called_for(ledger.known(), options.repeatable))
        one["repeated"], one["why"] = again(connection, ledger, judge, session, options, say, ledger.repeats(), finish=False)
        one["marked"] = traffic.mark(connection, ledger)
    session.release()
    return one


def state(options, result, say):
    result["state"] = states.of_release(options.release, options.database)
    result["ok"] = True
    return 0


def check(options, result, say):
    from django.db import connections
    given, shadows, ok = checks.read(options.states), shadow_names(options), True
    for alias in project.each(options):
        connection = connections[alias]
        if not postgresql(connection, alias):
            from . import sqlite
            problems = sqlite.check(connection, given, alias)
        else:
            shadow = shadow_of(connection, options, shadows)
            problems = changed(connection, given, alias, shadow) if shadow else unchanged(checks.Catalog(connection), given, alias)
        result["databases"][alias] = {"problems": [dict(p, rule="structure", approve=True) for p in problems]}
        ok &= not problems
    result["ok"] = ok
    return 0 if ok else 1


def changed(connection, given, alias, shadow):
    before = checks.Catalog(connection)
    to_database(connection, shadow)
    return checks.compare(checks.Catalog(connection), given, alias, before=before)


def unchanged(now, given, alias):
    """Nothing is to run: of several states the first is that of the code that runs, and what it lives with is no reason against the others."""
    if len(given) < 2:
        return checks.compare(now, given, alias)
    return checks.compare(now, given[1:], alias, lived_with=checks.lives_with(now, given[0], alias))


def status(options, result, say):
    from django.db import connections
    from .status import of_database
    ok = True
    for alias in project.each(options):
        connection = connections[alias]
        if not postgresql(connection, alias):
            from . import sqlite
            one = sqlite.status(connection, options)
        else:
            one = of_database(connection, Ledger(connection, options.release or ""), options.accept_edited)
        result["databases"][alias] = one
        ok &= not one["disagreements"]
    result["ok"] = ok
    return 0 if ok else 1


def doctor(options, result, say):
    from django.db import connections
    from . import doctor as looking
    from .lite_ledger import LiteLedger
    from .status import of_database
    ok, mine = True, states.of_release(options.release)
    for alias in project.each(options):
        connection = connections[alias]
        if postgresql(connection, alias):
            ledger = Ledger(connection, options.release or "")
            one = of_database(connection, ledger, options.accept_edited)
        else:
            from . import sqlite
            ledger, one = LiteLedger(connection, options.release or ""), sqlite.status(connection, options)
        result["databases"][alias] = looking.of_database(connection, ledger, one, mine)
        ok &= all(finding["well"] for finding in result["databases"][alias]["findings"])
    result["ok"] = ok
    return 0 if ok else 1


COMMANDS = {"plan": plan, "run": run, "contract": contract, "state": state, "check": check, "status": status, "settle": settle, "doctor": doctor}
