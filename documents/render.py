"""Turns a frozen record into a PDF; the only module that imports the PDF engine, and only when something is printed.

A web process may import this module: the engine (and its 70 MB) is loaded on the first `render`, which belongs into a
worker or, with limits on time and memory, into a child process (`render_in_child`, ``python -m documents.render``).

    * Same record, identifier and time give the same bytes, so hashes may be compared and nothing is ever re-rendered.
    * Nothing is fetched but the typefaces of `documents.fonts`; any other address stops the paper.
    * The engine's font configuration and the parsed style sheets live as long as the process: a new configuration for
      each paper would grow the process by 2 MB a time.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import itertools
import json
import logging
import math
import os
import re
import subprocess
import sys
import unicodedata
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.template import Context, Engine
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from documents import coverage, fonts
from documents.contents import Contents, ContentsError
from documents.kinds import OFFICIAL, PAPERS, Format, PaperKind, Signer
from documents.kinds import layout as layout_of
from workflows.papers import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT: Final = Path(__file__).resolve().parent.parent
TEMPLATES: Final = ROOT / "templates"
LOG: Final = logging.getLogger(__name__)

PDF_VARIANT: Final = "pdf/a-2u"  # for archives: everything embedded, text extractable
DRAFT: Final = "草稿 未签发"
DRAFT_FOR_COMMENT: Final = "征求意见稿 未签发"

MAX_PAGES: Final = 150
"""An agreement of 300 people with a roster to sign has about 60 pages."""
MAX_RECORD: Final = 2_000_000  # bytes of JSON
MAX_PDF: Final = 20_000_000  # bytes
CHILD_SECONDS: Final = 60
CHILD_CPU_SECONDS: Final = 45
CHILD_MEMORY: Final = 1_500_000_000  # bytes of address space; the faces are mapped, not read

_UNKNOWN: Final = "\u27e6unknown field %s\u27e7"
_FORBIDDEN: Final = frozenset({"URI", "JavaScript", "JS", "Launch", "EmbeddedFiles", "AA", "RichMedia", "SubmitForm"})

_NOT_WHILE_PRINTING: Final = (
    "socket.connect", "socket.getaddrinfo", "socket.bind", "subprocess.", "os.exec", "os.fork",
)  # fmt: skip

# GB/T 9704-2012, in mm from the top edge of the paper unless said otherwise.
TOP: Final = 37.0
MARK_TOP: Final = 30.0
MARK_TO_RULE: Final = 4.0
RULE: Final = 1.1 + 0.5 + 0.35  # thick line, gap, thin line; the standard leaves the strokes open
PT: Final = 25.4 / 72
CHARACTER: Final = 15.75 * PT  # a character of the 3rd size
LINE: Final = 28.95 * PT
MARK_HEIGHT: Final = 15.0  # size of the mark: never above this,
MARK_LEAST: Final = 10.0  # and rather condensed than below this
MARK_WIDTH: Final = 160.0
RED_MARK_TOP: Final = 35.0  # below the version area's top
MARKS_HIGH: Final = 66.0  # all marks of a joint paper together: text has to stand on its first page
MARKS_PITCH: Final = 1.3  # from mark to mark, in sizes of the mark
RED_RULE: Final = 0.5  # the standard leaves the stroke open
WIDE: Final = 156.0
SEAL: Final = 45.0  # the largest seal of a union (国发〔1999〕25号)
SEATS: Final = 2  # signing organs side by side: two names of twelve characters, 27 mm between their seals
SEAT_PITCH: Final = 72.0
SEAT_NAME: Final = 12  # characters of a signing organ's name in a line
SEAT_LINES: Final = 5  # from row to row: 51.06 mm, 6 mm between the seals
TITLE_ROOM: Final = 20  # characters of the 2nd size in a line


class PaperError(ValueError):
    """The paper cannot be printed as it stands; the message is a sentence for whoever wants to issue it."""


class RenderFailed(RuntimeError):
    """The printing process broke or ran into its limits; nothing was printed, and it may be tried again."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A printed paper. All but `pdf` is stored beside it when it is issued."""

    pdf: bytes
    sha256: str
    pages: int
    font_profile: str
    renderer_version: str
    fallback_characters: str  # characters that are not in the body face, each once
    warnings: tuple[str, ...] = ()  # sentences for the operator, e.g. that no FangSong face was found


