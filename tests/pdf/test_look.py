"""What a designer of books looks for on the pages, measured on those of the real style sheets."""

from __future__ import annotations

import random
import re
from dataclasses import replace

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdf.sample import TEMPLATES, book, note_html, page, rendition, sentence
from pdf.test_upstream_lines import both
from postil.model.rendition import Flaw, NotePlacement, PrintChunk, Typeset
from postil.model.targets import LARGE_PRINT, TRIMS
from postil.render.trims import furniture_sheet, page_sheets
from postil.writers.pdf import typeset
from postil.writers.pdf.weasyprint_faults.headings import narrowest


def flaws(made: Typeset, *kinds: str) -> list[Flaw]:
    assert made.pdf is not None, made.faults
    assert made.proof is not None
    return [flaw for flaw in made.proof.flaws if flaw.kind in kinds]


# headings -------------------------------------------------------------------------------------------------------------

TITLES = (
    "What changed between draft and treaty",
    "On Faction: A Speech to the Convention",
    "Treaty of Mutual Cooperation and Security between the United States of America and Japan (January 19, 1960)",
    "Treaty of Mutual Cooperation and Security<sup>1</sup> between the United States of America and Japan<sup>a,2,3</sup> (January 19, 1960)",
    "CHAPTER VII\u2003Action with respect to threats to the peace—breaches of the peace—and acts of aggression<sup>12,c</sup>",
)


@pytest.mark.slow
@pytest.mark.parametrize(("title", "tag"), [*((title, "h1") for title in TITLES), (TITLES[2], "h6")])
def test_balance_headings(title: str, tag: str) -> None:
    """As many lines as before, but the last is no longer a single word; what is short or not centred stays. The title of a
    document in a reader is a heading of the fourth level, a chapter in it one of the fifth."""
    style = "font: 20pt/24pt EB Garamond; margin: 0; text-align: center; hyphens: none"
    widths = range(180, 400, 13)
    documents = [
        f'<html lang=en><style>@page {{ size: {w}pt 300pt; margin: 0 }}</style><body style="margin:0"><{tag} style="{style}">{title}</{tag}>'
        for w in widths
    ]
    broken, mended = both(documents, "balance_headings")
    assert [len(lines) for lines in broken] == [len(lines) for lines in mended]
    said = re.sub("<.*?>", "", title)
    assert ["".join("".join(t for t, _ in lines).split()) for lines in mended] == [
        "".join(said.split())
    ] * len(widths)

    def raggedness(pages: list[list[tuple[str, float]]]) -> list[int]:
        return [max(len(t.strip()) for t, _ in p) - min(len(t.strip()) for t, _ in p) for p in pages]

    assert sum(raggedness(mended)) < 0.7 * sum(raggedness(broken))
    ragged = [text.replace("text-align: center", "text-align: left") for text in documents]
    broken, mended = both(ragged, "balance_headings")
    assert broken == mended


@pytest.mark.parametrize("call", ["", note_html("a", "1", "A note of words.")])
@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("What changed between draft and the last treaty now", 2),
        ("The Letters of a Poet, 1817–1820, with Leaves from a Diary", 2),
        ("A Well-Tempered Self-Government of the Semi-Detached", 3),
    ],
)
def test_headings_with_calls_and_dashes_are_balanced(title: str, lines: int, call: str) -> None:
    """What is measured is what is set: no line more than there need be, no range of years apart."""
    notes = [NotePlacement("a", "1", "A note of words.", "foot")] if call else []
    body = (
        f'<section class="doc" id="d"><header class="dochead"><h2>{title}{call}</h2></header><p>Words.</p>'
        "</section>"
    )
    made = typeset(rendition([PrintChunk("text", page("One", body), "arabic", restart=True)], notes))
    assert made.faults == ()
    set_ = pypdfium2.PdfDocument(made.pdf)[0].get_textpage().get_text_bounded().partition("Words.")[0]
    assert len(set_.split("\r\n")) - 1 == lines
    assert "–\r\n" not in set_


