"""The one table of papers: how each kind is called, laid out, numbered, signed, copied, founded and filed.

A new kind takes: a name in ``workflows/papers.py``, a record in ``documents/contents.py``, a row here, and a template
in ``templates/print/``. Nothing else knows the kinds one by one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from documents.contents import CONTENTS, Contents
from workflows.papers import Kind


class Format(StrEnum):
    """Which layout: the letter and the red-head document follow GB/T 9704—2012, the form only its page and type."""

    LETTER = "letter"  # 信函格式
    FORM = "form"  # 文书格式
    RED_HEAD = "red_head"  # 文件格式
    SHEET = "sheet"  # 表格、申请书: a form without the organ's head, filled in and signed by hand


OFFICIAL: Final = (Format.LETTER, Format.RED_HEAD)
"""The two layouts between which a body may choose for its letters (GB/T 9704—2012, 7 and 10.1)."""


class Signer(StrEnum):
    """Whose hand or seal a paper needs before it counts."""

    ORGAN_SEAL = "organ_seal"
    PARTIES = "parties"
    ADDRESSEE = "addressee"  # the party that confirms having read it
    MEDIATOR = "mediator"
    RECORDER = "recorder"
    HEAD = "head"  # whoever leads the body signs what it keeps for itself
    EACH_PAGE = "each_page"  # those present sign every page


class Recipient(StrEnum):
    """Who gets an original."""

    APPLICANTS = "applicants"
    RESPONDENTS = "respondents"
    COURT = "court"
    ADDRESSEE = "addressee"
    FILE = "file"


class Volume(StrEnum):
    """Parties may read and copy the open volume only (仲裁办案规则 第22、23条, adopted for the mediation file)."""

    OPEN = "正卷"
    INTERNAL = "副卷"


class Grade(StrEnum):
    """How sure we are of a setting, as in the reference: read in the text, excerpt, known, our own proposal."""

    STATUTE = "statute"
    EXCERPT = "excerpt"
    UNVERIFIED = "unverified"
    PROPOSED = "proposed"


MEDIATION_PATTERN: Final = "{org}调{type}〔{year}〕{seq}号"  # 甘工调受〔2026〕12号
LETTER_PATTERN: Final = "{org}{type}〔{year}〕{seq}号"  # 甘工监提〔2026〕1号
SHEETS: Final = "表"
"""The one series of all sheets: a sheet has no number of its own, but that of the register, in its foot line."""
MATTER_SHEETS: Final = "监表"
"""The series of the sheets of supervision, 甘工监表〔2026〕1号: kept apart, as mediation numbers under 调."""


@dataclass(frozen=True, slots=True)
class PaperKind:
    """A row of the table.

    `word` is the part of the number that tells the series apart; `pattern` and `word` are our proposals
    (`number_grade`) that a body may replace. `basis` are keys of `statutes`; where a court commissioned the case it
    rests on `court_basis` instead (if there is one), and on `online_basis` besides if it is mediated online.
    `record_class` A–I decides who may see it.
    `copies` names who gets an original; how many follows from how many there are.
    `may_be_left` is False for what is handed to the party in person only (L05 art. 133, of mediation statements).
    """

    kind: Kind
    title: str
    format: Format
    word: str
    signers: tuple[Signer, ...]
    recipients: tuple[Recipient, ...]
    basis: tuple[str, ...]
    record_class: str
    court_basis: tuple[str, ...] = ()
    online_basis: tuple[str, ...] = ()
    volume: Volume = Volume.OPEN
    may_be_left: bool = True
    pattern: str = MEDIATION_PATTERN
    number_grade: Grade = Grade.PROPOSED

    @property
    def is_numbered(self) -> bool:
        """Whether the paper bears a number of its own kind in its head."""
        return self.word not in {SHEETS, MATTER_SHEETS}

    @property
    def needs_seal(self) -> bool:
        """Whether the seal of the body belongs on it."""
        return Signer.ORGAN_SEAL in self.signers

    @property
    def contents(self) -> type[Contents]:
        """The record this kind is printed from."""
        return CONTENTS[self.kind]

    @property
    def template(self) -> str:
        """Path of the template below ``templates/``."""
        return f"print/{self.kind.value}.html"

    def founded_on(self, *, from_court: bool, online: bool) -> tuple[str, ...]:
        """Keys of the articles the paper cites: the rules on court-invited mediation bind court commissions alone."""
        if not from_court:
            return self.basis
        return (self.court_basis or self.basis) + (self.online_basis if online else ())

    def number(self, *, org: str, year: int, seq: int, word: str = "", pattern: str = "") -> str:
        """The printed number, e.g. 甘工调受〔2026〕12号: full year, six-cornered brackets, no 第, no leading zero.

        `org` is the organ's code (机关代字); `word` and `pattern` replace this row's own where a body has others.
        Raises ValueError for a pattern with an unknown token or without year or serial, and for a serial below 1.
        """
        return format_number(pattern or self.pattern, org=org, word=word or self.word, year=year, seq=seq)

    def copies(self, *, applicants: int = 1, respondents: int = 1) -> int:
        """How many originals: one for each recipient there is."""
        heads = {Recipient.APPLICANTS: applicants, Recipient.RESPONDENTS: respondents}
        return sum(heads.get(recipient, 1) for recipient in self.recipients)


def format_number(pattern: str, *, org: str, word: str, year: int, seq: int) -> str:
    """Fill a number pattern; see `PaperKind.number`. Gap-free serials are not made here."""
    if seq < 1 or year < 1000:
        raise ValueError("A paper's serial starts at 1 and its year has four digits.")
    if "{year}" not in pattern or "{seq}" not in pattern:
        raise ValueError("A number pattern needs {year} and {seq}, or two papers could bear one number.")
    parts = {"org": org, "type": word, "year": str(year), "seq": str(seq)}

    def fill(found: re.Match[str]) -> str:
        if found[1] not in parts:
            raise ValueError(f"{found[0]} is unknown in a number pattern; known: {{org}} {{type}} {{year}} {{seq}}.")
        return parts[found[1]]

    # Not str.format: a pattern is typed by an administrator and must not reach into objects.
    return re.sub(r"\{([^{}]*)\}", fill, pattern)


_BOTH = (Recipient.APPLICANTS, Recipient.RESPONDENTS, Recipient.FILE)
#: What only the body reads, and never lies in the volume that parties may copy.
_INTERNAL: Final[dict[str, Any]] = {"record_class": "I", "volume": Volume.INTERNAL, "signers": (Signer.HEAD,)}


def _sheet(kind: Kind, title: str, basis: tuple[str, ...], **more: Any) -> PaperKind:
    """A row for a form printed on request: a party paper (B) that its party signs, unless the row says otherwise."""
    usual: dict[str, Any] = {"signers": (Signer.PARTIES,), "recipients": (Recipient.FILE,), "record_class": "B"}
    return PaperKind(kind, title, Format.SHEET, SHEETS, basis=basis, **(usual | more))


def _notice(kind: Kind, title: str, word: str, basis: tuple[str, ...], **more: Any) -> PaperKind:
    """A row for a notice, decision or letter under the body's seal: procedural (A), to both sides, or as it says."""
    usual: dict[str, Any] = {"format": Format.FORM, "signers": (Signer.ORGAN_SEAL,), "recipients": _BOTH}
    return PaperKind(kind, title, word=word, basis=basis, **(usual | {"record_class": "A"} | more))


