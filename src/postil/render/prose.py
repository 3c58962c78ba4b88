"""Prose (note bodies, introductions, works cited) as safe markup.

Every character goes through `escape`; elements and attributes are written here and nowhere else, so nothing a user
wrote can become markup. The same nodes come out in two forms: as blocks, and as spans on one line for a note at the
foot of a printed page (a `<p>` or `<div>` inside a paragraph would be torn out of it by the HTML parser, and a line
end would print as one).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import field

from markupsafe import Markup, escape

from postil.frozen import dataclass
from postil.model.prose import (
    Citation,
    Code,
    CodeBlock,
    CrossReference,
    Div,
    Heading,
    Image,
    IndexTerm,
    Inline,
    LineBreak,
    Link,
    Listing,
    PageBreak,
    Paragraph,
    ProseBlock,
    Quotation,
    Rule,
    Styled,
    Table,
    Text,
    picture_alone,
)
from postil.render.figures import framed_in
from postil.render.words import is_rtl
from postil.spans import Span

__all__ = ["Prose", "language_attributes", "safe_href"]

_ELEMENTS = {
    "emphasis": "em",
    "strong": "strong",
    "superscript": "sup",
    "subscript": "sub",
    "deleted": "del",
    "added": "ins",
}
_CLASSES = {
    "small-caps": "sc",
    "gap": "gap",
    "unclear": "unclear",
    "sic": "sic",
    "speaker": "speaker",
    "stage": "stage",
    "seal": "seal",
}
# An initial that a book can enlarge: a capital of an alphabet that has capitals, and the words that go with it.
_OPENING = re.compile(r"([A-ZÀ-ÖØ-ÞĀ-ɏΆ-ΫЀ-Я])(\S*(?: \S+){0,2}[^\s.,;:!?])(?=\s|$)")
_CLASS = re.compile(r"[^\w-]+")


def safe_href(href: str) -> bool:
    """Tell whether a link may stand in a book: http(s) and mailto only."""
    return href.lower().startswith(("http://", "https://", "mailto:"))


def language_attributes(language: str, xml: bool) -> Markup:
    """Return the attributes that say an element is in `language`; none where it is empty."""
    if not language:
        return Markup("")
    out = Markup(' lang="{0}"').format(language)
    if xml:
        out += Markup(' xml:lang="{0}"').format(language)
    # what it stands in may run the other way
    return out + Markup(' dir="{0}"').format("rtl" if is_rtl(language) else "ltr")


@dataclass(frozen=True, slots=True)
class Prose:
    """Turns prose into markup for one medium and one document.

    `target` gives for a cross-reference the address of its link (empty: none) and the words it prints; `image` the
    address of a picture; `anchors` the ids of places that an index names. What refers to one of `absent` says so in
    `absent_words`.
    """

    target: Callable[[str], tuple[str, str]]
    citations: Mapping[Span, tuple[Inline, ...]]
    image: Callable[[str], str]
    page_word: str
    xml: bool = False
    printed: bool = False
    absent: frozenset[str] = frozenset()
    absent_words: str = ""
    anchors: Mapping[Span, str] = field(default_factory=dict)

    # inline --------------------------------------------------------------------------------------------------

    def inline(self, nodes: tuple[Inline, ...]) -> Markup:
        """Return inline nodes as markup without any line end."""
        return Markup("").join(self._node(node) for node in nodes)

    def _node(self, node: Inline) -> Markup:
        match node:
            case Text(text=text):
                return escape(text.replace("\n", " "))
            case Code(text=text):
                return Markup("<code>{0}</code>").format(text.replace("\n", " "))
            case LineBreak():
                return Markup("<br/>")
            case Styled():
                return self._styled(node)
            case Link(href=href, children=children):
                inner = self.inline(children) if children else escape(href)
                return Markup('<a href="{0}">{1}</a>').format(href, inner) if safe_href(href) else inner
            case CrossReference(target=target, children=children):
                href, words = self.target(target)
                inner = self.inline(children) if children else escape(words)
                if target in self.absent:
                    return inner + escape(self.absent_words)
                return Markup('<a class="xr" href="{0}">{1}</a>').format(href, inner) if href else inner
            case Citation():
                return self._citation(node)
            case IndexTerm(children=children):
                return self._anchor(node) + self.inline(children)
            case PageBreak(number=number):
                return self._page(number)
            case Image(path=path, alt=alt):
                return Markup('<img src="{0}" alt="{1}"/>').format(self.image(path), alt)

    def _anchor(self, node: IndexTerm) -> Markup:
        """Return where an index leads to; words that are marked for several heads have one anchor, on the innermost."""
        again = len(node.children) == 1 and isinstance(node.children[0], IndexTerm)
        if node.span not in self.anchors or (again and node.children[0].span == node.span):
            return Markup("")
        return Markup('<span id="{0}"></span>').format(self.anchors[node.span])

    def _styled(self, node: Styled) -> Markup:
        inner = self.inline(node.children)
        attributes = language_attributes(node.language, self.xml)
        if node.kind == "ruby":
            return self._ruby(inner, node.annotation)
        if element := _ELEMENTS.get(node.kind):
            return Markup("<{0}{1}>{2}</{0}>").format(escape(element), attributes, inner)
        if name := _CLASSES.get(node.kind):
            return Markup('<span class="{0}"{1}>{2}</span>').format(name, attributes, inner)
        return Markup("<span{0}>{1}</span>").format(attributes, inner) if attributes else inner

    def _ruby(self, base: Markup, reading: str) -> Markup:
        if self.printed:
            return Markup('<span class="ruby">{0}<span class="rt">（{1}）</span></span>').format(
                base, reading
            )
        return Markup("<ruby>{0}<rp>（</rp><rt>{1}</rt><rp>）</rp></ruby>").format(base, reading)

    def _citation(self, node: Citation) -> Markup:
        rendered = self.citations.get(node.span)
        if rendered is not None:
            return self.inline(rendered)
        works = ", ".join(work.key for work in node.works)
        return escape(f"[{works}]")

    def _page(self, number: str) -> Markup:
        if self.printed:
            return Markup('<span class="pb" data-n="{0}"></span>').format(number)
        if self.xml:
            return Markup('<span class="pb" data-n="{0}"></span>').format(number)
        words = f"{self.page_word} {number}"
        return Markup('<span class="pb" role="separator" aria-label="{0}" data-n="{1}"></span>').format(
            words, number
        )

    # blocks ---------------------------------------------------------------------------------------------------

    def blocks(
        self,
        blocks: tuple[ProseBlock, ...],
        *,
        lead: Markup = Markup(""),  # noqa: B008  an empty constant
        tail: Markup = Markup(""),  # noqa: B008  the same
        level: int = 3,
        opening: bool = False,
    ) -> Markup:
        """Return blocks as markup: `lead` stands at the beginning of the first paragraph, `tail` at the end of the
        last; `level` is the level of its headings; with `opening` the first letter and words are set apart."""
        out: list[Markup] = []
        if lead and not (blocks and isinstance(blocks[0], Paragraph)):
            out.append(Markup("<p>{0}</p>").format(lead.rstrip()))
            lead = Markup("")
        for index, block in enumerate(blocks):
            last = index == len(blocks) - 1
            picture = picture_alone(block.inlines) if isinstance(block, Paragraph) else None
            if picture is not None and not lead and not (tail and last):
                out.append(self._figure(picture, ()))
            elif isinstance(block, Paragraph):
                words = self._opened(block.inlines) if opening and index == 0 else self.inline(block.inlines)
                ending = tail if last else ""
                start = Markup('<p class="first">') if opening and index == 0 else Markup("<p>")
                out.append(start + lead + words + ending + Markup("</p>"))
                lead = Markup("")
            else:
                out.append(self._block(block, level))
        if tail and not (blocks and isinstance(blocks[-1], Paragraph)):
            out.append(Markup("<p>{0}</p>").format(tail.lstrip()))
        return Markup("\n").join(out)

    def _block(self, block: ProseBlock, level: int) -> Markup:
        match block:
            case Paragraph(inlines=inlines):
                picture = picture_alone(inlines)
                if picture is not None:
                    return self._figure(picture, ())
                return Markup("<p>{0}</p>").format(self.inline(inlines))
            case Heading(level=deep, inlines=inlines):
                rank = min(6, level + max(0, deep - 2))
                return Markup("<h{0}>{1}</h{0}>").format(rank, self.inline(inlines))
            case Listing(ordered=ordered, items=items):
                parts = [self._item(item.marker if ordered else "", item.blocks, level) for item in items]
                element = "ol" if ordered else "ul"
                return Markup('<{0} class="list">{1}</{0}>').format(element, Markup("").join(parts))
            case Quotation(blocks=inner):
                return Markup('<blockquote class="quote">{0}</blockquote>').format(
                    self.blocks(inner, level=level)
                )
            case CodeBlock(text=text):
                return Markup("<pre>{0}</pre>").format(text.rstrip("\n"))
            case Rule():
                return Markup("<hr/>")
            case Table():
                return self._table(block)
            case Div(attributes=attributes, blocks=inner) if {"figure", "table"} & set(attributes.classes):
                held, caption = framed_in(inner)
                if isinstance(held, Image):
                    return self._figure(held, caption, attributes.get("width"))
                if isinstance(held, Table):
                    return self._table(held, caption)
                return self.blocks(inner, level=level)
            case Div(attributes=attributes, blocks=inner) if "verse" in attributes.classes:
                language = language_attributes(attributes.get("lang"), self.xml)
                return Markup('<div class="verse"{0}>{1}</div>').format(language, self._verse(inner, level))
            case Div(attributes=attributes, blocks=inner):
                names = " ".join(f"u-{_CLASS.sub('', name)}" for name in attributes.classes)
                body = self.blocks(inner, level=level)
                language = language_attributes(attributes.get("lang"), self.xml)
                return Markup('<div class="{0}"{1}>{2}</div>').format(names or "u", language, body)

    def _verse(self, blocks: tuple[ProseBlock, ...], level: int) -> Markup:
        """Return stanzas whose lines are elements of their own, so that a turned-over line can hang."""
        out = []
        for block in blocks:
            if not isinstance(block, Paragraph):
                out.append(self._block(block, level))
                continue
            lines: list[list[Inline]] = [[]]
            for node in block.inlines:
                if isinstance(node, LineBreak):
                    lines.append([])
                else:
                    lines[-1].append(node)
            spans = (
                Markup('<span class="line">{0}</span>').format(self.inline(tuple(each))) for each in lines
            )
            out.append(Markup('<p class="stanza">{0}</p>').format(Markup("<br/>").join(spans)))
        return Markup("").join(out)

    def _item(self, marker: str, blocks: tuple[ProseBlock, ...], level: int) -> Markup:
        start = Markup('<span class="marker">{0}</span> ').format(marker) if marker else Markup("")
        return Markup("<li>{0}</li>").format(self.blocks(blocks, lead=start, level=level))

    def _figure(self, picture: Image, caption: tuple[Paragraph, ...], width: str = "") -> Markup:
        """Return a picture with the caption of the fenced div around it, or its own."""
        anchor = self.anchors.get(picture.span, "")
        id_ = Markup(' id="{0}"').format(anchor) if anchor else Markup("")
        id_ += Markup(' data-width="{0}"').format(width) if width else Markup("")
        image = Markup('<img src="{0}" alt="{1}"/>').format(self.image(picture.path), picture.alt)
        lines = [Markup("<p>{0}</p>").format(self.inline(each.inlines)) for each in caption]
        if not lines and picture.caption:
            lines = [Markup("<p>{0}</p>").format(picture.caption)]
        below = Markup("<figcaption>{0}</figcaption>").format(Markup("").join(lines)) if lines else ""
        return Markup('<figure class="figure"{0}>{1}{2}</figure>').format(id_, image, below)

    def _table(self, table: Table, caption: tuple[Paragraph, ...] = ()) -> Markup:
        def row(cells: tuple[tuple[Inline, ...], ...], name: str) -> Markup:
            scope = Markup(' scope="col"') if name == "th" else Markup("")
            parts = []
            for number, cell in enumerate(cells):
                align = table.aligns[number] if number < len(table.aligns) else ""
                set_ = Markup(' class="al-{0}"').format(align) if align in {"right", "center"} else Markup("")
                parts.append(
                    Markup("<{0}{1}{2}>{3}</{0}>").format(escape(name), scope, set_, self.inline(cell))
                )
            return Markup("<tr>{0}</tr>").format(Markup("").join(parts))

        head = Markup("").join(row(cells, "th") for cells in table.rows[: table.heads])
        body = Markup("").join(row(cells, "td") for cells in table.rows[table.heads :])
        top = Markup("<thead>{0}</thead>").format(head) if head else Markup("")
        made = Markup("<table>{0}<tbody>{1}</tbody></table>").format(top, body)
        if not caption:
            return made
        anchor = self.anchors.get(table.span, "")
        id_ = Markup(' id="{0}"').format(anchor) if anchor else Markup("")
        lines = [Markup("<p>{0}</p>").format(self.inline(each.inlines)) for each in caption]
        words = Markup("<figcaption>{0}</figcaption>").format(Markup("").join(lines))
        above = caption[0].span.start < table.span.start
        both = (words, made) if above else (made, words)
        return Markup('<figure class="table"{0}>{1}</figure>').format(id_, Markup("").join(both))

    def _opened(self, nodes: tuple[Inline, ...]) -> Markup:
        """Return the first paragraph of a part: initial and first words in elements of their own, letters adjacent."""
        if nodes and isinstance(nodes[0], IndexTerm):
            return self._anchor(nodes[0]) + self._opened((*nodes[0].children, *nodes[1:]))
        if nodes and isinstance(nodes[0], Text) and (found := _OPENING.match(nodes[0].text)):
            rest = escape(nodes[0].text[found.end() :].replace("\n", " ")) + self.inline(nodes[1:])
            start = Markup('<span class="dc">{0}</span><span class="leadin">{1}</span>')
            return start.format(found[1], found[2].replace("\n", " ")) + rest
        return self.inline(nodes)

    # one line -------------------------------------------------------------------------------------------------

    def foot(
        self,
        blocks: tuple[ProseBlock, ...],
        *,
        lead: Markup = Markup(""),  # noqa: B008  an empty constant
        tail: Markup = Markup(""),  # noqa: B008  the same
    ) -> Markup:
        """Return blocks as spans on one line, for a note at the foot of a printed page."""
        out: list[Markup] = []
        if lead and not (blocks and isinstance(blocks[0], Paragraph)):
            out.append(Markup('<span class="np">{0}</span>').format(lead.rstrip()))
            lead = Markup("")
        for index, block in enumerate(blocks):
            if isinstance(block, Paragraph):
                ending = tail if index == len(blocks) - 1 else Markup("")
                out.append(
                    Markup('<span class="np">{0}</span>').format(lead + self.inline(block.inlines) + ending)
                )
                lead = Markup("")
            else:
                out.append(self._span(block))
        if tail and not (blocks and isinstance(blocks[-1], Paragraph)):
            out.append(Markup('<span class="np">{0}</span>').format(tail.lstrip()))
        return Markup(" ").join(out)

    def _span(self, block: ProseBlock) -> Markup:
        match block:
            case Listing(ordered=ordered, items=items):
                parts = [
                    Markup('<span class="ni"><span class="nm">{0}</span> {1}</span>').format(
                        item.marker if ordered and item.marker else "•", self._run(item.blocks)
                    )
                    for item in items
                ]
                return Markup('<span class="nl">{0}</span>').format(Markup(" ").join(parts))
            case Quotation(blocks=inner):
                return Markup('<span class="nq">{0}</span>').format(self._run(inner))
            case CodeBlock(text=text):
                rows = Markup("<br/>").join(text.rstrip("\n").split("\n"))
                return Markup('<span class="nq"><code>{0}</code></span>').format(rows)
            case Table(rows=rows):
                parts = [Markup(" · ").join(self.inline(cell) for cell in row) for row in rows]
                spans = [Markup('<span class="ni">{0}</span>').format(part) for part in parts]
                return Markup('<span class="nl">{0}</span>').format(Markup(" ").join(spans))
            case Div(blocks=inner):
                return self.foot(inner)
            case Heading(inlines=inlines) | Paragraph(inlines=inlines):
                return Markup('<span class="np">{0}</span>').format(self.inline(inlines))
            case Rule():
                return Markup("")

    def _run(self, blocks: tuple[ProseBlock, ...]) -> Markup:
        """Return blocks inside a list item or quotation: a single paragraph without a span of its own."""
        if len(blocks) == 1 and isinstance(blocks[0], Paragraph):
            return self.inline(blocks[0].inlines)
        return self.foot(blocks)
