"""What a template may see: one frozen record per kind of paper.

A record is taken from a dossier when a paper is issued and never changes again; the paper is printed from it and from
nothing else. Every text here is a ready Chinese text: the record knows no model, no language setting and no clock.

Rules of the record
    * An empty text or ``None`` means "not provided". The paper shows a blank or （未提供）; nothing is invented.
    * Dates are ``datetime.date``, times ``datetime.datetime`` (printed as they stand, so hand in local time).
    * Sums are ``Decimal`` yuan together with their ready words (大写); ``float`` is refused.
    * ``to_json()`` is canonical: keys sorted, no spaces, so that equal records have equal bytes and equal hashes.
    * Characters that print nothing or reorder a line (controls, bidirectional marks, zero-width) are removed on entry.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import re
import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from decimal import Decimal
from typing import Any, ClassVar, Final, Self

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from statutes import cite
from workflows.channels import Exit
from workflows.papers import Kind
from workflows.reasons import RecusalGround

FORMAT_VERSION: Final = 1
"""Version of the JSON. Raise it when a field changes its meaning; adding a field with a default does not."""

LEGAL_TYPES: Final = ("ENT", "PMC", "TWN", "CRT_PRE", "CRT_POST", "ARB", "OTH")
"""What the mediation organisation is in law; decides when an agreement takes effect (调解组织类型)."""

ROUTES: Final = (
    Exit.CONFIRMATION, Exit.REVIEW, Exit.PAYMENT_ORDER, Exit.COURT_STATEMENT, Exit.TRIBUNAL_STATEMENT,
)  # fmt: skip
"""What the parties may do with an agreement; the other exits (`Exit`) are the body's business or follow a failure."""

SENDABLE_TO_COURT: Final = frozenset("ABEF")
"""Record classes that may travel with a report to the court: procedure, party papers, undisputed facts, outcome.

Joint minutes (C) and private sessions (D) never do: facts conceded for the sake of an agreement may not be used against
a party later (法释〔2016〕14号 第22条, 法释〔2021〕23号 第18条).
"""

# Controls except the line feed; zero-width and bidirectional marks; the byte-order mark; lone surrogates; U+FFFE/FFFF.
_UNPRINTABLE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)


class ContentsError(ValueError):
    """A record that cannot be what it says: a wrong type, an unknown field, material that may not be in this paper."""


def clean(text: str) -> str:
    """Remove what prints nothing or reorders a line; ``\\r\\n`` becomes ``\\n``; outer blanks go.

    Not normalised to NFC on purpose: compatibility ideographs in personal names would be exchanged for others.
    """
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\t", " ")).strip()


@functools.cache
def _hints(cls: Any) -> Mapping[str, Any]:
    return typing.get_type_hints(cls)


def _settle(value: Any, hint: Any, where: str) -> Any:
    """Return `value` as the record keeps it, or refuse it. Lists become tuples, texts are cleaned."""
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        if value is None:
            return None
        inner = next(arm for arm in typing.get_args(hint) if arm is not type(None))
        return _settle(value, inner, where)
    if origin is tuple:
        if not isinstance(value, (tuple, list)):
            raise ContentsError(f"{where}: a list is expected.")
        (inner, *_rest) = typing.get_args(hint)
        return tuple(_settle(item, inner, f"{where}[{number}]") for number, item in enumerate(value))
    if hint is str:
        return _text(value, where)
    if hint is Decimal:
        if isinstance(value, bool) or not isinstance(value, (Decimal, int)):
            raise ContentsError(f"{where}: an exact sum is expected, not {type(value).__name__}.")
        return Decimal(value)
    # A datetime is a date and True is an int to Python; neither is one to a reader.
    twin = {dt.date: dt.datetime, int: bool}.get(hint)
    if not isinstance(value, hint) or (twin and isinstance(value, twin)):
        raise ContentsError(f"{where}: {hint.__name__} is expected.")
    return value


def _text(value: Any, where: str) -> str:
    if isinstance(value, Promise):  # a lazy translation would change with the reader's language
        raise ContentsError(f"{where}: a finished text is expected, not a translatable one.")
    if not isinstance(value, str):
        raise ContentsError(f"{where}: a text is expected.")
    return clean(str(value))


class Block:
    """A part of a record; checks and cleans its fields when it is made."""

    __slots__ = ()

    def __post_init__(self) -> None:
        for name, hint in _hints(typing.cast("Any", type(self))).items():
            if typing.get_origin(hint) is not ClassVar:
                where = f"{type(self).__name__}.{name}"
                object.__setattr__(self, name, _settle(getattr(self, name), hint, where))
        self.check()

    def check(self) -> None:
        """Refuse what contradicts itself; overridden where there is something to say."""


# --- parts that several papers share ---------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class Article(Block):
    """A provision as cited on paper: 《act》article. `article` is written out, e.g. 第二十二条."""

    act: str
    article: str
    text: str = ""


def cited(key: str) -> Article:
    """The provision behind a key of `statutes` (``L02/22``), as a paper cites it: full title, 第二十二条.

    Raises KeyError for an article that the book of the law does not have.
    """
    found = cite(key)
    if found.unnumbered:
        return Article(act=found.act.title, article="")
    article, *rest = found.number.split(".")
    printed = f"第{cn_number(int(article))}条"
    for part in rest:  # "14.3" is a paragraph, "9.(2)" an item
        item = part.startswith("(")
        printed += f"第（{cn_number(int(part[1:-1]))}）项" if item else f"第{cn_number(int(part))}款"
    return Article(act=found.act.title, article=printed, text=found.wording if found.wording_is == "text" else "")


def cn_number(number: int) -> str:
    """1 to 9,999 in Chinese numerals as used for articles and headings: 10 → 十, 21 → 二十一, 105 → 一百零五."""
    if not 0 < number < 10_000:
        raise ValueError(f"{number} is not between 1 and 9,999.")
    written, gap = "", False
    for place, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            written += ("零" if gap and written else "") + "〇一二三四五六七八九"[digit] + unit
        gap = not digit
    return written.removeprefix("一") if written.startswith("一十") else written


@dataclass(frozen=True, slots=True, kw_only=True)
class Money(Block):
    """A sum in yuan, in figures and in words. `words` comes ready (大写); empty words leave a blank to fill in."""

    amount: Decimal
    words: str = ""

    def check(self) -> None:
        if not self.amount.is_finite() or self.amount != self.amount.quantize(Decimal("0.01")):
            raise ContentsError("Money.amount: a finite sum with at most two decimals is expected.")

    @property
    def figures(self) -> str:
        """The sum with thousands separators and two decimals: ``12,000.00``."""
        return f"{self.amount:,.2f}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent(Block):
    """Who acts for a party (lawyer, relative, staff, guardian, elected representative) and how far."""

    name: str
    capacity: str = ""  # 委托代理人 · 法定代理人 · 推选代表 · 法定代表人
    kind: str = ""  # 律师 · 基层法律服务工作者 · 近亲属 · 工作人员 · 工会推荐
    authority: str = ""  # 一般授权 · 特别授权
    scope: str = ""  # 承认、放弃、变更请求，和解、调解，签署协议，代收文书
    firm: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party(Block):
    """A party as printed. What is to be masked is masked before it comes here: paper prints what it is given."""

    role: str  # 申请人 · 被申请人 · 第三人
    name: str
    is_organization: bool = False
    gender: str = ""
    birth_date: dt.date | None = None
    ethnicity: str = ""
    id_type: str = "居民身份证"
    id_number: str = ""
    credit_code: str = ""
    unlicensed: bool = False
    investor: str = ""  # 出资人, for an employer without a licence
    representative: str = ""  # 法定代表人（负责人）
    representative_title: str = ""
    address: str = ""
    phone: str = ""
    agents: tuple[Agent, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Block):
    """What a party asks for."""

    matter: str
    period: str = ""
    amount: Money | None = None
    claimant: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mediator(Block):
    name: str
    part: str = ""  # 主持 · 共同
    card: str = ""  # number of the mediator's certificate
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy(Block):
    """Where a person may turn next: what for, to whom, where."""

    title: str
    organ: str = ""
    address: str = ""
    phone: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact(Block):
    office: str = ""
    person: str = ""
    phone: str = ""
    address: str = ""
    postcode: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment(Block):
    """A paper that goes along. `record_class` (A–H) is what decides whether it may."""

    name: str
    copies: int | None = None
    pages: int | None = None
    original: str = ""  # 原件 · 复印件
    record_class: str = ""
    within: str = ""  # the annex behind the text in the same file: answer · law · evidence · handover; empty: beside it


