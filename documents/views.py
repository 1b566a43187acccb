"""Opening a paper or an exhibit: found through access, shown through the wall, logged where it is confidential."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from django.db.models import Exists, Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.presenting import PAPER_STEPS
from documents import docx
from documents.contents import Contents
from documents.filetypes import shown_inline
from documents.kinds import PAPERS, Signer
from documents.life import under_way
from documents.models import Copy, CopyKind, Exhibit, Instrument, InstrumentStatus
from documents.proof import Damaged, is_intact, proven_contents
from documents.seals import provider, verify
from dossiers.access import bodies_of, roles_in
from dossiers.actions import load_subject, offers
from dossiers.models import Dossier, Reading
from dossiers.models.dossier import SHELVES
from dossiers.visibility import INSIDE, LOGGED, View, view_for
from supervision.models import Letter
from workflows.papers import Kind

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from organizations.models import User


def papers_of(dossier: Dossier, view: View) -> QuerySet[Instrument]:
    """The papers of a dossier that a reader may see; what may not be seen is not queried."""
    if not view.names:
        return Instrument.objects.none()
    rows = Instrument.objects.filter(dossier_id=dossier.pk).defer("contents")
    if dossier.kind == "supervision" and not view.sees("H"):
        rows = rows.filter(_sent_to(dossier, dossier.acting or frozenset(), view))
    else:
        rows = rows.filter(record__in=view.records)
    return rows if view.roles & INSIDE else rows.exclude(_UNSETTLED)


#: To readers outside the body an agreement exists once it is in effect: what was only drafted was said in confidence.
_UNSETTLED = Q(kind=Kind.MEDIATION_AGREEMENT) & (
    Q(dossier__case__settlement__effective_on__isnull=True) | Q(status=InstrumentStatus.VOID)
)


def _sent_to(dossier: Dossier, bodies: frozenset[int], view: View) -> Q:
    """Of the papers of a matter those that were served on one of these bodies, sent to it or issued jointly with it."""
    letters = Letter.objects.filter(matter=dossier.pk).exclude(number="")
    served = letters.filter(kind=Kind.ADVICE_LETTER, authority__in=bodies, served_on__isnull=False)
    joint = letters.filter(cosigners__body__in=bodies, dropped_on__isnull=True)
    sent = (
        Q(number__in=served.values("number"))
        | (Q(kind=Kind.LETTER_CORRECTION) & Exists(served))
        | Q(kind=Kind.PROCURATORATE_LETTER, dossier__matter__procuratorate__in=bodies)
        | Q(kind=Kind.FEEDBACK_LETTER, dossier__sender__in=bodies)
    )
    return (sent & Q(record__in=view.records)) | Q(number__in=joint.values("number"))


def copies_of(dossier: Dossier, view: View) -> QuerySet[Copy]:
    """The copies of a dossier's papers: each is read by whoever may read its paper."""
    return Copy.objects.filter(instrument__in=papers_of(dossier, view))


def exhibits_of(dossier: Dossier, view: View) -> QuerySet[Exhibit]:
    """The exhibits of a dossier that a reader may see."""
    return (
        Exhibit.objects.filter(dossier_id=dossier.pk, record__in=view.records)
        .select_related("lodged_for", "claim")
        .defer("claim__by_law")
        if view.names
        else Exhibit.objects.none()
    )


def _opened(request: HttpRequest, rows: Callable[[Dossier, View], QuerySet[Any]], found: Any, what: str) -> None:
    """404 for whoever may not see it; a line in the log of readings where the class asks for one."""
    user = cast("User", request.user)
    dossier = found.instrument.dossier if isinstance(found, Copy) else found.dossier
    day = timezone.localdate()
    view, dossier.acting = view_for(roles_in(user, dossier, day), dossier.kind), bodies_of(user, day)
    if not rows(dossier, view).filter(pk=found.pk).exists():
        raise Http404
    record = found.instrument.record if isinstance(found, Copy) else found.record
    if record in LOGGED:
        Reading.objects.create(dossier=dossier, user=user, at=timezone.now(), records=record, what=what[:120])


def _found(model: Any, code: str, to_dossier: str = "dossier") -> Any:
    row = model.objects.select_related(to_dossier).filter(code=code).first()
    if row is None:
        raise Http404
    return row


@require_safe
def paper(request: HttpRequest, code: str) -> HttpResponseBase:
    """The file of a paper; while it is being set, a page that looks again by itself and works without script."""
    instrument = _found(Instrument, code)
    _opened(request, papers_of, instrument, instrument.number)
    if not instrument.is_ready:
        page = render(request, "documents/waiting.html", {"paper": instrument}, status=202)
        if instrument.status == "waiting":
            page["Refresh"] = "2"
        return page
    if not is_intact(instrument.file, instrument.sha256):
        return _damaged(request, instrument.dossier, instrument.number)
    return _file(
        instrument.file,
        "application/pdf",
        f"{instrument.number} {instrument.title}.pdf",
        inline=True,
        etag=instrument.sha256,
    )


