"""Kill whoever issues papers, at random moments, again and again; then look whether anything was lost.

    .venv/bin/python -m tests.documents.kill 200

A prepared parent (Django, the PDF engine and a case are loaded once) forks children that issue papers, or issue and
set them, in a loop, each through its own connection to an SQLite file. Each is killed with SIGKILL at a moment drawn
from the whole length of an act, after none to three whole ones. Afterwards the worker runs once. What was found is
printed, and the exit status says whether anything was lost.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

#: So many whole acts at most before the one in which a child dies.
WHOLE = 2


def prepare(place: Path) -> None:
    """A database file, a data folder and Django, before anything of ours is imported."""
    os.environ.update(
        DATABASE_URL=f"sqlite:///{place / 'kill.sqlite3'}",
        MEDIATION_VAR=str(place / "var"),
        MEDIATION_FONT_DIR=os.environ.get("MEDIATION_FONT_DIR", str(Path(__file__).parents[2] / "var/fonts")),
        MEDIATION_LOG_LEVEL="ERROR",
        MEDIATION_HTTPS="0",
        DJANGO_SETTINGS_MODULE="mediation.settings",
    )
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # nobody signs in here

    call_command("migrate", verbosity=0)


def forked(work: Callable[[int], None]) -> tuple[int, int]:
    """A child that runs `work` with a pipe to say "begun" on; its process id and the reading end."""
    from django.db import connections

    connections.close_all()
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    try:
        os.close(reading)
        work(writing)
    finally:
        os._exit(1)


def kill_one(work: Callable[[int], None], moment: random.Random, length: float) -> None:
    """Let a child finish a few acts and begin another, wait a random part of an act's length (seconds), kill it."""
    child, reading = forked(work)
    try:
        for _act in range(1 + moment.randrange(WHOLE + 1)):
            if not os.read(reading, 1):
                raise RuntimeError("the child ended before it was killed")
        time.sleep(moment.uniform(0, length))
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(reading)


def story(kills: int, seed: int) -> dict[str, object]:
    """So many kills, and what was found afterwards."""
    from cases.models import load_case
    from documents.actions import render_pending, retry_failed
    from documents.models import Instrument
    from documents.proof import is_intact, proven_contents
    from documents.render import render  # noqa: F401 (loaded once, before the children)
    from dossiers import audit
    from dossiers.actions import take_step
    from dossiers.models import Dossier, Event
    from tests.cast import NOW, case_in, make_cast
    from workflows.mediation import State
    from workflows.papers import Kind

    cast = make_cast()
    case = case_in(State.IN_MEDIATION, cast)
    render_pending()
    kinds = (Kind.SERVICE_ADDRESS, Kind.SESSION_NOTICE)  # one and two papers with their numbers in one act

    def issue() -> None:
        kind = kinds[Event.objects.filter(dossier_id=case.pk).count() % 2]
        take_step(load_case(case.pk), "print_form", by=cast.mediator, at=NOW, kind=kind)

    def set_one() -> None:
        if not render_pending(limit=1):
            issue()

    def over_and_over(act: Callable[[], None]) -> Callable[[int], None]:
        def work(say: int) -> None:
            while True:
                os.write(say, b".")
                act()

        return work

    def length(act: Callable[[], None]) -> float:
        begun = time.monotonic()
        act()
        return time.monotonic() - begun

    issue()
    acts = {issue: length(issue), set_one: length(set_one)}

    moment, started = random.Random(seed), time.monotonic()
    for n in range(kills):
        act = (issue, set_one)[n % 2]
        kill_one(over_and_over(act), moment, acts[act])
    killed_in = time.monotonic() - started
    found = Instrument.objects.filter(sha256="").count()
    retry_failed()
    while render_pending(limit=100):
        pass

    papers = list(Instrument.objects.order_by("pk"))
    series: dict[tuple[str, int], list[int]] = {}
    for row in papers:
        series.setdefault((row.series, row.year), []).append(row.seq)
    issued = sum(len(part["numbers"]) for event in Event.objects.all() for part in event.facts.get("papers", []))
    return {
        "kills": kills,
        "seed": seed,
        "seconds": round(killed_in, 1),
        "papers": len(papers),
        "numbered in the log": issued,
        "waiting after the kills": found,
        "gaps": sum(sorted(seqs) != list(range(1, len(seqs) + 1)) for seqs in series.values()),
        "duplicates": len(papers) - len({row.number for row in papers}),
        "without file": sum(not row.is_ready or not is_intact(row.file, row.sha256) for row in papers),
        "contents unlike the log": sum(not proven_contents(row) for row in papers),
        "broken chains": int(audit.survey(Dossier.objects.all(), deep=True).first_bad is not None),
        "half-written files": sum(1 for _part in Path(os.environ["MEDIATION_VAR"]).rglob("*.part")),
    }


#: What must be none, however often somebody pulls the plug.
NONE = ("gaps", "duplicates", "without file", "contents unlike the log", "broken chains")


def main(kills: int, seed: int) -> int:
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as place:  # noqa: S108
        prepare(Path(place))
        said = story(kills, seed)
    print(json.dumps(said, ensure_ascii=False))  # noqa: T201 (the report)
    lost = [name for name in NONE if said[name]]
    return 1 if lost or said["papers"] != said["numbered in the log"] else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().randrange(10**6)))
