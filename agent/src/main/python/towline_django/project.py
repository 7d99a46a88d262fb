"""The project: its settings as manage.py finds them, its databases, its releases' files."""
import os
import re
import sys

from .errors import Failure


def load(settings):
    """Sets Django up; everything that goes wrong is the project's own error, named by its type and place, never by its values."""
    sys.path.insert(0, os.getcwd())
    if settings:
        os.environ["DJANGO_SETTINGS_MODULE"] = settings
    elif "DJANGO_SETTINGS_MODULE" not in os.environ:
        found = from_manage_py()
        if found is None:
            raise Failure("load", "no settings: give --settings or DJANGO_SETTINGS_MODULE (no manage.py in %s sets one)" % os.getcwd())
        os.environ["DJANGO_SETTINGS_MODULE"] = found
    try:
        import django
        django.setup()
        from django.conf import settings as loaded
        loaded.DATABASES
    except Failure:
        raise
    except Exception as e:
        raise Failure("load", "the project does not load: %s%s" % (type(e).__name__, place(e))) from e
    if django.VERSION < (4, 2):
        raise Failure("load", "Django %s is too old: 4.2 is the first that this works with" % django.get_version())


def place(error):
    trace, last = error.__traceback__, None
    while trace is not None:
        last, trace = trace, trace.tb_next
    return " at %s:%d" % (os.path.relpath(last.tb_frame.f_code.co_filename), last.tb_lineno) if last is not None else ""


def from_manage_py():
    try:
        with open("manage.py", encoding="utf-8") as source:
            match = re.search(r"""setdefault\(\s*['"]DJANGO_SETTINGS_MODULE['"]\s*,\s*['"]([\w.]+)['"]""", source.read())
    except OSError:
        return None
    return match.group(1) if match else None


def aliases(chosen):
    """The databases that this is about; one physical database counts once."""
    from django.db import connections
    if chosen:
        unknown = [alias for alias in chosen if alias not in connections.settings]
        if unknown:
            raise Failure("load", "no database %s in DATABASES" % ", ".join(unknown))
        return chosen
    result, seen = [], set()
    for alias in sorted(connections.settings, key=lambda a: a != "default"):
        settings = connections[alias].settings_dict
        identity = (settings.get("HOST") or "", str(settings.get("PORT") or ""), str(settings.get("NAME")))
        if connections[alias].vendor not in ("postgresql", "sqlite") or identity in seen or not settings.get("NAME"):
            continue
        if alias == "default" or has_record(connections[alias]):
            seen.add(identity)
            result.append(alias)
    if not result:
        raise Failure("load", "no database that this can migrate: PostgreSQL and SQLite only")
    return result


def has_record(connection):
    from django.db.migrations.recorder import MigrationRecorder
    return MigrationRecorder(connection).has_table()
