"""The message catalogue: compile it, complete it, check it.

python scripts/messages.py compile   .po → .mo where the .mo is older; needs no system package
python scripts/messages.py update    adds new English sentences to the .po, empty, to be translated (needs gettext)
python scripts/messages.py check     names every sentence without its Chinese; exit 1 when there is one (needs gettext)
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
LANGUAGE = "zh_Hans"
CATALOGUE = ROOT / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"
# Sentences are written in these places; everything else (tests, scripts, what is installed) speaks to developers.
NOT_SEARCHED = ("var", "tests", "scripts", "docs", "static", "node_modules")
# Rooms whose `_` is the lazy one call the immediate one `now`.
MAKE = """from django.core.management import execute_from_command_line
from django.core.management.commands.makemessages import Command
Command.xgettext_options += ["--keyword=now"]
execute_from_command_line()
"""
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")

Key = tuple[str | None, str]


def key(entry: polib.POEntry) -> Key:
    return entry.msgctxt, entry.msgid


def compile_catalogue() -> int:
    """Write each `.mo` beside its `.po` unless it is up to date; aside first, so that no process reads half a file."""
    for po in sorted(ROOT.glob("locale/*/LC_MESSAGES/*.po")):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime > po.stat().st_mtime:
            continue
        aside = mo.with_suffix(f".{os.getpid()}")
        polib.pofile(str(po)).save_as_mofile(str(aside))
        aside.replace(mo)
        print(f"Compiled {po.relative_to(ROOT)}")
    return 0


def sentences_in_use() -> dict[Key, polib.POEntry]:
    """Every sentence that the code and the templates mark for translation, found by Django's own makemessages.

    It works on a copy of the tree, because makemessages rewrites the catalogue it finds.
    """
    with tempfile.TemporaryDirectory(prefix="messages-") as place:
        copy = Path(place) / "tree"
        for room in sorted(ROOT.iterdir()):
            if not room.is_dir() or room.name.startswith(".") or room.name in NOT_SEARCHED:
                continue
            for path in room.rglob("*"):
                if path.suffix in (".py", ".html", ".txt") and path.is_file():
                    target = copy / path.relative_to(ROOT)
                    target.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(path, target)
        (copy / "locale").mkdir(exist_ok=True)
        subprocess.run(
            [sys.executable, "-c", MAKE, "makemessages", "--locale", LANGUAGE, "--no-wrap", "--verbosity", "0"],
            cwd=copy,
            check=True,
            env={k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"} | {"PYTHONPATH": str(copy)},
        )
        found = polib.pofile(str(copy / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"))
        return {key(entry): entry for entry in found if not entry.obsolete}


def check() -> int:
    """Report sentences without Chinese, doubtful ones, lost placeholders and (for information) those no longer used."""
    used = sentences_in_use()
    have = {key(entry): entry for entry in polib.pofile(str(CATALOGUE)) if not entry.obsolete}
    missing, doubtful, broken = [], [], []
    for each, entry in used.items():
        where = ", ".join(f"{file}:{line}" if line else file for file, line in entry.occurrences[:3])
        text = f"{entry.msgid!r}" + (f" [{entry.msgctxt}]" if entry.msgctxt else "") + f"  ({where})"
        ours = have.get(each)
        if ours is None or not (ours.msgstr or ours.msgstr_plural):
            missing.append(text)
        elif "fuzzy" in ours.flags:
            doubtful.append(text)
        elif ours.msgstr and set(PLACEHOLDER.findall(ours.msgid)) != set(PLACEHOLDER.findall(ours.msgstr)):
            broken.append(f"{text} → {ours.msgstr!r}")
    for title, rows in (
        ("Sentences without their Chinese", missing),
        ("Translations marked doubtful", doubtful),
        ("Translations with other placeholders than the sentence", broken),
    ):
        if rows:
            print(f"{title}: {len(rows)}")
            print("\n".join(f"  {row}" for row in sorted(rows)))
    unused = sorted(repr(msgid) for context, msgid in have if (context, msgid) not in used)
    if unused:
        print(f"No longer used in the code (not an error): {len(unused)}")
        print("\n".join(f"  {row}" for row in unused))
    bad = len(missing) + len(doubtful) + len(broken)
    print(f"{len(used)} sentences in use, {len(used) - bad} with their Chinese.")
    return 1 if bad else 0


def update() -> int:
    """Add the sentences that are new in the code, empty; nothing that is there is touched or removed."""
    catalogue = polib.pofile(str(CATALOGUE), wrapwidth=0)
    have = {key(entry) for entry in catalogue}
    new = [entry for each, entry in sentences_in_use().items() if each not in have]
    for entry in new:
        flags = [flag for flag in entry.flags if flag != "fuzzy"]
        catalogue.append(polib.POEntry(msgid=entry.msgid, msgctxt=entry.msgctxt, msgstr="", flags=flags))
        print(f"  {entry.msgid!r}")
    catalogue.sort(key=lambda e: (e.msgid.lower(), e.msgid, e.msgctxt or ""))
    catalogue.save(str(CATALOGUE))
    print(f"{len(new)} new sentences to translate in {CATALOGUE.relative_to(ROOT)}.")
    return 0


def main() -> int:
    jobs = {"compile": compile_catalogue, "update": update, "check": check}
    if len(sys.argv) != 2 or sys.argv[1] not in jobs:
        print(__doc__)
        return 2
    if sys.argv[1] != "compile" and shutil.which("xgettext") is None:
        print("xgettext is missing: `sh scripts/setup.sh dev` installs it (package gettext).")
        return 2
    return jobs[sys.argv[1]]()


if __name__ == "__main__":
    sys.exit(main())
