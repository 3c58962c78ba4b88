"""The worksheet as a DOCX file, made with python-docx and packed anew so that it is the same every time.

The template of python-docx is Word's of 2010 with hundreds of styles, a picture of its first page and the clock of its
maker. All that is put away: a worksheet has a dozen styles of its own (`styles.xml` beside this file).
"""

from __future__ import annotations

import importlib.resources
import io
import re
import zipfile
from datetime import UTC, datetime

import docx
from docx.document import Document
from docx.enum.text import WD_TAB_LEADER
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Emu, Mm
from docx.text.paragraph import Paragraph as DocxParagraph
from lxml import etree

from postil.model.course import Paper, Paragraph, Run, Worksheet, WorksheetQuestion, WorksheetSection
from postil.writers.container import put
from postil.writers.direction import is_rtl
from postil.writers.worksheet.markup import answered, heading

__all__ = ["make"]

_SIZES: dict[Paper, tuple[float, float]] = {"A4": (210, 297), "Letter": (215.9, 279.4)}
_MARGIN = 25.0
_LONGEST = 255  # of what a file says of itself; python-docx refuses more
_SPACES = re.compile(r"[\t\n\r ]+")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FIRST = ("[Content_Types].xml", "_rels/.rels")
_PUT_AWAY = (
    "/thumbnail",
    "/stylesWithEffects",
    "/customXml",
    "/numbering",
    "/webSettings",
    "/extended-properties",
)
_EAST_ASIAN = re.compile(r"(ja|ko|zh)(-|$)")


def make(worksheet: Worksheet) -> bytes:
    """Return the file of `worksheet`."""
    document = docx.Document()
    _put_away(document)
    _set_styles(document, worksheet.language)
    _set_page(document, worksheet)
    _say(document, worksheet)
    _write_head(document, worksheet)
    for section in worksheet.sections:
        _write_section(document, section, worksheet)
    memory = io.BytesIO()
    document.save(memory)
    return _repack(memory)


def _put_away(document: Document) -> None:
    """Take out the parts of the template that a worksheet does not need."""
    for relations in (document.part.package.rels, document.part.rels):
        for key, relation in list(relations.items()):
            if relation.reltype.endswith(_PUT_AWAY):
                del relations[key]


def _set_styles(document: Document, language: str) -> None:
    """Replace the styles by our own, in the language of the worksheet."""
    folder = importlib.resources.files("postil.writers.worksheet")
    own = parse_xml((folder / "styles.xml").read_text(encoding="utf-8"))
    styles = document.styles.element
    for child in list(styles):
        styles.remove(child)
    for child in list(own):
        styles.append(child)
    for mark in styles.iter(qn("w:lang")):
        _set_language(mark, "en-US")
        _set_language(mark, language)
    settings = document.settings.element
    for mark in settings.iter(qn("w:themeFontLang")):
        _set_language(mark, language)
    for mark in settings.iter(qn("w:compatSetting")):
        if mark.get(qn("w:name")) == "compatibilityMode":
            mark.set(qn("w:val"), "15")  # or Word opens the file as one of 2010
    for mark in settings.iter(qn("w:zoom")):
        mark.set(qn("w:percent"), "100")  # which the schema wants and the template has not
    for mark in settings.findall(qn("w:proofState")):
        settings.remove(mark)  # it says that the spelling was found right


def _set_language(mark: etree._Element, language: str) -> None:
    """Write a language where Word looks for it: by the kind of script."""
    name = "w:bidi" if is_rtl(language) else "w:val"
    mark.set(qn("w:eastAsia" if _EAST_ASIAN.match(language) else name), language)


def _set_page(document: Document, worksheet: Worksheet) -> None:
    """Set paper and margins, and in the foot the title and the number of the page."""
    (section,) = document.sections
    width, height = _SIZES[worksheet.paper]
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(_MARGIN)
    foot = section.footer.paragraphs[0]
    foot.style = document.styles["footer"]
    _add_runs(foot, (Run(f"{worksheet.title} · "),), worksheet.language, worksheet.language)
    number = f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    _append(foot._p, parse_xml(number))


