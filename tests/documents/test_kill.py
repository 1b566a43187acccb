"""Somebody pulls the plug in the middle of issuing, again and again: nothing is lost (`tests/documents/kill.py`)."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from mediation.environment import ROOT
from tests.documents.kill import NONE

KILLS = 20
"""In the suite. The proof with two hundred: `python -m tests.documents.kill 200`."""


@pytest.mark.slow
@pytest.mark.once
def test_no_gap_no_duplicate_no_letter_without_its_file_however_often_the_process_is_killed() -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("MEDIATION_", "DATABASE_"))}

    ran = subprocess.run(
        [sys.executable, "-m", "tests.documents.kill", str(KILLS), "7"],
        cwd=ROOT, env=clean, capture_output=True, text=True, check=False, timeout=280,
    )  # fmt: skip

    said = json.loads(ran.stdout or "{}")
    assert ran.returncode == 0, ran.stdout + ran.stderr[-2000:]
    assert said["kills"] == KILLS
    assert said["papers"] > KILLS / 2, "the children came to issue something before they died"
    assert [name for name in NONE if said[name]] == []
