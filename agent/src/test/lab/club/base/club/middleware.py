import club


class ReleaseMiddleware:
    """Every answer tells which release gave it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response["X-Club-Release"] = club.__version__
        return response
