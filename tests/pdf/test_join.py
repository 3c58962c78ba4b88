"""A book joined from sheaves is the book typeset as a whole; what is kept is not set again, and changes nothing."""

from __future__ import annotations

import pickle
import random
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pdf.declare import written
from pdf.sample import book, note_html, page, rendition, sentence
from pdf.test_file import PIXEL, SINK
from pdf.walk import Walk, outline
from pdf.whole import whole
from postil.model.rendition import NotePlacement, PrintChunk, PrintRendition
from postil.model.steps import Step
from postil.model.targets import US_TRADE, Target
from postil.writers.pdf import typeset
from postil.writers.pdf.folios import Place, Sheet, _ranges, impose, places
from postil.writers.pdf.objects import Strip
from postil.writers.pdf.sheaf import Leaf, Sheaf
from validators import qpdf_check, report, verapdf


class Kept:
    """Performs steps and keeps what they give, as it is written to a disk; `done` counts those that were not kept."""

    def __init__(self, seed: int | None = None) -> None:
        self.results: dict[str, bytes] = {}
        self.done: Counter[str] = Counter()
        self.chance = random.Random(seed) if seed is not None else None

    def __call__(self, steps: Sequence[Step[Any]], /) -> list[Any]:
        order = list(range(len(steps)))
        if self.chance is not None:
            self.chance.shuffle(order)
        for number in order:
            step = pickle.loads(pickle.dumps(steps[number]))  # noqa: S301 - as another process gets it
            if step.key not in self.results:
                self.results[step.key] = pickle.dumps(step.run())
                self.done[step.work.__name__] += 1
        return [pickle.loads(self.results[step.key]) for step in steps]  # noqa: S301


def reader(documents: int = 4, *, changed: str = "") -> PrintRendition:
    """A reader of documents that refer to each other, with contents before them and an index behind."""
    rng = random.Random(7)
    chunks, notes, entries = [], [], []
    for number in range(1, documents + 1):
        parts = []
        for paragraph in range(1, rng.randint(6, 14)):
            name = f"d{number}--n{paragraph}"
            body = sentence(rng, rng.randint(5, 30))
            notes.append(NotePlacement(name, str(paragraph), body, "foot"))
            words = sentence(rng, rng.randint(40, 120))
            parts.append(
                f'<div class="blk" id="d{number}--p{paragraph}"><p class="t">{words}'
                f'{note_html(name, str(paragraph), body)} See <a href="#d{number % documents + 1}--p2">there</a>'
                f"{changed if (number, paragraph) == (2, 3) else ''}.</p></div>"
            )
        head = f'<header class="dochead"><h2>Document {number}</h2></header>'
        html = (
            f'<article class="doc" id="d{number}" data-verso="Document {number}" data-recto="Document {number}" '
            f'data-opening="drop">{head}{"".join(parts)}</article>'
        )
        chunks.append(PrintChunk(f"d{number}", page(f"Document {number}", html), "arabic", number == 1))
        entries.append(
            f'<li><a href="#d{number}">Document {number} <span class="folio" data-folio="d{number}"></span></a></li>'
        )
    contents = (
        '<nav class="contents" role="doc-toc" id="contents" data-opening="drop"><h2>Contents</h2>'
        f"<ol>{''.join(entries)}</ol></nav>"
    )
    spans = " ".join(f"d1--p{paragraph}" for paragraph in range(1, 6))
    index = (
        '<section class="prose" id="index"><h2>Index</h2>'
        f'<p>Peace, <span data-folios="{spans} d3--p1 d2--n1|n1"></span></p></section>'
    ).replace("d2--n1|n1", "n-d2--n1|n1")
    return rendition(
        [
            PrintChunk("front", page("A Reader", contents), "roman", restart=True),
            *chunks,
            PrintChunk("index", page("A Reader", index), "arabic", restart=False),
        ],
        notes,
    )


