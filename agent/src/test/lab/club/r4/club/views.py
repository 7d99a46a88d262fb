from django.db import DatabaseError, connection
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render

import club
from logsheet.models import Flight
from notices.models import Notice
from pages.models import Page


def home(request):
    return render(request, "home.html", {
        "flights": Flight.objects.select_related("glider", "pilot")[:5],
        "pages": Page.objects.all(),
        "notices": Notice.objects.all()[:3],
    })


def healthz(request):
    """Says ok as long as the process answers, database or not."""
    return HttpResponse("ok", content_type="text/plain")


def ready(request):
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM members_member")
            members = cursor.fetchone()[0]
    except DatabaseError as error:
        return JsonResponse({"status": "database", "error": type(error).__name__}, status=503)
    return JsonResponse({"status": "ok", "release": club.__version__, "members": members})
