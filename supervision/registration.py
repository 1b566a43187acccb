"""Registering a lead (登记线索): one page, one act. What is wrong is said at its field and nothing typed is lost."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.forms.utils import ErrorDict
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from dossiers.actions import DoorError, Refused, open_dossier
from dossiers.fields import PastDay, RowField, line, one_of
from dossiers.models import Event
from organizations.models import BodyKind, Level, Organization, Region, User
from supervision import proposals
from supervision.effects import employers_named
from supervision.employers import alike, credit_code, keep, plain_name
from supervision.forms.lead import LeadFields, count
from supervision.models import (
    PASSED_ON,
    Employer,
    LeadSource,
    Matter,
    Ownership,
    Proposal,
    ProposalStatus,
)

#: Which kind of body passes a lead on, by the source of the lead.
_SENDER_KINDS = {
    LeadSource.COURT: BodyKind.COURT,
    LeadSource.PROCURATORATE: BodyKind.PROCURATORATE,
    LeadSource.LABOUR: BodyKind.LABOUR,
}
#: The answer that none of the employers found is meant.
ANOTHER = "new"


def bodies_of(user: User, day: dt.date) -> list[Organization]:
    """The unions for which a person registers leads."""
    return list({m.body_id: m.body for m in user.memberships_on(day) if m.role in proposals.DECIDES}.values())


class EmployerFields(forms.Form):
    """The employer: found by name, other name or credit code; made anew where it is not known yet."""

    employer_name = line(_("Name of the employer"), most=120, wide=True, autocomplete="off")
    credit_code = line(_("Unified social credit code"), most=18, autocomplete="off")
    known = forms.ChoiceField(label=_("Employers of this name or code"), required=False, widget=forms.RadioSelect)
    region = RowField(label=_("Region"), required=False)
    address = line(_("Address, real place of business"))
    legal_representative = line(_("Legal representative or person in charge"), most=60)
    post = line(_("Post"), most=60)
    contact = line(_("Contact person"), most=60)
    phone = line(_("Phone"), most=40)
    industry = line(_("Industry"), most=60)
    ownership = one_of(_("Kind of ownership"), Ownership.choices, required=False)
    headcount = count(_("Employees"))
    has_union = one_of(_("A union has been set up"), [("yes", _("yes")), ("no", _("no"))], required=False)

    NEW = ("address", "legal_representative", "post", "contact", "phone", "industry", "ownership", "headcount")


class LeadForm(LeadFields, EmployerFields):
    """How it came, on whom, what is reported, by whom."""

    body = RowField(label=_("Handling body"))
    source = one_of(_("Source of the lead"), LeadSource.choices)
    source_note = line(_("Source in words"))
    sender = RowField(label=_("Sent by"), required=False)
    reference = line(_("Sender's reference"), most=80)
    received_on = PastDay(label=_("Received on"))
    is_broadcast = forms.BooleanField(
        label=_("A reminder to all employers of the region"),
        required=False,
        help_text=_("No single employer is named, no answer is asked for; it ends with the hint letter."),
    )
    reporter_named = forms.BooleanField(
        label=_("Reported by name, wants to hear the result"),
        required=False,
        help_text=_("Then the matter is closed only when the person has been told."),
    )
    reporter = line(_("Who reported it"), most=60, autocomplete="off")
    reporter_contact = line(_("How to reach them"), most=60, autocomplete="off")
    op_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, user: User, today: dt.date, first: dict[str, Any] | None = None) -> None:
        self.user, self.today = user, today
        self.bodies = bodies_of(user, today)
        super().__init__(data, initial={"received_on": today, "op_id": uuid.uuid4(), **(first or {})})
        self._field("received_on").today = today
        self._field("body").offer(self.bodies)
        regions = _regions(self.bodies)
        self._field("region").offer(regions)
        self.initial.setdefault("region", self.bodies[0].region_id if self.bodies else None)
        senders = _senders(self.bodies)
        self._field("sender").offer(senders, empty="—")
        self.found: list[Employer] = []
        if self.is_bound:
            self.look_for_employer()
        elif self.initial.get("employer"):
            self._offer_known([self.initial["employer"]])
            self.initial["known"] = str(self.initial["employer"].pk)

    def _field(self, name: str) -> Any:
        return self.fields[name]

    def _offer_known(self, found: list[Employer]) -> None:
        self.found = found
        named = [(str(row.pk), _said_of(row)) for row in found]
        self._field("known").choices = [*named, (ANOTHER, gettext("None of these: another employer"))] if named else []

    def look_for_employer(self) -> None:
        """The employers that bear the name or code typed, or whose name holds it."""
        name = plain_name(str(self.data.get("employer_name", "")).replace("\x00", ""))[:120]
        code = str(self.data.get("credit_code", "")).replace("\x00", "").strip().upper()[:18]
        exact = employers_named(name, code)
        chosen = str(self.data.get("known", ""))
        keys = {int(chosen)} if chosen.isascii() and chosen.isdigit() and len(chosen) < 12 else set()
        like = alike(name, code=code) if name or code else []
        known = {row.pk for row in (*exact, *like)}
        self._offer_known(
            [*exact, *(row for row in like if row not in exact), *Employer.objects.filter(pk__in=keys - known)]
        )
        self.exact = bool(exact)

    def clean_employer_name(self) -> str:
        return plain_name(self.cleaned_data["employer_name"])

    def clean_credit_code(self) -> str:
        return credit_code(self.cleaned_data["credit_code"])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self._clean_employer(data)
        source = data.get("source")
        kind = _SENDER_KINDS.get(LeadSource(source)) if source else None
        sender = data.get("sender")
        if source and source not in PASSED_ON:
            data["sender"] = None
        elif kind and sender is None and "sender" not in self.errors:
            self.add_error("sender", _("Say which body passed it on: it will be answered."))
        elif kind and sender is not None and sender.kind != kind:
            self.add_error("sender", _("This body is not of the kind that the source names."))
        if data.get("reporter_named") and not data.get("reporter"):
            self.add_error("reporter", _("Say who reported it by name."))
        return data

    def _clean_employer(self, data: dict[str, Any]) -> None:
        if data.get("is_broadcast"):
            if data.get("employer_name") or data.get("known"):
                self.add_error("is_broadcast", _("A reminder to all employers names none: leave the employer empty."))
            return
        chosen = data.get("known")
        if chosen and chosen != ANOTHER:
            data["employer"] = next(row for row in self.found if str(row.pk) == chosen)
            return
        name, code = data.get("employer_name"), data.get("credit_code")
        if not name:
            if "employer_name" not in self.errors:
                self.add_error("employer_name", _("Name the employer."))
            return
        if self.exact and not chosen:
            self.add_error(
                "known", _("There is an employer of this name or code already: choose it, or say that it is another.")
            )
        if code and any(row.credit_code == code for row in self.found):
            self.add_error("credit_code", _("An employer with this code is registered already: choose it."))

    def leave_unjudged(self) -> None:
        """An employer was looked up only: nothing is handed in yet."""
        self._errors = ErrorDict()

    def employer(self) -> Employer | None:
        """The employer chosen, or the one made from what was typed; None for a reminder to all. Saves a new one."""
        data = self.cleaned_data
        if data["is_broadcast"]:
            return None
        if data.get("employer"):
            return data["employer"]  # type: ignore[no-any-return]
        fields = {name: data[name] for name in EmployerFields.NEW}
        made = Employer(
            name=data["employer_name"],
            credit_code=data["credit_code"],
            region=data["region"] or data["body"].region,
            has_union={"yes": True, "no": False}.get(data["has_union"]),
            **fields,
        )
        return keep(made, [], self.user)

    def matter(self, at: dt.datetime) -> Matter:
        """The matter, not saved yet; its employer is."""
        data = self.cleaned_data
        names = (
            "source", "source_note", "reference", "sender", "received_on", "is_broadcast", "reporter_named", "reporter",
            "reporter_contact", *LeadFields.base_fields,
        )  # fmt: skip
        matter: Matter = Matter(opened_at=at, employer=self.employer(), **{name: data[name] for name in names})
        matter.place(data["body"])
        return matter


def _said_of(row: Employer) -> str:
    """An employer in a list of choices."""
    return " · ".join(filter(None, (row.name, row.credit_code, row.address)))


def _regions(bodies: list[Organization]) -> list[Region]:
    """The regions in which an employer of these unions may lie: those of the province down to the county."""
    provinces = {body.region.province_code for body in bodies}
    near = Q()
    for code in provinces:
        near |= Q(code__startswith=code[:2])
    if not provinces:
        return []
    return list(Region.objects.filter(near).exclude(level=Level.TOWNSHIP).order_by("code"))


def _senders(bodies: list[Organization]) -> list[Organization]:
    """Courts, procuratorates and bureaus of the region and above, by kind."""
    codes = {
        code
        for body in bodies
        for code in (body.region.county_code, body.region.prefecture_code, body.region.province_code)
        if code
    }
    rows = Organization.objects.filter(region_id__in=codes, kind__in=_SENDER_KINDS.values(), is_active=True)
    return list(rows.order_by("kind", "-region_id", "name"))


def _proposal(request: HttpRequest, bodies: list[Organization]) -> Proposal | None:
    """The proposal a page was opened from, of the person's own union and not decided yet."""
    key = request.GET.get("proposal") or request.POST.get("proposal")
    if not key:
        return None
    if not (key.isascii() and key.isdigit() and len(key) < 12):
        raise Http404
    rows = Proposal.objects.filter(pk=key, union__in=bodies, status=ProposalStatus.OPEN)
    rows = rows.select_related("employer", "handed_up__body")
    found = rows.first()
    if found is None:
        raise Http404
    return found


