"""Whether what is kept is still what was issued: contents against the log, files against their hashes.

The event of a step holds kind, number and SHA-256 of each paper it issued, and of each exhibit it lodged; the chain
(`dossiers.audit`) holds the event. So contents are frozen by proof and not by convention.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import TextField
from django.db.models.functions import Cast

from cases.sealing import Unreadable, unseal
from documents.models import Copy, Exhibit, Instrument
from dossiers.audit import Break
from dossiers.models import Dossier, Event

log = logging.getLogger(__name__)


class Damaged(ValueError):
    """What is kept is not what was issued; nothing is printed from it or shown of it."""


def digest_of(frozen: str) -> str:
    """SHA-256 of the frozen contents of a paper."""
    return hashlib.sha256(frozen.encode()).hexdigest()


def proven_contents(instrument: Instrument) -> str:
    """The frozen contents of a paper, if they are those of its event. Raises Damaged."""
    event = Event.objects.filter(dossier_id=instrument.dossier_id, seq=instrument.event_seq).first()
    held = dict(_papers(event)) if event else {}
    frozen: str = instrument.contents
    if held.get((instrument.kind, instrument.number)) != digest_of(frozen):
        raise Damaged(f"the contents of {instrument.number} are not those that were issued")
    return frozen


def is_intact(file: Any, sha256: str) -> bool:
    """Whether a kept file is there and its bytes are the ones whose hash was taken; what is not, is logged."""
    whole = hashlib.sha256()
    try:
        with file.open("rb") as content:
            for chunk in iter(lambda: content.read(1 << 20), b""):
                whole.update(chunk)
    except (OSError, ValueError):
        log.exception("file %s cannot be read", file.name)
        return False
    if whole.hexdigest() != sha256:
        log.error("file %s is not the one that was kept: its hash differs", file.name)
        return False
    return True


def _papers(event: Event) -> Iterator[tuple[tuple[str, str], str]]:
    """((kind, number), hash) of every paper that an event issued."""
    for paper in event.facts.get("papers", []):
        hashes = [*paper.get("sha256", []), *[""] * len(paper["numbers"])]
        yield from (((paper["kind"], number), digest) for number, digest in zip(paper["numbers"], hashes, strict=False))


def _copies(event: Event) -> Iterator[tuple[str, str]]:
    """(code, hash) of every copy of a paper that an event put beside it: sealed, scanned back, proof of service."""
    facts = event.facts
    if event.step in {"seal_paper", "return_scan"} and "copy" in facts:
        yield facts["copy"], facts["sha256"]
    elif event.step == "record_service":
        yield from facts["copies"].items()


def against_log(chains: Sequence[tuple[Dossier, list[Event]]], *, deep: bool) -> Iterator[Break]:
    """Where papers and exhibits of these dossiers do not fit their events.

    The hashes kept beside them are compared always; `deep` also reads contents and files and takes their hashes anew.
    """
    keys = [dossier.pk for dossier, _events in chains]
    rows = Instrument.objects.filter(dossier_id__in=keys).defer("contents")
    if deep:  # as it stands in the database: one row that cannot be unsealed must not hide the others
        rows = rows.annotate(sealed=Cast("contents", TextField()))
    papers = {(row.dossier_id, row.kind, row.number): row for row in rows}
    exhibits = {(row.dossier_id, row.position): row for row in Exhibit.objects.filter(dossier_id__in=keys)}
    copies = {row.code: row for row in Copy.objects.filter(instrument__dossier__in=keys)}
    for dossier, events in chains:
        for event in events:
            for (kind, number), digest in _papers(event):
                if said := _paper_fault(papers.pop((dossier.pk, kind, number), None), digest, deep):
                    yield Break(dossier.code, event.seq, said)
            own = [event.facts] if event.step == "lodge_exhibit" else event.facts.get("exhibits", [])
            for fact in own:
                exhibit = exhibits.pop((dossier.pk, fact["exhibit"]), None)
                if said := _file_fault(exhibit, fact["sha256"], deep, "an exhibit"):
                    yield Break(dossier.code, event.seq, said)
            for code, digest in _copies(event):
                if said := _file_fault(copies.get(code), digest, deep, "a copy of a paper"):
                    yield Break(dossier.code, event.seq, said)
        for stray in [row for row in papers.values() if row.dossier_id == dossier.pk]:
            yield Break(dossier.code, stray.event_seq, "a paper that no event issued")


def _paper_fault(row: Any, digest: str, deep: bool) -> str:
    if row is None:
        return "a paper is missing"
    if row.contents_sha256 != digest:
        return "the contents of a paper were changed"
    if not deep:
        return ""
    try:
        same = digest_of(unseal(row.sealed)) == digest
    except Unreadable:
        same = False
    if not same:
        return "the contents of a paper were changed"
    return "the file of a paper was changed or lost" if row.is_ready and not is_intact(row.file, row.sha256) else ""


def _file_fault(row: Exhibit | Copy | None, digest: str, deep: bool, what: str) -> str:
    if row is None:
        return f"{what} is missing"
    if row.sha256 != digest or (deep and not is_intact(row.file, digest)):
        return f"{what} was changed or lost"
    return ""
