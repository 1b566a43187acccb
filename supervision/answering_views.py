"""The pages on which the addressee of a letter answers it: the pair, the letter with its form, a look over it, done."""

from __future__ import annotations

import datetime as dt
import math
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from dossiers.actions import ADDRESSEE, NotNow, Refused, take_step
from dossiers.models import Event
from supervision import answering
from supervision.answering_forms import AnswerForm, PairForm
from supervision.models import ReplyWay

Answer = Callable[[HttpRequest, answering.OpenLetter, dt.datetime], HttpResponse]


@login_not_required
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def pair(request: HttpRequest) -> HttpResponse:
    """Number and code open a letter; the number may come with the address, the code is typed from the letter."""
    known = {"number": request.GET.get("number", "")[:80]}
    form = PairForm(request.POST) if request.method == "POST" else PairForm(initial=known)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        now = timezone.now()
        tried = answering.try_pair(request, form.cleaned_data["number"], form.cleaned_data["code"], now)
        if tried.letter is not None:
            answering.open_letter(request, tried.letter, now)
            return redirect("answer_letter")
        if tried.wait is not None:
            minutes = math.ceil(tried.wait.total_seconds() / 60)
            form.add_error(None, _("Too many wrong attempts. Try again in %(minutes)s minutes.") % {"minutes": minutes})
            status = 429
        else:
            form.add_error(None, _("Number and code do not belong to a letter that is answered here."))
    return render(request, "supervision/answer/pair.html", {"form": form}, status=status)


def with_letter(view: Answer) -> Callable[..., HttpResponse]:
    """A page of the letter that is open in this browser; without one the pair is asked for again."""

    @login_not_required
    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def find(request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        pk = answering.opened(request, now)
        if pk is None:
            return redirect("answer")
        return view(request, answering.read_letter(pk, timezone.localdate(now)), now)

    return find


def _page(request: HttpRequest, name: str, found: answering.OpenLetter, status: int = 200, **more: Any) -> HttpResponse:
    context = {"found": found, "letter": found.letter, "owner": answering.draft_owner(found.letter.pk), **more}
    return render(request, f"supervision/answer/{name}.html", context, status=status)


@with_letter
def letter(request: HttpRequest, found: answering.OpenLetter, now: dt.datetime) -> HttpResponse:
    """What the letter says, what was answered, and the form; what is sent is looked through before it counts."""
    if found.closed:
        return _page(request, "letter", found, 409 if request.method == "POST" else 200)
    kept, today = answering.remembered(request), timezone.localdate(now)
    held = kept.get("files", [])
    if request.method != "POST":
        typed = QueryDict(kept["post"]) if "post" in kept else None
        form = AnswerForm(found.points, today, typed, held=held)
        if typed is not None:
            form.is_valid()  # comes back from the look over it: it was right
        return _page(request, "letter", found, form=form)
    dropped = set(request.POST.getlist("drop"))
    answering.drop_files([row for row in held if row["at"] in dropped])
    held = kept["files"] = [row for row in held if row["at"] not in dropped]
    form = AnswerForm(found.points, today, request.POST, request.FILES, held)
    fine = form.is_valid()
    for part in form.parts:  # a file that came is kept even where a word beside it is wrong: nobody chooses it twice
        for upload, kind in part.cleaned_data.get("files") or []:
            held.append(answering.hold(upload, kind) | {"finding": part.point.key})
            part.held.append(held[-1])
    if not fine:
        return _page(request, "letter", found, 422, form=form)
    kept["post"] = request.POST.urlencode()
    kept["op_id"] = uuid.uuid4().hex
    return redirect("answer_review")


@with_letter
def review(request: HttpRequest, found: answering.OpenLetter, now: dt.datetime) -> HttpResponse:
    """All of it once more, and then it is sent."""
    kept, today = answering.remembered(request), timezone.localdate(now)
    if "post" not in kept or found.closed:
        return redirect("answer_done" if "done" in kept and request.method == "POST" else "answer_letter")
    held = kept.get("files", [])
    form = AnswerForm(found.points, today, QueryDict(kept["post"]), held=held)
    if not form.is_valid():  # a day that was to come has come, a point was taken up by somebody else
        return redirect("answer_letter")
    late = found.letter.reply_due_on is not None and today > found.letter.reply_due_on
    if request.method != "POST":
        return _page(request, "review", found, form=form, late=late)
    try:
        files = [(row, answering.held_file(row)) for row in held]
    except FileNotFoundError:  # the same click twice: the first one has sent it
        return redirect("answer_done")
    items = [
        part.as_item() | {"files": [(file, row["type"]) for row, file in files if row["finding"] == part.point.key]}
        for part in form.answered
    ]
    try:
        event = take_step(
            found.matter, "record_reply", by=ADDRESSEE, at=now, op_id=kept["op_id"], way=ReplyWay.ONLINE, items=items,
            signer=form.who.signer, phone=form.who.cleaned_data["phone"],
            objection=form.who.cleaned_data["objection"],
        )  # fmt: skip
    except (Refused, NotNow) as refused:
        said = refused.sentences if isinstance(refused, Refused) else [found.closed or _("No answer is taken now.")]
        return _page(request, "review", found, 409, form=form, late=late, refusals=said)
    finally:
        for _row, file in files:
            file.close()
    answering.drop_files(held)
    for name in ("post", "files", "op_id"):
        kept.pop(name, None)
    kept["done"] = event.seq
    return redirect("answer_done")


@with_letter
def done(request: HttpRequest, found: answering.OpenLetter, _now: dt.datetime) -> HttpResponse:
    """The receipt: when, what, and the hashes of the files."""
    seq = answering.remembered(request).get("done")
    event = Event.objects.filter(dossier_id=found.matter.pk, seq=seq, step="record_reply").first() if seq else None
    if event is None:
        return redirect("answer_letter")
    reply = next((row for row in found.replies if row.pk == event.facts.get("reply")), None)
    return _page(request, "done", found, event=event, reply=reply, files=event.facts.get("exhibits", []))


@login_not_required
@never_cache
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Shut the letter in this browser."""
    answering.close(request)
    return redirect("answer")
