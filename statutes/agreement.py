"""The agreement linter: what would make a mediation agreement void or impossible to enforce, before anybody signs.

It looks at who signs, at the items as data, and at free clauses sentence by sentence. Rules, sentences and articles are
in `tables/agreement.toml`. Only `block` stops signing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import Any

from statutes.amounts import MOST, check_words, in_words
from statutes.book import StatuteDataError, cite, figure
from statutes.facts import Facts
from statutes.rules import Article, Sentence
from statutes.tables import table

LEGAL_TYPES = ("ENT", "PMC", "TWN", "CRT_PRE", "CRT_POST", "ARB", "OTH")
SIGNERS = ("self", "agent", "guardian", "representative")
AUTHORITIES = ("general", "special")
KINDS = ("money", "act")

# Longer texts are no clause; the patterns stay fast on what a mediator writes.
MOST_CLAUSE = 20_000


class Level(StrEnum):
    """What a finding does: stops signing, warns, or suggests."""

    BLOCK = "block"
    WARN = "warn"
    SUGGEST = "suggest"


@dataclass(frozen=True)
class Rule:
    """One rule with its sentence and articles; clause rules also with what they look for."""

    code: str
    level: Level
    sentence: Sentence
    articles: tuple[Article, ...]
    patterns: tuple[re.Pattern[str], ...] = ()
    unless: tuple[re.Pattern[str], ...] = ()
    clauses_only: bool = False  # an item says day, sum and payee in entries of its own

    @property
    def article(self) -> str:
        """All articles in one printable line."""
        return "；".join(one.citation for one in self.articles)


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found, where (`items[0].due_date`), what it does, and why. `found` is the text met in a clause."""

    rule: str
    level: Level
    where: str
    sentence: Sentence
    article: str
    found: str = ""


@dataclass(frozen=True, slots=True)
class Lint:
    """All findings, blocks first. `closed_routes` names ways to enforceability that the text shuts."""

    findings: tuple[Finding, ...]
    closed_routes: tuple[str, ...] = ()

    @property
    def signable(self) -> bool:
        """Whether nothing blocks."""
        return not any(finding.level is Level.BLOCK for finding in self.findings)


@lru_cache(maxsize=1)
def rules() -> Mapping[str, Rule]:
    """Every rule by code. StatuteDataError: a level, article or pattern in the table is wrong."""
    found: dict[str, Rule] = {}
    for code, row in table("agreement")["rules"].items():
        where = f"rules.{code}"
        try:
            found[code] = Rule(
                code,
                Level(row["level"]),
                Sentence(code, row["zh"], row["en"]),
                tuple(cite(key) for key in row["articles"]),
                tuple(re.compile(pattern) for pattern in row.get("patterns", [])),
                tuple(re.compile(pattern) for pattern in row.get("unless", [])),
                row.get("clauses_only", False),
            )
        except (KeyError, ValueError, re.error) as error:
            raise StatuteDataError("agreement.toml", where, str(error)) from error
    return found


def lint(agreement: Mapping[str, Any]) -> Lint:
    """Everything that speaks against signing this text as it stands.

    The shape is that of `lint_agreement` in the commands' reference; an item may add `by_law` (the sum by law) and
    `claim` (the key of a result), the agreement `signed_on` and `results` (key, what, the sum agreed, perhaps
    `by_law`). What is empty or unreadable inside an item is a finding, for the text is being typed; BadFact is raised
    only for a wrong shape (a list for a text, an unknown word where words are fixed).
    """
    facts = Facts.of(agreement)
    desk = _Desk(_persons(facts))
    legal_type = facts.choice("legal_type", LEGAL_TYPES)
    signed_on = facts.day_or_none("signed_on")
    names = _parties(facts, desk)
    if legal_type == "OTH":
        desk.find("body_without_status", "legal_type")
    money = _items(facts, names, signed_on, desk)
    _results(facts, desk)
    clauses = _texts(facts)
    if not facts.rows("items", required=False):
        desk.find("no_obligation", "items")
    if facts.flag("confirms_employment", default=False):
        desk.find("confirms_employment", "confirms_employment")
    for row in facts.rows("items", required=False):
        for sentence in sentences_of(row.text("what", "")):
            _words(sentence, f"{row.at}.what", desk, item=True)
    for index, text in enumerate(clauses):
        _clause(text, f"clauses[{index}]", money, desk)
    _suggestions(facts, clauses, money, desk)
    return desk.done()