def _of_matter(kind: Kind, title: str, basis: tuple[str, ...], **more: Any) -> PaperKind:
    """A row for a form of a matter of supervision (H), printed on request."""
    usual: dict[str, Any] = {"signers": (Signer.ADDRESSEE,), "recipients": (Recipient.FILE,), "record_class": "H"}
    return PaperKind(
        kind, title, Format.SHEET, MATTER_SHEETS, basis=basis, **(usual | {"pattern": LETTER_PATTERN} | more)
    )


def _letter(kind: Kind, title: str, word: str, basis: tuple[str, ...], **more: Any) -> PaperKind:
    """A row for a letter of labour-law supervision: of the matter (H), under the union's seal, to its addressee."""
    usual: dict[str, Any] = {
        "format": Format.LETTER, "pattern": LETTER_PATTERN, "signers": (Signer.ORGAN_SEAL,), "record_class": "H",
        "recipients": (Recipient.ADDRESSEE, Recipient.FILE),
    }  # fmt: skip
    return PaperKind(kind, title, word=word, basis=basis, **(usual | more))


PAPERS: Final[Mapping[Kind, PaperKind]] = {
    row.kind: row
    for row in (
        PaperKind(
            Kind.NOTICE_OF_ACCEPTANCE, "受理通知书", Format.FORM, "受",
            signers=(Signer.ORGAN_SEAL,), recipients=_BOTH, basis=("L02/22", "L02/29", "L01/14"),
            court_basis=("L07/11", "L07/27"), record_class="A",
        ),
        PaperKind(
            Kind.NOTICE_OF_NON_ACCEPTANCE, "不予受理通知书", Format.FORM, "不受",
            signers=(Signer.ORGAN_SEAL,), recipients=(Recipient.APPLICANTS, Recipient.FILE),
            basis=("L02/22", "L02/30", "L01/27"), court_basis=("L07/11", "L07/21"), record_class="A",
        ),
        PaperKind(
            Kind.NOTICE_OF_RIGHTS, "权利义务告知书", Format.FORM, "告",
            signers=(Signer.ADDRESSEE, Signer.ORGAN_SEAL), recipients=(Recipient.ADDRESSEE, Recipient.FILE),
            basis=("L01/14", "L02/24", "L02/29"), court_basis=("L07/14", "L07/15"), online_basis=("L08/17", "L08/18"),
            record_class="A",
        ),
        PaperKind(
            Kind.SESSION_RECORD, "调解笔录", Format.FORM, "笔",
            signers=(Signer.PARTIES, Signer.EACH_PAGE, Signer.MEDIATOR, Signer.RECORDER),
            recipients=(Recipient.FILE,), basis=("L02/30",), online_basis=("L08/22",), record_class="C",
        ),
        PaperKind(
            Kind.MEDIATION_AGREEMENT, "调解协议书", Format.FORM, "协",
            signers=(Signer.PARTIES, Signer.MEDIATOR, Signer.ORGAN_SEAL), recipients=_BOTH,
            basis=("L01/14", "L02/26", "L03/29"), court_basis=("L07/24",), online_basis=("L08/19",), record_class="F",
            may_be_left=False,
        ),
        PaperKind(
            Kind.NOTICE_OF_TERMINATION, "终止调解通知书", Format.FORM, "终",
            signers=(Signer.ORGAN_SEAL,), recipients=_BOTH, basis=("L02/30", "L01/14", "L01/27"),
            court_basis=("L07/26", "L07/21"), online_basis=("L08/25",), record_class="F",
        ),
        PaperKind(
            Kind.REPORT_TO_COURT, "调解情况报告", Format.LETTER, "报",
            signers=(Signer.ORGAN_SEAL,), recipients=(Recipient.COURT, Recipient.FILE),
            basis=("L07/26",), online_basis=("L08/21",), record_class="F",
        ),
        PaperKind(
            Kind.HINT_LETTER, "工会劳动法律监督提示函", Format.LETTER, "监提", pattern=LETTER_PATTERN,
            signers=(Signer.ORGAN_SEAL,), recipients=(Recipient.ADDRESSEE, Recipient.FILE),
            basis=("L13/23", "P07/1", "P08/1"), record_class="H",
        ),
        # ── Sheets: printed on request, filled from the file, signed by hand ──
        _sheet(Kind.APPLICATION, "调解申请书", ("L01/12", "L02/21")),
        _sheet(Kind.ORAL_APPLICATION, "口头申请笔录", ("L01/12", "L02/21"),
               signers=(Signer.PARTIES, Signer.EACH_PAGE, Signer.RECORDER)),
        _sheet(Kind.EVIDENCE_RECEIPT, "材料收据", ("L07/22",),
               signers=(Signer.RECORDER, Signer.ADDRESSEE), recipients=(Recipient.ADDRESSEE, Recipient.FILE)),
        _sheet(Kind.POWER_OF_ATTORNEY, "授权委托书", ("L04/61", "L04/62")),
        _sheet(Kind.PRINCIPAL_CERTIFICATE, "法定代表人（负责人）身份证明书", ("L04/61",)),
        _sheet(Kind.ELECTION, "推选代表人证明", ("L01/7",)),
        _sheet(Kind.CONSENT_ANSWER, "调解意愿确认书", ("L02/22",), court_basis=("L07/11",)),
        _sheet(Kind.ACCEPTANCE_SHEET, "劳动争议调解受理登记表", ("L02/22",), court_basis=("L07/11",), **_INTERNAL),
        _sheet(Kind.SERVICE_ADDRESS, "送达地址确认书", ("L08/17",)),
        _sheet(Kind.SERVICE_RECEIPT, "送达回证", ("L08/17",), signers=(Signer.ADDRESSEE,)),
        _sheet(Kind.DISCLOSURE, "调解员披露声明", ("L08/13",), court_basis=("L07/15",), signers=(Signer.MEDIATOR,)),
        _sheet(Kind.RECUSAL_APPLICATION, "回避申请书", ("L07/15",)),
        _sheet(Kind.INQUIRY_RECORD, "调查笔录", ("L02/24",), record_class="C",
               signers=(Signer.ADDRESSEE, Signer.EACH_PAGE, Signer.MEDIATOR, Signer.RECORDER)),
        _sheet(Kind.CONTACT_LOG, "调解情况记录表", ("L07/10",), **(_INTERNAL | {"signers": (Signer.MEDIATOR,)})),
        _sheet(Kind.EXTENSION_CONSENT, "延长调解期限同意书", ("L02/29",), court_basis=("L07/27",), recipients=_BOTH),
        _sheet(Kind.WITHDRAWAL, "撤回调解申请书", ("L08/25",)),
        _sheet(Kind.UNDISPUTED_FACTS, "无争议事实确认书", ("L07/22", "L08/18"), record_class="E", recipients=_BOTH,
               signers=(Signer.PARTIES, Signer.MEDIATOR)),
        _sheet(Kind.PARTIES_SETTLEMENT, "和解协议", ("L02/10",), record_class="F", recipients=_BOTH),
        _sheet(Kind.FAILURE_RECORD, "调解不成记录", ("L02/30",), court_basis=("L07/26",), online_basis=("L08/21",),
               record_class="F", signers=(Signer.PARTIES, Signer.MEDIATOR)),
        _sheet(Kind.HANDOVER_LIST, "材料移交清单", ("L07/21", "L07/26"), signers=(Signer.RECORDER, Signer.ADDRESSEE),
               recipients=(Recipient.COURT, Recipient.FILE)),
        # Terms of a draft may stand in it: read inside the body alone, as a joint record is.
        _sheet(Kind.ORAL_AGREEMENT, "口头调解协议登记表", ("L03/28",), record_class="C",
               signers=(Signer.PARTIES, Signer.MEDIATOR, Signer.ORGAN_SEAL)),
        _sheet(Kind.CONFIRMATION_APPLICATION, "司法确认申请书", ("L04/205", "L05/354"), record_class="F",
               recipients=(Recipient.COURT, *_BOTH)),
        _sheet(Kind.REVIEW_APPLICATION, "仲裁审查申请书", ("L06/74",), record_class="F"),
        PaperKind(
            Kind.PRESIDING_PROOF, "主持调解证明", Format.FORM, "证", signers=(Signer.ORGAN_SEAL,),
            recipients=(Recipient.COURT, Recipient.FILE), basis=("L05/354",), record_class="F",
        ),
        _sheet(Kind.PAYMENT_ORDER_APPLICATION, "支付令申请书", ("L01/16", "L04/225"), record_class="F"),
        _sheet(Kind.ENFORCEMENT_APPLICATION, "强制执行申请书", ("L04/235", "L04/247"), record_class="F"),
        _sheet(Kind.ARBITRATION_APPLICATION, "劳动人事争议仲裁申请书", ("L01/28",)),
        _sheet(Kind.PERFORMANCE_RECORD, "调解协议履行记录", ("L02/32", "L03/31"), record_class="F"),
        _sheet(Kind.CALLBACK_RECORD, "回访记录", ("L03/31",), record_class="F", signers=(Signer.RECORDER,)),
        _sheet(Kind.CLOSING_SHEET, "结案审批表", ("L03/27",), **_INTERNAL),
        _sheet(Kind.FILE_COVER, "调解卷宗", ("L03/27",), **(_INTERNAL | {"volume": Volume.OPEN, "signers": ()})),
        _sheet(Kind.FILE_CATALOGUE, "卷内目录", ("L03/27",), **(_INTERNAL | {"signers": ()})),
        _sheet(Kind.REMARKS_SHEET, "备考表", ("L03/27",), **(_INTERNAL | {"signers": (Signer.RECORDER, Signer.HEAD)})),
        _notice(Kind.COMPLETION_NOTICE, "补正通知书", "补", ("L01/12", "L02/21"),
                recipients=(Recipient.APPLICANTS, Recipient.FILE)),
        _notice(Kind.SESSION_NOTICE, "调解通知书", "会", ("L02/24",), recipients=(Recipient.ADDRESSEE, Recipient.FILE)),
        _notice(Kind.URGE_NOTICE, "督促履行通知书", "促", ("L02/32", "L03/31"), record_class="F",
                recipients=(Recipient.ADDRESSEE, Recipient.FILE)),
        # What the mediator thinks of the claims stays with the mediators: one side would hold it up to the other.
        _sheet(Kind.NEUTRAL_ASSESSMENT, "中立评估意见", ("L02/24",), record_class="D", volume=Volume.INTERNAL,
               signers=(Signer.MEDIATOR,)),
        _notice(Kind.MEDIATION_OPINION, "调解意见书", "意", ("L02/30",), record_class="F"),
        _sheet(Kind.CIVIL_COMPLAINT, "民事起诉状（劳动争议纠纷）", ("L01/5",),
               recipients=(Recipient.COURT, Recipient.RESPONDENTS)),
        # ── Acts of the body, each issued by its step ──
        _notice(Kind.CONSENT_INQUIRY, "调解征询意见书", "询", ("L02/22",), court_basis=("L07/11",),
                recipients=(Recipient.ADDRESSEE, Recipient.FILE)),
        _notice(Kind.MEDIATOR_APPOINTMENT, "调解员确定通知书", "选", ("L02/24",), court_basis=("L07/12",)),
        _notice(Kind.RECUSAL_DECISION, "回避决定书", "避", ("L07/15",), record_class="B"),
        _notice(Kind.SUSPENSION_NOTICE, "中止调解通知书", "中", ("L07/18",), online_basis=("L08/23",)),
        _notice(Kind.COMMISSION_RECEIPT, "接受委派（委托）调解回执", "收", ("L06/70",), court_basis=("L07/27",),
                online_basis=("L08/12",), format=Format.LETTER, recipients=(Recipient.COURT, Recipient.FILE)),
        _notice(Kind.TRANSFER_LETTER, "案件移送函", "移", ("P06/3",), format=Format.LETTER,
                recipients=(Recipient.ADDRESSEE, Recipient.FILE)),
        _notice(Kind.FEEDBACK_LETTER, "办理情况复函", "复", ("P06/3",), format=Format.LETTER,
                recipients=(Recipient.ADDRESSEE, Recipient.FILE)),
        # The suspected read no file, but they may ask to copy the open volume.
        _notice(Kind.FALSE_MEDIATION_REPORT, "虚假调解情况报告", "疑", ("L07/18",), format=Format.LETTER,
                record_class="F", volume=Volume.INTERNAL, recipients=(Recipient.COURT, Recipient.FILE)),
        # ── Labour-law supervision ──
        _letter(Kind.OPINION_LETTER, "工会劳动法律监督意见书", "监意", ("L13/23", "L13/26", "P07/1")),
        _letter(Kind.ADVICE_LETTER, "工会劳动法律监督建议书", "监建", ("L13/23", "L20/7", "P07/1"), record_class="F"),
        # Whoever reported is named in it.
        _letter(Kind.LEAD_DECLINED, "不予受理告知书", "监不受", ("P07/1",), format=Format.FORM, record_class="G",
                volume=Volume.INTERNAL),
        _letter(Kind.LETTER_CORRECTION, "更正函", "监更", ("P07/1",)),
        _letter(Kind.PROCURATORATE_LETTER, "劳动法律监督线索移送函", "监移", ("P08/1",), record_class="F"),
        _of_matter(Kind.LEAD_SHEET, "工会劳动法律监督线索登记表", ("P07/1",), **_INTERNAL | {"record_class": "G"}),
        _of_matter(Kind.INVESTIGATION_RECORD, "工会劳动法律监督调查笔录", ("L13/26",),
                   signers=(Signer.ADDRESSEE, Signer.EACH_PAGE, Signer.MEDIATOR, Signer.RECORDER)),
        _of_matter(Kind.MATERIALS_LIST, "调取资料清单", ("L13/26",), signers=(Signer.MEDIATOR, Signer.ADDRESSEE),
                   recipients=(Recipient.ADDRESSEE, Recipient.FILE)),
        _of_matter(Kind.ISSUE_SHEET, "发文审批单（发文稿纸）", ("P07/1",), **_INTERNAL),
        _of_matter(Kind.REPLY_SHEET, "整改情况反馈表", ("L13/23",)),
        _of_matter(Kind.LETTER_RECEIPT, "回执", ("L13/23",)),
        _of_matter(Kind.VERIFICATION_RECORD, "整改核查记录", ("L13/26",), signers=(Signer.MEDIATOR, Signer.ADDRESSEE)),
        _of_matter(Kind.TALK_RECORD, "联合约谈记录", ("L13/23",), signers=(Signer.ADDRESSEE, Signer.RECORDER)),
        _of_matter(Kind.AUTHORITY_REPLY_SHEET, "监督建议书回复登记表", ("P07/1",), **_INTERNAL),
        _of_matter(Kind.MATTER_CLOSING_SHEET, "工会劳动法律监督结案审批表", ("P07/1",), **_INTERNAL),
    )
}  # fmt: skip


