"""What happens to a paper after it is numbered: sealed, scanned back, delivered with proof, declared void, replaced.

The same acts in the file of every procedure whose book has the steps; what follows from them a room hears through
`Dossier.paper_sealed` and `Dossier.paper_served`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.core.files.base import ContentFile
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.actions import number_and_freeze
from documents.contents import Contents, ContentsError
from documents.kinds import PAPERS, Recipient, Signer
from documents.models import (
    Copy,
    CopyKind,
    Delivery,
    Instrument,
    InstrumentStatus,
    Sealing,
    SealWay,
)
from documents.proof import is_intact, proven_contents
from documents.scans import typed
from documents.seals import SealRefused, provider
from dossiers.actions import Act, Effect, effect, on_event
from dossiers.models import Addressee, Dossier, Event, Origin
from dossiers.visibility import view_for
from workflows import service
from workflows.papers import Kind
from workflows.service import Served, Way

#: The procedures whose books have these steps.
PROCEDURES = ("mediation", "supervision")


def _step(name: str) -> Callable[[Effect], Effect]:
    def keep(function: Effect) -> Effect:
        for kind in PROCEDURES:
            effect(name, kind)(function)
        return function

    return keep


def _paper(act: Act) -> Instrument:
    """The paper an act is about: of this file, open to whoever acts, not void. The act gets the paper's class."""
    paper: Instrument = act.data["paper"]
    if paper.dossier_id != act.dossier.pk or paper.record not in view_for(act.held, act.dossier.kind).records:
        act.refuse(_("This paper is not one of this file's that your role may open."))
    if paper.status == InstrumentStatus.VOID:
        act.refuse(_("This paper is void: nothing more happens to it."))
    if act.acted_on < paper.issued_on:
        act.refuse(_("This lies before %(day)s, the day of the paper.") % {"day": paper.issued_on.isoformat()})
    act.record = paper.record
    act.facts = {"kind": paper.kind, "number": paper.number}
    return paper


def _broken(act: Act, rules: tuple[service.Rule, ...], delivery: service.Delivery) -> None:
    said = [sentence for about in service.said(rules, delivery).values() for sentence in about]
    if said:
        act.refuse(*said)


def _not_sent(act: Act, paper: Instrument, to: list[str]) -> None:
    """Refuse what another step of the procedure serves, and records the service of."""
    for reason in filter(None, (act.dossier.served_apart(paper.number, key) for key in to)):
        act.refuse(reason)


def _kept(act: Act, kind: CopyKind, paper: Instrument, content: bytes, name: str, content_type: str) -> Copy:
    """A copy's row with its file written, not saved yet."""
    row = Copy(
        instrument=paper,
        kind=kind,
        original_name=name[:200],
        content_type=content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        kept_at=act.at,
        kept_by=act.by.full_name,
        event_seq=act.seq,
    )
    row.file.save("copy", ContentFile(content), save=False)
    return row


# ── The seal ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@_step("seal_paper")
def seal_paper(act: Act) -> None:
    """data: paper, way, seal_name, copies, approved_by. On paper it is a line of the seal log; electronically the
    provider gives the sealed copy, kept beside the paper as it was issued."""
    paper, data = _paper(act), act.data
    if not paper.needs_seal:
        act.refuse(_("No seal of the body belongs on this kind of paper."))
    if paper.sealed_on:
        act.refuse(_("This paper was sealed on %(day)s.") % {"day": paper.sealed_on.isoformat()})
    way = SealWay(data.get("way") or SealWay.PAPER)
    entry = Sealing(
        instrument=paper,
        way=way,
        seal_name=data["seal_name"],
        copies=data["copies"],
        sealed_by=act.by.full_name,
        approved_by=data["approved_by"],
        sealed_on=act.acted_on,
        recorded_at=act.at,
        event_seq=act.seq,
    )
    if way == SealWay.ELECTRONIC:
        entry.provider = _seal_electronically(act, paper)
    entry.save(force_insert=True)
    paper.sealed_on = act.acted_on
    paper.save(update_fields=["sealed_on"])
    act.facts |= {"way": way, "seal": entry.seal_name, "copies": entry.copies, "approved_by": entry.approved_by}
    act.dossier.paper_sealed(dict(act.facts), act.acted_on)


