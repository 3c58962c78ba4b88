"""Drivers for the checkers that the tests run on finished books.

Each takes finished files and returns what it found; an empty list is a clean file. What a checker needs is installed by
``scripts/setup test``; a checker that is not there raises :class:`MissingTool` and is never passed over. JVMs and the
browser start at the first use and serve until :func:`close`.
"""

from ._base import CheckerFailed, Finding, MissingTool, close, report
from ._browser import axe, screenshot
from ._commands import ace, qpdf_check
from ._foliate import Book, Popup, Section, TocEntry, foliate
from ._java import epubcheck, nu, verapdf

__all__ = [
    "Book",
    "CheckerFailed",
    "Finding",
    "MissingTool",
    "Popup",
    "Section",
    "TocEntry",
    "ace",
    "axe",
    "close",
    "epubcheck",
    "foliate",
    "nu",
    "qpdf_check",
    "report",
    "screenshot",
    "verapdf",
]
