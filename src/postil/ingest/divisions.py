"""Divisions while they are read: what they hold so far, and which can stand in which."""

from __future__ import annotations

from dataclasses import dataclass, field

from postil.model.prose import Attributes
from postil.model.text import Block, Division, Flow
from postil.spans import Span

__all__ = ["WITHIN", "OpenDivision"]

WITHIN = {
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


@dataclass(slots=True)
class OpenDivision:
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
