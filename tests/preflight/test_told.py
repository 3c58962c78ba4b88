"""What is said: pages by number and folio, and a page of the documentation on every rule and source."""

from __future__ import annotations

import pytest

from docs.pages import DOCS, rows
from postil.build.verifying import spoken_pages
from postil.preflight import PRINTERS, SOURCES, judge_tags, typography
from postil.preflight.rules.typography import RULES as TYPOGRAPHY

from .press import book, cover, facts, said

LABELS = ["i", "ii", "1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("pages", "words"),
    [
        ((), ""),
        ((1,), "page 1 (i)"),
        ((2, 1, 2), "pages 1–2 (i–ii)"),
        ((1, 3, 4, 6), "pages 1, 3–4, 6 (i, 1–2, 4)"),
        ((9,), "page 9"),
    ],
)
def test_pages(pages: tuple[int, ...], words: str) -> None:
    assert spoken_pages(pages, LABELS) == words


def test_of_many_pages_the_first() -> None:
    assert spoken_pages(range(1, 40, 2), [str(n) for n in range(1, 41)], 3) == "pages 1, 3, 5 and 17 more"


def test_every_rule_is_described() -> None:
    interior, wrap = facts(book(4)), facts(cover(250, 0.563), "a-cover.pdf")
    inside = {rule for printer in PRINTERS for rule in said(interior, printer)}
    outside = {rule for printer in PRINTERS for rule in said(wrap, printer)}
    assert rows(DOCS / "preflight.md", "The interior") == inside - outside
    assert rows(DOCS / "preflight.md", "Interior and cover") - {"look"} == inside & outside
    assert rows(DOCS / "preflight.md", "The cover") == outside - inside
    assert rows(DOCS / "preflight.md", "With a printer") == set(PRINTERS)
    of_files = {f.rule for f in judge_tags(interior)} | {"as-built", "audit"}
    assert rows(DOCS / "preflight.md", "Without a printer") == of_files | set(TYPOGRAPHY)
    assert {f.rule for f in typography(())} == set(TYPOGRAPHY)


def test_every_source_is_named() -> None:
    named = rows(DOCS / "preflight.md", "Sources")
    assert named == {*SOURCES, "UA", "WCAG"}
    text = (DOCS / "preflight.md").read_text(encoding="utf-8")
    assert all(f"| `{key}` | {words} |" in text for key, words in SOURCES.items())
    for printer in PRINTERS:
        for finding in said(facts(book(4)), printer).values():
            assert set(finding.sources) <= set(SOURCES)
