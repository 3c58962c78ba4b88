"""Addresses: what the divisions and blocks of a transcription are called, and what belongs to which."""

from __future__ import annotations

import pytest

from core.projects import base_text
from postil.ingest.kinds import read_heading, slug
from postil.ingest.text import ingest_text
from postil.model.text import BaseText, Division
from postil.spans import SourceText


def addresses(text: BaseText) -> list[str]:
    return [b.address for b in text.blocks]


def outline(division: Division) -> list[object]:
    """Return ids of divisions, those inside one in a list behind it."""
    out: list[object] = []
    for item in division.content:
        if isinstance(item, Division):
            out.append(item.id)
            if inner := outline(item):
                out.append(inner)
    return out


@pytest.mark.parametrize(
    ("heading", "kind", "number"),
    [
        ("ARTICLE V", "article", "5"),
        ("Article 12.", "article", "12"),
        ("Article I: The Legislature", "article", "1"),
        ("Art. 5", "article", "5"),
        ("Article the First", "article", "1"),
        ("Article Two", "article", "2"),
        ("Article premier", "article", "1"),
        ("Article 1er", "article", "1"),
        ("Article 2 bis", "article", "2-bis"),
        ("Chapitre II — Des droits", "chapter", "2"),
        ("CHAPTER I. The Emperor", "chapter", "1"),
        ("Artikel 3", "article", "3"),
        ("Artículo 4º", "article", "4"),
        ("Статья 5", "article", "5"),
        ("المادة 6", "article", "6"),
        ("第一条", "article", "1"),
        ("第九條", "article", "9"),
        ("第百三条", "article", "103"),
        ("第２条", "article", "2"),
        ("第十二条の二", "article", "12-2"),
        ("第一章　天皇", "chapter", "1"),
        ("제1조", "article", "1"),
        ("§ 7", "section", "7"),
        ("Section. 1.", "section", "1"),
        ("Section 1.2 Scope", "section", "1-2"),
        ("AMENDMENT XIV", "amendment", "14"),
        ("Annex A", "annex", "a"),
        ("ANNEX", "annex", ""),
        ("Annex C: Maps", "annex", "c"),
        ("Preamble", "preamble", ""),
        ("PRÉAMBULE.", "preamble", ""),
        ("前文", "preamble", ""),
        ("Title I", "title", "1"),
        ("Book Third", "book", "3"),
    ],
)
def test_headings_that_say_what_they_open(heading: str, kind: str, number: str) -> None:
    said = read_heading(heading)
    assert said is not None
    assert (said.kind, said.number) == (kind, number)


@pytest.mark.parametrize(
    "heading",
    [
        "The Articles of War",
        "Part of the Fleet",
        "Parte di un tutto",
        "Section on Trade",
        "Mixed Arms",
        "Articles",
        "I",
        "Chapter",
        "第",
        "Article " + "9" * 5000,
    ],
)
def test_headings_that_do_not_say_it_plainly(heading: str) -> None:
    assert read_heading(heading) is None


def test_articles_by_number_and_blocks_by_count() -> None:
    text = base_text("# T\n\nBefore.\n\n## ARTICLE I\n\nOne.\n\nTwo.\n\n## Article 2\n\nThree.\n")
    assert addresses(text) == ["title", "text.1", "art-1.0", "art-1.1", "art-1.2", "art-2.0", "art-2.1"]
    assert [b.number for b in text.blocks] == [None, 1, None, 2, 3, None, 4]


def test_articles_that_begin_anew_in_each_chapter() -> None:
    text = base_text(
        "# T\n\n## Chapter 1\n\n### Article 1\n\nA.\n\n## Chapter 2\n\n### Article 1\n\nB.\n\n### Article 2\n\nC.\n"
    )
    assert outline(text.root) == ["ch-1", ["art-1"], "ch-2", ["ch-2-art-1", "art-2"]]


def test_an_id_of_its_own_wins() -> None:
    text = base_text("# T {#treaty}\n\n## Article I {#first}\n\nA.\n\n## Of ships\n\nB.\n")
    assert addresses(text) == ["title", "first.0", "first.1", "of-ships.0", "of-ships.1"]
    assert text.root.id == "treaty"


