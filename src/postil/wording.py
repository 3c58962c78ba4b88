"""Words as they are compared: folding, word boundaries, closing punctuation.

Two spellings are the same words when they agree after: normalization form C, every run of white space as one space,
soft hyphens dropped, curly and straight forms of a quotation mark alike. Nothing else is folded. Word boundaries are
those of Unicode Standard Annex #29; in scripts written without spaces a quotation may begin and end anywhere
between grapheme clusters.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import regex

__all__ = [
    "SOFT_HYPHEN",
    "Folded",
    "boundaries",
    "call_offset",
    "fold",
    "fold_text",
    "grapheme_edges",
    "tokens",
]

_QUOTES = {ord(ch): "'" for ch in "‘’‚‛ʼ"} | {ord(ch): '"' for ch in "“”„‟"}
SOFT_HYPHEN = "\u00ad"
_WORD_EDGE = regex.compile(r"(?w)\b")
_CLUSTER = regex.compile(r"\X")
_UNSPACED = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}\p{Javanese}\u3005\u30fc]"
)
_VOWEL = regex.compile(r"[aeiouyhàâæéèêëîïôœùûüAEIOUYHÀÂÆÉÈÊËÎÏÔŒÙÛÜ]")
_CLOSING = frozenset(".,;:!?…)]}”’\"'»›」』】〉》〕。、，．：；！？）］·،؛؟۔।॥։׃")
_OPENING_OR_CLOSING = frozenset("“‘«‹")
_INSIDE_WORDS = frozenset(".,:'’")
_TOKEN = regex.compile(
    r"(?w)\s+|[\p{Han}\p{Hiragana}\p{Katakana}]|[\p{L}\p{N}\p{M}_](?:.*?)\b|.", regex.DOTALL
)


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded string; `at[i]` is where its character i comes from, `at[-1]` the length of the original."""

    text: str
    at: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the range of the original that folded characters `start` to `end` come from."""
        return self.at[start], self.at[end - 1] + 1 if end > start else self.at[start]


def fold(words: str) -> str:
    """Return `words` as they are compared."""
    return fold_text(unicodedata.normalize("NFC", words)).text


def fold_text(text: str) -> Folded:
    """Return `text` (in NFC) folded, with the place of each character."""
    out: list[str] = []
    at: list[int] = []
    for i, ch in enumerate(text):
        if ch.isspace():
            if not out or out[-1] != " ":
                out.append(" ")
                at.append(i)
        elif ch != SOFT_HYPHEN:
            out.append(_QUOTES.get(ord(ch), ch))
            at.append(i)
    at.append(len(text))
    return Folded("".join(out), tuple(at))


def boundaries(text: str) -> frozenset[int]:
    """Return the offsets of `text` at which a quotation may begin or end."""
    edges = {m.start() for m in _WORD_EDGE.finditer(text)} | {0, len(text)}
    clusters = {m.start() for m in _CLUSTER.finditer(text)} | {len(text)}
    for i in clusters:
        before, after = text[i - 1 : i], text[i : i + 1]
        if not before or not after or (not _is_wordlike(before) and not _is_wordlike(after)):
            edges.add(i)
        elif before in "'’" and _VOWEL.match(after):
            edges.add(i)  # the tailoring for elision that UAX #29, § 4.1, proposes: l’|État
        elif _UNSPACED.match(before) or _UNSPACED.match(after):
            edges.add(i)
    return frozenset(edges & clusters)


def grapheme_edges(text: str) -> frozenset[int]:
    """Return the offsets between grapheme clusters (UAX #29): where a part of a word may begin or end."""
    return frozenset({m.start() for m in _CLUSTER.finditer(text)} | {len(text)})


def _is_wordlike(ch: str) -> bool:
    return unicodedata.category(ch)[0] in "LNM" or ch == "_"


def call_offset(text: str, end: int, style: str) -> int:
    """Return where the call of a note stands whose lemma ends at `end`.

    style `after-punctuation` (Chicago Manual of Style, 17th ed., § 14.26): behind closing punctuation that
    follows without a space, but before a dash; `before-punctuation`: at the end of the words. A mark inside a word is no
    punctuation (l’État, 3.14), and “ « close in German unless a word follows.
    """
    if style == "before-punctuation":
        return end
    while end < len(text):
        mark, follows_word = text[end], text[end + 1 : end + 2].isalnum()
        if mark in _OPENING_OR_CLOSING | _INSIDE_WORDS and follows_word:
            break
        if mark not in _CLOSING and mark not in _OPENING_OR_CLOSING:
            break
        end += 1
    return end


def tokens(text: str) -> list[tuple[str, int, int]]:
    """Return words and single marks of `text` with their places, white space left out.

    In scripts without spaces every character is a token.
    """
    return [(m[0], m.start(), m.end()) for m in _TOKEN.finditer(text) if not m[0].isspace()]
