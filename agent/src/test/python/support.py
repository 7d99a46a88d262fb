"""A Django project in a temporary folder, databases on a real PostgreSQL, and old and new code in processes of their own.

Environment: TOWLINE_TEST_PG (host:port:user of a server that trusts), TOWLINE_TEST_PG_BIN (pg_dump, psql), TOWLINE_PYTHON (the folder of towline_django), TOWLINE_JUDGE.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap
import unittest
import uuid

HOST, PORT, USER = os.environ.get("TOWLINE_TEST_PG", "127.0.0.1:54999:club").split(":")
BIN = os.environ.get("TOWLINE_TEST_PG_BIN", "/usr/lib/postgresql/15/bin")
HERE = os.path.dirname(os.path.abspath(__file__))
PACKAGE = os.environ.get("TOWLINE_PYTHON", os.path.join(HERE, "..", "..", "main", "python"))

SETTINGS = """
import os
SECRET_KEY = "x"
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "club"] + [a for a in os.environ.get("TEST_APPS", "").split(",") if a]
DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "HOST": "%s", "PORT": "%s", "USER": "%s", "NAME": os.environ["TEST_DB"]}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
exec(os.environ.get("TEST_SETTINGS", ""))
""" % (HOST, PORT, USER)
MANAGE = """
import os, sys
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_settings")
from django.core.management import execute_from_command_line
execute_from_command_line(sys.argv)
"""


def tool(name, *args, **more):
    done = subprocess.run([os.path.join(BIN, name), "-h", HOST, "-p", PORT, "-U", USER, *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True, **more)
    if done.returncode:
        raise AssertionError("%s %s: %s" % (name, " ".join(args), done.stderr))
    return done.stdout


def sql(database, statement):
    """Rows as lists of strings."""
    out = tool("psql", "-d", database, "-X", "-v", "ON_ERROR_STOP=1", "-A", "-t", "-F", "\x1f", "-c", statement)
    return [line.split("\x1f") for line in out.splitlines()]


class Code:
    """One release's code: a folder with manage.py, settings and the app `club`."""
    interpreter = sys.executable

    def __init__(self, folder, database):
        self.folder, self.database = folder, database
        os.makedirs(os.path.join(folder, "club", "migrations"))
        for name, text in (("site_settings.py", SETTINGS), ("manage.py", MANAGE), ("club/__init__.py", ""), ("club/migrations/__init__.py", "")):
            self.write(name, text)
        self.environment = {}

    @classmethod
    def at(cls, folder, like):
        """What is there already."""
        code = cls.__new__(cls)
        code.folder, code.database, code.environment = folder, like.database, dict(like.environment)
        return code

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as out:
            out.write(textwrap.dedent(text))
        return self

    def models(self, text):
        return self.write("club/models.py", "import datetime, uuid\nfrom django.db import models\nfrom django.utils import timezone\n" + textwrap.dedent(text))

    def migration(self, name, operations, after=None, head=""):
        return self.write("club/migrations/%s.py" % name, "import datetime, uuid\nfrom django.db import migrations, models\nimport django.db.models.deletion\n%s\nclass Migration(migrations.Migration):\n    dependencies = [%s]\n%s\n" % (
            textwrap.dedent(head), "(\"club\", %r)" % after if after else "", textwrap.indent(textwrap.dedent(operations), "    ")))

    def successor(self, folder):
        shutil.copytree(self.folder, folder, ignore=shutil.ignore_patterns("__pycache__"))
        code = Code.__new__(Code)
        code.folder, code.database, code.environment = folder, self.database, dict(self.environment)
        return code

    def env(self, **more):
        env = {k: v for k, v in os.environ.items() if not k.startswith("DJANGO_")}
        env.update(TEST_DB=self.database, PYTHONPATH=PACKAGE, PYTHONDONTWRITEBYTECODE="1")
        env.update(self.environment)
        env.update(more)
        return env

    def manage(self, *args, **env):
        done = subprocess.run([self.interpreter, "manage.py", *args], cwd=self.folder, env=self.env(**env), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True)
        if done.returncode:
            raise AssertionError("manage.py %s\n%s" % (" ".join(args), done.stdout[-3000:]))
        return done.stdout

    def makemigrations(self):
        self.manage("makemigrations", "club", "--noinput")
        return self

    def python(self, script, *args, **env):
        """Runs a script with Django set up; what it prints."""
        text = "import django, os, sys\nos.environ['DJANGO_SETTINGS_MODULE']='site_settings'\nsys.path.insert(0, os.getcwd())\ndjango.setup()\n" + textwrap.dedent(script)
        done = subprocess.run([self.interpreter, "-c", text, *args], cwd=self.folder, env=self.env(**env), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True)
        if done.returncode:
            raise AssertionError(done.stdout[-3000:])
        return done.stdout

    def crud(self):
        """[] or what fails when this code reads, inserts, changes and deletes in every model."""
        with open(os.path.join(HERE, "crud.py"), encoding="utf-8") as source:
            return json.loads(self.python(source.read()).splitlines()[-1])

    def popen(self, command, *args, **env):
        out = os.path.join(self.folder, "out-%s.json" % uuid.uuid4().hex)
        process = subprocess.Popen([self.interpreter, "-m", "towline_django", command, "--out", out, *args], cwd=self.folder, env=self.env(**env),
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True)
        return process, out

    def towline(self, command, *args, **env):
        process, out = self.popen(command, *args, **env)
        said = process.communicate()[0]
        if not os.path.exists(out):
            raise AssertionError(said)
        with open(out, encoding="utf-8") as source:
            result = json.load(source)
        result["exit"], result["said"], result["file"] = process.returncode, said, out
        return result


class PostgresTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="towline-django-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.databases = []
        self.database = self.create()

    def create(self, template=None):
        name = "t_" + uuid.uuid4().hex[:12]
        tool("psql", "-d", "postgres", "-X", "-q", "-c", "CREATE DATABASE %s%s" % (name, " TEMPLATE " + template if template else ""))
        self.addCleanup(lambda: tool("psql", "-d", "postgres", "-X", "-q", "-c", "DROP DATABASE IF EXISTS %s WITH (FORCE)" % name))
        return name

    def code(self, models=None, name="old"):
        code = Code(os.path.join(self.folder, name), self.database)
        if models is not None:
            code.models(models).makemigrations()
        return code

    def next(self, old, models=None, name="new"):
        new = old.successor(os.path.join(self.folder, name))
        if models is not None:
            new.models(models).makemigrations()
        return new

    def shadow(self, of=None):
        """As the orchestrator makes it: the schema, and the rows that Django's bookkeeping needs."""
        name, of = self.create(), of or self.database
        schema = tool("pg_dump", "-s", "-O", "-x", of)
        tool("psql", "-d", name, "-X", "-q", "-v", "ON_ERROR_STOP=1", input=schema)
        tables = [t for t in ("django_migrations", "django_content_type", "auth_permission") if sql(of, "SELECT to_regclass('%s')" % t) != [[""]]]
        if tables:
            rows = tool("pg_dump", "-a", "-O", "-x", *["-t" + t for t in tables], of)
            tool("psql", "-d", name, "-X", "-q", "-v", "ON_ERROR_STOP=1", input=rows)
        return name

    def plan(self, code, release="r2", *more, **env):
        result = code.towline("plan", "--release", release, "--shadow-name", self.shadow(code.database), *more, **env)
        return result

    def expand(self, code, release="r2", *more, **env):
        """plan and run; both must pass."""
        planned = self.plan(code, release, *more)
        self.assertTrue(planned["ok"], (planned["said"], planned["error"], planned["databases"].get("default", {}).get("problems")))
        ran = code.towline("run", "--release", release, "--plan", planned["file"], **env)
        self.assertTrue(ran["ok"], (ran["said"], ran["error"]))
        return planned, ran

    def contract(self, code, release="r2", *more):
        result = code.towline("contract", "--release", release, *more)
        self.assertTrue(result["ok"], (result["said"], result["error"], [d["blocked"] for d in result["databases"].values()]))
        return result

    def states(self, *codes):
        files = []
        for number, code in enumerate(codes):
            files.append(code.towline("state", "--release", "s%d" % number)["file"])
        return ["--states", *files]

    def same_as_stock(self, old, new):
        """The contracted schema is what `migrate` of Django alone makes of the old one."""
        stock = self.create()
        old.manage("migrate", TEST_DB=stock)
        new.manage("migrate", TEST_DB=stock)
        self.assertEqual(shape(stock), shape(self.database))

    def phases(self, result):
        return [(s["phase"], s["kind"], s["table"], s["column"] or s["name"]) for s in result["databases"]["default"]["statements"]]

    def waiting(self, result):
        return [(w["kind"], w["table"], w["column"]) for w in result["databases"]["default"]["waiting"]]

    def refusal(self, planned):
        self.assertFalse(planned["ok"], planned["said"])
        self.assertTrue(planned["databases"].get("default", {}).get("refusals"), (planned["error"], planned["said"]))
        return planned["databases"]["default"]["refusals"][0]


def shape(database):
    """pg_dump -s without the ledger, with the columns of a table in the order of their names."""
    text = tool("pg_dump", "-s", "-O", "-x", "-N", "towline", database)
    text = re.sub(r"(?m)^(--.*|\\(un)?restrict .*|SELECT pg_catalog.set_config.*)?\n", "", text)
    statements = []
    for statement in re.split(r";\n", text):
        statement = statement.strip()
        match = re.match(r"(?s)(CREATE TABLE [^(]*\()(.*)(\n\))$", statement)
        if match:
            statement = match.group(1) + "\n".join(sorted(line.strip().rstrip(",") for line in match.group(2).strip().splitlines())) + ")"
        if statement:
            statements.append(statement)
    return "\n".join(sorted(statements))
