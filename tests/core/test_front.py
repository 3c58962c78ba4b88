"""What stands before a text, and forms of blocks: as the manifest and the text are read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.projects import base_text, only, woven_blocks
from postil.ingest.edition_manifest import ingest_edition_manifest
from postil.ingest.flatten import Flat
from postil.ingest.forms import split_mark
from postil.ingest.manifest import ingest_project_manifest
from postil.model.front import Abbreviation, FrontMatter, merge_abbreviations
from postil.model.isbn import Isbn, fault_of, isbn_for, number_of
from postil.model.prose import plain, walk_blocks
from postil.model.text import BaseText, Group
from postil.spans import Places, SourceText, Span
from postil.weave import weave

NOWHERE = Span("x", 0, 0)


def front(text: str) -> FrontMatter:
    project = ingest_project_manifest(SourceText.of("postil.yaml", "title: x\n")).value
    read = ingest_edition_manifest(SourceText.of("edition.yaml", f"title: x\n{text}"), "x", project)
    assert not read.diagnostics, read.diagnostics
    return read.value.front


# ISBN -----------------------------------------------------------------------------------------------------------------


def test_numbers_of_ten_digits_are_those_of_thirteen() -> None:
    assert number_of("0-306-40615-2") == number_of("978-0-306-40615-7") == "9780306406157"
    assert number_of("0-8044-2957-X") == "9780804429573"
    assert number_of("ISBN 978 3 16 148410 0") == "9783161484100"
    assert number_of("978-3-16-148410-1") == ""


@given(st.integers(0, 10**9 - 1), st.integers(0, 12), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(stem: int, place: int, shift: int) -> None:
    digits = f"978{stem:09d}"
    right = next(digits + str(last) for last in range(10) if not fault_of(digits + str(last)))
    wrong = right[:place] + str((int(right[place]) + shift) % 10) + right[place + 1 :]
    assert fault_of(wrong)


def test_a_form_without_a_number_has_that_of_the_book() -> None:
    numbers = (Isbn("978-0-306-40615-7", "", NOWHERE), Isbn("978-3-16-148410-0", "epub", NOWHERE))
    assert isbn_for(numbers, "epub") == numbers[1]
    assert isbn_for(numbers, "hardcover", "paperback") == numbers[0]
    assert isbn_for(numbers[1:], "paperback") is None


# front matter ---------------------------------------------------------------------------------------------------------


def test_lines_of_a_dedication_are_lines() -> None:
    found = front("dedication: |\n  *To the archivists*\n  who keep\n\n  and to *B.*\n")
    assert [plain(block.inlines) for block in found.dedication] == ["To the archivists who keep", "and to B."]  # type: ignore[union-attr]
    assert any(type(node).__name__ == "LineBreak" for node in walk_blocks(found.dedication))


def test_epigraphs_are_words_mappings_or_a_list() -> None:
    assert len(front("epigraph: Words.\n").epigraphs) == 1
    one, two = front("epigraph: [Words., {text: Others., source: 'B., *Works*'}]\n").epigraphs
    assert not one.source
    assert plain(two.source) == "B., Works"


def test_cataloguing_data_keep_their_lines() -> None:
    assert front("cip: |\n  A\n    b   c\n\n  1. D.\n").cip == "A\n  b   c\n\n1. D."


def test_abbreviations_are_filed_and_the_first_of_two_stands() -> None:
    def short(name: str, span: int) -> Abbreviation:
        return Abbreviation(name, (), Span("x", span, span))

    merged = merge_abbreviations([[short("RG", 1), short("FO", 2)], [short("FO", 3), short("Éd.", 4)]])
    assert [(a.short, a.span.start) for a in merged] == [("Éd.", 4), ("FO", 2), ("RG", 1)]


# lists with their own marks -------------------------------------------------------------------------------------------


def flat(text: str) -> Flat:
    return Flat(text, Places.run(10, len(text)), (), ())


@pytest.mark.parametrize(
    ("text", "mark", "rest"),
    [
        ("(a) land forces", "(a)", "land forces"),
        ("(iv) four", "(iv)", "four"),
        ("B. second", "B.", "second"),
        ("12) twelfth", "12)", "twelfth"),
        ("(a). Japan", "(a).", "Japan"),
        ("§ 2. Nothing", "§ 2.", "Nothing"),
        ("— a dash", "—", "a dash"),
        ("一 第一に", "一", "第一に"),
        ("land forces", "", "land forces"),
        ("a navy", "", "a navy"),
        ("The 1st. of May", "", "The 1st. of May"),
        ("(that is) all", "", "(that is) all"),
    ],
)
def test_marks_of_lists(text: str, mark: str, rest: str) -> None:
    found, left = split_mark(flat(text))
    assert (found, left.text) == (mark, rest)
    assert left.at[0] == 10 + len(text) - len(rest)


LIST = """\
# An article

::: list
(a) land forces, namely

::: list
(i) foot,

(ii) horse;
:::

(b) a navy.

