"""Limitation on the file: what it starts from, what moves it, who sees it, and that it is warned of once."""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cases import limitation
from cases.models import Case, Claim, load_case
from documents.models import Instrument
from dossiers.actions import CALENDAR, Refused, take_step
from dossiers.sweep import sweep
from statutes.limitation import CLAIM_TYPES
from tests.cases.pages import filled
from tests.cast import NOW, TODAY, Cast, case_in, new_case
from workflows.channels import Channel
from workflows.mediation import State

SignIn = Callable[[Any], Client]
YEAR_ON = dt.date(2027, 3, 10)


def told(case: Case, **data: Any) -> Case:
    """The registrar writes down since when the claims were known."""
    known = data.pop("known_on", None)
    rows = {claim.pk: {"known_on": known, "known_note": "工资条"} for claim in case.claim_rows} if known else {}
    take_step(case, "record_limitation_start", by=data.pop("by"), at=NOW, **({"employment": "", "claims": rows} | data))
    return load_case(case.pk)


def notice(case: Case) -> str:
    """What the notice of termination says of the limitation of this case."""
    contents = json.loads(Instrument.objects.get(dossier=case.pk, kind="notice_of_termination").contents)
    return str(contents["contents"]["limitation_note"])


def one(case: Case, day: dt.date = TODAY) -> limitation.Standing:
    (found,) = limitation.standings(load_case(case.pk), day)
    return found


@pytest.mark.parametrize(
    ("cause", "what", "kind"),
    [
        ("205-5", "支付2025年10月至12月工资", "wage_arrears"),
        ("205-5", "支付未签书面劳动合同二倍工资差额", "double_wage"),
        ("205-5", "支付休息日加班费", "overtime"),
        ("205-5", "支付未休年休假工资报酬", "annual_leave"),
        ("205-6", "支付解除劳动合同经济补偿", "economic_compensation"),
        ("205-6", "支付违法解除劳动合同赔偿金", "unlawful_termination"),
        ("206-2", "支付一次性伤残就业补助金", "work_injury"),
        ("206-5", "赔偿失业保险待遇损失", "social_insurance"),
        ("205-1", "确认劳动关系", "employment_relationship"),
        ("208", "支付报酬", "other"),
        ("144", "支付劳务报酬及加班费", ""),
        ("no-such-cause", "支付工资", ""),
    ],
)
def test_the_kind_of_a_claim_follows_from_cause_and_demand(cause: str, what: str, kind: str) -> None:
    assert limitation.kind_of(Claim(cause_version="2026", cause_code=cause, what=what)) == kind


def test_every_kind_in_the_table_is_one_the_law_room_counts() -> None:
    assert {row["type"] for row in limitation._rows()} <= set(CLAIM_TYPES)


def test_what_is_not_on_file_is_said_and_never_guessed(cast: Cast) -> None:
    case = new_case(cast)

    found = one(case)

    assert (found.found, found.unknown) == (None, (limitation.EMPLOYMENT_MISSING,))
    assert case.limitation_on is None


def test_wages_know_no_limitation_while_the_employment_lasts(cast: Cast) -> None:
    case = told(new_case(cast), by=cast.registrar, employment="lasts")

    found = one(case).found

    assert found is not None
    assert found.no_limitation_while_employed
    assert case.limitation_on is None


def test_after_the_end_the_application_starts_a_new_year(cast: Cast) -> None:
    case = told(new_case(cast), by=cast.registrar, employment="ended", leave_on=dt.date(2025, 12, 31))

    found = one(case).found

    assert found is not None
    assert [(row.on, row.what.code) for row in found.trail] == [
        (dt.date(2025, 12, 31), "employment_ended"), (TODAY, "interrupts"), (YEAR_ON, "ends"),
    ]  # fmt: skip
    assert (found.ends_on, case.limitation_on) == (YEAR_ON, YEAR_ON)


def test_a_claim_that_was_over_before_anybody_came_stays_over(cast: Cast) -> None:
    case = told(new_case(cast), by=cast.registrar, employment="ended", leave_on=dt.date(2024, 12, 31))

    found = one(case).found

    assert found is not None
    assert found.expired
    assert case.limitation_on == dt.date(2025, 12, 31)


def test_what_happened_before_the_file_is_recorded_by_hand_with_its_evidence(cast: Cast) -> None:
    case = told(new_case(cast), by=cast.registrar, employment="ended", leave_on=dt.date(2024, 12, 31))
    take_step(
        case, "record_limitation_event", by=cast.mediator if case.mediator_id else cast.registrar, at=NOW,
        kind="complained_to_department", on=dt.date(2025, 6, 2), claims=case.claim_rows, evidence="劳动监察投诉回执",
    )  # fmt: skip

    case = load_case(case.pk)
    assert case.limitation_on == YEAR_ON
    assert case.events.get(step="record_limitation_event").record == "B"


