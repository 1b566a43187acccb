"""Which typeface plays which part on paper, and where its file is.

GB/T 9704—2012 is written for 仿宋, 楷体, 黑体 and 小标宋 as sold with office software. Those may not be passed on; an
office that owns them puts the files into the font directory (``MEDIATION_FONT_DIR``) and gets them. Everybody else gets
the free faces below. Each issued paper records the profile that printed it.

Three traps, all invisible in the extracted text:
    * The Fandol faces draw the full-width yuan sign ￥ (U+FFE5) as a dollar sign.
    * A CSS ``unicode-range`` *replaces* what the face claims to cover. Given a generous range the face claims rare
      characters it does not have and boxes are printed instead of falling back; so the range is the exact coverage.
    * A character from a face with other vertical metrics makes its line higher, and one rare name would cost the page
      its 22nd line. Faces from the font directory are therefore loaded with the metrics of the fallback face.
"""

from __future__ import annotations

import functools
import hashlib
import os
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

ROOT: Final = Path(__file__).resolve().parent.parent
SUFFIXES: Final = frozenset({".otf", ".ttf", ".ttc"})
WRONG_IN_FANDOL: Final = frozenset({0xFFE5})
LATIN: Final = frozenset(range(0x21, 0x7F))
"""Fandol's Latin letters and figures are upright sans serif; where Noto Serif is there, they are left to it."""
SERIF: Final = "Noto Serif CJK SC"
SYMBOLS: Final = "DejaVu Sans"  # ☑ ☐


class FontsMissing(RuntimeError):
    """No face can draw Chinese: the engine would print boxes without complaint."""


class Role(StrEnum):
    """The part a face plays in an official paper."""

    BODY = "fangsong"
    TITLE = "xiaobiaosong"
    HEADING = "heiti"
    SUBHEADING = "kaiti"
    FOLIO = "songti"


# Names inside the font files, best first: what the standard's tradition asks for.
OWNED: Final[Mapping[Role, tuple[str, ...]]] = {
    Role.BODY: (
        "仿宋_GB2312",
        "FangSong_GB2312",
        "方正仿宋_GBK",
        "FZFangSong-Z02",
        "FZFangSong-Z02S",
        "仿宋",
        "FangSong",
        "华文仿宋",
        "STFangsong",
    ),
    Role.TITLE: ("方正小标宋_GBK", "方正小标宋简体", "FZXiaoBiaoSong-B05", "FZXiaoBiaoSong-B05S"),
    Role.HEADING: ("黑体", "SimHei", "方正黑体_GBK", "FZHei-B01", "FZHei-B01S", "STHeiti"),
    Role.SUBHEADING: (
        "楷体_GB2312",
        "KaiTi_GB2312",
        "方正楷体_GBK",
        "FZKai-Z03",
        "FZKai-Z03S",
        "楷体",
        "KaiTi",
        "STKaiti",
    ),
    Role.FOLIO: ("宋体", "SimSun", "方正书宋_GBK", "FZShuSong-Z01"),
}
# Free faces: (family, file pattern, installed on the system rather than laid in the font directory)
FREE: Final[Mapping[Role, tuple[tuple[str, str, bool], ...]]] = {
    Role.BODY: (("FandolFang", "FandolFang-Regular.otf", False),),
    Role.TITLE: ((SERIF, "NotoSerifCJK*-Bold.*", True), ("FandolSong", "FandolSong-Bold.otf", False)),
    Role.HEADING: (("Noto Sans CJK SC", "NotoSansCJK*-Regular.*", True), ("FandolHei", "FandolHei-Regular.otf", False)),
    Role.SUBHEADING: (("LXGW WenKai", "LXGWWenKai-Regular.ttf", True), ("FandolKai", "FandolKai-Regular.otf", False)),
    Role.FOLIO: ((SERIF, "NotoSerifCJK*-Regular.*", True), ("FandolSong", "FandolSong-Regular.otf", False)),
}


@dataclass(frozen=True)
class Face:
    """One typeface. `css_family` is how style sheets call it; `laid` says its file comes from the font directory."""

    role: Role | None
    family: str
    css_family: str
    path: Path
    number: int  # index inside a collection
    laid: bool
    owned: bool

    @property
    def bold(self) -> bool:
        return self.role is Role.TITLE

    @property
    def version(self) -> str:
        with _opened(self) as font:
            return str(font["name"].getDebugName(5) or "").split(";")[0]

    @property
    def is_fandol(self) -> bool:
        return self.family.startswith("Fandol")

    def characters(self) -> frozenset[int]:
        """Code points the face draws, and draws right."""
        return _characters(self)

    def metrics(self) -> tuple[float, float]:
        """(top, bottom) of the ink of an ideograph, in em below the top of a line one em high.

        Used to set the mark of a letter at its millimetre: what the standard measures is ink, not the line box.
        """
        return _metrics(self)