class _Desk:
    """Collects findings; the same rule at the same place is said once. `persons` finds the parties' own names."""

    def __init__(self, persons: re.Pattern[str]) -> None:
        self.persons = persons
        self._found: dict[tuple[str, str], Finding] = {}

    def find(self, code: str, where: str, found: str = "", **values: object) -> None:
        rule = rules()[code]
        said = rule.sentence.filled(found=found, **values) if found or values else rule.sentence
        self._found.setdefault((code, where), Finding(code, rule.level, where, said, rule.article, found))

    def has(self, code: str) -> bool:
        return any(key[0] == code for key in self._found)

    def done(self) -> Lint:
        order = list(Level)
        findings = sorted(self._found.values(), key=lambda finding: order.index(finding.level))
        return Lint(tuple(findings), ("arbitration_review",) if self.has("confirms_employment") else ())


# --- who signs ----------------------------------------------------------------------------------------------------


_ROLE_WORDS = {"applicant": ("申请人",), "respondent": ("被申请人",)}


def _parties(facts: Facts, desk: _Desk) -> list[str]:
    """Look at every party; returns the names a payee may bear."""
    names: list[str] = []
    roles: list[str] = []
    rows = facts.rows("parties", required=False)
    for row in rows:
        name = row.text("name", "").strip()
        roles.append(row.text("role", "").strip().lower())
        if name:
            names.append(name)
        else:
            desk.find("party_without_name", row.at)
        shown = name or row.at
        signs = row.choice("signs_by", SIGNERS, "self")
        authority = row.choice("authority", AUTHORITIES) if row.has("authority") else None
        if signs == "agent" and authority != "special":
            desk.find("agent_without_special_authority", row.at, name=shown)
        if row.flag("minor", default=False) and signs != "guardian":
            desk.find("minor_without_guardian", row.at, name=shown)
    if len(rows) < 2:
        desk.find("parties_incomplete", "parties")
    without = facts.whole("members_without_consent", most=1_000_000) if facts.has("members_without_consent") else 0
    if without:
        desk.find("member_without_consent", "members_without_consent", n=without)
    # "申请人" names a person as long as there is only one.
    return names + [word for role, words in _ROLE_WORDS.items() if roles.count(role) == 1 for word in words]


# --- items --------------------------------------------------------------------------------------------------------

_UNCLEAR_PAYEE = re.compile(
    r"待定|另定|另行|指定|等人?$|或者?|及其?|家属|亲属|代领|代收|双方|包工头|班组长|带班|工头|领队|他人|第三方|有关人员|相关人员"
)
_CASH = re.compile(r"现金|当场|当面")


def _items(facts: Facts, names: list[str], signed_on: date | None, desk: _Desk) -> list[Decimal]:
    """Look at every item; returns the sums that the items promise, instalments included."""
    promised: list[Decimal] = []
    total = Decimal(0)
    for row in facts.rows("items", required=False):
        kind = row.choice("kind", KINDS)
        if not row.text("what", "").strip():
            desk.find("item_without_what", f"{row.at}.what")
        instalments = row.rows("instalments", required=False) if kind == "money" else []
        due = _due(row, signed_on, desk, needed=not instalments)
        if kind == "act":
            continue
        amount = _amount(row, desk)
        _payee(row, names, desk)
        parts = _instalments(row, instalments, amount, due, signed_on, desk)
        promised += [sum_ for sum_ in (amount, *parts) if sum_ is not None]
        total += amount or 0
    return [*promised, total] if promised else []


def _amount(row: Facts, desk: _Desk) -> Decimal | None:
    """The sum of an item with its words; None when it cannot be read."""
    where = f"{row.at}.amount"
    raw = row.values.get("amount")
    if raw is None or raw == "":
        desk.find("item_without_amount", where)
        return None
    amount = _money(raw)
    if amount is None:
        desk.find("amount_unreadable", where, value=raw)
        return None
    words = row.text("amount_words", "").strip()
    if not words:
        desk.find("words_missing", f"{row.at}.amount_words", expected=in_words(amount))
    else:
        check = check_words(amount, words)
        values = {"words": words, "expected": check.expected}
        if not check.matches:
            desk.find("words_differ", f"{row.at}.amount_words", figure=f"{amount:,.2f}", **values)
        elif not check.in_form:
            desk.find("words_out_of_form", f"{row.at}.amount_words", **values)
    _weigh(row, amount, where, desk)
    return amount


