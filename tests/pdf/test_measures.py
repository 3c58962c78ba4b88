"""Flaws of typography are found on the page where they are, and a page without them has none."""

from __future__ import annotations

import pytest

from pdf.sample import page, rendition
from postil.model.rendition import Flaw, PrintChunk
from postil.writers.pdf import typeset

# twelve lines of twelve points on a page
STYLE = """
@page { size: 300pt 184pt; margin: 20pt }
@page :left { margin: 20pt } @page :right { margin: 20pt }
html { font: 10pt/12pt "EB Garamond"; text-align: left; hyphens: none; orphans: 1; widows: 1 }
h2 { font-size: 10pt; line-height: 12pt; break-after: auto; text-align: left }
p { margin: 0 }
.full { text-align: justify; width: 200pt }
"""
WORDS = "the parties will consult together from time to time regarding the implementation of this treaty "


def flaws(body: str) -> list[Flaw]:
    chunk = PrintChunk("one", page("One", body), "arabic", restart=True)
    made = typeset(rendition([chunk], css=STYLE))
    assert made.pdf is not None, made.faults
    assert made.proof is not None
    return list(made.proof.flaws)


def lines(count: int, word: str = "line") -> str:
    return "<div>" + "<br>".join(f"{word} {n}" for n in range(count)) + "</div>"


def block(count: int) -> str:
    return f'<div style="break-inside: avoid">{lines(count)}</div>'


END = lines(8, "end")

FLAWED = {
    "orphan": (lines(11) + "<p>one<br>two<br>three</p>" + END, 0, 1),
    "widow": (lines(10) + "<p>one<br>two<br>three</p>" + END, 1, 1),
    "stranded-heading": (lines(11) + "<h2>A heading</h2>" + END, 0, 0),
    "hyphen-ladder": ("<p>one-<br>two-<br>three-<br>four</p>", 0, 3),
    "line-too-long": (
        f'<p style="white-space: nowrap; width: 200pt">{"word " * 40}</p><p>words</p>',
        0,
        None,
    ),
    "call-begins-line": ('<p>word<br><sup><a class="call" id="c-x">1</a></sup> and more</p>', 0, 0),
    "uneven-leading": (
        '<p>one<br>two<br>three <span style="font-size: 9pt; line-height: 20pt">four</span><br>five</p>',
        0,
        None,
    ),
    "runt": (f'<p class="full">{WORDS * 2}<br>a</p>', 0, None),
    "short-last-page": (lines(14), 1, 2),
    "facing-pages-uneven": (
        block(12) + block(12) + block(8) + block(8) + block(6) + block(12),
        1,
        4.0,
    ),
    "loose-line": (f'<p class="full">consultation implementation{"o" * 12} {WORDS}</p>', 0, None),
    "river": (f'<p class="full">{("co " + "n" * 30 + " ") * 8}</p>', 0, 3),
}


@pytest.mark.parametrize("kind", FLAWED)
def test_a_flaw_is_found(kind: str) -> None:
    body, where, measured = FLAWED[kind]
    found = [flaw for flaw in flaws(body) if flaw.kind == kind]
    assert found, flaws(body)
    assert found[0].page == where
    if measured is not None:
        assert found[0].measured == measured
    assert found[0].words


def test_a_good_page_has_none() -> None:
    body = (
        f'<h2>A heading</h2><p style="text-align: justify; hyphens: auto">{WORDS * 4}</p>' + lines(14) + END
    )
    assert flaws(body) == []


def test_what_begins_a_page_of_its_own_strands_no_heading() -> None:
    body = f'{lines(3)}<h2>A title</h2><section style="break-before: page">{END}</section>'
    assert "stranded-heading" not in {flaw.kind for flaw in flaws(body)}


def test_a_heading_whose_section_ends_with_the_page_is_not_stranded() -> None:
    """The last letter of an index may have one entry; what follows on the next page is not its own."""
    last = f"{lines(10)}<h3>Y</h3><p>Yoshida</p>"
    assert "stranded-heading" not in {flaw.kind for flaw in flaws(f"{last}<h2>Sources</h2>{END}")}
    assert "stranded-heading" in {flaw.kind for flaw in flaws(f"{last}<h4>Of the first kind</h4>{END}")}


def test_space_that_hangs_behind_a_line_is_not_too_long() -> None:
    """Entries of an apparatus have a space between them, the last of a line too."""
    line = '<p style="white-space: nowrap; width: 60pt">{} <span style="white-space: pre">{}</span></p><p>words</p>'
    assert "line-too-long" not in {flaw.kind for flaw in flaws(line.format("some words", "\u2003" * 9))}
    assert "line-too-long" in {flaw.kind for flaw in flaws(line.format("some words", "\u2003" * 9 + "x"))}


def test_the_measures_take_no_time() -> None:
    """They are taken at every build: less than a millisecond a page."""
    import time

    from postil.writers.pdf import measures, setting

    taken: list[float] = []
    original = measures.flaws

    def timed(pages: list[object]) -> list[Flaw]:
        begin = time.process_time()
        found = list(original(pages))
        taken.append((time.process_time() - begin) / len(pages))
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(setting, "flaws", timed)
        flaws(f'<p class="full">{WORDS * 600}</p>')
    assert min(taken) < 0.001
