"""The usual cast: the same bodies and people in every story, and cases walked to a state by their real steps.

城关 (Chengguan) mediates; 皋兰 (Gaolan) is the county next door whose files could leak; the district court commissions.
All people and firms are invented.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.utils import timezone

from cases.models import Case, Party, load_case
from documents.models import Instrument
from dossiers.actions import open_dossier, take_step
from organizations.models import BodyKind, LegalType, Level, Mediator, Membership, Organization, Region, User
from organizations.roles import Role
from workflows.channels import Channel, rule_of
from workflows.mediation import State

#: A Tuesday in a year whose calendar is maintained.
TODAY = dt.date(2026, 3, 10)
NOW = dt.datetime(2026, 3, 10, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
PASSWORD = "lanzhou-2026-demo"


@dataclass
class Cast:
    """Everybody, by the name of their part."""

    regions: dict[str, Region]
    centre: Organization  # 城关's mediation centre
    neighbour: Organization  # 皋兰's mediation centre
    court: Organization
    committee: Organization
    people: dict[str, User] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None


def _user(name: str, full_name: str, **more: bool) -> User:
    return User(
        username=name, full_name=full_name, password=make_password(PASSWORD), must_change_password=False, **more
    )


def make_cast() -> Cast:
    """The bodies and the people; a dozen inserts, no files yet."""

    def region(code: str, name: str, level: str, parent: Region | None) -> Region:
        return Region.objects.create(code=code, name=name, level=level, parent=parent)

    country = region("100000", "中华人民共和国", Level.COUNTRY, None)
    gansu = region("620000", "甘肃省", Level.PROVINCE, country)
    lanzhou = region("620100", "兰州市", Level.PREFECTURE, gansu)
    chengguan = region("620102", "城关区", Level.COUNTY, lanzhou)
    gaolan = region("620122", "皋兰县", Level.COUNTY, lanzhou)
    tianshui = region("620500", "天水市", Level.PREFECTURE, gansu)
    regions = {r.name: r for r in (country, gansu, lanzhou, chengguan, gaolan, tianshui)}

    def body(name: str, kind: str, where: Region, parent: Organization | None = None, **more: Any) -> Organization:
        return Organization.objects.create(name=name, kind=kind, region=where, parent=parent, **more)

    province = body("甘肃省总工会", BodyKind.UNION, gansu, organ_mark="甘工")
    city = body("兰州市总工会", BodyKind.UNION, lanzhou, province, organ_mark="兰工")
    district = body("兰州市城关区总工会", BodyKind.UNION, chengguan, city, organ_mark="城关工")
    county = body("皋兰县总工会", BodyKind.UNION, gaolan, city, organ_mark="皋兰工")
    centre = body(
        "兰州市城关区总工会劳动争议调解中心",
        BodyKind.MEDIATION,
        chengguan,
        district,
        legal_type=LegalType.TWN,
        address="兰州市城关区庆阳路1号",
        phone="0931-0000001",
        court_roster=True,
    )
    neighbour = body("皋兰县总工会劳动争议调解中心", BodyKind.MEDIATION, gaolan, county, legal_type=LegalType.TWN)
    court = body("兰州市城关区人民法院", BodyKind.COURT, chengguan, court_code="甘0102")
    other_court = body("皋兰县人民法院", BodyKind.COURT, gaolan, court_code="甘0122")
    committee = body("兰州市城关区劳动人事争议仲裁委员会", BodyKind.ARBITRATION, chengguan)
    bureau = body("兰州市城关区人力资源和社会保障局", BodyKind.LABOUR, chengguan)
    procuratorate = body("兰州市城关区人民检察院", BodyKind.PROCURATORATE, chengguan)
    justice = body("兰州市城关区司法局", BodyKind.JUSTICE, chengguan)

    cast = Cast(regions, centre, neighbour, court, committee)
    parts: list[tuple[str, str, Organization, Role]] = [
        ("registrar", "陈登记", centre, Role.REGISTRAR),
        ("head", "何主任", centre, Role.BODY_HEAD),
        ("mediator", "马调解", centre, Role.MEDIATOR),
        ("second_mediator", "杨调解", centre, Role.MEDIATOR),
        ("reviewer", "罗法审", centre, Role.LEGAL_REVIEWER),
        ("administrator", "管理员", centre, Role.BODY_ADMINISTRATOR),
        ("auditor", "沈审计", province, Role.AUDITOR),
        ("liaison", "冯法官", court, Role.COURT_LIAISON),
        ("other_liaison", "牛法官", other_court, Role.COURT_LIAISON),
        ("labour_officer", "刘人社", bureau, Role.LABOUR_OFFICER),
        ("arbitration_clerk", "钟仲裁", committee, Role.ARBITRATION_CLERK),
        ("prosecutor", "简检察", procuratorate, Role.PROCURATORATE_LIAISON),
        ("justice_liaison", "司联络", justice, Role.JUSTICE_LIAISON),
        ("legal_supervisor", "督监督", district, Role.LEGAL_SUPERVISOR),
        ("second_supervisor", "查监督", district, Role.LEGAL_SUPERVISOR),
        ("union_head", "谢主席", district, Role.SUPERVISION_HEAD),
        ("union_lawyer", "文法审", district, Role.LEGAL_REVIEWER),
        ("neighbour_supervisor", "邻监督", county, Role.LEGAL_SUPERVISOR),
        ("neighbour_union_head", "邻主席", county, Role.SUPERVISION_HEAD),
        ("supervisor", "甘统计", province, Role.REPORTING_SUPERVISOR),
        ("city_supervisor", "兰统计", city, Role.REPORTING_SUPERVISOR),
        ("neighbour_registrar", "邻登记", neighbour, Role.REGISTRAR),
        ("neighbour_head", "邻主任", neighbour, Role.BODY_HEAD),
        ("neighbour_mediator", "邻调解", neighbour, Role.MEDIATOR),
    ]
    # What `admit` does, for all of them at once: nearly every test begins here.
    users = User.objects.bulk_create(_user(part, full_name) for part, full_name, _where, _role in parts)
    bodies = {where.pk: where for _part, _name, where, _role in parts}
    groups = Group.objects.bulk_create(Group(name=f"body:{pk}") for pk in bodies)
    for where, group in zip(bodies.values(), groups, strict=True):
        where.group = group
    Organization.objects.bulk_update(bodies.values(), ["group"])
    Membership.objects.bulk_create(
        Membership(user=user, body=where, role=role, since=dt.date(2020, 1, 1))
        for user, (_part, _name, where, role) in zip(users, parts, strict=True)
    )
    links = User.groups.through
    links.objects.bulk_create(
        links(user_id=user.pk, group_id=where.group_id)
        for user, (_part, _name, where, _role) in zip(users, parts, strict=True)
    )
    Mediator.objects.bulk_create(
        Mediator(user=user, union_appointed_on=dt.date(2025, 1, 1))
        for user, (_part, _name, _where, role) in zip(users, parts, strict=True)
        if role == Role.MEDIATOR
    )
    cast.people |= {user.username: user for user in users}
    cast.people["operator"] = _user("operator", "运维", is_staff=True, is_superuser=True)
    cast.people["nobody"] = _user("nobody", "无岗位")
    User.objects.bulk_create([cast.people["operator"], cast.people["nobody"]])
    return cast


WORKER = {
    "side": "applicant",
    "kind": "person",
    "name": "张秀英",
    "phone": "13900000001",
    "address": "兰州市城关区某街1号",
    "id_type": "resident",
    "id_number": "11010519491231002X",
}
EMPLOYER = {
    "side": "respondent",
    "kind": "organisation",
    "name": "兰州黄河假日餐饮有限公司",
    "credit_code": "91350100M000100Y43",
    "legal_representative": "王建国",
    "capacity": "用人单位",
}
WAGES = {
    "cause_code": "205-5",
    "what": "支付2025年10月至12月工资",
    "claimed": Decimal("18000.00"),
    "period_from": dt.date(2025, 10, 1),
    "period_to": dt.date(2025, 12, 31),
}


def new_case(
    cast: Cast,
    *,
    channel: str = Channel.SELF,
    centre: Organization | None = None,
    by: User | None = None,
    at: dt.datetime = NOW,
    workers: int = 1,
    names: list[str] | None = None,
    employer: str | None = None,
    **more: Any,
) -> Case:
    """A case registered at the counter by its real step."""
    body = centre or cast.centre
    rule = rule_of(channel)
    sender = {"court": cast.court, "arbitration": cast.committee}.get(rule.sender_kind)
    case = Case(
        channel=channel,
        received_on=timezone.localdate(at),
        opened_at=at,
        summary="拖欠三个月工资，多次讨要未果。",
        demand="支付拖欠工资",
        legal_type=rule.legal_type or body.legal_type,
        sender=sender,
        reference="（2026）甘0102民诉前调123号" if rule.needs_reference else "",
        court_procedure="ordinary" if channel == Channel.COURT_POST else "",
        **more,
    )
    case.place(body)
    people = [
        WORKER | {"name": name} for name in (names or [WORKER["name"], *(f"工友{i}" for i in range(2, workers + 1))])
    ]
    open_dossier(
        case,
        by=by or cast.registrar,
        at=at,
        parties=[*people, EMPLOYER | ({"name": employer} if employer else {})],
        claims=[WAGES | {"party_index": i} for i in range(len(people))],
    )
    return load_case(case.pk)


def _both(case: Case) -> list[Party]:
    return case.party_rows


# One stop after the other along a straight road: as branches go there is only "are we there yet".
def case_in(state: State, cast: Cast, *, at: dt.datetime = NOW, **more: Any) -> Case:  # noqa: C901
    """A case that has gone the ordinary way to `state` by its real steps."""
    case = new_case(cast, at=at, **more)
    registrar, head, mediator = cast.registrar, cast.head, cast.mediator

    def go(step: str, by: Any, **data: Any) -> Case:
        take_step(case, step, by=by, at=at, **data)
        return load_case(case.pk)

    if state == State.RECEIVED:
        return case
    case = go("screen_case", registrar)
    if state == State.SCREENING:
        return case
    if case.is_commissioned:
        case = go("confirm_commission", registrar, received_on=timezone.localdate(at))
    case = go("check_scope", registrar, in_scope=True)
    case = go("check_identity", registrar, parties=_both(case), how="核对身份证原件")
    case = go("record_consent", registrar, parties=case.side("applicant"), answer="agreed", medium="counter")
    if state == State.NOT_ACCEPTED:
        return go("decline_case", head, reason="out_of_scope", note="不属于劳动争议")
    if state == State.CONSENT_PENDING:
        return go("ask_other_side", registrar)
    case = go("record_consent", registrar, parties=case.side("respondent"), answer="agreed", medium="phone")
    case = go("accept_case", head)
    if state == State.ACCEPTED:
        return case
    case = go("appoint_mediator", registrar, mediator=mediator, method="body")
    if state == State.ASSIGNING:
        return case
    case = go("disclose_interests", mediator, has_interest=False)
    case = go("explain_rights", mediator)
    case = go("begin_mediation", mediator)
    if state == State.IN_MEDIATION:
        return case
    if state == State.SUSPENDED:
        return go("suspend_mediation", mediator, reason="appraisal")
    if state == State.FAILED:
        return go("end_mediation", mediator, reason="deadlock", note="双方差距过大")
    if state == State.WITHDRAWN:
        return go("withdraw_application", mediator, reason="申请人撤回")
    if state == State.SETTLED_WITHDRAWN:
        return go("record_self_settlement", mediator, text="双方自行和解", amount=Decimal("10000.00"))
    if state == State.TRANSFERRED:
        return go("transfer_case", head, to="劳动监察大队", materials="申请书", consent=True)
    case = go(
        "log_session",
        mediator,
        kind="joint",
        mode="in_person",
        began_at=at - dt.timedelta(hours=1),
        joint_record="双方陈述意见。",
        present=[{"party": p, "name": p.name} for p in _both(case)],
    )
    case = go("issue_session_record", mediator, session=case.sessions.get())
    employer = case.side("respondent")[0]
    settled, left = case.claim_rows, []
    if state == State.PART_AGREED:
        settled, left = (
            case.claim_rows[:0] or case.claim_rows[: max(1, len(case.claim_rows) - 1)],
            case.claim_rows[max(1, len(case.claim_rows) - 1) :],
        )
        if not left:
            case = go("add_claim", mediator, cause_code="205-6", what="经济补偿", claimed=Decimal("5000.00"))
            settled, left = case.claim_rows[:1], case.claim_rows[1:]
    items = [
        {
            "kind": "money",
            "what": claim.what,
            "debtor": employer,
            "creditor": claim.party,
            "claim": claim,
            "amount": Decimal("15000.00"),
            "method": "transfer",
            "payee": claim.party.name if claim.party else "",
            "account": "6222000000000000001",
            "due_on": timezone.localdate(at) + dt.timedelta(days=10),
        }
        for claim in settled
    ]
    results = {claim.pk: {"result": "settled", "agreed": Decimal("15000.00")} for claim in settled}
    results |= {claim.pk: {"result": "failed", "agreed": None} for claim in left}
    case = go("write_terms", mediator, facts="拖欠工资属实。", disputed="数额。", items=items, claims=results)
    case = go("draft_agreement", mediator)
    if state == State.DRAFTED:
        return case
    today = timezone.localdate(at)
    signers: list[dict[str, Any]] = [
        {"party": p, "signer": "party", "name": p.name, "signed_on": today} for p in _both(case)
    ]
    signers += [
        {"party": None, "signer": "mediator", "name": mediator.full_name, "signed_on": today},
        {"party": None, "signer": "seal", "name": case.body.name, "signed_on": today},
    ]
    case = go("record_signature", mediator, signers=signers)
    case = go("conclude_agreement", mediator)
    if state in {State.AGREED, State.PART_AGREED}:
        return case
    case = go("submit_closing", mediator, summary="已达成协议。")
    case = go("close_case", head)
    if state == State.CLOSED:
        return case
    for duty in case.settlement.obligations.all():
        case = go("record_performance", mediator, obligation=duty, amount=duty.amount)
    set_papers(case)
    at += dt.timedelta(days=40)  # both ways to an enforceable title have shut
    return go("archive_case", registrar)


def issued_without(case: Case, cast: Cast, out: list[Party]) -> Case:
    """The draft taken back and issued anew without the workers who declined it."""
    gone = {party.pk for party in out}
    take_step(case, "reopen_terms", by=cast.mediator, at=NOW, reason="有职工不同意条款")
    case = load_case(case.pk)
    fields = ("kind", "what", "debtor", "creditor", "claim", "amount", "method", "payee", "account", "due_on")
    items = [
        {name: getattr(row, name) for name in fields}
        for row in case.settlement.obligations.all()
        if row.creditor_id not in gone
    ]
    results = {claim.pk: {"result": "failed", "agreed": None} for claim in case.claim_rows if claim.party_id in gone}
    take_step(case, "write_terms", by=cast.mediator, at=NOW, items=items, claims=results)
    take_step(case, "draft_agreement", by=cast.mediator, at=NOW)
    return load_case(case.pk)


def set_papers(case: Any) -> None:
    """The worker has set every paper of the file."""
    papers = Instrument.objects.filter(dossier=case.pk, sha256="")
    papers.filter(status="waiting").update(status="ready", sha256="0" * 64, pages=1)
    papers.filter(status="void").update(sha256="0" * 64, pages=1)
