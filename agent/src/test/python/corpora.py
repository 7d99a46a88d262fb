"""Upgrades of real projects from PyPI, judged: plan, expand, what old and new code send, contract.

    python corpora.py [--engine postgresql|sqlite] [--steps] [--venvs FOLDER] [--markdown FILE] [NAME…]
    python corpora.py --git REPOSITORY --from COMMIT --to COMMIT --settings MODULE --probe APP,APP --python INTERPRETER [--set VARIABLE=VALUE…]

Each history goes from its oldest to its newest version in one release; with --steps also by the version between, in two. What the judge refuses goes out twice: by the overrides and permits that the refusals print, and in maintenance.
The second form takes a project's own repository, both commits in one environment that you have made; its settings are used as they are, but for the database.
Every end is held against what Django's own `migrate` makes of the same rows. Exit 0: each history went out, and no statement failed that did not fail with stock Django.

Environment: as for support.py. FOLDER (default ~/.cache/towline/corpora) keeps one virtual environment for each era of versions; pip fills it once, from the index. The interpreters are python3.9 and python3.11 or newer,
from the path or pyenv; where there is no older one, the one that runs this is taken.
"""
import argparse
import glob
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time

import support
import test_sqlite
from support import Code, HERE, PostgresTest, shape

STOCK = ["django.contrib.%s" % name for name in ("contenttypes", "auth", "sessions", "messages", "sites", "admin")]


class Era:
    """One virtual environment with the versions of one time."""

    def __init__(self, name, python, requirements):
        self.name, self.python, self.requirements = name, python, requirements

    def interpreter(self, folder):
        key = hashlib.sha256(" ".join([self.python, *self.requirements]).encode()).hexdigest()[:12]
        home = os.path.join(folder, "%s-%s" % (self.name, key))
        python = os.path.join(home, "bin", "python")
        if not os.path.exists(os.path.join(home, "ready")):
            shutil.rmtree(home, ignore_errors=True)
            subprocess.run([found(self.python), "-m", "venv", home], check=True)
            subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *self.requirements], check=True)
            open(os.path.join(home, "ready"), "w").close()
        return python


def found(name):
    """An interpreter of that version, or else this one."""
    pyenv = glob.glob(os.path.expanduser("~/.pyenv/versions/%s.*/bin/python" % name.replace("python", "")))
    here = shutil.which(name) if not pyenv else None
    return pyenv[0] if pyenv else here or sys.executable


OLD = Era("old", "python3.9", ["Django~=3.2.0", "psycopg2-binary", "setuptools<70", "django-oauth-toolkit==1.5.0", "django-allauth==0.44.0", "django-celery-beat==2.2.0", "django-celery-results==2.0.1",
                               "django-axes==5.13.1", "django-otp==1.0.2", "django-guardian==2.3.0", "django-taggit==1.3.0", "django-reversion==3.0.9", "easy-thumbnails==2.7.1", "django-filer==2.0.2",
                               "djangorestframework==3.12.4", "django-waffle==2.0.0"])
MID = Era("mid", "python3.11", ["Django~=4.2.0", "psycopg[binary]", "setuptools<70", "django-oauth-toolkit==2.3.0", "django-allauth[socialaccount]==0.61.1", "django-celery-beat==2.5.0", "django-celery-results==2.5.1",
                                "django-axes==6.1.1", "django-otp==1.2.4", "django-guardian==2.4.0", "django-taggit==4.0.0", "django-reversion==5.0.6", "easy-thumbnails==2.8.5", "django-filer==3.0.6",
                                "djangorestframework==3.14.0", "django-waffle==4.0.0"])
NEW = Era("new", "python3.12", ["Django~=5.2.0", "psycopg[binary]", "setuptools", "django-oauth-toolkit", "django-allauth[socialaccount]", "django-celery-beat", "django-celery-results", "django-axes", "django-otp",
                                "django-guardian", "django-taggit", "django-reversion", "easy-thumbnails", "django-filer", "djangorestframework", "django-waffle"])
