"""Settings from outside: what is absent has a default, what is wrong stops the start with a sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from mediation.environment import ROOT, VARIABLES, as_document, read_environment

SECRET = "only-for-this-test-" * 3


def test_nothing_given_is_a_production_setup_on_sqlite():
    values = read_environment({"PATH": "/bin", "LANG": "C"})

    assert values["MEDIATION_HTTPS"] is True
    assert values["MEDIATION_DEBUG"] is False
    assert values["DATABASE_URL"] is None
    assert values["MEDIATION_VAR"] == ROOT / "var"
    assert values["MEDIATION_BIND"] == "127.0.0.1:8000"
    assert values["MEDIATION_EXPIRY_GRACE_DAYS"] == 3
    assert set(values) == {variable.name for variable in VARIABLES}


def test_an_empty_value_is_no_value():
    assert read_environment({v.name: " " for v in VARIABLES}) == read_environment({})


def test_a_misspelt_name_is_said():
    with pytest.raises(ImproperlyConfigured, match="MEDIATION_HTPS is set, but there is no such setting"):
        read_environment({"MEDIATION_HTPS": "0"})


WRONG = {
    "DATABASE_URL": ["mysql://u:p@h/n", "nonsense", "postgres://host", "sqlite://", "sqlite://:memory:"],
    "MEDIATION_SECRET_KEY": ["short"],
    "MEDIATION_SEAL_KEY": ["short"],
    "MEDIATION_HTTPS": ["maybe", "2", "нет"],
    "MEDIATION_HOSTS": ["*", "https://a.cn", ",", "a b", "a.cn:8000"],
    "MEDIATION_URL": ["a.cn", "https://a.cn/path", "ftp://a.cn"],
    "MEDIATION_PROXY": ["proxy", "10.0.0.1;10.0.0.2", "10.0.0.0/33"],
    "MEDIATION_ORIGINS": ["a.cn", "https://a.cn/path"],
    "MEDIATION_BIND": ["8000", "127.0.0.1:", "127.0.0.1:99999", "a b:80"],
    "MEDIATION_WORKERS": ["0", "65", "-1", "2.5", "two", "٢"],
    "MEDIATION_DEMO": ["x"],
    "MEDIATION_EXPIRY_GRACE_DAYS": ["31", "-1"],
    "MEDIATION_LOG_LEVEL": ["LOUD"],
    "MEDIATION_DEBUG": ["x"],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_a_wrong_value_is_refused_by_name_and_not_repeated(name, value):
    with pytest.raises(ImproperlyConfigured) as refusal:
        read_environment({name: value})

    said = str(refusal.value)
    assert said.startswith(f"{name} has a wrong value: ")
    assert "p@h" not in said


def test_every_problem_is_said_at_once():
    with pytest.raises(ImproperlyConfigured) as refusal:
        read_environment({"MEDIATION_HTTPS": "maybe", "MEDIATION_WORKERS": "0", "MEDIATION_COLOUR": "red"})

    assert len(str(refusal.value).splitlines()) == 3


def test_databases():
    sqlite = read_environment({"DATABASE_URL": "sqlite:////srv/a.sqlite3"})["DATABASE_URL"]
    below = read_environment({"DATABASE_URL": "sqlite:///var/a.sqlite3"})["DATABASE_URL"]
    server = read_environment({"DATABASE_URL": "postgres://u:p%40w@db.example:5433/mediation"})["DATABASE_URL"]
    socket = read_environment({"DATABASE_URL": "postgres://u@//run/pg/mediation"})["DATABASE_URL"]

    assert sqlite["NAME"] == "/srv/a.sqlite3"
    assert below["NAME"] == str(ROOT / "var/a.sqlite3")
    assert (server["HOST"], server["PORT"], server["NAME"], server["PASSWORD"]) == (
        "db.example",
        5433,
        "mediation",
        "p@w",
    )
    assert (socket["HOST"], socket["NAME"]) == ("/run/pg", "mediation")


def test_the_table_in_the_documents_is_this_table():
    assert (ROOT / "docs/settings.md").read_text(encoding="utf-8") == as_document()


def test_every_variable_is_used_and_every_use_is_in_the_table():
    used = (ROOT / "mediation/settings.py").read_text() + (ROOT / "scripts/serve.py").read_text()

    for variable in VARIABLES:
        assert f'["{variable.name}"]' in used, f"{variable.name} is documented but nobody reads it"


def start(tmp_path: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("MEDIATION_", "DJANGO_", "DATABASE_"))}
    return subprocess.run(
        [sys.executable, "-c", f"import mediation.settings as s; {'; '.join(words)}"],
        cwd=ROOT,
        env=kept | {"MEDIATION_VAR": str(tmp_path / "var")} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_wrong_setting_ends_a_command_with_a_sentence_and_no_traceback(tmp_path):
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={**os.environ, "MEDIATION_HTTPS": "perhaps", "DJANGO_SETTINGS_MODULE": "mediation.settings"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert "MEDIATION_HTTPS has a wrong value" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_signing_key_is_made_once_and_only_its_owner_reads_it(tmp_path):
    first = start(tmp_path, "print(s.SECRET_KEY)").stdout.strip()
    second = start(tmp_path, "print(s.SECRET_KEY)").stdout.strip()
    given = start(tmp_path, "print(s.SECRET_KEY)", MEDIATION_SECRET_KEY=SECRET).stdout.strip()

    assert first == second
    assert len(first) >= 50
    assert given == SECRET
    assert (tmp_path / "var/secret_key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "var").stat().st_mode & 0o777 == 0o700
    assert sorted(path.name for path in (tmp_path / "var").iterdir()) == ["seal_key", "secret_key"]


def test_a_truncated_key_file_is_refused(tmp_path):
    (tmp_path / "var").mkdir()
    (tmp_path / "var/secret_key").write_text("abc")

    done = start(tmp_path)

    assert "holds fewer than 50 characters" in done.stderr


def test_https_switches_everything_that_belongs_to_it(tmp_path):
    words = (
        "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS > 0,"
        " s.SESSION_COOKIE_NAME)"
    )

    assert start(tmp_path, words).stdout.split() == ["True"] * 4 + ["__Host-session"]
    assert start(tmp_path, words, MEDIATION_HTTPS="0").stdout.split() == ["False"] * 4 + ["session"]