def test_headings_called_text_or_title() -> None:
    """Their words are names that the document itself has."""
    text = base_text("# T\n\n## Text\n\nA.\n\n## Title\n\nB.\n")
    assert outline(text.root) == ["sec-text", "sec-title"]


def test_kinds_by_class() -> None:
    text = base_text("# T\n\n## Done at Paris {.testimonium}\n\nA.\n\n## Schedule {.annex n=1}\n\nB.\n")
    assert outline(text.root) == ["testimonium", "annex-1"]


def test_the_signatures_stand_beside_the_last_article() -> None:
    text = base_text(
        "# T\n\n::: particulars\nSigned.\n\nRatified.\n:::\n\n::: preamble\nWe.\n:::\n\n## Article I\n\nA.\n\n"
        "::: testimonium\nDone.\n:::\n\n::: {#sig .signatures}\nFor A:\n\n- B\n- C\n:::\n"
    )
    assert outline(text.root) == ["particulars", "preamble", "art-1", "testimonium", "sig"]
    kinds = {b.address: b.kind for b in text.blocks}
    assert kinds["particulars.1"] == kinds["particulars.2"] == "entry"
    assert (kinds["sig.1"], kinds["sig.2"], kinds["sig.3"]) == ("party", "name", "name")


def test_fenced_divisions_stand_in_headed_ones_where_they_belong() -> None:
    """A section without a heading in an article, an article in its chapter; an annex has its own signatures."""
    text = base_text(
        "# T\n\n## Chapter 1\n\n### Article 1\n\nA.\n\n::: {.section n=1}\nB.\n:::\n\n::: {.section n=2}\nC.\n:::\n\n"
        "::: {.article n=2}\nD.\n:::\n\n## Annex A\n\nE.\n\n::: signatures\nF.\n:::\n"
    )
    assert outline(text.root) == ["ch-1", ["art-1", ["sec-1", "sec-2"], "art-2"], "annex-a", ["signatures"]]


def test_headings_in_fenced_divisions() -> None:
    text = base_text("# T\n\n::: annex\n## Annex B\n\nA.\n\n### Part I\n\nB.\n:::\n\n## Article I\n\nC.\n")
    assert outline(text.root) == ["annex-b", ["part-1"], "art-1"]
    text = base_text("# T\n\n::: {#five}\n## Article V\n\nA.\n:::\n")
    assert (text.divisions[1].id, text.divisions[1].kind, text.divisions[1].number) == (
        "five",
        "article",
        "5",
    )


def test_deeper_headings_nest() -> None:
    text = base_text(
        "# T\n\n## Part I\n\n### Title I\n\n#### Chapter I\n\nA.\n\n### Title II\n\nB.\n\n## Part II\n\nC.\n"
    )
    assert outline(text.root) == ["part-1", ["title-1", ["ch-1"], "title-2"], "part-2"]


def test_a_letter() -> None:
    text = base_text(
        "# To John Poe\n\n::: dateline\nPhiladelphia,\nMarch 4, 1801\n:::\n\n::: salutation\nDear Sir,\n:::\n\nThe ship is in.\n\n"
        "::: closer\nYours,\nAnn Lee\n:::\n\n::: postscript\nP.S. Write.\n:::\n\n::: {.enclosure}\nA list.\n:::\n"
    )
    assert [(b.address, b.kind, b.number) for b in text.blocks[1:]] == [
        ("text.1", "dateline", None),
        ("text.2", "salutation", None),
        ("text.3", "paragraph", 1),
        ("text.4", "closer", None),
        ("text.5", "paragraph", 2),
        ("enclosure.1", "paragraph", 3),
    ]
    assert text.blocks[1].text == "Philadelphia,\nMarch 4, 1801"


def test_verse_keeps_its_lines() -> None:
    text = base_text("# T\n\n::: verse\nThe ship\nis in,\n\nand out\n:::\n")
    assert [(b.kind, b.text, b.number) for b in text.blocks[1:]] == [
        ("stanza", "The ship\nis in,", 1),
        ("stanza", "and out", 2),
    ]


