"""The questions a procedure asks of its dossier. The model answers them; the procedure never knows the model."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from statutes.keys import Clock


class DossierFacts(Protocol):
    """What every procedure may ask."""

    state: str

    def clocks_for(self, slot: str) -> list[Clock]:
        """The clocks that stand behind a slot ("period", "intake", …) for this dossier's channel."""
        ...

    def clock_start(self, clock: Clock) -> dt.date | None:
        """The day of the fact from which `clock` counts, None for the day of the act itself."""
        ...


class MediationFacts(DossierFacts, Protocol):
    """What the life of a mediation case depends on. Answers come from columns and loaded rows, never from a query."""

    in_scope: bool
    found_outside_scope: bool
    has_both_sides: bool
    has_claim: bool
    all_parties_consent: bool
    refusal_recorded: bool
    is_commissioned: bool
    is_from_court: bool
    commission_confirmed: bool
    is_petition: bool
    sender_answered: bool
    has_overdue_obligation: bool
    commission_received_on: dt.date | None
    has_mediator: bool
    disclosure_made: bool
    interest_waived: bool
    recusal_pending: bool
    identities_checked: bool
    rights_explained: bool
    period_still_runs: bool
    extension_allowed: bool
    has_terms: bool
    terms_complete: bool
    results_stated: bool
    terms_blocked: list[str]
    session_held: bool
    draft_names_decliners: bool
    members_consent: bool
    agents_authorised: bool
    guardians_present: bool
    signatures_complete: bool
    agreement_effective: bool
    settled_in_full: bool
    confirmation_open: bool
    review_open: bool
    route_filed: bool
    confirms_employment: bool
    confirmation_pending: bool
    review_pending: bool
    route_taken_up: bool
    is_before_filing: bool
    court_document_open: bool
    court_document_pending: bool
    tribunal_document_open: bool
    tribunal_document_pending: bool
    closing_submitted: bool
    amounts_recorded: bool
    papers_complete: bool
    outcome_reviewed: bool
    sent_by_a_body: bool
    route_is_ours: bool
    left_unsettled: bool
    sender_awaits_answer: bool
    has_open_obligation: bool
    windows_closed: bool
    duties_settled: bool
    papers: list[str]
    papers_unset: bool
    papers_unsealed: bool
    papers_under_way: bool
    employer_known: bool
    is_group: bool
