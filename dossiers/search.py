"""Search by two neighbouring characters: names and numbers cut into pairs, looked up by equality on either database."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from django.db.models import QuerySet

from dossiers.models import Dossier, Gram


def folded(text: str) -> str:
    """Width and case folded, spaces and the middle dot dropped: 阿依古丽·买买提 is found with and without the dot."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in plain if not char.isspace() and char not in "·•・.-")


def pairs(text: str) -> set[str]:
    """Neighbouring pairs of a text; a single character stands for itself."""
    plain = folded(text)
    return {plain[i : i + 2] for i in range(len(plain) - 1)} or ({plain} if plain else set())


def index(dossier: Dossier, names: Iterable[str], numbers: Iterable[str]) -> None:
    """Write the pairs by which a dossier is found; pairs that no longer hold are dropped."""
    wanted = set().union(*(pairs(text) for text in [*names, *numbers] if text)) if names or numbers else set()
    have = set(Gram.objects.filter(dossier_id=dossier.pk).values_list("gram", flat=True))
    Gram.objects.bulk_create([Gram(gram=gram, dossier_id=dossier.pk) for gram in sorted(wanted - have)])
    if have - wanted:
        Gram.objects.filter(dossier_id=dossier.pk, gram__in=have - wanted).delete()


def matching(rows: QuerySet[Dossier], text: str) -> QuerySet[Dossier]:
    """Narrow `rows` to those whose names or numbers hold every pair of `text` (two characters or more)."""
    for gram in sorted(pairs(text)):
        rows = rows.filter(pk__in=Gram.objects.filter(gram=gram).values("dossier_id"))
    return rows
