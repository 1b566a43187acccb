"""Working on the terms before they are saved: what is typed so far, settled in one go, divided, and checked.

Everything here reads and changes the words of a form (`data`: names → texts); nothing is saved.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cases.linting import findings_of
from cases.models import Case, Claim, ClaimResult, Obligation, ObligationKind, OfferAnswer, PayMethod, Settlement
from cases.models import Offer as SessionOffer
from dossiers.fields import MoneyField, lines_of
from statutes.clocks import add_months

#: Where the linter speaks of → the entry of the form.
_ENTRIES = {"due_date": "due_on", "amount_words": "amount"}
FEN = Decimal("0.01")


def instalments(total: Decimal, parts: int, first: dt.date) -> list[tuple[Decimal, dt.date]]:
    """Equal monthly parts of a sum in whole fen; what does not divide stands in the last one."""
    each = (total / parts).quantize(FEN, rounding="ROUND_DOWN")
    return [(each if n < parts - 1 else total - each * (parts - 1), add_months(first, n)) for n in range(parts)]


def shares(claims: Iterable[Claim], total: Decimal) -> dict[int, Decimal]:
    """A lump sum divided among the claims for money in proportion to what is claimed, equally where a claim names no
    sum; the last takes the odd fen."""
    rows = [claim for claim in claims if claim.is_money]
    known = all(claim.claimed for claim in rows)
    weights = [claim.claimed or Decimal(0) if known else Decimal(1) for claim in rows]
    whole = sum(weights, Decimal(0))
    found: dict[int, Decimal] = {}
    for claim, weight in zip(rows[:-1], weights[:-1], strict=True):
        found[claim.pk] = (total * weight / whole).quantize(FEN, rounding="ROUND_DOWN")
    if rows:
        found[rows[-1].pk] = total - sum(found.values(), Decimal(0))
    return found


def accepted_offers(case: Case) -> list[SessionOffer]:
    """The offers on a sum that the other side accepted, the latest first."""
    rows = case.offers.filter(answer=OfferAnswer.ACCEPTED, amount__gt=0).order_by("-made_on", "-id")
    return list(rows)


def agreed_sums(case: Case, by: str) -> dict[int, Decimal | None] | None:
    """What each claim is settled at: `claimed`, or by the accepted offer of that key; None for anything else."""
    if by == "claimed":
        return {claim.pk: claim.claimed for claim in case.claim_rows}
    offer = next((row for row in accepted_offers(case) if str(row.pk) == by), None)
    if offer is None or offer.amount is None:
        return None
    divided = shares(case.claim_rows, offer.amount)
    return {claim.pk: divided.get(claim.pk) for claim in case.claim_rows}


def settled(case: Case, data: Any, by: str, rows: int, results: int) -> Any:
    """Every claim settled at the sum claimed or by an offer, and the sums put into the items that are theirs alone."""
    copy, sums = data.copy(), agreed_sums(case, by)
    if sums is None:
        return copy
    said = {key: f"{amount:.2f}" for key, amount in sums.items() if amount}
    for n in range(results):
        key = copy.get(f"results-{n}-claim", "")
        if key.isascii() and key.isdigit() and int(key) in sums:
            copy[f"results-{n}-result"] = str(ClaimResult.SETTLED.value)
            copy[f"results-{n}-agreed"] = said.get(int(key), "")
    of_claim = [copy.get(f"items-{n}-claim", "") for n in range(rows)]
    for n, key in enumerate(of_claim):
        if key.isascii() and key.isdigit() and of_claim.count(key) == 1 and int(key) in said:
            copy[f"items-{n}-amount"] = said[int(key)]
    return copy


def divided(data: Any, names: Iterable[str], rows: int, parts: int, first: dt.date) -> tuple[Any, int]:
    """Every item with a sum divided into the same monthly instalments, in its place; returns how many items there are.

    An item without a sum, an act, and one that is an instalment already stay as they are.
    """
    copy, names = data.copy(), list(names)
    kept = [{name: copy.get(f"items-{n}-{name}", "") for name in names} for n in range(rows)]
    items: list[dict[str, str]] = []
    for row in kept:
        amount = money_of(row["amount"])
        if row["kind"] == ObligationKind.ACT or not row["what"] or not isinstance(amount, Decimal):
            items.append(row)
            continue
        for n, (part, day) in enumerate(instalments(amount, parts, first)):
            what = f"{row['what']}（{n + 1}/{parts}）"
            items.append(row | {"what": what, "amount": f"{part:.2f}", "due_on": day.isoformat()})
    for n, row in enumerate(items):
        for name in names:
            copy[f"items-{n}-{name}"] = row[name]
    copy["items-TOTAL_FORMS"] = str(max(rows, len(items)))
    return copy, len(items)


# ── The check while it is being written ─────────────────────────────────────────────────────────────────────────────


def money_of(text: Any) -> Decimal | str | None:
    """The sum a text says; the text itself where it says none, None where it is empty."""
    if text in (None, ""):
        return None
    try:
        amount: Decimal | None = MoneyField(label="").clean(text)
    except ValidationError:
        return str(text)
    return amount


def day_of(text: Any) -> dt.date | str | None:
    """The day a text says; the text itself where it says none, None where it is empty."""
    if text in (None, ""):
        return None
    try:
        day: dt.date | None = forms.DateField().clean(text)
    except ValidationError:
        return str(text)
    return day


def checked(case: Case, form: Any, kept: dict[str, str], on: dt.date) -> list[dict[str, Any]]:
    """What the linter finds in the terms as they stand in a form, typed halfway or prefilled. Each finding also names
    the entries of the form it speaks of (`entries`).

    The claims of `case` are given the results typed: the row is this request's own and is not saved.
    """
    for row in form.rows["results"].forms:
        if row.about is not None:
            agreed = money_of(row["agreed"].value())
            row.about.result = str(row["result"].value() or "")
            row.about.agreed = agreed if isinstance(agreed, Decimal) else None
    items, places = [], []
    for n, row in enumerate(form.rows["items"].forms):
        said = {name: row[name].value() for name in row.fields}
        if not said["what"] and not any(said[name] for name in ("amount", "due_on", "account")):
            continue
        account = said["account"] or kept.get(str(said["was"] or ""), "")
        items.append(_item(said, account))
        places.append(n)
    parts = [("clauses", line) for line in lines_of(str(form["clauses"].value() or ""))]
    parts += [(name, str(form[name].value())) for name in ("breach", "release", "responsibility") if form[name].value()]
    settlement = Settlement(
        clauses=[text for name, text in parts if name == "clauses"],
        confirms_employment=bool(form["confirms_employment"].value()),
        **{name: text for name, text in parts if name != "clauses"},
    )
    found = findings_of(case, settlement, items, on=on)
    return [
        row | {"entries": [name for where in row["wheres"] for name in _entries(where, places, parts)]} for row in found
    ]


def _item(said: dict[str, Any], account: str) -> Obligation:
    """An unsaved item as typed: what is no sum or no day stays a text, for the linter to say so."""

    def key(value: Any) -> int | None:
        text = str(getattr(value, "pk", value) or "")
        return int(text) if text.isascii() and text.isdigit() else None

    return Obligation(
        kind=said["kind"] if said["kind"] in ObligationKind.values else ObligationKind.MONEY,
        what=said["what"] or "",
        amount=money_of(said["amount"]),  # type: ignore[misc]  # a text it is when it cannot be read
        due_on=day_of(said["due_on"]),
        method=said["method"] if said["method"] in PayMethod.values else "",
        payee=said["payee"] or "",
        account=account,
        claim_id=key(said["claim"]),
        debtor_id=key(said["debtor"]),
        creditor_id=key(said["creditor"]),
    )


def _entries(where: str, places: list[int], parts: list[tuple[str, str]]) -> list[str]:
    """The names of the form's entries a place in the agreement stands for: items[0].due_date → items-0-due_on."""
    head, _dot, name = where.partition(".")
    part, _bracket, rest = head.partition("[")
    if not rest:
        return []
    n = int(rest.rstrip("]"))
    if part == "items":
        return [f"items-{places[n]}-{_ENTRIES.get(name, name)}"]
    if part == "results":
        return []
    return [parts[n][0]] if part == "clauses" else []
