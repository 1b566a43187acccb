"""From a case to the frozen record of a paper. Reads models here so that no template ever does."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any, TypeVar, cast

from django.db.models import Q
from django.utils import timezone, translation

import statutes
from cases import causes, limitation
from cases.models import (
    AssignmentRole,
    Case,
    Claim,
    ClaimResult,
    Consent,
    Medium,
    Obligation,
    ObligationKind,
    Offer,
    PartyKind,
    Payment,
    RelationType,
    Session,
    SessionKind,
    SessionMode,
    Settlement,
    Side,
    bound_by,
)
from cases.models import Party as CaseParty
from documents import contents as c
from dossiers import clocks
from dossiers.actions import Act
from dossiers.models import Clock
from organizations.models import BodyKind, LegalType, Organization
from statutes.amounts import in_words
from statutes.keys import Cite, Param
from statutes.keys import Clock as Term
from statutes.parameters import shipped_parameters
from workflows.channels import Channel, Exit
from workflows.papers import Kind
from workflows.reasons import EndReason, NotAcceptedReason, Outcome, RecusalGround, SuspensionReason

_ROLE = {Side.APPLICANT: "申请人", Side.RESPONDENT: "被申请人", Side.THIRD: "第三人"}
_WAY = {Channel.COURT_PRE: "委派", Channel.COURT_POST: "委托", Channel.ARB_ENTRUST: "委托", Channel.ARB_GUIDE: "引导"}
T = TypeVar("T")
PARTNERS = (BodyKind.ARBITRATION, BodyKind.COURT, BodyKind.JUSTICE, BodyKind.LABOUR)
_UNIT = {"natural_day": "日", "working_day": "个工作日", "month": "个月", "year": "年"}


def money(amount: Decimal | None) -> c.Money | None:
    """A sum in figures and in bill words."""
    return None if amount is None else c.Money(amount=amount, words=in_words(amount))


def party(row: CaseParty) -> c.Party:
    """A party as printed: names and addresses in full, the identity number masked except where the law wants it."""
    agents: tuple[c.Agent, ...] = ()
    if row.agent_name:
        agents = (
            c.Agent(
                name=row.agent_name,
                capacity="委托代理人",
                kind=_zh(row.get_agent_kind_display),
                authority=_zh(row.get_agent_authority_display),
                scope=row.agent_scope,
            ),
        )
    elif row.guardian_name:
        agents = (c.Agent(name=row.guardian_name, capacity="法定代理人", kind=row.guardian_relation),)
    return c.Party(
        role=_ROLE[Side(row.side)],
        name=row.name,
        is_organization=row.kind != PartyKind.PERSON,
        gender={"m": "男", "f": "女"}.get(row.sex, ""),
        birth_date=row.born_on,
        ethnicity=row.nationality,
        id_type=_zh(row.get_id_type_display) if row.id_type else "居民身份证",
        id_number=row.id_number,
        credit_code=row.credit_code,
        unlicensed=row.kind == PartyKind.UNLICENSED,
        investor=row.investor,
        representative=row.legal_representative,
        representative_title=row.representative_post,
        address=row.service_address or row.address,
        phone=row.phone,
        agents=agents,
    )


def _zh(label: Callable[[], Any]) -> str:
    """A choice's label in Chinese, whatever the reader's language: papers are Chinese."""
    with translation.override("zh-hans"):
        return str(label())


def _label(choices: Any, value: str) -> str:
    with translation.override("zh-hans"):
        return str(choices(value).label) if value else ""


def _span(row: Claim) -> str:
    """The time a claim is for: 2026年8月1日至2026年10月31日."""
    return "至".join(f"{day.year}年{day.month}月{day.day}日" for day in (row.period_from, row.period_to) if day)


def claim(row: Claim, names: dict[int | None, str]) -> c.Claim:
    return c.Claim(matter=row.what, period=_span(row), amount=money(row.claimed), claimant=names.get(row.party_id, ""))


def _claims(case: Case) -> tuple[c.Claim, ...]:
    names: dict[int | None, str] = {row.pk: row.name for row in case.party_rows}
    return tuple(claim(row, names) for row in case.claim_rows)


# L01 art. 16: 拖欠劳动报酬、工伤医疗费、经济补偿或者赔偿金; nothing else may be collected by a payment order.
_BY_ORDER = re.compile("工资|劳动报酬|加班费|工伤医疗费|经济补偿|赔偿金")
_BY_ORDER_CAUSES = ("追索劳动报酬纠纷", "经济补偿金纠纷")


def _collected_by_order(row: Obligation) -> bool:
    """Whether a worker could ask for a payment order on this item when it is not paid."""
    if row.kind != ObligationKind.MONEY or row.debtor.kind == PartyKind.PERSON:
        return False
    if row.creditor is not None and row.creditor.kind != PartyKind.PERSON:
        return False
    cause = causes.label(row.claim.cause_version, row.claim.cause_code) if row.claim else ""
    said = f"{row.what} {row.claim.what if row.claim else ''}"
    return cause in _BY_ORDER_CAUSES or bool(_BY_ORDER.search(said))


def routes(case: Case, settlement: Settlement | None = None) -> tuple[str, ...]:
    """The roads that papers of this case may name: the channel's exits, less what the agreement itself shuts.

    Arbitration review is closed to an agreement that confirms employment (L06 art. 75), a payment order open only for
    what L01 art. 16 lists. Without an agreement yet, the channel alone decides.
    """
    open_: list[str] = [str(way) for way in case.rule.success if way in c.ROUTES]
    shut = set()
    if settlement is not None:
        if settlement.confirms_employment:
            shut.add(Exit.REVIEW)
        rows = _items(case, settlement)
        if not any(_collected_by_order(row) for row in rows):
            shut.add(Exit.PAYMENT_ORDER)
    return tuple(way for way in open_ if way not in shut)


def _items(case: Case, settlement: Settlement) -> list[Obligation]:
    """What is to be done under the agreement, with the parties and claims the case has loaded."""

    def read() -> list[Obligation]:
        rows = list(settlement.obligations.all())
        parties = {row.pk: row for row in case.party_rows}
        claims = {row.pk: row for row in case.claim_rows}
        for row in rows:
            row.debtor = parties[row.debtor_id]
            if row.creditor_id in parties:
                row.creditor = parties[row.creditor_id]
            if row.claim_id in claims:
                row.claim = claims[row.claim_id]
        return rows

    return _once(case, "items", read)


def _sides(case: Case) -> dict[str, Any]:
    return {
        "applicants": tuple(party(row) for row in case.side(Side.APPLICANT)),
        "respondents": tuple(party(row) for row in case.side(Side.RESPONDENT)),
    }


def _cause(case: Case) -> str:
    main = next((row for row in case.claim_rows if row.is_main), None) or next(iter(case.claim_rows), None)
    return causes.label(main.cause_version, main.cause_code) if main else ""


def _mediators(case: Case) -> tuple[c.Mediator, ...]:
    if case.mediator is None:
        return ()

    def read() -> list[str]:
        rows = case.assignments.filter(until__isnull=True, role=AssignmentRole.ASSISTING)
        return list(rows.order_by("id").values_list("mediator__full_name", flat=True))

    helpers = _once(case, "helpers", read) if case.is_assisted else []
    presiding = c.Mediator(name=case.mediator.full_name, part="主持")
    return (presiding, *(c.Mediator(name=name, part="共同") for name in helpers))


def _once(case: Case, what: str, read: Callable[[], T]) -> T:
    """Look something up once an act, however many papers state it: the door loads the case anew for each act."""
    known: dict[str, Any] = case.__dict__.setdefault("_gathered", {})
    if what not in known:
        known[what] = read()
    return cast("T", known[what])


def _clock(case: Case, key: str) -> Clock | None:
    """The latest clock of a term on the file, whether it still runs or not."""
    return next((row for row in reversed(clocks.on_file(case)) if row.key == key), None)


def _commission(case: Case) -> c.Commission | None:
    if not case.is_commissioned or case.sender is None:
        return None
    return c.Commission(
        organ=case.sender.name,
        way=_WAY[Channel(case.channel)],
        case_number=case.reference,
        sent_on=case.letter_on,
        received_on=case.commission_received_on,
    )


def _period(case: Case, day: dt.date) -> dict[str, Any]:
    """Length, first and last day of the mediation period, from the clock where it runs, else from the term."""
    term = statutes.term(case.period_clock, day)
    clock = _clock(case, case.period_clock)
    basis = term.articles[0] if term.articles else None
    return {
        "period": f"{c.cn_number(term.amount)}{_UNIT[term.unit]}" if term.amount else "",
        "period_from": clock.started_on if clock else None,
        "period_until": clock.due_on if clock else None,
        "period_basis": c.cited(basis.key) if basis else None,
        "extendable": case.rule.extension,
    }


def _nearest(case: Case, kind: str) -> Organization | None:
    """The partner body of the county, else of the prefecture, of the handling body."""
    region = case.body.region
    codes = [code for code in (region.county_code, region.prefecture_code, region.province_code) if code]
    near = [body for code in codes for body in _around(case) if body.region_id == code and body.kind == kind]
    return near[0] if near else None


def _around(case: Case) -> list[Organization]:
    """The partner bodies and people's mediation committees of the body's county, prefecture and province."""
    region = case.body.region
    codes = [code for code in (region.county_code, region.prefecture_code, region.province_code) if code]
    wanted = Q(kind__in=PARTNERS) | Q(kind=BodyKind.MEDIATION, legal_type=LegalType.PMC)
    rows = Organization.objects.filter(wanted, region_id__in=codes, is_active=True)
    return _once(case, "around", lambda: list(rows))


#: Relationships of new forms of work whose disputes go to a court at once, without arbitration before (P05).
_TO_COURT = frozenset({RelationType.NEW_FORM, RelationType.SERVICE, RelationType.SELF_EMPLOYED})


def _arbitrable(case: Case) -> bool:
    """Whether the way leads through labour arbitration: not out of scope, nor for work that is no employment."""
    if case.is_civil or case.end_reason == NotAcceptedReason.OUT_OF_SCOPE:
        return False
    return not (case.channel == Channel.NEW_FORM and case.relation_type in _TO_COURT)


def _limitation_note(act: Act) -> str:
    """The day on which limitation ends as it stands after this act, which may itself interrupt it (L02 art. 31)."""
    case: Case = act.dossier
    if not _arbitrable(case):
        return ""
    mine = limitation.Noted(
        act.seq, act.step.name, case.counts_as(act.step.limitation), act.acted_on, act.facts
    )  # fmt: skip
    return limitation.note(case, act.acted_on, limitation.unstruck([*limitation.noted(case), mine]))


def _to(title: str, organ: Organization | None, note: str = "") -> c.Remedy:
    if organ is None:
        return c.Remedy(title=title, note=note)
    return c.Remedy(title=title, organ=organ.name, address=organ.address, phone=organ.phone, note=note)


def _people(case: Case) -> Organization | None:
    """A people's mediation committee of the prefecture, in the county if there is one."""
    region = case.body.region
    codes = [code for code in (region.county_code, region.prefecture_code) if code]
    near = [body for code in codes for body in _around(case) if body.region_id == code and body.kind not in PARTNERS]
    return near[0] if near else None


