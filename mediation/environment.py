"""What can be set from outside: one table of environment variables, read strictly.

A wrong value and an unknown `MEDIATION_…` name stop the start with a sentence, because a misspelt
security switch that is silently ignored is worse than a server that does not start.
`docs/settings.md` is drawn from this table.
"""

import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "MEDIATION_"


@dataclass(frozen=True)
class Variable:
    """One environment variable: how it is read, what it is when absent, what it is for."""

    name: str
    read: Callable[[str], Any]
    default: str
    meaning: str
    form: str


def flag(text: str) -> bool:
    """`1 true yes on` or `0 false no off`; anything else is an error, never quietly False."""
    answers = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    if text.lower() not in answers:
        raise ValueError("use 1 or 0")
    return answers[text.lower()]


def whole_number(lowest: int, highest: int) -> Callable[[str], int]:
    """A reader for whole numbers in a range, both ends included."""

    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not lowest <= int(text) <= highest:
            raise ValueError(f"use a whole number from {lowest} to {highest}")
        return int(text)

    return read


def names(text: str) -> list[str]:
    """A comma-separated list; empty entries are dropped."""
    return [part.strip() for part in text.split(",") if part.strip()]


def hosts(text: str) -> list[str]:
    """Host names this server answers to; `*` is refused because it opens the door to forged Host headers."""
    found = names(text)
    if not found or any(not re.fullmatch(r"\.?[\w-]+(\.[\w-]+)*|\[[0-9a-fA-F:]+\]", host) for host in found):
        raise ValueError("list the host names, separated by commas, without scheme, without port and never *")
    return found


def machines(text: str) -> list[str]:
    """IP addresses in their usual spelling."""
    try:
        return [str(ipaddress.ip_address(part)) for part in names(text)]
    except ValueError:
        raise ValueError("list IP addresses, separated by commas, such as 127.0.0.1,10.0.0.7") from None


def origins(text: str) -> list[str]:
    """Origins with scheme, as Django's CSRF check wants them."""
    found = names(text)
    if any(not re.fullmatch(r"https?://[^/\s]+", origin) for origin in found):
        raise ValueError("list origins with their scheme, such as https://tiaojie.example.cn")
    return found


def site(text: str) -> str:
    """The address of this system as others type it: scheme and host, no path; empty is allowed."""
    if text and not re.fullmatch(r"https?://[^/\s?#]+/?", text):
        raise ValueError("use scheme and name without a path, such as https://tiaojie.example.cn")
    return text.rstrip("/")


def folder(text: str) -> Path | None:
    """A folder, absolute or below the project; it need not exist yet. Empty is None."""
    return (ROOT / text).resolve() if text else None


def secret(text: str) -> str:
    """A signing key; empty means: use the key file."""
    if text and len(text) < 50:
        raise ValueError("use at least 50 random characters")
    return text


def address(text: str) -> str:
    """HOST:PORT to listen on."""
    if not re.fullmatch(r"(\[[0-9a-fA-F:]+\]|[\w.-]+):[0-9]{1,5}", text) or int(text.rpartition(":")[2]) > 65535:
        raise ValueError("use HOST:PORT, such as 127.0.0.1:8000")
    return text


def database(text: str) -> dict[str, Any] | None:
    """`sqlite:////absolute/file`, `sqlite:///file/below/the/project` or `postgres://user:password@host/name`."""
    if not text:
        return None
    scheme = text.partition(":")[0]
    if scheme not in ("sqlite", "postgres", "postgresql"):
        raise ValueError("use sqlite:///FILE or postgres://USER:PASSWORD@HOST:PORT/NAME")
    config: dict[str, Any] = environ.Env.db_url_config(text)
    if config.get("NAME") in (None, "", ":memory:"):  # memory would be another one in every process
        raise ValueError("the address names no database")
    if scheme == "sqlite":
        config["NAME"] = str((ROOT / config["NAME"]).resolve())
    return config


