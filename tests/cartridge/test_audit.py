"""The audit: each rule violated once in a cartridge that is otherwise good, and found."""

from __future__ import annotations

import functools
import io
import re
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from cartridge import sample
from postil.model.course import Audience
from postil.model.rendition import Fault
from postil.writers.cartridge import write
from postil.writers.cartridge.audit import audit
from postil.writers.cartridge.dialect import Version

FOLDER = "web_resources/alliance"
QUIZ = f"{FOLDER}/q001-questions-charter-rules-1945.xml"
LINK = f"{FOLDER}/l001-on-the-web-elsewhere.xml"
PAGE = f"{FOLDER}/p003-charter-rules-1945.html"
SEAL = f"{FOLDER}/seal.png"


@functools.cache
def good(audience: Audience = "instructors", version: Version = "1.1") -> tuple[tuple[str, bytes], ...]:
    """Return the files of a cartridge in which nothing is wrong."""
    data, faults = write(sample.course(audience), version)
    assert not faults
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return tuple((name, package.read(name)) for name in package.namelist())


def packed(files: tuple[tuple[str, bytes], ...]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name, data in files:
            package.writestr(name, data)
    return target.getvalue()


def changed(
    name: str, old: str, new: str, audience: Audience = "instructors", version: Version = "1.1"
) -> list[Fault]:
    """Return what is found after the first words that match `old` in a file were replaced by `new`."""
    files = []
    for path, data in good(audience, version):
        if path == name:
            text, count = re.subn(old, new, data.decode(), count=1, flags=re.DOTALL)
            assert count == 1, f"{old} is not in {name}"
            data = text.encode()
        files.append((path, data))
    return list(audit(packed(tuple(files)), audience))


def rearranged(change: Callable[[dict[str, bytes]], dict[str, bytes]]) -> list[Fault]:
    return list(audit(packed(tuple(change(dict(good())).items())), "instructors"))


def told(faults: list[Fault], kind: str, words: str) -> bool:
    return any(fault.kind == kind and words in fault.message for fault in faults)


def resource(href: str) -> str:
    """Return the id of the resource that has the file `href`."""
    text = dict(good())["imsmanifest.xml"].decode()
    found = re.search(
        rf'<resource identifier="(\w+)"[^>]*>(?:<metadata>(?:(?!</metadata>).)*</metadata>)?<file href="{re.escape(href)}"/>',
        text,
    )
    assert found
    return found[1]


@pytest.mark.parametrize("audience", ["students", "instructors"])
@pytest.mark.parametrize("version", ["1.1", "1.3"])
def test_nothing_is_found_in_a_good_one(audience: Audience, version: Version) -> None:
    assert not list(audit(packed(good(audience, version)), audience))


M = "imsmanifest.xml"
MANIFEST = [
    # form
    ("<metadata>", "<metadata><odd/>", "cartridge-form", "odd"),
    ("<schema>IMS Common", "<schema>IMS Uncommon", "cartridge-form", "no schema"),
    ("<schema>IMS Common", "<schema>IMS Thin Common", "cartridge-form", "no schema"),
    (r"1\.1\.0", "1.3.0", "cartridge-form", "says version 1.3.0"),
    ("imsccv1p1/imscp_v1p1", "imsccv1p9/imscp_v1p1", "cartridge-form", "no version known"),
    ("(<manifest )(xmlns=[^ ]+ )(xmlns:lomimscc=[^ ]+ )", r"\1\3\2", "cartridge-form", "first attribute"),
    ("(<metadata>.*</metadata>\n)(<organizations>.*</organizations>\n)", r"\2\1", "cartridge-form", "imsmanifest.xml:"),
    ("<lomimscc:language>en-US</lomimscc:language>", "", "cartridge-form", "imsmanifest.xml:"),
    (' structure="rooted-hierarchy"', "", "cartridge-form", "imsmanifest.xml:"),
    ('(<item identifier="I_[^"]+">)', r"\1<title>Root</title>", "cartridge-form", "imsmanifest.xml:"),
    ("<organization .*</organization>", "", "cartridge-form", "no modules"),
    ("<lom:value>Instructor", "<lom:value>Janitor", "cartridge-form", "imsmanifest.xml:"),
    ('(<manifest .*?)identifier="M_', r'\1identifier="1_', "cartridge-form", "imsmanifest.xml:"),
    # ids
    (r'(item identifier="[^"]+" identifierref="[^"]+"><title>[^<]*</title></item>\n<item identifier=")[^"]+', None, "cartridge-id", "times"),
    ('identifierref="R_[^"]*"', 'identifierref="R_none"', "cartridge-id", "no resource R_none"),
    # items
    ("(<title>)Syllabus(</title>)", r"\1 \2", "cartridge-resource", "no title"),
    ("<title>Syllabus</title>", "", "cartridge-form", "imsmanifest.xml:"),
    ("(<title>Syllabus</title>)", r'\1<item identifier="I_x"><title>Sub</title></item>', "cartridge-resource", "has items in it"),
    ("(<title>Syllabus</title>)", r'\1<item identifier="I_x"><title>Sub</title></item>', "cartridge-resource", "deeper"),
    (r'href="[^"]*syllabus.html" intendeduse', "intendeduse", "cartridge-resource", "does not say which file"),
    # resources
    ('type="imswl_xmlv1p1"', 'type="imswl_xmlv1p3"', "cartridge-resource", "has no type imswl_xmlv1p3"),
    ('intendeduse="syllabus"', 'intendeduse="assignment"', "cartridge-resource", "intended use"),
    (f'<file href="{QUIZ}"/>', f'<file href="{QUIZ}"/><file href="{SEAL}"/>', "cartridge-resource", "2 files"),
    (f'<file href="{QUIZ}"/>', "", "cartridge-resource", "0 files"),
    (f'<file href="{SEAL}"/>', "", "cartridge-resource", "no file"),
    (f'<file href="{SEAL}"/>', f'<file href="{SEAL}"/><file href="{SEAL}"/>', "cartridge-resource", "2 times"),
    ('type="imswl_xmlv1p1"', f'type="imswl_xmlv1p1" href="{LINK}"', "cartridge-resource", "must not have"),
    (f'type="webcontent" href="{SEAL}"', 'type="webcontent" href="other.png"', "cartridge-resource", "none of its files"),
    ("imsqti_xmlv1p2/imscc_xmlv1p1/assessment", "imsqti_xmlv1p2/imscc_xmlv1p1/question-bank", "cartridge-resource", "opens a question bank"),
    # files
    (f'<file href="{SEAL}"/>', '<file href="seal.png"/>', "cartridge-file", "seal.png is listed"),
    (f'<file href="{SEAL}"/>', '<file href="seal.png"/>', "cartridge-file", f"{SEAL} is in the package"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "kind", "words"), MANIFEST)
def test_rules_of_the_manifest(old: str, new: str | None, kind: str, words: str) -> None:
    if new is None:  # the second item gets the id of a resource
        new = rf"\g<1>{resource(SEAL)}"
    assert told(changed(M, old, new), kind, words)


DEPENDENCIES = [
    (LINK, SEAL, "depends on a webcontent"),
    (PAGE, QUIZ, "depends on a imsqti"),
    (PAGE, LINK, "depends on a imswl"),
    (QUIZ, LINK, "depends on a imswl"),
    (PAGE, PAGE, "depends on itself"),
    (PAGE, SEAL, "2 times"),
]


@pytest.mark.parametrize(("path", "target", "words"), DEPENDENCIES)
def test_rules_of_dependencies(path: str, target: str, words: str) -> None:
    new = f'<file href="{path}"/><dependency identifierref="{resource(target)}"/>'
    assert told(changed(M, f'<file href="{re.escape(path)}"/>', new), "cartridge-resource", words)


def test_two_question_banks_are_too_many_in_1_1() -> None:
    old = "imsqti_xmlv1p2/imscc_xmlv1p1/assessment(.*?)imsqti_xmlv1p2/imscc_xmlv1p1/assessment"
    new = r"imsqti_xmlv1p2/imscc_xmlv1p1/question-bank\1imsqti_xmlv1p2/imscc_xmlv1p1/question-bank"
    assert told(changed(M, old, new), "cartridge-resource", "2 question banks")


def test_a_thin_cartridge_has_no_pages() -> None:
    assert told(
        changed(M, "<schema>IMS Common", "<schema>IMS Thin Common", version="1.3"),
        "cartridge-resource",
        "thin",
    )


def test_the_package() -> None:
    assert told(list(audit(b"", "students")), "cartridge-form", "cannot be read")
    assert told(list(audit(packed(good())[:-40], "students")), "cartridge-form", "cannot be read")
    assert told(list(audit(packed(()), "students")), "cartridge-form", "no imsmanifest.xml")
    broken = bytearray(packed(good()))
    broken[100] ^= 1
    assert told(list(audit(bytes(broken), "students")), "cartridge-form", "")


def test_the_manifest_comes_first() -> None:
    assert told(rearranged(lambda files: dict(reversed(files.items()))), "cartridge-form", "not the first")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("more.txt", "not listed"),
        ("../more.txt", "every system"),
        ("/more.txt", "every system"),
        ("a\\more.txt", "every system"),
        ("More.txt", "every system"),
        ("more more.txt", "every system"),
        ("資料.txt", "every system"),
        (SEAL.upper(), "capitals only"),
    ],
)
def test_files(name: str, words: str) -> None:
    assert told(rearranged(lambda files: files | {name: b""}), "cartridge-file", words)


