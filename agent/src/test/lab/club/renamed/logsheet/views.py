from django.conf import settings
from django.http import HttpResponseForbidden, JsonResponse
from django.shortcuts import render
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from logsheet.models import Flight, Glider


def flights(request):
    return render(request, "logsheet/index.html", {"flights": Flight.objects.select_related("glider", "pilot")[:100]})


@csrf_exempt
@require_POST
def record(request):
    """The winch's computer posts each launch here, with the key that it was given."""
    if not constant_time_compare(request.headers.get("X-Logger-Key", ""), settings.LOGGER_KEY):
        return HttpResponseForbidden("wrong key")
    glider, _ = Glider.objects.get_or_create(
        registration=request.POST.get("glider", "D-0000"), defaults={"model": "unknown"}
    )
    flight = Flight.objects.create(glider=glider, duration=int(request.POST.get("minutes", "0")))
    return JsonResponse({"flight": flight.pk}, status=201)
