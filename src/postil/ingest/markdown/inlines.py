"""Inline tokens of markdown-it to inline nodes of the model, each with the place of its characters."""

from __future__ import annotations

import itertools
import re
import unicodedata
from typing import TYPE_CHECKING

from postil.diagnostics import Collector, code
from postil.ingest.fields import nearest
from postil.ingest.markdown.attributes import read_attributes
from postil.ingest.markdown.citations import parse_citation
from postil.ingest.markdown.terms import TERMS, read_terms
from postil.model.prose import (
    Attributes,
    Code,
    CrossReference,
    Image,
    IndexTerm,
    Inline,
    LineBreak,
    Link,
    PageBreak,
    Styled,
    StyleKind,
    Text,
    plain,
)
from postil.spans import Places, PlacesBuilder, SourceText, Span

if TYPE_CHECKING:
    from markdown_it.token import Token

__all__ = ["read_inlines"]

_HTML = re.compile(r"<(?:(/?)([A-Za-z][A-Za-z0-9-]*+)(?:\s[^<>]*+)?/?|![^<>]*+)>")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_STYLES: dict[str, StyleKind] = {
    "sc": "small-caps",
    "del": "deleted",
    "add": "added",
    "gap": "gap",
    "unclear": "unclear",
    "sic": "sic",
    "speaker": "speaker",
    "stage": "stage",
    "seal": "seal",
}
_MARKS = (*(f".{name}" for name in (*_STYLES, *TERMS)), ".page")
_KEYS = ("lang", "ruby", "n", "image", "alt", "head", "sort", *TERMS)
_PAIRS: dict[str, StyleKind] = {
    "em": "emphasis",
    "strong": "strong",
    "sup": "superscript",
    "sub": "subscript",
}


def read_inlines(
    source: SourceText, tokens: list[Token], at: Places, out: Collector, *, keep_line_ends: bool
) -> tuple[Inline, ...]:
    """Return the nodes of inline tokens; `at` gives for each character of what they were made of its place in the file.

    Reports N017 (index terms), T001 (attributes), T007 (links), T017 (raw HTML), T018 (citations).
    """
    return _Inlines(source, tokens, at, out, keep_line_ends).read()


