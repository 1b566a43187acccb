"""From a matter of labour-law supervision to the frozen records of its papers (documents.md A2).

What a letter says of the employer, of numbers of people and of findings comes from the file; whoever reported it, and
every worker, is named in none of them. What one region decides differently (titles, words in the number, who signs,
how long the answer may take) is asked of the law's data on the day of the letter and frozen with it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from documents import contents as c
from documents.gather import _UNIT, _day, _label, money
from documents.kinds import LETTER_PATTERN, PAPERS
from dossiers.actions import Act
from lawbook import tables
from organizations.models import BodyKind, Organization
from statutes.keys import Clock, Param
from supervision import topics
from supervision.models import Finding, InquiryMethod, Letter, Matter, Ownership, ServiceOutcome
from workflows.papers import Kind
from workflows.reasons import Conduct, NotTakenUpReason, ProcuratorateGround

_PROFILE = {Kind.HINT_LETTER: "hint", Kind.OPINION_LETTER: "opinion", Kind.ADVICE_LETTER: "advice"}
_ENGAGED = {"direct": "直接用工", "dispatched": "劳务派遣", "outsourced": "外包用工", "platform": "平台用工"}
_INQUIRED = {
    InquiryMethod.SITE: "现场检查", InquiryMethod.TALK: "谈话询问", InquiryMethod.PAPERS: "查阅资料",
    InquiryMethod.PHONE: "电话询问",
}  # fmt: skip
_SERVED = {
    "direct": "直接送达", "on_the_spot": "当场送达", "post": "邮寄送达", "electronic": "电子送达", "left": "留置送达",
    "via_union": "由用人单位工会转交",
}  # fmt: skip
_OUTCOME = {ServiceOutcome.RECEIVED: "已签收", ServiceOutcome.LEFT: "留置", ServiceOutcome.REFUSED: "拒收"}
#: How an employer met a letter, as the letter that follows says it.
CONDUCT: Final[Mapping[str, str]] = {
    Conduct.REFUSED: "拒绝签收", Conduct.SILENT: "逾期未答复", Conduct.UNJUSTIFIED: "无正当理由不予改正",
    Conduct.PARTIAL: "仅作部分整改", Conduct.OTHER_CONDUCT: "未按要求整改",
}  # fmt: skip
_GROUNDS = {
    ProcuratorateGround.PROTECTED_GROUP: "涉及新就业形态劳动者、女职工、未成年工、残疾职工、老年劳动者等群体权益",
    ProcuratorateGround.GROUP_ARREARS: "涉及群体性欠缴社会保险费或者拖欠农民工工资",
}
#: Protected groups of a matter, in the order in which a letter counts them.
GROUPS = (
    ("migrant_workers", "农民工"), ("women", "女职工"), ("minors", "未成年工"), ("disabled", "残疾职工"),
    ("older", "超过法定退休年龄劳动者"), ("new_form", "新就业形态劳动者"),
)  # fmt: skip
#: A duty quoted in a letter is one sentence; a longer article is cited and stands in the annex.
_QUOTED = 120


# ── What one region decides ──────────────────────────────────────────────────────────────────────────────────────────


def profile(region: str | None, on: dt.date) -> Mapping[str, str]:
    """Titles, words in the number and signers of the letters in a region on a day; the neutral default where none is
    maintained."""
    found = tables.parameters().find(Param.SUPERVISION_PROFILE, on, region)
    value = found.value if found else None
    return {str(key): str(said) for key, said in value.items()} if isinstance(value, Mapping) else {}


def called(kind: Kind, region: str | None, on: dt.date) -> dict[str, str]:
    """Title, word and pattern of the number of one letter, as the region has them."""
    part, said = _PROFILE.get(kind), profile(region, on)
    if part is None or not said:
        return {}
    return {
        "title": said.get(f"{part}_title", ""),
        "word": said.get(f"{part}_word", ""),
        "pattern": said.get("number_pattern", ""),
    }


def _term(matter: Matter, key: Clock, day: dt.date) -> tuple[str, c.Article | None]:
    """A term in words (十五个工作日), and the region's article behind it, where there is one."""
    term = tables.term(key, day, matter.place_of_rule)
    if not term.amount:
        return "", None
    rule = term.articles[0] if term.region and term.articles and not term.articles[0].unnumbered else None
    return f"{c.cn_number(term.amount)}{_UNIT[term.unit]}", c.cited(rule.key) if rule else None


