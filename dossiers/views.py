"""The desk, the list of files, the search. `queries` says what may be seen and counted, `offers` what may be done."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from dossiers import queries
from dossiers.access import bodies_of, roles_in
from dossiers.actions import offers
from dossiers.forms import SIZES, Bar, FilterForm
from dossiers.models import Event
from dossiers.models.dossier import SHELVES
from dossiers.queries import Filters, Page, Pile
from dossiers.rows import Columns, shown
from organizations.models import User
from organizations.roles import Role


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 (LoginRequiredMiddleware stands before every view here)
    return request.user


def _number(page: Page | Pile) -> str:
    return f"{queries.CAP:,}+" if page.capped else f"{page.count:,}"


# ── The list ────────────────────────────────────────────────────────────────────────────────────────────────


def _with(given: QueryDict, **changes: Any) -> str:
    """The address of this page with some parameters changed; empty ones are left out."""
    wanted = {key: value for key, value in given.items() if value and key not in {"after", "before"}}
    wanted |= {key: str(value) for key, value in changes.items()}
    return "?" + urlencode({key: value for key, value in wanted.items() if value})


#: Filters always in sight, and those that fold away on the phone; a body is only asked for where several are followed.
IN_SIGHT = ("q", "shelf", "state", "due", "mediator_id")
MORE = ("region", "body_id", "channel", "cause_code", "outcome", "received_from", "received_to", "origin")


@require_safe
def files(request: HttpRequest) -> HttpResponse:
    """The files within a person's reach, narrowed, newest first (by due day where due files are asked for)."""
    user, day = _person(request), timezone.localdate()
    followed = queries.followed(user, day)
    mediators, bodies = queries.mediators_of(user, day), followed.bodies_in(request.GET.get("region", ""))
    form = None
    if any(request.GET.get(name) for name in FilterForm.base_fields):
        groups = [one for one in queries.groups_for(user, day) if one.kind == "mediation"]
        form = FilterForm(request.GET, mediators=mediators, groups=groups, regions=followed.regions, bodies=bodies)
    valid = form is None or form.is_valid()
    size = _size(request.GET.get("size", ""))
    page = Page([], 0, False)
    if valid:
        page = queries.page(
            user,
            day,
            queries.narrowed(form.filters() if form else Filters(), kind="mediation"),
            after=request.GET.get("after", ""),
            before=request.GET.get("before", ""),
            size=size,
        )
    chips = (
        [{**chip, "url": _with(request.GET, **{chip["name"]: ""})} for chip in form.chips()] if form and valid else []
    )
    columns = Columns(body=queries.bodies_reached(user, day), day=day)
    offered = {"mediator_id": tuple(mediators), "region": tuple(followed.regions), "body_id": tuple(bodies)}
    bar = Bar(request.GET, offered, form)
    context = {
        "bar": bar,
        "in_sight": bar.fields(*IN_SIGHT),
        "more_fields": bar.fields(*MORE),
        "kept_fields": [field for field in form or () if field.is_hidden and field.value()],
        "rows": [shown(row, columns) for row in page.rows],
        "columns": columns,
        "chips": chips,
        "count": _number(page),
        "page": page,
        "size": size,
        "refused": not valid,
        "sizes": [{"size": one, "url": _with(request.GET, size=one), "current": one == size} for one in SIZES],
        "more_used": any(chip["name"] not in {"q", "shelf", "state", "due"} for chip in chips),
        "next": _with(request.GET, after=page.next) if page.next else "",
        "previous": _with(request.GET, before=page.previous) if page.previous else "",
        "first": _with(request.GET) if request.GET.get("after") or request.GET.get("before") else "",
        "summary": _("%(shown)s of %(count)s files") % {"shown": len(page.rows), "count": _number(page)},
        "names_hidden": queries.names_hidden(user, day),
        "registers": _holds(user, day, Role.REGISTRAR),
    }
    return render(request, "dossiers/files.html", context, status=200 if valid else 422)


