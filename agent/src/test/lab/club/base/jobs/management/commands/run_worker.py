import os
import signal
import threading

from django.core.management.base import BaseCommand
from django.db import router, transaction
from django.utils.timezone import now

import club
from jobs.models import Job, Run


class Command(BaseCommand):
    help = "Takes jobs from the database until it is told to stop; the job in hand is finished first."

    def add_arguments(self, parser):
        parser.add_argument("--interval", type=float, default=0.2, help="seconds between two looks at an empty queue")

    def handle(self, *args, interval, **options):
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        run = Run.objects.create(
            command="run_worker", release=club.__version__, path=str(club.BASE_DIR), pid=os.getpid()
        )
        self.stdout.write(f"worker of {club.__version__} started")
        while not stop.is_set():
            if not self.work():
                stop.wait(interval)
            run.save(update_fields=["seen"])
        run.finished = now()
        run.save()
        self.stdout.write(f"worker of {club.__version__} stopped")

    def work(self):
        with transaction.atomic(using=router.db_for_write(Job)):
            job = Job.objects.select_for_update(skip_locked=True).filter(started=None).first()
            if job is None:
                return False
            job.started, job.release = now(), club.__version__
            job.path, job.pid = str(club.BASE_DIR), os.getpid()
            job.save()
        # Not stop.wait(): a job in hand is finished, however loudly the worker is told to stop.
        threading.Event().wait(job.seconds)
        job.finished = now()
        job.save(update_fields=["finished"])
        return True
