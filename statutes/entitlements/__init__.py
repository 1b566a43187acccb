"""The calculators of statutory sums: pure functions from facts and regional figures to lines with articles.

`calculate(name, facts, parameters)` runs one; `CALCULATORS` names them with the facts they ask for; `span` shows what
disputed facts do to a sum. Results are advice, not decisions.
"""

from statutes.entitlements import injury, termination, wages  # entered in the registry by being imported
from statutes.entitlements.ledger import Entitlement, FactField, Line, ParameterUsed
from statutes.entitlements.ranges import Driver, Range, span, weigh
from statutes.entitlements.registry import CALCULATORS, Calculator, calculate
from statutes.entitlements.wages import final_award_possible, maternity_days

__all__ = [
    "CALCULATORS",
    "Calculator",
    "Driver",
    "Entitlement",
    "FactField",
    "Line",
    "ParameterUsed",
    "Range",
    "calculate",
    "final_award_possible",
    "injury",
    "maternity_days",
    "span",
    "termination",
    "wages",
    "weigh",
]
