"""How a citation is set into the sentence it stands in.

Behind a sentence it is a sentence of its own; behind “see” and the like it is part of the sentence; elsewhere it is
put in parentheses (Chicago Manual of Style, 17th ed., § 14.38: a citation with comment in one note).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from postil.citations.answer import text
from postil.frozen import dataclass
from postil.model.prose import (
    Citation,
    Code,
    CrossReference,
    Div,
    Heading,
    IndexTerm,
    Inline,
    LineBreak,
    Link,
    Listing,
    Paragraph,
    ProseBlock,
    Quotation,
    Styled,
    Table,
    Text,
    plain,
)

__all__ = ["Context", "contexts", "placed"]

_SENTENCE_END = re.compile(r"[.?!…。？！][”’\"'»)\]]*\s*$")
_COUNTED = re.compile(r"(\b(?:docs?|pp?|nos?|vols?|arts?|chaps?|secs?)\.|[¶§]) (?=[\dIVXLC])")
_INTRODUCES = re.compile(
    r"(?:[(\[:;—–,]|\b(?:see|see also|also|cf\.?|compare|in|from|by|at|and|with|e\.g\.|i\.e\.|quoted in|cited in|voir"
    r"|vgl\.?|siehe|against|following|after|as in|per|than))\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Context:
    """A citation with the words before and behind it in its paragraph."""

    node: Citation
    before: str
    behind: str


def contexts(blocks: tuple[ProseBlock, ...]) -> Iterator[Context]:
    """Yield the citations of these blocks in order."""
    for block in blocks:
        match block:
            case Paragraph(inlines=inlines) | Heading(inlines=inlines):
                yield from _in_paragraph(inlines)
            case Listing(items=items):
                for item in items:
                    yield from contexts(item.blocks)
            case Quotation(blocks=inner) | Div(blocks=inner):
                yield from contexts(inner)
            case Table(rows=rows):
                for row in rows:
                    for cell in row:
                        yield from _in_paragraph(cell)
            case _:
                pass


def _in_paragraph(inlines: tuple[Inline, ...]) -> Iterator[Context]:
    leaves = list(_leaves(inlines))
    words = ["" if isinstance(n, Citation) else n.text if isinstance(n, Text | Code) else " " for n in leaves]
    for i, node in enumerate(leaves):
        if isinstance(node, Citation):
            before = "".join(words[:i])
            if not before and any(isinstance(n, Citation) for n in leaves[:i]):
                before = "."
            elif i and isinstance(leaves[i - 1], Citation):
                before += "."
            yield Context(node, before[-80:], "".join(words[i + 1 :])[:80])


def _leaves(nodes: tuple[Inline, ...]) -> Iterator[Inline]:
    for node in nodes:
        if isinstance(node, Text | Code | Citation | LineBreak):
            yield node
        elif isinstance(node, CrossReference) and not node.children:
            yield text("x")
        elif isinstance(node, Styled | Link | CrossReference | IndexTerm):
            yield from _leaves(node.children)


def placed(context: Context, nodes: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """Return the words of a citation as they stand in their sentence."""
    nodes = _bound(_without_full_stop(nodes))
    before, behind = context.before, context.behind
    lead = "" if not before or before[-1].isspace() or before[-1] in "([" else " "
    words = plain(nodes)
    bracketed = words.startswith("(") and words.endswith(")")
    ended = _SENTENCE_END.search(before)
    if (not before.strip() or ended) and not bracketed:
        closes = behind.lstrip()[:1]
        follows_lower = closes.islower() and not ended
        stop = (
            ""
            if (closes and closes in ".,;:)")
            or follows_lower
            or words.rstrip("”’»").endswith((".", "?", "!"))
            else "."
        )
        return _framed(lead, nodes, stop)
    nodes = _without_quoted_stop(nodes)
    if bracketed or _INTRODUCES.search(before):
        return _framed(lead, nodes, "")
    return _framed(f"{lead}(", _with_brackets(nodes), ")")


def _bound(nodes: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """Return nodes in which a number is not parted from the word it counts: `doc. 48`, `¶ 4`."""
    return tuple(text(_COUNTED.sub("\\1\u00a0", n.text)) if isinstance(n, Text) else n for n in nodes)


def _framed(lead: str, nodes: tuple[Inline, ...], tail: str) -> tuple[Inline, ...]:
    out = list(nodes)
    if lead:
        out.insert(0, text(lead))
    if tail:
        out.append(text(tail))
    return tuple(out)


def _without_full_stop(nodes: tuple[Inline, ...]) -> tuple[Inline, ...]:
    if nodes and isinstance(nodes[-1], Text) and nodes[-1].text.endswith("."):
        rest = nodes[-1].text[:-1]
        return (*nodes[:-1], text(rest)) if rest else nodes[:-1]
    return nodes


def _without_quoted_stop(nodes: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """Return nodes without a full stop inside their last quotation mark: the sentence goes on."""
    if nodes and isinstance(nodes[-1], Text) and nodes[-1].text.endswith(".”"):
        return (*nodes[:-1], text(nodes[-1].text[:-2] + "”"))
    return nodes


def _with_brackets(nodes: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """Return nodes with parentheses as brackets, for use inside parentheses."""
    return tuple(
        text(n.text.replace("(", "[").replace(")", "]")) if isinstance(n, Text) else n for n in nodes
    )
