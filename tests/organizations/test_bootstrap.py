"""The first start: regions, bodies, the first administrator, and the demonstration walked by real steps."""

from __future__ import annotations

import datetime as dt
import io
import json
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from cases.management.commands.replay import SHIPPED
from cases.models import Case, Offer, Party, Session
from dossiers.audit import verify
from dossiers.models import Clock as Running
from dossiers.models import Dossier, Event, Origin
from mediation.demo import files
from mediation.demo.files import FILES
from mediation.demo.matters import MATTERS
from mediation.demo.people import OTHERS, SHOWN, password_file, the_password
from organizations.bodies import bare_name, make_bodies
from organizations.models import BodyKind, LegalType, Membership, Organization, Region, User
from organizations.regions import (
    counties_of,
    load_regions,
    nearest_region,
    prefectures_of,
    region_named,
    shipped_regions,
)
from statutes.identity import check_credit_code, check_resident_id
from workflows.channels import Channel
from workflows.mediation import State

SHANGHAI = ZoneInfo("Asia/Shanghai")
SEVEN = set(BodyKind) - {BodyKind.AUTHORITY}  # which are entered by hand


def run(command: str, *words: str, **options: Any) -> str:
    out = io.StringIO()
    call_command(command, *words, stdout=out, **options)
    return out.getvalue()


