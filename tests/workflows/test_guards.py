"""Every condition refuses with its sentence: a case in the room that violates it, and nothing is changed by trying."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from cases.models import Case, load_case
from dossiers.access import bodies_of, invite_body
from dossiers.actions import Refused, offers, take_step
from dossiers.models import Dossier
from organizations.roles import Role
from tests.cast import NOW, TODAY, Cast, case_in
from workflows import guards
from workflows.channels import Channel
from workflows.guards import Guard
from workflows.mediation import MediationProcedure, State
from workflows.reading import rows

Story = Callable[[Case, Cast], Any]


def no_story(case: Case, cast: Cast) -> None:
    """The case as it stands there already violates the condition."""


def elsewhere(case: Case, cast: Cast) -> None:
    """The application went to another court than the one that sent the case and reads along."""
    other = cast.other_liaison.memberships.get().body
    take_step(case, "file_confirmation", by=cast.mediator, at=NOW, to=other)


def bureau_invited(case: Case, cast: Cast) -> None:
    bureau = cast.labour_officer.memberships.get().body
    invite_body(bureau, case, Role.LABOUR_OFFICER, on=TODAY, reason="test")


def both_agree(case: Case, cast: Cast) -> None:
    take_step(
        case, "record_consent", by=cast.registrar, at=NOW, parties=case.party_rows, answer="agreed", medium="phone"
    )


def discloses(interest: bool) -> Story:
    return lambda case, cast: take_step(case, "disclose_interests", by=cast.mediator, at=NOW, has_interest=interest)


def recusal_is_asked(case: Case, cast: Cast) -> None:
    take_step(case, "request_recusal", by=cast.registrar, at=NOW, asked_by="张秀英", ground="kin", reason="亲属关系")


def recusal_is_granted(case: Case, cast: Cast) -> None:
    recusal_is_asked(case, cast)
    take_step(case, "grant_recusal", by=cast.head, at=NOW)


def terms(**changes: Any) -> Story:
    def write(case: Case, cast: Cast) -> None:
        claim, employer = case.claim_rows[0], case.side("respondent")[0]
        item = {
            "kind": "money",
            "what": "工资",
            "debtor": employer,
            "creditor": claim.party,
            "claim": claim,
            "amount": Decimal(15000),
            "method": "transfer",
            "payee": "张秀英",
            "due_on": TODAY + dt.timedelta(days=9),
        }
        data: dict[str, Any] = {"items": [item | changes.get("item", {})], "clauses": changes.get("clauses", [])}
        data["claims"] = changes.get("claims", {claim.pk: {"result": "settled", "agreed": Decimal(15000)}})
        take_step(case, "write_terms", by=cast.mediator, at=NOW, **data)

    return write


def representatives_are_elected(case: Case, cast: Cast) -> None:
    take_step(case, "record_representatives", by=cast.mediator, at=NOW, representatives=case.side("applicant")[:3])


def two_decline(case: Case, cast: Cast) -> None:
    representatives_are_elected(case, cast)
    take_step(
        case, "record_member_consent", by=cast.mediator, at=NOW, agreed=[], declined=load_case(case.pk).party_rows[3:5]
    )


def filed(step: str) -> Story:
    def file(case: Case, cast: Cast) -> None:
        take_step(
            case, step, by=cast.mediator, at=NOW, to=cast.court if step == "file_confirmation" else cast.committee
        )

    return file


def paid_in_full(case: Case, cast: Cast) -> None:
    duty = case.settlement.obligations.get()
    take_step(case, "record_performance", by=cast.mediator, at=NOW, obligation=duty, amount=duty.amount)


def step(name: str, by: str, **data: Any) -> Story:
    return lambda case, cast: take_step(case, name, by=cast.people[by], at=NOW, **data)


def facts(**columns: Any) -> Story:
    """Facts the procedure's own steps would not let stand: written past them, so that the condition is asked at all."""

    def write(case: Case, cast: Cast) -> None:
        Case.objects.filter(pk=case.pk).update(**{k: v for k, v in columns.items() if hasattr(Case, k)})

    return write


def parties(**columns: Any) -> Story:
    return lambda case, cast: case.parties.update(**columns)


AFTER_FIFTEEN = NOW + dt.timedelta(days=20)
AFTER_THIRTY = NOW + dt.timedelta(days=40)
COURT, ENTRUST = Channel.COURT_PRE, Channel.ARB_ENTRUST
G = guards

