"""Letters born from mediation: similar claims against one employer, and single cases that a mediator hands over.

A proposal names cases by their numbers alone; whose claims they are stays in the mediation files. Everything that was
compared is kept with it, so that the list can be worked out again (`reproduce`), whatever has been registered since.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, Min, Q, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.effects import digest
from cases.models import Case, Claim, Party, PartyKind, Side, Vulnerability, WorkerGroup
from dossiers.access import visible_to
from dossiers.actions import Act, effect
from dossiers.models import Dossier, Origin
from dossiers.visibility import INSIDE
from lawbook import tables
from organizations.models import BodyKind, Organization, User
from organizations.roles import Role
from statutes.identity import check_credit_code
from statutes.keys import Param
from supervision import topics
from supervision.employers import CaseRow, bearing, case_rows, log, plain_name
from supervision.models import Employer, EmployerAlias, LeadSource, Link, Matter, Proposal, ProposalStatus
from workflows.supervision import State

FILE = Path(__file__).parent / "data" / "causes.toml"
DECIDES = frozenset({Role.LEGAL_SUPERVISOR, Role.SUPERVISION_HEAD})


@lru_cache(maxsize=1)
def causes_of_topics() -> dict[str, list[str]]:
    """Subject → causes of action whose claims are similar. KeyError at start where the file names no known subject."""
    data: dict[str, list[str]] = tomllib.loads(FILE.read_text(encoding="utf-8"))
    for topic in data:
        topics.topics()[topic]
    return data


@lru_cache(maxsize=1)
def _topic_of_cause() -> dict[str, str]:
    return {cause: topic for topic, causes in causes_of_topics().items() for cause in causes}


def rule_of(union: Organization, day: dt.date) -> tuple[int, int]:
    """How many similar claims in how many days propose a letter, in the region of a federation."""
    found = tables.parameters().find(Param.SUPERVISION_PROFILE, day, union.region_id)
    profile: dict[str, Any] = dict(found.value) if found else {}  # type: ignore[arg-type]  # a table
    return int(profile.get("similar_claims", 0)), int(profile.get("similar_days", 0))


# ── Finding ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class _Group:
    """What was claimed of one employer under one subject."""

    names: set[str] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)
    cases: dict[int, tuple[dt.date, int]] = field(default_factory=dict)  # received on, body
    newest: int = 0  # the party whose entry is the latest, for a record to be made of


class _Tree:
    """The federations above each body, the nearest first."""

    def __init__(self) -> None:
        self.bodies = {one.pk: one for one in Organization.objects.select_related("region")}

    def above(self, pk: int | None) -> list[Organization]:
        found = []
        while pk is not None:
            body = self.bodies[pk]
            if body.kind == BodyKind.UNION:
                found.append(body)
            pk = body.parent_id
        return found


def find_proposals(at: dt.datetime) -> list[Proposal]:
    """Work out what is to be proposed now, and keep it: new proposals, and open ones that have more cases.

    The federation is the lowest one under whose bodies enough cases lie. What was decided is not proposed again: cases
    that became a matter do not count any more, and a dismissed list comes back only with a case more.
    """
    day = timezone.localdate(at)
    tree = _Tree()
    rules = {one.pk: rule_of(one, day) for one in tree.bodies.values() if one.kind == BodyKind.UNION}
    longest = max((days for wanted, days in rules.values() if wanted), default=0)
    if not longest:
        return []
    kept = []
    for (who, topic), group in _groups(day, longest, at).items():
        union = _lowest(group, tree, rules, day)
        if union is not None and (proposal := _propose(who, topic, group, union, rules[union.pk], at)):
            kept.append(proposal)
    return kept


def find_by_night(at: dt.datetime) -> list[str]:
    """The nightly search (`manage.py sweep`): the proposals that are new or have more cases."""
    return [f"{one.employer} {one.topic}" for one in find_proposals(at)]


def _recent(day: dt.date, days: int, at: dt.datetime) -> Q:
    since = day - dt.timedelta(days=days - 1)
    return Q(received_on__gte=since, received_on__lte=day, opened_at__lte=at)


def _groups(day: dt.date, days: int, at: dt.datetime) -> dict[tuple[Any, str], _Group]:
    """Claims of the longest window by employer and subject. An employer is its record or, before there is one, its
    credit code or name; a name that was entered with and without its one code is the same."""
    cases = Case.objects.filter(_recent(day, days, at)).exclude(origin=Origin.REPLAYED)
    subjects: dict[int, set[str]] = defaultdict(set)
    asked = Claim.objects.filter(case__in=cases.values("pk"), cause_code__in=list(_topic_of_cause())).order_by()
    for case, cause in asked.values_list("case", "cause_code").distinct():
        subjects[case].add(_topic_of_cause()[cause])
    parties = list(
        Party.objects.filter(side=Side.RESPONDENT, case__in=list(subjects)).exclude(kind=PartyKind.PERSON)
        .order_by("pk").values_list("pk", "case", "case__received_on", "case__body", "name", "credit_code")
    )  # fmt: skip
    by_code = dict(Employer.objects.exclude(credit_code="").values_list("credit_code", "pk"))
    by_name = dict(EmployerAlias.objects.values_list("name", "employer")) | dict(
        Employer.objects.values_list("name", "pk")
    )
    codes_of: dict[str, set[str]] = defaultdict(set)
    for _pk, _case, _on, _body, name, code in parties:
        codes_of[name] |= {code} - {""}
    found: dict[tuple[Any, str], _Group] = defaultdict(_Group)
    for pk, case, on, body, name, code in parties:
        only = code or (next(iter(codes_of[name])) if len(codes_of[name]) == 1 else "")
        who = by_code.get(only) or (by_name.get(name) if name in by_name else None) or only or name
        for topic in subjects[case]:
            group = found[who, topic]
            group.names.add(name)
            group.codes |= {only} - {""}
            group.cases[case] = (on, body)
            group.newest = pk
    return found


def _lowest(group: _Group, tree: _Tree, rules: dict[int, tuple[int, int]], day: dt.date) -> Organization | None:
    """The federation that is to decide: the lowest with enough cases in its window, of equals that with the most."""
    counted: dict[int, int] = defaultdict(int)
    for on, body in group.cases.values():
        for union in tree.above(body):
            if on > day - dt.timedelta(days=rules[union.pk][1]):
                counted[union.pk] += 1
    enough = [pk for pk, number in counted.items() if rules[pk][0] and number >= rules[pk][0]]
    best = min(enough, key=lambda pk: (-len(tree.above(pk)), -counted[pk], pk), default=None)
    return tree.bodies[best] if best is not None else None


def _matching(proposal: Proposal) -> QuerySet[Case]:
    """The cases that what was asked finds: one query for finding and for working it out again."""
    asked = proposal.asked
    respondents = Party.objects.filter(side=Side.RESPONDENT).exclude(kind=PartyKind.PERSON)
    named = respondents.filter(Q(name__in=asked["names"]) | Q(credit_code__in=asked["codes"]))
    claims = Claim.objects.filter(cause_code__in=asked["causes"])
    return (
        Case.objects.filter(_recent(proposal.until, proposal.days, proposal.found_at))
        .filter(body__in=asked["bodies"], pk__in=named.values("case"))
        .filter(pk__in=claims.values("case"))
        .exclude(pk__in=asked["without"])
        .exclude(origin=Origin.REPLAYED)
        .order_by("received_on", "pk")
    )  # fmt: skip


def reproduce(proposal: Proposal) -> list[int]:
    """The cases of a proposal worked out anew from what was kept with it."""
    if proposal.handed_by:
        return list(proposal.cases)
    return list(_matching(proposal).values_list("pk", flat=True))


def _propose(
    who: Any, topic: str, group: _Group, union: Organization, rule: tuple[int, int], at: dt.datetime
) -> Proposal | None:
    """The proposal, entered or brought up to date; None where everything in it has been decided already."""
    day = timezone.localdate(at)
    employer = Employer.objects.filter(pk=who).first() if isinstance(who, int) else None
    before = list(Proposal.objects.filter(employer=employer, topic=topic, handed_by="")) if employer else []
    taken = {pk for one in before if one.status == ProposalStatus.TAKEN for pk in one.cases}
    dismissed = {pk for one in before if one.status == ProposalStatus.DISMISSED for pk in one.cases}
    standing = next((one for one in before if one.status == ProposalStatus.OPEN), None)
    names, codes = set(group.names), set(group.codes)
    if employer is not None:
        names |= {employer.name, *employer.aliases.values_list("name", flat=True)}
        codes |= {employer.credit_code} - {""}
    inside = _below(union)
    proposal = standing or Proposal(topic=topic)
    had = list(proposal.cases)
    proposal.union, proposal.until, proposal.days, proposal.wanted = union, day, rule[1], rule[0]
    proposal.found_at = at
    proposal.asked = {
        "names": sorted(names), "codes": sorted(codes), "causes": sorted(causes_of_topics()[topic]),
        "bodies": sorted({body for _on, body in group.cases.values()} & inside), "without": sorted(taken),
    }  # fmt: skip
    proposal.cases = reproduce(proposal)
    if len(proposal.cases) < rule[0] or set(proposal.cases) <= dismissed or set(proposal.cases) <= set(had):
        return None  # nothing that was not decided or is not on the list already
    sums = figures(proposal)
    proposal.people, proposal.amount = sums["people"], sums["amount"] or Decimal(0)
    try:
        with transaction.atomic():
            proposal.employer = employer or _record(group, union)
            proposal.save()
    except IntegrityError:
        return None  # another sweep was first
    return proposal


def _below(union: Organization) -> set[int]:
    """A federation and every body under it."""
    children: dict[int | None, list[int]] = defaultdict(list)
    for pk, parent in Organization.objects.order_by().values_list("pk", "parent"):
        children[parent].append(pk)
    found, ahead = set(), [union.pk]
    while ahead:
        pk = ahead.pop()
        found.add(pk)
        ahead += children[pk]
    return found


def _record(group: _Group, union: Organization) -> Employer:
    """A record of an employer that mediation knows and supervision did not."""
    party = Party.objects.get(pk=group.newest)
    return employer_of(party, union, more_names=sorted(group.names - {party.name}))


def employer_of(party: Party, union: Organization, more_names: Iterable[str] = ()) -> Employer:
    """The record of a respondent; made of what the mediation file says where there is none."""
    code = party.credit_code if check_credit_code(party.credit_code).valid else ""
    found = bearing(party.name, code)
    if found is not None:
        return found
    made = Employer.objects.create(
        name=plain_name(party.name), credit_code=code, region=union.region,
        legal_representative=party.legal_representative, post=party.representative_post, industry=party.industry,
        has_union=party.has_union,
    )  # fmt: skip
    for name in {party.name, *more_names} - {made.name}:
        EmployerAlias.objects.get_or_create(employer=made, name=name, defaults={"source": _("Mediation file")})
    return made


@effect("propose_supervision", "mediation")
def hand_over(act: Act) -> None:
    """data: addressee (Party), note. The case becomes a proposal of its own for the federation of its body."""
    case, party = act.dossier, act.data["addressee"]
    if party.case_id != case.pk:
        act.refuse(_("This entry is not on the file."))
    union = next(iter(_Tree().above(case.body_id)), None)
    if union is None:
        act.refuse(_("No federation stands above this body."))
        raise AssertionError
    if Proposal.objects.filter(status=ProposalStatus.OPEN, handed_over=case).exists():
        act.refuse(_("The case has been handed over already; the federation has not decided yet."))
    subjects = [_topic_of_cause()[row.cause_code] for row in case.claim_rows if row.cause_code in _topic_of_cause()]
    proposal = Proposal(
        union=union, employer=employer_of(party, union), topic=subjects[0] if subjects else "other.other",
        until=act.acted_on, days=1, wanted=1, handed_over=case, cases=[case.pk], handed_by=act.by.full_name,
        note=act.data["note"][:500], found_at=act.at, people=case.people,
        amount=sum((row.claimed or Decimal(0) for row in case.claim_rows), Decimal(0)),
    )  # fmt: skip
    proposal.save()
    case.is_linked = True
    act.facts = {"addressee": party.name, "topic": proposal.topic, "digest": digest(proposal.note)}


# ── What stands in it ───────────────────────────────────────────────────────────────────────────────────────────────


def figures(proposal: Proposal) -> dict[str, Any]:
    """How many workers, of which groups, what sum, from when until when: counted from the cases, nobody named."""
    if proposal.handed_up:
        return {name: getattr(proposal.handed_up, name) for name in _TOLD}
    cases = Case.objects.filter(pk__in=proposal.cases)
    claims = Claim.objects.filter(case__in=proposal.cases)
    if causes := proposal.asked.get("causes"):
        claims = claims.filter(cause_code__in=causes)
    sums = claims.aggregate(amount=Sum("claimed"), since=Min("period_from"), until=Max("period_to"))
    found: dict[str, Any] = {
        "people": cases.aggregate(n=Sum("people"))["n"] or 0,
        "amount": sums["amount"],
        "period": f"{sums['since']:%Y-%m-%d} — {sums['until']:%Y-%m-%d}" if sums["since"] and sums["until"] else "",
    }
    found |= dict.fromkeys(("migrant_workers", "women", "minors", "disabled", "older", "new_form"), 0)
    workers = Party.objects.filter(case__in=proposal.cases, side=Side.APPLICANT)
    for group, sex, flags in workers.values_list("worker_group", "sex", "vulnerable"):
        found["migrant_workers"] += group == WorkerGroup.MIGRANT
        found["new_form"] += group == WorkerGroup.NEW_FORM
        found["women"] += sex == "f"
        found["minors"] += bool({Vulnerability.MINOR_WORKER, Vulnerability.CHILD} & set(flags))
        found["disabled"] += Vulnerability.DISABLED in flags
        found["older"] += Vulnerability.OVER_AGE in flags
    return found


#: What the union below knew of those concerned.
_TOLD = (
    "people", "amount", "period", "migrant_workers", "women", "minors", "disabled", "older", "new_form",
)  # fmt: skip


def cases_in(proposal: Proposal) -> list[CaseRow]:
    """The cases of a proposal, by number and state."""
    return case_rows(Case.objects.filter(pk__in=proposal.cases))


def prefill(proposal: Proposal) -> dict[str, Any]:
    """The fields of the Matter that a proposal becomes, and `cases` [Case] and `proposal` for the step's data."""
    cases = list(Case.objects.filter(pk__in=proposal.cases).order_by("received_on", "pk"))
    numbers = "、".join(case.number or case.code for case in cases)
    found, below = figures(proposal), proposal.handed_up
    if below:
        said = _("Handed up by %(body)s from its matter %(number)s: %(note)s") % {
            "body": below.body.name, "number": below.number, "note": proposal.note,
        }  # fmt: skip
        said, found = f"{said}\n{below.summary}", found | {"demand": below.demand, "urgency": below.urgency}
    elif proposal.handed_by:
        said = _("Handed over from mediation case %(numbers)s: %(note)s") % {"numbers": numbers, "note": proposal.note}
    else:
        said = _(
            "From %(since)s to %(until)s, %(n)s mediation cases with similar claims against this employer were "
            "registered (%(topic)s): %(numbers)s."
        ) % {
            "since": (proposal.until - dt.timedelta(days=proposal.days - 1)).isoformat(),
            "until": proposal.until.isoformat(), "n": len(cases), "topic": topics.label(proposal.topic),
            "numbers": numbers,
        }  # fmt: skip
    source = LeadSource.SUBORDINATE if below else LeadSource.CASE
    return {
        "source": source, "employer": proposal.employer, "topic": proposal.topic, "summary": said,
        "is_group": found["people"] > 1, "cases": cases, "proposal": proposal, **found,
    }  # fmt: skip


