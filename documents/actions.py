"""Issue, render, lodge. Issuing happens inside the door of the step that issues; rendering follows in the worker."""

from __future__ import annotations

import hashlib
import logging
from collections import Counter
from dataclasses import replace
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.effects import belong
from documents.contents import Contents
from documents.coverage import undrawable
from documents.gather import GATHER
from documents.gather_supervision import GATHER as OF_SUPERVISION
from documents.gather_supervision import class_in_matter
from documents.kinds import PAPERS, Volume, record_class, series, volume
from documents.layouts import LETTERS, layouts_of, set_out
from documents.models import EvidenceKind, Exhibit, Instrument, InstrumentStatus
from documents.proof import digest_of, proven_contents
from documents.wordings import in_force, worded
from dossiers.actions import Act, effect
from dossiers.models.dossier import new_code
from dossiers.numbering import take_numbers
from dossiers.visibility import mask_name
from lawbook import tables
from organizations.models import Organization
from statutes.keys import Param
from workflows.forms import FORMS, fitting
from workflows.papers import Kind

log = logging.getLogger(__name__)

#: How often setting a paper is tried before a person has to look.
TRIES = 3

#: From a file to the records of its papers, by kind of file.
GATHERERS = {"mediation": GATHER, "supervision": OF_SUPERVISION}


def issue(act: Act, kinds: list[str]) -> list[dict[str, Any]]:
    """Freeze and number the papers of some kinds for an act going through the door; the worker sets their files.

    Contents, number and register row are one transaction with the step: no number without its contents, no gap.
    """
    gather = GATHERERS[act.dossier.kind]
    gathered = _in_words(act, [(kind, one) for kind in map(Kind, kinds) for one in gather[kind](act)])
    if set(act.asked) - {kind for kind, _contents in gathered}:
        act.refuse(_("There is nothing on the file that this form could be for."))
    return number_and_freeze(act, gathered)


def number_and_freeze(
    act: Act, gathered: list[tuple[Kind, Contents]], *, replaces: Instrument | None = None
) -> list[dict[str, Any]]:
    """Give each of these papers its number and its row; what the event says of them: kind, numbers, hashes."""
    if unprintable := [line for kind, contents in gathered for line in undrawable(contents, PAPERS[kind].title)]:
        act.refuse(*dict.fromkeys(unprintable))  # before a number is taken
    letters = {row.kind for row in LETTERS}
    layouts = layouts_of(act.dossier.body) if any(kind in letters for kind, _contents in gathered) else {}
    wanted: dict[tuple[Organization, int], Counter[str]] = {}
    for _kind, contents in gathered:
        wanted.setdefault(_series(act, contents), Counter())[series(contents)] += 1
    next_seq = {key: take_numbers(key[0], words, key[1]) for key, words in wanted.items()}
    instruments = []
    for kind, contents in gathered:
        key, word = _series(act, contents), series(contents)
        contents = set_out(contents, layouts)
        instruments.append(_frozen(act, kind, contents, key, next_seq[key][word]))
        next_seq[key][word] += 1
        instruments[-1].replaces = replaces
    Instrument.objects.bulk_create(instruments)
    for paper in instruments:
        act.dossier.paper_numbered(paper.kind, paper.number)
    issued = []
    for name in dict.fromkeys(str(kind) for kind, _contents in gathered):
        papers = [paper for paper in instruments if paper.kind == name]
        numbers = [paper.number for paper in papers]
        # Into the event, and with it into the chain: contents changed later no longer fit the log (docs/adr/0006).
        issued.append({"kind": name, "numbers": numbers, "sha256": [paper.contents_sha256 for paper in papers]})
    return issued


def _in_words(act: Act, gathered: list[tuple[Kind, Contents]]) -> list[tuple[Kind, Contents]]:
    """The records with the words that count for the issuing body on the day of the act."""
    versions = in_force(dict.fromkeys(kind for kind, _contents in gathered), act.dossier.body, act.acted_on)
    return [(kind, worded(one, versions.get(kind))) for kind, one in gathered]


def _series(act: Act, contents: Contents) -> tuple[Organization, int]:
    """The body under whose mark a paper is numbered, and the year."""
    return act.dossier.body, (contents.issued_on or act.acted_on).year


