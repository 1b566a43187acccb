"""Who reaches which dossier, in which role. The only module that reads and writes guardian's grant tables.

Ordinary reach is equality on a level column (`Reach`); lists (`queries.py`) and the check on one row (`roles_in`)
read the same reaches, so they cannot disagree. guardian carries the exceptions: a person or a body invited to one file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q, QuerySet, Subquery

from dossiers.models import Dossier, DossierGroupGrant, DossierUserGrant, Invitation
from organizations.actions import group_of
from organizations.models import Organization, User
from organizations.roles import Role

_LEVEL_COLUMN = {"province": "province_code", "prefecture": "prefecture_code", "county": "county_code"}
IN_BODY = (Role.REGISTRAR, Role.BODY_HEAD, Role.LEGAL_REVIEWER, Role.LEGAL_SUPERVISOR, Role.SUPERVISION_HEAD)
SENDING = (
    Role.COURT_LIAISON,
    Role.ARBITRATION_CLERK,
    Role.LABOUR_OFFICER,
    Role.PROCURATORATE_LIAISON,
    Role.JUSTICE_LIAISON,
)

#: Roles a person or body is invited in; every other role comes from the columns alone.
GRANTABLE = frozenset({Role.MEDIATOR, *SENDING})


@dataclass(frozen=True)
class Reach:
    """A role held over every dossier whose columns have these values."""

    role: Role
    where: tuple[tuple[str, Any], ...]

    def covers(self, dossier: Dossier) -> bool:
        return all(getattr(dossier, column) == value for column, value in self.where)


def reaches(user: User, day: dt.date) -> tuple[Reach, ...]:
    """The ordinary reach of a person on a day, from the memberships in force. An operator (superuser) has none."""
    found: dict[Reach, None] = {}
    for membership in user.memberships_on(day):
        role, body = Role(membership.role), membership.body
        if role in IN_BODY:
            found[Reach(role, (("body_id", body.pk),))] = None
        elif role == Role.MEDIATOR:
            found[Reach(role, (("mediator_id", user.pk),))] = None
        elif role in SENDING:
            found[Reach(role, (("sender_id", body.pk),))] = None
        elif role == Role.REPORTING_SUPERVISOR:
            found[Reach(role, (*_area(body), ("body_kind", body.line)))] = None
    return tuple(found)


def _area(body: Organization) -> tuple[tuple[str, Any], ...]:
    """The level columns that bound a supervisor's area: none for the country, the body itself below the county."""
    region = body.region
    if region.level == "country":
        return ()
    column = _LEVEL_COLUMN.get(region.level)
    # No column holds the township: equality on the county would open the neighbours' files.
    return ((column, getattr(region, column)),) if column else (("body_id", body.pk),)


def invited_groups(user: User, day: dt.date) -> dict[int, set[Role]]:
    """Groups of bodies through which a person may reach an invited dossier, with the roles held there."""
    groups: dict[int, set[Role]] = {}
    for membership in user.memberships_on(day):
        if membership.role in SENDING and membership.body.group_id:
            groups.setdefault(membership.body.group_id, set()).add(Role(membership.role))
    return groups


def roles_in(user: User, dossier: Dossier, day: dt.date) -> frozenset[Role]:
    """The roles a person holds in one loaded dossier: no query in ordinary reach, one where only a grant can tell.

    A registrar who also assists as mediator holds both: reach in one role does not hide a grant in another.
    """
    if not user.is_active or dossier.is_closed_to(user):
        return frozenset()
    roles = frozenset(reach.role for reach in reaches(user, day) if reach.covers(dossier))
    grantable = GRANTABLE.intersection(Role(m.role) for m in user.memberships_on(day))
    return roles | _granted_roles(user, dossier, day, grantable) if grantable - roles else roles


def _codes(roles: Iterable[Role]) -> list[str]:
    return sorted(f"as_{role}" for role in roles)


def _to_bodies(user: User, day: dt.date, group: str, codename: str) -> Q:
    """Grants to a body count for its own people in that very role, not for a role they hold elsewhere."""
    either = Q(pk__in=[])
    for key, held in invited_groups(user, day).items():
        either |= Q(**{group: key, f"{codename}__in": _codes(held)})
    return either


def _granted_roles(user: User, dossier: Dossier, day: dt.date, grantable: frozenset[Role]) -> frozenset[Role]:
    own = Permission.objects.filter(
        dossierusergrant__user=user, dossierusergrant__content_object=dossier, codename__in=_codes(grantable)
    )
    through = Permission.objects.filter(
        _to_bodies(user, day, "dossiergroupgrant__group", "codename"), dossiergroupgrant__content_object=dossier
    )
    # Permissions come ordered, and SQLite refuses an order inside a UNION.
    names = (
        own.order_by().values_list("codename", flat=True).union(through.order_by().values_list("codename", flat=True))
    )
    return frozenset(Role(name.removeprefix("as_")) for name in names)