# ── Parts that several papers share ──────────────────────────────────────────────────────────────────────────────────


def _basis(kind: Kind) -> tuple[c.Article, ...]:
    return tuple(c.cited(key) for key in PAPERS[kind].basis)


def _head(act: Act, kind: Kind) -> dict[str, Any]:
    body: Organization = act.dossier.body
    return {
        "organ": body.name,
        "case_number": act.dossier.number,
        "issued_on": act.acted_on,
        "contact": c.Contact(
            office="", person=act.dossier.mediator_name or (act.user.full_name if act.user else ""), phone=body.phone,
            address=body.address, postcode=body.postcode,
        ),
        "articles": _basis(kind),
    }  # fmt: skip


def _subject(code: str) -> str:
    found = topics.topics().get(code)
    return found.zh if found else ""


def _employer(matter: Matter) -> dict[str, Any]:
    """The block on the employer: as the register of employers has it, nothing where it has nothing."""
    row = matter.employer
    if row is None:
        return {}
    return {
        "employer": c.Party(
            role="用人单位", name=row.name, is_organization=True, credit_code=row.credit_code,
            representative=row.legal_representative, representative_title=row.post, address=row.address,
            phone=" ".join(part for part in (row.contact, row.phone) if part),
        ),
        "industry": "、".join(part for part in (row.industry, _label(Ownership, row.ownership)) if part),
        "staff": f"{row.headcount}人" if row.headcount else "",
        "union": {True: "已建立工会", False: "未建立工会"}.get(row.has_union, "") if row.has_union is not None else "",
        "engagement": _ENGAGED.get(row.employment_form, ""),
    }  # fmt: skip


def _concerned(matter: Matter) -> dict[str, Any]:
    """Numbers of the workers concerned with their groups, the sum and the time: never a name."""
    groups = [f"{name}{getattr(matter, field)}人" for field, name in GROUPS if getattr(matter, field)]
    return {
        "workers": matter.people or None,
        "worker_note": f"其中{'、'.join(groups)}" if groups else "",
        "period": matter.period,
        "amount": money(matter.amount),
    }


def _span(since: dt.date | None, until: dt.date | None) -> str:
    return "至".join(_day(day) for day in (since, until) if day)


def _articles(row: Finding) -> tuple[c.Article, ...]:
    known = [c.cited(key) for key in row.articles]
    return (*known, c.Article(act=row.article_words, article="")) if row.article_words else tuple(known)


def _duty(articles: Iterable[c.Article]) -> str:
    """What the law asks, in its own words: the first sentence of the first article that is one."""
    for one in articles:
        first = one.text.strip().split("\n")[0]
        if first.endswith("。") and len(first) <= _QUOTED:
            return first
    return ""


def _findings(matter: Matter) -> tuple[c.Finding, ...]:
    numbers: dict[int | None, list[str]] = {}
    for one in matter.evidence.all():
        numbers.setdefault(one.finding_id, []).append(str(one.no))
    return tuple(
        c.Finding(
            situation=row.facts,
            obligation=_duty(articles := _articles(row)),
            articles=articles,
            topic=_subject(row.topic),
            period=_span(row.period_from, row.period_to),
            people=row.people,
            amount=money(row.amount),
            evidence="、".join(numbers.get(row.pk, [])),
            demand=row.demand,
            due_on=row.due_on,
        )
        for row in matter.finding_rows
    )


def _inquiries(matter: Matter) -> tuple[c.Inquired, ...]:
    rows = matter.inquiries.defer("text")
    return tuple(c.Inquired(on=row.held_on, way=_INQUIRED[InquiryMethod(row.method)], place=row.place) for row in rows)


def _supervisors(matter: Matter) -> tuple[c.Mediator, ...]:
    rows = [row.supervisor for row in matter.investigator_rows]
    return tuple(c.Mediator(name=row.name, card=row.card) for row in rows)


def _title_of(letter: Letter, matter: Matter) -> str:
    """How a letter is called: as the region called it on its day."""
    kind = Kind(letter.kind)
    return called(kind, matter.place_of_rule, letter.issued_on or letter.drafted_on).get("title") or PAPERS[kind].title


def _sent(letter: Letter, matter: Matter, conduct: str = "") -> c.Sent:
    return c.Sent(
        title=_title_of(letter, matter),
        number=letter.number,
        on=letter.issued_on,
        served_on=letter.served_on,
        way=_SERVED.get(letter.method, ""),
        outcome=_OUTCOME.get(ServiceOutcome(letter.outcome), "") if letter.outcome else "",
        proof=letter.service_note,
        conduct=CONDUCT.get(conduct, ""),
    )


