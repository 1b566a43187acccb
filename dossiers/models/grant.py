"""Exceptional access to one dossier: guardian's rows with a real foreign key and the sort key of lists beside it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from dossiers.models.dossier import Dossier
from organizations.models import Organization
from organizations.roles import Role


class DossierUserGrant(UserObjectPermissionBase):
    """A person invited to one dossier (a mediator of another body, a co-mediator)."""

    id = models.BigAutoField(primary_key=True)
    content_object = models.ForeignKey(Dossier, models.CASCADE, related_name="user_grants")
    opened_at = models.DateTimeField(editable=False)

    class Meta(UserObjectPermissionBase.Meta):
        abstract = False
        unique_together: ClassVar = [["user", "permission", "content_object"]]
        indexes: ClassVar = [models.Index(fields=("user", "-opened_at", "-content_object"), name="user_grant_order")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.opened_at = self.content_object.opened_at
        super().save(*args, **kwargs)


class DossierGroupGrant(GroupObjectPermissionBase):
    """A body invited to one dossier (the confirming court, the committee that reviews)."""

    id = models.BigAutoField(primary_key=True)
    content_object = models.ForeignKey(Dossier, models.CASCADE, related_name="group_grants")
    opened_at = models.DateTimeField(editable=False)

    class Meta(GroupObjectPermissionBase.Meta):
        abstract = False
        unique_together: ClassVar = [["group", "permission", "content_object"]]
        indexes: ClassVar = [models.Index(fields=("group", "-opened_at", "-content_object"), name="group_grant_order")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.opened_at = self.content_object.opened_at
        super().save(*args, **kwargs)


class Invitation(models.Model):
    """Why a body or person was let in, in which role, by whom, until when; the grant row is its shadow in guardian."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="invitations")
    body = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="+")
    user = models.ForeignKey("organizations.User", models.PROTECT, null=True, blank=True, related_name="+")
    role = models.CharField(max_length=24, choices=Role.choices)
    reason = models.CharField(_("Reason"), max_length=200)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(body__isnull=True, user__isnull=False)
                | models.Q(body__isnull=False, user__isnull=True),
                name="invitation_body_or_person",
            ),
            # Nobody is invited twice at once: who invites need not look first.
            models.UniqueConstraint(
                fields=("dossier", "role", "user"), condition=models.Q(until=None), name="invited_person_once"
            ),
            models.UniqueConstraint(
                fields=("dossier", "role", "body"), condition=models.Q(until=None), name="invited_body_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body or self.user} {self.role}"
