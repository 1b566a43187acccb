"""Prepare the database and serve: the web server and the one worker process, until Ctrl-C.

The worker (`manage.py work`: papers, the calendar's sweep) is started again when it dies; when the web server
dies, everything stops, so that a service manager notices.
"""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from django.core.exceptions import ImproperlyConfigured  # noqa: E402

from mediation.environment import read_environment  # noqa: E402

MANAGE = [sys.executable, str(ROOT / "manage.py")]
LOOPBACK = ("127.", "localhost:", "[::1]:")


def die_with_parent() -> None:
    """In the child: end when this supervisor is killed outright, instead of holding the port for ever (Linux)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def start(words: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own: Ctrl-C reaches only the supervisor, which then ends both in order."""
    return subprocess.Popen(
        words,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=die_with_parent,  # noqa: PLW1509  (no threads here)
    )


def port_is_free(bind: str) -> bool:
    """Whether the address can be listened on; asked first, because the server would try for five seconds."""
    host, _, port = bind.rpartition(":")
    host = host.strip("[]")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError as error:
            print(
                f"Cannot listen on {bind}: {error.strerror}. Set MEDIATION_BIND to another HOST:PORT.", file=sys.stderr
            )
            return False
    return True


def web_server(bind: str, workers: int, proxies: list[str]) -> list[str]:
    """The command of the web server.

    Threads (four per process) cost throughput under load, but browsers talk to this server directly and keep idle
    connections open; a process without threads would be blocked by each of them. 75 seconds of keep-alive outlast a
    proxy's, so that no request meets a connection that is just being closed. Processes are renewed now and then.
    """
    return [
        sys.executable,
        "-m",
        "gunicorn",
        "mediation.wsgi:application",
        f"--bind={bind}",
        f"--workers={workers}",
        "--worker-class=gthread",
        "--threads=4",
        "--keep-alive=75",
        "--timeout=60",
        "--graceful-timeout=20",
        "--max-requests=2000",
        "--max-requests-jitter=200",
        "--limit-request-line=4094",
        "--limit-request-fields=60",
        "--limit-request-field_size=8190",
        f"--forwarded-allow-ips={','.join(proxies)}",
        "--log-level=warning",
        *(["--worker-tmp-dir=/dev/shm"] if os.access("/dev/shm", os.W_OK) else []),
    ]


def stop(children: list[subprocess.Popen[bytes]]) -> None:
    """Ask both to finish what they are doing; after 25 seconds do not ask any more."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    end = time.monotonic() + 25
    for child in children:
        try:
            child.wait(timeout=max(0.1, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def supervise(web_words: list[str], environment: dict[str, str], greeting: str) -> int:
    """Keep the web server and the worker until Ctrl-C (0) or until the web server ends (its code, at least 1)."""
    stopping = False

    def leave(_number: int, _frame: object) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGINT, leave)
    signal.signal(signal.SIGTERM, leave)
    web = start(web_words, environment)
    worker = start([*MANAGE, "work"], environment)
    print(greeting, flush=True)

    began, pause, again = time.monotonic(), 1.0, 0.0
    code = 0
    while not stopping:
        time.sleep(0.2)
        if web.poll() is not None:
            code = web.returncode or 1
            print(f"The web server ended with code {web.returncode}; stopping.", file=sys.stderr, flush=True)
            break
        if worker.poll() is not None:
            if not again:
                # A worker that lived for a minute starts again soon; one that keeps dying, less and less often.
                pause = 1.0 if time.monotonic() - began > 60 else min(pause * 2, 30.0)
                again = time.monotonic() + pause
                if worker.returncode:  # 0: it ends by itself now and then, to give memory back
                    said = f"The worker ended with code {worker.returncode}; again in {pause:.0f} s."
                    print(said, file=sys.stderr, flush=True)
            elif time.monotonic() >= again:
                began, again = time.monotonic(), 0.0
                worker = start([*MANAGE, "work"], environment)
    stop([web, worker])
    return code


def main() -> int:
    os.umask(0o027)  # what is written from here on is not for everybody on this machine
    environment = dict(os.environ)
    try:
        given = read_environment(environment)
    except ImproperlyConfigured as error:
        print(error, file=sys.stderr)
        return 2
    bind = given["MEDIATION_BIND"]
    local = bind.startswith(LOOPBACK)
    if local and "MEDIATION_HTTPS" not in environment:
        environment["MEDIATION_HTTPS"] = "0"
        note = (
            "Plain http, for this machine only: secure cookies and the redirect to https are off (MEDIATION_HTTPS=0)."
        )
    elif given["MEDIATION_HTTPS"]:
        note = "https is required (MEDIATION_HTTPS=1): put a TLS proxy in front and name it in MEDIATION_PROXY."
    else:
        note = "Warning: plain http (MEDIATION_HTTPS=0): passwords and files can be read on the way."
    if not port_is_free(bind):
        return 1
    prepared = subprocess.run([*MANAGE, "prepare"], cwd=ROOT, env=environment, check=False).returncode
    if prepared:
        return prepared

    words = web_server(bind, given["MEDIATION_WORKERS"], given["MEDIATION_PROXY"])
    return supervise(words, environment, f"\n  http://{bind}/\n\n{note}\nCtrl-C stops it.\n")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:  # before there was anything to stop
        sys.exit(130)
