"""The invariants of law.md §13 that concern the procedure, each by its number (8, 12, 14, 15 belong to other rooms)."""

import datetime as dt
from typing import Any

import pytest

from cases.models import Case, load_case
from documents.models import Instrument
from dossiers import clocks
from dossiers.actions import NotNow, Refused, offers, take_step
from dossiers.models import Clock
from dossiers.visibility import WALL, view_for
from organizations.roles import Role
from statutes.calendars import CalendarMissing, shipped
from statutes.keys import Clock as Term
from tests.cast import NOW, TODAY, Cast, case_in, issued_without, new_case
from workflows.channels import Channel
from workflows.guards import ALL_PARTIES_CONSENT, NO_EMPLOYMENT_CONFIRMED, NO_OTHER_ROUTE, PERIOD_STILL_RUNS
from workflows.mediation import MediationProcedure, State
from workflows.papers import Kind
from workflows.reading import rows


def at(days: int) -> dt.datetime:
    return NOW + dt.timedelta(days=days)


@pytest.mark.parametrize("channel", list(Channel))
def test_1_nothing_is_accepted_without_the_recorded_consent_of_every_party(channel: Channel, cast: Cast) -> None:
    case = case_in(State.CONSENT_PENDING, cast, channel=channel, workers=2)
    applicants, employer = case.side("applicant"), case.side("respondent")
    for missing in (employer[0], applicants[1]):
        everybody_else = [party for party in case.party_rows if party != missing]
        case.parties.update(consent="asked", consent_on=None)
        take_step(
            case, "record_consent", by=cast.registrar, at=NOW, parties=everybody_else, answer="agreed", medium="phone"
        )

        with pytest.raises(Refused) as refused:
            take_step(case, "accept_case", by=cast.head, at=NOW)
        assert refused.value.sentences == [str(ALL_PARTIES_CONSENT.sentence)]

    case.parties.update(consent="agreed", consent_on=TODAY)
    take_step(case, "accept_case", by=cast.head, at=NOW)

    assert load_case(case.pk).state == State.ACCEPTED


def test_2_an_extension_after_the_due_moment_is_rejected_and_before_it_needs_everybody(cast: Cast) -> None:
    case = case_in(State.IN_MEDIATION, cast)
    due = case.period_due_on
    assert due

    with pytest.raises(Refused) as late:
        take_step(
            case,
            "extend_period",
            by=cast.mediator,
            at=at(16),
            to=due + dt.timedelta(days=20),
            agreed_by=case.party_rows,
            medium="paper",
        )
    with pytest.raises(Refused):
        take_step(
            case,
            "extend_period",
            by=cast.mediator,
            at=at(15),
            to=due + dt.timedelta(days=9),
            agreed_by=case.party_rows[:1],
            medium="paper",
        )
    take_step(
        case,
        "extend_period",
        by=cast.mediator,
        at=at(15),
        to=due + dt.timedelta(days=9),
        agreed_by=case.party_rows,
        medium="paper",
    )

    assert late.value.sentences == [str(PERIOD_STILL_RUNS.sentence)]
    assert load_case(case.pk).period_due_on == due + dt.timedelta(days=9)


def test_3_each_period_counts_from_its_own_fact(cast: Cast) -> None:
    court, own = new_case(cast, channel=Channel.COURT_PRE), case_in(State.CONSENT_PENDING, cast)

    take_step(court, "confirm_commission", by=cast.registrar, at=at(2), received_on=TODAY + dt.timedelta(days=1))
    take_step(
        own, "record_consent", by=cast.registrar, at=at(3), parties=own.party_rows, answer="agreed", medium="phone"
    )
    take_step(own, "accept_case", by=cast.head, at=at(3))

    started = {(clock.dossier_id, clock.key): clock.started_on for clock in Clock.objects.all()}
    assert started[court.pk, "court_pre"] == TODAY + dt.timedelta(days=1), "platform confirmation, not assignment"
    assert started[own.pk, "med"] == TODAY + dt.timedelta(days=3), "acceptance"
    assert started[own.pk, "right_to_arb"] == TODAY, "receipt"


