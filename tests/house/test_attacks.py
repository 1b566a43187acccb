"""What an attacker tried on the running product, kept as tests: reading past the wall, forging rows, breaking pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.wsgi import WSGIRequest
from django.test import Client

from cases.models import Case, load_case
from documents.models import Exhibit, Instrument
from dossiers.actions import take_step
from dossiers.fields import MoneyField
from dossiers.models import Dossier, Reading
from mediation import wsgi
from organizations.actions import admit
from organizations.models import Membership, Organization
from organizations.roles import Role
from tests.cases.pages import TABS, filled, url
from tests.cast import NOW, TODAY, Cast, case_in, make_cast, new_case
from workflows.mediation import State


@pytest.fixture
def cast(db: None, at: Callable[[str], Any]) -> Cast:
    at(NOW.isoformat())
    return make_cast()


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


# ── The wall ────────────────────────────────────────────────────────────────────────────────────────────────

#: What is planted → who may read it. Words of a class begin with its letter.
READERS = {
    "C-joint": {"head", "mediator"},
    "D-caucus": {"mediator"},
    "D-offer": {"mediator"},
    "D-note": {"mediator"},
    "H-letter": set(),  # stands in the proposal alone, which only the union's supervisors read
    "F-terms": {"registrar", "head", "mediator", "reviewer"},
    "B-exhibit": {"registrar", "head", "mediator", "reviewer", "liaison"},
    "G-address": set(),  # shown for a stated purpose only
    "G-electronic": set(),
    "G-identity": {"registrar", "head", "mediator"},  # a copy of an identity card
    "6222000000000007777": set(),
    "11010519491231002X": set(),
    "马调解": {"registrar", "head", "mediator", "reviewer", "liaison", "supervisor"},  # in office (docs/adr/0012)
    "张秀英": {"registrar", "head", "mediator", "reviewer", "liaison"},
}
EVERYBODY = (
    *("registrar", "head", "mediator", "second_mediator", "reviewer", "liaison", "other_liaison"),
    *("arbitration_clerk", "legal_supervisor", "supervisor", "neighbour_head", "neighbour_mediator", "operator"),
)


def planted(cast: Cast) -> Case:
    """A draft that waits for signature, with a secret of every class on its file."""
    case = case_in(State.IN_MEDIATION, cast, channel="court_pre")
    worker, employer = case.side("applicant")[0], case.side("respondent")[0]
    worker.address = worker.service_address = "G-address"
    worker.service_electronic, worker.service_consent_on, worker.service_confirmed_on = "G-electronic", TODAY, TODAY
    worker.save()

    def go(step: str, by: Any = cast.mediator, **data: Any) -> None:
        take_step(load_case(case.pk), step, by=by, at=NOW, **data)

    began = NOW - dt.timedelta(hours=1)
    upload = SimpleUploadedFile("lohn.pdf", b"%PDF-1.4 B-exhibit")
    go("lodge_exhibit", file=upload, content_type="application/pdf", title="B-exhibit", evidence_kind="contract")
    card = SimpleUploadedFile("card.pdf", b"%PDF-1.4 G-identity")
    go("lodge_exhibit", file=card, content_type="application/pdf", title="G-identity", evidence_kind="identity")
    go("log_session", kind="joint", mode="phone", began_at=began, joint_record="C-joint", private_note="D-note")
    go(
        "log_session", kind="private", with_side="respondent", mode="phone", began_at=began, private_note="D-caucus",
        offers=[{"by_side": "respondent", "amount": Decimal("14400"), "terms": "D-offer"}],
    )  # fmt: skip
    go("add_note", text="D-note", confidential=True)
    go("issue_session_record", session=case.sessions.get(kind="joint"))
    go("propose_supervision", cast.head, addressee=employer, note="H-letter")
    item = {
        "kind": "money", "what": "F-terms", "debtor": employer, "creditor": worker, "claim": case.claim_rows[0],
        "amount": Decimal("15123"), "method": "transfer", "payee": worker.name, "account": "6222000000000007777",
        "due_on": TODAY,
    }  # fmt: skip
    results = {case.claim_rows[0].pk: {"result": "settled", "agreed": Decimal("15123")}}
    go("write_terms", facts="F-terms", disputed="F-terms", items=[item], claims=results)
    go("draft_agreement")
    return load_case(case.pk)


def words_of(client: Client, address: str) -> str:
    answer = client.get(address)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return f"{answer.headers} {content.decode('utf-8', 'replace')}"


def test_no_word_stands_on_a_page_of_somebody_it_is_not_for(cast: Cast) -> None:
    case = planted(cast)
    addresses = ["/", "/files/", "/reports/?figure=received&by=body", "/reports/files/?figure=received"]
    addresses += [url(case, f"{tab}/" if tab else "") for tab in ("", *TABS)]
    addresses += [row.get_absolute_url() for model in (Instrument, Exhibit) for row in model.objects.all()]

    for part in EVERYBODY:
        client = signed_in(cast.people[part])
        seen = "".join(words_of(client, address) for address in addresses)
        found = {word for word in READERS if word in seen}
        assert found == {word for word, readers in READERS.items() if part in readers}, part


def test_who_supervises_sees_who_mediates_and_nobody_who_had_a_dispute(cast: Cast) -> None:
    """Whose files are late is the supervisor's work (docs/adr/0012); whose dispute it was is not."""
    case_in(State.AGREED, cast)
    client = signed_in(cast.supervisor)

    figures = words_of(client, "/reports/?figure=received&by=mediator")
    files = words_of(client, "/files/")

    assert "马调解" in figures
    assert "马调解" in files
    assert "张○○" in files
    assert "张秀英" not in figures + files


