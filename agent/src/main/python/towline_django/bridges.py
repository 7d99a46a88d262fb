"""The statements of ours that let old and new code live on one schema until the contract."""
from . import catalog
from .models import default_of, on_delete_name
from .sqltext import quote, words_before

ACTIONS = {"CASCADE": "CASCADE", "SET_NULL": "SET NULL"}


def qualified(table):
    return "%s.%s" % (quote(table.schema), quote(table.name)) if table.schema != "public" else quote(table.name)


def shared(column):
    """Whether rows that do not name the column all get one value."""
    return column.default is not None and column.default not in ("gen_random_uuid()", "uuid_generate_v4()") and not column.default.startswith("nextval(")


def alter_column(table, column, what):
    return "ALTER TABLE %s ALTER COLUMN %s %s" % (qualified(table), quote(column), what)


def for_dropped_column(connection, table, column, field):
    """(sql or None, why) that lets code that does not know the column insert rows; the first rule that fits counts."""
    known = table.columns[column]
    if known.generated:
        return None, "it is generated"
    if known.fills_itself:
        return None, "the database has a default for it"
    if not known.not_null:
        return None, "it may be NULL"
    loosen = alter_column(table, column, "DROP NOT NULL")
    if any(column in columns for columns in catalog.unique_columns(connection, table.oid)):
        return loosen, "it is part of something unique, so that no default can be shared; old code may read NULL there after a rollback"
    kind, value = default_of(field) if field is not None and not field.is_relation else ("none", None)
    if kind == "sql":
        return alter_column(table, column, "SET DEFAULT %s" % value), "new code does not write it; the database now does as the field's default did"
    if kind == "value" and value is not None:
        return (connection.ops.compose_sql(alter_column(table, column, "SET DEFAULT ").replace("%", "%%") + "%s",
                                           [field.get_db_prep_save(value, connection)]),
                "new code does not write it; the database gives it the field's default")
    return loosen, "new code does not write it and it has no default that the database could give; old code may read NULL there after a rollback"


def for_added_column(connection, table, column, field):
    """The database's own clock or generator, where Django would freeze one moment's value: (sql or None, why)."""
    known = table.columns[column]
    if known.default is None or field is None:
        return None, None
    kind, value = default_of(field)
    if kind == "sql" and not (value == "gen_random_uuid()" and catalog.major(connection) < 13):
        return alter_column(table, column, "SET DEFAULT %s" % value), "old code does not write it; each row gets its own value, not the migration's"
    return None, None


def with_action(sql, action):
    """A foreign key's statement with ON DELETE."""
    at = words_before(sql, "DEFERRABLE")
    return "%s ON DELETE %s%s" % (sql[:at].rstrip() if at > 0 else sql.rstrip(), action, " " + sql[at:] if at > 0 else "")


def for_added_key(field, nullable):
    """The ON DELETE that lets old code, which does not know the referring rows, delete what they refer to; None: no key until the contract."""
    action = ACTIONS.get(on_delete_name(field)) if field is not None else None
    if action == "SET NULL" and not nullable:
        action = None
    return action or ("SET NULL" if nullable else None)


def for_removed_key(table, constraint, field):
    """(sql or None, why): the same key with the old model's on_delete, as new code does not know the referring rows."""
    name = on_delete_name(field) if field is not None else None
    action = ACTIONS.get(name)
    if action == "SET NULL" and any(table.columns[c].not_null for c in constraint.columns):
        action = None
    if action is None:
        return None, ("the foreign key %s is gone already (on_delete %s cannot be left to the database): after a rollback old code may find rows whose parent is gone"
                      % (constraint.name, name or "unknown"))
    definition = constraint.definition[:-len(" NOT VALID")] if constraint.definition.endswith(" NOT VALID") else constraint.definition
    return ("ALTER TABLE %s ADD CONSTRAINT %s %s NOT VALID" % (qualified(table), quote(constraint.name), with_action(definition, action)),
            "new code does not know these rows: the database does at a delete what on_delete=%s did" % name)