def test_4_the_agreement_is_effective_with_the_last_signature_its_body_needs(cast: Cast) -> None:
    case = case_in(State.DRAFTED, cast)
    days = [TODAY, TODAY + dt.timedelta(days=2), TODAY + dt.timedelta(days=1), TODAY + dt.timedelta(days=4)]
    worker, employer = case.party_rows
    signers = [
        {"party": worker, "signer": "party", "name": "a", "signed_on": days[0]},
        {"party": employer, "signer": "party", "name": "b", "signed_on": days[1]},
        {"party": None, "signer": "mediator", "name": "c", "signed_on": days[2]},
        {"party": None, "signer": "seal", "name": "d", "signed_on": days[3]},
    ]

    take_step(case, "record_signature", by=cast.mediator, at=at(6), signers=signers)
    take_step(case, "conclude_agreement", by=cast.mediator, at=at(6))

    assert load_case(case.pk).settlement.effective_on == days[3]


@pytest.mark.parametrize(
    ("signed", "review", "confirmation"),
    [
        (dt.date(2026, 3, 10), dt.date(2026, 3, 25), dt.date(2026, 4, 9)),
        (
            dt.date(2026, 3, 13),
            dt.date(2026, 3, 30),
            dt.date(2026, 4, 13),
        ),  # 28 March and 12 April are days of a weekend
        (dt.date(2026, 4, 16), dt.date(2026, 5, 6), dt.date(2026, 5, 18)),  # 1–5 May is the Labour Day holiday
    ],
)
def test_5_both_windows_are_known_at_signing_and_roll_over_rest_days(
    signed: dt.date, review: dt.date, confirmation: dt.date, cast: Cast
) -> None:
    case = case_in(State.AGREED, cast, at=NOW.replace(month=signed.month, day=signed.day))

    assert (case.settlement.review_due_on, case.settlement.confirmation_due_on) == (review, confirmation)


def test_6_confirmation_filed_means_review_unavailable(cast: Cast) -> None:
    case = case_in(State.AGREED, cast)

    take_step(case, "file_confirmation", by=cast.mediator, at=NOW, to=cast.court)

    offer = next(o for o in offers(load_case(case.pk), frozenset({Role.MEDIATOR}), on=TODAY) if o.name == "file_review")
    assert str(NO_OTHER_ROUTE.sentence) in offer.refusals


def test_7_an_agreement_that_confirms_employment_means_review_unavailable(cast: Cast) -> None:
    case = case_in(State.AGREED, cast)
    type(case.settlement).objects.update(confirms_employment=True)

    offer = next(o for o in offers(load_case(case.pk), frozenset({Role.MEDIATOR}), on=TODAY) if o.name == "file_review")

    assert offer.refusals == (str(NO_EMPLOYMENT_CONFIRMED.sentence),)


def test_9_a_prior_role_needs_disclosure_and_both_consents_and_a_mediator_is_no_agent_later(cast: Cast) -> None:
    case = case_in(State.ASSIGNING, cast)
    take_step(case, "explain_rights", by=cast.mediator, at=NOW)
    take_step(
        case, "disclose_interests", by=cast.mediator, at=NOW, has_interest=True, disclosure="曾参与本争议的劳动法律监督"
    )

    with pytest.raises(Refused):
        take_step(case, "begin_mediation", by=cast.mediator, at=NOW)
    take_step(case, "record_waiver", by=cast.mediator, at=NOW, agreed_by=case.party_rows)
    take_step(case, "begin_mediation", by=cast.mediator, at=NOW)
    with pytest.raises(Refused):
        take_step(
            case,
            "record_agent",
            by=cast.registrar,
            at=NOW,
            party=case.party_rows[0],
            agent_name=cast.mediator.full_name,
        )

    assert load_case(case.pk).state == State.IN_MEDIATION