def test_a_sum_over_one_file_is_not_told_to_who_may_not_read_its_outcome(cast: Cast) -> None:
    case = case_in(State.AGREED, cast)
    bureau = cast.labour_officer.memberships.get().body
    Dossier.objects.filter(pk=case.pk).update(sender=bureau)
    address = "/reports/?figure=ended&since=2026-01-01"

    assert "15,000.00" in words_of(signed_in(cast.head), address)
    assert "15,000.00" in words_of(signed_in(cast.supervisor), address)
    seen = words_of(signed_in(cast.labour_officer), address)
    assert "15,000.00" not in seen
    assert "18,000.00" not in seen


def test_a_court_does_not_learn_who_signed_a_draft(cast: Cast) -> None:
    case = case_in(State.DRAFTED, cast, channel="court_pre")
    worker = case.side("applicant")[0]
    signer = {"party": worker, "signer": "party", "name": "签字示例人", "signed_on": TODAY}
    take_step(case, "record_signature", by=cast.mediator, at=NOW, signers=[signer])
    take_step(load_case(case.pk), "record_member_consent", by=cast.mediator, at=NOW, agreed=[], declined=[worker])

    seen = words_of(signed_in(cast.liaison), url(case, "timeline/"))
    assert "签字示例人" not in seen
    assert "1人不同意" not in seen.replace(" ", "")
    assert "签字示例人" in words_of(signed_in(cast.registrar), url(case, "timeline/"))


# ── Access ──────────────────────────────────────────────────────────────────────────────────────────────────


def admitted(client: Client, body: Organization, **given: str) -> int:
    data = {"body": str(body.pk), "username": "new.person", "full_name": "新来示例", "since": TODAY.isoformat()}
    return client.post("/people/", data | given).status_code


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.CALENDAR, Role.BODY_ADMINISTRATOR}])
@pytest.mark.parametrize("since", ["2026-03-10", "2030-01-01"])
def test_an_administrator_gives_themselves_no_role(cast: Cast, role: Role, since: str) -> None:
    mine = Membership.objects.get(user=cast.administrator)
    mine.until = dt.date(2029, 1, 1)
    mine.save()
    client = signed_in(cast.administrator)

    assert admitted(client, cast.centre, username="administrator", full_name="", role=role, since=since) == 422
    assert cast.administrator.memberships.count() == 1


