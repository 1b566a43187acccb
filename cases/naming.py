"""How a case is called: its sides in one line, its title as offices write it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cases.models import Case, Party


def parties_line(parties: list[Party]) -> str:
    """张三 · 张三、李四 · 张三等12人 (the customary short form from three names on)."""
    names = [party.name for party in parties]
    if len(names) <= 2:
        return "、".join(names)[:200]
    return f"{names[0]}等{len(names)}人"[:200]


def title_of(case: Case, cause: str) -> str:
    """张三等12人与某公司追索劳动报酬纠纷."""
    applicants, respondents = case.applicants, case.respondents
    sides = f"{applicants}与{respondents}" if respondents else applicants
    return f"{sides}{cause or '劳动争议'}"[:300]


def naming(party: Party) -> str:
    """A party in a list of choices: the name and the side."""
    return f"{party.name}（{party.get_side_display()}）"
