"""The treaty in all media: every checker on every file, and one number, one name everywhere."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
import pytest

import validators
from build.kit import XHTML, Built, epub_notes, nu, page_notes, popups, squeeze
from postil import load
from postil.model.edition import (
    WovenBlock,
    WovenEdition,
)
from postil.resolve import resolve
from postil.weave import weave
from postil.writers.pdf.audit import fold
from validators import report
from validators._browser import opened

pytestmark = pytest.mark.slow

WIDTHS = (1440, 1100, 390, 320)


def woven(built: Built) -> WovenEdition:
    """What the stages say that the files must show."""
    checked = load(built.root).check().checked
    assert checked is not None
    return weave(resolve(checked.editions[built.name], built.audience).value).value


# checkers ---------------------------------------------------------------------------------------------------------------


def test_epub_for_epubcheck_and_ace(treaty: Built) -> None:
    found = [*validators.epubcheck(treaty.epub), *validators.ace(treaty.epub)]
    assert not found, report(found)


def test_pdf_for_verapdf_and_qpdf(treaty: Built) -> None:
    found = [*validators.verapdf(treaty.pdf, flavour="ua1"), *validators.qpdf_check(treaty.pdf)]
    assert not found, report(found)


def test_the_colophon_names_the_families_that_are_in_the_file(treaty: Built) -> None:
    """Each file those that it brings along, and no other."""
    with pikepdf.open(treaty.pdf) as pdf:
        printed = {
            str(each.FontFamily)
            for each in pdf.objects
            if isinstance(each, pikepdf.Dictionary) and "/FontFamily" in each
        }
    sheets = b"".join(data for name, data in treaty.epub_files.items() if name.endswith(".css")).decode()
    family = re.compile(r'@font-face\s*{[^}]*?font-family:\s*"([^"]+)"')
    words = {
        "pdf": "".join(treaty.pdf_pages),
        "epub": "".join(treaty.epub_roots["EPUB/text/colophon.xhtml"].itertext()),
        "web": "".join(treaty.page_root.itertext()),
    }
    brought = {
        "pdf": printed,
        "epub": set(family.findall(sheets)),
        "web": set(family.findall(treaty.page.read_text(encoding="utf-8"))),
    }
    for medium, said in words.items():
        (named,) = {" ".join(each.split()) for each in re.findall(r"Set in ([^.]+)\.", said)}
        assert set(re.split(r", | and ", named)) == brought[medium], medium


def test_page_for_nu(treaty: Built) -> None:
    found = nu(treaty.page)
    assert not found, report(found)


@pytest.mark.parametrize("width", WIDTHS)
def test_page_for_axe(treaty: Built, width: int) -> None:
    note = next(iter(page_notes(treaty)))
    found = [
        *validators.axe(treaty.page, (width, 900), "light"),
        *validators.axe(treaty.page, (width, 900), "dark"),
        *validators.axe(f"{treaty.page}#n-{note}", (width, 900), "light"),
    ]
    assert not found, report(found)


def test_the_target_of_a_link_to_a_note_shows(treaty: Built) -> None:
    """A link from elsewhere to a note leads to words that can be seen, in every width."""
    notes = list(page_notes(treaty))
    for width in WIDTHS:
        for name in (notes[0], notes[-1]):
            with opened(f"{treaty.page}#n-{name}", (width, 900)) as (tab, troubles):
                box = tab.locator(f'[id="n-{name}"]').bounding_box()
                assert box is not None, (width, name)
                assert box["width"] > 60
                assert box["height"] > 10
                assert box["x"] >= 0
                assert box["x"] + box["width"] <= width + 1
                assert not troubles
                assert tab.evaluate("document.documentElement.scrollWidth") <= width


def test_every_note_comes_up_from_its_call(treaty: Built, instructors: Built) -> None:
    found = [*popups(treaty), *popups(instructors)]
    assert not found, report(found)


# one number, one name ---------------------------------------------------------------------------------------------------


def calls_of(roots: list[Any]) -> dict[str, str]:
    return {
        str(e.get("id"))[2:]: squeeze("".join(e.itertext()))
        for root in roots
        for e in root.iter()
        if isinstance(e.tag, str)
        and e.tag.removeprefix(XHTML) == "a"
        and (e.get("id") or "").startswith("c-")
    }


def labels_of(roots: list[Any]) -> dict[str, str]:
    """The label that stands at each note's body."""
    found: dict[str, str] = {}
    for root in roots:
        for e in root.iter():
            if isinstance(e.tag, str) and (e.get("id") or "").startswith("n-"):
                around = e if e.find(".//*[@class='mk']") is not None else e.getparent()
                marks = [m for m in around.iter() if "mk" in (m.get("class") or "").split()]
                found[e.get("id")[2:]] = squeeze("".join(marks[0].itertext()))
    return found


