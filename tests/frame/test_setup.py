"""Set-up on machines that lack something: what it says, what it asks the system to do, what it leaves alone."""

import os
import subprocess
from pathlib import Path

import pytest

from mediation.environment import ROOT
from scripts import postgres


class Machine:
    """A pretended Debian: programs that write down how they were called, and a package list to choose from."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.bin = place / "bin"
        self.bin.mkdir()
        self.calls = place / "calls"
        self.fonts = place / "var/fonts"
        self.fonts.mkdir(parents=True)
        (self.fonts / "FandolFang-Regular.otf").write_text("a font")
        self.program("sudo", "exit 1")
        self.program("id", "echo 1000")
        self.program("dpkg-query", "printf 'install ok installed'")
        self.program("apt-get", f'echo "apt-get $*" >>{self.calls}')

    def program(self, name: str, body: str) -> None:
        path = self.bin / name
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)

    def without(self, *packages: str) -> None:
        cases = "|".join(packages)
        self.program("dpkg-query", f'case "$4" in {cases}) exit 1 ;; esac; printf "install ok installed"')

    def setup(self, mode: str = "run", **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["sh", str(ROOT / "scripts/system.sh"), mode],
            env={
                "PATH": f"{self.bin}:{os.environ['PATH']}",
                "MEDIATION_VAR": str(self.place / "var"),
                **environment,
            },
            capture_output=True,
            text=True,
            check=False,
        )

    def called(self) -> list[str]:
        return self.calls.read_text().splitlines() if self.calls.exists() else []


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def test_a_complete_machine_is_left_alone(machine):
    done = machine.setup()

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert machine.called() == []


def test_an_account_that_may_not_install_gets_the_one_line_to_run(machine):
    machine.without("libharfbuzz-subset0", "fonts-noto-cjk")

    done = machine.setup()

    assert done.returncode == 1
    assert (
        "sudo apt-get update && sudo apt-get install -y --no-install-recommends libharfbuzz-subset0 fonts-noto-cjk"
    ) in done.stderr
    assert machine.called() == []


def test_only_what_is_missing_is_installed(machine):
    machine.without("fonts-lxgw-wenkai")
    machine.program("id", "echo 0")

    done = machine.setup()

    assert done.returncode == 0, done.stderr
    assert machine.called() == [
        "apt-get update -q",
        "apt-get install -y --no-install-recommends -q -o DPkg::Lock::Timeout=300 fonts-lxgw-wenkai",
    ]


def test_a_failing_installation_stops_and_shows_why(machine):
    machine.without("fonts-lxgw-wenkai")
    machine.program("id", "echo 0")
    machine.program("apt-get", "echo E: no such package; exit 100")

    done = machine.setup()

    assert done.returncode == 1
    assert "E: no such package" in done.stderr
    assert "could not be installed: fonts-lxgw-wenkai" in done.stderr


def test_what_only_tests_need_is_named_and_passed_by(machine):
    machine.without("libatomic1")
    machine.program("id", "echo 0")
    machine.program("apt-get", "echo E: no such package; exit 100")

    done = machine.setup("test")

    assert done.returncode == 0, done.stderr
    assert "NOT INSTALLED: libatomic1." in done.stderr


def test_an_account_that_may_not_install_can_still_run_other_tests(machine):
    machine.without("libatomic1")

    done = machine.setup("test")

    assert done.returncode == 0
    assert "tests that need them will fail: libatomic1" in done.stderr


def test_a_font_that_cannot_be_fetched_is_said_and_leaves_no_scraps(machine):
    (machine.fonts / "FandolFang-Regular.otf").unlink()
    machine.program("apt-get", "exit 100")

    done = machine.setup()

    assert done.returncode == 1
    assert "FandolFang could not be fetched" in done.stderr


def test_libraries_installed_by_hand_can_be_vouched_for(machine):
    machine.without("libpango-1.0-0")

    assert machine.setup(SKIP_SYSTEM="1").returncode == 0


def test_a_python_that_is_too_old_is_named(tmp_path):
    (tmp_path / "python3").write_text('#!/bin/sh\n[ "$1" = -V ] && echo "Python 3.9.2" && exit 0\nexit 1\n')
    (tmp_path / "python3").chmod(0o755)
    for tool in ("cut", "sh"):
        (tmp_path / tool).symlink_to(f"/usr/bin/{tool}")

    done = subprocess.run(
        ["/bin/sh", str(ROOT / "scripts/python.sh")],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "Python 3.11 or newer is needed. Found only:" in done.stderr
    assert "3.9.2" in done.stderr


def test_a_machine_without_postgresql_is_told_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setattr(Path, "glob", lambda *_: iter(()))
    monkeypatch.setattr("scripts.postgres.shutil.which", lambda _name: None)

    with pytest.raises(postgres.NoPostgres, match="install the package postgresql, or set DATABASE_URL"):
        postgres.binaries()
