"""`manage.py doctor`: what this installation lacks, in plain words; exit 1 when something that use needs is missing."""

import ctypes
import datetime as dt
import json
import os
import platform
import shutil
import stat
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone, translation
from django.utils.translation import gettext as _

OK, NOTE, BROKEN = "ok", "note", "broken"
MARKS = {OK: "✓", NOTE: "!", BROKEN: "✗"}

# What each hand of an official paper is set in, best first: fonts an office may own, then the free ones of set-up.
# The last of each row still prints every character but is not the hand that GB/T 9704 asks for.
HANDS: dict[str, tuple[str, ...]] = {
    "fangsong": ("FangSong_GB2312", "FangSong", "STFangsong", "FandolFang", "Noto Serif CJK SC"),
    "kai": ("KaiTi_GB2312", "KaiTi", "STKaiti", "LXGW WenKai", "Noto Serif CJK SC"),
    "hei": ("SimHei", "STHeiti", "Noto Sans CJK SC", "Noto Serif CJK SC"),
    "song": ("FZXiaoBiaoSong-B05S", "SimSun", "Noto Serif CJK SC"),
}
LAST_RESORT = {"fangsong", "kai", "hei"}

LIBRARIES = (
    ("libpango-1.0.so.0", "libpango-1.0-0"),
    ("libpangoft2-1.0.so.0", "libpangoft2-1.0-0"),
    ("libharfbuzz-subset.so.0", "libharfbuzz-subset0"),
)


@dataclass(frozen=True)
class Finding:
    """One line of the report: what was looked at, how it is, what was found and what to do."""

    subject: str
    state: str
    said: str


def versions() -> Iterator[Finding]:
    """Python and Django are those the lists were locked for."""
    said = f"Python {platform.python_version()}, Django {django.get_version()}"
    yield Finding("versions", OK if django.VERSION[:2] == (5, 2) else BROKEN, said)


def database() -> Iterator[Finding]:
    """The database answers, and the safeguards that were asked for are really in force on this connection."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        yield Finding("database", BROKEN, _("The database does not answer: %(error)s") % {"error": str(error).strip()})
        return
    yield from sqlite() if connection.vendor == "sqlite" else postgresql()


def sqlite() -> Iterator[Finding]:
    """The pragmas as the connection reports them."""
    wanted = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "recursive_triggers": "1"}
    wrong = []
    with connection.cursor() as cursor:
        for pragma, value in wanted.items():
            cursor.execute(f"PRAGMA {pragma}")
            found = str(cursor.fetchone()[0])
            if found != value:
                wrong.append(f"{pragma}={found} ({value})")
        cursor.execute("PRAGMA busy_timeout")
        if (patience := int(cursor.fetchone()[0])) < 20_000:
            wrong.append(f"busy_timeout={patience} (20000)")
        cursor.execute("SELECT sqlite_version()")
        version = cursor.fetchone()[0]
    where = f"SQLite {version}, {settings.DATABASES['default']['NAME']}"
    if connection.transaction_mode != "IMMEDIATE":  # type: ignore[attr-defined]
        wrong.append("transaction_mode (IMMEDIATE)")
    if wrong:
        text = _("%(where)s: safeguards not in force, wanted value in brackets: %(wrong)s")
        yield Finding("database", BROKEN, text % {"where": where, "wrong": ", ".join(wrong)})
    else:
        yield Finding("database", OK, _("%(where)s; power-cut and locking safeguards are in force") % {"where": where})


def postgresql() -> Iterator[Finding]:
    """Version, encoding and character rules: with the C rules, Chinese text can be neither folded nor searched."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version'), current_setting('server_encoding')")
        version, encoding = cursor.fetchone()
        cursor.execute("SELECT datctype FROM pg_database WHERE datname = current_database()")
        rules = cursor.fetchone()[0]
    where = f"PostgreSQL {version}, {encoding}, {rules}"
    if encoding != "UTF8" or rules in ("C", "POSIX"):
        text = _("%(where)s: create the database with encoding UTF8 and locale C.UTF-8")
        yield Finding("database", BROKEN, text % {"where": where})
    else:
        yield Finding("database", OK, where)


