from django.urls import path

from members import views

urlpatterns = [path("", views.MemberList.as_view(), name="members")]
