"""Where two texts agree: seen at a glance, before any word is looked at by itself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from postil.fidelity.tokens import Piece, is_word
from postil.spans import SourceText
from postil.wording import apart_at_spaces, tokens

__all__ = ["words_in_common"]

_NEW_PARAGRAPH = re.compile(r"\n\s*\n|\f")


def words_in_common(copy_text: SourceText, pieces: Iterable[Piece]) -> int | None:
    """Return how many words two texts have where every piece is a paragraph of the copy-text, or whole lines of one, letter
    for letter but for white space; nothing where that cannot be said so simply."""
    if not apart_at_spaces(copy_text.text):
        return None
    paragraphs = [part for part in _NEW_PARAGRAPH.split(copy_text.text) if part.strip()]
    lines: list[list[str]] = []
    count = number = 0
    for piece in pieces:
        words = piece.text.split()
        if not words:
            continue
        if not lines:
            if number == len(paragraphs):
                return None
            lines = [line.split() for line in reversed(paragraphs[number].split("\n"))]
            number += 1
        found: list[str] = []
        while lines and len(found) < len(words):
            found += lines.pop()
        if words != found or not apart_at_spaces(piece.text):
            return None
        while lines and not lines[-1]:
            lines.pop()
        count += sum(map(_words_in, words))
    return count if number == len(paragraphs) and not lines else None


@lru_cache(1 << 14)
def _words_in(chunk: str) -> int:
    return 1 if chunk.isalpha() and chunk.isascii() else sum(is_word(word) for word, _, _ in tokens(chunk))
