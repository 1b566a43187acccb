"""What every answer carries, whoever gives it."""

import io
import json
import logging
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import translation
from django.utils.translation import get_language

from mediation.log import LineFormatter
from mediation.middleware import ChosenLanguageMiddleware, PrivateResponseMiddleware


@pytest.mark.django_db
def test_health_is_open_and_says_nothing_but_ok(client):
    answer = client.get("/healthz")

    assert answer.status_code == 200
    assert answer.content == b"ok"


@pytest.mark.django_db
def test_every_answer_carries_the_protective_headers(client):
    answer = client.get("/healthz")
    policy = answer["Content-Security-Policy"]

    assert answer["Cache-Control"] == "no-store, private"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    for directive in ("default-src 'self'", "object-src 'none'", "frame-ancestors 'none'", "base-uri 'self'"):
        assert directive in policy
    assert "unsafe" not in policy
    assert len(answer["X-Request-Number"]) == 12


@pytest.mark.django_db
def test_two_answers_have_two_numbers(client):
    assert client.get("/healthz")["X-Request-Number"] != client.get("/healthz")["X-Request-Number"]


def spoken(request: HttpRequest) -> str:
    with translation.override(None):
        answer = ChosenLanguageMiddleware(lambda _request: HttpResponse(get_language()))(request)
    assert answer["Content-Language"] == answer.content.decode()
    return answer.content.decode()


def test_chinese_unless_the_reader_chose_otherwise():
    plain = RequestFactory().get("/")
    english_browser = RequestFactory(HTTP_ACCEPT_LANGUAGE="en-GB,en;q=0.9").get("/")
    chose = RequestFactory().get("/")
    chose.COOKIES["language"] = "en"
    forged = RequestFactory().get("/")
    forged.COOKIES["language"] = "../../etc"

    assert [spoken(each) for each in (plain, english_browser, chose, forged)] == ["zh-hans", "zh-hans", "en", "zh-hans"]


@pytest.mark.django_db
def test_the_language_is_chosen_without_signing_in(client):
    answer = client.post("/language/", {"language": "en", "next": "/healthz"})

    assert answer.status_code == 302
    assert client.cookies["language"].value == "en"


@pytest.mark.django_db
def test_the_language_form_sends_nobody_to_another_site(client):
    answer = client.post("/language/", {"language": "en", "next": "https://elsewhere.example/"})

    assert answer["Location"] == "/"


def test_an_answer_may_say_for_itself_how_it_is_cached():
    def answer(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(headers={"Cache-Control": "private, max-age=60"})

    given = PrivateResponseMiddleware(answer)(RequestFactory().get("/"))

    assert given["Cache-Control"] == "private, max-age=60"


def logged(emit) -> dict[str, Any]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(LineFormatter())
    log = logging.getLogger("trial")
    log.propagate = False
    log.addHandler(handler)
    emit(log)
    log.removeHandler(handler)
    assert stream.getvalue().count("\n") == 1
    return dict(json.loads(stream.getvalue()))


def test_a_log_entry_is_one_line_without_identity_numbers():
    entry = logged(lambda log: log.warning("refused 62010219900101123X\ntel 13900000000 甘劳调〔2026〕17号"))

    assert entry["message"] == "refused ****************3X tel *********00 甘劳调〔2026〕17号"
    assert entry["level"] == "WARNING"


def test_an_error_is_logged_by_type_and_place_without_the_row_the_database_repeats():
    def fail(log: logging.Logger) -> None:
        try:
            raise ValueError("duplicate key\nDETAIL: Key (name)=(虚构人) already exists.")
        except ValueError:
            log.exception("could not save")

    entry = logged(fail)

    assert entry["error"] == "ValueError"
    assert entry["said"] == "duplicate key"
    assert "虚构人" not in json.dumps(entry, ensure_ascii=False)
    assert entry["frames"][-1].endswith(" fail")
