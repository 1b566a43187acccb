"""Forms: bad input is answered at the field, nothing typed is lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as some

from cases.forms import FORMS, instalments
from cases.models import Assignment, Obligation, Party, Session, load_case
from dossiers.actions import take_step
from organizations.models import Mediator
from tests.cases.pages import filled, url
from tests.cast import NOW, TODAY, Cast, case_in, new_case
from workflows.mediation import MediationProcedure, State
from workflows.steps import steps_of
from workflows.supervision import SupervisionProcedure

SignIn = Callable[[Any], Client]
pytestmark = pytest.mark.usefixtures("today")

#: Steps that ask nothing, or that nobody takes by hand.
CONFIRMED = {
    "register_case",
    "screen_case",
    "draft_agreement",
    "conclude_agreement",
    "review_outcome",
    "close_case",
    "archive_case",
}
BY_THE_CALENDAR = {"warn_of_limitation", "expire_period", "note_expiry", "complete_terms"}


def test_every_step_has_its_form_or_needs_none() -> None:
    steps = set(steps_of(MediationProcedure))
    assert steps == set(FORMS) & steps | CONFIRMED | BY_THE_CALENDAR
    assert set(FORMS) <= steps | set(steps_of(SupervisionProcedure))


#: state, who, step, what is typed, the field at which the sentence stands, a piece of the sentence
WRONG: list[tuple[State, str, str, dict[str, Any], str, str]] = [
    (State.SCREENING, "registrar", "check_scope", {}, "in_scope", "必填"),
    (State.SCREENING, "registrar", "check_scope", {"in_scope": "no"}, "note", "不属于受理范围"),
    (State.SCREENING, "registrar", "record_consent", {"parties": None, "answer": "agreed"}, "parties", "必填"),
    (State.SCREENING, "registrar", "record_consent", {"answer": "agreed", "medium": ""}, "medium", "答复方式"),
    (State.SCREENING, "registrar", "record_consent", {"answer": "unreachable"}, "note", "联系"),
    (
        State.SCREENING,
        "registrar",
        "record_consent",
        {"parties": "999999", "answer": "agreed", "medium": "phone"},
        "parties",
        "选",
    ),
    (
        State.SCREENING,
        "registrar",
        "add_claim",
        {"what": "工资", "cause_code": "205-5", "claimed": "abc"},
        "claimed",
        "数字",
    ),
    (
        State.SCREENING,
        "registrar",
        "add_claim",
        {"what": "工资", "cause_code": "205-5", "claimed": "-5"},
        "claimed",
        "0",
    ),
    (
        State.SCREENING,
        "registrar",
        "add_claim",
        {"what": "工资", "cause_code": "x", "claimed": "5"},
        "cause_code",
        "选",
    ),
    (
        State.SCREENING,
        "registrar",
        "add_claim",
        {"what": "工资", "cause_code": "205-5", "claimed": "5", "period_from": "2026-02-01", "period_to": "2026-01-01"},
        "period_to",
        "早于",
    ),
    (State.SCREENING, "head", "decline_case", {"reason": "because"}, "reason", "选"),
    (State.ACCEPTED, "registrar", "appoint_mediator", {}, "mediator", "必填"),
    (State.ACCEPTED, "registrar", "appoint_mediator", {"mediator": "999999"}, "mediator", "选"),
    (State.ASSIGNING, "mediator", "disclose_interests", {"has_interest": "yes"}, "disclosure", "披露"),
    (State.IN_MEDIATION, "mediator", "log_session", {}, "joint_record", "一句话"),
    (State.IN_MEDIATION, "mediator", "log_session", {"began_at": "昨天", "joint_record": "记"}, "began_at", "日期"),
    (
        State.IN_MEDIATION,
        "mediator",
        "log_session",
        {"began_at": "2026-03-11T09:00", "joint_record": "记"},
        "began_at",
        "不能",
    ),
    (State.IN_MEDIATION, "mediator", "log_session", {"kind": "private", "private_note": "密"}, "with_side", "哪一方"),
    (
        State.IN_MEDIATION,
        "mediator",
        "log_session",
        {"kind": "private", "with_side": "applicant", "joint_record": "公开"},
        "joint_record",
        "保密记录",
    ),
    (
        State.IN_MEDIATION,
        "mediator",
        "log_session",
        {"joint_record": "记", "ended_at": "2026-03-10T06:00"},
        "ended_at",
        "早于",
    ),
    (
        State.IN_MEDIATION,
        "mediator",
        "record_offer",
        {"by_side": "applicant", "amount": "", "terms": ""},
        "amount",
        "金额",
    ),
    (State.IN_MEDIATION, "mediator", "confirm_facts", {"items": "存在劳动关系"}, "aware_of_use", "知晓"),
    (State.IN_MEDIATION, "mediator", "confirm_facts", {"items": "存在劳动关系"}, "confirmed_by", "必填"),
    (State.IN_MEDIATION, "mediator", "extend_period", {"to": "2026-03-12"}, "to", "晚于"),
    (State.IN_MEDIATION, "mediator", "extend_period", {"to": "2026-12-12", "agreed_by": None}, "agreed_by", "必填"),
    (State.IN_MEDIATION, "mediator", "suspend_mediation", {"reason": "other"}, "note", "理由"),
    (State.IN_MEDIATION, "mediator", "end_mediation", {"reason": "other"}, "note", "理由"),
    (State.IN_MEDIATION, "head", "transfer_case", {"to": "劳动监察", "materials": "申请书"}, "consent", "同意"),
    (State.IN_MEDIATION, "head", "transfer_case", {"to": "劳动监察", "consent": "on"}, "materials", "必填"),
    (State.IN_MEDIATION, "head", "transfer_case", {"materials": "申请书", "consent": "on"}, "to", "接收单位"),
    (State.AGREED, "mediator", "record_performance", {"amount": "99999999"}, "amount", "15,000.00"),
    (State.FAILED, "mediator", "record_callback", {}, "text", "必填"),
]


@pytest.mark.parametrize("number", range(len(WRONG)))
def test_bad_input_is_answered_at_the_field(cast: Cast, as_user: SignIn, number: int) -> None:
    state, part, step, typed, field, sentence = WRONG[number]
    case = case_in(state, cast)
    browser = as_user(getattr(cast, part))
    address = url(case, f"do/{step}/")
    before = load_case(case.pk).version

    answer = browser.post(address, filled(browser.get(address), **typed))

    assert answer.status_code == 422
    errors = " ".join(str(error) for error in answer.context["form"].errors[field])
    assert sentence in errors
    text = answer.content.decode()
    assert all(error in text for error in answer.context["form"].errors[field])
    for value in typed.values():  # what was typed stands in the page again
        if (
            isinstance(value, str)
            and len(value) > 1
            and not value.isdigit()
            and value not in {"yes", "no", "other", "because"}
        ):
            assert value in text or value in str(filled(answer))
    assert load_case(case.pk).version == before


def test_a_number_that_fails_its_check_is_taken_with_a_reason(cast: Cast, as_user: SignIn) -> None:
    case = new_case(cast)
    browser = as_user(cast.registrar)
    address = url(case, "do/add_party/")
    typed = {"side": "applicant", "kind": "person", "name": "赵老汉", "id_number": "110105194912310021"}

    doubted = browser.post(address, filled(browser.get(address), **typed))
    assert doubted.status_code == 422
    assert "校验位" in str(doubted.context["form"].errors["id_number"])
    assert "id_problem" in doubted.context["form"].errors

    taken = browser.post(address, filled(doubted, id_problem="旧身份证原件如此"))
    assert taken.status_code == 302
    party = Party.objects.get(name="赵老汉")
    assert (party.id_number, party.id_problem) == ("110105194912310021", "旧身份证原件如此")


def test_a_good_number_fills_in_birth_and_sex(cast: Cast, as_user: SignIn) -> None:
    case = new_case(cast)
    browser = as_user(cast.registrar)
    address = url(case, "do/add_party/")

    browser.post(address, filled(browser.get(address), name="赵老太", id_number="11010519491231002x"))

    party = Party.objects.get(name="赵老太")
    assert (party.id_number, party.born_on, party.sex, party.id_problem) == (
        "11010519491231002X",
        dt.date(1949, 12, 31),
        "f",
        "",
    )


def test_an_employer_without_licence_needs_its_investor(cast: Cast, as_user: SignIn) -> None:
    case = new_case(cast)
    browser = as_user(cast.registrar)
    address = url(case, "do/add_party/")

    answer = browser.post(address, filled(browser.get(address), side="respondent", kind="unlicensed", name="某早餐摊"))

    assert answer.status_code == 422
    assert "investor" in answer.context["form"].errors


def test_amending_a_party_never_sends_the_sealed_details_out(cast: Cast, as_user: SignIn) -> None:
    case = new_case(cast)
    worker = case.party_rows[0]
    browser = as_user(cast.registrar)
    address = url(case, "do/amend_party/")

    assert "张秀英" in browser.get(address).content.decode()  # which party?
    page = browser.get(f"{address}?party={worker.pk}")
    assert not any(word in page.content.decode() for word in ("11010519491231002X", "13900000001", "某街1号"))
    answer = browser.post(address, filled(page, name="张秀瑛", phone="13900000009"))

    assert answer.status_code == 302
    worker.refresh_from_db()
    assert (worker.name, worker.phone, worker.id_number) == ("张秀瑛", "13900000009", "11010519491231002X")
    assert "张秀瑛" in load_case(case.pk).title


def test_rows_of_another_file_are_refused(cast: Cast, as_user: SignIn) -> None:
    case, other = new_case(cast), new_case(cast, names=["别案工人"])
    browser = as_user(cast.registrar)

    assert browser.get(url(case, f"do/amend_party/?party={other.party_rows[0].pk}")).context["links"]
    page = browser.get(url(case, f"do/amend_party/?party={case.party_rows[0].pk}"))
    answer = browser.post(url(case, "do/amend_party/"), filled(page, party=str(other.party_rows[0].pk), name="改名"))

    assert answer.status_code == 422
    assert not Party.objects.filter(name="改名").exists()


def test_one_claim_stays_the_main_one(cast: Cast, as_user: SignIn) -> None:
    case = new_case(cast, workers=2)
    first, second = case.claim_rows
    browser = as_user(cast.registrar)
    address = url(case, "do/amend_claim/")

    without = browser.post(address, filled(browser.get(f"{address}?claim={first.pk}"), is_main=None))
    moved = browser.post(address, filled(browser.get(f"{address}?claim={second.pk}"), is_main="on", claimed="20000"))

    assert (without.status_code, moved.status_code) == (422, 302)
    assert [(row.is_main, row.claimed) for row in load_case(case.pk).claim_rows] == [
        (False, Decimal("18000.00")),
        (True, Decimal("20000.00")),
    ]


def test_a_session_is_logged_with_hardly_a_word(cast: Cast, as_user: SignIn) -> None:
    case = case_in(State.IN_MEDIATION, cast, workers=3)
    browser = as_user(cast.mediator)
    address = url(case, "do/log_session/")

    answer = browser.post(
        address, filled(browser.get(address), joint_record="双方同意核对工资表。", present__1__present=None)
    )

    assert answer.status_code == 302
    session = Session.objects.get()
    assert (session.kind, session.mode, session.late) == ("joint", "in_person", False)
    assert [row.name for row in session.attendance.all()] == ["张秀英", "工友3", "王建国"]


def test_a_session_of_an_earlier_day_needs_its_reason_and_bears_the_mark(cast: Cast, as_user: SignIn) -> None:
    case = case_in(State.IN_MEDIATION, cast, at=NOW - dt.timedelta(days=3))
    browser = as_user(cast.mediator)
    address = url(case, "do/log_session/")
    typed = {"began_at": "2026-03-08T15:00", "joint_record": "外出调解。"}

    without = browser.post(address, filled(browser.get(address), **typed))
    assert without.status_code == 422
    assert "late_reason" in without.context["form"].errors

    late = browser.post(address, filled(without, late_reason="在企业现场调解，次日补录"))
    assert late.status_code == 302
    session = Session.objects.get()
    assert session.late
    assert "事后补记" in browser.get(url(case, "sessions/")).content.decode()


def test_a_private_session_keeps_the_other_side_away_from_the_table(cast: Cast, as_user: SignIn) -> None:
    case = case_in(State.IN_MEDIATION, cast)
    browser = as_user(cast.mediator)
    address = url(case, "do/log_session/")

    browser.post(
        address,
        filled(
            browser.get(address),
            kind="private",
            with_side="applicant",
            private_note="可以接受九成",
            offers__0__by_side="applicant",
            offers__0__amount="16200",
        ),
    )

    session = Session.objects.get()
    assert [row.name for row in session.attendance.all()] == ["张秀英"]
    assert (session.private_note, session.offers.get().amount, session.offers.get().confidential) == (
        "可以接受九成",
        Decimal("16200.00"),
        True,
    )


def test_wrong_rows_lose_nothing(cast: Cast, as_user: SignIn) -> None:
    case = case_in(State.IN_MEDIATION, cast)
    browser = as_user(cast.mediator)
    address = url(case, "do/log_session/")
    data = filled(browser.get(address), joint_record="写了很多", present__0__name="", offers__0__amount="八千")

    answer = browser.post(address, data)

    assert answer.status_code == 422
    again = filled(answer)
    assert (again["joint_record"], again["offers-0-amount"], again["present-1-name"]) == ("写了很多", "八千", "王建国")
    assert not Session.objects.exists()


def test_adding_a_row_saves_nothing_and_judges_nothing(cast: Cast, as_user: SignIn) -> None:
    case = case_in(State.IN_MEDIATION, cast)
    browser = as_user(cast.mediator)
    address = url(case, "do/log_session/")

    more = browser.post(address, filled(browser.get(address), add_row="present", private_note="半句话"))

    assert more.status_code == 200
    assert filled(more)["present-TOTAL_FORMS"] == "3"
    assert filled(more)["private_note"] == "半句话"
    assert "必填项" not in more.content.decode()
    assert not Session.objects.exists()


def _terms(page: Any, **changes: Any) -> dict[str, Any]:
    return filled(
        page, **({"disputed": "数额", "results__0__result": "settled", "results__0__agreed": "15000"} | changes)
    )


def test_a_sum_is_divided_into_instalments_by_the_server(cast: Cast, as_user: SignIn) -> None:
    case = case_in(State.IN_MEDIATION, cast)
    worker = case.side("applicant")[0]
    browser = as_user(cast.mediator)
    address = url(case, "do/write_terms/")

    grown = browser.post(
        address,
        _terms(
            browser.get(address),
            items__0__what="",
            add_row="split",
            split_what="拖欠工资",
            split_sum="10000",
            split_parts="3",
            split_first="2026-03-31",
            split_creditor=str(worker.pk),
        ),
    )
    assert grown.status_code == 200
    assert grown.context["form"].totals["items"] == Decimal("10000.00")
    assert "壹万元整" in grown.content.decode()

    assert browser.post(address, _terms(grown)).status_code == 302
    rows = list(Obligation.objects.order_by("due_on"))
    assert [(row.amount, str(row.due_on), row.payee) for row in rows] == [
        (Decimal("3333.33"), "2026-03-31", "张秀英"),
        (Decimal("3333.33"), "2026-04-30", "张秀英"),
        (Decimal("3333.34"), "2026-05-31", "张秀英"),
    ]


def test_the_item_begun_for_a_claim_becomes_its_first_instalment(cast: Cast, as_user: SignIn) -> None:
    case = case_in(State.IN_MEDIATION, cast)
    browser = as_user(cast.mediator)
    address = url(case, "do/write_terms/")
    page = browser.get(address)
    begun = filled(page)

    grown = browser.post(
        address, _terms(page, add_row="split", split_sum="15000", split_parts="3", split_first="2026-03-31")
    )
    assert browser.post(address, _terms(grown)).status_code == 302

    rows = list(Obligation.objects.order_by("due_on"))
    assert [row.what for row in rows] == [f"{begun['items-0-what']}（{n}/3）" for n in (1, 2, 3)]
    assert {(row.amount, row.payee, str(row.claim_id)) for row in rows} == {
        (Decimal("5000.00"), "张秀英", begun["items-0-claim"])
    }


def test_a_wrong_division_says_so_and_keeps_the_draft(cast: Cast, as_user: SignIn) -> None:
    case = case_in(State.IN_MEDIATION, cast)
    browser = as_user(cast.mediator)
    address = url(case, "do/write_terms/")

    answer = browser.post(
        address, _terms(browser.get(address), add_row="split", split_sum="x", split_parts="1", split_first="")
    )

    assert answer.status_code == 422
    assert set(answer.context["form"].split.errors) == {"split_sum", "split_parts", "split_first"}
    assert filled(answer)["disputed"] == "数额"


@given(total=some.decimals(min_value="0.01", max_value="99999999", places=2), parts=some.integers(2, 60))
def test_instalments_always_add_up(total: Decimal, parts: int) -> None:
    rows = instalments(total, parts, TODAY)

    assert sum(amount for amount, _day in rows) == total
    assert len({day for _amount, day in rows}) == parts
    assert all(amount >= 0 for amount, _day in rows)


def test_terms_are_filled_from_what_was_agreed(cast: Cast, as_user: SignIn) -> None:
    case = case_in(State.IN_MEDIATION, cast, workers=2)
    browser = as_user(cast.mediator)
    address = url(case, "do/write_terms/")

    page = browser.post(
        address,
        _terms(
            browser.get(address),
            results__1__result="settled",
            results__1__agreed="9000",
            items__0__due_on="2026-04-01",
            add_row="fill",
        ),
    )

    data = filled(page)
    assert [(data[f"items-{n}-amount"], data[f"items-{n}-due_on"]) for n in range(2)] == [
        ("15000", "2026-04-01"),
        ("9000", "2026-04-01"),
    ]
    assert not Obligation.objects.exists()


@pytest.mark.parametrize(
    ("typed", "where"),
    [
        ({"results__0__agreed": ""}, ("results", 0, "agreed")),
        ({"results__0__result": "failed"}, ("results", 0, "result")),
        ({"items__0__debtor": ""}, ("items", 0, "debtor")),
        ({"items__0__amount": "一千"}, ("items", 0, "amount")),
        ({"items__0__what": "", "items__0__amount": "5"}, ("items", 0, "what")),
    ],
)
def test_a_draft_is_judged_row_by_row(
    cast: Cast, as_user: SignIn, typed: dict[str, Any], where: tuple[str, int, str]
) -> None:
    case = case_in(State.IN_MEDIATION, cast)
    browser = as_user(cast.mediator)
    address = url(case, "do/write_terms/")

    answer = browser.post(address, _terms(browser.get(address), facts="拖欠三个月工资属实", **typed))

    assert answer.status_code == 422
    rows, number, field = where
    assert field in answer.context["form"].rows[rows].forms[number].errors
    assert filled(answer)["facts"] == "拖欠三个月工资属实"
    assert not Obligation.objects.exists()


def test_an_account_on_file_is_kept_and_never_shown_whole(cast: Cast, as_user: SignIn) -> None:
    case = case_in(State.DRAFTED, cast)
    take_step(case, "reopen_terms", by=cast.mediator, at=NOW, reason="改日期")
    browser = as_user(cast.mediator)
    address = url(case, "do/write_terms/")

    page = browser.get(address)
    assert "6222000000000000001" not in page.content.decode()
    browser.post(address, filled(page, items__0__due_on="2026-05-01"))

    row = Obligation.objects.get()
    assert (row.account, str(row.due_on)) == ("6222000000000000001", "2026-05-01")
    assert "****0001" in browser.get(url(case, "agreement/")).content.decode()


def test_conflicts_of_mediators_are_marked_with_the_reason(cast: Cast, as_user: SignIn) -> None:
    case = case_in(State.ACCEPTED, cast)
    Mediator.objects.filter(user=cast.second_mediator).update(
        former_employers="2015—2019 兰州黄河假日餐饮有限公司 人事主管\n另一家公司", languages="藏语"
    )
    elsewhere = new_case(cast, names=["别案工人"])
    Party.objects.filter(case=elsewhere, side="respondent").update(agent_name="马调解")

    page = as_user(cast.registrar).get(url(case, "do/appoint_mediator/"))

    found = {row.user.full_name: row for row in page.context["form"].candidates}
    assert set(found) == {"马调解", "杨调解"}
    assert "人事主管" in found["杨调解"].conflicts[0]
    assert "代理人" in found["马调解"].conflicts[0]
    assert "藏语" in page.content.decode()


def test_a_recused_mediator_cannot_be_chosen_again(cast: Cast, as_user: SignIn) -> None:
    case = case_in(State.ASSIGNING, cast)
    take_step(
        case,
        "request_recusal",
        by=cast.registrar,
        at=NOW,
        asked_by="张秀英",
        ground="interest",
        reason="曾在该公司任职",
    )
    take_step(case, "grant_recusal", by=cast.head, at=NOW)
    browser = as_user(cast.registrar)
    address = url(case, "do/appoint_mediator/")

    answer = browser.post(address, filled(browser.get(address), mediator=str(cast.mediator.pk)))

    assert answer.status_code == 422
    assert Assignment.objects.filter(until__isnull=True).count() == 0
    assert browser.post(address, filled(browser.get(address), mediator=str(cast.second_mediator.pk))).status_code == 302


def test_the_load_of_a_mediator_counts_open_cases(cast: Cast, as_user: SignIn) -> None:
    case_in(State.IN_MEDIATION, cast)
    case_in(State.FAILED, cast)
    case = case_in(State.ACCEPTED, cast)

    page = as_user(cast.registrar).get(url(case, "do/appoint_mediator/"))

    assert [(row.user.full_name, row.load) for row in page.context["form"].candidates] == [("杨调解", 0), ("马调解", 1)]


def test_signatures_of_agents_need_special_authority(cast: Cast, as_user: SignIn) -> None:
    case = case_in(State.DRAFTED, cast)
    browser = as_user(cast.mediator)
    address = url(case, "do/record_signature/")

    answer = browser.post(address, filled(browser.get(address), signers__1__signer="agent", signers__1__name="某律师"))
    nobody = browser.post(address, filled(browser.get(address), **{f"signers__{n}__signed": None for n in range(4)}))
    future = browser.post(
        address, filled(browser.get(address), signers__0__signed_on=str(TODAY + dt.timedelta(days=1)))
    )

    assert (answer.status_code, nobody.status_code, future.status_code) == (422, 422, 422)
    assert "特别授权" in answer.content.decode()
    assert load_case(case.pk).state == State.DRAFTED


def test_an_exhibit_is_recognised_by_what_it_is(cast: Cast, as_user: SignIn) -> None:
    case = new_case(cast)
    browser = as_user(cast.registrar)
    address = url(case, "do/lodge_exhibit/")

    def lodge(name: str, content: bytes) -> Any:
        data = filled(browser.get(address), title="工资条", evidence_kind="wage_record", proves="三个月未发")
        return browser.post(address, data | {"file": SimpleUploadedFile(name, content, "image/png")})

    page, empty, good = (
        lodge("工资条.png", b"<html><script>x</script>"),
        lodge("工资条.png", b""),
        lodge("工资条.png", b"\x89PNG\r\n\x1a\n" + b"0" * 50),
    )

    assert (page.status_code, empty.status_code, good.status_code) == (422, 422, 302)
    assert filled(page)["title"] == "工资条"
    assert "工资条" in browser.get(url(case, "papers/")).content.decode()


def test_only_a_mediator_may_write_in_confidence(cast: Cast, as_user: SignIn) -> None:
    case = case_in(State.IN_MEDIATION, cast)
    browser = as_user(cast.registrar)
    address = url(case, "do/add_note/")

    page = browser.get(address)
    assert "confidential" not in filled(page)
    browser.post(address, filled(page, text="请补交考勤表", confidential="on"))

    assert "请补交考勤表" in as_user(cast.head).get(url(case, "timeline/")).content.decode()


def test_every_form_speaks_english_too(cast: Cast, as_user: SignIn) -> None:
    case = case_in(State.IN_MEDIATION, cast)
    browser = as_user(cast.mediator)
    browser.cookies["language"] = "en"

    page = browser.get(url(case, "do/log_session/"))

    assert "Why recorded later" in page.content.decode()


def test_a_commission_is_not_confirmed_before_it_arrived(cast: Cast, as_user: SignIn) -> None:
    case = new_case(cast, channel="court_pre")
    browser = as_user(cast.registrar)
    address = url(case, "do/confirm_commission/")

    early = browser.post(address, filled(browser.get(address), received_on="2026-03-04"))

    assert early.status_code == 422
    assert "2026-03-10" in " ".join(early.context["form"].errors["received_on"])
    assert load_case(case.pk).version == case.version


@pytest.mark.parametrize("field", ["clauses", "breach", "release", "responsibility"])
def test_an_unlawful_sentence_is_found_wherever_it_was_written(cast: Cast, as_user: SignIn, field: str) -> None:
    case = case_in(State.IN_MEDIATION, cast)
    browser = as_user(cast.mediator)
    address = url(case, "do/write_terms/")

    browser.post(address, _terms(browser.get(address), **{field: "申请人自愿放弃社会保险。"}))

    said = [row for row in load_case(case.pk).settlement.findings if "放弃社会保险" in row["sentence"]["zh"]]
    assert [row["level"] for row in said] == ["block"]


def test_what_is_wrong_with_every_item_is_said_once(cast: Cast, as_user: SignIn) -> None:
    case = case_in(State.IN_MEDIATION, cast, workers=3)
    browser = as_user(cast.mediator)
    address = url(case, "do/write_terms/")

    page = browser.get(address)
    browser.post(address, _terms(page))

    said = [row for row in load_case(case.pk).settlement.findings if "收款账户" in row["sentence"]["zh"]]
    assert len(said) == 1
    assert [one[:2] for one in said[0]["about"].split("；")] == ["1.", "2.", "3."]


def test_a_claim_among_equals_bears_the_name_of_its_worker(cast: Cast, as_user: SignIn) -> None:
    case = case_in(State.IN_MEDIATION, cast, workers=3)

    form = as_user(cast.mediator).get(url(case, "do/write_terms/")).context["form"]

    names = [label for key, label in form.rows["items"].forms[0].fields["claim"].choices if key]
    assert len(set(names)) == 3
    assert names[0].startswith("张秀英 · ")


def test_a_company_without_named_representative_is_no_representative(cast: Cast, as_user: SignIn) -> None:
    case = case_in(State.IN_MEDIATION, cast)
    Party.objects.filter(case=case, side="respondent").update(legal_representative="")

    form = as_user(cast.mediator).get(url(case, "do/log_session/")).context["form"]

    assert [row["capacity"] for row in form.rows["present"].initial] == ["申请人", "被申请人"]


def test_what_was_paid_in_part_says_what_is_open(cast: Cast, as_user: SignIn) -> None:
    case = case_in(State.AGREED, cast)
    browser = as_user(cast.mediator)
    address = url(case, "do/record_performance/")
    browser.post(address, filled(browser.get(address), amount="4000", proof="转账凭证"))

    assert "尚欠 11,000.00 元" in browser.get(address).content.decode()