#: guard, state, channel, what has happened, the step that asks, who takes it, when
TABLE: list[tuple[Guard, State, str, Story, str, str, dt.datetime]] = [
    (G.IN_SCOPE, State.SCREENING, "self", no_story, "accept_case", "head", NOW),
    (
        G.PARTIES_ON_BOTH_SIDES,
        State.SCREENING,
        "self",
        lambda c, _: [p.delete() for p in c.side("respondent")],
        "accept_case",
        "head",
        NOW,
    ),
    (G.CLAIM_STATED, State.SCREENING, "self", lambda c, _: c.claims.all().delete(), "accept_case", "head", NOW),
    (G.ALL_PARTIES_CONSENT, State.CONSENT_PENDING, "self", no_story, "accept_case", "head", NOW),
    (G.COMMISSION_CONFIRMED, State.SCREENING, COURT, no_story, "accept_case", "head", NOW),
    (G.CONSENT_MISSING, State.SCREENING, "self", both_agree, "ask_other_side", "registrar", NOW),
    (G.REFUSAL_RECORDED, State.CONSENT_PENDING, "self", no_story, "close_on_refusal", "registrar", NOW),
    (G.COMMISSIONED, State.SCREENING, "self", no_story, "confirm_commission", "registrar", NOW),
    (G.COMMISSION_UNCONFIRMED, State.CONSENT_PENDING, COURT, no_story, "confirm_commission", "registrar", NOW),
    (G.COMMISSION_DAY_ON_FILE, State.SCREENING, COURT, no_story, "correct_commission", "registrar", NOW),
    (G.FROM_PETITION, State.IN_MEDIATION, "self", no_story, "record_petition", "registrar", NOW),
    (G.GROUP, State.IN_MEDIATION, "self", no_story, "record_representatives", "mediator", NOW),
    (G.MEDIATOR_APPOINTED, State.ASSIGNING, "self", recusal_is_granted, "request_recusal", "registrar", NOW),
    (G.DISCLOSURE_MADE, State.ASSIGNING, "self", no_story, "begin_mediation", "mediator", NOW),
    (G.INTEREST_WAIVED, State.ASSIGNING, "self", discloses(True), "begin_mediation", "mediator", NOW),
    (G.NO_PENDING_RECUSAL, State.ASSIGNING, "self", recusal_is_asked, "appoint_mediator", "registrar", NOW),
    (G.RECUSAL_PENDING, State.ASSIGNING, "self", no_story, "grant_recusal", "head", NOW),
    (
        G.IDENTITIES_CHECKED,
        State.ASSIGNING,
        "self",
        parties(identity_checked_on=None),
        "begin_mediation",
        "mediator",
        NOW,
    ),
    (G.RIGHTS_EXPLAINED, State.ASSIGNING, "self", discloses(False), "begin_mediation", "mediator", NOW),
    (G.EXTENSION_ALLOWED, State.IN_MEDIATION, ENTRUST, no_story, "extend_period", "mediator", NOW),
    (G.PERIOD_STILL_RUNS, State.IN_MEDIATION, "self", no_story, "extend_period", "mediator", AFTER_FIFTEEN),
    (G.TERMS_DRAFTED, State.IN_MEDIATION, "self", no_story, "draft_agreement", "mediator", NOW),
    (G.TERMS_COMPLETE, State.IN_MEDIATION, "self", terms(item={"due_on": None}), "draft_agreement", "mediator", NOW),
    (G.RESULTS_STATED, State.IN_MEDIATION, "self", terms(claims={}), "draft_agreement", "mediator", NOW),
    (
        G.LINT_CLEAN,
        State.IN_MEDIATION,
        "self",
        terms(clauses=["申请人自愿放弃社会保险。"]),
        "draft_agreement",
        "mediator",
        NOW,
    ),
    (G.SESSION_HELD, State.IN_MEDIATION, "self", terms(), "draft_agreement", "mediator", NOW),
    (G.DECLINERS_LEFT_OUT, State.DRAFTED, "group", two_decline, "conclude_agreement", "mediator", NOW),
    (G.GUARDIANS_PRESENT, State.DRAFTED, "self", parties(lacks_capacity=True), "conclude_agreement", "mediator", NOW),
    (
        G.AGENTS_AUTHORISED,
        State.DRAFTED,
        "self",
        parties(agent_signs=True, agent_authority="general"),
        "record_signature",
        "mediator",
        NOW,
    ),
    (G.SIGNATURES_COMPLETE, State.DRAFTED, "self", no_story, "conclude_agreement", "mediator", NOW),
    (G.MEMBERS_CONSENT, State.DRAFTED, "group", representatives_are_elected, "conclude_agreement", "mediator", NOW),
    (
        G.AGREEMENT_EFFECTIVE,
        State.AGREED,
        "self",
        lambda c, _: type(c.settlement).objects.update(effective_on=None),
        "file_review",
        "mediator",
        NOW,
    ),
    (G.NO_OTHER_ROUTE, State.AGREED, "self", filed("file_review"), "file_confirmation", "mediator", NOW),
    (G.CONFIRMATION_OPEN, State.AGREED, "self", no_story, "file_confirmation", "mediator", AFTER_THIRTY),
    (G.REVIEW_OPEN, State.AGREED, "self", no_story, "file_review", "mediator", AFTER_FIFTEEN),
    (
        G.NO_EMPLOYMENT_CONFIRMED,
        State.AGREED,
        "self",
        lambda c, _: type(c.settlement).objects.update(confirms_employment=True),
        "file_review",
        "mediator",
        NOW,
    ),
    (G.CONFIRMATION_FILED, State.AGREED, "self", no_story, "decide_confirmation", "registrar", NOW),
    (G.REVIEW_FILED, State.AGREED, "self", no_story, "decide_review", "registrar", NOW),
    (G.BEFORE_FILING, State.IN_MEDIATION, "self", no_story, "record_award", "registrar", NOW),
    (
        G.ROUTE_NOT_TAKEN_UP,
        State.AGREED,
        "self",
        lambda c, cast: [filed("file_review")(c, cast), step("accept_review", "registrar")(c, cast)],
        "accept_review",
        "registrar",
        NOW,
    ),
    (G.COURT_DOCUMENT_OPEN, State.AGREED, "self", no_story, "submit_to_court", "mediator", NOW),
    (G.COURT_DOCUMENT_PENDING, State.AGREED, COURT, no_story, "record_court_document", "liaison", NOW),
    (G.TRIBUNAL_DOCUMENT_OPEN, State.AGREED, COURT, no_story, "submit_to_tribunal", "mediator", NOW),
    (G.TRIBUNAL_DOCUMENT_PENDING, State.AGREED, ENTRUST, no_story, "record_tribunal_document", "registrar", NOW),
    (G.OBLIGATION_OPEN, State.AGREED, "self", paid_in_full, "record_performance", "mediator", NOW),
    (G.OBLIGATION_OVERDUE, State.AGREED, "self", no_story, "record_breach", "mediator", NOW),
    (G.ROUTE_IS_OURS, State.AGREED, COURT, elsewhere, "decide_confirmation", "liaison", NOW),
    (G.LEFT_UNSETTLED, State.CLOSED, "self", no_story, "hand_over", "registrar", NOW),
    (G.SENDER_AWAITS_ANSWER, State.FAILED, "self", no_story, "answer_sender", "registrar", NOW),
    (G.SENDER_ANSWERED, State.FAILED, "hotline", no_story, "submit_closing", "mediator", NOW),
    (G.SENT_BY_A_BODY, State.FAILED, "self", bureau_invited, "review_outcome", "labour_officer", NOW),
    (G.OUTCOME_UNREVIEWED, State.FAILED, COURT, step("review_outcome", "liaison"), "review_outcome", "liaison", NOW),
    (G.EMPLOYER_KNOWN, State.IN_MEDIATION, "self", parties(kind="person"), "propose_supervision", "head", NOW),
    (G.CLOSING_SUBMITTED, State.FAILED, "self", no_story, "close_case", "head", NOW),
    (
        G.CLOSING_NOT_SUBMITTED,
        State.FAILED,
        "self",
        step("submit_closing", "mediator"),
        "submit_closing",
        "mediator",
        NOW,
    ),
    (
        G.AMOUNTS_RECORDED,
        State.AGREED,
        "self",
        lambda c, _: c.claims.update(agreed=None),
        "submit_closing",
        "mediator",
        NOW,
    ),
    (G.PAPERS_COMPLETE, State.FAILED, "self", facts(papers=[]), "close_case", "head", NOW),
    (G.WINDOWS_CLOSED, State.CLOSED, "self", no_story, "archive_case", "registrar", NOW + dt.timedelta(days=30)),
    (G.DUTIES_SETTLED, State.CLOSED, "self", no_story, "archive_case", "registrar", AFTER_THIRTY),
    (G.PAPERS_SET, State.CLOSED, "self", no_story, "archive_case", "registrar", AFTER_THIRTY),
    (G.PAPER_ISSUED, State.RECEIVED, "self", no_story, "return_scan", "registrar", NOW),
    (G.PAPER_UNSEALED, State.RECEIVED, "self", no_story, "seal_paper", "registrar", NOW),
    (G.PAPER_UNDER_WAY, State.RECEIVED, "self", no_story, "record_service", "registrar", NOW),
    (G.NO_ROUTE_UNDECIDED, State.AGREED, "self", filed("file_confirmation"), "submit_closing", "mediator", NOW),
]


