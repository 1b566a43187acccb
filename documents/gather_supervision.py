"""From a matter of labour-law supervision to the frozen records of its papers (documents.md A2).

What a letter says of the employer, of numbers of people and of findings comes from the file; whoever reported it, and
every worker, is named in none of them. What one region decides differently (titles, words in the number, who signs,
how long the answer may take) is asked of the law's data on the day of the letter and frozen with it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from documents import contents as c
from documents.gather import _UNIT, _day, _label, filed, money
from documents.kinds import LETTER_PATTERN, MATTER_SHEETS, PAPERS
from documents.profiles import called, profile, signer
from dossiers.actions import Act
from lawbook import tables
from organizations.models import BodyKind, Organization
from statutes.keys import Clock, Param
from supervision import topics
from supervision.models import (
    Finding,
    Inquiry,
    InquiryMethod,
    LeadSource,
    Letter,
    Matter,
    OtherProcedure,
    Ownership,
    ReplyItem,
    ServiceOutcome,
    Supervisor,
    Urgency,
    Verification,
)
from workflows.papers import Kind
from workflows.reasons import Conduct, MatterOutcome, NotTakenUpReason, ProcuratorateGround

_ENGAGED = {"direct": "直接用工", "dispatched": "劳务派遣", "outsourced": "外包用工", "platform": "平台用工"}
_INQUIRED = {
    InquiryMethod.SITE: "现场检查", InquiryMethod.TALK: "谈话询问", InquiryMethod.PAPERS: "查阅资料",
    InquiryMethod.PHONE: "电话询问",
}  # fmt: skip
_SERVED = {
    "direct": "直接送达", "on_the_spot": "当场送达", "post": "邮寄送达", "electronic": "电子送达", "left": "留置送达",
    "via_union": "由用人单位工会转交",
}  # fmt: skip
_OUTCOME = {ServiceOutcome.RECEIVED: "已签收", ServiceOutcome.LEFT: "视为送达", ServiceOutcome.REFUSED: "拒收"}
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


# ── Parts that several papers share ──────────────────────────────────────────────────────────────────────────────────


def _term(matter: Matter, key: Clock, day: dt.date) -> tuple[str, c.Article | None]:
    """A term in words (十五个工作日), and the region's article behind it, where there is one."""
    term = tables.term(key, day, matter.place_of_rule)
    if not term.amount:
        return "", None
    rule = term.articles[0] if term.region and term.articles and not term.articles[0].unnumbered else None
    return f"{c.cn_number(term.amount)}{_UNIT[term.unit]}", c.cited(rule.key) if rule else None


def _basis(kind: Kind) -> tuple[c.Article, ...]:
    return tuple(c.cited(key) for key in PAPERS[kind].basis)


def _head(act: Act, kind: Kind) -> dict[str, Any]:
    body: Organization = act.dossier.body
    return {
        "organ": body.name,
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


#: 《甘肃省企业工会条例》第十条 as somebody wrote it; without its marks, the title ends before the number.
_MARKED = re.compile(r"《([^《》]+)》([^《]*)")
_BARE = re.compile(r"([^《》]+?)(第[〇零一二三四五六七八九十百千\d]+条.*)")


def _in_words(words: str) -> tuple[c.Article, ...]:
    """What was cited in words, one article each."""
    if words.startswith("《"):
        found = _MARKED.findall(words)
    elif alone := _BARE.fullmatch(words):
        found = [alone.groups()]
    else:
        found = [(words, "")] if words else []
    return tuple(c.Article(act=act, article=number.strip("、，；和 ")) for act, number in found)


def _articles(row: Finding) -> tuple[c.Article, ...]:
    return (*(c.cited(key) for key in row.articles), *_in_words(row.article_words.strip()))


def _duty(articles: Iterable[c.Article]) -> str:
    """What the law asks, in its own words: the first sentence of the first article that is one."""
    for one in articles:
        first = one.text.strip().split("\n")[0]
        if first.endswith("。") and len(first) <= _QUOTED:
            return first
    return ""


def _findings(matter: Matter) -> tuple[c.Finding, ...]:
    numbers: dict[int | None, list[str]] = {}
    for one in matter.evidence_rows:
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


def _named(rows: Iterable[Supervisor]) -> tuple[c.Mediator, ...]:
    return tuple(c.Mediator(name=row.name, card=row.card) for row in dict.fromkeys(rows))


def _supervisors(matter: Matter) -> tuple[c.Mediator, ...]:
    """Who is on the matter now."""
    return _named(row.supervisor for row in matter.investigator_rows)


def _ever(matter: Matter) -> list[Supervisor]:
    """Who is or was on the matter, in the order in which they came."""
    return [row.supervisor for row in matter.investigators.all()]


def _course(matter: Matter) -> dict[str, Any]:
    """The inquiries and who held them, whoever is on the matter now; with none held, those who are."""
    held, by = {}, set()
    rows = matter.inquiries.order_by("no").values_list("no", "held_on", "method", "place", "supervisors")
    for no, on, method, place, supervisor in rows:
        held[no] = c.Inquired(on=on, way=_INQUIRED[InquiryMethod(method)], place=place)
        by.add(supervisor)
    names = _named(one for one in _ever(matter) if one.pk in by) or _supervisors(matter)
    return {"received_on": matter.received_on, "inquiries": tuple(held.values()), "supervisors": names}


def _verifiers(matter: Matter, done: Verification | None) -> tuple[c.Mediator, ...]:
    """Who held a verification, with the numbers of their certificates; none held yet: those who are on the matter."""
    if done is None:
        return _supervisors(matter)
    return _named(one for one in _ever(matter) if one.name in done.by.split("、"))


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
        for row in matter.evidence_rows
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
        "answer_at": f"{settings.MEDIATION_URL}{reverse('answer')}" if settings.MEDIATION_URL else "",
        "cc": tuple(letter.copy_to),
    }


