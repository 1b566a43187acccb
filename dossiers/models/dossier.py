"""A dossier (案卷): everything that can be opened, assigned, timed, documented and archived."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from organizations.models import BodyKind, Organization, User
from organizations.roles import Role
from statutes.keys import Clock
from workflows import mediation, supervision
from workflows.books import PROCEDURES
from workflows.fields import StateField, StatefulModel
from workflows.reasons import MatterOutcome, Outcome

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0 1 I L O: read out over the phone


def new_code() -> str:
    """A random public handle of twelve characters; says nothing about how many files there are."""
    return "".join(secrets.choice(_ALPHABET) for _i in range(12))


class Origin(models.TextChoices):
    """Why the file is here. Only registered files enter official figures."""

    REGISTERED = "registered", _("Registered")
    DEMONSTRATION = "demonstration", _("Demonstration")
    REPLAYED = "replayed", _("Replayed from a published source")


#: The page of a file, by kind.
ADDRESSES = {"mediation": "file", "supervision": "matter"}
#: The page on which a step is taken in it, by kind.
STEPS = {"mediation": "take", "supervision": "matter_take"}
#: The list of files, by kind.
SHELVES = {"mediation": "files", "supervision": "matters"}

#: The columns by which files are reached (`access.reaches`).
SCOPES = (
    ("body",),
    ("mediator",),
    ("sender",),
    *((f"{level}_code", "body_kind") for level in ("county", "prefecture", "province")),
)


@dataclass(frozen=True)
class Addressee:
    """Somebody to whom papers of a dossier are delivered; `key` names them within it, `side` as papers name sides."""

    key: str
    name: str
    side: str = ""  # "applicant" · "respondent" · "third" · "sender" · what the room calls it
    address: str = ""
    electronic: str = ""
    consented_on: dt.date | None = None  # to electronic service
    through: bool = False  # acts through others who get the papers


class Dossier(StatefulModel):  # type: ignore[django-manager-missing]  # guardian is untyped
    """One row a file: its place, its people's names as shown in lists, its state and its end.

    Level columns (`province_code` … `county_code`, `body`, `body_kind`, `mediator`, `sender`) are compared by equality
    to decide who may reach it; there is one index a level ending in the sort key. They are rewritten when a body moves.
    """

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    kind = models.CharField(max_length=20, default="mediation", editable=False)
    number = models.CharField(_("File number"), max_length=60, blank=True)
    origin = models.CharField(max_length=16, choices=Origin.choices, default=Origin.REGISTERED)
    title = models.CharField(_("Title"), max_length=300)
    applicants = models.CharField(_("Applicants"), max_length=200, blank=True)
    respondents = models.CharField(_("Respondents"), max_length=200, blank=True)
    cause_code = models.CharField(_("Cause of action"), max_length=30, blank=True)
    channel = models.CharField(_("Channel"), max_length=20, blank=True)
    people = models.PositiveIntegerField(_("Workers"), default=1)

    state = StateField(max_length=24, default="", protected=True)
    outcome = models.CharField(
        _("Outcome"), max_length=16, choices=[*Outcome.choices, *MatterOutcome.choices], blank=True
    )
    end_reason = models.CharField(_("Reason"), max_length=40, blank=True)
    version = models.PositiveIntegerField(default=0)

    body = models.ForeignKey(Organization, models.PROTECT, related_name="dossiers", verbose_name=_("Handling body"))
    body_kind = models.CharField(max_length=16, choices=BodyKind.choices, editable=False)
    province_code = models.CharField(max_length=6, editable=False)
    prefecture_code = models.CharField(max_length=6, blank=True, editable=False)
    county_code = models.CharField(max_length=6, blank=True, editable=False)
    place_code = models.CharField(_("Place of the dispute"), max_length=12, blank=True)
    sender = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="sent_dossiers", verbose_name=_("Sent by")
    )
    mediator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="mediated",
        verbose_name=_("Mediator"),
    )
    mediator_name = models.CharField(max_length=60, blank=True, editable=False)

    opened_at = models.DateTimeField(_("Registered"))
    received_on = models.DateField(_("Received"))
    accepted_on = models.DateField(_("Accepted"), null=True, blank=True)
    ended_on = models.DateField(_("Ended"), null=True, blank=True)
    moved_on = models.DateField(null=True, blank=True, editable=False, help_text="day of the act that led to the state")
    closed_at = models.DateTimeField(_("Closed"), null=True, blank=True)
    due_on = models.DateField(_("Next due"), null=True, blank=True, editable=False)
    due_clock = models.CharField(max_length=40, blank=True, editable=False)

    papers = models.JSONField(default=list, editable=False, help_text="kinds of paper issued so far")
    #: Accounts to which the file is closed whatever their office, each between commas: ",12,45,". Whoever has a tie to
    #: a party neither acts in it nor reads it.
    closed_to = models.CharField(max_length=200, blank=True, editable=False)

    last_seq = models.PositiveIntegerField(default=0, editable=False)
    last_hash = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("File")
        permissions: ClassVar = [(f"as_{role}", f"act as {role}") for role in Role.values]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("number",), condition=~Q(number=""), name="dossier_number_once"),
            models.CheckConstraint(
                condition=~Q(kind="mediation") | Q(state__in=[s.value for s in mediation.State]),
                name="mediation_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(kind="supervision") | Q(state__in=[s.value for s in supervision.State]),
                name="supervision_state_known",
            ),
            models.CheckConstraint(condition=Q(outcome="") | Q(ended_on__isnull=False), name="outcome_has_end"),
        ]
        indexes: ClassVar = [
            *(
                models.Index(fields=(column, "body_kind", "-opened_at", "-id"), name=f"dossier_{level}")
                for column, level in (
                    ("province_code", "province"),
                    ("prefecture_code", "prefecture"),
                    ("county_code", "county"),
                )
            ),
            *(
                models.Index(fields=(column, "-opened_at", "-id"), name=f"dossier_{column}")
                for column in ("body", "mediator", "sender")
            ),
            *(
                models.Index(
                    fields=(column, "due_on", "id"), name=f"dossier_open_{column}", condition=Q(closed_at__isnull=True)
                )
                for column in ("body", "mediator", "sender", "county_code", "prefecture_code", "province_code")
            ),
            # Each filter a list offers is read from its own index in the order of the list, for every kind of reach.
            *(
                models.Index(
                    fields=(*scope, *key, "-id"),
                    name=f"dossier_{name}_{scope[0].removesuffix('_code')}",
                    condition=condition,
                )
                for scope in SCOPES
                for name, key, condition in (
                    ("state", ("state", "-opened_at"), None),
                    ("shelf", ("-opened_at",), Q(closed_at__isnull=True)),
                    ("origin", ("origin", "-opened_at"), ~Q(origin="registered")),
                    ("received", ("-received_on",), None),
                    ("ended", ("-ended_on",), Q(ended_on__isnull=False)),
                )
            ),
            models.Index(fields=("ended_on", "province_code", "outcome"), name="dossier_ended"),
        ]

    def __str__(self) -> str:
        return self.number or self.title

    def get_absolute_url(self) -> str:
        return reverse(ADDRESSES[self.kind], args=[self.code])

    def take_url(self, step: str) -> str:
        """The page on which a step is taken."""
        return reverse(STEPS[self.kind], args=[self.code, step])

    @property
    def procedure(self) -> Any:
        """The book this dossier follows."""
        return PROCEDURES[self.kind]

    @property
    def state_label(self) -> str:
        return str(self.procedure.State(self.state).label)

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def has_ended(self) -> bool:
        return bool(self.outcome)

    def place(self, body: Organization) -> None:
        """Write the level columns from the handling body."""
        region = body.region
        self.body, self.body_kind = body, body.line
        self.province_code, self.prefecture_code, self.county_code = (
            region.province_code,
            region.prefecture_code,
            region.county_code,
        )

    def is_closed_to(self, user: User) -> bool:
        """Whether this person is kept out of the file, whatever their office."""
        return f",{user.pk}," in self.closed_to

    def close_to(self, keys: Iterable[int], *, but: Iterable[int] = ()) -> None:
        """Keep these accounts out of the file from now on, and let in again those named after `but`."""
        known = {*(int(key) for key in self.closed_to.split(",") if key), *keys} - set(but)
        self.closed_to = f",{','.join(str(key) for key in sorted(known))}," if known else ""

    #: The bodies of whoever acts or looks, set by the door and the pages; None where nobody in particular does.
    acting: frozenset[int] | None = None

    @property
    def place_of_rule(self) -> str:
        """The region whose rules hold: that of the body."""
        return self.county_code or self.prefecture_code or self.province_code

    def subject(self) -> Dossier:
        """The row of the procedure's own room (a Case for a mediation)."""
        return getattr(self, {"mediation": "case", "supervision": "matter"}[self.kind], self)

    def clocks_for(self, slot: str) -> list[Clock]:
        """Clocks behind a slot; the procedure's own room answers."""
        raise LookupError(f"no clock stands behind {slot!r} on a bare dossier")

    def clock_start(self, clock: Clock) -> dt.date | None:
        return None

    def note_clocks(self, running: list[Any]) -> None:
        """Called by the door with the clocks that run after an act; a room may copy what its guards ask."""

    def paper_numbered(self, kind: str, number: str) -> None:
        """Called by the room that numbers papers, within the act; a room may copy the number onto a row of its own."""

    def waits_for(self) -> list[str]:
        """The people for whom the next step waits, by name, as far as the room knows them."""
        return []

    def wants(self, kind: str) -> bool:
        """Whether a paper named by a step is due in this dossier at all."""
        return True

    def recipients(self) -> list[Addressee]:
        """To whom papers of this dossier go; the procedure's own room answers from loaded rows."""
        return []

    def paper_sealed(self, paper: dict[str, Any], on: dt.date) -> None:
        """Called inside the door when a paper was sealed: kind, number, seal. A room may note what follows from it."""

    def paper_served(self, kind: str, number: str, outcome: str, on: dt.date) -> None:
        """Called inside the door with what became of a delivery (`workflows.service.Served`), before clocks turn."""

    def served_apart(self, number: str, to_key: str) -> str:
        """Why the paper of a number is not sent to somebody like any paper; empty where it is."""
        return ""

    def counts_as(self, event: str) -> str:
        """The event of limitation that a step's `limitation` is in this dossier; empty where it is none."""
        return event