@given(st.lists(st.floats(1, 90), min_size=2, max_size=20), st.floats(90, 300), st.floats(0.5, 5))
def test_no_narrower_width_takes_as_few_lines(words: list[float], width: float, space: float) -> None:
    def lines(limit: float) -> int:
        count, used = 1, words[0]
        for word in words[1:]:
            used += space + word
            if used > limit:
                count, used = count + 1, word
        return count

    whole = sum(words) + space * (len(words) - 1)
    found = narrowest(words, whole, width)
    assert max(words) <= found <= width
    assert lines(found + 1e-6) == lines(width)
    assert found <= max(words) + width / 1000 or lines(found - width / 1000) > lines(width)


@pytest.mark.slow
def test_english_without_a_country() -> None:
    """Words are divided by syllables where no country is named, by their roots in British English."""
    style = "font: 10pt/12pt EB Garamond; margin: 0; hyphens: auto"
    documents = [
        f'<html lang={language}><style>@page {{ size: 30pt 300pt; margin: 0 }}</style><body style="margin:0"><p style="{style}">'
        "representatives founded</p>"
        for language in ("en", "en-US", "en-GB")
    ]
    broken, mended = (
        [[text for text, _ in lines] for lines in pages]
        for pages in both(documents, "english_without_a_country")
    )
    assert mended[0] == mended[1] != mended[2]
    assert broken[0] == broken[2] == mended[2]


# what stands alone ----------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_no_heading_stands_over_one_line_of_a_paragraph_with_long_notes(seed: int) -> None:
    made = typeset(book(40, seed=seed, long=lambda n: 90 if n % 3 else 20, per_paragraph=3))
    assert not flaws(made, "stranded-heading", "widow")


@pytest.mark.slow
@pytest.mark.parametrize(
    "kind", ["parties", "salutation", "dateline", "salutation alone", "dateline alone", "address alone"]
)
def test_an_opening_line_goes_with_the_paragraph_behind_it(kind: str) -> None:
    rng = random.Random(3)
    opening = {
        "parties": '<div class="blk blk--parties" id="b"><p class="t">The High Parties,</p></div>',
        "salutation": '<div class="salutation"><div class="blk blk--salutation" id="b"><p class="t">Excellency:</p></div></div>',
        "dateline": '<div class="dateline"><div class="blk blk--dateline" id="b"><p class="t">Geneva</p></div></div>',
    }.get(kind) or f'<div class="blk blk--{kind.split()[0]}" id="b"><p class="t">Excellency:</p></div>'
    for before in range(27, 37):
        lines = "<br/>".join(["line"] * before)
        body = (
            f'<div class="blk" id="a"><p class="t">{lines}</p></div><section class="division"><h3 class="dh">Head</h3>{opening}'
            f'<div class="blk" id="c"><p class="t">{sentence(rng, 60)}</p></div></section>'
        )
        made = typeset(rendition([PrintChunk("text", page("T", body), "arabic", restart=True)]))
        assert not flaws(made, "stranded-heading"), before


# margins of a paragraph -----------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_numbers_of_paragraphs_stand_in_one_column_however_deep_the_paragraph() -> None:
    """The right edge of every number is the same, in quotations, verse and lists inside lists, in all trims with feet."""

    def blk(number: int, words: str = "words") -> str:
        return (
            f'<div class="blk" id="b{number}"><p class="t"><span class="pn">{number}</span>{words}</p></div>'
        )

    body = (
        f'{blk(81)}<blockquote class="quote">{blk(82)}</blockquote><div class="list">{blk(83)}<div class="list">{blk(84)}'
        f'<div class="list">{blk(85)}</div></div></div><div class="verse">{blk(86)}</div>{blk(87)}'
    )
    for trim in (TRIMS["us-trade"], TRIMS["a5"], TRIMS["a4-course-pack"], LARGE_PRINT):
        sheets = page_sheets(trim)
        base = rendition([PrintChunk("text", page("T", body), "arabic", restart=True)])
        large = (TEMPLATES / "print-large.css").read_text() if trim.large else ""
        made = typeset(
            replace(
                base,
                stylesheet=sheets[0] + (TEMPLATES / "print.css").read_text() + sheets[1] + large,
                furniture_stylesheet=furniture_sheet(trim) + (TEMPLATES / "print-furniture.css").read_text(),
            )
        )
        assert made.pdf is not None, made.faults
        text = pypdfium2.PdfDocument(made.pdf)[0].get_textpage()
        whole = text.get_text_range()
        edges = {
            number: round(text.get_charbox(whole.index(str(number)) + 1)[2 if not trim.large else 0], 1)
            for number in range(81, 88)
        }
        assert max(edges.values()) - min(edges.values()) < 1.2, (trim.id, edges)