_ANSWER = c.Attachment(name="整改情况反馈表", within="answer")
_SERVICE = c.Attachment(name="送达回证", copies=1)  # a form of its own, taken along and brought back
_HANDED_OVER = c.Attachment(name="移送材料清单", within="handover")


def _law(said: Mapping[str, Any]) -> tuple[c.Attachment, ...]:
    """The annex that quotes the articles, where the text of one is known."""
    known = any(one.text for row in said["findings"] for one in row.articles)
    return (c.Attachment(name="法律条文摘录", within="law"),) if known else ()


# ── Letters ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def hint_letter(act: Act) -> list[c.Contents]:
    """No worker is named, nobody who reported betrayed; to all employers of the region it asks for no answer."""
    letter, said = _drafted(act, Kind.HINT_LETTER)
    annexes = (_ANSWER, *_law(said), _SERVICE) if letter.reply_wanted else _law(said)
    return [c.HintLetter(**said, broadcast=act.dossier.is_broadcast, attachments=annexes)]


def opinion_letter(act: Act) -> list[c.Contents]:
    matter: Matter = act.dossier
    letter, said = _drafted(act, Kind.OPINION_LETTER)
    demands = {row.demand.strip("。 ") for row in matter.finding_rows}  # printed with their days: not once more
    said["advice"] = tuple(text for text in letter.advice if text.strip("。 ") not in demands)
    return [
        c.OpinionLetter(
            **said,
            **_course(matter),
            before=_before(matter, letter),
            evidence=_evidence(matter),
            attachments=(_ANSWER, *_law(said), c.Attachment(name="证据目录", within="evidence"), _SERVICE),
        )
    ]


def advice_letter(act: Act) -> list[c.Contents]:
    matter: Matter = act.dossier
    letter, said = _drafted(act, Kind.ADVICE_LETTER)
    return [
        c.AdviceLetter(
            **said,
            **_course(matter),
            before=_before(matter, letter),
            evidence=_evidence(matter),
            conduct=CONDUCT.get(letter.conduct, ""),
            result_days=_term(matter, matter.result_clock(), act.acted_on)[0] if letter.reply_wanted else "",
            attachments=(_HANDED_OVER, *_law(said), _SERVICE),
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
            **_course(matter),
            before=_before(matter, None),
            evidence=_evidence(matter),
            attachments=(_HANDED_OVER, _SERVICE),
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
    letter: Letter = act.data["letter"]
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
            title="线索办理情况复函",
            word="监复",
            pattern=LETTER_PATTERN,
            record="F",
            case_number=matter.number,
            addressee=matter.sender.name if matter.sender else matter.source_note,
            employer=matter.employer.name if matter.employer else "",
            cause=_subject(matter.topic),
            received_on=matter.received_on,
            reference=matter.reference,
            text=act.data["text"],
        )
    ]


# ── Forms of a matter: filled from the file as far as it goes ────────────────────────────────────────────────────────

_RESULT = {
    "order": "责令改正", "decision": "处理决定", "penalty": "行政处罚", "transferred": "移送其他部门",
    "unfounded": "不成立",
}  # fmt: skip


def class_in_matter(kind: Kind) -> str:
    """Record class of a form in a matter of supervision, where what parties read in a case is the matter itself."""
    return {"B": "H"}.get(PAPERS[kind].record_class, PAPERS[kind].record_class)


