"""Forms of documents in print: verse by lines, figures of a given width, facsimiles amid a paragraph, pictures too coarse."""

from __future__ import annotations

import io
from xml.etree.ElementTree import fromstring

import pypdfium2
import pytest
from PIL import Image

from pdf.sample import page, rendition
from postil.model.rendition import PrintChunk, Typeset
from postil.model.steps import perform_here
from postil.writers.pdf import typeset
from postil.writers.pdf.trees import blocks, prepare


def prepared(markup: str) -> str:
    from xml.etree.ElementTree import tostring

    root = fromstring(f"<body>{markup}</body>")
    prepare(root)
    return tostring(root, encoding="unicode").removeprefix("<body>").removesuffix("</body>")


def png(width: int, height: int) -> bytes:
    data = io.BytesIO()
    Image.new("L", (width, height), 120).save(data, "PNG")
    return data.getvalue()


def printed(body: str, *, css: str = "", images: dict[str, bytes] | None = None) -> Typeset:
    chunk = PrintChunk("text", page("T", f'<section class="doc" id="doc">{body}</section>'), "arabic", True)
    return typeset(rendition([chunk], css=css, images=images), perform_here)


def words(made: Typeset) -> list[str]:
    assert made.pdf is not None
    document = pypdfium2.PdfDocument(made.pdf)
    found = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    return found


# verse ----------------------------------------------------------------------------------------------------------------


def test_breaks_between_lines_go_and_no_word_with_them() -> None:
    made = prepared(
        '<div class="blk--stanza"><p><span class="line">a</span><br/><span class="line">b</span></p></div>'
    )
    assert (
        made == '<div class="blk--stanza"><p><span class="line">a</span><span class="line">b</span></p></div>'
    )
    kept = prepared('<div class="blk--stanza"><p><span class="line">a</span><br/>words</p></div>')
    assert "words" in kept


def test_a_stanza_of_an_older_template_is_parted_into_lines() -> None:
    made = prepared('<div class="blk--stanza"><p>a <i>b</i><br/>c</p></div>')
    assert made.count('<span class="line">') == 2
    assert "c</span>" in made


def stanza(lines: int, note: str = "") -> str:
    inside = "<br/>".join(f'<span class="line">Line {n} of it</span>' for n in range(1, lines + 1))
    return (
        f'<div class="verse"><div class="blk blk--stanza" id="s"><p class="t">{inside}{note}</p></div></div>'
    )


@pytest.mark.parametrize(("lines", "parted"), [(8, False), (9, True), (40, True)])
def test_a_long_stanza_goes_on_over_the_page(lines: int, parted: bool) -> None:
    """A short one is kept whole; of a longer one three lines stay together."""
    first, *_ = words(printed('<p style="height: 145mm">Before.</p>' + stanza(lines)))
    assert ("Line 3 of it" in first) == parted


def test_a_stanza_with_long_notes_goes_on_over_the_page() -> None:
    note = f'<span class="fn">{"Words of a note. " * 60}</span>'
    assert 'class="blk blk--stanza long"' in prepared(stanza(4, note))
    assert "long" not in prepared(stanza(4))


# tables ---------------------------------------------------------------------------------------------------------------


def test_cells_are_not_indented_as_the_first_line_of_a_paragraph_is() -> None:
    table = "<table class='t'><tbody><tr><td>Edge</td><td>B</td></tr></tbody></table>"
    made = printed(
        f'<div class="blk" id="a"><p class="t">Edge of it.</p></div><div class="blk blk--table" id="b">{table}</div>'
    )
    document = pypdfium2.PdfDocument(made.pdf)
    leaf = document[0].get_textpage()
    found = leaf.search("Edge")
    starts = [leaf.get_charbox(at)[0] for at, _ in iter(found.get_next, None)]
    document.close()
    assert len(starts) == 2
    assert abs(starts[0] - starts[1]) < 1


# letters --------------------------------------------------------------------------------------------------------------


def test_what_stands_over_a_letter_does_not_stay_behind_without_it() -> None:
    over = "".join(
        f'<div class="blk blk--{kind}" id="{kind}"><p class="t">The {kind}</p></div>'
        for kind in ("address", "dateline", "salutation")
    )
    letter = f'<p style="height: {{}}mm">Before.</p>{over}<div class="blk" id="a"><p class="t">{"Words of it. " * 12}</p></div>'
    split = 0
    for height in range(120, 160, 4):
        pages = words(printed(letter.format(height)))
        split += len(pages) > 1
        assert all(("The salutation" in each) == ("Words of it." in each) for each in pages if "The " in each)
    assert split


