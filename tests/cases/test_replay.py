"""Every published case through the doors: how far each goes, what was supplied, what is held, what is refused."""

from __future__ import annotations

import copy
import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from cases.management.commands.replay import SHIPPED
from cases.models import Case
from cases.replay.bodies import MARK, Stage
from cases.replay.days import read_due, read_relative, read_span
from cases.replay.page import SUPPLIED, fact_of, page
from cases.replay.plan import plan_of
from cases.replay.source import BadSource, read_records
from cases.replay.story import Story
from cases.replay.walk import replay_record
from dossiers.audit import verify
from dossiers.models import Dossier, Event
from mediation.environment import ROOT
from organizations.models import Organization

DATA: dict[str, Any] = json.loads(SHIPPED.read_text(encoding="utf-8"))
BY_ID = {row["id"]: row for row in DATA["cases"]}


def of_the_whole(test: Any) -> Any:
    """A test that asks about all records, which take minutes; the few of the other tests go through both databases."""
    return pytest.mark.once(pytest.mark.slow(test))


def replay(file: str = str(SHIPPED), **options: Any) -> dict[str, Any]:
    """What the command prints with --json."""
    out = io.StringIO()
    call_command("replay", file, json=True, stdout=out, **options)
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer


def _obligations(settlement: Any) -> list[tuple[Any, ...]]:
    rows = settlement.obligations.all()
    return [(o.what, o.amount, str(o.due_on), o.paid, bool(o.performed_on), bool(o.breach_on)) for o in rows]


def _claims(case: Case) -> list[tuple[Any, ...]]:
    return [(claim.cause_code, claim.claimed, claim.agreed, claim.result) for claim in case.claims.all()]


def _sides(case: Case) -> list[tuple[Any, ...]]:
    return [(party.side, party.name, party.deceased) for party in case.parties.all()[:5]]


def _notes(number: str) -> str:
    return "\n".join(note.text for note in Dossier.objects.get(number=number).notes.all())


@pytest.fixture(scope="module")
def whole(django_db_setup: None, django_db_blocker: Any) -> Any:
    """All 98 records once, with what the tests ask of the database; nothing of it stays."""
    with django_db_blocker.unblock(), transaction.atomic():
        answer = replay()
        rows = {row["id"]: row for row in answer["records_detail"]}
        mediated = (row for row in rows.values() if row["procedure"] == "mediation" and row["reference"])
        files = {row["id"]: Case.objects.get(number=row["reference"]) for row in mediated}
        settled = {key: case.settlement for key, case in files.items() if hasattr(case, "settlement")}
        facts = {
            "broken": [str(found) for found in map(verify, Dossier.objects.all()) if found],
            "origins": set(Dossier.objects.values_list("origin", flat=True)),
            "foreign_marks": Organization.objects.exclude(organ_mark__startswith=MARK).count(),
            "active_bodies": Organization.objects.filter(is_active=True).count(),
            "people": {key: case.people for key, case in files.items()},
            "summaries": {key: case.summary for key, case in files.items()},
            "notes": {key: _notes(row["reference"]) for key, row in rows.items()},
            "obligations": {key: _obligations(one) for key, one in settled.items()},
            "claims": {key: _claims(case) for key, case in files.items()},
            "routes": {key: (one.route, one.route_result) for key, one in settled.items()},
            "places": {key: (case.place_code, case.body.region_id) for key, case in files.items()},
            "sides": {key: _sides(case) for key, case in files.items()},
        }
        transaction.set_rollback(True)
    return answer, rows, facts


@of_the_whole
def test_every_record_is_opened_in_its_own_procedure(whole: Any) -> None:
    answer, rows, _facts = whole

    assert (answer["records"], answer["opened"]) == (98, 98)
    assert answer["by_procedure"] == {"mediation": 82, "supervision": 16}
    assert {row["id"] for row in rows.values() if row["procedure"] == "supervision"} == {
        key for key, row in BY_ID.items() if row["kind"] == "supervision"
    }


