"""From a published record to the acts of the procedure: what happened, when, and what had to be supplied for it.

Pure: no database, no clock. The walk (`walk.py`) takes the acts through the doors one after the other and stops at the
first that the rules refuse. What the source does not say is left unknown or named in `supplied`; what it says against
itself, or no field can hold, is named in `held` and never evened out.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from cases import causes
from cases.replay import tables as t
from cases.replay.days import read_due
from cases.replay.source import Instalment, Opponent, Record
from cases.replay.story import DECLINED, FAILED, HANDED_ON, MEDIATED, PARTLY, REFUSED, SCREENED, SETTLED, Story
from workflows.channels import Exit, rule_of
from workflows.reasons import EndReason, NotAcceptedReason

MOST_ROWS = 500
UNKNOWN_WORKER = "申请人%(n)s（姓名未公开）"
UNKNOWN_OPPONENT = "被申请人%(n)s（姓名未公开）"
_FULL = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Act:
    """One step to be taken: its name, in which role, on which day, with what. `data` speaks of rows by position."""

    step: str
    role: str
    day: dt.date
    data: dict[str, Any] = field(default_factory=dict)
    quote: str = ""


@dataclass
class Plan:
    """Everything a record comes to, before a door is touched."""

    record: Record
    channel: str
    legal_type: str
    received_on: dt.date
    people: int
    summary: str
    parties: list[dict[str, Any]] = field(default_factory=list)
    claims: list[dict[str, Any]] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    supplied: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    end: str = ""  # why the walk goes no further than its last act; empty when it closes the file

    def supply(self, fact: str, sentence: str) -> None:
        """Name a fact the source does not give, once."""
        line = f"{fact}: {sentence}"
        if line not in self.supplied:
            self.supplied.append(line)

    def hold(self, fact: str, text: str) -> None:
        """Keep what the source says and no field can."""
        line = f"{fact}: {text}"
        if text and line not in self.held:
            self.held.append(line)


@dataclass(frozen=True)
class _Later:
    """An act after the agreement and the place of its event in the source's order."""

    index: int
    day: dt.date
    step: str
    role: str
    quote: str
    data: dict[str, Any]


def plan_of(record: Record) -> Plan:
    """The acts of a mediation record."""
    return _Planner(record).plan()


