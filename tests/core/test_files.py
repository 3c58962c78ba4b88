"""Files as they come: encodings, line ends, normal forms; YAML; what is there and what is not."""

from __future__ import annotations

import pytest

from core.projects import checkup, edition, files, only
from postil.ingest.decode import decode
from postil.ingest.yaml import Mapping, Node, Scalar, Sequence, parse_yaml
from postil.model.edition import ProjectFiles
from postil.spans import InputFile, SourceText

TEXT = "source/letter/text.md"
NOTES = "annotations/letter/n.md"


def value(text: str) -> object:
    """Return what YAML says as plain values."""
    read = parse_yaml(SourceText.of("a.yaml", text))
    assert not read.diagnostics, [d.message for d in read.diagnostics]

    def plain(node: Node | None) -> object:
        match node:
            case Scalar(value=inner):
                return inner
            case Sequence(items=items):
                return [plain(i) for i in items]
            case Mapping(items=pairs):
                return {k.text: plain(v) for k, v in pairs}
        return None

    return plain(read.value)


# characters -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_a_byte_order_mark_and_any_line_ends_are_accepted(mark: bytes, end: bytes) -> None:
    """And places are those of the characters that a person sees."""
    notes = mark + end.join(
        [b"---", b"series: notes", b"---", b"", "# text.1 “brig” {#a}".encode(), b"", b"A.", b""]
    )
    found = checkup({TEXT: mark + end.join([b"# T", b"", b"The ship.", b""]), NOTES: notes})
    fault = only(found.diagnostics)
    assert fault.code.id == "A001"
    assert fault.span is not None
    source = found.texts[NOTES]
    assert source.position(fault.span.start) == (5, 11)
    assert source.text[fault.span.start : fault.span.end] == "brig"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_byte_that_is_not_utf_8_is_told_at_its_place(mark: bytes, end: str) -> None:
    data = mark + f"é{end}日本{end}ab".encode() + b"\xff"
    fault = only(decode(InputFile("a.md", data)).diagnostics)
    assert fault.code.id == "M002"
    found = checkup({NOTES: data})
    assert fault.span is not None
    assert found.texts[NOTES].position(fault.span.start) == (3, 3)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("abc e\u0301", "é"),
        ("한국 \u1112\u1161\u11ab", "한"),
        ("\u212b", "Å"),
        ("s\u0323\u0307 s\u0307\u0323", "ṩ"),
        ("が か\u3099", "が"),
    ],
)
def test_what_is_not_nfc_is_told_where_it_stands(text: str, wrong: str) -> None:
    read = decode(InputFile("a.md", text.encode()))
    fault = only(read.diagnostics)
    assert fault.code.id == "M003"
    assert f"“{wrong}”" in fault.message
    assert read.value is not None
    assert fault.span is not None
    assert read.value.text[fault.span.start : fault.span.end] == wrong


def test_an_nfd_project_has_no_other_faults() -> None:
    """What a Macintosh wrote decomposed is read as if it were not: one error a file, and all notes in their places."""
    text = "# T\n\nTo\u0304kyo\u0304, cafe\u0301.\n"
    notes = "---\nseries: notes\n---\n\n# text.1 “To\u0304kyo\u0304” {#a}\n\nA.\n"
    found = checkup(
        {TEXT: text, NOTES: notes, "source/letter/copy-text.txt": "T\n\n" + text.split("\n\n")[1]}
    )
    assert found.codes == ["M003", "M003"]


def test_only_what_can_be_printed() -> None:
    read = decode(InputFile("a.md", b"a\x00b\x1bc\td\n"))
    assert [d.code.id for d in read.diagnostics] == ["M021", "M021"]
    assert read.value is not None
    assert read.value.text == "a b c\td\n"


def test_control_characters_written_as_escapes_in_yaml() -> None:
    read = parse_yaml(SourceText.of("a.yaml", 'a: "x\\x07y"\n'))
    assert only(read.diagnostics).code.id == "M021"


# YAML -----------------------------------------------------------------------------------------------------------------


def test_yaml_is_that_of_1_2() -> None:
    """`no` is a word (and Norway), dates and sexagesimals are words, numbers are as in the core schema."""
    assert value("[no, yes, on, off, y, n, NO]") == ["no", "yes", "on", "off", "y", "n", "NO"]
    assert value("[true, False, ~, null, '']") == [True, False, None, None, ""]
    assert value("[1, -2, 0o14, 0x1F, 014, 1_000]") == [1, -2, 12, 31, 14, "1_000"]
    assert value("[1.5, 1e3, .5, 1e999, .inf]") == [1.5, 1000.0, 0.5, "1e999", ".inf"]
    assert value("[1960-01-19, 12:30:00, 'no']") == ["1960-01-19", "12:30:00", "no"]


