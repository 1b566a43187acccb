"""Employers: found again under other names, told apart from those that sound alike, made one."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from supervision import employers as book
from supervision.models import Employer, EmployerAlias, Matter, Proposal, RegisterChange
from tests.cast import Cast, new_case
from tests.supervision import walk

pytestmark = pytest.mark.django_db


def test_names_that_sound_alike_are_found_and_others_are_not(cast: Cast) -> None:
    known = walk.employer(cast)
    EmployerAlias.objects.create(employer=known, name="黄河大酒店")
    walk.employer(cast, "皋兰县第一砖厂", credit_code="")

    found = [[row.name for row in book.alike(name)] for name in ("兰州黄河假日餐饮公司", "黄河大酒店", "天水机床厂")]

    assert found == [[known.name], [known.name], []]


def test_an_open_case_is_found_by_name_alias_or_code_and_shows_no_name(cast: Cast) -> None:
    known = walk.employer(cast, "兰州大河餐饮有限公司")
    EmployerAlias.objects.create(employer=known, name="大河食府")
    by_code, by_alias = new_case(cast, employer="写错的名称"), new_case(cast, employer="大河食府")
    other = new_case(cast, employer="另一家公司")
    other.parties.filter(side="respondent").update(credit_code="")

    found = book.open_cases_of(known)

    assert {row.number for row in found} == {by_code.number, by_alias.number}
    assert not any("张秀英" in str(row) for row in found)


def test_who_may_not_open_the_cases_gets_their_number_alone(cast: Cast, client: Client) -> None:
    known = walk.employer(cast)
    case = new_case(cast)
    walk.new_matter(cast)
    client.force_login(cast.legal_supervisor)

    page = client.get(f"/registers/employers/{known.pk}/").content.decode()

    assert "另有您无权查看的调解案件 1 件" in page
    assert "城关工监〔2026〕1号" in page
    assert case.number not in page
    assert "张秀英" not in page


def test_two_records_become_one_with_their_matters_names_and_proposals(cast: Cast) -> None:
    stays = walk.employer(cast)
    gone = walk.employer(cast, "黄河假日酒店", credit_code="", industry="住宿业")
    matter = walk.new_matter(cast, of=gone)

    into = book.merge(gone, stays, "营业执照变更", cast.legal_supervisor)

    moved = Matter.objects.get(pk=matter.pk)
    assert (into.pk, moved.employer_id, moved.respondents) == (stays.pk, stays.pk, stays.name)
    assert list(into.aliases.values_list("name", flat=True)) == ["黄河假日酒店"]
    assert not Employer.objects.filter(name="黄河假日酒店").exists()
    change = RegisterChange.objects.get(action="merge")
    assert (change.reason, change.what["matters"]) == ("营业执照变更", [matter.pk])


def test_two_credit_codes_are_two_employers(cast: Cast) -> None:
    first = walk.employer(cast)
    second = walk.employer(cast, "另一家公司", credit_code="91620100MA74XXXXX1")

    with pytest.raises(ValidationError, match="不是同一"):
        book.merge(second, first, "名称相近", cast.legal_supervisor)

    assert Employer.objects.count() == 2
    assert not Proposal.objects.exists()


def test_entering_one_warns_of_a_like_name_and_of_a_wrong_code(cast: Cast, client: Client) -> None:
    walk.employer(cast)
    client.force_login(cast.legal_supervisor)
    typed = {"name": "兰州黄河假日餐饮公司", "region": "620102", "credit_code": ""}

    wrong = client.post("/registers/employers/new/", typed | {"credit_code": "91350100M000100Y44"})
    warned = client.post("/registers/employers/new/", typed)
    entered = client.post("/registers/employers/new/", typed | {"differs": "on"})

    assert (wrong.status_code, "校验位" in wrong.content.decode()) == (422, True)
    assert (warned.status_code, "兰州黄河假日餐饮有限公司" in warned.content.decode()) == (422, True)
    assert entered.status_code == 302
    assert Employer.objects.count() == 2


def test_a_name_given_up_stays_as_another_name(cast: Cast, client: Client) -> None:
    known = walk.employer(cast)
    client.force_login(cast.legal_supervisor)

    typed = {"name": "甘肃大河餐饮集团有限公司", "region": "620102", "credit_code": known.credit_code}
    answer = client.post(f"/registers/employers/{known.pk}/edit/", typed)

    assert answer.status_code == 302
    assert known.aliases.get().name == "兰州黄河假日餐饮有限公司"


@pytest.mark.parametrize("part", ["registrar", "mediator", "liaison", "supervisor", "administrator", "labour_officer"])
def test_the_records_are_closed_to_everybody_else(cast: Cast, client: Client, part: str) -> None:
    known = walk.employer(cast)
    client.force_login(getattr(cast, part))

    answers = [
        client.get(address).status_code for address in ("/registers/employers/", f"/registers/employers/{known.pk}/")
    ]

    assert answers == [403, 403]


def test_a_record_is_kept_by_the_federations_of_its_area_and_merged_by_their_head(
    cast: Cast,
) -> None:
    known = walk.employer(cast, contact="王经理", phone="0931-7654321", note="两次被举报")
    walk.employer(cast, "黄河假日酒店", credit_code="", industry="住宿业")
    neighbour, own, head = Client(), Client(), Client()
    neighbour.force_login(cast.neighbour_supervisor)
    own.force_login(cast.legal_supervisor)
    head.force_login(cast.union_head)
    acts = ("edit", "alias", "merge")

    answers = {
        who: [browser.get(f"/registers/employers/{known.pk}/{act}/").status_code for act in acts]
        for who, browser in (("neighbour", neighbour), ("own", own), ("head", head))
    }
    page = neighbour.get(f"/registers/employers/{known.pk}/").content.decode()

    assert answers == {"neighbour": [403, 403, 403], "own": [200, 200, 403], "head": [200, 200, 200]}
    assert known.name in page
    assert [word for word in ("王经理", "0931-7654321", "两次被举报", "/edit/", "/merge/") if word in page] == []


def test_a_shut_matter_keeps_the_name_under_which_it_was_shut(cast: Cast) -> None:
    known = walk.employer(cast)
    shut = walk.matter_in(walk.State.CLOSED, cast)
    known.name = "甘肃大河餐饮集团有限公司"

    book.keep(known, ["name"], cast.legal_supervisor)

    assert Matter.objects.get(pk=shut.pk).respondents == "兰州黄河假日餐饮有限公司"


def test_a_number_that_is_guessed_links_no_case(cast: Cast, client: Client) -> None:
    matter = walk.new_matter(cast)
    stranger = new_case(cast, employer="另一家公司")
    stranger.parties.filter(side="respondent").update(credit_code="")
    client.force_login(cast.legal_supervisor)
    page = f"/supervision/{matter.code}/do/link_case/"
    version = {"version": str(Matter.objects.get(pk=matter.pk).version), "kind": "concerns"}

    guessed = client.post(page, version | {"case_number": stranger.number})
    own = client.post(page, version | {"case_number": new_case(cast).number})

    assert (guessed.status_code, own.status_code) == (422, 302)
