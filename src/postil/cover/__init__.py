"""The cover: composed from the metadata of a book, as a drawing that any writer can put into a file.

`front` is the front for screens, in any proportion; `wrap` the whole cover for a printer, on a `Sheet` with the spine that
`spine_of` tells; `svg` writes a drawing, `page` is a page of a book that shows it.
"""

from __future__ import annotations

from postil.cover.back import BackMatter, BlurbTooLong
from postil.cover.barcode import Symbol, add_on_of, hyphenated
from postil.cover.front import front
from postil.cover.printers import PRINTER_RULES, PrinterRules, Spine, spine_of
from postil.cover.sheets import Sheet, case_sheet, wrap_sheet
from postil.cover.svg import page, svg
from postil.cover.wrap import faults_of, wrap

__all__ = [
    "PRINTER_RULES",
    "BackMatter",
    "BlurbTooLong",
    "PrinterRules",
    "Sheet",
    "Spine",
    "Symbol",
    "add_on_of",
    "case_sheet",
    "faults_of",
    "front",
    "hyphenated",
    "page",
    "spine_of",
    "svg",
    "wrap",
    "wrap_sheet",
]
