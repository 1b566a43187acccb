"""The file and the steps taken on it. A view is a doorman: find, ask, act, say, send on."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import statutes
from cases import presenting
from cases.course import event_view, said_after, timeline_page
from cases.fields import naming
from cases.folder import find, log_reading, seen_events
from cases.forms import FORMS, StepForm
from cases.sums_page import sums_page
from dossiers.actions import NotNow, NotYourRole, NotYours, Refused, Stale, load_subject, take_step
from dossiers.models import Event
from workflows.papers import Kind
from workflows.steps import Step, steps_of

if TYPE_CHECKING:
    import datetime as dt

    from cases.folder import Folder
    from organizations.models import User


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
        page = timeline_page(folder, _number(request.GET.get("before")))
    elif tab == "sums":
        page = sums_page(folder, request.GET.get("sheet", ""))
    else:
        page = presenting.PAGES[tab](folder)
    if page.get("read"):
        log_reading(folder, page["read"], tab, at=at)
    return render(request, f"cases/{tab}.html", presenting.head(folder, tab) | page)


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
    purpose = _without_nul(request.POST.get("purpose", "")).strip()
    context = presenting.head(folder, "parties") | {"party": party, "purpose": purpose}
    if not purpose:
        return render(request, "cases/reveal.html", context | {"wanted": True}, status=422)
    log_reading(folder, "G", f"{_('sealed details')}: {party.name}", at=at, purpose=purpose)
    return render(request, "cases/reveal.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, code: str, step: str) -> HttpResponse:
    """Take one step: the page that asks (GET), the act (POST).

    404 not yours · 403 not your role · 409 not now, refused, or somebody else acted first · 422 with the form again.
    """
    at = timezone.now()
    folder = find(code, request.user, at)  # type: ignore[arg-type]
    row = steps_of(folder.case.procedure).get(step)
    if row is None:
        raise Http404
    if not folder.view.roles.intersection(row.by):
        return render(
            request,
            "403.html",
            {"reason": _("“%(label)s” belongs to another role. Nothing was changed.") % {"label": row.label}},
            status=403,
        )
    return Taking(request, folder, row, at).answer()


class Taking:
    """One request to take a step; split up because what can go wrong is told apart."""

    def __init__(self, request: HttpRequest, folder: Folder, row: Step, at: dt.datetime) -> None:
        self.request, self.folder, self.row, self.at = request, folder, row, at
        self.user: User = folder.user
        self.case = folder.case
        self.form_class = FORMS.get(row.name)
        self.posted = request.method == "POST"
        self.op_id = _without_nul(request.POST.get("op_id", ""))[:64] or uuid.uuid4().hex

    def answer(self) -> HttpResponse:
        if not self.posted or self.stale or (self.form_class and self.form_class.about_people):
            self.folder.load_people()
            offer = next((one for one in self.folder.offers() if one.name == self.row.name), None)
            if self.posted and (self.stale or offer is None or offer.refusals):
                known = self.known()  # the same click again: the first one has moved the case on
                if known:
                    return self.done(known)
            if self.posted and self.stale:
                return self.overtaken(self.last_event(), possible=offer is not None and offer.ready)
            if offer is None:
                return self.not_now([self.not_in_state(self.case.state_label)])
            if offer.refusals:
                return self.not_now(list(offer.refusals))
        choices = self.choices()
        if choices is not None:
            return choices
        return self.post() if self.posted else self.page(self.form())

    def known(self) -> Event | None:
        """The event of an act this person already sent under the same operation id."""
        if not self.request.POST.get("op_id"):
            return None
        mine = {"dossier_id": self.case.pk, "op_id": self.op_id, "step": self.row.name, "actor": self.user}
        return Event.objects.filter(**mine).first()

    def not_in_state(self, label: str) -> str:
        return _("In the state “%(state)s” this step cannot be taken.") % {"state": label}

    # ── the form ───────────────────────────────────────────────────────────────────────────────────────────────────

    def form(self) -> StepForm | None:
        return self.form_of(self.form_class) if self.form_class else None

    def form_of(self, form_class: type[StepForm], data: Any = None) -> StepForm:
        given = {
            name: str(value)
            for name, value in self.request.GET.items()
            if name in ("party", "claim", "obligation", "session", "kind", "paper", "delivery")
        }
        return form_class(
            data,
            self.request.FILES if data is not None else None,
            case=self.case,
            user=self.user,
            roles=self.folder.view.roles,
            at=self.at,
            given=given,
        )

    def choices(self) -> HttpResponse | None:
        """The page on which the party or claim an act is about is chosen; None when it is known."""
        about = self.form_class.chooses if self.form_class else ""
        if not about or self.posted:
            return None
        rows: list[Any] = [*(self.case.party_rows if about == "party" else self.case.claim_rows)]
        if self.request.GET.get(about, "") in {str(row.pk) for row in rows}:
            return None
        url = reverse("take", args=[self.case.code, self.row.name])
        links = [
            {"label": naming(row) if about == "party" else row.what, "url": f"{url}?{about}={row.pk}"} for row in rows
        ]
        return render(self.request, "cases/choose.html", self.context() | {"links": links, "about": about})

    def context(self) -> dict[str, Any]:
        row = self.row
        return presenting.head(self.folder) | {
            "step": row,
            "label": row.label,
            "article": statutes.cite(row.under).citation,
            "op_id": self.op_id,
            "version": self.case.version,
            "consequences": self.consequences(),
            "grave": row.weight == "grave",
            "cancel_url": self.folder.url,
            "names": [party.name for party in self.case.party_rows] if self.folder.view.sees("B") else [],
        }

    def consequences(self) -> list[str]:
        """What the step sets going, said before it is taken."""
        row, case, said = self.row, self.case, []
        if row.moves:
            labels = " / ".join(str(case.procedure.State(state).label) for state in row.targets if state)
            said.append(_("The file moves to: %(state)s.") % {"state": labels})
        if row.stops:
            said.append(_("Running terms that end with this step are stopped."))
        if row.starts:
            said.append(_("New terms begin to run."))
        papers = [str(Kind(kind).label) for kind in row.issues if case.wants(kind)]
        if papers:
            said.append(_("Papers are numbered and set: %(papers)s.") % {"papers": "、".join(papers)})
        if row.limitation:
            said.append(_("Recorded as an event that bears on the limitation of the claims."))
        return said

    def page(self, form: StepForm | None, status: int = 200, **more: Any) -> HttpResponse:
        return render(self.request, "cases/step.html", self.context() | {"form": form, **more}, status=status)

    # ── the act ────────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def stale(self) -> bool:
        return self.request.POST.get("version", "") != str(self.case.version)

    def post(self) -> HttpResponse:
        request, form = self.request, None
        if self.form_class:
            form = self.form_of(self.form_class, request.POST)
            more = request.POST.get("add_row")
            if more:
                return self.grown(self.form_class, form, more)
            if not form.is_valid():
                return self.page(form, 422)
        try:
            event = take_step(
                self.case,
                self.row.name,
                by=self.user,
                at=self.at,
                acted_on=form.day_of_act if form else None,
                version=_number(request.POST.get("version")),
                op_id=self.op_id,
                **(form.step_data() if form else {}),
            )
        except Stale as late:
            self.folder = find(self.case.code, self.user, self.at)
            self.case = self.folder.case
            self.folder.load_people()
            offer = next((one for one in self.folder.offers() if one.name == self.row.name), None)
            return self.overtaken(late.last, possible=offer is not None and offer.ready)
        except Refused as refused:
            # What was typed is kept: the sentences stand above the form.
            return self.page(form, 409, refusals=refused.sentences) if form else self.not_now(refused.sentences)
        except NotNow as refused:
            return self.not_now(
                [_("In the state “%(state)s” this step cannot be taken.") % {"state": refused.state_label}]
            )
        except NotYourRole:
            return render(request, "403.html", {}, status=403)
        except NotYours:
            raise Http404 from None
        return self.done(event)

    def grown(self, form_class: type[StepForm], form: StepForm, more: str) -> HttpResponse:
        """The form again with a row more, or with instalments; nothing is saved and nothing is judged."""
        again = self.form_of(form_class, form.more(more, self.request.POST))
        if more == "check" and self.request.headers.get("HX-Request"):
            return render(self.request, "cases/_checked.html", {"form": again})
        split = getattr(form, "split_bound", None)
        if split is not None and not split.is_valid():
            again.split = split  # type: ignore[attr-defined]
            return self.page(again.left_unjudged(), 422)
        return self.page(again.left_unjudged())

    def done(self, event: Event) -> HttpResponse:
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
        return redirect(self.next_page(event.step))

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

    # ── what can go wrong ──────────────────────────────────────────────────────────────────────────────────────────

    def not_now(self, sentences: list[str]) -> HttpResponse:
        context = {"refusals": sentences, "back_url": self.folder.url, "typed": self.typed() if self.posted else []}
        return render(
            self.request,
            "cases/not_now.html",
            presenting.head(self.folder) | {"label": self.row.label, **context},
            status=409,
        )

    def last_event(self) -> Event | None:
        return seen_events(self.folder).order_by("-seq").first()  # type: ignore[no-any-return]

    def overtaken(self, last: Event | None, *, possible: bool) -> HttpResponse:
        """Somebody else acted in between: say who and when; what was typed stands in the form, to be sent again."""
        who = event_view(self.folder, last) if last and _may_tell(self.folder, last) else None
        form = None
        if possible and self.form_class:
            form = self.form_of(self.form_class, self.request.POST).left_unjudged()
        self.op_id = uuid.uuid4().hex
        return self.page(form, 409, overtaken=True, last=who, possible=possible, typed=[] if possible else self.typed())

    def typed(self) -> list[str]:
        """The words a person typed, to be copied when they can no longer be sent."""
        skip = ("csrfmiddlewaretoken", "version", "op_id", "add_row")
        return [
            value
            for name in self.request.POST
            if name not in skip and not name.endswith("_FORMS")
            for value in self.request.POST.getlist(name)
            if len(value.strip()) > 12
        ]


#: So many reasons stand in a message; the rest is on the page.
MOST_SAID = 3


def _may_tell(folder: Folder, event: Event) -> bool:
    return seen_events(folder).filter(pk=event.pk).exists() if event.pk else False


def _open(request: HttpRequest, code: str) -> Folder:
    return find(code, request.user, timezone.now())  # type: ignore[arg-type]


def _without_nul(text: str) -> str:
    """What is written down without a form's check: PostgreSQL refuses a NUL in a text."""
    return text.replace("\x00", "")


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 12 else None
