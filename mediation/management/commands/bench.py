"""`manage.py bench`: pages as an ordinary reader sees them, as ratios to two floors of the same run.

F1 is a plain answer through the full middleware, F2 one for somebody signed in whose reach is known. Variants are
interleaved round by round; read the ratios, not the milliseconds.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.test.utils import CaptureQueriesContext, override_settings

ROUNDS, CALLS = 15, 6


class Command(BaseCommand):
    help = "Measures pages against floors in one run, on a scratch database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", nargs="?", default="pages", choices=["pages", "statutes"])
        parser.add_argument("--size", type=int, default=20000, help="files in the scratch database")
        parser.add_argument(
            "--database", default="", help="an empty PostgreSQL database instead of a scratch SQLite file"
        )
        parser.add_argument("--rounds", type=int, default=ROUNDS)
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)

    def handle(self, *_args: Any, **given: Any) -> None:
        if given["name"] == "statutes":
            self.show(statutes_bench(given["rounds"]), given["json"])
            return
        if not given["inside"]:
            self.elsewhere(given)
            return
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        from dossiers.models import Dossier

        if Dossier.objects.exists():
            raise CommandError("The database for a benchmark must be empty.")
        self.show(pages_bench(given["size"], given["rounds"]), given["json"])

    def elsewhere(self, given: dict[str, Any]) -> None:
        """Run in a process of its own on a database of its own, so that the installation's data is never touched."""
        with tempfile.TemporaryDirectory() as place:
            environment = os.environ | {
                "DATABASE_URL": given["database"] or f"sqlite:///{Path(place) / 'bench.sqlite3'}",
                "MEDIATION_VAR": place,
                "MEDIATION_HTTPS": "0",
                "MEDIATION_HOSTS": "localhost",
                "MEDIATION_LOG_LEVEL": "WARNING",
            }
            words = [
                sys.executable,
                str(Path(settings.BASE_DIR) / "manage.py"),
                "bench",
                given["name"],
                "--inside",
                f"--size={given['size']}",
                f"--rounds={given['rounds']}",
            ]
            done = subprocess.run([*words, *(["--json"] if given["json"] else [])], env=environment, check=False)  # noqa: S603
            if done.returncode:
                raise CommandError("The benchmark did not finish.")

    def show(self, result: dict[str, Any], as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(result, ensure_ascii=False))
            return
        self.stdout.write(f"{result['bench']}: {result.get('size', '')}  floors {result.get('floor_ms')}")
        for row in result["rows"]:
            self.stdout.write(
                "  ".join(f"{value:>10}" if not isinstance(value, str) else f"{value:<28}" for value in row.values())
            )


class Reader:
    """A signed-in person calling the WSGI application in this process, without a socket."""

    def __init__(self, user: Any | None) -> None:
        from django.core.handlers.wsgi import WSGIHandler

        self.handler = WSGIHandler()
        self.cookie = f"{settings.CSRF_COOKIE_NAME}={'a' * 32}"
        if user is not None:
            self.cookie += f"; {settings.SESSION_COOKIE_NAME}={_session(user)}"

    def call(self, path: str, data: dict[str, str] | None = None) -> tuple[int, bytes]:
        """One request; returns status and body."""
        body = urlencode(data | {"csrfmiddlewaretoken": "a" * 32}).encode() if data is not None else b""
        where, _mark, query = path.partition("?")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "GET" if data is None else "POST",
            "PATH_INFO": where,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "HTTP_HOST": "localhost",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": False,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
            "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_COOKIE": self.cookie,
            "SCRIPT_NAME": "",
            "HTTP_ACCEPT_LANGUAGE": "zh-CN",
        }
        status: list[int] = []

        def start(line: str, _headers: list[tuple[str, str]], _exc: Any = None) -> Callable[[bytes], object]:
            status.append(int(line.split(maxsplit=1)[0]))
            return lambda _data: None

        answer = self.handler(environ, start)
        text = b"".join(answer)
        answer.close()
        return status[0], text


def _session(user: Any) -> str:
    from importlib import import_module

    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return str(store.session_key)


def pages_bench(size: int, rounds: int) -> dict[str, Any]:
    """List, desk, file, step and report as registrar, mediator, liaison and supervisor, over floors F1 and F2."""
    from mediation.bench.scratch import fill, walked

    people = fill(size)
    case = walked(people)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    else:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA optimize")
            cursor.execute("ANALYZE")
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    with override_settings(ROOT_URLCONF="mediation.bench.urls"):
        readers = {name: Reader(people[name]) for name in ("registrar", "mediator", "liaison", "supervisor")}
        stranger = Reader(None)
        file_url = f"/files/{case.code}/"
        variants: dict[str, Callable[[], tuple[int, bytes]]] = {"F1 hello": lambda: stranger.call("/bench/hello")}
        for name, reader in readers.items():
            variants[f"F2 known, {name}"] = _get(reader, "/bench/known")
        for name, reader in readers.items():
            variants[f"list, {name}"] = _get(reader, "/files/")
            variants[f"desk, {name}"] = _get(reader, "/")
            variants[f"file, {name}"] = _get(reader, file_url)
        for name in ("registrar", "supervisor"):
            variants[f"report, {name}"] = _get(
                readers[name], "/reports/?figure=success_rate&by=month&origin=registered"
            )
        for name in ("registrar", "mediator"):
            variants[f"step, {name}"] = _note(readers[name], f"{file_url}do/add_note/", case.pk)
        return {"bench": "pages", "size": size, **_measure(variants, rounds)}


