"""`docs/diagnostics.md` is made from the pages that `postil explain` prints, `docs/words.md` from the English words."""

from __future__ import annotations

import inspect
import re

import postil.vocabulary.en
from postil.diagnostics import ALL_CODES, Code, Severity
from postil.vocabulary import LANGUAGES

GROUPS = {
    "M": "The project and its manifests",
    "T": "The text and other prose",
    "N": "Annotation files",
    "A": "Placing the notes",
    "R": "References",
    "D": "Course readers",
    "W": "Writing the outputs",
    "V": "The finished files",
}
OPENING = """\
# Diagnostics

Each problem that postil finds has a code. The letter says where it was found; a number is never given to another problem. `postil explain A001`
prints the section on a code. Errors stop publication; warnings do not.

This page is made from `src/postil/diagnostics/pages/`.
"""


def anchor(code: Code) -> str:
    """Return the anchor of a code's section."""
    return f"{code.id}-{code.name}".lower()


def section(code: Code) -> str:
    """Return a code's page as a section."""
    lines = []
    fenced = False
    for line in code.page().rstrip().split("\n"):
        if line.startswith("```"):
            fenced = not fenced
        lines.append(f"##{line}" if line.startswith("#") and not fenced else line)
    if code.severity is Severity.WARNING:
        lines.insert(1, "\n*A warning.*")
    return "\n".join(lines)


def diagnostics_page() -> str:
    """Return what `docs/diagnostics.md` should be."""
    parts = [OPENING]
    codes = sorted(ALL_CODES.values(), key=lambda c: c.id)
    for letter, title in GROUPS.items():
        mine = [c for c in codes if c.id.startswith(letter)]
        listed = "\n".join(f"- [{c.id} {c.name}](#{anchor(c)})" for c in mine)
        parts.append(f"## {letter}: {title}\n\n{listed}\n")
        parts += [section(c) + "\n" for c in mine]
    return "\n".join(parts)


WORDS_OPENING = """\
# The words of books

What a book says that neither its sources nor its editors wrote. postil has these words in {languages}; what is shown here is English.
[`words:`](edition.md#words) in `postil.yaml` gives others, by these keys.

A name in braces is the place of a number or name, and must be in yours too. Spaces at the ends count where they are shown: write such words in
quotation marks. `index-set-person` and `index-set-place` may be empty, where a script has neither small capitals nor italics.

This page is made from `src/postil/vocabulary/en.py`.
"""


def _shown(words: str) -> str:
    kept = words.replace("\u00a0", " ")
    return f"`{kept}`" if kept != kept.strip() or "{" in kept else kept


def words_page() -> str:
    """Return what `docs/words.md` should be: the groups are the comments of the module."""
    source = inspect.getsource(postil.vocabulary.en).split("WORDS = {\n")[1].split("\n}\n")[0]
    parts = [WORDS_OPENING.format(languages=", ".join(LANGUAGES))]
    for line in source.split("\n"):
        if comment := re.fullmatch(r"    # (.*)", line):
            title = comment[1][0].upper() + comment[1][1:]
            parts.append(f"\n## {title}\n\n| Key | Words |\n|---|---|\n")
        elif key := re.match(r'    "(\w+)":', line):
            words = postil.vocabulary.en.WORDS[key[1]]
            parts.append(f"| `{key[1].replace('_', '-')}` | {_shown(words)} |\n")
    return "".join(parts)
