"""The doors: open_dossier, take_step, offers. A dossier changes here and nowhere else, and the door writes the event.

One transaction, seven things: lock the row and find the step for the present state → may (role) → can (guards, every
sentence) → run the step and save → stop and start clocks → issue papers, which wait to be set → write the event.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

import statutes
from dossiers import access, audit, clocks
from dossiers.models import Dossier, Event
from lawbook import tables
from organizations.models import Organization, User
from organizations.roles import Role
from statutes.keys import Clock
from workflows.fields import ConcurrentTransition, TransitionNotAllowed
from workflows.steps import Step, steps_of


@dataclass(frozen=True)
class Unseated:
    """An actor whom no membership gives a role: the calendar, and whoever answers by the code on a letter."""

    role: Role
    full_name: str


#: Takes the steps that the law attaches to the passing of time.
CALENDAR = Unseated(Role.CALENDAR, "日历")
#: Answers a letter through the code printed on it.
ADDRESSEE = Unseated(Role.ADDRESSEE, "受文单位（凭函件答复码）")

IN_THE_FUTURE = _("An act cannot be dated in the future.")
BEFORE_RECEIPT = _("An act cannot lie before the day on which the file was received.")
BEFORE_LAST_MOVE = _("This step cannot be dated before %(day)s, the day on which the file came to its present state.")
_OP_ID = 64  # as long as the column


class DoorError(Exception):
    """A step was not taken; nothing has changed."""


class NotYours(DoorError):
    """The dossier is not visible to this person (the street hears 404)."""


class NotYourRole(DoorError):
    """Visible, but this step belongs to another role (403)."""

    def __init__(self, step: Step) -> None:
        super().__init__(step.name)
        self.step = step


class NotNow(DoorError):
    """The person's role, but not in this state (409)."""

    def __init__(self, step: Step, state_label: str) -> None:
        super().__init__(f"{step.name}: {state_label}")
        self.step, self.state_label = step, state_label


class Refused(DoorError):
    """Conditions are not met; every sentence is here (409)."""

    def __init__(self, step: Step, sentences: list[str]) -> None:
        super().__init__("; ".join(sentences))
        self.step, self.sentences = step, sentences


class Stale(DoorError):
    """Somebody else acted on the dossier in between (409); says who and when."""

    def __init__(self, last: Event | None) -> None:
        super().__init__(str(last))
        self.last = last


@dataclass
class Act:
    """What is going through the door: handed to the step's effect, which fills in `facts`."""

    dossier: Any
    step: Step
    by: User | Unseated
    role: Role
    at: dt.datetime
    acted_on: dt.date
    data: dict[str, Any]
    seq: int
    loaded: dict[str, Any] = field(default_factory=dict)  # the row's columns as the door found them
    held: frozenset[Role] = frozenset()  # every role the person holds in this dossier; `role` is the one acted in
    facts: dict[str, Any] = field(default_factory=dict)
    record: str = "A"
    papers: list[dict[str, Any]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)  # kinds of paper the person asked for, beside what the step issues

    @property
    def user(self) -> User | None:
        return self.by if isinstance(self.by, User) else None

    def refuse(self, *sentences: str | Promise) -> None:
        """Stop here with sentences: everything done so far in this act is undone."""
        raise Refused(self.step, [str(sentence) for sentence in sentences])


Effect = Callable[[Act], None]
_effects: dict[tuple[str, str], Effect] = {}
_subjects: dict[str, Callable[[int, bool], Any]] = {}
_issuers: list[Callable[[Act, list[str]], list[dict[str, Any]]]] = []
_watchers: dict[str, Callable[[Act, Event], None]] = {}


def effect(step_name: str, kind: str = "mediation") -> Callable[[Effect], Effect]:
    """Register what a step writes on the file. A room does so in its AppConfig.ready."""

    def keep(function: Effect) -> Effect:
        _effects[kind, step_name] = function
        return function

    return keep


def subject_of(kind: str, load: Callable[[int, bool], Any]) -> None:
    """Register how a room loads its own row of a dossier: `load(pk, lock)`."""
    _subjects[kind] = load


def on_issue(issue: Callable[[Act, list[str]], list[dict[str, Any]]]) -> None:
    """Register the room that freezes and numbers papers; called inside the door with the kinds a step issues."""
    _issuers.append(issue)


def on_event(kind: str, watch: Callable[[Act, Event], None]) -> None:
    """Register what a room copies onto its row of each event; called inside the door before either is saved."""
    _watchers[kind] = watch


def load_subject(dossier: Dossier, *, lock: bool = False) -> Any:
    """The room's own row with everything its guards ask, loaded once."""
    return _subjects[dossier.kind](dossier.pk, lock)


def step_named(dossier: Dossier, name: str) -> Step:
    """The row of the dossier's book. Raises KeyError for a name the book does not have."""
    return steps_of(dossier.procedure)[name]


