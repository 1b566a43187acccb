"""Letters born from mediation: when they are proposed, to whom, and that the list can be worked out again."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from dossiers.actions import Refused, take_step
from dossiers.sweep import sweep
from supervision import proposals as born
from supervision import topics
from supervision.models import Employer, EmployerAlias, Link, Proposal, ProposalStatus
from tests.cast import NOW, TODAY, Cast, case_in, new_case
from tests.supervision import walk
from workflows.mediation import State

pytestmark = pytest.mark.django_db
NIGHT = NOW + dt.timedelta(hours=12)


def three(cast: Cast, **more: object) -> list[int]:
    return [new_case(cast, names=[name], **more).pk for name in ("张秀英", "李工", "王工")]  # type: ignore[arg-type]


@pytest.mark.once
def test_every_cause_leads_to_a_subject_there_is() -> None:
    assert set(born.causes_of_topics()) <= set(topics.topics())


def test_three_similar_claims_propose_a_letter_with_its_facts(cast: Cast) -> None:
    cases = three(cast)

    done = sweep(at=NIGHT)

    found = Proposal.objects.get()
    assert done.found == ["兰州黄河假日餐饮有限公司 pay.arrears"]
    assert (found.union.name, found.cases, found.people) == ("兰州市城关区总工会", cases, 3)
    assert (found.amount, found.wanted, found.days) == (Decimal("54000.00"), 3, 90)
    assert (found.employer.name, found.employer.credit_code) == ("兰州黄河假日餐饮有限公司", walk.CODE)


def test_two_claims_old_ones_and_a_replayed_source_propose_nothing(cast: Cast) -> None:
    three(cast, at=NOW - dt.timedelta(days=90))
    new_case(cast)
    new_case(cast)
    new_case(cast, origin="replayed")

    assert born.find_proposals(NIGHT) == []


def test_names_and_codes_of_one_employer_count_together(cast: Cast) -> None:
    known = walk.employer(cast, "兰州大河餐饮有限公司")
    EmployerAlias.objects.create(employer=known, name="大河食府")
    for name in ("大河食府", "写错的名称"):
        new_case(cast, employer=name)
    last = new_case(cast, employer="兰州大河餐饮有限公司")
    last.parties.filter(side="respondent").update(credit_code="")

    (found,) = born.find_proposals(NIGHT)

    assert (found.employer, len(found.cases)) == (known, 3)


def test_the_lowest_federation_with_enough_cases_decides(cast: Cast) -> None:
    new_case(cast)
    new_case(cast)
    new_case(cast, centre=cast.neighbour, by=cast.neighbour_registrar)

    (found,) = born.find_proposals(NIGHT)

    assert found.union.name == "兰州市总工会"
    assert not born.proposals_for(cast.legal_supervisor, TODAY).exists()


def test_the_list_is_worked_out_again_whatever_came_since(cast: Cast) -> None:
    cases = three(cast)
    (found,) = born.find_proposals(NIGHT)
    new_case(cast, names=["赵工"], at=NIGHT + dt.timedelta(minutes=1))
    EmployerAlias.objects.create(employer=found.employer, name="别名")
    renamed = new_case(cast, names=["钱工"], employer="别名")  # one of before that only the new alias would find
    renamed.parties.filter(side="respondent").update(credit_code="")

    found = Proposal.objects.get()

    assert born.reproduce(found) == cases == found.cases


def test_once_for_an_employer_and_subject_and_again_only_with_more(cast: Cast) -> None:
    three(cast)
    (found,) = born.find_proposals(NIGHT)

    assert born.find_proposals(NIGHT) == []  # it stands already

    new_case(cast, names=["赵工"])
    (again,) = born.find_proposals(NIGHT)
    assert (again.pk, len(again.cases)) == (found.pk, 4)

    assert born.dismiss(again, "已另案处理", cast.legal_supervisor)
    assert born.find_proposals(NIGHT) == []

    new_case(cast, names=["钱工"])
    (more,) = born.find_proposals(NIGHT)
    assert (more.pk != found.pk, len(more.cases)) == (True, 5)


def test_cases_of_a_matter_do_not_count_any_more(cast: Cast) -> None:
    three(cast)
    (found,) = born.find_proposals(NIGHT)
    given = born.prefill(found)
    fields = {name: given[name] for name in ("source", "topic", "summary", "people", "amount", "is_group", "period")}

    matter = walk.new_matter(
        cast, at=NIGHT, of=given["employer"], cases=given["cases"], proposal=given["proposal"], **fields
    )
    new_case(cast, names=["赵工"])

    assert (Proposal.objects.get().status, Proposal.objects.get().matter_id) == (ProposalStatus.TAKEN, matter.pk)
    assert Link.objects.filter(matter=matter).count() == 3
    assert matter.summary.count("号") >= 3
    assert "张秀英" not in matter.summary
    assert born.find_proposals(NIGHT) == []


def test_the_union_sees_numbers_and_never_names_and_dismisses_with_a_reason(cast: Cast, client: Client) -> None:
    three(cast)
    (found,) = born.find_proposals(NIGHT)
    client.force_login(cast.legal_supervisor)

    desk, page = client.get("/").content.decode(), client.get(f"/registers/proposals/{found.pk}/").content.decode()
    empty = client.post(f"/registers/proposals/{found.pk}/", {"reason": ""})
    done = client.post(f"/registers/proposals/{found.pk}/", {"reason": "已在监察"})

    assert "调解案件提出的建议" in desk
    assert all(case.number in page for case in born.cases_in(found))
    assert not any(name in page for name in ("张秀英", "李工", "王工"))
    assert (empty.status_code, done.status_code) == (422, 302)
    found.refresh_from_db()
    assert (found.status, found.reason, found.decided_by) == (ProposalStatus.DISMISSED, "已在监察", "督监督")


@pytest.mark.parametrize(
    ("part", "answer"), [("neighbour_supervisor", 404), ("registrar", 403), ("supervisor", 403), ("union_lawyer", 403)]
)
def test_others_do_not_see_it(cast: Cast, client: Client, part: str, answer: int) -> None:
    three(cast)
    (found,) = born.find_proposals(NIGHT)
    client.force_login(getattr(cast, part))

    assert client.get("/registers/proposals/").status_code == (200 if answer == 404 else 403)
    assert client.get(f"/registers/proposals/{found.pk}/").status_code in (answer, 404)


def test_a_mediator_hands_a_case_over_and_hears_what_became_of_it(cast: Cast, client: Client) -> None:
    case = case_in(State.AGREED, cast)
    employer = case.side("respondent")[0]
    given: dict[str, Any] = {"addressee": employer, "note": "单位未建工资台账。"}
    client.force_login(cast.mediator)
    asked = client.get(f"{case.get_absolute_url()}do/propose_supervision/")

    take_step(case, "propose_supervision", by=cast.mediator, at=NOW, **given)

    assert (asked.status_code, "发现的情况" in asked.content.decode()) == (200, True)

    found = Proposal.objects.get()
    assert (found.union.name, found.topic, found.cases, found.handed_by) == (
        "兰州市城关区总工会", "pay.arrears", [case.pk], "马调解",
    )  # fmt: skip
    assert "单位未建工资台账" in born.prefill(found)["summary"]
    with pytest.raises(Refused, match="已经移交"):
        take_step(case, "propose_supervision", by=cast.head, at=NOW, **given)
    client.force_login(cast.mediator)
    assert "待决定" in client.get(case.get_absolute_url()).content.decode()
    client.force_login(cast.liaison)
    assert client.get(case.get_absolute_url()).status_code == 404
    assert born.reproduce(found) == [case.pk]


def test_a_case_and_its_matter_know_of_each_other(cast: Cast, client: Client) -> None:
    case = new_case(cast)
    matter = walk.new_matter(cast, cases=[case])
    answers = {}
    for part in ("mediator", "registrar", "liaison"):
        client.force_login(getattr(cast, part))
        answers[part] = matter.number in client.get(case.get_absolute_url()).content.decode()

    assert answers == {"mediator": False, "registrar": True, "liaison": False}  # the file is not the mediator's yet
    (other,) = born.cases_of(matter, cast.legal_supervisor, TODAY)
    assert (other.number, other.url) == (case.number, "")


def test_the_command_says_what_was_found(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("sweep")

    assert "供人决定的发现: 0" in capsys.readouterr().out
    assert not Employer.objects.exists()
