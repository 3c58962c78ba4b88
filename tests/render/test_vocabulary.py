"""The words of books: each language has all of them, with the same places for names and numbers."""

from __future__ import annotations

import re
import string
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import postil.vocabulary
from postil.render.dates import date_words
from postil.render.facts import join_names
from postil.vocabulary import LANGUAGES, has_words, in_sentence, places_in, words_for
from postil.vocabulary.en import WORDS

FOLDER = Path(postil.vocabulary.__file__).parent
ROOT = Path(__file__).resolve().parents[2]
MAY_BE_EMPTY = {"index_set_person", "index_set_place"}
FORMED = ("kind_", "month_", "isbn_", "index_", "kind_of_", "date_")
"""How keys begin that are put together where they are used."""
SAME_EVERYWHERE = {"ISBN", "SHA-256", "PDF", "EPUB"}


def test_each_language_has_a_module() -> None:
    assert {path.stem for path in FOLDER.glob("*.py")} == {"__init__", *LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_word_with_the_same_places(language: str) -> None:
    module = import_module(f"postil.vocabulary.{language}")
    assert list(module.WORDS) == list(WORDS)
    for key, words in (*module.WORDS.items(), *getattr(module, "ELSEWHERE", {}).items()):
        assert places_in(words) == places_in(WORDS[key]), key
        assert words.strip() or key in MAY_BE_EMPTY, key
        assert words == words.replace("\n", " ").replace("  ", " "), key


@pytest.mark.parametrize("language", ["ar", "fa", "he", "ja"])
def test_no_word_of_another_script_is_left(language: str) -> None:
    """What has Latin letters is what has them everywhere."""
    for key, words in words_for(language).items():
        left = re.findall(r"[A-Za-z][A-Za-z0-9-]*", re.sub(r"\{[a-z]+\}", "", words))
        assert key == "tag" or set(left) <= SAME_EVERYWHERE, key


@pytest.mark.parametrize("language", ["es", "it", "pt", "nl", "fr", "de"])
def test_sentences_are_translated(language: str) -> None:
    """Short words may be the same in two languages, long ones are not."""
    here = words_for(language)
    bare = {key: re.sub(r"\{[a-z]+\}|[^a-z]", "", words) for key, words in WORDS.items()}
    assert not {key for key, words in WORDS.items() if here[key] == words and len(bare[key]) > 12}


def test_every_word_is_used() -> None:
    files = [*(ROOT / "templates").rglob("*.j2"), *(ROOT / "src" / "postil").rglob("*.py")]
    text = "\n".join(p.read_text(encoding="utf-8") for p in files if p.parent != FOLDER)
    names = set(re.findall(r"[a-z][a-z_0-9]*", text))
    assert {key for key in WORDS if key not in names and not key.startswith(FORMED)} == set()
    assert all(f'f"{start}' in text or start in {"index_", "date_"} for start in FORMED)


@pytest.mark.parametrize(
    ("language", "key", "words"),
    [
        ("fr-CA", "contents", "Table des matières"),
        ("pt", "kind_section", "Seção"),
        ("pt-BR", "kind_section", "Seção"),
        ("pt-PT", "kind_section", "Secção"),
        ("iw", "contents", "תוכן העניינים"),
        ("IT", "contents", "Indice"),
        ("sw", "contents", "Contents"),
        ("sw", "tag", "en"),
        ("es-MX", "tag", "es"),
    ],
)
def test_words_by_language_tag(language: str, key: str, words: str) -> None:
    assert words_for(language)[key] == words


def test_own_words_take_the_place_of_others() -> None:
    own = (("sw-ke", (("contents", "Orodha"),)), ("sw", (("contents", "Yaliyomo"), ("index", "Faharasa"))))
    assert words_for("sw", own)["contents"] == "Yaliyomo"
    assert words_for("sw-KE", own)["contents"] == "Orodha"
    assert words_for("sw-KE", own)["index"] == "Faharasa"
    assert words_for("sw", own)["notes"] == "Notes"
    assert words_for("sw", own)["tag"] == "sw"
    assert words_for("swg", own)["contents"] == "Contents"
    assert words_for("en", (("en", (("contents", "Table of Contents"),)),))["tag"] == "en"
    assert has_words("sw-TZ", own)
    assert not has_words("sw")
    assert has_words("ar-EG")


@pytest.mark.parametrize(
    ("words", "places"),
    [
        ("Week {n}", {"n"}),
        ("{a} and {b}", {"a", "b"}),
        ("none", set()),
        ("{n.__class__}", None),
        ("{n!r}", None),
        ("{0}", None),
        ("{", None),
        ("{{n}}", None),
        ("{n:>9999999}", None),
    ],
)
def test_places(words: str, places: set[str] | None) -> None:
    """Nothing but a name in braces: whatever `str.format` could do besides is no word."""
    assert places_in(words) == places
    if places is not None:
        assert {name for _, name, _, _ in string.Formatter().parse(words) if name} == places


@pytest.mark.parametrize("language", ["ar", "sw"])
def test_only_the_language_in_use_is_loaded(language: str) -> None:
    line = (
        "import sys; from postil.vocabulary import words_for; words_for(sys.argv[1]); "
        "print(*sorted(m for m in sys.modules if m.startswith('postil.vocabulary.')))"
    )
    run = subprocess.run([sys.executable, "-c", line, language], capture_output=True, text=True, check=True)
    assert run.stdout.split() == [f"postil.vocabulary.{'en' if language == 'sw' else language}"]


@pytest.mark.parametrize(
    ("language", "names", "words"),
    [
        ("en", ["A", "B", "C"], "A, B and C"),
        ("ja", ["A", "B", "C"], "A・B・C"),
        ("ar", ["أحمد", "علي", "عمر"], "أحمد، علي وعمر"),
        ("ar", ["أحمد", "Smith"], "أحمد و Smith"),
        ("he", ["דוד", "משה"], "דוד ומשה"),
        ("he", ["דוד", "Smith"], "דוד ו-Smith"),
        ("fa", ["علی", "Smith"], "علی و Smith"),
        ("es", ["A {n}", "{B}"], "A {n} y {B}"),
        ("es", ["A"], "A"),
    ],
)
def test_names_in_a_row(language: str, names: list[str], words: str) -> None:
    assert join_names(names, words_for(language)) == words


@pytest.mark.parametrize(
    ("date", "language", "words"),
    [
        ("1960-01-19", "es", "19 de enero de 1960"),
        ("1960-01-19/1960-01-23", "es", "19–23 de enero de 1960"),
        ("1960-01", "es", "enero de 1960"),
        ("1960%", "es", "¿h. 1960?"),
        ("-0043", "es", "44 a.\u00a0C."),
        ("1960-01-01", "it", "1º gennaio 1960"),
        ("1960-03", "pt", "março de 1960"),
        ("1960-03-02", "nl", "2 maart 1960"),
        ("1960~", "pt", "c. 1960"),
        ("1960-01-19", "ar", "19 يناير 1960"),
        ("1960?", "ar", "1960؟"),
        ("-0043", "ar", "44 ق.م."),
        ("1960-01-19", "he", "19 בינואר 1960"),
        ("1960-01-19/1960-01-23", "he", "19–23 בינואר 1960"),
        ("1960~", "he", "בערך 1960"),
        ("1960-01-19", "fa", "19 ژانویه 1960"),
        ("1960-01-19", "zh", "1960年1月19日"),
        ("1960-01-19/1960-01-23", "zh-Hant", "1960年1月19日–23日"),
    ],
)
def test_dates(date: str, language: str, words: str) -> None:
    assert date_words(date, words_for(language)) == words


def test_names_of_notes_in_sentences() -> None:
    assert in_sentence("Note", words_for("en")) == "note"
    assert in_sentence("Anmerkung", words_for("de")) == "Anmerkung"
    assert in_sentence("", words_for("en")) == ""
