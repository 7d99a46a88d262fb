"""One release as `makemigrations` writes it: old and new code work after the expand, after a rollback, and new code after the contract; the schema ends as stock Django's."""
from support import PostgresTest, sql

OLD = """
class Team(models.Model):
    name = models.CharField(max_length=50)
    motto = models.CharField(max_length=80)
    rank = models.PositiveIntegerField(default=1)
    friends = models.ManyToManyField("Member", related_name="befriended")
    class Meta:
        unique_together = [("name", "rank")]

class Season(models.Model):
    name = models.CharField(max_length=40, unique=True)

class Member(models.Model):
    name = models.CharField(max_length=50)
    email = models.CharField(max_length=100)
    nick = models.CharField(max_length=30)
    joined = models.DateField(null=True)
    team = models.ForeignKey(Team, on_delete=models.CASCADE)
    code = models.IntegerField(unique=True)
    score = models.IntegerField(default=7)
    made = models.DateTimeField(auto_now_add=True)
    token = models.UUIDField(default=uuid.uuid4)
    extra = models.JSONField(default=dict)
    weight = models.IntegerField()
    note = models.TextField(null=True)
    rival = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, related_name="rivals")
    patron = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="patrons")

class Diary(models.Model):
    member = models.ForeignKey(Member, on_delete=models.CASCADE)
    text = models.TextField()

class Page(models.Model):
    diary = models.ForeignKey(Diary, on_delete=models.CASCADE)
    seasons = models.ManyToManyField(Season)

class Badge(models.Model):
    owner = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True)
    label = models.CharField(max_length=20, db_index=True)
    size = models.IntegerField(null=True)
"""
NEW = """
def new_code():
    return uuid.uuid4()

class Team(models.Model):
    name = models.CharField(max_length=100)
    motto = models.CharField(max_length=80, null=True)
    rank = models.PositiveIntegerField(default=1)

class Season(models.Model):
    name = models.CharField(max_length=40)
    year = models.IntegerField(default=2020)

class Member(models.Model):
    name = models.CharField(max_length=50, db_index=True)
    email = models.CharField(max_length=100, unique=True)
    joined = models.DateField(default=datetime.date(2020, 1, 1))
    team = models.ForeignKey(Team, on_delete=models.CASCADE)
    level = models.IntegerField(default=1)
    title = models.CharField(max_length=10, default="it's 100%")
    since = models.DateTimeField(default=timezone.now)
    ref = models.UUIDField(null=True, unique=True)
    sponsor = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, related_name="sponsored")
    helper = models.ForeignKey("self", on_delete=models.CASCADE, null=True)
    seat = models.OneToOneField(Season, on_delete=models.CASCADE, null=True, related_name="seat")
    seasons = models.ManyToManyField(Season)
    class Meta:
        indexes = [models.Index(fields=["level", "name"], name="member_level_name")]
        unique_together = [("team", "name")]
        constraints = [models.CheckConstraint(CHECK=models.Q(level__gte=0), name="level_positive"),
                       models.UniqueConstraint(fields=["email", "level"], condition=models.Q(level__gt=3), name="email_level")]

class Badge(models.Model):
    owner = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True)
    label = models.CharField(max_length=20)
    size = models.IntegerField(default=3)

class Trophy(models.Model):
    member = models.ForeignKey(Member, on_delete=models.CASCADE)
    team = models.ForeignKey(Team, on_delete=models.PROTECT)
    season = models.ForeignKey(Season, on_delete=models.SET_NULL, null=True)

class Shelf(models.Model):
    trophy = models.ForeignKey(Trophy, on_delete=models.CASCADE)
"""


def new_models():
    import django
    return NEW.replace("CHECK=", ("condition" if django.VERSION >= (5, 1) else "check") + "=")


class TheOrdinaryRelease(PostgresTest):
    def release(self):
        old = self.code(OLD)
        old.manage("migrate")
        self.assertEqual([], old.crud())
        return old, self.next(old, new_models())

    def test_old_and_new_code_work_in_every_phase_and_the_schema_ends_as_stock_django_s(self):
        old, new = self.release()
        planned, ran = self.expand(new, "r2", *self.states(old))
        self.assertEqual([], old.crud(), "old code on the expanded schema")
        self.assertEqual([], new.crud(), "new code on the expanded schema")
        self.assertEqual([], old.crud(), "old code after a rollback")
        self.assertEqual([], new.crud(), "new code, released again")
        again = new.towline("run", "--release", "r2", "--plan", planned["file"])
        self.assertEqual(([], []), (again["databases"]["default"]["applied"], again["databases"]["default"]["statements"]))
        done = self.contract(new)
        self.assertEqual([], done["databases"]["default"]["waiting"])
        self.assertEqual([], new.crud(), "new code on the contracted schema")
        self.same_as_stock(old, new)
        status = new.towline("status")
        self.assertEqual((True, [], [], []), (status["ok"],) + tuple(status["databases"]["default"][k] for k in ("waiting", "bridges", "costs")))
