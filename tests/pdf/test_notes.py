"""Every note stands at the foot of the page of its call, whole, or the writer says that it does not."""

from __future__ import annotations

import random
import re
from dataclasses import replace

import pytest

from pdf.sample import book, note_html, page, rendition, sentence
from postil.model.rendition import NotePlacement, PrintChunk
from postil.writers.pdf import typeset


@pytest.mark.slow
@pytest.mark.parametrize("height", [150, 185, 229])
@pytest.mark.parametrize("long", [0, 140])
def test_two_hundred_notes_none_lost_none_off_its_page(height: int, long: int) -> None:
    made = typeset(
        book(
            200,
            seed=height,
            per_paragraph=3,
            long=lambda number: long if number % 7 == 0 else 0,
            css=f"@page{{size:6in {height}mm}}",
        )
    )
    assert made.faults == ()
    assert made.too_tall == ()
    assert made.pdf is not None


def test_a_note_of_nine_hundred_words_is_too_tall() -> None:
    made = typeset(book(8, long=lambda number: 900 if number == 5 else 0))
    assert made.too_tall == ("note-5",)
    assert made.faults == ()


def one(html: str, *notes: NotePlacement) -> tuple[str, ...]:
    chunk = PrintChunk("text", page("One", html), "arabic", restart=True)
    return tuple(fault.kind for fault in typeset(rendition([chunk], notes)).faults)


def test_the_audit_reads_the_words_of_the_note() -> None:
    html = f'<p id="p">Words{note_html("a", "1", "The office of Fiji ﬁnds “co-operation” sufficient.")} and more.</p>'
    assert (
        one(html, NotePlacement("a", "1", "The office of Fiji finds “co-operation” sufficient.", "foot"))
        == ()
    )
    assert one(html, NotePlacement("a", "1", "Something else.", "foot")) == ("note-text",)
    assert one(html, NotePlacement("b", "1", "Nowhere.", "foot")) == ("call-missing",)


def test_two_notes_of_the_same_words_must_both_be_there() -> None:
    first, second = note_html("a", "1", "See above."), note_html("b", "2", "See above.")
    notes = (NotePlacement("a", "1", "See above.", "foot"), NotePlacement("b", "2", "See above.", "foot"))
    assert one(f'<p id="p">Words{first} and more{second}.</p>', *notes) == ()
    assert one(f'<p id="p">Words{first} and more.</p>', *notes) == ("call-missing",)


def test_a_note_without_its_float_is_not_taken_for_a_foot_note() -> None:
    """A note whose body fell out of the page is found although its text is in the rendition."""
    html = f'<p id="p">Words{note_html("a", "1", "Gone.")} and more.</p>'
    hidden = re.sub(r'(<span class="fn[^>]*)>', r'\1 style="display:none">', html)
    assert one(hidden, NotePlacement("a", "1", "Gone.", "foot")) == ("engine", "note-missing")


def test_a_note_moved_to_the_end_is_looked_for_there() -> None:
    html = (
        '<p id="p">Words<sup><a class="call" id="c-a" href="#n-a">1</a></sup>'
        '<span class="fn" id="p-a"><a class="mk" href="#c-a">1</a> <a href="#n-a">It stands on p. '
        '<span data-folio="n-a"></span></a></span>.</p>'
        '<ol class="endnotes"><li id="n-a">1 At the end.</li></ol>'
    )
    assert one(html, NotePlacement("a", "1", "At the end.", "moved")) == ()
    assert one(html, NotePlacement("a", "1", "Elsewhere.", "back")) == ("note-text",)


