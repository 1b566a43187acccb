"""The files of the demonstration, each walked to where it stands by its real steps.

Every file has a row in `FILES`: where, how it came, who against whom, for how much, how far it has gone, and by which
day it is placed — so many days ago, or so that its running term ends so many days from the day of the start. So there
are always terms that end today and tomorrow and some that have passed, whenever the demonstration is loaded.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

import statutes
from cases import sums
from cases.models import OFFICE_SIGNATURES, Case, Party, Side, load_case
from documents.actions import render_one
from documents.models import Delivery, Instrument
from dossiers.actions import CALENDAR, Refused, open_dossier, take_step
from dossiers.models import Clock as Running
from dossiers.models.dossier import Origin
from mediation.demo.invent import employer, person_name, worker
from mediation.demo.people import CENTRE, CHENGGUAN, CITY, GAOLAN, PROVINCE, QINZHOU
from organizations.models import Organization, User
from statutes.calendars import CalendarMissing, shipped
from statutes.keys import Clock
from workflows.channels import Channel, PeriodStart, rule_of
from workflows.mediation import State
from workflows.papers import Kind

S = State
_SHANGHAI = ZoneInfo("Asia/Shanghai")
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
WAGES, COMPENSATION, CONTRACT, INJURY, RELATION, RIDERS = "205-5", "205-6", "205", "206-2", "205-1", "214-2"

#: Who works where: registrar, head, mediators in turn.
STAFF: dict[str, tuple[str, str, tuple[str, ...]]] = {
    CHENGGUAN: ("registrar", "head", ("mediator", "mediator2", "mediator3")),
    GAOLAN: ("gaolan.registrar", "gaolan.head", ("gaolan.mediator",)),
    QINZHOU: ("qinzhou.registrar", "qinzhou.head", ("qinzhou.mediator",)),
    CITY: ("city.registrar", "city.head", ("city.mediator",)),
    PROVINCE: ("province.registrar", "province.head", ("province.mediator",)),
}
_SENDERS = {
    "court": "{place}人民法院", "arbitration": "{place}劳动人事争议仲裁委员会", "labour": "{place}人力资源和社会保障局",
    "procuratorate": "{place}人民检察院", "justice": "{place}司法局",
}  # fmt: skip
_STORIES = {
    WAGES: ("支付拖欠的工资", "用人单位以资金周转困难为由拖欠工资，多次催讨未果。"),
    COMPENSATION: ("支付解除劳动合同经济补偿", "用人单位口头通知解除劳动合同，未支付经济补偿。"),
    CONTRACT: ("支付未签书面劳动合同二倍工资差额", "入职后未签订书面劳动合同，离职后要求支付二倍工资差额。"),
    INJURY: ("支付一次性伤残就业补助金", "工作中受伤并经鉴定，双方对补助金数额有分歧。"),
    RELATION: ("确认劳动关系", "未签合同、未缴社保，要求确认劳动关系。"),
    RIDERS: ("支付拖欠的配送费", "站点结算周期变更后，配送费两个月未结清。"),
}


@dataclass(frozen=True)
class Row:
    """One file: see the module. `due` counts from the start day; `ago` is how long ago it was received."""

    place: str
    channel: Channel
    state: S
    due: int | None = None
    ago: int | None = None
    cause: str = WAGES
    sum: int = 18000
    workers: int = 1
    twist: str = ""


C, N = Channel, CHENGGUAN
FILES: tuple[Row, ...] = (
    # At the counter.
    Row(N, C.SELF, S.RECEIVED, due=3),
    Row(N, C.HOTLINE, S.RECEIVED, due=0, cause=COMPENSATION, sum=12600),
    Row(N, C.SELF, S.RECEIVED, due=-2, cause=CONTRACT, sum=33000),
    Row(N, C.COURT_PRE, S.RECEIVED, due=1, sum=26400),
    Row(N, C.SELF, S.SCREENING, due=1, cause=INJURY, sum=86000),
    Row(N, C.PROACTIVE, S.SCREENING, due=2, sum=54000, workers=3),
    Row(N, C.COURT_PRE, S.CONSENT_PENDING, due=0, cause=COMPENSATION, sum=41200),
    Row(N, C.SELF, S.CONSENT_PENDING, due=1, sum=9800, twist="unreachable"),
    Row(N, C.SELF, S.ACCEPTED, due=12, sum=15200),
    Row(N, C.PETITION, S.ACCEPTED, due=13, sum=132000, workers=6),
    Row(N, C.CLUE_JUSTICE, S.ACCEPTED, due=9, cause=RELATION, sum=0),
    Row(N, C.SELF, S.ASSIGNING, due=11, sum=7600),
    Row(N, C.CLUE_LABOUR, S.ASSIGNING, due=10, sum=22800, twist="recusal"),
    # In mediation.
    Row(N, C.SELF, S.IN_MEDIATION, due=0, sum=18900),
    Row(N, C.SELF, S.IN_MEDIATION, due=1, cause=COMPENSATION, sum=36500, twist="offers"),
    Row(N, C.SELF, S.IN_MEDIATION, due=-2, sum=11000),
    Row(N, C.COURT_PRE, S.IN_MEDIATION, due=5, sum=286400, workers=12, twist="group"),
    Row(N, C.COURT_PRE, S.IN_MEDIATION, due=1, cause=INJURY, sum=142000, twist="offers"),
    Row(N, C.COURT_PRE, S.IN_MEDIATION, due=18, cause=CONTRACT, sum=64000),
    Row(N, C.COURT_POST, S.IN_MEDIATION, due=3, sum=48300, twist="summary"),
    Row(N, C.ARB_ENTRUST, S.IN_MEDIATION, due=2, cause=COMPENSATION, sum=52000),
    Row(N, C.NEW_FORM, S.IN_MEDIATION, due=8, cause=RIDERS, sum=23700, workers=3, twist="extended"),
    Row(N, C.CLUE_PROC, S.IN_MEDIATION, due=6, sum=96000, workers=4, twist="hint"),
    Row(N, C.SELF, S.IN_MEDIATION, due=7, sum=13400, twist="late"),
    Row(N, C.COURT_PRE, S.SUSPENDED, due=12, cause=INJURY, sum=118000),
    Row(N, C.SELF, S.SUSPENDED, due=4, sum=240000, twist="false"),
    Row(N, C.SELF, S.DRAFTED, due=3, sum=16800, twist="one_signed"),
    Row(N, C.COURT_PRE, S.DRAFTED, due=9, cause=COMPENSATION, sum=47500, twist="reviewed"),
    # Agreed, and what follows.
    Row(N, C.COURT_PRE, S.AGREED, due=3, sum=38200),
    Row(N, C.COURT_PRE, S.AGREED, ago=14, sum=72000, twist="filed"),
    Row(N, C.COURT_PRE, S.AGREED, ago=47, sum=90000, twist="confirmed"),
    Row(N, C.SELF, S.AGREED, due=0, cause=COMPENSATION, sum=27600),
    Row(N, C.ARB_GUIDE, S.AGREED, ago=14, sum=31500, twist="review"),
    Row(N, C.SELF, S.AGREED, ago=40, sum=14600, twist="breach"),
    Row(N, C.CLUE_LABOUR, S.AGREED, ago=30, sum=58800, workers=4, twist="paid"),
    Row(N, C.OTHER_HOTLINE, S.AGREED, ago=16, sum=8400),
    Row(N, C.COURT_PRE, S.PART_AGREED, ago=24, sum=65000, twist="two_claims"),
    # Without agreement.
    Row(N, C.COURT_PRE, S.FAILED, ago=33, cause=CONTRACT, sum=44000),
    Row(N, C.SELF, S.FAILED, ago=22, cause=INJURY, sum=205000, twist="handed_over"),
    Row(N, C.SELF, S.FAILED, ago=20, sum=19500, twist="unsigned"),
    Row(N, C.SELF, S.NOT_ACCEPTED, ago=9, cause=RELATION, sum=0, twist="scope"),
    Row(N, C.HOTLINE, S.NOT_ACCEPTED, ago=12, sum=6300, twist="refused"),
    Row(N, C.SELF, S.WITHDRAWN, ago=14, sum=5200),
    Row(N, C.SELF, S.SETTLED_WITHDRAWN, ago=13, sum=9900),
    Row(N, C.PETITION, S.TRANSFERRED, ago=11, sum=37000),
    # Closed, over the months before.
    Row(N, C.COURT_PRE, S.CLOSED, ago=58, sum=42000, twist="acknowledged"),
    Row(N, C.SELF, S.CLOSED, ago=75, cause=COMPENSATION, sum=24000),
    Row(N, C.SELF, S.CLOSED, ago=96, sum=17500, twist="failed"),
    Row(N, C.COURT_PRE, S.ARCHIVED, ago=130, sum=66000, workers=2),
    Row(N, C.SELF, S.ARCHIVED, ago=160, sum=12400, twist="failed"),
    Row(N, C.HOTLINE, S.ARCHIVED, ago=200, sum=8800),
    # Elsewhere: a neighbouring county, another prefecture, the city, the province.
    Row(GAOLAN, C.SELF, S.RECEIVED, due=2, sum=10500),
    Row(GAOLAN, C.COURT_PRE, S.IN_MEDIATION, due=6, sum=33600),
    Row(GAOLAN, C.SELF, S.AGREED, ago=21, sum=15800),
    Row(GAOLAN, C.SELF, S.CLOSED, ago=66, sum=21000),
    Row(QINZHOU, C.SELF, S.SCREENING, due=1, sum=13900),
    Row(QINZHOU, C.SELF, S.IN_MEDIATION, due=4, cause=INJURY, sum=94000),
    Row(QINZHOU, C.HOTLINE, S.FAILED, ago=28, sum=27000),
    Row(QINZHOU, C.SELF, S.CLOSED, ago=84, cause=COMPENSATION, sum=18200),
    Row(CITY, C.PROACTIVE, S.IN_MEDIATION, due=8, sum=310000, workers=5),
    Row(CITY, C.SELF, S.CLOSED, ago=110, sum=52000),
    Row(PROVINCE, C.OTHER_PROVINCE, S.IN_MEDIATION, due=10, cause=INJURY, sum=260000),
    Row(PROVINCE, C.OTHER_PROVINCE, S.AGREED, ago=25, cause=INJURY, sum=188000, twist="paid"),
    # Submitted to the court and the tribunal that entrusted them, which owe their document.
    Row(N, C.COURT_POST, S.AGREED, ago=13, sum=56000, twist="submitted"),
    Row(N, C.ARB_ENTRUST, S.AGREED, ago=12, sum=23400, twist="submitted"),
)


#: Files whose notice of acceptance was sealed and served; electronically sealed; refused and left; without its proof.
SERVED_HERE = ("offers", "filed", "confirmed", "paid", "acknowledged", "breach", "reviewed")
SEALED_ELECTRONICALLY, REFUSED_HERE, UNPROVEN = ("filed",), ("breach",), ("reviewed",)

#: Who sent it where the sender is no body on file.
_SENDER_NAMES = {
    C.OTHER_HOTLINE: "12345政务服务便民热线",
    C.PETITION: "示例区信访局",
    C.OTHER_PROVINCE: "青海省示例市总工会",
}


@dataclass
class Shelf:
    """What walking needs: the people, the bodies, the moment of the start."""

    people: dict[str, User]
    now: dt.datetime
    bodies: dict[str, Organization] = field(default_factory=dict)

    @property
    def today(self) -> dt.date:
        return self.now.astimezone(_SHANGHAI).date()

    def body(self, name: str) -> Organization:
        """A body by its full name, read once."""
        if name not in self.bodies:
            self.bodies[name] = Organization.objects.select_related("region", "parent__parent").get(name=name)
        return self.bodies[name]


def make_files(shelf: Shelf) -> int:
    """Walk every row, in the order of receipt so that numbers follow it; returns how many files there are.

    The same people and moment give the same files.
    """
    files = [_File(shelf, n, row) for n, row in enumerate(FILES)]
    for file in sorted(files, key=lambda one: (one.day, one.n)):
        file.walk()
        file.let_time_pass(shelf.today)
    return len(files)


def is_workday(day: dt.date) -> bool:
    """Whether offices work; Monday to Friday where the calendar of the year is not maintained."""
    try:
        return shipped().is_working_day(day)
    except CalendarMissing:
        return day.weekday() < 5


def workday(day: dt.date, step: int = -1) -> dt.date:
    """The day itself or the nearest working day before it (after it, with a step of 1)."""
    while not is_workday(day):
        day += dt.timedelta(days=step)
    return day


def start_for(key: Clock, wanted: dt.date, region: str) -> dt.date:
    """The day from which a term ends on `wanted`, a working day if there is one; else on the first day after it."""
    found: list[tuple[dt.date, bool, dt.date]] = []
    for back in range(70):
        start = wanted - dt.timedelta(days=back)
        try:
            ends = statutes.due(statutes.term(key, start, region), start).due
        except CalendarMissing:
            continue
        last = ends.date() if isinstance(ends, dt.datetime) else ends
        if last >= wanted:
            found.append((last, is_workday(start), start))
    if not found:
        return workday(wanted - dt.timedelta(days=10))
    first = min(last for last, _works, _start in found)
    return max((works, start) for last, works, start in found if last == first)[1]


class _File:
    """One file on its way. Days only go forward, hours within a day too, and nothing happens after the start."""

    def __init__(self, shelf: Shelf, n: int, row: Row) -> None:
        self.shelf, self.n, self.row = shelf, n, row
        self.rule = rule_of(row.channel)
        self.centre = shelf.body(f"{row.place}{CENTRE}")
        self.region = self.centre.region_id
        registrar, head, mediators = STAFF[row.place]
        self.registrar, self.head = shelf.people[registrar], shelf.people[head]
        self.mediator = shelf.people[mediators[n % len(mediators)]]
        self.taken = 0
        self.starts: dt.date | None = None  # the day the mediation period must count from
        self.day = self._first_day()
        self.pk = 0
        self._case: Case | None = None
        self._stale = False
        self.last: dt.datetime | None = None  # of the latest entry in the log

    # ── When ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def _first_day(self) -> dt.date:
        """The day of receipt, so that the term the row speaks of ends when it should."""
        today, row = self.shelf.today, self.row
        if row.ago is not None or row.due is None:
            return workday(today - dt.timedelta(days=row.ago or 0))
        wanted = today + dt.timedelta(days=row.due)
        if row.state in {S.RECEIVED, S.SCREENING, S.CONSENT_PENDING}:
            asked = self.rule.asks if row.state == S.CONSENT_PENDING else None
            return min(start_for(asked or self.rule.intake, wanted, self.region), today)
        if row.state == S.AGREED:  # the window that closes first after the agreement
            window = Clock.AR if row.channel == Channel.SELF else Clock.JC
            return min(start_for(window, wanted, self.region), today) - dt.timedelta(days=12)
        period = Clock.COURT_POST_SUM if row.twist == "summary" else self.rule.period
        self.starts = min(start_for(period, wanted, self.region), today)
        early = 1 if self.rule.period_start == PeriodStart.CONFIRMATION else 2
        return workday(self.starts - dt.timedelta(days=early))

    def _moment(self, day: dt.date) -> dt.datetime:
        """Nine o'clock and a few minutes for every act before; never later than the start itself."""
        moment = dt.datetime(day.year, day.month, day.day, 9, 0, tzinfo=_SHANGHAI) + dt.timedelta(
            minutes=9 * self.taken
        )
        return min(moment, self.shelf.now)

    def on(self, days: int) -> None:
        """Let so many days pass, to the next working day, but not beyond the last one before the start."""
        later = workday(self.day + dt.timedelta(days=days), 1)
        self.day = max(self.day, min(later, workday(self.shelf.today)))

    def _reach(self) -> None:
        """Come to the day from which the period must count."""
        self.day = max(self.day, self.starts or self.day)

    def go(self, step: str, by: User, **data: Any) -> None:
        """Take a step on the day the file has come to, after what the calendar had to note before."""
        self.let_time_pass(self.day)
        self.taken += 1
        self.last = max(self._moment(self.day), self.last or self._moment(self.day))
        take_step(self._case or self.case, step, by=by, at=self.last, **data)
        self._stale = True

    def let_time_pass(self, day: dt.date) -> None:
        """What the nightly sweep would have noted until `day`: terms that passed, each on the day after."""
        case: Case | None = None
        for clock in Running.objects.filter(
            dossier=self.pk, status="running", noted_by=None, due_on__lt=day, missing=""
        ):
            case = case or self.case
            if clock.key == case.period_clock:
                continue  # the period has its own step and days of grace
            noted = max((clock.due_on or day) + dt.timedelta(days=1), self.day)
            at = dt.datetime(noted.year, noted.month, noted.day, 8, 0, tzinfo=_SHANGHAI)
            last = self.last or at
            self.last = min(max(at, last), self.shelf.now)
            with suppress(Refused):  # several that passed on one day are noted together
                take_step(case, "note_expiry", by=CALENDAR, at=self.last, before=noted)
            self._stale = True

    @property
    def case(self) -> Case:
        """The file as it stands now, read again only after a step."""
        if self._case is None or self._stale:
            self._case, self._stale = load_case(self.pk), False
        return self._case

    def side(self, side: str) -> list[Party]:
        return self.case.side(side)

    # ── Registration ───────────────────────────────────────────────────────────────────────────────────────────────

    def _register(self) -> None:
        row, n = self.row, self.n
        what, story = _STORIES[row.cause]
        people = [self._worker(k) for k in range(row.workers)]
        opponents = [self._employer()]
        if row.cause == RIDERS:
            opponents.append(employer(n + 7, name="示例速递（甘肃）网络科技有限公司", capacity="平台企业"))
        sender = self.rule.sender_kind
        case = Case(
            code=_code(n), origin=Origin.DEMONSTRATION, channel=row.channel, received_on=self.day,
            opened_at=self._moment(self.day), summary=story, demand=what,
            legal_type=self.rule.legal_type or self.centre.legal_type,
            sender=self.shelf.body(_SENDERS[sender].format(place=row.place)) if sender else None,
            sender_name=_SENDER_NAMES.get(row.channel, ""),
            reference=self._reference() if self.rule.needs_reference else "",
            letter_on=self.day if self.rule.needs_reference else None,
            court_procedure=self._procedure(),
            oral_application=n % 7 == 3, relation_type="new_form" if row.cause == RIDERS else "employment",
            contract_status=("written", "none", "unknown")[n % 3], entry_on=self.day - dt.timedelta(days=500 + n),
            leave_on=self.day - dt.timedelta(days=20 + n % 9), monthly_wage=Decimal(4200 + n % 7 * 300),
            place_code=self.region,
        )  # fmt: skip
        case.place(self.centre)
        event = open_dossier(
            case, by=self.registrar, at=self._moment(self.day), parties=[*people, *opponents],
            claims=self._claims(what, len(people)),
        )  # fmt: skip
        self.pk = event.dossier_id

    def _worker(self, k: int) -> dict[str, Any]:
        number = self.n * 3 + k * 5
        more: dict[str, Any] = {}
        if self.row.cause == RIDERS:
            more = {"worker_group": "new_form", "occupation": "网约配送员"}
        elif self.n % 3 == 0:
            more = {"worker_group": "migrant"}
        if self.row.cause == INJURY:
            more["vulnerable"] = ["injured"]
        if self.row.twist == "group" and k == 10:
            more |= {"name": "阿依古丽·买买提江", "nationality": "维吾尔族", "vulnerable": ["minority_language"]}
        return worker(number + (k if self.row.workers > 3 else 0), **more)

    def _employer(self) -> dict[str, Any]:
        if self.row.twist == "group":
            return employer(4)
        if self.n % 17 == 8:
            return employer(
                self.n,
                kind="unlicensed",
                name="示例小吃店（未办理营业执照）",
                credit_code="",
                investor=person_name(300 + self.n),
            )
        return employer(self.n)

    def _reference(self) -> str:
        year, n = self.day.year, 100 + self.n
        return {
            C.COURT_PRE: f"（{year}）甘0102民诉前调{n}号",
            C.COURT_POST: f"（{year}）甘0102民初{n}号",
            C.ARB_GUIDE: f"示例劳人仲调建〔{year}〕{n}号",
            C.ARB_ENTRUST: f"示例劳人仲委〔{year}〕{n}号",
            C.HOTLINE: f"12351-{year}-{n:05d}",
            C.OTHER_HOTLINE: f"12345-{year}-{n:05d}",
        }.get(Channel(self.row.channel), f"示例转〔{year}〕{n}号")

    def _procedure(self) -> str:
        if self.row.channel != C.COURT_POST:
            return ""
        return "summary" if self.row.twist == "summary" else "ordinary"

    def _claims(self, what: str, people: int) -> list[dict[str, Any]]:
        row = self.row
        each = (Decimal(row.sum) / people).quantize(Decimal("0.01"))
        claims: list[dict[str, Any]] = []
        for k in range(people):
            part = each + (Decimal(k - people // 2) * 100 if people > 2 and k != people // 2 else 0)
            money = {"claimed": part if row.sum else None, "is_money": bool(row.sum)}
            claims.append({"cause_code": row.cause, "what": what, "party_index": k, **money, **self._known()})
        if row.twist == "two_claims":
            extra = {"cause_code": COMPENSATION, "what": _STORIES[COMPENSATION][0], "claimed": Decimal(15000)}
            claims.append({**extra, "party_index": 0})
        return claims

    def _known(self) -> dict[str, Any]:
        """Since when the claim was known: some files do not say, and in some it was too long ago."""
        ago = {COMPENSATION: 20 + self.n % 9, CONTRACT: 400 if self.n % 2 else 90}.get(self.row.cause)
        if ago is None:
            return {}
        note = "解除通知的聊天记录" if self.row.cause == COMPENSATION else "入职登记表"
        return {"known_on": self.day - dt.timedelta(days=ago), "known_note": note}

    # ── The ordinary way ───────────────────────────────────────────────────────────────────────────────────────────

    def walk(self) -> None:
        """To the row's state."""
        goal, twist = self.row.state, self.row.twist
        self._register()
        if goal == S.RECEIVED:
            return
        self.go("screen_case", self.registrar)
        if goal == S.SCREENING:
            return
        self._consent(goal, twist)
        if goal in {S.CONSENT_PENDING, S.NOT_ACCEPTED}:
            return
        self._accept()
        if goal == S.TRANSFERRED:
            self.on(1)
            self.go(
                "transfer_case",
                self.head,
                to="兰州市城关区劳动保障监察大队",
                consent=True,
                materials="申请书、考勤记录",
            )
            return
        if goal == S.ACCEPTED:
            return
        if self._mediate(goal, twist):
            return
        self._end(goal, twist)

    def _serve(self, kind: Kind) -> None:
        """Seal a paper, hand it to the applicants at the counter and bring it to the other side."""
        paper = Instrument.objects.get(dossier=self.pk, kind=kind)
        way = "paper"
        if self.row.twist in SEALED_ELECTRONICALLY and settings.ESEAL:
            render_one(paper.pk)
            paper.refresh_from_db()
            way = "electronic"
        seal = {"way": way, "seal_name": f"{self.centre.name}印章", "copies": 3, "approved_by": self.head.full_name}
        self.go("seal_paper", self.registrar, paper=paper, **seal)
        for how, side in (("on_the_spot", Side.APPLICANT), ("direct", Side.RESPONDENT)):
            to = [one for one in self.case.recipients() if one.side == side]
            self.go("send_paper", self.registrar, paper=paper, to=to, way=how)
            for row in Delivery.objects.select_related("instrument").filter(instrument=paper, outcome=""):
                said = {"outcome": "received", "received_by": row.to_name[:60], "relation": "本人"}
                if side == Side.RESPONDENT:
                    said |= {"received_by": "公司前台", "relation": "负责收件的人"}
                if side == Side.RESPONDENT and self.row.twist in REFUSED_HERE:
                    said = {"outcome": "left", "refusal_reason": "称须由负责人签收", "witness": "社区居委会 示例某"}
                proof = "" if self.row.twist in UNPROVEN else "送达回证原件存卷"
                self.go("record_service", self.registrar, delivery=row, proof_note=proof, **said)

    def _consent(self, goal: S, twist: str) -> None:
        if self.case.is_commissioned:
            self.on(1 if self.row.ago is not None else 0)
            if self.rule.period_start == PeriodStart.CONFIRMATION:
                self._reach()
            self.go("confirm_commission", self.registrar, received_on=self.day)
        self.go("check_scope", self.registrar, in_scope=twist != "scope", note="")
        self.go("check_identity", self.registrar, parties=self.case.party_rows, how="核对居民身份证和营业执照原件")
        applicants, others = self.side(Side.APPLICANT), self.side(Side.RESPONDENT)
        self.go("record_consent", self.registrar, parties=applicants, answer="agreed", medium="counter")
        if twist == "scope":
            self.on(1)
            self.go(
                "decline_case",
                self.head,
                reason="out_of_scope",
                note="申请人与被申请人之间为承揽关系，不属于劳动争议。",
            )
            return
        self.go("ask_other_side", self.registrar)
        if goal == S.CONSENT_PENDING:
            if twist == "unreachable":
                note = "拨打登记电话两次无人接听"
                self.go(
                    "record_consent", self.registrar, parties=others, answer="unreachable", medium="phone", note=note
                )
            return
        if twist == "refused":
            self.on(1)
            note = "负责人表示愿走仲裁程序"
            self.go("record_consent", self.registrar, parties=others, answer="refused", medium="phone", note=note)
            self.go("close_on_refusal", self.registrar, note=note)
            return
        if self.starts is None:
            self.on(1)
        if self.rule.period_start == PeriodStart.CONSENT:
            self._reach()
        self.go("record_consent", self.registrar, parties=others, answer="agreed", medium="phone")

    def _accept(self) -> None:
        if self.rule.period_start == PeriodStart.ACCEPTANCE:
            self._reach()
        self.go("accept_case", self.head)
        if self.row.twist in SERVED_HERE:
            self._serve(Kind.NOTICE_OF_ACCEPTANCE)
        for party in self.side(Side.APPLICANT)[:1]:
            self.go(
                "record_service_address", self.registrar, party=party, service_address=party.address,
                service_recipient=party.name, electronic_consent=True, service_electronic=party.phone,
            )  # fmt: skip

    def _mediate(self, goal: S, twist: str) -> bool:
        """Appoint, begin, sit, suspend; True when the row stops here."""
        self.go("appoint_mediator", self.registrar, mediator=self.mediator, method="joint" if self.n % 2 else "body")
        if goal == S.ASSIGNING:
            if twist == "recusal":
                asked = {
                    "asked_by": self.side(Side.RESPONDENT)[0].name,
                    "ground": "other_tie",
                    "reason": "曾在同一单位共事",
                }
                self.go("request_recusal", self.registrar, **asked)
            return True
        self.go("disclose_interests", self.mediator, has_interest=False)
        self.go("explain_rights", self.mediator)
        self.on(1)
        self.go("begin_mediation", self.mediator)
        if goal == S.WITHDRAWN:
            self.on(1)
            self.go("withdraw_application", self.mediator, reason="申请人另行主张权利", in_writing=True)
            return True
        if goal == S.SETTLED_WITHDRAWN:
            self.on(1)
            text = "双方自行和解并已当场付清。"
            self.go("record_self_settlement", self.mediator, text=text, amount=Decimal(self.row.sum))
            return True
        self._sit(twist)
        if goal == S.SUSPENDED:
            false = twist == "false"
            note = "双方陈述高度一致且金额异常" if false else "双方同意对伤残等级重新鉴定"
            self.go("suspend_mediation", self.mediator, reason="false_mediation" if false else "appraisal", note=note)
            return True
        return goal == S.IN_MEDIATION

    def _sit(self, twist: str) -> None:
        """One joint session; with offers also a private one; a group elects its representatives first."""
        everybody = self.case.party_rows
        if twist == "group":
            self.go("record_representatives", self.registrar, representatives=self.side(Side.APPLICANT)[:3])
        self._session("joint", "双方陈述事实和请求。被申请人认可用工和欠付事实，对数额有异议。", everybody)
        if self.n % 3 == 0 and len(self.case.workers) == 1 and self.row.sum:
            self._record_facts()
        if twist in {"offers", "group"}:
            self.on(2)
            mine, theirs = (Decimal(self.row.sum * share // 100) for share in (90, 60))
            offers = [
                {"by_side": "applicant", "amount": mine, "terms": "一次付清"},
                {"by_side": "respondent", "amount": theirs, "terms": "分两期支付"},
            ]
            note = "被申请人表示最高可付七成，希望分期。"
            people = self.side(Side.RESPONDENT)
            self._session("private", note, people, with_side="respondent", offers=offers)
        if twist == "late":
            self.on(2)
            held = self._moment(workday(self.day - dt.timedelta(days=1)))
            if held.date() >= (self.case.accepted_on or held.date()):
                reason = "在企业现场调解，次日补录"
                self._session("joint", "到企业现场核对考勤和工资表。", everybody, began_at=held, late_reason=reason)
        if twist == "extended":
            period = self.case.period_due_on
            if period and period >= self.shelf.today:
                to = period + dt.timedelta(days=5)
                self.go("extend_period", self.mediator, to=to, agreed_by=everybody, medium="paper")
        if twist == "hint":
            note = "该单位未按月足额支付工资，未建立工资支付台账。"
            self.go("propose_supervision", self.head, addressee=self.side(Side.RESPONDENT)[0], note=note)

    def _record_facts(self) -> None:
        """What both sides say about the employment; they differ on the last day of work."""
        case, wage = self.case, f"{self.case.monthly_wage:.2f}"
        left = case.leave_on or self.day
        months = list(sums.months_between(left - dt.timedelta(days=60), left))
        facts = sums.on_file(case) | {
            "wages": {"agreed": [{"month": month, "due": wage, "paid": "0.00"} for month in months]},
            "exit_date": {
                "worker": left.isoformat(), "employer": (left - dt.timedelta(days=45)).isoformat(),
                "found": "worker" if self.n % 2 else "", "evidence": "考勤记录", "question": "最后一次到岗是哪一天",
            },
        }  # fmt: skip
        self.go("record_facts", self.mediator, party=case.workers[0], facts=facts)

    def _session(self, kind: str, words: str, people: list[Party], **more: Any) -> None:
        began = more.pop("began_at", None) or self._moment(self.day) - dt.timedelta(minutes=50)
        record = {"private_note": words} if kind == "private" else {"joint_record": words}
        present = [{"party": party, "name": party.name, "identity_checked": "居民身份证"} for party in people[:6]]
        self.go(
            "log_session", self.mediator, kind=kind, mode=("in_person", "video", "phone")[self.n % 3], began_at=began,
            place="调解一室" if self.n % 3 == 0 else "", present=present, next_step="核对工资表后再次协商",
            **record, **more,
        )  # fmt: skip

    # ── Ends ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def _end(self, goal: S, twist: str) -> None:
        failed = goal == S.FAILED or twist == "failed"
        if failed and twist != "unsigned":
            self.on(5)
            self.go(
                "end_mediation", self.mediator, reason="deadlock", note="双方对数额分歧较大，经两次调解未能达成一致。",
                costly_conduct="", court_hint="",
            )  # fmt: skip
            if twist == "handed_over":
                to = self.shelf.body(_SENDERS["arbitration"].format(place=self.row.place))
                self.go("hand_over", self.registrar, to=to, materials="申请书、无争议事实确认书")
        else:
            self._agree(goal, twist)
        if goal in {S.CLOSED, S.ARCHIVED}:
            self._close(goal, twist)

    def _agree(self, goal: S, twist: str) -> None:
        self.on(7 if self.row.ago is None else 6)
        if goal == S.AGREED and self.row.due is not None:
            window = Clock.AR if self.row.channel == Channel.SELF else Clock.JC
            wanted = self.shelf.today + dt.timedelta(days=self.row.due)
            self.day = max(self.day, min(start_for(window, wanted, self.region), self.shelf.today))
        items, results = self._terms(twist)
        self.go(
            "write_terms", self.mediator, facts="双方对用工事实和欠付金额无争议。", disputed="支付数额和期限。",
            release="上列款项付清后，双方就本案请求事项再无争议。",
            breach="逾期支付的，按未付金额的同期贷款市场报价利率支付利息。",
            items=items, claims=results,
        )  # fmt: skip
        if twist == "reviewed":
            self.go("review_draft", self.shelf.people["reviewer"], text="第二条履行期限明确，建议补充收款账户名称。")
        self.go("draft_agreement", self.mediator)
        if goal == S.DRAFTED:
            if twist == "one_signed":
                self.go(
                    "record_signature", self.mediator, signers=self._signers(self.side(Side.APPLICANT), office=False)
                )
            return
        if twist == "unsigned":
            self.on(2)
            self.go(
                "record_refusal_to_sign", self.mediator, refused_by=self.side(Side.RESPONDENT), note="负责人临时反悔"
            )
            return
        self.go("record_signature", self.mediator, signers=self._signers(self.case.party_rows, office=True))
        self.go("conclude_agreement", self.mediator)
        self._after(twist)

    def _terms(self, twist: str) -> tuple[list[dict[str, Any]], dict[int, dict[str, Any]]]:
        """Four fifths of each claim; in two instalments where the row is one of instalments."""
        case = self.case
        claims, debtor = case.claim_rows, case.side(Side.RESPONDENT)[0]
        settled = claims[:-1] if twist == "two_claims" else claims
        items: list[dict[str, Any]] = []
        results: dict[int, dict[str, Any]] = {claim.pk: {"result": "failed", "agreed": None} for claim in claims}
        parts = 3 if twist == "confirmed" else 1
        for claim in settled:
            agreed = ((claim.claimed or Decimal(0)) * 4 / 5).quantize(Decimal("0.01"))
            results[claim.pk] = {"result": "settled", "agreed": agreed}
            payee = claim.party.name if claim.party else ""
            for part in range(parts):
                amount = (agreed / parts).quantize(Decimal("0.01"))
                amount = agreed - amount * (parts - 1) if part == parts - 1 else amount
                items.append({
                    "kind": "money", "what": f"{claim.what}（第{part + 1}期）" if parts > 1 else claim.what,
                    "debtor": debtor, "creditor": claim.party, "claim": claim, "amount": amount, "method": "transfer",
                    "payee": payee, "account": f"62220000000000{self.n:03d}{part}", "due_on": self._due(twist, part),
                })  # fmt: skip
        return items, results

    def _due(self, twist: str, part: int) -> dt.date:
        """Instalments so that one has been paid, one falls due on the day of the start and one is to come."""
        if twist == "confirmed":
            return self.shelf.today + dt.timedelta(days=(part - 1) * 30)
        return self.day + dt.timedelta(days=15)

    def _signers(self, parties: list[Party], *, office: bool) -> list[dict[str, Any]]:
        signers: list[dict[str, Any]] = [{"party": party, "signer": "party", "name": party.name} for party in parties]
        case = self.case
        for one in OFFICE_SIGNATURES[case.legal_type] if office else ():
            name = case.mediator_name if one == "mediator" else case.body.name
            signers.append({"party": None, "signer": one, "name": name})
        return [{**row, "signed_on": self.day} for row in signers]

    def _after(self, twist: str) -> None:
        court = self.shelf.body("兰州市城关区人民法院") if twist in {"filed", "confirmed"} else None
        if court:
            self.on(2)
            self.go("file_confirmation", self.mediator, to=court)
        if twist == "confirmed":
            self.on(3)
            number = f"（{self.day.year}）甘0102诉前调确{100 + self.n}号"
            self.go("decide_confirmation", self.shelf.people["liaison"], result="granted", number=number)
            self._pay(1)
            self.go("review_outcome", self.shelf.people["liaison"])
        if twist == "review":
            committee = self.shelf.body(_SENDERS["arbitration"].format(place=self.row.place))
            self.on(2)
            self.go("file_review", self.mediator, to=committee)
        if twist == "submitted":
            self.on(1)
            step = "submit_to_court" if self.case.is_from_court else "submit_to_tribunal"
            self.go(step, self.mediator, to=self.case.sender)
        if twist == "paid":
            self.on(4)
            self._pay(99)
            self._answer()
            self.go("submit_closing", self.mediator, summary="协议已全部履行。")
        if twist == "breach":
            due = self.case.settlement.obligations.first()
            if due is not None and due.due_on is not None:
                self.day = max(self.day, min(due.due_on + dt.timedelta(days=3), self.shelf.today))
                remedy = "引导申请支付令"
                self.go("record_breach", self.mediator, obligation=due, remedy=remedy)
                self.go("record_callback", self.mediator, text="电话回访，企业称月底前付款。")

    def _answer(self) -> None:
        """Whoever passed the dispute on hears what became of it."""
        if self.case.sender_awaits_answer:
            self.go("answer_sender", self.registrar, text="已将调解结果书面告知来件单位。", medium="paper")

    def _pay(self, most: int) -> None:
        for row in list(self.case.settlement.obligations.all())[:most]:
            self.go(
                "record_performance",
                self.mediator,
                obligation=row,
                amount=row.amount,
                on=self.day,
                proof="银行转账回单",
            )

    def _close(self, goal: S, twist: str) -> None:
        self.on(3)
        if twist != "failed":
            self._pay(99)
        self.go("issue_session_record", self.mediator, session=self.case.sessions.filter(kind="joint").first())
        self._answer()
        self.go(
            "submit_closing", self.mediator, summary="调解终结，材料齐全。" if twist == "failed" else "协议已履行完毕。"
        )
        if twist == "acknowledged":
            self.go("review_outcome", self.shelf.people["liaison"])
        self.on(1)
        self.go("close_case", self.head)
        if goal == S.ARCHIVED:
            self.on(35)  # until both ways to an enforceable title have shut
            for paper in Instrument.objects.filter(dossier=self.pk):
                render_one(paper.pk)
            self.go("archive_case", self.registrar)


def _code(n: int) -> str:
    """The public handle of the n-th file: the same on every installation, so that pictures and guides can name it."""
    pick: Callable[[str], str] = random.Random(f"demonstration {n}").choice  # noqa: S311 (no secret: access is checked)
    return "".join(pick(_ALPHABET) for _i in range(12))