@dataclass(frozen=True)
class Profile:
    """The faces in use. `substitute` is the loud flag: no 仿宋 was found and running text is set in 宋."""

    faces: Mapping[Role, Face]
    fallback: tuple[Face, ...]
    substitute: bool

    @property
    def body(self) -> Face:
        return self.faces[Role.BODY]

    def chain(self, role: Role) -> tuple[Face, ...]:
        """The faces tried in turn for each character set in `role`."""
        seen: dict[str, Face] = {}
        for face in (self.faces[role], *self.fallback):
            seen.setdefault(face.css_family, face)
        return tuple(seen.values())

    @functools.cached_property
    def name(self) -> str:
        """What is recorded with each paper: role, family, version and the start of the file's SHA-256."""
        parts = [f"{role}={face.family} {face.version} {_digest(face.path)}" for role, face in self.faces.items()]
        return "; ".join([*(["SUBSTITUTE"] if self.substitute else []), *parts])

    def warnings(self) -> tuple[str, ...]:
        """Sentences an operator should read."""
        said = []
        if self.substitute:
            said.append(_("No FangSong typeface was found; running text is set in %(family)s.") % {"family": SERIF})
        if self._serif is None:
            said.append(_("Noto Serif CJK is not installed; rare characters in names cannot be printed."))
        if not any(face.family == SYMBOLS for face in self.fallback):
            said.append(_("DejaVu Sans is not installed; tick boxes cannot be printed."))
        return tuple(said)

    def css(self) -> str:
        """`@font-face` rules for the faces that come as files of ours; the others are found by their names."""
        laid = {face.css_family: face for face in self._all() if face.laid}
        return "".join(_font_face(face, leave_latin=self._serif is not None) for face in laid.values())

    def asset(self, key: str) -> bytes | None:
        """The file behind ``asset:font/<key>``, or None: nothing else may be fetched while printing."""
        path = next((face.path for face in self._all() if face.laid and _key(face) == key), None)
        if path is None:
            return None
        data = path.read_bytes()
        return data if self._serif is None else with_metrics(data, *_extents(self._serif), _baselines(self._serif))

    def baseline(self, role: Role) -> float:
        """How far below the top of a line one em high the characters of `role` stand, in em, as loaded."""
        face = self.faces[role]
        return baseline(self._serif if face.laid and self._serif else face)

    def body_ink_top(self) -> float:
        """Top of the ink of running text, in em below the top of a line one em high."""
        return self.baseline(Role.BODY) - _baselines(self.body).get("icft", 0.85)

    def body_ink_bottom(self) -> float:
        """Bottom of the ink of running text, in em below the top of a line one em high.

        The edge of the ideographic square: Fandol's strokes reach down to it, past what the face says of its ink.
        """
        return self.baseline(Role.BODY) - _baselines(self.body).get("ideo", -0.12)

    @property
    def _serif(self) -> Face | None:
        return next((face for face in self.fallback if face.family == SERIF), None)

    def _all(self) -> tuple[Face, ...]:
        return (*self.faces.values(), *self.fallback)


def font_dirs() -> tuple[Path, ...]:
    """Where font files are looked for: ``MEDIATION_FONT_DIR``, then the place the set-up fills."""
    given = os.environ.get("MEDIATION_FONT_DIR") or (
        getattr(settings, "MEDIATION_FONT_DIR", None) if settings.configured else None
    )
    return tuple(dict.fromkeys([*([Path(given)] if given else []), ROOT / "var" / "fonts"]))


def profile() -> Profile:
    """The faces of this machine; looked up once per process and place.

    Raises FontsMissing when nothing can draw Chinese.
    """
    return _profile(font_dirs())


def missing() -> tuple[str, ...]:
    """What `doctor` should say about the typefaces of this machine; empty when all is well."""
    try:
        return profile().warnings()
    except FontsMissing as refusal:
        return (str(refusal),)


