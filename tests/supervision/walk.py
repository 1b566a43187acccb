"""Matters of supervision walked to a state by their real steps; 皋兰 is the union next door whose files could leak."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from documents.models import Instrument
from dossiers.actions import open_dossier, take_step
from organizations.actions import admit
from organizations.models import BodyKind, Organization, Region, User
from organizations.roles import Role
from supervision.models import Employer, Evidence, Finding, LeadSource, Letter, Matter, Supervisor, Unit, load_matter
from tests.cast import NOW, TODAY, Cast, set_papers
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
    return sealed(cast, go(matter, "approve_letter", cast.union_head, at=at), at=at)


def sealed(cast: Cast, matter: Matter, *, at: dt.datetime = NOW) -> Matter:
    """The letter in hand with its seal in the log."""
    return go(matter, "seal_paper", cast.legal_supervisor, at=at, **seal_of(matter))


def seal_of(matter: Matter) -> dict[str, Any]:
    """What the seal log says of the letter in hand."""
    assert matter.letter is not None
    paper = Instrument.objects.get(number=matter.letter.number)
    return {"paper": paper, "seal_name": "兰州市城关区总工会", "copies": 2, "approved_by": "谢主席"}


def served(cast: Cast, matter: Matter, *, at: dt.datetime = NOW, outcome: str = "received", **more: Any) -> Matter:
    said = {} if outcome == "received" else {"refusal_reason": "不认可"}
    data = {"method": "direct", "outcome": outcome, "received_by": "前台 李某", "note": ""} | said | more
    return go(matter, "record_letter_service", cast.legal_supervisor, at=at, **data)


def investigated(
    cast: Cast, matter: Matter | None = None, *, at: dt.datetime = NOW, findings: int = 1, **more: Any
) -> Matter:
    """Taken up, looked into by two, concluded, with a proven finding or several."""
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
    if findings:
        matter = go(matter, "add_finding", cast.legal_supervisor, at=at, **FINDING)
    for no in range(2, findings + 1):  # more of the same, without walking ten times
        row = Finding.objects.create(
            matter=matter, position=no, **{k: v for k, v in FINDING.items() if k != "evidence"}
        )
        Evidence.objects.create(
            matter=matter, finding=row, no=no, title="工资台账复印件", taken_on=timezone.localdate(at)
        )
    return go(matter, "conclude_investigation", cast.legal_supervisor, at=at, conclusion="存在拖欠工资。")


def with_letter(cast: Cast, step: str, matter: Matter, *, at: dt.datetime = NOW, **more: Any) -> Letter:
    """A letter drafted, numbered and served."""
    matter = go(matter, step, cast.legal_supervisor, at=at, **(LETTER | more))
    matter = served(cast, in_hand(cast, matter, at=at), at=at)
    assert matter.letter is not None
    return matter.letter


def union_in(cast: Cast, code: str, name: str, level: str = "province", parent: str = "") -> Organization:
    """A union elsewhere for which the same people work: another rule holds there, or it is another kind of union."""
    above = Region.objects.filter(pk=parent).first() or cast.regions["中华人民共和国"]
    region, _made = Region.objects.get_or_create(code=code, defaults={"name": name, "level": level, "parent": above})
    body = Organization.objects.create(name=f"{name}总工会", kind=BodyKind.UNION, region=region, organ_mark=f"{name}工")
    for person, role in (
        (cast.legal_supervisor, Role.LEGAL_SUPERVISOR), (cast.second_supervisor, Role.LEGAL_SUPERVISOR),
        (cast.union_head, Role.SUPERVISION_HEAD), (cast.union_lawyer, Role.LEGAL_REVIEWER),
    ):  # fmt: skip
        admit(person, body, role, since=dt.date(2020, 1, 1))
        person.__dict__.pop("_memberships_on", None)
    return body


def verified(cast: Cast, matter: Matter, verdict: str = "done", *, at: dt.datetime = NOW) -> Matter:
    """What the employer did, seen by both supervisors, finding by finding."""
    results = [{"finding": row.pk, "verdict": verdict, "note": "查看转账记录"} for row in matter.asked_rows]
    return go(
        matter, "verify_findings", cast.legal_supervisor, at=at, method="papers", supervisors=supervisors(cast),
        results=results,
    )  # fmt: skip


def answered(cast: Cast, matter: Matter, *, by: Any = None, at: dt.datetime = NOW, **more: Any) -> Matter:
    """The employer says of every finding that it was put right."""
    items = [{"finding": row.pk, "admits": True, "status": "done", "measure": "已补发。"} for row in matter.asked_rows]
    data = {"way": "paper", "signer": "王建国 总经理", "items": items} | more
    return go(matter, "record_reply", by or cast.legal_supervisor, at=at, **data)


def opinion_ignored(cast: Cast, *, at: dt.datetime = NOW, **more: Any) -> Matter:
    """A matter whose opinion letter was refused at the door: the way to the authority is open."""
    matter = investigated(cast, at=at, **more)
    matter = go(matter, "record_urgency", cast.legal_supervisor, at=at, reason="恶意欠薪，情况紧急。")
    matter = go(matter, "draft_opinion", cast.legal_supervisor, at=at, **LETTER)
    return served(cast, in_hand(cast, matter, at=at), at=at, outcome="refused", note="拒绝签收，有录像。")


def bureau(cast: Cast) -> Organization:
    return cast.labour_officer.memberships.get().body  # type: ignore[no-any-return]


def clock_on(matter: Matter) -> tuple[str, str, dt.date | None]:
    """The one term under which somebody owes an answer: its key, how sure it is, its day."""
    clock = matter.clocks.get(status="running")
    return clock.key, clock.certainty, clock.due_on


def before_authority(cast: Cast, matter: Matter | None = None, *, at: dt.datetime = NOW, **more: Any) -> Matter:
    """A proposal served on the labour bureau."""
    matter = matter or opinion_ignored(cast, at=at)
    matter = go(matter, "draft_advice", cast.legal_supervisor, at=at, **(LETTER | {"authority": bureau(cast)} | more))
    return served(cast, in_hand(cast, matter, at=at), at=at)


# One stop after the other along a straight road, with its exits.
def matter_in(state: State, cast: Cast, *, at: dt.datetime = NOW, **more: Any) -> Matter:  # noqa: C901
    """A matter that has gone to `state` by its real steps."""
    sup, head = cast.legal_supervisor, cast.union_head
    if state == State.REFERRED_UP:
        street = union_in(cast, "620102001", "酒泉路街道", "township", "620102")
        Organization.objects.filter(pk=street.pk).update(parent=union_of(cast))
        matter = investigated(cast, at=at, body=street, **more)
        return go(matter, "refer_upward", head, at=at, reason="请上级工会提出建议书。")
    if state in {State.LEAD, State.NOT_TAKEN_UP, State.REFERRED}:
        matter = new_matter(cast, at=at, **more)
        if state == State.NOT_TAKEN_UP:
            return go(matter, "decline_lead", head, at=at, reason="no_substance")
        return matter if state == State.LEAD else go(matter, "refer_to_mediation", head, at=at, note="愿意调解。")
    matter = investigated(cast, at=at, **more)
    if state == State.INVESTIGATED:
        return matter
    if state == State.INVESTIGATING:
        return go(matter, "resume_investigation", sup, at=at)
    if state == State.UNFOUNDED:
        matter = go(matter, "drop_finding", sup, at=at, finding=matter.finding_rows[0], reason="核实后不成立")
        return go(matter, "end_unfounded", head, at=at)
    if state in {State.WITH_AUTHORITY, State.AUTHORITY_ACTING, State.ADDRESSED, State.UNRESOLVED}:
        matter = go(matter, "record_urgency", sup, at=at, reason="恶意欠薪，情况紧急。")
        matter = go(matter, "draft_opinion", sup, at=at, **LETTER)
        matter = served(cast, in_hand(cast, matter, at=at), at=at, outcome="refused", note="拒绝签收，有录像。")
        if state == State.UNRESOLVED:
            return go(matter, "end_unresolved", head, at=at, reason="用人单位已经注销。")
        matter = before_authority(cast, matter, at=at)
        if state == State.WITH_AUTHORITY:
            return matter
        matter = go(matter, "record_filing", sup, at=at, filed=True, number="兰城人社监〔2026〕8号")
        if state == State.AUTHORITY_ACTING:
            return matter
        return go(matter, "record_result", sup, at=at, result="corrected", document="限期改正指令书")
    matter = go(matter, "draft_hint", sup, at=at, **(LETTER | {"reply_wanted": state != State.INFORMED}))
    if state == State.DRAFTING:
        return matter
    matter = go(matter, "submit_letter", sup, at=at)
    if state == State.IN_REVIEW:
        return matter
    matter = go(matter, "pass_letter", cast.union_lawyer, at=at, opinion="合法。")
    if state == State.SIGNING:
        return matter
    matter = go(matter, "approve_letter", head, at=at)
    if state == State.NUMBERED:
        return matter
    matter = sealed(cast, matter, at=at)
    matter = served(cast, matter, at=at)
    if state in {State.INFORMED, State.AWAITING_REPLY}:
        return matter
    matter = answered(cast, matter, at=at)
    if state == State.VERIFYING:
        return matter
    matter = verified(cast, matter, at=at)
    if state == State.RECTIFIED:
        return matter
    matter = go(matter, "record_achievement", sup, at=at, wages_paid=Decimal("96000.00"))
    matter = go(matter, "close_matter", head, at=at, summary="已整改。")
    if state == State.CLOSED:
        return matter
    set_papers(matter)
    return go(load_matter(matter.pk), "archive_matter", sup, at=at)


__all__ = ["CODE", "FINDING", "LETTER", "NOW", "TODAY", "State"]
