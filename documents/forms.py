"""What is asked when a paper is sealed, scanned back, sent, served, replaced or declared void."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cases.forms.intake import recognised
from documents.kinds import PAPERS, Signer
from documents.life import corrected, owed_to
from documents.models import Delivery, Instrument, InstrumentStatus, Sealing, SealWay
from documents.scans import codes_in, typed
from documents.seals import provider
from documents.views import papers_of
from dossiers.fields import RowField, line, long_text, one_of
from dossiers.models import Addressee, Origin
from dossiers.stepping import Group, StepForm, asks, done_on
from dossiers.visibility import view_for
from organizations.models import Membership
from organizations.roles import Role
from workflows import service
from workflows.papers import Kind
from workflows.service import Served, Way


def _titled(paper: Instrument) -> str:
    return " ".join(part for part in (paper.number, paper.title, paper.addressee) if part)


_ACCEPT = forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.webp,.mp4,.m4a"})


class PaperForm(StepForm):
    """An act about one paper of the file: those that the step can be about, and whoever fills it in may read."""

    about_people = False
    paper = RowField(label=gettext_lazy("Paper"))

    def prepare(self) -> None:
        rows = papers_of(self.case, view_for(self.roles, self.case.kind)).exclude(status=InstrumentStatus.VOID)
        self.papers = [row for row in rows if self.fits(row)]
        self.fields["paper"].offer(self.papers, _titled)  # type: ignore[attr-defined]

    def fits(self, paper: Instrument) -> bool:
        return True

    def refuse(self, rules: tuple[service.Rule, ...], delivery: service.Delivery) -> None:
        """Say what is missing at the field it is about, with its article; a field already faulted says enough."""
        for about, sentences in service.said(rules, delivery).items():
            if about in self.fields and about not in self.errors:
                self.add_error(about, sentences[:1])


@asks("seal_paper")
class SealForm(PaperForm):
    way = one_of(gettext_lazy("Way of sealing"), SealWay.choices, radio=True, initial=SealWay.PAPER)
    seal_name = line(gettext_lazy("Seal"), required=True, most=120, hint=gettext_lazy("Its name as in the seal log."))
    copies = forms.IntegerField(label=gettext_lazy("Copies"), min_value=1, max_value=999)
    approved_by = line(gettext_lazy("Approved by"), required=True, most=60)
    acted_on = done_on(gettext_lazy("Sealed on"), "")

    def prepare(self) -> None:
        super().prepare()
        at = provider()
        refusal = (
            at.refusal(demonstration=self.case.origin == Origin.DEMONSTRATION)
            if at
            else _("No provider of electronic seals is set up.")
        )
        if refusal:
            del self.fields["way"]
            self.fields["seal_name"].help_text = _("%(why)s The paper is printed, sealed by hand and scanned back.") % {
                "why": refusal
            }
        elif at:
            self.fields["way"].help_text = at.notice
        last = Sealing.objects.filter(instrument__body=self.case.body).values_list("seal_name", flat=True).first()
        head = Membership.objects.filter(
            body=self.case.body, role__in=(Role.BODY_HEAD, Role.SUPERVISION_HEAD), until=None
        ).select_related("user")
        self.initial.update({"seal_name": last or self.case.body.name, "copies": 3})
        self.initial["approved_by"] = next((one.user.full_name for one in head), "")

    def fits(self, paper: Instrument) -> bool:
        return paper.needs_seal and not paper.sealed_on


@asks("return_scan")
class ScanForm(PaperForm):
    """The code on the scan says which paper it is; where none can be read, the clerk says it and types the code."""

    file = forms.FileField(
        label=gettext_lazy("Scan"), help_text=gettext_lazy("PDF or picture, up to 20 MB."), widget=_ACCEPT
    )
    code = line(
        gettext_lazy("Code printed on the paper"),
        most=20,
        hint=gettext_lazy("Only needed where it cannot be read from the scan."),
    )
    delivery = RowField(
        label=gettext_lazy("Proof that it was served on"),
        required=False,
        help_text=gettext_lazy("Empty: the scan is the sealed or signed paper itself."),
    )

    def prepare(self) -> None:
        super().prepare()
        self.fields["paper"].required = False
        self.fields["paper"].offer(self.papers, _titled, empty=_("As the code says"))  # type: ignore[attr-defined]
        sent = Delivery.objects.filter(instrument__in=self.papers).select_related("instrument")
        self.fields["delivery"].offer(sent, lambda row: f"{row.to_name} · {row.instrument.number}", empty="—")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        upload, paper, delivery = data.get("file"), data.get("paper"), data.get("delivery")
        if upload is None:
            return data
        try:
            data["content_type"] = recognised(upload)
        except ValidationError as wrong:
            self.add_error("file", wrong)
            return data
        if delivery is not None:
            if paper is not None and paper.pk != delivery.instrument_id:
                self.add_error("delivery", _("This delivery is of another paper."))
            data["paper"] = delivery.instrument
            return data
        if data["content_type"] != "application/pdf" and not data["content_type"].startswith("image/"):
            self.add_error("file", _("A scan is a PDF or a picture."))
            return data
        read = codes_in(upload.read(), data["content_type"])
        upload.seek(0)
        known = list(Instrument.objects.filter(code__in=read).select_related("dossier").defer("contents"))
        mine = [row for row in known if row.dossier_id == self.case.pk]
        if known and not mine:
            self.add_error("file", _("This is the scan of a paper of another file."))
        elif mine:
            self._matched(data, {row.pk: row for row in self.papers}, mine, paper)
        else:
            self._typed(data, paper)
        return data

    def _matched(self, data: dict[str, Any], open_: dict[int, Instrument], mine: list[Instrument], paper: Any) -> None:
        found = next((row for row in mine if paper is None or row.pk == paper.pk), None)
        if found is None:
            self.add_error("file", _("This is the scan of %(number)s.") % {"number": mine[0].number})
        elif found.pk not in open_:
            self.add_error("file", _("The paper whose code this scan bears is void, or not open to your role."))
        else:
            data |= {"paper": open_[found.pk], "code": found.code, "matched": "read"}

    def _typed(self, data: dict[str, Any], paper: Any) -> None:
        data["matched"] = "typed"
        if paper is None:
            self.add_error("paper", _("No code could be read from the scan: say which paper it is."))
        if not data.get("code"):
            self.add_error("code", _("No code could be read from the scan: type the one printed on the paper."))
        elif paper is not None and typed(data["code"]) != paper.code:
            self.add_error("code", _("The code is not the one printed on %(number)s.") % {"number": paper.number})


class ToField(forms.MultipleChoiceField):
    """Addressees of the file, by their keys; yields them."""

    widget = forms.CheckboxSelectMultiple(attrs={"data-tick-all": ""})

    def offer(self, addressees: list[Addressee]) -> None:
        self.known = {one.key: one for one in addressees}
        self.choices = [(one.key, one.name) for one in addressees]

    def clean(self, value: Any) -> Any:
        return [self.known[key] for key in super().clean(value)]


def drop_receipt(form: StepForm) -> None:
    """The proof-of-service form is filled from a mediation case; other files print none."""
    if form.case.kind != "mediation":
        del form.fields["receipt"]


@asks("send_paper")
class SendForm(PaperForm):
    about_people = True
    to = ToField(label=gettext_lazy("Addressee"))
    way = one_of(gettext_lazy("Way of service"), Way.choices)
    tracking_no = line(gettext_lazy("Tracking number"), most=40, hint=gettext_lazy("For what goes by post."))
    address = line(
        gettext_lazy("Sent to"),
        most=200,
        wide=True,
        hint=gettext_lazy("Empty: the address for service on the file; electronically, the account named there."),
    )
    receipt = forms.BooleanField(
        label=gettext_lazy("Print the proof-of-service form, filled in"), required=False, initial=True
    )
    acted_on = done_on(gettext_lazy("Sent on"), "")

    def prepare(self) -> None:
        super().prepare()
        drop_receipt(self)
        everybody = self.case.recipients()
        self.fields["to"].offer(everybody)  # type: ignore[attr-defined]
        chosen = next((row for row in self.papers if str(row.pk) == self.given.get("paper")), None)
        if chosen is not None:
            owed = [one.key for one in owed_to(chosen, self.case, everybody)]
            self.initial["to"] = [key for key in owed if not self.case.served_apart(chosen.number, key)]

    def fits(self, paper: Instrument) -> bool:
        return bool(paper.sealed_on or not paper.needs_seal)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        to, way, paper = data.get("to") or [], data.get("way"), data.get("paper")
        if len(to) > 1 and way == Way.POST:
            self.add_error("to", _("Each posting has its own tracking number: send it to one addressee at a time."))
        day = data.get("acted_on") or self.today
        for one in to:
            if not (way and paper):
                break
            if reason := self.case.served_apart(paper.number, one.key):
                self.add_error("to", reason)
            self.refuse(
                service.SENDING,
                service.Delivery(
                    way,
                    may_be_left=PAPERS[Kind(paper.kind)].may_be_left,
                    consented=one.consented_on is not None and one.consented_on <= day,
                    tracking_no=data.get("tracking_no", ""),
                ),
            )
        return data


@asks("record_service")
class ServiceForm(StepForm):
    about_people = False
    delivery = RowField(label=gettext_lazy("Delivery"))
    outcome = one_of(
        gettext_lazy("Outcome"),
        [*Served.choices[1:], ("tried", gettext_lazy("Tried in vain, another attempt follows"))],
    )
    received_at = forms.DateTimeField(label=gettext_lazy("When"), help_text=gettext_lazy("To the minute."))
    received_by = line(pgettext_lazy("service", "Taken by"), most=60)
    relation = line(
        gettext_lazy("Relation to the addressee"),
        most=60,
        hint=gettext_lazy("The addressee in person, a relative living with them, reception, an agent …"),
    )
    refusal_reason = line(pgettext_lazy("service", "Reason of the refusal"), most=300, wide=True)
    witness = line(gettext_lazy("Witness"), most=120, hint=gettext_lazy("Name and office."))
    file = forms.FileField(
        label=gettext_lazy("Proof"),
        required=False,
        help_text=gettext_lazy("Signed receipt, photograph, film, or the carrier's proof."),
        widget=_ACCEPT,
    )
    proof_note = line(
        gettext_lazy("Proof kept elsewhere"),
        most=300,
        wide=True,
        hint=gettext_lazy("Where it lies, and its SHA-256 where it is a file."),
    )
    note = long_text(gettext_lazy("Note"), most=300)
    receipt = forms.BooleanField(label=gettext_lazy("Print the proof-of-service form, filled in"), required=False)

    layout = (
        Group(gettext_lazy("Outcome"), ("delivery", "outcome", "received_at", "received_by", "relation")),
        Group(gettext_lazy("Refusal"), ("refusal_reason", "witness")),
        Group(gettext_lazy("Proof"), ("file", "proof_note", "note", "receipt")),
    )

    def prepare(self) -> None:
        drop_receipt(self)
        open_ = papers_of(self.case, view_for(self.roles, self.case.kind)).exclude(status=InstrumentStatus.VOID)
        rows = Delivery.objects.filter(instrument__in=open_, outcome="").select_related("instrument")
        self.fields["delivery"].offer(  # type: ignore[attr-defined]
            rows, lambda row: f"{row.to_name} · {row.instrument.number} · {row.get_way_display()}"
        )
        now = timezone.localtime(self.at)
        self.initial["received_at"] = now.replace(second=0, microsecond=0, tzinfo=None)

    @property
    def day_of_act(self) -> dt.date | None:
        return timezone.localdate(self.cleaned_data["received_at"])

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        row, when, outcome = data.get("delivery"), data.get("received_at"), data.get("outcome")
        if row and when and timezone.localdate(when) < row.sent_on:
            self.add_error("received_at", _("Nothing arrives before it was sent."))
        if when and when > self.at:
            self.add_error("received_at", _("This day lies in the future."))
        if data.get("file"):
            try:
                data["files"] = [(data["file"], recognised(data["file"]))]
            except ValidationError as wrong:
                self.add_error("file", wrong)
        if row and outcome and outcome != "tried":
            said = service.Delivery(
                Way.LEFT if outcome == Served.LEFT and row.way in service.IN_PERSON else row.way,
                may_be_left=PAPERS[Kind(row.instrument.kind)].may_be_left,
                outcome=outcome,
                received_by=data.get("received_by", ""),
                refusal_reason=data.get("refusal_reason", ""),
                witness=data.get("witness", ""),
                proven=bool(data.get("file") or data.get("proof_note")),
            )
            PaperForm.refuse(self, service.OUTCOME, said)  # type: ignore[arg-type]
        return data

    def step_data(self) -> dict[str, Any]:
        data = super().step_data()
        data.pop("file")
        return data | {"outcome": "" if data["outcome"] == "tried" else data["outcome"]}


class WithdrawnForm(PaperForm):
    reason = line(gettext_lazy("Reason"), required=True, most=300, wide=True)

    def fits(self, paper: Instrument) -> bool:
        return Signer.PARTIES not in PAPERS[Kind(paper.kind)].signers


@asks("void_paper")
class VoidForm(WithdrawnForm):
    """Nothing more than why."""


@asks("correct_paper")
class CorrectForm(WithdrawnForm):
    wrong = line(
        gettext_lazy("Wording as printed"),
        required=True,
        most=300,
        wide=True,
        hint=gettext_lazy("Exactly as printed. Sums are not corrected this way: declare the paper void."),
    )
    right = line(gettext_lazy("What it should read"), required=True, most=300, wide=True)
    field_order = ("paper", "wrong", "right", "reason")

    def fits(self, paper: Instrument) -> bool:
        return super().fits(paper) and PAPERS[Kind(paper.kind)].is_numbered

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("paper") and data.get("wrong") and data.get("right"):
            _contents, places = corrected(data["paper"], data["wrong"], data["right"])
            if not places:
                said = _("“%(wrong)s” does not stand in the text of this paper.") % {"wrong": data["wrong"]}
                self.add_error("wrong", said)
        return data
