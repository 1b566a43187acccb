"""Taking a step: from the page that asks to the act, and everything that may come in between."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.models import Party, Session, load_case
from dossiers.actions import take_step
from dossiers.models import Clock, Event
from tests.cases.pages import filled, plain, url
from tests.cast import NOW, TODAY, Cast, case_in, new_case
from workflows.guards import DUTIES_SETTLED, PAPERS_SET, WINDOWS_CLOSED
from workflows.mediation import State

SignIn = Callable[[Any], Client]
pytestmark = pytest.mark.usefixtures("today")


def _act(browser: Client, case: Any, step: str, query: str = "", **changes: Any) -> Any:
    """Open the page of a step, fill it in, send it."""
    address = url(case, f"do/{step}/")
    page = browser.get(f"{address}{query}")
    assert page.status_code == 200, page.content.decode()[:2000]
    return browser.post(address, filled(page, **changes))


def _sign(browser: Client, case: Any, *rows: int) -> Any:
    """Tick these rows of the signature page, where nobody is ticked beforehand."""
    return _act(browser, case, "record_signature", **{f"signers__{row}__signed": "on" for row in rows})


def test_a_confirmed_step_moves_the_case_and_says_so(cast: Cast, as_user: SignIn) -> None:
    case = new_case(cast)
    browser = as_user(cast.registrar)

    answer = _act(browser, case, "screen_case")

    assert (answer.status_code, answer["Location"]) == (302, url(case))
    assert load_case(case.pk).state == State.SCREENING
    assert "已办理：开始受理审查。" in browser.get(url(case)).content.decode()


def test_what_an_act_started_is_said(cast: Cast, as_user: SignIn) -> None:
    case = case_in(State.CONSENT_PENDING, cast)
    browser = as_user(cast.registrar)
    take_step(
        case,
        "record_consent",
        by=cast.registrar,
        at=NOW,
        parties=case.side("respondent"),
        answer="agreed",
        medium="phone",
    )

    _act(browser, case, "accept_case")

    said = browser.get(url(case)).content.decode()
    clock = Clock.objects.get(dossier_id=case.pk, key="med")
    assert f"“调解期限”期限至 {clock.due_on}。" in said
    assert "正在制作文书：受理通知书" in said


def test_a_step_may_be_recorded_afterwards_but_not_before_it_happened(cast: Cast, as_user: SignIn) -> None:
    case = new_case(cast, at=NOW - dt.timedelta(days=5))
    browser = as_user(cast.registrar)
    _act(browser, case, "screen_case")

    tomorrow = _act(browser, case, "check_scope", in_scope="yes", acted_on=str(TODAY + dt.timedelta(days=1)))
    too_early = _act(browser, case, "check_scope", in_scope="yes", acted_on=str(TODAY - dt.timedelta(days=6)))
    earlier = _act(browser, case, "check_scope", in_scope="yes", acted_on=str(TODAY - dt.timedelta(days=2)))

    assert (tomorrow.status_code, too_early.status_code, earlier.status_code) == (422, 422, 302)
    assert "该日期尚未到来" in tomorrow.content.decode()
    event = Event.objects.get(dossier_id=case.pk, step="check_scope")
    assert (event.acted_on, timezone.localdate(event.at)) == (TODAY - dt.timedelta(days=2), TODAY)
    assert "事后补记" in browser.get(url(case, "timeline/")).content.decode()


def test_answers_to_the_street(cast: Cast, as_user: SignIn) -> None:
    case = new_case(cast)
    registrar = as_user(cast.registrar)

    unknown = registrar.get(url(case, "do/no_such_step/"))
    not_now = registrar.get(url(case, "do/accept_case/"))
    posted_not_now = registrar.post(url(case, "do/archive_case/"), {"version": case.version})
    calendar = registrar.get(url(case, "do/expire_period/"))
    another_role = as_user(cast.reviewer).get(url(case, "do/screen_case/"))
    posted_other = as_user(cast.reviewer).post(url(case, "do/screen_case/"), {"version": case.version})
    not_yours = as_user(cast.neighbour_head).post(url(case, "do/screen_case/"), {"version": case.version})

    assert [
        page.status_code for page in (unknown, not_now, posted_not_now, calendar, another_role, posted_other, not_yours)
    ] == [
        404,
        409,
        409,
        403,
        403,
        403,
        404,
    ]
    assert "不能办理本步骤" in not_now.content.decode()
    assert Event.objects.filter(dossier_id=case.pk).count() == 1


def test_a_refusal_says_every_sentence(cast: Cast, as_user: SignIn) -> None:
    case = case_in(State.SCREENING, cast)

    page = as_user(cast.registrar).get(url(case, "do/accept_case/"))

    assert page.status_code == 409
    assert len(page.context["refusals"]) >= 2
    assert all(sentence in page.content.decode() for sentence in page.context["refusals"])


def test_a_double_click_is_one_act(cast: Cast, as_user: SignIn) -> None:
    case = case_in(State.IN_MEDIATION, cast)
    browser = as_user(cast.mediator)
    address = url(case, "do/add_note/")
    data = filled(browser.get(address), text="请核对考勤表", confidential=None)

    first, second = browser.post(address, data), browser.post(address, data)

    assert (first.status_code, second.status_code) == (302, 302)
    assert Event.objects.filter(dossier_id=case.pk, step="add_note").count() == 1


def test_a_second_click_after_the_case_moved_on_is_no_refusal(cast: Cast, as_user: SignIn) -> None:
    case = new_case(cast)
    browser = as_user(cast.registrar)
    address = url(case, "do/screen_case/")
    data = filled(browser.get(address))

    answers = [browser.post(address, data).status_code for _again in range(2)]

    assert answers == [302, 302]
    assert Event.objects.filter(dossier_id=case.pk).count() == 2


def test_who_comes_second_is_told_who_was_first_and_keeps_the_words(cast: Cast, as_user: SignIn) -> None:
    case = case_in(State.IN_MEDIATION, cast)
    browser = as_user(cast.mediator)
    address = url(case, "do/add_note/")
    data = filled(browser.get(address), text="我写了很久的一段备注", confidential=None)
    take_step(case, "add_note", by=cast.registrar, at=NOW, text="登记员先写了一条")

    late = browser.post(address, data)

    text = late.content.decode()
    assert late.status_code == 409
    assert "陈登记" in text
    assert "我写了很久的一段备注" in text
    assert Event.objects.filter(dossier_id=case.pk, step="add_note").count() == 1

    again = browser.post(address, filled(late))
    assert again.status_code == 302
    assert Event.objects.filter(dossier_id=case.pk, step="add_note").count() == 2


def test_who_comes_too_late_loses_no_word_either(cast: Cast, as_user: SignIn) -> None:
    case = case_in(State.IN_MEDIATION, cast)
    browser = as_user(cast.mediator)
    address = url(case, "do/log_session/")
    data = filled(browser.get(address), joint_record="双方各自陈述了很长的意见。")
    take_step(case, "withdraw_application", by=cast.registrar, at=NOW, reason="申请人撤回")

    late = browser.post(address, data)

    assert late.status_code == 409
    assert "双方各自陈述了很长的意见。" in late.content.decode()
    assert "陈登记" in late.content.decode()
    assert not Session.objects.exists()


def test_a_confirmation_is_overtaken_too(cast: Cast, as_user: SignIn) -> None:
    case = new_case(cast)
    browser = as_user(cast.registrar)
    address = url(case, "do/screen_case/")
    data = filled(browser.get(address))
    take_step(case, "add_note", by=cast.head, at=NOW, text="请尽快审查")

    late = browser.post(address, data)

    assert late.status_code == 409
    assert "何主任" in late.content.decode()
    assert load_case(case.pk).state == State.RECEIVED
    assert browser.post(address, filled(late)).status_code == 302


def test_a_wrong_version_is_not_believed(cast: Cast, as_user: SignIn) -> None:
    case = new_case(cast)
    browser = as_user(cast.registrar)

    for version in ("", "x", "99", "-1", "１"):
        assert browser.post(url(case, "do/screen_case/"), {"version": version}).status_code == 409
    assert load_case(case.pk).state == State.RECEIVED


def test_the_overtaking_entry_stays_inside_its_class(cast: Cast, as_user: SignIn) -> None:
    case = case_in(State.IN_MEDIATION, cast)
    browser = as_user(cast.registrar)
    address = url(case, "do/add_note/")
    data = filled(browser.get(address), text="一条普通的备注而已吧")
    take_step(
        case, "record_offer", by=cast.mediator, at=NOW, by_side="respondent", amount=Decimal("14400"), terms="分四期"
    )

    late = browser.post(address, data)

    assert late.status_code == 409
    assert "14" not in late.context["last"]["text"] if late.context["last"] else True
    assert "分四期" not in late.content.decode()
    assert "记录调解方案" not in plain(late)


def test_the_last_signature_puts_the_agreement_into_effect(cast: Cast, as_user: SignIn) -> None:
    case = case_in(State.DRAFTED, cast)
    browser = as_user(cast.mediator)

    nobody = _act(browser, case, "record_signature")
    assert nobody.status_code == 422
    first = _sign(browser, case, 0, 1, 2)
    assert first.status_code == 302
    assert load_case(case.pk).state == State.DRAFTED

    last = _sign(browser, case, 0)
    assert last.status_code == 302
    done = load_case(case.pk)
    assert done.state == State.AGREED
    assert done.settlement.effective_on == TODAY
    assert [event.step for event in Event.objects.filter(dossier_id=case.pk).order_by("-seq")[:3]] == [
        "conclude_agreement",
        "record_signature",
        "record_signature",
    ]
    said = browser.get(url(case)).content.decode()
    assert "已办理：记录签名盖章。" in said
    assert "仲裁审查" in said


def test_a_signature_that_completes_nothing_says_why(cast: Cast, as_user: SignIn) -> None:
    case = case_in(State.DRAFTED, cast, workers=12)
    workers = case.side("applicant")
    Party.objects.filter(pk__in=[row.pk for row in workers[2:]]).update(is_represented=True)
    browser = as_user(cast.mediator)

    answer = _sign(browser, case, 0, 1, 12, 13, 14)

    assert answer.status_code == 302
    assert load_case(case.pk).state == State.DRAFTED
    said = browser.get(url(case)).content.decode()
    assert "代表人不得为未同意最终条款的职工和解" in said


def test_a_represented_worker_who_signs_has_agreed_to_the_terms(cast: Cast, as_user: SignIn) -> None:
    case = case_in(State.DRAFTED, cast, workers=12)
    workers = case.side("applicant")
    Party.objects.filter(pk__in=[row.pk for row in workers[2:]]).update(is_represented=True)
    browser = as_user(cast.mediator)

    _sign(browser, case, *range(15))

    done = load_case(case.pk)
    assert done.state == State.AGREED
    assert [row.terms_consent_on for row in done.side("applicant")] == [None, None, *[TODAY] * 10]


def test_a_whole_case_by_its_pages(cast: Cast, as_user: SignIn) -> None:
    """From the counter to the agreement, every step taken through its page."""
    case = new_case(cast, workers=2)
    employer = case.side("respondent")[0]

    counter = as_user(cast.registrar)
    assert _act(counter, case, "screen_case").status_code == 302
    assert _act(counter, case, "check_scope", in_scope="yes").status_code == 302
    assert _act(counter, case, "check_identity").status_code == 302
    assert (
        _act(
            counter,
            case,
            "record_consent",
            parties=[str(p.pk) for p in case.side("applicant")],
            answer="agreed",
            medium="counter",
        ).status_code
        == 302
    )
    assert _act(counter, case, "ask_other_side").status_code == 302
    assert _act(counter, case, "record_consent", answer="agreed", medium="phone").status_code == 302
    assert _act(counter, case, "accept_case").status_code == 302
    assert _act(counter, case, "appoint_mediator", mediator=str(cast.mediator.pk)).status_code == 302

    table = as_user(cast.mediator)
    assert _act(table, case, "disclose_interests", has_interest="no").status_code == 302
    assert _act(table, case, "explain_rights").status_code == 302
    assert _act(table, case, "begin_mediation").status_code == 302
    assert _act(table, case, "log_session", joint_record="双方陈述意见。").status_code == 302
    first_draft = _act(
        table,
        case,
        "write_terms",
        disputed="数额",
        results__0__result="settled",
        results__0__agreed="15000",
        results__1__result="settled",
        results__1__agreed="15000",
        items__0__amount="15,000.00",
        items__1__amount="１５０００",
        items__0__account="6222000000000000001",
        items__1__account="6222000000000000002",
        items__0__due_on="2026-04-01",
        items__1__due_on="2026-04-01",
    )
    assert first_draft.status_code == 302
    assert _act(table, case, "draft_agreement").status_code == 302
    assert _sign(table, case, *range(5)).status_code == 302

    done = load_case(case.pk)
    assert done.state == State.AGREED
    rows = list(done.settlement.obligations.all())
    assert [(row.amount, row.debtor_id, row.payee) for row in rows] == [
        (Decimal("15000.00"), employer.pk, "张秀英"),
        (Decimal("15000.00"), employer.pk, "工友2"),
    ]
    assert (
        _act(
            table, case, "record_performance", f"?obligation={rows[0].pk}", amount="5000", proof="转账回单"
        ).status_code
        == 302
    )
    assert _act(table, case, "issue_session_record").status_code == 302
    assert _act(table, case, "submit_closing", summary="已达成协议。").status_code == 302
    assert _act(as_user(cast.head), case, "close_case").status_code == 302
    not_yet = as_user(cast.registrar).get(url(case, "do/archive_case/"))
    assert not_yet.status_code == 409
    assert not_yet.context["refusals"] == [str(one.sentence) for one in (WINDOWS_CLOSED, DUTIES_SETTLED, PAPERS_SET)]
    assert load_case(case.pk).state == State.CLOSED


def test_a_step_costs_few_queries(cast: Cast, as_user: SignIn) -> None:
    case = case_in(State.SCREENING, cast, workers=30)
    browser = as_user(cast.registrar)
    address = url(case, "do/check_scope/")
    data = filled(browser.get(address), in_scope="yes")

    with CaptureQueriesContext(connection) as asked:
        answer = browser.post(address, data)

    assert answer.status_code == 302
    work = [q["sql"] for q in asked if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))]
    assert len(work) <= 12, work


def test_what_the_door_refuses_keeps_the_form(cast: Cast, as_user: SignIn) -> None:
    """The door knows more than the form: its sentences stand above what was typed."""
    case = case_in(State.IN_MEDIATION, cast)
    browser = as_user(cast.registrar)
    worker = case.side("applicant")[0]

    answer = _act(
        browser,
        case,
        "record_agent",
        f"?party={worker.pk}",
        agent_name="马调解",
        agent_kind="recommended",
        agent_authority="general",
    )

    assert answer.status_code == 409
    assert "马调解" in answer.context["refusals"][0]
    assert filled(answer)["agent_name"] == "马调解"
    worker.refresh_from_db()
    assert worker.agent_name == ""
