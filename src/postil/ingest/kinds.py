"""Kinds of divisions and blocks, and what a heading says about its division.

The words are those of documentary editing; headings are recognised in the languages below, only where they say it
plainly: a word for the kind and a number, alone or before punctuation.
"""

from __future__ import annotations

import re
import unicodedata

from postil.frozen import dataclass

__all__ = [
    "BLOCK_DIVS",
    "DIVISION_KINDS",
    "NUMBERED",
    "HeadingReading",
    "kind_names",
    "read_heading",
    "slug",
]

DIVISION_KINDS = {
    "particulars": "particulars",
    "preamble": "preamble",
    "part": "part",
    "book": "book",
    "title": "title",
    "chapter": "ch",
    "article": "art",
    "section": "sec",
    "amendment": "amend",
    "annex": "annex",
    "testimonium": "testimonium",
    "signatures": "signatures",
    "enclosure": "enclosure",
    "letter": "letter",
    "speech": "speech",
}
"""Kinds of divisions with the stem of their ids."""

BLOCK_DIVS = {
    "address": "address",
    "dateline": "dateline",
    "salutation": "salutation",
    "closer": "closer",
    "postscript": "paragraph",
    "verse": "stanza",
    "party": "party",
    "parties": "party",
    "names": "name",
    "quote": "paragraph",
    "list": "paragraph",
    "figure": "caption",
    "table": "caption",
}
"""Fenced divs that are no divisions, with the kind of the paragraphs in them."""

NUMBERED = frozenset({"paragraph", "item", "stanza"})
"""Kinds of blocks that have a ¶ number."""

_WORDS = {
    "article": "article articles art artikel artículo articulo articolo artigo artikkel статья άρθρο المادة مادة",
    "chapter": "chapter ch chap chapitre kapitel capítulo capitulo capitolo hoofdstuk глава الفصل",
    "part": "part partie teil parte deel часть",
    "book": "book livre buch libro livro boek книга",
    "section": "section sec sect abschnitt sección seccion sezione secção afdeling раздел §",
    "title": "title titre titel título titulo titolo",
    "annex": "annex annexe appendix anhang anlage anexo allegato bijlage приложение",
    "amendment": "amendment amendement",
    "enclosure": "enclosure",
}
_ALONE = {
    "preamble": "preamble préambule preambule präambel preámbulo preambolo preâmbulo aanhef преамбула 前文",
    "testimonium": "testimonium",
    "signatures": "signatures unterschriften firmas firme handtekeningen",
    "annex": "annex annexe appendix anhang anexo allegato",
    "enclosure": "enclosure",
}
_KIND_OF = {word: kind for kind, words in _WORDS.items() for word in words.split()}
_ALONE_KIND = {word: kind for kind, words in _ALONE.items() for word in words.split()}
_NUMBER_WORDS = (
    "one first premier première premiere erster erste primero primera primo prima primeiro eerste",
    "two second deuxième deuxieme zweiter zweite segundo segunda secondo tweede",
    "three third troisième troisieme dritter dritte tercero tercera terzo derde",
    "four fourth quatrième vierter vierte cuarto",
    "five fifth cinquième fünfter quinto",
    "six sixth sixième",
    "seven seventh septième",
    "eight eighth huitième",
    "nine ninth neuvième",
    "ten tenth dixième",
)
_FIRST = {word: number for number, words in enumerate(_NUMBER_WORDS, 1) for word in words.split()}
_LATIN_SUFFIX = re.compile(r"\s*(bis|ter|quater|quinquies|sexies|septies|octies)\b", re.IGNORECASE)
_ROMAN = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})", re.IGNORECASE)
_HEAD = re.compile(
    r"(?P<word>§|[^\W\d_]{1,20})\.?\s*(?:the\s+)?"
    r"(?P<number>\d{1,9}(?:\.\d{1,9})*(?:er|re|e|º|°|ª|-[a-z])?|[IVXLCDM]+|[^\W\d_]+)"
    r"(?P<rest>(?:$|[\s.,:;—–\-(\[]|(?:bis|ter|quater)\b).*)",
    re.IGNORECASE | re.UNICODE | re.DOTALL,
)
_CJK = re.compile(
    r"[第제]\s*([〇零一二三四五六七八九十百千\d０-９]{1,9})\s*([条條章編编部節节款조장절편])(?:の([一二三四五六七八九十]{1,5}))?"
)
_CJK_KINDS = {"article": "条條조", "chapter": "章장", "part": "編编部편", "section": "節节款절"}
_CJK_KIND = {ch: kind for kind, characters in _CJK_KINDS.items() for ch in characters}
_DIGITS = {ch: i for i, ch in enumerate("〇一二三四五六七八九")} | {"零": 0}