def _size(text: str) -> int:
    return next((size for size in SIZES if str(size) == text), SIZES[0])


def _holds(user: User, day: dt.date, role: Role) -> bool:
    return any(m.role == role for m in user.memberships_on(day))


# ── The search ──────────────────────────────────────────────────────────────────────────────────────────────


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Names or numbers within the reader's reach, from two characters on."""
    user, day = _person(request), timezone.localdate()
    q = request.GET.get("q", "").strip()[:60]
    short = bool(q) and not queries.long_enough(q)
    asked = bool(q) and not short
    page = Page([], 0, False)
    if asked:
        page = queries.page(
            user, day, Filters(q=q), after=request.GET.get("after", ""), before=request.GET.get("before", "")
        )
    columns = Columns(body=queries.bodies_reached(user, day), day=day)
    context = {
        "q": q,
        "short": short,
        "asked": asked,
        "rows": [shown(row, columns) for row in page.rows],
        "columns": columns,
        "page": page,
        "next": _with(request.GET, after=page.next) if page.next else "",
        "previous": _with(request.GET, before=page.previous) if page.previous else "",
        "first": _with(request.GET) if request.GET.get("after") or request.GET.get("before") else "",
        "summary": _("%(shown)s of %(count)s files") % {"shown": len(page.rows), "count": _number(page)},
        "names_hidden": queries.names_hidden(user, day),
        "shortest": queries.SHORTEST,
    }
    return render(request, "dossiers/search.html", context, status=422 if short else 200)


