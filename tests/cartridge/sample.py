"""A made-up reader of three weeks and five documents, with everything in it that a system could stumble over."""

from __future__ import annotations

import base64
from dataclasses import replace

from postil.model.course import (
    Audience,
    Course,
    CourseFile,
    CoursePage,
    Module,
    Quiz,
    QuizQuestion,
    WebLink,
)

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect width="1" height="1"/></svg>'
WEB = "https://press.example/readers/alliance/index.html"
SECRET = "the answer that no student may see"  # noqa: S105  words, not a password

# id, title as plain text, title as markup, language
DOCUMENTS = (
    ("charter", "Charter & “Rules” <1945>", "Charter &amp; “Rules” &lt;1945&gt;", "en"),
    ("kenpo", "日本国憲法 第九条", "日本国憲法 第九条", "ja"),
    ("mithaq", "ميثاق الأمم المتحدة", "ميثاق الأمم المتحدة", "ar"),
    ("letter-a", 'A "Letter"', "A &quot;Letter&quot;", "en"),
    ("letter-b", "A letter?", "A letter?", "en"),
)


def page(number: int) -> CoursePage:
    """Return the n-th document as a page: headings, notes, an image, links within, to others and out."""
    name, title, heading, language = DOCUMENTS[number - 1]
    other = DOCUMENTS[number % len(DOCUMENTS)][0]
    html = (
        f'<h1 id="{name}">Doc. {number}. {heading}</h1>'
        f'<p id="{name}--p1">¶ 1 Peace &amp; <em>order</em><sup><a id="c-{name}--n1" href="#n-{name}--n1">1</a></sup>.</p>'
        f'<p><img src="postil:img/seal.png" alt="The seal of &lt;the&gt; state"/></p>'
        f'<h2>Notes</h2><p id="n-{name}--n1">1. See <a href="postil:page/{other}#{other}--p1">Doc. {number % 5 + 1}</a>, '
        f'<a href="postil:page/{other}">all of it</a>, <a href="postil:file/pdf">the book</a> and '
        f'<a href="https://example.org/?a=1&amp;b=2">elsewhere</a>. <a href="#c-{name}--n1">Back</a></p>'
    )
    return CoursePage(name, title, html, language=language, anchor=name)


def quiz(number: int) -> Quiz:
    """Return twelve questions on the n-th document."""
    name, title, heading, language = DOCUMENTS[number - 1]
    questions = tuple(
        QuizQuestion(
            id=f"{name}--q{n}",
            label=f"Q{n}",
            prompt=f'<p>Is {heading} (<a href="postil:page/{name}#{name}--p1">¶ 1</a>) a &lt;treaty&gt; &amp; why? {n}</p>'
            + ('<p><img src="postil:img/map.svg" alt="A map"/></p>' if n == 1 else ""),
            citation=f"Doc. {number}, ¶ {n}",
            answer=f"<p>Because &lt; &amp; &gt;: {SECRET} {n}.</p>" if n % 3 else "",
        )
        for n in range(1, 13)
    )
    return Quiz(
        f"{name}--questions", f"Questions: {title}", questions, language=language, anchor=f"{name}--questions"
    )


def course(audience: Audience = "students") -> Course:
    """Return the reader."""
    return Course(
        identifier="urn:uuid:0f5a2c9e-6f0e-5c2b-9b1e-1f4f6c1b2a3d",
        name="alliance",
        title='War & Peace <a reader> "for all"',
        description="Sources & notes for HIST 3110 <Autumn 2026>.",
        language="en-US",
        rights="Notes © 2026 A & B, CC BY 4.0",
        audience=audience,
        modules=(
            Module(
                "front",
                "The book & its parts",
                (
                    CoursePage(
                        "syllabus", "Syllabus", "<h1>Syllabus</h1><ul><li>Week 1</li></ul>", use="syllabus"
                    ),
                    CourseFile("pdf", "The reader (PDF)", "Alliance Reader.pdf", b"%PDF-1.7\n"),
                    CourseFile("epub", "The reader (EPUB)", "Alliance_Reader.PDF", b"PK\3\4 not the same"),
                    CourseFile("sheet", "Worksheet", "読本.docx", b"PK\3\4"),
                    WebLink("web", "On the Web & elsewhere", f"{WEB}?a=1&b=2"),
                ),
            ),
            Module(
                "week-1",
                "Week 1: Renouncing <war>",
                (page(1), quiz(1), page(2), quiz(2)),
                dates="September 7–11, 2026",
                introduction="<p>The first &amp; shortest week.</p>",
                anchor="week-1",
            ),
            Module("week-2", "第二週", (page(3), quiz(3)), dates="September 14–18, 2026"),
            Module("week-3", 'Week 3: "Letters"', (page(4), quiz(4), page(5), quiz(5))),
        ),
        images={"seal.png": PNG, "map.svg": SVG, "unused.png": PNG},
        stylesheet='body > p { margin: 0 } q::before { content: "<&" }',
    )


def with_page(html: str) -> Course:
    """Return the reader with `html` for its first document, and nothing else in that week."""
    made = course()
    week = replace(made.modules[1], items=(CoursePage("charter", "Charter", html),), introduction="")
    return replace(made, modules=(week,))