def render(
    kind: Kind | str, contents: Contents, *, identifier: str | bytes, created: dt.datetime, draft: str = ""
) -> Rendered:
    """Print `contents` as a PDF/A-2u.

    `identifier` is the PDF's own ID, at least 8 bytes, unique per issued paper; `created` its aware creation time:
    both come from the event, so that the same event gives the same bytes. With `draft` (`DRAFT`, `DRAFT_FOR_COMMENT`)
    the text stands across each page and no number is printed, whatever the record says.

    Raises PaperError for a record of another kind, a paper without a number that is not a draft, a character that no
    typeface can draw, a paper of too many pages; FontsMissing when the machine cannot print Chinese at all.
    """
    row = PAPERS[Kind(kind)]
    name = identifier if isinstance(identifier, bytes) else identifier.encode()
    if not isinstance(contents, row.contents):
        raise PaperError(_("This is not a record of the paper “%(kind)s”.") % {"kind": row.title})
    if created.tzinfo is None or len(name) < 8:
        raise PaperError(_("An aware time and an identifier of at least eight bytes are needed."))
    if not (draft or contents.number):
        raise PaperError(_("A paper without a number can only be printed as a draft."))
    profile = fonts.profile()
    engine = _engine(fonts.font_dirs())
    found = coverage.coverage(contents, profile)
    if found.missing and not draft:
        raise PaperError(
            _("No typeface on this machine can draw %(characters)s. Lay one that can into the font directory.")
            % {"characters": "、".join(f"{stray.character}（{stray.code}）" for stray in found.missing)}
        )
    pdf, pages = engine.print(html(row, contents, created=created, draft=draft), css(row, contents), name)
    for sentence in profile.warnings():
        LOG.warning("%s", sentence)
    return Rendered(
        pdf=pdf,
        sha256=hashlib.sha256(pdf).hexdigest(),
        pages=pages,
        font_profile=profile.name,
        renderer_version=engine.version,
        fallback_characters="".join(stray.character for stray in found.fallback),
        warnings=profile.warnings(),
    )


def html(row: PaperKind, contents: Contents, *, created: dt.datetime, draft: str = "") -> str:
    """The page before it is laid out. Raises PaperError if the template asks for a field the record does not have."""
    title = contents.title or row.title
    joint = len(contents.signatories) > 1
    long_signature = not joint and any(width(organ) > 15 for organ in contents.signatories)
    context = {
        "layout": layout_of(contents).value, "red_head": layout_of(contents) is Format.RED_HEAD, "joint": joint,
        "qr": qr(contents) if Signer.ORGAN_SEAL in row.signers and not draft else "",
        "qr_beside": not (joint or long_signature),
        "signing": [balanced(organ, SEAT_NAME) if joint else (organ,) for organ in contents.signatories],
        "paper": contents, "row": row, "title": title, "title_lines": balanced(title, TITLE_ROOM),
        "organ_lines": [line for organ in contents.organs for line in balanced(organ, 24)],
        "number": "" if draft else contents.number, "draft": draft,
        "long_signature": long_signature,
        "created": created.isoformat(timespec="seconds"), "generator": "", "sections": itertools.count(1),
    }  # fmt: skip
    # No localisation: a record's values are printed as they are, whatever the language of the screen.
    text = templates().get_template(row.template).render(Context(context, use_l10n=False, use_tz=False))
    if "\u27e6unknown field " in text:
        raise PaperError(text[text.index("\u27e6") + 1 :].split("\u27e7")[0])
    return text


def css(row: PaperKind, contents: Contents) -> str:
    """The few rules that depend on the paper: where mark, red line, number and title stand, and joint signatures."""
    rules = _seats(len(contents.signatories)) if len(contents.signatories) > 1 else ""
    layout = layout_of(contents)
    if layout is Format.LETTER:
        return rules + _letter_head(contents.organ)
    return rules + (_red_head(contents) if layout is Format.RED_HEAD else "")


