"""What the writers for classes receive: a course for a learning management system, and worksheets of questions.

All text is finished. Markup (`html`, `introduction`, `prompt`, `answer`) is XHTML without scripts, in elements that any
system keeps: headings, paragraphs, lists, tables, links, images. In it these addresses stand for what the course holds:
`postil:img/NAME` an image, `postil:page/ID` and `postil:page/ID#PLACE` another page, `postil:file/ID` a file.
Everything else is plain text, which the writers escape.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from postil.frozen import dataclass

__all__ = [
    "Audience",
    "Course",
    "CourseFile",
    "CourseItem",
    "CoursePage",
    "Module",
    "Paper",
    "Paragraph",
    "Quiz",
    "QuizQuestion",
    "Run",
    "WebLink",
    "Worksheet",
    "WorksheetQuestion",
    "WorksheetSection",
    "WorksheetWords",
    "paper_of",
]

Audience = Literal["students", "instructors"]
Paper = Literal["A4", "Letter"]


@dataclass(frozen=True, slots=True)
class CoursePage:
    """A page of a course: a document with its notes, a preface, the syllabus.

    `language` is that of the course where it is empty; `anchor` is the id of the page's place in the published web
    edition; `use` is what Common Cartridge calls the intended use.
    """

    id: str
    title: str
    html: str
    language: str = ""
    anchor: str = ""
    use: Literal["", "lessonplan", "syllabus"] = ""


@dataclass(frozen=True, slots=True)
class CourseFile:
    """A file to download: the reader as PDF or EPUB, a worksheet. `name` is its file name."""

    id: str
    title: str
    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class QuizQuestion:
    """A question that is answered in writing. `label` and `citation` tell it and its place: “Q3”, “Doc. 4, ¶ 7”.

    `answer` is what the teacher is told, empty where there is none.
    """

    id: str
    label: str
    prompt: str
    citation: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Quiz:
    """The questions on a document or of a week, one at least. `anchor` is the id of their place in the published web edition."""

    id: str
    title: str
    questions: tuple[QuizQuestion, ...]
    language: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class WebLink:
    """A link to a page of the Web."""

    id: str
    title: str
    address: str


CourseItem = CoursePage | CourseFile | Quiz | WebLink


@dataclass(frozen=True, slots=True)
class Module:
    """A part or week: its title, its dates as they are printed, and what belongs to it in order.

    An introduction (markup) becomes a page of its own, which has `introduction_title`.
    """

    id: str
    title: str
    items: tuple[CourseItem, ...]
    dates: str = ""
    introduction: str = ""
    introduction_title: str = "Introduction"
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """A course as a learning management system takes it.

    `name` is the reader's name (`us-japan-alliance`), `identifier` a URN that no other course has. Ids of items are
    unique in the course. What is for instructors is marked so that systems keep it from students.
    """

    identifier: str
    name: str
    title: str
    description: str
    language: str
    rights: str
    audience: Audience
    modules: tuple[Module, ...]
    images: Mapping[str, bytes] = field(default_factory=dict)
    stylesheet: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """Words of a paragraph that look alike. `language` is that of the worksheet where it is empty."""

    text: str
    italic: bool = False
    bold: bool = False
    small_caps: bool = False
    raised: bool = False
    language: str = ""


Paragraph = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class WorksheetQuestion:
    """A question to be answered on paper: `lines` to write on, or the answer on a sheet for instructors."""

    label: str
    prompt: tuple[Paragraph, ...]
    citation: str = ""
    answer: tuple[Paragraph, ...] = ()
    lines: int = 8


@dataclass(frozen=True, slots=True)
class WorksheetSection:
    """The questions on one document: its title, how it is cited (“Doc. 4”) and where it comes from."""

    title: str
    questions: tuple[WorksheetQuestion, ...]
    citation: str = ""
    source: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class WorksheetWords:
    """The words that a worksheet says by itself, in its language."""

    name: str = "Name"
    date: str = "Date"
    answer: str = "Answer"


@dataclass(frozen=True, slots=True)
class Worksheet:
    """A worksheet: on one document, or on all of a reader. `course` is the line above the title (“HIST 3110, Autumn
    2026”); `modified` is an ISO instant."""

    title: str
    course: str
    language: str
    audience: Audience
    sections: tuple[WorksheetSection, ...]
    paper: Paper
    author: str = ""
    modified: str = "1980-01-01T00:00:00Z"
    words: WorksheetWords = field(default_factory=WorksheetWords)


# Where letters are written on 8½ × 11 inches (Unicode CLDR, paperSize US-Letter).
_LETTER = frozenset(("BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"))


def paper_of(language: str) -> Paper:
    """Return the size of paper that is usual where `language` (a BCP 47 tag, as `en-US`) says it is."""
    return "Letter" if any(part.upper() in _LETTER for part in language.split("-")[1:]) else "A4"
