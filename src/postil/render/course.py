"""A course from a reader: what learning systems and worksheets take of it, from the e-book's files and the questions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

from postil.model.course import (
    Audience,
    Course,
    CourseFile,
    CourseItem,
    CoursePage,
    Module,
    Quiz,
    QuizQuestion,
    Worksheet,
    WorksheetQuestion,
    WorksheetSection,
    WorksheetWords,
    paper_of,
)
from postil.model.course_reader import ReaderOpener, ReaderProse
from postil.model.rendition import EpubRendition
from postil.render.documents import BoundReader, Contribution, EpubMarkup, QuestionRecord
from postil.render.epub import home_of
from postil.render.reader import days
from postil.vocabulary import words_for

__all__ = ["course_of", "worksheets_of"]

_BODY = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL)
_EPUB_ONLY = re.compile(r"""\s(?:epub:type|xml:lang)=(?:"[^"]*"|'[^']*')""")
_LINK = re.compile(r"""(\shref=)(["'])([\w.-]*\.xhtml)?#([^"']+)\2""")
_OUTER = frozenset(("cover", "titlepage", "copyright-page", "imprint", "colophon"))
ALL_DOCUMENTS = "all-documents"
"""The name of the worksheet with the questions of every document."""


def course_of(
    reader: BoundReader,
    book: EpubRendition,
    documents: Mapping[int, EpubMarkup],
    files: Sequence[CourseFile],
    sheets: Mapping[str, Sequence[CourseFile]],
    audience: Audience,
) -> Course:
    """Return a reader as a course: its parts and weeks as modules, documents as pages with their notes, their questions
    as quizzes, what stands behind the documents, `files` to download, and worksheets by their names."""
    return _Course(reader, book, documents, audience).course(files, sheets)


class _Course:
    def __init__(
        self,
        reader: BoundReader,
        book: EpubRendition,
        documents: Mapping[int, EpubMarkup],
        audience: Audience,
    ) -> None:
        self.reader, self.book, self.documents, self.audience = reader, book, documents, audience
        self.words = words_for(reader.language, reader.project.words)
        self.texts = {each.path: each.xhtml for each in book.documents}
        self.page_of: dict[str, str] = {}
        """The page that each file of the e-book becomes part of."""
        home = home_of(self.texts.items())
        self.path_of = {
            item.id: home[item.id]
            for item in reader.items
            if not isinstance(item, Contribution)
            if item.id in home
        }
        for item in reader.items:
            if isinstance(item, Contribution):
                own = _page_id(item)
                self.page_of |= {file.path: own for file in documents[item.number].files}
            elif item.id in self.path_of and item.blocks:
                self.page_of[self.path_of[item.id]] = item.id
        heads = {self.path_of.get(item.id) for item in reader.items if isinstance(item, ReaderOpener)}
        for each in book.documents:
            if each.landmark not in _OUTER and each.path not in heads:
                self.page_of.setdefault(each.path, each.path.rpartition("/")[2].removesuffix(".xhtml"))
        self.home = home

    def course(self, files: Sequence[CourseFile], sheets: Mapping[str, Sequence[CourseFile]]) -> Course:
        """Return the course."""
        manifest, metadata = self.reader.manifest, self.book.metadata
        opened: list[tuple[ReaderOpener, list[CourseItem]]] = []
        first: list[CourseItem] = []
        items = first
        for item in self.reader.items:
            if isinstance(item, ReaderOpener):
                # what a part says stands before its first week
                ahead = items if opened and opened[-1][0].kind == "part" and len(items) < 2 else []
                if ahead:
                    del opened[-1]
                items = [*ahead, *self._page(item.id, self._name(item), self._own(item))]
                opened.append((item, items))
            elif isinstance(item, ReaderProse):
                items += self._page(
                    item.id, item.title, [self.path_of[item.id]] if item.id in self.path_of else []
                )
            else:
                paths = [file.path for file in self.documents[item.number].files]
                items += self._page(_page_id(item), self._title(item), paths)
                if item.questions:
                    items.append(self._quiz(item))
                    items += self._sheets(item, sheets)
        back: list[CourseItem] = []
        taken = {*self.path_of.values()}
        documents = {_page_id(document) for document in self.reader.documents}
        for each in self.book.documents:
            page = self.page_of.get(each.path)
            if page is None or each.path in taken or page in documents:
                continue
            is_plan = each.title == self.words["syllabus"]
            (first if is_plan else back).extend(
                self._page(page, each.title, [each.path], "syllabus" if is_plan else "")
            )
        name = f"{self.words['worksheet']}: {self.words['all_documents']}"
        first += [replace(own, title=name + own.title) for own in sheets.get(ALL_DOCUMENTS, ())]
        lead = Module("materials", self.words["materials"], (*first, *files))
        tail = [Module("reference", self.words["reference"], tuple(back))] if back else []
        modules = [self._module(item, items) for item, items in opened if items]
        return Course(
            metadata.identifier,
            manifest.id,
            metadata.title,
            metadata.description,
            metadata.language,
            manifest.rights or metadata.rights,
            self.audience,
            (*([lead] if lead.items else []), *modules, *tail),
            dict(self.book.images),
        )

    def _sheets(self, document: Contribution, sheets: Mapping[str, Sequence[CourseFile]]) -> list[CourseItem]:
        name = f"{self.words['worksheet']}: {self._title(document)}"
        return [replace(own, title=name + own.title) for own in sheets.get(_page_id(document), ())]

    def _title(self, document: Contribution) -> str:
        return f"{self.words['doc'].format(n=document.number)} {document.title}"

    def _own(self, item: ReaderOpener | ReaderProse) -> list[str]:
        """Return the file of an item of the reader itself, if it says anything."""
        return [self.path_of[item.id]] if item.id in self.path_of and item.blocks else []

    def _name(self, item: ReaderOpener) -> str:
        name = self.words["week"].format(n=item.number) if item.number else ""
        return ": ".join(part for part in (name, item.title) if part)

    def _module(self, item: ReaderOpener, items: Sequence[CourseItem]) -> Module:
        dates = days(item.dates, self.words)
        return Module(item.id, self._name(item), tuple(items), dates, anchor=item.id)

    def _page(
        self, id_: str, title: str, paths: Sequence[str], use: Literal["", "syllabus"] = ""
    ) -> list[CourseItem]:
        if not paths:
            return []
        return [CoursePage(id_, title, self._body(id_, paths), anchor=id_, use=use)]

    def _body(self, page: str, paths: Sequence[str]) -> str:
        """Return what files of the e-book hold, as one page."""
        bodies = (_BODY.search(self.texts[path]) for path in paths)
        return "\n".join(self._linked(found[1].strip() if found else "", page) for found in bodies)

    def _quiz(self, document: Contribution) -> Quiz:
        questions = tuple(
            QuizQuestion(
                question.id,
                question.label,
                self._linked(question.prompt),
                _citation(document, question, self.words),
                self._linked(question.answer) if self.audience == "instructors" else "",
            )
            for question in document.questions
        )
        title = self.words["questions_on"].format(title=self._title(document))
        return Quiz(f"{document.prefix}questions", title, questions, anchor=_page_id(document))

    def _linked(self, markup: str, page: str = "") -> str:
        """Return markup, of a `page` or of a question, with its links led to pages and places in them."""

        def led(found: re.Match[str]) -> str:
            target = self.page_of.get(self.home.get(found[4], ""))
            if target is None:
                return ""
            way = f"#{found[4]}" if target == page else f"postil:page/{target}#{found[4]}"
            return f"{found[1]}{found[2]}{way}{found[2]}"

        return _LINK.sub(led, _EPUB_ONLY.sub("", str(markup)))


