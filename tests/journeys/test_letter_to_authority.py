"""From a lead to the authority's feedback, in a real browser: a hint letter that the employer answers on a phone, an
opinion refused at the door, a proposal to the labour bureau and what became of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from documents.actions import render_pending
from documents.models import Delivery, Instrument
from supervision.models import Matter, load_matter
from tests.cast import make_cast
from tests.journeys.desk import Desk, choose, tick_all
from tests.supervision import walk
from workflows.supervision import State

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

REPORTER = "赵实名"


def test_from_a_lead_to_the_authoritys_feedback(chromium: Any, live_server: Any) -> None:  # noqa: C901 (one story)
    cast = make_cast()
    walk.supervisors(cast)
    desk = Desk(chromium, live_server.url, "legal_supervisor")
    head = Desk(chromium, live_server.url, "union_head")
    lawyer = Desk(chromium, live_server.url, "union_lawyer")
    later = (timezone.localdate() + dt.timedelta(days=30)).isoformat()

    # The lead: on an employer that nobody knew yet, reported by name.
    page = desk.open("/supervision/new/")
    desk.accessible()
    choose(page, "source", "visit")
    page.fill("[name=employer_name]", "兰州黄河假日餐饮有限公司")
    choose(page, "topic", "pay.arrears")
    page.fill("[name=summary]", "拖欠十二名职工两个月工资。")
    page.fill("[name=people]", "12")
    page.fill("[name=amount]", "96000")
    page.fill("[name=reporter]", REPORTER)
    page.check("[name=reporter_named]")
    page.click("form.sheet button.main")
    page.wait_for_url("**/supervision/*/")
    matter = Matter.objects.get()
    code = matter.code
    desk.accessible()

    def take(who: Desk, step: str, fill: Any = None) -> None:
        who.take(code, step, fill, room="supervision")

    def supervise(step: str, fill: Any = None) -> None:
        take(desk, step, fill)

    def in_hand() -> None:
        """Read, approved, numbered, sealed."""
        supervise("submit_letter")
        take(lawyer, "pass_letter", lambda p: p.fill("[name=opinion]", "依据准确，同意。"))
        take(head, "approve_letter")
        supervise("seal_paper", lambda p: p.fill("[name=approved_by]", "谢主席"))

    def served(p: Any, outcome: str, **words: str) -> None:
        choose(p, "method", "direct")
        choose(p, "outcome", outcome)
        for name, said in words.items():
            p.fill(f"[name={name}]", said)

    # First check and investigation by two with certificates.
    supervise("check_exclusivity", lambda p: choose(p, "other_procedure", "none"))
    supervise("name_supervisors", lambda p: tick_all(p, "supervisors"))

    def ties(p: Any) -> None:
        for row in (0, 1):
            choose(p, f"ties-{row}-said", "none")

    supervise("declare_ties", ties)
    take(head, "take_up_lead")

    def inquiry(p: Any) -> None:
        p.fill("[name=place]", "用人单位会议室")
        choose(p, "method", "site")
        p.fill("[name=text]", "问：工资是否发放？答：一月、二月未发放。")
        choose(p, "signed", "yes")

    supervise("record_inquiry", inquiry)

    def finding(p: Any) -> None:
        p.fill("[name=facts]", "2026年1月至2月未支付十二名职工工资。")
        p.fill("[name=demand]", "足额支付拖欠的工资。")
        p.fill("[name=due_on]", later)
        p.fill("[name=evidence]", "工资台账复印件")

    supervise("add_finding", finding)
    supervise("conclude_investigation", lambda p: p.fill("[name=conclusion]", "反映的问题属实。"))

    # The hint letter: drafted, read by the lawyer, approved by the head, sealed, served.
    desk.open(f"/supervision/{code}/do/draft_hint/")
    desk.accessible()
    supervise("draft_hint")
    in_hand()
    supervise("record_letter_service", lambda p: served(p, "received", received_by="前台 李某"))
    desk.picture("matter")
    letter = load_matter(matter.pk).letter
    assert letter is not None
    assert load_matter(matter.pk).state == State.AWAITING_REPLY

    # The employer answers on a phone, without an account.
    phone = chromium.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    page = phone.new_page()
    page.goto(f"{live_server.url}/answer/?number={letter.number}")
    page.fill("[name=code]", letter.answer_code)
    page.click("button.main")
    shown = page.content()
    assert "足额支付拖欠的工资" in shown
    assert REPORTER not in shown
    page.check("[name=p1-admits][value=yes]")
    page.check("[name=p1-status][value=under_way]")
    page.fill("[name=p1-measure]", "资金周转困难，正在筹款。")
    for name, words in (("name", "王建国"), ("post", "总经理"), ("phone", "0931-7654321")):
        page.fill(f"[name={name}]", words)
    page.click("form[data-draft] button.main")
    page.wait_for_url("**/answer/review/")
    page.click("form.sheet button.main")
    page.wait_for_url("**/answer/done/")
    phone.close()
    assert load_matter(matter.pk).state == State.VERIFYING

    # Verified item by item: nothing was paid. The opinion is refused at the door, which opens the proposal.
    def nothing_paid(p: Any) -> None:
        choose(p, "method", "site")
        assert "资金周转困难" in p.content(), "the answer stands beside its point"
        choose(p, "results-0-verdict", "undone")
        p.fill("[name=results-0-note]", "工资仍未支付。")

    supervise("verify_findings", nothing_paid)
    supervise("draft_opinion")
    in_hand()
    proof = "前台拒收，两名监督员在场，有录像。"
    supervise("record_letter_service", lambda p: served(p, "refused", refusal_reason="不认可", note=proof))
    supervise("draft_advice")
    in_hand()
    supervise("record_letter_service", lambda p: served(p, "received", received_by="收发室"))
    assert load_matter(matter.pk).state == State.WITH_AUTHORITY

    # The labour bureau reads what was sent to it, not who reported nor what was asked, and says what became of it.
    bureau = Desk(chromium, live_server.url, "labour_officer")
    page = bureau.open(f"/supervision/{code}/")
    bureau.accessible()
    for path in ("", "letters/", "papers/", "timeline/"):
        text = bureau.open(f"/supervision/{code}/{path}").content()
        assert REPORTER not in text
        assert "一月、二月未发放" not in text

    def filed(p: Any) -> None:
        choose(p, "filed", "yes")
        p.fill("[name=number]", "兰城人社监〔2026〕8号")

    def result(p: Any) -> None:
        choose(p, "result", "order")
        p.fill("[name=document]", "责令改正决定书")

    take(bureau, "record_filing", filed)
    take(bureau, "record_result", result)

    supervise("record_achievement", lambda p: p.fill("[name=wages_paid]", "96,000"))
    supervise("inform_reporter", lambda p: p.fill("[name=how]", "电话告知"))
    take(head, "close_matter")

    closed = load_matter(matter.pk)
    assert (closed.state, closed.outcome) == (State.CLOSED, "addressed")
    papers = Instrument.objects.filter(number__in=[row.number for row in closed.letter_rows])
    assert papers.exclude(sealed_on=None).count() == 3
    assert sorted(Delivery.objects.values_list("outcome", flat=True)) == ["received", "received", "refused"]
    assert render_pending(limit=20) >= 3
    desk.open("/registers/ledger/")
    desk.accessible()
