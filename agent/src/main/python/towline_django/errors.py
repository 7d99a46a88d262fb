"""Failures that carry a category, so that the agent can say what to do next."""


class Failure(Exception):
    """Stops a command; `code` is one of those in README.md."""

    def __init__(self, code, message, database=None, migration=None, refusal=None, blockers=None):
        super().__init__(message)
        self.code = code
        self.message = message
        self.database = database
        self.migration = migration
        self.refusal = refusal
        self.blockers = blockers or []

    def as_json(self):
        return {"code": self.code, "message": one_line(self.message), "refusal": self.refusal,
                "blockers": self.blockers, "database": self.database, "migration": self.migration}


class Refused(Failure):
    """A statement that may not run; it was not sent."""

    def __init__(self, refusal, code="refused"):
        super().__init__(code, "%s: %s. %s" % (refusal["migration"], refusal["why"], refusal["remedy"]),
                         migration=refusal["migration"], refusal=refusal)


def one_line(text):
    return " ".join(str(text).split())


def database_message(error):
    """What the server said, without DETAIL and HINT: they quote rows."""
    lines = str(error).splitlines()
    kept = []
    for line in lines:
        if line.startswith(("DETAIL:", "CONTEXT:", "HINT:", "LINE ")):
            break
        kept.append(line)
    return one_line(" ".join(kept)) or type(error).__name__


def sqlstate(error):
    """The five characters of a server's error, through Django's and psycopg's wrappings."""
    seen = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        state = getattr(error, "sqlstate", None) or getattr(error, "pgcode", None)
        if state:
            return state
        error = error.__cause__ or error.__context__
    return None
