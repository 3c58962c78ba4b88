"""What divisions are called, and which languages run from right to left."""

from __future__ import annotations

from collections.abc import Mapping

from postil.model.edition import WovenDivision

__all__ = ["RTL", "division_title", "heading_words", "is_rtl", "kind_name"]

RTL = frozenset({"ar", "dv", "fa", "he", "iw", "ps", "sd", "syr", "ug", "ur", "yi"})


def is_rtl(language: str) -> bool:
    """Tell whether `language` is written from right to left."""
    subtags = language.split("-")
    if len(subtags) > 1 and subtags[1] == "Latn":
        return False
    return subtags[0].lower() in RTL


def division_title(division: WovenDivision, words: Mapping[str, str]) -> str:
    """Return what a division is called in contents and running heads: its heading, not in capitals throughout, or
    the name of its kind."""
    if division.heading is None:
        return kind_name(division.kind, words)
    return heading_words(division.label)


def kind_name(kind: str, words: Mapping[str, str]) -> str:
    """Return what a division of a kind is called that has no heading."""
    return words.get(f"kind_{kind}") or kind.capitalize()


def heading_words(label: str) -> str:
    """Return a heading as it is quoted: not in capitals throughout."""
    return " ".join(_cased(word) for word in label.split(" ")) if label.isupper() else label


def _cased(word: str) -> str:
    bare = word.strip(".:,;()")
    return word if bare and all(letter in "IVXLCDM" for letter in bare) else word.capitalize()
