"""`docs/diagnostics.md` is made from the pages that `postil explain` prints."""

from __future__ import annotations

from postil.diagnostics import ALL_CODES, Code, Severity

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
