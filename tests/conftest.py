"""What every test stands on: no network but this machine, a clock that can be held, Chinese as the language."""

import datetime as dt
import json
import os
import shutil
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import hypothesis
import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.utils import translation

SHANGHAI = ZoneInfo("Asia/Shanghai")

# The same examples every time, so that a red run is the change's fault; no deadline, because the machine may be busy.
hypothesis.settings.register_profile("calm", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("calm")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A test that needs the other database is left out by name, not skipped in silence: `make test` runs both.

    How many were left out for which reason goes into the file that LEFT_OUT names, for the summary of `make test`.
    """
    for item in items:
        if _asks_no_database(item):
            item.add_marker("once")
    on_postgresql = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
    others = ("browser", "once") if on_postgresql else ("postgresql",)
    gone = [item for item in items if any(item.get_closest_marker(other) for other in others)]
    if gone:
        config.hook.pytest_deselected(items=gone)
        items[:] = [item for item in items if item not in gone]
    if "LEFT_OUT" in os.environ:
        reasons = Counter(next(other for other in others if item.get_closest_marker(other)) for item in gone)
        Path(os.environ["LEFT_OUT"]).write_text(json.dumps(reasons), encoding="utf-8")


def _asks_no_database(item: pytest.Item) -> bool:
    """Whether a test runs on no database: a second run of it would say nothing more. The frame reaches the database
    through processes of its own."""
    if item.get_closest_marker("django_db") or item.get_closest_marker("postgresql"):
        return False
    asked = {"db", "transactional_db", "live_server", "django_db_setup"}.intersection(getattr(item, "fixturenames", ()))
    return not asked and "frame" not in item.path.parts


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the folder that held this process's files."""
    from tests.settings import TEST_PLACE

    shutil.rmtree(TEST_PLACE, ignore_errors=True)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only this machine can be reached; anything else is an error that names the address."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: object) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = str(address[0]) if isinstance(address, tuple) else str(address)
            if host not in ("127.0.0.1", "::1", "localhost"):
                raise AssertionError(f"A test tried to reach the network: {host}")
        real(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture(autouse=True)
def _chinese() -> Iterator[None]:
    """Every test starts in the default language, whatever the one before it chose."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture
def at() -> Iterator[Callable[[str], dt.datetime]]:
    """`at("2026-03-02")` or `at("2026-03-02 16:30")` holds the clock at that time in Shanghai until the test ends."""
    held: list[time_machine.travel] = []

    def hold(moment: str) -> dt.datetime:
        when = dt.datetime.fromisoformat(moment)
        if when.tzinfo is None:
            if len(moment) <= len("2026-03-02"):
                when = when.replace(hour=9)
            when = when.replace(tzinfo=SHANGHAI)
        while held:
            held.pop().stop()
        traveller = time_machine.travel(when, tick=False)
        traveller.start()
        held.append(traveller)
        return when

    yield hold
    while held:
        held.pop().stop()


@pytest.fixture
def on_postgresql() -> bool:
    """Whether this run is on PostgreSQL."""
    return bool(connection.vendor == "postgresql")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The system's own Chromium, headless, driven by playwright: `page = chromium.new_page()`.

    A machine without it fails the test: `make test` installs it, and a browser test that did not run proves nothing.
    """
    from playwright.sync_api import sync_playwright

    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        pytest.fail("No Chromium on this machine; run `sh scripts/setup.sh dev`.")
    # Playwright keeps an event loop in this thread, which Django would take for asynchronous code.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        options = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=program, args=options)
        yield browser
        browser.close()
