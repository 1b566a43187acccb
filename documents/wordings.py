"""The words a body has given its papers: proposed by one, approved by another, nearest in force, frozen when issued.

Whose words count for a paper: the issuing body's own, else those of the nearest body above it, else those that a
federation gave every body of its region (county before prefecture before province), else the shipped ones. A version
counts from its day on; what was issued before keeps its words, because they are frozen into the paper.
"""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.contents import Contents, Worded
from documents.models import Wording, WordingStatus
from documents.samples import sample
from documents.templatetags.wording import filled
from documents.wording import TITLE, passages
from lawbook import tables
from lawbook.actions import note_change
from organizations.models import BodyKind, Organization, User
from organizations.roles import Role
from workflows.papers import Kind

ISSUING: Final = (BodyKind.MEDIATION, BodyKind.UNION)
"""Kinds of body whose papers are set here."""
MOST_ABOVE: Final = 100
"""More bodies than ever stand above one another: what is given to a region comes after all of them."""
WRITERS: Final = frozenset({Role.REGISTRAR, Role.BODY_HEAD, Role.LEGAL_REVIEWER, Role.BODY_ADMINISTRATOR})
DECIDERS: Final = frozenset({Role.BODY_HEAD, Role.LEGAL_REVIEWER})


class WordingRefused(Exception):
    """Why a version may not be proposed or decided on; the message is a sentence."""


@dataclass(frozen=True)
class Seat:
    """What a person may do with the wording of one body."""

    body: Organization
    decides: bool

    @property
    def for_region(self) -> bool:
        """Whether the body may word papers for every body of its region: a federation may."""
        return self.body.kind == BodyKind.UNION


def seats_of(user: User, day: dt.date) -> list[Seat]:
    """The bodies whose wording a person may work on, each once."""
    held: dict[int, tuple[Organization, set[str]]] = {}
    for row in user.memberships_on(day):
        if row.body.kind in ISSUING and row.role in WRITERS:
            held.setdefault(row.body_id, (row.body, set()))[1].add(row.role)
    return [Seat(body, bool(roles & DECIDERS)) for body, roles in held.values()]


# --- which words count ---------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class _Kept:
    """Every approved version as this process has read it, and the mark of the edition it belongs to."""

    mark: str
    rows: tuple[Wording, ...]


_kept: _Kept | None = None


def _approved() -> tuple[Wording, ...]:
    """Every approved version, the latest of each body and kind first; read again when the edition has changed."""
    global _kept  # noqa: PLW0603 (one per process; swapped whole, so that a reader never sees half of it)
    mark, found = tables.edition(), _kept
    if found is None or found.mark != mark:
        rows = Wording.objects.filter(status=WordingStatus.APPROVED) if mark else Wording.objects.none()
        latest = rows.order_by("kind", "body_id", "-in_force_from", "-version").select_related("body")
        found = _kept = _Kept(mark, tuple(latest))
    return found.rows


def in_force(kinds: Iterable[Kind], body: Organization, day: dt.date) -> dict[Kind, Wording]:
    """The version that counts for papers of `body` on `day`, by kind; a kind that is worded nowhere is not in it.

    Asks nothing of the database where nobody near has words of their own and the edition is known, as it is in an act.
    """
    region = body.region
    codes = [code for code in (region.code, region.county_code, region.prefecture_code, region.province_code) if code]
    wanted = {str(kind) for kind in kinds}
    rows = [row for row in _approved() if row.kind in wanted and row.in_force_from <= day and row.region_id in codes]
    if not rows:
        return {}
    distance = {one.pk: steps for steps, one in enumerate(_upward(body, {row.body_id for row in rows}))}
    areas = {code: MOST_ABOVE + steps for steps, code in enumerate(dict.fromkeys(codes))}
    found: dict[Kind, tuple[int, Wording]] = {}
    seen: set[tuple[str, int]] = set()
    for row in rows:
        if (row.kind, row.body_id) in seen:  # an older version of the same body
            continue
        seen.add((row.kind, row.body_id))
        near = distance.get(row.body_id, areas.get(row.region_id) if row.for_region else None)
        if near is None or not row.texts:  # somebody else's, or given up
            continue
        kind = Kind(row.kind)
        if kind not in found or near < found[kind][0]:
            found[kind] = (near, row)
    return {kind: row for kind, (_near, row) in found.items()}


def _upward(body: Organization, wanted: set[int]) -> list[Organization]:
    """A body and those above it, the nearest first, as far up as one of `wanted` may still stand."""
    chain = [body]
    while not wanted <= {one.pk for one in chain} and chain[-1].parent is not None and chain[-1].parent not in chain:
        chain.append(chain[-1].parent)
    return chain


def worded(contents: Contents, version: Wording | None) -> Contents:
    """The record with the words of a version frozen into it; without one as it was."""
    return reworded(contents, version.texts, version.code) if version else contents


def reworded(contents: Contents, texts: dict[str, str], version: str = "") -> Contents:
    """The record with these texts for its passages; the title is filled at once, the rest when it is set."""
    own = {row.key: texts[row.key] for row in passages(contents.kind) if row.key in texts}
    title = filled_plain(own.pop(TITLE), contents) if TITLE in own else contents.title
    words = tuple(Worded(key=key, text=text) for key, text in own.items())
    return replace(contents, title=title, wording=words, wording_version=version)


