"""What is asked when somebody signs in, changes a password, admits or retires a person."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.actions import SEATS, no_seat
from organizations.models import OWN_STANDINGS, BodyKind, LegalType, Membership, Organization, Region, User
from organizations.regions import regions_within
from organizations.roles import CONFLICTING, SENTENCES, UNSEATED, Role

#: What a body administrator may give: every role a person can hold.
GIVEN_ROLES = tuple(role for role in Role if role not in UNSEATED)


class SignInForm(forms.Form):
    """Name and password; whether they fit is said by the view, in one sentence for every reason."""

    username = forms.CharField(
        label=gettext_lazy("User name"),
        max_length=150,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autofocus": True, "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class OwnPasswordForm(PasswordChangeForm):
    """Django's form; the new password must be another one."""

    def clean_new_password1(self) -> str:
        new = self.cleaned_data["new_password1"]
        if self.user.check_password(new):
            raise ValidationError(_("Choose a password that differs from the present one."))
        return str(new)


class AdmitForm(forms.Form):
    """Give a role in one's own body to somebody new or to somebody who already signs in."""

    body = forms.ModelChoiceField(label=gettext_lazy("Body"), queryset=Organization.objects.none(), empty_label=None)
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=[])
    username = forms.CharField(
        label=gettext_lazy("User name"),
        max_length=150,
        validators=[UnicodeUsernameValidator()],
        help_text=gettext_lazy("Of somebody who already signs in, or a new one."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    full_name = forms.CharField(
        label=gettext_lazy("Name of the person"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Needed only for a new user name."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    phone = forms.CharField(
        label=gettext_lazy("Phone"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    since = forms.DateField(label=gettext_lazy("Starts on"))
    until = forms.DateField(
        label=gettext_lazy("Ends on"), required=False, help_text=gettext_lazy("Leave empty where no end is set.")
    )

    def __init__(self, *args: Any, bodies: list[Organization], day: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = day
        self.fields["body"].queryset = Organization.objects.filter(pk__in=[body.pk for body in bodies])  # type: ignore[attr-defined]
        self.fields["body"].initial = bodies[0].pk
        self.fields["since"].initial = day
        kinds = {BodyKind(body.kind) for body in bodies}
        fitting = [(role.value, role.label) for role in GIVEN_ROLES if SEATS[role] & kinds]
        self.fields["role"].choices = [("", "—"), *fitting]  # type: ignore[attr-defined]
        if len(bodies) == 1:
            self.fields["body"].widget = forms.HiddenInput()

    def clean_until(self) -> dt.date | None:
        until: dt.date | None = self.cleaned_data["until"]
        since = self.cleaned_data.get("since")
        if until and since and until < since:
            raise ValidationError(_("The end lies before the beginning."))
        return until

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        name, body, role = data.get("username"), data.get("body"), data.get("role")
        if not name:
            return data
        data["person"] = person = User.objects.filter(username=name).first()
        if person is None:
            if not data.get("full_name") and "full_name" not in self.errors:
                self.add_error("full_name", _("This user name is new: enter the name of the person."))
        elif not person.is_active:
            self.add_error("username", _("This account has been closed; choose another user name."))
        elif body and role and data.get("since"):
            self._check_roles(person, body, Role(role), data["since"], data.get("until"))
        if body and role and BodyKind(body.kind) not in SEATS[Role(role)]:
            self.add_error("role", no_seat(Role(role), body))
        return data

    def _check_roles(self, person: User, body: Organization, role: Role, since: dt.date, until: dt.date | None) -> None:
        for held in person.memberships.overlapping(max(since, self.day), until).filter(body=body):
            if held.role == role:
                self.add_error(
                    "role",
                    _("%(person)s already is %(held)s there.") % {"person": person, "held": held.get_role_display()},
                )
            elif frozenset({Role(held.role), role}) in CONFLICTING:
                self.add_error(
                    "role",
                    _("%(person)s is already %(held)s there; one person may not be both.")
                    % {"person": person, "held": held.get_role_display()},
                )


class BodyForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a body says of itself: its standing in law, the mark of its numbers, where it is reached."""

    class Meta:
        model = Organization
        fields = (
            "legal_type",
            "legal_basis",
            "court_roster",
            "short_name",
            "address",
            "phone",
            "postcode",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.kind == BodyKind.MEDIATION:
            self.fields["legal_type"].required = True
            self.fields["legal_type"].choices = [  # type: ignore[attr-defined]
                (kind.value, kind.label) for kind in LegalType if kind in OWN_STANDINGS
            ]
            self.fields["legal_basis"].help_text = _(
                "Document, number and date by which it was set up or entered, for example the notice of its founding."
            )
        else:
            for name in ("legal_type", "legal_basis", "court_roster"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("legal_type") and data["legal_type"] != LegalType.OTH and not data.get("legal_basis"):
            self.add_error("legal_basis", _("Name the document on which this standing rests."))
        return data


class RegionField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Regions with their codes: names repeat from county to county."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} {obj.code}"


class EnteredForm(BodyForm):
    """A body that a federation's administrator enters in its area."""

    kind: ClassVar[BodyKind]
    region = RegionField(label=gettext_lazy("Region"), queryset=Region.objects.none())

    def __init__(self, *args: Any, unions: list[Organization], **kwargs: Any) -> None:
        super().__init__(*args, instance=Organization(kind=self.kind), **kwargs)
        region = self.fields["region"]
        region.queryset = regions_within([body.region for body in unions])  # type: ignore[attr-defined]
        region.initial = unions[0].region_id

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if Organization.objects.filter(name=name).exists():
            raise ValidationError(_("There is a body of this name already."))
        return name


class NewAuthorityForm(EnteredForm):
    """An authority to which proposals are written: safety, housing, health, insurance."""

    kind = BodyKind.AUTHORITY

    class Meta(BodyForm.Meta):
        fields = ("name", "region", *BodyForm.Meta.fields)  # type: ignore[assignment]


class NewBodyForm(EnteredForm):
    """A mediation organisation under a federation: of a township, an enterprise, a trade, a people's committee."""

    kind = BodyKind.MEDIATION
    parent = forms.ModelChoiceField(
        label=gettext_lazy("Federation it belongs to"), queryset=Organization.objects.none(), empty_label=None
    )

    class Meta(BodyForm.Meta):
        # A mark is chosen once, before the first number is given under it: a later change would break the series.
        fields = ("name", "parent", "region", *BodyForm.Meta.fields, "organ_mark")  # type: ignore[assignment]

    def __init__(self, *args: Any, unions: list[Organization], **kwargs: Any) -> None:
        super().__init__(*args, unions=unions, **kwargs)
        parent = self.fields["parent"]
        parent.queryset = Organization.objects.filter(pk__in=[body.pk for body in unions])  # type: ignore[attr-defined]
        parent.initial = unions[0].pk
        if len(unions) == 1:
            parent.widget = forms.HiddenInput()

    def clean_organ_mark(self) -> str:
        mark: str = self.cleaned_data["organ_mark"]
        other = Organization.objects.filter(organ_mark=mark).exclude(pk=self.instance.pk).first() if mark else None
        if other:
            raise ValidationError(
                _("%(body)s numbers its papers under this mark already; two bodies may not share one.")
                % {"body": other.name}
            )
        return mark


class RetireForm(forms.Form):
    """The last day of a membership."""

    on = forms.DateField(label=gettext_lazy("Last day"))

    def __init__(self, *args: Any, membership: Membership, day: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.membership, self.day = membership, day
        self.fields["on"].initial = day

    def clean_on(self) -> dt.date:
        on: dt.date = self.cleaned_data["on"]
        if on < self.membership.since:
            raise ValidationError(_("The end lies before the beginning."))
        if on < self.day:
            raise ValidationError(
                _("What was done since then stays on record under this role; choose today or a later day.")
            )
        return on


def role_sentences() -> list[tuple[str, str]]:
    """Each role with its sentence, for the page on which roles are given."""
    return [(str(role.label), str(SENTENCES[role])) for role in GIVEN_ROLES]
