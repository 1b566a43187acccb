"""A court-commissioned wage dispute of a dozen workers, from the letter to the confirmed agreement, in a real browser.

Registrar, mediator, head and court liaison each sign in and do their part on the pages. With JOURNEY_PICTURES set to a
folder the walk leaves its screenshots there; README shows two of them.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from cases.models import Case
from documents.actions import render_pending
from documents.models import Instrument
from dossiers import audit
from dossiers.actions import take_step
from statutes.identity import check_resident_id
from tests.cast import make_cast
from tests.journeys.desk import Desk, choose, tick_all
from workflows.mediation import State
from workflows.papers import Kind

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SURNAMES = "张王李赵刘陈杨黄周吴徐"
LONG_NAME = "阿依古丽·买买提江"


def resident_id(no: int) -> str:
    """An invented number of 城关区 that passes its check."""
    body = f"620102199{no % 10}0101{no:03d}"
    return next(body + last for last in "0123456789X" if check_resident_id(body + last, on=timezone.localdate()).valid)


def test_from_the_letter_to_the_confirmed_agreement(chromium: Any, live_server: Any) -> None:
    cast = make_cast()
    base = live_server.url

    # The registrar enters the court's letter and the roster in one sitting.
    registrar = Desk(chromium, base, "registrar")
    page = registrar.open("/files/new/")
    choose(page, "channel", "court_pre")
    page.select_option("select[name=sender]", str(cast.court.pk))
    page.fill("[name=reference]", "（2026）甘0102民诉前调123号")
    page.fill("[name=applicants-0-name]", LONG_NAME)
    page.fill("[name=applicants-0-id_number]", resident_id(1))
    page.fill("[name=applicants-0-claimed]", "18000")
    page.fill(
        "[name=roster]",
        "\n".join(f"{SURNAMES[i]}工友,{resident_id(i + 2)},1390000{i:04d},{8000 + i * 500}" for i in range(11)),
    )
    page.check("[name=identities_seen]", force=True)
    page.fill("[name=respondents-0-name]", "兰州黄河假日餐饮管理服务有限责任公司城关分公司")
    page.select_option("select[name=claims-0-cause_code]", "205-5")
    page.fill("[name=claims-0-what]", "支付2026年7月至9月工资")
    page.fill("[name=summary]", "十二名职工在酒店后厨工作，公司自七月起未发工资，经多次催讨未果，向法院起诉。")
    registrar.picture("register")
    page.click("button:has-text('登记案件') >> nth=-1")
    page.wait_for_load_state()
    assert "/files/new/" not in page.url, page.locator(".error").all_inner_texts()
    case = Case.objects.get()
    code = case.code
    assert case.people == 12
    assert case.sender == cast.court

    registrar.take(code, "screen_case")
    registrar.take(code, "confirm_commission")
    registrar.take(
        code, "check_scope", lambda p: choose(p, "in_scope", p.locator("[name=in_scope]").first.get_attribute("value"))
    )
    registrar.take(code, "check_identity", lambda p: tick_all(p, "parties"))
    registrar.take(code, "ask_other_side")

    def employer_agrees(p: Any) -> None:
        choose(p, "answer", "agreed")
        tick_all(p, "parties")
        choose(p, "medium", "paper")

    registrar.take(code, "record_consent", employer_agrees)
    registrar.accessible()

    # The head accepts; the registrar hands the case out.
    head = Desk(chromium, base, "head")
    head.take(code, "accept_case")
    head.open("/")
    head.accessible()

    def hand_out(p: Any) -> None:
        p.check(f"input[name=mediator][value='{cast.mediator.pk}']", force=True)

    registrar.take(code, "appoint_mediator", hand_out)

    # The mediator, on a phone.
    mediator = Desk(chromium, base, "mediator", width=390)
    mediator.take(
        code,
        "disclose_interests",
        lambda p: choose(p, "has_interest", p.locator("[name=has_interest]").last.get_attribute("value")),
    )
    mediator.take(code, "explain_rights")
    mediator.take(code, "begin_mediation")

    def private_talk(p: Any) -> None:
        choose(p, "kind", "private")
        p.select_option("select[name=with_side]", "respondent")
        p.fill("[name=private_note]", "公司底线：可一次性付八成。")

    mediator.take(code, "log_session", private_talk)
    mediator.take(
        code, "log_session", lambda p: p.fill("[name=joint_record]", "双方核对考勤与工资数额，一致认可欠付金额。")
    )
    mediator.open(f"/files/{code}/")
    mediator.accessible()
    mediator.picture("phone")

    # She writes the terms at her desk: every worker's sum, one day.
    desk = Desk(chromium, base, "mediator")
    due = (timezone.localdate() + dt.timedelta(days=20)).isoformat()

    def terms(p: Any) -> None:
        p.fill("[name=facts]", "公司欠付十二名职工2026年7月至9月工资。")
        p.fill("[name=disputed]", "欠付数额及支付时间。")
        claims = list(case.claims.order_by("position"))
        for i, claim in enumerate(claims):
            choose(p, f"results-{i}-result", "settled")
            p.fill(f"[name=results-{i}-agreed]", str(claim.claimed))
        while p.locator("[name^='items-'][name$='-what']").count() < len(claims):
            before = p.locator("[name^='items-'][name$='-what']").count()
            p.click("[data-add-row][value=items], button[name=add_row][value=items]")
            p.wait_for_function(f"document.querySelectorAll(\"[name^='items-'][name$='-what']\").length > {before}")
        for i, claim in enumerate(claims):
            p.fill(f"[name=items-{i}-what]", "支付拖欠工资")
            p.select_option(f"select[name=items-{i}-claim]", str(claim.pk))
            p.select_option(f"select[name=items-{i}-creditor]", str(claim.party_id))
            p.fill(f"[name=items-{i}-amount]", str(claim.claimed))
            p.select_option(f"select[name=items-{i}-method]", "transfer")
            assert claim.party is not None
            p.fill(f"[name=items-{i}-payee]", claim.party.name)
            p.fill(f"[name=items-{i}-account]", f"62220000000000{i:05d}")
            p.fill(f"[name=items-{i}-due_on]", due)

    desk.open(f"/files/{code}/")
    desk.accessible()
    desk.picture("file")
    desk.take(code, "write_terms", terms)
    desk.open(f"/files/{code}/agreement/")
    desk.accessible()
    desk.take(code, "draft_agreement")
    desk.take(
        code,
        "record_signature",
        lambda p: p.click(".tick-all"),
    )
    case.refresh_from_db()
    assert case.state == State.AGREED

    render_pending(50)
    assert set(Instrument.objects.values_list("status", flat=True)) == {"ready"}
    paper = Instrument.objects.get(kind=Kind.MEDIATION_AGREEMENT)
    answer = desk.context.request.get(f"{base}/papers/{paper.code}/")
    assert answer.status == 200
    assert answer.body().startswith(b"%PDF-")

    desk.take(code, "file_confirmation", lambda p: p.select_option("select[name=to]", str(cast.court.pk)))

    # The court liaison sees the outcome and nothing of what was said, and records the ruling.
    liaison = Desk(chromium, base, "liaison")
    liaison.accessible()
    liaison.picture("liaison")
    for tab in ("", "parties/", "sessions/", "agreement/", "papers/", "clocks/", "timeline/"):
        liaison.open(f"/files/{code}/{tab}")
        text = liaison.page.content()
        assert "八成" not in text
        assert "核对考勤" not in text
    liaison.take(code, "review_outcome")

    def ruling(p: Any) -> None:
        choose(p, "result", "granted")
        p.fill("[name=number]", "（2026）甘0102诉前调确45号")

    liaison.take(code, "decide_confirmation", ruling)

    # The money comes; the mediator submits, the head closes, the registrar archives.
    for duty in case.settlement.obligations.all():
        take_step(case, "record_performance", by=cast.mediator, obligation=duty, amount=duty.amount, proof="转账回单")
    session = case.sessions.filter(kind="joint").latest("no")
    desk.take(code, "issue_session_record", lambda p: p.select_option("select[name=session]", str(session.pk)))
    render_pending(50)
    desk.take(
        code, "submit_closing", lambda p: p.fill("[name=summary]", "十二名职工工资争议全部达成协议，法院裁定有效。")
    )
    head.take(code, "close_case")
    registrar.take(code, "archive_case")
    case.refresh_from_db()
    assert case.state == State.ARCHIVED
    assert case.settlement.route_number == "（2026）甘0102诉前调确45号"
    assert audit.verify(case.dossier_ptr) is None

    # The supervisor sees the rate, and behind it this very file, without a name.
    supervisor = Desk(chromium, base, "supervisor")
    supervisor.open("/reports/?figure=success_rate&by=month&origin=registered")
    supervisor.accessible()
    supervisor.picture("report")
    assert "100.0%" in supervisor.page.content()
    supervisor.page.click("a:has-text('100.0%')")
    text = supervisor.page.content()
    assert case.number in text
    assert "阿依古丽" not in text
    assert "黄河假日" not in text
    supervisor.accessible()
