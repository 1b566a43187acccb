"""What the law says: acts, articles, terms, calendars, sums. Plain Python and data; nothing here knows Django.

The TOML beside this file is the law; the Python only reads and counts it. `term`, `cite`, `acts`, `terms` and
`articles` are the way in; `due` turns a term and a day into a date.
"""

from statutes.book import (
    Book,
    StatuteDataError,
    TermNotInForce,
    acts,
    all_figures,
    articles,
    book,
    cite,
    figure,
    term,
    term_versions,
    terms,
)
from statutes.calendars import Calendar, CalendarMissing, CalendarYear
from statutes.clocks import NotMaintained, due
from statutes.keys import Cite, Clock, Param
from statutes.rules import Act, Article, Certainty, Due, Figure, Sentence, Term, Unit

__all__ = [
    "Act",
    "Article",
    "Book",
    "Calendar",
    "CalendarMissing",
    "CalendarYear",
    "Certainty",
    "Cite",
    "Clock",
    "Due",
    "Figure",
    "NotMaintained",
    "Param",
    "Sentence",
    "StatuteDataError",
    "Term",
    "TermNotInForce",
    "Unit",
    "acts",
    "all_figures",
    "articles",
    "book",
    "cite",
    "due",
    "figure",
    "term",
    "term_versions",
    "terms",
]
