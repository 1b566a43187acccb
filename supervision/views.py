"""Matters of supervision and the steps taken on them. A view is a doorman: find, ask, act, say, send on."""

from __future__ import annotations

from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.presenting import PAPER_ACTS
from dossiers.course import timeline_page
from dossiers.folder import log_reading
from dossiers.taking import Taking, number, without_nul
from supervision import presenting
from supervision.folder import Folder, find
from supervision.forms.investigation import finding_name
from supervision.models import Matter

#: Tabs whose page is the same for every kind of file.
_SHARED = {"papers": "cases", "clocks": "cases", "timeline": "dossiers"}


def _open(request: HttpRequest, code: str) -> Folder:
    return find(code, request.user, timezone.now())  # type: ignore[arg-type]


@require_safe
def matter(request: HttpRequest, code: str) -> HttpResponse:
    """The first page of a matter: where it stands, what I can do, what is due, what was found and written."""
    folder = _open(request, code)
    return render(request, "supervision/overview.html", presenting.head(folder) | presenting.overview(folder))


@require_safe
def matter_tab(request: HttpRequest, code: str, tab: str) -> HttpResponse:
    """A page of a matter. What a reader may not see does not exist: 404."""
    at = timezone.now()
    folder = find(code, request.user, at)  # type: ignore[arg-type]
    if not presenting.may_open(folder.view, tab):
        raise Http404
    if tab == "timeline":
        page = timeline_page(folder, number(request.GET.get("before")))
    else:
        page = presenting.PAGES[tab](folder)
    if page.get("read"):
        log_reading(folder, page["read"], tab, at=at)
    room = _SHARED.get(tab, "supervision")
    return render(request, f"{room}/{tab}.html", presenting.head(folder, tab) | page)


@require_POST
def matter_reveal(request: HttpRequest, code: str) -> HttpResponse:
    """Show once who reported the matter, for a stated purpose, and write down who looked."""
    at = timezone.now()
    folder = find(code, request.user, at)  # type: ignore[arg-type]
    if not folder.view.sees("G") or not (folder.matter.reporter or folder.matter.reporter_contact):
        raise Http404
    purpose = without_nul(request.POST.get("purpose", "")).strip()
    context = presenting.head(folder, "lead") | {"purpose": purpose}
    if not purpose:
        return render(request, "supervision/reveal.html", context | {"wanted": True}, status=422)
    log_reading(folder, "G", _("who reported it"), at=at, purpose=purpose)
    return render(request, "supervision/reveal.html", context | {"matter": folder.matter})


@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, code: str, step: str) -> HttpResponse:
    """Take one step: the page that asks (GET), the act (POST)."""
    at = timezone.now()
    folder = find(code, request.user, at)  # type: ignore[arg-type]
    return TakingOnMatter.respond(request, folder, step, at)


#: Where a person goes on after a step; the first page where nothing is said.
_NEXT = {
    "lead": ("amend_lead", "check_exclusivity", "link_case"),
    "investigation": ("declare_ties", "record_inquiry", "record_evidence", "record_talk"),
    "findings": ("add_finding", "amend_finding", "drop_finding", "verify_findings"),
    "letters": ("cosign_letter", "record_reply", "correct_letter"),
    "papers": ("lodge_exhibit", "print_form", *PAPER_ACTS),
}


class TakingOnMatter(Taking):
    """Taking a step of a matter of supervision."""

    given_names = ("finding", "kind", "letter", "paper", "delivery")

    @property
    def matter(self) -> Matter:
        return cast("Matter", self.dossier)

    def head(self) -> dict[str, Any]:
        return presenting.head(cast("Folder", self.folder))

    def find_again(self) -> Folder:
        return find(self.matter.code, self.user, self.at)

    def rows_about(self, about: str) -> list[tuple[Any, str]]:
        return [(row, finding_name(row)) for row in self.matter.finding_rows]

    def next_page(self, step: str) -> str:
        if step == "declare_ties":
            self.matter.refresh_from_db(fields=["closed_to"])
            if self.matter.is_closed_to(self.user):
                return reverse("desk")  # whoever declares a tie has left the file
        tab = next((tab for tab, steps in _NEXT.items() if step in steps), "")
        return self.folder.tab_url(tab) if tab and presenting.may_open(self.folder.view, tab) else self.folder.url