@dataclass(frozen=True, slots=True, kw_only=True)
class Commission(Block):
    """The letter by which a court or an arbitration body handed the dispute over."""

    organ: str
    way: str  # 委派 · 委托 · 邀请 · 引导
    number: str = ""  # the letter's own number, as printed on it
    case_number: str = ""  # the court's or committee's case number, brackets as they wrote them
    sent_on: dt.date | None = None
    received_on: dt.date | None = None  # signed receipt, or confirmation on the platform: the clock starts here
    online: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Worded(Block):
    """A passage in the words of a body: its key in the template, and the text with {names} of fields."""

    key: str
    text: str


# --- what every paper has ------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class Contents(Block):
    """The head and foot that every paper has. `issued_on` is the date on the paper (成文日期)."""

    kind: ClassVar[Kind]
    REQUIRED: ClassVar[Mapping[str, Promise]] = {}
    """Fields the law wants on this paper, with the name under which a clerk knows them."""

    organ: str  # 发文机关, full name: mark of a letter, head of a form
    co_issuers: tuple[str, ...] = ()  # 联合行文: the other organs in their order; the number is the lead's
    number: str = ""  # empty until the paper is issued
    title: str = ""  # empty: the title of the kind
    case_number: str = ""
    issued_on: dt.date | None = None
    signed_by: tuple[str, ...] = ()  # 署名 in order, where it is not simply the organs that issue
    seal_label: str = "（印章）"
    contact: Contact = field(default_factory=Contact)
    articles: tuple[Article, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    verification: str = ""  # the code printed for matching a scan and for the verification page
    replaces: str = ""  # the number of the void paper whose place it takes
    word: str = ""  # its part of the number, where the region or the kind of file has another than the kind of paper
    pattern: str = ""  # pattern of the number, likewise
    record: str = ""  # record class, likewise
    verify_at: str = ""  # address of the verification page, as it was when the paper was issued
    layout: str = ""  # letter · red_head, as the body had it set when the paper was issued; empty: as the kind has it
    approved_by: tuple[str, ...] = ()  # 签发人, on a red-head paper to a superior organ only
    printed_by: str = ""  # 印发机关 of a red-head paper; empty: the organ
    wording: tuple[Worded, ...] = ()  # passages in the body's own words; the others stand as shipped
    wording_version: str = ""  # which version of the body's wording that was

    @property
    def words(self) -> Mapping[str, str]:
        """The body's own words by passage."""
        return {one.key: one.text for one in self.wording}

    @property
    def signatories(self) -> tuple[str, ...]:
        return self.signed_by or self.organs

    @property
    def organs(self) -> tuple[str, ...]:
        """Who issues the paper, the lead organ first."""
        return (self.organ, *self.co_issuers)

    @property
    def annexed(self) -> bool:
        """Whether annexes follow the text in the same file: the copy list then stands behind them (GB/T 9704 7.3.5)."""
        return False

    def unfilled(self) -> tuple[Promise, ...]:
        """Names of the required fields that are still empty. The paper prints them as blanks; who issues decides."""
        return tuple(label for name, label in self.REQUIRED.items() if getattr(self, name) in ("", None, ()))

    def to_json(self) -> str:
        """The canonical JSON of the record: equal records give equal bytes."""
        body = {"kind": self.kind.value, "version": FORMAT_VERSION, "contents": _plain(self)}
        return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Read back what `to_json` wrote. `Contents.from_json` reads any kind, a subclass only its own."""
        try:
            body = json.loads(text)
            kind, version, values = Kind(body["kind"]), body["version"], body["contents"]
        except (ValueError, KeyError, TypeError) as error:
            raise ContentsError(f"Not a record of a paper: {error}") from error
        if version != FORMAT_VERSION:
            raise ContentsError(f"Version {version!r} of the record is not known here.")
        made = _made(values, CONTENTS[kind], CONTENTS[kind].__name__)
        if not isinstance(made, cls):
            raise ContentsError(f"This is a record of {kind.value}, not of {cls.__name__}.")
        return made


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {item.name: _plain(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, (dt.datetime, dt.date)):
        return value.isoformat()
    return value


def _made(value: Any, hint: Any, where: str) -> Any:
    """The reverse of `_plain`, guided by the declared type."""
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        inner = next(arm for arm in typing.get_args(hint) if arm is not type(None))
        return None if value is None else _made(value, inner, where)
    if origin is tuple:
        if not isinstance(value, list):
            raise ContentsError(f"{where}: a list is expected.")
        return tuple(_made(item, typing.get_args(hint)[0], where) for item in value)
    if is_dataclass(hint):
        if not isinstance(value, dict):
            raise ContentsError(f"{where}: an object is expected.")
        known = {item.name: item for item in fields(hint)}
        if unknown := sorted(set(value) - set(known)):
            raise ContentsError(f"{where}: unknown field {unknown[0]!r}.")
        for name, item in known.items():
            if name not in value and item.default is MISSING and item.default_factory is MISSING:
                raise ContentsError(f"{where}: the field {name!r} is missing.")
        hints = _hints(typing.cast("type", hint))
        return typing.cast("type", hint)(**{k: _made(v, hints[k], f"{where}.{k}") for k, v in value.items()})
    try:
        if hint is Decimal:
            return Decimal(value if isinstance(value, str) else repr(value))
        if hint in (dt.date, dt.datetime):
            return hint.fromisoformat(value)
    except (ArithmeticError, ValueError, TypeError) as error:
        raise ContentsError(f"{where}: {value!r} cannot be read.") from error
    return value


# --- the papers ---------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeOfAcceptance(Contents):
    """受理通知书, to both sides. It also proves the day of the application, which interrupts the limitation."""

    kind: ClassVar[Kind] = Kind.NOTICE_OF_ACCEPTANCE
    REQUIRED: ClassVar[Mapping[str, Promise]] = {
        "applicants": _("Applicant"),
        "respondents": _("Respondent"),
        "cause": _("Cause"),
        "received_on": _("Date the application was received"),
        "accepted_on": _("Date of acceptance"),
        "mediators": _("Mediator"),
        "period_from": _("Start of the mediation period"),
        "period_until": _("End of the mediation period"),
        "issued_on": _("Date of the paper"),
    }

    applicants: tuple[Party, ...] = ()
    respondents: tuple[Party, ...] = ()
    cause: str = ""
    claims: tuple[Claim, ...] = ()
    received_on: dt.date | None = None
    accepted_on: dt.date | None = None
    commission: Commission | None = None
    mediators: tuple[Mediator, ...] = ()
    period: str = ""  # 十五日 · 三十日 · 十个工作日: as the term says
    period_from: dt.date | None = None
    period_until: dt.date | None = None
    period_basis: Article | None = None
    extendable: bool = True
    arbitration_open_on: dt.date | None = None  # from this day a party may go to arbitration (调解仲裁法 第14条第3款)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeOfNonAcceptance(Contents):
    """不予受理通知书, to the applicant: why, and where to turn instead."""

    kind: ClassVar[Kind] = Kind.NOTICE_OF_NON_ACCEPTANCE
    REQUIRED: ClassVar[Mapping[str, Promise]] = {
        "applicants": _("Applicant"),
        "received_on": _("Date the application was received"),
        "reason": _("Reason"),
        "remedies": _("Remedies"),
        "issued_on": _("Date of the paper"),
    }

    applicants: tuple[Party, ...] = ()
    respondents: tuple[Party, ...] = ()
    cause: str = ""
    claims: tuple[Claim, ...] = ()
    received_on: dt.date | None = None
    commission: Commission | None = None
    decided_on: dt.date | None = None
    reason: str = ""
    reason_detail: str = ""
    remedies: tuple[Remedy, ...] = ()
    limitation: bool = True  # print the hint on the arbitration limitation
    limitation_note: str = ""  # what is known of this case, e.g. the computed day with its ground


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeOfRights(Contents):
    """权利义务告知书, to one party before the first session; the party signs that it is understood."""

    kind: ClassVar[Kind] = Kind.NOTICE_OF_RIGHTS
    REQUIRED: ClassVar[Mapping[str, Promise]] = {
        "addressee": _("Addressee"),
        "legal_type": _("Legal type"),
        "issued_on": _("Date of the paper"),
    }

    addressee: str = ""
    addressee_role: str = ""
    cause: str = ""
    mediators: tuple[Mediator, ...] = ()
    legal_type: str = ""
    online: bool = False
    commission: Commission | None = None
    period: str = ""
    period_basis: Article | None = None
    extendable: bool = True
    routes: tuple[str, ...] = ()  # the roads an agreement opens here, names of ROUTES
    remedies: tuple[Remedy, ...] = ()
    parties: tuple[Party, ...] = ()  # everybody of the side: each of them signs
    civil: bool = False  # no labour dispute: neither arbitration nor its limitation

    def check(self) -> None:
        _known_legal_type(self.legal_type)
        _known_routes(self.routes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee(Block):
    name: str
    role: str = ""  # 申请人 · 被申请人的委托代理人 …
    present: str = ""  # 到场 · 电话 · 视频
    authority: str = ""
    identity_check: str = ""  # how the identity was checked, e.g. 核对居民身份证原件


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance(Block):
    speaker: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording(Block):
    """An audio or video record: what, where it lies, and its SHA-256, so that it cannot be exchanged."""

    medium: str
    place: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRecord(Contents):
    """调解笔录 of one session. A private session (背对背) is of record class D and says so in its head."""

    kind: ClassVar[Kind] = Kind.SESSION_RECORD
    REQUIRED: ClassVar[Mapping[str, Promise]] = {
        "case_number": _("Case number"),
        "started_at": _("Start of the session"),
        "place": _("Place of the session"),
        "mediators": _("Mediator"),
        "attendees": _("Persons present"),
        "result": _("Result of the session"),
    }

    cause: str = ""
    session_number: int = 1
    private: bool = False
    private_with: str = ""
    started_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None
    place: str = ""
    mode: str = ""  # 现场 · 电话 · 视频 · 混合
    mediators: tuple[Mediator, ...] = ()
    recorder: str = ""
    attendees: tuple[Attendee, ...] = ()
    absent: tuple[Attendee, ...] = ()
    told: tuple[str, ...] = ()  # what was explained: recusal, rights and duties, secrecy …
    told_answer: str = ""
    statements: tuple[Utterance, ...] = ()
    issues: tuple[str, ...] = ()
    proposals: tuple[Utterance, ...] = ()
    result: str = ""
    next_step: str = ""
    recordings: tuple[Recording, ...] = ()
    corrections: str = ""
    recorded_later_at: dt.datetime | None = None  # set when the record was written down after the session


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(Block):
    """One agreed item. `payee` is the worker; `amount` is None for what is not money (a certificate, a filing)."""

    payee: str
    matter: str
    period: str = ""
    amount: Money | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment(Block):
    """One obligation with its day: a payment, an instalment, or an act (then `act` says which)."""

    payer: str = ""
    payee: str = ""
    amount: Money | None = None
    act: str = ""
    due_on: dt.date | None = None
    method: str = ""
    account: str = ""  # 户名 · 开户行 · 账号 as one text


@dataclass(frozen=True, slots=True, kw_only=True)
class MediationAgreement(Contents):
    """调解协议书. Binding only when signed as its legal type demands; the effect clause follows `legal_type`."""

    kind: ClassVar[Kind] = Kind.MEDIATION_AGREEMENT
    REQUIRED: ClassVar[Mapping[str, Promise]] = {
        "applicants": _("Applicant"),
        "respondents": _("Respondent"),
        "cause": _("Cause"),
        "facts": _("Main facts"),
        "disputed": _("Disputed matters"),
        "items": _("Agreed items"),
        "payments": _("Performance period and method"),
        "mediators": _("Mediator"),
        "legal_type": _("Legal type"),
        "copies": _("Number of originals"),
    }

    applicants: tuple[Party, ...] = ()
    respondents: tuple[Party, ...] = ()
    third_parties: tuple[Party, ...] = ()
    legal_type: str = ""
    organ_presides: bool = True  # court-invited mediation: the organisation's seal is needed only when it presided
    online: bool = False
    commission: Commission | None = None
    cause: str = ""
    received_on: dt.date | None = None
    accepted_on: dt.date | None = None
    mediated_on: tuple[dt.date, ...] = ()
    facts: str = ""
    disputed: tuple[str, ...] = ()
    responsibility: str = ""  # each side's responsibility, wanted by the people's mediation law
    claims: tuple[Claim, ...] = ()
    items: tuple[Item, ...] = ()
    total: Money | None = None
    payments: tuple[Payment, ...] = ()
    terms: tuple[str, ...] = ()  # further agreed terms: certificate, file and insurance transfer, tax …
    breach: str = ""
    release: str = ""  # what is settled once and for all, in the parties' words; empty: nothing beyond the items
    open_claims: tuple[str, ...] = ()  # what is not settled by a partial agreement
    mediators: tuple[Mediator, ...] = ()
    copies: int | None = None
    routes: tuple[str, ...] = ()  # the roads this agreement opens, names of ROUTES: no paper promises another
    review_committee: str = ""
    confirming_court: str = ""
    partial: bool = False
    civil: bool = False  # no labour dispute: what is not performed goes to a court, not to arbitration

    @property
    def sole_payer(self) -> str:
        """Who has to perform, if it is the same for every row; the table then needs no column for it."""
        payers = {one.payer for one in self.payments}
        return payers.pop() if len(payers) == 1 else ""

    def check(self) -> None:
        _known_legal_type(self.legal_type)
        _known_routes(self.routes)
        sums = [item.amount.amount for item in self.items if item.amount]
        if self.total and sums and sum(sums) != self.total.amount:
            raise ContentsError(f"The items add up to {sum(sums)}, the total says {self.total.amount}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeOfTermination(Contents):
    """终止调解通知书, to both sides: received, accepted, ended, why, and the right to arbitrate."""

    kind: ClassVar[Kind] = Kind.NOTICE_OF_TERMINATION
    REQUIRED: ClassVar[Mapping[str, Promise]] = {
        "applicants": _("Applicant"),
        "respondents": _("Respondent"),
        "received_on": _("Date the application was received"),
        "accepted_on": _("Date of acceptance"),
        "ended_on": _("Date the mediation ended"),
        "reason": _("Reason"),
        "remedies": _("Remedies"),
        "issued_on": _("Date of the paper"),
    }

    applicants: tuple[Party, ...] = ()
    respondents: tuple[Party, ...] = ()
    cause: str = ""
    received_on: dt.date | None = None
    accepted_on: dt.date | None = None
    ended_on: dt.date | None = None
    commission: Commission | None = None
    reason: str = ""
    reason_detail: str = ""
    settled: tuple[str, ...] = ()  # claims on which agreement was reached all the same
    undisputed_by: tuple[str, ...] = ()  # who confirmed undisputed facts in writing
    remedies: tuple[Remedy, ...] = ()
    limitation: bool = True
    limitation_note: str = ""
    arbitrable: bool = True  # the dispute goes to labour arbitration next
    served_on_sender: bool = False  # the committee that guided or entrusted the case gets it too


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportToCourt(Contents):
    """调解情况报告 to the court that commissioned the mediation.

    After a failure it has the items of 人民法院在线调解规则 第21条 and nothing else: course, reasons, conduct that
    raised the other side's costs, matters to point out. There is no field for offers or concessions, and minutes cannot
    be attached (`SENDABLE_TO_COURT`).
    """

    kind: ClassVar[Kind] = Kind.REPORT_TO_COURT
    REQUIRED: ClassVar[Mapping[str, Promise]] = {
        "applicants": _("Applicant"),
        "respondents": _("Respondent"),
        "course": _("Course of the mediation"),
        "ended_on": _("Date the mediation ended"),
        "issued_on": _("Date of the paper"),
    }

    ENDED_AS: ClassVar[tuple[str, ...]] = ("", "not_accepted", "withdrawn", "self_settled")

    commission: Commission
    applicants: tuple[Party, ...] = ()
    respondents: tuple[Party, ...] = ()
    cause: str = ""
    mediators: tuple[Mediator, ...] = ()
    ended_on: dt.date | None = None
    course: str = ""
    agreed: bool = False
    ended_as: str = ""  # one of ENDED_AS; empty: mediation was held and came to an agreement or to none
    agreement_number: str = ""
    agreement_date: dt.date | None = None
    open_claims: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    cost_conduct: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()

    def check(self) -> None:
        _only_sendable(self.attachments)
        if self.ended_as not in self.ENDED_AS or (self.ended_as and self.agreed):
            raise ContentsError(f"{self.ended_as!r} is no way in which a commissioned case ends without mediation.")

    def unfilled(self) -> tuple[Promise, ...]:
        base = Contents.unfilled(self)
        received = self.commission.received_on or self.ended_as  # it may end before the commission was confirmed
        if not (self.commission.organ and self.commission.case_number and received):
            base = (*base, _("Commission of the court"))
        if self.ended_as == "self_settled":
            return base
        if self.agreed:
            return base if self.agreement_number else (*base, _("Number of the agreement"))
        return base if self.reasons else (*base, _("Reasons why no agreement was reached"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding(Block):
    """One point: what was observed or found, what the law asks, under which article, and what is to be done by when."""

    situation: str
    obligation: str = ""
    articles: tuple[Article, ...] = ()
    topic: str = ""
    period: str = ""
    people: int | None = None
    amount: Money | None = None
    evidence: str = ""  # its numbers in the list of evidence: 1、3
    demand: str = ""
    due_on: dt.date | None = None

    @property
    def quoted(self) -> Article | None:
        """The article whose words the obligation is: with several, the one that begins with them."""
        if len(self.articles) == 1:
            return self.articles[0]
        return next(
            (one for one in self.articles if self.obligation and one.text.strip().startswith(self.obligation)), None
        )

    @property
    def others(self) -> tuple[Article, ...]:
        """The articles beside the one that is quoted."""
        return tuple(one for one in self.articles if one != self.quoted)


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionLetter(Contents):
    """What the letters of labour-law supervision share: about whom, what, how many; what is advised, who is told.

    No worker is named: a letter has numbers of people, never a list of names, and says nothing of who reported.
    """

    addressee: str = ""
    opening: str = ""  # how the union came to know, in the words of the draft
    employer: Party | None = None
    industry: str = ""
    staff: str = ""  # how many people it employs
    union: str = ""  # 已建立工会 · 未建立工会
    engagement: str = ""  # 直接用工 · 劳务派遣 · 平台用工 …
    workers: int | None = None
    worker_note: str = ""  # e.g. 其中农民工9人、女职工2人
    period: str = ""
    amount: Money | None = None
    findings: tuple[Finding, ...] = ()
    advice: tuple[str, ...] = ()
    closing: str = ""
    reply_days: str = ""  # 十五日; empty: no answer asked. Counts from receipt
    reply_basis: Article | None = None  # the region's rule behind the days, where there is one
    answer_code: str = ""  # by which the employer answers without an account
    answer_at: str = ""  # the page on which it does
    evidence: tuple[Attachment, ...] = ()  # the list of evidence, in the order of its numbers
    cc: tuple[str, ...] = ()

    @property
    def annexed(self) -> bool:
        return any(one.within for one in self.attachments)

    @property
    def whom(self) -> str:
        """The employer, by name."""
        return self.employer.name if self.employer else ""

    @property
    def law(self) -> tuple[Article, ...]:
        """The articles behind the findings whose text is known, each once, for the annex that quotes them."""
        cited = {(one.act, one.article): one for row in self.findings for one in row.articles if one.text}
        return tuple(cited.values())

    @property
    def to_answer(self) -> tuple[tuple[Finding, Answered], ...]:
        """Each finding with its empty answer, for the annex on which the employer answers."""
        return tuple((row, Answered()) for row in self.findings)


@dataclass(frozen=True, slots=True, kw_only=True)
class HintLetter(SupervisionLetter):
    """工会劳动法律监督提示函. One employer, or all of an area (`broadcast`, then no answer is asked for)."""

    kind: ClassVar[Kind] = Kind.HINT_LETTER
    REQUIRED: ClassVar[Mapping[str, Promise]] = {
        "addressee": _("Addressee"),
        "findings": _("Findings"),
        "advice": _("Advice"),
        "issued_on": _("Date of the paper"),
    }

    broadcast: bool = False
    source: str = ""  # category of the occasion, never the complainant: 职工来访 · 巡查 · 法院移送 …
    observed: str = ""  # when, e.g. 2026年3月
    reply_by: dt.date | None = None
    offer_of_help: bool = True

    def check(self) -> None:
        if self.broadcast and (self.reply_days or self.reply_by):
            raise ContentsError("A letter to all employers asks for no answer and starts no clock.")

    def unfilled(self) -> tuple[Promise, ...]:
        base = Contents.unfilled(self)
        return base if self.source or self.opening else (*base, _("Occasion"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquired(Block):
    """One inquiry of the investigation, as a letter states it: when, how, where; nothing of who said what."""

    on: dt.date
    way: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent(Block):
    """A letter that went before: its number and date, how it was served, how the employer met it."""

    title: str
    number: str
    on: dt.date | None = None
    served_on: dt.date | None = None
    way: str = ""  # 直接送达 · 邮寄送达 …
    outcome: str = ""  # 已签收 · 留置送达 · 拒收
    proof: str = ""  # 邮件单号、见证人 …
    conduct: str = ""  # 拒收 · 逾期未答复 …


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionLetter(SupervisionLetter):
    """工会劳动法律监督意见书: what was investigated by whom, what was found, what is to be rectified by when."""

    kind: ClassVar[Kind] = Kind.OPINION_LETTER
    REQUIRED: ClassVar[Mapping[str, Promise]] = {
        "addressee": _("Addressee"),
        "inquiries": _("Course of the investigation"),
        "supervisors": _("Supervisors"),
        "findings": _("Findings"),
        "issued_on": _("Date of the paper"),
    }

    received_on: dt.date | None = None
    inquiries: tuple[Inquired, ...] = ()
    supervisors: tuple[Mediator, ...] = ()  # with the numbers of their certificates
    before: tuple[Sent, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceLetter(OpinionLetter):
    """工会劳动法律监督建议书 to the authority: what was done so far and how the employer met it, what is proposed."""

    kind: ClassVar[Kind] = Kind.ADVICE_LETTER
    REQUIRED: ClassVar[Mapping[str, Promise]] = {
        "addressee": _("Addressee"),
        "employer": _("Employer"),
        "before": _("Course of the supervision"),
        "findings": _("Findings"),
        "advice": _("Advice"),
        "issued_on": _("Date of the paper"),
    }

    conduct: str = ""  # how the employer met the opinion, as a clause
    result_days: str = ""  # from the authority's taking it up


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcuratorateLetter(OpinionLetter):
    """劳动法律监督线索移送函 to the procuratorate, on one of the two grounds of the joint notice."""

    kind: ClassVar[Kind] = Kind.PROCURATORATE_LETTER
    REQUIRED: ClassVar[Mapping[str, Promise]] = {
        "addressee": _("Addressee"),
        "employer": _("Employer"),
        "grounds": _("Grounds"),
        "findings": _("Findings"),
        "issued_on": _("Date of the paper"),
    }

    grounds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadDeclined(Contents):
    """不予受理告知书 to whoever reported by name: why, and where to turn."""

    kind: ClassVar[Kind] = Kind.LEAD_DECLINED
    REQUIRED: ClassVar[Mapping[str, Promise]] = {
        "addressee": _("Addressee"),
        "reason": _("Reason"),
        "remedies": _("Remedies"),
        "issued_on": _("Date of the paper"),
    }

    addressee: str = ""
    received_on: dt.date | None = None
    about: str = ""  # the employer and the subject
    reason: str = ""
    reason_detail: str = ""
    remedies: tuple[Remedy, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterCorrection(Contents):
    """更正函 or 撤回函: the letter that was wrong stays as it is, this one with a number of its own says what holds."""

    kind: ClassVar[Kind] = Kind.LETTER_CORRECTION
    REQUIRED: ClassVar[Mapping[str, Promise]] = {
        "addressee": _("Addressee"),
        "corrected": _("Letter"),
        "issued_on": _("Date of the paper"),
    }

    addressee: str = ""
    corrected: Sent | None = None
    withdrawn: bool = False
    wrong: str = ""
    right: str = ""
    reason: str = ""
    cc: tuple[str, ...] = ()


def _known_legal_type(code: str) -> None:
    if code and code not in LEGAL_TYPES:
        raise ContentsError(f"{code!r} is not a legal type of a mediation organisation.")


def _known_routes(routes: tuple[str, ...]) -> None:
    for one in routes:
        if one not in ROUTES:
            raise ContentsError(f"{one!r} is not a road that an agreement opens.")


# --- forms that a party signs or the body keeps -----------------------------------------------------------------------
NOBODY: Final = Party(role="", name="")
"""A party that is not known: the form leaves room to write it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet(Contents):
    """What forms know of a case, as far as it is known. What is empty is left to be written by hand.

    `party` is whose form it is where each party signs its own; `addressee` its name, for the list of papers.
    """

    addressee: str = ""
    party: Party = NOBODY
    applicants: tuple[Party, ...] = ()
    respondents: tuple[Party, ...] = ()
    third_parties: tuple[Party, ...] = ()
    cause: str = ""
    claims: tuple[Claim, ...] = ()
    commission: Commission | None = None
    mediators: tuple[Mediator, ...] = ()
    received_on: dt.date | None = None
    accepted_on: dt.date | None = None
    ended_on: dt.date | None = None
    employer: str = ""  # in a matter of supervision: whom it is about, and then there are no applicants

    @property
    def principal(self) -> tuple[Party, ...]:
        """Whose form it is, as a list of one; empty where nobody is known."""
        return (self.party,) if self.party.name else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence(Block):
    """A thing handed in, as a list names it."""

    name: str
    proves: str = ""
    original: bool = False  # the original was shown
    lodged_on: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Application(Sheet):
    """调解申请书: who, against whom, what for, why, with which proof (调解仲裁法 第12条)."""

    kind: ClassVar[Kind] = Kind.APPLICATION

    facts: str = ""
    demand: str = ""
    entry_on: dt.date | None = None
    leave_on: dt.date | None = None
    wage: Money | None = None  # a month
    workplace: str = ""
    other_procedure: str = ""  # arbitration, suit or complaint already begun
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OralApplication(Application):
    """口头申请笔录: taken down on the spot, with its time; the applicant signs every page."""

    kind: ClassVar[Kind] = Kind.ORAL_APPLICATION

    taken_at: dt.datetime | None = None
    recorder: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceReceipt(Sheet):
    """材料收据: what a party handed in, signed for by who took it."""

    kind: ClassVar[Kind] = Kind.EVIDENCE_RECEIPT

    evidence: tuple[Evidence, ...] = ()
    receiver: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerOfAttorney(Sheet):
    """授权委托书: for whom, to whom, how far; special authority is itemised (民诉法 第62条)."""

    kind: ClassVar[Kind] = Kind.POWER_OF_ATTORNEY

    since: dt.date | None = None
    until: dt.date | None = None

    @property
    def general(self) -> bool:
        return any(agent.authority == "一般授权" for agent in self.party.agents)

    @property
    def special(self) -> bool:
        return any(agent.authority == "特别授权" for agent in self.party.agents)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrincipalCertificate(Sheet):
    """法定代表人（负责人）身份证明书 of an organisation."""

    kind: ClassVar[Kind] = Kind.PRINCIPAL_CERTIFICATE


@dataclass(frozen=True, slots=True, kw_only=True)
class Member(Block):
    """A worker of a group: what they ask for together, and whether the others act through them."""

    name: str
    amount: Money | None = None
    elected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Election(Sheet):
    """推选代表人证明 with the roster that all sign (调解仲裁法 第7条)."""

    kind: ClassVar[Kind] = Kind.ELECTION

    members: tuple[Member, ...] = ()

    @property
    def elected(self) -> tuple[Member, ...]:
        return tuple(one for one in self.members if one.elected)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentAnswer(Sheet):
    """同意（不同意）调解确认书 of one party: the answer with its day and way, ticked where it is on file."""

    kind: ClassVar[Kind] = Kind.CONSENT_ANSWER

    answer: str = ""  # agreed · refused · empty: to be ticked
    answered_on: dt.date | None = None
    medium: str = ""

    @property
    def agreed(self) -> bool:
        return self.answer == "agreed"

    @property
    def refused(self) -> bool:
        return self.answer == "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceAddress(Sheet):
    """送达地址确认书 of one party; electronic service needs a tick of its own."""

    kind: ClassVar[Kind] = Kind.SERVICE_ADDRESS

    address: str = ""
    recipient: str = ""
    electronic: str = ""
    confirmed_on: dt.date | None = None
    agrees: bool = False  # to electronic service

    @property
    def refuses(self) -> bool:
        """Whether the address was confirmed without agreeing to electronic service."""
        return self.confirmed_on is not None and not self.agrees


@dataclass(frozen=True, slots=True, kw_only=True)
class Served(Block):
    """A paper to be served, by title and number."""

    name: str
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceReceipt(Sheet):
    """送达回证 of one recipient: for the papers issued to it, or for one delivery as far as it has come; what is not
    known yet is written when they are handed over."""

    kind: ClassVar[Kind] = Kind.SERVICE_RECEIPT

    served: tuple[Served, ...] = ()
    address: str = ""
    way: str = ""  # as `workflows.service.Way`
    tracking_no: str = ""
    outcome: str = ""  # as `workflows.service.Served`
    arrived_at: dt.datetime | None = None
    taken_by: str = ""
    relation: str = ""
    refusal_reason: str = ""
    witness: str = ""
    sent_by: str = ""

    @property
    def ways(self) -> tuple[tuple[str, bool], ...]:
        """The boxes of the form, and which of them is ticked."""
        return (
            ("直接送达", self.way in {"direct", "on_the_spot"}),
            ("邮寄送达", self.way == "post"),
            ("电子送达", self.way == "electronic"),
            ("留置送达", self.way == "left"),
            ("由用人单位工会转交", self.way == "via_union"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSheet(Sheet):
    """What the body's own sheets say of a file."""

    source: str = ""  # the channel
    relation: str = ""
    people: int | None = None
    claimed: Money | None = None
    facts: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptanceSheet(FileSheet):
    """受理登记表: source, matter, parties, opinion of who handles it and of the head. Internal."""

    kind: ClassVar[Kind] = Kind.ACCEPTANCE_SHEET

    scope_note: str = ""
    registered_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure(Sheet):
    """调解员披露声明: what may bear on fairness, or that there is nothing, and the promise to keep silent."""

    kind: ClassVar[Kind] = Kind.DISCLOSURE

    mediator: str = ""
    disclosed_on: dt.date | None = None
    has_interest: bool = False
    disclosure: str = ""

    @property
    def free(self) -> bool:
        """Whether it was declared that nothing stands against mediating."""
        return self.disclosed_on is not None and not self.has_interest


@dataclass(frozen=True, slots=True, kw_only=True)
class RecusalApplication(Sheet):
    """回避申请书 of one party, with the grounds of 法释〔2016〕14号 第15条 to tick."""

    kind: ClassVar[Kind] = Kind.RECUSAL_APPLICATION

    ground: str = ""  # a value of RecusalGround
    reason: str = ""

    @property
    def kin(self) -> bool:
        return self.ground == RecusalGround.KIN

    @property
    def interest(self) -> bool:
        return self.ground == RecusalGround.INTEREST

    @property
    def other_tie(self) -> bool:
        return self.ground == RecusalGround.OTHER_TIE

    @property
    def prior_role(self) -> bool:
        return self.ground == RecusalGround.PRIOR_ROLE


@dataclass(frozen=True, slots=True, kw_only=True)
class InquiryRecord(Sheet):
    """调查笔录（证据核对笔录）: a form to write on; who is asked signs every page."""

    kind: ClassVar[Kind] = Kind.INQUIRY_RECORD


@dataclass(frozen=True, slots=True, kw_only=True)
class Contacted(Block):
    """One contact of the mediator: when, how. What was said is written by hand, if at all."""

    on: dt.date
    way: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLog(Sheet):
    """调解情况记录表. Internal: joint sessions are listed, private ones are not."""

    kind: ClassVar[Kind] = Kind.CONTACT_LOG

    contacts: tuple[Contacted, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionConsent(Sheet):
    """延长调解期限同意书: every party signs before the period ends."""

    kind: ClassVar[Kind] = Kind.EXTENSION_CONSENT

    period_from: dt.date | None = None
    period_until: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal(Sheet):
    """撤回调解申请书."""

    kind: ClassVar[Kind] = Kind.WITHDRAWAL

    settled: bool = False  # because the parties settled between themselves


@dataclass(frozen=True, slots=True, kw_only=True)
class UndisputedFactsSheet(Sheet):
    """无争议事实确认书: facts alone, each confirmed; no offer, no concession (法释〔2016〕14号 第22条)."""

    kind: ClassVar[Kind] = Kind.UNDISPUTED_FACTS

    items: tuple[str, ...] = ()
    confirmed_on: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartiesSettlement(Sheet):
    """和解协议 between the parties: theirs to write; the form gives only the frame."""

    kind: ClassVar[Kind] = Kind.PARTIES_SETTLEMENT


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureRecord(Sheet):
    """调解不成记录, signed by both sides: that no agreement was reached and why, nothing of what was offered."""

    kind: ClassVar[Kind] = Kind.FAILURE_RECORD

    reason: str = ""
    undisputed_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverList(Sheet):
    """材料移交清单, annexed to the report or the letter: what goes along, counted, signed for on both sides."""

    kind: ClassVar[Kind] = Kind.HANDOVER_LIST

    to: str = ""

    def check(self) -> None:
        _only_sendable(self.attachments)


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty(Block):
    """One thing to be done under an agreement, and what has been done of it."""

    what: str
    payer: str = ""
    payee: str = ""
    amount: Money | None = None
    due_on: dt.date | None = None
    paid: Money | None = None
    performed_on: dt.date | None = None
    proof: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementSheet(Sheet):
    """What papers that rest on an agreement say of it. `to` is the court or committee it goes to."""

    to: str = ""
    agreement_number: str = ""
    agreement_date: dt.date | None = None  # the day it took effect
    apply_by: dt.date | None = None
    duties: tuple[Duty, ...] = ()
    total: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OralAgreement(AgreementSheet):
    """口头调解协议登记表 of a people's mediation committee (人民调解法 第28条)."""

    kind: ClassVar[Kind] = Kind.ORAL_AGREEMENT


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmationApplication(AgreementSheet):
    """司法确认申请书, by both parties jointly."""

    kind: ClassVar[Kind] = Kind.CONFIRMATION_APPLICATION


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewApplication(AgreementSheet):
    """仲裁审查申请书, by both parties jointly."""

    kind: ClassVar[Kind] = Kind.REVIEW_APPLICATION


@dataclass(frozen=True, slots=True, kw_only=True)
class PresidingProof(AgreementSheet):
    """主持调解证明 to go with an application for confirmation: who mediated, on what standing, when."""

    kind: ClassVar[Kind] = Kind.PRESIDING_PROOF
    REQUIRED: ClassVar[Mapping[str, Promise]] = {
        "agreement_number": _("Number of the agreement"),
        "agreement_date": _("Date of the paper"),
        "mediators": _("Mediator"),
    }

    standing: str = ""  # the document on which the body's standing in law rests
    mediated_on: tuple[dt.date, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentOrderApplication(AgreementSheet):
    """支付令申请书 of a worker for agreed pay that is overdue (调解仲裁法 第16条)."""

    kind: ClassVar[Kind] = Kind.PAYMENT_ORDER_APPLICATION


@dataclass(frozen=True, slots=True, kw_only=True)
class EnforcementApplication(AgreementSheet):
    """强制执行申请书 on a ruling or mediation statement."""

    kind: ClassVar[Kind] = Kind.ENFORCEMENT_APPLICATION

    title_name: str = ""  # what is enforced: 民事裁定书 · 调解书 · 仲裁调解书
    title_number: str = ""
    title_date: dt.date | None = None
    title_organ: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArbitrationApplication(Application):
    """劳动人事争议仲裁申请书 for what mediation left unsettled."""

    kind: ClassVar[Kind] = Kind.ARBITRATION_APPLICATION

    to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PerformanceRecord(AgreementSheet):
    """履行记录（履行确认书）: item by item, confirmed by who received it."""

    kind: ClassVar[Kind] = Kind.PERFORMANCE_RECORD


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackRecord(AgreementSheet):
    """回访记录: performance and satisfaction, written while asking."""

    kind: ClassVar[Kind] = Kind.CALLBACK_RECORD

    outcome: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingSheet(FileSheet):
    """结案审批表. Internal."""

    kind: ClassVar[Kind] = Kind.CLOSING_SHEET

    outcome: str = ""
    agreed: Money | None = None
    paid: Money | None = None
    summary: str = ""
    submitted_on: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCover(FileSheet):
    """卷宗封面."""

    kind: ClassVar[Kind] = Kind.FILE_COVER

    outcome: str = ""
    closed_on: dt.date | None = None
    keep: str = ""  # how long the file is kept, where the schedule is maintained


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed(Block):
    """A line of the catalogue of a file."""

    name: str
    number: str = ""
    author: str = ""
    on: dt.date | None = None
    pages: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCatalogue(FileSheet):
    """卷内目录 of both volumes; pages are counted by hand where nobody has counted them."""

    kind: ClassVar[Kind] = Kind.FILE_CATALOGUE

    open_volume: tuple[Filed, ...] = ()
    internal_volume: tuple[Filed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RemarksSheet(FileSheet):
    """备考表."""

    kind: ClassVar[Kind] = Kind.REMARKS_SHEET


def _only_sendable(attachments: tuple[Attachment, ...]) -> None:
    for one in attachments:
        if one.record_class not in SENDABLE_TO_COURT:
            raise ContentsError(f"{one.name}: papers of class {one.record_class or '?'} may not go to the court.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentInquiry(Sheet):
    """调解征询意见书 to a party that has not answered yet, with the slip on which it answers."""

    kind: ClassVar[Kind] = Kind.CONSENT_INQUIRY
    REQUIRED: ClassVar[Mapping[str, Promise]] = {
        "addressee": _("Addressee"),
        "applicants": _("Applicant"),
        "issued_on": _("Date of the paper"),
    }

    reply_by: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MediatorAppointment(Sheet):
    """调解员选定（指定）书 to both sides, and again when a mediator is replaced."""

    kind: ClassVar[Kind] = Kind.MEDIATOR_APPOINTMENT
    REQUIRED: ClassVar[Mapping[str, Promise]] = {
        "mediators": _("Mediator"),
        "issued_on": _("Date of the paper"),
    }

    method: str = ""  # joint · body · court
    replaced: str = ""  # the mediator before


@dataclass(frozen=True, slots=True, kw_only=True)
class RecusalDecision(Sheet):
    """回避决定书 of the body; in what a court commissioned and decides itself, the paper is the court's."""

    kind: ClassVar[Kind] = Kind.RECUSAL_DECISION
    REQUIRED: ClassVar[Mapping[str, Promise]] = {
        "asked_by": _("Recusal asked by"),
        "mediator": _("Mediator"),
        "issued_on": _("Date of the paper"),
    }

    asked_by: str = ""
    mediator: str = ""
    ground: str = ""
    granted: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspensionNotice(Sheet):
    """中止调解通知书: on what ground, and when mediation goes on."""

    kind: ClassVar[Kind] = Kind.SUSPENSION_NOTICE
    REQUIRED: ClassVar[Mapping[str, Promise]] = {"reason": _("Reason"), "issued_on": _("Date of the paper")}

    reason: str = ""
    excluded: bool = False  # whether the time is not counted in the mediation period


@dataclass(frozen=True, slots=True, kw_only=True)
class CommissionReceipt(Sheet):
    """接受委派（委托）调解回执 to whoever commissioned the mediation: received, when, who answers for it."""

    kind: ClassVar[Kind] = Kind.COMMISSION_RECEIPT
    REQUIRED: ClassVar[Mapping[str, Promise]] = {
        "commission": _("Commission of the court"),
        "issued_on": _("Date of the paper"),
    }

    period: str = ""
    period_until: dt.date | None = None
    cc: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferLetter(Sheet):
    """案件移送函 to the body that goes on with the dispute, with what is handed over."""

    kind: ClassVar[Kind] = Kind.TRANSFER_LETTER
    REQUIRED: ClassVar[Mapping[str, Promise]] = {
        "addressee": _("Addressee"),
        "materials": _("Materials handed over"),
        "issued_on": _("Date of the paper"),
    }

    materials: tuple[str, ...] = ()
    unsettled: bool = False  # after mediation failed; else because another body is competent
    cc: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackLetter(Sheet):
    """办理情况复函 to whoever passed the dispute on: the outcome, nothing of what was said in mediation."""

    kind: ClassVar[Kind] = Kind.FEEDBACK_LETTER
    REQUIRED: ClassVar[Mapping[str, Promise]] = {
        "addressee": _("Addressee"),
        "text": _("What the sender was told"),
        "issued_on": _("Date of the paper"),
    }

    reference: str = ""  # the sender's own number
    text: str = ""
    cc: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletionNotice(Sheet):
    """补正通知书: what the application lacks, ticked or written by hand."""

    kind: ClassVar[Kind] = Kind.COMPLETION_NOTICE


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionNotice(Sheet):
    """调解通知书: when and where the next session is held."""

    kind: ClassVar[Kind] = Kind.SESSION_NOTICE


@dataclass(frozen=True, slots=True, kw_only=True)
class FalseMediationReport(Sheet):
    """虚假调解情况报告 to the commissioning court: what gave rise to the suspicion, and that mediation is suspended
    (法释〔2016〕14号 第18条). Never to the parties."""

    kind: ClassVar[Kind] = Kind.FALSE_MEDIATION_REPORT
    REQUIRED: ClassVar[Mapping[str, Promise]] = {
        "addressee": _("Addressee"),
        "suspicion": _("What gives rise to the suspicion"),
        "issued_on": _("Date of the paper"),
    }

    suspicion: str = ""
    suspended_on: dt.date | None = None
    cc: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NeutralAssessment(Sheet):
    """中立评估意见 of the mediator on the claims: binds nobody, and what it says stays in confidence (class D)."""

    kind: ClassVar[Kind] = Kind.NEUTRAL_ASSESSMENT


#: What a mediation opinion may state: procedure, facts both sides confirmed, outcome. No concession, no offer.
STATABLE: Final = frozenset("AEF")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated(Block):
    """Something a paper states, with the class of the record it comes from."""

    text: str
    record_class: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MediationOpinion(Sheet):
    """调解意见书 after mediation failed: what is undisputed, what stays open, where to turn; the opinion by hand."""

    kind: ClassVar[Kind] = Kind.MEDIATION_OPINION

    undisputed: tuple[Stated, ...] = ()
    unsettled: tuple[Stated, ...] = ()
    remedies: tuple[Remedy, ...] = ()

    def check(self) -> None:
        for one in (*self.undisputed, *self.unsettled):
            if one.record_class not in STATABLE:
                raise ContentsError(f"A record of class {one.record_class or '?'} may not be stated in an opinion.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Element(Block):
    """A heading of the official complaint form: whether it is claimed, and what is claimed under it."""

    name: str
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CivilComplaint(Application):
    """民事起诉状（劳动争议纠纷） by the elements of the courts' form (法〔2025〕82号), from what was taken down."""

    kind: ClassVar[Kind] = Kind.CIVIL_COMPLAINT

    to: str = ""
    elements: tuple[Element, ...] = ()
    total: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgeNotice(AgreementSheet):
    """督促履行通知书 to who owes under an agreement what was due and has not come."""

    kind: ClassVar[Kind] = Kind.URGE_NOTICE


# --- forms of labour-law supervision (documents.md A2.5) --------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class MatterSheet(Sheet):
    """What the forms of a matter say: the employer (`party`), the subject (`cause`), the supervisors (`mediators`), the
    workers concerned, and the letter it is about. What is empty is written by hand."""

    workers: int | None = None
    worker_note: str = ""
    period: str = ""
    amount: Money | None = None
    letter: Sent | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadSheet(MatterSheet):
    """线索登记表. It names whoever reported: class G."""

    kind: ClassVar[Kind] = Kind.LEAD_SHEET

    source: str = ""
    reference: str = ""
    reporter: str = ""
    reporter_contact: str = ""
    named: bool = False
    facts: str = ""
    demand: str = ""
    urgency: str = ""
    group: bool = False
    checked_on: dt.date | None = None  # whether the same matter is in another procedure
    other_procedure: str = ""
    handled_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvestigationRecord(MatterSheet):
    """调查笔录（现场检查记录） of an inquiry that was recorded, or to take along; every page is signed."""

    kind: ClassVar[Kind] = Kind.INVESTIGATION_RECORD

    held_on: dt.date | None = None
    way: str = ""
    place: str = ""
    asked: str = ""
    text: str = ""
    refusal: str = ""  # why it was not signed


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken(Block):
    """A piece of evidence on the list of materials taken."""

    name: str
    copies: int | None = None
    pages: int | None = None
    original: str = ""
    given_by: str = ""
    taken_by: str = ""
    on: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialsList(MatterSheet):
    """调取资料清单."""

    kind: ClassVar[Kind] = Kind.MATERIALS_LIST

    materials: tuple[Taken, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed(Block):
    """A body that issues a letter jointly, and when it agreed."""

    body: str
    on: dt.date | None = None
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueSheet(MatterSheet):
    """发文稿纸: through whose hands a letter went before it was sent, and on what its term for an answer rests."""

    kind: ClassVar[Kind] = Kind.ISSUE_SHEET

    subject: str = ""  # title of the letter
    cc: tuple[str, ...] = ()
    drafted_by: str = ""
    drafted_on: dt.date | None = None
    reviewed_by: str = ""
    reviewed_on: dt.date | None = None
    review: str = ""
    cosigned: tuple[Agreed, ...] = ()
    signer: str = ""  # who has to approve, as the region has it
    passed_by: str = ""  # who did approve
    approved_on: dt.date | None = None
    copies: int | None = None
    reply_days: str = ""
    settings: tuple[str, ...] = ()  # where title, number, signer and term come from; that there is no local rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered(Block):
    """What the employer says to one finding; empty on a form that is still to be filled in."""

    admits: str = ""  # yes · no
    status: str = ""  # as supervision.models.Measure
    measure: str = ""
    done_on: dt.date | None = None
    people: int | None = None
    amount: Money | None = None
    proof: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplySheet(MatterSheet):
    """整改情况反馈表: item by item, to be filled in, or as it was answered. `answers` stand beside the findings."""

    kind: ClassVar[Kind] = Kind.REPLY_SHEET

    answers: tuple[Answered, ...] = ()
    answered_on: dt.date | None = None
    answered_by: str = ""
    phone: str = ""
    objection: str = ""

    @property
    def items(self) -> tuple[tuple[Finding, Answered], ...]:
        """Each finding with what was said to it."""
        said = (*self.answers, *(Answered() for _row in self.findings[len(self.answers) :]))
        return tuple(zip(self.findings, said, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterReceipt(MatterSheet):
    """回执: the slip on which whoever received a letter says so."""

    kind: ClassVar[Kind] = Kind.LETTER_RECEIPT


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified(Block):
    """What was seen of one finding."""

    finding: Finding
    verdict: str = ""  # as supervision.models.Verdict
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationRecord(MatterSheet):
    """核查（验收）记录: finding by finding, by two supervisors."""

    kind: ClassVar[Kind] = Kind.VERIFICATION_RECORD

    verified_on: dt.date | None = None
    way: str = ""
    verified_by: str = ""
    results: tuple[Verified, ...] = ()
    satisfaction: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkRecord(MatterSheet):
    """联合约谈记录."""

    kind: ClassVar[Kind] = Kind.TALK_RECORD

    held_on: dt.date | None = None
    place: str = ""
    together: str = ""  # the bodies that hold it jointly
    present: str = ""  # for the employer
    result: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityReplySheet(MatterSheet):
    """建议书回复登记: what the authority answered. Internal."""

    kind: ClassVar[Kind] = Kind.AUTHORITY_REPLY_SHEET

    authority: str = ""
    filed_on: dt.date | None = None
    filing_number: str = ""
    refusal: str = ""  # why it did not take it up
    result: str = ""
    document: str = ""
    answered_on: dt.date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterClosingSheet(MatterSheet):
    """结案审批表 of a matter: how it ended, and what was achieved in figures. Internal."""

    kind: ClassVar[Kind] = Kind.MATTER_CLOSING_SHEET

    source: str = ""
    outcome: str = ""
    letters: tuple[Sent, ...] = ()
    contracts: int | None = None
    wages: Money | None = None
    insurance: Money | None = None
    insured: int | None = None
    compensation: Money | None = None
    other: Money | None = None
    verdicts: tuple[Verified, ...] = ()
    summary: str = ""
    typical: bool = False


CONTENTS: Final[Mapping[Kind, type[Contents]]] = {
    cls.kind: cls
    for cls in (
        NoticeOfAcceptance,
        NoticeOfNonAcceptance,
        NoticeOfRights,
        SessionRecord,
        MediationAgreement,
        NoticeOfTermination,
        ReportToCourt,
        HintLetter,
        Application,
        OralApplication,
        EvidenceReceipt,
        PowerOfAttorney,
        PrincipalCertificate,
        Election,
        ConsentAnswer,
        AcceptanceSheet,
        ServiceAddress,
        ServiceReceipt,
        Disclosure,
        RecusalApplication,
        InquiryRecord,
        ContactLog,
        ExtensionConsent,
        Withdrawal,
        UndisputedFactsSheet,
        PartiesSettlement,
        FailureRecord,
        HandoverList,
        OralAgreement,
        ConfirmationApplication,
        ReviewApplication,
        PresidingProof,
        PaymentOrderApplication,
        EnforcementApplication,
        ArbitrationApplication,
        PerformanceRecord,
        CallbackRecord,
        ClosingSheet,
        FileCover,
        FileCatalogue,
        RemarksSheet,
        ConsentInquiry,
        MediatorAppointment,
        RecusalDecision,
        SuspensionNotice,
        CommissionReceipt,
        TransferLetter,
        FeedbackLetter,
        CompletionNotice,
        SessionNotice,
        UrgeNotice,
        OpinionLetter,
        AdviceLetter,
        LeadDeclined,
        LetterCorrection,
        ProcuratorateLetter,
        NeutralAssessment,
        MediationOpinion,
        CivilComplaint,
        FalseMediationReport,
        LeadSheet,
        InvestigationRecord,
        MaterialsList,
        IssueSheet,
        ReplySheet,
        LetterReceipt,
        VerificationRecord,
        TalkRecord,
        AuthorityReplySheet,
        MatterClosingSheet,
    )
}
