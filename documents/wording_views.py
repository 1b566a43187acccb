"""Pages on which a body words its papers: the kinds, one kind, a new version with its preview, the decision."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from documents import docx
from documents.contents import Contents
from documents.coverage import coverage
from documents.fonts import FontsMissing
from documents.kinds import PAPERS
from documents.models import Wording, WordingStatus
from documents.render import DRAFT, PaperError, RenderFailed, render_in_child
from documents.samples import CREATED, IDENTIFIER
from documents.views import SAFE_FILE
from documents.wording import fixed, names_of, passages
from documents.wording_forms import DecideForm, WordingForm
from documents.wordings import (
    Seat,
    WordingRefused,
    compared,
    decide,
    full_texts,
    history,
    in_force,
    propose,
    seats_of,
    specimen,
    take_back,
    waiting,
)
from organizations.models import User
from workflows.papers import Kind

TONES = {
    WordingStatus.PROPOSED: "running",
    WordingStatus.APPROVED: "good",
    WordingStatus.REJECTED: "bad",
    WordingStatus.WITHDRAWN: "closed",
}


def _seats(request: HttpRequest) -> list[Seat]:
    """The bodies whose wording this person works on. PermissionDenied: none."""
    assert isinstance(request.user, User)  # noqa: S101 (LoginRequiredMiddleware stands before every view here)
    seats = seats_of(request.user, timezone.localdate())
    if not seats:
        raise PermissionDenied
    return seats


def _seat(request: HttpRequest, body: int) -> Seat:
    seat = next((one for one in _seats(request) if one.body.pk == body), None)
    if seat is None:
        raise Http404
    return seat


def _word(form: str) -> bool:
    """Whether a specimen is wanted for office software and not as PDF."""
    if form not in ("pdf", "docx"):
        raise Http404
    return form == "docx"


def _kind(name: str) -> Kind:
    if name not in Kind.values:
        raise Http404
    return Kind(name)


def _version(request: HttpRequest, code: str) -> tuple[Wording, Seat]:
    rows = Wording.objects.select_related("body__region", "proposed_by", "decided_by")
    row = rows.filter(code=code).first()
    if row is None:
        raise Http404
    return row, _seat(request, row.body_id)


@never_cache
@require_safe
def kinds(request: HttpRequest) -> HttpResponse:
    """Every kind of paper: which words are in force, whose they are, what waits for approval."""
    seats = _seats(request)
    asked = request.GET.get("body", "")
    seat = next((one for one in seats if str(one.body.pk) == asked), seats[0])
    counting = in_force(list(Kind), seat.body, timezone.localdate())
    open_ = waiting([seat.body])
    rows = [
        {
            "kind": kind,
            "label": kind.label,
            "title": row.title,
            "number": len(passages(kind)),
            "version": counting.get(kind),
            "own": kind in counting and counting[kind].body_id == seat.body.pk,
            "waiting": open_.get((seat.body.pk, kind)),
        }
        for kind, row in PAPERS.items()
    ]
    context = {"rows": rows, "seat_of": seat, "seats": seats, "open": len(open_)}
    return render(request, "documents/wordings.html", context)


@never_cache
@require_safe
def kind_page(request: HttpRequest, body: int, kind: str) -> HttpResponse:
    """One kind: the words in force passage by passage, what is fixed and why, every version there was."""
    seat, what = _seat(request, body), _kind(kind)
    version = in_force([what], seat.body, timezone.localdate()).get(what)
    return render(request, "documents/wording_kind.html", _about(seat, what, version) | {
        "rows": [{"label": row.label, "text": full_texts(what, version)[row.key],
                  "own": version is not None and row.key in version.texts} for row in passages(what)],
        "history": [{"row": row, "tone": TONES[WordingStatus(row.status)]} for row in history(what, seat.body)],
        "waiting": waiting([seat.body]).get((seat.body.pk, what)),
    })  # fmt: skip


def _about(seat: Seat, kind: Kind, version: Wording | None) -> dict[str, Any]:
    return {
        "seat_of": seat,
        "kind": kind,
        "label": str(kind.label),
        "version": version,
        "fixed": fixed(kind),
        "names": [f"{{{name}}}" for name in names_of(kind)],
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, body: int, kind: str) -> HttpResponse:
    """A new version: look at the paper as it would be, then put it up for approval."""
    seat, what = _seat(request, body), _kind(kind)
    day = timezone.localdate()
    version = in_force([what], seat.body, day).get(what)
    if request.GET.get("from") == "shipped":
        version = None
    form = WordingForm(
        request.POST or None, kind=what, texts=full_texts(what, version), regional=seat.for_region, day=day,
        initial={"in_force_from": day, "for_region": bool(version and version.for_region)},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        wanted = request.POST.get("do", "")
        if wanted in ("preview", "draft"):
            return _specimen(specimen(what, seat.body, form.texts), word=wanted == "draft")
        try:
            row = propose(
                what, seat.body, form.texts, reason=form.cleaned_data["reason"],
                since=form.cleaned_data["in_force_from"], for_region=form.cleaned_data.get("for_region", False),
                by=seat_user(request),
            )  # fmt: skip
        except WordingRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The version waits for approval by another person of the body."))
            return redirect(row)
    context = _about(seat, what, version) | {"form": form}
    return render(request, "documents/wording_edit.html", context, status=422 if request.method == "POST" else 200)


def seat_user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 (LoginRequiredMiddleware stands before every view here)
    return request.user


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def version_page(request: HttpRequest, code: str) -> HttpResponse:
    """One version beside the words before it; another person of the body approves or rejects it here."""
    row, seat = _version(request, code)
    user = seat_user(request)
    may = row.status == WordingStatus.PROPOSED and seat.decides and row.proposed_by_id != user.pk
    form = DecideForm(request.POST or None)
    status = 200
    if request.method == "POST":
        if not seat.decides:
            raise PermissionDenied
        if form.is_valid():
            approve = request.POST.get("do") == "approve"
            try:
                row = decide(row.code, by=user, approve=approve, reason=form.cleaned_data["reason"])
            except WordingRefused as refused:
                form.add_error(None, str(refused))
                status = 409
            else:
                said = _("Approved: in force from %(day)s.") % {"day": row.in_force_from.isoformat()}
                messages.success(request, said if approve else _("Rejected; the words in force stay as they are."))
                return redirect("wording_kind", row.body_id, row.kind)
        status = status if status == 409 else 422
    kind = Kind(row.kind)
    context = _about(seat, kind, row) | {
        "row": row,
        "tone": TONES[WordingStatus(row.status)],
        "passages": compared(row),
        "form": form if may else None,
        "mine": row.status == WordingStatus.PROPOSED and row.proposed_by_id == user.pk,
        "strays": _strays(specimen(kind, row.body, full_texts(kind, row))),
    }
    return render(request, "documents/wording_version.html", context, status=status)


def _strays(contents: Contents) -> list[dict[str, Any]]:
    """Characters of the body's own words that are not in the body face, and what draws them instead."""
    try:
        found = coverage(contents).fallback
    except FontsMissing:
        return []
    own = [one for one in found if any(where == "title" or where.startswith("wording") for where in one.where)]
    return [{"character": one.character, "code": one.code, "drawn_by": one.drawn_by} for one in own]


