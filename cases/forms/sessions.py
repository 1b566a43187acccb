"""Sessions, offers, undisputed facts, the period, and the ends without agreement."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models import (
    WRITTEN,
    Case,
    Medium,
    Offer,
    OfferAnswer,
    PartyKind,
    SessionKind,
    SessionMode,
    Side,
    offer_name,
)
from cases.naming import naming
from dossiers.fields import (
    FutureDay,
    MoneyField,
    PastDay,
    RowField,
    RowsField,
    line,
    lines_of,
    long_text,
    one_of,
)
from dossiers.stepping import StepForm, asks, done_on
from workflows.reasons import EndReason, SuspensionReason


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
    in_reply_to = one_of(_("In reply to"), [], required=False)
    answer = one_of(
        _("Answered"), [row for row in OfferAnswer.choices if row[0] != OfferAnswer.COUNTERED], required=False
    )
    confidential = forms.BooleanField(label=_("In confidence"), required=False)

    def __init__(self, *args: Any, earlier: list[Offer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.earlier = {str(row.pk): row for row in earlier}
        self.fields["in_reply_to"].choices = [  # type: ignore[attr-defined]
            ("", "—"),
            ("above", _("The offer in the row above")),
            *((key, _offer_name(row)) for key, row in self.earlier.items()),
        ]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        said = data.get("amount") is not None or data.get("terms")
        if said and not data.get("by_side"):
            self.add_error("by_side", _("Say whose offer it is."))
        if data.get("by_side") and not said and not self.errors:
            self.add_error("terms", _("State a sum or the terms."))
        if data.get("in_reply_to") and not data.get("by_side") and not self.errors:
            self.add_error("by_side", _("Say whose offer it is."))
        return data


def _open_offers(case: Case) -> list[Offer]:
    """Offers that wait for an answer, the newest first."""
    return list(case.offers.filter(answer=OfferAnswer.OPEN).order_by("-made_on", "-id"))


def _offer_name(row: Any) -> str:
    who = dict(_SIDES_AND_MEDIATOR)[row.by_side]
    return f"{who} {offer_name(row)} · {row.made_on.isoformat()}"


PresentRows = forms.formset_factory(PresentRow, extra=0, max_num=400)
OfferRows = forms.formset_factory(OfferRow, extra=1, max_num=50, absolute_max=51)


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
    other_side = long_text(_("The other side's answer"), rows=3)
    focus = long_text(_("Focus of the dispute"), rows=2, hint=_("One point a line."))
    private_note = long_text(
        _("Confidential note"), rows=4, hint=_("Read by the mediators of this case only; never leaves the file.")
    )
    ended_at = forms.DateTimeField(label=_("Ended at"), required=False)
    place = line(_("Place or link"))
    recording = line(_("Audio or video recording"), hint=_("Where it is kept."))
    result = line(_("Result"))
    next_step = line(_("Next step"))
    next_on = forms.DateField(label=_("Next date"), required=False)

    def prepare(self) -> None:
        now = timezone.localtime(self.at)
        self.initial.update({"began_at": now.replace(minute=now.minute // 5 * 5, second=0, microsecond=0, tzinfo=None)})
        data = self.data if self.is_bound else None
        self.rows = {
            "present": PresentRows(data, prefix="present", initial=None if self.is_bound else self._people()),
            "offers": OfferRows(data, prefix="offers", form_kwargs={"earlier": _open_offers(self.case)}),
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
                        "capacity": gettext("%(side)s, agent") % {"side": side},
                        "identity_checked": checked,
                    }
                )
            if row.kind == PartyKind.PERSON or not row.agent_name:
                # A company is no legal representative: without a name the post stays open.
                capacity = (
                    side
                    if row.kind == PartyKind.PERSON or not row.legal_representative
                    else gettext("%(side)s, %(post)s")
                    % {"side": side, "post": row.representative_post or gettext("legal representative")}
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
        for name in ("joint_record", "other_side", "focus"):
            if private and data.get(name):
                self.add_error(
                    name, _("A private session has no record for both sides: write it in the confidential note.")
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

    def iswhole(self) -> bool:
        """A reply needs an offer of another side before it that has no other answer."""
        above: dict[str, Any] | None = None
        answered: set[str] = set()
        for form in self.rows["offers"].forms:
            data = getattr(form, "cleaned_data", {})
            key = data.get("in_reply_to")
            if key:
                first = form.earlier[key].by_side if key != "above" else above["by_side"] if above else ""
                taken = key in answered if key != "above" else bool(above and above["answer"] not in {"", "open"})
                if not first:
                    form.add_error("in_reply_to", _("There is no offer in a row above."))
                elif first == data.get("by_side"):
                    form.add_error("in_reply_to", _("Nobody replies to their own offer."))
                elif taken:
                    form.add_error("in_reply_to", _("That offer has been answered already."))
                answered.add(key)
            if data.get("by_side"):
                above = data
        return not any(form.errors for form in self.rows["offers"].forms)

    @property
    def day_of_act(self) -> dt.date | None:
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
                "answer": row["answer"] or OfferAnswer.OPEN,
                "in_reply_to": form.earlier.get(row["in_reply_to"], row["in_reply_to"]),
                "confidential": row["confidential"] or bool(side),
            }
            for form, row in ((form, form.cleaned_data) for form in self.rows["offers"].forms)
            if row.get("by_side")
        ]
        return data | {"present": present, "offers": offers}


@asks("record_offer")
class OfferForm(StepForm):
    """An offer, the answer to an earlier one, or a counter-offer: both at once."""

    about_people = False
    in_reply_to = RowField(label=_("In reply to"), required=False, help_text=_("Empty: a first offer."))
    reply = one_of(
        _("How it was answered"),
        [row for row in OfferAnswer.choices if row[0] != OfferAnswer.OPEN],
        required=False,
        hint=_("Accepted or refused needs no more; with another offer, state it below."),
    )
    by_side = one_of(_("Offered by"), _SIDES_AND_MEDIATOR, required=False)
    amount = MoneyField(label=_("Amount (yuan)"))
    terms = line(_("Terms"), most=500, wide=True)
    made_on = PastDay(label=_("Made on"))
    confidential = forms.BooleanField(
        label=_("Made in confidence"),
        required=False,
        help_text=_("An offer never goes to a court or committee, confidential or not."),
    )

    def prepare(self) -> None:
        self.initial.update({"made_on": self.today, "confidential": True})
        waiting = _open_offers(self.case)
        if waiting:
            self.fields["in_reply_to"].offer(waiting, _offer_name, empty="—")  # type: ignore[attr-defined]
        else:
            del self.fields["in_reply_to"], self.fields["reply"]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        earlier, reply = data.get("in_reply_to"), data.get("reply")
        said = data.get("amount") is not None or bool(data.get("terms"))
        if reply and earlier is None and "in_reply_to" not in self.errors:
            self.add_error("in_reply_to", _("Say which offer was answered."))
        answered = bool(earlier) and reply in {OfferAnswer.ACCEPTED, OfferAnswer.REFUSED}
        if answered and (said or data.get("by_side")):
            self.add_error("reply", _("An offer made in answer makes it “answered by another offer”."))
        if not answered:
            if not data.get("by_side") and "by_side" not in self.errors:
                self.add_error("by_side", _("Say whose offer it is."))
            if not said and "amount" not in self.errors:
                self.add_error("amount", _("State a sum or the terms."))
            if earlier and earlier.by_side == data.get("by_side"):
                self.add_error("by_side", _("Nobody replies to their own offer."))
        return data


@asks("confirm_facts")
class FactsForm(StepForm):
    items = long_text(
        _("Undisputed facts"), required=True, rows=6, hint=_("One fact a line, as both sides confirmed it in writing.")
    )
    confirmed_by = RowsField(label=_("Confirmed in writing by"), help_text=_("At least one party of each side."))
    aware_of_use = forms.BooleanField(
        label=_("Both sides confirmed in writing and know that it may be used in arbitration or court"),
        error_messages={"required": _("Without this knowledge the facts may not be used later; do not record them.")},
    )
    acted_on = done_on(_("Confirmed on"), "")

    def prepare(self) -> None:
        # Nobody is ticked beforehand: whoever is named here can be held to these facts in court.
        self.fields["confirmed_by"].offer([row for row in self.case.party_rows if row.side != Side.THIRD], naming)  # type: ignore[attr-defined]

    def clean_confirmed_by(self) -> list[Any]:
        rows: list[Any] = self.cleaned_data["confirmed_by"]
        if not {Side.APPLICANT, Side.RESPONDENT} <= {row.side for row in rows}:
            raise ValidationError(_("Undisputed is what both sides have confirmed."))
        return rows

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
    return gettext("Session %(no)s, %(day)s") % {
        "no": row.no,
        "day": timezone.localtime(row.began_at).strftime("%Y-%m-%d %H:%M"),
    }


@asks("extend_period")
class ExtendForm(StepForm):
    to = FutureDay(label=_("New end of the period"))
    agreed_by = RowsField(
        label=_("Who agreed in writing"), help_text=_("Every party must have agreed before the period ends.")
    )
    medium = one_of(_("How"), [(one.value, one.label) for one in WRITTEN], initial=Medium.PAPER)
    acted_on = done_on(_("Day of agreeing"), "")

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

    def prepare(self) -> None:
        if self.case.is_from_court:
            self.fields["note"].help_text = _(
                "What gives rise to a suspicion of false mediation is reported to the head and to the court."
            )

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("reason") == SuspensionReason.OTHER and not data.get("note"):
            self.add_error("note", _("State the reason in words."))
        suspicion = data.get("reason") == SuspensionReason.FALSE_MEDIATION
        if suspicion and self.case.is_from_court and not data.get("note"):
            self.add_error("note", _("State what gives rise to the suspicion: it is reported to the court."))
        return data


@asks("resume_mediation")
class ResumeForm(StepForm):
    about_people = False
    note = long_text(_("Result of the review"), required=True)
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
    reason = one_of(_("Reason"), [])
    acted_on = done_on(_("Ended on"))
    field_order = ("reason", "note")

    def prepare(self) -> None:
        super().prepare()
        self.fields["reason"].choices = [  # type: ignore[attr-defined]
            ("", "—"),
            *((one.value, one.label) for one in self.case.stated_ends),
        ]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("reason") == EndReason.OTHER and not data.get("note"):
            self.add_error("note", _("State the reason in words."))
        return data


@asks("end_after_review")
class EndAfterReviewForm(EndForm):
    def prepare(self) -> None:
        super().prepare()
        self.fields["note"].label = _("Result of the review")
        self.fields["note"].required = True
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
