"""The matters of supervision of the demonstration, each walked to where it stands by its real steps.

Employers, figures and words are invented; the people are those of `people.py`. Days are counted back from the start, so
that there are always answers that are due, one that is late, and letters on every desk.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from documents.actions import render_one
from documents.models import Instrument
from dossiers.actions import CALENDAR, Refused, open_dossier, take_step
from dossiers.models.dossier import Origin
from mediation.demo.files import Shelf, workday
from mediation.demo.invent import credit_code, person_name, phone
from mediation.demo.people import CHENGGUAN, GAOLAN
from organizations.models import Organization
from statutes.calendars import CalendarMissing
from supervision.models import Employer, LeadSource, Matter, Supervisor, Unit, Verdict, load_matter
from workflows.supervision import State

S = State
UNION = f"{CHENGGUAN}总工会"
OTHER_UNION = f"{GAOLAN}总工会"
#: Who does what: supervisor, second supervisor, head, lawyer.
STAFF = {
    UNION: ("inspector", "inspector2", "union.head", "union.lawyer"),
    OTHER_UNION: ("gaolan.inspector", "gaolan.inspector", "gaolan.union", "gaolan.union"),
}


@dataclass(frozen=True)
class Row:
    """One matter: how long ago it was reported, how far it has gone, about what, where."""

    state: S
    ago: int
    topic: str = "pay.arrears"
    people: int = 12
    amount: int | None = 96000
    source: LeadSource = LeadSource.CALL
    union: str = UNION
    twist: str = ""
    more: dict[str, Any] = field(default_factory=dict)


MATTERS: tuple[Row, ...] = (
    Row(S.CLOSED, 150, people=26, amount=187400, source=LeadSource.INSPECTION),
    Row(S.INFORMED, 96, topic="safety.heat", people=0, amount=None, source=LeadSource.CAMPAIGN, twist="broadcast"),
    Row(S.WITH_AUTHORITY, 34, topic="pay.migrant", people=43, amount=512600, source=LeadSource.VISIT),
    Row(S.RECTIFIED, 62, topic="contract.unwritten", people=9, amount=None, source=LeadSource.CHECK_UP),
    Row(S.VERIFYING, 47, topic="social.arrears", people=31, amount=84300, source=LeadSource.ONLINE),
    Row(S.AWAITING_REPLY, 41, people=7, amount=38900, twist="late"),
    Row(S.AWAITING_REPLY, 13, topic="hours.excess", people=18, amount=None, source=LeadSource.INSPECTION),
    Row(S.NUMBERED, 12, topic="protected.women", people=14, amount=None, source=LeadSource.VISIT, more={"women": 14}),
    Row(S.SIGNING, 10, topic="social.unregistered", people=22, amount=None, twist="joint"),
    Row(S.IN_REVIEW, 9, topic="dismissal.union", people=3, amount=None, source=LeadSource.ONLINE),
    Row(S.DRAFTING, 8, topic="pay.overtime", people=16, amount=27100),
    Row(S.INVESTIGATED, 7, topic="safety.conditions", people=40, amount=None, source=LeadSource.INSPECTION),
    Row(S.INVESTIGATING, 5, topic="dispatch.platform", people=64, amount=None, more={"new_form": 64}),
    Row(S.LEAD, 3, topic="pay.arrears", people=5, amount=21500, source=LeadSource.PROCURATORATE),
    Row(S.LEAD, 1, topic="hours.leave", people=8, amount=None),
    Row(S.LEAD, 2, people=4, amount=16800, union=OTHER_UNION),
)
_FOUND = {
    "pay.arrears": ("连续两个月未足额支付职工工资。", "足额支付拖欠的工资。"),
    "pay.migrant": ("项目停工后未结清农民工工资。", "结清农民工工资。"),
    "pay.overtime": ("安排加班未依法支付加班工资。", "补发加班工资。"),
    "social.arrears": ("未足额缴纳社会保险费。", "足额补缴社会保险费。"),
    "social.unregistered": ("部分职工未参加社会保险。", "依法办理社会保险登记。"),
    "contract.unwritten": ("部分职工未订立书面劳动合同。", "与职工订立书面劳动合同。"),
    "hours.excess": ("每月加班时间超过法定上限。", "调整排班，遵守工时规定。"),
    "protected.women": ("未安排女职工特殊保护措施。", "落实女职工特殊保护。"),
    "dismissal.union": ("单方解除劳动合同未事先通知工会。", "纠正并将理由通知工会。"),
    "safety.conditions": ("作业场所防护设施不足。", "配齐防护设施和劳动防护用品。"),
    "safety.heat": ("高温时段可能安排露天作业。", "调整作业时间，发放防暑用品。"),
}


def make_matters(shelf: Shelf) -> int:
    """Walk every row, the oldest first, so that numbers follow the days; returns how many there are."""
    for union, (first, second, _head, _lawyer) in STAFF.items():
        _certified(shelf, union, dict.fromkeys((first, second)))
    for n, row in enumerate(MATTERS):
        _Matter(shelf, n, row).walk()
    return len(MATTERS)


def _certified(shelf: Shelf, union: str, usernames: dict[str, None]) -> None:
    """The union's committee and its supervisors, with certificates that hold."""
    unit = Unit.objects.create(union=shelf.body(union), name=f"{union}劳动法律监督委员会", chair="谢例")
    for n, username in enumerate(usernames):
        user = shelf.people[username]
        Supervisor.objects.create(
            unit=unit, user=user, name=user.full_name, card=f"示例监{unit.pk:02d}{n + 1:03d}", issued_by="甘肃省总工会",
            issued_on=dt.date(2024, 3, 1), valid_until=shelf.today + dt.timedelta(days=900 - 830 * n),
            trained_on=dt.date(2025, 5, 20), training_hours=24,
        )  # fmt: skip


