"""`docs/replay.md`: what became of the published cases, in counts and record by record, in Chinese and English."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from workflows.books import PROCEDURES
from workflows.steps import steps_of

PROCEDURE_NAMES: dict[str, Promise] = {"mediation": _("Mediation"), "supervision": _("Supervision")}
NOT_OPENED = _("Not opened")
STILL_OPEN = _("Still open")

SUMMARY_ZH = "每件案例均按办理程序走到来源所载之处。来源未载而程序要求的事实列为“补充”，来源自相矛盾之处照录不改。"
SUMMARY_EN = (
    "Every case goes through the doors as far as its source goes. What the source lacks and the procedure asks is "
    "listed as supplied; what contradicts itself is held as published."
)

#: The facts that a record may lack, by the key under which a plan names them; positions are left out.
SUPPLIED: dict[str, Promise] = {
    "accepted_on": _("day of acceptance"),
    "achievement": _("sum recovered"),
    "exclusivity": _("check for other procedures"),
    "finding": _("articles, demand and day of a finding"),
    "investigation": _("supervisors, their declarations, the inquiry"),
    "letters.date": _("day of a letter"),
    "reply": _("day and signer of the employer's answer"),
    "source": _("source of the lead"),
    "urgency": _("why no hint letter came first"),
    "verification": _("who verified, how and when"),
    "agent_authority": _("special authority of the agent who signed"),
    "agreement": _("day of the agreement"),
    "agreement_form": _("the form of an agreement"),
    "amounts.agreed": _("sum agreed"),
    "body": _("mediation organisation"),
    "cause": _("cause of action"),
    "channel": _("channel, where the procedure has no such one"),
    "claimant": _("applicants one by one"),
    "claimant.count": _("number of applicants"),
    "claimant.names": _("names of the applicants"),
    "claims": _("division into what was settled and the rest"),
    "closing": _("closing of the file"),
    "commission": _("letter of commission"),
    "confirmation": _("number and days of judicial confirmation"),
    "consent": _("days and media of the sides' consent"),
    "debtor": _("which of the respondents pays"),
    "due_on": _("due day of an obligation"),
    "end_reason": _("reason of the end, from the closed list"),
    "identity_check": _("identity check"),
    "instalments": _("division into instalments"),
    "legal_type": _("legal type of the organisation"),
    "letters": _("text, review, approval and service of the letters"),
    "mediator": _("mediator and disclosure"),
    "paid_on": _("day of payment"),
    "payee": _("payee, account, way of payment"),
    "received_on": _("day of receipt"),
    "region": _("region as the table knows it"),
    "respondents.name": _("name of a respondent"),
    "respondents.side": _("side of a respondent who cannot answer"),
    "respondents.type": _("whether a respondent is a person"),
    "result_of_the_rest": _("what became of the rest"),
    "review": _("number and days of arbitration review"),
    "rights_explained": _("explanation of rights"),
    "scope_check": _("scope check"),
    "session": _("the sitting itself"),
    "session_record": _("record of the sitting"),
    "sender_answer": _("answer to the sender"),
    "sessions": _("hours, places and those present at sessions"),
    "signatures": _("who signed and when"),
    "transfer": _("day and consent of the transfer"),
}


def fact_of(line: str) -> str:
    """The key of a `supplied` line, without positions: `respondents[1].name: …` → `respondents.name`."""
    return re.sub(r"\[\d+\]", "", line.partition(": ")[0])


def page(answer: dict[str, Any]) -> str:
    """The page, from the answer of a replay. Its sentences are in the language of that answer, Chinese by default."""
    rows = [
        row
        for one in answer["records_detail"]
        for row in (one, *([one["supervision"]] if "supervision" in one else []))
    ]
    supplied = Counter(fact for row in rows for fact in {fact_of(line) for line in row["supplied"]})
    held = sum(bool(row["held"]) for row in rows)
    counts = {"records": answer["records"], "opened": answer["opened"], "held": held}
    lines = [
        "# 公开案例回放 · Replay of published cases",
        "",
        "本页由 `make docs` 以程序自带的公开案例生成，不手工修改；测试逐字核对。",
        "",
        "Drawn from the shipped cases by `make docs`; not edited by hand. A test compares it letter by letter.",
        "",
        SUMMARY_ZH,
        "",
        SUMMARY_EN,
        "",
        "共{records}件，立卷{opened}件，其中{held}件有照录的矛盾或约数。".format(**counts),
        "",
        "{records} records, {opened} opened; {held} hold contradictions or approximate figures.".format(**counts),
        "",
        *_section("程序 · Procedure", answer["by_procedure"], PROCEDURE_NAMES),
        *_section("状态 · State", answer["by_state"], _labels("State")),
        *_section("结果 · Outcome", answer["by_outcome"], _labels("Outcome")),
        "## 补充的事实 · What was supplied",
        "",
        "件数：至少补充一次的案例数。The number is of records in which the fact was supplied at least once.",
        "",
        *_table(
            ("中文", "English", "代码 · Code", "件 · Records"),
            ((*_both(SUPPLIED[fact]), f"`{fact}`", count) for fact, count in _by_number(supplied)),
        ),
        "## 未办理的事项 · What was refused",
        "",
        *_table(
            ("案例 · Record", "事项 · Step", "理由 · Sentences"),
            (
                (row["id"], f"`{one['step']}`", " ".join(one["sentences"]))
                for row in rows
                for one in row["refused"]
                if row["state"]
            ),
        ),
        "## 逐件 · Record by record",
        "",
        *_table(
            ("案例 · Record", "末项 · Last step", "状态 · State", "结果 · Outcome", "止步原因 · Why there"),
            ((row["id"], _last(row), _state(row), _outcome(row), row["stopped_because"] or "") for row in rows),
        ),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _section(title: str, counts: dict[str, int], labels: dict[str, Any]) -> list[str]:
    rows = ((*_both(labels.get(key, STILL_OPEN)), f"`{key}`", count) for key, count in _by_number(counts))
    return [f"## {title}", "", *_table(("中文", "English", "代码 · Code", "件 · Records"), rows)]


def _by_number(counts: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda row: (-row[1], row[0]))


def _both(words: Any) -> tuple[str, str]:
    with override("zh-hans"):
        chinese = str(words)
    with override("en"):
        return chinese, str(words)


def _labels(words: str) -> dict[str, Any]:
    """What the codes of all books are called; a code that two books share is called alike."""
    return {one.value: one.label for book in reversed(PROCEDURES.values()) for one in getattr(book, words)}


def _last(row: dict[str, Any]) -> str:
    book = steps_of(PROCEDURES[row["procedure"]])
    return str(book[row["steps"][-1]].label) if row["steps"] else ""


def _state(row: dict[str, Any]) -> str:
    return str(PROCEDURES[row["procedure"]].State(row["state"]).label if row["state"] else NOT_OPENED)


def _outcome(row: dict[str, Any]) -> str:
    if not row["state"]:
        return ""
    return str(PROCEDURES[row["procedure"]].Outcome(row["outcome"]).label if row["outcome"] else STILL_OPEN)


def _table(heads: Iterable[str], rows: Iterable[Iterable[Any]]) -> list[str]:
    lines = ["| " + " | ".join(str(cell).replace("|", "\\|") or "–" for cell in row) + " |" for row in (heads, *rows)]
    return [lines[0], "|" + " --- |" * len(tuple(heads)), *lines[1:], ""]
