"""The house as files: what is declared once is declared everywhere, and nothing of one machine gets into it."""

import json
import os
import re
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from importlib.metadata import version

import pytest

from mediation import settings as product
from mediation.environment import ROOT
from scripts.test import reasons

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SOURCE = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
DIRECT = [
    *PROJECT["project"]["dependencies"],
    *(each for group in PROJECT["project"]["optional-dependencies"].values() for each in group),
]


def bare(requirement: str) -> str:
    return re.split(r"[\[<>=~!; ]", requirement)[0].lower()


def tracked(*patterns: str) -> list[str]:
    """Files of the repository; in an unpacked archive, which has no history, all files that set-up did not make."""
    if (ROOT / ".git").exists():
        words = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z", "--", *patterns]
        names = subprocess.run(words, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
        return [name for name in names if name and (ROOT / name).is_file()]
    made = (".venv", "var", "__pycache__")
    names = [path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*") if path.is_file()]
    return [
        name
        for name in names
        if any(fnmatch(name, pattern) for pattern in patterns)
        and not any(part in made or part.endswith("_cache") for part in name.split("/"))
        and not name.endswith(".mo")
    ]


@pytest.mark.parametrize("requirement", DIRECT)
def test_every_package_has_a_reason_is_locked_and_listed(requirement):
    name = bare(requirement)
    line = next(line for line in SOURCE.splitlines() if f'"{requirement}"' in line)
    run = (ROOT / "requirements.txt").read_text()
    dev = (ROOT / "requirements-dev.txt").read_text()

    assert re.search(r",\s*# \w.{8,}", line), f"{name} has no reason beside it"
    assert re.search(rf"^{re.escape(name)}(\[[\w,-]+\])?==\S+", dev, re.MULTILINE | re.IGNORECASE)
    assert (requirement in PROJECT["project"]["dependencies"]) == bool(
        re.search(rf"^{re.escape(name)}(\[[\w,-]+\])?==\S+", run, re.MULTILINE | re.IGNORECASE)
    )
    assert f"`{name}`" in (ROOT / "docs/dependencies.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_a_lock_pins_every_package_by_hash_and_names_no_place(lock):
    text = (ROOT / lock).read_text()
    entries = re.split(r"\n(?=[A-Za-z])", "\n" + re.sub(r"(?m)^\s*#.*\n", "", text))[1:]

    assert len(entries) > 20
    for entry in entries:
        assert re.match(r"[\w.-]+(\[[\w,-]+\])?==", entry), entry[:60]
        assert "--hash=sha256:" in entry, entry[:60]
    assert "://" not in text


def test_what_is_installed_is_what_is_locked():
    pins = re.findall(
        r"^([\w.-]+)(?:\[[\w,-]+\])?==([^ ;\\]+) \\", (ROOT / "requirements.txt").read_text(), re.MULTILINE
    )

    assert len(pins) > 20
    assert {name: version(name) for name, _pin in pins} == dict(pins)


def test_every_room_is_watched_by_the_layers_and_known_as_our_own():
    rooms = {name.split("/")[0] for name in tracked("*/__init__.py")} - {"tests", "scripts"}
    linter = PROJECT["tool"]["importlinter"]
    listed = re.findall(r"\w+", " ".join(linter["contracts"][0]["layers"]))

    assert rooms == set(linter["root_packages"])
    assert rooms == set(listed)
    assert rooms | {"tests", "scripts"} == set(PROJECT["tool"]["ruff"]["lint"]["isort"]["known-first-party"])
    assert rooms - {"statutes"} == set(product.INSTALLED_APPS) & rooms


def test_nothing_generated_is_in_the_repository():
    generated = ("*.mo", "*.pyc", "var/*", "*.sqlite3", ".venv/*", "*.otf", "*.ttf", "*secret_key*", "*.pem", "*.key")

    assert tracked(*generated) == []


def test_nothing_of_one_machine_is_in_the_repository():
    """Absolute paths of a developer and hosts of package indexes would not work for anybody else."""
    wrong = re.compile(r"/wor" + r"k/|/roo" + r"t/|/ho" + r"me/\w|files\.python" + r"hosted|pyp" + r"i\.org")
    found = []
    for name in tracked("*"):
        if name.startswith("static/vendor/") or "/vendor/" in name:
            continue
        try:
            text = (ROOT / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{name}: {hit[0]}" for hit in wrong.finditer(text)]

    assert found == []


@pytest.mark.parametrize("script", sorted(tracked("scripts/*.sh", ".ci/run")))
def test_a_script_is_plain_shell(script):
    done = subprocess.run(["sh", "-n", script], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert (ROOT / script).stat().st_mode & 0o100


def test_make_explains_every_target():
    text = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z]+):", text, re.MULTILINE)) - {"help"}
    shown = subprocess.run(
        ["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout

    assert targets == set(re.findall(r"make ([a-z]+)", shown))


def test_tests_that_a_database_is_spared_are_counted_by_their_reason(tmp_path, on_postgresql):
    """`make test` says in its summary what the second database leaves out, and why."""
    report = tmp_path / "left_out.json"
    words = ["-m", "pytest", "-q", "--collect-only", "tests/cases/test_replay.py", "tests/dossiers/test_races.py"]
    subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=os.environ | {"LEFT_OUT": str(report)}, capture_output=True, check=True
    )

    found = json.loads(report.read_text(encoding="utf-8"))

    assert found.keys() == {"once" if on_postgresql else "postgresql"}
    assert all(found.values())
    assert found.keys() <= reasons().keys()
