"""Books made up for the tests: the words are generated, only the fonts and the style sheets are the real ones."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

from postil.model.rendition import Face, NotePlacement, PrintChunk, PrintRendition
from postil.model.steps import digest_of, lay_out
from postil.model.targets import US_TRADE
from postil.render.trims import furniture_sheet, page_sheets
from postil.writers.pdf.sheaf import FaceName

TEMPLATES = Path(__file__).parents[2] / "templates"
_WORDS = (
    "treaty party parties article security cooperation administration territory peace council nation armed attack "
    "consultation constitutional provision government ratification exchange facility area purpose principle charter "
    "economic stability international obligation understanding institution dispute settlement the of and in to a that"
)
WORDS = _WORDS.split()
FACES = (
    ("EB Garamond", 400, False, "EBGaramond-Regular.ttf"),
    ("EB Garamond", 400, True, "EBGaramond-Italic.ttf"),
    ("EB Garamond", 600, False, "EBGaramond-SemiBold.ttf"),
    ("EB Garamond", 600, True, "EBGaramond-SemiBoldItalic.ttf"),
    ("Source Sans 3", 400, False, "SourceSans3-Regular.ttf"),
    ("Source Sans 3", 600, False, "SourceSans3-SemiBold.ttf"),
    ("Shippori Mincho", 400, False, "ShipporiMincho-Regular.ttf"),
    ("Amiri", 400, False, "Amiri-Regular.ttf"),
    ("Frank Ruhl Libre", 400, False, "FrankRuhlLibre-Regular.ttf"),
)


@cache
def faces() -> tuple[Face, ...]:
    return tuple(
        Face(family, weight, italic, file, (TEMPLATES / "fonts" / file).read_bytes())
        for family, weight, italic, file in FACES
    )


def face_names() -> tuple[FaceName, ...]:
    """Lay the faces out for steps that are done in this process; return their names."""
    lay_out({digest_of(face.data): face.data for face in faces()})
    return tuple(
        FaceName(face.family, face.weight, face.italic, face.file, digest_of(face.data)) for face in faces()
    )


def sentence(rng: random.Random, count: int) -> str:
    words = [rng.choice(WORDS) for _ in range(count)]
    return " ".join(words).capitalize() + "."


def note_html(name: str, label: str, body: str, series: str = "notes") -> str:
    return (
        f'<sup><a class="call call--{series}" id="c-{name}" href="#n-{name}" role="doc-noteref">{label}</a></sup>'
        f'<span class="fn fn--{series}" id="n-{name}"><a class="mk" href="#c-{name}">{label}</a> '
        f'<span class="np">{body}</span></span>'
    )


def page(title: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body>{body}</body></html>"
    )


def rendition(
    chunks: Sequence[PrintChunk],
    notes: Sequence[NotePlacement] = (),
    *,
    css: str = "",
    images: Mapping[str, bytes] | None = None,
) -> PrintRendition:
    return PrintRendition(
        "A Treaty of Tests",
        ("The Editors",),
        "en",
        "Generated",
        ("treaty", "test"),
        None,
        tuple(chunks),
        page_sheets(US_TRADE)[0] + (TEMPLATES / "print.css").read_text() + css,
        furniture_sheet(US_TRADE) + (TEMPLATES / "print-furniture.css").read_text(),
        faces(),
        images or {},
        tuple(notes),
    )


def book(
    notes: int = 30,
    *,
    seed: int = 1,
    long: Callable[[int], int] = lambda _: 0,
    css: str = "",
    per_paragraph: int = 2,
) -> PrintRendition:
    """A book of two chunks: front matter with contents, and articles with `notes` foot notes."""
    rng = random.Random(seed)
    placements: list[NotePlacement] = []
    articles: list[str] = []
    number = paragraph = 0
    while number < notes:
        article = len(articles) + 1
        blocks = []
        for part in range(1, 4):
            paragraph += 1
            text = ""
            for _ in range(rng.randint(0, per_paragraph)):
                if number >= notes:
                    break
                number += 1
                body = sentence(rng, long(number) or rng.randint(8, 40))
                text += (
                    sentence(rng, rng.randint(5, 30)) + note_html(f"note-{number}", str(number), body) + " "
                )
                placements.append(NotePlacement(f"note-{number}", str(number), body, "foot"))
            text += sentence(rng, rng.randint(10, 60))
            blocks.append(
                f'<div class="blk" id="art-{article}.{part}"><span class="pn">{paragraph}</span><p class="t">{text}</p></div>'
            )
        articles.append(
            f'<section class="division division--article" id="art-{article}" data-recto="Article {article}">'
            f'<h3 class="dh">Article {article}</h3>'
            f"{''.join(blocks)}</section>"
        )
    toc = "".join(
        f'<li><a href="#art-{index}">Article {index} <span data-folio="art-{index}"></span></a></li>'
        for index in range(1, len(articles) + 1)
    )
    front = (
        '<section class="halftitle" id="half" data-opening="blank"><p>A Treaty of Tests</p></section>'
        '<section class="titlepage" id="title" data-opening="blank"><h1>A Treaty of Tests</h1></section>'
        '<section class="imprint" id="imprint" data-opening="blank"><p>Nobody’s copyright.</p></section>'
        '<nav class="contents" role="doc-toc" id="contents" data-opening="drop" data-recto="Contents" '
        f'data-verso="Contents"><h2>Contents</h2><ol>{toc}</ol></nav>'
    )
    text = (
        '<article class="doc" id="doc" data-verso="A Treaty of Tests" data-opening="drop"><header class="dochead">'
        f"<h2>A Treaty of Tests</h2></header>{''.join(articles)}</article>"
    )
    return rendition(
        [
            PrintChunk("front", page("A Treaty of Tests", front), "roman", True),
            PrintChunk("text", page("A Treaty of Tests", text), "arabic", True),
        ],
        placements,
        css=css,
    )
