"""The books on the shelf: which procedure each kind of dossier follows."""

from __future__ import annotations

from typing import Any, Final

from workflows.mediation import MediationProcedure
from workflows.supervision import SupervisionProcedure

PROCEDURES: Final[dict[str, Any]] = {"mediation": MediationProcedure, "supervision": SupervisionProcedure}
