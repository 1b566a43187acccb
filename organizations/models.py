"""Regions, bodies, people and who holds which role where and when."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from organizations.roles import UNSEATED, Role


class Level(models.TextChoices):
    COUNTRY = "country", _("Country")
    PROVINCE = "province", _("Province")
    PREFECTURE = "prefecture", _("Prefecture")
    COUNTY = "county", _("County")
    TOWNSHIP = "township", _("Township")


class Region(models.Model):
    """An administrative division (GB/T 2260 code; nine digits for townships)."""

    code = models.CharField(_("Code"), max_length=12, primary_key=True)
    name = models.CharField(_("Name"), max_length=60)
    level = models.CharField(_("Level"), max_length=12, choices=Level.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    is_statistical = models.BooleanField(
        _("Statistical area"),
        default=False,
        help_text=_("Counted by statistics, not a county in law (for example 兰州新区)."),
    )

    class Meta:
        ordering = ("code",)
        verbose_name = _("Region")

    def __str__(self) -> str:
        return self.name

    @property
    def province_code(self) -> str:
        return f"{self.code[:2]}0000" if self.level != Level.COUNTRY else ""

    @property
    def prefecture_code(self) -> str:
        return f"{self.code[:4]}00" if self.level in {Level.PREFECTURE, Level.COUNTY, Level.TOWNSHIP} else ""

    @property
    def county_code(self) -> str:
        return self.code[:6] if self.level in {Level.COUNTY, Level.TOWNSHIP} else ""


class BodyKind(models.TextChoices):
    UNION = "union", _("Trade union federation")
    COURT = "court", _("People's court")
    LABOUR = "labour", _("Labour bureau")
    ARBITRATION = "arbitration", _("Labour arbitration committee")
    PROCURATORATE = "procuratorate", _("People's procuratorate")
    JUSTICE = "justice", _("Justice bureau")
    MEDIATION = "mediation", _("Mediation organisation")
    #: Safety, housing, health, insurance …: is written to; nobody of it works here.
    AUTHORITY = "authority", _("Other competent authority")


class LegalType(models.TextChoices):
    """What a mediation organisation is in law; it decides the effect of its agreements (law.md §3)."""

    ENT = "ENT", _("Enterprise labour-dispute mediation committee")
    PMC = "PMC", _("People's mediation committee")
    TWN = "TWN", _("Township or sub-district mediation organisation")
    CRT_PRE = "CRT_PRE", _("Court-invited, before filing")
    CRT_POST = "CRT_POST", _("Court-invited, after filing")
    ARB = "ARB", _("Arbitration committee or its mediation centre")
    OTH = "OTH", _("Other lawfully established organisation")


#: Standings a body can have of itself; the others come with a commission, case by case (law.md §3).
OWN_STANDINGS = (LegalType.ENT, LegalType.PMC, LegalType.TWN, LegalType.ARB, LegalType.OTH)


class Organization(models.Model):
    """A body: a federation, a court, a bureau, a mediation organisation. A tree by `parent`."""

    name = models.CharField(_("Name"), max_length=120, unique=True)
    short_name = models.CharField(_("Short name"), max_length=60, blank=True)
    kind = models.CharField(_("Kind"), max_length=16, choices=BodyKind.choices)
    region = models.ForeignKey(Region, models.PROTECT, related_name="bodies", verbose_name=_("Region"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("Parent body")
    )
    legal_type = models.CharField(
        _("Legal type"),
        max_length=8,
        choices=LegalType.choices,
        blank=True,
        help_text=_(
            "Standing on which the body's own mediation rests; "
            "a commission by a court or committee overrides it per case."
        ),
    )
    legal_basis = models.CharField(_("Proof of that standing"), max_length=200, blank=True)
    court_roster = models.BooleanField(_("Entered on a court's roster"), default=False)
    organ_mark = models.CharField(
        _("Organ code for numbers"),
        max_length=20,
        blank=True,
        help_text=_("Stands before the year in the numbers of papers, e.g. 甘工."),
    )
    court_code = models.CharField(_("Court code"), max_length=12, blank=True)
    address = models.CharField(_("Address"), max_length=200, blank=True)
    phone = models.CharField(_("Phone"), max_length=40, blank=True)
    postcode = models.CharField(_("Postcode"), max_length=10, blank=True)
    is_active = models.BooleanField(_("Active"), default=True)
    group = models.OneToOneField(
        "auth.Group", models.PROTECT, null=True, blank=True, related_name="body", editable=False
    )

    class Meta:
        ordering = ("region_id", "kind", "name")
        verbose_name = _("Body")
        indexes: ClassVar = [models.Index(fields=("kind", "region"), name="body_kind_region")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(kind=BodyKind.MEDIATION) | ~Q(legal_type=""), name="mediation_body_has_legal_type"
            ),
            # Numbers are counted per mark: one mark for two bodies would print one number twice (docs/adr/0010).
            models.UniqueConstraint(
                fields=("organ_mark",),
                condition=~Q(organ_mark=""),
                name="organ_mark_once",
                violation_error_message=_("Another body already numbers its papers with this organ code."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def line(self) -> str:
        """The line of supervision the body stands in: its own kind, or that of the body it belongs to."""
        body = self
        while body.kind == BodyKind.MEDIATION and body.parent is not None:
            body = body.parent
        return body.kind

    @property
    def standing_open(self) -> bool:
        """Whether nothing says on what a mediation organisation's standing rests; then the effect of its agreements
        under L11 art. 51 is in doubt (law.md §3)."""
        return self.kind == BodyKind.MEDIATION and not self.legal_basis and not self.court_roster

    @property
    def marked_by(self) -> Organization:
        """The body whose organ code stands before this one's numbers: itself, or the nearest above that has one."""
        body = self
        while not body.organ_mark and body.parent is not None:
            body = body.parent
        return body

    @property
    def mark(self) -> str:
        """Organ code in front of numbers; a mediation organisation without its own uses its parent's."""
        return self.marked_by.organ_mark or self.marked_by.name