@of_the_whole
def test_the_totals(whole: Any) -> None:
    answer, _rows, _facts = whole

    assert answer["by_state"] == {
        "agreed": 29, "awaiting_reply": 1, "closed": 42, "failed": 1, "in_mediation": 6, "lead": 9, "not_accepted": 4,
        "part_agreed": 2, "screening": 3, "transferred": 1,
    }  # fmt: skip
    assert answer["by_outcome"] == {
        "agreed": 65, "failed": 1, "not_accepted": 4, "open": 19, "part_agreed": 2, "rectified": 6, "transferred": 1,
    }  # fmt: skip


@of_the_whole
def test_only_a_transfer_without_any_letter_is_refused(whole: Any) -> None:
    """The published conditions ask that the employer does not cooperate; two sources tell of no letter at all."""
    _answer, rows, _facts = whole

    refused = {row["id"]: [one["step"] for one in row["refused"]] for row in rows.values()}
    assert {key: steps for key, steps in refused.items() if steps} == {
        "S006": ["send_to_procuratorate"],
        "S011": ["send_to_procuratorate"],
    }


@of_the_whole
def test_letters_go_as_far_as_their_source_tells(whole: Any) -> None:
    _answer, rows, _facts = whole
    matters = {key: row.get("supervision", row) for key, row in rows.items() if BY_ID[key]["kind"] != "mediation"}

    closed = {key for key, row in matters.items() if row["state"] == "closed"}
    assert closed == {"M011", "M053", "S005", "S007", "S008", "S009", "S018", "S026"}
    assert all(matters[key]["outcome"] == "rectified" for key in closed)
    assert {key for key, row in matters.items() if row["state"] == "lead"} == {
        key for key, row in matters.items() if not BY_ID[key]["supervision"]["letters"]
    }
    drafts = {key: [s for s in row["steps"] if s.startswith("draft_")] for key, row in matters.items()}
    assert drafts["M053"] == drafts["S004"] == ["draft_hint", "draft_opinion"]
    assert (drafts["M011"], drafts["S009"]) == (["draft_opinion"], ["draft_opinion"])
    assert matters["S004"]["state"] == "awaiting_reply"
    # The hint of 21 May was to be answered in fifteen days; the opinion of 9 June lies after them.
    assert not any(line.startswith("letters[1].date") for line in matters["M053"]["supplied"])
    assert any(line.startswith("letters[1].date") for line in matters["S004"]["supplied"])
    assert any("34" in line for line in matters["S026"]["held"])


@of_the_whole
def test_where_each_outcome_of_the_sources_leads(whole: Any) -> None:
    _answer, rows, _facts = whole

    found: dict[str, set[str | None]] = {}
    for row in rows.values():
        if row["procedure"] == "mediation":
            found.setdefault(row["source_outcome"], set()).add(row["state"])
    assert found == {
        "settled": {"agreed", "closed"},
        "agreement_not_performed": {"agreed"},
        "partial": {"part_agreed", "agreed"},  # M035, M118: the rest was agreed too and follows
        "failed_then_litigation_won": {"failed"},
        "arbitration_not_accepted": {"not_accepted"},
        "arbitration_award_then_employer_sues": {"not_accepted"},
        "litigation_won": {"not_accepted"},
        "refused": {"not_accepted"},
        "in_progress": {"screening", "in_mediation", "transferred"},
        None: {"screening", "in_mediation"},
    }
    assert {rows[key]["state"] for key in ("M035", "M118")} == {"agreed"}
    assert {rows[key]["state"] for key in ("M021", "M065")} == {"part_agreed"}
    assert rows["M009"]["steps"][-1] == "transfer_case"
    assert rows["M059"]["steps"][-1] == "log_session"


