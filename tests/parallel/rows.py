"""Books of rows made up for the tests: two columns, with foot notes in both."""

from __future__ import annotations

import random
from collections.abc import Callable

from pdf.sample import note_html, page, rendition, sentence
from postil.model.rendition import NotePlacement, PrintChunk, PrintRendition

KANJI = (
    "日本国民は正義と秩序を基調とする国際平和を誠実に希求し国権の発動たる戦争と武力による威嚇又は武力の行使は"
)


def japanese(rng: random.Random, count: int) -> str:
    return "".join(rng.choice(KANJI) for _ in range(count)) + "。"


def book(
    rows: int,
    *,
    seed: int,
    height: int,
    dense: int = 3,
    long: Callable[[random.Random], int] = lambda rng: rng.randint(6, 40),
    tall: int = 60,
) -> PrintRendition:
    """A text of so many rows on pages `height` mm high: `dense` notes at most in a column, of `long(rng)` words; `tall` is how
    many words a passage of a paragraph has at most."""
    rng = random.Random(seed)
    placements: list[NotePlacement] = []

    def column(words: Callable[[], str]) -> str:
        text = ""
        for _ in range(rng.randint(0, dense)):
            number = len(placements) + 1
            body = sentence(rng, long(rng))
            text += words() + note_html(f"note-{number}", str(number), body) + " "
            placements.append(NotePlacement(f"note-{number}", str(number), body, "foot"))
        return text + words()

    found = []
    for number in range(1, rows + 1):
        one = column(lambda: sentence(rng, rng.randint(4, tall)))
        other = column(lambda: japanese(rng, rng.randint(8, tall * 2)))
        found.append(
            f'<div class="parallel"><div class="column column--en" lang="en" dir="ltr"><div class="blk" id="art-1.{number}">'
            f'<p class="t"><span class="pn">{number}</span>{one}</p></div></div><div class="column column--ja column--other" '
            f'lang="ja" dir="ltr"><div class="blk" id="ja--art-1.{number}"><p class="t">{other}</p></div></div></div>'
        )
    text = (
        '<article class="doc" id="doc" data-verso="A Treaty of Tests" data-opening="drop"><header class="dochead">'
        f'<h2>A Treaty</h2></header><section class="division" id="art-1">{"".join(found)}</section></article>'
    )
    chunk = PrintChunk("text", page("A Treaty of Tests", text), "arabic", True)
    return rendition([chunk], placements, css=f"@page{{size:6in {height}mm}}")