def _mark(name: str, top: float, *, room: float, middle: float) -> tuple[str, float]:
    """The rules of a mark whose ink starts `top` mm below the version area's top, and where its ink ends.

    `room` mm at most and around `middle`, in mm from the version area's left edge.
    """
    mark = width(name)
    size = min(MARK_HEIGHT, max(room / mark, MARK_LEAST))
    spacing = min(0.35 * size, max(0.0, (room - mark * size) / mark)) if mark < 9 else 0.0
    natural = mark * (size + spacing)
    squeeze = min(1.0, room / natural)
    box = natural * 1.2
    ink_top, ink_bottom = fonts.profile().faces[fonts.Role.TITLE].metrics()
    return (
        f".mark{{top:{top - ink_top * size:.3f}mm;left:{middle - box / 2:.3f}mm;width:{box:.3f}mm;"
        f"font-size:{size:.3f}mm;letter-spacing:{spacing:.3f}mm;text-indent:{spacing:.3f}mm;"
        f"transform:scaleX({squeeze:.4f})}}"
    ), top + (ink_bottom - ink_top) * size


def _letter_head(organ: str) -> str:
    """The lead organ's mark alone, also in a joint letter (GB/T 9704—2012, 10.1)."""
    rules, bottom = _mark(organ, MARK_TOP - TOP, room=MARK_WIDTH, middle=77)
    rule = bottom + MARK_TO_RULE
    number = rule + RULE + CHARACTER * 7 / 8 - fonts.profile().body_ink_top() * CHARACTER
    text = number + CHARACTER + (LINE - CHARACTER) / 2 + 2 * LINE  # two blank lines, then the title's own line
    return f"{rules}.rule.first{{top:{rule:.3f}mm}}.number{{top:{number:.3f}mm}}.lead{{height:{text:.3f}mm}}"


def _red_head(contents: Contents) -> str:
    """文件格式 (GB/T 9704—2012, 7.2): the marks of all organs, two blank lines, the number, 4 mm, the red line."""
    if contents.co_issuers:
        rules, bottom = _marks(contents.organs)
    else:
        rules, bottom = _mark(contents.organ + "文件", RED_MARK_TOP, room=WIDE, middle=WIDE / 2)
    rows = max(1, math.ceil(len(contents.approved_by) / 2))  # the number stands beside the last name
    first = bottom + 2 * LINE + (LINE - CHARACTER) / 2
    number = first + (rows - 1) * LINE
    rule = number + fonts.profile().body_ink_bottom() * CHARACTER + MARK_TO_RULE
    text = rule + RED_RULE + 2 * LINE
    return (
        f"{rules}.rule.head{{top:{rule:.3f}mm}}.number{{top:{number:.3f}mm}}"
        f".approver{{top:{first - (LINE - CHARACTER) / 2:.3f}mm}}.lead{{height:{text:.3f}mm}}"
    )


def _marks(organs: Sequence[str]) -> tuple[str, float]:
    """The marks of a joint paper one under the other, all as wide as the longest, 文件 at their right in the middle."""
    longest, count = max(width(organ) for organ in organs), len(organs)
    whole = longest + 0.4 + 2  # a gap, and 文件
    size = min(MARK_HEIGHT, max(WIDE / whole, MARK_LEAST), MARKS_HIGH / (1 + MARKS_PITCH * (count - 1)))
    ink_top, ink_bottom = fonts.profile().faces[fonts.Role.TITLE].metrics()
    left, top, pitch = WIDE / 2 - whole * size / 2, RED_MARK_TOP - ink_top * size, MARKS_PITCH * size
    rules = [
        f".marks{{transform:scaleX({min(1.0, WIDE / (whole * size)):.4f})}}.marks .mark{{font-size:{size:.3f}mm}}",
        f".marks .word{{top:{top + pitch * (count - 1) / 2:.3f}mm;left:{left + (longest + 0.4) * size:.3f}mm}}",
    ]
    for number, organ in enumerate(organs):
        gap = (longest - width(organ)) * size / max(1, len(organ) - 1)
        place = f"top:{top + number * pitch:.3f}mm;left:{left:.3f}mm;letter-spacing:{gap:.3f}mm"
        rules.append(f".marks .m{number + 1}{{{place}}}")
    return "".join(rules), RED_MARK_TOP + (ink_bottom - ink_top) * size + pitch * (count - 1)


