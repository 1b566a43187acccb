"""From a case to its papers: what a paper promises is what the procedure opens, and nobody is left out of it."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

import pytest

from cases.models import Case, Claim, load_case
from documents import contents as c
from documents import render
from documents.kinds import PAPERS
from documents.models import Instrument
from dossiers.actions import take_step
from tests.cast import NOW, Cast, case_in, make_cast
from workflows.channels import RULES, Channel, Exit
from workflows.mediation import State
from workflows.papers import Kind

pytestmark = pytest.mark.django_db

#: How each road is called on paper.
NAMES = {
    Exit.CONFIRMATION: "司法确认：",
    Exit.REVIEW: "仲裁审查：",
    Exit.PAYMENT_ORDER: "支付令：",
    Exit.COURT_STATEMENT: "法院调解书：",
    Exit.TRIBUNAL_STATEMENT: "仲裁调解书：",
}


@pytest.fixture
def cast(at: Any) -> Cast:
    at(NOW.isoformat())
    return make_cast()


def issued(case: Case, kind: Kind) -> Any:
    return c.Contents.from_json(Instrument.objects.filter(dossier_id=case.pk, kind=kind).latest("pk").contents)


def read(paper: Any) -> str:
    """The words of a paper, before it is laid out."""
    page = render.html(PAPERS[paper.kind], paper, created=NOW)
    return re.sub(r"<[^>]+>|\s+", "", page.partition("<body")[2])


def redrafted(case: Case, cast: Cast, **changes: Any) -> Any:
    """The agreement of a drafted case after its terms were written anew."""
    take_step(case, "reopen_terms", by=cast.mediator, at=NOW, reason="修改")
    case = load_case(case.pk)
    item = {
        "kind": "money",
        "what": "支付工资",
        "debtor": case.side("respondent")[0],
        "creditor": case.side("applicant")[0],
        "amount": Decimal("15000.00"),
        "method": "transfer",
        "payee": "张秀英",
        "account": "6222000000000000001",
        "due_on": dt.date(2026, 3, 31),
    }
    items = [item | changes.pop("item", {}), *({**item, **more} for more in changes.pop("also", []))]
    terms = {"facts": "拖欠属实。", "disputed": "数额。", "items": items} | changes
    results = {row.pk: {"result": "settled", "agreed": Decimal("15000.00")} for row in case.claim_rows}
    take_step(case, "write_terms", by=cast.mediator, at=NOW, claims=results, **terms)
    take_step(load_case(case.pk), "draft_agreement", by=cast.mediator, at=NOW)
    return issued(case, Kind.MEDIATION_AGREEMENT)


# ── What a paper promises ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("channel", Channel.values)
def test_papers_name_the_exits_of_the_channel_and_no_other(cast: Cast, channel: str) -> None:
    case = case_in(State.DRAFTED, cast, channel=channel)

    for kind in (Kind.MEDIATION_AGREEMENT, Kind.NOTICE_OF_RIGHTS):
        text = read(issued(case, kind))
        assert {way for way, name in NAMES.items() if name in text} == {*RULES[channel].success} & {*NAMES}


def test_the_roads_are_numbered_without_a_gap(cast: Cast) -> None:
    text = read(issued(case_in(State.DRAFTED, cast, channel="court_pre"), Kind.MEDIATION_AGREEMENT))

    for said in ("1.司法确认：", "2.法院调解书：", "3.一方在约定期限内不履行协议的，另一方可以依法申请仲裁"):
        assert said in text
    assert "仲裁审查" not in text.replace("申请仲裁审查", "")


def test_an_agreement_that_confirms_employment_names_no_arbitration_review(cast: Cast) -> None:
    text = read(redrafted(case_in(State.DRAFTED, cast), cast, confirms_employment=True))

    assert "仲裁审查" not in text
    assert "司法确认：" in text


@pytest.mark.parametrize(
    ("item", "promised"),
    [
        ({"what": "支付2025年10月工资"}, True),
        ({"what": "支付解除劳动合同经济补偿"}, True),
        ({"what": "报销垫付的差旅费"}, False),
    ],
)
def test_a_payment_order_is_named_only_for_what_it_collects(cast: Cast, item: dict[str, Any], promised: bool) -> None:
    text = read(redrafted(case_in(State.DRAFTED, cast), cast, item=item))

    assert ("支付令：" in text) is promised
    assert "另一方可以依法申请仲裁" in text


def test_an_act_beside_the_money_is_collected_by_no_payment_order(cast: Cast) -> None:
    act = {"what": "支付工资并出具离职证明", "kind": "act", "amount": None, "method": "", "payee": "", "account": ""}
    text = read(redrafted(case_in(State.DRAFTED, cast), cast, item={"what": "报销垫付的差旅费"}, also=[act]))

    assert "支付令：" not in text


def test_what_is_settled_for_good_is_said_once(cast: Cast) -> None:
    case = case_in(State.DRAFTED, cast)
    assert "未列明的事项不因本协议而放弃" in read(issued(case, Kind.MEDIATION_AGREEMENT))

    text = read(redrafted(case, cast, release="付清后，双方就2025年工资再无争议。"))

    assert "付清后，双方就2025年工资再无争议。" in text
    assert "不因本协议而放弃" not in text


@pytest.mark.parametrize(
    ("channel", "workers", "said"),
    [
        ("self", 1, "一式三份，当事人各执一份，调解组织存档一份，具有同等效力"),
        ("self", 3, "一式五份，当事人各执一份，调解组织存档一份，具有同等效力"),
        ("court_pre", 1, "一式四份，当事人各执一份，调解组织存档一份，报送兰州市城关区人民法院一份"),
    ],
)
def test_there_is_an_original_for_everybody(cast: Cast, channel: str, workers: int, said: str) -> None:
    case = case_in(State.DRAFTED, cast, channel=channel, workers=workers)

    assert said in read(issued(case, Kind.MEDIATION_AGREEMENT))


# ── What a paper rests on ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", [Kind.NOTICE_OF_ACCEPTANCE, Kind.NOTICE_OF_RIGHTS, Kind.NOTICE_OF_TERMINATION])
def test_rules_on_court_mediation_are_cited_for_court_commissions_alone(cast: Cast, kind: Kind) -> None:
    own, court = case_in(State.FAILED, cast), case_in(State.FAILED, cast, channel="court_pre")

    of_own, of_court = ({one.act for one in issued(case, kind).articles} for case in (own, court))

    assert not [act for act in of_own if "特邀" in act or "在线" in act]
    assert "最高人民法院关于人民法院特邀调解的规定" in of_court
    assert not [act for act in of_court if "企业劳动争议协商调解规定" in act or "在线" in act]


def test_a_court_case_counts_from_the_receipt_of_the_letter(cast: Cast) -> None:
    case = case_in(State.DRAFTED, cast, channel="court_pre")

    for kind in (Kind.NOTICE_OF_ACCEPTANCE, Kind.MEDIATION_AGREEMENT):
        text = read(issued(case, kind))
        assert "2026年3月10日签收材料" in text
        assert "收到调解申请" not in text


# ── Who stands on it ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_worker_of_a_group_signs_the_notice_of_rights_and_is_named_with_the_claim(cast: Cast) -> None:
    case = case_in(State.ACCEPTED, cast, workers=4)
    notices = Instrument.objects.filter(dossier_id=case.pk, kind=Kind.NOTICE_OF_RIGHTS).order_by("pk")

    to_workers = c.NoticeOfRights.from_json(notices[0].contents)
    acceptance = read(issued(case, Kind.NOTICE_OF_ACCEPTANCE))

    hands = read(to_workers).partition("被告知人确认")[2]
    for row in case.side("applicant"):
        assert row.name in hands
        assert f"{row.name}请求支付2025年10月至12月工资" in acceptance


def test_the_contact_is_the_presiding_mediator_or_whoever_issues_the_paper(cast: Cast) -> None:
    case = case_in(State.FAILED, cast)

    assert "联系人：何主任，电话：0931-0000001，地址：兰州市城关区庆阳路1号。" in read(
        issued(case, Kind.NOTICE_OF_ACCEPTANCE)
    )
    assert "联系人：马调解，" in read(issued(case, Kind.NOTICE_OF_TERMINATION))


def test_a_session_record_shows_open_offers_and_no_empty_heading(cast: Cast) -> None:
    case = case_in(State.IN_MEDIATION, cast)
    offers = [
        {"by_side": "respondent", "amount": Decimal(12000), "terms": "分两期", "confidential": False},
        {"by_side": "applicant", "amount": Decimal(13000), "terms": "底线", "confidential": True},
    ]
    said: dict[str, Any] = {
        "kind": "joint",
        "mode": "in_person",
        "began_at": NOW - dt.timedelta(hours=1),
        "joint_record": "双方陈述。",
    }
    take_step(case, "log_session", by=cast.mediator, at=NOW, offers=offers, **said)
    take_step(load_case(case.pk), "issue_session_record", by=cast.mediator, at=NOW, session=case.sessions.get())

    text = read(issued(case, Kind.SESSION_RECORD))

    assert "四、调解方案被申请人：人民币12,000.00元，分两期。五、调解结果" in text
    for absent in ("底线", "13,000", "争议焦点", "当事人答复"):
        assert absent not in text


def test_the_report_to_the_court_sends_what_it_says(cast: Cast) -> None:
    case = case_in(State.IN_MEDIATION, cast, channel="court_pre")
    said: dict[str, Any] = {"items": ["入职日期。"], "aware_of_use": True, "confirmed_by": case.party_rows}
    take_step(case, "confirm_facts", by=cast.mediator, at=NOW, **said)
    take_step(load_case(case.pk), "end_mediation", by=cast.mediator, at=NOW, reason="deadlock", note="差距过大")
    agreed = case_in(State.AGREED, cast, channel="court_pre")

    failed, settled = (issued(one, Kind.REPORT_TO_COURT) for one in (case, agreed))

    assert [one.name for one in failed.attachments] == ["无争议事实确认书"]
    assert [one.name for one in settled.attachments] == ["调解协议书"]
    assert "签收委派材料" in read(settled)
    assert "委派委托" not in read(settled)


def test_the_agreement_leaves_every_date_to_the_hand_that_signs(cast: Cast) -> None:
    text = read(issued(case_in(State.DRAFTED, cast), Kind.MEDIATION_AGREEMENT))

    signing = text.partition("自愿签署")[2]
    assert signing.count("日期：年月日") == 4  # two parties, the mediator, the seal
    assert "2026年" not in signing


def test_an_agreed_item_says_the_time_its_claim_is_for(cast: Cast) -> None:
    case = case_in(State.DRAFTED, cast)
    Claim.objects.filter(case=case).update(period_from=dt.date(2025, 10, 1), period_to=dt.date(2025, 12, 31))

    paper = redrafted(case, cast, item={"claim": load_case(case.pk).claim_rows[0]})

    assert [item.period for item in paper.items] == ["2025年10月1日至2025年12月31日"]
