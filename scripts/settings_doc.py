"""Draw `docs/settings.md` from the table of environment variables; `--check` only compares."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from mediation.environment import as_document  # noqa: E402

PAGE = ROOT / "docs" / "settings.md"


def main() -> int:
    if "--check" in sys.argv:
        if PAGE.exists() and PAGE.read_text(encoding="utf-8") == as_document():
            return 0
        print("docs/settings.md does not match mediation/environment.py; run `make docs`.")
        return 1
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(as_document(), encoding="utf-8")
    print(f"Drew {PAGE.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
