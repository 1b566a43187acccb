"""Every term a case may start answers why its day is this one: fact, length, unit, article, wording, certainty, end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from dossiers.clocks import begun
from dossiers.deadlines import clock_view
from dossiers.models import Dossier
from statutes.keys import Clock
from tests.cast import TODAY, Cast, case_in
from workflows.channels import Channel, rule_of
from workflows.mediation import MediationProcedure, State
from workflows.reading import rows as book_rows


def possible() -> list[Clock]:
    """The terms that a step starts by name or a channel behind a slot."""
    rules = [rule_of(channel) for channel in Channel]
    keys = {clock for rule in rules for clock in (rule.intake, rule.period, rule.asks) if clock}
    keys |= {clock for row in book_rows(MediationProcedure) for clock in row.starts if isinstance(clock, Clock)}
    return sorted(keys | {Clock.COURT_POST_SUM, Clock.JC, Clock.AR, Clock.RIGHT_TO_ARB, Clock.SUE, Clock.COURT_PICK})


@pytest.mark.django_db  # whether a term is set by figures that are maintained is asked of the database
@pytest.mark.parametrize("key", possible())
def test_every_term_answers(key: Clock) -> None:
    dossier = Dossier(county_code="620102", prefecture_code="620100", province_code="620000")

    seen = clock_view(begun(dossier, key, [], on=TODAY, seq=1), TODAY)

    wanted = ("started_on", "start_fact", "days", "unit", "article", "wording", "certainty", "consequence", "due_on")
    assert [name for name in wanted if not seen[name]] == []
    for citation in seen["article"].split("；"):
        assert citation in seen["wording"] or "；" not in seen["article"]


@pytest.mark.usefixtures("today")
def test_a_due_day_on_desk_and_list_leads_to_its_term(cast: Cast, as_user: Callable[[Any], Client]) -> None:
    case = case_in(State.IN_MEDIATION, cast)
    browser = as_user(cast.mediator)
    address = f"/files/{case.code}/clocks/#clock-{case.due_clock}"

    for page in ("/", "/files/"):
        assert address in browser.get(page).content.decode()
    assert f'id="clock-{case.due_clock}"' in browser.get(f"/files/{case.code}/clocks/").content.decode()