def test_every_condition_of_the_book_stands_in_the_table() -> None:
    asked = {guard.name for row in rows(MediationProcedure) for guard in row.given}
    written = {value.name for value in vars(guards).values() if isinstance(value, Guard)}

    assert {row[0].name for row in TABLE} == asked == written


@pytest.mark.parametrize(
    ("guard", "state", "channel", "story", "name", "who", "when"), TABLE, ids=[row[0].name for row in TABLE]
)
def test_it_refuses_with_its_sentence(
    guard: Guard, state: State, channel: str, story: Story, name: str, who: str, when: dt.datetime, cast: Cast
) -> None:
    case = case_in(state, cast, workers=10) if channel == "group" else case_in(state, cast, channel=channel)
    story(case, cast)
    case = load_case(case.pk)
    before = (case.version, case.state, case.events.count())

    with pytest.raises(Refused) as refused:
        take_step(case, name, by=cast.people[who], at=when)

    assert str(guard.sentence) in refused.value.sentences
    roles = frozenset(next(row for row in rows(MediationProcedure) if row.name == name).by)
    case.acting = bodies_of(cast.people[who], when.date())
    offered = next(offer for offer in offers(case, roles, on=when.date()) if offer.name == name)
    assert list(offered.refusals) == refused.value.sentences, "the button says what the door says"
    after = load_case(case.pk)
    assert (after.version, after.state, after.events.count()) == before