# facsimiles -----------------------------------------------------------------------------------------------------------

PARTED = (
    '<div class="blk" id="art.1"><p class="t">One two <span class="facs"><img src="postil:img/p.png" alt="Page 2"/>'
    '<span class="facsno">Page 2</span></span><span class="pb" id="pb-2" data-n="2"></span>three four.</p></div>'
)


def test_a_parted_block_goes_on_under_the_id_of_its_page() -> None:
    root = fromstring(f"<body>{PARTED}</body>")
    found = [(id_, "".join(pieces)) for id_, pieces, _ in blocks(root)]
    assert found == [("art.1", "One two "), ("pb-2", "three four.")]


def test_a_facsimile_stands_on_a_verso_and_its_words_beside_it() -> None:
    made = printed("<p>Before.</p>" + PARTED + "<p>Behind.</p>", images={"postil:img/p.png": png(1400, 2000)})
    assert not made.faults
    pages = words(made)
    number = next(n for n, text in enumerate(pages) if "Page 2" in text)
    assert number % 2 == 1
    assert "One two" in pages[number - 1]
    assert "three four." in pages[number + 1]
    assert "Behind." in pages[number + 1]


def test_words_that_are_lost_behind_a_facsimile_are_found_out() -> None:
    hidden = PARTED.replace("three four.", '<span class="lost">three four.</span>')
    made = printed(hidden, css=".lost { display: none }", images={"postil:img/p.png": png(1400, 2000)})
    assert {f.anchor for f in made.faults if f.kind == "text-lost"} == {"pb-2"}


# pictures -------------------------------------------------------------------------------------------------------------


def figure(width: str = "") -> str:
    wide = f' data-width="{width}"' if width else ""
    return f'<figure class="figure"{wide}><div class="blk blk--figure" id="f"><img src="postil:img/p.png" alt="P"/></div></figure>'


@pytest.mark.parametrize(
    ("width", "pixels", "told"),
    [
        ("", 300, ""),
        ("", 5000, ""),
        ("50mm", 600, ""),
        ("100mm", 600, "100 mm wide with 152 dots to the inch; with 300 it may be 51 mm wide"),
        ("500mm", 600, "108 mm wide with 141 dots to the inch; with 300 it may be 51 mm wide"),
        ("url(x)", 600, ""),
    ],
)
def test_dots_to_the_inch(width: str, pixels: int, told: str) -> None:
    made = printed("<p>Before.</p>" + figure(width), images={"postil:img/p.png": png(pixels, pixels // 2)})
    found = [f.message for f in made.faults]
    assert len(found) == bool(told)
    assert all(told in message for message in found)


def test_a_picture_is_told_once_where_it_is_widest() -> None:
    made = printed(
        figure("80mm") + figure("60mm").replace('id="f"', 'id="g"'), images={"postil:img/p.png": png(600, 60)}
    )
    (fault,) = made.faults
    assert fault.kind == "resolution"
    assert fault.anchor == "postil:img/p.png"
    assert "80 mm" in fault.message


def test_the_words_of_an_item_begin_where_its_other_lines_do() -> None:
    """The space behind a mark does not grow with the spaces of its line."""
    made = prepared('<p><span class="marker">§ 1.</span> One <b>two</b></p>')
    assert made == '<p><span class="marker">§ 1.\xa0</span>One <b>two</b></p>'


def test_the_closing_words_of_a_letter_keep_their_distance_whatever_is_before_them() -> None:
    def gap(before: str) -> float:
        made = printed(f'{before}<div class="blk blk--closer" id="c"><p class="t">Yours for ever</p></div>')
        document = pypdfium2.PdfDocument(made.pdf)
        leaf = document[0].get_textpage()
        tops = []
        for words in ("Last of it", "Yours"):
            found = leaf.search(words).get_next()
            assert found is not None
            tops.append(leaf.get_charbox(found[0])[1])
        document.close()
        return tops[0] - tops[1]

    line = '<p class="t">Last of it.</p>'
    usual = gap(f'<div class="blk" id="a">{line}</div>')
    assert gap(f'<blockquote class="quote"><div class="blk" id="a">{line}</div></blockquote>') > usual - 1
    assert gap(f'<div class="verse"><div class="blk blk--stanza" id="a">{line}</div></div>') > usual - 1
