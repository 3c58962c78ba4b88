"""The worksheet writer: questions with lines to write on, as a DOCX file or as a page for the PDF writer.

Importing this package loads neither python-docx nor lxml; the first call of `write` does.
"""

from __future__ import annotations

from postil.model.course import Worksheet
from postil.model.rendition import Fault
from postil.writers.worksheet.markup import worksheet_html

__all__ = ["worksheet_html", "write"]


def write(worksheet: Worksheet) -> tuple[bytes, tuple[Fault, ...]]:
    """Return `worksheet` as a DOCX file, and what the audit of that file found.

    Answers are in it if it is for instructors, else lines. The bytes depend on nothing but `worksheet` and the version
    of python-docx.
    """
    from postil.writers.worksheet.audit import audit
    from postil.writers.worksheet.document import make

    data = make(worksheet)
    return data, tuple(audit(data, worksheet))
