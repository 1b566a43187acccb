"""Admit, retire, transfer: a membership and what hangs on it, together."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from organizations.models import Membership, Organization, User
from organizations.roles import CONFLICTING, Role


def group_of(body: Organization) -> Group:
    """The body's group, made when first needed; a dossier is opened to a whole body through it."""
    if body.group is None:
        body.group, _made = Group.objects.get_or_create(name=f"body:{body.pk}")
        body.save(update_fields=["group"])
    return body.group


@transaction.atomic
def admit(user: User, body: Organization, role: Role, *, since: dt.date, until: dt.date | None = None) -> Membership:
    """Give `user` a role in `body` from `since`.

    Raises ValidationError when the role conflicts with one the person holds there (`roles.CONFLICTING`).
    """
    for held in user.memberships.overlapping(since, until).filter(body=body):
        if frozenset({Role(held.role), role}) in CONFLICTING:
            raise ValidationError(
                _("%(person)s is already %(held)s there; one person may not be both."),
                params={"person": user, "held": held.get_role_display()},
            )
    membership, _made = Membership.objects.get_or_create(
        user=user, body=body, role=role, since=since, defaults={"until": until}
    )
    user.groups.add(group_of(body))
    user.__dict__.pop("_memberships_on", None)
    return membership


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
