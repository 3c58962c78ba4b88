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
    """Return how many words two texts have where every piece is a paragraph of the copy-text, letter for letter but for
    white space; nothing where that cannot be said so simply."""
    if not apart_at_spaces(copy_text.text):
        return None
    paragraphs = [words for part in _NEW_PARAGRAPH.split(copy_text.text) if (words := part.split())]
    count = number = 0
    for piece in pieces:
        words = piece.text.split()
        if not words:
            continue
        if number == len(paragraphs) or words != paragraphs[number] or not apart_at_spaces(piece.text):
            return None
        count += sum(map(_words_in, words))
        number += 1
    return count if number == len(paragraphs) else None


@lru_cache(1 << 14)
def _words_in(chunk: str) -> int:
    return 1 if chunk.isalpha() and chunk.isascii() else sum(is_word(word) for word, _, _ in tokens(chunk))
