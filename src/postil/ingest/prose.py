"""What prose may not hold: headings in notes, pictures outside the project."""

from __future__ import annotations

from postil.diagnostics import Checked, Collector, code
from postil.ingest.fields import nearest
from postil.ingest.forms import without_words
from postil.ingest.kinds import BLOCK_DIVS
from postil.model.prose import Div, Heading, Image, Listing, ProseBlock, Quotation, walk_blocks

__all__ = ["check_prose", "is_safe_path"]


def is_safe_path(path: str) -> bool:
    """Tell whether a path stays in the folder it is relative to."""
    if not path or path.startswith(("/", "\\", "~")) or ":" in path or "\\" in path or "\0" in path:
        return False
    return ".." not in path.split("/")


def check_prose(blocks: tuple[ProseBlock, ...], *, headings: bool = False) -> Checked[None]:
    """Check the blocks of a note or part. `headings` says whether they may hold any.

    Reports N009 / T009 (a heading), T008 (a picture outside the edition's folder), N013 and T015 (a fenced div that
    is no answer, or of unknown kind), T030 (a picture without words).
    """
    out = Collector()
    _check(blocks, headings, out)
    for node in walk_blocks(blocks):
        if isinstance(node, Image):
            without_words(node, out)
        if isinstance(node, Image) and not is_safe_path(node.path):
            out.report(
                code("T008"),
                f"the picture “{node.path}” lies outside the edition’s folder",
                node.span,
                hint="copy the picture into the folder of the edition and name it by its relative path",
            )
    return out.done(None)


def _check(blocks: tuple[ProseBlock, ...], headings: bool, out: Collector) -> None:
    for block in blocks:
        if isinstance(block, Heading) and (not headings or block.level == 1):
            out.report(
                code("T009") if headings else code("N009"),
                "the title of a part is given in edition.yaml"
                if headings
                else "a note has no headings in it",
                block.span,
                hint="begin at `##`" if headings else "make it a paragraph in **strong** words",
            )
        elif isinstance(block, Div):
            _check_kind(block, out)
            _check(block.blocks, headings, out)
        elif isinstance(block, Quotation):
            _check(block.blocks, headings, out)
        elif isinstance(block, Listing):
            for item in block.items:
                _check(item.blocks, headings, out)


def _check_kind(div: Div, out: Collector) -> None:
    """Report a fenced div that means nothing in prose: words meant for instructors must not slip through in one."""
    for name in div.attributes.classes:
        if name in BLOCK_DIVS:
            continue
        if name.casefold() == "answer":
            out.report(
                code("N013"),
                "an answer stands by itself at the end of its question",
                div.attributes.span or div.span,
                hint="write ::: answer in small letters, outside of lists, quotations and other fenced divs",
            )
            continue
        known = (*BLOCK_DIVS, "answer")
        near = nearest(name, known)
        out.report(
            code("T015"),
            f"“{name}” is no kind of block in prose",
            div.attributes.span or div.span,
            hint=f"did you mean “{near}”?" if near else "kinds: " + ", ".join(known),
        )
