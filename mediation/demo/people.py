"""Who signs in to the demonstration, where they work, and the one password of that installation."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext_lazy as _

from organizations.actions import admit
from organizations.models import Mediator, Organization, User
from organizations.passwords import one_time_password
from organizations.roles import Role

SINCE = dt.date(2020, 1, 1)
CENTRE = "总工会劳动争议调解中心"
CHENGGUAN, GAOLAN, QINZHOU, CITY, PROVINCE = "兰州市城关区", "皋兰县", "天水市秦州区", "兰州市", "甘肃省"


@dataclass(frozen=True)
class Seat:
    """A person of the demonstration: user name, name, and the roles held in bodies (by full name)."""

    username: str
    name: str
    roles: tuple[tuple[Role, str], ...]


def _one(username: str, name: str, role: Role, body: str) -> Seat:
    return Seat(username, name, ((role, body),))


def _staff(key: str, place: str, words: str) -> tuple[Seat, ...]:
    """A small centre: a registrar, a head who also mediates, a mediator."""
    body = place + CENTRE
    return (
        _one(f"{key}.registrar", f"{words}登记", Role.REGISTRAR, body),
        Seat(f"{key}.head", f"{words}主任", ((Role.BODY_HEAD, body), (Role.MEDIATOR, body))),
        _one(f"{key}.mediator", f"{words}调解", Role.MEDIATOR, body),
    )


#: The people a visitor is told about, the usual way of a case first.
SHOWN: tuple[Seat, ...] = (
    _one("registrar", "陈登记", Role.REGISTRAR, CHENGGUAN + CENTRE),
    _one("mediator", "马调解", Role.MEDIATOR, CHENGGUAN + CENTRE),
    _one("mediator2", "杨调解", Role.MEDIATOR, CHENGGUAN + CENTRE),
    _one("mediator3", "古丽·调解", Role.MEDIATOR, CHENGGUAN + CENTRE),
    _one("head", "何主任", Role.BODY_HEAD, CHENGGUAN + CENTRE),
    _one("reviewer", "罗法审", Role.LEGAL_REVIEWER, CHENGGUAN + CENTRE),
    _one("liaison", "冯联络", Role.COURT_LIAISON, "兰州市城关区人民法院"),
    _one("labour", "刘人社", Role.LABOUR_OFFICER, "兰州市城关区人力资源和社会保障局"),
    _one("arbitration", "钟仲裁", Role.ARBITRATION_CLERK, "兰州市城关区劳动人事争议仲裁委员会"),
    _one("procuratorate", "简检察", Role.PROCURATORATE_LIAISON, "兰州市城关区人民检察院"),
    _one("justice", "司联络", Role.JUSTICE_LIAISON, "兰州市城关区司法局"),
    _one("inspector", "督监督", Role.LEGAL_SUPERVISOR, "兰州市城关区总工会"),
    _one("inspector2", "查监督", Role.LEGAL_SUPERVISOR, "兰州市城关区总工会"),
    _one("union.head", "谢主席", Role.SUPERVISION_HEAD, "兰州市城关区总工会"),
    _one("union.lawyer", "文法审", Role.LEGAL_REVIEWER, "兰州市城关区总工会"),
    _one("supervisor", "甘统计", Role.REPORTING_SUPERVISOR, "甘肃省总工会"),
    _one("city.supervisor", "兰统计", Role.REPORTING_SUPERVISOR, "兰州市总工会"),
    _one("admin", "关单位", Role.BODY_ADMINISTRATOR, CHENGGUAN + CENTRE),
    _one("auditor", "沈审计", Role.AUDITOR, "甘肃省总工会"),
)
#: Those at other bodies, so that there are files that must not be seen.
OTHERS: tuple[Seat, ...] = (
    *_staff("gaolan", GAOLAN, "皋兰"),
    *_staff("qinzhou", QINZHOU, "秦州"),
    *_staff("city", CITY, "兰州"),
    *_staff("province", PROVINCE, "甘肃"),
    _one("gaolan.inspector", "皋兰监督", Role.LEGAL_SUPERVISOR, "皋兰县总工会"),
    _one("gaolan.union", "皋兰主席", Role.SUPERVISION_HEAD, "皋兰县总工会"),
    _one("gaolan.liaison", "皋兰联络", Role.COURT_LIAISON, "皋兰县人民法院"),
)

#: Addresses of the bodies that print papers, so that they are complete; real ones are for the body to enter.
CONTACTS = {
    CHENGGUAN: ("兰州市城关区示例路1号", "0931-0000001", "730000"),
    GAOLAN: ("皋兰县示例街2号", "0931-0000002", "730200"),
    QINZHOU: ("天水市秦州区示例路3号", "0938-0000003", "741000"),
    CITY: ("兰州市示例大道4号", "0931-0000004", "730000"),
    PROVINCE: ("兰州市示例大道5号", "0931-0000005", "730000"),
}


def password_file() -> Path:
    """Where this installation keeps the demonstration's password, readable by its owner alone."""
    return Path(settings.VAR_DIR) / "demo_password"


def the_password() -> str:
    """The one password of the demonstration, made anew for each installation: a known one would open real bodies."""
    path = password_file()
    if path.exists():
        return path.read_text().strip()
    path.parent.mkdir(parents=True, exist_ok=True)
    made = f"gansu-{one_time_password(2)}"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(made)
    return made


def make_people() -> dict[str, User]:
    """Everybody, by user name, admitted to their bodies; the password is hashed once for all of them."""
    hashed = make_password(the_password())
    bodies = {body.name: body for body in Organization.objects.filter(name__in=_bodies())}
    people: dict[str, User] = {}
    for seat in (*SHOWN, *OTHERS):
        user = User(username=seat.username, full_name=seat.name, password=hashed, must_change_password=False)
        user.save()
        for role, body in seat.roles:
            admit(user, bodies[body], role, since=SINCE)
        if any(role == Role.MEDIATOR for role, _body in seat.roles):
            Mediator.objects.create(
                user=user, specialities="劳动报酬、工伤待遇", union_appointed_on=dt.date(2025, 1, 1)
            )
        people[seat.username] = user
    for place, (address, number, postcode) in CONTACTS.items():
        names = [f"{place}{CENTRE}", f"{place}总工会"]
        Organization.objects.filter(name__in=names).update(address=address, phone=number, postcode=postcode)
    Organization.objects.filter(name=CHENGGUAN + CENTRE).update(court_roster=True)
    return people


def _bodies() -> set[str]:
    return {body for seat in (*SHOWN, *OTHERS) for _role, body in seat.roles}


def logins() -> list[dict[str, Any]]:
    """For the start and the sign-in page: user name, name, role and body of those a visitor is told about."""
    return [
        {"username": seat.username, "name": seat.name, "role": seat.roles[0][0].label, "body": seat.roles[0][1]}
        for seat in SHOWN
    ]


def login_lines() -> list[str]:
    """The sign-ins as lines for a terminal."""
    shown = [f"  {row['username']:<16}{row['role']}　{row['name']}　{row['body']}" for row in logins()]
    others = "、".join(seat.username for seat in OTHERS)
    return [
        str(_("Demonstration sign-ins, all with the password %(password)s:") % {"password": the_password()}),
        *shown,
        str(_("  and at other bodies: %(names)s") % {"names": others}),
    ]