def numbers_of(roots: list[Any]) -> dict[str, str]:
    """The ¶ number printed at each block."""
    found: dict[str, str] = {}
    for root in roots:
        for e in root.iter():
            if isinstance(e.tag, str) and "blk" in (e.get("class") or "").split():
                for inner in e.iter():
                    if "pn" in (inner.get("class") or "").split():
                        found[e.get("id")] = "".join(inner.itertext()).strip()
                        break
    return found


def expected_numbers(own: WovenEdition) -> dict[str, str]:
    blocks = own.edition.text.blocks
    return {b.address: str(b.number) for b in blocks if b.number is not None}


class Printed:
    """Named destinations of a PDF with the words that can be read at them."""

    def __init__(self, built: Built) -> None:
        data = built.pdf.read_bytes()
        self.pdf = pikepdf.open(BytesIO(data))
        pages = {page.obj.objgen: number for number, page in enumerate(self.pdf.pages)}
        flat: Any = self.pdf.Root.Names.Dests.Names
        self.places: dict[str, tuple[int, float]] = {}
        for i in range(0, len(flat), 2):
            target = flat[i + 1]
            self.places[str(flat[i])] = (pages[target[0].objgen], float(target[3]))
        self.document = pypdfium2.PdfDocument(data)
        self.links = self._links()

    def _links(self) -> dict[str, list[str]]:
        """The words of the links that lead to each destination, as the structure tree has them."""
        found: dict[str, list[str]] = {}
        for number, page in enumerate(self.pdf.pages):
            links = [a for a in page.obj.get("/Annots", []) if "/Dest" in a]
            text = self.document[number].get_textpage()
            boxes = [
                (text.get_charbox(i), text.get_text_range(i, 1))
                for i in range(text.count_chars() if links else 0)
            ]
            for link in links:
                left, right = sorted(float(link.Rect[i]) for i in (0, 2))
                bottom, top = sorted(float(link.Rect[i]) for i in (1, 3))
                assert right - left > 1.5, link.Dest
                assert top - bottom > 4, link.Dest
                words = [
                    ch
                    for box, ch in boxes
                    if left < (box[0] + box[2]) / 2 < right and bottom < (box[1] + box[3]) / 2 < top
                ]
                found.setdefault(str(link.Dest), []).append(squeeze("".join(words)))
        return found

    def structure(self, kind: str) -> list[Any]:
        out, stack = [], [self.pdf.Root.StructTreeRoot]
        while stack:
            element = stack.pop()
            if element.get("/S") == pikepdf.Name(f"/{kind}"):
                out.append(element)
            kids = element.get("/K")
            listed = [] if kids is None else list(kids) if isinstance(kids, pikepdf.Array) else [kids]
            stack += [k for k in listed if isinstance(k, pikepdf.Dictionary) and ("/S" in k or "/K" in k)]
        return out


def test_labels_are_the_same_in_three_media(treaty: Built, instructors: Built) -> None:
    for built in (treaty, instructors):
        labels = {n.id: squeeze(n.label) for n in woven(built).notes}
        page, book = [built.page_root], list(built.epub_roots.values())
        assert calls_of(page) == labels
        assert calls_of(book) == labels
        assert labels_of(page) == labels
        assert labels_of(book) == labels
        printed = Printed(built)
        assert {n[2:] for n in printed.places if n.startswith("c-")} == set(labels)
        assert {n[2:] for n in printed.places if n.startswith("n-")} == set(labels)
        for name, label in labels.items():
            # the words of the links to a note: its call, and cross-references to it
            assert label in printed.links[f"n-{name}"], (name, label, printed.links[f"n-{name}"])


