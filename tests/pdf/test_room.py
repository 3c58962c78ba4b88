"""What has no room on its page is given it, and the book is made: tables of long words, signatures with many notes."""

from __future__ import annotations

import random

import pypdfium2
import pytest

from pdf.sample import note_html, page, rendition, sentence
from pdf.test_forms import printed, words
from postil.model.rendition import NotePlacement, PrintChunk
from postil.model.steps import perform_here
from postil.writers.pdf import typeset
from postil.writers.pdf.weasyprint_faults.tables import capped

LONG = ("Levensverzekeringscontracten", "Bekrachtigingsoorkonden", "Verzekeringsovereenkomsten", "1234")


def _table(rows: int) -> str:
    cells = "".join(f"<td>{word}</td>" for word in LONG)
    return f'<table lang="nl">{f"<tr>{cells}</tr>" * rows}</table>'


@pytest.mark.parametrize("widths", [[30.0, 200.0, 90.0, 5.0], [10.0, 10.0], [200.0, 200.0, 200.0]])
def test_only_the_widest_columns_are_made_narrower(widths: list[float]) -> None:
    room = sum(widths) * 0.7
    made = capped(widths, room)
    assert sum(made) == pytest.approx(room)
    limit = max(made)
    assert all(width == own or width == limit <= own for width, own in zip(made, widths, strict=True))
    assert capped(widths, sum(widths)) == widths


def test_a_table_of_long_words_stays_on_its_page_and_its_numbers_whole() -> None:
    made = printed(f"<p>Words.</p>{_table(60)}")  # over two pages: the columns stay as wide as they are
    assert made.faults == ()
    read = words(made)
    assert len(read) > 1
    whole = "".join("".join(read).split()).replace("\u2010", "")
    assert all(whole.count(word) == 60 for word in LONG[:3])
    assert sum(text.split().count("1234") for text in read) == 60
    assert made.pdf is not None


def test_a_row_of_signatures_leaves_room_for_the_notes_called_in_it() -> None:
    rng = random.Random(4)
    notes, names = [], []
    for number in range(24):
        said = sentence(rng, rng.choice((6, 25, 60)))
        notes.append(NotePlacement(f"s{number}", str(number + 1), said, "foot"))
        names.append(f"<p>A name of some words{note_html(f's{number}', str(number + 1), said)}</p>")
    cell = '<div class="sigcol"><div class="blk blk--name">'
    body = (
        f"<p>{sentence(rng, 60)}</p>"
        f'<div class="sigs"><div class="sigrow">{cell}{"".join(names[:12])}</div></div>'
        f"{cell}{''.join(names[12:])}</div></div></div></div>"
    )
    chunk = PrintChunk("text", page("T", f'<section class="doc" id="doc">{body}</section>'), "arabic", True)
    made = typeset(rendition([chunk], notes), perform_here)
    assert made.too_tall, "the notes that leave no room are to go to the end"
    tallest = max(notes, key=lambda note: len(note.text))
    assert any(note.id in made.too_tall for note in notes if len(note.text) == len(tallest.text))


def test_a_note_in_a_head_that_keeps_to_one_line_has_as_many_as_it_needs() -> None:
    """The heads of two short signatures are not broken; a note called in one inherits from it, and went over the edge."""
    said = sentence(random.Random(1), 60)
    call = note_html("head", "1", said)
    cell = f'<div class="sigcol"><div class="blk blk--party"><p class="t">For Japan{call}</p></div></div>'
    other = (
        '<div class="sigcol"><div class="blk blk--party"><p class="t">For the United States</p></div></div>'
    )
    body = f'<div class="sigs sigs--2 sigs--brief"><div class="sigrow sigrow--2">{cell}{other}</div></div>'
    chunk = PrintChunk("text", page("T", f'<section class="doc" id="doc">{body}</section>'), "arabic", True)
    made = typeset(rendition([chunk], [NotePlacement("head", "1", said, "foot")]), perform_here)
    assert made.faults == ()
    assert made.too_tall == ()


@pytest.mark.parametrize(
    "title",
    [
        "By reading or using any part of this Treaty the Parties indicate that they have read, understood and accepted it",
        "日本国とアメリカ合衆国との間の相互協力及び安全保障条約の規定に基づく施設及び区域並びに日本国における合衆国軍隊の地位に関する協定の実施に伴う特例に関する件",
    ],
)
def test_a_head_that_is_too_long_keeps_clear_of_the_folio_and_of_the_edge(title: str) -> None:
    mark = f'<section class="doc" id="doc" data-opening="drop" data-recto="{title}" data-verso="{title}">'
    body = f"{mark}<p>{' '.join(['treaty'] * 1500)}</p></section>"
    chunk = PrintChunk("text", page("T", body), "arabic", restart=True)
    made = typeset(rendition([chunk]), perform_here)
    assert made.faults == ()
    assert made.pdf is not None
    document = pypdfium2.PdfDocument(made.pdf)
    for leaf in list(document)[1:]:
        text = leaf.get_textpage()
        width, height = leaf.get_size()
        top = [
            (text.get_text_range(at, 1), text.get_charbox(at))
            for at in range(text.count_chars())
            if text.get_charbox(at)[1] > height - 50 and not text.get_text_range(at, 1).isspace()
        ]
        head = [each for each in top if not each[0].isdecimal()]
        folio = [each for each in top if each[0].isdecimal()]
        assert head[-1][0] == "…"
        assert title.replace(" ", "").startswith("".join(letter for letter, _ in head[:-1]))
        left, right = min(box[0] for _, box in head), max(box[2] for _, box in head)
        assert right - left > width / 3
        assert left > 36
        assert right < width - 36
        assert folio
        assert all(box[0] > right + 4 or box[2] < left - 4 for _, box in folio)
    document.close()