@pytest.fixture(scope="module", autouse=True)
def _tidy(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Thousands of regions, loaded and rolled back in test after test, would slow down whatever comes next."""
    yield
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")


# ── Regions ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def regions(db: None) -> None:
    load_regions()


def test_gansu_has_14_prefectures_and_86_counties(regions: None) -> None:
    assert (prefectures_of("620000").count(), counties_of("620000").count()) == (14, 86)
    assert Region.objects.get(code="620171").is_statistical
    assert Region.objects.get(code="620201").is_statistical
    assert Region.objects.filter(level="township", code__startswith="62").count() == 1403


def test_every_region_hangs_under_one_that_is_there(regions: None) -> None:
    rows = {row.code: row for row in Region.objects.all()}

    assert [row.code for row in rows.values() if row.parent_id is None] == ["100000"]
    assert all(row.parent_id in rows and row.parent_id != row.code for row in rows.values() if row.parent_id)
    assert {row.level for row in rows.values()} == {"country", "province", "prefecture", "county", "township"}
    assert rows["441900"].level == "prefecture"  # 东莞 is listed twice: as a city and as its own county
    assert (rows["620100"].level, rows["620102"].parent_id) == ("prefecture", "620100")


def test_loading_twice_changes_nothing_and_an_altered_row_is_put_right(regions: None) -> None:
    Region.objects.filter(code="620102").update(name="城关")

    again = load_regions()
    third = load_regions()

    assert (again.added, again.changed, again.total) == (0, 1, len(shipped_regions()))
    assert (third.added, third.changed) == (0, 0)
    assert Region.objects.get(code="620102").name == "城关区"


def test_a_region_is_found_by_name_and_an_abolished_code_by_what_it_lay_in(regions: None) -> None:
    def code(region: Region | None) -> str:
        return region.code if region else ""

    assert code(region_named("甘肃省", "兰州市", "城关区")) == "620102"
    assert code(region_named("浙江省", "杭州市", "下城区")) == "330100"
    assert code(region_named("某省")) == ""
    assert [code(nearest_region(one)) for one in ("330103", "620102", "999999", "62")] == ["330100", "620102", "", ""]


# ── Bodies ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def bodies(regions: None) -> None:
    make_bodies("62")


def test_each_place_has_its_seven_bodies(bodies: None) -> None:
    places: dict[str, set[str]] = {}
    for body in Organization.objects.all():
        places.setdefault(body.region_id, set()).add(body.kind)

    assert Organization.objects.count() == 101 * 7 == 707
    assert Counter(Organization.objects.values_list("kind", flat=True)) == dict.fromkeys(SEVEN, 101)
    assert all(kinds == SEVEN for kinds in places.values())
    assert set(places) == {"620000", *(r.code for r in prefectures_of("62")), *(r.code for r in counties_of("62"))}


def test_bodies_are_named_as_offices_are(bodies: None) -> None:
    names = set(Organization.objects.values_list("name", flat=True))

    assert {
        "甘肃省总工会", "甘肃省高级人民法院", "甘肃省人力资源和社会保障厅", "甘肃省司法厅", "甘肃省人民检察院",
        "兰州市中级人民法院", "兰州市城关区人民法院", "兰州市城关区总工会劳动争议调解中心", "皋兰县人民法院",
        "敦煌市人民法院",
        "临夏回族自治州中级人民法院", "东乡族自治县人民法院", "嘉峪关市总工会", "天水市秦州区劳动人事争议仲裁委员会",
        "皋兰县人力资源和社会保障局", "皋兰县司法局",
    } <= names  # fmt: skip
    assert "兰州新区总工会" not in names


def test_each_line_is_a_tree_of_its_own(bodies: None) -> None:
    def up(name: str) -> list[str]:
        body = Organization.objects.get(name=name)
        way: list[str] = []
        while body.parent:
            body = body.parent
            way.append(body.name)
        return way

    assert up("兰州市城关区总工会劳动争议调解中心") == ["兰州市城关区总工会", "兰州市总工会", "甘肃省总工会"]
    assert up("皋兰县劳动人事争议仲裁委员会")[0] == "皋兰县人力资源和社会保障局"
    assert up("皋兰县人民法院") == ["兰州市中级人民法院", "甘肃省高级人民法院"]
    assert Organization.objects.filter(parent=None).count() == 5


def test_marks_are_unique_and_only_federations_bear_one(bodies: None) -> None:
    marks = {body.name: body.organ_mark for body in Organization.objects.exclude(organ_mark="")}

    assert len(marks) == len(set(marks.values())) == 101
    assert all(name.endswith("总工会") for name in marks)
    assert (marks["甘肃省总工会"], marks["兰州市总工会"], marks["兰州市城关区总工会"]) == ("甘工", "兰工", "城关工")
    assert (marks["临夏市总工会"], marks["临夏县总工会"], marks["甘南藏族自治州总工会"]) == (
        "临夏工",
        "临夏县工",
        "甘南工",
    )
    assert Organization.objects.get(name="皋兰县总工会劳动争议调解中心").mark == "皋兰工"


def test_what_is_not_known_is_left_empty(bodies: None) -> None:
    assert set(Organization.objects.filter(kind=BodyKind.MEDIATION).values_list("legal_type", "legal_basis")) == {
        (LegalType.OTH, "")
    }
    assert not Organization.objects.exclude(court_code="").exists()


def test_making_bodies_again_changes_nothing_that_was_entered(bodies: None) -> None:
    centre = Organization.objects.get(name="皋兰县总工会劳动争议调解中心")
    centre.legal_type, centre.legal_basis = LegalType.PMC, "皋兰县司法局备案"
    centre.save()

    again = make_bodies("620000")

    centre.refresh_from_db()
    assert (again.bodies, again.new) == (707, 0)
    assert (centre.legal_type, centre.legal_basis) == (LegalType.PMC, "皋兰县司法局备案")


def test_marks_stay_unique_over_provinces(bodies: None) -> None:
    made = make_bodies("37")

    marks = list(Organization.objects.exclude(organ_mark="").values_list("organ_mark", flat=True))
    assert made.new > 1000
    assert len(marks) == len(set(marks))


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("兰州市", "兰州"), ("东乡族自治县", "东乡"), ("积石山保安族东乡族撒拉族自治县", "积石山"), ("环县", "环县"),
        ("甘南藏族自治州", "甘南"), ("水城区", "水城"), ("阿克塞哈萨克族自治县", "阿克塞"),
    ],
)  # fmt: skip
def test_a_bare_name(name: str, bare: str) -> None:
    assert bare_name(name) == bare


@pytest.mark.parametrize(("code", "status"), [("11", 1), ("620100", 2), ("6", 2), ("甘肃", 2), ("99", 2)])
def test_bodies_of_what_is_no_such_province(code: str, status: int, regions: None) -> None:
    with pytest.raises(CommandError) as stopped:
        run("make_bodies", province=code)

    assert stopped.value.returncode == status
    assert str(stopped.value).startswith("--province")
    assert not Organization.objects.exists()


def test_the_commands_say_what_they_did(regions: None) -> None:
    assert "共4752条，其中新增0条，更新0条" in run("load_regions")
    assert "共有机构707个，其中新增707个" in run("make_bodies", province="62")


# ── The first administrator ────────────────────────────────────────────────────────────────────────────────────────

CENTRE = "皋兰县总工会劳动争议调解中心"


def test_admitting_somebody_new_prints_a_password_once(bodies: None) -> None:
    said = run("admit", "wang", name="王管理", body=CENTRE, role="body_administrator")

    person = User.objects.get(username="wang")
    password = said.split("：")[1].split("，")[0]
    assert person.check_password(password)
    assert person.must_change_password
    assert [(m.body.name, m.role) for m in person.memberships.all()] == [(CENTRE, "body_administrator")]


def test_a_second_role_leaves_the_password_alone(bodies: None) -> None:
    run("admit", "wang", name="王管理", body=CENTRE, role="registrar")
    before = User.objects.get(username="wang").password

    said = run("admit", "wang", body="皋兰县总工会劳动", role="mediator", since="2026-01-01")

    assert User.objects.get(username="wang").password == before
    assert "一次性密码" not in said
    assert Membership.objects.filter(role="mediator", since=dt.date(2026, 1, 1)).count() == 1


@pytest.mark.parametrize(
    ("words", "field", "status"),
    [
        ({"body": "皋兰", "role": "mediator", "name": "王"}, "--body", 2),
        ({"body": "没有这个单位", "role": "mediator", "name": "王"}, "--body", 2),
        ({"body": "", "role": "mediator", "name": "王"}, "--body", 2),
        ({"body": CENTRE, "role": "king", "name": "王"}, "--role", 2),
        ({"body": CENTRE, "role": "calendar", "name": "王"}, "--role", 2),
        ({"body": CENTRE, "role": "mediator"}, "--name", 2),
        ({"body": CENTRE, "role": "mediator", "name": "王" * 61}, "--name", 2),
        ({"body": CENTRE, "role": "mediator", "name": "王", "since": "昨天"}, "--since", 2),
    ],
)
def test_a_wrong_word_is_named_and_nobody_is_admitted(
    words: dict[str, str], field: str, status: int, bodies: None
) -> None:
    with pytest.raises(CommandError) as stopped:
        run("admit", "wang", **words)

    assert stopped.value.returncode == status
    assert str(stopped.value).startswith(field)
    assert not User.objects.exists()


def test_roles_in_conflict_and_closed_accounts_are_refused(bodies: None) -> None:
    run("admit", "wang", name="王管理", body=CENTRE, role="body_administrator")

    with pytest.raises(CommandError) as conflict:
        run("admit", "wang", body=CENTRE, role="mediator")
    with pytest.raises(CommandError) as renamed:
        run("admit", "wang", name="李管理", body=CENTRE, role="auditor")
    User.objects.update(is_active=False)
    with pytest.raises(CommandError) as closed:
        run("admit", "wang", body=CENTRE, role="auditor")

    assert [error.value.returncode for error in (conflict, renamed, closed)] == [1, 2, 2]
    assert Membership.objects.count() == 1


# ── The demonstration ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> dict[str, Any]:
    """One first start on a Tuesday, what it made, and a second start; nothing stays."""
    now = dt.datetime(2026, 3, 10, 10, 0, tzinfo=SHANGHAI)
    with django_db_blocker.unblock(), time_machine.travel(now, tick=False), transaction.atomic():
        first = run("bootstrap")
        before = _fingerprint()
        began = time.perf_counter()
        second = run("bootstrap")
        took = time.perf_counter() - began
        kept = the_password()
        password_file().unlink()
        lost = run("bootstrap")
        password_file().write_text(kept)
        password_file().chmod(0o600)
        found = {
            "lost": lost, "first": first, "second": second, "took": took, "same": _fingerprint() == before,
            "today": now.date(),
            "files": list(Case.objects.select_related("body", "sender").prefetch_related("parties").order_by("pk")),
            "events": list(Event.objects.order_by("dossier_id", "seq")),
            "broken": [one for one in map(verify, Dossier.objects.all()) if one],
            "clocks": list(Running.objects.filter(status="running")),
            "parties": list(Party.objects.all()),
            "sessions": list(Session.objects.all()),
            "offers": Offer.objects.count(),
            "users": {u.username: u for u in User.objects.all()},
            "roles": set(Membership.objects.values_list("user__username", "role")),
        }  # fmt: skip
        transaction.set_rollback(True)
    return found


def _fingerprint() -> list[Any]:
    return [User.objects.count(), Organization.objects.count(), list(Dossier.objects.values_list("code", "last_hash"))]


@pytest.mark.slow
def test_the_first_start_loads_everything_and_the_second_nothing(demo: dict[str, Any]) -> None:
    assert "4752" in demo["first"]
    assert "707" in demo["first"]
    assert f"{len(FILES) + len(MATTERS)}件" in demo["first"]
    assert "4752" not in demo["second"]
    assert demo["same"]
    assert demo["took"] < 1


@pytest.mark.slow
def test_both_starts_print_who_can_sign_in(demo: dict[str, Any]) -> None:
    for said in (demo["first"], demo["second"]):
        assert the_password() in said
        assert all(seat.username in said for seat in (*SHOWN, *OTHERS))
    assert "密码已遗失" in demo["lost"]
    assert password_file().stat().st_mode & 0o777 == 0o600
    assert all(user.check_password(the_password()) for user in [demo["users"]["registrar"], demo["users"]["auditor"]])
    assert not any(user.must_change_password for user in demo["users"].values())


@pytest.mark.slow
def test_every_state_and_every_channel_has_a_file(demo: dict[str, Any]) -> None:
    cases = demo["files"]

    assert len(cases) == len(FILES) >= 60
    assert {case.state for case in cases} == {state.value for state in State if state.value}
    assert {case.channel for case in cases} == set(Channel.values)
    assert {case.origin for case in cases} == {"demonstration"}
    assert len({case.body.name for case in cases}) == 5
    assert Counter(case.state for case in cases) == Counter(row.state.value for row in FILES)


@pytest.mark.slow
def test_terms_end_today_tomorrow_and_have_passed(demo: dict[str, Any]) -> None:
    today = demo["today"]
    left = {(case.due_on - today).days for case in demo["files"] if case.due_on and case.closed_at is None}

    assert {0, 1, 3} <= left
    assert any(days < 0 for days in left)
    assert any(days > 7 for days in left)
    running = [case for case in demo["files"] if case.state == State.IN_MEDIATION]
    ends = {(case.due_on - today).days for case in running if case.due_on}
    assert {-1, 0, 1, 2, 3} <= ends  # two days ago was a Sunday: what ended then rolled over to Monday
    assert max(ends) > 14
    assert all(case.due_on is None for case in demo["files"] if case.closed_at)


@pytest.mark.slow
def test_nothing_happened_after_the_start_or_out_of_order(demo: dict[str, Any]) -> None:
    now = dt.datetime(2026, 3, 10, 10, 0, tzinfo=SHANGHAI)
    last: dict[int, Event] = {}
    for event in demo["events"]:
        before = last.get(event.dossier_id)
        assert event.at <= now
        assert event.acted_on <= timezone.localdate(event.at)
        assert before is None or before.at <= event.at
        last[event.dossier_id] = event
    assert demo["broken"] == []
    numbers = [
        case.number for case in demo["files"] if case.body.name.startswith("兰州市城关区") and "〔2026〕" in case.number
    ]
    received = [case.received_on for case in demo["files"] if case.number in numbers]
    assert received == sorted(received)  # numbers follow the order of receipt


@pytest.mark.slow
def test_a_dozen_workers_commissioned_by_the_court(demo: dict[str, Any]) -> None:
    (group,) = [case for case in demo["files"] if case.people == 12]

    names = {party.name for party in group.parties.all()}
    assert (group.state, group.channel, group.sender.name) == (State.IN_MEDIATION, "court_pre", "兰州市城关区人民法院")
    assert "阿依古丽·买买提江" in names
    assert len({party.name for party in group.parties.all()}) == 13
    assert any(len(name) >= 25 for name in names)
    assert sum(party.is_representative for party in group.parties.all()) == 3
    assert group.reference.startswith("（2026）甘0102民诉前调")


@pytest.mark.slow
def test_what_is_invented_is_valid_and_belongs_to_nobody(demo: dict[str, Any]) -> None:
    people = [party for party in demo["parties"] if party.id_number]
    firms = [party for party in demo["parties"] if party.credit_code]

    assert people
    assert all(check_resident_id(p.id_number, birth_date=p.born_on).valid for p in people)
    assert all(p.id_number.startswith("620199") for p in people)  # an area no list has
    assert firms
    assert all(check_credit_code(p.credit_code).valid for p in firms)
    assert all(p.phone.startswith("1390000") for p in demo["parties"] if p.phone)
    assert any(p.kind == "unlicensed" and p.investor for p in demo["parties"])


@pytest.mark.slow
def test_sessions_offers_and_a_late_record_are_there(demo: dict[str, Any]) -> None:
    assert {session.kind for session in demo["sessions"]} == {"joint", "private"}
    assert {session.mode for session in demo["sessions"]} >= {"in_person", "phone", "video"}
    assert any(session.late and session.late_reason for session in demo["sessions"])
    assert demo["offers"] >= 4


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.django_db
def test_a_year_without_calendar_still_has_a_demonstration(monkeypatch: pytest.MonkeyPatch) -> None:
    some = FILES[::4]
    monkeypatch.setattr(files, "FILES", some)

    with time_machine.travel(dt.datetime(2031, 2, 5, 15, 0, tzinfo=SHANGHAI), tick=False):
        run("bootstrap")

    assert Counter(Case.objects.values_list("state", flat=True)) == Counter(row.state.value for row in some)
    assert any("holiday_calendar:2031" in clock.missing for clock in Running.objects.all())


@pytest.mark.django_db
def test_without_demonstration_nobody_is_made(settings: Any) -> None:
    settings.MEDIATION_DEMO = False

    said = run("bootstrap")

    assert (User.objects.count(), Dossier.objects.count(), Organization.objects.count()) == (0, 0, 707)
    assert "manage.py admit" in said


@pytest.mark.django_db
def test_a_database_with_people_gets_no_demonstration() -> None:
    User.objects.create_user("someone", password="ein-langes-Wort-7", full_name="某人")

    said = run("bootstrap")

    assert (User.objects.count(), Dossier.objects.count()) == (1, 0)
    assert the_password() not in said


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.django_db
def test_a_replay_before_the_first_start_does_not_count_as_one(tmp_path: Path) -> None:
    """What published cases leave behind is nobody's body and nobody's sign-in."""
    records = json.loads(SHIPPED.read_text(encoding="utf-8"))
    few = tmp_path / "few.json"
    few.write_text(json.dumps(records | {"cases": records["cases"][:2]}, ensure_ascii=False), encoding="utf-8")
    run("replay", str(few))

    said = run("bootstrap")

    assert Organization.objects.filter(is_active=True).count() == 707
    assert Dossier.objects.filter(origin=Origin.DEMONSTRATION).exists()
    assert the_password() in said
