"""A small book made by hand: two files, notes of two series, a page of the copy-text, an image."""

from __future__ import annotations

import base64
from dataclasses import replace
from pathlib import Path

from postil.model.rendition import (
    BookMetadata,
    EpubDocument,
    EpubRendition,
    Face,
    NavPoint,
    NotePlacement,
    Person,
)
from postil.render.epub import epub_words
from postil.vocabulary import words_for

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)

METADATA = BookMetadata(
    identifier="urn:uuid:0f5a2c9e-6f0e-5c2b-9b1e-1f4f6c1b2a3d",
    title="A Treaty of Amity & Commerce",
    subtitle="between Ruritania and Graustark",
    language="en",
    languages=("en", "ja"),
    people=(
        Person("Anna Editor", "edt", "Editor, Anna"),
        Person("Anna Editor", "ann", "Editor, Anna"),
        Person("Ben Scholar", "aui", "Scholar, Ben"),
    ),
    publisher="Postil Press",
    date="2026-11-23",
    modified="2026-11-23T00:00:00Z",
    description="An annotated edition.",
    rights="Notes © 2026 Anna Editor. The treaty is in the public domain.",
    licence="https://creativecommons.org/licenses/by/4.0/",
    series="Annotated Primary Sources",
    number="1",
    subjects=("Treaties", "Diplomacy"),
    source="Ruritanian Treaty Series 12",
)


def face(file: str, family: str, weight: int = 400, *, italic: bool = False) -> Face:
    """Return a bundled face."""
    return Face(family, weight, italic, file, (TEMPLATES / "fonts" / file).read_bytes())


def faces() -> tuple[Face, ...]:
    """Return the bundled faces."""
    return (
        face("EBGaramond-Regular.ttf", "EB Garamond"),
        face("EBGaramond-Italic.ttf", "EB Garamond", italic=True),
        face("EBGaramond-SemiBold.ttf", "EB Garamond", 600),
        face("EBGaramond-SemiBoldItalic.ttf", "EB Garamond", 600, italic=True),
        face("SourceSans3-Regular.ttf", "Source Sans 3"),
        face("ShipporiMincho-Regular.ttf", "Shippori Mincho"),
        face("Amiri-Regular.ttf", "Amiri"),
        face("FrankRuhlLibre-Regular.ttf", "Frank Ruhl Libre"),
    )


def document(path: str, title: str, body: str, landmark: str = "") -> EpubDocument:
    """Return an XHTML file around `body`."""
    xhtml = (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="en" xml:lang="en">'
        f'<head><title>{title}</title><link rel="stylesheet" type="text/css" href="../styles/epub.css"/></head>'
        f"<body>{body}</body></html>"
    )
    return EpubDocument(path, title, xhtml, landmark)


def call(note: str, label: str, kind: str) -> str:
    """Return the call of a note."""
    return (
        f'<sup class="call call--{kind}"><a id="c-{note}" href="#n-{note}" role="doc-noteref" epub:type="noteref">'
        f"{label}</a></sup>"
    )


def body(note: str, label: str, kind: str, text: str) -> str:
    """Return the body of a note."""
    return (
        f'<aside class="note note--{kind}" id="n-{note}" role="doc-footnote" epub:type="footnote">'
        f'<p><a class="mk" href="#c-{note}" role="doc-backlink" title="Back to the text">{label}</a> {text}</p></aside>'
    )


TITLE_PAGE = (
    '<section epub:type="titlepage"><h1>A Treaty of Amity &amp; Commerce</h1><p class="orn">❦</p></section>'
)
TREATY = (
    '<section id="art-1" class="division division--article" aria-labelledby="h-art-1"><h2 id="h-art-1">Article I</h2>'
    '<div class="blk" id="art-1.1"><a class="pn" href="#art-1.1">1</a><p class="t"><span id="page-2" '
    'epub:type="pagebreak" role="doc-pagebreak" aria-label="2"></span>There shall be <mark class="hl hl--notes">peace'
    f'</mark>{call("peace", "1", "notes")} and <mark class="hl hl--apparatus">comerce</mark>'
    f'{call("comerce", "a", "apparatus")} for <span class="sc">1960</span> years, '
    '<span lang="ja" xml:lang="ja">平和条約</span>.</p></div>'
    '<p><img src="postil:img/seal.png" alt="A seal"/> See <a href="art-2.xhtml#art-2">Article II</a>.</p>'
    f"{body('peace', '1', 'notes', 'Peace was kept, as at Kōbe.')}"
    f"{body('comerce', 'a', 'apparatus', 'commerce] ed.; comerce C.')}</section>"
)
SECOND = '<section id="art-2"><h2>Article II</h2><p><em>Nothing</em> else.</p></section>'


def rendition() -> EpubRendition:
    """Return the sample book."""
    return EpubRendition(
        metadata=METADATA,
        documents=(
            document("text/title.xhtml", "Title page", TITLE_PAGE, "titlepage"),
            document("text/art-1.xhtml", "Article I", TREATY, "bodymatter"),
            document("text/art-2.xhtml", "Article II", SECOND),
        ),
        stylesheet=(TEMPLATES / "epub.css").read_text(encoding="utf-8"),
        contents=(
            NavPoint("The Treaty", "", (NavPoint("Article I", "text/art-1.xhtml#art-1"),)),
            NavPoint("Article II", "text/art-2.xhtml#art-2"),
        ),
        page_list=(NavPoint("2", "text/art-1.xhtml#page-2"),),
        page_source="Ruritanian Treaty Series 12",
        faces=faces(),
        images={"seal.png": PNG},
        notes=(
            NotePlacement("peace", "1", "Peace was kept, as at Kōbe.", "foot"),
            NotePlacement("comerce", "a", "commerce] ed.; comerce C.", "foot"),
        ),
        words=epub_words(words_for("en")),
    )


def with_treaty(markup: str) -> EpubRendition:
    """Return the sample book with `markup` for its first article."""
    book = rendition()
    title, _treaty, second = book.documents
    return replace(
        book, documents=(title, document("text/art-1.xhtml", "Article I", markup, "bodymatter"), second)
    )