@of_the_whole
def test_closed_is_what_was_performed_and_every_other_record_says_why_it_stops(whole: Any) -> None:
    _answer, rows, facts = whole

    for key, row in rows.items():
        assert (row["state"] == "closed") == (row["stopped_because"] is None), key
        if row["procedure"] != "mediation":
            continue
        if row["state"] == "closed":
            closing = [step for step in row["steps"] if step != "answer_sender"]  # where somebody passed it on
            assert closing[-3:] == ["issue_session_record", "submit_closing", "close_case"], key
            assert all(performed for *_row, performed, _breach in facts["obligations"][key]), key
            said = any("结案" in event["action"] for event in BY_ID[key]["events"])
            assert said != any(line.startswith("closing: ") for line in row["supplied"]), key
        elif row["state"] == "agreed":
            assert not all(performed for *_row, performed, _breach in facts["obligations"][key]), key


@of_the_whole
def test_the_page_of_the_replay_is_current(whole: Any) -> None:
    answer, rows, _facts = whole

    assert (ROOT / "docs/replay.md").read_text(encoding="utf-8") == page(answer), "run `make docs`"
    assert {fact_of(line) for row in rows.values() for line in row["supplied"]} <= set(SUPPLIED)


@of_the_whole
def test_replayed_files_stay_apart_from_real_ones(whole: Any) -> None:
    _answer, _rows, facts = whole

    assert facts["origins"] == {"replayed"}
    assert (facts["foreign_marks"], facts["active_bodies"]) == (0, 0)
    assert facts["broken"] == []


@of_the_whole
def test_a_plain_record_in_full(whole: Any) -> None:
    _answer, rows, facts = whole

    assert rows["M007"]["steps"] == [
        "register_case", "add_note", "screen_case", "check_scope", "check_identity", "record_consent", "ask_other_side",
        "record_consent", "accept_case", "appoint_mediator", "disclose_interests", "explain_rights", "begin_mediation",
        "log_session", "write_terms", "draft_agreement", "record_signature", "conclude_agreement", "record_performance",
        "issue_session_record", "submit_closing", "close_case",
    ]  # fmt: skip
    (row,) = facts["obligations"]["M007"]
    assert [str(cell) for cell in row[1:]] == ["350000.00", "2020-12-21", "350000.00", "True", "False"]
    assert facts["people"]["M007"] == 70


@of_the_whole
def test_instalments_confirmation_and_breach(whole: Any) -> None:
    _answer, rows, facts = whole

    assert [(str(amount), due, performed) for _w, amount, due, _p, performed, _b in facts["obligations"]["M115"]] == [
        ("50000.00", "2015-08-01", False), ("61600.00", "2016-01-01", False),
    ]  # fmt: skip
    assert facts["routes"]["M012"] == ("confirmation", "granted")
    assert facts["routes"]["M069"] == ("review", "granted")
    assert facts["obligations"]["M012"][0][2] == "2026-02-28"
    assert facts["obligations"]["M033"][0][5] is True
    steps = rows["M053"]["steps"]
    assert steps[steps.index("conclude_agreement") + 1 :] == [
        "record_breach", *["record_callback"] * 4, "record_performance", "issue_session_record", "submit_closing",
        "close_case",
    ]  # fmt: skip


@of_the_whole
def test_partly_settled_is_two_claims(whole: Any) -> None:
    _answer, rows, facts = whole

    assert [(str(claimed), str(agreed), result) for _c, claimed, agreed, result in facts["claims"]["M021"]] == [
        ("2130000.00", "2130000.00", "settled"), ("63703.00", "None", "failed"),
    ]  # fmt: skip
    assert [str(claimed) for _c, claimed, _a, _r in facts["claims"]["M065"]] == ["576.24", "558.76"]
    for key in ("M021", "M065"):
        assert any(line.startswith("result_of_the_rest: ") for line in rows[key]["supplied"]), key


