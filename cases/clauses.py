"""The library of clauses (`statutes.clauses`) with what the file knows filled in."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language

from cases.models import Case, Side
from statutes.clauses import Clause, clauses
from workflows.channels import Exit

_CALLED = {Side.APPLICANT: "申请人", Side.RESPONDENT: "被申请人", Side.THIRD: "第三人"}


def words_of(case: Case) -> dict[str, str]:
    """What the file knows of the places a clause wants filled; the paper calls the sides by their part."""
    worker = next((_CALLED[Side(row.side)] for row in case.workers), "")
    employer = next((_CALLED[Side(row.side)] for row in case.employers), "")
    left = case.leave_on
    return {
        "worker": worker,
        "employer": employer,
        "claims": "、".join(dict.fromkeys(row.what for row in case.claim_rows)),
        "leave_on": f"{left.year}年{left.month}月{left.day}日" if left else "",
        "body": case.body.name,
        "guarantor": "、".join(row.name for row in case.side(Side.THIRD)),
    }


def library(case: Case) -> list[dict[str, Any]]:
    """The clauses a mediator may put into this agreement, each ready to be read: title, text, article, part."""
    words, english = words_of(case), (get_language() or "").startswith("en")
    return [
        {
            "key": one.key,
            "title": one.en if english else one.zh,
            "text": one.filled(words),
            "article": one.article,
            "into": one.into,
        }
        for one in clauses().values()
        if _fits(one, case)
    ]


def _fits(one: Clause, case: Case) -> bool:
    """Whether the way to enforceability a clause speaks of is open in the channel."""
    return not one.route or Exit(one.route) in case.rule.success


def inserted(case: Case, key: str, data: Any) -> Any:
    """What was typed, with one clause more at the end of its part; unchanged for a clause there is not."""
    copy = data.copy()
    one = clauses().get(key)
    if one is None or not _fits(one, case):
        return copy
    text = one.filled(words_of(case))
    typed = copy.get(one.into, "").rstrip()
    if text not in typed:
        copy[one.into] = f"{typed}\n{text}" if typed else text
    return copy
