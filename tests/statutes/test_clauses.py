"""The library of clauses: every one is clean under the linter, and a gap that nobody filled stops signing."""

from __future__ import annotations

import pytest

from statutes.agreement import lint
from statutes.clauses import FILLED, GAP, Clause, clauses
from tests.statutes.test_agreement import GOOD, with_

WORDS = {
    "worker": "申请人",
    "employer": "被申请人",
    "claims": "支付2025年10月至12月工资、支付解除劳动合同经济补偿",
    "leave_on": "2026年2月28日",
    "body": "某某区总工会劳动争议调解中心",
    "guarantor": "某某担保有限公司",
    "due": "2026年12月31日",
}
LIBRARY = [pytest.param(one, id=one.key) for one in clauses().values()]


def test_the_words_of_these_tests_are_those_the_library_wants() -> None:
    assert set(WORDS) == FILLED
    assert len(clauses()) >= 16


@pytest.mark.parametrize("one", LIBRARY)
def test_every_clause_passes_the_linter_clean(one: Clause) -> None:
    found = lint(with_(clauses=[*GOOD["clauses"], one.filled(WORDS)])).findings

    assert [(row.rule, row.found) for row in found] == []
    assert one.article
    assert one.zh
    assert one.en


def test_the_whole_library_together_is_clean() -> None:
    everything = [one.filled(WORDS) for one in clauses().values()]

    assert lint(with_(clauses=everything)).findings == ()


@pytest.mark.parametrize("one", [one for one in clauses().values() if one.places], ids=lambda one: one.key)
def test_a_gap_stops_signing(one: Clause) -> None:
    text = one.filled({})

    assert GAP in text
    assert "blank_left" in {row.rule for row in lint(with_(clauses=[text])).findings}
