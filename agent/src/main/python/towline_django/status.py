"""What waits, what bridges, what it costs, and where ledger, record and catalog disagree."""
from . import catalog, migrator, record
from .ledger import COLUMNS, Row

COSTS = {"drop-column": "the table %(table)s keeps the column %(column)s", "drop-table": "the table %(table)s is kept",
         "drop-default": "the column %(table)s.%(column)s keeps a default", "drop-index": "the table %(table)s keeps the index %(name)s",
         "set-not-null": "the column %(table)s.%(column)s may still be NULL", "add-unique": "nothing stops duplicates in %(table)s yet (%(name)s)",
         "create-index": "nothing stops duplicates in %(table)s yet (%(name)s)", "add-check": "the check %(name)s of %(table)s is not there yet",
         "add-foreign-key": "the foreign key %(name)s of %(table)s is not the final one"}
BRIDGES = {"set-default": "an insert into %(table)s that does not name %(column)s carries a default", "drop-not-null": "an insert into %(table)s that does not name %(column)s leaves NULL",
           "add-foreign-key": "a delete of what %(table)s.%(column)s refers to is followed by the database"}


def of_database(connection, ledger, accepted=()):
    executor = migrator.DeferringExecutor(connection, None)
    rows = ledger.load() if ledger.exists() else []
    waiting = [row for row in rows if row.state in ("waiting", "building")]
    bridges = bridging(connection) if ledger.exists() else []
    unfinished = ledger.unfinished()
    return {"engine": connection.vendor, "pending": ["%s.%s" % (m.app_label, m.name) for m, _ in migrator.pending_plan(executor)],
            "waiting": [row.waiting_json() for row in waiting],
            "bridges": [{"id": row.id, "sql": row.sql, "table": row.table_name, "column": row.column_name, "release": row.release, "why": row.detail.get("why")} for row in bridges],
            "repeats": [{"id": row.id, "release": row.release, "migration": row.migration, "operation": row.operation} for row in ledger.repeats()],
            "costs": [COSTS[row.kind] % words(row) for row in waiting if row.kind in COSTS] + [BRIDGES[row.kind] % words(row) for row in bridges if row.kind in BRIDGES],
            "unfinished": {"release": unfinished[0], "migration": None, "error": unfinished[2]} if unfinished else None,
            "disagreements": record.disagreements(connection, ledger, accepted)}


def bridging(connection):
    return [Row(**dict(zip(COLUMNS, row))) for row in catalog.rows(connection, "SELECT %s FROM towline.statement WHERE phase = 'bridge' AND state = 'done' ORDER BY id" % ", ".join(COLUMNS))]


def words(row):
    return {"table": row.table_name, "column": row.column_name, "name": row.name}
