"""Both texts as tokens: words and single marks, each with the break before it and its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal, NamedTuple, TypeAlias

from postil.frozen import dataclass
from postil.model.edition import Part
from postil.model.prose import (
    Code,
    CodeBlock,
    Div,
    Heading,
    Inline,
    LineBreak,
    Listing,
    Paragraph,
    ProseBlock,
    Quotation,
    Rule,
    Styled,
    Table,
    Text,
    walk,
)
from postil.model.text import BaseText, Block
from postil.spans import Places, PlacesBuilder, SourceText, Span
from postil.wording import fold, tokens

__all__ = [
    "Break",
    "Piece",
    "Token",
    "is_word",
    "joined",
    "pieces_of_part",
    "pieces_of_text",
    "tokens_of_copy_text",
    "tokens_of_pieces",
    "words",
]

Break: TypeAlias = Literal["", "line", "paragraph"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters of the transcription that belongs together; `address` is empty in prose parts. What follows a
    `heading` may stand in its line in the copy-text."""

    text: str
    at: Places
    file: str
    address: str
    division: tuple[str, ...] = ()
    heading: bool = False


class Token(NamedTuple):
    """A word or mark, and where in which file it stands. `break_` is the break before it: none, a line end, or a
    paragraph's; where it is `free`, either text may run on or begin a paragraph. `glued` says that no space stands before
    it. (There is one for every word, so it is the cheapest thing there is.)"""

    word: str
    break_: Break
    file: str
    start: int
    end: int
    address: str = ""
    division: tuple[str, ...] = ()
    free: bool = False
    glued: bool = False

    @property
    def span(self) -> Span:
        return Span(self.file, self.start, self.end)

    def moved(self, span: Span) -> Token:
        """Return the same token at another place."""
        return self._replace(file=span.file, start=span.start, end=span.end)

    def broken(self, break_: Break, free: bool) -> Token:
        """Return the same token with another break before it."""
        return Token(
            self.word,
            break_,
            self.file,
            self.start,
            self.end,
            self.address,
            self.division,
            free,
            self.glued,
        )


def is_word(word: str) -> bool:
    """Tell whether a token is a word or number, and no mark."""
    return word.isalnum() or any(ch.isalnum() for ch in word)


def words(text: str) -> list[str]:
    """Return the words and marks of `text` as they are compared."""
    return [fold(word) for word, _, _ in tokens(text)]


# the transcription ----------------------------------------------------------------------------------------------------


def pieces_of_text(text: BaseText) -> tuple[Piece, ...]:
    """Return what of a transcription is compared: all its words and printed list marks; of a gap nothing."""
    ancestors = _ancestors(text)
    found = []
    for block, division in zip(text.blocks, text.division_of, strict=True):
        if block.image:
            continue
        characters, at = _without_gaps(block)
        if block.marker:
            start = block.span.start
            characters = f"{block.marker} {characters}"
            at = Places.same(start, len(block.marker) + 1) + at
        found.append(
            Piece(characters, at, text.file, block.address, ancestors[division], block.kind == "heading")
        )
    return tuple(found)


def _ancestors(text: BaseText) -> dict[str, tuple[str, ...]]:
    """Return for each division its own id and those of the divisions it stands in, outer ones first."""
    out: dict[str, tuple[str, ...]] = {}
    opened: list[tuple[str, int]] = []
    extents = text.extent_of
    for division in text.divisions:
        low, high = extents[division.id]
        while opened and not (low < opened[-1][1] or low == high == opened[-1][1]):
            opened.pop()
        opened.append((division.id, high))
        out[division.id] = tuple(id_ for id_, _ in opened)
    return out


def _without_gaps(block: Block) -> tuple[str, Places]:
    gaps = [s for s in block.styles if s.kind == "gap"]
    if not gaps:
        return block.text, block.at
    keep = [i for i in range(len(block.text)) if not any(g.start <= i < g.end for g in gaps)]
    return "".join(block.text[i] for i in keep), Places.of(block.at[i] for i in keep)


def pieces_of_part(part: Part) -> tuple[Piece, ...]:
    """Return what of a prose part is compared: its words and printed list marks; of citations and gaps nothing."""
    return tuple(_pieces(part.blocks, part.file, ""))


