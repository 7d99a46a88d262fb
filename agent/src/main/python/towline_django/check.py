"""The structure witness: what releases know, against what the catalog has."""
import json
import os

from . import catalog, coltypes
from .errors import Failure

COMPATIBLE_OPERATORS = {"c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT"}


class Catalog:
    """Tables, columns and constraints of one database at one moment."""

    def __init__(self, connection):
        self.database = connection.settings_dict["NAME"]
        self.tables, self.constraints = {}, {}
        names = catalog.rows(connection, "SELECT c.relname FROM pg_class c WHERE c.relkind IN ('r','p','v','m','f') AND pg_table_is_visible(c.oid)"
                             " AND c.relnamespace NOT IN (SELECT oid FROM pg_namespace WHERE nspname IN ('pg_catalog','information_schema','towline'))")
        for (name,) in names:
            table = catalog.table(connection, name)
            if table is None:
                continue
            self.tables[name] = table
            self.constraints[name] = {k.name: k for k in catalog.constraints(connection, table.oid)}
        self.uniques = {}
        for name, index, columns in catalog.rows(connection, "SELECT c.relname, x.relname, ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey))"
                                                 " FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid"
                                                 " WHERE i.indisunique AND pg_table_is_visible(c.oid)"):
            self.uniques.setdefault(name, {})[index] = columns


def read(files):
    """The STATE objects in files that `state` or `plan` wrote, or that hold one itself."""
    result = []
    for path in files:
        try:
            with open(path, encoding="utf-8") as source:
                value = json.load(source)
            value = value.get("state", value)
            value["databases"]
        except (OSError, ValueError, KeyError, AttributeError, TypeError) as e:
            raise Failure("load", "the state %s cannot be read: %s" % (path, type(e).__name__))
        value.setdefault("release", None)
        value["release"] = value["release"] or os.path.basename(path)
        value["databases"] = by_alias(value["databases"])
        result.append(value)
    return result


def by_alias(databases):
    """A release may call a database by another alias than this one does: it is known by its NAME."""
    from django.db import connections
    result = dict(databases)
    for alias in connections.settings:
        name = str(connections[alias].settings_dict.get("NAME") or "")
        for database in databases.values() if name and databases.get(alias, {}).get("name") != name else ():
            if database.get("name") == name:
                result[alias] = database
    return result


def compare(now, states, alias, before=None, own=False, lived_with=frozenset()):
    """Problems of each state with the catalog `now`, but for those that it had with the catalog `before`, and those that are lived with."""
    result = []
    for state in states:
        database = state["databases"].get(alias)
        if database is None:
            continue
        fresh = [p for p in problems(now, database["tables"], own) if not (before is not None and had(before, now, p, database["tables"])) and told_as(p) not in lived_with]
        if before is not None:
            fresh += new_constraints(before, now, database["tables"])
        result += [dict(problem, state=state["release"]) for problem in fresh]
    return result


def lives_with(schema, running, alias):
    """What the code that runs disagrees about with the schema that it meets: it serves all the same, so a release that has it too makes nothing worse."""
    database = running["databases"].get(alias)
    return {told_as(p) for p in problems(schema, database["tables"])} if database else set()


def told_as(problem):
    """The same disagreement, whatever the model is called by now."""
    return problem_key(problem) + (None if problem["problem"] == "missing-table" else problem["why"],)


def had(before, now, found, tables):
    """Whether the state had it before; of a type, also whether the column holds no less than it did."""
    if problem_key(found) not in {problem_key(p) for p in problems(before, {found["table"]: tables[found["table"]]})}:
        return False
    if found["problem"] != "type":
        return True
    was, there = (schema.tables[found["table"]].columns[found["column"]] for schema in (before, now))
    return (was.type, was.generated) == (there.type, there.generated) or not was.generated and not there.generated and coltypes.holds(was.type, there.type)


def problem_key(problem):
    return problem["table"], problem["column"], problem["problem"]


def problem(table, column, kind, why):
    return {"table": table, "column": column, "problem": kind, "why": why}


