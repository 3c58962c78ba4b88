"""What a book says that neither its sources nor its editors wrote: “Contents”, “Edited by”, the names of months. A module for
each language, which is loaded where a book is in that language.

Every language has the keys of English, with the same places for names and numbers (`{n}`). What stands in `ELSEWHERE` of a
module is said so outside of the country whose usage the module follows. A project may give words of its own, for these
languages and for others: `words:` in postil.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import TypeAlias

__all__ = ["LANGUAGES", "OwnWords", "has_words", "in_sentence", "places_in", "words_for"]

LANGUAGES = ("ar", "de", "en", "es", "fa", "fr", "he", "it", "ja", "nl", "pt")
OwnWords: TypeAlias = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
"""Words that a project gives: pairs of key and words, by language."""

_HOME = {"en": ("en", "en-us"), "pt": ("pt", "pt-br")}
_OLD_TAGS = {"iw": "he"}
_DATES_LIKE = {"zh": "ja"}  # Chinese writes dates as Japanese does
_PLACE = re.compile(r"\{([a-z]+)\}")


def words_for(language: str, own: OwnWords = ()) -> Mapping[str, str]:
    """Return the words by their keys: those that a project gives for `language` or for its main tag, then those of the
    language, then English ones. `tag` is the language that they are in."""
    return _words(language.lower(), own)


@cache
def _words(language: str, own: OwnWords) -> Mapping[str, str]:
    tongue = _tongue(language)
    known = tongue if tongue in LANGUAGES else "en"
    found = _said_in(known, language)
    found["tag"] = known
    if like := _DATES_LIKE.get(tongue):
        dates = _said_in(like, like)
        found |= {k: dates[k] for k in dates if k.startswith(("month_", "date_"))}
    # the more a tag says, the later its words: those for pt-BR come before those for pt
    for tag, given in sorted(own, key=lambda pair: len(pair[0])):
        if f"{language}-".startswith(f"{tag.lower()}-"):
            found |= {"tag": tag, **dict(given)} if tongue not in LANGUAGES else dict(given)
    return MappingProxyType(found)


def _tongue(language: str) -> str:
    main = language.lower().split("-")[0]
    return _OLD_TAGS.get(main, main)


def _said_in(known: str, language: str) -> dict[str, str]:
    module = import_module(f"{__name__}.{known}")
    elsewhere = language not in _HOME.get(known, (language,))
    return {**module.WORDS, **(module.ELSEWHERE if elsewhere else {})}


def has_words(language: str, own: OwnWords = ()) -> bool:
    """Tell whether there are words for a language, postil's or the project's."""
    tag = f"{language.lower()}-"
    return _tongue(language) in LANGUAGES or any(tag.startswith(f"{given.lower()}-") for given, _ in own)


def places_in(words: str) -> frozenset[str] | None:
    """Return the places for names and numbers (`{n}`) in `words`; nothing where braces stand otherwise than in these."""
    return None if {"{", "}"} & set(_PLACE.sub("", words)) else frozenset(_PLACE.findall(words))


def in_sentence(name: str, words: Mapping[str, str]) -> str:
    """Return a name as it stands inside of a sentence: German writes nouns with a capital there too."""
    return name if words["tag"] == "de" else name[:1].lower() + name[1:]
