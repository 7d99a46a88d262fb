from django.db import models

from members.models import Member


class Glider(models.Model):
    registration = models.CharField(max_length=10, unique=True)
    model = models.CharField(max_length=50)

    def __str__(self):
        return self.registration


class Winch(models.Model):
    name = models.CharField(max_length=50, unique=True)

    def __str__(self):
        return self.name


class Flight(models.Model):
    glider = models.ForeignKey(Glider, on_delete=models.PROTECT, related_name="flights")
    pilot = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="flights")
    takeoff = models.DateTimeField(auto_now_add=True)
    duration = models.PositiveIntegerField(default=0)
    winch = models.ForeignKey(Winch, on_delete=models.SET_NULL, null=True, blank=True, related_name="flights")

    class Meta:
        ordering = ["-takeoff"]
        indexes = [models.Index(fields=["-takeoff"], name="flight_takeoff")]

    def __str__(self):
        return f"{self.glider} {self.takeoff:%Y-%m-%d %H:%M}"
