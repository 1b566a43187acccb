"""The hash chain: append, verify, anchor. Each event is bound to the one before it in its dossier."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from dossiers.models import Dossier, Event

_BOUND = (
    "seq", "step", "actor_name", "role", "body_name", "from_state", "to_state", "record", "under", "limitation", "facts", "op_id",
)


def digest_of(event: Event) -> str:
    """SHA-256 over the event's content, its dossier's handle and the digest before it, in one canonical JSON form."""
    content: dict[str, Any] = {name: getattr(event, name) for name in _BOUND}
    content |= {
        "dossier": event.dossier.code, "at": event.at.astimezone(dt.UTC).isoformat(timespec="microseconds"), "acted_on": event.acted_on.isoformat(),
        "actor": event.actor_id, "previous": event.previous,
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
    """Walk one dossier's chain from its first event; None when every link holds and the last one is the one recorded."""
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


def heads() -> Iterator[tuple[str, int, str]]:
    """(code, last seq, last digest) of every dossier in order: what an anchor keeps outside the database."""
    yield from Dossier.objects.order_by("code").values_list("code", "last_seq", "last_hash").iterator()


def anchor() -> dict[str, Any]:
    """The heads of all chains and one digest over them, to be deposited with a partner or printed."""
    rows = [list(row) for row in heads()]
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    return {"heads": rows, "root": hashlib.sha256(text.encode()).hexdigest()}