def _before(matter: Matter, than: Letter | None) -> tuple[c.Sent, ...]:
    """The letters to the employer that went before, with how each was met."""
    met = {Kind.HINT_LETTER: matter.hint_answered_by, Kind.OPINION_LETTER: matter.opinion_answered_by}
    rows = [row for row in matter.letter_rows if row.served_on and row.withdrawn_on is None and row.kind in met]
    return tuple(_sent(row, matter, met[Kind(row.kind)]) for row in rows if than is None or row.pk < than.pk)


def _evidence(matter: Matter) -> tuple[c.Attachment, ...]:
    return tuple(
        c.Attachment(name=row.title, copies=row.copies, pages=row.pages,
                     original="原件" if row.is_original else "复印件")
        for row in matter.evidence.all()
    )  # fmt: skip


def _drafted(act: Act, kind: Kind) -> tuple[Letter, dict[str, Any]]:
    """What every letter in hand says: the words of its draft, and what the file knows."""
    matter: Matter = act.dossier
    letter = matter.letter
    assert letter is not None  # noqa: S101 (only the step that approves a letter asks for one)
    days, rule = _term(matter, matter.reply_clock(), act.acted_on) if letter.reply_wanted else ("", None)
    return letter, {
        **_head(act, kind),
        **called(kind, matter.place_of_rule, act.acted_on),
        **_employer(matter),
        **_concerned(matter),
        "co_issuers": tuple(row.body.name for row in letter.cosigners.all()),
        "addressee": letter.addressee,
        "opening": letter.opening,
        "findings": _findings(matter),
        "advice": tuple(letter.advice),
        "closing": letter.closing,
        "reply_days": days,
        "reply_basis": rule,
        "answer_code": letter.answer_code or "",
        "cc": tuple(letter.copy_to),
    }


# ── Letters ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def hint_letter(act: Act) -> list[c.Contents]:
    """No worker is named, nobody who reported betrayed; to all employers of the region it asks for no answer."""
    letter, said = _drafted(act, Kind.HINT_LETTER)
    broadcast = act.dossier.is_broadcast
    annexes = (c.Attachment(name="整改情况反馈表", copies=1),) if letter.reply_wanted else ()
    return [c.HintLetter(**said, broadcast=broadcast, attachments=annexes)]


def opinion_letter(act: Act) -> list[c.Contents]:
    matter: Matter = act.dossier
    letter, said = _drafted(act, Kind.OPINION_LETTER)
    return [
        c.OpinionLetter(
            **said,
            received_on=matter.received_on,
            inquiries=_inquiries(matter),
            supervisors=_supervisors(matter),
            before=_before(matter, letter),
            evidence=_evidence(matter),
            attachments=(c.Attachment(name="整改情况反馈表", copies=1),),
        )
    ]


def advice_letter(act: Act) -> list[c.Contents]:
    matter: Matter = act.dossier
    letter, said = _drafted(act, Kind.ADVICE_LETTER)
    return [
        c.AdviceLetter(
            **said,
            received_on=matter.received_on,
            inquiries=_inquiries(matter),
            supervisors=_supervisors(matter),
            before=_before(matter, letter),
            evidence=_evidence(matter),
            conduct=CONDUCT.get(letter.conduct, ""),
            result_days=_term(matter, matter.result_clock(), act.acted_on)[0] if letter.reply_wanted else "",
            attachments=(c.Attachment(name="移送材料清单", copies=1),),
        )
    ]


def procuratorate_letter(act: Act) -> list[c.Contents]:
    matter: Matter = act.dossier
    return [
        c.ProcuratorateLetter(
            **_head(act, Kind.PROCURATORATE_LETTER),
            **_employer(matter),
            **_concerned(matter),
            addressee=act.data["body"].name,
            grounds=tuple(_GROUNDS[ground] for ground in matter.procuratorate_grounds),
            findings=_findings(matter),
            closing=act.data.get("note", ""),
            received_on=matter.received_on,
            inquiries=_inquiries(matter),
            supervisors=_supervisors(matter),
            before=_before(matter, None),
            evidence=_evidence(matter),
            attachments=(c.Attachment(name="移送材料清单", copies=1),),
        )
    ]


