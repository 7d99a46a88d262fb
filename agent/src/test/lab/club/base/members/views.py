from django.views.generic import ListView

from members.models import Member


class MemberList(ListView):
    model = Member
