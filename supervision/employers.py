"""Employers: found again under earlier and other names, told apart from those that only sound alike, made one.

What an employer's record shows of mediation is a number and a state; the name of a worker is never read for it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cases.models import Case, Party, Side
from dossiers.access import visible_to
from dossiers.models import Origin
from dossiers.search import folded, pairs
from organizations.models import Region, User
from organizations.regions import regions_within
from statutes.identity import check_credit_code
from supervision.effects import name_lines
from supervision.models import Employer, EmployerAlias, Matter, Proposal, ProposalStatus, RegisterChange
from workflows.mediation import State

#: What every firm has in its name and what therefore tells none of them apart.
_FORM = re.compile("有限责任公司|股份有限公司|有限公司|公司|集团|总店|分店|工厂|厂$")
#: From this share of common pairs of characters on two names are said to be alike.
_ALIKE = 0.6
MOST_ALIKE = 8


def credit_code(text: str) -> str:
    """The code as it is kept, or nothing. ValidationError says what is wrong with it."""
    if not text.strip():
        return ""
    found = check_credit_code(text)
    if not found.valid:
        english = (get_language() or "").startswith("en")
        raise ValidationError([one.en if english else one.zh for one in found.sentences])
    return found.number


def plain_name(text: str) -> str:
    """A name as it is kept: one space where there were several, brackets of one kind."""
    return " ".join(text.split()).replace("(", "（").replace(")", "）")


def _core(name: str) -> str:
    return _FORM.sub("", folded(name)) or folded(name)


def alike(name: str, *, code: str = "", but: int | None = None) -> list[Employer]:
    """Employers that may be the same one: the code, a name or an alias that is the same or sounds like it, best first.

    All names are compared in memory: ten thousand take a fraction of a second, and it is done at entry only.
    """
    wanted = pairs(_core(name))
    scores: dict[int, float] = {}
    rows = list(Employer.objects.order_by().values_list("pk", "name"))
    rows += list(EmployerAlias.objects.order_by().values_list("employer_id", "name"))
    for pk, other in rows:
        have = pairs(_core(other))
        both = len(wanted & have)
        share = both / max(1, min(len(wanted), len(have)))
        if both and (share == 1 if min(len(wanted), len(have)) < 3 else share >= _ALIKE):
            scores[pk] = max(scores.get(pk, 0.0), both / len(wanted | have))
    if code:
        scores |= dict.fromkeys(Employer.objects.filter(credit_code=code).values_list("pk", flat=True), 2.0)
    scores.pop(but or 0, None)
    best = sorted(scores, key=lambda pk: (-scores[pk], pk))[:MOST_ALIKE]
    found = Employer.objects.select_related("region").in_bulk(best)
    return [found[pk] for pk in best]


def bearing(name: str, code: str = "") -> Employer | None:
    """The employer that bears this code or, failing that, this very name now or as an alias."""
    if code:
        found = Employer.objects.filter(credit_code=code).first()
        if found is not None:
            return found
    named = Employer.objects.filter(Q(name=name) | Q(aliases__name=name)).order_by("pk").first()
    # Two firms of one name exist; two codes are two firms.
    return None if named is not None and code and named.credit_code not in ("", code) else named


def found_by(text: str) -> QuerySet[Employer]:
    """Employers whose name, alias or code holds the text; all without one."""
    rows = Employer.objects.select_related("region")
    text = text.strip()
    if not text:
        return rows
    aliases = EmployerAlias.objects.filter(name__icontains=text).values("employer")
    return rows.filter(Q(name__icontains=text) | Q(credit_code__istartswith=text) | Q(pk__in=aliases))


def lies_in(areas: list[Region], employer: Employer) -> bool:
    """Whether an employer lies in one of these areas, whose federations keep its record."""
    return regions_within(areas).filter(pk=employer.region_id).exists()


# ── Log ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def log(register: str, row: int, action: str, what: dict[str, Any], by: User, reason: str = "") -> None:
    """Write down who changed a register."""
    RegisterChange.objects.create(
        register=register, row=row, action=action, what=what, reason=reason[:300], by=by, by_name=by.full_name,
        at=timezone.now(),
    )  # fmt: skip


def log_all(register: str, rows: Iterable[tuple[int, str, dict[str, Any]]], by: User, reason: str) -> None:
    """The same for many rows (key, action, what) at once."""
    at = timezone.now()
    RegisterChange.objects.bulk_create(
        (
            RegisterChange(register=register, row=row, action=action, what=what, reason=reason, by=by,
                           by_name=by.full_name, at=at)
            for row, action, what in rows
        ),
        batch_size=500,
    )  # fmt: skip


@transaction.atomic
def keep(employer: Employer, changed: list[str], by: User) -> Employer:
    """Save a record that was entered or amended; a name that is given up stays as an alias."""
    before = Employer.objects.filter(pk=employer.pk).first() if employer.pk else None
    employer.save()
    if before is not None and before.name != employer.name:
        EmployerAlias.objects.get_or_create(
            employer=employer, name=before.name, defaults={"until": timezone.localdate(), "source": _("Earlier name")}
        )
    if before is None or changed:
        action = "amend" if before else "enter"
        log("employer", employer.pk, action, {"name": employer.name, "changed": changed}, by)
    if before is not None and before.name != employer.name:
        _found_anew(employer)
    return employer


def add_alias(employer: Employer, name: str, until: dt.date | None, source: str, by: User) -> None:
    """Another name. ValidationError: it is there already."""
    if name == employer.name or employer.aliases.filter(name=name).exists():
        raise ValidationError(_("The employer is known under this name already."))
    with transaction.atomic():
        EmployerAlias.objects.create(employer=employer, name=name, until=until, source=source)
        log("employer", employer.pk, "amend", {"alias": name}, by)
        _found_anew(employer)


@transaction.atomic
def merge(gone: Employer, into: Employer, reason: str, by: User) -> Employer:
    """Make two records one: what hung on the first hangs on the second, its names become aliases.

    Papers that were issued keep the name they bear. ValidationError: two credit codes are two employers in law.
    """
    keys = sorted((gone.pk, into.pk))
    locked = {row.pk: row for row in Employer.objects.select_for_update().filter(pk__in=keys)}
    if len(locked) != len(set(keys)) or gone.pk == into.pk:
        raise ValidationError(_("Choose another record of the same employer."))
    gone, into = locked[gone.pk], locked[into.pk]
    if gone.credit_code and into.credit_code and gone.credit_code != into.credit_code:
        raise ValidationError(_("They bear different credit codes: these are two employers in law, not one."))
    names = [(gone.name, None, _("Merged record")), *gone.aliases.values_list("name", "until", "source")]
    matters = list(Matter.objects.filter(employer=gone).values_list("pk", flat=True))
    Matter.objects.filter(employer=gone).update(employer=into)
    gone.units.update(employer=into)
    topics = set(Proposal.objects.filter(employer=into, status=ProposalStatus.OPEN).values_list("topic", flat=True))
    Proposal.objects.filter(employer=gone, status=ProposalStatus.OPEN, topic__in=topics, handed_by="").update(
        status=ProposalStatus.DISMISSED, decided_by=by.full_name, decided_at=timezone.now(), reason=_("Merged record")
    )
    gone.proposals.update(employer=into)
    code, blank = gone.credit_code, [
        field.name
        for field in Employer._meta.concrete_fields
        if field.name not in {"id", "name", "credit_code"} and getattr(into, field.name) in ("", None)
    ]  # fmt: skip
    gone.aliases.all().delete()
    gone.delete()
    for name in blank:
        setattr(into, name, getattr(gone, name))
    into.credit_code = into.credit_code or code
    into.save()
    have = {into.name, *into.aliases.values_list("name", flat=True)}
    EmployerAlias.objects.bulk_create(
        EmployerAlias(employer=into, name=name, until=until, source=source)
        for name, until, source in names
        if name not in have
    )
    what = {"gone": keys[0] if keys[1] == into.pk else keys[1], "name": names[0][0], "matters": matters}
    log("employer", into.pk, "merge", what, by, reason)
    _found_anew(into)
    return into


def _found_anew(employer: Employer) -> None:
    """What lists show and searches find of the open matters follows the record; a shut file stays as it was shut."""
    open_ones = Matter.objects.filter(employer=employer, closed_at__isnull=True)
    for matter in open_ones.select_related("employer", "body__region"):
        name_lines(matter)
        matter.save(update_fields=["respondents", "title", "cause_code"])


# ── Mediation cases against an employer ─────────────────────────────────────────────────────────────────────────────


class CaseRow(NamedTuple):
    """A mediation case as it may be told to somebody who cannot open it: no name of anybody."""

    pk: int
    number: str
    state: str
    since: dt.date
    body: str
    is_open: bool


def _names(employer: Employer) -> list[str]:
    return [employer.name, *(alias.name for alias in employer.aliases.all())]


def _cases(employer: Employer) -> QuerySet[Case]:
    """Mediation cases whose respondent bears a name, an alias or the code of an employer."""
    respondents = Party.objects.filter(side=Side.RESPONDENT)
    found = respondents.filter(name__in=_names(employer)).values("case")
    where = Q(pk__in=found)
    if employer.credit_code:
        where |= Q(pk__in=respondents.filter(credit_code=employer.credit_code).values("case"))
    return Case.objects.filter(where).exclude(origin=Origin.REPLAYED)


def case_rows(cases: QuerySet[Case]) -> list[CaseRow]:
    """The cases, the newest first, without names."""
    rows = cases.select_related("body").order_by("-received_on", "-pk")
    return [
        CaseRow(
            row.pk, row.number or row.code, str(State(row.state).label), row.received_on, row.body.name,
            row.closed_at is None,
        )
        for row in rows.only("number", "code", "state", "received_on", "closed_at", "body__name")
    ]  # fmt: skip


def open_cases_of(employer: Employer) -> list[CaseRow]:
    """Mediation cases against the employer in which the dispute has not ended, for the check of other procedures."""
    return case_rows(_cases(employer).filter(closed_at__isnull=True, outcome=""))


def concerns(case: Case, employer: Employer | None) -> bool:
    """Whether a mediation case is against this employer."""
    return employer is not None and _cases(employer).filter(pk=case.pk).exists()


def cases_against(employer: Employer, user: User, day: dt.date) -> tuple[list[Case], int]:
    """The cases a person may open, and the number of the others."""
    every = _cases(employer)
    mine = list(
        every.filter(pk__in=visible_to(user, day).filter(kind="mediation").values("pk"))
        .select_related("body").order_by("-received_on", "-pk").only("number", "code", "state", "received_on", "body")
    )  # fmt: skip
    return mine, every.count() - len(mine)
