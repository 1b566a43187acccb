"""How the steps of a mediation are sorted on its page (`dossiers.acts`)."""

from __future__ import annotations

from dossiers.folder import Hints

HINTS = Hints(
    done={
        "check_scope": "scope_checked_on",
        "disclose_interests": "disclosure_on",
        "explain_rights": "rights_explained_on",
        "ask_other_side": "all_parties_consent",
        "record_consent": "all_parties_consent",
        "check_identity": "identities_checked",
        "appoint_mediator": "mediator_name",
    },
    prepares={"check_scope": "accept_case", "check_identity": "begin_mediation"},
    decides=frozenset({"grant_recusal", "refuse_recusal", "return_closing"}),
    presses=frozenset({"confirm_commission"}),
    # The ways to an enforceable title.
    unawaited=frozenset(
        {
            *("file_confirmation", "decide_confirmation", "file_review", "decide_review"),
            *("submit_to_court", "record_court_document", "submit_to_tribunal", "record_tribunal_document"),
        }
    ),
)
