"""The transcription (`text.md`): blocks of Markdown become divisions and blocks with addresses.

Addresses follow the design, § 7: a division's own id wins, else kind and number as printed, else the kind, else a
slug of the heading; one that is taken gets its parent's before it. Blocks are counted in their own division.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from postil.diagnostics import Checked, Collector, Label, code
from postil.ingest.addresses import ROOT, TITLE, Addresses, Naming, name_division
from postil.ingest.fields import nearest
from postil.ingest.flatten import Flat, flatten, table
from postil.ingest.kinds import BLOCK_DIVS, DIVISION_KINDS, NUMBERED, kind_names
from postil.ingest.markdown import parse_markdown
from postil.model.prose import (
    Attributes,
    CodeBlock,
    Div,
    Heading,
    Image,
    Inline,
    Listing,
    Paragraph,
    ProseBlock,
    Quotation,
    Rule,
    Table,
    Text,
    plain,
)
from postil.model.text import BaseText, Block, Division, Flow, Group
from postil.spans import Places, SourceText, Span

__all__ = ["ROOT", "TITLE", "ingest_text"]

_WITHIN = {
    "section": ("article", "chapter", "part", "book", "title", "annex", "enclosure", "letter", "speech"),
    "article": ("chapter", "part", "book", "title", "annex"),
    "amendment": ("chapter", "part", "annex"),
    "chapter": ("part", "book", "title", "annex"),
    "particulars": ("annex", "enclosure", "letter", "speech"),
    "preamble": ("annex", "enclosure"),
    "testimonium": ("annex", "enclosure"),
    "signatures": ("annex", "enclosure", "letter"),
}
"""For the kinds of fenced divisions that can belong to a headed one: the kinds of those."""


def ingest_text(source: SourceText, language: str) -> Checked[BaseText]:
    """Return the transcription in `source`.

    Reports what `parse_markdown` reports, and T004 (an address twice), T005 (a second title), T006 (no title),
    T015 (a fenced div of unknown kind), T016 (no text), N012 (an id that is none).
    """
    out = Collector()
    blocks = out.take(parse_markdown(source))
    builder = _Builder(source, out, Addresses(out))
    root = builder.document(blocks)
    text = BaseText(root, language, source.path)
    builder.addresses.check_blocks(text)
    if not text.blocks:
        out.report(
            code("T016"), "the file holds no text", source.span(0, 0), hint="write the transcription into it"
        )
    return out.done(text)


@dataclass(slots=True)
class _Open:
    """A division while it is read."""

    id: str
    kind: str
    number: str
    level: int
    heading: Block | None
    attributes: Attributes
    span: Span
    content: list[Flow] = field(default_factory=list)
    count: int = 0

    def close(self) -> Division:
        return Division(
            self.id,
            self.kind,
            self.number,
            self.heading,
            tuple(self.content),
            self.attributes,
            self.span,
            self.level,
        )


@dataclass(slots=True)
class _Builder:
    source: SourceText
    out: Collector
    addresses: Addresses
    paragraph: int = 0

    def document(self, blocks: tuple[ProseBlock, ...]) -> Division:
        """Return the root division: its heading is the title as printed."""
        title: Heading | None = None
        rest: list[ProseBlock] = []
        for block in blocks:
            if isinstance(block, Heading) and block.level == 1:
                if title is None and not rest:
                    title = block
                    continue
                if title is None:
                    title = block
                    self.out.report(
                        code("T005"),
                        "the title must stand first",
                        block.span,
                        hint="move it to the top of the file",
                    )
                    continue
                self.out.report(
                    code("T005"),
                    "a text has one title (`#`)",
                    block.span,
                    labels=[Label(title.span, "the first title")],
                    hint="open divisions with `##`",
                )
                rest.append(Heading(2, block.inlines, block.attributes, block.span))
                continue
            rest.append(block)
        whole = self.source.span(0, len(self.source.text))
        if title is None and blocks:
            self.out.report(
                code("T006"),
                "the text has no title",
                self.source.span(0, 0),
                hint="begin the file with `# ` and the title as printed",
            )
        heading = self._heading_block(title, TITLE) if title else None
        attributes = title.attributes if title else Attributes()
        kind = attributes.classes[0] if attributes.classes else "document"
        self.addresses.taken[TITLE] = title.span if title else whole
        root = _Open(self._claim_root(attributes), kind, "", 1, heading, attributes, whole)
        self._fill(root, tuple(rest), "paragraph")
        return root.close()

    def _claim_root(self, attributes: Attributes) -> str:
        if attributes.id:
            naming = Naming("section", "", attributes.id)
            return self.addresses.claim(
                naming, ROOT, attributes, attributes.id_span or self.source.span(0, 0)
            )
        self.addresses.taken[ROOT] = self.source.span(0, 0)
        return ROOT

    def _heading_block(self, heading: Heading, address: str) -> Block:
        flat = flatten(heading.inlines)
        return Block(
            address,
            "heading",
            None,
            flat.text,
            flat.at,
            flat.styles,
            flat.milestones,
            heading.span,
            terms=flat.terms,
        )

    # divisions --------------------------------------------------------------------------------------------------

    def _fill(self, parent: _Open, blocks: tuple[ProseBlock, ...], kind: str) -> None:
        """Put blocks into `parent`; headings open divisions inside it, by their levels."""
        stack = [parent]

        def close_to(level: int) -> None:
            while len(stack) > 1 and stack[-1].level >= level:
                done = stack.pop()
                stack[-1].content.append(done.close())

        for block in blocks:
            if isinstance(block, Heading):
                level = max(block.level, parent.level + 1)
                close_to(level)
                stack.append(self._headed(block, stack[-1], level))
                continue
            if isinstance(block, Div) and self._is_division(block):
                close_to(self._level_of(block, stack))
                stack[-1].content.append(self._fenced(block, stack[-1]))
                continue
            stack[-1].content.extend(self._flow(block, stack[-1], self._kind_in(stack[-1], kind)))
        close_to(parent.level + 1)

    def _level_of(self, block: Div, stack: list[_Open]) -> int:
        """Return the level at which a fenced division stands among headed ones: beside the open one of its own kind, or
        within the innermost that can hold it (sections in an article, articles in a chapter), else beside them all."""
        naming = self._naming(block)[0]
        for division in reversed(stack[1:]):
            if division.kind == naming.kind:
                return division.level
            if division.kind in _WITHIN.get(naming.kind, ()):
                return division.level + 1
        return stack[0].level + 1

    def _kind_in(self, division: _Open, kind: str) -> str:
        return {"particulars": "entry", "signatures": "party"}.get(division.kind, kind)

    def _is_division(self, block: Div) -> bool:
        classes = block.attributes.classes
        if any(c in BLOCK_DIVS for c in classes):
            return False
        known = [c for c in classes if c in DIVISION_KINDS]
        if not known and classes:
            near = nearest(classes[0], kind_names())
            self.out.report(
                code("T015"),
                f"“{classes[0]}” is no kind of division or block",
                block.attributes.span or block.span,
                hint=f"did you mean “{near}”?" if near else "kinds: " + ", ".join(kind_names()),
            )
        return True

    def _headed(self, heading: Heading, parent: _Open, level: int) -> _Open:
        attributes = heading.attributes
        naming = name_division(attributes.classes, attributes.get("n"), attributes.id, plain(heading.inlines))
        id_ = self.addresses.claim(naming, parent.id, attributes, heading.span)
        first = self._heading_block(heading, f"{id_}.0")
        return _Open(id_, naming.kind, naming.number, level, first, attributes, heading.span)

    def _naming(self, block: Div) -> tuple[Naming, Heading | None, Attributes]:
        """Return what a fenced division is, its heading and its attributes (those of the heading where it has none)."""
        first = block.blocks[0] if block.blocks else None
        heading = first if isinstance(first, Heading) else None
        words = plain(heading.inlines) if heading else ""
        own, inner = block.attributes, heading.attributes if heading else Attributes()
        naming = name_division(
            (*own.classes, *inner.classes), own.get("n") or inner.get("n"), own.id or inner.id, words
        )
        return naming, heading, own if own.id or not inner.id else inner

    def _fenced(self, block: Div, parent: _Open) -> Division:
        naming, heading, attributes = self._naming(block)
        id_ = self.addresses.claim(naming, parent.id, attributes, block.span)
        division = _Open(
            id_,
            naming.kind,
            naming.number,
            parent.level + 1,
            self._heading_block(heading, f"{id_}.0") if heading else None,
            block.attributes,
            block.span,
        )
        inner = block.blocks[1:] if heading else block.blocks
        self._fill(division, inner, self._kind_in(division, "paragraph"))
        return division.close()

    # blocks -----------------------------------------------------------------------------------------------------

    def _flow(self, block: ProseBlock, division: _Open, kind: str) -> list[Flow]:
        match block:
            case Paragraph(inlines=inlines, span=span):
                return [self._paragraph(inlines, span, division, kind)]
            case Listing(ordered=ordered, items=items, span=span):
                return [
                    Group(
                        "list",
                        tuple(
                            Group(
                                "item", tuple(self._item(i.blocks, i.marker, division, kind, i.span)), i.span
                            )
                            for i in items
                        ),
                        span,
                        ordered=ordered,
                    )
                ]
            case Quotation(blocks=blocks, span=span):
                inner = [f for b in blocks for f in self._flow(b, division, "paragraph")]
                return [Group("quote", tuple(inner), span)]
            case Table(rows=rows, heads=heads, span=span):
                return [self._table(rows, heads, span, division)]
            case CodeBlock(text=text, span=span):
                start = self.source.text.find(text, span.start, span.end)
                at = Places.run(start, len(text)) if start >= 0 else Places.same(span.start, len(text))
                return [self._block("preformatted", Flat(text, at, (), ()), span, division)]
            case Rule(span=span):
                return [Group("rule", (), span)]
            case Div():
                if self._is_division(block):
                    return self._misplaced(block, "a list or quotation", division)
                return self._grouped(block, division)
            case Heading(inlines=inlines, span=span):
                return [self._paragraph(inlines, span, division, "subheading")]

    def _item(
        self, blocks: tuple[ProseBlock, ...], marker: str, division: _Open, kind: str, span: Span
    ) -> list[Flow]:
        found: list[Flow] = []
        if marker and not (blocks and isinstance(blocks[0], Paragraph)):
            # what is printed before an item that does not open with words stands alone
            found.append(self._block("item", Flat("", Places(), (), ()), span, division, marker=marker))
        item_kind = {"party": "name", "name": "name", "entry": "entry"}.get(kind, "item")
        for number, block in enumerate(blocks):
            if number == 0 and isinstance(block, Paragraph):
                flat = flatten(block.inlines)
                found.append(self._block(item_kind, flat, block.span, division, marker=marker))
            else:
                found.extend(self._flow(block, division, kind if item_kind != "item" else "paragraph"))
        return found

    def _paragraph(self, inlines: tuple[Inline, ...], span: Span, division: _Open, kind: str) -> Block:
        picture = [n for n in inlines if isinstance(n, Image)]
        if len(picture) == 1 and all(
            isinstance(n, Image) or (isinstance(n, Text) and not n.text.strip()) for n in inlines
        ):
            alt = picture[0].alt
            flat = Flat(alt, Places.same(picture[0].span.start, len(alt)), (), ())
            return self._block("figure", flat, span, division, image=picture[0].path)
        for image in picture:
            self.out.report(
                code("T008"),
                "a picture in the text stands in a paragraph of its own",
                image.span,
                hint="put empty lines around it",
            )
        return self._block(kind, flatten(inlines), span, division)

    def _table(
        self, rows: tuple[tuple[tuple[Inline, ...], ...], ...], heads: int, span: Span, division: _Open
    ) -> Block:
        cells = [[flatten(cell) for cell in row] for row in rows]
        return self._block("table", table(cells, span.start), span, division, heads=heads)

    def _grouped(self, block: Div, division: _Open) -> list[Flow]:
        name = next(c for c in block.attributes.classes if c in BLOCK_DIVS)
        kind = BLOCK_DIVS[name]
        inner: list[Flow] = []
        for item in block.blocks:
            if isinstance(item, Div) and self._is_division(item):
                inner.extend(self._misplaced(item, f"“{name}”", division))
                continue
            inner.extend(self._flow(item, division, kind))
        language = block.attributes.get("lang")
        if name in {"dateline", "salutation", "closer"}:
            return [replace(f, language=language or f.language) if isinstance(f, Block) else f for f in inner]
        group = {"parties": "party"}.get(name, name)
        return [Group(group, tuple(inner), block.span, language=language)]

    def _misplaced(self, block: Div, where: str, division: _Open) -> list[Flow]:
        """Report a division where none can stand (T015); its blocks are read all the same."""
        self.out.report(
            code("T015"),
            f"a division cannot stand inside {where}",
            block.attributes.span or block.span,
            hint="close what stands around it first",
        )
        return [f for b in block.blocks for f in self._flow(b, division, "paragraph")]

    def _block(
        self,
        kind: str,
        flat: Flat,
        span: Span,
        division: _Open,
        *,
        marker: str = "",
        heads: int = 0,
        image: str = "",
    ) -> Block:
        division.count += 1
        number = None
        if kind in NUMBERED:
            self.paragraph += 1
            number = self.paragraph
        return Block(
            f"{division.id}.{division.count}",
            kind,
            number,
            flat.text,
            flat.at,
            flat.styles,
            flat.milestones,
            span,
            marker=marker,
            language=division.attributes.get("lang"),
            heads=heads,
            image=image,
            terms=flat.terms,
        )
