"""The audit of the finished file: what somebody who hears it needs, nothing from outside, no answer for students.

The bytes are opened anew, without python-docx.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from lxml import etree

from postil.model.course import Worksheet
from postil.model.rendition import Fault

__all__ = ["audit"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVELS = {"Title": 0, "Heading1": 1, "Heading2": 2, "Heading3": 3}


def audit(data: bytes, worksheet: Worksheet) -> Iterator[Fault]:
    """Yield what is wrong with the finished file `data` of `worksheet`."""
    roots: dict[str, etree._Element] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for name in package.namelist():
                if name.endswith((".xml", ".rels")):
                    roots[name] = etree.fromstring(
                        package.read(name), etree.XMLParser(resolve_entities=False)
                    )
    except (zipfile.BadZipFile, etree.XMLSyntaxError) as error:
        yield Fault("worksheet", f"the file cannot be read: {error}")
        return
    missing = {"word/document.xml", "word/styles.xml", "docProps/core.xml"} - roots.keys()
    if missing:
        yield Fault("worksheet", f"the file has no {min(missing)}")
        return
    for name, root in roots.items():
        for each in root.iter("{*}Relationship"):
            if each.get("TargetMode") == "External":
                yield Fault("worksheet", f"{name} refers to {each.get('Target')}, which is outside the file")
    for wanted in ("title", "language"):
        if not (roots["docProps/core.xml"].findtext(f"{{*}}{wanted}") or "").strip():
            yield Fault("worksheet", f"the file does not say its {wanted}")
    if not any(each.attrib for each in roots["word/styles.xml"].iter(f"{_W}lang")):
        yield Fault("worksheet", "the text does not say its language")
    yield from _paragraphs(roots["word/document.xml"], roots["word/styles.xml"], worksheet)


def _paragraphs(document: etree._Element, styles: etree._Element, worksheet: Worksheet) -> Iterator[Fault]:
    known = {each.get(f"{_W}styleId") for each in styles.iter(f"{_W}style")}
    level, questions = -1, 0
    for paragraph in document.iter(f"{_W}p"):
        mark = paragraph.find(f"{_W}pPr/{_W}pStyle")
        style = "" if mark is None else mark.get(f"{_W}val") or ""
        text = "".join(each.text or "" for each in paragraph.iter(f"{_W}t")).strip()
        if style and style not in known:
            yield Fault("worksheet", f"there is no style {style}")
        if style in _LEVELS:
            if not text:
                yield Fault("worksheet", "a heading is empty")
            if _LEVELS[style] > level + 1:
                yield Fault("worksheet", f"the heading “{text}” skips a level")
            level = _LEVELS[style]
            questions += style == "Heading2"
        if worksheet.audience == "students" and style in {"Answer", "Heading3"}:
            yield Fault(
                "cartridge-answer", f"the worksheet has an answer in it, and is for students: “{text}”"
            )
    owed = sum(len(section.questions) for section in worksheet.sections)
    if questions != owed:
        yield Fault("worksheet", f"the worksheet has {questions} questions of {owed}")
