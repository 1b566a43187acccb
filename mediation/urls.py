"""Addresses. Each room owns its own paths in its `urls.py`; the frame owns the two below."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from mediation.health import healthz

#: Registration stands before the file pages: /files/new/ is no file called "new".
ADDRESSES = (
    "organizations.urls",
    "lawbook.urls",
    "dossiers.urls",
    "cases.registration_urls",
    "cases.urls",
    "supervision.answering_urls",
    "supervision.urls",
    "supervision.registers_urls",
    "documents.urls",
    "reports.urls",
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("language/", login_not_required(set_language), name="set_language"),
    *(path("", include(module)) for module in ADDRESSES),
]

if settings.DEBUG:
    from mediation.gallery import gallery

    urlpatterns.append(path("gallery/", gallery, name="gallery"))
