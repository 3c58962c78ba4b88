"""From files to the container: EbookLib makes the package document and the container, all else goes in byte for byte.

EbookLib's own classes for documents, navigation and cover rewrite what they are given, so only plain items are used. What
it writes with the clock or by habit is put right afterwards, and the container is packed anew in a fixed form.
"""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any

from lxml import etree

from postil.writers.container import put
from postil.writers.direction import is_rtl
from postil.writers.epub.book import Book, Item
from postil.writers.epub.metadata import Entry, instant

__all__ = ["FOLDER", "pack"]

FOLDER = "EPUB"
_IDENTIFIER = "publication-id"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def pack(book: Book) -> bytes:
    """Return `book` as an OCF container (EPUB 3.3 § 4); equal books give equal bytes."""
    return _repack(_written(book), book)


def _written(book: Book) -> io.BytesIO:
    from ebooklib import epub

    made: Any = epub.EpubBook()
    made.metadata = {}  # EbookLib has put in a random identifier and the clock
    made.FOLDER_NAME = FOLDER
    made.IDENTIFIER_ID = _IDENTIFIER
    made.language = book.metadata.language
    made.direction = "rtl" if is_rtl(book.metadata.language) else None
    made.add_metadata("OPF", "generator", "", {"name": "generator", "content": "postil"})
    made.set_identifier(book.metadata.identifier)
    for entry in book.entries:
        _describe(made, entry)
    if any("cover-image" in item.properties for item in book.items):
        made.add_metadata(None, "meta", None, {"name": "cover", "content": "cover-image"})
    for item in book.items:
        _include(made, item, epub)
    memory = io.BytesIO()
    modified: datetime = instant(book.metadata.modified)
    epub.write_epub(memory, made, {"mtime": modified, "raise_exceptions": True, "compresslevel": 0})
    return memory


def _describe(made: Any, entry: Entry) -> None:
    made.add_metadata("DC" if entry.dublin_core else None, entry.name, entry.text, dict(entry.attributes))


def _include(made: Any, item: Item, epub: Any) -> None:
    plain = epub.EpubItem(uid=item.uid, file_name=item.path, media_type=item.media_type, content=item.data)
    plain.properties = list(item.properties)
    made.add_item(plain)
    if item.linear is not None:
        made.spine.append(plain if item.linear else (plain, "no"))


def _repack(source: io.BytesIO, book: Book) -> bytes:
    """Return the container `source` with fixed dates, modes and compression, `mimetype` first and stored (§ 4.2.2)."""
    target = io.BytesIO()
    with zipfile.ZipFile(source) as made, zipfile.ZipFile(target, "w") as final:
        for name in made.namelist():
            data = made.read(name)
            if name == f"{FOLDER}/content.opf":
                data = _package_document(data, book)
            put(final, name, data, stored=name == "mimetype")
    return target.getvalue()


def _package_document(data: bytes, book: Book) -> bytes:
    """Return the package document with its language, and without the prefix that needs no declaration (§ D.1.4)."""
    root = etree.fromstring(data)
    root.set(_XML_LANG, book.metadata.language)
    del root.attrib["prefix"]
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)
