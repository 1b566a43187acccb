"""A scratch database: real bodies of Gansu, bulk files spread over them, and a few files walked by real steps."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.management import call_command
from django.utils import timezone

from cases.models import Case, load_case
from dossiers.actions import open_dossier, take_step
from dossiers.models import Dossier
from organizations.actions import admit
from organizations.models import BodyKind, LegalType, Mediator, Organization, User
from organizations.roles import Role
from workflows.mediation import ENDED, OPEN, State
from workflows.reasons import Outcome

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红玲建国"
_TRADES = "餐饮物业建筑物流保安家政科技商贸服装食品"
_CAUSES = ["205-5", "205-6", "206-2", "205-1", "206-1", "207", "214-2"]
_CHANNELS = ["self", "court_pre", "hotline", "arb_guide", "petition", "new_form", "clue_labour"]
_AFTER = {
    State.AGREED: Outcome.AGREED,
    State.PART_AGREED: Outcome.PART_AGREED,
    State.FAILED: Outcome.FAILED,
    State.WITHDRAWN: Outcome.WITHDRAWN,
    State.SETTLED_WITHDRAWN: Outcome.SELF_SETTLED,
    State.TRANSFERRED: Outcome.TRANSFERRED,
    State.NOT_ACCEPTED: Outcome.NOT_ACCEPTED,
}


def spread(i: int, n: int, salt: int) -> int:
    """A closed-form hash: file i is the same in a scratch database of any size."""
    return (i * 2654435761 + salt * 40503) % 4294967296 % n


def fill(size: int) -> dict[str, Any]:
    """Bodies, people and `size` files; returns the four ordinary readers, their body, the court. One in 100 is open."""
    call_command("load_regions", verbosity=0)
    call_command("make_bodies", province="62", verbosity=0)
    centres = list(
        Organization.objects.filter(kind=BodyKind.MEDIATION)
        .select_related("region", "parent")
        .order_by("region_id", "pk")
    )
    courts = {court.region_id: court for court in Organization.objects.filter(kind=BodyKind.COURT)}
    since = dt.date(2016, 1, 1)

    def person(name: str, body: Organization, role: Role) -> User:
        user = User.objects.create(username=name, full_name=name, must_change_password=False)
        admit(user, body, role, since=since)
        if role == Role.MEDIATOR:
            Mediator.objects.create(user=user)
        return user

    mediators = {centre.pk: person(f"mediator-{centre.pk}", centre, Role.MEDIATOR) for centre in centres}
    home = next(centre for centre in centres if centre.region_id == "620102")
    if not home.legal_type:
        home.legal_type = LegalType.OTH
        home.save()
    province = Organization.objects.get(kind=BodyKind.UNION, region_id="620000")
    people = {
        "registrar": person("registrar", home, Role.REGISTRAR),
        "head": person("head", home, Role.BODY_HEAD),
        "mediator": mediators[home.pk],
        "liaison": person("liaison", courts["620102"], Role.COURT_LIAISON),
        "supervisor": person("supervisor", province, Role.REPORTING_SUPERVISOR),
    }
    now = timezone.now()
    rows: list[Dossier] = []
    for i in range(size):
        centre = home if i % 20 == 0 else centres[spread(i, len(centres), 1)]
        opened = now - dt.timedelta(days=3650) * ((size - i) / size)
        live = spread(i, 100, 2) == 0
        end = ENDED[spread(i, len(ENDED), 4)]
        shut = not live and opened + dt.timedelta(days=14) < now
        state = OPEN[spread(i, len(OPEN), 3)] if live else end
        if shut:
            state = State.CLOSED if spread(i, 50, 12) == 0 else State.ARCHIVED
        name = (
            _SURNAMES[spread(i, len(_SURNAMES), 5)]
            + _GIVEN[spread(i, len(_GIVEN), 6)]
            + _GIVEN[spread(i, len(_GIVEN), 7)]
        )
        trade = spread(i, len(_TRADES) // 2, 8) * 2
        firm = f"{centre.region.name}{_GIVEN[spread(i, len(_GIVEN), 9)]}{_TRADES[trade : trade + 2]}有限公司"
        channel = _CHANNELS[spread(i, len(_CHANNELS), 10)]
        row = Dossier(
            number=f"试〔{opened.year}〕{i + 1}号",
            title=f"{name}与{firm}追索劳动报酬纠纷",
            applicants=name,
            respondents=firm,
            cause_code=_CAUSES[spread(i, 7, 11)],
            channel=channel,
            state=state,
            opened_at=opened,
            received_on=opened.date(),
            mediator=mediators[centre.pk],
            mediator_name=mediators[centre.pk].full_name,
            sender=courts.get(centre.region_id) if channel == "court_pre" else None,
            due_on=(opened.date() + dt.timedelta(days=15)) if live else None,
            due_clock="med" if live else "",
        )
        row.place(centre)
        if not live:
            row.outcome, row.ended_on = _AFTER[end], min(now, opened + dt.timedelta(days=12)).date()
            row.closed_at = opened + dt.timedelta(days=14) if shut else None
        rows.append(row)
        if len(rows) == 2000:
            Dossier.objects.bulk_create(rows)
            rows = []
    Dossier.objects.bulk_create(rows)
    return people | {"home": home, "court": courts["620102"]}


def walked(people: dict[str, Any], workers: int = 12) -> Case:
    """A file of a dozen workers in mediation, by its real steps."""
    home, now = people["home"], timezone.now()
    registrar, head, mediator = people["registrar"], people["head"], people["mediator"]
    case = Case(
        channel="court_pre",
        received_on=timezone.localdate(now),
        opened_at=now,
        summary="试验",
        legal_type="CRT_PRE",
        sender=people["court"],
        reference="（2026）试1号",
    )
    case.place(home)
    parties: list[dict[str, Any]] = [
        {"side": "applicant", "kind": "person", "name": f"试工{i}"} for i in range(workers)
    ]
    open_dossier(
        case,
        by=registrar,
        parties=[*parties, {"side": "respondent", "kind": "organisation", "name": "试验有限公司"}],
        claims=[
            {"cause_code": "205-5", "what": "工资", "claimed": Decimal("8000"), "party_index": i}
            for i in range(workers)
        ],
    )
    today = timezone.localdate(now)

    def go(step: str, by: User, **data: Any) -> None:
        take_step(load_case(case.pk), step, by=by, **data)

    go("screen_case", registrar)
    go("confirm_commission", registrar, received_on=today)
    go("check_scope", registrar, in_scope=True)
    go("check_identity", registrar, parties=load_case(case.pk).party_rows, how="原件")
    go("record_consent", registrar, parties=load_case(case.pk).party_rows, answer="agreed", medium="paper")
    go("accept_case", head)
    go("appoint_mediator", registrar, mediator=mediator, method="body")
    go("disclose_interests", mediator, has_interest=False)
    go("explain_rights", mediator)
    go("begin_mediation", mediator)
    return load_case(case.pk)