def _weigh(row: Facts, amount: Decimal, where: str, desk: _Desk) -> None:
    """Say where a sum lies far below what the law gives, if that is known."""
    by_law = _money(row.values.get("by_law"))
    if by_law is not None and amount < by_law * figure("settlement_ratio_warning").value:
        desk.find("below_calculation", where, amount=f"{amount:,.2f}", by_law=f"{by_law:,.2f}")


def _money(raw: object) -> Decimal | None:
    """A fixed sum above zero with at most two decimals, or None."""
    if isinstance(raw, bool) or not isinstance(raw, str | int | float | Decimal):
        return None
    try:
        amount = Decimal(str(raw).strip().replace(",", ""))
    except InvalidOperation:
        return None
    if not amount.is_finite() or not 0 < amount <= MOST:
        return None
    return amount if amount == amount.quantize(Decimal("0.01")) else None


def _payee(row: Facts, names: list[str], desk: _Desk) -> None:
    payee, account = row.text("payee", "").strip(), row.text("account", "").strip()
    if not payee:
        desk.find("payee_missing", f"{row.at}.payee")
    elif payee not in names:
        unclear = _UNCLEAR_PAYEE.search(payee)
        desk.find("payee_unclear" if unclear else "payee_not_a_party", f"{row.at}.payee", payee=payee)
    if not account:
        desk.find("account_missing", f"{row.at}.account")
    elif not _CASH.search(account) and sum(char.isdigit() for char in account) < 8:
        desk.find("account_odd", f"{row.at}.account", account=account)


def _due(
    row: Facts, signed_on: date | None, desk: _Desk, *, needed: bool, code: str = "item_without_due_date"
) -> date | None:
    where = f"{row.at}.due_date"
    raw = row.values.get("due_date")
    if raw is None or raw == "":
        if needed:
            desk.find(code, where)
        return None
    try:
        day = raw if type(raw) is date else date.fromisoformat(str(raw))
    except ValueError:
        desk.find("due_date_unreadable", where, value=raw)
        return None
    if signed_on is not None and day < signed_on:
        desk.find("due_date_past", where, value=day.isoformat())
    return day


def _instalments(
    row: Facts, parts: list[Facts], amount: Decimal | None, due: date | None, signed_on: date | None, desk: _Desk
) -> list[Decimal]:
    if not parts:
        return []
    where = f"{row.at}.instalments"
    sums: list[Decimal] = []
    days: list[date] = []
    for part in parts:
        sum_ = _money(part.values.get("amount"))
        if sum_ is None:
            desk.find("instalment_without_amount", f"{part.at}.amount")
        else:
            sums.append(sum_)
        day = _due(part, signed_on, desk, needed=True, code="instalment_without_due_date")
        if day is not None:
            days.append(day)
    if amount is not None and len(sums) == len(parts) and sum(sums) != amount:
        desk.find("instalments_do_not_add_up", where, sum=f"{sum(sums):,.2f}", amount=f"{amount:,.2f}")
    if any(later <= earlier for earlier, later in pairwise(days)):
        desk.find("instalments_out_of_order", where)
    if due is not None and days and max(days) > due:
        desk.find("instalment_after_due_date", where, last=max(days).isoformat(), due=due.isoformat())
    return sums


