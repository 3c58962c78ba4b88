"""What a reader of the screen needs, as far as it can be told by a program (ISO 14289-1, PDF/UA-1; WCAG 2.2 techniques for PDF)."""

from __future__ import annotations

from collections.abc import Callable

from postil.preflight.facts import FileFacts
from postil.preflight.findings import Finding, not_asked, told

__all__ = ["RULES"]

_LONG = 21  # pages: from here on bookmarks are wanted (WCAG technique PDF2)


def tagged(file: FileFacts) -> Finding:
    """The file has tags (7.1)."""
    there = file.tagged and file.structure is not None
    return told(
        "tagged", "yes" if there else "no", "tags", "make the file with tags", ("UA",), fails=not there
    )


def title_shown(file: FileFacts) -> Finding:
    """The window shows the title, not the name of the file (7.1, 7.2)."""
    measured = f"“{file.title}”" if file.title else "no title"
    return told(
        "title-shown",
        measured + ("" if file.title_shown else ", not shown"),
        "a title, and that it is shown",
        "give the file a title and let it be shown",
        ("UA",),
        fails=not (file.title and file.title_shown),
    )


def language(file: FileFacts) -> Finding:
    """The file says what language it is in (7.2)."""
    return told(
        "language",
        file.language or "none",
        "a language",
        "say the language",
        ("UA",),
        fails=not file.language,
    )


def page_labels(file: FileFacts) -> Finding:
    """The number in the window is the one on the page (WCAG technique PDF17)."""
    return told(
        "page-labels",
        f"{file.pages[0].label} to {file.pages[-1].label}" if file.labelled else "none",
        "labels as on the pages",
        "give the pages labels",
        ("WCAG",),
        looks=not file.labelled and len(file.pages) > 1,
    )


def bookmarks(file: FileFacts) -> Finding:
    """A long file has bookmarks (WCAG technique PDF2)."""
    if len(file.pages) < _LONG:
        return not_asked("bookmarks", f"{len(file.pages)} pages" + ("" if file.outline else ", none"))
    there = "there are" if file.outline else "none"
    return told("bookmarks", there, "bookmarks", "give it bookmarks", ("WCAG",), looks=not file.outline)


def figures_described(file: FileFacts) -> Finding:
    """Each figure has words that stand for it (7.3)."""
    if file.structure is None:
        return not_asked("figures-described", "no tags")
    figures = dict(file.structure.kinds).get("Figure", 0)
    if not figures:
        return not_asked("figures-described", "no figures")
    pages = [page for page in file.structure.silent if page] or list(file.structure.silent)
    return told(
        "figures-described",
        f"{figures} figures"
        + (f", some without words on {len(pages)} pages" if pages else ", all with words"),
        "a description of each",
        "describe the figure",
        ("UA",),
        fails=pages,
    )


def note_ids(file: FileFacts) -> Finding:
    """Each Note has an id that no other has (7.9)."""
    if file.structure is None or not file.structure.notes:
        return not_asked("note-ids", "no notes")
    return told(
        "note-ids",
        f"{file.structure.notes} notes, {file.structure.unnamed} without an id of their own",
        "an id for each",
        "give each note its id",
        ("UA",),
        fails=bool(file.structure.unnamed),
    )


def note_calls(file: FileFacts) -> Finding:
    """To each Note leads the link of a call."""
    if file.structure is None or not file.structure.notes:
        return not_asked("note-calls", "no notes")
    lost = file.structure.uncalled
    linked = any("Link" in page.annotations for page in file.pages)
    if not linked:
        return not_asked("note-calls", f"{file.structure.notes} notes, no links in the file")
    return told(
        "note-calls",
        f"{file.structure.notes} notes"
        + (f"; nothing leads to {', '.join(lost[:4])}" if lost else ", each with its call"),
        "a link from its call to each note",
        "look at the template: a note has no call",
        ("UA",),
        fails=bool(lost),
    )


def structure_readable(file: FileFacts) -> Finding:
    """The tree of tags has an end."""
    if file.structure is None:
        return not_asked("structure-readable", "no tags")
    kinds = ", ".join(f"{number} {kind}" for kind, number in file.structure.kinds)
    good = file.structure.readable
    return told(
        "structure-readable",
        kinds if len(kinds) < 120 else f"{len(file.structure.kinds)} kinds of elements",
        "a tree that can be walked",
        "make the file anew",
        ("UA",),
        fails=not good,
    )


def fonts_have_words(file: FileFacts) -> Finding:
    """All fonts are in the file (7.21.4.1)."""
    missing = sorted({font.page for font in file.fonts if not font.embedded})
    return told(
        "fonts-in-file",
        f"{len(file.fonts)} fonts",
        "all embedded",
        "embed the fonts",
        ("UA",),
        fails=missing,
    )


def locked(file: FileFacts) -> Finding:
    """Nobody is kept from the text (7.16)."""
    return told(
        "not-locked",
        "encrypted" if file.encrypted else "open",
        "not encrypted",
        "save it without a password",
        ("UA",),
        fails=file.encrypted,
    )


RULES: tuple[Callable[[FileFacts], Finding], ...] = (
    tagged,
    structure_readable,
    title_shown,
    language,
    page_labels,
    bookmarks,
    figures_described,
    note_ids,
    note_calls,
    fonts_have_words,
    locked,
)
