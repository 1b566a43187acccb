"""What a step page says of rare characters before a paper is issued: which, and which typeface will draw them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import template

from documents.coverage import Stray, covered
from documents.fonts import FontsMissing

register = template.Library()

_OF_PARTY = (
    "name", "agent_name", "guardian_name", "legal_representative", "investor", "address", "service_address",
)  # fmt: skip


def _texts(folder: Any) -> Iterator[tuple[str, str]]:
    """Names and addresses on the file as far as this reader sees them: what has been loaded, and nothing more."""
    case = folder.dossier
    yield case.body.name, case.body.name
    if case.kind == "supervision":
        if folder.view.sees("H"):
            yield from ((case.title, text) for text in _of_matter(case))
        return
    for row in case.party_rows if folder.view.sees("B") else ():
        yield from ((row.name, row.__dict__.get(field) or "") for field in _OF_PARTY)
    for claim in case.claim_rows if folder.view.sees("B") else ():
        yield claim.what, claim.what


def _of_matter(matter: Any) -> Iterator[str]:
    """What the letters of a matter are made of."""
    if matter.employer:
        yield from (matter.employer.name, matter.employer.address, matter.employer.legal_representative)
    for row in matter.finding_rows:
        yield from (row.facts, row.demand)
    if matter.letter:
        yield from (matter.letter.addressee, matter.letter.opening, *matter.letter.advice, matter.letter.closing)


@register.simple_tag
def rare_characters(folder: Any, step: Any) -> dict[str, tuple[Stray, ...]]:
    """Characters outside the body face (`fallback`) and those that no face has (`missing`), if the step issues papers.

    Asks no query. What is only typed now is checked when the step is taken.
    """
    if not (step.issues or step.name == "print_form"):
        return {}
    try:
        found = covered(_texts(folder))
    except FontsMissing:
        return {}
    return {"fallback": found.fallback, "missing": found.missing}