def _results(facts: Facts, desk: _Desk) -> None:
    """The sum agreed for each claim against what its items promise; only together where an item names no claim.

    Items for a claim that is no result (nothing to be counted was agreed for it) are left alone, and so is a claim with
    an item whose sum cannot be read: that is a finding already.
    """
    results = facts.rows("results", required=False)
    agreed = {row.text("key"): _sum_or_nought(row.values.get("agreed")) for row in results}
    for row in results:
        _weigh(row, agreed[row.text("key")], f"{row.at}.agreed", desk)
    if not agreed:
        return
    promised: dict[str, Decimal] = dict.fromkeys(agreed, Decimal(0))
    loose, unread = False, set[str]()
    for row in facts.rows("items", required=False):
        key = row.text("claim", "")
        if row.choice("kind", KINDS) != "money" or (key and key not in agreed):
            continue
        amount = _money(row.values.get("amount"))
        loose = loose or not key
        if amount is None:
            unread.add(key)
        else:
            promised[key] = promised.get(key, Decimal(0)) + amount
    if loose:
        whole, said = sum(promised.values(), Decimal(0)), sum(agreed.values(), Decimal(0))
        if whole != said and not unread:
            everything = "、".join(row.text("what") for row in results if agreed[row.text("key")])
            desk.find(
                "items_differ_from_result", "results", claim=everything, sum=f"{whole:,.2f}", agreed=f"{said:,.2f}"
            )
        return
    for row in results:
        key = row.text("key")
        if promised[key] != agreed[key] and key not in unread:
            sums = {"sum": f"{promised[key]:,.2f}", "agreed": f"{agreed[key]:,.2f}"}
            desk.find("items_differ_from_result", row.at, claim=row.text("what"), **sums)


def _sum_or_nought(raw: object) -> Decimal:
    return _money(raw) or Decimal(0)


# --- free clauses -------------------------------------------------------------------------------------------------

_SENTENCE_END = re.compile(r"[。；;！？!?\n]+")
# Bounded on purpose: an endless row of digits must not make the page wait.
_DIGITS_OF_SUM = r"(?<![\d,.])\d[\d,]{0,20}(?:\.\d{1,4})?"
_FIGURE = rf"[¥￥]?(?P<figure>{_DIGITS_OF_SUM})(?P<wan>万)?元?"
_NUMERALS = "零〇壹贰叁肆伍陆柒捌玖拾佰仟万亿一二三四五六七八九十百千两萬億"
_WORDS = rf"(?P<words>[{_NUMERALS}]{{1,40}}[圆元][{_NUMERALS}角分]{{0,5}}[整正]?)"
_FIGURE_THEN_WORDS = re.compile(_FIGURE + r"[（(【，,]?(?:大写)?[:：为]?(?:人民币)?" + _WORDS)
_WORDS_THEN_FIGURE = re.compile(
    r"(?:人民币|大写[:：]?)" + _WORDS + r"[（(【，,]?(?:小写|即|合)?[:：]?(?:人民币)?" + _FIGURE
)
_SUM = re.compile(rf"[¥￥]?({_DIGITS_OF_SUM})(万)?元")
_PROMISE = re.compile(r"支付|给付|付清|结清|赔偿|补偿|返还|退还|补发|偿还|发放")
_NO_PROMISE = re.compile(
    r"拖欠|未支付|未付|尚欠|欠付|主张|请求|要求|诉请|申请事项|已经?(支付|付清|给付|发放|领取|收到)|如|若|逾期|违约|标准|月工资|每月工资|原"
)
# The sum is only referred to: its item stands elsewhere in the text.
_REFERENCE = re.compile(r"列入|上述|前述|载明的|本协议.{0,4}(确定|约定)的|(?<=.)第[\d一二三四五六七八九十]+(项|条|款)")
_TIME = re.compile(
    r"\d{4}年\d{1,2}月\d{1,2}日|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|每月\d{1,2}日|(当日|当场|当天|即时)"
    r"|(之日起|签订后|签字后|生效后|收到后|后|起).{0,4}[\d一二三四五六七八九十]+个?(日|天|工作日|月)内?|[\d一二三四五六七八九十]+个?(日|天|工作日|月)(之)?内"
)
_PENALTY = re.compile(
    r"(?:每日|按日|日).{0,12}?(?P<share>百分之[一二三四五六七八九十]+|千分之[一二三四五六七八九十]+|[\d.]+[%‰])"
)
_DIGITS = {char: number for number, char in enumerate("零一二三四五六七八九十")}


def _texts(facts: Facts) -> list[str]:
    value = facts.values.get("clauses")
    if value is None:
        return []
    if not isinstance(value, list):
        facts.rows("clauses")  # raises with the field's name
    listed = Facts({str(n): text for n, text in enumerate(value)}, "clauses")
    return [listed.text(str(n))[:MOST_CLAUSE] for n in range(len(value))]


def sentences_of(text: str) -> Iterator[str]:
    """The sentences of a clause, without spaces and full-width digits."""
    plain = unicodedata.normalize("NFKC", text)
    for sentence in _SENTENCE_END.split(plain):
        tight = re.sub(r"[^\S\n]+", "", sentence)
        if tight:
            yield tight


