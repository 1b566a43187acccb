"""The ledger and its indicators against a small set that was counted by hand."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from organizations.models import BodyKind, Organization
from supervision import ledger as book
from supervision.ledger import Ask
from supervision.models import Letter, Matter
from tests.cast import NOW, TODAY, Cast
from tests.supervision import walk

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(days=40)
AS_OF = LATER.date()
YEAR = Ask(as_of=AS_OF, since=dt.date(2026, 1, 1), until=dt.date(2026, 12, 31))


@pytest.fixture
def cast(cast: Cast, at: Callable[[str], Any]) -> Cast:
    at(LATER.isoformat())
    return cast


def hinted(cast: Cast, **more: Any) -> Matter:
    """A matter investigated and reminded on `NOW`: the answer is due in fifteen days, the findings by 31 March."""
    matter = walk.investigated(cast, **more)
    walk.with_letter(cast, "draft_hint", matter)
    return matter


def answered(cast: Cast, matter: Matter, days: int, way: str = "paper", **item: Any) -> Matter:
    rows = [{"finding": row.pk, "status": "done", "measure": "已付"} | item for row in matter.finding_rows]
    at = NOW + dt.timedelta(days=days)
    return walk.go(matter, "record_reply", cast.legal_supervisor, at=at, way=way, signer="王建国", items=rows)


def verified(cast: Cast, matter: Matter, verdict: str, days: int = 20) -> Matter:
    rows = [{"finding": row.pk, "verdict": verdict} for row in matter.finding_rows]
    people = walk.supervisors(cast)
    at = NOW + dt.timedelta(days=days)
    return walk.go(
        matter, "verify_findings", cast.legal_supervisor, at=at, method="papers", supervisors=people, results=rows
    )


@pytest.fixture
def small_set(cast: Cast) -> list[Matter]:
    """Four matters: rectified in time · answered late, not rectified, escalated · refused · a neighbour's."""
    first = answered(cast, hinted(cast), 10)
    first = verified(cast, first, "done")
    first = walk.go(first, "record_achievement", cast.legal_supervisor, at=NOW + dt.timedelta(days=21),
                    wages_paid=Decimal("96000.00"), contracts_signed=3, insured=2,
                    insurance_paid=Decimal("1500.50"))  # fmt: skip
    second = answered(cast, hinted(cast), 16)
    second = verified(cast, second, "undone")
    second = walk.go(second, "draft_opinion", cast.legal_supervisor, at=NOW + dt.timedelta(days=22), **walk.LETTER)
    second = walk.in_hand(cast, second, at=NOW + dt.timedelta(days=22))
    third = walk.investigated(cast)
    third = walk.go(third, "draft_hint", cast.legal_supervisor, **walk.LETTER)
    third = walk.served(cast, walk.in_hand(cast, third), outcome="refused", note="当场拒收，有录像")
    return [first, second, third]


def test_the_indicators_are_what_was_counted_by_hand(cast: Cast, small_set: list[Matter]) -> None:
    letters = book.letters(cast.union_head, AS_OF)

    found = {name: (row.numerator, row.denominator) for name, row in book.indicators(letters, YEAR).items()}

    assert found == {
        "hints": (None, 3), "opinions": (None, 1), "advices": (None, 0),
        "served": (3, 4),  # the opinion lies numbered
        "replied": (1, 2), "in_time": (1, 2),  # the refused one never arrived; the second came on day 16 of 15
        "rectified": (1, 3),  # findings fell due on 31 March
        "escalated": (1, 3), "filed": (0, 0), "fed_back": (0, 0),
    }  # fmt: skip
    assert book.findings(letters, YEAR)[1:] == (1, 3)
    assert book.employers(letters, YEAR) == 1
    done = book.achieved(book.matters(cast.union_head, AS_OF), YEAR)
    assert (done.recovered, done.counts, done.matters) == (
        Decimal("97500.50"), {"contracts_signed": 3, "insured": 2}, 1,
    )  # fmt: skip
    assert (done.ended, done.days) == (1, Decimal("20.0"))


def test_a_number_leads_to_exactly_its_letters(cast: Cast, small_set: list[Matter]) -> None:
    letters = book.letters(cast.union_head, AS_OF)
    for name, row in book.indicators(letters, YEAR).items():
        parts = {"denominator": row.denominator} | ({} if row.numerator is None else {"numerator": row.numerator})
        for part, number in parts.items():
            assert book.members(letters, YEAR, name, part).count() == number, (name, part)


