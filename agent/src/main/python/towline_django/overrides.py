"""A person's word for one rule, one migration and one state of its file."""
import hashlib

# What a person's word does not make run: only another migration, or what the refusal says, does.
WITHOUT = ("name-still-waits", "concurrently-in-transaction", "backfill-in-transaction", "not-in-plan", "wrong-rows")
# Of these, what a maintenance release does not make run either.
IN_NO_CASE = ("concurrently-in-transaction", "wrong-rows")


def sha256(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def word(name, path, rule):
    """What to put into site.yaml to let it pass, or None where that does not help."""
    return None if rule in WITHOUT or not rule or path is None or name is None else {"rule": rule, "migration": name, "sha256": sha256(path)}


def told(refusal):
    """The refusal with its ways out."""
    refusal["override"] = word(refusal["migration"], refusal["file"], refusal["rule"])
    refusal["final"] = refusal["rule"] in IN_NO_CASE
    return refusal


def covers(work, refusal, name=None):
    """Whether one covers the refusal; a void one says so in it."""
    path, name = refusal["file"], name or work.name
    for rule, migration, digest in work.overrides:
        if rule != refusal["rule"] or path is None or not (migration == name or path == migration or path.endswith("/" + migration)):
            continue
        now = sha256(path)
        if now == digest:
            work.overrides_used.add((rule, migration))
            return True
        refusal["why"] += "; the override for it is void, because the file was edited: its sha256 is %s" % now
    return False


def excused(work, problems, applied):
    """Problems of structure and traffic without those that a person has let pass for the migration that makes them; a maintenance release passes all of them."""
    files, result = files_of(applied), []
    for problem in problems:
        name = culprit(work.statements, problem) or (applied[-1] if applied else None)
        problem = dict(problem, rule="traffic" if problem["problem"] == "traffic" else "structure", migration=name, file=files.get(name), approve=True)
        if name is not None and covers(work, problem, name):
            work.notes.append("%s: %s is overridden in the config repo: %s" % (name, problem["rule"], problem["why"]))
            continue
        problem["override"] = word(name, problem["file"], problem["rule"])
        result.append(problem)
    return result


def culprit(statements, problem):
    """The last migration whose statements name the column, or the table."""
    named = [s for s in statements if s.get("migration") and s.get("table") == problem["table"]]
    return next((s["migration"] for s in reversed(named) if s.get("column") == problem["column"]), named[-1]["migration"] if named else None)


def files_of(names):
    import sys
    from django.db.migrations.loader import MigrationLoader
    found = MigrationLoader(None, ignore_no_migrations=True).disk_migrations if names else {}
    migrations = {name: found.get(tuple(name.split(".", 1))) for name in names}
    return {name: getattr(sys.modules.get(type(one).__module__), "__file__", None) for name, one in migrations.items() if one is not None}


def unneeded(work, applied):
    """Notes about those that nothing has asked for."""
    return ["the override of %s for %s was not needed: nothing of it breaks that rule" % (rule, migration) for rule, migration, _ in work.overrides
            if migration in applied and (rule, migration) not in work.overrides_used]
