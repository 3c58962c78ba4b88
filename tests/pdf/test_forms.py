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
