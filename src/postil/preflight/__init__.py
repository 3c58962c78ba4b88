"""Preflight: what a printer, or a screen reader, would say of a finished PDF.

`read_file` reads the facts of a file once; `judge` has every rule of a printer say whether it is kept; `judge_tags` does the same
with what makes a file accessible. Rules are functions of the facts; what printers ask for is data (`printers`).
"""

from __future__ import annotations

from .facts import Area, FileFacts
from .findings import Case, Finding, Outcome, not_asked, told
from .printers import PRINTERS, READ, SOURCES
from .reading import (
    MOST_PAGES,
    PageRun,
    Unreadable,
    count_pages,
    put_together,
    read_file,
    read_pages,
)
from .rules import COVER, INTERIOR
from .rules.cover import barcode_place
from .rules.tags import RULES as TAGS
from .rules.typography import typography

__all__ = [
    "MOST_PAGES",
    "PRINTERS",
    "READ",
    "SOURCES",
    "Area",
    "Case",
    "FileFacts",
    "Finding",
    "Outcome",
    "PageRun",
    "Unreadable",
    "barcode_place",
    "count_pages",
    "judge",
    "judge_tags",
    "not_asked",
    "put_together",
    "read_file",
    "read_pages",
    "told",
    "typography",
]


def judge(case: Case) -> tuple[Finding, ...]:
    """Return what each rule says of a file for a printer, in the order of the rules."""
    return tuple(rule(case) for rule in (COVER if case.file.cover else INTERIOR))


def judge_tags(file: FileFacts) -> tuple[Finding, ...]:
    """Return what each rule for screen readers says of a file."""
    return tuple(rule(file) for rule in TAGS)
