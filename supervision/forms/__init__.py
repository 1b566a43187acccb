"""What each step of a matter of supervision asks: one form per step that needs words, found by its name in `FORMS`.

`step_data()` is what the effect of the step takes (the docstrings of `supervision/effects.py` name it).
"""

from dossiers.stepping import FORMS, DatedForm
from supervision.forms import answers, investigation, lead, letters, others  # (each registers its forms)

__all__ = ["answers", "investigation", "lead", "letters", "others"]

for _name in ("take_up_lead", "resume_investigation"):
    FORMS[_name] = DatedForm