def test_a_file_twice() -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        data = packed((*good(), (SEAL, b"")))
    assert told(list(audit(data, "instructors")), "cartridge-file", "2 times")


def test_a_file_less() -> None:
    faults = rearranged(lambda files: {name: data for name, data in files.items() if name != SEAL})
    assert told(faults, "cartridge-file", "listed and not in the package")
    assert told(faults, "cartridge-link", "seal.png")


@pytest.mark.parametrize("end", [b"\xff", b"<"])
@pytest.mark.parametrize("name", [M, QUIZ, LINK, PAGE])
def test_texts_are_utf_8_and_well_formed(name: str, end: bytes) -> None:
    assert told(rearranged(lambda files: files | {name: files[name] + end}), "cartridge-form", name)


@pytest.mark.parametrize(
    ("old", "new", "kind", "words"),
    [
        ("imswl_v1p1", "imswl_v1p3", "cartridge-form", LINK),
        ("(<title>.*</title>)(<url.*/>)", r"\2\1", "cartridge-form", LINK),
        ('target="_blank"', 'rel="_blank"', "cartridge-form", LINK),
        ('href="https://[^"]*"', 'href="javascript:x"', "cartridge-link", "javascript:x"),
    ],
)
def test_web_links(old: str, new: str, kind: str, words: str) -> None:
    assert told(changed(LINK, old, new), kind, words)


