"""Whether two editions of a migration's file do the same: digests of its program, of what it means, and of its operations alone."""
import ast
import copy
import hashlib
import inspect
import os

SKIPPED = ("ctx", "kind", "type_comment", "type_ignores")
BODIES = ("body", "orelse", "finalbody")
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
SAME, OTHERWISE, EDITED = "same", "otherwise", "edited"


class Edition:
    """
    plain: the program without comments, white space, quotes; what earlier versions of Towline have recorded alone.
    normal: also without docstrings, `replaces` and imports that nothing uses; imports and dependencies in the order of the alphabet.
    operations: the operations, with what of the file they name; None where they are not one list.
    """

    __slots__ = ("plain", "normal", "operations", "unreplaced")

    def __init__(self, source):
        tree = ast.parse(source)
        self.plain, self.unreplaced = digest(tree), digest(without_replaces(copy.deepcopy(tree)))
        meant = normalised(without_replaces(tree))
        self.normal, self.operations = digest(meant), operations_of(meant)

    def recorded(self):
        return {"normal": self.normal, "operations": self.operations}


def of(migration):
    """None where it has no file that can be read."""
    try:
        return Edition(inspect.getsource(inspect.getmodule(type(migration))))
    except (OSError, TypeError, SyntaxError, ValueError):
        return None


def compared(plain, recorded, now, package):
    """What ran, by its plain digest and what `recorded()` said, if it was asked then, against the file `now`."""
    if not plain or now is None or plain in (now.plain, now.unreplaced) or recorded.get("normal") == now.normal:
        return SAME
    return OTHERWISE if package and recorded.get("operations") and recorded["operations"] == now.operations else EDITED


def is_package(migration):
    """Whether its file came with a package, so that nobody can put it back."""
    try:
        path = os.path.realpath(inspect.getfile(type(migration)))
    except (OSError, TypeError):
        return False
    return not {"site-packages", "dist-packages"}.isdisjoint(path.split(os.sep)) or not path.startswith(os.path.realpath(os.getcwd()) + os.sep)


def meaning(node):
    """The program without comments, white space, quotes; the same in every version of Python."""
    if isinstance(node, ast.AST):
        fields = [(name, meaning(value)) for name, value in ast.iter_fields(node) if name not in SKIPPED and value is not None and value != []]
        return "%s(%s)" % (type(node).__name__, ",".join("%s=%s" % field for field in fields))
    if isinstance(node, list):
        return "[%s]" % ",".join(meaning(n) for n in node)
    return "%s:%r" % (type(node).__name__, node)


def digest(node):
    return hashlib.sha256(meaning(node).encode("utf-8", "surrogatepass")).hexdigest()


def migrations_in(tree):
    return [node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Migration"]


def sets(statement, name):
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target] if isinstance(statement, ast.AnnAssign) else []
    return len(targets) == 1 and getattr(targets[0], "id", None) == name


def without_replaces(tree):
    for migration in migrations_in(tree):
        migration.body = [statement for statement in migration.body if not sets(statement, "replaces")]
    return tree


def normalised(tree):
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    for node in list(ast.walk(tree)):
        for field in BODIES:
            if isinstance(getattr(node, field, None), list):
                setattr(node, field, tidied(getattr(node, field), used))
    for migration in migrations_in(tree):
        for statement in migration.body:
            if sets(statement, "dependencies") and isinstance(statement.value, (ast.List, ast.Tuple)):
                statement.value = ast.List(elts=sorted(statement.value.elts, key=meaning), ctx=ast.Load())
    return tree


def tidied(statements, used):
    """Without what does nothing: docstrings and other strings on their own, `pass`, imports that are not used; the others first and in order."""
    imports, rest = set(), []
    for statement in statements:
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            imports.update(imported(statement, used))
        elif not isinstance(statement, ast.Pass) and not is_text(statement):
            rest.append(statement)
    return [ast.Expr(value=ast.Constant(value=name)) for name in sorted(imports)] + rest


def is_text(statement):
    return isinstance(statement, ast.Expr) and type(statement.value).__name__ in ("Constant", "Str") and isinstance(getattr(statement.value, "value", getattr(statement.value, "s", None)), str)


def imported(statement, used):
    """One text for each name that the statement brings."""
    whence = "%s%s " % ("." * statement.level, statement.module or "") if isinstance(statement, ast.ImportFrom) else ""
    for name in statement.names if whence != "__future__ " else ():
        if name.name == "*" or (name.asname or name.name.split(".")[0]) in used:
            yield "import %s%s as %s" % (whence, name.name, name.asname or name.name)


def operations_of(tree):
    """The digest of the operations and of all in this file that they name, or None."""
    found = [statement.value for migration in migrations_in(tree) for statement in migration.body if sets(statement, "operations")]
    if len(found) != 1 or not isinstance(found[0], (ast.List, ast.Tuple)):
        return None
    known = {}
    for statement in tree.body + [inner for migration in migrations_in(tree) for inner in migration.body]:
        for name in defined(statement):
            known.setdefault(name, []).append(statement)
    texts, open_, seen = [meaning(found[0].elts)], [found[0]], set()
    while open_:
        names = sorted({node.id for node in ast.walk(open_.pop()) if isinstance(node, ast.Name)} & known.keys() - seen)
        seen.update(names)
        for statement in (s for name in names for s in known[name]):
            texts.append(meaning(statement))
            open_.append(statement)
    return hashlib.sha256("\n".join(texts).encode("utf-8", "surrogatepass")).hexdigest()


def defined(statement):
    if isinstance(statement, FUNCTIONS + (ast.ClassDef,)):
        return [statement.name]
    return [node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)] if isinstance(statement, (ast.Assign, ast.AnnAssign, ast.AugAssign)) else []
