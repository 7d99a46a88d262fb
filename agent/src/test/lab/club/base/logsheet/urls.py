from django.urls import path

from logsheet import views

urlpatterns = [
    path("", views.flights, name="logsheet"),
    path("record/", views.record),
]