def _frozen(act: Act, kind: Kind, gathered: Contents, key: tuple[Organization, int], seq: int) -> Instrument:
    """The paper's row, not saved yet: its number, and its contents as they will always be."""
    row, (body, year), word = PAPERS[kind], key, series(gathered)
    number = row.number(org=body.mark, year=year, seq=seq, word=word, pattern=gathered.pattern)
    code = new_code()
    contents = replace(gathered, number=number, verification=code)
    frozen = contents.to_json()
    return Instrument(
        code=code,
        dossier_id=act.dossier.pk,
        kind=kind,
        body=body,
        series=word,
        year=year,
        seq=seq,
        number=number,
        title=contents.title or row.title,
        addressee=_addressee(contents),
        record=record_class(contents),
        volume=volume(contents),
        contents=frozen,
        contents_sha256=digest_of(frozen),
        event_seq=act.seq,
        needs_seal=row.needs_seal,
        issued_on=gathered.issued_on or act.acted_on,
        issued_at=act.at,
        issued_by=act.by.full_name,
    )


def _addressee(contents: Contents) -> str:
    """To whom it goes, for lists; who reported something is named in the sealed contents only."""
    name = str(getattr(contents, "addressee", ""))[:200]
    return mask_name(name) if record_class(contents) == "G" else name


def render_pending(limit: int = 20) -> int:
    """Set the files of papers that wait, the newest first: somebody is looking for it. Returns how many were set.

    Safe to run twice at once.

    Imports the PDF engine: only the worker, commands and tests call this, never a web process.
    """
    waiting = list(
        Instrument.objects.filter(
            Q(status=InstrumentStatus.WAITING) | Q(status=InstrumentStatus.VOID, sha256=""), attempts__lt=TRIES
        )
        .order_by("-id")
        .values_list("pk", flat=True)[:limit]
    )
    return sum(render_one(pk) for pk in waiting)


def retry_failed() -> int:
    """Let papers that could not be set wait again: what they lacked (a font, room on the disk) may have come."""
    failed = Instrument.objects.filter(attempts__gte=TRIES, sha256="")
    failed.filter(status=InstrumentStatus.FAILED).update(status=InstrumentStatus.WAITING)
    return failed.update(attempts=0)


def render_one(pk: int) -> bool:
    """Set one paper from its frozen contents. A failure stays on the row with its reason; True if the file is there."""
    from documents.render import render

    instrument = Instrument.objects.get(pk=pk)
    if instrument.is_ready:
        return True
    try:
        contents = Contents.from_json(proven_contents(instrument))
        done = render(
            Kind(instrument.kind), contents, identifier=instrument.contents_sha256[:32], created=instrument.issued_at
        )
    except Exception as error:  # the reason is kept, the next paper goes on
        log.exception("paper %s could not be set", instrument.code)
        attempts = instrument.attempts + 1
        now = InstrumentStatus.FAILED if attempts >= TRIES else InstrumentStatus.WAITING
        Instrument.objects.filter(pk=pk).update(
            attempts=attempts,
            error=f"{type(error).__name__}: {error}"[:300],
            status=instrument.status if instrument.status == InstrumentStatus.VOID else now,
        )
        return False
    with transaction.atomic():
        row = Instrument.objects.select_for_update().get(pk=pk)
        if row.is_ready:
            return True
        row.file.save(f"{row.code}.pdf", ContentFile(done.pdf), save=False)
        row.sha256, row.pages, row.error = done.sha256, done.pages, ""
        row.font_profile, row.renderer = str(done.font_profile)[:600], str(done.renderer_version)[:120]
        row.fallback_characters = "".join(done.fallback_characters)[:200]
        if row.status != InstrumentStatus.VOID:
            row.status = InstrumentStatus.READY
        row.save()
    return True


@effect("print_form")
def print_form(act: Act) -> None:
    """data: kind, party (optional: of the forms that each party signs, that one's only)."""
    kind, case = act.data["kind"], act.dossier
    belong(act, party=act.data.get("party"))
    if kind not in {row.kind for row in fitting(case, act.held)}:
        act.refuse(_("This form does not fit the file as it stands, or is not for your role."))
    if not FORMS[kind].each:
        act.data["party"] = None
    act.asked, act.record = [kind], PAPERS[kind].record_class
    act.facts = {"form": kind}


@effect("print_form", "supervision")
def print_form_of_matter(act: Act) -> None:
    """data: kind; inquiry or letter (optional: of several the one it is for)."""
    kind, matter = act.data["kind"], act.dossier
    if kind not in {row.kind for row in fitting(matter, act.held)}:
        act.refuse(_("This form does not fit the file as it stands, or is not for your role."))
    for name in ("inquiry", "letter"):
        row = act.data.get(name)
        if row is not None and row.matter_id != matter.pk:
            act.refuse(_("This entry is not on the file."))
    act.asked, act.record = [kind], class_in_matter(kind)
    act.facts = {"form": kind}


