"""From the facts of the employment to an agreement that can be signed: the sums with their articles, the preparation
sheet, a draft the rules refuse, and the same draft put right, in a real browser."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.utils import timezone
from pypdf import PdfReader

from cases.models import SumSheet, load_case
from dossiers.actions import take_step
from tests.cast import case_in, make_cast
from tests.journeys.desk import Desk, choose
from workflows.mediation import State

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SEVERANCE = "支付解除劳动合同的经济补偿"


def test_from_the_facts_to_a_refused_and_then_signable_agreement(chromium: Any, live_server: Any) -> None:
    cast = make_cast()
    now = timezone.now()
    case = case_in(
        State.IN_MEDIATION, cast, at=now, entry_on=dt.date(2021, 3, 1), leave_on=dt.date(2026, 2, 28)
    )  # fmt: skip
    worker = case.side("applicant")[0]
    take_step(
        case, "add_claim", by=cast.mediator, cause_code="205-6", what=SEVERANCE, claimed=Decimal(40000), party=worker
    )
    take_step(
        case, "log_session", by=cast.mediator, kind="joint", mode="in_person", began_at=timezone.now(),
        joint_record="双方核对工资和工龄。", present=[{"party": p, "name": p.name} for p in case.party_rows],
    )  # fmt: skip
    code = case.code
    desk = Desk(chromium, live_server.url, "mediator")

    # What is not maintained is named, never guessed; she gives it for this run, with its source. The sheet follows.
    page = desk.open(f"/files/{code}/do/record_facts/")
    page.fill("[name=monthly_wage]", "6000")
    page.wait_for_selector("text=未维护")
    page.fill("[name=figure-local_average_monthly_wage]", "8000")
    page.fill("[name=figure-local_average_monthly_wage-source]", "兰统计〔2026〕1号")
    page.fill("[name=figure-minimum_monthly_wage]", "2000")
    page.fill("[name=figure-minimum_monthly_wage-source]", "甘人社通〔2026〕2号")
    page.wait_for_selector(".sums-live >> text=30,000.00")
    desk.accessible()
    desk.picture("sums")
    page.click("form.sheet .buttons button")
    page.wait_for_url(f"**/files/{code}/sums/**")
    assert "劳动合同法" in page.content(), "the article beside the sum"
    assert load_case(case.pk).claim_rows[1].by_law == Decimal(30000)
    desk.accessible()

    # The preparation sheet needs no typing and fits on two pages.
    page = desk.open(f"/files/{code}/sums/print/")
    text = page.content()
    assert SEVERANCE in text
    assert "30,000.00" in text
    desk.accessible()
    assert len(PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages) <= 2

    # A draft that waives social insurance is found while it is typed, saved, and refused at the signature.
    due = (timezone.localdate() + dt.timedelta(days=20)).isoformat()

    def terms(p: Any) -> None:
        p.fill("[name=disputed]", "工资和经济补偿的数额。")
        for i, claim in enumerate(load_case(case.pk).claim_rows):
            agreed = "15000" if i == 0 else "28000"
            choose(p, f"results-{i}-result", "settled")
            p.fill(f"[name=results-{i}-agreed]", agreed)
            p.fill(f"[name=items-{i}-what]", claim.what)
            p.select_option(f"select[name=items-{i}-claim]", str(claim.pk))
            p.select_option(f"select[name=items-{i}-creditor]", str(worker.pk))
            p.fill(f"[name=items-{i}-amount]", agreed)
            p.select_option(f"select[name=items-{i}-method]", "transfer")
            p.fill(f"[name=items-{i}-payee]", worker.name)
            p.fill(f"[name=items-{i}-account]", "6222000000000000001")
            p.fill(f"[name=items-{i}-due_on]", due)

    def faulty(p: Any) -> None:
        terms(p)
        p.fill("[name=clauses]", "申请人自愿放弃社会保险，单位不再补缴。")
        p.wait_for_selector("#checked >> text=社会保险")

    desk.take(code, "write_terms", faulty)
    page = desk.open(f"/files/{code}/do/draft_agreement/")
    said = page.content()
    assert "解释二" in said or "第19条" in said, "the article that stops it"
    assert load_case(case.pk).state == State.IN_MEDIATION

    # The clause taken out, the same terms go out for signature; the ratio to the law stands beside them, unjudged.
    def put_right(p: Any) -> None:
        p.fill("[name=clauses]", "用人单位于十五日内为申请人办理档案和社会保险关系转移手续。")

    desk.take(code, "write_terms", put_right)
    page = desk.open(f"/files/{code}/agreement/")
    assert "93.3%" in page.content(), "28,000 of 30,000"
    desk.accessible()
    desk.take(code, "draft_agreement")
    assert load_case(case.pk).state == State.DRAFTED
    assert SumSheet.objects.filter(case=case.pk).count() == 1
    assert desk.complaints == []

    # What the body works out for itself is no business of those who are not of it.
    liaison = Desk(chromium, live_server.url, "liaison")
    assert liaison.context.request.get(f"{live_server.url}/files/{code}/sums/").status == 404
