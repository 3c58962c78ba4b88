"""Dedication, epigraph, frontispiece, abbreviations, numbers and statements of a manifest: what stands before the text."""

from __future__ import annotations

import re

from postil.diagnostics import Checked, Collector, Label, code
from postil.ingest.embedded import embedded_prose
from postil.ingest.fields import Fields, nearest
from postil.ingest.prose import is_safe_path
from postil.ingest.yaml import Mapping, Node, Scalar, Sequence
from postil.model.front import Abbreviation, Epigraph, Facsimile, Frontispiece, FrontMatter, Volume
from postil.model.isbn import FORMATS, Isbn, fault_of, number_of
from postil.model.prose import (
    Citation,
    CrossReference,
    Div,
    Heading,
    Image,
    IndexTerm,
    Inline,
    Listing,
    Paragraph,
    ProseBlock,
    Quotation,
    walk_blocks,
)
from postil.spans import SourceText, Span

__all__ = ["ingest_facsimiles", "ingest_front_matter", "ingest_volumes"]


def ingest_front_matter(
    fields: Fields, source: SourceText, *, of_reader: bool = False
) -> Checked[FrontMatter]:
    """Return what a manifest says of the front of the book; a reader has no frontispiece, and nothing in its front matter is
    cited or referred to.

    Reports M005–M008, M011, M023 (a text that is no single paragraph, or holds what it cannot), M025 (an abbreviation twice),
    M030 (an ISBN that is none), M031 (words that cannot stand there), N018, T030 (a picture without words for it), and what
    Markdown reports.
    """
    reader = _Front(source, Collector(), of_reader)
    found = FrontMatter(
        fields.text("edition-statement"),
        reader.isbns(fields),
        fields.text("cip").rstrip(),
        reader.prose(fields, "dedication"),
        reader.epigraphs(fields),
        None if of_reader else reader.frontispiece(fields),
        reader.abbreviations(fields),
    )
    return reader.out.done(found)


def ingest_volumes(fields: Fields) -> tuple[Volume, ...]:
    """Return the volumes of the series that `series-volumes:` lists: titles, or mappings. Reports M005–M007."""
    found = []
    for node in fields.items("series-volumes"):
        if isinstance(node, Scalar) and node.value is not None:
            found.append(Volume("", node.text, "", "", node.span))
            continue
        own = Fields(node, "this volume", node.span, fields.out)
        volume = Volume(
            own.text("number"), own.text("title", required=True), own.text("by"), own.text("year"), node.span
        )
        own.done()
        found.append(volume)
    return tuple(volume for volume in found if volume.title)


def ingest_facsimiles(fields: Fields) -> tuple[Facsimile, ...]:
    """Return the pictures of pages of the copy-text that `facsimiles:` names. Reports M005–M007, M011."""
    found = []
    for page, span, node in fields.entries("facsimiles"):
        if isinstance(node, Scalar):
            image, alt, where = node.text, "", node.span
        else:
            own = Fields(node, f"the facsimile of page {page}", span, fields.out)
            image, alt = own.text("image", required=True), own.text("alt")
            where = own.value_span("image")
            own.done()
        if image and _safe(image, where, fields.out):
            found.append(Facsimile(page, image, alt, where))
    return tuple(found)


def _safe(path: str, span: Span, out: Collector) -> bool:
    if is_safe_path(path):
        return True
    out.report(
        code("M011"),
        f"“{path}” leads out of the project",
        span,
        hint="copy the file into the project and name it by its relative path",
    )
    return False


def _right(written: str) -> str:
    """Return what to do about an ISBN that is none: where only the check digit is wrong, which it would be."""
    digits = re.sub(r"[^0-9Xx]", "", written)
    if re.fullmatch(r"97[89]\d{10}", digits):
        right = next(d for d in "0123456789" if number_of(digits[:12] + d))
        if re.fullmatch(r".*\d", written):
            return (
                f"if the others are right, it is {written[:-1]}{right}; compare it with the agency’s letter"
            )
    return "copy it from the agency’s letter"


