"""What the models of a state know about tables and columns."""


def table_fields(apps):
    """{db_table: {column: field}}; auto-created M2M tables, swapped and unmanaged models too, proxies not."""
    result = {}
    for model in apps.get_models(include_auto_created=True, include_swapped=True):
        if model._meta.proxy:
            continue
        columns = result.setdefault(bare(model._meta.db_table), {})
        for field in model._meta.local_fields:
            if field.column:
                columns.setdefault(bare(field.column), field)
    return result


def bare(name):
    """Some projects quote db_table themselves: '"schema"."table"'."""
    if name.startswith('"') and name.endswith('"'):
        return name[1:-1].split('"."')[-1]
    return name


def on_delete_name(field):
    """CASCADE, SET_NULL, PROTECT …, or None for what is no foreign key."""
    remote = getattr(field, "remote_field", None)
    action = getattr(remote, "on_delete", None)
    if action is None:
        return None
    return getattr(action, "__name__", None) or type(action).__name__


def default_of(field):
    """(kind, value): what the database could put where code that does not know the field writes nothing.

    kind is `value`, `sql`, or `none`; callables only where the database has the same.
    """
    internal = field.get_internal_type()
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return "sql", {"DateField": "CURRENT_DATE", "TimeField": "LOCALTIME"}.get(internal, "now()")
    if field.has_default():
        if not callable(field.default):
            return "value", field.get_default()
        name = "%s.%s" % (getattr(field.default, "__module__", ""), getattr(field.default, "__qualname__", getattr(field.default, "__name__", "")))
        if name in ("builtins.dict", "builtins.list", "builtins.bool", "builtins.int", "builtins.str", "builtins.float"):
            return "value", field.get_default()
        if name == "uuid.uuid4":
            return "sql", "gen_random_uuid()"
        if name.startswith("django.utils.timezone.now") or getattr(field.default, "__name__", "") in ("now", "utcnow", "today"):
            return "sql", {"DateField": "CURRENT_DATE", "TimeField": "LOCALTIME"}.get(internal, "now()")
        return "callable", None
    if field.empty_strings_allowed and internal in ("CharField", "TextField", "SlugField", "FileField", "FilePathField", "EmailField", "URLField"):
        return "value", ""
    return "none", None
