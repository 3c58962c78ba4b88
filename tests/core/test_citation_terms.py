"""Citations in the language of the book: labels of locators, terms that the engine has in English alone, commas."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree as ET

import pytest

from postil.citations.engine import cite_document
from postil.citations.requests import AskedWork, CiteRequest
from postil.citations.terms import engine_tag, label_in, with_terms
from postil.model.prose import Inline
from postil.workspace import package_style

STYLES = ("chicago-notes-bibliography-17th-edition", "chicago-author-date-17th-edition")
LANGUAGES = ("ar", "de", "es", "fa", "fr", "he", "it", "nl", "pt", "pt-PT")
WORKS = [
    {
        "id": "a",
        "type": "book",
        "title": "TITLE",
        "author": [{"family": "LAST", "given": "FIRST"}],
        "editor": [{"family": "SECOND", "given": "X"}],
        "translator": [{"family": "THIRD", "given": "X"}],
        "edition": "2",
        "volume": "3",
        "publisher": "PRESS",
        "issued": {"date-parts": [[1999]]},
    },
    {
        "id": "b",
        "type": "chapter",
        "title": "TITLE “Q”",
        "container-title": "BOOK",
        "compiler": [{"family": "LAST", "given": "FIRST"}],
        "volume": "1",
        "number-of-volumes": "5",
        "page": "3-9",
    },
    {"id": "c", "type": "manuscript", "title": "MS", "author": [{"family": "LAST", "given": "FIRST"}]},
]
ENGLISH = re.compile(
    r"\b(?:by|and|eds?|trans|vols?|chaps?|nd|pp|page|chapter|comp|notes?|folios?|unpublished|in)\b\.?"
)


def said(inlines: tuple[Inline, ...]) -> str:
    return "".join(getattr(n, "text", "") or said(getattr(n, "children", ())) for n in inlines)


def cited(language: str, style: str = STYLES[0], *, suffix: str = "p. 12") -> str:
    works = tuple((AskedWork(str(w["id"]), "", suffix, False),) for w in WORKS)
    text = package_style(style)
    assert text is not None
    answer = cite_document(CiteRequest(works, json.dumps(WORKS).encode(), "csljson", text, language))
    assert not answer.fault
    return "\n".join(map(said, (*answer.citations, *answer.works)))


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_english_term_is_left(language: str, style: str) -> None:
    """“ed.”, “vol.”, “in” and “comp.” are said so in some other languages too, “by” and “trans.” in none."""
    left = set(ENGLISH.findall(cited(language, style, suffix="ch. 3")))
    own = {
        "es": {"ed.", "ed", "vol.", "vols.", "comp."},
        "it": {"vol.", "vol", "ed.", "in", "comp."},
        "pt": {"ed.", "comp."},
        "nl": {"vol.", "in"},
        "de": {"in"},
        "fr": {"vol.", "vols.", "chap.", "in"},
    }
    assert left <= own.get(language.split("-")[0], set()) | (
        {"vol.", "vols."} if language == "pt-PT" else set()
    )


@pytest.mark.parametrize(
    ("language", "written", "handed"),
    [
        ("en", "p. 12", "p. 12"),
        ("sw", "p. 12", "p. 12"),
        ("es", "p. 12", "página 12"),
        ("es-MX", "pp. 12-14", "página 12-14"),
        ("pt-PT", "sec. 3", "secção 3"),
        ("he", "ch. iv", "פרק iv"),
        ("ar", "vol. 2, p. 7", "مجلد 2, صفحة 7"),
        ("ar", "pp. 12, 14, note 3", "صفحة 12, 14, ملاحظة 3"),
        ("ar", "p.\u00a012", "صفحة 12"),
        ("ar", "ص 12", "ص 12"),
        ("es", "p. 12; see also note 3", "página 12; see also note 3"),
        ("es", "note by the editor", "note by the editor"),
        ("es", "page proofs", "page proofs"),
        ("es", "doc. 47", "doc. 47"),
        ("es", "", ""),
    ],
)
def test_labels(language: str, written: str, handed: str) -> None:
    """Labels at the beginning alone: what stands behind them is prose."""
    assert label_in(language, written) == handed


@pytest.mark.parametrize(
    ("language", "written", "shown"),
    [
        ("ar", "ch. 3", "فصل 3"),
        ("he", "fol. 4", "דף 4"),
        ("de", "ch. 3", "Kap. 3"),
        ("es", "ch. 3", "cap. 3"),
    ],
)
def test_the_engine_knows_the_labels(language: str, written: str, shown: str) -> None:
    """It writes them in the form of its style; a page has none there."""
    assert shown in cited(language, suffix=written)
    assert "12" in cited(language)
    assert not re.search(r"[^\W\d]+\.? 12\b", cited(language).split("\n")[0])


def test_arabic_has_its_own_commas_and_quotation_marks() -> None:
    works = [
        {
            "id": "a",
            "type": "chapter",
            "title": "القرار",
            "container-title": "كتاب",
            "author": [{"family": "محمود", "given": "علي"}],
        }
    ]
    style = package_style(STYLES[0])
    assert style is not None
    request = CiteRequest(
        ((AskedWork("a", "", "p. 3; Smith, Law", False),),),
        json.dumps(works).encode(),
        "csljson",
        style,
        "ar",
    )
    [first], [work] = cite_document(request).citations, cite_document(request).works
    assert said(first) == "علي محمود، «القرار»، في كتاب (د.ت)، 3؛ Smith, Law."
    assert said(work).startswith("محمود، علي. «القرار».")


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_terms_are_put_into_a_style(style: str, language: str) -> None:
    text = package_style(style)
    assert text is not None
    made = with_terms(text, language)
    assert made.count("<locale") == text.count("<locale") + 1
    ET.fromstring(made)
    assert with_terms(made, language) == made
    assert with_terms(text, "en-GB") == text


def test_portuguese_is_that_of_brazil() -> None:
    assert [engine_tag(tag) for tag in ("pt", "pt-PT", "es")] == ["pt-BR", "pt-PT", "es"]


def test_the_labels_are_documented() -> None:
    from pathlib import Path

    text = (Path(__file__).resolve().parents[2] / "docs" / "notes.md").read_text(encoding="utf-8")
    said = re.search(r"The labels (.+?) are read in (.+?) too", text, re.DOTALL)
    assert said
    for label in re.split(r", | and ", said[1]):
        assert label_in("es", f"{label} 3") != f"{label} 3" or label == "vol.", label
    assert set(re.findall(r"[a-z]{2}", said[2])) - {"an", "nd"} == {
        tag.split("-")[0].lower() for tag in LANGUAGES
    }
