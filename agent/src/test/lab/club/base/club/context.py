from django.conf import settings

import club as project
from members.models import Member


def club(request):
    return {
        "club_name": settings.CLUB_NAME,
        "version": project.__version__,
        "member_count": Member.objects.count(),
    }