def sink() -> PrintRendition:
    """Everything that markup may have, in two chunks."""
    words = ("In a heading.", "In an item.", "In a head.", "In a cell.")
    other = (
        '<section id="t"><h5>Deep</h5><p lang="ja">日本国</p>'
        '<div style="background:linear-gradient(red,blue);height:2cm"></div>'
        '<p><img src="postil:img/pixel.png" alt="The same" width="9" height="9"> <a href="#s">back</a></p></section>'
    )
    return rendition(
        [
            PrintChunk("one", page("Sink", SINK), "arabic", restart=True),
            PrintChunk("two", page("Sink", other), "arabic", restart=False),
        ],
        [NotePlacement(*each, "foot") for each in zip("abcd", "1234", words, strict=True)],
        images={"postil:img/pixel.png": PIXEL},
    )


@cache
def joined(name: str) -> tuple[PrintRendition, bytes]:
    made = {"book": lambda: book(60), "reader": reader, "sink": sink}[name]()
    alike = replace(US_TRADE, inside=22, outside=22)  # no page is moved: the other writer moves none
    made = replace(made, target=Target("alike", alike))
    result = typeset(made)
    assert result.faults == ()
    return made, result.pdf or b""


BOOKS = pytest.mark.parametrize("name", ["book", "reader", "sink"])


def looks(data: bytes) -> list[tuple[bytes, str]]:
    document = pypdfium2.PdfDocument(data)
    found = [
        (bytes(leaf.render(scale=1.5).buffer), leaf.get_textpage().get_text_bounded()) for leaf in document
    ]
    document.close()
    return found


@pytest.mark.slow
@BOOKS
def test_page_for_page_the_book_set_whole(name: str) -> None:
    made, data = joined(name)
    reference = whole(made)
    ours, theirs = looks(data), looks(reference)
    assert len(ours) == len(theirs) > 2
    for number, (own, other) in enumerate(zip(ours, theirs, strict=True)):
        assert own[1] == other[1], f"the words of page {number + 1}"
        assert own[0] == other[0], f"the looks of page {number + 1}"
    assert outline(data) == outline(reference)
    assert len(data) <= 1.1 * len(reference)


@pytest.mark.slow
def test_conforms(tmp_path: Path) -> None:
    paths = []
    for name in ("book", "reader", "sink"):
        paths.append(tmp_path / f"{name}.pdf")
        paths[-1].write_bytes(joined(name)[1])
        assert not qpdf_check(paths[-1])
    findings = verapdf(paths, flavour="ua1")
    assert not findings, report(findings)


@BOOKS
def test_the_structure_tree_holds_from_both_sides(name: str) -> None:
    walk = Walk(joined(name)[1])
    assert walk.wrong == []
    assert walk.elements > 30
    assert walk.links


def test_same_bytes_kept_or_not_and_in_any_order() -> None:
    made, data = joined("reader")
    kept = Kept(seed=1)
    assert typeset(made, kept).pdf == data
    steps = dict(kept.done)
    assert steps["set_sheaf"] >= len(made.chunks)
    assert typeset(made, kept).pdf == data
    assert dict(kept.done) == steps, "nothing is done again"
    assert typeset(made, Kept(seed=2)).pdf == data


def test_a_changed_chunk_costs_itself() -> None:
    kept = Kept()
    typeset(reader(), kept)
    before = kept.done.copy()
    changed = typeset(reader(changed=" party"), kept)
    assert dict(kept.done - before) == {"set_sheaf": 1, "read_pages": 1, "read_notes": 1}
    assert changed.pdf == typeset(reader(changed=" party")).pdf
    assert changed.faults == ()


def test_a_new_letter_costs_the_face_and_a_reading() -> None:
    """The pages of other chunks are not set again, but read again, since the face in the finished file is another."""
    kept = Kept()
    typeset(reader(), kept)
    before = kept.done.copy()
    changed = typeset(reader(changed=" włącznie"), kept)
    done = kept.done - before
    assert (done["set_sheaf"], done["cut_face"], done["set_furniture"]) == (1, 1, 0)
    assert changed.faults == ()