def _seats(count: int) -> str:
    """Where the names of several signing organs stand: in rows of two, the last one over the date, a seal for each.

    All is measured from the middle of the date, which stands as on any paper, so that each seal has its room: those of
    a row are `SEAT_PITCH` apart and 27 mm clear of each other, rows are 6 mm clear, and none leaves the version area.
    """
    rows = math.ceil(count / SEATS)
    rules = [
        f".sign.joint{{min-height:{89 + (rows - 1) * SEAT_LINES * 28.95:.2f}pt}}",
        f".sign.joint .seats{{height:{((rows - 1) * SEAT_LINES + 1) * 28.95:.2f}pt}}",
    ]
    for number in range(count):
        row = number // SEATS
        left = number % SEATS == 0 and number < count - 1
        rules.append(
            f".sign.joint .seat{number + 1}{{bottom:{(rows - 1 - row) * SEAT_LINES * 28.95:.2f}pt;"
            f"margin-left:{-34 - SEAT_PITCH * left:.0f}mm}}"
        )
    return "".join(rules)


def qr(contents: Contents) -> SafeString:
    """The code that leads to the verification page, as a drawing; nothing where the paper has no code.

    Without an address (none is set for this installation) it holds path and number, to be read and typed.
    """
    if not contents.verification:
        return SafeString()
    import segno

    said = f"{contents.verify_at}{contents.verification}/"
    if not contents.verify_at:
        said = f"/verify/{contents.verification}/ {contents.number}"
    return SafeString(segno.make(said, error="m", micro=False).svg_inline(omitsize=True))


def width(text: str) -> float:
    """Width in characters of the text's own size; Latin letters and figures count about half."""
    return sum(1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.55 for character in text)


def balanced(text: str, room: int) -> tuple[str, ...]:
    """Break a title into lines of like length (梯形、菱形), at places where a reader would pause.

    Explicit line feeds are kept. Never breaks inside a number, a bracket, a book title or a case number.
    """
    if "\n" in text:
        return tuple(part.strip() for part in text.split("\n") if part.strip())
    lines = math.ceil(width(text) / (room - 1)) if width(text) > room else 1
    done: list[str] = []
    while lines > 1:
        aim = width(text) / lines
        cuts = [(abs(width(text[:cut]) - aim) + cost, cut) for cut, cost in _breaks(text)]
        cuts = [(cost, cut) for cost, cut in cuts if width(text[:cut]) <= room]
        if not cuts:
            break
        cut = min(cuts)[1]
        done.append(text[:cut])
        text, lines = text[cut:], lines - 1
    return (*done, text)


_WHOLE: Final = re.compile(
    r"（\d{4}）.{1,24}?号|〔\d{4}〕\d+号|《[^》]*》|（[^）]*）|“[^”]*”|[0-9A-Za-z.,-]+"
    r"|劳动者|劳动(?:争议|法律|合同|报酬|关系|安全|卫生|保护)|用人单位|总工会|农民工|女职工|职工|工会|工资|调解|监督|提示函|报告"
)
_PAUSE: Final = re.compile(r"(?:[、，》）号案的与和]|关于|公司|委员会|总工会|法院)$")


def _breaks(text: str) -> Iterator[tuple[int, float]]:
    """Where a title may be broken, and how much it costs to do so there."""
    whole = [found.span() for found in _WHOLE.finditer(text)]
    for cut in range(1, len(text)):
        if text[cut] in "》）〕”」、，。的" or any(first < cut < last for first, last in whole):
            continue
        yield cut, 0.0 if _PAUSE.search(text[:cut]) else 4.0


@functools.cache
def templates() -> Engine:
    """The engine of the print templates: two libraries of ours, nothing of the site's."""
    return Engine(
        dirs=[str(TEMPLATES)],
        libraries={name: f"documents.templatetags.{name}" for name in ("paper", "wording")},
        string_if_invalid=_UNKNOWN,
    )


