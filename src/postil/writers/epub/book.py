"""From rendition to the files of the book: the documents as they came, with cover, navigation, fonts and images beside them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from dataclasses import replace
from html import escape

from lxml import etree

from postil.cover import front, svg
from postil.frozen import dataclass
from postil.model.rendition import BookMetadata, EpubDocument, EpubRendition, EpubWords, NavPoint
from postil.writers import faces
from postil.writers.epub.content import EPUB, XHTML, Survey, parse, survey
from postil.writers.epub.metadata import Entry, describe
from postil.writers.epub.navigation import Landmark, navigation, ncx

__all__ = ["Book", "Item", "assemble"]

_COVER_IMAGE = "images/cover.svg"
_COVER = "cover.xhtml"
_NAVIGATION = "nav.xhtml"
_STYLESHEET = "styles/book.css"
_ODD = re.compile(r"[^A-Za-z0-9._-]+")
_SHEET_LINK = re.compile(r"<link\b[^>]*\bhref=\"([^\"]+\.css)\"")
_FRONT = frozenset(
    (
        "",
        "cover",
        "titlepage",
        "halftitlepage",
        "halftitle",
        "imprint",
        "copyright-page",
        "dedication",
        "epigraph",
    )
)
_MEDIA_TYPES = {
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}


@dataclass(frozen=True, slots=True)
class Item:
    """A file of the package and what its manifest says of it. `linear` is none for what is not in the spine."""

    uid: str
    path: str
    media_type: str
    data: bytes
    properties: tuple[str, ...] = ()
    linear: bool | None = None


@dataclass(frozen=True, slots=True)
class Book:
    """Everything that goes into the file; the items of the spine are in reading order."""

    metadata: BookMetadata
    entries: tuple[Entry, ...]
    items: tuple[Item, ...]


def assemble(rendition: EpubRendition) -> Book:
    """Return the files of `rendition`, with cover and navigation made from its metadata and contents."""
    metadata = rendition.metadata
    stylesheet = _stylesheet_path(rendition.documents)
    texts = [_with_images(document) for document in rendition.documents]
    surveys = [_survey(text) for text in texts]
    pages = [
        Item(
            f"doc-{number}",
            document.path,
            "application/xhtml+xml",
            text.encode(),
            found.properties,
            document.linear,
        )
        for number, (document, text, found) in enumerate(
            zip(rendition.documents, texts, surveys, strict=True), 1
        )
    ]
    if not rendition.contents:
        # an empty list would not be valid (EPUB 3.3 § 7.3.1)
        rendition = replace(
            rendition, contents=tuple(NavPoint(each.title, each.path) for each in rendition.documents)
        )
    spine = _with_navigation(rendition, pages, stylesheet)
    others: list[Item] = []
    if not any(document.landmark == "cover" for document in rendition.documents):
        drawn = svg(front(metadata, rendition.faces))
        others.append(Item("cover-image", _COVER_IMAGE, "image/svg+xml", drawn.encode(), ("cover-image",)))
        spine.insert(
            0, Item("cover", _COVER, "application/xhtml+xml", _cover_page(metadata).encode(), (), True)
        )
    others.append(_ncx(rendition))
    others += _styles_and_fonts(rendition, texts, stylesheet)
    others += (
        Item(f"image-{number}", f"images/{path}", _media_type(path), data)
        for number, (path, data) in enumerate(sorted(rendition.images.items()), 1)
    )
    entries = describe(
        metadata,
        Survey.union(surveys),
        page_list=bool(rendition.page_list),
        page_source=rendition.page_source,
        words=rendition.words,
    )
    return Book(metadata, entries, (*spine, *others))


def _stylesheet_path(documents: Sequence[EpubDocument]) -> str:
    """Return where the documents look for their style sheet, as a path in the package."""
    for document in documents:
        if found := _SHEET_LINK.search(document.xhtml):
            return posixpath.normpath(posixpath.join(posixpath.dirname(document.path), found[1]))
    return _STYLESHEET


def _with_images(document: EpubDocument) -> str:
    """Return the markup of `document` with `postil:img/…` led to the images of the package."""
    way = posixpath.relpath("images", posixpath.dirname(document.path) or ".")
    return document.xhtml.replace("postil:img/", f"{way}/")


def _survey(text: str) -> Survey:
    try:
        return survey(parse(text.encode()))
    except etree.XMLSyntaxError:  # the audit of the finished file tells of it
        return Survey.union(())


def _with_navigation(rendition: EpubRendition, pages: Sequence[Item], stylesheet: str) -> list[Item]:
    """Return the spine of `pages` with the navigation document after the front matter.

    Where a document of the book is its contents, readers turn the pages past the navigation document.
    """
    documents = rendition.documents
    own = next((each for each in documents if each.landmark == "toc"), None)
    text = navigation(
        rendition.contents,
        _landmarks(documents, own, rendition.words),
        rendition.page_list,
        words=rendition.words,
        language=rendition.metadata.language,
        stylesheet=stylesheet,
    )
    item = Item("nav", _NAVIGATION, "application/xhtml+xml", text.encode(), ("nav",), own is None)
    front = next((number for number, each in enumerate(documents) if each.landmark not in _FRONT), 0)
    return [*pages[:front], item, *pages[front:]]


def _landmarks(
    documents: Sequence[EpubDocument], contents: EpubDocument | None, words: EpubWords
) -> list[Landmark]:
    """Return the first document of each kind (EPUB 3.3 § 7.4.4), the cover and the contents among them."""
    found = {
        each.landmark: (each.landmark, each.title, each.path) for each in reversed(documents) if each.landmark
    }
    found.setdefault("cover", ("cover", words.cover, _COVER))
    if contents is None:
        found["toc"] = ("toc", words.contents, f"{_NAVIGATION}#toc")
    reading_order = {each.path: number for number, each in enumerate(documents)} | {_COVER: -1}
    return sorted(found.values(), key=lambda landmark: reading_order.get(landmark[2], 0))


def _cover_page(metadata: BookMetadata) -> str:
    tag, title = escape(metadata.language), escape(metadata.title)
    alternative = escape(": ".join(filter(None, (metadata.title, metadata.subtitle))))
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        f'<html xmlns="{XHTML}" xmlns:epub="{EPUB}" lang="{tag}" xml:lang="{tag}">\n'
        f'<head><meta charset="utf-8"/><title>{title}</title><style>body{{margin:0;padding:0;text-align:center}}'
        "img{height:100%;max-width:100%;max-height:100vh}</style></head>\n"
        f'<body epub:type="cover"><img src="{_COVER_IMAGE}" alt="{alternative}" role="doc-cover"/></body>\n</html>\n'
    )


def _ncx(rendition: EpubRendition) -> Item:
    metadata = rendition.metadata
    text = ncx(
        metadata.title,
        metadata.identifier,
        rendition.contents,
        rendition.page_list,
        words=rendition.words,
        language=metadata.language,
    )
    return Item("ncx", "toc.ncx", "application/x-dtbncx+xml", text.encode())


def _styles_and_fonts(rendition: EpubRendition, texts: Sequence[str], stylesheet: str) -> list[Item]:
    shown = faces.characters(*texts, rendition.stylesheet, rendition.metadata.title)
    pieces = faces.cut(rendition.faces, shown, "ttf")
    way = posixpath.relpath("fonts", posixpath.dirname(stylesheet) or ".")
    names = [f"{number}-{_plain(piece.face.file)}" for number, piece in enumerate(pieces, 1)]
    rules = "".join(
        faces.rule(piece, f"url({way}/{name})") for piece, name in zip(pieces, names, strict=True)
    )
    sheet = rules + faces.name_families(rendition.stylesheet, pieces)
    return [
        Item("style", stylesheet, "text/css", sheet.encode()),
        *(
            Item(
                f"font-{number}",
                f"fonts/{name}",
                "font/otf" if piece.data[:4] == b"OTTO" else "font/ttf",
                piece.data,
            )
            for number, (piece, name) in enumerate(zip(pieces, names, strict=True), 1)
        ),
    ]


def _plain(path: str) -> str:
    """Return the name of the file at `path` in characters that any reading system takes."""
    return _ODD.sub("-", posixpath.basename(path))


def _media_type(path: str) -> str:
    return _MEDIA_TYPES.get(posixpath.splitext(path)[1].lower(), "application/octet-stream")