def test_a_longer_chunk_costs_itself_and_the_folios_behind_it() -> None:
    kept = Kept()
    typeset(reader(), kept)
    before = kept.done.copy()
    longer = reader(changed=" and again" * 900)
    changed = typeset(longer, kept)
    done = kept.done - before
    assert changed.pdf == typeset(longer).pdf
    assert done["set_sheaf"] <= 3 + 2  # itself, contents and index, these perhaps twice
    assert done["set_furniture"] <= 4  # lots of heads and of folios at the foot


def test_two_editions_of_the_same_ids_meet_only_without_prefix() -> None:
    def made(*prefixes: str) -> PrintRendition:
        chunks, notes = [], []
        for number, prefix in enumerate(prefixes):
            body = f"Of edition {number}."
            html = f'<div class="blk" id="{prefix}p1"><p>Words{note_html(f"{prefix}a", "1", body)}.</p></div>'
            chunks.append(PrintChunk(f"e{number}", page("E", html), "arabic", restart=number == 0))
            notes.append(NotePlacement(f"{prefix}a", "1", body, "foot"))
        return rendition(chunks, notes)

    apart = typeset(made("one--", "two--"))
    assert apart.faults == ()
    with pikepdf.open(BytesIO(apart.pdf or b"")) as pdf:
        flat = pdf.Root.Names.Dests.Names
        names = {str(flat[place]) for place in range(0, len(flat), 2)}
        ids = pdf.Root.StructTreeRoot.IDTree.Names
        assert [str(ids[place]) for place in range(0, len(ids), 2)] == ["n-one--a", "n-two--a"]
    assert {"c-one--a", "c-two--a", "one--p1", "two--p1"} <= names
    clash = typeset(made("", ""))
    assert "duplicate-id" in {fault.kind for fault in clash.faults}


def test_links_lead_across_sheaves() -> None:
    with pikepdf.open(BytesIO(joined("reader")[1])) as pdf:
        flat = pdf.Root.Names.Dests.Names
        known = {str(flat[place]): flat[place + 1][0].objgen for place in range(0, len(flat), 2)}
        leading = {
            str(link.Dest): leaf.obj.objgen for leaf in pdf.pages for link in leaf.obj.get("/Annots", [])
        }
    assert set(leading) <= set(known)
    assert all(leading[f"d{n}--p2"] != known[f"d{n}--p2"] for n in range(1, 5))


def test_an_image_in_two_sheaves_is_one() -> None:
    with pikepdf.open(BytesIO(joined("sink")[1])) as pdf:
        images = [each for each in pdf.objects if isinstance(each, pikepdf.Stream) and "/Width" in each]
    assert len({image.objgen for image in images if "/SMask" in image}) == 1


def test_lists_of_pages_are_filled() -> None:
    made, data = joined("reader")
    folios = typeset(made).folios
    run = sorted({int(folios[f"d1--p{paragraph}"]) for paragraph in range(1, 6)})
    assert run == list(range(run[0], run[-1] + 1))
    assert len(run) > 1
    document = pypdfium2.PdfDocument(data)
    words = document[len(document) - 1].get_textpage().get_text_bounded()
    document.close()
    expected = f"Peace, {run[0]}–{run[-1]}, {folios['n-d2--n1']}n1, {folios['d3--p1']}"
    assert expected in " ".join(words.split())
    with pikepdf.open(BytesIO(data)) as pdf:
        targets = [str(link.Dest) for link in pdf.pages[-1].obj.Annots]
    assert targets == ["d1--p1", "n-d2--n1", "d3--p1"]


