"""Taking a step from a page: the page that asks, the act, and everything that can go wrong in between."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

import statutes
from dossiers.actions import NotNow, NotYourRole, NotYours, Refused, Stale, take_step
from dossiers.course import event_view, said_after
from dossiers.folder import Folder, seen_events
from dossiers.models import Event
from dossiers.stepping import FORMS, StepForm
from organizations.models import User
from workflows.papers import Kind
from workflows.steps import Step, steps_of


class Taking:
    """One request to take a step; split up because what can go wrong is told apart.

    404 not yours · 403 not your role · 409 not now, refused, or somebody else acted first · 422 with the form again.
    """

    #: Parameters of the address that fill a field beforehand.
    given_names: ClassVar[tuple[str, ...]] = ("kind",)

    def __init__(self, request: HttpRequest, folder: Folder, row: Step, at: dt.datetime) -> None:
        self.request, self.folder, self.row, self.at = request, folder, row, at
        self.user: User = folder.user
        self.dossier = folder.dossier
        self.form_class = FORMS.get(row.name)
        self.posted = request.method == "POST"
        self.op_id = without_nul(request.POST.get("op_id", ""))[:64] or uuid.uuid4().hex

    @classmethod
    def respond(cls, request: HttpRequest, folder: Folder, step: str, at: dt.datetime) -> HttpResponse:
        """Answer a request for a step by its name, as far as the book has it and the reader has its role."""
        row = steps_of(folder.dossier.procedure).get(step)
        if row is None:
            raise Http404
        if not folder.view.roles.intersection(row.by):
            reason = _("“%(label)s” belongs to another role. Nothing was changed.") % {"label": row.label}
            return render(request, "403.html", {"reason": reason}, status=403)
        return cls(request, folder, row, at).answer()

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
                return self.not_now([self.not_in_state(self.dossier.state_label)])
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
        mine = {"dossier_id": self.dossier.pk, "op_id": self.op_id, "step": self.row.name, "actor": self.user}
        return Event.objects.filter(**mine).first()

    def not_in_state(self, label: str) -> str:
        return _("In the state “%(state)s” this step cannot be taken.") % {"state": label}

    # ── the form ───────────────────────────────────────────────────────────────────────────────────────────────────

    def form(self) -> StepForm | None:
        return self.form_of(self.form_class) if self.form_class else None

    def form_of(self, form_class: type[StepForm], data: Any = None) -> StepForm:
        given = {name: str(value) for name, value in self.request.GET.items() if name in self.given_names}
        return form_class(
            data,
            self.request.FILES if data is not None else None,
            dossier=self.dossier,
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
        rows = self.rows_about(about)
        if self.request.GET.get(about, "") in {str(row.pk) for row, _name in rows}:
            return None
        url = self.folder.take_url(self.row.name)
        links = [{"label": name, "url": f"{url}?{about}={row.pk}"} for row, name in rows]
        return render(self.request, "dossiers/choose.html", self.context() | {"links": links, "about": about})

    def context(self) -> dict[str, Any]:
        row = self.row
        return self.head() | {
            "step": row,
            "label": row.label,
            "article": statutes.cite(row.under).cited_in(self.dossier.place_of_rule),
            "op_id": self.op_id,
            "version": self.dossier.version,
            "consequences": self.consequences(),
            "grave": row.weight == "grave",
            "cancel_url": self.folder.url,
            "names": self.people(),
        }

    def consequences(self) -> list[str]:
        """What the step sets going, said before it is taken."""
        row, dossier, said = self.row, self.dossier, []
        if row.moves_from(dossier.state):
            labels = " / ".join(str(dossier.procedure.State(state).label) for state in row.targets if state)
            said.append(_("The file moves to: %(state)s.") % {"state": labels})
        if row.stops:
            said.append(_("Running terms that end with this step are stopped."))
        if row.starts:
            said.append(_("New terms begin to run."))
        papers = [str(Kind(kind).label) for kind in row.issues if dossier.wants(kind)]
        if papers:
            said.append(_("Papers are numbered and set: %(papers)s.") % {"papers": "、".join(papers)})
        if row.limitation:
            said.append(_("Recorded as an event that bears on the limitation of the claims."))
        return said

    def page(self, form: StepForm | None, status: int = 200, **more: Any) -> HttpResponse:
        return render(self.request, "dossiers/step.html", self.context() | {"form": form, **more}, status=status)

    # ── the act ────────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def stale(self) -> bool:
        return self.request.POST.get("version", "") != str(self.dossier.version)

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
                self.dossier,
                self.row.name,
                by=self.user,
                at=self.at,
                acted_on=form.day_of_act if form else None,
                version=number(request.POST.get("version")),
                op_id=self.op_id,
                **(form.step_data() if form else {}),
            )
        except Stale as late:
            self.folder = self.find_again()
            self.dossier = self.folder.dossier
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
        return self.page(again.left_unjudged())

    def done(self, event: Event) -> HttpResponse:
        """Say what happened and what it started."""
        self.say(event)
        return redirect(self.next_page(event.step))

    # ── what a room adds ───────────────────────────────────────────────────────────────────────────────────────────

    def head(self) -> dict[str, Any]:
        """The frame around the page of a step."""
        raise NotImplementedError

    def find_again(self) -> Folder:
        """The folder as it is now, after somebody else acted."""
        raise NotImplementedError

    def rows_about(self, about: str) -> list[tuple[Any, str]]:
        """The rows of the dossier among which the one is chosen that an act is about, each with its name."""
        raise NotImplementedError

    def people(self) -> list[str]:
        """Names offered while somebody types, as far as the reader sees them."""
        return []

    def say(self, event: Event) -> None:
        """Tell the person what the act has done."""
        messages.success(self.request, said_after(self.dossier, event))

    def next_page(self, step: str) -> str:
        """Where the person goes on after a step."""
        return self.folder.url

    # ── what can go wrong ──────────────────────────────────────────────────────────────────────────────────────────

    def not_now(self, sentences: list[str]) -> HttpResponse:
        context = {"refusals": sentences, "back_url": self.folder.url, "typed": self.typed() if self.posted else []}
        return render(
            self.request,
            "dossiers/not_now.html",
            self.head() | {"label": self.row.label, **context},
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


def _may_tell(folder: Folder, event: Event) -> bool:
    return seen_events(folder).filter(pk=event.pk).exists() if event.pk else False


def without_nul(text: str) -> str:
    """What is written down without a form's check: PostgreSQL refuses a NUL in a text."""
    return text.replace("\x00", "")


def number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 12 else None