WAGTAIL = [Era("wagtail-old", "python3.9", ["Django~=3.2.0", "psycopg2-binary", "setuptools<70", "wagtail==2.13.5"]), Era("wagtail-mid", "python3.11", ["Django~=4.2.0", "psycopg[binary]", "wagtail==5.2.7"]),
           Era("wagtail-new", "python3.12", ["Django~=5.2.0", "psycopg[binary]", "wagtail"])]
ORDINARY = [OLD, MID, NEW]


class History:
    """`probed`: labels of the applications whose models are asked; `settings`: of every version, `at`: {number of the era: more of them}."""

    def __init__(self, package, apps, probed, settings="", at=(), eras=ORDINARY):
        self.package, self.apps, self.probed, self.settings, self.at, self.eras = package, apps, probed, settings, dict(at), eras


PARTS = ["wagtail.contrib.forms", "wagtail.contrib.redirects", "wagtail.embeds", "wagtail.sites", "wagtail.users", "wagtail.snippets", "wagtail.documents", "wagtail.images", "wagtail.search", "wagtail.admin"]
HISTORIES = {
    "django": History("Django", STOCK + ["django.contrib.flatpages", "django.contrib.redirects"], "auth,admin,sessions,sites,contenttypes,flatpages,redirects"),
    "oauth-toolkit": History("django-oauth-toolkit", STOCK + ["oauth2_provider"], "oauth2_provider,auth"),
    "allauth": History("django-allauth", STOCK + ["allauth", "allauth.account", "allauth.socialaccount"], "account,socialaccount,auth,sites",
                       at={n: "MIDDLEWARE += ['allauth.account.middleware.AccountMiddleware']\n" for n in (1, 2)}),
    "celery-beat": History("django-celery-beat", STOCK + ["django_celery_beat"], "django_celery_beat"),
    "celery-results": History("django-celery-results", STOCK + ["django_celery_results"], "django_celery_results"),
    "axes": History("django-axes", STOCK + ["axes"], "axes", "AUTHENTICATION_BACKENDS = ['axes.backends.AxesBackend', 'django.contrib.auth.backends.ModelBackend']\n"),
    "otp": History("django-otp", STOCK + ["django_otp", "django_otp.plugins.otp_totp", "django_otp.plugins.otp_hotp", "django_otp.plugins.otp_static", "django_otp.plugins.otp_email"], "otp_totp,otp_hotp,otp_static,otp_email"),
    "guardian": History("django-guardian", STOCK + ["guardian"], "guardian,auth"),
    "taggit": History("django-taggit", STOCK + ["taggit"], "taggit"),
    "reversion": History("django-reversion", STOCK + ["reversion"], "reversion"),
    "easy-thumbnails": History("easy-thumbnails", STOCK + ["easy_thumbnails"], "easy_thumbnails"),
    "filer": History("django-filer", STOCK + ["easy_thumbnails", "filer"] , "filer,easy_thumbnails"),
    "authtoken": History("djangorestframework", STOCK + ["rest_framework", "rest_framework.authtoken"], "authtoken"),
    "waffle": History("django-waffle", STOCK + ["waffle"], "waffle"),
    "wagtail": History("wagtail", STOCK + ["taggit", *PARTS], "wagtailcore,wagtailimages,wagtaildocs,wagtailsearch,wagtailusers,wagtailredirects,wagtailembeds,wagtailforms,taggit", "WAGTAIL_SITE_NAME = 'x'\nWAGTAILADMIN_BASE_URL = 'http://x'\n",
                       at={0: "INSTALLED_APPS += ['wagtail.core']\n", 1: "INSTALLED_APPS += ['wagtail']\n", 2: "INSTALLED_APPS += ['wagtail']\n"}, eras=WAGTAIL),
}
SETTINGS = """
import os
SECRET_KEY = "x" * 60
INSTALLED_APPS = %r
DATABASES = {"default": %s}
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
USE_TZ = True
SITE_ID = 1
ROOT_URLCONF = "urls"
STATIC_URL = "/static/"
MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware", "django.contrib.auth.middleware.AuthenticationMiddleware", "django.contrib.messages.middleware.MessageMiddleware"]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "OPTIONS": {"context_processors": ["django.template.context_processors.request",
             "django.contrib.auth.context_processors.auth", "django.contrib.messages.context_processors.messages"]}}]
"""
SERVER = """{"ENGINE": "django.db.backends.postgresql", "HOST": %r, "PORT": %r, "USER": %r, "NAME": os.environ["TEST_DB"]}""" % (support.HOST, support.PORT, support.USER)
FILE = """{"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["TEST_DB"]}"""