def _from_proposal(proposal: Proposal) -> dict[str, Any]:
    """What a proposal says of the lead."""
    employer = proposal.employer
    first = proposals.prefill(proposal) | {"employer_name": employer.name, "credit_code": employer.credit_code}
    return first | {"people": max(first["people"], 1), "body": proposal.union_id}


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Draw the sheet, or take it: 422 with every sentence at its field, else one act and on to the matter."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 (LoginRequiredMiddleware stands before every view here)
    today = timezone.localdate()
    bodies = bodies_of(user, today)
    if not bodies:
        raise PermissionDenied
    posted = request.method == "POST"
    op_id = request.POST.get("op_id", "") if posted else ""
    # A page sent twice finds its own matter first: that is no second lead.
    known = _sent_before(user, op_id)
    if known:
        return HttpResponseRedirect(known.dossier.get_absolute_url())
    proposal = _proposal(request, bodies)
    first = _from_proposal(proposal) if proposal else _given(request)
    form = LeadForm(request.POST if posted else None, user=user, today=today, first=first)
    if not posted or "find_employer" in request.POST:
        return _draw(request, form, proposal, judged=not posted)
    if not form.is_valid():
        return _draw(request, form, proposal, status=422)
    try:
        with transaction.atomic():
            # One person's registrations wait for one another: the second click of a pair finds the first one's matter.
            User.objects.select_for_update().only("pk").get(pk=user.pk)
            known = _sent_before(user, form.cleaned_data["op_id"].hex)
            if known:
                return HttpResponseRedirect(known.dossier.get_absolute_url())
            at = timezone.now()
            cases = proposals.prefill(proposal)["cases"] if proposal else []
            event = open_dossier(
                form.matter(at), by=user, at=at, op_id=form.cleaned_data["op_id"].hex, step="register_lead",
                cases=cases, proposal=proposal,
            )  # fmt: skip
    except Refused as refused:
        for sentence in refused.sentences:
            form.add_error(None, sentence)
        return _draw(request, form, proposal, status=409)
    except DoorError as refused:
        raise PermissionDenied from refused
    matter = event.dossier
    messages.success(request, gettext("Registered under %(number)s.") % {"number": matter.number})
    return HttpResponseRedirect(matter.get_absolute_url())


