from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Takes jobs from the database until it is told to stop; the job in hand is finished first."

    def handle(self, *args, **options):
        raise CommandError("no queue named 'default'")