def test_notes_are_the_same_words_in_three_media(treaty: Built) -> None:
    page, book = page_notes(treaty), epub_notes(treaty)
    assert page.keys() == book.keys()
    whole = fold("".join(treaty.pdf_pages))
    for name, words in page.items():
        assert squeeze(words) == squeeze(book[name]), name
        if len(words) > 40 and not re.search(r"[\u0590-\u08ff]", words):
            assert fold(words)[-30:] in whole, (name, words)


def test_paragraph_numbers_are_the_same_in_three_media(treaty: Built) -> None:
    expected = expected_numbers(woven(treaty))
    assert [int(n) for n in expected.values()] == list(range(1, len(expected) + 1))
    assert numbers_of([treaty.page_root]) == expected
    assert numbers_of(list(treaty.epub_roots.values())) == expected
    printed = Printed(treaty)
    for address, number in expected.items():
        page, top = printed.places[address]
        text = printed.document[page].get_textpage()
        around = text.get_text_bounded(0, top - 16, 600, top + 6)
        assert number in re.findall(r"\d+", around), (address, number, around)


def test_ids_are_the_same_in_three_media(treaty: Built) -> None:
    own = woven(treaty)
    addresses = {b.address for b in own.edition.text.blocks} | {d.id for d in own.edition.text.divisions}
    owed = addresses | {f"{kind}-{n.id}" for n in own.notes for kind in ("c", "n")}
    page = {e.get("id") for e in treaty.page_root.iter() if isinstance(e.tag, str)}
    book = {e.get("id") for root in treaty.epub_roots.values() for e in root.iter() if isinstance(e.tag, str)}
    printed = set(Printed(treaty).places)
    for found in (page, book, printed):
        assert not owed - found


def test_each_printed_note_stands_once_on_the_page_of_its_call(treaty: Built) -> None:
    own, printed = woven(treaty), Printed(treaty)
    notes = printed.structure("Note")
    assert len({str(n.ID) for n in notes}) == len(notes)
    feet = [n for n in own.notes if n.series.place("print") == "foot"]
    for note in feet:
        if f"p-{note.id}" in printed.places:  # too tall: its pointer stands there
            assert printed.places[f"p-{note.id}"][0] == printed.places[f"c-{note.id}"][0]
        else:
            assert printed.places[f"n-{note.id}"][0] == printed.places[f"c-{note.id}"][0]


def test_bookmarks_are_the_words_of_the_headings(treaty: Built) -> None:
    """Not the calls in them: a bookmark `ARTICLE VIII29` would name an article that there is not."""
    own = woven(treaty)
    headings = {" ".join(b.text.split()) for b in own.edition.text.blocks if b.kind == "heading"}
    found: set[str] = set()

    def visit(items: Any) -> None:
        for item in items:
            found.add(item.title)
            visit(item.children)

    with pikepdf.open(treaty.pdf) as pdf, pdf.open_outline() as outline:
        visit(outline.root)
    assert headings <= found


def test_the_text_is_the_transcription_in_every_medium(treaty: Built) -> None:
    """What any output shows, re-joined, with adopted readings undone, is the transcription letter for letter."""
    own = woven(treaty)
    blocks = {b.address: b for b in shown(own)}
    for roots in ([treaty.page_root], list(treaty.epub_roots.values())):
        seen = 0
        for root in roots:
            for e in root.iter():
                if isinstance(e.tag, str) and e.get("id") in blocks:
                    block = blocks[e.get("id")]
                    text = "".join(words_of(block))
                    assert squeeze(plain(e)) == squeeze((block.marker or "") + text), e.get("id")
                    seen += 1
        assert seen == len(blocks)


def shown(own: WovenEdition) -> list[WovenBlock]:
    from core.projects import woven_blocks

    return [b for b in woven_blocks(own.root) if b.kind != "table"]


def words_of(block: WovenBlock) -> list[str]:
    from core.projects import woven_nodes

    return [n.text for n in woven_nodes(block) if n.type == "segment"]


def plain(element: Any) -> str:
    """Return the words of a block without calls, numbers and notes."""
    classes = set((element.get("class") or "").split())
    if not isinstance(element.tag, str) or element.tag.removeprefix(XHTML) in {"rt", "rp", "aside"}:
        return ""
    if classes & {"call", "pn", "pb", "note"}:
        return ""
    return (element.text or "") + "".join(plain(c) + (c.tail or "") for c in element)
