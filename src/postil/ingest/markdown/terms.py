"""Index terms: what braces say of the words before them.

`[Kishi]{.person}` files the words under themselves, `{person="Kishi Nobusuke"}` under another head; `!` parts a head from
its subheads (`United Nations!Charter`; `!!` is the sign itself). `sort=` says how they are filed where that is not as they
are spelt. Words may be marked for several heads at once.
"""

from __future__ import annotations

from collections.abc import Iterator

from postil.diagnostics import Checked, Collector, code
from postil.frozen import dataclass
from postil.model.prose import Attributes
from postil.spans import Span

__all__ = ["TERMS", "TermMark", "parts_of_head", "read_terms"]

TERMS = ("person", "place", "term", "index")
"""The kinds of index terms."""

_DEEPEST = 3


@dataclass(frozen=True, slots=True)
class TermMark:
    """One head under which words belong."""

    kind: str
    head: tuple[str, ...]
    sort: tuple[str, ...]


def parts_of_head(written: str) -> tuple[str, ...]:
    """Return head and subheads of `Head!Subhead`."""
    return tuple(" ".join(part.replace("\0", "!").split()) for part in written.replace("!!", "\0").split("!"))


def read_terms(attributes: Attributes, words: str, span: Span) -> Checked[tuple[TermMark, ...]]:
    """Return the heads that attributes give to `words`, in the order in which they are written.

    Reports N017 (a head that is empty or too deep; `head=` or `sort=` without a kind).
    """
    out = Collector()
    place = attributes.span or span
    found = tuple(_heads(attributes, words))
    sort = parts_of_head(attributes.get("sort")) if attributes.get("sort") else ()
    marks = []
    for kind, head in found:
        if not all(head):
            out.report(
                code("N017"),
                "the index term has no head"
                if len(head) == 1
                else "a head or subhead of the index term is empty",
                place,
                hint=f'write {{{kind}="Head"}} or {{{kind}="Head!Subhead"}}; `!!` is the sign itself',
            )
        elif len(head) > _DEEPEST:
            out.report(
                code("N017"),
                f"the index term has {len(head) - 1} subheads",
                place,
                hint="a head has two subheads in one another at most; `!!` is the sign itself",
            )
        elif len(sort) > len(head) or (sort and not all(sort[: len(head)])):
            out.report(
                code("N017"),
                "`sort=` does not fit the head",
                place,
                hint='give as many parts as the head has: {index="国連!憲章" sort="こくれん!けんしょう"}',
            )
        else:
            marks.append(TermMark(kind, head, sort))
    stray = [key for key in ("head", "sort") if attributes.get(key)]
    if stray and not found:
        out.report(
            code("N017"),
            f"“{stray[0]}” belongs to an index term",
            place,
            hint="say of what kind it is: .person, .place, .term or .index",
        )
    return out.done(tuple(marks))


def _heads(attributes: Attributes, words: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield kind and head of every mark."""
    given = {key for key, _ in attributes.pairs}
    for kind in dict.fromkeys(c for c in attributes.classes if c in TERMS and c not in given):
        head = attributes.get("head")
        yield kind, parts_of_head(head) if head else (" ".join(words.split()),)
    for key, value in attributes.pairs:
        if key in TERMS:
            yield key, parts_of_head(value)
