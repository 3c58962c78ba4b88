"""Worksheets: the DOCX file opened again, its markup and styles; the page for the PDF; answers for instructors alone."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.shared import Mm
from lxml import etree

import validators
from pdf.sample import TEMPLATES, faces
from postil.model.course import Run, Worksheet, WorksheetSection
from postil.model.rendition import PrintChunk, PrintRendition
from postil.writers import pdf
from postil.writers.worksheet import worksheet_html, write
from postil.writers.worksheet.audit import audit
from processes import told
from worksheet import sample

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def made(worksheet: Worksheet) -> bytes:
    data, faults = write(worksheet)
    assert not faults
    return data


def opened(worksheet: Worksheet) -> Document:
    return docx.Document(io.BytesIO(made(worksheet)))


def part(worksheet: Worksheet, name: str) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(made(worksheet))) as package:
        return etree.fromstring(package.read(name))


def style_of(paragraph: object) -> str:
    return str(paragraph.style.name)  # type: ignore[attr-defined]


def test_same_worksheet_same_bytes() -> None:
    program = (
        "import hashlib; from worksheet import sample; from postil.writers.worksheet import write;"
        "print(hashlib.sha256(write(sample.worksheet())[0]).hexdigest())"
    )
    assert len(told(program)) == 1


def test_the_package_has_no_clock_and_nothing_of_the_template() -> None:
    with zipfile.ZipFile(io.BytesIO(made(sample.worksheet()))) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert package.namelist() == [
            "[Content_Types].xml",
            "_rels/.rels",
            "docProps/core.xml",
            "word/_rels/document.xml.rels",
            "word/document.xml",
            "word/fontTable.xml",
            "word/footer1.xml",
            "word/settings.xml",
            "word/styles.xml",
            "word/theme/theme1.xml",
        ]


def test_what_the_file_says_of_itself() -> None:
    about = opened(sample.worksheet()).core_properties
    assert about.title == "Questions on “War & Peace” <1945>"
    assert about.subject == "HIST 3110, Autumn 2026"
    assert (about.author, about.last_modified_by) == ("Anna Editor", "Anna Editor")
    assert about.language == "en-US"
    assert about.created == about.modified == datetime(2026, 11, 23, tzinfo=UTC)
    assert not about.comments


def test_headings_make_an_outline() -> None:
    outline = [
        (style_of(each), each.text)
        for each in opened(sample.worksheet()).paragraphs
        if style_of(each) in {"Title", "Heading 1", "Heading 2", "Heading 3"}
    ]
    assert outline[:4] == [
        ("Title", "Questions on “War & Peace” <1945>"),
        ("Heading 1", "Doc. 1. Charter & <Rules>"),
        ("Heading 2", "Q1 · Doc. 1, ¶ 1"),
        ("Heading 2", "Q2 · Doc. 1, ¶ 2"),
    ]
    assert [text for name, text in outline if name == "Heading 1"][1:] == [
        "Doc. 2. 日本国憲法",
        "Doc. 3. ميثاق الأمم المتحدة",
    ]
    assert len([1 for name, _ in outline if name == "Heading 2"]) == 7


def test_lines_are_paragraphs_with_borders_and_no_table() -> None:
    document = opened(sample.worksheet())
    assert not document.tables
    lines = [each for each in document.paragraphs if style_of(each) == "Answer Line"]
    assert len(lines) == 7 * 5
    assert not any(line.text for line in lines)
    border = part(sample.worksheet(), "word/styles.xml").find(
        f".//{W}style[@{W}styleId='AnswerLine']/{W}pPr/{W}pBdr"
    )
    assert border is not None
    # without `between` Word draws one line under all of them
    assert [etree.QName(each).localname for each in border] == ["bottom", "between"]


def test_a_question_and_its_lines_stay_on_one_page() -> None:
    paragraphs = opened(sample.worksheet()).paragraphs
    kept = [
        bool(each.paragraph_format.keep_with_next) for each in paragraphs if style_of(each) == "Answer Line"
    ]
    assert kept[:5] == [True, True, True, True, False]


def test_words_of_a_prompt_look_as_they_should() -> None:
    document = opened(sample.worksheet())
    first, second = [each for each in document.paragraphs if style_of(each) == "Prompt"][:2]
    assert first.text == "Is “peace” & <order> in 19th 1?"
    assert [run.text for run in first.runs if run.font.italic] == ["“peace”"]
    assert [run.text for run in first.runs if run.font.superscript] == ["th"]
    assert [run.text for run in second.runs if run.font.rtl and run.font.bold] == ["ميثاق"]


def test_languages() -> None:
    document = part(sample.worksheet(), "word/document.xml")
    marks = {
        (run.findtext(f"{W}t"), name.partition("}")[2], value)
        for run in document.iter(f"{W}r")
        for mark in run.iter(f"{W}lang")
        for name, value in mark.attrib.items()
    }
    assert ("日本国憲法", "eastAsia", "ja") in marks
    assert ("ميثاق", "bidi", "ar") in marks
    usual = part(sample.worksheet(), "word/styles.xml").find(f".//{W}rPrDefault//{W}lang")
    assert usual is not None
    assert usual.get(f"{W}val") == "en-US"


def test_right_to_left() -> None:
    document = part(sample.arabic(), "word/document.xml")
    turned = [each for each in document.iter(f"{W}p") if each.find(f"{W}pPr/{W}bidi") is not None]
    assert "الاسم" in "".join(turned[2].itertext())
    prompts = [
        each
        for each in document.iter(f"{W}p")
        if (mark := each.find(f"{W}pPr/{W}pStyle")) is not None and mark.get(f"{W}val") == "Prompt"
    ]
    assert not set(prompts) & set(turned)  # the document is in English


@pytest.mark.parametrize(("paper", "width"), [("A4", 210), ("Letter", 215.9)])
def test_paper(paper: str, width: float) -> None:
    (section,) = opened(replace(sample.worksheet(), paper=paper)).sections  # type: ignore[arg-type]
    assert section.page_width is not None
    assert abs(section.page_width - Mm(width)) < Mm(0.1)


def test_a_page_has_its_number() -> None:
    foot = part(sample.worksheet(), "word/footer1.xml")
    (field,) = foot.iter(f"{W}fldSimple")
    assert field.get(f"{W}instr") == "PAGE"
    assert "".join(foot.itertext()) == "Questions on “War & Peace” <1945> · 1"


def test_no_answer_for_students() -> None:
    with zipfile.ZipFile(io.BytesIO(made(sample.worksheet()))) as package:
        assert not any(sample.ANSWER.encode() in package.read(name) for name in package.namelist())
    assert sample.ANSWER not in worksheet_html(sample.worksheet())
    without = replace(
        sample.worksheet(),
        sections=tuple(
            replace(section, questions=tuple(replace(each, answer=()) for each in section.questions))
            for section in sample.worksheet().sections
        ),
    )
    assert made(without) == made(sample.worksheet())
    assert worksheet_html(without) == worksheet_html(sample.worksheet())


def test_answers_for_instructors() -> None:
    paragraphs = opened(sample.worksheet("instructors")).paragraphs
    answers = [each.text for each in paragraphs if style_of(each) == "Answer"]
    assert answers[:2] == ["Because the answer that no student may see & <so> 1.", "UN"]
    assert len(answers) == 2 * (3 + 2 + 1)
    assert (
        len([1 for each in paragraphs if style_of(each) == "Answer Line"]) == 5
    )  # the one without an answer
    assert not any(style_of(each) == "Name Line" for each in paragraphs)
    assert worksheet_html(sample.worksheet("instructors")).count(sample.ANSWER) == 6


def test_characters_that_xml_has_not_and_titles_that_are_long() -> None:
    odd = replace(sample.worksheet(), title="x\x0b\ud800" + "long " * 100, course="a\tb\nc")
    document = opened(odd)
    assert len(document.core_properties.title) == 255
    assert document.paragraphs[0].text == "a b c"


def faulty(change: dict[str, tuple[str, str]]) -> list[str]:
    """Return what the audit says of a good file in which words of some parts were replaced."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(made(sample.worksheet()))) as good,
        zipfile.ZipFile(target, "w") as bad,
    ):
        for name in good.namelist():
            data = good.read(name).decode()
            if name in change:
                assert change[name][0] in data
                data = data.replace(*change[name])
            bad.writestr(name, data)
    return [fault.message for fault in audit(target.getvalue(), sample.worksheet())]


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("docProps/core.xml", "Questions on “War &amp; Peace” &lt;1945&gt;", "", "does not say its title"),
        ("docProps/core.xml", "en-US", "", "does not say its language"),
        ("word/document.xml", '"Heading1"', '"Normal"', "skips a level"),
        ("word/document.xml", '"Title"', '"Normal"', "skips a level"),
        ("word/document.xml", '"Prompt"', '"Prompted"', "no style Prompted"),
        ("word/document.xml", '"Prompt"', '"Answer"', "has an answer in it"),
        ("word/document.xml", "Doc. 1. ", "</w:t></w:r></w:p><w:p><w:r><w:t>", "a heading is empty"),
        ("word/document.xml", "<w:body>", "<w:body", "cannot be read"),
        ("word/document.xml", '"Heading2"', '"Normal"', "0 questions of 7"),
        ("word/styles.xml", ' w:val="en-US"', "", "does not say its language"),
        ("word/_rels/document.xml.rels", 'Target="theme/theme1.xml"', 'Target="https://x.example" TargetMode="External"', "outside the file"),
    ],
)  # fmt: skip
def test_what_the_audit_finds(name: str, old: str, new: str, words: str) -> None:
    assert any(words in message for message in faulty({name: (old, new)}))


