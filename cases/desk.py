"""What lies on whose desk: the piles of a mediation case, registered with the work list (`dossiers/queries.py`).

A pile is a condition on columns that the steps have written; what can be done with a file on it is asked of `offers`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Prefetch, Q, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import causes, limitation
from cases.models import Case, Claim, Session
from dossiers import queries, sweep
from dossiers.queries import Appointment, group
from organizations.models import User
from organizations.roles import Role
from statutes.limitation import WARN_AT
from workflows.channels import Channel, Exit, IssuedDocument, rule_of
from workflows.mediation import ENDED, State

OPEN = Q(closed_at__isnull=True)
SENT_BACK_TO = (*ENDED, State.CLOSED)


def _in(state: State) -> Callable[[User, dt.date], Q]:
    return lambda user, day: OPEN & Q(state=state)


def _late(user: User, day: dt.date) -> Q:
    return queries.overdue(day)


def _soon(user: User, day: dt.date) -> Q:
    return OPEN & Q(outcome="", due_on__gte=day, due_on__lte=day + dt.timedelta(days=7))


def _to_hand_out(user: User, day: dt.date) -> Q:
    return OPEN & Q(mediator__isnull=True, accepted_on__isnull=False, outcome="")


def _to_write_up(user: User, day: dt.date) -> Q:
    return OPEN & Q(state__in=ENDED, case__closing_submitted_on__isnull=True)


def _to_close(user: User, day: dt.date) -> Q:
    return OPEN & Q(case__closing_submitted_on__isnull=False)


def _limitation(user: User, day: dt.date) -> Q:
    """Within the first warning of an end of limitation, or past it."""
    return OPEN & Q(case__limitation_on__lte=day + dt.timedelta(days=WARN_AT[0]))


def _recusal(user: User, day: dt.date) -> Q:
    return OPEN & Q(case__recusal_pending_flag=True)


def _under_way(user: User, day: dt.date) -> Q:
    return OPEN & Q(outcome="")


#: Channels on which somebody commissioned the case and has to acknowledge what came of it (`Case.is_commissioned`).
COMMISSIONED = [channel for channel in Channel if rule_of(channel).sender_kind in {"court", "arbitration"}]


def _to_acknowledge(user: User, day: dt.date) -> Q:
    return Q(state__in=SENT_BACK_TO, channel__in=COMMISSIONED, case__outcome_reviewed_on__isnull=True)


#: Channels on which whoever passed the dispute on hears what came of it.
ANSWERED = [channel for channel in Channel if Exit.FEEDBACK in rule_of(channel).failure]


def _outcome_unseen(user: User, day: dt.date) -> Q:
    return Q(state__in=SENT_BACK_TO, case__outcome_reviewed_on__isnull=True)


def _to_answer(user: User, day: dt.date) -> Q:
    return Q(state__in=SENT_BACK_TO, channel__in=ANSWERED, case__answered_on__isnull=True)


def _not_archived(user: User, day: dt.date) -> Q:
    return ~Q(state=State.ARCHIVED)


def _handed_over(user: User, day: dt.date) -> Q:
    """What was given to the committee to go on with; an agreement it reviews lies on another pile."""
    return _not_archived(user, day) & ~Q(case__settlement__route=Exit.REVIEW)


def _route_open(exit_: Exit) -> Callable[[User, dt.date], Q]:
    def where(user: User, day: dt.date) -> Q:
        bodies = [m.body_id for m in user.memberships_on(day)]
        return Q(
            case__settlement__route=exit_, case__settlement__route_result="", case__settlement__route_body__in=bodies
        )

    return where


def _document_open(exit_: Exit) -> Callable[[User, dt.date], Q]:
    """Agreements submitted to a body of the reader, without a document or with one that is not signed for yet."""

    def where(user: User, day: dt.date) -> Q:
        bodies = [m.body_id for m in user.memberships_on(day)]
        submitted = Q(case__settlement__route=exit_, case__settlement__route_body__in=bodies)
        return (
            submitted
            & Q(case__settlement__route_served_on__isnull=True)
            & ~Q(case__settlement__route_result="refused")
            & ~Q(case__settlement__route_document=IssuedDocument.WITHDRAWAL)
        )

    return where


R, H, M = Role.REGISTRAR, Role.BODY_HEAD, Role.MEDIATOR

group(
    key="r-overdue",
    role=R,
    title=gettext_lazy("Overdue"),
    empty=gettext_lazy("Nothing is overdue."),
    where=_late,
    by_due=True,
    tone="bad",
    icon="alert",
    shows="due",
)
group(
    key="r-received",
    role=R,
    title=gettext_lazy("Received, to screen"),
    empty=gettext_lazy("Every file received has been screened."),
    where=_in(State.RECEIVED),
    icon="inbox-in",
    shows="due",
)
group(
    key="r-screening",
    role=R,
    title=gettext_lazy("Being screened"),
    empty=gettext_lazy("No file is being screened."),
    where=_in(State.SCREENING),
    icon="eye",
    shows="due",
)
group(
    key="r-asking",
    role=R,
    title=gettext_lazy("Waiting for the other side"),
    empty=gettext_lazy("Nobody is being asked at present."),
    where=_in(State.CONSENT_PENDING),
    icon="hourglass",
    shows="waiting",
)
group(
    key="r-hand-out",
    role=R,
    title=gettext_lazy("Accepted, to hand out"),
    empty=gettext_lazy("Every accepted case has its mediator."),
    where=_to_hand_out,
    icon="user-plus",
    shows="due",
)
group(
    key="r-write-up",
    role=R,
    title=gettext_lazy("Ended without a mediator, to submit for closing"),
    empty=gettext_lazy("No file without a mediator waits to be submitted for closing."),
    where=lambda user, day: _to_write_up(user, day) & Q(mediator__isnull=True),
    icon="file",
    shows="outcome",
)
group(
    key="r-answer",
    role=R,
    title=gettext_lazy("Ended, sender to answer"),
    empty=gettext_lazy("Whoever passed a dispute on has been answered."),
    where=_to_answer,
    icon="outbox",
    shows="outcome",
)
for _role, _prefix in ((R, "r"), (M, "m")):
    group(
        key=f"{_prefix}-limitation",
        role=_role,
        title=gettext_lazy("Limitation about to end, or ended"),
        empty=gettext_lazy("No limitation ends within sixty days."),
        where=_limitation,
        tone="warn",
        icon="hourglass",
        shows="limitation",
    )
group(
    key="r-archive",
    role=R,
    title=gettext_lazy("Closed, to archive"),
    empty=gettext_lazy("Every closed file has been archived."),
    where=lambda user, day: Q(state=State.CLOSED),
    icon="archive",
)

group(
    key="h-closing",
    role=H,
    title=gettext_lazy("Closing to approve"),
    empty=gettext_lazy("No closing sheet waits for approval."),
    where=_to_close,
    icon="sign",
)
group(
    key="h-recusal",
    role=H,
    title=gettext_lazy("Recusal to decide"),
    empty=gettext_lazy("No request for recusal is open."),
    where=_recusal,
    icon="scale",
)
group(
    key="h-screening",
    role=H,
    title=gettext_lazy("Acceptance to decide"),
    empty=gettext_lazy("No file waits for a decision on acceptance."),
    where=_in(State.SCREENING),
    icon="inbox-in",
    shows="due",
)
group(
    key="h-suspended",
    role=H,
    title=gettext_lazy("Suspended, to resume or end"),
    empty=gettext_lazy("No mediation is suspended."),
    where=_in(State.SUSPENDED),
    icon="pause",
)
group(
    key="h-overdue",
    role=H,
    title=gettext_lazy("Overdue"),
    empty=gettext_lazy("Nothing is overdue."),
    where=_late,
    by_due=True,
    tone="bad",
    icon="alert",
    shows="due",
)

group(
    key="m-overdue",
    role=M,
    title=gettext_lazy("Overdue"),
    empty=gettext_lazy("Nothing is overdue."),
    where=_late,
    by_due=True,
    tone="bad",
    icon="alert",
    limit=0,
)
group(
    key="m-soon",
    role=M,
    title=gettext_lazy("Due within seven days"),
    empty=gettext_lazy("Nothing falls due within seven days."),
    where=_soon,
    by_due=True,
    tone="warn",
    icon="calendar-due",
    limit=0,
)
group(
    key="m-open",
    role=M,
    title=gettext_lazy("My cases under way"),
    empty=gettext_lazy("No case has been handed to you."),
    where=_under_way,
    icon="messages",
    shows="next",
    limit=20,
    soonest=True,
)
group(
    key="m-close",
    role=M,
    title=gettext_lazy("Ended, to submit for closing"),
    empty=gettext_lazy("Every ended case has been submitted for closing."),
    where=_to_write_up,
    icon="file",
    shows="next",
)

group(
    key="l-drafts",
    role=Role.LEGAL_REVIEWER,
    title=gettext_lazy("Drafts to read"),
    empty=gettext_lazy("No draft waits for signature."),
    where=_in(State.DRAFTED),
    icon="sign",
    shows="due",
)

for _role, _prefix, _exit, _submitted, _route_title, _route_empty in (
    (
        Role.COURT_LIAISON,
        "c",
        Exit.CONFIRMATION,
        Exit.COURT_STATEMENT,
        gettext_lazy("Agreements to confirm"),
        gettext_lazy("No agreement waits for confirmation."),
    ),
    (
        Role.ARBITRATION_CLERK,
        "a",
        Exit.REVIEW,
        Exit.TRIBUNAL_STATEMENT,
        gettext_lazy("Agreements to review"),
        gettext_lazy("No agreement waits for review."),
    ),
):
    group(
        key=f"{_prefix}-route",
        role=_role,
        title=_route_title,
        empty=_route_empty,
        where=_route_open(_exit),
        icon="gavel",
    )
    group(
        key=f"{_prefix}-document",
        role=_role,
        title=gettext_lazy("Agreements submitted, document to issue or to serve"),
        empty=gettext_lazy("No agreement waits for a document of yours."),
        where=_document_open(_submitted),
        icon="file",
    )
    group(
        key=f"{_prefix}-outcome",
        role=_role,
        title=gettext_lazy("Outcomes to acknowledge"),
        empty=gettext_lazy("Every outcome has been acknowledged."),
        where=_to_acknowledge,
        icon="inbox-in",
        shows="outcome",
        via="reach",
    )
    if _role == Role.COURT_LIAISON:
        group(
            key="c-suspended",
            role=_role,
            title=gettext_lazy("Suspended in what the court commissioned"),
            empty=gettext_lazy("No mediation is suspended."),
            where=_in(State.SUSPENDED),
            icon="pause",
            via="reach",
        )
    if _role == Role.ARBITRATION_CLERK:
        group(
            key="a-handed",
            role=_role,
            title=gettext_lazy("Handed over to us"),
            empty=gettext_lazy("No file has been handed over to you."),
            where=_handed_over,
            icon="inbox-in",
            shows="outcome",
            via="grant",
        )
    group(
        key=f"{_prefix}-sent",
        role=_role,
        title=gettext_lazy("Sent by us, under way"),
        empty=gettext_lazy("No file that you sent is under way."),
        where=_under_way,
        icon="outbox",
        shows="due",
        limit=15,
        via="reach",
    )

for _role, _prefix in ((Role.LABOUR_OFFICER, "b"), (Role.PROCURATORATE_LIAISON, "p"), (Role.JUSTICE_LIAISON, "j")):
    group(
        key=f"{_prefix}-sent",
        role=_role,
        title=gettext_lazy("Sent by us, under way"),
        empty=gettext_lazy("No file that you sent is under way."),
        where=_under_way,
        icon="outbox",
        shows="due",
        limit=15,
        via="reach",
    )
    group(
        key=f"{_prefix}-outcome",
        role=_role,
        title=gettext_lazy("Outcomes to acknowledge"),
        empty=gettext_lazy("Every outcome has been acknowledged."),
        where=_outcome_unseen,
        icon="inbox-in",
        shows="outcome",
        via="reach",
    )
    group(
        key=f"{_prefix}-referred",
        role=_role,
        title=gettext_lazy("Referred to us"),
        empty=gettext_lazy("No file has been referred to you."),
        where=_not_archived,
        icon="inbox-in",
        shows="outcome",
        via="grant",
    )

S = Role.REPORTING_SUPERVISOR
group(
    key="s-overdue",
    role=S,
    title=gettext_lazy("Overdue"),
    empty=gettext_lazy("Nothing is overdue in the region."),
    where=_late,
    by_due=True,
    tone="bad",
    icon="alert",
    shows="due",
    limit=10,
)
group(
    key="s-soon",
    role=S,
    title=gettext_lazy("Due within seven days"),
    empty=gettext_lazy("Nothing falls due within seven days."),
    where=_soon,
    by_due=True,
    tone="warn",
    icon="calendar-due",
    shows="due",
    limit=5,
)
group(
    key="s-suspended",
    role=S,
    title=gettext_lazy("Suspended"),
    empty=gettext_lazy("No mediation is suspended."),
    where=_in(State.SUSPENDED),
    icon="pause",
    limit=5,
)
group(
    key="s-open",
    role=S,
    title=gettext_lazy("Under way in the region"),
    empty=gettext_lazy("No case is under way in the region."),
    where=_under_way,
    icon="files",
    limit=0,
)


def load_cases(keys: Sequence[int]) -> list[Case]:
    """Several cases with everything their guards ask, who signed and who owes: five queries at the most."""
    rows = Case.objects.filter(pk__in=list(keys)).select_related("body__region", "body__parent", "sender", "settlement")
    cases = list(rows.prefetch_related("parties", Prefetch("claims", Claim.objects.defer("by_law"))))
    drafts = [case.agreement for case in cases if case.state == State.DRAFTED and case.agreement]
    prefetch_related_objects(drafts, "signatures", "obligations")
    return cases


def limitation_of(keys: Sequence[int], day: dt.date) -> dict[int, dict[str, Any]]:
    """The nearest end of limitation of several cases, for the last column of their pile."""
    rows = Case.objects.filter(pk__in=keys, limitation_on__isnull=False).values_list("pk", "code", "limitation_on")
    return {
        pk: {
            "on": on,
            "left": (on - day).days,
            "tone": "bad" if (on - day).days <= WARN_AT[1] else "warn",
            "url": f"{reverse('file_tab', args=[code, 'clocks'])}#limitation",
        }
        for pk, code, on in rows
        if on is not None
    }


def sessions_on(user: User, day: dt.date) -> list[Appointment]:
    """The sessions a mediator has agreed on for a day, unless one was already held on that day."""
    rows = (
        Session.objects.filter(case__mediator=user, case__closed_at__isnull=True, case__outcome="", next_on=day)
        .values_list("next_step", "case__code", "case__number", "case__applicants", "case__respondents")
        .distinct()
    )
    return [
        Appointment(on=day, what=step or _("Session"), place="", code=code, number=number, parties=f"{one} · {other}")
        for step, code, number, one, other in rows
    ]


def cause_name(code: str) -> str:
    """The name of a cause in the reader's language, from the newest list that holds the code."""
    for version in causes.versions():
        name = causes.label_here(version, code)
        if name != code:
            return name
    return code


def cause_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The causes of the newest list, for filters."""
    return causes.options(causes.versions()[0])


def register() -> None:
    """Tell the work list what only this room knows."""
    queries.subjects_are("mediation", load_cases)
    queries.appointments_are(sessions_on)
    queries.column_is("limitation", limitation_of)
    sweep.warns("warn_of_limitation", limitation.to_warn)
    queries.causes_are("mediation", cause_name, cause_choices)


register()
