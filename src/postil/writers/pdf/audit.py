"""The audit of the finished bytes: every note is where the book says it is, and no word of the document is lost.

The file is opened anew, by two libraries that had no part in making it. What is compared: the named destinations of call
and note, the one Note element in the structure tree and the pages its content is on, and the words that can be read off
the page.

Reading the words takes most of the time. It is done in steps, a range of pages each, and a step that was done before need
not be done again: its key is made of what a page's words depend on, as it is *read back from the finished file*: the bytes
of its content streams, of the fonts and of all else in its resources, and of the words that must stand there. Where all of
these are equal, another reading would give what the first one gave. Structure and destinations are compared every time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from io import BytesIO
from typing import Any

import pikepdf

from postil.model.rendition import Fault, NotePlacement
from postil.model.steps import Perform, Step, digest_of, key_of, lay_out, perform_here

from .reading import Block, Body, Expectation, Finding, Foot, fold, read_pages, texts

__all__ = ["Book", "audit_file", "fold"]

_RANGE = 16  # pages; fewer would open the file more often than it pays


class Book:
    """The finished file as a reader sees it."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.pdf = pikepdf.open(BytesIO(data))
        self.index = {page.objgen: number for number, page in enumerate(_page_objects(self.pdf))}
        self.destinations = dict(self._destinations())
        self.notes: dict[str, list[set[int]]] = {}
        root = self.pdf.Root.get("/StructTreeRoot")
        if root is not None:
            self._find_notes(root)

    @cached_property
    def pages(self) -> list[str]:
        """The words of every page, folded."""
        return texts(self.data)

    def _destinations(self) -> Iterator[tuple[str, int]]:
        tree: Any = self.pdf.Root
        for key in ("/Names", "/Dests", "/Names"):
            if tree is None:
                return
            tree = tree.get(key)
        names: list[Any] = [] if tree is None else list(tree)
        for name, place in zip(names[::2], names[1::2], strict=True):
            yield str(name), self.index[place[0].objgen]

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

    def fingerprints(self) -> list[str]:
        """Return a digest for each page of all that its words depend on."""
        found: dict[Any, str] = {}
        out = []
        for page in _page_objects(self.pdf):
            digest = hashlib.sha256()
            contents = page.get("/Contents")
            for stream in contents if isinstance(contents, pikepdf.Array) else [contents]:
                if stream is not None:
                    digest.update(stream.read_raw_bytes())
                    digest.update(b"|")
            digest.update(_fingerprint(page.get("/Resources"), found).encode())
            digest.update(page.MediaBox.unparse())
            out.append(digest.hexdigest())
        return out


def _page_objects(pdf: pikepdf.Pdf) -> Iterator[Any]:
    for page in pdf.pages:
        yield page.obj


def _fingerprint(value: Any, found: dict[Any, str]) -> str:
    """Return a digest of an object and all it leads to; what leads back to itself is taken as it is written."""
    own = value.objgen if isinstance(value, pikepdf.Object) and value.is_indirect else None
    if own is not None:
        if own in found:
            return found[own]
        found[own] = ""
    digest = hashlib.sha256()
    if isinstance(value, (pikepdf.Dictionary, pikepdf.Stream)):
        entries = value.items() if isinstance(value, pikepdf.Dictionary) else value.stream_dict.items()
        for name, entry in sorted(entries):
            digest.update(f"{name}{_fingerprint(entry, found)}".encode())
        if isinstance(value, pikepdf.Stream):
            digest.update(value.read_raw_bytes())
    elif isinstance(value, pikepdf.Array):
        for entry in list(value):
            digest.update(_fingerprint(entry, found).encode())
    elif isinstance(value, pikepdf.Object):
        digest.update(value.unparse())
    else:
        digest.update(repr(value).encode())
    if own is not None:
        found[own] = digest.hexdigest()
    return digest.hexdigest()


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K")
    if kids is None:
        return []
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def audit_file(
    data: bytes,
    notes: Sequence[NotePlacement],
    blocks: Iterable[tuple[str, tuple[str, ...]]] = (),
    perform: Perform = perform_here,
    ranges: Sequence[tuple[int, int]] | None = None,
) -> list[Fault]:
    """Return a fault for every note in `notes` that is not as it should be in `data`, and for every block of the document
    (id and pieces of its words) whose words do not stand, in their order, where it begins.

    `ranges` (first page, number of pages) are read apart from each other: nothing that is looked for goes on from one to
    the next. Without them the file is read as a whole.
    """
    book = Book(data)
    faults: list[Fault] = []
    expected: list[Block | Foot | Body] = []
    for id_, pieces in blocks:
        page = book.destinations.get(id_)
        if page is None:
            faults.append(Fault("text-lost", f"{id_} is nowhere in the file", id_))
        else:
            expected.append(Block(id_, page, pieces))
    for note in notes:
        fault = _misplaced(book, note) if note.place == "foot" else _unlisted(book, note)
        page = book.destinations.get(f"n-{note.id}")
        if fault is not None:
            faults.append(fault)
        if page is not None and note.place == "foot":
            expected.append(Foot(note.id, page, note.label + note.text))
        elif page is not None and (fault is None or fault.kind == "note-pointer"):
            expected.append(Body(note.id, page, note.text))
    told = {fault.anchor for fault in faults}
    labels = {note.id: note.label for note in notes}
    for first, finding in _read(book, expected, ranges or [(0, len(book.index))], perform):
        if not isinstance(finding.expected, Foot) or finding.expected.id not in told:
            faults.append(_fault(first, finding, labels))
    return faults