@never_cache
@require_POST
def take_version_back(request: HttpRequest, code: str) -> HttpResponse:
    """Whoever proposed a version takes it back."""
    row, _seat_of = _version(request, code)
    try:
        take_back(row.code, by=seat_user(request))
    except WordingRefused as refused:
        return render(request, "409.html", {"reason": str(refused), "back_url": row.get_absolute_url()}, status=409)
    messages.success(request, _("The version is taken back; nothing was changed."))
    return redirect("wording_kind", row.body_id, row.kind)


@never_cache
@require_safe
def version_specimen(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """The sample paper in the words of a version, as PDF or as an editable draft."""
    row, _seat_of = _version(request, code)
    kind = Kind(row.kind)
    return _specimen(specimen(kind, row.body, full_texts(kind, row)), word=_word(form))


@never_cache
@require_safe
def kind_specimen(request: HttpRequest, body: int, kind: str, form: str) -> HttpResponse:
    """The sample paper in the words that are in force for a body."""
    seat, what = _seat(request, body), _kind(kind)
    version = in_force([what], seat.body, timezone.localdate()).get(what)
    return _specimen(specimen(what, seat.body, full_texts(what, version)), word=_word(form))


def _specimen(contents: Contents, *, word: bool) -> HttpResponse:
    """An invented paper, marked as a draft; the PDF is set in a process of its own, never in this one."""
    name = contents.kind.value
    if word:
        answer = HttpResponse(docx.docx_of(contents), content_type=docx.TYPE)
        answer["Content-Disposition"] = f'attachment; filename="{name}.docx"'
    else:
        try:
            done = render_in_child(contents.kind, contents, identifier=IDENTIFIER, created=CREATED, draft=DRAFT)
        except (PaperError, RenderFailed, FontsMissing) as refused:
            return HttpResponse(str(refused), content_type="text/plain; charset=utf-8", status=409)
        answer = HttpResponse(done.pdf, content_type="application/pdf")
        answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    for header, value in SAFE_FILE.items():
        answer[header] = value
    return answer