class _Inlines:
    """Turns one flat list of inline tokens into nodes."""

    def __init__(
        self, source: SourceText, tokens: list[Token], at: Places, out: Collector, keep_line_ends: bool
    ) -> None:
        self.source, self.out, self.path = source, out, source.path
        self.tokens, self.at = tokens, at
        self.keep_line_ends = keep_line_ends
        self.position = 0
        self.last = at[0] if at else 0

    def read(self) -> tuple[Inline, ...]:
        nodes = _merge(self._until(""))
        self._warn_of_html(nodes)
        return tuple(nodes)

    def _place(self, index: int) -> int:
        return self.at[min(index, len(self.at) - 1)] if self.at else self.last

    def _places(self, places: Places) -> Places:
        """Return the places in the file of characters by their places in what the tokens were made of."""
        return places.through(self.at) if self.at else Places.same(self.last, len(places))

    def _span(self, token: Token) -> Span:
        if "from" in token.meta:
            return Span(self.path, self._place(token.meta["from"]), self._place(token.meta["to"]))
        return Span(self.path, self.last, self.last)

    def _until(self, close: str) -> list[Inline]:
        found: list[Inline] = []
        while self.position < len(self.tokens):
            token = self.tokens[self.position]
            self.position += 1
            if token.type == close:
                return found
            node = self._node(token)
            if node is not None:
                found.append(node)
        return found

    def _node(self, token: Token) -> Inline | None:
        match token.type:
            case "text" | "text_special":
                return self._text(token)
            case "softbreak":
                return self._soft_break(token)
            case "hardbreak":
                return LineBreak(self._span(token))
            case "code_inline":
                return Code(token.content, self._span(token))
            case "em_open" | "strong_open" | "sup_open" | "sub_open":
                name = token.type.removesuffix("_open")
                start = self.last
                children = self._until(f"{name}_close")
                return Styled(_PAIRS[name], tuple(_merge(children)), Span(self.path, start, self.last))
            case "span_open":
                return self._attributed(token)
            case "citation":
                span = self._span(token)
                return self.out.take(
                    parse_citation(token.content, Span(self.path, span.start + 1, span.end - 1), span)
                )
            case "link_open":
                return self._link(token)
            case "image":
                return self._image(token)
            case _:
                return None

    def _text(self, token: Token) -> Text | None:
        if not token.content:
            return None
        length = len(token.content)
        at = self._places(token.meta.get("at") or Places())
        if len(at) < length:
            at = at + Places.same(at[-1] if at else self.last, length - len(at))
        self.last = at[-1] + 1
        return Text(token.content, at, Span(self.path, at[0], at[-1] + 1))

    def _soft_break(self, token: Token) -> Inline | None:
        span = self._span(token)
        if self.keep_line_ends:
            return LineBreak(span)
        before = self.tokens[self.position - 2].content[-1:] if self.position > 1 else ""
        following = self.tokens[self.position].content[:1] if self.position < len(self.tokens) else ""
        if before and following and _is_wide(before) and _is_wide(following):
            return None
        return Text(" ", Places.run(span.start, 1), span)

    def _attributed(self, token: Token) -> Inline:
        start, end = token.meta["attributes"]
        span = self._span(token)
        inner = "".join(self.source.text[self._place(i)] for i in range(start, end))
        attributes = read_attributes(inner, self.path, self._place(start), self.out)
        self._warn_of_unknown(attributes, span)
        children = tuple(_merge(self._until("span_close")))
        self.last = span.end
        if "page" in attributes.classes:
            return PageBreak(attributes.get("n"), span, attributes.get("image"), attributes.get("alt"))
        marks = self.out.take(read_terms(attributes, plain(children), span))
        node = _dressed(attributes, children, span)
        if not marks:
            return node
        plain_words = node.kind == "span" and not node.language
        within: tuple[Inline, ...] = children if plain_words else (node,)
        for mark in reversed(marks):
            within = (IndexTerm(mark.kind, mark.head, within, span, mark.sort),)
        return within[0]

    def _warn_of_unknown(self, attributes: Attributes, span: Span) -> None:
        """Report classes and keys that mean nothing: words would be set plain, and nobody would see why (T022)."""
        for name, known in (
            *((f".{c}", _MARKS) for c in attributes.classes),
            *((key, _KEYS) for key, _ in attributes.pairs),
        ):
            if name in known:
                continue
            near = nearest(name, known)
            self.out.report(
                code("T022"),
                f"“{name}” means nothing here",
                attributes.span or span,
                hint=f"did you mean “{near}”?" if near else "known: " + ", ".join((*_MARKS, *_KEYS)),
            )

    def _link(self, token: Token) -> Inline:
        span = self._span(token)
        href = str(token.attrGet("href") or "")
        children = tuple(_merge(self._until("link_close")))
        self.last = span.end
        if href.startswith("#"):
            return CrossReference(href[1:], children, span)
        scheme = _SCHEME.match(href)
        if scheme is None and href and "/" not in href and "\\" not in href and not href.startswith("?"):
            return CrossReference(href, children, span)
        if scheme is None or scheme[0].lower() not in {"http:", "https:", "mailto:"}:
            shown = href if len(href) < 60 else href[:57] + "…"
            self.out.report(
                code("T007"),
                f"the link to “{shown}” is refused",
                span,
                hint="link to http:, https: or mailto:, or to a note or address of the edition: [](#note), [](art-5.1)",
            )
            return Styled("span", children, span)
        return Link(href, children, span)

    def _image(self, token: Token) -> Inline:
        span = self._span(token)
        alt = "".join(t.content for t in token.children or [])
        self.last = span.end
        return Image(str(token.attrGet("src") or ""), alt, span, str(token.attrGet("title") or ""))

    def _warn_of_html(self, nodes: list[Inline]) -> None:
        """Report raw HTML, an end tag only where its element did not begin in the same run of words."""
        for node in nodes:
            if not isinstance(node, Text) or "<" not in node.text:
                continue
            opened: set[str] = set()
            for found in _HTML.finditer(node.text):
                name = (found[2] or "").casefold()
                if found[1] and name in opened:
                    continue
                opened.add(name)
                self.out.report(
                    code("T017"),
                    "HTML is shown as it is typed, not obeyed",
                    Span(self.path, node.at[found.start()], node.at[found.end() - 1] + 1),
                    hint="write \\< where the sign is meant, or use Markdown",
                )


def _dressed(attributes: Attributes, children: tuple[Inline, ...], span: Span) -> Styled:
    """Return the words in brackets as what their braces say they are."""
    if ruby := attributes.get("ruby"):
        return Styled("ruby", children, span, annotation=ruby)
    language = attributes.get("lang")
    for name, style in _STYLES.items():
        if name in attributes.classes:
            return Styled(style, children, span, language=language)
    return Styled("span", children, span, language=language)


def _merge(nodes: list[Inline]) -> list[Inline]:
    """Join neighbouring texts."""
    out: list[Inline] = []
    for is_text, group in itertools.groupby(nodes, lambda n: isinstance(n, Text)):
        if not is_text:
            out.extend(group)
            continue
        texts = [n for n in group if isinstance(n, Text)]
        if len(texts) == 1:
            out.append(texts[0])
            continue
        at = PlacesBuilder()
        for each in texts:
            at.extend(each.at)
        out.append(Text("".join(n.text for n in texts), at.done(), texts[0].span.to(texts[-1].span)))
    return out


def _is_wide(ch: str) -> bool:
    """Tell whether no space is due at a line end beside this character (CJK, but not Hangul)."""
    return unicodedata.east_asian_width(ch) in {"W", "F"} and not "\uac00" <= ch <= "\ud7a3"
