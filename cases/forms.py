"""What each step asks: one form per step that needs data, found by the step's name in `FORMS`.

A form gets the case and the person who fills it in; `step_data()` is what `take_step` receives (the keys that the effect of
the step names in `cases/effects.py`), `acted_on` the day the act is said to have been done. A step without a form asks
nothing and is confirmed on a page. Rows (attendance, items, signatures) are formsets in `form.rows`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet
from django.forms.utils import ErrorDict, ErrorList
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

import statutes
from cases import causes, roster
from cases.fields import (
    FutureDay,
    MoneyField,
    PastDay,
    RowField,
    RowsField,
    line,
    lines_of,
    long_text,
    naming,
    one_of,
    yes_no,
)
from cases.models import (
    OFFICE_SIGNATURES,
    AgentKind,
    Authority,
    Case,
    ChoiceMethod,
    Claim,
    ClaimResult,
    Consent,
    IdType,
    Medium,
    ObligationKind,
    Party,
    PartyKind,
    PayMethod,
    SessionKind,
    SessionMode,
    Side,
    SignerKind,
    Vulnerability,
    WorkerGroup,
)
from organizations.models import BodyKind, Organization, User
from organizations.roles import Role
from statutes.amounts import MOST, in_words
from statutes.clocks import add_months
from statutes.identity import check_credit_code, check_resident_id
from workflows.reasons import EndReason, NotAcceptedReason, RecusalGround, SuspensionReason

FORMS: dict[str, type[StepForm]] = {}


def asks(*steps: str) -> Callable[[type[StepForm]], type[StepForm]]:
    """Register the form of one or more steps."""

    def keep(form: type[StepForm]) -> type[StepForm]:
        for step in steps:
            FORMS[step] = form
        return form

    return keep


@dataclass(frozen=True)
class Group:
    """Fields that stand together on the page; `folded` ones are opened by those who need them."""

    legend: Any
    names: tuple[str, ...]
    folded: bool = False


@dataclass(frozen=True)
class DrawnGroup:
    legend: Any
    fields: list[forms.BoundField]
    open: bool
    folded: bool


class StepForm(forms.Form):
    """The common part: who acts when in which case, groups of fields, rows, and the day of the act."""

    #: What must be chosen before the form can be filled in: "party" or "claim" (`?party=…`).
    chooses: ClassVar[str] = ""
    #: Whether the form chooses among parties or claims; those that do not are answered without loading them.
    about_people: ClassVar[bool] = True
    #: A template that draws the form in its own way instead of group by group.
    drawn_by: ClassVar[str] = ""
    layout: ClassVar[tuple[Group, ...]] = ()

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        case: Case,
        user: User,
        roles: frozenset[Role],
        at: dt.datetime,
        given: Mapping[str, str] | None = None,
    ) -> None:
        self.case, self.user, self.roles, self.at = case, user, roles, at
        self.today = timezone.localdate(at)
        super().__init__(data, files)
        self.rows: dict[str, BaseFormSet[Any]] = {}
        earliest = case.accepted_on or case.received_on
        for name, field in self.fields.items():
            if isinstance(field, PastDay):
                field.today = self.today
                if name == "acted_on":
                    field.earliest = earliest
            elif isinstance(field, FutureDay):
                field.today = self.today
        if "acted_on" in self.fields:
            self.initial["acted_on"] = self.today
        self.prepare()
        for name, value in (given or {}).items():
            if name in self.fields:
                self.initial[name] = value

    def prepare(self) -> None:
        """Set choices, first values and rows from the case."""

    @property
    def multipart(self) -> bool:
        return self.is_multipart()

    def is_valid(self) -> bool:
        """The form and all its rows; every mistake is looked for, so that all are shown at once."""
        return all([super().is_valid(), *(rows.is_valid() for rows in self.rows.values())]) and self.is_whole()

    def is_whole(self) -> bool:
        """What only form and rows together can tell; adds its errors and answers whether there were none."""
        return True

    def left_unjudged(self) -> StepForm:
        """Show what was typed without saying what is wrong with it (a row was added, somebody else acted first)."""
        self._errors = ErrorDict()
        for rows in self.rows.values():
            rows._errors, rows._non_form_errors = [], ErrorList()  # type: ignore[attr-defined]
            for form in rows.forms:
                form._errors = ErrorDict()
        return self

    def more(self, prefix: str, data: Any) -> Any:
        """The data with one row more in the formset `prefix`; the same data for any other word."""
        copy = data.copy()
        if prefix not in self.rows:
            return copy
        key = f"{prefix}-TOTAL_FORMS"
        copy[key] = str(min(_whole(copy.get(key)), 999) + 1)
        return copy

    @property
    def acted_on(self) -> dt.date | None:
        """The day the act was done, None for today."""
        return self.cleaned_data.get("acted_on")

    def step_data(self) -> dict[str, Any]:
        """What the step receives."""
        return {name: value for name, value in self.cleaned_data.items() if name != "acted_on"}

    def groups(self) -> list[DrawnGroup]:
        """Fields as they stand on the page: the groups of the layout, then whatever they left out."""
        named = {name for group in self.layout for name in group.names}
        rest = tuple(name for name in self.fields if name not in named and not self[name].is_hidden)
        layout = [*self.layout, *([Group("", rest)] if rest else [])]
        drawn = []
        for group in layout:
            fields = [self[name] for name in group.names if name in self.fields]
            wrong = self.is_bound and any(field.errors for field in fields)
            if fields:
                drawn.append(DrawnGroup(group.legend, fields, wrong, group.folded))
        return drawn


def _whole(text: Any) -> int:
    try:
        return max(0, int(text))
    except (TypeError, ValueError):
        return 0


def done_on(
    label: Any = _("Done on"), hint: Any = _("Today, or the earlier day on which it was really done.")
) -> PastDay:
    return PastDay(label=label, help_text=hint)


class DatedForm(StepForm):
    """Nothing but the day: for steps that may be recorded afterwards."""

    about_people = False
    acted_on = done_on()


for _name in ("ask_other_side", "accept_case", "explain_rights", "begin_mediation", "grant_recusal"):
    FORMS[_name] = DatedForm


# ── Intake ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@asks("check_scope")
class ScopeForm(StepForm):
    about_people = False
    in_scope = yes_no(
        _("Is this a dispute the body may take?"),
        _("Yes, within scope"),
        _("No, outside scope"),
        hint=_(
            "Not labour disputes: claims against the insurance agency, housing reform, objections to appraisals, private households, "
            "craftsman and helper, rural contractor and hired hand."
        ),
    )
    note = line(_("Note"), most=300)
    acted_on = done_on()

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("in_scope") is False and not data.get("note"):
            self.add_error("note", _("Say why the dispute is outside scope."))
        return data


_SEX = [("m", _("Male")), ("f", _("Female"))]


class PartyFields(StepForm):
    """A party's details. Numbers that fail their check are taken with a reason: nobody is turned away for a digit."""

    side = one_of(_("Side"), Side.choices, radio=True)
    kind = one_of(_("Kind"), PartyKind.choices, radio=True)
    name = line(_("Name"), required=True, most=120, hint=_("As on the identity card or the licence."))
    capacity = line(_("Capacity"), most=60, hint=_("For example 用人单位, 用工单位, 总承包, 平台企业, 近亲属."))
    phone = line(_("Phone"), most=40, inputmode="tel", autocomplete="off")
    address = line(_("Address"), most=300, **{"data-span": "wide"})
    id_type = one_of(_("Identity document"), IdType.choices, required=False)
    id_number = line(_("Identity number"), most=60, autocomplete="off")
    id_problem = line(
        _("Identity number accepted although"),
        hint=_("Only where the number fails its check: what was seen, for example an old card."),
    )
    sex = one_of(_("Sex"), _SEX, required=False)
    born_on = PastDay(label=_("Date of birth"), required=False)
    nationality = line(_("Ethnicity or nationality"), most=40)
    language = line(_("Language needed"), most=40)
    occupation = line(_("Occupation"), most=60)
    worker_group = one_of(_("Worker group"), [row for row in WorkerGroup.choices if row[0]], required=False)
    vulnerable = forms.MultipleChoiceField(
        label=_("Flags"), choices=Vulnerability.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    lacks_capacity = forms.BooleanField(label=_("Minor or without full capacity"), required=False)
    guardian_name = line(_("Guardian"), most=60)
    guardian_relation = line(_("Relation of the guardian"), most=40)
    deceased = forms.BooleanField(label=_("Deceased; heirs act"), required=False)
    credit_code = line(_("Unified social credit code"), most=40, autocomplete="off")
    credit_problem = line(_("Credit code accepted although"), hint=_("Only where the code fails its check."))
    legal_representative = line(_("Legal representative or principal"), most=60)
    representative_post = line(_("Post"), most=40)
    investor = line(_("Investor"), most=120, hint=_("Required where the employer has no licence."))
    industry = line(_("Industry"), most=60)
    staff_size = line(_("Size"), most=20)
    has_union = forms.NullBooleanField(label=_("Has a union"), required=False)
    project = line(_("Project or site"), most=120)

    layout = (
        Group(_("Who"), ("party", "side", "kind", "name", "capacity", "phone", "address")),
        Group(
            _("Natural person"),
            (
                "id_type",
                "id_number",
                "id_problem",
                "sex",
                "born_on",
                "nationality",
                "language",
                "occupation",
                "worker_group",
            ),
        ),
        Group(
            _("Special care"),
            ("vulnerable", "lacks_capacity", "guardian_name", "guardian_relation", "deceased"),
            folded=True,
        ),
        Group(
            _("Employer"),
            (
                "credit_code",
                "credit_problem",
                "legal_representative",
                "representative_post",
                "investor",
                "industry",
                "staff_size",
                "has_union",
                "project",
            ),
        ),
    )

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("kind") == PartyKind.UNLICENSED and not data.get("investor"):
            self.add_error("investor", _("An employer without a licence needs its investor."))
        if data.get("lacks_capacity") and not data.get("guardian_name"):
            self.add_error("guardian_name", _("A minor or a person without full capacity needs a guardian."))
        check_numbers(self, data, self.today)
        return data


def check_numbers(form: forms.Form, data: dict[str, Any], today: dt.date) -> None:
    """Check identity number and credit code; a number that fails is taken as soon as a reason is given (law.md §6.4, 6.5)."""
    if data.get("id_number") and data.get("id_type") in {
        IdType.RESIDENT,
        IdType.HMT_RESIDENCE,
        IdType.FOREIGN_PERMANENT,
        "",
        None,
    }:
        told = check_resident_id(
            data["id_number"],
            on=today,
            birth_date=data.get("born_on"),
            sex={"m": "male", "f": "female"}.get(data.get("sex") or ""),
        )
        if told.valid:
            data["id_number"], data["id_problem"] = told.number, ""
            data["born_on"] = data.get("born_on") or told.birth_date
            data["sex"] = data.get("sex") or {"male": "m", "female": "f"}.get(told.sex or "", "")
        elif not data.get("id_problem"):
            form.add_error("id_number", _problem(told))
            form.add_error("id_problem", _("Correct the number, or say here why it is taken as it is."))
    if data.get("credit_code"):
        told = check_credit_code(data["credit_code"])
        data["credit_code"] = told.number[:18]
        if told.valid:
            data["credit_problem"] = ""
        elif len(told.number) > 18:
            form.add_error("credit_code", _problem(told))
        elif not data.get("credit_problem"):
            form.add_error("credit_code", _problem(told))
            form.add_error("credit_problem", _("Correct the code, or say here why it is taken as it is."))


def _problem(told: Any) -> str:
    english = (get_language() or "").startswith("en")
    return " ".join(one.en if english else one.zh for one in told.sentences)


@asks("add_party")
class AddPartyForm(PartyFields):
    def prepare(self) -> None:
        self.initial |= {"side": Side.APPLICANT, "kind": PartyKind.PERSON, "id_type": IdType.RESIDENT}

    def step_data(self) -> dict[str, Any]:
        data = super().step_data()
        if data["kind"] == PartyKind.PERSON and not data["id_number"]:
            data["id_type"] = ""
        return data


#: Sealed details: never sent back to the browser to be edited; a new value replaces the old one.
_SEALED = ("id_number", "phone", "address")


@asks("amend_party")
class AmendPartyForm(PartyFields):
    chooses = "party"
    party = RowField(label=_("Party"), widget=forms.HiddenInput)

    def prepare(self) -> None:
        self.fields["party"].offer(self.case.party_rows, naming)  # type: ignore[attr-defined]
        for name in _SEALED:
            self.fields[name].help_text = _("On file; leave empty to keep it, type to replace it.")

    def _about(self) -> Party | None:
        key = self.data.get("party") if self.is_bound else self.initial.get("party")
        return next((row for row in self.case.party_rows if str(row.pk) == str(key)), None)

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        party = self._about()
        if party is None or field_name in _SEALED or field_name == "party":
            return super().get_initial_for_field(field, field_name)
        return getattr(party, field_name)

    def step_data(self) -> dict[str, Any]:
        data = super().step_data()
        if not data["id_number"]:
            data.pop("id_problem")
        return {name: value for name, value in data.items() if value or name not in _SEALED}


class ClaimFields(StepForm):
    party = RowField(label=_("Claimant"), required=False)
    cause_code = forms.ChoiceField(label=_("Cause of action"))
    what = line(_("Demand"), required=True, **{"data-span": "wide"})
    is_money = forms.BooleanField(label=_("A sum of money"), required=False)
    claimed = MoneyField(label=_("Claimed (yuan)"))
    period_from = forms.DateField(label=_("From"), required=False)
    period_to = forms.DateField(label=_("To"), required=False)

    def prepare(self) -> None:
        self.fields["party"].offer(self.case.side(Side.APPLICANT), naming, empty=_("All applicants"))  # type: ignore[attr-defined]
        self.fields["cause_code"].choices = [("", "—"), *causes.options(self.version())]  # type: ignore[attr-defined]
        self.initial |= {"is_money": True}

    def version(self) -> str:
        return causes.version_on(self.case.received_on)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        start, end = data.get("period_from"), data.get("period_to")
        if start and end and end < start:
            self.add_error("period_to", _("The end of the period lies before its beginning."))
        if data.get("is_money") and data.get("claimed") is None and "claimed" not in self.errors:
            self.add_error("claimed", _("State the sum, or untick that it is a sum of money."))
        return data


@asks("add_claim")
class AddClaimForm(ClaimFields):
    pass


@asks("amend_claim")
class AmendClaimForm(ClaimFields):
    chooses = "claim"
    claim = RowField(label=_("Claim"), widget=forms.HiddenInput)
    is_main = forms.BooleanField(label=_("Main claim"), required=False)

    def prepare(self) -> None:
        self.fields["claim"].offer(self.case.claim_rows)  # type: ignore[attr-defined]
        super().prepare()

    def _about(self) -> Claim | None:
        key = self.data.get("claim") if self.is_bound else self.initial.get("claim")
        return next((row for row in self.case.claim_rows if str(row.pk) == str(key)), None)

    def version(self) -> str:
        # Asked in prepare, before the chosen claim is known: all claims of a case are of the version of its day.
        return self.case.claim_rows[0].cause_version if self.case.claim_rows else super().version()

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        claim = self._about()
        if claim is None or field_name == "claim":
            return super().get_initial_for_field(field, field_name)
        return claim.party_id if field_name == "party" else getattr(claim, field_name)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        claim = data.get("claim")
        if claim is not None and claim.is_main and not data.get("is_main"):
            self.add_error("is_main", _("One claim must be the main one: make another claim the main one instead."))
        return data


@asks("record_agent")
class AgentForm(StepForm):
    chooses = "party"
    party = RowField(label=_("Party"), widget=forms.HiddenInput)
    agent_name = line(_("Name of the agent"), required=True, most=60)
    agent_kind = one_of(_("Kind of agent"), AgentKind.choices)
    agent_authority = one_of(
        _("Authority"),
        Authority.choices,
        radio=True,
        hint=_("Special authority is needed to admit, give up or change claims, to settle, and to sign."),
    )
    agent_scope = line(
        _("Scope of authority"), hint=_("As written in the letter of attorney."), **{"data-span": "wide"}
    )
    agent_since = forms.DateField(label=_("Authority from"), required=False)
    agent_until = forms.DateField(label=_("Authority until"), required=False)
    agent_signs = forms.BooleanField(label=_("The agent will sign the agreement"), required=False)

    def prepare(self) -> None:
        self.fields["party"].offer(self.case.party_rows, naming)  # type: ignore[attr-defined]

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        key = self.initial.get("party")
        party = next((row for row in self.case.party_rows if str(row.pk) == str(key)), None)
        if party is None or field_name == "party":
            return super().get_initial_for_field(field, field_name)
        return getattr(party, field_name)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("agent_signs") and data.get("agent_authority") == Authority.GENERAL:
            self.add_error("agent_signs", _("An agent signs only with special authority."))
        if data.get("agent_authority") == Authority.SPECIAL and not data.get("agent_scope"):
            self.add_error("agent_scope", _("Special authority must say what it covers."))
        since, until = data.get("agent_since"), data.get("agent_until")
        if since and until and until < since:
            self.add_error("agent_until", _("The authority ends before it begins."))
        return data


@asks("record_representatives")
class RepresentativesForm(StepForm):
    representatives = RowsField(
        label=_("Elected representatives"),
        help_text=_(
            "Before arbitration three to five are admitted. All other applicants then act through them, "
            "but must consent to the final terms themselves."
        ),
    )
    acted_on = done_on(_("Elected on"), "")

    def prepare(self) -> None:
        applicants = self.case.side(Side.APPLICANT)
        self.fields["representatives"].offer(applicants, ticked=[row for row in applicants if row.is_representative])  # type: ignore[attr-defined]


@asks("record_service_address")
class ServiceAddressForm(StepForm):
    chooses = "party"
    party = RowField(label=_("Party"), widget=forms.HiddenInput)
    service_address = line(
        _("Address for service"),
        most=300,
        hint=_("Confirmed by the party; used for every paper until changed."),
        **{"data-span": "wide"},
    )
    service_recipient = line(_("Recipient"), most=60)
    service_electronic = line(_("Electronic service to"), most=120, hint=_("Phone, e-mail or platform account."))
    electronic_consent = forms.BooleanField(label=_("The party agreed to electronic service"), required=False)
    acted_on = done_on(_("Confirmed on"), "")

    def prepare(self) -> None:
        self.fields["party"].offer(self.case.party_rows, naming)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("electronic_consent") and not data.get("service_electronic"):
            self.add_error("service_electronic", _("Say where electronic service goes."))
        if not data.get("service_address") and not data.get("electronic_consent"):
            self.add_error("service_address", _("An address, or consent to electronic service, is needed."))
        return data


@asks("check_identity")
class IdentityForm(StepForm):
    parties = RowsField(label=_("Whose identity was checked"))
    how = line(
        _("How"),
        required=True,
        most=120,
        hint=_("For example: original identity card seen; face check on the platform."),
    )
    acted_on = done_on()

    def prepare(self) -> None:
        rows = [row for row in self.case.party_rows]
        self.fields["parties"].offer(rows, naming, ticked=[row for row in rows if not row.identity_checked_on])  # type: ignore[attr-defined]
        self.initial["how"] = _now("Original documents seen")


@dataclass(frozen=True)
class ExhibitRules:
    """What may be lodged; the room that keeps exhibits says so (`lodge_by`)."""

    kinds: Sequence[tuple[Any, Any]]
    recognise: Callable[[bytes], str | None]
    largest: int  # bytes


_exhibit_rules: list[ExhibitRules] = []


def lodge_by(rules: ExhibitRules) -> None:
    """Register what may be lodged."""
    _exhibit_rules[:] = [rules]


@asks("lodge_exhibit")
class ExhibitForm(StepForm):
    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, picture, sound or film, up to 20 MB."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.webp,.mp3,.mp4,.m4a,.amr,.ogg"}),
    )
    title = line(_("Title"), required=True)
    evidence_kind = forms.ChoiceField(label=_("Kind of evidence"))
    proves = line(_("What it shows"), most=300, **{"data-span": "wide"})
    claim = RowField(label=_("For the claim"), required=False)
    lodged_for = RowField(label=_("Handed in by"), required=False)
    is_original = forms.BooleanField(label=_("The original was shown"), required=False)

    def prepare(self) -> None:
        self.fields["evidence_kind"].choices = [("", "—"), *(_exhibit_rules[0].kinds if _exhibit_rules else [])]  # type: ignore[attr-defined]
        self.fields["claim"].offer(self.case.claim_rows, empty=_("No particular claim"))  # type: ignore[attr-defined]
        self.fields["lodged_for"].offer(self.case.party_rows, naming, empty=_("Not stated"))  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not _exhibit_rules:
            raise ValidationError(_("No room of this installation keeps exhibits."))
        rules = _exhibit_rules[0]
        if file.size > rules.largest:
            raise ValidationError(
                _("The file is larger than %(most)s MB."), params={"most": rules.largest // 1024 // 1024}
            )
        # By its first bytes, never by its name: a page that calls itself a picture would run in the reader's browser.
        kind = rules.recognise(file.read(64))
        file.seek(0)
        if kind is None:
            raise ValidationError(_("This kind of file cannot be lodged: only PDF, pictures, sound and film."))
        self.content_type = kind
        return file

    def step_data(self) -> dict[str, Any]:
        return super().step_data() | {"content_type": self.content_type}


@asks("confirm_commission")
class CommissionForm(StepForm):
    about_people = False
    received_on = PastDay(
        label=_("Signed receipt or platform confirmation"), help_text=_("The mediation period counts from this day.")
    )

    def prepare(self) -> None:
        self.initial["received_on"] = self.today


@asks("record_consent")
class ConsentForm(StepForm):
    parties = RowsField(label=_("Whose answer"))
    answer = one_of(_("Answer"), [row for row in Consent.choices if row[0] != Consent.ASKED], radio=True)
    medium = one_of(_("How answered"), Medium.choices, required=False)
    answered_on = PastDay(label=_("Answered on"))
    note = line(
        _("Note"),
        most=300,
        hint=_("For one who could not be reached: every attempt, with day and way."),
        **{"data-span": "wide"},
    )

    def prepare(self) -> None:
        rows = [row for row in self.case.party_rows if row.side != Side.THIRD]
        open_rows = [row for row in rows if row.consent == Consent.ASKED]
        sides = {row.side for row in open_rows}
        # Several workers answer together; the two sides do not.
        self.fields["parties"].offer(rows, naming, ticked=open_rows if len(sides) == 1 else [])  # type: ignore[attr-defined]
        self.initial["answered_on"] = self.today

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        answer = data.get("answer")
        if answer in {Consent.AGREED, Consent.REFUSED} and not data.get("medium"):
            self.add_error("medium", _("Say how the party answered: consent is on record with its day and medium."))
        if answer == Consent.UNREACHABLE and not data.get("note"):
            self.add_error("note", _("Record the attempts that were made."))
        return data


@asks("close_on_refusal")
class RefusalForm(StepForm):
    about_people = False
    note = long_text(_("Note for the notice"), hint=_("Stands in the notice to the applicant."))
    acted_on = done_on()


@asks("decline_case")
class DeclineForm(StepForm):
    about_people = False
    reason = one_of(_("Reason"), NotAcceptedReason.choices)
    note = long_text(_("Explanation"), hint=_("In words the applicant understands; stands in the notice."))
    acted_on = done_on()


# ── Mediator ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@asks("appoint_mediator")
class AppointForm(StepForm):
    drawn_by = "cases/_appoint.html"
    mediator = RowField(label=_("Mediator"), widget=forms.RadioSelect)
    method = one_of(_("How chosen"), ChoiceMethod.choices, radio=True, initial=ChoiceMethod.BODY)
    assisting = RowsField(
        label=_("Assisting mediators"),
        required=False,
        help_text=_("For a major or complex case, or where the parties ask."),
    )
    acted_on = done_on(_("Appointed on"), "")

    def prepare(self) -> None:
        self.candidates = roster.candidates(self.case, self.today)
        people = [row.user for row in self.candidates if not row.barred]
        self.fields["mediator"].offer(people)  # type: ignore[attr-defined]
        self.fields["assisting"].offer(people)  # type: ignore[attr-defined]
        chosen = self.data.get("mediator") if self.is_bound else None
        for row in self.candidates:
            row.chosen = str(row.user.pk) == str(chosen)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("mediator") and data["mediator"] in data.get("assisting", []):
            self.add_error("assisting", _("The presiding mediator cannot also assist."))
        if data.get("method") == ChoiceMethod.COURT and not self.case.is_from_court:
            self.add_error("method", _("This case was not commissioned by a court."))
        return data


@asks("replace_mediator")
class ReplaceForm(AppointForm):
    reason = line(_("Why replaced"), required=True, **{"data-span": "wide"})

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("mediator") and data["mediator"].pk == self.case.mediator_id:
            self.add_error("mediator", _("This mediator already has the case."))
        return data


@asks("disclose_interests")
class DisclosureForm(StepForm):
    about_people = False
    has_interest = yes_no(
        _("Is there anything to disclose?"),
        _("Yes, disclosed below"),
        _("No, nothing that could affect fairness"),
        hint=_(
            "Kinship with a party or agent, interest in the dispute, an earlier role in the matter, a former employer, another tie."
        ),
    )
    disclosure = long_text(_("Disclosure"), hint=_("Told to both sides; they decide whether to go on."))
    acted_on = done_on(_("Signed on"), "")

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("has_interest") and not data.get("disclosure"):
            self.add_error("disclosure", _("Say what is disclosed."))
        return data


@asks("record_waiver")
class WaiverForm(StepForm):
    agreed_by = RowsField(label=_("Who agreed to go on"), help_text=_("Both sides must have agreed."))
    acted_on = done_on(_("Agreed on"), "")

    def prepare(self) -> None:
        self.fields["agreed_by"].offer([row for row in self.case.party_rows if row.side != Side.THIRD], naming)  # type: ignore[attr-defined]

    def clean_agreed_by(self) -> list[Party]:
        rows: list[Party] = self.cleaned_data["agreed_by"]
        if not {Side.APPLICANT, Side.RESPONDENT} <= {row.side for row in rows}:
            raise ValidationError(_("Both sides must agree to go on with this mediator."))
        return rows


@asks("request_recusal")
class RecusalForm(StepForm):
    about_people = False
    asked_by = line(_("Asked by"), required=True, most=120, list="recusal-names")
    ground = one_of(_("Ground"), RecusalGround.choices)
    reason = long_text(_("Reason"), required=True)
    acted_on = done_on(_("Asked on"), "")


@asks("refuse_recusal", "reopen_terms", "return_closing", "recall_commission")
class ReasonForm(StepForm):
    about_people = False
    reason = long_text(_("Reason"), required=True)


# ── Mediation ──────────────────────────────────────────────────────────────────────────────────────────────────────────


class PresentRow(forms.Form):
    """One person who may have sat at the table."""

    present = forms.BooleanField(label=_("Present"), required=False)
    party = forms.CharField(required=False, widget=forms.HiddenInput)
    name = line(_("Name"), most=60)
    capacity = line(_("Capacity"), most=60)
    identity_checked = line(_("Identity checked by"), most=60)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("present") and not data.get("name"):
            self.add_error("name", _("Name the person."))
        return data


_SIDES_AND_MEDIATOR = [*Side.choices, ("mediator", _("Mediator"))]


class OfferRow(forms.Form):
    """What one side offered in the session."""

    by_side = one_of(_("Offered by"), _SIDES_AND_MEDIATOR, required=False)
    amount = MoneyField(label=_("Amount (yuan)"))
    terms = line(_("Terms"), most=500)
    confidential = forms.BooleanField(label=_("In confidence"), required=False)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        said = data.get("amount") is not None or data.get("terms")
        if said and not data.get("by_side"):
            self.add_error("by_side", _("Say whose offer it is."))
        if data.get("by_side") and not said and not self.errors:
            self.add_error("terms", _("State a sum or the terms."))
        return data


PresentRows = forms.formset_factory(PresentRow, extra=0, max_num=400)
OfferRows = forms.formset_factory(OfferRow, extra=1, max_num=50)


@asks("log_session")
class SessionForm(StepForm):
    """Logged in a minute: now, in person, everybody present; the rest is folded away."""

    drawn_by = "cases/_session.html"
    kind = one_of(_("Kind"), SessionKind.choices, radio=True, initial=SessionKind.JOINT)
    with_side = one_of(_("With"), Side.choices, required=False, hint=_("Only for a private session."))
    mode = one_of(_("Way of meeting"), SessionMode.choices, radio=True, initial=SessionMode.IN_PERSON)
    began_at = forms.DateTimeField(label=_("Began"))
    late_reason = line(
        _("Why recorded later"),
        hint=_("Needed where the session was held on an earlier day; it then bears the mark “recorded later”."),
    )
    joint_record = long_text(
        _("Record"), rows=6, hint=_("What both sides may read: positions, facts admitted, what was agreed.")
    )
    private_note = long_text(
        _("Confidential note"), rows=4, hint=_("Read by the mediators of this case only; never leaves the file.")
    )
    ended_at = forms.DateTimeField(label=_("Ended"), required=False)
    place = line(_("Place or link"))
    recording = line(_("Audio or video recording"), hint=_("Where it is kept."))
    result = line(_("Result"))
    next_step = line(_("Next step"))
    next_on = forms.DateField(label=_("Next date"), required=False)

    def prepare(self) -> None:
        now = timezone.localtime(self.at)
        self.initial |= {"began_at": now.replace(minute=now.minute // 5 * 5, second=0, microsecond=0, tzinfo=None)}
        data = self.data if self.is_bound else None
        self.rows = {
            "present": PresentRows(data, prefix="present", initial=None if self.is_bound else self._people()),
            "offers": OfferRows(data, prefix="offers"),
        }

    def _people(self) -> list[dict[str, Any]]:
        """Parties and those who speak for them, all ticked: whoever stayed away is unticked."""
        people: list[dict[str, Any]] = []
        for row in self.case.party_rows:
            if row.is_represented:
                continue
            checked = row.identity_checked_how[:60]
            name = row.name if row.kind == PartyKind.PERSON else (row.legal_representative or row.name)
            side = str(Side(row.side).label)
            if row.agent_name:
                people.append(
                    {
                        "present": True,
                        "party": row.pk,
                        "name": row.agent_name,
                        "capacity": _now("%(side)s, agent") % {"side": side},
                        "identity_checked": checked,
                    }
                )
            if row.kind == PartyKind.PERSON or not row.agent_name:
                capacity = (
                    side
                    if row.kind == PartyKind.PERSON
                    else _now("%(side)s, %(post)s")
                    % {"side": side, "post": row.representative_post or _now("legal representative")}
                )
                people.append(
                    {
                        "present": True,
                        "party": row.pk,
                        "name": name[:60],
                        "capacity": capacity[:60],
                        "identity_checked": checked,
                    }
                )
        return people

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        private = data.get("kind") == SessionKind.PRIVATE
        if private and not data.get("with_side"):
            self.add_error("with_side", _("Say with which side the private session was held."))
        if private and data.get("joint_record"):
            self.add_error(
                "joint_record", _("A private session has no record for both sides: write it in the confidential note.")
            )
        if private and data.get("result"):
            self.add_error(
                "result", _("A private session has no result for both sides: write it in the confidential note.")
            )
        if data.get("kind") == SessionKind.JOINT and not data.get("joint_record") and not data.get("result"):
            self.add_error("joint_record", _("Write down at least a sentence."))
        began, ended = data.get("began_at"), data.get("ended_at")
        if began:
            held_on = timezone.localdate(began)
            if began > self.at + dt.timedelta(minutes=5):
                self.add_error("began_at", _("A session cannot be recorded before it was held."))
            elif self.case.accepted_on and held_on < self.case.accepted_on:
                self.add_error("began_at", _("The session lies before the case was accepted."))
            elif held_on < self.today and not data.get("late_reason"):
                self.add_error(
                    "late_reason", _("The session was held on an earlier day: say why it is recorded later.")
                )
            if ended and ended < began:
                self.add_error("ended_at", _("The session ends before it begins."))
            if data.get("next_on") and data["next_on"] < held_on:
                self.add_error("next_on", _("The next date lies before this session."))
        return data

    @property
    def acted_on(self) -> dt.date | None:
        return timezone.localdate(self.cleaned_data["began_at"])

    def step_data(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        data["began_at"] = min(data["began_at"], self.at)  # typed to the minute, recorded within it
        parties = {str(row.pk): row for row in self.case.party_rows}
        side = data.get("with_side") if data["kind"] == SessionKind.PRIVATE else ""
        present = []
        for row in (form.cleaned_data for form in self.rows["present"].forms):
            party = parties.get(str(row.get("party") or ""))
            # In a private session only the side it was held with sits at the table.
            if row.get("present") and row.get("name") and not (side and party and party.side != side):
                present.append(
                    {
                        "party": party,
                        "name": row["name"],
                        "capacity": row["capacity"],
                        "identity_checked": row["identity_checked"],
                    }
                )
        offers = [
            {
                "by_side": row["by_side"],
                "amount": row["amount"],
                "terms": row["terms"],
                "confidential": row["confidential"] or bool(side),
            }
            for row in (form.cleaned_data for form in self.rows["offers"].forms)
            if row.get("by_side")
        ]
        return data | {"present": present, "offers": offers}


@asks("record_offer")
class OfferForm(StepForm):
    about_people = False
    by_side = one_of(_("Offered by"), _SIDES_AND_MEDIATOR)
    amount = MoneyField(label=_("Amount (yuan)"))
    terms = line(_("Terms"), most=500, **{"data-span": "wide"})
    made_on = PastDay(label=_("Made on"))
    confidential = forms.BooleanField(
        label=_("Made in confidence"),
        required=False,
        help_text=_("An offer never goes to a court or committee, confidential or not."),
    )

    def prepare(self) -> None:
        self.initial |= {"made_on": self.today, "confidential": True}

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("amount") is None and not data.get("terms") and "amount" not in self.errors:
            self.add_error("amount", _("State a sum or the terms."))
        return data


@asks("confirm_facts")
class FactsForm(StepForm):
    about_people = False
    items = long_text(
        _("Undisputed facts"), required=True, rows=6, hint=_("One fact a line, as both sides confirmed it in writing.")
    )
    aware_of_use = forms.BooleanField(
        label=_("Both sides confirmed in writing and know that it may be used in arbitration or court"),
        error_messages={"required": _("Without this knowledge the facts may not be used later; do not record them.")},
    )
    acted_on = done_on(_("Confirmed on"), "")

    def clean_items(self) -> list[str]:
        return lines_of(self.cleaned_data["items"])


@asks("issue_session_record")
class SessionRecordForm(StepForm):
    about_people = False
    session = RowField(label=_("Session"))

    def prepare(self) -> None:
        rows = self.case.sessions.filter(kind=SessionKind.JOINT).order_by("-no")
        self.fields["session"].offer(rows, _session_name)  # type: ignore[attr-defined]


def _session_name(row: Any) -> str:
    return _now("Session %(no)s, %(day)s") % {
        "no": row.no,
        "day": timezone.localtime(row.began_at).strftime("%Y-%m-%d %H:%M"),
    }


@asks("extend_period")
class ExtendForm(StepForm):
    to = FutureDay(label=_("New end of the period"))
    agreed_by = RowsField(
        label=_("Who agreed in writing"), help_text=_("Every party must have agreed before the period ends.")
    )
    medium = one_of(_("How"), Medium.choices, initial=Medium.PAPER)
    acted_on = done_on(_("Agreed on"), "")

    def prepare(self) -> None:
        rows = [row for row in self.case.party_rows if row.side != Side.THIRD]
        self.fields["agreed_by"].offer(rows, naming)  # type: ignore[attr-defined]
        if self.case.period_due_on:
            self.fields["to"].help_text = _("The period ends on %(day)s.") % {
                "day": self.case.period_due_on.isoformat()
            }

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        due, to = self.case.period_due_on, data.get("to")
        if due and to and to <= due:
            self.add_error("to", _("The new end must lie after the present one, %(day)s.") % {"day": due.isoformat()})
        missing = [
            row.name for row in self.case.party_rows if row.side != Side.THIRD and row not in data.get("agreed_by", [])
        ]
        if missing and "agreed_by" not in self.errors:
            self.add_error(
                "agreed_by",
                _("An extension needs the written consent of every party; missing: %(names)s.")
                % {"names": "、".join(missing[:5])},
            )
        if due and data.get("acted_on") and data["acted_on"] > due:
            self.add_error("acted_on", _("An extension must be agreed before the period ends."))
        return data


@asks("suspend_mediation")
class SuspendForm(StepForm):
    about_people = False
    reason = one_of(
        _("Reason"),
        SuspensionReason.choices,
        hint=_("Only appraisal before filing pauses the period; nothing else does."),
    )
    note = long_text(_("Note"))
    acted_on = done_on()

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("reason") == SuspensionReason.OTHER and not data.get("note"):
            self.add_error("note", _("State the reason in words."))
        return data


@asks("resume_mediation")
class ResumeForm(StepForm):
    about_people = False
    note = long_text(_("Result of the review"))
    acted_on = done_on()


class EndFields(StepForm):
    """How the mediation ended. What goes to the court is limited by article 21 of the rules on online mediation."""

    about_people = False
    note = long_text(
        _("Course and reason of the end"),
        hint=_("Basic course and reason only. Never offers or concessions: they stay in the mediation."),
    )
    costly_conduct = long_text(_("Conduct that raised the other side's costs"))
    court_hint = long_text(_("Matters the court should know"))

    def prepare(self) -> None:
        if not self.case.is_from_court:
            for name in ("costly_conduct", "court_hint"):
                self.fields.pop(name, None)


@asks("end_mediation")
class EndForm(EndFields):
    reason = one_of(
        _("Reason"), [row for row in EndReason.choices if row[0] not in {EndReason.EXPIRED, EndReason.REFUSED_TO_SIGN}]
    )
    acted_on = done_on(_("Ended on"))
    field_order = ("reason", "note")

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("reason") == EndReason.OTHER and not data.get("note"):
            self.add_error("note", _("State the reason in words."))
        return data


@asks("end_after_review")
class EndAfterReviewForm(EndFields):
    reason = one_of(
        _("Reason"), [row for row in EndReason.choices if row[0] not in {EndReason.EXPIRED, EndReason.REFUSED_TO_SIGN}]
    )
    acted_on = done_on(_("Ended on"))
    field_order = ("reason", "note")

    def prepare(self) -> None:
        super().prepare()
        self.initial["reason"] = EndReason.FALSE_MEDIATION


@asks("record_refusal_to_sign")
class RefusedToSignForm(EndFields):
    about_people = True
    refused_by = RowsField(label=_("Who refused to sign"))
    acted_on = done_on(_("Refused on"))
    field_order = ("refused_by", "note")

    def prepare(self) -> None:
        super().prepare()
        self.fields["refused_by"].offer([row for row in self.case.party_rows if row.side != Side.THIRD], naming)  # type: ignore[attr-defined]


# ── Agreement ──────────────────────────────────────────────────────────────────────────────────────────────────────────


class ItemRow(forms.Form):
    """One thing to be done under the agreement; an instalment is a row of its own."""

    was = forms.CharField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Kind"), choices=ObligationKind.choices, required=False)
    what = line(_("What"))
    claim = RowField(label=_("For the claim"), required=False)
    debtor = RowField(label=_("Owed by"), required=False)
    creditor = RowField(label=_("Owed to"), required=False)
    amount = MoneyField(label=_("Amount (yuan)"))
    due_on = forms.DateField(label=pgettext_lazy("obligation", "Due"), required=False)
    method = one_of(_("Way of payment"), PayMethod.choices, required=False)
    payee = line(_("Payee"), most=120)
    account = line(_("Account"), most=120, autocomplete="off")

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["claim"].offer(case.claim_rows, empty="—")  # type: ignore[attr-defined]
        self.fields["debtor"].offer(case.party_rows, naming, empty="—")  # type: ignore[attr-defined]
        self.fields["creditor"].offer(case.party_rows, naming, empty="—")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not data.get("what"):
            if any(data.get(name) for name in ("amount", "due_on", "account")):
                self.add_error("what", _("Say what is to be done or paid."))
            return data
        if not data.get("debtor"):
            self.add_error("debtor", _("Say who owes it."))
        if data.get("debtor") and data.get("debtor") == data.get("creditor"):
            self.add_error("creditor", _("Nobody can owe it to themselves."))
        if data.get("kind") == ObligationKind.ACT and data.get("amount"):
            self.add_error("amount", _("An act has no sum; choose payment, or leave the sum empty."))
        return data

    @property
    def says_something(self) -> bool:
        return bool(self.cleaned_data.get("what"))


class ResultRow(forms.Form):
    """What became of one claim."""

    claim = forms.CharField(widget=forms.HiddenInput)
    result = forms.ChoiceField(
        label=_("Result"), choices=[(value, label) for value, label in ClaimResult.choices], required=False
    )
    agreed = MoneyField(label=_("Agreed (yuan)"))

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_key = {str(row.pk): row for row in case.claim_rows}
        self.about = self.by_key.get(str(self["claim"].value()))
        self.claimant = next((row.name for row in case.party_rows if self.about and row.pk == self.about.party_id), "")

    def clean_claim(self) -> Claim:
        claim = self.by_key.get(self.cleaned_data["claim"])
        if claim is None:
            raise ValidationError(_("This claim is not on the file."))
        return claim

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        claim = data.get("claim")
        if (
            claim is not None
            and data.get("result") == ClaimResult.SETTLED
            and claim.is_money
            and data.get("agreed") is None
            and "agreed" not in self.errors
        ):
            self.add_error("agreed", _("State the sum agreed."))
        if data.get("agreed") is not None and data.get("result") != ClaimResult.SETTLED:
            self.add_error("result", _("A sum is agreed only where the claim is settled."))
        return data


class BaseItems(BaseFormSet):  # type: ignore[type-arg]
    def clean(self) -> None:
        if not any(form.is_valid() and form.says_something for form in self.forms) and not any(
            form.errors for form in self.forms
        ):
            raise ValidationError(_("The agreement needs at least one item."))


ItemRows = forms.formset_factory(ItemRow, formset=BaseItems, extra=1, max_num=400)
ResultRows = forms.formset_factory(ResultRow, extra=0, max_num=400)


class SplitForm(forms.Form):
    """Divide a sum into monthly instalments; the last one takes the odd fen."""

    split_what = line(_("What"))
    split_sum = MoneyField(label=_("Sum to divide (yuan)"), required=True)
    split_parts = forms.IntegerField(
        label=_("Number of instalments"),
        min_value=2,
        max_value=60,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    split_first = forms.DateField(label=_("First due on"))
    split_creditor = RowField(label=_("Owed to"), required=False)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["split_creditor"].offer(case.side(Side.APPLICANT))  # type: ignore[attr-defined]


def instalments(total: Decimal, parts: int, first: dt.date) -> list[tuple[Decimal, dt.date]]:
    """Equal monthly parts of a sum in whole fen; what does not divide stands in the last one."""
    each = (total / parts).quantize(Decimal("0.01"), rounding="ROUND_DOWN")
    return [(each if n < parts - 1 else total - each * (parts - 1), add_months(first, n)) for n in range(parts)]


@asks("write_terms")
class TermsForm(StepForm):
    """The working draft as a whole: results per claim, items with their days, and the words around them."""

    drawn_by = "cases/_terms.html"
    facts = long_text(_("Main facts"), required=True, rows=4)
    disputed = long_text(_("Disputed items"), required=True, rows=2)
    responsibility = long_text(
        _("Responsibility of each side"), rows=2, hint=_("Wanted by the people's mediation law; otherwise as needed.")
    )
    clauses = long_text(
        _("Further clauses"),
        rows=4,
        hint=_("One clause a line: certificate of leaving, transfer of insurance, tax, what is settled for good."),
    )
    breach = long_text(_("Liability for breach"), rows=2)
    confirms_employment = forms.BooleanField(
        label=_("The agreement confirms an employment relationship"),
        required=False,
        help_text=_("Such an agreement cannot go to arbitration review (劳动人事争议仲裁办案规则 第75条)."),
    )

    def prepare(self) -> None:
        settlement = self.case.agreement
        self.kept = (
            {str(row.pk): row.account for row in settlement.obligations.all()}
            if settlement and settlement.items_count
            else {}
        )
        if settlement:
            self.initial |= {
                name: getattr(settlement, name)
                for name in ("facts", "disputed", "responsibility", "breach", "confirms_employment")
            }
            self.initial["clauses"] = "\n".join(settlement.clauses)
        else:
            self.initial |= {"facts": self.case.summary}
        data = self.data if self.is_bound else None
        more = {"form_kwargs": {"case": self.case}}
        self.rows = {
            "results": ResultRows(
                data,
                prefix="results",
                initial=None
                if data is not None
                else [{"claim": row.pk, "result": row.result, "agreed": row.agreed} for row in self.case.claim_rows],
                **more,
            ),
            "items": ItemRows(data, prefix="items", initial=None if data is not None else self._items(), **more),
        }
        self.split = SplitForm(case=self.case)
        self.split_errors: list[str] = []

    def _items(self) -> list[dict[str, Any]]:
        settlement = self.case.agreement
        if settlement and settlement.items_count:
            return [
                {
                    "was": row.pk,
                    "kind": row.kind,
                    "what": row.what,
                    "claim": row.claim_id,
                    "debtor": row.debtor_id,
                    "creditor": row.creditor_id,
                    "amount": row.amount,
                    "due_on": row.due_on,
                    "method": row.method,
                    "payee": row.payee,
                }
                for row in settlement.obligations.all()
            ]
        employers, workers = self.case.side(Side.RESPONDENT), self.case.side(Side.APPLICANT)
        names = {row.pk: row.name for row in workers}
        return [
            {
                "kind": ObligationKind.MONEY if row.is_money else ObligationKind.ACT,
                "what": row.what,
                "claim": row.pk,
                "debtor": employers[0].pk if employers else None,
                "creditor": row.party_id or (workers[0].pk if len(workers) == 1 else None),
                "method": PayMethod.TRANSFER if row.is_money else "",
                "payee": names.get(row.party_id or (workers[0].pk if len(workers) == 1 else None), ""),
            }
            for row in self.case.claim_rows
        ]

    def more(self, prefix: str, data: Any) -> Any:
        """One row more; for `split`, the rows of the instalments; for `fill`, sums and days into empty items."""
        if prefix == "fill":
            return self._filled(data)
        if prefix != "split":
            return super().more(prefix, data)
        split = SplitForm(data, case=self.case)
        self.split_bound = split
        if not split.is_valid():
            return data
        said, copy = split.cleaned_data, data.copy()
        total = _whole(copy.get("items-TOTAL_FORMS"))
        # An empty last row is used up before new ones are added.
        while total and not any(copy.get(f"items-{total - 1}-{name}") for name in ("what", "amount", "due_on")):
            total -= 1
        creditor = said["split_creditor"]
        employers = self.case.side(Side.RESPONDENT)
        for n, (amount, day) in enumerate(instalments(said["split_sum"], said["split_parts"], said["split_first"])):
            row = {
                "was": "",
                "kind": ObligationKind.MONEY,
                "what": f"{said['split_what'] or _now('Instalment')}（{n + 1}/{said['split_parts']}）",
                "claim": "",
                "debtor": employers[0].pk if employers else "",
                "creditor": creditor.pk if creditor else "",
                "amount": f"{amount:.2f}",
                "due_on": day.isoformat(),
                "method": PayMethod.TRANSFER,
                "payee": creditor.name if creditor else "",
                "account": "",
            }
            for name, value in row.items():
                copy[f"items-{total + n}-{name}"] = str(value)
        copy["items-TOTAL_FORMS"] = str(total + said["split_parts"])
        for name in ("split_what", "split_sum", "split_parts", "split_first", "split_creditor"):
            copy.pop(name, None)
        return copy

    def _filled(self, data: Any) -> Any:
        """Put what was agreed on a claim into its item, and the first due day into items without one."""
        copy = data.copy()
        rows = range(_whole(copy.get("items-TOTAL_FORMS")))
        agreed = {
            copy.get(f"results-{n}-claim"): copy.get(f"results-{n}-agreed", "")
            for n in range(_whole(copy.get("results-TOTAL_FORMS")))
        }
        of_claim = [copy.get(f"items-{n}-claim") for n in rows]
        first = next((copy[f"items-{n}-due_on"] for n in rows if copy.get(f"items-{n}-due_on")), "")
        for n in rows:
            if not copy.get(f"items-{n}-what"):
                continue
            if not copy.get(f"items-{n}-amount") and of_claim.count(of_claim[n]) == 1:
                copy[f"items-{n}-amount"] = agreed.get(of_claim[n], "")
            if not copy.get(f"items-{n}-due_on"):
                copy[f"items-{n}-due_on"] = first
        return copy

    def _sum(self, prefix: str, name: str) -> Decimal:
        """The sum of a column as it stands in the form, typed or stored; what is no number counts as nothing."""
        total = Decimal(0)
        for form in self.rows[prefix].forms:
            try:
                total += MoneyField(label="").clean(form[name].value()) or Decimal(0)
            except ValidationError:
                continue
        return total

    @property
    def totals(self) -> dict[str, Any]:
        """Claimed, agreed, items: the three sums side by side, the last in words."""
        claimed = sum((row.claimed or Decimal(0) for row in self.case.claim_rows), Decimal(0))
        agreed, items = self._sum("results", "agreed"), self._sum("items", "amount")
        return {
            "claimed": claimed,
            "agreed": agreed,
            "items": items,
            "words": in_words(items) if items <= MOST else "",
            "share": agreed / claimed if claimed else None,
            "differ": agreed != items,
        }

    def step_data(self) -> dict[str, Any]:
        data = super().step_data()
        items = []
        for form in self.rows["items"].forms:
            row = dict(form.cleaned_data)
            if not row.get("what"):
                continue
            kept = self.kept.get(row.pop("was", "") or "")
            row["kind"] = row.get("kind") or ObligationKind.MONEY
            row["account"] = row.get("account") or kept or ""
            items.append(row)
        results = {
            row["claim"].pk: {"result": row.get("result") or "", "agreed": row.get("agreed")}
            for row in (form.cleaned_data for form in self.rows["results"].forms)
        }
        return data | {"clauses": lines_of(data["clauses"]), "items": items, "claims": results}


@asks("review_draft")
class OpinionForm(StepForm):
    about_people = False
    text = long_text(_("Legal opinion"), required=True, rows=6)


class MemberRow(forms.Form):
    """Whether one represented worker agrees to the terms."""

    party = forms.CharField(widget=forms.HiddenInput)
    answer = forms.ChoiceField(
        label=_("Answer"),
        required=False,
        widget=forms.RadioSelect,
        choices=[("", _("Not asked yet")), ("agreed", _("Agrees to the terms")), ("declined", _("Does not agree"))],
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_key = {str(row.pk): row for row in case.party_rows}
        self.about = self.by_key.get(str(self["party"].value()))

    def clean_party(self) -> Party:
        party = self.by_key.get(self.cleaned_data["party"])
        if party is None:
            raise ValidationError(_("This party is not on the file."))
        return party


MemberRows = forms.formset_factory(MemberRow, extra=0, max_num=400)


@asks("record_member_consent")
class MembersForm(StepForm):
    drawn_by = "cases/_members.html"
    acted_on = done_on(_("Answered on"), "")

    def prepare(self) -> None:
        workers = self.case.side(Side.APPLICANT)
        asked = [row for row in workers if row.is_represented] or workers
        self.rows = {
            "members": MemberRows(
                self.data if self.is_bound else None,
                prefix="members",
                form_kwargs={"case": self.case},
                initial=None
                if self.is_bound
                else [
                    {
                        "party": row.pk,
                        "answer": "agreed" if row.terms_consent_on else "declined" if row.declined_terms else "",
                    }
                    for row in asked
                ],
            )
        }

    def is_whole(self) -> bool:
        if any(form.cleaned_data.get("answer") for form in self.rows["members"].forms):
            return True
        self.add_error(None, _("Record at least one answer."))
        return False

    def step_data(self) -> dict[str, Any]:
        rows = [form.cleaned_data for form in self.rows["members"].forms]
        return {answer: [row["party"] for row in rows if row["answer"] == answer] for answer in ("agreed", "declined")}


class SignerRow(forms.Form):
    """One hand or seal that is still missing."""

    signed = forms.BooleanField(label=_("Signed"), required=False)
    party = forms.CharField(required=False, widget=forms.HiddenInput)
    signer = forms.ChoiceField(label=_("Signed by"), choices=SignerKind.choices)
    name = line(_("Name"), most=120)
    signed_on = PastDay(label=_("Signed on"), required=False)
    medium = forms.ChoiceField(label=_("How"), choices=Medium.choices, required=False)

    def __init__(self, *args: Any, case: Case, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = self.fields["signed_on"]
        day.today, day.earliest = today, case.agreement.drafted_on if case.agreement else None  # type: ignore[attr-defined]
        self.by_key = {str(row.pk): row for row in case.party_rows}
        self.about = self.by_key.get(str(self["party"].value()))

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not data.get("signed"):
            return data
        if data.get("party") and self.about is None:
            raise ValidationError(_("This party is not on the file."))
        if not data.get("name"):
            self.add_error("name", _("Name the person."))
        if not data.get("signed_on") and "signed_on" not in self.errors:
            self.add_error("signed_on", _("A signature needs its day."))
        if data.get("signer") == SignerKind.AGENT and (
            self.about is None or self.about.agent_authority != Authority.SPECIAL
        ):
            self.add_error("signer", _("This agent has no special authority and cannot sign."))
        return data


SignerRows = forms.formset_factory(SignerRow, extra=0, max_num=400)


@asks("record_signature")
class SignatureForm(StepForm):
    drawn_by = "cases/_signatures.html"

    def prepare(self) -> None:
        self.rows = {
            "signers": SignerRows(
                self.data if self.is_bound else None,
                prefix="signers",
                form_kwargs={"case": self.case, "today": self.today},
                initial=None if self.is_bound else self._missing(),
            )
        }

    def _missing(self) -> list[dict[str, Any]]:
        """Everybody whose hand is still wanted, with the person who signs for them."""
        settlement = self.case.agreement
        given = list(settlement.signatures.all()) if settlement else []
        parties, offices = {row.party_id for row in given}, {row.signer for row in given}
        common = {"signed_on": self.today, "medium": Medium.PAPER}
        rows: list[dict[str, Any]] = []
        for party in self.case.party_rows:
            bound = (
                party.side != Side.THIRD
                and not party.declined_terms
                and not (party.is_represented and party.terms_consent_on)
            )
            if not bound or party.pk in parties:
                continue
            kind, name = SignerKind.PARTY, party.name
            if party.agent_signs and party.agent_name:
                kind, name = SignerKind.AGENT, party.agent_name
            elif party.lacks_capacity and party.guardian_name:
                kind, name = SignerKind.GUARDIAN, party.guardian_name
            elif party.is_representative:
                kind = SignerKind.REPRESENTATIVE
            rows.append(common | {"party": party.pk, "signer": kind, "name": name, "signed": True})
        needed = set(OFFICE_SIGNATURES[self.case.legal_type])
        for office, name in ((SignerKind.MEDIATOR, self.case.mediator_name), (SignerKind.SEAL, self.case.body.name)):
            if office not in offices:
                rows.append(common | {"party": "", "signer": office, "name": name, "signed": office in needed})
        return rows

    def is_whole(self) -> bool:
        if any(form.cleaned_data.get("signed") for form in self.rows["signers"].forms):
            return True
        self.add_error(None, _("Tick at least one who has signed."))
        return False

    @property
    def acted_on(self) -> dt.date | None:
        return max(row["signed_on"] for row in self._signed())

    def _signed(self) -> list[dict[str, Any]]:
        return [
            form.cleaned_data | {"party": form.about}
            for form in self.rows["signers"].forms
            if form.cleaned_data.get("signed")
        ]

    def step_data(self) -> dict[str, Any]:
        return {
            "signers": [
                {
                    "party": row["party"],
                    "signer": row["signer"],
                    "name": row["name"],
                    "signed_on": row["signed_on"],
                    "medium": row["medium"] or Medium.PAPER,
                }
                for row in self._signed()
            ]
        }


# ── Other ends ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@asks("withdraw_application")
class WithdrawForm(StepForm):
    about_people = False
    reason = long_text(_("Reason"), required=True, hint=_("As the applicant gave it."))
    in_writing = forms.BooleanField(label=_("Withdrawn in writing"), required=False)
    acted_on = done_on(_("Withdrawn on"))


@asks("record_self_settlement")
class SelfSettlementForm(StepForm):
    about_people = False
    text = long_text(_("What the parties agreed between themselves"), required=True)
    amount = MoneyField(label=_("Amount (yuan)"))
    acted_on = done_on(_("Settled on"))


@asks("transfer_case")
class TransferForm(StepForm):
    about_people = False
    to = line(_("To which body"), required=True)
    materials = long_text(_("Materials handed over"), hint=_("One a line; signed for by the receiving body."))
    consent = forms.BooleanField(
        label=_("The applicant agreed that the data go to that body"),
        error_messages={"required": _("Without this consent personal data may not be passed on.")},
    )
    acted_on = done_on()


def _bodies(kind: str, case: Case) -> list[Organization]:
    """Partner bodies of the region and above, the nearest first; a commissioning body leads."""
    region = case.body.region
    codes = [code for code in (region.county_code, region.prefecture_code, region.province_code) if code]
    found = list(Organization.objects.filter(kind=kind, region_id__in=codes, is_active=True))
    found.sort(key=lambda body: (body.pk != case.sender_id, codes.index(body.region_id), body.name))
    if case.sender is not None and case.sender.kind == kind and case.sender not in found:
        found.insert(0, case.sender)
    return found


class ToBody(StepForm):
    """An application that goes to a court or a committee."""

    about_people = False
    body_kind: ClassVar[str] = ""
    to = RowField(label=_("To which body"))

    def prepare(self) -> None:
        rows = _bodies(self.body_kind, self.case)
        self.fields["to"].offer(rows)  # type: ignore[attr-defined]
        if rows:
            self.initial["to"] = rows[0].pk


@asks("hand_over")
class HandOverForm(ToBody):
    body_kind = BodyKind.ARBITRATION
    materials = long_text(
        _("Materials handed over"),
        hint=_("Application and exhibits. Never the joint record or anything said in confidence."),
    )
    acted_on = done_on()


@asks("file_confirmation")
class ConfirmationForm(ToBody):
    body_kind = BodyKind.COURT
    acted_on = done_on(_("Filed on"), _("Both parties apply jointly; the day the court received the application."))


@asks("file_review")
class ReviewForm(ToBody):
    body_kind = BodyKind.ARBITRATION
    acted_on = done_on(_("Filed on"), _("Both parties apply jointly; the day the committee received the application."))


@asks("decide_confirmation", "decide_review")
class DecisionForm(StepForm):
    about_people = False
    result = one_of(_("Decision"), [("granted", _("Granted")), ("refused", _("Refused"))], radio=True)
    number = line(_("Number of the ruling"), most=80)
    reason = line(_("Reason of the refusal"), most=300, **{"data-span": "wide"})
    acted_on = done_on(_("Decided on"), "")

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("result") == "refused" and not data.get("reason"):
            self.add_error("reason", _("Give the reason of the refusal."))
        if data.get("result") == "granted" and not data.get("number"):
            self.add_error("number", _("A ruling has its number."))
        return data


# ── After agreement ────────────────────────────────────────────────────────────────────────────────────────────────────


def _obligation_name(row: Any) -> str:
    parts = [
        row.what,
        f"{row.amount:,.2f}" if row.amount else "",
        row.due_on.isoformat() if row.due_on else "",
        row.creditor.name if row.creditor else "",
    ]
    return " · ".join(part for part in parts if part)


class AboutObligation(StepForm):
    obligation = RowField(label=_("Obligation"))

    def prepare(self) -> None:
        settlement = self.case.agreement
        rows = (
            list(settlement.obligations.filter(performed_on__isnull=True).select_related("creditor"))
            if settlement
            else []
        )
        self.fields["obligation"].offer(self.fitting(rows), _obligation_name)  # type: ignore[attr-defined]

    def fitting(self, rows: list[Any]) -> list[Any]:
        return rows


@asks("record_performance")
class PerformanceForm(AboutObligation):
    amount = MoneyField(label=_("Amount paid (yuan)"), help_text=_("Empty for an act that was done."))
    proof = line(_("Proof"), hint=_("Transfer slip, receipt, certificate: what was seen."))
    acted_on = done_on(_("Paid or done on"), "")

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        row, amount = data.get("obligation"), data.get("amount")
        if row is not None and row.kind == ObligationKind.MONEY and "amount" not in self.errors:
            rest = (row.amount or Decimal(0)) - row.paid
            if not amount:
                self.add_error("amount", _("State the amount that was paid."))
            elif amount > rest:
                self.add_error(
                    "amount", _("Only %(rest)s yuan are still open on this item.") % {"rest": f"{rest:,.2f}"}
                )
        if row is not None and row.kind == ObligationKind.ACT and amount:
            self.add_error("amount", _("An act has no sum; leave it empty."))
        return data


_REMEDIES = [
    ("payment_order", _("Payment order")),
    ("enforcement", _("Enforcement")),
    ("arbitration", _("Labour arbitration")),
    ("suit", _("Suit")),
    ("inspection", _("Complaint to labour inspection")),
    ("none", _("None chosen yet")),
]


@asks("record_breach")
class BreachForm(AboutObligation):
    remedy = one_of(_("Remedy chosen"), _REMEDIES, initial="none")
    note = long_text(_("Note"))
    acted_on = done_on(_("Established on"), "")

    def fitting(self, rows: list[Any]) -> list[Any]:
        return [row for row in rows if row.due_on and row.due_on < self.today and not row.breach_on]

    def prepare(self) -> None:
        super().prepare()
        if len(self.fields["obligation"].choices) <= 1 and not self.fields["obligation"].rows:  # type: ignore[attr-defined]
            self.fields["obligation"].help_text = _("No item is overdue.")

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        row, day = data.get("obligation"), data.get("acted_on")
        if row is not None and day and row.due_on and day <= row.due_on:
            self.add_error("acted_on", _("On that day the item was not overdue yet."))
        return data


@asks("record_callback")
class CallbackForm(StepForm):
    about_people = False
    text = long_text(
        _("What was said"), required=True, hint=_("Performance, satisfaction, whether the dispute may flare up again.")
    )
    acted_on = done_on(_("Called on"), "")


# ── Letters, notes, closing ────────────────────────────────────────────────────────────────────────────────────────────

#: Acts a reminder letter rests on: labour law and the union's own; procedure of courts is not what an employer broke.
_LETTER_ACTS = ("L01", "L12", "L13", "L14", "L15", "L16", "L17", "L18", "L19", "L20", "L24", "L25", "L26")


def _article_choices() -> list[tuple[str, Any]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in statutes.articles():
        if one.act.key in _LETTER_ACTS:
            groups.setdefault(one.act.short_title, []).append((one.key, one.citation))
    return [("", "—"), *groups.items()]


class RiskRow(forms.Form):
    """One risk point of a reminder letter."""

    situation = line(_("What was observed"), most=500, **{"data-span": "wide"})
    duty = line(_("What the law asks"), most=500, **{"data-span": "wide"})
    article = forms.ChoiceField(label=_("Article"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["article"].choices = _article_choices()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if (data.get("duty") or data.get("article")) and not data.get("situation"):
            self.add_error("situation", _("Say what was observed."))
        return data


class BaseRisks(BaseFormSet):  # type: ignore[type-arg]
    def clean(self) -> None:
        if not any(form.is_valid() and form.cleaned_data.get("situation") for form in self.forms):
            raise ValidationError(_("A letter needs at least one risk point."))


RiskRows = forms.formset_factory(RiskRow, formset=BaseRisks, extra=2, max_num=30)


@asks("issue_hint_letter")
class HintLetterForm(StepForm):
    drawn_by = "cases/_letter.html"
    addressee = RowField(label=_("Addressee"))
    period = line(_("Period the findings concern"), most=100)
    advice = long_text(
        _("Advice"), required=True, rows=4, hint=_("One piece of advice a line. No worker is named in the letter.")
    )
    reply_by = FutureDay(
        label=_("Answer wanted by"), required=False, help_text=_("Empty: the letter asks for no answer.")
    )

    def prepare(self) -> None:
        employers = [row for row in self.case.side(Side.RESPONDENT) if row.kind != PartyKind.PERSON]
        self.fields["addressee"].offer(employers)  # type: ignore[attr-defined]
        self.rows = {"risks": RiskRows(self.data if self.is_bound else None, prefix="risks")}

    def step_data(self) -> dict[str, Any]:
        data = super().step_data()
        risks = [
            {"situation": row["situation"], "duty": row["duty"], "articles": [row["article"]] if row["article"] else []}
            for row in (form.cleaned_data for form in self.rows["risks"].forms)
            if row.get("situation")
        ]
        return data | {"advice": lines_of(data["advice"]), "risks": risks, "reply_days": ""}


@asks("add_note")
class NoteForm(StepForm):
    about_people = False
    text = long_text(_("Note"), required=True, rows=4)
    confidential = forms.BooleanField(
        label=_("Confidential: for the mediators of this case only"),
        required=False,
        help_text=_("Otherwise everybody who may open the file reads it."),
    )

    def prepare(self) -> None:
        if Role.MEDIATOR not in self.roles:
            del self.fields["confidential"]
        else:
            self.initial["confidential"] = True


@asks("add_correction")
class CorrectionForm(StepForm):
    about_people = False
    concerns = line(
        _("What it corrects"), required=True, most=120, hint=_("For example: session 2, time; or: claim 1, sum.")
    )
    text = long_text(
        _("Correction"),
        required=True,
        hint=_("What stood there before stays; the correction is added and read by everybody who may open the file."),
    )


@asks("submit_closing")
class ClosingForm(StepForm):
    about_people = False
    summary = long_text(
        _("Closing summary"), rows=4, hint=_("How the case was handled, in a few sentences, for the head's approval.")
    )
