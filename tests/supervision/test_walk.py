"""A matter from its lead to a letter in hand."""

from __future__ import annotations

import pytest

from tests.cast import Cast
from tests.supervision import walk
from workflows.supervision import State

pytestmark = pytest.mark.django_db


def test_a_lead_is_investigated_and_a_hint_letter_comes_to_the_head(cast: Cast) -> None:
    matter = walk.investigated(cast)

    matter = walk.go(matter, "draft_hint", cast.legal_supervisor, **walk.LETTER)
    matter = walk.go(matter, "submit_letter", cast.legal_supervisor)
    matter = walk.go(matter, "pass_letter", cast.union_lawyer, opinion="合法。")

    assert (matter.state, matter.number) == (State.SIGNING, "城关工监〔2026〕1号")
    assert matter.letter is not None
    assert (matter.letter.reviewed_by, matter.letter.number) == ("文法审", "")
