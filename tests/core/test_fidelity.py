"""The comparison with the copy-text: what is compared, and the differences that may be declared."""

from __future__ import annotations

import pytest

from core.projects import checkup, edition, pieces_of_edition
from postil.fidelity import compare
from postil.model.edition import Account

TEXT = "source/letter/text.md"
COPY = "source/letter/copy-text.txt"


def manifest(*differences: str) -> str:
    """Return an edition.yaml with declared differences."""
    listed = "".join(f"- {d}\n" for d in differences)
    return "title: A Letter\ncopy-text: {sha256: SHA256}\n" + (f"differences:\n{listed}" if listed else "")


def codes(copied: str, text: str, *differences: str) -> list[str]:
    """Return the codes of what is found; a title `T` stands in both."""
    files = {
        "source/letter/edition.yaml": manifest(*differences),
        COPY: f"T\n\n{copied}\n",
        TEXT: f"# T\n\n{text}\n",
    }
    return checkup(files).codes


def account(copied: str, text: str, *differences: str, **more: str) -> Account:
    """Return the account of a comparison without faults."""
    own = edition({"source/letter/edition.yaml": manifest(*differences), COPY: copied, TEXT: text} | more)
    assert own.copy_text is not None
    checked = compare(own.copy_text, pieces_of_edition(own), own.manifest.differences, "text.md")
    assert not checked.diagnostics, [d.message for d in checked.diagnostics]
    return checked.value


# what is compared -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("copied", "text"),
    [
        ("The ship is in.", "The *ship* []{.page n=2}is **in**."),
        ('The "ship" isn\'t in.', "The “ship” isn’t in."),
        ("The  ship\nis in.", "The ship is in."),
        ("The ship\n is\nin.\n\nAnd out.", "The ship is in.\n\nAnd out."),
        ("The ship is in.\nAnd out.", "The ship is in.\n\nAnd out."),
        ("co\u00adoperate", "cooperate"),
        ("憲章の 第一条", "[憲章]{ruby=けんしょう}の第一条"),
        ("cafe\u0301", "café"),
        ("1. One\n2. Two", "1. One\n2. Two"),
        ("Ship Guns\nAnn 12", "| Ship | Guns |\n|---|---|\n| Ann | 12 |"),
        ("The ship is", "The ship [lost in the fold]{.gap} is"),
        ("The ship is in", "The [ship]{.unclear} [is]{.sic} [in]{.add}"),
        ("The ship\nis in,\nand out", "::: verse\nThe ship\nis in,\nand out\n:::"),
        ("Article 1. All ships are in.", "## Article 1.\n\nAll ships are in."),
        ("A ship.\fIs in.", "A ship.\n\nIs in."),
    ],
)
def test_what_counts_as_the_same(copied: str, text: str) -> None:
    assert codes(copied, text) == []


@pytest.mark.parametrize(
    ("copied", "text", "expected"),
    [
        ("The ship is in.", "The Ship is in.", "T010"),
        ("The ship is in.", "The ship is in", "T011"),
        ("The ſhip is in.", "The ship is in.", "T010"),
        ("war-peace", "war—peace", "T011"),
        ("« paix »", "“paix”", "T011"),
        ("a ﬁne ship", "a fine ship", "T010"),
        ("1. One\n3. Two", "1. One\n2. Two", "T010"),
        ("憲章の第一条", "憲章の第二条", "T010"),
        ("coun try", "country", "T010"),
        ("The ship.\n\nIs in.", "The ship. Is in.", "T012"),
        ("The ship. Is in.", "The ship.\n\nIs in.", "T012"),
    ],
)
def test_what_does_not(copied: str, text: str, expected: str) -> None:
    assert set(codes(copied, text)) == {expected}


def test_the_account() -> None:
    found = account(
        "A LETTER\n\nPage 1\n\nThe ship\n\nPage 2\n\nis in.\n",
        "# A LETTER\n\nThe ship is in.\n",
        'pattern: "Page \\\\d+"\n  as: page number',
    )
    assert found.words == 6
    assert found.differences == (("page number", 2),)


def test_the_introduction_that_stands_in_the_same_copy_text() -> None:
    parts = "title: A Letter\ncopy-text: {sha256: SHA256}\nparts:\n  introduction: {in-copy-text: true}\n  after: {in-copy-text: after}\n"
    files = {
        "source/letter/edition.yaml": parts,
        "source/letter/introduction.md": "## Who wrote it\n\nAnn *Lee*, says a[^1].\n\n- One\n- Two\n\n| a | b |\n|---|---|\n",
        "source/letter/after.md": "1. The end.\n",
        TEXT: "# A Letter\n\nThe ship is in.\n",
        COPY: "Who wrote it\n\nAnn Lee, says a[^1].\n\nOne\n\nTwo\n\na\n\nb\n\nA Letter\n\nThe ship is in.\n\n1. The end.\n",
    }
    assert checkup(files).codes == []
    slipped = files | {
        "source/letter/introduction.md": files["source/letter/introduction.md"].replace("Two", "Tow")
    }
    (fault,) = checkup(slipped).diagnostics
    assert (fault.code.id, fault.span.file if fault.span else "") == ("T010", "source/letter/introduction.md")


