"""The way out of a refusal, spelled out for that very migration."""
from .sqltext import quote

APPROVE = "Or let this one out as a maintenance release: towline approve SITE"
DUPLICATES = "Remove the duplicates in a data migration before it (RunPython, or RunSQL with UPDATE or DELETE), in this release or an earlier one"

WRONG_ROWS = "Mend the rows in a data migration before it (RunPython, or RunSQL with UPDATE or DELETE), in this release or an earlier one"


def remedy(operation, piece, app_label, field=None):
    """Text for people, with the code to write; `field` is the model's field as old code has it, where one is meant."""
    kind = type(operation).__name__ if operation is not None else ""
    if kind == "RenameField":
        return renamed_field(operation, app_label, field)
    if kind in ("RenameModel", "AlterModelTable"):
        return renamed_table(operation, kind, piece)
    if kind == "AlterField" and piece.kind == "alter-type":
        return another_type(operation, app_label, field)
    return piece.remedy or "Split it over two releases. " + APPROVE


def renamed_field(operation, app_label, field):
    model, old, new = operation.model_name, operation.old_name, operation.new_name
    column = getattr(field, "column", None) or old
    kept = field_code(field, db_column=column) or "<the field, with db_column=%r>" % column
    added = field_code(field, **beside(field)) or "<the field, with null=True>"
    return """Two releases, the column renamed:
  # this release: %(app)s/migrations, instead of RenameField; the model has both fields, code writes both and reads %(new)s
  def copy(apps, editor):
      rows = apps.get_model(%(app)r, %(model)r).objects
      rows.filter(%(new)s__isnull=True).update(%(new)s=models.F(%(old)r))
  copy.towline_repeatable = True  # once more when old code has stopped
  operations = [
      migrations.AddField(%(model)r, %(new)r, %(added)s),
      migrations.RunPython(copy, migrations.RunPython.noop),
  ]
  # the next release: the model has %(new)s only
  operations = [
      migrations.RemoveField(%(model)r, %(old)r),
  ]
Or one release, renamed in Python only (the database does not change, makemigrations may stay as it is):
  %(new)s = %(kept)s
%(approve)s""" % {"app": app_label, "model": model, "old": old, "new": new, "added": added, "kept": kept, "approve": APPROVE}


def renamed_table(operation, kind, piece):
    table = piece.table
    if kind == "AlterModelTable":
        return "Keep the table: class Meta: db_table = %r. %s" % (table, APPROVE)
    old, new = operation.old_name, operation.new_name
    return """Keep the table; only the class is renamed:
  class %(new)s(models.Model):
      class Meta:
          db_table = %(table)r
  operations = [
      migrations.AlterModelTable(%(old)r, %(table)r),
      migrations.RenameModel(%(old)r, %(new)r),
  ]
%(approve)s""" % {"old": old, "new": new, "table": table, "approve": APPROVE}


def another_type(operation, app_label, field):
    model, old, new = operation.model_name, operation.name, operation.field
    added = field_code(new, **beside(new)) or "<the new type, null=True>"
    value = "row.%s" % (getattr(field, "attname", None) or old)
    kinds = [known.get_internal_type() if known is not None else None for known in (field, new)]
    if kinds[1] == "JSONField" and kinds[0] in ("TextField", "CharField"):
        value = "json.loads(%s)" % value
    elif kinds[0] == "JSONField" and kinds[1] in ("TextField", "CharField"):
        value = "json.dumps(%s)" % value
    needs = "  import json\n" if value.startswith("json.") else ""
    return """Two releases, a new column of the new type:
  # this release: instead of AlterField; the model has both fields, code writes both and reads %(old)s_new
%(needs)s  def copy(apps, editor):
      for row in apps.get_model(%(app)r, %(model)r).objects.filter(%(old)s_new__isnull=True, %(old)s__isnull=False).iterator():
          row.%(new)s = %(value)s
          row.save(update_fields=["%(old)s_new"])
  copy.towline_repeatable = True  # once more when old code has stopped
  operations = [
      migrations.AddField(%(model)r, '%(old)s_new', %(added)s),
      migrations.RunPython(copy, migrations.RunPython.noop),
  ]
  # the next release
  operations = [
      migrations.RemoveField(%(model)r, %(old)r),
  ]
%(approve)s""" % {"app": app_label, "model": model, "old": old, "new": old + ("_new_id" if new.is_relation else "_new"), "value": value, "needs": needs, "added": added, "approve": APPROVE}


def beside(field):
    """A second column begins empty, whatever fills the first one; a second key to the same model has no name there."""
    kept = {"null": True, "default": None, "unique": False, "auto_now": None, "auto_now_add": None}
    return dict(kept, related_name="+") if field is not None and field.is_relation else kept


def another_collation(piece, collation):
    return """Leave the column's collation; make an index with the other one, and name it in the query: Collate(%(column)r, %(collation)r)
  class Migration(migrations.Migration):
      atomic = False
      operations = [
          migrations.RunSQL('CREATE INDEX CONCURRENTLY %(column)s_other ON %(table)s (%(quoted)s COLLATE "%(collation)s")', 'DROP INDEX %(column)s_other'),
      ]
%(approve)s""" % {"column": piece.column, "quoted": quote(piece.column), "table": quote(piece.table), "collation": collation, "approve": APPROVE}


def field_code(field, **changed):
    """`models.CharField(max_length=50, null=True)`: the field as one writes it, or None where it cannot be written."""
    from django.db.migrations.writer import MigrationWriter
    if field is None:
        return None
    try:
        _, path, args, kwargs = field.deconstruct()
        for name, value in changed.items():
            if name in ("default", "unique", "auto_now", "auto_now_add"):
                kwargs.pop(name, None)
            else:
                kwargs[name] = value
        if changed.get("null") and not kwargs.get("primary_key"):
            kwargs.pop("db_default", None)
        path = path.replace("django.db.models.", "models.")
        words = [MigrationWriter.serialize(a)[0] for a in args] + ["%s=%s" % (n, MigrationWriter.serialize(v)[0]) for n, v in sorted(kwargs.items(), key=lambda i: (i[0] == "null", i[0]))]
        return "%s(%s)" % (path, ", ".join(words).replace("django.db.models.deletion.", "models."))
    except Exception:  # A field of the project's own that cannot be written: told in words.
        return None


def line_of(migration_file, operation_index):
    """The line on which an operation begins in its file, or None."""
    import ast
    try:
        with open(migration_file, encoding="utf-8") as source:
            tree = ast.parse(source.read())
    except (OSError, SyntaxError, ValueError):
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "operations" for t in node.targets) and isinstance(node.value, (ast.List, ast.Tuple)):
            if operation_index is not None and operation_index < len(node.value.elts):
                return node.value.elts[operation_index].lineno
    return None