def test_all_sentences_are_collected_not_only_the_first(cast: Cast) -> None:
    case = case_in(State.SCREENING, cast, channel=COURT)

    with pytest.raises(Refused) as refused:
        take_step(case, "accept_case", by=cast.head, at=NOW)

    assert refused.value.sentences == [
        str(guard.sentence) for guard in (G.IN_SCOPE, G.COMMISSION_CONFIRMED, G.ALL_PARTIES_CONSENT)
    ]


def test_conditions_ask_the_database_nothing(cast: Cast, django_assert_num_queries: Any) -> None:
    case: Any = load_case(case_in(State.AGREED, cast, workers=3).pk)
    everybody = frozenset(role for row in rows(MediationProcedure) for role in row.by)

    with django_assert_num_queries(0):
        offers(case, everybody, on=TODAY)
    with django_assert_num_queries(0):
        for guard in (row[0] for row in TABLE):
            guard.met_by(case)


@pytest.mark.parametrize("number", [guard.name for guard in [row[0] for row in TABLE]])
def test_sentences_are_sentences(number: str) -> None:
    guard = next(row[0] for row in TABLE if row[0].name == number)

    assert str(guard.sentence).endswith("。"), "shown to people in Chinese, as a whole sentence"


def test_a_case_is_a_dossier_with_the_same_facts(cast: Cast) -> None:
    case = case_in(State.RECEIVED, cast)

    assert Dossier.objects.get(pk=case.pk).subject().pk == case.pk


def test_who_found_a_dispute_outside_scope_hears_that_the_head_decides(cast: Cast) -> None:
    case = case_in(State.SCREENING, cast)
    take_step(case, "check_scope", by=cast.registrar, at=NOW, in_scope=False, note="家政服务")

    case = load_case(case.pk)

    waiting = next(o for o in offers(case, frozenset({Role.REGISTRAR}), on=TODAY) if o.name == "accept_case")
    assert any("由负责人决定不予受理" in sentence for sentence in waiting.refusals)
