"""The house's own rules, held by walking the code. Each rule has teeth: a sample that breaks it is caught."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from workflows.books import PROCEDURES
from workflows.steps import steps_of

ROOT = Path(__file__).resolve().parents[2]
ROOMS = (
    "statutes",
    "organizations",
    "lawbook",
    "workflows",
    "dossiers",
    "cases",
    "supervision",
    "documents",
    "reports",
    "mediation",
)
#: Where markup is put together in Python for speed; every value is escaped there.
#: Where what was escaped by hand, or drawn and escaped by Django itself, is marked safe.
ESCAPES_BY_HAND = {"mediation/renderer.py", "mediation/templatetags/file_rows.py"}
STEPS = frozenset(name for book in PROCEDURES.values() for name in steps_of(book))


def product() -> Iterator[tuple[str, ast.Module]]:
    """Every module of the product but what Django writes."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def calls(tree: ast.Module) -> Iterator[tuple[ast.Call, str]]:
    """Calls with the last word of what is called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            yield node, name


def imports(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Modules a module imports, with the line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield node.lineno, node.module or ""
            for alias in node.names:
                yield node.lineno, f"{node.module}.{alias.name}"
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name


# ── Rules: (file, tree) → offences ───────────────────────────────────────────────────────────────────────────────────


def steps_only_through_the_door(file: str, tree: ast.Module) -> Iterator[str]:
    """Calling a step's method asks nobody and logs nothing (house.md, trap 2)."""
    if file == "dossiers/actions.py":
        return
    for node, name in calls(tree):
        own = (
            isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id in {"effects", "g"}
        )
        if isinstance(node.func, ast.Attribute) and name in STEPS and not own:
            yield f"{file}:{node.lineno} calls {name}"


def getattr_of_a_step_only_in_the_door(file: str, tree: ast.Module) -> Iterator[str]:
    """`getattr(case, step)()` is the same thing spelt otherwise."""
    if file == "dossiers/actions.py":
        return
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Call)
            and getattr(node.func.func, "id", "") == "getattr"
        ):
            receiver = node.func.args[0]
            if not (isinstance(receiver, ast.Name) and receiver.id in {"self", "form", "calendar"}):
                yield f"{file}:{node.lineno} calls what getattr gives"


def state_is_set_by_steps_alone(file: str, tree: ast.Module) -> Iterator[str]:
    """`protected=True` does not stop `update(state=…)`, `bulk_update`, nor the instance's dictionary (trap 3)."""
    if file == "workflows/fields.py":
        return
    for node, name in calls(tree):
        if name in {"update", "bulk_create", "update_or_create"} and any(word.arg == "state" for word in node.keywords):
            yield f"{file}:{node.lineno} {name}(state=…)"
        if name == "bulk_update" and any(
            isinstance(part, ast.Constant) and part.value == "state" for arg in node.args for part in ast.walk(arg)
        ):
            yield f"{file}:{node.lineno} bulk_update of state"
        if (
            name == "setattr"
            and len(node.args) > 1
            and isinstance(node.args[1], ast.Constant)
            and node.args[1].value == "state"
        ):
            yield f"{file}:{node.lineno} setattr state"
    for part in ast.walk(tree):
        if isinstance(part, ast.Subscript) and isinstance(part.ctx, ast.Store):
            key = part.slice.value if isinstance(part.slice, ast.Constant) else None
            if key == "state" and "__dict__" in ast.unparse(part.value):
                yield f"{file}:{part.lineno} writes state into __dict__"


def _only(package: str, *homes: str) -> Callable[[str, ast.Module], Iterator[str]]:
    def rule(file: str, tree: ast.Module) -> Iterator[str]:
        if file not in homes and not any(home.endswith("/") and file.startswith(home) for home in homes):
            for line, module in imports(tree):
                if module.split(".")[0] == package:
                    yield f"{file}:{line} imports {module}"

    rule.__name__ = f"only_{homes[0]}_imports_{package}"
    return rule


