"""What prose may not hold: headings in notes, pictures outside the project."""

from __future__ import annotations

from postil.diagnostics import Checked, Collector, code
from postil.model.prose import Div, Heading, Image, Listing, ProseBlock, Quotation, walk_blocks

__all__ = ["check_prose", "is_safe_path"]


def is_safe_path(path: str) -> bool:
    """Tell whether a path stays in the folder it is relative to."""
    if not path or path.startswith(("/", "\\", "~")) or ":" in path or "\\" in path or "\0" in path:
        return False
    return ".." not in path.split("/")


def check_prose(blocks: tuple[ProseBlock, ...], *, headings: bool = False) -> Checked[None]:
    """Check the blocks of a note or part. `headings` says whether they may hold any.

    Reports N009 / T009 (a heading), T008 (a picture outside the edition's folder).
    """
    out = Collector()
    _check(blocks, headings, out)
    for node in walk_blocks(blocks):
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
        elif isinstance(block, Quotation | Div):
            _check(block.blocks, headings, out)
        elif isinstance(block, Listing):
            for item in block.items:
                _check(item.blocks, headings, out)
