"""Sign-in and -out, one's own password, and the people of one's own body."""

from __future__ import annotations

import math
import secrets
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from organizations.actions import admit, found, retire
from organizations.auth import Attempt, address_of
from organizations.forms import (
    AdmitForm,
    BodyForm,
    NewAuthorityForm,
    NewBodyForm,
    OwnPasswordForm,
    RetireForm,
    SignInForm,
    role_sentences,
)
from organizations.models import BodyKind, Membership, Organization, User
from organizations.roles import Role

#: Letters and digits that are not mistaken for one another when read out or copied by hand.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def _next_of(request: HttpRequest) -> str:
    """Where the person wanted to go, if that is on this site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else settings.LOGIN_REDIRECT_URL


@login_not_required
@never_cache
@csrf_protect
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """One sentence for an unknown name, a wrong password and a closed account; one hash for each of them."""
    if request.method != "POST":
        if request.user.is_authenticated:
            return HttpResponseRedirect(_next_of(request))
        return render(request, "registration/login.html", {"form": SignInForm(), "next": request.GET.get("next", "")})
    form = SignInForm(request.POST)
    status = 422
    if form.is_valid():
        name = form.cleaned_data["username"]
        attempt = Attempt(name, address_of(request), timezone.now())
        wait = attempt.wait()
        if wait is not None:
            form.add_error(
                None,
                _("Too many wrong attempts. Try again in %(minutes)s minutes.")
                % {"minutes": math.ceil(wait.total_seconds() / 60)},
            )
            status = 429
        else:
            user = authenticate(request, username=name, password=form.cleaned_data["password"])
            if user is not None:
                attempt.succeeded()
                login(request, user)  # gives the session a new key
                return HttpResponseRedirect(_next_of(request))
            form.add_error(None, _("User name or password is wrong."))
    return render(
        request, "registration/login.html", {"form": form, "next": request.POST.get("next", "")}, status=status
    )


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session on the server."""
    logout(request)
    return redirect("signed_out")


@login_not_required
@never_cache
def signed_out(request: HttpRequest) -> HttpResponse:
    return render(request, "registration/logged_out.html")


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def own_password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; other sessions of the account end with it."""
    assert isinstance(request.user, User)  # noqa: S101 (LoginRequiredMiddleware stands before this view)
    form = OwnPasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = form.save(commit=False)
        user.must_change_password = False
        user.save(update_fields=["password", "must_change_password"])
        update_session_auth_hash(request, user)
        return render(request, "registration/password_change_done.html")
    status = 422 if request.method == "POST" else 200
    return render(request, "registration/password_change_form.html", {"form": form}, status=status)


def _administered(request: HttpRequest) -> list[Organization]:
    """Bodies whose people the person looks after. Raises PermissionDenied when there are none."""
    assert isinstance(request.user, User)  # noqa: S101 (LoginRequiredMiddleware stands before every view here)
    held = request.user.memberships_on(timezone.localdate())
    bodies = {m.body_id: m.body for m in held if m.role == Role.BODY_ADMINISTRATOR}
    if not bodies:
        raise PermissionDenied
    return list(bodies.values())


def _people(bodies: list[Organization], **more: Any) -> dict[str, Any]:
    day = timezone.localdate()
    rows = list(
        Membership.objects.filter(body__in=bodies)
        .select_related("user", "body")
        .order_by("body__name", "user__full_name", "role", "since")
    )
    present = [row for row in rows if row.until is None or row.until >= day]
    return {
        "bodies": bodies,
        "present": present,
        "gone": [row for row in rows if row.until is not None and row.until < day],
        "several": len(bodies) > 1,
        "founds": any(body.kind == BodyKind.UNION for body in bodies),
        "role_sentences": role_sentences(),
        "day": day,
        **more,
    }


def _one_time_password() -> str:
    """Three groups of four: about 59 bits, easily copied from paper."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _i in range(4)) for _j in range(3))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """Who holds which role in one's own body; admitting somebody. Says nothing about files."""
    bodies = _administered(request)
    day = timezone.localdate()
    if request.method != "POST":
        return render(request, "organizations/people.html", _people(bodies, form=AdmitForm(bodies=bodies, day=day)))
    form = AdmitForm(request.POST, bodies=bodies, day=day)
    if form.is_valid() and form.cleaned_data["person"] == request.user:
        form.add_error("username", _("Nobody gives a role to themselves: another administrator of the body does."))
    if form.is_valid():
        data = form.cleaned_data
        password = ""
        try:
            with transaction.atomic():
                person = data["person"]
                if person is None:
                    password = _one_time_password()
                    person = User.objects.create_user(
                        data["username"],
                        password=password,
                        full_name=data["full_name"],
                        phone=data["phone"],
                        must_change_password=True,
                    )
                membership = admit(person, data["body"], Role(data["role"]), since=data["since"], until=data["until"])
        except ValidationError as refused:
            form.add_error("role", refused)
        except IntegrityError:
            form.add_error("username", _("This user name has just been taken; look at the list and try again."))
        else:
            fresh = AdmitForm(bodies=bodies, day=day)
            return render(
                request,
                "organizations/people.html",
                _people(bodies, form=fresh, admitted=membership, password=password),
            )
    return render(request, "organizations/people.html", _people(bodies, form=form), status=422)


