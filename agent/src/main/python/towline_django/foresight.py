"""What the rows that are there are known to refuse: said before visitors are shut out for a maintenance release."""
from . import bridges, catalog, overrides
from .errors import sqlstate
from .sqltext import has_words, identifiers, name_list_after, quote, tokens, without_literals, words_before

WRITES = ("insert", "update", "delete", "merge", "copy", "truncate", "do", "call")


def violations(connection, table, kind, sql, column, name=None):
    """Why the rows of `table` are against the statement, or None; what cannot be told, or takes too long, is left to the server."""
    known = catalog.table(connection, table.name, table.schema)
    if known is None or kind not in QUESTIONS or kind != "validate-constraint" and has_words(sql, "NOT", "VALID"):
        return None
    try:
        return QUESTIONS[kind](connection, known, sql, column, name)
    except Exception as e:
        if not sqlstate(e) or sqlstate(e).startswith(("08", "57P")):
            raise
        return None


def nulls(connection, table, sql, column, name):
    count = column and catalog.one(connection, "SELECT count(*) FROM %s WHERE %s IS NULL" % (bridges.qualified(table), quote(column)))[0]
    return "%d row(s) of %s have NULL in %s" % (count, table.name, column) if count else None


def against_check(connection, table, sql, column, name):
    condition = parenthesised(sql, words_before(sql, "CHECK"))
    count = condition and catalog.one(connection, "SELECT count(*) FROM %s WHERE NOT %s" % (bridges.qualified(table), condition))[0]
    return "%d row(s) of %s are against the check %s" % (count, table.name, name) if count else None


def against_key(connection, table, sql, column, name):
    columns, at = name_list_after(sql, "FOREIGN", "KEY") or [column], words_before(sql, "REFERENCES")
    others = name_list_after(sql, "REFERENCES")
    words = identifiers(sql[at:])[1:] if at >= 0 else []
    other = catalog.table(connection, words[0]) if words else None
    if other is None or not others or len(columns) != len(others):
        return None
    count = catalog.one(connection, "SELECT count(*) FROM %s f WHERE %s AND NOT EXISTS (SELECT FROM %s r WHERE %s)" % (
        bridges.qualified(table), " AND ".join("f.%s IS NOT NULL" % quote(c) for c in columns), bridges.qualified(other),
        " AND ".join("r.%s = f.%s" % (quote(o), quote(c)) for o, c in zip(others, columns))))[0]
    return "%d row(s) of %s refer to what is not there (%s)" % (count, table.name, name) if count else None


def validated(connection, table, sql, column, name):
    there = next((k for k in catalog.constraints(connection, table.oid) if k.name == name and k.type in ("c", "f")), None)
    if there is None:
        return None
    return (against_check if there.type == "c" else against_key)(connection, table, there.definition.replace(" NOT VALID", ""), column, name)


QUESTIONS = {"set-not-null": nulls, "add-check": against_check, "add-foreign-key": against_key, "validate-constraint": validated}


def parenthesised(sql, at):
    """What stands in the first parentheses from there on, with them."""
    text, depth = "", 0
    for _, word in tokens(sql[at:]) if at >= 0 else ():
        depth += word == "("
        text += word if depth else ""
        depth -= word == ")"
        if text and not depth:
            return text
    return ""


def written(work, *tables):
    """Whether the plan has come by something that may have changed the rows of these tables."""
    return bool(work.run_python) or any(s["kind"] in ("do", "call") or s["kind"] in WRITES and s["table"] in tables for s in work.statements)


def of_what_waits(work, act, repeats):
    """A maintenance release first runs the statements that wait. If one of them is known to fail, the release is refused, unless a data migration that runs again before it may mend that."""
    from .contract import Blocked
    for row in () if repeats else act.rows():
        if row.gone:
            continue
        try:
            act.check(row)
            why = violations(act.connection, act.table(row), row.kind, row.sql, row.column_name, row.name)
            if why:
                raise Blocked(why, "Mend the rows, then approve again")
        except Blocked as e:
            work.refusals.append(overrides.told({
                "migration": row.migration, "file": None, "line": None, "operation": row.operation, "describe": "what waits for the contract cannot run",
                "statement": without_literals(row.sql, 2000), "kind": row.kind, "rule": "wrong-rows", "why": e.why, "remedy": e.remedy}))