def layout(contents: Contents) -> Format:
    """How one paper is set: as its record was frozen, else as its kind is. Forms and sheets have one layout only."""
    row = PAPERS[contents.kind]
    if row.format in OFFICIAL and contents.layout in OFFICIAL:
        return Format(contents.layout)
    return row.format


def record_class(contents: Contents) -> str:
    """The class of one paper: its own, where it has one. The record of a private session is D, whatever else."""
    if getattr(contents, "private", False):
        return "D"
    return contents.record or PAPERS[contents.kind].record_class


def series(contents: Contents) -> str:
    """The series one paper is numbered in: the region's word where it has one, else that of its kind."""
    return contents.word or PAPERS[contents.kind].word


def volume(contents: Contents) -> Volume:
    """Where one paper is filed: what was said in private never lies in the volume the parties may read."""
    return Volume.INTERNAL if getattr(contents, "private", False) else PAPERS[contents.kind].volume


#: The catalogue of mediation papers (documents.md B2): number, name, and the kinds that are this paper. What comes from
#: a court or a committee is no paper of ours: it is lodged as it came.
CATALOGUE: Final[Mapping[int, tuple[str, tuple[Kind, ...]]]] = {
    1: ("调解申请书", (Kind.APPLICATION,)),
    2: ("口头申请笔录", (Kind.ORAL_APPLICATION,)),
    3: ("材料清单和收据", (Kind.EVIDENCE_RECEIPT,)),
    4: ("授权委托书、法定代表人身份证明", (Kind.POWER_OF_ATTORNEY, Kind.PRINCIPAL_CERTIFICATE)),
    5: ("推选代表人证明", (Kind.ELECTION,)),
    6: ("补正通知书", (Kind.COMPLETION_NOTICE,)),
    7: ("调解征询意见书、同意调解书", (Kind.CONSENT_INQUIRY, Kind.CONSENT_ANSWER)),
    8: ("受理登记表、立案审批表", (Kind.ACCEPTANCE_SHEET,)),
    9: ("受理通知书", (Kind.NOTICE_OF_ACCEPTANCE,)),
    10: ("不予受理通知书", (Kind.NOTICE_OF_NON_ACCEPTANCE,)),
    11: ("送达地址确认书", (Kind.SERVICE_ADDRESS,)),
    12: ("权利义务告知书", (Kind.NOTICE_OF_RIGHTS,)),
    13: ("调解员选定（指定）书", (Kind.MEDIATOR_APPOINTMENT,)),
    14: ("利益披露、回避申请和决定", (Kind.DISCLOSURE, Kind.RECUSAL_APPLICATION, Kind.RECUSAL_DECISION)),
    15: ("调解通知书（会议）", (Kind.SESSION_NOTICE,)),
    16: ("调查笔录、证据核对笔录", (Kind.INQUIRY_RECORD,)),
    17: ("调解笔录", (Kind.SESSION_RECORD,)),
    18: ("调解情况记录表", (Kind.CONTACT_LOG,)),
    19: ("延长调解期限同意书", (Kind.EXTENSION_CONSENT,)),
    20: ("中止调解通知、虚假调解报告", (Kind.SUSPENSION_NOTICE, Kind.FALSE_MEDIATION_REPORT)),
    21: ("撤回调解申请书", (Kind.WITHDRAWAL,)),
    22: ("无争议事实确认书", (Kind.UNDISPUTED_FACTS,)),
    23: ("中立评估意见", (Kind.NEUTRAL_ASSESSMENT,)),
    24: ("调解协议书", (Kind.MEDIATION_AGREEMENT,)),
    25: ("口头协议登记表", (Kind.ORAL_AGREEMENT,)),
    26: ("和解协议", (Kind.PARTIES_SETTLEMENT,)),
    27: ("调解意见书", (Kind.MEDIATION_OPINION,)),
    28: ("终止调解通知书、未达成协议记录", (Kind.NOTICE_OF_TERMINATION, Kind.FAILURE_RECORD)),
    29: ("民事调解书、准许撤诉裁定（人民法院作出）", ()),
    30: ("委派调解函（来函）", ()),
    31: ("委托调解函（来函）", ()),
    32: ("邀请调解函（来函）", ()),
    33: ("接受委派（委托）回执、不接受的通知", (Kind.COMMISSION_RECEIPT, Kind.NOTICE_OF_NON_ACCEPTANCE)),
    34: ("调解情况报告和材料移交清单", (Kind.REPORT_TO_COURT, Kind.HANDOVER_LIST)),
    35: ("仲裁调解建议书（来函）", ()),
    36: ("仲裁委托调解函（来函）和复函", (Kind.COMMISSION_RECEIPT, Kind.FEEDBACK_LETTER)),
    37: ("仲裁审查申请书", (Kind.REVIEW_APPLICATION,)),
    38: ("司法确认申请书", (Kind.CONFIRMATION_APPLICATION,)),
    39: ("主持调解证明", (Kind.PRESIDING_PROOF,)),
    40: ("支付令申请书、强制执行申请书", (Kind.PAYMENT_ORDER_APPLICATION, Kind.ENFORCEMENT_APPLICATION)),
    41: ("仲裁申请书、要素式起诉状", (Kind.ARBITRATION_APPLICATION, Kind.CIVIL_COMPLAINT)),
    42: ("案件移送函", (Kind.TRANSFER_LETTER,)),
    43: ("履行记录", (Kind.PERFORMANCE_RECORD,)),
    44: ("督促履行通知书", (Kind.URGE_NOTICE,)),
    45: ("回访记录", (Kind.CALLBACK_RECORD,)),
    46: ("结案审批表", (Kind.CLOSING_SHEET,)),
    47: ("卷宗封面", (Kind.FILE_COVER,)),
    48: ("卷内目录", (Kind.FILE_CATALOGUE,)),
    49: ("备考表", (Kind.REMARKS_SHEET,)),
    50: ("送达回证", (Kind.SERVICE_RECEIPT,)),
}
