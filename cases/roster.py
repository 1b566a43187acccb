"""Who could mediate a case: the body's mediators with their load, and what would stand against each of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from cases.models import Assignment, Case, Party
from organizations.models import Membership, User
from organizations.roles import Role


@dataclass
class Candidate:
    """A mediator of the body. `conflicts` are to be weighed and disclosed; `barred`: recused from this very case."""

    user: User
    load: int
    languages: str = ""
    specialities: str = ""
    available: bool = True
    conflicts: list[str] = field(default_factory=list)
    barred: bool = False
    chosen: bool = False


def candidates(case: Case, day: dt.date) -> list[Candidate]:
    """The mediators of the case's body in force on `day`, the least loaded first; three queries whatever their number.

    Looked for as law.md §8.3 asks: the same employer, a former employer or post to be disclosed, a part in the matter,
    an earlier role as a party's agent, an earlier recusal where the same party took part.
    """
    serving = Membership.objects.in_force(day).filter(body=case.body_id, role=Role.MEDIATOR)
    users = (
        User.objects.filter(pk__in=serving.values("user"), is_active=True)
        .select_related("mediator_profile")
        .annotate(
            load=Count("mediated", filter=Q(mediated__outcome="", mediated__closed_at__isnull=True), distinct=True)
        )
        .order_by("load", "full_name", "pk")
    )
    found = []
    for user in users:
        profile = getattr(user, "mediator_profile", None)
        row = Candidate(user, user.load)
        if profile is not None:
            row.languages, row.specialities, row.available = profile.languages, profile.specialities, profile.available
            row.conflicts += _from_profile(profile.former_employers, case.party_rows)
        row.conflicts += _in_this_case(user.full_name, case.party_rows)
        found.append(row)
    _from_other_files(case, found)
    return found


def _from_profile(lines: str, parties: list[Party]) -> list[str]:
    said = []
    for text in (line.strip() for line in lines.splitlines()):
        for party in parties:
            names = [name for name in (party.name, party.investor) if len(name) >= 2]
            if text and any(name in text or (len(text) >= 4 and text in name) for name in names):
                said.append(
                    _("Declared: “%(line)s” matches the party %(party)s.") % {"line": text, "party": party.name}
                )
    return said


def _in_this_case(name: str, parties: list[Party]) -> list[str]:
    said = []
    for party in parties:
        if name in {party.name, party.legal_representative, party.guardian_name}:
            said.append(_("Bears the same name as a person on the side of %(party)s.") % {"party": party.name})
        if party.agent_name and party.agent_name == name:
            said.append(_("Is recorded as agent of %(party)s.") % {"party": party.name})
    return said


def _from_other_files(case: Case, found: list[Candidate]) -> None:
    by_name = {row.user.full_name: row for row in found}
    by_user = {row.user.pk: row for row in found}
    names = [party.name for party in case.party_rows]
    earlier = (
        Party.objects.filter(agent_name__in=by_name, name__in=names)
        .exclude(case=case)
        .values_list("agent_name", "name")
        .distinct()
    )
    for agent, party in earlier:
        by_name[agent].conflicts.append(_("Was agent of %(party)s in another case.") % {"party": party})
    recused = (
        Assignment.objects.filter(
            Q(case=case) | Q(case__parties__name__in=names), recusal_granted=True, mediator__in=by_user
        )
        .values_list("mediator_id", "case_id")
        .distinct()
    )
    for mediator, where in recused:
        row = by_user[mediator]
        if where == case.pk:
            row.barred = True
            row.conflicts.append(_("Has been recused from this case."))
        else:
            row.conflicts.append(_("Was recused in another case with one of these parties."))