@functools.lru_cache(maxsize=4)
def _profile(dirs: tuple[Path, ...]) -> Profile:
    laid = {name: path for path in reversed(list(_files(dirs))) for name in _names(path)}
    serif = _installed(SERIF, "NotoSerifCJK*-Regular.*", None)
    faces = {role: _choose(role, laid, serif) for role in Role}
    chosen = {face.path for face in faces.values()}
    # Whatever else an office lays into the directory helps out with rare characters.
    extra = [
        Face(None, path.stem, f"Extra {number}", path, 0, laid=True, owned=True)
        for number, path in enumerate(_files(dirs), 1)
        if path not in chosen and not path.name.startswith("Fandol")
    ]
    symbols = _installed(SYMBOLS, "DejaVuSans.ttf", None)
    fallback = tuple(face for face in (serif, *extra, symbols) if face)
    return Profile(faces, fallback, substitute=faces[Role.BODY].family == SERIF)


def _choose(role: Role, laid: Mapping[str, Path], serif: Face | None) -> Face:
    for name in OWNED[role]:
        if path := laid.get(_plain(name)):
            return Face(role, name, f"GB {role}", path, 0, laid=True, owned=True)
    for family, pattern, system in FREE[role]:
        if system:
            if face := _installed(family, pattern, role):
                return face
        elif path := _named(laid.values(), pattern):
            return Face(role, family, f"GB {role}", path, 0, laid=True, owned=False)
    if serif is None:
        raise FontsMissing(
            _("No Chinese typeface was found in %(places)s or on the system: papers would show boxes.")
            % {"places": ", ".join(str(place) for place in font_dirs())}
        )
    return Face(role, serif.family, serif.css_family, serif.path, serif.number, laid=False, owned=False)


def _named(paths: Iterable[Path], pattern: str) -> Path | None:
    return next((path for path in paths if path.match(pattern)), None)


def _files(dirs: Iterable[Path]) -> Iterator[Path]:
    for place in dirs:
        if place.is_dir():
            yield from sorted(path for path in place.rglob("*") if path.suffix.lower() in SUFFIXES)


