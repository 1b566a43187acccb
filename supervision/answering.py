"""The employer answers without an account: the number and the code on the letter open it, in one browser, for a while.

What is shown is what the letter says and what was answered to it. Who reported it, what was inquired into, notes and
other letters are not read here at all.
"""

from __future__ import annotations

import datetime as dt
import secrets
import unicodedata
from dataclasses import dataclass
from typing import Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db.models import Prefetch
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from dossiers.actions import offers
from dossiers.models import Clock as RunningClock
from organizations.auth import Attempt, address_of
from organizations.roles import Role
from supervision.models import Letter, Matter, Reply, ReplyItem, ReplyWay, load_matter

#: How long a letter stays open in a browser after the last page of it.
OPEN_FOR = dt.timedelta(hours=2)
#: Files that were handed in for an answer which was never sent are forgotten after this.
HELD_FOR = dt.timedelta(days=1)
#: Answers to one letter through its code on one day: what comes with them is kept for good.
MOST_A_DAY = 5
_SESSION = "answering"
_HELD = "answers"


def as_number(typed: str) -> str:
    """The number of a letter as it is kept, however somebody types its brackets, digits and blanks."""
    plain = "".join(unicodedata.normalize("NFKC", typed).split())
    for open_, close in ("[]", "()", "【】", "「」", "<>"):
        plain = plain.replace(open_, "〔").replace(close, "〕")
    return plain if plain.endswith("号") or not plain else f"{plain}号"


def as_code(typed: str) -> str:
    """The code as it is kept: read out in groups, it comes with blanks and strokes."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", typed).upper() if sign.isalnum())


@dataclass
class Tried:
    """What came of typing number and code: the letter, or how long to wait, or neither."""

    letter: Letter | None = None
    wait: dt.timedelta | None = None


def try_pair(request: HttpRequest, number: str, code: str, now: dt.datetime) -> Tried:
    """The letter whose number and code these are. Counted as sign-ins are, so that nobody tries codes at leisure."""
    number, code = as_number(number), as_code(code)
    # By letter and address: nobody who knows a number can keep the employer from answering it.
    attempt = Attempt(f"/answer/{address_of(request)}/{number}", address_of(request), now)
    wait = attempt.wait()
    if wait is not None:
        return Tried(wait=wait)
    letter = Letter.objects.filter(number=number).exclude(answer_code=None).first() if number else None
    # Compared in either case: how long the answer takes says nothing of whether there is such a letter.
    fits = constant_time_compare((letter.answer_code if letter else "") or "-", code)
    if letter is None or not fits:
        return Tried()
    attempt.succeeded()
    return Tried(letter=letter)


# ── The letter that is open in this browser ─────────────────────────────────────────────────────────────────────────


def open_letter(request: HttpRequest, letter: Letter, now: dt.datetime) -> None:
    """Let this browser have the letter; what another had open in it is closed."""
    close(request)
    forget_old(now)
    request.session.cycle_key()
    request.session[_SESSION] = {"letter": letter.pk, "until": (now + OPEN_FOR).isoformat()}


def close(request: HttpRequest) -> None:
    """Shut the letter in this browser, with what was not sent."""
    held = request.session.pop(_SESSION, None)
    if held:
        drop_files(held.get("files", []))


def opened(request: HttpRequest, now: dt.datetime) -> int | None:
    """The letter that is open in this browser, None where there is none or it was left too long."""
    held = request.session.get(_SESSION)
    if not held:
        return None
    if dt.datetime.fromisoformat(held["until"]) <= now:
        close(request)
        return None
    held["until"] = (now + OPEN_FOR).isoformat()
    request.session.modified = True
    return int(held["letter"])


def remembered(request: HttpRequest) -> dict[str, Any]:
    """What this browser has typed and not sent (`post`, `files`, `op_id`); then `done`, the number of the event."""
    request.session.modified = True
    found: dict[str, Any] = request.session[_SESSION]
    return found


def draft_owner(letter_id: int) -> str:
    """Under whom the browser keeps what was half typed: the same when the letter is opened again, nobody else's."""
    return "letter-" + salted_hmac("answering", str(letter_id)).hexdigest()[:16]


