"""The cartridge: its bytes, its manifest, its pages and questions, and what is not in the students' one."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from dataclasses import replace
from html import escape
from itertools import permutations
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartridge import sample
from postil.model.course import (
    Audience,
    Course,
    CourseFile,
    CoursePage,
    Module,
    Quiz,
    QuizQuestion,
    paper_of,
)
from postil.model.steps import key_of
from postil.writers.cartridge import write
from postil.writers.cartridge.dialect import Version
from postil.writers.cartridge.names import Names, slug
from processes import told

CP = {
    "1.1": "{http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1}",
    "1.3": "{http://www.imsglobal.org/xsd/imsccv1p3/imscp_v1p1}",
}
Q = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}"
VERSIONS: tuple[Version, ...] = ("1.1", "1.3")
AUDIENCES: tuple[Audience, ...] = ("students", "instructors")


def made(
    course: Course, version: Version = "1.1", *, thin: bool = False, base_url: str = ""
) -> dict[str, bytes]:
    """Return the files of a cartridge in which nothing is wrong."""
    data, faults = write(course, version, thin=thin, base_url=base_url)
    assert not faults
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def manifest(files: dict[str, bytes]) -> ET.Element:
    return ET.fromstring(files["imsmanifest.xml"])


def modules(root: ET.Element, version: str = "1.1") -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the modules: title, and of each entry title and resource."""
    mark = CP[version]
    top = root.find(f"{mark}organizations/{mark}organization/{mark}item")
    assert top is not None
    return [
        (
            module.findtext(f"{mark}title") or "",
            [
                (each.findtext(f"{mark}title") or "", each.get("identifierref") or "")
                for each in module.iterfind(f"{mark}item")
            ],
        )
        for module in top.iterfind(f"{mark}item")
    ]


def quizzes(files: dict[str, bytes]) -> list[ET.Element]:
    return [ET.fromstring(data) for name, data in sorted(files.items()) if re.search(r"/q\d+", name)]


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("base_url", ["", sample.WEB])
def test_nothing_is_wrong(audience: Audience, version: Version, base_url: str) -> None:
    made(sample.course(audience), version, base_url=base_url)


def test_same_course_same_bytes() -> None:
    program = (
        "import hashlib; from cartridge import sample; from postil.writers.cartridge import write;"
        "print(hashlib.sha256(write(sample.course())[0]).hexdigest())"
    )
    assert len(told(program)) == 1


def test_dates_and_order_of_the_package_are_fixed() -> None:
    data, _ = write(sample.course())
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = package.namelist()
        assert names == ["imsmanifest.xml", *sorted(names[1:])]
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_moodle_finds_the_namespace_in_the_first_500_bytes() -> None:
    head = made(sample.course())["imsmanifest.xml"][:500].decode().lower()
    head = re.sub(r"[\s'\"]", "", head)
    assert "<manifestxmlns=http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1" in head


@pytest.mark.parametrize("version", VERSIONS)
def test_modules_by_week_and_no_deeper(version: Version) -> None:
    found = modules(manifest(made(sample.course(), version)), version)
    assert [title for title, _ in found] == [
        "The book & its parts",
        "Week 1: Renouncing <war> (September 7–11, 2026)",
        "第二週 (September 14–18, 2026)",
        'Week 3: "Letters"',
    ]
    assert [title for title, _ in found[1][1]] == [
        "Introduction",
        "Charter & “Rules” <1945>",
        "Questions: Charter & “Rules” <1945>",
        "日本国憲法 第九条",
        "Questions: 日本国憲法 第九条",
    ]
    mark = CP[version]
    assert not manifest(made(sample.course(), version)).findall(
        f".//{mark}item/{mark}item/{mark}item/{mark}item"
    )


@pytest.mark.parametrize(("version", "number"), [("1.1", "1p1"), ("1.3", "1p3")])
def test_types_of_resources(version: Version, number: str) -> None:
    root = manifest(made(sample.course(), version))
    types = [each.get("type") for each in root.iter(f"{CP[version]}resource")]
    assert types.count(f"imsqti_xmlv1p2/imscc_xmlv{number}/assessment") == 5
    assert types.count(f"imswl_xmlv{number}") == 1
    assert types.count("webcontent") == 12
    assert len(types) == 18


