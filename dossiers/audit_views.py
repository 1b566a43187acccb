"""The auditor's page: who did what and when in the files of an area, and whether the chains hold. No content, no names
of parties: an auditor sees the log, never a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dossiers import access, audit
from dossiers.models import Dossier, Event
from organizations.models import User
from organizations.roles import Role
from workflows.steps import steps_of

#: Events on a page.
SIZE = 50


@dataclass(frozen=True)
class Line:
    """One act, without what it was about."""

    number: str
    code: str
    seq: int
    step: str
    at: Any
    acted_on: Any
    actor: str
    role: str
    body: str

    @property
    def recorded_later(self) -> bool:
        return bool(timezone.localdate(self.at) != self.acted_on)


def _auditor(request: HttpRequest) -> User:
    """The signed-in auditor; everybody else, operators too, is refused."""
    user = request.user
    if not isinstance(user, User) or all(m.role != Role.AUDITOR for m in user.memberships_on(timezone.localdate())):
        raise PermissionDenied(_("Only auditors open the log."))
    return user


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """Events of the auditor's area, the latest first; `file` narrows to one file, `verify` walks the chains."""
    reach = access.audited_by(_auditor(request), timezone.localdate())
    wanted = request.GET.get("file", "").strip()
    before = request.GET.get("before", "")
    chosen: Dossier | None = None
    events = Event.objects.filter(dossier__in=reach)
    if wanted:
        chosen = reach.filter(code=wanted).first() or reach.filter(number=wanted).first()
        events = Event.objects.filter(dossier=chosen) if chosen else Event.objects.none()
    if before.isascii() and before.isdigit() and len(before) <= 18:
        events = events.filter(pk__lt=int(before))
    rows = list(events.select_related("dossier").defer("facts").order_by("-pk")[: SIZE + 1])
    found: audit.Survey | None = None
    if chosen is not None:
        found = audit.survey(Dossier.objects.filter(pk=chosen.pk))
    elif request.GET.get("verify") and not wanted:
        found = audit.survey(reach)
    ahead = ""
    if len(rows) > SIZE:
        ahead = "?" + urlencode({"before": rows[SIZE - 1].pk} | ({"file": wanted} if wanted else {}))
    context = {
        "lines": [_line(event) for event in rows[:SIZE]],
        "wanted": wanted,
        "chosen": chosen,
        "found": found,
        "break_at": _break_of(found, reach) if found else None,
        "next": ahead,
        "first": "?" + urlencode({"file": wanted}) if before else "",
    }
    return render(request, "dossiers/audit.html", context)


@require_safe
def anchor(request: HttpRequest) -> HttpResponse:
    """The heads of the area's chains as a file to be kept outside; `verify_audit --anchor` compares it later."""
    reach = access.audited_by(_auditor(request), timezone.localdate())
    answer = JsonResponse(audit.anchor(reach), json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="anchor-{timezone.localdate():%Y%m%d}.json"'
    return answer


def _line(event: Event) -> Line:
    dossier = event.dossier
    row = steps_of(dossier.procedure).get(event.step)
    role = Role(event.role).label if event.role in Role.values else event.role
    return Line(
        dossier.number,
        dossier.code,
        event.seq,
        str(row.label) if row else event.step,
        event.at,
        event.acted_on,
        event.actor_name,
        str(role),
        event.body_name,
    )


def _break_of(found: audit.Survey, reach: Any) -> dict[str, Any] | None:
    """The first break in words, with the number people know the file by."""
    bad = found.first_bad
    if bad is None:
        return None
    said = {
        "missing": _("an event is missing"),
        "changed": _("an event was changed"),
        "not bound to the event before it": _("an event is not bound to the one before it"),
        "the end has been cut off": _("the end of the log was cut off"),
        "a paper is missing": _("a paper it issued is missing"),
        "a paper that no event issued": _("a paper stands on the file that it did not issue"),
        "the contents of a paper were changed": _("the contents of a paper it issued were changed"),
        "an exhibit is missing": _("an exhibit lodged with it is missing"),
        "an exhibit was changed or lost": _("an exhibit lodged with it was changed"),
    }
    number = reach.filter(code=bad.dossier).values_list("number", flat=True).first() or bad.dossier
    return {"number": number, "code": bad.dossier, "seq": bad.seq, "reason": said.get(bad.reason, bad.reason)}
