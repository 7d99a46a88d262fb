"""A person's word for one rule, one migration and one state of its file."""
import hashlib


def covers(work, refusal):
    """Whether one covers the refusal; a void one says so in it."""
    path = refusal["file"]
    for rule, migration, digest in work.overrides:
        if rule != refusal["rule"] or path is None or not (migration == work.name or path == migration or path.endswith("/" + migration)):
            continue
        with open(path, "rb") as file:
            now = hashlib.sha256(file.read()).hexdigest()
        if now == digest:
            work.overrides_used.add((rule, migration))
            return True
        refusal["why"] += "; the override for it is void, because the file was edited: its sha256 is %s" % now
    return False


def unneeded(work, applied):
    """Notes about those that nothing has asked for."""
    return ["the override of %s for %s was not needed: nothing of it breaks that rule" % (rule, migration) for rule, migration, _ in work.overrides
            if migration in applied and (rule, migration) not in work.overrides_used]
