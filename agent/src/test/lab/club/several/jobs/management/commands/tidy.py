import os

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils.timezone import now

import club
from jobs.models import Run


class Command(BaseCommand):
    help = "Nightly: removes what has expired, and records which release did it."

    def handle(self, *args, **options):
        run = Run.objects.create(command="tidy", release=club.__version__, pid=os.getpid())
        call_command("clearsessions")
        run.finished = now()
        run.save()
