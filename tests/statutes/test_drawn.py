"""The drawn page is current, and a changed term says everything else it touches."""

import csv
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from statutes import NotMaintained, Unit, draw, due, term_versions, terms
from statutes.keys import Clock
from workflows.channels import Channel, rule_of
from workflows.mediation import MediationProcedure
from workflows.steps import steps_of

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
AGREED = HERE / "data" / "terms.csv"
ROOMS = (
    "organizations",
    "lawbook",
    "workflows",
    "dossiers",
    "cases",
    "supervision",
    "documents",
    "intake",
    "reports",
    "mediation",
)


@pytest.mark.parametrize("path", list(draw.pages()), ids=lambda path: path.name)
def test_the_drawn_pages_are_current(path):
    assert path.read_text(encoding="utf-8") == draw.pages()[path], "run `python -m statutes.draw`"


def test_the_check_names_a_page_that_is_not_current(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(draw, "DOCS", tmp_path / "docs")

    assert draw.main(["--check"]) == 1
    assert "statutes.md is not current" in capsys.readouterr().err
    assert draw.main([]) == 0
    assert draw.main(["--check"]) == 0


def test_both_languages_hold_every_term_figure_rule_and_act():
    chinese, english = draw.pages().values()

    assert all(f"`{one.key}`" in chinese for one in terms())
    assert all(f"`{one.key}`" in english for one in terms())
    assert chinese.count("\n") == english.count("\n")
    assert "未维护" in chinese
    assert "not maintained" in english


def as_agreed() -> dict[tuple[str, str], dict[str, str]]:
    with AGREED.open(encoding="utf-8", newline="") as file:
        return {(row["term"], row["region"]): row for row in csv.DictReader(file)}


def as_in_the_book() -> dict[tuple[str, str], dict[str, str]]:
    """Every term with its length, grade, articles and where it ends from one fixed day."""
    started = date(2026, 9, 17)
    rows = {}
    for first in terms():
        for one in term_versions(first.key):
            if one.unit in (Unit.HOUR, Unit.MINUTE):
                ends = "–"
            else:
                try:
                    ends = due(one, started - timedelta(days=365) if one.unit == Unit.YEAR else started).due.isoformat()
                except NotMaintained:
                    ends = "not maintained"
            rows[one.key, one.region or ""] = {
                "term": one.key,
                "region": one.region or "",
                "amount": "" if one.amount is None else str(one.amount),
                "unit": str(one.unit),
                "certainty": str(one.certainty),
                "articles": " ".join(article.key for article in one.articles),
                "ends": ends,
            }
    return rows


#: What a step names instead of a term: the slots a channel fills (`Case.clocks_for`).
SLOTS = {
    "intake": "intake",
    "asking": "asks",
    "answered": "asks",
    "period": "period",
    "accepted_period": "period",
    "confirmed_period": "period",
    "pausable_period": "period",
}


def steps_touched(key: str) -> list[str]:
    """The steps of the procedure that start, stop, pause or resume a term, with the channels on which they do."""
    found = []
    for step in steps_of(MediationProcedure).values():
        for what in ("starts", "stops", "pauses", "resumes"):
            named = getattr(step, what)
            channels = [
                str(channel)
                for channel in Channel
                if any(key == getattr(rule_of(channel), SLOTS[slot], None) for slot in named if slot in SLOTS)
            ]
            if key in named or channels:
                where = "on every channel" if key in named else f"on {', '.join(channels)}"
                found.append(f"step {step.name} {what} it {where}")
    return found


def touched_by(key: str) -> list[str]:
    """Steps that turn on a term, every line of code and every vector that speaks of it, and the drawn pages."""
    names = {Clock(key).name, key} if key in set(Clock) else {key}
    word = re.compile(r"\b(?:Clock|Term)\.(?:" + "|".join(names) + r")\b|[\"']" + re.escape(key) + r"[\"']")
    found = []
    for room in (*ROOMS, "tests"):
        for file in sorted((ROOT / room).rglob("*.py")):
            for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
                if word.search(line):
                    found.append(f"{file.relative_to(ROOT)}:{number}: {line.strip()[:80]}")
    for file in sorted((ROOT / "tests").rglob("data/*")):
        if file != AGREED and file.suffix in {".csv", ".json", ".toml"}:
            lines = enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
            found += [f"{file.relative_to(ROOT)}:{n}: vector" for n, line in lines if word.search(line)]
    return [
        *steps_touched(key),
        *found,
        "the clocks tab, the desk and every paper that prints this term",
        "docs/statutes.md, docs/statutes.en.md: run `python -m statutes.draw`",
    ]


def test_a_changed_term_says_what_else_it_touches():
    """Edit a row of `acts/*.toml` and this test names what rests on it; then edit `data/terms.csv` to agree."""
    agreed, now = as_agreed(), as_in_the_book()

    changed = sorted({key for key in agreed.keys() | now.keys() if agreed.get(key) != now.get(key)})
    report = "\n".join(
        f"\n{key} {region}\n  agreed: {agreed.get((key, region))}\n  now:    {now.get((key, region))}\n  touches:\n    "
        + "\n    ".join(touched_by(key))
        for key, region in changed
    )
    assert not changed, f"Terms changed: agree to them in {AGREED.relative_to(ROOT)}.{report}"


def test_what_a_term_touches_is_found():
    assert any("tests/statutes/test_due.py" in line for line in touched_by("accept"))
    assert any(line.startswith("workflows/") for line in touched_by("accept"))
    assert "step register_case starts it on self, proactive" in " ".join(touched_by("accept"))
    assert "step file_confirmation stops it on every channel" in touched_by("jc")
    assert any("docs/statutes.md" in line for line in touched_by("accept"))
