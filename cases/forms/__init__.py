"""What each step asks: one form per step that needs data, found by the step's name in `FORMS`.

A form gets the case and the person who fills it in; `step_data()` is what `take_step` receives (the keys that the
effect of the step names in `cases/effects.py`), `day_of_act` the day the act is said to have been done. A step without
a form asks nothing and is confirmed on a page. Rows (attendance, items, signatures) are formsets in `form.rows`.
"""

from cases.drafting import instalments
from cases.forms import (  # (each registers its forms)
    after,
    agreement,
    ends,
    intake,
    limitation,
    mediators,
    sessions,
    sums,
)
from cases.forms.intake import ExhibitRules, check_numbers, lodge_by
from dossiers.stepping import FORMS, DatedForm, StepForm, asks

__all__ = [
    "FORMS", "ExhibitRules", "StepForm", "after", "agreement", "asks", "check_numbers", "ends", "instalments", "intake",
    "limitation", "lodge_by", "mediators", "sessions", "sums",
]  # fmt: skip

for _name in (
    "screen_case",
    "ask_other_side",
    "accept_case",
    "explain_rights",
    "begin_mediation",
    "grant_recusal",
    "accept_confirmation",
    "accept_review",
):
    FORMS[_name] = DatedForm