class _Planner:
    """Works one record out. The order of its methods is the order of the procedure."""

    def __init__(self, record: Record) -> None:
        self.record, self.story = record, Story(record)
        self.way = t.WAYS[record.channel]
        self.goal, self.day = self.story.goal, self.story.received
        self.joint = False  # whether both sides have sat together: then there is a record to issue
        self.latest = self.story.time.published  # a day after which nothing of the source can lie
        rule = rule_of(self.way.channel)
        legal_type = rule.legal_type or self.way.legal_type
        self.out = Plan(record, self.way.channel, legal_type, self.day, record.count or 1, _summary(record))

    def plan(self) -> Plan:
        """Work it out, once."""
        self._hold()
        self._people()
        self._claims()
        self._registration()
        self.out.end = _end(self.goal)
        if self.goal not in {SCREENED, DECLINED, REFUSED, HANDED_ON}:
            self._acceptance()
            self._sessions()
        if self.goal in {SETTLED, PARTLY}:
            self._settle()
        elif self.goal == FAILED:
            self._fail()
        elif self.goal == REFUSED:
            self._refuse()
        elif self.goal == DECLINED:
            self._decline()
        elif self.goal == HANDED_ON:
            self._hand_on()
        return self.out

    def _act(self, step: str, role: str, day: dt.date | None = None, quote: str = "", **data: Any) -> None:
        """Append an act; never before the one before it."""
        self.day = max(self.day, day or self.day)
        self.out.acts.append(Act(step, role, self.day, data, quote))

    # ── What is held, what is supplied ─────────────────────────────────────────────────────────────────────────────

    def _hold(self) -> None:
        record, hold = self.record, self.out.hold
        hold("notes", record.notes)
        hold("claimant.count_text", record.count_text)
        hold("region.note", record.region_note)
        hold("channel_note", record.channel_note)
        for name in ("claim", "agreed", "paid", "awarded"):
            amount = getattr(record, name)
            kept = name == "awarded" or (name != "claim" and self.goal not in {SETTLED, PARTLY})
            kept = kept or (name == "paid" and amount is not None and amount.text not in self._other_texts())
            if amount and (kept or not amount.exact):
                shown = amount.value if amount.value is not None else "–"
                hold(f"amounts.{name}", _("published as “%(text)s”, %(value)s") % {"text": amount.text, "value": shown})
        for line in self.story.time.disorder:
            hold("events", line)
        self._hold_sums()
        hold("follow_up.payment_order", record.payment_order)
        hold("follow_up.other", record.follow_up)
        for i, letter in enumerate(record.letters):
            said = (
                letter.type,
                letter.issued_to,
                letter.date,
                "、".join(letter.issues),
                letter.reply,
                letter.rectification,
            )
            hold(f"supervision.letters[{i}]", "；".join(part for part in said if part))
        hold("follow_up.legal_aid", _("legal aid was given") if record.legal_aid else "")
        self._hold_days()

    def _hold_sums(self) -> None:
        """Sums that do not fit each other; none of them is changed."""
        record, hold = self.record, self.out.hold
        for more, less in (("claim", "agreed"), ("agreed", "paid")):
            high, low = getattr(record, more), getattr(record, less)
            if high and low and None not in (high.value, low.value) and high.value < low.value:
                said = _("%(low)s is more than %(high)s of amounts.%(more)s")
                hold(f"amounts.{less}", said % {"low": low.value, "high": high.value, "more": more})
        parts = [row.amount for row in record.plan if row.amount is not None]
        whole = record.agreed.value if record.agreed else None
        if parts and whole is not None:
            total, unknown = sum(parts, Decimal(0)), len(parts) < len(record.plan)
            if total > whole or (total < whole and not unknown):
                said = _("the parts come to %(total)s, the agreed sum is %(whole)s")
                hold("follow_up.instalment_plan", said % {"total": total, "whole": whole})

    def _other_texts(self) -> set[str]:
        return {amount.text for amount in (self.record.claim, self.record.agreed) if amount}

    def _hold_days(self) -> None:
        """Dates that are no full day, and sessions that lie after the agreement they should have led to."""
        record, hold = self.record, self.out.hold
        sessions = [(f"sessions[{i}]", text) for i, text in enumerate(record.sessions)]
        single = ("received", "accepted", "agreement")
        named = [*((name, getattr(record, name)) for name in single), ("paid", record.paid_on), *sessions]
        for name, text in named:
            hold(f"dates.{name}", "" if _FULL.fullmatch(text) else text)
        agreed = self.story.span(record.agreement)
        for name, text in sessions:
            span = self.story.span(text)
            if agreed and agreed.hi and span and span.lo and span.lo > agreed.hi:
                hold(f"dates.{name}", _("lies after the agreement of %(day)s") % {"day": record.agreement})

    def _say_day(self, fact: str, text: str, day: dt.date, index: int | None = None) -> None:
        """Name a day that the source does not give in full, or that had to give way to the order of events.

        `index`: the event that tells the fact. A day of no event of its own is an end of what is possible.
        """
        time = self.story.time
        span = self.story.span(text)
        if span and span.exact and _FULL.fullmatch(text):
            if span.pick == day:
                return
            sentence = _("the source says %(text)s, which lies before the act before it → %(day)s")
        elif text:
            sentence = _("the source gives only %(text)s → %(day)s")
        elif index is not None and index < len(time.days) and time.dated[index]:
            text = self.story.event(index).date
            sentence = _("only its event is dated: %(text)s → %(day)s")
        elif day == time.published:
            sentence = _("not in the source → %(day)s, the day of publication: the latest possible")
        elif any(time.days) and (day == self.latest or (fact == "received_on" and self._from_the_next(day))):
            self.latest = day
            sentence = _("not in the source → %(day)s, the next day that is dated: the latest possible")
        elif any(time.days) or time.published:
            sentence = _("not in the source → %(day)s, the earliest possible: not before what went before")
        else:
            sentence = _("the source gives no day at all → %(day)s")
        self.out.supply(fact, sentence % {"text": text, "day": day.isoformat()})

    def _from_the_next(self, received: dt.date) -> bool:
        """Whether the day of receipt is that of a later event, because none before gives one as late."""
        carried = self.story.time.days[self.story.arrival]
        return carried is None or received > carried

    # ── Parties and claims ─────────────────────────────────────────────────────────────────────────────────────────

    def _people(self) -> None:
        record, out = self.record, self.out
        workers, kin = _names(record.names)
        if record.count is None:
            out.supply("claimant.count", _("not in the source; the file bears those who are named, or one"))
        wanted = record.count or max(len(workers), 1)
        if len(workers) > wanted:
            out.hold("claimant.names", _("more names than people: %(names)s") % {"names": "、".join(record.names)})
        rows = min(max(wanted, len(workers)), MOST_ROWS)
        if rows < wanted:
            said = _("only the first %(rows)s of %(count)s people stand on the file one by one")
            out.supply("claimant", said % {"rows": rows, "count": wanted})
        if rows > len(workers):
            said = _("%(count)s names are not published; numbered instead")
            out.supply("claimant.names", said % {"count": rows - len(workers)})
        out.people = max(wanted, rows)
        for n in range(1, rows + 1):
            name, dead = workers[n - 1] if n <= len(workers) else (UNKNOWN_WORKER % {"n": n}, "家属" in record.group)
            row: dict[str, Any] = {
                "side": "applicant", "kind": "person", "name": name[:120], "occupation": record.group[:60],
                "worker_group": _group(record), "vulnerable": _flags(record), "deceased": dead,
            }  # fmt: skip
            if kin and n == 1:
                names = "、".join(kin)[:60]
                own = {"guardian_name": names, "guardian_relation": _("kin, as the source says")}
                row |= {"agent_name": names, "agent_kind": "kin"} if dead else own
            out.parties.append(row)
        out.parties += [self._opponent(n, one) for n, one in enumerate(record.opponents)]

    def _opponent(self, n: int, one: Opponent) -> dict[str, Any]:
        corporate = re.search(r"公司|企业|厂|局", one.type)
        natural = bool(t.NATURAL.search(one.type)) or (bool(t.NATURAL_ROLES.search(one.role)) and not corporate)
        where = f"respondents[{n}]"
        if not one.type:
            kind = _("a natural person") if natural else _("an organisation")
            self.out.supply(f"{where}.type", _("not in the source; entered as %(kind)s") % {"kind": kind})
        name = one.name or (f"{one.type}（名称未公开）" if one.type and not natural else "")
        if not name:
            name = UNKNOWN_OPPONENT % {"n": n + 1}
            self.out.supply(f"{where}.name", _("not published; numbered instead"))
        side = "respondent"
        if t.CANNOT_ANSWER.search(one.role):
            side = "third"
            said = _("%(role)s cannot be asked for consent; kept on the file as a third party")
            self.out.supply(f"{where}.side", said % {"role": one.role})
        kind = "person" if natural else "organisation"
        return {"side": side, "kind": kind, "name": name[:120], "capacity": one.role[:60]}

    def _claims(self) -> None:
        record, out = self.record, self.out
        version, code = self._cause()
        whole = record.claim.value if record.claim else None
        settled = self._settled_sum()
        single = sum(row["side"] == "applicant" for row in out.parties) == 1
        base = {"cause_version": version, "cause_code": code, **({"party_index": 0} if single else {})}
        what = record.cause or causes.label(version, code)
        text = f"（{record.claim.text}）" if record.claim and record.claim.text else ""
        if self.goal == PARTLY:
            rest = whole - settled if whole is not None and settled is not None and whole >= settled else None
            met, unmet = _("the part that was settled"), _("the rest")
            part = {"what": f"{what}·{met}"[:200], "claimed": settled}
            left = {"what": f"{what}·{unmet}{text}"[:200], "claimed": rest}
            out.claims = [{**base, **row, "is_money": row["claimed"] is not None} for row in (part, left)]
            out.supply("claims", _("the source has one claim met in part; entered as the settled part and the rest"))
            said = _("the source does not tell how the rest ended; a concluded file knows only “not settled” for it")
            out.supply("result_of_the_rest", said)
            return
        known = settled is not None if self.goal == SETTLED else whole is not None
        if self.goal == SETTLED and not known:
            said = _("not in the source; the claim and its performance are held without an agreed sum")
            out.supply("amounts.agreed", said)
        elif self.goal == SETTLED and not (record.agreed and record.agreed.value):
            out.supply("amounts.agreed", _("not in the source; what was paid is taken: %(sum)s") % {"sum": settled})
        out.claims = [{**base, "what": f"{what}{text}"[:200], "claimed": whole, "is_money": known}]

    def _cause(self) -> tuple[str, str]:
        """Version and code of the cause on the day the case was received; what is not on that list is named."""
        cause, day = self.record.cause, self.out.received_on
        version = causes.version_on(day)
        code = causes.find(cause, version) if cause else None
        if code is not None:
            return version, code
        top = next(row.code for row in causes.all_causes(version) if not row.parent)
        if not cause:
            self.out.supply("cause", _("not in the source; held as %(held)s") % {"held": causes.label(version, top)})
            return version, top
        if not any(causes.find(cause, key) for key in ("2026", "2021")):
            self.out.supply(
                "cause", _("“%(cause)s” is in no list of labour causes; it keeps its name") % {"cause": cause}
            )
            return version, cause[:20]
        said = _("“%(cause)s” is not in the list of %(day)s; held as %(held)s")
        held = causes.label(version, top)
        self.out.supply("cause", said % {"cause": cause, "day": day.isoformat(), "held": held})
        return version, top

    def _settled_sum(self) -> Decimal | None:
        """What was agreed: as published, else what was paid, else all instalments; None when no sum is known.

        What was paid does not stand for it where more was agreed than the part that has come.
        """
        record = self.record
        if record.agreed and record.agreed.value:
            return record.agreed.value
        if self.goal == SETTLED and self._only_a_part_paid():
            return None
        if record.paid and record.paid.value:
            return record.paid.value
        rows = [row.amount for row in record.plan]
        return sum((row for row in rows if row), Decimal(0)) if rows and all(rows) else None

    def _only_a_part_paid(self) -> bool:
        """Whether another part was agreed whose sum nobody tells: an open row of the plan without one, or 其余陆续."""
        if any(row.amount is None and not row.paid for row in self.record.plan) and len(self.record.plan) > 1:
            return True
        return self.record.outcome.startswith("partial") and not self.record.plan

    # ── Registration to mediation ──────────────────────────────────────────────────────────────────────────────────

    def _registration(self) -> None:
        record, out, rule = self.record, self.out, rule_of(self.way.channel)
        self._say_day("received_on", record.received, out.received_on, self.story.arrival)
        if self.way.why:
            out.supply("channel", f"{record.channel} → {self.way.channel.label}：{self.way.why}")
        self._act("screen_case", "registrar")
        if rule.sender_kind in {"court", "arbitration"} and self.goal != DECLINED:
            said = _("letter, number and the day of its receipt are not in the source → %(day)s")
            out.supply("commission", said % {"day": self.day.isoformat()})
            self._act("confirm_commission", "registrar", received_on=self.day)

    def _acceptance(self) -> None:
        record, out = self.record, self.out
        foreign = out.claims[0]["cause_code"] == record.cause[:20]
        note = _("Not a labour dispute by its cause; a people's mediation committee may take it.") if foreign else ""
        self._act("check_scope", "registrar", in_scope=True, note=note)
        self._act("check_identity", "registrar", parties="all", how=_("not in the source"))
        self._act("record_consent", "registrar", parties="applicant", answer="agreed")
        self._act("ask_other_side", "registrar")
        for side in {"respondent": None} | self._first_refusals():
            self._act("record_consent", "registrar", parties=side, answer="agreed")
        accepted = self.story.span(record.accepted)
        self._act("accept_case", "body_head", accepted.pick if accepted else None)
        self._say_day("accepted_on", record.accepted, self.day)
        self._act("appoint_mediator", "registrar", method="body")
        self._act("disclose_interests", "mediator", has_interest=False)
        self._act("explain_rights", "mediator")
        self._act("begin_mediation", "mediator")
        out.supply("scope_check", _("not in the source; supplied as passed"))
        out.supply("identity_check", _("not in the source; supplied, without a way of checking"))
        out.supply("consent", _("days and media of the sides' consent are not in the source"))
        out.supply("mediator", _("person, choice and disclosure are not in the source; a stand-in presides"))
        out.supply("rights_explained", _("not in the source; supplied"))

    def _first_refusals(self) -> dict[str, None]:
        """A side that first refused mediation and came round: its no is recorded too. Returns those sides in order."""
        sides: dict[str, None] = {}
        for i in self.story.after:
            words = self.story.words(i)
            if t.REFUSES_MEDIATION.search(words):
                workers = self.story.event(i).actor in {"worker", "family"}
                side = "applicant" if workers or re.search(r"(家属|职工|工人)拒绝调解", words) else "respondent"
                sides[side] = None
                on = self.story.time.on(i)
                self._act("record_consent", "registrar", on, words, parties=side, answer="refused", note=words[:300])
        return sides

    def _sessions(self) -> None:
        """Everything that reads like mediating before the agreement, and every dated session that no event tells."""
        story = self.story
        made = story.made if self.goal in {SETTLED, PARTLY} else None
        told = [
            (story.time.on(i), story.words(i))
            for i in story.after
            if (made is None or i < made) and story.is_session(i)
        ]
        limit = story.agreed_on() if self.goal in {SETTLED, PARTLY} else None
        for text in self.record.sessions:
            span = story.span(text)
            if span is None or any(span.holds(day) for day, _words in told):
                continue
            if limit is not None and span.lo and span.lo > limit:
                continue  # it looked after the agreement: see `_after`
            same = [story.words(i) for i in story.after if story.time.dated[i] and span.holds(story.time.on(i))]
            told.append((span.pick, "；".join(same)))
        if limit is not None and not told:
            # No agreement without a sitting: the one in which it was made, or one to stand for it.
            told = [(limit, story.words(made))]
            if made is None or not story.is_session(made):
                said = _(
                    "the source tells the result, not the mediation; a sitting on the day of the agreement is supplied"
                )
                self.out.supply("session", said)
        for day, words in sorted(told, key=lambda row: row[0]):
            self._session(max(day, self.day), words)

    def _session(self, day: dt.date, words: str) -> None:
        mode = "phone" if t.BY_PHONE.search(words) else "video" if t.BY_VIDEO.search(words) else "in_person"
        said = _("hours, places, those present and, where not told, the way of meeting are not in the source")
        self.out.supply("sessions", said)
        text = words or _("The source gives the day of the session and nothing of its course.")
        private = bool(t.PRIVATE.search(words))
        if private:  # back to back: each side was met alone, unless the source names the one
            for side in ("respondent",) if t.PRIVATE_WITH_EMPLOYER.search(words) else ("applicant", "respondent"):
                apart = {"kind": "private", "with_side": side, "mode": mode, "private_note": text}
                self._act("log_session", "mediator", day, words, **apart)
        if not private or "面对面" in words:
            self.joint = True
            self._act("log_session", "mediator", day, words, kind="joint", mode=mode, joint_record=text)

    # ── Agreement ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _settle(self) -> None:
        record, out, story = self.record, self.out, self.story
        words = story.words(story.made)
        day = max(story.agreed_on(), self.day)
        self._say_day("agreement", record.agreement, day, story.made)
        if not t.AGREEMENT.search(words):
            out.supply("agreement_form", _("the source tells the result, not an agreement; its form is supplied"))
        by_agent = "代理人签" in words
        if by_agent:
            out.supply(
                "agent_authority", _("the other side's agent signed; that the authority was special is supplied")
            )
            agent = {"agent_name": _("agent, not named"), "agent_authority": "special", "agent_signs": True}
            self._act("record_agent", "mediator", day, words, party="respondent", **agent)
        items = self._items(day)
        results: list[dict[str, Any]] = [{"result": "settled", "agreed": self._settled_sum()}]
        if self.goal == PARTLY:
            results.append({"result": "failed", "agreed": None})
        self._act("write_terms", "mediator", day, words, items=items, facts=words, results=results)
        self._act("draft_agreement", "mediator", day)
        self._act("record_signature", "mediator", day, agent=by_agent)
        self._act("conclude_agreement", "mediator", day)
        out.supply("signatures", _("who signed and when is not in the source; supplied on the day of the agreement"))
        self._after(day, items)

    def _items(self, day: dt.date) -> list[dict[str, Any]]:
        """The obligations: one for each row of the plan, else one for the whole; without a sum, an act."""
        record, out, settled = self.record, self.out, self._settled_sum()
        rows = self._rows()
        if len(rows) > 1 and settled is not None and not any(row.amount for row in rows):
            # Only the whole is published: one item bears it, due with the last part.
            out.supply("instalments", _("%(n)s parts; how the sum is divided is not in the source") % {"n": len(rows)})
            rows = [rows[-1]]
        promised, paid_on = self.story.promised_until(day), self.story.paid_on(day)
        items: list[dict[str, Any]] = []
        for n, row in enumerate(rows, 1):
            due = (read_due(row.due, day) if row.due else None) or (day if "先行" in row.due else promised)
            if due is None:
                due = max(paid_on or day, day)
                said = _("item %(n)s has no due day in the source → %(day)s")
                out.supply("due_on", said % {"n": n, "day": due.isoformat()})
            label = _("Payment as agreed") if len(rows) == 1 else _("Instalment %(n)s") % {"n": n}
            text = f"（{record.agreed.text}）" if record.agreed and record.agreed.text else ""
            item: dict[str, Any] = {"what": f"{label}{text}"[:200], "due_on": due, "debtor": self._debtor()}
            amount = row.amount or (settled if len(rows) == 1 else None)
            if amount is None:
                item |= {"kind": "act", "what": _("%(what)s; no sum published") % {"what": label}}
            else:
                method = self._method()
                item |= {"kind": "money", "amount": amount, "method": method}
                if method == "other":
                    item["account"] = _("not in the source")
                said = _("payee, account and, where not told, the way of payment are not in the source")
                out.supply("payee", said)
            items.append(item)
        return items

    def _rows(self) -> list[Instalment]:
        """The plan, else one row for all of it; where only a first part came, that part and the rest."""
        record = self.record
        if record.plan:
            return list(record.plan)
        if self.goal == SETTLED and self._settled_sum() is None and record.paid and record.paid.value:
            return [Instalment(record.paid_on, record.paid.value, paid=True), Instalment("", None, paid=False)]
        return [Instalment("", None, paid=False)]

    def _method(self) -> str:
        later = "".join(self.story.words(i) for i in self.story.after)
        if "现金" in later:
            return "cash"
        return "on_signing" if "当场" in self.story.words(self.story.made) else "other"

    def _debtor(self) -> int:
        """The position among the respondents of the one who pays: who is named in the agreement, else the first."""
        roles = [row["capacity"] for row in self.out.parties if row["side"] == "respondent"]
        words = self.story.words(self.story.made)
        bare = [re.sub(r"[(（].*", "", role) for role in roles]
        named = next((n for n, role in enumerate(bare) if role and role in words), None)
        if named is not None:
            return named
        right = next((n for n, role in enumerate(roles) if "误认" not in role), 0)
        if len(roles) > 1:
            said = _("which of the respondents pays is not in the source; %(role)s is entered")
            self.out.supply("debtor", said % {"role": roles[right]})
        return right

    def _after(self, day: dt.date, items: list[dict[str, Any]]) -> None:
        """What followed the agreement, in the source's order: confirmation, breach, follow-up, letters, payment."""
        record, story = self.record, self.story
        start = story.made if story.made is not None else story.arrival
        later = self._route(start, day) if record.confirmed or record.reviewed else []
        due = min((item["due_on"] for item in items), default=day)
        for i in range(start + 1, len(record.events)):
            words, on = story.words(i), max(story.time.on(i), day)
            # A promise broken a second time is no second breach of the same item.
            first = all(one.step != "record_breach" for one in later)
            breaks = story.event(i).actor == "respondent" and bool(t.BROKEN.search(words))
            if breaks and first:
                broken = max(on, due + dt.timedelta(days=1))
                later.append(_Later(i, broken, "record_breach", "mediator", words, {"note": words[:200]}))
            elif breaks or story.follows_up(i):
                later.append(_Later(i, on, "record_callback", "mediator", words, {"text": words}))
        paid_on = story.paid_on(day)
        if paid_on is not None:
            told = story.payments()
            if not record.paid_on:
                self._say_day("paid_on", "", paid_on, told[-1] if told else story.made)
            data = {
                "on": paid_on,
                "paid": record.paid.value if record.paid else None,
                "rows": [row.paid for row in self._rows()] if len(items) > 1 else [],
            }
            index = told[-1] if told else len(record.events)
            later.append(_Later(index, paid_on, "record_performance", "mediator", "", data))
        for one in sorted(later, key=lambda row: (row.index, row.day)):
            self._act(one.step, one.role, one.day, one.quote, **one.data)
        performed = next((one.data for one in later if one.step == "record_performance"), None)
        if self.goal == SETTLED and (story.says_closed() or (performed and _covers(performed, items))):
            self._close()

    def _close(self) -> None:
        """Where everything was performed, or the source calls the file closed, it is."""
        said = self.story.says_closed()
        if not said:
            self.out.supply("closing", _("not in the source; supplied, because everything agreed was performed"))
        summary = _("Closed, as the source tells.") if said else _("Performed, as the source tells.")
        if self.joint:
            self.out.supply("session_record", _("the record of the sitting is not in the source; issued for closing"))
            self._act("issue_session_record", "mediator")
        if Exit.FEEDBACK in rule_of(self.way.channel).failure:
            self.out.supply("sender_answer", _("how the sender was told is not in the source; supplied for closing"))
            self._act("answer_sender", "registrar", text=summary, medium="paper")
        self._act("submit_closing", "mediator", summary=summary)
        self._act("close_case", "body_head")
        self.out.end = ""

    def _route(self, start: int, day: dt.date) -> list[_Later]:
        """Filing and decision, with the event that tells them; both on the agreement's day where none does."""
        story = self.story
        kind, to = ("review", "arbitration") if self.record.reviewed else ("confirmation", "court")
        told = [i for i in range(start, len(self.record.events)) if t.ROUTE.search(story.words(i))]
        first, last = (told[0], told[-1]) if told else (start, start)
        self.out.supply(kind, _("number and exact days of filing and decision are not in the source"))
        filed, decided = max(story.time.on(first), day), max(story.time.on(last), day)
        return [
            _Later(first, filed, f"file_{kind}", "mediator", "", {"to": to}),
            _Later(last, decided, f"decide_{kind}", "registrar", "", {"result": "granted"}),
        ]

    # ── Other ends ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _course(self) -> str:
        return "；".join(self.story.words(i) for i in self.story.after)[:1000]

    def _held_reason(self, label: Any) -> None:
        said = _("the source tells the end in words; held as %(reason)s")
        self.out.supply("end_reason", said % {"reason": label})

    def _fail(self) -> None:
        story = self.story
        said_no = any(t.REFUSES.search(story.words(i)) for i in story.after)
        reason = EndReason.PARTY_QUIT if said_no else EndReason.DEADLOCK
        self._held_reason(reason.label)
        told = [i for i in story.after if story.is_session(i)]
        on = story.time.on(told[-1]) if told else None
        self._act("end_mediation", "mediator", on, self._course(), reason=reason, note=self._course())
        if self.record.outcome == "failed_then_arbitration":
            self._act("hand_over", "registrar", to="arbitration")

    def _refuse(self) -> None:
        story = self.story
        told = [i for i in story.after if story.refused_by_employer(i)]
        on = story.time.on(told[-1]) if told else None
        words = story.words(told[-1]) if told else ""
        self._act("record_consent", "registrar", parties="applicant", answer="agreed")
        self._act("ask_other_side", "registrar")
        refused = {"parties": "respondent", "answer": "refused", "note": words[:300]}
        self._act("record_consent", "registrar", on, words, **refused)
        self._act("close_on_refusal", "registrar", note=self._course())
        self.out.supply("consent", _("days and media of the sides' answers are not in the source"))

    def _decline(self) -> None:
        """The body itself said no, or the dispute had been decided elsewhere before anybody mediated."""
        words, after = self._course(), self.story.after
        reason = NotAcceptedReason.ALREADY_IN_PROCEDURE
        if self.record.outcome == "refused":
            beyond = t.BEYOND_AREA.search(words)
            reason = NotAcceptedReason.NO_JURISDICTION if beyond else NotAcceptedReason.OUTSIDE_BODY_CHARTER
        self._held_reason(reason.label)
        on = self.story.time.on(after[-1]) if len(after) else None
        self._act("decline_case", "body_head", on, words, reason=reason, note=words)

    def _hand_on(self) -> None:
        """The body sent the dispute to another one, with the last event of the source."""
        story, last = self.story, len(self.record.events) - 1
        words = story.words(last)
        self.out.supply("transfer", _("day, materials and the applicant's consent are not in the source; supplied"))
        data = {"to": story.handed_on_to(), "materials": words, "consent": True}
        self._act("transfer_case", "body_head", story.time.on(last), words, **data)


