"""What every project brings that began under the defaults of Django 3.2, 4.2 or 5.2: migrations as the old Django wrote them and as the new one adds them, on PostgreSQL and on SQLite."""
import json
import os

from support import Code, HERE, PostgresTest, sql
from test_sqlite import LITE, SqliteTest

SMALL = "DEFAULT_AUTO_FIELD = 'django.db.models.AutoField'\n"
KEY = "('id', models.AutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID'))"
WIDE = "models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')"
HEAD = "import django.contrib.postgres.fields.jsonb\n"
FIRST = """
operations = [
    migrations.CreateModel(name='Tag', fields=[%(key)s, ('word', models.CharField(max_length=9))]),
    migrations.CreateModel(name='Thing', fields=[%(key)s, ('name', models.CharField(max_length=50)), ('kind', models.IntegerField(default=1)), ('size', models.IntegerField(default=1)),
        ('seen', models.NullBooleanField()), ('data', %(json)s(default=dict)), ('tags', models.ManyToManyField(to='club.Tag'))]),
    migrations.CreateModel(name='Note', fields=[%(key)s, ('thing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='club.Thing')),
        ('tag', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to='club.Tag')), ('text', models.TextField())]),
    migrations.AlterUniqueTogether(name='thing', unique_together={('name', 'kind')}),
    migrations.AlterIndexTogether(name='thing', index_together={('kind', 'size'), ('size', 'name')}),
]
"""
STEPS = {
    "0002_index": "operations = [migrations.RenameIndex(model_name='thing', new_name='thing_kind_size', old_fields=('kind', 'size')),"
                  " migrations.AlterIndexTogether(name='thing', index_together=set()), migrations.AddIndex(model_name='thing', index=models.Index(fields=['size', 'name'], name='thing_size_name'))]",
    "0003_wide": "operations = [%s]" % ", ".join("migrations.AlterField(model_name='%s', name='id', field=%s)" % (model, WIDE) for model in ("note", "tag", "thing")),
    "0004_json": "operations = [migrations.AlterField(model_name='thing', name='data', field=models.JSONField(default=dict))]",
    "0005_unique": "operations = [migrations.AlterUniqueTogether(name='thing', unique_together=set()),"
                   " migrations.AddConstraint(model_name='thing', constraint=models.UniqueConstraint(fields=('name', 'kind'), name='thing_name_kind'))]",
    "0006_bool": "operations = [migrations.AlterField(model_name='thing', name='seen', field=models.BooleanField(null=True))]",
}
MODELS = """
class Tag(models.Model):
    word = models.CharField(max_length=9)

class Thing(models.Model):
    name = models.CharField(max_length=50)
    kind = models.IntegerField(default=1)
    size = models.IntegerField(default=1)
    seen = models.BooleanField(null=True)
    data = models.JSONField(default=dict)
    tags = models.ManyToManyField(Tag)
    class Meta:
        %s

class Note(models.Model):
    thing = models.ForeignKey(Thing, models.CASCADE)
    tag = models.ForeignKey(Tag, models.SET_NULL, blank=True, null=True)
    text = models.TextField()
"""
TOGETHER = "unique_together = [('name', 'kind')]"
CONSTRAINT = "constraints = [models.UniqueConstraint(fields=('name', 'kind'), name='thing_name_kind')]"
INDEXES = "; indexes = [models.Index(fields=['kind', 'size'], name='thing_kind_size'), models.Index(fields=['size', 'name'], name='thing_size_name')]"
UPSERT = """
from club.models import Thing
Thing.objects.bulk_create([Thing(name="upsert"), Thing(name="other")], update_conflicts=True, unique_fields=["name", "kind"], update_fields=["size"])
"""