def test_an_entry_made_by_mistake_counts_no_more(cast: Cast) -> None:
    case = told(new_case(cast), by=cast.registrar, employment="ended", leave_on=dt.date(2024, 12, 31))
    wrong = take_step(
        case, "record_limitation_event", by=cast.registrar, at=NOW,
        kind="sued", on=dt.date(2025, 6, 2), claims=case.claim_rows, evidence="起诉状",
    )  # fmt: skip
    take_step(
        load_case(case.pk), "record_limitation_event", by=cast.registrar, at=NOW,
        kind="", on=None, claims=case.claim_rows, replaces=wrong.seq,
    )  # fmt: skip

    assert load_case(case.pk).limitation_on == dt.date(2025, 12, 31)
    assert case.events.filter(seq=wrong.seq).exists(), "the log keeps what was struck out"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"kind": "just_cause_ended", "on": TODAY}, "中止只能在开始之后结束"),
        ({"kind": "sued", "on": TODAY + dt.timedelta(days=1)}, "不得晚于今天"),
        ({"kind": "sued", "on": TODAY, "replaces": 1}, "手工"),
    ],
)
def test_entries_that_make_no_sense_are_refused(cast: Cast, data: dict[str, Any], sentence: str) -> None:
    case = told(new_case(cast), by=cast.registrar, employment="ended", leave_on=dt.date(2025, 12, 31))

    with pytest.raises(Refused, match=sentence):
        take_step(
            case, "record_limitation_event", by=cast.registrar, at=NOW, claims=case.claim_rows, evidence="x", **data
        )

    assert load_case(case.pk).version == case.version


def test_a_claim_of_another_file_is_not_touched(cast: Cast) -> None:
    case, other = new_case(cast), new_case(cast, names=["李四"])

    with pytest.raises(Refused):
        take_step(
            case, "record_limitation_event", by=cast.registrar, at=NOW,
            kind="sued", on=TODAY, claims=other.claim_rows, evidence="x",
        )  # fmt: skip
    with pytest.raises(Refused):
        take_step(
            case, "record_limitation_start", by=cast.registrar, at=NOW, employment="",
            claims={other.claim_rows[0].pk: {"known_on": TODAY}},
        )  # fmt: skip

    assert load_case(other.pk).claim_rows[0].known_on is None


def test_a_clue_is_no_application_and_the_year_goes_on(cast: Cast) -> None:
    left = dt.date(2025, 12, 31)

    case = new_case(cast, channel=Channel.CLUE_LABOUR, leave_on=left)

    assert case.limitation_on == dt.date(2026, 12, 31)


def test_a_claim_added_later_is_not_touched_by_the_application(cast: Cast) -> None:
    case = new_case(cast)
    later = NOW + dt.timedelta(days=5)
    take_step(case, "add_claim", by=cast.registrar, at=later, cause_code="205-6", what="支付经济补偿")
    case = told(load_case(case.pk), by=cast.registrar, employment="ended", leave_on=TODAY, known_on=TODAY)

    first, added = limitation.standings(case, later.date())

    assert [row.step for row in first.entries] == ["register_case"]
    assert [row.step for row in added.entries] == ["add_claim"]


def test_regions_that_differ_are_named_where_their_rule_is_not_maintained(cast: Cast) -> None:
    case = new_case(cast)
    take_step(case, "add_claim", by=cast.registrar, at=NOW, cause_code="205-5", what="支付未签合同二倍工资差额")
    case = load_case(case.pk)

    rules = {row.kind: row.rule for row in limitation.standings(case, TODAY)}

    assert rules == {"wage_arrears": "", "double_wage": None}


def test_what_is_no_employment_is_not_counted(cast: Cast) -> None:
    case = new_case(cast, relation_type="service")

    assert one(case).unknown == (limitation.NOT_LABOUR,)


def test_the_end_of_mediation_interrupts_and_the_notice_says_the_day(cast: Cast) -> None:
    case = told(case_in(State.IN_MEDIATION, cast), by=cast.mediator, employment="ended", leave_on=dt.date(2025, 12, 31))
    ended = NOW + dt.timedelta(days=6)
    take_step(case, "end_mediation", by=cast.mediator, at=ended, reason="deadlock", note="差距过大")

    case = load_case(case.pk)
    assert case.limitation_on == dt.date(2027, 3, 16)
    said = notice(case)
    assert "2027年3月16日" in said
    assert "企业劳动争议协商调解规定 第31条第6项" in said
    assert "支付2025年10月至12月工资" in said


def test_a_notice_says_nothing_where_nothing_is_known(cast: Cast) -> None:
    case = case_in(State.FAILED, cast)

    assert notice(case) == ""


def test_an_agreement_in_effect_takes_the_claim_off_the_watch_until_it_is_broken(cast: Cast) -> None:
    case = case_in(State.AGREED, cast)
    case = told(case, by=cast.mediator, employment="ended", leave_on=dt.date(2025, 12, 31))
    assert case.limitation_on is None

    broken = NOW + dt.timedelta(days=20)
    take_step(case, "record_breach", by=cast.mediator, at=broken, obligation=case.settlement.obligations.get())

    assert load_case(case.pk).limitation_on == dt.date(2027, 3, 30)