class Version(Code):
    """One version of a history's project, in the environment of its era."""

    def __init__(self, case, history, number, engine, venvs):
        self.folder, self.database, self.environment = os.path.join(case.folder, str(number)), case.database, {}
        self.interpreter, self.probed, self.number = history.eras[number].interpreter(venvs), history.probed, number
        os.makedirs(self.folder)
        self.write("manage.py", support.MANAGE).write("urls.py", "urlpatterns = []\n")
        self.write("site_settings.py", SETTINGS % (history.apps, SERVER if engine == "postgresql" else FILE) + history.settings + history.at.get(number, ""))
        self.version = subprocess.run([self.interpreter, "-c", "from importlib.metadata import version as v; print(v(%r))" % history.package], check=True, stdout=subprocess.PIPE, universal_newlines=True).stdout.strip()

    def on(self, database):
        self.database = database
        return self

    def migrate(self):
        self.manage("migrate", "--noinput", "--skip-checks")

    def probe(self):
        with open(os.path.join(HERE, "probe.py"), encoding="utf-8") as source:
            return json.loads(self.python(source.read(), self.probed).splitlines()[-1])


class Checkout(Version):
    """One commit of a project's repository, with its own settings but for the database."""

    def __init__(self, case, options, commit, engine):
        self.folder, self.database, self.environment = os.path.join(case.folder, commit), case.database, dict(pair.split("=", 1) for pair in options.set)
        self.interpreter, self.probed, self.version = options.python, options.probe, commit[:10]
        os.makedirs(self.folder)
        files = subprocess.run(["git", "-C", options.git, "archive", commit, "--", "*.py"], check=True, stdout=subprocess.PIPE).stdout
        subprocess.run(["tar", "-x", "-C", self.folder], check=True, input=files)
        self.write("manage.py", support.MANAGE)
        self.write("site_settings.py", "import os\nfrom %s import *\nDATABASES = {'default': %s}\n" % (options.settings, SERVER if engine == "postgresql" else FILE))


class OnPostgres(PostgresTest):
    engine = "postgresql"
    shape = staticmethod(shape)

    def copy(self, database):
        return self.create(database)

    def words(self, code):
        return ["--shadow-name", self.shadow(code.database)]

    def shadow(self, of=None):
        name, of = self.create(), of or self.database
        support.tool("psql", "-d", name, "-X", "-q", "-v", "ON_ERROR_STOP=1", input=support.tool("pg_dump", "-s", "-O", "-x", of))
        tables = [t for t in ("django_migrations", "django_content_type", "auth_permission") if support.sql(of, "SELECT to_regclass('%s')" % t) != [[""]]]
        support.tool("psql", "-d", name, "-X", "-q", "-v", "ON_ERROR_STOP=1", input=support.tool("pg_dump", "-a", "-O", "-x", *["-t" + t for t in tables], of))
        return name


class OnSqlite(test_sqlite.SqliteTest):
    engine = "sqlite"
    shape = staticmethod(test_sqlite.shape)

    def copy(self, database):
        name = os.path.join(self.folder, "copy-%d.sqlite3" % len(os.listdir(self.folder)))
        shutil.copy(database, name)
        return name

    def words(self, code):
        return []


