"""The order of heads in an index and of dates in a chronology.

Heads are filed letter by letter (Chicago Manual of Style, 17th ed., § 16.59): spaces, hyphens, accents, case and punctuation
do not count, a comma or parenthesis ends what is compared first; figures come before letters, by their value. Small
letters with a stroke and ligatures are filed as the letters they are made of; katakana as hiragana. Nothing here depends on
a locale of the machine.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TypeAlias

__all__ = ["DateKey", "FilingKey", "date_key", "filing_key", "letter_of", "name_key"]

FilingKey: TypeAlias = tuple[tuple[str, ...], str]
DateKey: TypeAlias = tuple[tuple[int, int, int], tuple[int, int, int]]

_PLAIN = str.maketrans(
    {
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ł": "l",
        "ħ": "h",
        "ı": "i",
        "ŋ": "ng",
        "ə": "e",
    }
)
_ARTICLES = {
    "en": ("the", "a", "an"),
    "fr": ("le", "la", "les", "l’", "l'", "un", "une"),
    "de": ("der", "die", "das", "ein", "eine"),
    "es": ("el", "la", "los", "las", "un", "una"),
    "it": ("il", "lo", "la", "i", "gli", "le", "l’", "l'", "un", "una"),
    "pt": ("o", "a", "os", "as", "um", "uma"),
    "nl": ("de", "het", "een"),
}
_STOPS = re.compile(r"[,(\[;:،、（]")
_NUMBER = re.compile(r"\d+")
_DATE = re.compile(r"(-?\d{4})(?:-(\d{2})(?:-(\d{2}))?)?[?~%]?")
_YEAR = re.compile(r"(?<!\d)[1-9]\d{2,3}(?!\d)")
_LAST = 99
_KANA = [
    "あいうえお",
    "かきくけこ",
    "さしすせそ",
    "たちつてと",
    "なにぬねの",
    "はひふへほ",
    "まみむめも",
    "やゆよ",
    "らりるれろ",
    "わゐゑをん",
]
_SMALL = str.maketrans("ぁぃぅぇぉっゃゅょゎ", "あいうえおつやゆよわ")
_HANGUL = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"


def _kana(ch: str) -> str:
    return chr(ord(ch) - 0x60) if "ァ" <= ch <= "ヶ" else ch


def _base(words: str) -> str:
    """Return the letters and figures of `words` as they are compared."""
    out = []
    for ch in unicodedata.normalize("NFKD", unicodedata.normalize("NFC", words).casefold().translate(_PLAIN)):
        kind = unicodedata.category(ch)[0]
        if kind in "LN" and ch != "ー":
            out.append(_kana(ch))
    return _NUMBER.sub(lambda found: found[0].zfill(12), "".join(out).translate(_SMALL))


def without_article(words: str, language: str) -> str:
    """Return `words` without an article of `language` before them, unless nothing would be left."""
    for article in _ARTICLES.get(language.split("-")[0].lower(), ()):
        start = article if article.endswith(("’", "'")) else f"{article} "
        if words.casefold().startswith(start) and _base(words[len(start) :]):
            return words[len(start) :]
    return words


def filing_key(words: str, language: str = "") -> FilingKey:
    """Return what a head is filed by; with a `language` its articles do not count."""
    pieces = tuple(_base(piece) for piece in _STOPS.split(without_article(words, language)))
    kept = pieces if pieces[0] else ("".join(pieces),)
    return kept, words


def name_key(name: str) -> FilingKey:
    """Return what a person is filed by: `Family, Given` as it stands, other names by their last word first."""
    if "," not in name:
        given, _, family = name.rpartition(" ")
        if given:
            return filing_key(f"{family}, {given}")
    return filing_key(name)


def letter_of(key: FilingKey) -> str:
    """Return the heading under which a head stands: a letter, `0–9`, a row of the kana, or an empty string."""
    first = key[0][0][:1]
    if not first:
        return ""
    if first.isdigit():
        return "0–9"
    row = next((row for row in _KANA if first in row), "")
    if row:
        return row[0]
    if "\u1100" <= first <= "\u1112":
        return _HANGUL[ord(first) - 0x1100]
    if unicodedata.name(first, "").startswith("CJK"):
        return "漢字"
    return first.upper()


def date_key(date: str) -> DateKey | None:
    """Return what a date is filed by: an ISO 8601 date or span, else the first year in its words; nothing where there is
    none. In one year precise dates come before vague ones."""
    begin, _, end = date.partition("/")
    first = _one_date(begin.strip())
    if first is None:
        found = _YEAR.search(date)
        return ((int(found[0]), _LAST, _LAST), (int(found[0]), _LAST, _LAST)) if found else None
    return first, _one_date(end.strip()) or first


def _one_date(date: str) -> tuple[int, int, int] | None:
    found = _DATE.fullmatch(date)
    if not found:
        return None
    return int(found[1]), int(found[2] or _LAST), int(found[3] or _LAST)