def the_law_and_the_book_know_no_clock_on_the_wall(file: str, tree: ast.Module) -> Iterator[str]:
    """Time is given, not taken (style.md 8): only the door, the sweep, views and commands know what day it is."""
    bare = {"today", "utcnow"}
    takes = {"timezone.now", "datetime.now", "dt.datetime.now", "time.time", "now"}
    lower = file.startswith(("statutes/", "workflows/")) or file in {
        "cases/effects.py",
        "cases/models.py",
        "cases/naming.py",
        "dossiers/clocks.py",
        "dossiers/numbering.py",
        "dossiers/visibility.py",
    }
    for node, name in calls(tree):
        said = ast.unparse(node.func)
        if name in bare:
            yield f"{file}:{node.lineno} {said}: naive, and not the office's day"
        elif lower and (said in takes or (name == "localdate" and not node.args)):
            yield f"{file}:{node.lineno} {said} takes the time instead of being given it"


def no_door_without_a_lock(file: str, tree: ast.Module) -> Iterator[str]:
    """Every POST proves where it comes from; nothing is marked safe by hand but what the renderer escaped itself."""
    for line, module in imports(tree):
        if module.endswith(".csrf_exempt"):
            yield f"{file}:{line} csrf_exempt"
        if module.endswith((".mark_safe", ".SafeText")) and file not in ESCAPES_BY_HAND:
            yield f"{file}:{line} mark_safe"


def views_ask_offers_not_states(file: str, tree: ast.Module) -> Iterator[str]:
    """Nobody asks a dossier for its state in order to decide (house.md, sentence 5)."""
    if not file.endswith(("views.py", "_views.py")):
        return
    for line, module in imports(tree):
        if module in {f"workflows.{book}.{name}" for book in PROCEDURES for name in ("State", "S")}:
            yield f"{file}:{line} imports State"
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            for side in (node.left, *node.comparators):
                if isinstance(side, ast.Attribute) and side.attr == "state":
                    yield f"{file}:{node.lineno} compares a state"


def nothing_of_sql_is_put_together_from_words(file: str, tree: ast.Module) -> Iterator[str]:
    """No `.extra`, no `.raw`; an f-string reaches a cursor only where Django's own compiler made its parts."""
    for node, name in calls(tree):
        if isinstance(node.func, ast.Attribute) and name in {"extra", "raw"} and "objects" in ast.unparse(node.func):
            yield f"{file}:{node.lineno} .{name}()"
        if name == "RawSQL":
            yield f"{file}:{node.lineno} RawSQL"


def nothing_dangerous_is_read(file: str, tree: ast.Module) -> Iterator[str]:
    """No pickle, no eval, no yaml: what comes from outside is JSON, TOML or a form."""
    for line, module in imports(tree):
        if module.split(".")[0] in {"pickle", "shelve", "marshal", "yaml"}:
            yield f"{file}:{line} imports {module}"
    for node, name in calls(tree):
        if isinstance(node.func, ast.Name) and name in {"eval", "exec"}:
            yield f"{file}:{node.lineno} {name}()"


