"""Every piece of the façade in a real browser: clean by axe, on a desk and on a phone, with and without script."""

from pathlib import Path
from typing import Any

import pytest

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RULES = "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
PHONE, DESK = 390, 1440

pytestmark = [
    pytest.mark.browser,
    pytest.mark.urls("tests.browser.gallery_urls"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def opened(chromium, live_server):
    """`opened(view, width, …)` is a page of the gallery; what the browser complained about is in `page.complaints`."""
    contexts: list[Any] = []

    def open_page(view: str = "", width: int = DESK, language: str = "zh-hans", **options: Any) -> Any:
        context = chromium.new_context(viewport={"width": width, "height": 844}, **options)
        contexts.append(context)
        context.add_cookies([{"name": "language", "value": language, "url": live_server.url}])
        page = context.new_page()
        page.complaints = []
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on(
            "console",
            lambda said: (
                page.complaints.append(said.text) if said.type == "error" and "status of 4" not in said.text else None
            ),
        )
        page.goto(f"{live_server.url}/gallery/?view={view}")
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("view", ["", "form", "errors", "confirm", "fault-403", "fault-409"])
@pytest.mark.parametrize(("width", "scheme"), [(DESK, "light"), (DESK, "dark"), (PHONE, "light"), (PHONE, "dark")])
def test_every_piece_is_accessible_fits_and_keeps_the_content_policy(opened, view, width, scheme):
    page = opened(view, width, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details.why').forEach((each) => { each.open = true; })")
    page.evaluate(AXE)

    found = page.evaluate(RULES)["violations"]

    assert [(each["id"], each["nodes"][0]["target"]) for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.complaints == []


@pytest.mark.parametrize("width", [DESK, 820, PHONE])
def test_english_fits_too(opened, width):
    page = opened("", width, language="en")

    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [DESK, 820, PHONE])
def test_no_chinese_cell_shrinks_to_one_character_a_line(opened, width):
    page = opened("table", width)

    narrowest = page.evaluate(
        "Math.min(...[...document.querySelectorAll('tbody td')].filter((c) => c.textContent.trim().length > 3)"
        ".map((c) => c.getBoundingClientRect().width / parseFloat(getComputedStyle(c).fontSize)))"
    )

    assert narrowest >= 4


def test_controls_on_the_phone_are_as_large_as_a_thumb(opened):
    page = opened("errors", PHONE)

    small = page.evaluate(
        "[...document.querySelectorAll('button, select, summary, textarea, .btn, .choices label, .tick,"
        " input:not([type=hidden], [type=checkbox], [type=radio])')]"
        ".filter((e) => e.checkVisibility() && !e.classList.contains('vh') && !e.closest('details:not([open]) > div')"
        " && e.getBoundingClientRect().height < 43.5).map((e) => e.outerHTML.slice(0, 90))"
    )

    assert small == []


def test_the_phone_menu_opens_and_shuts_without_script(opened):
    page = opened("", PHONE, java_script_enabled=False)
    menu = page.locator("#nav")
    assert not menu.is_visible()

    page.click(".menu-link")
    assert menu.is_visible()

    page.click(".side-close")
    assert not menu.is_visible()


def test_a_row_is_added_without_script_and_nothing_typed_is_lost(opened):
    page = opened("form", java_script_enabled=False)
    page.fill("#id_applicant", "张示例")
    page.fill("#id_workers-0-name", "李样本")

    page.click("[data-add-row]")

    assert page.locator("[data-row]").count() == 2
    assert page.input_value("#id_applicant") == "张示例"
    assert page.input_value("#id_workers-0-name") == "李样本"


def test_the_enter_key_submits_the_form_rather_than_adding_a_row(opened):
    page = opened("form", java_script_enabled=False)
    page.fill("#id_applicant", "张示例")

    page.press("#id_applicant", "Enter")
    page.wait_for_selector(".summary")

    assert page.locator("[data-row]").count() == 1


def test_what_was_typed_survives_a_session_that_ran_out(opened, live_server):
    page = opened("form")
    page.fill("#id_applicant", "张示例")
    page.click("[data-add-row]")
    page.fill("#id_workers-1-name", "李样本")
    page.check("#id_presence_1")
    page.wait_for_timeout(600)  # a draft is kept a third of a second after the last key

    page.goto(f"{live_server.url}/gallery/?view=fault-403")
    page.goto(f"{live_server.url}/gallery/?view=form")
    assert page.input_value("#id_applicant") == ""
    page.click("text=恢复未提交的内容")

    assert page.input_value("#id_applicant") == "张示例"
    assert page.input_value("#id_workers-1-name") == "李样本"
    assert page.is_checked("#id_presence_1")


def test_a_refused_form_moves_the_reader_to_what_is_wrong_and_each_line_leads_to_its_field(opened):
    page = opened("form")
    page.click(".buttons .btn.main")
    page.wait_for_selector(".summary")
    assert page.evaluate("document.activeElement.classList.contains('summary')")

    page.click(".summary a[href='#id_presence_0']")

    assert page.evaluate("document.activeElement.id") == "id_presence_0"


def test_the_chosen_theme_is_kept_on_the_next_page(opened, live_server):
    page = opened(color_scheme="light")
    page.click(".menu > summary >> nth=0")
    page.click("[data-set-theme=dark]")

    page.goto(f"{live_server.url}/gallery/?view=form")

    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(19, 21, 24)"


def test_a_form_is_sent_once_however_often_the_button_is_pressed(opened):
    page = opened("form")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)

    page.evaluate(
        "(() => { const b = document.querySelector('.buttons .btn.main'); b.click(); b.click(); b.click(); })()"
    )
    page.wait_for_selector(".summary")

    assert len(sent) == 1