def _sheet(act: Act, kind: Kind) -> dict[str, Any]:
    """What every form of a matter says. What a worker's case numbers as its own form, a matter numbers as its own."""
    matter: Matter = act.dossier
    shared = {} if PAPERS[kind].word == MATTER_SHEETS else {"word": MATTER_SHEETS, "pattern": LETTER_PATTERN}
    return {
        **_head(act, kind),
        **shared,
        "case_number": act.dossier.number,
        "articles": _basis(kind) if not shared else (),
        "record": class_in_matter(kind) if shared else "",
        "cause": _subject(matter.topic),
        "employer": matter.employer.name if matter.employer else "本区域各用人单位",
        "mediators": _supervisors(matter),
        "received_on": matter.received_on,
        "ended_on": matter.ended_on,
    }


def _of_matter(act: Act, kind: Kind) -> dict[str, Any]:
    """With the employer, the workers concerned and the findings."""
    matter: Matter = act.dossier
    known = _employer(matter)
    return {
        **_sheet(act, kind),
        **_concerned(matter),
        **({"party": known["employer"]} if known else {}),
        "findings": _findings(matter),
    }


def _wanted(act: Act, default: Letter | None) -> Letter:
    letter: Letter | None = act.data.get("letter") or default
    assert letter is not None  # noqa: S101 (the table of forms asks for one)
    return letter


def lead_sheet(act: Act) -> list[c.Contents]:
    """The one form that names whoever reported."""
    matter: Matter = act.dossier
    return [
        c.LeadSheet(
            **(_of_matter(act, Kind.LEAD_SHEET) | {"findings": ()}),
            source="，".join(part for part in (_label(LeadSource, matter.source), matter.source_note) if part),
            reference=matter.reference,
            reporter=matter.reporter,
            reporter_contact=matter.reporter_contact,
            named=matter.reporter_named,
            facts=matter.summary,
            demand=matter.demand,
            urgency=_label(Urgency, matter.urgency),
            group=matter.is_group,
            checked_on=matter.exclusivity_checked_on,
            other_procedure="，".join(
                part for part in (_label(OtherProcedure, matter.other_procedure), matter.other_note) if part
            ),
            handled_by=act.by.full_name,
        )
    ]


def investigation_record(act: Act) -> list[c.Contents]:
    """Of the inquiry asked for, else of each that was recorded, else one to take along."""
    matter: Matter = act.dossier
    said = _of_matter(act, Kind.INVESTIGATION_RECORD) | {"findings": ()}
    chosen: Inquiry | None = act.data.get("inquiry")
    rows = list(matter.inquiries.prefetch_related("supervisors").order_by("no"))
    if chosen is not None:
        rows = [row for row in rows if row.pk == chosen.pk]
    return [
        c.InvestigationRecord(
            **(said | {"mediators": tuple(c.Mediator(name=one.name, card=one.card) for one in row.supervisors.all())}),
            held_on=row.held_on,
            way=_INQUIRED[InquiryMethod(row.method)],
            place=row.place,
            asked=row.asked,
            text=row.text,
            refusal="" if row.signed else row.refusal,
        )
        for row in rows
    ] or [c.InvestigationRecord(**said)]


def materials_list(act: Act) -> list[c.Contents]:
    matter: Matter = act.dossier
    rows = tuple(
        c.Taken(
            name=row.title, copies=row.copies, pages=row.pages, original="原件" if row.is_original else "复印件",
            given_by=row.given_by, taken_by=row.taken_by, on=row.taken_on,
        )
        for row in matter.evidence_rows
    )  # fmt: skip
    return [c.MaterialsList(**(_of_matter(act, Kind.MATERIALS_LIST) | {"findings": ()}), materials=rows)]