def test_two_roles_that_exclude_one_another_do_not_meet_later(cast: Cast) -> None:
    admit(cast.nobody, cast.centre, Role.MEDIATOR, since=dt.date(2027, 1, 1))

    with pytest.raises(ValidationError):
        admit(cast.nobody, cast.centre, Role.BODY_ADMINISTRATOR, since=TODAY)
    admit(cast.nobody, cast.centre, Role.BODY_ADMINISTRATOR, since=TODAY, until=dt.date(2026, 12, 31))


@pytest.mark.parametrize("role", ["reporting_supervisor", "auditor"])
def test_a_mediation_body_gives_no_view_over_its_whole_area(cast: Cast, role: str) -> None:
    assert admitted(signed_in(cast.administrator), cast.centre, role=role) == 422

    admit(cast.nobody, cast.centre.parent, Role.BODY_ADMINISTRATOR, since=TODAY)  # type: ignore[arg-type]
    assert admitted(signed_in(cast.nobody), cast.centre.parent, role=role) == 200  # type: ignore[arg-type]


# ── The door ────────────────────────────────────────────────────────────────────────────────────────────────


def test_rows_of_another_file_are_refused_inside_rows_as_well(cast: Cast) -> None:
    case, other = case_in(State.IN_MEDIATION, cast), new_case(cast, names=["另案工人"])
    client = signed_in(cast.mediator)
    address = url(case, "do/write_terms/")
    form = filled(client.get(address), facts="属实", disputed="数额", **{"items-0-due_on": "2026-04-01"})

    foreign = {"claim": other.claim_rows[0].pk, "debtor": other.party_rows[1].pk, "creditor": other.party_rows[0].pk}
    for name, key in [*foreign.items(), ("claim", "x"), ("debtor", "99999999999999999999"), ("creditor", "\x00")]:
        answer = client.post(address, form | {f"items-0-{name}": key})
        assert answer.status_code == 422, (name, key)
        assert "另案工人" not in answer.content.decode()
    assert load_case(case.pk).version == case.version


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"add_row": "fill", "items-TOTAL_FORMS": "1000000000"}, 200),
        ({"add_row": "fill", "results-TOTAL_FORMS": "1000000000"}, 200),
        ({"add_row": "split", "items-TOTAL_FORMS": "1000000000", "split_first": "2026-04-01"}, 200),
        ({"add_row": "split", "split_first": "9999-12-31"}, 422),
        ({"items-TOTAL_FORMS": "1000000000"}, 422),
        ({"items-TOTAL_FORMS": "-1"}, 422),
        ({"items-TOTAL_FORMS": "x", "results-TOTAL_FORMS": ""}, 422),
    ],
)
def test_a_number_of_rows_is_not_believed(cast: Cast, given: dict[str, str], status: int) -> None:
    case = case_in(State.IN_MEDIATION, cast)
    client = signed_in(cast.mediator)
    address = url(case, "do/write_terms/")
    form = filled(client.get(address)) | {"split_sum": "100", "split_parts": "2"}

    assert client.post(address, form | given).status_code == status


@pytest.mark.parametrize("typed", ["NaN", "-1", "1e400", "10000000000", "1" * 15, "Infinity", "１e15"])
def test_no_sum_that_no_column_could_add_up(typed: str) -> None:
    with pytest.raises(ValidationError):
        MoneyField(label="").clean(typed)


@pytest.mark.parametrize(
    ("name", "typed"),
    [("received_on", "0001-01-01"), ("received_on", "0206-03-10"), ("taken_down_at", "0001-01-01T00:00")],
)
def test_a_day_of_another_age_is_a_slip_of_the_hand(cast: Cast, name: str, typed: str) -> None:
    client = signed_in(cast.registrar)
    form = filled(client.get("/files/new/")) | {
        "channel": "self", "summary": "欠薪", "oral_application": "on", "applicants-0-name": "某甲",
        "respondents-0-name": "某公司", "claims-0-cause_code": "205-5", "claims-0-what": "工资",
        "claims-0-scope": "joint", "claims-0-claimed": "100",
    }  # fmt: skip

    assert client.post("/files/new/", form | {name: typed}).status_code == 422
    assert not Case.objects.exists()
    assert client.post("/files/new/", form).status_code == 302


