"""The administrative divisions that are shipped: every region to county level, Gansu's townships (2023 edition).

Three oddities of the published table are settled here, so that nobody meets them later:

- prefectures without counties (东莞, 中山, 儋州) are listed a second time as a "county" with the same code and
  themselves as parent: the second row is dropped;
- codes whose fifth and sixth digits are 71 to 79 are development zones and new areas that statistics count like
  counties (兰州新区 620171); they are kept and marked `is_statistical`;
- 嘉峪关 has no counties: its single row 620201 bears its own name and only carries its sub-districts; it is marked
  likewise.

Without the marked rows Gansu has its 14 prefectures and 86 counties.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.db.models import Q, QuerySet

from organizations.models import Level, Region

DATA = Path(__file__).parent / "data"
FILES = (DATA / "regions.csv", DATA / "gansu-townships.csv")
EDITION = "2023"

#: Names of levels in the files. The code below a province is a "city" there, whatever it is called in law.
_LEVELS = {
    "country": Level.COUNTRY,
    "province": Level.PROVINCE,
    "city": Level.PREFECTURE,
    "county": Level.COUNTY,
    "township": Level.TOWNSHIP,
}
_STATISTICAL = range(71, 80)


@dataclass(frozen=True)
class Loaded:
    """What a load did: rows added, rows whose name, level, parent or mark changed, rows in all."""

    added: int
    changed: int
    total: int


def shipped_regions() -> list[Region]:
    """The rows of both files as unsaved regions, a parent always before its children."""
    found: dict[str, Region] = {}
    for file in FILES:
        with file.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                code, parent = row["code"], row["parent_code"] or None
                if code in found or code == parent:
                    continue
                region = Region(code=code, name=row["name"], level=_LEVELS[row["level"]], parent_id=parent)
                region.is_statistical = _is_statistical(region, found.get(parent or ""))
                found[code] = region
    return list(found.values())


def _is_statistical(region: Region, parent: Region | None) -> bool:
    if region.level != Level.COUNTY:
        return False
    return int(region.code[4:6]) in _STATISTICAL or (parent is not None and region.name == parent.name)


@transaction.atomic
def load_regions() -> Loaded:
    """Bring the table up to the shipped edition. May be repeated; a code that is no longer listed stays."""
    have = {region.code: region for region in Region.objects.all()}
    rows = shipped_regions()
    new = [row for row in rows if row.code not in have]
    fields = ("name", "level", "parent_id", "is_statistical")
    changed = [
        row
        for row in rows
        if row.code in have and any(getattr(row, name) != getattr(have[row.code], name) for name in fields)
    ]
    Region.objects.bulk_create(new, batch_size=500)
    Region.objects.bulk_update(changed, ["name", "level", "parent", "is_statistical"], batch_size=200)
    return Loaded(len(new), len(changed), len(rows))


def prefectures_of(province: str) -> QuerySet[Region]:
    """The prefectures of a province (code of six digits)."""
    return Region.objects.filter(level=Level.PREFECTURE, code__startswith=province[:2]).order_by("code")


def counties_of(province: str) -> QuerySet[Region]:
    """The counties in law of a province: without development zones and without 嘉峪关's stand-in."""
    rows = Region.objects.filter(level=Level.COUNTY, is_statistical=False)
    return rows.filter(code__startswith=province[:2]).order_by("code")


def regions_within(regions: list[Region]) -> QuerySet[Region]:
    """These regions and all that lies in them, townships too, in the order of their codes."""
    cut = {Level.COUNTRY: 0, Level.PROVINCE: 2, Level.PREFECTURE: 4, Level.COUNTY: 6, Level.TOWNSHIP: 12}
    inside = Q(pk__in=[])
    for region in regions:
        inside |= Q(code__startswith=region.code[: cut[Level(region.level)]])
    return Region.objects.filter(inside).order_by("code")


def region_named(province: str = "", city: str = "", county: str = "") -> Region | None:
    """The region of the lowest name given, looked for below the names above it; None when nothing fits."""
    found: Region | None = None
    for name, level in ((province, Level.PROVINCE), (city, Level.PREFECTURE), (county, Level.COUNTY)):
        if not name:
            continue
        rows = Region.objects.filter(name=name, level=level)
        if found is not None:
            prefix = found.code[:2] if found.level == Level.PROVINCE else found.code[:4]
            rows = rows.filter(code__startswith=prefix)
        lower = rows.order_by("code").first()
        if lower is None:
            return found
        found = lower
    return found


def nearest_region(code: str) -> Region | None:
    """The region of a code or, where that is abolished or unknown, of its prefecture or province; None without both."""
    if len(code) < 6 or not code.isdigit():
        return None
    for candidate in dict.fromkeys((code, code[:6], code[:4] + "00", code[:2] + "0000")):
        region = Region.objects.filter(code=candidate).first()
        if region is not None:
            return region
    return None
