"""The patches for speed change not a byte, and stop at once on a WeasyPrint they were not written for."""

from __future__ import annotations

import inspect
import json
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .sample import note_html, page, sentence

HERE = Path(__file__).parents[2]
AR = "إن الطرفين يؤكدان من جديد إيمانهما بمقاصد ميثاق الأمم المتحدة ورغبتهما في العيش في سلام (1951) "
HE = "הצדדים חוזרים ומאשרים את אמונתם במטרות ובעקרונות של מגילת האומות המאוחדות 1960, "
JA = "日本国及びアメリカ合衆国は、両国の間に伝統的に存在する平和及び友好の関係を強化し、並びに民主主義の諸原則、"
PIXEL = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABpfZFQAAAAABJRU5ErkJggg=="
LETTERS = "Straße naïve cœur “quoted — dashed” 1951–1960, Art.&nbsp;5(2) fi ffl Th AVATAR To. §&#8239;3 e&#769; x&shy;y ☃ "


def _blocks(rng: random.Random, count: int, notes: int, length: int) -> str:
    found = []
    for number in range(count):
        text = "".join(
            sentence(rng, rng.randint(5, 30))
            + note_html(f"b{number}-{at}", str(at + 1), sentence(rng, length))
            for at in range(notes)
        )
        found.append(
            f'<div class="blk" id="art-{number}"><p class="t"><span class="pn">{number}</span>{text} '
            f"{sentence(rng, 60)}</p></div>"
        )
    return "".join(found)


def documents() -> dict[str, str]:
    """Small documents of all kinds, by name."""
    rng = random.Random(5)
    s = lambda count: sentence(rng, count)  # noqa: E731
    found = {
        f"notes-{notes}-{length}": page("Notes", _blocks(rng, 4, notes, length))
        for notes, length in ((1, 8), (3, 30), (5, 12), (1, 300))
    }
    found |= {
        f"height-{height}": page(
            "Height", f"<style>@page{{size:6in {height}mm}}</style>" + _blocks(rng, 3, 2, 15)
        )
        for height in (90, 107, 131, 150, 173, 211)
    }
    found["lists"] = page(
        "Lists",
        '<div class="prose"><ul>'
        + "".join(
            f'<li id="l{n}">{s(20)}<ol><li lang="fr">{s(9)}{note_html(f"l{n}", str(n), s(6))}</li></ol></li>'
            for n in range(6)
        )
        + f'</ul></div><dl class="sigla"><div><dt>A</dt><dd>{s(9)}</dd></div></dl>',
    )
    found["tables"] = page(
        "Tables",
        f'<table id="t"><caption>{s(4)}</caption><thead><tr><th>a</th><th id="h">b</th></tr></thead><tbody>'
        + "".join(
            f'<tr id="r{n}"><th scope="row">{n}</th><td id="d{n}">{s(rng.randint(2, 20))}</td></tr>'
            for n in range(40)
        )
        + '</tbody></table><table style="border-collapse:separate"><tr><td style="padding:3%;background:#eee">x</table>',
    )
    found["verse"] = page(
        "Verse",
        '<div class="verse">'
        + "".join(
            '<div class="blk blk--stanza"><p class="t">'
            + "".join(f'<span class="line">{s(rng.randint(3, 18))}</span>' for _ in range(5))
            + "</p></div>"
            for _ in range(4)
        )
        + f"</div><pre>{s(8)}\n  {s(6)}\n\t{s(3)}</pre>",
    )
    found["signatures"] = page(
        "Signatures",
        '<div class="sigs">'
        + f'<div class="sigcol"><div class="blk blk--party"><p class="t">FOR {s(2)}</p></div></div>' * 2
        + "</div>",
    )
    found["scripts"] = page(
        "Scripts",
        f'<p lang="ja">{JA * 3}<ruby>日本<rt>にほん</rt></ruby> {s(4)} {JA}</p><p lang="ar" dir="rtl">{AR * 4}{s(3)}</p>'
        f'<p lang="he" dir="rtl">{HE * 4}</p><p>{s(9)} <bdi lang="ar" dir="rtl">{AR[:30]}</bdi> {s(20)}</p>'
        f'<p class="t">{LETTERS * 5}</p><p lang="de">{"Rechtsschutzversicherungsgesellschaften wollen " * 6}</p>',
    )
    found["rtl"] = page("RTL", f'<div dir="rtl" lang="ar">{f"<p>{AR * 5}</p>" * 5}</div>')
    found["floats"] = page(
        "Floats",
        f'<p class="t"><span class="dc">T</span><span class="leadin">he parties</span> {s(60)}</p>'
        f'<div style="float:left;width:30%;border:1px solid">{s(20)}</div><p>{s(60)}</p><p style="clear:left">{s(9)}</p>'
        f'<figure id="f"><img src="{PIXEL}" alt="A" width="40" height="30"><figcaption>{s(5)}</figcaption></figure>',
    )
    found["inline"] = page(
        "Inline",
        "".join(
            f'<p class="t">{s(6)} <em>{s(4)} <em>{s(2)}</em></em> <strong id="s{n}">{s(2)}</strong> <span class="sc">{s(3)}'
            f'</span> <a href="https://example.org/{n}">{s(3)} <i>{s(2)}</i></a> <u>{s(3)}</u> <s>{s(2)}</s> H<sub>2</sub>O '
            f'<span style="letter-spacing:.1em;word-spacing:2px">{s(5)}</span> <span style="background:#fe0;border:1px solid">'
            f'{s(5)}</span><br>{s(9)} <span class="nobr">{s(4)}</span></p>'
            for n in range(4)
        ),
    )
    found["odd"] = page(
        "Odd",
        "<style>p::first-letter{font-size:2em} p::first-line{font-style:italic} @page{@top-center{content:counter(page)}}"
        f' #w{{font-size:3vw}}</style><div style="column-count:2">{s(80)}</div><div style="display:flex"><div id="x">{s(9)}'
        f'</div><p id="y">{s(5)}</p></div><div style="display:grid;grid-template-columns:1fr 2fr"><p>{s(5)}</p><p id="z">'
        f'{s(5)}</p></div><div style="opacity:.5;transform:rotate(5deg)" id="tr">{s(5)}</div><p id="w">{s(20)}</p>'
        f'<div style="overflow:hidden;height:2em;outline:1px dotted red">{s(40)}</div><p style="visibility:hidden">{s(3)}</p>'
        f'<p id="a b">{s(3)}</p><p id="x&quot;y" lang="q&quot;r">{s(3)}</p><a name="nm">{s(2)}</a><p id="y">twice</p>',
    )
    return found


