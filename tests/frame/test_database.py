"""The safeguards of the database, asked of the connection itself, and the migrations walked for real."""

import json
import os
import subprocess
import sys
import uuid

import pytest
from django.conf import settings
from django.db import connection, transaction

from mediation import settings as product
from mediation.environment import ROOT


@pytest.mark.django_db(transaction=True)
def test_sqlite_keeps_what_it_acknowledged_and_does_not_lock_itself_out():
    if connection.vendor != "sqlite":
        assert settings.DATABASES["default"]["CONN_HEALTH_CHECKS"] is True
        return
    with connection.cursor() as cursor:
        found = {}
        for pragma in ("journal_mode", "foreign_keys", "recursive_triggers", "busy_timeout"):
            cursor.execute(f"PRAGMA {pragma}")
            found[pragma] = cursor.fetchone()[0]

    assert found == {"journal_mode": "wal", "foreign_keys": 1, "recursive_triggers": 1, "busy_timeout": 20000}
    assert settings.DATABASES["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    with transaction.atomic():
        assert connection.in_atomic_block


def test_the_product_itself_waits_for_the_disk(tmp_path):
    """The tests run without waiting for disks; the product must not."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("MEDIATION_", "DJANGO_", "DATABASE_"))}
    done = subprocess.run(
        [sys.executable, "-c", "import mediation.settings as s; print(s.DATABASE['OPTIONS']['init_command'])"],
        cwd=ROOT,
        env=kept | {"MEDIATION_VAR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert "PRAGMA synchronous=FULL;" in done.stdout


def test_no_admin_site_no_maps_no_page_cache():
    """The admin site goes round the door; the other two are where most holes of recent years were."""
    apps = " ".join(product.INSTALLED_APPS)
    middleware = " ".join(product.MIDDLEWARE)

    assert "admin" not in apps
    assert "gis" not in apps
    assert "Cache" not in middleware
    assert "LoginRequiredMiddleware" in middleware


@pytest.fixture
def empty_database(tmp_path, django_db_blocker):
    """DATABASE_URL of a database without any table, of the kind this run is on."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path}/empty.sqlite3"
        return
    import psycopg
    from psycopg import sql

    given = settings.DATABASES["default"]
    name = f"empty_{uuid.uuid4().hex[:12]}"
    server = psycopg.connect(
        host=given["HOST"],
        port=given["PORT"] or None,
        user=given["USER"],
        password=given["PASSWORD"],
        dbname="postgres",
        autocommit=True,
    )
    with server:
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        host, user = str(given["HOST"]), str(given["USER"])
        place = f"{host}/{name}" if host.startswith("/") else f"{host}:{given['PORT'] or 5432}/{name}"
        secret = f":{given['PASSWORD']}" if given["PASSWORD"] else ""
        yield f"postgres://{user}{secret}@{'/' if host.startswith('/') else ''}{place}"
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
        server.commit()


def _command(empty_database, tmp_path):
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("MEDIATION_", "DJANGO_"))}
    environment = kept | {"DATABASE_URL": empty_database, "MEDIATION_VAR": str(tmp_path / "var")}

    def manage(*words: str, given: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=environment,
            input=given,
            capture_output=True,
            text=True,
            check=False,
        )

    return manage


NO_CASES = '{"cases": []}'
ON_FILES = (("replay", "-", "--json"), ("verify_audit", "--json"), ("figure", "success_rate", "--json"))


@pytest.mark.migrated
@pytest.mark.parametrize("words", ON_FILES)
def test_a_command_on_files_makes_the_tables_of_an_empty_database(words, empty_database, tmp_path):
    done = _command(empty_database, tmp_path)(*words, given=NO_CASES)

    assert done.returncode == 0, done.stderr
    assert done.stderr.strip() == "数据库原为空，已建表。"
    answer = json.loads(done.stdout)
    assert {answer.get("records"), answer.get("dossiers"), *(row["denominator"] for row in answer.get("rows", []))} <= {
        0,
        None,
    }


@pytest.mark.migrated
def test_tables_older_than_the_program_end_a_command_with_a_sentence(empty_database, tmp_path):
    manage = _command(empty_database, tmp_path)
    before = manage("migrate", "contenttypes", "0001", "--verbosity", "0")

    ended = [manage(*words, given=NO_CASES) for words in ON_FILES]

    assert before.returncode == 0, before.stderr
    assert [one.returncode for one in ended] == [2, 2, 2]
    assert all("manage.py migrate" in one.stderr and "Traceback" not in one.stderr for one in ended)
    assert [one.stdout for one in ended] == ["", "", ""]


@pytest.mark.migrated
def test_an_empty_database_migrates_and_then_nothing_is_missing(empty_database, tmp_path):
    manage = _command(empty_database, tmp_path)

    migrated = manage("migrate", "--no-input")
    waiting = manage("migrate", "--check")
    changed = manage("makemigrations", "--check", "--dry-run")

    assert migrated.returncode == 0, migrated.stderr
    assert waiting.returncode == 0, waiting.stdout
    assert changed.returncode == 0, changed.stdout