def test_dimensions_add_up_and_groups_may_overlap(cast: Cast, small_set: list[Matter]) -> None:
    Matter.objects.filter(pk=small_set[0].pk).update(women=5)
    letters = book.letters(cast.supervisor, AS_OF)
    found = {
        by: [(key, rows["hints"].denominator) for key, _name, rows in book.by_dimension(letters, YEAR, by)]
        for by in book.DIMENSIONS
    }

    assert found == {
        "month": [("2026-03", 3), ("2026-04", 0)], "region": [("620100", 3)], "level": [("county", 3)],
        "industry": [("餐饮业", 3)], "topic": [("pay.arrears", 3)],
        "group": [("migrant_workers", 3), ("women", 1)],
    }  # fmt: skip


def test_each_filter_narrows(cast: Cast, small_set: list[Matter]) -> None:
    letters = book.letters(cast.union_head, AS_OF)
    asks = {
        "kind": {"kind": "hint_letter"}, "late": {"status": "late"}, "done": {"status": "done"},
        "to_serve": {"status": "to_serve"}, "topics": {"topic": "pay"}, "other": {"topic": "safety"},
        "place": {"region": "620102"}, "elsewhere": {"region": "620500"}, "level": {"level": "province"},
        "before": {"until": TODAY}, "group": {"group": "women"},
    }  # fmt: skip
    found = {
        name: book.narrowed(letters, Ask(as_of=AS_OF, **more)).count()  # type: ignore[arg-type]
        for name, more in asks.items()
    }

    assert found == {
        "kind": 3, "late": 0, "done": 1, "to_serve": 1, "topics": 4, "other": 0, "place": 4, "elsewhere": 0,
        "level": 0, "before": 3, "group": 0,
    }  # fmt: skip


def test_a_row_holds_every_column_and_sums_stand_once(cast: Cast, small_set: list[Matter]) -> None:
    rows = book.cells(book.loaded(book.letters(cast.union_head, AS_OF).order_by("pk")), AS_OF)
    said = [dict(zip((str(column.label) for column in book.COLUMNS), values, strict=True)) for _row, values in rows]

    first, second = said[0], said[1]
    assert first["文号"] == "城关工监提〔2026〕1号"
    assert Decimal("96000.00") in first.values()
    assert "城关工监意〔2026〕1号" in second.values()
    assert len(book.COLUMNS) == len(said[0])  # no two columns bear one heading


@pytest.mark.parametrize(
    ("part", "status", "number"),
    [("union_head", 200, 4), ("legal_supervisor", 200, 4), ("supervisor", 200, 4), ("city_supervisor", 200, 4),
     ("neighbour_union_head", 200, 0), ("union_lawyer", 403, 0), ("registrar", 403, 0), ("labour_officer", 403, 0)],
)  # fmt: skip
def test_who_reads_which_letters(
    cast: Cast, client: Client, small_set: list[Matter], part: str, status: int, number: int
) -> None:
    client.force_login(getattr(cast, part))

    answers = [client.get(address) for address in ("/registers/ledger/", "/reports/supervision/")]

    assert [answer.status_code for answer in answers] == [status, status]
    if status == 200:
        assert len(answers[0].context["rows"]) == number
        assert answers[1].context["nothing"] is (number == 0)
        assert ("期间内没有" in answers[1].content.decode()) is (number == 0)


def test_the_statistician_reads_no_reporter_and_not_who_took_the_letter(
    cast: Cast, client: Client, small_set: list[Matter]
) -> None:
    Matter.objects.filter(pk=small_set[0].pk).update(reporter="爆料人甲")
    pages = {}
    for part in ("union_head", "supervisor"):
        client.force_login(getattr(cast, part))
        pages[part] = [
            client.get(address).content.decode() for address in ("/registers/ledger/", "/registers/ledger/print/")
        ]

    assert all("前台 李某" in page for page in pages["union_head"])
    assert not any("前台 李某" in page for page in pages["supervisor"])
    assert not any("爆料人甲" in page for one in pages.values() for page in one)


def test_the_spreadsheet_holds_the_same_rows_and_runs_nothing(
    cast: Cast, client: Client, small_set: list[Matter]
) -> None:
    Letter.objects.filter(matter=small_set[0]).update(received_by="=cmd()")
    client.force_login(cast.union_head)

    content = client.get("/registers/ledger/sheet/?kind=hint_letter").content
    page = load_workbook(io.BytesIO(content)).worksheets[0]
    rows = list(page.values)

    assert (len(rows), len(rows[1])) == (5, len(book.COLUMNS) + 1)
    assert rows[2][1] == "城关工监提〔2026〕1号"
    assert "'=cmd()" in rows[2]
    assert not any(cell.data_type == "f" for row in page.iter_rows() for cell in row)


def test_a_page_asks_the_database_as_often_for_one_letter_as_for_more(
    cast: Cast, client: Client, small_set: list[Matter], django_assert_max_num_queries: Any
) -> None:
    client.force_login(cast.union_head)
    for address in ("/registers/ledger/?kind=opinion_letter", "/registers/ledger/"):
        with django_assert_max_num_queries(14):
            client.get(address)