def test_what_is_said_of_the_whole() -> None:
    root = manifest(made(sample.course()))
    lom = "{http://ltsc.ieee.org/xsd/imsccv1p1/LOM/manifest}"
    general = root.find(f".//{lom}general")
    assert general is not None
    assert general.findtext(f"{lom}title/{lom}string") == 'War & Peace <a reader> "for all"'
    assert general.findtext(f"{lom}language") == "en-US"
    assert general.findtext(f"{lom}identifier/{lom}entry") == sample.course().identifier
    assert root.findtext(f".//{lom}rights/{lom}description/{lom}string") == "Notes © 2026 A & B, CC BY 4.0"
    assert [each.get("intendeduse") for each in root.iter(f"{CP['1.1']}resource")].count("syllabus") == 1


def test_two_courses_have_no_id_in_common() -> None:
    """Or a system would take the second import for an update of the first."""
    ids = [
        {each.get("identifier") for each in manifest(made(replace(sample.course(), identifier=name))).iter()}
        - {None}
        for name in ("urn:x:1", "urn:x:2")
    ]
    assert not ids[0] & ids[1]


def test_ids_stay_when_other_documents_come_and_go() -> None:
    """Next year's reader has one document more: the others are known again."""

    def known(course: Course) -> dict[str, str]:
        return dict(entry for _, entries in modules(manifest(made(course))) for entry in entries)

    course = sample.course()
    book, *weeks = course.modules
    more = replace(
        course,
        modules=(replace(book, items=(CourseFile("new", "New", "new.pdf", b"%PDF"), *book.items)), *weeks),
    )
    before, after = known(course), known(more)
    assert before.items() <= after.items()


def test_names_of_files_are_plain_and_none_is_contained_in_another() -> None:
    names = [posixpath.basename(name) for name in made(sample.course()) if name != "imsmanifest.xml"]
    assert all(re.fullmatch(r"[a-z0-9-]+\.[a-z0-9]+", name) for name in names)
    assert not [(a, b) for a, b in permutations(names, 2) if a in b]
    assert "alliance-reader.pdf" in names
    assert "alliance-reader-2.pdf" in names


def test_names_that_collide_are_told_apart() -> None:
    names = Names()
    asked = [
        "A.pdf",
        "a.PDF",
        "my-a.pdf",
        "日本.pdf",
        "中国.pdf",
        "file.pdf",
        "ä.pdf",
        "",
        ".pdf",
        "a",
        "a.b.c",
        "-a-.pdf",
    ]
    given = [names.like(name) for name in asked]
    assert not [(a, b) for a, b in permutations(given, 2) if a in b]
    assert given[:3] == ["a.pdf", "a-2.pdf", "my-a-3.pdf"]


@given(st.lists(st.text("012a.- ", max_size=4), max_size=60))
def test_names_of_few_letters(asked: list[str]) -> None:
    """Every letter may be a file's name, and all other names end in one."""
    names = Names()
    names.numbered("p", ["0", "1", "a"], ".html")
    for each in [*"0123456789abcdefghijklmnopqrstuvwxyz", *asked]:
        names.like(each)
    assert not [(a, b) for a, b in permutations(names.given, 2) if a in b]


def test_slugs() -> None:
    assert slug("Ärger & <b>Ö</b>") == "arger-b-o-b"
    assert slug("日本国憲法") == ""
    assert len(slug("long " * 40)) <= 40


def test_all_files_lie_in_one_folder() -> None:
    folders = {posixpath.dirname(name) for name in made(sample.course())}
    assert folders == {"", "web_resources/alliance"}


