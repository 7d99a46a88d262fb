import os
import signal
import threading

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "club.settings")

application = get_wsgi_application()


def die():
    os.kill(os.getppid(), signal.SIGKILL)
    os._exit(1)


# Serves well for a second and a half, then the whole server is gone, again and again.
threading.Timer(1.5, die).start()
