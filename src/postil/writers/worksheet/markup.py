"""The worksheet as one HTML document, to be set by the PDF writer with `templates/worksheet.css`.

The lines are borders of blocks without text: a screen reader hears the question and nothing of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from postil.model.course import Paragraph, Run, Worksheet, WorksheetQuestion, WorksheetSection
from postil.writers.direction import is_rtl

__all__ = ["answered", "heading", "worksheet_html"]


def answered(question: WorksheetQuestion, worksheet: Worksheet) -> bool:
    """Tell whether the answer is printed, and no lines."""
    return worksheet.audience == "instructors" and any(run.text for each in question.answer for run in each)


def heading(section: WorksheetSection) -> Paragraph:
    """Return what stands over the questions on a document: “Doc. 4. Title”, the title in the document's language."""
    title = Run(section.title, language=section.language)
    return (Run(f"{section.citation}. "), title) if section.citation else (title,)


def worksheet_html(worksheet: Worksheet) -> str:
    """Return the worksheet as XHTML, complete but for its style sheet."""
    language = escape(worksheet.language)
    body = "".join(_head(worksheet)) + "".join(
        piece for section in worksheet.sections for piece in _section(section, worksheet)
    )
    return (
        f'<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml" lang="{language}" xml:lang="{language}"'
        f' dir="{_direction(worksheet.language)}">\n<head><meta charset="utf-8"/>'
        f"<title>{escape(worksheet.title)}</title></head>\n"
        f'<body class="worksheet worksheet--{worksheet.paper.lower()} worksheet--{worksheet.audience}">\n{body}'
        "</body>\n</html>\n"
    )


def _head(worksheet: Worksheet) -> Iterator[str]:
    if worksheet.course:
        yield f'<p class="course">{escape(worksheet.course)}</p>\n'
    yield f"<h1>{escape(worksheet.title)}</h1>\n"
    if worksheet.audience == "students":
        words = worksheet.words
        yield (
            f'<p class="person"><span class="name">{escape(words.name)}</span>'
            f' <span class="date">{escape(words.date)}</span></p>\n'
        )


def _section(section: WorksheetSection, worksheet: Worksheet) -> Iterator[str]:
    yield f'<section class="document"><h2>{_runs(heading(section))}</h2>\n'
    if section.source:
        yield f'<p class="source">{escape(section.source)}</p>\n'
    for question in section.questions:
        yield from _question(question, section, worksheet)
    yield "</section>\n"


def _question(question: WorksheetQuestion, section: WorksheetSection, worksheet: Worksheet) -> Iterator[str]:
    place = f' <span class="citation">{escape(question.citation)}</span>' if question.citation else ""
    yield f'<section class="question"><h3>{escape(question.label)}{place}</h3>\n'
    yield from _paragraphs(question.prompt, "prompt", section.language)
    if answered(question, worksheet):
        yield f"<h4>{escape(worksheet.words.answer)}</h4>\n"
        yield from _paragraphs(question.answer, "answer", section.language)
    else:
        yield '<div class="line"></div>' * question.lines + "\n"
    yield "</section>\n"


def _paragraphs(paragraphs: tuple[Paragraph, ...], kind: str, language: str) -> Iterator[str]:
    for paragraph in paragraphs:
        yield f'<p class="{kind}"{_language(language)}>{_runs(paragraph)}</p>\n'


def _runs(paragraph: Paragraph) -> str:
    return "".join(_run(run) for run in paragraph)


def _run(run: Run) -> str:
    text = escape(run.text)
    for wanted, opening, tag in (
        (run.italic, "em", "em"),
        (run.bold, "strong", "strong"),
        (run.small_caps, 'span class="sc"', "span"),
        (run.raised, "sup", "sup"),
        (bool(run.language), f"span{_language(run.language)}", "span"),
    ):
        if wanted:
            text = f"<{opening}>{text}</{tag}>"
    return text


def _language(language: str) -> str:
    if not language:
        return ""
    tag = escape(language)
    return f' lang="{tag}" xml:lang="{tag}" dir="{_direction(language)}"'


def _direction(language: str) -> str:
    return "rtl" if is_rtl(language) else "ltr"
