"""The bodies and the three people in whose name published cases are walked.

They are kept apart from real ones: every body of a replay is inactive, has an organ mark of its own (回放1, 回放2 …),
so that no number of a real register is used up, and hangs under no federation, so that no supervisor's list shows its
files. The people cannot sign in.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from cases.replay.source import Record
from cases.replay.tables import BODY_WORDS, OWN_HANDLER, WAYS
from organizations.actions import admit
from organizations.models import BodyKind, LegalType, Level, Mediator, Organization, Region, User
from organizations.regions import load_regions, nearest_region, region_named
from organizations.roles import Role

MARK = "回放"
SUFFIX = "（公开案例回放）"
UNNAMED = "（来源未载明机构）"
SINCE = dt.date(1990, 1, 1)
PEOPLE = {
    Role.REGISTRAR: ("replay-registrar", "公开案例回放·登记"),
    Role.BODY_HEAD: ("replay-head", "公开案例回放·负责人"),
    Role.MEDIATOR: ("replay-mediator", "公开案例回放·调解员"),
}
_WORDS = {
    "court": "法院",
    "arbitration": "仲裁委员会",
    "labour": "人社部门",
    "procuratorate": "检察机关",
    "justice": "司法行政机关",
}


@dataclass
class Stage:
    """What a replay needs of the house, made when first asked for."""

    people: dict[Role, User] = field(default_factory=dict)
    made: dict[tuple[str, str, str], Organization] = field(default_factory=dict)

    def set_up(self) -> None:
        """The regions, if the table is empty, and the three people."""
        if not Region.objects.filter(level=Level.COUNTY).exists():
            load_regions()
        for role, (username, name) in PEOPLE.items():
            user = User.objects.filter(username=username).first()
            if user is None:
                user = User(username=username, full_name=name, must_change_password=True)
                user.set_unusable_password()
                user.save()
            self.people[role] = user
        Mediator.objects.get_or_create(user=self.people[Role.MEDIATOR], defaults={"available": False})

    def region_of(self, record: Record) -> Region | None:
        """Where the dispute sits in the region table: by code, else by names; an abolished code by what it lay in."""
        return nearest_region(record.code) or region_named(record.province, record.city, record.county)

    def handler(self, record: Record, region: Region) -> Organization:
        """The mediation organisation of a record, staffed."""
        name = handling_name(record)
        body = self._body(name or f"{region.name}{UNNAMED}", BodyKind.MEDIATION, region, legal_type_of(record, name))
        for role, user in self.people.items():
            if not user.memberships.filter(body=body, role=role).exists():
                admit(user, body, role, since=SINCE)
        return body

    def partner(self, record: Record, region: Region, kind: str, *, needed: bool) -> Organization | None:
        """A court, committee, bureau … of a record; where none is named, one that says so if it is `needed`."""
        named = [name for name in record.bodies if BODY_WORDS[kind].search(name)]
        if not named and not needed:
            return None
        return self._body(named[0] if named else f"{region.name}（来源未载明{_WORDS[kind]}）", BodyKind(kind), region)

    def body(self, name: str, kind: BodyKind, region: Region) -> Organization:
        """A body of a record by its name."""
        return self._body(name, kind, region)

    def _body(self, name: str, kind: BodyKind, region: Region, legal_type: str = "") -> Organization:
        key = (name, kind, region.code)
        if key not in self.made:
            self.made[key] = self._find_or_make(name[:80], kind, region, legal_type)
        return self.made[key]

    def _find_or_make(self, name: str, kind: BodyKind, region: Region, legal_type: str) -> Organization:
        ours = Organization.objects.filter(organ_mark__startswith=MARK)
        partner = "" if kind == BodyKind.MEDIATION else f"·{BodyKind(kind).label}"
        shown = f"{name}{SUFFIX}{partner}"
        for candidate in (shown, f"{region.name}·{shown}", f"{region.code}·{shown}"):
            body = ours.filter(name=candidate).first()
            if body is None:
                return Organization.objects.create(
                    name=candidate, kind=kind, region=region, legal_type=legal_type, is_active=False,
                    organ_mark=f"{MARK}{ours.count() + 1}",
                )  # fmt: skip
            if (body.kind, body.region_id) == (kind, region.code):
                return body
        raise LookupError(shown)  # a third body of one name in one region does not exist: the code is in the name


def handling_name(record: Record) -> str:
    """Who handled the dispute by the source: a mediation organisation, else a union, else whoever the channel implies.

    Of several, the one that bears the name of the place. Empty when the source names nobody fitting.
    """
    order = ["mediation", "union"]
    own = OWN_HANDLER.get(record.channel)
    if own:
        order = ["mediation", own, "union"] if "未见工会" in record.channel_note else [*order, own]
    places = [place.rstrip("省市区县") for place in (record.county, record.city) if place]
    for word in order:
        named = [name for name in record.bodies if BODY_WORDS[word].search(name) and "函告" not in name]
        near = next((name for place in places for name in named if place in name), None)
        if named:
            # Of several instances the last one mediated: the earlier ones had decided.
            return near or (named[-1] if word == "court" else named[0])
    return ""


def legal_type_of(record: Record, name: str) -> str:
    """What the handling body is in law, as far as its name or channel says; else "other", treated like a committee."""
    if "人民调解" in name or WAYS[record.channel].legal_type == LegalType.PMC:
        return LegalType.PMC
    if BODY_WORDS["mediation"].search(name) and any(word in name for word in ("街道", "镇", "乡")):
        return LegalType.TWN
    return LegalType.OTH
