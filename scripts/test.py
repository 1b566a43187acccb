"""`make test`: the whole suite on SQLite and again on PostgreSQL, one summary line each.

What a database is spared on purpose (browser tests, the whole collection of cases) is counted there by its reason.
Words after the command go to pytest (`make test ARGS="-k clocks -x"`). PostgreSQL is DATABASE_URL when that names
one, otherwise a throwaway cluster. Whatever cannot run is named, and then the exit code is not 0.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from xml.etree import ElementTree as ET

from scripts.postgres import NoPostgres, cluster

ROOT = Path(__file__).resolve().parent.parent
LIMIT = 35 * 60  # seconds for one run; both fit into an hour and a quarter


def pytest(database: str | None, arguments: list[str]) -> tuple[int, dict[str, int], dict[str, int]]:
    """One run of the suite: pytest's exit code, the counts of its report, and what was left out for which marker."""
    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    if database:
        environment["DATABASE_URL"] = database
    with tempfile.TemporaryDirectory(prefix="report-") as place:
        report, left_out = Path(place) / "report.xml", Path(place) / "left_out.json"
        environment["LEFT_OUT"] = str(left_out)
        # worksteal keeps neighbours on one process, so that what a module prepares once is prepared once.
        words = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "worksteal", f"--junitxml={report}"]
        process = subprocess.Popen([*words, *arguments], cwd=ROOT, env=environment, start_new_session=True)
        try:
            code = process.wait(timeout=LIMIT)
        except subprocess.TimeoutExpired:
            print(f"No end after {LIMIT // 60} minutes; stopped.", flush=True)
            code = 124
        finally:
            for number in (signal.SIGINT, signal.SIGKILL):
                if process.poll() is None:
                    os.killpg(process.pid, number)
                    with contextlib.suppress(subprocess.TimeoutExpired):
                        process.wait(timeout=20)
        counts = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
        if report.exists():
            for suite in ET.parse(report).getroot().iter("testsuite"):  # noqa: S314  (our own file)
                for name in counts:
                    counts[name] += int(suite.get(name, "0"))
        spared = json.loads(left_out.read_text(encoding="utf-8")) if left_out.exists() else {}
    return code, counts, spared


def reasons() -> dict[str, str]:
    """What each marker says about itself in pyproject.toml."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return dict(row.split(": ", 1) for row in told["tool"]["pytest"]["ini_options"]["markers"])


def main() -> int:
    arguments = sys.argv[1:]
    given = os.environ.get("DATABASE_URL", "")
    lines: list[str] = []
    bad = 0
    why = reasons()

    def account(name: str, code: int, counts: dict[str, int], spared: dict[str, int]) -> None:
        nonlocal bad
        failed = counts["failures"] + counts["errors"]
        passed = counts["tests"] - failed - counts["skipped"]
        lines.append(f"{name}: {passed} passed, {failed} failed, {counts['skipped']} skipped")
        lines.extend(f"  {name}: {n} left out on purpose ({marker}: {why[marker]})" for marker, n in spared.items())
        if code in (0, 5) and not counts["tests"]:
            lines.append(f"  {name}: no test ran, which counts as a failure")
        elif code < 0:
            lines.append(f"  {name}: the run was killed by signal {-code} before it could report")
        elif code and not failed:
            lines.append(f"  {name}: pytest ended with code {code}")
        bad += bool(code or not counts["tests"])

    print("=== Tests on SQLite ===", flush=True)
    account("SQLite", *pytest(None, arguments))
    print("\n=== Tests on PostgreSQL ===", flush=True)
    try:
        if given.startswith("postgres"):
            print("on the database of DATABASE_URL", flush=True)
            account("PostgreSQL", *pytest(given, arguments))
        else:
            with cluster() as url:
                print("on a throwaway cluster", flush=True)
                account("PostgreSQL", *pytest(url, arguments))
    except NoPostgres as reason:
        bad += 1
        lines.append(f"PostgreSQL: NOT RUN, which counts as a failure: {reason}")

    print("\n=== Summary ===")
    print("\n".join(lines))
    print("All tests passed on both databases." if not bad else f"NOT GOOD: {bad} of 2 runs failed; see above.")
    return 1 if bad else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
