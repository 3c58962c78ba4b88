"""The audit of the finished bytes: every note is where the book says it is, and no word of the document is lost.

The file is opened anew, by two libraries that had no part in making it. What is compared: the named destinations of call
and note, the one Note element in the structure tree and the pages its content is on, and the words that can be read off
the page.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2

from postil.model.rendition import Fault, NotePlacement

_SPACES = re.compile(
    r"[\s\x00-\x1f\u00ad\u200b-\u200f\u2010\u2011\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff-]+"
)
_RTL = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


def fold(text: str) -> str:
    """Return `text` so that it compares with what is read from a page.

    White space, hyphens and invisible characters are gone, ligatures resolved, and case too: small capitals and capitals
    can be one glyph, which has one character in the file.
    """
    return _SPACES.sub("", unicodedata.normalize("NFKC", _SPACES.sub("", text))).casefold()


class Book:
    """The finished file as a reader sees it."""

    def __init__(self, data: bytes) -> None:
        self.pdf = pikepdf.open(BytesIO(data))
        self.index = {page.obj.objgen: number for number, page in enumerate(self.pdf.pages)}
        document = pypdfium2.PdfDocument(data)
        self.pages = [fold(page.get_textpage().get_text_bounded()) for page in document]
        document.close()
        self.destinations = dict(self._destinations())
        self.notes: dict[str, list[set[int]]] = {}
        root = self.pdf.Root.get("/StructTreeRoot")
        if root is not None:
            self._find_notes(root)

    def _destinations(self) -> Iterator[tuple[str, int]]:
        tree: Any = self.pdf.Root
        for key in ("/Names", "/Dests", "/Names"):
            if tree is None:
                return
            tree = tree.get(key)
        names: Any = () if tree is None else tree
        for index in range(0, len(names), 2):
            yield str(names[index]), self.index[names[index + 1][0].objgen]

    def _find_notes(self, root: Any) -> None:
        stack = [root]
        while stack:
            element = stack.pop()
            if element.get("/S") == pikepdf.Name.Note:
                self.notes.setdefault(str(element.get("/ID", "")), []).append(
                    set(self._content_pages(element))
                )
            stack += [kid for kid in _kids(element) if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]

    def _content_pages(self, element: Any) -> Iterator[int]:
        for kid in _kids(element):
            if not isinstance(kid, pikepdf.Dictionary):
                yield self.index[element.Pg.objgen]
            elif "/S" in kid:
                yield from self._content_pages(kid)
            elif "/MCID" in kid:
                yield self.index[kid.Pg.objgen]


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K")
    if kids is None:
        return []
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def audit_file(
    data: bytes, notes: Sequence[NotePlacement], blocks: Iterable[tuple[str, tuple[str, ...]]] = ()
) -> list[Fault]:
    """Return a fault for every note in `notes` that is not as it should be in `data`, and for every block of the document
    (id and pieces of its words) whose words do not stand, in their order, where it begins."""
    book = Book(data)
    faults: list[Fault] = [fault for id_, pieces in blocks for fault in _block(book, id_, pieces)]
    words = {note.id: fold(note.label + note.text) for note in notes}
    at_foot: dict[int, list[NotePlacement]] = {}
    for note in notes:
        page = book.destinations.get(f"n-{note.id}")
        if page is not None and note.place == "foot":
            at_foot.setdefault(page, []).append(note)
    for note in notes:
        if note.place == "foot":
            faults += _foot(book, note, words, at_foot)
        else:
            faults += _end(book, note)
    return faults


def _block(book: Book, id_: str, pieces: Sequence[str]) -> Iterator[Fault]:
    """WeasyPrint can lose lines at a page's end without a word (Kozea/WeasyPrint#2469); a style sheet can hide them."""
    page = book.destinations.get(id_)
    if page is None:
        yield Fault("text-lost", f"{id_} is nowhere in the file", id_)
        return
    words = [folded for piece in pieces if (folded := fold(piece))]
    whole = "".join(words)
    if _RTL.search(whole):
        following = "".join(book.pages[page : page + 3])
        found = all(following.count(character) >= whole.count(character) for character in set(whole))
    else:
        found = _in_order(book.pages[page:], words)
    if not found:
        yield Fault("text-lost", f"the words of {id_} are not all on page {page + 1} and after", id_)


