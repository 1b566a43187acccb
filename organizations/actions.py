"""Admit, retire, transfer: a membership and what hangs on it, together."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from organizations.models import BodyKind, Membership, Organization, User
from organizations.roles import CONFLICTING, Role

_ANY = frozenset(BodyKind)
_WITH_PEOPLE = _ANY - {BodyKind.MEDIATION, BodyKind.AUTHORITY}
#: In which kinds of body a role can be held; elsewhere it would open nothing, or, for those that watch over the bodies
#: of an area, too much: a mediation organisation stands in its federation's line, another authority in none.
SEATS: dict[Role, frozenset[BodyKind]] = {
    Role.REGISTRAR: frozenset({BodyKind.MEDIATION}),
    Role.BODY_HEAD: frozenset({BodyKind.MEDIATION}),
    Role.MEDIATOR: frozenset({BodyKind.MEDIATION}),
    Role.LEGAL_REVIEWER: frozenset({BodyKind.MEDIATION, BodyKind.UNION}),
    Role.COURT_LIAISON: frozenset({BodyKind.COURT}),
    Role.LABOUR_OFFICER: frozenset({BodyKind.LABOUR}),
    Role.ARBITRATION_CLERK: frozenset({BodyKind.ARBITRATION}),
    Role.PROCURATORATE_LIAISON: frozenset({BodyKind.PROCURATORATE}),
    Role.JUSTICE_LIAISON: frozenset({BodyKind.JUSTICE}),
    Role.LEGAL_SUPERVISOR: frozenset({BodyKind.UNION}),
    Role.SUPERVISION_HEAD: frozenset({BodyKind.UNION}),
    Role.REPORTING_SUPERVISOR: _WITH_PEOPLE,
    Role.AUDITOR: _WITH_PEOPLE,
    Role.BODY_ADMINISTRATOR: _ANY,
}


def group_of(body: Organization) -> Group:
    """The body's group, made when first needed; a dossier is opened to a whole body through it."""
    if body.group is None:
        body.group, _made = Group.objects.get_or_create(name=f"body:{body.pk}")
        body.save(update_fields=["group"])
    return body.group


@transaction.atomic
def admit(user: User, body: Organization, role: Role, *, since: dt.date, until: dt.date | None = None) -> Membership:
    """Give `user` a role in `body` from `since`.

    Raises ValidationError when the body is of a kind that has no such seat (`SEATS`), when the role conflicts with one
    the person holds there (`roles.CONFLICTING`), or when it began there on that day already and ends on another.
    """
    if BodyKind(body.kind) not in SEATS[role]:
        raise ValidationError(no_seat(role, body))
    for held in user.memberships.overlapping(since, until).filter(body=body):
        if frozenset({Role(held.role), role}) in CONFLICTING:
            raise ValidationError(
                _("%(person)s is already %(held)s there; one person may not be both."),
                params={"person": user, "held": held.get_role_display()},
            )
    membership, _made = Membership.objects.get_or_create(
        user=user, body=body, role=role, since=since, defaults={"until": until}
    )
    if membership.until != until:
        raise ValidationError(
            _("%(person)s is %(held)s there from %(since)s until %(until)s; choose a later beginning."),
            params={
                "person": user,
                "held": membership.get_role_display(),
                "since": since.isoformat(),
                "until": membership.until.isoformat() if membership.until else _("further notice"),
            },
        )
    user.groups.add(group_of(body))
    user.__dict__.pop("_memberships_on", None)
    return membership


def no_seat(role: Role, body: Organization) -> str:
    """The sentence for a role that this kind of body does not have."""
    kinds = "、".join(str(kind.label) for kind in BodyKind if kind in SEATS[role])
    return _("%(role)s is a role of: %(kinds)s; %(body)s is a body of another kind (%(kind)s).") % {
        "role": role.label,
        "kinds": kinds,
        "body": body,
        "kind": body.get_kind_display(),
    }


@transaction.atomic
def found(body: Organization, *, by: User, on: dt.date) -> Organization:
    """Put a new body on the register; whoever enters it administers it until somebody else does."""
    body.save()
    admit(by, body, Role.BODY_ADMINISTRATOR, since=on)
    return body


@transaction.atomic
def retire(membership: Membership, *, on: dt.date) -> Membership:
    """End a membership; its last day is `on`. With the last one in a body the body's shared files close too."""
    membership.until = on
    membership.save(update_fields=["until"])
    user, body = membership.user, membership.body
    if not user.memberships.in_force(on + dt.timedelta(days=1)).filter(body=body).exists():
        user.groups.remove(group_of(body))
    user.__dict__.pop("_memberships_on", None)
    return membership


@transaction.atomic
def transfer(membership: Membership, to: Organization, *, on: dt.date) -> Membership:
    """Move a person to another body: the old role ends on `on`, the same role begins there the day after."""
    retire(membership, on=on)
    return admit(membership.user, to, Role(membership.role), since=on + dt.timedelta(days=1))