def test_strings_of_every_style() -> None:
    assert value("a: |\n  x\n  y\nb: >\n  x\n  y\nc: 'it''s'\nd: \"\\u2014\"\n") == {
        "a": "x\ny\n",
        "b": "x y\n",
        "c": "it's",
        "d": "—",
    }


def test_aliases_are_followed_and_merge_keys_are_words() -> None:
    assert value("a: &x [1]\nb: *x\n<<: c\n") == {"a": [1], "b": [1], "<<": "c"}


def test_numbers_and_dates_count_as_text_where_text_is_wanted() -> None:
    manifest = edition(
        {"source/letter/edition.yaml": "title: 1984\ndate: 1960\nnumber: 007\ncopy-text: {sha256: SHA256}\n"}
    ).manifest
    assert (manifest.title, manifest.date, manifest.number) == ("1984", "1960", "007")


def test_a_title_that_is_true_is_no_text() -> None:
    found = checkup({"source/letter/edition.yaml": "title: true\ncopy-text: {sha256: SHA256}\n"})
    assert only(found.diagnostics).code.id == "M007"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: b: c", "M004"),
        ("a: [b", "M004"),
        ("a: 'b", "M004"),
        ("\ta: b", "M004"),
        ("a: b\n---\nc: d\n", "M004"),
        ("a: *b", "M004"),
        ("a: 1\na: 2\n", "M012"),
        ("a: !!str b", "M013"),
        ("a: !thing {}", "M013"),
        ("? [a]\n: b\n", "M007"),
    ],
)
def test_what_is_refused(text: str, code: str) -> None:
    fault = only(parse_yaml(SourceText.of("a.yaml", text)).diagnostics)
    assert fault.code.id == code
    assert fault.hint


# what is there --------------------------------------------------------------------------------------------------------


def test_readme_files_and_pictures_beside_the_text_are_nobodys_business() -> None:
    assert not checkup(
        {
            "source/letter/README.md": "x",
            "source/letter/scan.tiff": b"\0",
            "annotations/letter/readme.md": "x",
        }
    ).codes


def test_links_out_of_the_project_are_told() -> None:
    read = files({})
    found = checkup(
        ProjectFiles(read.files, (("source/letter/notes.md", "is a link that leads out of the project"),))
    )
    assert found.codes == ["M011"]


@pytest.mark.parametrize(
    "path", ["../x.txt", "/etc/passwd", "~/x.txt", "a/../../x.txt", "C:/x.txt", "a\\b.txt", "file:///x"]
)
def test_paths_that_leave_the_folder(path: str) -> None:
    found = checkup(
        {
            "source/letter/edition.yaml": f"title: T\ncopy-text: {{sha256: SHA256}}\nwitnesses:\n  F: {{name: F, path: '{path}'}}\n"
        }
    )
    assert found.codes == ["M011"]


def test_an_edition_whose_text_cannot_be_read_is_no_reason_to_be_silent_on_others() -> None:
    found = checkup(
        {TEXT: b"\xff", "source/other/text.md": "# T\n\n::: verse\n", "source/other/copy-text.txt": "T\n"}
    )
    assert found.codes == ["M002", "T002"]


def test_a_broken_bibliography_is_told_once() -> None:
    notes = "---\nseries: notes\n---\n\n# text.1 “ship” {#a}\n\nA.[@a; @b]\n"
    for name, words in (
        ("json", "[1, 2"),
        ("json", '{"a": 1}'),
        ("json", '{"references": 4}'),
        ("yaml", "a: [b"),
        ("yaml", "a"),
    ):
        assert len(checkup({f"source/bibliography.{name}": words, NOTES: notes}).codes) == 1, words


def test_keys_of_every_kind_of_bibliography() -> None:
    notes = "---\nseries: notes\n---\n\n# text.1 “ship” {#a}\n\nA.[@a1; see @b:2, p. 3; -@{c d}]\n"
    kinds = {
        "yaml": "references:\n- {id: a1, title: A}\n- {id: 'b:2', title: B}\n- {id: c d, title: C}\n",
        "json": '[{"id": "a1", "title": "A"}, {"id": "b:2", "title": "B"}, {"id": "c d", "title": "C"}]',
        "bib": "@book{a1,\n title={A}}\n@Article{ b:2 , title={B}}\n@comment{x, y}\n@misc{c d, title={C}}\n",
    }
    for name, words in kinds.items():
        expected = ["R002"] if name == "bib" else []  # BibTeX knows no keys with spaces
        assert checkup({f"source/bibliography.{name}": words, NOTES: notes}).codes == expected, name