@of_the_whole
def test_what_was_agreed_for_later_is_neither_failed_nor_taken_for_what_was_paid(whole: Any) -> None:
    _answer, rows, facts = whole

    found = {
        key: [(str(amount), performed) for _w, amount, _d, _p, performed, _b in facts["obligations"][key]]
        for key in ("M035", "M118")
    }
    assert found == {
        "M035": [("200000.00", True), ("None", False)],
        "M118": [("250000.00", True), ("None", False)],
    }
    for key in found:
        assert [(agreed, result) for _c, _claimed, agreed, result in facts["claims"][key]] == [(None, "settled")]
        assert any(line.startswith("amounts.agreed: ") for line in rows[key]["supplied"]), key


@of_the_whole
def test_no_supplied_day_lies_where_it_cannot(whole: Any) -> None:
    _answer, rows, _facts = whole

    def said(key: str, fact: str) -> str:
        found: str = next(line for line in rows[key]["supplied"] if line.startswith(f"{fact}: "))
        return found

    # Not the day of hiring, of dismissal or of another instance's decision: an end of what is possible, named so.
    assert said("M059", "received_on") == "received_on: 来源未载 → 2016-01-25（报道发布日，最晚可能）"
    assert said("M037", "agreement") == "agreement: 来源未载 → 2023-09-07（报道发布日，最晚可能）"
    assert said("M096", "agreement") == "agreement: 来源未载 → 2012-11-30（不早于前一经过，最早可能）"
    assert said("M014", "received_on") == "received_on: 来源未载 → 2023-01-21（其后首个有日期的经过，最晚可能）"
    assert said("M022", "received_on") == "received_on: 来源仅在经过中载明：事故后第661天 → 2025-07-29"


@of_the_whole
def test_contradictions_are_held_and_not_evened_out(whole: Any) -> None:
    _answer, rows, facts = whole

    assert "claimant.count_text: 文中先称30多名、后称32人" in rows["M016"]["held"]
    assert any(line.startswith("events: ") and "2006年春节前后" in line for line in rows["M121"]["held"])
    assert any("24780-17000=7780,与6050不符" in line for line in rows["M121"]["held"])
    assert any(line.startswith("dates.sessions[1]: ") and "2025-04前" in line for line in rows["M053"]["held"])
    assert "notes: 标题写28起、正文写23起;2022-05-22为签约日加15天推算" in rows["M089"]["held"]
    for key, row in rows.items():
        if row["reference"]:
            assert all(line in facts["notes"][key] for line in row["held"]), key
            summary = facts["summaries"].get(key)
            assert summary is None or all(event["action"].strip() in summary for event in BY_ID[key]["events"]), key
    assert facts["places"]["M010"] == ("330103", "330100")  # an abolished district stays as published


@of_the_whole
def test_whatever_the_source_does_not_say_is_listed_as_supplied(whole: Any) -> None:
    _answer, rows, _facts = whole

    supplied = {key: {line.split(": ")[0] for line in row["supplied"]} for key, row in rows.items()}
    assert "received_on: 来源仅载2023-05 → 2023-05-01" in rows["M035"]["supplied"]
    assert "received_on" not in supplied["M049"]  # given to the day
    assert {"consent", "mediator", "identity_check", "rights_explained", "signatures"} <= supplied["M002"]
    assert "commission" in supplied["M019"]
    assert "commission" not in supplied["M002"]
    assert "channel" in supplied["M054"]
    assert "amounts.agreed" in supplied["M008"]
    assert "respondents[0].side" in supplied["M002"]  # 失联: cannot be asked
    for key, row in rows.items():
        dates = BY_ID[key]["dates"]
        if row["reference"] and not dates["received"]:
            assert "received_on" in supplied[key], key
        if "conclude_agreement" in row["steps"] and not dates["agreement"]:
            assert "agreement" in supplied[key], key


@of_the_whole
def test_people_who_are_no_employers_and_people_who_are_dead(whole: Any) -> None:
    _answer, _rows, facts = whole

    assert facts["sides"]["M020"] == [("applicant", "徐某", False), ("respondent", "巫某", False)]
    assert ("applicant", "孙某", True) in facts["sides"]["M027"]
    assert facts["claims"]["M020"][0][0] == "生命权、身体权、健康权纠纷"
    assert facts["claims"]["M104"][0][0] == "186-5"  # the list of its day, not of today