def test_the_sweep_warns_once_at_each_number_of_days(cast: Cast) -> None:
    case = told(case_in(State.FAILED, cast), by=cast.mediator, employment="ended", leave_on=dt.date(2025, 12, 31))
    ends = dt.datetime.combine(case.limitation_on or TODAY, dt.time(9), NOW.tzinfo)

    warned: dict[int, int] = {}
    for left in (61, 60, 59, 30, 29, 8, 7, 7, 0, -1):
        warned[left] = warned.get(left, 0) + len(sweep(at=ends - dt.timedelta(days=left)).warned)

    assert {left: n for left, n in warned.items() if n} == {60: 1, 30: 1, 7: 1}
    facts = [event.facts["left"] for event in case.events.filter(step="warn_of_limitation").order_by("seq")]
    assert facts == [60, 30, 7]


def test_a_file_first_seen_late_is_warned_of_once(cast: Cast) -> None:
    case = told(case_in(State.FAILED, cast), by=cast.mediator, employment="ended", leave_on=dt.date(2025, 12, 31))
    ends = dt.datetime.combine(case.limitation_on or TODAY, dt.time(9), NOW.tzinfo)

    assert sweep(at=ends - dt.timedelta(days=5)).warned == [case.code]
    assert sweep(at=ends - dt.timedelta(days=5)).warned == []
    with pytest.raises(Refused):
        take_step(load_case(case.pk), "warn_of_limitation", by=CALENDAR, at=ends - dt.timedelta(days=5))


# ── Pages ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("today")
def test_the_page_says_why_and_only_to_those_who_may_read_the_facts(cast: Cast, as_user: SignIn) -> None:
    case = told(
        new_case(cast, channel=Channel.CLUE_LABOUR, sender_name="城关区人社局"), by=cast.registrar,
        employment="ended", leave_on=dt.date(2025, 12, 31), known_on=dt.date(2025, 11, 15),
    )  # fmt: skip

    page = as_user(cast.registrar).get(f"/files/{case.code}/clocks/").content.decode()

    for words in ("2026-12-31", "2025-11-15", "工资条", "劳动争议调解仲裁法 第27条第4款", "支付2025年10月至12月工资"):
        assert words in page
    hidden = as_user(cast.city_supervisor).get(f"/files/{case.code}/clocks/").content.decode()
    assert "工资条" not in hidden
    assert "limitation" not in hidden


@pytest.mark.usefixtures("today")
def test_both_steps_are_taken_on_their_pages(cast: Cast, as_user: SignIn) -> None:
    case = new_case(cast, workers=2)
    browser = as_user(cast.registrar)
    address = f"/files/{case.code}/do/record_limitation_start/"

    wrong = browser.post(address, filled(browser.get(address), employment="ended", leave_on=""))
    assert wrong.status_code == 422
    right = filled(browser.get(address), employment="ended", leave_on="2024-12-31", all_known_on="2024-12-31")
    right["all_known_note"] = "离职证明"
    assert browser.post(address, right)["Location"] == f"/files/{case.code}/clocks/#limitation"
    case = load_case(case.pk)
    assert {(row.known_on, row.known_note, row.limitation_kind) for row in case.claim_rows} == {
        (dt.date(2024, 12, 31), "离职证明", "")
    }

    address = f"/files/{case.code}/do/record_limitation_event/"
    bare = browser.post(address, filled(browser.get(address), kind="sued", on="2025-06-02"))
    assert bare.status_code == 422, "an event without evidence is not taken"
    first, second = case.claim_rows
    done = filled(browser.get(address), kind="sued", on="2025-06-02", evidence="受理通知书", claims=[str(first.pk)])
    assert browser.post(address, done).status_code == 302
    ends = {row.claims[0].pk: row.found.ends_on for row in limitation.standings(load_case(case.pk), TODAY) if row.found}
    assert ends == {first.pk: YEAR_ON, second.pk: dt.date(2025, 12, 31)}


def test_the_desk_and_the_overview_show_it_within_sixty_days(
    cast: Cast, as_user: SignIn, at: Callable[[str], Any]
) -> None:
    case = told(case_in(State.FAILED, cast), by=cast.mediator, employment="ended", leave_on=dt.date(2025, 12, 31))
    far, ends = case_in(State.FAILED, cast, names=["李四"]), case.limitation_on or TODAY

    for moment, shown in ((ends - dt.timedelta(days=61), False), (ends, True)):
        at(f"{moment.isoformat()}T09:00:00+08:00")
        for person in (cast.mediator, cast.registrar):
            browser = as_user(person)
            piles = {card["pile"].group.key: card for card in browser.get("/").context["cards"]}
            files = [row.number for key in piles if key.endswith("-limitation") for row, _said in piles[key]["rows"]]
            assert files == ([case.number] if shown else [])
            page = browser.get(f"/files/{case.code}/").content.decode()
            assert (f"/files/{case.code}/clocks/#limitation" in page) is shown
            assert "#limitation" not in browser.get(f"/files/{far.code}/").content.decode()
