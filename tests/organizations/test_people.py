"""The people of a body: admitted, given roles, retired by its administrator, who sees no file."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from organizations.models import Membership, User
from organizations.roles import Role
from tests.cast import Cast, new_case


@pytest.fixture
def administrator(cast: Cast, client: Client, at: Callable[[str], dt.datetime]) -> Client:
    at("2026-03-10 10:00")
    client.force_login(cast.administrator)
    return client


def admit(client: Client, cast: Cast, **given: Any) -> Any:
    data = {
        "body": cast.centre.pk,
        "role": "mediator",
        "username": "new.person",
        "full_name": "新来示例",
        "since": "2026-03-10",
        "until": "",
        "phone": "",
    }
    return client.post("/people/", data | given)


def test_only_administrators_come_in(cast: Cast, at: Any) -> None:
    at("2026-03-10 10:00")
    for part in ("registrar", "head", "mediator", "auditor", "operator", "nobody"):
        client = Client()
        client.force_login(cast.people[part])
        assert client.get("/people/").status_code == 403, part


def test_a_new_person_gets_a_password_shown_once(cast: Cast, administrator: Client) -> None:
    page = admit(administrator, cast)
    assert page.status_code == 200
    password = re.search(r"<code class=\"strong\">([a-z0-9-]{14})</code>", page.content.decode())
    assert password
    person = User.objects.get(username="new.person")
    assert person.must_change_password
    assert person.check_password(password[1])
    assert password[1] not in administrator.get("/people/").content.decode()
    fresh = Client()
    assert fresh.post("/sign-in/", {"username": "new.person", "password": password[1]})["Location"] == "/"
    assert fresh.get("/")["Location"] == "/password/"


def test_somebody_who_signs_in_already_gets_a_role_and_no_password(cast: Cast, administrator: Client) -> None:
    page = admit(administrator, cast, username="neighbour_mediator", full_name="")
    assert page.status_code == 200
    assert "一次性密码（仅此次显示）" not in page.content.decode()
    assert Membership.objects.filter(user=cast.neighbour_mediator, body=cast.centre, role="mediator").exists()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"username": "administrator"}, "不得由一人兼任"),
        ({"username": "mediator"}, "在该机构已是调解员"),
        ({"full_name": ""}, "这是新用户名，请填写姓名"),
        ({"role": ""}, "必填"),
        ({"role": "calendar"}, "calendar"),
        ({"username": "with space"}, "用户名"),
        ({"since": "2026-13-01"}, "日期"),
        ({"until": "2026-01-01"}, "结束日期早于开始日期"),
    ],
)
def test_what_cannot_be_is_said_at_the_field(
    cast: Cast, administrator: Client, given: dict[str, str], sentence: str
) -> None:
    before = (User.objects.count(), Membership.objects.count())
    page = admit(administrator, cast, **given)
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert (User.objects.count(), Membership.objects.count()) == before


def test_a_body_that_is_not_ones_own_is_refused(cast: Cast, administrator: Client) -> None:
    assert admit(administrator, cast, body=cast.neighbour.pk).status_code == 422
    foreign = Membership.objects.get(user=cast.neighbour_mediator)
    assert administrator.get(f"/people/{foreign.pk}/end/").status_code == 404
    assert administrator.post(f"/people/{foreign.pk}/end/", {"on": "2026-03-10"}).status_code == 404
    assert administrator.post(f"/people/{foreign.pk}/password/").status_code == 404


def test_a_role_ends_on_its_last_day(cast: Cast, administrator: Client, at: Any) -> None:
    row = Membership.objects.get(user=cast.registrar)
    assert administrator.get(f"/people/{row.pk}/end/").status_code == 200
    assert administrator.post(f"/people/{row.pk}/end/", {"on": "2026-03-09"}).status_code == 422
    assert administrator.post(f"/people/{row.pk}/end/", {"on": "2026-03-10"})["Location"] == "/people/"
    clerk = Client()
    clerk.force_login(cast.registrar)
    new_case(cast)
    assert clerk.get("/files/").context["page"].count == 1
    at("2026-03-11 10:00")
    clerk.force_login(cast.registrar)
    assert clerk.get("/files/").context["page"].count == 0


def test_nobody_ends_their_own_administration(cast: Cast, administrator: Client) -> None:
    row = Membership.objects.get(user=cast.administrator)
    answer = administrator.post(f"/people/{row.pk}/end/", {"on": "2026-03-10"})
    assert answer.status_code == 409
    row.refresh_from_db()
    assert row.until is None


def test_a_forgotten_password_is_set_anew_but_not_across_bodies(cast: Cast, administrator: Client) -> None:
    row = Membership.objects.get(user=cast.mediator)
    page = administrator.post(f"/people/{row.pk}/password/")
    assert page.status_code == 200
    cast.mediator.refresh_from_db()
    assert cast.mediator.must_change_password
    from organizations.actions import admit as give

    shared = give(cast.neighbour_registrar, cast.centre, Role.MEDIATOR, since=dt.date(2026, 1, 1))
    hashed = cast.neighbour_registrar.password
    assert administrator.post(f"/people/{shared.pk}/password/").status_code == 409
    cast.neighbour_registrar.refresh_from_db()
    assert cast.neighbour_registrar.password == hashed


def test_the_page_says_nothing_about_files(cast: Cast, administrator: Client) -> None:
    case = new_case(cast, names=["尉迟示例"])
    for url in ("/people/", "/"):
        page = administrator.get(url).content.decode()
        assert case.number not in page
        assert "尉迟" not in page
    assert administrator.get("/files/").context["page"].count == 0
