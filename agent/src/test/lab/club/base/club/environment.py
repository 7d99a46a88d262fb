"""Reads the settings that a host gives through the environment."""

import os
from urllib.parse import parse_qsl, unquote, urlsplit


def databases(url):
    """DATABASES, with a second one beside the first where JOBS_NAME names it: on the same server, or a SQLite file by its path."""
    result = {"default": database(os.environ.get("DATABASE_URL", url))}
    jobs = os.environ.get("JOBS_NAME", "")
    if jobs.startswith("/"):
        result["jobs"] = database(f"sqlite:///{jobs}")
    elif jobs:
        result["jobs"] = dict(result["default"], NAME=jobs)
    return result


def database(url):
    """A DATABASES entry from postgres://user:password@host:port/name?host=/run/postgresql or sqlite:///file."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": parts.path[1:] or ":memory:",
            # Who reads and then writes does not find another writer in between.
            "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE"},
        }
    if parts.scheme not in ("postgres", "postgresql"):
        raise ValueError(f"DATABASE_URL: unknown scheme {parts.scheme!r}")
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path[1:],
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": query,
    }


def words(value):
    return [word.strip() for word in value.split(",") if word.strip()]
