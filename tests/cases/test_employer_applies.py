"""An employer applies against a worker who broke a competition clause: from the sheet to the agreement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from cases.models import Case, load_case
from documents.contents import Contents
from documents.models import Instrument
from dossiers.actions import Refused, take_step
from tests.cases.test_registration import GOOD_ID, id_of, post
from tests.cast import NOW, TODAY, Cast, make_cast
from workflows.mediation import State

FIRM = "兰州黄河假日餐饮有限公司"
EMPLOYER_APPLIES = {
    "applicants__0__kind": "organisation",
    "applicants__0__name": FIRM,
    "applicants__0__credit_code": "91350100M000100Y43",
    "applicants__0__legal_representative": "王建国",
    "applicants__0__id_number": "",
    "applicants__0__claimed": "",
    "respondents__0__kind": "person",
    "respondents__0__name": "张秀英",
    "respondents__0__id_number": GOOD_ID,
    "claims__0__scope": "joint",
    "claims__0__claimed": "80000",
    "claims__0__what": "支付竞业限制违约金",
}


@pytest.fixture
def cast(db: None, at: Callable[[str], dt.datetime]) -> Cast:
    at(NOW.isoformat())
    return make_cast()


@pytest.fixture
def counter(cast: Cast, client: Client) -> Client:
    client.force_login(cast.registrar)
    return client


def registered(counter: Client, cast: Cast, **given: Any) -> Case:
    assert post(counter, cast, **(EMPLOYER_APPLIES | given)).status_code == 302
    return load_case(Case.objects.get().pk)


def test_the_sheet_takes_an_employer_as_applicant_and_a_worker_as_respondent(cast: Cast, counter: Client) -> None:
    case = registered(counter, cast, identities_seen="on", applicants__0__born_on="2031-01-01")

    employer, worker = case.party_rows
    assert case.title == f"{FIRM}与张秀英追索劳动报酬纠纷"
    assert (employer.side, employer.kind, employer.credit_code) == ("applicant", "organisation", "91350100M000100Y43")
    assert (employer.consent, employer.identity_checked_how) == ("agreed", "核对营业执照等主体资格证明原件")
    assert (employer.id_type, employer.id_number, employer.born_on) == ("", "", None)  # no person's details
    assert (worker.side, worker.kind, worker.id_number, worker.sex) == ("respondent", "person", GOOD_ID, "f")
    assert (worker.capacity, worker.consent) == ("", "asked")  # nobody calls the worker the employer
    assert (case.workers, case.employers, case.people) == ([worker], [employer], 1)
    assert case.employer_known


def test_whoever_applied_first_the_same_dispute_is_found(cast: Cast, counter: Client) -> None:
    first = registered(counter, cast)

    page = post(counter, cast)

    assert page.status_code == 422
    assert first.number in page.content.decode()


def test_names_are_masked_for_who_follows_files_without_them(cast: Cast, counter: Client) -> None:
    case = registered(counter, cast)
    supervisor = Client()
    supervisor.force_login(cast.supervisor)

    pages = [supervisor.get(f"/files/{case.code}/").content.decode(), supervisor.get("/files/").content.decode()]

    assert all("兰○○" in page for page in pages)
    assert not any(name in page for page in pages for name in (FIRM, "张秀英", "王建国"))


def test_a_group_is_workers_whichever_side_they_stand_on(cast: Cast, counter: Client) -> None:
    many = {"respondents__TOTAL_FORMS": "10"}
    for n in range(1, 10):
        many |= {
            f"respondents__{n}__kind": "person",
            f"respondents__{n}__name": f"工友{n}",
            f"respondents__{n}__id_number": id_of(n),
        }
    case = registered(counter, cast, **many)

    assert (case.people, case.is_group) == (10, True)
    with pytest.raises(Refused):
        take_step(case, "record_representatives", by=cast.registrar, at=NOW, representatives=case.side("applicant"))
    take_step(case, "record_representatives", by=cast.registrar, at=NOW, representatives=case.workers[:3])
    assert [row.is_represented for row in load_case(case.pk).party_rows] == [False] + [False] * 3 + [True] * 7


def test_it_goes_all_the_way_to_an_agreement_with_its_papers(cast: Cast, counter: Client) -> None:
    case = registered(counter, cast)
    head, mediator = cast.head, cast.mediator

    def go(step: str, by: Any, **data: Any) -> None:
        nonlocal case
        take_step(case, step, by=by, at=NOW, **data)
        case = load_case(case.pk)

    go("screen_case", cast.registrar)
    go("check_scope", cast.registrar, in_scope=True)
    go("check_identity", cast.registrar, parties=case.party_rows, how="核对原件")
    go("record_consent", cast.registrar, parties=case.side("respondent"), answer="agreed", medium="phone")
    go("accept_case", head)
    go("appoint_mediator", cast.registrar, mediator=mediator, method="body")
    go("disclose_interests", mediator, has_interest=False)
    go("explain_rights", mediator)
    go("begin_mediation", mediator)
    go("log_session", mediator, kind="joint", mode="phone", began_at=NOW, joint_record="双方陈述意见。", present=[])
    employer, worker = case.party_rows
    item = {
        "kind": "money", "what": "支付违约金", "debtor": worker, "creditor": employer, "claim": case.claim_rows[0],
        "amount": Decimal("30000.00"), "method": "transfer", "payee": FIRM, "account": "6222000000000000001",
        "due_on": TODAY,
    }  # fmt: skip
    settled = {case.claim_rows[0].pk: {"result": "settled", "agreed": Decimal("30000.00")}}
    go("write_terms", mediator, facts="违反竞业限制约定。", items=[item], claims=settled)
    go("draft_agreement", mediator)
    signers: list[dict[str, Any]] = [
        {"party": row, "signer": "party", "name": row.name, "signed_on": TODAY} for row in case.party_rows
    ]
    signers += [
        {"party": None, "signer": "mediator", "name": mediator.full_name, "signed_on": TODAY},
        {"party": None, "signer": "seal", "name": case.body.name, "signed_on": TODAY},
    ]
    go("record_signature", mediator, signers=signers)
    go("conclude_agreement", mediator)

    assert case.state == State.AGREED
    frozen = Instrument.objects.get(dossier_id=case.pk, kind="mediation_agreement").contents
    paper: Any = Contents.from_json(frozen)
    (applicant,), (respondent,) = paper.applicants, paper.respondents
    assert (applicant.role, applicant.name, applicant.is_organization) == ("申请人", FIRM, True)
    assert (respondent.role, respondent.name, respondent.is_organization) == ("被申请人", "张秀英", False)
    assert paper.payments[0].payer == "张秀英"
    assert "payment_order" not in paper.routes  # the worker's way to money owed to them, not the employer's
    assert not Instrument.objects.filter(dossier_id=case.pk, kind="notice_of_termination").exists()


def test_a_third_party_is_entered_on_the_same_sheet(cast: Cast, counter: Client) -> None:
    case = registered(
        counter, cast, thirds__TOTAL_FORMS="1", thirds__0__kind="organisation", thirds__0__name="兰州某新东家有限公司"
    )

    assert [row.name for row in case.side("third")] == ["兰州某新东家有限公司"]


def test_consent_is_taken_for_granted_only_from_who_applied(cast: Cast, counter: Client) -> None:
    bare = post(counter, cast, channel="proactive", applicants_agree=None)
    assert bare.status_code == 302
    asked = Case.objects.get()
    assert asked.side("applicant")[0].consent == "asked"

    post(counter, cast, channel="proactive", not_duplicate="on")
    assert Case.objects.latest("pk").side("applicant")[0].consent == "agreed"