class Walk:
    """One upgrade from one version to another, on a database that the older one has written to."""

    def __init__(self, case, old, new, filled):
        self.case, self.old, self.new, self.filled = case, old, new, filled
        self.refused, self.faults, self.notes = [], [], []
        self.migrations, self.ways = 0, []

    def fault(self, text):
        self.faults.append(" ".join(str(text).split())[:600])

    def go(self):
        """Walks; where the judge refuses, both ways out."""
        self.stock = self.case.copy(self.filled)
        self.before = self.old.on(self.stock).probe()       # What does not work with the old schema is not the upgrade's.
        self.stock = self.case.copy(self.filled)
        self.new.on(self.stock).migrate()
        self.shape = self.case.shape(self.stock)
        self.wrong = self.new.probe()
        self.states = ["--states", self.old.on(self.filled).towline("state", "--release", "old")["file"]]
        planned = self.plan(self.case.copy(self.filled))
        if planned["error"]:
            return self.fault("plan: %s" % planned["error"]["message"])
        self.migrations = len(planned["databases"]["default"]["migrations"])
        if planned["ok"]:
            self.ways = ["as it is"]
            return self.out(planned, [], True)
        self.ways = []
        self.by_the_words(planned)
        self.in_maintenance()

    def plan(self, database, *words):
        self.new.on(database)
        return self.new.towline("plan", "--release", "new", *self.case.words(self.new), *(() if "--maintenance" in words else self.states), *words)

    def ran(self, planned, words):
        """run; a data migration that the guard stops goes out by the permit that it prints."""
        for _ in range(20):
            ran = self.new.towline("run", "--release", "new", "--plan", planned["file"], *words)
            permit = ((ran["error"] or {}).get("refusal") or {}).get("permit")
            if not permit:
                return ran
            self.refused.append("%s %s" % (permit["migration"], ran["error"]["refusal"]["rule"]))
            self.ways.append("permit %s" % permit["allow"])
            words += ["--" + permit["allow"], permit["migration"]]
        return ran

    def out(self, planned, words, asked):
        """Expand, the probes, contract; `asked`: nothing was let pass, so that old code has to go on."""
        ran = self.ran(planned, words)
        if not ran["ok"]:
            return self.fault("run: %s" % ran["error"]["message"])
        if asked:
            for code, known, who in ((self.old, self.before, "old"), (self.new, self.wrong, "new"), (self.old, self.before, "old, back")):
                self.probed(code.on(self.new.database), known, who + " code, expanded")
        done = self.new.towline("contract", "--release", "new")
        permits = sorted({name for one in done["databases"].values() for b in one["blocked"] for name in re.findall(r"migration: ([\w.]+), allow: \[repeatable\]", b["remedy"] or "")})
        if permits:   # Rows that old code has written since the data migration.
            self.ways.append("permit repeatable")
            self.refused += ["%s NOT NULL, at the contract" % name for name in permits]
            done = self.new.towline("contract", "--release", "new", *[word for name in permits for word in ("--repeatable", name)])
        if not done["ok"]:
            return self.fault("contract: %s" % (done["error"] or [b for d in done["databases"].values() for b in d["blocked"]]))
        self.ended()

    def ended(self):
        self.probed(self.new, self.wrong, "new code, at the end")
        now = self.case.shape(self.new.database)
        if now != self.shape:
            self.fault("the schema is not stock Django's: %s" % differences(self.shape, now))

    def probed(self, code, known, who):
        for what, why in code.probe().items():
            if what not in known:
                self.fault("%s: %s: %s" % (who, what, why))

    def by_the_words(self, planned):
        words = []
        for _ in range(12):
            if planned["error"]:
                return self.fault("plan with what was printed: %s" % planned["error"]["message"])
            one = planned["databases"]["default"]
            if planned["ok"]:
                self.ways.append("overrides")
                return self.out(planned, words, False)
            more = []
            for refusal in one["refusals"] + one["problems"]:
                self.refused.append("%s %s" % (refusal["migration"], refusal["rule"]))
                word = refusal["override"] and ["--override", *[refusal["override"][key] for key in ("rule", "migration", "sha256")]]
                if word is None:
                    self.notes.append("no override of %s for %s" % (refusal["rule"], refusal["migration"]))
                elif word not in [words[i:i + 4] for i in range(0, len(words), 4)] + [more[i:i + 4] for i in range(0, len(more), 4)]:
                    more += word
            if not more:
                return
            words += more
            planned = self.plan(self.case.copy(self.filled), *words)
        self.fault("refused for ever")

    def in_maintenance(self):
        planned = self.plan(self.case.copy(self.filled), "--maintenance")
        if not planned["ok"]:
            return self.fault("maintenance: %s" % (planned["error"] or planned["databases"]["default"]["refusals"]))
        self.ways.append("maintenance")
        ran = self.new.towline("run", "--release", "new", "--plan", planned["file"], "--maintenance")
        if not ran["ok"]:
            return self.fault("maintenance, run: %s" % ran["error"]["message"])
        self.ended()


