"""`manage.py admit USERNAME --name … --body … --role …`: the first administrator of a real installation, and after."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from organizations.actions import admit
from organizations.models import Membership, Organization, User
from organizations.passwords import one_time_password
from organizations.roles import UNSEATED, Role

REFUSED, BAD_INPUT = 1, 2


class Command(BaseCommand):
    help = (
        "Gives a person a role in a body. A new person gets a one-time password, which is printed once and must be "
        "changed at the first sign-in; nothing else of a person who is already known is changed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Who, where, as what, since when."""
        parser.add_argument("username", metavar="USERNAME")
        parser.add_argument("--name", default="", help="the person's name; needed for a new user name")
        parser.add_argument("--body", required=True, help="the body's full name, or a part that only one body has")
        parser.add_argument("--role", required=True, help=", ".join(_given_roles()))
        parser.add_argument("--since", default="", metavar="DATE", help="the first day; today if left out")

    def handle(self, *args: Any, **options: Any) -> None:
        """Admit, or say which argument is wrong (2) or which rule refuses (1)."""
        body, role, since = self._body(options["body"]), self._role(options["role"]), self._since(options["since"])
        person, password = self._person(options["username"], options["name"].strip())
        try:
            with transaction.atomic():
                if password:
                    person.set_password(password)
                    person.save()
                membership = admit(person, body, role, since=since)
        except ValidationError as refused:
            raise CommandError("\n".join(refused.messages), returncode=REFUSED) from refused
        self._say(membership, password)

    def _say(self, membership: Membership, password: str) -> None:
        self.stdout.write(
            _("%(person)s (%(username)s) is %(role)s of %(body)s since %(day)s.")
            % {
                "person": membership.user,
                "username": membership.user.username,
                "role": membership.get_role_display(),
                "body": membership.body,
                "day": membership.since.isoformat(),
            }
        )
        if password:
            self.stdout.write(
                _("One-time password, shown only now: %(password)s. It must be changed at the first sign-in.")
                % {"password": password}
            )

    def _body(self, text: str) -> Organization:
        name = text.strip()
        exact = Organization.objects.filter(name=name).first()
        if exact:
            return exact
        near = list(Organization.objects.filter(name__contains=name).order_by("name")[:6]) if name else []
        if len(near) == 1:
            return near[0]
        if near:
            raise CommandError(
                _("--body: “%(text)s” fits several bodies: %(names)s.")
                % {"text": name, "names": "、".join(body.name for body in near[:5])},
                returncode=BAD_INPUT,
            )
        raise CommandError(_("--body: there is no body named “%(text)s”.") % {"text": name}, returncode=BAD_INPUT)

    def _role(self, text: str) -> Role:
        if text not in _given_roles():
            raise CommandError(
                _("--role: “%(text)s” is no role; one of %(roles)s.")
                % {"text": text, "roles": ", ".join(_given_roles())},
                returncode=BAD_INPUT,
            )
        return Role(text)

    def _since(self, text: str) -> dt.date:
        try:
            return dt.date.fromisoformat(text) if text else timezone.localdate()
        except ValueError as error:
            raise CommandError(
                _("--since: “%(text)s” is no date such as 2026-01-31.") % {"text": text}, returncode=BAD_INPUT
            ) from error

    def _person(self, username: str, name: str) -> tuple[User, str]:
        """The person, and the password a new one gets (empty for one who is known)."""
        known = User.objects.filter(username=username).first()
        if known:
            if not known.is_active:
                raise CommandError(_("USERNAME: this account has been closed."), returncode=BAD_INPUT)
            if name and name != known.full_name:
                raise CommandError(
                    _("--name: %(username)s is already %(name)s.") % {"username": username, "name": known.full_name},
                    returncode=BAD_INPUT,
                )
            return known, ""
        if not name:
            raise CommandError(_("--name: a new person needs a name."), returncode=BAD_INPUT)
        person = User(username=username, full_name=name, must_change_password=True)
        try:
            person.full_clean(exclude=["password"])
        except ValidationError as wrong:
            field = {"username": "USERNAME", "full_name": "--name"}
            said = [f"{field.get(key, key)}: {' '.join(texts)}" for key, texts in wrong.message_dict.items()]
            raise CommandError("\n".join(said), returncode=BAD_INPUT) from wrong
        return person, one_time_password()


def _given_roles() -> list[str]:
    return [role.value for role in Role if role not in UNSEATED]
