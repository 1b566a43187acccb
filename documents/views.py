"""Opening a paper or an exhibit: found through access, shown through the wall, logged where it is confidential."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from documents.filetypes import shown_inline
from documents.models import Exhibit, Instrument
from dossiers.access import roles_in
from dossiers.models import Dossier, Reading
from dossiers.visibility import LOGGED, View, view_for

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from organizations.models import User


def papers_of(dossier: Dossier, view: View) -> QuerySet[Instrument]:
    """The papers of a dossier that a reader may see; what may not be seen is not queried."""
    return (
        Instrument.objects.filter(dossier_id=dossier.pk, record__in=view.records).defer("contents")
        if view.names
        else Instrument.objects.none()
    )


def exhibits_of(dossier: Dossier, view: View) -> QuerySet[Exhibit]:
    """The exhibits of a dossier that a reader may see."""
    return (
        Exhibit.objects.filter(dossier_id=dossier.pk, record__in=view.records).select_related("lodged_for", "claim")
        if view.names
        else Exhibit.objects.none()
    )


def _seen(user: User, dossier: Dossier, record: str, what: str) -> None:
    """404 for whoever may not see it; a line in the log of readings where the class asks for one."""
    view = view_for(roles_in(user, dossier, timezone.localdate()))
    if not (view.sees(record) and view.names):
        raise Http404
    if record in LOGGED:
        Reading.objects.create(dossier=dossier, user=user, at=timezone.now(), records=record, what=what[:120])


def _found(model: Any, code: str) -> Any:
    row = model.objects.select_related("dossier").filter(code=code).first()
    if row is None:
        raise Http404
    return row


@require_safe
def paper(request: HttpRequest, code: str) -> HttpResponseBase:
    """The file of a paper; while it is being set, a page that looks again by itself and works without script."""
    instrument = _found(Instrument, code)
    _seen(request.user, instrument.dossier, instrument.record, instrument.number)  # type: ignore[arg-type]
    if not instrument.is_ready:
        page = render(request, "documents/waiting.html", {"paper": instrument}, status=202)
        if instrument.status == "waiting":
            page["Refresh"] = "2"
        return page
    return _file(
        instrument.file,
        "application/pdf",
        f"{instrument.number} {instrument.title}.pdf",
        inline=True,
        etag=instrument.sha256,
    )


@require_safe
def exhibit(request: HttpRequest, code: str) -> HttpResponseBase:
    row = _found(Exhibit, code)
    _seen(request.user, row.dossier, row.record, row.title)  # type: ignore[arg-type]
    return _file(row.file, row.content_type, row.original_name, inline=shown_inline(row.content_type), etag=row.sha256)


def _file(file: Any, content_type: str, name: str, *, inline: bool, etag: str) -> FileResponse:
    answer = FileResponse(file.open("rb"), as_attachment=not inline, filename=name, content_type=content_type)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    answer["ETag"] = f'"{etag}"'
    return answer
