"""The product's addresses plus the two floors."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path
from django.utils import timezone

from dossiers.access import reaches
from mediation.urls import urlpatterns as product


@login_not_required
def hello(_request: HttpRequest) -> HttpResponse:
    """F1: the full middleware, nothing else."""
    return HttpResponse("hello")


def known(request: HttpRequest) -> HttpResponse:
    """F2: somebody signed in whose bodies and reach are known."""
    return HttpResponse(str(len(reaches(request.user, timezone.localdate()))))  # type: ignore[arg-type]


urlpatterns: list[URLPattern | URLResolver] = [path("bench/hello", hello), path("bench/known", known), *product]
