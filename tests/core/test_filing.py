"""The order of heads and dates."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postil.filing import date_key, filing_key, letter_of, name_key


def in_order(*heads: str, language: str = "en") -> list[str]:
    shuffled = list(heads)
    random.Random(7).shuffle(shuffled)
    return sorted(shuffled, key=lambda head: filing_key(head, language))


@pytest.mark.parametrize(
    ("heads", "language"),
    [
        (["Article 9", "Article 10", "articles"], "en"),
        (["51 days", "1951", "Abel"], "en"),
        (["Élan", "elan vital", "Elba"], "en"),
        (["Øre", "Ōsaka", "Otto"], "en"),
        (["Charter, United Nations", "Charter Island", "Charters"], "en"),
        (["“alternat”", "Der Vertrag", "vertrag"], "en"),
        (["alternat", "Der Vertrag", "Vertragstreue"], "de"),
        (["The Hague", "Hull"], "en"),
        (["l’État", "Étude"], "fr"),
        (["St. John", "stone"], "en"),
        (["zebra", "かき", "カク", "漢"], "en"),
    ],
)
def test_heads_are_filed_letter_by_letter(heads: list[str], language: str) -> None:
    """Case, accents, punctuation and articles of the language play no part; figures come first, by their value."""
    assert in_order(*heads, language=language) == heads


def test_an_article_alone_is_a_head() -> None:
    assert filing_key("The", "en")[0] == ("the",)
    assert filing_key("The —", "en")[0] == ("the",)


@pytest.mark.parametrize(
    ("head", "letter"),
    [
        ("Élan", "E"),
        ("1951", "0–9"),
        ("æon", "A"),
        ("“Ships”", "S"),
        ("岸信介", "漢字"),
        ("がくせい", "か"),
        ("キシ", "か"),
        ("한국", "ㅎ"),
        ("Ωμέγα", "Ω"),
        ("Яков", "Я"),
        ("—", ""),
    ],
)
def test_letters_of_groups(head: str, letter: str) -> None:
    assert letter_of(filing_key(head)) == letter


def test_persons_are_filed_by_their_family_name() -> None:
    names = ["Ann Bee", "Kishi, Nobusuke", "Ludwig van Beethoven", "Plato", "Abel Stone"]
    assert sorted(names, key=name_key) == [
        "Ann Bee", "Ludwig van Beethoven", "Kishi, Nobusuke", "Plato", "Abel Stone",
    ]  # fmt: skip


def test_precise_dates_come_before_vague_ones() -> None:
    dates = ["-0044-03-15", "1919", "spring of 1920", "1921-05-03", "1921-05-04?", "1921-05", "1921", "1922~"]
    assert sorted(dates, key=lambda d: date_key(d) or ((0, 0, 0), (0, 0, 0))) == dates
    assert date_key("1921-05-03/1921-06") == ((1921, 5, 3), (1921, 6, 99))
    assert date_key("the same day") is None


@given(st.text(max_size=30))
def test_every_head_can_be_filed(head: str) -> None:
    key = filing_key(head, "en")
    assert key == filing_key(head, "en")
    assert isinstance(letter_of(key), str)
