"""The answer to a letter on a phone, in a real browser: half-typed words survive, axe finds nothing, none stay."""

from __future__ import annotations

from typing import Any

import pytest

from supervision.models import ReplyItem
from tests.browser.test_gallery import AXE, RULES
from tests.cast import make_cast
from tests.supervision.walk import State, matter_in

PHONE = {"width": 390, "height": 844}


def found_by_axe(page: Any) -> list[str]:
    page.evaluate(AXE)
    return [f"{one['id']}: {node['html'][:120]}" for one in page.evaluate(RULES)["violations"] for node in one["nodes"]]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_letter_is_answered_on_a_phone(chromium: Any, live_server: Any) -> None:
    from django.utils import timezone

    letter = matter_in(State.AWAITING_REPLY, make_cast(), at=timezone.now()).letter
    assert letter is not None
    context = chromium.new_context(viewport=PHONE, locale="zh-CN")
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.goto(f"{live_server.url}/answer/?number={letter.number}")
    assert found_by_axe(page) == []
    page.fill("[name=code]", letter.answer_code)
    page.click("button.main")

    assert found_by_axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    page.fill("[name=p1-measure]", "已经补发工资。")
    page.wait_for_timeout(400)
    page.reload()
    page.click(".callout .btn.small")
    assert page.input_value("[name=p1-measure]") == "已经补发工资。"
    page.check("[name=p1-admits][value=yes]")
    page.check("[name=p1-status][value=under_way]")
    page.set_input_files("[name=p1-files]", {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 x"})
    for name, words in (("name", "王建国"), ("post", "总经理"), ("phone", "0931-7654321")):
        page.fill(f"[name={name}]", words)
    page.click("form[data-draft] button.main")
    page.wait_for_url("**/answer/review/")
    assert found_by_axe(page) == []
    page.click("form.sheet button.main")
    page.wait_for_url("**/answer/done/")
    assert found_by_axe(page) == []
    assert page.evaluate("JSON.stringify(sessionStorage)").find("已经补发") < 0, "nothing that was typed stays here"
    page.click(".leave button")
    page.goto(f"{live_server.url}/answer/letter/")

    assert page.url.endswith("/answer/")
    assert ReplyItem.objects.get().measure == "已经补发工资。"
    assert faults == []
    context.close()