@functools.lru_cache(maxsize=1)
def _system_files() -> tuple[Path, ...]:
    home = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    shared = (os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share").split(":")
    places = [home / "fonts", Path.home() / ".fonts", *(Path(place) / "fonts" for place in shared)]
    return tuple(_files(dict.fromkeys(places)))


def _installed(family: str, pattern: str, role: Role | None) -> Face | None:
    path = _named(_system_files(), pattern)
    if path is None:
        return None
    number = 0
    if path.suffix.lower() == ".ttc":
        from fontTools.ttLib import TTCollection

        with TTCollection(path, lazy=True) as collection:
            names = [font["name"].getDebugName(16) or font["name"].getDebugName(1) for font in collection.fonts]
        number = names.index(family) if family in names else 0
    return Face(role, family, family, path, number, laid=False, owned=False)


def _plain(name: str) -> str:
    return name.casefold().replace(" ", "").replace("_", "").replace("-", "")


@functools.lru_cache(maxsize=256)
def _names(path: Path) -> frozenset[str]:
    """All family and full names a file gives itself, in every language."""
    from fontTools.ttLib import TTFont, TTLibError

    try:
        with TTFont(path, lazy=True, fontNumber=0) as font:
            records = [record for record in font["name"].names if record.nameID in (1, 4, 6, 16)]
            return frozenset(_plain(record.toUnicode()) for record in records)
    except (TTLibError, OSError, KeyError, UnicodeDecodeError):
        return frozenset()


def _opened(face: Face) -> TTFont:
    from fontTools.ttLib import TTFont

    return TTFont(face.path, lazy=True, fontNumber=face.number)


@functools.lru_cache(maxsize=32)
def _characters(face: Face) -> frozenset[int]:
    with _opened(face) as font:
        return frozenset(font.getBestCmap()) - (WRONG_IN_FANDOL if face.is_fandol else frozenset())


@functools.lru_cache(maxsize=32)
def _metrics(face: Face) -> tuple[float, float]:
    known = _baselines(face)
    return baseline(face) - known.get("icft", 0.85), baseline(face) - known.get("icfb", -0.09)


def baseline(face: Face) -> float:
    """How far below the top of a line one em high the characters stand, in em."""
    up, down = _extents(face)
    return (1 + up + down) / 2


@functools.lru_cache(maxsize=32)
def _baselines(face: Face) -> Mapping[str, float]:
    """Baselines of the face in em by their OpenType tags; icft and icfb are top and bottom of an ideograph's ink."""
    with _opened(face) as font:
        if "BASE" not in font or font["BASE"].table.HorizAxis is None:
            return {}
        axis, em = font["BASE"].table.HorizAxis, font["head"].unitsPerEm
        values = axis.BaseScriptList.BaseScriptRecord[0].BaseScript.BaseValues.BaseCoord
        return {tag: one.Coordinate / em for tag, one in zip(axis.BaseTagList.BaselineTag, values, strict=True)}


@functools.lru_cache(maxsize=32)
def _extents(face: Face) -> tuple[float, float]:
    """(ascent, descent) in em as the layout engine reads them; descent is negative."""
    with _opened(face) as font:
        em, os2, hhea = font["head"].unitsPerEm, font["OS/2"], font["hhea"]
        if os2.fsSelection & 0x80 or not (hhea.ascent or hhea.descent):
            return os2.sTypoAscender / em, os2.sTypoDescender / em
        return hhea.ascent / em, hhea.descent / em


def with_metrics(data: bytes, ascent: float, descent: float, baselines: Mapping[str, float]) -> bytes:
    """The same font with another ascent, descent and ideographic baselines (all in em), so that faces share a line.

    Both raise a line: different extents, and different ``BASE`` coordinates, which the layout engine aligns by moving
    the characters. Outlines, widths and mapping stay as they are. Of a collection the first face is returned; a file
    that is not what it seems comes back untouched.
    """
    try:
        start = struct.unpack_from(">I", data, 12)[0] if data[:4] == b"ttcf" else 0
        version, count = struct.unpack_from(">4sH", data, start)
        rows = [struct.unpack_from(">4sIII", data, start + 12 + 16 * number) for number in range(count)]
        tables = {tag: bytearray(data[offset : offset + length]) for tag, _sum, offset, length in rows}
        em = struct.unpack_from(">H", tables[b"head"], 18)[0]
        lines = (round(ascent * em), round(descent * em), 0)
        struct.pack_into(">hhh", tables[b"hhea"], 4, *lines)
        struct.pack_into(">hhh", tables[b"OS/2"], 68, *lines)
        if baselines:
            tables[b"BASE"] = _base_table({tag: round(value * em) for tag, value in sorted(baselines.items())})
    except (struct.error, KeyError):
        return data
    return _sfnt(version, tables)


def _base_table(coordinates: Mapping[str, int]) -> bytearray:
    """A ``BASE`` table with one horizontal axis and the same coordinates for Han, kana, Latin and all else."""
    scripts, count = ("DFLT", "hani", "kana", "latn"), len(coordinates)
    tags = struct.pack(">H", count) + b"".join(tag.encode() for tag in coordinates)
    values = struct.pack(">HH", list(coordinates).index("ideo") if "ideo" in coordinates else 0, count)
    values += b"".join(struct.pack(">H", 4 + 2 * count + 4 * number) for number in range(count))
    values += b"".join(struct.pack(">Hh", 1, value) for value in coordinates.values())
    script = struct.pack(">HHH", 6, 0, 0) + values
    first = 2 + 6 * len(scripts)
    records = struct.pack(">H", len(scripts)) + b"".join(struct.pack(">4sH", tag.encode(), first) for tag in scripts)
    axis = struct.pack(">HH", 4, 4 + len(tags)) + tags + records + script
    return bytearray(struct.pack(">HHHH", 1, 0, 8, 0) + axis)


def _sfnt(version: bytes, tables: Mapping[bytes, bytes | bytearray]) -> bytes:
    """A font file from its tables. Checksums are left at zero: nothing that reads fonts here looks at them."""
    search = 16 * 2 ** (len(tables).bit_length() - 1)
    head = struct.pack(">4sHHHH", version, len(tables), search, search.bit_length() - 5, 16 * len(tables) - search)
    place, rows, parts = 12 + 16 * len(tables), b"", []
    for tag, table in sorted(tables.items()):
        rows += struct.pack(">4sIII", tag, 0, place, len(table))
        padded = bytes(table) + b"\0" * (-len(table) % 4)
        parts.append(padded)
        place += len(padded)
    return head + rows + b"".join(parts)


@functools.lru_cache(maxsize=32)
def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()[:12]


def _key(face: Face) -> str:
    return hashlib.sha256(str(face.path).encode()).hexdigest()[:16]


def _font_face(face: Face, *, leave_latin: bool) -> str:
    weight = "font-weight:bold;" if face.bold else ""
    reach = f"unicode-range:{_ranges(face.characters() - (LATIN if leave_latin else frozenset()))};"
    return (
        f'@font-face{{font-family:"{face.css_family}";src:url(asset:font/{_key(face)});{weight}'
        f"{reach if face.is_fandol else ''}}}\n"
    )


def _ranges(characters: Iterable[int]) -> str:
    runs: list[list[int]] = []
    for point in sorted(characters):
        if runs and runs[-1][1] == point - 1:
            runs[-1][1] = point
        else:
            runs.append([point, point])
    return ",".join(f"U+{first:X}-{last:X}" for first, last in runs)