def test_every_link_of_a_page_leads_to_a_file_or_out() -> None:
    files = made(sample.course())
    leading: list[str] = []
    for name, data in files.items():
        if name.endswith(".html"):
            for target in re.findall(r'(?:href|src)="([^"]+)"', data.decode()):
                if target.startswith(("#", "https://")):
                    continue
                assert posixpath.join(posixpath.dirname(name), unquote(target).partition("#")[0]) in files
                leading.append(target)
    assert len(leading) == 5 * 4  # an image, two pages and the book in each document


def test_with_the_address_of_the_web_edition_pages_link_there() -> None:
    """Moodle does not keep links from page to page."""
    files = made(sample.course(), base_url=sample.WEB)
    text = next(data.decode() for name, data in files.items() if "charter" in name and name.endswith(".html"))
    assert f'href="{sample.WEB}#kenpo--p1"' in text
    assert f'href="{sample.WEB}#kenpo"' in text
    assert 'href="alliance-reader.pdf"' in text


def test_images_are_listed_once_and_needed_where_they_show() -> None:
    root = manifest(made(sample.course()))
    mark = CP["1.1"]
    by_href = {each.get("href"): each for each in root.iter(f"{mark}resource")}
    seal = by_href["web_resources/alliance/seal.png"].get("identifier")
    needed = [
        each.get("href")
        for each in root.iter(f"{mark}resource")
        if seal in {other.get("identifierref") for other in each.iterfind(f"{mark}dependency")}
    ]
    assert len(needed) == 5
    assert "web_resources/alliance/unused.png" not in by_href


def test_pages_say_language_and_direction() -> None:
    files = made(sample.course())
    texts = [data.decode() for name, data in sorted(files.items()) if name.endswith(".html")]
    assert sum('lang="ar" xml:lang="ar" dir="rtl"' in text for text in texts) == 1
    assert sum('lang="ja" xml:lang="ja">' in text for text in texts) == 1
    assert all("<style>body > p { margin: 0 }" in text for text in texts)


def test_sixty_questions_each_an_essay() -> None:
    items = [item for quiz in quizzes(made(sample.course())) for item in quiz.iter(f"{Q}item")]
    assert len(items) == 60
    assert len({item.get("ident") for item in items}) == 60
    for item in items:
        fields = {
            each.findtext(f"{Q}fieldlabel"): each.findtext(f"{Q}fieldentry")
            for each in item.iter(f"{Q}qtimetadatafield")
        }
        assert fields == {
            "cc_profile": "cc.essay.v0p1",
            "qmd_scoringpermitted": "Yes",
            "qmd_computerscored": "No",
        }
        assert (
            len(item.findall(f"{Q}presentation/{Q}material/{Q}mattext")) == 1
        )  # Moodle reads the first only
    assert items[0].get("title") == "Q1 · Doc. 1, ¶ 1"


def test_a_prompt_has_its_citation_and_no_link_into_a_page() -> None:
    first = next(quizzes(made(sample.course()))[0].iter(f"{Q}item"))
    text = first.findtext(f"{Q}presentation/{Q}material/{Q}mattext") or ""
    assert text == (
        '<div lang="en"><p>Is Charter &amp; “Rules” &lt;1945&gt; (¶ 1) a &lt;treaty&gt; &amp; why? 1</p>'
        '<p><img src="map.svg" alt="A map"/></p><p><small>Doc. 1, ¶ 1</small></p></div>'
    )


def test_no_trace_of_an_answer_in_the_students_cartridge() -> None:
    files = made(sample.course("students"))
    for data in files.values():
        assert sample.SECRET.encode() not in data
        assert b"itemfeedback" not in data
        assert b"Instructor" not in data
    without = replace(
        sample.course("students"),
        modules=tuple(
            replace(
                module,
                items=tuple(
                    replace(item, questions=tuple(replace(each, answer="") for each in item.questions))
                    if hasattr(item, "questions")
                    else item
                    for item in module.items
                ),
            )
            for module in sample.course("students").modules
        ),
    )
    assert made(without) == files  # not even which questions have one


