"""Signing in and out, the brake on guessing, the first change of a password."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import hashers
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from organizations import auth
from organizations.models import SignInAttempt, User
from tests.cast import PASSWORD, Cast


@pytest.fixture(autouse=True)
def _held(at: Callable[[str], dt.datetime]) -> None:
    at("2026-03-10 10:00")


def try_it(client: Client, name: str = "registrar", password: str = "wrong", **more: Any) -> Any:
    return client.post("/sign-in/", {"username": name, "password": password, **more})


def test_the_right_password_opens_the_desk_with_a_new_session(cast: Cast, client: Client) -> None:
    client.get("/sign-in/")
    before = client.session.session_key
    answer = try_it(client, password=PASSWORD)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.session.session_key != before
    assert client.get("/").status_code == 200


def test_wrong_name_wrong_password_and_closed_account_get_the_same_answer(cast: Cast) -> None:
    User.objects.filter(username="head").update(is_active=False)
    answers = [
        try_it(Client(), name, password).content.decode()
        for name, password in (("registrar", "wrong"), ("unknown", "wrong"), ("head", PASSWORD))
    ]
    sentences = ["用户名或密码错误" in answer for answer in answers]
    assert sentences == [True, True, True]


@pytest.mark.parametrize("name", ["registrar", "no such person"])
def test_one_hash_per_attempt_known_or_unknown(cast: Cast, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed = []
    real = hashers.MD5PasswordHasher.encode

    def encode(self: Any, *args: Any, **kwargs: Any) -> str:
        hashed.append(1)
        return str(real(self, *args, **kwargs))

    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", encode)
    try_it(Client(), name)
    assert len(hashed) == 1


@pytest.mark.parametrize("name", ["registrar", "no such person"])
def test_after_five_wrong_ones_even_the_right_one_waits(cast: Cast, name: str, at: Any) -> None:
    for _i in range(5):
        assert try_it(Client(), name).status_code == 422
    answer = try_it(Client(), name, PASSWORD)
    assert answer.status_code == 429
    assert "15 分钟后再试" in answer.content.decode()
    at("2026-03-10 10:10")
    assert "5 分钟后再试" in try_it(Client(), name, PASSWORD).content.decode()
    at("2026-03-10 10:16")
    assert try_it(Client(), name, PASSWORD).status_code == (302 if name == "registrar" else 422)


def test_trying_while_waiting_does_not_lengthen_the_wait(cast: Cast, at: Any) -> None:
    for _i in range(5):
        try_it(Client())
    at("2026-03-10 10:14")
    for _i in range(5):
        assert try_it(Client()).status_code == 429
    at("2026-03-10 10:16")
    assert try_it(Client(), password=PASSWORD).status_code == 302


def test_another_width_or_case_of_the_name_is_no_new_account(cast: Cast) -> None:
    for name in ("registrar", "REGISTRAR", "ｒegistrar", " registrar", "Registrar"):
        try_it(Client(), name)
    assert try_it(Client(), password=PASSWORD).status_code == 429


def test_the_right_one_in_time_clears_the_account(cast: Cast) -> None:
    for _i in range(4):
        try_it(Client())
    assert try_it(Client(), password=PASSWORD).status_code == 302
    assert SignInAttempt.objects.count() == 0


def test_an_address_has_a_looser_brake_of_its_own(cast: Cast) -> None:
    for i in range(auth.PER_ADDRESS):
        try_it(Client(REMOTE_ADDR="10.1.2.3"), f"guess{i}")
    assert try_it(Client(REMOTE_ADDR="10.1.2.3"), password=PASSWORD).status_code == 429
    assert try_it(Client(REMOTE_ADDR="10.1.2.4"), password=PASSWORD).status_code == 302


def test_a_forwarded_address_is_believed_of_this_machine_only(rf: Any) -> None:
    assert auth.address_of(rf.get("/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="1.1.1.1, 10.0.0.9")) == "10.0.0.9"
    assert auth.address_of(rf.get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="1.1.1.1")) == "10.0.0.1"
    assert auth.address_of(rf.get("/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="nonsense")) is None
    assert auth.address_of(rf.get("/", REMOTE_ADDR="")) is None


def test_nobody_is_led_off_the_site(cast: Cast) -> None:
    for wanted in ("https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"):
        assert try_it(Client(), password=PASSWORD, next=wanted)["Location"] == "/"
    assert try_it(Client(), password=PASSWORD, next="/files/?state=received")["Location"] == "/files/?state=received"


def test_bad_input_is_no_accident(cast: Cast) -> None:
    assert try_it(Client(), "", "").status_code == 422
    assert try_it(Client(), "x" * 500, "y").status_code == 422
    assert try_it(Client(), "a\x00b", "y").status_code == 422
    assert try_it(Client(), "registrar", "y" * 5000).status_code == 422


def test_signing_out_ends_the_session(cast: Cast, client: Client) -> None:
    client.force_login(cast.registrar)
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/")["Location"] == "/signed-out/"
    assert client.get("/signed-out/").status_code == 200
    assert client.get("/")["Location"].startswith("/sign-in/")


def test_a_password_set_by_somebody_else_is_changed_first(cast: Cast, client: Client) -> None:
    User.objects.filter(username="registrar").update(must_change_password=True)
    client.force_login(User.objects.get(username="registrar"))
    for url in ("/", "/files/", "/people/", "/search/?q=ab", "/files/new/"):
        assert client.get(url)["Location"] == "/password/", url
    assert client.post("/files/new/", {})["Location"] == "/password/"
    assert client.get("/password/").status_code == 200
    same = client.post("/password/", {"old_password": PASSWORD, "new_password1": PASSWORD, "new_password2": PASSWORD})
    assert same.status_code == 422
    weak = client.post("/password/", {"old_password": PASSWORD, "new_password1": "12345", "new_password2": "12345"})
    assert weak.status_code == 422
    new = "一个很长的新口令-2026"
    done = client.post("/password/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
    assert done.status_code == 200
    assert client.get("/").status_code == 200
    assert try_it(Client(), password=new).status_code == 302


def test_a_changed_password_ends_the_other_sessions(cast: Cast) -> None:
    here, there = Client(), Client()
    for browser in (here, there):
        browser.force_login(cast.registrar)
    new = "一个很长的新口令-2026"
    here.post("/password/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
    assert here.get("/").status_code == 200
    assert there.get("/").status_code == 302


def test_a_closed_account_is_out_at_the_next_click(cast: Cast, client: Client) -> None:
    client.force_login(cast.registrar)
    User.objects.filter(username="registrar").update(is_active=False)
    assert client.get("/").status_code == 302


def test_person_and_posts_come_with_one_question(cast: Cast) -> None:
    with CaptureQueriesContext(connection) as asked:
        user = auth.MembersBackend().get_user(cast.registrar.pk)
        assert user is not None
        assert [m.body.region.name for m in user.memberships_on(dt.date(2026, 3, 10))] == ["城关区"]
    assert len(asked) == 1
    nobody = auth.MembersBackend().get_user(cast.nobody.pk)
    assert nobody is not None
    assert nobody.memberships_on(dt.date(2026, 3, 10)) == []
    assert auth.MembersBackend().get_user(10**9) is None


def test_the_language_is_chosen_and_kept(cast: Cast, client: Client) -> None:
    assert "登录" in client.get("/sign-in/").content.decode()
    client.post("/language/", {"language": "en", "next": "/sign-in/"})
    assert "Sign in" in client.get("/sign-in/").content.decode()