def test_lists_keep_the_numbers_that_are_printed() -> None:
    text = base_text("# T\n\n1. One\n3. Three\n\n   More of three.\n\nAnd\n\n2) Two\n\n- a\n- b\n")
    assert [(b.marker, b.text, b.kind) for b in text.blocks[1:]] == [
        ("1.", "One", "item"),
        ("3.", "Three", "item"),
        ("", "More of three.", "paragraph"),
        ("", "And", "paragraph"),
        ("2)", "Two", "item"),
        ("", "a", "item"),
        ("", "b", "item"),
    ]


def test_a_number_before_a_list_is_not_lost() -> None:
    text = base_text("# T\n\n1. - a\n   - b\n2.\n")
    assert [(b.marker, b.text) for b in text.blocks[1:]] == [("1.", ""), ("", "a"), ("", "b"), ("2.", "")]


def test_tables_and_quotations() -> None:
    text = base_text("# T\n\n| Ship | Guns |\n|---|---|\n| *Ann* \\| B | 12 |\n\n> Quoted.\n")
    table, quoted = text.blocks[1:]
    assert (table.kind, table.text, table.heads) == ("table", "Ship\tGuns\nAnn | B\t12", 1)
    assert (quoted.address, quoted.kind) == ("text.2", "paragraph")


def test_styles_pages_and_ruby() -> None:
    (block,) = base_text(
        "# T\n\nA *b []{.page n=2}c* [憲章]{ruby=けんしょう} x^2^ [d]{.sc} [e]{lang=ja}.\n"
    ).blocks[1:]
    assert block.text == "A b c 憲章 x2 d e."
    assert [(s.kind, block.text[s.start : s.end]) for s in block.styles] == [
        ("emphasis", "b c"),
        ("ruby", "憲章"),
        ("superscript", "2"),
        ("small-caps", "d"),
        ("span", "e"),
    ]
    assert [(m.number, m.offset) for m in block.milestones] == [("2", 4)]


def test_words_at_the_end_of_a_heading_keep_their_style() -> None:
    text = base_text("# T\n\n## Article I []{.page n=2}\n\nA.\n\n## The [Ship]{.sc}\n\nB.\n")
    assert [d.id for d in text.divisions[1:]] == ["art-1", "the-ship"]
    assert text.blocks[1].milestones[0].number == "2"


def test_a_division_inside_a_list_is_told() -> None:
    """And nothing of it is lost."""
    read = ingest_text(
        SourceText.of("text.md", "# T\n\n- a\n\n  ::: article\n  b\n  :::\n\n> ::: verse\n> c\n> :::\n"), "en"
    )
    assert [d.code.id for d in read.diagnostics] == ["T015"]
    assert [b.text for b in read.value.blocks] == ["T", "a", "b", "c"]


def test_a_paragraph_of_two_pictures_is_told() -> None:
    read = ingest_text(SourceText.of("text.md", "# T\n\n![a](a.png) ![b](b.png)\n"), "en")
    assert [d.code.id for d in read.diagnostics] == ["T008", "T008"]


def test_an_id_that_is_the_address_of_a_paragraph() -> None:
    read = ingest_text(SourceText.of("text.md", "# T\n\n## Article 1\n\nA.\n\n## B {#art-1.1}\n\nC.\n"), "en")
    assert [d.code.id for d in read.diagnostics] == ["T004"]


def test_line_ends_between_japanese_characters_are_no_spaces() -> None:
    assert base_text("# T\n\n日本国\n民は\nand so\non\n").blocks[1].text == "日本国民は and so on"


@pytest.mark.parametrize(
    ("heading", "made"),
    [
        ("Of Ships & Men", "of-ships-men"),
        ("L’État", "l-etat"),
        ("天皇", "天皇"),
        ("がく", "がく"),
        ("…", "section"),
        ("Öl", "ol"),
    ],
)
def test_slugs(heading: str, made: str) -> None:
    assert slug(heading) == made
