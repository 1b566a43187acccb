"""Signing in: who is there, how often a wrong password may be tried, and the change of one set by somebody else."""

from __future__ import annotations

import datetime as dt
import ipaddress
import unicodedata
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from organizations.models import Membership, SignInAttempt, User

WINDOW = dt.timedelta(minutes=15)
#: Wrong passwords for one account within the window; afterwards even the right one has to wait.
PER_ACCOUNT = 5
#: Wrong passwords from one address: loose, because a whole office may stand behind one address.
PER_ADDRESS = 50
#: Attempts are forgotten after this; they name people and machines.
KEPT = dt.timedelta(days=1)


_PUBLIC = Q(username__startswith="/")


class MembersBackend(ModelBackend):
    """Loads the person of a session together with today's memberships: one query for a page instead of two."""

    def get_user(self, user_id: Any) -> User | None:
        day = timezone.localdate()
        rows = list(
            Membership.objects.in_force(day)
            .filter(user_id=user_id)
            .select_related("user", "body__region", "body__parent")
            .order_by("body", "role", "since")
        )
        if not rows:
            user = super().get_user(user_id)
            if user is not None:
                user.__dict__["_memberships_on"] = {day: []}
            return user
        user = rows[0].user
        if not self.user_can_authenticate(user):
            return None
        for row in rows:
            row.user = user
        user.__dict__["_memberships_on"] = {day: rows}
        return user


def folded_name(username: str) -> str:
    """The form under which attempts are counted: another width or case of the same name is no new account."""
    return unicodedata.normalize("NFKC", username).casefold().strip()[:150]


def address_of(request: HttpRequest) -> str | None:
    """The address of the asking machine; what a proxy says is believed only of one that MEDIATION_PROXY names."""
    given = request.META.get("REMOTE_ADDR", "")
    try:
        address = ipaddress.ip_address(given)
        if str(address) in settings.MEDIATION_PROXY:
            forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")[-1].strip()
            if forwarded:
                address = ipaddress.ip_address(forwarded)
    except ValueError:
        return None
    return str(address)


class Attempt:
    """One try to sign in. It is counted before the password is looked at, so that many tries at once count as many.

    Public pages count under names of their own that begin with a slash (`/answer/…`, `/verify/`), which no account
    bears: whoever tries numbers there keeps nobody at the same address from signing in.
    """

    def __init__(self, username: str, address: str | None, now: dt.datetime) -> None:
        self.username, self.address, self.now = folded_name(username), address, now
        self.row = SignInAttempt.objects.create(username=self.username, address=address, at=now)

    def wait(self) -> dt.timedelta | None:
        """How long this account or this address has to wait, None if it may try now.

        Unknown names wait as known ones do. A try that has to wait does not itself make the waiting longer.
        """
        before = SignInAttempt.objects.filter(at__gt=self.now - WINDOW).exclude(pk=self.row.pk).order_by("-at")
        account = list(before.filter(username=self.username).values_list("at", flat=True)[:PER_ACCOUNT])
        machine = []
        if self.address is not None:
            room = Q(username__startswith=f"/{self.username.split('/')[1]}/") if self.username[:1] == "/" else ~_PUBLIC
            machine = list(before.filter(room, address=self.address).values_list("at", flat=True)[:PER_ADDRESS])
        until = [
            tries[-1] + WINDOW for tries, most in ((account, PER_ACCOUNT), (machine, PER_ADDRESS)) if len(tries) >= most
        ]
        if not until:
            return None
        self.row.delete()
        return max(max(until) - self.now, dt.timedelta(minutes=1))

    def succeeded(self) -> None:
        """The right password: the wrong tries of this account are forgotten, and everybody's old ones."""
        SignInAttempt.objects.filter(username=self.username).delete()
        SignInAttempt.objects.filter(at__lt=self.now - KEPT).delete()


class OwnPasswordMiddleware:
    """Whoever still has a password that somebody else set is led to change it before anything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if not getattr(view, "login_required", True) or request.path.startswith(f"/{settings.STATIC_URL.strip('/')}/"):
            return None
        if not (request.user.is_authenticated and request.user.must_change_password):
            return None
        here = request.resolver_match.url_name if request.resolver_match else ""
        if here in {"password_change", "logout"}:
            return None
        return HttpResponseRedirect(reverse("password_change"))