def _member(bodies: list[Organization], pk: int) -> Membership:
    found = Membership.objects.select_related("user", "body").filter(pk=pk, body__in=bodies).first()
    if found is None:
        raise Http404
    return found


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def retire_member(request: HttpRequest, pk: int) -> HttpResponse:
    """End one membership; asks for the last day first."""
    bodies = _administered(request)
    membership = _member(bodies, pk)
    day = timezone.localdate()
    form = RetireForm(request.POST or None, membership=membership, day=day)
    own = membership.user_id == request.user.pk and membership.role == Role.BODY_ADMINISTRATOR
    refusals = [_("Your own administration is ended by another administrator of the body.")] if own else []
    if request.method == "POST" and not own and form.is_valid():
        retire(membership, on=form.cleaned_data["on"])
        messages.success(
            request,
            _("%(person)s: %(role)s ends on %(day)s.")
            % {
                "person": membership.user,
                "role": membership.get_role_display(),
                "day": form.cleaned_data["on"].isoformat(),
            },
        )
        return redirect("people")
    context = {
        "form": form,
        "membership": membership,
        "refusals": refusals,
        "cancel_url": "/people/",
        "grave": True,
        "heading": _("End a role"),
        "submit_label": _("End the role"),
        "sentence": _("%(person)s · %(role)s · %(body)s, since %(day)s")
        % {
            "person": membership.user,
            "role": membership.get_role_display(),
            "body": membership.body,
            "day": membership.since.isoformat(),
        },
        "consequences": [
            _("The files reached through this role close to the person after that day."),
            _("What the person did stays on record."),
        ],
    }
    status = 200 if request.method != "POST" else (409 if own else 422)
    return render(request, "ui/confirm.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def body_details(request: HttpRequest, pk: int) -> HttpResponse:
    """What a body says of itself; a case keeps the standing under which it was opened."""
    body = next((one for one in _administered(request) if one.pk == pk), None)
    if body is None:
        raise Http404
    form = BodyForm(request.POST or None, instance=Organization.objects.get(pk=pk))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("%(body)s: the details are kept.") % {"body": body.name})
        return redirect("people")
    context = {"form": form, "heading": body.name, "submit_label": _("Keep the details"), "body": body}
    return render(request, "organizations/body.html", context, status=422 if request.method == "POST" else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_body(request: HttpRequest, kind: str = BodyKind.MEDIATION) -> HttpResponse:
    """A federation's administrator enters a mediation organisation and looks after its people from then on; or an
    authority, of which nobody works here, and looks after its address."""
    unions = [body for body in _administered(request) if body.kind == BodyKind.UNION]
    if not unions:
        raise PermissionDenied
    mediates = kind == BodyKind.MEDIATION
    form = (NewBodyForm if mediates else NewAuthorityForm)(request.POST or None, unions=unions)
    if request.method == "POST" and form.is_valid():
        assert isinstance(request.user, User)  # noqa: S101 (LoginRequiredMiddleware stands before this view)
        body = found(form.save(commit=False), by=request.user, on=timezone.localdate())
        said = _("%(body)s has been entered; admit its people now.") if mediates else _("%(body)s has been entered.")
        messages.success(request, said % {"body": body.name})
        return redirect("people")
    context = {
        "form": form,
        "heading": _("Enter a mediation organisation") if mediates else _("Enter an authority"),
        "submit_label": _("Enter the organisation") if mediates else _("Enter the authority"),
    }
    return render(request, "organizations/body.html", context, status=422 if request.method == "POST" else 200)


@never_cache
@require_POST
def new_password(request: HttpRequest, pk: int) -> HttpResponse:
    """A new one-time password for a member who forgot theirs; shown once, must be changed at sign-in.

    Not for somebody who also belongs to a body the administrator does not look after: it would open that body's files.
    """
    bodies = _administered(request)
    membership = _member(bodies, pk)
    person, mine = membership.user, {body.pk for body in bodies}
    others = [m for m in person.memberships_on(timezone.localdate()) if m.body_id not in mine]
    day = timezone.localdate()
    form = AdmitForm(bodies=bodies, day=day)
    if person.pk == request.user.pk:
        return redirect("password_change")
    if others or person.is_superuser:
        sentence = _(
            "%(person)s also works for another body; agree with its administrator first, or ask the operator."
        ) % {"person": person}
        return render(request, "organizations/people.html", _people(bodies, form=form, refusals=[sentence]), status=409)
    password = _one_time_password()
    person.set_password(password)
    person.must_change_password = True
    person.save(update_fields=["password", "must_change_password"])
    return render(
        request, "organizations/people.html", _people(bodies, form=form, admitted=membership, password=password)
    )
