"""The way out of a refusal, spelled out for that very migration."""


def remedy(operation, piece, app_label):
    """Text for people, with the code to write."""
    kind = type(operation).__name__ if operation is not None else ""
    if kind == "RenameField":
        model, old, new = operation.model_name, operation.old_name, operation.new_name
        return ("In this release: migrations.AddField(%r, %r, <the field of %s, with null=True or db_default>) and migrations.RunPython(copy) with "
                "def copy(apps, editor): apps.get_model(%r, %r).objects.update(%s=models.F(%r)); code writes both. In the next release, when nothing uses %s any more: "
                "migrations.RemoveField(%r, %r). To keep the column and rename only in Python: name the field %s and give it db_column=%r, which changes nothing in the database. "
                "Or let this one out as a maintenance release: towline approve SITE"
                % (model, new, old, app_label, model, new, old, old, model, old, new, old))
    if kind in ("RenameModel", "AlterModelTable"):
        old = getattr(operation, "old_name", getattr(operation, "name", "the model"))
        return ("Keep the table: give the model class Meta: db_table = %r and wrap the operation as "
                "migrations.SeparateDatabaseAndState(state_operations=[this operation, migrations.AlterModelTable(…, %r)]). "
                "Or let this one out as a maintenance release: towline approve SITE" % (piece.table or old, piece.table or old))
    if kind == "AlterField" and piece.kind == "alter-type":
        return ("In this release: migrations.AddField(%r, %r, <the new type, null=True>) and a RunPython that copies %s into it; code writes both and reads the new one. "
                "In the next release: migrations.RemoveField(%r, %r). Or let this one out as a maintenance release: towline approve SITE"
                % (operation.model_name, operation.name + "_new", operation.name, operation.model_name, operation.name))
    return piece.remedy or "Split it over two releases, or let it out as a maintenance release: towline approve SITE"


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
