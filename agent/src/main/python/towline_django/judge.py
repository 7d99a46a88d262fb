"""The classifier: a child process that answers JSON lines, one per request, in order. It is started once per command."""
import json
import os
import subprocess

from .errors import Failure

ENVIRONMENT = "TOWLINE_JUDGE"


class Piece:
    """One primitive statement and the verdict on it."""

    __slots__ = ("sql", "kind", "cls", "phase", "severity", "schema", "table", "column", "name", "refers",
                 "concurrently", "digest", "rule", "why", "remedy", "block")

    def __init__(self, answer):
        self.sql = answer["sql"]
        self.kind = answer["kind"]
        self.cls = answer.get("class") or "opaque"
        self.phase = answer.get("phase") or "refuse"
        self.severity = answer.get("severity") or "none"
        self.schema = answer.get("schema")
        self.table = answer.get("table")
        self.column = answer.get("column")
        self.name = answer.get("name")
        self.refers = answer.get("refers")
        self.concurrently = bool(answer.get("concurrently"))
        self.digest = answer.get("digest") or ""
        self.rule = answer.get("rule")
        self.why = answer.get("why")
        self.remedy = answer.get("remedy")
        self.block = [Piece(inside) for inside in answer.get("block") or ()]


class Judge:
    """A context manager; the child lives as long."""

    def __init__(self, argv=None):
        self.argv = argv
        self.child = None
        self.number = 0

    def __enter__(self):
        if self.argv is None:
            try:
                self.argv = json.loads(os.environ[ENVIRONMENT])
            except KeyError:
                raise Failure("judge", "%s is not set: it holds the classifier's argv as a JSON array" % ENVIRONMENT)
            except ValueError:
                raise Failure("judge", "%s is not a JSON array" % ENVIRONMENT)
        return self

    def start(self):
        environment = {name: value for name, value in os.environ.items()
                       if name in ("PATH", "HOME", "LANG", "JAVA_HOME", "TMPDIR") or name.startswith("LC_")}
        try:
            self.child = subprocess.Popen(self.argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8",
                                          env=environment, start_new_session=False)
        except OSError as e:
            raise Failure("judge", "the classifier does not start: %s" % e.strerror)

    def __exit__(self, *ignored):
        if self.child is not None:
            self.child.stdin.close()
            try:
                self.child.wait(10)
            except subprocess.TimeoutExpired:
                self.child.kill()
                self.child.wait()
            self.child.stdout.close()
        return False

    def pieces(self, sql, engine="postgresql", major=15, new=(), sizes=None, source="schema"):
        """The primitives of a statement; what cannot be parsed is one piece of kind opaque."""
        if self.child is None:
            self.start()
        self.number += 1
        request = {"id": self.number, "sql": sql, "engine": engine, "pg": major, "new": sorted(new),
                   "sizes": sizes or {}, "source": source}
        try:
            self.child.stdin.write(json.dumps(request) + "\n")
            self.child.stdin.flush()
            line = self.child.stdout.readline()
        except OSError:
            line = ""
        if not line:
            raise Failure("judge", "the classifier ended before it answered (exit %s)" % self.child.poll())
        try:
            answer = json.loads(line)
        except ValueError:
            raise Failure("judge", "the classifier answered something that is not JSON")
        if answer.get("id") != self.number:
            raise Failure("judge", "the classifier answered another request")
        error = answer.get("error")
        if error and not answer.get("pieces"):
            return [Piece({"sql": sql, "kind": "opaque", "class": "opaque", "phase": "refuse", "severity": "block", "rule": "opaque",
                           "why": "it could not be parsed: %s" % (error.get("message") if isinstance(error, dict) else error),
                           "remedy": "write it as statements that can be read, or let it out as a maintenance release"})]
        return [Piece(piece) for piece in answer["pieces"]]
