"""Registering a case at the counter: one page, one sitting, one act.

Everything a letter or an applicant brings is taken down on one page: who, against whom, what for, how it came.
Nothing is refused for a wrong digit; what is wrong is said at its field and nothing typed is lost.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.forms.formsets import BaseFormSet, formset_factory
from django.forms.utils import ErrorDict, ErrorList
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

import statutes
from cases import causes
from cases.counter import MOST_LINES, Line, read_roster
from cases.forms import check_numbers
from cases.models import (
    AgentKind,
    Authority,
    Case,
    Consent,
    ContractStatus,
    CourtProcedure,
    IdType,
    Medium,
    Party,
    PartyKind,
    RelationType,
    Side,
    Vulnerability,
    WorkerGroup,
)
from cases.sealing import mark
from dossiers import access
from dossiers.actions import DoorError, Refused, open_dossier
from dossiers.fields import FIRST_YEAR, MoneyField, PastDay, line, long_text, one_of
from dossiers.models import Event
from dossiers.search import folded
from organizations.models import BodyKind, LegalType, Organization, User
from organizations.roles import Role
from statutes.identity import check_resident_id
from statutes.keys import Clock
from workflows.channels import RULES, Channel, ChannelRule, PeriodStart

_SEX = [("m", _("Male")), ("f", _("Female"))]
WIDE: dict[str, Any] = {"data-span": "wide"}
TWO: dict[str, Any] = {"data-span": "two"}  # two columns of the page
#: Kinds of body that send a dispute, in the order in which the select names them.
SENDER_KINDS = (BodyKind.COURT, BodyKind.ARBITRATION, BodyKind.LABOUR, BodyKind.PROCURATORATE, BodyKind.JUSTICE)
COURT_CHANNELS = (Channel.COURT_PRE, Channel.COURT_POST)


# ── What a channel brings ───────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class ChannelHint:
    """What registering by a channel sets off, in sentences, with the articles."""

    key: str
    label: str
    lines: tuple[str, ...]


def _term(key: Clock, day: dt.date) -> str:
    """A term in words: 30 natural days (人民法院特邀调解规定 第27条)."""
    term = statutes.term(key, day)
    unit = {"natural_day": gettext("natural days"), "working_day": gettext("working days")}.get(term.unit, term.unit)
    name = term.label_en if (get_language() or "").startswith("en") else term.label_zh
    if term.amount is None:
        return gettext("%(name)s: the length is not maintained (%(article)s)") % {"name": name, "article": term.article}
    return gettext("%(name)s: %(amount)s %(unit)s (%(article)s)") % {
        "name": name,
        "amount": term.amount,
        "unit": unit,
        "article": term.article,
    }


_STARTS = {
    PeriodStart.ACCEPTANCE: _("Counts from acceptance."),
    PeriodStart.CONFIRMATION: _(
        "Counts from the signed receipt of the court's file or its confirmation on the platform, not from acceptance."
    ),
    PeriodStart.CONSENT: _("Counts from the day the last party agreed."),
}


def channel_hints(day: dt.date) -> list[ChannelHint]:
    """For every channel: its period and from when it counts, the clock that starts at once, what it must name."""
    hints = []
    for rule in RULES.values():
        lines = [_term(rule.intake, day), _term(rule.period, day)]
        if rule.channel == Channel.COURT_POST:
            lines.append(_term(Clock.COURT_POST_SUM, day))
        lines.append(str(_STARTS[rule.period_start]))
        if rule.note:
            lines.append(str(rule.note))
        hints.append(ChannelHint(rule.channel.value, str(rule.channel.label), tuple(lines)))
    return hints


# ── The application ─────────────────────────────────────────────────────────────────────────────────────────


class ApplicationForm(forms.Form):
    """How it came, what happened, what is asked for."""

    body = forms.ModelChoiceField(label=_("Handling body"), queryset=Organization.objects.none(), empty_label=None)
    channel = forms.ChoiceField(label=_("Channel"), choices=Channel.choices, initial=Channel.SELF)
    received_on = PastDay(
        label=_("Received on"), help_text=_("The day it arrived; the terms of acceptance count from here.")
    )
    sender = forms.ChoiceField(label=_("Sent by"), required=False)
    sender_name = line(
        _("Sent by (in words)"),
        most=120,
        hint=_("Which hotline (12345, 12348, 12333, 12309), which petition office, which province's union."),
        autocomplete="off",
    )
    reference = line(
        _("Sender's reference"),
        most=80,
        hint=_("For example （2026）甘0102民诉前调123号; kept exactly as written."),
        autocomplete="off",
    )
    letter_on = PastDay(label=_("Date of the letter"), required=False)
    court_procedure = one_of(
        _("Court procedure"),
        CourtProcedure.choices,
        required=False,
        hint=_("Decides whether fifteen or seven days run."),
    )
    award_received_on = PastDay(
        label=_("Arbitration award received"),
        required=False,
        help_text=_("The fifteen days for suing run from here, mediation or not."),
    )
    complaint_handed_in_on = PastDay(label=_("Complaint handed in at court"), required=False)
    petition_accepted_on = PastDay(
        label=_("Accepted by the petition organ on"),
        required=False,
        help_text=_("Its own term runs from here, beside the mediation."),
    )

    oral_application = forms.BooleanField(label=_("Oral application, taken down on the spot"), required=False)
    taken_down_at = forms.DateTimeField(label=_("Taken down at"), required=False)

    summary = long_text(
        _("What happened"), required=True, rows=5, hint=_("Facts and reasons in the applicant's words.")
    )
    demand = long_text(_("What is asked for"), rows=2, most=4000)

    relation_type = one_of(_("Relationship"), RelationType.choices, initial=RelationType.UNKNOWN)
    contract_status = one_of(_("Written contract"), ContractStatus.choices, initial=ContractStatus.UNKNOWN)
    entry_on = PastDay(label=_("Began work"), required=False)
    leave_on = forms.DateField(label=_("Left work"), required=False)
    monthly_wage = MoneyField(label=_("Monthly wage (yuan)"))
    workplace = line(_("Workplace"), most=200)
    in_other_procedure = line(
        _("Arbitration, suit or complaint already begun"), most=200, hint=_("Leave empty where there is none."), **WIDE
    )

    roster = forms.CharField(
        label=_("Paste a roster"),
        required=False,
        max_length=60_000,
        help_text=_(
            "One worker a line: name, identity number, phone, sum claimed, and where needed a reason for a number that "
            "fails its check. "
            "Copied from a spreadsheet or parted by commas; a first line of headings sets the order."
        ),
        widget=forms.Textarea(
            attrs={"rows": 4, "spellcheck": "false", "autocomplete": "off", "data-span": "wide", "class": "code"}
        ),
    )
    roster_reason = line(
        _("Reason for numbers in the roster that fail their check"),
        hint=_("Holds for every line without a reason of its own."),
        **WIDE,
    )
    identities_seen = forms.BooleanField(
        label=_("The identity documents of the applicants were seen in the original"), required=False
    )
    applicants_agree = forms.BooleanField(
        label=_("The applicants agree to mediation"),
        required=False,
        help_text=_("To be asked where they did not apply themselves."),
    )
    not_duplicate = forms.BooleanField(label=_("It is another dispute: register it all the same"), required=False)
    op_id = forms.UUIDField(widget=forms.HiddenInput(attrs={"data-no-draft": ""}))

    def __init__(
        self,
        data: Any = None,
        *,
        bodies: list[Organization],
        senders: list[tuple[str, list[Organization]]],
        today: dt.date,
    ) -> None:
        super().__init__(data)
        self.today = today
        for field in self.fields.values():
            if isinstance(field, PastDay):
                field.today = today
        body: Any = self.fields["body"]
        mine = Organization.objects.filter(pk__in=[one.pk for one in bodies])
        body.queryset = mine.select_related("region", "parent")
        if len(bodies) == 1:
            body.widget = forms.HiddenInput()
        self.senders = {str(one.pk): one for _kind, rows in senders for one in rows}
        sender: Any = self.fields["sender"]
        grouped = [(kind, [(str(one.pk), one.name) for one in rows]) for kind, rows in senders]
        sender.choices = [("", "—"), *grouped]
        kinds = {rule.channel: str(BodyKind(rule.sender_kind).label) for rule in RULES.values() if rule.sender_kind}
        sender.widget.attrs["data-groups"] = json.dumps(kinds, ensure_ascii=False)
        for name in ("sender", "sender_name", "reference", "court_procedure"):
            self.fields[name].needed = True  # type: ignore[attr-defined]  # wherever the channel shows it
        self.initial = {
            "received_on": today,
            "body": bodies[0].pk,
            "op_id": uuid.uuid4(),
            "taken_down_at": timezone.localtime(),
        }
        self.lines: list[Line] = []

    def clean_sender(self) -> Organization | None:
        return self.senders.get(self.cleaned_data["sender"])

    def clean_roster(self) -> str:
        text: str = self.cleaned_data["roster"]
        self.lines = read_roster(text)
        if len(self.lines) > MOST_LINES:
            raise ValidationError(
                gettext("A roster holds at most %(most)s workers; this one has %(count)s.")
                % {"most": MOST_LINES, "count": len(self.lines)}
            )
        wrong = [
            gettext("Line %(no)s: %(problem)s") % {"no": row.no, "problem": " ".join(row.problems)}
            for row in self.lines
            if row.problems
        ]
        if wrong:
            raise ValidationError([ValidationError(sentence) for sentence in wrong[:20]])
        return text

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self._check_channel(data)
        if data.get("oral_application"):
            at = data.get("taken_down_at")
            if at is None and "taken_down_at" not in self.errors:
                self.add_error("taken_down_at", gettext("Say when the application was taken down."))
            elif at and at.year < FIRST_YEAR:
                self.add_error("taken_down_at", self.fields["taken_down_at"].error_messages["invalid"])
            elif at and at > timezone.now() + dt.timedelta(minutes=1):
                self.add_error("taken_down_at", gettext("This moment lies in the future."))
        if data.get("entry_on") and data.get("leave_on") and data["leave_on"] < data["entry_on"]:
            self.add_error("leave_on", gettext("The last day of work lies before the first."))
        self._check_roster(data)
        return data

    def _check_channel(self, data: dict[str, Any]) -> None:
        """What the channel needs must be there; what it does not know is dropped: hidden fields change nothing."""
        rule = RULES.get(data.get("channel") or "")
        if rule is None:
            return
        self._check_sender(rule, data)
        if rule.needs_reference and not data.get("reference") and "reference" not in self.errors:
            self.add_error("reference", gettext("Give the reference on the letter or work order, exactly as written."))
        if data.get("channel") == Channel.COURT_POST:
            if not data.get("court_procedure") and "court_procedure" not in self.errors:
                self.add_error(
                    "court_procedure",
                    gettext("Say in which procedure the court hears the case: the period depends on it."),
                )
        else:
            data["court_procedure"] = ""
        if data.get("channel") not in COURT_CHANNELS:
            data["award_received_on"] = data["complaint_handed_in_on"] = None
        if data.get("channel") != Channel.PETITION:
            data["petition_accepted_on"] = None
        if not (rule.sender_kind or rule.needs_reference):
            data["reference"], data["letter_on"] = "", None
        if data.get("letter_on") and data.get("received_on") and data["letter_on"] > data["received_on"]:
            self.add_error("letter_on", gettext("The letter is dated after the day it was received."))

    def _check_sender(self, rule: ChannelRule, data: dict[str, Any]) -> None:
        """Who sent it: a body on file of the right kind, or somebody in words, as the channel has it."""
        sender: Organization | None = data.get("sender")
        if rule.sender_kind:
            if sender is None and "sender" not in self.errors:
                self.add_error("sender", gettext("Say which body sent it."))
            elif sender is not None and sender.kind != rule.sender_kind:
                wanted = BodyKind(rule.sender_kind).label
                self.add_error(
                    "sender",
                    gettext("This channel is for what a %(kind)s sends; choose another sender or another channel.")
                    % {"kind": wanted},
                )
        else:
            data["sender"] = None
        if not rule.names_sender:
            data["sender_name"] = ""
        elif not data.get("sender_name") and "sender_name" not in self.errors:
            self.add_error("sender_name", gettext("Say who sent it."))

    def _check_roster(self, data: dict[str, Any]) -> None:
        reason = data.get("roster_reason") or ""
        wrong = []
        for row in self.lines:
            if not row.id_number or row.problems:
                continue
            told = check_resident_id(row.id_number, on=self.today)
            if told.valid:
                row.id_number = told.number
                row.id_problem = ""
            elif not (row.id_problem or reason):
                english = (get_language() or "").startswith("en")
                said = " ".join(one.en if english else one.zh for one in told.sentences)
                wrong.append(
                    gettext("Line %(no)s, %(name)s: %(problem)s") % {"no": row.no, "name": row.name, "problem": said}
                )
            else:
                row.id_problem = (row.id_problem or reason)[:200]
                row.id_number = row.id_number[:60]
        if wrong and "roster" not in self.errors:
            self.add_error("roster", [ValidationError(one) for one in wrong[:20]])
            self.add_error("roster_reason", gettext("Correct the numbers, or say here why they are taken as they are."))


# ── People ──────────────────────────────────────────────────────────────────────────────────────────────────


#: What an employer is called on its own row; no natural person is one.
_EMPLOYER = "用人单位"
#: What a field holds that does not belong to the kind of party; every other one is an empty text.
_NOTHING: dict[str, Any] = {"born_on": None, "has_union": None, "vulnerable": [], "lacks_capacity": False}


@dataclass(frozen=True)
class Part:
    """Fields of a row that stand together; `when` names the kinds of party they belong to, empty for all."""

    fields: list[forms.BoundField]
    when: str = ""
    label: Any = ""
    open: bool = False
    opens: bool = False  # of itself, when the kind it belongs to is chosen


class PartyRow(forms.Form):
    """Somebody on one side, a person or an employer: either may apply, either may be applied against."""

    name = line(_("Name of the person or employer"), required=True, most=120, hint="", autocomplete="off", **TWO)
    kind = one_of(_("Kind"), PartyKind.choices, initial=PartyKind.PERSON)
    capacity = line(
        _("Capacity"), most=60, hint=_("For example 用人单位, 用工单位, 总承包, 平台企业, 近亲属."), list="capacities"
    )
    id_type = one_of(_("Identity document"), IdType.choices, initial=IdType.RESIDENT, required=False)
    id_number = line(_("Identity number"), most=60, autocomplete="off")
    id_problem = line(
        _("Identity number accepted although"),
        hint=_("Only where the number fails its check: what was seen, for example an old card."),
    )
    phone = line(_("Phone"), most=40, inputmode="tel", autocomplete="off")
    address = line(_("Address"), most=300, autocomplete="off", **WIDE)
    sex = one_of(_("Sex"), _SEX, required=False)
    born_on = PastDay(label=_("Date of birth"), required=False)
    nationality = line(_("Ethnicity or nationality"), most=40)
    language = line(_("Language needed"), most=40)
    occupation = line(_("Occupation"), most=60)
    worker_group = one_of(_("Worker group"), [row for row in WorkerGroup.choices if row[0]], required=False)
    vulnerable = forms.MultipleChoiceField(
        label=_("Flags"),
        choices=Vulnerability.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"data-span": "wide"}),
    )
    lacks_capacity = forms.BooleanField(label=_("Minor or without full capacity"), required=False)
    guardian_name = line(_("Guardian"), most=60)
    guardian_relation = line(_("Relation of the guardian"), most=40)
    credit_code = line(_("Unified social credit code"), most=40, autocomplete="off")
    credit_problem = line(_("Credit code accepted although"), hint=_("Only where the code fails its check."))
    investor = line(_("Investor"), most=120, hint=_("Required where the employer has no licence."))
    legal_representative = line(_("Legal representative or principal"), most=60)
    representative_post = line(_("Post"), most=40)
    industry = line(_("Industry"), most=60)
    staff_size = line(_("Size"), most=20)
    has_union = forms.NullBooleanField(label=_("Has a union"), required=False)
    project = line(_("Project or site"), most=120)
    agent_name = line(_("Agent"), most=60, autocomplete="off")
    agent_kind = one_of(_("Kind of agent"), AgentKind.choices, required=False)
    agent_authority = one_of(
        _("Authority"),
        Authority.choices,
        required=False,
        hint=_("Special authority is needed to admit, give up or change claims, to settle, and to sign."),
    )
    agent_scope = line(_("Scope of authority"), hint=_("As written in the letter of attorney."), **WIDE)
    agent_since = forms.DateField(label=_("Authority from"), required=False)
    agent_until = forms.DateField(label=_("Authority until"), required=False)
    agent_signs = forms.BooleanField(label=_("The agent will sign the agreement"), required=False)

    AGENT = ("agent_name", "agent_kind", "agent_authority", "agent_scope", "agent_since", "agent_until", "agent_signs")
    IDENTITY = ("id_type", "id_number", "id_problem")
    MORE = ("sex", "born_on", "nationality", "language", "occupation")
    CARE = ("worker_group", "vulnerable", "lacks_capacity", "guardian_name", "guardian_relation")
    LICENCE = ("credit_code", "credit_problem")
    FIRM = ("legal_representative", "representative_post", "industry", "staff_size", "has_union", "project")
    A_PERSON, A_FIRM = PartyKind.PERSON.value, f"{PartyKind.ORGANISATION} {PartyKind.UNLICENSED}"

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["born_on"].today = today  # type: ignore[attr-defined]

    def part(self, *names: str, when: str = "", label: Any = "", opens: bool = False) -> Part:
        """Fields that stand together; a folded part is open where something is in it, or wrong with it."""
        filled = any(
            self[name].errors or (self.is_bound and self[name].value() not in (None, "", False, [], "unknown"))
            for name in names
        )
        opened = opens and str(self["kind"].value()) in when.split()
        return Part([self[name] for name in names], when, label, filled or opened, opens)

    @property
    def folds(self) -> list[Part]:
        """What is opened by those who need it."""
        return [
            self.part("id_problem", when=self.A_PERSON, label=_("A reason for a number that fails its check")),
            self.part(
                "credit_problem", when=PartyKind.ORGANISATION, label=_("A reason for a code that fails its check")
            ),
            self.part(*self.MORE, when=self.A_PERSON, label=_("More about the person")),
            self.part(*self.CARE, when=self.A_PERSON, label=_("Special care and guardian")),
            self.part(*self.FIRM, when=self.A_FIRM, label=_("More about the employer")),
            self.part(*self.AGENT, label=_("Agent")),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        kind = data.get("kind")
        if kind == PartyKind.PERSON:
            self._drop(data, *self.LICENCE, *self.FIRM, "investor")
            if data.get("capacity") == _EMPLOYER:
                data["capacity"] = ""
        elif kind:
            self._drop(data, *self.IDENTITY, *self.MORE, *self.CARE)
            self._drop(data, *(self.LICENCE if kind == PartyKind.UNLICENSED else ("investor",)))
        if kind == PartyKind.UNLICENSED and not data.get("investor") and "investor" not in self.errors:
            self.add_error("investor", gettext("An employer without a licence needs its investor."))
        check_numbers(self, data, self.today)
        if not data.get("id_number"):
            data["id_type"] = ""
        if data.get("lacks_capacity") and not data.get("guardian_name"):
            self.add_error("guardian_name", gettext("A minor or a person without full capacity needs a guardian."))
        self._check_agent(data)
        return data

    def _drop(self, data: dict[str, Any], *names: str) -> None:
        """What does not belong to the kind of party changes nothing and is not judged: it may be out of sight."""
        for name in names:
            data[name] = _NOTHING.get(name, "")
            self.errors.pop(name, None)

    def _check_agent(self, data: dict[str, Any]) -> None:
        if not data.get("agent_name"):
            if any(data.get(name) for name in ("agent_kind", "agent_authority", "agent_scope", "agent_signs")):
                self.add_error(
                    "agent_name", gettext("Give the name of the agent, or leave everything about an agent empty.")
                )
            return
        if not data.get("agent_kind"):
            self.add_error("agent_kind", gettext("Say what kind of agent it is."))
        if not data.get("agent_authority"):
            self.add_error("agent_authority", gettext("Say what the agent is authorised to do."))
        if data.get("agent_authority") == Authority.SPECIAL and not data.get("agent_scope"):
            self.add_error("agent_scope", gettext("Special authority must say what it covers."))
        if data.get("agent_signs") and data.get("agent_authority") == Authority.GENERAL:
            self.add_error("agent_signs", gettext("An agent signs only with special authority."))
        since, until = data.get("agent_since"), data.get("agent_until")
        if since and until and until < since:
            self.add_error("agent_until", gettext("The authority ends before it begins."))


class ApplicantForm(PartyRow):
    """Who applies: as a rule a worker; for a breach of competition or training clauses, the employer."""

    claimed = MoneyField(
        label=_("Own sum (yuan)"), help_text=_("For a claim that everybody makes with a sum of their own.")
    )

    address = line(_("Address"), most=300, autocomplete="off", **TWO)

    @property
    def main(self) -> list[Part]:
        return [
            self.part("name", "kind"),
            self.part("id_type", "id_number", when=self.A_PERSON),
            self.part("phone", "claimed", "address"),
        ]

    @property
    def folds(self) -> list[Part]:
        return [
            self.part("credit_code", when=PartyKind.ORGANISATION, label=_("Where an employer applies"), opens=True),
            self.part("investor", when=PartyKind.UNLICENSED, label=_("Employer without a licence"), opens=True),
            self.part("capacity", label=_("Capacity")),
            *super().folds,
        ]


class RespondentForm(PartyRow):
    """Whom it is against: an employer with or without a licence, or a person; several where they answer jointly."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.choices = [(one.value, one.label) for one in sorted(PartyKind, key=lambda one: one == PartyKind.PERSON)]
        kind.initial = PartyKind.ORGANISATION
        if self.prefix and self.prefix.endswith("-0"):
            self.fields["capacity"].initial = _EMPLOYER

    @property
    def main(self) -> list[Part]:
        return [
            self.part("name", "kind"),
            self.part("credit_code", when=PartyKind.ORGANISATION),
            self.part("investor", when=PartyKind.UNLICENSED),
            self.part("capacity", "phone", "address"),
        ]

    @property
    def folds(self) -> list[Part]:
        return [
            self.part("id_type", "id_number", when=self.A_PERSON, label=_("Where it is a person"), opens=True),
            *super().folds,
        ]


