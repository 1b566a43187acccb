"""Every escalation and every refusal of 一函两书, walked by its real steps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext as said

from dossiers import access, queries
from dossiers.actions import ADDRESSEE, NotYours, Refused, offers, take_step
from dossiers.models import Invitation
from organizations.actions import admit
from organizations.models import BodyKind, Organization, User
from organizations.roles import Role
from supervision import proposals
from supervision.forms.letters import AdviceForm
from supervision.models import Link, Matter, Proposal, Supervisor, load_matter
from tests.cast import NOW, TODAY, Cast, new_case
from tests.supervision.walk import (
    FINDING,
    LETTER,
    answered,
    before_authority,
    bureau,
    clock_on,
    employer,
    go,
    in_hand,
    investigated,
    matter_in,
    new_matter,
    opinion_ignored,
    served,
    supervisors,
    union_in,
    union_of,
    verified,
    with_letter,
)
from workflows import supervision_guards as g
from workflows.guards import Guard
from workflows.papers import Kind
from workflows.supervision import State

pytestmark = pytest.mark.django_db
S = State


def at(days: int) -> dt.datetime:
    return NOW + dt.timedelta(days=days)


def refused(matter: Matter, step: str, by: Any, *, when: dt.datetime = NOW, **data: Any) -> list[str]:
    """The sentences with which a step is refused; nothing has changed by trying."""
    before = load_matter(matter.pk).version
    with pytest.raises(Refused) as no:
        take_step(matter, step, by=by, at=when, **data)
    assert load_matter(matter.pk).version == before
    return no.value.sentences


def says(*guards: Guard) -> list[str]:
    return [str(guard.sentence) for guard in guards]


# ── The whole way up ────────────────────────────────────────────────────────────────────────────────────────────────


def test_from_hint_to_opinion_to_the_authoritys_result(cast: Cast) -> None:
    sup, head = cast.legal_supervisor, cast.union_head
    matter = matter_in(S.AWAITING_REPLY, cast)  # a hint, served on 10 March, fifteen days
    matter = go(matter, "draft_opinion", sup, at=at(16), **LETTER)
    matter = served(cast, in_hand(cast, matter, at=at(16)), at=at(17))
    assert matter.state == S.AWAITING_REPLY
    opinion_due = clock_on(matter)[2]
    assert opinion_due
    late = dt.datetime.combine(opinion_due + dt.timedelta(days=1), NOW.timetz())
    matter = go(matter, "draft_advice", sup, at=late, **(LETTER | {"authority": bureau(cast)}))
    matter = served(cast, in_hand(cast, matter, at=late), at=late)
    matter = go(matter, "record_filing", cast.labour_officer, at=late, filed=True, number="立案8号")
    matter = go(matter, "record_result", cast.labour_officer, at=late, result="penalised", document="处罚决定书")

    assert (matter.state, matter.outcome) == (S.ADDRESSED, "addressed")
    letters = [(row.kind, row.number, row.conduct) for row in matter.letter_rows]
    assert [(kind, conduct) for kind, _number, conduct in letters] == [
        (Kind.HINT_LETTER, ""), (Kind.OPINION_LETTER, ""), (Kind.ADVICE_LETTER, "silent"),
    ]  # fmt: skip
    assert all(number for _kind, number, _conduct in letters)
    assert (matter.hint_conduct, matter.opinion_conduct) == ("silent", "silent")
    assert not matter.clocks.filter(status="running").exists()
    matter = go(matter, "record_achievement", sup, at=late)
    matter = go(matter, "close_matter", head, at=late, summary="已处罚。")
    assert matter.state == S.CLOSED


def test_a_hint_refused_at_the_door_opens_the_opinion_at_once(cast: Cast) -> None:
    matter = investigated(cast)
    matter = go(matter, "draft_hint", cast.legal_supervisor, **LETTER)
    matter = in_hand(cast, matter)
    assert refused(matter, "record_letter_service", cast.legal_supervisor, method="direct", outcome="refused", note="")[
        1:
    ] == [said("Say how it was refused and what proves it.")]  # the first: with what reason
    matter = served(cast, matter, outcome="refused", note="门卫拒收，有执法记录仪录像")

    assert (matter.state, matter.hint_conduct) == (S.VERIFYING, "refused")
    assert not matter.clocks.filter(status="running").exists(), "a refused letter starts no time for an answer"
    assert go(matter, "draft_opinion", cast.legal_supervisor, **LETTER).state == S.DRAFTING


def test_a_hint_is_ignored_from_the_day_after_its_last_day_and_not_on_it(cast: Cast) -> None:
    matter = matter_in(S.AWAITING_REPLY, cast)
    due = clock_on(matter)[2]
    assert due == dt.date(2026, 3, 25)

    assert refused(matter, "draft_opinion", cast.legal_supervisor, when=at(15), **LETTER) == says(
        g.FIRST_HINT_OR_REASON
    )
    assert go(matter, "draft_opinion", cast.legal_supervisor, at=at(16), **LETTER).hint_conduct == "silent"


def test_an_opinion_followed_in_part_opens_the_way_to_the_authority_and_an_answer_is_verified_first(cast: Cast) -> None:
    sup = cast.legal_supervisor
    matter = go(investigated(cast), "record_urgency", sup, reason="涉及人数众多")
    matter = with_letter(cast, "draft_opinion", matter).matter
    matter = answered(cast, load_matter(matter.pk))
    advice = LETTER | {"authority": bureau(cast)}
    assert refused(matter, "draft_advice", sup, **advice) == says(g.OPINION_INEFFECTIVE, g.ANSWER_VERIFIED)
    assert refused(matter, "end_unresolved", cast.union_head, reason="x") == says(g.ANSWER_VERIFIED)

    matter = verified(cast, matter, "part")
    assert (matter.state, matter.opinion_conduct) == (S.VERIFYING, "partial")
    again = answered(cast, matter)
    assert refused(again, "draft_advice", sup, **advice) == says(g.ANSWER_VERIFIED), "what is new is verified anew"
    matter = go(verified(cast, again, "part"), "draft_advice", sup, **advice)

    assert matter.letter is not None
    assert (matter.letter.conduct, matter.letter.addressee) == ("partial", bureau(cast).name)


def test_an_answer_that_came_late_opens_the_next_letter_and_says_so(cast: Cast) -> None:
    matter = matter_in(S.AWAITING_REPLY, cast)

    matter = answered(cast, matter, at=at(16))

    assert matter.hint_conduct == "silent"
    assert matter.events.get(step="record_reply").facts["late"] is True


def test_an_opinion_without_a_hint_needs_its_reason_on_file(cast: Cast) -> None:
    matter = investigated(cast)

    assert refused(matter, "draft_opinion", cast.legal_supervisor, **LETTER) == says(g.FIRST_HINT_OR_REASON)
    matter = go(matter, "record_urgency", cast.legal_supervisor, reason="恶意欠薪")
    assert go(matter, "draft_opinion", cast.legal_supervisor, **LETTER).state == S.DRAFTING


def test_a_union_of_the_grass_roots_does_not_write_to_the_authority(cast: Cast) -> None:
    street = union_in(cast, "620102001", "酒泉路街道", "township", "620102")
    matter = opinion_ignored(cast, body=street)

    assert refused(matter, "draft_advice", cast.legal_supervisor, **(LETTER | {"authority": bureau(cast)})) == says(
        g.COUNTY_UNION
    )


def handed_up(cast: Cast) -> Matter:
    """A matter of a street union whose opinion was refused, handed to the federation of the district."""
    street = union_in(cast, "620102001", "酒泉路街道", "township", "620102")
    street.parent = union_of(cast)
    street.save()
    return go(opinion_ignored(cast, body=street), "refer_upward", cast.union_head, reason="意见书拒收，请提出建议书。")


def test_a_union_of_the_grass_roots_asks_the_federation_above_which_registers_its_own_lead(
    cast: Cast, as_user: Callable[[Any], Client]
) -> None:
    matter = handed_up(cast)

    assert (matter.state, matter.outcome) == (S.REFERRED_UP, "referred_up")
    asked = Proposal.objects.get()
    assert (asked.union, asked.handed_up, asked.people) == (union_of(cast), matter, 12)
    assert list(proposals.proposals_for(cast.union_head, TODAY)) == [asked]
    browser = as_user(cast.union_head)
    for page in (reverse("registers_proposal", args=[asked.pk]), f"{reverse('register_lead')}?proposal={asked.pk}"):
        assert matter.number in browser.get(page).content.decode()
    first = proposals.prefill(asked)
    assert (first["source"], first["employer"], first["migrant_workers"]) == ("subordinate", matter.employer, 8)
    assert matter.number in first["summary"]
    above = new_matter(cast, **{name: first[name] for name in ("source", "summary", "proposal")})
    assert Proposal.objects.get().matter_id == above.pk
    assert refused(matter, "resume_after_mediation", cast.union_head, reason="x") == [
        said("The federation above deals with it under %(number)s.") % {"number": above.number}
    ]
    assert above.number in browser.get(f"/supervision/{matter.code}/").content.decode()


def test_what_the_federation_above_has_not_taken_up_is_taken_back(cast: Cast) -> None:
    matter = go(handed_up(cast), "resume_after_mediation", cast.union_head, reason="用人单位愿意改正")

    assert (matter.state, matter.outcome, Proposal.objects.get().status) == (S.VERIFYING, "", "dismissed")
    county = opinion_ignored(cast)
    assert refused(county, "refer_upward", cast.union_head, reason="x") == says(g.UNION_ABOVE)


def test_what_the_authority_does_not_take_up_comes_back_and_can_end_unrectified(cast: Cast) -> None:
    matter = before_authority(cast)
    assert clock_on(matter)[0] == "advice_accept_default"
    assert refused(matter, "record_filing", cast.labour_officer, filed=False) == [
        said("Say why the authority does not take it up.")
    ]

    matter = go(matter, "record_filing", cast.labour_officer, filed=False, reason="已经进入仲裁")
    assert (matter.state, matter.authority_reason) == (S.VERIFYING, "已经进入仲裁")
    late = answered(cast, matter)
    assert [row.letter.kind for row in late.letter_to_employer.replies.all()] == [Kind.OPINION_LETTER]  # type: ignore[union-attr]
    matter = go(verified(cast, late, "undone"), "end_unresolved", cast.union_head, reason="用人单位停业")

    assert (matter.state, matter.outcome) == (S.UNRESOLVED, "unresolved")
    matter = go(matter, "record_achievement", cast.legal_supervisor)
    assert go(matter, "close_matter", cast.union_head, summary="x").state == S.CLOSED


def test_a_proposal_goes_to_another_authority_and_the_union_records_what_it_did(cast: Cast) -> None:
    """Nobody of the emergency bureau works here: it is let into nothing, and its answer is recorded for it."""
    sup, region = cast.legal_supervisor, cast.regions["城关区"]
    safety = Organization.objects.create(name="城关区应急管理局", kind=BodyKind.AUTHORITY, region=region)
    opposed = opinion_ignored(cast)
    kept = {"dossier": opposed, "user": sup, "roles": frozenset({Role.LEGAL_SUPERVISOR}), "at": NOW}
    offered = AdviceForm(**kept).fields["authority"].choices  # type: ignore[attr-defined]
    assert [str(name) for _key, name in offered][-2:] == [bureau(cast).name, safety.name]

    matter = before_authority(cast, opposed, authority=safety)
    assert not Invitation.objects.filter(dossier=matter.pk, body=safety).exists()
    matter = go(matter, "record_filing", sup, filed=True, number="城应急〔2026〕3号")
    matter = go(matter, "record_result", sup, result="order", document="整改指令书")

    assert matter.letter is not None
    assert (matter.state, matter.letter.addressee) == (S.ADDRESSED, safety.name)
    assert (matter.letter.filed_number, matter.letter.reported_document) == ("城应急〔2026〕3号", "整改指令书")


def test_an_authority_records_what_it_did_itself_and_no_other_body_does(cast: Cast) -> None:
    matter = before_authority(cast)
    other = Organization.objects.create(
        name="皋兰县人力资源和社会保障局", kind=BodyKind.LABOUR, region=cast.regions["皋兰县"]
    )
    admit(cast.nobody, other, Role.LABOUR_OFFICER, since=dt.date(2020, 1, 1))
    with pytest.raises(NotYours):
        take_step(matter, "record_filing", by=cast.nobody, at=NOW, filed=True)
    access.invite_body(other, matter, Role.LABOUR_OFFICER, on=TODAY, reason="test")
    cast.nobody.__dict__.pop("_memberships_on", None)

    assert refused(matter, "record_filing", cast.nobody, filed=True) == [said("This was sent to another body.")]


# ── Drafts, reviews, approvals ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("where", [S.LEAD, S.INVESTIGATING, S.INVESTIGATED, S.VERIFYING])
def test_a_dropped_draft_leaves_the_matter_where_it_was(where: State, cast: Cast) -> None:
    sup = cast.legal_supervisor
    if where == S.INVESTIGATING:
        matter = matter_in(S.INVESTIGATED, cast)
        Matter.objects.filter(pk=matter.pk).update(conclusion="")  # looked into, not concluded yet
        matter = go(matter, "resume_investigation", sup)
    else:
        matter = matter_in(where, cast)
    if where == S.LEAD:
        matter = go(go(matter, "add_finding", sup, **FINDING), "check_exclusivity", sup)

    matter = go(matter, "draft_hint", sup, **LETTER)
    matter = go(matter, "drop_letter", sup, reason="改为面谈")

    assert matter.state == where
    assert not any(row.number for row in matter.letter_rows if row.dropped_on)


def test_whoever_wrote_a_letter_does_not_review_it_and_whoever_did_either_does_not_approve_it(cast: Cast) -> None:
    sup, second = cast.legal_supervisor, cast.second_supervisor
    union = sup.memberships.get().body
    for person in (sup, second):
        for role in (Role.LEGAL_REVIEWER, Role.SUPERVISION_HEAD):
            admit(person, union, role, since=dt.date(2020, 1, 1))
        person.__dict__.pop("_memberships_on", None)
    admit(cast.union_lawyer, union, Role.SUPERVISION_HEAD, since=dt.date(2020, 1, 1))
    matter = go(investigated(cast), "draft_hint", sup, **LETTER)
    matter = go(matter, "amend_letter", second, opening="在巡查中了解到贵单位的用工情况。")
    matter = go(matter, "submit_letter", sup)

    for writer in (sup, second):
        assert refused(matter, "pass_letter", writer, opinion="x") == [
            said("Whoever drafted a letter does not review it.")
        ]
    matter = go(matter, "pass_letter", cast.union_lawyer, opinion="合法。")
    for person in (sup, second, cast.union_lawyer):
        assert refused(matter, "approve_letter", person) == [
            said("Whoever drafted or reviewed a letter does not approve it.")
        ]
    matter = go(matter, "approve_letter", cast.union_head)

    letter = matter.letter
    assert letter is not None
    assert (letter.drafted_by, letter.reviewed_by, letter.approved_by) == ("督监督、查监督", "文法审", "谢主席")


def test_a_letter_comes_back_from_review_and_from_approval_and_who_issues_it_too_is_asked_again(cast: Cast) -> None:
    sup = cast.legal_supervisor
    matter = go(investigated(cast), "draft_hint", sup, **(LETTER | {"cosigners": [cast.court]}))
    matter = go(matter, "submit_letter", sup)
    matter = go(matter, "return_letter", cast.union_lawyer, reason="依据不准")
    assert (matter.state, matter.letter.review) == (S.DRAFTING, "依据不准")  # type: ignore[union-attr]
    matter = go(matter, "submit_letter", sup)
    matter = go(matter, "pass_letter", cast.union_lawyer, opinion="合法。")
    matter = go(matter, "cosign_letter", cast.liaison, body=cast.court)
    assert matter.all_cosigned

    matter = go(matter, "return_letter", cast.union_head, reason="措辞再斟酌")

    assert (matter.state, matter.cosigners_missing) == (S.DRAFTING, [cast.court.name])


def test_a_joint_letter_needs_every_body_and_a_partner_agrees_for_its_own_alone(cast: Cast) -> None:
    sup, prosecutors = cast.legal_supervisor, cast.prosecutor.memberships.get().body
    matter = go(investigated(cast), "draft_hint", sup, **(LETTER | {"cosigners": [cast.court, prosecutors]}))
    matter = go(matter, "submit_letter", sup)
    with pytest.raises(NotYours):
        take_step(matter, "cosign_letter", by=cast.liaison, at=NOW, body=cast.court)  # not before the lawyer passed it
    matter = go(matter, "pass_letter", cast.union_lawyer, opinion="合法。")

    assert refused(matter, "cosign_letter", cast.liaison, body=prosecutors) == [
        said("You can agree for your own body only.")
    ]
    assert refused(matter, "cosign_letter", cast.liaison, body=bureau(cast)) == [
        said("This body does not issue the letter.")
    ]
    matter = go(matter, "cosign_letter", cast.liaison, body=cast.court)
    assert refused(matter, "approve_letter", cast.union_head)[1:] == [prosecutors.name]
    matter = go(matter, "cosign_letter", sup, body=prosecutors, through="复函〔2026〕3号")
    matter = go(matter, "approve_letter", cast.union_head)

    assert [row.agreed_by for row in matter.letter.cosigners.all()] == ["冯法官", "复函〔2026〕3号"]  # type: ignore[union-attr]
    alone = go(investigated(cast), "draft_hint", sup, **LETTER)
    alone = go(go(alone, "submit_letter", sup), "pass_letter", cast.union_lawyer, opinion="x")
    assert refused(alone, "cosign_letter", sup, body=cast.court) == says(g.JOINT_LETTER)


def test_a_withdrawn_letter_stays_and_the_next_one_has_its_own_number(cast: Cast) -> None:
    matter = matter_in(S.AWAITING_REPLY, cast)
    first = matter.letter
    assert first is not None

    matter = go(matter, "withdraw_letter", cast.union_head, reason="主送单位有误")
    assert (matter.state, matter.letter, matter.reply_due_on) == (S.INVESTIGATED, None, None)
    assert Kind.LETTER_CORRECTION in matter.papers
    matter = go(matter, "draft_hint", cast.legal_supervisor, **LETTER)
    matter = served(cast, in_hand(cast, matter))

    numbers = [row.number for row in matter.letter_rows]
    assert numbers[0] == first.number
    assert len(set(numbers)) == 2
    assert matter.hint_answered_by == ""


def test_a_letter_is_corrected_by_another_paper_and_stays_as_it_is(cast: Cast) -> None:
    matter = matter_in(S.AWAITING_REPLY, cast)
    letter = matter.letter

    matter = go(matter, "correct_letter", cast.union_head, letter=letter, wrong="12人", right="13人")

    assert (matter.state, matter.letter) == (S.AWAITING_REPLY, letter)
    assert Kind.LETTER_CORRECTION in matter.papers
    other = with_letter(cast, "draft_hint", investigated(cast))
    assert refused(matter, "correct_letter", cast.union_head, letter=other, wrong="x", right="y") == [
        said("This entry is not on the file.")
    ]


# ── Answers ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_time_for_the_answer_is_extended_once_and_before_it_has_passed(cast: Cast) -> None:
    matter, head = matter_in(S.AWAITING_REPLY, cast), cast.union_head
    due = clock_on(matter)[2]
    assert due
    assert refused(matter, "extend_reply", head, when=at(16), to=due + dt.timedelta(days=9), reason="x") == [
        said("The application must have arrived on %(day)s at the latest.") % {"day": due.isoformat()}
    ]
    assert len(refused(matter, "extend_reply", head, to=due, reason="x")) == 1

    matter = go(matter, "extend_reply", head, at=at(15), to=due + dt.timedelta(days=9), reason="书面申请")

    assert matter.reply_due_on == matter.letter.reply_due_on == due + dt.timedelta(days=9)  # type: ignore[union-attr]
    assert refused(matter, "extend_reply", head, to=due + dt.timedelta(days=20), reason="x") == says(
        g.REPLY_NOT_EXTENDED
    )
    matter = go(matter, "record_urgency", cast.legal_supervisor, reason="紧急")
    matter = go(matter, "draft_opinion", cast.legal_supervisor, **LETTER)
    matter = served(cast, in_hand(cast, matter))
    assert matter.reply_extendable, "another letter, another time"


def test_an_extension_applied_for_in_time_is_granted_afterwards(cast: Cast) -> None:
    matter = matter_in(S.AWAITING_REPLY, cast)
    matter = go(matter, "draft_opinion", cast.legal_supervisor, at=at(16), **LETTER)
    matter = go(matter, "drop_letter", cast.legal_supervisor, at=at(16), reason="已经申请延期")
    assert (matter.state, matter.hint_conduct) == (S.AWAITING_REPLY, "silent")

    matter = go(
        matter,
        "extend_reply",
        cast.union_head,
        at=at(17),
        applied_on=at(14).date(),
        to=at(25).date(),
        reason="书面申请",
    )

    assert (matter.reply_due_on, matter.hint_conduct) == (at(25).date(), "")
    assert answered(cast, matter, at=at(24)).events.get(step="record_reply").facts["late"] is False


def test_the_letter_served_last_is_the_one_that_is_answered_and_timed(cast: Cast) -> None:
    matter = matter_in(S.AWAITING_REPLY, cast)
    matter = go(matter, "record_urgency", cast.legal_supervisor, reason="紧急")
    matter = go(matter, "draft_opinion", cast.legal_supervisor, **LETTER)
    matter = served(cast, in_hand(cast, matter))

    assert clock_on(matter)[0] == "opinion_reply_default"
    matter = answered(cast, matter, by=ADDRESSEE, way="online")

    assert [row.replies.count() for row in matter.letter_rows] == [0, 1]
    event = matter.events.get(step="record_reply")
    assert (event.actor, event.role, event.actor_name) == (None, "addressee", str(ADDRESSEE.full_name))


def test_what_is_left_gets_a_new_term_and_is_waited_for(cast: Cast) -> None:
    matter = verified(cast, answered(cast, matter_in(S.AWAITING_REPLY, cast)), "part")
    row = matter.finding_rows[0]
    assert refused(matter, "urge_employer", cast.legal_supervisor, findings=[{"finding": row.pk, "due_on": TODAY}]) == [
        said("The new day must lie in the future.")
    ]

    matter = go(
        matter, "urge_employer", cast.legal_supervisor,
        findings=[{"finding": row.pk, "due_on": TODAY + dt.timedelta(days=10)}],
    )  # fmt: skip

    assert (matter.state, matter.finding_rows[0].verdict) == (S.AWAITING_REPLY, "")
    assert verified(cast, answered(cast, matter)).state == S.RECTIFIED


def test_an_answer_that_comes_while_the_next_letter_is_written_is_taken_and_stops_its_time(cast: Cast) -> None:
    matter = go(matter_in(S.AWAITING_REPLY, cast), "record_urgency", cast.legal_supervisor, reason="紧急")
    matter = go(matter, "draft_opinion", cast.legal_supervisor, at=at(3), **LETTER)

    matter = answered(cast, matter, at=at(5), by=ADDRESSEE, way="online")

    hint = matter.letter_rows[0]
    assert (matter.state, hint.replied_on, matter.letter.kind) == (S.DRAFTING, at(5).date(), Kind.OPINION_LETTER)  # type: ignore[union-attr]
    assert not matter.clocks.filter(status="running").exists()
    matter.as_of = at(30).date()
    assert matter.hint_answered_by == "", "it was in time, whatever is written meanwhile"
    assert go(matter, "drop_letter", cast.legal_supervisor, at=at(6), reason="已经答复").state == S.VERIFYING


def test_an_answer_found_later_has_the_day_on_which_it_came_and_takes_nothing_back(cast: Cast) -> None:
    matter = matter_in(S.AWAITING_REPLY, cast)
    matter = go(matter, "draft_opinion", cast.legal_supervisor, at=at(16), **LETTER)
    assert refused(matter, "record_reply", cast.legal_supervisor, when=at(17), acted_on=TODAY - dt.timedelta(days=1),
                   way="paper", signer="x", items=[], objection="x") != []  # fmt: skip

    matter = in_hand(cast, matter, at=at(16))
    matter = answered(cast, matter, at=at(17), acted_on=at(14).date())

    assert (matter.state, matter.letter_rows[0].replied_on) == (S.NUMBERED, at(14).date())
    assert matter.events.get(step="record_reply").facts["late"] is False
    assert matter.hint_conduct == "silent", "what the next letter rests on stays as it was written down"
    assert matter.clocks.get().status == "stopped"


def test_no_answer_is_taken_to_a_letter_that_is_not_served(cast: Cast) -> None:
    matter = go(investigated(cast), "draft_hint", cast.legal_supervisor, **LETTER)

    assert refused(matter, "record_reply", cast.legal_supervisor, way="paper", signer="x", items=[]) == says(
        g.LETTER_SERVED
    )


def test_who_looks_before_the_answer_is_due_leaves_the_employer_its_time(cast: Cast) -> None:
    matter = matter_in(S.AWAITING_REPLY, cast)
    due = clock_on(matter)[2]

    matter = verified(cast, matter, "part", at=at(3))

    assert (matter.state, matter.hint_conduct, clock_on(matter)[2]) == (S.AWAITING_REPLY, "", due)
    assert matter.letter is not None
    assert (matter.letter.result, matter.letter.verified_on, matter.verifications.count()) == ("", None, 1)
    assert refused(matter, "draft_opinion", cast.legal_supervisor, when=at(4), **LETTER) == says(g.FIRST_HINT_OR_REASON)
    late = verified(cast, matter, "part", at=at(16))
    assert (late.state, late.hint_conduct) == (S.VERIFYING, "partial")
    early = verified(cast, matter_in(S.AWAITING_REPLY, cast), at=at(3))
    assert (early.state, early.letter.result) == (S.RECTIFIED, "done")  # type: ignore[union-attr]
    assert not early.clocks.filter(status="running").exists()


def test_what_the_employer_puts_right_while_the_authority_has_the_matter_ends_it_as_rectified(cast: Cast) -> None:
    matter = before_authority(cast)
    before = clock_on(matter)

    matter = answered(cast, matter, at=at(2))
    assert (matter.state, clock_on(matter), matter.opinion_conduct) == (S.WITH_AUTHORITY, before, "refused")
    pile = next(one for one in queries.groups_for(cast.legal_supervisor, TODAY) if one.key == "ls-verify")
    assert list(Matter.objects.filter(pile.where(cast.legal_supervisor, TODAY))) == [matter]
    assert refused(matter, "end_unresolved", cast.union_head, when=at(2), reason="x") == says(g.ANSWER_VERIFIED)
    assert refused(matter, "end_rectified", cast.legal_supervisor, when=at(2), note="x") == says(g.ALL_RECTIFIED)
    matter = go(matter, "record_filing", cast.labour_officer, at=at(3), filed=True, number="8号")
    matter = verified(cast, matter, at=at(4))

    assert (matter.state, matter.letter_rows[0].result) == (S.AUTHORITY_ACTING, "done")
    assert clock_on(matter)[0] == "advice_result_default"
    matter = go(matter, "end_rectified", cast.legal_supervisor, at=at(4), note="已函告人社局。")
    assert (matter.state, matter.outcome, matter.end_note) == (S.RECTIFIED, "rectified", "已函告人社局。")
    assert not matter.clocks.filter(status="running").exists()


def test_a_finding_added_after_the_letter_is_not_what_was_answered(cast: Cast) -> None:
    matter = verified(cast, answered(cast, before_authority(cast)), "part")
    assert matter.opinion_conduct == "refused", "how it met the letter was established before"

    matter = go(matter, "add_finding", cast.legal_supervisor, **(FINDING | {"topic": "social.arrears"}))

    assert len(matter.finding_rows) == 2
    assert [row.position for row in matter.asked_rows] == [1]
    done = verified(cast, matter)
    assert (done.all_followed, done.all_rectified) == (True, False), "nobody has asked for the second yet"
    assert go(done, "end_unresolved", cast.union_head, reason="用人单位停业").state == S.UNRESOLVED


# ── Side exits ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_reminder_to_all_employers_has_no_clock_no_code_and_nobody_to_investigate(cast: Cast) -> None:
    sup = cast.legal_supervisor
    matter = new_matter(cast, is_broadcast=True, topic="safety.heat", is_group=False, amount=None)
    matter = go(matter, "add_finding", sup, topic="safety.heat", facts="高温天气户外作业。", demand="调整作业时间。")
    assert str(g.ONE_EMPLOYER.sentence) in refused(matter, "take_up_lead", cast.union_head)
    matter = go(matter, "draft_hint", sup, **LETTER)
    matter = served(cast, in_hand(cast, matter), method="media", received_by="")

    letter = matter.letter
    assert letter is not None
    assert (matter.state, letter.answer_code, letter.reply_wanted) == (S.INFORMED, None, False)
    assert not matter.clocks.exists()
    matter = go(matter, "record_achievement", sup)
    assert go(matter, "close_matter", cast.union_head, summary="x").state == S.CLOSED


def test_without_a_violation_the_matter_ends_without_a_letter(cast: Cast) -> None:
    matter = investigated(cast)
    assert refused(matter, "end_unfounded", cast.union_head) == says(g.NO_FINDING)

    matter = go(matter, "drop_finding", cast.legal_supervisor, finding=matter.finding_rows[0], reason="不成立")
    matter = go(matter, "end_unfounded", cast.union_head, note="未发现违法行为")

    assert (matter.state, matter.outcome, matter.letter_rows) == (S.UNFOUNDED, "unfounded", [])


def test_a_matter_referred_to_mediation_is_linked_both_ways_and_each_keeps_its_file(cast: Cast) -> None:
    case, matter = new_case(cast), matter_in(S.AWAITING_REPLY, cast)

    matter = go(matter, "refer_to_mediation", cast.union_head, case=case, note="双方愿意调解")

    assert (matter.state, matter.outcome) == (S.REFERRED, "referred")
    assert [(row.matter_id, row.kind) for row in case.supervision_links.all()] == [(matter.pk, "referred")]
    assert not matter.clocks.filter(status="running").exists()
    assert refused(matter, "link_case", cast.legal_supervisor, case=case) == [said("This case is linked already.")]
    assert not access.roles_in(cast.registrar, matter, TODAY)
    born = new_matter(cast, cases=[case])
    assert [row.kind for row in Link.objects.filter(matter=born)] == ["born_from"]


def test_the_procuratorate_is_addressed_only_where_its_conditions_hold(cast: Cast) -> None:
    head, prosecutors = cast.union_head, cast.prosecutor.memberships.get().body
    matter = matter_in(S.AWAITING_REPLY, cast, migrant_workers=0, is_group=False)
    assert refused(matter, "send_to_procuratorate", head, body=prosecutors) == [
        str(g.MAY_GO_TO_PROCURATORATE.sentence),
        said("Neither a protected group nor collective arrears are on file."),
        said("The employer has not failed to cooperate yet."),
    ]  # fmt: skip

    matter = go(matter, "amend_lead", cast.legal_supervisor, women=3)
    assert refused(matter, "send_to_procuratorate", head, body=prosecutors)[1:] == [
        said("The employer has not failed to cooperate yet.")
    ]
    assert len(refused(matter, "send_to_procuratorate", head, when=at(16), body=cast.court)) == 1
    matter = go(matter, "send_to_procuratorate", head, at=at(16), body=prosecutors)

    assert Kind.PROCURATORATE_LETTER in matter.papers
    matter = go(
        matter, "record_procuratorate_answer", cast.prosecutor, at=at(17), answer="advice", number="城检建〔2026〕1号"
    )
    assert (matter.state, matter.procuratorate_number) == (S.AWAITING_REPLY, "城检建〔2026〕1号")


def test_a_tie_to_the_employer_and_a_certificate_run_out_keep_supervisors_from_the_matter(cast: Cast) -> None:
    sup, people = cast.legal_supervisor, supervisors(cast)
    people[1].valid_until = TODAY - dt.timedelta(days=1)
    people[1].save()
    matter = go(new_matter(cast), "check_exclusivity", sup)
    matter = go(matter, "name_supervisors", sup, supervisors=people)
    first, _second = matter.investigator_rows
    assert refused(matter, "declare_ties", sup, ties=[{"investigator": first.pk, "has_tie": True}]) == [
        said("Say which tie it is.")
    ]
    matter = go(
        matter, "declare_ties", sup, ties=[{"investigator": first.pk, "has_tie": True, "tie": "配偶为该公司会计"}]
    )

    assert refused(matter, "take_up_lead", cast.union_head) == [
        str(g.TWO_SUPERVISORS.sentence),
        said("%(name)s: the certificate does not hold on this day.") % {"name": "查监督"},
        str(g.NO_CONFLICT.sentence),
        said("%(name)s has a tie to the employer.") % {"name": "督监督"},
        said("%(name)s has not declared yet.") % {"name": "查监督"},
    ]  # fmt: skip


def _browser(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def test_whoever_declares_a_tie_leaves_the_file_and_comes_back_by_the_head_alone(cast: Cast) -> None:
    sup, head, people = cast.legal_supervisor, cast.union_head, supervisors(cast)
    third = Supervisor.objects.create(
        unit=people[1].unit, name="备监督", card="甘监0003", valid_until=dt.date(2029, 12, 31)
    )
    matter = go(go(new_matter(cast), "check_exclusivity", sup), "name_supervisors", sup, supervisors=people)
    browser, page = _browser(sup), f"/supervision/{matter.code}/"
    rows = {"ties-TOTAL_FORMS": "2", "ties-INITIAL_FORMS": "2", "version": str(matter.version)}
    rows |= {f"ties-{n}-investigator": str(row.pk) for n, row in enumerate(matter.investigator_rows)}
    said_so = {"ties-0-said": "tie", "ties-0-tie": "配偶为该公司会计", "ties-1-said": "open", "acted_on": "2026-03-10"}

    assert browser.get(page).status_code == 200
    assert browser.post(f"{page}do/declare_ties/", rows | said_so)["Location"] == "/"

    assert browser.get(page).status_code == 404
    listed = [browser.get(list_).content.decode() for list_ in ("/supervision/", "/")]
    assert [matter.number in one for one in listed] == [False, False]
    with pytest.raises(NotYours):
        go(load_matter(matter.pk), "add_note", sup, text="x")
    matter = load_matter(matter.pk)
    assert matter.number in _browser(head).get("/supervision/").content.decode()
    replaced = go(matter, "name_supervisors", head, supervisors=[people[1], third])
    assert refused(replaced, "name_supervisors", head, supervisors=people) == [
        said("%(names)s declared a tie to the employer and cannot be named.") % {"names": "督监督"}
    ]
    assert browser.get(page).status_code == 404, "replaced or not"


def test_the_head_alone_takes_a_declaration_back_and_says_why(cast: Cast) -> None:
    sup, head = cast.legal_supervisor, cast.union_head
    matter = go(go(new_matter(cast), "check_exclusivity", sup), "name_supervisors", sup, supervisors=supervisors(cast))
    first, _second = matter.investigator_rows
    tie = {"investigator": first.pk, "has_tie": True, "tie": "配偶为该公司会计"}
    matter = go(matter, "declare_ties", cast.second_supervisor, ties=[tie])
    browser, page = _browser(sup), f"/supervision/{matter.code}/"
    assert browser.get(page).status_code == 404

    none = [{"investigator": first.pk, "has_tie": False, "tie": "配偶为该公司会计"}]
    assert refused(load_matter(matter.pk), "declare_ties", head, ties=none) == [
        said("%(name)s declared a tie: only the head takes a declaration back, and says why.") % {"name": "督监督"}
    ]
    none[0]["tie"] = "登记有误：系同名人员"
    assert go(load_matter(matter.pk), "declare_ties", head, ties=none).closed_to == ""
    assert browser.get(page).status_code == 200


def test_what_is_in_another_procedure_gets_no_letter(cast: Cast) -> None:
    matter = investigated(cast)
    elsewhere: dict[str, Any] = {"other_procedure": "arbitration", "other_note": "兰城劳人仲案〔2026〕9号"}
    matter = go(matter, "check_exclusivity", cast.legal_supervisor, **elsewhere)

    for name, guard in (("draft_hint", g.NO_RULING_SOUGHT), ("draft_opinion", g.NO_OTHER_PROCEDURE)):
        offer = next(o for o in offers(matter, frozenset({Role.LEGAL_SUPERVISOR}), on=TODAY) if o.name == name)
        assert str(guard.sentence) in offer.refusals


def test_a_mediation_that_runs_does_not_stand_in_the_way_of_a_reminder(cast: Cast) -> None:
    sup = cast.legal_supervisor
    matter = go(new_matter(cast), "add_finding", sup, **FINDING)
    assert refused(matter, "draft_hint", sup, **LETTER) == says(g.EXCLUSIVITY_CHECKED)
    matter = go(matter, "check_exclusivity", sup, other_procedure="mediation", other_note="城关劳调〔2026〕3号")

    assert go(matter, "draft_hint", sup, **LETTER).state == S.DRAFTING


def test_no_proposal_goes_to_an_authority_that_deals_with_the_same_matter_already(cast: Cast) -> None:
    sup, advice = cast.legal_supervisor, LETTER | {"authority": bureau(cast)}
    matter = opinion_ignored(cast)
    matter = go(matter, "check_exclusivity", sup, other_procedure="inspection", other_note="兰城人社监〔2026〕5号")

    assert refused(matter, "draft_advice", sup, **advice) == says(g.NO_OTHER_PROCEDURE)
    matter = go(matter, "check_exclusivity", sup)
    assert go(matter, "draft_advice", sup, **advice).state == S.DRAFTING


def test_an_opinion_rests_on_an_investigation_that_was_concluded(cast: Cast) -> None:
    sup, people = cast.legal_supervisor, supervisors(cast)
    matter = go(go(new_matter(cast), "add_finding", sup, **FINDING), "check_exclusivity", sup)
    matter = with_letter(cast, "draft_hint", matter).matter
    matter = go(matter, "name_supervisors", sup, supervisors=people)
    ties = [{"investigator": row.pk, "has_tie": False} for row in matter.investigator_rows]
    matter = go(matter, "declare_ties", sup, ties=ties)
    matter = go(matter, "record_inquiry", sup, place="x", method="site", supervisors=people, text="x", signed=True)
    assert refused(matter, "draft_opinion", sup, when=at(16), **LETTER) == says(g.CONCLUDED)

    matter = go(matter, "conclude_investigation", sup, at=at(16), conclusion="存在拖欠工资。")

    assert (matter.state, clock_on(matter)[0]) == (S.AWAITING_REPLY, "hint_reply_default")
    assert go(matter, "draft_opinion", sup, at=at(16), **LETTER).state == S.DRAFTING


# ── Ways out and back ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("where", [S.INVESTIGATED, S.NUMBERED])
def test_a_matter_ends_where_no_letter_reaches_the_employer(where: State, cast: Cast) -> None:
    matter = go(matter_in(where, cast), "end_unresolved", cast.union_head, reason="用人单位已经注销，无法送达。")

    assert (matter.state, matter.outcome) == (S.UNRESOLVED, "unresolved")


def test_a_letter_that_was_served_and_wrong_is_withdrawn_after_its_answer_too(cast: Cast) -> None:
    matter = verified(cast, matter_in(S.VERIFYING, cast), "part")
    assert matter.hint_conduct == "partial"

    matter = go(matter, "withdraw_letter", cast.union_head, reason="主送单位有误")

    assert (matter.state, matter.hint_conduct, matter.hint_answered_by) == (S.INVESTIGATED, "", "")


def test_a_letter_is_corrected_after_the_matter_has_ended(cast: Cast) -> None:
    matter = matter_in(S.RECTIFIED, cast)

    matter = go(matter, "correct_letter", cast.union_head, letter=matter.letter, wrong="12人", right="13人")

    assert (matter.state, Kind.LETTER_CORRECTION in matter.papers) == (S.RECTIFIED, True)
    none = matter_in(S.NOT_TAKEN_UP, cast)
    assert refused(none, "correct_letter", cast.union_head, letter=matter.letter, wrong="x", right="y") == says(
        g.LETTER_NUMBERED
    )


@pytest.mark.parametrize("step", ["drop_letter", "withdraw_letter"])
def test_the_answer_to_the_letter_before_is_waited_for_again_when_the_next_one_falls_away(
    step: str, cast: Cast
) -> None:
    matter = go(matter_in(S.AWAITING_REPLY, cast), "record_urgency", cast.legal_supervisor, reason="紧急")
    before = clock_on(matter)
    matter = go(matter, "draft_opinion", cast.legal_supervisor, **LETTER)
    matter = in_hand(cast, matter) if step == "withdraw_letter" else matter

    matter = go(matter, step, cast.union_head, reason="先等答复")

    assert (matter.state, clock_on(matter)) == (S.AWAITING_REPLY, before)
    assert (matter.reply_due_on, matter.due_on) == (before[2], before[2])


def test_the_wrong_employer_on_a_lead_is_put_right_before_anything_has_gone_out(cast: Cast) -> None:
    sup, right = cast.legal_supervisor, employer(cast, "兰州黄河假日酒店有限公司", credit_code="")
    matter = investigated(cast)
    assert refused(matter_in(S.AWAITING_REPLY, cast), "amend_lead", sup, employer=right) == [
        said("The employer can be changed only before a letter has its number.")
    ]

    matter = go(matter, "amend_lead", sup, employer=right)

    assert (matter.employer, matter.respondents) == (right, right.name)
    assert matter.events.get(step="amend_lead").facts["changed"] == ["employer"]
    assert refused(matter, "draft_hint", sup, **LETTER) == says(g.EXCLUSIVITY_CHECKED), "it is looked up anew"
    assert len(matter.conflict_faults) == 2, "and ties are declared anew"


def test_a_tie_to_an_employer_named_wrongly_shuts_nobody_out_of_the_matter_of_the_right_one(cast: Cast) -> None:
    sup, other = cast.legal_supervisor, cast.second_supervisor
    matter = go(new_matter(cast), "name_supervisors", sup, supervisors=supervisors(cast))
    first, _second = matter.investigator_rows
    tie = {"investigator": first.pk, "has_tie": True, "tie": "配偶为该公司会计"}
    matter = go(matter, "declare_ties", other, ties=[tie])
    assert not access.roles_in(sup, matter, TODAY)

    matter = go(matter, "amend_lead", other, employer=employer(cast, "皋兰县第一砖厂", credit_code=""))

    assert access.roles_in(sup, load_matter(matter.pk), TODAY) == {Role.LEGAL_SUPERVISOR}
    assert [row.declared_on for row in load_matter(matter.pk).investigator_rows] == [None, None]


def test_a_matter_comes_back_from_a_mediation_that_failed(cast: Cast) -> None:
    head = cast.union_head
    lead = go(matter_in(S.REFERRED, cast), "resume_after_mediation", head, reason="调解不成")
    waited = go(matter_in(S.AWAITING_REPLY, cast), "refer_to_mediation", head, note="愿意调解")
    waited = go(waited, "record_achievement", cast.legal_supervisor)
    waited = go(waited, "resume_after_mediation", head, at=at(9), reason="调解不成")

    assert [(row.state, row.outcome, row.ended_on) for row in (lead, waited)] == [
        (S.LEAD, "", None), (S.VERIFYING, "", None),
    ]  # fmt: skip
    assert waited.outcome_recorded_on is None, "what was achieved is still to be seen"
    waited.as_of = at(40).date()
    assert waited.hint_answered_by == "", "the mediation put the answer off"
    assert go(waited, "draft_hint", cast.legal_supervisor, at=at(9), **LETTER).state == S.DRAFTING
