"""The doctor: each thing that can be missing is said, and only what breaks use fails."""

import json
import os
from io import StringIO

import pytest
from django.core.management import call_command

from mediation.management.commands import doctor


def said(check) -> list[tuple[str, str]]:
    return [(finding.state, finding.said) for finding in check()]


def test_a_machine_without_chinese_fonts_is_broken(monkeypatch):
    monkeypatch.setattr(doctor, "font_families", lambda: {"DejaVu Sans"})

    assert [state for state, _said in said(doctor.fonts)] == [doctor.BROKEN] * 4


def test_the_font_in_use_is_named_and_a_stopgap_is_called_one(monkeypatch):
    monkeypatch.setattr(doctor, "font_families", lambda: {"Noto Serif CJK SC", "Noto Sans CJK SC", "LXGW WenKai"})

    found = said(doctor.fonts)

    assert [state for state, _said in found] == [doctor.NOTE, doctor.OK, doctor.OK, doctor.OK]
    assert found[0][1] == "仿宋：只能以 Noto Serif CJK SC 代替，请运行：make setup"
    assert found[1][1] == "楷体: LXGW WenKai"


def test_the_licensed_font_of_an_office_comes_first(monkeypatch):
    monkeypatch.setattr(doctor, "font_families", lambda: {"FangSong_GB2312", "FandolFang", "Noto Serif CJK SC"})

    assert said(doctor.fonts)[0] == (doctor.OK, "仿宋: FangSong_GB2312")


def test_missing_libraries_are_named_by_their_package(monkeypatch):
    def refuse(file: str) -> None:
        if "harfbuzz" in file:
            raise OSError

    monkeypatch.setattr("ctypes.CDLL", refuse)
    [(state, text)] = said(doctor.libraries)

    assert state == doctor.BROKEN
    assert "libharfbuzz-subset0" in text
    assert "libpango" not in text


@pytest.mark.django_db
@pytest.mark.parametrize(("day", "states"), [("2026-06-01", "ok"), ("2040-06-01", "broken")])
def test_a_year_without_calendar_breaks_only_when_it_is_this_year(at, day, states):
    at(day)

    assert said(doctor.calendars)[0][0] == states


@pytest.mark.django_db
def test_the_calendar_of_next_year_is_only_a_note(at):
    at("2026-11-22")

    assert [state for state, _said in said(doctor.calendars)] == [doctor.OK, doctor.NOTE]


def test_the_worker_is_judged_by_its_sign_of_life(settings, tmp_path):
    settings.WORKER_HEARTBEAT = tmp_path / "beat"
    never = said(doctor.worker)
    settings.WORKER_HEARTBEAT.touch()
    now = said(doctor.worker)
    os.utime(settings.WORKER_HEARTBEAT, (0, 0))
    long_ago = said(doctor.worker)

    assert [each[0][0] for each in (never, now, long_ago)] == [doctor.NOTE, doctor.OK, doctor.NOTE]


def test_a_key_others_can_read_is_broken(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    (tmp_path / "seal_key").write_text("y" * 60)
    (tmp_path / "seal_key").chmod(0o600)
    (tmp_path / "secret_key").write_text("x" * 60)
    (tmp_path / "secret_key").chmod(0o644)
    open_to_all = said(doctor.keys)
    (tmp_path / "secret_key").chmod(0o600)
    closed = said(doctor.keys)

    assert [each[0][0] for each in (open_to_all, closed)] == [doctor.BROKEN, doctor.OK]


def test_a_data_folder_open_to_everybody_is_noted(settings, tmp_path):
    settings.VAR_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    tmp_path.chmod(0o755)
    open_to_all = said(doctor.folders)
    tmp_path.chmod(0o700)
    closed = said(doctor.folders)

    assert open_to_all[0] == (doctor.NOTE, f"{tmp_path} 对本机所有用户开放，请运行：chmod 700 {tmp_path}")
    assert len(closed) == 1


def test_source_code_on_error_pages_is_broken(settings):
    settings.DEBUG = True

    assert said(doctor.mode)[0][0] == doctor.BROKEN


@pytest.mark.django_db
def test_the_database_of_the_tests_is_told_from_that_of_the_product(on_postgresql):
    """The tests switch one safeguard off; the doctor sees exactly that one."""
    [(state, text)] = said(doctor.database)

    if on_postgresql:
        assert state == doctor.OK
    else:
        assert state == doctor.BROKEN
        assert "synchronous=0 (2)" in text
        assert "journal_mode" not in text


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_report_as_json_carries_every_finding(monkeypatch, language):
    rows = [doctor.Finding("a", doctor.OK, "fine"), doctor.Finding("b", doctor.BROKEN, "gone")]
    monkeypatch.setattr(doctor, "CHECKS", (lambda: iter(rows),))
    out = StringIO()

    with pytest.raises(SystemExit) as ended:
        call_command("doctor", "--json", "--language", language, stdout=out)

    assert ended.value.code == 1
    report = json.loads(out.getvalue())
    assert report["healthy"] is False
    assert [row["state"] for row in report["findings"]] == ["ok", "broken"]


@pytest.mark.django_db
def test_a_healthy_machine_is_told_so(monkeypatch):
    monkeypatch.setattr(doctor, "CHECKS", (lambda: iter([doctor.Finding("a", doctor.NOTE, "small")]),))
    out = StringIO()

    call_command("doctor", stdout=out)

    assert "使用所需条件齐备" in out.getvalue()