@pytest.mark.parametrize(
    "place",
    [
        "<h2 id='x'>Heading{}</h2><p>Text.</p>",
        "<ul><li id='x'>Item{} of a list</li></ul>",
        "<table><thead><tr><th>Head{}</th></tr></thead><tbody><tr><td id='x'>Cell</td></tr></tbody></table>",
        "<table><thead><tr><th>Head</th></tr></thead><tbody><tr><td id='x'>Cell{}</td></tr></tbody></table>",
        "<blockquote class='quote'><p id='x'>Quoted{}</p></blockquote>",
        "<div class='verse'><p class='stanza'><span class='line'>Verse{}</span><span class='line'>More</span></p></div>",
        "<div class='sigs'><div class='party'><p class='name'>Name{}</p></div><div class='party'><p>B</p></div></div>",
        "<figure id='x'><figcaption>Caption{}</figcaption></figure>",
        "<p class='lang' lang='ja' id='x'>各締約国は{}、日本国の</p>",
    ],
)
def test_a_note_may_be_called_anywhere(place: str) -> None:
    body = place.format(note_html("a", "1", "It stands here, 憲章 and all."))
    assert one(body, NotePlacement("a", "1", "It stands here, 憲章 and all.", "foot")) == ()


def test_notes_from_right_to_left() -> None:
    arabic = "يولد جميع الناس أحرارا"
    body = f'<p id="p">Words{note_html("a", "1", f"<span lang=ar dir=rtl>{arabic}</span>")}.</p>'
    assert one(body, NotePlacement("a", "1", arabic, "foot")) == ()


def test_a_line_break_in_the_source_of_a_note_is_a_fault() -> None:
    body = f'<p id="p">Words{note_html("a", "1", "Broken<br>or")}.</p>'.replace("or", "in\nthe source")
    assert "markup" in one(body, NotePlacement("a", "1", "Broken in the source", "foot"))


def test_notes_are_on_the_page_whatever_the_series() -> None:
    body = "".join(
        f'<p id="p{n}">Words{note_html(f"a{n}", label, "A note.", series)}.</p>'
        for n, (label, series) in enumerate([("1", "notes"), ("a", "apparatus"), ("*", "gloss")])
    )
    notes = [NotePlacement(f"a{n}", label, "A note.", "foot") for n, label in enumerate("1a*")]
    assert one(body, *notes) == ()


def test_no_call_begins_a_line() -> None:
    """Words of every length before the call, so that some call falls on the end of the line (UAX #14, LB25)."""
    import pypdfium2

    rng = random.Random(5)
    texts = [sentence(rng, rng.randint(4, 30)) for _ in range(300)]
    calls = "".join(
        f'<p>{text}<sup><a class="call" href="#p">{number}</a></sup></p>'
        for number, text in enumerate(texts, 10_000)
    )
    chunk = PrintChunk("text", page("Calls", f'<div id="p">{calls}</div>'), "none", restart=True)
    document = pypdfium2.PdfDocument(typeset(rendition([chunk])).pdf)
    lines = [line for leaf in document for line in leaf.get_textpage().get_text_bounded().splitlines()]
    document.close()
    assert len(lines) > 500
    assert [line for line in lines if line.strip().isdigit()] == []


def test_the_rendition_is_not_changed() -> None:
    given = book(4)
    assert typeset(given).pdf == typeset(replace(given)).pdf


def test_notes_on_a_line_with_one_from_right_to_left() -> None:
    """PDFium reads such a line in pieces; nothing of the notes beside it is lost for that."""
    from postil.writers.pdf.reading import Body, Foot, read_pages, texts

    words = "4.4 entourent] T; the words that surround it on all sides and go on over the line, as long notes do V."
    body = (
        '<p dir="rtl" lang="he" id="p"><span dir="rtl">g 4.1 השכנות] U one; C.</span> '
        f'<span dir="ltr" lang="en">h {words}</span></p>'
    )
    chunk = PrintChunk("text", page("One", body), "arabic", restart=True)
    data = typeset(rendition([chunk])).pdf or b""
    assert "thewordsthatsurround" not in texts(data)[0]  # else there is nothing to be seen here
    assert read_pages(data, (Foot("h", 0, "h", words), Body("i", 0, words))) == ()
    for lost in (Foot("h", 0, "h", words + " More."), Body("i", 0, words + " More.")):
        assert [each.expected for each in read_pages(data, (lost,))] == [lost]
