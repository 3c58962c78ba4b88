"""The e-book: its bytes, its package document, what its audit finds, what the checkers say of it."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import validators
from epub import samples
from postil.model.isbn import Isbn
from postil.model.rendition import EpubRendition, NotePlacement, Person
from postil.spans import Span
from postil.writers.epub import write
from processes import told

OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
ROOT = Path(__file__).resolve().parents[2]


def contents(book: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(book)) as container:
        return {name: container.read(name) for name in container.namelist()}


def package(book: bytes) -> ET.Element:
    return ET.fromstring(contents(book)["EPUB/content.opf"])


def properties(root: ET.Element, name: str) -> list[str]:
    return [each.text or "" for each in root.iter(f"{OPF}meta") if each.get("property") == name]


def kinds(rendition: EpubRendition) -> set[str]:
    return {fault.kind for fault in write(rendition)[1]}


@pytest.fixture(scope="module")
def book() -> bytes:
    data, faults = write(samples.rendition())
    assert faults == ()
    return data


def test_container_begins_with_its_type_and_knows_no_clock(book: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(book)) as container:
        first, *rest = container.infolist()
    assert (first.filename, first.compress_type, first.header_offset) == ("mimetype", zipfile.ZIP_STORED, 0)
    assert book[38:58] == b"application/epub+zip"
    assert {entry.date_time for entry in (first, *rest)} == {(1980, 1, 1, 0, 0, 0)}


def test_same_bytes_in_other_processes_with_other_hash_seeds() -> None:
    program = (
        "import hashlib; from epub import samples; from postil.writers.epub import write;"
        "print(hashlib.sha256(write(samples.rendition())[0]).hexdigest())"
    )
    assert len(told(program)) == 1


def test_package_document_says_who_did_what(book: bytes) -> None:
    root = package(book)
    assert [each.text for each in root.iter(f"{DC}creator")] == ["Anna Editor"]
    assert [each.text for each in root.iter(f"{DC}contributor")] == ["Ben Scholar"]
    assert properties(root, "role") == ["edt", "ann", "aui"]
    assert properties(root, "dcterms:modified") == ["2026-11-23T00:00:00Z"]
    assert properties(root, "group-position") == ["1"]
    assert [each.text for each in root.iter(f"{DC}identifier")] == [samples.METADATA.identifier]


def test_an_author_is_the_creator_and_the_editor_is_not() -> None:
    people = (Person("Anna Editor", "edt"), Person("Carl Writer", "aut", "Writer, Carl"))
    sample = samples.rendition()
    root = package(write(replace(sample, metadata=replace(sample.metadata, people=people)))[0])
    assert [each.text for each in root.iter(f"{DC}creator")] == ["Carl Writer"]


def test_accessibility_metadata_says_what_is_there(book: bytes) -> None:
    features = properties(package(book), "schema:accessibilityFeature")
    assert {"alternativeText", "pageBreakMarkers", "pageNavigation", "structuralNavigation"} <= set(features)
    assert properties(package(book), "pageBreakSource") == ["Ruritanian Treaty Series 12"]
    assert properties(package(book), "dcterms:conformsTo") == []


def test_accessibility_metadata_says_nothing_else() -> None:
    plain = samples.with_treaty("<p>No heading, no page, no picture.</p>")
    root = package(write(replace(plain, page_list=(), notes=(), contents=plain.contents[1:]))[0])
    features = set(properties(root, "schema:accessibilityFeature"))
    assert not features & {
        "alternativeText",
        "pageBreakMarkers",
        "pageNavigation",
        "MathML",
        "rubyAnnotations",
    }
    assert properties(root, "schema:accessMode") == ["textual"]
    assert properties(root, "pageBreakSource") == []


def test_an_image_without_words_is_not_said_to_have_them() -> None:
    markup = samples.TREATY.replace(' alt="A seal"', "")
    root = package(write(samples.with_treaty(markup))[0])
    assert "alternativeText" not in properties(root, "schema:accessibilityFeature")
    assert properties(root, "schema:accessModeSufficient") == ["textual,visual"]


def test_manifest_properties_follow_what_a_file_holds() -> None:
    inline = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1" role="img" aria-label="x"/>'
    root = package(write(samples.with_treaty(samples.TREATY.replace("<p>", inline + "<p>", 1)))[0])
    found = {each.get("href"): each.get("properties") for each in root.iter(f"{OPF}item")}
    assert found["text/art-1.xhtml"] == "svg"
    assert found["nav.xhtml"] == "nav"
    assert found["images/cover.svg"] == "cover-image"
    assert found["text/art-2.xhtml"] is None


def test_style_sheet_stands_where_the_documents_look_for_it(book: bytes) -> None:
    sheet = contents(book)["EPUB/styles/epub.css"].decode()
    assert "POSTIL-FACES" not in sheet
    assert 'font-family: "EB Garamond","Shippori Mincho",' in sheet
    assert "url(../fonts/1-EBGaramond-Regular.ttf)" in sheet
    assert "Source Sans" not in sheet


def test_a_book_without_contents_lists_its_files() -> None:
    data, faults = write(replace(samples.rendition(), contents=()))
    assert faults == ()
    assert contents(data)["EPUB/nav.xhtml"].count(b"<li>") == 3 + 4 + 1  # files, landmarks, pages


def test_a_book_in_a_script_from_right_to_left_turns_its_pages_so() -> None:
    sample = samples.rendition()
    data, _ = write(replace(sample, metadata=replace(sample.metadata, language="ar", title="معاهدة السلام")))
    [spine] = package(data).iter(f"{OPF}spine")
    assert spine.get("page-progression-direction") == "rtl"


def test_markup_goes_in_byte_for_byte(book: bytes) -> None:
    document = samples.rendition().documents[2]
    assert contents(book)[f"EPUB/{document.path}"] == document.xhtml.encode()


def test_navigation_comes_after_the_front_matter(book: bytes) -> None:
    spine = [each.get("idref") for each in package(book).iter(f"{OPF}itemref")]
    assert spine == ["cover", "doc-1", "nav", "doc-2", "doc-3"]


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("art-2.xhtml#art-2", "art-2.xhtml#art-9", "link-without-target"),
        ("art-2.xhtml#art-2", "art-7.xhtml", "link-without-target"),
        ('id="art-1.1"', 'id="art-1"', "duplicate-id"),
        ('id="n-peace"', 'id="n-war"', "note-missing"),
        ('id="c-peace"', 'id="c-war"', "note-missing"),
        ("Peace was kept", "Peace was broken", "note-text"),
        ("<p>", "<p onclick='x()'>", "script"),
        ("<p>", "<script>x()</script><p>", "script"),
        ("art-2.xhtml#art-2", " java\tscript:x()", "script"),
        ("postil:img/seal.png", "https://example.org/seal.png", "remote-resource"),
        ("postil:img/seal.png", "postil:img/other.png", "link-without-target"),
        ("</p>", "", "not-well-formed"),
        ("<p>", "<p style='background:url(https://example.org/x.png)'>", "remote-resource"),
    ],
)
def test_audit_finds(old: str, new: str, kind: str) -> None:
    assert kind in kinds(samples.with_treaty(samples.TREATY.replace(old, new, 1)))


def test_audit_finds_a_note_in_another_file_than_its_call() -> None:
    sample = samples.rendition()
    title, treaty, second = sample.documents
    body = samples.body("peace", "1", "notes", "Peace was kept, as at Kōbe.")
    parted = replace(
        sample,
        documents=(
            title,
            replace(treaty, xhtml=treaty.xhtml.replace(body, "")),
            replace(second, xhtml=second.xhtml.replace("</section>", f"{body}</section>")),
        ),
    )
    assert "note-missing" in kinds(parted)
    back = tuple(replace(note, place="back") for note in parted.notes)
    assert "note-missing" not in kinds(replace(parted, notes=back))


def test_audit_finds_a_note_that_nothing_shows() -> None:
    sample = samples.rendition()
    lost = NotePlacement("lost", "2", "Nowhere.", "end")
    [fault] = write(replace(sample, notes=(*sample.notes, lost)))[1]
    assert (fault.kind, fault.anchor) == ("note-missing", "lost")


def test_audit_finds_a_style_sheet_that_fetches() -> None:
    sheet = '@import "https://example.org/x.css";'
    assert "remote-resource" in kinds(replace(samples.rendition(), stylesheet=sheet))


@pytest.mark.slow
def test_epubcheck_and_ace_find_nothing(book: bytes, tmp_path: Path) -> None:
    file = tmp_path / "sample.epub"
    file.write_bytes(book)
    assert validators.epubcheck([file]) == []
    assert validators.ace(file) == []


@pytest.mark.slow
def test_a_reading_system_opens_every_note(book: bytes, tmp_path: Path) -> None:
    file = tmp_path / "sample.epub"
    file.write_bytes(book)
    read = validators.foliate(file)
    assert [popup.error for popup in read.popups] == ["", ""]
    assert not read.troubles


def test_the_number_of_the_e_book_is_another_identifier() -> None:
    rendition = samples.rendition()
    numbers = (
        Isbn("978-0-306-40615-7", "paperback", Span("x", 0, 0)),
        Isbn("978-3-16-148410-0", "epub", Span("x", 0, 0)),
    )
    made = package(write(replace(rendition, metadata=replace(rendition.metadata, isbns=numbers)))[0])
    found = [each.text for each in made.iter(f"{DC}identifier")]
    assert found == [rendition.metadata.identifier, "urn:isbn:9783161484100"]
    assert properties(made, "identifier-type") == ["15"]
    printed = package(write(replace(rendition, metadata=replace(rendition.metadata, isbns=numbers[:1])))[0])
    assert len(list(printed.iter(f"{DC}identifier"))) == 1
