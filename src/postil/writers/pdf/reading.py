"""Pages of the finished file are read, and the words that must stand on them are looked for. A step of the audit."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from postil.frozen import dataclass

__all__ = ["Block", "Body", "Expectation", "Finding", "Foot", "fold", "read_pages", "texts"]

_CHANCE = 24  # characters
_alone = threading.Lock()  # PDFium does one thing at a time in a process
_SPACES = re.compile(
    r"[\s\x00-\x1f\u00ad\u200b-\u200f\u2010\u2011\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff-]+"
)
_WORD = re.compile(r"[^\W_]+")
_ON = 3  # pages on which what begins on the first of them is looked for
_RTL = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


def fold(text: str) -> str:
    """Return `text` so that it compares with what is read from a page.

    White space, hyphens and invisible characters are gone, ligatures resolved, and case too: small capitals and capitals
    can be one glyph, which has one character in the file.
    """
    if text.isascii():
        return _SPACES.sub("", text).lower()
    return _SPACES.sub("", unicodedata.normalize("NFKC", _SPACES.sub("", text))).casefold()


@dataclass(frozen=True, slots=True)
class Block:
    """A block of a document that begins on page `page` (of those read): the pieces of its words, and whether it is set from
    right to left."""

    id: str
    page: int
    pieces: tuple[str, ...]
    rtl: bool = False


@dataclass(frozen=True, slots=True)
class Foot:
    """A note at the foot of page `page`: label and words."""

    id: str
    page: int
    label: str
    words: str
    rtl: bool = False

    @property
    def printed(self) -> str:
        """What stands there, from left to right."""
        return self.label + self.words


@dataclass(frozen=True, slots=True)
class Body:
    """A note in a list that begins on page `page`."""

    id: str
    page: int
    words: str
    rtl: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as expected: of which id, on which page (of those read), found how often instead of how often."""

    expected: Block | Foot | Body
    times: int = 0
    wanted: int = 1


Expectation = Block | Foot | Body


def texts(data: bytes) -> list[str]:
    """Return the words that can be read off each page of a file, folded."""
    import pypdfium2

    with _alone:
        document = pypdfium2.PdfDocument(data)
        try:
            read = [page.get_textpage().get_text_bounded() for page in document]
        finally:
            document.close()
    return [fold(words) for words in read]


def read_pages(file: bytes, expected: Sequence[Expectation]) -> tuple[Finding, ...]:
    """Return what is wrong on the pages of a file, which were cut out of the finished book."""
    pages = texts(file)
    at_foot: dict[int, list[str]] = {}
    for each in expected:
        if isinstance(each, Foot):
            at_foot.setdefault(each.page, []).append(fold(each.printed))
    return tuple(_findings(pages, expected, at_foot))


def _findings(
    pages: Sequence[str], expected: Iterable[Expectation], at_foot: dict[int, list[str]]
) -> Iterator[Finding]:
    for each in expected:
        if isinstance(each, Block):
            if not _stands(pages[each.page :], each):
                yield Finding(each)
        elif each.rtl or _RTL.search(each.words):
            label, on = (each.label, 1) if isinstance(each, Foot) else ("", _ON)
            if not _scattered("".join(pages[each.page : each.page + on]), f"{label} {each.words}"):
                yield Finding(each)
        elif isinstance(each, Foot):
            words = fold(each.printed)
            wanted = sum(other.count(words) for other in at_foot[each.page])
            found = pages[each.page].count(words)
            if found < wanted and _mixed(pages[each.page], f"{each.label} {each.words}"):
                continue
            # a few letters can stand together by chance: "1 Peace" in "Article 1. Peace"
            if found < wanted or (found > wanted and len(words) > _CHANCE):
                yield Finding(each, found, wanted)
        else:
            words, after = fold(each.words), pages[each.page :]
            if words in "".join(after) or _runs_on(after, words):
                continue
            if not _mixed("".join(after[:_ON]), each.words):
                yield Finding(each)


def _stands(pages: Sequence[str], block: Block) -> bool:
    """WeasyPrint can lose lines at a page's end without a word (Kozea/WeasyPrint#2469); a style sheet can hide them."""
    whole = " ".join(block.pieces)
    if block.rtl or _RTL.search(whole):
        return _scattered("".join(pages[:_ON]), whole)
    if _in_order(pages, [folded for piece in block.pieces if (folded := fold(piece))]):
        return True
    return _mixed("".join(pages[:_ON]), whole)


def _mixed(page: str, words: str) -> bool:
    """Tell whether `words` are scattered over a page on which there is something from right to left. Of a line in which two
    directions meet (columns that run towards each other, short notes run in one behind the other) PDFium gives the pieces in
    an order of its own, and so those of its words too that run from left to right."""
    return bool(_RTL.search(page)) and _scattered(page, words)


def _scattered(page: str, words: str) -> bool:
    """Tell whether a page has `words` that are set from right to left. It is read from left to right: words of other
    scripts stand in it each by itself, their punctuation elsewhere; of letters from right to left, and of words of which a
    part is raised or set apart, no more can be told than that they are all there."""
    others = Counter(fold(word) for word in _WORD.findall(_RTL.sub(" ", words)))
    lost = "".join(word * times for word, times in others.items() if page.count(word) < times)
    letters = Counter(fold("".join(_RTL.findall(words))) + lost)
    return all(page.count(each) >= times for each, times in letters.items())


def _in_order(pages: Sequence[str], words: Sequence[str]) -> bool:
    """Tell whether these pieces stand one behind the other, on the first page or on from page to page. A page may have none
    of them: one column of a row may wait there for the notes of the other."""
    number, at = 0, 0
    for piece in words:
        place = pages[number].find(piece, at)
        if place >= 0:
            at = place + len(piece)
            continue
        # the rest of the page holds its beginning, or nothing of it; the next ones hold the rest
        rest = piece
        while rest:
            held = _held(pages[number][at:], rest)
            rest = rest[held:]
            if rest:
                number, at = number + 1, 0
                if number >= len(pages):
                    return False
                place = pages[number].find(rest)
                if place >= 0:
                    at, rest = place + len(rest), ""
    return True


def _held(page: str, words: str) -> int:
    """Return how many characters of the beginning of `words` stand together on this page."""
    low, high = 0, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        if words[:middle] in page:
            low = middle
        else:
            high = middle - 1
    return low


def _runs_on(pages: Sequence[str], words: str) -> bool:
    """Tell whether `words` begin on the first of these pages and go on from page to page, heads and folios between."""
    for page in pages:
        held = _held(page, words)
        words = words[held:]
        if not words or not held:
            break
    return not words
