"""Rare characters are named before a number is taken; what no typeface has stops the paper; the profile is recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from fontTools.ttLib import TTFont

from cases.models import load_case
from documents import fonts
from documents.actions import render_one
from documents.models import Instrument
from dossiers.actions import Refused, take_step
from tests.cast import NOW, Cast, case_in, make_cast
from workflows.mediation import State
from workflows.papers import Kind


@pytest.fixture
def cast(db: None, at: Any) -> Cast:
    at(NOW.isoformat())
    return make_cast()


@pytest.fixture
def owned(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Callable[[], None]]:
    """Lay a 仿宋_GB2312 of the office's own into the font folder."""

    def lay() -> None:
        with TTFont(fonts.profile().body.path) as font:
            for record in font["name"].names:
                if record.nameID in (1, 4, 16):
                    record.string = "仿宋_GB2312" if record.platformID == 3 else "FangSong_GB2312"
            font.save(tmp_path / "SIMFANG.TTF")
        monkeypatch.setattr(fonts, "font_dirs", lambda: (tmp_path,))
        fonts._profile.cache_clear()

    yield lay
    monkeypatch.undo()
    fonts._profile.cache_clear()


def test_the_step_page_names_each_rare_character_and_what_draws_it(cast: Cast) -> None:
    case = case_in(State.ACCEPTED, cast)
    case.parties.filter(pk=case.party_rows[0].pk).update(name="李䶮\ue123")
    client = Client()
    client.force_login(cast.registrar)
    place = f"/files/{case.code}/do/appoint_mediator/"

    with CaptureQueriesContext(connection) as rare:
        page = client.get(place).content.decode()
    silent = client.get(f"/files/{case.code}/do/add_note/").content.decode()  # issues nothing
    plain = case_in(State.ACCEPTED, cast)
    with CaptureQueriesContext(connection) as usual:
        assert "U+" not in client.get(f"/files/{plain.code}/do/appoint_mediator/").content.decode()

    assert "“李䶮\ue123”中的“䶮”（U+4DAE）不在正文字体中，将用Noto Serif CJK SC排印。" in page
    assert "（U+E123）：本机没有字体收录该字" in page
    assert "U+4DAE" not in silent
    assert len(rare) == len(usual)


def test_a_character_that_no_typeface_has_stops_the_step_before_a_number_is_taken(cast: Cast) -> None:
    case = case_in(State.FAILED, cast, channel="petition", sender_name="城关区信访局")
    before = Instrument.objects.count()

    with pytest.raises(Refused) as refused:
        take_step(case, "answer_sender", by=cast.registrar, at=NOW, text="已告知\ue123处理。", medium="paper")

    (sentence,) = refused.value.sentences
    assert all(word in sentence for word in ("办理情况复函", "U+E123", "已告知\ue123处理"))
    assert Instrument.objects.count() == before
    take_step(load_case(case.pk), "answer_sender", by=cast.registrar, at=NOW, text="已告知。", medium="paper")
    assert Instrument.objects.get(kind=Kind.FEEDBACK_LETTER).seq == 1


def test_the_typefaces_of_the_office_are_used_and_recorded_whole(cast: Cast, owned: Callable[[], None]) -> None:
    first = Instrument.objects.get(dossier=case_in(State.NOT_ACCEPTED, cast))
    assert render_one(first.pk)
    owned()
    second = Instrument.objects.get(dossier=case_in(State.NOT_ACCEPTED, cast))
    assert render_one(second.pk)

    first.refresh_from_db()
    second.refresh_from_db()

    assert first.font_profile.startswith("fangsong=FandolFang")
    assert second.font_profile.startswith("fangsong=仿宋_GB2312")
    assert all(f"{role}=" in row.font_profile for row in (first, second) for role in fonts.Role)
    assert first.renderer.endswith(second.renderer.partition("forms ")[2])
