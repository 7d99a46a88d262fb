"""A database session that can neither wait nor run for ever, and that knows who is in its way."""
import hashlib
import random
import threading
import time
from contextlib import contextmanager

from . import catalog
from .errors import Failure, sqlstate
from .sqltext import without_literals

LOCK_NOT_AVAILABLE, DEADLOCK = "55P03", "40P01"
POLL = 0.5
# The longest limits of a migration's own, in milliseconds; docs/reference/limits.md.
LONGEST_LOCK_WAIT, LONGEST_STATEMENT = 60_000, 30 * 60_000


def lock_key(connection):
    """One bigint a database; the lock itself is per database already."""
    digest = hashlib.sha256(("towline migrations " + str(connection.settings_dict["NAME"])).encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


class Blockers(threading.Thread):
    """Samples, on a connection of its own, who blocks the session with this pid."""

    def __init__(self, second, pid):
        super().__init__(daemon=True)
        self.second, self.pid = second, pid
        self.ended = threading.Event()
        self.last = []

    def run(self):
        try:
            while not self.ended.wait(0.1):
                found = catalog.rows(self.second, "SELECT a.pid, a.usename, a.application_name, a.state, extract(epoch FROM clock_timestamp() - a.xact_start)::float8, a.query"
                                     " FROM unnest(pg_blocking_pids(%s)) b(pid) JOIN pg_stat_activity a ON a.pid = b.pid", [self.pid])
                if found:
                    self.last = [{"pid": pid, "user": user, "application": application, "state": state,
                                  "seconds": round(seconds or 0, 1), "query": without_literals(query or "")}
                                 for pid, user, application, state, seconds, query in found]
        except Exception:  # It only explains; the statement's own error counts.
            pass
        finally:
            self.second.close()

    def end(self):
        self.ended.set()
        self.join(5)
        return self.last


class Session:
    """Timeouts verified, the advisory lock held, retries bounded."""

    def __init__(self, connection, options, say):
        self.connection, self.options, self.say = connection, options, say
        self.retries = 0

    def open(self, lock=True):
        self.connection.ensure_connection()
        self.budgets(self.options.lock_timeout, self.options.statement_timeout)
        if lock:
            self.acquire()

    def budgets(self, lock_ms, statement_ms):
        self.limits = {"lock_timeout": (lock_ms, max(lock_ms, LONGEST_LOCK_WAIT)), "statement_timeout": (statement_ms, max(statement_ms, LONGEST_STATEMENT))}
        with self.connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = %d" % lock_ms)
            cursor.execute("SET statement_timeout = %d" % statement_ms)
            if self.connection.pg_version >= 170000:
                # What the site allows a request is no measure for a migration, whose statements have budgets of their own.
                cursor.execute("SET transaction_timeout = 0")
        self.verify()

    def limited(self):
        """Before each statement of a migration: it may have set limits of its own, but not none, and not one that protects nobody."""
        found = catalog.rows(self.connection, "SELECT name, setting::bigint FROM pg_catalog.pg_settings WHERE name IN ('lock_timeout','statement_timeout')")
        for name, value in found:
            ours, longest = self.limits[name]
            if not 1 <= value <= longest:
                with self.connection.cursor() as cursor:
                    cursor.execute("SET %s = %d" % (name, ours))

    def verify(self):
        found = dict(catalog.rows(self.connection, "SELECT name, setting::bigint FROM pg_settings WHERE name IN ('lock_timeout','statement_timeout')"))
        for name in ("lock_timeout", "statement_timeout"):
            if not found.get(name):
                raise Failure("database", "%s is %s on this session although it was set: nothing runs without it (a pooler in between?)"
                              % (name, found.get(name)), self.connection.alias)

    def acquire(self):
        """Polls: a waiter that blocks would deadlock with CREATE INDEX CONCURRENTLY."""
        key, until, told = lock_key(self.connection), time.monotonic() + self.options.wait, False
        while not catalog.one(self.connection, "SELECT pg_try_advisory_lock(%s)", [key])[0]:
            holder = catalog.one(self.connection, "SELECT l.pid, a.usename, a.application_name FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid"
                                 " WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 AND ((l.classid::bigint << 32) | l.objid::bigint) = %s", [key])
            if not told:
                self.say("another agent migrates this database%s; waiting for it" % (" (pid %s)" % holder[0] if holder else ""))
                told = True
            if time.monotonic() > until:
                raise Failure("locked-out", "another agent has held the migration lock for %d s%s" % (self.options.wait, " (pid %s)" % holder[0] if holder else ""),
                              self.connection.alias)
            time.sleep(POLL * (0.5 + random.random()))

    def still_locked(self):
        """RunPython may have closed the connection, and the lock with it."""
        key = lock_key(self.connection)
        held = catalog.one(self.connection, "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND granted"
                           " AND ((classid::bigint << 32) | objid::bigint) = %s", [key])
        if not held:
            self.acquire()
        self.budgets(self.options.lock_timeout, self.options.statement_timeout)

    def release(self):
        try:
            catalog.one(self.connection, "SELECT pg_advisory_unlock_all()")
        except Exception:  # The session's end releases it as well.
            pass

    @contextmanager
    def unhurried(self):
        """For what stops no writer: concurrent index builds and VALIDATE."""
        self.budgets(self.options.index_timeout, self.options.index_timeout)
        try:
            yield
        finally:
            if self.connection.connection is not None and not self.connection.in_atomic_block:
                self.budgets(self.options.lock_timeout, self.options.statement_timeout)

    def retrying(self, what, action):
        """Runs `action`, again after a lock timeout, with growing jittered pauses; outside of any transaction."""
        pause = 0.2
        for attempt in range(1, self.options.attempts + 1):
            watch = self.watch()
            try:
                return action()
            except Exception as e:
                blockers = watch.end()
                if sqlstate(e) not in (LOCK_NOT_AVAILABLE, DEADLOCK):
                    raise
                self.retries += 1
                named = "; ".join("pid %(pid)s, %(user)s, %(state)s for %(seconds)s s: %(query)s" % b for b in blockers) or "who held it was gone already"
                if attempt == self.options.attempts:
                    raise Failure("lock-timeout", "%s: no lock within %d ms in %d attempts; in the way: %s"
                                  % (what, self.options.lock_timeout, attempt, named), self.connection.alias, blockers=blockers) from e
                self.say("%s: no lock within %d ms (attempt %d of %d); in the way: %s" % (what, self.options.lock_timeout, attempt, self.options.attempts, named))
                time.sleep(pause * (0.5 + random.random()))
                pause = min(pause * 2, 10)
            finally:
                watch.end()

    def watch(self):
        from django.db import connections
        second = connections.create_connection(self.connection.alias)
        second.settings_dict = dict(self.connection.settings_dict)
        second.inc_thread_sharing()
        watch = Blockers(second, catalog.one(self.connection, "SELECT pg_backend_pid()")[0])
        watch.start()
        return watch
