"""What is asked on the pages of the registers."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dossiers.models import Origin
from organizations.forms import RegionField
from organizations.models import Level, Membership, Organization, Region, User
from organizations.regions import regions_within
from organizations.roles import Role
from supervision import employers, ledger, registers, topics
from supervision.ledger import Ask
from supervision.models import Employer, EmployerAlias, Supervisor, Unit, UnitKind
from supervision.registers import Reader

SEARCH = gettext_lazy("type a part of the name")


def _all(choices: Any) -> list[tuple[str, Any]]:
    return [("", gettext_lazy("Whichever")), *choices]


# ── Employers ───────────────────────────────────────────────────────────────────────────────────────────────────────


class EmployerForm(forms.ModelForm):  # type: ignore[type-arg]
    """An employer's record. Names that sound like one on file are shown, and it must be said that it is another."""

    region = RegionField(label=gettext_lazy("Region"), queryset=Region.objects.none())
    differs = forms.BooleanField(
        label=gettext_lazy("It is another employer than those named below"), required=False, widget=forms.HiddenInput
    )

    class Meta:
        model = Employer
        fields = (
            "name", "credit_code", "region", "address", "legal_representative", "post", "contact", "phone", "industry",
            "ownership", "headcount", "has_union", "employment_form", "note",
        )  # fmt: skip

    def __init__(self, *args: Any, areas: list[Region], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        region = cast("forms.ModelChoiceField[Region]", self.fields["region"])
        own = Region.objects.filter(pk=self.instance.region_id or "")
        region.queryset = regions_within(areas).exclude(level__in=(Level.COUNTRY, Level.TOWNSHIP)) | own
        region.widget.attrs["data-search"] = SEARCH
        self.alike: list[Employer] = []
        self.fields["credit_code"].max_length = None  # type: ignore[attr-defined]  # typed with spaces
        self.fields["credit_code"].validators = []
        self.fields["credit_code"].widget.attrs.pop("maxlength", None)

    def clean_name(self) -> str:
        return employers.plain_name(self.cleaned_data["name"])

    def clean_credit_code(self) -> str:
        code = employers.credit_code(self.cleaned_data["credit_code"])
        other = Employer.objects.filter(credit_code=code).exclude(pk=self.instance.pk).first() if code else None
        if other is not None:
            raise ValidationError(_("%(name)s bears this code already.") % {"name": other.name})
        return code

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        name = data.get("name")
        if name and ("name" in self.changed_data or not self.instance.pk) and not self.errors:
            self.alike = employers.alike(name, code=data.get("credit_code", ""), but=self.instance.pk)
            if self.alike and not data.get("differs"):
                self.fields["differs"].widget = forms.CheckboxInput()
                self.add_error("differs", _("Look at the employers below: is it one of them? If not, tick this box."))
        return data


class AliasForm(forms.ModelForm):  # type: ignore[type-arg]
    """Another name."""

    class Meta:
        model = EmployerAlias
        fields = ("name", "until", "source")

    def clean_name(self) -> str:
        return employers.plain_name(self.cleaned_data["name"])


class MergeForm(forms.Form):
    """Which record this one is the same as, and how that is known."""

    into = forms.CharField(
        label=gettext_lazy("Name or credit code of the record that stays"), max_length=120,
        widget=forms.TextInput(attrs={"data-span": "wide"}),
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("How it is known that both are one employer"), max_length=300,
        widget=forms.TextInput(attrs={"data-span": "wide"}),
    )  # fmt: skip

    def __init__(self, *args: Any, gone: Employer, areas: list[Region], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.gone, self.areas = gone, areas

    def clean_into(self) -> Employer:
        text = employers.plain_name(self.cleaned_data["into"])
        rows = list(Employer.objects.filter(name=text) | Employer.objects.filter(credit_code=text.upper() or "-"))
        rows = [row for row in rows if row.pk != self.gone.pk]
        if len(rows) != 1:
            raise ValidationError(
                _("Several records bear this name: enter the credit code.")
                if rows
                else _("There is no other record of this very name or code.")
            )
        if not employers.lies_in(self.areas, rows[0]):
            raise ValidationError(
                _("This record is kept by another federation: the federation above both of you merges them.")
            )
        return rows[0]


# ── Units and supervisors ───────────────────────────────────────────────────────────────────────────────────────────


def _in_order(form: Any, data: dict[str, Any], first: str, last: str) -> None:
    if data.get(first) and data.get(last) and data[last] < data[first]:
        form.add_error(last, _("The end lies before the beginning."))


class UnitForm(forms.ModelForm):  # type: ignore[type-arg]
    """A unit of supervision."""

    employer_code = forms.CharField(
        label=gettext_lazy("Credit code of the employer it belongs to"), required=False, max_length=40,
        help_text=gettext_lazy("For a unit at the grass roots."),
    )  # fmt: skip

    class Meta:
        model = Unit
        fields = ("name", "kind", "union", "chair", "set_up_on", "term_until")

    def __init__(self, *args: Any, who: Reader, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_unions(self.fields["union"], who)
        if self.instance.pk and self.instance.employer:
            self.fields["employer_code"].initial = self.instance.employer.credit_code

    def clean_employer_code(self) -> str:
        code = employers.credit_code(self.cleaned_data["employer_code"])
        self.instance.employer = Employer.objects.filter(credit_code=code).first() if code else None
        if code and self.instance.employer is None:
            raise ValidationError(_("No employer is known under this code; enter it first."))
        return code

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        _in_order(self, data, "set_up_on", "term_until")
        return data


def _offer_unions(field: Any, who: Reader) -> None:
    field.queryset = who.unions(keeping=True)
    field.widget.attrs["data-search"] = SEARCH
    if len(who.keeps) == 1:
        field.initial = who.keeps[0].pk


class SupervisorForm(forms.ModelForm):  # type: ignore[type-arg]
    """A supervisor; trainings are written down on the supervisor's own page."""

    class Meta:
        model = Supervisor
        fields = (
            "unit", "name", "card", "issued_by", "issued_on", "valid_until", "user", "is_invited",
            "employers_disclosed",
        )  # fmt: skip
        widgets = {"employers_disclosed": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, who: Reader, day: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unions = who.unions(keeping=True)
        unit = cast("Any", self.fields["unit"])
        unit.queryset = Unit.objects.filter(union__in=unions.values("pk"), dissolved_on__isnull=True)
        unit.widget.attrs["data-search"] = SEARCH
        seats = Membership.objects.in_force(day).filter(role=Role.LEGAL_SUPERVISOR, body__in=unions.values("pk"))
        free = User.objects.filter(pk__in=seats.values("user"), supervisor_profile__isnull=True)
        cast("Any", self.fields["user"]).queryset = free | User.objects.filter(pk=self.instance.user_id or 0)

    def clean_card(self) -> str:
        card: str = self.cleaned_data["card"].strip()
        other = Supervisor.objects.filter(card=card).exclude(pk=self.instance.pk).first() if card else None
        if other is not None:
            raise ValidationError(
                _("This certificate stands on the register already: %(name)s.") % {"name": other.name}
            )
        return card

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        _in_order(self, data, "issued_on", "valid_until")
        return data


class TrainingForm(forms.Form):
    """A sitting of training."""

    on = forms.DateField(label=gettext_lazy("Trained on"))
    hours = forms.IntegerField(
        label=gettext_lazy("Hours"), min_value=1, max_value=400,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "data-span": "short"}),
    )  # fmt: skip
    subject = forms.CharField(label=gettext_lazy("Subject of the training"), max_length=120, required=False)

    def __init__(self, *args: Any, day: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = day

    def clean_on(self) -> dt.date:
        on: dt.date = self.cleaned_data["on"]
        if on > self.day:
            raise ValidationError(_("The day lies in the future."))
        return on


class LeaveForm(forms.Form):
    """The last day of a unit or a supervisor, and why."""

    on = forms.DateField(label=gettext_lazy("Last day"))
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=300, widget=forms.TextInput(attrs={"data-span": "wide"})
    )


# ── Filters ─────────────────────────────────────────────────────────────────────────────────────────────────────────


class EmployerFilter(forms.Form):
    """Search for an employer."""

    q = forms.CharField(label=gettext_lazy("Name, other name or credit code"), required=False, max_length=60)


class _AreaFilter(forms.Form):
    q = forms.CharField(label=gettext_lazy("Name"), required=False, max_length=60)
    region = forms.ChoiceField(label=gettext_lazy("Region"), required=False)
    level = forms.ChoiceField(label=gettext_lazy("Level"), required=False, choices=_all(registers.LEVELS.items()))

    def __init__(self, *args: Any, who: Reader, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["region"]).choices = _all(area_choices(list(who.reads)))


def area_choices(bodies: list[Organization]) -> list[tuple[str, str]]:
    """The regions of some bodies' areas to county level, counties indented."""
    rows = regions_within([body.region for body in bodies]).exclude(level__in=(Level.TOWNSHIP, Level.COUNTRY))
    return [(row.code, f"{'　' * (row.level == Level.COUNTY)}{row.name}") for row in rows]


class UnitFilter(_AreaFilter):
    """Which units."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False, choices=_all(UnitKind.choices))
    gone = forms.BooleanField(label=gettext_lazy("Also those that are dissolved"), required=False)


class PeopleFilter(_AreaFilter):
    """Which supervisors."""

    q = forms.CharField(label=gettext_lazy("Name, certificate or unit"), required=False, max_length=60)
    status = forms.ChoiceField(
        label=gettext_lazy("Certificate"),
        required=False,
        choices=_all(
            [
                ("certified", gettext_lazy("holds")),
                ("soon", gettext_lazy("about to end")),
                ("lapsed", gettext_lazy("does not hold")),
                ("untrained", gettext_lazy("no training")),
                ("gone", gettext_lazy("has left")),
            ]
        ),
    )


class LedgerForm(forms.Form):
    """Which letters: for the ledger and for the indicators."""

    since = forms.DateField(label=gettext_lazy("From"), required=False)
    until = forms.DateField(label=gettext_lazy("To"), required=False)
    region = forms.ChoiceField(label=gettext_lazy("Region"), required=False)
    level = forms.ChoiceField(label=gettext_lazy("Level"), required=False, choices=_all(Level.choices))
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of letter"),
        required=False,
        choices=_all((kind.value, kind.label) for kind in ledger.KINDS),
    )
    status = forms.ChoiceField(label=gettext_lazy("Standing"), required=False, choices=_all(ledger.STATUSES.items()))
    industry = forms.ChoiceField(label=gettext_lazy("Industry"), required=False)
    topic = forms.ChoiceField(label=gettext_lazy("Subject"), required=False)
    group = forms.ChoiceField(
        label=gettext_lazy("Group of workers"), required=False, choices=_all(ledger.GROUPS.items())
    )
    origin = forms.ChoiceField(label=gettext_lazy("Files counted"), required=False, choices=Origin.choices)
    by = forms.ChoiceField(label=gettext_lazy("By"), required=False, choices=list(ledger.DIMENSIONS.items()))

    #: What only one of the two pages asks.
    LEDGER_ONLY, INDICATORS_ONLY = ("kind", "status"), ("by",)

    def __init__(self, *args: Any, bodies: list[Organization], industries: list[str], without: tuple[str, ...],
                 **kwargs: Any) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        fields = cast("dict[str, forms.ChoiceField]", self.fields)
        fields["region"].choices = _all(area_choices(bodies))
        fields["industry"].choices = _all((name, name) for name in industries)
        groups = {code.split(".")[0] for code in topics.topics()}
        heads = [(code, topics.label(code)) for code in sorted(groups)]
        fields["topic"].choices = [*_all([]), (_("Groups of subjects"), heads), *topics.choices()]
        for name in without:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("since") and data.get("until") and data["until"] < data["since"]:
            self.add_error("until", _("The end of the period lies before its beginning."))
        return data

    def ask(self, as_of: dt.date) -> Ask:
        """The question, once the form is valid."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "by"}
        return Ask(as_of=as_of, **(data | {"origin": data.get("origin") or Origin.REGISTERED}))
