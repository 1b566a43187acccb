"""The people of a body: admitted, given roles, retired by its administrator, who sees no file."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from organizations.models import Membership, Organization, User
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


@pytest.mark.parametrize(
    ("role", "part", "kind"),
    [("court_liaison", "centre", "法院"), ("mediator", "court", "调解组织"), ("auditor", "centre", "总工会")],
)
def test_a_role_is_held_only_in_a_body_that_has_such_a_seat(cast: Cast, role: str, part: str, kind: str) -> None:
    from organizations.actions import admit as give

    with pytest.raises(ValidationError) as refused:
        give(cast.nobody, getattr(cast, part), Role(role), since=dt.date(2026, 3, 10))

    assert kind in refused.value.messages[0]
    assert not cast.nobody.memberships.exists()


def test_only_fitting_roles_are_offered(cast: Cast, administrator: Client) -> None:
    page = administrator.get("/people/").content.decode()

    assert 'value="mediator"' in page
    assert 'value="court_liaison"' not in page


def test_a_second_admission_on_the_same_day_with_another_end_is_refused(cast: Cast, administrator: Client) -> None:
    assert admit(administrator, cast, username="nobody", full_name="", until="2026-03-31").status_code == 200
    row = Membership.objects.get(user=cast.nobody)
    row.until = dt.date(2026, 3, 12)
    row.save()

    page = administrator.post(
        "/people/",
        {
            "body": cast.centre.pk,
            "role": "mediator",
            "username": "nobody",
            "since": "2026-03-10",
            "until": "",
            "full_name": "",
            "phone": "",
        },
    )

    assert page.status_code == 422
    assert Membership.objects.get(user=cast.nobody).until == dt.date(2026, 3, 12)


def test_a_body_says_on_what_its_standing_rests(cast: Cast, administrator: Client) -> None:
    address = f"/people/bodies/{cast.centre.pk}/"
    street, proof = "兰州市城关区庆阳路9号", "城关区司法局备案〔2026〕3号"
    given = {
        "address": street,
        "phone": "0931-1",
        "postcode": "730030",
        "short_name": "",
    }
    assert administrator.post(address, given | {"legal_type": "PMC", "legal_basis": ""}).status_code == 422
    assert administrator.post(address, given | {"legal_type": "CRT_PRE", "legal_basis": "x"}).status_code == 422

    done = administrator.post(address, given | {"legal_type": "PMC", "legal_basis": proof})

    assert done["Location"] == "/people/"
    body = Organization.objects.get(pk=cast.centre.pk)
    assert (body.legal_type, body.legal_basis, body.address) == ("PMC", proof, street)
    assert administrator.get(f"/people/bodies/{cast.neighbour.pk}/").status_code == 404


def test_a_federation_enters_a_mediation_organisation_and_looks_after_it(cast: Cast, at: Any) -> None:
    from organizations.actions import admit as give

    at("2026-03-10 10:00")
    district = cast.centre.parent
    assert district is not None
    give(cast.nobody, district, Role.BODY_ADMINISTRATOR, since=dt.date(2026, 3, 10))
    client = Client()
    client.force_login(cast.nobody)
    given: dict[str, Any] = {
        "name": "兰州黄河假日餐饮有限公司劳动争议调解委员会",
        "parent": district.pk,
        "region": "620102",
        "legal_type": "ENT",
        "legal_basis": "职代会决议2026年第1号",
    }
    assert client.post("/people/bodies/new/", given | {"region": "620122"}).status_code == 422
    assert client.post("/people/bodies/new/", given | {"name": cast.centre.name}).status_code == 422
    taken = client.post("/people/bodies/new/", given | {"organ_mark": "皋兰工"})
    assert "皋兰县总工会" in taken.content.decode()

    assert client.post("/people/bodies/new/", given)["Location"] == "/people/"

    body = Organization.objects.get(name=given["name"])
    assert (body.kind, body.legal_type, body.parent) == ("mediation", "ENT", district)
    assert given["name"] in client.get("/people/").content.decode()
    assert admit(client, cast, body=body.pk, role="registrar", username="ent.clerk").status_code == 200
    outsider = Client()
    outsider.force_login(cast.administrator)
    assert outsider.get("/people/bodies/new/").status_code == 403


def test_a_federation_enters_an_authority_of_which_nobody_works_here(cast: Cast, at: Any) -> None:
    """The emergency bureau of the district: entered once, its address looked after, no role in it but that."""
    from organizations.actions import admit as give

    at("2026-03-10 10:00")
    district = cast.centre.parent
    assert district is not None
    give(cast.nobody, district, Role.BODY_ADMINISTRATOR, since=dt.date(2026, 3, 10))
    client = Client()
    client.force_login(cast.nobody)
    given = {"name": "兰州市城关区应急管理局", "region": "620102", "phone": "0931-0000000"}

    assert [client.post("/people/authorities/new/", given).status_code for _time in range(2)] == [302, 422]

    body = Organization.objects.get(name=given["name"])
    assert (body.kind, body.phone) == ("authority", given["phone"])
    assert client.get(f"/people/bodies/{body.pk}/").status_code == 200
    for role in (Role.LABOUR_OFFICER, Role.AUDITOR, Role.REPORTING_SUPERVISOR):
        with pytest.raises(ValidationError):
            give(cast.mediator, body, role, since=dt.date(2026, 3, 10))


def test_the_page_says_nothing_about_files(cast: Cast, administrator: Client) -> None:
    case = new_case(cast, names=["尉迟示例"])
    for url in ("/people/", "/"):
        page = administrator.get(url).content.decode()
        assert case.number not in page
        assert "尉迟" not in page
    assert administrator.get("/files/").context["page"].count == 0