def filled_plain(text: str, contents: Contents) -> str:
    """A text with its names replaced, as plain text and not as markup."""
    return html.unescape(str(filled(text, contents)))


def specimen(kind: Kind, body: Organization, texts: dict[str, str]) -> Contents:
    """The sample paper of a kind under this body's name, in these words: what a preview shows."""
    return reworded(replace(sample(kind), organ=body.name), own_texts(kind, texts))


def full_texts(kind: Kind, version: Wording | None) -> dict[str, str]:
    """Every passage of a kind as it reads with a version: its own words, and the shipped ones for the rest."""
    own = version.texts if version else {}
    return {row.key: own.get(row.key, row.shipped) for row in passages(kind)}


def own_texts(kind: Kind, texts: dict[str, str]) -> dict[str, str]:
    """What of these texts differs from the shipped words: that alone is kept as the body's."""
    return {row.key: texts[row.key] for row in passages(kind) if texts[row.key] != row.shipped}


# --- how they come to count -----------------------------------------------------------------------------------------
@transaction.atomic
def propose(
    kind: Kind, body: Organization, texts: dict[str, str], *, reason: str, since: dt.date, for_region: bool, by: User
) -> Wording:
    """Put a version up for approval. Refused: one of this body and kind is waiting already, or nothing would change."""
    before = Wording.objects.filter(kind=kind, body=body)
    own = own_texts(kind, texts)
    last = before.filter(status=WordingStatus.APPROVED).order_by("-in_force_from", "-version").first()
    if (last.texts if last else {}) == own and (last.for_region if last else for_region) == for_region:
        raise WordingRefused(_("Nothing was changed: these are the words the body has."))
    if before.filter(status=WordingStatus.PROPOSED).exists():
        raise WordingRefused(_("A version of this paper is waiting for approval already; decide on it first."))
    number = (before.aggregate(last=Max("version"))["last"] or 0) + 1
    row = Wording(
        kind=kind, body=body, version=number, for_region=for_region, region_id=body.region_id, texts=own,
        reason=reason, in_force_from=since, proposed_by=by, proposed_at=timezone.now(),
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        said = _("A version of this paper is waiting for approval already; decide on it first.")
        raise WordingRefused(said) from None
    return row


@transaction.atomic
def decide(code: str, *, by: User, approve: bool, reason: str = "") -> Wording:
    """Approve or reject a version. Refused: decided on already, or by the person who proposed it."""
    row = Wording.objects.select_for_update(of=("self",)).select_related("body").get(code=code)
    _still_waiting(row)
    if row.proposed_by_id == by.pk:
        raise WordingRefused(_("Another person of the body decides on what you proposed."))
    day = timezone.localdate()
    if approve:  # words never count for a day that was over before they were approved
        row.in_force_from = max(row.in_force_from, day)
    decided = _decided(row, WordingStatus.APPROVED if approve else WordingStatus.REJECTED, by, reason)
    if approve:
        note_change()
    return decided


@transaction.atomic
def take_back(code: str, *, by: User) -> Wording:
    """The person who proposed a version takes it back. Refused: somebody else, or decided on already."""
    row = Wording.objects.select_for_update(of=("self",)).get(code=code)
    _still_waiting(row)
    if row.proposed_by_id != by.pk:
        raise WordingRefused(_("Only the person who proposed a version takes it back; others reject it."))
    return _decided(row, WordingStatus.WITHDRAWN, by, "")


def _still_waiting(row: Wording) -> None:
    if row.status != WordingStatus.PROPOSED:
        raise WordingRefused(_("This version has been decided on already."))


def _decided(row: Wording, status: WordingStatus, by: User, reason: str) -> Wording:
    row.status, row.decided_by, row.decided_at, row.decided_because = status, by, timezone.now(), reason
    row.save(update_fields=["status", "decided_by", "decided_at", "decided_because", "in_force_from"])
    return row


# --- what the pages ask --------------------------------------------------------------------------------------------
def history(kind: Kind, body: Organization) -> QuerySet[Wording]:
    """Every version of a body for a kind, the newest first."""
    rows: QuerySet[Wording] = Wording.objects.filter(kind=kind, body=body).order_by("-version")
    return rows.select_related("proposed_by", "decided_by", "body")


def waiting(bodies: Sequence[Organization]) -> dict[tuple[int, str], Wording]:
    """Versions that wait for approval, by body and kind."""
    rows = Wording.objects.filter(body__in=bodies, status=WordingStatus.PROPOSED)
    return {(row.body_id, row.kind): row for row in rows}


def compared(version: Wording) -> list[dict[str, Any]]:
    """Each passage of a version beside the words before it, and whether it differs: what an approver reads."""
    kind = Kind(version.kind)
    previous = (
        Wording.objects.filter(
            kind=kind, body_id=version.body_id, status=WordingStatus.APPROVED, version__lt=version.version
        )
        .order_by("-in_force_from", "-version")
        .first()
    )
    before, after = full_texts(kind, previous), full_texts(kind, version)
    return [
        {
            "label": row.label,
            "before": before[row.key],
            "after": after[row.key],
            "new": before[row.key] != after[row.key],
        }
        for row in passages(kind)
    ]
