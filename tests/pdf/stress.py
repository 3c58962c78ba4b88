"""Books of notes at random: pages of every height, with a column for notes and without, notes of every length and form,
called wherever a document can call one."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from pdf.sample import page, rendition, sentence
from postil.frozen import dataclass
from postil.model.rendition import NotePlacement, PrintChunk, PrintRendition, Typeset
from postil.writers.pdf import typeset

ROUNDS = 8  # as the build has them
SERIES = (("notes", "1"), ("apparatus", "a"), ("gloss", "*"))


@dataclass(frozen=True, slots=True)
class Trial:
    """A page and what is set on it. Lengths in millimetres; without a column its width is 0."""

    seed: int
    width: float
    height: float
    column: float
    notes: int
    series: int
    longest: int  # words

    @classmethod
    def of(cls, seed: int) -> Trial:
        rng = random.Random(seed)
        column = rng.choice((0, 0, 38, 50))
        return cls(
            seed,
            rng.uniform(120, 170) + (column and column + 8),
            rng.uniform(120, 300),
            column,
            rng.randint(10, 40),
            rng.randint(1, 3),
            rng.choice((20, 60, 150, 300, 900)),
        )

    @property
    def css(self) -> str:
        beside = self.column and self.column + 8
        sides = f"margin-left: 20mm; margin-right: {20 + beside}mm"
        return (
            f"@page {{ size: {self.width:.2f}mm {self.height:.2f}mm }}"
            f"@page :left {{ {sides} }} @page :right {{ {sides} }}"
            f":root {{ --note-column: {self.column}mm; --gutter: 8mm }} .fn--margin {{ text-align: left }}"
        )


@dataclass(frozen=True, slots=True)
class Written:
    """A note: where its series stands among all, its label, its words in spans and as they are read."""

    id: str
    order: int
    label: str
    markup: str
    text: str
    margin: bool


def _body(rng: random.Random, words: int) -> tuple[str, str]:
    """Return the words of a note on one line: paragraphs, lists, quotations."""
    spans, texts = [], []
    while words > 0:
        some = sentence(rng, min(words, rng.randint(1, 80)))
        words -= len(some.split())
        form = rng.random()
        if not spans or form < 0.7:
            spans.append(f'<span class="np">{some}</span>')
        elif form < 0.85:
            spans.append(f'<span class="nl"><span class="ni"><span class="nm">•</span> {some}</span></span>')
            some = "•" + some
        else:
            spans.append(f'<span class="nq">{some}</span>')
        texts.append(some)
    return " ".join(spans), " ".join(texts)


def written(trial: Trial) -> list[Written]:
    """Return the notes of a trial in the order of their calls."""
    rng = random.Random(trial.seed + 1)
    counts = [0] * trial.series
    out = []
    for number in range(trial.notes):
        order = rng.randrange(trial.series)
        counts[order] += 1
        label = (
            str(counts[order])
            if order != 1
            else "abcdefghijklmnopqrstuvwxyz"[counts[order] % 26] * (1 + counts[order] // 26)
        )
        length = rng.choice((1, 4, 9, rng.randint(1, 40), rng.randint(1, trial.longest)))
        if order == 1:
            length = min(length, 60)
        markup, text = _body(rng, length)
        out.append(Written(f"note-{number}", order, label, markup, text, rng.random() < 0.9))
    return out


def _call(note: Written, moved: bool) -> str:
    kind = SERIES[note.order][0]
    margin = " fn--margin" if note.margin else ""
    space = " " if kind == "apparatus" else ""
    mark = f'<a class="mk" href="#c-{note.id}">{note.label}</a>'
    call = f'<sup><a class="call call--{kind}" id="c-{note.id}" href="#n-{note.id}">{note.label}</a></sup>'
    name = "p" if moved else "n"
    inner = (
        f'<span class="np"><a href="#n-{note.id}">It stands on p. <span data-folio="n-{note.id}"></span></a></span>'
        if moved
        else note.markup
    )
    return (
        f'{call}<span class="fn fn--{kind}{margin}" id="{name}-{note.id}" data-series="{note.order}">'
        f"{mark} {inner}{space}</span>"
    )


def _blocks(trial: Trial, calls: Sequence[str]) -> Iterator[str]:
    rng = random.Random(trial.seed + 2)
    waiting = list(calls)
    number = 0

    def take(most: int) -> str:
        """Return words with up to so many calls in them."""
        some = min(rng.randint(0, most), len(waiting))
        out = [sentence(rng, rng.randint(1, 30)) + waiting.pop(0) for _ in range(some)]
        return " ".join((*out, sentence(rng, rng.randint(1, 40))))

    while waiting:
        number += 1
        form = rng.random()
        id_ = f"b-{number}"
        if form < 0.55:
            yield f'<div class="blk" id="{id_}"><p class="t"><span class="pn">{number}</span>{take(4)}</p></div>'
        elif form < 0.65:
            yield f'<h3 class="dh" id="{id_}">{sentence(rng, 4)}{waiting.pop(0)}</h3>'
            yield f'<div class="blk" id="{id_}-p"><p class="t">{take(1)}</p></div>'
        elif form < 0.75:
            items = "".join(
                f'<li class="blk"><p class="t">{take(1)}</p></li>' for _ in range(rng.randint(1, 5))
            )
            yield f'<ol class="list">{items}</ol>'
        elif form < 0.82:
            rows = "".join(
                f"<tr><td>{sentence(rng, 3)}</td><td>{take(1)}</td></tr>" for _ in range(rng.randint(1, 6))
            )
            head = f"<thead><tr><th>Head</th><th>Words{waiting.pop(0) if waiting else ''}</th></tr></thead>"
            yield f'<div class="blk blk--table" id="{id_}"><table class="t">{head}<tbody>{rows}</tbody></table></div>'
        elif form < 0.88:
            names = "".join(
                f'<div class="sigcol"><div class="blk blk--party"><p class="t for">For {place}{waiting.pop(0) if waiting else ""}:</p></div>'
                '<ul class="names"><li class="blk blk--name"><p class="t">A. Name</p></li></ul></div>'
                for place in ("Japan", "the United States")
            )
            yield f'<div class="sigs">{names}</div>'
        elif form < 0.94:
            yield f'<blockquote class="quote"><div class="blk" id="{id_}"><p class="t">{take(2)}</p></div></blockquote>'
        else:
            lines = "".join(
                f'<span class="line">{sentence(rng, 7)}{waiting.pop(0) if waiting else ""}</span>'
                for _ in range(4)
            )
            yield f'<div class="verse"><div class="blk blk--stanza" id="{id_}"><p class="t">{lines}</p></div></div>'
    again = sentence(rng, 6)
    yield f'<p id="again">{again} <a href="#n-note-0">See the first note.</a></p>'


def book(trial: Trial, moved: frozenset[str] = frozenset()) -> PrintRendition:
    """Return the book of a trial; `moved` notes stand at its end."""
    notes = written(trial)
    calls = [_call(note, note.id in moved) for note in notes]
    blocks = "".join(_blocks(trial, calls))
    late = "".join(
        f'<li><div class="qm"><a class="mk" href="#c-{note.id}">{note.label}</a></div><div class="qb" id="n-{note.id}">'
        f"{note.markup}</div></li>"
        for note in notes
        if note.id in moved
    )
    end = f'<section class="back" id="late"><h2>Longer notes</h2><ol class="endnotes">{late}</ol></section>'
    html = (
        f'<section class="doc" id="doc"><div class="division">{blocks}</div></section>{end if late else ""}'
    )
    placements = [
        NotePlacement(note.id, note.label, note.text, "moved" if note.id in moved else "foot")
        for note in notes
    ]
    return rendition([PrintChunk("text", page("Trial", html), "arabic", True)], placements, css=trial.css)


def settled(trial: Trial) -> tuple[Typeset, int]:
    """Return the book set until no note is too tall for its page, and how many are at the end."""
    moved: frozenset[str] = frozenset()
    made = typeset(book(trial))
    for _ in range(ROUNDS):
        if not frozenset(made.too_tall) - moved:
            break
        moved |= frozenset(made.too_tall)
        made = typeset(book(trial, moved))
    return made, len(moved)


def overprinted(data: bytes) -> list[tuple[int, str, str]]:
    """Return page and words of every two pieces of text that cover each other, as another library sees the file: slanted
    letters may reach over their neighbours by a point or two."""
    import pypdfium2

    found = []
    document = pypdfium2.PdfDocument(data)
    for number, leaf in enumerate(document, 1):
        text = leaf.get_textpage()
        pieces = sorted(
            (text.get_rect(place) for place in range(text.count_rects())), key=lambda box: -box[3]
        )
        for place, one in enumerate(pieces):
            for other in pieces[place + 1 :]:
                if other[3] < one[1]:
                    break
                wide = min(one[2], other[2]) - max(one[0], other[0])
                high = min(one[3], other[3]) - max(one[1], other[1])
                if wide > 4 and high > 0.4 * min(one[3] - one[1], other[3] - other[1]):
                    found.append((number, text.get_text_bounded(*one), text.get_text_bounded(*other)))
    document.close()
    return found
