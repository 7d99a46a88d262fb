"""What a project's settings want of the environment and do not find, and what may stand in its place while migrations are only read.

Beside collect.py, and as free of anything but the standard library."""
import json
import os
import re
import sys
import tempfile
import traceback

TRIED = "TOWLINE_LINT_STAND_INS"
MOST = 60  # Each is an import of the settings from the beginning.
URLS = (("DATABASE", "postgres://user:password@localhost:5432/none"), ("REDIS", "redis://localhost:6379/0"), ("CELERY|BROKER|RABBIT|AMQP", "amqp://localhost:5672//"),
        ("CACHE", "locmemcache://"), ("EMAIL", "consolemail://"), ("SEARCH", "simple://"), ("SENTRY|DSN", "https://none@localhost/1"), ("", "http://localhost/"))
KINDS = (  # What a name says of its value, the first that fits.
    (r"(^|_)(DSN|UR[LI])S?$", None),
    (r"(^|_)(DEBUG|ENABLED?|DISABLED?|USE|IS|ALLOW|SSL|TLS|SECURE)(_|$)", "False"),
    (r"(^|_)(PORT|TIMEOUT|SIZE|COUNT|NUM|SECONDS|MINUTES|HOURS|DAYS|AGE|TTL|LIMIT|MAX|MIN|WORKERS|ID)$", "1"),
    (r"(^|_)EMAIL$|(^|_)FROM(_|$)", "nobody@example.org"),
    (r"(^|_)(HOSTS?|ORIGINS?|DOMAINS?)$", "localhost"),
    (r"(^|_)(DIR|ROOT|FOLDER)$", tempfile.gettempdir()),
    (r"(^|_)(FILE|PATH)$", os.devnull),
    (r"(^|_)(JSON|CREDENTIALS)$", "{}"),
    (r"", "stand-in-for-lint-" + "0123456789" * 4))
READERS = ("decouple", "environ", "environs", "dj_database_url", "dj_email_url", "django_cache_url", "configurations", "envparse", "prettyconf", "starlette")
tried = json.loads(os.environ.get(TRIED) or "{}")  # {name: how many stand-ins}
accesses = []  # (name, whether it was missing, file, line)


def watch():
    """Every look into os.environ is noted, whoever looks: decouple, environ and the like do it as well."""
    base = type(os.environ)

    class Watched(base):
        def __getitem__(self, key):
            try:
                value = super().__getitem__(key)
            except KeyError:
                note(key, True)
                raise
            note(key, False)
            return value

    os.environ.__class__ = Watched


def note(key, missing):
    if isinstance(key, str) and (missing or key in tried):
        frame = sys._getframe(2)
        while frame is not None and frame.f_globals.get("__name__") in ("os", "collections.abc", "_collections_abc"):
            frame = frame.f_back
        reads = frame is not None and (is_the_projects(frame.f_code.co_filename) or frame.f_globals.get("__name__", "").split(".")[0] in READERS)
        while reads and frame is not None and not is_the_projects(frame.f_code.co_filename):
            frame = frame.f_back
        accesses.append((key, missing) + ((frame.f_code.co_filename, frame.f_lineno) if reads and frame is not None else (None, 0)))


def is_the_projects(file):
    return os.path.abspath(file).startswith(os.getcwd() + os.sep) and not {"site-packages", "dist-packages"}.intersection(file.split(os.sep))


def stand_ins():
    return {name: os.environ[name] for name in sorted(tried)}


def chain(failure):
    seen = []
    while failure is not None and failure not in seen:
        seen.append(failure)
        failure = failure.__cause__ or failure.__context__
    return seen


def culprit(failure):
    """The variable that the failure is about, or None: by the key, by the words of the error, or because it was read where that came from."""
    if any(isinstance(one, (ImportError, SyntaxError)) for one in chain(failure)[:1]):
        return None
    looked = [name for name, missing, _, _ in reversed(accesses) if missing] + [name for name, missing, _, _ in reversed(accesses) if not missing]
    for one in chain(failure):
        if isinstance(one, KeyError) and one.args and one.args[0] in looked:
            return one.args[0]
    for one in chain(failure):
        for name in looked:
            if re.search(r"(?<!\w)%s(?!\w)" % re.escape(name), str(one)):
                return name
    places = {(frame.filename, frame.lineno) for one in chain(failure) for frame in traceback.extract_tb(one.__traceback__)}
    return next((name for name, _, file, line in reversed(accesses) if (file, line) in places), None)


def candidates(name):
    upper, values = name.upper(), []
    for pattern, value in KINDS:
        if re.search(pattern, upper):
            values.append(value if value is not None else next(url for words, url in URLS if re.search(words, upper)))
    return list(dict.fromkeys(values + ["1", "False", "http://localhost/", "{}", "[]", "localhost", "a=b"]))


def again(failure, script):
    """Begins anew with a stand-in for what the settings lack; or returns the variable's name, or None where the failure is about none."""
    name = culprit(failure)
    if name is None:
        return None
    counts, values = dict(tried), candidates(name)
    if name in os.environ and name not in counts or counts.get(name, 0) >= len(values) or sum(counts.values()) >= MOST:
        return name
    environment = dict(os.environ)
    environment[name] = values[counts.get(name, 0)]
    counts[name] = counts.get(name, 0) + 1
    environment[TRIED] = json.dumps(counts)
    sys.stderr.flush()
    os.execve(sys.executable, [sys.executable, script] + sys.argv[1:], environment)


def told(name, words):
    stood = name in tried
    others = [other for other in tried if other != name]
    return "the settings need the environment variable %s%s (%s)%s: set it, or name a file of NAME=value lines: --env-file FILE" % (
        name, ", and no stand-in for it will do" if stood else ", which is not set" if name not in os.environ else "", words, "; stand-ins are in the place of %s" % ", ".join(others) if others else "")
