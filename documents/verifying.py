"""The public page behind the code of a paper: whether the paper is genuine, without sign-in and without anybody's data.

It says number, kind, issuer, date and status, and of the addressee the first character. Of a paper that is confidential
(record of a session, of a conversation with one side, sensitive data, the body's own) it says only that the number is
genuine. A file can be compared with the one that was issued; it is read to take its hash and gone with the request.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from documents.filetypes import LARGEST
from documents.models import Instrument, InstrumentStatus
from dossiers.visibility import mask_name
from organizations.auth import KEPT, WINDOW, address_of
from organizations.models import SignInAttempt
from supervision.models import Letter

#: Classes of which nothing is said but that the number is genuine: C, D, G and I of `dossiers.visibility`.
CONFIDENTIAL = frozenset("CDGI")
#: Unknown codes from one address within the window of sign-in: loose, because a whole office may stand behind one.
PER_ADDRESS = 30
#: Under this name wrong codes are counted beside wrong passwords; a slash stands in no user name.
GUESSING = "/verify/"


def _digest(file: Any) -> str:
    """SHA-256 of an upload; empty where there is none, or one beyond what is issued here."""
    if file is None or file.size > LARGEST:
        return ""
    whole = hashlib.sha256()
    for chunk in file.chunks():
        whole.update(chunk)
    return whole.hexdigest()


def code_of(typed: str) -> str:
    """A code as it is kept, from what somebody typed: blanks, dashes and small letters do not matter."""
    return "".join(character for character in typed.upper() if character.isalnum())[:12]


def _has_to_wait(request: HttpRequest) -> bool:
    """Whether too many unknown codes came from this address lately; a code cannot be found by trying."""
    now = timezone.now()
    tries = SignInAttempt.objects.filter(username=GUESSING, address=address_of(request), at__gt=now - WINDOW)
    return tries.count() >= PER_ADDRESS


def _unknown(request: HttpRequest, code: str) -> HttpResponse:
    now = timezone.now()
    SignInAttempt.objects.filter(username=GUESSING, at__lt=now - KEPT).delete()
    SignInAttempt.objects.create(username=GUESSING, address=address_of(request), at=now)
    return render(request, "documents/verify.html", {"code": code, "unknown": True}, status=404)


@login_not_required
@never_cache
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Where a code is typed that cannot be read by a camera."""
    code = code_of(request.GET.get("code", ""))
    return redirect("verify_paper", code) if code else render(request, "documents/verify.html")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify_paper(request: HttpRequest, code: str) -> HttpResponse:
    """What can be said in public about the paper with this code, and whether an uploaded file is that paper."""
    if _has_to_wait(request):
        return render(request, "documents/verify.html", {"code": code, "waiting": True}, status=429)
    paper = Instrument.objects.select_related("body").defer("contents").filter(code=code_of(code)).first()
    if paper is None:
        return _unknown(request, code)
    open_to_all = paper.record not in CONFIDENTIAL
    context: dict[str, Any] = {"code": paper.code, "paper": paper, "open": open_to_all}
    if open_to_all:
        context |= {"addressee": mask_name(paper.addressee), "status": status_of(paper), "answer_at": answer_at(paper)}
        if request.method == "POST":
            sent = _digest(request.FILES.get("file"))
            context |= {"sent": sent, "same": bool(sent) and sent == paper.sha256, "asked": True}
    status = 422 if context.get("asked") and not context["sent"] else 200
    return render(request, "documents/verify.html", context, status=status)


def answer_at(paper: Instrument) -> str:
    """Where a letter that holds is answered, its number filled in: the answering code stands on the letter only."""
    letter = _letter(paper)
    if paper.status == InstrumentStatus.VOID or letter is None or letter.withdrawn_on or not letter.answer_code:
        return ""
    return f"{reverse('answer')}?{urlencode({'number': paper.number})}"


def _letter(paper: Instrument) -> Letter | None:
    return Letter.objects.filter(number=paper.number, matter=paper.dossier_id).first() if paper.number else None


def status_of(paper: Instrument) -> dict[str, str]:
    """(tone, sentence) of a paper: valid, void, or replaced by another one, which is named by its number."""
    successor = getattr(paper, "replaced_by", None)
    if (letter := _letter(paper)) is not None and letter.withdrawn_on:
        return {"tone": "bad", "said": _("No longer valid: withdrawn on %(day)s") % {"day": letter.withdrawn_on}}
    if successor is not None:
        return {"tone": "bad", "said": _("No longer valid: replaced by %(number)s") % {"number": successor.number}}
    if paper.status == InstrumentStatus.VOID:
        return {"tone": "bad", "said": _("Void")}
    return {"tone": "good", "said": _("Valid")}
