"""The file and the steps taken on it. `/files/new/` is registered before these (`registration_urls`)."""

from django.urls import path, re_path

from cases import sums_views, views

_TABS = "parties|sessions|sums|agreement|papers|clocks|timeline"

urlpatterns = [
    path("files/<slug:code>/", views.file, name="file"),
    path("files/<slug:code>/reveal/", views.file_reveal, name="file_reveal"),
    path("files/<slug:code>/do/<slug:step>/", views.take, name="take"),
    path("files/<slug:code>/sums/preview/", sums_views.sums_preview, name="sums_preview"),
    path("files/<slug:code>/sums/print/", sums_views.sums_print, name="sums_print"),
    re_path(rf"^files/(?P<code>[-\w]+)/(?P<tab>{_TABS})/$", views.file_tab, name="file_tab"),
]
