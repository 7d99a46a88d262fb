"""Where ledger, Django's record, the files and the catalog disagree; each with both sides."""
import ast
import hashlib
import inspect

from . import catalog
from .errors import Failure

MARK = "towline: "
SKIPPED = ("ctx", "kind", "type_comment", "type_ignores")


def meaning(node):
    """The program without comments, white space, quotes; the same in every version of Python."""
    if isinstance(node, ast.AST):
        fields = [(name, meaning(value)) for name, value in ast.iter_fields(node) if name not in SKIPPED and value is not None and value != []]
        return "%s(%s)" % (type(node).__name__, ",".join("%s=%s" % field for field in fields))
    if isinstance(node, list):
        return "[%s]" % ",".join(meaning(n) for n in node)
    return "%s:%r" % (type(node).__name__, node)


def digest_of(migration):
    """SHA-256 of what the migration's file says, or None where it has none."""
    try:
        source = inspect.getsource(inspect.getmodule(type(migration)))
        return hashlib.sha256(meaning(ast.parse(source)).encode("utf-8", "surrogatepass")).hexdigest()
    except (OSError, TypeError, SyntaxError, ValueError):
        return None


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
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.recorder import MigrationRecorder
    recorder = MigrationRecorder(connection)
    applied = {"%s.%s" % key for key in recorder.applied_migrations()} if recorder.has_table() else set()
    loader = MigrationLoader(None, ignore_no_migrations=True)
    result = []
    for name, digest in sorted(ledger.migrations().items()):
        migration = loader.disk_migrations.get(tuple(name.split(".", 1)))
        if name not in applied:
            result.append(told(name, "applied", "not applied", "not asked", "Put its row back into django_migrations, or restore a restore point"))
        elif migration is not None and digest and name not in accepted and digest_of(migration) not in (digest, None):
            result.append(told(name, "applied from a file with digest %s" % digest[:12], "the file of this release has digest %s" % digest_of(migration)[:12], "not asked",
                               "Put the file back as it was when it ran, and write a new migration; or accept it in site.yaml: migrations: { permits: [ { migration: %s, allow: [edited], reason: … } ] }" % name))
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
