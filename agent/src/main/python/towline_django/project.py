"""The project: its settings as manage.py finds them, its databases, its releases' files."""
import os
import re
import sys

from .errors import Failure


FIRST = (4, 2)          # of what is migrated
FIRST_READ = (3, 2)     # of what is only asked for its models: what runs before an upgrade


def load(settings, prepared=lambda: None, first=FIRST):
    """Sets Django up; everything that goes wrong is the project's own error, named by its type and place, never by its values. `prepared` comes between settings and models."""
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
        if django.VERSION < first:
            raise Failure("load", "Django %s is too old: %d.%d is the first that 'engine: django' works with; upgrade it, or take 'engine: django' out of 'migrations'" % (django.get_version(), *first))
        prepared()
        django.setup()
        from django.conf import settings as loaded
        loaded.DATABASES
    except Failure:
        raise
    except Exception as e:
        raise Failure("load", "the project does not load: %s%s" % (type(e).__name__, place(e))) from e


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


def aliases(options):
    """The databases that this is about; one physical database counts once."""
    from django.db import connections
    chosen = options.database
    if options.owned and not chosen:
        return owned(options.owned)
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


def each(options):
    """The aliases, one after the other; the options know which is at hand."""
    for options.at in aliases(options):
        yield options.at
    options.at = None


def owned(names):
    """The aliases of the site's own databases: of each the first that names it, so that a replica's alias counts for nothing. What is not the site's own is left alone."""
    from django.db import connections
    result, seen, others = [], set(), []
    for alias in sorted(connections.settings, key=lambda a: a != "default"):
        connection = connections[alias]
        name = own_name(connection, names)
        if name is None and connection.vendor in ("postgresql", "sqlite") and connection.settings_dict.get("NAME"):
            others.append(alias)
        elif name is not None and name not in seen:
            seen.add(name)
            result.append(alias)
    if "default" in others or not result:
        what = "DATABASES['default'] is %s" % connections["default"].settings_dict["NAME"] if "default" in others else "DATABASES has none of them"
        raise Failure("load", "what the site saves before it migrates is %s, but %s: name in the component's 'saves' (in django: database_name, database_others or django_sqlite) what the settings use,"
                      " or take 'engine: django' out of 'migrations'" % (" and ".join(names), what), "default" if "default" in others else None)
    return result


def own_name(connection, names):
    """Which of the names its NAME is: of a PostgreSQL database, or the path of a SQLite file, however it is written."""
    name = str(connection.settings_dict.get("NAME") or "")
    for own in names if name else ():
        if own.startswith("/"):
            if connection.vendor == "sqlite" and os.path.realpath(name) == os.path.realpath(own):
                return own
        elif connection.vendor == "postgresql" and name == own:
            return own
    return None


def left_alone(options):
    """Aliases of databases that nobody saves."""
    from django.db import connections
    return [alias for alias in connections.settings if options.owned and not options.database and connections[alias].vendor in ("postgresql", "sqlite")
            and own_name(connections[alias], options.owned) is None]


def has_record(connection):
    from django.db.migrations.recorder import MigrationRecorder
    return MigrationRecorder(connection).has_table()