def problems(now, tables, own=False):
    result = []
    for name, known in sorted(tables.items()):
        table = now.tables.get(name)
        if table is None:
            if not own or known["managed"] and known.get("migrated", True):
                result.append(problem(name, None, "missing-table", "it knows the table %s (%s), which is not there" % (name, known["model"])))
            continue
        for column, expected in sorted(known["columns"].items()):
            there = table.columns.get(column)
            if there is None:
                result.append(problem(name, column, "missing-column", "it knows %s.%s, which is not there" % (name, column)))
            elif not coltypes.holds(expected["type"], there.type) and comparable(expected["type"]) and not counted_here(now, tables, table, column, expected, there):
                result.append(problem(name, column, "type", "it takes %s.%s for %s, which is %s" % (name, column, expected["type"], there.type)))
            elif there.generated and not expected["generated"]:
                result.append(problem(name, column, "type", "it writes %s.%s, which is generated" % (name, column)))
            elif there.not_null and expected["null"] and not there.fills_itself:
                result.append(problem(name, column, "new-constraint", "it writes NULL to %s.%s, which is NOT NULL" % (name, column)))
        if table.kind in ("r", "p"):
            for column, there in table.columns.items():
                if column not in known["columns"] and there.not_null and not there.fills_itself:
                    result.append(problem(name, column, "not-null-without-default", "it does not know %s.%s, which is NOT NULL and has no default: its INSERTs fail" % (name, column)))
    return result


def counted_here(now, tables, table, column, expected, there):
    """A key whose numbers the database itself counts fits its column, though the model would have it larger.

    Django has never widened the keys of ManyToMany tables, nor those of packages that leave the choice to DEFAULT_AUTO_FIELD, and their references.
    """
    if not coltypes.enlarges(there.type, expected["type"]):
        return False
    if expected["primaryKey"] and expected["hasDbDefault"]:
        return there.fills_itself
    referred = now.tables.get(expected["references"])
    known = tables.get(expected["references"], {"columns": {}})["columns"]
    keys = [c for c, field in known.items() if field["primaryKey"] and field["hasDbDefault"]]
    return referred is not None and any(c in referred.columns and referred.columns[c].type == there.type and referred.columns[c].fills_itself for c in keys)


def comparable(kind):
    """Types of extensions and fields of the project's own may be called otherwise in the catalog."""
    base = coltypes.parsed(kind)[0]
    return base in ("character varying", "text", "integer", "bigint", "smallint", "numeric", "boolean", "uuid", "jsonb", "json", "bytea", "date", "inet",
                    "double precision", "timestamp with time zone", "timestamp without time zone", "interval", "time without time zone", "real")


def told_apart(constraint, schema, by_oid):
    definition = constraint.definition.replace(" NOT VALID", "")
    if by_oid and constraint.type == "f" and constraint.refers in schema.tables:
        before, _, after = definition.partition(" REFERENCES ")
        definition = "%s REFERENCES %d%s" % (before, schema.tables[constraint.refers].oid, after[after.index("("):])
    return constraint.type, tuple(constraint.columns), definition


def new_constraints(before, now, tables):
    """What the database checks of this state's columns now and did not before."""
    result = []
    same = before.database == now.database   # Then what is renamed is told by its oid.
    there = {k.oid for found in before.constraints.values() for k in found.values()} if same else set()
    for name, known in sorted(tables.items()):
        if name not in now.tables or name not in before.tables:
            continue
        old = {told_apart(k, before, same) for k in before.constraints[name].values()}
        for k in now.constraints[name].values():
            if k.oid in there or told_apart(k, now, same) in old:
                continue
            columns = [c for c in k.columns if c in known["columns"]]
            loosened = k.type == "f" and k.action in COMPATIBLE_OPERATORS and any(o[0] == "f" and o[1] == tuple(k.columns) for o in old)
            if columns and k.type in ("c", "u", "p", "x", "f") and len(columns) == len(k.columns) and not loosened:
                result.append(problem(name, columns[0], "new-constraint", "%s on %s is new: %s" % (k.name, name, k.definition)))
        for index, columns in now.uniques.get(name, {}).items():
            if index not in before.uniques.get(name, {}) and index not in now.constraints[name] and columns and all(c in known["columns"] for c in columns):
                result.append(problem(name, columns[0], "new-constraint", "the unique index %s on %s(%s) is new" % (index, name, ", ".join(columns))))
    for name, constraints in now.constraints.items():
        for k in constraints.values():
            if k.type == "f" and k.oid not in there and k.refers in tables and k.action not in COMPATIBLE_OPERATORS and not (name in tables and all(c in tables[name]["columns"] for c in k.columns)) \
                    and not any(o.name == k.name for o in before.constraints.get(name, {}).values()):
                result.append(problem(k.refers, None, "new-constraint", "the new foreign key %s of %s stops its DELETEs from %s" % (k.name, name, k.refers)))
    return result