@pytest.mark.parametrize("version", VERSIONS)
def test_answers_for_instructors(version: Version) -> None:
    """Twice: as the solution, and as general feedback, which is what Moodle reads."""
    files = made(sample.course("instructors"), version)
    items = [item for quiz in quizzes(files) for item in quiz.iter(f"{Q}item")]
    answered = [item for item in items if item.find(f"{Q}itemfeedback") is not None]
    assert len(answered) == 40
    for item in answered:
        for path in ("solution/{Q}solutionmaterial/{Q}flow_mat", "flow_mat"):
            text = item.findtext(f"{Q}itemfeedback/{Q}{path.format(Q=Q)}/{Q}material/{Q}mattext") or ""
            assert sample.SECRET in text
    root = manifest(files)
    mark = CP[version]
    opened = {each.get("identifierref") for each in root.iter(f"{mark}item")} - {None}
    for resource in root.iter(f"{mark}resource"):
        role = [each.text for each in resource.iter() if each.tag.endswith("}value")]
        assert role == (["Instructor"] if resource.get("identifier") in opened else [])


def test_a_thin_cartridge_is_links_alone() -> None:
    files = made(sample.course(), thin=True, base_url=sample.WEB)
    root = manifest(files)
    mark = CP["1.3"]
    assert root.findtext(f"{mark}metadata/{mark}schema") == "IMS Thin Common Cartridge"
    assert {each.get("type") for each in root.iter(f"{mark}resource")} == {"imswl_xmlv1p3"}
    addresses = [
        ET.fromstring(data)[1].get("href")
        for name, data in sorted(files.items())
        if name != "imsmanifest.xml"
    ]
    assert f"{sample.WEB}#week-1" in addresses
    assert f"{sample.WEB}#kenpo" in addresses
    assert f"{sample.WEB}#kenpo--questions" in addresses
    assert f"{sample.WEB}?a=1&b=2" in addresses
    assert len(addresses) == 12  # no syllabus, whose place is not known, and no files


def test_a_thin_cartridge_needs_an_address() -> None:
    data, faults = write(sample.course(), thin=True)
    assert data == b""
    assert [fault.kind for fault in faults] == ["cartridge-address"]


@pytest.mark.parametrize(
    "address",
    [
        "http://press.example/",
        "press.example",
        "javascript:alert(1)",
        "https://x.example/#top",
        'https://x.example/"',
    ],
)
@pytest.mark.parametrize("thin", [True, False])
def test_the_address_must_be_https(address: str, thin: bool) -> None:
    _, faults = write(sample.course(), thin=thin, base_url=address)
    assert "cartridge-address" in {fault.kind for fault in faults}


@pytest.mark.parametrize(
    ("html", "kind", "words"),
    [
        ('<p><img src="postil:img/none.png" alt=""/></p>', "cartridge-link", "postil:img/none.png"),
        ('<p><a href="postil:page/none">x</a></p>', "cartridge-link", "postil:page/none"),
        ('<p><a href="#none">x</a></p>', "cartridge-link", "#none"),
        ('<p><a href="postil:page/charter#none">x</a></p>', "cartridge-link", "#none"),
        ('<p><a href="../x.html">x</a></p>', "cartridge-link", "../x.html"),
        ('<p><img src="https://x.example/a.png" alt=""/></p>', "cartridge-link", "<img>"),
        ('<p style="background: url(x.png)">x</p>', "cartridge-link", "style sheet"),
        ("<p>x", "cartridge-form", "not well-formed"),
        ("<p>&nbsp;</p>", "cartridge-form", "not well-formed"),
        ("<p>a\x0bb</p>", "cartridge-form", "not well-formed"),
        ('<p id="a">x</p><p id="a">y</p>', "cartridge-id", "stands 2 times"),
        ('<p><a id="x"/>words</p>', "cartridge-form", "<a/>"),
        ("<script>x</script>", "cartridge-script", "<script>"),
        ('<p onclick="x()">x</p>', "cartridge-script", "<p>"),
        ('<p><a href="java\tscript:x">x</a></p>', "cartridge-script", "<a>"),
        ('<p><img src="data:image/png;base64,AA" alt=""/></p>', "cartridge-script", "<img>"),
        ('<iframe src="https://x.example"></iframe>', "cartridge-script", "<iframe>"),
        ("<form><p>x</p></form>", "cartridge-script", "<form>"),
    ],
)
def test_pages_that_must_not_be_published(html: str, kind: str, words: str) -> None:
    _, faults = write(sample.with_page(html))
    found = [fault for fault in faults if fault.kind == kind]
    assert found
    assert any(words in fault.message for fault in found)