def migrations() -> Iterator[Finding]:
    """Every migration of the code has been applied."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        yield Finding("migrations", BROKEN, str(error).strip())
        return
    if waiting:
        text = _("%(n)s changes of the database are waiting; run: manage.py prepare")
        yield Finding("migrations", BROKEN, text % {"n": len(waiting)})
    else:
        yield Finding("migrations", OK, _("The database is up to date"))


def font_families() -> set[str]:
    """Names of all fonts that papers can use: those of the system and those in the font folder."""
    found: set[str] = set()
    commands = [["fc-list", ":", "family"], ["fc-scan", "--format", "%{family}\n", str(settings.MEDIATION_FONT_DIR)]]
    for words in commands:
        if shutil.which(words[0]):
            done = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603
            found |= {name.strip() for line in done.stdout.splitlines() for name in line.split(",") if name.strip()}
    return found


def fonts() -> Iterator[Finding]:
    """For each hand the font that will be used, and whether it is a stopgap."""
    names = {
        "fangsong": _("FangSong (仿宋)"),
        "kai": _("KaiTi (楷体)"),
        "hei": _("HeiTi (黑体)"),
        "song": _("SongTi (宋体)"),
    }
    have = font_families()
    for hand, chain in HANDS.items():
        used = next((family for family in chain if family in have), None)
        if used is None:
            text = _("%(hand)s: no font; papers would show empty boxes. Run: make setup")
            yield Finding(f"font {hand}", BROKEN, text % {"hand": names[hand]})
        elif used == chain[-1] and hand in LAST_RESORT:
            text = _("%(hand)s: only the stopgap %(font)s. Run: make setup")
            yield Finding(f"font {hand}", NOTE, text % {"hand": names[hand], "font": used})
        else:
            yield Finding(f"font {hand}", OK, f"{names[hand]}: {used}")


def libraries() -> Iterator[Finding]:
    """The libraries papers are set with. They are only opened here; the PDF engine itself is not imported."""
    missing = []
    for file, package in LIBRARIES:
        try:
            ctypes.CDLL(file)
        except OSError:
            missing.append(package)
    if missing == ["libharfbuzz-subset0"]:
        text = _("libharfbuzz-subset0 is missing: every paper would take 20 seconds instead of 0.3. Run: make setup")
        yield Finding("pdf libraries", BROKEN, text)
    elif missing:
        text = _("Papers cannot be printed without %(missing)s. Run: make setup")
        yield Finding("pdf libraries", BROKEN, text % {"missing": ", ".join(missing)})
    else:
        yield Finding("pdf libraries", OK, _("The libraries for papers are there, harfbuzz-subset too"))


def calendars() -> Iterator[Finding]:
    """Working-day terms need the State Council's calendar: of this year always, of the next from December."""
    from lawbook.tables import for_commands

    today = timezone.localdate()
    _parameters, maintained = for_commands()
    for year in (today.year, today.year + 1):
        if year in maintained:
            text = _("Holiday calendar of %(year)s: maintained")
            yield Finding(f"calendar {year}", OK, text % {"year": year})
        elif year == today.year:
            text = _("Holiday calendar of %(year)s: not maintained; no term in working days can be computed")
            yield Finding(f"calendar {year}", BROKEN, text % {"year": year})
        else:
            text = _("Holiday calendar of %(year)s: not maintained yet; add it when the State Council publishes it")
            yield Finding(f"calendar {year}", NOTE, text % {"year": year})


def folders() -> Iterator[Finding]:
    """The data folder can be written to, and there is room in it."""
    place = Path(settings.MEDIA_ROOT)
    try:
        place.mkdir(parents=True, exist_ok=True)
        probe = place / f".doctor-{os.getpid()}"
        probe.write_bytes(b"1")
        probe.unlink()
    except OSError as error:
        text = _("%(folder)s cannot be written to: %(error)s")
        yield Finding("files", BROKEN, text % {"folder": place, "error": error.strerror})
        return
    if stat.S_IMODE(settings.VAR_DIR.stat().st_mode) & 0o007:
        text = _("%(folder)s is open to everybody on this machine; run: chmod 700 %(folder)s")
        yield Finding("files private", NOTE, text % {"folder": settings.VAR_DIR})
    free = shutil.disk_usage(place).free // 1024**3
    text = _("%(folder)s can be written to, %(free)s GB free")
    yield Finding("files", OK if free >= 2 else NOTE, text % {"folder": place, "free": free})


def worker() -> Iterator[Finding]:
    """The worker process writes a sign of life at least once a minute."""
    try:
        age = dt.datetime.now().timestamp() - settings.WORKER_HEARTBEAT.stat().st_mtime  # noqa: DTZ005
    except FileNotFoundError:
        text = _("No worker has ever run here: papers are not printed and terms do not expire. `make run` starts it")
        yield Finding("worker", NOTE, text)
        return
    if age > 180:
        text = _("The worker last gave a sign of life %(minutes)s minutes ago; `make run` starts it")
        yield Finding("worker", NOTE, text % {"minutes": int(age // 60)})
    else:
        yield Finding("worker", OK, _("The worker is at work"))


def keys() -> Iterator[Finding]:
    """The signing key and the key of sealed data are readable by their owner alone."""
    exposed = [
        path
        for name in ("secret_key", "seal_key")
        if not os.environ.get(f"MEDIATION_{name.upper()}")
        and (path := settings.VAR_DIR / name).exists()
        and stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    if exposed:
        text = _("Keys can be read by others; run: chmod 600 %(paths)s")
        yield Finding("keys", BROKEN, text % {"paths": " ".join(map(str, exposed))})
    else:
        yield Finding("keys", OK, _("The keys are readable by their owner alone"))


def mode() -> Iterator[Finding]:
    """Whether this is set up for real work."""
    if settings.DEBUG:
        yield Finding("mode", BROKEN, _("MEDIATION_DEBUG is on: error pages show source code and data"))
    if settings.MEDIATION_HTTPS:
        yield Finding("mode", OK, _("https is required (MEDIATION_HTTPS=1)"))
    else:
        text = _("Plain http (MEDIATION_HTTPS=0): for trying out on this machine only")
        yield Finding("mode", NOTE, text)


CHECKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    versions,
    database,
    migrations,
    fonts,
    libraries,
    calendars,
    folders,
    worker,
    keys,
    mode,
)


class Command(BaseCommand):
    help = (
        "Says in plain words what is missing or wrong on this machine. Exit 1 when something that use needs is missing."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--language", choices=("zh-hans", "en"), default="zh-hans", help="of the report")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(options["language"]):
            findings = [finding for check in CHECKS for finding in check()]
            broken = sum(finding.state == BROKEN for finding in findings)
            if options["json"]:
                rows = [{"subject": f.subject, "state": f.state, "said": f.said} for f in findings]
                self.stdout.write(json.dumps({"healthy": not broken, "findings": rows}, ensure_ascii=False, indent=1))
            else:
                for finding in findings:
                    self.stdout.write(f" {MARKS[finding.state]} {finding.said}")
                if broken:
                    self.stdout.write(_("%(n)s things have to be put right before use.") % {"n": broken})
                else:
                    self.stdout.write(_("Nothing that use needs is missing."))
        if broken:
            raise SystemExit(1)
