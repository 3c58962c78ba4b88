"""Readers of other people's documents: what a hundred random ones showed. Each test is one fault, as small as it can be."""

from __future__ import annotations

from pathlib import Path

import pytest

from build.kit import Built, product, project
from postil import load
from postil.spans import SourceText, Span

RIGHTS = "title: {title}\nlanguages: [{language}]\nrights: Public domain.\ncopy-text: {{siglum: C, sha256: SHA256}}\n"
HEAD = "---\nseries: editorial\nby: AB\n---\n\n"
ARABIC = "# الكرامة\n\nالكرامة في العهد العربي.\n\nكل الناس أحرار (1948) and Latin words, too.\n"


def edition(
    name: str, text: str, notes: str = "", language: str = "en", more: str = ""
) -> dict[str, str | bytes]:
    found: dict[str, str | bytes] = {
        f"source/{name}/text.md": text,
        f"source/{name}/edition.yaml": RIGHTS.format(title=name, language=language) + more,
    }
    if notes:
        found[f"annotations/{name}/notes.md"] = HEAD + notes
    return found


def words(span: Span | None, texts: object) -> tuple[str, str]:
    """Return the file that a diagnostic points into and the words there."""
    assert span is not None
    source = texts[span.file]  # type: ignore[index]
    assert isinstance(source, SourceText)
    return span.file, source.text[span.start : span.end]


def test_what_several_editions_tell_is_shown_in_the_file_of_each(tmp_path: Path) -> None:
    """Editions of two projects with the same name, and the same person told in two ways: each place is in its project."""
    for folder, told in (("here", "A captain."), ("there", "A mate.")):
        more = f"persons:\n- {{name: Ann Bee, text: {told}}}\n"
        given = edition("letter", "# A Letter\n\nDear friend.\n", more=more)
        if folder == "here":
            given["readers/course.yaml"] = (
                "title: R\nprojects: {other: {path: ../there}}\ncontents: [letter, other/letter]\n"
            )
        project(tmp_path / folder, given)
    run = load(tmp_path / "here", [tmp_path / "there"]).check()
    [found] = run.diagnostics
    assert found.code.id == "D031"
    assert words(found.span, run.texts) == ("../there/source/letter/edition.yaml", "Ann Bee")
    [label] = found.labels
    assert words(label.span, run.texts) == ("source/letter/edition.yaml", "Ann Bee")
    line, _ = run.texts["source/letter/edition.yaml"].position(label.span.start)
    assert line == 6


@pytest.mark.slow
def test_a_note_that_is_lost_is_shown_in_the_file_of_its_project(tmp_path: Path) -> None:
    """A style sheet hides a note of another project: its file is named, not the one of the same path here."""
    for folder in ("here", "there"):
        given = edition(
            "letter", "# A Letter\n\nThe ship came.\n", f"# text.1 “ship” {{#n1}}\n\nOf {folder}.\n"
        )
        if folder == "here":
            given["readers/course.yaml"] = (
                "title: R\nprojects: {other: {path: ../there}}\ncontents: [other/letter]\n"
            )
            sheet = (Path(__file__).parents[2] / "templates/print.css").read_text("utf-8")
            given["templates/print.css"] = sheet + "\n.fn { display: none }\n"
        project(tmp_path / folder, given)
    checked = load(tmp_path / "here", [tmp_path / "there"]).check()
    built = checked.build(checked.products(["course"], ("pdf",)).value)
    found = [d for d in built.diagnostics if d.code.id == "W005"]
    assert found
    for each in found:
        assert words(each.span, checked.texts)[0] == "../there/annotations/letter/notes.md"


@pytest.mark.slow
def test_a_person_of_whom_many_documents_tell(tmp_path: Path) -> None:
    """The list of documents behind the name goes on to the next line, in languages without spaces too."""
    given: dict[str, str | bytes] = {}
    names = [f"letter-{n}" for n in range(16)]
    for name in names:
        given |= edition(
            name, "# A Letter\n\nDear friend.\n", more="persons:\n- {name: Ann Bee, text: She wrote.}\n"
        )
    given["readers/course.yaml"] = f"title: R\nlanguage: ja\ncontents: [{', '.join(names)}]\n"
    built = product(project(tmp_path, given), "course", ("pdf",))
    assert any("資料16" in page.replace(" ", "") for page in built.pdf_pages[-4:])


@pytest.fixture(scope="module")
def arabic(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """An Arabic document with notes in Latin letters that do not say so, and an English one."""
    given = edition(
        "arabic",
        ARABIC,
        "# text.1 {#n1}\n\nSee “this” x^2^, *and* that (1948).\n\n# text.2 “الناس” {#n2}\n\nCompare العربية, p. 3.\n",
        "ar",
    )
    given |= edition(
        "latin", "# Quaero\n\nQuid est quod quaeris?\n", "# text.1 “est” {#n1}\n\nThe quick query.\n"
    )
    given["readers/course.yaml"] = "title: R\ncontents: [latin, arabic]\n"
    return product(project(tmp_path_factory.mktemp("arabic"), given), "course", ("pdf",))


@pytest.mark.slow
def test_notes_in_latin_letters_on_an_arabic_document(arabic: Built) -> None:
    """They are set from right to left, so their stops and labels are read in another order; yet each word is found."""
    text = " ".join(arabic.pdf_pages)
    for each in ("See", "this", "1948", "Compare"):
        assert each in text


@pytest.mark.slow
def test_no_letter_of_an_arabic_document_is_a_blank(arabic: Built) -> None:
    """Its lām, which in الكرامة has two glyphs, is there for whoever copies or listens wherever it stands."""
    [page] = [p for p in arabic.pdf_pages if "1948" in p and "See" in p]
    assert page.count("ل") == 7
    assert not [letter for letter in page if "\u1400" < letter < "\u167f"]  # the numbers of glyphs