_ORGANISATION = re.compile(r"公司|单位|厂|店|院|校|社|局|集团|中心|工作室|合作|部$|队$|所$|站$|矿$|场$|馆$|行$")


def _persons(facts: Facts) -> re.Pattern[str]:
    """What finds the natural persons among the parties by name; a single letter such as 甲 not within 甲方."""
    named = {row.text("name", "").strip() for row in facts.rows("parties", required=False)}
    names = sorted((name for name in named if name and not _ORGANISATION.search(name)), key=len, reverse=True)
    return re.compile("|".join(re.escape(name) + ("(?!方)" if len(name) == 1 else "") for name in names) or "(?!)")


def _words(sentence: str, where: str, desk: _Desk, *, item: bool = False) -> None:
    """What the words of a sentence say, in a clause or in the name of an item; a person's name is the worker's part."""
    said = [sentence]
    if desk.persons.search(sentence):
        said.append(desk.persons.sub("劳动者", sentence))
    for rule in rules().values():
        if item and rule.clauses_only:
            continue
        for text in said:
            met = next((hit for pattern in rule.patterns if (hit := pattern.search(text))), None)
            if met and not any(pattern.search(text) for pattern in rule.unless):
                desk.find(rule.code, where, met.group(0))
                break


def _clause(text: str, where: str, money: list[Decimal], desk: _Desk) -> None:
    for sentence in sentences_of(text):
        _words(sentence, where, desk)
        _clause_money(sentence, where, money, desk)
        _penalty(sentence, where, desk)


def _clause_money(sentence: str, where: str, money: list[Decimal], desk: _Desk) -> None:
    """Figures and words side by side, and sums promised outside the items."""
    for pattern in (_FIGURE_THEN_WORDS, _WORDS_THEN_FIGURE):
        for hit in pattern.finditer(sentence):
            amount = _clause_sum(hit["figure"], hit["wan"])
            if amount is None:
                continue
            check = check_words(amount, hit["words"])
            if not check.matches:
                desk.find(
                    "clause_words_differ", where, words=hit["words"], figure=f"{amount:,.2f}", expected=check.expected
                )
    if not _PROMISE.search(sentence) or _NO_PROMISE.search(sentence) or _REFERENCE.search(sentence):
        return
    for figure_, wan in _SUM.findall(sentence):
        amount = _clause_sum(figure_, wan)
        if amount is None or amount in money:
            continue
        code = "clause_not_itemised" if _TIME.search(sentence) else "clause_without_due_date"
        desk.find(code, where, figure=f"{amount:,.2f}")


def _clause_sum(digits: str, wan: str | None) -> Decimal | None:
    return _money(str(Decimal(digits.replace(",", "")) * (10_000 if wan else 1)))


def _penalty(sentence: str, where: str, desk: _Desk) -> None:
    hit = _PENALTY.search(sentence)
    if hit is None or not re.search("违约|滞纳|逾期|利息", sentence):
        return
    share = hit["share"]
    if share[-1] in "%‰":
        value = Decimal(share[:-1]) / (100 if share[-1] == "%" else 1000)
    else:
        value = Decimal(_DIGITS.get(share[3], 10)) / (100 if share.startswith("百") else 1000)
    if value >= figure("daily_penalty_warning").value:
        desk.find("penalty_high", where, hit.group(0))


def _suggestions(facts: Facts, clauses: list[str], money: list[Decimal], desk: _Desk) -> None:
    items = facts.rows("items", required=False)
    whole = "\n".join(["".join(sentences_of(text)) for text in clauses] + [row.text("what", "") for row in items])
    ends = re.search(r"(解除|终止|离职|辞职|辞退)", whole)
    if ends and not re.search(r"离职证明|解除.{0,8}证明|终止.{0,8}证明|档案", whole):
        desk.find("leaving_papers", "clauses")
    if money and not re.search(r"税前|税后|个税|个人所得税|含税", whole):
        desk.find("tax_not_said", "items")
    parts = [row for row in items if row.rows("instalments", required=False)]
    if parts and not re.search(
        r"(任一|任何一|其中一|有一)期|一并到期|全部到期|提前到期|加速到期|违约金|违约责任|逾期.{0,12}(支付|承担|计)",
        whole,
    ):
        desk.find("no_default_clause", "items")