def _page_id(document: Contribution) -> str:
    return document.prefix.rstrip("-")


def _citation(document: Contribution, question: QuestionRecord, words: Mapping[str, str]) -> str:
    place = f"¶ {question.paragraph}" if question.paragraph is not None else question.place
    return words["comma"].join(part for part in (words["doc"].format(n=document.number), place) if part)


# worksheets -----------------------------------------------------------------------------------------------------------


def worksheets_of(
    reader: BoundReader, audience: Audience, modified: str
) -> tuple[tuple[str, Worksheet], ...]:
    """Return a worksheet for each document that has questions, by its name, and one for all of them."""
    words = words_for(reader.language, reader.project.words)
    manifest = reader.manifest
    course = ", ".join(part for part in (manifest.course, manifest.term) if part) or manifest.title
    sections = [(_page_id(d), _section(d, audience, words)) for d in reader.documents if d.questions]
    said = WorksheetWords(words["sheet_name"], words["sheet_date"], words["sheet_answer"])

    def sheet(title: str, own: Sequence[WorksheetSection]) -> Worksheet:
        return Worksheet(
            title,
            course,
            reader.language,
            audience,
            tuple(own),
            paper_of(reader.language),
            reader.project.imprint.publisher,
            modified,
            said,
        )

    found = [(name, sheet(section.title, [section])) for name, section in sections]
    if len(sections) > 1:
        found.append((ALL_DOCUMENTS, sheet(manifest.title, [section for _, section in sections])))
    return tuple(found)


def _section(document: Contribution, audience: Audience, words: Mapping[str, str]) -> WorksheetSection:
    told = audience == "instructors"
    questions = tuple(
        WorksheetQuestion(
            question.label,
            question.prompt_lines,
            _citation(document, question, words),
            question.answer_lines if told else (),
        )
        for question in document.questions
    )
    return WorksheetSection(
        document.title, questions, words["doc"].format(n=document.number), document.source
    )