@transaction.atomic
def open_dossier(
    dossier: Any, *, by: User, at: dt.datetime | None = None, op_id: str = "", step: str = "register_case", **data: Any
) -> Event:
    """Put a new dossier on the shelf: an unsaved row of its room, opened by the procedure's first step."""
    at = at or timezone.now()
    op_id = op_id[:_OP_ID]
    known = _opened_before(by, step, op_id)
    if known:
        return known
    row = step_named(dossier, step)
    day = timezone.localdate(at)
    held = frozenset(reach.role for reach in access.reaches(by, day) if reach.covers(dossier))
    role = next((role for role in row.by if role in held), None)
    if role is None:
        raise NotYourRole(row)
    act = Act(
        dossier,
        row,
        by,
        role,
        at,
        data.pop("acted_on", None) or dossier.received_on,
        data,
        seq=1,
        held=held,
        record=row.record,
    )
    if max(act.acted_on, dossier.received_on) > day:
        raise Refused(row, [str(IN_THE_FUTURE)])
    try:
        with transaction.atomic(), tables.reading():
            dossier.save()
            return _go_through(act, op_id=op_id)
    except IntegrityError:
        # The same click arrived twice at once: the constraint let one through, and both get its event.
        known = _opened_before(by, step, op_id)
        if known:
            return known
        raise


def _opened_before(by: User, step: str, op_id: str) -> Event | None:
    """The event of a registration that this person already submitted under this `op_id`."""
    if not op_id:
        return None
    return Event.objects.filter(actor=by, op_id=op_id, seq=1, step=step).select_related("dossier").first()


def take_step(
    dossier: Dossier,
    name: str,
    /,  # a party has a `name` too: the data of a step may hold any word
    *,
    by: User | Unseated,
    at: dt.datetime | None = None,
    acted_on: dt.date | None = None,
    version: int | None = None,
    op_id: str = "",
    **data: Any,
) -> Event:
    """Take one step of the procedure on behalf of `by`.

    `at` is when it is recorded (now), `acted_on` the day it is said to have been done (the day of `at`). `version` is
    what the person saw; `op_id` makes a repeated submission one act. Raises NotYours, NotYourRole, NotNow, Refused,
    Stale; then nothing has changed.
    """
    at = at or timezone.now()
    day = timezone.localdate(at)
    op_id = op_id[:_OP_ID]
    try:
        with transaction.atomic(), tables.reading():
            subject = load_subject(dossier, lock=True)
            known = Event.objects.filter(dossier_id=dossier.pk, op_id=op_id).first() if op_id else None
            if known and known.step == name and known.actor_id == getattr(by, "pk", None):
                return known
            row = step_named(subject, name)
            held = frozenset({by.role}) if isinstance(by, Unseated) else access.roles_in(by, subject, day)
            if not held:
                raise NotYours
            role = next((role for role in row.by if role in held), None)
            if role is None:
                raise NotYourRole(row)
            if known or (version is not None and version != subject.version):
                raise Stale(known or Event.objects.filter(dossier_id=dossier.pk).order_by("-seq").first())
            if subject.state not in row.sources:
                raise NotNow(row, subject.state_label)
            act = Act(
                subject,
                row,
                by,
                role,
                at,
                acted_on or day,
                data,
                seq=subject.last_seq + 1,
                loaded=dict(subject.__dict__),
                held=held,
                record=row.record,
            )
            subject.as_of, subject.acting = act.acted_on, access.bodies_of(by, day) if isinstance(by, User) else None
            unmet = [sentence for guard in row.given for sentence in guard.refusals(subject)]
            if act.acted_on > day:
                unmet.append(str(IN_THE_FUTURE))
            if act.acted_on < subject.received_on:
                unmet.append(str(BEFORE_RECEIPT))
            elif _out_of_order(act):
                unmet.append(str(BEFORE_LAST_MOVE) % {"day": subject.moved_on.isoformat()})
            if unmet:
                raise Refused(row, unmet)
            return _go_through(act, op_id=op_id)
    except ConcurrentTransition as lost:
        raise Stale(Event.objects.filter(dossier_id=dossier.pk).order_by("-seq").first()) from lost


def _out_of_order(act: Act) -> bool:
    """Whether a person moves the file on a day before it came where it stands. The calendar dates its act on the day
    a term ended, which may be before."""
    moved_on, moves = act.dossier.moved_on, act.step.moves_from(act.dossier.state)
    return bool(act.user and moves and moved_on and act.acted_on < moved_on)