def _sent_before(user: User, op_id: str) -> Event | None:
    """The registration that this person already sent under this operation id."""
    try:
        key = uuid.UUID(op_id).hex
    except ValueError:
        return None
    return Event.objects.filter(actor=user, op_id=key, seq=1).select_related("dossier").first()


def _given(request: HttpRequest) -> dict[str, Any]:
    """What another page hands over in the address: an employer it was opened from."""
    key = request.GET.get("employer", "")
    found = Employer.objects.filter(pk=key).first() if key.isascii() and key.isdigit() and len(key) < 12 else None
    return {"employer": found, "employer_name": found.name, "credit_code": found.credit_code} if found else {}


def _draw(
    request: HttpRequest, form: LeadForm, proposal: Proposal | None, *, status: int = 200, judged: bool = True
) -> HttpResponse:
    if not judged:
        form.leave_unjudged()
    context = {
        "form": form,
        "proposal": proposal,
        "judged": judged,
        "several_bodies": len(form.bodies) > 1,
        "passed_on": " ".join(sorted(PASSED_ON)),
        "groups": [form[name] for name in LeadFields.GROUPS],
        "new": [form[name] for name in ("region", *EmployerFields.NEW, "has_union")],
    }
    return render(request, "supervision/register.html", context, status=status)
