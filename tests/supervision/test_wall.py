"""Planted words: who reported it, what the inquiry was told, a note, another union's matter. Who finds which of them?

Read everywhere words come out: every page and tab, every paper as it was frozen, the sheet for download, the search.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from dossiers.models import Event
from dossiers.visibility import SUPERVISION_WALL
from organizations.roles import Role
from supervision.models import Matter, load_matter
from tests.cast import Cast
from tests.supervision.walk import (
    FINDING,
    LETTER,
    answered,
    before_authority,
    employer,
    go,
    new_matter,
    sealed,
    supervisors,
    union_of,
)
from workflows.papers import Kind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

#: Word → the class of record it belongs to.
PLANTED = {
    "赵举报": "G", "13911112222": "G",  # who reported it, sealed
    "线索原文七号": "H", "询问笔录三号": "H", "答复措施五号": "H",  # the matter itself
    "内部备注九号": "I",
}  # fmt: skip
TABS = ("", "lead/", "investigation/", "findings/", "letters/", "papers/", "clocks/", "timeline/")
ELSEWHERE = ("/", "/files/", "/supervision/", "/search/?q=赵举", "/registers/ledger/", "/registers/ledger/sheet/",
             "/reports/supervision/", "/reports/supervision/matters/")  # fmt: skip


@pytest.fixture
def matter(cast: Cast) -> Matter:
    """A matter that went to the bureau and to the procuratorate, with a word planted in every class."""
    sup = cast.legal_supervisor
    matter = new_matter(cast, reporter="赵举报", reporter_contact="13911112222", reporter_named=True,
                        summary="线索原文七号", women=3)  # fmt: skip
    matter = go(matter, "add_note", sup, text="内部备注九号")
    people = supervisors(cast)
    matter = go(matter, "check_exclusivity", sup)
    matter = go(matter, "name_supervisors", sup, supervisors=people)
    ties = [{"investigator": row.pk, "has_tie": False} for row in matter.investigator_rows]
    matter = go(matter, "declare_ties", sup, ties=ties)
    matter = go(matter, "take_up_lead", cast.union_head)
    matter = go(matter, "record_inquiry", sup, place="会议室", method="site", supervisors=people, asked="王建国",
                text="询问笔录三号", signed=True)  # fmt: skip
    matter = go(matter, "add_finding", sup, **FINDING)
    matter = go(matter, "conclude_investigation", sup, conclusion="存在拖欠工资。")
    matter = go(matter, "record_urgency", sup, reason="紧急")
    matter = go(matter, "draft_opinion", sup, **(LETTER | {"cosigners": [cast.court]}))
    matter = go(go(matter, "submit_letter", sup), "pass_letter", cast.union_lawyer, opinion="合法。")
    matter = go(matter, "cosign_letter", cast.liaison, body=cast.court)
    matter = sealed(cast, go(matter, "approve_letter", cast.union_head))
    matter = go(matter, "record_letter_service", sup, method="direct", outcome="received", received_by="前台", note="")
    items = [
        {"finding": r.pk, "admits": True, "status": "not_done", "measure": "答复措施五号"} for r in matter.finding_rows
    ]
    matter = answered(cast, matter, items=items)
    results = [{"finding": r.pk, "verdict": "undone", "note": "x"} for r in matter.finding_rows]
    matter = go(matter, "verify_findings", sup, method="papers", supervisors=people, results=results)
    prosecutors = cast.prosecutor.memberships.get().body
    matter = go(matter, "send_to_procuratorate", cast.union_head, body=prosecutors, note="x")
    return before_authority(cast, matter)


def everything(browser: Client, matter: Matter) -> str:
    """All that a person can read of a matter: its pages, the rooms around it, and every paper in frozen words."""
    pages = [f"/supervision/{matter.code}/{tab}" for tab in TABS] + list(ELSEWHERE)
    return "\n".join(_text(browser.get(page)) for page in pages)


def _text(page: Any) -> str:
    if page.status_code in {302, 403, 404}:
        return ""
    assert page.status_code == 200, page.request["PATH_INFO"]
    body = b"".join(page.streaming_content) if page.streaming else page.content
    return str(body.decode("utf-8", "replace"))


READERS = {
    "legal_supervisor": Role.LEGAL_SUPERVISOR, "union_head": Role.SUPERVISION_HEAD, "union_lawyer": Role.LEGAL_REVIEWER,
    "labour_officer": Role.LABOUR_OFFICER, "prosecutor": Role.PROCURATORATE_LIAISON, "liaison": Role.COURT_LIAISON,
    "supervisor": Role.REPORTING_SUPERVISOR,
}  # fmt: skip
STRANGERS = ("neighbour_supervisor", "neighbour_union_head", "registrar", "head", "mediator", "justice_liaison",
             "other_liaison", "administrator", "auditor", "operator", "nobody")  # fmt: skip


@pytest.mark.parametrize("part", READERS)
def test_a_reader_finds_the_words_of_their_classes_and_no_others(
    part: str, matter: Matter, cast: Cast, as_user: Callable[[Any], Client]
) -> None:
    seen = SUPERVISION_WALL[READERS[part]]
    browser = as_user(cast.people[part])

    said = everything(browser, matter)

    closed = {word for word, record in PLANTED.items() if record not in seen}
    assert {word for word in closed if word in said} == set()
    if "H" in seen:
        assert {"线索原文七号", "答复措施五号"} <= {word for word in PLANTED if word in said}
    if READERS[part] == Role.REPORTING_SUPERVISOR:  # who follows figures: names of employers in the ledger alone
        pages = [f"/supervision/{matter.code}/{tab}" for tab in TABS] + [
            one for one in ELSEWHERE if "ledger" not in one
        ]
        assert [page for page in pages if employer(cast).name in _text(browser.get(page))] == []


@pytest.mark.parametrize("part", STRANGERS)
def test_whoever_has_no_part_in_it_gets_no_page_of_it_and_no_word(
    part: str, matter: Matter, cast: Cast, as_user: Callable[[Any], Client]
) -> None:
    browser = as_user(cast.people[part])

    codes = {browser.get(f"/supervision/{matter.code}/{tab}").status_code for tab in TABS}
    said = everything(browser, matter)

    assert codes == {404}
    assert {word for word in (*PLANTED, matter.number, matter.code) if word in said} == set()


#: What each body that was let in may open: what was served on it, sent to it, or issued jointly with it.
SENT = {
    "labour_officer": {Kind.ADVICE_LETTER},
    "prosecutor": {Kind.PROCURATORATE_LETTER},
    "liaison": {Kind.OPINION_LETTER},  # issued jointly with the court
}


@pytest.mark.parametrize("part", SENT)
def test_a_body_opens_the_papers_that_went_to_it_and_gets_no_draft_of_any_other(
    part: str, matter: Matter, cast: Cast, as_user: Callable[[Any], Client]
) -> None:
    browser = as_user(cast.people[part])
    rows = list(matter.instruments.exclude(number=""))
    assert {Kind.ADVICE_LETTER, Kind.PROCURATORATE_LETTER, Kind.OPINION_LETTER} <= {row.kind for row in rows}

    opened = {row.kind for row in rows if browser.get(f"/papers/{row.code}/").status_code != 404}  # or not set yet
    drafts = {row.kind for row in rows if browser.get(f"/papers/{row.code}/draft.docx").status_code == 200}

    assert opened == drafts == SENT[part]


def test_no_letter_and_no_event_holds_who_reported_or_what_was_said_in_confidence(matter: Matter) -> None:
    papers = "\n".join(row.contents for row in matter.instruments.all())
    log = "\n".join(f"{event.facts} {event.step}" for event in Event.objects.filter(dossier=matter.pk))

    hidden = ("赵举报", "13911112222", "询问笔录三号", "内部备注九号")
    assert [word for word in hidden if word in papers] == []
    assert [word for word in (*hidden, "线索原文七号", "答复措施五号") if word in log] == []


def test_the_same_office_next_door_reads_its_own_matter_alone(
    matter: Matter, cast: Cast, as_user: Callable[[Any], Client]
) -> None:
    theirs = employer(cast, "皋兰某厂", credit_code="")
    own = new_matter(cast, by=cast.neighbour_supervisor, body=union_of(cast, "皋兰县总工会"), of=theirs)

    assert as_user(cast.neighbour_supervisor).get(f"/supervision/{own.code}/").status_code == 200
    assert as_user(cast.legal_supervisor).get(f"/supervision/{own.code}/").status_code == 404
    listed = as_user(cast.neighbour_supervisor).get("/supervision/").content.decode()
    assert "皋兰某厂" in listed
    assert employer(cast).name not in listed


def test_what_a_matter_does_not_need_is_not_kept_in_the_clear(matter: Matter) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT reporter, reporter_contact FROM supervision_matter WHERE dossier_ptr_id = %s", [matter.pk]
        )
        row = cursor.fetchone()

    assert "赵举报" not in row[0]
    assert "13911112222" not in row[1]
    assert load_matter(matter.pk).reporter == "赵举报"