def _in_order(pages: Sequence[str], words: Sequence[str]) -> bool:
    """Tell whether these pieces stand one behind the other, on the first page or on from page to page."""
    number, at = 0, 0
    for piece in words:
        place = pages[number].find(piece, at)
        if place >= 0:
            at = place + len(piece)
            continue
        # the rest of the page holds its beginning, or nothing of it; the next one holds the rest
        rest = piece
        while rest:
            held = _held(pages[number][at:], rest)
            rest = rest[held:]
            if rest:
                number, at = number + 1, 0
                if number >= len(pages):
                    return False
                place = pages[number].find(rest)
                if place >= 0:
                    at, rest = place + len(rest), ""
                elif not _held(pages[number], rest):
                    return False
    return True


def _held(page: str, words: str) -> int:
    """Return how many characters of the beginning of `words` stand together on this page."""
    low, high = 0, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        if words[:middle] in page:
            low = middle
        else:
            high = middle - 1
    return low


def _foot(
    book: Book, note: NotePlacement, words: dict[str, str], at_foot: dict[int, list[NotePlacement]]
) -> Iterator[Fault]:
    call, body = book.destinations.get(f"c-{note.id}"), book.destinations.get(f"n-{note.id}")
    if call is None:
        yield Fault("call-missing", f"note {note.label}: its call is nowhere in the file", note.id)
        return
    if body is None:
        yield Fault("note-missing", f"note {note.label} is nowhere in the file", note.id)
        return
    if call != body:
        yield Fault(
            "note-off-page", f"note {note.label}: call on page {call + 1}, note on {body + 1}", note.id
        )
        return
    elements = book.notes.get(f"n-{note.id}", [])
    if len(elements) != 1:
        yield Fault("note-tags", f"note {note.label} has {len(elements)} Note elements", note.id)
        return
    if elements[0] != {body}:
        yield Fault("note-split", f"note {note.label}: its words are not all on page {body + 1}", note.id)
        return
    expected = sum(words[other.id].count(words[note.id]) for other in at_foot[body])
    found = _count(book.pages[body], words[note.id])
    if found != expected:
        message = f"note {note.label}: its words stand {found} times on page {body + 1}, not {expected}"
        yield Fault("note-text", message, note.id)


def _end(book: Book, note: NotePlacement) -> Iterator[Fault]:
    words = fold(note.text)
    call, pointer = book.destinations.get(f"c-{note.id}"), book.destinations.get(f"p-{note.id}")
    if note.place == "end" and (pointer is None or pointer != call):
        yield Fault(
            "note-pointer",
            f"note {note.label}: the foot of its call's page does not say where it is",
            note.id,
        )
    body = book.destinations.get(f"n-{note.id}")
    if body is None:
        yield Fault("note-missing", f"note {note.label} is nowhere in the file", note.id)
        return
    if not _count("".join(book.pages[body:]), words) and not _runs_on(book.pages[body:], words):
        yield Fault(
            "note-text", f"note {note.label}: its words are not in the file after page {body + 1}", note.id
        )


def _runs_on(pages: Sequence[str], words: str) -> bool:
    """Tell whether `words` begin on the first of these pages and go on from page to page, heads and folios between."""
    for page in pages:
        held = _held(page, words)
        words = words[held:]
        if not words or not held:
            break
    return not words


def _count(page: str, words: str) -> int:
    """Return how often `words` stand in `page`; text from right to left is compared as a bag of characters."""
    if not _RTL.search(words):
        return page.count(words)
    return int(all(page.count(character) >= words.count(character) for character in set(words)))