def _remedies(case: Case) -> tuple[c.Remedy, ...]:
    """Where the parties may turn: by scope and, for new forms of work, by relationship (law.md §4.3–4.4)."""
    committee, justice, labour = (
        _nearest(case, kind) for kind in (BodyKind.ARBITRATION, BodyKind.JUSTICE, BodyKind.LABOUR)
    )
    aid = c.Remedy(title="申请法律援助", organ=f"{justice.name}法律援助机构" if justice else "", phone="12348")
    inspection = c.Remedy(
        title="拖欠工资等可向劳动保障监察机构投诉",
        organ=labour.name if labour else "",
        phone=labour.phone if labour else "",
    )
    arbitration, suit = (
        _to("申请劳动人事争议仲裁", committee),
        _to("向人民法院提起诉讼", _nearest(case, BodyKind.COURT)),
    )
    # Unpaid wages are the worker's complaint: an employer that applies has nothing to bring there.
    complaint = [inspection] if any(row.kind == PartyKind.PERSON for row in case.side(Side.APPLICANT)) else []
    if case.end_reason == NotAcceptedReason.OUT_OF_SCOPE:
        civil = _to("作为民事纠纷，可向人民调解委员会申请调解", _people(case))
        rows = [civil, suit, replace(arbitration, note="认为属于劳动人事争议的，可以申请仲裁。"), aid]
    elif case.is_civil:
        rows = [suit, aid]
    elif not _arbitrable(case):
        note = "双方之间不属于劳动关系的，无须先申请仲裁。"
        rows = [replace(suit, note=note), replace(arbitration, note="认为双方存在劳动关系的，应当先申请仲裁。"), aid]
    elif case.channel == Channel.NEW_FORM and case.relation_type == RelationType.UNKNOWN:
        rows = [
            replace(arbitration, note="双方之间存在劳动关系的，应当先申请仲裁。"),
            replace(suit, note="双方之间不属于劳动关系的，可以直接起诉。"),
            *complaint,
            aid,
        ]
    else:
        rows = [arbitration, *complaint, aid]
    if case.is_from_court and case.sender:
        goes_on = "登记立案" if case.channel == Channel.COURT_PRE else "继续审理"
        title = f"由{_WAY[Channel(case.channel)]}调解的人民法院依法{goes_on}"
        rows.insert(0, c.Remedy(title=title, organ=case.sender.name))
    return tuple(rows)


def _contact(act: Act, body: Organization) -> c.Contact:
    """Whom to call: the presiding mediator, else whoever issues the paper; a letter of the federation the latter."""
    case: Case = act.dossier
    person = case.mediator if case.mediator and body == case.body else act.user
    return c.Contact(
        office=body.name,
        person=person.full_name if person else "",
        phone=body.phone,
        address=body.address,
        postcode=body.postcode,
    )


def _online(case: Case) -> bool:
    """Whether a court's commission is mediated on its platform (L08 art. 1), as far as the file shows it."""
    return case.is_from_court and (
        any(row.consent_medium == Medium.PLATFORM for row in case.party_rows) or case.met_by_video
    )


def _basis(kind: Kind, case: Case) -> tuple[c.Article, ...]:
    from documents.kinds import PAPERS

    keys = PAPERS[kind].founded_on(from_court=case.is_from_court, online=_online(case))
    return tuple(c.cited(key) for key in keys)


def notice_of_acceptance(act: Act) -> list[c.Contents]:
    case: Case = act.dossier
    right = _clock(case, Term.RIGHT_TO_ARB)
    return [
        c.NoticeOfAcceptance(
            **_head(act, Kind.NOTICE_OF_ACCEPTANCE),
            **_sides(case),
            cause=_cause(case),
            claims=_claims(case),
            received_on=case.received_on,
            accepted_on=case.accepted_on,
            commission=_commission(case),
            mediators=_mediators(case),
            arbitration_open_on=right.due_on + dt.timedelta(days=1)
            if right and right.due_on and not case.is_commissioned
            else None,
            **_period(case, act.acted_on),
        )
    ]


def notice_of_non_acceptance(act: Act) -> list[c.Contents]:
    case: Case = act.dossier
    return [
        c.NoticeOfNonAcceptance(
            **_head(act, Kind.NOTICE_OF_NON_ACCEPTANCE),
            **_sides(case),
            cause=_cause(case),
            claims=_claims(case),
            received_on=case.received_on,
            commission=_commission(case),
            decided_on=act.acted_on,
            reason=_label(NotAcceptedReason, case.end_reason),
            reason_detail=case.end_note,
            remedies=_remedies(case),
            limitation=not case.is_civil,
            limitation_note=_limitation_note(act),
        )
    ]


