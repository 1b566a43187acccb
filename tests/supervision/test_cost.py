"""What a step of supervision costs: a dozen statements at the most, with ten findings on the file as with one.

Every step of the book that somebody can take stands in the table; one that is missing makes the test fail by name.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from documents.models import Delivery
from dossiers.actions import ADDRESSEE, CALENDAR, take_step
from organizations.models import Organization
from supervision.models import Matter, load_matter
from tests.cast import NOW, TODAY, Cast, new_case, set_papers
from tests.supervision import walk
from tests.supervision.walk import FINDING, LETTER, State, bureau, go, matter_in
from workflows.papers import Kind
from workflows.reading import rows as book_rows
from workflows.supervision import SupervisionProcedure

S = State
MOST = 12
Data = Callable[[Matter, Cast], dict[str, Any]]
BOOK = {row.name: row for row in book_rows(SupervisionProcedure)}


def say(**data: Any) -> Data:
    return lambda matter, cast: data


def ties(matter: Matter, _cast: Cast) -> dict[str, Any]:
    return {"ties": [{"investigator": row.pk, "has_tie": False} for row in matter.investigator_rows]}


def inquiry(_matter: Matter, cast: Cast) -> dict[str, Any]:
    return {"place": "x", "method": "site", "supervisors": walk.supervisors(cast), "text": "x", "signed": True}


def items(matter: Matter, _cast: Cast) -> dict[str, Any]:
    said = [{"finding": row.pk, "admits": True, "status": "done", "measure": "x"} for row in matter.finding_rows]
    return {"way": "online", "signer": "x", "items": said}


def results(verdict: str) -> Data:
    return lambda matter, cast: {
        "method": "papers", "supervisors": walk.supervisors(cast),
        "results": [{"finding": row.pk, "verdict": verdict} for row in matter.finding_rows],
    }  # fmt: skip


def finding(**data: Any) -> Data:
    return lambda matter, cast: {"finding": matter.finding_rows[-1], **data}


def jointly(_matter: Matter, cast: Cast) -> dict[str, Any]:
    return LETTER | {"cosigners": [cast.court]}


def exhibit(_matter: Matter, _cast: Cast) -> dict[str, Any]:
    file = ContentFile("示例".encode(), name="x.txt")
    return {"file": file, "content_type": "text/plain", "title": "x", "evidence_kind": "other"}


def seals(matter: Matter, _cast: Cast) -> dict[str, Any]:
    return walk.seal_of(matter)


def scan(matter: Matter, _cast: Cast) -> dict[str, Any]:
    paper = walk.seal_of(matter)["paper"]
    file = ContentFile(b"%PDF-1.7", name="x.pdf")
    return {"paper": paper, "file": file, "content_type": "application/pdf", "code": paper.code}


def sends(matter: Matter, cast: Cast) -> dict[str, Any]:
    """A copy for the bureau that passed the lead on."""
    matter.sender = bureau(cast)
    Matter.objects.filter(pk=matter.pk).update(sender=matter.sender)
    return {"paper": walk.seal_of(matter)["paper"], "to": matter.recipients()[-1:], "way": "direct"}


def prosecutors(_matter: Matter, cast: Cast) -> dict[str, Any]:
    return {"body": cast.prosecutor.memberships.get().body}


ADVICE: Data = lambda matter, cast: LETTER | {"authority": bureau(cast)}  # noqa: E731 (a row of the table below)
CASE: Data = lambda matter, cast: {"case": new_case(cast)}  # noqa: E731

#: step → state it is taken in, steps before it, who takes it, what they say; columns written past the procedure.
TABLE: dict[str, tuple[State, tuple[tuple[str, str, Data], ...], str, Data, dict[str, Any]]] = {
    "amend_lead": (S.LEAD, (), "legal_supervisor", say(women=3), {}),
    "check_exclusivity": (S.LEAD, (), "legal_supervisor", say(), {}),
    "name_supervisors": (S.LEAD, (), "legal_supervisor", lambda m, c: {"supervisors": walk.supervisors(c)}, {}),
    "declare_ties": (S.INVESTIGATING, (), "legal_supervisor", ties, {}),
    "take_up_lead": (
        S.LEAD,
        (("check_exclusivity", "legal_supervisor", say()),
         ("name_supervisors", "legal_supervisor", lambda m, c: {"supervisors": walk.supervisors(c)}),
         ("declare_ties", "legal_supervisor", ties)),
        "union_head", say(), {},
    ),
    "decline_lead": (S.LEAD, (), "union_head", say(reason="no_substance"), {"reporter_named": True}),
    "link_case": (S.LEAD, (), "legal_supervisor", CASE, {}),
    "refer_to_mediation": (S.AWAITING_REPLY, (), "union_head", CASE, {}),
    "resume_after_mediation": (S.REFERRED, (), "union_head", say(reason="x"), {}),
    "record_inquiry": (S.INVESTIGATING, (), "legal_supervisor", inquiry, {}),
    "record_evidence": (S.INVESTIGATING, (), "legal_supervisor", finding(title="x"), {}),
    "add_finding": (S.INVESTIGATING, (), "legal_supervisor", say(**FINDING), {}),
    "amend_finding": (S.INVESTIGATING, (), "legal_supervisor", finding(facts="x"), {}),
    "drop_finding": (S.INVESTIGATING, (), "legal_supervisor", finding(reason="x"), {}),
    "lodge_exhibit": (S.LEAD, (), "legal_supervisor", exhibit, {}),
    "conclude_investigation": (S.INVESTIGATING, (), "legal_supervisor", say(conclusion="x"), {}),
    "resume_investigation": (S.INVESTIGATED, (), "legal_supervisor", say(), {}),
    "end_unfounded": (S.INVESTIGATED, (), "union_head", say(), {"findings": 0}),
    "draft_hint": (S.INVESTIGATED, (), "legal_supervisor", jointly, {}),
    "draft_opinion": (S.INVESTIGATED, (("record_urgency", "legal_supervisor", say(reason="x")),), "legal_supervisor",
                      jointly, {}),
    "record_urgency": (S.INVESTIGATED, (), "legal_supervisor", say(reason="x"), {}),
    "draft_advice": (S.VERIFYING, (), "legal_supervisor", ADVICE, {"opinion": True}),
    "amend_letter": (S.DRAFTING, (), "legal_supervisor", jointly, {}),
    "drop_letter": (S.DRAFTING, (), "legal_supervisor", say(reason="x"), {}),
    "submit_letter": (S.DRAFTING, (), "legal_supervisor", say(), {}),
    "pass_letter": (S.IN_REVIEW, (), "union_lawyer", say(opinion="x"), {"cosigner": True}),
    "return_letter": (S.SIGNING, (), "union_head", say(reason="x"), {"cosigner": True}),
    "cosign_letter": (S.SIGNING, (), "legal_supervisor", lambda m, c: {"body": c.court}, {"cosigner": True}),
    "approve_letter": (S.SIGNING, (), "union_head", say(), {}),
    "seal_paper": (S.NUMBERED, (), "legal_supervisor", seals, {}),
    "return_scan": (S.AWAITING_REPLY, (), "legal_supervisor", scan, {}),
    "send_paper": (S.NUMBERED, (("seal_paper", "legal_supervisor", seals),), "legal_supervisor", sends, {}),
    "record_service": (
        S.NUMBERED, (("seal_paper", "legal_supervisor", seals), ("send_paper", "legal_supervisor", sends)),
        "legal_supervisor",
        lambda m, c: {"delivery": Delivery.objects.select_related("instrument").get(), "outcome": "received",
                      "received_by": "前台", "relation": "职工", "proof_note": "回证"}, {},
    ),
    "record_letter_service": (S.NUMBERED, (("seal_paper", "legal_supervisor", seals),), "legal_supervisor",
                              say(method="direct", outcome="received", received_by="x"), {}),
    "withdraw_letter": (S.AWAITING_REPLY, (), "union_head", say(reason="x"), {}),
    "correct_letter": (S.AWAITING_REPLY, (), "union_head",
                       lambda m, c: {"letter": m.letter, "wrong": "x", "right": "y"}, {}),
    "extend_reply": (S.AWAITING_REPLY, (), "union_head", say(to=dt.date(2026, 4, 9), reason="x"), {}),
    "record_reply": (S.VERIFYING, (("verify_findings", "legal_supervisor", results("part")),), "addressee", items, {}),
    "verify_findings": (S.AWAITING_REPLY, (), "legal_supervisor", results("part"), {}),
    "refer_upward": (S.INVESTIGATED, (), "union_head", say(reason="x"), {"below": True}),
    "end_rectified": (
        S.AUTHORITY_ACTING, (("verify_findings", "legal_supervisor", results("done")),), "legal_supervisor",
        say(note="x"), {},
    ),
    "urge_employer": (
        S.VERIFYING, (), "legal_supervisor",
        lambda m, c: {"findings": [{"finding": row.pk, "due_on": dt.date(2026, 5, 1)} for row in m.finding_rows]}, {},
    ),
    "record_talk": (S.VERIFYING, (), "legal_supervisor", say(with_bodies="x", present="x", result="x"), {}),
    "record_filing": (S.WITH_AUTHORITY, (), "labour_officer", say(filed=True, number="8号"), {}),
    "record_result": (S.AUTHORITY_ACTING, (), "labour_officer", say(result="corrected"), {}),
    "send_to_procuratorate": (S.VERIFYING, (), "union_head", prosecutors, {"hint_conduct": "silent"}),
    "record_procuratorate_answer": (S.VERIFYING, (), "union_head", say(answer="advice"),
                                    {"procuratorate_sent_on": TODAY}),
    "end_unresolved": (S.AWAITING_REPLY, (), "union_head", say(reason="x"), {}),
    "record_achievement": (S.VERIFYING, (), "legal_supervisor", say(wages_paid=Decimal(1)), {}),
    "inform_reporter": (S.RECTIFIED, (), "legal_supervisor", say(how="x"), {}),
    "answer_clue": (S.RECTIFIED, (), "legal_supervisor", say(text="x"), {"source": "court"}),
    "print_form": (S.INVESTIGATED, (), "legal_supervisor", say(kind=Kind.LEAD_SHEET), {}),
    "add_note": (S.LEAD, (), "union_lawyer", say(text="x"), {}),
    "add_correction": (S.CLOSED, (), "union_head", say(concerns="x", text="y"), {}),
    "close_matter": (S.RECTIFIED, (("record_achievement", "legal_supervisor", say()),), "union_head",
                     say(summary="x"), {}),
    "archive_matter": (S.CLOSED, (), "legal_supervisor", say(), {}),
    "note_expiry": (S.AWAITING_REPLY, (), "calendar", say(before=dt.date(2026, 4, 20)), {}),
    "complete_terms": (S.AWAITING_REPLY, (), "calendar", say(), {}),
}  # fmt: skip
LATER = {"note_expiry": 45}
#: The letter to the procuratorate tells of the whole file and lets a body in; a withdrawal stops a clock and prints a
#: letter, whose layout is looked up; what an authority decides is kept on its letter and starts another clock.
MORE = {"send_to_procuratorate": 3, "withdraw_letter": 1, "record_filing": 1}
PEOPLE = {"addressee": ADDRESSEE, "calendar": CALENDAR}


def test_every_step_of_the_book_has_its_row() -> None:
    assert set(TABLE) == BOOK.keys() - {"register_lead"}


def _cost(step: str, cast: Cast, findings: int) -> list[str]:
    """The statements a step asks of the database, without those that only frame a transaction."""
    state, before, part, data, past = TABLE[step]
    many = {} if state in {S.LEAD, S.NOT_TAKEN_UP, S.REFERRED} else {"findings": past.get("findings", findings)}
    matter = matter_in(state, cast, **many)
    for name, by, said in before:
        matter = go(matter, name, cast.people[by], **said(matter, cast))
    columns = {name: value for name, value in past.items() if hasattr(Matter, name) and name != "findings"}
    Matter.objects.filter(pk=matter.pk).update(**columns)
    if "below" in past:
        street = walk.union_in(cast, "620102001", "酒泉路街道", "township", "620102")
        Organization.objects.filter(pk=street.pk).update(parent=walk.union_of(cast))
        Matter.objects.filter(pk=matter.pk).update(body=street)
    if "opinion" in past:
        matter.letters.update(kind=Kind.OPINION_LETTER)
        matter.findings.update(verdict="undone")
        Matter.objects.filter(pk=matter.pk).update(opinion_conduct="unjustified")
    if "cosigner" in past:
        matter.letters.get().cosigners.create(body=cast.court)
    if step == "complete_terms":
        matter.clocks.update(missing="holiday_calendar:2026", due_on=None)
    if step == "archive_matter":
        set_papers(matter)
    matter = load_matter(matter.pk)
    who: Any = PEOPLE.get(part) or cast.people[part]
    at = NOW + dt.timedelta(days=LATER.get(step, 0))
    if part not in PEOPLE:
        who.memberships_on(at.date())  # known of everybody who is signed in
    given = data(matter, cast)
    ContentType.objects.clear_cache()
    ContentType.objects.get_for_model(type(matter.dossier_ptr))
    with CaptureQueriesContext(connection) as asked:
        take_step(matter, step, by=who, at=at, **given)
    frame = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    return [query["sql"] for query in asked if not query["sql"].startswith(frame)]


@pytest.mark.django_db
@pytest.mark.parametrize("step", TABLE)
def test_a_step_costs_a_dozen_queries_with_ten_findings_on_the_file(step: str, cast: Cast) -> None:
    asked = _cost(step, cast, 10)

    locks = int(connection.features.has_select_for_update)  # SQLite has one writer and needs no lock on the row
    assert len(asked) <= MOST + MORE.get(step, 0) + locks, "\n".join(sql[:160] for sql in asked)
