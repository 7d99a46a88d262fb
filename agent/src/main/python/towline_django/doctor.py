"""Where ledger, django_migrations, the models and the catalog do not agree, and what is half done; each with every side and what to do. Nothing is changed."""
from . import catalog, check, record, session

INVALID = ("SELECT n.nspname || '.' || c.relname, t.relname, EXISTS (SELECT 1 FROM pg_stat_progress_create_index p"
           " WHERE p.datname = current_database() AND coalesce(p.index_relid, 0) IN (0, i.indexrelid)), c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
           " JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
           " WHERE NOT i.indisvalid AND c.relkind = 'i' AND n.nspname !~ '^pg_' ORDER BY 1")
HOLDER = ("SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
          " AND ((classid::bigint << 32) | objid::bigint) = %s LIMIT 1")
BACK = "bring it back (towline restore SITE --to-scratch --keep shows what a restore point has), or go back to the restore point"


def of_database(connection, ledger, one, mine):
    """`one`: what `status` says of it. `mine`: the STATE of this release."""
    postgresql = connection.vendor == "postgresql"
    findings = [dict(d, well=False) for d in one["disagreements"]]
    known = {f["what"] for f in findings}
    findings += [finding(name, ledger="nothing", django="not applied", files="the release that runs has it",
                         remedy="if it has run, put its row back into django_migrations (a restore point has it); if not, the next release runs it")
                 for name in one["pending"] if name not in known]
    if one["unfinished"]:
        holder = catalog.one(connection, HOLDER, [session.lock_key(connection)]) if postgresql else None
        findings.append(unfinished(one["unfinished"], holder))
    findings += invalid(connection, ledger) if postgresql else []
    findings += [finding(name, ledger="applied", files="a package's own file, and another edition than the one that ran; its operations are the same", well=True)
                 for name in (record.repackaged(ledger) if ledger.exists() else ())]
    if not one["pending"]:
        findings += [finding(place(p), files="release %s: %s" % (mine["release"], p["why"]), remedy=BACK) for p in problems(connection, mine)
                     if not any(str(f["catalog"]).startswith(place(p) + " ") for f in findings)]
    return {"engine": connection.vendor, "findings": findings, "notes": [counted(connection, one)]}


def finding(what, ledger="", django="", files="", catalog="", remedy="", well=False):
    return {"what": what, "ledger": ledger, "django": django, "files": files, "catalog": catalog, "remedy": remedy, "well": well}


def unfinished(run, holder):
    what = "the run of release %s" % run["release"]
    if holder:
        return finding(what, ledger="it is at work now, pid %s" % holder[0], remedy="look again when it has ended", well=True)
    return finding(what, ledger="it did not come to its end%s" % (": %s" % run["error"] if run["error"] else ""),
                   remedy="a release that mends it, or towline retry SITE: it goes on where it was")


def invalid(connection, ledger):
    rows = {row.name: row for row in ledger.load() if row.kind == "create-index" and row.state in ("waiting", "building")}
    result = []
    for name, table, building, bare in catalog.rows(connection, INVALID):
        row = rows.get(bare)
        if building:
            result.append(finding("the index %s on %s" % (name, table), catalog="it is being built", well=True))
        elif row is not None:
            result.append(finding("the index %s on %s" % (name, table), ledger="its build was cut (release %s, %s)" % (row.release, row.migration), catalog="it is not valid",
                                  remedy="towline retry SITE: it is dropped and built anew"))
        else:
            left = "a cut REINDEX has left it: " if "_ccnew" in bare or "_ccold" in bare else "REINDEX INDEX CONCURRENTLY %s, or " % name
            result.append(finding("the index %s on %s" % (name, table), ledger="nothing of it is open", catalog="it is not valid: it costs every write and helps no query",
                                  remedy="%sDROP INDEX CONCURRENTLY %s" % (left, name)))
    return result


def problems(connection, mine):
    if connection.vendor == "postgresql":
        return check.compare(check.Catalog(connection), [mine], connection.alias, own=True)
    from . import sqlite
    return sqlite.problems_of(mine, connection.alias, sqlite.tables_of(connection), None)


def place(problem):
    return "%s.%s" % (problem["table"], problem["column"]) if problem["column"] else problem["table"]


def counted(connection, one):
    from django.db.migrations.recorder import MigrationRecorder
    recorder = MigrationRecorder(connection)
    applied = len(recorder.applied_migrations()) if recorder.has_table() else 0
    return "%d migrations are applied, %d statements wait for the contract" % (applied, len(one["waiting"]))