def notice_of_rights(act: Act) -> list[c.Contents]:
    """One for each side; each of them signs its own."""
    case: Case = act.dossier
    period = _period(case, act.acted_on)
    return [
        c.NoticeOfRights(
            **_head(act, Kind.NOTICE_OF_RIGHTS),
            addressee=names,
            addressee_role=_ROLE[side],
            cause=_cause(case),
            mediators=_mediators(case),
            legal_type=case.legal_type,
            commission=_commission(case),
            period=period["period"],
            period_basis=period["period_basis"],
            extendable=period["extendable"],
            routes=routes(case),
            remedies=_remedies(case),
            parties=tuple(party(row) for row in case.side(side)),
            civil=case.is_civil,
        )
        for side, names in ((Side.APPLICANT, case.applicants), (Side.RESPONDENT, case.respondents))
        if names
    ]


_OFFERED_BY = {**{str(side): name for side, name in _ROLE.items()}, "mediator": "调解员"}
_ANSWERED = {"accepted": "（对方接受）", "refused": "（对方未接受）"}


def _offer(row: Offer) -> str:
    """An offer made before both sides, as a sentence of the record."""
    parts = [f"人民币{row.amount:,.2f}元"] if row.amount is not None else []
    parts += [row.terms.rstrip("。；")] if row.terms else []
    return "，".join(parts) + _ANSWERED.get(row.answer, "") + "。"


def session_record(act: Act) -> list[c.Contents]:
    case: Case = act.dossier
    session: Session = act.data["session"]
    sides = {row.pk: _ROLE[Side(row.side)] for row in case.party_rows}
    way = {
        SessionMode.IN_PERSON: "现场",
        SessionMode.PHONE: "电话",
        SessionMode.VIDEO: "视频",
        SessionMode.MIXED: "混合",
    }
    present = {
        SessionMode.IN_PERSON: "到场",
        SessionMode.PHONE: "电话",
        SessionMode.VIDEO: "视频",
        SessionMode.MIXED: "",
    }
    mode = SessionMode(session.mode)
    people = session.attendance.all()
    attendees = tuple(
        c.Attendee(
            name=row.name,
            role=row.capacity or sides.get(row.party_id or 0, ""),
            present=present[mode],
            identity_check=row.identity_checked,
        )
        for row in people
    )
    seen = {row.party_id for row in people}
    absent = tuple(
        c.Attendee(name=row.name, role=sides[row.pk])
        for row in case.party_rows
        if row.pk not in seen and row.side != Side.THIRD and not row.is_represented
    )
    return [
        c.SessionRecord(
            **_head(act, Kind.SESSION_RECORD),
            cause=_cause(case),
            session_number=session.no,
            started_at=timezone.localtime(session.began_at).replace(tzinfo=None),
            ended_at=timezone.localtime(session.ended_at).replace(tzinfo=None) if session.ended_at else None,
            place=session.place,
            mode=way[mode],
            mediators=_mediators(case) or (c.Mediator(name=session.mediator_name),),
            recorder=session.mediator_name,
            attendees=attendees,
            absent=absent,
            told=(
                "双方当事人的权利义务、调解规则、协议效力及司法确认",
                "申请回避的权利",
                "保密义务",
                "虚假调解的法律后果",
            )
            if case.rights_explained_on
            else (),
            statements=tuple(
                c.Utterance(speaker=speaker, text=line)
                for speaker, text in (("", session.joint_record), ("对方答复", session.other_side))
                for line in text.splitlines()
                if line.strip()
            ),
            issues=tuple(line.strip() for line in session.focus.splitlines() if line.strip()),
            proposals=tuple(
                c.Utterance(speaker=_OFFERED_BY[row.by_side], text=_offer(row))
                for row in session.offers.filter(confidential=False)
            ),
            result=session.result,
            next_step=session.next_step,
            recordings=(c.Recording(medium="录音录像", place=session.recording),) if session.recording else (),
            recorded_later_at=timezone.localtime(session.recorded_at).replace(tzinfo=None) if session.late else None,
        )
    ]


def mediation_agreement(act: Act) -> list[c.Contents]:
    case: Case = act.dossier
    settlement = case.settlement
    rows = _items(case, settlement)
    sums: dict[tuple[str, str, str], Decimal | None] = {}
    for row in rows:
        payee = row.payee or (row.creditor.name if row.creditor else "")
        key = (payee, row.claim.what if row.claim else row.what, _span(row.claim) if row.claim else "")
        if row.kind == ObligationKind.MONEY:
            sums[key] = (sums.get(key) or Decimal(0)) + (row.amount or Decimal(0))
        else:
            sums.setdefault(key, None)
    total = sum((amount for amount in sums.values() if amount), Decimal(0))
    committee, court = (
        _nearest(case, BodyKind.ARBITRATION),
        case.sender if case.is_from_court else _nearest(case, BodyKind.COURT),
    )
    named = [row for row in case.party_rows if row.pk not in settlement.left_out]
    claims = [row for row in case.claim_rows if row.party_id not in settlement.left_out]
    names: dict[int | None, str] = {row.pk: row.name for row in named}
    # What is left open is said of those whom the paper names.
    left = [row.what for row in claims if row.result and row.result != ClaimResult.SETTLED]
    roads = routes(case, settlement)
    return [
        c.MediationAgreement(
            **_head(act, Kind.MEDIATION_AGREEMENT),
            applicants=tuple(party(row) for row in named if row.side == Side.APPLICANT),
            respondents=tuple(party(row) for row in named if row.side == Side.RESPONDENT),
            third_parties=tuple(party(row) for row in named if row.side == Side.THIRD),
            legal_type=case.legal_type,
            commission=_commission(case),
            cause=_cause(case),
            received_on=case.received_on,
            accepted_on=case.accepted_on,
            mediated_on=tuple(sorted({timezone.localdate(s.began_at) for s in case.sessions.filter(kind="joint")})),
            facts=settlement.facts,
            disputed=tuple(line for line in settlement.disputed.splitlines() if line.strip()),
            responsibility=settlement.responsibility,
            claims=tuple(claim(row, names) for row in claims),
            items=tuple(
                c.Item(payee=payee, matter=what, period=span, amount=money(amount))
                for (payee, what, span), amount in sums.items()
            ),
            total=money(total) if total else None,
            payments=tuple(
                c.Payment(
                    payer=row.debtor.name,
                    payee=row.payee or (row.creditor.name if row.creditor else ""),
                    amount=money(row.amount) if row.kind == ObligationKind.MONEY else None,
                    act=row.what if row.kind == ObligationKind.ACT else "",
                    due_on=row.due_on,
                    method=_zh(row.get_method_display) if row.method else "",
                    account=row.account,
                )
                for row in rows
            ),
            terms=tuple(settlement.clauses),
            breach=settlement.breach,
            release=settlement.release,
            open_claims=tuple(left),
            mediators=_mediators(case),
            # One for each who signs, one for the organisation, one for whoever commissioned the mediation.
            copies=len(bound_by(named, [row.debtor_id for row in rows])) + 1 + (_commission(case) is not None),
            routes=roads,
            review_committee=committee.name if committee and Exit.REVIEW in roads else "",
            confirming_court=court.name if court and Exit.CONFIRMATION in roads else "",
            partial=bool(left),
            civil=case.is_civil,
        )
    ]


def notice_of_termination(act: Act) -> list[c.Contents]:
    case: Case = act.dossier
    return [
        c.NoticeOfTermination(
            **_head(act, Kind.NOTICE_OF_TERMINATION),
            **_sides(case),
            cause=_cause(case),
            received_on=case.received_on,
            accepted_on=case.accepted_on,
            ended_on=act.acted_on,
            commission=_commission(case),
            reason=_label(EndReason, case.end_reason) or "双方仅就部分请求达成调解协议，其余请求未能达成一致",
            reason_detail=case.end_note,
            settled=tuple(row.what for row in case.claim_rows if row.result == ClaimResult.SETTLED),
            undisputed_by=_confirmed_by(case),
            remedies=_remedies(case),
            limitation=not case.is_civil,
            arbitrable=_arbitrable(case),
            limitation_note=_limitation_note(act),
            served_on_sender=case.rule.sender_kind == BodyKind.ARBITRATION,
        )
    ]


def _confirmed_by(case: Case) -> tuple[str, ...]:
    """Who confirmed facts as undisputed, each once; both sides or nobody (`confirm_facts`)."""
    return tuple(dict.fromkeys(row.name for row in case.party_rows if row.has_confirmed))


