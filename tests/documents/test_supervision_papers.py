"""Papers of labour-law supervision: what each says and never says, how it is numbered, who may read it."""

from __future__ import annotations

from typing import Any

import pytest

from documents import contents as c
from documents import render
from documents.kinds import PAPERS
from documents.models import Instrument
from supervision.models import Matter
from tests.cast import NOW, Cast, make_cast
from tests.supervision.walk import LETTER, go, in_hand, investigated
from workflows.papers import Kind

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(at: Any) -> Cast:
    at(NOW.isoformat())
    return make_cast()


def issued(matter: Matter, kind: Kind) -> list[Any]:
    rows = Instrument.objects.filter(dossier_id=matter.pk, kind=kind).order_by("id")
    return [c.Contents.from_json(row.contents) for row in rows]


def page(paper: Any) -> str:
    return render.html(PAPERS[paper.kind], paper, created=NOW)


def test_an_opinion_states_course_findings_demands_and_how_to_answer(cast: Cast) -> None:
    matter = investigated(cast, reporter="张秀英", reporter_named=True)
    matter = go(matter, "record_urgency", cast.union_head, reason="拖欠工资数额较大")
    in_hand(cast, go(matter, "draft_opinion", cast.legal_supervisor, **LETTER))

    (paper,) = issued(matter, Kind.OPINION_LETTER)

    assert paper.number == "城关工监意〔2026〕1号"
    assert "张秀英" not in paper.to_json()
    assert "张秀英" not in page(paper)
