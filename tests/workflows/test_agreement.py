"""The agreement: who signs for whom, when it takes effect, whom it binds, what is left when a case ends without it."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from cases.models import OFFICE_SIGNATURES, Case, ClaimResult, SignerKind, load_case
from documents.models import Instrument
from dossiers.actions import NotNow, Refused, offers, take_step
from dossiers.models import Clock
from organizations.models import LegalType
from organizations.roles import Role
from tests.cast import NOW, TODAY, Cast, case_in, issued_without
from workflows.guards import ALL_PARTIES_CONSENT, DECLINERS_LEFT_OUT, LINT_CLEAN
from workflows.mediation import State


def later(days: int) -> dt.datetime:
    return NOW + dt.timedelta(days=days)


def day(days: int) -> dt.date:
    return TODAY + dt.timedelta(days=days)


def sign(case: Case, cast: Cast, *rows: dict[str, Any], at: dt.datetime) -> None:
    take_step(case, "record_signature", by=cast.mediator, at=at, signers=list(rows))


def by_party(party: Any, on: dt.date, signer: str = "party") -> dict[str, Any]:
    return {"party": party, "signer": signer, "name": party.name, "signed_on": on}


def by_office(kind: str, on: dt.date) -> dict[str, Any]:
    return {"party": None, "signer": kind, "name": kind, "signed_on": on}


# law.md §3: parties on day 1, mediator on day 2, seal on day 3 – which of them makes the agreement effective
EFFECTIVE = {
    LegalType.ENT: 3,
    LegalType.PMC: 3,
    LegalType.TWN: 3,
    LegalType.OTH: 3,
    LegalType.CRT_PRE: 1,
    LegalType.CRT_POST: 1,
    LegalType.ARB: 1,
}


def test_every_legal_type_is_in_the_table() -> None:
    assert set(EFFECTIVE) == set(LegalType) == set(OFFICE_SIGNATURES)


@pytest.mark.parametrize(("legal_type", "effective"), EFFECTIVE.items())
def test_it_takes_effect_with_the_last_signature_this_kind_of_body_needs(
    legal_type: str, effective: int, cast: Cast
) -> None:
    case = case_in(State.DRAFTED, cast)
    Case.objects.filter(pk=case.pk).update(legal_type=legal_type)
    worker, employer = case.party_rows

    sign(
        case,
        cast,
        by_party(worker, day(0)),
        by_party(employer, day(1)),
        by_office("mediator", day(2)),
        by_office("seal", day(3)),
        at=later(4),
    )
    take_step(case, "conclude_agreement", by=cast.mediator, at=later(4))

    case = load_case(case.pk)
    assert case.settlement.effective_on == case.ended_on == day(effective)
    last = case.events.latest("seq")
    assert (last.step, last.acted_on) == ("conclude_agreement", day(effective)), (
        "done on that day, recorded on the fourth"
    )
    review, confirmation = day(effective + 15), day(effective + 30)
    assert {c.key: c.raw_due for c in Clock.objects.filter(dossier=case.pk, key__in=["jc", "ar"])} == {
        "jc": confirmation,
        "ar": review,
    }


@pytest.mark.parametrize("legal_type", list(LegalType))
def test_a_missing_signature_of_office_holds_it_back_only_where_the_law_asks_for_it(
    legal_type: str, cast: Cast
) -> None:
    case = case_in(State.DRAFTED, cast)
    Case.objects.filter(pk=case.pk).update(legal_type=legal_type)

    sign(case, cast, *(by_party(party, TODAY) for party in case.party_rows), at=NOW)

    needed = bool(OFFICE_SIGNATURES[legal_type])
    assert load_case(case.pk).signatures_complete is not needed
    if needed:
        with pytest.raises(Refused):
            take_step(case, "conclude_agreement", by=cast.mediator, at=NOW)


def test_signatures_older_than_the_draft_in_the_future_or_given_twice_are_refused(cast: Cast) -> None:
    case = case_in(State.DRAFTED, cast)
    worker = case.party_rows[0]

    for bad in (day(-1), day(1)):
        with pytest.raises(Refused):
            sign(case, cast, by_party(worker, bad), at=NOW)
    sign(case, cast, by_party(worker, TODAY), by_office("mediator", TODAY), at=NOW)
    for again in (by_party(worker, TODAY), by_office("mediator", TODAY)):
        with pytest.raises(Refused, match=r"已经签|已签"):
            sign(case, cast, again, at=NOW)

    assert case.settlement.signatures.count() == 2


def test_somebody_elses_party_cannot_sign_here(cast: Cast) -> None:
    case, other = case_in(State.DRAFTED, cast), case_in(State.DRAFTED, cast)

    with pytest.raises(Refused, match=r"不在案|不属于|案卷"):
        sign(case, cast, by_party(other.party_rows[0], TODAY), at=NOW)

    assert not case.settlement.signatures.exists()


@pytest.mark.parametrize(
    ("authority", "since", "until", "may"),
    [
        ("special", None, None, True),
        ("special", TODAY, TODAY, True),
        ("special", day(1), None, False),
        ("special", None, day(-1), False),
        ("general", None, None, False),
        ("", None, None, False),
    ],
)
def test_an_agent_signs_with_special_authority_on_that_day_alone(
    authority: str, since: Any, until: Any, may: bool, cast: Cast
) -> None:
    case = case_in(State.DRAFTED, cast)
    worker = case.party_rows[0]
    take_step(
        case,
        "record_agent",
        by=cast.registrar,
        at=NOW,
        party=worker,
        agent_name="秦律师",
        agent_authority=authority,
        agent_since=since,
        agent_until=until,
        agent_signs=True,
    )

    row = by_party(worker, TODAY, "agent") | {"name": "秦律师"}
    if may:
        sign(case, cast, row, at=NOW)
    else:
        with pytest.raises(Refused, match="特别授权"):
            sign(case, cast, row, at=NOW)

    assert case.settlement.signatures.count() == int(may)


def test_for_a_minor_the_guardian_signs(cast: Cast) -> None:
    case = case_in(State.DRAFTED, cast)
    worker = case.party_rows[0]
    take_step(
        case,
        "amend_party",
        by=cast.registrar,
        at=NOW,
        party=worker,
        lacks_capacity=True,
        guardian_name="张父",
        guardian_relation="父亲",
    )

    with pytest.raises(Refused, match="法定代理人"):
        sign(case, cast, by_party(worker, TODAY), at=NOW)
    sign(case, cast, by_party(worker, TODAY, "guardian"), at=NOW)

    assert case.settlement.signatures.get().signer == SignerKind.GUARDIAN


def test_a_draft_taken_back_loses_its_signatures(cast: Cast) -> None:
    case = case_in(State.DRAFTED, cast)
    sign(case, cast, by_party(case.party_rows[0], TODAY), at=NOW)

    take_step(case, "reopen_terms", by=cast.mediator, at=NOW, reason="付款日期改动")

    case = load_case(case.pk)
    assert (case.state, case.settlement.signatures.count(), case.signatures_complete) == (State.IN_MEDIATION, 0, False)


JOINS: dict[str, Any] = {"side": "respondent", "kind": "organisation", "name": "兰州黄河劳务派遣有限公司"}


def test_while_a_draft_waits_nobody_joins_and_no_claim_changes(cast: Cast) -> None:
    case = case_in(State.DRAFTED, cast)
    claim, worker = case.claim_rows[0], case.party_rows[0]

    for name, data in (
        ("add_party", JOINS),
        ("add_claim", {"cause_code": "205-6", "what": "经济补偿", "claimed": Decimal(5000)}),
        ("amend_claim", {"claim": claim, "claimed": Decimal(1)}),
    ):
        with pytest.raises(NotNow):
            take_step(case, name, by=cast.mediator, at=NOW, **data)
    with pytest.raises(Refused, match="名称"):
        take_step(case, "amend_party", by=cast.mediator, at=NOW, party=worker, name="张秀莲")
    take_step(case, "amend_party", by=cast.mediator, at=NOW, party=worker, phone="13900000009")

    worker.refresh_from_db()
    assert (worker.name, worker.phone) == ("张秀英", "13900000009")


def test_who_joins_after_the_draft_was_taken_back_must_agree_first(cast: Cast) -> None:
    case = case_in(State.DRAFTED, cast)
    take_step(case, "reopen_terms", by=cast.mediator, at=NOW, reason="追加用工单位")

    take_step(case, "add_party", by=cast.mediator, at=NOW, **JOINS)

    with pytest.raises(Refused, match=str(ALL_PARTIES_CONSENT.sentence)):
        take_step(case, "draft_agreement", by=cast.mediator, at=NOW)


def test_a_guarantor_is_bound_and_signs(cast: Cast) -> None:
    case = case_in(State.DRAFTED, cast)
    take_step(case, "reopen_terms", by=cast.mediator, at=NOW, reason="增加担保")
    take_step(case, "add_party", by=cast.mediator, at=NOW, side="third", kind="person", name="保证人王某")
    case = load_case(case.pk)
    guarantor, claim = case.side("third")[0], case.claim_rows[0]
    item = {
        "kind": "money", "what": "工资", "debtor": guarantor, "creditor": claim.party, "claim": claim,
        "amount": Decimal(15000), "method": "cash", "payee": "张秀英", "due_on": day(10),
    }  # fmt: skip
    take_step(case, "write_terms", by=cast.mediator, at=NOW, items=[item], claims={})
    take_step(case, "draft_agreement", by=cast.mediator, at=NOW)
    both = [by_party(party, TODAY) for party in case.party_rows if party != guarantor]
    sign(case, cast, *both, by_office("mediator", TODAY), by_office("seal", TODAY), at=NOW)

    assert load_case(case.pk).settlement.signatures_missing == 1
    sign(case, cast, by_party(guarantor, TODAY), at=NOW)

    assert load_case(case.pk).signatures_complete


# ── The check of the terms ───────────────────────────────────────────────────────────────────────────────────────────


def written(cast: Cast, clauses: tuple[str, ...] = (), **changes: Any) -> Case:
    """A case with a session whose terms have been written so."""
    case = case_in(State.DRAFTED, cast)
    take_step(case, "reopen_terms", by=cast.mediator, at=NOW, reason="修改")
    claim = case.claim_rows[0]
    item = {
        "kind": "money", "what": "工资", "debtor": case.side("respondent")[0], "creditor": claim.party, "claim": claim,
        "amount": Decimal(15000), "method": "transfer", "payee": "张秀英", "account": "6222000000000000001",
        "due_on": day(10),
    } | changes  # fmt: skip
    take_step(case, "write_terms", by=cast.mediator, at=NOW, items=[item], clauses=list(clauses), claims={})
    return load_case(case.pk)


@pytest.mark.parametrize(
    ("changes", "clauses", "blocks"),
    [
        ({}, (), []),
        ({"account": ""}, (), ["account_missing"]),
        ({"account": "", "method": "cash"}, (), []),
        ({"account": "", "method": "on_signing"}, (), []),
        ({"amount": Decimal(14000)}, (), ["items_differ_from_result"]),
        ({"amount": Decimal(14000), "claim": None}, (), ["items_differ_from_result"]),
        ({"payee": "包工头"}, (), ["payee_unclear"]),
        ({}, ("申请人自愿放弃社会保险。",), ["social_insurance_waiver"]),
    ],
)
def test_what_the_check_finds_keeps_the_draft_back_with_sentence_and_article(
    changes: dict[str, Any], clauses: tuple[str, ...], blocks: list[str], cast: Cast
) -> None:
    case = written(cast, clauses, **changes)

    found = [row for row in case.settlement.said_findings() if row["level"] == "block"]

    assert [row["rule"] for row in found] == blocks
    assert all(row["article"] in row["line"] for row in found)
    if not blocks:
        take_step(case, "draft_agreement", by=cast.mediator, at=NOW)
        return
    with pytest.raises(Refused) as refused:
        take_step(case, "draft_agreement", by=cast.mediator, at=NOW)
    assert refused.value.sentences == [str(LINT_CLEAN.sentence), *(row["line"] for row in found)]


def test_the_check_keeps_no_account_in_its_words_and_is_made_anew_when_a_party_changes(cast: Cast) -> None:
    case = written(cast, account="62220001")
    take_step(
        case, "record_agent", by=cast.mediator, at=NOW, party=case.party_rows[0], agent_name="秦律师",
        agent_authority="general", agent_signs=True,
    )  # fmt: skip

    settlement = load_case(case.pk).settlement
    assert "agent_without_special_authority" in {row["rule"] for row in settlement.findings}
    assert "62220001" not in str(settlement.findings)


# ── Many workers ─────────────────────────────────────────────────────────────────────────────────────────────────────


def group(cast: Cast, agreed: int, declined: int) -> Case:
    """Twelve workers, three of them elected; of the nine others so many agree to the terms and so many do not."""
    case = case_in(State.DRAFTED, cast, workers=12)
    elected, others = case.side("applicant")[:3], case.side("applicant")[3:]
    take_step(case, "record_representatives", by=cast.mediator, at=NOW, representatives=elected)
    take_step(
        case,
        "record_member_consent",
        by=cast.mediator,
        at=NOW,
        agreed=others[:agreed],
        declined=others[agreed : agreed + declined],
    )
    rows = [by_party(party, TODAY) for party in [*elected, *case.side("respondent")]]
    sign(case, cast, *rows, by_office("mediator", TODAY), by_office("seal", TODAY), at=NOW)
    return load_case(case.pk)


def test_a_worker_who_has_not_answered_holds_the_agreement_back(cast: Cast) -> None:
    case = group(cast, 8, 0)

    with pytest.raises(Refused):
        take_step(case, "conclude_agreement", by=cast.mediator, at=NOW)

    assert load_case(case.pk).state == State.DRAFTED


def test_it_binds_all_when_all_have_agreed(cast: Cast) -> None:
    case = group(cast, 9, 0)

    take_step(case, "conclude_agreement", by=cast.mediator, at=NOW)

    case = load_case(case.pk)
    assert (case.state, {claim.result for claim in case.claim_rows}) == (State.AGREED, {ClaimResult.SETTLED})


def test_those_who_declined_are_not_bound_and_their_claims_not_settled(cast: Cast) -> None:
    case = group(cast, 7, 2)
    out = [party for party in case.side("applicant") if party.declined_terms]
    with pytest.raises(Refused, match=str(DECLINERS_LEFT_OUT.sentence)):
        take_step(case, "conclude_agreement", by=cast.mediator, at=NOW)

    case = issued_without(case, cast, out)
    paper = Instrument.objects.filter(dossier=case.pk, kind="mediation_agreement").exclude(status="void").get()
    assert not any(f'"{party.name}"' in paper.contents for party in out), "the new paper is issued without them"
    with pytest.raises(Refused):
        take_step(case, "record_member_consent", by=cast.mediator, at=NOW, agreed=out, declined=[])
    elected, others = case.side("applicant")[:3], [p for p in case.side("applicant")[3:] if p not in out]
    take_step(case, "record_member_consent", by=cast.mediator, at=NOW, agreed=others, declined=[])
    rows = [by_party(party, TODAY) for party in [*elected, *case.side("respondent")]]
    sign(case, cast, *rows, by_office("mediator", TODAY), by_office("seal", TODAY), at=NOW)
    take_step(case, "conclude_agreement", by=cast.mediator, at=NOW)

    case = load_case(case.pk)
    assert case.state == State.PART_AGREED
    assert {
        claim.party_id: (claim.result, claim.agreed) for claim in case.claim_rows if claim.result != ClaimResult.SETTLED
    } == {party.pk: (ClaimResult.FAILED, None) for party in out}
    assert not case.settlement.obligations.filter(creditor__in=out).exists()
    assert case.settlement.open_obligations == 10
    assert case.events.latest("seq").facts["not_bound"] == sorted(party.pk for party in out)


def test_an_agreement_with_nobody_is_none(cast: Cast) -> None:
    case = case_in(State.DRAFTED, cast)
    worker, employer = case.party_rows
    take_step(case, "record_member_consent", by=cast.mediator, at=NOW, declined=[worker])
    case.settlement.obligations.update(creditor=None, claim=None)  # an item that names nobody
    sign(case, cast, by_party(employer, TODAY), by_office("mediator", TODAY), by_office("seal", TODAY), at=NOW)

    with pytest.raises(Refused, match="无人同意"):
        take_step(case, "conclude_agreement", by=cast.mediator, at=NOW)


def test_representatives_come_from_the_applicants(cast: Cast) -> None:
    case = case_in(State.IN_MEDIATION, cast, workers=10)

    for nobody in ([], case.side("respondent")):
        with pytest.raises(Refused):
            take_step(case, "record_representatives", by=cast.mediator, at=NOW, representatives=nobody)


# ── Ends ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

ENDS: list[tuple[str, str, dict[str, Any], str]] = [
    ("record_refusal_to_sign", "mediator", {}, ClaimResult.FAILED),
    ("withdraw_application", "mediator", {"reason": "撤回"}, ClaimResult.OPEN),
    ("record_self_settlement", "mediator", {"text": "自行和解"}, ClaimResult.OPEN),
    ("transfer_case", "head", {"to": "监察大队", "materials": "申请书", "consent": True}, ClaimResult.OPEN),
]


@pytest.mark.parametrize(("name", "who", "data", "result"), ENDS, ids=[row[0] for row in ENDS])
def test_what_a_draft_had_settled_is_not_settled_when_the_case_ends_without_it(
    name: str, who: str, data: dict[str, Any], result: str, cast: Cast
) -> None:
    case = case_in(State.DRAFTED, cast)
    assert case.claim_rows[0].agreed == Decimal("15000.00")

    take_step(case, name, by=cast.people[who], at=NOW, **data)

    claim = load_case(case.pk).claim_rows[0]
    assert (claim.result, claim.agreed) == (result, None)


def test_a_claim_nobody_spoke_of_does_not_keep_the_file_from_closing(cast: Cast) -> None:
    case = case_in(State.DRAFTED, cast)
    take_step(case, "reopen_terms", by=cast.mediator, at=NOW, reason="补充请求")
    take_step(case, "add_claim", by=cast.mediator, at=NOW, cause_code="205-6", what="经济补偿", claimed=Decimal(5000))
    take_step(case, "draft_agreement", by=cast.mediator, at=NOW)
    rows = [by_party(party, TODAY) for party in case.party_rows] + [
        by_office(kind, TODAY) for kind in ("mediator", "seal")
    ]
    sign(case, cast, *rows, at=NOW)

    take_step(case, "conclude_agreement", by=cast.mediator, at=NOW)

    case = load_case(case.pk)
    assert (case.state, [claim.result for claim in case.claim_rows]) == (
        State.PART_AGREED,
        [ClaimResult.SETTLED, ClaimResult.FAILED],
    )
    take_step(case, "submit_closing", by=cast.mediator, at=NOW)


# ── Performance ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_two_payments_recorded_from_the_same_old_page_both_count(cast: Cast) -> None:
    case = case_in(State.AGREED, cast)
    seen_by_both = [case.settlement.obligations.get(), case.settlement.obligations.get()]

    for duty in seen_by_both:
        take_step(case, "record_performance", by=cast.mediator, at=NOW, obligation=duty, amount=Decimal("7500.00"))

    duty = case.settlement.obligations.get()
    assert (duty.paid, duty.performed_on) == (Decimal("15000.00"), TODAY)
    assert load_case(case.pk).claim_rows[0].paid == Decimal("15000.00")
    assert not load_case(case.pk).has_open_obligation


def test_only_what_is_overdue_and_open_can_be_in_breach(cast: Cast) -> None:
    case = case_in(State.AGREED, cast)
    duty = case.settlement.obligations.get()

    with pytest.raises(Refused):
        take_step(case, "record_breach", by=cast.mediator, at=later(10), obligation=duty, remedy="payment_order")
    event = take_step(case, "record_breach", by=cast.mediator, at=later(11), obligation=duty, remedy="payment_order")

    assert event.limitation == "agreement_not_performed"
    assert case.settlement.obligations.get().standing(day(11)) == "breach"


def test_money_of_tomorrow_has_not_come(cast: Cast) -> None:
    case = case_in(State.AGREED, cast)

    with pytest.raises(Refused):
        take_step(
            case,
            "record_performance",
            by=cast.mediator,
            at=NOW,
            obligation=case.settlement.obligations.get(),
            amount=Decimal(1),
            on=day(1),
        )


def test_an_employer_pays_a_dozen_workers_in_one_go(cast: Cast) -> None:
    case = case_in(State.AGREED, cast, workers=12)
    duties = list(case.settlement.obligations.all())

    event = take_step(
        case,
        "record_performance",
        by=cast.mediator,
        at=later(3),
        on=day(3),
        in_full=duties[:11],
        proof="工资表、转账回单",
    )

    assert (event.facts["items"], event.facts["amount"], event.facts["performed"]) == (11, "165000.00", True)
    case = load_case(case.pk)
    assert [claim.paid for claim in case.claim_rows] == [Decimal(15000)] * 11 + [Decimal(0)]
    assert case.settlement.open_obligations == 1
    assert case.settlement.unmet_since == duties[11].due_on
    with pytest.raises(Refused):
        take_step(case, "record_performance", by=cast.mediator, at=later(4), in_full=[duties[0]])


def test_nothing_is_in_breach_before_its_day(cast: Cast) -> None:
    case = case_in(State.AGREED, cast)
    offered = {offer.name: offer for offer in offers(case, frozenset({Role.MEDIATOR}), on=day(10))}
    assert not offered["record_breach"].ready

    offered = {offer.name: offer for offer in offers(case, frozenset({Role.MEDIATOR}), on=day(11))}

    assert offered["record_breach"].ready