@pytest.mark.django_db
def test_the_same_file_a_second_time_is_the_same_acts(tmp_path: Any) -> None:
    file = tmp_path / "some.json"
    some = [BY_ID[key] for key in ("M012", "M033", "M035", "M049", "M053", "M098", "S004")]
    file.write_text(json.dumps({"cases": some}), encoding="utf-8")

    first = replay(str(file))
    events = Event.objects.count()
    second = replay(str(file))

    assert second == first
    assert Event.objects.count() == events
    assert Dossier.objects.count() == 8  # M053 is a case and a matter


@pytest.mark.django_db
def test_a_dry_run_keeps_nothing(tmp_path: Any) -> None:
    file = tmp_path / "one.json"
    file.write_text(json.dumps({"cases": [BY_ID["M049"], BY_ID["S004"]]}), encoding="utf-8")

    answer = replay(str(file), dry_run=True)

    assert answer["by_state"] == {"awaiting_reply": 1, "closed": 1}
    assert Dossier.objects.count() == Organization.objects.count() == 0


@pytest.mark.django_db
def test_people_read_a_table(tmp_path: Any) -> None:
    file = tmp_path / "one.json"
    file.write_text(json.dumps({"cases": [BY_ID["M049"], BY_ID["S004"]]}), encoding="utf-8")
    out = io.StringIO()

    call_command("replay", str(file), dry_run=True, stdout=out)

    assert "M049  已结案" in out.getvalue()
    assert "S004  等待答复" in out.getvalue()
    assert "案例2件，立卷2件" in out.getvalue()


@pytest.mark.django_db
def test_sums_that_do_not_fit_are_held_and_the_rules_say_why_nothing_is_signed_on_them() -> None:
    row = copy.deepcopy(BY_ID["M053"]) | {"id": "X2"}
    row["amounts"]["claim"]["value_cny"] = 70000
    row["follow_up"]["instalment_plan"] = [
        {"seq": 1, "due": "2025-04-30", "amount_cny": 5, "paid": True},
        {"seq": 2, "due": "2025-05-30", "amount_cny": 7, "paid": None},
    ]
    stage = Stage()
    stage.set_up()

    (record,) = read_records({"cases": [row]})
    done = replay_record(record, stage)

    assert "amounts.agreed: 74854.00 大于 amounts.claim 的 70000.00" in done.held
    assert "follow_up.instalment_plan: 各期合计 12.00，与协议金额 74854.00 不符" in done.held
    assert (done.state, done.stopped_because) == ("in_mediation", "有办理事项被拒绝。")
    assert [one["step"] for one in done.refused][:1] == ["draft_agreement"]
    assert "12.00" in " ".join(done.refused[0]["sentences"])


@pytest.mark.django_db
def test_a_step_the_rules_refuse_ends_the_walk_with_its_sentences() -> None:
    row = copy.deepcopy(BY_ID["M049"]) | {"id": "X1", "respondents": []}
    stage = Stage()
    stage.set_up()

    (record,) = read_records({"cases": [row]})
    done = replay_record(record, stage)

    assert (done.state, done.stopped_because) == ("screening", "有办理事项被拒绝。")
    assert [one["step"] for one in done.refused] == ["ask_other_side"]
    assert "被申请人" in " ".join(done.refused[0]["sentences"])
    assert "accept_case" not in done.steps


@pytest.mark.django_db
def test_a_fault_of_the_replay_itself_is_said_and_does_not_stop_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    from cases.replay import walk

    def broken(*_args: Any, **_kwargs: Any) -> None:
        raise ValueError("planted")

    stage = Stage()
    stage.set_up()
    (record,) = read_records({"cases": [BY_ID["M049"]]})
    monkeypatch.setattr(walk, "take_step", broken)

    done = replay_record(record, stage)

    assert done.state == "received"
    assert done.refused[0]["step"] == "add_note"
    assert "ValueError" in done.refused[0]["sentences"][0]