def seal_provider(text: str) -> str:
    """`test`, the path of a class, or nothing (`none`)."""
    if text in ("test", "none"):
        return text.removesuffix("none")
    if not re.fullmatch(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+", text):
        raise ValueError("use test, none, or package.module.Class")
    return text


LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


def level(text: str) -> str:
    """A logging level."""
    if text.upper() not in LEVELS:
        raise ValueError("use " + ", ".join(LEVELS))
    return text.upper()


VARIABLES = (
    Variable(
        "DATABASE_URL",
        database,
        "",
        "The database. Empty: an SQLite file `mediation.sqlite3` in the data folder.",
        "`sqlite:////absolute/file.sqlite3` or `postgres://user:password@host:5432/name`",
    ),
    Variable(
        "MEDIATION_VAR",
        folder,
        "var",
        "The data folder: database, uploaded and issued files, key, fonts, collected static files. Back this up.",
        "folder",
    ),
    Variable(
        "MEDIATION_SECRET_KEY",
        secret,
        "",
        "Signs sessions and links. Empty: the file `secret_key` in the data folder, made on first use (mode 0600).",
        "50 characters or more",
    ),
    Variable(
        "MEDIATION_SEAL_KEY",
        secret,
        "",
        "Encrypts identity numbers, phones, accounts and confidential notes. Empty: the file `seal_key` in the data "
        "folder. Lost key, lost data: back it up apart from the database.",
        "50 characters or more",
    ),
    Variable(
        "MEDIATION_HTTPS",
        flag,
        "1",
        "Production: secure cookies, HSTS, redirect to https. `make run` switches it off for this machine and says so.",
        "1 or 0",
    ),
    Variable(
        "MEDIATION_HOSTS",
        hosts,
        "localhost,127.0.0.1,[::1]",
        "Host names the server answers to.",
        "names, comma-separated",
    ),
    Variable(
        "MEDIATION_ORIGINS",
        origins,
        "",
        "Further origins that may post forms; needed only when a proxy changes the Host header.",
        "`https://name`, comma-separated",
    ),
    Variable("MEDIATION_BIND", address, "127.0.0.1:8000", "Where `make run` listens.", "HOST:PORT"),
    Variable(
        "MEDIATION_URL",
        site,
        "",
        "Where people outside reach this system; printed in the square code of papers. Empty: the code holds path and "
        "number only.",
        "`https://name`",
    ),
    Variable(
        "MEDIATION_PROXY",
        machines,
        "127.0.0.1,::1",
        "Reverse proxies whose `X-Forwarded-Proto` and `X-Forwarded-For` are believed; others' are ignored.",
        "IP addresses, comma-separated",
    ),
    Variable(
        "MEDIATION_WORKERS",
        whole_number(1, 64),
        "2",
        "Web processes. On SQLite two are enough; on PostgreSQL twice the number of cores.",
        "1 – 64",
    ),
    Variable(
        "MEDIATION_DEMO",
        flag,
        "1",
        "First start with an empty database also loads the demonstration files and logins. Set 0 for real work.",
        "1 or 0",
    ),
    Variable(
        "MEDIATION_ESEAL",
        seal_provider,
        "test",
        "Provider of electronic seals: the path of its class (`documents/seals.py` says what it answers). `test` signs "
        "demonstration files with a certificate made in the data folder, without legal effect, and no other file.",
        "`test`, `none` or `package.module.Class`",
    ),
    Variable(
        "MEDIATION_EXPIRY_GRACE_DAYS",
        whole_number(0, 30),
        "3",
        "Natural days an expired mediation term waits for a decision before the calendar ends the case.",
        "0 – 30",
    ),
    Variable(
        "MEDIATION_FONT_DIR",
        folder,
        "",
        "Fonts for papers, for example licensed 仿宋_GB2312. Empty: `fonts` in the data folder, filled by set-up.",
        "folder",
    ),
    Variable(
        "MEDIATION_LOG_LEVEL", level, "INFO", "How much is logged to standard error.", "DEBUG, INFO, WARNING, ERROR"
    ),
    Variable(
        "MEDIATION_DEBUG", flag, "0", "Error pages with source code; for developers only, never in use.", "1 or 0"
    ),
)


def read_environment(given: Mapping[str, str]) -> dict[str, Any]:
    """Values of all variables by name.

    Raises ImproperlyConfigured with one sentence per wrong value and per unknown `MEDIATION_…` name; the
    values themselves are not repeated because one of them may be a password.
    """
    known = {variable.name: variable for variable in VARIABLES}
    problems = [
        f"{name} is set, but there is no such setting. See docs/settings.md."
        for name in sorted(given)
        if name.startswith(PREFIX) and name not in known
    ]
    values: dict[str, Any] = {}
    for variable in VARIABLES:
        try:
            values[variable.name] = variable.read(given.get(variable.name, "").strip() or variable.default)
        except ValueError as error:
            problems.append(f"{variable.name} has a wrong value: {error}.")
    if problems:
        raise ImproperlyConfigured("\n".join(problems))
    return values


def as_document() -> str:
    """The table of settings as Markdown: the text of `docs/settings.md`."""
    lines = [
        "# Settings",
        "",
        "Drawn from `mediation/environment.py` by `make docs`. All settings are environment variables.",
        "A wrong value, or a `MEDIATION_…` name that is not in this table, stops the start with a sentence.",
        "",
        "| variable | default | form | meaning |",
        "|---|---|---|---|",
    ]
    lines += [f"| `{v.name}` | {f'`{v.default}`' if v.default else '–'} | {v.form} | {v.meaning} |" for v in VARIABLES]
    return "\n".join(lines) + "\n"
