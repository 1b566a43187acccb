from dossiers.models.clock import Clock, ClockStatus
from dossiers.models.dossier import Addressee, Dossier, Origin
from dossiers.models.event import Event, LogColumn, Reading
from dossiers.models.grant import DossierGroupGrant, DossierUserGrant, Invitation
from dossiers.models.note import Note
from dossiers.models.numbering import Register
from dossiers.models.search import Gram

__all__ = [
    "Addressee",
    "Clock",
    "ClockStatus",
    "Dossier",
    "DossierGroupGrant",
    "DossierUserGrant",
    "Event",
    "Gram",
    "Invitation",
    "LogColumn",
    "Note",
    "Origin",
    "Reading",
    "Register",
]
