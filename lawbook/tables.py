"""The figures and calendars in force here: the shipped ones and those maintained on the pages of this room."""

from __future__ import annotations

from statutes.calendars import Calendar, shipped
from statutes.parameters import ParameterTables, shipped_parameters


def parameters() -> ParameterTables:
    """Every regional and yearly figure that is maintained."""
    return shipped_parameters()


def calendar() -> Calendar:
    """Every year whose notice of holidays is maintained."""
    return shipped()
