from django.core.management.base import BaseCommand

from jobs.models import Job


class Command(BaseCommand):
    help = "Puts jobs into the worker's queue."

    def add_arguments(self, parser):
        parser.add_argument("count", type=int)
        parser.add_argument("--seconds", type=float, default=0)

    def handle(self, *args, count, seconds, **options):
        Job.objects.bulk_create(Job(name=f"job {n}", seconds=seconds) for n in range(count))