def report_to_court(act: Act) -> list[c.Contents]:
    """After a failure nothing but the items of L08 art. 21; offers and concessions have no field to stand in."""
    case: Case = act.dossier
    agreed = case.agreement_effective
    course = (
        f"本组织于{_day(case.accepted_on)}受理，组织双方当事人共同参加的调解{case.joint_sessions}次。"
        if case.accepted_on
        else f"本组织于{_day(case.received_on)}收到委派（委托），未受理，未组织调解。"
    )
    head = _head(act, Kind.REPORT_TO_COURT)
    ended_as, articles = _ended_as(case)
    if articles:
        head["articles"] = tuple(c.cited(key) for key in articles)
    reasons = [_label(EndReason if case.end_reason in EndReason.values else NotAcceptedReason, case.end_reason)]
    if case.outcome != Outcome.SELF_SETTLED:  # what the parties agreed between themselves is theirs to tell
        reasons.append(case.end_note)
    return [
        c.ReportToCourt(
            **head,
            ended_as=ended_as,
            **_sides(case),
            commission=cast("c.Commission", _commission(case)),  # `Case.wants` lets the report out to courts alone
            cause=_cause(case),
            mediators=_mediators(case),
            ended_on=act.acted_on,
            course=course,
            agreed=agreed,
            agreement_number=(case.agreement_number or "") if agreed else "",
            agreement_date=case.settlement.effective_on if agreed else None,
            open_claims=tuple(row.what for row in case.claim_rows if row.result and row.result != ClaimResult.SETTLED)
            if agreed
            else (),
            reasons=() if agreed else tuple(text for text in reasons if text),
            cost_conduct=() if agreed else tuple(line for line in case.costly_conduct.splitlines() if line.strip()),
            flags=tuple(line for line in case.court_hint.splitlines() if line.strip()),
            attachments=_sent_along(case, agreed=agreed),
        )
    ]


def _ended_as(case: Case) -> tuple[str, tuple[str, ...]]:
    """How a commissioned case ended that was not mediated to its end, and the articles its report then rests on."""
    if case.outcome == Outcome.NOT_ACCEPTED:
        refused = case.end_reason in {NotAcceptedReason.OTHER_SIDE_REFUSED, NotAcceptedReason.OTHER_SIDE_UNREACHABLE}
        return "not_accepted", (Cite.ASK_OTHER_SIDE if refused else Cite.COMMISSION_CONFIRM,)
    ways = {Outcome.WITHDRAWN: "withdrawn", Outcome.SELF_SETTLED: "self_settled"}
    way = ways.get(Outcome(case.outcome), "")
    return way, (Cite.END_REPORT, Cite.WITHDRAWAL) if way else ()


def _sent_along(case: Case, *, agreed: bool) -> tuple[c.Attachment, ...]:
    """What travels with the report: the agreement, and the facts both sides confirmed; never a word of the record."""
    rows = []
    if agreed:
        rows.append(c.Attachment(name="调解协议书", copies=1, record_class="F"))
    if _confirmed_by(case):
        rows.append(c.Attachment(name="无争议事实确认书", copies=1, record_class="E"))
    return tuple(rows)


