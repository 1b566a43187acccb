"""Terms, members' answers, signatures."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cases.clauses import inserted, library
from cases.drafting import accepted_offers, agreed_sums, checked, divided, instalments, money_of, settled
from cases.models import (
    Authority,
    Case,
    Claim,
    ClaimResult,
    Medium,
    ObligationKind,
    Party,
    PayMethod,
    Side,
    SignerKind,
    must_sign,
    said_in,
)
from cases.naming import naming
from cases.sums import ratio
from dossiers.fields import (
    MoneyField,
    PastDay,
    RowField,
    line,
    lines_of,
    long_text,
    one_of,
)
from dossiers.stepping import StepForm, asks, done_on, whole
from statutes.amounts import MOST, in_words
from statutes.clocks import add_months


def words_of_sum(text: Any) -> str:
    """A sum as typed in words, as the paper prints it (大写); empty for what is no sum."""
    amount = money_of(text)
    return in_words(amount) if isinstance(amount, Decimal) and 0 < amount <= MOST else ""


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
        for name in ("what", "amount", "due_on", "payee", "account"):
            self.fields[name].found = []  # type: ignore[attr-defined]  # what the check says of the entry
        self.fields["amount"].words = words_of_sum(self["amount"].value())  # type: ignore[attr-defined]
        # Twelve workers ask for the same: only the name tells one claim from the other.
        names = {party.pk: party.name for party in case.party_rows}
        self.fields["claim"].offer(  # type: ignore[attr-defined]
            case.claim_rows, lambda row: " · ".join(filter(None, (names.get(row.party_id), row.what))), empty="—"
        )
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

    @property
    def share(self) -> Decimal | None:
        """The sum in the form ÷ the sum by law; None where one of them is not known."""
        try:
            agreed = self.fields["agreed"].clean(self["agreed"].value())
        except ValidationError:
            return None
        return ratio(agreed, self.about.by_law) if self.about else None

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


# A row is eleven entries, and a request may hold five thousand: more rows than this come from no page of ours.
MOST_ITEMS = 400
ItemRows = forms.formset_factory(ItemRow, formset=BaseItems, extra=1, max_num=MOST_ITEMS, absolute_max=460)
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

    def __init__(self, *args: Any, case: Case, every: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["split_sum"].required = not every  # every item is divided by its own sum
        self.fields["split_creditor"].offer(case.side(Side.APPLICANT))  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("split_first") and data.get("split_parts"):
            try:
                add_months(data["split_first"], data["split_parts"])
            except OverflowError:  # beyond the last year there is
                self.add_error("split_first", self.fields["split_first"].error_messages["invalid"])
        return data


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
        hint=_("One clause a line: certificate of leaving, transfer of insurance, tax."),
    )
    breach = long_text(_("Liability for breach"), rows=2)
    release = long_text(
        _("What is settled for good"),
        rows=2,
        hint=_(
            "Name it: which claims, which period. Left empty, nothing is given up that the agreement does not list."
        ),
    )
    confirms_employment = forms.BooleanField(
        label=_("The agreement confirms an employment relationship"),
        required=False,
        help_text=_("Such an agreement cannot go to arbitration review (劳动人事争议仲裁办案规则 第75条)."),
    )

    def prepare(self) -> None:
        for name in ("clauses", "breach", "release", "responsibility"):
            self.fields[name].found = []  # type: ignore[attr-defined]
        settlement = self.case.agreement
        self.offers = accepted_offers(self.case)
        # What both sides accepted stands in the form of a draft that is begun.
        begun = None if settlement and settlement.items_count else next(iter(self.offers), None)
        self.sums = agreed_sums(self.case, str(begun.pk)) if begun else None
        self.kept = (
            {str(row.pk): row.account for row in settlement.obligations.all()}
            if settlement and settlement.items_count
            else {}
        )
        if settlement:
            self.initial.update(
                {
                    name: getattr(settlement, name)
                    for name in ("facts", "disputed", "responsibility", "breach", "release", "confirms_employment")
                }
            )
            self.initial["clauses"] = "\n".join(settlement.clauses)
        else:
            self.initial.update({"facts": self.case.summary})
        data = self.data if self.is_bound else None
        self.rows = {
            "results": ResultRows(
                data,
                prefix="results",
                initial=None
                if data is not None
                else [
                    {"claim": row.pk, "result": row.result, "agreed": row.agreed}
                    if self.sums is None
                    else {"claim": row.pk, "result": ClaimResult.SETTLED, "agreed": self.sums[row.pk]}
                    for row in self.case.claim_rows
                ],
                form_kwargs={"case": self.case},
            ),
            "items": ItemRows(
                data,
                prefix="items",
                initial=None if data is not None else self._items(),
                form_kwargs={"case": self.case},
            ),
        }
        self.split = SplitForm(case=self.case)

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
                "amount": self.sums[row.pk] if self.sums else None,
                "kind": ObligationKind.MONEY if row.is_money else ObligationKind.ACT,
                "what": row.what,
                "claim": row.pk,
                "debtor": employers[0].pk if employers else None,
                "creditor": row.party_id or (workers[0].pk if len(workers) == 1 else None),
                "method": PayMethod.TRANSFER if row.is_money else "",
                "payee": names.get(row.party_id or (workers[0].pk if len(workers) == 1 else 0), ""),
            }
            for row in self.case.claim_rows
        ]

    def more(self, prefix: str, data: Any) -> Any:
        """One row more; for `split`, the rows of the instalments; for `fill`, sums and days into empty items; for
        `settle:…` every claim at one choice; for `clause:…` a clause of the library; for `check` nothing."""
        word, _colon, about = prefix.partition(":")
        if prefix == "fill":
            return self._filled(data)
        if word == "clause":
            return inserted(self.case, about, data)
        if word == "settle":
            counts = (whole(data.get(f"{rows}-TOTAL_FORMS")) for rows in ("items", "results"))
            return settled(self.case, data, about, *counts)
        if prefix == "split-all":
            return self._divided(data)
        if prefix != "split":
            return super().more(prefix, data)
        split = SplitForm(data, case=self.case)
        self.split_bound = split
        if not split.is_valid():
            return data
        said, copy = split.cleaned_data, data.copy()
        total = whole(copy.get("items-TOTAL_FORMS"))
        # An empty last row is used up before new ones are added.
        while total and not any(copy.get(f"items-{total - 1}-{name}") for name in ("what", "amount", "due_on")):
            total -= 1
        workers, employers = self.case.side(Side.APPLICANT), self.case.side(Side.RESPONDENT)
        creditor = said["split_creditor"] or (workers[0] if len(workers) == 1 else None)
        # What is divided is the item begun for this worker, still without sum and day: the first part takes its place.
        begun = next(
            (
                n
                for n in range(total)
                if creditor
                and copy.get(f"items-{n}-creditor") == str(creditor.pk)
                and not any(copy.get(f"items-{n}-{name}") for name in ("amount", "due_on"))
            ),
            None,
        )
        places = list(range(total, total + said["split_parts"]))
        from_item: dict[str, Any] = {}
        if begun is not None:
            places = [begun, *places[:-1]]
            from_item = {name: copy.get(f"items-{begun}-{name}", "") for name in ItemRow.base_fields}
        what = said["split_what"] or from_item.get("what") or gettext("Instalment")
        parts = instalments(said["split_sum"], said["split_parts"], said["split_first"])
        for n, (place, (amount, day)) in enumerate(zip(places, parts, strict=True)):
            row = {
                "was": from_item.get("was", "") if place == begun else "",
                "kind": ObligationKind.MONEY,
                "what": f"{what}（{n + 1}/{said['split_parts']}）",
                "claim": from_item.get("claim", ""),
                "debtor": from_item.get("debtor") or (employers[0].pk if employers else ""),
                "creditor": creditor.pk if creditor else "",
                "amount": f"{amount:.2f}",
                "due_on": day.isoformat(),
                "method": from_item.get("method") or PayMethod.TRANSFER,
                "payee": from_item.get("payee") or (creditor.name if creditor else ""),
                "account": from_item.get("account", ""),
            }
            for name, value in row.items():
                copy[f"items-{place}-{name}"] = str(value)
        copy["items-TOTAL_FORMS"] = str(max(total, places[-1] + 1))
        for name in ("split_what", "split_sum", "split_parts", "split_first", "split_creditor"):
            copy.pop(name, None)
        return copy

    def _divided(self, data: Any) -> Any:
        """Every item with a sum in the same monthly instalments."""
        split = SplitForm(data, case=self.case, every=True)
        self.split_bound = split
        if not split.is_valid():
            return data
        said = split.cleaned_data
        rows = whole(data.get("items-TOTAL_FORMS"))
        copy, many = divided(data, ItemRow.base_fields, rows, said["split_parts"], said["split_first"])
        if many > MOST_ITEMS:
            split.add_error("split_parts", _("That would be more than %(most)s items.") % {"most": MOST_ITEMS})
            return data
        for name in split.fields:
            copy.pop(name, None)
        return copy

    def _filled(self, data: Any) -> Any:
        """Put what was agreed on a claim into its item, and the first due day into items without one."""
        copy = data.copy()
        rows = range(whole(copy.get("items-TOTAL_FORMS")))
        agreed = {
            copy.get(f"results-{n}-claim"): copy.get(f"results-{n}-agreed", "")
            for n in range(whole(copy.get("results-TOTAL_FORMS")))
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

    @cached_property
    def findings(self) -> list[dict[str, Any]]:
        """What the check finds in the terms as they stand in the form; each entry concerned keeps its own.

        A form nobody has begun to fill in is not judged.
        """
        if not self.is_bound and not (self.case.agreement and self.case.agreement.items_count):
            return []
        found = said_in(checked(self.case, self, self.kept, self.today))
        fields: dict[str, Any] = {
            form.add_prefix(name): field
            for form in (self, *self.rows["items"].forms)
            for name, field in form.fields.items()
            if hasattr(field, "found")
        }
        for row in found:
            for name in row["entries"]:
                if name in fields:
                    fields[name].found.append(row)
        self.watched = [
            {"name": name, "found": field.found, "words": getattr(field, "words", "")} for name, field in fields.items()
        ]
        return found

    def library(self) -> list[dict[str, Any]]:
        """The clauses that may be put in, filled from the file."""
        return library(self.case)

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
        left_out = self.case.agreement.left_out if self.case.agreement else []
        workers = [row for row in self.case.workers if row.pk not in left_out]
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

    def iswhole(self) -> bool:
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
        debtors = [row.debtor_id for row in settlement.obligations.all()] if settlement else []
        for party in must_sign(self.case.party_rows, debtors):
            if party.pk in parties:
                continue
            kind, name = SignerKind.PARTY, party.name
            if party.agent_signs and party.agent_name:
                kind, name = SignerKind.AGENT, party.agent_name
            elif party.lacks_capacity and party.guardian_name:
                kind, name = SignerKind.GUARDIAN, party.guardian_name
            elif party.is_representative:
                kind = SignerKind.REPRESENTATIVE
            rows.append(common | {"party": party.pk, "signer": kind, "name": name, "signed": False})
        for office, name in ((SignerKind.MEDIATOR, self.case.mediator_name), (SignerKind.SEAL, self.case.body.name)):
            if office not in offices:
                rows.append(common | {"party": "", "signer": office, "name": name, "signed": False})
        return rows

    def iswhole(self) -> bool:
        if any(form.cleaned_data.get("signed") for form in self.rows["signers"].forms):
            return True
        self.add_error(None, _("Tick at least one who has signed."))
        return False

    @property
    def day_of_act(self) -> dt.date | None:
        days: list[dt.date] = [row["signed_on"] for row in self._signed()]
        return max(days)

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
