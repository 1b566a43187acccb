"""The hash chain: append, verify, anchor. Each event is bound to the one before it in its dossier."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q, QuerySet

from dossiers.models import Dossier, Event

BATCH = 200
"""Dossiers whose chains are held in memory at once."""

_BOUND = (
    "seq",
    "step",
    "actor_name",
    "role",
    "body_name",
    "from_state",
    "to_state",
    "record",
    "under",
    "limitation",
    "facts",
    "op_id",
)


def digest_of(event: Event) -> str:
    """SHA-256 over the event's content, its dossier's handle and the digest before it, in one canonical JSON form."""
    content: dict[str, Any] = {name: getattr(event, name) for name in _BOUND}
    content |= {
        "dossier": event.dossier.code,
        "at": event.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "acted_on": event.acted_on.isoformat(),
        "actor": event.actor_id,
        "previous": event.previous,
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Break:
    """The first place where a chain does not hold."""

    dossier: str
    seq: int
    reason: str


def verify(dossier: Dossier, events: list[Event] | None = None) -> Break | None:
    """Walk one dossier's chain from its first event; None when every link holds and its end is the one recorded."""
    previous, expected = "", 1
    for event in events if events is not None else list(dossier.events.order_by("seq")):
        event.dossier = dossier
        if event.seq != expected:
            return Break(dossier.code, expected, "missing")
        if event.previous != previous:
            return Break(dossier.code, event.seq, "not bound to the event before it")
        if digest_of(event) != event.digest:
            return Break(dossier.code, event.seq, "changed")
        previous, expected = event.digest, expected + 1
    if (dossier.last_seq, dossier.last_hash) != (expected - 1, previous):
        return Break(dossier.code, expected, "the end has been cut off")
    return None


def heads(dossiers: QuerySet[Dossier] | None = None) -> Iterator[tuple[str, int, str]]:
    """(code, last seq, last digest) of every dossier in order: what an anchor keeps outside the database."""
    rows = Dossier.objects.all() if dossiers is None else dossiers
    yield from rows.order_by("code").values_list("code", "last_seq", "last_hash").iterator()


def root_of(rows: Iterable[Sequence[Any]]) -> str:
    """One digest over heads."""
    text = json.dumps([list(row) for row in rows], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def anchor(dossiers: QuerySet[Dossier] | None = None) -> dict[str, Any]:
    """The heads of all chains (or of some) and one digest over them, to be deposited with a partner or printed."""
    rows = [list(row) for row in heads(dossiers)]
    return {"heads": rows, "root": root_of(rows)}


@dataclass(frozen=True)
class Survey:
    """What a walk over many chains found: how many files and events, and the first place where one does not hold."""

    dossiers: int
    events: int
    first_bad: Break | None

    def as_json(self) -> dict[str, Any]:
        bad = self.first_bad
        return {
            "dossiers": self.dossiers,
            "events": self.events,
            "first_bad": None if bad is None else {"dossier": bad.dossier, "seq": bad.seq, "reason": bad.reason},
        }


Check = Callable[..., Iterator[Break]]
_checks: list[Check] = []


def check_also(check: Check) -> None:
    """Register what else must fit the chains: `check(chains, deep=…)` gets dossiers with their events, a batch a time,
    and yields where something kept outside the log is not what the log says; `deep` also reads contents and files."""
    _checks.append(check)


def survey(dossiers: QuerySet[Dossier], *, deep: bool = False) -> Survey:
    """Verify every chain of `dossiers`, and what other rooms keep against it, in batches, reading each event once."""
    files = events = 0
    first_bad: Break | None = None
    rows = dossiers.order_by("code").prefetch_related("events").iterator(chunk_size=BATCH)
    while batch := list(islice(rows, BATCH)):
        chains = [(dossier, sorted(dossier.events.all(), key=lambda event: event.seq)) for dossier in batch]
        for dossier, chain in chains:
            files, events = files + 1, events + len(chain)
            first_bad = first_bad or verify(dossier, chain)
        for check in _checks if first_bad is None else []:
            first_bad = first_bad or next(check(chains, deep=deep), None)
    return Survey(files, events, first_bad)


class AnchorDamaged(ValueError):
    """The anchor file is not one of ours, or was changed: its root does not fit its heads."""


def against(deposited: Any) -> Break | None:
    """Compare an anchor kept outside with the chains: each must still hold the event it held then.

    This finds what a chain alone cannot show: a rewritten chain, a tail cut off, a file gone. Raises AnchorDamaged.
    """
    try:
        rows = [(str(code), int(seq), str(digest)) for code, seq, digest in deposited["heads"]]
        root = deposited["root"]
    except (KeyError, TypeError, ValueError) as wrong:
        raise AnchorDamaged("no heads and root") from wrong
    if root_of(rows) != root:
        raise AnchorDamaged("its root does not fit its heads")
    for start in range(0, len(rows), 300):
        part = rows[start : start + 300]
        held = {
            (code, seq): digest
            for code, seq, digest in Event.objects.filter(
                Q(*(Q(dossier__code=code, seq=seq) for code, seq, _digest in part), _connector=Q.OR)
            ).values_list("dossier__code", "seq", "digest")
        }
        for code, seq, digest in part:
            if (code, seq) not in held:
                return Break(code, seq, "in the anchor, no longer in the log")
            if held[code, seq] != digest:
                return Break(code, seq, "differs from the anchor")
    return None
