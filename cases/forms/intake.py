"""Parties, claims, consent, acceptance: what the counter asks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from cases import causes
from cases.models import (
    AgentKind,
    Authority,
    Claim,
    Consent,
    IdType,
    Medium,
    Party,
    PartyKind,
    Side,
    Vulnerability,
    WorkerGroup,
)
from cases.naming import naming
from dossiers.fields import (
    MoneyField,
    PastDay,
    RowField,
    RowsField,
    line,
    long_text,
    one_of,
    yes_no,
)
from dossiers.stepping import Group, StepForm, asks, done_on
from statutes.identity import check_credit_code, check_resident_id
from workflows.reasons import BY_REFUSAL, NotAcceptedReason


@asks("check_scope")
class ScopeForm(StepForm):
    about_people = False
    in_scope = yes_no(
        _("Is this a dispute the body may take?"),
        _("Yes, within scope"),
        _("No, outside scope"),
        hint=_(
            "Not labour disputes: claims against the insurance agency, housing reform, objections to appraisals, "
            "private households, craftsman and helper, rural contractor and hired hand."
        ),
    )
    civil = forms.BooleanField(
        label=_("The committee takes it as a civil dispute"),
        required=False,
        help_text=_(
            "Outside labour law: no arbitration, no arbitration review; the period of people's mediation runs."
        ),
    )
    note = line(_("Note"), most=300)
    acted_on = done_on()

    def prepare(self) -> None:
        if not self.case.may_be_civil:
            del self.fields["civil"]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("civil") and data.get("in_scope"):
            self.add_error("civil", _("A labour dispute is not a civil one: choose one of the two."))
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
    address = line(_("Address"), most=300, wide=True)
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
    """Check identity number and credit code; one that fails is taken as soon as a reason is given (law.md §6.4–5)."""
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
        data["credit_code"] = told.number[:40]
        if told.valid:
            data["credit_problem"] = ""
        elif not data.get("credit_problem"):
            form.add_error("credit_code", _problem(told))
            form.add_error("credit_problem", _("Correct the code, or say here why it is taken as it is."))


def _problem(told: Any) -> str:
    english = (get_language() or "").startswith("en")
    return " ".join(one.en if english else one.zh for one in told.sentences)


@asks("add_party")
class AddPartyForm(PartyFields):
    def prepare(self) -> None:
        self.initial.update({"side": Side.APPLICANT, "kind": PartyKind.PERSON, "id_type": IdType.RESIDENT})

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
    what = line(_("Demand"), required=True, wide=True)
    is_money = forms.BooleanField(label=_("A sum of money"), required=False)
    claimed = MoneyField(label=_("Claimed (yuan)"))
    period_from = forms.DateField(label=_("From"), required=False)
    period_to = forms.DateField(label=_("To"), required=False)

    def prepare(self) -> None:
        self.fields["party"].offer(self.case.side(Side.APPLICANT), naming, empty=_("All applicants"))  # type: ignore[attr-defined]
        self.fields["cause_code"].choices = [("", "—"), *causes.options(self.version())]  # type: ignore[attr-defined]
        self.initial.update({"is_money": True})

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
    agent_scope = line(_("Scope of authority"), hint=_("As written in the letter of attorney."), wide=True)
    agent_since = forms.DateField(label=_("Authority from"), required=False)
    agent_until = forms.DateField(label=_("Authority until"), required=False)
    agent_signs = forms.BooleanField(label=_("The agent will sign the agreement"), required=False)
    told_on = PastDay(
        label=_("The other side was told of the change on"),
        required=False,
        help_text=_("A change of agent or authority is made known to the other side."),
    )

    def prepare(self) -> None:
        self.fields["party"].offer(self.case.party_rows, naming)  # type: ignore[attr-defined]
        party = self._about()
        if party is None or not party.agent_name:
            del self.fields["told_on"]

    def _about(self) -> Party | None:
        key = self.data.get("party") if self.is_bound else self.given.get("party")
        return next((row for row in self.case.party_rows if str(row.pk) == str(key)), None)

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        party = self._about()
        if party is None or field_name in {"party", "told_on"}:
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
        party = data.get("party")
        if (
            party is not None
            and party.agent_name
            and (party.agent_name, party.agent_authority) != (data.get("agent_name"), data.get("agent_authority"))
            and not data.get("told_on")
            and "told_on" not in self.errors
        ):
            self.add_error("told_on", _("Say when the other side was told: until then the change does not bind it."))
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
        wide=True,
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
        rows = self.case.party_rows
        self.fields["parties"].offer(rows, naming, ticked=[row for row in rows if not row.identity_checked_on])  # type: ignore[attr-defined]
        self.initial["how"] = gettext("Original documents seen")


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


def recognised(file: Any) -> str:
    """The content type of an upload that may be kept. Raises ValidationError."""
    if not _exhibit_rules:
        raise ValidationError(_("No room of this installation keeps exhibits."))
    rules = _exhibit_rules[0]
    if file.size > rules.largest:
        raise ValidationError(_("The file is larger than %(most)s MB."), params={"most": rules.largest // 1024 // 1024})
    # By its first bytes, never by its name: a page that calls itself a picture would run in the reader's browser.
    kind = rules.recognise(file.read(64))
    file.seek(0)
    if kind is None:
        raise ValidationError(_("This kind of file cannot be lodged: only PDF, pictures, sound and film."))
    return kind


def exhibit_rules() -> ExhibitRules:
    """What may be lodged here. IndexError: no room of this installation keeps exhibits."""
    return _exhibit_rules[0]


@asks("lodge_exhibit")
class ExhibitForm(StepForm):
    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, picture, sound or film, up to 20 MB."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.webp,.mp3,.mp4,.m4a,.amr,.ogg"}),
    )
    title = line(_("Title"), required=True)
    evidence_kind = forms.ChoiceField(label=_("Kind of evidence"))
    proves = line(_("What it shows"), most=300, wide=True)
    claim = RowField(label=_("For the claim"), required=False)
    lodged_for = RowField(label=_("Handed in by"), required=False)
    is_original = forms.BooleanField(label=_("The original was shown"), required=False)

    def prepare(self) -> None:
        self.fields["evidence_kind"].choices = [("", "—"), *(_exhibit_rules[0].kinds if _exhibit_rules else [])]  # type: ignore[attr-defined]
        if self.dossier.kind != "mediation":  # a matter of supervision has no claims and no parties
            del self.fields["claim"], self.fields["lodged_for"]
            return
        self.fields["claim"].offer(self.case.claim_rows, empty=_("No particular claim"))  # type: ignore[attr-defined]
        self.fields["lodged_for"].offer(self.case.party_rows, naming, empty=_("Not stated"))  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        self.content_type = recognised(file)
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
        # Nothing is confirmed before it arrived; the periods would have run out before they began.
        self.fields["received_on"].earliest = self.case.received_on  # type: ignore[attr-defined]


@asks("correct_commission")
class CommissionDayForm(CommissionForm):
    reason = line(_("Why the day was wrong"), required=True, most=300)

    def prepare(self) -> None:
        super().prepare()
        self.initial["received_on"] = self.case.commission_received_on


@asks("record_petition")
class PetitionForm(StepForm):
    about_people = False
    petition_accepted_on = PastDay(
        label=_("Accepted by the petition organ on"),
        help_text=_("Its own term runs from here, beside the mediation."),
    )

    def prepare(self) -> None:
        self.initial["petition_accepted_on"] = self.case.petition_accepted_on


@asks("record_award")
class AwardForm(StepForm):
    about_people = False
    award_received_on = PastDay(
        label=_("Arbitration award received"),
        help_text=_("The fifteen days for suing run from here, mediation or not."),
    )
    complaint_handed_in_on = PastDay(label=_("Complaint handed in at court"), required=False)

    def prepare(self) -> None:
        for name in self.fields:
            self.initial[name] = getattr(self.case, name)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        award, complaint = data.get("award_received_on"), data.get("complaint_handed_in_on")
        if award and complaint and complaint < award:
            self.add_error(
                "complaint_handed_in_on", _("The complaint against an award is not handed in before the award.")
            )
        return data


@asks("record_consent")
class ConsentForm(StepForm):
    parties = RowsField(label=_("Whose answer"))
    answer = one_of(_("Answer"), [row for row in Consent.choices if row[0] != Consent.ASKED], radio=True)
    medium = one_of(_("How answered"), Medium.choices, required=False)
    answered_on = PastDay(label=_("Answered on"))
    note = line(
        _("Note"), most=300, hint=_("For one who could not be reached: every attempt, with day and way."), wide=True
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
    reason = one_of(_("Reason"), [row for row in NotAcceptedReason.choices if row[0] not in BY_REFUSAL])
    note = long_text(_("Explanation"), hint=_("In words the applicant understands; stands in the notice."))
    acted_on = done_on()