def _pieces(blocks: Iterable[ProseBlock], file: str, marker: str) -> Iterable[Piece]:
    for block in blocks:
        match block:
            case Paragraph(inlines=inlines, span=span) | Heading(inlines=inlines, span=span):
                yield replace(_piece(inlines, file, span, marker), heading=isinstance(block, Heading))
                marker = ""
            case Listing(items=items):
                for item in items:
                    yield from _pieces(item.blocks, file, item.marker)
            case Quotation(blocks=inner) | Div(blocks=inner):
                yield from _pieces(inner, file, marker)
            case Table(rows=rows, span=span):
                for row in rows:
                    for cell in row:
                        yield _piece(cell, file, span, "")
            case CodeBlock(text=text, span=span):
                yield Piece(text, Places.same(span.start, len(text)), file, "")
            case Rule():
                pass


def _piece(inlines: tuple[Inline, ...], file: str, span: Span, marker: str) -> Piece:
    text = f"{marker} " if marker else ""
    at = PlacesBuilder()
    at.extend(Places.same(span.start, len(text)))
    gaps = [n.span for n in walk(inlines) if isinstance(n, Styled) and n.kind == "gap"]
    for node in walk(inlines):
        if any(g.start <= node.span.start and node.span.end <= g.end for g in gaps):
            continue
        if isinstance(node, Text):
            text += node.text
            at.extend(node.at)
        elif isinstance(node, Code):
            text += node.text
            at.extend(min(node.span.start + 1 + i, node.span.end - 1) for i in range(len(node.text)))
        elif isinstance(node, LineBreak):
            text += "\n"
            at.append(node.span.start)
    return Piece(text, at.done(), file, "")


def tokens_of_pieces(pieces: Iterable[Piece]) -> list[Token]:
    """Return the tokens of the transcription; every piece begins a paragraph."""
    found: list[Token] = []
    behind_heading = False
    for piece in pieces:
        text, file, address, division = piece.text, piece.file, piece.address, piece.division
        at = Places.of(piece.at)
        # where all characters stand one after the other, the first tells the place of every other
        first = at.starts[0] if len(at.starts) == 1 else None
        last_end = 0
        free = behind_heading
        break_: Break = "paragraph"
        for word, start, end in tokens(text):
            glued = last_end == start
            if last_end and not glued:
                between = text[last_end:start]
                break_ = "line" if "\n" in between or "\t" in between else ""
            elif last_end:
                break_ = ""
            if first is not None:
                place, behind = first + start, first + end
            else:
                place = at[start]
                behind = max(place, at[end - 1]) + 1
            compared = word if word.isascii() else fold(word)
            found.append(Token(compared, break_, file, place, behind, address, division, free, glued))
            free = False
            last_end = end
        behind_heading = piece.heading
    return found


# the copy-text --------------------------------------------------------------------------------------------------------


def tokens_of_copy_text(copy_text: SourceText) -> list[Token]:
    """Return the tokens of the copy-text; an empty line begins a paragraph."""
    text, file = copy_text.text, copy_text.path
    found: list[Token] = []
    last_end = 0
    break_: Break = "paragraph"
    for word, start, end in tokens(text):
        glued = last_end == start
        if last_end:
            break_ = ""
            if not glued:
                between = text[last_end:start]
                if between != " ":
                    ends = between.count("\n") + 2 * between.count("\f")
                    break_ = "paragraph" if ends > 1 else "line" if ends else ""
        compared = word if word.isascii() else fold(word)
        found.append(Token(compared, break_, file, start, end, glued=glued))
        last_end = end
    return found


def joined(found: list[Token], known: frozenset[str]) -> list[Token]:
    """Return the tokens with words divided at line ends joined (`tradi-` LF `tionally`), where the joined word is
    `known`; where it is not, the hyphen may be the word's own (`self-` LF `defense`)."""
    out: list[Token] = []
    i = 0
    while i < len(found):
        token = found[i]
        following = found[i + 1] if i + 1 < len(found) else None
        if (
            out
            and following is not None
            and token.word in {"-", "\u2010", "¬"}
            and token.glued
            and (following.break_ == "line" or following.free)
            and out[-1].word[-1:].isalpha()
            and following.word[:1].islower()
        ):
            whole = out[-1].word + following.word
            if whole in known:
                out[-1] = out[-1]._replace(word=whole).moved(out[-1].span.to(following.span))
                i += 2
                continue
        out.append(token)
        i += 1
    return out
