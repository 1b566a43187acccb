"""What a body may word itself in each kind of paper, found in the print templates; what stays fixed, and why.

The passages are marked in the templates themselves (`documents.templatetags.wording`), so a template is the one place
that says both the shipped words and that they may be changed. Everything outside a mark is fixed: facts come from the
file, and what the law asks a paper to say is not for a body to leave out.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.template.base import Node
from django.template.loader_tags import BlockNode, ExtendsNode, IncludeNode
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.contents import clean
from documents.kinds import PAPERS
from documents.render import templates
from documents.templatetags.wording import WordingNode, named_in, names_for, unknown_in
from workflows.papers import Kind

TITLE: Final = "title"
LABELS: Final[Mapping[str, Promise]] = {
    TITLE: gettext_lazy("Title"),
    "opening": gettext_lazy("Opening"),
    "duties": gettext_lazy("Duties of the parties"),
    "notice": gettext_lazy("Standing paragraphs"),
    "acknowledgement": gettext_lazy("What the signatory acknowledges"),
    "pledge": gettext_lazy("What the signatory promises"),
    "enclosures": gettext_lazy("Enclosures"),
    "closing": gettext_lazy("Closing"),
    "note": gettext_lazy("Note"),
    "result": gettext_lazy("What was established"),
    "reply": gettext_lazy("The answer that is wanted"),
    "objection": gettext_lazy("The right to object"),
    "consequence": gettext_lazy("What follows without an answer"),
    "help": gettext_lazy("Offer of help"),
    "secrecy": gettext_lazy("Confidentiality promised"),
    "addition": gettext_lazy("Additional paragraphs at the end"),
}
LONGEST: Final = 1000  # characters of a passage
LONGEST_TITLE: Final = 60

_FIXED: Final[Mapping[str, Promise]] = {
    "_effect.html": gettext_lazy(
        "When the agreement takes effect: follows from what the mediation organisation is in law."
    ),
    "_routes.html": gettext_lazy("The ways after an agreement, with their terms: as the law gives them."),
    "_remedies.html": gettext_lazy("Where the parties may turn: the law wants them told, with body and address."),
    "_limitation.html": gettext_lazy("The hint on limitation and the day that proves the application."),
    "_hands.html": gettext_lazy("Who signs, seals or puts a fingerprint: without it the paper does not count."),
    "_duties.html": gettext_lazy("What is to be done under the agreement: comes from the agreement as data."),
}


@dataclass(frozen=True)
class Passage:
    """A passage of a kind of paper: its key, what it is called, the shipped words, the names they use."""

    key: str
    shipped: str

    @property
    def label(self) -> str:
        return str(LABELS[self.key])

    @property
    def names(self) -> tuple[str, ...]:
        """Names that must stay: they carry the facts which this passage tells."""
        return named_in(self.shipped)


@functools.cache
def passages(kind: Kind) -> tuple[Passage, ...]:
    """What may be worded in this kind of paper: its title first, additions last."""
    found = {node.key: Passage(node.key, node.text) for node in _nodes(PAPERS[kind].template) if _is(node, WordingNode)}
    rows = [Passage(TITLE, PAPERS[kind].title), *(row for key, row in found.items() if key != "addition")]
    return (*rows, *(row for key, row in found.items() if key == "addition"))


@functools.cache
def fixed(kind: Kind) -> tuple[Promise, ...]:
    """What stays as it is in this kind of paper, a sentence each."""
    names = {
        str(node.template.var).rpartition("/")[2] for node in _nodes(PAPERS[kind].template) if _is(node, IncludeNode)
    }
    if "_jointly.html" in names or "_to_court.html" in names:
        names.add("_hands.html")
    return tuple(sentence for name, sentence in _FIXED.items() if name in names)


def names_of(kind: Kind) -> tuple[str, ...]:
    """The names that wording of this kind may use."""
    return names_for(PAPERS[kind].contents)


def faults(kind: Kind, passage: Passage, text: str) -> list[str]:
    """What speaks against a text for a passage, a sentence each."""
    said = []
    if wrong := unknown_in(text, names_of(kind)):
        said.append(_("%(names)s is not known in this paper; use only the names listed.") % {"names": "、".join(wrong)})
    if lost := [f"{{{name}}}" for name in passage.names if name not in named_in(text)]:
        said.append(
            _("%(names)s must stay: it carries what this passage has to tell.") % {"names": "、".join(lost)}
        )  # fmt: skip
    if passage.key == TITLE and not text:
        said.append(_("A paper needs a title."))
    return said


def tidied(text: str) -> str:
    """A typed text as it is kept: nothing that prints nothing, no empty lines."""
    return "\n".join(line.strip() for line in clean(text).split("\n") if line.strip())


def _is(node: Node, kind: type[Node]) -> bool:
    return isinstance(node, kind)


def _nodes(name: str, overridden: frozenset[str] = frozenset()) -> Iterator[Any]:
    """Every node of a template and of those it extends, without the blocks that it replaces."""
    parsed = templates().get_template(name)
    extends: Any = next((node for node in parsed.nodelist if isinstance(node, ExtendsNode)), None)
    own = frozenset(extends.blocks) if extends is not None else frozenset()
    for node in parsed.nodelist:
        yield from _below(node, overridden)
    if extends is not None:
        yield from _nodes(str(extends.parent_name.var), overridden | own)


def _below(node: Node, overridden: frozenset[str]) -> Iterator[Node]:
    if isinstance(node, BlockNode) and node.name in overridden:
        return
    yield node
    for part in node.child_nodelists:
        for child in getattr(node, part, ()):
            yield from _below(child, overridden)
