"""The sums while they are typed, and the sheet for the table. Both belong to the body's working papers (class I)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cases import presenting
from cases.folder import Folder, find
from cases.forms.sums import FactsForm
from cases.sums_page import preparation


def _working_papers(request: HttpRequest, code: str, at: Any) -> Folder:
    """The file, for those who read the body's working papers. Raises Http404."""
    folder = find(code, request.user, at)  # type: ignore[arg-type]
    if not presenting.may_open(folder.view, "sums"):
        raise Http404
    return folder


@require_POST
def sums_preview(request: HttpRequest, code: str) -> HttpResponse:
    """The sheet as an unsaved form would give it; what cannot be read counts as not known. Nothing is saved."""
    at = timezone.now()
    folder = _working_papers(request, code, at)
    if not folder.some_offers("record_facts"):
        raise Http404
    folder.load_people()
    form = FactsForm(request.POST, dossier=folder.case, user=folder.user, roles=folder.view.roles, at=at)
    return render(request, "cases/_sums.html", {"sheet": form.sheet, "live": True})


@require_safe
def sums_print(request: HttpRequest, code: str) -> HttpResponse:
    """The preparation sheet: claims, positions, evidence, articles, sums and open questions on paper."""
    folder = _working_papers(request, code, timezone.now())
    context = presenting.head(folder, "sums") | preparation(
        folder, request.GET.get("sheet", ""), presenting.exhibits_of(folder)
    )
    return render(request, "cases/preparation.html", context)