def test_a_rate_of_answers_counts_those_in_writing_and_in_time_among_letters_that_ask_for_one(cast: Cast) -> None:
    """Counted twelve days after service: one answered, one came and talked, one may still answer, one was not asked."""
    answered(cast, hinted(cast), 10)
    answered(cast, hinted(cast), 10, way="in_person")
    hinted(cast)
    walk.matter_in(walk.State.INFORMED, cast)
    ask = replace(YEAR, as_of=TODAY + dt.timedelta(days=12))

    found = book.indicators(book.letters(cast.union_head, ask.as_of), ask)
    late = book.indicators(book.letters(cast.union_head, AS_OF), YEAR)

    assert (found["replied"][1:], found["in_time"][1:]) == ((1, 3), (1, 2))
    assert (late["replied"][1:], late["in_time"][1:]) == ((1, 3), (1, 3))  # who was silent is late now
    assert late["rectified"][1:] == (0, 3)  # nobody waits for what a mere reminder led to
    assert book.findings(book.letters(cast.union_head, AS_OF), YEAR)[1:] == (0, 3)


def said_of(cast: Cast, matter: Matter) -> list[dict[str, Any]]:
    """The rows of one matter by the headings of their columns."""
    rows = book.loaded(book.letters(cast.union_head, AS_OF).filter(matter=matter).order_by("pk"))
    heads = [str(column.label) for column in book.COLUMNS]
    return [dict(zip(heads, values, strict=True)) for _row, values in book.cells(rows, AS_OF)]


def test_what_was_rectified_is_dated_by_the_day_on_which_the_employer_finished(cast: Cast) -> None:
    """Two findings done on two days, verified on 30 March; where the employer gave no day, that of the verification."""
    told = hinted(cast, findings=2)
    first, second = told.finding_rows
    for finding, day in ((first, 12), (second, 14)):
        rows = [{"finding": finding.pk, "status": "done", "measure": "已付", "done_on": dt.date(2026, 3, day)}]
        walk.answered(cast, told, at=NOW + dt.timedelta(days=10), items=rows)
    untold = answered(cast, hinted(cast), 10)

    dates = [said_of(cast, verified(cast, matter, "done"))[0]["整改完成日期"] for matter in (told, untold)]

    assert dates == [dt.date(2026, 3, 14), TODAY + dt.timedelta(days=20)]


def test_each_proposal_keeps_what_its_own_authority_did(cast: Cast) -> None:
    """The labour bureau of the district sends the union on; that of the city fines the employer."""
    sup, first, later = cast.legal_supervisor, TODAY + dt.timedelta(days=3), TODAY + dt.timedelta(days=9)
    region = cast.regions["兰州市"]
    above = Organization.objects.create(name="兰州市人力资源和社会保障局", kind=BodyKind.LABOUR, region=region)
    matter = walk.before_authority(cast)
    matter = walk.go(matter, "record_filing", sup, at=NOW + dt.timedelta(days=3), filed=False, reason="不归本局管辖")
    matter = walk.before_authority(cast, matter, at=NOW + dt.timedelta(days=4), authority=above)
    assert (matter.authority, matter.authority_reason) == (above, "")
    matter = walk.go(matter, "record_filing", sup, at=NOW + dt.timedelta(days=9), filed=True, number="立案8号")
    walk.go(matter, "record_result", sup, at=NOW + dt.timedelta(days=12), result="penalty", document="处罚决定书")

    _opinion, one, two = said_of(cast, matter)
    names = ["受理部门", "立案日期", "处理结果", "反馈日期"]
    found = book.indicators(book.letters(cast.union_head, AS_OF), YEAR)

    assert [one[name] for name in names] == [walk.bureau(cast).name, None, "不归本局管辖", None]
    assert [two[name] for name in names] == [above.name, later, "行政处罚 处罚决定书", TODAY + dt.timedelta(days=12)]
    assert (one["答复日期"], two["答复日期"]) == (first, later)
    assert [found[name][1:] for name in ("filed", "fed_back")] == [(1, 2), (2, 2)]
    decided = book.narrowed(book.letters(cast.union_head, AS_OF), Ask(as_of=AS_OF, status="decided"))
    assert {letter.number for letter in decided} == {one["文号"], two["文号"]}


def test_a_letter_whose_matter_ended_before_it_was_served_waits_for_no_service(cast: Cast) -> None:
    matter = walk.matter_in(walk.State.NUMBERED, cast)
    letters, asks = book.letters(cast.union_head, AS_OF), ("to_serve", "never")

    before = [book.narrowed(letters, Ask(as_of=AS_OF, status=status)).count() for status in asks]
    walk.go(matter, "end_unresolved", cast.union_head, reason="用人单位已经注销")
    after = [book.narrowed(letters, Ask(as_of=AS_OF, status=status)).count() for status in asks]

    assert (before, after) == ([1, 0], [0, 1])