def issue_sheet(act: Act) -> list[c.Contents]:
    """Through whose hands the letter went. Where the region has no rule of its own, it says here that none is
    maintained: the file shows on what a term rests, the letter does not apologise for it."""
    matter: Matter = act.dossier
    letter = _wanted(act, matter.letter)
    kind, day, place = Kind(letter.kind), letter.issued_on or act.acted_on, matter.place_of_rule
    settings = [f"文书名称、文号代字和签发人：{profile(place, day)[1]}"]
    days = ""
    if letter.reply_wanted and not matter.is_broadcast:
        term = tables.term(matter.reply_clock_of(kind), day, place)
        days = f"{c.cn_number(term.amount)}{_UNIT[term.unit]}" if term.amount else ""
        settings.append(f"答复期限：{term.note_zh or term.article}")
    return [
        c.IssueSheet(
            **(_of_matter(act, Kind.ISSUE_SHEET) | {"findings": ()}),
            letter=_sent(letter, matter),
            addressee=letter.addressee,
            subject=_title_of(letter, matter),
            cc=tuple(letter.copy_to),
            drafted_by=letter.drafted_by,
            drafted_on=letter.drafted_on,
            reviewed_by=letter.reviewed_by,
            reviewed_on=letter.reviewed_on,
            review=letter.review,
            cosigned=tuple(
                c.Agreed(body=row.body.name, on=row.agreed_on, by=row.agreed_by) for row in letter.cosigners.all()
            ),
            signer=signer(kind, place, day),
            passed_by=letter.approved_by,
            approved_on=letter.issued_on,
            # One for the addressee, one for the file, one for each body that signs or gets a copy.
            copies=2 + len(letter.cosigners.all()) + len(letter.copy_to),
            reply_days=days,
            settings=tuple(settings),
        )
    ]


def _answered(item: ReplyItem | None) -> c.Answered:
    if item is None:
        return c.Answered()
    return c.Answered(
        admits={True: "yes", False: "no"}.get(item.admits, "") if item.admits is not None else "",
        status=item.status, measure=item.measure, done_on=item.done_on, people=item.people,
        amount=money(item.amount), proof=item.proof,
    )  # fmt: skip


def reply_sheet(act: Act) -> list[c.Contents]:
    """As it was answered last, else to be filled in."""
    matter: Matter = act.dossier
    letter = _wanted(act, matter.answerable)
    reply = letter.replies.prefetch_related("items").last()
    said = {item.finding_id: item for item in reply.items.all()} if reply else {}
    return [
        c.ReplySheet(
            **_of_matter(act, Kind.REPLY_SHEET),
            letter=_sent(letter, matter),
            addressee=letter.addressee,
            answers=tuple(_answered(said.get(row.pk)) for row in matter.finding_rows),
            answered_on=reply.on if reply else None,
            answered_by=reply.by if reply else "",
            phone=reply.phone if reply else "",
            objection=reply.objection if reply else "",
        )
    ]


def letter_receipt(act: Act) -> list[c.Contents]:
    matter: Matter = act.dossier
    letter = _wanted(act, matter.letter)
    said = _of_matter(act, Kind.LETTER_RECEIPT) | {"findings": ()}
    return [c.LetterReceipt(**said, letter=_sent(letter, matter), addressee=letter.addressee)]


def service_receipt(act: Act) -> list[c.Contents]:
    """送达回证 of a letter: to the employer, or to the authority it was written to."""
    matter: Matter = act.dossier
    letter = _wanted(act, matter.letter)
    to = letter.authority or matter.employer
    return [
        c.ServiceReceipt(
            **_sheet(act, Kind.SERVICE_RECEIPT),
            party=c.Party(role="受文单位", name=letter.addressee, is_organization=True),
            addressee=letter.addressee,
            address=to.address if to else "",
            served=(c.Served(name=_title_of(letter, matter), number=letter.number),),
        )
    ]


def verification_record(act: Act) -> list[c.Contents]:
    """The last verification, else a form to take along."""
    matter: Matter = act.dossier
    done = matter.verifications.select_related("letter").last()
    said = _of_matter(act, Kind.VERIFICATION_RECORD) | {"mediators": _verifiers(matter, done)}
    letter = done.letter if done else next((row for row in reversed(matter.letter_rows) if row.served_on), None)
    seen = {row["finding"]: row for row in done.results} if done else {}
    results = tuple(
        c.Verified(finding=finding, verdict=seen.get(row.position, {}).get("verdict", ""),
                   note=seen.get(row.position, {}).get("note", ""))
        for row, finding in zip(matter.finding_rows, said["findings"], strict=True)
    )  # fmt: skip
    return [
        c.VerificationRecord(
            **said,
            letter=_sent(letter, matter) if letter else None,
            results=results,
            verified_on=done.on if done else None,
            way=_INQUIRED[InquiryMethod(done.method)] if done else "",
            verified_by=done.by if done else "",
            satisfaction=done.satisfaction if done else "",
        )
    ]


def talk_record(act: Act) -> list[c.Contents]:
    """The last joint talk, else a form to take along."""
    matter: Matter = act.dossier
    said, held = _of_matter(act, Kind.TALK_RECORD) | {"findings": ()}, matter.talks.last()
    if held is None:
        return [c.TalkRecord(**said)]
    return [
        c.TalkRecord(
            **said, held_on=held.on, place=held.place, together=held.with_bodies, present=held.present,
            result=held.result,
        )
    ]  # fmt: skip