# declared differences -------------------------------------------------------------------------------------------------


def test_a_page_head_inside_a_paragraph_lets_it_run_on() -> None:
    copied = "The ship has\n\nCONFIDENTIAL\n\n12\n\ncome in.\n\nShe is well."
    text = "The ship has come in.\n\nShe is well."
    assert codes(copied, text, "remove: CONFIDENTIAL", "pattern: \\d+") == []
    assert codes(copied, text, "remove: CONFIDENTIAL 12") == []
    assert codes(copied, text)


def test_a_word_that_a_page_break_divides() -> None:
    copied = "They were tradi-\n\nPage 2\n\ntionally self-\ngoverning and co-\noperated."
    text = "They were traditionally self-governing and cooperated."
    assert codes(copied, text, "pattern: Page \\d+", "hyphens: joined") == []
    assert codes(
        copied, text.replace("traditionally", "tradtionally"), "pattern: Page \\d+", "hyphens: joined"
    ) == ["T010"]


def test_a_number_as_a_line_of_its_own_is_not_the_number_in_a_sentence() -> None:
    assert (
        codes("The ship of\n1801\n\n12\n\nhas 12 guns.", "The ship of 1801 has 12 guns.", 'remove: "12"')
        == []
    )


def test_reading_otherwise() -> None:
    copied, text = "the shop and the shop", "the ship and the ship"
    assert codes(copied, text, "{read: ship, for: shop, times: 2}") == []
    assert codes(copied, text, "{read: ship, for: shop, times: any}") == []
    assert codes(copied, text, "{read: ship, for: shop, after: and the}", "{read: ship, for: shop}") == []
    assert codes(copied, text, "{read: ship, for: shop, times: 3}") == ["T013"]
    assert codes(copied, text, "{read: ship, for: shop}")[0] == "T014"
    assert codes(copied, copied, "{read: ship, for: sloop, times: any}") == ["T013"]


def test_a_paragraph_behind_what_is_read_otherwise_is_still_compared() -> None:
    assert codes("A shop.\n\nIs in.", "A ship. Is in.", "{read: ship., for: shop.}") == ["T012"]


def test_inserting_and_moving() -> None:
    assert codes("The ship in.", "The ship is in.", "{insert: is, after: ship}") == []
    assert codes("The ship in.", "The ship is in.", "{insert: is, before: in}") == []
    assert "T013" in codes("The ship in.", "The ship is in.", "insert: is")
    assert "T014" in codes("in the ship in.", "in the ship is in.", "{insert: is, before: in}")
    assert (
        codes("For A:\nFor B:\nAnn\nBea", "For A:\n\nAnn\n\nFor B:\n\nBea", '{move: "For B:", before: Bea}')
        == []
    )


def test_parting_and_joining() -> None:
    assert codes("For A: Ann Lee", "For A:\n\nAnn Lee", "part: Ann Lee") == []
    assert codes("For A: Ann Lee", "For A:\n\nAnn Lee", "part: text.2") == []
    assert codes("Signed Ann Lee", "Signed\n\n::: signatures\nAnn\n\nLee\n:::", "part: signatures") == []
    assert codes("前文第一条", "前文\n\n第一条", "part: 第一条") == []
    assert codes("The ship\n\nis in.", "The ship is in.", "join: is in") == []
    assert codes("For A:\nAnn", "For A:\n\nAnn", "part: signatures") == ["T020"]
    assert codes("For A:\nAnn", "For A:\n\nAnn", "part: text.2") == ["T013"]


def test_a_copy_text_whose_breaks_mean_nothing() -> None:
    copied, text = "The\n\nship\n\nis in.\nAnd out. And in.", "The ship is in.\n\nAnd out.\n\nAnd in."
    assert codes(copied, text, "breaks: ignored") == []
    assert codes(copied, text) == ["T012", "T012", "T012"]


def test_patterns() -> None:
    assert codes("A ship.\n\n[12]\n\nIs in.", "A ship.\n\nIs in.", "pattern: '\\[\\d+\\]'") == []
    assert codes("A ship.", "A ship.", "pattern: '['") == ["M008"]
    assert codes("A ship.", "A ship.", "pattern: \\d+") == ["T013"]
    assert codes("A ship.\n\n1\n\n2", "A ship.", "{pattern: \\d+, times: 3}") == ["T013"]


@pytest.mark.parametrize(
    ("difference", "code"),
    [
        ("remov: x", "M006"),
        ("{remove: x, read: y}", "M006"),
        ("remove", "M007"),
        ("read: x", "M006"),
        ("{remove: ship, times: many}", "M007"),
        ("{remove: ship, times: 0}", "M008"),
        ("{remove: ship, at: art-1}", "M005"),
    ],
)
def test_declarations_that_are_not_understood(difference: str, code: str) -> None:
    assert code in codes("A ship.", "A ship.", difference)