def _go_through(act: Act, *, op_id: str) -> Event:
    """Run, time, write down. The caller holds the lock and has asked may and can."""
    dossier, row = act.dossier, act.step
    before = dossier.state
    dossier.as_of = act.acted_on
    run_effect = _effects.get((dossier.kind, row.name))
    if run_effect:
        run_effect(act)
    day = act.acted_on  # an effect may know better: an agreement ends the case on the day it takes effect
    try:
        getattr(dossier, row.name)()
    except TransitionNotAllowed as refused:
        raise NotNow(row, dossier.state_label) from refused
    outcome = dossier.procedure.outcomes.get(dossier.state) if row.moves else None
    if outcome:
        dossier.outcome, dossier.ended_on = outcome, day
    if row.moves_from(before):
        dossier.moved_on = max(day, dossier.moved_on or day)
    if row.moves and dossier.state in dossier.procedure.shut_states and dossier.closed_at is None:
        dossier.closed_at = act.at

    _turn_clocks(act)

    kinds = [*(str(kind) for kind in row.issues if dossier.wants(kind)), *act.asked]
    if kinds:
        for issue in _issuers:
            act.papers += issue(act, kinds)
        dossier.papers = sorted({*dossier.papers, *kinds})

    event = Event(
        dossier=_plain(dossier),
        seq=act.seq,
        step=row.name,
        at=act.at,
        acted_on=day,
        actor=act.user,
        actor_name=act.by.full_name,
        role=act.role,
        body_name=_body_name(act),
        from_state=before,
        to_state=dossier.state,
        record=act.record,
        under=statutes.cite(row.under).cited_in(dossier.place_of_rule),
        limitation=dossier.counts_as(row.limitation),
        facts=act.facts | ({"papers": act.papers} if act.papers else {}),
        op_id=op_id,
        previous=dossier.last_hash,
    )
    event.digest = audit.digest_of(event)
    watch = _watchers.get(dossier.kind)
    if watch:
        watch(act, event)
    dossier.last_seq, dossier.last_hash, dossier.version = act.seq, event.digest, dossier.version + 1
    dossier.save(update_fields=_changed(act) if act.loaded else None)
    event.save(force_insert=True)
    return event


def _changed(act: Act) -> list[str]:
    """The columns an act has changed: a room whose own table stayed as it was is not written to."""
    row = act.dossier
    names = {column.attname: column.name for column in row._meta.concrete_fields if not column.primary_key}
    return [name for key, name in names.items() if row.__dict__.get(key) != act.loaded.get(key)]


def _turn_clocks(act: Act) -> None:
    """Stop, pause, resume and start what the row says, then note the next duty on the dossier."""
    dossier, row = act.dossier, act.step
    starting, stopping = _keys(dossier, row.starts), _keys(dossier, row.stops)
    if not (starting or stopping or row.pauses or row.resumes):
        return
    known = clocks.on_file(dossier) if act.seq > 1 else []
    running = clocks.live(dossier) if known else []
    clocks.stop(running, stopping, on=act.acted_on, seq=act.seq)
    clocks.pause(running, _keys(dossier, row.pauses), on=act.acted_on)
    clocks.resume(running, _keys(dossier, row.resumes), on=act.acted_on)
    started = [
        clocks.begun(dossier, key, running, on=dossier.clock_start(key) or act.acted_on, seq=act.seq)
        for key in starting
    ]
    clocks.save_ended([clock for clock in known if clock.ended_by == act.seq])  # an effect may have ended one too
    clocks.keep(dossier, started)
    running += started
    clocks.note_next_due(dossier, running)


def _keys(dossier: Any, slots: tuple[Clock | str, ...]) -> list[Clock]:
    """Clock keys of a row: named outright, or by a slot the dossier's channel fills."""
    keys: list[Clock] = []
    for slot in slots:
        keys += [slot] if isinstance(slot, Clock) else dossier.clocks_for(slot)
    return keys


def _plain(dossier: Any) -> Dossier:
    """The Dossier row behind a room's row, for foreign keys."""
    return dossier if type(dossier) is Dossier else dossier.dossier_ptr


def _body_name(act: Act) -> str:
    if act.role in access.SENDING and act.user:
        held = [m.body.name for m in act.user.memberships_on(timezone.localdate(act.at)) if m.role == act.role]
        return held[0] if held else ""
    body: Organization = act.dossier.body
    return body.name


@dataclass(frozen=True)
class Offer:
    """A step a person may take here and now, or, with `refusals`, why it cannot be taken yet."""

    step: Step
    refusals: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.step.name

    @property
    def label(self) -> str:
        return str(self.step.label)

    @property
    def ready(self) -> bool:
        return not self.refusals


def offers(
    subject: Any, roles: frozenset[Role], *, on: dt.date, asked: Callable[[Step], bool] | None = None
) -> list[Offer]:
    """What the holder of `roles` is offered in this dossier, in the order of the book; asks no query.

    `subject` is the room's own row (`load_subject`). Buttons, work lists and the API come from here. `asked` says which
    steps are asked about at all, before their conditions are.
    """
    subject.as_of = on
    return [
        Offer(row, tuple(sentence for guard in row.given for sentence in guard.refusals(subject)))
        for row in steps_of(subject.procedure).values()
        if subject.state in row.sources
        and subject.state
        and roles.intersection(row.by)
        and (asked is None or asked(row))
    ]