def authority_reply_sheet(act: Act) -> list[c.Contents]:
    matter: Matter = act.dossier
    letter = matter.served(Kind.ADVICE_LETTER)
    return [
        c.AuthorityReplySheet(
            **(_of_matter(act, Kind.AUTHORITY_REPLY_SHEET) | {"findings": ()}),
            letter=_sent(letter, matter) if letter else None,
            authority=letter.addressee if letter else "",
            filed_on=letter.filed_on if letter else None,
            filing_number=letter.filed_number if letter else "",
            refusal=letter.filed_reason if letter else "",
            result=_RESULT.get(letter.reported_result, letter.reported_result) if letter else "",
            document=letter.reported_document if letter else "",
            answered_on=letter.reported_on if letter else None,
            note=letter.reported_note if letter else "",
        )
    ]


def matter_closing_sheet(act: Act) -> list[c.Contents]:
    matter: Matter = act.dossier
    said = _of_matter(act, Kind.MATTER_CLOSING_SHEET)
    recorded = matter.outcome_recorded_on is not None
    rows = zip(matter.finding_rows, said["findings"], strict=True)
    return [
        c.MatterClosingSheet(
            **said,
            source=_label(LeadSource, matter.source),
            outcome=_label(MatterOutcome, matter.outcome),
            letters=tuple(_sent(row, matter) for row in matter.letter_rows if row.number),
            contracts=matter.contracts_signed if recorded else None,
            wages=money(matter.wages_paid) if recorded else None,
            insurance=money(matter.insurance_paid) if recorded else None,
            insured=matter.insured if recorded else None,
            compensation=money(matter.compensation_paid) if recorded else None,
            other=money(matter.other_recovered) if recorded else None,
            verdicts=tuple(
                c.Verified(finding=finding, verdict=row.verdict, note=row.verdict_note) for row, finding in rows
            ),
            summary=matter.end_note or matter.conclusion,
            typical=matter.is_typical,
        )
    ]


def _file(act: Act, kind: Kind) -> dict[str, Any]:
    matter: Matter = act.dossier
    return {
        **_sheet(act, kind),
        "source": _label(LeadSource, matter.source),
        "people": matter.people or None,
        "claimed": money(matter.amount),
        "facts": matter.summary,
    }


def file_cover(act: Act) -> list[c.Contents]:
    matter: Matter = act.dossier
    schedule = tables.parameters().find(Param.RETENTION_SCHEDULE, act.acted_on, matter.body.region_id)
    return [
        c.FileCover(
            **_file(act, Kind.FILE_COVER),
            title="工会劳动法律监督卷宗",
            outcome=_label(MatterOutcome, matter.outcome),
            closed_on=timezone.localdate(matter.closed_at) if matter.closed_at else None,
            keep=str(schedule.value) if schedule else "",
        )
    ]


def file_catalogue(act: Act) -> list[c.Contents]:
    opened, internal = filed(act.dossier, {})
    return [c.FileCatalogue(**_file(act, Kind.FILE_CATALOGUE), open_volume=opened, internal_volume=internal)]


def remarks_sheet(act: Act) -> list[c.Contents]:
    return [c.RemarksSheet(**_file(act, Kind.REMARKS_SHEET))]


GATHER: dict[Kind, Callable[[Act], list[c.Contents]]] = {
    Kind.HINT_LETTER: hint_letter,
    Kind.OPINION_LETTER: opinion_letter,
    Kind.ADVICE_LETTER: advice_letter,
    Kind.LEAD_DECLINED: lead_declined,
    Kind.LETTER_CORRECTION: letter_correction,
    Kind.PROCURATORATE_LETTER: procuratorate_letter,
    Kind.FEEDBACK_LETTER: feedback_letter,
    Kind.LEAD_SHEET: lead_sheet,
    Kind.INVESTIGATION_RECORD: investigation_record,
    Kind.MATERIALS_LIST: materials_list,
    Kind.ISSUE_SHEET: issue_sheet,
    Kind.REPLY_SHEET: reply_sheet,
    Kind.LETTER_RECEIPT: letter_receipt,
    Kind.SERVICE_RECEIPT: service_receipt,
    Kind.VERIFICATION_RECORD: verification_record,
    Kind.TALK_RECORD: talk_record,
    Kind.AUTHORITY_REPLY_SHEET: authority_reply_sheet,
    Kind.MATTER_CLOSING_SHEET: matter_closing_sheet,
    Kind.FILE_COVER: file_cover,
    Kind.FILE_CATALOGUE: file_catalogue,
    Kind.REMARKS_SHEET: remarks_sheet,
}
