"""Matters of supervision walked to a state by their real steps; 皋兰 is the union next door whose files could leak."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from dossiers.actions import open_dossier, take_step
from organizations.models import BodyKind, Organization, User
from supervision.models import Employer, LeadSource, Letter, Matter, Supervisor, Unit, load_matter
from tests.cast import NOW, TODAY, Cast
from workflows.supervision import State

CODE = "91350100M000100Y43"


def union_of(cast: Cast, name: str = "兰州市城关区总工会") -> Organization:
    return Organization.objects.get(name=name, kind=BodyKind.UNION)


def employer(cast: Cast, name: str = "兰州黄河假日餐饮有限公司", **more: Any) -> Employer:
    found, _made = Employer.objects.get_or_create(
        name=name,
        defaults={
            "region": cast.regions["城关区"], "credit_code": CODE, "legal_representative": "王建国",
            "address": "兰州市城关区滨河路9号", "industry": "餐饮业", "headcount": 45,
        } | more,
    )  # fmt: skip
    return found


def supervisors(cast: Cast) -> list[Supervisor]:
    """Two supervisors of 城关 with certificates that hold."""
    unit, _made = Unit.objects.get_or_create(
        union=union_of(cast), name="城关区总工会劳动法律监督委员会", defaults={"chair": "谢主席"}
    )
    rows = []
    for card, user in (("甘监0001", cast.legal_supervisor), ("甘监0002", cast.second_supervisor)):
        row, _made = Supervisor.objects.get_or_create(
            card=card,
            defaults={
                "unit": unit, "user": user, "name": user.full_name, "issued_on": dt.date(2024, 1, 1),
                "valid_until": dt.date(2029, 12, 31), "trained_on": dt.date(2025, 6, 1), "training_hours": 16,
            },
        )  # fmt: skip
        rows.append(row)
    return rows


def new_matter(
    cast: Cast, *, by: User | None = None, at: dt.datetime = NOW, body: Organization | None = None, **more: Any
) -> Matter:
    """A lead registered by its real step."""
    data = {name: more.pop(name) for name in ("cases", "proposal") if name in more}
    fields: dict[str, Any] = {
        "source": LeadSource.CALL, "topic": "pay.arrears", "summary": "拖欠十二名职工两个月工资。",
        "people": 12, "amount": Decimal("96000.00"), "is_group": True, "migrant_workers": 8,
    }  # fmt: skip
    if not more.get("is_broadcast"):
        fields["employer"] = more.pop("of", None) or employer(cast)
    matter = Matter(received_on=timezone.localdate(at), opened_at=at, **(fields | more))
    matter.place(body or union_of(cast))
    open_dossier(matter, by=by or cast.legal_supervisor, at=at, step="register_lead", **data)
    return load_matter(matter.pk)


def go(matter: Matter, step: str, by: Any, *, at: dt.datetime = NOW, **data: Any) -> Matter:
    """One step, and the matter as it is afterwards."""
    take_step(matter, step, by=by, at=at, **data)
    return load_matter(matter.pk)


FINDING: dict[str, Any] = {
    "topic": "pay.arrears", "facts": "2026年1月至2月未支付十二名职工工资。", "period_from": dt.date(2026, 1, 1),
    "period_to": dt.date(2026, 2, 28), "people": 12, "amount": Decimal("96000.00"),
    "articles": ["L14/30", "L14/85"], "demand": "足额支付拖欠的工资。", "due_on": dt.date(2026, 3, 31),
    "evidence": "工资台账复印件",
}  # fmt: skip
LETTER: dict[str, Any] = {
    "opening": "在受理职工来电反映中了解到贵单位的用工情况。",
    "advice": ["自查工资支付情况。", "足额支付拖欠的工资。"],
}


def in_hand(cast: Cast, matter: Matter, *, at: dt.datetime = NOW) -> Matter:
    """The letter drafted, reviewed, approved: numbered."""
    matter = go(matter, "submit_letter", cast.legal_supervisor, at=at)
    matter = go(matter, "pass_letter", cast.union_lawyer, at=at, opinion="合法。")
    return go(matter, "approve_letter", cast.union_head, at=at)


def served(cast: Cast, matter: Matter, *, at: dt.datetime = NOW, outcome: str = "received", **more: Any) -> Matter:
    data = {"method": "direct", "outcome": outcome, "received_by": "前台 李某", "note": ""} | more
    return go(matter, "record_letter_service", cast.legal_supervisor, at=at, **data)


def investigated(cast: Cast, matter: Matter | None = None, *, at: dt.datetime = NOW, **more: Any) -> Matter:
    """Taken up, looked into by two, concluded, with one proven finding."""
    matter = matter or new_matter(cast, at=at, **more)
    people = supervisors(cast)
    matter = go(matter, "check_exclusivity", cast.legal_supervisor, at=at)
    matter = go(matter, "name_supervisors", cast.legal_supervisor, at=at, supervisors=people)
    ties = [{"investigator": row.pk, "has_tie": False} for row in matter.investigator_rows]
    matter = go(matter, "declare_ties", cast.legal_supervisor, at=at, ties=ties)
    matter = go(matter, "take_up_lead", cast.union_head, at=at)
    matter = go(
        matter, "record_inquiry", cast.legal_supervisor, at=at, place="用人单位会议室", method="site",
        supervisors=people, asked="王建国 总经理", text="询问工资支付情况。", signed=True,
    )  # fmt: skip
    matter = go(matter, "add_finding", cast.legal_supervisor, at=at, **FINDING)
    return go(matter, "conclude_investigation", cast.legal_supervisor, at=at, conclusion="存在拖欠工资。")


def with_letter(cast: Cast, step: str, matter: Matter, *, at: dt.datetime = NOW, **more: Any) -> Letter:
    """A letter drafted, numbered and served."""
    matter = go(matter, step, cast.legal_supervisor, at=at, **(LETTER | more))
    matter = served(cast, in_hand(cast, matter, at=at), at=at)
    assert matter.letter is not None
    return matter.letter


__all__ = ["CODE", "FINDING", "LETTER", "NOW", "TODAY", "State"]