def _day(day: dt.date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else "（日期未记录）"


def _head(act: Act, kind: Kind) -> dict[str, Any]:
    body = act.dossier.body
    return {
        "organ": body.name,
        "case_number": act.dossier.number,
        "issued_on": act.acted_on,
        "contact": _contact(act, body),
        "articles": _basis(kind, act.dossier),
    }


# ── Forms printed on request: filled from the file as far as it goes ─────────────────────────────────────────────────


def _sheet(act: Act, kind: Kind, **more: Any) -> dict[str, Any]:
    """What every form knows of a case; `more` comes on top, and may say less."""
    case: Case = act.dossier
    known: dict[str, Any] = {
        "applicants": _named(case.side(Side.APPLICANT)),
        "respondents": _named(case.side(Side.RESPONDENT)),
        "cause": _cause(case),
        "commission": _commission(case),
        "received_on": case.received_on,
        "accepted_on": case.accepted_on,
        "ended_on": case.ended_on,
    }
    return _head(act, kind) | known | more


def _named(rows: list[CaseParty]) -> tuple[c.Party, ...]:
    """Parties by name alone: no form holds more of a person than it needs."""
    return tuple(
        c.Party(role=_ROLE[Side(row.side)], name=row.name, is_organization=row.kind != PartyKind.PERSON) for row in rows
    )


def _each(act: Act, *, thirds: bool = False, employers: bool = False) -> list[CaseParty]:
    """For whom a form is printed that each party signs alone: all it can be for, or the one that was chosen."""
    rows = [row for row in act.dossier.party_rows if thirds or row.side != Side.THIRD]
    if employers:
        rows = [row for row in rows if row.kind != PartyKind.PERSON]
    chosen = act.data.get("party")
    return [row for row in rows if chosen is None or row.pk == chosen.pk]


def _of_party(row: CaseParty) -> dict[str, Any]:
    return {"party": party(row), "addressee": row.name}


def _exhibits(act: Act) -> list[Any]:
    """What was handed in, without the signed forms themselves."""
    from documents.models import EvidenceKind, Exhibit

    rows = Exhibit.objects.filter(dossier_id=act.dossier.pk)
    return list(rows.exclude(evidence_kind__in=[EvidenceKind.APPLICATION, EvidenceKind.SIGNED_PAPER]))


def _evidence(row: Any) -> c.Evidence:
    day = timezone.localdate(row.lodged_at)
    return c.Evidence(name=row.title, proves=row.proves, original=row.is_original, lodged_on=day)


def _applied(act: Act, kind: Kind) -> dict[str, Any]:
    """What an application says; proof of identity is not evidence and is not listed in it."""
    case: Case = act.dossier
    own = {row.pk for row in case.side(Side.APPLICANT)} | {None}
    return _sheet(
        act,
        kind,
        **_sides(case),
        third_parties=tuple(party(row) for row in case.side(Side.THIRD)),
        claims=_claims(case),
        facts=case.summary,
        demand="" if case.claim_rows else case.demand,
        entry_on=case.entry_on,
        leave_on=case.leave_on,
        wage=money(case.monthly_wage),
        workplace=case.workplace,
        other_procedure=case.in_other_procedure,
        evidence=tuple(_evidence(row) for row in _exhibits(act) if row.record == "B" and row.lodged_for_id in own),
    )


def application(act: Act) -> list[c.Contents]:
    return [c.Application(**_applied(act, Kind.APPLICATION))]


def oral_application(act: Act) -> list[c.Contents]:
    taken = act.dossier.taken_down_at
    return [
        c.OralApplication(
            **_applied(act, Kind.ORAL_APPLICATION),
            taken_at=timezone.localtime(taken).replace(tzinfo=None) if taken else None,
            recorder=act.by.full_name,
        )
    ]


def evidence_receipt(act: Act) -> list[c.Contents]:
    """One for each party that handed something in; to be filled in by hand where nothing has been lodged yet."""
    lodged = _exhibits(act)
    with_any = {row.lodged_for_id for row in lodged}
    return [
        c.EvidenceReceipt(
            **_sheet(act, Kind.EVIDENCE_RECEIPT),
            party=_named([row])[0],
            addressee=row.name,
            evidence=tuple(_evidence(one) for one in lodged if one.lodged_for_id == row.pk),
            receiver=act.by.full_name,
        )
        for row in _each(act, thirds=True)
        if act.data.get("party") or row.pk in with_any or not with_any
    ]


def power_of_attorney(act: Act) -> list[c.Contents]:
    return [
        c.PowerOfAttorney(
            **_sheet(act, Kind.POWER_OF_ATTORNEY), **_of_party(row), since=row.agent_since, until=row.agent_until
        )
        for row in _each(act, thirds=True)
    ]


def principal_certificate(act: Act) -> list[c.Contents]:
    return [
        c.PrincipalCertificate(**_sheet(act, Kind.PRINCIPAL_CERTIFICATE), **_of_party(row))
        for row in _each(act, thirds=True, employers=True)
    ]


def election(act: Act) -> list[c.Contents]:
    case: Case = act.dossier
    sums: dict[int | None, Decimal] = {}
    for row in case.claim_rows:
        sums[row.party_id] = sums.get(row.party_id, Decimal(0)) + (row.claimed or Decimal(0))
    members = tuple(
        c.Member(name=row.name, amount=money(sums.get(row.pk)), elected=row.is_representative) for row in case.workers
    )
    return [c.Election(**_sheet(act, Kind.ELECTION), members=members)]


def consent_answer(act: Act) -> list[c.Contents]:
    known = {Consent.AGREED, Consent.REFUSED}
    return [
        c.ConsentAnswer(
            **_sheet(act, Kind.CONSENT_ANSWER),
            party=_named([row])[0],
            addressee=row.name,
            answer=row.consent if row.consent in known else "",
            answered_on=row.consent_on if row.consent in known else None,
            medium=_label(Medium, row.consent_medium) if row.consent in known else "",
        )
        for row in _each(act)
    ]


def service_address(act: Act) -> list[c.Contents]:
    return [
        c.ServiceAddress(
            **_sheet(act, Kind.SERVICE_ADDRESS),
            party=replace(_named([row])[0], phone=row.phone),
            addressee=row.name,
            address=row.service_address or row.address,
            recipient=row.service_recipient,
            electronic=row.service_electronic,
            confirmed_on=row.service_confirmed_on,
            agrees=row.service_consent_on is not None,
        )
        for row in _each(act, thirds=True)
    ]


def _receipts_of(act: Act, deliveries: list[Any]) -> list[c.Contents]:
    """One for each delivery, filled in as far as it has come."""
    parties = {f"party:{row.pk}": row for row in act.dossier.party_rows}

    def who(row: Any) -> c.Party:
        known = parties.get(row.to_key)
        return _named([known])[0] if known else c.Party(role="", name=row.to_name, is_organization=True)

    return [
        c.ServiceReceipt(
            **_sheet(act, Kind.SERVICE_RECEIPT),
            party=who(row),
            addressee=row.to_name,
            served=(c.Served(name=row.instrument.title, number=row.instrument.number),),
            address=row.address,
            way=row.way,
            tracking_no=row.tracking_no,
            outcome=row.outcome,
            arrived_at=timezone.localtime(row.received_at) if row.received_at else None,
            taken_by=row.received_by,
            relation=row.relation,
            refusal_reason=row.refusal_reason,
            witness=row.witness,
            sent_by=row.sent_by,
        )
        for row in deliveries
    ]


def service_receipt(act: Act) -> list[c.Contents]:
    """One for each recipient, with the papers of which it gets an original; where a paper is being delivered, one for
    each delivery."""
    if act.data.get("receipts_for"):
        return _receipts_of(act, act.data["receipts_for"])
    from documents.kinds import PAPERS, Recipient
    from documents.models import Instrument, InstrumentStatus

    case: Case = act.dossier
    issued = list(
        Instrument.objects.filter(dossier_id=case.pk)
        .exclude(status=InstrumentStatus.VOID)
        .order_by("id")
        .values_list("kind", "title", "number", "addressee")
    )
    lines = {Side.APPLICANT: case.applicants, Side.RESPONDENT: case.respondents}
    gets = {Side.APPLICANT: Recipient.APPLICANTS, Side.RESPONDENT: Recipient.RESPONDENTS}

    def served(row: CaseParty) -> tuple[c.Served, ...]:
        side = Side(row.side)
        return tuple(
            c.Served(name=title, number=number)
            for kind, title, number, addressee in issued
            if PAPERS[Kind(kind)].is_numbered
            and (
                gets.get(side) in PAPERS[Kind(kind)].recipients
                or (Recipient.ADDRESSEE in PAPERS[Kind(kind)].recipients and addressee in (row.name, lines.get(side)))
            )
        )

    return [
        c.ServiceReceipt(
            **_sheet(act, Kind.SERVICE_RECEIPT),
            party=_named([row])[0],
            addressee=row.name,
            served=served(row),
            address=row.service_address or row.address,
        )
        for row in _each(act, thirds=True)
    ]


def _file_sheet(act: Act, kind: Kind) -> dict[str, Any]:
    case: Case = act.dossier
    claimed = sum((row.claimed or Decimal(0) for row in case.claim_rows), Decimal(0))
    return _sheet(
        act,
        kind,
        claims=_claims(case),
        source=_label(Channel, case.channel),
        relation=_label(RelationType, case.relation_type),
        people=case.people,
        claimed=money(claimed) if claimed else None,
        facts=case.summary,
    )


def acceptance_sheet(act: Act) -> list[c.Contents]:
    note, by = act.dossier.scope_note, act.by.full_name
    return [c.AcceptanceSheet(**_file_sheet(act, Kind.ACCEPTANCE_SHEET), scope_note=note, registered_by=by)]


def disclosure(act: Act) -> list[c.Contents]:
    """One for each mediator of the case."""
    rows = act.dossier.assignments.filter(until__isnull=True).select_related("mediator").order_by("id")
    return [
        c.Disclosure(
            **_sheet(act, Kind.DISCLOSURE),
            addressee=row.mediator.full_name,
            mediator=row.mediator.full_name,
            disclosed_on=row.disclosed_on,
            has_interest=row.has_interest,
            disclosure=row.disclosure,
        )
        for row in rows
    ]


def recusal_application(act: Act) -> list[c.Contents]:
    case: Case = act.dossier
    asked = case.assignments.filter(until__isnull=True, role=AssignmentRole.PRESIDING).first()
    presiding = (c.Mediator(name=case.mediator.full_name, part="主持"),) if case.mediator else ()

    def own(row: CaseParty) -> bool:
        return asked is not None and asked.recusal_by == row.name

    return [
        c.RecusalApplication(
            **_sheet(act, Kind.RECUSAL_APPLICATION, mediators=presiding),
            party=_named([row])[0],
            addressee=row.name,
            ground=asked.recusal_ground if asked and own(row) else "",
            reason=asked.recusal_reason if asked and own(row) else "",
        )
        for row in _each(act)
    ]


def inquiry_record(act: Act) -> list[c.Contents]:
    return [c.InquiryRecord(**_sheet(act, Kind.INQUIRY_RECORD))]


_MODES = {
    SessionMode.IN_PERSON: "现场",
    SessionMode.PHONE: "电话",
    SessionMode.VIDEO: "视频",
    SessionMode.MIXED: "混合",
}


def contact_log(act: Act) -> list[c.Contents]:
    """The days of the joint sessions; private ones stay with the mediators and are on no paper."""
    held = act.dossier.sessions.filter(kind=SessionKind.JOINT).values_list("began_at", "mode")
    contacts = tuple(c.Contacted(on=timezone.localdate(began), way=_MODES[SessionMode(mode)]) for began, mode in held)
    return [c.ContactLog(**_sheet(act, Kind.CONTACT_LOG), contacts=contacts)]


def extension_consent(act: Act) -> list[c.Contents]:
    period = _period(act.dossier, act.acted_on)
    return [
        c.ExtensionConsent(
            **_sheet(act, Kind.EXTENSION_CONSENT),
            period_from=period["period_from"],
            period_until=period["period_until"],
        )
    ]


def withdrawal(act: Act) -> list[c.Contents]:
    return [
        c.Withdrawal(**_sheet(act, Kind.WITHDRAWAL), settled=act.dossier.outcome == Outcome.SELF_SETTLED),
    ]


def undisputed_facts(act: Act) -> list[c.Contents]:
    """What both sides confirmed, as it stands on the file; an empty form where nothing has been confirmed yet."""
    rows = list(act.dossier.undisputed.all())
    return [
        c.UndisputedFactsSheet(
            **_sheet(act, Kind.UNDISPUTED_FACTS, mediators=_mediators(act.dossier)),
            items=tuple(str(item) for row in rows for item in row.items),
            confirmed_on=rows[-1].confirmed_on if rows else None,
        )
    ]


def parties_settlement(act: Act) -> list[c.Contents]:
    return [c.PartiesSettlement(**_sheet(act, Kind.PARTIES_SETTLEMENT))]


def failure_record(act: Act) -> list[c.Contents]:
    """The reasons of the end and nothing of what was offered, as in the report to a court (L08 art. 21)."""
    case: Case = act.dossier
    return [
        c.FailureRecord(
            **_sheet(act, Kind.FAILURE_RECORD, mediators=_mediators(case)),
            reason=_label(EndReason, case.end_reason if case.end_reason in EndReason.values else ""),
            undisputed_by=_confirmed_by(case),
        )
    ]


def handover_list(act: Act) -> list[c.Contents]:
    """What goes back or on: papers and exhibits of the classes that may leave, never minutes nor proofs of identity."""
    from documents.kinds import PAPERS
    from documents.models import Instrument, InstrumentStatus

    case: Case = act.dossier
    issued = Instrument.objects.filter(dossier_id=case.pk).exclude(status=InstrumentStatus.VOID).order_by("id")
    papers = [
        c.Attachment(name=f"{title}（{number}）", copies=1, pages=pages, original="原件", record_class=record)
        for kind, title, number, pages, record in issued.values_list("kind", "title", "number", "pages", "record")
        if record in c.SENDABLE_TO_COURT
        and PAPERS[Kind(kind)].is_numbered
        and (kind != Kind.MEDIATION_AGREEMENT or case.agreement_effective)
    ]
    lodged = [
        c.Attachment(name=row.title, copies=1, original="复印件", record_class=row.record)
        for row in _exhibits(act)
        if row.record in c.SENDABLE_TO_COURT
    ]
    to = case.transferred_to or (case.sender.name if case.sender else "")
    return [c.HandoverList(**_sheet(act, Kind.HANDOVER_LIST, attachments=tuple(papers + lodged)), to=to)]


# ── After an agreement ───────────────────────────────────────────────────────────────────────────────────────────────


def _duty(row: Obligation, *, left: bool = False, proof: str = "") -> c.Duty:
    """An item of the agreement; with `left` only what of its sum is still open."""
    amount = row.amount if row.kind == ObligationKind.MONEY else None
    return c.Duty(
        what=row.what,
        payer=row.debtor.name,
        payee=row.payee or (row.creditor.name if row.creditor else ""),
        amount=money(amount - row.paid if left and amount is not None else amount),
        due_on=row.due_on,
        paid=money(row.paid) if row.paid else None,
        performed_on=row.performed_on,
        proof=proof,
    )


def _agreed(act: Act, kind: Kind, duties: list[c.Duty], **more: Any) -> dict[str, Any]:
    """What papers that rest on an agreement say of it."""
    case: Case = act.dossier
    settlement = case.agreement
    total = sum((one.amount.amount for one in duties if one.amount), Decimal(0))
    known: dict[str, Any] = {
        "agreement_number": case.agreement_number or "",
        "agreement_date": settlement.effective_on if settlement else None,
        "duties": tuple(duties),
        "total": money(total) if total else None,
    }
    return _sheet(act, kind, **(known | more))


def _all_duties(case: Case) -> list[c.Duty]:
    return [_duty(row) for row in _items(case, case.settlement)] if case.agreement else []


def oral_agreement(act: Act) -> list[c.Contents]:
    case: Case = act.dossier
    more = {"mediators": _mediators(case)}
    return [c.OralAgreement(**_agreed(act, Kind.ORAL_AGREEMENT, _all_duties(case), **more))]


def _bound_sides(case: Case) -> dict[str, Any]:
    """Both sides as applicants of one application, without workers whom the agreement does not name."""
    named = [row for row in case.party_rows if row.pk not in case.settlement.left_out]
    return {
        name: tuple(replace(party(row), role="申请人") for row in named if row.side == side)
        for name, side in (("applicants", Side.APPLICANT), ("respondents", Side.RESPONDENT))
    }


def confirmation_application(act: Act) -> list[c.Contents]:
    case: Case = act.dossier
    court = case.sender if case.is_from_court else _nearest(case, BodyKind.COURT)
    return [
        c.ConfirmationApplication(
            **_agreed(
                act,
                Kind.CONFIRMATION_APPLICATION,
                _all_duties(case),
                **_bound_sides(case),
                to=court.name if court else "",
                apply_by=case.settlement.confirmation_due_on,
            )
        )
    ]


def review_application(act: Act) -> list[c.Contents]:
    case: Case = act.dossier
    committee = case.sender if case.rule.sender_kind == BodyKind.ARBITRATION else _nearest(case, BodyKind.ARBITRATION)
    return [
        c.ReviewApplication(
            **_agreed(
                act,
                Kind.REVIEW_APPLICATION,
                _all_duties(case),
                **_bound_sides(case),
                to=committee.name if committee else "",
                apply_by=case.settlement.review_due_on,
            )
        )
    ]


def presiding_proof(act: Act) -> list[c.Contents]:
    case: Case = act.dossier
    held = case.sessions.filter(kind=SessionKind.JOINT).values_list("began_at", flat=True)
    return [
        c.PresidingProof(
            **_agreed(act, Kind.PRESIDING_PROOF, [], mediators=_mediators(case)),
            standing=case.body.legal_basis,
            mediated_on=tuple(sorted({timezone.localdate(began) for began in held})),
        )
    ]


def _owed(act: Act, wanted: Callable[[Obligation], bool]) -> list[tuple[CaseParty, list[Obligation]]]:
    """Each party to whom something is owed that was due and has not come, with the items `wanted` says."""
    case: Case = act.dossier
    due = [
        row
        for row in _items(case, case.settlement)
        if row.performed_on is None and row.due_on is not None and row.due_on < act.acted_on and wanted(row)
    ]
    found = [(one, [row for row in due if row.creditor_id == one.pk]) for one in _each(act)]
    return [(one, rows) for one, rows in found if rows]


def _claimant(act: Act, kind: Kind, one: CaseParty, rows: list[Obligation], **more: Any) -> dict[str, Any]:
    """Creditor and debtors of what is still open, in the parts they have before a court."""
    enforcing = kind == Kind.ENFORCEMENT_APPLICATION
    claims, owes = ("申请执行人", "被执行人") if enforcing else ("申请人", "被申请人")
    debtors = {row.debtor.pk: row.debtor for row in rows}
    return _agreed(
        act,
        kind,
        [_duty(row, left=True) for row in rows],
        applicants=(replace(party(one), role=claims),),
        respondents=tuple(replace(party(row), role=owes) for row in debtors.values()),
        party=party(one),
        addressee=one.name,
        **more,
    )


def payment_order_application(act: Act) -> list[c.Contents]:
    """For workers alone, and only for what L01 art. 16 lists: pay, injury costs, severance, damages."""
    kind = Kind.PAYMENT_ORDER_APPLICATION
    return [
        c.PaymentOrderApplication(**_claimant(act, kind, one, rows))
        for one, rows in _owed(act, _collected_by_order)
        if one.kind == PartyKind.PERSON
    ]


#: What a court or committee makes of an agreement, by the way that was taken.
_TITLES = {
    Exit.CONFIRMATION: "民事裁定书",
    Exit.REVIEW: "仲裁调解书",
    Exit.COURT_STATEMENT: "民事调解书",
    Exit.TRIBUNAL_STATEMENT: "仲裁调解书",
}


def enforcement_application(act: Act) -> list[c.Contents]:
    settlement = act.dossier.settlement
    organ = settlement.route_body.name if settlement.route_body else ""
    by_court = settlement.route in {Exit.CONFIRMATION, Exit.COURT_STATEMENT}
    return [
        c.EnforcementApplication(
            **_claimant(act, Kind.ENFORCEMENT_APPLICATION, one, rows, to=organ if by_court else ""),
            title_name=_TITLES.get(settlement.route, ""),
            title_number=settlement.route_number,
            title_date=settlement.route_decided_on,
            title_organ=organ,
        )
        for one, rows in _owed(act, lambda row: True)
    ]


def arbitration_application(act: Act) -> list[c.Contents]:
    case: Case = act.dossier
    committee = _nearest(case, BodyKind.ARBITRATION)
    names: dict[int | None, str] = {row.pk: row.name for row in case.party_rows}
    open_ = tuple(claim(row, names) for row in case.claim_rows if row.result != ClaimResult.SETTLED)
    said = _applied(act, Kind.ARBITRATION_APPLICATION) | {"claims": open_, "to": committee.name if committee else ""}
    return [c.ArbitrationApplication(**said)]


def performance_record(act: Act) -> list[c.Contents]:
    case: Case = act.dossier
    rows = _items(case, case.settlement)
    proofs = dict(
        Payment.objects.filter(obligation__settlement_id=case.settlement.pk).values_list("obligation_id", "proof")
    )
    duties = [_duty(row, proof=proofs.get(row.pk, "")) for row in rows]
    return [c.PerformanceRecord(**_agreed(act, Kind.PERFORMANCE_RECORD, duties))]


def callback_record(act: Act) -> list[c.Contents]:
    outcome = _label(Outcome, act.dossier.outcome)
    return [
        c.CallbackRecord(
            **_agreed(act, Kind.CALLBACK_RECORD, []), party=_named([row])[0], addressee=row.name, outcome=outcome
        )
        for row in _each(act)
    ]


# ── The file itself ──────────────────────────────────────────────────────────────────────────────────────────────────


def closing_sheet(act: Act) -> list[c.Contents]:
    case: Case = act.dossier
    agreed = sum((row.agreed or Decimal(0) for row in case.claim_rows), Decimal(0)) or case.self_settled
    paid = sum((row.paid for row in case.claim_rows), Decimal(0))
    return [
        c.ClosingSheet(
            **(_file_sheet(act, Kind.CLOSING_SHEET) | {"mediators": _mediators(case)}),
            outcome=_label(Outcome, case.outcome),
            agreed=money(agreed) if agreed else None,
            paid=money(paid) if paid else None,
            summary=case.closing_summary,
            submitted_on=case.closing_submitted_on,
        )
    ]


def file_cover(act: Act) -> list[c.Contents]:
    case: Case = act.dossier
    schedule = shipped_parameters().find(Param.RETENTION_SCHEDULE, act.acted_on, case.body.region_id)
    return [
        c.FileCover(
            **(_file_sheet(act, Kind.FILE_COVER) | {"mediators": _mediators(case)}),
            outcome=_label(Outcome, case.outcome),
            closed_on=timezone.localdate(case.closed_at) if case.closed_at else None,
            keep=str(schedule.value) if schedule else "",
        )
    ]


def filed(file: Any, names: dict[int, str]) -> tuple[tuple[c.Filed, ...], tuple[c.Filed, ...]]:
    """Numbered papers and what was lodged, in the order of the file, by volume: open, internal. Of the internal sheets
    each kind once. `names` are those of the parties for whom exhibits were lodged."""
    from documents.kinds import PAPERS, Volume
    from documents.models import Exhibit, Instrument, InstrumentStatus

    volumes: dict[str, list[c.Filed]] = {Volume.OPEN: [], Volume.INTERNAL: []}
    issued = Instrument.objects.filter(dossier_id=file.pk).exclude(status=InstrumentStatus.VOID).exclude(record="D")
    seen: set[str] = set()
    for row in issued.order_by("id").defer("contents"):
        numbered = PAPERS[Kind(row.kind)].is_numbered
        if numbered or (row.volume == Volume.INTERNAL and row.kind not in seen):
            line = c.Filed(
                name=row.title,
                number=row.number if numbered else "",
                author=file.body.name,
                on=row.issued_on,
                pages=row.pages,
            )
            volumes[row.volume].append(line)
        seen.add(row.kind)
    for exhibit in Exhibit.objects.filter(dossier_id=file.pk):
        author = names.get(exhibit.lodged_for_id or 0, "")
        on = timezone.localdate(exhibit.lodged_at)
        volumes[Volume.OPEN].append(c.Filed(name=exhibit.title, author=author, on=on))
    return tuple(volumes[Volume.OPEN]), tuple(volumes[Volume.INTERNAL])


def file_catalogue(act: Act) -> list[c.Contents]:
    case: Case = act.dossier
    opened, internal = filed(case, {row.pk: row.name for row in case.party_rows})
    return [c.FileCatalogue(**_file_sheet(act, Kind.FILE_CATALOGUE), open_volume=opened, internal_volume=internal)]


def remarks_sheet(act: Act) -> list[c.Contents]:
    return [c.RemarksSheet(**_file_sheet(act, Kind.REMARKS_SHEET))]


# ── Acts of the body ─────────────────────────────────────────────────────────────────────────────────────────────────


def completion_notice(act: Act) -> list[c.Contents]:
    return [c.CompletionNotice(**_sheet(act, Kind.COMPLETION_NOTICE))]


def session_notice(act: Act) -> list[c.Contents]:
    mediators = _mediators(act.dossier)
    return [
        c.SessionNotice(**_sheet(act, Kind.SESSION_NOTICE, mediators=mediators), addressee=row.name)
        for row in _each(act, thirds=True)
    ]


def urge_notice(act: Act) -> list[c.Contents]:
    """One for each who owes what was due and has not come."""
    case: Case = act.dossier
    due = [
        row
        for row in _items(case, case.settlement)
        if row.performed_on is None and row.due_on is not None and row.due_on < act.acted_on
    ]
    owed = [(one, [_duty(row, left=True) for row in due if row.debtor_id == one.pk]) for one in _each(act, thirds=True)]
    return [
        c.UrgeNotice(**_agreed(act, Kind.URGE_NOTICE, duties), addressee=one.name) for one, duties in owed if duties
    ]


def consent_inquiry(act: Act) -> list[c.Contents]:
    """One for each party that has not answered yet; it answers within the term that runs."""
    case: Case = act.dossier
    clock = _clock(case, case.rule.asks or case.rule.intake)
    return [
        c.ConsentInquiry(
            **_sheet(act, Kind.CONSENT_INQUIRY, claims=_claims(case)),
            party=_named([row])[0],
            addressee=row.name,
            reply_by=clock.due_on if clock and clock.due_on and clock.due_on > act.acted_on else None,
        )
        for row in _each(act)
        if row.consent == Consent.ASKED
    ]


def mediator_appointment(act: Act) -> list[c.Contents]:
    """Who mediates, as just appointed; why somebody else no longer does stays in the body."""
    helpers = [c.Mediator(name=person.full_name, part="共同") for person in act.data.get("assisting", [])]
    mediators = (c.Mediator(name=act.data["mediator"].full_name, part="主持"), *helpers)
    return [
        c.MediatorAppointment(
            **_sheet(act, Kind.MEDIATOR_APPOINTMENT, mediators=mediators),
            method=act.data["method"],
            replaced=act.facts.get("before", ""),
        )
    ]


def recusal_decision(act: Act) -> list[c.Contents]:
    asked: Any = act.data["decided"]
    granted = bool(asked.recusal_granted)
    return [
        c.RecusalDecision(
            **_sheet(act, Kind.RECUSAL_DECISION),
            asked_by=asked.recusal_by,
            mediator=act.facts["mediator"] if granted else act.dossier.mediator_name,
            ground=_label(RecusalGround, asked.recusal_ground),
            granted=granted,
            reason=act.data.get("reason", ""),
        )
    ]


#: A suspicion is not told to those whom it concerns, and other words typed with the act stay inside.
_SUSPENDED = {
    SuspensionReason.FALSE_MEDIATION: "发现需要审查核实的情形",
    SuspensionReason.APPRAISAL: "需要进行鉴定、评估",
    SuspensionReason.OTHER: "出现其他需要中止调解的情形",
}


def suspension_notice(act: Act) -> list[c.Contents]:
    case: Case = act.dossier
    return [
        c.SuspensionNotice(
            **_sheet(act, Kind.SUSPENSION_NOTICE),
            reason=_SUSPENDED[SuspensionReason(case.suspension_reason)],
            excluded=bool(case.clocks_for("pausable_period")),
        )
    ]


def commission_receipt(act: Act) -> list[c.Contents]:
    case: Case = act.dossier
    period = _period(case, act.acted_on)
    return [
        c.CommissionReceipt(
            **_sheet(act, Kind.COMMISSION_RECEIPT),
            addressee=case.sender.name if case.sender else "",
            period=period["period"],
            period_until=period["period_until"],
        )
    ]


def transfer_letter(act: Act) -> list[c.Contents]:
    """To whoever goes on with the dispute: because it is theirs, or because mediation left it unsettled."""
    case: Case = act.dossier
    unsettled = act.step.name == "hand_over"
    addressee = act.data["to"].name if unsettled else case.transferred_to
    materials = act.data.get("materials", "") if unsettled else case.end_note  # a transfer keeps its list there
    return [
        c.TransferLetter(
            **_sheet(act, Kind.TRANSFER_LETTER),
            addressee=addressee,
            materials=tuple(line.strip() for line in materials.splitlines() if line.strip()),
            unsettled=unsettled,
        )
    ]


def feedback_letter(act: Act) -> list[c.Contents]:
    case: Case = act.dossier
    sender = case.sender.name if case.sender else case.sender_name
    return [
        c.FeedbackLetter(
            **_sheet(act, Kind.FEEDBACK_LETTER),
            addressee=sender or _label(Channel, case.channel),
            reference=case.reference,
            text=act.data["text"],
        )
    ]


def false_mediation_report(act: Act) -> list[c.Contents]:
    """What the mediator stated as the ground, in the mediator's words: the law wants it reported (L07 art. 18)."""
    case: Case = act.dossier
    return [
        c.FalseMediationReport(
            **_sheet(act, Kind.FALSE_MEDIATION_REPORT, mediators=_mediators(case)),
            addressee=case.sender.name if case.sender else "",
            suspicion=act.data.get("note", ""),
            suspended_on=act.acted_on,
        )
    ]


def neutral_assessment(act: Act) -> list[c.Contents]:
    case: Case = act.dossier
    known = _sheet(act, Kind.NEUTRAL_ASSESSMENT, mediators=_mediators(case), claims=_claims(case))
    return [c.NeutralAssessment(**known)]


def mediation_opinion(act: Act) -> list[c.Contents]:
    """Facts both sides confirmed, claims left open, ways onward: nothing that was offered or conceded."""
    case: Case = act.dossier
    return [
        c.MediationOpinion(
            **_sheet(act, Kind.MEDIATION_OPINION, mediators=_mediators(case)),
            undisputed=tuple(
                c.Stated(text=str(item), record_class="E") for row in case.undisputed.all() for item in row.items
            ),
            unsettled=tuple(
                c.Stated(text=row.what, record_class="F")
                for row in case.claim_rows
                if row.result != ClaimResult.SETTLED
            ),
            remedies=_remedies(case),
        )
    ]


#: The headings of claims in the courts' form (法〔2025〕82号), each with the words by which a claim belongs to it; the
#: narrow ones are asked first, because double pay and overtime are wages too.
_ELEMENTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("工资支付", re.compile("工资|劳动报酬")),
    ("未签订书面劳动合同双倍工资", re.compile("双倍|二倍|两倍")),
    ("加班费", re.compile("加班")),
    ("未休年休假工资", re.compile("年休假")),
    ("未依法缴纳社会保险费造成的经济损失", re.compile("社保|社会保险|保险待遇")),
    ("解除劳动合同经济补偿", re.compile("经济补偿")),
    ("违法解除劳动合同赔偿金", re.compile("赔偿金")),
)
_OTHER_CLAIMS = "其他诉讼请求"


