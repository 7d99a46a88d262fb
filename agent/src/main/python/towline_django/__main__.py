"""python -m towline_django COMMAND --out FILE.json; see README.md."""
import argparse
import datetime
import os
import re
import sys
import time

OLDEST = (3, 8)
if sys.version_info < OLDEST:  # Before anything is imported or parsed that it does not know.
    import json
    WHY = "Python %d.%d is too old: %d.%d is the first that 'engine: django' works with; name a newer one in the component's 'python', or take 'engine: django' out of 'migrations'" % (tuple(sys.version_info[:2]) + OLDEST)
    if "--out" in sys.argv[:-1]:
        with open(sys.argv[sys.argv.index("--out") + 1], "w") as ANSWER:
            json.dump({"command": sys.argv[1], "ok": False, "release": None, "error": {"code": "load", "message": WHY, "database": None}, "databases": {}}, ANSWER)
    print("load: " + WHY)
    sys.exit(2)

from . import output
from .errors import Failure, database_message, sqlstate

UNITS = {"ms": 1, "s": 1000, "min": 60_000, "h": 3_600_000}


def duration(text):
    """Milliseconds, never zero: PostgreSQL's zero means for ever."""
    match = re.fullmatch(r"(\d+)(ms|s|min|h)", text)
    if not match or int(match.group(1)) == 0:
        raise argparse.ArgumentTypeError("%r is no duration: write 500ms, 2s, 30min; zero would wait for ever" % text)
    return int(match.group(1)) * UNITS[match.group(2)]


def seconds(text):
    return duration(text) / 1000


def parser():
    top = argparse.ArgumentParser(prog="python -m towline_django", description="Django migrations that running code survives")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, summary in (("plan", "run what is pending on a shadow database and judge it"), ("run", "run the expand phase"),
                          ("contract", "run what waits"), ("state", "what this release's models know"),
                          ("check", "states of releases against a catalog"), ("status", "what waits, bridges, what it costs"),
                          ("doctor", "where ledger, record, models and catalog do not agree"), ("settle", "the last process of the previous release has ended")):
        command = commands.add_parser(name, help=summary, description=summary)
        command.add_argument("--out", required=True, metavar="FILE")
        command.add_argument("--database", action="append", metavar="ALIAS")
        command.add_argument("--owned", action="append", default=[], metavar="DATABASE")
        command.add_argument("--settings")
        command.add_argument("--release", required=name in ("plan", "run", "contract", "settle"))
        command.add_argument("--lock-timeout", type=duration, default=2000, metavar="2s")
        command.add_argument("--statement-timeout", type=duration, default=30_000, metavar="30s")
        command.add_argument("--index-timeout", type=duration, default=30 * 60_000, metavar="30min")
        command.add_argument("--attempts", type=int, default=10)
        command.add_argument("--wait", type=seconds, default=600, metavar="10min")
        if name in ("plan", "contract", "check"):
            command.add_argument("--states", nargs="+", default=[], action="extend", metavar="FILE")
        if name in ("plan", "contract"):
            command.add_argument("--traffic-age", type=duration, default=600_000, metavar="10min")
        if name in ("plan", "check"):
            command.add_argument("--shadow-name", action="append", default=[], metavar="DB")
            command.add_argument("--shadow", nargs=2, action="append", default=[], metavar=("DATABASE", "DB"))
        if name in ("plan", "run"):
            command.add_argument("--maintenance", action="store_true")
        if name in ("plan", "run", "status", "doctor"):
            command.add_argument("--accept-edited", action="append", default=[], metavar="APP.MIGRATION")
        if name in ("plan", "run"):
            command.add_argument("--unique-now", action="append", default=[], metavar="APP.MIGRATION")
            command.add_argument("--override", nargs=3, action="append", default=[], metavar=("RULE", "MIGRATION", "SHA256"))
        if name in ("plan", "run", "contract", "settle"):
            command.add_argument("--repeatable", action="append", default=[], metavar="APP.MIGRATION")
            command.add_argument("--unguarded", action="append", default=[], metavar="APP.MIGRATION")
        if name == "run":
            command.add_argument("--plan", required=True, metavar="FILE")
        if name == "contract":
            command.add_argument("--only-before", metavar="RELEASE")
            command.add_argument("--dry-run", action="store_true")
    return top


def say(text):
    print(text, flush=True)


def main(argv=None):
    options = parser().parse_args(argv)
    options.at = None
    started, clock = datetime.datetime.now(datetime.timezone.utc), time.perf_counter()
    result = {"command": options.command, "ok": False, "release": options.release, "django": None, "python": sys.version.split()[0],
              "startedAt": started.isoformat(timespec="seconds"), "seconds": 0.0, "error": None, "databases": {}}
    code = 1
    try:
        code = attempt(options, result)
    except Failure as e:
        result["error"] = e.as_json()
        code = 2 if e.code == "load" else 1
    except KeyboardInterrupt:
        result["error"] = Failure("failed", "interrupted").as_json()
    except Exception as e:
        result["error"] = unexpected(e)
    result["seconds"] = round(time.perf_counter() - clock, 3)
    if result["error"]:
        result["ok"] = False
        result["error"]["database"] = result["error"]["database"] or options.at
        say("%s: %s" % (result["error"]["code"], result["error"]["message"]))
    output.write(options.out, result)
    return code


def attempt(options, result):
    from . import project
    project.load(options.settings, first=project.FIRST_READ if options.command == "state" else project.FIRST)
    import django
    result["django"] = django.get_version()
    from . import commands
    return commands.COMMANDS[options.command](options, result, say)


def unexpected(error):
    """An error of Django, the project or the server; a server's message without the rows that it quotes."""
    from .project import place
    state = sqlstate(error)
    text = database_message(error) if state else "%s: %s" % (type(error).__name__, database_message(error))
    if os.environ.get("TOWLINE_TRACE"):
        import traceback
        traceback.print_exception(type(error), error, error.__traceback__)
    return Failure("database" if state or passes(error) else "failed", text + ("" if state else place(error))).as_json()


def passes(error):
    """A server that is away, or what SQLite says of its file and not of a statement: it passes, or a person mends it on the host."""
    if type(error).__name__ not in ("OperationalError", "InterfaceError"):
        return False
    lite = "sqlite3" in (type(error).__module__, type(error.__cause__).__module__)
    return not lite or any(words in str(error) for words in ("is locked", "unable to open", "disk I/O error", "is full", "readonly database"))


if __name__ == "__main__":
    sys.exit(main())
