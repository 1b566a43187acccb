"""One person at a real browser, for the journeys: signs in, takes steps on their pages, looks whether a page is fit."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.cast import PASSWORD

PICTURES = os.environ.get("JOURNEY_PICTURES", "")
AXE = (Path(__file__).parent.parent / "browser" / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RULES = "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})"


class Desk:
    """One person at a browser."""

    def __init__(self, chromium: Any, base: str, name: str, width: int = 1440) -> None:
        self.base, self.name = base, name
        self.context = chromium.new_context(
            viewport={"width": width, "height": 900}, locale="zh-CN", timezone_id="Asia/Shanghai"
        )
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console",
            lambda said: (
                self.complaints.append(said.text) if said.type == "error" and "status of 4" not in said.text else None
            ),
        )
        self.page.goto(f"{base}/sign-in/")
        self.page.fill("input[name=username]", name)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.press("input[name=password]", "Enter")
        self.page.wait_for_url(f"{base}/")

    def open(self, path: str) -> Any:
        self.page.goto(f"{self.base}{path}")
        return self.page

    def picture(self, name: str) -> None:
        if PICTURES:
            Path(PICTURES).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=False)

    def accessible(self) -> None:
        """No violation of WCAG 2.2 AA, nothing wider than the screen, nothing the content policy refused."""
        self.page.evaluate(AXE)
        found = self.page.evaluate(RULES)["violations"]
        assert [(each["id"], each["nodes"][0]["target"]) for each in found] == []
        assert self.page.evaluate("document.documentElement.scrollWidth") <= self.page.viewport_size["width"]
        assert self.complaints == []

    def take(self, code: str, step: str, fill: Callable[[Any], object] | None = None, room: str = "files") -> None:
        """Take a step on its page and come back to the file."""
        self.open(f"/{room}/{code}/do/{step}/")
        if fill:
            fill(self.page)
        self.page.click("form.sheet .buttons button")
        self.page.wait_for_load_state()
        said = self.page.locator(".error, .refusals, .error-summary").all_inner_texts()
        assert f"/do/{step}/" not in self.page.url, f"{step} was not taken: {said}"


def choose(page: Any, name: str, value: str) -> None:
    """Pick a radio button or an option by its value."""
    found = page.locator(f"[name='{name}']").first
    if found.evaluate("e => e.tagName") == "SELECT":
        page.select_option(f"select[name='{name}']", value)
    else:
        page.check(f"input[name='{name}'][value='{value}']", force=True)


def tick_all(page: Any, name: str) -> None:
    for box in page.locator(f"input[name='{name}'][type=checkbox]").all():
        box.check(force=True)
