"""Opening a paper or an exhibit: found through access, shown through the wall, logged where it is confidential."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from documents import docx
from documents.contents import Contents
from documents.filetypes import shown_inline
from documents.models import Exhibit, Instrument, InstrumentStatus
from documents.proof import Damaged, is_intact, proven_contents
from dossiers.access import roles_in
from dossiers.models import Dossier, Reading
from dossiers.visibility import INSIDE, LOGGED, View, view_for
from workflows.papers import Kind

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from organizations.models import User


def papers_of(dossier: Dossier, view: View) -> QuerySet[Instrument]:
    """The papers of a dossier that a reader may see; what may not be seen is not queried."""
    if not view.names:
        return Instrument.objects.none()
    rows = Instrument.objects.filter(dossier_id=dossier.pk, record__in=view.records).defer("contents")
    return rows if view.roles & INSIDE else rows.exclude(_UNSETTLED)


#: To readers outside the body an agreement exists once it is in effect: what was only drafted was said in confidence.
_UNSETTLED = Q(kind=Kind.MEDIATION_AGREEMENT) & (
    Q(dossier__case__settlement__effective_on__isnull=True) | Q(status=InstrumentStatus.VOID)
)


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
    view = view_for(roles_in(user, found.dossier, timezone.localdate()), found.dossier.kind)
    if not rows(found.dossier, view).filter(pk=found.pk).exists():
        raise Http404
    if found.record in LOGGED:
        Reading.objects.create(
            dossier=found.dossier, user=user, at=timezone.now(), records=found.record, what=what[:120]
        )


def _found(model: Any, code: str) -> Any:
    row = model.objects.select_related("dossier").filter(code=code).first()
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
