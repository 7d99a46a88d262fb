"""Runs inside a release's own process, of any Django from 3.2: every model of the named applications is read, inserted into, changed and deleted from. Prints {statement: what went wrong}.

A second argument ([[application, migration], …]) takes the models as they were after those. A model's own `save` and `delete` are passed by: what is asked is whether the statements of its fields meet the schema.
"""
import datetime
import json
import sys
import uuid

from django.apps import apps
from django.db import connection, models, transaction

failed = {}


def words(number, length):
    letters = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return "".join(letters[number // len(letters) ** place % len(letters)] for place in range(min(length, 22)))


def value(field, depth):
    if field.is_relation:
        return make(field.remote_field.model, depth + 1)
    if field.choices and not field.unique:
        return field.flatchoices[0][0]
    unique, kind = uuid.uuid4(), field.get_internal_type()
    column = (field.db_type(connection) or "").lower()
    if kind == "JSONField" or column.startswith("json"):
        return {}
    if kind == "UUIDField" or column.startswith("uuid"):
        return unique
    if kind == "DecimalField":
        return 1
    if kind == "DurationField" or column.startswith("interval"):
        return datetime.timedelta(1)
    if column.endswith("[]"):
        return []
    if "bool" in column:
        return True
    if "timestamp" in column or kind == "DateTimeField":
        return datetime.datetime.now(datetime.timezone.utc)
    if column.startswith("date"):
        return datetime.date.today()
    if column.startswith("time"):
        return datetime.time(1)
    if column.startswith("smallint"):
        return unique.int % 30000
    if "int" in column or column.startswith("serial"):
        return unique.int % 2000000000
    if column.startswith(("double", "real", "numeric")):
        return 1
    if column.startswith(("bytea", "blob")):
        return b"x"
    if column.startswith("inet") or "IP" in kind:
        return "10.%d.%d.%d" % (unique.int % 250, unique.int // 250 % 250, unique.int // 62500 % 250)
    return words(unique.int, field.max_length or 22)


def make(model, depth=0):
    if depth > 4:
        return None
    known = {}
    for field in model._meta.concrete_fields:
        automatic = isinstance(field, models.AutoField) or getattr(field, "auto_now_add", False) or getattr(field, "generated", False)
        if automatic or field.is_relation and (field.remote_field.parent_link or field.null and depth > 0):
            continue
        known[field.name] = value(field, depth)
    row = model(**known)
    models.Model.save(row, force_insert=not model._meta.parents)
    return row


def tried(what, action):
    try:
        with transaction.atomic():
            return action()
    except Exception as e:
        failed[what] = "%s: %s" % (type(e).__name__, (str(e).splitlines() or [""])[0])


def delete(model):
    for row in model._base_manager.order_by("-pk")[:1]:
        try:
            models.Model.delete(row)
        except models.ProtectedError:
            pass
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


if sys.argv[2:] and sys.argv[2]:
    from django.db.migrations.loader import MigrationLoader
    apps = MigrationLoader(None).project_state([tuple(node) for node in json.loads(sys.argv[2])]).apps
chosen = [m for label in sys.argv[1].split(",") for m in apps.get_app_config(label).get_models(include_auto_created=True)
          if m._meta.managed and not m._meta.proxy and not m._meta.swapped]
for model in chosen:
    name = model._meta.label
    tried("select " + name, lambda: list(model._base_manager.all()[:3]))
    for _ in range(3):
        tried("insert " + name, lambda: make(model))
    tried("update " + name, lambda: [models.Model.save(row, force_update=True) for row in model._base_manager.order_by("-pk")[:1]])
for model in chosen:
    tried("delete " + model._meta.label, lambda: delete(model))
print(json.dumps(failed))