def test_10_what_was_said_in_private_is_for_the_cases_mediators_alone() -> None:
    assert [role for role, records in WALL.items() if "D" in records] == [Role.MEDIATOR]
    for role in Role:
        assert view_for({role}).sees("D") is (role == Role.MEDIATOR)
    assert view_for(set(Role) - {Role.MEDIATOR}).sees("D") is False


def test_10_the_report_to_the_court_holds_no_offer_and_no_note(cast: Cast) -> None:
    case = case_in(State.IN_MEDIATION, cast, channel=Channel.COURT_PRE)
    take_step(
        case,
        "log_session",
        by=cast.mediator,
        at=NOW,
        kind="private",
        with_side="applicant",
        mode="phone",
        began_at=NOW,
        private_note="底线一万二千三百元",
        offers=[{"by_side": "applicant", "amount": "12300.00", "terms": "一次付清"}],
    )
    take_step(case, "record_offer", by=cast.mediator, at=NOW, by_side="respondent", amount="8765.00", terms="分三期")

    take_step(
        case,
        "end_mediation",
        by=cast.mediator,
        at=NOW,
        reason="deadlock",
        note="双方差距较大",
        costly_conduct="",
        court_hint="",
    )

    report = Instrument.objects.get(dossier_id=case.pk, kind=Kind.REPORT_TO_COURT).contents
    for secret in ("底线", "12300", "12,300", "8765", "8,765", "一次付清", "分三期"):
        assert secret not in report


def test_11_a_group_agreement_binds_those_whose_consent_is_recorded(cast: Cast) -> None:
    case = case_in(State.DRAFTED, cast, workers=10)
    elected, others = case.side("applicant")[:3], case.side("applicant")[3:]
    take_step(case, "record_representatives", by=cast.mediator, at=NOW, representatives=elected)
    today = [
        {"party": p, "signer": "party", "name": p.name, "signed_on": TODAY}
        for p in [*elected, *case.side("respondent")]
    ]
    today += [{"party": None, "signer": kind, "name": kind, "signed_on": TODAY} for kind in ("mediator", "seal")]
    take_step(case, "record_signature", by=cast.mediator, at=NOW, signers=today)

    with pytest.raises(Refused):
        take_step(case, "conclude_agreement", by=cast.mediator, at=NOW)
    take_step(case, "record_member_consent", by=cast.mediator, at=NOW, agreed=others[:6], declined=others[6:])
    with pytest.raises(Refused):  # the paper names those who declined
        take_step(case, "conclude_agreement", by=cast.mediator, at=NOW)
    case = issued_without(case, cast, others[6:])
    take_step(case, "record_member_consent", by=cast.mediator, at=NOW, agreed=others[:6], declined=[])
    take_step(case, "record_signature", by=cast.mediator, at=NOW, signers=today)
    take_step(case, "conclude_agreement", by=cast.mediator, at=NOW)

    case = load_case(case.pk)
    bound = {claim.party_id for claim in case.claim_rows if claim.result == "settled"}
    assert bound == {party.pk for party in [*elected, *others[:6]]}


def test_13_a_year_without_a_calendar_gives_no_date_instead_of_a_guess(cast: Cast) -> None:
    with pytest.raises(CalendarMissing):
        shipped().add_working_days(dt.date(2031, 3, 3), 3)

    case = new_case(cast)
    clock = clocks.start(case, Term.ACCEPT, clocks.live(case), on=dt.date(2031, 3, 3), seq=1)

    assert (clock.due_on, clock.missing) == (None, "holiday_calendar:2031")


def test_13_make_up_days_count_as_working_days(cast: Cast) -> None:
    # Saturday 28 February 2026 is worked instead of a day of the Spring Festival: Thursday + 3 is Monday, not Tuesday.
    case = new_case(cast, at=dt.datetime(2026, 2, 26, 10, tzinfo=NOW.tzinfo))

    assert case.due_on == dt.date(2026, 3, 2)


