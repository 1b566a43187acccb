"""The confidentiality wall: which classes of record a role may see of a dossier it may open (law.md §9.2).

A procedural · B party papers · C joint record · D caucus · E undisputed facts · F outcome · G sensitive personal ·
H supervision · I internal to the handling body (notes; our own class beside the eight of law.md). What a role may not
see is not queried, not rendered, not exported. Templates, API and reports ask here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from organizations.roles import Role

WALL: dict[Role, frozenset[str]] = {
    Role.MEDIATOR: frozenset("ABCDEFGI"),
    Role.BODY_HEAD: frozenset("ABCEFGHI"),
    Role.REGISTRAR: frozenset("ABEFGI"),
    Role.LEGAL_REVIEWER: frozenset("ABEFI"),
    Role.COURT_LIAISON: frozenset("ABEF"),
    Role.ARBITRATION_CLERK: frozenset("ABEF"),
    Role.LABOUR_OFFICER: frozenset("A"),
    Role.PROCURATORATE_LIAISON: frozenset("A"),
    Role.JUSTICE_LIAISON: frozenset("A"),
    Role.REPORTING_SUPERVISOR: frozenset("A"),
    Role.LEGAL_SUPERVISOR: frozenset("H"),
    Role.SUPERVISION_HEAD: frozenset("H"),
    Role.BODY_ADMINISTRATOR: frozenset(),
    Role.AUDITOR: frozenset(),
    Role.CALENDAR: frozenset("A"),
    Role.ADDRESSEE: frozenset(),
}

#: In a matter of supervision the union's own people read the matter (H) and who reported it (G); partners read how it
#: stands and what was sent to them (F), never the investigation nor the name of whoever reported.
SUPERVISION_WALL: dict[Role, frozenset[str]] = {role: frozenset() for role in Role} | {
    Role.LEGAL_SUPERVISOR: frozenset("AFGHI"),
    Role.SUPERVISION_HEAD: frozenset("AFGHI"),
    Role.LEGAL_REVIEWER: frozenset("AFHI"),
    Role.LABOUR_OFFICER: frozenset("AF"),
    Role.PROCURATORATE_LIAISON: frozenset("AF"),
    Role.COURT_LIAISON: frozenset("AF"),
    Role.ARBITRATION_CLERK: frozenset("A"),
    Role.JUSTICE_LIAISON: frozenset("A"),
    Role.REPORTING_SUPERVISOR: frozenset("A"),
    Role.CALENDAR: frozenset("A"),
}

WALLS: dict[str, dict[Role, frozenset[str]]] = {"mediation": WALL, "supervision": SUPERVISION_WALL}

#: Roles that follow files without the names of the people in them.
NAMELESS = frozenset({Role.REPORTING_SUPERVISOR})

#: Roles of the handling body itself; everybody else reads an agreement only once it is in effect.
INSIDE = frozenset(
    {Role.REGISTRAR, Role.BODY_HEAD, Role.MEDIATOR, Role.LEGAL_REVIEWER, Role.LEGAL_SUPERVISOR, Role.SUPERVISION_HEAD}
)

#: Classes whose every reading is logged with who and when.
LOGGED = frozenset("CDGH")


@dataclass(frozen=True)
class View:
    """What one reader may see of one dossier."""

    roles: frozenset[Role]
    records: frozenset[str]
    names: bool

    def sees(self, record: str) -> bool:
        return record in self.records


def view_for(roles: Iterable[Role], kind: str = "mediation") -> View:
    """The union of what the roles allow in a dossier of a kind; names are shown as soon as one of them shows names."""
    held, wall = frozenset(roles), WALLS[kind]
    records = frozenset().union(*(wall[role] for role in held)) if held else frozenset()
    return View(held, records, any(role not in NAMELESS for role in held if wall[role]))


def mask_name(name: str) -> str:
    """Surname and circles: 张三丰 → 张○○; keeps the length of one to two so that a rare name does not stand out."""
    return f"{name[:1]}○○" if name else ""