def lead_declined(act: Act) -> list[c.Contents]:
    """To whoever reported by name: it stays in the class of those who may know them."""
    matter: Matter = act.dossier
    about = matter.employer.name if matter.employer else ""
    return [
        c.LeadDeclined(
            **_head(act, Kind.LEAD_DECLINED),
            addressee=matter.reporter,
            received_on=matter.received_on,
            about=f"{about}{_subject(matter.topic)}",
            reason=_REFUSED[NotTakenUpReason(matter.decline_reason)],
            reason_detail=matter.decline_note,
            remedies=_remedies(matter),
        )
    ]


_REFUSED = {
    NotTakenUpReason.OUT_OF_SCOPE: "反映的事项不属于工会劳动法律监督范围",
    NotTakenUpReason.IN_OTHER_PROCEDURE: "反映的事项已由行政机关、仲裁机构或者人民法院受理",
    NotTakenUpReason.NOT_THIS_BODY: "反映的事项由其他工会办理",
    NotTakenUpReason.NO_SUBSTANCE: "反映的事项没有可以核实的具体内容",
    NotTakenUpReason.DUPLICATE_LEAD: "同一事项本会已经受理",
}


def _remedies(matter: Matter) -> tuple[c.Remedy, ...]:
    """Where a person may turn instead: inspection, arbitration, legal aid, those of the union's own area by name."""
    codes = [code for code in (matter.county_code, matter.prefecture_code, matter.province_code) if code]
    wanted = (BodyKind.LABOUR, BodyKind.ARBITRATION)
    rows = list(Organization.objects.filter(kind__in=wanted, region_id__in=codes, is_active=True))

    def nearest(kind: str) -> Organization | None:
        return next((row for code in codes for row in rows if row.region_id == code and row.kind == kind), None)

    def to(title: str, kind: str) -> c.Remedy:
        body = nearest(kind)
        return c.Remedy(title=title) if body is None else c.Remedy(
            title=title, organ=body.name, address=body.address, phone=body.phone
        )  # fmt: skip

    return (
        to("向劳动保障监察机构投诉", BodyKind.LABOUR),
        to("申请劳动人事争议仲裁", BodyKind.ARBITRATION),
        c.Remedy(title="申请法律援助", phone="12348"),
        c.Remedy(title="拨打工会职工服务热线咨询", phone="12351"),
    )


def letter_correction(act: Act) -> list[c.Contents]:
    """A letter of correction or of withdrawal, read by whoever may read the letter it is about."""
    matter: Matter = act.dossier
    withdrawn = act.step.name == "withdraw_letter"
    letter: Letter | None = matter.letter if withdrawn else act.data["letter"]
    assert letter is not None  # noqa: S101 (the step refuses without one)
    return [
        c.LetterCorrection(
            **_head(act, Kind.LETTER_CORRECTION),
            title="撤回函" if withdrawn else "",
            record=PAPERS[Kind(letter.kind)].record_class,
            co_issuers=tuple(row.body.name for row in letter.cosigners.all()),
            addressee=letter.addressee,
            corrected=_sent(letter, matter),
            withdrawn=withdrawn,
            wrong=act.data.get("wrong", ""),
            right=act.data.get("right", ""),
            reason=act.data.get("reason", ""),
            cc=tuple(letter.copy_to),
        )
    ]


def feedback_letter(act: Act) -> list[c.Contents]:
    """To the body that passed the lead on: what came of it."""
    matter: Matter = act.dossier
    return [
        c.FeedbackLetter(
            **(_head(act, Kind.FEEDBACK_LETTER) | {"articles": _basis(Kind.PROCURATORATE_LETTER)}),
            word="监复",
            pattern=LETTER_PATTERN,
            record="F",
            addressee=matter.sender.name if matter.sender else matter.source_note,
            employer=matter.employer.name if matter.employer else "",
            cause=_subject(matter.topic),
            received_on=matter.received_on,
            reference=matter.reference,
            text=act.data["text"],
        )
    ]


GATHER: dict[Kind, Callable[[Act], list[c.Contents]]] = {
    Kind.HINT_LETTER: hint_letter,
    Kind.OPINION_LETTER: opinion_letter,
    Kind.ADVICE_LETTER: advice_letter,
    Kind.LEAD_DECLINED: lead_declined,
    Kind.LETTER_CORRECTION: letter_correction,
    Kind.PROCURATORATE_LETTER: procuratorate_letter,
    Kind.FEEDBACK_LETTER: feedback_letter,
}
