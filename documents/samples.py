"""One dossier of which every kind of paper has been filled in; all names and numbers are invented.

`manage.py sample_documents` prints it, and the tests of papers stand on it. Resident IDs pass GB 11643.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from documents.contents import (
    AcceptanceSheet,
    AdviceLetter,
    Agent,
    Agreed,
    Answered,
    Application,
    ArbitrationApplication,
    Article,
    Attachment,
    Attendee,
    AuthorityReplySheet,
    CallbackRecord,
    CivilComplaint,
    Claim,
    ClosingSheet,
    Commission,
    CommissionReceipt,
    CompletionNotice,
    ConfirmationApplication,
    ConsentAnswer,
    ConsentInquiry,
    Contact,
    Contacted,
    ContactLog,
    Contents,
    Disclosure,
    Duty,
    Election,
    Element,
    EnforcementApplication,
    Evidence,
    EvidenceReceipt,
    ExtensionConsent,
    FailureRecord,
    FalseMediationReport,
    FeedbackLetter,
    FileCatalogue,
    FileCover,
    Filed,
    Finding,
    HandoverList,
    HintLetter,
    Inquired,
    InquiryRecord,
    InvestigationRecord,
    IssueSheet,
    Item,
    LeadDeclined,
    LeadSheet,
    LetterCorrection,
    LetterReceipt,
    MaterialsList,
    MatterClosingSheet,
    MatterSheet,
    MediationAgreement,
    MediationOpinion,
    Mediator,
    MediatorAppointment,
    Member,
    Money,
    NeutralAssessment,
    NoticeOfAcceptance,
    NoticeOfNonAcceptance,
    NoticeOfRights,
    NoticeOfTermination,
    OpinionLetter,
    OralAgreement,
    OralApplication,
    PartiesSettlement,
    Party,
    Payment,
    PaymentOrderApplication,
    PerformanceRecord,
    PowerOfAttorney,
    PresidingProof,
    PrincipalCertificate,
    ProcuratorateLetter,
    Recording,
    RecusalApplication,
    RecusalDecision,
    RemarksSheet,
    Remedy,
    ReplySheet,
    ReportToCourt,
    ReviewApplication,
    Sent,
    Served,
    ServiceAddress,
    ServiceReceipt,
    SessionNotice,
    SessionRecord,
    Sheet,
    Stated,
    SupervisionLetter,
    SuspensionNotice,
    Taken,
    TalkRecord,
    TransferLetter,
    UndisputedFactsSheet,
    UrgeNotice,
    Utterance,
    VerificationRecord,
    Verified,
    Withdrawal,
    cited,
)
from documents.kinds import PAPERS
from workflows.papers import Kind

SHANGHAI = dt.timezone(dt.timedelta(hours=8))
CREATED = dt.datetime(2026, 3, 12, 9, 30, tzinfo=SHANGHAI)
IDENTIFIER = "sample-0123456789"

ORGAN = "兰州市示例区总工会劳动争议调解委员会"
CONTACT = Contact(
    office="法律工作部", person="示例员", phone="0931-0000000", address="兰州市示例区工人路1号工人文化宫3楼",
    postcode="730000",
)  # fmt: skip
WORKERS = (
    "王珺", "李䶮", "阿依努尔·买买提", "马小燕", "赵昇", "钱堃", "孙喆", "周晓明", "吴玥", "郑镕", "冯大山", "陈小河",
)  # fmt: skip


def resident_id(number: int) -> str:
    """A resident ID that passes GB 11643: invented sequence, Lanzhou prefix, check digit computed."""
    body = f"620102{1975 + number % 20}0{1 + number % 9}{10 + number % 18}{number % 1000:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


def worker(number: int, name: str = "") -> Party:
    return Party(
        role="申请人", name=name or WORKERS[number % len(WORKERS)], gender="男女"[number % 2],
        birth_date=dt.date(1975 + number % 20, 1 + number % 9, 10 + number % 18), ethnicity="汉族",
        id_number=resident_id(number), address=f"甘肃省兰州市示例区黄河路{number + 1}号", phone=f"1390000{number:04d}",
    )  # fmt: skip


EMPLOYER = Party(
    role="被申请人", name="甘肃示例建筑劳务有限公司", is_organization=True, credit_code="91620100MA0000000W",
    representative="示例总", representative_title="执行董事兼经理", address="兰州市示例区建设路100号",
    phone="0931-1111111",
    agents=(
        Agent(
            name="刘示例", capacity="委托代理人", kind="律师", firm="甘肃示例律师事务所", authority="特别授权",
            scope="代为承认、放弃、变更请求，进行调解，签署调解协议，代收文书", phone="13800000000",
        ),
    ),
)  # fmt: skip
COMMISSION = Commission(
    organ="兰州市示例区人民法院", way="委派", number="（2026）示例法委字第8号",
    case_number="（2026）甘0199民诉前调123号", sent_on=dt.date(2026, 1, 4), received_on=dt.date(2026, 1, 5),
    online=True,
)  # fmt: skip
MEDIATORS = (Mediator(name="张示例", part="主持", card="甘工调0001"), Mediator(name="何示例", part="共同"))
ARBITRATION = Remedy(
    title="申请劳动仲裁", organ="兰州市示例区劳动人事争议仲裁委员会", address="兰州市示例区政务路2号",
    phone="0931-2222222",
)  # fmt: skip
WAGES = "拖欠的劳动报酬"


def acceptance(**changes: object) -> NoticeOfAcceptance:
    values: dict[str, object] = {
        "organ": ORGAN, "number": "兰示工调受〔2026〕12号", "case_number": "兰示工调〔2026〕12号",
        "issued_on": dt.date(2026, 1, 7), "applicants": (worker(0),), "respondents": (EMPLOYER,),
        "cause": "追索劳动报酬",
        "claims": (
            Claim(
                matter="支付拖欠的工资", period="2025年7月至2025年11月",
                amount=Money(amount=Decimal(32500), words="叁万贰仟伍佰元整"),
            ),
            Claim(
                matter="支付解除劳动合同经济补偿", amount=Money(amount=Decimal(13000), words="壹万叁仟元整"),
            ),
        ),
        "received_on": dt.date(2026, 1, 5), "accepted_on": dt.date(2026, 1, 7), "mediators": MEDIATORS,
        "period": "十五日", "period_from": dt.date(2026, 1, 7), "period_until": dt.date(2026, 1, 22),
        "period_basis": cited("L02/29"), "arbitration_open_on": dt.date(2026, 1, 21), "contact": CONTACT,
        "articles": (cited("L02/22"),), "attachments": (Attachment(name="权利义务告知书", copies=1),),
        "verification": "7F3K-92QD-4M",
    }  # fmt: skip
    return NoticeOfAcceptance(**(values | changes))  # type: ignore[arg-type]


def non_acceptance(**changes: object) -> NoticeOfNonAcceptance:
    values: dict[str, object] = {
        "organ": ORGAN, "number": "兰示工调不受〔2026〕3号", "issued_on": dt.date(2026, 1, 7),
        "applicants": (worker(0),), "respondents": (EMPLOYER,), "cause": "追索劳动报酬",
        "claims": (Claim(matter="支付拖欠的工资"),),
        "received_on": dt.date(2026, 1, 5), "decided_on": dt.date(2026, 1, 7),
        "reason": "对方当事人明确表示不同意调解",
        "reason_detail": "本组织于2026年1月6日向被申请人征询调解意愿，被申请人于当日电话答复不同意调解，已做好记录。",
        "remedies": (
            ARBITRATION,
            Remedy(
                title="投诉举报拖欠工资", organ="兰州市示例区劳动保障监察大队", phone="0931-3333333",
                note="对属于劳动保障监察范围的事项，可以依法投诉。",
            ),
            Remedy(title="申请法律援助", organ="兰州市示例区法律援助中心", phone="0931-4444444"),
        ),
        "contact": CONTACT, "articles": (cited("L02/22"),), "verification": "7F3K-92QD-5N",
    }  # fmt: skip
    return NoticeOfNonAcceptance(**(values | changes))  # type: ignore[arg-type]


def rights(**changes: object) -> NoticeOfRights:
    values: dict[str, object] = {
        "organ": ORGAN, "number": "兰示工调告〔2026〕12号", "case_number": "兰示工调〔2026〕12号",
        "issued_on": dt.date(2026, 1, 7), "addressee": "王珺", "addressee_role": "申请人", "cause": "追索劳动报酬",
        "mediators": MEDIATORS, "legal_type": "TWN", "period": "十五日", "period_basis": cited("L02/29"),
        "routes": ("confirmation", "review", "payment_order"), "parties": (worker(0),), "remedies": (ARBITRATION,),
        "contact": CONTACT, "articles": (cited("L01/14"), cited("L02/24"), cited("L02/29")),
        "verification": "7F3K-92QD-6P",
    }  # fmt: skip
    return NoticeOfRights(**(values | changes))  # type: ignore[arg-type]


def session(**changes: object) -> SessionRecord:
    said = (
        Utterance(speaker="调解员", text="现在核对到场人员身份。双方对到场人员有无异议？"),
        Utterance(speaker="申请人王珺", text="没有异议。"),
        Utterance(speaker="被申请人代理人刘示例", text="没有异议。"),
        Utterance(
            speaker="申请人王珺",
            text="我于2025年3月1日入职，从事钢筋工，约定日工资260元。2025年7月起公司没有足额发工资，到11月离场时一共欠32500元。"
            "\n有工友微信群里的考勤照片和项目部盖章的工资结算单。",
        ),
        Utterance(
            speaker="被申请人代理人刘示例",
            text="对入职时间和岗位没有异议。结算单上的金额需要扣除已经预支的生活费6000元。",
        ),
        Utterance(speaker="申请人王珺", text="预支生活费是事实，共6000元。"),
    )
    values: dict[str, object] = {
        "organ": ORGAN, "number": "兰示工调笔〔2026〕21号", "case_number": "兰示工调〔2026〕12号",
        "issued_on": dt.date(2026, 1, 12), "cause": "追索劳动报酬", "session_number": 2,
        "started_at": dt.datetime(2026, 1, 12, 9, 0, tzinfo=SHANGHAI),
        "ended_at": dt.datetime(2026, 1, 12, 11, 5, tzinfo=SHANGHAI), "place": "兰州市示例区工人文化宫3楼调解室",
        "mode": "现场", "mediators": MEDIATORS, "recorder": "示例员",
        "attendees": (
            Attendee(name="王珺", role="申请人", present="到场", identity_check="核对居民身份证原件"),
            Attendee(
                name="刘示例", role="被申请人代理人", present="到场", authority="特别授权",
                identity_check="核对律师执业证、授权委托书原件",
            ),
        ),
        "told": (
            "告知双方当事人权利义务、调解规则、调解程序、调解协议效力和司法确认、仲裁审查的途径。",
            "告知调解员姓名和身份，询问是否申请回避。",
            "告知调解不公开，以及虚假调解的法律后果。",
        ),
        "told_answer": "双方均已知悉，不申请回避。", "statements": said,
        "issues": ("拖欠工资的数额，预支生活费应否扣除。", "付款的期限和方式。"),
        "proposals": (
            Utterance(speaker="被申请人", text="扣除预支后支付26500元，分两期付清。"),
            Utterance(speaker="申请人", text="同意26500元，要求第一期在1月底前支付。"),
        ),
        "result": "双方就拖欠工资达成一致：被申请人分两期支付26500元。经济补偿一项，申请人撤回请求。",
        "next_step": "由调解员起草调解协议书，2026年1月14日9时签署。",
        "recordings": (
            Recording(
                medium="录音一段，时长2小时5分", place="本组织电子卷宗", digest="9f86d081884c7d659a2feaa0c55ad015" * 2
            ),
        ),
        "contact": CONTACT, "verification": "7F3K-92QD-7Q",
    }  # fmt: skip
    return SessionRecord(**(values | changes))  # type: ignore[arg-type]


def agreement(workers: int = 1, **changes: object) -> MediationAgreement:
    """An agreement on arrears of `workers` people, each paid in two instalments when there are few of them."""
    people = tuple(worker(n, "" if n < len(WORKERS) else f"示例工{n + 1}") for n in range(workers))
    sums = [Decimal(26500) + 100 * n for n in range(workers)]
    total = sum(sums, Decimal(0))
    instalments = (dt.date(2026, 1, 31), dt.date(2026, 2, 28)) if workers < 13 else (dt.date(2026, 1, 31),)
    values: dict[str, object] = {
        "organ": ORGAN, "number": "兰示工调协〔2026〕9号", "case_number": "兰示工调〔2026〕12号",
        "issued_on": dt.date(2026, 1, 14), "applicants": people, "respondents": (EMPLOYER,), "legal_type": "TWN",
        "cause": "追索劳动报酬", "received_on": dt.date(2026, 1, 5), "accepted_on": dt.date(2026, 1, 7),
        "mediated_on": (dt.date(2026, 1, 9), dt.date(2026, 1, 12)),
        "facts": "申请人自2025年3月1日起在被申请人承建的示例项目从事钢筋工工作，双方约定按日计酬，日工资260元。"
        "自2025年7月起被申请人未足额支付工资，至2025年11月30日离场时，扣除预支生活费后尚欠工资。上述事实双方无争议。",
        "disputed": ("拖欠工资的数额；预支生活费应否扣除；付款期限。",),
        "claims": (Claim(matter="支付拖欠的工资", period="2025年7月至11月", amount=Money(amount=total + 6000)),),
        "items": tuple(
            Item(
                payee=one.name, matter=WAGES, period="2025年7月至11月",
                amount=Money(amount=due, words=f"（示例大写{due}）"),
            )
            for one, due in zip(people, sums, strict=True)
        ),
        "total": Money(amount=total, words="贰万陆仟伍佰元整" if workers == 1 else "（示例大写）"),
        "payments": tuple(
            Payment(
                payer="被申请人", payee=one.name, due_on=day, method="银行转账",
                amount=Money(
                    amount=due / len(instalments), words="壹万叁仟贰佰伍拾元整" if workers == 1 else "（示例大写）"
                ),
                account=f"户名{one.name}，中国示例银行兰州分行，账号6200000000000{number:04d}",
            )
            for number, (one, due) in enumerate(zip(people, sums, strict=True))
            for day in instalments
        ),
        "terms": (
            "上列金额为税后实付金额。",
            "被申请人于2026年1月31日前为申请人出具解除劳动合同的证明，并办理档案和社会保险关系转移手续。",
        ),
        "breach": "被申请人任何一期未按期足额支付的，申请人可以就全部未付款项立即主张权利，并自逾期之日起按全国银行间"
        "同业拆借中心公布的一年期贷款市场报价利率计付利息。",
        "release": "上列款项付清后，双方就2025年3月至11月期间的劳动报酬再无争议；社会保险等法定权利不因本协议而放弃。",
        "mediators": MEDIATORS, "copies": workers + 2,
        "review_committee": "兰州市示例区劳动人事争议仲裁委员会", "confirming_court": "兰州市示例区人民法院",
        "routes": ("confirmation", "review", "payment_order"), "contact": CONTACT, "verification": "7F3K-92QD-8R",
    }  # fmt: skip
    return MediationAgreement(**(values | changes))  # type: ignore[arg-type]


def termination(**changes: object) -> NoticeOfTermination:
    values: dict[str, object] = {
        "organ": ORGAN, "number": "兰示工调终〔2026〕4号", "case_number": "兰示工调〔2026〕12号",
        "issued_on": dt.date(2026, 1, 22), "applicants": (worker(0),), "respondents": (EMPLOYER,),
        "cause": "追索劳动报酬", "received_on": dt.date(2026, 1, 5), "accepted_on": dt.date(2026, 1, 7),
        "ended_on": dt.date(2026, 1, 22),
        "reason": "调解期限届满，双方未达成调解协议，也未就延长期限达成合意", "undisputed_by": ["张某", "某某公司"],
        "remedies": (ARBITRATION, Remedy(title="申请法律援助", organ="兰州市示例区法律援助中心", phone="0931-4444444")),
        "contact": CONTACT, "articles": (cited("L02/29"), cited("L02/30")), "verification": "7F3K-92QD-9S",
    }  # fmt: skip
    return NoticeOfTermination(**(values | changes))  # type: ignore[arg-type]


def report(**changes: object) -> ReportToCourt:
    values: dict[str, object] = {
        "organ": ORGAN, "number": "兰示工调报〔2026〕2号",
        "title": "关于（2026）甘0199民诉前调123号案件调解情况的报告", "issued_on": dt.date(2026, 2, 4),
        "commission": COMMISSION, "applicants": (worker(0),), "respondents": (EMPLOYER,), "cause": "追索劳动报酬",
        "mediators": MEDIATORS, "ended_on": dt.date(2026, 2, 4),
        "course": "接受委派后，调解员于2026年1月8日与双方取得联系，核实身份，告知权利义务、调解规则和虚假调解的后果，"
        "指导双方填写了送达地址确认书。\n2026年1月12日、1月26日组织调解两次，双方当事人或者代理人均到场。",
        "reasons": ("双方对拖欠工资的数额分歧较大，难以达成协议。", "调解期限届满，双方未就延长期限达成合意。"),
        "cost_conduct": ("被申请人两次变更约定的调解时间，其中一次未提前通知。",),
        "flags": ("被申请人承建的示例项目即将竣工结算，申请人可能需要申请财产保全。",),
        "attachments": (
            Attachment(name="无争议事实确认书", original="原件", copies=1, pages=2, record_class="E"),
            Attachment(name="送达地址确认书", original="原件", copies=2, pages=2, record_class="A"),
            Attachment(name="委派材料移送清单及所列材料", original="原件", copies=1, pages=15, record_class="B"),
        ),
        "articles": (cited("L07/26"), cited("L08/21")), "contact": CONTACT, "verification": "7F3K-92QD-AT",
    }  # fmt: skip
    return ReportToCourt(**(values | changes))  # type: ignore[arg-type]


def hint(**changes: object) -> HintLetter:
    wages = Article(act="保障农民工工资支付条例", article="第十三条")
    contract = Article(act="中华人民共和国劳动合同法", article="第十条")
    values: dict[str, object] = {
        "organ": "兰州市示例区总工会", "number": "兰示工监提〔2026〕1号", "issued_on": dt.date(2026, 3, 12),
        "addressee": "甘肃示例建筑劳务有限公司", "source": "职工来访和劳动争议调解", "observed": "2026年1月至3月",
        "employer": EMPLOYER, "industry": "建筑业", "staff": "约120人", "union": "未建立工会", "engagement": "直接用工",
        "workers": 12, "worker_note": "其中农民工12人、女职工2人", "period": "2025年7月至11月",
        "amount": Money(amount=Decimal(324600), words="叁拾贰万肆仟陆佰元整"),
        "findings": (
            Finding(
                situation="你单位在示例项目施工期间，可能存在未按月足额支付农民工工资的情况",
                obligation="农民工工资应当按照约定或者规章制度规定的周期和日期足额支付", articles=(wages,),
            ),
            Finding(
                situation="部分职工反映入职后未订立书面劳动合同，存在用工不规范的风险",
                obligation="建立劳动关系，应当自用工之日起一个月内订立书面劳动合同", articles=(contract,),
            ),
        ),
        "advice": (
            "对2025年7月以来的工资支付情况逐人核对，发现拖欠的，及时足额补发。",
            "完善考勤和工资支付台账，与职工核对后签字确认。",
            "对未订立书面劳动合同的，依法补订。",
        ),
        "reply_days": "十五日", "articles": (cited("L13/23"),), "contact": CONTACT,
        "attachments": (Attachment(name="整改情况反馈表", copies=1),),
        "cc": ("兰州市总工会", "兰州市示例区人力资源和社会保障局"), "verification": "7F3K-92QD-BU",
    }  # fmt: skip
    return HintLetter(**(values | changes))  # type: ignore[arg-type]


def _case(kind: Kind, seq: int) -> dict[str, object]:
    """What every form of the sample dossier says."""
    row = PAPERS[kind]
    return {
        "organ": ORGAN, "number": row.number(org="兰示工", year=2026, seq=seq), "case_number": "兰示工调〔2026〕12号",
        "issued_on": dt.date(2026, 1, 7), "applicants": (worker(0),), "respondents": (EMPLOYER,),
        "cause": "追索劳动报酬", "received_on": dt.date(2026, 1, 5), "contact": CONTACT,
        "articles": tuple(cited(key) for key in row.basis), "verification": "7F3K-92QD-CV",
    }  # fmt: skip


def form(cls: type[Sheet], seq: int, **values: object) -> Callable[..., Contents]:
    """How one form of the sample dossier is made: common parts, its own, then what a test changes."""
    return lambda **changes: cls(**(_case(cls.kind, seq) | values | changes))  # type: ignore[arg-type]


EVIDENCE = (
    Evidence(name="考勤表和工资条照片", proves="出勤天数和工资标准", lodged_on=dt.date(2026, 1, 5)),
    Evidence(
        name="项目部盖章的工资结算单", proves="尚欠工资数额", original=True, lodged_on=dt.date(2026, 1, 5),
    ),
    Evidence(name="银行账户交易明细", proves="已发工资数额", lodged_on=dt.date(2026, 1, 6)),
)  # fmt: skip
FACTS = (
    "申请人2025年3月1日到被申请人承建的示例项目从事钢筋工工作，双方口头约定日工资260元，按月结算，未订立书面劳动合同。"
    "\n2025年7月起被申请人未足额支付工资，至2025年11月30日申请人离场时共欠32500元。申请人多次索要未果，故申请调解。"
)
_CLAIMED = (
    Claim(
        matter="支付拖欠的工资", period="2025年7月至2025年11月",
        amount=Money(amount=Decimal(32500), words="叁万贰仟伍佰元整"),
    ),
    Claim(matter="支付解除劳动合同经济补偿", amount=Money(amount=Decimal(13000), words="壹万叁仟元整")),
)  # fmt: skip
_WORK = {
    "claims": _CLAIMED, "facts": FACTS, "entry_on": dt.date(2025, 3, 1), "leave_on": dt.date(2025, 11, 30),
    "wage": Money(amount=Decimal(6500)), "workplace": "兰州市示例区示例项目工地", "other_procedure": "无",
    "evidence": EVIDENCE,
}  # fmt: skip
_FILE = {
    "source": "当事人申请", "relation": "劳动关系", "people": 1, "facts": FACTS, "claims": _WORK["claims"],
    "claimed": Money(amount=Decimal(45500), words="肆万伍仟伍佰元整"),
}  # fmt: skip
_DUTIES = tuple(
    Duty(
        what=WAGES, payer=EMPLOYER.name, payee=WORKERS[0], amount=Money(amount=Decimal(13250)), due_on=day,
    )
    for day in (dt.date(2026, 1, 31), dt.date(2026, 2, 28))
)  # fmt: skip
_AGREED: dict[str, object] = {
    "agreement_number": "兰示工调协〔2026〕9号", "agreement_date": dt.date(2026, 1, 14), "duties": _DUTIES,
    "total": Money(amount=Decimal(26500), words="贰万陆仟伍佰元整"),
}  # fmt: skip
_JOINT: dict[str, object] = {"respondents": (replace(EMPLOYER, role="申请人"),)}
_ENDED: dict[str, object] = {
    "mediators": MEDIATORS, "accepted_on": dt.date(2026, 1, 7), "ended_on": dt.date(2026, 1, 14),
    "outcome": "全部请求达成协议",
}  # fmt: skip
_EMPLOYER = {"party": EMPLOYER, "addressee": EMPLOYER.name}
_WORKER = {"party": worker(0), "addressee": WORKERS[0]}

# ── The sample matter of supervision ─────────────────────────────────────────────────────────────────────────────────

UNION = "兰州市示例区总工会"
_SUPERVISORS = (Mediator(name="督示例", card="甘监0001"), Mediator(name="查示例", card="甘监0002"))
_FOUND = (
    Finding(
        topic="克扣或者拖欠工资", situation="2025年7月至11月未足额支付12名职工工资",
        period="2025年7月1日至2025年11月30日", people=12,
        amount=Money(amount=Decimal(324600), words="叁拾贰万肆仟陆佰元整"),
        obligation="用人单位应当按照劳动合同约定和国家规定，向劳动者及时足额支付劳动报酬。",
        articles=(cited("L14/30"), cited("L14/85")), evidence="1、2", demand="足额支付拖欠的工资",
        due_on=dt.date(2026, 3, 31),
    ),
    Finding(
        topic="未订立书面劳动合同", situation="5名职工入职超过一个月未订立书面劳动合同", people=5,
        articles=(cited("L14/10"),), evidence="3", demand="依法订立书面劳动合同", due_on=dt.date(2026, 4, 15),
    ),
)  # fmt: skip
_PROOF = (
    Attachment(name="工资支付台账（2025年7月至11月）", copies=1, pages=6, original="复印件"),
    Attachment(name="工资结算单", copies=1, pages=2, original="原件"),
    Attachment(name="职工花名册", copies=1, pages=1, original="复印件"),
)  # fmt: skip
_HINT = Sent(
    title="工会劳动法律监督提示函", number="兰示工监提〔2026〕1号", on=dt.date(2026, 2, 2),
    served_on=dt.date(2026, 2, 4), way="邮寄送达", outcome="已签收",
    proof="邮件单号1000000000000", conduct="逾期未答复",
)  # fmt: skip
_OPINION = Sent(
    title="工会劳动法律监督意见书", number="兰示工监意〔2026〕1号", on=dt.date(2026, 3, 12),
    served_on=dt.date(2026, 3, 13), way="直接送达", outcome="拒收", proof="前台拒收，现场录像", conduct="拒绝签收",
)  # fmt: skip
_MATTER: dict[str, object] = {
    "organ": UNION, "issued_on": dt.date(2026, 3, 12), "contact": CONTACT,
    "verification": "7F3K-92QD-DW",
}  # fmt: skip
_CONCERNED: dict[str, object] = {
    "workers": 12, "worker_note": "其中农民工12人、女职工2人", "period": "2025年7月至11月",
    "amount": Money(amount=Decimal(324600), words="叁拾贰万肆仟陆佰元整"),
}  # fmt: skip
_ABOUT: dict[str, object] = {
    "employer": replace(EMPLOYER, role="用人单位", agents=()), "industry": "建筑业、私营", "staff": "120人",
    "union": "未建立工会", "engagement": "直接用工", "received_on": dt.date(2026, 1, 20), "supervisors": _SUPERVISORS,
    "inquiries": (
        Inquired(on=dt.date(2026, 1, 26), way="现场检查", place="示例项目部"),
        Inquired(on=dt.date(2026, 1, 28), way="查阅资料", place="示例项目部"),
    ), "findings": _FOUND, "evidence": _PROOF,
}  # fmt: skip


def written(cls: type[Contents], **values: object) -> Callable[..., Contents]:
    """How one paper of the sample matter is made: head and foot, its own, then what a test changes."""
    row = PAPERS[cls.kind]
    common = _MATTER | {
        "number": row.number(org="兰示工", year=2026, seq=1), "articles": tuple(cited(key) for key in row.basis),
    }  # fmt: skip
    return lambda **changes: cls(**(common | values | changes))  # type: ignore[arg-type]


def letter(cls: type[SupervisionLetter], **values: object) -> Callable[..., Contents]:
    """A letter that says whom it is about, how many, and what was found."""
    return written(cls, **_CONCERNED | _ABOUT | values)


def of_matter(cls: type[MatterSheet], seq: int, **values: object) -> Callable[..., Contents]:
    """A form of the sample matter."""
    common = _CONCERNED | {
        "number": PAPERS[cls.kind].number(org="兰示工", year=2026, seq=seq), "case_number": "兰示工监〔2026〕3号",
        "employer": EMPLOYER.name,
        "party": replace(EMPLOYER, role="用人单位", agents=()), "cause": "克扣或者拖欠工资", "mediators": _SUPERVISORS,
        "received_on": dt.date(2026, 1, 20), "letter": _OPINION,
    }  # fmt: skip
    return written(cls, **common | values)


SAMPLES: dict[Kind, Callable[..., Contents]] = {
    Kind.NOTICE_OF_ACCEPTANCE: acceptance, Kind.NOTICE_OF_NON_ACCEPTANCE: non_acceptance, Kind.NOTICE_OF_RIGHTS: rights,
    Kind.SESSION_RECORD: session, Kind.MEDIATION_AGREEMENT: agreement, Kind.NOTICE_OF_TERMINATION: termination,
    Kind.REPORT_TO_COURT: report, Kind.HINT_LETTER: hint,
    Kind.APPLICATION: form(Application, 1, **_WORK),
    Kind.ORAL_APPLICATION: form(
        OralApplication, 2, **_WORK, taken_at=dt.datetime(2026, 1, 5, 10, 20), recorder="示例员",  # noqa: DTZ001
    ),
    Kind.EVIDENCE_RECEIPT: form(EvidenceReceipt, 3, **_WORKER, evidence=EVIDENCE, receiver="示例员"),
    Kind.POWER_OF_ATTORNEY: form(PowerOfAttorney, 4, **_EMPLOYER, since=dt.date(2026, 1, 8)),
    Kind.PRINCIPAL_CERTIFICATE: form(PrincipalCertificate, 5, **_EMPLOYER),
    Kind.ELECTION: form(
        Election, 6, members=tuple(
            Member(name=name, amount=Money(amount=Decimal(26500 + 100 * n)), elected=n < 3)
            for n, name in enumerate(WORKERS)
        ),
    ),
    Kind.CONSENT_ANSWER: form(
        ConsentAnswer, 7, **_EMPLOYER, answer="agreed", answered_on=dt.date(2026, 1, 6), medium="书面",
    ),
    Kind.ACCEPTANCE_SHEET: form(
        AcceptanceSheet, 8, **_FILE, scope_note="属于劳动争议，双方主体适格，均同意调解。", registered_by="示例员",
    ),
    Kind.SERVICE_ADDRESS: form(
        ServiceAddress, 9, **_WORKER, address="甘肃省兰州市示例区黄河路1号", recipient="王珺",
        electronic="13900000000", confirmed_on=dt.date(2026, 1, 5), agrees=True,
    ),
    Kind.SERVICE_RECEIPT: form(
        ServiceReceipt, 10, **_EMPLOYER, address="兰州市示例区建设路100号", served=(
            Served(name="受理通知书", number="兰示工调受〔2026〕12号"),
            Served(name="权利义务告知书", number="兰示工调告〔2026〕24号"),
        ),
    ),
    Kind.DISCLOSURE: form(
        Disclosure, 11, addressee="张示例", mediator="张示例", disclosed_on=dt.date(2026, 1, 8), has_interest=True,
        disclosure="本人2019年曾在被申请人所在地的街道工会工作，与被申请人法定代表人有工作往来，无其他关系。",
    ),
    Kind.RECUSAL_APPLICATION: form(
        RecusalApplication, 12, **_WORKER, mediators=MEDIATORS[:1], ground="other_tie",
        reason="调解员与被申请人法定代表人曾是同事，可能影响公正调解。",
    ),
    Kind.INQUIRY_RECORD: form(InquiryRecord, 13),
    Kind.CONTACT_LOG: form(
        ContactLog, 14, contacts=(
            Contacted(on=dt.date(2026, 1, 9), way="现场"), Contacted(on=dt.date(2026, 1, 12), way="视频"),
        ),
    ),
    Kind.EXTENSION_CONSENT: form(
        ExtensionConsent, 15, period_from=dt.date(2026, 1, 7), period_until=dt.date(2026, 1, 22),
    ),
    Kind.WITHDRAWAL: form(Withdrawal, 16, settled=True),
    Kind.UNDISPUTED_FACTS: form(
        UndisputedFactsSheet, 17, mediators=MEDIATORS, confirmed_on=dt.date(2026, 1, 12), items=(
            "申请人于2025年3月1日入职，从事钢筋工工作，2025年11月30日离场。", "双方约定日工资260元，按月结算。",
            "申请人已经预支生活费6000元。", "双方未订立书面劳动合同。",
        ),
    ),
    Kind.PARTIES_SETTLEMENT: form(PartiesSettlement, 18),
    Kind.FAILURE_RECORD: form(
        FailureRecord, 19, mediators=MEDIATORS, accepted_on=dt.date(2026, 1, 7), ended_on=dt.date(2026, 1, 22),
        reason="双方分歧较大，难以达成协议", undisputed_by=("王珺", EMPLOYER.name),
    ),
    Kind.HANDOVER_LIST: form(
        HandoverList, 20, commission=COMMISSION, to=COMMISSION.organ, attachments=(
            Attachment(
                name="调解情况报告（兰示工调报〔2026〕2号）", copies=1, pages=2, original="原件", record_class="F",
            ),
            Attachment(name="民事起诉状", copies=1, original="复印件", record_class="B"),
            *(Attachment(name=one.name, copies=1, original="复印件", record_class="B") for one in EVIDENCE),
        ),
    ),
    Kind.ORAL_AGREEMENT: form(OralAgreement, 21, **_AGREED, mediators=MEDIATORS[:1]),
    Kind.CONFIRMATION_APPLICATION: form(
        ConfirmationApplication, 22, **_AGREED, **_JOINT, to="兰州市示例区人民法院", apply_by=dt.date(2026, 2, 13),
    ),
    Kind.REVIEW_APPLICATION: form(
        ReviewApplication, 23, **_AGREED, **_JOINT, to=ARBITRATION.organ, apply_by=dt.date(2026, 1, 29),
    ),
    Kind.PRESIDING_PROOF: form(
        PresidingProof, 3, **_AGREED | {"duties": (), "total": None}, mediators=MEDIATORS,
        standing="兰示工发〔2021〕5号", mediated_on=(dt.date(2026, 1, 9), dt.date(2026, 1, 12)),
        accepted_on=dt.date(2026, 1, 7), issued_on=dt.date(2026, 1, 15),
    ),
    Kind.PAYMENT_ORDER_APPLICATION: form(PaymentOrderApplication, 24, **_AGREED, **_WORKER),
    Kind.ENFORCEMENT_APPLICATION: form(
        EnforcementApplication, 25, **_AGREED, **_WORKER, applicants=(replace(worker(0), role="申请执行人"),),
        respondents=(replace(EMPLOYER, role="被执行人"),), to="兰州市示例区人民法院", title_name="民事裁定书",
        title_number="（2026）甘0199诉前调确16号", title_date=dt.date(2026, 1, 30), title_organ="兰州市示例区人民法院",
    ),
    Kind.ARBITRATION_APPLICATION: form(
        ArbitrationApplication, 26, **_WORK, to=ARBITRATION.organ, ended_on=dt.date(2026, 1, 22),
    ),
    Kind.PERFORMANCE_RECORD: form(
        PerformanceRecord, 27, **_AGREED | {
            "duties": (
                replace(
                    _DUTIES[0], paid=Money(amount=Decimal(13250)), performed_on=dt.date(2026, 1, 30), proof="转账回单",
                ),
                *_DUTIES[1:],
            ),
        },
    ),
    Kind.CALLBACK_RECORD: form(CallbackRecord, 28, **_AGREED, **_WORKER, outcome="全部请求达成协议"),
    Kind.CLOSING_SHEET: form(
        ClosingSheet, 29, **_FILE, **_ENDED, agreed=Money(amount=Decimal(26500)), paid=Money(amount=Decimal(13250)),
        summary="经两次调解，双方就拖欠工资达成协议，分两期支付；经济补偿一项申请人撤回请求。第一期已经履行。",
        submitted_on=dt.date(2026, 2, 2),
    ),
    Kind.FILE_COVER: form(FileCover, 30, **_FILE, **_ENDED, closed_on=dt.date(2026, 2, 3), keep="10年"),
    Kind.FILE_CATALOGUE: form(
        FileCatalogue, 31, **_FILE, open_volume=tuple(
            Filed(name=name, number=number, author=ORGAN, on=dt.date(2026, 1, 7 + n), pages=2)
            for n, (name, number) in enumerate((
                ("受理通知书", "兰示工调受〔2026〕12号"), ("权利义务告知书", "兰示工调告〔2026〕24号"),
                ("调解笔录", "兰示工调笔〔2026〕21号"), ("调解协议书", "兰示工调协〔2026〕9号"),
            ))
        ), internal_volume=(Filed(name="结案审批表", author=ORGAN, on=dt.date(2026, 2, 2), pages=1),),
    ),
    Kind.REMARKS_SHEET: form(RemarksSheet, 32, **_FILE),
    Kind.COMPLETION_NOTICE: form(CompletionNotice, 2),
    Kind.SESSION_NOTICE: form(SessionNotice, 6, addressee=EMPLOYER.name, mediators=MEDIATORS),
    Kind.URGE_NOTICE: form(UrgeNotice, 1, **_AGREED | {"issued_on": dt.date(2026, 3, 3)}, addressee=EMPLOYER.name),
    Kind.CONSENT_INQUIRY: form(
        ConsentInquiry, 9, party=EMPLOYER, addressee=EMPLOYER.name, claims=_WORK["claims"],
        reply_by=dt.date(2026, 1, 8), issued_on=dt.date(2026, 1, 5),
    ),
    Kind.MEDIATOR_APPOINTMENT: form(MediatorAppointment, 11, mediators=MEDIATORS, method="joint"),
    Kind.RECUSAL_DECISION: form(
        RecusalDecision, 1, asked_by="王珺", mediator="张示例", ground="与当事人、代理人有其他关系，可能影响公正调解",
        reason="经核实，双方仅有工作往来，不影响公正调解",
    ),
    Kind.SUSPENSION_NOTICE: form(
        SuspensionNotice, 2, reason="需要进行鉴定、评估", excluded=True, commission=COMMISSION,
    ),
    Kind.COMMISSION_RECEIPT: form(
        CommissionReceipt, 4, commission=COMMISSION, addressee=COMMISSION.organ, period="三十日",
        period_until=dt.date(2026, 2, 4), articles=(cited("L07/27"), cited("L08/12")),
    ),
    Kind.TRANSFER_LETTER: form(
        TransferLetter, 3, addressee="兰州市示例区劳动保障监察大队",
        materials=("调解申请书", "工资结算单复印件", "身份证明复印件"), issued_on=dt.date(2026, 1, 9),
    ),
    Kind.FEEDBACK_LETTER: form(
        FeedbackLetter, 5, addressee="兰州市示例区信访局", reference="（2026）示例信转字第21号",
        text="经调解，双方于2026年1月14日达成调解协议，被申请人分两期支付拖欠的工资。第一期已经履行。",
        issued_on=dt.date(2026, 2, 2),
    ),
    Kind.NEUTRAL_ASSESSMENT: form(
        NeutralAssessment, 33, mediators=MEDIATORS, claims=_WORK["claims"], issued_on=dt.date(2026, 1, 12),
    ),
    Kind.MEDIATION_OPINION: form(
        MediationOpinion, 1, mediators=MEDIATORS, accepted_on=dt.date(2026, 1, 7), ended_on=dt.date(2026, 1, 22),
        issued_on=dt.date(2026, 1, 22), remedies=(ARBITRATION,), undisputed=(
            Stated(text="申请人于2025年3月1日入职，从事钢筋工工作，2025年11月30日离场。", record_class="E"),
            Stated(text="双方约定日工资260元，按月结算。", record_class="E"),
        ), unsettled=tuple(Stated(text=one.matter, record_class="F") for one in _CLAIMED),
    ),
    Kind.CIVIL_COMPLAINT: form(
        CivilComplaint, 34, **_WORK, applicants=(replace(worker(0), role="原告"),),
        respondents=(replace(EMPLOYER, role="被告"),), to="兰州市示例区人民法院", ended_on=dt.date(2026, 1, 22),
        total=Money(amount=Decimal(45500), words="肆万伍仟伍佰元整"), elements=(
            Element(name="工资支付", claims=_CLAIMED[:1]), Element(name="未签订书面劳动合同双倍工资"),
            Element(name="加班费"), Element(name="未休年休假工资"), Element(name="未依法缴纳社会保险费造成的经济损失"),
            Element(name="解除劳动合同经济补偿", claims=_CLAIMED[1:]),
            Element(name="违法解除劳动合同赔偿金"), Element(name="其他诉讼请求"),
        ),
    ),
    Kind.FALSE_MEDIATION_REPORT: form(
        FalseMediationReport, 1, commission=COMMISSION, addressee=COMMISSION.organ, mediators=MEDIATORS,
        suspicion="双方对欠薪数额和付款期限没有实质争议，提交的工资结算单形成时间晚于诉前登记日期，"
        "被申请人名下不动产正被另案申请保全，可能以调解方式损害他人合法权益。",
        suspended_on=dt.date(2026, 1, 12), issued_on=dt.date(2026, 1, 12),
    ),
    Kind.OPINION_LETTER: letter(
        OpinionLetter, addressee=EMPLOYER.name, before=(_HINT,), reply_days="十五个工作日", answer_code="K7Q2-9XTM",
        opening="本会在办理职工来访中收到反映你单位拖欠工资的线索，曾发函提示，未收到答复。",
        advice=("建立工资支付台账，按月与职工核对。",), cc=("兰州市总工会", "兰州市示例区人力资源和社会保障局"),
        attachments=(
            Attachment(name="整改情况反馈表", within="answer"), Attachment(name="法律条文摘录", within="law"),
            Attachment(name="证据目录", within="evidence"),
        ),
    ),
    Kind.ADVICE_LETTER: letter(
        AdviceLetter, addressee="兰州市示例区人力资源和社会保障局", before=(_HINT, _OPINION), conduct="拒绝签收",
        reply_days="五个工作日", result_days="六十个工作日",
        opening="本会在劳动法律监督中查明以下情况，现向贵单位通报。",
        advice=("依法立案查处。", "责令该单位限期支付拖欠的工资。", "依照有关规定列入拖欠农民工工资失信名单。"),
        cc=("兰州市总工会", "兰州市示例区人民检察院"),
        attachments=(Attachment(name="移送材料清单", within="handover"), Attachment(name="法律条文摘录", within="law")),
    ),
    Kind.PROCURATORATE_LETTER: letter(
        ProcuratorateLetter, addressee="兰州市示例区人民检察院", before=(_HINT, _OPINION),
        grounds=("涉及群体性欠缴社会保险费或者拖欠农民工工资",),
        closing="本会已派员两次到项目部督促，用人单位未予配合。",
        attachments=(Attachment(name="移送材料清单", within="handover"),),
    ),
    Kind.LEAD_DECLINED: written(
        LeadDeclined, addressee="王珺", received_on=dt.date(2026, 1, 20), about=f"{EMPLOYER.name}克扣或者拖欠工资",
        reason="反映的事项已由行政机关、仲裁机构或者人民法院受理", reason_detail="仲裁委员会已于2026年1月15日受理",
        remedies=(ARBITRATION,),
    ),
    Kind.LETTER_CORRECTION: written(
        LetterCorrection, addressee=EMPLOYER.name, corrected=_OPINION, wrong="涉及职工12人", right="涉及职工11人",
        reason="一名职工的工资已于发函前付清",
    ),
    Kind.LEAD_SHEET: of_matter(
        LeadSheet, 1, source="来访", reporter="王珺", reporter_contact="13900000000", named=True, letter=None,
        facts="反映该单位自2025年7月起未足额支付工资，涉及12人。", demand="支付拖欠的工资", urgency="紧急", group=True,
        checked_on=dt.date(2026, 1, 21), handled_by="督示例",
    ),
    Kind.INVESTIGATION_RECORD: of_matter(
        InvestigationRecord, 2, held_on=dt.date(2026, 1, 26), way="现场检查", place="示例项目部",
        asked="示例总，执行董事兼经理",
        text="问：2025年7月以来工资是否按月足额支付？\n答：因工程款未到位，有部分工资没有发。\n问：未发放的工资总额是多少？"
        "\n答：以工资支付台账为准，台账已经提供复印件。", letter=None,
    ),
    Kind.MATERIALS_LIST: of_matter(
        MaterialsList, 3, letter=None, materials=tuple(
            Taken(
                name=one.name, copies=one.copies, pages=one.pages, original=one.original, given_by="示例总",
                taken_by="督示例", on=dt.date(2026, 1, 26),
            )
            for one in _PROOF
        ),
    ),
    Kind.ISSUE_SHEET: of_matter(
        IssueSheet, 4, addressee=EMPLOYER.name, subject=_OPINION.title, cc=("兰州市总工会",), drafted_by="督示例",
        drafted_on=dt.date(2026, 3, 10), reviewed_by="文示例", reviewed_on=dt.date(2026, 3, 11),
        review="事实清楚，引用条文准确，同意发出。",
        cosigned=(Agreed(body="兰州市示例区人民检察院", on=dt.date(2026, 3, 11)),),
        signer="工会主席或者副主席", passed_by="谢示例", approved_on=dt.date(2026, 3, 12), copies=4,
        reply_days="十五个工作日", settings=(
            "文书名称、文号代字和签发人：中性默认设置，没有地方依据",
            "答复期限：默认设置，没有地方依据；本地规定确认后应改为地方数值。",
        ),
    ),
    Kind.REPLY_SHEET: of_matter(
        ReplySheet, 5, addressee=EMPLOYER.name, findings=_FOUND, answered_on=dt.date(2026, 3, 20),
        answered_by="示例总，执行董事兼经理", phone="0931-1111111", answers=(
            Answered(
                admits="yes", status="under_way", measure="已支付第一批，余款于月底前付清。", people=12,
                amount=Money(amount=Decimal(200000)), proof="银行转账回单",
            ),
            Answered(admits="yes", status="done", measure="已全部补订。", done_on=dt.date(2026, 3, 18), people=5),
        ),
    ),
    Kind.LETTER_RECEIPT: of_matter(LetterReceipt, 6, addressee=EMPLOYER.name),
    Kind.VERIFICATION_RECORD: of_matter(
        VerificationRecord, 7, verified_on=dt.date(2026, 4, 1), way="现场检查", verified_by="督示例、查示例",
        satisfaction="职工确认工资已收到。", results=(
            Verified(finding=_FOUND[0], verdict="done", note="已足额支付"),
            Verified(finding=_FOUND[1], verdict="part", note="尚有1人未订立"),
        ),
    ),
    Kind.TALK_RECORD: of_matter(
        TalkRecord, 8, held_on=dt.date(2026, 3, 25), place="示例区总工会会议室",
        together="兰州市示例区人力资源和社会保障局",
        present="示例总，执行董事兼经理",
        result="该单位承诺于2026年3月31日前付清拖欠的工资，并于4月15日前补订劳动合同。",
    ),
    Kind.AUTHORITY_REPLY_SHEET: of_matter(
        AuthorityReplySheet, 9, authority="兰州市示例区人力资源和社会保障局", filed_on=dt.date(2026, 4, 10),
        filing_number="兰示人社监立〔2026〕8号", result="责令改正",
        document="限期整改指令书（兰示人社监令〔2026〕5号）",
        answered_on=dt.date(2026, 5, 8), note="该单位已按指令付清工资。",
    ),
    Kind.MATTER_CLOSING_SHEET: of_matter(
        MatterClosingSheet, 10, source="来访", outcome="已整改", letters=(_HINT, _OPINION), contracts=5,
        wages=Money(amount=Decimal(324600)), insurance=Money(amount=Decimal(0)), insured=0,
        compensation=Money(amount=Decimal(0)), other=Money(amount=Decimal(0)), ended_on=dt.date(2026, 4, 1),
        verdicts=(Verified(finding=_FOUND[0], verdict="done"), Verified(finding=_FOUND[1], verdict="done")),
        summary="经发函、约谈和核查，拖欠的工资已付清，劳动合同已补订。",
    ),
}  # fmt: skip


def sample(kind: Kind) -> Contents:
    """The paper of a kind in the sample dossier."""
    return SAMPLES[kind]()
