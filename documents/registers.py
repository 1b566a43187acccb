"""The two registers of a body: the papers it issued (发文登记), number by number, and its seal log (用印登记)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import PermissionDenied
from django.db.models import Case, CharField, Count, F, Max, Min, Prefetch, Q, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from documents.models import Delivery, Instrument, Sealing
from dossiers.access import reaches
from dossiers.rows import file_address
from dossiers.visibility import view_for
from lawbook import spreadsheets
from organizations.models import Organization
from organizations.roles import SUPERVISING, Role

if TYPE_CHECKING:
    from organizations.models import User

#: Whoever keeps the registers of a body.
KEEPERS = (Role.REGISTRAR, Role.BODY_HEAD, Role.LEGAL_SUPERVISOR, Role.SUPERVISION_HEAD)
HEADS = (Role.BODY_HEAD, Role.SUPERVISION_HEAD)
MANY = 100


@dataclass(frozen=True)
class Seat:
    """The bodies whose registers a person keeps, and the classes of record read in the files of each."""

    records: dict[tuple[int, str], frozenset[str]]  # by body and kind of file

    @property
    def bodies(self) -> set[int]:
        return {body for body, _kind in self.records}

    def seen(self, paper: str = "") -> Q:
        """Papers of the classes that are read there; `paper` is the way to them from another table."""
        found = Q(pk__in=[])
        for (body, kind), records in self.records.items():
            found |= Q(**{f"{paper}dossier__body": body, f"{paper}dossier__kind": kind, f"{paper}record__in": records})
        return found


def _seat(request: HttpRequest, roles: tuple[Role, ...]) -> Seat:
    """403 for whoever keeps no register."""
    user, day = cast("User", request.user), timezone.localdate()
    held = [reach for reach in reaches(user, day) if reach.role in roles]
    if not held:
        raise PermissionDenied
    offices: dict[int, list[Role]] = {}
    for reach in held:
        offices.setdefault(dict(reach.where)["body_id"], []).append(reach.role)
    records = {}
    for body, held_there in offices.items():
        # Files of one kind lie with one kind of body: a union's registers are read by the wall of supervision.
        records[body, "supervision"] = view_for(SUPERVISING.intersection(held_there), "supervision").records
        records[body, "mediation"] = view_for(frozenset(held_there) - SUPERVISING).records
    return Seat(records)


def _rows(seat: Seat, year: int) -> Any:
    """Every paper numbered in a year for the files of these bodies, the newest first. Of a class that the reader may
    not open only number, day and state are read: the register has no gap, and says no more."""
    seen = seat.seen()
    words = {
        f"said_{name}": Case(When(seen, then=F(name)), default=Value(""), output_field=CharField())
        for name in ("kind", "title", "addressee")
    }
    ways = Delivery.objects.defer("address")
    return (
        Instrument.objects.filter(dossier__body__in=seat.bodies, year=year)
        .annotate(**words, file_number=F("dossier__number"), file_code=F("dossier__code"), file_kind=F("dossier__kind"))
        .only("code", "number", "issued_on", "issued_by", "status", "needs_seal", "sealed_on", "record", "void_reason")
        .prefetch_related(Prefetch("deliveries", ways))
        .order_by("-issued_on", "-id")
    )


def _series(seat: Seat, year: int) -> list[dict[str, Any]]:
    """Each series these papers were numbered in: its first and last number, how many there are, whether one is missing.

    Counted over the whole series: bodies that number under one mark share it."""
    issuers = Instrument.objects.filter(dossier__body__in=seat.bodies, year=year).values("body")
    marks = {body.marked_by.pk for body in Organization.objects.filter(pk__in=issuers).select_related("parent__parent")}
    above = Q(organ_mark="") & (Q(parent__in=marks) | Q(parent__organ_mark="", parent__parent__in=marks))
    sharing = Organization.objects.filter(Q(pk__in=marks) | above).select_related("parent__parent")
    mark_of = {body.pk: body.mark for body in sharing}
    rows = Instrument.objects.filter(body__in=mark_of, year=year).values_list("body", "series")
    folded: dict[tuple[str, str], list[int]] = {}
    for body, series, first, last, n in rows.annotate(first=Min("seq"), last=Max("seq"), n=Count("pk")):
        known = folded.setdefault((mark_of[body], series), [first, last, 0])
        known[:] = [min(known[0], first), max(known[1], last), known[2] + n]
    return [
        {"mark": mark, "series": series, "first": first, "last": last, "n": n, "whole": first == 1 and n == last}
        for (mark, series), (first, last, n) in sorted(folded.items())
    ]


def _year(request: HttpRequest) -> int:
    text, this = request.GET.get("year", ""), timezone.localdate().year
    return int(text) if text.isascii() and text.isdigit() and len(text) == 4 else this


@require_safe
def papers(request: HttpRequest) -> HttpResponse:
    """The register of papers, a hundred at a time; printed as it stands."""
    seat, year = _seat(request, KEEPERS), _year(request)
    rows = _rows(seat, year)
    after = request.GET.get("after", "")
    if after.isascii() and after.isdigit():
        last = Instrument.objects.filter(pk=int(after[:18])).values_list("issued_on", "pk").first()
        if last:
            rows = rows.filter(Q(issued_on__lt=last[0]) | Q(issued_on=last[0], pk__lt=last[1]))
    shown = list(rows[: MANY + 1])
    for row in shown:
        row.file_url = f"{file_address(row.file_code, row.file_kind)}papers/"
    context = {
        "rows": shown[:MANY],
        "series": _series(seat, year),
        "year": year,
        "earlier": year - 1,
        "later": year + 1 if year < timezone.localdate().year else None,
        "next": f"?year={year}&after={shown[MANY - 1].pk}" if len(shown) > MANY else "",
        "first": f"?year={year}" if after else "",
        "heads": any(reach.role in HEADS for reach in reaches(cast("User", request.user), timezone.localdate())),
    }
    return render(request, "documents/register.html", context)


HEADINGS = ("文号", "文种", "受文者", "成文日期", "案号", "经办", "状态", "用印日期", "送达", "备注")
#: A sheet of more rows than that no office opens; the year before has its own.
MOST = 20_000


@require_safe
def papers_sheet(request: HttpRequest) -> HttpResponse:
    """The register of a year as a spreadsheet."""
    seat, year = _seat(request, KEEPERS), _year(request)
    lines = [
        (
            row.number,
            row.said_title,
            row.said_addressee,
            row.issued_on,
            row.file_number,
            row.issued_by,
            str(row.get_status_display()),
            row.sealed_on,
            "；".join(served(one) for one in row.deliveries.all()) if row.said_kind else "",
            row.void_reason if row.said_kind else "",
        )
        for row in _rows(seat, year)[:MOST]
    ]
    answer = HttpResponse(
        spreadsheets.filled(_("Register of papers %(year)s") % {"year": year}, HEADINGS, lines),
        content_type=spreadsheets.TYPE,
    )
    answer["Content-Disposition"] = f'attachment; filename="papers-{year}.xlsx"'
    return answer


def served(one: Delivery) -> str:
    """A delivery in a line: to whom, how, what became of it and when."""
    when = f"{timezone.localtime(one.received_at):%Y-%m-%d %H:%M}" if one.received_at else one.sent_on.isoformat()
    return f"{one.to_name} {one.get_way_display()} {one.get_outcome_display()} {when}"


@require_safe
def seals(request: HttpRequest) -> HttpResponse:
    """The seal log of a year, for the head who answers for the seals."""
    seat, year = _seat(request, HEADS), _year(request)
    rows = Sealing.objects.filter(seat.seen("instrument__"), sealed_on__year=year)
    rows = rows.filter(instrument__dossier__body__in=seat.bodies).select_related("instrument")
    context = {
        "rows": rows[:MOST],
        "year": year,
        "earlier": year - 1,
        "later": year + 1 if year < timezone.localdate().year else None,
    }
    return render(request, "documents/seals.html", context)
