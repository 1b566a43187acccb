"""The sheet of sums as the reader sees it, and the preparation sheet for the table: both built from kept data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import sums
from cases.folder import Folder
from cases.models import Case, Claim, Side, SumSheet
from dossiers.acts import action_of
from lawbook.words import LINE_UNITS, english, label, missing_name, say
from statutes.entitlements import CALCULATORS, Calculator
from statutes.parameters import Parameter, ParameterTables, shipped_parameters
from statutes.tables import table

GROUPS = {
    "employment": gettext_lazy("Employment"),
    "wages": gettext_lazy("Wages"),
    "contract": gettext_lazy("Contract and probation"),
    "hours": gettext_lazy("Overtime hours"),
    "leave": gettext_lazy("Annual leave"),
    "injury": gettext_lazy("Work injury and death at work"),
    "others": gettext_lazy("Other facts"),
}

#: Facts that only a case knows; the others are named by the calculators' own table.
OWN_LABELS = {
    "wages": gettext_lazy("Wage history"),
    "leave": gettext_lazy("Leave taken by year"),
    "never_signed": gettext_lazy("No written contract was ever signed"),
    "open_ended": gettext_lazy("The contract is open-ended"),
    "probation_served": gettext_lazy("Months of probation served"),
    "service_served": gettext_lazy("Months of the service period served"),
    "non_compete_months": gettext_lazy("Months the non-compete clause was kept"),
    "happened_on": gettext_lazy("Day of the injury or death"),
}

FOUND = {"worker": gettext_lazy("the worker's"), "employer": gettext_lazy("the employer's")}


#: So many gaps are named in a sentence; a claim for ten years without a wage history has a hundred.
MOST_NAMED = 15


def _said(both: Mapping[str, str]) -> str:
    return both["en" if english() else "zh"]


def fact_label(key: str) -> Any:
    """A fact's name for people."""
    own = OWN_LABELS.get(key)
    return own if own is not None else _said(table("entitlements")["facts"][key])


def calculators() -> dict[str, str]:
    """Every calculator with its name for people."""
    return {name: say(one.label) for name, one in CALCULATORS.items()}


def parameters_of(rows: Mapping[str, Calculator]) -> dict[str, Parameter]:
    """The regional figures that these calculators may need."""
    known = shipped_parameters().parameters
    return {key: known[key] for one in rows.values() for key in one.parameters}


def parameter_label(parameter: Parameter) -> str:
    """A figure's name with its unit."""
    name = label(parameter)
    return f"{name}（{parameter.unit}）" if parameter.unit else name


def maintained(tables: ParameterTables, key: str, region: str, day: str) -> str:
    """What is maintained of a figure for a place on a day, in words."""
    found = tables.find(key, dt.date.fromisoformat(day), region or None)
    if found is None:
        return _("not maintained")
    return _("maintained: %(value)s (%(where)s)") % {"value": found.value, "where": f"{found.period} {found.source}"}