FIELD = "<qtimetadatafield><fieldlabel>{}</fieldlabel><fieldentry>{}</fieldentry></qtimetadatafield>"
LAST = "(</qtimetadata></itemmetadata>)"
CHOICE = r'<response_lid ident="r" rcardinality="{}"><render_choice>{}</render_choice></response_lid>'
LABEL = '<response_label ident="{}"><material><mattext>x</mattext></material></response_label>'
STR = r"<response_str.*?</response_str>"
QUESTIONS = [
    # form
    ("<presentation>", "<presentation><odd/>", "odd"),
    (r"<section .*</section>", "", QUIZ),
    (r"(<outcomes>.*?</outcomes>)(<respcondition .*?</respcondition>)", r"\2\1", QUIZ),
    # rules 1
    ("<fieldentry>Examination", "<fieldentry>Fun", "qmd_assessmenttype cannot be “Fun”"),
    ("<fieldentry>Percentage", "<fieldentry>Points", "qmd_scoretype cannot be"),
    ("<fieldlabel>cc_maxattempts", "<fieldlabel>cc_attempts", "no field cc_attempts"),
    ("<fieldentry>unlimited", "<fieldentry>6", "cc_maxattempts cannot be"),
    ("<qtimetadata>", "<qtimetadata>" + FIELD.format("qmd_timelimit", "527041"), "qmd_timelimit cannot be"),
    ("<qtimetadata>", "<qtimetadata>" + FIELD.format("qmd_scoretype", "Percentage"), "qmd_scoretype stands 2 times"),
    # rules 2
    (LAST, FIELD.format("cc_weighting", "100") + r"\1", "cc_weighting cannot be"),
    (LAST, FIELD.format("points_possible", "1") + r"\1", "no field points_possible"),
    (LAST, FIELD.format("cc_profile", "cc.essay.v0p1") + r"\1", "cc_profile stands 2 times"),
    ("cc.essay.v0p1", "cc.essay.v0p2", "cc_profile cannot be"),
    (FIELD.format("cc_profile", "cc.essay.v0p1"), "", "of which kind"),
    # rules 3 to 8
    ("cc.essay.v0p1", "cc.fib.v0p1", "no right answer"),
    ("cc.essay.v0p1", "cc.true_false.v0p1", "has a response_lid"),
    ("cc.essay.v0p1", "cc.multiple_choice.v0p1", "has a response_lid"),
    (f"cc.essay.v0p1(.*?){STR}", rf"cc.multiple_choice.v0p1\1{CHOICE.format('Single', LABEL.format('a') * 2)}", "2 choices"),
    (f"cc.essay.v0p1(.*?){STR}", rf"cc.multiple_choice.v0p1\1{CHOICE.format('Multiple', LABEL.format('a') * 3)}", "cardinality Single"),
    (f"cc.essay.v0p1(.*?){STR}", rf"cc.multiple_response.v0p1\1{CHOICE.format('Single', LABEL.format('a') * 3)}", "cardinality Multiple"),
    (f"cc.essay.v0p1(.*?){STR}", rf"cc.true_false.v0p1\1{CHOICE.format('Single', LABEL.format('a') * 3)}", "3 choices"),
    (STR, CHOICE.format("Single", LABEL.format("a") * 3), "has a response_str"),
    ("<other/>", '<varequal respident="response">x</varequal>', "no right answer that could be compared"),
    ("<other/>", '<varsubstring respident="response">x</varsubstring>', "parts of words"),
    ("<fieldentry>No</fieldentry></qtimetadatafield></qtimetadata></itemmetadata>", "<fieldentry>Yes</fieldentry></qtimetadatafield></qtimetadata></itemmetadata>", "scored by the computer"),
    (r'(<itemfeedback ident="solution">.*?</itemfeedback>)', r"\1\1", "one solution"),
    # rules 10 to 13
    (r'<itemfeedback ident="solution">.*?</itemfeedback>', "", "solution is there 0 times"),
    (r'<displayfeedback feedbacktype="Solution" linkrefid="solution"/>', "", "solution is never shown"),
    (r'<displayfeedback feedbacktype="Response" linkrefid="general_fb"/>', "", "general_fb is never shown"),
    ('feedbacktype="Solution"', 'feedbacktype="Hint"', "shown as Hint"),
    ('feedbacktype="Solution"', 'feedbacktype="Response"', "shown as Response"),
    (r'<itemfeedback ident="solution"><solution><solutionmaterial>(.*?)</solutionmaterial></solution>', r'<itemfeedback ident="solution">\1', "holds a response"),
    (r'<itemfeedback ident="general_fb">(<flow_mat>.*?</flow_mat>)', r'<itemfeedback ident="general_fb"><hint><hintmaterial>\1</hintmaterial></hint>', "holds a hint"),
    (r'<item ident="([^"]+)"(.*?)<item ident="[^"]+"', r'<item ident="\1"\2<item ident="\1"', "have the ident"),
    # texts
    (r'(<mattext texttype="text/html">)[^<]*', r"\1&lt;p&gt;x", "not well-formed"),
    (r'(<mattext texttype="text/html">)[^<]*', r"\1&lt;p&gt; &lt;/p&gt;", "empty"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "words"), QUESTIONS)
