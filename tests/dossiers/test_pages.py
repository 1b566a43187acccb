"""Desk, list and search as pages: what they say to whom, and how few questions they ask of the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.models import Case, Session
from dossiers.models import Dossier, Origin
from mediation.context import forget_demo, is_demo
from tests.cast import NOW, TODAY, Cast, case_in, new_case
from workflows.mediation import State

LIST_QUERIES = 5
DESK_QUERIES = 8


@pytest.fixture
def open_as(cast: Cast, at: Callable[[str], dt.datetime]) -> Callable[[str], Client]:
    """`open_as("registrar")`: a browser signed in as that part of the cast, on the cast's day."""
    at("2026-03-10 10:00")
    forget_demo()  # what an earlier test's database held

    def sign_in(part: str) -> Client:
        client = Client()
        client.force_login(cast.people[part])
        return client

    return sign_in


def asked(client: Client, url: str) -> tuple[Any, int]:
    is_demo()  # asked once a minute and process
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
    return response, len(queries)


# ── The list ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("part", ["registrar", "head", "mediator", "liaison", "supervisor"])
def test_a_list_asks_at_most_five_questions_with_3_and_30_rows(cast: Cast, open_as: Any, part: str) -> None:
    client = open_as(part)
    for _i in range(3):
        case_in(State.ASSIGNING, cast, channel="court_pre")
    _page, few = asked(client, "/files/")
    for _i in range(27):
        case_in(State.ASSIGNING, cast, channel="court_pre")
    page, many = asked(client, "/files/?size=50")
    assert page.status_code == 200
    assert page.content.decode().count("<tr>") == 31
    assert few == many <= LIST_QUERIES


def test_filters_stand_as_chips_and_can_be_taken_away(cast: Cast, open_as: Any) -> None:
    new_case(cast)
    page = open_as("registrar").get("/files/?state=received&channel=self&size=50").content.decode()
    assert "张秀英" in page
    assert 'href="?channel=self&amp;size=50"' in page
    assert 'href="?state=received&amp;size=50"' in page


def test_a_filter_that_cannot_be_read_is_said_at_its_field(cast: Cast, open_as: Any) -> None:
    client = open_as("registrar")
    new_case(cast)
    for query, sentence in (
        ("q=张", "请至少输入两个字"),
        ("state=nonsense", "nonsense"),
        ("received_from=2026-13-45", "日期"),
        ("group=h-closing", "h-closing"),
        ("received_from=2026-03-10&received_to=2026-03-01", "结束日期早于开始日期"),
        ("mediator_id=999", "999"),
        ("body_id=x", "整数"),
    ):
        page = client.get(f"/files/?{query}")
        assert page.status_code == 422, query
        assert sentence in page.content.decode(), query


def test_two_hundred_rows_fit_on_a_page_and_no_more(cast: Cast, open_as: Any) -> None:
    client = open_as("registrar")
    new_case(cast)
    for size in ("200", "201", "-1", "x", "9" * 50):
        assert client.get(f"/files/?size={size}").status_code == 200


def test_the_pager_leads_on_and_back(cast: Cast, open_as: Any) -> None:
    client = open_as("registrar")
    for i in range(27):
        new_case(cast, at=NOW - dt.timedelta(minutes=i), names=[f"工人{i:02}"])
    first = client.get("/files/")
    assert "工人00" in first.content.decode()
    assert "工人26" not in first.content.decode()
    second = client.get("/files/" + first.context["next"])
    assert "工人26" in second.content.decode()
    back = client.get("/files/" + second.context["previous"])
    assert [row.number for row in back.context["rows"]] == [row.number for row in first.context["rows"]]


def test_who_follows_without_names_reads_none(cast: Cast, open_as: Any) -> None:
    client = open_as("supervisor")
    new_case(cast, names=["欧阳示例", "司马样本"], employer="某某样本公司")
    for url in ("/files/", "/", "/files/?group=s-open", "/search/?q=城关工调"):
        page = client.get(url).content.decode()
        for name in ("欧阳", "司马", "样本"):
            assert name not in page, (url, name)


def test_nothing_to_show_is_said(cast: Cast, open_as: Any) -> None:
    assert "还没有案件" in open_as("registrar").get("/files/").content.decode()
    assert "没有符合筛选条件的案件" in open_as("registrar").get("/files/?state=closed").content.decode()
    assert "您的权限范围内没有案件" in open_as("liaison").get("/files/").content.decode()
    assert open_as("operator").get("/files/").context["page"].count == 0


# ── The search ──────────────────────────────────────────────────────────────────────────────────────────────


