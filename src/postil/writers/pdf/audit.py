"""The audit of the finished bytes: every note is where the book says it is, and no word of the document is lost.

The file is opened anew, by two libraries that had no part in making it. What is compared: the named destinations of call
and note, the one Note element in the structure tree and the pages its content is on, and the words that can be read off
the page.

Reading the words takes most of the time. It is done in steps, a range of pages each, which get these pages as they are read
back from the finished file: content streams, fonts and all else that shows, byte for byte. So a step that was done before
on the same bytes, with the same words to look for, need not be done again, and the finished file is checked all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from io import BytesIO
from typing import Any, TypeAlias

import pikepdf

from postil.model.rendition import Fault, NotePlacement
from postil.model.steps import Perform, Step, key_of, perform_here

from .reading import Block, Body, Expectation, Finding, Foot, fold, read_pages, texts
from .structure import destinations, read_notes

__all__ = ["Book", "audit_file", "fold"]

Tagged: TypeAlias = Mapping[str, tuple[frozenset[int], ...]]
"""For the id of a note the pages of each element of the structure that is it."""


class Book:
    """The finished file as a reader sees it."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.pdf = pikepdf.open(BytesIO(data))
        self.destinations = destinations(self.pdf)

    @cached_property
    def pages(self) -> list[str]:
        """The words of every page, folded."""
        return texts(self.data)

    def excerpt(self, first: int, count: int) -> bytes:
        """Return so many pages as a file of their own, without tags and links: the bytes of streams, fonts and images are
        those of the finished file. The same pages give the same bytes, wherever they stand in it."""
        out = pikepdf.Pdf.new()
        for page in list(self.pdf.pages)[first : first + count]:
            box = pikepdf.Array([float(side) for side in page.obj.MediaBox])
            leaf = out.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Page, MediaBox=box))
            for key in ("/Contents", "/Resources"):
                value = page.obj.get(key)
                if isinstance(value, pikepdf.Array):  # the pieces of a content stream
                    leaf[key] = pikepdf.Array([out.copy_foreign(piece) for piece in list(value)])
                elif value is not None:
                    # `make_indirect` has all objects of the file looked at
                    leaf[key] = out.copy_foreign(
                        value if value.is_indirect else self.pdf.make_indirect(value)
                    )
            out.pages.append(pikepdf.Page(leaf))
        written = BytesIO()
        out.save(
            written,
            static_id=True,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
        return written.getvalue()


def audit_file(
    data: bytes,
    notes: Sequence[NotePlacement],
    blocks: Iterable[tuple[str, tuple[str, ...], bool]] = (),
    perform: Perform = perform_here,
    ranges: Sequence[tuple[int, int]] | None = None,
) -> list[Fault]:
    """Return a fault for every note in `notes` that is not as it should be in `data`, and for every block of the document
    (id, pieces of its words, whether it is set from right to left) whose words do not stand, in their order, where it
    begins.

    `ranges` (first page, number of pages) are read apart from each other: nothing that is looked for goes on from one to
    the next. Without them the file is read as a whole.
    """
    book = Book(data)
    faults: list[Fault] = []
    expected: list[Block | Foot | Body] = []
    for id_, pieces, rtl in blocks:
        page = book.destinations.get(id_)
        if page is None:
            faults.append(Fault("text-lost", f"{id_} is nowhere in the file", id_))
        else:
            expected.append(Block(id_, page, pieces, rtl))
    for note in notes:
        page = book.destinations.get(f"n-{note.id}")
        if page is not None and note.place == "foot":
            expected.append(Foot(note.id, page, note.label, note.text, note.rtl))
        elif page is not None and ((fault := _unlisted(book, note)) is None or fault.kind == "note-pointer"):
            expected.append(Body(note.id, page, note.text, note.rtl))
    tagged, found = _read(book, expected, ranges or [(0, len(book.pdf.pages))], perform)
    for note in notes:
        fault = _misplaced(book, note, tagged) if note.place == "foot" else _unlisted(book, note)
        if fault is not None:
            faults.append(fault)
    told = {fault.anchor for fault in faults}
    labels = {note.id: note.label for note in notes}
    for first, finding in found:
        if not isinstance(finding.expected, Foot) or finding.expected.id not in told:
            faults.append(_fault(first, finding, labels))
    return faults


def _read(
    book: Book,
    expected: Sequence[Expectation],
    ranges: Sequence[tuple[int, int]],
    perform: Perform,
) -> tuple[Tagged, list[tuple[int, Finding]]]:
    """Return the pages of the elements of every note, and what is not as expected with the first page of its range."""
    by_page: dict[int, list[Expectation]] = {}
    for each in expected:
        by_page.setdefault(each.page, []).append(each)
    # one after the other would be slower: the structure is read beside the pages
    steps: list[Step[Any]] = [Step(read_notes, (book.data,), key_of("read_notes", book.data), "audit")]
    starts = []
    for first, count in ranges:
        wanted = tuple(
            _from(each, first) for page in range(first, first + count) for each in by_page.get(page, ())
        )
        if wanted:
            excerpt = book.excerpt(first, count)
            key = key_of("read_pages", excerpt, wanted)
            steps.append(Step(read_pages, (excerpt, wanted), key, "audit"))
            starts.append(first)
    tagged, *read = perform(steps)
    return tagged, [(first, finding) for first, found in zip(starts, read, strict=True) for finding in found]


def _from(expected: Expectation, first: int) -> Expectation:
    """Return an expectation with its page counted from `first`."""
    return replace(expected, page=expected.page - first)


def _fault(first: int, finding: Finding, labels: dict[str, str]) -> Fault:
    id_, page = finding.expected.id, first + finding.expected.page + 1
    if isinstance(finding.expected, Block):
        return Fault("text-lost", f"the words of {id_} are not all on page {page} and after", id_)
    if isinstance(finding.expected, Foot):
        words = f"its words stand {finding.times} times on page {page}, not {finding.wanted}"
    else:
        words = f"its words are not in the file after page {page}"
    return Fault("note-text", f"note {labels[id_]}: {words}", id_)


def _misplaced(book: Book, note: NotePlacement, tagged: Tagged) -> Fault | None:
    """Return what is wrong with a foot note but for its words."""
    call, body = book.destinations.get(f"c-{note.id}"), book.destinations.get(f"n-{note.id}")
    if call is None:
        return Fault("call-missing", f"note {note.label}: its call is nowhere in the file", note.id)
    if body is None:
        return Fault("note-missing", f"note {note.label} is nowhere in the file", note.id)
    if call != body:
        words = f"note {note.label}: call on page {call + 1}, note on {body + 1}"
        return Fault("note-off-page", words, note.id)
    elements = tagged.get(f"n-{note.id}", ())
    if len(elements) != 1:
        return Fault("note-tags", f"note {note.label} has {len(elements)} Note elements", note.id)
    if elements[0] != {body}:
        return Fault("note-split", f"note {note.label}: its words are not all on page {body + 1}", note.id)
    return None


def _unlisted(book: Book, note: NotePlacement) -> Fault | None:
    """Return what is wrong with a note in a list but for its words."""
    call, pointer = book.destinations.get(f"c-{note.id}"), book.destinations.get(f"p-{note.id}")
    body = book.destinations.get(f"n-{note.id}")
    if body is None:
        return Fault("note-missing", f"note {note.label} is nowhere in the file", note.id)
    if note.place == "end":
        if call is None:
            return Fault("call-missing", f"note {note.label}: its call is nowhere in the file", note.id)
        if body < call:
            words = f"note {note.label}: call on page {call + 1}, note before it, on {body + 1}"
            return Fault("note-off-page", words, note.id)
    if note.place == "moved" and (pointer is None or pointer != call):
        words = f"note {note.label}: the foot of its call's page does not say where it is"
        return Fault("note-pointer", words, note.id)
    return None
