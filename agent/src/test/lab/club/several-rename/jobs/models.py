from django.db import models


class Job(models.Model):
    """A piece of work for the worker, and who did it."""

    name = models.CharField(max_length=100)
    seconds = models.FloatField(default=0)
    queued = models.DateTimeField(auto_now_add=True)
    started = models.DateTimeField(null=True)
    finished = models.DateTimeField(null=True)
    release = models.CharField(max_length=40, blank=True)
    path = models.CharField(max_length=255, blank=True)
    pid = models.IntegerField(null=True)

    class Meta:
        ordering = ["pk"]


class Run(models.Model):
    """One life of a worker or one run of a timed command: from when to when, from which release and folder."""

    command = models.CharField(max_length=40)
    release = models.CharField(max_length=40)
    node = models.CharField(max_length=40, default="unknown")
    pid = models.IntegerField()
    started = models.DateTimeField(auto_now_add=True)
    seen = models.DateTimeField(auto_now=True)
    finished = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
