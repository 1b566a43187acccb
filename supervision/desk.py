"""The piles of the desk for those who deal with matters of supervision, and how lists name their subjects."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db.models import Q
from django.utils.translation import gettext_lazy

from dossiers import queries
from dossiers.queries import group
from organizations.models import User
from organizations.roles import Role
from supervision import topics
from supervision.models import Cosigner, Finding
from workflows.supervision import BEFORE_AUTHORITY, ENDED, State

KIND = "supervision"
OPEN = Q(closed_at__isnull=True)


def _in(*states: State) -> Callable[[User, dt.date], Q]:
    return lambda user, day: OPEN & Q(state__in=states)


def _to_verify(user: User, day: dt.date) -> Q:
    """Where it stands for verification, and where the employer has answered while the authority has it."""
    said = Finding.objects.filter(verdict="", dropped_on__isnull=True, answers__isnull=False)
    return OPEN & (Q(state=State.VERIFYING) | Q(state__in=BEFORE_AUTHORITY, pk__in=said.values("matter")))


def _late(user: User, day: dt.date) -> Q:
    return queries.overdue(day)


def _soon(user: User, day: dt.date) -> Q:
    return OPEN & Q(outcome="", due_on__gte=day, due_on__lte=day + dt.timedelta(days=7))


def _to_tell(user: User, day: dt.date) -> Q:
    return OPEN & Q(state__in=ENDED, matter__reporter_named=True, matter__reporter_told_on__isnull=True)


def _to_agree(user: User, day: dt.date) -> Q:
    """Letters that a body of the reader issues jointly and has not agreed to yet."""
    bodies = [m.body_id for m in user.memberships_on(day)]
    asked = Cosigner.objects.filter(body__in=bodies, agreed_on__isnull=True, letter__dropped_on__isnull=True)
    return OPEN & Q(state=State.SIGNING, pk__in=asked.values("letter__matter"))


def _proposed(user: User, day: dt.date) -> Q:
    bodies = [m.body_id for m in user.memberships_on(day)]
    return OPEN & Q(state__in=BEFORE_AUTHORITY, matter__authority__in=bodies)


def _with_procuratorate(user: User, day: dt.date) -> Q:
    bodies = [m.body_id for m in user.memberships_on(day)]
    return OPEN & Q(matter__procuratorate__in=bodies, matter__procuratorate_answer="")


S, H = Role.LEGAL_SUPERVISOR, Role.SUPERVISION_HEAD

for _role, _prefix in ((S, "ls"), (H, "sh")):
    group(
        key=f"{_prefix}-late",
        role=_role,
        kind=KIND,
        title=gettext_lazy("Answers overdue"),
        empty=gettext_lazy("No answer is overdue."),
        where=_late,
        by_due=True,
        tone="bad",
        icon="alert",
        shows="due",
    )
group(
    key="sh-approve",
    role=H,
    kind=KIND,
    title=gettext_lazy("Letters to approve"),
    empty=gettext_lazy("No letter waits for approval."),
    where=_in(State.SIGNING),
    icon="sign",
    shows="waiting",
)
group(
    key="sh-leads",
    role=H,
    kind=KIND,
    title=gettext_lazy("Leads to decide on"),
    empty=gettext_lazy("No lead waits for a decision."),
    where=_in(State.LEAD),
    icon="inbox-in",
    shows="next",
)
group(
    key="sh-close",
    role=H,
    kind=KIND,
    title=gettext_lazy("Ended, to close"),
    empty=gettext_lazy("Every ended matter has been closed."),
    where=_in(*ENDED),
    icon="flag",
    shows="outcome",
)
group(
    key="ls-leads",
    role=S,
    kind=KIND,
    title=gettext_lazy("Leads to check"),
    empty=gettext_lazy("Every lead has been checked."),
    where=_in(State.LEAD),
    icon="inbox-in",
    shows="next",
)
group(
    key="ls-investigation",
    role=S,
    kind=KIND,
    title=gettext_lazy("Under investigation"),
    empty=gettext_lazy("No investigation goes on."),
    where=_in(State.INVESTIGATING, State.INVESTIGATED),
    icon="eye",
    shows="next",
)
group(
    key="ls-drafts",
    role=S,
    kind=KIND,
    title=gettext_lazy("Letters being drafted"),
    empty=gettext_lazy("No letter is being drafted."),
    where=_in(State.DRAFTING),
    icon="pencil",
    shows="next",
)
group(
    key="ls-serve",
    role=S,
    kind=KIND,
    title=gettext_lazy("Letters to serve"),
    empty=gettext_lazy("Every letter with a number has been served."),
    where=_in(State.NUMBERED),
    icon="send",
    shows="waiting",
)
group(
    key="ls-soon",
    role=S,
    kind=KIND,
    title=gettext_lazy("Answers due within seven days"),
    empty=gettext_lazy("No answer falls due within seven days."),
    where=_soon,
    by_due=True,
    tone="warn",
    icon="calendar-due",
    limit=0,
)
group(
    key="ls-verify",
    role=S,
    kind=KIND,
    title=gettext_lazy("To verify"),
    empty=gettext_lazy("Nothing waits for verification."),
    where=_to_verify,
    icon="check",
    shows="waiting",
)
group(
    key="ls-authority",
    role=S,
    kind=KIND,
    title=gettext_lazy("With the authority"),
    empty=gettext_lazy("No proposal is with an authority."),
    where=_in(*BEFORE_AUTHORITY),
    icon="building",
    shows="due",
)
group(
    key="ls-tell",
    role=S,
    kind=KIND,
    title=gettext_lazy("Ended, whoever reported it to be told"),
    empty=gettext_lazy("Whoever reported by name has been told."),
    where=_to_tell,
    icon="phone",
    shows="outcome",
)
group(
    key="ls-archive",
    role=S,
    kind=KIND,
    title=gettext_lazy("Closed, to archive"),
    empty=gettext_lazy("Every closed matter has been archived."),
    where=lambda user, day: Q(state=State.CLOSED),
    icon="archive",
)
group(
    key="lr-letters",
    role=Role.LEGAL_REVIEWER,
    kind=KIND,
    title=gettext_lazy("Letters of supervision to review"),
    empty=gettext_lazy("No letter of supervision waits for review."),
    where=_in(State.IN_REVIEW),
    icon="scale",
    shows="waiting",
)
for _role, _prefix in ((Role.COURT_LIAISON, "c"), (Role.PROCURATORATE_LIAISON, "p"), (Role.LABOUR_OFFICER, "b")):
    group(
        key=f"{_prefix}-cosign",
        role=_role,
        kind=KIND,
        title=gettext_lazy("Letters of the union to agree to"),
        empty=gettext_lazy("No joint letter waits for your body."),
        where=_to_agree,
        icon="handshake",
        via="grant",
    )
group(
    key="b-proposals",
    role=Role.LABOUR_OFFICER,
    kind=KIND,
    title=gettext_lazy("Proposals of the union"),
    empty=gettext_lazy("No proposal of the union waits for you."),
    where=_proposed,
    icon="inbox-in",
    shows="due",
    via="grant",
)
group(
    key="p-leads",
    role=Role.PROCURATORATE_LIAISON,
    kind=KIND,
    title=gettext_lazy("Leads sent by the union"),
    empty=gettext_lazy("No lead of the union waits for you."),
    where=_with_procuratorate,
    icon="inbox-in",
    via="grant",
)

queries.causes_are(KIND, topics.label, topics.choices)
