"""A published record of supervision through the doors: the lead, the letters it names, their effect, their escalation.

Nothing is invented: what the procedure asks and the source does not say is listed as supplied, numbers of letters sent
to many are held as published and one of them is walked, and a step the rules refuse is said with its sentences.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from cases.models import Case
from cases.replay.bodies import MARK, SINCE, Stage
from cases.replay.days import read_span
from cases.replay.source import Letter as SourceLetter
from cases.replay.source import Record
from cases.replay.story import Timeline, timeline_of
from cases.replay.tables import BODY_WORDS
from cases.replay.walk import Outcome, guarded
from dossiers.actions import open_dossier, take_step
from dossiers.models.dossier import Origin
from organizations.actions import admit
from organizations.models import BodyKind, Organization, Region, User
from organizations.roles import Role
from supervision import topics
from supervision.models import (
    Employer,
    LeadSource,
    Matter,
    Measure,
    ReplyWay,
    ServiceOutcome,
    Supervisor,
    Unit,
    Verdict,
    load_matter,
)
from workflows.papers import Kind

_SHANGHAI = ZoneInfo("Asia/Shanghai")
KINDS = {"提示函": Kind.HINT_LETTER, "意见书": Kind.OPINION_LETTER, "建议书": Kind.ADVICE_LETTER}
DRAFTS = {
    Kind.HINT_LETTER: "draft_hint",
    Kind.OPINION_LETTER: "draft_opinion",
    Kind.ADVICE_LETTER: "draft_advice",
}
SOURCES = {
    "hotline_12351": LeadSource.CALL,
    "worker_application": LeadSource.VISIT,
    "union_inspection": LeadSource.INSPECTION,
    "petition": LeadSource.PETITION,
    "supervisor_assigned": LeadSource.SUPERIOR,
    "procuratorate": LeadSource.PROCURATORATE,
    "labour_inspection_complaint": LeadSource.LABOUR,
}
#: Subject by the words of the source, the first that fits.
SUBJECTS = (
    (re.compile(r"直播|骑手|新就业|新业态"), "dispatch.platform"),
    (re.compile(r"农民工|劳务"), "pay.migrant"),
    (re.compile(r"工资|报酬|欠薪|未付"), "pay.arrears"),
    (re.compile(r"养老|社会保险|社保|生育"), "social.arrears"),
    (re.compile(r"女职工|妇科|产假"), "protected.women"),
    (re.compile(r"规章制度"), "rules.procedure"),
    (re.compile(r"解除|辞退"), "dismissal.unlawful"),
    (re.compile(r"加班|工时|休"), "hours.excess"),
    (re.compile(r"安全|职业病|工伤|高温"), "safety.conditions"),
    (re.compile(r"协商|集体合同"), "bargaining.refused"),
)
PEOPLE = {
    "supervisor": ("replay-supervisor", "公开案例回放·监督员甲", Role.LEGAL_SUPERVISOR),
    "second": ("replay-supervisor-2", "公开案例回放·监督员乙", Role.LEGAL_SUPERVISOR),
    "lawyer": ("replay-lawyer", "公开案例回放·法律审核", Role.LEGAL_REVIEWER),
    "head": ("replay-union-head", "公开案例回放·监督负责人", Role.SUPERVISION_HEAD),
}
RECTIFIED = frozenset({"rectified", "rectified_after_escalation", "industry_wide_rectification"})
HANDED_ON = re.compile(r"移送|移交")


def replay_matter(record: Record, stage: Stage, case: Case | None = None) -> Outcome:
    """Open one record as a matter and walk it as far as its source goes; `case` is the mediation it also tells of."""
    done = Outcome(record, "supervision")
    region = stage.region_of(record)
    if region is None:
        done.refuse("register_lead", [_("The region of the record cannot be found in the region table.")])
        done.stopped_because = _("A step was refused.")
        return done
    _Walk(record, stage, region, done, case).go()
    return done


class _Walk:
    """One record on its way."""

    def __init__(self, record: Record, stage: Stage, region: Region, done: Outcome, case: Case | None) -> None:
        self.record, self.stage, self.region, self.done, self.case = record, stage, region, done, case
        self.time: Timeline = timeline_of(record)
        span = read_span(record.received, before=self.time.published) if record.received else None
        self.day = span.pick if span else self.time.on(0)
        if span is None or not span.exact:
            self.supply(
                "received_on", record.received or _("not in the source; %(day)s is entered") % {"day": self.day}
            )
        self.taken = 0
        self.matter: Matter | None = None
        # What has been done: never asked of the file, for the record replayed again must come to the same acts.
        self.named = self.inquired = self.found = self.proven = self.concluded = self.written = False

    def supply(self, fact: str, words: str) -> None:
        line = f"{fact}: {words}"
        if line not in self.done.supplied:
            self.done.supplied.append(line)

    @transaction.atomic
    def go(self) -> None:
        self._hold()
        self._people()
        if self._guarded("register_lead", self._register) and self._note_source():
            self._letters()
        done = self.done
        done.stopped_because = _("A step was refused.") if done.refused else self._end()
        if self.matter is not None:
            matter = load_matter(self.matter.pk)
            done.reference, done.code = matter.number, matter.code
            done.state, done.outcome = matter.state, matter.outcome or None

    # ── Opening ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _hold(self) -> None:
        record, held = self.record, self.done.held
        held += [f"notes: {record.notes}"] if record.notes else []
        held += [f"claimant.count_text: {record.count_text}"] if record.count_text else []
        held += [f"supervision.other_documents: {'、'.join(record.documents)}"] if record.documents else []
        for i, letter in enumerate(record.letters):
            said = (letter.type, letter.issued_to, letter.date, "、".join(letter.issues), letter.reply)
            held.append(
                f"supervision.letters[{i}]: {'；'.join(part for part in (*said, letter.rectification) if part)}"
            )
            if letter.count != 1:
                told = _("published as %(n)s letters; one is walked") % {"n": letter.count or _("several")}
                held.append(f"supervision.letters[{i}].count: {told}")
        if record.recovered and not record.recovered.exact:
            held.append(f"supervision.amount_recovered: {record.recovered.text}")

    def _people(self) -> None:
        record = self.record
        named = [row.issued_by for row in record.letters if row.issued_by]
        named += [name for name in record.bodies if BODY_WORDS["union"].search(name)]
        if not named:
            self.supply("body", _("no union is named in the source; a stand-in of the place is entered"))
        self.union = self.stage.body(
            named[0] if named else f"{self.region.name}（来源未载明工会）", BodyKind.UNION, self.region
        )
        self.users: dict[str, User] = {}
        for part, (username, name, role) in PEOPLE.items():
            user, made = User.objects.get_or_create(
                username=username, defaults={"full_name": name, "must_change_password": True}
            )
            if made:
                user.set_unusable_password()
                user.save()
            if not user.memberships.filter(body=self.union, role=role).exists():
                admit(user, self.union, role, since=SINCE)
            user.__dict__.pop("_memberships_on", None)
            self.users[part] = user
        unit, _made = Unit.objects.get_or_create(
            union=self.union, name=_("Supervisors of the replay"), defaults={"dissolved_on": SINCE}
        )
        self.supervisors = [
            Supervisor.objects.get_or_create(
                user=self.users[part],
                defaults={
                    "unit": unit,
                    "name": self.users[part].full_name,
                    "card": f"{MARK}{part}",
                    "issued_on": SINCE,
                },
            )[0]
            for part in ("supervisor", "second")
        ]

    def _employer(self) -> Employer:
        record = self.record
        to = next((row.issued_to for row in record.letters if row.issued_to), "")
        named = [one for one in record.opponents if to and to in (one.name, one.role, one.type)]
        one = next(iter(named or record.opponents), None)
        name = one.name if one and one.name else ""
        if not name:
            self.supply("respondents.name", _("not in the source; what it is called there is entered"))
            name = f"{(to or (one.type if one else '') or '用人单位')[:60]}（名称未公开，{record.id}）"
        return Employer.objects.get_or_create(name=name[:120], region=self.region)[0]

    def _subject(self) -> str:
        words = "；".join(
            (*(issue for row in self.record.letters for issue in row.issues), self.record.cause, self.record.group,
             *(event.action for event in self.record.events))
        )  # fmt: skip
        return next((code for pattern, code in SUBJECTS if pattern.search(words)), "other.other")

    def _register(self) -> None:
        record = self.record
        people = record.workers or record.count or 0
        if not people:
            self.supply("claimant.count", _("not in the source; none is entered"))
        if record.channel not in SOURCES:
            self.supply("source", _("the channel of the source has no such word; held as a visit"))
        claim = record.claim.value if record.claim else None
        matter = Matter(
            origin=Origin.REPLAYED, source=SOURCES.get(record.channel, LeadSource.VISIT), employer=self._employer(),
            topic=self._subject(), received_on=self.day, opened_at=self._moment(), people=people,
            summary=f"{record.title}（{record.publisher} {record.published}）\n"
            + "\n".join(event.action for event in record.events),
            is_group=people >= 10, amount=claim,
            migrant_workers=people if "农民工" in record.group else 0, women=people if "女职工" in record.group else 0,
        )  # fmt: skip
        matter.place(self.union)
        event = open_dossier(
            matter, by=self.users["supervisor"], at=self._moment(), op_id=self._op(), step="register_lead",
            cases=[self.case] if self.case else [],
        )  # fmt: skip
        self.matter = load_matter(event.dossier_id)

    def _note_source(self) -> bool:
        """Source and what it says against itself, as a note of the file."""
        text = [cast("Matter", self.matter).summary.splitlines()[0], self.record.url, _("Held as published:")]
        return self._take("add_note", "supervisor", text="\n".join([*text, *self.done.held]))

    # ── Letters ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _letters(self) -> None:
        record = self.record
        self.supply("exclusivity", _("whether it was in another procedure is not in the source; entered as checked"))
        if not self._take("check_exclusivity", "supervisor"):
            return
        for i, letter in enumerate(record.letters):
            if not self._letter(i, letter):
                return
        if not record.letters and any(HANDED_ON.search(word) for word in record.documents):
            self._hand_on()
        if record.letters and record.found in RECTIFIED:
            self._rectified(record.letters[-1])

    def _letter(self, index: int, letter: SourceLetter) -> bool:
        kind = KINDS[letter.type]
        self._move(index, letter)
        ready = self._investigated() if kind != Kind.HINT_LETTER else self._found(proof=False)
        if not ready:
            return False
        if kind == Kind.OPINION_LETTER and index == 0:
            self.supply("urgency", _("why no hint letter came first is not in the source"))
            if not self._take("record_urgency", "supervisor", reason=_("The source tells of no hint letter.")):
                return False
        self.supply("letters", _("text, review, approval and service of the letters"))
        words = "；".join(letter.issues) or self._facts()
        self.written = True
        return (
            self._take(DRAFTS[kind], "supervisor", opening=_("As the source tells."), advice=[words])
            and self._take("submit_letter", "supervisor")
            and self._take("pass_letter", "lawyer", opinion="")
            and self._take("approve_letter", "head")
            and self._seal()
            and self._take(
                "record_letter_service", "supervisor", method="direct", outcome=ServiceOutcome.RECEIVED,
                received_by=_("not in the source"), note="",
            )
        )  # fmt: skip

    def _seal(self) -> bool:
        """The letter's line in the seal log."""
        letter = self._now().letter_rows[-1]
        paper: Any = self._now().instruments.get(number=letter.number)
        seal = {"paper": paper, "seal_name": self.union.name, "copies": 1, "approved_by": self.users["head"].full_name}
        return self._take("seal_paper", "supervisor", **seal)

    def _move(self, index: int, letter: SourceLetter) -> None:
        """Go on to the day of a letter; one that follows another comes after the time for its answer."""
        span = read_span(letter.date, before=self.time.published) if letter.date else None
        day = span.pick if span else None
        due = self._now().letter_rows[index - 1].reply_due_on if index else None
        if due and (day is None or day <= due):
            said = _("the letter before it was not answered; the day after its term is entered")
            self.supply(f"letters[{index}].date", said)
            day = max(day or self.day, due + dt.timedelta(days=1))
        elif span is None or not span.exact:
            self.supply(f"letters[{index}].date", letter.date or _("not in the source"))
        self.day = max(self.day, day or self.day)

    def _facts(self) -> str:
        return "；".join(event.action for event in self.record.events)[:1000]

    def _found(self, *, proof: bool) -> bool:
        """The finding of the record, as its source tells it."""
        matter = self._now()
        article = topics.topics()[matter.topic].articles or ("L13/23",)
        fields: dict[str, Any] = {
            "topic": matter.topic, "facts": self._facts(), "people": self.record.workers or self.record.count,
            "amount": self.record.claim.value if self.record.claim else None, "articles": list(article),
            "demand": _("As the source tells."), "due_on": self.day + dt.timedelta(days=30),
        }  # fmt: skip
        if not self.found:
            self.found, self.proven = True, proof
            self.supply("finding", _("articles, demand and day of the finding"))
            return self._take(
                "add_finding", "supervisor", **fields, **({"evidence": _("as the source tells")} if proof else {})
            )
        if proof and not self.proven:
            self.proven = True
            return self._take(
                "record_evidence", "supervisor", finding=matter.finding_rows[0], title=_("as the source tells")
            )
        return True

    def _investigated(self) -> bool:
        """Two supervisors, their declarations, an inquiry, a proven finding: what an opinion rests on."""
        if not self._supervised():
            return False
        first = not self.written  # what follows a letter is looked into while its answer is waited for
        if first and not self._take("take_up_lead", "head"):
            return False
        inquiry = {
            "place": self.region.name, "method": "papers", "supervisors": self.supervisors, "asked": "",
            "text": self._facts(), "signed": True,
        }  # fmt: skip
        if not self.inquired and not self._take("record_inquiry", "supervisor", **inquiry):
            return False
        self.inquired = True
        if not self._found(proof=True):
            return False
        if self.concluded:
            return True
        self.concluded = True
        return self._take("conclude_investigation", "supervisor", conclusion=self._facts())

    def _supervised(self) -> bool:
        """Two supervisors on the matter, each of whom has declared to have no tie."""
        if self.named:
            return True
        self.named = True
        self.supply("investigation", _("supervisors, their declarations and the record of the inquiry"))
        if not self._take("name_supervisors", "supervisor", supervisors=self.supervisors):
            return False
        ties = [{"investigator": row.pk, "has_tie": False} for row in self._now().investigator_rows]
        return self._take("declare_ties", "supervisor", ties=ties)

    def _rectified(self, letter: SourceLetter) -> None:
        """What the source tells of the answer, the verification and what was achieved."""
        matter = self._now()
        paid = read_span(self.record.paid_on, before=self.time.published) if self.record.paid_on else None
        last = self.time.on(len(self.record.events) - 1) if self.record.events else self.day
        self.day = max(self.day, paid.pick if paid else last)
        finding = matter.finding_rows[0]
        recovered = self.record.recovered.value if self.record.recovered else None
        if letter.reply:
            self.supply("reply", _("day and signer of the answer"))
            item = {
                "finding": finding.pk, "admits": None, "status": Measure.DONE, "measure": letter.reply,
                "amount": recovered,
            }  # fmt: skip
            if not self._take(
                "record_reply", "supervisor", way=ReplyWay.PAPER, signer=letter.issued_to or "–", items=[item]
            ):
                return
        if not self._supervised():
            return
        self.supply("verification", _("who verified, how and when"))
        results = [{"finding": finding.pk, "verdict": Verdict.DONE, "note": letter.rectification}]
        if not self._take(
            "verify_findings", "supervisor", method="papers", supervisors=self.supervisors, results=results
        ):
            return
        social = self._now().topic.startswith("social")
        achieved = {("insurance_paid" if social else "wages_paid"): recovered or Decimal(0)}
        if recovered is None:
            self.supply("achievement", _("no sum is in the source; nought is entered"))
        if self._take("record_achievement", "supervisor", **achieved):
            self.supply("closing", _("the source calls it rectified; the closing is entered"))
            self._take("close_matter", "head")

    def _hand_on(self) -> None:
        """The source tells of a transfer to the procuratorate without any letter: the rules are asked."""
        organ = self.stage.partner(self.record, self.region, "procuratorate", needed=True)
        self._take("send_to_procuratorate", "head", body=cast("Organization", organ))

    def _end(self) -> str:
        record = self.record
        if not record.letters:
            return _("The source tells of no letter.")
        if record.found in RECTIFIED:
            return ""
        return _("The source does not tell what came of the last letter.")

    # ── One act ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _now(self) -> Matter:
        assert self.matter is not None  # noqa: S101 (nothing is walked before the lead is registered)
        self.matter = load_matter(self.matter.pk)
        self.matter.as_of = self.day
        return self.matter

    def _take(self, step: str, part: str, **data: Any) -> bool:
        def act() -> None:
            self.taken += 1
            take_step(
                cast("Matter", self.matter), step, by=self.users[part], at=self._moment(), op_id=self._op(), **data
            )

        return self._guarded(step, act)

    def _guarded(self, step: str, act: Any) -> bool:
        return guarded(self.done, step, act)

    def _op(self) -> str:
        """The same record replayed again is the same acts."""
        return f"replay:{self.record.digest[:32]}:s{self.taken}"

    def _moment(self) -> dt.datetime:
        day = self.day
        return dt.datetime(day.year, day.month, day.day, 14, 0, tzinfo=_SHANGHAI) + dt.timedelta(minutes=self.taken)
