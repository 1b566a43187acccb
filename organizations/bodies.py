"""The bodies of a province, made from its regions: who exists by law wherever there is a county.

For the province, each prefecture and each county: a trade union federation with its mediation centre, a court, a labour
bureau with its arbitration committee, a procuratorate and a justice bureau. Each line is a tree of its own.

What is not known is left empty rather than guessed: court codes, addresses, and the standing of the mediation centres
in law. `OTH` (treated like an enterprise committee) with an empty `legal_basis` is how "not maintained" is written;
whether a centre is a people's mediation committee or rests on a court's roster alone is for the body to enter
(law.md §12.7).

Organ marks (机关代字: 甘工, 兰工, 城关工) have certainty "configured": no official list is known. They are proposed by
rule — the first character of a prefecture, the name of a county without its ending, then 工 — and longer where two
would be alike (临夏市 and 临夏县; 甘 is the province, hence 甘南). Whoever sets up an installation corrects
them before the first number is given. Only federations bear
one; what belongs to them numbers its papers under it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from organizations.models import BodyKind, LegalType, Level, Organization, Region
from organizations.regions import counties_of, prefectures_of

_SHORT = (
    "13冀 14晋 15内蒙古 21辽 22吉 23黑 32苏 33浙 34皖 35闽 36赣 37鲁 41豫 42鄂 43湘 44粤 45桂 46琼 51川 52黔 53滇 "
    "54藏 61陕 62甘 63青 64宁 65新"
)
#: One-character names of the provinces by the first two digits of their code.
SHORT = {pair[:2]: pair[2:] for pair in _SHORT.split()}
#: Municipalities have courts and procuratorates of another build (第一中级人民法院, 分院), which nothing here knows.
MUNICIPALITIES = frozenset({"11", "12", "31", "50"})

#: Prefecture rows that are no place but a drawer for what hangs directly under the province.
_DRAWERS = re.compile(r"^(市辖区|县|.*直辖县级行政区划)$")
_PEOPLES = (
    "回|藏|东乡|裕固|蒙古|哈萨克|保安|撒拉|土|满|苗|侗|壮|瑶|彝|土家|布依|白|傣|哈尼|朝鲜|维吾尔|柯尔克孜|羌|黎|畲|"
    "锡伯|塔吉克|拉祜|佤|纳西|傈僳|景颇|独龙|怒|普米|布朗|毛南|仫佬|水|仡佬|达斡尔|鄂温克|鄂伦春|各"
)
_ENDING = re.compile(rf"((?:{_PEOPLES})族)*(自治州|自治县|自治旗|地区|盟|州|市|区|县|旗)$")


class NoPattern(ValueError):
    """Bodies of this region cannot be named by rule; the message says why."""


@dataclass(frozen=True)
class Made:
    """How many bodies there are now for a province, and how many of them are new."""

    regions: int
    bodies: int
    new: int


@dataclass(frozen=True)
class Place:
    """A region with what is put in front of names there."""

    region: Region
    prefix: str

    @property
    def level(self) -> str:
        return self.region.level


def prefix_of(region: Region, parent: Region | None) -> str:
    """What stands before the kind of body: districts bear their city's name (兰州市城关区), counties do not."""
    if region.level == Level.COUNTY and parent is not None and region.name.endswith("区"):
        return f"{parent.name}{region.name}"
    return region.name


def court_name(place: Place) -> str:
    """高级人民法院 in a province, 中级人民法院 in a prefecture, 人民法院 in a county."""
    kind = {Level.PROVINCE: "高级人民法院", Level.PREFECTURE: "中级人民法院"}.get(Level(place.level), "人民法院")
    return place.prefix + kind


def names_of(place: Place) -> dict[str, str]:
    """The names of the bodies of a place by kind."""
    bureau = "厅" if place.level == Level.PROVINCE else "局"
    return {
        BodyKind.UNION: f"{place.prefix}总工会",
        BodyKind.COURT: court_name(place),
        BodyKind.LABOUR: f"{place.prefix}人力资源和社会保障{bureau}",
        BodyKind.PROCURATORATE: f"{place.prefix}人民检察院",
        BodyKind.JUSTICE: f"{place.prefix}司法{bureau}",
        BodyKind.ARBITRATION: f"{place.prefix}劳动人事争议仲裁委员会",
        BodyKind.MEDIATION: f"{place.prefix}总工会劳动争议调解中心",
    }


