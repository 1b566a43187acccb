"""The three letters: drafted, read by a lawyer, agreed to, approved, served, corrected."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cases.forms.ends import bodies_near
from dossiers.fields import RowField, RowsField, line, lines_of, long_text, one_of
from dossiers.stepping import Group, StepForm, asks, done_on
from organizations.models import BodyKind
from organizations.roles import Role
from supervision import topics
from supervision.effects import service_faults
from supervision.models import LeadSource, Letter, Matter, ServiceOutcome
from supervision.presenting import draft_of, finding_line
from workflows.papers import Kind
from workflows.reasons import Conduct
from workflows.service import Way

#: Bodies with which a letter is issued jointly (documents.md A1.2).
CO_ISSUERS = (BodyKind.COURT, BodyKind.PROCURATORATE, BodyKind.LABOUR)

#: To whom a proposal may go, the first being the ordinary addressee (documents.md A2.4).
ADVISED = (BodyKind.LABOUR, BodyKind.AUTHORITY)

#: How the union came to know, as the letter says it: the way, never who (documents.md A2.2).
_CAME_BY = {
    LeadSource.VISIT: "接待职工来访", LeadSource.CALL: "接听12351职工热线来电", LeadSource.ONLINE: "受理职工网上反映",
    LeadSource.PETITION: "办理职工信访事项", LeadSource.INSPECTION: "开展劳动法律监督巡查",
    LeadSource.CHECK_UP: "开展用人单位法治体检", LeadSource.MEDIA: "关注社会舆情",
    LeadSource.COURT: "办理人民法院移送线索",
    LeadSource.PROCURATORATE: "办理人民检察院移送线索", LeadSource.LABOUR: "办理人力资源社会保障部门移送线索",
    LeadSource.SUPERIOR: "办理上级工会交办事项", LeadSource.SUBORDINATE: "办理下级工会报告事项",
    LeadSource.CASE: "办理劳动争议调解案件", LeadSource.CAMPAIGN: "开展专项行动",
}  # fmt: skip
#: What is proposed to an authority at first (documents.md A2.4); whoever drafts takes away and adds.
_PROPOSED = ("依法对上述行为立案查处。", "责令用人单位限期改正。")


class AdviceRow(forms.Form):
    """One thing that is advised or asked for."""

    text = line(_("What is advised or asked for"), most=500, wide=True)


class BaseAdvice(BaseFormSet):  # type: ignore[type-arg]
    @property
    def said(self) -> list[str]:
        return [form.cleaned_data["text"] for form in self.forms if form.cleaned_data.get("text")]


MOST_ADVICE = 30
AdviceRows = forms.formset_factory(
    AdviceRow, formset=BaseAdvice, extra=1, max_num=MOST_ADVICE, absolute_max=MOST_ADVICE + 1
)


class LetterForm(StepForm):
    """What the person who drafts decides; findings and their articles come from the file."""

    drawn_by = "supervision/_letter.html"
    kind: ClassVar[Kind]

    addressee = line(_("Addressee"), required=True, wide=True)
    authority = RowField(label=pgettext_lazy("supervision", "Authority"))
    conduct = one_of(_("How the employer met the opinion"), Conduct.choices)
    opening = long_text(
        _("How the union came to know"), required=True, rows=3, hint=_("The way it came, never who reported it.")
    )
    closing = long_text(_("Further"), rows=2, hint=_("For example: an offer of the union to help in negotiation."))
    copy_to = long_text(_("Copies to"), rows=2, hint=_("One body a line."))
    reply_wanted = forms.BooleanField(label=_("Asks for a written answer"), required=False)
    cosigners = RowsField(
        label=_("Issued jointly with"), required=False, help_text=_("Each must agree before the letter is approved.")
    )

    def prepare(self) -> None:
        matter: Matter = self.dossier
        letter = self.letter
        advice = self.letter_kind == Kind.ADVICE_LETTER
        for name in ("authority", "conduct") if not advice else ("addressee", "reply_wanted"):
            del self.fields[name]
        if advice:
            rows = [body for kind in ADVISED for body in bodies_near(kind, self.dossier)]
            self.fields["authority"].offer(rows)  # type: ignore[attr-defined]
            self.initial["authority"] = (letter.authority_id if letter else None) or (rows[0].pk if rows else None)
        if matter.is_broadcast:
            self.fields.pop("reply_wanted", None)
        others = [body for kind in CO_ISSUERS for body in bodies_near(kind, self.dossier)]
        asked = {row.body_id for row in letter.cosigners.all()} if letter else set()
        self.fields["cosigners"].offer(others, ticked=[body for body in others if body.pk in asked])  # type: ignore[attr-defined]
        first = self.first_values()
        self.initial.update({name: value for name, value in first.items() if name in self.fields})
        lines = [{"text": text} for text in first["advice"]]
        data = self.data if self.is_bound else None
        self.rows = {"advice": AdviceRows(data, prefix="advice", initial=None if self.is_bound else lines)}
        self.findings = [finding_line(row, self.today) for row in matter.finding_rows]
        self.demands_apart = self.letter_kind == Kind.OPINION_LETTER

    @property
    def letter(self) -> Letter | None:
        """The letter that is amended; None while it is drafted."""
        return None

    @property
    def letter_kind(self) -> str:
        return self.kind

    def first_values(self) -> dict[str, Any]:
        matter: Matter = self.dossier
        demands = list(dict.fromkeys(row.demand for row in matter.finding_rows if row.demand))[:MOST_ADVICE]
        first = {Kind.HINT_LETTER: demands, Kind.OPINION_LETTER: [], Kind.ADVICE_LETTER: list(_PROPOSED)}
        return {
            "addressee": matter.employer.name if matter.employer else gettext("all employers"),
            "conduct": matter.opinion_answered_by,
            "opening": f"本会在{_CAME_BY[LeadSource(matter.source)]}中，了解到有关{_subjects(matter)}的情况。",
            "advice": first[self.kind],
            "closing": "",
            "reply_wanted": True,
        }

    def step_data(self) -> dict[str, Any]:
        data = super().step_data()
        said: list[str] = self.rows["advice"].said  # type: ignore[attr-defined]
        return data | {"advice": said, "copy_to": lines_of(data["copy_to"])}

    def clean(self) -> dict[str, Any]:
        rows: Any = self.rows["advice"]
        if rows.is_valid() and not rows.said and self.letter_kind != Kind.OPINION_LETTER:
            rows.forms[0].add_error("text", _("What is advised or asked for is missing."))
        return self.cleaned_data

    def iswhole(self) -> bool:
        return not any(form.errors for form in self.rows["advice"].forms)


def _subjects(matter: Matter) -> str:
    """The subjects of the findings in the words of a letter."""
    codes = dict.fromkeys(row.topic for row in matter.finding_rows) or {matter.topic: None}
    known = topics.topics()
    return "、".join(known[code].zh for code in codes if code in known)


@asks("draft_hint")
class HintForm(LetterForm):
    kind = Kind.HINT_LETTER


@asks("draft_opinion")
class OpinionForm(LetterForm):
    kind = Kind.OPINION_LETTER


@asks("draft_advice")
class AdviceForm(LetterForm):
    kind = Kind.ADVICE_LETTER


@asks("amend_letter")
class AmendLetterForm(LetterForm):
    @property
    def letter(self) -> Letter | None:
        return self.dossier.letter  # type: ignore[no-any-return]

    @property
    def letter_kind(self) -> str:
        return self.letter.kind if self.letter else Kind.HINT_LETTER

    def first_values(self) -> dict[str, Any]:
        letter = self.letter
        if letter is None:
            return {"advice": []}
        names = ("addressee", "conduct", "opening", "closing", "reply_wanted", "advice")
        return {name: getattr(letter, name) for name in names} | {"copy_to": "\n".join(letter.copy_to)}


# ── Review, agreement, approval ─────────────────────────────────────────────────────────────────────────────────────


class ReadingForm(StepForm):
    """A step on the letter in hand: its words stand above what is asked."""

    drawn_by = "supervision/_reading.html"

    def prepare(self) -> None:
        matter: Matter = self.dossier
        letter = matter.letter
        self.letter = letter
        self.words = draft_of(letter) if letter else {}
        self.title = Kind(letter.kind).label if letter else ""
        self.cosigners = list(letter.cosigners.all()) if letter else []
        self.findings = [
            finding_line(row, self.today) | {"facts": row.facts, "demand": row.demand} for row in matter.finding_rows
        ]


@asks("submit_letter", "approve_letter")
class ReadForm(ReadingForm):
    """Nothing is asked; what is submitted or approved is read first."""


@asks("pass_letter")
class PassForm(ReadingForm):
    opinion = long_text(_("Opinion of the legal review"), required=True, rows=3)
    acted_on = done_on(_("Reviewed on"), "")


@asks("return_letter")
class ReturnForm(ReadingForm):
    reason = long_text(_("What must be changed"), required=True, rows=3)


@asks("drop_letter", "withdraw_letter")
class LetterReasonForm(StepForm):
    about_people = False
    reason = long_text(_("Reason"), required=True)


@asks("cosign_letter")
class CosignForm(StepForm):
    body = RowField(label=_("Which body"))
    through = line(_("Agreed through"), most=100, hint=_("Name and post, or the document in which it was agreed."))
    acted_on = done_on(_("Agreed on"), "")

    def prepare(self) -> None:
        letter = self.dossier.letter
        bodies = [row.body for row in letter.cosigners.all() if row.agreed_on is None] if letter else []
        if not self.roles & {Role.LEGAL_SUPERVISOR, Role.SUPERVISION_HEAD}:
            own = self.dossier.acting or frozenset()
            bodies = [body for body in bodies if body.pk in own]
        self.fields["body"].offer(bodies)  # type: ignore[attr-defined]


@asks("record_letter_service")
class ServiceForm(StepForm):
    method = one_of(_("Way of service"), Way.choices)
    outcome = one_of(_("Outcome of the service"), ServiceOutcome.choices, radio=True)
    acted_on = done_on(_("Served on"), _("The day on the proof of service: the time for the answer counts from it."))
    time = forms.TimeField(label=_("At what time"), required=False, help_text=_("As the proof of service has it."))
    received_by = line(_("Received by"), most=60, hint=_("Name and post of whoever signed for it."))
    tracking_no = line(_("Tracking number"), most=40, hint=_("For what goes by post."))
    consent = line(
        _("Consent to electronic service"), most=120, hint=_("By which paper, of which day, the addressee agreed.")
    )
    refusal_reason = line(pgettext_lazy("service", "Reason of the refusal"), most=300, wide=True)
    witness = line(_("Witness"), most=120, hint=_("Name and office."))
    note = line(
        _("What proves it"),
        most=300,
        hint=_("A refusal: who refused, when, in whose presence, which photograph or film shows it."),
        wide=True,
    )

    layout = (
        Group(_("Service"), ("method", "outcome", "acted_on", "time", "received_by", "tracking_no", "consent")),
        Group(_("Refusal"), ("refusal_reason", "witness")),
        Group(_("Proof"), ("note",)),
    )

    def prepare(self) -> None:
        letter = self.dossier.letter
        if letter is not None and letter.issued_on:
            self.fields["acted_on"].earliest = letter.issued_on  # type: ignore[attr-defined]
        if letter is not None and letter.kind == Kind.ADVICE_LETTER:
            choices = [row for row in ServiceOutcome.choices if row[0] != ServiceOutcome.REFUSED]
            self.fields["outcome"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("method") and data.get("outcome"):
            for about, sentences in service_faults(self.dossier, data).items():
                self.add_error({"way": "method"}.get(about, about), sentences)
        return data


@asks("correct_letter")
class CorrectForm(StepForm):
    letter = RowField(label=_("Letter"))
    wrong = long_text(_("What is wrong"), required=True, rows=2)
    right = long_text(_("How it reads rightly"), required=True, rows=2)

    def prepare(self) -> None:
        rows = [row for row in self.dossier.letter_rows if row.number and row.withdrawn_on is None]
        self.fields["letter"].offer(rows, lambda row: f"{row.get_kind_display()} {row.number}")  # type: ignore[attr-defined]
