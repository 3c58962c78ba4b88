"""Render: a woven, cited book to finished markup. The only package that knows Jinja."""

from postil.render.documents import (
    BoundReader,
    Contribution,
    DocumentMarkup,
    EpubMarkup,
    NoteRecord,
    PageMarkup,
    PrintMarkup,
)
from postil.render.facts import Facts
from postil.render.renderer import Renderer

__all__ = [
    "BoundReader",
    "Contribution",
    "DocumentMarkup",
    "EpubMarkup",
    "Facts",
    "NoteRecord",
    "PageMarkup",
    "PrintMarkup",
    "Renderer",
]