#: Kinds that stand in a line of their own, and those that belong to a body of the same place.
LINES = (BodyKind.UNION, BodyKind.COURT, BodyKind.LABOUR, BodyKind.PROCURATORATE, BodyKind.JUSTICE)
BELONGING = {BodyKind.ARBITRATION: BodyKind.LABOUR, BodyKind.MEDIATION: BodyKind.UNION}


def bare_name(name: str) -> str:
    """A place's name without the word for what it is: 兰州市 → 兰州, 张家川回族自治县 → 张家川; 环县 stays as it is."""
    bare = _ENDING.sub("", name)
    if len(bare) < 2:  # 东乡族自治县 is named after its people
        bare = name.removesuffix("自治县").removesuffix("族")
    return bare


def mark_candidates(region: Region) -> Iterator[str]:
    """Proposals for the organ mark of a region's federation, the shortest first."""
    short = SHORT.get(region.code[:2], "")
    if region.level == Level.PROVINCE:
        yield short + "工"
    bare = bare_name(region.name)
    if region.level == Level.PREFECTURE:
        yield bare[:1] + "工"
    yield bare + "工"
    yield region.name + "工"
    yield short + bare + "工"
    yield f"{short}{region.code}工"


def places_of(province: Region) -> list[Place]:
    """The province, its prefectures and its counties, each with its prefix; drawers of the table are left out."""
    prefectures = {region.code: region for region in prefectures_of(province.code)}
    places = [Place(province, province.name)]
    places += [Place(region, region.name) for region in prefectures.values() if not _DRAWERS.match(region.name)]
    for county in counties_of(province.code):
        parent = prefectures.get(county.prefecture_code)
        drawer = parent is None or _DRAWERS.match(parent.name) is not None
        places.append(Place(county, prefix_of(county, None if drawer else parent)))
    return places


@transaction.atomic
def make_bodies(province_code: str) -> Made:
    """Make the bodies of a province that are missing; what exists under the same name is left as it is.

    `province_code` may be two or six digits. Raises NoPattern for a municipality, LookupError when the region table
    does not hold the province.
    """
    code = province_code[:2].ljust(6, "0")
    if code[:2] in MUNICIPALITIES:
        raise NoPattern(code)
    province = Region.objects.filter(code=code, level=Level.PROVINCE).first()
    if province is None:
        raise LookupError(code)
    places = places_of(province)
    known = {body.name: body for body in Organization.objects.filter(region__code__startswith=code[:2])}
    before = len(known)
    marks = set(Organization.objects.exclude(organ_mark="").values_list("organ_mark", flat=True))
    of_place: dict[tuple[str, str], Organization] = {}
    for level in (Level.PROVINCE, Level.PREFECTURE, Level.COUNTY):
        here = [place for place in places if place.level == level]
        _add(here, LINES, known, of_place, marks)
        _add(here, tuple(BELONGING), known, of_place, marks)
    return Made(len(places), len(of_place), len(known) - before)


def _add(
    places: list[Place],
    kinds: tuple[BodyKind, ...],
    known: dict[str, Organization],
    of_place: dict[tuple[str, str], Organization],
    marks: set[str],
) -> None:
    new: list[Organization] = []
    for place in places:
        names = names_of(place)
        for kind in kinds:
            name = names[kind]
            body = known.get(name)
            if body is None:
                body = Organization(name=name, kind=kind, region=place.region, parent=_parent(place, kind, of_place))
                if kind == BodyKind.MEDIATION:
                    body.legal_type = LegalType.OTH  # with no legal_basis: not maintained
                if kind == BodyKind.UNION:
                    body.organ_mark = next(mark for mark in mark_candidates(place.region) if mark not in marks)
                    marks.add(body.organ_mark)
                new.append(body)
                known[name] = body
            of_place[place.region.code, kind] = body
    Organization.objects.bulk_create(new, batch_size=200)


def _parent(place: Place, kind: BodyKind, of_place: dict[tuple[str, str], Organization]) -> Organization | None:
    """The body a new one hangs under: its own bureau or federation, else the same kind one level up."""
    region = place.region
    if kind in BELONGING:
        return of_place[region.code, BELONGING[kind]]
    for code in dict.fromkeys((region.prefecture_code, region.province_code)):
        if code and code != region.code and (code, kind) in of_place:
            return of_place[code, kind]
    return None
