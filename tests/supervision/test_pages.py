"""The pages of a matter: every step opens and is taken from its page by whoever holds its role."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from documents.models import Instrument
from dossiers.models import Event, Reading
from dossiers.stepping import FORMS
from organizations.models import BodyKind, Organization
from supervision.models import Employer, LeadSource, Letter, Matter, Proposal, load_matter
from tests.cases.pages import filled
from tests.cast import NOW, TODAY, Cast, new_case
from tests.supervision import walk
from workflows.steps import steps_of
from workflows.supervision import State, SupervisionProcedure

SignIn = Callable[[Any], Client]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

#: Steps that ask nothing, that open the matter, or that the calendar takes.
WITHOUT_FORM = {"close_matter", "archive_matter", "register_lead", "note_expiry", "complete_terms"}


def test_every_step_of_supervision_asks_what_it_needs() -> None:
    assert set(steps_of(SupervisionProcedure)) - set(FORMS) == WITHOUT_FORM


class Walk:
    """A matter taken from page to page: each step is opened, filled in and sent, and must be taken."""

    def __init__(self, matter: Matter, as_user: SignIn) -> None:
        self.matter, self.as_user = matter, as_user
        self.taken: list[str] = []

    def take(self, step: str, by: Any, about: str = "", **typed: Any) -> Matter:
        browser = self.as_user(by)
        url = f"/supervision/{self.matter.code}/do/{step}/{about}"
        page = browser.get(url)
        assert page.status_code == 200, (step, page.content.decode()[-3000:])
        answer = browser.post(url, filled(page) | typed)
        assert answer.status_code == 302, (step, _errors(answer))
        assert Event.objects.filter(dossier=self.matter.pk).order_by("-seq")[0].step == step
        self.taken.append(step)
        self.matter = load_matter(self.matter.pk)
        return self.matter


def _errors(answer: Any) -> Any:
    form = answer.context and answer.context.get("form")
    rows = {name: [row.errors for row in set_.forms] for name, set_ in form.rows.items()} if form else {}
    return form and (form.errors, rows), answer.context and answer.context.get("refusals")


def test_a_matter_goes_from_lead_to_archive_by_its_pages(cast: Cast, as_user: SignIn) -> None:
    """Hint, opinion, proposal: the longest way there is, with the joint letter and the side acts."""
    case = new_case(cast)
    walk.supervisors(cast)
    bureau = Organization.objects.get(kind=BodyKind.LABOUR)
    way = Walk(walk.new_matter(cast, reporter="赵某", reporter_named=True), as_user)
    me, head, lawyer = cast.legal_supervisor, cast.union_head, cast.union_lawyer

    def seal() -> None:
        paper = Instrument.objects.get(number=way.matter.letter.number)  # type: ignore[union-attr]
        way.take("seal_paper", me, paper=str(paper.pk), seal_name="城关区总工会", copies="2", approved_by="谢主席")

    def letter(draft: str, **typed: Any) -> None:
        way.take(draft, me, **typed)
        way.take("submit_letter", me)
        way.take("pass_letter", lawyer, opinion="合法。")

    way.take("amend_lead", me, people="15")
    way.take("check_exclusivity", me, other_procedure="none")
    supervisors = [str(row.pk) for row in walk.supervisors(cast)]
    way.take("name_supervisors", me, supervisors=supervisors)
    way.take("declare_ties", me, **{"ties-0-said": "none", "ties-1-said": "none"})
    way.take("link_case", me, case_number=case.number)
    way.take("take_up_lead", head)
    way.take("record_inquiry", me, place="会议室", method="site", text="问：工资是否发放？", signed="yes")
    way.take("add_finding", me, facts="拖欠工资。", demand="足额支付。", due_on="2026-03-31", evidence="工资表")
    finding = way.matter.finding_rows[0]
    about = f"?finding={finding.pk}"
    way.take("record_evidence", me, about, title="考勤记录")
    way.take("amend_finding", me, about, facts="拖欠十五名职工工资。")
    way.take("add_finding", me, topic="rules.unlawful", facts="规章违法。")
    way.take("drop_finding", me, f"?finding={way.matter.finding_rows[1].pk}", reason="不成立")
    way.take("conclude_investigation", me, conclusion="存在拖欠。")
    way.take("resume_investigation", me)
    way.take("conclude_investigation", me, conclusion="存在拖欠工资。")
    way.take("record_urgency", me, reason="职工即将离开。")
    way.take("add_note", me, text="注意保密。")
    way.take("add_correction", me, concerns="问题1", text="更正。")
    way.take("draft_hint", me)
    way.take("drop_letter", me, reason="重拟")
    letter("draft_hint", cosigners=[str(bureau.pk)])
    way.take("return_letter", head, reason="补充说明")
    way.take("amend_letter", me, opening="在受理来电中了解到。")
    way.take("submit_letter", me)
    way.take("pass_letter", lawyer, opinion="可以。")
    way.take("cosign_letter", cast.labour_officer, body=str(bureau.pk))
    way.take("approve_letter", head)
    way.take("correct_letter", head, wrong="十二", right="十五")
    seal()
    way.take("record_letter_service", me, method="direct", outcome="received", received_by="前台")
    way.take("extend_reply", head, to=(TODAY + dt.timedelta(days=40)).isoformat(), reason="申请延期")
    way.take("record_reply", me, way="paper", signer="王建国 总经理",
             **{"items-0-status": "under_way", "items-0-measure": "正在筹款。"})  # fmt: skip
    seen = {"results-0-verdict": "part", "results-0-note": "尚欠三人"}
    way.take("verify_findings", me, method="papers", **seen)
    way.take("urge_employer", me, **{"findings-0-due_on": (TODAY + dt.timedelta(days=10)).isoformat()})
    way.take("record_talk", me, with_bodies="人社局", present="王建国", result="承诺支付。")
    way.take("verify_findings", me, method="papers", **seen)
    letter("draft_opinion")
    assert way.matter.letter.advice == []  # type: ignore[union-attr] # what its findings demand is demanded there
    way.take("approve_letter", head)
    seal()
    way.take("record_letter_service", me, method="direct", outcome="refused", refusal_reason="不认可",
             note="前台拒收，有录像")  # fmt: skip
    letter("draft_advice")
    way.take("approve_letter", head)
    seal()
    way.take("record_letter_service", me, method="direct", outcome="received", received_by="收发室")
    way.take("send_to_procuratorate", head, note="已发两函。")
    way.take("record_procuratorate_answer", cast.prosecutor, answer="suit_support")
    way.take("record_filing", cast.labour_officer, filed="yes", number="2026-1")
    way.take("record_result", cast.labour_officer, result="order", document="改正决定书")
    way.take("record_achievement", me, wages_paid="96,000")
    way.take("inform_reporter", me, how="电话")
    way.take("close_matter", head)

    assert way.matter.state == State.CLOSED
    for tab in ("", "lead/", "investigation/", "findings/", "letters/", "papers/", "clocks/", "timeline/"):
        for who in (me, head, lawyer):
            assert as_user(who).get(f"/supervision/{way.matter.code}/{tab}").status_code == 200, tab


#: Short ways to the steps that end a matter otherwise.
ENDS: list[tuple[str, str, str, dict[str, Any]]] = [
    ("decline_lead", "union_head", "lead", {"reason": "no_substance"}),
    ("refer_to_mediation", "union_head", "lead", {"note": "双方愿意调解。"}),
    ("end_unresolved", "union_head", "served", {"reason": "单位注销。"}),
    ("withdraw_letter", "union_head", "served", {"reason": "数字有误。"}),
]


@pytest.mark.parametrize(("step", "who", "where", "typed"), ENDS)
def test_a_matter_ends_otherwise_by_its_pages(
    step: str, who: str, where: str, typed: dict[str, Any], cast: Cast, as_user: SignIn
) -> None:
    matter = walk.new_matter(cast) if where == "lead" else walk.investigated(cast)
    if where == "served":
        walk.with_letter(cast, "draft_hint", matter)

    Walk(load_matter(matter.pk), as_user).take(step, cast.people[who], **typed)


def test_no_violation_ends_without_a_letter_and_the_sender_is_answered(cast: Cast, as_user: SignIn) -> None:
    matter = walk.investigated(cast, source=LeadSource.LABOUR)
    way = Walk(matter, as_user)
    way.take("drop_finding", cast.legal_supervisor, f"?finding={matter.finding_rows[0].pk}", reason="已支付")

    way.take("end_unfounded", cast.union_head, note="工资已足额支付。")
    way.take("answer_clue", cast.legal_supervisor, text="未发现违法。")

    assert way.matter.state == State.UNFOUNDED


#: step, what is typed, the field, a piece of the sentence
WRONG: list[tuple[str, dict[str, Any], str, str]] = [
    ("check_exclusivity", {"other_procedure": "arbitration"}, "other_note", "案号"),
    ("name_supervisors", {"supervisors": []}, "supervisors", "必填"),
    ("link_case", {"case_number": "城关工调〔2020〕9号"}, "case_number", "没有"),
    ("add_finding", {"facts": ""}, "facts", "必填"),
    ("add_finding", {"facts": "x", "articles": ["L99/1"]}, "articles", "选"),
    ("add_finding", {"facts": "x", "article_words": "第十条规定：“应当支付。”"}, "article_words", "不抄录"),
    ("amend_lead", {"people": "2", "women": "5"}, "women", "超过"),
]


@pytest.mark.parametrize(("step", "typed", "field", "sentence"), WRONG)
def test_bad_input_is_said_at_the_field_and_kept(
    step: str, typed: dict[str, Any], field: str, sentence: str, cast: Cast, as_user: SignIn
) -> None:
    matter = walk.new_matter(cast)
    walk.supervisors(cast)
    browser = as_user(cast.legal_supervisor)
    url = f"/supervision/{matter.code}/do/{step}/"

    answer = browser.post(url, filled(browser.get(url)) | typed)

    assert answer.status_code == 422
    assert any(sentence in said for said in answer.context["form"].errors[field]), answer.context["form"].errors
    assert load_matter(matter.pk).last_seq == 1


def test_articles_are_found_by_words_and_nothing_is_saved(cast: Cast, as_user: SignIn) -> None:
    matter = walk.new_matter(cast)
    browser = as_user(cast.legal_supervisor)
    url = f"/supervision/{matter.code}/do/add_finding/"

    page = browser.post(url, filled(browser.get(url)) | {"look_for": "劳动合同法 经济补偿", "add_row": "articles"})

    assert page.status_code == 200
    assert "L14/46" in {key for key, _name in page.context["form"].fields["articles"].choices}
    assert load_matter(matter.pk).last_seq == 1


# ── Who sees what ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_reported_it_is_shown_for_a_purpose_and_that_is_written_down(cast: Cast, as_user: SignIn) -> None:
    matter = walk.new_matter(cast, reporter="赵某某", reporter_contact="13912345678")
    url = f"/supervision/{matter.code}/"
    browser = as_user(cast.legal_supervisor)

    hidden = browser.get(f"{url}lead/").content.decode()
    refused = browser.post(f"{url}reveal/", {"purpose": ""})
    shown = browser.post(f"{url}reveal/", {"purpose": "告知结果"}).content.decode()

    assert "赵某某" not in hidden
    assert "13912345678" not in hidden
    assert refused.status_code == 422
    assert "赵某某" in shown
    assert "13912345678" in shown
    assert Reading.objects.get(records="G").purpose == "告知结果"
    assert as_user(cast.union_lawyer).post(f"{url}reveal/", {"purpose": "想看"}).status_code == 404


def test_others_find_no_matter_and_partners_read_what_was_sent_to_them(cast: Cast, as_user: SignIn) -> None:
    matter = walk.investigated(cast, reporter="赵某某", summary="机密线索内容。")
    matter = walk.go(matter, "record_urgency", cast.legal_supervisor, reason="急")
    matter = Letter.objects.get(pk=walk.with_letter(cast, "draft_opinion", matter).pk).matter
    url = f"/supervision/{matter.code}/"

    for part in ("neighbour_supervisor", "neighbour_union_head", "registrar", "mediator", "labour_officer", "operator"):
        assert as_user(cast.people[part]).get(url).status_code == 404, part
    followed = as_user(cast.supervisor).get(url).content.decode()

    assert "机密线索内容" not in followed
    assert walk.employer(cast).name not in followed
    assert as_user(cast.supervisor).get(f"{url}letters/").status_code == 404
    listed = as_user(cast.supervisor).get("/supervision/").content.decode()
    assert matter.number in listed
    assert walk.employer(cast).name not in listed


# ── Registration and list ───────────────────────────────────────────────────────────────────────────────────────────

LEAD = {"source": "call", "topic": "pay.arrears", "summary": "拖欠工资。", "people": "3"}


def _register(browser: Client, **typed: Any) -> Any:
    return browser.post("/supervision/new/", filled(browser.get("/supervision/new/")) | LEAD | typed)


def test_a_lead_makes_its_employer_and_finds_it_again(cast: Cast, as_user: SignIn) -> None:
    browser = as_user(cast.legal_supervisor)

    first = _register(browser, employer_name="兰州某某建设有限公司", credit_code="")
    asked = _register(browser, employer_name="兰州某某建设有限公司")
    known = Employer.objects.get()
    second = _register(browser, employer_name="兰州某某建设有限公司", known=str(known.pk))
    other = _register(browser, employer_name="兰州某某建设有限公司", known="new")

    assert [first.status_code, asked.status_code, second.status_code, other.status_code] == [302, 422, 302, 302]
    assert "known" in asked.context["form"].errors
    assert [row.employer_id for row in Matter.objects.order_by("pk")][:2] == [known.pk, known.pk]
    assert Employer.objects.count() == 2


def test_a_lead_says_what_is_wrong_and_a_double_click_is_one(cast: Cast, as_user: SignIn) -> None:
    browser = as_user(cast.union_head)
    page = filled(browser.get("/supervision/new/"))

    wrong = browser.post("/supervision/new/", page | LEAD | {"source": "court", "reporter_named": "on"})
    good = page | LEAD | {"employer_name": "甲公司"}
    twice = [browser.post("/supervision/new/", good).status_code for _i in range(2)]
    broadcast = _register(browser, is_broadcast="on")

    assert wrong.status_code == 422
    assert {"employer_name", "sender", "reporter"} <= set(wrong.context["form"].errors)
    assert twice == [302, 302]
    assert broadcast.status_code == 302
    assert Matter.objects.count() == 2
    assert as_user(cast.mediator).get("/supervision/new/").status_code == 403


def test_the_list_is_narrowed_and_the_desk_leads_to_it(cast: Cast, as_user: SignIn) -> None:
    matter = walk.new_matter(cast)
    browser = as_user(cast.legal_supervisor)

    def listed(query: str) -> bool:
        return matter.number in browser.get(f"/supervision/?{query}").content.decode()

    assert listed("")
    assert listed("topic=pay&state=lead&q=黄河&shelf=open&group=ls-leads")
    assert not listed("topic=rules")
    assert not listed("due=overdue")
    assert browser.get("/supervision/?state=nowhere").status_code == 422
    assert matter.number in browser.get("/").content.decode()
    assert matter.number in browser.get("/search/?q=黄河").content.decode()
    assert not as_user(cast.neighbour_supervisor).get("/supervision/").context["rows"]


def test_a_proposal_fills_the_sheet_and_is_taken_with_its_cases(cast: Cast, as_user: SignIn) -> None:
    case, employer = new_case(cast, workers=3), walk.employer(cast)
    proposal = Proposal.objects.create(
        union=walk.union_of(cast), employer=employer, topic="pay.arrears", until=TODAY, days=90, wanted=1,
        cases=[case.pk], people=3, found_at=NOW,
    )  # fmt: skip
    browser = as_user(cast.legal_supervisor)
    url = f"/supervision/new/?proposal={proposal.pk}"

    answer = browser.post("/supervision/new/", filled(browser.get(url)))
    proposal.refresh_from_db()

    assert answer.status_code == 302
    assert proposal.matter is not None
    assert (proposal.matter.employer, proposal.matter.people) == (employer, 3)
    assert [link.case_id for link in proposal.matter.links.all()] == [case.pk]
    assert browser.get(url).status_code == 404