@pytest.mark.parametrize(("received", "version"), [(dt.date(2025, 12, 31), "2021"), (dt.date(2026, 1, 1), "2026")])
def test_16_a_case_keeps_the_list_of_causes_of_its_day(received: dt.date, version: str, cast: Cast) -> None:
    moment = dt.datetime(received.year, received.month, received.day, 9, tzinfo=NOW.tzinfo)
    case = new_case(cast, at=moment)
    assert case.claim_rows[0].cause_version == version

    take_step(
        case, "add_claim", by=cast.registrar, at=NOW, cause_code=case.claim_rows[0].cause_code, what="加班费", claimed=1
    )

    assert {claim.cause_version for claim in load_case(case.pk).claim_rows} == {version}, (
        "also for a claim added in the new year"
    )


@pytest.mark.parametrize(
    "step",
    [
        row.name
        for row in rows(MediationProcedure)
        if State.ARCHIVED not in row.sources and State.UNREGISTERED not in row.sources
    ],
)
def test_17_an_archived_file_takes_no_step_but_a_correction(step: str, archived: tuple[Case, Any]) -> None:
    case, people = archived
    row = next(row for row in rows(MediationProcedure) if row.name == step)

    with pytest.raises(NotNow):
        take_step(case, step, by=people[row.by[0]], at=NOW)

    assert load_case(case.pk).version == case.version


@pytest.fixture
def archived(cast: Cast) -> tuple[Case, Any]:
    from tests.workflows.test_matrix import everybody_in

    case = case_in(State.ARCHIVED, cast, channel=Channel.COURT_PRE)
    return case, everybody_in(case, cast)


#: How a case can fail or not be accepted, the state before, who ends it, with what.
WITHOUT_AGREEMENT: list[tuple[str, State, str, dict[str, Any], Kind]] = [
    ("decline_case", State.SCREENING, "head", {"reason": "out_of_scope"}, Kind.NOTICE_OF_NON_ACCEPTANCE),
    ("close_on_refusal", State.CONSENT_PENDING, "registrar", {}, Kind.NOTICE_OF_NON_ACCEPTANCE),
    ("end_mediation", State.IN_MEDIATION, "mediator", {"reason": "deadlock"}, Kind.NOTICE_OF_TERMINATION),
    ("record_refusal_to_sign", State.DRAFTED, "mediator", {}, Kind.NOTICE_OF_TERMINATION),
    (
        "end_after_review",
        State.SUSPENDED,
        "head",
        {"reason": "false_mediation", "note": "查证属实"},
        Kind.NOTICE_OF_TERMINATION,
    ),
    ("expire_period", State.IN_MEDIATION, "calendar", {}, Kind.NOTICE_OF_TERMINATION),
]


def test_18_the_table_names_every_step_that_ends_without_agreement() -> None:
    ends = {
        row.name for row in rows(MediationProcedure) if {State.FAILED, State.NOT_ACCEPTED}.intersection(row.targets)
    }

    assert {row[0] for row in WITHOUT_AGREEMENT} == ends


@pytest.mark.parametrize(
    ("step", "state", "who", "data", "kind"), WITHOUT_AGREEMENT, ids=[row[0] for row in WITHOUT_AGREEMENT]
)
def test_18_it_always_produces_a_written_notice_that_names_the_way_to_arbitration(
    step: str, state: State, who: str, data: dict[str, Any], kind: Kind, cast: Cast
) -> None:
    from dossiers.actions import CALENDAR

    case = case_in(state, cast)
    if step == "close_on_refusal":
        take_step(
            case,
            "record_consent",
            by=cast.registrar,
            at=NOW,
            parties=case.side("respondent"),
            answer="refused",
            medium="phone",
        )

    take_step(case, step, by=CALENDAR if who == "calendar" else cast.people[who], at=at(20), **data)

    case = load_case(case.pk)
    assert kind in case.papers
    notice = Instrument.objects.filter(dossier_id=case.pk, kind=kind).first()
    assert notice
    assert "仲裁" in notice.contents
