"""The auditor's page: the log of an area and nothing of its content; nobody else opens it."""

import json
from typing import Any

import pytest
from django.test import Client

from dossiers.models import Event
from organizations.actions import admit
from organizations.models import Organization, User
from organizations.roles import Role
from tests.cast import TODAY, Cast, case_in, new_case
from workflows.mediation import MediationProcedure, State
from workflows.steps import steps_of


@pytest.fixture
def auditor(cast: Cast, client: Client) -> Client:
    client.force_login(cast.auditor)
    return client


def in_county(cast: Cast, county: str) -> User:
    user = User.objects.create_user(county, full_name="县审计", must_change_password=False)
    admit(user, Organization.objects.get(name=f"{county}总工会"), Role.AUDITOR, since=TODAY)
    return user


def test_it_shows_step_person_role_and_time_and_nothing_else(auditor: Client, cast: Cast) -> None:
    case = case_in(State.AGREED, cast)

    page = auditor.get("/audit/").content.decode()

    accepted = str(steps_of(MediationProcedure)["accept_case"].label)
    for shown in (case.number, "何主任", "马调解", str(Role.BODY_HEAD.label), accepted):
        assert shown in page
    for kept in ("张秀英", "黄河假日", "王建国", "15000", "拖欠", "追索劳动报酬", case.title):
        assert kept not in page


def test_only_the_area_of_the_body_is_shown(client: Client, cast: Cast) -> None:
    mine, other = new_case(cast), new_case(cast, centre=cast.neighbour, by=cast.neighbour_registrar)
    client.force_login(in_county(cast, "皋兰县"))

    page = client.get("/audit/").content.decode()

    assert other.number in page
    assert mine.number not in page
    for key in (mine.code, mine.number):
        assert client.get("/audit/", {"file": key}).context["lines"] == []
    assert {head[0] for head in json.loads(client.get("/audit/anchor/").content)["heads"]} == {other.code}


@pytest.mark.parametrize(
    "part", ["registrar", "head", "mediator", "liaison", "supervisor", "administrator", "operator", "nobody"]
)
@pytest.mark.parametrize("path", ["/audit/", "/audit/anchor/"])
def test_nobody_else_opens_it(part: str, path: str, client: Client, cast: Cast) -> None:
    new_case(cast)
    client.force_login(cast.people[part])

    assert client.get(path).status_code == 403


@pytest.mark.django_db
def test_a_stranger_is_sent_to_sign_in(client: Client) -> None:
    assert client.get("/audit/").status_code == 302


def test_an_auditor_opens_no_file(auditor: Client, cast: Cast) -> None:
    case = new_case(cast)

    assert auditor.get(f"/files/{case.code}/").status_code == 404


def test_one_file_is_verified_when_it_is_shown(auditor: Client, cast: Cast) -> None:
    case, _other = case_in(State.SCREENING, cast), new_case(cast)

    for key in (case.code, case.number):
        found = auditor.get("/audit/", {"file": key})
        assert (found.context["found"].dossiers, len(found.context["lines"])) == (1, 2)
        assert "完整" in found.content.decode()
    Event.objects.filter(dossier=case.pk, seq=2).update(actor_name="别人")

    found = auditor.get("/audit/", {"file": case.code})

    assert found.context["break_at"]["seq"] == 2
    assert case.number in found.content.decode()


def test_all_chains_are_verified_on_request(auditor: Client, cast: Cast) -> None:
    case, other = new_case(cast), new_case(cast, centre=cast.neighbour, by=cast.neighbour_registrar)
    assert auditor.get("/audit/").context["found"] is None

    assert auditor.get("/audit/", {"verify": "1"}).context["found"].dossiers == 2
    Event.objects.filter(dossier=other.pk).update(acted_on=TODAY.replace(day=1))

    assert auditor.get("/audit/", {"verify": "1"}).context["break_at"]["number"] == other.number
    assert case.number != other.number


def test_pages_follow_one_another_without_gap(auditor: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from dossiers import audit_views

    monkeypatch.setattr(audit_views, "SIZE", 4)
    case_in(State.ASSIGNING, cast)
    seen, url = [], "/audit/"
    while url:
        page = auditor.get(url)
        seen += [(line.code, line.seq) for line in page.context["lines"]]
        url = "/audit/" + page.context["next"] if page.context["next"] else ""

    assert [seq for _code, seq in seen] == list(range(Event.objects.count(), 0, -1))


@pytest.mark.parametrize(
    "query", [{"before": "x"}, {"before": "9" * 400}, {"before": "-1"}, {"file": "不存在"}, {"file": "x" * 500}]
)
def test_bad_words_in_the_address_are_no_error(query: dict[str, str], auditor: Client, cast: Cast) -> None:
    new_case(cast)

    assert auditor.get("/audit/", query).status_code == 200


def test_an_empty_log_says_so(auditor: Client, cast: Cast) -> None:
    assert "暂无" in auditor.get("/audit/").content.decode()


def test_the_page_asks_few_queries_however_many_events(
    auditor: Client, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    for _number in range(3):
        case_in(State.SCREENING, cast)
    auditor.get("/audit/")

    with django_assert_max_num_queries(5):
        auditor.get("/audit/")


def test_the_page_writes_nothing_and_takes_no_post(auditor: Client, cast: Cast) -> None:
    new_case(cast)

    assert auditor.post("/audit/").status_code == 405
