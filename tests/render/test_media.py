"""What must hold of every medium: each note once, ids once, the same labels and ids in all, nothing raw."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import tinyhtml5

from postil.diagnostics import Checked, Collector
from postil.model.course_reader import CitedEdition
from postil.model.rendition import EpubRendition, NotePlacement, PrintRendition, SiteRendition
from postil.render.book import ContentsEntry
from postil.render.environment import Templates
from render.project import FACTS, cited, documents, edition, package, reader, renderer

XHTML = "{http://www.w3.org/1999/xhtml}"
MEDIA = ("print", "epub", "web")
BOOKS = ("one", "students", "reader")


def source(book: str) -> CitedEdition:
    return {"one": cited(), "students": cited("students")}[book]


def rendered(render: Callable[..., Checked[Any]]) -> dict[int, Any]:
    """The documents of the reader, each rendered by itself."""
    about = reader().manifest, reader().project
    made = {number: render(each, number, *about) for number, each in enumerate(documents(), 1)}
    assert all(each.ok for each in made.values())
    return {number: each.value for number, each in made.items()}


@cache
def printed(book: str, moved: frozenset[str] = frozenset()) -> PrintRendition:
    make = renderer()
    if book == "reader":
        checked = make.frame_print(reader(), rendered(make.documents.print), facts=FACTS)
    else:
        checked = make.render_print(source(book), moved=moved, facts=FACTS)
    assert checked.ok, [d.message for d in checked.diagnostics]
    assert checked.value is not None
    return checked.value


@cache
def electronic(book: str) -> EpubRendition:
    make = renderer()
    if book == "reader":
        checked = make.frame_epub(reader(), rendered(make.documents.epub), facts=FACTS)
    else:
        checked = make.render_epub(source(book), facts=FACTS)
    assert checked.ok, [d.message for d in checked.diagnostics]
    assert checked.value is not None
    return checked.value


@cache
def web(book: str) -> SiteRendition:
    make = renderer()
    if book == "reader":
        checked = make.frame_site(reader(), rendered(make.documents.page), facts=FACTS)
    else:
        checked = make.render_site(source(book), facts=FACTS)
    assert checked.ok, [d.message for d in checked.diagnostics]
    assert checked.value is not None
    return checked.value


@cache
def trees(medium: str, book: str) -> list[ET.Element]:
    if medium == "epub":
        return [ET.fromstring(d.xhtml.partition("<!DOCTYPE html>")[2]) for d in electronic(book).documents]
    if medium == "web":
        return [parsed(web(book).html)]
    return [parsed(chunk.html) for chunk in printed(book).chunks]


def parsed(html: str) -> ET.Element:
    return tinyhtml5.parse(html, namespace_html_elements=False)


def placements(medium: str, book: str) -> tuple[NotePlacement, ...]:
    rendition = {"print": printed, "epub": electronic, "web": web}[medium](book)
    return rendition.notes


def everything(medium: str, book: str) -> list[ET.Element]:
    return [
        element for tree in trees(medium, book) for element in tree.iter() if isinstance(element.tag, str)
    ]


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def shown(element: ET.Element) -> str:
    return squeezed("".join(element.itertext()))


each = pytest.mark.parametrize(("medium", "book"), [(m, b) for m in MEDIA for b in BOOKS])


@each
def test_ids_are_unique_in_the_whole_book(medium: str, book: str) -> None:
    counted = Counter(e.get("id") for e in everything(medium, book) if e.get("id"))
    assert [name for name, count in counted.items() if count > 1] == []


@each
def test_every_note_has_one_body_and_one_call(medium: str, book: str) -> None:
    elements = everything(medium, book)
    for note in placements(medium, book):
        bodies = [e for e in elements if e.get("id") == f"n-{note.id}"]
        calls = [e for e in elements if e.get("id") == f"c-{note.id}"]
        assert len(bodies) == 1, note.id
        assert len(calls) == 1, note.id
        assert shown(calls[0]) == note.label
        assert calls[0].get("href", "").endswith(f"#n-{note.id}")
        assert squeezed(note.text) in shown(bodies[0])


@each
def test_links_inside_the_book_lead_somewhere(medium: str, book: str) -> None:
    elements = everything(medium, book)
    if medium == "epub":
        ids = {
            f"{d.path.rpartition('/')[2]}#{found}"
            for d in electronic(book).documents
            for found in re.findall(r' id="([^"]+)"', d.xhtml)
        }
        for document in electronic(book).documents:
            own = document.path.rpartition("/")[2]
            for link in re.findall(r' href="([^":]*#[^"]+)"', document.xhtml):
                assert (link if not link.startswith("#") else own + link) in ids, link
        return
    ids = {e.get("id") for e in elements}
    links = [e.get("href", "")[1:] for e in elements if e.get("href", "").startswith("#")]
    assert [link for link in links if link not in ids] == []


@pytest.mark.parametrize("book", BOOKS)
def test_labels_ids_and_paragraph_numbers_agree(book: str) -> None:
    labels = [{(n.id, n.label) for n in placements(m, book)} for m in MEDIA]
    assert labels[0] == labels[1] == labels[2]
    found = []
    for medium in MEDIA:
        numbers = {}
        for element in everything(medium, book):
            for child in element.iter():
                if child.get("class") == "pn" and element.get("id") and "blk" in element.get("class", ""):
                    numbers[element.get("id")] = child.text
        found.append(numbers)
    assert found[0] == found[1] == found[2]
    assert found[0]


@each
def test_nothing_a_user_wrote_becomes_markup(medium: str, book: str) -> None:
    elements = everything(medium, book)
    assert not [e for e in elements if e.tag.removeprefix(XHTML) == "script"]
    assert not [e for e in elements if any(name.startswith("on") for name in e.attrib)]
    everything_shown = "".join(shown(tree) for tree in trees(medium, book))
    hostile = next(block.text for block in edition().text.blocks if "Hostile" in block.text)
    assert "<script>" in hostile
    assert squeezed(hostile) in everything_shown
    if book == "one":
        assert "with<b>everything</b>&more" in everything_shown


def test_students_get_no_trace_of_answers() -> None:
    for medium in MEDIA:
        assert not [e for e in everything(medium, "students") if "answer" in e.get("class", "")]
        assert all("hidden from students" not in shown(t) for t in trees(medium, "students"))
        assert any("hiddenfromstudents" in shown(t) for t in trees(medium, "one"))


def test_foot_notes_are_on_one_line_and_inline() -> None:
    for book in BOOKS:
        for chunk in printed(book).chunks:
            for note in re.findall(r'<span class="fn [^\n]*', chunk.html):
                assert note.count("<span") <= note.count("</span>")
            for element in parsed(chunk.html).iter():
                if isinstance(element.tag, str) and "fn" in element.get("class", "").split():
                    assert not [e for e in element.iter() if e.tag in {"p", "div", "ul", "li", "blockquote"}]
                    assert "\n" not in "".join(element.itertext())


def test_the_text_is_the_transcription() -> None:
    """Calls, notes, numbers and page marks taken out, what is left of the document is the text that was woven."""
    blocks = {b.address: b for b in cited().woven.edition.text.blocks if b.kind != "table"}
    for medium in MEDIA:
        seen = 0
        for element in everything(medium, "one"):
            block = blocks.get(element.get("id", ""))
            if block is None or (medium == "epub" and block.kind == "figure"):
                continue
            text = squeezed("".join(_text_of(element)))
            expected = squeezed(block.text).replace("Auchiro", "Aiichiro")
            if block.marker:
                expected = squeezed(block.marker) + expected
            assert text == expected, (medium, block.address)
            seen += 1
        assert seen == len(blocks)


def _text_of(element: ET.Element) -> list[str]:
    name, classes = element.tag.removeprefix(XHTML), set(element.get("class", "").split())
    if classes & {"call", "fn", "qcall", "pn", "pb", "rt", "note", "sep"} or name in {"rt", "rp", "aside"}:
        return []
    out = [element.text or ""]
    for child in element:
        out += _text_of(child)
        out.append(child.tail or "")
    return out


def test_a_moved_note_stands_at_the_end_and_its_foot_says_where() -> None:
    moved = printed("one", frozenset({"friends"}))
    placed = {note.id: note.place for note in moved.notes}
    assert placed["friends"] == "moved"
    text = next(chunk.html for chunk in moved.chunks if chunk.name == "text")
    foot = re.search(r'<span class="fn [^"]*" id="p-friends"[^>]*>.*?data-folio="n-friends"', text)
    assert foot is not None
    assert "First paragraph" not in foot[0]
    assert text.index('id="p-friends"') < text.index('id="n-friends"')
    assert text.count("A quotation in a note.") == 1


def test_chunks_of_an_edition_and_of_a_reader() -> None:
    assert [(c.name, c.folios, c.restart) for c in printed("one").chunks] == [
        ("front", "roman", True),
        ("matter", "roman", False),
        ("text", "arabic", True),
    ]
    assert [c.name for c in printed("reader").chunks] == [
        "front",
        "document-1",
        "item-2",
        "document-2",
        "back",
        "colophon",
    ]
    assert [c.restart for c in printed("reader").chunks] == [True, True, False, False, False, False]


def test_the_title_stands_once_as_printed() -> None:
    text = next(chunk.html for chunk in printed("one").chunks if chunk.name == "text")
    assert re.findall(r"<h2 [^>]*id=\"title\"[^>]*>Treaty of <em>Tests</em>", text)
    assert "A Treaty of Tests" not in text.partition("</header>")[0].partition("<body")[2]


def test_the_apparatus_in_short_form() -> None:
    notes = {n.id: n.text for n in placements("web", "one")}
    assert notes["aiichiro"] == "Aiichiro] ed.; Auchiro C. An error. [CD]"
    assert notes["territories"] == "territories] C; areas F. [CD]"
    assert notes["omitted"] == "peace] C; om. F. [CD]"


def test_initial_and_first_words_read_as_one_word() -> None:
    intro = next(d.xhtml for d in electronic("one").documents if d.path.endswith("introduction.xhtml"))
    assert '<span class="dc">A</span><span class="leadin">lthough this is</span>' in intro or (
        '<span class="dc">A</span><span class="leadin">lthough this</span>' in intro
    )


def test_a_label_and_the_words_behind_it_are_not_parted() -> None:
    """Else the letter of an entry ends a line of the apparatus and its words begin the next."""
    for book in BOOKS:
        for chunk in printed(book).chunks:
            assert not re.findall(r'<span class="fn [^>]*><a class="mk"[^>]*>[^<]*</a>(?!\u00a0)', chunk.html)
    assert any("</a>\u00a0" in chunk.html for chunk in printed("one").chunks)


def test_a_checksum_is_parted_in_the_middle_alone() -> None:
    made = "".join(chunk.html for chunk in printed("one").chunks)
    assert "ab" * 16 + "<wbr/>" + "ab" * 16 in made


def test_short_heads_of_two_parties_stand_on_one_line() -> None:
    text = next(chunk.html for chunk in printed("one").chunks if chunk.name == "text")
    assert "sigs--2 sigs--brief" in text


def test_a_printed_contents_lists_no_bare_numbers_below_a_chapter() -> None:
    """Articles right below the document stand in it, and so does what has a gloss; e-book and web list everything."""

    def entry(title: str, *children: ContentsEntry, gloss: str = "") -> ContentsEntry:
        return ContentsEntry(title, gloss, title.lower().replace(" ", "-"), children)

    entries = (
        entry(
            "The Document",
            entry("Preamble"),
            entry("Article 1"),
            entry("Chapter I. The Emperor", entry("Article 2"), entry("Article 3")),
            entry("Chapter II. The Diet", entry("Article 4", gloss="The only one"), entry("Article 5")),
            entry("Chapter III. The Courts", entry("Section 2. Of judges"), entry("Article 6")),
        ),
    )
    shown = {}
    for brief in ("True", "False"):
        text = (
            '{% import "edition.j2" as E %}{% import "placement/print.j2" as P %}{{ E.entries(entries, P, '
            + brief
            + ") }}"
        )
        made = Templates(package(), {"try.j2": text}, "templates").render(
            "try.j2", {"entries": entries}, Collector()
        )
        assert made is not None
        shown[brief] = re.findall(r'href="#([^"]+)"', made)
    assert len(shown["False"]) == 12
    gone = {"article-2", "article-3"}
    assert shown["True"] == [name for name in shown["False"] if name not in gone]


def test_epub_notes_stand_in_the_file_of_their_calls() -> None:
    for book in BOOKS:
        for note in electronic(book).notes:
            homes = [d.path for d in electronic(book).documents if f'id="n-{note.id}"' in d.xhtml]
            calls = [d.path for d in electronic(book).documents if f'id="c-{note.id}"' in d.xhtml]
            assert (homes == calls) == (note.place != "back")


def test_epub_contents_and_pages_lead_to_ids() -> None:
    book = electronic("one")
    files = {d.path: d.xhtml for d in book.documents}

    def check(points: tuple[object, ...]) -> None:
        for point in points:
            path, _, name = point.href.partition("#")  # type: ignore[attr-defined]
            assert f'id="{name}"' in files[path]
            check(getattr(point, "children", ()))

    check(book.contents)
    check(book.page_list)
    assert [point.title for point in book.page_list] == ["2"]


def test_the_page_leaves_places_for_policy_and_style() -> None:
    html = web("one").html
    head = html.partition("</head>")[0]
    assert head.count("POSTIL-CSP") == head.count("POSTIL-STYLE") == 1
    assert head.index("POSTIL-STYLE") < head.index("<title>")
    assert " style=" not in html


def test_every_note_in_the_margin_has_its_rules() -> None:
    page = web("one")
    for note in page.notes:
        if note.place == "foot":
            anchor = re.search(re.escape(f"#c-{note.id}{{anchor-name:") + r"(--c\d+)}", page.stylesheet)
            assert anchor, note.id
            rule = page.stylesheet.partition(f"#n-{note.id}{{")[2].partition("}")[0]
            assert f"top:max(anchor({anchor[1]} top,0px)" in rule


def test_same_input_same_bytes() -> None:
    first = renderer().render_epub(cited(), facts=FACTS).value
    assert first == renderer().render_epub(cited(), facts=FACTS).value


def test_a_long_text_is_parted_between_divisions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("postil.render.epub._FILE_LIMIT", 300)
    book = renderer().render_epub(cited(), facts=FACTS).value
    assert book is not None
    files = {d.path: d.xhtml for d in book.documents}
    assert {"text/text.xhtml", "text/art-1.xhtml", "text/art-2.xhtml"} <= set(files)
    for path, text in files.items():
        own = set(re.findall(r' id="([^"]+)"', text))
        assert all(
            name in own for names in re.findall(r'aria-labelledby="([^"]+)"', text) for name in names.split()
        ), path
    for note in book.notes:
        homes = [path for path, text in files.items() if f'id="n-{note.id}"' in text]
        calls = [path for path, text in files.items() if f'id="c-{note.id}"' in text]
        assert len(homes) == len(calls) == 1
        assert note.place == "back" or homes == calls