class Upgrades:
    """`begun` is the project as it was, `upgraded` the same with more of the steps."""
    ENGINE, JSON = "", "django.contrib.postgres.fields.jsonb.JSONField"

    def begun(self, *steps):
        code = Code(os.path.join(self.folder, "old"), self.database)
        head = HEAD if self.JSON.startswith("django.contrib") else ""
        code.migration("0001_initial", FIRST % {"key": KEY, "json": self.JSON}, None, head)
        self.with_steps(code, steps).manage("migrate")
        code.python(UPSERT)
        return code

    def upgraded(self, old, *steps):
        return self.with_steps(old.successor(os.path.join(self.folder, "new")), steps)

    def with_steps(self, code, steps):
        names = sorted(STEPS)
        for name in steps:
            code.migration(name, STEPS[name], (["0001_initial"] + names)[names.index(name)])
        code.environment["TEST_SETTINGS"] = self.ENGINE + ("" if "0003_wide" in steps else SMALL)
        return code.models(MODELS % ((CONSTRAINT if "0005_unique" in steps else TOGETHER) + (INDEXES if "0002_index" in steps else "")))

    def goes_out(self, old, new):
        """Nothing is refused; old and new code work in each phase, upserts too; the end is stock Django's."""
        _, ran = self.expand(new, "r2", *self.states(old))
        self.assertEqual(([], [], []), (old.crud(), new.crud(), old.crud()))
        old.python(UPSERT)
        new.python(UPSERT)
        self.contract(new)
        self.assertEqual([], new.crud())
        new.python(UPSERT)
        self.same_as_stock(old, new)
        return ran

    def one(self, step):
        steps = sorted(STEPS)
        before = steps[:steps.index(step)]
        old = self.begun(*before)
        return self.goes_out(old, self.upgraded(old, *before, step))

    def test_all_of_them_go_out_at_once(self):
        old = self.begun()
        new = self.upgraded(old, *STEPS)
        ran = self.goes_out(old, new)
        self.assertEqual(len(STEPS), len(ran["databases"]["default"]["applied"]))
        self.assertIn("No changes", new.manage("makemigrations", "club", "--check", "--dry-run"))

    def test_larger_keys_with_references_and_a_many_to_many(self):
        self.one("0003_wide")

    def test_unique_together_becomes_a_constraint(self):
        self.one("0005_unique")

    def test_index_together_becomes_an_index_by_a_rename_and_anew(self):
        self.one("0002_index")

    def test_a_null_boolean_becomes_a_boolean(self):
        self.one("0006_bool")


class OnPostgresql(Upgrades, PostgresTest):
    def test_the_json_of_contrib_postgres_becomes_django_s_own(self):
        self.assertEqual([], self.waiting(self.one("0004_json")))


class OnSqlite(Upgrades, SqliteTest):
    """The index comes first, as Django 4.2 adds it: from 5.1 on stock Django forgets an `index_together` whenever it remakes the table, and a later RenameIndex fails there as here."""
    ENGINE, JSON = LITE, "models.JSONField"


class Contrib:
    """Django's own applications, from a database as their first migrations left it; what old code knows is what the models were then."""
    ENGINE = ""
    APPS = {"contenttypes": "0001", "auth": "0001", "admin": "0001", "sessions": "0001", "sites": "0001", "flatpages": "0001", "redirects": "0001"}
    INSTALLED = "INSTALLED_APPS[-1:] = ['django.contrib.' + a for a in ('messages', 'admin', 'sessions', 'sites', 'flatpages', 'redirects')]\nSITE_ID = 1\nSILENCED_SYSTEM_CHECKS = ['admin.E403', 'admin.E404', 'admin.E408', 'admin.E409', 'admin.E410']\n"

    def begun(self):
        code = Code(os.path.join(self.folder, "code"), self.database)
        code.environment["TEST_SETTINGS"] = self.ENGINE + SMALL + self.INSTALLED
        for app, first in self.APPS.items():
            code.manage("migrate", app, first, "--skip-checks", TEST_SETTINGS=code.environment["TEST_SETTINGS"])
        return code

    def state(self, code):
        path = os.path.join(self.folder, "state.json")
        with open(path, "w", encoding="utf-8") as out:
            out.write(code.python("import json; from towline_django import state; print(json.dumps({'state': state.of_applied('old', ['default'])}))").splitlines()[-1])
        return ["--states", path]

    def probe(self, code, at=""):
        with open(os.path.join(HERE, "probe.py"), encoding="utf-8") as source:
            return json.loads(code.python(source.read(), ",".join(self.APPS), at).splitlines()[-1])

    def test_their_migrations_go_out_at_once(self):
        code = self.begun()
        first = json.dumps([[app, name] for app, name in self.applied()])
        states = self.state(code)
        self.assertEqual({}, self.probe(code, first))
        self.expand(code, "r2", *states)
        self.assertEqual(({}, {}, {}), (self.probe(code, first), self.probe(code), self.probe(code, first)))
        self.contract(code)
        self.assertEqual({}, self.probe(code))
        self.same_as_stock(code, code)


class ContribOnPostgresql(Contrib, PostgresTest):
    def applied(self):
        return sql(self.database, "SELECT app, name FROM django_migrations")


class ContribOnSqlite(Contrib, SqliteTest):
    ENGINE = LITE

    def applied(self):
        return self.sql("SELECT app, name FROM django_migrations")