def _seal_electronically(act: Act, paper: Instrument) -> str:
    """Have the provider seal the file as issued; both files stay, both hashes go into the event."""
    at = provider()
    if at is None:
        act.refuse(_("No provider of electronic seals is set up; seal the paper by hand."))
        raise AssertionError("refused")
    refusal = at.refusal(demonstration=act.dossier.origin == Origin.DEMONSTRATION)
    if refusal:
        act.refuse(refusal)
    if not paper.is_ready or not is_intact(paper.file, paper.sha256):
        act.refuse(_("The paper has no file yet that could be sealed; wait until it is set."))
    with paper.file.open("rb") as file:
        issued = file.read()
    try:
        sealed = at.seal(issued, act.data["seal_name"])
    except SealRefused as said:
        act.refuse(str(said))
        raise
    copy = _kept(act, CopyKind.SIGNED, paper, sealed, f"{paper.number}.pdf", "application/pdf")
    copy.save(force_insert=True)
    act.facts |= {"issued_sha256": paper.sha256, "copy": copy.code, "sha256": copy.sha256, "provider": at.name}
    return at.name


@_step("return_scan")
def return_scan(act: Act) -> None:
    """data: paper, file, content_type, code, matched (read · typed), delivery (when it is the proof that one was
    served). The code must be that of the paper; the bytes stay as they came."""
    paper, data = _paper(act), act.data
    delivery = data.get("delivery")
    if delivery is not None and delivery.instrument_id != paper.pk:
        act.refuse(_("This delivery is of another paper."))
    if delivery is None:
        if typed(data.get("code", "")) != paper.code:
            act.refuse(_("The code is not the one printed on %(number)s.") % {"number": paper.number})
        if paper.needs_seal and not paper.sealed_on:
            act.refuse(_("The sealing of this paper is not in the seal log yet: record it first."))
    upload = data["file"]
    upload.seek(0)
    kind = CopyKind.PROOF if delivery else CopyKind.SCAN
    copy = _kept(act, kind, paper, upload.read(), upload.name, data["content_type"])
    copy.delivery, copy.matched = delivery, "" if delivery else data.get("matched", "typed")
    copy.save(force_insert=True)
    act.facts |= {"copy": copy.code, "copy_kind": kind, "sha256": copy.sha256, "size": copy.size}


# ── Delivery ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@_step("send_paper")
def send_paper(act: Act) -> None:
    """data: paper, to (addressees of the file), way, tracking_no, address (else the one on file), receipt (whether the
    proof-of-service form is printed for each, filled in)."""
    paper, data = _paper(act), act.data
    to: list[Addressee] = data["to"]
    known = {one.key: one for one in act.dossier.recipients()}
    if not to or any(known.get(one.key) != one for one in to):
        act.refuse(_("A paper is sent to somebody who is on this file."))
    _not_sent(act, paper, [one.key for one in to])
    if paper.needs_seal and not paper.sealed_on:
        act.refuse(_("The paper is not sealed yet; nothing leaves the house without its seal."))
    if len(to) > 1 and data["way"] == Way.POST:
        act.refuse(_("Each posting has its own tracking number: send it to one addressee at a time."))
    rows = []
    for one in to:
        asked = service.Delivery(
            data["way"],
            may_be_left=PAPERS[Kind(paper.kind)].may_be_left,
            consented=one.consented_on is not None and one.consented_on <= act.acted_on,
            tracking_no=data.get("tracking_no", ""),
        )
        _broken(act, service.SENDING, asked)
        at = one.electronic if data["way"] == Way.ELECTRONIC else one.address
        rows.append(
            Delivery(
                instrument=paper,
                to_key=one.key,
                to_name=one.name,
                way=data["way"],
                address=data.get("address") or at,
                tracking_no=data.get("tracking_no", ""),
                sent_on=act.acted_on,
                sent_by=act.by.full_name,
                sent_seq=act.seq,
            )
        )
    Delivery.objects.bulk_create(rows)
    if data.get("receipt"):
        act.data["receipts_for"], act.asked = rows, [Kind.SERVICE_RECEIPT]
    act.facts |= {"to": [one.name for one in to], "way": data["way"], "tracking_no": data.get("tracking_no", "")}


def keep_letter_service(act: Act, event: Event) -> None:
    """A letter of supervision is sent and served by one step, which moves its matter: the delivery is kept all the
    same, so that the paper's page and the register say of it what they say of every paper."""
    if event.step != "record_letter_service":
        return
    letter, data = act.dossier.letter, act.data
    when = data["served_at"]
    papers = Instrument.objects.filter(dossier_id=act.dossier.pk, number=letter.number).order_by()
    row = Delivery(
        to_key=letter.to_key,
        to_name=letter.addressee,
        way=letter.method,
        tracking_no=data.get("tracking_no", ""),
        sent_on=event.acted_on,
        sent_by=event.actor_name,
        attempts=[{"at": when.isoformat(), "outcome": letter.outcome, "by": event.actor_name, "note": ""}],
        outcome=letter.outcome,
        received_at=when,
        received_by=letter.received_by[:60],
        refusal_reason=data.get("refusal_reason", ""),
        witness=data.get("witness", ""),
        proof_note=data.get("note", ""),
        recorded_by=event.actor_name,
        sent_seq=act.seq,
        outcome_seq=act.seq,
    )
    row.instrument_id = Subquery(papers.values("pk"))  # found as it is written
    Delivery.objects.bulk_create([row])