def _read(
    book: Book,
    expected: Sequence[Expectation],
    ranges: Sequence[tuple[int, int]],
    perform: Perform,
) -> Iterator[tuple[int, Finding]]:
    marks = book.fingerprints()
    by_page: dict[int, list[Expectation]] = {}
    for each in expected:
        by_page.setdefault(each.page, []).append(each)
    file = digest_of(book.data)
    lay_out({file: book.data})
    steps: list[Step[tuple[Finding, ...]]] = []
    starts = []
    for first, count in ranges:
        wanted = tuple(
            _from(each, first) for page in range(first, first + count) for each in by_page.get(page, ())
        )
        if wanted:
            key = key_of("read_pages", tuple(marks[first : first + count]), wanted)
            steps.append(Step(read_pages, (file, first, count, wanted), key, "audit", (file,)))
            starts.append(first)
    for first, findings in zip(starts, perform(steps), strict=True):
        for finding in findings:
            yield first, finding


def _from(expected: Expectation, first: int) -> Expectation:
    """Return an expectation with its page counted from `first`."""
    page = expected.page - first
    if isinstance(expected, Block):
        return Block(expected.id, page, expected.pieces)
    return type(expected)(expected.id, page, expected.words)


def _fault(first: int, finding: Finding, labels: dict[str, str]) -> Fault:
    id_, page = finding.expected.id, first + finding.expected.page + 1
    if isinstance(finding.expected, Block):
        return Fault("text-lost", f"the words of {id_} are not all on page {page} and after", id_)
    if isinstance(finding.expected, Foot):
        words = f"its words stand {finding.times} times on page {page}, not {finding.wanted}"
    else:
        words = f"its words are not in the file after page {page}"
    return Fault("note-text", f"note {labels[id_]}: {words}", id_)


def _misplaced(book: Book, note: NotePlacement) -> Fault | None:
    """Return what is wrong with a foot note but for its words."""
    call, body = book.destinations.get(f"c-{note.id}"), book.destinations.get(f"n-{note.id}")
    if call is None:
        return Fault("call-missing", f"note {note.label}: its call is nowhere in the file", note.id)
    if body is None:
        return Fault("note-missing", f"note {note.label} is nowhere in the file", note.id)
    if call != body:
        words = f"note {note.label}: call on page {call + 1}, note on {body + 1}"
        return Fault("note-off-page", words, note.id)
    elements = book.notes.get(f"n-{note.id}", [])
    if len(elements) != 1:
        return Fault("note-tags", f"note {note.label} has {len(elements)} Note elements", note.id)
    if elements[0] != {body}:
        return Fault("note-split", f"note {note.label}: its words are not all on page {body + 1}", note.id)
    return None


def _unlisted(book: Book, note: NotePlacement) -> Fault | None:
    """Return what is wrong with a note in a list but for its words."""
    call, pointer = book.destinations.get(f"c-{note.id}"), book.destinations.get(f"p-{note.id}")
    if f"n-{note.id}" not in book.destinations:
        return Fault("note-missing", f"note {note.label} is nowhere in the file", note.id)
    if note.place == "end" and (pointer is None or pointer != call):
        words = f"note {note.label}: the foot of its call's page does not say where it is"
        return Fault("note-pointer", words, note.id)
    return None
