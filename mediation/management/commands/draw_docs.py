"""`draw_docs [--check]`: draw the pages of `docs/` that are made from code, in Chinese and in English.

The life of a case and who may what come from `workflows/`, the law's page from `statutes/`. `--check` changes nothing
and ends with 1 when a page is not what the code says.
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
from dossiers.visibility import NAMELESS, WALL
from organizations.roles import SENTENCES, Role
from statutes.book import terms
from statutes.keys import Clock
from statutes.limitation import KINDS
from workflows import reasons
from workflows.channels import RULES, PeriodStart
from workflows.mediation import MediationProcedure as Book
from workflows.reading import citation, diagram, may, rows
from workflows.steps import Step


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
        "intake": _("intake term of the channel"), "asking": _("term for asking the other side"), "answered": _("term for asking, when all have answered"),
        "period": _("mediation period of the channel"), "confirmed_period": _("mediation period, if it counts from the commission"),
        "accepted_period": _("mediation period, if it counts from acceptance or consent"),
        "pausable_period": _("mediation period, for an appraisal before filing"), "after_agreement": _("windows of the channel after agreement"),
    }  # fmt: skip
    return term_label(name) if isinstance(name, Clock) else labels[name]


def term_label(key: str) -> str:
    one = next(term for term in terms() if term.key == key)
    return one.label_zh if chinese() else one.label_en


def clocks(row: Step) -> str:
    parts = [
        (_("starts"), row.starts), (_("stops"), row.stops), (_("pauses"), row.pauses), (_("resumes"), row.resumes),
    ]  # fmt: skip
    return "<br>".join(f"{verb}: {join(slot(name) for name in names)}" for verb, names in parts if names)


def stretch(states: Iterable[str]) -> str:
    """States of a row; the whole of a stretch is named as such."""
    wanted = list(states)
    named = []
    for label, whole in ((_("any open state"), Book.open_states), (_("any outcome"), Book.ended_states)):
        if set(whole) <= set(wanted):
            named.append(label)
            wanted = [state for state in wanted if state not in whole]
    return join([*named, *(Book.State(state).label for state in wanted)])


def limitation(key: str) -> str:
    if not key:
        return ""
    return KINDS[key].zh if chinese() else KINDS[key].en


def lifecycle() -> str:
    """The life of a mediation case: diagram, states, steps, channels, reasons."""
    lines = [
        "# " + _("The life of a mediation case"), "",
        _("Drawn from `workflows/mediation.py` by `make docs`; not edited by hand."), "",
        "## " + _("Diagram"), "", "```mermaid", diagram(Book), "```", "",
        "## " + _("States"), "", _("Every state but the last has a desk: whose move it is."), "",
        *table(
            (_("State"), _("Code"), _("Desk")),
            ((state.label, f"`{state.value}`", desk.label if (desk := Book.desks[state]) else "") for state in Book.State if state.value),
        ),
        "## " + _("Steps"), "",
        _("A step that leads nowhere is recorded where the case stands. All conditions must be met; each that is not says its sentence."), "",
        *table(
            (_("Step"), _("Taken by"), _("From"), _("Leads to"), _("Said when a condition is not met"), _("Clocks"), _("Papers"), _("Limitation"), _("Article")),
            (
                (
                    f"{row.label}<br>`{row.name}`", join(role.label for role in row.by), stretch(row.sources), stretch(row.targets),
                    "<br>".join(str(guard.sentence) for guard in row.given), clocks(row), join(kind.label for kind in row.issues),
                    limitation(row.limitation), citation(row),
                )
                for row in rows(Book)
            ),
        ),
        "## " + _("Channels"), "", _("How a dispute came in decides its clock, its period and its ways out."), "",
        *table(
            (_("Channel"), _("Intake term"), _("Mediation period"), _("Counts from"), _("Extension"), _("After agreement"), _("Without agreement"), _("Article")),
            (
                (
                    rule.channel.label, term_label(rule.intake), term_label(rule.period), start_of(rule.period_start),
                    extension(rule), join(way.label for way in rule.success), join(way.label for way in rule.failure),
                    statutes.cite(rule.under).citation,
                )
                for rule in RULES.values()
            ),
        ),
        "## " + _("Reasons"), "",
    ]  # fmt: skip
    vocabularies = (
        (_("Not accepted"), reasons.NotAcceptedReason), (_("Ended without agreement"), reasons.EndReason),
        (_("Suspended"), reasons.SuspensionReason), (_("Recusal"), reasons.RecusalGround), (_("Outcome"), reasons.Outcome),
    )  # fmt: skip
    for label, words in vocabularies:
        lines.append(f"- **{label}**: {join(f'{word.label} (`{word.value}`)' for word in words)}")
    return "\n".join(lines).rstrip() + "\n"


def start_of(fact: PeriodStart) -> str:
    return {
        PeriodStart.ACCEPTANCE: _("Acceptance"), PeriodStart.CONFIRMATION: _("Signed receipt or platform confirmation"),
        PeriodStart.CONSENT: _("Consent of the last party"),
    }[fact]  # fmt: skip


def extension(rule: Any) -> str:
    if not rule.extension:
        return _("none")
    if rule.extension_cap_days:
        return _("once, within: %(term)s") % {"term": term_label(rule.extension_cap_days)}
    return _("by consent of all parties")


def permissions() -> str:
    """Who may what: the roles, what they see, and role × state with every step."""
    states = [state for state in Book.State if state.value]
    lines = [
        "# " + _("Who may what"), "",
        _("Drawn from `organizations/roles.py`, `dossiers/visibility.py` and `workflows/mediation.py` by `make docs`; not edited by hand."), "",
        _("A person acts where three facts meet: the step names the role, the person holds the role in this very file, the file stands in a state the step starts from. Conditions come on top (see the page on the life of a case)."), "",
        "## " + _("Roles"), "",
        *table(
            (_("Role"), _("What they do"), _("Record classes"), _("Names")),
            ((role.label, SENTENCES[role], join(sorted(WALL[role])), names_of(role)) for role in Role),
        ),
        _("Record classes: A procedural · B party papers · C joint record · D private sessions and notes · E undisputed facts · F outcome · G sensitive personal data · H supervision."), "",
        "## " + _("Role × state"), "", _("The steps a role is offered, conditions aside. A dash: nothing."), "",
        *table(
            (_("State"), *(role.label for role in Role)),
            ((state.label, *("<br>".join(str(row.label) for row in may(Book, role, state)) for role in Role)) for state in states),
        ),
        "## " + _("Step × state"), "", _("The same table by step: who may take it where."), "",
        *table(
            (_("Step"), _("Not registered"), *(state.label for state in states)),
            ((row.label, *(join(role.label for role in row.by) if state in row.sources else "" for state in ("", *states))) for row in rows(Book)),
        ),
    ]  # fmt: skip
    return "\n".join(lines).rstrip() + "\n"


def names_of(role: Role) -> str:
    if not WALL[role]:
        return _("no file")
    return _("without names") if role in NAMELESS else _("with names")


def pages() -> dict[Path, str]:
    """Each drawn page and what should stand in it."""
    docs = Path(settings.BASE_DIR) / "docs"
    found: dict[Path, str] = {}
    for language, ending in (("zh-hans", ""), ("en", ".en")):
        with override(language):
            found[docs / f"lifecycle{ending}.md"] = lifecycle()
            found[docs / f"permissions{ending}.md"] = permissions()
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
