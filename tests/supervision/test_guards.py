"""Every condition of a matter: not met it says its sentence, met it is silent; the door says what the button says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from documents.models import Instrument
from dossiers.actions import Refused, offers, take_step
from organizations.roles import Role
from supervision.models import Matter, load_matter
from tests.cast import NOW, TODAY, Cast, set_papers
from tests.supervision import walk
from tests.supervision.walk import FINDING, LETTER, State, answered, go, investigated, matter_in, new_matter, verified
from workflows import supervision_guards as g
from workflows.guards import Guard
from workflows.reading import rows
from workflows.supervision import SupervisionProcedure

S = State
Story = Callable[[Matter, Cast], Any]


def at_lead(cast: Cast) -> Matter:
    return matter_in(S.LEAD, cast)


def to_all(cast: Cast) -> Matter:
    return new_matter(cast, is_broadcast=True)


def looked_into(cast: Cast) -> Matter:
    return investigated(cast)


def waiting(cast: Cast) -> Matter:
    return matter_in(S.AWAITING_REPLY, cast)


def ended(**more: Any) -> Callable[[Cast], Matter]:
    return lambda cast: matter_in(S.NOT_TAKEN_UP, cast, **more)


def at_signing(cosigners: bool) -> Callable[[Cast], Matter]:
    def walk_to(cast: Cast) -> Matter:
        more = {"cosigners": [cast.court]} if cosigners else {}
        matter = go(looked_into(cast), "draft_hint", cast.legal_supervisor, **(LETTER | more))
        matter = go(matter, "submit_letter", cast.legal_supervisor)
        return go(matter, "pass_letter", cast.union_lawyer, opinion="x")

    return walk_to


def step(name: str, by: str = "legal_supervisor", **data: Any) -> Story:
    return lambda matter, cast: go(matter, name, cast.people[by], **data)


def columns(**changed: Any) -> Story:
    """Facts written past the procedure, so that the condition can be seen to be met."""
    return lambda matter, cast: Matter.objects.filter(pk=matter.pk).update(**changed)


def names_two(matter: Matter, cast: Cast) -> None:
    go(matter, "name_supervisors", cast.legal_supervisor, supervisors=walk.supervisors(cast))


def two_without_word(cast: Cast) -> Matter:
    matter = at_lead(cast)
    names_two(matter, cast)
    return load_matter(matter.pk)


def both_declare(matter: Matter, cast: Cast) -> None:
    ties = [{"investigator": row.pk, "has_tie": False} for row in matter.investigator_rows]
    go(matter, "declare_ties", cast.legal_supervisor, ties=ties)


def unproven(cast: Cast) -> Matter:
    return go(looked_into(cast), "add_finding", cast.legal_supervisor, topic="pay.arrears", facts="x")


def proves(matter: Matter, cast: Cast) -> None:
    go(matter, "amend_finding", cast.legal_supervisor, finding=matter.finding_rows[1], **FINDING | {"facts": "y"})
    go(matter, "record_evidence", cast.legal_supervisor, finding=matter.finding_rows[1], title="x")


def drops_the_finding(matter: Matter, cast: Cast) -> None:
    go(matter, "drop_finding", cast.legal_supervisor, finding=matter.finding_rows[0], reason="x")


def empty_draft(cast: Cast) -> Matter:
    return go(looked_into(cast), "draft_hint", cast.legal_supervisor)


def said_something(cast: Cast) -> Matter:
    return answered(cast, waiting(cast))


def sees_that_nothing_was_done(matter: Matter, cast: Cast) -> None:
    verified(cast, matter, "undone")


def in_a_township(cast: Cast) -> Matter:
    return walk.opinion_ignored(cast, body=walk.union_in(cast, "620102001", "酒泉路街道", "township", "620102"))


def moves_up(matter: Matter, cast: Cast) -> None:
    Matter.objects.filter(pk=matter.pk).update(body=walk.union_of(cast))


def goes_down(matter: Matter, cast: Cast) -> None:
    street = walk.union_in(cast, "620102001", "酒泉路街道", "township", "620102")
    street.parent = walk.union_of(cast)
    street.save()
    Matter.objects.filter(pk=matter.pk).update(body=street)


def urgent_opinion(cast: Cast) -> Matter:
    matter = go(looked_into(cast), "record_urgency", cast.legal_supervisor, reason="x")
    return walk.with_letter(cast, "draft_opinion", matter).matter


def no_answer_asked(cast: Cast) -> Matter:
    matter = waiting(cast)
    matter.letters.update(reply_wanted=False)
    return matter


def one_letter_withdrawn(cast: Cast) -> Matter:
    matter = matter_in(S.VERIFYING, cast)
    matter.letters.update(withdrawn_on=TODAY)
    return matter


def cooperative(cast: Cast) -> Matter:
    return waiting(cast)


def papers_unset(cast: Cast) -> Matter:
    return matter_in(S.CLOSED, cast)


def numbered(cast: Cast) -> Matter:
    return matter_in(S.NUMBERED, cast)


def to_papers(matter: Matter) -> None:
    Matter.objects.filter(pk=matter.pk).update(papers=["lead_sheet"])


def sends(matter: Matter, cast: Cast) -> None:
    Matter.objects.filter(pk=matter.pk).update(sender=walk.bureau(cast))
    matter = walk.sealed(cast, load_matter(matter.pk))
    go(matter, "send_paper", cast.legal_supervisor, paper=walk.seal_of(matter)["paper"], to=matter.recipients()[-1:],
       way="direct")  # fmt: skip


def nothing(_matter: Matter, _cast: Cast) -> None:
    """The passing of time alone."""


def _uninquired(cast: Cast) -> Matter:
    matter = matter_in(S.INVESTIGATING, cast)
    Matter.objects.filter(pk=matter.pk).update(inquiries_held=0)
    return matter


def _without(cast: Cast, **columns: Any) -> Matter:
    matter = looked_into(cast)
    Matter.objects.filter(pk=matter.pk).update(**columns)
    return matter


def _extended(cast: Cast) -> Matter:
    return go(waiting(cast), "extend_reply", cast.union_head, to=dt.date(2026, 4, 10), reason="x")


AFTER = NOW + dt.timedelta(days=16)

#: guard; a matter in which it is not met; the step that asks; what is done so that it is met; the day it is asked then.
TABLE: list[tuple[Guard, Callable[[Cast], Matter], str, Story, dt.datetime]] = [
    (g.ONE_EMPLOYER, to_all, "refer_to_mediation",
     lambda m, c: columns(is_broadcast=False, employer=walk.employer(c))(m, c), NOW),
    (g.EXCLUSIVITY_CHECKED, at_lead, "take_up_lead", step("check_exclusivity"), NOW),
    (g.NO_OTHER_PROCEDURE,
     lambda c: go(at_lead(c), "check_exclusivity", c.legal_supervisor, other_procedure="mediation", other_note="x"),
     "take_up_lead", step("check_exclusivity"), NOW),
    (g.NO_RULING_SOUGHT,
     lambda c: go(at_lead(c), "check_exclusivity", c.legal_supervisor, other_procedure="litigation", other_note="x"),
     "draft_hint", step("check_exclusivity", other_procedure="mediation", other_note="x"), NOW),
    (g.TWO_SUPERVISORS, at_lead, "take_up_lead", names_two, NOW),
    (g.NO_CONFLICT, two_without_word, "take_up_lead", both_declare, NOW),
    (g.INQUIRY_RECORDED, _uninquired, "conclude_investigation", columns(inquiries_held=1), NOW),
    (g.HAS_FINDING, at_lead, "draft_hint", step("add_finding", **FINDING), NOW),
    (g.NO_FINDING, looked_into, "end_unfounded", drops_the_finding, NOW),
    (g.CONCLUDED, lambda c: _without(c, conclusion=""), "draft_opinion", columns(conclusion="x"), NOW),
    (g.FINDINGS_PROVEN, unproven, "draft_opinion", proves, NOW),
    (g.FIRST_HINT_OR_REASON, looked_into, "draft_opinion", step("record_urgency", reason="x"), NOW),
    (g.OPINION_INEFFECTIVE, urgent_opinion, "draft_advice", nothing, NOW + dt.timedelta(days=22)),
    (g.COUNTY_UNION, in_a_township, "draft_advice", moves_up, NOW),
    (g.UNION_ABOVE, looked_into, "refer_upward", goes_down, NOW),
    (g.LETTER_COMPLETE, empty_draft, "submit_letter", step("amend_letter", **LETTER), NOW),
    (g.LETTER_NUMBERED, ended(), "correct_letter",
     lambda m, c: m.letters.create(number="x", drafted_on=TODAY, kind="hint_letter"), NOW),
    (g.ALL_COSIGNED, at_signing(True), "approve_letter",
     lambda m, c: go(m, "cosign_letter", c.liaison, body=c.court), NOW),
    (g.JOINT_LETTER, at_signing(False), "cosign_letter",
     lambda m, c: m.letter.cosigners.create(body=c.court), NOW),  # type: ignore[union-attr]
    (g.LETTER_SEALED, numbered, "record_letter_service", lambda m, c: walk.sealed(c, m), NOW),
    (g.PAPER_ISSUED, at_lead, "return_scan", lambda m, c: to_papers(m), NOW),
    (g.PAPER_UNSEALED, waiting, "seal_paper",
     lambda m, c: Instrument.objects.filter(dossier_id=m.pk).update(sealed_on=None), NOW),
    (g.PAPER_UNDER_WAY, numbered, "record_service", sends, NOW),
    (g.REPLY_NOT_EXTENDED, _extended, "extend_reply", columns(reply_extended=False), NOW),
    (g.ANSWER_DUE, no_answer_asked, "extend_reply", lambda m, c: m.letters.update(reply_wanted=True), NOW),
    (g.VERIFIABLE, one_letter_withdrawn, "verify_findings", lambda m, c: m.letters.update(withdrawn_on=None), NOW),
    (g.LETTER_SERVED, empty_draft, "record_reply",
     lambda m, c: m.letters.update(served_on=TODAY, outcome="received"), NOW),
    (g.ALL_RECTIFIED, lambda c: matter_in(S.WITH_AUTHORITY, c), "end_rectified",
     lambda m, c: m.findings.update(verdict="done"), NOW),
    (g.ANSWER_VERIFIED, said_something, "end_unresolved", sees_that_nothing_was_done, NOW),
    (g.MAY_GO_TO_PROCURATORATE, cooperative, "send_to_procuratorate", nothing, AFTER),
    (g.WITH_PROCURATORATE, waiting, "record_procuratorate_answer", columns(procuratorate_sent_on=TODAY), NOW),
    (g.OUTCOME_RECORDED, ended(), "close_matter", step("record_achievement"), NOW),
    (g.REPORTER_TOLD, ended(reporter="王五", reporter_named=True), "close_matter",
     step("inform_reporter", how="电话"), NOW),
    (g.SENDER_TOLD, ended(source="court"), "close_matter", step("answer_clue", text="已处理"), NOW),
    (g.PAPERS_ON_FILE, papers_unset, "archive_matter", lambda m, c: set_papers(m), NOW),
]  # fmt: skip


def test_every_condition_of_the_book_stands_in_the_table() -> None:
    asked = {guard.name for row in rows(SupervisionProcedure) for guard in row.given}
    written = {value.name for value in vars(g).values() if isinstance(value, Guard)}

    assert {row[0].name for row in TABLE} == asked == written


@pytest.mark.django_db
@pytest.mark.parametrize(("guard", "unmet", "name", "mend", "when"), TABLE, ids=[row[0].name for row in TABLE])
def test_it_refuses_with_its_sentence_until_it_is_met(
    guard: Guard, unmet: Callable[[Cast], Matter], name: str, mend: Story, when: dt.datetime, cast: Cast
) -> None:
    matter = load_matter(unmet(cast).pk)
    row = next(row for row in rows(SupervisionProcedure) if row.name == name)
    parts = {Role.LEGAL_SUPERVISOR: cast.legal_supervisor, Role.SUPERVISION_HEAD: cast.union_head}
    who = next(parts[role] for role in row.by if role in parts)

    def refusals(matter: Matter, day: dt.date) -> list[str]:
        return list(next(o for o in offers(matter, frozenset(row.by), on=day) if o.name == name).refusals)

    with pytest.raises(Refused) as refused:
        take_step(matter, name, by=who, at=NOW)
    assert str(guard.sentence) in refused.value.sentences == refusals(load_matter(matter.pk), TODAY)
    assert load_matter(matter.pk).version == matter.version

    mend(matter, cast)

    assert str(guard.sentence) not in refusals(load_matter(matter.pk), when.date())


@pytest.mark.django_db
def test_conditions_ask_the_database_nothing(cast: Cast, django_assert_num_queries: Any) -> None:
    matter = load_matter(matter_in(S.VERIFYING, cast).pk)

    with django_assert_num_queries(0):
        offers(matter, frozenset(Role), on=TODAY)
        for guard in (row[0] for row in TABLE):
            assert guard.met_by(matter) in {True, False}


def test_sentences_are_whole_sentences() -> None:
    assert [row[0].name for row in TABLE if not str(row[0].sentence).endswith("。")] == []