@pytest.mark.parametrize(
    "html",
    [
        '<p>If a &lt; b &amp; c<br/><a href="mailto:a@b.example">write</a> <a href="http://old.example/">old</a></p>',
        '<p><a href="postil:page/charter">this page</a> <a href="">and this</a></p>',
        "<p>the script of the form; onclick=“x”; javascript:</p>",
    ],
)
def test_pages_that_may(html: str) -> None:
    _, faults = write(sample.with_page(html))
    assert not faults


@pytest.mark.parametrize(
    "image", [b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", b"<svg><script>x</script></svg>"]
)
def test_images_that_run(image: bytes) -> None:
    _, faults = write(replace(sample.course(), images={"seal.png": sample.PNG, "map.svg": image}))
    assert "cartridge-script" in {fault.kind for fault in faults}


def test_items_of_one_id_are_told() -> None:
    course = sample.course()
    twice = replace(course, modules=(*course.modules, Module("again", "Again", (sample.page(1),))))
    _, faults = write(twice)
    assert "cartridge-id" in {fault.kind for fault in faults}


def test_no_title_is_told() -> None:
    course = sample.course()
    _, faults = write(replace(course, modules=(replace(course.modules[0], title=" "), *course.modules[1:])))
    assert [fault.kind for fault in faults] == ["cartridge-resource"]


def test_a_course_of_two_thousand_pages() -> None:
    pages = tuple(replace(sample.page(1), id=f"d{n}", html="<p>x</p>") for n in range(2000))
    assert len(made(replace(sample.course(), modules=(Module("all", "All", pages),)))) == 2001


def test_paper() -> None:
    assert [paper_of(tag) for tag in ("en-US", "en-GB", "en", "es-MX", "zh-Hant-TW", "ja")] == [
        "Letter", "A4", "A4", "Letter", "A4", "A4",
    ]  # fmt: skip


TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"),
    min_size=1,
).filter(str.split)


@given(TEXT, TEXT, TEXT, TEXT, st.sampled_from(["en", "ja", "ar", "zh-Hant"]))
def test_any_words_come_back_as_they_were(
    title: str, label: str, prompt: str, name: str, language: str
) -> None:
    """Titles, questions and file names of any language and with any signs."""
    course = sample.course("students")
    question = QuizQuestion("q", label, f"<p>{escape(prompt)}</p>", citation=title)
    items = (
        CoursePage("p", title, f"<h1>{escape(title)}</h1>", language=language),
        Quiz("q", title, (question,)),
        CourseFile("f", title, name, b"x"),
        CourseFile("g", title, name + ".PDF", b"y"),
    )
    files = made(replace(course, title=title, modules=(Module("m", title, items),)))
    (found,) = modules(manifest(files))
    told = " ".join(title.split())
    assert found[0] == told
    assert [each for each, _ in found[1]] == [told] * 4
    (quiz,) = quizzes(files)
    text = quiz.findtext(f".//{Q}material/{Q}mattext") or ""
    assert ET.fromstring(text).findtext("p") == re.sub("\r\n?", "\n", prompt)
    assert {data for path, data in files.items() if len(data) == 1} == {b"x", b"y"}


def test_a_course_has_a_key() -> None:
    """So that a step that makes it can be remembered."""
    assert key_of("cartridge", sample.course()) == key_of("cartridge", sample.course())
    assert key_of("cartridge", sample.course()) != key_of("cartridge", sample.course("instructors"))