class _Front:
    """Reads the keys one by one."""

    def __init__(self, source: SourceText, out: Collector, of_reader: bool) -> None:
        self.source, self.out, self.of_reader = source, out, of_reader

    def isbns(self, fields: Fields) -> tuple[Isbn, ...]:
        node = fields.node("isbn")
        if node is None or (isinstance(node, Scalar) and node.value is None):
            return ()
        pairs: list[tuple[str, Node]] = [("", node)]
        if isinstance(node, Mapping):
            pairs = [(name.text, value) for name, value in node.items]
            for key, _ in node.items:
                if key.text not in FORMATS:
                    near = nearest(key.text, FORMATS)
                    self.out.report(
                        code("M005"),
                        f"“isbn” has no key “{key.text}”",
                        key.span,
                        hint=f"did you mean “{near}”?" if near else "known keys: " + ", ".join(FORMATS),
                    )
        found = []
        for name, value in pairs:
            if not isinstance(value, Scalar):
                self.out.report(
                    code("M007"), "an ISBN must be a piece of text", value.span, hint='write isbn: "978-…"'
                )
            elif fault := fault_of(value.text):
                self.out.report(
                    code("M030"),
                    f"“{value.text}” is no ISBN: {fault}",
                    value.span,
                    hint=_right(value.text.strip()),
                )
            elif name in FORMATS or not name:
                written = value.text.strip().removeprefix("ISBN").lstrip(": \u00a0")
                found.append(Isbn(written, name, value.span))
        self._once(found)
        return tuple(found)

    def _once(self, found: list[Isbn]) -> None:
        """Report a number that two forms of the book have (M008)."""
        first: dict[str, Isbn] = {}
        for isbn in found:
            same = first.setdefault(isbn.number, isbn)
            if same is not isbn:
                self.out.report(
                    code("M008"),
                    f"{isbn.format} and {same.format} have the same ISBN",
                    isbn.span,
                    hint="each form of a book has an ISBN of its own",
                )

    def prose(self, fields: Fields, key: str) -> tuple[ProseBlock, ...]:
        """Return the words under `key`: paragraphs with their lines, verse."""
        text = fields.text(key)
        if not text.strip():
            return ()
        blocks = self.out.take(embedded_prose(text, self.source, fields.value_span(key), keep_line_ends=True))
        self._check(blocks)
        return blocks

    def words(self, fields: Fields, key: str, *, required: bool = False) -> tuple[Inline, ...]:
        """Return the words under `key`: one paragraph."""
        text = fields.text(key, required=required)
        return self.line(text, fields.value_span(key)) if text.strip() else ()

    def line(self, text: str, span: Span) -> tuple[Inline, ...]:
        blocks = self.out.take(embedded_prose(text, self.source, span))
        if len(blocks) != 1 or not isinstance(blocks[0], Paragraph):
            self.out.report(
                code("M023"),
                "the text of an item is one paragraph",
                span,
                hint="leave out lists, headings and empty lines",
            )
            return ()
        self._check(blocks)
        return blocks[0].inlines

    def _check(self, blocks: tuple[ProseBlock, ...]) -> None:
        for block in blocks:
            verse = isinstance(block, Div) and set(block.attributes.classes) <= {"verse", "quote"}
            if not (isinstance(block, Paragraph | Quotation) or verse):
                heading = "a heading" if isinstance(block, Heading) else "a list or table"
                self.out.report(
                    code("M031"),
                    f"{heading if isinstance(block, Heading | Listing) else 'this'} cannot stand here",
                    block.span,
                    hint="write paragraphs, quotations, or verse in ::: verse",
                )
        for node in walk_blocks(blocks):
            if isinstance(node, Image):
                self.out.report(
                    code("M031"), "a picture cannot stand here", node.span, hint="put it under frontispiece:"
                )
            elif isinstance(node, IndexTerm):
                self.out.report(
                    code("N018"),
                    "an index does not name the front matter",
                    node.span,
                    hint="mark words of the text, of notes or of the introduction",
                )
            elif self.of_reader and isinstance(node, Citation | CrossReference):
                self.out.report(
                    code("M031"),
                    "a reader’s front matter neither cites nor refers",
                    node.span,
                    hint="write out what is meant",
                )

    def epigraphs(self, fields: Fields) -> tuple[Epigraph, ...]:
        node = fields.node("epigraph")
        if node is None or (isinstance(node, Scalar) and node.value is None):
            return ()
        nodes = node.items if isinstance(node, Sequence) else (node,)
        found = []
        for each in nodes:
            if isinstance(each, Scalar):
                blocks = self.out.take(embedded_prose(each.text, self.source, each.span, keep_line_ends=True))
                self._check(blocks)
                found.append(Epigraph(blocks, (), each.span))
                continue
            own = Fields(each, "the epigraph", each.span, self.out)
            own.node("text", required=True)
            found.append(Epigraph(self.prose(own, "text"), self.words(own, "source"), each.span))
            own.done()
        return tuple(each for each in found if each.text)

    def frontispiece(self, fields: Fields) -> Frontispiece | None:
        if not fields.has("frontispiece"):
            fields.node("frontispiece")
            return None
        own = fields.fields("frontispiece")
        image, alt = own.text("image", required=True), own.text("alt")
        caption = self.words(own, "caption")
        if image and not alt.strip():
            self.out.report(
                code("T030"),
                "the frontispiece has no words for those who cannot see it",
                own.value_span("image"),
                hint="add alt: with what is to be seen",
            )
        safe = bool(image) and _safe(image, own.value_span("image"), self.out)
        bleeds = own.flag("bleed")
        found = Frontispiece(image, alt, caption, own.value_span("image"), bleeds) if safe else None
        own.done()
        return found

    def abbreviations(self, fields: Fields) -> tuple[Abbreviation, ...]:
        found: list[Abbreviation] = []
        first: dict[str, Span] = {}
        for name, span, node in fields.entries("abbreviations"):
            short = " ".join(name.split())
            if not isinstance(node, Scalar) or not node.text.strip():
                self.out.report(
                    code("M007"),
                    f"“{short}” must be a piece of text",
                    node.span,
                    hint="write what it stands for",
                )
                continue
            if short in first:
                self.out.report(
                    code("M025"),
                    f"“{short}” stands twice under `abbreviations:`",
                    span,
                    labels=[Label(first[short], "the first time")],
                    hint="make one item of the two",
                )
                continue
            first[short] = span
            found.append(Abbreviation(short, self.line(node.text, node.span), span))
        return tuple(found)