# ── Deciding ────────────────────────────────────────────────────────────────────────────────────────────────────────


def deciding_bodies(user: User, day: dt.date) -> list[int]:
    """The federations for which a person decides on proposals."""
    return [m.body_id for m in user.memberships_on(day) if m.role in DECIDES]


def proposals_for(user: User, day: dt.date) -> QuerySet[Proposal]:
    """The proposals of a person's federations, the newest first."""
    rows = Proposal.objects.filter(union__in=deciding_bodies(user, day))
    return rows.select_related("employer", "union", "matter", "handed_up__body")


@transaction.atomic
def dismiss(proposal: Proposal, reason: str, by: User) -> bool:
    """Decide that no letter is written. False: it has been decided already."""
    row = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if row.status != ProposalStatus.OPEN:
        return False
    row.status, row.reason = ProposalStatus.DISMISSED, reason
    row.decided_by, row.decided_at = by.full_name, timezone.now()
    row.save()
    log("employer", row.employer_id, "amend", {"proposal": row.pk, "dismissed": True}, by, reason)
    return True


def waiting(user: User, day: dt.date) -> list[dict[str, Any]]:
    """A tile of the desk: proposals to be decided."""
    if not deciding_bodies(user, day):
        return []
    number = proposals_for(user, day).filter(status=ProposalStatus.OPEN).order_by().count()
    return [
        {
            "label": _("Letters proposed from mediation"),
            "value": number,
            "url": reverse("registers_proposals"),
            "tone": "warn" if number else "",
        }
    ]


