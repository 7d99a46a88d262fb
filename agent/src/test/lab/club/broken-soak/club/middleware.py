import os
import time

import club

BOOTED = time.monotonic()
PATIENCE = float(os.environ.get("CLUB_PATIENCE", "12"))


class ReleaseMiddleware:
    """Every answer tells which release gave it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        # As a leak of connections would: all is well at first, and then nothing is, but for the page that always says ok.
        if request.path != "/healthz" and time.monotonic() - BOOTED > PATIENCE:
            raise ConnectionError("the pool has no connection left")
        response = self.get_response(request)
        response["X-Club-Release"] = club.__version__
        return response
