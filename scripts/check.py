"""`make check`: what CI asks of the code besides its tests. Runs every part, counts the failures, says which.

python scripts/check.py            all parts
python scripts/check.py types …    only these
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
MANAGE = [sys.executable, "manage.py"]

# name, what it holds, the command
PARTS: list[tuple[str, str, list[str]]] = [
    ("lint", "no known mistake, no unused name, no unsafe call", [f"{BIN}/ruff", "check", "."]),
    ("format", "one way of setting the code", [f"{BIN}/ruff", "format", "--check", "--output-format=concise", "."]),
    ("types", "every function says what it takes and gives", [f"{BIN}/mypy", "."]),
    ("layers", "no room imports what stands above it", [f"{BIN}/lint-imports"]),
    ("templates", "templates are well-formed", [f"{BIN}/djlint", "templates", "--lint", "--quiet"]),
    ("system", "the procedures and models pass their own checks", [*MANAGE, "check", "--fail-level", "DEBUG"]),
    (
        "deployment",
        "production settings have no known weakness",
        [*MANAGE, "check", "--deploy", "--fail-level", "DEBUG"],
    ),
    ("migrations", "models and migrations agree", [*MANAGE, "makemigrations", "--check", "--dry-run"]),
    ("docs", "drawn documents are current (`make docs`)", [*MANAGE, "draw_docs", "--check"]),
    ("settings", "docs/settings.md is current (`make docs`)", [sys.executable, "scripts/settings_doc.py", "--check"]),
    ("messages", "every sentence has its Chinese (`make messages`)", [sys.executable, "scripts/messages.py", "check"]),
]


def production(place: str) -> dict[str, str]:
    """The environment of a real installation, with its data in a scratch folder."""
    kept = {k: v for k, v in os.environ.items() if k != "DATABASE_URL" and not k.startswith(("MEDIATION_", "DJANGO_"))}
    return kept | {"MEDIATION_VAR": place, "MEDIATION_HTTPS": "1", "MEDIATION_HOSTS": "mediation.example.cn"}


def main() -> int:
    asked = sys.argv[1:]
    if unknown := set(asked) - {name for name, _, _ in PARTS}:
        print(f"No such part: {', '.join(sorted(unknown))}. Parts: {', '.join(name for name, _, _ in PARTS)}")
        return 2
    failed = []
    with tempfile.TemporaryDirectory(prefix="check-") as place:
        environment = production(place)
        for name, holds, command in PARTS:
            if asked and name not in asked:
                continue
            print(f"--- {name}: {holds}", flush=True)
            began = time.monotonic()
            try:
                code = subprocess.run(
                    command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, check=False
                ).returncode
            except FileNotFoundError:
                print(f"{command[0]} is not installed; run `sh scripts/setup.sh dev`")
                code = 127
            if code:
                failed.append(name)
            print(f"    {'FAILED' if code else 'ok'} ({time.monotonic() - began:.0f} s)", flush=True)
    ran = len(asked) or len(PARTS)
    print(
        f"\nCheck: {ran - len(failed)} of {ran} parts in order." + (f" Failed: {', '.join(failed)}." if failed else "")
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
