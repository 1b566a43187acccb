"""A throwaway PostgreSQL: made from the installed binaries, gone afterwards.

    python -m scripts.postgres COMMAND …    runs COMMAND with DATABASE_URL pointing at a fresh cluster

The cluster lives in a temporary folder, listens on a socket in it and on no port, and does not wait for disks.
`cluster()` is the same thing for scripts.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

OWNER = "mediation"


class NoPostgres(Exception):
    """PostgreSQL cannot be started here; the sentence says why."""


def binaries() -> Path:
    """The folder with initdb and pg_ctl: Debian's newest one first (it is off the PATH), then the PATH."""
    found = sorted(
        (path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")),
        key=lambda path: int(path.parent.name) if path.parent.name.isdigit() else 0,
    )
    if found:
        return found[-1]
    if (initdb := shutil.which("initdb")) and shutil.which("pg_ctl"):
        return Path(initdb).resolve().parent
    raise NoPostgres("no initdb: install the package postgresql, or set DATABASE_URL to a PostgreSQL database")


def unprivileged() -> tuple[pwd.struct_passwd | None, list[str]]:
    """PostgreSQL refuses to run as root: the account to use instead, and the words that start a program as it."""
    if os.geteuid() != 0:
        return None, []
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            user = pwd.getpwnam(name)
            if shutil.which("setpriv"):
                ids = [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
                return user, ["setpriv", *ids, "--"]
            if shutil.which("runuser"):
                return user, ["runuser", "-u", name, "--"]
    raise NoPostgres("running as root, but there is neither setpriv nor runuser to start PostgreSQL as somebody else")


@contextlib.contextmanager
def cluster() -> Iterator[str]:
    """A running cluster as its DATABASE_URL. Raises NoPostgres with a sentence."""
    bin_folder = binaries()
    user, prefix = unprivileged()
    # The path of a socket may have no more than 107 characters: not below a long TMPDIR.
    place = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    data, log = place / "data", place / "log"
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PG")} | {"LC_ALL": "C.UTF-8", "TZ": "UTC"}

    def run(*words: str) -> None:
        done = subprocess.run(
            [*prefix, *words],
            cwd=place,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        if done.returncode:
            said = done.stdout.decode(errors="replace") + (log.read_text(errors="replace") if log.exists() else "")
            raise NoPostgres(f"{Path(words[0]).name} failed:\n{said[-3000:]}")

    try:
        if user:
            os.chown(place, user.pw_uid, user.pw_gid)
        place.chmod(0o755)
        # C.UTF-8: with plain C, upper/lower case and trigrams of Chinese text do not work.
        run(
            str(bin_folder / "initdb"),
            f"--pgdata={data}",
            f"--username={OWNER}",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        )
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(place),
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "max_connections": "60",
            "shared_buffers": "128MB",
            "timezone": "UTC",
        }
        words = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        run(str(bin_folder / "pg_ctl"), "-D", str(data), "-l", str(log), "-w", "-t", "60", "-o", words, "start")
        try:
            yield f"postgres://{OWNER}@/{quote(str(place), safe='/')}/postgres"
        finally:
            with contextlib.suppress(NoPostgres):
                run(str(bin_folder / "pg_ctl"), "-D", str(data), "-w", "-t", "30", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(place, ignore_errors=True)


def main() -> int:
    if len(sys.argv) < 2:
        print(__doc__)
        return 2

    def leave(number: int, _frame: object) -> None:
        raise SystemExit(128 + number)

    signal.signal(signal.SIGTERM, leave)
    try:
        with cluster() as url:
            child = subprocess.Popen(sys.argv[1:], env={**os.environ, "DATABASE_URL": url})
            try:
                return child.wait()
            finally:
                if child.poll() is None:
                    child.terminate()
                    for _ in range(50):
                        if child.poll() is not None:
                            break
                        time.sleep(0.1)
                    else:
                        child.kill()
    except NoPostgres as reason:
        print(f"PostgreSQL cannot be started: {reason}", file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
