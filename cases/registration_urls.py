"""The counter."""

from django.urls import path

from cases import registration

urlpatterns = [path("files/new/", registration.register, name="register")]