class _Matter:
    """One matter on its way; days only go forward and never beyond the start."""

    def __init__(self, shelf: Shelf, n: int, row: Row) -> None:
        self.shelf, self.n, self.row = shelf, n, row
        self.union = shelf.body(row.union)
        first, second, head, lawyer = (shelf.people[name] for name in STAFF[row.union])
        self.supervisor, self.second, self.head, self.lawyer = first, second, head, lawyer
        self.day = workday(shelf.today - dt.timedelta(days=row.ago))
        self.taken, self.pk = 0, 0

    def _moment(self) -> dt.datetime:
        start = self.shelf.now.astimezone()
        at = start.replace(year=self.day.year, month=self.day.month, day=self.day.day, hour=8, minute=0, second=0)
        return min(at + dt.timedelta(minutes=7 * self.taken), self.shelf.now)

    def on(self, days: int) -> None:
        """Let so many days pass, but not beyond the last working day before the start."""
        later = workday(self.day + dt.timedelta(days=days), 1)
        self.day = max(self.day, min(later, workday(self.shelf.today)))

    @property
    def matter(self) -> Matter:
        return load_matter(self.pk)

    def go(self, step: str, by: Any, **data: Any) -> None:
        self.taken += 1
        take_step(self.matter, step, by=by, at=self._moment(), **data)

    def walk(self) -> None:
        """As far as the row says."""
        self._register()
        way: tuple[tuple[Callable[[], None], tuple[State, ...]], ...] = (
            (self._investigate, (S.INVESTIGATING,)),
            (self._conclude, (S.INVESTIGATED,)),
            (self._draft, (S.DRAFTING,)),
            (lambda: self.go("submit_letter", self.supervisor), (S.IN_REVIEW,)),
            (lambda: self.go("pass_letter", self.lawyer, opinion="依据准确，同意。"), (S.SIGNING,)),
            (self._approve, (S.NUMBERED,)),
            (self._serve, (S.AWAITING_REPLY, S.INFORMED)),
            (self._answer, (S.VERIFYING,)),
        )
        if self.row.state == S.LEAD:
            return
        for act, stops in way:
            self.on(1)
            if self.row.twist != "broadcast" or act not in (self._investigate, self._conclude):
                act()
            if self.row.state in stops:
                if self.row.twist == "late":
                    self._let_it_pass()
                return
        if self.row.state == S.WITH_AUTHORITY:
            self._escalate()
        else:
            self._rectified()

    def _register(self) -> None:
        row, n = self.row, self.n
        firm = None if row.twist == "broadcast" else self._employer()
        matter = Matter(
            code=f"M4TTER{n:06d}".replace("0", "A").replace("1", "B"), origin=Origin.DEMONSTRATION, source=row.source,
            employer=firm, is_broadcast=row.twist == "broadcast", topic=row.topic, people=row.people,
            amount=None if row.amount is None else Decimal(row.amount), is_group=row.people >= 10,
            summary=_FOUND.get(row.topic, ("职工反映用人单位存在用工问题。", ""))[0], received_on=self.day,
            opened_at=self._moment(), migrant_workers=row.people if row.topic == "pay.migrant" else 0,
            reporter=person_name(700 + n) if row.source in {LeadSource.CALL, LeadSource.VISIT} else "",
            reporter_contact=phone(7000 + n) if row.source in {LeadSource.CALL, LeadSource.VISIT} else "",
            reporter_named=row.source == LeadSource.VISIT,
            reference="城检建移〔2026〕3号" if row.source == LeadSource.PROCURATORATE else "", **row.more,
        )  # fmt: skip
        matter.place(self.union)
        event = open_dossier(matter, by=self.supervisor, at=self._moment(), step="register_lead")
        self.pk = event.dossier_id

    def _employer(self) -> Employer:
        n = self.n
        names = (
            "兰州示例餐饮管理有限公司",
            "甘肃样本装饰工程有限责任公司兰州新区第一分公司城关项目部",
            "兰州演示物流有限公司",
            "甘肃范例家政服务有限公司",
            "兰州模拟商贸有限公司",
            "甘肃举例物业服务集团股份有限公司兰州市城关区分公司",
        )
        found, _made = Employer.objects.get_or_create(
            name=names[n % len(names)],
            defaults={
                "region": self.union.region, "credit_code": credit_code(600 + n),
                "address": f"兰州市城关区样本街{n + 3}号",
                "legal_representative": person_name(640 + n), "post": "执行董事", "phone": phone(6400 + n),
                "industry": ("住宿和餐饮业", "建筑业", "交通运输业")[n % 3], "ownership": "private",
                "headcount": 40 + 13 * n, "has_union": bool(n % 2), "employment_form": "direct",
            },
        )  # fmt: skip
        return found

    def _investigate(self) -> None:
        people = list(Supervisor.objects.filter(user__in=(self.supervisor, self.second)))
        self.go("check_exclusivity", self.supervisor)
        self.go("name_supervisors", self.supervisor, supervisors=people)
        ties = [{"investigator": one.pk, "has_tie": False} for one in self.matter.investigator_rows]
        self.go("declare_ties", self.supervisor, ties=ties)
        self.go("take_up_lead", self.head)
        self.on(2)
        self.go(
            "record_inquiry", self.supervisor, place="用人单位会议室", method="site", supervisors=people,
            asked="人事负责人", text="问：反映的情况是否属实？答：情况属实，正在想办法解决。", signed=True,
        )  # fmt: skip
        self._finding(evidence="工资台账、考勤记录复印件")

    def _finding(self, **more: Any) -> None:
        from supervision import topics

        row = self.row
        facts, demand = _FOUND.get(row.topic, ("用工管理不规范。", "规范用工管理。"))
        fields: dict[str, Any] = {
            "topic": row.topic, "facts": facts, "demand": demand, "people": row.people or None,
            "amount": None if row.amount is None else Decimal(row.amount),
            "articles": list(topics.topics()[row.topic].articles) or ["L13/23"],
            "due_on": self.day + dt.timedelta(days=45),
        }  # fmt: skip
        self.go("add_finding", self.supervisor, **fields, **more)

    def _conclude(self) -> None:
        self.go("conclude_investigation", self.supervisor, conclusion="经调查，反映的问题属实。")

    def _draft(self) -> None:
        if self.row.twist == "broadcast":
            self._finding()
        cosigners: list[Organization] = []
        if self.row.twist == "joint":
            cosigners = [self.shelf.body(f"{CHENGGUAN}人民检察院")]
        _facts, demand = _FOUND[self.row.topic]
        self.go(
            "draft_hint", self.supervisor, opening="在处理职工诉求和日常巡查中了解到有关用工情况。",
            advice=["对照法律法规自查。", demand], cosigners=cosigners, copy_to=[f"{CHENGGUAN}人力资源和社会保障局"],
        )  # fmt: skip

    def _approve(self) -> None:
        self.go("approve_letter", self.head)

    def _seal(self) -> None:
        letter = self.matter.letter
        assert letter is not None  # noqa: S101 (it has just been numbered)
        paper = Instrument.objects.get(number=letter.number)
        render_one(paper.pk)
        seal = {"paper": Instrument.objects.get(pk=paper.pk), "seal_name": self.union.name, "copies": 3}
        self.go("seal_paper", self.supervisor, approved_by=self.head.full_name, **seal)

    def _serve(self, outcome: str = "received", note: str = "") -> None:
        self._seal()
        way = "post" if self.n % 2 else "direct"
        who = "" if outcome == "refused" else "行政前台"
        self.go(
            "record_letter_service", self.supervisor, method=way, outcome=outcome, received_by=who, note=note,
            tracking_no="EMS示例单号0001" if way == "post" else "",
            refusal_reason="不认可监督意见" if outcome == "refused" else "",
        )  # fmt: skip

    def _answer(self) -> None:
        self.on(6)
        rows = self.matter.finding_rows
        items = [
            {"finding": one.pk, "admits": True, "status": "under_way", "measure": "已制定整改计划，分两批落实。"}
            for one in rows
        ]
        self.go("record_reply", self.supervisor, way="paper", signer="人事负责人", phone="", items=items)

    def _verify(self, verdict: str, note: str) -> None:
        people = list(Supervisor.objects.filter(user__in=(self.supervisor, self.second)))
        results = [{"finding": one.pk, "verdict": verdict, "note": note} for one in self.matter.finding_rows]
        self.go("verify_findings", self.supervisor, method="site", supervisors=people, results=results)

    def _escalate(self) -> None:
        """The hint was followed by nothing; the opinion was refused at the door; the authority has the proposal."""
        self._verify(Verdict.UNDONE, "仍未支付。")
        self.on(2)
        self._letter("draft_opinion")
        self._serve("refused", "前台拒收，两名监督员在场，有录像。")
        self.on(3)
        self._letter("draft_advice", authority=self.shelf.body(f"{CHENGGUAN}人力资源和社会保障局"))
        self._serve()

    def _letter(self, step: str, **more: Any) -> None:
        _facts, demand = _FOUND[self.row.topic]
        self.go(step, self.supervisor, opening="经调查，存在下列问题。", advice=[demand], **more)
        self.go("submit_letter", self.supervisor)
        self.go("pass_letter", self.lawyer, opinion="同意。")
        self.go("approve_letter", self.head)

    def _rectified(self) -> None:
        self.on(7)
        self._verify(Verdict.DONE, "已经全部整改，职工确认。")
        if self.row.state != S.CLOSED:
            return
        sums = {"wages_paid": Decimal(self.row.amount or 0)}
        self.go("record_achievement", self.supervisor, contracts_signed=4, **sums)
        self.on(2)
        self.go("close_matter", self.head, summary="用人单位已经整改。")

    def _let_it_pass(self) -> None:
        """What the nightly sweep would have noted: the time for the answer has passed."""
        due = self.matter.reply_due_on
        if due is None or due >= self.shelf.today:
            return
        noted = due + dt.timedelta(days=1)
        self.day, self.taken = noted, 0
        try:
            take_step(self.matter, "note_expiry", by=CALENDAR, at=self._moment(), before=noted)
        except (Refused, CalendarMissing):
            return