@require_safe
def draft(request: HttpRequest, code: str) -> HttpResponseBase:
    """A paper as an editable draft for office software, for whoever may open the paper, and logged as it is."""
    instrument = _found(Instrument, code)
    _opened(request, papers_of, instrument, f"{instrument.number} .docx")
    try:
        contents = Contents.from_json(proven_contents(instrument))
    except Damaged:
        return _damaged(request, instrument.dossier, instrument.number)
    name = f"{instrument.title} 草稿.docx"
    made = io.BytesIO(docx.docx_of(contents))
    answer = FileResponse(made, as_attachment=True, filename=name, content_type=docx.TYPE)
    for header, value in SAFE_FILE.items():
        answer[header] = value
    return answer


@require_safe
def exhibit(request: HttpRequest, code: str) -> HttpResponseBase:
    row = _found(Exhibit, code)
    _opened(request, exhibits_of, row, row.title)
    if not is_intact(row.file, row.sha256):
        return _damaged(request, row.dossier, row.title)
    return _file(row.file, row.content_type, row.original_name, inline=shown_inline(row.content_type), etag=row.sha256)


@require_safe
def paper_copy(request: HttpRequest, code: str) -> HttpResponseBase:
    """A scan, a copy with electronic seal, a proof of service."""
    row = _found(Copy, code, "instrument__dossier")
    _opened(request, copies_of, row, f"{row.instrument.number} {row.get_kind_display()}")
    if not is_intact(row.file, row.sha256):
        return _damaged(request, row.instrument.dossier, row.instrument.number)
    return _file(row.file, row.content_type, row.original_name, inline=shown_inline(row.content_type), etag=row.sha256)


@require_safe
def paper_life(request: HttpRequest, code: str) -> HttpResponseBase:
    """What became of a paper: seal, signatures, copies, deliveries, and the steps that can be taken with it."""
    found = _found(Instrument, code)
    _opened(request, papers_of, found, found.number)
    user, day = cast("User", request.user), timezone.localdate()
    subject = load_subject(found.dossier)
    roles = roles_in(user, found.dossier, day)
    [row] = under_way(subject, Instrument.objects.filter(pk=found.pk).defer("contents"))
    copies = list(row.copies.all())
    offered = offers(subject, roles, on=day, asked=lambda step: step.name in PAPER_STEPS)
    offered = [offer for offer in offered if offer.ready]
    context = {
        "paper": row,
        "dossier": found.dossier,
        "title": found.dossier.title,
        "files_url": reverse(SHELVES[found.dossier.kind]),
        "papers_url": f"{found.dossier.get_absolute_url()}papers/",
        "seal_log": row.sealings.all(),
        "copies": copies,
        "signatures": _signatures(copies),
        "inside": bool(roles & INSIDE),
        "seal_notice": getattr(provider(), "notice", ""),
        "acts": [
            {"label": offer.label, "url": f"{found.dossier.take_url(offer.name)}?paper={found.pk}"}
            for offer in offered
            if _fits(offer.name, row)
        ],
        "outcome_url": found.dossier.take_url("record_service")
        if any(offer.name == "record_service" for offer in offered)
        else "",
    }
    return render(request, "documents/life.html", context)


def _fits(step: str, paper: Any) -> bool:
    """Whether a step makes sense for this very paper; the door asks again."""
    if paper.status == InstrumentStatus.VOID or step == "record_service":
        return False
    if step == "seal_paper":
        return bool(paper.needs_seal and not paper.sealed_on)
    if step in {"send_paper", "return_scan"}:
        return bool(paper.sealed_on or not paper.needs_seal)
    return Signer.PARTIES not in PAPERS[Kind(paper.kind)].signers


def _signatures(copies: list[Copy]) -> list[dict[str, Any]]:
    """What the signatures of the copies with electronic seal say, looked at anew each time the page is opened."""
    said = []
    for copy in copies:
        if copy.kind == CopyKind.SIGNED:
            intact = is_intact(copy.file, copy.sha256)
            with copy.file.open("rb") as file:
                found = verify(file.read()) if intact else []
            said.append({"copy": copy, "intact": intact, "found": found})
    return said


def _damaged(request: HttpRequest, dossier: Dossier, name: str) -> HttpResponseBase:
    """What is not the file that was kept is not shown as if it were."""
    return render(request, "documents/damaged.html", {"dossier": dossier, "name": name}, status=409)


#: What goes out with every file: it may do nothing, and nobody keeps it on the way.
SAFE_FILE = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
}


def _file(file: Any, content_type: str, name: str, *, inline: bool, etag: str) -> FileResponse:
    answer = FileResponse(file.open("rb"), as_attachment=not inline, filename=name, content_type=content_type)
    for header, value in SAFE_FILE.items():
        answer[header] = value
    answer["ETag"] = f'"{etag}"'
    return answer
