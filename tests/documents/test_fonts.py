"""Which face prints what: the office's own faces first, loud substitutes, no boxes, one line height for all."""

import struct

import pytest
from fontTools.ttLib import TTFont

from documents import fonts
from documents.coverage import coverage
from documents.samples import acceptance, hint


@pytest.fixture
def only(monkeypatch):
    """Look for laid faces in this folder alone."""

    def look(folder):
        monkeypatch.setattr(fonts, "font_dirs", lambda: (folder,))
        fonts._profile.cache_clear()

    yield look
    monkeypatch.undo()
    fonts._profile.cache_clear()


def test_the_free_faces_are_found_and_named_with_version_and_hash():
    profile = fonts.profile()

    assert profile.body.family == "FandolFang"
    assert not profile.substitute
    assert profile.warnings() == fonts.missing() == ()
    for role in fonts.Role:
        assert f"{role}={profile.faces[role].family} Version" in profile.name
    assert [face.family for face in profile.chain(fonts.Role.BODY)] == ["FandolFang", fonts.SERIF, fonts.SYMBOLS]


def test_the_set_up_folder_is_looked_at_even_when_another_is_given(monkeypatch, tmp_path):
    monkeypatch.setenv("MEDIATION_FONT_DIR", str(tmp_path))

    assert fonts.font_dirs() == (tmp_path, fonts.ROOT / "var" / "fonts")


def test_a_face_the_office_owns_is_used_first(only, tmp_path):
    with TTFont(fonts.profile().body.path) as font:
        for record in font["name"].names:
            if record.nameID in (1, 4, 16):
                record.string = "仿宋_GB2312" if record.platformID == 3 else "FangSong_GB2312"
        font.save(tmp_path / "SIMFANG.TTF")

    only(tmp_path)
    profile = fonts.profile()

    assert profile.body.owned
    assert profile.body.family == "仿宋_GB2312"
    assert profile.name.startswith("fangsong=仿宋_GB2312")
    assert not profile.substitute
    assert "unicode-range" not in profile.css()  # its yuan sign and Latin are its own


def test_other_files_in_the_folder_help_out_with_rare_characters(only, tmp_path):
    (tmp_path / "FandolFang-Regular.otf").symlink_to(fonts.profile().body.path)
    (tmp_path / "Names.ttf").symlink_to(fonts.profile().faces[fonts.Role.SUBHEADING].path)

    only(tmp_path)

    assert "Extra 2" in [face.css_family for face in fonts.profile().chain(fonts.Role.BODY)]


def test_without_fangsong_the_profile_says_so_loudly(only, tmp_path):
    only(tmp_path)
    profile = fonts.profile()

    assert profile.substitute
    assert profile.name.startswith("SUBSTITUTE")
    assert any("仿宋" in sentence for sentence in profile.warnings())
    assert coverage(hint(addressee="王珺"), profile).complete


def test_without_any_chinese_face_nothing_can_be_printed(only, tmp_path, monkeypatch):
    monkeypatch.setattr(fonts, "_system_files", tuple)
    only(tmp_path)

    with pytest.raises(fonts.FontsMissing, match="方框"):
        fonts.profile()
    assert len(fonts.missing()) == 1


def test_the_wrong_yuan_sign_and_the_missing_names_are_left_to_other_faces():
    body = fonts.profile().body

    assert ord("￥") not in body.characters()
    assert ord("元") in body.characters()
    with TTFont(body.path) as font:
        assert ord("￥") in font.getBestCmap()  # the face has it, but drawn as a dollar
    ranges = fonts._ranges([0x20, 0x21, 0x22, 0x4E00])
    assert ranges == "U+20-22,U+4E00-4E00"


def test_a_laid_face_is_loaded_with_the_metrics_of_its_fallback():
    profile = fonts.profile()
    before = profile.body.path.read_bytes()

    after = fonts.with_metrics(before, 1.151, -0.286, {"icfb": -0.078, "icft": 0.838, "ideo": -0.12, "romn": 0.0})

    import io

    with TTFont(io.BytesIO(after)) as font, TTFont(io.BytesIO(before)) as old:
        assert (font["hhea"].ascent, font["hhea"].descent) == (1151, -286)
        assert (font["OS/2"].sTypoAscender, font["OS/2"].sTypoDescender) == (1151, -286)
        axis = font["BASE"].table.HorizAxis
        values = [one.Coordinate for one in axis.BaseScriptList.BaseScriptRecord[0].BaseScript.BaseValues.BaseCoord]
        assert dict(zip(axis.BaseTagList.BaselineTag, values, strict=True)) == {
            "icfb": -78, "icft": 838, "ideo": -120, "romn": 0,
        }  # fmt: skip
        assert font.getBestCmap() == old.getBestCmap()
        assert font["hmtx"].metrics == old["hmtx"].metrics
        assert font.reader.tables["CFF "].length == old.reader.tables["CFF "].length


def test_what_is_no_font_is_left_as_it_is():
    for data in (b"", b"no font at all", struct.pack(">4sHHHH", b"OTTO", 1, 0, 0, 0) + b"head" + b"\xff" * 12):
        assert fonts.with_metrics(data, 1, -1, {}) == data


def test_coverage_says_where_a_rare_character_stands():
    record = acceptance()

    (stray,) = coverage(record).fallback

    assert (stray.character, stray.code, stray.drawn_by) == ("珺", "U+73FA", fonts.SERIF)
    assert stray.where == ("applicants[0].name",)
    assert coverage(hint(contact=hint().contact)).complete