on_event("supervision", keep_letter_service)


@_step("record_service")
def record_service(act: Act) -> None:
    """data: delivery, outcome (empty: tried in vain, another attempt follows), received_at, received_by, relation,
    refusal_reason, witness, proof_note, files ([(upload, content type)]), receipt."""
    data = act.data
    row: Delivery = data["delivery"]
    act.data["paper"] = row.instrument
    paper = _paper(act)
    if row.outcome:
        act.refuse(_("What became of this delivery is already on the file."))
    _not_sent(act, paper, [row.to_key])
    when = data.get("received_at") or act.at
    if timezone.localdate(when) < row.sent_on:
        act.refuse(_("Nothing arrives before it was sent."))
    if when > act.at:
        act.refuse(_("An act cannot be dated in the future."))
    files, outcome = data.get("files", []), Served(data.get("outcome", ""))
    if outcome == Served.LEFT and row.way in service.IN_PERSON and PAPERS[Kind(paper.kind)].may_be_left:
        row.way = Way.LEFT
    given = {name: data.get(name, "") for name in ("received_by", "relation", "refusal_reason", "witness")}
    said = service.Delivery(
        row.way,
        may_be_left=PAPERS[Kind(paper.kind)].may_be_left,
        outcome=outcome,
        received_by=given["received_by"],
        refusal_reason=given["refusal_reason"],
        witness=given["witness"],
        proven=bool(files or data.get("proof_note")),
    )
    _broken(act, service.OUTCOME, said)
    row.attempts = [
        *row.attempts,
        {"at": when.isoformat(), "outcome": outcome, "by": act.by.full_name, "note": data.get("note", "")},
    ]
    if outcome:
        row.outcome, row.received_at, row.outcome_seq, row.recorded_by = outcome, when, act.seq, act.by.full_name
        row.proof_note = data.get("proof_note", "")
        for name, value in given.items():
            setattr(row, name, value)
    row.save()
    copies = []
    for upload, content_type in files:
        upload.seek(0)
        copy = _kept(act, CopyKind.PROOF, paper, upload.read(), upload.name, content_type)
        copy.delivery = row
        copies.append(copy)
    Copy.objects.bulk_create(copies)
    act.facts |= {
        "to": [row.to_name],
        "way": row.way,
        "outcome": outcome,
        "at": timezone.localtime(when).isoformat(timespec="minutes"),
        "attempt": len(row.attempts),
        "copies": {copy.code: copy.sha256 for copy in copies},
        **{name: value for name, value in given.items() if value},
    }
    if data.get("receipt"):
        act.data["receipts_for"], act.asked = [row], [Kind.SERVICE_RECEIPT]
    if outcome:
        act.dossier.paper_served(paper.kind, paper.number, outcome, timezone.localdate(when))


# ── Void, and issued anew ────────────────────────────────────────────────────────────────────────────────────────────


def _void(act: Act, paper: Instrument) -> None:
    if Signer.PARTIES in PAPERS[Kind(paper.kind)].signers:
        act.refuse(_("What the parties sign is not undone by the body alone."))
    paper.status, paper.voided_on, paper.void_reason = InstrumentStatus.VOID, act.acted_on, act.data["reason"]
    paper.save(update_fields=["status", "voided_on", "void_reason"])


@_step("void_paper")
def void_paper(act: Act) -> None:
    """data: paper, reason. Number, contents and file stay in the register; its kind counts as not issued any more."""
    paper = _paper(act)
    _void(act, paper)
    others = Instrument.objects.filter(dossier_id=act.dossier.pk, kind=paper.kind).exclude(pk=paper.pk)
    if not others.exclude(status=InstrumentStatus.VOID).exists():
        act.dossier.papers = [kind for kind in act.dossier.papers if kind != paper.kind]
    act.facts |= {"reason": act.data["reason"]}