Neither is large.
:::
"""


def test_a_list_holds_its_items_and_their_paragraphs() -> None:
    text = base_text(LIST)
    assert [(b.kind, b.marker, b.text) for b in text.blocks[1:]] == [
        ("item", "(a)", "land forces, namely"),
        ("item", "(i)", "foot,"),
        ("item", "(ii)", "horse;"),
        ("item", "(b)", "a navy."),
        ("paragraph", "", "Neither is large."),
    ]
    (group,) = text.root.content
    assert isinstance(group, Group)
    assert [len(item.content) for item in group.content] == [2, 2]  # type: ignore[union-attr]


# verse ----------------------------------------------------------------------------------------------------------------


def test_lines_are_counted_over_a_poem() -> None:
    text = base_text("# T\n\n::: verse\na\nb\n\nc\n:::\n\n::: {.verse n=101}\nd\ne\n\nf\n:::\n")
    assert [b.line for b in text.blocks if b.kind == "stanza"] == [1, 3, 101, 103]


# pages ----------------------------------------------------------------------------------------------------------------


def pages(text: BaseText) -> list[tuple[str, str, int]]:
    return [(b.address, m.number, m.offset) for b in text.blocks for m in b.milestones]


def test_a_page_break_alone_belongs_to_what_follows() -> None:
    text = base_text(
        "# T\n\nOne.\n\n[]{.page n=2}\n\n## Article 1\n\nTwo, []{.page n=3}three.\n\n[]{.page n=4}\n\nFour.\n"
    )
    assert pages(text) == [("art-1.0", "2", 0), ("art-1.1", "3", 5), ("art-1.2", "4", 0)]
    assert [b.number for b in text.blocks if b.number] == [1, 2, 3]


def test_a_page_break_at_the_end_is_kept() -> None:
    assert [number for _, number, _ in pages(base_text("# T\n\nOne.\n\n[]{.page n=2}\n"))] == ["2"]


# tables and figures ---------------------------------------------------------------------------------------------------


def test_columns_are_set_as_the_table_says_and_empty_heads_are_none() -> None:
    text = base_text("# T\n\n| | |\n|---|--:|\n| a | 1 |\n\nBetween.\n\n| h | k |\n|:-:|---|\n| a | b |\n")
    first, second = (b for b in text.blocks if b.kind == "table")
    assert (first.text, first.heads, first.aligns) == ("a\t1", 0, ("", "right"))
    assert (second.text, second.heads, second.aligns) == ("h\tk\na\tb", 1, ("center", ""))


def test_captions_of_the_document_are_blocks_and_those_of_the_editors_are_not() -> None:
    text = base_text(
        '# T\n\n::: figure\n![A seal.](seal.png)\n\nThe seal\n:::\n\n![A ship.](ship.png "The ship")\n'
    )
    assert [(b.kind, b.text, b.caption) for b in text.blocks[1:]] == [
        ("figure", "A seal.", ""),
        ("caption", "The seal", ""),
        ("figure", "A ship.", "The ship"),
    ]


# preambles ------------------------------------------------------------------------------------------------------------


def roles(*paragraphs: str) -> list[str]:
    from core.projects import resolved

    words = "\n\n".join(paragraphs)
    text = f"# T\n\n::: preamble\n\n{words}\n\n:::\n"
    made = weave(resolved({"source/letter/text.md": text}))
    return [b.role for b in woven_blocks(made.value.root) if b.kind == "paragraph"]


def test_recitals_are_told_by_how_they_end() -> None:
    assert roles("A and B,", "Desiring peace,", "Resolved to agree", "Have agreed:") == [
        "parties",
        "recital",
        "recital",
        "enacting",
    ]
    assert roles("日本国及びA国は、", "平和を希望し、", "次のとおり協定する：") == [
        "parties",
        "recital",
        "enacting",
    ]
    long = "Whereas " + "recognition of the dignity of all " * 8 + "is the foundation of freedom,"
    assert roles(long, "Whereas disregard has been shown,", "Proclaims:") == [
        "recital",
        "recital",
        "enacting",
    ]


def test_other_preambles_are_left_alone() -> None:
    assert roles("We the People do ordain this Constitution.") == [""]
    assert roles("First.", "Second.", "Third.") == ["", "", ""]
    assert roles("Whereas one,", "Whereas two,", "It is so.") == ["", "", ""]


def test_a_facsimile_that_the_text_names_goes_before_the_manifest() -> None:
    from postil.ingest.text import ingest_text
    from postil.model.front import Facsimile

    source = SourceText.of("text.md", "# T\n\n[]{.page n=1}One []{.page n=2 image=own.png alt=own}two.\n")
    named = [Facsimile(n, f"{n}.png", f"page {n}", NOWHERE) for n in ("1", "2")]
    (block,) = ingest_text(source, "en", named).value.blocks[1:]
    assert [(m.image, m.alt) for m in block.milestones] == [("1.png", "page 1"), ("own.png", "own")]
    lost = only(ingest_text(source, "en", [Facsimile("9", "9.png", "", NOWHERE)]).diagnostics)
    assert lost.code.id == "T032"
