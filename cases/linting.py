"""The terms of a case handed to the agreement linter (`statutes.agreement`), and its findings as the file keeps."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from cases.models import Case, ClaimResult, Obligation, ObligationKind, Party, PayMethod, Settlement
from statutes.agreement import lint
from statutes.amounts import in_words

#: Ways of payment that need no account, in the words the linter knows.
_NO_ACCOUNT = {PayMethod.CASH: "现金", PayMethod.ON_SIGNING: "当场支付"}
_ITEM, _CLAUSE = re.compile(r"^items\[(\d+)\]"), re.compile(r"^clauses\[(\d+)\]")
_RESULT = re.compile(r"^results\[(\d+)\]\.agreed")


def findings_of(case: Case, settlement: Settlement, items: list[Obligation], *, on: dt.date) -> list[dict[str, Any]]:
    """What the linter finds in the terms as they stand on a day, blocking findings first.

    Each is {rule, level, where, wheres, about, sentence {zh, en}, article}; `about` names the items or the clause.
    Accounts are masked: the findings are read by people who may not see them.
    """
    # Every sentence the parties sign is read, wherever on the form it was written.
    others = (settlement.breach, settlement.release, settlement.responsibility)
    clauses = [*settlement.clauses, *filter(None, others)]
    # An item that is all there is for its claim is weighed itself, instalments together, where their claim stands.
    due: dict[int | None, Decimal | None] = {row.pk: row.by_law for row in case.claim_rows}
    parts = Counter(row.claim_id for row in items)
    text: dict[str, Any] = {
        "legal_type": case.legal_type,
        "signed_on": on,
        "parties": [_party(row) for row in case.party_rows],
        # Represented workers consent to the text as drafted: who has not is asked at the end (`MEMBERS_CONSENT`).
        "items": [
            _item(row) | ({"by_law": due.get(row.claim_id)} if parts[row.claim_id] == 1 else {}) for row in items
        ],
        "results": [
            row | ({"by_law": due[int(row["key"])]} if parts[int(row["key"])] > 1 else {}) for row in _results(case)
        ],
        "clauses": clauses,
        "confirms_employment": settlement.confirms_employment,
    }
    accounts = [row.account for row in items if row.account]

    def masked(said: str) -> str:
        for account in accounts:
            said = said.replace(account, "****")
        return said

    return _together(
        {
            "rule": one.rule,
            "level": str(one.level),
            "where": one.where,
            "wheres": [one.where],
            "about": _about(one.where, items, clauses, text["results"]),
            "sentence": {"zh": masked(one.sentence.zh), "en": masked(one.sentence.en)},
            "article": one.article,
        }
        for one in lint(text).findings
    )


def _together(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same sentence about several items said once, for all of them: twelve repetitions hide the thirteenth."""
    kept: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        first = kept.setdefault((row["rule"], row["sentence"]["zh"]), row)
        if first is not row:
            first["wheres"] += row["wheres"]
        if first is not row and row["about"]:
            first["about"] = "；".join(filter(None, (first["about"], row["about"])))
    return list(kept.values())


def _party(party: Party) -> dict[str, Any]:
    guarded = party.lacks_capacity and bool(party.guardian_name)
    signs = "agent" if party.agent_signs else "guardian" if guarded else "self"
    row: dict[str, Any] = {
        "name": party.name,
        "role": party.side,
        "signs_by": "representative" if party.is_represented else signs,
        "minor": party.lacks_capacity and not guarded,
    }
    return row | ({"authority": party.agent_authority} if party.agent_authority else {})


def _item(row: Obligation) -> dict[str, Any]:
    item: dict[str, Any] = {
        "kind": row.kind,
        "what": row.what,
        "due_date": row.due_on,
        "claim": str(row.claim_id or ""),
    }
    if row.kind == ObligationKind.ACT:
        return item
    return item | {
        "amount": row.amount,
        # As the paper prints them; a sum that is still being typed may be no sum yet.
        "amount_words": in_words(row.amount) if isinstance(row.amount, Decimal) and row.amount else "",
        "payee": row.payee,
        "account": row.account or _NO_ACCOUNT.get(PayMethod(row.method) if row.method else PayMethod.OTHER, ""),
    }


def _results(case: Case) -> list[dict[str, Any]]:
    """The sum agreed for each claim, nought for one that is not settled; one that is for no sum is left out."""
    names = {party.pk: party.name for party in case.party_rows}
    return [
        {
            "key": str(claim.pk),
            "what": f"{claim.what}（{names[claim.party_id]}）" if claim.party_id in names else claim.what,
            "agreed": claim.agreed or Decimal(0),
        }
        for claim in case.claim_rows
        if claim.result != ClaimResult.SETTLED or claim.agreed is not None
    ]


def _about(where: str, items: Iterable[Obligation], clauses: list[str], results: Any) -> str:
    """The item (its number, what and for whom), claim or clause a finding is about; empty where the sentence says."""
    if found := _RESULT.match(where):
        return str(results[int(found[1])]["what"])
    if found := _ITEM.match(where):
        n, row = int(found[1]), list(items)[int(found[1])]
        return f"{n + 1}. {row.what}（{row.payee}）" if row.payee else f"{n + 1}. {row.what}"
    if found := _CLAUSE.match(where):
        text = clauses[int(found[1])]
        return f"“{text[:24]}…”" if len(text) > 24 else f"“{text}”"
    return ""
