"""Matters of supervision, their steps, and the registers around them."""

from django.urls import URLPattern, path, re_path

from supervision import lists, registration, views

_TABS = "lead|investigation|findings|letters|papers|clocks|timeline"
#: The handle of a matter: no word, so that the registers' addresses stand beside it.
_CODE = r"^supervision/(?P<code>[2-9A-Z]{12})/"

urlpatterns: list[URLPattern] = [
    path("supervision/", lists.matters, name="matters"),
    path("supervision/new/", registration.register, name="register_lead"),
    re_path(rf"{_CODE}$", views.matter, name="matter"),
    re_path(rf"{_CODE}reveal/$", views.matter_reveal, name="matter_reveal"),
    re_path(rf"{_CODE}do/(?P<step>[-\w]+)/$", views.take, name="matter_take"),
    re_path(rf"{_CODE}(?P<tab>{_TABS})/$", views.matter_tab, name="matter_tab"),
]
