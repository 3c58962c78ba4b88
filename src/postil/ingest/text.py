"""The transcription (`text.md`): blocks of Markdown become divisions and blocks with addresses.

Addresses follow the design, § 7: a division's own id wins, else kind and number as printed, else the kind, else a
slug of the heading; one that is taken gets its parent's before it. Blocks are counted in their own division.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from postil.diagnostics import Checked, Collector, Label, code
from postil.ingest.addresses import ROOT, TITLE, Addresses, Naming, name_division
from postil.ingest.divisions import WITHIN, OpenDivision
from postil.ingest.fields import nearest
from postil.ingest.flatten import Flat, flatten, table
from postil.ingest.forms import (
    check_captions,
    check_facsimiles,
    check_no_picture,
    gathered_captions,
    numbered_lines,
    split_mark,
    width_of,
    with_facsimiles,
    without_words,
)
from postil.ingest.kinds import BLOCK_DIVS, DIVISION_KINDS, NUMBERED, kind_names
from postil.ingest.markdown import parse_markdown
from postil.model.front import Facsimile
from postil.model.prose import (
    Attributes,
    CodeBlock,
    Div,
    Heading,
    Inline,
    Listing,
    PageBreak,
    Paragraph,
    ProseBlock,
    Quotation,
    Rule,
    Table,
    picture_alone,
    plain,
)
from postil.model.text import BaseText, Block, Division, Flow, Group, Milestone
from postil.spans import Places, SourceText, Span

__all__ = ["ROOT", "TITLE", "ingest_text"]


def ingest_text(source: SourceText, language: str, facsimiles: Sequence[Facsimile] = ()) -> Checked[BaseText]:
    """Return the transcription in `source`; `facsimiles` are pictures of pages of the copy-text.

    Reports what `parse_markdown` reports, and T004 (an address twice), T005 (a second title), T006 (no title),
    T015 (a fenced div of unknown kind), T016 (no text), T030 (a picture without words), T031 (a caption alone), T032 (a picture
    of a page that does not begin anywhere), N012 (an id that is none).
    """
    out = Collector()
    blocks = out.take(parse_markdown(source))
    builder = _Builder(source, out, Addresses(out), {each.page: each for each in facsimiles})
    root = builder.document(blocks)
    text = BaseText(root, language, source.path)
    builder.addresses.check_blocks(text)
    check_facsimiles(text, facsimiles, out)
    if not text.blocks:
        out.report(
            code("T016"), "the file holds no text", source.span(0, 0), hint="write the transcription into it"
        )
    return out.done(text)


@dataclass(slots=True)
class _Builder:
    source: SourceText
    out: Collector
    addresses: Addresses
    facsimiles: Mapping[str, Facsimile]
    paragraph: int = 0
    pending: tuple[Milestone, ...] = ()
    """Page breaks that stand in a paragraph of their own: they belong to the block that follows."""

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
        root = OpenDivision(self._claim_root(attributes), kind, "", 1, heading, attributes, whole)
        self._fill(root, tuple(rest), "paragraph")
        if self.pending:  # the text ends with them
            root.content.append(self._block("paragraph", Flat("", Places(), (), ()), whole, root))
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
            self._miles(flat),
            heading.span,
            terms=flat.terms,
        )

    def _miles(self, flat: Flat) -> tuple[Milestone, ...]:
        """Return the page breaks of a block, those before it among them."""
        pending, self.pending = self.pending, ()
        return with_facsimiles((*pending, *flat.milestones), self.facsimiles)

    # divisions --------------------------------------------------------------------------------------------------

    def _fill(self, parent: OpenDivision, blocks: tuple[ProseBlock, ...], kind: str) -> None:
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

    def _level_of(self, block: Div, stack: list[OpenDivision]) -> int:
        """Return the level at which a fenced division stands among headed ones: beside the open one of its own kind, or
        within the innermost that can hold it (sections in an article, articles in a chapter), else beside them all."""
        naming = self._naming(block)[0]
        for division in reversed(stack[1:]):
            if division.kind == naming.kind:
                return division.level
            if division.kind in WITHIN.get(naming.kind, ()):
                return division.level + 1
        return stack[0].level + 1

    def _kind_in(self, division: OpenDivision, kind: str) -> str:
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

    def _headed(self, heading: Heading, parent: OpenDivision, level: int) -> OpenDivision:
        attributes = heading.attributes
        naming = name_division(attributes.classes, attributes.get("n"), attributes.id, plain(heading.inlines))
        id_ = self.addresses.claim(naming, parent.id, attributes, heading.span)
        first = self._heading_block(heading, f"{id_}.0")
        return OpenDivision(id_, naming.kind, naming.number, level, first, attributes, heading.span)

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

    def _fenced(self, block: Div, parent: OpenDivision) -> Division:
        naming, heading, attributes = self._naming(block)
        id_ = self.addresses.claim(naming, parent.id, attributes, block.span)
        division = OpenDivision(
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

    def _flow(self, block: ProseBlock, division: OpenDivision, kind: str) -> list[Flow]:
        match block:
            case Paragraph(inlines=inlines, span=span):
                if inlines and all(isinstance(node, PageBreak) for node in inlines):
                    self.pending += flatten(inlines).milestones
                    return []
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
            case Table():
                return [self._table(block, division)]
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
        self, blocks: tuple[ProseBlock, ...], marker: str, division: OpenDivision, kind: str, span: Span
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

    def _paragraph(self, inlines: tuple[Inline, ...], span: Span, division: OpenDivision, kind: str) -> Block:
        if picture := picture_alone(inlines):
            without_words(picture, self.out)
            flat = Flat(picture.alt, Places.same(picture.span.start, len(picture.alt)), (), ())
            made = self._block("figure", flat, span, division, image=picture.path)
            return replace(made, caption=picture.caption)
        check_no_picture(inlines, self.out)
        return self._block(kind, flatten(inlines), span, division)

    def _table(self, found: Table, division: OpenDivision) -> Block:
        cells = [[flatten(cell) for cell in row] for row in found.rows]
        made = self._block("table", table(cells, found.span.start), found.span, division, heads=found.heads)
        return replace(made, aligns=found.aligns)

    def _marked(self, block: Div, division: OpenDivision) -> Group:
        """Return a list whose paragraphs begin with the marks printed in the copy-text; one without a mark goes on with the
        item before it."""
        items: list[tuple[list[Flow], Span]] = []
        for each in block.blocks:
            marker, rest = "", Flat("", Places(), (), ())
            words = isinstance(each, Paragraph) and picture_alone(each.inlines) is None
            if isinstance(each, Paragraph) and words:
                marker, rest = split_mark(flatten(each.inlines))
            if words and (marker or not items):
                items.append(([self._block("item", rest, each.span, division, marker=marker)], each.span))
            elif items:
                items[-1][0].extend(self._flow(each, division, "paragraph"))
            else:
                items.append((self._flow(each, division, "paragraph"), each.span))
        groups = tuple(Group("item", tuple(content), span) for content, span in items)
        return Group("list", groups, block.span, ordered=True, language=block.attributes.get("lang"))

    def _grouped(self, block: Div, division: OpenDivision) -> list[Flow]:
        name = next(c for c in block.attributes.classes if c in BLOCK_DIVS)
        kind = BLOCK_DIVS[name]
        if name == "list":
            return [self._marked(block, division)]
        inner: list[Flow] = []
        for item in block.blocks:
            if isinstance(item, Div) and self._is_division(item):
                inner.extend(self._misplaced(item, f"“{name}”", division))
                continue
            inner.extend(self._flow(item, division, kind))
        language = block.attributes.get("lang")
        if name in {"address", "dateline", "salutation", "closer"}:
            return [replace(f, language=language or f.language) if isinstance(f, Block) else f for f in inner]
        check_captions(name, inner, block.attributes.span or block.span, self.out)
        group = {"parties": "party"}.get(name, name)
        if name == "verse":
            first = block.attributes.get("n")
            inner = list(numbered_lines(inner, int(first) if first.isdecimal() else 1))
        if name in {"figure", "table"}:
            inner = gathered_captions(inner)
        width = width_of(block.attributes, self.out, block.span) if name == "figure" else ""
        return [Group(group, tuple(inner), block.span, language=language, width=width)]

    def _misplaced(self, block: Div, where: str, division: OpenDivision) -> list[Flow]:
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
        division: OpenDivision,
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
            self._miles(flat),
            span,
            marker=marker,
            language=division.attributes.get("lang"),
            heads=heads,
            image=image,
            terms=flat.terms,
        )