def visible_to(user: User, day: dt.date) -> QuerySet[Dossier]:
    """Every dossier a person may open, as one queryset, for checks and drill-downs; lists are arms in `queries`."""
    if not user.is_active:
        return Dossier.objects.none()
    where = Q(pk__in=[])
    for reach in reaches(user, day):
        where |= Q(**dict(reach.where))
    grantable = GRANTABLE.intersection(Role(m.role) for m in user.memberships_on(day))
    if grantable:
        own = DossierUserGrant.objects.filter(user=user, permission__codename__in=_codes(grantable))
        through = DossierGroupGrant.objects.filter(_to_bodies(user, day, "group", "permission__codename"))
        where |= Q(pk__in=own.values("content_object")) | Q(pk__in=through.values("content_object"))
    return open_to(user, Dossier.objects.filter(where))


def open_to(user: User, rows: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """Without the files that are closed to this person (`Dossier.is_closed_to`, asked of the database)."""
    return rows.exclude(closed_to__contains=f",{user.pk},")


def audited_by(user: User, day: dt.date) -> QuerySet[Dossier]:
    """The files whose log a person audits: those of the line and area of the body they audit. Opens none of them."""
    where = Q(pk__in=[])
    for membership in user.memberships_on(day):
        if membership.role == Role.AUDITOR:
            where |= Q(*_area(membership.body), body_kind=membership.body.line)
    return Dossier.objects.filter(where)


@transaction.atomic
def appoint(users: Sequence[User], dossier: Dossier, role: Role, *, on: dt.date, reason: str) -> None:
    """Let people into one dossier in `role` (co-mediators, mediators of another body)."""
    if not users:
        return
    keys = sorted({user.pk for user in users})
    invitations = [Invitation(dossier_id=dossier.pk, role=role, user_id=key, since=on, reason=reason) for key in keys]
    Invitation.objects.bulk_create(invitations, ignore_conflicts=True)  # who is in already stays as they are
    _grant(DossierUserGrant, dossier, role, [{"user_id": key} for key in keys])


def bodies_of(user: User, day: dt.date) -> frozenset[int]:
    """The bodies a person works for on a day: some steps belong to one body only, whoever else may read the file."""
    return frozenset(membership.body_id for membership in user.memberships_on(day))


@transaction.atomic
def invite_body(body: Organization, dossier: Dossier, role: Role, *, on: dt.date, reason: str) -> None:
    """Let the holders of `role` in a partner body into one dossier (the confirming court, the reviewing committee)."""
    _grant(DossierGroupGrant, dossier, role, [{"group_id": body.group_id or group_of(body).pk}])
    invitation = Invitation(dossier_id=dossier.pk, role=role, body=body, since=on, reason=reason)
    Invitation.objects.bulk_create([invitation], ignore_conflicts=True)


def close_to_body(body: Organization, dossier: Dossier, role: Role, *, on: dt.date) -> None:
    """Close one dossier to a partner body again; takes effect with the transaction."""
    Invitation.objects.filter(dossier_id=dossier.pk, body=body, role=role, until=None).update(until=on)
    grants = DossierGroupGrant.objects.filter(group_id=body.group_id, content_object_id=dossier.pk)
    grants.filter(permission__codename=f"as_{role}").delete()


def _grant(
    table: type[DossierUserGrant | DossierGroupGrant], dossier: Dossier, role: Role, whom: list[dict[str, Any]]
) -> None:
    """guardian's rows, written in one statement: its own `assign_perm` takes seven for one."""
    kind = ContentType.objects.get_for_model(Dossier)
    permission = Permission.objects.filter(codename=f"as_{role}", content_type=kind).order_by()
    rows = [table(content_object_id=dossier.pk, opened_at=dossier.opened_at, **who) for who in whom]
    for row in rows:
        row.permission_id = Subquery(permission.values("pk"))
    table.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def relieve(users: Sequence[User], dossier: Dossier, role: Role, *, on: dt.date) -> None:
    """Close one dossier to people again; takes effect with the transaction."""
    if not users:
        return
    Invitation.objects.filter(dossier_id=dossier.pk, user__in=users, role=role, until=None).update(until=on)
    grants = DossierUserGrant.objects.filter(user__in=users, content_object_id=dossier.pk)
    grants.filter(permission__codename=f"as_{role}").delete()
