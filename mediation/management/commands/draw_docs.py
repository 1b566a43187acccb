"""`draw_docs [--check]`: draw the pages of `docs/` that are made from code, in Chinese and in English.

The life of a case and who may what come from `workflows/`, the papers from `documents/kinds.py`, the glossary from the
code's own words, the law's page from `statutes/`. `--check` changes nothing and ends with 1 when a page is not what
the code says.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

import statutes.draw
from documents.kinds import CATALOGUE, PAPERS, Format, Recipient, Signer
from dossiers.visibility import NAMELESS, SUPERVISION_WALL, WALL
from organizations.models import BodyKind, LegalType
from organizations.roles import SENTENCES, Role
from statutes.book import terms
from statutes.keys import Clock
from statutes.limitation import KINDS
from supervision.models import LETTERS
from workflows import reasons
from workflows.channels import RULES, Channel, Exit, PeriodStart
from workflows.forms import FORMS, MATTER_FORMS
from workflows.mediation import MediationProcedure as Book
from workflows.papers import Kind
from workflows.reading import citation, diagram, may, rows
from workflows.steps import Step
from workflows.supervision import SupervisionProcedure


def chinese() -> bool:
    """Whether the page in hand is the Chinese one."""
    return (get_language() or "").startswith("zh")


def join(words: Iterable[Any]) -> str:
    """A list of words within a cell."""
    return ("、" if chinese() else ", ").join(str(word) for word in words)


def table(heads: Iterable[Any], lines: Iterable[Iterable[Any]]) -> list[str]:
    """A Markdown table; an empty cell shows a dash."""
    titles = [str(head) for head in heads]
    return [
        "| " + " | ".join(titles) + " |",
        "| " + " | ".join("---" for _head in titles) + " |",
        *("| " + " | ".join(str(cell).replace("|", "\\|") or "–" for cell in line) + " |" for line in lines),
        "",
    ]


def slot(name: Clock | str) -> str:
    """A clock of a row by its label; a slot by what the channel puts there."""
    labels = {
        "intake": _("intake term of the channel"),
        "right_to_arbitrate": _("right to go to arbitration, where a party has applied"),
        "award": _("days for suing after an award, if the case came before filing"),
        "complaint": _("days for suing, when the complaint has been handed in"),
        "picking": _("joint choice of the mediator, if all agreed on the court's platform"),
        "asking": _("term for asking the other side"),
        "answered": _("term for asking, when all have answered"),
        "still_asking": _("term for asking, while somebody has not answered"),
        "no_arbitration": _("right to go to arbitration, if taken as a civil dispute"),
        "petition": _("the petition organ's own term, from the day it accepted"),
        "period": _("mediation period of the channel"),
        "confirmed_period": _("mediation period, if it counts from the commission"),
        "accepted_period": _("mediation period, if it counts from acceptance or consent"),
        "pausable_period": _("mediation period, for an appraisal before filing"),
        "after_agreement": _("windows of the channel after agreement"),
        "answer": _("time for the answer to the letter: the region's, or the neutral default"),
        "reply": _("time for the answer to the letter"),
        "awaited": _("time for the answer to the letter, when nobody waits for it any more"),
        "result": _("time for the authority's result: the region's, or the neutral default"),
    }
    return term_label(name) if isinstance(name, Clock) else labels[name]


def term_label(key: str) -> str:
    one = next(term for term in terms() if term.key == key)
    return one.label_zh if chinese() else one.label_en


def clocks(row: Step) -> str:
    parts = [
        (_("starts"), row.starts),
        (_("stops"), row.stops),
        (_("pauses"), row.pauses),
        (_("resumes"), row.resumes),
    ]
    return "<br>".join(f"{verb}: {join(slot(name) for name in names)}" for verb, names in parts if names)


def stretch(book: Any, states: Iterable[str]) -> str:
    """States of a row; the whole of a stretch is named as such."""
    wanted = list(states)
    named = []
    for label, whole in ((_("any open state"), book.open_states), (_("any outcome"), book.ended_states)):
        if set(whole) <= set(wanted):
            named.append(label)
            wanted = [state for state in wanted if state not in whole]
    return join([*named, *(book.State(state).label for state in wanted)])


def leads(book: Any, row: Step) -> str:
    """Where a step leads, and where it is only recorded."""
    stays = _("only recorded: %(states)s") % {"states": stretch(book, row.stays)} if row.stays else ""
    return "<br>".join(filter(None, (stretch(book, row.targets), stays)))


def limitation(key: str) -> str:
    if not key:
        return ""
    return KINDS[key].zh if chinese() else KINDS[key].en


def book_of(book: Any, title: str, drawn_from: str) -> list[str]:
    """A book as a page: diagram, states, steps."""
    return [
        "# " + title,
        "",
        drawn_from,
        "",
        "## " + _("Diagram"),
        "",
        "```mermaid",
        diagram(book),
        "```",
        "",
        "## " + _("States"),
        "",
        _("Every state but the last has a desk: whose move it is."),
        "",
        *table(
            (_("State"), _("Code"), _("Desk")),
            (
                (state.label, f"`{state.value}`", desk.label if (desk := book.desks[state]) else "")
                for state in book.State
                if state.value
            ),
        ),
        "## " + _("Steps"),
        "",
        _(
            "A step that leads nowhere is recorded where the case stands. All conditions must be met; "
            "each that is not says its sentence."
        ),
        "",
        *table(
            (
                _("Step"),
                _("Taken by"),
                _("From"),
                _("Leads to"),
                _("Said when a condition is not met"),
                _("Clocks"),
                _("Papers"),
                _("Limitation"),
                _("Article"),
            ),
            (
                (
                    f"{row.label}<br>`{row.name}`",
                    join(role.label for role in row.by),
                    stretch(book, row.sources),
                    leads(book, row),
                    "<br>".join(str(guard.sentence) for guard in row.given),
                    clocks(row),
                    join(kind.label for kind in row.issues),
                    limitation(row.limitation),
                    citation(row),
                )
                for row in rows(book)
            ),
        ),
    ]


def vocabularies(lists: Iterable[tuple[str, Any]]) -> list[str]:
    """Closed lists of reasons, a line each."""
    said = [f"- **{label}**: {join(f'{word.label} (`{word.value}`)' for word in words)}" for label, words in lists]
    return ["## " + _("Reasons"), "", *said]


def matter() -> str:
    """The life of a matter of labour-law supervision."""
    lists = (
        (_("Not taken up"), reasons.NotTakenUpReason),
        (_("How the employer met a letter"), reasons.Conduct),
        (_("When the procuratorate may be addressed"), reasons.ProcuratorateGround),
        (_("Outcome"), reasons.MatterOutcome),
    )
    lines = [
        *book_of(
            SupervisionProcedure,
            _("The life of a matter of labour-law supervision"),
            _("Drawn from `workflows/supervision.py` by `make docs`; not edited by hand."),
        ),
        *vocabularies(lists),
    ]
    return "\n".join(lines).rstrip() + "\n"


def lifecycle() -> str:
    """The life of a mediation case: diagram, states, steps, channels, reasons."""
    lines = [
        *book_of(
            Book,
            _("The life of a mediation case"),
            _("Drawn from `workflows/mediation.py` by `make docs`; not edited by hand."),
        ),
        "## " + _("Channels"),
        "",
        _("How a dispute came in decides its clock, its period and its ways out."),
        "",
        *table(
            (
                _("Channel"),
                _("Intake term"),
                _("Mediation period"),
                _("Counts from"),
                _("Extension"),
                _("After agreement"),
                _("Without agreement"),
                _("Article"),
            ),
            (
                (
                    rule.channel.label,
                    term_label(rule.intake),
                    term_label(rule.period),
                    start_of(rule.period_start),
                    extension(rule),
                    join(way.label for way in rule.success),
                    join(way.label for way in rule.failure),
                    statutes.cite(rule.under).citation,
                )
                for rule in RULES.values()
            ),
        ),
        *vocabularies(
            (
                (_("Not accepted"), reasons.NotAcceptedReason),
                (_("Ended without agreement"), reasons.EndReason),
                (_("Suspended"), reasons.SuspensionReason),
                (_("Recusal"), reasons.RecusalGround),
                (_("Outcome"), reasons.Outcome),
            )
        ),
    ]
    return "\n".join(lines).rstrip() + "\n"


def start_of(fact: PeriodStart) -> str:
    return {
        PeriodStart.ACCEPTANCE: _("Acceptance"),
        PeriodStart.CONFIRMATION: _("Signed receipt or platform confirmation"),
        PeriodStart.CONSENT: _("Consent of the last party"),
    }[fact]


def extension(rule: Any) -> str:
    if not rule.extension:
        return _("none")
    if rule.extension_cap_days:
        return _("once, within: %(term)s") % {"term": term_label(rule.extension_cap_days)}
    return _("by consent of all parties")


def permissions() -> str:
    """Who may what: the roles, what they see, and role × state with every step."""
    lines = [
        "# " + _("Who may what"),
        "",
        _(
            "Drawn from `organizations/roles.py`, `dossiers/visibility.py` and the books in `workflows/` "
            "by `make docs`; not edited by hand."
        ),
        "",
        _(
            "A person acts where three facts meet: the step names the role, the person holds the role in this very "
            "file, the file stands in a state the step starts from. Conditions come on top (see the page on the life "
            "of a case)."
        ),
        "",
        "## " + _("Roles"),
        "",
        *table(
            (_("Role"), _("What they do"), _("Record classes"), _("In matters of supervision"), _("Names")),
            (
                (
                    role.label,
                    SENTENCES[role],
                    join(sorted(WALL[role])),
                    join(sorted(SUPERVISION_WALL[role])),
                    names_of(role),
                )
                for role in Role
            ),
        ),
        _(
            "Record classes: A procedural · B party papers · C joint record · D private sessions and notes · "
            "E undisputed facts · F outcome · G sensitive personal data · H supervision."
        ),
        "",
        *grid(Book, _("Mediation")),
        *grid(SupervisionProcedure, _("Labour-law supervision")),
    ]
    return "\n".join(lines).rstrip() + "\n"


def grid(book: Any, title: str) -> list[str]:
    """Role × state and step × state of one book; roles that take no step in it have no column."""
    states = [state for state in book.State if state.value]
    roles = [role for role in Role if any(role in row.by for row in rows(book))]
    return [
        "## " + title,
        "",
        "### " + _("Role × state"),
        "",
        _("The steps a role is offered, conditions aside. A dash: nothing."),
        "",
        *table(
            (_("State"), *(role.label for role in roles)),
            (
                (state.label, *("<br>".join(str(row.label) for row in may(book, role, state)) for role in roles))
                for state in states
            ),
        ),
        "### " + _("Step × state"),
        "",
        _("The same table by step: who may take it where."),
        "",
        *table(
            (_("Step"), _("Not registered"), *(state.label for state in states)),
            (
                (
                    row.label,
                    *(join(role.label for role in row.by) if state in row.sources else "" for state in ("", *states)),
                )
                for row in rows(book)
            ),
        ),
    ]


def names_of(role: Role) -> str:
    if not WALL[role] and not SUPERVISION_WALL[role]:
        return _("no file")
    return _("without names") if role in NAMELESS else _("with names")


#: Words of the house that no list of choices holds: English, Chinese where the catalogue has none, meaning, home.
WORDS: tuple[tuple[str, str, str, str], ...] = (
    ("File", "", "everything that can be opened, assigned, timed, documented and archived", "`dossiers.Dossier`"),
    ("Mediation case", "", "a file that follows the mediation procedure", "`cases.Case`"),
    ("Procedure", "办理程序", "the book of all states and steps of a kind of file", "`workflows/`"),
    (
        "Step",
        "",
        "one row of a procedure: who, from, to, conditions, clocks, papers, article",
        "`workflows.steps.Step`",
    ),
    (
        "Condition",
        "条件",
        "what must hold for a step, with the sentence said when it does not",
        "`workflows.guards.Guard`",
    ),
    ("Door", "统一办理入口", "the one function through which a file changes", "`dossiers.actions.take_step`"),
    ("Offer of a step", "可办事项", "what a person may do here and now, or why not yet", "`dossiers.actions.offers`"),
    ("Event", "", "one act in the log: who as what, when, which step", "`dossiers.Event`"),
    ("Chain", "记录链", "events of a file, each bound to the one before", "`dossiers.audit`"),
    ("Anchor", "锚定文件", "the heads of all chains, kept outside the database", "`dossiers.audit.anchor`"),
    ("Term", "", "how long the law gives, counted how, from which fact", "`statutes.rules.Term`"),
    (
        "Running clock",
        "在计期限",
        "a term that runs in a file; copies what it rests on when it starts",
        "`dossiers.Clock`",
    ),
    ("Window", "申请期限", "a clock after which a right is lost", "`dossiers.clocks.WINDOWS`"),
    (
        "Days of grace",
        "宽限日",
        "days between the end of the mediation period and its end by the calendar",
        "`MEDIATION_EXPIRY_GRACE_DAYS`",
    ),
    ("Sweep", "期限巡检", "the nightly walk over clocks that have passed", "`dossiers.sweep`"),
    ("Reach", "可见范围", "the files a role opens, by equality on columns", "`dossiers.access.Reach`"),
    ("Invitation", "个案授权", "one file opened to one person or body beyond their reach", "`dossiers.Invitation`"),
    ("Record class", "", "what kind of record something is, and so who may read it", "`dossiers.visibility.WALL`"),
    (
        "Line of supervision",
        "条线",
        "the hierarchy a body belongs to: union, court, labour bureau …",
        "`Organization.line`",
    ),
    (
        "Body",
        "",
        "an office that takes part: federation, court, bureau, mediation organisation",
        "`organizations.Organization`",
    ),
    ("Membership", "", "a person holds a role in a body from a day until a day", "`organizations.Membership`"),
    (
        "Legal type",
        "",
        "what a mediation organisation is in law; decides the effect of its agreements",
        "`organizations.LegalType`",
    ),
    ("Channel", "", "how a dispute came in; decides clock, period and ways out", "`workflows.channels`"),
    ("Commission", "委派（委托）", "a case given by a court or tribunal to be mediated", "`Case.is_commissioned`"),
    ("Party", "", "somebody on one side of the dispute", "`cases.Party`"),
    ("Special authority", "", "what an agent needs in order to sign an agreement", "`cases.Authority`"),
    ("Claim", "", "one demand: cause, period, sums claimed, agreed, paid", "`cases.Claim`"),
    ("Cause of action", "", "the heading of a claim in the list in force on the day of receipt", "`cases/causes.py`"),
    ("Session", "单次调解", "a sitting, joint or private", "`cases.Session`"),
    ("Offer", "", "what one side proposed, as data; confidential unless made jointly", "`cases.Offer`"),
    ("Sheet of sums", "", "what the law gives on each claim, with facts and figures of its day", "`cases.SumSheet`"),
    (
        "Preparation sheet",
        "",
        "claims, positions, evidence, articles, sums, open questions on paper",
        "`cases.sums_page`",
    ),
    (
        "Undisputed facts",
        "",
        "facts both sides confirmed in writing; the only admissions usable later",
        "`cases.UndisputedFacts`",
    ),
    ("Agreement", "", "the agreement as data, its obligations and signatures", "`cases.Settlement`"),
    ("Obligation", "", "one thing to be done under the agreement", "`cases.Obligation`"),
    ("Judicial confirmation", "", "the court makes an agreement enforceable", "step `file_confirmation`"),
    ("Arbitration review", "", "the committee turns an agreement into a mediation statement", "step `file_review`"),
    ("Paper", "文书", "what leaves the house, printed from frozen contents", "`documents.Instrument`"),
    (
        "Letter format",
        "信函格式",
        "the mark between red double lines, no imprint (GB/T 9704—2012, 10.1)",
        "`documents.kinds.Format`",
    ),
    (
        "Red-head format",
        "文件格式（红头）",
        "the mark with 文件, a red line, an imprint (GB/T 9704—2012, 7)",
        "`documents.kinds.Format`",
    ),
    ("Imprint", "版记", "copies, printing office and day at the foot of the last page", "`print/_imprint.html`"),
    ("Joint issue", "联合行文", "several organs: the lead's number, a seal each, one date", "`Contents.co_issuers`"),
    ("Verification", "文书核验", "the public page behind the code of a paper", "`documents.verifying`"),
    ("Seal log", "", "each use of a seal: paper, copies, by whom, approved by whom", "`documents.Sealing`"),
    ("Delivery", "", "one paper on its way to one addressee, and what became of it", "`documents.Delivery`"),
    ("Register of papers", "", "every number a body gave, void ones too", "`documents/registers.py`"),
    ("Exhibit", "", "what is handed in", "`documents.Exhibit`"),
    ("Mark", "机关代字", "the organ code in front of a number", "`Organization.mark`"),
    ("Series", "文种字", "numbers of one kind, mark and year, without gaps", "`dossiers.Register`"),
    ("Sealed column", "加密列", "a column encrypted before it reaches the database", "`cases/sealing.py`"),
    ("Limitation", "", "the time within which a claim can be brought to arbitration", "`statutes.limitation`"),
    (
        "Matter of supervision",
        "",
        "a file that follows the procedure of labour-law supervision",
        "`supervision.Matter`",
    ),
    ("Lead", "", "what was reported and is checked before anything is decided", "`supervision.Matter`"),
    ("Finding", "问题", "one violation: facts, article, demand, due day, verification", "`supervision.Finding`"),
    ("Letter", "函件", "提示函, 意见书 or 建议书, from its draft to what it led to", "`supervision.Letter`"),
    ("Employer", "", "an employer as the union knows it, under all its names", "`supervision.Employer`"),
    ("Unit of supervision", "", "a committee or group that supervises, or a single supervisor", "`supervision.Unit`"),
    ("Proposed hint letter", "", "similar claims against one employer within a window", "`supervision.Proposal`"),
    (
        "Maintained figure",
        "",
        "a regional or yearly value entered here, with its source and period",
        "`lawbook.Figure`",
    ),
    ("Notice of holidays", "", "the State Council's yearly notice: days off and make-up days", "`lawbook.Notice`"),
)


def glossary() -> str:
    """English and Chinese, one term each: the words of the house, then every choice the code offers."""
    lists: tuple[tuple[str, Any], ...] = (
        ("States of a case · 案件状态", [(s.label, s.value) for s in Book.State if s.value]),
        ("States of a matter · 监督事项状态", [(s.label, s.value) for s in SupervisionProcedure.State if s.value]),
        ("Roles · 角色", [(r.label, r.value) for r in Role]),
        ("Channels · 来源渠道", [(c.label, c.value) for c in Channel]),
        ("Ways out · 出口", [(e.label, e.value) for e in Exit]),
        ("Bodies · 单位类别", [(k.label, k.value) for k in BodyKind]),
        ("Legal types · 调解组织法律类型", [(k.label, k.value) for k in LegalType]),
        ("Outcomes of a case · 案件结果", [(o.label, o.value) for o in reasons.Outcome]),
        ("Outcomes of a matter · 监督事项结果", [(o.label, o.value) for o in reasons.MatterOutcome]),
        ("Steps of mediation · 调解办理事项", [(r.label, r.name) for r in rows(Book)]),
        ("Steps of supervision · 监督办理事项", [(r.label, r.name) for r in rows(SupervisionProcedure)]),
        ("Papers · 文书", [(k.label, k.value) for k in Kind]),
    )
    lines = [
        "# Glossary · 术语表",
        "",
        "Drawn from the code and its catalogue by `make docs`. One term in each language; the code uses the English.",
        "",
        "本页由代码和译文目录经 `make docs` 生成。每个概念中英文各一个术语，代码使用英文术语。",
        "",
        "## Words of the house · 基本概念",
        "",
        *table(
            ("English", "中文", "Meaning", "Home"),
            ((en, zh or in_chinese(en), meaning, home) for en, zh, meaning, home in WORDS),
        ),
    ]
    for title, choices in lists:
        lines += [
            f"## {title}",
            "",
            *table(
                ("English", "中文", "Code"),
                ((in_english(word), in_chinese(word), f"`{code}`") for word, code in choices),
            ),
        ]
    lines += [
        "## Terms of the law · 法定期限",
        "",
        *table(("English", "中文", "Code"), ((one.label_en, one.label_zh, f"`{one.key}`") for one in terms())),
    ]
    return "\n".join(lines).rstrip() + "\n"


def in_chinese(words: Any) -> str:
    with override("zh-hans"):
        return _(words) if isinstance(words, str) else str(words)


def steps_of_papers() -> dict[str, list[Step]]:
    """The steps with which a kind of paper comes; a letter is numbered when approved, its service turns its term."""
    found: dict[str, list[Step]] = {}
    for row in (*rows(Book), *rows(SupervisionProcedure)):
        of_letters = (
            [kind for kind, _label in LETTERS] if row.name in {"approve_letter", "record_letter_service"} else []
        )
        for kind in (*row.issues, *of_letters):
            found.setdefault(str(kind), []).append(row)
    return found


def papers() -> str:
    """The catalogue of papers: which kind covers which number, what it is, where it comes from, what hangs on it."""
    by_step = steps_of_papers()
    hands = {
        Signer.ORGAN_SEAL: _("seal of the body"), Signer.PARTIES: _("parties"), Signer.ADDRESSEE: _("addressee"),
        Signer.MEDIATOR: _("mediator or supervisor"), Signer.RECORDER: _("recorder"),
        Signer.HEAD: _("head of the body"), Signer.EACH_PAGE: _("every page"),
    }  # fmt: skip
    originals = {
        Recipient.APPLICANTS: _("each applicant"), Recipient.RESPONDENTS: _("each respondent"),
        Recipient.COURT: _("court"), Recipient.ADDRESSEE: _("addressee"), Recipient.FILE: _("file"),
    }  # fmt: skip

    layouts = {
        Format.LETTER: _("letter"), Format.FORM: _("form under seal"), Format.SHEET: _("sheet to sign"),
        Format.RED_HEAD: _("red-head document"),
    }  # fmt: skip

    def line(number: Any, name: str, kind: Kind) -> tuple[Any, ...]:
        one = PAPERS[kind]
        steps = by_step.get(kind.value, [])
        on_request = kind in FORMS or kind in MATTER_FORMS
        origin = join(str(row.label) for row in steps) or (_("on request") if on_request else "")
        turned = "<br>".join(dict.fromkeys(said for row in steps for said in clocks(row).split("<br>") if said))
        signed = join(hands[hand] for hand in one.signers)
        given = join(originals[reader] for reader in one.recipients)
        left = "" if one.may_be_left else _("never left behind")
        basis = join(statutes.cite(key).citation for key in one.basis)
        number_word = one.word if one.is_numbered else ""
        where = f"{one.record_class} · {one.volume}"
        return (number, name, f"{kind.label} `{kind.value}`", layouts[one.format], number_word, origin, signed, given,
                left, turned, where, basis)  # fmt: skip

    heads = (_("No."), _("Name in the catalogue"), _("Kind"), _("Format"), _("Series"), _("Comes with the step"),
             _("Signed by"), _("One original for"), _("Service"), _("Terms that turn with the step"),
             _("Class and volume"), _("Basis"))  # fmt: skip
    listed: list[tuple[Any, ...]] = []
    for number, (name, kinds) in CATALOGUE.items():
        listed += [line(number, name, kind) for kind in kinds] or [
            (number, name, _("comes from outside; lodged as it came"), *[""] * 9)
        ]
    others = [kind for kind in PAPERS if not any(kind in kinds for _name, kinds in CATALOGUE.values())]
    lines = [
        "# " + _("Papers"),
        "",
        _("Drawn from `documents/kinds.py` and the procedures by `make docs`; not edited by hand."),
        "",
        _("What a body may word itself in each kind, and what stays fixed, stands on the page “Wording of papers”."),
        "",
        "## " + _("The catalogue of mediation papers"),
        "",
        *table(heads, listed),
        "## " + _("Papers of labour-law supervision"),
        "",
        *table(heads, [line("", PAPERS[kind].title, kind) for kind in others]),
    ]
    return "\n".join(lines).rstrip() + "\n"


def in_english(words: Any) -> str:
    with override("en"):
        return str(words)


def pages() -> dict[Path, str]:
    """Each drawn page and what should stand in it."""
    docs = Path(settings.BASE_DIR) / "docs"
    found: dict[Path, str] = {}
    for language, ending in (("zh-hans", ""), ("en", ".en")):
        with override(language):
            found[docs / f"lifecycle{ending}.md"] = lifecycle()
            found[docs / f"supervision{ending}.md"] = matter()
            found[docs / f"permissions{ending}.md"] = permissions()
            found[docs / f"papers{ending}.md"] = papers()
    found[docs / "glossary.md"] = glossary()
    return found | statutes.draw.pages()


class Command(BaseCommand):
    """Draws, or says what is not current."""

    help = "Draw the documents that are made from code."

    def add_arguments(self, parser: CommandParser) -> None:
        """Only compare?"""
        parser.add_argument(
            "--check", action="store_true", help="change nothing; end with 1 when a page is not current"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write every page whose text has changed."""
        stale = [
            path for path, text in pages().items() if not path.exists() or path.read_text(encoding="utf-8") != text
        ]
        if options["check"]:
            if stale:
                raise CommandError(
                    _("Not current; run `make docs`: %(pages)s")
                    % {"pages": join(f"docs/{path.name}" for path in stale)}
                )
            return
        for path in stale:
            path.parent.mkdir(exist_ok=True)
            path.write_text(pages()[path], encoding="utf-8")
            self.stdout.write(_("Drew %(page)s") % {"page": f"docs/{path.name}"})