def planted(path: str, value: Any, drop: bool = False) -> dict[str, Any]:
    """The shipped file's M053 with one thing wrong."""
    row = copy.deepcopy(BY_ID["M053"])
    at: Any = row
    *way, last = path.split(".")
    for part in way:
        at = at[int(part)] if part.isdigit() else at[part]
    if drop:
        del at[last]
    else:
        at[int(last) if last.isdigit() else last] = value
    return {"cases": [BY_ID["M049"], row]}


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        ("id", None, "cases[1].id"),
        ("id", "M049", "cases[1].id"),
        ("kind", "court", "cases[1].kind"),
        ("channel", "letter", "cases[1].channel"),
        ("outcome", "won", "cases[1].outcome"),
        ("region.gbt2260", "53062", "cases[1].region.gbt2260"),
        ("region", [], "cases[1].region"),
        ("claimant.count", 0, "cases[1].claimant.count"),
        ("claimant.count", True, "cases[1].claimant.count"),
        ("claimant.count", 10**12, "cases[1].claimant.count"),
        ("claimant.names", "陈某", "cases[1].claimant.names"),
        ("claimant.names.0", 7, "cases[1].claimant.names[0]"),
        ("amounts.claim.value_cny", -1, "cases[1].amounts.claim.value_cny"),
        ("amounts.claim.value_cny", float("nan"), "cases[1].amounts.claim.value_cny"),
        ("amounts.claim.value_cny", 1.005, "cases[1].amounts.claim.value_cny"),
        ("amounts.claim.value_cny", "84854", "cases[1].amounts.claim.value_cny"),
        ("amounts.claim", 84854, "cases[1].amounts.claim"),
        ("dates.received", 2025, "cases[1].dates.received"),
        ("dates.sessions", "2025-05", "cases[1].dates.sessions"),
        ("events.2.order", None, "cases[1].events[2].order"),
        ("events.2.actor", "nobody", "cases[1].events[2].actor"),
        ("events.2.action", "含\x00字符", "cases[1].events[2].action"),
        ("events.2.action", "半个\ud800字", "cases[1].events[2].action"),
        ("respondents.0.name", "某" * 3000, "cases[1].respondents[0].name"),
        ("supervision.letters.0.type", "通知", "cases[1].supervision.letters[0].type"),
        ("follow_up.judicial_confirmation", "yes", "cases[1].follow_up.judicial_confirmation"),
    ],
)
def test_a_planted_fault_is_named_by_its_field(path: str, value: Any, field: str, tmp_path: Any) -> None:
    file = tmp_path / "planted.json"
    file.write_text(json.dumps(planted(path, value)), encoding="utf-8")

    with pytest.raises(CommandError) as stopped:
        call_command("replay", str(file), json=True)

    assert stopped.value.returncode == 2
    assert str(stopped.value).startswith(f"{field}: ")


@pytest.mark.parametrize(
    "name", ["region", "channel", "claimant", "respondents", "amounts", "dates", "events", "outcome"]
)
def test_a_missing_field_is_named(name: str) -> None:
    with pytest.raises(BadSource, match=rf"^cases\[1\]\.{name}: "):
        read_records(planted(name, None, drop=True))


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"cases": 1}', '{"cases": [1]}', "{", "[" * 100_000, '{"cases": null}']
)
def test_what_is_no_such_file_ends_with_two(text: str, tmp_path: Any) -> None:
    file = tmp_path / "odd.json"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(CommandError) as stopped:
        call_command("replay", str(file), json=True)

    assert stopped.value.returncode == 2


def test_a_file_that_is_not_there_ends_with_two(tmp_path: Any) -> None:
    with pytest.raises(CommandError) as stopped:
        call_command("replay", str(tmp_path / "none.json"))

    assert stopped.value.returncode == 2


