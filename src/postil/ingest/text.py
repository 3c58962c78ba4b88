"""The transcription (`text.md`): blocks of Markdown become divisions and blocks with addresses.

Addresses follow the design, § 7: a division's own id wins, else kind and number as printed, else the kind, else a
slug of the heading; one that is taken gets its parent's before it. Blocks are counted in their own division.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from postil.diagnostics import Checked, Collector, Label, code
from postil.ingest.fields import nearest
from postil.ingest.flatten import Flat, flatten
from postil.ingest.kinds import BLOCK_DIVS, DIVISION_KINDS, NUMBERED, kind_names, read_heading, slug
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
from postil.spans import SourceText, Span

__all__ = ["ROOT", "TITLE", "ingest_text"]

ROOT = "text"
TITLE = "title"
VALID_ID = re.compile(r"[^\W\d_][\w-]*(?:\.[\w-]+)*", re.UNICODE)


def ingest_text(source: SourceText, language: str) -> Checked[BaseText]:
    """Return the transcription in `source`.

    Reports what `parse_markdown` reports, and T004 (an address twice), T005 (a second title), T006 (no title),
    T015 (a fenced div of unknown kind), T016 (no text), N012 (an id that is none).
    """
    out = Collector()
    blocks = out.take(parse_markdown(source))
    builder = _Builder(source, out)
    root = builder.document(blocks)
    text = BaseText(root, language, source.path)
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
    ids: dict[str, Span] = field(default_factory=dict)
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
        if title is None:
            self.out.report(
                code("T006"),
                "the text has no title",
                self.source.span(0, 0),
                hint="begin the file with `# ` and the title as printed",
            )
        heading = self._heading_block(title, TITLE) if title else None
        attributes = title.attributes if title else Attributes()
        kind = attributes.classes[0] if attributes.classes else "document"
        self.ids[TITLE] = title.span if title else whole
        root = _Open(self._claim_root(attributes), kind, "", 1, heading, attributes, whole)
        self._fill(root, tuple(rest), "paragraph")
        return root.close()

    def _claim_root(self, attributes: Attributes) -> str:
        if attributes.id and attributes.id_span:
            self.ids[attributes.id] = attributes.id_span
            return attributes.id
        self.ids[ROOT] = self.source.span(0, 0)
        return ROOT

    def _heading_block(self, heading: Heading, address: str) -> Block:
        flat = flatten(heading.inlines)
        return Block(address, "heading", None, flat.text, flat.at, flat.styles, flat.milestones, heading.span)

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
                if not block.attributes.classes or block.attributes.classes[0] not in BLOCK_DIVS:
                    # a division of its own: it belongs to the division that stands open only if it is deeper
                    owner = stack[-1] if self._nests(block, stack[-1]) else stack[0]
                    if owner is stack[0]:
                        close_to(parent.level + 1)
                    owner.content.append(self._fenced(block, owner))
                    continue
            stack[-1].content.extend(self._flow(block, stack[-1], self._kind_in(stack[-1], kind)))
        close_to(parent.level + 1)

    def _nests(self, block: Div, open_division: _Open) -> bool:
        """Tell whether a fenced division belongs inside the headed one that is open: an explicit `inside` class,
        or a kind that only makes sense within a chapter or article."""
        kind = block.attributes.classes[0] if block.attributes.classes else "section"
        return kind in {"section", "article"} and open_division.kind in {"chapter", "part", "book", "title"}

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
        words = plain(heading.inlines)
        said = read_heading(words)
        kind = next((c for c in heading.attributes.classes if c in DIVISION_KINDS), "")
        number = heading.attributes.get("n")
        if not kind:
            kind = said.kind if said else "section"
        if not number and said and said.kind == kind:
            number = said.number
        own = heading.attributes.id
        if own:
            id_ = own
        elif number:
            id_ = f"{DIVISION_KINDS[kind]}-{number}"
        elif said or any(c in DIVISION_KINDS for c in heading.attributes.classes):
            id_ = DIVISION_KINDS[kind]
        else:
            id_ = slug(words)
        id_ = self._claim(id_, parent, heading.attributes, heading.span)
        return _Open(
            id_,
            kind,
            number,
            level,
            self._heading_block(heading, f"{id_}.0"),
            heading.attributes,
            heading.span,
        )

    def _fenced(self, block: Div, parent: _Open) -> Division:
        attributes = block.attributes
        kind = next((c for c in attributes.classes if c in DIVISION_KINDS), "section")
        number = attributes.get("n")
        inner = block.blocks
        heading: Heading | None = None
        if inner and isinstance(inner[0], Heading):
            heading, inner = inner[0], inner[1:]
            said = read_heading(plain(heading.inlines))
            if not number and said and said.kind == kind:
                number = said.number
        merged = attributes
        if heading and heading.attributes.id and not attributes.id:
            merged = heading.attributes
        stem = DIVISION_KINDS[kind]
        id_ = self._claim(
            merged.id or (f"{stem}-{number}" if number else stem),
            parent,
            merged,
            merged.id_span or block.span,
        )
        division = _Open(
            id_,
            kind,
            number,
            parent.level + 1,
            self._heading_block(heading, f"{id_}.0") if heading else None,
            attributes,
            block.span,
        )
        self._fill(division, inner, self._kind_in(division, "paragraph"))
        return division.close()

    def _claim(self, id_: str, parent: _Open, attributes: Attributes, span: Span) -> str:
        """Return the id under which a division is known; reports T004 and N012."""
        place = attributes.id_span or span
        if attributes.id:
            if not VALID_ID.fullmatch(id_):
                self.out.report(
                    code("N012"),
                    f"“{id_}” cannot be an id",
                    place,
                    hint="begin with a letter; go on with letters, digits, hyphens",
                )
        elif id_ in self.ids:
            id_ = f"{parent.id}-{id_}" if parent.id != ROOT else id_
        if id_ in self.ids:
            self.out.report(
                code("T004"),
                f"the address “{id_}” is taken",
                place,
                labels=[Label(self.ids[id_], "here it was given first")],
                hint="give one of the two an id of its own: {#" + id_ + "-b}",
            )
            counter = 2
            while f"{id_}-{counter}" in self.ids:
                counter += 1
            id_ = f"{id_}-{counter}"
        self.ids[id_] = place
        return id_

    # blocks -----------------------------------------------------------------------------------------------------

    def _flow(self, block: ProseBlock, division: _Open, kind: str, group: str = "") -> list[Flow]:
        match block:
            case Paragraph(inlines=inlines, span=span):
                return [self._paragraph(inlines, span, division, kind)]
            case Listing(ordered=ordered, items=items, span=span):
                return [
                    Group(
                        "list",
                        tuple(
                            Group("item", tuple(self._item(i.blocks, i.marker, division, kind)), i.span)
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
                start = self.source.text.find(text, span.start)
                at = tuple(range(start, start + len(text))) if start >= 0 else (span.start,) * len(text)
                return [self._block("preformatted", Flat(text, at, (), ()), span, division)]
            case Rule(span=span):
                return [Group("rule", (), span)]
            case Div():
                return self._grouped(block, division)
            case Heading(inlines=inlines, span=span):
                return [self._paragraph(inlines, span, division, "subheading")]
        return []

    def _item(self, blocks: tuple[ProseBlock, ...], marker: str, division: _Open, kind: str) -> list[Flow]:
        found: list[Flow] = []
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
        if picture and all(
            isinstance(n, Image) or (isinstance(n, Text) and not n.text.strip()) for n in inlines
        ):
            flat = Flat(picture[0].alt, (picture[0].span.start,) * len(picture[0].alt), (), ())
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
        flat = Flat("", (), (), ())
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                if r or c:
                    flat = flat.plus_character(
                        "\n" if c == 0 else "\t", flat.at[-1] + 1 if flat.at else span.start
                    )
                flat = flat.plus(flatten(cell))
        return self._block("table", flat, span, division, heads=heads)

    def _grouped(self, block: Div, division: _Open) -> list[Flow]:
        name = next(c for c in block.attributes.classes if c in BLOCK_DIVS)
        kind = BLOCK_DIVS[name]
        inner: list[Flow] = []
        for item in block.blocks:
            if isinstance(item, Div) and self._is_division(item):
                self.out.report(
                    code("T015"),
                    f"a division cannot stand inside “{name}”",
                    item.attributes.span or item.span,
                    hint="close the outer fenced div first",
                )
                inner.extend(f for b in item.blocks for f in self._flow(b, division, "paragraph"))
                continue
            inner.extend(self._flow(item, division, kind))
        if name in {"dateline", "salutation", "closer"}:
            return inner
        group = {"parties": "party"}.get(name, name)
        return [Group(group, tuple(inner), block.span, language=block.attributes.get("lang"))]

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
        )
