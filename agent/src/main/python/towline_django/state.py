"""What the code of this release believes about tables and columns."""
from .models import bare


def of_release(release, chosen=None):
    """STATE of README.md, from the models as they are imported; no database is asked."""
    from django.apps import apps
    return of_models(release, chosen, lambda connection: apps)


def of_applied(release, chosen=None):
    """The same of the models as they stood after the last of its migrations that has run: a database is asked which those are.

    What its pending ones make anew may go before them, what it has never taken away may not."""
    return of_models(release, chosen, lambda connection: applied(connection).apps)


def applied(connection):
    from django.db.migrations.loader import MigrationLoader
    loader = MigrationLoader(connection, ignore_no_migrations=True)
    return loader.project_state([key for key in loader.applied_migrations if key in loader.graph.nodes])


def of_models(release, chosen, models_on):
    from django.db import connections
    aliases = [alias for alias in chosen or list(connections.settings) if connections[alias].vendor in ("postgresql", "sqlite")]
    return {"release": release, "databases": {alias: {"engine": connections[alias].vendor, "name": str(connections[alias].settings_dict.get("NAME") or ""), "tables": tables(alias, models_on(connections[alias]))} for alias in aliases}}


def tables(alias, apps):
    from django.db import connections, router
    from django.db.migrations.loader import MigrationLoader
    connection, result = connections[alias], {}
    migrated = MigrationLoader(None, ignore_no_migrations=True).migrated_apps
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta
        if meta.proxy or meta.swapped or not router.allow_migrate_model(alias, model):
            continue
        table = result.setdefault(bare(meta.db_table), {"model": meta.label, "managed": bool(meta.managed), "through": bool(meta.auto_created),
                                                         "migrated": meta.app_label in migrated, "columns": {}})
        for field in meta.local_concrete_fields:
            kind = column_type(field, connection)
            if kind is not None and field.column:
                table["columns"][bare(field.column)] = {
                    "type": kind, "null": bool(field.null), "hasDbDefault": has_database_default(field), "unique": bool(field.unique),
                    "primaryKey": bool(field.primary_key), "generated": bool(getattr(field, "generated", False)),
                    "references": bare(field.remote_field.model._meta.db_table) if field.is_relation and getattr(field.remote_field, "model", None) is not None
                    and hasattr(field.remote_field.model, "_meta") else None}
    return result


def column_type(field, connection):
    try:
        return field.db_type(connection)
    except Exception:  # A field of another engine.
        return None


def has_database_default(field):
    try:
        from django.db.models import NOT_PROVIDED
    except ImportError:
        from django.db.models.fields import NOT_PROVIDED
    return getattr(field, "db_default", NOT_PROVIDED) is not NOT_PROVIDED or field.get_internal_type() in ("AutoField", "BigAutoField", "SmallAutoField")