SCRIPT = """
import hashlib, json, sys
sys.path[:0] = sys.argv[1:3]
from pdf.sample import TEMPLATES, faces
from pdf.test_speed import documents
from postil.model.steps import digest_of, lay_out
from postil.writers.pdf import fonts, weasyprint_speed
from postil.writers.pdf.sheaf import FaceName, SheafOrder
from postil.writers.pdf.steps import set_sheaf
names = tuple(FaceName(f.family, f.weight, f.italic, f.file, digest_of(f.data)) for f in faces())
lay_out({digest_of(f.data): f.data for f in faces()})
fonts.use(names)
from postil.writers.pdf import chunks
if sys.argv[3] == "slow":
    weasyprint_speed.hasten.__wrapped__.__globals__["PATCHES"] = ()
css = (TEMPLATES / "print.css").read_text(encoding="utf-8")
press = chunks.press_for(names, css)
from weasyprint import HTML
found, order = {}, documents()
for name in (*order, *list(order)[:3]):
    set_ = HTML(string=order[name]).render(
        font_config=press.fonts, stylesheets=[press.sheet], pdf_variant="pdf/ua-1", cache={})
    data = set_.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=True)
    made = [data]
    if name in ("notes-3-30", "scripts", "inline"):
        made.append(repr(set_sheaf(SheafOrder(order[name], css, names, (), "en", ()))).encode())
    found.setdefault(name, []).append((len(set_.pages), *(hashlib.sha256(each).hexdigest() for each in made)))
print(json.dumps(found))
"""


def _set(how: str) -> dict[str, Any]:
    command = [sys.executable, "-c", SCRIPT, str(HERE / "src"), str(HERE / "tests"), how]
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def test_same_bytes_with_and_without() -> None:
    slow, fast = _set("slow"), _set("fast")
    assert {name for name in slow if slow[name] != fast[name]} == set()
    assert all(made[0] > 0 for found in fast.values() for made in found)
    first, later = fast["notes-1-8"]
    assert first == later


def _patches() -> list[Callable[[], None]]:
    from postil.writers.pdf import weasyprint_speed

    return list(weasyprint_speed.PATCHES)


@pytest.mark.parametrize("patch", _patches(), ids=lambda patch: patch.__name__)
def test_another_source_stops_at_once(patch: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> None:
    from postil.writers.pdf import recompile

    monkeypatch.setattr(recompile, "written", lambda _: "def changed():\n    pass\n")
    monkeypatch.setattr(recompile, "_sources", {})
    with pytest.raises(recompile.PinnedSourceChanged):
        patch()


def test_the_lines_of_a_function_are_those_that_python_finds() -> None:
    from weasyprint import document, html
    from weasyprint.css import computed_values
    from weasyprint.draw import text
    from weasyprint.layout import block, flex, grid, inline, page, table
    from weasyprint.text import line_break

    from postil.writers.pdf.recompile import written

    seen = 0
    for module in (block, flex, grid, inline, page, table, text, line_break, document, html, computed_values):
        for function in vars(module).values():
            if (
                inspect.isfunction(function)
                and function.__module__ == module.__name__
                and not hasattr(function, "replaces")
            ):
                found, python = written(function), inspect.getsource(function)
                assert python.startswith(found), function.__qualname__
                left = python[len(found) :].splitlines()  # remarks at the end are no part of what is compiled
                assert all(line.strip()[:1] in {"", "#"} for line in left), function.__qualname__
                seen += 1
    assert seen > 100


def test_what_is_deferred_is_loaded_when_it_is_used() -> None:
    """In a process of its own: what was loaded before stays as it is."""
    script = """
import sys
from postil.writers.pdf.deferred import DEFERRED
from postil.writers.pdf.steps import load
load()
from weasyprint.pdf import fonts
before = [name for name in DEFERRED if name in sys.modules]
options = fonts.subset.Options()
print(before, type(options).__module__)
from fontTools import subset
from fontTools.varLib.instancer import instantiateVariableFont
print(subset.Options is type(options), instantiateVariableFont.__module__)
"""
    command = [sys.executable, "-c", script]
    run = subprocess.run(command, check=True, capture_output=True, text=True, cwd=HERE / "src")
    assert run.stdout.splitlines() == ["[] fontTools.subset", "True fontTools.varLib.instancer"]


def test_each_patch_names_what_it_replaces() -> None:
    for patch in _patches():
        assert "`" in (patch.__doc__ or ""), patch.__name__
    names = [patch.__name__ for patch in _patches()]
    assert len(names) == len(set(names))