def _end(goal: str) -> str:
    """Why a walk that is not refused ends where it does."""
    return {
        SCREENED: _("The source tells of no session."),
        MEDIATED: _("The source tells of no result."),
        SETTLED: _("The source does not tell that everything agreed was performed."),
        PARTLY: _("The source does not tell what became of the rest."),
        FAILED: _("Mediation failed; the source goes on before other bodies and closes no file here."),
        REFUSED: _("Not taken up; the source closes no file here."),
        DECLINED: _("Not taken up; the source closes no file here."),
        HANDED_ON: _("Handed on; the source does not tell what became of it there."),
    }[goal]


def _covers(performed: dict[str, Any], items: list[dict[str, Any]]) -> bool:
    """Whether a payment performs every item: all that is told row by row, or a sum that reaches all of them."""
    if any(performed["rows"]):
        return all(performed["rows"])
    owed = sum((item["amount"] for item in items if item["kind"] == "money"), Decimal(0))
    return performed["paid"] is None or performed["paid"] >= owed


def _summary(record: Record) -> str:
    """The source and its events as published, in its order."""
    title = f"《{record.title}》" if record.title else ""
    head = "，".join(part for part in (title, record.publisher, record.published) if part)
    lines = [f"{event.order}. {event.date + ' ' if event.date else ''}{event.action}" for event in record.events]
    return "\n".join([f"公开案例 {record.id}（{head}）", record.url, *lines])


def _names(names: tuple[str, ...]) -> tuple[list[tuple[str, bool]], list[str]]:
    """Workers as (name, whether dead) and their kin, from names as published: 张某等32人 · 孙某(已故) · 赵某(配偶)."""
    workers: list[tuple[str, bool]] = []
    kin: list[str] = []
    for text in names:
        name = re.sub(r"等(\d+人|[一二三四五六七八九十]+人)?$", "", text.strip())
        note = re.search(r"[(（]([^)）]*)[)）]", name)
        if (note and t.KIN.search(note[1])) or re.match(r"其[父母]", name):
            kin.append(re.sub(r"^其[父母]亲?", "", name))
        elif name:
            dead = bool(note and "已故" in note[1])
            workers.append((re.sub(r"[(（]已故[)）]", "", name) if dead else name, dead))
    return workers, kin


def _group(record: Record) -> str:
    return next((value for pattern, value in t.GROUPS if pattern.search(record.group)), "")


def _flags(record: Record) -> list[str]:
    flags = [value for pattern, value in t.FLAGS if pattern.search(record.group)]
    injured = record.cause == "工伤保险待遇纠纷" and "家属" not in record.group
    return [*flags, "injured"] if injured else flags
