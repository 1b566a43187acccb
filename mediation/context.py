"""What every page shows around its content: where one can go, who one is, whether this is a demonstration."""

from __future__ import annotations

import time
from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from documents.registers import KEEPERS
from documents.wordings import WRITERS
from dossiers.access import IN_BODY, SENDING
from dossiers.models import Dossier, Origin
from mediation.templatetags.ui import Place
from organizations.models import User
from organizations.roles import Role

_SUPERVISES = frozenset({Role.LEGAL_SUPERVISOR, Role.SUPERVISION_HEAD})
_WITH_FILES = frozenset({*IN_BODY, *SENDING, Role.MEDIATOR, Role.REPORTING_SUPERVISOR}) - _SUPERVISES
_WITH_MATTERS = _SUPERVISES | {*SENDING, Role.LEGAL_REVIEWER, Role.REPORTING_SUPERVISOR}
_WITH_FIGURES = frozenset({*IN_BODY, *SENDING, Role.MEDIATOR, Role.REPORTING_SUPERVISOR})

#: (name of the address, label, icon, roles that see it; None: everybody)
PLACES: tuple[tuple[str, Any, str, frozenset[Role] | None], ...] = (
    ("desk", _("My desk"), "desk", None),
    ("files", _("Files"), "files", _WITH_FILES),
    ("register", _("Register a case"), "file-plus", frozenset({Role.REGISTRAR})),
    ("matters", _("Letters of supervision"), "mail", _WITH_MATTERS),
    ("register_lead", _("Register a lead"), "file-plus", _SUPERVISES),
    ("papers", _("Papers"), "printer", frozenset(KEEPERS)),
    ("reports", _("Figures"), "chart", _WITH_FIGURES),
    ("law", _("Law and sums"), "scale", None),
    ("audit", _("Audit of the log"), "shield", frozenset({Role.AUDITOR})),
    ("law_figures", _("Maintain figures"), "list", frozenset({Role.BODY_ADMINISTRATOR})),
    ("wording", _("Wording of papers"), "template", WRITERS),
    ("registers", _("Supervision registers"), "list", frozenset({Role.LEGAL_SUPERVISOR, Role.SUPERVISION_HEAD})),
    ("people", _("Bodies and people"), "users", frozenset({Role.BODY_ADMINISTRATOR})),
)

#: A demonstration is loaded before anything else, so its files are the first ones; looking at these few is enough.
_FIRST = 50
_REMEMBERED = 60.0  # seconds


@lru_cache(maxsize=1)
def _is_demo(_minute: int) -> bool:
    first = Dossier.objects.order_by("pk").values_list("origin", flat=True)[:_FIRST]
    return Origin.DEMONSTRATION in set(first)


def is_demo() -> bool:
    """Whether demonstration files are on the shelf; asked of the database once a minute and process."""
    return _is_demo(int(time.monotonic() // _REMEMBERED))


forget_demo = _is_demo.cache_clear


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@lru_cache(maxsize=512)
def _nav(roles: frozenset[Role], here: str, _language: str | None, _urlconf: Any) -> tuple[Place, ...]:
    """Where the holders of these roles can go, with the place where they are marked."""
    seen = [place for place in PLACES if place[3] is None or place[3] & roles]
    current = max((place[0] for place in seen if f"{here}_".startswith(f"{place[0]}_")), key=len, default="")
    return tuple(
        Place(str(label), url, icon, name == current) for name, label, icon, _seen_by in seen if (url := _address(name))
    )


def page(request: HttpRequest) -> dict[str, Any]:
    """nav, seat, installation and roles for base.html; no query beyond the one that loaded the person."""
    user = getattr(request, "user", None)
    context: dict[str, Any] = {"installation": {"demo": is_demo()}}
    if not isinstance(user, User) or not user.is_authenticated:
        return context
    held = user.memberships_on(timezone.localdate())
    match = getattr(request, "resolver_match", None)
    here = (match.url_name or "") if match else ""
    nav = _nav(frozenset(Role(m.role) for m in held), here, get_language(), get_urlconf())
    bodies = list(dict.fromkeys(m.body.name for m in held))
    seat = {
        "name": user.get_full_name(),
        "body": "、".join(bodies),
        "role": "、".join(dict.fromkeys(str(m.get_role_display()) for m in held)),
    }
    return context | {"nav": () if user.must_change_password else nav, "seat": seat}