def differences(stock, ours):
    if isinstance(stock, dict):
        return {table: (stock.get(table), ours.get(table)) for table in set(stock) | set(ours) if stock.get(table) != ours.get(table)}
    mine, theirs = set(ours.split("\n")), set(stock.split("\n"))
    return {"only stock": sorted(theirs - mine)[:6], "only ours": sorted(mine - theirs)[:6]}


def judged(name, engine, versions, steps):
    """[(versions, Walk)] of one history: at once, and with `steps` by the version between; `versions(case, number)` makes one's code."""
    result = []
    case = (OnPostgres if engine == "postgresql" else OnSqlite)()
    case.setUp()
    try:
        oldest, newest = versions(case, 0), versions(case, 2)
        oldest.migrate()
        oldest.probe()
        first = case.database
        walks = [(oldest, newest, first)]
        if steps:
            between, middle = versions(case, 1), case.copy(first)
            between.on(middle).migrate()
            between.probe()
            walks += [(oldest, between, first), (between, newest, middle)]
        for old, new, filled in walks:
            walk = Walk(case, old, new, filled)
            started = time.time()
            try:
                walk.go()
            except AssertionError as e:
                walk.fault("stock Django, or the probe: %s" % str(e)[-400:])
            walk.seconds = time.time() - started
            result.append(("%s → %s" % (old.version, new.version), walk))
            told(name, engine, *result[-1])
    finally:
        case.doCleanups()
    return result


def told(name, engine, versions, walk):
    print("%-16s %-10s %-22s %3d migrations  %s  refused: %s  (%.0f s)" % (name, engine, versions, walk.migrations, ", ".join(dict.fromkeys(walk.ways)) or "-",
                                                                          "; ".join(dict.fromkeys(walk.refused)) or "nothing", walk.seconds), flush=True)
    for line in walk.notes:
        print("    note   " + line, flush=True)
    for line in walk.faults:
        print("    FAULT  " + line, flush=True)


def row(name, engine, versions, walk):
    return "| %s | %s | %s | %d | %s | %s | %s |" % (name, engine, versions, walk.migrations, "<br>".join("`%s`" % one for one in dict.fromkeys(walk.refused)) or "nothing",
                                                   ", ".join(dict.fromkeys(walk.ways)), len(walk.faults) or "none")


def parser():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--engine", action="append", choices=("postgresql", "sqlite"))
    options.add_argument("--steps", action="store_true")
    options.add_argument("--venvs", default=os.path.expanduser("~/.cache/towline/corpora"))
    options.add_argument("--markdown", metavar="FILE")
    for name in ("git", "from", "to", "settings", "probe", "python"):
        options.add_argument("--" + name, dest="start" if name == "from" else name)
    options.add_argument("--set", action="append", default=[], metavar="VARIABLE=VALUE")
    options.add_argument("names", nargs="*", metavar="NAME")
    return options


def main():
    options = parser().parse_args()
    faults, rows = 0, []
    for name in [options.git] if options.git else options.names or HISTORIES:
        for engine in options.engine or ("postgresql", "sqlite"):
            package = os.path.basename(options.git.rstrip("/")) if options.git else HISTORIES[name].package

            def version(case, number):
                return Checkout(case, options, (options.start, None, options.to)[number], engine) if options.git else Version(case, HISTORIES[name], number, engine, options.venvs)
            for versions, walk in judged(package, engine, version, options.steps and not options.git):
                faults += len(walk.faults)
                rows.append(row(package, engine, versions, walk))
                if options.markdown:
                    with open(options.markdown, "w", encoding="utf-8") as out:
                        out.write("\n".join(rows) + "\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
