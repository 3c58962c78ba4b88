"""The finished file: tags, links from chunk to chunk, labels, outline, metadata; and the same bytes every time."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from pdf.sample import book, note_html, page, rendition
from postil.model.rendition import NotePlacement, PrintChunk, Typeset
from postil.model.steps import perform_here
from postil.model.targets import Target
from postil.writers.pdf import typeset
from validators import qpdf_check, report, verapdf

HERE = Path(__file__).parents[2]
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645"
    "400000000049454e44ae426082"
)


@cache
def made() -> Typeset:
    return typeset(book(30))


@pytest.fixture
def pdf() -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(BytesIO(made().pdf or b"")) as file:
        yield file


def names(pdf: pikepdf.Pdf) -> dict[str, int]:
    index = {found.obj.objgen: number for number, found in enumerate(pdf.pages)}
    flat = pdf.Root.Names.Dests.Names
    return {str(flat[i]): index[flat[i + 1][0].objgen] for i in range(0, len(flat), 2)}


def elements(pdf: pikepdf.Pdf) -> Iterator[Any]:
    stack: list[Any] = [pdf.Root.StructTreeRoot.K[0]]
    while stack:
        element = stack.pop()
        yield element
        stack += [
            kid for kid in reversed(list(element.K)) if isinstance(kid, pikepdf.Dictionary) and "/S" in kid
        ]


def kinds(pdf: pikepdf.Pdf, kind: str) -> list[Any]:
    return [element for element in elements(pdf) if f"/{kind}" == element.S]


def test_every_id_is_a_destination(pdf: pikepdf.Pdf) -> None:
    found = names(pdf)
    for name in ("contents", "doc", "art-1", "art-1.1", "c-note-7", "n-note-7"):
        assert name in found
    assert list(found) == sorted(found)


def test_links_lead_from_chunk_to_chunk_and_both_ways(pdf: pikepdf.Pdf) -> None:
    found = names(pdf)
    links: dict[str, set[int]] = {}
    for number, leaf in enumerate(pdf.pages):
        for annotation in leaf.obj.get("/Annots", []):
            links.setdefault(str(annotation.Dest), set()).add(number)
    assert set(links) <= set(found)
    assert links["art-2"] == {found["contents"]}
    assert links["n-note-7"] == {found["c-note-7"]} == links["c-note-7"]


def test_each_link_is_one_element_with_words(pdf: pikepdf.Pdf) -> None:
    annotations = [annotation for leaf in pdf.pages for annotation in leaf.obj.get("/Annots", [])]
    objects = [kid for link in kinds(pdf, "Link") for kid in link.K if isinstance(kid, pikepdf.Dictionary)]
    assert len(annotations) == len(objects) > 60
    assert all(str(annotation.Contents) for annotation in annotations)
    assert all(link.P.S in ("/Reference", "/Lbl") for link in kinds(pdf, "Link"))


def test_notes_are_notes_with_ids_after_their_paragraph(pdf: pikepdf.Pdf) -> None:
    notes = kinds(pdf, "Note")
    assert [str(note.ID) for note in notes] == [f"n-note-{number}" for number in range(1, 31)]
    tree = pdf.Root.StructTreeRoot.IDTree.Names
    assert {str(tree[i]): tree[i + 1].objgen for i in range(0, len(tree), 2)} == {
        str(n.ID): n.objgen for n in notes
    }
    for note in notes:
        assert note.K[0].S == "/Lbl"
        kids = list(note.P.K)
        before = kids[[kid.objgen for kid in kids].index(note.objgen) - 1]
        assert before.S in ("/P", "/Note")


def test_a_paragraph_over_two_pages_is_one_element(pdf: pikepdf.Pdf) -> None:
    over = [
        p
        for p in kinds(pdf, "P")
        if any(isinstance(kid, pikepdf.Dictionary) and "/MCID" in kid for kid in p.K)
    ]
    assert over


def test_all_marked_content_is_reachable_or_artifact(pdf: pikepdf.Pdf) -> None:
    held: set[tuple[Any, int]] = set()
    for element in elements(pdf):
        for kid in element.K:
            if isinstance(kid, int):
                held.add((element.Pg.objgen, kid))
            elif "/MCID" in kid:
                held.add((kid.Pg.objgen, int(kid.MCID)))
    for leaf in pdf.pages:
        for operands, operator in pikepdf.parse_content_stream(leaf):
            if (
                str(operator) == "BDC"
                and isinstance(operands[1], pikepdf.Dictionary)
                and "/MCID" in operands[1]
            ):
                assert (leaf.obj.objgen, int(operands[1].MCID)) in held


def test_page_labels_and_folios(pdf: pikepdf.Pdf) -> None:
    labels = [leaf.label for leaf in pdf.pages]
    assert labels[:5] == ["i", "ii", "iii", "iv", "1"]
    for name, number in names(pdf).items():
        assert made().folios[name] == labels[number]
    assert made().pages == len(pdf.pages)


def test_contents_show_the_folios(pdf: pikepdf.Pdf) -> None:
    import pypdfium2

    document = pypdfium2.PdfDocument(made().pdf)
    contents = document[3].get_textpage().get_text_bounded()
    words = [leaf.get_textpage().get_text_bounded() for leaf in document]
    opener = document[4].get_textpage().get_text_bounded().split()
    third = document[6].get_textpage().get_text_bounded()
    document.close()
    for number in range(1, 5):
        assert contents.count(f"Article {number} ") == 1
    assert all(each.strip() for each in words)  # on a screen no page is blank
    assert opener[-1] == "1"
    assert "Article" in third.splitlines()[-2] or "Article" in third


def test_outline_title_language(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        assert [item.title for item in outline.root] == ["A Treaty of Tests"]
        assert [item.title for item in outline.root[0].children][:1] == ["Contents"]
    assert str(pdf.Root.Lang) == "en"
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    assert str(pdf.docinfo.Title) == "A Treaty of Tests"
    assert b'pdfuaid:part="1"' in pdf.Root.Metadata.read_bytes()
    assert "/CreationDate" not in pdf.docinfo


def test_only_the_given_faces_are_embedded(pdf: pikepdf.Pdf) -> None:
    for leaf in pdf.pages:
        for font in leaf.obj.Resources.get("/Font", {}).values():
            assert "EB-Garamond" in str(font.BaseFont)


def _digest(folder: Path, seed: str, *, hasten: bool = True) -> str:
    script = (
        "import sys, hashlib; sys.path[:0] = sys.argv[1:3]\n"
        "from pdf.sample import book\nfrom postil.writers.pdf import load, typeset\nload()\n"
        "given = book(12)\n"
        "from postil.writers.pdf import weasyprint_speed\n"
        + ("" if hasten else "weasyprint_speed.PATCHES = ()\n")
        + "print(hashlib.sha256(typeset(given).pdf).hexdigest())"
    )
    environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo", "SOURCE_DATE_EPOCH": seed}
    command = [sys.executable, "-c", script, str(HERE / "src"), str(HERE / "tests")]
    return subprocess.run(
        command, cwd=folder, env=environment, check=True, capture_output=True, text=True
    ).stdout.strip()


@pytest.mark.slow
def test_same_input_same_bytes_with_and_without_the_patches_for_speed(tmp_path: Path) -> None:
    here = hashlib.sha256(typeset(book(12)).pdf or b"").hexdigest()
    assert _digest(tmp_path, "1") == _digest(Path("/"), "77") == _digest(tmp_path, "0", hasten=False) == here


SINK = f"""
<section id="s" data-recto="A &amp; B" data-opening="drop"><h1>One</h1><h4>Skips levels{note_html("a", "1", "In a heading.")}</h4>
<p>A <u>line</u>, a <del>struck</del> and an <a href="https://example.org/a">outer <i>link</i> that is long</a>, 2<sup>nd</sup>.</p>
<ul><li>Disc{note_html("b", "2", "In an item.")}<ol><li>nested</li></ol></li></ul><hr>
<dl class="particulars"><div><dt>Signed</dt><dd>1960</dd></div></dl><dl><dt>A</dt><dd>1</dd><dd>2</dd><dt>B</dt><dd>3</dd></dl>
<table><caption>Of many rows</caption><thead><tr><th>A</th><th>B{note_html("c", "3", "In a head.")}</th></tr></thead><tbody>
{"".join(f'<tr><th scope="row">{n}</th><td>cell</td></tr>' for n in range(60))}
<tr><td colspan="2">wide{note_html("d", "4", "In a cell.")}</td></tr></tbody></table>
<figure><img src="postil:img/pixel.png" alt="A pixel" width="20" height="20"><figcaption>Caption</figcaption></figure>
<p lang="ja">日本国と<ruby>憲章<rt>けんしょう</rt></ruby></p><p lang="ar" dir="rtl">يولد جميع الناس</p><p>He said <i lang="la">pacta</i>.</p>
<blockquote><p>Quoted.</p></blockquote><div>Bare <b>text</b> in a division<p>then a paragraph</p>and again bare.</div>
<pre>as typed</pre></section>"""


@pytest.mark.slow
def test_ua1_and_qpdf(tmp_path: Path) -> None:
    sink = rendition(
        [PrintChunk("text", page("Sink", SINK), "arabic", restart=True)],
        [
            NotePlacement(name, label, text, "foot")
            for name, label, text in zip(
                "abcd", "1234", ("In a heading.", "In an item.", "In a head.", "In a cell."), strict=True
            )
        ],
        images={"postil:img/pixel.png": PIXEL},
    )
    result = typeset(sink)
    assert result.faults == ()
    paths = []
    for name, data in (("book", made().pdf), ("sink", result.pdf)):
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(data or b"")
        paths.append(path)
        assert not qpdf_check(path)
    findings = verapdf(paths, flavour="ua1")
    assert not findings, report(findings)
    with pikepdf.open(paths[1]) as pdf:
        assert [str(figure.Alt) for figure in kinds(pdf, "Figure")] == ["A pixel"]
        assert {str(e.Lang) for e in elements(pdf) if "/Lang" in e} == {"ja", "ar", "la"}
        assert len(kinds(pdf, "TH")) == 62  # the head is repeated on the next page, and in the tree once


def kinds_of_fault(html: str) -> list[str]:
    chunk = PrintChunk("text", page("Faults", html), "arabic", restart=True)
    return [fault.kind for fault in typeset(rendition([chunk])).faults]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<p id="a">Fine.</p>', set()),
        ('<p>Lost <a href="#nowhere">link</a>.</p>', {"engine"}),
        ('<p>Page <span data-folio="nowhere"></span>.</p>', {"folios"}),
        ('<p><img src="https://example.org/x.png" alt="x"></p>', {"resource", "engine"}),
        ('<p><img src="file:///etc/passwd" alt="x"></p>', {"resource", "engine"}),
        ('<p><img src="x.png" alt="x"></p>', {"resource", "engine"}),
        ('<link rel="stylesheet" href="https://example.org/x.css"><p>Styled.</p>', {"resource", "engine"}),
        ('<p data-recto="No id">Text.</p>', {"markup"}),
        (f"<p>{'A' * 400}</p>", {"overfull"}),
        ('<p style="text-wrap: stable">Unknown property.</p>', {"engine"}),
    ],
)
def test_faults(html: str, expected: set[str]) -> None:
    assert set(kinds_of_fault(html)) == expected


def test_running_heads_hold_from_where_they_begin() -> None:
    from postil.writers.pdf.book import Shop

    body = "".join(
        f'<p id="p{n}" data-recto="R{n}" data-verso="V{n}" style="break-before:page">Page {n}.</p>' if n in (1, 4) else
        f'<p id="p{n}" style="break-before:page">Page {n}.</p>'
        for n in range(1, 8)
    )  # fmt: skip
    chunk = PrintChunk("text", page("Heads", body), "arabic", restart=True)
    bound = replace(rendition([chunk]), target=Target("bound", finish="print"))
    _, sheets, _ = Shop(bound, perform_here).settle()
    assert [sheet.head for sheet in sheets] == ["R1", "V1", "R1", "V4", "R4", "V4", "R4"]
    _, sheets, _ = Shop(rendition([chunk]), perform_here).settle()
    assert [sheet.head for sheet in sheets] == ["R1", "R1", "R1", "R4", "R4", "R4", "R4"]