# addresses ------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_an_address_is_parted_without_a_hyphen() -> None:
    """A hyphen at the end of a line would be read as a part of the address."""

    address = "https://history.example/departmenthistory/documentation/constitutional"
    words = sentence(random.Random(1), 12)
    bodies = [
        f'<p class="t">{words} {"w" * n} <a href="{address}">{address}</a> {words}</p>' for n in range(1, 40)
    ]
    made = typeset(
        rendition([PrintChunk("text", page("T", "".join(bodies)), "arabic", restart=True)]),
    )
    assert made.pdf is not None
    found = 0
    for leaf in pypdfium2.PdfDocument(made.pdf):
        text = leaf.get_textpage().get_text_bounded().replace("\u200b", "")
        found += len(
            re.findall(
                r"https://\s*history\.\s*example/\s*departmenthistory/\s*documentation/\s*constitutional",
                text,
            )
        )
    assert found == len(bodies)


# large print ----------------------------------------------------------------------------------------------------------


def test_heads_of_large_print_leave_a_line_free_and_keep_from_the_edge() -> None:
    """Half an inch from the edge, as print-on-demand houses want, and two thirds of a line from the text."""
    top = re.search(r"\.head, \.folio \{ top: ([\d.]+)mm", furniture_sheet(LARGE_PRINT))
    assert top is not None
    head = float(top[1])
    assert head >= 12.7
    assert LARGE_PRINT.top - head - 20 * 25.4 / 72 >= 0.66 * LARGE_PRINT.text.leading * 25.4 / 72


def test_heads_of_signatures_are_as_wide_as_the_page_in_large_print() -> None:
    """In columns of half the page, the long one would stick out; names would be broken."""
    party = "".join(
        f'<div class="sigcol"><div class="blk blk--party" id="{name}"><p class="t for">{head}</p></div></div>'
        for name, head in (("a", "FOR JAPAN:"), ("b", "FOR THE UNITED STATES OF AMERICA:"))
    )
    ask = '<span class="qcall"><a id="c-q" href="#a">Q1</a></span>'
    asked = f"<p>{'Words of a line ' * 12}{ask} and more words of it {'that go on ' * 12}</p>"
    body = f'{asked}<div class="sigs sigs--2 sigs--brief"><div class="sigrow sigrow--2">{party}</div></div>'
    base = rendition([PrintChunk("text", page("T", body), "arabic", restart=True)])
    before, after = page_sheets(LARGE_PRINT)
    sheets = [(TEMPLATES / name).read_text() for name in ("print.css", "print-large.css")]
    made = typeset(replace(base, stylesheet=before + sheets[0] + after + sheets[1]))
    assert made.pdf is not None, made.faults
    assert not flaws(made, "line-too-long", "uneven-leading")


def test_trims_have_a_measure_that_can_be_read() -> None:
    """45 to 75 characters a line (Bringhurst, 2.1.2); a character of EB Garamond takes 0.4 em."""
    for trim in TRIMS.values():
        count = trim.measure / (0.4 * trim.text.size * 25.4 / 72)
        assert 45 <= count <= 75, (trim.id, count)


def test_the_longest_word_of_the_colophon_fits_on_a_page_of_large_letters() -> None:
    """A checksum has 32 digits without a place to break."""
    body = f'<section class="colophon" id="c"><p>{"1dff2c62" * 4}</p></section>'
    large = "html { font-size: 40pt }"
    made = typeset(rendition([PrintChunk("text", page("One", body), "arabic", restart=True)], css=large))
    assert made.faults == ()