class _PdfEngine:
    """WeasyPrint with what it needs kept for the life of the process: one font configuration, parsed style sheets."""

    def __init__(self) -> None:
        import weasyprint
        from weasyprint.text.ffi import pango
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

        for chatty in ("weasyprint.progress", "fontTools"):
            logging.getLogger(chatty).setLevel(logging.WARNING)
        profile = fonts.profile()
        self.fetched: list[str] = []
        fetched = self.fetched

        class OnlyOurFonts(URLFetcher):
            """Serves ``asset:font/<key>`` and stops the paper at any other address."""

            def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
                fetched.append(url)
                data = profile.asset(url.removeprefix("asset:font/")) if url.startswith("asset:font/") else None
                if data is None:
                    raise FatalURLFetchingError(f"A paper may not load {url[:80]}")
                return URLFetcherResponse(url, data, {"Content-Type": "font/otf"})

        self._refusal = FatalURLFetchingError
        self._fetcher = OnlyOurFonts(allowed_protocols={"asset"}, allow_redirects=False, fail_on_errors=True)
        self._fonts = FontConfiguration()
        self._weasyprint = weasyprint
        shared = profile.css() + families(profile) + _sheet("paper")
        official = _sheet("official")
        self._sheets = {layout: self._css(shared + official + _sheet(layout)) for layout in OFFICIAL}
        self._sheets[Format.FORM] = self._css(shared + _sheet("form"))
        self.version = f"WeasyPrint {weasyprint.__version__}, Pango {pango.pango_version()}, forms {forms()}"

    def _css(self, text: str) -> Any:
        return self._weasyprint.CSS(string=text, font_config=self._fonts, url_fetcher=self._fetcher)

    def print(self, text: str, rules: str, identifier: bytes) -> tuple[bytes, int]:
        layout = next((one for one in OFFICIAL if f'<body class="{one}' in text), Format.FORM)
        sheets = [self._sheets[layout], *([self._css(rules)] if rules else [])]
        try:
            page = self._weasyprint.HTML(string=text, url_fetcher=self._fetcher)
            document = page.render(font_config=self._fonts, stylesheets=sheets, presentational_hints=False)
            if len(document.pages) > MAX_PAGES:
                raise PaperError(
                    _("The paper has %(pages)s pages; more than %(most)s are not printed in one piece.")
                    % {"pages": len(document.pages), "most": MAX_PAGES}
                )
            with warnings.catch_warnings():  # the engine leaves its own colour profile to the garbage collector
                warnings.simplefilter("ignore", ResourceWarning)
                pdf = document.write_pdf(pdf_identifier=identifier, pdf_variant=PDF_VARIANT, finisher=_inspect)
        except self._refusal as refusal:
            raise PaperError(str(refusal)) from refusal
        if len(pdf) > MAX_PDF:
            raise PaperError(_("The printed paper is too large to be kept."))
        return pdf, len(document.pages)


@functools.lru_cache(maxsize=2)
def _engine(_font_dirs: tuple[Path, ...]) -> _PdfEngine:
    return _PdfEngine()


def families(profile: fonts.Profile) -> str:
    """The font chains as CSS variables: ``var(--fangsong)`` and so on."""
    chains = [
        f"--{role}:" + ",".join(f'"{face.css_family}"' for face in profile.chain(role)) + ";" for role in fonts.Role
    ]
    # A heading's face sits higher or lower in its line than the text's; moved so that all share one grid.
    shifts = [
        f"{tag}{{position:relative;top:{(profile.baseline(fonts.Role.BODY) - profile.baseline(role)) * 15.75:.3f}pt}}"
        for tag, role in (("h2", fonts.Role.HEADING), ("h3", fonts.Role.SUBHEADING))
    ]
    return "html{" + "".join(chains) + "}\n" + "".join(shifts) + "\n"


@functools.cache
def _sheet(name: str) -> str:
    return (TEMPLATES / "print" / f"{name}.css").read_text(encoding="utf-8")


@functools.cache
def forms() -> str:
    """A short hash of all print templates and style sheets: the version of the forms, recorded with each paper."""
    digest = hashlib.sha256()
    for path in sorted((TEMPLATES / "print").iterdir()):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def _inspect(_document: Any, pdf: Any) -> None:
    """Refuse a PDF that could act or carry a file: nothing of the kind is ever asked for."""
    waiting: list[Any] = list(pdf.objects)
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            if found := sorted(_FORBIDDEN & set(one)):
                raise PaperError(f"/{found[0]}")
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
        elif hasattr(one, "extra"):  # a stream: its dictionary, not its bytes
            waiting.append(one.extra)


