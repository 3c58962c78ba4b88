"""Words as they are compared: folding, word boundaries, closing punctuation.

Two spellings are the same words when they agree after: normalization form C, every run of white space as one space,
soft hyphens dropped, curly and straight forms of a quotation mark alike. Nothing else is folded. Word boundaries are
those of Unicode Standard Annex #29; in scripts written without spaces a quotation may begin and end anywhere
between grapheme clusters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from postil.frozen import dataclass

if TYPE_CHECKING:
    import regex

__all__ = [
    "SOFT_HYPHEN",
    "Folded",
    "apart_at_spaces",
    "ascii_edge",
    "boundaries",
    "call_offset",
    "fold",
    "fold_text",
    "grapheme_edges",
    "tokens",
]

_QUOTES = dict.fromkeys("‘’‚‛ʼ", "'") | dict.fromkeys("“”„‟", '"')
SOFT_HYPHEN = "\u00ad"
_VOWEL = re.compile(r"[aeiouyhàâæéèêëîïôœùûüAEIOUYHÀÂÆÉÈÊËÎÏÔŒÙÛÜ]")
_CLOSING = frozenset(".,;:!?…)]}”’\"'»›」』】〉》〕。、，．：；！？）］·،؛؟۔।॥։׃")
_OPENING_OR_CLOSING = frozenset("“‘«‹")
_INSIDE_WORDS = frozenset(".,:'’")
# UAX #29 where there is nothing but ASCII (WB5–WB13b): the same tokens at a small part of the price.
_ASCII_TOKEN = re.compile(
    r"[A-Za-z0-9_]+(?:(?:(?<=[A-Za-z])['.:](?=[A-Za-z])|(?<=[0-9])['.,;](?=[0-9]))[A-Za-z0-9_]+)*|\S"
)
_CHUNK = re.compile(r"\S+")
_ODD_SPACE = re.compile(r"[^\S ]")
_SPACES = re.compile(r"\s+")
_REMEMBERED = 1 << 14
_SHORT = 40


class _Patterns(NamedTuple):
    """What only a library with the properties of Unicode can tell. It is loaded when a text is not plain ASCII.

    `across` finds what ties white space to its neighbours: the narrow no-break space (WB13a), marks and format characters
    that belong to the space before them (WB4), signs that belong to the character behind them (GB9b).
    """

    word_edge: regex.Pattern[str]
    cluster: regex.Pattern[str]
    unspaced: regex.Pattern[str]
    token: regex.Pattern[str]
    across: regex.Pattern[str]


@cache
def _patterns() -> _Patterns:
    import regex

    return _Patterns(
        regex.compile(r"(?w)\b"),
        regex.compile(r"\X"),
        regex.compile(
            r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}\p{Javanese}\u3005\u30fc]"
        ),
        regex.compile(
            r"(?w)\s+|[\p{Han}\p{Hiragana}\p{Katakana}]|[\p{L}\p{N}\p{M}_](?:.*?)\b|.", regex.DOTALL
        ),
        regex.compile(
            r"[\u202f\p{GCB=Prepend}]|(?:^|[\s\x1c-\x1f])[\p{M}\p{Cf}\p{WB=Extend}\p{WB=Format}\p{WB=ZWJ}]"
        ),
    )


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded string; `at[i]` is where its character i comes from, `at[-1]` the length of the original."""

    text: str
    at: Sequence[int]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the range of the original that folded characters `start` to `end` come from."""
        return self.at[start], self.at[end - 1] + 1 if end > start else self.at[start]


def fold(words: str) -> str:
    """Return `words` as they are compared."""
    if words.isascii():
        return _SPACES.sub(" ", words)
    return _SPACES.sub(" ", _straight(unicodedata.normalize("NFC", words)).replace(SOFT_HYPHEN, ""))


def _straight(text: str) -> str:
    """Return `text` with its curly quotation marks straight."""
    for mark, plain in _QUOTES.items():
        text = text.replace(mark, plain)
    return text


def fold_text(text: str) -> Folded:
    """Return `text` (in NFC) folded, with the place of each character."""
    folded = _ODD_SPACE.sub(" ", text if text.isascii() else _straight(text))
    if "  " not in folded and SOFT_HYPHEN not in folded:
        return Folded(folded, range(len(text) + 1))
    out: list[str] = []
    at: list[int] = []
    for i, ch in enumerate(folded):
        if ch == " ":
            if not out or out[-1] != " ":
                out.append(" ")
                at.append(i)
        elif ch != SOFT_HYPHEN:
            out.append(ch)
            at.append(i)
    at.append(len(text))
    return Folded("".join(out), tuple(at))


def apart_at_spaces(text: str) -> bool:
    """Tell whether white space parts words everywhere in `text`, so that what lies between is made words of by itself."""
    return text.isascii() or not _patterns().across.search(text)


def boundaries(text: str) -> frozenset[int]:
    """Return the offsets of `text` at which a quotation may begin or end."""
    if not apart_at_spaces(text) or "\r\n" in text:
        return frozenset(_edges(text))
    found: set[int] = {0}
    last = 0
    for chunk in _CHUNK.finditer(text):
        start = chunk.start()
        found.update(range(last, start + 1))
        last = chunk.end()
        found.update([start + edge for edge in _edges_of_chunk(chunk[0])])
    found.update(range(last, len(text) + 1))
    return frozenset(found)


def _edges_of_chunk(chunk: str) -> tuple[int, ...]:
    """Return the same as `_edges`; those of words are remembered."""
    return _edges_of_word(chunk) if len(chunk) < _SHORT else _edges(chunk)


def _edges(text: str) -> tuple[int, ...]:
    patterns = _patterns()
    unspaced = patterns.unspaced
    edges = {m.start() for m in patterns.word_edge.finditer(text)} | {0, len(text)}
    clusters = {m.start() for m in patterns.cluster.finditer(text)} | {len(text)}
    for i in clusters:
        before, after = text[i - 1 : i], text[i : i + 1]
        if not before or not after or (not _is_wordlike(before) and not _is_wordlike(after)):
            edges.add(i)
        elif before in "'’" and _VOWEL.match(after):
            edges.add(i)  # the tailoring for elision that UAX #29, § 4.1, proposes: l’|État
        elif unspaced.match(before) or unspaced.match(after):
            edges.add(i)
    return tuple(edges & clusters)


_edges_of_word = lru_cache(_REMEMBERED)(_edges)


def ascii_edge(text: str, offset: int) -> bool:
    """Tell whether `offset` is one of the `boundaries` of `text`, which is ASCII, without seeking all of them."""
    if offset in {0, len(text)}:
        return True
    before, after = text[offset - 1], text[offset]
    joins, joined = before.isalnum() or before == "_", after.isalnum() or after == "_"
    if joins == joined:
        return not joins and before + after != "\r\n"
    if before.isspace() or after.isspace():
        return True
    start, end = offset - 1, offset + 1
    while start and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return offset - start in _edges_of_chunk(text[start:end])


def grapheme_edges(text: str) -> frozenset[int]:
    """Return the offsets between grapheme clusters (UAX #29): where a part of a word may begin or end."""
    return frozenset({m.start() for m in _patterns().cluster.finditer(text)} | {len(text)})


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
    if text.isascii():
        return [(m[0], m.start(), m.end()) for m in _ASCII_TOKEN.finditer(text)]
    if not apart_at_spaces(text):
        return _tokens(text)
    found: list[tuple[str, int, int]] = []
    for chunk in _CHUNK.finditer(text):
        at, word = chunk.start(), chunk[0]
        for piece, start, end in _tokens_of_word(word) if len(word) < _SHORT else _tokens(word):
            found.append((piece, at + start, at + end))
    return found


def _tokens(text: str) -> list[tuple[str, int, int]]:
    return [(m[0], m.start(), m.end()) for m in _patterns().token.finditer(text) if not m[0].isspace()]


_tokens_of_word = lru_cache(_REMEMBERED)(_tokens)
