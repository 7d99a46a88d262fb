"""Where ledger, Django's record, the files and the catalog disagree; each with both sides."""
from . import catalog, edition
from .errors import Failure

MARK = "towline: "
PUT_BACK = "Put the file back as it was when it ran, and write a new migration"
PACKAGE = "The file is a package's own: install the edition of the package that ran"
ACCEPT = "; or accept it in site.yaml: migrations: { permits: [ { migration: %s, allow: [edited], reason: … } ] }"


def ran(migration):
    """What the ledger keeps of the file of a migration that has run."""
    now = edition.of(migration)
    return {"digest": now.plain if now else "", "detail": now.recorded() if now else {}}


def applied(executor, key):
    """Django's own row for a migration, and for those that it replaces; Django 6 has changed its method for that."""
    migration = executor.loader.disk_migrations.get(key)
    for replaced in migration.replaces if migration is not None else ():
        applied(executor, tuple(replaced))
    executor.recorder.record_applied(*key)


def mark(release, table, column, quoted):
    """So that a lost ledger is noticed: what waits to go says so in the catalog; a comment of somebody's own stays."""
    where = "COLUMN %s" % quoted if column else "TABLE %s" % quoted
    return "COMMENT ON %s IS '%srelease %s takes it away at its contract'" % (where, MARK, release.replace("'", "''"))


def marked(connection):
    """[(table, column or None, comment)] of what waits to go, as the catalog has it."""
    return catalog.rows(connection, "SELECT c.relname, a.attname, d.description FROM pg_description d JOIN pg_class c ON d.classoid = 'pg_class'::regclass AND c.oid = d.objoid"
                        " LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid AND d.objsubid > 0 AND NOT a.attisdropped"
                        " WHERE d.description LIKE %s ORDER BY 1, 2", [MARK + "%"])


def disagreements(connection, ledger, accepted=()):
    """[{what, ledger, django, catalog, remedy}], empty when all is well."""
    from django.db.migrations.recorder import MigrationRecorder
    recorder = MigrationRecorder(connection)
    applied = {"%s.%s" % key for key in recorder.applied_migrations()} if recorder.has_table() else set()
    result = of_files(applied, ledger, accepted)
    rows = [row for row in ledger.load() if row.state in ("waiting", "building")] if ledger.exists() else []
    for row in rows:
        if row.gone:
            result.append(told(row.sql, "waits for its contract (release %s)" % row.release, "applied: %s" % row.migration,
                               "%s%s is not there" % (row.table_name, "." + row.column_name if row.column_name else ""), "towline contract SITE settles it"))
    waits = {(row.table_name, row.column_name if row.kind == "drop-column" else None) for row in rows if row.kind in ("drop-column", "drop-table")}
    for table, column, comment in marked(connection):
        if (table, column) not in waits:
            result.append(told("%s.%s" % (table, column) if column else table, "nothing waits" if ledger.exists() else "there is no ledger", "removed", "still there: %s" % comment[len(MARK):],
                               "Restore the schema towline from the restore point, or drop it by hand (or its comment, if it is to stay)"))
    return result


def files(ledger):
    """(name, the migration of this release or None, its plain digest, what else is known of the file that ran) of all that have run through this ledger."""
    from django.db.migrations.loader import MigrationLoader
    loader = MigrationLoader(None, ignore_no_migrations=True)
    for name, (digest, detail) in sorted(ledger.migrations().items()):
        yield name, loader.disk_migrations.get(tuple(name.split(".", 1))), digest, detail


def of_files(applied, ledger, accepted):
    """What the ledger says has run, and Django's record or the files do not."""
    result = []
    for name, migration, digest, detail in files(ledger):
        if name not in applied:
            result.append(told(name, "applied", "not applied", "not asked", "Put its row back into django_migrations, or restore a restore point"))
        elif migration is not None and name not in accepted:
            now, package = edition.of(migration), edition.is_package(migration)
            if edition.compared(digest, detail, now, package) == edition.EDITED:
                result.append(told(name, "applied from a file with digest %s" % digest[:12], "the file of this release has digest %s" % now.plain[:12], "not asked",
                                   (PACKAGE if package else PUT_BACK) + ACCEPT % name))
    return result


def repackaged(ledger):
    """Names of packages' migrations whose files differ from what ran, and whose operations are the same."""
    return [name for name, migration, digest, detail in files(ledger) if migration is not None and edition.is_package(migration)
            and edition.compared(digest, detail, edition.of(migration), True) == edition.OTHERWISE]


def notes(ledger):
    return ["%s: the package has another edition of the file than the one that ran; its operations are the same" % name for name in repackaged(ledger)]


def learn(ledger, accepted):
    """What a person has accepted is no disagreement from now on; of what an earlier version has recorded the rest is learnt while the file is the same."""
    for name, migration, digest, detail in files(ledger):
        now = edition.of(migration) if migration is not None else None
        if now is not None and (name in accepted or digest == now.plain and not detail.get("normal")):
            ledger.accept(name, now.plain, now.recorded())


def told(what, ledger, django, catalog_, remedy):
    return {"what": what, "ledger": ledger, "django": django, "catalog": catalog_, "remedy": remedy}


def stop(connection, ledger, accepted):
    """Raises with both sides of the first; all of them are in `status`."""
    found = disagreements(connection, ledger, accepted)
    if found:
        first = found[0]
        raise Failure("disagreement", "%s: the ledger says %s, django_migrations says %s, the catalog says %s. %s%s; see towline doctor" % (
            first["what"], first["ledger"], first["django"], first["catalog"], first["remedy"], "; and %d more" % (len(found) - 1) if len(found) > 1 else ""),
            connection.alias, first["what"] if "." in first["what"] and " " not in first["what"] else None)