# --- in a child process --------------------------------------------------------------------------------------------
def render_in_child(
    kind: Kind | str, contents: Contents, *, identifier: str | bytes, created: dt.datetime, draft: str = "",
    seconds: int = CHILD_SECONDS,
) -> Rendered:  # fmt: skip
    """`render` in a process of its own with limits on time, memory and files and without a network.

    Raises PaperError as `render` does, and RenderFailed when the child breaks or runs into its limits.
    """
    name = identifier if isinstance(identifier, bytes) else identifier.encode()
    job = json.dumps({
        "kind": str(Kind(kind).value), "contents": json.loads(contents.to_json()), "identifier": name.hex(),
        "created": created.isoformat(), "draft": draft, "language": get_language(),
    }, ensure_ascii=False).encode()  # fmt: skip
    environment = {
        "PATH": os.environ.get("PATH", ""), "HOME": os.environ.get("HOME", "/"), "LANG": "C.UTF-8",
        "MEDIATION_FONT_DIR": str(fonts.font_dirs()[0]), "PYTHONDONTWRITEBYTECODE": "1",
        **{name: value for name, value in os.environ.items() if name.startswith(("XDG_", "FONTCONFIG_", "LD_LIBRARY"))},
    }  # fmt: skip
    try:
        # A fixed command; the record goes in by standard input.
        done = subprocess.run(
            [sys.executable, "-m", "documents.render"], input=job, capture_output=True, cwd=ROOT, env=environment,
            timeout=seconds, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise RenderFailed(_("Printing took longer than %(seconds)s seconds.") % {"seconds": seconds}) from error
    said = _last_line(done.stderr)
    if "refused" in said:
        raise PaperError(said["refused"])
    if done.returncode or not done.stdout.startswith(b"%PDF-") or "pages" not in said:
        LOG.error("printing process ended with %s", done.returncode)  # not its output: that may quote the record
        raise RenderFailed(_("The printing process ended with code %(code)s.") % {"code": done.returncode})
    said["warnings"] = tuple(said["warnings"])
    return Rendered(pdf=done.stdout, sha256=hashlib.sha256(done.stdout).hexdigest(), **said)


def _last_line(output: bytes) -> dict[str, Any]:
    lines = output.decode("utf-8", "replace").splitlines()
    try:
        said = json.loads(lines[-1])
    except (IndexError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def _limit() -> None:
    """Bound what this process may use, and cut it off from the network as far as the system allows."""
    import ctypes
    import resource

    for what, most in (
        (resource.RLIMIT_CPU, CHILD_CPU_SECONDS), (resource.RLIMIT_AS, CHILD_MEMORY), (resource.RLIMIT_NOFILE, 256),
        (resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 200_000_000),
    ):  # fmt: skip
        hard = resource.getrlimit(what)[1]
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    # A network namespace of its own needs a privilege that many systems do not give; the hook below needs none.
    new_net, new_user = 0x40000000, 0x10000000
    libc = ctypes.CDLL(None, use_errno=True)
    if hasattr(libc, "unshare") and libc.unshare(new_net):
        libc.unshare(new_net | new_user)

    def refuse(event: str, _arguments: Sequence[Any]) -> None:
        if event.startswith(_NOT_WHILE_PRINTING):
            raise PermissionError(event)

    sys.addaudithook(refuse)


def main() -> int:
    """Read a job from standard input, write the PDF to standard output and what is known of it to standard error."""
    _limit()
    import django
    from django.conf import settings
    from django.utils import translation

    settings.configure(INSTALLED_APPS=[], USE_I18N=True, LANGUAGE_CODE="zh-hans", LOCALE_PATHS=[str(ROOT / "locale")])
    django.setup()
    raw = sys.stdin.buffer.read(MAX_RECORD + 1)
    try:
        if len(raw) > MAX_RECORD:
            raise PaperError(_("The record is too large to be printed."))
        job = json.loads(raw)
        translation.activate(job.get("language") or "zh-hans")
        contents = Contents.from_json(json.dumps(job["contents"]))
        done = render(
            job["kind"], contents, identifier=bytes.fromhex(job["identifier"]),
            created=dt.datetime.fromisoformat(job["created"]), draft=job.get("draft", ""),
        )  # fmt: skip
    except (PaperError, ContentsError, fonts.FontsMissing, KeyError, ValueError) as refusal:
        sys.stderr.write("\n" + json.dumps({"refused": str(refusal)}) + "\n")
        return 2
    sys.stdout.buffer.write(done.pdf)
    sys.stderr.write("\n" + json.dumps({
        "pages": done.pages, "font_profile": done.font_profile, "renderer_version": done.renderer_version,
        "fallback_characters": done.fallback_characters, "warnings": done.warnings,
    }) + "\n")  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