class ThirdForm(RespondentForm):
    """Somebody whom the outcome concerns, joined as a third party (L01 art. 23)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["capacity"].initial = None


class ClaimForm(forms.Form):
    """One demand. The same one can be made by every applicant, each with the sum from the roster or the row."""

    EACH, JOINT, ONE = "each", "joint", "one"

    cause_code = forms.ChoiceField(label=_("Cause of action"))
    what = line(_("Demand"), required=True, hint=_("For example: pay the wages of October to December 2025."), **WIDE)
    scope = forms.ChoiceField(
        label=_("Who makes this claim"),
        initial=EACH,
        choices=[
            (EACH, _("Every applicant, with a sum of their own")),
            (JOINT, _("All applicants together, one sum")),
            (ONE, _("One applicant only")),
        ],
    )
    person_no = forms.IntegerField(
        label=_("Which applicant"),
        required=False,
        min_value=1,
        help_text=_("Number in the list above; lines of the roster count on."),
        widget=forms.NumberInput(attrs={"data-span": "short"}),
    )
    is_money = forms.BooleanField(label=_("A sum of money"), required=False, initial=True)
    claimed = MoneyField(label=_("Sum (yuan)"), help_text=_("Leave empty where everybody's own sum stands above."))
    period_from = forms.DateField(label=_("From"), required=False)
    period_to = forms.DateField(label=_("To"), required=False)

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cause_code"].choices = [("", "—"), *causes.options(causes.version_on(today))]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("period_from"), data.get("period_to")
        if start and end and end < start:
            self.add_error("period_to", gettext("The end of the period lies before its beginning."))
        if data.get("scope") == self.ONE and not data.get("person_no") and "person_no" not in self.errors:
            self.add_error("person_no", gettext("Say which applicant makes this claim."))
        if not data.get("is_money"):
            data["claimed"] = None
        elif (
            data.get("scope") in {self.JOINT, self.ONE} and data.get("claimed") is None and "claimed" not in self.errors
        ):
            self.add_error("claimed", gettext("State the sum, or untick that it is a sum of money."))
        return data


class _Rows(BaseFormSet):  # type: ignore[type-arg]
    """Rows of a side: those left untouched do not count."""

    row_name: Any = ""  # the word above each row, for the summary of what is wrong

    def filled(self) -> list[dict[str, Any]]:
        return [
            form.cleaned_data
            for form in self.forms
            if form.has_changed() and form.is_valid() and not form.cleaned_data.get("DELETE")
        ]


def _rows_of(form: type[forms.Form], most: int, name: Any, extra: int = 1) -> Any:
    rows = formset_factory(form, formset=_Rows, extra=extra, can_delete=True, max_num=most, absolute_max=most + 1)
    rows.row_name = name  # type: ignore[attr-defined]
    return rows


Applicants = _rows_of(ApplicantForm, 60, _("Applicant"))
Respondents = _rows_of(RespondentForm, 60, _("Respondent"))
Thirds = _rows_of(ThirdForm, 20, _("Third party"), extra=0)
Claims = _rows_of(ClaimForm, 30, _("Claim"))


# ── The whole sheet ─────────────────────────────────────────────────────────────────────────────────────────


class Sheet:
    """Form and rows of one registration: read together, refused together, turned into what the door takes."""

    def __init__(self, data: Any, *, user: User, today: dt.date) -> None:
        self.user, self.today, self.data = user, today, data
        self.bodies = _bodies(user, today)
        self.form = ApplicationForm(data, bodies=self.bodies, senders=_senders(self.bodies), today=today)
        given = {"form_kwargs": {"today": today}}
        self.applicants = Applicants(data, prefix="applicants", **given)
        self.respondents = Respondents(data, prefix="respondents", **given)
        self.thirds = Thirds(data, prefix="thirds", **given)
        self.claims = Claims(data, prefix="claims", **given)
        self.similar: list[Case] = []

    @property
    def parts(self) -> tuple[Any, ...]:
        return self.form, self.applicants, self.respondents, self.thirds, self.claims

    def is_valid(self) -> bool:
        """Every mistake on the page is looked for, so that all are shown at once."""
        sound = [part.is_valid() for part in self.parts]
        return self._whole() and all(sound)

    def _whole(self) -> bool:
        people, others, claims = self.applicants.filled(), self.respondents.filled(), self.claims.filled()
        lines = self.form.lines
        count = len(people) + len(lines)
        form = self.form
        if not count and not self._touched(self.applicants) and "roster" not in form.errors:
            form.add_error("roster", gettext("Name at least one applicant, above or in the roster."))
        if not others and not self._touched(self.respondents):
            self._missing(self.respondents, "name", gettext("Name the employer, or whoever the dispute is with."))
        if not claims and not self._touched(self.claims):
            self._missing(self.claims, "what", gettext("State at least one claim."))
        self._same_number_twice(people, lines)
        self._claims_fit(claims, people, lines, count)
        return not any(part.errors if part is form else any(part.errors) for part in self.parts)

    @staticmethod
    def _touched(rows: Any) -> bool:
        return any(form.has_changed() for form in rows.forms)

    def _missing(self, rows: Any, field: str, sentence: str) -> None:
        """Say at the first row, or on top of a page that came without rows, that nothing was filled in."""
        if rows.forms:
            rows.forms[0].is_valid()
            rows.forms[0].add_error(field, sentence)
        else:
            self.form.add_error(None, sentence)

    def _same_number_twice(self, people: list[dict[str, Any]], lines: list[Line]) -> None:
        seen: dict[str, str] = {}
        twice = []
        rows = [(p.get("id_number", ""), p["name"]) for p in people] + [
            (row.id_number, gettext("line %(no)s, %(name)s") % {"no": row.no, "name": row.name}) for row in lines
        ]
        for number, who in rows:
            if number and number in seen:
                twice.append(
                    gettext("%(one)s and %(other)s have the same identity number.")
                    % {"one": seen[number], "other": who}
                )
            elif number:
                seen[number] = who
        if twice:
            self.form.add_error("roster", [ValidationError(one) for one in twice[:20]])

    def _claims_fit(
        self, claims: list[dict[str, Any]], people: list[dict[str, Any]], lines: list[Line], count: int
    ) -> None:
        own = [p.get("claimed") for p in people] + [row.claimed for row in lines]
        taken = False
        for form in self.claims.forms:
            data = getattr(form, "cleaned_data", None)
            if not data or data not in claims:
                continue
            if data.get("scope") == ClaimForm.ONE and (data.get("person_no") or 0) > count:
                form.add_error("person_no", gettext("There are only %(count)s applicants.") % {"count": count})
            if data.get("scope") == ClaimForm.EACH and data.get("is_money") and data.get("claimed") is None:
                if taken:
                    form.add_error(
                        "claimed", gettext("The own sums already belong to a claim above; state the sum of this one.")
                    )
                elif count and not any(amount is not None for amount in own):
                    form.add_error("claimed", gettext("State the sum here, or each applicant's own sum above."))
                taken = True

    def leave_unjudged(self) -> None:
        """Read the roster, so that it can be shown, and say nothing about the rest: the sheet is not handed in yet."""
        self.form.is_valid()
        told = {name: said for name, said in self.form.errors.items() if name in {"roster", "roster_reason"}}
        self.form._errors = ErrorDict(told)  # type: ignore[attr-defined]
        for rows in self.parts[1:]:
            rows._errors, rows._non_form_errors = [{} for _form in rows.forms], ErrorList()
            for form in rows.forms:
                form._errors = ErrorDict()

    # ── What the door takes ──

    def parties(self) -> list[dict[str, Any]]:
        """The parties as the effect takes them: applicants of the rows, then of the roster, then the others."""
        data = self.form.cleaned_data
        shared: dict[str, Any] = {"side": Side.APPLICANT}
        # Who applies for mediation agrees to it; where others brought the dispute here, agreement is asked for.
        if data["channel"] == Channel.SELF or data["applicants_agree"]:
            shared |= {
                "consent": Consent.AGREED,
                "consent_on": data["received_on"],
                "consent_medium": Medium.COUNTER if data["oral_application"] or not data["sender"] else Medium.PAPER,
            }
        if data["identities_seen"]:
            shared |= {"identity_checked_on": self.today, "identity_checked_how": "核对身份证件原件"}
        rows = []
        for one in self.applicants.filled():
            fields = {key: value for key, value in one.items() if key not in {"claimed", "DELETE"}}
            if data["identities_seen"] and fields["kind"] != PartyKind.PERSON:
                fields["identity_checked_how"] = "核对营业执照等主体资格证明原件"
            rows.append(shared | fields)
        for row in self.form.lines:
            told = check_resident_id(row.id_number, on=self.today) if row.id_number else None
            fields = {
                "kind": PartyKind.PERSON,
                "name": row.name,
                "phone": row.phone,
                "id_type": IdType.RESIDENT if row.id_number else "",
                "id_number": row.id_number,
                "id_problem": row.id_problem,
            }
            if told and told.valid:
                fields |= {"born_on": told.birth_date, "sex": {"male": "m", "female": "f"}.get(told.sex or "", "")}
            rows.append(shared | fields)
        for side, others in ((Side.RESPONDENT, self.respondents), (Side.THIRD, self.thirds)):
            for other in others.filled():
                rows.append({key: value for key, value in other.items() if key != "DELETE"} | {"side": side})
        return rows

    def claim_rows(self) -> list[dict[str, Any]]:
        """The claims, those that everybody makes once for each applicant."""
        people = self.applicants.filled()
        own: list[Decimal | None] = [p.get("claimed") for p in people] + [row.claimed for row in self.form.lines]
        rows: list[dict[str, Any]] = []
        for claim in self.claims.filled():
            base = {key: claim[key] for key in ("cause_code", "what", "is_money", "period_from", "period_to")}
            if claim["scope"] == ClaimForm.JOINT:
                rows.append(base | {"claimed": claim["claimed"]})
            elif claim["scope"] == ClaimForm.ONE:
                rows.append(base | {"claimed": claim["claimed"], "party_index": claim["person_no"] - 1})
            else:
                for index, amount in enumerate(own):
                    sum_ = (claim["claimed"] if claim["claimed"] is not None else amount) if claim["is_money"] else None
                    rows.append(base | {"claimed": sum_, "party_index": index})
        return rows

    def case(self, at: dt.datetime) -> Case:
        """The unsaved row of the case."""
        data = self.form.cleaned_data
        rule = RULES[data["channel"]]
        body: Organization = data["body"]
        case: Case = Case(
            channel=data["channel"],
            received_on=data["received_on"],
            opened_at=at,
            sender=data["sender"],
            # A federation without a mediation organisation of its own is "another lawfully established" one.
            legal_type=rule.legal_type or body.legal_type or LegalType.OTH,
            taken_down_at=data["taken_down_at"] if data["oral_application"] else None,
            **{
                name: data[name]
                for name in (
                    "sender_name",
                    "reference",
                    "letter_on",
                    "court_procedure",
                    "award_received_on",
                    "complaint_handed_in_on",
                    "petition_accepted_on",
                    "oral_application",
                    "summary",
                    "demand",
                    "relation_type",
                    "contract_status",
                    "entry_on",
                    "leave_on",
                    "monthly_wage",
                    "workplace",
                    "in_other_procedure",
                )
            },
        )
        case.place(body)
        return case

    def find_similar(self) -> list[Case]:
        """Open files within the person's own reach with one of these people and the same name on the other side,
        whoever of the two applied.

        Files of other bodies are never looked into: whether somebody went elsewhere is not for this counter to learn.
        """
        two_sides = [row for row in self.parties() if row["side"] != Side.THIRD]
        against = {
            mark(row["id_number"]): {folded(other["name"]) for other in two_sides if other["side"] != row["side"]}
            for row in two_sides
            if row.get("id_number")
        }
        if not against:
            return []
        reached = access.reaches(self.user, self.today)
        bodies = [value for reach in reached for column, value in reach.where if column == "body_id"]
        rows = (
            Party.objects.filter(id_mark__in=list(against), case__closed_at__isnull=True, case__body_id__in=bodies)
            .exclude(side=Side.THIRD)
            .select_related("case")
            .prefetch_related("case__parties")
            .order_by("-case__opened_at")[:50]
        )
        found: dict[int, Case] = {}
        for row in rows:
            others = {folded(p.name) for p in row.case.parties.all() if p.side not in {row.side, Side.THIRD}}
            if others & against[row.id_mark] and any(reach.covers(row.case) for reach in reached):
                found[row.case_id] = row.case
        return list(found.values())


def _bodies(user: User, day: dt.date) -> list[Organization]:
    return list({m.body_id: m.body for m in user.memberships_on(day) if m.role == Role.REGISTRAR}.values())


def _senders(bodies: list[Organization]) -> list[tuple[str, list[Organization]]]:
    """Courts, committees, bureaus … of the same prefecture and of the province, by kind. One query."""
    where = Q()
    for body in bodies:
        region = body.region
        province = Q(region_id=region.province_code)
        near = (
            Q(region__code__startswith=region.prefecture_code[:4])
            if region.prefecture_code
            else Q(region__code__startswith=region.province_code[:2])
        )
        where |= province | near
    rows = (
        list(Organization.objects.filter(where, kind__in=SENDER_KINDS, is_active=True).order_by("region_id", "name"))
        if bodies
        else []
    )
    own = {body.region_id for body in bodies}
    grouped = []
    for kind in SENDER_KINDS:
        members = sorted(
            (row for row in rows if row.kind == kind),
            key=lambda row: (row.region_id not in own, row.region_id, row.name),
        )
        if members:
            grouped.append((str(kind.label), members))
    return grouped


# ── The page ────────────────────────────────────────────────────────────────────────────────────────────────


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Draw the sheet, or take it: 422 with every sentence at its field, else one act and on to the file."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 (LoginRequiredMiddleware stands before every view here)
    today = timezone.localdate()
    if not _bodies(user, today):
        raise PermissionDenied
    if request.method != "POST":
        return _draw(request, Sheet(None, user=user, today=today))
    data, redraw = _more_rows(request.POST)
    sheet = Sheet(data, user=user, today=today)
    if redraw:
        sheet.leave_unjudged()
        return _draw(request, sheet, judged=False)
    if not sheet.is_valid():
        return _draw(request, sheet, status=422)
    op_id = sheet.form.cleaned_data["op_id"].hex
    # A page sent twice finds its own file first: that is no second dispute.
    known = Event.objects.filter(actor=user, op_id=op_id, seq=1).select_related("dossier").first()
    if known:
        return HttpResponseRedirect(known.dossier.get_absolute_url())
    sheet.similar = sheet.find_similar()
    if sheet.similar and not sheet.form.cleaned_data["not_duplicate"]:
        sheet.form.add_error(
            "not_duplicate",
            gettext("The same person already has an open file with this other side here. Look at it first."),
        )
        return _draw(request, sheet, status=422)
    try:
        with transaction.atomic():
            # One person's registrations wait for one another: the second click of a pair finds the first one's file.
            User.objects.select_for_update().only("pk").get(pk=user.pk)
            at = timezone.now()
            event = open_dossier(
                sheet.case(at), by=user, at=at, op_id=op_id, parties=sheet.parties(), claims=sheet.claim_rows()
            )
    except Refused as refused:
        for sentence in refused.sentences:
            sheet.form.add_error(None, sentence)
        return _draw(request, sheet, status=409)
    except DoorError as refused:
        raise PermissionDenied from refused
    case = event.dossier
    messages.success(request, gettext("Registered under %(number)s.") % {"number": case.number})
    return HttpResponseRedirect(case.get_absolute_url())


def _more_rows(posted: Any) -> tuple[Any, bool]:
    """The data with one row more where a button asked for one without script; whether the page is only drawn again."""
    wanted = posted.get("add_row")
    if wanted in {"applicants", "respondents", "thirds", "claims"}:
        copy = posted.copy()
        key = f"{wanted}-TOTAL_FORMS"
        try:
            copy[key] = str(min(int(copy.get(key, "0")) + 1, 100))
        except ValueError:
            return posted, False
        return copy, True
    return posted, "read_roster" in posted


def _draw(request: HttpRequest, sheet: Sheet, *, status: int = 200, judged: bool = True) -> HttpResponse:
    form = sheet.form
    lines = form.lines if form.is_bound else []
    total = sum((row.claimed for row in lines if row.claimed is not None), Decimal(0))
    context = {
        "sheet": sheet,
        "form": form,
        "applicants": sheet.applicants,
        "respondents": sheet.respondents,
        "thirds": sheet.thirds,
        "claims": sheet.claims,
        "judged": judged,
        "hints": channel_hints(sheet.today),
        "similar": sheet.similar,
        "roster_lines": lines,
        "roster_total": total,
        "referred": " ".join(rule.channel for rule in RULES.values() if rule.sender_kind or rule.needs_reference),
        "from_body": " ".join(rule.channel for rule in RULES.values() if rule.sender_kind),
        "from_elsewhere": " ".join(rule.channel for rule in RULES.values() if rule.names_sender),
        "from_court": " ".join(COURT_CHANNELS),
        "in_suit": Channel.COURT_POST.value,
        "petition": Channel.PETITION.value,
        "brought_by_others": " ".join(channel for channel in RULES if channel != Channel.SELF),
        "several_bodies": len(sheet.bodies) > 1,
    }
    return render(request, "cases/register.html", context, status=status)
