"""The page: one closed file, what its audit finds, how its notes stand in a browser."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import validators
from epub import samples
from postil.model.rendition import NotePlacement, SiteRendition
from postil.writers.site import write
from postil.writers.site.styles import shorten
from processes import told
from validators._browser import opened

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = "".join(
    f'<label><input type="radio" name="{name[:2]}" id="{name}"{" checked" if first else ""}> {name}</label>'
    for name, first in (
        *(("nv-margin", True), ("nv-inline", False), ("nv-none", False)),
        *(("sz-s", False), ("sz-m", True), ("sz-l", False), ("fc-serif", True), ("fc-sans", False)),
        *(("th-auto", True), ("th-light", False), ("th-dark", False)),
    )
)
WORDS = "The Parties will consult together from time to time regarding the implementation of this Treaty. "
NOTES = tuple(
    (
        f"note-{number}",
        str(number),
        ("notes", "apparatus", "questions")[number % 3],
        "A note of some length. " * (number % 5 * 4 + 1),
    )
    for number in range(1, 25)
)


def paragraph(number: int) -> str:
    """Return a paragraph with three notes called in it."""
    own = NOTES[3 * number : 3 * number + 3]
    text = "".join(
        f'{WORDS}<mark class="hl hl--{kind}" data-n="{note}">peace</mark><sup class="call call--{kind}"><a id="c-{note}" '
        f'href="#n-{note}" role="doc-noteref" aria-label="Note {label}">{label}</a></sup> '
        for note, label, kind, _body in own
    )
    bodies = "".join(
        f'<aside class="note note--{kind}" id="n-{note}" role="doc-footnote" aria-label="Note {label}"><div class="nb">'
        f'<span class="mk">{label}</span> <p>{body}</p> <a class="bk" role="doc-backlink" href="#c-{note}" '
        f'aria-label="Back to the text at note {label}">↩</a></div></aside>'
        for note, label, kind, body in own
    )
    anchor = f"art-1.{number + 1}"
    return (
        f'<div class="blk" id="{anchor}"><p class="t"><a class="pn" href="#{anchor}" aria-label="Paragraph {number + 1}">'
        f"{number + 1}</a>{text}</p>{bodies}</div>"
    )


def rules() -> str:
    """Return the rules that render makes for each note, as templates/web.css wants them."""
    out = []
    for place, (note, *_rest) in enumerate(NOTES):
        above = [f"anchor(--n-{NOTES[place - 1][0]} bottom,%s)"] if place else []
        top = ",".join([f"anchor(--c-{note} top,0px)", *(f"{each % '0px'} + .5rem" for each in above)])
        own = ",".join([f"anchor(--c-{note} top,100%)", *(f"{each % '100%'} - .5rem" for each in above)])
        following = f",anchor(--c-{NOTES[place + 1][0]} top,0px)" if place + 1 < len(NOTES) else ""
        out.append(
            f"#c-{note}{{anchor-name:--c-{note}}}#n-{note}{{anchor-name:--n-{note};top:max({top});--own:min({own});"
            f"--next:max(0px{following})}}"
        )
    return "\n".join(out)


PAGE = (
    '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
    '<meta http-equiv="Content-Security-Policy" content="POSTIL-CSP">'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><title>A Treaty</title>'
    '<style>POSTIL-STYLE</style><link rel="canonical" href="https://example.org/treaty/"></head><body>'
    '<a class="skip" href="#main">Skip to the text</a><header class="bar" id="top"><a class="home" href="#top">A Treaty</a>'
    f'<div class="tools"><details class="tool"><summary>Reading</summary><div class="pane">{SETTINGS}</div></details></div>'
    '</header><div class="page"><nav class="toc" aria-label="Contents"><details><summary>Contents</summary>'
    '<ol><li><a href="#art-1">Article I</a></li></ol></details></nav><main id="main">'
    '<h1>A Treaty <span class="sub">between Ruritania and Graustark</span></h1><section id="art-1" class="division division--article">'
    f'<h2 class="dh">Article I</h2>{"".join(map(paragraph, range(8)))}'
    '<p><img src="postil:img/seal.png" alt="A seal"> <span lang="ja">平和</span></p></section></main></div></body></html>\n'
)


def rendition(markup: str = PAGE) -> SiteRendition:
    """Return the sample page."""
    sheet = (samples.TEMPLATES / "web.css").read_text(encoding="utf-8")
    return SiteRendition(
        metadata=samples.METADATA,
        html=markup,
        stylesheet=sheet + rules(),
        faces=samples.faces(),
        images={"seal.png": samples.PNG},
        notes=tuple(NotePlacement(note, label, body, "foot") for note, label, _kind, body in NOTES),
    )


@pytest.fixture(scope="module")
def page() -> bytes:
    data, faults = write(rendition())
    assert faults == ()
    return data


@pytest.fixture(scope="module")
def file(page: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("site") / "index.html"
    path.write_bytes(page)
    return path


def test_policy_names_the_style_sheet_by_its_hash(page: bytes) -> None:
    text = page.decode()
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    assert policy
    assert policy[1] == (
        f"default-src 'none'; style-src 'sha256-{digest}'; font-src data:; img-src data:; base-uri 'none'; form-action 'none'"
    )


def test_nothing_is_left_to_fetch(page: bytes) -> None:
    text = page.decode()
    assert "POSTIL-" not in text
    assert "postil:img" not in text
    assert text.count("data:font/woff2;base64,") == 4  # regular, italic, semi-bold, Japanese
    assert len(page) < 220_000


def test_bold_italic_comes_along_only_where_words_are_both() -> None:
    both = PAGE.replace("A note of some length.", "<em>A <strong>note</strong></em> of some length.", 1)
    assert write(rendition(both))[0].count(b"data:font/woff2") == 5


def test_a_text_may_contain_the_tokens() -> None:
    text = PAGE.replace(WORDS, "POSTIL-STYLE and POSTIL-CSP ", 1)
    assert b"POSTIL-STYLE and POSTIL-CSP" in write(rendition(text))[0]


def test_same_bytes_in_other_processes_with_other_hash_seeds() -> None:
    program = (
        "import hashlib, runpy, sys; space = runpy.run_path(sys.argv[1]);"
        "print(hashlib.sha256(space['write'](space['rendition']())[0]).hexdigest())"
    )
    assert len(told(program, __file__)) == 1


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ('href="#art-1"', 'href="#art-9"', "link-without-target"),
        ('id="art-1.2"', 'id="art-1.1"', "duplicate-id"),
        ('id="n-note-3"', 'id="n-other"', "note-missing"),
        ('id="c-note-3"', 'id="c-other"', "note-missing"),
        ("A note of some length.", "Another note.", "note-text"),
        ("<main", '<main onclick="x()"', "script"),
        ("<main", "<script>x()</script><main", "script"),
        ('href="#art-1"', 'href="JavaScript:x()"', "script"),
        ("postil:img/seal.png", "https://example.org/seal.png", "remote-resource"),
        ("postil:img/seal.png", "postil:img/other.png", "remote-resource"),
        ('rel="canonical"', 'rel="stylesheet"', "remote-resource"),
        ("<main", "<iframe src='x.html'></iframe><main", "script"),
        ("<h2 ", '<h2 style="color:red" ', "inline-style"),
        ("</h2>", "</h3>", "not-well-formed"),
        ("<style>POSTIL-STYLE</style>", "", "style-missing"),
        ('content="POSTIL-CSP"', 'content=""', "policy-missing"),
        ("POSTIL-CSP", "POSTIL-POLICY", "policy-missing"),
    ],
)
def test_audit_finds(old: str, new: str, kind: str) -> None:
    assert old in PAGE
    assert kind in {fault.kind for fault in write(rendition(PAGE.replace(old, new, 1)))[1]}


def test_audit_finds_a_style_sheet_that_fetches() -> None:
    for rule in ("@import 'https://example.org/x.css';", "p{background:url(x.png)}"):
        faults = write(replace(rendition(), stylesheet=rule))[1]
        assert "remote-resource" in {fault.kind for fault in faults}


def test_a_style_sheet_cannot_end_its_element() -> None:
    hostile = replace(rendition(), stylesheet="p::before{content:'</style><script>x()</script>'}")
    data, faults = write(hostile)
    assert data.count(b"</style>") == 1
    assert "script" not in {fault.kind for fault in faults}


@pytest.mark.parametrize(
    ("written", "short"),
    [
        ("a { b : c ;  d: e; }\n\n/* x */ f , g { }", "a{b :c;d:e}f,g{}"),
        ('a::before { content: " {  ; } /* no */ " ; }', 'a::before{content:" {  ; } /* no */ "}'),
        ("a :hover { width: calc( 1px + 2px ) }", "a :hover{width:calc( 1px + 2px )}"),
        ("a{b:url(data:x;y , z) ; }", "a{b:url(data:x;y , z)}"),
    ],
)
def test_shortening_keeps_the_meaning(written: str, short: str) -> None:
    assert shorten(written) == short


# In a browser ---------------------------------------------------------------------------------------------------

GEOMETRY = """() => [...document.querySelectorAll('.note')].filter(e => getComputedStyle(e).display != 'none').map(e => {
  const n = e.getBoundingClientRect(), c = document.getElementById('c-' + e.id.slice(2)).getBoundingClientRect();
  return {id: e.id, left: n.left, right: n.right, top: n.top, bottom: n.bottom, call: c.top, all: e.scrollHeight,
          size: n.height}})"""


def collisions(boxes: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [
        (one["id"], two["id"])
        for place, one in enumerate(boxes)
        for two in boxes[place + 1 :]
        if one["left"] < two["right"]
        and two["left"] < one["right"]
        and one["top"] < two["bottom"] - 0.5
        and two["top"] < one["bottom"] - 0.5
    ]


@pytest.fixture
def tab(file: Path, request: pytest.FixtureRequest) -> Iterator[Any]:
    with opened(file, request.param) as (tab, troubles):
        yield tab
    assert troubles == []


@pytest.mark.slow
@pytest.mark.parametrize("tab", [(1280, 900)], indirect=True)
def test_the_page_asks_for_nothing(tab: Any) -> None:
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.reload(wait_until="load")
    assert [url[:5] for url in asked if not url.startswith("data:")] == ["file:"]
    fonts = tab.evaluate(
        "() => [...document.fonts].filter(face => face.status == 'loaded').map(face => face.family)"
    )
    assert "EB Garamond" in fonts
    assert "Shippori Mincho" in fonts


@pytest.mark.slow
@pytest.mark.parametrize("tab", [(1440, 900), (1100, 900)], indirect=True)
def test_notes_stand_beside_their_calls_and_never_on_each_other(tab: Any) -> None:
    for setting in ("", "sz-l", "fc-sans", "sz-s"):
        if setting:
            tab.evaluate(f"document.getElementById('{setting}').checked = true")
        boxes = tab.evaluate(GEOMETRY)
        assert len(boxes) == len(NOTES)
        assert collisions(boxes) == []
        # two lines of each note show at least, so in a crowd notes stand a little below their calls: half a window at most
        assert all(-8 <= box["top"] - box["call"] < 400 for box in boxes)
        assert any(box["size"] + 4 < box["all"] for box in boxes), "some have no room for all of it"
        assert any(box["size"] + 4 >= box["all"] for box in boxes), "some have"


@pytest.mark.slow
@pytest.mark.parametrize("tab", [(1440, 900)], indirect=True)
def test_a_note_that_is_opened_shows_all_of_itself_and_moves_no_other(tab: Any) -> None:
    boxes = {box["id"]: box for box in tab.evaluate(GEOMETRY)}
    cut = max(boxes.values(), key=lambda box: box["all"] - box["size"])
    tab.click(f"#c-{cut['id'][2:]}")
    shown = tab.evaluate(f"() => document.querySelector('#{cut['id']} .nb').getBoundingClientRect().height")
    assert shown >= cut["all"] - 4
    again = {box["id"]: box for box in tab.evaluate(GEOMETRY)}
    assert [box["top"] - boxes[name]["top"] for name, box in again.items()] == pytest.approx(
        [again[cut["id"]]["top"] - cut["top"]] * len(again), abs=1
    )
    inside = f"""() => {{ const b = document.querySelector('#{cut["id"]} .nb').getBoundingClientRect();
      return document.elementFromPoint(b.left + 60, b.bottom - 6).closest('.note').id }}"""
    assert tab.evaluate(inside) == cut["id"]


@pytest.mark.slow
@pytest.mark.parametrize("tab", [(320, 640), (390, 844), (768, 1024)], indirect=True)
def test_narrow_a_note_opens_at_the_foot_and_closes_where_it_was_called(tab: Any) -> None:
    width = tab.evaluate("document.documentElement.clientWidth")
    assert tab.evaluate("document.documentElement.scrollWidth") == width
    assert tab.evaluate(GEOMETRY) == []
    tab.locator("#c-note-12").scroll_into_view_if_needed()
    before = tab.evaluate("scrollY")
    tab.click("#c-note-12")
    [box] = tab.evaluate(GEOMETRY)
    assert tab.evaluate("scrollY") == before
    assert box["bottom"] == pytest.approx(tab.evaluate("innerHeight"), abs=1)
    assert box["size"] <= tab.evaluate("innerHeight") * 0.56
    tab.click("#n-note-12 .bk")
    assert tab.evaluate(GEOMETRY) == []
    assert tab.locator("#c-note-12").is_visible()


@pytest.mark.slow
@pytest.mark.parametrize("tab", [(1440, 900), (390, 844)], indirect=True)
def test_settings_work_without_a_script(tab: Any) -> None:
    tab.evaluate("document.getElementById('nv-inline').checked = true")
    below = tab.evaluate(GEOMETRY)
    assert len(below) == len(NOTES)
    assert collisions(below) == []
    assert all(box["top"] > box["call"] for box in below)
    tab.evaluate("document.getElementById('nv-none').checked = true")
    assert tab.evaluate(GEOMETRY) == []
    ground = "() => getComputedStyle(document.documentElement).backgroundColor"
    assert tab.evaluate(ground) == "rgb(253, 251, 246)"
    tab.evaluate("document.getElementById('th-dark').checked = true")
    assert tab.evaluate(ground) == "rgb(22, 21, 20)"


@pytest.mark.slow
@pytest.mark.parametrize("tab", [(1440, 900)], indirect=True)
def test_colours_keep_seven_to_one(tab: Any) -> None:
    for scheme in ("th-light", "th-dark"):
        tab.evaluate(f"document.getElementById('{scheme}').checked = true")
        for place in (
            ".t",
            ".call--notes a",
            ".call--apparatus a",
            ".call--questions a",
            ".pn",
            ".mk",
            ".toc a",
            ".home",
        ):
            assert contrast(*tab.evaluate(COLOURS, place)) >= 7, (scheme, place)


COLOURS = """place => [document.querySelector(place), document.documentElement].map((e, i) =>
  getComputedStyle(e)[i ? 'backgroundColor' : 'color'])"""


def contrast(ink: str, paper: str) -> float:
    """Return the contrast of two colours (WCAG 2.2, relative luminance)."""

    def light(colour: str) -> float:
        parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, bright = sorted((light(ink), light(paper)))
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [(1440, 900), (390, 844), (320, 640)])
def test_axe_finds_nothing(file: Path, viewport: tuple[int, int], scheme: Any) -> None:
    assert validators.axe(file, viewport, scheme) == []


@pytest.mark.slow
def test_print_shows_every_note(file: Path) -> None:
    with opened(file, (800, 1000), media="print") as (tab, _troubles):
        boxes = tab.evaluate(GEOMETRY)
    assert len(boxes) == len(NOTES)
    assert collisions(boxes) == []


def test_words_of_the_page_are_kept(page: bytes) -> None:
    def words(text: str) -> str:
        return html.unescape(re.sub(r"<[^>]*>", "", text.partition("</head>")[2]))

    assert words(page.decode()) == words(PAGE)