# ── Files that wait for the answer to be sent ───────────────────────────────────────────────────────────────────────


def hold(file: Any, content_type: str) -> dict[str, Any]:
    """Keep an upload until the answer is sent: the page on which it is looked through sends no file again."""
    name = default_storage.save(f"{_HELD}/{secrets.token_hex(16)}", file)
    return {"at": name, "name": file.name[:200], "type": content_type, "size": file.size}


def held_file(row: dict[str, Any]) -> File[Any]:
    """The upload again, under the name it came with."""
    file: File[Any] = default_storage.open(row["at"])
    file.name = row["name"]
    return file


def drop_files(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        default_storage.delete(row["at"])


def forget_old(now: dt.datetime) -> list[str]:
    """Delete what was handed in long ago and never sent; every night, and whenever a letter is opened. Finds nothing
    for people to decide."""
    if not default_storage.exists(_HELD):
        return []
    for name in default_storage.listdir(_HELD)[1]:
        at = f"{_HELD}/{name}"
        if default_storage.get_modified_time(at) < now - HELD_FOR:
            default_storage.delete(at)
    return []


# ── What the page shows ─────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Point:
    """A finding as the letter says it, and what was answered to it so far."""

    said: dict[str, Any]
    answers: list[ReplyItem]

    @property
    def key(self) -> int:
        return int(self.said["finding"])

    @property
    def due_on(self) -> dt.date | None:
        return dt.date.fromisoformat(self.said["due_on"]) if self.said["due_on"] else None

    @property
    def latest(self) -> ReplyItem | None:
        return self.answers[-1] if self.answers else None


@dataclass
class OpenLetter:
    """A letter as its addressee sees it."""

    letter: Letter
    matter: Matter
    points: list[Point]
    replies: list[Reply]
    due: RunningClock | None
    issuers: list[str]
    closed: str  # why no answer is taken now; empty while one is

    @property
    def answered_on(self) -> dt.date | None:
        return self.replies[0].on if self.replies else None


def read_letter(pk: int, today: dt.date) -> OpenLetter:
    """Everything its addressee may see of a letter, and nothing else of the matter."""
    rows = ReplyItem.objects.order_by("id")
    letter = Letter.objects.prefetch_related(Prefetch("replies__items", rows), "cosigners__body").get(pk=pk)
    matter = load_matter(letter.matter_id)
    replies = list(letter.replies.all())
    answers: dict[int, list[ReplyItem]] = {}
    for reply in replies:
        for item in reply.items.all():
            item.reply = reply
            answers.setdefault(item.finding_id, []).append(item)
    points = [Point(said, answers.get(said["finding"], [])) for said in letter.points]
    keys = matter.clocks_for("reply")
    clocks = [row for row in matter.clocks.filter(key__in=keys).order_by("id") if row.started_on == letter.served_on]
    issuers = [matter.body.name, *(row.body.name for row in letter.cosigners.all())]
    return OpenLetter(
        letter, matter, points, replies, clocks[-1] if clocks else None, issuers, _closed(letter, matter, today)
    )


def _closed(letter: Letter, matter: Matter, today: dt.date) -> str:
    """Why the letter takes no answer now, in a sentence for its addressee; empty where it does."""
    if letter.withdrawn_on:
        return _("This letter was withdrawn; no answer to it is needed.")
    if not letter.outcome:
        return _("This letter has not been recorded as served yet. You can answer as soon as it is.")
    latest = matter.letter_to_employer
    if latest is not None and latest.pk != letter.pk:
        return _(
            "A later letter has taken the place of this one. Please answer that one, with its own number and code."
        )
    if letter.replies.filter(way=ReplyWay.ONLINE, on=today).count() >= MOST_A_DAY:
        return _("Several answers came today already. Go on tomorrow, or bring what is missing to the union.")
    if matter.all_verified and letter.verified_on:
        return _("What was done has been verified; no further answer to this letter is taken here.")
    if not any(offer.name == "record_reply" and offer.ready for offer in offers(matter, _ADDRESSEE, on=today)):
        return _("No answer is taken here at present. Please turn to the union that wrote to you.")
    return ""


_ADDRESSEE = frozenset({Role.ADDRESSEE})
