# Runs inside a release's own process, with its models: every model is read, inserted into, changed and deleted from.
import datetime, decimal, json, uuid
from django.apps import apps
from django.db import connection, models, transaction

problems = []


def short(number, length):
    letters = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return "".join(letters[number // len(letters) ** place % len(letters)] for place in range(length))


def value(field, depth):
    if field.is_relation:
        if depth > 3:
            return None
        return make(field.remote_field.model, depth + 1)
    if field.choices:
        return field.choices[0][0]
    unique = uuid.uuid4()
    kind = field.get_internal_type()
    if kind in ("CharField", "SlugField", "TextField", "EmailField", "URLField"):
        # A short one has more to choose from than hexadecimal digits: unique columns must not meet by chance.
        return str(unique) if not field.max_length or field.max_length >= 36 else short(unique.int, field.max_length)
    if "Integer" in kind:
        return unique.int % (30000 if "Small" in kind else 2_000_000_000)
    return {"BooleanField": lambda: True, "DateField": datetime.date.today, "DateTimeField": lambda: datetime.datetime.now(datetime.timezone.utc), "UUIDField": lambda: unique,
            "DecimalField": lambda: decimal.Decimal(1), "FloatField": lambda: 1.5, "JSONField": lambda: {"a": 1}, "BinaryField": lambda: b"x",
            "TimeField": lambda: datetime.time(1), "DurationField": lambda: datetime.timedelta(1)}[kind]()


def make(model, depth=0):
    values = {}
    for field in model._meta.concrete_fields:
        if isinstance(field, models.AutoField) or getattr(field, "auto_now_add", False) or getattr(field, "generated", False):
            continue
        if field.is_relation and field.remote_field.parent_link:
            continue
        if field.null and field.is_relation and depth > 1:
            continue
        values[field.attname if not field.is_relation else field.name] = value(field, depth)
    return model._default_manager.create(**values)


def tried(what, action):
    try:
        with transaction.atomic():
            return action()
    except Exception as e:
        problems.append("%s: %s: %s" % (what, type(e).__name__, str(e).splitlines()[0]))


def change(model):
    row = model._default_manager.order_by("-pk").first()
    row.save()


def delete(model):
    for row in list(model._default_manager.order_by("-pk")[:1]) + list(model._default_manager.order_by("pk")[:1]):
        try:
            row.delete()
        except models.ProtectedError:
            pass
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


chosen = [m for m in apps.get_app_config("club").get_models(include_auto_created=True) if m._meta.managed and not m._meta.proxy]
for model in chosen:
    tried("select " + model.__name__, lambda: list(model._default_manager.all()))
    for _ in range(3):
        tried("insert " + model.__name__, lambda: make(model))
    tried("update " + model.__name__, lambda: change(model))
for model in chosen:
    tried("delete " + model.__name__, lambda: delete(model))
print(json.dumps(problems))