def errors_are_not_swallowed(file: str, tree: ast.Module) -> Iterator[str]:
    """`except Exception: pass` hides the one thing somebody should have seen."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler) and len(node.body) == 1 and isinstance(node.body[0], ast.Pass):
            caught = ast.unparse(node.type) if node.type else "everything"
            if caught in {"everything", "Exception", "BaseException"}:
                yield f"{file}:{node.lineno} swallows {caught}"


class Rule(NamedTuple):
    find: Callable[[str, ast.Module], Iterator[str]]
    file: str  # where the sample would stand
    sample: str  # breaks the rule


RULES = [
    Rule(steps_only_through_the_door, "cases/views.py", "case.accept_case()"),
    Rule(getattr_of_a_step_only_in_the_door, "cases/views.py", "getattr(case, name)()"),
    Rule(state_is_set_by_steps_alone, "cases/views.py", "Case.objects.filter(pk=1).update(state='closed')"),
    Rule(state_is_set_by_steps_alone, "cases/views.py", "Case.objects.bulk_update(rows, ['state'])"),
    Rule(state_is_set_by_steps_alone, "cases/views.py", "setattr(case, 'state', 'closed')"),
    Rule(state_is_set_by_steps_alone, "cases/views.py", "case.__dict__['state'] = 'closed'"),
    Rule(
        _only("guardian", "dossiers/access.py", "dossiers/models/grant.py"),
        "cases/views.py",
        "from guardian.shortcuts import assign_perm",
    ),
    Rule(_only("weasyprint", "documents/render.py"), "documents/views.py", "import weasyprint"),
    Rule(_only("django_fsm", "workflows/"), "cases/models.py", "from django_fsm import transition"),
    Rule(the_law_and_the_book_know_no_clock_on_the_wall, "statutes/clocks.py", "day = timezone.now()"),
    Rule(the_law_and_the_book_know_no_clock_on_the_wall, "cases/effects.py", "day = timezone.localdate()"),
    Rule(the_law_and_the_book_know_no_clock_on_the_wall, "cases/views.py", "day = dt.date.today()"),
    Rule(no_door_without_a_lock, "cases/views.py", "from django.views.decorators.csrf import csrf_exempt"),
    Rule(no_door_without_a_lock, "cases/views.py", "from django.utils.safestring import mark_safe"),
    Rule(views_ask_offers_not_states, "cases/views.py", "from workflows.mediation import State"),
    Rule(views_ask_offers_not_states, "cases/views.py", "if case.state == 'closed': pass"),
    Rule(
        views_ask_offers_not_states,
        "dossiers/audit_views.py",
        "if 'closed' in (case.state,) or case.state in SHUT: pass",
    ),
    Rule(nothing_of_sql_is_put_together_from_words, "cases/views.py", "Case.objects.raw('SELECT 1')"),
    Rule(nothing_of_sql_is_put_together_from_words, "cases/views.py", "Case.objects.all().extra(where=['1'])"),
    Rule(nothing_dangerous_is_read, "cases/views.py", "import pickle"),
    Rule(nothing_dangerous_is_read, "cases/views.py", "eval(text)"),
    Rule(errors_are_not_swallowed, "cases/views.py", "try:\n    act()\nexcept Exception:\n    pass"),
]
BY_NAME = {rule.find.__name__: rule.find for rule in RULES}


@pytest.mark.parametrize("name", BY_NAME)
def test_the_house_keeps_the_rule(name: str) -> None:
    offences = [offence for file, tree in product() for offence in BY_NAME[name](file, tree)]

    assert offences == []


@pytest.mark.parametrize("rule", RULES, ids=[f"{rule.find.__name__}-{n}" for n, rule in enumerate(RULES)])
def test_the_rule_has_teeth(rule: Rule) -> None:
    assert list(rule.find(rule.file, ast.parse(rule.sample)))


# ── Templates ────────────────────────────────────────────────────────────────────────────────────────────────────────

#: What must not stand in a template, and a sample of it. Paper has its own styles and is never sent to a browser.
FORBIDDEN = {
    r"\|\s*safe\b": "{{ text|safe }}",
    r"\bautoescape\s+off\b": "{% autoescape off %}",
    r"<style\b": "<style>p {}</style>",
    r"\sstyle\s*=": '<p style="color: red">',
    r"<script\b(?![^>]*\bsrc=)[^>]*>": "<script>alert(1)</script>",
    r"\son[a-z]+\s*=\s*[\"']": '<a onclick="go()">',
    r"javascript:": '<a href="javascript:go()">',
    r"\bhx-on\b": '<a hx-on:click="go()">',
    r"hx-(?:vals|headers)\s*=\s*[\"']\s*js:": """<a hx-vals='js:{a: 1}'>""",
    r"hx-trigger\s*=\s*[\"'][^\"']*\[": '<a hx-trigger="load[x]">',
    r"\{%\s*cache\b": "{% cache 60 x %}",
    r"\b(?:case|dossier|file)\.state\s*(?:==|!=|\bin\b)": "{% if case.state == 'closed' %}",
}


@pytest.mark.parametrize("pattern", FORBIDDEN)
def test_no_template_holds_it(pattern: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}: {hit.group(0)}"
        for path in sorted((ROOT / "templates").rglob("*.html"))
        if "print" not in path.relative_to(ROOT).parts or pattern not in {r"<style\b"}
        for hit in re.finditer(
            pattern,
            re.sub(r"\{% comment %\}.*?\{% endcomment %\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL),
        )
    ]

    assert found == []


@pytest.mark.parametrize(("pattern", "sample"), FORBIDDEN.items())
def test_the_pattern_has_teeth(pattern: str, sample: str) -> None:
    assert re.search(pattern, sample)


# ── The book and what hangs on it ────────────────────────────────────────────────────────────────────────────────────


def test_no_two_books_use_one_name_for_different_steps() -> None:
    """Acts that every kind of file knows (a note, an exhibit) share name and label; everything else is unique."""
    labels: dict[str, set[str]] = {}
    for book in PROCEDURES.values():
        for name, row in steps_of(book).items():
            labels.setdefault(name, set()).add(str(row.label))

    assert {name for name, said in labels.items() if len(said) > 1} == set()


def test_every_effect_belongs_to_a_step() -> None:
    from dossiers.actions import _effects

    assert {name for _kind, name in _effects} <= STEPS


@pytest.mark.parametrize(("kind", "opens"), [("mediation", "register_case"), ("supervision", "register_lead")])
def test_every_step_that_a_person_takes_can_be_asked_for(kind: str, opens: str, db: None) -> None:
    """A step without a form takes no words; one whose effect reads words must have a form."""
    from dossiers.actions import _effects
    from dossiers.stepping import FORMS
    from organizations.roles import Role

    book, room = steps_of(PROCEDURES[kind]), {"mediation": "cases"}.get(kind, kind)
    source = (ROOT / room / "effects.py").read_text(encoding="utf-8")
    needs = {
        name
        for (of, name) in _effects
        if of == kind and re.search(rf'@effect\("{name}"(?:, KIND)?\)\ndef [^@]*?act\.data\["', source)
    } - {opens}
    people = {name for name in needs if set(book[name].by) - {Role.CALENDAR}}

    assert people
    assert {name for name in people if name not in FORMS} == set()


def test_the_drawn_pages_are_current() -> None:
    from mediation.management.commands.draw_docs import pages

    stale = [
        path.name for path, text in pages().items() if not path.exists() or path.read_text(encoding="utf-8") != text
    ]

    assert stale == [], "run `make docs`"


def test_the_drawn_pages_hold_every_step_in_both_languages() -> None:
    from mediation.management.commands.draw_docs import pages

    drawn = {path.name: text for path, text in pages().items()}
    for end in ("md", "en.md"):
        books = drawn[f"lifecycle.{end}"] + drawn[f"supervision.{end}"]
        assert [step for step in STEPS if f"`{step}`" not in books] == []
    assert not re.search(r"[一-鿿]", drawn["permissions.en.md"].replace("提示函", "").replace("背对背", "")), (
        "English is complete"
    )
    assert "```mermaid" in drawn["lifecycle.md"]


def test_every_link_between_documents_leads_somewhere() -> None:
    broken = [
        f"{page.relative_to(ROOT)} → {target}"
        for page in sorted((ROOT / "docs").rglob("*.md"))
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists() and target != "../README.md"
    ]

    assert broken == []