class User(AbstractUser):  # type: ignore[django-manager-missing]  # guardian is untyped
    """A person who signs in. `is_superuser` is an operator and holds no role in any dossier."""

    full_name = models.CharField(_("Name"), max_length=60)
    phone = models.CharField(_("Phone"), max_length=20, blank=True)
    must_change_password = models.BooleanField(_("Must change the password at next sign-in"), default=True)

    class Meta:
        verbose_name = _("User")

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return self.full_name or self.username

    def memberships_on(self, day: dt.date) -> list[Membership]:
        """Memberships in force on `day`, body and region loaded; asked of the database once per request object."""
        cache: dict[dt.date, list[Membership]] = self.__dict__.setdefault("_memberships_on", {})
        if day not in cache:
            rows = self.memberships.in_force(day).select_related("body__region")
            cache[day] = list(rows) if self.is_active else []
        return cache[day]


class MembershipQuerySet(models.QuerySet["Membership"]):
    def in_force(self, day: dt.date) -> MembershipQuerySet:
        return self.filter(Q(until__isnull=True) | Q(until__gte=day), since__lte=day)

    def overlapping(self, since: dt.date, until: dt.date | None) -> MembershipQuerySet:
        """Those in force on some day from `since` to `until` (None: without an end)."""
        rows = self.filter(Q(until__isnull=True) | Q(until__gte=since))
        return rows if until is None else rows.filter(since__lte=until)


class Membership(models.Model):
    """A person holds a role in a body from a day until a day (inclusive)."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships", verbose_name=_("Person"))
    body = models.ForeignKey(Organization, models.PROTECT, related_name="memberships", verbose_name=_("Body"))
    role = models.CharField(_("Role"), max_length=24, choices=[c for c in Role.choices if c[0] not in UNSEATED])
    since = models.DateField(_("Since"))
    until = models.DateField(_("Until"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ("body", "role", "since")
        verbose_name = _("Membership")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("user", "body", "role", "since"), name="membership_once"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="membership_ends_after_start"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=("user", "until"), name="membership_user")]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.body}"


class Mediator(models.Model):
    """A person's entry on the mediators' roster; profile fields of law.md §8.1 that a county can really fill."""

    user = models.OneToOneField(User, models.PROTECT, related_name="mediator_profile")
    specialities = models.CharField(_("Specialities"), max_length=200, blank=True)
    languages = models.CharField(_("Languages"), max_length=100, blank=True)
    union_appointed_on = models.DateField(_("Union appointment"), null=True, blank=True)
    union_appointed_until = models.DateField(_("Union appointment until"), null=True, blank=True)
    court_certificate = models.CharField(_("Court certificate"), max_length=60, blank=True)
    court_certified_until = models.DateField(_("Court certification until"), null=True, blank=True)
    former_employers = models.TextField(
        _("Employers and posts to be disclosed"),
        blank=True,
        help_text=_("One per line; searched for conflicts before an appointment."),
    )
    available = models.BooleanField(_("Available"), default=True)

    class Meta:
        verbose_name = _("Mediator")

    def __str__(self) -> str:
        return str(self.user)


class SignInAttempt(models.Model):
    """Failed sign-ins, kept in the database so that several processes count together."""

    username = models.CharField(max_length=150)
    address = models.GenericIPAddressField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=("username", "at"), name="attempt_user"),
            models.Index(fields=("at",), name="attempt_at"),
        ]

    def __str__(self) -> str:
        return f"{self.username} {self.at}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.username = self.username[:150]
        super().save(*args, **kwargs)
