"""The documentation holds together: pages for every code, links that lead somewhere, terms that stand once."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from docs.pages import DOCS, PAGES, ROOT, anchors, links, name, rows
from docs.reference import diagnostics_page, words_page
from postil.diagnostics import ALL_CODES, Code
from postil.vocabulary import LANGUAGES
from postil.vocabulary.en import WORDS
from postil.workspace import package_templates

SECTIONS = ["What it means", "Why it matters", "Example", "What to do"]


@pytest.mark.parametrize("code", ALL_CODES.values(), ids=lambda c: c.id)
def test_every_code_has_a_page(code: Code) -> None:
    """Title and four sections in order, none of them empty; the example is fenced."""
    page = code.page()
    assert page.startswith(f"# {code.id} {code.name}\n")
    without_examples = re.sub(r"^```.*?^```$", "(example)", page, flags=re.MULTILINE | re.DOTALL)
    parts = re.split(r"^## (.+)$", without_examples, flags=re.MULTILINE)
    assert parts[1::2] == SECTIONS
    assert all(len(body.strip()) > 3 for body in parts[2::2])
    assert parts[6].strip() == "(example)"


def test_no_page_is_left_over() -> None:
    folder = ROOT / "src" / "postil" / "diagnostics" / "pages"
    assert {p.stem for p in folder.iterdir()} == set(ALL_CODES)


def test_diagnostics_page(expect: Callable[[Path, str], None]) -> None:
    """`docs/diagnostics.md` is what the pages give (`make accept` writes it)."""
    expect(DOCS / "diagnostics.md", diagnostics_page())


def test_words_page(expect: Callable[[Path, str], None]) -> None:
    """`docs/words.md` lists every key with its English words, under the group it stands in."""
    expect(DOCS / "words.md", words_page())
    listed = [key for line in words_page().splitlines() for key in re.findall(r"^\| `([a-z0-9-]+)` \|", line)]
    assert listed == [key.replace("_", "-") for key in WORDS]


def test_the_languages_of_books_are_told() -> None:
    (row,) = (
        x
        for x in (DOCS / "edition.md").read_text("utf-8").splitlines()
        if x.startswith("| `language` | language | `en`")
    )
    assert f"in {', '.join(LANGUAGES)} |" in row


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links(page: Path) -> None:
    """Every link between pages leads to a file, and to a heading in it."""
    for link in links(page):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if target.parent == DOCS / "pictures" and not any(target.parent.glob("*.png")):
            continue  # they are made from the finished books
        assert target.exists(), f"{name(page)} links to {link}"
        if anchor:
            assert anchor in anchors(target), f"{name(page)} links to {link}: there is no such heading"


def test_decisions_are_listed() -> None:
    folder = DOCS / "adr"
    written = {p.name for p in folder.glob("0*.md")}
    assert written == set(links(folder / "README.md"))
    assert sorted(int(n[:4]) for n in written) == list(range(1, len(written) + 1))


def test_commands_of_the_read_me() -> None:
    """What the README tells to type is in the Makefile."""
    told = set(re.findall(r"^make (\w+)", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE))
    there = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert told == {"edition", "test"}
    assert told <= there


def test_glossary() -> None:
    """Each term stands once, in the order of the alphabet, and has a meaning."""
    found = re.findall(
        r"^\*\*(.+?)\*\*: (.+)$", (DOCS / "glossary.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    terms = [term for term, _ in found]
    assert terms == sorted(set(terms))
    assert all(meaning.endswith((".", "¹.")) for _, meaning in found)


def test_templates_are_listed() -> None:
    assert rows(DOCS / "templates.md", "Which there are") == set(package_templates())
