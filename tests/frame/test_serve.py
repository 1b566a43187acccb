"""The supervisor: both processes start, a dead worker comes back, a dead web server ends all, Ctrl-C stops both."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from mediation.environment import ROOT
from scripts import serve

# Stands in for `manage.py prepare`, `manage.py work` and the web server: writes down that it lives, then waits.
CHILD = """
import os, sys, time
place, name = sys.argv[1], sys.argv[2]
with open(os.path.join(place, name), "a") as file:
    file.write(f"{os.getpid()} {os.environ.get('MEDIATION_HTTPS')}\\n")
if name == "prepare":
    sys.exit(int(os.path.exists(os.path.join(place, "refuse"))))
time.sleep(60)
"""


class Supervised:
    """The real supervisor in a process of its own, over stand-in children."""

    def __init__(self, place: Path, **environment: str) -> None:
        self.place = place
        (place / "child.py").write_text(CHILD)
        program = (
            "import sys; from scripts import serve\n"
            f"child = [sys.executable, {str(place / 'child.py')!r}, {str(place)!r}]\n"
            "serve.MANAGE = child\n"
            "serve.web_server = lambda *_: [*child, 'web']\n"
            "sys.exit(serve.main())"
        )
        self.process = subprocess.Popen(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={**os.environ, "MEDIATION_BIND": f"127.0.0.1:{free_port()}", **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def lives(self, name: str, count: int = 1) -> list[int]:
        """Process ids of the `count` lives that `name` has had so far; waits for the last one."""
        wait_for(lambda: len(self.lines(name)) >= count, f"{name} was not started {count} times")
        return [int(line.split()[0]) for line in self.lines(name)]

    def lines(self, name: str) -> list[str]:
        path = self.place / name
        return path.read_text().splitlines() if path.exists() else []

    def end(self, number: int = signal.SIGINT) -> tuple[int, str]:
        self.process.send_signal(number)
        said, _nothing = self.process.communicate(timeout=20)
        return self.process.returncode, said


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(true: Callable[[], bool], otherwise: str) -> None:
    end = time.monotonic() + 15
    while not true():
        assert time.monotonic() < end, otherwise
        time.sleep(0.05)


def alive(number: int) -> bool:
    try:
        os.kill(number, 0)
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except (ProcessLookupError, FileNotFoundError):
        return False
    return state != "Z"  # a zombie has ended; nobody has asked for its code yet


@pytest.fixture
def supervised(tmp_path):
    started: list[Supervised] = []

    def begin(**environment: str) -> Supervised:
        started.append(Supervised(tmp_path, **environment))
        return started[-1]

    yield begin
    for each in started:
        if each.process.poll() is None:
            each.process.kill()
            each.process.communicate()


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch):
    for name in list(os.environ):
        if name.startswith("MEDIATION_"):
            monkeypatch.delenv(name)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_stops_both_and_is_no_error(supervised, number):
    system = supervised()
    [web], [worker] = system.lives("web"), system.lives("work")

    code, said = system.end(number)

    assert code == 0
    assert not alive(web)
    assert not alive(worker)
    assert "http://127.0.0.1:" in said
    assert "Plain http, for this machine only" in said
    assert system.lines("web")[0].endswith(" 0"), "on this machine https is off"


def test_a_worker_that_dies_comes_back(supervised):
    system = supervised()
    [first] = system.lives("work")

    os.kill(first, signal.SIGKILL)

    _first, second = system.lives("work", 2)
    assert alive(second)
    assert len(system.lives("web")) == 1
    assert "The worker ended with code -9" in system.end()[1]


def test_a_web_server_that_dies_takes_the_worker_along_and_says_so(supervised):
    system = supervised()
    [web], [worker] = system.lives("web"), system.lives("work")

    os.kill(web, signal.SIGKILL)
    said, _nothing = system.process.communicate(timeout=20)

    assert system.process.returncode not in (0, None)
    assert not alive(worker)
    assert "The web server ended" in said


def test_a_supervisor_killed_outright_leaves_nobody_behind(supervised):
    system = supervised()
    [web], [worker] = system.lives("web"), system.lives("work")

    system.process.kill()
    system.process.communicate()

    wait_for(lambda: not alive(web) and not alive(worker), "a child outlived its supervisor")


def test_nothing_is_served_when_the_database_cannot_be_prepared(supervised, tmp_path):
    (tmp_path / "refuse").touch()

    system = supervised()
    system.process.communicate(timeout=20)

    assert system.process.returncode == 1
    assert system.lines("web") == []


def test_an_address_in_use_is_said_at_once(supervised):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        system = supervised(MEDIATION_BIND=f"127.0.0.1:{taken.getsockname()[1]}")
        said, _nothing = system.process.communicate(timeout=20)

    assert system.process.returncode == 1
    assert "Address already in use" in said
    assert system.lines("prepare") == []


def test_beyond_this_machine_https_stays_required(supervised):
    system = supervised(MEDIATION_BIND=f"0.0.0.0:{free_port()}")
    system.lives("web")

    assert "put a TLS proxy in front" in system.end()[1]
    assert system.lines("web")[0].endswith(" None"), "the default, which is on, is left as it is"


def test_a_wrong_setting_stops_before_anything_starts(supervised):
    system = supervised(MEDIATION_WORKERS="many")
    said, _nothing = system.process.communicate(timeout=20)

    assert system.process.returncode == 2
    assert "MEDIATION_WORKERS has a wrong value" in said


def test_the_web_server_is_told_its_limits():
    words = serve.web_server("127.0.0.1:8000", 3, ["10.0.0.1"])

    for word in (
        "--workers=3",
        "--worker-class=gthread",
        "--keep-alive=75",
        "--max-requests=2000",
        "--max-requests-jitter=200",
        "--limit-request-line=4094",
        "--forwarded-allow-ips=10.0.0.1",
    ):
        assert word in words
    assert sys.executable == words[0]