def test_two_characters_suffice_and_one_is_told_so(cast: Cast, open_as: Any) -> None:
    client = open_as("registrar")
    case = new_case(cast, names=["尉迟示例"])
    assert case.number in client.get("/search/?q=尉迟").content.decode()
    short = client.get("/search/?q=尉")
    assert short.status_code == 422
    assert "请至少输入两个字" in short.content.decode()
    assert "没有与“欧阳”相符的案件" in client.get("/search/?q=欧阳").content.decode()
    assert client.get("/search/").status_code == 200


def test_other_bodies_files_are_not_found(cast: Cast, open_as: Any) -> None:
    new_case(cast, names=["尉迟示例"])
    for part in ("neighbour_registrar", "liaison", "administrator", "auditor", "nobody", "operator"):
        assert "示例" not in open_as(part).get("/search/?q=尉迟").content.decode()


# ── The desk ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "part",
    [
        "registrar",
        "head",
        "mediator",
        "liaison",
        "arbitration_clerk",
        "labour_officer",
        "supervisor",
        "reviewer",
        "administrator",
        "auditor",
        "nobody",
        "operator",
        "legal_supervisor",
    ],
)
def test_every_desk_opens_empty_and_full_with_few_questions(cast: Cast, open_as: Any, part: str) -> None:
    client = open_as(part)
    page, _few = asked(client, "/")
    assert page.status_code == 200
    for state in (
        State.RECEIVED,
        State.SCREENING,
        State.CONSENT_PENDING,
        State.ACCEPTED,
        State.IN_MEDIATION,
        State.SUSPENDED,
        State.AGREED,
    ):
        case_in(state, cast, channel="court_pre")
    Session.objects.create(
        case=Case.objects.get(state="in_mediation"),
        no=9,
        kind="joint",
        mode="in_person",
        began_at=NOW,
        recorded_at=NOW,
        next_on=TODAY,
        next_step="再次调解",
        mediator_name="马调解",
    )
    page, many = asked(client, "/")
    assert page.status_code == 200
    assert many <= DESK_QUERIES


def test_a_registrar_sees_what_to_decide_and_how_long_somebody_waits(cast: Cast, open_as: Any, at: Any) -> None:
    received, asking = new_case(cast), case_in(State.CONSENT_PENDING, cast)
    at("2026-03-13 10:00")
    page = open_as("registrar").get("/")
    piles = {card["pile"].group.key: card for card in page.context["cards"]}
    assert [row.number for row, _said in piles["r-received"]["rows"]] == [received.number]
    ((row, said),) = piles["r-asking"]["rows"]
    assert row.number == asking.number
    assert said == {"since": TODAY, "days": 3}
    assert "3 天" in page.content.decode()


def test_a_mediator_sees_whom_the_case_waits_for_and_why(cast: Cast, open_as: Any) -> None:
    client = open_as("mediator")
    case_in(State.ASSIGNING, cast)
    (card,) = [card for card in client.get("/").context["cards"] if card["pile"].group.key == "m-open"]
    ((_row, said),) = card["rows"]
    assert said == {"step": "开始调解", "waits": said["waits"]}
    assert "披露" in said["waits"]


def test_a_court_sees_what_it_sent_and_nothing_else(cast: Cast, open_as: Any) -> None:
    sent, own = case_in(State.FAILED, cast, channel="court_pre"), case_in(State.FAILED, cast)
    page = open_as("liaison").get("/").content.decode()
    assert sent.number in page
    assert own.number not in page
    assert "待签收的调解结果" in page


def test_numbers_on_the_desk_lead_to_exactly_those_files(cast: Cast, open_as: Any) -> None:
    for state in (State.RECEIVED, State.ACCEPTED, State.SUSPENDED, State.AGREED, State.CLOSED):
        case_in(state, cast, channel="court_pre")
    for part in ("registrar", "head", "mediator", "liaison", "supervisor"):
        client = open_as(part)
        for card in client.get("/").context["cards"]:
            assert client.get(card["url"]).context["page"].count == card["pile"].count


def test_the_banner_of_a_demonstration(cast: Cast, open_as: Any) -> None:
    new_case(cast)
    assert "演示系统" not in open_as("registrar").get("/").content.decode()
    Dossier.objects.update(origin=Origin.DEMONSTRATION)
    forget_demo()
    assert "演示系统" in open_as("registrar").get("/").content.decode()
    forget_demo()


def test_english_is_complete_on_these_pages(cast: Cast, open_as: Any) -> None:
    client = open_as("registrar")
    client.cookies["language"] = "en"
    new_case(cast)
    for url, words in (
        ("/", "Received, to screen"),
        ("/files/", "Show"),
        ("/search/", "Two characters suffice."),
        ("/files/new/", "Paste a roster"),
    ):
        assert words in client.get(url).content.decode()
