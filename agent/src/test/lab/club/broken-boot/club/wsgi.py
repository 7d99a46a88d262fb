import os

from django.core.wsgi import get_wsgi_application

from club.telemetry import instrument

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "club.settings")

application = instrument(get_wsgi_application())
