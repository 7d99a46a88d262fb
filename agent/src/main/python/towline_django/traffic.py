"""The third witness: what the running code has really sent, as pg_stat_statements keeps it (without values), against a schema before and after."""
from django.db import transaction

from . import catalog
from .errors import database_message, sqlstate
from .sqltext import identifier, identifiers, quote, tokens

VERBS = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
NAME = "towline_witness"


class Sent:
    """One statement, normalised, with how often it was sent."""

    __slots__ = ("text", "calls", "names", "works", "plans")

    def __init__(self, text, calls):
        self.text, self.calls = text, calls
        self.names = identifiers(text)
        self.works = self.plans = False

    def fails(self, connection):
        """Why the server no longer takes it, or None."""
        return prepares(connection, self.text, self.plans)

    @property
    def quoted(self):
        text = " ".join(self.text.split())
        return "%s (sent %d times)" % (text if len(text) <= 600 else text[:600] + "…", self.calls)

    @property
    def table(self):
        for word in ("from", "into", "update"):
            if word in self.names[:-1]:
                return self.names[self.names.index(word) + 1]
        return None

    def inserts(self):
        """(table, columns) of a plain INSERT that names its columns, or None."""
        if not self.names or self.names[0] != "insert":
            return None
        table, columns, inside = None, [], False
        for kind, text in tokens(self.text):
            if text == "(":
                inside = True
            elif text == ")" and inside:
                return table, columns
            elif kind in ("quoted", "word"):
                name = identifier(text)
                if inside:
                    columns.append(name)
                elif kind == "word" and name in ("values", "select", "default", "with"):
                    return None
                elif not (kind == "word" and name in ("insert", "into", "as")):
                    table = name
        return None


class Traffic:
    """What was sent to one database; `state` is off, unreadable, young or checked."""

    def __init__(self, state, why=None, sent=(), since=None, marked=False):
        self.state, self.why, self.sent, self.since, self.marked = state, why, list(sent), since, marked
        self.counted = 0

    def as_json(self):
        return {"state": self.state, "statements": self.counted, "since": self.since.isoformat() if hasattr(self.since, "isoformat") else self.since, "why": self.why}

    def working(self, connection, only=None):
        """Tries every statement before a change; those that do not prepare are not asked again."""
        chosen = [one for one in self.sent if only is None or only in one.names]
        for one in chosen:
            one.plans = prepares(connection, one.text, True) is None
            one.works = one.plans or prepares(connection, one.text) is None
        self.counted += len([one for one in chosen if one.works])
        return [one for one in chosen if one.works]

    def stopped(self, connection):
        """[(statement, what the server says)] of those that prepared before."""
        found = [(one, one.fails(connection)) for one in self.sent if one.works]
        return [(one, why) for one, why in found if why is not None]


def read(connection, ledger, age):
    """Statements of this role in this database; only those sent since the last mark where there is one (README: settle)."""
    home = catalog.one(connection, "SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_stat_statements'")
    if home is None:
        return Traffic("off", "the extension pg_stat_statements is not in this database")
    try:
        with transaction.atomic(using=connection.alias):
            rows, since, marked, ages = gathered(connection, ledger, quote(home[0]))
    except Exception as e:
        state = sqlstate(e)
        if not state or state.startswith(("08", "57P")):
            raise
        return Traffic("off" if state == "55000" else "unreadable", database_message(e))
    hidden = [text for text, _ in rows if text is None or text == "<insufficient privilege>"]
    if rows and len(hidden) == len(rows):
        return Traffic("unreadable", "the texts of the statements are hidden from this role")
    sent = [Sent(text, calls) for text, calls in rows if text and text not in hidden and told(text)]
    if not sent:
        return Traffic("young", "nothing has been sent yet", since=since, marked=marked)
    if ages * 1000 < age:
        return Traffic("young", "it has been watched for %d s only" % ages, sent, since, marked)
    return Traffic("checked", None, sent, since, marked)


def told(text):
    """Whether it is the site's: not a schema change, not a look into the catalog, not ours."""
    names = identifiers(text)
    return bool(names) and names[0].upper() in VERBS and "towline" not in names and not any(n.startswith(("pg_", "towline_")) or n == "information_schema" for n in names)


