from django.conf import settings
from django.contrib import admin
from django.contrib.auth import views as auth
from django.urls import include, path

from club import views

admin.site.site_header = settings.CLUB_NAME

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz),
    path("ready/", views.ready),
    path("login/", auth.LoginView.as_view(), name="login"),
    path("logout/", auth.LogoutView.as_view(next_page="/"), name="logout"),
    path("members/", include("members.urls")),
    path("logsheet/", include("logsheet.urls")),
    path("pages/", include("pages.urls")),
    path("admin/", admin.site.urls),
]
