"""The furniture of readers: words in every language, days, lines for what is cut, contents."""

from __future__ import annotations

import pytest

from postil.model.text import Cut, CutDivision
from postil.render.book import ContentsEntry
from postil.render.cuts import omission
from postil.render.reader import LINES, days, nested
from postil.vocabulary import words_for


@pytest.mark.parametrize(
    ("dates", "language", "words"),
    [
        (("2026-09-07", "2026-09-11"), "en-US", "September 7–11, 2026"),
        (("2026-09-07", "2026-09-07"), "en-US", "September 7, 2026"),
        (("2026-09-28", "2026-10-02"), "en-US", "September 28, 2026 – October 2, 2026"),
        (("2026-09-07", "2026-09-11"), "fr", "7–11 septembre 2026"),
        (("2026-09-07", "2026-09-11"), "de", "7.–11. September 2026"),
        (("2026-09-07", "2026-09-11"), "ja", "2026年9月7日–11日"),
        (("", ""), "en", ""),
    ],
)
def test_days(dates: tuple[str, str], language: str, words: str) -> None:
    assert days(dates, words_for(language)) == words


def cut(divisions: list[tuple[str, str]], numbers: tuple[int, int] | None, scattered: bool = False) -> Cut:
    found = tuple(CutDivision(f"d-{i}", kind, heading) for i, (kind, heading) in enumerate(divisions))
    return Cut("a", "b", found, numbers, 1, 1, scattered)


@pytest.mark.parametrize(
    ("given", "language", "words"),
    [
        (cut([("article", "ARTICLE IV"), ("article", "ARTICLE V")], (12, 15)), "en", "Articles IV–V omitted (¶ 12–15)"),
        (cut([("article", "Article 4")], (12, 12)), "en", "Article 4 omitted (¶ 12)"),
        (cut([("preamble", "")], (1, 2)), "en", "Preamble omitted (¶ 1–2)"),
        (cut([("preamble", "")], (1, 2)), "fr", "Omission : Préambule (¶ 1–2)"),
        (cut([("article", "Artikel 4"), ("article", "Artikel 6")], (3, 9)), "de", "Artikel 4–6 ausgelassen (¶ 3–9)"),
        (cut([("article", "第九条"), ("article", "第十条")], (3, 9)), "ja", "第九条 – 第十条省略（¶ 3–9）"),
        (cut([("chapter", "Chapter II: Members"), ("signatures", "")], None), "en", "Chapter II: Members – Signatures omitted"),
        (cut([], (3, 3), True), "en", "¶ 3 omitted"),
        (cut([("article", "Article 4")], (3, 9), True), "en", "¶ 3–9 omitted"),
        (cut([], None, True), "en", "A passage omitted"),
    ],
)  # fmt: skip
def test_a_cut_is_told_in_the_words_of_the_book(given: Cut, language: str, words: str) -> None:
    assert omission(given, words_for(language)).replace("\u00a0", " ") == words


def test_contents_show_inner_parts_where_there_are_few() -> None:
    inner = tuple(ContentsEntry(f"Article {i}", "", f"a-{i}") for i in range(9))
    week = (0, ContentsEntry("Week 1", "", "week-1"))
    few = nested([week, *((1, ContentsEntry(f"{n}.", "", f"d-{n}", inner)) for n in range(5))])
    assert [e.title for e in few] == ["Week 1"]
    assert [len(e.children) for e in few[0].children] == [9] * 5
    many = nested([week, *((1, ContentsEntry(f"{n}.", "", f"d-{n}", inner)) for n in range(LINES))])
    assert [len(e.children) for e in many[0].children] == [0] * LINES
