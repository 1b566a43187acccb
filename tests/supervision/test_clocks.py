"""Under which rule an answer is due: the region's where one is maintained, else the neutral default, which says so."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

import statutes
from dossiers.sweep import sweep
from lawbook.actions import Proposal, enter
from supervision.models import Matter
from tests.cast import NOW, TODAY, Cast
from tests.supervision.walk import (
    LETTER,
    clock_on,
    go,
    in_hand,
    investigated,
    matter_in,
    served,
    union_in,
)
from workflows.supervision import State

pytestmark = pytest.mark.django_db


def opinion_served(cast: Cast, **more: Any) -> Matter:
    matter = go(investigated(cast, **more), "record_urgency", cast.legal_supervisor, reason="紧急")
    matter = go(matter, "draft_opinion", cast.legal_supervisor, **LETTER)
    return served(cast, in_hand(cast, matter))


def test_where_the_region_has_a_rule_it_counts_under_its_article(cast: Cast) -> None:
    zhejiang = union_in(cast, "330000", "浙江省")
    matter = opinion_served(cast, body=zhejiang)
    nanchang = union_in(cast, "360100", "南昌市", "prefecture")
    other = opinion_served(cast, body=nanchang)

    # Fifteen working days after 10 March; sixty calendar days end on Saturday 9 May, which is worked in 2026.
    assert clock_on(matter) == ("opinion_reply", "statute", dt.date(2026, 3, 31))
    assert clock_on(other) == ("opinion_reply", "excerpt", dt.date(2026, 5, 9))
    assert "第22条" in matter.clocks.get().article


def test_where_it_has_none_the_neutral_default_counts_and_says_that_it_has_no_local_basis(cast: Cast) -> None:
    matter = opinion_served(cast)

    assert clock_on(matter) == ("opinion_reply_default", "configured", dt.date(2026, 3, 31))
    assert statutes.term(clock_on(matter)[0], TODAY).label_zh == "意见书答复（默认）"


def test_a_figure_that_is_maintained_later_counts_for_later_letters_and_moves_no_clock_that_runs(cast: Cast) -> None:
    running = matter_in(State.AWAITING_REPLY, cast)
    before = clock_on(running)
    enter(
        [
            Proposal(
                key="hint_letter_reply_days", region="620000", value="10", valid_from=dt.date(2026, 1, 1),
                valid_until=None, source="示例通知", document_number="示例〔2026〕1号", certainty="statute",
            )
        ],
        by=cast.union_head,
    )  # fmt: skip

    later = matter_in(State.AWAITING_REPLY, cast)

    assert clock_on(later) == ("hint_reply", "statute", dt.date(2026, 3, 20))
    assert clock_on(running) == before == ("hint_reply_default", "configured", dt.date(2026, 3, 25))


def test_an_authority_is_late_on_the_working_day_after_its_last_and_the_sweep_notes_it_once(cast: Cast) -> None:
    matter = matter_in(State.WITH_AUTHORITY, cast)
    key, _certainty, due = clock_on(matter)
    assert (key, due) == ("advice_accept_default", dt.date(2026, 3, 17))

    on_the_day = sweep(at=NOW + dt.timedelta(days=7))
    the_day_after = sweep(at=NOW + dt.timedelta(days=8))
    again = sweep(at=NOW + dt.timedelta(days=9))

    assert (on_the_day.noted, the_day_after.noted, again.noted) == ([], [matter.code], [])
    assert clock_on(matter)[2] == due, "a late duty stays due"
    acting = go(matter, "record_filing", cast.labour_officer, at=NOW + dt.timedelta(days=9), filed=True, number="8号")
    assert clock_on(acting)[0] == "advice_result_default"
    assert acting.clocks.get(key="advice_accept_default").status == "expired"