KNOWN = {
    "a": Place(0, "r", 1, "i"),
    "b": Place(1, "r", 2, "ii"),
    "c": Place(2, "D", 1, "1"),
    "d": Place(3, "D", 2, "2"),
    "d2": Place(3, "D", 2, "2"),
    "e": Place(5, "D", 4, "4"),
    "f": Place(6, "D", 5, "5"),
    "g": Place(7, "D", 6, "6"),
}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("c", [("1", "c")]),
        ("d c d2", [("1–2", "c")]),
        ("c e", [("1", "c"), ("4", "e")]),
        ("a b c d", [("i–ii", "a"), ("1–2", "c")]),
        ("e|n4 f e", [("4–5", "e"), ("4n4", "e")]),
        ("e|n4 e|n4 f|n4", [("4n4", "e"), ("5n4", "f")]),
        ("g nowhere f", [("5–6", "f")]),
        ("", []),
    ],
)
def test_ranges(value: str, expected: list[tuple[str, str]]) -> None:
    assert list(_ranges(value, KNOWN)) == expected


@pytest.mark.parametrize("value", ["", "nowhere", "nowhere|n1 elsewhere"])
def test_a_list_of_pages_that_stays_empty_is_a_fault(value: str) -> None:
    html = f'<p id="p">Peace, <span data-folios="{value}"></span></p>'
    made = typeset(rendition([PrintChunk("text", page("T", html), "arabic", restart=True)]))
    assert {fault.kind for fault in made.faults} == {"folios"}


@given(st.lists(st.binary(max_size=2000), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_strips_are_one_stream(parts: list[bytes]) -> None:
    strip = Strip.of(parts[0])
    for part in parts[1:]:
        strip += Strip.of(part)
    assert zlib.decompress(strip.stream()) == b"".join(parts)


@given(st.lists(st.tuples(st.integers(1, 5), st.booleans()), min_size=1, max_size=8))
@settings(max_examples=60, deadline=None)
def test_every_chunk_begins_on_a_recto(shapes: list[tuple[int, bool]]) -> None:
    def leaf(*, left: bool) -> Leaf:
        return Leaf(576, 864, (0, 0, 0, 0), Strip.of(b""), left, blank=False)

    chunks, sheaves = [], []
    for number, (count, restart) in enumerate(shapes):
        chunks.append(PrintChunk(str(number), "", "arabic", restart))
        leaves = tuple(leaf(left=place % 2 == 1) for place in range(count))
        anchors = tuple((f"{number}-{place}", place, b"") for place in range(count))
        sheaves.append(Sheaf(leaves, (), verso=leaf(left=True) if count % 2 else None, anchors=anchors))
    sheets: list[Sheet] = impose(chunks, sheaves)
    known = places(sheets, sheaves)
    assert all(known[f"{number}-0"].page % 2 == 0 for number in range(len(shapes)))
    assert [sheet.leaf.left for sheet in sheets] == [place % 2 == 1 for place in range(len(sheets))]
    assert all(sheet.folio == str(sheet.number) or sheet.style == "r" for sheet in sheets)
    assert len(sheets) == sum(count + (count % 2 if number + 1 < len(shapes) else 0) for number, (count, _) in enumerate(shapes))  # fmt: skip


def test_a_fault_of_the_finished_file_is_found() -> None:
    """The audit reads the file, not what it was made from: words taken out of the finished file are missed."""
    from postil.writers.pdf.audit import audit_file

    made, data = joined("book")
    assert audit_file(data, made.notes) == []
    with pikepdf.open(BytesIO(data)) as pdf:
        fonts = pdf.pages[6].obj.Resources.Font
        for font in fonts.values():
            del font["/ToUnicode"]
        for leaf in pdf.pages:
            leaf.obj.Contents = pdf.make_stream(b"q Q")
        out = BytesIO()
        pdf.save(out)
    assert {fault.kind for fault in audit_file(out.getvalue(), made.notes)} == {"note-text"}


def test_declarations_are_those_of_this_weasyprint() -> None:
    from postil.writers.pdf import declarations

    module, digest = written()
    assert digest == declarations.SOURCE
    assert Path(declarations.__file__).with_name("_declared.py").read_text(encoding="utf-8") == module


def test_a_changed_rendition_is_another_book() -> None:
    made = reader(2)
    assert typeset(replace(made, title="Another")).pdf != typeset(made).pdf