def gathered(connection, ledger, schema):
    reset = catalog.one(connection, "SELECT stats_reset FROM %s.pg_stat_statements_info" % schema)[0] if connection.pg_version >= 140000 else None
    mark = ledger.mark() if ledger is not None else None
    own = " WHERE s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND s.userid = (SELECT oid FROM pg_roles WHERE rolname = current_user)"
    marked = mark is not None and (reset is None or reset <= mark[0])
    if marked:
        # An entry that was evicted and came back counts from nothing again.
        sql = ("SELECT s.query, s.calls FROM %s.pg_stat_statements s LEFT JOIN towline.traffic_call c ON c.queryid = s.queryid" % schema + own
               + " AND (c.calls IS NULL OR s.calls <> c.calls) AND s.calls > 0")
    else:
        sql = "SELECT s.query, s.calls FROM %s.pg_stat_statements s" % schema + own + " AND s.calls > 0"
    since = mark[0] if marked else reset
    age = catalog.one(connection, "SELECT coalesce(extract(epoch FROM clock_timestamp() - %s::timestamptz), 1e9)::float8", [since])[0]
    return catalog.rows(connection, sql), since, mark is not None, age


def mark(connection, ledger):
    """From now on only what is sent afterwards counts: the last process of the previous release has ended. False where nothing can be counted."""
    home = catalog.one(connection, "SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_stat_statements'")
    if home is None:
        return False
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute("DELETE FROM towline.traffic_call")
            cursor.execute("INSERT INTO towline.traffic_call (queryid, calls) SELECT queryid, sum(calls) FROM %s.pg_stat_statements WHERE queryid IS NOT NULL"
                           " AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND userid = (SELECT oid FROM pg_roles WHERE rolname = current_user) GROUP BY queryid" % quote(home[0]))
            cursor.execute("TRUNCATE towline.traffic_mark")
            cursor.execute("INSERT INTO towline.traffic_mark (release) VALUES (%s)", [ledger.release])
        return True
    except Exception as e:
        if not sqlstate(e) or sqlstate(e).startswith(("08", "57P")):
            raise
        return False


def prepares(connection, text, plan=False):
    """None, or why the server cannot prepare it, or plan it: what ON CONFLICT needs is looked for by the planner."""
    text = text.rstrip().rstrip(";")
    why = attempt(connection, "PREPARE %s AS %s" % (NAME, text))
    if why is not None:
        return why
    try:
        return planned(connection, text) if plan else None
    finally:
        with connection.cursor() as cursor:  # A rollback does not take it away.
            cursor.execute("DEALLOCATE %s" % NAME)


def planned(connection, text):
    """A generic plan does not look at the values."""
    count = catalog.one(connection, "SELECT cardinality(parameter_types) FROM pg_prepared_statements WHERE name = %s", [NAME])[0]
    values = "(%s)" % ", ".join(["NULL"] * count) if count else ""
    why = attempt(connection, "SET LOCAL plan_cache_mode = force_generic_plan", "EXPLAIN EXECUTE %s%s" % (NAME, values))
    # A domain may not take NULL.
    return attempt(connection, "EXPLAIN (GENERIC_PLAN) %s" % text) if why is not None and connection.pg_version >= 160000 else why


def attempt(connection, *statements):
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        return None
    except Exception as e:
        if not sqlstate(e) or sqlstate(e).startswith(("08", "57P")) or sqlstate(e) == "55P03":
            raise
        return database_message(e)


def unfilled(sent, tables):
    """[(statement, table, column)]: an INSERT that leaves out a column which is NOT NULL and which nothing fills; PREPARE does not see that."""
    result = []
    for one in sent:
        found = one.inserts()
        table = tables.get(found[0]) if found else None
        if table is None:
            continue
        for column in table.columns.values():
            if column.not_null and not column.fills_itself and column.name not in found[1]:
                result.append((one, table.name, column.name))
    return result


def problems(traffic, connection, before, now, release):
    """Of the shadow after the expand: what worked before and does not now."""
    result = [{"state": release, "table": one.table, "column": None, "problem": "traffic", "why": "it has sent %s, which now fails: %s" % (one.quoted, why)}
              for one, why in traffic.stopped(connection)]
    known = {(one.text, table, column) for one, table, column in unfilled(traffic.sent, before.tables)}
    for one, table, column in unfilled([s for s in traffic.sent if s.works], now.tables):
        if (one.text, table, column) not in known:
            result.append({"state": release, "table": table, "column": column, "problem": "traffic",
                           "why": "it has sent %s, which leaves out %s: that is NOT NULL now, and nothing fills it" % (one.quoted, column)})
    return result