def test_a_nul_breaks_no_act(cast: Cast) -> None:
    case = case_in(State.IN_MEDIATION, cast)
    client = signed_in(cast.mediator)
    note = {"version": case.version, "op_id": "a\x00b", "text": "一条备注"}

    assert client.post(url(case, "do/add_note/"), note).status_code == 302
    asked = {"party": case.party_rows[0].pk, "purpose": "核\x00对"}
    assert client.post(url(case, "reveal/"), asked).status_code == 200
    assert Reading.objects.get(records="G").purpose == "核对"


# ── Lists ───────────────────────────────────────────────────────────────────────────────────────────────────

ENDS_OF_TIME = ("0001-01-01T00:00:00+14:00~5", "9999-12-31T23:59:59-14:00~5", "2026-01-01T00:00:00~1", "~", "x~-1")
GARBAGE = ("0001-01-01", "9999-12-31", "99999999999999999999", "-1", "NaN", "１２", "\u202e", "x" * 3000)


@pytest.mark.parametrize("part", ["registrar", "supervisor"])
def test_no_address_of_a_list_ends_in_an_error(cast: Cast, part: str) -> None:
    case_in(State.ACCEPTED, cast)
    client = signed_in(cast.people[part])
    asked = [("/files/", {name: text}) for name in ("after", "before") for text in ENDS_OF_TIME]
    asked += [("/search/", {"q": "张秀", name: text}) for name in ("after", "before") for text in ENDS_OF_TIME]
    asked += [("/reports/files/", {"figure": "received", "after": text}) for text in ENDS_OF_TIME]
    asked += [
        ("/files/", {name: text})
        for name in ("received_from", "received_to", "ended_from", "body_id", "mediator_id", "group", "size", "q")
        for text in GARBAGE
    ]
    asked += [
        ("/reports/files/", {"figure": "received", "by": by, "key": text})
        for by in ("month", "mediator", "body", "region")
        for text in GARBAGE
    ]

    wrong = [(address, given) for address, given in asked if client.get(address, given).status_code >= 500]
    assert wrong == []


def test_the_next_page_of_a_figure_does_not_tell_how_many_files_there_are(cast: Cast, monkeypatch: Any) -> None:
    monkeypatch.setattr("reports.views.PAGE", 1)
    cases = [new_case(cast), new_case(cast)]
    client = signed_in(cast.registrar)

    first = client.get("/reports/files/", {"figure": "received", "since": "2026-01-01"})
    following = first.context["next_url"]
    assert not following.endswith(f"~{max(case.pk for case in cases)}")
    rest = client.get(f"/reports/files/{following}").context["files"]
    assert [row.pk for row in rest] == [min(case.pk for case in cases)]


def test_no_nul_and_no_broken_utf_8_in_an_address(cast: Cast) -> None:
    client = signed_in(cast.registrar)

    for address in ("/search/?q=a%00b", "/audit/?file=%00", "/reports/files/?figure=received&by=cause&key=%00"):
        assert client.get(address).status_code == 400, address
    assert client.get("/search/?q=%ED%A0%80%FF%FE").status_code == 200


@pytest.mark.parametrize("given", ["charset=base64", 'Charset = "rot13"', "charset*=utf-8''base64", "charset=utf-7"])
def test_a_request_is_utf_8_whatever_it_says(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    handed_on: list[WSGIRequest] = []

    def django(environ: dict[str, Any], _answer: Any) -> list[bytes]:
        handed_on.append(WSGIRequest(environ))
        return []

    monkeypatch.setattr(wsgi, "_django", django)
    environ: dict[str, Any] = {"QUERY_STRING": "q=%E5%BC%A0", "CONTENT_TYPE": f"text/plain; {given}; boundary=b"}
    setup_testing_defaults(environ)

    wsgi.application(environ, lambda *_given: None)

    assert handed_on[0].GET["q"] == "张"
    assert environ["CONTENT_TYPE"] == "text/plain; boundary=b"