@_step("correct_paper")
def correct_paper(act: Act) -> None:
    """data: paper, wrong, right, reason. The contents as issued with one wording for the other, under a new number and
    day; the paper it replaces is void and stays in the register."""
    paper, data = _paper(act), act.data
    contents, places = corrected(paper, data["wrong"], data["right"])
    if contents is None or not places:
        act.refuse(_("“%(wrong)s” does not stand in the text of this paper.") % {"wrong": data["wrong"]})
        return
    _void(act, paper)
    contents = replace(contents, number="", verification="", issued_on=act.acted_on, replaces=paper.number)
    act.papers += number_and_freeze(act, [(Kind(paper.kind), contents)], replaces=paper)
    act.facts |= {"wrong": data["wrong"], "right": data["right"], "places": places, "reason": data["reason"]}


#: What is not wording: figures have words beside them, a number is given once, and a day has its own sense.
_FIXED = {"number", "verification", "replaces", "amount", "words", "issued_on", "organ"}


def corrected(paper: Instrument, wrong: str, right: str) -> tuple[Contents | None, int]:
    """The contents of a paper with one wording put for another, and in how many places it stood."""
    body = json.loads(proven_contents(paper))
    places = 0

    def put(value: Any) -> Any:
        nonlocal places
        if isinstance(value, str):
            places += value.count(wrong)
            return value.replace(wrong, right)
        if isinstance(value, list):
            return [put(one) for one in value]
        if isinstance(value, dict):
            return {key: one if key in _FIXED else put(one) for key, one in value.items()}
        return value

    body["contents"] = put(body["contents"])
    try:
        return Contents.from_json(json.dumps(body)), places
    except ContentsError:
        return None, 0


# ── What is still to do ──────────────────────────────────────────────────────────────────────────────────────────────


def owed_to(paper: Instrument, dossier: Dossier, addressees: list[Addressee]) -> list[Addressee]:
    """Who gets an original of a paper, among the addressees of its file; sheets and what stays inside go to nobody."""
    row = PAPERS[Kind(paper.kind)]
    if not row.is_numbered or paper.status == InstrumentStatus.VOID:
        return []
    sides = {
        side
        for recipient, side in (
            (Recipient.APPLICANTS, "applicant"),
            (Recipient.RESPONDENTS, "respondent"),
            (Recipient.COURT, "sender"),
        )
        if recipient in row.recipients
    }
    # A paper for one side names its people in one line (张三等6人), as the file does.
    lines = {"applicant": dossier.applicants, "respondent": dossier.respondents}
    named = paper.addressee if Recipient.ADDRESSEE in row.recipients else ""
    return [
        one
        for one in addressees
        if (one.side in sides or (named and named in {one.name, lines.get(one.side)})) and not one.through
    ]


def under_way(dossier: Dossier, rows: QuerySet[Instrument]) -> list[Any]:
    """The papers with what became of them, in two queries: `ways` (their deliveries, each with whether it is proven)
    and `todo` as codes: seal · scan · deliver · proof, each with whom it concerns."""
    of_paper = {"instrument": OuterRef("pk")}
    by_hand = Exists(Sealing.objects.filter(**of_paper, way=SealWay.PAPER))
    scanned = Exists(Copy.objects.filter(**of_paper, kind=CopyKind.SCAN))
    papers: list[Any] = list(rows.annotate(scan_awaited=by_hand & ~scanned))
    ways = Delivery.objects.filter(instrument__in=papers).defer("address") if papers else Delivery.objects.none()
    sent: dict[int, list[Any]] = {}
    for way in ways.annotate(proven=Exists(Copy.objects.filter(delivery=OuterRef("pk"))) | ~Q(proof_note="")):
        sent.setdefault(way.instrument_id, []).append(way)
    addressees = dossier.recipients()
    for paper in papers:
        paper.ways = sent.get(paper.pk, [])
        paper.todo = _todo(paper, owed_to(paper, dossier, addressees))
    return papers


def _todo(paper: Any, owed: list[Addressee]) -> list[tuple[str, str]]:
    if paper.status == InstrumentStatus.VOID:
        return []
    todo: list[tuple[str, str]] = []
    if paper.needs_seal and not paper.sealed_on:
        todo.append(("seal", ""))
    if paper.scan_awaited:
        todo.append(("scan", ""))
    reached = {way.to_key for way in paper.ways if way.outcome in {"", *service.SERVED, Served.REFUSED}}
    left = [one.name for one in owed if one.key not in reached]
    if left and (paper.sealed_on or not paper.needs_seal):  # nothing leaves without its seal
        todo.append(("deliver", _few(left)))
    bare = [way.to_name for way in paper.ways if way.outcome and not way.proven]
    if bare:
        todo.append(("proof", _few(bare)))
    return todo


def _few(names: list[str]) -> str:
    return "、".join(names[:3]) + (" …" if len(names) > 3 else "")