def _say(document: Document, worksheet: Worksheet) -> None:
    """Write what the file says of itself. `modified` is its date in both places where one is due."""
    about = document.core_properties
    date = datetime.fromisoformat(worksheet.modified).astimezone(UTC).replace(tzinfo=None)
    about.title, about.author = _line(worksheet.title)[:_LONGEST], _line(worksheet.author)[:_LONGEST]
    about.subject, about.last_modified_by = _line(worksheet.course)[:_LONGEST], about.author
    about.language, about.comments = worksheet.language, ""
    about.created = about.modified = date


def _write_head(document: Document, worksheet: Worksheet) -> None:
    language = worksheet.language
    if worksheet.course:
        _add(document, "Course", (Run(worksheet.course),), language, language)
    _add(document, "Title", (Run(worksheet.title),), language, language)
    if worksheet.audience == "students":
        words = worksheet.words
        line = _add(document, "Name Line", (Run(f"{words.name} "),), language, language)
        line.runs[-1].add_tab()
        _add_runs(line, (Run(f" {words.date} "),), language, language)
        line.runs[-1].add_tab()
        inside = Mm(_SIZES[worksheet.paper][0] - 2 * _MARGIN)
        for place in (Emu(int(inside * 0.66)), inside):
            line.paragraph_format.tab_stops.add_tab_stop(place, leader=WD_TAB_LEADER.LINES)


def _write_section(document: Document, section: WorksheetSection, worksheet: Worksheet) -> None:
    language = section.language or worksheet.language
    _add(document, "heading 1", heading(section), worksheet.language, worksheet.language)
    if section.source:
        _add(document, "Source", (Run(section.source),), worksheet.language, worksheet.language)
    for question in section.questions:
        _write_question(document, question, language, worksheet)


def _write_question(
    document: Document, question: WorksheetQuestion, language: str, worksheet: Worksheet
) -> None:
    title = " · ".join(filter(None, (question.label, question.citation)))
    _add(document, "heading 2", (Run(title),), worksheet.language, worksheet.language)
    for paragraph in question.prompt:
        _add(document, "Prompt", paragraph, language, worksheet.language)
    if answered(question, worksheet):
        _add(document, "heading 3", (Run(worksheet.words.answer),), worksheet.language, worksheet.language)
        for paragraph in question.answer:
            _add(document, "Answer", paragraph, language, worksheet.language)
    else:
        for left in reversed(range(question.lines)):
            line = _add(document, "Answer Line", (), worksheet.language, worksheet.language)
            if left:
                line.paragraph_format.keep_with_next = True  # a question and its lines stay on one page


def _add(document: Document, style: str, runs: Paragraph, language: str, usual: str) -> DocxParagraph:
    """Add a paragraph in a language to a worksheet that is usually in another."""
    paragraph = document.add_paragraph(style=style)
    if is_rtl(language):
        _append(paragraph._p.get_or_add_pPr(), OxmlElement("w:bidi"))  # after the style: all else comes later
    _add_runs(paragraph, runs, language, usual)
    return paragraph


def _add_runs(paragraph: DocxParagraph, runs: Paragraph, language: str, usual: str) -> None:
    for run in runs:
        made = paragraph.add_run(_line(run.text))
        font = made.font
        own = run.language or language
        if run.italic:
            font.italic = font.cs_italic = True
        if run.bold:
            font.bold = font.cs_bold = True
        if run.small_caps:
            font.small_caps = True
        if run.raised:
            font.superscript = True
        if is_rtl(own):
            font.rtl = True
        if own != usual:
            mark = OxmlElement("w:lang")
            _set_language(mark, own)
            _append(made._r.get_or_add_rPr(), mark)  # the last of what may stand there


def _line(words: str) -> str:
    """Return `words` as they can stand in a paragraph: no tabs or line ends, nothing that is no character of XML."""
    return _NOT_XML.sub("", _SPACES.sub(" ", words))


def _append(parent: etree._Element, child: etree._Element) -> None:
    parent.append(child)


def _repack(source: io.BytesIO) -> bytes:
    """Return the package with fixed dates, the parts in the order of their names after the two that come first."""
    target = io.BytesIO()
    with zipfile.ZipFile(source) as made, zipfile.ZipFile(target, "w") as final:
        names = made.namelist()
        for name in sorted(names, key=lambda each: (each not in _FIRST, each)):
            put(final, name, made.read(name))
    return target.getvalue()
