"""The façade as files: small, no build step, nothing that a strict content policy or an old browser refuses."""

import datetime as dt
import hashlib
import re
from decimal import Decimal
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template
from django.utils import translation

from mediation.templatetags import ui

ROOT = Path(settings.BASE_DIR)
STYLES = sorted((ROOT / "static" / "css").glob("*.css"))
SCREENS = sorted(path for path in (ROOT / "templates").rglob("*.html") if "print" not in path.parts)


def drawn(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


def test_what_every_page_loads_stays_small_and_a_room_adds_little():
    common = [ROOT / "static" / "css" / name for name in ("tokens.css", "app.css")]
    rooms = [path for path in STYLES if path not in common]

    assert sum(path.stat().st_size for path in common) <= 40 * 1024
    assert [path.name for path in rooms if path.stat().st_size > 10 * 1024] == []
    assert (ROOT / "static" / "js" / "app.js").stat().st_size <= 8 * 1024


def test_styles_need_no_browser_younger_than_the_office_computers():
    text = "".join(path.read_text(encoding="utf-8") for path in STYLES)
    plain = re.sub(r"/\*.*?\*/", "", text, flags=re.S)

    assert [
        word for word in ("color-mix", "oklch", ":has(", "light-dark(", "@container", "@layer") if word in plain
    ] == []
    # Nesting: a block that opens inside a rule. Only @media, @page and @keyframes may hold blocks.
    depth_two = re.findall(r"([^{}]+)\{[^{}]*\{", plain)
    assert [each.strip() for each in depth_two if not each.strip().startswith("@")] == []


def test_colours_are_named_once():
    rules = "".join(path.read_text(encoding="utf-8") for path in STYLES if path.name != "tokens.css")
    screen = re.sub(r"@media print \{.*?\n\}", "", rules, flags=re.S)

    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[;, )])|rgba?\(", screen) == []


def test_both_dark_themes_are_the_same():
    text = (ROOT / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
    by_system = re.search(r":root:not\(\[data-theme=\"light\"\]\) \{(.*?)\}", text, re.S)
    by_choice = re.search(r":root\[data-theme=\"dark\"\] \{(.*?)\}", text, re.S)
    assert by_system
    assert by_choice

    assert by_system[1].split() == by_choice[1].split()


@pytest.mark.parametrize("page", SCREENS, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_pages_carry_no_inline_style_script_or_handler(page):
    text = re.sub(r"{% comment %}.*?{% endcomment %}", "", page.read_text(encoding="utf-8"), flags=re.S)

    assert (
        re.findall(r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=|hx-on|javascript:|\|safe|autoescape off", text)
        == []
    )


def test_every_icon_that_is_named_exists():
    there = set(re.findall(r'<symbol id="([a-z-]+)"', (ROOT / "static" / "icons.svg").read_text(encoding="utf-8")))
    asked: set[str] = set(ui.TONES.values()) | set(ui.CALLOUT_ICONS.values())
    for page in SCREENS:
        asked |= set(re.findall(r'{% icon "([^"]+)"', page.read_text(encoding="utf-8")))

    assert asked - there == set()


@pytest.mark.parametrize("place", ["static/vendor", "tests/browser/vendor"])
def test_vendored_files_are_the_ones_that_were_vendored(place):
    rows = re.findall(
        r"\| `([\w.]+)` \|.*`([0-9a-f]{64})` \|", (ROOT / place / "README.md").read_text(encoding="utf-8")
    )

    assert [name for name, _sum in rows] == sorted(path.name for path in (ROOT / place).glob("*.js"))
    for name, checksum in rows:
        assert hashlib.sha256((ROOT / place / name).read_bytes()).hexdigest() == checksum


def test_text_from_outside_is_escaped_in_every_tag():
    evil = '"><script>alert(1)</script>'
    source = (
        "{% badge evil evil evil %}{% icon evil evil %}{% meter 5 evil evil %}{% crumbs evil evil %}"
        "{% card evil evil id=evil %}{{ evil }}{% endcard %}{% callout evil evil %}{{ evil }}{% endcallout %}"
        "{% table evil id=evil %}{% endtable %}{{ evil|money }}{{ evil|yuan }}{{ evil|rate }}"
    )

    assert "<script>" not in drawn(source, evil=evil)


def test_a_status_is_told_by_word_and_icon_and_an_unknown_tone_is_neutral():
    assert "t-warn" in drawn('{% badge "即将到期" "warn" %}')
    assert "#alert" in drawn('{% badge "即将到期" "warn" %}')
    assert "t-neutral" in drawn('{% badge "即将到期" "purple" %}')
    assert "即将到期" in drawn('{% badge "即将到期" "purple" %}')


@pytest.mark.parametrize(
    ("given", "width"), [(0, "0.0"), (33.333, "33.3"), (250, "100.0"), (-4, "0.0"), (None, "0"), ("x", "0")]
)
def test_a_bar_never_leaves_its_track(given, width):
    assert f'<rect class="fill" width="{width}"' in drawn("{% meter given %}", given=given)


def test_sums_shares_and_days_in_words():
    assert ui.money(Decimal("1234567.5")) == "1,234,567.50"
    assert ui.money(None) == ui.yuan(None) == ui.rate(None) == "–"
    assert ui.yuan(8) == "8.00 元"
    assert ui.rate(Decimal("0.8125")) == "81.3%"
    assert ui.days_left(0) == "今日到期"
    assert ui.days_left(3, True) == "还剩 3 个工作日"
    assert ui.days_left(-2) == "已超期 2 日"
    assert ui.days_left(None) == ""
    with translation.override("en"):
        assert ui.days_left(-2) == "2 days overdue"


def test_moments_are_shown_in_the_office_time_zone():
    late = dt.datetime(2026, 11, 22, 17, 30, tzinfo=dt.UTC)

    assert ui.day(late) == '<time datetime="2026-11-23">2026-11-23</time>'
    assert "2026-11-23 01:30" in ui.moment(late)
    assert ui.long_day(dt.date(2026, 11, 2)) == "2026年11月2日"
    assert ui.day(None) == ui.moment(None) == ui.long_day(None) == "–"


class Meeting(forms.Form):
    name = forms.CharField(label="姓名")
    on = forms.DateField(label="日期", help_text="收到之日")
    kind = forms.ChoiceField(label="方式", widget=forms.RadioSelect, choices=[("a", "甲"), ("b", "乙")])


@pytest.mark.parametrize("text", ["2026-11-02", "2026/11/2", "2026.11.02", "20261102", "2026年11月2日"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_date_is_understood_however_it_is_pasted_and_shown_as_browsers_want_it(text, language):
    with translation.override(language):
        form = Meeting({"name": "张示例", "on": text, "kind": "a"})

        assert form.is_valid(), form.errors
        assert 'type="date" name="on" value="2026-11-02"' in str(Meeting(initial={"on": dt.date(2026, 11, 2)})["on"])


def test_a_field_says_that_it_is_required_and_is_tied_to_its_hint_and_error():
    form = Meeting({"name": "", "on": "gestern", "kind": ""})
    shown = form["on"].as_field_group()

    assert "必填" in shown
    assert 'aria-describedby="id_on_helptext id_on_error"' in shown
    assert 'id="id_on_helptext"' in shown
    assert 'id="id_on_error"' in shown
    assert 'aria-invalid="true"' in shown


def test_the_summary_leads_to_every_wrong_field_and_names_the_row():
    rows = forms.formset_factory(Meeting, extra=0)(
        {
            "r-TOTAL_FORMS": "2",
            "r-INITIAL_FORMS": "0",
            "r-0-name": "甲",
            "r-0-on": "2026-11-02",
            "r-0-kind": "a",
            "r-1-on": "x",
        },
        prefix="r",
    )
    shown = drawn("{% error_summary form rows nothing %}", form=Meeting({}), rows=rows)

    for target in ("id_name", "id_on", "id_kind_0", "id_r-1-name", "id_r-1-on", "id_r-1-kind_0"):
        assert f'href="#{target}"' in shown
    assert "第 2 行 姓名" in shown
    assert "第 1 行" not in shown
    assert drawn("{% error_summary form %}", form=Meeting()).strip() == ""


@pytest.mark.parametrize("page", ["400", "403", "403_csrf", "404", "409", "413", "500"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_fault_page_needs_nothing_from_the_request(page, language):
    with translation.override(language):
        from django.template.loader import render_to_string

        shown = render_to_string(f"{page}.html")

    assert "data-fault" in shown
    assert "<h1>" in shown
    assert ("返回我的工作台" in shown) == (language == "zh-hans")
