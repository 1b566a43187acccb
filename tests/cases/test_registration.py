"""The counter: one page, one sitting, one act; nothing typed is lost, nobody is turned away for a digit."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from cases.counter import MOST_LINES, read_roster
from cases.models import Case, Consent
from dossiers.models import Event
from organizations.models import BodyKind, Organization
from statutes.identity import resident_id_check_digit
from tests.cast import TODAY, Cast, make_cast, new_case
from workflows.channels import RULES, Channel

GOOD_ID = "11010519491231002X"


def id_of(n: int) -> str:
    """A plausible invented number whose check digit fits."""
    first = f"62010219800101{n:03}"
    return first + resident_id_check_digit(first)


@pytest.fixture
def cast(db: None, at: Callable[[str], dt.datetime]) -> Cast:
    at("2026-03-10 10:00")
    return make_cast()


@pytest.fixture
def counter(cast: Cast, client: Client) -> Client:
    client.force_login(cast.registrar)
    return client


def sheet(cast: Cast, **given: Any) -> dict[str, Any]:
    """A sheet filled in as for an ordinary wage dispute; `given` replaces fields, None takes one out."""
    data: dict[str, Any] = {
        "body": cast.centre.pk,
        "channel": "self",
        "received_on": "2026-03-10",
        "op_id": str(uuid.uuid4()),
        "summary": "在某工地做工三个月，工资未付。",
        "demand": "支付工资",
        "relation_type": "employment",
        "contract_status": "none",
        "applicants_agree": "on",
        "applicants-TOTAL_FORMS": "1",
        "applicants-INITIAL_FORMS": "0",
        "applicants-0-kind": "person",
        "applicants-0-name": "张秀英",
        "applicants-0-id_type": "resident",
        "applicants-0-id_number": GOOD_ID,
        "applicants-0-phone": "13900000001",
        "applicants-0-claimed": "18,000",
        "respondents-TOTAL_FORMS": "1",
        "respondents-INITIAL_FORMS": "0",
        "respondents-0-kind": "organisation",
        "respondents-0-name": "兰州黄河假日餐饮有限公司",
        "respondents-0-capacity": "用人单位",
        "thirds-TOTAL_FORMS": "0",
        "thirds-INITIAL_FORMS": "0",
        "claims-TOTAL_FORMS": "1",
        "claims-INITIAL_FORMS": "0",
        "claims-0-cause_code": "205-5",
        "claims-0-scope": "each",
        "claims-0-what": "支付2025年10月至12月工资",
        "claims-0-is_money": "on",
    }
    data |= {key.replace("__", "-"): value for key, value in given.items()}
    return {key: value for key, value in data.items() if value is not None}


def post(client: Client, cast: Cast, **given: Any) -> Any:
    return client.post("/files/new/", sheet(cast, **given))


# ── The ordinary way ────────────────────────────────────────────────────────────────────────────────────────


def test_a_walk_in_becomes_a_file_with_its_number_and_clock(cast: Cast, counter: Client) -> None:
    assert counter.get("/files/new/").status_code == 200
    answer = post(counter, cast, identities_seen="on")
    case = Case.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/files/{case.code}/")
    assert case.number.endswith("〔2026〕1号")
    assert case.title == "张秀英与兰州黄河假日餐饮有限公司追索劳动报酬纠纷"
    assert case.due_on is not None
    worker, employer = case.party_rows
    assert (worker.id_number, worker.consent, worker.identity_checked_on, worker.sex) == (
        GOOD_ID,
        Consent.AGREED,
        TODAY,
        "f",
    )
    assert employer.consent == Consent.ASKED
    (claim,) = case.claim_rows
    assert (claim.claimed, claim.party, claim.is_main) == (Decimal("18000.00"), worker, True)
    assert case.legal_type == cast.centre.legal_type


def test_a_double_click_is_one_file(cast: Cast, counter: Client) -> None:
    op = str(uuid.uuid4())
    first, second = post(counter, cast, op_id=op), post(counter, cast, op_id=op)
    assert first.url == second.url
    assert Case.objects.count() == 1


def test_only_registrars_and_only_for_their_body(cast: Cast, counter: Client) -> None:
    for part in ("head", "mediator", "liaison", "administrator", "nobody", "operator"):
        other = Client()
        other.force_login(cast.people[part])
        assert other.get("/files/new/").status_code == 403, part
        assert post(other, cast).status_code == 403, part
    assert post(counter, cast, body=cast.neighbour.pk).status_code == 422
    assert not Case.objects.exists()


def test_a_letter_from_a_court(cast: Cast, counter: Client) -> None:
    answer = post(
        counter,
        cast,
        channel="court_pre",
        sender=cast.court.pk,
        reference="（2026）甘0102民诉前调123号",
        letter_on="2026-03-06",
        award_received_on="2026-03-01",
    )
    assert answer.status_code == 302
    case = Case.objects.get()
    assert (case.sender, case.reference, case.legal_type) == (cast.court, "（2026）甘0102民诉前调123号", "CRT_PRE")
    assert case.award_received_on == dt.date(2026, 3, 1)
    liaison = Client()
    liaison.force_login(cast.liaison)
    assert case.number in liaison.get("/").content.decode()


@pytest.mark.parametrize("channel", [channel.value for channel in Channel])
def test_every_channel_can_be_registered_and_asks_for_what_it_needs(cast: Cast, counter: Client, channel: str) -> None:
    rule = RULES[channel]
    bare = post(counter, cast, channel=channel)
    needs = rule.sender_kind or rule.needs_reference
    assert bare.status_code == (422 if needs else 302)
    if needs:
        sender = (
            Organization.objects.filter(kind=rule.sender_kind, region__code="620102").first()
            if rule.sender_kind
            else None
        )
        full = post(
            counter,
            cast,
            channel=channel,
            reference="来函〔2026〕1号",
            sender=sender.pk if sender else "",
            sender_name="青海省总工会" if rule.names_sender else "",
            court_procedure="ordinary" if channel == Channel.COURT_POST else "",
        )
        assert full.status_code == 302
    case = Case.objects.get()
    assert case.channel == channel
    assert case.sender_name == ("青海省总工会" if rule.names_sender else "")
    assert not rule.names_sender or "青海省总工会" in counter.get(f"/files/{case.code}/").content.decode()
    page = counter.get("/files/new/").content.decode()
    assert str(rule.channel.label) in page


def test_what_the_channel_does_not_know_is_dropped(cast: Cast, counter: Client) -> None:
    """Fields of a letter stay filled in behind a hidden part when the clerk changes her mind."""
    post(
        counter,
        cast,
        sender=cast.court.pk,
        sender_name="x",
        reference="x",
        award_received_on="2026-03-01",
        court_procedure="summary",
    )
    case = Case.objects.get()
    assert (case.sender, case.reference, case.award_received_on, case.court_procedure) == (None, "", None, "")
    assert case.sender_name == ""


def test_who_sent_it_is_asked_where_it_is_no_body_on_file(cast: Cast, counter: Client) -> None:
    answer = post(counter, cast, channel="other_hotline", reference="12345-2026-1")

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"sender_name"}


# ── A dozen workers ─────────────────────────────────────────────────────────────────────────────────────────


def roster(count: int) -> str:
    return "姓名\t身份证号\t手机\t欠薪金额\n" + "\n".join(
        f"工友{i}\t{id_of(i)}\t139{i:08}\t{1000 + i}.50" for i in range(1, count + 1)
    )


@pytest.mark.parametrize("count", [12, 200])
def test_a_roster_enters_everybody_in_one_go(cast: Cast, counter: Client, count: int) -> None:
    nobody = {
        "applicants-0-name": "",
        "applicants-0-id_number": "",
        "applicants-0-phone": "",
        "applicants-0-claimed": "",
    }
    answer = counter.post("/files/new/", sheet(cast, roster=roster(count)) | nobody)
    assert answer.status_code == 302
    case = Case.objects.get()
    assert case.people == count
    assert case.applicants == f"工友1等{count}人"
    assert sum(claim.claimed or 0 for claim in case.claim_rows) == sum(
        Decimal(1000 + i) + Decimal("0.50") for i in range(1, count + 1)
    )
    assert all(claim.party for claim in case.claim_rows)
    assert case.party_rows[0].born_on == dt.date(1980, 1, 1)


def test_rows_and_roster_go_together_and_claims_may_be_joint_or_one_persons(cast: Cast, counter: Client) -> None:
    answer = post(
        counter,
        cast,
        roster="李示例，，13900000002，500\n王示例",
        claims__TOTAL_FORMS="3",
        claims__1__cause_code="205-6",
        claims__1__scope="joint",
        claims__1__what="经济补偿",
        claims__1__is_money="on",
        claims__1__claimed="9000",
        claims__2__cause_code="205-1",
        claims__2__scope="one",
        claims__2__person_no="3",
        claims__2__what="确认劳动关系",
    )
    assert answer.status_code == 302
    case = Case.objects.get()
    told = [(claim.party.name if claim.party else "", claim.claimed, claim.is_money) for claim in case.claim_rows]
    assert told == [
        ("张秀英", Decimal("18000.00"), True),
        ("李示例", Decimal("500.00"), True),
        ("王示例", None, True),
        ("", Decimal("9000.00"), True),
        ("王示例", None, False),
    ]


def test_the_roster_is_shown_as_it_was_read_without_judging_the_rest(cast: Cast, counter: Client) -> None:
    page = post(counter, cast, roster=roster(3), read_roster="1", summary="")
    assert page.status_code == 200
    text = page.content.decode()
    assert "共 3 人，合计 3,007.50 元" in text
    assert "请更正" not in text
    assert "errorlist" not in text
    assert 'class="error"' not in text
    assert not Case.objects.exists()


def test_a_row_is_added_without_script_and_nothing_is_lost(cast: Cast, counter: Client) -> None:
    page = post(counter, cast, add_row="applicants")
    assert page.status_code == 200
    text = page.content.decode()
    assert 'name="applicants-1-name"' in text
    assert "张秀英" in text
    assert "在某工地做工三个月" in text


# ── What is wrong is said at its field ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"summary": ""}, "summary", "必填"),
        ({"received_on": "2026-03-11"}, "received_on", ""),
        ({"received_on": "2026-13-01"}, "received_on", "日期"),
        ({"channel": "court_pre"}, "sender", "请选择移送机构"),
        ({"channel": "nonsense"}, "channel", "nonsense"),
        ({"channel": "court_post", "court_procedure": ""}, "court_procedure", "审理程序"),
        ({"oral_application": "on"}, "taken_down_at", "记录时间"),
        ({"entry_on": "2026-02-01", "leave_on": "2026-01-01"}, "leave_on", "离职日期早于入职日期"),
        ({"monthly_wage": "-5"}, "monthly_wage", ""),
        ({"monthly_wage": "很多"}, "monthly_wage", "数字"),
        ({"roster": "李四\t123\t\t5"}, "roster", "位数不对"),
        ({"roster": "李四, , ,五千"}, "roster", "不是金额"),
        ({"roster": f"李四,{GOOD_ID}"}, "roster", "身份证件号码相同"),
        ({"applicants__0__id_number": "110105194912310021"}, "applicants-0-id_number", "校验位不符"),
        ({"applicants__0__lacks_capacity": "on"}, "applicants-0-guardian_name", "监护人"),
        ({"applicants__0__agent_name": "李代理"}, "applicants-0-agent_authority", "代理权限"),
        (
            {
                "applicants__0__agent_name": "李代理",
                "applicants__0__agent_kind": "kin",
                "applicants__0__agent_authority": "general",
                "applicants__0__agent_signs": "on",
            },
            "applicants-0-agent_signs",
            "特别授权",
        ),
        ({"respondents__0__name": ""}, "respondents-0-name", "必填"),
        ({"respondents__0__kind": "unlicensed"}, "respondents-0-investor", "出资人"),
        ({"respondents__0__credit_code": "911100001000013428"}, "respondents-0-credit_code", "校验位"),
        ({"claims__0__what": ""}, "claims-0-what", "必填"),
        (
            {"claims__0__scope": "one", "claims__0__person_no": "7", "claims__0__claimed": "5"},
            "claims-0-person_no",
            "申请人只有 1 名",
        ),
        ({"claims__0__scope": "joint"}, "claims-0-claimed", "金额"),
        ({"claims__0__period_from": "2025-12-01", "claims__0__period_to": "2025-10-01"}, "claims-0-period_to", "早于"),
        ({"applicants__0__claimed": ""}, "claims-0-claimed", "请在此填写金额"),
        ({"op_id": "no"}, "op_id", ""),
    ],
)
def test_bad_input_is_said_at_the_field_and_nothing_is_lost(
    cast: Cast, counter: Client, given: dict[str, Any], field: str, sentence: str
) -> None:
    page = post(counter, cast, **given)
    assert page.status_code == 422
    text = page.content.decode()
    assert f'id="id_{field}_error"' in text or field == "op_id"
    assert sentence in text
    if "summary" not in given:
        assert "在某工地做工三个月" in text
    assert "兰州黄河假日餐饮有限公司" in text or "respondents__0__name" in given
    assert not Case.objects.exists()
    assert not Event.objects.exists()


def test_an_empty_page_says_everything_that_is_missing(cast: Cast, counter: Client) -> None:
    page = counter.post(
        "/files/new/",
        {
            "op_id": str(uuid.uuid4()),
            "applicants-TOTAL_FORMS": "1",
            "applicants-INITIAL_FORMS": "0",
            "applicants-0-id_type": "resident",
            "applicants-0-kind": "person",
            "applicants-0-has_union": "unknown",
            "respondents-TOTAL_FORMS": "1",
            "respondents-INITIAL_FORMS": "0",
            "respondents-0-capacity": "用人单位",
            "respondents-0-kind": "organisation",
            "respondents-0-id_type": "resident",
            "respondents-0-has_union": "unknown",
            "thirds-TOTAL_FORMS": "0",
            "thirds-INITIAL_FORMS": "0",
            "claims-TOTAL_FORMS": "1",
            "claims-INITIAL_FORMS": "0",
            "claims-0-scope": "each",
            "claims-0-is_money": "on",
        },
    )
    assert page.status_code == 422
    for sentence in ("请至少填写一名申请人", "请填写用人单位或其他被申请人", "请至少填写一项请求"):
        assert sentence in page.content.decode()
    assert counter.post("/files/new/", {}).status_code == 422


def test_a_number_that_fails_is_taken_with_a_reason(cast: Cast, counter: Client) -> None:
    bad = "110105194912310021"
    answer = post(
        counter,
        cast,
        applicants__0__id_number=bad,
        applicants__0__id_problem="旧证，号码如此",
        roster=f"李四,{id_of(9)[:-1]}0,,5\n王五,620102800101123,,6",
        roster_reason="名单由单位提供，待核对原件",
        respondents__0__credit_code="911100001000013428",
        respondents__0__credit_problem="营业执照所载如此",
    )
    assert answer.status_code == 302
    people = Case.objects.get().party_rows
    assert (people[0].id_number, people[0].id_problem) == (bad, "旧证，号码如此")
    assert people[1].id_problem == "名单由单位提供，待核对原件"
    assert people[2].id_problem == ""  # fifteen digits are old, not wrong
    assert people[3].credit_problem == "营业执照所载如此"


def test_an_unlicensed_employer_with_its_investor_and_a_joint_one(cast: Cast, counter: Client) -> None:
    answer = post(
        counter,
        cast,
        respondents__0__kind="unlicensed",
        respondents__0__investor="赵某示例",
        respondents__TOTAL_FORMS="2",
        respondents__1__kind="person",
        respondents__1__name="钱某示例",
        respondents__1__capacity="总承包单位",
    )
    assert answer.status_code == 302
    kinds = [(party.kind, party.investor) for party in Case.objects.get().side("respondent")]
    assert kinds == [("unlicensed", "赵某示例"), ("person", "")]


def test_a_child_and_a_young_worker_are_flagged(cast: Cast, counter: Client) -> None:
    def born(day: str, n: int) -> str:
        first = f"620102{day}{n:03}"
        return first + resident_id_check_digit(first)

    post(
        counter,
        cast,
        roster=f"小甲,{born('20110101', 1)},,5\n小乙,{born('20090101', 2)},,5\n大丙,{born('19900101', 3)},,5",
    )
    flags = [party.vulnerable for party in Case.objects.get().side("applicant")][1:]
    assert flags == [["child"], ["minor_worker"], []]


# ── The same dispute twice ──────────────────────────────────────────────────────────────────────────────────


def test_a_worker_with_an_open_file_against_the_same_employer_is_asked_about(cast: Cast, counter: Client) -> None:
    earlier = new_case(cast)
    page = post(counter, cast)
    assert page.status_code == 422
    assert earlier.number in page.content.decode()
    assert post(counter, cast, not_duplicate="on").status_code == 302
    assert post(counter, cast, respondents__0__name="另一家公司", op_id=str(uuid.uuid4())).status_code == 302


def test_other_bodies_files_are_never_hinted_at(cast: Cast, counter: Client) -> None:
    new_case(cast, centre=cast.neighbour, by=cast.neighbour_registrar)
    assert post(counter, cast).status_code == 302


# ── Cost ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_page_asks_few_questions(cast: Cast, counter: Client) -> None:
    counter.get("/files/new/")
    with CaptureQueriesContext(connection) as asked:
        counter.get("/files/new/")
    assert len(asked) <= 5


def test_senders_are_those_nearby_own_county_first(cast: Cast, counter: Client) -> None:
    choices = dict(counter.get("/files/new/").context["form"].fields["sender"].choices[1:])
    assert [name for _pk, name in choices[str(BodyKind.COURT.label)]] == ["兰州市城关区人民法院", "皋兰县人民法院"]


# ── Reading a roster ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "name", "number", "phone", "amount"),
    [
        (f"张三,{GOOD_ID},13900000001,12000", "张三", GOOD_ID, "13900000001", Decimal(12000)),
        (f"张三\t{GOOD_ID}\t13900000001\t12,000.50", "张三", GOOD_ID, "13900000001", Decimal("12000.50")),
        (f"张三，{GOOD_ID}，13900000001，12,000元", "张三", GOOD_ID, "13900000001", Decimal(12000)),
        (f"张三 {GOOD_ID} 13900000001 ￥500", "张三", GOOD_ID, "13900000001", Decimal(500)),
        ("张三 13900000001", "张三", "", "13900000001", None),
        ("张三 3000.5", "张三", "", "", Decimal("3000.5")),
        ("阿依古丽·买买提、、、300", "阿依古丽·买买提", "", "", Decimal(300)),
        ("金额;姓名\n300;张三", "张三", "", "", Decimal(300)),
        ("１２３４５６ 张三", "123456", "", "", None),
    ],
)
def test_a_line_is_read_however_it_was_typed(
    text: str, name: str, number: str, phone: str, amount: Decimal | None
) -> None:
    (row,) = read_roster(text)
    assert (row.name, row.id_number, row.phone, row.claimed) == (name, number, phone, amount)


@given(st.text(max_size=300))
def test_nothing_pasted_breaks_the_reading(text: str) -> None:
    for row in read_roster(text):
        assert row.problems or row.name


def test_a_roster_that_is_too_long_is_refused(cast: Cast, counter: Client) -> None:
    page = post(counter, cast, roster="\n".join(f"工友{i}" for i in range(MOST_LINES + 1)))
    assert page.status_code == 422
    assert "最多 500 人" in page.content.decode()