def _element_of(what: str) -> str:
    return next((name for name, words in (*_ELEMENTS[1:], _ELEMENTS[0]) if words.search(what)), _OTHER_CLAIMS)


def civil_complaint(act: Act) -> list[c.Contents]:
    """The claims that are still open under the headings of the courts' form, and the facts as they were taken down."""
    case: Case = act.dossier
    names: dict[int | None, str] = {row.pk: row.name for row in case.party_rows}
    open_ = [row for row in case.claim_rows if row.result != ClaimResult.SETTLED]
    under: dict[str, list[c.Claim]] = {name: [] for name in (*(name for name, _words in _ELEMENTS), _OTHER_CLAIMS)}
    for row in open_:
        under[_element_of(row.what)].append(claim(row, names))
    court = case.sender if case.is_from_court and case.sender else _nearest(case, BodyKind.COURT)
    said = _applied(act, Kind.CIVIL_COMPLAINT) | {
        "claims": tuple(claim(row, names) for row in open_),
        "to": court.name if court else "",
        "elements": tuple(c.Element(name=name, claims=tuple(rows)) for name, rows in under.items()),
        "applicants": tuple(replace(party(row), role="原告") for row in case.side(Side.APPLICANT)),
        "respondents": tuple(replace(party(row), role="被告") for row in case.side(Side.RESPONDENT)),
        "total": money(sum((row.claimed for row in open_ if row.claimed), Decimal(0)) or None),
    }
    return [c.CivilComplaint(**said)]