def test_no_file_at_all() -> None:
    assert [fault.kind for fault in audit(b"", sample.worksheet())] == ["worksheet"]


def rendition(worksheet: Worksheet) -> PrintRendition:
    """Return a worksheet for the PDF writer."""
    return PrintRendition(
        title=worksheet.title,
        authors=(worksheet.author or "The Editors",),
        language=worksheet.language,
        subject=worksheet.course,
        keywords=(),
        date=None,
        chunks=(PrintChunk("worksheet", worksheet_html(worksheet), "none", restart=True),),
        stylesheet=(TEMPLATES / "worksheet.css").read_text(encoding="utf-8"),
        furniture_stylesheet="",
        faces=faces(),
        images={},
        notes=(),
    )


def test_the_page_is_well_formed_and_lines_have_no_text() -> None:
    root = etree.fromstring(worksheet_html(sample.worksheet()).encode())
    x = "{http://www.w3.org/1999/xhtml}"
    assert [len(list(root.iter(f"{x}h{level}"))) for level in (1, 2, 3, 4)] == [1, 3, 7, 0]
    lines = [each for each in root.iter(f"{x}div") if each.get("class") == "line"]
    assert len(lines) == 35
    assert not any(len(each) or each.text for each in lines)
    assert root.findtext(f"{x}body/{x}section/{x}section/{x}h3") == "Q1 "


def test_the_page_escapes_what_it_shows() -> None:
    nasty = "<script>\"&'</script>"
    html = worksheet_html(
        replace(
            sample.worksheet(),
            title=nasty,
            course=nasty,
            sections=(
                WorksheetSection(
                    nasty, (replace(sample.questions(1)[0], prompt=((Run(nasty),),)),), nasty, nasty
                ),
            ),
        )
    )
    assert "<script" not in html
    assert etree.fromstring(html.encode()) is not None


@pytest.mark.slow
@pytest.mark.parametrize(
    "worksheet",
    [sample.worksheet(), sample.worksheet("instructors"), sample.arabic()],
    ids=["students", "instructors", "arabic"],
)
def test_the_pdf_is_pdf_ua(worksheet: Worksheet, tmp_path: Path) -> None:
    typeset = pdf.typeset(rendition(worksheet))
    assert typeset.pdf is not None
    assert not typeset.faults
    path = tmp_path / "worksheet.pdf"
    path.write_bytes(typeset.pdf)
    assert not validators.verapdf(path)