# ── Links, both ways ────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Linked:
    """A matter or case on the other side of a link: its number and state, an address for those who may open it."""

    number: str
    state: str
    since: dt.date
    how: str
    url: str


def matters_of(folder: Any) -> list[Linked]:
    """The matters that belong to a mediation case, for the case's own people (and their proposals still undecided).

    Others who may open the case learn nothing of it; only who may open the matter gets its address.
    """
    if not folder.view.roles & INSIDE:
        return []
    links = list(Link.objects.filter(case=folder.dossier.pk).select_related("matter"))
    may = _may_open([link.matter_id for link in links], folder.user, folder.today)
    found = [
        Linked(
            link.matter.number, str(State(link.matter.state).label), link.since, str(link.get_kind_display()),
            link.matter.get_absolute_url() if link.matter_id in may else "",
        )
        for link in links
    ]  # fmt: skip
    return found + [
        Linked(_("Lead"), row.get_status_display(), timezone.localdate(row.found_at), _("Handed over"), "")
        for row in Proposal.objects.filter(handed_over=folder.dossier.pk).exclude(status=ProposalStatus.TAKEN)
    ]


def cases_of(matter: Matter, user: User, day: dt.date) -> list[Linked]:
    """The mediation cases that belong to a matter."""
    links = list(matter.links.select_related("case"))
    may = _may_open([link.case_id for link in links], user, day)
    return [
        Linked(
            link.case.number or link.case.code, link.case.state_label, link.since, str(link.get_kind_display()),
            link.case.get_absolute_url() if link.case_id in may else "",
        )
        for link in links
    ]  # fmt: skip


def _may_open(keys: list[int], user: User, day: dt.date) -> set[int]:
    if not keys:
        return set()
    mine: QuerySet[Dossier] = visible_to(user, day)
    return set(mine.filter(pk__in=keys).values_list("pk", flat=True))