def _get(reader: Reader, path: str) -> Callable[[], tuple[int, bytes]]:
    return lambda: reader.call(path)


def _note(reader: Reader, path: str, pk: int) -> Callable[[], tuple[int, bytes]]:
    """A note added to the file. The version that the page would have carried is read first, within what is timed."""
    from dossiers.models import Dossier

    def call() -> tuple[int, bytes]:
        version = Dossier.objects.values_list("version", flat=True).get(pk=pk)
        return reader.call(path, {"text": "试", "op_id": uuid.uuid4().hex, "version": str(version)})

    return call


def _measure(variants: dict[str, Callable[[], tuple[int, bytes]]], rounds: int) -> dict[str, Any]:
    queries: dict[str, int] = {}
    weight: dict[str, int] = {}
    for name, call in variants.items():
        call()
        with CaptureQueriesContext(connection) as seen:
            status, body = call()
        if status not in {200, 302, 303}:
            raise CommandError(f"{name}: answered {status}")
        queries[name], weight[name] = len(seen), len(body)
    connection.force_debug_cursor = False
    times: dict[str, list[float]] = {name: [] for name in variants}
    for _round in range(rounds):
        for name, call in variants.items():
            start = time.perf_counter()
            for _call in range(CALLS):
                call()
            times[name].append((time.perf_counter() - start) / CALLS * 1000)
    median = {name: statistics.median(values) for name, values in times.items()}
    one, two = median["F1 hello"], statistics.median([value for name, value in median.items() if name.startswith("F2")])
    rows = [
        {
            "what": name,
            "ms": round(value, 2),
            "over_f1": round(value / one, 2),
            "over_f2": round(value / two, 2),
            "queries": queries[name],
            "bytes": weight[name],
        }
        for name, value in median.items()
    ]
    return {
        "floor_ms": {"F1": round(one, 2), "F2": round(two, 2)},
        "measured_ms": {row["what"]: row["ms"] for row in rows},
        "ratio": {row["what"]: row["over_f2"] for row in rows},
        "database": connection.vendor,
        "rows": rows,
    }


def statutes_bench(rounds: int) -> dict[str, Any]:
    """A due date, a sheet of sums, limitation, the check of an agreement; floor: looking a term up."""
    import datetime as dt

    import statutes
    from mediation.bench.sheet import whole_sheet
    from statutes.agreement import lint
    from statutes.clauses import clauses
    from statutes.clocks import due
    from statutes.keys import Clock
    from statutes.limitation import Event, limitation

    day = dt.date(2026, 9, 20)
    happened = [Event(day, "applied_for_mediation"), Event(day + dt.timedelta(days=15), "mediation_expired")]
    text = {
        "legal_type": "PMC",
        "parties": [{"name": "张某甲", "role": "applicant"}, {"name": "某某有限公司", "role": "respondent"}],
        "items": [],
        "clauses": [one.text for one in clauses().values()],
    }
    calls: dict[str, Callable[[], object]] = {
        "floor: look a term up": lambda: statutes.term(Clock.MED, day),
        "a due date in natural days": lambda: due(statutes.term(Clock.MED, day), day),
        "a due date in working days": lambda: due(statutes.term(Clock.ACCEPT, day), day),
        "a whole sheet of eight sums": whole_sheet,
        "the limitation of a claim": lambda: limitation("other", known_on=day, as_of=day, events=happened),
        "the check of an agreement": lambda: lint(text),
    }
    times = {"a whole sheet of eight sums": 10, "the check of an agreement": 5}
    found: dict[str, list[float]] = {name: [] for name in calls}
    for _round in range(rounds):
        for name, call in calls.items():
            start = time.perf_counter()
            many = times.get(name, 200)
            for _n in range(many):
                call()
            found[name].append((time.perf_counter() - start) / many * 1000)
    median = {name: round(statistics.median(values), 4) for name, values in found.items()}
    floor = median["floor: look a term up"]
    return {
        "bench": "statutes",
        "size": 1,
        "floor_ms": floor,
        "measured_ms": median,
        "ratio": {k: round(v / floor, 1) if floor else None for k, v in median.items()},
        "rows": [{"what": k, "ms": v} for k, v in median.items()],
    }