def test_rules_of_questions(old: str, new: str, words: str) -> None:
    assert told(changed(QUIZ, old, new), "cartridge-question", words)


@pytest.mark.parametrize(
    ("markup", "kind"),
    [
        ("&lt;script&gt;x&lt;/script&gt;", "cartridge-script"),
        ("&lt;p onclick='x'&gt;x&lt;/p&gt;", "cartridge-script"),
        ("&lt;a href='#c-n1'&gt;x&lt;/a&gt;", "cartridge-link"),
        ("&lt;img src='none.png' alt=''/&gt;", "cartridge-link"),
    ],
)
def test_texts_of_questions(markup: str, kind: str) -> None:
    assert told(changed(QUIZ, r'(<mattext texttype="text/html">)[^<]*', rf"\1{markup}"), kind, QUIZ)


def test_other_kinds_of_questions_pass_where_they_are_right() -> None:
    """Postil writes essays alone; the rules for the others hold for the day it writes them."""
    choice = CHOICE.format("Single", LABEL.format("a") + LABEL.format("b") + LABEL.format("c"))
    new = rf'cc.multiple_choice.v0p1\1{choice}\2<varequal respident="r">a</varequal>'
    assert not changed(QUIZ, f"cc.essay.v0p1(.*?){STR}(.*?)<other/>", new)
    new = r'cc.fib.v0p1\1<varequal respident="response">a</varequal>'
    assert not changed(QUIZ, "cc.essay.v0p1(.*?)<other/>", new)


def test_an_answer_in_the_students_cartridge_is_found() -> None:
    faults = list(audit(packed(good("instructors")), "students"))
    assert {fault.kind for fault in faults} == {"cartridge-answer"}
    assert len(faults) == 40


def test_a_page_without_language() -> None:
    assert told(changed(PAGE, 'lang="en" xml:lang="en"', ""), "cartridge-form", "language")


@given(st.data())
def test_structure_taken_apart_is_always_found(data: st.DataObject) -> None:
    """An element of another name, an attribute or element too many is found, wherever it is."""
    files = dict(good())
    name = data.draw(st.sampled_from([M, QUIZ, LINK]))
    root = etree.fromstring(files[name])
    every = list(root.iterdescendants())
    element = data.draw(st.sampled_from(every))
    parent = element.getparent()
    assert parent is not None
    match data.draw(st.sampled_from(["rename", "attribute", "unknown"])):
        case "rename":
            element.tag = f"{element.tag}-odd"
        case "attribute":
            element.set("odd", "x")
        case _:
            etree.SubElement(element, "odd")
    files[name] = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    assert list(audit(packed(tuple(files.items())), "instructors"))
