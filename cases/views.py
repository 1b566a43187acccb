"""The file and the steps taken on it. A view is a doorman: find, ask, act, say, send on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import presenting
from cases.folder import find
from cases.naming import naming
from cases.sums_page import sums_page
from dossiers.actions import NotNow, NotYourRole, Refused, Stale, load_subject, take_step
from dossiers.course import said_after, timeline_page
from dossiers.folder import log_reading
from dossiers.taking import Taking, number, without_nul

if TYPE_CHECKING:
    from cases.folder import Folder
    from cases.models import Case
    from dossiers.models import Event
    from dossiers.stepping import StepForm


@require_safe
def file(request: HttpRequest, code: str) -> HttpResponse:
    """The first page of a file: where it stands, what I can do, what is due, who and what it is about."""
    folder = _open(request, code)
    return render(request, "cases/overview.html", presenting.head(folder) | presenting.overview(folder))


@require_safe
def file_tab(request: HttpRequest, code: str, tab: str) -> HttpResponse:
    """A page of a file. What a reader may not see does not exist: 404."""
    at = timezone.now()
    folder = find(code, request.user, at)  # type: ignore[arg-type]
    if not presenting.may_open(folder.view, tab):
        raise Http404
    if tab == "timeline":
        page = timeline_page(folder, number(request.GET.get("before")))
    elif tab == "sums":
        page = sums_page(folder, request.GET.get("sheet", ""))
    else:
        page = presenting.PAGES[tab](folder)
    if page.get("read"):
        log_reading(folder, page["read"], tab, at=at)
    room = "dossiers" if tab == "timeline" else "cases"
    return render(request, f"{room}/{tab}.html", presenting.head(folder, tab) | page)


@require_POST
def file_reveal(request: HttpRequest, code: str) -> HttpResponse:
    """Show one party's sealed details once, for a stated purpose, and write down who looked."""
    at = timezone.now()
    folder = find(code, request.user, at)  # type: ignore[arg-type]
    if not folder.view.sees("G"):
        raise Http404
    folder.load_people()
    party = next((row for row in folder.case.party_rows if str(row.pk) == request.POST.get("party")), None)
    if party is None:
        raise Http404
    purpose = without_nul(request.POST.get("purpose", "")).strip()
    context = presenting.head(folder, "parties") | {"party": party, "purpose": purpose}
    if not purpose:
        return render(request, "cases/reveal.html", context | {"wanted": True}, status=422)
    log_reading(folder, "G", f"{_('sealed details')}: {party.name}", at=at, purpose=purpose)
    return render(request, "cases/reveal.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, code: str, step: str) -> HttpResponse:
    """Take one step: the page that asks (GET), the act (POST)."""
    at = timezone.now()
    folder = find(code, request.user, at)  # type: ignore[arg-type]
    return TakingOnCase.respond(request, folder, step, at)


class TakingOnCase(Taking):
    """Taking a step of a mediation."""

    given_names = ("party", "claim", "obligation", "session", "kind", "paper", "delivery")

    @property
    def case(self) -> Case:
        return cast("Case", self.dossier)

    def head(self) -> dict[str, Any]:
        return presenting.head(cast("Folder", self.folder))

    def find_again(self) -> Folder:
        return find(self.case.code, self.user, self.at)

    def rows_about(self, about: str) -> list[tuple[Any, str]]:
        if about == "party":
            return [(party, naming(party)) for party in self.case.party_rows]
        return [(claim, claim.what) for claim in self.case.claim_rows]

    def people(self) -> list[str]:
        return [party.name for party in self.case.party_rows] if self.folder.view.sees("B") else []

    def grown(self, form_class: type[StepForm], form: StepForm, more: str) -> HttpResponse:
        """The form again with a row more, or with instalments, or with what the rules say of terms still typed."""
        again = self.form_of(form_class, form.more(more, self.request.POST))
        if more == "check" and self.request.headers.get("HX-Request"):
            return render(self.request, "cases/_checked.html", {"form": again})
        split = getattr(form, "split_bound", None)
        if split is not None and not split.is_valid():
            again.split = split  # type: ignore[attr-defined]
            return self.page(again.left_unjudged(), 422)
        return self.page(again.left_unjudged())

    def say(self, event: Event) -> None:
        """Say what happened and what it started; the last signature puts the agreement into effect by its own step."""
        blocked = load_subject(self.case).terms_blocked if event.step == "write_terms" else []
        if blocked:
            first, more = "；".join(line.rstrip("。") for line in blocked[:MOST_SAID]), len(blocked) - MOST_SAID
            said = _("The terms are saved, but signing is blocked: %(what)s") % {"what": first}
            if more > 0:
                said += _(" … and %(n)s more.") % {"n": more}
            messages.warning(self.request, said)
        else:
            messages.success(self.request, said_after(self.case, event))
        if event.step == "record_signature":
            self.conclude(event)

    def conclude(self, event: Event) -> None:
        case = load_subject(self.case)
        if not case.signatures_complete or case.agreement_effective:
            return
        try:
            effect = take_step(case, "conclude_agreement", by=self.user, at=self.at, op_id=f"{self.op_id[:60]}.e")
        except (Refused, NotNow, Stale, NotYourRole) as kept:
            said = " ".join(kept.sentences) if isinstance(kept, Refused) else ""
            messages.warning(
                self.request,
                _("All signatures are there, but the agreement is not in effect yet. %(why)s") % {"why": said},
            )
            return
        messages.success(self.request, said_after(case, effect))

    def next_page(self, step: str) -> str:
        folder = self.folder
        if step in {"add_party", "amend_party", "add_claim", "amend_claim", "record_agent", "record_service_address"}:
            return folder.tab_url("parties")
        if step in {"record_performance", "record_breach", "write_terms"}:
            return folder.tab_url("agreement")
        if step in {"lodge_exhibit", "print_form", *presenting.PAPER_STEPS}:
            return folder.tab_url("papers")
        if step in {"record_limitation_start", "record_limitation_event"}:
            return f"{folder.tab_url('clocks')}#limitation"
        if step == "record_facts":
            return folder.tab_url("sums")
        return folder.url


#: So many reasons stand in a message; the rest is on the page.
MOST_SAID = 3


def _open(request: HttpRequest, code: str) -> Folder:
    return find(code, request.user, timezone.now())  # type: ignore[arg-type]