GATHER: dict[Kind, Callable[[Act], list[c.Contents]]] = {
    Kind.NOTICE_OF_ACCEPTANCE: notice_of_acceptance,
    Kind.NOTICE_OF_NON_ACCEPTANCE: notice_of_non_acceptance,
    Kind.NOTICE_OF_RIGHTS: notice_of_rights,
    Kind.SESSION_RECORD: session_record,
    Kind.MEDIATION_AGREEMENT: mediation_agreement,
    Kind.NOTICE_OF_TERMINATION: notice_of_termination,
    Kind.REPORT_TO_COURT: report_to_court,
    Kind.APPLICATION: application,
    Kind.ORAL_APPLICATION: oral_application,
    Kind.EVIDENCE_RECEIPT: evidence_receipt,
    Kind.POWER_OF_ATTORNEY: power_of_attorney,
    Kind.PRINCIPAL_CERTIFICATE: principal_certificate,
    Kind.ELECTION: election,
    Kind.CONSENT_ANSWER: consent_answer,
    Kind.ACCEPTANCE_SHEET: acceptance_sheet,
    Kind.SERVICE_ADDRESS: service_address,
    Kind.SERVICE_RECEIPT: service_receipt,
    Kind.DISCLOSURE: disclosure,
    Kind.RECUSAL_APPLICATION: recusal_application,
    Kind.INQUIRY_RECORD: inquiry_record,
    Kind.CONTACT_LOG: contact_log,
    Kind.EXTENSION_CONSENT: extension_consent,
    Kind.WITHDRAWAL: withdrawal,
    Kind.UNDISPUTED_FACTS: undisputed_facts,
    Kind.PARTIES_SETTLEMENT: parties_settlement,
    Kind.FAILURE_RECORD: failure_record,
    Kind.HANDOVER_LIST: handover_list,
    Kind.ORAL_AGREEMENT: oral_agreement,
    Kind.CONFIRMATION_APPLICATION: confirmation_application,
    Kind.REVIEW_APPLICATION: review_application,
    Kind.PRESIDING_PROOF: presiding_proof,
    Kind.PAYMENT_ORDER_APPLICATION: payment_order_application,
    Kind.ENFORCEMENT_APPLICATION: enforcement_application,
    Kind.ARBITRATION_APPLICATION: arbitration_application,
    Kind.PERFORMANCE_RECORD: performance_record,
    Kind.CALLBACK_RECORD: callback_record,
    Kind.CLOSING_SHEET: closing_sheet,
    Kind.FILE_COVER: file_cover,
    Kind.FILE_CATALOGUE: file_catalogue,
    Kind.REMARKS_SHEET: remarks_sheet,
    Kind.COMPLETION_NOTICE: completion_notice,
    Kind.SESSION_NOTICE: session_notice,
    Kind.URGE_NOTICE: urge_notice,
    Kind.CONSENT_INQUIRY: consent_inquiry,
    Kind.MEDIATOR_APPOINTMENT: mediator_appointment,
    Kind.RECUSAL_DECISION: recusal_decision,
    Kind.SUSPENSION_NOTICE: suspension_notice,
    Kind.COMMISSION_RECEIPT: commission_receipt,
    Kind.TRANSFER_LETTER: transfer_letter,
    Kind.FEEDBACK_LETTER: feedback_letter,
    Kind.NEUTRAL_ASSESSMENT: neutral_assessment,
    Kind.MEDIATION_OPINION: mediation_opinion,
    Kind.CIVIL_COMPLAINT: civil_complaint,
    Kind.FALSE_MEDIATION_REPORT: false_mediation_report,
}
