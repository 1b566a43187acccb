"""How the steps of a matter of supervision are sorted on its page (`dossiers.acts`)."""

from __future__ import annotations

from dossiers.folder import Hints

HINTS = Hints(
    done={
        "check_exclusivity": "exclusivity_checked_on",
        "name_supervisors": "investigators_ready",
        "declare_ties": "ties_declared",
        "record_urgency": "skip_reason",
        "record_achievement": "outcome_recorded_on",
        "inform_reporter": "reporter_told_on",
        "answer_clue": "answered_on",
        "send_to_procuratorate": "procuratorate_sent_on",
    },
    prepares={
        "check_exclusivity": "take_up_lead draft_hint",
        "name_supervisors": "take_up_lead draft_hint",
        "declare_ties": "take_up_lead draft_hint",
        "add_finding": "draft_hint draft_opinion",
        "record_inquiry": "conclude_investigation",
        "amend_letter": "submit_letter",
        "seal_paper": "record_letter_service",
        "record_achievement": "close_matter",
        "inform_reporter": "close_matter",
        "answer_clue": "close_matter",
    },
    decides=frozenset({"return_letter"}),
    presses=frozenset({"extend_reply", "cosign_letter"}),
    # The next letter is a way that opens when the one before had no effect; nobody waits for that.
    unawaited=frozenset({"draft_opinion", "draft_advice"}),
)
