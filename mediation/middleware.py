"""What every request passes through and no room owns."""

import secrets
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from mediation.log import request_number

Handler = Callable[[HttpRequest], HttpResponse]


class RequestNumberMiddleware:
    """Gives each request a number that is in its log lines and in its answer, so that an office can quote it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = request_number.set(secrets.token_hex(6))
        try:
            response = self.get_response(request)
            response["X-Request-Number"] = request_number.get()
            return response
        finally:
            request_number.reset(token)


class PlainAddressMiddleware:
    """Refuses a NUL in an address, in one place: no page of ours sends one, and PostgreSQL takes none in a text."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("a NUL in the address")
        return self.get_response(request)


class LargestBodyMiddleware:
    """Refuses what is too long for a public page before any of it is read: anybody can send to it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        most = next((most for path, most in settings.LARGEST_BODIES if request.path.startswith(path)), 0)
        if most and length.isdigit() and int(length) > most:
            return render(request, "413.html", status=413)
        return self.get_response(request)


class ChosenLanguageMiddleware:
    """Speaks Chinese unless the reader chose otherwise.

    Unlike Django's LocaleMiddleware it does not read Accept-Language: offices share machines with English
    browsers, and the parsing of that header has been a denial-of-service hole more than once.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.languages = {code for code, _name in settings.LANGUAGES}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in self.languages else settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class PrivateResponseMiddleware:
    """Keeps answers out of caches and out of other sites: nearly every page names people."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store, private")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
        return response