# ── The desk ────────────────────────────────────────────────────────────────────────────────────────────────


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for this person today, by role: a number with a link for every pile, then the files on top of each."""
    user, day = _person(request), timezone.localdate()
    piles = queries.worklist(user, day)
    said = _last_columns(piles, user, day)
    columns = Columns(body=queries.bodies_reached(user, day), day=day)
    roles = {Role(m.role) for m in user.memberships_on(day)}
    several = len({pile.group.role for pile in piles}) > 1
    cards: list[dict[str, Any]] = [
        {
            "pile": pile,
            "number": _number(pile),
            "url": _pile_url(pile),
            "role": Role(pile.group.role).label if several else "",
            "rows": [(shown(row, columns), said.get((pile.group.key, row.id))) for row in pile.rows],
            "last": LAST_COLUMN.get(pile.group.shows, LAST_COLUMN["due"])(),
            "shows": pile.group.shows or "due",
        }
        for pile in piles
    ]
    loads = queries.overdue_by_body(user, day) if Role.REPORTING_SUPERVISOR in roles else []
    worst = max((load.overdue for load in loads), default=0)
    context = {
        "day": day,
        "columns": columns,
        "tiles": [_tile(card) for card in cards] + [tile for make in queries.TILES for tile in make(user, day)],
        "cards": [card for card in cards if card["rows"]],
        "nothing": [card for card in cards if not card["pile"].count and card["pile"].group.limit],
        "appointments": queries.appointments(user, day),
        "mediates": Role.MEDIATOR in roles,
        "supervises": Role.REPORTING_SUPERVISOR in roles,
        "loads": [
            {
                "label": load.name,
                "percent": load.overdue * 100 / worst,
                "text": str(load.overdue),
                "of": f"{load.overdue} / {load.open}",
                "url": f"{reverse('files')}?{urlencode({'due': 'overdue', 'body_id': load.body_id})}",
                "of_url": f"{reverse('files')}?{urlencode({'group': 's-open', 'body_id': load.body_id})}",
            }
            for load in loads
        ],
        "registers": Role.REGISTRAR in roles,
        "takes_leads": bool(roles & {Role.LEGAL_SUPERVISOR, Role.SUPERVISION_HEAD}),
        "audits": Role.AUDITOR in roles,
        "administers": Role.BODY_ADMINISTRATOR in roles,
        "roles": roles,
        "without_role": not roles,
    }
    return render(request, "dossiers/desk.html", context)


#: So many people are named in a row of the desk; of the rest it says how many.
NAMED = 2

#: Heading of the last column of a pile's table.
LAST_COLUMN = {
    "due": lambda: _("Due"),
    "waiting": lambda: _("Waiting since"),
    "next": lambda: _("Next, or waiting for"),
    "outcome": lambda: _("Outcome"),
    "limitation": lambda: _("Limitation ends"),
}


def _pile_url(pile: Pile) -> str:
    return f"{reverse(SHELVES[pile.group.kind])}?{urlencode({'group': pile.group.key})}"


def _tile(card: dict[str, Any]) -> dict[str, Any]:
    pile: Pile = card["pile"]
    alarming = pile.count and pile.group.tone in {"bad", "warn"}
    return {
        "label": pile.group.title,
        "value": card["number"],
        "unit": pgettext("counter of files", "files"),
        "url": card["url"] if pile.count else "",
        "tone": pile.group.tone if alarming else ("good" if pile.group.tone == "bad" else ""),
        "definition": card["role"],
    }


def _last_columns(piles: list[Pile], user: User, day: dt.date) -> dict[tuple[str, int], Any]:
    """What the last column of a pile says of each file; at most five more queries, whatever the number of files."""
    said: dict[tuple[str, int], Any] = {}
    waiting = [row.id for pile in piles if pile.group.shows == "waiting" for row in pile.rows]
    if waiting:
        since: dict[int, dt.date] = {}
        acts = (
            Event.objects.filter(dossier_id__in=waiting)
            .exclude(to_state="")
            .values_list("dossier_id", "from_state", "to_state", "acted_on")
        )
        for dossier_id, before, after, on in acts.order_by("dossier_id", "seq"):
            if before != after:
                since[dossier_id] = on
        said |= {
            (pile.group.key, row.id): {
                "since": since.get(row.id),
                "days": (day - since[row.id]).days if row.id in since else None,
            }
            for pile in piles
            if pile.group.shows == "waiting"
            for row in pile.rows
        }
    for name, say in queries.COLUMNS.items():
        told = [(pile.group.key, row.id) for pile in piles if pile.group.shows == name for row in pile.rows]
        if told:
            words = say([key for _group, key in told], day)
            said |= {(group, key): words[key] for group, key in told if key in words}
    moving = [(pile, row) for pile in piles if pile.group.shows == "next" for row in pile.rows]
    if moving:
        known = queries.subjects(row for _pile, row in moving)
        said |= {(pile.group.key, row.id): next_of(known.get(row.id), user, day) for pile, row in moving}
    return said


def next_of(subject: Any, user: User, day: dt.date) -> dict[str, Any]:
    """What comes next on a file: the step that moves it on, and, as long as it cannot, what it still waits for."""
    if subject is None:
        return {}
    subject.acting = bodies_of(user, day)
    main = offers(subject, roles_in(user, subject, day), on=day, asked=lambda step: step.weight == "main")
    ready = next((offer for offer in main if offer.ready and offer.step.moves), None)
    blocked = next((offer for offer in main if not offer.ready and offer.step.moves), None)
    if ready or not blocked:
        ready = ready or next((offer for offer in main if offer.ready), None)
        return {"step": ready.label if ready else "", "waits": "" if ready else _desk_of(subject)}
    who = _few(subject.waits_for())
    return {"step": blocked.label, "waits": blocked.refusals[0], **({"who": who} if who else {})}


def _desk_of(subject: Any) -> str:
    """Whose move it is, where the reader has none."""
    role = subject.procedure.desks.get(subject.state)
    return _("Waiting for: %(who)s") % {"who": Role(role).label} if role else ""


def _few(names: list[str]) -> str:
    """The first two names and how many there are in all."""
    if len(names) <= NAMED:
        return "、".join(names)
    return _("%(names)s and others, %(n)s in all") % {"names": "、".join(names[:NAMED]), "n": len(names)}