@effect("lodge_exhibit")
def lodge_exhibit(act: Act) -> None:
    """data: file (upload), content_type (recognised), title, evidence_kind, proves, claim, lodged_for, is_original."""
    belong(act, party=act.data.get("lodged_for"), claim=act.data.get("claim"))
    # A copy of an identity card is sensitive personal data, not evidence that every party may read (law.md §9.2).
    lodge(act, "G" if act.data["evidence_kind"] == EvidenceKind.IDENTITY else "B")


@effect("lodge_exhibit", "supervision")
def lodge_exhibit_of_matter(act: Act) -> None:
    """data: file (upload), content_type (recognised), title, evidence_kind, proves, is_original. Of the matter, read by
    the union's own people; what shows who a person is, by those alone who may know who reported."""
    lodge(act, "G" if act.data["evidence_kind"] == EvidenceKind.IDENTITY else "H")


def lodge(act: Act, record: str) -> Exhibit:
    """Keep what was handed in as it came, under its hash, in a class of record; `act.data` as its step says."""
    data, upload = act.data, act.data["file"]
    whole = hashlib.sha256()
    for chunk in upload.chunks():
        whole.update(chunk)
    last = (
        Exhibit.objects.filter(dossier_id=act.dossier.pk)
        .order_by("-position")
        .values_list("position", flat=True)
        .first()
        or 0
    )
    exhibit = Exhibit(
        dossier_id=act.dossier.pk,
        position=last + 1,
        title=data["title"],
        evidence_kind=data["evidence_kind"],
        proves=data.get("proves", ""),
        claim=data.get("claim"),
        lodged_for=data.get("lodged_for"),
        is_original=bool(data.get("is_original")),
        record=record,
        original_name=upload.name[:200],
        content_type=data["content_type"],
        size=upload.size,
        sha256=whole.hexdigest(),
        lodged_at=act.at,
        lodged_by=act.user,
    )
    upload.seek(0)
    exhibit.file.save("exhibit", upload, save=False)
    exhibit.save()
    act.record = exhibit.record
    act.facts = {"exhibit": exhibit.position, "sha256": exhibit.sha256, "size": exhibit.size}
    return exhibit


def keep_proofs(act: Act, uploads: list[tuple[Any, str]]) -> list[dict[str, Any]]:
    """Keep what came with an answer to a letter: class H, and marked as handed in by whoever the letter was sent to."""
    last = Exhibit.objects.filter(dossier_id=act.dossier.pk).order_by("-position").values_list("position", flat=True)
    position = last.first() or 0
    exhibits = []
    for upload, content_type in uploads:
        position += 1
        exhibit = Exhibit(
            dossier_id=act.dossier.pk,
            position=position,
            title=upload.name[:200],
            evidence_kind=EvidenceKind.ANSWER,
            record="H",
            original_name=upload.name[:200],
            content_type=content_type,
            size=upload.size,
            sha256=_sha256(upload),
            lodged_at=act.at,
            lodged_by=act.user,
        )
        upload.seek(0)
        exhibit.file.save("exhibit", upload, save=False)
        exhibits.append(exhibit)
    Exhibit.objects.bulk_create(exhibits)
    return [
        {"exhibit": row.position, "code": row.code, "name": row.original_name, "sha256": row.sha256} for row in exhibits
    ]


def _sha256(upload: Any) -> str:
    whole = hashlib.sha256()
    upload.seek(0)
    for chunk in upload.chunks():
        whole.update(chunk)
    return whole.hexdigest()


@effect("archive_case")
@effect("archive_matter", "supervision")
def archive_case(act: Act) -> None:
    """Freeze the catalogue (卷宗目录): every paper and exhibit with number, day, hash and pages, void papers too; and
    how long the file is kept by the region's schedule, None where that is not maintained."""
    case = act.dossier
    papers = Instrument.objects.filter(dossier_id=case.pk).order_by("issued_at", "id")
    exhibits = Exhibit.objects.filter(dossier_id=case.pk)
    schedule = tables.parameters().find(Param.RETENTION_SCHEDULE, act.acted_on, case.body.region_id)
    act.facts = {
        "catalogue": [
            {
                "title": row.title,
                "number": row.number,
                "on": row.issued_on.isoformat(),
                "pages": row.pages,
                "sha256": row.sha256,
                "volume": row.volume,
                "record": row.record,
                "void": row.status == InstrumentStatus.VOID,
            }
            for row in papers
        ]
        + [
            {
                "title": row.title,
                "number": str(row.position),
                "on": timezone.localdate(row.lodged_at).isoformat(),
                "pages": None,  # kept as it came: nobody has counted
                "sha256": row.sha256,
                "volume": Volume.OPEN,
                "record": row.record,
                "void": False,
            }
            for row in exhibits
        ],
        "retention": {"value": str(schedule.value), "source": schedule.source} if schedule else None,
    }
