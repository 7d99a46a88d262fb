"""What loosens a column of SQLite until the contract: {default, null, action}, put into the column's definition when Django writes a table."""
from .models import default_of, on_delete_name

NOTHING = {}
TEXT = {"CharField", "TextField", "SlugField", "EmailField", "URLField", "FileField", "FilePathField", "ImageField"}
NUMBERS = {"IntegerField", "BigIntegerField", "SmallIntegerField", "PositiveIntegerField", "PositiveBigIntegerField", "PositiveSmallIntegerField", "AutoField", "BigAutoField", "SmallAutoField"}
OWN = {"now()": "CURRENT_TIMESTAMP", "LOCALTIME": "CURRENT_TIME", "CURRENT_DATE": "CURRENT_DATE", "gen_random_uuid()": "(lower(hex(randomblob(16))))"}


def storage(field, connection):
    """Fields of one storage read and write each other's values."""
    while getattr(field, "remote_field", None) is not None and getattr(field, "target_field", None) is not None:
        field = field.target_field
    kind = field.get_internal_type()
    return "text" if kind in TEXT else "number" if kind in NUMBERS else field.db_type(connection)


def default_sql(editor, field):
    """A literal or the database's own function, or None."""
    kind, value = default_of(field)
    if kind == "sql":
        return OWN.get(value)
    if kind == "value" and value is not None:
        return editor.quote_value(field.get_db_prep_save(value, editor.connection))
    return None


def for_added(editor, field, target_is_new):
    """So that old code, which does not know the field, goes on inserting and deleting."""
    result = {}
    if field.is_relation:
        if not target_is_new and field.db_constraint:
            result["action"] = {"CASCADE": "CASCADE"}.get(on_delete_name(field), "SET NULL") if field.null else {"CASCADE": "CASCADE"}.get(on_delete_name(field), "NONE")
        if not field.null:
            result["null"] = True
        return result
    if field.null or field.primary_key or has_database_default(field) or getattr(field, "generated", False):
        return result
    default = None if field.unique else default_sql(editor, field)
    result.update({"default": default} if default is not None else {"null": True})
    return result


def for_removed(editor, field, in_unique):
    """So that new code, which does not know the field, goes on inserting and deleting: (bridge, why)."""
    if field.is_relation:
        name = on_delete_name(field)
        action = {"CASCADE": "CASCADE", "SET_NULL": "SET NULL"}.get(name, "NONE") if field.db_constraint else None
        result = {"action": action} if action else {}
        if not field.null:
            result["null"] = True
            if action == "SET NULL":
                result["action"] = "NONE"
        return result, "new code does not know these rows"
    if field.null or has_database_default(field) or getattr(field, "generated", False):
        return NOTHING, None
    default = None if in_unique else default_sql(editor, field)
    if default is not None:
        return {"default": default}, "new code does not write it; the database gives it the field's default"
    return {"null": True}, "new code does not write it; old code may read NULL there after a rollback"


def has_database_default(field):
    from .state import has_database_default as known
    return known(field)


def amended(sql, bridge):
    """A column's definition with its bridge."""
    if bridge.get("null"):
        at = sql.rfind(" NOT NULL")
        sql = sql if at < 0 else sql[:at] + " NULL" + sql[at + 9:]
    if bridge.get("default") is not None:
        sql += " DEFAULT " + bridge["default"]
    return sql


def editor_class(base):
    """The project's schema editor, asking `connection.towline_work` about each statement and each column."""

    class LiteEditor(base):
        def column_sql(self, model, field, include_default=False):
            sql, params = super().column_sql(model, field, include_default)
            work = getattr(self.connection, "towline_work", None)
            bridge = work.bridge_of(model._meta.db_table, field.column) if work is not None else NOTHING
            for name in ("sql_create_inline_fk", "sql_create_column_inline_fk"):
                # Both are used for this very column, right after this.
                setattr(self, name, with_action(getattr(base, name), bridge.get("action")))
            return (amended(sql, bridge) if sql is not None else sql), params

        def execute(self, sql, params=()):
            work = getattr(self.connection, "towline_work", None)
            if work is None or self.collect_sql or work.inner:
                return super().execute(sql, params)
            text = str(sql)
            if params:
                text = text % tuple(self.quote_value(p) for p in params)
            work.sending(text)
            with work.own():
                return super().execute(sql, params)

    return LiteEditor


def with_action(template, action):
    if action is None:
        return template
    return " " if action == "NONE" else template.replace(" DEFERRABLE", " ON DELETE %s DEFERRABLE" % action)