def value_text(key: str, value: Any) -> str:
    """A fact's value in words; a table by its number of rows."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        name = {"wages": "paid", "leave": "taken"}[key]
        total = sum((Decimal(row[name]) for row in value if row[name] is not None), Decimal(0))
        words = _("%(n)s months, paid %(sum)s yuan") if key == "wages" else _("%(n)s years, %(sum)s days")
        return words % {"n": len(value), "sum": f"{total:,}"}
    kind = sums.fields()[key].kind
    return f"{Decimal(value):,.2f}" if kind == "money" else f"{value}"


# ── The sheet ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _amount(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def sheet_view(case: Case, results: list[dict[str, Any]]) -> dict[str, Any]:
    """Every claim with its three sums, what drives them, the arithmetic, and why there is none."""
    names = {row.pk: row.name for row in case.party_rows}
    by_claim = {claim.pk: claim for claim in case.claim_rows}
    rows = [_row(result, by_claim.get(result["claim"]), names) for result in results]
    worked = [row for row in rows if row["low"] is not None]
    return {
        "claims": rows,
        "worked": len(worked),
        "totals": {
            "claimed": sum((row["claimed"] or Decimal(0) for row in rows), Decimal(0)),
            **{
                key: sum((row[key] for row in worked), Decimal(0))
                if worked and all(row[key] is not None for row in worked)
                else None
                for key in ("low", "by_law", "high")
            },
        },
        "partial": bool(worked) and len(worked) < len(rows),
    }


def _row(result: dict[str, Any], claim: Claim | None, names: dict[int, str]) -> dict[str, Any]:
    several = len(names) > 2  # a worker and an employer need no names beside each fact
    name = result["calculator"]
    return {
        "pk": result["claim"],
        "what": result["what"],
        "claimant": names.get(claim.party_id or 0, "") if claim and several else "",
        "claimed": _amount(result["claimed"]),
        "calculator": say(CALCULATORS[name].label) if name else "",
        **{key: _amount(result[key]) for key in ("low", "by_law", "high")},
        "disputed": result["low"] != result["high"],
        "reasons": reasons(result, names if several else {}),
        "undecided": "、".join(str(fact_label(key)) for key in dict.fromkeys(result["undecided"])),
        "drivers": [
            {
                "label": _named(row, names if several else {}),
                "worker": value_text(row["fact"], row["versions"]["worker"]) or "—",
                "employer": value_text(row["fact"], row["versions"]["employer"]) or "—",
                "found": FOUND.get(row["found"], ""),
                "low": Decimal(row["low"]),
                "high": Decimal(row["high"]),
                "swing": Decimal(row["high"]) - Decimal(row["low"]),
            }
            for row in result["drivers"]
        ],
        "lines": [
            {
                **line,
                "what": _said(line["what"]),
                "who": names.get(line["worker"], "") if several else "",
                "amount": Decimal(line["amount"]),
                "is_money": line["unit"].startswith("yuan"),
                "unit": LINE_UNITS[line["unit"]],
            }
            for line in result["lines"]
        ],
        "parameters": [
            {
                **used,
                "label": missing_name(used["name"], shipped_parameters().parameters),
                "where": " · ".join(filter(None, (used["region"], used["period"]))),
            }
            for used in result["parameters"]
        ],
        "warnings": [_said(one) for one in result["warnings"]],
        "notes": [_note(note) for note in result["notes"] if note["code"] != "too_many"],
    }


def _named(row: dict[str, Any], names: Mapping[int, str]) -> str:
    label = str(fact_label(row["fact"]))
    who = names.get(row["worker"], "")
    return f"{label}（{who}）" if who else label


def reasons(result: dict[str, Any], names: Mapping[int, str]) -> list[str]:
    """Why a claim has no sum, a sentence each."""
    said = []
    if not result["calculator"]:
        said.append(_("No calculator is chosen for this claim."))
    if result["missing"]:
        what = [f"{_named(row, names)} {row['detail']}".strip() for row in result["missing"][:MOST_NAMED]]
        what += ["…"] if len(result["missing"]) > MOST_NAMED else []
        said.append(_("Not yet known: %(what)s.") % {"what": "、".join(what)})
    for row in result["figures"]:
        values = {
            "what": missing_name(row["key"], shipped_parameters().parameters),
            "region": row["region"],
            "day": row["on"],
        }
        said.append(
            _("Not maintained: %(what)s (%(region)s, %(day)s). Have it maintained, or give it here with its source.")
            % values
        )
    said += [_said(one) for one in result["wrong"]]
    said += [
        _("More than %(most)s combinations of disputed facts: settle some of them first.") % note
        for note in result["notes"]
        if note["code"] == "too_many"
    ]
    return said


def _note(note: dict[str, Any]) -> str:
    code, _colon, key = note["code"].partition(":")
    values = {"what": fact_label(key), "n": note["months"], "amount": f"{Decimal(note['amount']):,.2f}"}
    if code == "from_monthly_wage":
        return _("%(what)s: %(amount)s, the monthly wage; no wage history is entered.") % values
    if key == "previous_month_wage":
        return _("%(what)s: %(amount)s, from the wage history.") % values
    return _("%(what)s: %(amount)s, from %(n)s months of the wage history.") % values


def sums_page(folder: Folder, asked: str = "") -> dict[str, Any]:
    """The sheet as the facts and figures of today give it, or one that was kept, as it was."""
    case = folder.case
    folder.load_people()
    kept = list(SumSheet.objects.filter(case=case).order_by("-no"))
    last = kept[0] if kept else None
    old = next((sheet for sheet in kept if str(sheet.no) == asked), None)
    if asked and old is None:
        raise Http404
    given = sums.Basis(old.facts, old.calculators, old.figures) if old else sums.basis(case, last)
    results = old.results if old else sums.work_out(case, given, on=folder.today)
    url = folder.tab_url("sums")
    return {
        "sheet": sheet_view(case, results),
        "old": old,
        "last": last,
        "moved": bool(not old and last and sums.numbers(last.results) != sums.numbers(results)),
        "kept": [{"sheet": sheet, "url": f"{url}?sheet={sheet.no}", "current": sheet is old} for sheet in kept],
        "actions": [action_of(folder, offer) for offer in folder.some_offers("record_facts")],
        "workers": case.workers if len(case.workers) > 1 else [],
        "facts_url": reverse("take", args=[case.code, "record_facts"]),
        "print_url": reverse("sums_print", args=[case.code]) + (f"?sheet={old.no}" if old else ""),
        "sheet_url": url,
        "basis": given,
        "results": results,
    }


# ── The preparation sheet ────────────────────────────────────────────────────────────────────────────────────────────


def preparation(folder: Folder, asked: str = "", exhibits: Iterable[Any] = ()) -> dict[str, Any]:
    """Claims × each side's position × evidence × article × sum × open question, and the facts both sides agree on.

    `exhibits` are those of the file that the reader may see; one lodged for a claim stands beside it.
    """
    page = sums_page(folder, asked)
    case, given = folder.case, page["basis"]
    results = {row["claim"]: row for row in page["results"]}
    views = {row["pk"]: row for row in page["sheet"]["claims"]}
    names = {row.pk: row.name for row in case.party_rows}
    lodged: dict[int | None, list[str]] = {}
    for exhibit in exhibits:
        lodged.setdefault(exhibit.claim_id, []).append(exhibit.title)
    rows = [
        _prepared(claim, results.get(claim.pk), views.get(claim.pk), _facts_of(case, claim, given, results), names)
        for claim in case.claim_rows
    ]
    for claim, row in zip(case.claim_rows, rows, strict=True):
        row["evidence"] += lodged.get(claim.pk, [])
        # An employer may be the one who applies (competition, training cost).
        by_worker = claim.party_id in {worker.pk for worker in case.workers} if claim.party_id else None
        mine = by_worker if by_worker is not None else any(worker.side == Side.APPLICANT for worker in case.workers)
        row["claims"] = "worker" if mine else "employer"
    agreed = [
        {"who": worker.name if page["workers"] else "", "label": fact_label(key), "value": value_text(key, v["agreed"])}
        for worker in case.workers
        for key, v in given.facts.get(str(worker.pk), {}).items()
        if "agreed" in v
    ]
    return page | {
        "rows": rows,
        "agreed": agreed,
        "on": page["old"].worked_on if page["old"] else folder.today,
        "confirmed": [item for row in case.undisputed.all() for item in row.items],
        "exhibits": lodged.get(None, []),
        "applicants": "、".join(row.name for row in case.side("applicant")),
        "respondents": "、".join(row.name for row in case.side("respondent")),
    }


def _facts_of(
    case: Case, claim: Claim, given: sums.Basis, results: Mapping[int, dict[str, Any]]
) -> list[tuple[str, str, sums.Version]]:
    """(worker, fact, version) of all that bears on a claim."""
    name = results[claim.pk]["calculator"] if claim.pk in results else ""
    if not name:
        return []
    workers = sums.workers_of(case, claim)
    return [
        (worker.name if len(workers) > 1 else "", key, version)
        for worker in workers
        for key, version in given.facts.get(str(worker.pk), {}).items()
        if key in sums.reads(name)
    ]


def _prepared(
    claim: Claim,
    result: dict[str, Any] | None,
    view: dict[str, Any] | None,
    facts: Iterable[tuple[str, str, sums.Version]],
    names: Mapping[int, str],
) -> dict[str, Any]:
    facts = list(facts)

    def told(side: str) -> list[str]:
        return [f"{who}{fact_label(key)}：{value_text(key, v[side]) or '—'}" for who, key, v in facts if side in v]

    questions = [v["question"] for _who, _key, v in facts if v.get("question")]
    questions += reasons(result, {}) if result and view and view["low"] is None else []
    if view and view["undecided"]:
        questions.append(_("Which version does the evidence support: %(what)s?") % {"what": view["undecided"]})
    return {
        "what": claim.what,
        "claimant": names.get(claim.party_id or 0, ""),
        "claimed": claim.claimed,
        "is_money": claim.is_money,
        "worker": told("worker"),
        "employer": told("employer"),
        "evidence": [f"{fact_label(key)}：{v['evidence']}" for _who, key, v in facts if v.get("evidence")],
        "articles": _articles(result),
        "view": view,
        "questions": questions,
    }


def _articles(result: dict[str, Any] | None) -> list[str]:
    """The articles of the lines, those of the sum first."""
    lines = sorted(result["lines"], key=lambda line: not line["counts"]) if result else []
    return list(dict.fromkeys(part for line in lines for part in line["article"].split("；") if part))