@dataclass(frozen=True, slots=True)
class HeadingReading:
    """What a heading says: the kind of its division and its number in digits (or a letter)."""

    kind: str
    number: str


def kind_names() -> tuple[str, ...]:
    """Return every class that means something on a fenced div."""
    return (*DIVISION_KINDS, *BLOCK_DIVS)


def read_heading(text: str) -> HeadingReading | None:
    """Return kind and number as the heading says them, or nothing where it does not say so plainly."""
    words = " ".join(text.split())
    bare = words.strip(" .:—–-").casefold()
    if bare in _ALONE_KIND:
        return HeadingReading(_ALONE_KIND[bare], "")
    if found := _CJK.match(words):
        number = str(_cjk_number(found[1])) + (f"-{_cjk_number(found[3])}" if found[3] else "")
        return HeadingReading(_CJK_KIND[found[2]], number)
    found = _HEAD.match(words)
    if not found:
        return None
    kind = _KIND_OF.get(found["word"].casefold())
    if kind is None:
        return None
    number = _number(found["number"])
    if number and (suffix := _LATIN_SUFFIX.match(found["rest"])):
        number += f"-{suffix[1].casefold()}"
    return HeadingReading(kind, number) if number else None


def _number(written: str) -> str:
    """Return a number in digits (`1-2` for 1.2), or a capital that stands for one as a small letter."""
    if digits := re.match(r"(\d+(?:\.\d+)*)(-[a-z](?![a-z]))?", written, re.IGNORECASE):
        numbers = "-".join(str(int(n)) for n in digits[1].split("."))
        return numbers + (digits[2] or "").casefold()
    if written.casefold() in _FIRST:
        return str(_FIRST[written.casefold()])
    if len(written) == 1 and written.isupper() and written not in "IVX":
        return written.casefold()
    if _ROMAN.fullmatch(written) and (written.isupper() or set(written) <= set("ivx")):
        return str(_roman(written.upper()))
    return ""


def _roman(written: str) -> int:
    values = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
    total = 0
    for ch, following in zip(written, written[1:] + " ", strict=True):
        value = values[ch]
        total += -value if values.get(following, 0) > value else value
    return total


def _cjk_number(written: str) -> int:
    written = unicodedata.normalize("NFKC", written)
    if written.isdigit():
        return int(written)
    if not any(ch in "十百千" for ch in written):
        return int("".join(str(_DIGITS.get(ch, ch)) for ch in written))
    total, digit = 0, 0
    for ch in written:
        unit = {"十": 10, "百": 100, "千": 1000}.get(ch)
        if unit is None:
            digit = _DIGITS.get(ch, 0)
        else:
            total += max(digit, 1) * unit
            digit = 0
    return total + digit


def slug(text: str) -> str:
    """Return an id made of the words of a heading: letters and digits of any script, small, joined by hyphens."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    folded = "".join(ch for ch in folded if not unicodedata.combining(ch) or ord(ch) >= 0x3000)
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", folded), re.UNICODE)
    out = "-".join(words)[:60].rstrip("-")
    return out or "section"