@pytest.mark.parametrize(
    ("text", "lo", "hi", "pick"),
    [
        ("2025-05-21", "2025-05-21", "2025-05-21", "2025-05-21"),
        ("2025-05", "2025-05-01", "2025-05-31", "2025-05-01"),
        ("2025-05(首次协商会)", "2025-05-01", "2025-05-31", "2025-05-01"),
        ("2013-11底", "2013-11-21", "2013-11-30", "2013-11-30"),
        ("2025-04前", None, "2025-03-31", "2025-03-31"),
        ("2025-07-19前", None, "2025-07-19", "2025-07-19"),
        ("2022起", "2022-01-01", None, "2022-01-01"),
        ("2012-07~2013-10", "2012-07-01", "2013-10-31", "2013-10-31"),
        ("2019-07-28~31", "2019-07-28", "2019-07-31", "2019-07-31"),
        ("2024上半年", "2024-01-01", "2024-06-30", "2024-06-30"),
        ("2023年春节前", "2023-01-01", "2023-01-22", "2023-01-21"),
        ("12-23", "2023-12-23", "2023-12-23", "2023-12-23"),
    ],
)  # fmt: skip
def test_dates_as_they_are_published(text: str, lo: str | None, hi: str | None, pick: str) -> None:
    import datetime as dt

    span = read_span(text, before=dt.date(2024, 3, 1))

    assert span is not None
    assert [str(day) if day else None for day in (span.lo, span.hi, span.pick)] == [lo, hi, pick]


@pytest.mark.parametrize(
    "text", ["", "年底前(计划)", "近日", "2025-13", "2025-02-30", "0000-01-01", "9999-12-31", "某年"]
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert read_span(text) is None


def test_days_told_by_their_distance() -> None:
    import datetime as dt

    accident, before = dt.date(2023, 10, 7), dt.date(2023, 10, 8)

    def days(text: str) -> str | None:
        span = read_relative(text, before, accident, dt.date(2025, 10, 9))
        return str(span.pick) if span else None

    texts = ("事故后第661天", "当日", "次日", "发函后2天", "约8年后", "约6个月前", "一年间")
    assert [days(text) for text in texts] == [
        "2025-07-29", "2023-10-08", "2023-10-09", "2023-10-10", "2031-10-08", "2025-04-09", "2024-10-08",
    ]  # fmt: skip


def test_promises_name_their_day() -> None:
    import datetime as dt

    agreed = dt.date(2013, 11, 30)

    assert str(read_due("约定12月5日前各付17000元", agreed)) == "2013-12-05"
    assert str(read_due("承诺5个工作日内付清", agreed)) == "2013-12-06"
    assert str(read_due("协议98万元,一个月内分三次付清", agreed)) == "2013-12-30"
    assert str(read_due("现场调解,12月前一次性付13万元", dt.date(2023, 6, 12))) == "2023-11-30"
    assert read_due("资金到位后偿付", agreed) is None


@pytest.mark.parametrize(
    ("key", "arrival", "sittings"),
    [
        ("M017", 2, ["joint"]),  # at the union, not where the worker had been before
        ("M045", 2, ["joint"]),  # who refuses mediation has been asked
        ("M059", 5, ["joint"]),  # commissioned before filing, what brings the dispute is the mediation
        ("M066", 4, ["joint", "respondent", "joint"]),  # back to back with the head office alone
        ("M107", 0, ["joint"]),  # sued first, talks before filing came after
    ],
)
def test_what_brings_the_dispute_and_who_is_met(key: str, arrival: int, sittings: list[str]) -> None:
    (record,) = read_records({"cases": [BY_ID[key]]})

    acts = [act.data for act in plan_of(record).acts if act.step == "log_session"]

    assert Story(record).arrival == arrival
    assert [data.get("with_side") or data["kind"] for data in acts] == sittings


def test_a_plan_never_goes_back_in_time() -> None:
    for record in read_records(DATA):
        if record.is_mediation:
            days = [act.day for act in plan_of(record).acts]
            assert days == sorted(days), record.id
            assert all(day >= plan_of(record).received_on for day in days), record.id
